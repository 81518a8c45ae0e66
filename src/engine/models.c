/* SPDX-License-Identifier: Apache-2.0 */
/*
 * models.c - read KIND.json and its frequency tables.
 *
 * Invariant: tables[i] is what frequencies[i] borrows; columns holds each name once, borrowed
 * from the model.
 */
#include "engine/models.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/number.h"
#include "base/str.h"
#include "link/model.h"
#include "os/file.h"

#include <stdio.h>

/* The largest file of a model. */
#define FILE_SIZE ((size_t)16 << 20)

static enum jd_status
note_column(struct jd__kind_model *m, struct jd_str name, struct jd_error *err)
{
    const struct jd_str *columns = m->columns.data;
    for (size_t i = 0; i < m->columns.n; i++)
        if (jd__str_equal(columns[i], name))
            return JD_OK;
    return jd__buf_append(&m->columns, &name, 1, err);
}

static enum jd_status
note_condition(
    struct jd__kind_model *m, const struct jd__condition *condition, struct jd_error *err)
{
    const struct jd__expr *nodes = condition->nodes.data;
    enum jd_status status = JD_OK;
    for (size_t i = 0; status == JD_OK && i < condition->nodes.n; i++)
        if (nodes[i].kind == JD__EXPR_COLUMN)
            status = note_column(m, nodes[i].name, err);
    return status;
}

static enum jd_status
note_rule(struct jd__kind_model *m, const struct jd__rule *rule, struct jd_error *err)
{
    enum jd_status status = note_condition(m, &rule->condition, err);
    for (uint32_t i = 0; status == JD_OK && i < jd__rule_n_lists(rule); i++)
        status = note_column(m, jd__rule_list(rule, i), err);
    return status;
}

static enum jd_status
note_comparison(struct jd__kind_model *m, uint32_t comparison, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    uint32_t n = jd_model_n_columns(m->model, comparison);
    for (uint32_t i = 0; status == JD_OK && i < n; i++)
        status = note_column(m, jd_model_column(m->model, comparison, i), err);
    return status;
}

/* Every column that a rule, a comparison, a frequency or a veto reads. */
static enum jd_status
note_columns(struct jd__kind_model *m, struct jd_error *err)
{
    const struct jd_model *model = m->model;
    enum jd_status status = JD_OK;
    for (uint32_t r = 0; status == JD_OK && r < model->n_rules; r++)
        status = note_rule(m, &model->rules[r], err);
    for (uint32_t c = 0; status == JD_OK && c < model->n_comparisons; c++)
        status = note_comparison(m, c, err);
    for (uint32_t t = 0; status == JD_OK && t < m->n_tables; t++)
        status = note_column(m, jd__str(m->frequencies[t].column), err);
    for (uint32_t e = 0; status == JD_OK && e < jd_model_n_exclusive(model); e++) {
        const char *column = jd_model_exclusive(model, e);
        status = jd__buf_append(&m->exclusive, &column, 1, err);
    }
    return status;
}

/* A table of text columns `value`, `tf` as one whose tf is a number. */
static enum jd_status
read_frequencies(const struct jd_alloc *alloc, const struct jd_table *text,
    struct jd_table *table, struct jd_error *err)
{
    (void)alloc;
    uint32_t value = jd_table_find(text, "value"), tf = jd_table_find(text, "tf");
    if (value == JD_NONE || tf == JD_NONE)
        return jd__fail(
            err, JD_E_INPUT, "%s: needs the columns value and tf", jd_table_name(text));
    enum jd_status status = JD_OK;
    for (uint32_t row = 0; status == JD_OK && row < jd_table_n_rows(text); row++) {
        struct jd_value cell = jd_table_get(text, tf, row);
        double share = cell.real;
        if (cell.type != JD_TYPE_REAL &&
            (cell.type != JD_TYPE_TEXT || !jd__parse_real(cell.text, &share)))
            return jd__fail(err, JD_E_INPUT, "%s: row %u: tf is no number",
                jd_table_name(text), row + 1);
        status = jd_table_put(table, 0, jd_table_get(text, value, row), err);
        if (status == JD_OK)
            status = jd_table_put(table, 1, jd_real(share), err);
    }
    return status == JD_OK ? jd_table_finish(table, err) : status;
}

/* Hash what was hashed so far and another file's bytes. */
static enum jd_status
hash_file(struct jd__kind_model *m, const char *path, struct jd_error *err)
{
    static const uint8_t no_salt[JD__SALT_SIZE] = {0};
    uint8_t both[2 * JD__HASH_SIZE];
    char *bytes = NULL;
    size_t size = 0;
    enum jd_status status = jd__file_read(&m->alloc, path, FILE_SIZE, &bytes, &size, err);
    if (status != JD_OK)
        return status;
    memcpy(both, m->hash, JD__HASH_SIZE);
    jd__frame_commit(no_salt, (struct jd_str){bytes, size}, both + JD__HASH_SIZE);
    jd__frame_commit(no_salt, (struct jd_str){(const char *)both, sizeof(both)}, m->hash);
    jd__alloc_free(&m->alloc, bytes, size + 1);
    return JD_OK;
}

static enum jd_status
load_table(struct jd__kind_model *m, struct jd_io *io, const char *dir, uint32_t i,
    struct jd_error *err)
{
    static const struct jd_column_spec columns[] = {
        {"value", JD_TYPE_TEXT}, {"tf", JD_TYPE_REAL}};
    const char *column = NULL, *file = NULL;
    double unlisted = 0;
    struct jd_table *text = NULL, *table = NULL;
    struct jd__buf path;
    jd_model_tf_table(m->model, i, &column, &file, &unlisted);
    jd__buf_init(&path, &m->alloc, 1, 0);
    enum jd_status status = jd__buf_printf(&path, err, "%s/%s", dir, file);
    if (status == JD_OK)
        status = jd__buf_append(&path, "", 1, err);
    if (status == JD_OK)
        status = hash_file(m, path.data, err);
    if (status == JD_OK)
        status = jd_io_read(io, path.data, NULL, &text, err);
    if (status == JD_OK)
        status = jd_table_new(&m->alloc, column, columns, 2, &table, err);
    if (status == JD_OK)
        status = read_frequencies(&m->alloc, text, table, err);
    if (status != JD_OK)
        goto done;
    m->frequencies[i] = (struct jd_frequencies){column, table, unlisted};
    m->tables[i] = table;
    table = NULL;
done:
    jd_table_free(table);
    jd_table_free(text);
    jd__buf_done(&path);
    return status;
}

static enum jd_status
load_tables(
    struct jd__kind_model *m, struct jd_io *io, const char *dir, struct jd_error *err)
{
    uint32_t n = jd_model_n_tf_tables(m->model);
    if (n > JD__LIMIT_TF_TABLES)
        return jd__fail(
            err, JD_E_LIMIT, "tf_tables: more than %u of them", JD__LIMIT_TF_TABLES);
    enum jd_status status = JD_OK;
    for (; status == JD_OK && m->n_tables < n; m->n_tables += status == JD_OK)
        status = load_table(m, io, dir, m->n_tables, err);
    return status;
}

static enum jd_status
read_model(struct jd__kind_model *m, struct jd_io *io, const char *dir, const char *path,
    struct jd_error *err)
{
    char *json = NULL;
    size_t size = 0;
    struct jd_sql sql = jd_io_sql(io);
    enum jd_status status = jd__file_read(&m->alloc, path, FILE_SIZE, &json, &size, err);
    if (status != JD_OK)
        return status;
    status =
        jd_model_from_json(&m->alloc, (struct jd_str){json, size}, &sql, &m->model, err);
    if (status == JD_OK &&
        !jd_model_thresholds(m->model, "default", &m->possible, &m->joined))
        status = jd__fail(err, JD_E_INPUT, "thresholds are missing");
    if (status == JD_OK)
        status = hash_file(m, path, err);
    if (status == JD_OK)
        status = load_tables(m, io, dir, err);
    if (status == JD_OK)
        status = note_columns(m, err);
    if (status != JD_OK)
        jd__report_where(err, "%s", path);
    jd__alloc_free(&m->alloc, json, size + 1);
    return status;
}

enum jd_status
jd__kind_model_load(const struct jd_alloc *alloc, struct jd_io *io, const char *dir,
    struct jd_str kind, struct jd__kind_model **out_model, struct jd_error *err)
{
    struct jd__kind_model *m = NULL;
    struct jd__buf path;
    jd__buf_init(&path, alloc, 1, 0);
    enum jd_status status =
        jd__buf_printf(&path, err, "%s/%.*s.json", dir, (int)kind.size, kind.data);
    if (status == JD_OK)
        status = jd__buf_append(&path, "", 1, err);
    if (status != JD_OK || jd__path_kind(path.data, true) != JD__PATH_FILE)
        goto done;
    m = jd__alloc_array(alloc, sizeof(*m), 0, 1);
    if (m == NULL) {
        status = jd__fail(err, JD_E_NOMEM, "no memory for a model");
        goto done;
    }
    m->alloc = jd__alloc_or_default(alloc);
    jd__buf_init(&m->columns, alloc, sizeof(struct jd_str), 0);
    jd__buf_init(&m->exclusive, alloc, sizeof(const char *), 0);
    status = read_model(m, io, dir, path.data, err);
    if (status != JD_OK)
        goto done;
    (void)snprintf(m->version, sizeof(m->version), "%.*s-%02x%02x%02x%02x", (int)kind.size,
        kind.data, m->hash[0], m->hash[1], m->hash[2], m->hash[3]);
    *out_model = m;
    m = NULL;
done:
    jd__kind_model_free(m);
    jd__buf_done(&path);
    return status;
}

void
jd__kind_model_free(struct jd__kind_model *m)
{
    if (m == NULL)
        return;
    struct jd_alloc alloc = m->alloc;
    for (uint32_t i = 0; i < m->n_tables; i++)
        jd_table_free(m->tables[i]);
    jd__buf_done(&m->columns);
    jd__buf_done(&m->exclusive);
    jd_model_free(m->model);
    jd__alloc_free(&alloc, m, sizeof(*m));
}
