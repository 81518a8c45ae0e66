/* SPDX-License-Identifier: Apache-2.0 */
/*
 * grouping.h - rows put into groups by the pairs that join them, under what must stay apart:
 * records into entities, events into event entities.
 */
#ifndef JD_ENGINE_GROUPING_H
#define JD_ENGINE_GROUPING_H

#include "facts/hang.h"

/* Pairs and forbidden pairs of n rows, while they are collected. */
struct jd__grouping {
    struct jd_alloc alloc;
    uint32_t n;
    struct jd__buf pairs;  /* struct jd_pair */
    struct jd__buf aparts; /* struct jd_apart */
    /* Forbid pairs of the n rows that the pairs alone would put into one group. */
    enum jd_status (*forbid)(struct jd__grouping *grouping, const uint32_t *rows,
        uint32_t n, const void *ctx, struct jd_error *err);
    const void *ctx;
};

void
jd__grouping_init(struct jd__grouping *grouping, const struct jd_alloc *alloc, uint32_t n);

void
jd__grouping_done(struct jd__grouping *grouping);

/* Label each row by its group; those without a pair are groups of their own. */
enum jd_status
jd__grouping_label(
    struct jd__grouping *grouping, uint32_t *out_labels, struct jd_error *err);

/* Renumber the groups of rows that are seen 0, 1, 2 ..., JD_NONE for the rest; gives how many. */
uint32_t
jd__grouping_keep(
    uint32_t *labels, uint32_t n, const uint64_t *seen, uint32_t *scratch_of_n);

/* What hangs on each of n_groups labels; JD_NONE hangs nowhere. */
enum jd_status
jd__grouping_hang(const struct jd_alloc *alloc, const uint32_t *labels, uint32_t n_labels,
    uint32_t n_groups, struct jd__hang *out_hang, struct jd_error *err);

#endif
