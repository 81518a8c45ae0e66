/* SPDX-License-Identifier: Apache-2.0 */
/* rows.h - a running query, whose rows are streamed out of DuckDB. */
#ifndef JD_IO_ROWS_H
#define JD_IO_ROWS_H

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

/* Start a statement that is prepared, and take it over. */
enum jd_status
jd__rows_start(struct jd__rows *rows, duckdb_prepared_statement *statement,
    const char *where, struct jd_error *err);

/* Go to the next chunk; chunk is NULL at the end. */
enum jd_status
jd__rows_next(struct jd__rows *rows, struct jd_error *err);

/* Text of a VARCHAR column in the current chunk; data NULL for null.  Borrowed. */
struct jd_str
jd__rows_text(const struct jd__rows *rows, idx_t column, idx_t row);

/* The current chunk, to be destroyed by the caller; the next one may be asked for meanwhile. */
duckdb_data_chunk
jd__rows_keep(struct jd__rows *rows);

/* Text of a VARCHAR vector's row; is a row of a vector's validity mask valid (no mask: all)? */
struct jd_str
jd__rows_text_at(const void *data, idx_t row);
bool
jd__rows_is_valid(const uint64_t *validity, idx_t row);

/* End the query, at its end or before; {0} is fine. */
void
jd__rows_close(struct jd__rows *rows);

#endif
