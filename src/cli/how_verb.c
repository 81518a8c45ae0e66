/* SPDX-License-Identifier: Apache-2.0 */
/* how_verb.c - joinder how: how did an entity come together, and what holds it? */
#include "cli/ask.h"

static const struct cli_option options[] = {ASK_OPTIONS, {NULL, NULL, NULL, false}};

static const char *const columns[] = {"step", "bits", "probability", "what", "and", NULL};

static void
add_link(struct grid *grid, const char *step, const json_t *link)
{
    char bits[32], probability[32], a[32], b[32];
    const char *cells[] = {step, ask_real(link, "weight", bits),
        ask_probability(link, probability), ask_text(link, "a", a), ask_text(link, "b", b)};
    grid_add(grid, cells);
}

/* What the two records' events say of a link; NULL: nothing. */
static void
add_of_events(struct grid *grid, const json_t *said, const char *by)
{
    char room[2][32], bits[40];
    if (said == NULL)
        return;
    (void)snprintf(bits, sizeof(bits), "  %s", ask_real(said, "bits", room[0]));
    const char *cells[] = {"", bits, "", by, ask_text(said, "what", room[1])};
    grid_add(grid, cells);
}

/* What each comparison says of a link, under it. */
static void
add_evidence(struct grid *grid, const json_t *link)
{
    const json_t *evidence = json_object_get(link, "evidence");
    for (size_t i = 0; i < json_array_size(evidence); i++) {
        char room[3][32], bits[40], what[80];
        const json_t *one = json_array_get(evidence, i);
        (void)snprintf(bits, sizeof(bits), "  %s", ask_real(one, "bits", room[0]));
        (void)snprintf(what, sizeof(what), "  %s", ask_text(one, "comparison", room[1]));
        const char *cells[] = {"", bits, "", what, ask_text(one, "level", room[2])};
        grid_add(grid, cells);
    }
    add_of_events(grid, json_object_get(link, "for"), "  paper");
    add_of_events(grid, json_object_get(link, "against"), "  times");
}

static void
add_side(struct grid *grid, const json_t *side, const char *step)
{
    for (size_t i = 0; i < json_array_size(side); i++) {
        const char *cells[] = {
            step, "", "", json_string_value(json_array_get(side, i)), ""};
        grid_add(grid, cells);
    }
}

static void
rows(const json_t *body, struct grid *grid)
{
    const json_t *built = json_object_get(body, "built");
    const json_t *weakest = json_object_get(body, "weakest");
    const json_t *besides = json_object_get(weakest, "besides");
    const json_t *sides = json_object_get(weakest, "sides");
    const json_t *possible = json_object_get(body, "possible");
    for (size_t i = 0; i < json_array_size(built); i++) {
        char step[32];
        (void)snprintf(step, sizeof(step), "%zu", i + 1);
        add_link(grid, step, json_array_get(built, i));
        add_evidence(grid, json_array_get(built, i));
    }
    if (weakest != NULL)
        add_link(grid, "weakest", weakest);
    for (size_t i = 0; i < json_array_size(besides); i++)
        add_link(grid, "beside it", json_array_get(besides, i));
    add_side(grid, json_array_get(sides, 0), "if cut, one");
    add_side(grid, json_array_get(sides, 1), "and another");
    for (size_t i = 0; i < json_array_size(possible); i++)
        add_link(grid, "possible", json_array_get(possible, i));
}

static void
head(const json_t *body, FILE *to)
{
    char name[32];
    size_t n = json_array_size(json_object_get(body, "records"));
    cli_put(ask_text(body, "entity", name), to);
    (void)fprintf(to, ": %zu record%s; unverified until their owners confirm it\n\n", n,
        n == 1 ? "" : "s");
}

static enum jd_status
ask(struct jd_engine *engine, const struct jd_asking *asking, const struct cli *cli,
    const void *ctx, struct jd_answer *out_answer, struct jd_error *err)
{
    (void)ctx;
    return jd_engine_how(engine, asking, cli->words[1], out_answer, err);
}

static int
run(struct cli *cli)
{
    static const struct ask_shape shape = {.columns = columns, .rows = rows, .head = head};
    return ask_run(cli, ask, NULL, &shape);
}

const struct cli_verb verb_how = {"how", "STORE NAME ",
    "How did a record's entity come together, and what if it is cut?", 2, 2, options, run};
