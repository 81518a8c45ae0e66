/* SPDX-License-Identifier: Apache-2.0 */
/*
 * many_levenshtein.c - levenshtein.c's columns of bits for sixteen texts at once.
 *
 * A text's column of differences is a number of one bit a row; the rows are the one text's
 * bytes, the same for all, so that each of the sixteen only looks its byte up.
 *
 * Both texts are read from their ends: a distance is the same for reversed texts, and so all
 * sixteen *end* together, at column 0.  Before a shorter text begins, its column stays as it
 * is: no byte is equal, and nothing comes over the upper edge.  What is the distance then: the
 * last row's start (the size of the other text) and the differences down the last column.
 */
#include "text/layout.h"

/* The differences down the columns of sixteen texts. */
struct column {
    jd__wide plus[JD__WIDEST];
    jd__wide minus[JD__WIDEST];
};

/* To the next column, for one vector of texts; `edge` is what comes over the upper edge, 1, or
 * 0 for a text that has not begun.  See step() of levenshtein.c. */
JD__INLINE void
step(struct column *c, size_t k, jd__wide equal, jd__wide edge, size_t width)
{
    jd__wide plus = c->plus[k], minus = c->minus[k];
    jd__wide diagonal = (jd__wide_add(equal & plus, plus, width) ^ plus) | equal | minus;
    jd__wide over_plus = minus | ~(diagonal | plus), over_minus = plus & diagonal;
    over_plus = jd__wide_add(over_plus, over_plus, width) | edge;
    over_minus = jd__wide_add(over_minus, over_minus, width);
    c->plus[k] = over_minus | ~(diagonal | over_plus);
    c->minus[k] = over_plus & diagonal;
}

/* All columns of a group's texts, the last one first. */
JD__INLINE struct column
last_column(const struct jd__many *many, const struct jd__group *group,
    const struct jd__places *places, size_t width)
{
    struct column c;
    jd__wide one = jd__wide_number(1, width), sizes = jd__wide_load(group->sizes);
    JD__WRITE_OUT
    for (size_t k = 0; k < width; k++) {
        c.plus[k] = jd__wide_all(0xFF);
        c.minus[k] = (jd__wide){0};
    }
    for (size_t j = group->longest; j-- > 0;) {
        jd__wide has_begun = (jd__wide)(sizes > jd__wide_all((uint8_t)j));
        jd__wide equal[JD__WIDEST], edge[JD__WIDEST];
        jd__places_of(places, jd__many_column(many, group, j), has_begun, width, equal);
        JD__WRITE_OUT
        for (size_t k = 0; k < width; k++)
            edge[k] = has_begun;
        if (j >= group->shortest) /* else all have */
            jd__wide_join(edge, width);
        JD__WRITE_OUT
        for (size_t k = 0; k < width; k++)
            step(&c, k, equal[k], edge[k] & one, width);
    }
    return c;
}

/* The sum of the differences down a column, and a text's size. */
JD__INLINE void
write_distances(const struct column *c, const struct jd__group *group, uint64_t rows,
    size_t width, uint32_t *out)
{
    int8_t sums[JD__WIDEST * JD__WIDE];
    jd__wide valid = jd__wide_number(rows, width);
    for (size_t k = 0; k < width; k++) {
        jd__wide sum = jd__wide_count_bits(c->plus[k] & valid) -
                       jd__wide_count_bits(c->minus[k] & valid);
        memcpy(sums + k * JD__WIDE, &sum, sizeof(sum));
    }
    for (size_t k = group->first; k < JD__WIDE; k++) {
        int distance = group->sizes[k];
        for (size_t byte = 0; byte < width; byte++)
            distance += sums[k * width + byte];
        out[group->at[k]] = (uint32_t)distance;
    }
}

JD__INLINE void
compare(const struct jd__many *many, const struct jd__places *places, size_t size,
    size_t width, uint32_t *out)
{
    uint64_t rows = size == 0 ? 0 : ~UINT64_C(0) >> (64 - size);
    for (size_t g = 0; g < many->n_groups; g++) {
        struct column c = last_column(many, &many->groups[g], places, width);
        write_distances(&c, &many->groups[g], rows, width, out);
    }
}

void
jd__laid_levenshtein(const struct jd__many *many, struct jd_str one, uint32_t *out)
{
    struct jd__places places;
    jd__places_make(&places, one, true);
    switch (jd__width_of(one.size)) {
    case 1:
        compare(many, &places, one.size, 1, out);
        break;
    case 2:
        compare(many, &places, one.size, 2, out);
        break;
    case 4:
        compare(many, &places, one.size, 4, out);
        break;
    default:
        compare(many, &places, one.size, 8, out);
    }
}
