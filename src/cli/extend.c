/* SPDX-License-Identifier: Apache-2.0 */
/* extend.c - joinder extend: where does this case lead? */
#include "cli/ask.h"

#include <string.h>

static const struct cli_option options[] = {
    ASK_OPTIONS,
    {"--top", "N", "most chains shown", false},
    {"--steps", "N", "longest chain", false},
    {"--to", "WHERE", "agency, kind of event, role or AGENCY/case/NUMBER", false},
    {"--max-bits", "BITS", "dearest chain shown", false},
    {"--people", NULL, "show who is on the way and as what, not the steps", false},
    {NULL, NULL, NULL, false},
};

static const char *const columns[] = {
    "chain", "step", "what", "by", "date", "owner", "bits", "record", NULL};

/* A step in a line, with the role or relation that leads to it; the record by which an entity
 * is left, if another, in a line of its own. */
static void
add_step(const json_t *step, const char *rank, size_t number, struct grid *grid)
{
    char nth[32], bits[32], date[11], room[3][32];
    const char *in = ask_text(step, "in", room[0]);
    const char *out = json_string_value(json_object_get(step, "out"));
    const char *relation = json_string_value(json_object_get(step, "relation"));
    (void)snprintf(nth, sizeof(nth), "%zu", number);
    (void)snprintf(date, sizeof(date), "%s", ask_text(step, "at", room[1]));
    const char *cells[] = {rank, nth, json_string_value(json_object_get(step, "kind")),
        relation != NULL ? relation : json_string_value(json_object_get(step, "role_in")),
        date, ask_text(step, "owner", room[2]), ask_real(step, "bits", bits), in};
    const char *same_as[] = {rank, nth, "the same as", "", "", "", "", out};
    grid_add(grid, cells);
    if (out != NULL && strcmp(in, out) != 0)
        grid_add(grid, same_as);
}

/* What a chain costs in all, and the cases that it ends in. */
static void
add_end(const json_t *chain, const char *rank, struct grid *grid)
{
    const json_t *ends = json_object_get(chain, "ends");
    char bits[32];
    for (size_t i = 0; i < json_array_size(ends); i++) {
        const char *cells[] = {rank, "", i == 0 ? "in all, to" : "and", "", "", "",
            i == 0 ? ask_real(chain, "bits", bits) : "",
            json_string_value(json_array_get(ends, i))};
        grid_add(grid, cells);
    }
}

static void
rows(const json_t *body, struct grid *grid)
{
    const json_t *chains = json_object_get(body, "chains");
    for (size_t i = 0; i < json_array_size(chains); i++) {
        char rank[32];
        const json_t *chain = json_array_get(chains, i);
        const json_t *steps = json_object_get(chain, "steps");
        for (size_t s = 0; s < json_array_size(steps); s++)
            add_step(json_array_get(steps, s), ask_text(chain, "rank", rank), s, grid);
        add_end(chain, ask_text(chain, "rank", rank), grid);
    }
}

static const char *const people_columns[] = {
    "chain", "person", "on path", "as", "in or of", "record", NULL};

/* A person's parts in the chain's events, and whose relative she is. */
static void
add_person(const json_t *person, const char *rank, struct grid *grid)
{
    char room[2][32];
    const char *entity = ask_text(person, "entity", room[0]);
    const char *on_path = ask_text(person, "on_path", room[1]);
    const json_t *parts = json_object_get(person, "parts");
    for (size_t i = 0; i < json_array_size(parts); i++) {
        const json_t *part = json_array_get(parts, i);
        const char *role = json_string_value(json_object_get(part, "role"));
        const char *relation = json_string_value(json_object_get(part, "relation"));
        const char *cells[] = {rank, entity, on_path, role != NULL ? role : relation,
            json_string_value(json_object_get(part, role != NULL ? "event" : "with")),
            json_string_value(json_object_get(part, "record"))};
        grid_add(grid, cells);
    }
}

static void
people_rows(const json_t *body, struct grid *grid)
{
    const json_t *chains = json_object_get(body, "chains");
    for (size_t i = 0; i < json_array_size(chains); i++) {
        char rank[32];
        const json_t *chain = json_array_get(chains, i);
        const json_t *people = json_object_get(chain, "people");
        for (size_t k = 0; k < json_array_size(people); k++)
            add_person(json_array_get(people, k), ask_text(chain, "rank", rank), grid);
    }
}

static void
head(const json_t *body, FILE *to)
{
    size_t n = json_array_size(json_object_get(body, "chains"));
    if (n == 0)
        (void)fprintf(to,
            "No chain into another case under the ceiling: none found, which is "
            "not the same as none.\n");
    else
        (void)fprintf(to,
            "%zu chain%s: leads to verify with the owners of the records.\n\n", n,
            n == 1 ? "" : "s");
}

static enum jd_status
ask(struct jd_engine *engine, const struct jd_asking *asking, const struct cli *cli,
    const void *ctx, struct jd_answer *out_answer, struct jd_error *err)
{
    return jd_engine_extend(engine, asking, cli->words[1], ctx, out_answer, err);
}

static int
run(struct cli *cli)
{
    static const struct ask_shape steps_shape = {
        .columns = columns, .rows = rows, .head = head, .heads = true};
    static const struct ask_shape people_shape = {
        .columns = people_columns, .rows = people_rows, .head = head, .heads = true};
    struct jd_extend_options extend = jd_extend_options_default();
    uint64_t top = 0, steps = 0;
    if (!cli_whole(cli, "--top", 1000, &top) || !cli_whole(cli, "--steps", 64, &steps) ||
        !cli_real(cli, "--max-bits", 0, 1000, &extend.max_bits))
        return CLI_USAGE;
    extend.chains = (uint32_t)top;
    extend.steps = (uint32_t)steps;
    extend.to = cli_value(cli, "--to");
    return ask_run(
        cli, ask, &extend, cli_has(cli, "--people") ? &people_shape : &steps_shape);
}

const struct cli_verb verb_extend = {"extend", "STORE NAME ",
    "Follow a record, event or case to other cases: ranked chains.", 2, 2, options, run};
