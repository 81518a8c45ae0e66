/* SPDX-License-Identifier: Apache-2.0 */
/* rounds.h - average linkage on a sparse graph, whatever the weights are of. */
#ifndef JD_AUTOMATIC_ROUNDS_H
#define JD_AUTOMATIC_ROUNDS_H

#include "automatic/automatic.h"

/* Pairs, and how to weigh one that is missing. */
struct jd__graph {
    struct jd_alloc alloc;
    uint32_t threads, n;
    const struct jd_candidate *pairs;
    size_t n_pairs;
    double (*weigh)(const void *ctx, uint32_t i, uint32_t j); /* any thread */
    const void *ctx;
};

/*
 * Merge clusters while the mean weight between two is over `floor`, each with its best; append
 * the merges to a buf of struct jd__merge.  A merge needs a pair, or a pair of its parts, in the
 * graph; the mean is over all pairs across, missing ones weighed on demand.
 */
enum jd_status
jd__average_merges(const struct jd__graph *graph, double floor, struct jd__buf *merges,
    struct jd_error *err);

#endif
