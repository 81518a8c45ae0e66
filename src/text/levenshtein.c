/* SPDX-License-Identifier: Apache-2.0 */
/*
 * levenshtein.c - the distance by words of 64 bits.
 *
 * A column of the matrix of distances between prefixes is kept as the differences of its
 * neighbours, each +1, 0 or -1: one bit in `plus`, one in `minus`.  A step to the next column
 * is a dozen operations for 64 rows (Myers 1999, in the form of Hyyro 2003, "A Bit-Vector
 * Algorithm for Computing Levenshtein and Damerau Edit Distances", figure 3).
 *
 *              b_j                 A text over 64 bytes is cut into blocks of 64 rows.  One
 *        +------------+            block is done for all columns before the next; what it
 *        |  block 0   |            hands down at its lower edge, again +1, 0 or -1 for each
 *        +--- across -+            column, is two bits a column: 16 KiB for 64 KiB of text.
 *        |  block 1   |
 *        +------------+
 *
 * Workload: pairs of names that are unlike; most are told apart by length and a few bytes.
 */
#include <joinder/text.h>

#include "base/error.h"
#include "text/affix.h"
#include "text/masks.h"
#include "text/text.h"
#include "text/wide.h"

#include <assert.h>
#include <string.h>

enum { ROWS = 64, COLUMN_WORDS = JD_LIMIT_CELL / 64 };

/* Differences down a column of one block. */
struct column {
    uint64_t plus;
    uint64_t minus;
};

/* What goes over a block's edge from one column to the next. */
struct across {
    uint64_t plus;
    uint64_t minus;
};

/* Go to the next column.  `in` comes over the upper edge (bit 0); out are all rows' steps. */
static inline struct across
step(struct column *c, uint64_t equal, struct across in)
{
    uint64_t diagonal = equal | in.minus;
    diagonal = (((diagonal & c->plus) + c->plus) ^ c->plus) | diagonal | c->minus;
    struct across out = {c->minus | ~(diagonal | c->plus), c->plus & diagonal};
    uint64_t plus = out.plus << 1 | in.plus;
    c->plus = (out.minus << 1 | in.minus) | ~(diagonal | plus);
    c->minus = plus & diagonal;
    return out;
}

static const unsigned char *
bytes_of(struct jd_str text)
{
    return (const unsigned char *)text.data;
}

/* The distance of rows (at most 64 bytes, not empty) and columns, or any number over k as soon
 * as it must be over k. */
static uint32_t
by_one_word(struct jd_str rows, struct jd_str columns, uint32_t k)
{
    struct jd__masks masks = {{0}, {0}};
    jd__masks_add(&masks, bytes_of(rows), rows.size);
    struct column c = {~UINT64_C(0), 0};
    unsigned last = (unsigned)rows.size - 1;
    uint32_t distance = (uint32_t)rows.size;
    for (size_t j = 0; j < columns.size; j++) {
        uint64_t equal = jd__masks_of(&masks, bytes_of(columns)[j]);
        struct across out = step(&c, equal, (struct across){1, 0});
        distance += (uint32_t)(out.plus >> last & 1u) - (uint32_t)(out.minus >> last & 1u);
        size_t rest = columns.size - 1 - j; /* each may take one off */
        if (distance > rest && distance - rest > k)
            return UINT32_MAX;
    }
    return distance;
}

/* The same where both have at most 16 bytes: no table, a look at all bytes at once. */
static uint32_t
by_wide(struct jd_str rows, struct jd_str columns)
{
    const jd__wide of_rows = jd__wide_of(rows);
    uint32_t valid = (1u << rows.size) - 1;
    struct column c = {~UINT64_C(0), 0};
    for (size_t j = 0; j < columns.size; j++) {
        jd__wide byte = jd__wide_all(bytes_of(columns)[j]);
        uint64_t equal = jd__wide_mask((jd__wide)(of_rows == byte)) & valid;
        (void)step(&c, equal, (struct across){1, 0});
    }
    /* Along the first row, down the last column. */
    return (uint32_t)columns.size + jd__count_bits(c.plus & valid) -
           jd__count_bits(c.minus & valid);
}

static uint64_t
bit_at(const uint64_t *words, size_t i)
{
    return words[i / 64] >> (i % 64) & 1u;
}

static void
put_bit(uint64_t *words, size_t i, uint64_t bit)
{
    words[i / 64] = (words[i / 64] & ~(UINT64_C(1) << (i % 64))) | bit << (i % 64);
}

/* One block of rows over all columns; gives the sum of the steps along its lower edge. */
static int64_t
do_block(const unsigned char *rows, size_t n_rows, struct jd_str columns,
    uint64_t *edge_plus, uint64_t *edge_minus)
{
    struct jd__masks masks = {{0}, {0}};
    jd__masks_add(&masks, rows, n_rows);
    struct column c = {~UINT64_C(0), 0};
    unsigned last = (unsigned)n_rows - 1;
    int64_t sum = 0;
    for (size_t j = 0; j < columns.size; j++) {
        struct across in = {bit_at(edge_plus, j), bit_at(edge_minus, j)};
        struct across out = step(&c, jd__masks_of(&masks, bytes_of(columns)[j]), in);
        uint64_t plus = out.plus >> last & 1u, minus = out.minus >> last & 1u;
        put_bit(edge_plus, j, plus);
        put_bit(edge_minus, j, minus);
        sum += (int64_t)plus - (int64_t)minus;
    }
    return sum;
}

static uint32_t
by_blocks(struct jd_str rows, struct jd_str columns)
{
    uint64_t edge_plus[COLUMN_WORDS], edge_minus[COLUMN_WORDS];
    size_t used = (columns.size + 63) / 64 * sizeof(uint64_t);
    memset(edge_plus, 0xFF, used); /* the matrix's first row is 0, 1, 2... */
    memset(edge_minus, 0, used);
    int64_t sum = 0;
    for (size_t at = 0; at < rows.size; at += ROWS) {
        size_t n = rows.size - at < ROWS ? rows.size - at : ROWS;
        sum = do_block(bytes_of(rows) + at, n, columns, edge_plus, edge_minus);
    }
    return (
        uint32_t)((int64_t)rows.size + sum); /* down the first column, along the last row */
}

/* The distance, or any number over k when it is over k. */
static uint32_t
distance_up_to(struct jd_str a, struct jd_str b, uint32_t k)
{
    if (a.size < b.size) { /* a is the longer one: fewer columns */
        struct jd_str swap = a;
        a = b;
        b = swap;
    }
    if (b.size == 0)
        return (uint32_t)a.size;
    if (JD__HAS_WIDE && a.size <= JD__WIDE)
        return by_wide(a, b);
    if (a.size <= ROWS)
        return by_one_word(a, b, k);
    return b.size <= ROWS ? by_one_word(b, a, k) : by_blocks(a, b);
}

uint32_t
jd__levenshtein(struct jd_str a, struct jd_str b)
{
    assert(a.size <= JD_LIMIT_CELL && b.size <= JD_LIMIT_CELL);
    if (!JD__HAS_WIDE || a.size > JD__WIDE || b.size > JD__WIDE)
        jd__cut_affixes(&a, &b);
    return distance_up_to(a, b, UINT32_MAX);
}

/* At the first difference, try each edit: 3^k ways at most, most of which end at once. */
static bool
few_edits_do(struct jd_str a, struct jd_str b, uint32_t k)
{
    size_t same = jd__common_prefix(a, b, SIZE_MAX);
    size_t n_a = a.size - same, n_b = b.size - same;
    if ((n_a > n_b ? n_a - n_b : n_b - n_a) > k)
        return false;
    if (n_a == 0 || n_b == 0)
        return true;
    if (k == 0)
        return false;
    struct jd_str rest_a = {a.data + same + 1, n_a - 1}, at_a = {a.data + same, n_a};
    struct jd_str rest_b = {b.data + same + 1, n_b - 1}, at_b = {b.data + same, n_b};
    return few_edits_do(rest_a, rest_b, k - 1) || few_edits_do(rest_a, at_b, k - 1) ||
           few_edits_do(at_a, rest_b, k - 1);
}

bool
jd__levenshtein_at_most(struct jd_str a, struct jd_str b, uint32_t k)
{
    assert(a.size <= JD_LIMIT_CELL && b.size <= JD_LIMIT_CELL);
    if ((a.size > b.size ? a.size - b.size : b.size - a.size) > k)
        return false;
    if (k <= 2)
        return few_edits_do(a, b, k);
    jd__cut_affixes(&a, &b);
    return distance_up_to(a, b, k) <= k;
}

enum jd_status
jd_levenshtein(
    struct jd_str a, struct jd_str b, uint32_t *out_distance, struct jd_error *err)
{
    if (a.size > JD_LIMIT_CELL || b.size > JD_LIMIT_CELL)
        return jd__fail(err, JD_E_LIMIT, "a text is over %u bytes", JD_LIMIT_CELL);
    *out_distance = jd__levenshtein(a, b);
    return JD_OK;
}
