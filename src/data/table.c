/* SPDX-License-Identifier: Apache-2.0 */
/*
 * table.c - columns side by side.
 *
 * Invariant: every code of a column is below its dictionary's n, or JD_NONE; in a finished
 * table all columns have the same number of codes.
 */
#include "data/table.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"

#include <inttypes.h>

static enum jd_status
start_column(
    struct jd_table *table, const struct jd_column_spec *spec, struct jd_error *err)
{
    if (spec->type < JD_TYPE_TEXT || spec->type > JD_TYPE_LIST)
        return jd__fail(err, JD_E_ARG, "column %s has no known type", spec->name);
    if (jd_table_find(table, spec->name) != JD_NONE)
        return jd__fail(err, JD_E_ARG, "two columns named %s", spec->name);
    struct jd__column *column = &table->columns[table->n_columns++];
    column->name_size = strlen(spec->name) + 1;
    column->name = jd__alloc_text(&table->alloc, jd__str(spec->name));
    column->dict = jd__dict_new(&table->alloc, spec->type);
    jd__buf_init(&column->codes, &table->alloc, sizeof(uint32_t), JD_NONE - 1);
    if (column->name == NULL || column->dict == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for column %s", spec->name);
    return JD_OK;
}

enum jd_status
jd_table_new(const struct jd_alloc *alloc, const char *name,
    const struct jd_column_spec *columns, uint32_t n_columns, struct jd_table **out_table,
    struct jd_error *err)
{
    struct jd_table *table =
        jd__alloc_array(alloc, sizeof(*table), n_columns, sizeof(table->columns[0]));
    if (table == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %" PRIu32 " columns", n_columns);
    table->alloc = jd__alloc_or_default(alloc);
    table->size = sizeof(*table) + (size_t)n_columns * sizeof(table->columns[0]);
    table->name = jd__alloc_text(alloc, jd__str(name));
    enum jd_status status = JD_OK;
    if (table->name == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory for a table's name");
    for (uint32_t i = 0; i < n_columns && status == JD_OK; i++)
        status = start_column(table, &columns[i], err);
    if (status != JD_OK) {
        jd_table_free(table);
        return status;
    }
    *out_table = table;
    return JD_OK;
}

void
jd_table_free(struct jd_table *table)
{
    if (table == NULL)
        return;
    struct jd_alloc alloc = table->alloc;
    for (uint32_t i = 0; i < table->n_columns; i++) {
        struct jd__column *column = &table->columns[i];
        jd__alloc_free(&alloc, column->name, column->name_size);
        jd__dict_free(column->dict);
        jd__buf_done(&column->codes);
    }
    if (table->name != NULL)
        jd__alloc_free(&alloc, table->name, strlen(table->name) + 1);
    jd__alloc_free(&alloc, table, table->size);
}

enum jd_status
jd_table_put(
    struct jd_table *table, uint32_t column, struct jd_value value, struct jd_error *err)
{
    if (table->finished || column >= table->n_columns)
        return jd__fail(err, JD_E_ARG, "no open column %" PRIu32, column);
    struct jd__column *to = &table->columns[column];
    uint32_t code = JD_NONE;
    enum jd_status status = JD_OK;
    if (value.type != JD_TYPE_NULL)
        status = jd__dict_code(to->dict, value, &code, err);
    if (status == JD_OK)
        status = jd__buf_append(&to->codes, &code, 1, err);
    if (status != JD_OK)
        jd__report_where(err, "column %s", to->name);
    return status;
}

enum jd_status
jd_table_finish(struct jd_table *table, struct jd_error *err)
{
    for (uint32_t i = 1; i < table->n_columns; i++)
        if (table->columns[i].codes.n != table->columns[0].codes.n)
            return jd__fail(err, JD_E_ARG, "column %s has %zu cells, column %s %zu",
                table->columns[i].name, table->columns[i].codes.n, table->columns[0].name,
                table->columns[0].codes.n);
    table->finished = true;
    return JD_OK;
}

const char *
jd_table_name(const struct jd_table *table)
{
    return table->name;
}

uint32_t
jd_table_n_rows(const struct jd_table *table)
{
    size_t n = table->n_columns > 0 ? table->columns[0].codes.n : 0;
    for (uint32_t i = 1; i < table->n_columns; i++)
        n = table->columns[i].codes.n < n ? table->columns[i].codes.n : n;
    return (uint32_t)n;
}

uint32_t
jd_table_n_columns(const struct jd_table *table)
{
    return table->n_columns;
}

struct jd_column_spec
jd_table_column(const struct jd_table *table, uint32_t column)
{
    return (struct jd_column_spec){
        table->columns[column].name, table->columns[column].dict->type};
}

uint32_t
jd_table_find(const struct jd_table *table, const char *name)
{
    for (uint32_t i = 0; i < table->n_columns; i++)
        if (strcmp(table->columns[i].name, name) == 0)
            return i;
    return JD_NONE;
}

struct jd_value
jd_table_get(const struct jd_table *table, uint32_t column, uint32_t row)
{
    return jd__dict_value(table->columns[column].dict, jd__table_codes(table, column)[row]);
}

struct jd_str
jd_table_item(const struct jd_table *table, uint32_t column, uint32_t row, uint32_t i)
{
    return jd__dict_item(
        table->columns[column].dict, jd__table_codes(table, column)[row], i);
}
