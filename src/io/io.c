/* SPDX-License-Identifier: Apache-2.0 */
/* io.c - starting and stopping the engine. */
#include "io/io.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "io/rows.h"

/*
 * DuckDB keeps what it frees; only when its bound is set does it give that back to the system.
 * So the bound is set again to what it is, after what took much.
 */
static enum jd_status
learn_memory(struct jd_io *io, struct jd_error *err)
{
    struct jd__rows rows = {0};
    duckdb_connection connection = NULL;
    if (duckdb_connect(io->files, &connection) != DuckDBSuccess)
        return jd__fail(err, JD_E_IO, "DuckDB takes no connection");
    enum jd_status status = jd__rows_open(&rows, connection,
        "SELECT format('SET memory_limit = ''{}''', current_setting('memory_limit'))", NULL,
        err);
    if (status == JD_OK)
        status = jd__rows_next(&rows, err);
    struct jd_str set = {NULL, 0};
    if (status == JD_OK && rows.n == 1)
        set = jd__rows_text(&rows, 0, 0);
    if (set.size < sizeof(io->memory_set) && set.size > 0)
        memcpy(io->memory_set, set.data, set.size);
    jd__rows_close(&rows);
    duckdb_disconnect(&connection);
    return status;
}

void
jd__io_give_back(const struct jd_io *io, duckdb_connection connection)
{
    /* It may fail: then the memory stays where it is. */
    if (io->memory_set[0] != '\0')
        (void)jd__duck_run(connection, io->memory_set, NULL, NULL);
}

/* A quarter of the memory is for expressions; they hold one block of rows each. */
static enum jd_status
open_both(struct jd_io *io, struct jd_error *err)
{
    uint64_t memory = io->options.memory_bytes;
    const struct jd__duck_options files = {
        io->options.threads, memory - memory / 4, io->temp_dir, true};
    const struct jd__duck_options locked = {io->options.threads, memory / 4, NULL, false};
    enum jd_status status = jd__locked_new(&io->alloc, &locked, &io->locked, err);
    if (status == JD_OK)
        status = jd__duck_open(&files, &io->files, err);
    return status != JD_OK ? status : learn_memory(io, err);
}

enum jd_status
jd_io_new(const struct jd_alloc *alloc, const struct jd_io_options *options,
    struct jd_io **out_io, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    struct jd_io *io = jd__alloc_array(alloc, sizeof(*io), 0, 1);
    if (io == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for the engine");
    io->alloc = jd__alloc_or_default(alloc);
    io->options = jd_io_options_default();
    if (options != NULL)
        memcpy(&io->options, options,
            options->struct_size < sizeof(*options) ? options->struct_size
                                                    : sizeof(*options));
    if (io->options.temp_dir != NULL) {
        io->temp_dir = jd__alloc_text(&io->alloc, jd__str(io->options.temp_dir));
        io->options.temp_dir = io->temp_dir;
        if (io->temp_dir == NULL)
            status = jd__fail(err, JD_E_NOMEM, "no memory for a folder's name");
    }
    if (status == JD_OK)
        status = open_both(io, err);
    if (status != JD_OK) {
        jd_io_free(io);
        return status;
    }
    *out_io = io;
    return JD_OK;
}

void
jd_io_free(struct jd_io *io)
{
    if (io == NULL)
        return;
    struct jd_alloc alloc = io->alloc;
    jd__locked_free(io->locked);
    duckdb_close(&io->files);
    if (io->temp_dir != NULL)
        jd__alloc_free(&alloc, io->temp_dir, strlen(io->temp_dir) + 1);
    jd__alloc_free(&alloc, io, sizeof(*io));
}
