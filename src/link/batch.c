/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch.c - a program run on many pairs at once.
 *
 * Each operation works through a list of places in the batch and writes one answer for each.
 * AND and OR hand only those places on that are still open, so that a later part costs, and
 * fails, for no pair that does not reach it.
 *
 * Invariant: the codes of a field on a side lie one behind another for the whole batch, made
 * when first asked for; what an operation takes from the stack it gives back when it ends.
 */
#include "link/program.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"

/* Stack bytes that one operation may need for each pair, with room for alignment. */
#define STACK_PER_PAIR 40u

enum jd_status
jd__batch_init(struct jd__batch *batch, const struct jd_alloc *alloc,
    const struct jd__program *program, struct jd_error *err)
{
    *batch = (struct jd__batch){.alloc = jd__alloc_or_default(alloc), .program = program};
    batch->n_fields = (uint32_t)program->fields->items.n;
    batch->stack_size = (program->depth + 1) * (size_t)JD__BATCH * STACK_PER_PAIR;
    size_t n_slots = (size_t)batch->n_fields * 2;
    batch->codes = jd__alloc_array(alloc, 0, n_slots * JD__BATCH, sizeof(*batch->codes));
    batch->is_ready = jd__alloc_array(alloc, 0, n_slots, 1);
    batch->stack = jd__alloc_array(alloc, 0, batch->stack_size, 1);
    if (batch->codes == NULL || batch->is_ready == NULL || batch->stack == NULL) {
        jd__batch_done(batch);
        return jd__fail(err, JD_E_NOMEM, "no memory for a batch of pairs");
    }
    return JD_OK;
}

void
jd__batch_done(struct jd__batch *batch)
{
    size_t n_slots = (size_t)batch->n_fields * 2;
    jd__alloc_free_array(
        &batch->alloc, batch->codes, 0, n_slots * JD__BATCH, sizeof(*batch->codes));
    jd__alloc_free_array(&batch->alloc, batch->is_ready, 0, n_slots, 1);
    jd__alloc_free_array(&batch->alloc, batch->stack, 0, batch->stack_size, 1);
    batch->codes = NULL;
    batch->is_ready = NULL;
    batch->stack = NULL;
}

void
jd__batch_turn(
    struct jd__batch *batch, const uint32_t *left, const uint32_t *right, uint32_t n)
{
    batch->n = n;
    batch->records[JD__LEFT] = left;
    batch->records[JD__RIGHT] = right;
    memset(batch->is_ready, 0, (size_t)batch->n_fields * 2);
}

const uint32_t *
jd__batch_codes(struct jd__batch *batch, struct jd__operand operand)
{
    size_t slot = (size_t)operand.field * 2 + operand.side;
    uint32_t *codes = batch->codes + slot * JD__BATCH;
    if (batch->is_ready[slot])
        return codes;
    const struct jd__field *field = jd__fields_at(batch->program->fields, operand.field);
    const uint32_t *records = batch->records[operand.side];
    for (uint32_t i = 0; i < batch->n; i++)
        codes[i] = jd__field_code(field, records[i]);
    batch->is_ready[slot] = 1;
    return codes;
}

/* Room for n items of a size up to 8, given back by setting stack_used again. */
static void *
take(struct jd__batch *batch, uint32_t n, size_t item_size)
{
    uint8_t *room = batch->stack + batch->stack_used;
    batch->stack_used += ((size_t)n * item_size + 7) & ~(size_t)7;
    return batch->stack_used <= batch->stack_size ? room : NULL;
}

static const struct jd__op *
op_at(const struct jd__batch *batch, uint32_t op)
{
    return (const struct jd__op *)batch->program->ops.data + op;
}

static const struct jd__field *
field_of(const struct jd__batch *batch, struct jd__operand operand)
{
    return jd__fields_at(batch->program->fields, operand.field);
}

/* A pair reached a value whose computing failed.  Nothing of the value is known here. */
static enum jd_status
fail_reached(struct jd_error *err)
{
    return jd__fail(err, JD_E_INPUT, "a value that the condition computes raised an error");
}

static enum jd_status
test_flag(struct jd__batch *batch, const struct jd__op *op, const uint32_t *places,
    uint32_t n, uint8_t *out, struct jd_error *err)
{
    const uint32_t *codes = jd__batch_codes(batch, op->x);
    const struct jd__dict *dict = field_of(batch, op->x)->dict;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t code = codes[places[i]];
        if (code == JD__FAILED)
            return fail_reached(err);
        out[i] = code == JD_NONE                 ? JD__UNKNOWN
                 : jd__dict_int(dict, code) != 0 ? JD__TRUE
                                                 : JD__FALSE;
    }
    return JD_OK;
}

static enum jd_status
test_null(struct jd__batch *batch, const struct jd__op *op, const uint32_t *places,
    uint32_t n, uint8_t *out, struct jd_error *err)
{
    const uint32_t *codes = jd__batch_codes(batch, op->x);
    bool wanted = op->kind == JD__OP_IS_NULL;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t code = codes[places[i]];
        if (code == JD__FAILED)
            return fail_reached(err);
        out[i] = (code == JD_NONE) == wanted;
    }
    return JD_OK;
}

static enum jd_status
test_same(struct jd__batch *batch, const struct jd__op *op, const uint32_t *places,
    uint32_t n, uint8_t *out, struct jd_error *err)
{
    const uint32_t *x = jd__batch_codes(batch, op->x), *y = jd__batch_codes(batch, op->y);
    bool wanted = op->compare == JD__EQUAL;
    bool failed = false;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t a = x[places[i]], b = y[places[i]];
        failed |= a == JD__FAILED || b == JD__FAILED;
        out[i] = a == JD_NONE || b == JD_NONE ? JD__UNKNOWN : (a == b) == wanted;
    }
    return failed ? fail_reached(err) : JD_OK;
}

static enum jd_status
test_texts(struct jd__batch *batch, const struct jd__op *op, const uint32_t *places,
    uint32_t n, uint8_t *out, struct jd_error *err)
{
    const uint32_t *x = jd__batch_codes(batch, op->x), *y = jd__batch_codes(batch, op->y);
    const struct jd__dict *x_dict = field_of(batch, op->x)->dict;
    const struct jd__dict *y_dict = field_of(batch, op->y)->dict;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t a = x[places[i]], b = y[places[i]];
        if (a == JD__FAILED || b == JD__FAILED)
            return fail_reached(err);
        out[i] = JD__UNKNOWN;
        if (a != JD_NONE && b != JD_NONE)
            out[i] = jd__reals_compare(
                jd__str_compare(jd__dict_text(x_dict, a), jd__dict_text(y_dict, b)), 0,
                op->compare);
    }
    return JD_OK;
}

static enum jd_status
test_alike(struct jd__batch *batch, const struct jd__op *op, const uint32_t *places,
    uint32_t n, uint8_t *out, struct jd_error *err)
{
    const uint32_t *x = jd__batch_codes(batch, op->x), *y = jd__batch_codes(batch, op->y);
    const struct jd__sketch *x_sketches = field_of(batch, op->x)->sketches;
    const struct jd__sketch *y_sketches = field_of(batch, op->y)->sketches;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t a = x[places[i]], b = y[places[i]];
        bool holds = false;
        if (a == JD__FAILED || b == JD__FAILED)
            return fail_reached(err);
        if (a == JD_NONE || b == JD_NONE) {
            out[i] = JD__UNKNOWN;
            continue;
        }
        enum jd_status status = jd__likeness_holds(
            &op->alike, &batch->alloc, &x_sketches[a], &y_sketches[b], &holds, err);
        if (status != JD_OK)
            return status;
        out[i] = holds;
    }
    return JD_OK;
}

/* Numbers of one type, and which of them are null. */
struct numbers {
    enum jd_type type;
    int64_t *whole; /* of JD_TYPE_INT */
    double *real;   /* of JD_TYPE_REAL */
    uint8_t *null;
};

static enum jd_status
numbers_of(struct jd__batch *batch, uint32_t op, const uint32_t *places, uint32_t n,
    struct numbers *out, struct jd_error *err);

/* Whole numbers as floats, in place: both take eight bytes. */
static void
make_real(struct numbers *numbers, uint32_t n)
{
    if (numbers->type == JD_TYPE_REAL)
        return;
    double *real = numbers->real;
    for (uint32_t i = 0; i < n; i++)
        real[i] = (double)numbers->whole[i];
    numbers->type = JD_TYPE_REAL;
}

static enum jd_status
numbers_of_field(struct jd__batch *batch, const struct jd__op *op, const uint32_t *places,
    uint32_t n, struct numbers *out, struct jd_error *err)
{
    const uint32_t *codes = jd__batch_codes(batch, op->x);
    const struct jd__field *field = field_of(batch, op->x);
    out->type = field->type == JD_TYPE_REAL ? JD_TYPE_REAL : JD_TYPE_INT;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t code = codes[places[i]];
        if (code == JD__FAILED)
            return fail_reached(err);
        out->null[i] = code == JD_NONE;
        if (code == JD_NONE)
            continue;
        if (out->type == JD_TYPE_REAL)
            out->real[i] = jd__dict_real(field->dict, code);
        else
            out->whole[i] = jd__dict_int(field->dict, code);
    }
    return JD_OK;
}

static enum jd_status
numbers_of_likeness(struct jd__batch *batch, const struct jd__op *op,
    const uint32_t *places, uint32_t n, struct numbers *out, struct jd_error *err)
{
    const uint32_t *x = jd__batch_codes(batch, op->x), *y = jd__batch_codes(batch, op->y);
    const struct jd__dict *x_dict = field_of(batch, op->x)->dict;
    const struct jd__dict *y_dict = field_of(batch, op->y)->dict;
    out->type = JD_TYPE_REAL;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t a = x[places[i]], b = y[places[i]];
        if (a == JD__FAILED || b == JD__FAILED)
            return fail_reached(err);
        out->null[i] = a == JD_NONE || b == JD_NONE;
        enum jd_status status = JD_OK;
        if (!out->null[i])
            status = jd__likeness_value(op->alike.likeness, &batch->alloc,
                jd__dict_text(x_dict, a), jd__dict_text(y_dict, b), &out->real[i], err);
        if (status != JD_OK)
            return status;
    }
    return JD_OK;
}

static enum jd_status
fail_overflow(struct jd_error *err)
{
    return jd__fail(err, JD_E_INPUT, "a difference is larger than a whole number may be");
}

static enum jd_status
numbers_of_abs(struct jd__batch *batch, const struct jd__op *op, const uint32_t *places,
    uint32_t n, struct numbers *out, struct jd_error *err)
{
    enum jd_status status = numbers_of(batch, op->first, places, n, out, err);
    for (uint32_t i = 0; i < n && status == JD_OK; i++) {
        if (out->null[i])
            continue;
        if (out->type == JD_TYPE_REAL)
            out->real[i] = out->real[i] < 0 ? -out->real[i] : out->real[i];
        else if (out->whole[i] == INT64_MIN)
            status = fail_overflow(err);
        else if (out->whole[i] < 0)
            out->whole[i] = -out->whole[i];
    }
    return status;
}

static enum jd_status
numbers_of_minus(struct jd__batch *batch, const struct jd__op *op, const uint32_t *places,
    uint32_t n, struct numbers *out, struct jd_error *err)
{
    size_t mark = batch->stack_used;
    void *room = take(batch, n, sizeof(int64_t));
    struct numbers less = {JD_TYPE_NULL, room, room, take(batch, n, 1)};
    enum jd_status status = JD_OK;
    if (room == NULL || less.null == NULL)
        status = jd__fail(err, JD_E_LIMIT, "a condition is too deep");
    if (status == JD_OK)
        status = numbers_of(batch, op->first, places, n, out, err);
    if (status == JD_OK)
        status = numbers_of(batch, op_at(batch, op->first)->next, places, n, &less, err);
    if (status == JD_OK && out->type != less.type) {
        make_real(out, n);
        make_real(&less, n);
    }
    for (uint32_t i = 0; i < n && status == JD_OK; i++) {
        out->null[i] |= less.null[i];
        if (out->null[i])
            continue;
        if (out->type == JD_TYPE_REAL)
            out->real[i] -= less.real[i];
        else if (__builtin_sub_overflow(out->whole[i], less.whole[i], &out->whole[i]))
            status = fail_overflow(err);
    }
    batch->stack_used = mark;
    return status;
}

static enum jd_status
numbers_of(struct jd__batch *batch, uint32_t op, const uint32_t *places, uint32_t n,
    struct numbers *out, struct jd_error *err)
{
    const struct jd__op *what = op_at(batch, op);
    if (what->kind == JD__OP_FIELD)
        return numbers_of_field(batch, what, places, n, out, err);
    if (what->kind == JD__OP_ABS)
        return numbers_of_abs(batch, what, places, n, out, err);
    if (what->kind == JD__OP_MINUS)
        return numbers_of_minus(batch, what, places, n, out, err);
    return numbers_of_likeness(batch, what, places, n, out, err);
}

static enum jd_status
test_numbers(struct jd__batch *batch, const struct jd__op *op, const uint32_t *places,
    uint32_t n, uint8_t *out, struct jd_error *err)
{
    size_t mark = batch->stack_used;
    void *room_a = take(batch, n, sizeof(int64_t)),
         *room_b = take(batch, n, sizeof(int64_t));
    struct numbers a = {JD_TYPE_NULL, room_a, room_a, take(batch, n, 1)};
    struct numbers b = {JD_TYPE_NULL, room_b, room_b, take(batch, n, 1)};
    enum jd_status status = JD_OK;
    if (a.null == NULL || b.null == NULL)
        status = jd__fail(err, JD_E_LIMIT, "a condition is too deep");
    if (status == JD_OK)
        status = numbers_of(batch, op->first, places, n, &a, err);
    if (status == JD_OK)
        status = numbers_of(batch, op_at(batch, op->first)->next, places, n, &b, err);
    if (status == JD_OK && a.type != b.type) {
        make_real(&a, n);
        make_real(&b, n);
    }
    for (uint32_t i = 0; i < n && status == JD_OK; i++) {
        if (a.null[i] || b.null[i])
            out[i] = JD__UNKNOWN;
        else if (a.type == JD_TYPE_REAL)
            out[i] = jd__reals_compare(a.real[i], b.real[i], op->compare);
        else
            out[i] = jd__reals_compare(
                (a.whole[i] > b.whole[i]) - (a.whole[i] < b.whole[i]), 0, op->compare);
    }
    batch->stack_used = mark;
    return status;
}

static uint8_t
both(uint8_t a, uint8_t b)
{
    if (a == JD__FALSE || b == JD__FALSE)
        return JD__FALSE;
    return a == JD__UNKNOWN || b == JD__UNKNOWN ? JD__UNKNOWN : JD__TRUE;
}

static uint8_t
either(uint8_t a, uint8_t b)
{
    if (a == JD__TRUE || b == JD__TRUE)
        return JD__TRUE;
    return a == JD__UNKNOWN || b == JD__UNKNOWN ? JD__UNKNOWN : JD__FALSE;
}

/* AND and OR: a part is asked only about the places that it can still change. */
static enum jd_status
test_several(struct jd__batch *batch, const struct jd__op *op, const uint32_t *places,
    uint32_t n, uint8_t *out, struct jd_error *err)
{
    bool is_and = op->kind == JD__OP_AND;
    uint8_t settled = is_and ? JD__FALSE : JD__TRUE;
    size_t mark = batch->stack_used;
    uint32_t *open = take(batch, n, sizeof(*open));   /* places still open ... */
    uint32_t *which = take(batch, n, sizeof(*which)); /* ... and whose they are in `out` */
    uint8_t *truth = take(batch, n, 1);
    enum jd_status status = JD_OK;
    if (truth == NULL)
        status = jd__fail(err, JD_E_LIMIT, "a condition is too deep");
    for (uint32_t i = 0; i < n; i++)
        out[i] = is_and ? JD__TRUE : JD__FALSE;
    for (uint32_t child = op->first; child != JD__NO_EXPR && status == JD_OK;
         child = op_at(batch, child)->next) {
        uint32_t n_open = 0;
        for (uint32_t i = 0; i < n; i++)
            if (out[i] != settled) {
                open[n_open] = places[i];
                which[n_open++] = i;
            }
        if (n_open == 0)
            break;
        status = jd__batch_test(batch, child, open, n_open, truth, err);
        for (uint32_t i = 0; i < n_open && status == JD_OK; i++) {
            uint8_t *at = &out[which[i]];
            *at = is_and ? both(*at, truth[i]) : either(*at, truth[i]);
        }
    }
    batch->stack_used = mark;
    return status;
}

static enum jd_status
test_not(struct jd__batch *batch, const struct jd__op *op, const uint32_t *places,
    uint32_t n, uint8_t *out, struct jd_error *err)
{
    enum jd_status status = jd__batch_test(batch, op->first, places, n, out, err);
    for (uint32_t i = 0; i < n && status == JD_OK; i++)
        out[i] = out[i] == JD__UNKNOWN ? JD__UNKNOWN : out[i] == JD__FALSE;
    return status;
}

enum jd_status
jd__batch_test(struct jd__batch *batch, uint32_t root, const uint32_t *places, uint32_t n,
    uint8_t *out_truth, struct jd_error *err)
{
    const struct jd__op *op = op_at(batch, root);
    switch (op->kind) {
    case JD__OP_FLAG:
        return test_flag(batch, op, places, n, out_truth, err);
    case JD__OP_IS_NULL:
    case JD__OP_IS_NOT_NULL:
        return test_null(batch, op, places, n, out_truth, err);
    case JD__OP_AND:
    case JD__OP_OR:
        return test_several(batch, op, places, n, out_truth, err);
    case JD__OP_NOT:
        return test_not(batch, op, places, n, out_truth, err);
    case JD__OP_SAME:
        return test_same(batch, op, places, n, out_truth, err);
    case JD__OP_TEXTS:
        return test_texts(batch, op, places, n, out_truth, err);
    case JD__OP_NUMBERS:
        return test_numbers(batch, op, places, n, out_truth, err);
    case JD__OP_ALIKE:
        return test_alike(batch, op, places, n, out_truth, err);
    case JD__OP_SQL:
        return jd__batch_test_sql(batch, op, places, n, out_truth, err);
    case JD__OP_FIELD:
    case JD__OP_ABS:
    case JD__OP_MINUS:
    case JD__OP_LIKENESS:
        break;
    }
    return jd__fail(err, JD_E_INPUT, "a condition is neither true nor false");
}
