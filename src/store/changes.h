/* SPDX-License-Identifier: Apache-2.0 */
/*
 * changes.h - changed rows of one table as a journal entry's payload.
 *
 * The entry's head names agency, table and columns; each of its rows is one change: put this
 * version of a key, or withdraw the key.  Cells that are null take no bytes, and equal rows are
 * equal bytes, so that a row is compared with the one that stands by its bytes.
 */
#ifndef JD_STORE_CHANGES_H
#define JD_STORE_CHANGES_H

#include <joinder/data.h>

#include "store/wire.h"

/* The most columns of a table. */
#define JD__LIMIT_COLUMNS 128u

enum jd__op { JD__PUT = 1, JD__WITHDRAW = 2 };

/* The moment is the ingest's: the agency gave none. */
#define JD__KNOWN_BY_INGEST 1u

struct jd__change_head {
    struct jd_str agency;
    struct jd_str table;
    uint32_t n_keys; /* the first columns are the key, in the key's order */
    uint32_t n_columns;
    struct jd_column_spec
        columns[JD__LIMIT_COLUMNS]; /* TEXT, INT or LIST; names: see parse */
    struct jd_str names[JD__LIMIT_COLUMNS];
};

/* One change, borrowed from its bytes. */
struct jd__change {
    uint8_t op;          /* enum jd__op */
    uint8_t flags;       /* JD__KNOWN_BY_INGEST */
    int64_t known;       /* put: known from; withdraw: known until */
    struct jd_str key;   /* a text (jd__wire_text) for each key column */
    struct jd_str cells; /* put: the others that are not null */
};

/* Append the head of an entry. */
enum jd_status
jd__change_write_head(
    struct jd__buf *out, const struct jd__change_head *head, struct jd_error *err);

/* Read it; the texts are borrowed, and columns[].name is not set (names[] is).  False for what
 * no head is. */
bool
jd__change_read_head(struct jd_str bytes, struct jd__change_head *out_head);

/* Append a row with its size before it, as a frame holds it. */
enum jd_status
jd__change_write(
    struct jd__buf *out, const struct jd__change *change, struct jd_error *err);

/* Read a row; false for what none is. */
bool
jd__change_read(struct jd_str row, struct jd__change *out_change);

/* Append one cell: its column and its value (not null; TEXT, INT or LIST). */
enum jd_status
jd__change_write_cell(struct jd__buf *out, uint32_t column, const struct jd_value *value,
    struct jd_error *err);

/* Where one is in the cells of a row. */
struct jd__cells {
    struct jd__reader reader;
    const struct jd__change_head *head;
    uint32_t next; /* columns come in ascending order */
};

/*
 * The next cell; false at the end, and with cells->reader.bad where the bytes are none.  A list's
 * items are put into `items`, room for JD_LIMIT_LIST of them.
 */
bool
jd__cells_next(struct jd__cells *cells, struct jd_str *items, uint32_t *out_column,
    struct jd_value *out_value);

#endif
