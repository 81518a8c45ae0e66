/* SPDX-License-Identifier: Apache-2.0 */
/*
 * masks.h - where in a text of at most 64 bytes a byte stands, as the bits of a word.
 *
 * A byte is its two halves, so two tables of 16 words do: 256 bytes to clear for a pair where
 * a table of 256 words would be 2 KiB, which takes longer than comparing two names.
 */
#ifndef JD_TEXT_MASKS_H
#define JD_TEXT_MASKS_H

#include <joinder/base.h>

struct jd__masks {
    uint64_t low[16];  /* positions whose byte has these low four bits */
    uint64_t high[16]; /* positions whose byte has these high four bits */
};

/* Add a text of at most 64 bytes to cleared masks. */
static inline void
jd__masks_add(struct jd__masks *masks, const unsigned char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        uint64_t bit = UINT64_C(1) << i;
        masks->low[text[i] & 15u] |= bit;
        masks->high[text[i] >> 4] |= bit;
    }
}

/* The positions of a byte. */
static inline uint64_t
jd__masks_of(const struct jd__masks *masks, unsigned char byte)
{
    return masks->low[byte & 15u] & masks->high[byte >> 4];
}

/* The lowest set bit's number; the word is not 0. */
static inline unsigned
jd__lowest_bit(uint64_t word)
{
    return (unsigned)__builtin_ctzll(word);
}

/* How many bits are set. */
static inline unsigned
jd__count_bits(uint64_t word)
{
    return (unsigned)__builtin_popcountll(word);
}

#endif
