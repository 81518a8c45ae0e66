/* SPDX-License-Identifier: Apache-2.0 */
/*
 * calibration.c - ask a calibration.
 *
 * Invariant: there is a knot; weights are finite and rise strictly; calibrated weights are finite
 * and do not fall.
 */
#include "calibrate/calibration.h"

#include "base/alloc.h"
#include "base/error.h"

#include <math.h>
#include <string.h>

enum jd_status
jd_calibration_new(const struct jd_alloc *alloc, const struct jd_knot *knots, size_t n,
    struct jd_calibration **out, struct jd_error *err)
{
    if (n == 0)
        return jd__fail(err, JD_E_ARG, "a calibration has at least one knot");
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(knots[i].weight) || !isfinite(knots[i].calibrated))
            return jd__fail(err, JD_E_ARG, "knot %zu: a weight is not finite", i + 1);
        if (i > 0 && (knots[i].weight <= knots[i - 1].weight ||
                         knots[i].calibrated < knots[i - 1].calibrated))
            return jd__fail(err, JD_E_ARG, "knot %zu does not rise", i + 1);
    }
    struct jd_calibration *made =
        jd__alloc_array(alloc, sizeof(*made), n, sizeof(made->knots[0]));
    if (made == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %zu knots", n);
    made->alloc = jd__alloc_or_default(alloc);
    made->n_knots = n;
    memcpy(made->knots, knots, n * sizeof(*knots));
    *out = made;
    return JD_OK;
}

void
jd_calibration_free(struct jd_calibration *calibration)
{
    if (calibration == NULL)
        return;
    struct jd_alloc alloc = calibration->alloc;
    jd__alloc_free_array(&alloc, calibration, sizeof(*calibration), calibration->n_knots,
        sizeof(calibration->knots[0]));
}

double
jd_calibration_weight(const struct jd_calibration *calibration, double weight)
{
    if (calibration == NULL || isnan(weight))
        return weight;
    const struct jd_knot *knots = calibration->knots;
    size_t low = 0, high = calibration->n_knots; /* knots before `low` lie at or below */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (knots[middle].weight <= weight)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return knots[0].calibrated;
    if (low == calibration->n_knots)
        return knots[low - 1].calibrated;
    const struct jd_knot *from = &knots[low - 1], *to = &knots[low];
    double part = (weight - from->weight) / (to->weight - from->weight);
    return from->calibrated + part * (to->calibrated - from->calibrated);
}

size_t
jd_calibration_n_knots(const struct jd_calibration *calibration)
{
    return calibration->n_knots;
}

struct jd_knot
jd_calibration_knot(const struct jd_calibration *calibration, size_t i)
{
    return calibration->knots[i];
}
