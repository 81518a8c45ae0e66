/* SPDX-License-Identifier: Apache-2.0 */
/*
 * damerau.c - the unrestricted Damerau-Levenshtein distance in memory linear in one text.
 *
 * Zhao and Sahni 2019, "String correction using the Damerau-Levenshtein distance" (BMC
 * Bioinformatics 20, suppl. 11, algorithm LS-DL): of an exchange that has edits between its
 * two bytes, it is enough to know those where one of the two sides has none.
 *
 * Invariant: while row i is made, `before` holds row i-1, `now` row i up to column j-1 and row
 * i-2 from there on; last_row[j] is the last row before i whose byte of a equals column j's
 * byte of b (0: none), and crossed[j] what the matrix held one row above it, two columns back.
 */
#include <joinder/text.h>

#include "base/alloc.h"
#include "base/error.h"
#include "text/affix.h"
#include "text/damerau.h"
#include "text/text.h"
#include "text/wide.h"

#include <assert.h>

/* Texts whose differing parts are no longer than this need no memory. */
enum { STACK_COLUMNS = 64, ARRAYS = 4 };

/* Stands for no way: more than any distance, and it may be added to. */
#define NONE (UINT32_MAX / 2)

struct rows {
    uint32_t *before;
    uint32_t *now;
    uint32_t *last_row;
    uint32_t *crossed;
};

static inline uint32_t
least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* One row: a's byte number i (from 1) against all of b. */
static void
do_row(const struct rows *r, char byte, uint32_t i, struct jd_str b)
{
    uint32_t *before = r->before, *now = r->now;
    uint32_t last_column = 0; /* where this row last met an equal byte; 0: not yet */
    uint32_t above_left = now[0];
    uint32_t kept = NONE;
    now[0] = i;
    for (uint32_t j = 1; j <= b.size; j++) {
        bool same = byte == b.data[j - 1];
        uint32_t best = least(before[j - 1] + !same, least(now[j - 1], before[j]) + 1);
        uint32_t row = r->last_row[j];
        if (same) {
            last_column = j;
            r->last_row[j] = i;
            r->crossed[j] = j >= 2 ? before[j - 2] : NONE;
            kept = above_left;
        } else if (row != 0 && last_column != 0) {
            if (j - last_column == 1)
                best = least(best, r->crossed[j] + (i - row));
            else if (i - row == 1)
                best = least(best, kept + (j - last_column));
        }
        above_left = now[j];
        now[j] = best;
    }
}

/* The distance, by a block of ARRAYS times one more than b's bytes. */
static uint32_t
distance_by_rows(struct jd_str a, struct jd_str b, uint32_t *block)
{
    size_t n = b.size + 1;
    for (size_t j = 0; j < n; j++) {
        block[j] = NONE;
        block[n + j] = (uint32_t)j;
        block[2 * n + j] = 0;
        block[3 * n + j] = NONE;
    }
    struct rows r = {.before = block,
        .now = block + n,
        .last_row = block + 2 * n,
        .crossed = block + 3 * n};
    for (uint32_t i = 1; i <= a.size; i++) {
        uint32_t *swap = r.before;
        r.before = r.now;
        r.now = swap;
        do_row(&r, a.data[i - 1], i, b);
    }
    return r.now[b.size];
}

enum jd_status
jd__damerau_levenshtein(const struct jd_alloc *alloc, struct jd_str a, struct jd_str b,
    uint32_t *out_distance, struct jd_error *err)
{
    assert(a.size <= JD_LIMIT_CELL && b.size <= JD_LIMIT_CELL);
    jd__cut_affixes(&a, &b);
    if (a.size < b.size) { /* b is the shorter one: less memory */
        struct jd_str swap = a;
        a = b;
        b = swap;
    }
    if (JD__HAS_WIDE && b.size <= JD__DIAGONAL_ROWS && a.size <= JD__DIAGONAL_COLUMNS) {
        *out_distance = jd__damerau_by_diagonals(b, a);
        return JD_OK;
    }
    uint32_t on_stack[ARRAYS * (STACK_COLUMNS + 1)] = {0};
    if (b.size <= STACK_COLUMNS) {
        *out_distance = distance_by_rows(a, b, on_stack);
        return JD_OK;
    }
    size_t n = ARRAYS * (b.size + 1);
    uint32_t *block = jd__alloc_array(alloc, 0, n, sizeof(*block));
    if (block == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory to compare two texts");
    *out_distance = distance_by_rows(a, b, block);
    jd__alloc_free(alloc, block, n * sizeof(*block));
    return JD_OK;
}

/* Does one edit do, for texts that begin and end unlike? */
static bool
one_edit_does(struct jd_str a, struct jd_str b)
{
    if (a.size <= 1 && b.size <= 1)
        return true;
    return a.size == 2 && b.size == 2 && a.data[0] == b.data[1] && a.data[1] == b.data[0];
}

enum jd_status
jd__damerau_levenshtein_at_most(const struct jd_alloc *alloc, struct jd_str a,
    struct jd_str b, uint32_t k, bool *out_answer, struct jd_error *err)
{
    jd__cut_affixes(&a, &b);
    size_t longer = a.size > b.size ? a.size : b.size;
    size_t shorter = a.size + b.size - longer;
    if (longer - shorter > k || longer <= k || k <= 1) {
        *out_answer = longer <= k || (k == 1 && one_edit_does(a, b));
        return JD_OK;
    }
    uint32_t distance = 0;
    enum jd_status status = jd__damerau_levenshtein(alloc, a, b, &distance, err);
    if (status == JD_OK)
        *out_answer = distance <= k;
    return status;
}

enum jd_status
jd_damerau_levenshtein(const struct jd_alloc *alloc, struct jd_str a, struct jd_str b,
    uint32_t *out_distance, struct jd_error *err)
{
    if (a.size > JD_LIMIT_CELL || b.size > JD_LIMIT_CELL)
        return jd__fail(err, JD_E_LIMIT, "a text is over %u bytes", JD_LIMIT_CELL);
    return jd__damerau_levenshtein(alloc, a, b, out_distance, err);
}
