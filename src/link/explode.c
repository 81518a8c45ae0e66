/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explode.c - arrays_to_explode: a rule that is asked of single items of lists.
 *
 * Splink (blocking.py) unnests the lists, joins the rows and takes the distinct pairs of
 * records.  Here a row is made for each choice of one item of each list, items of equal value
 * once.  A record then has as many keys as its rows have different ones; a pair is a candidate
 * under the lowest key that both have, and so once.  What the rule asks of items beyond equality
 * is asked of all rows of equal key, until one says yes.
 *
 * Invariant: rows stand in order of their records; a null item is a row that joins by no key.
 */
#include "link/explode.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/sort.h"
#include "base/str.h"
#include "link/linkage.h"

/* ---- rows ---------------------------------------------------------------------------------- */

/* A column of the rows under construction. */
struct column {
    uint32_t from; /* of the records */
    bool is_list;  /* it is exploded */
};

/* Rows under construction. */
struct making {
    struct jd__explosion *explosion;
    const struct jd__records *records;
    const struct jd__rule *rule;
    struct jd__buf columns; /* of struct column */
    struct jd__buf codes;   /* scratch: items of a list, as codes of the new column */
    struct jd_error *err;
};

static enum jd_status
add_column(struct making *making, struct jd_str name, bool is_list)
{
    struct column column = {JD_NONE, is_list};
    const struct column *seen = making->columns.data;
    enum jd_status status =
        jd__fields_find(&(struct jd__fields){.table = making->records->table}, name,
            &column.from, making->err);
    for (size_t i = 0; i < making->columns.n && status == JD_OK; i++)
        if (seen[i].from == column.from)
            return JD_OK;
    if (status == JD_OK && is_list &&
        jd_table_column(making->records->table, column.from).type != JD_TYPE_LIST)
        status = jd__fail(making->err, JD_E_INPUT, "column %.*s holds no lists to explode",
            (int)name.size, name.data);
    return status == JD_OK ? jd__buf_append(&making->columns, &column, 1, making->err)
                           : status;
}

/* The lists first, then what else the condition reads. */
static enum jd_status
add_columns(struct making *making)
{
    const struct jd__condition *condition = &making->rule->condition;
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < jd__rule_n_lists(making->rule) && status == JD_OK; i++)
        status = add_column(making, jd__rule_list(making->rule, i), true);
    for (uint32_t i = 0; i < condition->nodes.n && status == JD_OK; i++) {
        const struct jd__expr *node = jd__condition_node(condition, i);
        if (node->kind == JD__EXPR_COLUMN)
            status = add_column(making, node->name, false);
    }
    return status;
}

/* The different items of a record's list, as codes of the dictionary of items. */
static enum jd_status
list_items(struct making *making, const struct column *column, uint32_t record)
{
    const struct jd_table *table = making->records->table;
    uint32_t list = jd__table_codes(table, column->from)[record];
    const struct jd__dict *dict = jd__table_dict(table, column->from);
    const uint64_t *starts = dict->starts.data;
    const uint32_t *items = dict->items.data;
    enum jd_status status = JD_OK;
    making->codes.n = 0;
    if (list == JD_NONE)
        return JD_OK;
    for (uint64_t i = starts[list]; i < starts[list + 1] && status == JD_OK; i++) {
        const uint32_t *seen = making->codes.data;
        size_t at = 0;
        while (at < making->codes.n && seen[at] != items[i])
            at++;
        if (at == making->codes.n)
            status = jd__buf_append(&making->codes, &items[i], 1, making->err);
    }
    return status;
}

/* How many rows there are before each record: all choices of an item of each list. */
static enum jd_status
count_rows(struct making *making)
{
    struct jd__explosion *explosion = making->explosion;
    const struct column *columns = making->columns.data;
    uint64_t n = 0;
    for (uint32_t record = 0; record < making->records->n; record++) {
        uint64_t rows = 1;
        explosion->first[record] = (uint32_t)n;
        for (size_t c = 0; c < making->columns.n && columns[c].is_list && rows > 0; c++) {
            enum jd_status status = list_items(making, &columns[c], record);
            if (status != JD_OK)
                return status;
            rows *= making->codes.n;
            if (n + rows > JD__FAILED / 2)
                return jd__fail(making->err, JD_E_LIMIT,
                    "the lists explode into more than %u rows", JD__FAILED / 2);
        }
        n += rows;
    }
    explosion->n = explosion->first[making->records->n] = (uint32_t)n;
    return JD_OK;
}

/* One list of one record: item after item, over and over for the choices of other lists. */
static enum jd_status
fill_list(struct making *making, size_t c, uint32_t record, uint64_t *inout_step)
{
    struct jd__explosion *explosion = making->explosion;
    struct jd__column *to = &explosion->table->columns[c];
    uint32_t n_rows = explosion->first[record + 1] - explosion->first[record];
    if (n_rows == 0)
        return JD_OK;
    enum jd_status status =
        list_items(making, (const struct column *)making->columns.data + c, record);
    const uint32_t *items = making->codes.data;
    size_t n_items = making->codes.n;
    if (status != JD_OK || n_items == 0) /* a list without items makes no row */
        return status;
    for (uint32_t row = 0; row < n_rows; row++)
        ((uint32_t *)to->codes.data)[explosion->first[record] + row] =
            items[row / *inout_step % n_items];
    *inout_step *= n_items;
    return JD_OK;
}

static enum jd_status
fill_lists(struct making *making)
{
    const struct column *columns = making->columns.data;
    enum jd_status status = JD_OK;
    for (uint32_t record = 0; record < making->records->n && status == JD_OK; record++) {
        uint64_t step = 1;
        for (size_t c = 0; c < making->columns.n && columns[c].is_list && status == JD_OK;
             c++)
            status = fill_list(making, c, record, &step);
    }
    return status;
}

/* Give a column the values of a dictionary in order of their codes: these stay what they were. */
static enum jd_status
copy_values(struct jd__dict *to, const struct jd__dict *from, struct jd_error *err)
{
    struct jd__buf items;
    jd__buf_init(&items, &to->alloc, sizeof(struct jd_str), 0);
    enum jd_status status = JD_OK;
    for (uint32_t code = 0; code < from->n && status == JD_OK; code++) {
        struct jd_value value = jd__dict_value(from, code);
        uint32_t same = JD_NONE;
        items.n = 0;
        for (uint32_t i = 0; value.type == JD_TYPE_LIST && i < value.n_items; i++) {
            struct jd_str item = jd__dict_item(from, code, i);
            if (status == JD_OK)
                status = jd__buf_append(&items, &item, 1, err);
        }
        value.items = items.data;
        if (status == JD_OK)
            status = jd__dict_code(to, value, &same, err);
    }
    jd__buf_done(&items);
    return status;
}

/* Values of a column, and what is not exploded: the record's value in each of its rows. */
static enum jd_status
fill_column(struct making *making, size_t c)
{
    const struct jd__explosion *explosion = making->explosion;
    const struct column *column = (const struct column *)making->columns.data + c;
    const struct jd__dict *from = jd__table_dict(making->records->table, column->from);
    const uint32_t *codes = jd__table_codes(making->records->table, column->from);
    struct jd__column *to = &explosion->table->columns[c];
    if (column->is_list)
        return copy_values(to->dict, from->texts, making->err);
    for (uint32_t row = 0; row < explosion->n; row++)
        ((uint32_t *)to->codes.data)[row] = codes[explosion->record[row]];
    return copy_values(to->dict, from, making->err);
}

static enum jd_status
fill(struct making *making)
{
    struct jd__explosion *explosion = making->explosion;
    enum jd_status status = count_rows(making);
    if (status != JD_OK)
        return status;
    explosion->record =
        jd__alloc_array(&explosion->alloc, 0, explosion->n, sizeof(*explosion->record));
    if (explosion->record == NULL)
        return jd__fail(
            making->err, JD_E_NOMEM, "no memory for %u exploded rows", explosion->n);
    for (uint32_t record = 0; record < making->records->n; record++)
        for (uint32_t row = explosion->first[record]; row < explosion->first[record + 1];
             row++)
            explosion->record[row] = record;
    for (size_t c = 0; c < making->columns.n && status == JD_OK; c++)
        status = jd__buf_append(
            &explosion->table->columns[c].codes, NULL, explosion->n, making->err);
    if (status == JD_OK)
        status = fill_lists(making);
    for (size_t c = 0; c < making->columns.n && status == JD_OK; c++)
        status = fill_column(making, c);
    return status == JD_OK ? jd_table_finish(explosion->table, making->err) : status;
}

/* The table of the rows, still empty. */
static enum jd_status
make_table(struct making *making)
{
    const struct column *columns = making->columns.data;
    const struct jd_table *records = making->records->table;
    struct jd__buf specs;
    jd__buf_init(&specs, &making->explosion->alloc, sizeof(struct jd_column_spec), 0);
    enum jd_status status = JD_OK;
    for (size_t c = 0; c < making->columns.n && status == JD_OK; c++) {
        struct jd_column_spec spec = jd_table_column(records, columns[c].from);
        if (columns[c].is_list)
            spec.type = JD_TYPE_TEXT;
        status = jd__buf_append(&specs, &spec, 1, making->err);
    }
    if (status == JD_OK)
        status = jd_table_new(&making->explosion->alloc, jd_table_name(records), specs.data,
            (uint32_t)specs.n, &making->explosion->table, making->err);
    jd__buf_done(&specs);
    return status;
}

enum jd_status
jd__explosion_new(const struct jd_alloc *alloc, const struct jd__records *records,
    const struct jd__rule *rule, const struct jd_sql *sql,
    struct jd__explosion **out_explosion, struct jd_error *err)
{
    struct jd__explosion *explosion = jd__alloc_array(alloc, sizeof(*explosion), 0, 1);
    if (explosion == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for exploded rows");
    struct making making = {
        .explosion = explosion, .records = records, .rule = rule, .err = err};
    explosion->alloc = jd__alloc_or_default(alloc);
    explosion->n_records = records->n;
    jd__buf_init(&making.columns, alloc, sizeof(struct column), 0);
    jd__buf_init(&making.codes, alloc, sizeof(uint32_t), 0);
    jd__fields_init(&explosion->fields, alloc, sql, NULL);
    jd__program_init(&explosion->program, alloc, &explosion->fields);
    explosion->first =
        jd__alloc_array(alloc, 0, (size_t)records->n + 1, sizeof(*explosion->first));
    enum jd_status status = JD_OK;
    if (explosion->first == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory for exploded rows");
    if (status == JD_OK)
        status = add_columns(&making);
    if (status == JD_OK)
        status = make_table(&making);
    if (status == JD_OK)
        status = fill(&making);
    jd__buf_done(&making.columns);
    jd__buf_done(&making.codes);
    if (status != JD_OK) {
        jd__explosion_free(explosion);
        return status;
    }
    explosion->fields.table = explosion->table;
    *out_explosion = explosion;
    return JD_OK;
}

void
jd__explosion_free(struct jd__explosion *explosion)
{
    if (explosion == NULL)
        return;
    struct jd_alloc alloc = explosion->alloc;
    jd__program_done(&explosion->program);
    if (explosion->fields.table != NULL)
        jd__fields_done(&explosion->fields);
    jd__alloc_free_array(&alloc, explosion->first, 0, (size_t)explosion->n_records + 1,
        sizeof(*explosion->first));
    jd__alloc_free_array(
        &alloc, explosion->record, 0, explosion->n, sizeof(*explosion->record));
    jd_table_free(explosion->table);
    jd__alloc_free(&alloc, explosion, sizeof(*explosion));
}

/* ---- keys by record ------------------------------------------------------------------------ */

static bool
is_less(const void *a, const void *b, void *ctx)
{
    (void)ctx;
    return *(const uint32_t *)a < *(const uint32_t *)b;
}

/* Sort a record's keys and keep each once; *inout_n of them. */
static enum jd_status
settle_keys(
    const struct jd_alloc *alloc, uint32_t *keys, uint32_t *inout_n, struct jd_error *err)
{
    uint32_t n = *inout_n, kept = 0;
    enum jd_status status = JD_OK;
    if (n > 1)
        status = jd__sort(alloc, keys, n, sizeof(*keys), is_less, NULL, err);
    for (uint32_t i = 0; i < n && status == JD_OK; i++)
        if (i == 0 || keys[i] != keys[i - 1])
            keys[kept++] = keys[i];
    *inout_n = kept;
    return status;
}

enum jd_status
jd__key_lists_init(struct jd__key_lists *lists, const struct jd__explosion *explosion,
    const uint32_t *row_keys, struct jd_error *err)
{
    uint32_t n = explosion->n_records, at = 0;
    lists->first =
        jd__alloc_array(&explosion->alloc, 0, (size_t)n + 1, sizeof(*lists->first));
    lists->keys = jd__alloc_array(&explosion->alloc, 0, explosion->n, sizeof(*lists->keys));
    if (lists->first == NULL || lists->keys == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for keys of %u rows", explosion->n);
    enum jd_status status = JD_OK;
    for (uint32_t record = 0; record < n && status == JD_OK; record++) {
        uint32_t n_keys = 0;
        lists->first[record] = at;
        for (uint32_t row = explosion->first[record]; row < explosion->first[record + 1];
             row++)
            if (row_keys[row] != JD_NONE)
                lists->keys[at + n_keys++] = row_keys[row];
        status = settle_keys(&explosion->alloc, lists->keys + at, &n_keys, err);
        at += n_keys;
    }
    lists->first[n] = at;
    return status;
}

void
jd__key_lists_done(struct jd__key_lists *lists, const struct jd__explosion *explosion)
{
    jd__alloc_free_array(&explosion->alloc, lists->first, 0,
        (size_t)explosion->n_records + 1, sizeof(*lists->first));
    jd__alloc_free_array(
        &explosion->alloc, lists->keys, 0, explosion->n, sizeof(*lists->keys));
    *lists = (struct jd__key_lists){NULL, NULL};
}

uint32_t
jd__key_lists_shared(const struct jd__key_lists *left, uint32_t left_record,
    const struct jd__key_lists *right, uint32_t right_record)
{
    const uint32_t *a = left->keys + left->first[left_record];
    const uint32_t *a_end = left->keys + left->first[left_record + 1];
    const uint32_t *b = right->keys + right->first[right_record];
    const uint32_t *b_end = right->keys + right->first[right_record + 1];
    while (a < a_end && b < b_end) {
        if (*a == *b)
            return *a;
        if (*a < *b)
            a++;
        else
            b++;
    }
    return JD_NONE;
}

/* ---- conditions on items ------------------------------------------------------------------- */

enum jd_status
jd__item_work_new(const struct jd__explosion *explosion, struct jd__item_work **out_work,
    struct jd_error *err)
{
    struct jd__item_work *work = jd__alloc_array(&explosion->alloc, sizeof(*work), 0, 1);
    if (work == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for a worker");
    enum jd_status status =
        jd__batch_init(&work->batch, &explosion->alloc, &explosion->program, err);
    if (status != JD_OK) {
        jd__alloc_free(&explosion->alloc, work, sizeof(*work));
        return status;
    }
    for (uint32_t i = 0; i < JD__BATCH; i++)
        work->all[i] = i;
    *out_work = work;
    return JD_OK;
}

void
jd__item_work_free(struct jd__item_work *work)
{
    if (work == NULL)
        return;
    struct jd_alloc alloc = work->batch.alloc;
    jd__batch_done(&work->batch);
    jd__alloc_free(&alloc, work, sizeof(*work));
}

/* Ask the gathered rows; a pair is true once two rows of it are. */
static enum jd_status
flush(struct jd__item_work *work, uint32_t root, uint8_t *truth, struct jd_error *err)
{
    if (work->n == 0)
        return JD_OK;
    jd__batch_turn(&work->batch, work->left, work->right, work->n);
    enum jd_status status =
        jd__batch_test(&work->batch, root, work->all, work->n, work->truth, err);
    for (uint32_t i = 0; i < work->n && status == JD_OK; i++)
        if (work->truth[i] == JD__TRUE)
            truth[work->of[i]] = JD__TRUE;
    work->n = 0;
    return status;
}

/* Gather the rows of one pair that have the same key. */
static enum jd_status
gather(struct jd__item_work *work, const struct jd__branch *branch, const uint32_t *pair,
    uint32_t of, uint8_t *truth, struct jd_error *err)
{
    const uint32_t *first = branch->explosion->first;
    enum jd_status status = JD_OK;
    for (uint32_t left = first[pair[0]]; left < first[pair[0] + 1]; left++) {
        uint32_t key = branch->row_keys[0][left];
        if (key == JD_NONE)
            continue;
        for (uint32_t right = first[pair[1]];
             right < first[pair[1] + 1] && status == JD_OK && truth[of] != JD__TRUE;
             right++) {
            if (branch->row_keys[1][right] != key)
                continue;
            work->left[work->n] = left;
            work->right[work->n] = right;
            work->of[work->n++] = of;
            if (work->n == JD__BATCH)
                status = flush(work, branch->item_rest, truth, err);
        }
    }
    return status;
}

enum jd_status
jd__items_test(struct jd__worker *worker, const struct jd__branch *branch,
    const uint32_t *places, uint32_t n, uint8_t *out_truth, struct jd_error *err)
{
    struct jd__item_work *work = worker->items[branch->explosion_number];
    enum jd_status status = JD_OK;
    memset(out_truth, JD__FALSE, n);
    work->n = 0;
    for (uint32_t i = 0; i < n && status == JD_OK; i++) {
        uint32_t pair[2] = {worker->left[places[i]], worker->right[places[i]]};
        status = gather(work, branch, pair, i, out_truth, err);
    }
    return status == JD_OK ? flush(work, branch->item_rest, out_truth, err) : status;
}
