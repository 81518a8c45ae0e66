/* SPDX-License-Identifier: Apache-2.0 */
/*
 * expr.c - from DuckDB's syntax tree of a condition to nodes that know their sides.
 *
 * A column of a pair is written `name_l`, `l.name` or quoted; all become a name and a side.
 * The side is also marked in the JSON tree itself, so that any part can be given back to SQL
 * with its columns renamed.
 *
 * Invariant: a parent stands right before its children's parts in `nodes`, and its sides are
 * the union of theirs; each JSON object of class COLUMN_REF is marked, but for the parameters of lambdas.
 */
#include "link/expr.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"

#include <string.h>

/* Deeper conditions than this are refused: the walk recurses. */
#define MAX_DEPTH 200

/* Marks put into column references: side and bare name. */
#define MARK_SIDE "joinder_side"
#define MARK_NAME "joinder_name"

/* A name that a lambda binds; names further out follow. */
struct scope {
    const struct scope *outer;
    const json_t *parameters; /* a COLUMN_REF, or a call of row() on several */
};

struct walk {
    struct jd__condition *condition;
    unsigned depth;
    struct jd_error *err;
};

static bool
is_class(const json_t *tree, const char *name)
{
    const char *class = json_string_value(json_object_get(tree, "class"));
    return class != NULL && strcmp(class, name) == 0;
}

static const char *
text_of(const json_t *tree, const char *key)
{
    const char *text = json_string_value(json_object_get(tree, key));
    return text != NULL ? text : "";
}

static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool
jd__names_equal(struct jd_str a, struct jd_str b)
{
    if (a.size != b.size)
        return false;
    for (size_t i = 0; i < a.size; i++)
        if (lower(a.data[i]) != lower(b.data[i]))
            return false;
    return true;
}

/* Is it a parameter of a lambda around it? */
static bool
is_bound(const struct scope *scope, struct jd_str name)
{
    for (; scope != NULL; scope = scope->outer) {
        const json_t *several = json_object_get(scope->parameters, "children");
        size_t n = several != NULL ? json_array_size(several) : 1;
        for (size_t i = 0; i < n; i++) {
            const json_t *one =
                several != NULL ? json_array_get(several, i) : scope->parameters;
            const json_t *names = json_object_get(one, "column_names");
            const char *bound = json_string_value(json_array_get(names, 0));
            if (bound != NULL && jd__names_equal(jd__str(bound), name))
                return true;
        }
    }
    return false;
}

/* The same of NAME_l or NAME_r; a name that is too long for this is no parameter. */
static bool
is_bound_as_paired(const struct scope *scope, struct jd_str name, enum jd__side side)
{
    char paired[256];
    if (scope == NULL || name.size + 2 > sizeof(paired))
        return false;
    memcpy(paired, name.data, name.size);
    memcpy(paired + name.size, side == JD__LEFT ? "_l" : "_r", 2);
    return is_bound(scope, (struct jd_str){paired, name.size + 2});
}

/* The side that a name ends in: `_l` or `_r`. */
static bool
side_of_suffix(struct jd_str name, enum jd__side *out_side)
{
    if (name.size < 3 || name.data[name.size - 2] != '_')
        return false;
    char last = lower(name.data[name.size - 1]);
    *out_side = last == 'l' ? JD__LEFT : JD__RIGHT;
    return last == 'l' || last == 'r';
}

/* Take name and side from `name_l` or `l.name`. */
static enum jd_status
read_column(const json_t *names, struct jd_str *out_name, enum jd__side *out_side,
    struct jd_error *err)
{
    struct jd_str first = jd__str(json_string_value(json_array_get(names, 0)));
    struct jd_str second = jd__str(json_string_value(json_array_get(names, 1)));
    size_t n = json_array_size(names);
    if (n == 1 && side_of_suffix(first, out_side)) {
        *out_name = (struct jd_str){first.data, first.size - 2};
        return JD_OK;
    }
    bool is_left = jd__names_equal(first, jd__str("l"));
    if (n == 2 && second.size > 0 && (is_left || jd__names_equal(first, jd__str("r")))) {
        *out_name = second;
        *out_side = is_left ? JD__LEFT : JD__RIGHT;
        return JD_OK;
    }
    return jd__fail(err, JD_E_INPUT, "column %s is of neither side: write %s_l or l.%s",
        first.data != NULL ? first.data : "", first.data != NULL ? first.data : "",
        first.data != NULL ? first.data : "");
}

static enum jd_status
walk_node(struct walk *walk, json_t *tree, const struct scope *scope, uint32_t *out_node);

/* Walk all expressions below a JSON value; children are chained behind *last. */
static enum jd_status
walk_below(struct walk *walk, json_t *value, const struct scope *scope, uint32_t parent,
    uint32_t *last)
{
    enum jd_status status = JD_OK;
    const char *key = NULL;
    json_t *item = NULL;
    size_t i = 0;
    if (json_is_object(value) && json_object_get(value, "class") != NULL) {
        uint32_t node = JD__NO_EXPR;
        status = walk_node(walk, value, scope, &node);
        if (status != JD_OK || node == JD__NO_EXPR)
            return status;
        struct jd__expr *nodes = walk->condition->nodes.data;
        if (*last == JD__NO_EXPR)
            nodes[parent].first = node;
        else
            nodes[*last].next = node;
        *last = node;
        nodes[parent].n_children++;
        nodes[parent].sides |= nodes[node].sides;
        return JD_OK;
    }
    json_object_foreach (value, key, item)
        if (status == JD_OK)
            status = walk_below(walk, item, scope, parent, last);
    json_array_foreach (value, i, item)
        if (status == JD_OK)
            status = walk_below(walk, item, scope, parent, last);
    return status;
}

/* The kind of a node by its type. */
static void
read_kind(const json_t *tree, struct jd__expr *node)
{
    static const struct {
        const char *type;
        enum jd__expr_kind kind;
        enum jd__compare compare;
    } kinds[] = {
        {"VALUE_CONSTANT", JD__EXPR_CONSTANT, JD__EQUAL},
        {"CONJUNCTION_AND", JD__EXPR_AND, JD__EQUAL},
        {"CONJUNCTION_OR", JD__EXPR_OR, JD__EQUAL},
        {"OPERATOR_NOT", JD__EXPR_NOT, JD__EQUAL},
        {"OPERATOR_IS_NULL", JD__EXPR_IS_NULL, JD__EQUAL},
        {"OPERATOR_IS_NOT_NULL", JD__EXPR_IS_NOT_NULL, JD__EQUAL},
        {"COMPARE_EQUAL", JD__EXPR_COMPARE, JD__EQUAL},
        {"COMPARE_NOTEQUAL", JD__EXPR_COMPARE, JD__NOT_EQUAL},
        {"COMPARE_LESSTHAN", JD__EXPR_COMPARE, JD__LESS},
        {"COMPARE_LESSTHANOREQUALTO", JD__EXPR_COMPARE, JD__LESS_EQUAL},
        {"COMPARE_GREATERTHAN", JD__EXPR_COMPARE, JD__GREATER},
        {"COMPARE_GREATERTHANOREQUALTO", JD__EXPR_COMPARE, JD__GREATER_EQUAL},
        {"FUNCTION", JD__EXPR_CALL, JD__EQUAL},
    };
    node->kind = JD__EXPR_OTHER;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (strcmp(text_of(tree, "type"), kinds[i].type) == 0) {
            node->kind = kinds[i].kind;
            node->compare = kinds[i].compare;
        }
    node->name = jd__str(text_of(tree, "function_name"));
}

static enum jd_status
walk_column(
    struct walk *walk, json_t *tree, const struct scope *scope, struct jd__expr *node)
{
    enum jd__side side = JD__LEFT;
    enum jd_status status =
        read_column(json_object_get(tree, "column_names"), &node->name, &side, walk->err);
    if (status != JD_OK)
        return status;
    /* Renamed for SQL, such a column would become the parameter. */
    if (is_bound(scope, node->name) || is_bound_as_paired(scope, node->name, side))
        return jd__fail(walk->err, JD_E_INPUT,
            "column %.*s is named like a lambda's parameter", (int)node->name.size,
            node->name.data);
    node->kind = JD__EXPR_COLUMN;
    node->sides = JD__BIT(side);
    if (json_object_set_new(tree, MARK_SIDE, json_integer(side)) != 0 ||
        json_object_set_new(
            tree, MARK_NAME, json_stringn(node->name.data, node->name.size)))
        return jd__fail(walk->err, JD_E_NOMEM, "no memory for a condition");
    return JD_OK;
}

/* Walk the children: of a lambda only its body, whose parameters are no columns. */
static enum jd_status
walk_children(struct walk *walk, json_t *tree, const struct scope *scope, uint32_t parent)
{
    uint32_t last = JD__NO_EXPR;
    if (is_class(tree, "LAMBDA")) {
        struct scope inner = {scope, json_object_get(tree, "lhs")};
        return walk_below(walk, json_object_get(tree, "expr"), &inner, parent, &last);
    }
    if (is_class(tree, "COMPARISON")) {
        enum jd_status status =
            walk_below(walk, json_object_get(tree, "left"), scope, parent, &last);
        if (status != JD_OK)
            return status;
        return walk_below(walk, json_object_get(tree, "right"), scope, parent, &last);
    }
    if (is_class(tree, "CONSTANT"))
        return JD_OK;
    const char *key = NULL;
    json_t *item = NULL;
    json_object_foreach (tree, key, item) {
        enum jd_status status = walk_below(walk, item, scope, parent, &last);
        if (status != JD_OK)
            return status;
    }
    return JD_OK;
}

/* A node of a known kind has as many children as that kind needs; else it is of no kind. */
static void
check_children(struct jd__expr *node)
{
    bool needs_one = node->kind == JD__EXPR_NOT || node->kind == JD__EXPR_IS_NULL ||
                     node->kind == JD__EXPR_IS_NOT_NULL;
    if ((needs_one && node->n_children != 1) ||
        (node->kind == JD__EXPR_COMPARE && node->n_children != 2))
        node->kind = JD__EXPR_OTHER;
}

/* Add the node of a tree and all below it; none for a parameter of a lambda. */
static enum jd_status
walk_node(struct walk *walk, json_t *tree, const struct scope *scope, uint32_t *out_node)
{
    struct jd__buf *nodes = &walk->condition->nodes;
    struct jd__expr node = {.first = JD__NO_EXPR, .next = JD__NO_EXPR, .tree = tree};
    if (walk->depth >= MAX_DEPTH)
        return jd__fail(
            walk->err, JD_E_LIMIT, "a condition is more than %d levels deep", MAX_DEPTH);
    bool is_column = is_class(tree, "COLUMN_REF");
    if (is_column) {
        const json_t *names = json_object_get(tree, "column_names");
        if (is_bound(scope, jd__str(json_string_value(json_array_get(names, 0)))))
            return JD_OK;
    }
    enum jd_status status = JD_OK;
    if (is_column)
        status = walk_column(walk, tree, scope, &node);
    else
        read_kind(tree, &node);
    uint32_t at = (uint32_t)nodes->n;
    node.end = at + 1;
    if (status == JD_OK)
        status = jd__buf_append(nodes, &node, 1, walk->err);
    if (status != JD_OK || is_column) {
        *out_node = at;
        return status;
    }
    walk->depth++;
    status = walk_children(walk, tree, scope, at);
    walk->depth--;
    struct jd__expr *added = (struct jd__expr *)nodes->data + at;
    added->end = (uint32_t)nodes->n;
    check_children(added);
    *out_node = at;
    return status;
}

/*
 * DuckDB marks an unknown position by 2^64 - 1, which jansson does not read as a whole number;
 * reading all numbers as floats would spoil long constants instead.  So positions become 0.
 */
static void
drop_positions(char *text)
{
    static const char key[] = "\"query_location\"";
    for (char *at = strstr(text, key); at != NULL; at = strstr(at, key)) {
        at += sizeof(key) - 1;
        while (*at == ' ' || *at == ':')
            at++;
        for (char fill = '0'; *at >= '0' && *at <= '9'; at++, fill = ' ')
            *at = fill;
    }
}

enum jd_status
jd__condition_init(struct jd__condition *condition, const struct jd_alloc *alloc,
    const struct jd_sql *sql, struct jd_str text, struct jd_error *err)
{
    struct jd__condition made = {0};
    jd__buf_init(&made.nodes, alloc, sizeof(struct jd__expr), UINT32_MAX - 1);
    char *json = NULL;
    size_t size = 0;
    enum jd_status status = sql->parse(sql->ctx, alloc, text, &json, &size, err);
    if (status != JD_OK)
        goto done;
    drop_positions(json);
    made.tree = json_loadb(json, strlen(json), 0, NULL);
    if (!json_is_object(made.tree) || json_object_get(made.tree, "class") == NULL) {
        status =
            jd__fail(err, JD_E_UNSUPPORTED, "a condition's syntax tree cannot be read");
        goto done;
    }
    struct walk walk = {&made, 0, err};
    uint32_t root = JD__NO_EXPR;
    status = walk_node(&walk, made.tree, NULL, &root);
    if (status != JD_OK)
        goto done;
    *condition = made;
    made = (struct jd__condition){0};
done:
    if (json != NULL)
        jd__alloc_free(alloc, json, size + 1);
    jd__condition_done(&made);
    return status;
}

void
jd__condition_done(struct jd__condition *condition)
{
    json_decref(condition->tree);
    condition->tree = NULL;
    jd__buf_done(&condition->nodes);
}

uint32_t
jd__condition_child(const struct jd__condition *condition, uint32_t node, uint32_t i)
{
    uint32_t child = jd__condition_node(condition, node)->first;
    while (i-- > 0)
        child = jd__condition_node(condition, child)->next;
    return child;
}

/* Is the part `x_l = x_r`? */
static bool
is_exact(const struct jd__expr *part)
{
    const struct jd__expr *a = part + 1, *b = part + 2;
    return part->kind == JD__EXPR_COMPARE && part->compare == JD__EQUAL &&
           a->kind == JD__EXPR_COLUMN && b->kind == JD__EXPR_COLUMN &&
           a->sides != b->sides && jd__names_equal(a->name, b->name);
}

bool
jd__condition_is_exact(const struct jd__condition *condition, struct jd_str *out_column)
{
    if (condition->nodes.n != 3 || !is_exact(jd__condition_node(condition, 0)))
        return false;
    *out_column = jd__condition_node(condition, 1)->name;
    return true;
}

enum jd_status
jd__condition_exact_columns(
    const struct jd__condition *condition, struct jd__buf *columns, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    columns->n = 0;
    for (uint32_t i = 0; i < condition->nodes.n && status == JD_OK; i++) {
        const struct jd__expr *part = jd__condition_node(condition, i);
        if (part->kind == JD__EXPR_AND)
            continue;
        if (!is_exact(part)) {
            columns->n = 0;
            return JD_OK;
        }
        status = jd__buf_append(columns, &part[1].name, 1, err);
        i = part->end - 1;
    }
    return status;
}

/* Rename marked columns of a copied tree and take the marks off. */
static bool
rename_columns(json_t *value, bool paired)
{
    const char *key = NULL;
    json_t *item = NULL;
    size_t i = 0;
    bool ok = true;
    const json_t *side = json_object_get(value, MARK_SIDE);
    if (side != NULL) {
        const char *suffix = json_integer_value(side) == JD__LEFT ? "_l" : "_r";
        json_t *name =
            json_sprintf("%s%s", text_of(value, MARK_NAME), paired ? suffix : "");
        ok = name != NULL &&
             json_object_set_new(value, "column_names", json_pack("[o]", name)) == 0 &&
             json_object_del(value, MARK_SIDE) == 0 &&
             json_object_del(value, MARK_NAME) == 0;
        return ok;
    }
    json_object_foreach (value, key, item)
        ok = ok && rename_columns(item, paired);
    json_array_foreach (value, i, item)
        ok = ok && rename_columns(item, paired);
    return ok;
}

/* jansson's writer, into a buf. */
static int
take_json(const char *text, size_t size, void *ctx)
{
    return jd__buf_text(ctx, (struct jd_str){text, size}, NULL) == JD_OK ? 0 : -1;
}

enum jd_status
jd__condition_emit(const struct jd__condition *condition, uint32_t node, bool paired,
    struct jd__buf *out, struct jd_error *err)
{
    json_t *copy = json_deep_copy(jd__condition_node(condition, node)->tree);
    size_t flags = JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(17);
    enum jd_status status = JD_OK;
    if (copy == NULL || !rename_columns(copy, paired) ||
        json_dump_callback(copy, take_json, out, flags) != 0)
        status = jd__fail(err, JD_E_NOMEM, "no memory for a part of a condition");
    json_decref(copy);
    return status;
}
