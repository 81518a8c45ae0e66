/* SPDX-License-Identifier: Apache-2.0 */
/* report_model.c - the model as it stands, and how its parameters were found. */
#include "cli/report.h"

#include <math.h>
#include <string.h>

static json_t *
level_of(const struct jd_model *model, uint32_t comparison, int gamma)
{
    double m = 0, u = 0;
    bool has_m = false, has_u = false;
    const char *name = jd_model_comparison(model, comparison);
    const char *label = jd_model_level_label(model, comparison, gamma);
    json_t *level = json_object();
    jd_model_level_probabilities(model, comparison, gamma, &m, &u);
    jd_model_level_is_given(model, comparison, gamma, &has_m, &has_u);
    (void)json_object_set_new(level, "comparison", report_text(name, strlen(name)));
    (void)json_object_set_new(level, "gamma", json_integer(gamma));
    (void)json_object_set_new(level, "label", report_text(label, strlen(label)));
    (void)json_object_set_new(level, "m", report_number(m));
    (void)json_object_set_new(level, "u", report_number(u));
    (void)json_object_set_new(level, "m_is_default", json_boolean(!isnan(m) && !has_m));
    (void)json_object_set_new(level, "u_is_default", json_boolean(!isnan(u) && !has_u));
    (void)json_object_set_new(
        level, "weight", report_number(jd_model_level_weight(model, comparison, gamma)));
    return level;
}

/* Each comparison and the columns that it reads. */
static json_t *
comparisons_of(const struct jd_model *model)
{
    json_t *comparisons = json_array();
    for (uint32_t c = 0; c < jd_model_n_comparisons(model); c++) {
        const char *name = jd_model_comparison(model, c);
        json_t *columns = json_array(), *comparison = json_object();
        for (uint32_t i = 0; i < jd_model_n_columns(model, c); i++) {
            struct jd_str column = jd_model_column(model, c, i);
            (void)json_array_append_new(columns, report_text(column.data, column.size));
        }
        (void)json_object_set_new(
            comparison, "comparison", report_text(name, strlen(name)));
        (void)json_object_set_new(comparison, "columns", columns);
        (void)json_array_append_new(comparisons, comparison);
    }
    return comparisons;
}

enum jd_status
report_model(struct report *report, struct jd_error *err)
{
    const struct jd_model *model = report->linking.model;
    json_t *levels = json_array();
    (void)err;
    for (uint32_t c = 0; c < jd_model_n_comparisons(model); c++)
        for (int gamma = (int)jd_model_n_levels(model, c) - 1; gamma >= -1; gamma--)
            if (!isnan(jd_model_level_weight(model, c, gamma)))
                (void)json_array_append_new(levels, level_of(model, c, gamma));
    (void)json_object_set_new(report->body, "comparisons", comparisons_of(model));
    (void)json_object_set_new(report->body, "levels", levels);
    return JD_OK;
}

/* ---- history ---- */

enum { N_HISTORY = 8 };
static const char *const history[N_HISTORY] = {"step", "iteration", "comparison", "level",
    "label", "m_probability", "u_probability", "probability_two_random_records_match"};

/* step, comparison and label are texts, the others numbers. */
static bool
is_text(int column)
{
    return column == 0 || column == 2 || column == 4;
}

/* A cell of a history; NULL where it is not what its column holds. */
static json_t *
cell_of(int column, struct jd_value value)
{
    double number = (double)NAN;
    bool is_whole = column == 1 || column == 3;
    if (is_text(column))
        return value.type == JD_TYPE_TEXT ? report_text(value.text.data, value.text.size)
                                          : NULL;
    if (value.type != JD_TYPE_NULL && !linking_number(value, &number))
        return NULL;
    if (!is_whole)
        return report_number(number);
    return fabs(number) < 1e9 ? json_integer((json_int_t)number) : NULL;
}

static enum jd_status
put_row(const struct jd_table *table, const uint32_t places[static N_HISTORY], uint32_t row,
    json_t *rows, struct jd_error *err)
{
    json_t *object = json_object();
    for (int c = 0; c < N_HISTORY; c++) {
        json_t *made = cell_of(c, jd_table_get(table, places[c], row));
        if (made == NULL) {
            json_decref(object);
            return LINKING_FAIL(err, JD_E_INPUT, "row %u of table %.100s: %s is wrong",
                row + 1, jd_table_name(table), history[c]);
        }
        (void)json_object_set_new(object, history[c], made);
    }
    (void)json_array_append_new(rows, object);
    return JD_OK;
}

enum jd_status
report_history(struct report *report, const struct jd_table *table, struct jd_error *err)
{
    uint32_t places[N_HISTORY], n = jd_table_n_rows(table);
    json_t *rows = json_array();
    enum jd_status status = JD_OK;
    for (int c = 0; c < N_HISTORY && status == JD_OK; c++) {
        places[c] = jd_table_find(table, history[c]);
        if (places[c] == JD_NONE)
            status = LINKING_FAIL(err, JD_E_INPUT, "there is no column %s in table %.100s",
                history[c], jd_table_name(table));
    }
    for (uint32_t row = 0; row < n && row < REPORT_HISTORY && status == JD_OK; row++)
        status = put_row(table, places, row, rows, err);
    if (status == JD_OK)
        (void)json_object_set(report->body, "history", rows);
    json_decref(rows);
    return status;
}
