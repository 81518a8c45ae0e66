/* SPDX-License-Identifier: Apache-2.0 */
/*
 * held_out.c - how far promised and observed shares lie apart, before and after a calibration.
 *
 * A calibration fits the pairs that it was made of; so each group of pairs is asked of one that
 * was made of the others (cross-validation).
 */
#include "calibrate/calibration.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/random.h"

#include <math.h>
#include <string.h>

/* Groups are dealt to folds by their number, well mixed. */
static uint32_t
fold_of(const struct jd_judged *judged, uint32_t folds)
{
    struct jd__random random = {judged->group};
    return (uint32_t)(jd__random_next(&random) % folds);
}

static void
count(struct jd_calibration_error *error, const struct jd_judged *judged, double weight)
{
    double probability = 1 / (1 + exp2(-weight));
    int bin = (int)(probability * JD_CALIBRATION_BINS);
    if (bin == JD_CALIBRATION_BINS)
        bin--;
    error->bins[bin].pairs += judged->stands_for;
    error->bins[bin].promised += judged->stands_for * probability;
    error->bins[bin].observed += judged->is_match ? judged->stands_for : 0;
}

/* From sums to means. */
static void
finish(struct jd_calibration_error *error)
{
    double pairs = 0;
    for (int i = 0; i < JD_CALIBRATION_BINS; i++) {
        pairs += error->bins[i].pairs;
        error->expected += fabs(error->bins[i].promised - error->bins[i].observed);
        if (error->bins[i].pairs > 0) {
            error->bins[i].promised /= error->bins[i].pairs;
            error->bins[i].observed /= error->bins[i].pairs;
        }
    }
    error->expected /= pairs;
}

/* Fit on all but one fold (into `rest`, room for all), and ask for that fold. */
static enum jd_status
check_fold(const struct jd_alloc *alloc, const struct jd_judged *judged, size_t n,
    const uint32_t fold[2], struct jd_judged *rest, struct jd_calibration_error *after,
    struct jd_error *err)
{
    struct jd_calibration *calibration = NULL;
    size_t n_rest = 0;
    for (size_t i = 0; i < n; i++)
        if (fold_of(&judged[i], fold[1]) != fold[0])
            rest[n_rest++] = judged[i];
    if (n_rest > 0) {
        enum jd_status status = jd_calibration_fit(alloc, rest, n_rest, &calibration, err);
        if (status != JD_OK)
            return status;
    }
    for (size_t i = 0; i < n; i++)
        if (fold_of(&judged[i], fold[1]) == fold[0])
            count(after, &judged[i], jd_calibration_weight(calibration, judged[i].weight));
    jd_calibration_free(calibration);
    return JD_OK;
}

enum jd_status
jd_calibration_check(const struct jd_alloc *alloc, const struct jd_judged *judged, size_t n,
    uint32_t folds, struct jd_calibration_error *out_before,
    struct jd_calibration_error *out_after, struct jd_error *err)
{
    struct jd_calibration_error before = {0}, after = {0};
    enum jd_status status = jd__judged_check(judged, n, err);
    if (status == JD_OK && folds < 2)
        status = jd__fail(err, JD_E_ARG, "there must be two folds or more");
    if (status != JD_OK)
        return status;
    struct jd_judged *rest = jd__alloc_array(alloc, 0, n, sizeof(*rest));
    if (rest == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %zu judged pairs", n);
    for (size_t i = 0; i < n; i++)
        count(&before, &judged[i], judged[i].weight);
    for (uint32_t i = 0; i < folds && status == JD_OK; i++)
        status =
            check_fold(alloc, judged, n, (const uint32_t[]){i, folds}, rest, &after, err);
    jd__alloc_free_array(alloc, rest, 0, n, sizeof(*rest));
    if (status != JD_OK)
        return status;
    finish(&before);
    finish(&after);
    *out_before = before;
    *out_after = after;
    return JD_OK;
}
