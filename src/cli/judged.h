/* SPDX-License-Identifier: Apache-2.0 */
/* judged.h - files of judged pairs: what joinder sample writes and joinder calibrate reads. */
#ifndef JD_CLI_JUDGED_H
#define JD_CLI_JUDGED_H

#include "cli/linking.h"

#include <joinder/calibrate.h>

/* The columns of a stratum beside a pair. */
#define JUDGED_STRATUM "stratum"
#define JUDGED_FROM "stratum_from"   /* its least weight; null: it has none */
#define JUDGED_PAIRS "stratum_pairs" /* how many pairs it has, sampled or not */

/* Weights at which strata begin, from high to low; below them is one more. */
enum { JUDGED_N_EDGES = 11 };
extern const double judged_edges[JUDGED_N_EDGES];

/* Weights are cut to this many bits: what a double's probability can tell from 0 and 1. */
#define JUDGED_SURE 1074.0

struct judged {
    struct jd_judged *pairs; /* those that are judged and have a weight */
    size_t n;
    uint32_t n_rows, n_matches;
    struct jd_stratum *strata; /* of a sample; else none */
    size_t n_strata;
};

/* Read a reviewed sample: `column` holds 1 or 0, true or false, yes or no, or nothing yet. */
enum jd_status
judged_read_review(struct judged *judged, const struct jd_table *table, const char *column,
    struct jd_error *err);

/* Read scored pairs, judged by what the records of another file are known to be of. */
enum jd_status
judged_read_truth(struct judged *judged, const struct jd_table *pairs,
    const struct jd_table *records, const char *truth, const char *id, const char *source,
    struct jd_error *err);

void
judged_done(struct judged *judged);

#endif
