/* SPDX-License-Identifier: Apache-2.0 */
/* take.h - a query's rows as a table. */
#ifndef JD_IO_TAKE_H
#define JD_IO_TAKE_H

#include <joinder/data.h>

#include "io/duck.h"

/* What to take as a table. */
struct jd__take {
    const struct jd_alloc *alloc;
    const char *sql;            /* a SELECT, without a semicolon */
    const char *name;           /* the table's */
    const char *where;          /* in front of messages; NULL: nothing */
    const char *const *columns; /* the table's columns; NULL: named as the query's */
    uint64_t max_rows;          /* JD_E_LIMIT beyond; 0: no bound */
    uint32_t most_text;         /* bytes of a text, JD_E_LIMIT beyond; 0: JD_LIMIT_CELL */
    bool *out_bound;            /* if wanted: set once bound, after which rows may fail, and
                                   DuckDB's text is shown of any failure to bind */
    uint32_t threads;           /* columns are coded side by side; 0: one a processor */
};

/*
 * Run a SELECT and take its rows as a finished table.  Whole numbers become INT, floats and
 * decimals REAL, lists LIST of text, structures JSON text, and what has no type of ours TEXT.
 */
enum jd_status
jd__take(duckdb_connection connection, const struct jd__take *what,
    struct jd_table **out_table, struct jd_error *err);

#endif
