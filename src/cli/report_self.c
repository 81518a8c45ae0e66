/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report_self.c - each record against itself.
 *
 * A record that does not reach the threshold with itself reaches it with no other: there is too
 * little in it.  What frequencies add to its levels is what agreement on its values adds.
 */
#include "cli/report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Records scored at once. */
enum { BATCH = 65536 };

/* Counts by step of weight, and by step of adjustment for each comparison. */
struct selves {
    const struct report *report;
    long least;
    size_t n_bins;
    uint64_t *weights;     /* n_bins */
    uint64_t *adjustments; /* n_bins for each comparison */
    uint64_t n_poor;       /* below the threshold, or without a weight */
};

static enum jd_status
take(void *ctx, const struct jd_scored *pairs, struct jd_error *err)
{
    struct selves *selves = ctx;
    double step = selves->report->step;
    (void)err;
    for (uint32_t i = 0; i < pairs->n; i++) {
        double weight = pairs->weight[i];
        selves->n_poor += !(weight >= selves->report->threshold);
        weight = isnan(weight) ? -HUGE_VAL : weight;
        selves->weights[evaluate_step(weight, step) - selves->least]++;
        for (uint32_t c = 0; c < pairs->n_comparisons; c++) {
            double bits = pairs->tf_weight[(size_t)i * pairs->n_comparisons + c];
            if (bits != 0 && !isnan(bits))
                selves->adjustments[(size_t)c * selves->n_bins +
                                    (size_t)(evaluate_step(bits, step) - selves->least)]++;
        }
    }
    return JD_OK;
}

static enum jd_status
score_all(struct selves *selves, struct jd_error *err)
{
    uint32_t n = selves->report->nodes.n, batch[BATCH];
    enum jd_status status = JD_OK;
    for (uint32_t at = 0; at < n && status == JD_OK; at += BATCH) {
        uint32_t size = n - at < BATCH ? n - at : BATCH;
        for (uint32_t i = 0; i < size; i++)
            batch[i] = at + i;
        status = jd_linkage_score(
            selves->report->linking.linkage, batch, batch, size, take, selves, err);
    }
    return status;
}

/* At each step how many records would not reach it. */
static json_t *
unlinkable_of(const struct selves *selves)
{
    size_t first = 0, end = selves->n_bins;
    uint64_t below = 0;
    json_t *rows = json_array();
    while (first < end && selves->weights[first] == 0)
        first++;
    while (end > first && selves->weights[end - 1] == 0)
        end--;
    for (size_t i = first; i < end; i++) {
        double weight = (double)((long)i + selves->least) * selves->report->step;
        json_t *row = json_object();
        (void)json_object_set_new(row, "weight", json_real(weight));
        (void)json_object_set_new(
            row, "probability", json_real(jd_probability_from_weight(weight)));
        (void)json_object_set_new(row, "below", report_integer(below));
        (void)json_object_set_new(
            row, "share", json_real((double)below / selves->report->nodes.n));
        (void)json_array_append_new(rows, row);
        below += selves->weights[i];
    }
    return rows;
}

static json_t *
adjustments_of(const struct selves *selves)
{
    const struct jd_model *model = selves->report->linking.model;
    json_t *rows = json_array();
    for (uint32_t c = 0; c < jd_model_n_comparisons(model); c++)
        for (size_t i = 0; i < selves->n_bins; i++) {
            uint64_t n = selves->adjustments[c * selves->n_bins + i];
            const char *name = jd_model_comparison(model, c);
            if (n == 0)
                continue;
            json_t *row = json_object();
            (void)json_object_set_new(row, "comparison", report_text(name, strlen(name)));
            (void)json_object_set_new(row, "bits",
                json_real((double)((long)i + selves->least) * selves->report->step));
            (void)json_object_set_new(row, "records", report_integer(n));
            (void)json_array_append_new(rows, row);
        }
    return rows;
}

enum jd_status
report_self(struct report *report, struct jd_error *err)
{
    struct selves selves = {
        .report = report, .least = evaluate_step(-EVALUATE_MOST_WEIGHT, report->step)};
    size_t n_comparisons = jd_model_n_comparisons(report->linking.model);
    selves.n_bins =
        (size_t)(evaluate_step(EVALUATE_MOST_WEIGHT, report->step) - selves.least + 1);
    selves.weights = calloc(selves.n_bins, sizeof(*selves.weights));
    selves.adjustments =
        calloc(selves.n_bins * (n_comparisons + 1), sizeof(*selves.adjustments));
    enum jd_status status = JD_OK;
    if (selves.weights == NULL || selves.adjustments == NULL)
        status = LINKING_FAIL(err, JD_E_NOMEM, "no memory to count records");
    if (status == JD_OK)
        status = score_all(&selves, err);
    if (status == JD_OK) {
        (void)json_object_set_new(report->body, "unlinkable", unlinkable_of(&selves));
        (void)json_object_set_new(report->body, "adjustments", adjustments_of(&selves));
        (void)json_object_set_new(json_object_get(report->body, "head"), "unlinkable",
            report_integer(selves.n_poor));
    }
    free(selves.weights);
    free(selves.adjustments);
    return status;
}
