/* SPDX-License-Identifier: Apache-2.0 */
/* io.h - the engine from inside. */
#ifndef JD_IO_IO_H
#define JD_IO_IO_H

#include <joinder/io.h>

#include "io/duck.h"
#include "io/locked.h"
#include "io/source.h"

/*
 * Two databases: one reads and writes files, one evaluates other people's expressions and is
 * locked away from files.  A connection is made for each call, so any thread may call.
 */
struct jd_io {
    struct jd_alloc alloc;
    duckdb_database files;
    struct jd__locked *locked;
    struct jd_io_options options;
    char *temp_dir;      /* copied; NULL: none */
    char memory_set[80]; /* SET memory_limit, to what it is */
};

/* Let the files' DuckDB give back to the system what it has freed. */
void
jd__io_give_back(const struct jd_io *io, duckdb_connection connection);

/* How a file is read. */
struct jd__reading_as {
    enum jd__format format;
    const char *encoding; /* NULL: by its first bytes */
    uint32_t most_text;   /* as in struct jd__take */
};

enum jd_status
jd__io_read_as(struct jd_io *io, const char *path, const char *name,
    const struct jd__reading_as *as, struct jd_table **out_table, struct jd_error *err);

#endif
