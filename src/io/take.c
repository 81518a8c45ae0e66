/* SPDX-License-Identifier: Apache-2.0 */
/*
 * take.c - DuckDB's vectors into dictionary-encoded columns.
 *
 * A query is prepared twice: once to learn the types of its columns, and once inside a SELECT
 * that casts each column to the type in which we take it.
 */
#include "io/take.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "data/table.h"
#include "io/types.h"

#include <inttypes.h>

static bool
is_valid(const uint64_t *validity, idx_t row)
{
    return validity == NULL || ((validity[row >> 6] >> (row & 63)) & 1) != 0;
}

static struct jd_str
text_at(const void *data, idx_t row)
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
jd__rows_open(struct jd__rows *rows, duckdb_connection connection, const char *sql,
    const char *where, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    duckdb_pending_result pending = NULL;
    *rows = (struct jd__rows){.where = where};
    if (duckdb_prepare(connection, sql, &rows->statement) != DuckDBSuccess)
        status = jd__duck_fail(duckdb_prepare_error(rows->statement), where, err);
    else if (duckdb_pending_prepared_streaming(rows->statement, &pending) != DuckDBSuccess)
        status = jd__duck_fail(duckdb_pending_error(pending), where, err);
    else if (duckdb_execute_pending(pending, &rows->result) != DuckDBSuccess)
        status = jd__duck_fail(run_error(pending, &rows->result), where, err);
    duckdb_destroy_pending(&pending);
    if (status != JD_OK)
        jd__rows_close(rows);
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

struct jd_str
jd__rows_text(const struct jd__rows *rows, idx_t column, idx_t row)
{
    duckdb_vector vector = duckdb_data_chunk_get_vector(rows->chunk, column);
    if (!is_valid(duckdb_vector_get_validity(vector), row))
        return (struct jd_str){NULL, 0};
    return text_at(duckdb_vector_get_data(vector), row);
}

void
jd__rows_close(struct jd__rows *rows)
{
    duckdb_destroy_data_chunk(&rows->chunk);
    duckdb_destroy_result(&rows->result);
    duckdb_destroy_prepare(&rows->statement);
}

/* One column of a chunk on its way into a column of a table. */
struct column {
    struct jd__column *to;
    enum jd_type type;
    const void *data;
    const uint64_t *validity;
    duckdb_vector items; /* of a list */
};

static struct jd_value
number_at(const struct column *column, idx_t row)
{
    if (column->type == JD_TYPE_REAL)
        return jd_real(((const double *)column->data)[row]);
    int64_t integer = 0;
    if (column->type == JD_TYPE_BOOL) {
        integer = ((const bool *)column->data)[row];
    } else if (column->type == JD_TYPE_DATE) {
        int32_t days = ((const int32_t *)column->data)[row];
        if (days == INT32_MAX || days == -INT32_MAX) /* DuckDB's infinities */
            return jd_null();
        integer = days;
    } else {
        integer = ((const int64_t *)column->data)[row];
        if (column->type == JD_TYPE_TIME && (integer == INT64_MAX || integer == -INT64_MAX))
            return jd_null();
    }
    return jd_int_as(column->type, integer);
}

static enum jd_status
list_at(const struct column *column, idx_t row, struct jd_str items[static JD_LIMIT_LIST],
    struct jd_value *out_value, struct jd_error *err)
{
    duckdb_list_entry entry = ((const duckdb_list_entry *)column->data)[row];
    if (entry.length > JD_LIMIT_LIST)
        return jd__fail(err, JD_E_LIMIT, "a list has more than %u items", JD_LIMIT_LIST);
    const void *data = duckdb_vector_get_data(column->items);
    const uint64_t *validity = duckdb_vector_get_validity(column->items);
    for (idx_t i = 0; i < entry.length; i++) {
        struct jd_str none = {NULL, 0};
        idx_t at = entry.offset + i;
        items[i] = is_valid(validity, at) ? text_at(data, at) : none;
    }
    *out_value = jd_list(items, (uint32_t)entry.length);
    return JD_OK;
}

static enum jd_status
take_lists(const struct column *column, idx_t n, struct jd_error *err)
{
    struct jd_str items[JD_LIMIT_LIST];
    enum jd_status status = JD_OK;
    for (idx_t row = 0; row < n && status == JD_OK; row++) {
        struct jd_value value;
        uint32_t code = JD_NONE;
        if (is_valid(column->validity, row)) {
            status = list_at(column, row, items, &value, err);
            if (status == JD_OK)
                status = jd__dict_code(column->to->dict, value, &code, err);
        }
        if (status == JD_OK)
            status = jd__buf_append(&column->to->codes, &code, 1, err);
    }
    return status;
}

static enum jd_status
take_values(const struct column *column, idx_t n, struct jd_error *err)
{
    enum jd_status status = jd__buf_reserve(&column->to->codes, n, err);
    if (status != JD_OK)
        return status;
    uint32_t *codes = (uint32_t *)column->to->codes.data + column->to->codes.n;
    for (idx_t row = 0; row < n && status == JD_OK; row++) {
        struct jd_value value = jd_null();
        if (is_valid(column->validity, row))
            value = column->type == JD_TYPE_TEXT ? jd_text_of(text_at(column->data, row))
                                                 : number_at(column, row);
        codes[row] = JD_NONE;
        if (value.type != JD_TYPE_NULL)
            status = jd__dict_code(column->to->dict, value, &codes[row], err);
    }
    if (status == JD_OK)
        column->to->codes.n += n;
    return status;
}

static enum jd_status
take_column(const struct jd__rows *rows, uint32_t i, struct jd_table *table,
    struct jd_error *err)
{
    duckdb_vector vector = duckdb_data_chunk_get_vector(rows->chunk, i);
    struct jd__column *to = &table->columns[i];
    const struct column column = {to, to->dict->type, duckdb_vector_get_data(vector),
        duckdb_vector_get_validity(vector),
        to->dict->type == JD_TYPE_LIST ? duckdb_list_vector_get_child(vector) : NULL};
    enum jd_status status = column.type == JD_TYPE_LIST ? take_lists(&column, rows->n, err)
                                                        : take_values(&column, rows->n, err);
    if (status != JD_OK)
        jd__report_where(err, "column %s", to->name);
    return status;
}

static enum jd_status
take_rows(struct jd__rows *rows, const struct jd__take *what, struct jd_table *table,
    struct jd_error *err)
{
    enum jd_status status = jd__rows_next(rows, err);
    while (status == JD_OK && rows->chunk != NULL) {
        uint64_t n = (uint64_t)jd_table_n_rows(table) + rows->n;
        if (what->max_rows > 0 && n > what->max_rows)
            status = jd__fail(err, JD_E_LIMIT, "more than %" PRIu64 " rows", what->max_rows);
        for (uint32_t i = 0; i < table->n_columns && status == JD_OK; i++)
            status = take_column(rows, i, table, err);
        if (status != JD_OK && what->where != NULL)
            jd__report_where(err, "%s", what->where);
        if (status == JD_OK)
            status = jd__rows_next(rows, err);
    }
    return status;
}

/* The query around the query, that casts; and an empty table of the types it gives. */
static enum jd_status
plan(duckdb_prepared_statement statement, const struct jd__take *what, struct jd__buf *sql,
    struct jd__buf *specs, struct jd_error *err)
{
    idx_t n = duckdb_prepared_statement_column_count(statement);
    enum jd_status status = jd__buf_text(sql, jd__str("SELECT "), err);
    for (idx_t i = 0; i < n && status == JD_OK; i++) {
        duckdb_logical_type type = duckdb_prepared_statement_column_logical_type(statement, i);
        const char *cast = "%s";
        struct jd_column_spec spec = {NULL, jd__type_of(type, &cast)};
        duckdb_destroy_logical_type(&type);
        status = jd__type_cast(sql, cast, i, err);
        if (status == JD_OK)
            status = jd__buf_append(specs, &spec, 1, err);
    }
    if (status == JD_OK)
        status = jd__buf_printf(sql, err, " FROM (%s\n) AS q(", what->sql);
    for (idx_t i = 0; i < n && status == JD_OK; i++)
        status = jd__buf_printf(sql, err, i == 0 ? "c%" PRIu64 : ", c%" PRIu64, i);
    return status != JD_OK ? status : jd__buf_append(sql, ")", 1, err);
}

static enum jd_status
make_table(duckdb_prepared_statement statement, const struct jd__take *what,
    struct jd__buf *specs, struct jd_table **out_table, struct jd_error *err)
{
    struct jd_column_spec *columns = specs->data;
    for (size_t i = 0; i < specs->n; i++) {
        columns[i].name = what->columns != NULL
            ? what->columns[i]
            : duckdb_prepared_statement_column_name(statement, i);
        if (columns[i].name == NULL)
            return jd__fail(err, JD_E_NOMEM, "no memory for a column's name");
    }
    enum jd_status status =
        jd_table_new(what->alloc, what->name, columns, (uint32_t)specs->n, out_table, err);
    for (size_t i = 0; i < specs->n && what->columns == NULL; i++) {
        union { /* DuckDB gives what it wants freed as const */
            const char *given;
            void *to_free;
        } name = {columns[i].name};
        duckdb_free(name.to_free);
    }
    if (status == JD_E_ARG) /* two columns of one name: the file's or query's fault */
        status = JD_E_INPUT;
    return status;
}

enum jd_status
jd__take(duckdb_connection connection, const struct jd__take *what,
    struct jd_table **out_table, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    duckdb_prepared_statement statement = NULL;
    struct jd__rows rows = {0};
    struct jd_table *table = NULL;
    const char *text = NULL;
    struct jd__buf sql;
    struct jd__buf specs;
    jd__buf_init(&sql, what->alloc, 1, 0);
    jd__buf_init(&specs, what->alloc, sizeof(struct jd_column_spec), 0);

    if (duckdb_prepare(connection, what->sql, &statement) != DuckDBSuccess) {
        status = jd__duck_fail(duckdb_prepare_error(statement), what->where, err);
        goto done;
    }
    status = plan(statement, what, &sql, &specs, err);
    if (status == JD_OK)
        status = jd__duck_text(&sql, &text, err);
    if (status == JD_OK)
        status = make_table(statement, what, &specs, &table, err);
    if (status == JD_OK)
        status = jd__rows_open(&rows, connection, text, what->where, err);
    if (status == JD_OK)
        status = take_rows(&rows, what, table, err);
    if (status == JD_OK)
        status = jd_table_finish(table, err);
    if (status != JD_OK)
        goto done;
    *out_table = table;
    table = NULL; /* handed over */
done:
    jd_table_free(table);
    jd__rows_close(&rows);
    jd__buf_done(&specs);
    jd__buf_done(&sql);
    duckdb_destroy_prepare(&statement);
    return status;
}
