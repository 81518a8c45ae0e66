/* SPDX-License-Identifier: Apache-2.0 */
/*
 * resolve_kind.c - link the records of every kind that has a model, all agencies together.
 *
 * Links within an agency count too: one person may be written down twice by one clerk.
 */
#include "engine/door.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"

/* The links of one kind, as they are found. */
struct found {
    const struct jd_engine *engine;
    const struct jd__facts *facts;
    const struct jd__kind_model *model;
    const uint32_t *records; /* of the linkage's numbers */
    struct jd__buf links;    /* struct jd__link */
    struct jd__buf evidence; /* struct jd__evidence */
    uint64_t seen;           /* pairs at or above the least weight */
    uint64_t joined;
    uint64_t possible;
    uint64_t vetoed;
};

static enum jd_status
keep_evidence(
    struct found *found, const struct jd_scored *pairs, uint32_t i, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t c = 0; status == JD_OK && c < pairs->n_comparisons; c++) {
        size_t at = (size_t)i * pairs->n_comparisons + c;
        struct jd__evidence said = {pairs->gamma[at], (float)pairs->tf_weight[at]};
        status = jd__buf_append(&found->evidence, &said, 1, err);
    }
    return status;
}

static enum jd_status
keep_pair(
    struct found *found, const struct jd_scored *pairs, uint32_t i, struct jd_error *err)
{
    uint32_t a = found->records[pairs->left[i]], b = found->records[pairs->right[i]];
    struct jd__standing s = jd__pair_standing(found->model, pairs, i, found->facts, a, b);
    found->seen++;
    found->vetoed += s.conflict != NULL;
    found->joined += s.band == JD__JOINED;
    found->possible += s.band == JD__POSSIBLE;
    if (s.band == JD__APART)
        return JD_OK;
    struct jd__link link = {.a = a < b ? a : b,
        .b = a < b ? b : a,
        .weight = pairs->weight[i],
        .probability = s.probability,
        .rules = pairs->rules[i],
        .evidence = (uint32_t)found->evidence.n,
        .band = (uint8_t)s.band};
    if (found->evidence.n + pairs->n_comparisons >= UINT32_MAX)
        return jd__fail(err, JD_E_LIMIT, "too many links");
    enum jd_status status = keep_evidence(found, pairs, i, err);
    return status == JD_OK ? jd__buf_append(&found->links, &link, 1, err) : status;
}

static enum jd_status
keep_pairs(void *ctx, const struct jd_scored *pairs, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; status == JD_OK && i < pairs->n; i++)
        status = keep_pair(ctx, pairs, i, err);
    return status;
}

/* Nothing is possible below this weight, whatever a ceiling says. */
static enum jd_status
link_records(struct found *found, const uint32_t *records, uint32_t n, struct jd_error *err)
{
    const struct jd_engine *engine = found->engine;
    struct jd__kind_linkage linkage = {0};
    struct jd_predict_options options = jd_predict_options_default();
    options.min_weight = jd_weight_from_probability(found->model->possible);
    options.threads = engine->threads;
    options.progress = engine->progress.should_stop != NULL ? &engine->progress : NULL;
    enum jd_status status = jd__kind_linkage_init(
        &linkage, found->model, engine->io, found->facts, records, n, err);
    if (status == JD_OK)
        status = jd_linkage_predict(linkage.linkage, &options, keep_pairs, found, err);
    jd__kind_linkage_done(&linkage);
    return status;
}

static enum jd_status
save(struct jd_engine *engine, const struct found *found, struct jd_str kind,
    struct jd_str asker, struct jd_error *err)
{
    const struct jd__store_links links = {.kind = kind,
        .model = jd__str(found->model->version),
        .links = found->links.data,
        .n = (uint32_t)found->links.n,
        .evidence = found->evidence.data,
        .n_levels = jd_model_n_comparisons(found->model->model)};
    return jd__store_save_links(engine->store, found->facts, &links, 1, asker, err);
}

static void
tell_kind(struct jd__json *json, struct jd_str kind, uint32_t n, const struct found *found)
{
    jd__json_object(json);
    jd__json_key_text(json, "kind", kind);
    jd__json_key_cstr(json, "model", found->model->version);
    jd__json_key_int(json, "records", n);
    jd__json_key_int(json, "pairs", (int64_t)found->seen);
    jd__json_key_int(json, "joined", (int64_t)found->joined);
    jd__json_key_int(json, "possible", (int64_t)found->possible);
    jd__json_key_int(json, "vetoed", (int64_t)found->vetoed);
    jd__json_object_end(json);
}

static enum jd_status
resolve_one(struct jd_engine *engine, const struct jd__known *known, uint32_t kind,
    struct jd_str asker, struct jd__json *json, struct jd_error *err)
{
    const struct jd__facts *facts = known->facts;
    struct jd_str name = jd__facts_text(facts, jd__kinds(facts)[kind].name);
    struct found found = {.engine = engine, .facts = facts, .model = known->models[kind]};
    struct jd__buf records;
    enum jd_status status = JD_OK;
    if (found.model == NULL)
        return JD_OK;
    jd__buf_init(&records, &engine->alloc, sizeof(uint32_t), 0);
    jd__buf_init(&found.links, &engine->alloc, sizeof(struct jd__link), 0);
    jd__buf_init(&found.evidence, &engine->alloc, sizeof(struct jd__evidence), 0);
    for (uint32_t i = 0; status == JD_OK && i < facts->records.n; i++)
        if (jd__records(facts)[i].kind == kind)
            status = jd__buf_append(&records, &i, 1, err);
    found.records = records.data;
    if (status == JD_OK)
        status = link_records(&found, records.data, (uint32_t)records.n, err);
    if (status == JD_OK)
        status = save(engine, &found, name, asker, err);
    if (status == JD_OK)
        tell_kind(json, name, (uint32_t)records.n, &found);
    jd__buf_done(&records);
    jd__buf_done(&found.links);
    jd__buf_done(&found.evidence);
    return status;
}

static enum jd_status
resolve_all(struct jd_engine *engine, const struct jd__asked *asked, struct jd__buf *body,
    struct jd_error *err)
{
    struct jd__known *known = NULL;
    struct jd__json json;
    enum jd_status status = jd__engine_known(engine, JD__NO_TIME, &known, err);
    if (status != JD_OK)
        return status;
    jd__json_init(&json, body);
    jd__json_object(&json);
    jd__json_key(&json, "kinds");
    jd__json_array(&json);
    for (uint32_t k = 0; status == JD_OK && k < known->n_models; k++)
        status = resolve_one(engine, known, k, asked->question.asker, &json, err);
    jd__json_array_end(&json);
    jd__json_object_end(&json);
    return status == JD_OK ? jd__json_end(&json, err) : status;
}

enum jd_status
jd_engine_resolve(struct jd_engine *engine, const struct jd_asking *asking,
    struct jd_answer *out_answer, struct jd_error *err)
{
    struct jd__asked asked;
    struct jd__buf body;
    jd__buf_init(&body, &engine->alloc, 1, 0);
    enum jd_status status = jd__asked_read(asking, "resolve", &asked, err);
    if (status == JD_OK)
        status = jd__asked_admit_act(engine, &asked, (struct jd_str){0}, err);
    if (status == JD_OK)
        status = resolve_all(engine, &asked, &body, err);
    if (status == JD_OK) {
        const struct jd__giving giving = {&asked, NULL, &body, out_answer};
        status = jd__asked_give(engine, &giving, 1, err);
    }
    jd__engine_forget(engine); /* links changed, or may have */
    jd__buf_done(&body);
    return status;
}
