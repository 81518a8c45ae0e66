/* SPDX-License-Identifier: Apache-2.0 */
/* explode.h - rules that are asked of single items of lists: rows, and keys by record. */
#ifndef JD_LINK_EXPLODE_H
#define JD_LINK_EXPLODE_H

#include "link/program.h"

struct jd__branch;
struct jd__records;
struct jd__rule;
struct jd__worker;

/*
 * The rows that a rule makes of records: one for each choice of an item of each of its lists,
 * and none for a record that has a list without items, or none.
 */
struct jd__explosion {
    struct jd_alloc alloc;
    struct jd_table *table; /* owned: what the rule reads of each row, lists as one item */
    struct jd__fields fields;
    struct jd__program program; /* conditions that read items */
    uint32_t n_records;
    uint32_t *first;  /* row of each record; n_records + 1 */
    uint32_t n;       /* rows */
    uint32_t *record; /* of each row */
};

enum jd_status
jd__explosion_new(const struct jd_alloc *alloc, const struct jd__records *records,
    const struct jd__rule *rule, const struct jd_sql *sql,
    struct jd__explosion **out_explosion, struct jd_error *err);
void
jd__explosion_free(struct jd__explosion *explosion);

/* The keys that the rows of each record have, each key once and in order. */
struct jd__key_lists {
    uint32_t *first; /* of each record; n_records + 1 */
    uint32_t *keys;
};

/* Of the keys of rows, JD_NONE for those without. */
enum jd_status
jd__key_lists_init(struct jd__key_lists *lists, const struct jd__explosion *explosion,
    const uint32_t *row_keys, struct jd_error *err);
void
jd__key_lists_done(struct jd__key_lists *lists, const struct jd__explosion *explosion);

/* The lowest key that two records share, or JD_NONE. */
uint32_t
jd__key_lists_shared(const struct jd__key_lists *left, uint32_t left_record,
    const struct jd__key_lists *right, uint32_t right_record);

/* A thread's room for conditions on items. */
struct jd__item_work {
    struct jd__batch batch;
    uint32_t n;
    uint32_t left[JD__BATCH], right[JD__BATCH]; /* rows */
    uint32_t of[JD__BATCH];                     /* which of the asked pairs they are of */
    uint32_t all[JD__BATCH];                    /* 0, 1, 2, ... */
    uint8_t truth[JD__BATCH];
};

enum jd_status
jd__item_work_new(const struct jd__explosion *explosion, struct jd__item_work **out_work,
    struct jd_error *err);
void
jd__item_work_free(struct jd__item_work *work);

/*
 * Is the branch's condition on items true for some rows of equal key?  Asked for the worker's
 * pairs at these places; out_truth has JD__TRUE or JD__FALSE for each.
 */
enum jd_status
jd__items_test(struct jd__worker *worker, const struct jd__branch *branch,
    const uint32_t *places, uint32_t n, uint8_t *out_truth, struct jd_error *err);

#endif
