/* SPDX-License-Identifier: Apache-2.0 */
/* sort.h - stable sorting, so that equal keys keep their order on every machine. */
#ifndef JD_BASE_SORT_H
#define JD_BASE_SORT_H

#include <joinder/base.h>

/* Sort n items of item_size bytes; `before` is true when a must come before b. */
enum jd_status
jd__sort(const struct jd_alloc *alloc, void *items, size_t n, size_t item_size,
    bool (*before)(const void *a, const void *b, void *ctx), void *ctx,
    struct jd_error *err);

/* A key and what it belongs to. */
struct jd__keyed {
    uint64_t key;
    uint64_t value;
};

/* Sort by key, stable, in time linear in n (radix sort). */
enum jd_status
jd__sort_keyed(
    const struct jd_alloc *alloc, struct jd__keyed *items, size_t n, struct jd_error *err);

/* Sort numbers by their bits from `low` up, stable; the lower bits are what each belongs to. */
enum jd_status
jd__sort_words(const struct jd_alloc *alloc, uint64_t *words, size_t n, unsigned low,
    struct jd_error *err);

#endif
