/* SPDX-License-Identifier: Apache-2.0 */
/* reach.c - joinder reach: what lies within some steps, without cost or rank. */
#include "cli/ask.h"

static const struct cli_option options[] = {
    ASK_OPTIONS,
    {"--steps", "N", "shared events or relations away, 1 to 12 (2)", false},
    {"--names", NULL, "list what is there, not how many", false},
    {NULL, NULL, NULL, false},
};

static const char *const columns[] = {"step", "entities", NULL};

static void
rows(const json_t *body, struct grid *grid)
{
    const json_t *levels = json_object_get(body, "levels");
    for (size_t i = 0; i < json_array_size(levels); i++) {
        char step[32], entities[32];
        const json_t *level = json_array_get(levels, i);
        const char *cells[] = {
            ask_text(level, "step", step), ask_text(level, "entities", entities)};
        grid_add(grid, cells);
    }
}

static const char *const name_columns[] = {"step", "entity", NULL};

static void
name_rows(const json_t *body, struct grid *grid)
{
    const json_t *levels = json_object_get(body, "levels");
    for (size_t i = 0; i < json_array_size(levels); i++) {
        char step[32];
        const json_t *level = json_array_get(levels, i);
        const json_t *names = json_object_get(level, "names");
        for (size_t k = 0; k < json_array_size(names); k++) {
            const char *cells[] = {
                ask_text(level, "step", step), json_string_value(json_array_get(names, k))};
            grid_add(grid, cells);
        }
    }
}

static enum jd_status
ask(struct jd_engine *engine, const struct jd_asking *asking, const struct cli *cli,
    const void *ctx, struct jd_answer *out_answer, struct jd_error *err)
{
    const uint64_t *steps = ctx;
    return jd_engine_reach(
        engine, asking, cli->words[1], (uint32_t)*steps, out_answer, err);
}

static int
run(struct cli *cli)
{
    static const struct ask_shape shape = {.columns = columns, .rows = rows};
    static const struct ask_shape by_name = {.columns = name_columns, .rows = name_rows};
    uint64_t steps = 2;
    if (!cli_whole(cli, "--steps", 12, &steps))
        return CLI_USAGE;
    return ask_run(cli, ask, &steps, cli_has(cli, "--names") ? &by_name : &shape);
}

const struct cli_verb verb_reach = {"reach", "STORE NAME ",
    "Count and list what lies within some shared events and relations.", 2, 2, options,
    run};
