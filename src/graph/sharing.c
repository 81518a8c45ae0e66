/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sharing.c - the formula of sharing as surprise.
 *
 * Definitions, edge cases and the worked example: docs/internals/chains.md, "Sharing".  How many
 * touch a thing is no term of its own: docs/decisions/0005.
 */
#include "graph/sharing.h"

#include <math.h>
#include <stdbool.h>

/* Traffic that no agency told us of: keeps a tiny world from looking like the whole. */
static const double untold_traffic = 100.0;
/* More sharings than this are no more surprising. */
static const double most_shared = 128.0;
/* People whom an event normally brings together. */
static const double normal_crowd = 4.0;
/* Others whom a thing normally meets as often. */
static const double normal_peers = 2.0;
static const double bits_per_nat = 1.4426950408889634;

int64_t
jd__cost_of_bits(double bits)
{
    if (!(bits < 1000.0)) /* written so that NaN is dear */
        return JD__MOST_BITS;
    return bits <= 0 ? 0 : llround(bits * JD__BIT);
}

int64_t
jd__cost_of_probability(double probability)
{
    return probability > 0 ? jd__cost_of_bits(-log2(probability)) : JD__MOST_BITS;
}

/*
 * Both tails are summed from their largest term: e^-mean mean^k / k!, k = n upwards where the
 * mean is below n, and k = n - 1 downwards (the complement) where it is not.
 */
double
jd__poisson_at_least(double mean, double n)
{
    if (n < 1)
        return 1.0;
    if (!(mean > 0))
        return 0.0;
    bool upper = mean < n;
    double k = upper ? n : n - 1, log_term = -mean + k * log(mean);
    for (int i = 2; i <= (int)k; i++) /* k is whole and at most 128, as n is */
        log_term -= log(i);
    double term = exp(log_term), sum = 0;
    while (term > sum * 1e-17 && k >= 0) {
        sum += term;
        k += upper ? 1 : -1;
        term *= upper ? mean / k : (k + 1) / mean;
    }
    sum = sum < 1 ? sum : 1;
    return upper ? sum : 1 - sum;
}

/* y's share of the traffic: at most all of it. */
static double
share(const struct jd__volumes *volumes)
{
    double traffic =
        volumes->traffic > volumes->of_other ? volumes->traffic : volumes->of_other;
    return volumes->of_other / (traffic + untold_traffic);
}

/* Above the most, all counts are cut in the same measure: bundles instead of sharings. */
static double
measure(const struct jd__volumes *volumes)
{
    return volumes->shared > most_shared ? most_shared / volumes->shared : 1;
}

/* s in that measure: a whole number, so that its factorial is one. */
static double
shared(const struct jd__volumes *volumes)
{
    return volumes->shared < most_shared ? volumes->shared : most_shared;
}

/* The part of `others` that is there by accident. */
static double
accidental(double others, double normal)
{
    return others > 0 ? others * others / (others + normal) : 0;
}

int64_t
jd__sharing_by_busyness(const struct jd__volumes *volumes)
{
    double r = share(volumes), cut = measure(volumes), normal = volumes->normal * cut;
    double others = (volumes->ways - volumes->shared) * cut;
    double chance = accidental(others, normal > 1 ? normal : 1) + volumes->background;
    double met = jd__poisson_at_least(chance * r, shared(volumes)) / r;
    double as_often = accidental(volumes->peers, normal_peers);
    met = met > as_often ? met : as_often;
    return jd__cost_of_bits(met * bits_per_nat);
}

int64_t
jd__sharing_by_fame(const struct jd__volumes *volumes)
{
    double cut = measure(volumes);
    double met =
        jd__poisson_at_least(volumes->ways * cut * share(volumes), shared(volumes));
    return met < 1 ? jd__cost_of_bits(-log1p(-met) * bits_per_nat) : JD__MOST_BITS;
}

int64_t
jd__sharing_by_crowd(double others)
{
    return jd__cost_of_bits(accidental(others, normal_crowd) * bits_per_nat);
}
