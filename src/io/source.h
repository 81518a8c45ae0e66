/* SPDX-License-Identifier: Apache-2.0 */
/* source.h - a file as a SELECT whose columns are known before it runs. */
#ifndef JD_IO_SOURCE_H
#define JD_IO_SOURCE_H

#include <joinder/base.h>

#include "base/buf.h"
#include "io/duck.h"

/* What a file holds, by the ending of its name (.gz and .zst may follow). */
enum jd__format {
    JD__FORMAT_NONE,    /* an ending that is not known */
    JD__FORMAT_CSV,     /* .csv .tsv .txt */
    JD__FORMAT_JSON,    /* .json .jsonl .ndjson */
    JD__FORMAT_PARQUET, /* .parquet */
    JD__FORMAT_LINES,   /* by no ending: each line is one value of the column `line` */
};

enum jd__format
jd__format_of(const char *path);

/* Where rows come from.  Start with jd__source_init(). */
struct jd__source {
    struct jd__buf sql; /* SELECT * FROM read_…(…) with its NUL; empty for no records */
    struct jd__buf text;  /* the names, each with its NUL */
    struct jd__buf names; /* const char *, into text; none of Parquet, which has its own */
};

void
jd__source_init(struct jd__source *source, const struct jd_alloc *alloc);

void
jd__source_done(struct jd__source *source);

/*
 * Look at a file's beginning (of JSON: at all of it) and say how it is read.
 *
 * `encoding` is "utf-8", "utf-16" or "latin-1"; NULL: UTF-8, or UTF-16 by its byte order mark.
 * JD_E_NOT_FOUND; JD_E_INPUT with the file's name for what has no header or two columns of
 * one name.
 */
enum jd_status
jd__source_open(struct jd__source *source, duckdb_connection connection, const char *path,
    enum jd__format format, const char *encoding, struct jd_error *err);

/* Append the path as a SQL literal in which nothing is a pattern. */
enum jd_status
jd__source_path(struct jd__buf *sql, const char *path, struct jd_error *err);

/* Add a column's name; JD_E_INPUT for one that is there already. */
enum jd_status
jd__source_add(struct jd__source *source, struct jd_str name, struct jd_error *err);

/* The parts of jd__source_open() for one format each. */
enum jd_status
jd__source_csv(struct jd__source *source, duckdb_connection connection, const char *path,
    const char *encoding, struct jd_error *err);
enum jd_status
jd__source_json(struct jd__source *source, duckdb_connection connection, const char *path,
    struct jd_error *err);

/*
 * The next field of a CSV header as it is written, quotes and all; steps over its delimiter.
 * False at the end of the text.  `*out_open` is true when a quote is not closed.
 */
bool
jd__csv_field(struct jd_str text, size_t *at, char delimiter, char quote,
    struct jd_str *out_field, bool *out_open);

#endif
