/* SPDX-License-Identifier: Apache-2.0 */
/* rows.c - a query's chunks, one after another. */
#include "io/rows.h"

bool
jd__rows_is_valid(const uint64_t *validity, idx_t row)
{
    return validity == NULL || ((validity[row >> 6] >> (row & 63)) & 1) != 0;
}

struct jd_str
jd__rows_text_at(const void *data, idx_t row)
{
    const duckdb_string_t *text = (const duckdb_string_t *)data + row;
    uint32_t size = text->value.inlined.length;
    const char *bytes = size <= 12 ? text->value.inlined.inlined : text->value.pointer.ptr;
    return (struct jd_str){bytes, size};
}

/* A failure while running is told by the pending result, if another thread met it, or by its
 * end. */
static const char *
run_error(duckdb_pending_result pending, duckdb_result *result)
{
    const char *text = duckdb_pending_error(pending);
    return text != NULL && text[0] != '\0' ? text : duckdb_result_error(result);
}

enum jd_status
jd__rows_start(struct jd__rows *rows, duckdb_prepared_statement *statement,
    const char *where, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    duckdb_pending_result pending = NULL;
    *rows = (struct jd__rows){.statement = *statement, .where = where};
    *statement = NULL; /* handed over */
    if (duckdb_pending_prepared_streaming(rows->statement, &pending) != DuckDBSuccess)
        status = jd__duck_fail(duckdb_pending_error(pending), where, err);
    else if (duckdb_execute_pending(pending, &rows->result) != DuckDBSuccess)
        status = jd__duck_fail(run_error(pending, &rows->result), where, err);
    duckdb_destroy_pending(&pending);
    if (status != JD_OK)
        jd__rows_close(rows);
    return status;
}

enum jd_status
jd__rows_open(struct jd__rows *rows, duckdb_connection connection, const char *sql,
    const char *where, struct jd_error *err)
{
    duckdb_prepared_statement statement = NULL;
    enum jd_status status = JD_OK;
    if (duckdb_prepare(connection, sql, &statement) != DuckDBSuccess)
        status = jd__duck_fail(duckdb_prepare_error(statement), where, err);
    else
        status = jd__rows_start(rows, &statement, where, err);
    duckdb_destroy_prepare(&statement);
    return status;
}

enum jd_status
jd__rows_next(struct jd__rows *rows, struct jd_error *err)
{
    duckdb_destroy_data_chunk(&rows->chunk);
    rows->n = 0;
    rows->chunk = duckdb_fetch_chunk(rows->result);
    if (rows->chunk != NULL) {
        rows->n = duckdb_data_chunk_get_size(rows->chunk);
        return JD_OK;
    }
    const char *text = duckdb_result_error(&rows->result);
    if (text != NULL && text[0] != '\0')
        return jd__duck_fail(text, rows->where, err);
    return JD_OK;
}

duckdb_data_chunk
jd__rows_keep(struct jd__rows *rows)
{
    duckdb_data_chunk chunk = rows->chunk;
    rows->chunk = NULL; /* handed over */
    return chunk;
}

struct jd_str
jd__rows_text(const struct jd__rows *rows, idx_t column, idx_t row)
{
    duckdb_vector vector = duckdb_data_chunk_get_vector(rows->chunk, column);
    if (!jd__rows_is_valid(duckdb_vector_get_validity(vector), row))
        return (struct jd_str){NULL, 0};
    return jd__rows_text_at(duckdb_vector_get_data(vector), row);
}

void
jd__rows_close(struct jd__rows *rows)
{
    duckdb_destroy_data_chunk(&rows->chunk);
    duckdb_destroy_result(&rows->result);
    duckdb_destroy_prepare(&rows->statement);
}
