/* SPDX-License-Identifier: Apache-2.0 */
/* overlap_verb.c - joinder overlap: which open cases share a phone, plate, gun, account, address? */
#include "cli/ask.h"

static const struct cli_option options[] = {
    ASK_OPTIONS,
    {"--kind", "KIND", "only things of this kind", false},
    {"--most", "N", "leave out what more than N matters share (8)", false},
    {"--top", "N", "most things shown (50)", false},
    {NULL, NULL, NULL, false},
};

static const char *const columns[] = {
    "thing", "probability", "case", "date", "event", "role", "record", NULL};

static void
add_thing(const json_t *thing, struct grid *grid)
{
    char one[32], probability[32];
    const char *entity = ask_text(thing, "entity", one);
    const char *weakest = ask_probability(json_object_get(thing, "weakest"), probability);
    const json_t *cases = json_object_get(thing, "cases");
    for (size_t i = 0; i < json_array_size(cases); i++) {
        char room[5][32], date[11];
        const json_t *seen = json_array_get(cases, i);
        (void)snprintf(date, sizeof(date), "%s", ask_text(seen, "at", room[0]));
        const char *cells[] = {i == 0 ? entity : "", i == 0 ? weakest : "",
            ask_text(seen, "case", room[1]), date, ask_text(seen, "kind", room[2]),
            ask_text(seen, "role", room[3]), ask_text(seen, "record", room[4])};
        grid_add(grid, cells);
    }
}

static void
rows(const json_t *body, struct grid *grid)
{
    const json_t *things = json_object_get(body, "things");
    for (size_t i = 0; i < json_array_size(things); i++)
        add_thing(json_array_get(things, i), grid);
}

static void
head(const json_t *body, FILE *to)
{
    char found[32], shown[32], busy[32];
    (void)fprintf(to,
        "things that open cases share: %s, %s shown; %s more are shared too widely to say "
        "anything\n\n",
        ask_text(body, "found", found), ask_text(body, "shown", shown),
        ask_text(body, "busy", busy));
}

static enum jd_status
ask(struct jd_engine *engine, const struct jd_asking *asking, const struct cli *cli,
    const void *ctx, struct jd_answer *out_answer, struct jd_error *err)
{
    (void)cli;
    return jd_engine_overlap(engine, asking, ctx, out_answer, err);
}

static int
run(struct cli *cli)
{
    static const struct ask_shape shape = {.columns = columns, .rows = rows, .head = head};
    struct jd_overlap_options overlap = jd_overlap_options_default();
    uint64_t most = overlap.most_cases, top = overlap.limit;
    if (!cli_whole(cli, "--most", 1000, &most) || !cli_whole(cli, "--top", 1000000, &top))
        return CLI_USAGE;
    overlap.kind = cli_value(cli, "--kind");
    overlap.of_case = cli->n_words > 1 ? cli->words[1] : NULL;
    overlap.most_cases = (uint32_t)most;
    overlap.limit = (uint32_t)top;
    return ask_run(cli, ask, &overlap, &shape);
}

const struct cli_verb verb_overlap = {"overlap", "STORE [CASE] ",
    "Which open cases share a phone, plate, gun, account or address?", 1, 2, options, run};
