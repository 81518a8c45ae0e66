/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lines.h - numbers of each record side by side (codes of its fields, keys of blocks), so that
 * one look at memory gets all that is asked of a record when it meets another.
 */
#ifndef JD_LINK_LINES_H
#define JD_LINK_LINES_H

#include <joinder/base.h>

struct jd__lines {
    uint32_t
        *words;  /* `size` of each record, from the start of a line of the cache on ... */
    size_t size; /* a multiple of 4; words behind the last source are JD_NONE */
    uint32_t n_used; /* words that have a source */
    uint32_t n;      /* records */
    void *room;      /* ... of this */
};

/* Word i of record r is sources[i][r], or JD_NONE where the source is NULL.  Threads: 0 is one for each processor. */
enum jd_status
jd__lines_init(struct jd__lines *lines, const struct jd_alloc *alloc, uint32_t n_records,
    const uint32_t *const *sources, uint32_t n_sources, uint32_t threads,
    struct jd_error *err);

/* Zeroed lines are fine. */
void
jd__lines_done(struct jd__lines *lines, const struct jd_alloc *alloc);

static inline const uint32_t *
jd__line_of(const struct jd__lines *lines, uint32_t record)
{
    return lines->words + record * lines->size;
}

/* Ask for a record's line ahead of its use. */
static inline void
jd__line_look_ahead(const struct jd__lines *lines, uint32_t record)
{
    __builtin_prefetch(jd__line_of(lines, record));
}

#endif
