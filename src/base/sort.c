/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sort.c - merge sort for anything, radix sort for 64-bit keys.
 *
 * Workload: the radix sort orders the keys of blocks, millions at a time; a digit that all keys
 * share costs one look at its histogram and no pass.
 */
#include "base/sort.h"

#include "base/alloc.h"
#include "base/error.h"

#include <string.h>

struct order {
    size_t item_size;
    bool (*before)(const void *a, const void *b, void *ctx);
    void *ctx;
};

/* Merge from[start, middle) and from[middle, end) into `to`; the left one wins a tie. */
static void
merge(const struct order *o, const char *from, char *to, size_t start, size_t middle,
    size_t end)
{
    size_t a = start, b = middle, size = o->item_size;
    for (size_t at = start; at < end; at++) {
        bool right =
            a == middle || (b < end && o->before(from + b * size, from + a * size, o->ctx));
        memcpy(to + at * size, from + (right ? b++ : a++) * size, size);
    }
}

enum jd_status
jd__sort(const struct jd_alloc *alloc, void *items, size_t n, size_t item_size,
    bool (*before)(const void *a, const void *b, void *ctx), void *ctx,
    struct jd_error *err)
{
    if (n < 2)
        return JD_OK;
    struct order order = {item_size, before, ctx};
    char *other = jd__alloc_array(alloc, 0, n, item_size);
    if (other == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory to sort %zu items", n);
    char *from = items, *to = other;
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t start = 0; start < n; start += 2 * width) {
            size_t middle = n - start < width ? n : start + width;
            size_t end = n - start < 2 * width ? n : start + 2 * width;
            merge(&order, from, to, start, middle, end);
        }
        char *swap = from;
        from = to;
        to = swap;
    }
    if (from != items)
        memcpy(items, from, n * item_size);
    jd__alloc_free(alloc, other, n * item_size);
    return JD_OK;
}

/* Bits of a pass: few passes, and their places still fit into a core's first cache. */
enum { DIGIT = 11, DIGITS = 1 << DIGIT };

/* From how many have each digit to where the first of them goes. */
static void
sum_up(size_t at[static DIGITS])
{
    for (size_t b = 0, sum = 0; b < DIGITS; b++) {
        size_t count = at[b];
        at[b] = sum;
        sum += count;
    }
}

/* One pass by the digit at `shift`; false when all keys share it, and nothing moved. */
static bool
pass(const struct jd__keyed *from, struct jd__keyed *to, size_t n, unsigned shift)
{
    size_t at[DIGITS] = {0};
    for (size_t i = 0; i < n; i++)
        at[from[i].key >> shift & (DIGITS - 1)]++;
    if (at[from[0].key >> shift & (DIGITS - 1)] == n)
        return false;
    sum_up(at);
    for (size_t i = 0; i < n; i++)
        to[at[from[i].key >> shift & (DIGITS - 1)]++] = from[i];
    return true;
}

enum jd_status
jd__sort_keyed(
    const struct jd_alloc *alloc, struct jd__keyed *items, size_t n, struct jd_error *err)
{
    if (n < 2)
        return JD_OK;
    struct jd__keyed *other = jd__alloc_raw(alloc, n, sizeof(*other));
    if (other == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory to sort %zu keys", n);
    struct jd__keyed *from = items, *to = other;
    for (unsigned shift = 0; shift < 64; shift += DIGIT) {
        if (!pass(from, to, n, shift))
            continue;
        struct jd__keyed *swap = from;
        from = to;
        to = swap;
    }
    if (from != items)
        memcpy(items, from, n * sizeof(*items));
    jd__alloc_free(alloc, other, n * sizeof(*other));
    return JD_OK;
}

/* One pass of numbers by the digit at `shift`; false when all share it, and nothing moved. */
static bool
pass_words(const uint64_t *from, uint64_t *to, size_t n, unsigned shift)
{
    size_t at[DIGITS] = {0};
    for (size_t i = 0; i < n; i++)
        at[from[i] >> shift & (DIGITS - 1)]++;
    if (at[from[0] >> shift & (DIGITS - 1)] == n)
        return false;
    sum_up(at);
    for (size_t i = 0; i < n; i++)
        to[at[from[i] >> shift & (DIGITS - 1)]++] = from[i];
    return true;
}

enum jd_status
jd__sort_words(const struct jd_alloc *alloc, uint64_t *words, size_t n, unsigned low,
    struct jd_error *err)
{
    if (n < 2)
        return JD_OK;
    uint64_t *other = jd__alloc_raw(alloc, n, sizeof(*other)), *from = words, *to = other;
    if (other == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory to sort %zu numbers", n);
    for (unsigned shift = low; shift < 64; shift += DIGIT) {
        if (!pass_words(from, to, n, shift))
            continue;
        uint64_t *swap = from;
        from = to;
        to = swap;
    }
    if (from != words)
        memcpy(words, from, n * sizeof(*words));
    jd__alloc_free(alloc, other, n * sizeof(*other));
    return JD_OK;
}
