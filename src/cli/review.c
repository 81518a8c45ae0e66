/* SPDX-License-Identifier: Apache-2.0 */
/* review.c - joinder review: the pairs that are possible, for people to decide. */
#include "cli/ask.h"

static const struct cli_option options[] = {
    ASK_OPTIONS,
    {"--kind", "KIND", "only records of this kind", false},
    {"--top", "N", "most pairs shown (50)", false},
    {NULL, NULL, NULL, false},
};

static const char *const columns[] = {
    "kind", "band", "probability", "bits", "record", "and", NULL};

static void
rows(const json_t *body, struct grid *grid)
{
    const json_t *pairs = json_object_get(body, "pairs");
    for (size_t i = 0; i < json_array_size(pairs); i++) {
        char room[6][32];
        const json_t *pair = json_array_get(pairs, i);
        const char *cells[] = {ask_text(pair, "kind", room[0]),
            ask_text(pair, "band", room[5]), ask_probability(pair, room[1]),
            ask_real(pair, "weight", room[2]), ask_text(pair, "a", room[3]),
            ask_text(pair, "b", room[4])};
        grid_add(grid, cells);
    }
}

static void
head(const json_t *body, FILE *to)
{
    char found[32], shown[32];
    (void)fprintf(to,
        "%s undecided pairs, %s shown: never followed, for people to decide\n\n",
        ask_text(body, "found", found), ask_text(body, "shown", shown));
}

static enum jd_status
ask(struct jd_engine *engine, const struct jd_asking *asking, const struct cli *cli,
    const void *ctx, struct jd_answer *out_answer, struct jd_error *err)
{
    (void)cli;
    return jd_engine_review(engine, asking, ctx, out_answer, err);
}

static int
run(struct cli *cli)
{
    static const struct ask_shape shape = {.columns = columns, .rows = rows, .head = head};
    struct jd_review_options review = jd_review_options_default();
    uint64_t top = review.limit;
    if (!cli_whole(cli, "--top", 1000000, &top))
        return CLI_USAGE;
    review.kind = cli_value(cli, "--kind");
    review.limit = (uint32_t)top;
    return ask_run(cli, ask, &review, &shape);
}

const struct cli_verb verb_review = {"review", "STORE ",
    "List the pairs that are undecided, the likeliest first.", 1, 1, options, run};
