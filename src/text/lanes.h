/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lanes.h - eight bytes as one word, a byte a lane, the first one lowest.
 *
 * Half of all names fit.  A set of lanes is a word in which the top bit of each of its lanes is
 * set.
 */
#ifndef JD_TEXT_LANES_H
#define JD_TEXT_LANES_H

#include <joinder/base.h>

enum { JD__LANES = 8 };

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

/* A set of lanes as eight bits. */
static inline uint64_t
jd__lanes_to_bits(uint64_t lanes)
{
    return (lanes >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

#endif
