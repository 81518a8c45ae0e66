/* SPDX-License-Identifier: Apache-2.0 */
/* reach_verb.c - joinder reach: what is within some steps of a record. */
#include "cli/ask.h"

static const struct cli_option options[] = {
    ASK_HEAD,
    {"--steps", "N", "shared events or relations away, 1 to 12 (needed)", false},
    ASK_WHEN,
    ASK_TAIL,
    ASK_FORMAT,
    ASK_END,
};

static enum jd_status
put(struct cli *cli, struct jd_engine *engine, const struct jd_asking *asking,
    struct jd_answer *out_answer, struct jd_error *err)
{
    uint64_t steps = 0;
    if (!cli_whole(cli, "--steps", 12, &steps) || steps == 0) {
        err->status = JD_E_ARG;
        (void)snprintf(err->message, sizeof(err->message), "--steps is needed: 1 to 12");
        return JD_E_ARG;
    }
    return jd_engine_reach(engine, asking, cli->words[1], (uint32_t)steps, out_answer, err);
}

static void
lay(const json_t *body, struct page *page)
{
    static const char *const names[] = {"step", "entities", "names"};
    const json_t *levels = json_object_get(body, "levels");
    page_line(page, "start", json_string_value(json_object_get(body, "start")));
    page_table(page, "", names, 3);
    for (size_t i = 0; i < json_array_size(levels); i++)
        for (size_t c = 0; c < 3; c++)
            page_member(page, json_array_get(levels, i), names[c]);
}

static int
run(struct cli *cli)
{
    static const struct ask ask = {put, lay, NULL};
    return ask_run(cli, &ask);
}

const struct cli_verb verb_reach = {
    .name = "reach",
    .words = "STORE RECORD ",
    .summary = "count and name what is within some steps of a record",
    .least_words = 2,
    .most_words = 2,
    .options = options,
    .run = run,
};
