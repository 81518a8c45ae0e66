/* SPDX-License-Identifier: Apache-2.0 */
/* column_file.h - a file about records, written column by column. */
#ifndef JD_CLI_COLUMN_FILE_H
#define JD_CLI_COLUMN_FILE_H

#include "cli/linking.h"

enum { COLUMN_FILE_MOST = 20 };

/* What its columns point at is the caller's until it is written. */
struct column_file {
    const struct nodes *nodes;
    struct jd_table *names; /* of the records, where there are sources */
    struct jd_column_spec columns[COLUMN_FILE_MOST];
    struct jd_io_slice slices[COLUMN_FILE_MOST];
    uint32_t n_columns;
};

enum jd_status
column_file_begin(
    struct column_file *file, const struct nodes *nodes, struct jd_error *err);

/* Node ids of records: with sources the name SOURCE-__-ID, else the id. */
void
column_file_nodes(struct column_file *file, const char *name, const uint32_t *records);

/* The source, if there are any, and the id of records, as columns NAME and SUFFIX; records
 * NULL: all of them.  The room for two names must last. */
void
column_file_ids(struct column_file *file, const char *suffix, const uint32_t *records,
    char room[static 600]);

void
column_file_reals(struct column_file *file, const char *name, const double *reals);

/* Whole numbers, or truths (JD_TYPE_BOOL). */
void
column_file_integers(
    struct column_file *file, const char *name, enum jd_type type, const int64_t *integers);

enum jd_status
column_file_write(const struct column_file *file, struct jd_io *io, const char *path,
    uint32_t n_rows, struct jd_error *err);

void
column_file_done(struct column_file *file);

#endif
