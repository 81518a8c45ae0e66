/* SPDX-License-Identifier: Apache-2.0 */
/* block_keys.h - the records of equal key: what a branch of a blocking rule is made of. */
#ifndef JD_LINK_BLOCK_KEYS_H
#define JD_LINK_BLOCK_KEYS_H

#include "link/linkage.h"

/* What has keys: each record, or the rows that a rule explodes it into. */
struct jd__keyed_rows {
    const struct jd_alloc *alloc;
    const struct jd__records *records;
    const struct jd__fields *fields; /* of the rows */
    const uint32_t *record;          /* of each row; NULL: rows are records */
    uint32_t n;
};

/* Take over which values a branch's keys are made of: a uint32_t[2] each, its field by side. */
enum jd_status
jd__branch_take_equal(struct jd__branch *branch, const struct jd_alloc *alloc,
    const struct jd__buf *equal, struct jd_error *err);

/* Number the keys of a branch that is planned, and list the members of each.  Branches are apart
 * from each other: threads may work on one each. */
enum jd_status
jd__branch_key(
    struct jd__branch *branch, const struct jd__keyed_rows *rows, struct jd_error *err);

void
jd__branch_done(
    struct jd__branch *branch, const struct jd_alloc *alloc, uint32_t n_records);

#endif
