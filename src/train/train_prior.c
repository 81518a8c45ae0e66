/* SPDX-License-Identifier: Apache-2.0 */
/*
 * train_prior.c - the probability that two records drawn at random are one.
 *
 * By rules (Splink 5, training.py): pairs that a rule yields, each once, divided by recall and
 * by all possible pairs, which are n(n-1)/2, or with link_only those of unlike sources.
 *
 * By sessions of EM (linker.py): a session's prior is that of its rule's pairs.  The rule makes
 * some levels certain; the odds divided by their m/u are the odds of all pairs.
 */
#include "train/train.h"

#include "base/alloc.h"
#include "base/error.h"

#include <inttypes.h>
#include <math.h>

/* Pairs of unlike sources: half of all squared less each squared. */
static enum jd_status
count_across(const struct jd_linkage *linkage, double *out_n, struct jd_error *err)
{
    const struct jd__records *records = &linkage->records;
    const uint32_t *sources = jd__table_codes(records->table, records->source_column);
    uint32_t n_sources = jd__table_dict(records->table, records->source_column)->n;
    uint64_t *counts = jd__alloc_array(&linkage->alloc, 0, n_sources, sizeof(*counts));
    if (counts == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %u sources", n_sources);
    for (uint32_t record = 0; record < records->n; record++)
        counts[sources[record]]++;
    uint64_t all = (uint64_t)records->n * records->n, within = 0;
    for (uint32_t i = 0; i < n_sources; i++)
        within += counts[i] * counts[i];
    jd__alloc_free_array(&linkage->alloc, counts, 0, n_sources, sizeof(*counts));
    *out_n = (double)(all - within) / 2;
    return JD_OK;
}

enum jd_status
jd__possible_pairs(const struct jd_linkage *linkage, double *out_n, struct jd_error *err)
{
    double n = linkage->records.n;
    if (linkage->model->link_type == JD__LINK_ONLY)
        return count_across(linkage, out_n, err);
    *out_n = n * (n - 1) / 2;
    return JD_OK;
}

static enum jd_status
set_prior(struct jd_training *training, uint64_t found, double possible, double recall,
    struct jd_error *err)
{
    if (found == 0)
        return jd__fail(err, JD_E_INPUT, "the rules yield no pair of records");
    if ((double)found > possible * recall)
        return jd__fail(err, JD_E_INPUT,
            "the rules yield %" PRIu64 " of %.0f possible pairs: recall must be at least "
            "%.4f",
            found, possible, (double)found / possible);
    double prior = (double)found / recall / possible;
    if (!(prior < 1))
        return jd__fail(err, JD_E_INPUT, "the rules yield every possible pair");
    training->prior = prior;
    return JD_OK;
}

/* Pairs that each rule adds, in a sample scaled up and rounded rule by rule; their sum. */
static enum jd_status
count_found(struct jd_training *training, const char *const *rules, uint32_t n_rules,
    double scale, uint64_t *out_n, struct jd_error *err)
{
    uint64_t counts[JD__LIMIT_RULES] = {0};
    double found = 0;
    enum jd_status status = jd__training_count(training, rules, n_rules, counts, err);
    for (uint32_t rule = 0; rule < n_rules; rule++)
        found += nearbyint((double)counts[rule] * scale);
    *out_n = found < 1e18 ? (uint64_t)found : (uint64_t)1e18;
    return status;
}

enum jd_status
jd_training_prior(struct jd_training *training, const char *const *rules, uint32_t n_rules,
    double recall, struct jd_error *err)
{
    return jd_training_prior_of_sample(training, rules, n_rules, recall, 1, err);
}

enum jd_status
jd_training_prior_of_sample(struct jd_training *training, const char *const *rules,
    uint32_t n_rules, double recall, double share, struct jd_error *err)
{
    uint64_t found = 0;
    double possible = 0, scale = 1;
    if (!(recall > 0 && recall <= 1))
        return jd__fail(err, JD_E_ARG, "recall is not above 0 and at most 1");
    if (n_rules == 0)
        return jd__fail(err, JD_E_ARG, "a prior needs at least one rule");
    if (n_rules > JD__LIMIT_RULES)
        return jd__fail(err, JD_E_LIMIT, "more than %u rules", JD__LIMIT_RULES);
    enum jd_status status = jd__sample_share(training, share, &scale, err);
    if (status == JD_OK)
        status = count_found(training, rules, n_rules, scale, &found, err);
    jd__sample_end(training);
    if (status == JD_OK)
        status = jd__possible_pairs(training->linkage, &possible, err);
    if (status == JD_OK)
        status = set_prior(training, found, possible, recall, err);
    if (status != JD_OK)
        jd__report_where(err, "prior");
    return status;
}

/* m/u of a level: of the medians where both were estimated, else as they stand. */
static enum jd_status
factor_of(const struct jd_training *training, uint32_t level, double *out_factor,
    struct jd_error *err)
{
    double m = 0, u = 0;
    enum jd_status status = jd__training_median(training, level, true, &m, err);
    if (status == JD_OK)
        status = jd__training_median(training, level, false, &u, err);
    if (isnan(m) || isnan(u)) {
        m = training->now[level].m;
        u = training->now[level].u;
    }
    *out_factor = m / u;
    return status;
}

/* One over the prior of all pairs, by one session. */
static enum jd_status
reciprocal(const struct jd_training *training, const struct jd__session *session,
    double *out_reciprocal, struct jd_error *err)
{
    const uint32_t *reversed = session->reversed.data;
    double odds = session->prior / (1 - session->prior);
    enum jd_status status = JD_OK;
    for (size_t i = 0; i < session->reversed.n && status == JD_OK; i++) {
        double factor = 1;
        status = factor_of(training, reversed[i], &factor, err);
        odds /= factor;
    }
    *out_reciprocal = 1 / (odds / (1 + odds));
    return status;
}

enum jd_status
jd_training_prior_from_sessions(struct jd_training *training, struct jd_error *err)
{
    const struct jd__session *sessions = training->sessions.data;
    size_t n = training->sessions.n;
    if (n == 0)
        return jd__fail(err, JD_E_ARG, "there is no session of EM to take a prior from");
    double *found = jd__alloc_array(&training->alloc, 0, n, sizeof(*found));
    if (found == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for priors");
    enum jd_status status = JD_OK;
    for (size_t i = 0; i < n && status == JD_OK; i++)
        status = reciprocal(training, &sessions[i], &found[i], err);
    double median = 0;
    if (status == JD_OK)
        status = jd__median(&training->alloc, found, n, &median, err);
    double prior = 1 / median;
    if (status == JD_OK && !(prior > 0 && prior < 1))
        status = jd__fail(err, JD_E_INPUT, "the sessions of EM give no prior");
    if (status == JD_OK)
        training->prior = prior;
    jd__alloc_free_array(&training->alloc, found, 0, n, sizeof(*found));
    return status;
}
