/* SPDX-License-Identifier: Apache-2.0 */
/* duck.h - DuckDB opened so that it reaches nothing it was not given, and its errors in our words. */
#ifndef JD_IO_DUCK_H
#define JD_IO_DUCK_H

#include <joinder/base.h>

#include "base/buf.h"

#include <duckdb.h>

/* How an in-memory database is opened. */
struct jd__duck_options {
    uint32_t threads;      /* 0: all cores */
    uint64_t memory_bytes; /* 0: DuckDB's default */
    const char *temp_dir;  /* where it may spill; NULL: nowhere */
    bool files;            /* may it read and write files? */
};

/* Open an in-memory database: no extension is fetched, the zone is UTC. */
enum jd_status
jd__duck_open(
    const struct jd__duck_options *options, duckdb_database *out_db, struct jd_error *err);

/* Run a statement for its effect.  `where` stands before the message; NULL: nothing does. */
enum jd_status
jd__duck_run(
    duckdb_connection connection, const char *sql, const char *where, struct jd_error *err);

/*
 * Word a DuckDB error.  DuckDB's own text is shown for parser, binder and catalog errors only,
 * and of those the first line: any other text may quote the data.
 */
enum jd_status
jd__duck_fail(const char *text, const char *where, struct jd_error *err);

/* Word an error of binding, which sees no row: its first line is shown whatever its kind. */
enum jd_status
jd__duck_fail_bind(const char *text, const char *where, struct jd_error *err);

/* Append 'text' as a SQL literal, or "text" as a SQL name, with quotes doubled. */
enum jd_status
jd__duck_literal(struct jd__buf *sql, struct jd_str text, struct jd_error *err);
enum jd_status
jd__duck_name(struct jd__buf *sql, struct jd_str text, struct jd_error *err);

/* End a buf of bytes with a NUL that does not count, and give it as a C string. */
enum jd_status
jd__duck_text(struct jd__buf *sql, const char **out_text, struct jd_error *err);

#endif
