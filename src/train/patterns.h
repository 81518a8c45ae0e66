/* SPDX-License-Identifier: Apache-2.0 */
/* patterns.h - how many pairs there are of each pattern of bytes. */
#ifndef JD_TRAIN_PATTERNS_H
#define JD_TRAIN_PATTERNS_H

#include "base/buf.h"

struct jd__patterns {
    size_t size;           /* bytes of one pattern */
    struct jd__buf bytes;  /* the patterns, one behind another */
    struct jd__buf counts; /* uint64_t, one a pattern */
    uint32_t *slots;       /* open addressing: pattern + 1, 0 for empty */
    size_t n_slots;        /* a power of two, or 0 */
};

void
jd__patterns_init(
    struct jd__patterns *patterns, const struct jd_alloc *alloc, size_t pattern_size);

void
jd__patterns_done(struct jd__patterns *patterns);

static inline uint32_t
jd__patterns_n(const struct jd__patterns *patterns)
{
    return (uint32_t)patterns->counts.n;
}

static inline const uint8_t *
jd__patterns_at(const struct jd__patterns *patterns, uint32_t i)
{
    return (const uint8_t *)patterns->bytes.data + (size_t)i * patterns->size;
}

static inline uint64_t
jd__patterns_count(const struct jd__patterns *patterns, uint32_t i)
{
    return ((const uint64_t *)patterns->counts.data)[i];
}

/* Count a pattern n more times. */
enum jd_status
jd__patterns_add(
    struct jd__patterns *patterns, const void *pattern, uint64_t n, struct jd_error *err);

/* Count all that another holds. */
enum jd_status
jd__patterns_merge(
    struct jd__patterns *patterns, const struct jd__patterns *from, struct jd_error *err);

/* Put the patterns in order of their bytes: it depends on them alone.  None is added later. */
enum jd_status
jd__patterns_sort(struct jd__patterns *patterns, struct jd_error *err);

#endif
