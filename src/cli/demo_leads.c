/* SPDX-License-Identifier: Apache-2.0 */
/* demo_leads.c - extend every start, keep the chains, write them as a table. */
#include "cli/demo.h"

#include <stdlib.h>
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

static char *
copy(const char *text, size_t size)
{
    char *made = malloc(size + 1);
    if (made != NULL) {
        memcpy(made, text, size);
        made[size] = '\0';
    }
    return made;
}

/* Cut AGENCY/KIND/ID at its first two slashes. */
static bool
cut_name(const char *name, char **out_agency, char **out_kind, char **out_id)
{
    const char *first = name != NULL ? strchr(name, '/') : NULL;
    const char *second = first != NULL ? strchr(first + 1, '/') : NULL;
    if (second == NULL)
        return false;
    *out_agency = copy(name, (size_t)(first - name));
    *out_kind = copy(first + 1, (size_t)(second - first - 1));
    *out_id = copy(second + 1, strlen(second + 1));
    return *out_agency != NULL && *out_kind != NULL && *out_id != NULL;
}

static bool
take_step(const json_t *from, struct truth_step *out)
{
    const char *node = json_string_value(json_object_get(from, "node"));
    char *kind = NULL;
    out->is_event = node != NULL && strcmp(node, "event") == 0;
    out->bits = json_number_value(json_object_get(from, "bits"));
    bool ok = cut_name(json_string_value(json_object_get(from, "in")), &out->agency_in,
                  &out->kind, &out->id_in) &&
              cut_name(json_string_value(json_object_get(from, "out")), &out->agency_out,
                  &kind, &out->id_out);
    free(kind);
    return ok;
}

static bool
take_chain(const json_t *from, const char *label, struct truth_chains *out)
{
    struct truth_chain *more =
        realloc(out->items, (out->n + 1) * sizeof(*more)); /* few chains: no doubling */
    if (more == NULL)
        return false;
    out->items = more;
    const json_t *steps = json_object_get(from, "steps");
    struct truth_chain *chain = &more[out->n++];
    *chain = (struct truth_chain){.start = copy(label, strlen(label)),
        .rank = (uint32_t)json_number_value(json_object_get(from, "rank")),
        .steps = calloc(json_array_size(steps) + 1, sizeof(struct truth_step))};
    if (chain->start == NULL || chain->steps == NULL)
        return false;
    for (size_t i = 0; i < json_array_size(steps); i++)
        if (!take_step(json_array_get(steps, i), &chain->steps[chain->n_steps++]))
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

void
demo_chains_done(struct truth_chains *chains)
{
    for (size_t c = 0; c < chains->n; c++) {
        struct truth_chain *chain = &chains->items[c];
        for (uint32_t s = 0; s < chain->n_steps; s++) {
            free(chain->steps[s].kind);
            free(chain->steps[s].agency_in);
            free(chain->steps[s].id_in);
            free(chain->steps[s].agency_out);
            free(chain->steps[s].id_out);
        }
        free(chain->steps);
        free(chain->start);
    }
    free(chains->items);
    *chains = (struct truth_chains){0};
}

static enum jd_status
put_step(struct jd_table *table, const struct truth_chain *chain, uint32_t s,
    struct jd_error *err)
{
    const struct truth_step *step = &chain->steps[s];
    const struct jd_value row[] = {jd_text(chain->start), jd_int(chain->rank), jd_int(s),
        jd_text(step->is_event ? "event" : "record"), jd_text(step->kind),
        jd_text(step->agency_in), jd_text(step->id_in), jd_text(step->agency_out),
        jd_text(step->id_out), jd_real(step->bits)};
    enum jd_status status = JD_OK;
    for (uint32_t c = 0; c < sizeof(row) / sizeof(row[0]) && status == JD_OK; c++)
        status = jd_table_put(table, c, row[c], err);
    return status;
}

bool
demo_write_chains(struct jd_io *io, const char *path, const struct truth_chains *chains,
    struct jd_error *err)
{
    static const struct jd_column_spec columns[] = {{"start", JD_TYPE_TEXT},
        {"rank", JD_TYPE_INT}, {"step", JD_TYPE_INT}, {"node", JD_TYPE_TEXT},
        {"kind", JD_TYPE_TEXT}, {"agency_in", JD_TYPE_TEXT}, {"id_in", JD_TYPE_TEXT},
        {"agency_out", JD_TYPE_TEXT}, {"id_out", JD_TYPE_TEXT}, {"bits", JD_TYPE_REAL}};
    struct jd_table *table = NULL;
    enum jd_status status = jd_table_new(
        NULL, "chains", columns, sizeof(columns) / sizeof(columns[0]), &table, err);
    for (size_t c = 0; c < chains->n && status == JD_OK; c++)
        for (uint32_t s = 0; s < chains->items[c].n_steps && status == JD_OK; s++)
            status = put_step(table, &chains->items[c], s, err);
    if (status == JD_OK)
        status = jd_table_finish(table, err);
    if (status == JD_OK)
        status = jd_io_write(io, path, table, err);
    jd_table_free(table);
    return status == JD_OK;
}
