/* SPDX-License-Identifier: Apache-2.0 */
/* read.c - a file as a table. */
#include "io/io.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "io/take.h"

/* "people" of "in/people.csv.gz". */
static struct jd_str
stem_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    struct jd_str stem = jd__str(slash != NULL ? slash + 1 : path);
    const char *dot = stem.size > 1 ? memchr(stem.data + 1, '.', stem.size - 1) : NULL;
    if (dot != NULL)
        stem.size = (size_t)(dot - stem.data);
    return stem;
}

/* After so many rows DuckDB is made to give back what it needed for reading them. */
#define MANY_ROWS 100000u

static enum jd_status
read_on(struct jd_io *io, duckdb_connection connection, struct jd__source *source,
    struct jd__take take, struct jd_table **out_table, struct jd_error *err)
{
    if (source->sql.n == 0) { /* no record, so no column either */
        enum jd_status status =
            jd_table_new(&io->alloc, take.name, NULL, 0, out_table, err);
        return status != JD_OK ? status : jd_table_finish(*out_table, err);
    }
    take.alloc = &io->alloc;
    take.sql = source->sql.data;
    take.threads = io->options.threads;
    take.columns = source->names.n > 0 ? source->names.data : NULL;
    return jd__take(connection, &take, out_table, err);
}

enum jd_status
jd__io_read_as(struct jd_io *io, const char *path, const char *name,
    const struct jd__reading_as *as, struct jd_table **out_table, struct jd_error *err)
{
    struct jd__source source;
    duckdb_connection connection = NULL;
    enum jd_status status = JD_OK;
    struct jd_str stem = name != NULL ? jd__str(name) : stem_of(path);
    jd__source_init(&source, &io->alloc);
    char *copy = jd__alloc_text(&io->alloc, stem);
    if (copy == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory for a table's name");
    else if (duckdb_connect(io->files, &connection) != DuckDBSuccess)
        status = jd__fail(err, JD_E_IO, "DuckDB takes no connection");
    if (status == JD_OK)
        status = jd__source_open(&source, connection, path, as->format, as->encoding, err);
    if (status == JD_OK) {
        const struct jd__take take = {
            .name = copy, .where = path, .most_text = as->most_text};
        status = read_on(io, connection, &source, take, out_table, err);
        if (status == JD_OK && jd_table_n_rows(*out_table) >= MANY_ROWS)
            jd__io_give_back(io, connection);
    }
    duckdb_disconnect(&connection);
    jd__source_done(&source);
    if (copy != NULL)
        jd__alloc_free(&io->alloc, copy, stem.size + 1);
    return status;
}

enum jd_status
jd_io_read(struct jd_io *io, const char *path, const char *name,
    struct jd_table **out_table, struct jd_error *err)
{
    const struct jd__reading_as as = {.format = jd__format_of(path)};
    return jd__io_read_as(io, path, name, &as, out_table, err);
}
