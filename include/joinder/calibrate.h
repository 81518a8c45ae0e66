/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file joinder/calibrate.h
 * @brief What a weight is worth: from pairs that somebody has judged to how often a weight is right.
 *
 * A model's probability is a promise; judged pairs say how it is kept.  A calibration maps
 * weights to the weights that they should have been: it only ever rises, so no two pairs change
 * places.  Pairs drawn by strata, each standing for many, count for as many.
 *
 *     jd_calibration_fit(NULL, judged, n, &calibration, &err);
 *     double probability = jd_probability_from_weight(jd_calibration_weight(calibration, w));
 *
 * Promise:   results depend on the set of judged pairs, never on their order.
 * Ownership: the caller owns a calibration until jd_calibration_free(); it borrows nothing.
 * Threads:   a calibration does not change; any number of threads may ask it.
 * Cost:      fitting takes n log n time and 64 bytes a judged pair while it works; asking, the
 *            logarithm of the number of knots.
 */
#ifndef JOINDER_CALIBRATE_H
#define JOINDER_CALIBRATE_H

#include <joinder/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A pair of which somebody knows whether its records are of one person or thing. */
struct jd_judged {
    double weight; /**< bits, as the model gives them; finite */
    double
        stands_for; /**< how many pairs it stands for: those of its stratum divided by those
                            judged there; 1 when all are judged */
    uint64_t group; /**< pairs of one group are held out together: a number of its person */
    bool is_match;
};

/** A weight, and the weight that it should have been. */
struct jd_knot {
    double weight;
    double calibrated;
};

struct jd_calibration; /* opaque */

/**
 * Learn from judged pairs, by isotonic regression (Ayer and others 1955): blocks of weights whose
 * share of matches only rises.  The share of a block of n pairs with k matches is taken as
 * (k + 1/2) / (n + 1), so that none is 0 or 1; pairs that stand for unlike numbers count as
 * fewer (Kish 1965).  Between blocks the calibrated weight is a straight line, beyond them
 * that of the last block.
 *
 * @param judged  at least one
 * @param out     set on success only; the caller frees it
 * @return JD_OK; JD_E_ARG for no pair, a weight that is not finite, or a pair that stands for
 *         no positive number of pairs; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_calibration_fit(const struct jd_alloc *alloc, const struct jd_judged *judged, size_t n,
    struct jd_calibration **out, struct jd_error *err);

/**
 * From knots, as jd_calibration_knot() gave them.
 *
 * @param knots  finite; weights rise, calibrated weights do not fall
 * @return JD_OK; JD_E_ARG; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_calibration_new(const struct jd_alloc *alloc, const struct jd_knot *knots, size_t n,
    struct jd_calibration **out, struct jd_error *err);

/** Free a calibration; NULL is fine. */
JD_API void
jd_calibration_free(struct jd_calibration *calibration);

/** What a weight should have been, in bits; without a calibration (NULL), or of NaN, itself. */
JD_API double
jd_calibration_weight(const struct jd_calibration *calibration, double weight);

/** How many knots there are; at least one. */
JD_API size_t
jd_calibration_n_knots(const struct jd_calibration *calibration);

/** A knot; weights rise. */
JD_API struct jd_knot
jd_calibration_knot(const struct jd_calibration *calibration, size_t i);

/** Bins of equal width in which promised and observed shares are compared. */
#define JD_CALIBRATION_BINS 15

/** Promised and observed: the pairs of all bins, and how far they lie apart. */
struct jd_calibration_error {
    double
        expected; /**< mean over pairs of |promised - observed| of their bin: the expected
                          calibration error (Naeini and others 2015) */
    struct {
        double pairs;    /**< that it stands for */
        double promised; /**< mean probability; 0 without a pair */
        double observed; /**< share of matches; 0 without a pair */
    } bins[JD_CALIBRATION_BINS];
};

/**
 * How far a model's probabilities lie from what was judged, and how far calibrated ones do, each
 * pair being asked of a calibration that was fitted without its group.
 *
 * @param folds       parts that are held out in turn; at least 2
 * @param out_before  of the model's own probabilities
 * @param out_after   of calibrated ones; pairs of a fold without others count as before
 * @return JD_OK; JD_E_ARG as jd_calibration_fit(), or for fewer than 2 folds; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_calibration_check(const struct jd_alloc *alloc, const struct jd_judged *judged, size_t n,
    uint32_t folds, struct jd_calibration_error *out_before,
    struct jd_calibration_error *out_after, struct jd_error *err);

/** Pairs from which some were drawn and judged. */
struct jd_stratum {
    double least_weight; /**< of its pairs; -INFINITY where they have none */
    uint64_t n_pairs;    /**< in all */
    uint64_t n_judged;   /**< of these; at most n_pairs */
    uint64_t n_matches;  /**< of those judged */
};

/** A share with its 95 % interval; NaN where nothing is known. */
struct jd_share {
    double share, low, high;
};

/** What is estimated of the pairs from a weight on. */
struct jd_stratum_estimate {
    double matches;            /**< among all pairs of all strata */
    struct jd_share precision; /**< matches among pairs from the weight on */
    struct jd_share recall;    /**< matches from the weight on among all matches */
};

/**
 * Precision and recall of taking all pairs of the strata whose least weight is `from` or more
 * (Cochran 1977: stratified means with finite populations; a stratum's variance is that of
 * (k + 1/2) / (n + 1); intervals by Wilson's score with the effective number of pairs).  A
 * stratum with pairs of which none is judged has matches that nobody knows: both are NaN.
 */
JD_API struct jd_stratum_estimate
jd_strata_estimate(const struct jd_stratum *strata, size_t n, double from);

/**
 * Matches that no blocking rule found, at least: capture and recapture with rules for captures.
 * Of any two rules, the matches that all others miss give Chapman's estimate (1951), and all
 * pairs of rules are taken together: sum of alone[i] alone[j] / (twice + 1).  It holds where
 * rules find matches independently of each other; matches that are hard for one rule are hard
 * for others too, and then more are missed than it says.
 *
 * @param alone  by rule the matches that it alone found: numbers, or sums of probabilities
 * @param twice  the matches that exactly two rules found
 * @return NaN for fewer than two rules, of which nothing is known
 */
JD_API double
jd_captures_missed(const double *alone, uint32_t n_rules, double twice);

#ifdef __cplusplus
}
#endif

#endif
