/* SPDX-License-Identifier: Apache-2.0 */
/*
 * many_damerau.c - damerau.c's rows for sixteen texts at once, a byte for each distance.
 *
 * A row is a byte of the one text against column after column of the sixteen.  Both sizes are
 * at most 64, so a distance is, too, and a byte holds it with room for "no way".  What stands
 * behind the end of a shorter text is computed and not looked at: a distance rests only on
 * columns before it.
 *
 * Of damerau.c's conditions none is left but the two that say which way may be taken; what is
 * kept is the way itself, one longer with each row (`up`) or column (`along`):
 *
 *     up[j]   the last row before i whose byte equals column j's: what the matrix held one row
 *             above it, two columns back, and a step for each row since.  It may be taken
 *             where the column just before j is equal to this row's byte.
 *     along   the same of the last equal column of this row; it may be taken where the row
 *             just before i is equal to column j's byte.
 *
 * Any other way that is taken by chance is a way, so the least one stays the least.
 */
#include "text/layout.h"

enum {
    COLUMNS = JD__LAID_SIZE + 2, /* -1 to 64 */
    NONE = 128,                  /* no way: with 64 steps it is still a byte */
};

/* Rows of the matrix, and what is kept of each column; place j + 1 is column j. */
struct rows {
    jd__wide one[COLUMNS];
    jd__wide other[COLUMNS];
    jd__wide up[COLUMNS];
    jd__wide was_equal[COLUMNS]; /* in the row before */
};

/* Row i (from 1): `now` holds row i-2 and becomes row i. */
static void
do_row(struct rows *r, const jd__wide *before, jd__wide *now, uint8_t byte, uint8_t i,
    const struct jd__many *many, const struct jd__group *group)
{
    const jd__wide bytes = jd__wide_all(byte);
    jd__wide above_left = now[1], left = jd__wide_all(i), along = jd__wide_all(NONE);
    jd__wide left_equal = {0}, two_back = before[0], back = before[1];
    now[1] = left;
    for (size_t j = 1; j <= group->longest; j++) {
        jd__wide equal = (jd__wide)(jd__many_column(many, group, j - 1) == bytes);
        jd__wide above = before[j + 1];
        jd__wide up = r->up[j + 1] + 1;
        along = along + 1;
        jd__wide best = jd__wide_least(jd__wide_least(left, above) + 1, back + 1 + equal);
        best = jd__wide_least(best, up | ~left_equal);
        best = jd__wide_least(best, along | ~r->was_equal[j + 1]);
        r->up[j + 1] = jd__wide_choose(equal, two_back, up);
        along = jd__wide_choose(equal, above_left, along);
        r->was_equal[j + 1] = equal;
        left_equal = equal;
        two_back = back;
        back = above;
        above_left = now[j + 1];
        now[j + 1] = left = best;
    }
}

void
jd__laid_damerau_levenshtein(const struct jd__many *many, struct jd_str one, uint32_t *out)
{
    struct rows r;
    for (size_t g = 0; g < many->n_groups; g++) {
        const struct jd__group *group = &many->groups[g];
        for (size_t j = 0; j < (size_t)group->longest + 2; j++) {
            r.one[j] = r.up[j] = jd__wide_all(NONE);
            r.other[j] = jd__wide_all(j > 0 ? (uint8_t)(j - 1) : NONE);
            r.was_equal[j] = (jd__wide){0};
        }
        jd__wide *now = r.other, *before = r.one;
        for (size_t i = 0; i < one.size; i++) {
            jd__wide *swap = before;
            before = now;
            now = swap;
            do_row(&r, before, now, (uint8_t)one.data[i], (uint8_t)(i + 1), many, group);
        }
        for (size_t k = group->first; k < JD__WIDE; k++)
            out[group->at[k]] = now[group->sizes[k] + 1][k];
    }
}
