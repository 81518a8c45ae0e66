/* SPDX-License-Identifier: Apache-2.0 */
/*
 * records.c - all tables as one, and the order of ids that says which record of a pair is l.
 *
 * Splink's order clause: l has the lower id.  With dedupe_only that is the id in its own type;
 * else the text SOURCE-__-ID, by bytes, where SOURCE is the source column's value or, without
 * such a column, the table's name.  With link_only of exactly two tables l is simply the table
 * with the lower source.
 *
 * Where some tables are old, their records come before all new ones, so that of an old and a
 * new record the old one is l.
 *
 * Invariant: order and sorted are inverse permutations; ids are distinct and not null.
 */
#include "link/linkage.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/number.h"
#include "base/sort.h"
#include "base/str.h"

#include <inttypes.h>
#include <stdio.h>

static const char separator[] = "-__-";

static uint32_t
find_column(const struct jd_table *table, struct jd_str name)
{
    for (uint32_t i = 0; i < jd_table_n_columns(table); i++)
        if (jd__names_equal(jd__str(jd_table_column(table, i).name), name))
            return i;
    return JD_NONE;
}

static enum jd_status
add_name(struct jd__buf *names, struct jd_str name, struct jd_error *err)
{
    const struct jd_str *seen = names->data;
    for (size_t i = 0; i < names->n; i++)
        if (jd__names_equal(seen[i], name))
            return JD_OK;
    return jd__buf_append(names, &name, 1, err);
}

static enum jd_status
add_condition_names(
    struct jd__buf *names, const struct jd__condition *condition, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < condition->nodes.n && status == JD_OK; i++) {
        const struct jd__expr *node = jd__condition_node(condition, i);
        if (node->kind == JD__EXPR_COLUMN)
            status = add_name(names, node->name, err);
    }
    return status;
}

static enum jd_status
add_rule_names(struct jd__buf *names, const struct jd__rule *rule, struct jd_error *err)
{
    enum jd_status status = add_condition_names(names, &rule->condition, err);
    for (uint32_t i = 0; i < jd__rule_n_lists(rule) && status == JD_OK; i++)
        status = add_name(names, jd__rule_list(rule, i), err);
    return status;
}

/* The names of all columns that a model reads or shows. */
static enum jd_status
model_columns(const struct jd_model *model, struct jd__buf *names, struct jd_error *err)
{
    enum jd_status status = add_name(names, jd__str(model->id_column), err);
    for (uint32_t c = 0; c < model->n_comparisons; c++)
        for (uint32_t i = 0; i < model->comparisons[c].n_levels && status == JD_OK; i++) {
            const struct jd__level *level = &model->comparisons[c].levels[i];
            status = add_condition_names(names, &level->condition, err);
            if (status == JD_OK && level->tf_column.data != NULL)
                status = add_name(names, level->tf_column, err);
        }
    for (uint32_t i = 0; i < model->n_rules && status == JD_OK; i++)
        status = add_rule_names(names, &model->rules[i], err);
    const json_t *more = json_object_get(model->settings, "additional_columns_to_retain");
    for (size_t i = 0; i < json_array_size(more) && status == JD_OK; i++)
        status = add_name(names, jd__str(json_string_value(json_array_get(more, i))), err);
    return status;
}

/* Columns that are taken when the first table has them: source, and given frequencies. */
static enum jd_status
optional_columns(const struct jd_model *model, const struct jd_table *first,
    struct jd__buf *names, struct jd_error *err)
{
    struct jd_str source = jd__str(model->source_column);
    enum jd_status status = JD_OK;
    if (find_column(first, source) != JD_NONE)
        status = add_name(names, source, err);
    size_t prefix = strlen(model->tf_prefix);
    for (uint32_t i = 0; i < jd_table_n_columns(first) && status == JD_OK; i++) {
        struct jd_str name = jd__str(jd_table_column(first, i).name);
        if (name.size > prefix && memcmp(name.data, model->tf_prefix, prefix) == 0)
            status = add_name(names, name, err);
    }
    return status;
}

/* The columns that all tables have. */
static enum jd_status
shared_columns(const struct jd_table *const *tables, uint32_t n_tables,
    struct jd__buf *names, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < jd_table_n_columns(tables[0]) && status == JD_OK; i++) {
        struct jd_column_spec column = jd_table_column(tables[0], i);
        bool is_shared = true;
        for (uint32_t t = 1; t < n_tables && is_shared; t++) {
            uint32_t other = find_column(tables[t], jd__str(column.name));
            is_shared =
                other != JD_NONE && jd_table_column(tables[t], other).type == column.type;
        }
        if (is_shared)
            status = add_name(names, jd__str(column.name), err);
    }
    return status;
}

/* The columns of a table of all records. */
static enum jd_status
united_columns(const struct jd_model *model, const struct jd_table *const *tables,
    uint32_t n_tables, bool all_columns, struct jd__buf *names, struct jd_error *err)
{
    enum jd_status status = model_columns(model, names, err);
    if (status == JD_OK)
        status = optional_columns(model, tables[0], names, err);
    if (status == JD_OK && all_columns)
        status = shared_columns(tables, n_tables, names, err);
    return status;
}

/* Append a column of one table to that of all: its dictionary's codes are translated. */
static enum jd_status
append_column(const struct jd_alloc *alloc, struct jd__column *to,
    const struct jd__column *from, struct jd_error *err)
{
    struct jd__buf items;
    jd__buf_init(&items, alloc, sizeof(struct jd_str), 0);
    uint32_t *map = jd__alloc_array(alloc, 0, from->dict->n, sizeof(*map));
    enum jd_status status = JD_OK;
    if (map == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory for %u values", from->dict->n);
    for (uint32_t code = 0; code < from->dict->n && status == JD_OK; code++) {
        struct jd_value value = jd__dict_value(from->dict, code);
        items.n = 0;
        for (uint32_t i = 0; i < value.n_items && status == JD_OK; i++) {
            struct jd_str item = jd__dict_item(from->dict, code, i);
            status = jd__buf_append(&items, &item, 1, err);
        }
        value.items = items.data;
        if (status == JD_OK)
            status = jd__dict_code(to->dict, value, &map[code], err);
    }
    const uint32_t *codes = from->codes.data;
    if (status == JD_OK)
        status = jd__buf_reserve(&to->codes, from->codes.n, err);
    for (size_t row = 0; row < from->codes.n && status == JD_OK; row++)
        ((uint32_t *)to->codes.data)[to->codes.n++] =
            codes[row] == JD_NONE ? JD_NONE : map[codes[row]];
    jd__alloc_free_array(alloc, map, 0, from->dict->n, sizeof(*map));
    jd__buf_done(&items);
    return status;
}

/* Append one named column of each table. */
static enum jd_status
append_tables(const struct jd_alloc *alloc, struct jd__column *to, struct jd_str name,
    const struct jd_table *const *tables, uint32_t n_tables, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t t = 0; t < n_tables && status == JD_OK; t++) {
        uint32_t column = find_column(tables[t], name);
        if (column == JD_NONE)
            return jd__fail(err, JD_E_INPUT, "there is no column %.*s in table %s",
                (int)name.size, name.data, jd_table_name(tables[t]));
        const struct jd__column *from = &tables[t]->columns[column];
        if (from->dict->type != to->dict->type)
            return jd__fail(err, JD_E_INPUT,
                "column %.*s is of another type in table %s than in table %s",
                (int)name.size, name.data, jd_table_name(tables[t]),
                jd_table_name(tables[0]));
        status = append_column(alloc, to, from, err);
    }
    return status;
}

/* The column that says which table a record is of. */
static enum jd_status
append_names(struct jd_table *table, uint32_t column, const struct jd_table *const *tables,
    uint32_t n_tables, struct jd_error *err)
{
    for (uint32_t t = 0; t < n_tables; t++)
        for (uint32_t row = 0; row < jd_table_n_rows(tables[t]); row++) {
            enum jd_status status =
                jd_table_put(table, column, jd_text(jd_table_name(tables[t])), err);
            if (status != JD_OK)
                return status;
        }
    return JD_OK;
}

/* One table of all records, with the columns that the model needs, or all that there are. */
static enum jd_status
unite(struct jd__records *records, const struct jd_alloc *alloc,
    const struct jd_model *model, const struct jd_table *const *tables, uint32_t n_tables,
    bool all_columns, struct jd_error *err)
{
    struct jd__buf names, specs;
    struct jd_table *all = NULL;
    jd__buf_init(&names, alloc, sizeof(struct jd_str), 0);
    jd__buf_init(&specs, alloc, sizeof(struct jd_column_spec), 0);
    enum jd_status status =
        united_columns(model, tables, n_tables, all_columns, &names, err);
    const struct jd_str *list = names.data;
    for (size_t i = 0; i < names.n && status == JD_OK; i++) {
        uint32_t column = find_column(tables[0], list[i]);
        if (column == JD_NONE)
            status = jd__fail(err, JD_E_INPUT, "there is no column %.*s in table %s",
                (int)list[i].size, list[i].data, jd_table_name(tables[0]));
        struct jd_column_spec spec = {NULL, JD_TYPE_NULL};
        if (status == JD_OK) {
            spec = jd_table_column(tables[0], column);
            status = jd__buf_append(&specs, &spec, 1, err);
        }
    }
    bool named = find_column(tables[0], jd__str(model->source_column)) != JD_NONE;
    struct jd_column_spec source = {model->source_column, JD_TYPE_TEXT};
    if (status == JD_OK && !named)
        status = jd__buf_append(&specs, &source, 1, err);
    if (status == JD_OK)
        status = jd_table_new(alloc, "records", specs.data, (uint32_t)specs.n, &all, err);
    for (size_t i = 0; i < names.n && status == JD_OK; i++)
        status = append_tables(alloc, &all->columns[i], list[i], tables, n_tables, err);
    if (status == JD_OK && !named)
        status = append_names(all, (uint32_t)names.n, tables, n_tables, err);
    if (status == JD_OK)
        status = jd_table_finish(all, err);
    if (status == JD_OK) {
        records->table = records->own = all;
        all = NULL;
    }
    jd_table_free(all);
    jd__buf_done(&names);
    jd__buf_done(&specs);
    return status;
}

static enum jd_status
check_tables(const struct jd__records *records, const struct jd_model *model,
    const struct jd_table *const *tables, uint32_t n_tables, struct jd_error *err)
{
    uint64_t n = 0;
    uint32_t n_old = records->n_old_tables;
    bool is_given = records->span == JD_SPAN_GIVEN;
    if (n_tables == 0 || n_old >= n_tables)
        return jd__fail(err, JD_E_ARG, "there is no table to link");
    if (n_tables > 1 && n_old == 0 && !is_given && model->link_type == JD__DEDUPE_ONLY)
        return jd__fail(err, JD_E_INPUT,
            "link_type dedupe_only takes one table, not %u: use link_and_dedupe", n_tables);
    for (uint32_t t = 0; t < n_tables; t++) {
        n += jd_table_n_rows(tables[t]);
        for (uint32_t other = 0; other < t; other++)
            if (!is_given && (t < n_old) == (other < n_old) &&
                strcmp(jd_table_name(tables[t]), jd_table_name(tables[other])) == 0)
                return jd__fail(
                    err, JD_E_INPUT, "two tables are named %s", jd_table_name(tables[t]));
    }
    if (n >= JD__FAILED)
        return jd__fail(err, JD_E_LIMIT, "more than %u records", JD__FAILED - 1);
    return JD_OK;
}

/* The columns of id and source, of types that can be ordered as text or whole number. */
static enum jd_status
find_ids(struct jd__records *records, const struct jd_model *model, struct jd_error *err)
{
    records->id_column = find_column(records->table, jd__str(model->id_column));
    if (records->id_column == JD_NONE)
        return jd__fail(err, JD_E_INPUT, "there is no column %s in table %s",
            model->id_column, jd_table_name(records->table));
    enum jd_type type = jd_table_column(records->table, records->id_column).type;
    if (type != JD_TYPE_TEXT && type != JD_TYPE_INT)
        return jd__fail(err, JD_E_INPUT, "column %s is neither text nor a whole number",
            model->id_column);
    records->source_column = JD_NONE;
    if (model->link_type == JD__DEDUPE_ONLY)
        return JD_OK;
    records->source_column = find_column(records->table, jd__str(model->source_column));
    if (records->source_column == JD_NONE)
        return jd__fail(err, JD_E_INPUT,
            "one table and no column %s: nothing says which records are of which source",
            model->source_column);
    if (jd_table_column(records->table, records->source_column).type != JD_TYPE_TEXT)
        return jd__fail(err, JD_E_INPUT, "column %s is not text", model->source_column);
    return JD_OK;
}

/* Ids as they are compared: a number, or a text. */
struct ids {
    const struct jd__records *records;
    const struct jd_str *texts; /* by record; NULL: compare numbers */
    const struct jd__dict *dict;
    const uint32_t *codes;
};

static bool
comes_before(const void *a, const void *b, void *ctx)
{
    const struct ids *ids = ctx;
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    if (ids->texts != NULL)
        return jd__str_compare(ids->texts[x], ids->texts[y]) < 0;
    return jd__dict_int(ids->dict, ids->codes[x]) < jd__dict_int(ids->dict, ids->codes[y]);
}

/* The text of an id alone; its digits when it is a number. */
static struct jd_str
id_text(const struct ids *ids, uint32_t record, char digits[static 24])
{
    uint32_t code = ids->codes[record];
    if (ids->dict->type == JD_TYPE_TEXT)
        return jd__dict_text(ids->dict, code);
    int size = snprintf(digits, 24, "%" PRId64, jd__dict_int(ids->dict, code));
    return (struct jd_str){digits, (size_t)size};
}

/* SOURCE-__-ID of each record, or the bare id when there is no source. */
static enum jd_status
write_texts(const struct ids *ids, struct jd__buf *bytes, struct jd__buf *texts,
    struct jd_error *err)
{
    const struct jd__records *records = ids->records;
    enum jd_status status = JD_OK;
    for (uint32_t record = 0; record < records->n && status == JD_OK; record++) {
        char digits[24];
        struct jd_str text = {NULL, bytes->n};
        if (records->source_column != JD_NONE) {
            struct jd_value source =
                jd_table_get(records->table, records->source_column, record);
            status = jd__buf_text(bytes, source.text, err);
            if (status == JD_OK)
                status = jd__buf_text(bytes, jd__str(separator), err);
        }
        if (status == JD_OK)
            status = jd__buf_text(bytes, id_text(ids, record, digits), err);
        text.size = bytes->n - text.size;
        if (status == JD_OK)
            status = jd__buf_append(texts, &text, 1, err);
    }
    /* Only now do the bytes stay where they are. */
    struct jd_str *list = texts->data;
    const char *at = bytes->data;
    for (size_t i = 0; i < texts->n; i++) {
        list[i].data = at;
        at += list[i].size;
    }
    return status;
}

void
jd__records_where(const struct jd__records *records, const struct jd_table *const *tables,
    uint32_t record, char out[static 96])
{
    uint32_t t = 0;
    while (t + 1 < records->n_tables && records->starts[t + 1] <= record)
        t++;
    (void)snprintf(out, 96, "row %u of table %.60s", record - records->starts[t] + 1,
        jd_table_name(tables[t]));
}

static enum jd_status
check_not_null(const struct jd__records *records, const struct jd_table *const *tables,
    uint32_t column, struct jd_error *err)
{
    char where[96];
    const uint32_t *codes = jd__table_codes(records->table, column);
    for (uint32_t record = 0; record < records->n; record++)
        if (codes[record] == JD_NONE) {
            jd__records_where(records, tables, record, where);
            return jd__fail(err, JD_E_INPUT, "%s has no %s", where,
                jd_table_column(records->table, column).name);
        }
    return JD_OK;
}

/* Sort records by id; two that are not in strict order have the same. */
static enum jd_status
sort_records(struct jd__records *records, const struct jd_alloc *alloc,
    const struct jd_table *const *tables, struct ids *ids, struct jd_error *err)
{
    bool in_order = true;
    uint32_t *sorted = records->sorted;
    for (uint32_t i = 0; i < records->n; i++) {
        sorted[i] = i;
        in_order = in_order && (i == 0 || comes_before(&sorted[i - 1], &sorted[i], ids));
    }
    enum jd_status status = JD_OK;
    if (!in_order)
        status =
            jd__sort(alloc, sorted, records->n, sizeof(*sorted), comes_before, ids, err);
    for (uint32_t i = 0; i < records->n && status == JD_OK; i++) {
        records->order[sorted[i]] = i;
        if (i > 0 && records->span != JD_SPAN_GIVEN &&
            !comes_before(&sorted[i - 1], &sorted[i], ids)) {
            char first[96], second[96];
            jd__records_where(records, tables, sorted[i - 1], first);
            jd__records_where(records, tables, sorted[i], second);
            status = jd__fail(err, JD_E_INPUT, "%s and %s have the same %s", first, second,
                jd_table_column(records->table, records->id_column).name);
        }
    }
    return status;
}

/* Put the old records before the new ones, each kind in order of ids. */
static enum jd_status
put_old_first(
    struct jd__records *records, const struct jd_alloc *alloc, struct jd_error *err)
{
    uint32_t *sorted = jd__alloc_array(alloc, 0, records->n, sizeof(*sorted)), at = 0;
    records->n_old = records->starts[records->n_old_tables];
    if (sorted == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %u records", records->n);
    for (int is_new = 0; is_new < 2; is_new++)
        for (uint32_t i = 0; i < records->n; i++)
            if ((records->sorted[i] >= records->n_old) == is_new)
                sorted[at++] = records->sorted[i];
    for (uint32_t i = 0; i < records->n; i++)
        records->order[sorted[i]] = i;
    jd__alloc_free_array(alloc, records->sorted, 0, records->n, sizeof(*sorted));
    records->sorted = sorted;
    return JD_OK;
}

static enum jd_status
order_records(struct jd__records *records, const struct jd_alloc *alloc,
    const struct jd_table *const *tables, struct jd_error *err)
{
    struct ids ids = {records, NULL, jd__table_dict(records->table, records->id_column),
        jd__table_codes(records->table, records->id_column)};
    struct jd__buf bytes, texts;
    jd__buf_init(&bytes, alloc, 1, 0);
    jd__buf_init(&texts, alloc, sizeof(struct jd_str), 0);
    enum jd_status status = check_not_null(records, tables, records->id_column, err);
    if (status == JD_OK && records->source_column != JD_NONE)
        status = check_not_null(records, tables, records->source_column, err);
    bool as_text = ids.dict->type == JD_TYPE_TEXT || records->source_column != JD_NONE;
    if (status == JD_OK && as_text) {
        status = write_texts(&ids, &bytes, &texts, err);
        ids.texts = texts.data;
    }
    if (status == JD_OK)
        status = sort_records(records, alloc, tables, &ids, err);
    if (status == JD_OK && records->n_old_tables > 0)
        status = put_old_first(records, alloc, err);
    jd__buf_done(&bytes);
    jd__buf_done(&texts);
    return status;
}

/* link_only of two tables: the one of the lower source is l, whatever the ids. */
static void
find_left_table(struct jd__records *records, const struct jd_model *model)
{
    records->left_table = JD__NO_TABLE;
    if (model->link_type != JD__LINK_ONLY || records->n_tables != 2 ||
        records->n_old_tables > 0 || records->span == JD_SPAN_GIVEN)
        return;
    records->left_table = 0;
    if (records->starts[1] == 0 || records->starts[1] == records->n)
        return;
    struct jd_value first = jd_table_get(records->table, records->source_column, 0);
    struct jd_value second =
        jd_table_get(records->table, records->source_column, records->starts[1]);
    if (jd__str_compare(second.text, first.text) < 0)
        records->left_table = 1;
}

enum jd_status
jd__records_init(struct jd__records *records, const struct jd_alloc *alloc,
    const struct jd_model *model, const struct jd_table *const *tables, uint32_t n_tables,
    bool all_columns, struct jd_error *err)
{
    enum jd_status status = check_tables(records, model, tables, n_tables, err);
    if (status != JD_OK)
        return status;
    records->table = tables[0];
    if (n_tables > 1)
        status = unite(records, alloc, model, tables, n_tables, all_columns, err);
    if (status != JD_OK)
        return status;
    records->n = jd_table_n_rows(records->table);
    records->n_tables = n_tables;
    records->starts = jd__alloc_array(alloc, 0, n_tables + 1, sizeof(*records->starts));
    records->order = jd__alloc_array(alloc, 0, records->n, sizeof(*records->order));
    records->sorted = jd__alloc_array(alloc, 0, records->n, sizeof(*records->sorted));
    if (records->starts == NULL || records->order == NULL || records->sorted == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %u records", records->n);
    for (uint32_t t = 0; t < n_tables; t++)
        records->starts[t + 1] = records->starts[t] + jd_table_n_rows(tables[t]);
    status = find_ids(records, model, err);
    if (status == JD_OK)
        status = order_records(records, alloc, tables, err);
    if (status == JD_OK)
        find_left_table(records, model);
    return status;
}

void
jd__records_done(struct jd__records *records, const struct jd_alloc *alloc)
{
    jd_table_free(records->own);
    jd__alloc_free_array(
        alloc, records->starts, 0, records->n_tables + 1, sizeof(uint32_t));
    jd__alloc_free_array(alloc, records->order, 0, records->n, sizeof(uint32_t));
    jd__alloc_free_array(alloc, records->sorted, 0, records->n, sizeof(uint32_t));
}
