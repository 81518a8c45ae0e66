/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql.c - one expression, parsed by DuckDB and looked through by us.
 *
 * Accepted is what gives one value for one row, the same at every call: no subquery, star,
 * parameter, window or aggregate, and no function whose value changes from call to call.
 */
#include "io/sql.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/number.h"
#include "base/str.h"
#include "data/table.h"
#include "io/rows.h"

#include <inttypes.h>
#include <jansson.h>

/* In front of an expression, to make it a statement. */
#define SELECT_HEAD "SELECT "

/* Names that stand for a call although they are written like a column (SQL's own values). */
static const char *const value_names[] = {"current_catalog", "current_date", "current_role",
    "current_schema", "current_time", "current_timestamp", "current_user", "localtime",
    "localtimestamp", "session_user", "user"};

/*
 * Functions that models use and that are known to give one value for one row, always the same:
 * for these DuckDB need not be asked which functions it has.
 */
static const char *const known_names[] = {"%", "*", "+", "-", "/", "||", "abs", "acos",
    "array_length", "concat", "cos", "damerau_levenshtein", "date_diff", "date_part",
    "datediff", "datepart", "day", "epoch", "greatest", "jaccard", "jaro_similarity",
    "jaro_winkler_similarity", "left", "len", "length", "least", "levenshtein",
    "list_contains", "list_intersect", "lower", "month", "radians", "regexp_extract",
    "regexp_matches", "regexp_replace", "replace", "reverse", "right", "sin", "split_part",
    "sqrt", "strptime", "substr", "substring", "trim", "try_strptime", "typeof", "upper",
    "year", "~~"};

const char *
jd__sql_known(size_t i)
{
    return i < sizeof(known_names) / sizeof(known_names[0]) ? known_names[i] : NULL;
}

static bool
is_known(const char *lower)
{
    for (size_t i = 0; jd__sql_known(i) != NULL; i++)
        if (strcmp(jd__sql_known(i), lower) == 0)
            return true;
    return false;
}

/* Lower-case ASCII; names that are too long for any list come out empty. */
static void
lower_name(const char *name, char out[static 64])
{
    size_t size = strlen(name);
    size = size < 64 ? size : 0;
    for (size_t i = 0; i < size; i++)
        out[i] = name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] - 'A' + 'a') : name[i];
    out[size] = '\0';
}

static enum jd_status
check_function(const struct jd__sql_rules *rules, const json_t *node, struct jd_error *err)
{
    char lower[64];
    const char *name = json_string_value(json_object_get(node, "function_name"));
    if (name == NULL)
        return jd__fail(err, JD_E_INPUT, "a function without a name");
    lower_name(name, lower);
    bool changes = strcmp(lower, "age") == 0 && json_array_size(json_object_get(node,
                                                    "children")) == 1; /* until today */
    const struct jd_table *refused = NULL;
    if (is_known(lower))
        return JD_OK;
    enum jd_status status = jd__locked_refused(rules->io->locked, &refused, err);
    if (status != JD_OK)
        return status;
    uint32_t found = jd__dict_find(jd__table_dict(refused, 0), jd_text(lower));
    bool gathers = found != JD_NONE && jd_table_get(refused, 1, found).integer != 0;
    changes = changes || (found != JD_NONE && !gathers);
    if (changes)
        return jd__fail(err, JD_E_INPUT,
            "function %s() cannot be used: it changes from call to call", lower);
    if (gathers && !rules->is_query)
        return jd__fail(err, JD_E_INPUT,
            "function %s() cannot be used: it gathers rows, or makes more of them", lower);
    return JD_OK;
}

/* What a node is of itself, without its parts. */
static enum jd_status
check_node(const struct jd__sql_rules *rules, const json_t *node, struct jd_error *err)
{
    static const struct kind {
        const char *class;
        const char *shown;
        bool of_query; /* may it stand in a query? */
    } kinds[] = {
        {"SUBQUERY", "a subquery", true},
        {"STAR", "a star", true},
        {"WINDOW", "a window", true},
        {"PARAMETER", "a parameter", false},
        {"DEFAULT", "DEFAULT", false},
    };
    const char *class = json_string_value(json_object_get(node, "class"));
    if (class == NULL)
        return JD_OK;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (strcmp(class, kinds[i].class) == 0 && !(rules->is_query && kinds[i].of_query))
            return jd__fail(err, JD_E_INPUT, "%s cannot stand here", kinds[i].shown);
    const char *type = json_string_value(json_object_get(node, "type"));
    if (type != NULL && strcmp(type, "GROUPING_FUNCTION") == 0 && !rules->is_query)
        return jd__fail(err, JD_E_INPUT, "grouping() cannot stand here");
    bool calls = strcmp(class, "FUNCTION") == 0 || strcmp(class, "WINDOW") == 0;
    return calls ? check_function(rules, node, err) : JD_OK;
}

/* A column that is called like one of SQL's own values, and is no column of the rows. */
static enum jd_status
check_column(const struct jd__sql_rules *rules, const json_t *node, struct jd_error *err)
{
    char lower[64];
    const char *class = json_string_value(json_object_get(node, "class"));
    const json_t *names = json_object_get(node, "column_names");
    const char *name = json_string_value(json_array_get(names, 0));
    bool known =
        rules->rows != NULL && name != NULL && jd_table_find(rules->rows, name) != JD_NONE;
    if (class == NULL || strcmp(class, "COLUMN_REF") != 0 || json_array_size(names) != 1 ||
        name == NULL || known)
        return JD_OK;
    lower_name(name, lower);
    for (size_t i = 0; i < sizeof(value_names) / sizeof(value_names[0]); i++)
        if (strcmp(lower, value_names[i]) == 0)
            return jd__fail(
                err, JD_E_INPUT, "%s cannot be used: it changes from call to call", lower);
    return JD_OK;
}

/* jansson bounds the depth of what it parses, so recursion is bounded too. */
enum jd_status
jd__sql_check(const struct jd__sql_rules *rules, json_t *node, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    if (json_is_array(node)) {
        for (size_t i = 0; i < json_array_size(node) && status == JD_OK; i++)
            status = jd__sql_check(rules, json_array_get(node, i), err);
        return status;
    }
    if (!json_is_object(node))
        return JD_OK;
    status = check_node(rules, node, err);
    if (status == JD_OK && (rules->rows != NULL || rules->is_query))
        status = check_column(rules, node, err);
    if (status == JD_OK && rules->visit != NULL)
        status = rules->visit(rules->ctx, node, err);
    for (void *at = json_object_iter(node); at != NULL && status == JD_OK;
         at = json_object_iter_next(node, at))
        status = jd__sql_check(rules, json_object_iter_value(at), err);
    return status;
}

static bool
is_empty(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return value == NULL || json_is_null(value) ||
           (json_is_array(value) && json_array_size(value) == 0);
}

/* Is the statement nothing but SELECT and one expression? */
static enum jd_status
check_statement(const json_t *root, struct jd_error *err)
{
    static const char *const clauses[] = {
        "modifiers", "where_clause", "group_expressions", "having", "sample", "qualify"};
    const json_t *statements = json_object_get(root, "statements");
    const json_t *node = json_object_get(json_array_get(statements, 0), "node");
    const json_t *list = json_object_get(node, "select_list");
    const char *from =
        json_string_value(json_object_get(json_object_get(node, "from_table"), "type"));
    const json_t *with = json_object_get(json_object_get(node, "cte_map"), "map");
    bool single = json_array_size(statements) == 1 && json_array_size(list) == 1 &&
                  json_array_size(with) == 0 && from != NULL && strcmp(from, "EMPTY") == 0;
    for (size_t i = 0; i < sizeof(clauses) / sizeof(clauses[0]); i++)
        single = single && is_empty(node, clauses[i]);
    const char *alias =
        json_string_value(json_object_get(json_array_get(list, 0), "alias"));
    if (!single || (alias != NULL && alias[0] != '\0'))
        return jd__fail(err, JD_E_INPUT, "exactly one expression is wanted here");
    return JD_OK;
}

/* What DuckDB says of text that it cannot parse, with the place in the expression. */
enum jd_status
jd__sql_fail_syntax(const json_t *root, size_t offset, struct jd_error *err)
{
    const char *text = json_string_value(json_object_get(root, "error_message"));
    const char *place = json_string_value(json_object_get(root, "position"));
    int64_t at = 0;
    text = text != NULL ? text : "this is not SQL";
    if (strncmp(text, "Only SELECT", strlen("Only SELECT")) == 0)
        text = offset > 0 ? "exactly one expression is wanted here"
                          : "exactly one SELECT is wanted here, and no other statement";
    if (place == NULL || !jd__parse_int(jd__str(place), &at))
        return jd__fail(err, JD_E_INPUT, "%s", text);
    at -= (int64_t)offset;
    return jd__fail(
        err, JD_E_INPUT, "at character %" PRId64 ": %s", at < 0 ? 1 : at + 1, text);
}

/* Look through what DuckDB made of the statement. */
static enum jd_status
check_parsed(const struct jd_io *io, struct jd_str text, struct jd_error *err)
{
    json_error_t where;
    json_t *root = json_loadb(text.data, text.size, JSON_DECODE_INT_AS_REAL, &where);
    enum jd_status status = JD_OK;
    if (root == NULL)
        status = jd__fail(err, JD_E_UNSUPPORTED, "an expression is nested too deep");
    else if (json_is_true(json_object_get(root, "error")))
        status = jd__sql_fail_syntax(root, strlen(SELECT_HEAD), err);
    else
        status = check_statement(root, err);
    const struct jd__sql_rules rules = {.io = io};
    if (status == JD_OK)
        status = jd__sql_check(&rules, json_object_get(root, "statements"), err);
    json_decref(root);
    return status;
}

static enum jd_status
parse_on(duckdb_connection connection, const struct jd_io *io, const struct jd_alloc *alloc,
    struct jd_str statement, char **out_tree, size_t *out_size, struct jd_error *err)
{
    static const char sql[] = "SELECT CAST(s AS VARCHAR), CAST(s -> "
                              "'$.statements[0].node.select_list[0]' AS VARCHAR)"
                              " FROM (SELECT json_serialize_sql(";
    struct jd__rows rows = {0};
    struct jd__buf text;
    jd__buf_init(&text, alloc, 1, 0);
    enum jd_status status = jd__buf_text(&text, jd__str(sql), err);
    if (status == JD_OK)
        status = jd__duck_literal(&text, statement, err);
    if (status == JD_OK)
        status = jd__buf_append(&text, ") AS s)", sizeof(") AS s)"), err);
    if (status == JD_OK)
        status = jd__rows_open(&rows, connection, text.data, NULL, err);
    if (status == JD_OK)
        status = jd__rows_next(&rows, err);
    if (status == JD_OK && rows.n != 1)
        status = jd__fail(err, JD_E_IO, "DuckDB gives no syntax tree");
    if (status == JD_OK)
        status = check_parsed(io, jd__rows_text(&rows, 0, 0), err);
    if (status == JD_OK) {
        struct jd_str tree = jd__rows_text(&rows, 1, 0);
        char *copy = jd__alloc_text(alloc, tree);
        if (copy == NULL)
            status = jd__fail(err, JD_E_NOMEM, "no memory for a syntax tree");
        else
            *out_size = tree.size;
        *out_tree = copy != NULL ? copy : *out_tree;
    }
    jd__rows_close(&rows);
    jd__buf_done(&text);
    return status;
}

enum jd_status
jd__sql_parse(void *ctx, const struct jd_alloc *alloc, struct jd_str expression,
    char **out_tree, size_t *out_size, struct jd_error *err)
{
    const struct jd_io *io = ctx;
    duckdb_connection connection = NULL;
    struct jd__buf statement;
    jd__buf_init(&statement, alloc, 1, JD_LIMIT_CELL);
    enum jd_status status = jd__buf_text(&statement, jd__str(SELECT_HEAD), err);
    if (status == JD_OK)
        status = jd__buf_text(&statement, expression, err);
    if (status == JD_OK)
        status = jd__locked_connect(io->locked, &connection, err);
    if (status == JD_OK)
        status = parse_on(connection, io, alloc,
            (struct jd_str){statement.data, statement.n}, out_tree, out_size, err);
    duckdb_disconnect(&connection);
    jd__buf_done(&statement);
    return status;
}

struct jd_sql
jd_io_sql(struct jd_io *io)
{
    return (struct jd_sql){io, jd__sql_parse, jd__sql_evaluate};
}
