/* SPDX-License-Identifier: Apache-2.0 */
/* feed.h - chunks made by one thread and read by a query in another, a bounded number ahead. */
#ifndef JD_IO_FEED_H
#define JD_IO_FEED_H

#include <joinder/data.h>

#include "data/dict.h"
#include "io/duck.h"

struct jd__feed; /* opaque */

/* A feed of rows of these types; as a table its columns are c0, c1, ... */
enum jd_status
jd__feed_new(const struct jd_alloc *alloc, const enum jd_type *types, size_t n_types,
    struct jd__feed **out_feed, struct jd_error *err);

/* A column of TEXT is handed over as codes of this dictionary; before the first chunk. */
enum jd_status
jd__feed_set_few(struct jd__feed *feed, size_t column, const struct jd__dict *dict,
    struct jd_error *err);

/* Free it, and what was not read; neither thread may use it any more.  NULL is fine. */
void
jd__feed_free(struct jd__feed *feed);

/* Register the table function jd_feed(address), once for each database. */
enum jd_status
jd__feed_register(duckdb_connection connection, struct jd_error *err);

/* Append jd_feed(address). */
enum jd_status
jd__feed_from(struct jd__buf *sql, const struct jd__feed *feed, struct jd_error *err);

/* An empty chunk of the feed's types; NULL without memory.  Any number of threads may ask. */
duckdb_data_chunk
jd__feed_chunk(const struct jd__feed *feed);

/* Hand a filled chunk over, waiting for room.  False when nobody reads any more. */
bool
jd__feed_put(struct jd__feed *feed, duckdb_data_chunk chunk);

/* The maker is done: no more rows; or `broken`: there would have been more, and the query is to
 * fail. */
void
jd__feed_close(struct jd__feed *feed, bool broken);

/* The reader is done: whoever waits for room need not. */
void
jd__feed_end(struct jd__feed *feed);

#endif
