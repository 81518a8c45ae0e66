/* SPDX-License-Identifier: Apache-2.0 */
/*
 * isotonic.c - isotonic regression: pool adjacent violators.
 *
 * Blocks lie on a stack.  A block whose value is not above that of the one below it is poured
 * into that one.  First by the share of matches as observed, which is isotonic regression; then
 * by the share as it is taken for, (k + 1/2) / (n + 1), because a small block drawn towards 1/2
 * may pass its neighbour.  Both passes go over blocks in order of weights, and pairs of one
 * weight are one block from the start: so the result is that of a set.
 */
#include "calibrate/calibration.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/sort.h"

#include <math.h>

struct block {
    double pairs;       /* that it stands for */
    double matches;     /* of these */
    double squares;     /* sum of squares of what each judged pair stands for */
    double first, last; /* its weights */
};

/* The share of matches as observed. */
static double
observed(const struct block *b)
{
    return b->matches / b->pairs;
}

/* As it is taken for: n is the number of equal pairs that would tell as much (Kish). */
static double
taken(const struct block *b)
{
    double n = b->pairs * b->pairs / b->squares;
    return (observed(b) * n + 0.5) / (n + 1);
}

static size_t
pool(struct block *blocks, size_t n, double (*value)(const struct block *b))
{
    size_t top = 0; /* blocks on the stack */
    for (size_t i = 0; i < n; i++) {
        blocks[top++] = blocks[i];
        while (top > 1 && value(&blocks[top - 2]) >= value(&blocks[top - 1])) {
            struct block *into = &blocks[top - 2], *from = &blocks[top - 1];
            into->pairs += from->pairs;
            into->matches += from->matches;
            into->squares += from->squares;
            into->last = from->last;
            top--;
        }
    }
    return top;
}

/* An order in which even sums of equal weights do not depend on how the pairs came. */
static bool
before(const void *a, const void *b, void *ctx)
{
    const struct jd_judged *x = a, *y = b;
    (void)ctx;
    if (x->weight != y->weight)
        return x->weight < y->weight;
    if (x->is_match != y->is_match)
        return y->is_match;
    return x->stands_for < y->stands_for;
}

/* One block for each weight; the pairs are sorted. */
static size_t
gather(const struct jd_judged *sorted, size_t n, struct block *blocks)
{
    size_t n_blocks = 0;
    for (size_t i = 0; i < n; i++) {
        const struct jd_judged *j = &sorted[i];
        if (n_blocks == 0 || blocks[n_blocks - 1].last != j->weight)
            blocks[n_blocks++] = (struct block){0, 0, 0, j->weight, j->weight};
        struct block *b = &blocks[n_blocks - 1];
        b->pairs += j->stands_for;
        b->matches += j->is_match ? j->stands_for : 0;
        b->squares += j->stands_for * j->stands_for;
    }
    return n_blocks;
}

/* Both ends of each block, or one where they are one. */
static size_t
put_knots(const struct block *blocks, size_t n_blocks, struct jd_knot *knots)
{
    size_t n = 0;
    for (size_t i = 0; i < n_blocks; i++) {
        double share = taken(&blocks[i]), bits = log2(share / (1 - share));
        knots[n++] = (struct jd_knot){blocks[i].first, bits};
        if (blocks[i].last > blocks[i].first)
            knots[n++] = (struct jd_knot){blocks[i].last, bits};
    }
    return n;
}

enum jd_status
jd__judged_check(const struct jd_judged *judged, size_t n, struct jd_error *err)
{
    if (n == 0)
        return jd__fail(err, JD_E_ARG, "there is no judged pair");
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(judged[i].weight))
            return jd__fail(
                err, JD_E_ARG, "judged pair %zu: the weight is not finite", i + 1);
        if (!isfinite(judged[i].stands_for) || judged[i].stands_for <= 0)
            return jd__fail(err, JD_E_ARG,
                "judged pair %zu: what it stands for is not positive", i + 1);
    }
    return JD_OK;
}

enum jd_status
jd_calibration_fit(const struct jd_alloc *alloc, const struct jd_judged *judged, size_t n,
    struct jd_calibration **out, struct jd_error *err)
{
    enum jd_status status = jd__judged_check(judged, n, err);
    if (status != JD_OK)
        return status;
    struct jd_judged *sorted = jd__alloc_array(alloc, 0, n, sizeof(*sorted));
    struct block *blocks = jd__alloc_array(alloc, 0, n, sizeof(*blocks));
    struct jd_knot *knots = jd__alloc_array(alloc, 0, n, 2 * sizeof(*knots));
    if (sorted == NULL || blocks == NULL || knots == NULL) {
        status = jd__fail(err, JD_E_NOMEM, "no memory for %zu judged pairs", n);
        goto done;
    }
    for (size_t i = 0; i < n; i++)
        sorted[i] = judged[i];
    status = jd__sort(alloc, sorted, n, sizeof(*sorted), before, NULL, err);
    if (status != JD_OK)
        goto done;
    size_t n_blocks = gather(sorted, n, blocks);
    n_blocks = pool(blocks, n_blocks, observed);
    n_blocks = pool(blocks, n_blocks, taken);
    status = jd_calibration_new(alloc, knots, put_knots(blocks, n_blocks, knots), out, err);
done:
    jd__alloc_free_array(alloc, knots, 0, n, 2 * sizeof(*knots));
    jd__alloc_free_array(alloc, blocks, 0, n, sizeof(*blocks));
    jd__alloc_free_array(alloc, sorted, 0, n, sizeof(*sorted));
    return status;
}
