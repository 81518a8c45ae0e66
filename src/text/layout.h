/* SPDX-License-Identifier: Apache-2.0 */
/*
 * layout.h - how jd__many holds its texts, and what its kernels ask of it.
 *
 * Texts of at most 64 bytes stand in groups of sixteen, by size, shortest first.  A group's
 * texts lie side by side: column j is byte j of each (0 behind a text's end).
 *
 *     group       s m i t h         column 0   s b j ...
 *                 b r o w n         column 1   m r o ...
 *                 j o n e s         column 2   i o n ...
 */
#ifndef JD_TEXT_LAYOUT_H
#define JD_TEXT_LAYOUT_H

#include "text/many.h"
#include "text/wide.h"

#include <joinder/base.h>

/* The longest text that is laid out: a bit of a word for each byte. */
enum { JD__LAID_SIZE = 64 };

struct jd__group {
    size_t columns;          /* where column 0 begins in the layout's bytes */
    uint32_t at[JD__WIDE];   /* each text's number in the caller's order */
    uint8_t sizes[JD__WIDE]; /* ascending */
    uint8_t first; /* the first place that a text has; those before it have none */
    uint8_t shortest;
    uint8_t longest;
};

struct jd__many {
    struct jd_alloc alloc;
    const struct jd_str *texts; /* borrowed, in the caller's order */
    size_t n_texts;
    struct jd__group *groups; /* this and what follows: behind the struct, in one block */
    size_t n_groups;
    uint32_t *apart; /* numbers of the texts that are too long to be laid out */
    size_t n_apart;
    uint8_t *bytes; /* the columns */
    size_t size_behind;
};

/* Byte j of a group's texts. */
JD__INLINE jd__wide
jd__many_column(const struct jd__many *many, const struct jd__group *group, size_t j)
{
    return jd__wide_load(many->bytes + group->columns + j * JD__WIDE);
}

/*
 * Where in a text of at most 64 bytes each byte stands: masks.h for sixteen texts' bytes at
 * once.  Table k tells of bytes 8k to 8k+7 of the text.
 */
struct jd__places {
    uint8_t low[JD__WIDEST][16];
    uint8_t high[JD__WIDEST][16];
};

/* Bytes that a bit for each byte of such a text takes: 1, 2, 4 or 8. */
static inline size_t
jd__width_of(size_t size)
{
    return size <= 8 ? 1 : size <= 16 ? 2 : size <= 32 ? 4 : 8;
}

/* Note the places of a text's bytes; with is_reversed the last byte has place 0. */
void
jd__places_make(struct jd__places *places, struct jd_str text, bool is_reversed);

/* For each of sixteen bytes, the places that have it, as numbers of a width; only of those
 * texts that `is_within` has all bits for. */
JD__INLINE void
jd__places_of(const struct jd__places *places, jd__wide bytes, jd__wide is_within,
    size_t width, jd__wide *out)
{
    jd__wide low = bytes & 15, high = bytes / 16;
    JD__WRITE_OUT
    for (size_t k = 0; k < width; k++)
        out[k] = jd__wide_look_up(jd__wide_load(places->low[k]), low) &
                 jd__wide_look_up(jd__wide_load(places->high[k]), high) & is_within;
    jd__wide_join(out, width);
}

/* Number k of sixteen. */
static inline uint64_t
jd__number_at(const jd__wide *vectors, size_t k, size_t width)
{
    uint64_t out = 0;
    memcpy(&out, (const uint8_t *)vectors + k * width, width);
    return out;
}

/* Compare a text of at most 64 bytes with all that are laid out. */
void
jd__laid_levenshtein(const struct jd__many *many, struct jd_str one, uint32_t *out);

void
jd__laid_damerau_levenshtein(const struct jd__many *many, struct jd_str one, uint32_t *out);

void
jd__laid_jaro(const struct jd__many *many, struct jd_str one, bool is_raised, double *out);

#endif
