/* SPDX-License-Identifier: Apache-2.0 */
/* take.h - a query's rows, streamed out of DuckDB, and taken as a table. */
#ifndef JD_IO_TAKE_H
#define JD_IO_TAKE_H

#include <joinder/data.h>

#include "io/duck.h"

/* A running query; its rows come in order, a chunk at a time.  Start with {0}. */
struct jd__rows {
    duckdb_prepared_statement statement;
    duckdb_result result;
    duckdb_data_chunk chunk; /* the current one; NULL at the end */
    idx_t n;                 /* its rows */
    const char *where;       /* in front of messages; borrowed */
};

/* Start a query. */
enum jd_status
jd__rows_open(struct jd__rows *rows, duckdb_connection connection, const char *sql,
    const char *where, struct jd_error *err);

/* Go to the next chunk; chunk is NULL at the end. */
enum jd_status
jd__rows_next(struct jd__rows *rows, struct jd_error *err);

/* Text of a VARCHAR column in the current chunk; data NULL for null.  Borrowed. */
struct jd_str
jd__rows_text(const struct jd__rows *rows, idx_t column, idx_t row);

/* End the query, at its end or before; {0} is fine. */
void
jd__rows_close(struct jd__rows *rows);

/* What to take as a table. */
struct jd__take {
    const struct jd_alloc *alloc;
    const char *sql;            /* a SELECT, without a semicolon */
    const char *name;           /* the table's */
    const char *where;          /* in front of messages; NULL: nothing */
    const char *const *columns; /* the table's columns; NULL: named as the query's */
    uint64_t max_rows;          /* JD_E_LIMIT beyond; 0: no bound */
};

/*
 * Run a SELECT and take its rows as a finished table.  Whole numbers become INT, floats and
 * decimals REAL, lists LIST of text, structures JSON text, and what has no type of ours TEXT.
 */
enum jd_status
jd__take(duckdb_connection connection, const struct jd__take *what,
    struct jd_table **out_table, struct jd_error *err);

#endif
