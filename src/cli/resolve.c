/* SPDX-License-Identifier: Apache-2.0 */
/* resolve.c - joinder resolve: link the records of all agencies by the frozen models. */
#include "cli/ask.h"

static const struct cli_option options[] = {ASK_OPTIONS, {NULL, NULL, NULL, false}};

static const char *const columns[] = {
    "kind", "model", "records", "pairs", "joined", "possible", NULL};

static void
rows(const json_t *body, struct grid *grid)
{
    const json_t *kinds = json_object_get(body, "kinds");
    for (size_t i = 0; i < json_array_size(kinds); i++) {
        char room[GRID_MOST_COLUMNS][32];
        const char *cells[GRID_MOST_COLUMNS] = {NULL};
        for (size_t c = 0; columns[c] != NULL; c++)
            cells[c] = ask_text(json_array_get(kinds, i), columns[c], room[c]);
        grid_add(grid, cells);
    }
}

static enum jd_status
ask(struct jd_engine *engine, const struct jd_asking *asking, const struct cli *cli,
    const void *ctx, struct jd_answer *out_answer, struct jd_error *err)
{
    (void)cli;
    (void)ctx;
    return jd_engine_resolve(engine, asking, out_answer, err);
}

static int
run(struct cli *cli)
{
    static const struct ask_shape shape = {.columns = columns, .rows = rows};
    return ask_run(cli, ask, NULL, &shape);
}

const struct cli_verb verb_resolve = {"resolve", "STORE ",
    "Link the records of all agencies, kind by kind.", 1, 1, options, run};
