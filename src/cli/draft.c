/* SPDX-License-Identifier: Apache-2.0 */
/*
 * draft.c - comparisons and rules made of a few words, by templates.
 *
 * In a template "$a" and "$b" stand for the columns and "$t" for a threshold as it was typed, so that
 * settings say what was asked for; a level with "each" is there once for each threshold.
 */
#include "cli/draft.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 2, THRESHOLDS = 16, NAME = 250 };

/* What --compare says, taken apart. */
struct asked {
    char columns[COLUMNS][NAME + 1];
    uint32_t n_columns;
    char thresholds[THRESHOLDS][32];
    uint32_t n_thresholds;
    const json_t *kind;
    const json_t *macros;
    const char *const *frequent;
    uint32_t n_frequent;
};

/* Quotes would end the name in the SQL; a control is no name. */
static bool
copy_name(const char *from, size_t size, char *out)
{
    if (size == 0 || size > NAME)
        return false;
    for (size_t i = 0; i < size; i++)
        if (from[i] == '"' || (unsigned char)from[i] < ' ')
            return false;
    memcpy(out, from, size);
    out[size] = '\0';
    return true;
}

static enum jd_status
read_columns(struct asked *asked, const char *said, size_t size, struct jd_error *err)
{
    const json_t *n_wanted = json_object_get(asked->kind, "columns");
    uint32_t wanted = n_wanted != NULL ? (uint32_t)json_integer_value(n_wanted) : 1;
    const char *at = said, *end = said + size;
    for (; asked->n_columns < wanted; asked->n_columns++) {
        bool is_last = asked->n_columns + 1 == wanted;
        const char *comma = is_last ? NULL : memchr(at, ',', (size_t)(end - at));
        const char *stop = comma != NULL ? comma : end;
        if (!copy_name(at, (size_t)(stop - at), asked->columns[asked->n_columns]) ||
            (comma == NULL) != is_last)
            return LINKING_FAIL(err, JD_E_ARG, "--compare: %s of columns before the =",
                wanted == 2 ? "two names with a comma" : "a name");
        at = comma != NULL ? comma + 1 : end;
    }
    return JD_OK;
}

static enum jd_status
read_thresholds(struct asked *asked, const char *said, struct jd_error *err)
{
    while (true) {
        size_t size = strcspn(said, ",");
        char *end = NULL;
        if (asked->n_thresholds == THRESHOLDS)
            return LINKING_FAIL(
                err, JD_E_ARG, "--compare: more than %d thresholds", THRESHOLDS);
        char *to = asked->thresholds[asked->n_thresholds];
        if (size == 0 || size > 24 || strspn(said, "0123456789.") < size)
            return LINKING_FAIL(err, JD_E_ARG, "--compare: a threshold is no number");
        memcpy(to, said, size);
        to[size] = '\0';
        (void)strtod(to, &end);
        if (*end != '\0')
            return LINKING_FAIL(err, JD_E_ARG, "--compare: a threshold is no number");
        asked->n_thresholds++;
        if (said[size] == '\0')
            return JD_OK;
        said += size + 1;
    }
}

/* A template with its columns and a threshold; the caller frees it, NULL without memory. */
static char *
filled(const struct asked *asked, const char *text, const char *threshold)
{
    size_t size = 1, at = 0;
    for (const char *c = text; *c != '\0'; c++)
        size += *c == '$' ? NAME : 1;
    char *out = malloc(size);
    for (const char *c = text; out != NULL && *c != '\0'; c++) {
        const char *put = NULL;
        if (*c == '$')
            put = c[1] == 'a'   ? asked->columns[0]
                  : c[1] == 'b' ? asked->columns[1]
                                : threshold;
        if (put != NULL) {
            memcpy(out + at, put, strlen(put));
            at += strlen(put);
            c++;
        } else {
            out[at++] = *c;
        }
    }
    if (out != NULL)
        out[at] = '\0';
    return out;
}

/* Put a template's text, filled, under a name. */
static bool
put_filled(const struct asked *asked, json_t *level, const char *name, const json_t *text,
    const char *threshold)
{
    char *made = filled(asked, json_string_value(text), threshold);
    bool ok = made != NULL && json_object_set_new(level, name, json_string(made)) == 0;
    free(made);
    return ok;
}

static bool
is_frequent(const struct asked *asked, const char *column)
{
    for (uint32_t i = 0; i < asked->n_frequent; i++)
        if (strcmp(asked->frequent[i], column) == 0)
            return true;
    return json_is_true(json_object_get(asked->kind, "tf"));
}

static bool
add_level(const struct asked *asked, const json_t *template, const char *threshold,
    json_t *levels)
{
    json_t *level = json_object();
    const json_t *exact = json_object_get(template, "exact");
    bool ok = put_filled(asked, level, "sql_condition", json_object_get(template, "sql"),
                  threshold) &&
              put_filled(asked, level, "label_for_charts",
                  json_object_get(template, "label"), threshold);
    if (json_is_true(json_object_get(template, "null")))
        (void)json_object_set_new(level, "is_null_level", json_true());
    if (ok && exact != NULL) {
        ok = put_filled(asked, level, "tf_adjustment_column", exact, threshold);
        if (ok && is_frequent(asked,
                      json_string_value(json_object_get(level, "tf_adjustment_column"))))
            (void)json_object_set_new(level, "tf_adjustment_weight", json_real(1));
        else
            (void)json_object_del(level, "tf_adjustment_column");
    }
    return json_array_append_new(levels, level) == 0 && ok;
}

static enum jd_status
make_levels(const struct asked *asked, json_t *levels, struct jd_error *err)
{
    const json_t *templates = json_object_get(asked->kind, "levels");
    bool ok = true;
    for (size_t i = 0; i < json_array_size(templates); i++) {
        const json_t *template = json_array_get(templates, i);
        if (json_is_string(template))
            template = json_object_get(asked->macros, json_string_value(template));
        bool each = json_is_true(json_object_get(template, "each"));
        for (uint32_t k = 0; k < (each ? asked->n_thresholds : 1); k++)
            ok = add_level(asked, template, asked->thresholds[k], levels) && ok;
    }
    return ok ? JD_OK : LINKING_FAIL(err, JD_E_NOMEM, "no memory for levels");
}

/* Splink's name of a comparison: the columns with "_" between and for spaces. */
static void
name_of(const struct asked *asked, char out[static 2 * NAME + 2])
{
    (void)snprintf(out, 2 * NAME + 2, "%s%s%s", asked->columns[0],
        asked->n_columns > 1 ? "_" : "", asked->n_columns > 1 ? asked->columns[1] : "");
    for (char *c = out; *c != '\0'; c++)
        *c = *c == ' ' ? '_' : *c;
}

/* Take --compare apart. */
static enum jd_status
read_asked(struct asked *asked, const json_t *kinds, const char *said, struct jd_error *err)
{
    const char *equals = strrchr(said, '='), *kind = equals != NULL ? equals + 1 : "";
    size_t size = strcspn(kind, ":");
    char name[64];
    (void)snprintf(name, sizeof(name), "%.*s", size < 60 ? (int)size : 60, kind);
    asked->macros = json_object_get(kinds, "macros");
    asked->kind = strcmp(name, "macros") != 0 ? json_object_get(kinds, name) : NULL;
    if (equals == NULL || asked->kind == NULL)
        return LINKING_FAIL(err, JD_E_ARG,
            "--compare takes COLUMN=KIND[:T,T]; joinder draft --kinds lists the kinds");
    const char *usual = json_string_value(json_object_get(asked->kind, "thresholds"));
    enum jd_status status = read_columns(asked, said, (size_t)(equals - said), err);
    if (status == JD_OK && kind[size] == ':' && usual == NULL)
        status = LINKING_FAIL(err, JD_E_ARG, "--compare: %s takes no thresholds", name);
    if (status == JD_OK && usual != NULL)
        status = read_thresholds(asked, kind[size] == ':' ? kind + size + 1 : usual, err);
    return status;
}

enum jd_status
draft_comparison(const json_t *kinds, const char *said, const char *const *frequent,
    uint32_t n_frequent, json_t **out_comparison, struct jd_error *err)
{
    struct asked asked = {.frequent = frequent, .n_frequent = n_frequent};
    char name[2 * NAME + 2];
    enum jd_status status = read_asked(&asked, kinds, said, err);
    if (status != JD_OK)
        return status;
    json_t *levels = json_array();
    status = make_levels(&asked, levels, err);
    name_of(&asked, name);
    json_t *made =
        json_pack("{s:s, s:o}", "output_column_name", name, "comparison_levels", levels);
    if (status == JD_OK && made == NULL)
        status = LINKING_FAIL(err, JD_E_ARG, "--compare: a name is no text");
    if (status == JD_OK)
        *out_comparison = made;
    else
        json_decref(made);
    return status;
}

/* ---- rules ---- */

/* Columns with commas between are no condition: that has an operator, a call or a quote. */
static bool
is_columns(const char *said)
{
    return strpbrk(said, "=<>()'\"") == NULL && said[0] != '\0';
}

enum jd_status
draft_rule(const char *said, json_t **out_rule, struct jd_error *err)
{
    char sql[4096] = "";
    size_t at = 0;
    bool many = strchr(said, ',') != NULL;
    if (!is_columns(said))
        at = (size_t)snprintf(sql, sizeof(sql), "%s", said);
    for (const char *from = said; is_columns(said) && at < sizeof(sql);) {
        size_t size = strcspn(from, ",");
        char name[NAME + 1];
        if (!copy_name(from, size, name))
            return LINKING_FAIL(err, JD_E_ARG, "--block takes COLUMN[,COLUMN], or SQL");
        int n = snprintf(sql + at, sizeof(sql) - at, "%s%sl.\"%s\" = r.\"%s\"%s",
            at > 0 ? " AND " : "", many ? "(" : "", name, name, many ? ")" : "");
        at += n > 0 ? (size_t)n : 0;
        if (from[size] == '\0')
            break;
        from += size + 1;
    }
    if (at == 0 || at >= sizeof(sql))
        return LINKING_FAIL(err, JD_E_ARG, "--block is empty, or too long");
    *out_rule = json_pack("{s:s, s:s}", "blocking_rule", sql, "sql_dialect", "duckdb");
    return *out_rule != NULL ? JD_OK : LINKING_FAIL(err, JD_E_ARG, "--block is no text");
}
