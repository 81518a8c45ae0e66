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

/* A vector that is being filled; its memory is asked for once. */
struct target {
    duckdb_vector vector;
    void *data;
    uint64_t *validity; /* NULL as long as there is no null */
};

static struct target
target_of(duckdb_vector vector)
{
    return (struct target){
        vector, duckdb_vector_get_data(vector), duckdb_vector_get_validity(vector)};
}

static void
set_null(struct target *target, idx_t at)
{
    if (target->validity == NULL) {
        duckdb_vector_ensure_validity_writable(target->vector);
        target->validity = duckdb_vector_get_validity(target->vector);
    }
    target->validity[at >> 6] &= ~(1ull << (at & 63));
}

/* A number by its eight bytes, as a vector of the type holds it. */
static inline void
set_number(const struct target *target, enum jd_type type, idx_t at, int64_t bits)
{
    if (type == JD_TYPE_BOOL)
        ((bool *)target->data)[at] = bits != 0;
    else if (type == JD_TYPE_DATE)
        ((int32_t *)target->data)[at] = (int32_t)bits;
    else
        ((int64_t *)target->data)[at] = bits;
}

static enum jd_status
set_list(const struct target *target, idx_t at, const struct jd__dict *dict, uint32_t code,
    struct jd_error *err)
{
    uint32_t n = jd__dict_value(dict, code).n_items;
    idx_t start = duckdb_list_vector_get_size(target->vector);
    if (duckdb_list_vector_reserve(target->vector, start + n) != DuckDBSuccess ||
        duckdb_list_vector_set_size(target->vector, start + n) != DuckDBSuccess)
        return jd__fail(err, JD_E_NOMEM, "no memory for a list of %" PRIu32 " items", n);
    struct target items = target_of(duckdb_list_vector_get_child(target->vector));
    for (uint32_t i = 0; i < n; i++) {
        struct jd_str item = jd__dict_item(dict, code, i);
        if (item.data == NULL)
            set_null(&items, start + i);
        else if (!jd__utf8_is_valid(item))
            return jd__fail(err, JD_E_INPUT, "an item of a list is not UTF-8");
        else
            duckdb_unsafe_vector_assign_string_element_len(
                items.vector, start + i, item.data, item.size);
    }
    ((duckdb_list_entry *)target->data)[at] = (duckdb_list_entry){start, n};
    return JD_OK;
}

static enum jd_status
set_text(const struct target *target, idx_t at, const struct jd__dict *dict, uint32_t code,
    struct jd_error *err)
{
    struct jd_str text = jd__dict_text(dict, code);
    if (!jd__utf8_is_valid(text)) /* DuckDB would make a null of it */
        return jd__fail(err, JD_E_INPUT, "a text is not UTF-8");
    duckdb_unsafe_vector_assign_string_element_len(
        target->vector, at, text.data, text.size);
    return JD_OK;
}

/* The code of row i of a slice. */
static inline uint32_t
code_of(const struct jd_io_slice *slice, const uint32_t *codes, uint32_t i)
{
    uint32_t row = slice->rows != NULL ? slice->rows[i] : i;
    return row != JD_NONE ? codes[row] : JD_NONE;
}

static enum jd_status
give_cells(duckdb_vector vector, idx_t to, enum jd_type type,
    const struct jd_io_slice *slice, uint32_t from, uint32_t n, struct jd_error *err)
{
    const uint32_t *codes = jd__table_codes(slice->table, slice->column);
    const struct jd__dict *dict = jd__table_dict(slice->table, slice->column);
    struct target target = target_of(vector);
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < n && status == JD_OK; i++) {
        uint32_t code = code_of(slice, codes, from + i);
        if (code == JD_NONE)
            set_null(&target, to + i);
        else if (type == JD_TYPE_LIST)
            status = set_list(&target, to + i, dict, code, err);
        else if (type == JD_TYPE_TEXT)
            status = set_text(&target, to + i, dict, code, err);
        else /* a REAL is taken over by its bytes */
            set_number(&target, type, to + i, jd__dict_int(dict, code));
    }
    return status;
}

void
jd__give_few(duckdb_vector vector, idx_t to, const struct jd_io_slice *slice, uint32_t from,
    uint32_t n)
{
    const uint32_t *codes = jd__table_codes(slice->table, slice->column);
    struct target target = target_of(vector);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t code = code_of(slice, codes, from + i);
        if (code == JD_NONE)
            set_null(&target, to + i);
        else
            ((uint8_t *)target.data)[to + i] = (uint8_t)code;
    }
}

enum jd_status
jd__give_values(duckdb_vector vector, idx_t to, enum jd_type type,
    const struct jd_io_slice *slice, uint32_t from, uint32_t n, struct jd_error *err)
{
    if (slice->table != NULL)
        return give_cells(vector, to, type, slice, from, n, err);
    struct target target = target_of(vector);
    for (uint32_t i = 0; i < n && slice->integers != NULL; i++)
        set_number(&target, type, to + i, slice->integers[from + i]);
    for (uint32_t i = 0; i < n && slice->integers == NULL; i++) {
        double real = slice->reals[from + i];
        if (real == real)
            ((double *)target.data)[to + i] = real;
        else
            set_null(&target, to + i);
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
