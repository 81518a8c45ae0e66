/* SPDX-License-Identifier: Apache-2.0 */
/* sink.c - the files of the nation while they are written. */
#include "synth/sink.h"

#include "base/error.h"

#include <stdio.h>

enum { MOST_COLUMNS = 64 };

enum jd_status
jd__sink_path(const char *dir, const char *folder, const char *name, char path[static 4096],
    struct jd_error *err)
{
    int size =
        snprintf(path, 4096, "%s/%s%s%s", dir, folder, name[0] != '\0' ? "/" : "", name);
    if (size < 0 || size >= 4096)
        return jd__fail(err, JD_E_ARG, "the folder's path is too long");
    return JD_OK;
}

enum jd_status
jd__sink_clear(const char *path, struct jd_error *err)
{
    return jd__path_kind(path, false) == JD__PATH_NONE ? JD_OK : jd__file_remove(path, err);
}

enum jd_status
jd__sink_copy(const struct jd_alloc *alloc, const char *path, struct jd_str text,
    struct jd_error *err)
{
    struct jd__file *file = NULL;
    enum jd_status status = jd__sink_clear(path, err);
    if (status == JD_OK)
        status = jd__file_open(alloc, path, JD__FILE_NEW, false, &file, err);
    if (status == JD_OK)
        status = jd__file_append(file, text.data, text.size, err);
    jd__file_close(file);
    return status;
}

static enum jd_status
open_text(struct jd__sink *sink, const struct jd__nation *nation,
    const struct jd__sheet *sheet, const char *path, struct jd_error *err)
{
    struct jd__buf heading;
    jd__buf_init(&heading, &nation->alloc, 1, 0);
    enum jd_status status = jd__sink_clear(path, err);
    if (status == JD_OK)
        status = jd__file_open(&nation->alloc, path, JD__FILE_NEW, false, &sink->text, err);
    if (status == JD_OK)
        status = jd__sheet_heading(sheet, &heading, err);
    if (status == JD_OK)
        status = jd__file_append(sink->text, heading.data, heading.n, err);
    jd__buf_done(&heading);
    return status;
}

enum jd_status
jd__sink_open_table(struct jd__sink *sink, const struct jd_table *table, struct jd_io *io,
    const char *path, struct jd_error *err)
{
    struct jd_column_spec columns[MOST_COLUMNS];
    const uint32_t n = jd_table_n_columns(table);
    if (n > MOST_COLUMNS)
        return jd__fail(err, JD_E_LIMIT, "%s: more than %d columns", path, MOST_COLUMNS);
    for (uint32_t i = 0; i < n; i++)
        columns[i] = jd_table_column(table, i);
    return jd_io_writer_new(io, path, columns, n, &sink->rows, err);
}

enum jd_status
jd__sink_open(struct jd__sink *sink, const struct jd__nation *nation,
    const struct jd__sheet *sheet, struct jd_io *io, const char *dir, struct jd_error *err)
{
    char path[4096];
    const char *agency = jd__agencies_of_nation[sheet->who].id;
    enum jd_status status = jd__sink_path(dir, agency, sheet->file, path, err);
    if (status != JD_OK || sheet->format != JD__PARQUET)
        return status != JD_OK ? status : open_text(sink, nation, sheet, path, err);
    struct jd_table *empty = NULL;
    status = jd__sheet_table(sheet, &nation->alloc, &empty, err);
    if (status == JD_OK)
        status = jd__sink_open_table(sink, empty, io, path, err);
    jd_table_free(empty);
    return status;
}

enum jd_status
jd__sink_append_table(
    struct jd__sink *sink, const struct jd_table *table, struct jd_error *err)
{
    struct jd_io_slice slices[MOST_COLUMNS];
    const uint32_t n = jd_table_n_columns(table);
    if (jd_table_n_rows(table) == 0)
        return JD_OK;
    for (uint32_t i = 0; i < n; i++)
        slices[i] = (struct jd_io_slice){.table = table, .column = i};
    return jd_io_writer_append(sink->rows, jd_table_n_rows(table), slices, err);
}

enum jd_status
jd__sink_append(
    struct jd__sink *sink, const struct jd__sheet_rows *rows, struct jd_error *err)
{
    if (rows->table != NULL)
        return jd__sink_append_table(sink, rows->table, err);
    return jd__file_append(sink->text, rows->text.data, rows->text.n, err);
}

enum jd_status
jd__sink_close(struct jd__sink *sink, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    if (sink->rows != NULL)
        status = jd_io_writer_close(sink->rows, err);
    jd__sink_done(sink);
    return status;
}

void
jd__sink_done(struct jd__sink *sink)
{
    jd__file_close(sink->text);
    jd_io_writer_free(sink->rows);
    *sink = (struct jd__sink){0};
}
