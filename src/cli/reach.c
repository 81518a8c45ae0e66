/* SPDX-License-Identifier: Apache-2.0 */
/* reach.c - joinder reach: what lies within some steps, without cost or rank. */
#include "cli/ask.h"

static const struct cli_option options[] = {
    ASK_OPTIONS,
    {"--steps", "N", "how many shared events or relations away, 1 to 12 (2)", false},
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

static int
run(struct cli *cli)
{
    static const struct ask_shape shape = {columns, rows, NULL};
    struct ask ask;
    struct jd_answer answer = {0};
    struct jd_error err = {JD_OK, ""};
    uint64_t steps = 2;
    if (!cli_whole(cli, "--steps", 12, &steps))
        return CLI_USAGE;
    int code = ask_open(&ask, cli);
    if (code != CLI_DONE)
        return code;
    enum jd_status status = jd_engine_reach(
        ask.engine, &ask.asking, cli->words[1], (uint32_t)steps, &answer, &err);
    return ask_end(&ask, status, &answer, &shape, &err);
}

const struct cli_verb verb_reach = {"reach", "STORE NAME ",
    "Count and list what lies within some shared events and relations.", 2, 2, options,
    run};
