/* SPDX-License-Identifier: Apache-2.0 */
/* keys.h - what values share that may be alike, as hashes. */
#ifndef JD_AUTOMATIC_KEYS_H
#define JD_AUTOMATIC_KEYS_H

#include "automatic/automatic.h"

enum { JD__MOST_KEYS = 256 };

/* Keys by which records that may match find each other; returns how many. */
size_t
jd__record_keys(
    const struct jd__values *values, uint32_t v, uint64_t out[static JD__MOST_KEYS]);

/* Keys by which values of a level over 0 find each other: more of them, and weaker. */
size_t
jd__value_keys(
    const struct jd__values *values, uint32_t v, uint64_t out[static JD__MOST_KEYS]);

/* Numbers filed under keys: of each key, the numbers that hold it, in order. */
struct jd__postings {
    struct jd__buf keyed;      /* struct jd__keyed while it is filled; then empty */
    struct jd__buf starts;     /* uint64_t, one more than keys */
    struct jd__buf items;      /* uint32_t */
    struct jd__buf own_starts; /* uint64_t, one more than numbers */
    struct jd__buf own;        /* uint32_t: the keys of each number */
};

void
jd__postings_init(struct jd__postings *postings, const struct jd_alloc *alloc);

void
jd__postings_done(struct jd__postings *postings);

/* File a number under a key. */
enum jd_status
jd__postings_add(
    struct jd__postings *postings, uint64_t key, uint32_t number, struct jd_error *err);

/* Sort by key: keys of one number only are gone, as are double ones. */
enum jd_status
jd__postings_finish(struct jd__postings *postings, const struct jd_alloc *alloc,
    uint32_t n_numbers, struct jd_error *err);

#endif
