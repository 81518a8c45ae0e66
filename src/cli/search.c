/* SPDX-License-Identifier: Apache-2.0 */
/* search.c - joinder search: records by normal forms. */
#include "cli/ask.h"

#include <string.h>

enum { MOST_FIELDS = 16 };

static const struct cli_option options[] = {
    ASK_OPTIONS,
    {"--kind", "KIND", "only this kind of record", false},
    {"--field", "FIELD=TEXT", "text that a field must hold; all given must", true},
    {"--limit", "N", "most entities shown (50)", false},
    {NULL, NULL, NULL, false},
};

static const char *const columns[] = {"entity", "kind", "records", NULL};

static void
rows(const json_t *body, struct grid *grid)
{
    const json_t *found = json_object_get(body, "entities");
    for (size_t i = 0; i < json_array_size(found); i++) {
        char room[3][32];
        const json_t *entity = json_array_get(found, i);
        const char *cells[] = {ask_text(entity, "entity", room[0]),
            ask_text(entity, "kind", room[1]), ask_text(entity, "records", room[2])};
        grid_add(grid, cells);
    }
}

static void
head(const json_t *body, FILE *to)
{
    if (json_array_size(json_object_get(body, "entities")) == 0)
        (void)fprintf(to, "None found, which is not the same as none.\n");
}

/* The words behind STORE, and each --field; the names are cut in place of a copy. */
static uint32_t
fields_of(const struct cli *cli, struct jd_search_field *fields, char names[][64])
{
    uint32_t n = 0;
    const char *kind = cli_value(cli, "--kind");
    for (uint32_t i = 1; i < cli->n_words && n < MOST_FIELDS; i++)
        fields[n++] = (struct jd_search_field){kind, NULL, cli->words[i]};
    for (uint32_t i = 0; cli_nth(cli, "--field", i) != NULL && n < MOST_FIELDS; i++) {
        const char *given = cli_nth(cli, "--field", i), *equals = strchr(given, '=');
        if (equals == NULL || equals == given || equals - given >= 64)
            return 0;
        memcpy(names[n], given, (size_t)(equals - given));
        names[n][equals - given] = '\0';
        fields[n] = (struct jd_search_field){kind, names[n], equals + 1};
        n++;
    }
    return n;
}

static enum jd_status
ask(struct jd_engine *engine, const struct jd_asking *asking, const struct cli *cli,
    const void *ctx, struct jd_answer *out_answer, struct jd_error *err)
{
    (void)cli;
    return jd_engine_search(engine, asking, ctx, out_answer, err);
}

static int
run(struct cli *cli)
{
    static const struct ask_shape shape = {.columns = columns, .rows = rows, .head = head};
    struct jd_search_options search = jd_search_options_default();
    struct jd_search_field fields[MOST_FIELDS];
    char names[MOST_FIELDS][64];
    uint64_t limit = search.limit;
    search.fields = fields;
    search.n_fields = fields_of(cli, fields, names);
    if (search.n_fields == 0)
        return cli_usage(cli, "what for? give a text, or --field FIELD=TEXT");
    if (!cli_whole(cli, "--limit", 100000, &limit))
        return CLI_USAGE;
    search.limit = (uint32_t)limit;
    return ask_run(cli, ask, &search, &shape);
}

const struct cli_verb verb_search = {"search", "STORE [TEXT]... ",
    "Find records by normal forms, as their entities.", 1, MOST_FIELDS, options, run};
