/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sketch.c - bounds on a comparison from sizes, beginnings and sets of letters.
 *
 * Invariant: two bytes of one value have one bit.  So a bit that only a has stands for at least
 * one byte of a that no byte of b equals: it is replaced or deleted in any edit, and has no
 * partner in Jaro's sense.  Bytes that share a bit (two letters never do) weaken a bound and
 * never break it.
 *
 * Workload: pairs of names of one block; most are unlike and end here.
 */
#include "text/jaro.h"
#include "text/masks.h"
#include "text/text.h"

#include <assert.h>

struct jd__sketch
jd__sketch_of(struct jd_str text)
{
    assert(text.size <= JD_LIMIT_CELL);
    struct jd__sketch sketch = {0, (uint32_t)text.size, 0};
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        sketch.letters |= UINT64_C(1) << (byte & 63u);
        if (i < 4)
            sketch.head |= (uint32_t)byte << (8 * i);
    }
    return sketch;
}

/* At least so many bytes of a equal no byte of b. */
static uint32_t
alone(const struct jd__sketch *a, const struct jd__sketch *b)
{
    return jd__count_bits(a->letters & ~b->letters);
}

bool
jd__sketch_may_be_at_most(
    const struct jd__sketch *a, const struct jd__sketch *b, uint32_t k)
{
    if ((a->size > b->size ? a->size - b->size : b->size - a->size) > k)
        return false;
    return alone(a, b) <= k && alone(b, a) <= k; /* one edit takes one byte away at most */
}

/* No more partners than this. */
static uint32_t
most_partners(const struct jd__sketch *a, const struct jd__sketch *b)
{
    uint32_t of_a = a->size - alone(a, b), of_b = b->size - alone(b, a);
    return of_a < of_b ? of_a : of_b;
}

static uint32_t
common_head(const struct jd__sketch *a, const struct jd__sketch *b)
{
    uint32_t shorter = a->size < b->size ? a->size : b->size, n = 0;
    while (n < 4 && n < shorter && ((a->head ^ b->head) >> (8 * n) & 0xFFu) == 0)
        n++;
    return n;
}

bool
jd__sketch_may_jaro(const struct jd__sketch *a, const struct jd__sketch *b, double t)
{
    return jd__jaro_value(a->size, b->size, most_partners(a, b), 0) >= t;
}

bool
jd__sketch_may_jaro_winkler(
    const struct jd__sketch *a, const struct jd__sketch *b, double t)
{
    double jaro = jd__jaro_value(a->size, b->size, most_partners(a, b), 0);
    return jd__winkler_value(jaro, common_head(a, b)) >= t;
}
