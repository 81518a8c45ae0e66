/* SPDX-License-Identifier: Apache-2.0 */
/*
 * link_kind.c - which records of one kind may be one, all agencies together.
 *
 * Links within an agency count too: one person may be written down twice by one clerk.
 */
#include "engine/door.h"

#include "base/error.h"

/* The links of one kind, as they are found. */
struct found {
    const struct jd__facts *facts;
    const struct jd__kind_model *model;
    const uint32_t *records; /* of the linkage's numbers */
    struct jd__kind_links *links;
};

static enum jd_status
keep_evidence(
    struct found *found, const struct jd_scored *pairs, uint32_t i, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t c = 0; status == JD_OK && c < pairs->n_comparisons; c++) {
        size_t at = (size_t)i * pairs->n_comparisons + c;
        struct jd__evidence said = {pairs->gamma[at], (float)pairs->tf_weight[at]};
        status = jd__buf_append(&found->links->evidence, &said, 1, err);
    }
    return status;
}

static enum jd_status
keep_pair(
    struct found *found, const struct jd_scored *pairs, uint32_t i, struct jd_error *err)
{
    struct jd__kind_links *links = found->links;
    uint32_t a = found->records[pairs->left[i]], b = found->records[pairs->right[i]];
    struct jd__standing s = jd__pair_standing(found->model, pairs, i, found->facts, a, b);
    links->n_pairs++;
    links->n_vetoed += s.conflict != NULL;
    links->n_joined += s.band == JD__JOINED;
    links->n_possible += s.band == JD__POSSIBLE;
    if (s.band == JD__APART)
        return JD_OK;
    struct jd__link link = {.a = a < b ? a : b,
        .b = a < b ? b : a,
        .weight = pairs->weight[i],
        .probability = s.probability,
        .rules = pairs->rules[i],
        .evidence = (uint32_t)links->evidence.n,
        .band = (uint8_t)s.band};
    if (links->evidence.n + pairs->n_comparisons >= UINT32_MAX)
        return jd__fail(err, JD_E_LIMIT, "too many links");
    enum jd_status status = keep_evidence(found, pairs, i, err);
    return status == JD_OK ? jd__buf_append(&links->links, &link, 1, err) : status;
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
link_records(
    const struct jd_engine *engine, struct found *found, uint32_t n, struct jd_error *err)
{
    struct jd__kind_linkage linkage = {0};
    struct jd_predict_options options = jd_predict_options_default();
    options.min_weight = jd_weight_from_probability(found->model->possible);
    options.threads = engine->threads;
    options.progress = engine->progress.should_stop != NULL ? &engine->progress : NULL;
    enum jd_status status =
        jd__kind_linkage_init(&linkage, found->model, found->facts, found->records, n, err);
    if (status == JD_OK)
        status = jd_linkage_predict(linkage.linkage, &options, keep_pairs, found, err);
    jd__kind_linkage_done(&linkage);
    return status;
}

enum jd_status
jd__kind_links_find(const struct jd_engine *engine, const struct jd__known *known,
    uint32_t kind, struct jd__kind_links *out_links, struct jd_error *err)
{
    const struct jd__facts *facts = known->facts;
    struct jd__kind_links links = {0};
    struct found found = {.facts = facts, .model = known->models[kind], .links = &links};
    struct jd__buf records;
    enum jd_status status = JD_OK;
    jd__buf_init(&records, &engine->alloc, sizeof(uint32_t), 0);
    jd__buf_init(&links.links, &engine->alloc, sizeof(struct jd__link), 0);
    jd__buf_init(&links.evidence, &engine->alloc, sizeof(struct jd__evidence), 0);
    for (uint32_t i = 0; status == JD_OK && i < facts->records.n; i++)
        if (jd__records(facts)[i].kind == kind)
            status = jd__buf_append(&records, &i, 1, err);
    links.n_records = (uint32_t)records.n;
    found.records = records.data;
    if (status == JD_OK)
        status = link_records(engine, &found, links.n_records, err);
    if (status == JD_OK)
        *out_links = links;
    else
        jd__kind_links_done(&links);
    jd__buf_done(&records);
    return status;
}

void
jd__kind_links_done(struct jd__kind_links *links)
{
    jd__buf_done(&links->links);
    jd__buf_done(&links->evidence);
}
