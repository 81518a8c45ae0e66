/* SPDX-License-Identifier: Apache-2.0 */
/* jaro.h - what Jaro's similarity is made of, and a bound on it that needs no division. */
#ifndef JD_TEXT_JARO_H
#define JD_TEXT_JARO_H

#include <joinder/base.h>

/* The similarity of texts of these sizes with n partners of which `crossed` differ in order. */
static inline double
jd__jaro_value(size_t size_a, size_t size_b, uint32_t n, uint32_t crossed)
{
    if (n == 0)
        return 0.0;
    uint32_t exchanges = crossed / 2; /* rounded down: two that differ make one */
    double m = n, t = exchanges;
    return ((m / (double)size_a + m / (double)size_b) + (m - t) / m) / 3.0;
}

/* Raised for the bytes (0 to 4) that both begin with. */
static inline double
jd__winkler_value(double jaro, uint32_t prefix)
{
    return jaro > 0.7 ? jaro + (prefix * 0.1) * (1.0 - jaro) : jaro;
}

/*
 * May texts of these sizes with at most n partners, raised for the prefix, reach t?
 *
 * From t follows the Jaro similarity j that is needed: t itself where nothing is raised (up to
 * 0.7), else (t - c) / (1 - c) with c a tenth of the prefix, and over 0.7.  With no partner
 * crossed, j is (n / a + n / b + 1) / 3.  Both sides are computed to some 1e-15 of a b; what is
 * taken off is a million times more, so a "no" holds for the rounded value too.
 */
static inline bool
jd__jaro_may_reach(size_t size_a, size_t size_b, size_t n, uint32_t prefix, double t)
{
    static const double one_over[] = {1.0, 1 / 0.9, 1 / 0.8, 1 / 0.7, 1 / 0.6};
    const uint32_t most = 4;
    if (n == 0)
        return t <= 0.0;
    double needed = t;
    if (t > 0.7) {
        prefix = prefix < most ? prefix : most;
        needed = (t - prefix * 0.1) * one_over[prefix];
        needed = needed > 0.7 ? needed : 0.7;
    }
    double a = (double)size_a, b = (double)size_b;
    return (double)n * (a + b) >= (3.0 * needed - 1.0 - 1e-9) * (a * b);
}

#endif
