/* SPDX-License-Identifier: Apache-2.0 */
/*
 * output.c - the columns of predict's output, in Splink's order (settings.py, comparison.py).
 *
 * match_weight, match_probability, [source_l, source_r,] id_l, id_r; for each comparison its
 * columns and gamma (retain_matching_columns), its tf_ columns, mw_ and mw_tf_adj_
 * (retain_intermediate_calculation_columns); columns of rules that no comparison shows;
 * additional columns; match_key.
 *
 * Invariant: no two columns have the same name.
 */
#include "link/linkage.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"

/* Add a column of this name unless there is one.  Spaces become `_` in names made of parts. */
static enum jd_status
add(struct jd_linkage *linkage, struct jd_output output, const char *prefix,
    struct jd_str name, const char *suffix, struct jd_error *err)
{
    struct jd__buf text;
    jd__buf_init(&text, &linkage->alloc, 1, 0);
    enum jd_status status =
        jd__buf_printf(&text, err, "%s%.*s%s", prefix, (int)name.size, name.data, suffix);
    struct jd_str made = {text.data, text.n};
    const struct jd_output *list = linkage->outputs.data;
    bool is_new = true;
    for (size_t i = 0; i < linkage->outputs.n && status == JD_OK; i++)
        is_new = is_new && !jd__str_equal(jd__str(list[i].name), made);
    if (status == JD_OK && is_new) {
        char *copy = jd__alloc_text(&linkage->alloc, made);
        output.name = copy;
        if (copy == NULL)
            status = jd__fail(err, JD_E_NOMEM, "no memory for a name");
        bool is_part = output.kind != JD_OUTPUT_CELL && output.kind != JD_OUTPUT_FREQUENCY;
        for (size_t i = 0; status == JD_OK && is_part && i < made.size; i++)
            copy[i] = copy[i] == ' ' ? '_' : copy[i];
        if (status == JD_OK)
            status = jd__buf_append(&linkage->outputs, &output, 1, err);
        if (status != JD_OK && copy != NULL)
            jd__alloc_free(&linkage->alloc, copy, made.size + 1);
    }
    jd__buf_done(&text);
    return status;
}

/* A column of the records, as l's and as r's. */
static enum jd_status
add_cells(struct jd_linkage *linkage, struct jd_str name, struct jd_error *err)
{
    uint32_t column = JD_NONE;
    enum jd_status status = jd__fields_find(&linkage->fields, name, &column, err);
    if (status != JD_OK)
        return status;
    struct jd_output output = {NULL, jd_table_column(linkage->records.table, column).type,
        JD_OUTPUT_CELL, column, false};
    status = add(linkage, output, "", name, "_l", err);
    output.right = true;
    return status != JD_OK ? status : add(linkage, output, "", name, "_r", err);
}

static enum jd_status
add_condition_cells(
    struct jd_linkage *linkage, const struct jd__condition *condition, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < condition->nodes.n && status == JD_OK; i++) {
        const struct jd__expr *node = jd__condition_node(condition, i);
        if (node->kind == JD__EXPR_COLUMN)
            status = add_cells(linkage, node->name, err);
    }
    return status;
}

static enum jd_status
add_matching(struct jd_linkage *linkage, uint32_t c, struct jd_error *err)
{
    const struct jd__comparison *comparison = &linkage->model->comparisons[c];
    struct jd_output gamma = {NULL, JD_TYPE_INT, JD_OUTPUT_GAMMA, c, false};
    enum jd_status status = JD_OK;
    const struct jd_str *columns = comparison->columns.data;
    for (size_t i = 0; i < comparison->columns.n && status == JD_OK; i++)
        status = add_cells(linkage, columns[i], err);
    if (status != JD_OK)
        return status;
    return add(
        linkage, gamma, linkage->model->gamma_prefix, jd__str(comparison->name), "", err);
}

static enum jd_status
add_intermediate(struct jd_linkage *linkage, uint32_t c, struct jd_error *err)
{
    const struct jd_model *model = linkage->model;
    const struct jd__comparison *comparison = &model->comparisons[c];
    char prefix[128];
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < comparison->n_levels && status == JD_OK; i++) {
        const struct jd__level *level = &comparison->levels[i];
        uint32_t which = linkage->levels[linkage->first_level[c] + i].shown_frequency;
        struct jd_output tf = {NULL, JD_TYPE_REAL, JD_OUTPUT_FREQUENCY, which, false};
        if (level->tf_column.data == NULL)
            continue;
        status = add(linkage, tf, model->tf_prefix, level->tf_column, "_l", err);
        tf.right = true;
        if (status == JD_OK)
            status = add(linkage, tf, model->tf_prefix, level->tf_column, "_r", err);
    }
    struct jd_output weight = {NULL, JD_TYPE_REAL, JD_OUTPUT_LEVEL_WEIGHT, c, false};
    struct jd_str name = jd__str(comparison->name);
    if (status == JD_OK)
        status = add(linkage, weight, model->weight_prefix, name, "", err);
    weight.kind = JD_OUTPUT_TF_WEIGHT;
    (void)snprintf(
        prefix, sizeof(prefix), "%.50s%.50sadj_", model->weight_prefix, model->tf_prefix);
    if (status == JD_OK && comparison->has_tf)
        status = add(linkage, weight, prefix, name, "", err);
    return status;
}

static enum jd_status
add_additional(struct jd_linkage *linkage, struct jd_error *err)
{
    const struct jd_model *model = linkage->model;
    const json_t *more = json_object_get(model->settings, "additional_columns_to_retain");
    enum jd_status status = JD_OK;
    for (uint32_t r = 0; r < model->n_rules && model->retain_matching && status == JD_OK;
         r++)
        status = add_condition_cells(linkage, &model->rules[r].condition, err);
    for (size_t i = 0; i < json_array_size(more) && status == JD_OK; i++)
        status =
            add_cells(linkage, jd__str(json_string_value(json_array_get(more, i))), err);
    return status;
}

enum jd_status
jd__outputs_init(struct jd_linkage *linkage, struct jd_error *err)
{
    const struct jd_model *model = linkage->model;
    struct jd_str none = {"", 0};
    struct jd_output weight = {NULL, JD_TYPE_REAL, JD_OUTPUT_WEIGHT, 0, false};
    struct jd_output probability = {NULL, JD_TYPE_REAL, JD_OUTPUT_PROBABILITY, 0, false};
    struct jd_output key = {NULL, JD_TYPE_TEXT, JD_OUTPUT_MATCH_KEY, 0, false};
    enum jd_status status = add(linkage, weight, "match_weight", none, "", err);
    if (status == JD_OK)
        status = add(linkage, probability, "match_probability", none, "", err);
    if (status == JD_OK && linkage->records.source_column != JD_NONE)
        status = add_cells(linkage, jd__str(model->source_column), err);
    if (status == JD_OK)
        status = add_cells(linkage, jd__str(model->id_column), err);
    for (uint32_t c = 0; c < model->n_comparisons && status == JD_OK; c++) {
        if (model->retain_matching)
            status = add_matching(linkage, c, err);
        if (status == JD_OK && model->retain_intermediate)
            status = add_intermediate(linkage, c, err);
    }
    if (status == JD_OK)
        status = add_additional(linkage, err);
    return status != JD_OK ? status : add(linkage, key, "match_key", none, "", err);
}

void
jd__outputs_done(struct jd_linkage *linkage)
{
    const struct jd_output *outputs = linkage->outputs.data;
    for (size_t i = 0; i < linkage->outputs.n; i++) {
        char *name = (char *)(uintptr_t)outputs[i].name; /* ours: add() made it */
        jd__alloc_free(&linkage->alloc, name, strlen(name) + 1);
    }
    jd__buf_done(&linkage->outputs);
}

uint32_t
jd_linkage_n_outputs(const struct jd_linkage *linkage)
{
    return (uint32_t)linkage->outputs.n;
}

struct jd_output
jd_linkage_output(const struct jd_linkage *linkage, uint32_t i)
{
    return ((const struct jd_output *)linkage->outputs.data)[i];
}
