/* SPDX-License-Identifier: Apache-2.0 */
/* ingest_verb.c - joinder ingest: agencies' folders into a store. */
#include "cli/ask.h"

static const struct cli_option options[] = {
    ASK_OPTIONS,
    {"--withdraw-up-to", "SHARE", "what a snapshot may withdraw of a table (0.02)", false},
    {NULL, NULL, NULL, false},
};

static const char *const columns[] = {"agency", "table", "read", "rejected", "issues",
    "inserted", "replaced", "withdrawn", "accepted", "file", NULL};

static void
rows(const json_t *body, struct grid *grid)
{
    const json_t *tables = json_object_get(body, "tables");
    for (size_t i = 0; i < json_array_size(tables); i++) {
        char room[GRID_MOST_COLUMNS][32];
        const char *cells[GRID_MOST_COLUMNS] = {NULL};
        for (size_t c = 0; columns[c] != NULL; c++)
            cells[c] = ask_text(json_array_get(tables, i), columns[c], room[c]);
        grid_add(grid, cells);
    }
}

static enum jd_status
ask(struct jd_engine *engine, const struct jd_asking *asking, const struct cli *cli,
    const void *ctx, struct jd_answer *out_answer, struct jd_error *err)
{
    return jd_engine_ingest(engine, asking, cli->words + 1, cli->n_words - 1,
        *(const double *)ctx, out_answer, err);
}

static int
run(struct cli *cli)
{
    static const struct ask_shape shape = {
        .columns = columns, .rows = rows, .n_spare = 2, .heads = true};
    double withdraw_up_to = -1;
    if (!cli_real(cli, "--withdraw-up-to", 0, 1, &withdraw_up_to))
        return CLI_USAGE;
    return ask_run(cli, ask, &withdraw_up_to, &shape);
}

const struct cli_verb verb_ingest = {"ingest", "STORE AGENCY_DIR... ",
    "Take in agencies' folders.", 2, UINT32_MAX, options, run};
