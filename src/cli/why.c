/* SPDX-License-Identifier: Apache-2.0 */
/* why.c - joinder why: why are two records joined, possible or apart? */
#include "cli/ask.h"

#include <string.h>

static const struct cli_option options[] = {ASK_OPTIONS, {NULL, NULL, NULL, false}};

static const char *const columns[] = {"comparison", "level", "bits", NULL};

/* What it would say if the record without a value had one. */
static const char *
open_text(const json_t *body, const char *comparison, char *room, size_t size)
{
    const json_t *open = json_object_get(body, "open");
    for (size_t i = 0; i < json_array_size(open); i++) {
        const json_t *one = json_array_get(open, i);
        if (strcmp(json_string_value(json_object_get(one, "comparison")), comparison) != 0)
            continue;
        (void)snprintf(room, size, "not known; the same: %+.1f%s, another: %+.1f%s",
            json_number_value(json_object_get(one, "if_the_same")),
            json_is_true(json_object_get(one, "would_join")) ? " (joined)" : "",
            json_number_value(json_object_get(one, "if_another")),
            json_is_true(json_object_get(one, "would_part")) ? " (apart)" : "");
        return room;
    }
    return NULL;
}

static void
add_comparison(const json_t *body, const json_t *comparison, struct grid *grid)
{
    char room[2][32], open[160];
    const char *name = ask_text(comparison, "comparison", room[0]);
    const char *could = open_text(body, name, open, sizeof(open));
    const char *level = json_string_value(json_object_get(comparison, "level"));
    const char *cells[] = {
        name, could != NULL ? could : level, ask_real(comparison, "bits", room[1])};
    grid_add(grid, cells);
}

/* What two events have in common. */
static void
event_rows(const json_t *body, struct grid *grid)
{
    static const char *const tests[] = {"same_kind", "two_agencies", "near_in_time", NULL};
    const json_t *cases = json_object_get(body, "cases");
    const json_t *shared = json_object_get(body, "shared");
    for (const char *const *test = tests; *test != NULL; test++) {
        char room[32];
        const char *cells[] = {*test, ask_text(body, *test, room), ""};
        grid_add(grid, cells);
    }
    for (size_t i = 0; i < json_array_size(cases); i++) {
        const char *cells[] = {
            "case number", json_string_value(json_array_get(cases, i)), ""};
        grid_add(grid, cells);
    }
    for (size_t i = 0; i < json_array_size(shared); i++) {
        char room[32], both[512];
        const json_t *part = json_array_get(shared, i);
        (void)snprintf(both, sizeof(both), "%s = %s",
            json_string_value(json_object_get(part, "a")),
            json_string_value(json_object_get(part, "b")));
        const char *cells[] = {ask_text(part, "role", room), both, ""};
        grid_add(grid, cells);
    }
}

static void
rows(const json_t *body, struct grid *grid)
{
    if (json_object_get(body, "shared") != NULL) {
        event_rows(body, grid);
        return;
    }
    const json_t *comparisons = json_object_get(body, "comparisons");
    const json_t *against = json_object_get(body, "against");
    const json_t *paper = json_object_get(body, "for");
    char room[6][32];
    const char *prior[] = {"", "before any comparison", ask_real(body, "prior", room[0])};
    const char *alibi[] = {
        "times", ask_text(against, "what", room[1]), ask_real(against, "bits", room[2])};
    const char *matter[] = {
        "paper", ask_text(paper, "what", room[4]), ask_real(paper, "bits", room[5])};
    const char *sum[] = {"", "in all", ask_real(body, "weight", room[3])};
    if (json_array_size(comparisons) > 0)
        grid_add(grid, prior);
    for (size_t i = 0; i < json_array_size(comparisons); i++)
        add_comparison(body, json_array_get(comparisons, i), grid);
    if (paper != NULL)
        grid_add(grid, matter);
    if (against != NULL)
        grid_add(grid, alibi);
    if (json_array_size(comparisons) > 0)
        grid_add(grid, sum);
}

/* What bounds, forbids or did not find the pair, a line each. */
static void
put_bounds(const json_t *body, FILE *to)
{
    const json_t *ceilings = json_object_get(body, "ceilings");
    const json_t *apart = json_object_get(body, "kept_apart");
    const char *conflict = json_string_value(json_object_get(body, "conflict"));
    for (size_t i = 0; i < json_array_size(ceilings); i++)
        (void)fprintf(to, "what agrees alone never exceeds probability %.2f\n",
            json_number_value(json_object_get(json_array_get(ceilings, i), "probability")));
    if (conflict != NULL)
        (void)fprintf(to, "vetoed: both have a %s, and they are unlike\n", conflict);
    for (size_t i = 0; i < json_array_size(apart); i++) {
        char room[3][32];
        const json_t *pair = json_array_get(apart, i);
        (void)fprintf(to, "kept apart by %s: ", ask_text(pair, "by", room[0]));
        cli_put(ask_text(pair, "a", room[1]), to);
        (void)fputs(" and ", to);
        cli_put(ask_text(pair, "b", room[2]), to);
        (void)fputc('\n', to);
    }
    if (json_array_size(json_object_get(body, "rules")) == 0)
        (void)fputs("no rule finds the pair: it is compared for this question alone\n", to);
}

static void
head(const json_t *body, FILE *to)
{
    char band[32], probability[32];
    if (json_object_get(body, "shared") != NULL) {
        (void)fprintf(to, "%s; unverified until the owners confirm it\n\n",
            ask_text(body, "band", band));
        return;
    }
    (void)fprintf(to, "%s, probability %s; unverified until the owner confirms it\n",
        ask_text(body, "band", band), ask_probability(body, probability));
    put_bounds(body, to);
    (void)fputc('\n', to);
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
    "Why are two records joined, possible or apart, and why not more?", 3, 3, options, run};
