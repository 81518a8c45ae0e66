/* SPDX-License-Identifier: Apache-2.0 */
/*
 * automatic.c - the steps of the automatic model in order; each is a file of its own.
 *
 * Invariant: a finished object's labels number its clusters by their first records.
 */
#include "automatic/automatic.h"

#include "automatic/choices.h"
#include "automatic/columns.h"
#include "automatic/dependence.h"
#include "base/alloc.h"
#include "base/error.h"

#include <math.h>

enum { ROUNDS = 2 }; /* the second knows the aliases that the first found */

enum jd_status
jd__automatic_step(
    const struct jd_automatic *a, const char *what, uint64_t done, struct jd_error *err)
{
    const struct jd_progress *progress = &a->progress;
    if (progress->should_stop != NULL &&
        progress->should_stop(progress->ctx, what, done, 0))
        return jd__fail(err, JD_E_CANCELLED, "stopped");
    return JD_OK;
}

void
jd_automatic_free(struct jd_automatic *a)
{
    if (a == NULL)
        return;
    struct jd_alloc alloc = a->alloc;
    for (size_t i = 0; i < a->found.n; i++) {
        const struct jd__found *found = jd__found_of(a, i);
        jd__alloc_free(&alloc, (char *)(uintptr_t)found->report.name, found->name_size);
    }
    for (uint32_t k = 0; k < a->n_attributes; k++) {
        jd__values_done(&alloc, &a->attributes[k].values);
        jd__alloc_free_array(
            &alloc, a->attributes[k].codes, 0, a->n_records, sizeof(uint32_t));
    }
    jd__values_done(&alloc, &a->bag.values);
    struct jd__buf *bufs[] = {&a->found, &a->bag.starts, &a->bag.tokens, &a->bag.roles,
        &a->candidates.pairs, &a->merges, &a->settings};
    for (size_t i = 0; i < sizeof(bufs) / sizeof(bufs[0]); i++)
        jd__buf_done(bufs[i]);
    jd__alloc_free(&alloc, a->dependence, sizeof(*a->dependence));
    jd__alloc_free_array(&alloc, a->labels, 0, a->n_records, sizeof(uint32_t));
    jd__alloc_free_array(&alloc, a->truth, 0, a->n_records, sizeof(uint32_t));
    jd__alloc_free(&alloc, a, sizeof(*a));
}

static enum jd_status
make(const struct jd_alloc *alloc, const struct jd_table *const *tables, uint32_t n_tables,
    struct jd_automatic **out, struct jd_error *err)
{
    uint64_t n = 0;
    for (uint32_t t = 0; t < n_tables; t++)
        n += jd_table_n_rows(tables[t]);
    if (n > INT32_MAX)
        return jd__fail(err, JD_E_LIMIT, "more than 2^31 records");
    struct jd_automatic *a = jd__alloc_array(alloc, sizeof(*a), 0, 1);
    if (a == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %u records", (uint32_t)n);
    a->alloc = jd__alloc_or_default(alloc);
    a->n_records = a->summary.n_records = (uint32_t)n;
    jd__buf_init(&a->found, alloc, sizeof(struct jd__found), 0);
    jd__buf_init(&a->bag.starts, alloc, sizeof(uint32_t), 0);
    jd__buf_init(&a->bag.tokens, alloc, sizeof(uint32_t), UINT32_MAX);
    jd__buf_init(&a->bag.roles, alloc, sizeof(uint8_t), UINT32_MAX);
    jd__buf_init(&a->candidates.pairs, alloc, sizeof(struct jd_candidate), 0);
    jd__buf_init(&a->merges, alloc, sizeof(struct jd__merge), 0);
    jd__buf_init(&a->settings, alloc, 1, 0);
    a->labels = jd__alloc_array(alloc, 0, a->n_records, sizeof(uint32_t));
    if (a->labels == NULL) {
        jd_automatic_free(a);
        return jd__fail(err, JD_E_NOMEM, "no memory for %u records", (uint32_t)n);
    }
    *out = a;
    return JD_OK;
}

/* Masses of every column, then candidates. */
static enum jd_status
prepare(struct jd_automatic *a, uint64_t max_pairs, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t k = 0; k < a->n_attributes && status == JD_OK; k++) {
        status = jd__automatic_step(a, "values", k, err);
        if (status == JD_OK)
            status = jd__masses_fill(a, &a->attributes[k].values, err);
    }
    if (status == JD_OK)
        status = jd__masses_fill(a, &a->bag.values, err);
    if (status == JD_OK)
        status = jd__dependence_learn(a, err);
    return status == JD_OK ? jd__partners_find(a, max_pairs, err) : status;
}

/* Weights, clusters, and both once more with aliases. */
static enum jd_status
cluster(struct jd_automatic *a, const struct jd__choices *choices, struct jd_error *err)
{
    enum jd_status status = jd__fit(a, err);
    for (int round = 0; round < ROUNDS && status == JD_OK; round++) {
        bool is_last = round + 1 == ROUNDS;
        bool fixed = is_last && choices->fixed_threshold;
        status = jd__automatic_step(a, "clusters", (uint64_t)round, err);
        if (status == JD_OK && round > 0)
            status = jd__aliases_learn(a, err);
        if (status == JD_OK)
            status = jd__weigh_all(a, err);
        if (status == JD_OK)
            status = jd__average(a, JD__FLOOR, err);
        if (status == JD_OK)
            status = jd__cut(a, fixed ? &choices->threshold : NULL, err);
    }
    return status;
}

static enum jd_status
run(struct jd_automatic *a, const struct jd_table *const *tables, uint32_t n_tables,
    const struct jd_automatic_options *options, struct jd_error *err)
{
    struct jd__choices choices = {0};
    jd__buf_init(&choices.columns, &a->alloc, sizeof(struct jd_automatic_column), 0);
    enum jd_status status = jd__choices_read(options, &choices, err);
    a->summary.partners = choices.partners;
    if (status == JD_OK)
        status = jd__columns_find(
            a, tables, n_tables, choices.columns.data, choices.columns.n, err);
    if (status == JD_OK)
        status = jd__attributes_make(a, tables, n_tables, err);
    if (status == JD_OK)
        status = jd__choices_take_weights(&choices, a, err);
    if (status == JD_OK)
        status = prepare(a, options->max_pairs, err);
    if (status == JD_OK)
        status = cluster(a, &choices, err);
    if (status == JD_OK)
        status = jd__choices_write(a, err);
    jd__choices_done(&choices);
    return status;
}

enum jd_status
jd_automatic_new(const struct jd_alloc *alloc, const struct jd_table *const *tables,
    uint32_t n_tables, const struct jd_automatic_options *options,
    struct jd_automatic **out, struct jd_error *err)
{
    struct jd_automatic_options o = jd_automatic_options_default();
    if (options != NULL)
        memcpy(&o, options,
            options->struct_size < sizeof(o) ? options->struct_size : sizeof(o));
    if (n_tables == 0 || o.partners > JD_AUTOMATIC_MOST_PARTNERS ||
        (o.fixed_threshold && isnan(o.threshold)))
        return jd__fail(err, JD_E_ARG, "no table, too many partners, or no threshold");
    struct jd_automatic *a = NULL;
    enum jd_status status = make(alloc, tables, n_tables, &a, err);
    if (status != JD_OK)
        return status;
    a->threads = o.threads;
    a->progress = o.progress;
    status = run(a, tables, n_tables, &o, err);
    if (status != JD_OK) {
        jd_automatic_free(a);
        return status;
    }
    *out = a;
    return JD_OK;
}

struct jd_automatic_summary
jd_automatic_summary(const struct jd_automatic *a)
{
    struct jd_automatic_summary summary = a->summary;
    summary.n_keys = a->candidates.n_keys;
    summary.n_dropped_keys = a->candidates.n_dropped_keys;
    summary.n_candidates = a->candidates.pairs.n;
    return summary;
}

uint32_t
jd_automatic_n_columns(const struct jd_automatic *a)
{
    return (uint32_t)a->found.n;
}

struct jd_automatic_column
jd_automatic_column(const struct jd_automatic *a, uint32_t i)
{
    return jd__found_of(a, i)->report;
}

enum jd_status
jd_automatic_label(const struct jd_automatic *a, uint32_t *out_labels, size_t n_labels,
    struct jd_error *err)
{
    if (n_labels != a->n_records)
        return jd__fail(
            err, JD_E_ARG, "room for %zu labels, but %u records", n_labels, a->n_records);
    if (n_labels > 0)
        memcpy(out_labels, a->labels, n_labels * sizeof(*out_labels));
    return JD_OK;
}

const struct jd_candidate *
jd_automatic_pairs(const struct jd_automatic *a, size_t *out_n)
{
    *out_n = a->candidates.pairs.n;
    return a->candidates.pairs.data;
}

struct jd_str
jd_automatic_settings(const struct jd_automatic *a)
{
    return (struct jd_str){a->settings.data, a->settings.n};
}
