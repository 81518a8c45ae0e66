/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cook.h - a file's rows as the store's: keys, normal forms, moments, payload.
 *
 * Columns come coded, so each distinct value is read, checked and normed once, and a row is put
 * together from bytes that are ready.
 */
#ifndef JD_STORE_COOK_H
#define JD_STORE_COOK_H

#include "data/table.h"
#include "store/incoming.h"

/* A table as an agency gave it. */
struct jd__raw {
    const struct jd_table *rows;
    struct jd__norm *norm; /* with the table's zone, country and dates */
    int64_t now;
};

/* Fill `incoming`: its rows, what is listed of them, and the head of its entries. */
enum jd_status
jd__cook(const struct jd__raw *raw, struct jd__incoming *incoming, struct jd_error *err);

/* ---- one column (cook_column.c) ---- */

enum jd__source_use {
    JD__USE_STANDARD, /* a column of the schema */
    JD__USE_PAYLOAD,  /* any other */
    JD__USE_KNOWN_AT,
    JD__USE_ACTION,
};

/* One distinct value, made ready. */
struct jd__cooked {
    uint64_t at; /* in the kitchen's bytes: key text, then cells, then a piece of payload */
    uint32_t key_size;
    uint32_t cells_size;
    uint32_t payload_size;
    uint8_t reason; /* enum jd__reason; 0: nothing is listed */
    bool is_done;
    bool is_null;
    int64_t number; /* of known_at: the moment; of action: enum jd__op */
};

/* Zones of one table that are cooked for; rows of further ones are cooked one by one. */
#define JD__MOST_ZONES 64u

struct jd__raw_column {
    uint32_t column; /* of the file's table */
    enum jd__source_use use;
    const struct jd__schema_column *standard; /* of USE_STANDARD */
    uint32_t stored[5];                       /* stored column of each part; JD_NONE */
    bool is_key;
    enum jd__part key_part;
    struct jd__cooked
        *values[JD__MOST_ZONES + 1]; /* n_values each; only [0] without zones */
    size_t n_values;
};

struct jd__kitchen {
    struct jd_alloc alloc;
    const struct jd__raw *raw;
    struct jd_str agency;
    struct jd__stored_column stored[JD__MOST_STORED];
    uint32_t n_stored;
    struct jd__buf
        columns;          /* struct jd__raw_column: standard ones in stored order, then the
                               payload's by name */
    struct jd__buf bytes; /* of cooked values */
    struct jd__buf text;  /* scratch */
    struct jd__buf forms; /* scratch */
    struct jd_str *items; /* room for a list and its normal forms */
    uint32_t of_schema[32]; /* of the schema's own columns: in `columns`, JD_NONE */
    uint32_t zone_column;   /* in `columns`, JD_NONE */
    const char *zones[JD__MOST_ZONES + 1]; /* NULL: the table's own */
    char zone_texts[JD__MOST_ZONES + 1][64];
};

/* Make a value ready, in a zone of kitchen->zones; code JD_NONE is null. */
enum jd_status
jd__cook_value(struct jd__kitchen *kitchen, struct jd__raw_column *column, uint32_t code,
    uint32_t zone, struct jd__cooked **out_cooked, struct jd_error *err);

#endif
