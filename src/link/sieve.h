/* SPDX-License-Identifier: Apache-2.0 */
/* sieve.h - which pairs may reach a weight: a bound for each pair, before any kernel. */
#ifndef JD_LINK_SIEVE_H
#define JD_LINK_SIEVE_H

#include "link/linkage.h"

/* Words of a record's line that are looked at, at most. */
#define JD__SIEVE_WORDS 64u

/* What a linkage's values tell about weights; shared by all threads. */
struct jd__sieve;

/* A right record, and the most that its pair weighs as far as it is known. */
struct jd__bounded {
    uint32_t record;
    float bound;
};

/* A record whose partners are asked for. */
struct jd__sieve_left {
    const struct jd__sieve *sieve;
    const uint32_t *line;
    uint64_t told; /* comparisons that need not be asked */
    float base;    /* the bound where no word is equal, nor null on the right */
    _Alignas(16) float equal[JD__SIEVE_WORDS]; /* what a word adds when it is equal ... */
    _Alignas(16) float null[JD__SIEVE_WORDS];  /* ... and when it is null on the right */
    struct jd__bounded pairs[JD__BATCH];       /* scratch */
};

/*
 * A sieve for this least weight, on the branches of a linkage.  *out_sieve is NULL where it
 * could not help (no bound is asked for) or would hide an error that a pair raises.
 */
enum jd_status
jd__sieve_new(const struct jd_linkage *linkage, double min_weight,
    struct jd__sieve **out_sieve, struct jd_error *err);

/* NULL is fine. */
void
jd__sieve_free(struct jd__sieve *sieve);

/* The set of those comparisons whose values are equal in all pairs of a branch. */
uint64_t
jd__sieve_told(const struct jd__sieve *sieve, const struct jd__branch *branch);

/* Ask memory for what is known of n members of a key; `ahead` is how many are in the list. */
void
jd__sieve_look_ahead(const struct jd__sieve *sieve, uint64_t told, const uint32_t *members,
    uint32_t n, uint32_t ahead);

/* Turn to a left record; `earlier` are branches that come first and are their key alone. */
void
jd__sieve_turn(const struct jd__sieve *sieve, uint64_t told, uint32_t left,
    uint64_t earlier, struct jd__sieve_left *out_left);

/*
 * Of n right records (JD__BATCH at most) list those that may reach the weight together with the
 * left one.  Sound: one that is left out weighs less, or is yielded by an earlier branch.
 */
uint32_t
jd__sieve_partners(
    struct jd__sieve_left *left, const uint32_t *right, uint32_t n, uint32_t *out_partners);

#endif
