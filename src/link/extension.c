/* SPDX-License-Identifier: Apache-2.0 */
/*
 * extension.c - what joinder adds to Splink's settings, for models that stand in a store.
 *
 * Format (all keys optional):
 *     "tf_tables":  {COLUMN: {"file": NAME, "unlisted": NUMBER}}   frozen term frequencies
 *     "icu":        TEXT                version of the normal forms
 *     "source":     TEXT                where the frequencies are from
 *     "thresholds": {PURPOSE: [POSSIBLE, JOINED]}      probabilities; "default" for any other
 *     "exclusive":  [COLUMN...]         unlike values are a veto
 *     "ceilings":   [{"comparisons": [NAME...], "probability": NUMBER}]
 *
 * A ceiling bounds the probability of a pair in which no other comparison than these speaks
 * for a match.
 */
#include "link/model.h"

#include "base/error.h"
#include "base/str.h"
#include "link/settings.h"

static const char *const tf_keys[] = {"file", "unlisted", NULL};
static const char *const ceiling_keys[] = {"comparisons", "probability", NULL};

static json_t *
member(const struct jd_model *model, const char *key)
{
    return json_object_get(model->settings, key);
}

static enum jd_status
check_tables(const struct jd_model *model, struct jd_error *err)
{
    json_t *tables = member(model, "tf_tables"), *table = NULL;
    const char *column = NULL;
    if (tables != NULL && !json_is_object(tables))
        return jd__fail(err, JD_E_INPUT, "tf_tables is not an object");
    json_object_foreach (tables, column, table) {
        const char *file = NULL;
        double unlisted = 0;
        enum jd_status status = jd__settings_keys(table, tf_keys, err);
        if (status == JD_OK)
            status = jd__settings_text(table, "file", &file, err);
        if (status == JD_OK)
            status = jd__settings_probability(table, "unlisted", &unlisted, err);
        if (status == JD_OK && file == NULL)
            status = jd__fail(err, JD_E_INPUT, "file is missing");
        if (status != JD_OK) {
            jd__report_where(err, "tf_tables, %s", column);
            return status;
        }
    }
    return JD_OK;
}

static enum jd_status
check_thresholds(const struct jd_model *model, struct jd_error *err)
{
    json_t *thresholds = member(model, "thresholds"), *pair = NULL;
    const char *purpose = NULL;
    if (thresholds != NULL && !json_is_object(thresholds))
        return jd__fail(err, JD_E_INPUT, "thresholds is not an object");
    json_object_foreach (thresholds, purpose, pair) {
        double possible = json_number_value(json_array_get(pair, 0));
        double joined = json_number_value(json_array_get(pair, 1));
        if (json_array_size(pair) != 2 || !json_is_number(json_array_get(pair, 0)) ||
            !json_is_number(json_array_get(pair, 1)) ||
            !(0 <= possible && possible <= joined && joined <= 1))
            return jd__fail(
                err, JD_E_INPUT, "thresholds, %s: not two rising probabilities", purpose);
    }
    return JD_OK;
}

static enum jd_status
check_exclusive(const struct jd_model *model, struct jd_error *err)
{
    const json_t *columns = NULL;
    enum jd_status status = jd__settings_array(model->settings, "exclusive", &columns, err);
    for (size_t i = 0; i < json_array_size(columns) && status == JD_OK; i++)
        if (!json_is_string(json_array_get(columns, i)))
            status = jd__fail(err, JD_E_INPUT, "exclusive: item %zu is not text", i + 1);
    return status;
}

/* The comparison of a name, or n_comparisons. */
static uint32_t
find_comparison(const struct jd_model *model, const char *name)
{
    uint32_t i = 0;
    while (i < model->n_comparisons &&
           (name == NULL || strcmp(model->comparisons[i].name, name) != 0))
        i++;
    return i;
}

static enum jd_status
check_ceilings(const struct jd_model *model, struct jd_error *err)
{
    const json_t *ceilings = NULL;
    enum jd_status status = jd__settings_array(model->settings, "ceilings", &ceilings, err);
    for (size_t i = 0; i < json_array_size(ceilings) && status == JD_OK; i++) {
        const json_t *ceiling = json_array_get(ceilings, i), *names = NULL;
        double probability = -1;
        status = jd__settings_keys(ceiling, ceiling_keys, err);
        if (status == JD_OK)
            status = jd__settings_probability(ceiling, "probability", &probability, err);
        if (status == JD_OK)
            status = jd__settings_array(ceiling, "comparisons", &names, err);
        if (status == JD_OK && (probability < 0 || json_array_size(names) == 0))
            status = jd__fail(err, JD_E_INPUT, "comparisons or probability is missing");
        for (size_t k = 0; k < json_array_size(names) && status == JD_OK; k++)
            if (find_comparison(model, json_string_value(json_array_get(names, k))) ==
                model->n_comparisons)
                status = jd__fail(err, JD_E_INPUT, "comparison %zu is not known", k + 1);
        if (status != JD_OK)
            jd__report_where(err, "ceiling %zu", i + 1);
    }
    return status;
}

enum jd_status
jd__extension_check(const struct jd_model *model, struct jd_error *err)
{
    const char *ignored = NULL;
    enum jd_status status = check_tables(model, err);
    if (status == JD_OK)
        status = check_thresholds(model, err);
    if (status == JD_OK)
        status = check_exclusive(model, err);
    if (status == JD_OK)
        status = check_ceilings(model, err);
    if (status == JD_OK)
        status = jd__settings_text(model->settings, "icu", &ignored, err);
    if (status == JD_OK)
        status = jd__settings_text(model->settings, "source", &ignored, err);
    return status;
}

bool
jd_model_thresholds(const struct jd_model *model, const char *purpose, double *out_possible,
    double *out_joined)
{
    const json_t *thresholds = member(model, "thresholds");
    const json_t *pair = json_object_get(thresholds, purpose);
    if (pair == NULL)
        pair = json_object_get(thresholds, "default");
    if (pair == NULL)
        return false;
    *out_possible = json_number_value(json_array_get(pair, 0));
    *out_joined = json_number_value(json_array_get(pair, 1));
    return true;
}

uint32_t
jd_model_n_exclusive(const struct jd_model *model)
{
    return (uint32_t)json_array_size(member(model, "exclusive"));
}

const char *
jd_model_exclusive(const struct jd_model *model, uint32_t i)
{
    return json_string_value(json_array_get(member(model, "exclusive"), i));
}

uint32_t
jd_model_n_ceilings(const struct jd_model *model)
{
    return (uint32_t)json_array_size(member(model, "ceilings"));
}

void
jd_model_ceiling(const struct jd_model *model, uint32_t i, uint64_t *out_comparisons,
    double *out_probability)
{
    const json_t *ceiling = json_array_get(member(model, "ceilings"), i);
    const json_t *names = json_object_get(ceiling, "comparisons");
    uint64_t comparisons = 0;
    for (size_t k = 0; k < json_array_size(names); k++)
        comparisons |=
            1ull << find_comparison(model, json_string_value(json_array_get(names, k)));
    *out_comparisons = comparisons;
    *out_probability = json_number_value(json_object_get(ceiling, "probability"));
}

uint32_t
jd_model_n_tf_tables(const struct jd_model *model)
{
    return (uint32_t)json_object_size(member(model, "tf_tables"));
}

void
jd_model_tf_table(const struct jd_model *model, uint32_t i, const char **out_column,
    const char **out_file, double *out_unlisted)
{
    json_t *tables = member(model, "tf_tables");
    void *at = json_object_iter(tables);
    while (i-- > 0)
        at = json_object_iter_next(tables, at);
    const json_t *table = json_object_iter_value(at);
    *out_column = json_object_iter_key(at);
    *out_file = json_string_value(json_object_get(table, "file"));
    *out_unlisted = json_number_value(json_object_get(table, "unlisted"));
}

const char *
jd_model_source(const struct jd_model *model)
{
    return json_string_value(member(model, "source"));
}

const char *
jd_model_icu(const struct jd_model *model)
{
    return json_string_value(member(model, "icu"));
}
