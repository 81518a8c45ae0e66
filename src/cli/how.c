/* SPDX-License-Identifier: Apache-2.0 */
/* how.c - joinder how: how did an entity come together, and what holds it? */
#include "cli/ask.h"

#include <string.h>

static const struct cli_option options[] = {ASK_OPTIONS, {NULL, NULL, NULL, false}};

static const char *const columns[] = {
    "step", "bits", "probability", "record", "and", "evidence", NULL};

/* "surname the same +10.2, phone the same +17.8": what says most first, as far as it fits. */
static void
write_evidence(const json_t *link, char *out, size_t size)
{
    const json_t *evidence = json_object_get(link, "evidence");
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < json_array_size(evidence) && used < size; i++) {
        char room[2][32];
        const json_t *one = json_array_get(evidence, i);
        int n = snprintf(out + used, size - used, "%s%s %s %+.1f", i > 0 ? ", " : "",
            ask_text(one, "comparison", room[0]), ask_text(one, "level", room[1]),
            json_number_value(json_object_get(one, "bits")));
        used += n > 0 ? (size_t)n : size;
    }
}

static void
add_link(struct grid *grid, const char *step, const json_t *link, const char *evidence)
{
    char bits[32], probability[32], a[32], b[32];
    const char *cells[] = {step, ask_text(link, "weight", bits),
        ask_text(link, "probability", probability), ask_text(link, "a", a),
        ask_text(link, "b", b), evidence};
    grid_add(grid, cells);
}

static void
add_side(struct grid *grid, const json_t *side, const char *step)
{
    for (size_t i = 0; i < json_array_size(side); i++) {
        const char *cells[] = {
            step, "", "", json_string_value(json_array_get(side, i)), "", ""};
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
    for (size_t i = 0; i < json_array_size(built); i++) {
        char step[32], evidence[1024];
        (void)snprintf(step, sizeof(step), "%zu", i + 1);
        write_evidence(json_array_get(built, i), evidence, sizeof(evidence));
        add_link(grid, step, json_array_get(built, i), evidence);
    }
    if (weakest != NULL)
        add_link(grid, "weakest", weakest, "");
    for (size_t i = 0; i < json_array_size(besides); i++)
        add_link(grid, "beside it", json_array_get(besides, i), "");
    add_side(grid, json_array_get(sides, 0), "one side");
    add_side(grid, json_array_get(sides, 1), "other side");
    const json_t *possible = json_object_get(body, "possible");
    for (size_t i = 0; i < json_array_size(possible); i++)
        add_link(grid, "possible", json_array_get(possible, i), "");
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
    static const struct ask_shape shape = {columns, rows, head, false};
    return ask_run(cli, ask, NULL, &shape);
}

const struct cli_verb verb_how = {"how", "STORE NAME ",
    "How did a record's entity come together, and what falls apart without its weakest link?",
    2, 2, options, run};
