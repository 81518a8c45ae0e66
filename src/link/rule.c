/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rule.c - a blocking rule of the settings: a condition, and the lists that it explodes.
 *
 * With arrays_to_explode the condition is asked of single items of these lists: a record with
 * several items stands for each of them, one with none is not there.
 */
#include "link/model.h"

#include "base/error.h"
#include "base/str.h"
#include "link/settings.h"

static const char *const rule_keys[] = {
    "blocking_rule", "sql_dialect", "salting_partitions", "arrays_to_explode", NULL};

enum jd_status
jd__dialect_check(const json_t *object, struct jd_error *err)
{
    const char *dialect = "duckdb";
    enum jd_status status = jd__settings_text(object, "sql_dialect", &dialect, err);
    if (status == JD_OK && strcmp(dialect, "duckdb") != 0)
        status = jd__fail(err, JD_E_UNSUPPORTED,
            "sql_dialect is not duckdb: its functions may mean other numbers");
    return status;
}

struct jd_str
jd__rule_list(const struct jd__rule *rule, uint32_t i)
{
    struct jd_str name = jd__str(json_string_value(json_array_get(rule->lists, i)));
    if (name.size > 1 && name.data[0] == '"' && name.data[name.size - 1] == '"')
        return (struct jd_str){name.data + 1, name.size - 2};
    return name;
}

/* Names of columns, each once. */
static enum jd_status
check_lists(const struct jd__rule *rule, struct jd_error *err)
{
    for (uint32_t i = 0; i < jd__rule_n_lists(rule); i++) {
        if (!json_is_string(json_array_get(rule->lists, i)))
            return jd__fail(
                err, JD_E_INPUT, "arrays_to_explode holds what is no column's name");
        for (uint32_t k = 0; k < i; k++)
            if (jd__names_equal(jd__rule_list(rule, i), jd__rule_list(rule, k)))
                return jd__fail(err, JD_E_INPUT, "arrays_to_explode names a column twice");
    }
    return JD_OK;
}

static enum jd_status
read_object(struct jd__rule *rule, const json_t *tree, struct jd_error *err)
{
    enum jd_status status = jd__settings_keys(tree, rule_keys, err);
    if (status == JD_OK)
        status = jd__dialect_check(tree, err);
    if (status == JD_OK)
        status = jd__settings_text(tree, "blocking_rule", &rule->sql, err);
    if (status == JD_OK)
        status = jd__settings_array(tree, "arrays_to_explode", &rule->lists, err);
    if (status != JD_OK)
        return status;
    rule->explodes = rule->lists != NULL;
    return check_lists(rule, err);
}

enum jd_status
jd__rule_read(struct jd__rule *rule, const struct jd_alloc *alloc, const json_t *tree,
    const struct jd_sql *sql, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    if (json_is_string(tree))
        rule->sql = json_string_value(tree);
    else
        status = read_object(rule, tree, err);
    if (status == JD_OK && rule->sql == NULL)
        status = jd__fail(err, JD_E_INPUT, "blocking_rule is missing");
    if (status != JD_OK)
        return status;
    return jd__condition_init(&rule->condition, alloc, sql, jd__str(rule->sql), err);
}

enum jd_status
jd__rule_parse(struct jd__rule *rule, const struct jd_alloc *alloc, const char *text,
    const struct jd_sql *sql, struct jd_error *err)
{
    if (text[strspn(text, " \t\r\n")] != '{') {
        rule->sql = text;
        return jd__condition_init(&rule->condition, alloc, sql, jd__str(text), err);
    }
    enum jd_status status = jd__settings_load(jd__str(text), &rule->own, err);
    if (status == JD_OK)
        status = jd__rule_read(rule, alloc, rule->own, sql, err);
    return status;
}

void
jd__rule_done(struct jd__rule *rule)
{
    jd__condition_done(&rule->condition);
    json_decref(rule->own);
    rule->own = NULL;
}
