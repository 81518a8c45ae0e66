/* SPDX-License-Identifier: Apache-2.0 */
/* locked.h - the database that evaluates other people's expressions, opened beside other work. */
#ifndef JD_IO_LOCKED_H
#define JD_IO_LOCKED_H

#include <joinder/data.h>

#include "io/duck.h"

struct jd__locked; /* opaque; any thread may ask it */

/*
 * Begin to open it: in a thread of its own, or, for one thread, before this returns.  What then
 * fails is told by whoever asks for it first.
 */
enum jd_status
jd__locked_new(const struct jd_alloc *alloc, const struct jd__duck_options *options,
    struct jd__locked **out_locked, struct jd_error *err);

/* Close it, once it is open; NULL is fine. */
void
jd__locked_free(struct jd__locked *locked);

/* A connection to it, waiting for its opening. */
enum jd_status
jd__locked_connect(
    struct jd__locked *locked, duckdb_connection *out_connection, struct jd_error *err);

/*
 * The functions that are refused: a row for each with its `name`, and `gathers`, whether it is
 * an aggregate.  Borrowed.  The first call takes as long as opening three databases.
 */
enum jd_status
jd__locked_refused(
    struct jd__locked *locked, const struct jd_table **out_refused, struct jd_error *err);

#endif
