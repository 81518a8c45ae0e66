/* SPDX-License-Identifier: Apache-2.0 */
/*
 * take.c - DuckDB's vectors into dictionary-encoded columns.
 *
 * Rows come in batches; within one, each column is coded by itself, so that codes depend on the
 * rows alone.  A query is prepared to learn the types of its columns and, if some need it, again
 * inside a SELECT that casts them to the types in which we take them.
 */
#include "io/take.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "data/table.h"
#include "io/rows.h"
#include "io/types.h"
#include "os/thread.h"

#include <inttypes.h>

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
        items[i] = jd__rows_is_valid(validity, at) ? jd__rows_text_at(data, at) : none;
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
        if (jd__rows_is_valid(column->validity, row)) {
            status = list_at(column, row, items, &value, err);
            if (status == JD_OK)
                status = jd__dict_code(column->to->dict, value, &code, err);
        }
        if (status == JD_OK)
            status = jd__buf_append(&column->to->codes, &code, 1, err);
    }
    return status;
}

/* Values whose codes are looked up at once. */
#define BATCH 256u

static enum jd_status
take_values(const struct column *column, idx_t n, struct jd_error *err)
{
    struct jd_value values[BATCH];
    enum jd_status status = jd__buf_reserve(&column->to->codes, n, err);
    for (idx_t at = 0; at < n && status == JD_OK; at += BATCH) {
        size_t k = n - at < BATCH ? n - at : BATCH;
        uint32_t *codes = (uint32_t *)column->to->codes.data + column->to->codes.n;
        for (size_t i = 0; i < k; i++) {
            if (!jd__rows_is_valid(column->validity, at + i))
                values[i] = jd_null();
            else if (column->type == JD_TYPE_TEXT)
                values[i] = jd_text_of(jd__rows_text_at(column->data, at + i));
            else
                values[i] = number_at(column, at + i);
        }
        status = jd__dict_codes(column->to->dict, values, k, codes, err);
        if (status == JD_OK)
            column->to->codes.n += k;
    }
    return status;
}

/* Chunks that are coded together, so that a thread is worth its start. */
#define CHUNKS 48u

struct batch {
    struct jd_table *table;
    duckdb_data_chunk chunks[CHUNKS];
    size_t n;
};

/* One column of all the chunks: columns share nothing, so each can have its thread. */
static enum jd_status
take_column(void *ctx, uint32_t i, uint32_t thread, struct jd_error *err)
{
    const struct batch *batch = ctx;
    struct jd__column *to = &batch->table->columns[i];
    enum jd_status status = JD_OK;
    (void)thread; /* no scratch is needed */
    for (size_t k = 0; k < batch->n && status == JD_OK; k++) {
        duckdb_vector vector = duckdb_data_chunk_get_vector(batch->chunks[k], i);
        bool is_list = to->dict->type == JD_TYPE_LIST;
        const struct column column = {to, to->dict->type, duckdb_vector_get_data(vector),
            duckdb_vector_get_validity(vector),
            is_list ? duckdb_list_vector_get_child(vector) : NULL};
        idx_t n = duckdb_data_chunk_get_size(batch->chunks[k]);
        status = is_list ? take_lists(&column, n, err) : take_values(&column, n, err);
    }
    if (status != JD_OK)
        jd__report_where(err, "column %s", to->name);
    return status;
}

/* Move the next chunks out of the query. */
static enum jd_status
fill_batch(
    struct jd__rows *rows, struct batch *batch, uint64_t *n_rows, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    while (batch->n < CHUNKS && status == JD_OK) {
        status = jd__rows_next(rows, err);
        if (status != JD_OK || rows->chunk == NULL)
            break;
        *n_rows += rows->n;
        batch->chunks[batch->n++] = jd__rows_keep(rows);
    }
    return status;
}

static enum jd_status
take_rows(struct jd__rows *rows, const struct jd__take *what, struct jd_table *table,
    struct jd_error *err)
{
    enum jd_status status = JD_OK;
    uint64_t n_rows = 0;
    bool more = true;
    while (more && status == JD_OK) {
        struct batch batch = {.table = table};
        status = fill_batch(rows, &batch, &n_rows, err);
        more = batch.n == CHUNKS;
        if (status == JD_OK && what->max_rows > 0 && n_rows > what->max_rows)
            status =
                jd__fail(err, JD_E_LIMIT, "more than %" PRIu64 " rows", what->max_rows);
        if (status == JD_OK && batch.n > 0) {
            status = jd__parallel(batch.n > 1 ? what->threads : 1, table->n_columns,
                take_column, &batch, err);
            if (status != JD_OK && what->where != NULL)
                jd__report_where(err, "%s", what->where);
        }
        for (size_t i = 0; i < batch.n; i++)
            duckdb_destroy_data_chunk(&batch.chunks[i]);
    }
    return status;
}

/* How a query is taken. */
struct plan {
    struct jd__buf sql;   /* the query around the query, that casts */
    struct jd__buf specs; /* the table's columns */
    bool casts;           /* is there anything to cast? */
};

static enum jd_status
make_plan(duckdb_prepared_statement statement, const struct jd__take *what,
    struct plan *plan, struct jd_error *err)
{
    idx_t n = duckdb_prepared_statement_column_count(statement);
    enum jd_status status = jd__buf_text(&plan->sql, jd__str("SELECT "), err);
    for (idx_t i = 0; i < n && status == JD_OK; i++) {
        duckdb_logical_type type =
            duckdb_prepared_statement_column_logical_type(statement, i);
        const char *cast = "%s";
        struct jd_column_spec spec = {NULL, jd__type_of(type, &cast)};
        duckdb_destroy_logical_type(&type);
        plan->casts = plan->casts || strcmp(cast, "%s") != 0;
        status = jd__type_cast(&plan->sql, cast, i, err);
        if (status == JD_OK)
            status = jd__buf_append(&plan->specs, &spec, 1, err);
    }
    if (status == JD_OK)
        status = jd__buf_printf(&plan->sql, err, " FROM (%s\n) AS q(", what->sql);
    for (idx_t i = 0; i < n && status == JD_OK; i++)
        status = jd__buf_printf(&plan->sql, err, i == 0 ? "c%" PRIu64 : ", c%" PRIu64, i);
    return status != JD_OK ? status : jd__buf_append(&plan->sql, ")", sizeof(")"), err);
}

static void
free_name(const char *name)
{
    union { /* DuckDB gives as const what it wants freed */
        const char *given;
        void *to_free;
    } text = {name};
    duckdb_free(text.to_free);
}

static enum jd_status
make_table(duckdb_prepared_statement statement, const struct jd__take *what,
    struct jd__buf *specs, struct jd_table **out_table, struct jd_error *err)
{
    struct jd_column_spec *columns = specs->data;
    enum jd_status status = JD_OK;
    for (size_t i = 0; i < specs->n; i++) {
        columns[i].name = what->columns != NULL
                              ? what->columns[i]
                              : duckdb_prepared_statement_column_name(statement, i);
        if (columns[i].name == NULL)
            status = jd__fail(err, JD_E_NOMEM, "no memory for a column's name");
    }
    if (status == JD_OK)
        status = jd_table_new(
            what->alloc, what->name, columns, (uint32_t)specs->n, out_table, err);
    for (size_t i = 0; i < specs->n && what->columns == NULL; i++)
        free_name(columns[i].name);
    for (uint32_t i = 0; status == JD_OK && what->most_text > 0 && i < specs->n; i++)
        (*out_table)->columns[i].dict->most_text = what->most_text;
    if (status == JD_E_ARG) /* two columns of one name: the file's or query's fault */
        status = JD_E_INPUT;
    return status;
}

/* Bind the query, and again with casts where it needs them. */
static enum jd_status
bind(duckdb_connection connection, const struct jd__take *what,
    duckdb_prepared_statement *statement, struct jd_table **out_table, struct jd_error *err)
{
    struct plan plan = {.casts = false};
    enum jd_status status = JD_OK;
    jd__buf_init(&plan.sql, what->alloc, 1, 0);
    jd__buf_init(&plan.specs, what->alloc, sizeof(struct jd_column_spec), 0);
    if (duckdb_prepare(connection, what->sql, statement) != DuckDBSuccess) {
        const char *text = duckdb_prepare_error(*statement);
        status = what->out_bound != NULL ? jd__duck_fail_bind(text, what->where, err)
                                         : jd__duck_fail(text, what->where, err);
    }
    if (status == JD_OK)
        status = make_plan(*statement, what, &plan, err);
    if (status == JD_OK)
        status = make_table(*statement, what, &plan.specs, out_table, err);
    if (status == JD_OK && plan.casts) {
        duckdb_destroy_prepare(statement);
        if (duckdb_prepare(connection, plan.sql.data, statement) != DuckDBSuccess)
            status = jd__duck_fail(duckdb_prepare_error(*statement), what->where, err);
    }
    if (status == JD_OK && what->out_bound != NULL)
        *what->out_bound = true;
    jd__buf_done(&plan.specs);
    jd__buf_done(&plan.sql);
    return status;
}

enum jd_status
jd__take(duckdb_connection connection, const struct jd__take *what,
    struct jd_table **out_table, struct jd_error *err)
{
    duckdb_prepared_statement statement = NULL;
    struct jd__rows rows = {0};
    struct jd_table *table = NULL;
    enum jd_status status = bind(connection, what, &statement, &table, err);
    if (status == JD_OK)
        status = jd__rows_start(&rows, &statement, what->where, err);
    if (status == JD_OK)
        status = take_rows(&rows, what, table, err);
    if (status == JD_OK)
        status = jd_table_finish(table, err);
    if (status == JD_OK) {
        *out_table = table;
        table = NULL; /* handed over */
    }
    jd_table_free(table);
    jd__rows_close(&rows);
    duckdb_destroy_prepare(&statement);
    return status;
}
