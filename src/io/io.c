/* SPDX-License-Identifier: Apache-2.0 */
/* io.c - starting and stopping the engine. */
#include "io/io.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "io/sql.h"

/* A quarter of the memory is for expressions; they hold one block of rows each. */
static enum jd_status
open_both(struct jd_io *io, struct jd_error *err)
{
    uint64_t memory = io->options.memory_bytes;
    const struct jd__duck_options files = {
        io->options.threads, memory - memory / 4, io->temp_dir, true};
    const struct jd__duck_options locked = {io->options.threads, memory / 4, NULL, false};
    enum jd_status status = jd__duck_open(&files, &io->files, err);
    return status != JD_OK ? status : jd__duck_open(&locked, &io->locked, err);
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
    if (status == JD_OK)
        status = jd__sql_prepare(io, err);
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
    jd_table_free(io->refused);
    duckdb_close(&io->locked);
    duckdb_close(&io->files);
    if (io->temp_dir != NULL)
        jd__alloc_free(&alloc, io->temp_dir, strlen(io->temp_dir) + 1);
    jd__alloc_free(&alloc, io, sizeof(*io));
}
