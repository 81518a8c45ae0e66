/* SPDX-License-Identifier: Apache-2.0 */
/*
 * train_em.c - m and u by expectation maximisation, over the pairs of one blocking rule.
 *
 * Splink 5 (em_training_session.py, expectation_maximisation.py):
 *     active  comparisons that read no column of the rule
 *     start   the parameters as they stand; odds of the prior times m/u of the levels that the
 *             rule makes certain (exact matches on its columns, those of most columns first,
 *             each column once)
 *     E       each pair's probability by its weight (predict.py)
 *     M       m of a level = sum of p over its pairs / the same over all levels that are not
 *             null; u with 1 - p; the prior = mean of p
 *     stop    when no m, u or prior moved by em_convergence, or after max_iterations
 * A level that no pair meets counts 1e-6 and gives no estimate.
 *
 * Pairs are looked at once (train_pairs.c): what is alike for EM is one pattern with a count.
 *
 * Invariant: counts are whole numbers and patterns are summed in order of their bytes, so the
 * estimates are the same to the last bit for any number of threads.
 */
#include "train/train.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"

#include <math.h>
#include <string.h>

/* What a level counts that was never met; below the least, Splink refuses an estimate. */
#define UNSEEN 1e-6
#define LEAST 1e-300

/* One session under way. */
struct em {
    struct jd_training *training;
    struct jd_em_options options;
    struct jd__active active;
    struct jd__patterns patterns;
    struct jd__buf reversed; /* of uint32_t: levels that the rule makes certain */
    double prior;
    struct jd__parameters *now; /* of all levels; NaN: never met */
    struct jd__parameters *sums;
    double *weights; /* of all levels, and log2 of the u that frequencies count against */
    double *tf_logs;
};

static uint32_t
n_levels_of(const struct em *em)
{
    return em->training->linkage->n_levels;
}

static const struct jd__comparison *
active_at(const struct em *em, uint32_t i)
{
    return &em->training->model->comparisons[em->active.comparisons[i]];
}

static void
em_done(struct em *em)
{
    const struct jd_alloc *alloc = &em->training->alloc;
    uint32_t n = n_levels_of(em);
    jd__patterns_done(&em->patterns);
    jd__buf_done(&em->reversed);
    jd__alloc_free_array(alloc, em->now, 0, n, sizeof(*em->now));
    jd__alloc_free_array(alloc, em->sums, 0, n, sizeof(*em->sums));
    jd__alloc_free_array(alloc, em->weights, 0, n, sizeof(*em->weights));
    jd__alloc_free_array(alloc, em->tf_logs, 0, n, sizeof(*em->tf_logs));
}

/* ---- which comparisons, and where it starts ------------------------------------------------ */

static bool
holds_name(const struct jd__buf *names, struct jd_str name)
{
    const struct jd_str *list = names->data;
    for (size_t i = 0; i < names->n; i++)
        if (jd__names_equal(list[i], name))
            return true;
    return false;
}

/* The columns that a rule reads, each once. */
static enum jd_status
columns_of(
    const struct jd__condition *condition, struct jd__buf *columns, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < condition->nodes.n && status == JD_OK; i++) {
        const struct jd__expr *node = jd__condition_node(condition, i);
        if (node->kind == JD__EXPR_COLUMN && !holds_name(columns, node->name))
            status = jd__buf_append(columns, &node->name, 1, err);
    }
    return status;
}

/* Comparisons that read none of the rule's columns are active. */
static enum jd_status
choose_active(struct em *em, const struct jd__buf *columns, struct jd_error *err)
{
    const struct jd_model *model = em->training->model;
    for (uint32_t c = 0; c < model->n_comparisons; c++) {
        const struct jd__comparison *of = &model->comparisons[c];
        const struct jd_str *reads = of->columns.data;
        bool is_used_up = false, has_tf = false;
        for (size_t i = 0; i < of->columns.n; i++)
            is_used_up = is_used_up || holds_name(columns, reads[i]);
        if (is_used_up)
            continue;
        for (uint32_t i = 0; i < of->n_levels; i++)
            has_tf = has_tf || jd__level_uses_tf(&of->levels[i]);
        em->active.tf_place[em->active.n] =
            has_tf && !em->options.without_frequencies ? em->active.n_tf++ : JD_NONE;
        em->active.comparisons[em->active.n++] = c;
    }
    if (em->active.n == 0)
        return jd__fail(err, JD_E_INPUT,
            "every comparison reads a column of the rule: none is left to train");
    return JD_OK;
}

/* Is each of these columns one of the rule's, and not taken yet?  Then they are taken. */
static bool
take_columns(struct jd__buf *left, const struct jd__buf *wanted)
{
    struct jd_str *names = left->data;
    const struct jd_str *list = wanted->data;
    for (size_t i = 0; i < wanted->n; i++)
        if (!holds_name(left, list[i]))
            return false;
    for (size_t i = 0; i < left->n;) {
        if (holds_name(wanted, names[i]))
            names[i] = names[--left->n];
        else
            i++;
    }
    return true;
}

/* Levels that are an exact match on n_columns columns of those left. */
static enum jd_status
reverse_levels(struct em *em, size_t n_columns, struct jd__buf *left, struct jd_error *err)
{
    const struct jd_model *model = em->training->model;
    struct jd__buf exact;
    jd__buf_init(&exact, &em->training->alloc, sizeof(struct jd_str), 0);
    enum jd_status status = JD_OK;
    for (uint32_t c = 0; c < model->n_comparisons; c++)
        for (uint32_t i = 0; i < model->comparisons[c].n_levels && status == JD_OK; i++) {
            uint32_t level = jd__training_level(em->training, c, i);
            status = jd__condition_exact_columns(
                &model->comparisons[c].levels[i].condition, &exact, err);
            if (status == JD_OK && exact.n == n_columns && take_columns(left, &exact))
                status = jd__buf_append(&em->reversed, &level, 1, err);
        }
    jd__buf_done(&exact);
    return status;
}

/* Read the rule: what is active, and the prior of its pairs. */
static enum jd_status
read_rule(struct em *em, const char *rule, struct jd_error *err)
{
    const struct jd_training *training = em->training;
    struct jd__rule parsed = {0};
    struct jd__buf columns;
    jd__buf_init(&columns, &training->alloc, sizeof(struct jd_str), 0);
    enum jd_status status =
        jd__rule_parse(&parsed, &training->alloc, rule, &training->model->sql, err);
    if (status == JD_OK && parsed.explodes)
        status = jd__fail(err, JD_E_INPUT, "EM takes no rule that explodes lists");
    if (status == JD_OK)
        status = columns_of(&parsed.condition, &columns, err);
    if (status == JD_OK)
        status = choose_active(em, &columns, err);
    for (size_t n = columns.n; n > 0 && status == JD_OK; n--)
        status = reverse_levels(em, n, &columns, err);
    double odds = training->prior / (1 - training->prior);
    const uint32_t *reversed = em->reversed.data;
    for (size_t i = 0; i < em->reversed.n; i++)
        odds *= training->now[reversed[i]].m / training->now[reversed[i]].u;
    em->prior = odds / (1 + odds);
    jd__buf_done(&columns);
    jd__rule_done(&parsed);
    return status;
}

static enum jd_status
em_init(struct em *em, struct jd_training *training, const struct jd_em_options *options,
    const char *rule, struct jd_error *err)
{
    const struct jd_alloc *alloc = &training->alloc;
    uint32_t n = training->linkage->n_levels;
    *em = (struct em){.training = training, .options = *options};
    jd__buf_init(&em->reversed, alloc, sizeof(uint32_t), 0);
    jd__patterns_init(&em->patterns, alloc, 1);
    em->now = jd__alloc_array(alloc, 0, n, sizeof(*em->now));
    em->sums = jd__alloc_array(alloc, 0, n, sizeof(*em->sums));
    em->weights = jd__alloc_array(alloc, 0, n, sizeof(*em->weights));
    em->tf_logs = jd__alloc_array(alloc, 0, n, sizeof(*em->tf_logs));
    enum jd_status status = JD_OK;
    if (em->now == NULL || em->sums == NULL || em->weights == NULL || em->tf_logs == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory for %u levels", n);
    if (status == JD_OK)
        status = read_rule(em, rule, err);
    if (status != JD_OK) {
        em_done(em);
        return status;
    }
    memcpy(em->now, training->now, n * sizeof(*em->now));
    jd__patterns_init(
        &em->patterns, alloc, em->active.n_tf * sizeof(double) + em->active.n);
    return JD_OK;
}

/* ---- iterations ---------------------------------------------------------------------------- */

static double
seen_or_not(double probability)
{
    return isnan(probability) ? UNSEEN : probability;
}

/* The weights of all active levels by the parameters as they stand. */
static void
weigh_levels(struct em *em)
{
    for (uint32_t i = 0; i < em->active.n; i++) {
        const struct jd__comparison *of = active_at(em, i);
        uint32_t first = jd__training_level(em->training, em->active.comparisons[i], 0);
        for (uint32_t k = 0; k < of->n_levels; k++) {
            const struct jd__level *level = &of->levels[k];
            const struct jd__parameters *now = &em->now[first + k];
            double u = seen_or_not(em->now[first + level->tf_exact].u);
            em->weights[first + k] =
                level->is_null ? 0
                               : jd__level_weigh(seen_or_not(now->m), seen_or_not(now->u));
            em->tf_logs[first + k] = log2(fmax(u, LEAST));
        }
    }
}

/* The probability of a pattern; NaN when it met no level of a comparison. */
static double
probability_of(const struct em *em, const uint8_t *pattern, double prior_weight)
{
    const uint8_t *levels = pattern + em->active.n_tf * sizeof(double);
    double weight = prior_weight;
    for (uint32_t i = 0; i < em->active.n; i++) {
        if (levels[i] == 0)
            return (double)NAN;
        uint32_t at =
            jd__training_level(em->training, em->active.comparisons[i], levels[i] - 1u);
        const struct jd__level *level = &active_at(em, i)->levels[levels[i] - 1u];
        weight += em->weights[at];
        if (em->active.tf_place[i] == JD_NONE || !jd__level_uses_tf(level))
            continue;
        double log = 0;
        memcpy(&log, pattern + em->active.tf_place[i] * sizeof(log), sizeof(log));
        weight += isnan(log) ? 0 : level->tf_weight * (em->tf_logs[at] - log);
    }
    return jd_probability_from_weight(weight);
}

/* E: sum p and 1 - p of each level's pairs, and find the prior. */
static void
sum_patterns(struct em *em, double *out_prior)
{
    double prior_weight = jd_weight_from_probability(em->prior), matches = 0, pairs = 0;
    memset(em->sums, 0, n_levels_of(em) * sizeof(*em->sums));
    weigh_levels(em);
    for (uint32_t p = 0; p < jd__patterns_n(&em->patterns); p++) {
        const uint8_t *pattern = jd__patterns_at(&em->patterns, p);
        const uint8_t *levels = pattern + em->active.n_tf * sizeof(double);
        double count = (double)jd__patterns_count(&em->patterns, p);
        double probability = probability_of(em, pattern, prior_weight);
        pairs += count;
        if (isnan(probability))
            continue;
        matches += probability * count;
        for (uint32_t i = 0; i < em->active.n; i++) {
            uint32_t at =
                jd__training_level(em->training, em->active.comparisons[i], levels[i] - 1u);
            em->sums[at].m += probability * count;
            em->sums[at].u += (1 - probability) * count;
        }
    }
    *out_prior = matches / pairs;
}

/* A level's share of a sum; NaN: none of its pairs is in it, for no pair met the level. */
static enum jd_status
share_of(double sum, double total, bool is_met, const char *what, double *inout_share,
    double *inout_change, struct jd_error *err)
{
    double share = is_met ? sum / total : (double)NAN;
    if (is_met && !(share >= LEAST))
        return jd__fail(err, JD_E_INPUT, "%s fell to 0: no pair speaks for it", what);
    *inout_change =
        fmax(*inout_change, fabs(seen_or_not(share) - seen_or_not(*inout_share)));
    *inout_share = share;
    return JD_OK;
}

/* M for one comparison; what moved most is kept. */
static enum jd_status
maximise(struct em *em, uint32_t i, double *inout_change, struct jd_error *err)
{
    const struct jd__comparison *of = active_at(em, i);
    uint32_t first = jd__training_level(em->training, em->active.comparisons[i], 0);
    struct jd__parameters total = {0, 0};
    enum jd_status status = JD_OK;
    for (uint32_t k = 0; k < of->n_levels; k++)
        if (!of->levels[k].is_null) {
            total.m += em->sums[first + k].m;
            total.u += em->sums[first + k].u;
        }
    for (uint32_t k = 0; k < of->n_levels && status == JD_OK; k++) {
        const struct jd__level *level = &of->levels[k];
        struct jd__parameters *now = &em->now[first + k], sum = em->sums[first + k];
        bool is_met = sum.m + sum.u > 0;
        if (level->is_null)
            continue;
        if (!em->options.fix_m && !level->fix_m)
            status = share_of(sum.m, total.m, is_met, "m", &now->m, inout_change, err);
        if (status == JD_OK && !em->options.fix_u && !level->fix_u)
            status = share_of(sum.u, total.u, is_met, "u", &now->u, inout_change, err);
        if (status != JD_OK)
            jd__report_where(err, "comparison %s, level %u", of->name, k + 1);
    }
    return status;
}

/* Keep what an iteration ended with, for those who look back. */
static enum jd_status
note(const struct em *em, uint32_t iteration, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < em->active.n; i++)
        for (uint32_t k = 0; k < active_at(em, i)->n_levels && status == JD_OK; k++)
            if (!active_at(em, i)->levels[k].is_null)
                status = jd__training_note(em->training, iteration,
                    em->active.comparisons[i], k,
                    em->now[jd__training_level(em->training, em->active.comparisons[i], k)],
                    em->prior, err);
    return status;
}

static enum jd_status
iterate(struct em *em, struct jd_error *err)
{
    const struct jd_model *model = em->training->model;
    double change = INFINITY;
    enum jd_status status = note(em, 0, err);
    for (uint32_t n = 1;
         n <= model->max_iterations && !(change < model->em_convergence) && status == JD_OK;
         n++) {
        double prior = 0;
        change = 0;
        if (!(em->prior > 0 && em->prior < 1))
            return jd__fail(err, JD_E_INPUT,
                "of the rule's pairs %s is a match: nothing can be told apart",
                em->prior >= 1 ? "each" : "none");
        sum_patterns(em, &prior);
        for (uint32_t i = 0; i < em->active.n && status == JD_OK; i++)
            status = maximise(em, i, &change, err);
        if (!em->options.fix_prior) {
            change = fmax(change, fabs(prior - em->prior));
            em->prior = prior;
        }
        if (status == JD_OK)
            status = note(em, n, err);
    }
    return status;
}

/* Hand the session's estimates over. */
static enum jd_status
take_estimates(struct em *em, struct jd_error *err)
{
    struct jd_training *training = em->training;
    struct jd__session session = {em->prior, em->reversed};
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < em->active.n; i++)
        for (uint32_t k = 0; k < active_at(em, i)->n_levels && status == JD_OK; k++) {
            uint32_t c = em->active.comparisons[i];
            const struct jd__parameters *now = &em->now[jd__training_level(training, c, k)];
            if (active_at(em, i)->levels[k].is_null)
                continue;
            if (!em->options.fix_m)
                status = jd__training_take(training, c, k, true, now->m, err);
            if (status == JD_OK && !em->options.fix_u)
                status = jd__training_take(training, c, k, false, now->u, err);
        }
    if (status == JD_OK)
        status = jd__buf_reserve(&training->sessions, 1, err);
    if (status == JD_OK)
        status = jd__training_settle(training, err);
    if (status == JD_OK)
        status = jd__buf_append(&training->sessions, &session, 1, err);
    if (status == JD_OK) /* handed over */
        jd__buf_init(&em->reversed, &training->alloc, sizeof(uint32_t), 0);
    return status;
}

/*
 * Put the rule on the records; with max_pairs, on a sample of them, by what a smaller sample
 * leads to expect.  A sample that holds no pair tells nothing: then all are taken.
 */
static enum jd_status
block(struct em *em, const char *rule, struct jd_error *err)
{
    struct jd_training *training = em->training;
    uint64_t n = 0;
    double scale = 1, wanted = (double)em->options.max_pairs;
    enum jd_status status = JD_OK;
    if (em->options.max_pairs > 0) {
        status = jd__sample_share(training, em->options.probe_share, &scale, err);
        if (status == JD_OK)
            status = jd__training_count(training, &rule, 1, &n, err);
        if (status == JD_OK)
            status = jd__sample_for_pairs(training, (double)n * scale, wanted, err);
    }
    if (status == JD_OK)
        status = jd__training_group(training, rule, err);
    jd__sample_end(training);
    return status;
}

enum jd_status
jd_training_em(struct jd_training *training, const char *rule,
    const struct jd_em_options *options, struct jd_error *err)
{
    struct jd_em_options o = jd_em_options_default();
    struct em em;
    if (options != NULL)
        memcpy(&o, options,
            options->struct_size < sizeof(o) ? options->struct_size : sizeof(o));
    if (o.fix_m && o.fix_u)
        return jd__fail(err, JD_E_ARG, "m and u are both fixed: nothing is left to train");
    struct jd__mark mark = jd__training_mark(training);
    enum jd_status status = em_init(&em, training, &o, rule, err);
    if (status == JD_OK) {
        status = block(&em, rule, err);
        if (status == JD_OK)
            status = jd__training_patterns(training, &em.active, &em.patterns, err);
        if (status == JD_OK)
            status = jd__training_begin(training, "EM, blocked on: ", rule, err);
        if (status == JD_OK)
            status = iterate(&em, err);
        if (status == JD_OK)
            status = take_estimates(&em, err);
        em_done(&em);
    }
    if (status != JD_OK) {
        jd__training_go_back(training, mark);
        jd__report_where(err, "EM session %zu", training->sessions.n + 1);
    }
    return status;
}
