/* SPDX-License-Identifier: Apache-2.0 */
/*
 * duck.c - opening DuckDB, running a statement, quoting.
 *
 * Invariant: no database of ours fetches or loads an extension, and none depends on the
 * machine's zone.  What may not read files is locked: no later statement can unlock it.
 */
#include "io/duck.h"

#include "base/error.h"
#include "base/str.h"

#include <inttypes.h>
#include <stdio.h>

struct setting {
    const char *name;
    const char *value;
};

static enum jd_status
make_config(
    const struct jd__duck_options *options, duckdb_config *out_config, struct jd_error *err)
{
    char threads[16];
    char memory[32];
    (void)snprintf(threads, sizeof(threads), "%" PRIu32, options->threads);
    (void)snprintf(memory, sizeof(memory), "%" PRIu64 "B", options->memory_bytes);
    const struct setting settings[] = {
        {"autoinstall_known_extensions", "false"},
        {"autoload_known_extensions", "false"},
        {"allow_community_extensions", "false"},
        {"enable_external_file_cache", "false"},
        {"temp_directory", options->temp_dir != NULL ? options->temp_dir : ""},
        {"threads", options->threads > 0 ? threads : NULL},
        {"memory_limit", options->memory_bytes > 0 ? memory : NULL},
    };
    duckdb_config config = NULL;
    if (duckdb_create_config(&config) != DuckDBSuccess)
        return jd__fail(err, JD_E_NOMEM, "no memory to configure DuckDB");
    for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
        if (settings[i].value == NULL ||
            duckdb_set_config(config, settings[i].name, settings[i].value) == DuckDBSuccess)
            continue;
        duckdb_destroy_config(&config);
        return jd__fail(
            err, JD_E_IO, "DuckDB does not take the setting %s", settings[i].name);
    }
    *out_config = config;
    return JD_OK;
}

static enum jd_status
settle(duckdb_database db, bool files, struct jd_error *err)
{
    duckdb_connection connection = NULL;
    if (duckdb_connect(db, &connection) != DuckDBSuccess)
        return jd__fail(err, JD_E_IO, "DuckDB takes no connection");
    enum jd_status status =
        jd__duck_run(connection, "SET GLOBAL TimeZone = 'UTC'", NULL, err);
    if (status == JD_OK && !files)
        status = jd__duck_run(connection,
            "SET GLOBAL enable_external_access = false; SET GLOBAL lock_configuration = "
            "true",
            NULL, err);
    duckdb_disconnect(&connection);
    return status;
}

enum jd_status
jd__duck_open(
    const struct jd__duck_options *options, duckdb_database *out_db, struct jd_error *err)
{
    duckdb_config config = NULL;
    duckdb_database db = NULL;
    char *text = NULL;
    enum jd_status status = make_config(options, &config, err);
    if (status != JD_OK)
        return status;
    if (duckdb_open_ext(NULL, &db, config, &text) != DuckDBSuccess)
        status = jd__fail(err, JD_E_IO, "DuckDB does not start");
    duckdb_destroy_config(&config);
    duckdb_free(text);
    if (status == JD_OK)
        status = settle(db, options->files, err);
    if (status != JD_OK) {
        duckdb_close(&db);
        return status;
    }
    *out_db = db;
    return JD_OK;
}

enum jd_status
jd__duck_run(
    duckdb_connection connection, const char *sql, const char *where, struct jd_error *err)
{
    duckdb_result result;
    enum jd_status status = JD_OK;
    if (duckdb_query(connection, sql, &result) != DuckDBSuccess)
        status = jd__duck_fail(duckdb_result_error(&result), where, err);
    duckdb_destroy_result(&result);
    return status;
}

static enum jd_status
quote(struct jd__buf *sql, struct jd_str text, char mark, struct jd_error *err)
{
    enum jd_status status = jd__buf_append(sql, &mark, 1, err);
    for (size_t i = 0; i < text.size && status == JD_OK; i++) {
        if (text.data[i] == '\0')
            return jd__fail(err, JD_E_INPUT, "a name holds a NUL byte");
        status = jd__buf_append(sql, &text.data[i], 1, err);
        if (status == JD_OK && text.data[i] == mark)
            status = jd__buf_append(sql, &mark, 1, err);
    }
    return status != JD_OK ? status : jd__buf_append(sql, &mark, 1, err);
}

enum jd_status
jd__duck_literal(struct jd__buf *sql, struct jd_str text, struct jd_error *err)
{
    return quote(sql, text, '\'', err);
}

enum jd_status
jd__duck_name(struct jd__buf *sql, struct jd_str text, struct jd_error *err)
{
    return quote(sql, text, '"', err);
}

enum jd_status
jd__duck_text(struct jd__buf *sql, const char **out_text, struct jd_error *err)
{
    enum jd_status status = jd__buf_append(sql, "", 1, err);
    if (status != JD_OK)
        return status;
    sql->n--;
    *out_text = sql->data;
    return JD_OK;
}
