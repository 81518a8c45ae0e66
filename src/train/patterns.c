/* SPDX-License-Identifier: Apache-2.0 */
/*
 * patterns.c - a histogram over patterns of bytes, in a hash table.
 *
 * Invariant: no pattern stands twice; at most half of the slots are in use.
 */
#include "train/patterns.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/sort.h"

#include <string.h>

#define FIRST_SLOTS 256u

void
jd__patterns_init(
    struct jd__patterns *patterns, const struct jd_alloc *alloc, size_t pattern_size)
{
    *patterns = (struct jd__patterns){.size = pattern_size};
    jd__buf_init(&patterns->bytes, alloc, pattern_size, 0);
    jd__buf_init(&patterns->counts, alloc, sizeof(uint64_t), UINT32_MAX - 1);
}

void
jd__patterns_done(struct jd__patterns *patterns)
{
    jd__alloc_free_array(
        &patterns->counts.alloc, patterns->slots, 0, patterns->n_slots, sizeof(uint32_t));
    patterns->slots = NULL;
    patterns->n_slots = 0;
    jd__buf_done(&patterns->bytes);
    jd__buf_done(&patterns->counts);
}

/* A short pattern as a word. */
static uint64_t
word_of(const void *pattern, size_t size)
{
    const uint8_t *bytes = pattern;
    uint64_t word = 0;
    for (size_t i = 0; i < size; i++)
        word = word << 8 | bytes[i];
    return word;
}

/* The slot of a pattern of at most eight bytes; see find_slot(). */
static uint32_t *
find_short(const struct jd__patterns *patterns, const void *pattern)
{
    size_t size = patterns->size, mask = patterns->n_slots - 1;
    uint64_t word = word_of(pattern, size);
    size_t at = (size_t)(word * UINT64_C(0x9E3779B97F4A7C15) >> 32) & mask;
    while (patterns->slots[at] != 0 &&
           word_of(jd__patterns_at(patterns, patterns->slots[at] - 1), size) != word)
        at = (at + 1) & mask;
    return &patterns->slots[at];
}

/* The slot of a pattern, or the empty one where it belongs. */
static uint32_t *
find_slot(const struct jd__patterns *patterns, const void *pattern)
{
    if (patterns->size <= sizeof(uint64_t))
        return find_short(patterns, pattern);
    size_t mask = patterns->n_slots - 1;
    size_t at = (size_t)jd__hash_bytes(pattern, patterns->size) & mask;
    while (patterns->slots[at] != 0 &&
           memcmp(jd__patterns_at(patterns, patterns->slots[at] - 1), pattern,
               patterns->size) != 0)
        at = (at + 1) & mask;
    return &patterns->slots[at];
}

static enum jd_status
grow(struct jd__patterns *patterns, struct jd_error *err)
{
    const struct jd_alloc *alloc = &patterns->counts.alloc;
    size_t n_slots = patterns->n_slots > 0 ? patterns->n_slots * 2 : FIRST_SLOTS;
    uint32_t *slots = jd__alloc_array(alloc, 0, n_slots, sizeof(*slots));
    if (slots == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %zu patterns", n_slots);
    jd__alloc_free_array(alloc, patterns->slots, 0, patterns->n_slots, sizeof(uint32_t));
    patterns->slots = slots;
    patterns->n_slots = n_slots;
    for (uint32_t i = 0; i < jd__patterns_n(patterns); i++)
        *find_slot(patterns, jd__patterns_at(patterns, i)) = i + 1;
    return JD_OK;
}

enum jd_status
jd__patterns_add(
    struct jd__patterns *patterns, const void *pattern, uint64_t n, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    if (patterns->counts.n * 2 >= patterns->n_slots)
        status = grow(patterns, err);
    if (status != JD_OK)
        return status;
    uint32_t *slot = find_slot(patterns, pattern);
    if (*slot != 0) {
        ((uint64_t *)patterns->counts.data)[*slot - 1] += n;
        return JD_OK;
    }
    status = jd__buf_append(&patterns->bytes, pattern, 1, err);
    if (status == JD_OK)
        status = jd__buf_append(&patterns->counts, &n, 1, err);
    if (status == JD_OK)
        *slot = jd__patterns_n(patterns);
    return status;
}

enum jd_status
jd__patterns_merge(
    struct jd__patterns *patterns, const struct jd__patterns *from, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < jd__patterns_n(from) && status == JD_OK; i++)
        status = jd__patterns_add(
            patterns, jd__patterns_at(from, i), jd__patterns_count(from, i), err);
    return status;
}

static bool
comes_before(const void *a, const void *b, void *ctx)
{
    const struct jd__patterns *patterns = ctx;
    return memcmp(jd__patterns_at(patterns, *(const uint32_t *)a),
               jd__patterns_at(patterns, *(const uint32_t *)b), patterns->size) < 0;
}

enum jd_status
jd__patterns_sort(struct jd__patterns *patterns, struct jd_error *err)
{
    const struct jd_alloc *alloc = &patterns->counts.alloc;
    uint32_t n = jd__patterns_n(patterns);
    struct jd__patterns sorted;
    jd__patterns_init(&sorted, alloc, patterns->size);
    uint32_t *order = jd__alloc_array(alloc, 0, n, sizeof(*order));
    enum jd_status status = JD_OK;
    if (order == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory for %u patterns", n);
    for (uint32_t i = 0; i < n && status == JD_OK; i++)
        order[i] = i;
    if (status == JD_OK)
        status = jd__sort(alloc, order, n, sizeof(*order), comes_before, patterns, err);
    for (uint32_t i = 0; i < n && status == JD_OK; i++) {
        uint64_t count = jd__patterns_count(patterns, order[i]);
        status = jd__buf_append(&sorted.bytes, jd__patterns_at(patterns, order[i]), 1, err);
        if (status == JD_OK)
            status = jd__buf_append(&sorted.counts, &count, 1, err);
    }
    jd__alloc_free_array(alloc, order, 0, n, sizeof(*order));
    if (status == JD_OK) {
        jd__patterns_done(patterns);
        *patterns = sorted;
        jd__patterns_init(&sorted, alloc, sorted.size);
    }
    jd__patterns_done(&sorted);
    return status;
}
