/* SPDX-License-Identifier: Apache-2.0 */
/* ingest_verb.c - joinder ingest: take agencies' folders into a store. */
#include "cli/ask.h"

static const struct cli_option options[] = {
    ASK_HEAD,
    {"--withdraw-up-to", "SHARE", "of a table that a snapshot may withdraw (0.02)", false},
    ASK_TAIL,
    ASK_FORMAT,
    ASK_END,
};

static enum jd_status
put(struct cli *cli, struct jd_engine *engine, const struct jd_asking *asking,
    struct jd_answer *out_answer, struct jd_error *err)
{
    double share = -1;
    if (!cli_real(cli, "--withdraw-up-to", 0, 1, &share)) {
        err->status = JD_E_ARG;
        (void)snprintf(err->message, sizeof(err->message), "nothing was taken in");
        return JD_E_ARG;
    }
    return jd_engine_ingest(
        engine, asking, cli->words + 1, cli->n_words - 1, share, out_answer, err);
}

static void
lay(const json_t *body, struct page *page)
{
    static const char *const names[] = {"agency", "table", "file", "read", "accepted",
        "rejected", "issues", "inserted", "replaced", "same", "withdrawn"};
    const json_t *tables = json_object_get(body, "tables");
    page_table(page, "", names, 11);
    for (size_t i = 0; i < json_array_size(tables); i++)
        for (size_t c = 0; c < 11; c++)
            page_member(page, json_array_get(tables, i), names[c]);
}

static int
run(struct cli *cli)
{
    static const struct ask ask = {put, lay, NULL};
    return ask_run(cli, &ask);
}

const struct cli_verb verb_ingest = {
    .name = "ingest",
    .words = "STORE AGENCY_DIR... ",
    .summary = "take agencies' folders into a store",
    .least_words = 2,
    .most_words = 100000,
    .options = options,
    .run = run,
};
