/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed.c - a ring of chunks between two threads, whose end is a table function.
 *
 * Invariant: n <= n_places; the chunks at first, first + 1, ... (around the ring) are whole and
 * owned by the ring; all of it is touched under the gate.
 */
#include "io/feed.h"

#include "base/alloc.h"
#include "base/error.h"
#include "io/types.h"
#include "os/task.h"

#include <inttypes.h>
#include <stdio.h>

/*
 * Chunks that may wait, so that neither side waits for the other's pauses: the reader packs a
 * row group of 60 chunks at a time, the maker comes with a wave of pairs.  Some 10 MB of numbers:
 * the fewer columns, the more rows.
 */
#define VECTORS 640u
#define MOST_PLACES 128u
#define LEAST_PLACES 16u

struct jd__feed {
    struct jd_alloc alloc;
    struct jd__gate *gate;
    duckdb_data_chunk chunks[MOST_PLACES];
    size_t n_places;
    size_t first;
    size_t n;
    bool closed;          /* no more will be put */
    bool broken;          /* and that is a failure */
    bool ended;           /* no more will be read */
    struct jd__buf types; /* duckdb_logical_type */
};

static duckdb_logical_type
type_at(const struct jd__feed *feed, size_t i)
{
    return ((const duckdb_logical_type *)feed->types.data)[i];
}

enum jd_status
jd__feed_new(const struct jd_alloc *alloc, const enum jd_type *types, size_t n_types,
    struct jd__feed **out_feed, struct jd_error *err)
{
    struct jd__feed *feed = jd__alloc_array(alloc, sizeof(*feed), 0, 1);
    if (feed == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for a feed");
    feed->alloc = jd__alloc_or_default(alloc);
    feed->n_places = VECTORS / (n_types > 0 ? n_types : 1);
    feed->n_places = feed->n_places < MOST_PLACES ? feed->n_places : MOST_PLACES;
    feed->n_places = feed->n_places > LEAST_PLACES ? feed->n_places : LEAST_PLACES;
    jd__buf_init(&feed->types, alloc, sizeof(duckdb_logical_type), 0);
    enum jd_status status = jd__buf_reserve(&feed->types, n_types, err);
    for (size_t i = 0; i < n_types && status == JD_OK; i++) {
        duckdb_logical_type type = jd__type_make(types[i]);
        status = jd__buf_append(&feed->types, &type, 1, err); /* there is room */
    }
    if (status == JD_OK)
        status = jd__gate_new(alloc, &feed->gate, err);
    if (status != JD_OK) {
        jd__feed_free(feed);
        return status;
    }
    *out_feed = feed;
    return JD_OK;
}

void
jd__feed_free(struct jd__feed *feed)
{
    if (feed == NULL)
        return;
    struct jd_alloc alloc = feed->alloc;
    for (; feed->n > 0; feed->n--, feed->first++)
        duckdb_destroy_data_chunk(&feed->chunks[feed->first % feed->n_places]);
    for (size_t i = 0; i < feed->types.n; i++)
        duckdb_destroy_logical_type((duckdb_logical_type *)feed->types.data + i);
    jd__buf_done(&feed->types);
    jd__gate_free(feed->gate);
    jd__alloc_free(&alloc, feed, sizeof(*feed));
}

enum jd_status
jd__feed_set_few(
    struct jd__feed *feed, size_t column, const struct jd__dict *dict, struct jd_error *err)
{
    duckdb_logical_type type = NULL;
    enum jd_status status = jd__type_make_few(dict, &type, err);
    if (status != JD_OK)
        return status;
    duckdb_logical_type *types = feed->types.data;
    duckdb_destroy_logical_type(&types[column]);
    types[column] = type;
    return JD_OK;
}

duckdb_data_chunk
jd__feed_chunk(const struct jd__feed *feed)
{
    return duckdb_create_data_chunk(feed->types.data, feed->types.n);
}

bool
jd__feed_put(struct jd__feed *feed, duckdb_data_chunk chunk)
{
    jd__gate_lock(feed->gate);
    while (feed->n == feed->n_places && !feed->ended)
        (void)jd__gate_wait(feed->gate, 0);
    bool taken = !feed->ended;
    if (taken) {
        feed->chunks[(feed->first + feed->n) % feed->n_places] = chunk;
        feed->n++;
        jd__gate_signal(feed->gate);
    }
    jd__gate_unlock(feed->gate);
    if (!taken)
        duckdb_destroy_data_chunk(&chunk);
    return taken;
}

/* The next chunk, waiting for it; NULL when there is none any more. */
static duckdb_data_chunk
get(struct jd__feed *feed, bool *out_broken)
{
    duckdb_data_chunk chunk = NULL;
    jd__gate_lock(feed->gate);
    while (feed->n == 0 && !feed->closed)
        (void)jd__gate_wait(feed->gate, 0);
    *out_broken = feed->broken;
    if (feed->n > 0) {
        chunk = feed->chunks[feed->first];
        feed->first = (feed->first + 1) % feed->n_places;
        feed->n--;
        jd__gate_signal(feed->gate);
    }
    jd__gate_unlock(feed->gate);
    return chunk;
}

void
jd__feed_close(struct jd__feed *feed, bool broken)
{
    jd__gate_lock(feed->gate);
    feed->closed = true;
    feed->broken = broken;
    jd__gate_signal(feed->gate);
    jd__gate_unlock(feed->gate);
}

void
jd__feed_end(struct jd__feed *feed)
{
    jd__gate_lock(feed->gate);
    feed->ended = true;
    jd__gate_signal(feed->gate);
    jd__gate_unlock(feed->gate);
}

/* ---- the table function ---- */

static void
bind_feed(duckdb_bind_info info)
{
    duckdb_value parameter = duckdb_bind_get_parameter(info, 0);
    union { /* the way back from the number in the statement */
        uint64_t number;
        struct jd__feed *feed;
    } address = {duckdb_get_uint64(parameter)};
    duckdb_destroy_value(&parameter);
    for (size_t i = 0; i < address.feed->types.n; i++) {
        char name[32];
        (void)snprintf(name, sizeof(name), "c%zu", i);
        duckdb_bind_add_result_column(info, name, type_at(address.feed, i));
    }
    duckdb_bind_set_bind_data(info, address.feed, NULL);
}

static void
init_feed(duckdb_init_info info)
{
    duckdb_init_set_max_threads(info, 1);
}

static void
next_chunk(duckdb_function_info info, duckdb_data_chunk out)
{
    struct jd__feed *feed = duckdb_function_get_bind_data(info);
    bool broken = false;
    duckdb_data_chunk chunk = get(feed, &broken);
    if (broken) {
        duckdb_function_set_error(info, "the rows broke off");
    } else if (chunk == NULL) {
        duckdb_data_chunk_set_size(out, 0);
    } else {
        for (idx_t i = 0; i < feed->types.n; i++) /* no copy: the content is shared */
            duckdb_vector_reference_vector(duckdb_data_chunk_get_vector(out, i),
                duckdb_data_chunk_get_vector(chunk, i));
        duckdb_data_chunk_set_size(out, duckdb_data_chunk_get_size(chunk));
    }
    duckdb_destroy_data_chunk(&chunk);
}

enum jd_status
jd__feed_register(duckdb_connection connection, struct jd_error *err)
{
    duckdb_table_function function = duckdb_create_table_function();
    duckdb_logical_type address = duckdb_create_logical_type(DUCKDB_TYPE_UBIGINT);
    duckdb_table_function_set_name(function, "jd_feed");
    duckdb_table_function_add_parameter(function, address);
    duckdb_table_function_set_bind(function, bind_feed);
    duckdb_table_function_set_init(function, init_feed);
    duckdb_table_function_set_function(function, next_chunk);
    duckdb_state state = duckdb_register_table_function(connection, function);
    duckdb_destroy_logical_type(&address);
    duckdb_destroy_table_function(&function);
    if (state != DuckDBSuccess)
        return jd__fail(err, JD_E_IO, "DuckDB does not take a table function");
    return JD_OK;
}

enum jd_status
jd__feed_from(struct jd__buf *sql, const struct jd__feed *feed, struct jd_error *err)
{
    return jd__buf_printf(sql, err, "jd_feed(%" PRIuPTR "::UBIGINT)", (uintptr_t)feed);
}
