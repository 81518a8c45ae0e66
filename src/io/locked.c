/* SPDX-License-Identifier: Apache-2.0 */
/*
 * locked.c - opening the database that evaluates expressions, in a thread of its own, while the
 * first file is read.
 *
 * Invariant: what the task makes is looked at once it has been waited for; the task and the
 * refused functions, which are learned when first asked for, are under the lock.
 */
#include "io/locked.h"

#include "base/alloc.h"
#include "base/error.h"
#include "io/give.h"
#include "io/take.h"
#include "os/task.h"
#include "os/thread.h"

/*
 * Functions that are refused: DuckDB says which change from call to call and which gather
 * rows; of its macros only their text could tell, so those are listed.
 */
static const char refused_sql[] =
    "SELECT name, bool_and(gathers) AS gathers FROM ("
    "SELECT function_name AS name, function_type = 'aggregate' AS gathers "
    "FROM duckdb_functions() WHERE function_type = 'aggregate' OR stability <> "
    "'CONSISTENT' "
    "OR (function_type = 'macro' AND (schema_name = 'pg_catalog' OR "
    "    lower(macro_definition) SIMILAR TO '.*(select|current_).*')) "
    "UNION ALL SELECT unnest(['current_setting', 'getvariable', 'getenv', 'current_role', "
    "    'current_user', 'session_user', 'user', 'ago', 'inet_client_addr', "
    "    'inet_server_addr', 'inet_client_port', 'inet_server_port']), false "
    "UNION ALL SELECT unnest(['unnest', 'generate_subscripts', 'regexp_split_to_table', "
    "    'geomean', 'geometric_mean', 'wavg', 'weighted_avg', 'json_group_array', "
    "    'json_group_object', 'json_group_structure']), true) "
    "GROUP BY name ORDER BY name";

struct jd__locked {
    struct jd_alloc alloc;
    struct jd__duck_options options;
    duckdb_database db;
    enum jd_status status; /* of the opening */
    struct jd_error err;
    struct jd__mutex *mutex;
    struct jd__task *task;    /* that opens; NULL when it has been waited for */
    struct jd_table *refused; /* NULL: not asked for yet */
};

static enum jd_status
connect(struct jd__locked *locked, duckdb_connection *out_connection, struct jd_error *err)
{
    if (duckdb_connect(locked->db, out_connection) != DuckDBSuccess)
        return jd__fail(err, JD_E_IO, "DuckDB takes no connection");
    return JD_OK;
}

static void
open_it(void *ctx)
{
    struct jd__locked *locked = ctx;
    duckdb_connection connection = NULL;
    locked->status = jd__duck_open(&locked->options, &locked->db, &locked->err);
    if (locked->status == JD_OK)
        locked->status = connect(locked, &connection, &locked->err);
    if (locked->status == JD_OK)
        locked->status = jd__give_register(connection, &locked->err);
    duckdb_disconnect(&connection);
}

static enum jd_status
learn_refused(struct jd__locked *locked, struct jd_error *err)
{
    duckdb_connection connection = NULL;
    const struct jd__take take = {.alloc = &locked->alloc,
        .sql = refused_sql,
        .name = "refused functions",
        .threads = 1};
    enum jd_status status = connect(locked, &connection, err);
    if (status == JD_OK)
        status = jd__take(connection, &take, &locked->refused, err);
    duckdb_disconnect(&connection);
    return status;
}

enum jd_status
jd__locked_new(const struct jd_alloc *alloc, const struct jd__duck_options *options,
    struct jd__locked **out_locked, struct jd_error *err)
{
    struct jd__locked *locked = jd__alloc_array(alloc, sizeof(*locked), 0, 1);
    if (locked == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for the engine");
    locked->alloc = jd__alloc_or_default(alloc);
    locked->options = *options;
    enum jd_status status = jd__mutex_new(alloc, &locked->mutex, err);
    bool beside = status == JD_OK && options->threads != 1 &&
                  jd__task_start(alloc, open_it, locked, &locked->task, NULL) == JD_OK;
    if (status == JD_OK && !beside) {
        open_it(locked);
        status = locked->status;
        if (status != JD_OK)
            (void)jd__fail(err, status, "%s", locked->err.message);
    }
    if (status != JD_OK) {
        jd__locked_free(locked);
        return status;
    }
    *out_locked = locked;
    return JD_OK;
}

void
jd__locked_free(struct jd__locked *locked)
{
    if (locked == NULL)
        return;
    struct jd_alloc alloc = locked->alloc;
    jd__task_end(locked->task);
    jd_table_free(locked->refused);
    duckdb_close(&locked->db);
    jd__mutex_free(locked->mutex);
    jd__alloc_free(&alloc, locked, sizeof(*locked));
}

/* Wait until it is open. */
static enum jd_status
wait_for(struct jd__locked *locked, struct jd_error *err)
{
    jd__mutex_lock(locked->mutex);
    jd__task_end(locked->task);
    locked->task = NULL;
    jd__mutex_unlock(locked->mutex);
    if (locked->status == JD_OK)
        return JD_OK;
    return jd__fail(err, locked->status, "%s", locked->err.message);
}

enum jd_status
jd__locked_connect(
    struct jd__locked *locked, duckdb_connection *out_connection, struct jd_error *err)
{
    enum jd_status status = wait_for(locked, err);
    return status != JD_OK ? status : connect(locked, out_connection, err);
}

enum jd_status
jd__locked_refused(
    struct jd__locked *locked, const struct jd_table **out_refused, struct jd_error *err)
{
    enum jd_status status = wait_for(locked, err);
    if (status != JD_OK)
        return status;
    jd__mutex_lock(locked->mutex);
    if (locked->refused == NULL)
        status = learn_refused(locked, err);
    if (status == JD_OK)
        *out_refused = locked->refused;
    jd__mutex_unlock(locked->mutex);
    return status;
}
