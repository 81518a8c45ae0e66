/* SPDX-License-Identifier: Apache-2.0 */
/* fake_sql.c - trees from a file, values by the plainest means. */
#include "fake_sql.h"

#include "jd_test.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/str.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A value that owns its text. */
struct cell {
    enum jd_type type;
    double number;
    char text[64];
    bool failed;
};

void
fake_sql_done(struct fake_sql *fake)
{
    json_decref(fake->trees);
}

static enum jd_status
parse(void *ctx, const struct jd_alloc *alloc, struct jd_str expression, char **out_tree,
    size_t *out_size, struct jd_error *err)
{
    const struct fake_sql *fake = ctx;
    char text[512];
    (void)snprintf(text, sizeof(text), "%.*s", (int)expression.size, expression.data);
    const json_t *tree = json_object_get(fake->trees, text);
    if (tree == NULL)
        return jd__fail(err, JD_E_INPUT, "syntax error at character 3");
    char *copy = jd__alloc_text(alloc, jd__str(json_string_value(tree)));
    if (copy == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for a tree");
    *out_size = strlen(copy);
    *out_tree = copy;
    return JD_OK;
}

static const char *
text_at(const json_t *tree, const char *key)
{
    const char *text = json_string_value(json_object_get(tree, key));
    return text != NULL ? text : "";
}

static struct cell
of_text(const char *text)
{
    struct cell cell = {.type = JD_TYPE_TEXT};
    (void)snprintf(cell.text, sizeof(cell.text), "%s", text);
    return cell;
}

static struct cell
of_number(enum jd_type type, double number)
{
    return (struct cell){.type = type, .number = number};
}

static struct cell
column(const json_t *tree, const struct jd_table *rows, uint32_t row, bool *bound)
{
    const char *name =
        json_string_value(json_array_get(json_object_get(tree, "column_names"), 0));
    uint32_t at = JD_NONE;
    for (uint32_t i = 0; i < jd_table_n_columns(rows); i++) {
        const char *other = jd_table_column(rows, i).name;
        size_t k = 0;
        while (name[k] != '\0' && (name[k] | 32) == (other[k] | 32))
            k++;
        if (name[k] == '\0' && other[k] == '\0')
            at = i;
    }
    *bound = *bound && at != JD_NONE;
    if (at == JD_NONE)
        return (struct cell){0};
    struct jd_value value = jd_table_get(rows, at, row);
    char text[64];
    if (value.type == JD_TYPE_NULL)
        return (struct cell){
            .type = JD_TYPE_NULL, .number = jd_table_column(rows, at).type};
    if (value.type != JD_TYPE_TEXT)
        return of_number(
            value.type, value.type == JD_TYPE_REAL ? value.real : (double)value.integer);
    (void)snprintf(text, sizeof(text), "%.*s", (int)value.text.size, value.text.data);
    return of_text(text);
}

static struct cell
constant(const json_t *tree)
{
    const json_t *value = json_object_get(tree, "value");
    const json_t *type = json_object_get(value, "type");
    const json_t *scale = json_object_get(json_object_get(type, "type_info"), "scale");
    double number = json_number_value(json_object_get(value, "value"));
    if (json_is_true(json_object_get(value, "is_null")))
        return (struct cell){.type = JD_TYPE_NULL};
    if (strcmp(text_at(type, "id"), "VARCHAR") == 0)
        return of_text(text_at(value, "value"));
    if (strcmp(text_at(type, "id"), "DECIMAL") == 0)
        return of_number(JD_TYPE_REAL, number / pow(10, (double)json_integer_value(scale)));
    return of_number(JD_TYPE_INT, number);
}

static struct cell
eval(const json_t *tree, const struct jd_table *rows, uint32_t row, bool *bound);

/* What typeof() says: only the types that tests have. */
static struct cell
type_name(struct cell cell)
{
    enum jd_type type = cell.type != JD_TYPE_NULL ? cell.type : (enum jd_type)cell.number;
    return of_text(type == JD_TYPE_TEXT   ? "VARCHAR"
                   : type == JD_TYPE_INT  ? "BIGINT"
                   : type == JD_TYPE_REAL ? "DOUBLE"
                   : type == JD_TYPE_BOOL ? "BOOLEAN"
                                          : "\"NULL\"");
}

static struct cell
call(const json_t *tree, const struct jd_table *rows, uint32_t row, bool *bound)
{
    const json_t *children = json_object_get(tree, "children");
    const char *name = text_at(tree, "function_name");
    struct cell args[3] = {{0}};
    for (size_t i = 0; i < json_array_size(children) && i < 3; i++)
        args[i] = eval(json_array_get(children, i), rows, row, bound);
    if (strcmp(name, "typeof") == 0)
        return type_name(args[0]);
    bool is_null = args[0].type == JD_TYPE_NULL;
    if (strcmp(name, "substr") == 0) {
        struct cell cut = is_null ? (struct cell){.number = JD_TYPE_TEXT} : args[0];
        cut.text[(size_t)args[2].number] = '\0'; /* tests cut from 1 */
        return cut;
    }
    if (strcmp(name, "coalesced") == 0) /* of the tests: null becomes a text */
        return is_null ? of_text("none") : args[0];
    if (strcmp(name, "sqrt") == 0) {
        struct cell root = of_number(JD_TYPE_REAL, sqrt(fabs(args[0].number)));
        root.failed = !is_null && args[0].number < 0;
        return is_null ? (struct cell){.number = JD_TYPE_REAL} : root;
    }
    if (strcmp(name, "hash") == 0) { /* any will do, below 2^50 so that a double holds it */
        uint64_t hash = jd__hash_bytes(args[0].text, strlen(args[0].text));
        return is_null ? (struct cell){.number = JD_TYPE_INT}
                       : of_number(JD_TYPE_INT, (double)(hash >> 14));
    }
    is_null = is_null || args[1].type == JD_TYPE_NULL;
    if (strcmp(name, "%") == 0)
        return is_null ? (struct cell){.number = JD_TYPE_INT}
                       : of_number(JD_TYPE_INT, fmod(args[0].number, args[1].number));
    if (strcmp(name, "+") == 0)
        return is_null ? (struct cell){.number = JD_TYPE_INT}
                       : of_number(JD_TYPE_INT, args[0].number + args[1].number);
    if (strcmp(name, "||") == 0) {
        struct cell joined = {.type = JD_TYPE_TEXT};
        (void)snprintf(
            joined.text, sizeof(joined.text), "%.31s%.31s", args[0].text, args[1].text);
        return is_null ? (struct cell){.number = JD_TYPE_TEXT} : joined;
    }
    *bound = false;
    return (struct cell){0};
}

static struct cell
eval(const json_t *tree, const struct jd_table *rows, uint32_t row, bool *bound)
{
    const char *class = text_at(tree, "class");
    if (strcmp(class, "COLUMN_REF") == 0)
        return column(tree, rows, row, bound);
    if (strcmp(class, "CONSTANT") == 0)
        return constant(tree);
    if (strcmp(class, "FUNCTION") == 0)
        return call(tree, rows, row, bound);
    if (strcmp(class, "CAST") == 0) /* of the tests: whole numbers stay what they are */
        return eval(json_object_get(tree, "child"), rows, row, bound);
    if (strcmp(text_at(tree, "type"), "COMPARE_EQUAL") == 0) {
        struct cell a = eval(json_object_get(tree, "left"), rows, row, bound);
        struct cell b = eval(json_object_get(tree, "right"), rows, row, bound);
        struct cell same = of_number(JD_TYPE_BOOL,
            a.type == JD_TYPE_TEXT ? strcmp(a.text, b.text) == 0 : a.number == b.number);
        same.failed = a.failed || b.failed;
        return a.type == JD_TYPE_NULL || b.type == JD_TYPE_NULL
                   ? (struct cell){.number = JD_TYPE_BOOL, .failed = same.failed}
                   : same;
    }
    *bound = false;
    return (struct cell){0};
}

static enum jd_status
put(struct jd_table *values, const struct cell *cell, struct jd_error *err)
{
    struct jd_value value = jd_null();
    if (!cell->failed && cell->type == JD_TYPE_TEXT)
        value = jd_text(cell->text);
    else if (!cell->failed && cell->type == JD_TYPE_REAL)
        value = jd_real(cell->number);
    else if (!cell->failed && cell->type != JD_TYPE_NULL)
        value = jd_int_as(cell->type, (int64_t)cell->number);
    enum jd_status status = jd_table_put(values, 0, value, err);
    if (status == JD_OK)
        status = jd_table_put(values, 1, jd_int_as(JD_TYPE_BOOL, cell->failed), err);
    return status;
}

/* The type of a column of cells, of which some may be null. */
static enum jd_type
type_of(const json_t *tree, const struct jd_table *rows, bool *bound)
{
    enum jd_type type = JD_TYPE_NULL;
    for (uint32_t row = 0; row < jd_table_n_rows(rows) && type == JD_TYPE_NULL; row++) {
        struct cell cell = eval(tree, rows, row, bound);
        type = cell.type != JD_TYPE_NULL ? cell.type : (enum jd_type)cell.number;
    }
    return type != JD_TYPE_NULL ? type : JD_TYPE_TEXT;
}

static enum jd_status
evaluate(void *ctx, const struct jd_alloc *alloc, struct jd_str text,
    const struct jd_table *rows, struct jd_table **out_values, struct jd_error *err)
{
    (void)ctx;
    json_t *tree = json_loadb(text.data, text.size, 0, NULL);
    bool bound = tree != NULL;
    struct jd_column_spec columns[2] = {
        {"value", bound ? type_of(tree, rows, &bound) : JD_TYPE_TEXT},
        {"failed", JD_TYPE_BOOL}};
    struct jd_table *values = NULL;
    enum jd_status status = JD_OK;
    if (!bound)
        status = jd__fail(err, JD_E_INPUT, "a function or column is not known");
    if (status == JD_OK)
        status = jd_table_new(alloc, "values", columns, 2, &values, err);
    for (uint32_t row = 0; row < jd_table_n_rows(rows) && status == JD_OK; row++) {
        struct cell cell = eval(tree, rows, row, &bound);
        status = put(values, &cell, err);
    }
    if (status == JD_OK)
        status = jd_table_finish(values, err);
    json_decref(tree);
    if (status != JD_OK) {
        jd_table_free(values);
        return status;
    }
    *out_values = values;
    return JD_OK;
}

void
fake_sql_init(struct fake_sql *fake)
{
    char path[512];
    size_t size = 0;
    test_data_path("linkage/trees.json", path);
    char *text = test_file_read(path, &size);
    fake->trees = json_loadb(text, size, 0, NULL);
    free(text);
    if (fake->trees == NULL)
        fail_msg("tests/data/linkage/trees.json cannot be read");
    fake->sql = (struct jd_sql){fake, parse, evaluate};
}
