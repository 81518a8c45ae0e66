/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lanes.h - a text of at most eight bytes as one word, a byte a lane, the first one lowest.
 *
 * Half of all names fit.  They are compared without a table and without a look at memory; a set
 * of lanes is a word in which the top bit of each of its lanes is set.
 */
#ifndef JD_TEXT_LANES_H
#define JD_TEXT_LANES_H

#include <joinder/base.h>

enum { JD__LANES = 8 };

#define JD__LANES_ONE UINT64_C(0x0101010101010101) /* 1 in each lane */
#define JD__LANES_TOP UINT64_C(0x8080808080808080) /* the top bit of each lane */

/* Four bytes; compilers make one load of it. */
static inline uint64_t
jd__load_four(const unsigned char *at)
{
    return at[0] | (uint64_t)at[1] << 8 | (uint64_t)at[2] << 16 | (uint64_t)at[3] << 24;
}

/* The first bytes of a text, up to eight; 0 behind its end.  Reads none behind its end. */
static inline uint64_t
jd__lanes_of(struct jd_str text)
{
    const unsigned char *at = (const unsigned char *)text.data;
    size_t n = text.size;
    if (n >= 8)
        return jd__load_four(at) | jd__load_four(at + 4) << 32;
    if (n >= 4) /* the two loads may overlap: equal bytes meet equal bytes */
        return jd__load_four(at) | jd__load_four(at + n - 4) << (8 * (n - 4));
    if (n == 0)
        return 0;
    return at[0] | (uint64_t)at[n / 2] << (8 * (n / 2)) |
           (uint64_t)at[n - 1] << (8 * (n - 1));
}

/* The first n lanes. */
static inline uint64_t
jd__lanes_below(size_t n)
{
    return n >= JD__LANES ? JD__LANES_TOP : JD__LANES_TOP & ((UINT64_C(1) << (8 * n)) - 1);
}

/* The lanes whose byte is the lowest byte of `byte`; exact, no carry goes over a lane. */
static inline uint64_t
jd__lanes_equal(uint64_t word, uint64_t byte)
{
    uint64_t differs = word ^ ((byte & 0xFFu) * JD__LANES_ONE);
    uint64_t low = (differs & ~JD__LANES_TOP) + ~JD__LANES_TOP;
    return ~(low | differs | ~JD__LANES_TOP);
}

/* A set of lanes as eight bits. */
static inline uint64_t
jd__lanes_to_bits(uint64_t lanes)
{
    return (lanes >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

#endif
