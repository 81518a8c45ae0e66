/* SPDX-License-Identifier: Apache-2.0 */
/* column_file.c - a file about records, written column by column. */
#include "cli/column_file.h"

#include <assert.h>

enum jd_status
column_file_begin(struct column_file *file, const struct nodes *nodes, struct jd_error *err)
{
    struct jd_column_spec text = {"name", JD_TYPE_TEXT};
    *file = (struct column_file){.nodes = nodes};
    if (nodes->source_column == JD_NONE)
        return JD_OK;
    enum jd_status status = jd_table_new(NULL, "names", &text, 1, &file->names, err);
    for (uint32_t i = 0; i < nodes->n && status == JD_OK; i++)
        status = jd_table_put(file->names, 0, jd_text(nodes->names[i]), err);
    return status == JD_OK ? jd_table_finish(file->names, err) : status;
}

static void
add(struct column_file *file, const char *name, enum jd_type type, struct jd_io_slice slice)
{
    assert(file->n_columns < COLUMN_FILE_MOST);
    uint32_t i = file->n_columns++;
    file->columns[i] = (struct jd_column_spec){name, type};
    file->slices[i] = slice;
}

void
column_file_nodes(struct column_file *file, const char *name, const uint32_t *records)
{
    const struct nodes *nodes = file->nodes;
    if (file->names != NULL)
        add(file, name, JD_TYPE_TEXT,
            (struct jd_io_slice){NULL, NULL, file->names, 0, records});
    else
        add(file, name, jd_table_column(nodes->table, nodes->id_column).type,
            (struct jd_io_slice){NULL, NULL, nodes->table, nodes->id_column, records});
}

void
column_file_ids(struct column_file *file, const char *suffix, const uint32_t *records,
    char room[static 600])
{
    const struct nodes *nodes = file->nodes;
    const uint32_t columns[2] = {nodes->source_column, nodes->id_column};
    for (size_t i = 0; i < 2; i++) {
        char *name = room + 300 * i;
        if (columns[i] == JD_NONE)
            continue;
        struct jd_column_spec column = jd_table_column(nodes->table, columns[i]);
        (void)snprintf(name, 300, "%.250s%s", column.name, suffix);
        add(file, name, column.type,
            (struct jd_io_slice){NULL, NULL, nodes->table, columns[i], records});
    }
}

void
column_file_reals(struct column_file *file, const char *name, const double *reals)
{
    add(file, name, JD_TYPE_REAL, (struct jd_io_slice){reals, NULL, NULL, 0, NULL});
}

void
column_file_integers(
    struct column_file *file, const char *name, enum jd_type type, const int64_t *integers)
{
    add(file, name, type, (struct jd_io_slice){NULL, integers, NULL, 0, NULL});
}

enum jd_status
column_file_write(const struct column_file *file, struct jd_io *io, const char *path,
    uint32_t n_rows, struct jd_error *err)
{
    struct jd_io_writer *writer = NULL;
    enum jd_status status =
        jd_io_writer_new(io, path, file->columns, file->n_columns, &writer, err);
    if (status == JD_OK)
        status = jd_io_writer_append(writer, n_rows, file->slices, err);
    if (status == JD_OK)
        status = jd_io_writer_close(writer, err);
    jd_io_writer_free(writer);
    return status;
}

void
column_file_done(struct column_file *file)
{
    jd_table_free(file->names);
}
