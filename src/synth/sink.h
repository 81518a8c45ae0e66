/* SPDX-License-Identifier: Apache-2.0 */
/* sink.h - the files of the nation while they are written: text, or Parquet through io. */
#ifndef JD_SYNTH_SINK_H
#define JD_SYNTH_SINK_H

#include "os/file.h"
#include "synth/nation.h"

#include <joinder/io.h>

/* One file; begun by its first row, or by jd__sink_open(). */
struct jd__sink {
    struct jd__file *text;
    struct jd_io_writer *rows;
};

/* DIR/FOLDER/NAME; JD_E_ARG when it is too long. */
enum jd_status
jd__sink_path(const char *dir, const char *folder, const char *name, char path[static 4096],
    struct jd_error *err);

/* Remove a file of an earlier nation, if it is there. */
enum jd_status
jd__sink_clear(const char *path, struct jd_error *err);

/* Write a whole small file, without waiting for the disk: a nation is made again by its seed. */
enum jd_status
jd__sink_copy(const struct jd_alloc *alloc, const char *path, struct jd_str text,
    struct jd_error *err);

/* Begin an agency's file, with its heading. */
enum jd_status
jd__sink_open(struct jd__sink *sink, const struct jd__nation *nation,
    const struct jd__sheet *sheet, struct jd_io *io, const char *dir, struct jd_error *err);

/* Begin a Parquet file of a table's columns. */
enum jd_status
jd__sink_open_table(struct jd__sink *sink, const struct jd_table *table, struct jd_io *io,
    const char *path, struct jd_error *err);

/* Append the rows that a part has for it. */
enum jd_status
jd__sink_append(
    struct jd__sink *sink, const struct jd__sheet_rows *rows, struct jd_error *err);

/* Append a finished table. */
enum jd_status
jd__sink_append_table(
    struct jd__sink *sink, const struct jd_table *table, struct jd_error *err);

/* Close it whole. */
enum jd_status
jd__sink_close(struct jd__sink *sink, struct jd_error *err);

/* Let go, after a failure too; NULL parts are fine. */
void
jd__sink_done(struct jd__sink *sink);

#endif
