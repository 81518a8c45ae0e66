/* SPDX-License-Identifier: Apache-2.0 */
/*
 * many.c - texts put into groups of sixteen by their sizes, and one text compared with them.
 *
 * Invariant: places ascend by size, and within a size in the caller's order.  Places that no
 * text has, fewer than sixteen, are the first ones; they are given the first text's size.
 *
 * Workload: the names of one side of a block; texts over 64 bytes are rare.
 */
#include "text/many.h"

#include "base/alloc.h"
#include "base/error.h"
#include "text/layout.h"
#include "text/text.h"

#include <assert.h>
#include <string.h>

/* How texts are spread over sizes, and then where the next one of a size stands. */
struct spread {
    size_t of_size[JD__LAID_SIZE + 1];
    size_t n_laid;
    size_t n_apart;
};

static bool
is_laid(struct jd_str text)
{
    return JD__HAS_WIDE && text.size <= JD__LAID_SIZE;
}

static struct spread
count_sizes(const struct jd_str *texts, size_t n)
{
    struct spread spread = {.n_laid = 0};
    for (size_t i = 0; i < n; i++) {
        assert(texts[i].size <= JD_LIMIT_CELL);
        if (is_laid(texts[i])) {
            spread.of_size[texts[i].size]++;
            spread.n_laid++;
        } else {
            spread.n_apart++;
        }
    }
    return spread;
}

/* From counts to places.  Gives the columns of all groups together: a group has as many as its
 * last place's text has bytes. */
static size_t
settle_places(struct spread *spread)
{
    size_t n_columns = 0;
    size_t begin = (JD__WIDE - spread->n_laid % JD__WIDE) % JD__WIDE;
    for (size_t size = 0; size <= JD__LAID_SIZE; size++) {
        size_t end = begin + spread->of_size[size];
        n_columns += size * (end / JD__WIDE - begin / JD__WIDE);
        spread->of_size[size] = begin;
        begin = end;
    }
    return n_columns;
}

/* Give each text its place. */
static void
place_texts(struct jd__many *many, struct spread *spread)
{
    size_t n_apart = 0;
    for (size_t i = 0; i < many->n_texts; i++) {
        struct jd_str text = many->texts[i];
        if (!is_laid(text)) {
            many->apart[n_apart++] = (uint32_t)i;
            continue;
        }
        size_t place = spread->of_size[text.size]++;
        struct jd__group *group = &many->groups[place / JD__WIDE];
        group->at[place % JD__WIDE] = (uint32_t)i;
        group->sizes[place % JD__WIDE] = (uint8_t)text.size;
    }
}

/* Write the columns, which are zeroed. */
static void
lay_columns(struct jd__many *many)
{
    size_t columns = 0;
    size_t n_empty = many->n_groups * JD__WIDE + many->n_apart - many->n_texts;
    for (size_t g = 0; g < many->n_groups; g++) {
        struct jd__group *group = &many->groups[g];
        group->columns = columns;
        group->first = (uint8_t)(g == 0 ? n_empty : 0);
        group->shortest = group->sizes[group->first];
        memset(group->sizes, group->shortest, group->first);
        group->longest = group->sizes[JD__WIDE - 1];
        columns += (size_t)group->longest * JD__WIDE;
        for (size_t k = group->first; k < JD__WIDE; k++) {
            struct jd_str text = many->texts[group->at[k]];
            uint8_t *out = many->bytes + group->columns + k;
            for (size_t j = 0; j < text.size; j++)
                out[j * JD__WIDE] = (uint8_t)text.data[j];
        }
    }
}

/* A text takes no more than this, with its share of a whole group.  So if the product with n
 * does not run over, no sum of sizes does. */
enum { MOST_OF_A_TEXT = 128 };
_Static_assert(sizeof(struct jd__group) + (sizeof(uint32_t) + JD__LAID_SIZE) * JD__WIDE <=
                   (size_t)MOST_OF_A_TEXT * JD__WIDE,
    "a text takes more");

enum jd_status
jd__many_new(const struct jd_alloc *alloc, const struct jd_str *texts, size_t n,
    struct jd__many **out_many, struct jd_error *err)
{
    assert(n < JD_NONE);
    struct spread spread = count_sizes(texts, n);
    size_t n_groups = (spread.n_laid + JD__WIDE - 1) / JD__WIDE;
    size_t groups_size = n_groups * sizeof(struct jd__group);
    size_t apart_size = spread.n_apart * sizeof(uint32_t);
    size_t size = groups_size + apart_size + settle_places(&spread) * JD__WIDE, most = 0;
    struct jd__many *many = NULL;
    if (!__builtin_mul_overflow(n + JD__WIDE, (size_t)MOST_OF_A_TEXT, &most))
        many = jd__alloc_array(alloc, sizeof(*many), size, 1);
    if (many == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory to compare %zu texts", n);
    uint8_t *behind = (uint8_t *)(many + 1);
    *many = (struct jd__many){.alloc = jd__alloc_or_default(alloc),
        .texts = texts,
        .n_texts = n,
        .groups = (void *)behind,
        .n_groups = n_groups,
        .apart = (void *)(behind + groups_size),
        .n_apart = spread.n_apart,
        .bytes = behind + groups_size + apart_size,
        .size_behind = size};
    place_texts(many, &spread);
    lay_columns(many);
    *out_many = many;
    return JD_OK;
}

void
jd__many_free(struct jd__many *many)
{
    if (many == NULL)
        return;
    struct jd_alloc alloc = many->alloc;
    jd__alloc_free_array(&alloc, many, sizeof(*many), many->size_behind, 1);
}

void
jd__places_make(struct jd__places *places, struct jd_str text, bool is_reversed)
{
    assert(text.size <= JD__LAID_SIZE);
    size_t size = jd__width_of(text.size) * sizeof(places->low[0]);
    memset(places->low, 0, size);
    memset(places->high, 0, size);
    for (size_t i = 0; i < text.size; i++) {
        uint8_t byte = (uint8_t)text.data[i];
        size_t place = is_reversed ? text.size - 1 - i : i;
        places->low[place / 8][byte & 15u] |= (uint8_t)(1u << place % 8);
        places->high[place / 8][byte >> 4] |= (uint8_t)(1u << place % 8);
    }
}

/* The texts that are compared pair by pair: those apart, or all, as a long one has no layout.
 * Number i of them. */
static size_t
alone_at(const struct jd__many *many, struct jd_str one, size_t i)
{
    return is_laid(one) ? many->apart[i] : i;
}

static size_t
n_alone(const struct jd__many *many, struct jd_str one)
{
    return is_laid(one) ? many->n_apart : many->n_texts;
}

void
jd__many_levenshtein(
    const struct jd__many *many, struct jd_str one, uint32_t *out_distances)
{
    assert(one.size <= JD_LIMIT_CELL);
    if (is_laid(one))
        jd__laid_levenshtein(many, one, out_distances);
    for (size_t i = 0; i < n_alone(many, one); i++) {
        size_t at = alone_at(many, one, i);
        out_distances[at] = jd__levenshtein(one, many->texts[at]);
    }
}

enum jd_status
jd__many_damerau_levenshtein(const struct jd__many *many, struct jd_str one,
    uint32_t *out_distances, struct jd_error *err)
{
    assert(one.size <= JD_LIMIT_CELL);
    enum jd_status status = JD_OK;
    for (size_t i = 0; status == JD_OK && i < n_alone(many, one); i++) {
        size_t at = alone_at(many, one, i);
        status = jd__damerau_levenshtein(
            &many->alloc, one, many->texts[at], &out_distances[at], err);
    }
    if (status == JD_OK && is_laid(one))
        jd__laid_damerau_levenshtein(many, one, out_distances);
    return status;
}

void
jd__many_jaro(const struct jd__many *many, struct jd_str one, double *out_similarities)
{
    assert(one.size <= JD_LIMIT_CELL);
    if (is_laid(one))
        jd__laid_jaro(many, one, false, out_similarities);
    for (size_t i = 0; i < n_alone(many, one); i++) {
        size_t at = alone_at(many, one, i);
        out_similarities[at] = jd__jaro(one, many->texts[at]);
    }
}

void
jd__many_jaro_winkler(
    const struct jd__many *many, struct jd_str one, double *out_similarities)
{
    assert(one.size <= JD_LIMIT_CELL);
    if (is_laid(one))
        jd__laid_jaro(many, one, true, out_similarities);
    for (size_t i = 0; i < n_alone(many, one); i++) {
        size_t at = alone_at(many, one, i);
        out_similarities[at] = jd__jaro_winkler(one, many->texts[at]);
    }
}
