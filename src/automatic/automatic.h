/* SPDX-License-Identifier: Apache-2.0 */
/*
 * automatic.h - what the steps of the automatic model hand to each other.
 *
 * columns.c (what a column is) -> attributes.c (values in normal form, one code a record)
 * -> masses.c (how many values are how alike) -> dependence.c (what strangers share)
 * -> partners.c (candidate pairs) -> fit.c (weights) -> rounds.c (merges)
 * -> cut.c (threshold) -> aliases.c, and the last four once more.
 */
#ifndef JD_AUTOMATIC_AUTOMATIC_H
#define JD_AUTOMATIC_AUTOMATIC_H

#include <joinder/automatic.h>

#include "base/buf.h"
#include "data/table.h"
#include "text/text.h"

enum {
    JD__LEVELS = 5,          /* 0 unlike ... 4 the same */
    JD__ROLES = 3,           /* of a token in a name: first, between, last */
    JD__MOST_TOKENS = 12,    /* of one record's name that are looked at */
    JD__MOST_ATTRIBUTES = 32 /* columns that are compared; the most telling ones */
};

/* A number for two values that were seen to stand for each other; open addressing. */
struct jd__aliases {
    uint64_t *keys; /* value << 32 | value, plus 1; 0: empty */
    float *bits;
    size_t n_slots; /* a power of two, or 0 */
};

/* Distinct values in normal form, how many records hold each, and how common each level is. */
struct jd__values {
    enum jd_column_use use;
    bool of_birth;           /* days of birth, by the header: a person has one */
    bool moves;              /* who moves has another one: street, town, telephone */
    struct jd__dict *dict;   /* of TEXT, at most JD__NORMAL_SIZE bytes each */
    uint32_t n_holders;      /* records that hold any */
    struct jd__buf counts;   /* uint32_t: records that hold the value */
    struct jd__buf sketches; /* struct jd__sketch, once all values are in */
    struct jd__buf u;        /* float[JD__LEVELS] a value: log2 of the population's share */
    struct jd__dict *parts;  /* of TEXT: its words */
    struct jd__buf part_starts;           /* uint32_t, one more than values */
    struct jd__buf part_codes;            /* uint32_t */
    struct jd__buf part_counts;           /* uint32_t: values that hold the word */
    double shares[JD__ROLES][JD__LEVELS]; /* of matches; roles are of tokens only */
    double m[JD__ROLES][JD__LEVELS];      /* log2 of them */
    struct jd__aliases aliases;
};

/* A column that is compared: a value a record. */
struct jd__attribute {
    struct jd__values values;
    uint32_t *codes; /* one a record; JD_NONE: none */
    uint32_t column; /* its number in the report */
};

/* Tokens of the name of every record. */
struct jd__bag {
    struct jd__values values; /* the tokens; n_holders: records with a name */
    struct jd__buf starts;    /* uint32_t, one more than records */
    struct jd__buf tokens;    /* uint32_t, a record's next to each other */
    struct jd__buf roles;     /* uint8_t, of each token */
};

/* A column as it was found: the report, and what recognised it. */
struct jd__found {
    struct jd_automatic_column report;
    size_t name_size; /* of the report's name, owned */
    uint8_t format;   /* of DATE: enum jd__day_format */
    bool month_first; /* of DATE: 5/7/2017 is rather the fifth month */
    bool of_birth;    /* of DATE: the header says so */
    bool moves;       /* where somebody lives or how they are reached */
    double worth; /* records that hold it, times bits of its values: who stays when many */
};

/* Pairs to be compared. */
struct jd__pairs {
    struct jd__buf pairs; /* struct jd_candidate, sorted by a, b */
    uint64_t n_keys, n_dropped_keys;
};

/* One merge of average linkage, by the first records of both clusters. */
struct jd__merge {
    uint32_t a, b;  /* roots, a below b; a stays */
    double height;  /* mean weight of the pairs across */
    double matches; /* of these, expected */
    uint64_t n;     /* pairs across */
};

struct jd__dependence;

struct jd_automatic {
    struct jd_alloc alloc;
    uint32_t threads;
    struct jd_progress progress;
    uint32_t n_records;
    struct jd__buf found; /* struct jd__found, in order of first sight */
    uint32_t n_attributes;
    struct jd__attribute attributes[JD__MOST_ATTRIBUTES];
    struct jd__bag bag;
    struct jd__dependence *dependence; /* NULL until it is learned */
    double prior_share;                /* of matches among all pairs */
    double prior;                      /* log2 of it */
    double moved; /* share of matches that moved in between; 0: not looked at */
    bool fitted;  /* the weights came from settings */
    struct jd__pairs candidates;
    struct jd__buf merges; /* struct jd__merge, in an order in which they can be done */
    uint32_t *labels;      /* the cluster of each record */
    uint32_t *truth;       /* a label's code, JD_NONE for none; NULL: no labels */
    struct jd_automatic_summary summary;
    struct jd__buf settings; /* bytes */
};

/* The longest normal form; a longer one keeps its head and a hash of all of it. */
#define JD__NORMAL_SIZE 96u

/* Merges below this many bits are not looked at. */
#define JD__FLOOR (-8.0)

/* One slot of a buf. */
#define JD__AT(type, buf, i) (((type *)(buf).data)[i])

static inline const struct jd__found *
jd__found_of(const struct jd_automatic *a, size_t i)
{
    return &JD__AT(const struct jd__found, a->found, i);
}

/* Free a values' memory; zeroes are fine. */
void
jd__values_done(const struct jd_alloc *alloc, struct jd__values *values);

/* Recognise every column of the tables, heeding what was told (columns.c). */
enum jd_status
jd__columns_find(struct jd_automatic *a, const struct jd_table *const *tables,
    uint32_t n_tables, const struct jd_automatic_column *columns, size_t n_columns,
    struct jd_error *err);

/* Code the values of every column that is compared, and the tokens of names (attributes.c). */
enum jd_status
jd__attributes_make(struct jd_automatic *a, const struct jd_table *const *tables,
    uint32_t n_tables, struct jd_error *err);

/* How alike two values are, 0 to JD__LEVELS - 1 (value_level.c). */
unsigned
jd__level(const struct jd__values *values, uint32_t v, uint32_t w);

/* Are two unlike days a generation apart (value_level.c)?  Birth dates of one person, written
 * wrong, hardly ever are; those of father and son, who share name and house, always are. */
bool
jd__is_far(const struct jd__values *values, uint32_t v, uint32_t w);

/* m of such days: 1 in 1,000 at most, if they are of birth or matches mostly agree in them. */
double
jd__far_m(const struct jd__values *values);

/* Fill `u` (masses.c). */
enum jd_status
jd__masses_fill(
    const struct jd_automatic *a, struct jd__values *values, struct jd_error *err);

/* Find candidate pairs: the best partners of each record (partners.c). */
enum jd_status
jd__partners_find(struct jd_automatic *a, uint64_t max_pairs, struct jd_error *err);

/* Bits for a match of two records, the prior included (weigh.c). */
double
jd__weigh(const struct jd_automatic *a, uint32_t i, uint32_t j);

/* The share of matches that moved: less where something that stays is unlike (weigh.c). */
double
jd__moved_share(const struct jd_automatic *a, bool apart);

/* Bits of all columns that move, of those that stayed and those that moved. */
double
jd__with_moves(const struct jd_automatic *a, double bits, bool apart);
/* Does it speak against a move that a column that stays, or a token, is unlike? */
bool
jd__tells_apart(const struct jd__values *values, unsigned role);
/* Weigh every candidate. */
enum jd_status
jd__weigh_all(struct jd_automatic *a, struct jd_error *err);

/* The levels of the tokens of two names: best of each token of i in j, and of j in i. */
void
jd__token_levels(const struct jd_automatic *a, uint32_t i, uint32_t j,
    uint8_t of_i[static JD__MOST_TOKENS], uint8_t of_j[static JD__MOST_TOKENS]);

/* Where learning starts (fit.c): matches are mostly alike, and as many as records. */
double
jd__start_share(enum jd_column_use use, unsigned level);
double
jd__start_prior(const struct jd_automatic *a); /* log2 */

/* Learn m and the prior (fit.c). */
enum jd_status
jd__fit(struct jd_automatic *a, struct jd_error *err);

/* Merge clusters down to `floor` bits (rounds.c). */
enum jd_status
jd__average(struct jd_automatic *a, double floor, struct jd_error *err);

/* Choose the threshold, unless it is fixed, and label the records (cut.c). */
enum jd_status
jd__cut(struct jd_automatic *a, const double *fixed_threshold, struct jd_error *err);

/* Learn from the labels which values stand for each other (aliases.c). */
enum jd_status
jd__aliases_learn(struct jd_automatic *a, struct jd_error *err);

/* Bits for values that stand for each other, or 0. */
double
jd__alias(const struct jd__aliases *aliases, uint32_t v, uint32_t w);

/* What was chosen and learned, as JSON (choices.c). */
enum jd_status
jd__choices_write(struct jd_automatic *a, struct jd_error *err);

/* Ask whether to stop. */
enum jd_status
jd__automatic_step(
    const struct jd_automatic *a, const char *what, uint64_t done, struct jd_error *err);

#endif
