/* SPDX-License-Identifier: Apache-2.0 */
/* world.c - read the lines, make facts, a view, entities and a graph. */
#include "world.h"

#include "jd_test.h"

#include "base/calendar.h"
#include "base/str.h"
#include "facts/hang.h"

#include <stdlib.h>
#include <string.h>

#define DAY ((int64_t)86400 * 1000000)

struct builder {
    struct jd__facts *facts;
    const char *const *lines;
    struct jd_error err;
};

static const struct jd__control PLAIN = {JD_NONE, JD_NONE, JD_NONE, JD_NONE, 0};

static jd_word
word_of(struct builder *b, const char *text, size_t size)
{
    jd_word word = JD_NONE;
    struct jd_error err = {0};
    assert_jd_ok(jd__facts_word(b->facts, (struct jd_str){text, size}, &word, &err));
    return word;
}

static uint16_t
agency_of(struct builder *b, const char *text, size_t size)
{
    jd_word id = word_of(b, text, size);
    for (uint32_t i = 0; i < b->facts->agencies.n; i++)
        if (jd__agencies(b->facts)[i].id == id)
            return (uint16_t)i;
    struct jd__agency agency = {id, JD_NONE, JD_NONE, JD_NONE, JD_NONE};
    struct jd_error err = {0};
    assert_jd_ok(jd__facts_add_agency(b->facts, &agency, &err));
    return (uint16_t)(b->facts->agencies.n - 1);
}

static bool
line_says(const struct builder *b, const char *what, const char *name)
{
    char wanted[128];
    snprintf(wanted, sizeof(wanted), "%s %s", what, name);
    for (const char *const *line = b->lines; *line != NULL; line++)
        if (strcmp(*line, wanted) == 0)
            return true;
    return false;
}

static uint16_t
kind_of(struct builder *b, const char *text, size_t size)
{
    jd_word name = word_of(b, text, size);
    for (uint32_t i = 0; i < b->facts->kinds.n; i++)
        if (jd__kinds(b->facts)[i].name == name)
            return (uint16_t)i;
    struct jd_error err = {0};
    const struct jd_column_spec column = {"public", JD_TYPE_TEXT};
    struct jd_table *table = NULL;
    assert_jd_ok(jd_table_new(NULL, "kind", &column, 1, &table, &err));
    assert_jd_ok(jd_table_put(table, 0, jd_text("yes"), &err)); /* row 0: public */
    assert_jd_ok(jd_table_put(table, 0, jd_null(), &err));
    assert_jd_ok(jd_table_finish(table, &err));
    assert_jd_ok(jd__facts_add_kind(b->facts, name, table, &err));
    return (uint16_t)(b->facts->kinds.n - 1);
}

/* The number of a record or (with the bit) event of this name; made when it is new. */
static uint32_t
node_of(struct builder *b, const char *name)
{
    const char *kind = strchr(name, '/') + 1, *id = strchr(kind, '/') + 1;
    uint16_t agency = agency_of(b, name, (size_t)(kind - 1 - name));
    jd_word id_word = word_of(b, id, strlen(id));
    struct jd_error err = {0};
    if (strncmp(kind, "event/", 6) == 0) {
        for (uint32_t i = 0; i < b->facts->events.n; i++)
            if (jd__events(b->facts)[i].agency == agency &&
                jd__events(b->facts)[i].id == id_word)
                return i | JD__EVENT_BIT;
        fail_msg("no event %s", name);
    }
    uint16_t kind_number = kind_of(b, kind, (size_t)(id - 1 - kind));
    for (uint32_t i = 0; i < b->facts->records.n; i++)
        if (jd__records(b->facts)[i].agency == agency &&
            jd__records(b->facts)[i].kind == kind_number &&
            jd__records(b->facts)[i].id == id_word)
            return i;
    struct jd__record record = {
        agency, kind_number, id_word, line_says(b, "public", name) ? 0 : 1, PLAIN};
    assert_jd_ok(jd__facts_add_record(b->facts, &record, &err));
    return (uint32_t)b->facts->records.n - 1;
}

static struct jd__span
span_of(const char *day)
{
    int64_t days = 0;
    if (day == NULL || strcmp(day, "-") == 0)
        return (struct jd__span){JD__NO_TIME, JD__NO_TIME};
    assert_true(jd__parse_day(jd__str(day), &days));
    return (struct jd__span){days * DAY, days * DAY + DAY - 1};
}

static void
add_cases(struct builder *b, uint32_t event, uint16_t own, char *cases)
{
    struct jd_error err = {0};
    char *save = NULL;
    for (char *at = strtok_r(cases, ";", &save); at != NULL;
         at = strtok_r(NULL, ";", &save)) {
        char *other = strstr(at, "/case/");
        const char *number = other != NULL ? other + 6 : at;
        uint16_t agency = other != NULL ? agency_of(b, at, (size_t)(other - at)) : own;
        assert_jd_ok(jd__facts_add_event_case(
            b->facts, event, agency, word_of(b, number, strlen(number)), &err));
    }
}

static void
read_event(struct builder *b, char **words)
{
    struct jd_error err = {0};
    const char *slash = strchr(words[1], '/');
    struct jd__event event = {.agency = agency_of(b, words[1], (size_t)(slash - words[1])),
        .id = word_of(b, slash + 1, strlen(slash + 1)),
        .kind = word_of(b, words[2], strlen(words[2])),
        .at = span_of(words[3]),
        .until = span_of("-"),
        .control = PLAIN};
    assert_jd_ok(jd__facts_add_event(b->facts, &event, &err));
    if (words[4] != NULL)
        add_cases(b, (uint32_t)b->facts->events.n - 1, event.agency, words[4]);
}

static uint32_t
event_of(struct builder *b, const char *name)
{
    char full[128];
    const char *slash = strchr(name, '/');
    snprintf(full, sizeof(full), "%.*s/event%s", (int)(slash - name), name, slash);
    return node_of(b, full) & ~JD__EVENT_BIT;
}

static void
read_row(struct builder *b, char **words)
{
    struct jd_error err = {0};
    if (strcmp(words[0], "role") == 0) {
        struct jd__role role = {node_of(b, words[1]), event_of(b, words[3]),
            word_of(b, words[2], strlen(words[2])), PLAIN};
        assert_jd_ok(jd__facts_add_role(b->facts, &role, &err));
    } else if (strcmp(words[0], "tie") == 0) {
        struct jd__relation tie = {.kind = word_of(b, words[1], strlen(words[1])),
            .from = node_of(b, words[2]),
            .to = node_of(b, words[3]),
            .valid_from = span_of(words[4]),
            .valid_until = span_of(words[4] != NULL ? words[5] : NULL),
            .control = PLAIN};
        assert_jd_ok(jd__facts_add_relation(b->facts, &tie, &err));
    } else if (strcmp(words[0], "link") == 0) {
        uint32_t x = node_of(b, words[1]), y = node_of(b, words[2]);
        struct jd__link link = {.a = x < y ? x : y,
            .b = x < y ? y : x,
            .probability = strtod(words[3], NULL),
            .weight = 10,
            .band = words[4] != NULL ? JD__POSSIBLE : JD__JOINED};
        assert_jd_ok(jd__facts_add_link(b->facts, &link, NULL, 0, &err));
    } else if (strcmp(words[0], "must") == 0) {
        struct jd__assertion must = {
            node_of(b, words[1]), node_of(b, words[2]), false, JD_NONE, JD_NONE, PLAIN};
        assert_jd_ok(jd__facts_add_assertion(b->facts, &must, &err));
    } else if (strcmp(words[0], "grade") == 0) {
        uint32_t node = node_of(b, words[1]);
        struct jd__control control = PLAIN;
        control.source_grade = word_of(b, words[2], 1);
        control.information_grade = word_of(b, words[2] + 1, 1);
        if ((node & JD__EVENT_BIT) != 0)
            ((struct jd__event *)b->facts->events.data)[node & ~JD__EVENT_BIT].control =
                control;
        else
            ((struct jd__record *)b->facts->records.data)[node].control = control;
    } else if (strcmp(words[0], "public") == 0) {
        (void)node_of(b, words[1]);
    }
}

/* Events first, so that the rest can name them. */
static void
read_lines(struct builder *b)
{
    for (int pass = 0; pass < 2; pass++)
        for (const char *const *line = b->lines; *line != NULL; line++) {
            char copy[256], *words[8] = {NULL}, *save = NULL;
            snprintf(copy, sizeof(copy), "%s", *line);
            int n = 0;
            for (char *at = strtok_r(copy, " ", &save); at != NULL && n < 7;
                 at = strtok_r(NULL, " ", &save))
                words[n++] = at;
            if (n == 0)
                continue;
            if ((strcmp(words[0], "event") == 0) == (pass == 0)) {
                if (pass == 0)
                    read_event(b, words);
                else
                    read_row(b, words);
            }
        }
}

static void
see_all(struct world *world, const struct builder *b)
{
    const struct jd__facts *facts = world->facts;
    for (uint32_t i = 0; i < facts->records.n; i++)
        jd__bit_set(world->view->records, i);
    for (uint32_t i = 0; i < facts->events.n; i++)
        jd__bit_set(world->view->events, i);
    for (uint32_t i = 0; i < facts->roles.n; i++)
        jd__bit_set(world->view->roles, i);
    for (uint32_t i = 0; i < facts->relations.n; i++)
        jd__bit_set(world->view->relations, i);
    for (const char *const *line = b->lines; *line != NULL; line++) {
        if (strncmp(*line, "hide ", 5) != 0)
            continue;
        uint64_t *bits = world->view->roles;
        uint32_t i = (uint32_t)strtoul(*line + 5, NULL, 10);
        if (strchr(*line, '/') != NULL) {
            struct jd__name name = world_name(world, *line + 5);
            bits = name.kind == JD__NAME_EVENT ? world->view->events : world->view->records;
            i = name.number;
        }
        bits[i / 64] &= ~((uint64_t)1 << (i % 64));
    }
}

static uint32_t
root_of(const uint32_t *parent, uint32_t i)
{
    while (parent[i] != i)
        i = parent[i];
    return i;
}

static void
unite(struct world *world, uint32_t a, uint32_t b)
{
    if (!jd__sees_record(world->view, a) || !jd__sees_record(world->view, b))
        return;
    a = root_of(world->of_record, a);
    b = root_of(world->of_record, b);
    world->of_record[a > b ? a : b] = a > b ? b : a;
}

/* An anchor may not depend on the order of rows. */
static bool
name_before(const struct world *world, uint32_t a, uint32_t b)
{
    struct jd__buf names[2];
    const uint32_t records[2] = {a, b};
    struct jd_error err = {0};
    for (int i = 0; i < 2; i++) {
        jd__buf_init(&names[i], NULL, 1, 0);
        assert_jd_ok(jd__facts_write_name(
            world->facts, (struct jd__name){JD__NAME_RECORD, records[i]}, &names[i], &err));
    }
    bool before = jd__str_compare((struct jd_str){names[0].data, names[0].n},
                      (struct jd_str){names[1].data, names[1].n}) < 0;
    jd__buf_done(&names[0]);
    jd__buf_done(&names[1]);
    return before;
}

static void
join(struct world *world)
{
    const struct jd__facts *facts = world->facts;
    uint32_t n = (uint32_t)facts->records.n;
    world->of_record = calloc(n + 1, sizeof(uint32_t));
    world->anchors = calloc(n + 1, sizeof(uint32_t));
    for (uint32_t i = 0; i < n; i++)
        world->of_record[i] = i;
    for (size_t i = 0; i < facts->links.n; i++)
        if (jd__links(facts)[i].band == JD__JOINED)
            unite(world, jd__links(facts)[i].a, jd__links(facts)[i].b);
    for (size_t i = 0; i < facts->assertions.n; i++)
        unite(world, ((const struct jd__assertion *)facts->assertions.data)[i].a,
            ((const struct jd__assertion *)facts->assertions.data)[i].b);
    world->members = calloc(1, sizeof(*world->members));
    uint32_t next = 0;
    for (uint32_t i = 0; i < n; i++) { /* a root comes before its members */
        uint32_t root = world->of_record[i];
        if (!jd__sees_record(world->view, i))
            world->of_record[i] = JD_NONE;
        else if (root == i)
            world->anchors[world->of_record[i] = next++] = i;
        else
            world->of_record[i] = world->of_record[root];
    }
    world->members->n = next;
    world->members->starts = calloc(next + 1, sizeof(uint32_t));
    world->members->items = calloc(n + 1, sizeof(uint32_t));
    for (uint32_t e = 0; e < next; e++) {
        for (uint32_t i = 0; i < n; i++) {
            if (world->of_record[i] != e)
                continue;
            world->members->items[world->members->n_items++] = i;
            if (name_before(world, i, world->anchors[e]))
                world->anchors[e] = i;
        }
        world->members->starts[e + 1] = world->members->n_items;
    }
}

static void
join_events(struct world *world, struct builder *b)
{
    uint32_t n = (uint32_t)world->facts->events.n;
    world->same_event = calloc(n + 1, sizeof(uint32_t));
    world->next_event = calloc(n + 1, sizeof(uint32_t));
    for (uint32_t i = 0; i < n; i++)
        world->same_event[i] = world->next_event[i] = i;
    for (const char *const *line = b->lines; *line != NULL; line++) {
        char first[64], second[64];
        if (sscanf(*line, "same %63s %63s", first, second) != 2)
            continue;
        uint32_t x = event_of(b, first), y = event_of(b, second);
        world->same_event[y] = x;
        world->next_event[x] = y;
        world->next_event[y] = x;
    }
}

struct world
world_make(const char *const *lines, const char *as_of)
{
    struct world world = {0};
    struct jd_error err = {0};
    struct builder b = {.lines = lines};
    assert_jd_ok(jd__facts_new(NULL, &world.facts, &err));
    b.facts = world.facts;
    read_lines(&b);
    assert_jd_ok(jd__facts_finish(world.facts, &err));
    assert_jd_ok(jd__view_new(NULL, world.facts, &world.view, &err));
    see_all(&world, &b);
    jd__view_close(world.view, as_of != NULL ? span_of(as_of).latest : JD__NO_TIME);
    join(&world);
    join_events(&world, &b);
    world.joined = (struct jd__joined){world.members->n, world.of_record, world.anchors,
        world.members, world.same_event, world.next_event};
    assert_jd_ok(jd__graph_new(NULL, world.view, &world.joined, &world.graph, &err));
    return world;
}

void
world_free(struct world *world)
{
    jd__graph_free(world->graph);
    free(world->same_event);
    free(world->next_event);
    free(world->of_record);
    free(world->anchors);
    free(world->members->starts);
    free(world->members->items);
    free(world->members);
    jd__view_free(world->view);
    jd__facts_free(world->facts);
}

struct jd__name
world_name(const struct world *world, const char *name)
{
    struct jd__name found = {JD__NAME_RECORD, JD_NONE};
    struct jd_error err = {0};
    assert_jd_ok(jd__facts_name(world->facts, jd__str(name), &found, &err));
    return found;
}

static void
write_name(const struct world *world, enum jd__name_kind kind, uint32_t number,
    struct jd__buf *out)
{
    struct jd_error err = {0};
    assert_jd_ok(
        jd__facts_write_name(world->facts, (struct jd__name){kind, number}, out, &err));
}

static void
write_step(const struct world *world, const struct jd__step *step, bool first,
    const struct jd__step *before, struct jd__buf *out)
{
    struct jd_error err = {0};
    jd_word word = JD_NONE;
    if (!first) {
        if (step->relation != JD_NONE)
            word = jd__relations(world->facts)[step->relation].kind;
        else
            word = jd__roles(world->facts)[before->role_out].role;
        assert_jd_ok(jd__buf_printf(out, &err, " "));
        assert_jd_ok(jd__buf_text(out, jd__facts_text(world->facts, word), &err));
        assert_jd_ok(jd__buf_printf(out, &err, " "));
    }
    if (step->is_event) {
        write_name(world, JD__NAME_EVENT, step->event, out);
        return;
    }
    write_name(world, JD__NAME_RECORD, step->record_in, out);
    if (step->record_out != step->record_in) {
        assert_jd_ok(jd__buf_printf(out, &err, "="));
        write_name(world, JD__NAME_RECORD, step->record_out, out);
    }
}

char *
world_extend(
    const struct world *world, const char *start, const struct jd__extend_options *options)
{
    struct jd__chains chains = {0};
    struct jd_error err = {0};
    assert_jd_ok(
        jd__graph_extend(world->graph, world_name(world, start), options, &chains, &err));
    struct jd__buf out;
    jd__buf_init(&out, NULL, 1, 0);
    const struct jd__step *steps = chains.steps.data;
    for (size_t i = 0; i < chains.chains.n; i++) {
        const struct jd__chain *chain = &((const struct jd__chain *)chains.chains.data)[i];
        int64_t cost = 0;
        if (i > 0)
            assert_jd_ok(jd__buf_printf(&out, &err, "\n"));
        for (uint32_t s = chain->first_step; s < chain->first_step + chain->n_steps; s++) {
            cost += steps[s].identity + steps[s].sharing + steps[s].grade;
            write_step(world, &steps[s], s == chain->first_step,
                s > 0 ? &steps[s - 1] : NULL, &out);
        }
        assert_true(cost == chain->cost); /* the terms add up, to the last millionth */
    }
    assert_jd_ok(jd__buf_append(&out, "", 1, &err));
    char *text = strdup(out.data);
    jd__buf_done(&out);
    jd__chains_done(&chains);
    return text;
}
