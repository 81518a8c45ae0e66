/* SPDX-License-Identifier: Apache-2.0 */
/* show.c - joinder show: a record with its entity, an event with its parts, a case. */
#include "cli/ask.h"

#include <stdlib.h>
#include <string.h>

static const struct cli_option options[] = {ASK_OPTIONS, {NULL, NULL, NULL, false}};

static const char *const columns[] = {"part", "name", "what", "value", NULL};

static void
add_object(struct grid *grid, const char *part, const char *name, const json_t *object)
{
    for (void *at = json_object_iter((json_t *)(uintptr_t)object); at != NULL;
         at = json_object_iter_next((json_t *)(uintptr_t)object, at)) {
        const json_t *value = json_object_iter_value(at);
        char *text = json_is_string(value) ? strdup(json_string_value(value))
                                           : json_dumps(value, JSON_ENCODE_ANY);
        const char *key = json_object_iter_key(at);
        size_t size = strlen(key);
        bool norm = size > 5 && strcmp(key + size - 5, "_norm") == 0;
        const char *cells[] = {part, name, key, text};
        if (text != NULL && !norm && !json_is_null(value))
            grid_add(grid, cells);
        free(text);
    }
}

/* A list whose items name something: what says which member is the value. */
static void
add_list(struct grid *grid, const json_t *body, const char *list, const char *name,
    const char *what, const char *value)
{
    const json_t *items = json_object_get(body, list);
    for (size_t i = 0; i < json_array_size(items); i++) {
        char room[3][32];
        const json_t *item = json_array_get(items, i);
        const char *cells[] = {list, ask_text(item, name, room[0]),
            ask_text(item, what, room[1]), ask_text(item, value, room[2])};
        grid_add(grid, cells);
    }
}

/* The parts in an event that a case lists. */
static void
add_roles(struct grid *grid, const json_t *body)
{
    const json_t *events = json_object_get(body, "events");
    for (size_t i = 0; i < json_array_size(events); i++) {
        const json_t *event = json_array_get(events, i);
        const json_t *roles = json_object_get(event, "roles");
        for (size_t r = 0; r < json_array_size(roles); r++) {
            char room[3][32];
            const json_t *role = json_array_get(roles, r);
            const char *cells[] = {"roles", ask_text(event, "name", room[0]),
                ask_text(role, "role", room[1]), ask_text(role, "name", room[2])};
            grid_add(grid, cells);
        }
    }
}

static void
rows(const json_t *body, struct grid *grid)
{
    const json_t *records = json_object_get(body, "records");
    for (size_t i = 0; i < json_array_size(records); i++) {
        const json_t *record = json_array_get(records, i);
        const char *name = json_string_value(json_object_get(record, "name"));
        add_object(grid, "records", name, json_object_get(record, "attributes"));
        add_object(grid, "records", name, json_object_get(record, "payload"));
    }
    const char *name = json_string_value(json_object_get(body, "name"));
    add_object(grid, "event", name, json_object_get(body, "attributes"));
    add_object(grid, "event", name, json_object_get(body, "payload"));
    add_list(grid, body, "same_as", "name", "kind", "at");
    add_list(grid, body, "roles", "name", "role", "entity");
    add_list(grid, body, "events", "name", "kind", "at");
    add_roles(grid, body);
    add_list(grid, body, "relations", "from", "kind", "to");
    add_list(grid, body, "links", "a", "weight", "b");
    add_list(grid, body, "possible", "a", "weight", "b");
}

/* Its name, what it is, and when it was. */
static void
head(const json_t *body, FILE *to)
{
    static const char *const keys[] = {"name", "kind", "at"};
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        char room[32];
        const char *text = ask_text(body, keys[i], room);
        (void)fputs(i > 0 && *text != '\0' ? "  " : "", to);
        cli_put(text, to);
    }
    (void)fputs("\n\n", to);
}

static enum jd_status
ask(struct jd_engine *engine, const struct jd_asking *asking, const struct cli *cli,
    const void *ctx, struct jd_answer *out_answer, struct jd_error *err)
{
    (void)ctx;
    return jd_engine_show(engine, asking, cli->words[1], out_answer, err);
}

static int
run(struct cli *cli)
{
    static const struct ask_shape shape = {
        .columns = columns, .rows = rows, .head = head, .heads = true};
    return ask_run(cli, ask, NULL, &shape);
}

const struct cli_verb verb_show = {"show", "STORE NAME ",
    "A record with its entity, an event, or a case.", 2, 2, options, run};
