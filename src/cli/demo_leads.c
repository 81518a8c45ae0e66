/* SPDX-License-Identifier: Apache-2.0 */
/* demo_leads.c - extend every start and keep the chains that are shown. */
#include "cli/demo.h"

#include <string.h>

json_t *
demo_body(const struct jd_answer *answer, struct jd_error *err)
{
    json_t *body =
        json_loadb(answer->body, answer->body_size, JSON_DECODE_INT_AS_REAL, NULL);
    if (body == NULL) {
        err->status = JD_E_INPUT;
        (void)snprintf(err->message, sizeof(err->message), "an answer is not JSON");
    }
    return body;
}

static bool
take_step(const json_t *from, struct truth_step *out)
{
    const char *node = json_string_value(json_object_get(from, "node"));
    out->is_event = node != NULL && strcmp(node, "event") == 0;
    out->bits = json_number_value(json_object_get(from, "bits"));
    return demo_step_between(out, json_string_value(json_object_get(from, "in")),
        json_string_value(json_object_get(from, "out")));
}

static bool
take_chain(const json_t *from, const char *label, struct truth_chains *out)
{
    const json_t *steps = json_object_get(from, "steps");
    struct truth_chain *chain = demo_chains_add(out, label, json_array_size(steps));
    if (chain == NULL)
        return false;
    chain->rank = (uint32_t)json_number_value(json_object_get(from, "rank"));
    for (uint32_t i = 0; i < chain->n_steps; i++)
        if (!take_step(json_array_get(steps, i), &chain->steps[i]))
            return false;
    return true;
}

/* The chains of one answer. */
static bool
take_answer(const struct jd_answer *answer, const char *label, struct truth_chains *out,
    struct jd_error *err)
{
    json_t *body = demo_body(answer, err);
    const json_t *chains = json_object_get(body, "chains");
    bool ok = body != NULL;
    for (size_t i = 0; ok && i < json_array_size(chains); i++) {
        ok = take_chain(json_array_get(chains, i), label, out);
        if (!ok) {
            err->status = JD_E_INPUT;
            (void)snprintf(err->message, sizeof(err->message),
                "a chain has another form than expected");
        }
    }
    json_decref(body);
    return ok;
}

/* Questions that are written down together: the disk is waited for once. */
enum { ASKED_TOGETHER = 100 };

static bool
ask_some(struct jd_engine *engine, const struct jd_asking *asking,
    const struct truth *truth, size_t first, uint32_t n, struct truth_chains *out,
    struct jd_error *err)
{
    const char *labels[ASKED_TOGETHER] = {NULL}, *names[ASKED_TOGETHER] = {NULL};
    struct jd_answer answers[ASKED_TOGETHER];
    for (uint32_t i = 0; i < n; i++)
        truth_start(truth, first + i, &labels[i], &names[i]);
    if (jd_engine_extend_many(engine, asking, names, n, NULL, answers, err) != JD_OK)
        return false;
    bool ok = true;
    for (uint32_t i = 0; i < n; i++) {
        ok = ok && take_answer(&answers[i], labels[i], out, err);
        jd_answer_done(&answers[i]);
    }
    return ok;
}

bool
demo_ask(struct cli *cli, struct jd_engine *engine, const struct jd_asking *asking,
    const struct truth *truth, struct truth_chains *out, struct jd_error *err)
{
    struct jd_progress progress = cli_progress(cli);
    size_t n = truth_n_starts(truth);
    for (size_t i = 0; i < n; i += ASKED_TOGETHER) {
        uint32_t some = n - i < ASKED_TOGETHER ? (uint32_t)(n - i) : ASKED_TOGETHER;
        if (!ask_some(engine, asking, truth, i, some, out, err))
            return false;
        if (progress.should_stop(progress.ctx, "starts followed", i + some, n)) {
            err->status = JD_E_CANCELLED;
            (void)snprintf(err->message, sizeof(err->message), "interrupted");
            return false;
        }
    }
    return true;
}
