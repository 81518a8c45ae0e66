/* SPDX-License-Identifier: Apache-2.0 */
/*
 * box.h - the SQL box: a statement of someone else's, over the files of one folder and nothing
 * else.
 *
 * A statement is one SELECT.  It names the folder's files, by their whole name in quotes
 * ("rms 2017.csv") or by their stem (rms); CSV and JSON give text, Parquet its types, .txt one
 * column `line`.  It calls no reader of files itself, nothing that changes from call to call,
 * and ends within the limits.
 */
#ifndef JD_IO_BOX_H
#define JD_IO_BOX_H

#include "io/io.h"

/* How a file is encoded, where it is not UTF-8. */
struct jd__encoding {
    const char *file;     /* its name in the folder */
    const char *encoding; /* utf-8, utf-16, latin-1 */
};

/* Zeros stand for the defaults. */
struct jd__box_options {
    uint32_t seconds;      /* 60 */
    uint64_t max_rows;     /* 100 million */
    uint64_t memory_bytes; /* 1 GiB, or less where the jd_io has less */
    const char *temp_dir;  /* where it may spill; NULL: nowhere */
    const struct jd__encoding *encodings;
    uint32_t n_encodings;
};

/* A box's tables hold texts of up to JD_LIMIT_ROW bytes: whoever takes them decides what becomes
 * of those over JD_LIMIT_CELL. */
struct jd__box; /* opaque; used by one thread at a time; its jd_io must outlive it */

/* Lock a DuckDB into a folder. */
enum jd_status
jd__box_open(struct jd_io *io, const char *folder, const struct jd__box_options *options,
    struct jd__box **out_box, struct jd_error *err);

/* NULL is fine. */
void
jd__box_close(struct jd__box *box);

/* The folder's name with its links resolved and a slash behind; borrowed. */
const char *
jd__box_folder(const struct jd__box *box);

/*
 * Run the statement in a file of the folder.
 *
 * @return JD_OK; JD_E_INPUT with file and line for what is not such a statement; JD_E_LIMIT
 *         over time, rows or memory; JD_E_DENIED for links and for what lies elsewhere
 */
enum jd_status
jd__box_run(struct jd__box *box, const char *file, const char *name,
    struct jd_table **out_table, struct jd_error *err);

/* Read a data file of the folder as it is. */
enum jd_status
jd__box_read(struct jd__box *box, const char *file, const char *name,
    struct jd_table **out_table, struct jd_error *err);

#endif
