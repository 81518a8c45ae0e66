/* SPDX-License-Identifier: Apache-2.0 */
/*
 * choices.c - what was chosen and learned, written as JSON and read back.
 *
 * Format:
 *
 *     {"columns": [{"name": "born", "use": "date", "m": [0.02, 0.04, 0.1, 0.2, 0.64]}, ...],
 *      "name_m": [[...], [...], [...]], "prior": 0.0002, "moved": 0.1, "partners": 40,
 *      "threshold": -1.5}
 *
 * m is by level, from unlike to the same, as shares of matches; name_m by role of a token: first,
 * between, last; moved is the share of matches that moved (weigh.c).  Without a prior all weights are learned anew; without a threshold (or null) it
 * is chosen.
 */
#include "automatic/choices.h"

#include "automatic/columns.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"

#include <math.h>

static const char *const use_names[] = {
    [JD_USE_IGNORED] = "ignored",
    [JD_USE_KEY] = "key",
    [JD_USE_NAME] = "name",
    [JD_USE_PART] = "part of a name",
    [JD_USE_DATE] = "date",
    [JD_USE_CODE] = "code",
    [JD_USE_PHONE] = "phone",
    [JD_USE_EMAIL] = "email",
    [JD_USE_POSTCODE] = "postcode",
    [JD_USE_TEXT] = "text",
    [JD_USE_CATEGORY] = "category",
    [JD_USE_NUMBER] = "number",
    [JD_USE_LABEL] = "label",
};

enum { N_USES = sizeof(use_names) / sizeof(use_names[0]) };

const char *
jd_column_use_name(enum jd_column_use use)
{
    size_t i = (size_t)use;
    return i < N_USES ? use_names[i] : NULL;
}

static void
write_shares(struct jd__json *json, const double shares[static JD__LEVELS])
{
    jd__json_array(json);
    for (unsigned l = 0; l < JD__LEVELS; l++)
        jd__json_real(json, shares[l]);
    jd__json_array_end(json);
}

static void
write_column(struct jd__json *json, const struct jd_automatic *a, uint32_t c)
{
    const struct jd_automatic_column *report = &jd__found_of(a, c)->report;
    jd__json_object(json);
    jd__json_key_cstr(json, "name", report->name);
    jd__json_key_cstr(json, "use", jd_column_use_name(report->use));
    if (report->why != NULL)
        jd__json_key_cstr(json, "why", report->why);
    for (uint32_t k = 0; k < a->n_attributes; k++)
        if (a->attributes[k].column == c) {
            jd__json_key(json, "m");
            write_shares(json, a->attributes[k].values.shares[0]);
        }
    jd__json_object_end(json);
}

/* Does a line end behind byte i, at this depth of brackets?  Behind members of the object, and
 * behind items of its lists that are objects or lists themselves. */
static bool
ends_line(struct jd_str compact, size_t i, int depth)
{
    if (compact.data[i] != ',' || depth < 1 || depth > 2)
        return i + 1 == compact.size;
    return depth == 1 || compact.data[i - 1] == '}' || compact.data[i - 1] == ']';
}

/* Inside or outside of a quoted text, by the byte that comes. */
static bool
toggles_quote(struct jd_str compact, size_t i)
{
    return compact.data[i] == '"' && (i == 0 || compact.data[i - 1] != '\\');
}

/* Break lines and set blanks, so that people can read and edit it. */
static enum jd_status
lay_out(struct jd_str compact, struct jd__buf *out, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    bool quoted = false;
    int depth = 0;
    for (size_t i = 0; i < compact.size && status == JD_OK; i++) {
        char c = compact.data[i];
        const char *behind = "";
        quoted ^= toggles_quote(compact, i);
        if (!quoted) {
            depth += (c == '{' || c == '[') - (c == '}' || c == ']');
            behind = c == ',' || c == ':' ? " " : "";
            if (ends_line(compact, i, depth))
                behind = depth == 2 ? "\n  " : "\n";
        }
        status = jd__buf_append(out, &c, 1, err);
        if (status == JD_OK)
            status = jd__buf_text(out, jd__str(behind), err);
    }
    return status;
}

enum jd_status
jd__choices_write(struct jd_automatic *a, struct jd_error *err)
{
    struct jd__buf compact;
    struct jd__json json;
    jd__buf_init(&compact, &a->alloc, 1, 0);
    jd__json_init(&json, &compact);
    jd__json_object(&json);
    jd__json_key(&json, "columns");
    jd__json_array(&json);
    for (uint32_t c = 0; c < a->found.n; c++)
        write_column(&json, a, c);
    jd__json_array_end(&json);
    jd__json_key(&json, "name_m");
    jd__json_array(&json);
    for (unsigned role = 0; role < JD__ROLES; role++)
        write_shares(&json, a->bag.values.shares[role]);
    jd__json_array_end(&json);
    jd__json_key_real(&json, "prior", a->prior_share);
    jd__json_key_real(&json, "moved", a->moved);
    jd__json_key_int(&json, "partners", a->summary.partners);
    jd__json_key_real(&json, "threshold", a->summary.threshold);
    jd__json_object_end(&json);
    enum jd_status status = jd__json_end(&json, err);
    if (status == JD_OK)
        status = lay_out((struct jd_str){compact.data, compact.n}, &a->settings, err);
    jd__buf_done(&compact);
    return status;
}

/* A column of settings. */
static enum jd_status
read_column(const json_t *item, struct jd__buf *columns, struct jd_error *err)
{
    const char *name = json_string_value(json_object_get(item, "name"));
    const char *use = json_string_value(json_object_get(item, "use"));
    if (name == NULL || use == NULL)
        return jd__fail(err, JD_E_INPUT, "settings: a column without name or use");
    for (size_t i = 0; i < N_USES; i++) {
        struct jd_automatic_column column = {.name = name, .use = (enum jd_column_use)i};
        if (strcmp(use_names[i], use) == 0)
            return jd__buf_append(columns, &column, 1, err);
    }
    return jd__fail(err, JD_E_INPUT, "settings: column %.100s has no known use", name);
}

static enum jd_status
read_root(struct jd__choices *choices, struct jd_error *err)
{
    const json_t *columns = json_object_get(choices->root, "columns");
    const json_t *partners = json_object_get(choices->root, "partners");
    const json_t *threshold = json_object_get(choices->root, "threshold");
    enum jd_status status = JD_OK;
    if (!json_is_object(choices->root) || (columns != NULL && !json_is_array(columns)))
        return jd__fail(err, JD_E_INPUT, "settings: no object with a list of columns");
    for (size_t i = 0; i < json_array_size(columns) && status == JD_OK; i++)
        status = read_column(json_array_get(columns, i), &choices->columns, err);
    json_int_t n = json_integer_value(partners);
    if (partners != NULL && (n < 1 || n > JD_AUTOMATIC_MOST_PARTNERS))
        return jd__fail(err, JD_E_INPUT, "settings: partners is no number from 1 to %u",
            JD_AUTOMATIC_MOST_PARTNERS);
    choices->partners = (uint32_t)n;
    choices->fixed_threshold = json_is_number(threshold);
    choices->threshold = json_number_value(threshold);
    if (threshold != NULL && !choices->fixed_threshold && !json_is_null(threshold))
        return jd__fail(err, JD_E_INPUT, "settings: threshold is no number");
    return status;
}

enum jd_status
jd__choices_read(const struct jd_automatic_options *options, struct jd__choices *out,
    struct jd_error *err)
{
    enum jd_status status = JD_OK;
    json_error_t where = {0};
    if (options->settings.size > 0) {
        out->root = json_loadb(
            options->settings.data, options->settings.size, JSON_REJECT_DUPLICATES, &where);
        if (out->root == NULL)
            return jd__fail(err, JD_E_INPUT, "settings: not JSON at line %d, column %d",
                where.line, where.column);
        status = read_root(out, err);
    }
    if (status == JD_OK)
        status = jd__buf_append(&out->columns, options->columns, options->n_columns, err);
    if (options->partners > 0)
        out->partners = options->partners;
    if (out->partners == 0)
        out->partners = JD_AUTOMATIC_PARTNERS;
    if (options->fixed_threshold) {
        out->fixed_threshold = true;
        out->threshold = options->threshold;
    }
    return status;
}

void
jd__choices_done(struct jd__choices *choices)
{
    json_decref(choices->root);
    jd__buf_done(&choices->columns);
}

/* JD__LEVELS shares over 0. */
static bool
read_shares(const json_t *list, struct jd__values *values, unsigned role)
{
    for (unsigned l = 0; l < JD__LEVELS; l++) {
        double share = json_number_value(json_array_get(list, l));
        if (!(share > 0 && share <= 1))
            return false;
        values->shares[role][l] = share;
        values->m[role][l] = log2(share);
    }
    return json_array_size(list) == JD__LEVELS;
}

/* The m of a column of settings by its name, or NULL. */
static const json_t *
m_of(const json_t *root, const char *name)
{
    const json_t *columns = json_object_get(root, "columns");
    for (size_t i = 0; i < json_array_size(columns); i++) {
        const json_t *item = json_array_get(columns, i);
        const char *other = json_string_value(json_object_get(item, "name"));
        if (other != NULL && strcmp(other, name) == 0)
            return json_object_get(item, "m");
    }
    return NULL;
}

enum jd_status
jd__choices_take_weights(
    const struct jd__choices *choices, struct jd_automatic *a, struct jd_error *err)
{
    const json_t *prior = json_object_get(choices->root, "prior");
    const json_t *names = json_object_get(choices->root, "name_m");
    if (prior == NULL || json_is_null(prior))
        return JD_OK;
    a->prior_share = json_number_value(prior);
    if (!(a->prior_share > 0 && a->prior_share <= 1))
        return jd__fail(err, JD_E_INPUT, "settings: prior is not over 0 and at most 1");
    a->prior = log2(a->prior_share);
    a->moved = json_number_value(json_object_get(choices->root, "moved"));
    if (!(a->moved >= 0 && a->moved < 1))
        return jd__fail(err, JD_E_INPUT, "settings: moved is not from 0 to under 1");
    for (unsigned role = 0; role < JD__ROLES; role++)
        if (!read_shares(json_array_get(names, role), &a->bag.values, role))
            return jd__fail(err, JD_E_INPUT,
                "settings: name_m is not %d lists of %d shares over 0", JD__ROLES,
                JD__LEVELS);
    for (uint32_t k = 0; k < a->n_attributes; k++) {
        const char *name = jd__found_of(a, a->attributes[k].column)->report.name;
        if (!read_shares(m_of(choices->root, name), &a->attributes[k].values, 0))
            return jd__fail(err, JD_E_INPUT,
                "settings: column %.100s has no %d shares over 0 as m; without prior they "
                "are learned",
                name, JD__LEVELS);
    }
    a->fitted = true;
    return JD_OK;
}
