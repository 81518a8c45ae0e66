/* SPDX-License-Identifier: Apache-2.0 */
/* why.c - joinder why: why are two records joined, possible or apart? */
#include "cli/ask.h"

static const struct cli_option options[] = {ASK_OPTIONS, {NULL, NULL, NULL, false}};

static const char *const columns[] = {"comparison", "level", "bits", NULL};

static void
rows(const json_t *body, struct grid *grid)
{
    const json_t *comparisons = json_object_get(body, "comparisons");
    char room[3][32];
    const char *prior[] = {"", "before any comparison", ask_real(body, "prior", room[2])};
    const char *sum[] = {"", "in all", ask_real(body, "weight", room[1])};
    if (json_array_size(comparisons) > 0)
        grid_add(grid, prior);
    for (size_t i = 0; i < json_array_size(comparisons); i++) {
        const json_t *c = json_array_get(comparisons, i);
        const char *cells[] = {ask_text(c, "comparison", room[0]),
            json_string_value(json_object_get(c, "level")), ask_real(c, "bits", room[2])};
        grid_add(grid, cells);
    }
    if (json_array_size(comparisons) > 0)
        grid_add(grid, sum);
}

static void
head(const json_t *body, FILE *to)
{
    char band[32];
    double probability = json_number_value(json_object_get(body, "probability"));
    /* Rounded to one it would look like a certainty. */
    (void)fprintf(to, "%s, probability %s%.4f; unverified until the owner confirms it\n\n",
        ask_text(body, "band", band), probability > 0.9999 ? "over " : "",
        probability > 0.9999 ? 0.9999 : probability);
}

static enum jd_status
ask(struct jd_engine *engine, const struct jd_asking *asking, const struct cli *cli,
    const void *ctx, struct jd_answer *out_answer, struct jd_error *err)
{
    (void)ctx;
    return jd_engine_why(engine, asking, cli->words[1], cli->words[2], out_answer, err);
}

static int
run(struct cli *cli)
{
    static const struct ask_shape shape = {.columns = columns, .rows = rows, .head = head};
    return ask_run(cli, ask, NULL, &shape);
}

const struct cli_verb verb_why = {"why", "STORE NAME NAME ",
    "Why are two records joined, possible or apart?", 3, 3, options, run};
