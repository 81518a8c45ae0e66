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
#include "text/lanes.h"
#include "text/masks.h"
#include "text/text.h"

#include <assert.h>

struct jd__sketch
jd__sketch_of(struct jd_str text)
{
    assert(text.size <= JD_LIMIT_CELL);
    struct jd__sketch sketch = {text, 0, jd__lanes_of(text)};
    for (size_t i = 0; i < text.size; i++)
        sketch.letters |= UINT64_C(1) << ((unsigned char)text.data[i] & 63u);
    return sketch;
}

/* At least so many bytes of a equal no byte of b. */
static size_t
alone(const struct jd__sketch *a, const struct jd__sketch *b)
{
    return jd__count_bits(a->letters & ~b->letters);
}

bool
jd__sketch_may_be_at_most(
    const struct jd__sketch *a, const struct jd__sketch *b, uint32_t k)
{
    size_t size_a = a->text.size, size_b = b->text.size;
    if ((size_a > size_b ? size_a - size_b : size_b - size_a) > k)
        return false;
    return alone(a, b) <= k && alone(b, a) <= k; /* one edit takes one byte away at most */
}

/* No more partners than this. */
static size_t
most_partners(const struct jd__sketch *a, const struct jd__sketch *b)
{
    size_t of_a = a->text.size - alone(a, b), of_b = b->text.size - alone(b, a);
    return of_a < of_b ? of_a : of_b;
}

/* At most so many of the first four bytes do both begin with: the nothing behind a short text
 * counts as a zero byte. */
static uint32_t
common_head(const struct jd__sketch *a, const struct jd__sketch *b)
{
    uint64_t differs = (a->head ^ b->head) & 0xFFFFFFFFu;
    return differs != 0 ? jd__lowest_bit(differs) / 8 : 4;
}

bool
jd__sketch_may_jaro(const struct jd__sketch *a, const struct jd__sketch *b, double t)
{
    return jd__jaro_may_reach(a->text.size, b->text.size, most_partners(a, b), 0, t);
}

bool
jd__sketch_may_jaro_winkler(
    const struct jd__sketch *a, const struct jd__sketch *b, double t)
{
    return jd__jaro_may_reach(
        a->text.size, b->text.size, most_partners(a, b), common_head(a, b), t);
}
