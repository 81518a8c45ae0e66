/* SPDX-License-Identifier: Apache-2.0 */
/* settings.c - typed members of a JSON object; each failure names the key, never its value. */
#include "link/settings.h"

#include "base/error.h"

#include <string.h>

enum jd_status
jd__settings_load(struct jd_str text, json_t **out_object, struct jd_error *err)
{
    json_error_t where = {0};
    json_t *object = json_loadb(
        text.data != NULL ? text.data : "", text.size, JSON_REJECT_DUPLICATES, &where);
    if (object == NULL)
        return jd__fail(
            err, JD_E_INPUT, "not JSON at line %d, column %d", where.line, where.column);
    if (!json_is_object(object)) {
        json_decref(object);
        return jd__fail(err, JD_E_INPUT, "JSON, but not an object");
    }
    *out_object = object;
    return JD_OK;
}

enum jd_status
jd__settings_keys(const json_t *object, const char *const *known, struct jd_error *err)
{
    const char *key = NULL;
    json_t *value = NULL;
    if (!json_is_object(object))
        return jd__fail(err, JD_E_INPUT, "not an object");
    /* The cast drops const for jansson's iterator, which changes nothing. */
    json_object_foreach ((json_t *)(uintptr_t)object, key, value) {
        size_t i = 0;
        while (known[i] != NULL && strcmp(known[i], key) != 0)
            i++;
        if (known[i] == NULL)
            return jd__fail(err, JD_E_INPUT, "unknown key %s", key);
    }
    return JD_OK;
}

/* The member, or NULL for one that is not there or null. */
static const json_t *
member(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_null(value) ? NULL : value;
}

enum jd_status
jd__settings_text(
    const json_t *object, const char *key, const char **out_value, struct jd_error *err)
{
    const json_t *value = member(object, key);
    if (value == NULL)
        return JD_OK;
    if (!json_is_string(value))
        return jd__fail(err, JD_E_INPUT, "%s is not text", key);
    *out_value = json_string_value(value);
    return JD_OK;
}

enum jd_status
jd__settings_bool(
    const json_t *object, const char *key, bool *out_value, struct jd_error *err)
{
    const json_t *value = member(object, key);
    if (value == NULL)
        return JD_OK;
    if (!json_is_boolean(value))
        return jd__fail(err, JD_E_INPUT, "%s is neither true nor false", key);
    *out_value = json_is_true(value);
    return JD_OK;
}

enum jd_status
jd__settings_real(
    const json_t *object, const char *key, double *out_value, struct jd_error *err)
{
    const json_t *value = member(object, key);
    if (value == NULL)
        return JD_OK;
    if (!json_is_number(value))
        return jd__fail(err, JD_E_INPUT, "%s is not a number", key);
    *out_value = json_number_value(value);
    return JD_OK;
}

enum jd_status
jd__settings_probability(
    const json_t *object, const char *key, double *out_value, struct jd_error *err)
{
    double value = *out_value;
    enum jd_status status = jd__settings_real(object, key, &value, err);
    if (status == JD_OK && member(object, key) != NULL && !(value >= 0 && value <= 1))
        status = jd__fail(err, JD_E_INPUT, "%s is not between 0 and 1", key);
    if (status == JD_OK)
        *out_value = value;
    return status;
}

enum jd_status
jd__settings_array(
    const json_t *object, const char *key, const json_t **out_value, struct jd_error *err)
{
    const json_t *value = member(object, key);
    if (value != NULL && !json_is_array(value))
        return jd__fail(err, JD_E_INPUT, "%s is not a list", key);
    *out_value = value;
    return JD_OK;
}
