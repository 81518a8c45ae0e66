/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fields.c - hoisting: a part of a condition that touches one side becomes a derived column.
 *
 * It is evaluated by SQL once for each distinct value of the column that it reads (and once
 * for null); of several columns, once for each distinct tuple; of none, once.  A value whose
 * computing raises an error is JD__FAILED: only a pair that reaches it fails.
 *
 * Invariant: no two fields have the same column or the same key.
 */
#include "link/fields.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/sort.h"
#include "base/str.h"

#include <string.h>

void
jd__fields_init(struct jd__fields *fields, const struct jd_alloc *alloc,
    const struct jd_sql *sql, const struct jd_table *table)
{
    *fields = (struct jd__fields){
        .alloc = jd__alloc_or_default(alloc), .sql = sql, .table = table};
    jd__buf_init(&fields->items, alloc, sizeof(struct jd__field), JD_NONE - 1);
}

bool
jd__field_may_fail(const struct jd__field *field)
{
    for (size_t i = 0; i < field->n_map; i++)
        if (field->map[i] == JD__FAILED)
            return true;
    return field->null_code == JD__FAILED;
}

static void
field_done(struct jd__field *field, const struct jd_alloc *alloc, uint32_t n_records)
{
    if (field->key != NULL)
        jd__alloc_free(alloc, field->key, strlen(field->key) + 1);
    jd__alloc_free_array(alloc, field->own_base, 0, n_records, sizeof(*field->own_base));
    jd__alloc_free_array(alloc, field->own_map, 0, field->n_map, sizeof(*field->own_map));
    if (field->sketches != NULL)
        jd__alloc_free_array(
            alloc, field->sketches, 0, field->dict->n, sizeof(*field->sketches));
    jd_table_free(field->values); /* holds the dictionary: last */
}

void
jd__fields_done(struct jd__fields *fields)
{
    struct jd__field *items = fields->items.data;
    for (size_t i = 0; i < fields->items.n; i++)
        field_done(&items[i], &fields->alloc, jd_table_n_rows(fields->table));
    jd__lines_done(&fields->lines, &fields->alloc);
    jd__buf_done(&fields->items);
}

enum jd_status
jd__fields_find(const struct jd__fields *fields, struct jd_str name, uint32_t *out_column,
    struct jd_error *err)
{
    uint32_t n = jd_table_n_columns(fields->table);
    for (uint32_t i = 0; i < n; i++)
        if (jd__names_equal(jd__str(jd_table_column(fields->table, i).name), name)) {
            *out_column = i;
            return JD_OK;
        }
    return jd__fail(err, JD_E_INPUT, "there is no column %.*s in table %s", (int)name.size,
        name.data, jd_table_name(fields->table));
}

enum jd_status
jd__fields_column(struct jd__fields *fields, struct jd_str name, uint32_t *out_field,
    struct jd_error *err)
{
    uint32_t column = JD_NONE;
    enum jd_status status = jd__fields_find(fields, name, &column, err);
    if (status != JD_OK)
        return status;
    for (uint32_t i = 0; i < fields->items.n; i++)
        if (jd__fields_at(fields, i)->column == column) {
            *out_field = i;
            return JD_OK;
        }
    const struct jd__dict *dict = jd__table_dict(fields->table, column);
    struct jd__field field = {.type = dict->type,
        .is_exact = true,
        .dict = dict,
        .base = jd__table_codes(fields->table, column),
        .stride = 1,
        .null_code = JD_NONE,
        .column = column};
    status = jd__buf_append(&fields->items, &field, 1, err);
    if (status == JD_OK)
        *out_field = (uint32_t)fields->items.n - 1;
    return status;
}

/* Are both halves of a list of numbers the same? */
static bool
is_twice(const uint32_t *numbers, uint32_t n)
{
    return n % 2 == 0 && memcmp(numbers, numbers + n / 2, n / 2 * sizeof(*numbers)) == 0;
}

/* A number for each pair of id and code in their order, without gaps between the codes. */
static size_t
write_keys(const uint32_t *ids, const uint32_t *codes, uint32_t n, struct jd__keyed *keys)
{
    uint64_t n_codes = 0;
    size_t n_keys = 0;
    for (uint32_t i = 0; i < n; i++)
        if (ids[i] != JD_NONE && codes[i] >= n_codes)
            n_codes = (uint64_t)codes[i] + 1;
    for (uint32_t i = 0; i < n; i++)
        if (ids[i] != JD_NONE)
            keys[n_keys++] = (struct jd__keyed){ids[i] * n_codes + codes[i], i};
    return n_keys;
}

enum jd_status
jd__rank_combine(const struct jd_alloc *alloc, uint32_t *ids, const uint32_t *codes,
    uint32_t n, uint32_t *out_n_ids, struct jd_error *err)
{
    /* Records as l's and then as r's are often one list twice: half the work. */
    bool twice = n > 0 && is_twice(ids, n) && is_twice(codes, n);
    uint32_t n_once = twice ? n / 2 : n, n_ids = 0;
    struct jd__keyed *keys = jd__alloc_array(alloc, 0, n_once, sizeof(*keys));
    if (keys == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory to order %u records", n);
    size_t n_keys = write_keys(ids, codes, n_once, keys);
    enum jd_status status = jd__sort_keyed(alloc, keys, n_keys, err);
    for (size_t i = 0; i < n_keys && status == JD_OK; i++) {
        n_ids += i == 0 || keys[i].key != keys[i - 1].key;
        ids[keys[i].value] = n_ids - 1;
    }
    jd__alloc_free_array(alloc, keys, 0, n_once, sizeof(*keys));
    if (status != JD_OK)
        return status;
    if (twice)
        memcpy(ids + n_once, ids, n_once * sizeof(*ids));
    *out_n_ids = n_ids;
    return JD_OK;
}

enum jd_status
jd__fields_sketch(struct jd__fields *fields, uint32_t field, struct jd_error *err)
{
    struct jd__field *of = (struct jd__field *)fields->items.data + field;
    if (of->sketches != NULL)
        return JD_OK;
    of->sketches = jd__alloc_array(&fields->alloc, 0, of->dict->n, sizeof(*of->sketches));
    if (of->sketches == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %u values", of->dict->n);
    for (uint32_t code = 0; code < of->dict->n; code++)
        of->sketches[code] = jd__sketch_of(jd__dict_text(of->dict, code));
    return JD_OK;
}

/* The number of a base among those that fields before this one have. */
static uint32_t
word_of(const uint32_t *const *bases, uint32_t n, const uint32_t *base)
{
    uint32_t word = 0;
    while (word < n && bases[word] != base)
        word++;
    return word;
}

enum jd_status
jd__fields_settle(struct jd__fields *fields, uint32_t field, struct jd_error *err)
{
    struct jd__field *of = (struct jd__field *)fields->items.data + field;
    uint32_t n = jd_table_n_rows(fields->table);
    if (of->map == NULL)
        return JD_OK;
    uint32_t *codes = jd__alloc_raw(&fields->alloc, n, sizeof(*codes));
    if (codes == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %u records", n);
    for (uint32_t record = 0; record < n; record++)
        codes[record] = jd__field_code(of, record);
    jd__alloc_free_array(&fields->alloc, of->own_base, 0, n, sizeof(*codes));
    jd__alloc_free_array(&fields->alloc, of->own_map, 0, of->n_map, sizeof(*of->own_map));
    of->base = of->own_base = codes;
    of->stride = 1;
    of->map = of->own_map = NULL;
    of->n_map = 0;
    of->null_code = JD_NONE;
    return JD_OK;
}

enum jd_status
jd__fields_weave(struct jd__fields *fields, const uint32_t *const *more, uint32_t n_more,
    uint32_t threads, uint32_t *out_first, struct jd_error *err)
{
    struct jd__field *items = fields->items.data;
    uint32_t n = jd_table_n_rows(fields->table), n_items = (uint32_t)fields->items.n;
    uint32_t n_words = 0;
    const uint32_t **words = jd__alloc_array(
        &fields->alloc, 0, (size_t)n_items + n_more, sizeof(const uint32_t *));
    if (words == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %u fields", n_items);
    for (uint32_t i = 0; i < n_items; i++)
        if (items[i].base != NULL && word_of(words, n_words, items[i].base) == n_words)
            words[n_words++] = items[i].base;
    *out_first = n_words;
    for (uint32_t i = 0; i < n_more; i++)
        words[n_words++] = more[i];
    enum jd_status status =
        jd__lines_init(&fields->lines, &fields->alloc, n, words, n_words, threads, err);
    for (uint32_t i = 0; i < n_items && status == JD_OK; i++)
        if (items[i].base != NULL) {
            items[i].base = fields->lines.words + word_of(words, *out_first, items[i].base);
            items[i].stride = (uint32_t)fields->lines.size;
            jd__alloc_free_array(
                &fields->alloc, items[i].own_base, 0, n, sizeof(*items[i].own_base));
            items[i].own_base = NULL;
        }
    jd__alloc_free_array(
        &fields->alloc, words, 0, (size_t)n_items + n_more, sizeof(const uint32_t *));
    return status;
}

/* The columns that a part reads, each once. */
static enum jd_status
columns_of(const struct jd__fields *fields, const struct jd__condition *condition,
    uint32_t node, struct jd__buf *out_columns, struct jd_error *err)
{
    uint32_t end = jd__condition_node(condition, node)->end;
    enum jd_status status = JD_OK;
    for (uint32_t i = node; i < end && status == JD_OK; i++) {
        const struct jd__expr *part = jd__condition_node(condition, i);
        uint32_t column = JD_NONE;
        if (part->kind != JD__EXPR_COLUMN)
            continue;
        status = jd__fields_find(fields, part->name, &column, err);
        const uint32_t *seen = out_columns->data;
        size_t at = 0;
        while (at < out_columns->n && seen[at] != column)
            at++;
        if (status == JD_OK && at == out_columns->n)
            status = jd__buf_append(out_columns, &column, 1, err);
    }
    return status;
}

/* Rows to evaluate a part on: one column's values and null, or one record of each tuple. */
struct rows {
    struct jd_table *table;
    uint32_t *records; /* of tuples: which record each row is */
    uint32_t n;
};

/* A table must have a column to have a row, even where nothing is read. */
static const struct jd_column_spec no_column = {"joinder_row", JD_TYPE_INT};

enum jd_status
jd__null_row(const struct jd_alloc *alloc, const struct jd_column_spec *columns,
    uint32_t n_columns, struct jd_table **out_table, struct jd_error *err)
{
    struct jd_table *table = NULL;
    if (n_columns == 0) {
        columns = &no_column;
        n_columns = 1;
    }
    enum jd_status status = jd_table_new(alloc, "rows", columns, n_columns, &table, err);
    for (uint32_t i = 0; i < n_columns && status == JD_OK; i++)
        status = jd_table_put(table, i, jd_null(), err);
    if (status == JD_OK)
        status = jd_table_finish(table, err);
    if (status == JD_OK)
        *out_table = table;
    else
        jd_table_free(table);
    return status;
}

/* A list's items, which a dictionary gives one by one, are gathered so that it can be put. */
enum jd_status
jd__put_code(struct jd_table *to, uint32_t column, const struct jd__dict *dict,
    uint32_t code, struct jd__buf *items, struct jd_error *err)
{
    struct jd_value value = jd__dict_value(dict, code);
    items->n = 0;
    for (uint32_t i = 0; value.type == JD_TYPE_LIST && i < value.n_items; i++) {
        struct jd_str item = jd__dict_item(dict, code, i);
        enum jd_status status = jd__buf_append(items, &item, 1, err);
        if (status != JD_OK)
            return status;
    }
    value.items = items->data;
    return jd_table_put(to, column, value, err);
}

static enum jd_status
fill_rows(const struct jd__fields *fields, const uint32_t *columns, uint32_t n_columns,
    const struct rows *rows, struct jd_error *err)
{
    struct jd__buf items;
    jd__buf_init(&items, &fields->alloc, sizeof(struct jd_str), 0);
    enum jd_status status = JD_OK;
    for (uint32_t c = 0; c < n_columns; c++) {
        const struct jd__dict *dict = jd__table_dict(fields->table, columns[c]);
        const uint32_t *codes = jd__table_codes(fields->table, columns[c]);
        for (uint32_t row = 0; row < rows->n && status == JD_OK; row++) {
            uint32_t code = row < dict->n ? row : JD_NONE;
            if (rows->records != NULL)
                code = codes[rows->records[row]];
            status = jd__put_code(rows->table, c, dict, code, &items, err);
        }
    }
    if (n_columns == 0)
        status = jd_table_put(rows->table, 0, jd_int(0), err);
    jd__buf_done(&items);
    return status != JD_OK ? status : jd_table_finish(rows->table, err);
}

/* Number the tuples of several columns and take the first record of each. */
static enum jd_status
find_tuples(const struct jd__fields *fields, const uint32_t *columns, uint32_t n_columns,
    uint32_t *ids, uint32_t **out_records, uint32_t *out_n, struct jd_error *err)
{
    uint32_t n = jd_table_n_rows(fields->table), n_ids = n > 0 ? 1 : 0;
    enum jd_status status = JD_OK;
    for (uint32_t c = 0; c < n_columns && status == JD_OK; c++)
        status = jd__rank_combine(&fields->alloc, ids,
            jd__table_codes(fields->table, columns[c]), n, &n_ids, err);
    if (status != JD_OK)
        return status;
    uint32_t *records = jd__alloc_array(&fields->alloc, 0, n_ids, sizeof(*records));
    if (records == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %u tuples", n_ids);
    for (uint32_t record = n; record-- > 0;)
        records[ids[record]] = record;
    *out_records = records;
    *out_n = n_ids;
    return JD_OK;
}

/* Take SQL's answer into the field: codes of values, nulls and failures. */
static enum jd_status
take_values(struct jd__field *field, const struct jd_alloc *alloc, uint32_t n_rows,
    bool last_is_null, struct jd_error *err)
{
    const struct jd_table *values = field->values;
    uint32_t value = jd_table_find(values, "value"),
             failed = jd_table_find(values, "failed");
    if (value == JD_NONE || failed == JD_NONE || jd_table_n_rows(values) != n_rows)
        return jd__fail(
            err, JD_E_INPUT, "a part of the condition is no value of one record");
    const uint32_t *codes = jd__table_codes(values, value);
    uint32_t *map = jd__alloc_array(alloc, 0, n_rows, sizeof(*map));
    if (map == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %u values", n_rows);
    for (uint32_t row = 0; row < n_rows; row++) {
        struct jd_value flag = jd_table_get(values, failed, row);
        map[row] = flag.type == JD_TYPE_BOOL && flag.integer != 0 ? JD__FAILED : codes[row];
    }
    field->dict = jd__table_dict(values, value);
    field->type = field->dict->type;
    field->null_code = last_is_null ? map[n_rows - 1] : JD_NONE;
    field->map = field->own_map = map;
    field->n_map = n_rows;
    return JD_OK;
}

/* The names of SQL types that a column holds without loss. */
static bool
is_exact_type(struct jd_str name)
{
    static const char *const exact[] = {"VARCHAR", "BOOLEAN", "TINYINT", "SMALLINT",
        "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "DOUBLE", "DATE",
        "TIMESTAMP"};
    static const char decimal[] = "DECIMAL(";
    for (size_t i = 0; i < sizeof(exact) / sizeof(exact[0]); i++)
        if (jd__str_is(name, exact[i]))
            return true;
    /* A decimal of up to 15 digits keeps its order and equality as a float. */
    size_t at = sizeof(decimal) - 1, width = 0;
    if (name.size < at || memcmp(name.data, decimal, at) != 0)
        return false;
    for (; at < name.size && name.data[at] >= '0' && name.data[at] <= '9'; at++)
        width = width * 10 + (size_t)(name.data[at] - '0');
    return width <= 15;
}

/* Ask SQL for the type of a part: the evaluated values may only stand for it as text. */
static enum jd_status
ask_type(struct jd__fields *fields, struct jd__field *field,
    const struct jd_column_spec *columns, uint32_t n_columns, struct jd_error *err)
{
    struct jd_table *row = NULL, *answer = NULL;
    struct jd__buf tree;
    jd__buf_init(&tree, &fields->alloc, 1, 0);
    enum jd_status status = jd__null_row(&fields->alloc, columns, n_columns, &row, err);
    if (status == JD_OK)
        status = jd__buf_printf(&tree, err,
            "{\"class\":\"FUNCTION\",\"type\":\"FUNCTION\",\"function_name\":\"typeof\","
            "\"schema\":\"\",\"children\":[%s],\"filter\":null,\"order_bys\":{\"type\":"
            "\"ORDER_MODIFIER\",\"orders\":[]},\"distinct\":false,\"is_operator\":false,"
            "\"export_state\":false,\"catalog\":\"\"}",
            field->key);
    if (status == JD_OK)
        status = fields->sql->evaluate(fields->sql->ctx, &fields->alloc,
            (struct jd_str){tree.data, tree.n}, row, &answer, err);
    if (status == JD_OK) {
        uint32_t value = jd_table_find(answer, "value");
        if (value != JD_NONE && jd_table_n_rows(answer) == 1)
            field->is_exact = is_exact_type(jd_table_get(answer, value, 0).text);
    }
    jd_table_free(row);
    jd_table_free(answer);
    jd__buf_done(&tree);
    return status;
}

/* Rows to evaluate on: all values of the one column and null, or one record of each tuple. */
static enum jd_status
make_rows(struct jd__fields *fields, struct jd__field *field, const uint32_t *columns,
    uint32_t n_columns, struct rows *rows, struct jd_error *err)
{
    uint32_t n_records = jd_table_n_rows(fields->table);
    rows->n = 1;
    field->stride = 1;
    if (n_columns == 0)
        return JD_OK;
    if (n_columns == 1) {
        rows->n = jd__table_dict(fields->table, columns[0])->n + 1;
        field->base = jd__table_codes(fields->table, columns[0]);
        return JD_OK;
    }
    field->own_base = jd__alloc_array(&fields->alloc, 0, n_records, sizeof(uint32_t));
    if (field->own_base == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %u records", n_records);
    field->base = field->own_base;
    return find_tuples(
        fields, columns, n_columns, field->own_base, &rows->records, &rows->n, err);
}

/* Compute a derived field whose key is set. */
static enum jd_status
derive(struct jd__fields *fields, struct jd__field *field, const struct jd__buf *columns,
    struct jd_error *err)
{
    const uint32_t *list = columns->data;
    uint32_t n_columns = (uint32_t)columns->n;
    struct rows rows = {NULL, NULL, 0};
    struct jd_column_spec *specs =
        jd__alloc_array(&fields->alloc, 0, n_columns + 1, sizeof(*specs));
    if (specs == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for columns");
    specs[0] = no_column;
    for (uint32_t i = 0; i < n_columns; i++)
        specs[i] = jd_table_column(fields->table, list[i]);
    enum jd_status status = ask_type(fields, field, specs, n_columns, err);
    if (status == JD_OK)
        status = make_rows(fields, field, list, n_columns, &rows, err);
    if (status == JD_OK)
        status = jd_table_new(
            &fields->alloc, "rows", specs, n_columns > 0 ? n_columns : 1, &rows.table, err);
    if (status == JD_OK)
        status = fill_rows(fields, list, n_columns, &rows, err);
    if (status == JD_OK)
        status = fields->sql->evaluate(fields->sql->ctx, &fields->alloc,
            jd__str(field->key), rows.table, &field->values, err);
    if (status == JD_OK)
        status = take_values(field, &fields->alloc, rows.n, rows.records == NULL, err);
    jd_table_free(rows.table);
    jd__alloc_free_array(&fields->alloc, rows.records, 0, rows.n, sizeof(*rows.records));
    jd__alloc_free_array(&fields->alloc, specs, 0, n_columns + 1, sizeof(*specs));
    return status;
}

enum jd_status
jd__fields_hoist(struct jd__fields *fields, const struct jd__condition *condition,
    uint32_t node, uint32_t *out_field, struct jd_error *err)
{
    const struct jd__expr *part = jd__condition_node(condition, node);
    if (part->kind == JD__EXPR_COLUMN)
        return jd__fields_column(fields, part->name, out_field, err);
    struct jd__field field = {.column = JD_NONE, .null_code = JD_NONE};
    struct jd__buf columns, key;
    jd__buf_init(&columns, &fields->alloc, sizeof(uint32_t), 0);
    jd__buf_init(&key, &fields->alloc, 1, 0);
    enum jd_status status = jd__condition_emit(condition, node, false, &key, err);
    if (status != JD_OK)
        goto done;
    for (uint32_t i = 0; i < fields->items.n; i++) {
        const char *other = jd__fields_at(fields, i)->key;
        if (other != NULL &&
            jd__str_equal(jd__str(other), (struct jd_str){key.data, key.n})) {
            *out_field = i;
            goto done;
        }
    }
    field.key = jd__alloc_text(&fields->alloc, (struct jd_str){key.data, key.n});
    if (field.key == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory for a part of a condition");
    if (status == JD_OK)
        status = columns_of(fields, condition, node, &columns, err);
    if (status == JD_OK)
        status = derive(fields, &field, &columns, err);
    if (status == JD_OK)
        status = jd__buf_append(&fields->items, &field, 1, err);
    if (status == JD_OK) {
        *out_field = (uint32_t)fields->items.n - 1;
        field = (struct jd__field){0};
    }
done:
    field_done(&field, &fields->alloc, jd_table_n_rows(fields->table));
    jd__buf_done(&columns);
    jd__buf_done(&key);
    return status;
}
