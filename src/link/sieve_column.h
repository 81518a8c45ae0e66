/* SPDX-License-Identifier: Apache-2.0 */
/* sieve_column.h - the most that a comparison of one column can weigh, for two of its values. */
#ifndef JD_LINK_SIEVE_COLUMN_H
#define JD_LINK_SIEVE_COLUMN_H

#include "link/linkage.h"
#include "text/masks.h"

/* Longer texts are all of this size here, at which nothing is ruled out. */
#define JD__SIEVE_LONG 23u
/* Likenesses of one comparison that are bounded; and tests of one comparison. */
#define JD__SIEVE_LIKENESSES 4u
#define JD__SIEVE_TESTS 8u

/* What is looked at of a value: half a line of a cache. */
struct jd__sieve_value {
    uint64_t letters; /* low half: classes of bytes that are there; high half: twice */
    double number;    /* NaN: none */
    uint32_t other;   /* code of a derived value, or JD_NONE */
    uint32_t head;    /* the first four bytes */
    float equal;      /* the most that two of this value weigh */
    uint16_t size;    /* bytes, up to JD__SIEVE_LONG */
    uint16_t more;    /* bytes that `letters` does not count */
};

_Static_assert(sizeof(struct jd__sieve_value) == 32, "two of them make a line");

enum jd__sieve_kind {
    JD__SIEVE_PARTNERS, /* enough bytes have a partner */
    JD__SIEVE_OTHER,    /* the derived values are equal */
    JD__SIEVE_NEAR,     /* the numbers are at most `bound` apart */
    JD__SIEVE_MAYBE,    /* always */
};

/* May a level be met by two unlike values?  If so, they weigh `best` at most. */
struct jd__sieve_test {
    enum jd__sieve_kind kind;
    uint32_t likeness; /* of PARTNERS: which of `needs` */
    double bound;
    float best;
};

/* The fewest partners at which a likeness may hold, by sizes and common first bytes. */
typedef uint8_t jd__sieve_needs[JD__SIEVE_LONG + 1][JD__SIEVE_LONG + 1][5]
                               [JD__SIEVE_LIKENESSES];

struct jd__sieve_column {
    const struct jd__field *field;
    float null; /* the most that a pair with a null weighs */
    uint32_t n_tests;
    struct jd__sieve_test tests[JD__SIEVE_TESTS]; /* in order of levels */
    bool has_texts;                               /* one of them is of PARTNERS */
    jd__sieve_needs *needs;
    uint32_t n_values;
    struct jd__sieve_value *values; /* by code, from the start of a line on ... */
    void *room;                     /* ... of this */
};

/*
 * Describe a comparison: *out_best is the most that any pair weighs in it; out_column->field is
 * NULL when its levels do not start from one column, and then no more is known.
 */
enum jd_status
jd__sieve_column_init(const struct jd_linkage *linkage, uint32_t comparison,
    struct jd__sieve_column *out_column, double *out_best, struct jd_error *err);

void
jd__sieve_column_done(struct jd__sieve_column *column, const struct jd_alloc *alloc);

/* No more bytes than this have an equal one in the other value. */
static inline uint32_t
jd__sieve_partners_at_most(const struct jd__sieve_value *a, const struct jd__sieve_value *b)
{
    return jd__count_bits(a->letters & b->letters) +
           (a->more < b->more ? a->more : b->more);
}

/* How many of the first four bytes are alike; nothing behind a text counts as alike. */
static inline uint32_t
jd__sieve_common_head(const struct jd__sieve_value *a, const struct jd__sieve_value *b)
{
    uint32_t differs = a->head ^ b->head;
    return differs != 0 ? jd__lowest_bit(differs) / 8 : 4;
}

static inline bool
jd__sieve_may(const struct jd__sieve_test *test, const struct jd__sieve_value *a,
    const struct jd__sieve_value *b, uint32_t partners, const uint8_t *needs)
{
    switch (test->kind) {
    case JD__SIEVE_PARTNERS:
        return needs == NULL || partners >= needs[test->likeness];
    case JD__SIEVE_OTHER:
        return a->other == b->other && a->other != JD_NONE;
    case JD__SIEVE_NEAR: /* false for a NaN */
        return a->number - b->number <= test->bound && b->number - a->number <= test->bound;
    case JD__SIEVE_MAYBE:
        break;
    }
    return true;
}

/* The most that two unlike values weigh. */
static inline float
jd__sieve_unlike(const struct jd__sieve_column *column, const struct jd__sieve_value *a,
    const struct jd__sieve_value *b)
{
    uint32_t partners = 0;
    const uint8_t *needs = NULL;
    if (column->has_texts) {
        partners = jd__sieve_partners_at_most(a, b);
        needs = (*column->needs)[a->size][b->size][jd__sieve_common_head(a, b)];
    }
    uint32_t i = 0;
    while (
        i + 1 < column->n_tests && !jd__sieve_may(&column->tests[i], a, b, partners, needs))
        i++;
    return column->tests[i].best; /* the last test is one of MAYBE */
}

#endif
