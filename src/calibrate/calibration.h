/* SPDX-License-Identifier: Apache-2.0 */
/* calibration.h - a rising line through knots. */
#ifndef JD_CALIBRATE_CALIBRATION_H
#define JD_CALIBRATE_CALIBRATION_H

#include <joinder/calibrate.h>

struct jd_calibration {
    struct jd_alloc alloc;
    size_t n_knots;
    struct jd_knot knots[];
};

/* Is every pair's weight finite, and does it stand for some? */
enum jd_status
jd__judged_check(const struct jd_judged *judged, size_t n, struct jd_error *err);

#endif
