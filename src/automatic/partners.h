/* SPDX-License-Identifier: Apache-2.0 */
/* partners.h - the best partners of one record, from sums of whole numbers. */
#ifndef JD_AUTOMATIC_PARTNERS_H
#define JD_AUTOMATIC_PARTNERS_H

#include <joinder/base.h>

/* A record's sums: score[i] belongs to record touched[i]. */
struct jd__sums {
    const uint32_t *touched;
    const uint32_t *score; /* by record */
    size_t n;
};

/*
 * Write the records of the `most` highest scores, and those that tie with the last of them, to
 * out; of the ties the lowest records, as far as 2 * most go.  Order is that of `touched`.
 * `histogram` has room for the highest score + 1, all zero, and is left so.
 */
size_t
jd__best_partners(struct jd__sums sums, uint32_t most, uint32_t highest,
    uint32_t *histogram, uint32_t *out);

#endif
