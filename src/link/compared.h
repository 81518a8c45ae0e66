/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compared.h - a comparison of one column: which level two of its values meet, told by what is
 * kept of each value, without the program of conditions.
 */
#ifndef JD_LINK_COMPARED_H
#define JD_LINK_COMPARED_H

#include "link/linkage.h"
#include "text/masks.h"

#include <string.h>

/* Longer texts are all of this size here, at which nothing is ruled out. */
#define JD__COMPARED_LONG 23u
/* Likenesses of one comparison that are bounded; and tests of one comparison. */
#define JD__COMPARED_LIKENESSES 4u
#define JD__COMPARED_TESTS 8u

/* What is looked at of a value: half a line of a cache. */
struct jd__value {
    uint64_t letters; /* low half: classes of bytes that are there; high half: twice */
    double number;    /* NaN: none */
    uint32_t other;   /* code of a derived value, or JD_NONE */
    uint32_t head;    /* the first four bytes */
    uint16_t size;    /* bytes, up to JD__COMPARED_LONG */
    uint16_t more;    /* bytes that `letters` does not count */
};

_Static_assert(sizeof(struct jd__value) == 32, "two of them make a line");

enum jd__test_kind {
    JD__TEST_ALIKE, /* the texts are alike: not without enough bytes that have a partner */
    JD__TEST_OTHER, /* the derived values are equal */
    JD__TEST_NEAR,  /* the numbers are at most `bound` apart */
    JD__TEST_ANY,   /* any two values meet it */
    JD__TEST_ASK,   /* may be met or not: no more is known */
};

/* What a level asks of two unlike values. */
struct jd__test {
    enum jd__test_kind kind;
    uint32_t level;         /* or JD_NONE: no level is met */
    uint32_t likeness;      /* of ALIKE: which of `needs` ... */
    struct jd__alike alike; /* ... and the question */
    double bound;           /* of NEAR */
};

/* The fewest partners at which a likeness may hold, by sizes and common first bytes. */
struct jd__needs {
    uint8_t of[JD__COMPARED_LONG + 1][JD__COMPARED_LONG + 1][5][JD__COMPARED_LIKENESSES];
};

struct jd__compared {
    uint32_t field; /* of the column; JD_NONE: the levels do not start from one */
    const struct jd__dict *dict;
    bool is_known;        /* what the levels ask is all known, and fails for no value */
    uint32_t null_level;  /* of a pair with a null, or JD_NONE: not known */
    uint32_t equal_level; /* of equal values, or JD_NONE: as the tests say */
    uint32_t n_tests;
    struct jd__test tests[JD__COMPARED_TESTS]; /* by level; the last may be met by any */
    /* The same, by what is asked; sets of tests: */
    uint8_t any_set;
    uint8_t other_set;
    uint8_t alike_sets[1 << JD__COMPARED_LIKENESSES]; /* by the likenesses that may hold */
    uint32_t n_near;
    uint8_t near_tests[JD__COMPARED_TESTS];
    double near[JD__COMPARED_TESTS];
    struct jd__needs *needs;
    struct jd__value *values; /* by code, from the start of a line on ... */
    void *room;               /* ... of this */
};

/* Describe a comparison of a linkage whose levels are bound. */
enum jd_status
jd__compared_init(const struct jd_linkage *linkage, uint32_t comparison,
    struct jd__compared *out_column, struct jd_error *err);

void
jd__compared_done(struct jd__compared *column, const struct jd_alloc *alloc);

/* The level that two codes meet, neither of them null, of a column that is known; JD_NONE: none.
 * Fails with JD_E_NOMEM only. */
enum jd_status
jd__compared_level(const struct jd__compared *column, const struct jd_alloc *alloc,
    uint32_t left, uint32_t right, uint32_t *out_level, struct jd_error *err);

/* The same, of the tests of a set alone (jd__compared_may()). */
enum jd_status
jd__compared_ask(const struct jd__compared *column, const struct jd_alloc *alloc,
    uint32_t may, const uint32_t codes[static 2], uint32_t *out_level,
    struct jd_error *err);

/* No more bytes than this have an equal one in the other value. */
static inline uint32_t
jd__partners_at_most(const struct jd__value *a, const struct jd__value *b)
{
    return jd__count_bits(a->letters & b->letters) +
           (a->more < b->more ? a->more : b->more);
}

/* How many of the first four bytes are alike; nothing behind a text counts as alike. */
static inline uint32_t
jd__common_head(const struct jd__value *a, const struct jd__value *b)
{
    uint64_t differs = a->head ^ b->head;
    return jd__lowest_bit(differs | UINT64_C(1) << 32) / 8;
}

/*
 * The likenesses that may hold of two values, as a set.  Without branches that depend on values:
 * of two names by chance nobody knows which way these would go.
 */
static inline uint32_t
jd__likenesses_may(
    const struct jd__needs *all_needs, const struct jd__value *a, const struct jd__value *b)
{
    uint32_t needs = 0, partners = jd__partners_at_most(a, b);
    memcpy(&needs, all_needs->of[a->size][b->size][jd__common_head(a, b)], sizeof(needs));
    /* A byte of each likeness: its high bit stays where partners are no fewer. */
    uint32_t enough = ((partners * 0x01010101u | 0x80808080u) - needs) & 0x80808080u;
    return enough * 0x00204081u >> 28;
}

/* Are the tests of a comparison but the last all of ALIKE? */
static inline bool
jd__compared_is_of_texts(const struct jd__compared *of)
{
    return of->alike_sets[15] != 0 && of->other_set == 0 && of->n_near == 0;
}

/* The tests that may hold of two unlike values, as a set; the last is in it. */
static inline uint32_t
jd__compared_may(
    const struct jd__compared *of, const struct jd__value *a, const struct jd__value *b)
{
    uint32_t set = of->any_set;
    if (of->alike_sets[15] != 0)
        set |= of->alike_sets[jd__likenesses_may(of->needs, a, b)];
    bool other_is_equal = (a->other == b->other) & (a->other != JD_NONE);
    set |= other_is_equal ? of->other_set : 0;
    double apart = a->number - b->number; /* NaN is near nothing */
    for (uint32_t i = 0; i < of->n_near; i++)
        set |= (uint32_t)((apart <= of->near[i]) & (-apart <= of->near[i]))
               << of->near_tests[i];
    return set;
}

#endif
