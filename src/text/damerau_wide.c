/* SPDX-License-Identifier: Apache-2.0 */
/*
 * damerau_wide.c - damerau.c's matrix by diagonals, for a text of at most sixteen bytes.
 *
 * Cells of one diagonal, from lower left to upper right, do not rest on each other: place i - 1
 * of a vector is row i, and a step goes one column on in each row.  What a cell needs of the row
 * above it was made a step or more before, one place lower; "up" is such a vector moved up.
 *
 *           j 1 2 3 4            step 0  (1,1)
 *       i 1   0 1 2 3            step 1  (1,2) (2,1)
 *         2   1 2 3 .            step 2  (1,3) (2,2) (3,1)
 *         3   2 3 . .
 *
 * A row that has not begun is at column 0 or before, and holds its number: nothing is equal
 * there, so that each step gives it again.  Ways of exchange are those of many_damerau.c.
 */
#include "text/damerau.h"
#include "text/wide.h"

#include <assert.h>

/* No way: more than any distance, and with a step for each byte still a number of a byte. */
enum { NONE = 128 };

/* Of the last diagonal, a byte for each row. */
struct diagonal {
    jd__wide now;
    jd__wide above;      /* the cells one row up */
    jd__wide above_left; /* and one column back */
    jd__wide up;
    jd__wide along;
    jd__wide was_equal;
};

/* To the next diagonal; row_0 is what row 0 holds above row 1's cell. */
JD__INLINE void
step(struct diagonal *d, jd__wide equal, jd__wide row_0)
{
    const jd__wide none = jd__wide_all(NONE), zero = {0};
    jd__wide two_back = d->above_left;
    jd__wide two_above = jd__wide_move_up(two_back, none);
    d->above_left = d->above;
    d->above = jd__wide_move_up(d->now, row_0);
    d->up = jd__wide_move_up(d->up, none) + 1;
    d->along = d->along + 1;
    jd__wide may_along = jd__wide_move_up(d->was_equal, zero);
    jd__wide way = jd__wide_least(d->up | ~d->was_equal, d->along | ~may_along);
    jd__wide best = jd__wide_least(d->above_left + 1 + equal, way);
    d->now = jd__wide_least(jd__wide_least(d->now, d->above) + 1, best);
    d->up = jd__wide_choose(equal, two_back, d->up);
    d->along = jd__wide_choose(equal, two_above, d->along);
    d->was_equal = equal;
}

uint32_t
jd__damerau_by_diagonals(struct jd_str a, struct jd_str b)
{
    assert(a.size <= JD__DIAGONAL_ROWS && b.size <= JD__DIAGONAL_COLUMNS);
    if (a.size == 0)
        return (uint32_t)b.size;
    const jd__wide zero = {0}, rows = jd__wide_of(a);
    jd__wide columns = zero, has_begun = zero;
    struct diagonal d = {.now = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16},
        .up = jd__wide_all(NONE),
        .along = jd__wide_all(NONE)};
    d.above = d.above_left = jd__wide_move_up(d.now, zero);
    for (size_t i = 0; i < a.size + b.size - 1; i++) {
        uint8_t byte = i < b.size ? (uint8_t)b.data[i] : 0;
        columns = jd__wide_move_up(columns, jd__wide_all(byte));
        has_begun = jd__wide_move_up(has_begun, jd__wide_all(0xFF));
        step(&d, (jd__wide)(rows == columns) & has_begun, jd__wide_all((uint8_t)(i + 1)));
    }
    return d.now[a.size - 1];
}
