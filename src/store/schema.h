/* SPDX-License-Identifier: Apache-2.0 */
/*
 * schema.h - the standard tables (docs/reference/tables.md) as the store keeps them.
 *
 * An agency's column NAME becomes one or more stored columns: itself, as written; its normal
 * form NAME_norm; of a date NAME_precision; of a time NAME_earliest and NAME_latest, in
 * microseconds UTC.  Entries of the journal name their own columns, so a table may grow.
 */
#ifndef JD_STORE_SCHEMA_H
#define JD_STORE_SCHEMA_H

#include <joinder/data.h>

#include "io/norm.h"

/* Of a column that has no normal form. */
#define JD__FORM_NONE ((enum jd__form)JD__N_FORMS)

/* What a column is besides its form. */
enum {
    JD__COLUMN_KEY = 1,    /* of the row's key */
    JD__COLUMN_LIST = 2,   /* several texts */
    JD__COLUMN_AGENCY = 4, /* an agency's id; empty means the row's own */
    JD__COLUMN_NEEDED = 8, /* without it a row is rejected */
};

struct jd__schema_column {
    const char *name;
    enum jd__form form;
    unsigned flags;
};

enum jd__noun {
    JD__NOUN_RECORD,
    JD__NOUN_EVENT,
    JD__NOUN_ROLE,
    JD__NOUN_RELATION,
    JD__NOUN_ASSERTION,
    JD__NOUN_AGENCY
};

struct jd__schema {
    const char *name; /* the table's and file's; of a record its kind's */
    const struct jd__schema_column *columns; /* key columns first */
    uint32_t n_columns;
    enum jd__noun noun;
};

/* The table of a name, or NULL.  */
const struct jd__schema *
jd__schema_find(struct jd_str name);

/* All tables, records' kinds first, sorted by name. */
const struct jd__schema *
jd__schema_all(uint32_t *out_n);

/* What every table may have besides its own columns: class, handling, grades, basis ... */
const struct jd__schema_column *
jd__schema_common(uint32_t *out_n);

/* The part that a stored column is of its source column. */
enum jd__part {
    JD__PART_AS_WRITTEN,
    JD__PART_NORM,
    JD__PART_PRECISION,
    JD__PART_EARLIEST,
    JD__PART_LATEST,
    JD__PART_PAYLOAD, /* of no source column: the map of those that are not standard */
};

struct jd__stored_column {
    char name[32];
    enum jd_type type;
    enum jd__part part;
    const struct jd__schema_column *source; /* NULL for the payload */
};

/* The most stored columns of any table. */
#define JD__MOST_STORED 80u

/* The stored columns of a table, key columns first; returns how many. */
uint32_t
jd__schema_stored(
    const struct jd__schema *schema, struct jd__stored_column out[static JD__MOST_STORED]);

/* How many of a table's columns are its key. */
uint32_t
jd__schema_n_keys(const struct jd__schema *schema);

#endif
