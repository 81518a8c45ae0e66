/* SPDX-License-Identifier: Apache-2.0 */
/* types.h - DuckDB's types and ours. */
#ifndef JD_IO_TYPES_H
#define JD_IO_TYPES_H

#include <joinder/data.h>

#include "data/dict.h"
#include "io/duck.h"

/*
 * The type in which we take a column of a DuckDB type, and how it must be cast before: a text
 * with one %s for the column.
 */
enum jd_type
jd__type_of(duckdb_logical_type type, const char **out_cast);

/* Append column c<i> in such a cast. */
enum jd_status
jd__type_cast(struct jd__buf *sql, const char *cast, idx_t i, struct jd_error *err);

/* The DuckDB type of a column of ours, to be destroyed. */
duckdb_logical_type
jd__type_make(enum jd_type type);

/* The most texts that a column of few may have: then its codes are bytes. */
#define JD__LIMIT_FEW 255u

/*
 * The type of a column that holds no text but those of a dictionary: its codes.  JD_E_ARG for
 * more than JD__LIMIT_FEW of them, or a NUL in one.
 */
enum jd_status
jd__type_make_few(
    const struct jd__dict *dict, duckdb_logical_type *out_type, struct jd_error *err);

#endif
