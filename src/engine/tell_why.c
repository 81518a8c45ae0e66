/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tell_why.c - why two records are joined, possible or apart: bit by bit.
 *
 * The pair is scored anew from the two records alone: with frozen frequencies that is the score
 * it had among all others, so nothing but what the asker sees is needed.
 */
#include "engine/why.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "engine/asks.h"

#include <stdio.h>

static void
tell_value(struct jd__teller *t, const char *key, uint32_t record, const char *column)
{
    struct jd_value value = jd__facts_attribute(t->facts, record, column);
    jd__json_key(&t->json, key);
    if (value.type == JD_TYPE_TEXT)
        jd__json_text(&t->json, value.text);
    else
        jd__json_null(&t->json);
}

/* "values": what the comparison reads of both, as they wrote it. */
static void
tell_values(const struct why *why, uint32_t c)
{
    struct jd__teller *t = why->t;
    const struct jd_model *model = why->model->model;
    jd__json_key(&t->json, "values");
    jd__json_array(&t->json);
    for (uint32_t i = 0; i < jd_model_n_columns(model, c); i++) {
        char column[64];
        struct jd_str name = jd__column_as_written(jd_model_column(model, c, i));
        (void)snprintf(column, sizeof(column), "%.*s", (int)name.size, name.data);
        jd__json_object(&t->json);
        jd__json_key_cstr(&t->json, "column", column);
        tell_value(t, "a", why->a, column);
        tell_value(t, "b", why->b, column);
        jd__json_object_end(&t->json);
    }
    jd__json_array_end(&t->json);
}

static void
tell_comparison(const struct why *why, const struct jd_scored *pairs, uint32_t c)
{
    struct jd__teller *t = why->t;
    const struct jd_model *model = why->model->model;
    const char *name = jd_model_comparison(model, c);
    const int8_t *gammas = pairs->gamma;
    int gamma = gammas[c] < 0 ? -1 : (uint8_t)gammas[c];
    double bits = gamma >= 0 ? jd_model_level_weight(model, c, gamma) : 0;
    jd__json_object(&t->json);
    jd__json_key_cstr(&t->json, "comparison", name);
    jd__json_key_cstr(&t->json, "level", jd_model_level_label(model, c, gamma));
    jd__json_key_real(&t->json, "bits", bits + pairs->tf_weight[c]);
    if (pairs->tf_weight[c] != 0)
        jd__json_key_real(&t->json, "of_frequency", pairs->tf_weight[c]);
    tell_values(why, c);
    jd__json_object_end(&t->json);
}

static void
tell_rules(const struct why *why, uint64_t rules)
{
    struct jd__json *json = &why->t->json;
    jd__json_key(json, "rules");
    jd__json_array(json);
    for (uint32_t r = 0; r < jd_model_n_rules(why->model->model); r++)
        if ((rules >> r & 1) != 0)
            jd__json_cstr(json, jd_model_rule(why->model->model, r));
    jd__json_array_end(json);
}

static const char *
band_name(enum jd__band band)
{
    static const char *const names[] = {"apart", "possible", "joined"};
    return names[band];
}

/* The weight and what makes it: prior, comparisons, and what their events say against it. */
static void
tell_weight(const struct why *why, const struct jd_scored *pairs)
{
    struct jd__teller *t = why->t;
    struct jd__standing scored =
        jd__pair_standing(why->model, pairs, 0, t->facts, why->a, why->b);
    const struct jd__link link = {.weight = pairs->weight[0],
        .probability = scored.probability,
        .band = (uint8_t)scored.band};
    const struct jd__link raised = jd__paper_weigh(&link, &why->paper, why->model);
    const struct jd__link weighed = jd__alibi_weigh(&raised, &why->alibi, why->model);
    jd__json_key_cstr(&t->json, "band", band_name((enum jd__band)weighed.band));
    jd__json_key_real(&t->json, "weight", weighed.weight);
    jd__json_key_real(&t->json, "probability", weighed.probability);
    if (scored.is_capped)
        jd__json_key_real(&t->json, "probability_without_ceiling", pairs->probability[0]);
    if (scored.conflict != NULL)
        jd__json_key_text(
            &t->json, "conflict", jd__column_as_written(jd__str(scored.conflict)));
    jd__tell_alibi(t, &why->alibi);
    if (raised.weight != link.weight)
        jd__tell_paper(t, &why->paper);
    jd__json_key_cstr(&t->json, "model", why->model->version);
    jd__json_key_real(&t->json, "prior", jd_model_prior_weight(why->model->model));
}

static enum jd_status
tell_pair(void *ctx, const struct jd_scored *pairs, struct jd_error *err)
{
    const struct why *why = ctx;
    struct jd__teller *t = why->t;
    (void)err;
    tell_weight(why, pairs);
    jd__json_key(&t->json, "comparisons");
    jd__json_array(&t->json);
    for (uint32_t c = 0; c < pairs->n_comparisons; c++)
        tell_comparison(why, pairs, c);
    jd__json_array_end(&t->json);
    tell_rules(why, pairs->rules[0]);
    jd__tell_why_not(why, pairs);
    return JD_OK;
}

static enum jd_status
score(struct why *why, struct jd_error *err)
{
    static const uint32_t left[] = {0}, right[] = {1};
    const uint32_t records[] = {why->a, why->b};
    struct jd__kind_linkage linkage = {0};
    enum jd_status status =
        jd__kind_linkage_init(&linkage, why->model, why->t->facts, records, 2, err);
    if (status == JD_OK)
        status = jd_linkage_score(linkage.linkage, left, right, 1, tell_pair, why, err);
    jd__kind_linkage_done(&linkage);
    return status;
}

/* How many of n links touch a record. */
static size_t
links_on(const struct jd__facts *facts, const uint32_t *links, size_t n, uint32_t record)
{
    size_t on = 0;
    for (size_t i = 0; i < n; i++)
        on += jd__links(facts)[links[i]].a == record ||
              jd__links(facts)[links[i]].b == record;
    return on;
}

/*
 * Of a tree's links keep those on the way between two records: leaf by leaf, a record that
 * hangs on one link only and is neither end goes.
 */
static size_t
keep_way(
    const struct jd__facts *facts, uint32_t *links, size_t n, uint32_t from, uint32_t to)
{
    for (size_t i = 0; i < n;) {
        const struct jd__link *link = &jd__links(facts)[links[i]];
        bool a_ends = link->a != from && link->a != to;
        bool b_ends = link->b != from && link->b != to;
        a_ends = a_ends && links_on(facts, links, n, link->a) == 1;
        b_ends = b_ends && links_on(facts, links, n, link->b) == 1;
        if (!a_ends && !b_ends) {
            i++;
            continue;
        }
        memmove(links + i, links + i + 1, (n - i - 1) * sizeof(*links));
        n--;
        i = 0; /* what hung on it may be a leaf now */
    }
    return n;
}

/* "way": the links by which both came into one entity. */
static void
tell_way(const struct why *why)
{
    struct jd__teller *t = why->t;
    struct jd_error err = {0};
    struct jd__buf links;
    if (why->entity == JD_NONE)
        return;
    jd__buf_init(&links, &t->body->alloc, sizeof(uint32_t), 0);
    jd__teller_fail(t, jd__entity_tree(t, why->entity, &links, &err), &err);
    links.n = keep_way(t->facts, links.data, links.n, why->a, why->b);
    jd__json_key(&t->json, "way");
    jd__json_array(&t->json);
    for (size_t i = 0; i < links.n; i++) {
        jd__json_object(&t->json);
        jd__tell_link(t, ((const uint32_t *)links.data)[i]);
        jd__json_object_end(&t->json);
    }
    jd__json_array_end(&t->json);
    jd__buf_done(&links);
}

static enum jd_status
check_pair(const struct jd__teller *t, struct jd__name a, struct jd__name b,
    const struct jd__kind_model **out_model, struct jd_error *err)
{
    const struct jd__record *records = jd__records(t->facts);
    if (a.kind != JD__NAME_RECORD || b.kind != JD__NAME_RECORD || a.number == b.number)
        return jd__fail(err, JD_E_ARG, "why asks of two records or two events");
    uint32_t kind = records[a.number].kind;
    if (kind != records[b.number].kind)
        return jd__fail(err, JD_E_ARG, "the two records are of two kinds");
    *out_model = kind < t->models.n ? t->models.of_kind[kind] : NULL;
    if (*out_model == NULL)
        return jd__fail(err, JD_E_UNSUPPORTED, "records of this kind have no model");
    return JD_OK;
}

enum jd_status
jd__tell_why(
    struct jd__teller *t, struct jd__name a, struct jd__name b, struct jd_error *err)
{
    const struct jd__kind_model *model = NULL;
    if (a.kind == JD__NAME_EVENT && b.kind == JD__NAME_EVENT)
        return jd__tell_why_events(t, a.number, b.number, err);
    enum jd_status status = check_pair(t, a, b, &model, err);
    if (status != JD_OK)
        return status;
    bool swap = jd__record_order(t->facts, a.number, b.number) > 0;
    struct why why = {.t = t,
        .model = model,
        .a = swap ? b.number : a.number,
        .b = swap ? a.number : b.number,
        .entity = t->entities->of_record[a.number]};
    const struct jd__alibi_words words = jd__alibi_words(t->facts);
    const struct jd__paper_words paper = jd__paper_words(t->facts);
    why.alibi = jd__alibi_find(t->view, &words, why.a, why.b);
    why.paper = jd__paper_find(t->view, &paper, why.a, why.b);
    if (t->entities->of_record[b.number] != why.entity)
        why.entity = JD_NONE;
    jd__json_object(&t->json);
    jd__tell_name(t, "a", JD__NAME_RECORD, why.a);
    jd__tell_name(t, "b", JD__NAME_RECORD, why.b);
    jd__json_key_bool(&t->json, "one_entity", why.entity != JD_NONE);
    status = score(&why, err);
    tell_way(&why);
    jd__json_object_end(&t->json);
    return status;
}
