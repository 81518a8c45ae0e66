/* SPDX-License-Identifier: Apache-2.0 */
/*
 * write.c - a table as a file: Parquet, CSV, JSON lines.
 *
 * Rows go through a feed, some chunks ahead, to a COPY in a thread and database of its own, so
 * that no file is ever held in memory, and rows are packed while the next ones are made.  (In a
 * database of many threads another one would run the COPY, and this one ask without a pause
 * whether it is done.)  The COPY writes `PATH.tmp`, which takes the place of PATH once it is whole.  Chunks are filled to the
 * brim, each by one thread, and handed over in order; row groups have a fixed size, and one
 * thread writes: the same rows give the same bytes, in whatever portions they come and for any
 * number of threads.
 *
 * Parquet: level 1 of zstd makes these files as small as the usual level 3, in two thirds of the
 * time; a dictionary of more than some hundred values seldom makes a column of numbers smaller,
 * and looking for one took as long as packing it.
 */
#include "io/io.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "data/table.h"
#include "io/feed.h"
#include "io/give.h"
#include "io/types.h"
#include "os/file.h"
#include "os/task.h"
#include "os/thread.h"

#include <stdio.h>

/* What the ending of a name asks for. */
struct form {
    const char *ending;
    const char *options; /* of COPY */
    bool is_text;        /* lists and times are written as text of our own */
};

static const struct form forms[] = {
    {".parquet",
        "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT "
        "1000, "
        "ROW_GROUP_SIZE 122880",
        false},
    {".csv", "FORMAT csv, HEADER true", true},
    {".csv.gz", "FORMAT csv, HEADER true, COMPRESSION gzip", true},
    {".jsonl", "FORMAT json", true},
};

/* A column of the file. */
struct column {
    enum jd_type type;
    const struct jd__dict *few; /* all its texts, handed over as their codes; NULL: any */
};

struct jd_io_writer {
    struct jd_alloc alloc;
    const struct form *form;
    char *path;
    char *temporary;        /* PATH.tmp */
    struct jd__buf columns; /* struct column */
    struct jd__buf copy;    /* the COPY, with its NUL */
    uint32_t threads;       /* that fill chunks */
    struct jd__duck_options options;
    duckdb_database db;
    duckdb_connection connection;
    struct jd__feed *feed;
    duckdb_data_chunk chunk; /* being filled; NULL: none */
    idx_t n;                 /* its rows */
    struct jd__task *task; /* the COPY: NULL before the first row, and when it has ended */
    bool has_ended;        /* no row is taken any more */
    enum jd_status status; /* of the COPY, once it has ended */
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

/* Open a database of one thread, which is the caller's. */
static enum jd_status
open_database(struct jd_io_writer *w, struct jd_error *err)
{
    enum jd_status status = jd__duck_open(&w->options, &w->db, err);
    if (status == JD_OK && duckdb_connect(w->db, &w->connection) != DuckDBSuccess)
        status = jd__fail(err, JD_E_IO, "DuckDB takes no connection");
    return status != JD_OK ? status : jd__feed_register(w->connection, err);
}

/* The COPY, in its own thread. */
static void
run_copy(void *ctx)
{
    struct jd_io_writer *w = ctx;
    w->status = open_database(w, &w->err);
    if (w->status == JD_OK)
        w->status = jd__duck_run(w->connection, w->copy.data, w->path, &w->err);
    if (w->status == JD_E_INPUT || w->status == JD_E_NOT_FOUND || w->status == JD_E_DENIED)
        w->status = JD_E_IO; /* nothing was read: it is the writing that failed */
    jd__feed_end(w->feed);
}

static enum jd_status
prepare(struct jd_io_writer *w, const struct jd_column_spec *specs, uint32_t n_columns,
    struct jd_error *err)
{
    struct jd__buf types;
    enum jd_status status = JD_OK;
    jd__buf_init(&types, &w->alloc, sizeof(enum jd_type), 0);
    for (uint32_t i = 0; i < n_columns && status == JD_OK; i++) {
        const struct column column = {specs[i].type, NULL};
        status = jd__buf_append(&types, &column.type, 1, err);
        if (status == JD_OK)
            status = jd__buf_append(&w->columns, &column, 1, err);
    }
    if (status == JD_OK)
        status = jd__feed_new(&w->alloc, types.data, n_columns, &w->feed, err);
    if (status == JD_OK)
        status = write_copy(w, specs, n_columns, err);
    jd__buf_done(&types);
    return status;
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
    w->threads = io->options.threads;
    w->options =
        (struct jd__duck_options){1, io->options.memory_bytes, io->options.temp_dir, true};
    jd__buf_init(&w->columns, &io->alloc, sizeof(struct column), 0);
    jd__buf_init(&w->copy, &io->alloc, 1, 0);
    w->path = copy_path(&io->alloc, path, "");
    w->temporary = copy_path(&io->alloc, path, ".tmp");
    if (w->path == NULL || w->temporary == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory to write %s", path);
    else
        status = prepare(w, columns, n_columns, err);
    if (status != JD_OK) {
        jd_io_writer_free(w);
        return status;
    }
    *out_writer = w;
    return JD_OK;
}

static struct column *
column_at(const struct jd_io_writer *w, size_t i)
{
    return (struct column *)w->columns.data + i;
}

enum jd_status
jd_io_writer_few(struct jd_io_writer *writer, uint32_t column, const struct jd_table *table,
    uint32_t of_table, struct jd_error *err)
{
    if (column >= writer->columns.n || column_at(writer, column)->type != JD_TYPE_TEXT ||
        of_table >= table->n_columns)
        return jd__fail(err, JD_E_ARG, "%s: no column of few texts", writer->path);
    if (writer->task != NULL || writer->has_ended)
        return jd__fail(err, JD_E_ARG, "%s: begun already", writer->path);
    const struct jd__dict *dict = jd__table_dict(table, of_table);
    enum jd_status status = jd__feed_set_few(writer->feed, column, dict, err);
    if (status == JD_OK)
        column_at(writer, column)->few = dict;
    else
        jd__report_where(err, "%s", writer->path);
    return status;
}

/* The COPY begins with the first rows, when it is known how each column is handed over. */
static enum jd_status
begin(struct jd_io_writer *w, struct jd_error *err)
{
    if (w->has_ended)
        return jd__fail(err, JD_E_ARG, "%s: closed already", w->path);
    return w->task != NULL ? JD_OK : jd__task_start(&w->alloc, run_copy, w, &w->task, err);
}

/* Wait for the COPY, and say how it went; what a failed one wrote is removed. */
static enum jd_status
end_copy(struct jd_io_writer *w, bool broken, struct jd_error *err)
{
    w->has_ended = true;
    if (w->task == NULL)
        return JD_OK;
    jd__feed_close(w->feed, broken);
    jd__task_end(w->task);
    w->task = NULL;
    if (w->status == JD_OK)
        return JD_OK;
    (void)jd__file_remove(w->temporary, NULL); /* it may not be there */
    return jd__fail(err, w->status, "%s", w->err.message);
}

/* Hand a chunk over. */
static enum jd_status
put_chunk(struct jd_io_writer *w, duckdb_data_chunk chunk, idx_t n, struct jd_error *err)
{
    duckdb_data_chunk_set_size(chunk, n);
    if (jd__feed_put(w->feed, chunk))
        return JD_OK;
    return end_copy(w, true, err); /* it ended before its time, so it failed */
}

/* Chunks that are filled side by side, and how many make more than one thread worth its start. */
#define PIECES 64u
#define FEW_PIECES 4u

/* Rows of one append that go into one chunk. */
struct piece {
    duckdb_data_chunk chunk;
    idx_t to;      /* the first of them in the chunk */
    uint32_t from; /* and in the slices */
    uint32_t n;
};

struct filling {
    const struct jd_io_writer *writer;
    const struct jd_io_slice *slices;
    struct piece pieces[PIECES];
    uint32_t n;
};

static enum jd_status
fill_piece(void *ctx, uint32_t i, uint32_t thread, struct jd_error *err)
{
    struct filling *filling = ctx;
    const struct jd_io_writer *w = filling->writer;
    struct piece *piece = &filling->pieces[i];
    enum jd_status status = JD_OK;
    (void)thread; /* no scratch is needed */
    if (piece->chunk == NULL)
        piece->chunk = jd__feed_chunk(w->feed);
    if (piece->chunk == NULL)
        return jd__fail(err, JD_E_NOMEM, "%s: no memory for rows", w->path);
    for (size_t c = 0; c < w->columns.n && status == JD_OK; c++) {
        duckdb_vector vector = duckdb_data_chunk_get_vector(piece->chunk, c);
        const struct jd_io_slice *slice = &filling->slices[c];
        if (column_at(w, c)->few != NULL)
            jd__give_few(vector, piece->to, slice, piece->from, piece->n);
        else
            status = jd__give_values(vector, piece->to, column_at(w, c)->type, slice,
                piece->from, piece->n, err);
    }
    return status;
}

/* Cut the next rows into pieces; the first one fills up the chunk that is not full yet. */
static uint32_t
cut(struct jd_io_writer *w, struct filling *filling, uint32_t from, uint32_t to)
{
    uint32_t size = (uint32_t)duckdb_vector_size();
    for (filling->n = 0; filling->n < PIECES && from < to; filling->n++) {
        uint32_t room = size - (uint32_t)w->n;
        uint32_t n = to - from < room ? to - from : room;
        filling->pieces[filling->n] = (struct piece){w->chunk, w->n, from, n};
        w->chunk = NULL; /* handed over */
        w->n = 0;
        from += n;
    }
    return from;
}

/* Hand full chunks over, and keep the last if it is not full. */
static enum jd_status
put_pieces(struct jd_io_writer *w, struct filling *filling, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < filling->n && status == JD_OK; i++) {
        struct piece *piece = &filling->pieces[i];
        duckdb_data_chunk chunk = piece->chunk;
        piece->chunk = NULL; /* handed over */
        if (piece->to + piece->n == duckdb_vector_size()) {
            status = put_chunk(w, chunk, duckdb_vector_size(), err);
        } else {
            w->chunk = chunk;
            w->n = piece->to + piece->n;
        }
    }
    return status;
}

static enum jd_status
append_rows(struct jd_io_writer *w, uint32_t n, const struct jd_io_slice *slices,
    struct jd_error *err)
{
    struct filling filling = {.writer = w, .slices = slices};
    enum jd_status status = JD_OK;
    for (uint32_t from = 0; from < n && status == JD_OK;) {
        from = cut(w, &filling, from, n);
        status = jd__parallel(
            filling.n > FEW_PIECES ? w->threads : 1, filling.n, fill_piece, &filling, err);
        if (status == JD_OK)
            status = put_pieces(w, &filling, err);
        for (uint32_t i = 0; i < filling.n; i++)
            duckdb_destroy_data_chunk(&filling.pieces[i].chunk);
    }
    if (status != JD_OK && !w->has_ended) /* rows are missing */
        (void)end_copy(w, true, NULL);
    return status;
}

/* Do a slice's values have the column's type? */
static bool
fits(const struct jd_io_slice *slice, const struct column *column)
{
    if (column->few != NULL)
        return slice->table != NULL &&
               jd__table_dict(slice->table, slice->column) == column->few;
    if (slice->table != NULL)
        return jd_table_column(slice->table, slice->column).type == column->type;
    if (column->type == JD_TYPE_TEXT || column->type == JD_TYPE_LIST)
        return false;
    return column->type == JD_TYPE_REAL ? slice->reals != NULL : slice->integers != NULL;
}

enum jd_status
jd_io_writer_append(struct jd_io_writer *writer, uint32_t n,
    const struct jd_io_slice *slices, struct jd_error *err)
{
    for (size_t i = 0; i < writer->columns.n; i++)
        if (!fits(&slices[i], column_at(writer, i)))
            return jd__fail(err, JD_E_ARG, "%s: values of column %zu are of another type",
                writer->path, i + 1);
    enum jd_status status = begin(writer, err);
    return status != JD_OK ? status : append_rows(writer, n, slices, err);
}

enum jd_status
jd_io_writer_close(struct jd_io_writer *writer, struct jd_error *err)
{
    enum jd_status status = begin(writer, err);
    if (status == JD_OK && writer->n > 0) {
        duckdb_data_chunk chunk = writer->chunk;
        writer->chunk = NULL; /* handed over */
        status = put_chunk(writer, chunk, writer->n, err);
        writer->n = 0;
    }
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
    jd__buf_done(&writer->columns);
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
