/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strata.c - what a sample that was judged says of all pairs.
 *
 * With N pairs in a stratum, n judged and k matches of these, T = N k / n matches are expected,
 * with the variance
 *
 *     V = N^2 (1 - n/N) q (1 - q) / n,   q = (k + 1/2) / (n + 1)
 *
 * where q keeps a stratum in which all were alike from being taken for certain.  Above and below
 * the weight these are summed:
 *
 *     precision P = Ta / Na              variance Va / Na^2
 *     recall    R = Ta / (Ta + Tb)       variance (Tb^2 Va + Ta^2 Vb) / (Ta + Tb)^4
 *
 * An interval is Wilson's for the share s and as many pairs, s (1 - s) / variance, as would be
 * as uncertain; s is drawn by half a pair from 0 and 1 for that.
 */
#include "calibrate/calibration.h"

#include <math.h>

/* Strata on one side of the weight, summed. */
struct side {
    double pairs, matches, variance;
    double judged;
    bool unknown; /* there is a stratum of which nothing is judged */
};

static void
add(struct side *side, const struct jd_stratum *s)
{
    double pairs = (double)s->n_pairs, n = (double)s->n_judged, k = (double)s->n_matches;
    side->pairs += pairs;
    if (s->n_pairs == 0)
        return;
    if (s->n_judged == 0) {
        side->unknown = true;
        return;
    }
    double q = (k + 0.5) / (n + 1);
    side->judged += n;
    side->matches += pairs * k / n;
    side->variance += pairs * (pairs - n) * q * (1 - q) / n;
}

/* Two-sided, 95 %. */
static const double normal = 1.959963984540054;

static struct jd_share
share_of(double share, double variance, double judged)
{
    if (!(variance > 0))
        return (struct jd_share){share, share, share}; /* every pair was judged */
    double inner = (share * judged + 0.5) / (judged + 1);
    double n = inner * (1 - inner) / variance, z2 = normal * normal / n;
    double middle = (share + z2 / 2) / (1 + z2);
    double half = normal / (1 + z2) * sqrt(share * (1 - share) / n + z2 / (4 * n));
    return (struct jd_share){share, fmax(middle - half, 0), fmin(middle + half, 1)};
}

struct jd_stratum_estimate
jd_strata_estimate(const struct jd_stratum *strata, size_t n, double from)
{
    struct side above = {0}, below = {0};
    struct jd_share unknown = {(double)NAN, (double)NAN, (double)NAN};
    struct jd_stratum_estimate e = {(double)NAN, unknown, unknown};
    for (size_t i = 0; i < n; i++)
        add(strata[i].least_weight >= from ? &above : &below, &strata[i]);
    double all = above.matches + below.matches;
    if (!above.unknown && above.pairs > 0)
        e.precision = share_of(above.matches / above.pairs,
            above.variance / (above.pairs * above.pairs), above.judged);
    if (above.unknown || below.unknown)
        return e;
    e.matches = all;
    if (all > 0)
        e.recall = share_of(above.matches / all,
            (below.matches * below.matches * above.variance +
                above.matches * above.matches * below.variance) /
                (all * all * all * all),
            above.judged + below.judged);
    return e;
}

double
jd_captures_missed(const double *alone, uint32_t n_rules, double twice)
{
    double products = 0, sum = 0;
    if (n_rules < 2)
        return (double)NAN;
    for (uint32_t i = 0; i < n_rules; i++) {
        products += sum * alone[i];
        sum += alone[i];
    }
    return products / (twice + 1);
}
