/* SPDX-License-Identifier: Apache-2.0 */
/* give.h - our columns into DuckDB's vectors. */
#ifndef JD_IO_GIVE_H
#define JD_IO_GIVE_H

#include <joinder/io.h>

#include "io/duck.h"

/* Fill n rows of a vector, from row `to` on, with values of a slice, from `from` on. */
enum jd_status
jd__give_values(duckdb_vector vector, idx_t to, enum jd_type type,
    const struct jd_io_slice *slice, uint32_t from, uint32_t n, struct jd_error *err);

/* The same for a column of few texts: the codes of the slice's own dictionary, as bytes. */
void
jd__give_few(duckdb_vector vector, idx_t to, const struct jd_io_slice *slice, uint32_t from,
    uint32_t n);

/* A table lent to jd_rows(), for as long as the query runs. */
struct jd__given {
    const struct jd_table *table; /* finished */
    uint32_t from;                /* the next row */
    uint32_t to;                  /* one behind the last */
};

/*
 * Register the table function jd_rows(address), which gives a table's rows in order; the
 * address is that of a struct jd__given.  Once for each database.
 */
enum jd_status
jd__give_register(duckdb_connection connection, struct jd_error *err);

/* Append jd_rows(address) for a given table. */
enum jd_status
jd__give_from(struct jd__buf *sql, const struct jd__given *given, struct jd_error *err);

#endif
