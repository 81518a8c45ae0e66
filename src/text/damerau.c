/* SPDX-License-Identifier: Apache-2.0 */
/*
 * damerau.c - the unrestricted Damerau-Levenshtein distance in memory linear in one text.
 *
 * Zhao and Sahni 2019, "String correction using the Damerau-Levenshtein distance" (BMC
 * Bioinformatics 20, suppl. 11, algorithm LS-DL): of an exchange that has edits between its
 * two bytes, it is enough to know those where one of the two sides has none.
 *
 * Invariant: while row i is made, `before` holds row i-1, `now` row i up to column j-1 and row
 * i-2 from there on; crossed[j] is what the matrix held one row above and two columns before the
 * last row at which column j met an equal byte.
 */
#include <joinder/text.h>

#include "base/alloc.h"
#include "base/error.h"
#include "text/affix.h"
#include "text/text.h"

#include <assert.h>

/* Texts whose differing parts are no longer than this need no memory. */
enum { STACK_COLUMNS = 64 };

static uint32_t
least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

struct rows {
    uint32_t *before;
    uint32_t *now;
    uint32_t *crossed;
};

/* One row: a's byte number i (from 1) against all of b. */
static void
do_row(const struct rows *r, unsigned char byte, uint32_t i, struct jd_str b,
    const uint32_t last_row[static 256])
{
    const uint32_t none =
        UINT32_MAX / 2; /* more than any distance, and it may be added to */
    uint32_t *before = r->before, *now = r->now, *crossed = r->crossed;
    uint32_t last_column = 0; /* 0: none yet */
    uint32_t above_left = now[0];
    uint32_t kept = none;
    now[0] = i;
    for (uint32_t j = 1; j <= b.size; j++) {
        unsigned char other = (unsigned char)b.data[j - 1];
        uint32_t best =
            least(before[j - 1] + (byte != other), least(now[j - 1], before[j]) + 1);
        uint32_t row = last_row[other];
        if (byte == other) {
            last_column = j;
            crossed[j] = j >= 2 ? before[j - 2] : none;
            kept = above_left;
        } else if (last_column != 0 && j - last_column == 1) {
            best = row != 0 ? least(best, crossed[j] + (i - row)) : best;
        } else if (row != 0 && i - row == 1) {
            best = last_column != 0 ? least(best, kept + (j - last_column)) : best;
        }
        above_left = now[j];
        now[j] = best;
    }
}

static uint32_t
distance_by_rows(struct jd_str a, struct jd_str b, uint32_t *block)
{
    const uint32_t none = UINT32_MAX / 2;
    size_t n = b.size + 1;
    struct rows r = {block, block + n, block + 2 * n};
    uint32_t last_row[256] = {0};
    for (uint32_t j = 0; j < n; j++) {
        r.now[j] = j;
        r.before[j] = none;
        r.crossed[j] = none;
    }
    for (uint32_t i = 1; i <= a.size; i++) {
        uint32_t *swap = r.before;
        r.before = r.now;
        r.now = swap;
        unsigned char byte = (unsigned char)a.data[i - 1];
        do_row(&r, byte, i, b, last_row);
        last_row[byte] = i;
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
    uint32_t on_stack[3 * (STACK_COLUMNS + 1)] = {0};
    if (b.size <= STACK_COLUMNS) {
        *out_distance = distance_by_rows(a, b, on_stack);
        return JD_OK;
    }
    size_t n = 3 * (b.size + 1);
    uint32_t *block = jd__alloc_array(alloc, 0, n, sizeof(*block));
    if (block == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory to compare two texts");
    *out_distance = distance_by_rows(a, b, block);
    jd__alloc_free(alloc, block, n * sizeof(*block));
    return JD_OK;
}

enum jd_status
jd__damerau_levenshtein_at_most(const struct jd_alloc *alloc, struct jd_str a,
    struct jd_str b, uint32_t k, bool *out_answer, struct jd_error *err)
{
    if ((a.size > b.size ? a.size - b.size : b.size - a.size) > k) {
        *out_answer = false;
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
