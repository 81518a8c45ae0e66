/* SPDX-License-Identifier: Apache-2.0 */
/* grading.h - what the level of a pair depends on: on the values of one column alone, or on all. */
#ifndef JD_TRAIN_GRADING_H
#define JD_TRAIN_GRADING_H

#include "link/compared.h"

/* How the pairs of one comparison are graded; shared by all threads. */
struct jd__grading {
    uint32_t comparison;
    bool by_value;          /* the level depends on the codes of one field alone: */
    struct jd__field field; /* that field, borrowed; its codes are not mapped here */
    uint32_t n_codes;
    const struct jd__compared *known; /* which tells the level; NULL: only conditions do */
};

void
jd__grading_init(
    struct jd__grading *grading, const struct jd_linkage *linkage, uint32_t comparison);

#endif
