/* SPDX-License-Identifier: Apache-2.0 */
/* resolve_verb.c - joinder resolve: link the records of every kind that has a model. */
#include "cli/ask.h"

static const struct cli_option options[] = {
    ASK_HEAD,
    ASK_TAIL,
    ASK_FORMAT,
    ASK_END,
};

static enum jd_status
put(struct cli *cli, struct jd_engine *engine, const struct jd_asking *asking,
    struct jd_answer *out_answer, struct jd_error *err)
{
    (void)cli;
    return jd_engine_resolve(engine, asking, out_answer, err);
}

static void
lay(const json_t *body, struct page *page)
{
    static const char *const names[] = {
        "kind", "records", "pairs", "joined", "possible", "vetoed"};
    const json_t *kinds = json_object_get(body, "kinds");
    page_table(page, "", names, 6);
    for (size_t i = 0; i < json_array_size(kinds); i++)
        for (size_t c = 0; c < 6; c++)
            page_member(page, json_array_get(kinds, i), names[c]);
}

static int
run(struct cli *cli)
{
    static const struct ask ask = {put, lay, NULL};
    return ask_run(cli, &ask);
}

const struct cli_verb verb_resolve = {
    .name = "resolve",
    .words = "STORE ",
    .summary = "link the records of a store by its frozen models",
    .least_words = 1,
    .most_words = 1,
    .options = options,
    .run = run,
};
