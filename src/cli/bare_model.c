/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bare_model.c - a model's blocking rules alone: pairs are found and not weighed.
 *
 * A model must compare something.  So the settings' comparisons are taken away, with all that
 * speaks of them, and one stands in that no value moves.
 */
#include "cli/linking.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static json_t *
stand_in(void)
{
    return json_pack("[{s:s, s:[{s:s, s:f, s:f}]}]", "output_column_name", "none",
        "comparison_levels", "sql_condition", "ELSE", "m_probability", 0.5, "u_probability",
        0.5);
}

/* Is there something that a model would compare? */
static bool
has_comparisons(const json_t *settings)
{
    const json_t *comparisons = json_object_get(settings, "comparisons");
    return comparisons != NULL && !json_is_null(comparisons) &&
           !(json_is_array(comparisons) && json_array_size(comparisons) == 0);
}

/* The columns that are compared, appended. */
static void
add_compared(const struct jd_model *model, json_t *columns)
{
    for (uint32_t c = 0; c < jd_model_n_comparisons(model); c++)
        for (uint32_t i = 0; i < jd_model_n_columns(model, c); i++) {
            struct jd_str name = jd_model_column(model, c, i);
            (void)json_array_append_new(columns, json_stringn(name.data, name.size));
        }
}

/* Leave of the settings what finds pairs, and the columns to be shown. */
static void
bare(json_t *settings, json_t *columns)
{
    static const char *const gone[] = {"ceilings", "tf_tables", NULL};
    for (int i = 0; gone[i] != NULL; i++)
        (void)json_object_del(settings, gone[i]);
    (void)json_object_set_new(settings, "comparisons", stand_in());
    (void)json_object_set_new(settings, "retain_matching_columns", json_false());
    (void)json_object_set_new(
        settings, "retain_intermediate_calculation_columns", json_false());
    (void)json_object_set(settings, "additional_columns_to_retain", columns);
}

/* A model of settings. */
static enum jd_status
read_settings(struct linking *linking, const json_t *settings, struct jd_error *err)
{
    char *json = json_dumps(settings, JSON_REAL_PRECISION(17));
    if (json == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for a model");
    enum jd_status status = jd_model_from_json(
        NULL, (struct jd_str){json, strlen(json)}, &linking->sql, &linking->model, err);
    free(json);
    return status;
}

/* Read what is compared, so that wrong settings are wrong here too; settings that compare
 * nothing have their rules. */
static enum jd_status
read_compared(struct linking *linking, struct jd_str text, const json_t *settings,
    json_t *columns, struct jd_error *err)
{
    struct jd_model *model = NULL;
    /* What is no object is refused by the model's own reader, with its place. */
    if (json_is_object(settings) && !has_comparisons(settings))
        return JD_OK;
    enum jd_status status = jd_model_from_json(NULL, text, &linking->sql, &model, err);
    if (status == JD_OK)
        add_compared(model, columns);
    jd_model_free(model);
    return status;
}

enum jd_status
linking_read_bare_model(struct linking *linking, const char *path, struct jd_error *err)
{
    char *text = NULL;
    size_t size = 0;
    enum jd_status status = linking_read_text(path, &text, &size, err);
    if (status != JD_OK)
        return status;
    json_t *settings = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
    json_t *columns = json_array();
    status = read_compared(linking, (struct jd_str){text, size}, settings, columns, err);
    (void)json_array_extend(
        columns, json_object_get(settings, "additional_columns_to_retain"));
    if (linking->shown == LINKING_IDS)
        (void)json_array_clear(columns);
    if (status == JD_OK) {
        bare(settings, columns);
        status = read_settings(linking, settings, err);
    }
    json_decref(columns);
    json_decref(settings);
    free(text);
    return status;
}
