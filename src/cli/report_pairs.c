/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report_pairs.c - one pass over all pairs that the model's rules yield: what is counted of them.
 *
 * No pair is held.  Links go on into clusters, unless these are from a file.
 */
#include "cli/report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What the pass is given pairs with. */
struct passing {
    struct report *report;
    long least;            /* the step of the first bin */
    struct jd_pair *links; /* of ranks */
    uint32_t room;
};

static size_t
count_bins(const struct report *report)
{
    return (size_t)(evaluate_step(EVALUATE_MOST_WEIGHT, report->step) -
                    evaluate_step(-EVALUATE_MOST_WEIGHT, report->step) + 1);
}

/* Keep the heaviest links between two persons; equal ones by hash. */
static void
keep_error(struct report_counts *counts, struct report_error error)
{
    uint32_t at = counts->n_errors;
    counts->n_false++;
    for (; at > 0; at--) {
        const struct report_error *above = &counts->errors[at - 1];
        if (above->weight > error.weight ||
            (above->weight == error.weight && above->hash <= error.hash))
            break;
        if (at < REPORT_ERRORS)
            counts->errors[at] = *above;
    }
    if (at < REPORT_ERRORS)
        counts->errors[at] = error;
    counts->n_errors += counts->n_errors < REPORT_ERRORS;
}

static void
count_link(struct report *report, const struct jd_scored *pairs, uint32_t i, int truth)
{
    struct report_counts *counts = &report->counts;
    uint32_t left = pairs->left[i], right = pairs->right[i];
    counts->n_links++;
    if (report->joined != NULL || report->clusters[left] == report->clusters[right]) {
        counts->degrees[left]++;
        counts->degrees[right]++;
    }
    if (truth == 0)
        keep_error(counts, (struct report_error){pairs->weight[i],
                               report_hash_pair(report, left, right), left, right});
}

static void
count_pair(const struct passing *passing, const struct jd_scored *pairs, uint32_t i)
{
    struct report *report = passing->report;
    struct report_counts *counts = &report->counts;
    double weight = pairs->weight[i];
    int truth = report_truth(report, pairs->left[i], pairs->right[i]);
    uint32_t rule = 0;
    while (rule < 63 && (pairs->rules[i] >> rule & 1) == 0)
        rule++;
    counts->n++;
    counts->by_rule[rule]++;
    if (isnan(weight)) {
        counts->n_without_weight++;
        return;
    }
    struct report_bin *bin =
        &counts->bins[evaluate_step(weight, report->step) - passing->least];
    bin->n++;
    bin->right += truth == 1;
    bin->wrong += truth == 0;
    if (weight >= report->threshold) {
        counts->links_by_rule[rule]++;
        count_link(report, pairs, i, truth);
    }
}

static enum jd_status
join(struct passing *passing, const struct jd_scored *pairs, struct jd_error *err)
{
    struct report *report = passing->report;
    const uint32_t *ranks = report->nodes.ranks;
    if (report->joined == NULL)
        return JD_OK;
    if (pairs->n > passing->room) {
        struct jd_pair *more = realloc(passing->links, pairs->n * sizeof(*more));
        if (more == NULL)
            return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u pairs", pairs->n);
        passing->links = more;
        passing->room = pairs->n;
    }
    for (uint32_t i = 0; i < pairs->n; i++)
        passing->links[i] = (struct jd_pair){
            ranks[pairs->left[i]], ranks[pairs->right[i]], pairs->weight[i]};
    return jd_clusters_add(report->joined, passing->links, pairs->n, err);
}

static enum jd_status
take(void *ctx, const struct jd_scored *pairs, struct jd_error *err)
{
    struct passing *passing = ctx;
    for (uint32_t i = 0; i < pairs->n; i++)
        count_pair(passing, pairs, i);
    enum jd_status status = passing->report->has_model
                                ? report_count_vectors(passing->report, pairs, err)
                                : JD_OK;
    return status == JD_OK ? join(passing, pairs, err) : status;
}

static enum jd_status
reserve(struct report *report, struct jd_error *err)
{
    struct report_counts *counts = &report->counts;
    size_t n_rules = JD_LIMIT_COMPARISONS; /* as many bits as a set of rules has */
    counts->by_rule = calloc(n_rules, sizeof(*counts->by_rule));
    counts->links_by_rule = calloc(n_rules, sizeof(*counts->links_by_rule));
    counts->bins = calloc(count_bins(report), sizeof(*counts->bins));
    counts->degrees = calloc((size_t)report->nodes.n + 1, sizeof(*counts->degrees));
    if (counts->by_rule == NULL || counts->links_by_rule == NULL || counts->bins == NULL ||
        counts->degrees == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory to count pairs");
    struct jd_cluster_options how = jd_cluster_options_default();
    how.threshold = report->threshold;
    return report->clusters != NULL
               ? JD_OK
               : jd_clusters_new(NULL, report->nodes.n, &how, &report->joined, err);
}

/* ---- tables ---- */

/* How many rules there are; of given pairs those up to the last that has one. */
static uint32_t
count_rules(const struct report *report)
{
    uint32_t n = JD_LIMIT_COMPARISONS;
    if (report->has_model)
        return jd_model_n_rules(report->linking.model);
    while (n > 0 && (report->counts.by_rule[n - 1] == 0 || !report->given.has_rules))
        n--;
    return n;
}

static json_t *
rules_of(const struct report *report)
{
    const struct jd_model *model = report->linking.model;
    json_t *rules = json_array();
    for (uint32_t i = 0, n = count_rules(report); i < n; i++) {
        const char *sql = report->has_model ? jd_model_rule(model, i) : "";
        json_t *rule = json_object();
        (void)json_object_set_new(rule, "rule", json_integer(i));
        (void)json_object_set_new(rule, "sql", report_text(sql, strlen(sql)));
        (void)json_object_set_new(rule, "pairs", report_integer(report->counts.by_rule[i]));
        (void)json_object_set_new(
            rule, "links", report_integer(report->counts.links_by_rule[i]));
        (void)json_array_append_new(rules, rule);
    }
    return rules;
}

/* A row for each step between the lightest and the heaviest pair. */
static json_t *
weights_of(const struct report *report, long least)
{
    const struct report_bin *bins = report->counts.bins;
    size_t first = 0, end = count_bins(report);
    json_t *rows = json_array();
    while (first < end && bins[first].n == 0)
        first++;
    while (end > first && bins[end - 1].n == 0)
        end--;
    for (size_t i = first; i < end; i++) {
        double weight = (double)((long)i + least) * report->step;
        json_t *row = json_object();
        (void)json_object_set_new(row, "weight", json_real(weight));
        (void)json_object_set_new(
            row, "probability", json_real(jd_probability_from_weight(weight)));
        (void)json_object_set_new(row, "pairs", report_integer(bins[i].n));
        if (report->has_truth) {
            (void)json_object_set_new(row, "right", report_integer(bins[i].right));
            (void)json_object_set_new(row, "wrong", report_integer(bins[i].wrong));
        }
        (void)json_array_append_new(rows, row);
    }
    return rows;
}

enum jd_status
report_thresholds(struct report *report, struct jd_error *err)
{
    long least = evaluate_step(-EVALUATE_MOST_WEIGHT, report->step);
    const struct report_bin *bins = report->counts.bins;
    size_t first = 0, end = count_bins(report);
    while (first < end && bins[first].right + bins[first].wrong == 0)
        first++;
    while (end > first && bins[end - 1].right + bins[end - 1].wrong == 0)
        end--;
    uint64_t *counts = calloc(2 * (end - first) + 1, sizeof(*counts));
    if (counts == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for thresholds");
    for (size_t i = first; i < end; i++) {
        counts[2 * (i - first)] = bins[i].wrong;
        counts[2 * (i - first) + 1] = bins[i].right;
    }
    (void)json_object_set_new(report->body, "thresholds",
        evaluate_rows(counts, least + (long)first, least + (long)end - 1, report->step,
            evaluate_real(&report->e), evaluate_unreal(&report->e)));
    free(counts);
    return JD_OK;
}

enum jd_status
report_pairs(struct report *report, struct jd_error *err)
{
    struct passing passing = {
        .report = report, .least = evaluate_step(-EVALUATE_MOST_WEIGHT, report->step)};
    enum jd_status status = reserve(report, err);
    if (status == JD_OK)
        status = report_walk(report, take, &passing, err);
    free(passing.links);
    if (status != JD_OK)
        return status;
    (void)json_object_set_new(report->body, "rules", rules_of(report));
    (void)json_object_set_new(report->body, "weights", weights_of(report, passing.least));
    return report->has_model ? report_vectors(report, err) : JD_OK;
}
