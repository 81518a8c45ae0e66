/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bind.c - from a condition to a program: which parts are fields, kernels, or left to SQL.
 *
 * A part that touches one side at most becomes a field.  A part that touches both sides
 * becomes a kernel where there is one for its types; whatever else becomes a SQL part, tried
 * here once on nulls, so that an unknown function is found before the first pair.
 */
#include "link/program.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"

/* What is under way: the condition, and how deep in it. */
struct binder {
    struct jd__program *program;
    const struct jd__condition *condition;
    uint32_t depth;
    struct jd_error *err;
};

void
jd__program_init(
    struct jd__program *program, const struct jd_alloc *alloc, struct jd__fields *fields)
{
    *program = (struct jd__program){.alloc = jd__alloc_or_default(alloc), .fields = fields};
    jd__buf_init(&program->ops, alloc, sizeof(struct jd__op), JD__NO_EXPR - 1);
    jd__buf_init(&program->parts, alloc, sizeof(struct jd__sql_part), JD__NO_EXPR - 1);
}

static void
part_done(struct jd__sql_part *part, const struct jd_alloc *alloc)
{
    if (part->tree != NULL)
        jd__alloc_free(alloc, part->tree, part->tree_size + 1);
    jd__buf_done(&part->columns);
}

void
jd__program_done(struct jd__program *program)
{
    struct jd__sql_part *parts = program->parts.data;
    for (size_t i = 0; i < program->parts.n; i++)
        part_done(&parts[i], &program->alloc);
    jd__buf_done(&program->parts);
    jd__buf_done(&program->ops);
}

static const struct jd__expr *
expr_at(const struct binder *b, uint32_t node)
{
    return jd__condition_node(b->condition, node);
}

static const struct jd__field *
field_at(const struct binder *b, uint32_t field)
{
    return jd__fields_at(b->program->fields, field);
}

static bool
is_one_sided(const struct jd__expr *part)
{
    return part->sides != (JD__BIT(JD__LEFT) | JD__BIT(JD__RIGHT));
}

static enum jd_status
add_op(struct binder *b, struct jd__op op, uint32_t *out_op)
{
    enum jd_status status = jd__buf_append(&b->program->ops, &op, 1, b->err);
    if (status == JD_OK)
        *out_op = (uint32_t)b->program->ops.n - 1;
    if (b->depth > b->program->depth)
        b->program->depth = b->depth;
    return status;
}

/* The columns and sides that a part reads, each once. */
static enum jd_status
collect_columns(struct binder *b, uint32_t node, struct jd__buf *out_columns)
{
    for (uint32_t i = node; i < expr_at(b, node)->end; i++) {
        const struct jd__expr *part = expr_at(b, i);
        if (part->kind != JD__EXPR_COLUMN)
            continue;
        struct jd__operand column = {
            JD_NONE, part->sides == JD__BIT(JD__LEFT) ? JD__LEFT : JD__RIGHT};
        enum jd_status status =
            jd__fields_find(b->program->fields, part->name, &column.field, b->err);
        if (status != JD_OK)
            return status;
        const struct jd__operand *seen = out_columns->data;
        size_t at = 0;
        while (at < out_columns->n &&
               (seen[at].field != column.field || seen[at].side != column.side))
            at++;
        if (at == out_columns->n)
            status = jd__buf_append(out_columns, &column, 1, b->err);
        if (status != JD_OK)
            return status;
    }
    return JD_OK;
}

static enum jd_status
bind_sql(struct binder *b, uint32_t node, uint32_t *out_op)
{
    struct jd_alloc *alloc = &b->program->alloc;
    struct jd__sql_part part = {0};
    struct jd__buf tree;
    jd__buf_init(&part.columns, alloc, sizeof(struct jd__operand), 0);
    jd__buf_init(&tree, alloc, 1, 0);
    enum jd_status status = jd__condition_emit(b->condition, node, true, &tree, b->err);
    if (status == JD_OK)
        status = collect_columns(b, node, &part.columns);
    if (status == JD_OK) {
        part.tree_size = tree.n;
        part.tree = jd__alloc_text(alloc, (struct jd_str){tree.data, tree.n});
        if (part.tree == NULL)
            status = jd__fail(b->err, JD_E_NOMEM, "no memory for a part of a condition");
    }
    if (status == JD_OK)
        status = jd__sql_part_check(b->program, &part, b->err);
    if (status == JD_OK)
        status = jd__buf_append(&b->program->parts, &part, 1, b->err);
    jd__buf_done(&tree);
    if (status != JD_OK) {
        part_done(&part, alloc);
        return status;
    }
    struct jd__op op = {.kind = JD__OP_SQL,
        .sql = (uint32_t)b->program->parts.n - 1,
        .first = JD__NO_EXPR,
        .next = JD__NO_EXPR};
    return add_op(b, op, out_op);
}

/* Hoist a one-sided part.  *out_ok false: it has no kernel, its values being of no column. */
static enum jd_status
bind_operand(struct binder *b, uint32_t node, struct jd__operand *out, bool *out_ok)
{
    const struct jd__expr *part = expr_at(b, node);
    *out_ok = is_one_sided(part);
    if (!*out_ok)
        return JD_OK;
    out->side = part->sides == JD__BIT(JD__RIGHT) ? JD__RIGHT : JD__LEFT;
    enum jd_status status =
        jd__fields_hoist(b->program->fields, b->condition, node, &out->field, b->err);
    *out_ok = status == JD_OK && field_at(b, out->field)->is_exact;
    return status;
}

/* Whole numbers, as codes of a dictionary hold them. */
static bool
is_whole(enum jd_type type)
{
    return type == JD_TYPE_INT || type == JD_TYPE_BOOL || type == JD_TYPE_DATE ||
           type == JD_TYPE_TIME;
}

static bool
is_number(enum jd_type type)
{
    return type == JD_TYPE_INT || type == JD_TYPE_REAL;
}

static enum jd_status
bind_number(struct binder *b, uint32_t node, uint32_t *out_op, bool *out_ok);

/* The likeness of two texts, as a number. */
static enum jd_status
bind_likeness(struct binder *b, uint32_t node, struct jd__op *op, bool *out_ok)
{
    struct jd__operand *const operands[2] = {&op->x, &op->y};
    const struct jd__expr *call = expr_at(b, node);
    *out_ok = call->kind == JD__EXPR_CALL && call->n_children == 2 &&
              jd__likeness_of(call->name, &op->alike.likeness);
    for (uint32_t i = 0; i < 2 && *out_ok; i++) {
        uint32_t child = jd__condition_child(b->condition, node, i);
        enum jd_status status = bind_operand(b, child, operands[i], out_ok);
        if (status != JD_OK)
            return status;
        *out_ok = *out_ok && field_at(b, operands[i]->field)->type == JD_TYPE_TEXT;
    }
    op->kind = JD__OP_LIKENESS;
    op->type = op->alike.likeness <= JD__DAMERAU ? JD_TYPE_INT : JD_TYPE_REAL;
    return JD_OK;
}

static enum jd_type
op_type(const struct binder *b, uint32_t op)
{
    return ((const struct jd__op *)b->program->ops.data)[op].type;
}

static void
set_next(const struct binder *b, uint32_t op, uint32_t next)
{
    ((struct jd__op *)b->program->ops.data)[op].next = next;
}

/* abs(number) or number - number, the numbers of one type; days apart are whole numbers. */
static enum jd_status
bind_arithmetic(struct binder *b, uint32_t node, struct jd__op *op, bool *out_ok)
{
    const struct jd__expr *call = expr_at(b, node);
    bool is_abs = jd__names_equal(call->name, jd__str("abs")) && call->n_children == 1;
    bool is_minus = jd__str_is(call->name, "-") && call->n_children == 2;
    uint32_t children[2] = {JD__NO_EXPR, JD__NO_EXPR};
    *out_ok = call->kind == JD__EXPR_CALL && (is_abs || is_minus);
    for (uint32_t i = 0; i < call->n_children && *out_ok; i++) {
        uint32_t child = jd__condition_child(b->condition, node, i);
        enum jd_status status = bind_number(b, child, &children[i], out_ok);
        if (status != JD_OK)
            return status;
    }
    if (!*out_ok)
        return JD_OK;
    op->kind = is_abs ? JD__OP_ABS : JD__OP_MINUS;
    op->type = op_type(b, children[0]);
    op->first = children[0];
    if (is_minus) {
        bool days = op->type == JD_TYPE_DATE && op_type(b, children[1]) == JD_TYPE_DATE;
        set_next(b, children[0], children[1]);
        *out_ok = days || (is_number(op->type) && op->type == op_type(b, children[1]));
        op->type = days ? JD_TYPE_INT : op->type;
    } else {
        *out_ok = is_number(op->type);
    }
    return JD_OK;
}

static enum jd_status
bind_number(struct binder *b, uint32_t node, uint32_t *out_op, bool *out_ok)
{
    struct jd__op op = {.kind = JD__OP_FIELD, .first = JD__NO_EXPR, .next = JD__NO_EXPR};
    enum jd_status status = JD_OK;
    b->depth++;
    if (is_one_sided(expr_at(b, node))) {
        status = bind_operand(b, node, &op.x, out_ok);
        if (status == JD_OK && *out_ok)
            op.type = field_at(b, op.x.field)->type;
        *out_ok = *out_ok && (is_whole(op.type) || op.type == JD_TYPE_REAL);
    } else {
        status = bind_likeness(b, node, &op, out_ok);
        if (status == JD_OK && !*out_ok)
            status = bind_arithmetic(b, node, &op, out_ok);
    }
    if (status == JD_OK && *out_ok)
        status = add_op(b, op, out_op);
    b->depth--;
    return status;
}

/* Two fields side by side. */
static void
bind_fields(struct binder *b, struct jd__op *op, bool *out_ok)
{
    const struct jd__field *x = field_at(b, op->x.field), *y = field_at(b, op->y.field);
    bool by_code = op->compare == JD__EQUAL || op->compare == JD__NOT_EQUAL;
    *out_ok = x->type == y->type && x->type != JD_TYPE_LIST &&
              (x->type == JD_TYPE_TEXT || (by_code && x->dict == y->dict));
    op->kind = by_code && x->dict == y->dict ? JD__OP_SAME : JD__OP_TEXTS;
}

static enum jd__compare
flipped(enum jd__compare compare)
{
    static const enum jd__compare other[] = {[JD__EQUAL] = JD__EQUAL,
        [JD__NOT_EQUAL] = JD__NOT_EQUAL,
        [JD__LESS] = JD__GREATER,
        [JD__LESS_EQUAL] = JD__GREATER_EQUAL,
        [JD__GREATER] = JD__LESS,
        [JD__GREATER_EQUAL] = JD__LESS_EQUAL};
    return other[compare];
}

/* The number that a constant operation is; false when it is none, or null. */
static bool
constant_of(const struct binder *b, const struct jd__op *op, double *out_value)
{
    if (op->kind != JD__OP_FIELD)
        return false;
    const struct jd__field *field = field_at(b, op->x.field);
    if (field->base != NULL || field->null_code >= JD__FAILED)
        return false;
    *out_value = field->type == JD_TYPE_REAL
                     ? jd__dict_real(field->dict, field->null_code)
                     : (double)jd__dict_int(field->dict, field->null_code);
    return true;
}

/* Two numbers; a likeness against a constant need not be computed whole. */
static enum jd_status
bind_numbers(struct binder *b, const uint32_t *parts, struct jd__op *op, bool *out_ok)
{
    uint32_t sides[2] = {JD__NO_EXPR, JD__NO_EXPR};
    *out_ok = true;
    for (uint32_t i = 0; i < 2 && *out_ok; i++) {
        enum jd_status status = bind_number(b, parts[i], &sides[i], out_ok);
        if (status != JD_OK)
            return status;
    }
    if (!*out_ok)
        return JD_OK;
    const struct jd__op *ops = b->program->ops.data;
    const struct jd__op *first = &ops[sides[0]], *second = &ops[sides[1]];
    double bound = 0;
    bool flip = first->kind == JD__OP_FIELD;
    const struct jd__op *likeness = flip ? second : first;
    if (likeness->kind == JD__OP_LIKENESS &&
        constant_of(b, flip ? first : second, &bound)) {
        enum jd__compare compare = flip ? flipped(op->compare) : op->compare;
        *op = (struct jd__op){.kind = JD__OP_ALIKE,
            .alike = {likeness->alike.likeness, compare, bound},
            .x = likeness->x,
            .y = likeness->y,
            .first = JD__NO_EXPR,
            .next = JD__NO_EXPR};
        enum jd_status status = jd__fields_sketch(b->program->fields, op->x.field, b->err);
        if (status == JD_OK)
            status = jd__fields_sketch(b->program->fields, op->y.field, b->err);
        return status;
    }
    *out_ok =
        first->type == second->type || (is_number(first->type) && is_number(second->type));
    op->kind = JD__OP_NUMBERS;
    op->type = first->type == second->type && first->type != JD_TYPE_REAL ? JD_TYPE_INT
                                                                          : JD_TYPE_REAL;
    op->first = sides[0];
    set_next(b, sides[0], sides[1]);
    return JD_OK;
}

static enum jd_status
bind_compare(struct binder *b, uint32_t node, uint32_t *out_op)
{
    struct jd__op op = {.kind = JD__OP_SAME,
        .compare = expr_at(b, node)->compare,
        .first = JD__NO_EXPR,
        .next = JD__NO_EXPR};
    uint32_t parts[2] = {jd__condition_child(b->condition, node, 0),
        jd__condition_child(b->condition, node, 1)};
    bool x_ok = false, y_ok = false, ok = false;
    enum jd_status status = bind_operand(b, parts[0], &op.x, &x_ok);
    if (status == JD_OK)
        status = bind_operand(b, parts[1], &op.y, &y_ok);
    if (status == JD_OK && x_ok && y_ok)
        bind_fields(b, &op, &ok);
    if (status == JD_OK && !ok)
        status = bind_numbers(b, parts, &op, &ok);
    if (status != JD_OK)
        return status;
    return ok ? add_op(b, op, out_op) : bind_sql(b, node, out_op);
}

static enum jd_status
bind_truth(struct binder *b, uint32_t node, uint32_t *out_op);

/* AND, OR, NOT of parts of which some touch both sides. */
static enum jd_status
bind_logic(struct binder *b, uint32_t node, enum jd__op_kind kind, uint32_t *out_op)
{
    struct jd__op op = {.kind = kind, .first = JD__NO_EXPR, .next = JD__NO_EXPR};
    uint32_t last = JD__NO_EXPR;
    const struct jd__expr *part = expr_at(b, node);
    for (uint32_t child = part->first; child != JD__NO_EXPR;
         child = expr_at(b, child)->next) {
        uint32_t bound = JD__NO_EXPR;
        enum jd_status status = bind_truth(b, child, &bound);
        if (status != JD_OK)
            return status;
        if (last == JD__NO_EXPR)
            op.first = bound;
        else
            set_next(b, last, bound);
        last = bound;
    }
    return add_op(b, op, out_op);
}

/* A part that touches one side: is it null, or is it true? */
static enum jd_status
bind_flag(struct binder *b, uint32_t node, uint32_t *out_op)
{
    const struct jd__expr *part = expr_at(b, node);
    struct jd__op op = {.kind = JD__OP_FLAG, .first = JD__NO_EXPR, .next = JD__NO_EXPR};
    bool ok = false;
    bool is_null_test =
        part->kind == JD__EXPR_IS_NULL || part->kind == JD__EXPR_IS_NOT_NULL;
    if (is_null_test) {
        op.kind = part->kind == JD__EXPR_IS_NULL ? JD__OP_IS_NULL : JD__OP_IS_NOT_NULL;
        enum jd_status status = bind_operand(b, part->first, &op.x, &ok);
        if (status != JD_OK || ok)
            return status != JD_OK ? status : add_op(b, op, out_op);
        op.kind = JD__OP_FLAG; /* its child is of no column's type: hoist the test itself */
    }
    op.x.side = part->sides == JD__BIT(JD__RIGHT) ? JD__RIGHT : JD__LEFT;
    enum jd_status status =
        jd__fields_hoist(b->program->fields, b->condition, node, &op.x.field, b->err);
    if (status != JD_OK)
        return status;
    /* A bare NULL is of no type; what is never anything but null may stand. */
    const struct jd__field *field = field_at(b, op.x.field);
    if (field->type != JD_TYPE_BOOL && field->type != JD_TYPE_INT && field->dict->n > 0)
        return jd__fail(b->err, JD_E_INPUT, "a condition is neither true nor false");
    return add_op(b, op, out_op);
}

static enum jd_status
bind_truth(struct binder *b, uint32_t node, uint32_t *out_op)
{
    const struct jd__expr *part = expr_at(b, node);
    enum jd_status status = JD_OK;
    b->depth++;
    if (is_one_sided(part))
        status = bind_flag(b, node, out_op);
    else if (part->kind == JD__EXPR_AND)
        status = bind_logic(b, node, JD__OP_AND, out_op);
    else if (part->kind == JD__EXPR_OR)
        status = bind_logic(b, node, JD__OP_OR, out_op);
    else if (part->kind == JD__EXPR_NOT)
        status = bind_logic(b, node, JD__OP_NOT, out_op);
    else if (part->kind == JD__EXPR_COMPARE)
        status = bind_compare(b, node, out_op);
    else
        status = bind_sql(b, node, out_op);
    b->depth--;
    return status;
}

enum jd_status
jd__program_add(struct jd__program *program, const struct jd__condition *condition,
    uint32_t node, uint32_t *out_root, struct jd_error *err)
{
    struct binder b = {program, condition, 0, err};
    return bind_truth(&b, node, out_root);
}

enum jd_status
jd__program_all(struct jd__program *program, const uint32_t *roots, uint32_t n,
    uint32_t *out_root, struct jd_error *err)
{
    struct jd__op op = {.kind = JD__OP_AND, .first = roots[0], .next = JD__NO_EXPR};
    if (n == 1) {
        *out_root = roots[0];
        return JD_OK;
    }
    struct jd__op *ops = program->ops.data;
    for (uint32_t i = 0; i + 1 < n; i++)
        ops[roots[i]].next = roots[i + 1];
    enum jd_status status = jd__buf_append(&program->ops, &op, 1, err);
    if (status == JD_OK)
        *out_root = (uint32_t)program->ops.n - 1;
    program->depth++;
    return status;
}
