/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jaro.c - Jaro and Jaro-Winkler similarity.
 *
 * Two equal bytes no further apart than the window are partners; each byte has one at most, the
 * first that is free.  What the similarity is made of: n partners, and how many of them cross.
 *
 * Invariant: for one byte value, partners are found in ascending order in both texts: a byte of
 * a that was passed over lies before the window, which only moves on.  So the bytes of a that
 * are free need no list, only a place for each byte value; and it does not matter which text
 * is a.
 */
#include <joinder/text.h>

#include "base/error.h"
#include "text/affix.h"
#include "text/jaro.h"
#include "text/masks.h"
#include "text/text.h"
#include "text/wide.h"

#include <assert.h>
#include <string.h>

enum { CELL_WORDS = JD_LIMIT_CELL / 64 };

/* Which bytes have a partner. */
struct partners {
    uint64_t *in_a;
    uint64_t *in_b;
    uint32_t n;
};

static const unsigned char *
bytes_of(struct jd_str text)
{
    return (const unsigned char *)text.data;
}

static size_t
window_of(struct jd_str a, struct jd_str b)
{
    size_t longer = a.size > b.size ? a.size : b.size;
    return longer / 2 > 0 ? longer / 2 - 1 : 0;
}

/* Find the partners where both texts have at most 64 bytes: a word holds all of one. */
static void
find_in_word(struct jd_str a, struct jd_str b, struct partners *out)
{
    struct jd__masks masks = {{0}, {0}};
    jd__masks_add(&masks, bytes_of(a), a.size);
    size_t window = window_of(a, b);
    /* Bits j - window to j + window; the window is at most 31, so the shift is below 64. */
    uint64_t within = (UINT64_C(1) << (window + 1)) - 1;
    uint64_t in_a = 0, in_b = 0;
    for (size_t j = 0; j < b.size; j++) {
        uint64_t free_ones = jd__masks_of(&masks, bytes_of(b)[j]) & within & ~in_a;
        in_a |= free_ones & (~free_ones + 1); /* the lowest one */
        in_b |= (uint64_t)(free_ones != 0) << j;
        within = within << 1 | (j < window);
    }
    *out->in_a = in_a;
    *out->in_b = in_b;
    out->n = jd__count_bits(in_a);
}

/* The same where both texts have at most 16 bytes: no table, a look at all bytes at once. */
static void
find_in_wide(struct jd_str a, struct jd_str b, struct partners *out)
{
    const jd__wide of_a = jd__wide_of(a);
    size_t window = window_of(a, b);
    uint32_t within = (2u << window) - 1, left = (1u << a.size) - 1, in_b = 0;
    for (size_t j = 0; j < b.size; j++) {
        jd__wide byte = jd__wide_all(bytes_of(b)[j]);
        uint32_t open = jd__wide_mask((jd__wide)(of_a == byte)) & within & left;
        left ^= open & (~open + 1); /* the lowest one */
        in_b |= (uint32_t)(open != 0) << j;
        within = within << 1 | (j < window);
    }
    *out->in_a = ((1u << a.size) - 1) ^ left;
    *out->in_b = in_b;
    out->n = jd__count_bits(in_b);
}

/* Of the partners in order, how many differ, where a word holds all of a text. */
static uint32_t
count_crossed_in_word(struct jd_str a, struct jd_str b, const struct partners *p)
{
    uint32_t crossed = 0;
    uint64_t in_a = *p->in_a, in_b = *p->in_b;
    for (; in_a != 0; in_a &= in_a - 1, in_b &= in_b - 1)
        crossed += a.data[jd__lowest_bit(in_a)] != b.data[jd__lowest_bit(in_b)];
    return crossed;
}

/* Find the partners in texts of any length, by the places that the invariant speaks of. */
static void
find_by_place(struct jd_str a, struct jd_str b, struct partners *out)
{
    uint32_t place[256] = {0};
    size_t window = window_of(a, b);
    memset(out->in_a, 0, (a.size + 63) / 64 * sizeof(uint64_t));
    memset(out->in_b, 0, (b.size + 63) / 64 * sizeof(uint64_t));
    out->n = 0;
    for (size_t j = 0; j < b.size; j++) {
        unsigned char byte = bytes_of(b)[j];
        size_t from = j > window ? j - window : 0;
        size_t to = j + window + 1 < a.size ? j + window + 1 : a.size;
        if (from < place[byte])
            from = place[byte];
        if (from >= to)
            continue;
        const unsigned char *found = memchr(bytes_of(a) + from, byte, to - from);
        place[byte] = (uint32_t)to;
        if (found == NULL)
            continue;
        size_t i = (size_t)(found - bytes_of(a));
        place[byte] = (uint32_t)i + 1;
        out->in_a[i / 64] |= UINT64_C(1) << (i % 64);
        out->in_b[j / 64] |= UINT64_C(1) << (j % 64);
        out->n++;
    }
}

/* Take the next set bit out of a row of words, which has one. */
static size_t
take_next(uint64_t *words, size_t *word)
{
    while (words[*word] == 0)
        ++*word;
    unsigned bit = jd__lowest_bit(words[*word]);
    words[*word] &= words[*word] - 1;
    return *word * 64 + bit;
}

/* Of the partners in order, how many differ; uses the marks up. */
static uint32_t
count_crossed(struct jd_str a, struct jd_str b, struct partners *p)
{
    uint32_t crossed = 0;
    size_t word_a = 0, word_b = 0;
    for (uint32_t i = 0; i < p->n; i++) {
        size_t at_a = take_next(p->in_a, &word_a), at_b = take_next(p->in_b, &word_b);
        crossed += a.data[at_a] != b.data[at_b];
    }
    return crossed;
}

/* A question: two texts, what both begin with (0 to ask for Jaro's similarity alone), and the
 * similarity that is asked for. */
struct question {
    struct jd_str a;
    struct jd_str b;
    uint32_t prefix;
    double t;
};

static double
value_of(const struct question *q, uint32_t n, uint32_t crossed)
{
    return jd__winkler_value(jd__jaro_value(q->a.size, q->b.size, n, crossed), q->prefix);
}

/* Must the similarity be below t, if there are no more than n partners? */
static bool
is_below(const struct question *q, size_t n)
{
    return q->t > 0.0 && !jd__jaro_may_reach(q->a.size, q->b.size, n, q->prefix, q->t);
}

/* The similarity of texts of any length; apart from the others, for its stack is 16 KiB. */
static double
by_place(const struct question *q)
{
    uint64_t in_a[CELL_WORDS], in_b[CELL_WORDS];
    struct partners p = {in_a, in_b, 0};
    find_by_place(q->a, q->b, &p);
    if (is_below(q, p.n))
        return -1.0;
    return value_of(q, p.n, count_crossed(q->a, q->b, &p));
}

/* The similarity, or -1 as soon as it must be below t: by the sizes, by the partners. */
static double
similarity_down_to(const struct question *q)
{
    size_t size_a = q->a.size, size_b = q->b.size;
    assert(size_a <= JD_LIMIT_CELL && size_b <= JD_LIMIT_CELL);
    if (is_below(q, size_a < size_b ? size_a : size_b))
        return -1.0;
    if (size_a > 64 || size_b > 64)
        return by_place(q);
    uint64_t in_a = 0, in_b = 0;
    struct partners p = {&in_a, &in_b, 0};
    if (JD__HAS_WIDE && size_a <= JD__WIDE && size_b <= JD__WIDE)
        find_in_wide(q->a, q->b, &p);
    else
        find_in_word(q->a, q->b, &p);
    if (is_below(q, p.n))
        return -1.0;
    return value_of(q, p.n, count_crossed_in_word(q->a, q->b, &p));
}

double
jd__jaro(struct jd_str a, struct jd_str b)
{
    return similarity_down_to(&(struct question){a, b, 0, -1.0});
}

double
jd__jaro_winkler(struct jd_str a, struct jd_str b)
{
    uint32_t prefix = (uint32_t)jd__common_prefix(a, b, 4);
    return similarity_down_to(&(struct question){a, b, prefix, -1.0});
}

bool
jd__jaro_at_least(struct jd_str a, struct jd_str b, double t)
{
    return t <= 0.0 || similarity_down_to(&(struct question){a, b, 0, t}) >= t;
}

bool
jd__jaro_winkler_at_least(struct jd_str a, struct jd_str b, double t)
{
    uint32_t prefix = (uint32_t)jd__common_prefix(a, b, 4);
    return t <= 0.0 || similarity_down_to(&(struct question){a, b, prefix, t}) >= t;
}

static enum jd_status
check_sizes(struct jd_str a, struct jd_str b, struct jd_error *err)
{
    if (a.size > JD_LIMIT_CELL || b.size > JD_LIMIT_CELL)
        return jd__fail(err, JD_E_LIMIT, "a text is over %u bytes", JD_LIMIT_CELL);
    return JD_OK;
}

enum jd_status
jd_jaro(struct jd_str a, struct jd_str b, double *out_similarity, struct jd_error *err)
{
    enum jd_status status = check_sizes(a, b, err);
    if (status == JD_OK)
        *out_similarity = jd__jaro(a, b);
    return status;
}

enum jd_status
jd_jaro_winkler(
    struct jd_str a, struct jd_str b, double *out_similarity, struct jd_error *err)
{
    enum jd_status status = check_sizes(a, b, err);
    if (status == JD_OK)
        *out_similarity = jd__jaro_winkler(a, b);
    return status;
}
