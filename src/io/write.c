/* SPDX-License-Identifier: Apache-2.0 */
/*
 * write.c - a table as a file: Parquet, CSV, JSON lines.
 *
 * Rows are gathered in a database of the writer's own and copied out, by one thread, into
 * `PATH.tmp`, which takes the place of PATH once it is whole.  One thread and row groups of a
 * fixed size: the same rows give the same bytes.
 */
#include "io/io.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "io/give.h"
#include "io/types.h"
#include "os/file.h"

#include <inttypes.h>

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
    struct jd__buf types;  /* enum jd_type */
    struct jd__buf select; /* the columns as they are written */
    duckdb_database db;
    duckdb_connection connection;
    duckdb_appender appender;
    duckdb_data_chunk chunk;
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
add_column(struct jd_io_writer *w, const struct jd_column_spec *column,
    struct jd__buf *create, struct jd_error *err)
{
    size_t i = w->types.n;
    enum jd_status status = jd__buf_printf(create, err, "%sc%zu %s",
        i == 0 ? "CREATE TABLE t (" : ", ", i, jd__type_name(column->type));
    if (status == JD_OK)
        status = jd__type_cast(&w->select, written_as(w->form, column->type), i, err);
    if (status == JD_OK)
        status = jd__buf_text(&w->select, jd__str(" AS "), err);
    if (status == JD_OK)
        status = jd__duck_name(&w->select, jd__str(column->name), err);
    return status != JD_OK ? status : jd__buf_append(&w->types, &column->type, 1, err);
}

static enum jd_status
make_chunk(struct jd_io_writer *w, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    const enum jd_type *types = w->types.data;
    struct jd__buf theirs;
    jd__buf_init(&theirs, &w->alloc, sizeof(duckdb_logical_type), 0);
    for (size_t i = 0; i < w->types.n && status == JD_OK; i++) {
        duckdb_logical_type type = jd__type_make(types[i]);
        status = jd__buf_append(&theirs, &type, 1, err);
        if (status != JD_OK)
            duckdb_destroy_logical_type(&type);
    }
    if (status == JD_OK)
        w->chunk = duckdb_create_data_chunk(theirs.data, theirs.n);
    for (size_t i = 0; i < theirs.n; i++)
        duckdb_destroy_logical_type((duckdb_logical_type *)theirs.data + i);
    jd__buf_done(&theirs);
    if (status == JD_OK && w->chunk == NULL)
        status =
            jd__fail(err, JD_E_NOMEM, "no memory for a chunk of %zu columns", w->types.n);
    return status;
}

static enum jd_status
open_table(struct jd_io_writer *w, const struct jd_io *io,
    const struct jd_column_spec *columns, uint32_t n_columns, struct jd_error *err)
{
    const struct jd__duck_options options = {
        1, io->options.memory_bytes, io->options.temp_dir, true};
    struct jd__buf create;
    jd__buf_init(&create, &w->alloc, 1, 0);
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < n_columns && status == JD_OK; i++)
        status = add_column(w, &columns[i], &create, err);
    if (status == JD_OK)
        status = jd__buf_append(&create, ")", sizeof(")"), err);
    if (status == JD_OK)
        status = make_chunk(w, err);
    if (status == JD_OK)
        status = jd__duck_open(&options, &w->db, err);
    if (status == JD_OK && duckdb_connect(w->db, &w->connection) != DuckDBSuccess)
        status = jd__fail(err, JD_E_IO, "DuckDB takes no connection");
    if (status == JD_OK)
        status = jd__duck_run(w->connection, create.data, w->path, err);
    if (status == JD_OK &&
        duckdb_appender_create(w->connection, NULL, "t", &w->appender) != DuckDBSuccess)
        status = jd__fail(err, JD_E_IO, "%s: DuckDB takes no rows", w->path);
    jd__buf_done(&create);
    return status;
}

/* A name that DuckDB would take for one of the home folder is made one of this folder. */
static char *
copy_path(const struct jd_alloc *alloc, const char *path)
{
    const char *before = path[0] == '~' ? "./" : "";
    size_t size = strlen(before) + strlen(path) + 1;
    char *copy = jd__alloc_array(alloc, 0, size, 1);
    if (copy != NULL) {
        memcpy(copy, before, strlen(before));
        memcpy(copy + strlen(before), path, strlen(path));
    }
    return copy;
}

enum jd_status
jd_io_writer_new(struct jd_io *io, const char *path, const struct jd_column_spec *columns,
    uint32_t n_columns, struct jd_io_writer **out_writer, struct jd_error *err)
{
    const struct form *form = form_of(path);
    if (form == NULL)
        return jd__fail(err, JD_E_ARG,
            "%s: no known ending to write (.parquet .csv .csv.gz .jsonl)", path);
    if (n_columns == 0)
        return jd__fail(err, JD_E_ARG, "%s: a file needs a column", path);
    struct jd_io_writer *w = jd__alloc_array(&io->alloc, sizeof(*w), 0, 1);
    if (w == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory to write %s", path);
    w->alloc = io->alloc;
    w->form = form;
    jd__buf_init(&w->types, &io->alloc, sizeof(enum jd_type), 0);
    jd__buf_init(&w->select, &io->alloc, 1, 0);
    w->path = copy_path(&io->alloc, path);
    enum jd_status status = JD_OK;
    if (w->path == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory to write %s", path);
    else
        status = open_table(w, io, columns, n_columns, err);
    if (status != JD_OK) {
        jd_io_writer_free(w);
        return status;
    }
    *out_writer = w;
    return JD_OK;
}

static enum jd_status
append_chunk(struct jd_io_writer *w, const struct jd_io_slice *slices, uint32_t from,
    uint32_t n, struct jd_error *err)
{
    const enum jd_type *types = w->types.data;
    enum jd_status status = JD_OK;
    duckdb_data_chunk_reset(w->chunk);
    for (size_t i = 0; i < w->types.n && status == JD_OK; i++)
        status = jd__give_values(
            duckdb_data_chunk_get_vector(w->chunk, i), types[i], &slices[i], from, n, err);
    if (status != JD_OK)
        return status;
    duckdb_data_chunk_set_size(w->chunk, n);
    if (duckdb_append_data_chunk(w->appender, w->chunk) != DuckDBSuccess)
        return jd__duck_fail(duckdb_appender_error(w->appender), w->path, err);
    return JD_OK;
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
    uint32_t step = (uint32_t)duckdb_vector_size();
    if (writer->appender == NULL)
        return jd__fail(err, JD_E_ARG, "%s: closed already", writer->path);
    for (size_t i = 0; i < writer->types.n; i++)
        if (!fits(&slices[i], types[i]))
            return jd__fail(err, JD_E_ARG, "%s: values of column %zu are of another type",
                writer->path, i + 1);
    for (uint32_t from = 0; from < n && status == JD_OK; from += step)
        status = append_chunk(writer, slices, from, n - from < step ? n - from : step, err);
    return status;
}

/* COPY to the temporary name; what it left behind is removed when it fails. */
static enum jd_status
copy_out(struct jd_io_writer *w, const char *temporary, struct jd_error *err)
{
    struct jd__buf sql;
    jd__buf_init(&sql, &w->alloc, 1, 0);
    struct jd_str select = {w->select.data, w->select.n};
    enum jd_status status = jd__buf_text(&sql, jd__str("COPY (SELECT "), err);
    if (status == JD_OK)
        status = jd__buf_text(&sql, select, err);
    if (status == JD_OK)
        status = jd__buf_text(&sql, jd__str(" FROM t) TO "), err);
    if (status == JD_OK)
        status = jd__duck_literal(&sql, jd__str(temporary), err);
    if (status == JD_OK)
        status = jd__buf_printf(&sql, err, " (%s)", w->form->options);
    if (status == JD_OK)
        status = jd__duck_run(w->connection, sql.data, w->path, err);
    if (status == JD_E_INPUT || status == JD_E_NOT_FOUND || status == JD_E_DENIED)
        status = JD_E_IO; /* nothing was read: it is the writing that failed */
    if (status == JD_OK)
        status = jd__path_move(temporary, w->path, err);
    if (status != JD_OK)
        (void)jd__file_remove(temporary, NULL); /* it may not be there */
    jd__buf_done(&sql);
    return status;
}

enum jd_status
jd_io_writer_close(struct jd_io_writer *writer, struct jd_error *err)
{
    if (writer->appender == NULL)
        return jd__fail(err, JD_E_ARG, "%s: closed already", writer->path);
    enum jd_status status = JD_OK;
    struct jd__buf temporary;
    jd__buf_init(&temporary, &writer->alloc, 1, 0);
    if (duckdb_appender_close(writer->appender) != DuckDBSuccess)
        status = jd__duck_fail(duckdb_appender_error(writer->appender), writer->path, err);
    (void)duckdb_appender_destroy(&writer->appender); /* closed: nothing is left to fail */
    if (status == JD_OK)
        status = jd__buf_printf(&temporary, err, "%s.tmp", writer->path);
    if (status == JD_OK)
        status = copy_out(writer, temporary.data, err);
    jd__buf_done(&temporary);
    return status;
}

void
jd_io_writer_free(struct jd_io_writer *writer)
{
    if (writer == NULL)
        return;
    struct jd_alloc alloc = writer->alloc;
    (void)duckdb_appender_destroy(
        &writer->appender); /* rows that were not closed are lost */
    duckdb_destroy_data_chunk(&writer->chunk);
    duckdb_disconnect(&writer->connection);
    duckdb_close(&writer->db);
    jd__buf_done(&writer->types);
    jd__buf_done(&writer->select);
    if (writer->path != NULL)
        jd__alloc_free(&alloc, writer->path, strlen(writer->path) + 1);
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
