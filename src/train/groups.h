/* SPDX-License-Identifier: Apache-2.0 */
/* groups.h - records with equal values in some columns, found by several threads at once. */
#ifndef JD_TRAIN_GROUPS_H
#define JD_TRAIN_GROUPS_H

#include "link/linkage.h"

/* Columns of one key at most. */
#define JD__GROUP_COLUMNS 16u
/* The key of a record that has a null in one of the columns. */
#define JD__NO_KEY UINT64_MAX

/* What records are grouped by: of their codes in these columns one number is made. */
struct jd__group_key {
    uint32_t n;
    struct jd__field fields[JD__GROUP_COLUMNS]; /* borrowed */
    uint64_t n_codes[JD__GROUP_COLUMNS];
};

/* Groups of two records or more. */
struct jd__groups {
    uint32_t n;
    uint32_t n_members;
    uint32_t *starts;  /* n + 1 */
    uint32_t *members; /* by group; those of one group in order of ids */
    uint64_t n_pairs;
};

/*
 * Is a rule equality of some columns alone, and each two records of a group one pair of it?  If
 * so, *out_key is what to group by.
 */
enum jd_status
jd__group_key_init(struct jd_linkage *linkage, const struct jd__rule *rule, bool *out_suits,
    struct jd__group_key *out_key, struct jd_error *err);

/* Equal for two records exactly when their values are, or JD__NO_KEY. */
static inline uint64_t
jd__group_key_of(const struct jd__group_key *key, uint32_t record)
{
    uint64_t number = 0;
    for (uint32_t i = 0; i < key->n; i++) {
        uint32_t code = jd__field_code(&key->fields[i], record);
        if (code == JD_NONE)
            return JD__NO_KEY;
        number = number * key->n_codes[i] + code;
    }
    return number;
}

/* Group the records that stand on a side.  Which group is which depends on records alone. */
enum jd_status
jd__groups_init(struct jd__groups *groups, const struct jd_linkage *linkage,
    const struct jd__group_key *key, struct jd_error *err);

void
jd__groups_done(struct jd__groups *groups, const struct jd_alloc *alloc);

/* Make them the only branch of the linkage's blocking, which is empty; it then owns them. */
enum jd_status
jd__groups_block(
    struct jd__groups *groups, struct jd_linkage *linkage, struct jd_error *err);

#endif
