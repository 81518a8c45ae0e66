/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sheet.h - how each agency writes its rows down: file, format, field names, codes, dates.
 *
 * An agency's export.json (agencies/ID/export.json) lists its files; a table that it does not
 * list is written in standard names as TABLE.csv.  Format of a file's entry:
 *
 *     {"file": "rms.csv", "table": "event", "format": "csv", "delimiter": "|",
 *      "only": ["arrest"], "columns": [["ARR_DT", "at", "m/d/y H:M"], ...]}
 *
 * format is csv, jsonl, fixed or parquet; "encoding": "latin-1" for a text that is not UTF-8
 * (agency.json says it to the reader); `only` are the kinds of event that go there (another
 * sheet takes the rest).  A column is [own name, source, how, width]: source is a standard
 * column, or "@ROLE" for the id of the event's first record in that role (which then stands in
 * no role sheet); how is a name of hows in how.c or an object that maps values to codes;
 * width is for fixed.
 */
#ifndef JD_SYNTH_SHEET_H
#define JD_SYNTH_SHEET_H

#include "base/buf.h"
#include "synth/row.h"

#include <jansson.h>
#include <joinder/data.h>

enum jd__format { JD__CSV, JD__JSONL, JD__FIXED, JD__PARQUET };

struct jd__sheet_column {
    const char *name;
    const char *role; /* "@ROLE" without the sign; NULL: an attribute */
    enum jd__attribute attribute;
    uint8_t how;         /* index into hows of how.c */
    uint16_t width;      /* of fixed */
    const json_t *codes; /* value -> code; NULL */
};

struct jd__sheet {
    uint16_t who; /* the agency */
    enum jd__table table;
    const char *file;
    enum jd__format format;
    char delimiter;
    bool is_latin1;     /* not UTF-8 */
    bool is_default;    /* in standard names: left out when it has no row */
    const json_t *only; /* kinds of event; NULL: what no other sheet takes */
    struct jd__sheet_column *columns;
    uint32_t n_columns;
};

enum { JD__MOST_AGENCIES = 64 };

/* Every sheet of every agency. */
struct jd__sheets {
    struct jd_alloc alloc;
    uint32_t starts[JD__MOST_AGENCIES + 1]; /* where an agency's sheets start in list */
    struct jd__buf list;                    /* struct jd__sheet */
    struct jd__buf layouts;                 /* json_t *, from which names are borrowed */
};

/* What one sheet got: text, or for Parquet a table. */
struct jd__sheet_rows {
    struct jd__buf text;
    struct jd_table *table;
    uint32_t n;
};

/* A record's part in the event that is being written. */
struct jd__part_in {
    enum jd__table kind;
    int who; /* whose record */
    const char *role;
    char id[32];
    bool written; /* it stands in the event's own sheet */
};

void
jd__sheets_init(struct jd__sheets *sheets, const struct jd_alloc *alloc);

void
jd__sheets_done(struct jd__sheets *sheets);

/* Add the sheets of the next agency (0, 1, ...); `layout` is its export.json or empty.  JD_E_CORRUPT with the
 * agency's name when the layout is not as above. */
enum jd_status
jd__sheets_add(struct jd__sheets *sheets, uint16_t who, const char *agency,
    struct jd_str layout, struct jd_error *err);

/* The sheet that takes a row; NULL when there is none (which never happens after add). */
const struct jd__sheet *
jd__sheets_find(const struct jd__sheets *sheets, uint16_t who, const struct jd__row *row,
    uint32_t *out_number);

/* Write one row; roles that a column takes are marked as written. */
enum jd_status
jd__sheet_write(const struct jd__sheet *sheet, const struct jd__row *row,
    struct jd__part_in *roles, uint32_t n_roles, struct jd__sheet_rows *out,
    struct jd_error *err);

/* The heading of a text sheet. */
enum jd_status
jd__sheet_heading(const struct jd__sheet *sheet, struct jd__buf *out, struct jd_error *err);

/* An empty table of a Parquet sheet's columns (all text). */
enum jd_status
jd__sheet_table(const struct jd__sheet *sheet, const struct jd_alloc *alloc,
    struct jd_table **out_table, struct jd_error *err);

#endif
