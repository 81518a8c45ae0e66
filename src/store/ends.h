/* SPDX-License-Identifier: Apache-2.0 */
/* ends.h - what the two ends of a role, a relation or an assertion name. */
#ifndef JD_STORE_ENDS_H
#define JD_STORE_ENDS_H

#include "store/schema.h"

struct jd__end {
    const struct jd__schema *schema; /* NULL: its kind is none of a record or event */
    struct jd_str agency;            /* data NULL: the row's own */
    struct jd_str id;
    const char *kind_column;
    const char *id_column;
};

/* The most key columns of such a table. */
#define JD__MOST_KEYS 8u

/* The texts of a key; those behind the last are null. */
void
jd__key_texts(struct jd_str key, struct jd_str out[static JD__MOST_KEYS]);

/* Both ends, from the key of a row of a table that has ends. */
void
jd__key_ends(enum jd__noun noun, struct jd_str key, struct jd__end out[static 2]);

#endif
