/* SPDX-License-Identifier: Apache-2.0 */
/*
 * many_jaro.c - jaro.c's partners for sixteen texts at once.
 *
 * The bytes of the one text that have a partner are the bits of a number, one number for each
 * of the sixteen.  Their columns are gone through twice: first each byte looks for the lowest
 * free place within the window; then those that found one take the places in order, and are
 * crossed where the place they take has another byte.
 *
 * The window follows from the longer text's size.  Texts of a group stand by size, so mostly
 * all have one window, and it is the same number for all.
 */
#include "text/jaro.h"
#include "text/layout.h"

/* What is asked of a group: the one text, where its bytes stand, its bytes that may raise. */
struct question {
    const struct jd__many *many;
    const struct jd__places *places;
    struct jd_str one;
    bool is_raised;
};

/* What makes the similarities of sixteen texts. */
struct found {
    uint8_t partners[JD__WIDE];
    uint8_t crossed[JD__WIDE];
    uint8_t prefix[JD__WIDE];
};

/* n / size for each n up to 64; the compiler divides as the processor does.  Of no bytes it is
 * 0, for then there are no partners, which is no similarity. */
#define FOUR(n, size) \
    (n) / (size), ((n) + 1) / (size), ((n) + 2) / (size), ((n) + 3) / (size)
#define SIXTEEN(n, size) \
    FOUR(n, size), FOUR((n) + 4, size), FOUR((n) + 8, size), FOUR((n) + 12, size)
#define SHARES(size)                                                                       \
    {                                                                                      \
        SIXTEEN(0.0, size), SIXTEEN(16.0, size), SIXTEEN(32.0, size), SIXTEEN(48.0, size), \
            64.0 / (size)                                                                  \
    }
#define FOUR_SIZES(size) \
    SHARES(size), SHARES((size) + 1), SHARES((size) + 2), SHARES((size) + 3)
#define SIXTEEN_SIZES(size)                                           \
    FOUR_SIZES(size), FOUR_SIZES((size) + 4), FOUR_SIZES((size) + 8), \
        FOUR_SIZES((size) + 12)

static const double shares[JD__LAID_SIZE + 1][JD__LAID_SIZE + 1] = {
    {0}, SIXTEEN_SIZES(1.0), SIXTEEN_SIZES(17.0), SIXTEEN_SIZES(33.0), SIXTEEN_SIZES(49.0)};

static size_t
window_of(size_t a, size_t b)
{
    size_t longer = a > b ? a : b;
    return longer / 2 > 0 ? longer / 2 - 1 : 0;
}

/* The windows of a group's texts: how wide, and the places that are within at a column. */
struct windows {
    size_t least;
    size_t most;
    jd__wide sizes;
    jd__wide within[JD__WIDEST];
};

/* At column 0: a bit for each place from 0 to the window. */
JD__INLINE struct windows
first_windows(const struct question *q, const struct jd__group *group, size_t width)
{
    struct windows w = {.least = window_of(q->one.size, group->shortest),
        .most = window_of(q->one.size, group->longest)};
    w.sizes = jd__wide_all((uint8_t)w.least);
    JD__WRITE_OUT
    for (size_t k = 0; k < width; k++)
        w.within[k] = jd__wide_number((UINT64_C(2) << w.least) - 1, width);
    if (w.least == w.most)
        return w;
    uint8_t sizes[JD__WIDE], within[JD__WIDE * JD__WIDEST];
    for (size_t k = 0; k < JD__WIDE; k++) {
        size_t window = window_of(q->one.size, group->sizes[k]);
        uint64_t places = (UINT64_C(2) << window) - 1;
        sizes[k] = (uint8_t)window;
        memcpy(within + k * width, &places, width);
    }
    w.sizes = jd__wide_load(sizes);
    JD__WRITE_OUT
    for (size_t k = 0; k < width; k++)
        w.within[k] = jd__wide_load(within + k * JD__WIDE);
    return w;
}

/* From column j to the next; place 0 stays within as long as the window reaches back to it. */
JD__INLINE void
move_windows(struct windows *w, size_t j, size_t width)
{
    jd__wide reaches[JD__WIDEST], one = jd__wide_number(1, width);
    JD__WRITE_OUT
    for (size_t k = 0; k < width; k++)
        reaches[k] = (jd__wide)(w->sizes > jd__wide_all((uint8_t)j));
    if (w->least <= j && j < w->most) /* else all or none do */
        jd__wide_join(reaches, width);
    JD__WRITE_OUT
    for (size_t k = 0; k < width; k++)
        w->within[k] = jd__wide_add(w->within[k], w->within[k], width) | (reaches[k] & one);
}

/*
 * What the columns of a group leave behind: the bytes of the one text that are taken, and of
 * each byte with a partner where in the one text such a byte stands (0: it has none).
 */
struct columns {
    jd__wide taken[JD__WIDEST];
    jd__wide fits[JD__LAID_SIZE][JD__WIDEST];
};

/* Each byte takes the lowest free place within the window; count those that take none. */
JD__INLINE void
find_partners(const struct question *q, const struct jd__group *group, size_t width,
    struct columns *c, jd__wide *n_alone)
{
    jd__wide none = {0}, sizes = jd__wide_load(group->sizes);
    struct windows w = first_windows(q, group, width);
    for (size_t j = 0; j < group->longest; j++) {
        jd__wide equal[JD__WIDEST];
        jd__wide is_in = (jd__wide)(sizes > jd__wide_all((uint8_t)j));
        jd__places_of(q->places, jd__many_column(q->many, group, j), is_in, width, equal);
        JD__WRITE_OUT
        for (size_t k = 0; k < width; k++) {
            jd__wide open = equal[k] & w.within[k] & ~c->taken[k];
            jd__wide is_alone = jd__wide_equal(open, none, width);
            c->taken[k] |= open & jd__wide_subtract(none, open, width); /* the lowest one */
            n_alone[k] = jd__wide_subtract(n_alone[k], is_alone, width);
            c->fits[j][k] = equal[k] & ~is_alone;
        }
        move_windows(&w, j, width);
    }
}

/* The bytes with a partner take the places in order; count the columns in which none is
 * crossed, for one vector of texts. */
JD__INLINE jd__wide
count_straight(const struct columns *c, size_t k, size_t n_columns, size_t width)
{
    jd__wide none = {0}, left = c->taken[k], n_straight = {0};
    for (size_t j = 0; j < n_columns; j++) {
        jd__wide fit = c->fits[j][k];
        jd__wide is_alone = jd__wide_equal(fit, none, width);
        jd__wide next = left & jd__wide_subtract(none, left, width) & ~is_alone;
        left ^= next;
        jd__wide is_straight = jd__wide_equal(fit & next, next, width);
        n_straight = jd__wide_subtract(n_straight, is_straight, width);
    }
    return n_straight;
}

/* Find what makes the similarities of a group's texts. */
JD__INLINE void
find(const struct question *q, const struct jd__group *group, size_t width,
    struct found *out)
{
    struct columns c;
    jd__wide n_alone[JD__WIDEST], n_straight[JD__WIDEST];
    JD__WRITE_OUT
    for (size_t k = 0; k < width; k++)
        c.taken[k] = n_alone[k] = (jd__wide){0};
    find_partners(q, group, width, &c, n_alone);
    JD__WRITE_OUT
    for (size_t k = 0; k < width; k++)
        n_straight[k] = count_straight(&c, k, group->longest, width);
    for (size_t k = 0; k < JD__WIDE; k++) {
        out->partners[k] = (uint8_t)(group->longest - jd__number_at(n_alone, k, width));
        out->crossed[k] = (uint8_t)(group->longest - jd__number_at(n_straight, k, width));
    }
}

/* How many bytes, up to four, each text of a group and the one begin with. */
static void
find_prefixes(const struct question *q, const struct jd__group *group, struct found *out)
{
    jd__wide n = {0}, is_same = jd__wide_all(0xFF), sizes = jd__wide_load(group->sizes);
    for (size_t j = 0; j < 4 && j < q->one.size && j < group->longest; j++) {
        jd__wide byte = jd__wide_all((uint8_t)q->one.data[j]);
        is_same &= (jd__wide)(jd__many_column(q->many, group, j) == byte);
        is_same &= (jd__wide)(sizes > jd__wide_all((uint8_t)j));
        n = n - is_same;
    }
    jd__wide_store(out->prefix, n);
}

/* See jd__jaro_value(). */
static void
write_similarities(const struct question *q, const struct jd__group *group,
    const struct found *found, double *out)
{
    const double *of_one = shares[q->one.size];
    for (size_t k = group->first; k < JD__WIDE; k++) {
        uint32_t n = found->partners[k], exchanges = found->crossed[k] / 2u;
        double jaro =
            ((of_one[n] + shares[group->sizes[k]][n]) + shares[n][n - exchanges]) / 3.0;
        out[group->at[k]] = q->is_raised ? jd__winkler_value(jaro, found->prefix[k]) : jaro;
    }
}

JD__INLINE void
compare(const struct question *q, size_t width, double *out)
{
    for (size_t g = 0; g < q->many->n_groups; g++) {
        const struct jd__group *group = &q->many->groups[g];
        struct found found;
        if (q->is_raised)
            find_prefixes(q, group, &found);
        find(q, group, width, &found);
        write_similarities(q, group, &found, out);
    }
}

void
jd__laid_jaro(const struct jd__many *many, struct jd_str one, bool is_raised, double *out)
{
    struct jd__places places;
    jd__places_make(&places, one, false);
    const struct question q = {many, &places, one, is_raised};
    switch (jd__width_of(one.size)) {
    case 1:
        compare(&q, 1, out);
        break;
    case 2:
        compare(&q, 2, out);
        break;
    case 4:
        compare(&q, 4, out);
        break;
    default:
        compare(&q, 8, out);
    }
}
