/* SPDX-License-Identifier: Apache-2.0 */
/* extend_verb.c - joinder extend: where a record, an event or a case leads. */
#include "cli/ask.h"

#include <string.h>

static const struct cli_option options[] = {
    ASK_HEAD,
    {"--chains", "N", "most chains shown (5)", false},
    {"--steps", "N", "longest chain, in events and entities after the start (12)", false},
    {"--max-bits", "BITS", "dearest chain shown (12)", false},
    ASK_WHEN,
    ASK_TAIL,
    ASK_FORMAT,
    ASK_END,
};

static enum jd_status
put(struct cli *cli, struct jd_engine *engine, const struct jd_asking *asking,
    struct jd_answer *out_answer, struct jd_error *err)
{
    struct jd_extend_options extend = jd_extend_options_default();
    uint64_t chains = 0, steps = 0;
    if (!cli_whole(cli, "--chains", 1000, &chains) ||
        !cli_whole(cli, "--steps", 64, &steps) ||
        !cli_real(cli, "--max-bits", 0, 1000, &extend.max_bits)) {
        err->status = JD_E_ARG;
        (void)snprintf(err->message, sizeof(err->message), "nothing was followed");
        return JD_E_ARG;
    }
    extend.chains = (uint32_t)chains;
    extend.steps = (uint32_t)steps;
    return jd_engine_extend(engine, asking, cli->words[1], &extend, out_answer, err);
}

/* An event has one name; an entity is entered by one record and left by another. */
static void
lay_way(const json_t *step, struct page *page)
{
    const char *in = json_string_value(json_object_get(step, "in"));
    const char *out = json_string_value(json_object_get(step, "out"));
    char text[300];
    bool one = in == NULL || out == NULL || strcmp(in, out) == 0;
    (void)snprintf(text, sizeof(text), "%s%s%s", in != NULL ? in : "", one ? "" : " = ",
        one ? "" : out);
    page_text(page, text);
}

static void
lay_chain(const json_t *chain, struct page *page)
{
    static const char *const names[] = {
        "bits", "kind", "what", "in as", "out as", "at", "handling", "verified"};
    const json_t *steps = json_object_get(chain, "steps");
    const json_t *ends = json_object_get(chain, "ends");
    const char *end = json_string_value(json_array_get(ends, 0));
    char title[300];
    (void)snprintf(title, sizeof(title), "chain %lld: %.2f bits, to %s",
        (long long)json_integer_value(json_object_get(chain, "rank")),
        json_number_value(json_object_get(chain, "bits")), end != NULL ? end : "an event");
    page_table(page, title, names, 8);
    for (size_t i = 0; i < json_array_size(steps); i++) {
        const json_t *step = json_array_get(steps, i);
        const char *by = json_object_get(step, "relation") != NULL ? "relation" : "role_in";
        page_number(page, json_number_value(json_object_get(step, "bits")), 2);
        page_member(page, step, "kind");
        lay_way(step, page);
        page_member(page, step, by);
        page_member(page, step, "role_out");
        page_member(page, step, "at");
        page_member(page, step, "handling");
        page_member(page, step, "verified");
    }
}

static void
lay(const json_t *body, struct page *page)
{
    const json_t *chains = json_object_get(body, "chains");
    char shown[64];
    (void)snprintf(shown, sizeof(shown), "%lld of %lld; each is a lead to verify",
        (long long)json_integer_value(json_object_get(body, "shown")),
        (long long)json_integer_value(json_object_get(body, "found")));
    page_line(page, "start", json_string_value(json_object_get(body, "start")));
    page_line(page, "chains", shown);
    for (size_t i = 0; i < json_array_size(chains); i++)
        lay_chain(json_array_get(chains, i), page);
}

static int
judge(const json_t *body)
{
    return json_integer_value(json_object_get(body, "shown")) > 0 ? CLI_DONE : CLI_NO;
}

static int
run(struct cli *cli)
{
    static const struct ask ask = {put, lay, judge};
    return ask_run(cli, &ask);
}

const struct cli_verb verb_extend = {
    .name = "extend",
    .words = "STORE RECORD|EVENT|CASE ",
    .summary = "follow a case to others, step by step, each step with its evidence",
    .least_words = 2,
    .most_words = 2,
    .options = options,
    .run = run,
};
