/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wide.h - sixteen bytes at once, one of each of sixteen texts: what a 128-bit register does.
 *
 * A number that belongs to a text takes 1, 2, 4 or 8 bytes, its *width*; numbers of sixteen
 * texts then fill `width` vectors, in the order of the texts.  Width is a constant wherever
 * these functions are inlined, so that nothing is decided in a loop.
 *
 * Where there is no such instruction, plain C says the same; test_wide.c compares the two.
 */
#ifndef JD_TEXT_WIDE_H
#define JD_TEXT_WIDE_H

#include "text/lanes.h"

#include <joinder/base.h>

#include <string.h>

#if defined(__SSE4_1__)
#include <smmintrin.h>
#endif

enum { JD__WIDE = 16, JD__WIDEST = 8 };

/* A machine of another byte order does without: numbers are put together lowest byte first. */
#define JD__HAS_WIDE (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)

#define JD__INLINE static inline __attribute__((always_inline))

/* Small loops over the vectors of one number are written out, so that these stay in registers. */
#if defined(__clang__)
#define JD__WRITE_OUT _Pragma("clang loop unroll(full)")
#else
#define JD__WRITE_OUT _Pragma("GCC unroll 8")
#endif

typedef uint8_t jd__wide __attribute__((vector_size(16)));
typedef uint16_t jd__wide_16 __attribute__((vector_size(16)));
typedef uint32_t jd__wide_32 __attribute__((vector_size(16)));
typedef uint64_t jd__wide_64 __attribute__((vector_size(16)));

JD__INLINE jd__wide
jd__wide_load(const uint8_t *at)
{
    jd__wide out;
    memcpy(&out, at, sizeof(out));
    return out;
}

JD__INLINE void
jd__wide_store(uint8_t *at, jd__wide a)
{
    memcpy(at, &a, sizeof(a));
}

/* One byte in all places. */
JD__INLINE jd__wide
jd__wide_all(uint8_t byte)
{
    return (jd__wide){0} + byte;
}

/* One number in all places. */
JD__INLINE jd__wide
jd__wide_number(uint64_t number, size_t width)
{
    if (width == 1)
        return jd__wide_all((uint8_t)number);
    if (width == 2)
        return (jd__wide)((jd__wide_16){0} + (uint16_t)number);
    if (width == 4)
        return (jd__wide)((jd__wide_32){0} + (uint32_t)number);
    return (jd__wide)((jd__wide_64){0} + number);
}

JD__INLINE jd__wide
jd__wide_add(jd__wide a, jd__wide b, size_t width)
{
    if (width == 1)
        return a + b;
    if (width == 2)
        return (jd__wide)((jd__wide_16)a + (jd__wide_16)b);
    if (width == 4)
        return (jd__wide)((jd__wide_32)a + (jd__wide_32)b);
    return (jd__wide)((jd__wide_64)a + (jd__wide_64)b);
}

JD__INLINE jd__wide
jd__wide_subtract(jd__wide a, jd__wide b, size_t width)
{
    if (width == 1)
        return a - b;
    if (width == 2)
        return (jd__wide)((jd__wide_16)a - (jd__wide_16)b);
    if (width == 4)
        return (jd__wide)((jd__wide_32)a - (jd__wide_32)b);
    return (jd__wide)((jd__wide_64)a - (jd__wide_64)b);
}

/* All bits where two numbers are equal, else none. */
JD__INLINE jd__wide
jd__wide_equal(jd__wide a, jd__wide b, size_t width)
{
    if (width == 1)
        return (jd__wide)(a == b);
    if (width == 2)
        return (jd__wide)((jd__wide_16)a == (jd__wide_16)b);
    if (width == 4)
        return (jd__wide)((jd__wide_32)a == (jd__wide_32)b);
    return (jd__wide)((jd__wide_64)a == (jd__wide_64)b);
}

/* A text's first sixteen bytes; 0 behind its end.  Reads none behind its end. */
JD__INLINE jd__wide
jd__wide_of(struct jd_str text)
{
    struct jd_str rest = {text.data, 0};
    if (text.size > JD__LANES)
        rest = (struct jd_str){text.data + JD__LANES, text.size - JD__LANES};
    return (jd__wide)(jd__wide_64){jd__lanes_of(text), jd__lanes_of(rest)};
}

/* Of bytes that have all bits or none, a bit for each, the first one lowest. */
JD__INLINE uint32_t
jd__wide_mask_plain(jd__wide a)
{
    jd__wide_64 halves = (jd__wide_64)a & JD__LANES_TOP;
    return (uint32_t)(jd__lanes_to_bits(halves[0]) | jd__lanes_to_bits(halves[1]) << 8);
}

JD__INLINE uint32_t
jd__wide_mask(jd__wide a)
{
#if defined(__SSE4_1__)
    return (uint32_t)_mm_movemask_epi8((__m128i)a);
#else
    return jd__wide_mask_plain(a);
#endif
}

JD__INLINE jd__wide
jd__wide_least_plain(jd__wide a, jd__wide b)
{
    jd__wide less = (jd__wide)(a < b);
    return (a & less) | (b & ~less);
}

/* The lesser byte in each place. */
JD__INLINE jd__wide
jd__wide_least(jd__wide a, jd__wide b)
{
#if defined(__SSE4_1__)
    return (jd__wide)_mm_min_epu8((__m128i)a, (__m128i)b);
#else
    return jd__wide_least_plain(a, b);
#endif
}

JD__INLINE jd__wide
jd__wide_look_up_plain(jd__wide table, jd__wide places)
{
    jd__wide out = {0};
    for (size_t i = 0; i < JD__WIDE; i++)
        out[i] = table[places[i]];
    return out;
}

/* The byte of a table at each place; a place is below 16. */
JD__INLINE jd__wide
jd__wide_look_up(jd__wide table, jd__wide places)
{
#if defined(__SSE4_1__)
    return (jd__wide)_mm_shuffle_epi8((__m128i)table, (__m128i)places);
#else
    return jd__wide_look_up_plain(table, places);
#endif
}

JD__INLINE jd__wide
jd__wide_move_up_plain(jd__wide a, jd__wide in)
{
    jd__wide_64 of_a = (jd__wide_64)a, of_in = (jd__wide_64)in;
    jd__wide_64 below = {of_in[1], of_a[0]};
    return (jd__wide)(of_a << 8 | below >> 56);
}

/* Each byte one place up; the last one of `in` comes to the first place. */
JD__INLINE jd__wide
jd__wide_move_up(jd__wide a, jd__wide in)
{
#if defined(__SSE4_1__)
    return (jd__wide)_mm_alignr_epi8((__m128i)a, (__m128i)in, JD__WIDE - 1);
#else
    return jd__wide_move_up_plain(a, in);
#endif
}

/* Bytes of a where all bits of `where` are set, of b where none is. */
JD__INLINE jd__wide
jd__wide_choose(jd__wide where, jd__wide a, jd__wide b)
{
    return b ^ ((a ^ b) & where);
}

/* Of numbers of `width` bytes, those of the upper or lower eight bytes: a, b, a, b... */
JD__INLINE jd__wide
jd__wide_mix_plain(jd__wide a, jd__wide b, bool is_upper, size_t width)
{
    jd__wide out = {0};
    size_t from = is_upper ? JD__WIDE / 2 : 0;
    for (size_t i = 0; i < JD__WIDE; i++) {
        size_t at = from + i / (2 * width) * width + i % width;
        out[i] = i / width % 2 == 0 ? a[at] : b[at];
    }
    return out;
}

#if defined(__SSE4_1__)
JD__INLINE jd__wide
jd__wide_mix(jd__wide left, jd__wide right, bool is_upper, size_t width)
{
    __m128i a = (__m128i)left, b = (__m128i)right;
    if (width == 1)
        return (jd__wide)(is_upper ? _mm_unpackhi_epi8(a, b) : _mm_unpacklo_epi8(a, b));
    if (width == 2)
        return (jd__wide)(is_upper ? _mm_unpackhi_epi16(a, b) : _mm_unpacklo_epi16(a, b));
    return (jd__wide)(is_upper ? _mm_unpackhi_epi32(a, b) : _mm_unpacklo_epi32(a, b));
}
#else
JD__INLINE jd__wide
jd__wide_mix(jd__wide a, jd__wide b, bool is_upper, size_t width)
{
    return jd__wide_mix_plain(a, b, is_upper, width);
}
#endif

/* Vector k of `planes` holds byte k of each number: put the numbers together, in place.
 *
 *     bytes     0 0 0 0   1 1 1 1   2 2 2 2   3 3 3 3
 *     width 2   01 01     01 01     23 23     23 23
 *     width 4   0123      0123      0123      0123
 */
JD__INLINE void
jd__wide_join(jd__wide *planes, size_t width)
{
    jd__wide joined[JD__WIDEST];
    JD__WRITE_OUT
    for (size_t have = 1; have < width; have *= 2) {
        JD__WRITE_OUT
        for (size_t i = 0; i < width; i++) {
            size_t of = i / (2 * have) * (2 * have), k = i % (2 * have);
            joined[i] = jd__wide_mix(
                planes[of + k / 2], planes[of + have + k / 2], k % 2 != 0, have);
        }
        JD__WRITE_OUT
        for (size_t i = 0; i < width; i++)
            planes[i] = joined[i];
    }
}

/* How many bits each byte has set. */
JD__INLINE jd__wide
jd__wide_count_bits(jd__wide a)
{
    const jd__wide counts = {0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4};
    return jd__wide_look_up(counts, a & 15) + jd__wide_look_up(counts, a / 16);
}

#endif
