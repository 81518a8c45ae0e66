/* SPDX-License-Identifier: Apache-2.0 */
/*
 * comparison.c - one comparison of a model: its levels, their weights, where term frequencies
 * enter.
 *
 * Weights are log2(m / u), each at least 1e-300.  A level without m or u gets Splink's default:
 * m is 0.95 for the highest level and shares 0.05 among the others; u is the default m divided
 * by 2^w, w being 10 for the highest level and -5 to 3, evenly, from the lowest up.
 */
#include "link/model.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "link/settings.h"

#include <math.h>
#include <stdio.h>

static const char *const level_keys[] = {"sql_condition", "label_for_charts",
    "is_null_level", "m_probability", "u_probability", "tf_adjustment_column",
    "tf_adjustment_weight", "tf_minimum_u_value", "disable_tf_exact_match_detection",
    "fix_m_probability", "fix_u_probability", "base_dialect_str", NULL};

static const char *const comparison_keys[] = {
    "output_column_name", "comparison_levels", "comparison_description", NULL};

/* The text without spaces around it. */
static struct jd_str
trimmed(const char *text)
{
    struct jd_str str = jd__str(text);
    while (str.size > 0 && strchr(" \t\r\n", str.data[0]) != NULL) {
        str.data++;
        str.size--;
    }
    while (str.size > 0 && strchr(" \t\r\n", str.data[str.size - 1]) != NULL)
        str.size--;
    return str;
}

/* A column's name without the quotes that SQL puts around it. */
static struct jd_str
unquoted(const char *text)
{
    struct jd_str str = trimmed(text);
    if (str.size >= 2 && str.data[0] == '"' && str.data[str.size - 1] == '"')
        return (struct jd_str){str.data + 1, str.size - 2};
    return str;
}

static double
default_m(uint32_t gamma, uint32_t n)
{
    return gamma == n - 1 ? 0.95 : (1 - 0.95) / (n - 1);
}

static double
default_u(uint32_t gamma, uint32_t n)
{
    double weight = -5;
    if (gamma == n - 1)
        weight = 10;
    else if (n > 2)
        weight = -5 + gamma * (8.0 / (n - 2));
    return default_m(gamma, n) / pow(2, weight);
}

static enum jd_status
read_frequencies(struct jd__level *level, const json_t *tree, struct jd_error *err)
{
    const char *column = NULL;
    level->tf_weight = 1.0;
    enum jd_status status = jd__settings_text(tree, "tf_adjustment_column", &column, err);
    if (status == JD_OK)
        status = jd__settings_real(tree, "tf_adjustment_weight", &level->tf_weight, err);
    if (status == JD_OK)
        status =
            jd__settings_probability(tree, "tf_minimum_u_value", &level->tf_minimum, err);
    if (status == JD_OK)
        status = jd__settings_bool(
            tree, "disable_tf_exact_match_detection", &level->tf_own_u, err);
    if (status == JD_OK && column != NULL)
        level->tf_column = unquoted(column);
    return status;
}

static enum jd_status
read_condition(struct jd__level *level, const struct jd_alloc *alloc, const json_t *tree,
    const struct jd_sql *sql, struct jd_error *err)
{
    const char *text = NULL;
    enum jd_status status = jd__settings_text(tree, "sql_condition", &text, err);
    if (status != JD_OK)
        return status;
    if (text == NULL)
        return jd__fail(err, JD_E_INPUT, "sql_condition is missing");
    level->is_else = jd__names_equal(trimmed(text), jd__str("ELSE"));
    if (level->is_else)
        return JD_OK;
    return jd__condition_init(&level->condition, alloc, sql, jd__str(text), err);
}

/* Everything of a level but its probabilities, which need the number of levels. */
static enum jd_status
read_level(struct jd__level *level, const struct jd_alloc *alloc, const json_t *tree,
    const struct jd_sql *sql, struct jd_error *err)
{
    enum jd_status status = jd__settings_keys(tree, level_keys, err);
    if (status == JD_OK)
        status = jd__settings_text(tree, "label_for_charts", &level->label, err);
    if (status == JD_OK)
        status = jd__settings_bool(tree, "is_null_level", &level->is_null, err);
    if (status == JD_OK)
        status = read_frequencies(level, tree, err);
    if (status == JD_OK)
        status = read_condition(level, alloc, tree, sql, err);
    return status;
}

double
jd__level_weigh(double m, double u)
{
    return log2(fmax(m, 1e-300) / fmax(u, 1e-300));
}

/* Number a level and weigh it: gamma counts down to 0, null levels are -1. */
static enum jd_status
weigh_level(struct jd__level *level, const json_t *tree, uint32_t gamma, uint32_t n_real,
    struct jd_error *err)
{
    level->gamma = level->is_null ? -1 : (int8_t)gamma;
    (void)snprintf(level->number, sizeof(level->number), "%d", level->gamma);
    if (level->is_null)
        return JD_OK;
    double m = -1, u = -1;
    enum jd_status status = jd__settings_probability(tree, "m_probability", &m, err);
    if (status == JD_OK)
        status = jd__settings_probability(tree, "u_probability", &u, err);
    if (status == JD_OK)
        status = jd__settings_bool(tree, "fix_m_probability", &level->fix_m, err);
    if (status == JD_OK)
        status = jd__settings_bool(tree, "fix_u_probability", &level->fix_u, err);
    level->has_m = m >= 0;
    level->has_u = u >= 0;
    level->m = level->has_m ? m : default_m(gamma, n_real);
    level->u = level->has_u ? u : default_u(gamma, n_real);
    level->weight = jd__level_weigh(level->m, level->u);
    return status;
}

/* log2 of the u against which a level's term frequencies count. */
static enum jd_status
find_exact_u(
    const struct jd__comparison *comparison, struct jd__level *level, struct jd_error *err)
{
    const struct jd__level *exact = level->tf_own_u ? level : NULL;
    for (uint32_t i = 0; i < comparison->n_levels && exact == NULL; i++) {
        const struct jd__level *other = &comparison->levels[i];
        struct jd_str column = {NULL, 0};
        if (!other->is_null && jd__condition_is_exact(&other->condition, &column) &&
            jd__names_equal(column, level->tf_column))
            exact = other;
    }
    if (exact == NULL)
        return jd__fail(err, JD_E_INPUT,
            "no level of this comparison is an exact match on %.*s, which its term "
            "frequencies need",
            (int)level->tf_column.size, level->tf_column.data);
    level->tf_exact = (uint32_t)(exact - comparison->levels);
    level->tf_log_u = log2(fmax(exact->u, 1e-300));
    return JD_OK;
}

static enum jd_status
read_levels(struct jd__comparison *comparison, const struct jd_alloc *alloc,
    const json_t *trees, const struct jd_sql *sql, struct jd_error *err)
{
    uint32_t n = (uint32_t)json_array_size(trees), n_real = 0, i = 0;
    struct jd__level *levels = comparison->levels;
    enum jd_status status = JD_OK;
    for (i = 0; i < n; i++) {
        status = read_level(&levels[i], alloc, json_array_get(trees, i), sql, err);
        if (status == JD_OK && levels[i].is_else && i + 1 < n)
            status = jd__fail(err, JD_E_INPUT, "ELSE must be the last level");
        if (status != JD_OK)
            goto done;
        n_real += !levels[i].is_null;
    }
    uint32_t gamma = n_real;
    for (i = 0; i < n; i++) {
        gamma -= !levels[i].is_null;
        status = weigh_level(&levels[i], json_array_get(trees, i), gamma, n_real, err);
        if (status != JD_OK)
            goto done;
    }
    for (i = 0; i < n; i++) {
        comparison->has_tf |= levels[i].tf_column.data != NULL;
        if (jd__level_uses_tf(&levels[i]))
            status = find_exact_u(comparison, &levels[i], err);
        if (status != JD_OK)
            goto done;
    }
done:
    if (status != JD_OK)
        jd__report_where(err, "level %u", i + 1);
    return status;
}

/* The columns of all conditions, in order of appearance. */
static enum jd_status
collect_columns(struct jd__comparison *comparison, struct jd_error *err)
{
    struct jd__buf *columns = &comparison->columns;
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < comparison->n_levels; i++) {
        const struct jd__condition *condition = &comparison->levels[i].condition;
        for (uint32_t k = 0; k < condition->nodes.n && status == JD_OK; k++) {
            const struct jd__expr *node = jd__condition_node(condition, k);
            const struct jd_str *seen = columns->data;
            size_t at = 0;
            if (node->kind != JD__EXPR_COLUMN)
                continue;
            while (at < columns->n && !jd__names_equal(seen[at], node->name))
                at++;
            if (at == columns->n)
                status = jd__buf_append(columns, &node->name, 1, err);
        }
    }
    return status;
}

/* Splink's name for a comparison without one: its column, or custom_ and its columns. */
static enum jd_status
default_name(
    struct jd__comparison *comparison, const struct jd_alloc *alloc, struct jd_error *err)
{
    const struct jd_str *names = comparison->columns.data;
    size_t n = comparison->columns.n;
    struct jd__buf text;
    jd__buf_init(&text, alloc, 1, 0);
    enum jd_status status = JD_OK;
    if (n != 1)
        status = jd__buf_text(&text, jd__str("custom"), err);
    for (size_t i = 0; i < n && status == JD_OK; i++)
        status = jd__buf_printf(
            &text, err, "%s%.*s", n != 1 ? "_" : "", (int)names[i].size, names[i].data);
    if (status == JD_OK) {
        comparison->name = jd__alloc_text(alloc, (struct jd_str){text.data, text.n});
        if (comparison->name == NULL)
            status = jd__fail(err, JD_E_NOMEM, "no memory for a name");
    }
    jd__buf_done(&text);
    return status;
}

enum jd_status
jd__comparison_read(struct jd__comparison *comparison, const struct jd_alloc *alloc,
    const json_t *tree, const struct jd_sql *sql, struct jd_error *err)
{
    const json_t *levels = NULL;
    const char *name = NULL;
    jd__buf_init(&comparison->columns, alloc, sizeof(struct jd_str), 0);
    enum jd_status status = jd__settings_keys(tree, comparison_keys, err);
    if (status == JD_OK)
        status = jd__settings_text(tree, "output_column_name", &name, err);
    if (status == JD_OK)
        status = jd__settings_array(tree, "comparison_levels", &levels, err);
    if (status != JD_OK)
        return status;
    if (name != NULL) {
        comparison->name = jd__alloc_text(alloc, jd__str(name));
        if (comparison->name == NULL)
            return jd__fail(err, JD_E_NOMEM, "no memory for a name");
    }
    size_t n = json_array_size(levels);
    if (n == 0)
        return jd__fail(err, JD_E_INPUT, "comparison_levels is missing or empty");
    if (n > JD__LIMIT_LEVELS)
        return jd__fail(err, JD_E_LIMIT, "more than %u levels", JD__LIMIT_LEVELS);
    comparison->levels = jd__alloc_array(alloc, 0, n, sizeof(*comparison->levels));
    if (comparison->levels == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %zu levels", n);
    comparison->n_levels = (uint32_t)n;
    status = read_levels(comparison, alloc, levels, sql, err);
    if (status == JD_OK)
        status = collect_columns(comparison, err);
    if (status == JD_OK && name == NULL)
        status = default_name(comparison, alloc, err);
    return status;
}

void
jd__comparison_done(struct jd__comparison *comparison, const struct jd_alloc *alloc)
{
    for (uint32_t i = 0; i < comparison->n_levels; i++)
        jd__condition_done(&comparison->levels[i].condition);
    jd__alloc_free_array(
        alloc, comparison->levels, 0, comparison->n_levels, sizeof(*comparison->levels));
    jd__buf_done(&comparison->columns);
    if (comparison->name != NULL)
        jd__alloc_free(alloc, comparison->name, strlen(comparison->name) + 1);
}
