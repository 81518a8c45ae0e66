/* SPDX-License-Identifier: Apache-2.0 */
/*
 * write.c - a table as a file: Parquet, CSV, JSON lines.
 *
 * Rows go through a feed, a few chunks ahead, to a COPY in a thread and database of its own,
 * so that no file is ever held in memory.  The COPY writes `PATH.tmp`, which takes the place of
 * PATH once it is whole.  Chunks are filled to the brim, row groups have a fixed size, and one
 * thread writes: the same rows give the same bytes, in whatever portions they come.
 */
#include "io/io.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "io/feed.h"
#include "io/give.h"
#include "io/types.h"
#include "os/file.h"
#include "os/task.h"

#include <stdio.h>

/* What the ending of a name asks for. */
struct form {
    const char *ending;
    const char *options; /* of COPY */
    bool is_text;        /* lists and times are written as text of our own */
};

static const struct form forms[] = {
    {".parquet", "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880", false},
    {".csv", "FORMAT csv, HEADER true", true},
    {".csv.gz", "FORMAT csv, HEADER true, COMPRESSION gzip", true},
    {".jsonl", "FORMAT json", true},
};

struct jd_io_writer {
    struct jd_alloc alloc;
    const struct form *form;
    char *path;
    char *temporary;      /* PATH.tmp */
    struct jd__buf types; /* enum jd_type */
    struct jd__buf copy;  /* the COPY, with its NUL */
    duckdb_database db;
    duckdb_connection connection;
    struct jd__feed *feed;
    duckdb_data_chunk chunk; /* being filled; NULL: none */
    idx_t n;                 /* its rows */
    struct jd__task *task;   /* NULL before it starts, and once it has been waited for */
    enum jd_status status;   /* of the COPY, once it has ended */
    struct jd_error err;
};

static const struct form *
form_of(const char *path)
{
    size_t size = strlen(path);
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        size_t end = strlen(forms[i].ending);
        if (size > end && strcmp(path + size - end, forms[i].ending) == 0)
            return &forms[i];
    }
    return NULL;
}

/* Text files say a list as JSON and a time as ISO 8601 in UTC. */
static const char *
written_as(const struct form *form, enum jd_type type)
{
    if (form->is_text && type == JD_TYPE_TIME)
        return "replace(CAST(%s AS VARCHAR), ' ', 'T') || 'Z'";
    if (form->is_text && type == JD_TYPE_LIST && strcmp(form->ending, ".jsonl") != 0)
        return "CAST(to_json(%s) AS VARCHAR)";
    return "%s";
}

static enum jd_status
write_copy(struct jd_io_writer *w, const struct jd_column_spec *columns, uint32_t n,
    struct jd_error *err)
{
    enum jd_status status = jd__buf_text(&w->copy, jd__str("COPY (SELECT "), err);
    for (uint32_t i = 0; i < n && status == JD_OK; i++) {
        status = jd__type_cast(&w->copy, written_as(w->form, columns[i].type), i, err);
        if (status == JD_OK)
            status = jd__buf_text(&w->copy, jd__str(" AS "), err);
        if (status == JD_OK)
            status = jd__duck_name(&w->copy, jd__str(columns[i].name), err);
    }
    if (status == JD_OK)
        status = jd__buf_text(&w->copy, jd__str(" FROM "), err);
    if (status == JD_OK)
        status = jd__feed_from(&w->copy, w->feed, err);
    if (status == JD_OK)
        status = jd__buf_text(&w->copy, jd__str(") TO "), err);
    if (status == JD_OK)
        status = jd__duck_literal(&w->copy, jd__str(w->temporary), err);
    if (status == JD_OK)
        status = jd__buf_printf(&w->copy, err, " (%s)", w->form->options);
    return status != JD_OK ? status : jd__buf_append(&w->copy, "", 1, err);
}

/* The COPY, in its own thread. */
static void
run_copy(void *ctx)
{
    struct jd_io_writer *w = ctx;
    w->status = jd__duck_run(w->connection, w->copy.data, w->path, &w->err);
    if (w->status == JD_E_INPUT || w->status == JD_E_NOT_FOUND || w->status == JD_E_DENIED)
        w->status = JD_E_IO; /* nothing was read: it is the writing that failed */
    jd__feed_end(w->feed);
}

static enum jd_status
start(struct jd_io_writer *w, const struct jd_io *io, const struct jd_column_spec *columns,
    uint32_t n_columns, struct jd_error *err)
{
    const struct jd__duck_options options = {
        1, io->options.memory_bytes, io->options.temp_dir, true};
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < n_columns && status == JD_OK; i++)
        status = jd__buf_append(&w->types, &columns[i].type, 1, err);
    if (status == JD_OK)
        status = jd__feed_new(&w->alloc, w->types.data, n_columns, &w->feed, err);
    if (status == JD_OK)
        status = write_copy(w, columns, n_columns, err);
    if (status == JD_OK)
        status = jd__duck_open(&options, &w->db, err);
    if (status == JD_OK && duckdb_connect(w->db, &w->connection) != DuckDBSuccess)
        status = jd__fail(err, JD_E_IO, "DuckDB takes no connection");
    if (status == JD_OK)
        status = jd__feed_register(w->connection, err);
    return status != JD_OK ? status : jd__task_start(&w->alloc, run_copy, w, &w->task, err);
}

/* A name that DuckDB would take for one of the home folder is made one of this folder. */
static char *
copy_path(const struct jd_alloc *alloc, const char *path, const char *behind)
{
    const char *before = path[0] == '~' ? "./" : "";
    size_t size = strlen(before) + strlen(path) + strlen(behind) + 1;
    char *copy = jd__alloc_array(alloc, 0, size, 1);
    if (copy != NULL)
        (void)snprintf(copy, size, "%s%s%s", before, path, behind);
    return copy;
}

enum jd_status
jd_io_check_ending(const char *path, struct jd_error *err)
{
    if (form_of(path) == NULL)
        return jd__fail(err, JD_E_ARG,
            "%s: no known ending to write (.parquet .csv .csv.gz .jsonl)", path);
    return JD_OK;
}

enum jd_status
jd_io_writer_new(struct jd_io *io, const char *path, const struct jd_column_spec *columns,
    uint32_t n_columns, struct jd_io_writer **out_writer, struct jd_error *err)
{
    enum jd_status status = jd_io_check_ending(path, err);
    if (status != JD_OK)
        return status;
    if (n_columns == 0)
        return jd__fail(err, JD_E_ARG, "%s: a file needs a column", path);
    struct jd_io_writer *w = jd__alloc_array(&io->alloc, sizeof(*w), 0, 1);
    if (w == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory to write %s", path);
    w->alloc = io->alloc;
    w->form = form_of(path);
    jd__buf_init(&w->types, &io->alloc, sizeof(enum jd_type), 0);
    jd__buf_init(&w->copy, &io->alloc, 1, 0);
    w->path = copy_path(&io->alloc, path, "");
    w->temporary = copy_path(&io->alloc, path, ".tmp");
    if (w->path == NULL || w->temporary == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory to write %s", path);
    else
        status = start(w, io, columns, n_columns, err);
    if (status != JD_OK) {
        jd_io_writer_free(w);
        return status;
    }
    *out_writer = w;
    return JD_OK;
}

/* Wait for the COPY, and say how it went; what a failed one wrote is removed. */
static enum jd_status
end_copy(struct jd_io_writer *w, bool broken, struct jd_error *err)
{
    jd__feed_close(w->feed, broken);
    jd__task_end(w->task);
    w->task = NULL;
    if (w->status != JD_OK)
        (void)jd__file_remove(w->temporary, NULL); /* it may not be there */
    if (w->status != JD_OK)
        return jd__fail(err, w->status, "%s", w->err.message);
    return JD_OK;
}

/* Hand the current chunk over. */
static enum jd_status
put_chunk(struct jd_io_writer *w, struct jd_error *err)
{
    duckdb_data_chunk chunk = w->chunk;
    duckdb_data_chunk_set_size(chunk, w->n);
    w->chunk = NULL;
    w->n = 0;
    if (jd__feed_put(w->feed, chunk))
        return JD_OK;
    return end_copy(w, true, err); /* it ended before its time, so it failed */
}

/* Append as many rows as the current chunk has room for. */
static enum jd_status
fill_chunk(struct jd_io_writer *w, const struct jd_io_slice *slices, uint32_t from,
    uint32_t n, struct jd_error *err)
{
    const enum jd_type *types = w->types.data;
    enum jd_status status = JD_OK;
    if (w->chunk == NULL)
        w->chunk = jd__feed_chunk(w->feed);
    if (w->chunk == NULL)
        return jd__fail(err, JD_E_NOMEM, "%s: no memory for rows", w->path);
    for (size_t i = 0; i < w->types.n && status == JD_OK; i++)
        status = jd__give_values(duckdb_data_chunk_get_vector(w->chunk, i), w->n, types[i],
            &slices[i], from, n, err);
    w->n += n;
    if (status == JD_OK && w->n == duckdb_vector_size())
        status = put_chunk(w, err);
    return status;
}

/* Do a slice's values have the column's type? */
static bool
fits(const struct jd_io_slice *slice, enum jd_type type)
{
    if (slice->table != NULL)
        return jd_table_column(slice->table, slice->column).type == type;
    if (type == JD_TYPE_TEXT || type == JD_TYPE_LIST)
        return false;
    return type == JD_TYPE_REAL ? slice->reals != NULL : slice->integers != NULL;
}

enum jd_status
jd_io_writer_append(struct jd_io_writer *writer, uint32_t n,
    const struct jd_io_slice *slices, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    const enum jd_type *types = writer->types.data;
    if (writer->task == NULL)
        return jd__fail(err, JD_E_ARG, "%s: closed already", writer->path);
    for (size_t i = 0; i < writer->types.n; i++)
        if (!fits(&slices[i], types[i]))
            return jd__fail(err, JD_E_ARG, "%s: values of column %zu are of another type",
                writer->path, i + 1);
    for (uint32_t from = 0, step = 0; from < n && status == JD_OK; from += step) {
        uint32_t room = (uint32_t)(duckdb_vector_size() - writer->n);
        step = n - from < room ? n - from : room;
        status = fill_chunk(writer, slices, from, step, err);
    }
    return status;
}

enum jd_status
jd_io_writer_close(struct jd_io_writer *writer, struct jd_error *err)
{
    if (writer->task == NULL)
        return jd__fail(err, JD_E_ARG, "%s: closed already", writer->path);
    enum jd_status status = JD_OK;
    if (writer->n > 0)
        status = put_chunk(writer, err);
    if (status == JD_OK)
        status = end_copy(writer, false, err);
    if (status != JD_OK)
        return status;
    status = jd__path_move(writer->temporary, writer->path, err);
    if (status != JD_OK)
        (void)jd__file_remove(
            writer->temporary, NULL); /* the first failure is the one told */
    return status;
}

void
jd_io_writer_free(struct jd_io_writer *writer)
{
    if (writer == NULL)
        return;
    struct jd_alloc alloc = writer->alloc;
    if (writer->task != NULL) /* it was not closed */
        (void)end_copy(writer, true, NULL);
    duckdb_destroy_data_chunk(&writer->chunk);
    duckdb_disconnect(&writer->connection);
    duckdb_close(&writer->db);
    jd__feed_free(writer->feed);
    jd__buf_done(&writer->types);
    jd__buf_done(&writer->copy);
    if (writer->path != NULL)
        jd__alloc_free(&alloc, writer->path, strlen(writer->path) + 1);
    if (writer->temporary != NULL)
        jd__alloc_free(&alloc, writer->temporary, strlen(writer->temporary) + 1);
    jd__alloc_free(&alloc, writer, sizeof(*writer));
}

enum jd_status
jd_io_write(
    struct jd_io *io, const char *path, const struct jd_table *table, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    struct jd_io_writer *writer = NULL;
    struct jd__buf columns;
    struct jd__buf slices;
    jd__buf_init(&columns, &io->alloc, sizeof(struct jd_column_spec), 0);
    jd__buf_init(&slices, &io->alloc, sizeof(struct jd_io_slice), 0);
    for (uint32_t i = 0; i < jd_table_n_columns(table) && status == JD_OK; i++) {
        const struct jd_column_spec column = jd_table_column(table, i);
        const struct jd_io_slice slice = {.table = table, .column = i};
        status = jd__buf_append(&columns, &column, 1, err);
        if (status == JD_OK)
            status = jd__buf_append(&slices, &slice, 1, err);
    }
    if (status == JD_OK)
        status =
            jd_io_writer_new(io, path, columns.data, (uint32_t)columns.n, &writer, err);
    if (status == JD_OK)
        status = jd_io_writer_append(writer, jd_table_n_rows(table), slices.data, err);
    if (status == JD_OK)
        status = jd_io_writer_close(writer, err);
    jd_io_writer_free(writer);
    jd__buf_done(&slices);
    jd__buf_done(&columns);
    return status;
}
