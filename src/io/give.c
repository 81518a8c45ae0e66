/* SPDX-License-Identifier: Apache-2.0 */
/*
 * give.c - columns of ours as vectors of DuckDB, and a table as a table function.
 *
 * jd_rows() takes an address.  It can be named by our own statements only: expressions of
 * others cannot hold a FROM.
 */
#include "io/give.h"

#include "base/error.h"
#include "base/utf8.h"
#include "data/table.h"
#include "io/types.h"

#include <inttypes.h>

static void
set_null(duckdb_vector vector, idx_t at)
{
    duckdb_vector_ensure_validity_writable(vector);
    duckdb_validity_set_row_invalid(duckdb_vector_get_validity(vector), at);
}

static void
set_integer(duckdb_vector vector, enum jd_type type, idx_t at, int64_t integer)
{
    void *data = duckdb_vector_get_data(vector);
    if (type == JD_TYPE_BOOL)
        ((bool *)data)[at] = integer != 0;
    else if (type == JD_TYPE_DATE)
        ((int32_t *)data)[at] = (int32_t)integer;
    else
        ((int64_t *)data)[at] = integer;
}

static enum jd_status
set_list(duckdb_vector vector, idx_t at, const struct jd__dict *dict, uint32_t code,
    struct jd_error *err)
{
    uint32_t n = jd__dict_value(dict, code).n_items;
    idx_t start = duckdb_list_vector_get_size(vector);
    if (duckdb_list_vector_reserve(vector, start + n) != DuckDBSuccess ||
        duckdb_list_vector_set_size(vector, start + n) != DuckDBSuccess)
        return jd__fail(err, JD_E_NOMEM, "no memory for a list of %" PRIu32 " items", n);
    duckdb_vector items = duckdb_list_vector_get_child(vector);
    for (uint32_t i = 0; i < n; i++) {
        struct jd_str item = jd__dict_item(dict, code, i);
        if (item.data == NULL)
            set_null(items, start + i);
        else if (!jd__utf8_is_valid(item))
            return jd__fail(err, JD_E_INPUT, "an item of a list is not UTF-8");
        else
            duckdb_unsafe_vector_assign_string_element_len(
                items, start + i, item.data, item.size);
    }
    ((duckdb_list_entry *)duckdb_vector_get_data(vector))[at] =
        (duckdb_list_entry){start, n};
    return JD_OK;
}

static enum jd_status
set_coded(duckdb_vector vector, enum jd_type type, idx_t at, const struct jd__dict *dict,
    uint32_t code, struct jd_error *err)
{
    if (type == JD_TYPE_LIST)
        return set_list(vector, at, dict, code, err);
    if (type == JD_TYPE_TEXT) {
        struct jd_str text = jd__dict_text(dict, code);
        if (!jd__utf8_is_valid(text)) /* DuckDB would make a null of it */
            return jd__fail(err, JD_E_INPUT, "a text is not UTF-8");
        duckdb_unsafe_vector_assign_string_element_len(vector, at, text.data, text.size);
    } else if (type == JD_TYPE_REAL) {
        ((double *)duckdb_vector_get_data(vector))[at] = jd__dict_real(dict, code);
    } else {
        set_integer(vector, type, at, jd__dict_int(dict, code));
    }
    return JD_OK;
}

static enum jd_status
give_cells(duckdb_vector vector, idx_t to, enum jd_type type,
    const struct jd_io_slice *slice, uint32_t from, uint32_t n, struct jd_error *err)
{
    const uint32_t *codes = jd__table_codes(slice->table, slice->column);
    const struct jd__dict *dict = jd__table_dict(slice->table, slice->column);
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < n && status == JD_OK; i++) {
        uint32_t row = slice->rows != NULL ? slice->rows[from + i] : from + i;
        uint32_t code = row != JD_NONE ? codes[row] : JD_NONE;
        if (code == JD_NONE)
            set_null(vector, to + i);
        else
            status = set_coded(vector, type, to + i, dict, code, err);
    }
    return status;
}

enum jd_status
jd__give_values(duckdb_vector vector, idx_t to, enum jd_type type,
    const struct jd_io_slice *slice, uint32_t from, uint32_t n, struct jd_error *err)
{
    if (slice->table != NULL)
        return give_cells(vector, to, type, slice, from, n, err);
    for (uint32_t i = 0; i < n; i++) {
        if (slice->integers != NULL) {
            set_integer(vector, type, to + i, slice->integers[from + i]);
            continue;
        }
        double real = slice->reals[from + i];
        if (real == real)
            ((double *)duckdb_vector_get_data(vector))[to + i] = real;
        else
            set_null(vector, to + i);
    }
    return JD_OK;
}

/* The columns that a query wants of a table, in its order. */
struct wanted {
    idx_t n;
    uint32_t columns[];
};

static void
bind_rows(duckdb_bind_info info)
{
    duckdb_value parameter = duckdb_bind_get_parameter(info, 0);
    union { /* the way back from the number in the statement */
        uint64_t number;
        struct jd__given *given;
    } address = {duckdb_get_uint64(parameter)};
    duckdb_destroy_value(&parameter);
    const struct jd_table *table = address.given->table;
    for (uint32_t i = 0; i < table->n_columns; i++) {
        duckdb_logical_type type = jd__type_make(table->columns[i].dict->type);
        duckdb_bind_add_result_column(info, table->columns[i].name, type);
        duckdb_destroy_logical_type(&type);
    }
    duckdb_bind_set_cardinality(info, address.given->to - address.given->from, true);
    duckdb_bind_set_bind_data(info, address.given, NULL);
}

static void
init_rows(duckdb_init_info info)
{
    idx_t n = duckdb_init_get_column_count(info);
    struct wanted *wanted = duckdb_malloc(sizeof(*wanted) + n * sizeof(wanted->columns[0]));
    if (wanted == NULL) {
        duckdb_init_set_error(info, "no memory for a scan");
        return;
    }
    wanted->n = n;
    for (idx_t i = 0; i < n; i++)
        wanted->columns[i] = (uint32_t)duckdb_init_get_column_index(info, i);
    duckdb_init_set_init_data(info, wanted, duckdb_free);
    duckdb_init_set_max_threads(info, 1);
}

static void
next_rows(duckdb_function_info info, duckdb_data_chunk chunk)
{
    struct jd__given *given = duckdb_function_get_bind_data(info);
    const struct wanted *wanted = duckdb_function_get_init_data(info);
    uint32_t left = given->to - given->from;
    uint32_t n = left < duckdb_vector_size() ? left : (uint32_t)duckdb_vector_size();
    for (idx_t i = 0; i < wanted->n; i++) {
        uint32_t column = wanted->columns[i];
        if (column >= given->table->n_columns)
            continue; /* the row's number, asked for by count(*): any content will do */
        const struct jd_io_slice slice = {.table = given->table, .column = column};
        if (jd__give_values(duckdb_data_chunk_get_vector(chunk, i), 0,
                given->table->columns[column].dict->type, &slice, given->from, n,
                NULL) != JD_OK) {
            duckdb_function_set_error(info, "a text is not UTF-8, or no memory for a list");
            return;
        }
    }
    given->from += n;
    duckdb_data_chunk_set_size(chunk, n);
}

enum jd_status
jd__give_register(duckdb_connection connection, struct jd_error *err)
{
    duckdb_table_function function = duckdb_create_table_function();
    duckdb_logical_type address = duckdb_create_logical_type(DUCKDB_TYPE_UBIGINT);
    duckdb_table_function_set_name(function, "jd_rows");
    duckdb_table_function_add_parameter(function, address);
    duckdb_table_function_set_bind(function, bind_rows);
    duckdb_table_function_set_init(function, init_rows);
    duckdb_table_function_set_function(function, next_rows);
    duckdb_table_function_supports_projection_pushdown(function, true);
    duckdb_state state = duckdb_register_table_function(connection, function);
    duckdb_destroy_logical_type(&address);
    duckdb_destroy_table_function(&function);
    if (state != DuckDBSuccess)
        return jd__fail(err, JD_E_IO, "DuckDB does not take a table function");
    return JD_OK;
}

enum jd_status
jd__give_from(struct jd__buf *sql, const struct jd__given *given, struct jd_error *err)
{
    return jd__buf_printf(sql, err, "jd_rows(%" PRIuPTR "::UBIGINT)", (uintptr_t)given);
}
