/* SPDX-License-Identifier: Apache-2.0 */
/*
 * model_write.c - a model as JSON, as Splink 5 saves one (settings.py, comparison.py,
 * comparison_level.py: as_dict).
 *
 * Keys come in Splink's order, with its defaults where the settings say nothing; those of
 * older versions that it has dropped are left out.  What joinder itself adds to settings stays.
 * m and u are written where they are known: an absent one means "not estimated".
 */
#include "link/model.h"

#include "base/error.h"
#include "base/json.h"
#include "base/number.h"
#include "base/str.h"

#include <math.h>

/* Deeper values than this are refused: the printer recurses. */
#define MAX_DEPTH 64

/* A value as text, indented by four for each level, numbers as short as they read back. */
static enum jd_status
print(struct jd__buf *out, const json_t *value, unsigned depth, struct jd_error *err);

static enum jd_status
print_text(struct jd__buf *out, const char *text, struct jd_error *err)
{
    struct jd__json json;
    jd__json_init(&json, out);
    jd__json_cstr(&json, text);
    return jd__json_end(&json, err);
}

/* What stands before a member, or (n 0) before the closing bracket. */
static enum jd_status
print_gap(struct jd__buf *out, size_t n, unsigned depth, struct jd_error *err)
{
    return jd__buf_printf(out, err, "%s\n%*s", n > 1 ? "," : "", (int)depth * 4, "");
}

static enum jd_status
print_object(
    struct jd__buf *out, const json_t *object, unsigned depth, struct jd_error *err)
{
    const char *key = NULL;
    json_t *value = NULL;
    size_t n = 0;
    enum jd_status status = jd__buf_text(out, jd__str("{"), err);
    /* The cast drops const for jansson's iterator, which changes nothing. */
    json_object_foreach ((json_t *)(uintptr_t)object, key, value) {
        if (status == JD_OK)
            status = print_gap(out, ++n, depth + 1, err);
        if (status == JD_OK)
            status = print_text(out, key, err);
        if (status == JD_OK)
            status = jd__buf_text(out, jd__str(": "), err);
        if (status == JD_OK)
            status = print(out, value, depth + 1, err);
    }
    if (status == JD_OK && n > 0)
        status = print_gap(out, 0, depth, err);
    return status == JD_OK ? jd__buf_text(out, jd__str("}"), err) : status;
}

static enum jd_status
print_array(struct jd__buf *out, const json_t *array, unsigned depth, struct jd_error *err)
{
    size_t n = json_array_size(array);
    enum jd_status status = jd__buf_text(out, jd__str("["), err);
    for (size_t i = 0; i < n && status == JD_OK; i++) {
        status = print_gap(out, i + 1, depth + 1, err);
        if (status == JD_OK)
            status = print(out, json_array_get(array, i), depth + 1, err);
    }
    if (status == JD_OK && n > 0)
        status = print_gap(out, 0, depth, err);
    return status == JD_OK ? jd__buf_text(out, jd__str("]"), err) : status;
}

static enum jd_status
print(struct jd__buf *out, const json_t *value, unsigned depth, struct jd_error *err)
{
    char number[JD__NUMBER_SIZE];
    if (depth > MAX_DEPTH)
        return jd__fail(err, JD_E_LIMIT, "settings are more than %d deep", MAX_DEPTH);
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return print_object(out, value, depth, err);
    case JSON_ARRAY:
        return print_array(out, value, depth, err);
    case JSON_STRING:
        return print_text(out, json_string_value(value), err);
    case JSON_INTEGER:
        return jd__buf_printf(out, err, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    case JSON_REAL:
        return jd__buf_text(out,
            (struct jd_str){number, jd__format_real(json_real_value(value), number)}, err);
    case JSON_TRUE:
        return jd__buf_text(out, jd__str("true"), err);
    case JSON_FALSE:
        return jd__buf_text(out, jd__str("false"), err);
    case JSON_NULL:
    default:
        return jd__buf_text(out, jd__str("null"), err);
    }
}

/* The member of a key, or NULL for one that is not there or null. */
static json_t *
given(const json_t *object, const char *key)
{
    json_t *value = json_object_get(object, key);
    return json_is_null(value) ? NULL : value;
}

/* Set a new value (NULL: no memory); a failure is kept in *ok. */
static void
put(json_t *object, const char *key, json_t *value, bool *ok)
{
    *ok = json_object_set_new(object, key, value) == 0 && *ok;
}

/* Copy a member, when it is given. */
static void
copy(json_t *to, const json_t *from, const char *key, bool *ok)
{
    json_t *value = given(from, key);
    if (value != NULL)
        *ok = json_object_set(to, key, value) == 0 && *ok;
}

/* A member as given, or else a new value of its own. */
static void
copy_or(json_t *to, const json_t *from, const char *key, json_t *otherwise, bool *ok)
{
    if (given(from, key) != NULL) {
        json_decref(otherwise);
        copy(to, from, key, ok);
    } else {
        put(to, key, otherwise, ok);
    }
}

static json_t *
make_level(const struct jd__level *level, const json_t *from,
    const struct jd__parameters *parameters, bool *ok)
{
    json_t *to = json_object();
    copy(to, from, "sql_condition", ok);
    put(to, "label_for_charts",
        json_string(level->label != NULL ? level->label : level->number), ok);
    if (!level->is_null && !isnan(parameters->m))
        put(to, "m_probability", json_real(parameters->m), ok);
    if (!level->is_null && !isnan(parameters->u))
        put(to, "u_probability", json_real(parameters->u), ok);
    put(to, "fix_m_probability", json_boolean(level->fix_m), ok);
    put(to, "fix_u_probability", json_boolean(level->fix_u), ok);
    if (level->tf_column.data != NULL) {
        copy(to, from, "tf_adjustment_column", ok);
        if (level->tf_minimum != 0)
            put(to, "tf_minimum_u_value", json_real(level->tf_minimum), ok);
        put(to, "tf_adjustment_weight", json_real(level->tf_weight), ok);
    }
    if (level->is_null)
        put(to, "is_null_level", json_true(), ok);
    if (level->tf_own_u)
        put(to, "disable_tf_exact_match_detection", json_true(), ok);
    return to;
}

static json_t *
make_comparison(const struct jd__comparison *comparison, const json_t *from,
    const struct jd__parameters *parameters, bool *ok)
{
    json_t *to = json_object(), *levels = json_array();
    const json_t *trees = json_object_get(from, "comparison_levels");
    put(to, "output_column_name", json_string(comparison->name), ok);
    for (uint32_t i = 0; i < comparison->n_levels; i++) {
        json_t *level = make_level(
            &comparison->levels[i], json_array_get(trees, i), &parameters[i], ok);
        *ok = json_array_append_new(levels, level) == 0 && *ok;
    }
    put(to, "comparison_levels", levels, ok);
    copy_or(to, from, "comparison_description", json_string(comparison->name), ok);
    return to;
}

/* Rules were texts before version 4. */
static json_t *
make_rules(const json_t *settings, bool *ok)
{
    json_t *rules = json_array();
    const json_t *trees = given(settings, "blocking_rules_to_generate_predictions");
    for (size_t i = 0; i < json_array_size(trees); i++) {
        json_t *tree = json_array_get(trees, i), *rule = json_object();
        if (json_is_string(tree))
            *ok = json_object_set(rule, "blocking_rule", tree) == 0 && *ok;
        else
            copy(rule, tree, "blocking_rule", ok);
        put(rule, "sql_dialect", json_string("duckdb"), ok);
        copy(rule, tree, "arrays_to_explode", ok);
        *ok = json_array_append_new(rules, rule) == 0 && *ok;
    }
    return rules;
}

static json_t *
make_model(const struct jd_model *model, double prior, const struct jd__parameters *levels,
    bool *ok)
{
    static const char *const own[] = {
        "tf_tables", "icu", "source", "thresholds", "exclusive", "ceilings"};
    const json_t *from = model->settings;
    const json_t *trees = json_object_get(from, "comparisons");
    json_t *to = json_object(), *comparisons = json_array();
    copy(to, from, "link_type", ok);
    put(to, "probability_two_random_records_match", json_real(prior), ok);
    put(to, "retain_matching_columns", json_boolean(model->retain_matching), ok);
    put(to, "retain_intermediate_calculation_columns",
        json_boolean(model->retain_intermediate), ok);
    copy_or(to, from, "additional_columns_to_retain", json_array(), ok);
    put(to, "sql_dialect", json_string("duckdb"), ok);
    copy(to, from, "linker_uid", ok);
    put(to, "em_convergence", json_real(model->em_convergence), ok);
    put(to, "max_iterations", json_integer(model->max_iterations), ok);
    put(to, "match_weight_column_prefix", json_string(model->weight_prefix), ok);
    put(to, "term_frequency_adjustment_column_prefix", json_string(model->tf_prefix), ok);
    put(to, "comparison_vector_value_column_prefix", json_string(model->gamma_prefix), ok);
    put(to, "unique_id_column_name", json_string(model->id_column), ok);
    put(to, "source_dataset_column_name", json_string(model->source_column), ok);
    put(to, "blocking_rules_to_generate_predictions", make_rules(from, ok), ok);
    for (uint32_t c = 0; c < model->n_comparisons; c++) {
        json_t *comparison =
            make_comparison(&model->comparisons[c], json_array_get(trees, c), levels, ok);
        *ok = json_array_append_new(comparisons, comparison) == 0 && *ok;
        levels += model->comparisons[c].n_levels;
    }
    put(to, "comparisons", comparisons, ok);
    for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
        copy(to, from, own[i], ok);
    return to;
}

enum jd_status
jd__model_write(const struct jd_model *model, double prior,
    const struct jd__parameters *levels, struct jd__buf *out, struct jd_error *err)
{
    bool ok = true;
    json_t *made = make_model(model, prior, levels, &ok);
    enum jd_status status = JD_OK;
    if (!ok)
        status = jd__fail(err, JD_E_NOMEM, "no memory for a model");
    if (status == JD_OK)
        status = print(out, made, 0, err);
    if (status == JD_OK)
        status = jd__buf_text(out, jd__str("\n"), err);
    json_decref(made);
    return status;
}
