/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file joinder/io.h
 * @brief Files to tables and back, and the SQL engine that the core borrows.
 *
 * CSV (comma, tab, semicolon or bar), JSON, both also .gz and .zst, and Parquet in; Parquet,
 * CSV and JSON lines out, by the ending of the file's name.  CSV and JSON columns arrive as
 * text, so that 00123 stays 00123; Parquet keeps its types.
 *
 *     struct jd_io *io = NULL;
 *     jd_io_new(NULL, NULL, &io, &err);
 *     jd_io_read(io, "people.parquet", "people", &table, &err);
 *
 * Promise:   rows come in file order; an error names file and line, never a value; a file
 *            that is written appears whole or not at all.
 * Ownership: the caller owns what is given out; a jd_io must outlive its writers and jd_sql.
 * Threads:   a jd_io may be used from any thread; a writer by one at a time.
 * Cost:      reading holds the table once; writing holds the rows of a row group and some 10 MB.
 */
#ifndef JOINDER_IO_H
#define JOINDER_IO_H

#include <joinder/data.h>
#include <joinder/sql.h>

#ifdef __cplusplus
extern "C" {
#endif

struct jd_io;        /* opaque: one embedded, locked-down DuckDB */
struct jd_io_writer; /* opaque: one file being written */

/** Start from jd_io_options_default(), then change fields. */
struct jd_io_options {
    size_t struct_size;    /**< so that fields can be added at the end without a new ABI */
    uint32_t threads;      /**< 0: all cores */
    uint64_t memory_bytes; /**< bound for the SQL engine; 0: its own default */
    const char *temp_dir;  /**< where it may spill; NULL: nowhere */
    struct jd_progress progress; /**< asked while a stranger's SQL runs; zeros: nobody */
};

static inline struct jd_io_options
jd_io_options_default(void)
{
    struct jd_io_options options = {sizeof(options), 0, 0, NULL, {NULL, NULL}};
    return options;
}

/**
 * Start the engine.
 *
 * @param options  NULL for the defaults
 * @return JD_OK; JD_E_IO when DuckDB does not start; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_io_new(const struct jd_alloc *alloc, const struct jd_io_options *options,
    struct jd_io **out_io, struct jd_error *err);

/** Stop the engine; NULL is fine. */
JD_API void
jd_io_free(struct jd_io *io);

/** The two functions of joinder/sql.h, on this engine; valid as long as it. */
JD_API struct jd_sql
jd_io_sql(struct jd_io *io);

/**
 * Read a whole file as a table.
 *
 * @param name  the table's name; NULL: the file's stem
 * @return JD_OK; JD_E_NOT_FOUND; JD_E_INPUT with file and line for what cannot be read as its
 *         ending says; JD_E_LIMIT; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_io_read(struct jd_io *io, const char *path, const char *name,
    struct jd_table **out_table, struct jd_error *err);

/** A run of values for one column of a file: from exactly one of three places. */
struct jd_io_slice {
    const double *reals;          /**< n values (NaN is written as null) */
    const int64_t *integers;      /**< n values of INT, BOOL, DATE or TIME */
    const struct jd_table *table; /**< or cells of this table ... */
    uint32_t column;              /**< ... in this column ... */
    const uint32_t *rows; /**< ... at these n rows (JD_NONE: null); NULL: 0 to n - 1 */
};

/**
 * Does the ending of a name say a kind of file that can be written?  Asked before long work.
 *
 * @return JD_OK; JD_E_ARG for an ending that is not known
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_io_check_ending(const char *path, struct jd_error *err);

/**
 * Start a file of these columns; the ending says what it is: .parquet, .csv, .csv.gz, .jsonl.
 *
 * @return JD_OK; JD_E_ARG for an ending that is not known; JD_E_IO; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_io_writer_new(struct jd_io *io, const char *path, const struct jd_column_spec *columns,
    uint32_t n_columns, struct jd_io_writer **out_writer, struct jd_error *err);

/**
 * Say, before the first row, that a column of TEXT will hold no text but those of a column of
 * this finished table, and null.  Such a column is handed over as codes, which takes a
 * twentieth of the time; the file is the same.  The table must outlive the writer.
 *
 * @param of_table  the table's column, of 1 to 255 distinct texts without a NUL byte
 * @return JD_OK; JD_E_ARG; JD_E_INPUT for a text that is not UTF-8; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_io_writer_few(struct jd_io_writer *writer, uint32_t column, const struct jd_table *table,
    uint32_t of_table, struct jd_error *err);

/**
 * Append n rows: one slice for each column, in order.  After a failure the writer takes no more.
 *
 * @return JD_OK; JD_E_ARG for values of another type than the column's, or a closed writer;
 *         JD_E_INPUT for a text that is not UTF-8; JD_E_IO; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_io_writer_append(struct jd_io_writer *writer, uint32_t n,
    const struct jd_io_slice *slices, struct jd_error *err);

/**
 * Write the file out and close it: it is whole on return, or not there.
 *
 * @return JD_OK; JD_E_IO (disk full, no such folder)
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_io_writer_close(struct jd_io_writer *writer, struct jd_error *err);

/** Free a writer; one that was not closed leaves no file.  NULL is fine. */
JD_API void
jd_io_writer_free(struct jd_io_writer *writer);

/** Write a whole table in one call. */
JD_API JD_CHECK_RESULT enum jd_status
jd_io_write(
    struct jd_io *io, const char *path, const struct jd_table *table, struct jd_error *err);

#ifdef __cplusplus
}
#endif
#endif
