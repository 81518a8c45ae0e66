/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compared.c - from a comparison's levels to what is asked of two values' descriptions.
 *
 * Known are levels that start from one column c (or what SQL makes of one side), in this order:
 *
 *     c is null on a side                      first, or not at all
 *     c equal                                  next, or not at all
 *     likeness of c at least or at most t      no more partners than common bytes; then a kernel
 *     |f(c) - f(c)| <= t                       exactly
 *     f(c) equal                               exactly
 *     anything else                            may be met by any pair
 *
 * Bytes fall into 32 classes (their low five bits: letters of one case each have their own).
 * For each class `letters` has a bit for one byte and one for a second; further ones are
 * counted in `more`.  So common bits and the lesser `more` are no fewer than the bytes that
 * two texts have in common, however often each stands there, and no Jaro partners and no
 * unchanged bytes of an edit can be more than these.
 */
#include "link/compared.h"

#include "base/alloc.h"
#include "base/error.h"
#include "text/jaro.h"

#include <math.h>

/* Bytes of a line of a cache. */
#define LINE ((size_t)64)

/* A description under way. */
struct describing {
    const struct jd_linkage *linkage;
    const struct jd__comparison *comparison;
    const struct jd__bound_level *bound; /* of its first level */
    struct jd__compared *column;
    const struct jd__field *other;  /* whose codes are `other`, or NULL */
    const struct jd__field *number; /* whose numbers are `number`, or NULL */
    uint32_t n_likenesses;
    uint32_t first; /* the first level behind null and equal */
};

/* Both operands are one field, as l's and as r's. */
static bool
is_of_both(struct jd__operand x, struct jd__operand y)
{
    return x.field == y.field && x.side != y.side;
}

/* Is it `c is null or c is null` of the two sides? */
static bool
is_null_test(const struct jd_linkage *linkage, uint32_t root, uint32_t *out_field)
{
    const struct jd__op *op = root != JD__NO_EXPR ? jd__linkage_op(linkage, root) : NULL;
    if (op == NULL || op->kind != JD__OP_OR || op->first == JD__NO_EXPR)
        return false;
    const struct jd__op *x = jd__linkage_op(linkage, op->first);
    const struct jd__op *y =
        x->next != JD__NO_EXPR ? jd__linkage_op(linkage, x->next) : NULL;
    if (y == NULL || y->next != JD__NO_EXPR || x->kind != JD__OP_IS_NULL ||
        y->kind != JD__OP_IS_NULL || !is_of_both(x->x, y->x))
        return false;
    *out_field = x->x.field;
    return true;
}

/* Is it equality of one field's values? */
static bool
is_equality(const struct jd_linkage *linkage, uint32_t root)
{
    const struct jd__op *op = root != JD__NO_EXPR ? jd__linkage_op(linkage, root) : NULL;
    return op != NULL && op->kind == JD__OP_SAME && op->compare == JD__EQUAL &&
           is_of_both(op->x, op->y);
}

/* A field that is made of the column's codes. */
static bool
is_derived(const struct describing *d, const struct jd__field *field)
{
    const struct jd__field *column = jd__fields_at(&d->linkage->fields, d->column->field);
    return field->base == column->base && column->map == NULL && field->map != NULL;
}

/* The fewest partners with which a likeness may hold; one more than there can be: none do. */
static uint8_t
partners_needed(const struct jd__alike *alike, uint32_t a, uint32_t b, uint32_t head)
{
    uint32_t most = a < b ? a : b, n = 0;
    if (a == JD__COMPARED_LONG || b == JD__COMPARED_LONG)
        return 0;
    for (; n <= most; n++) {
        bool may = false;
        if (alike->likeness == JD__JARO_WINKLER || alike->likeness == JD__JARO)
            may = jd__jaro_may_reach(
                a, b, n, alike->likeness == JD__JARO ? 0 : head, alike->bound);
        else
            may = (double)((a > b ? a : b) - n) <= alike->bound;
        if (may)
            break;
    }
    return (uint8_t)n;
}

/* Is it a distance at most, or a similarity at least, some number? */
static bool
is_bounded(const struct jd__alike *alike)
{
    enum jd__compare compare = alike->compare;
    if (!(alike->bound == alike->bound))
        return false;
    if (alike->likeness == JD__LEVENSHTEIN || alike->likeness == JD__DAMERAU)
        return compare == JD__LESS_EQUAL || compare == JD__LESS;
    if (alike->likeness == JD__JARO || alike->likeness == JD__JARO_WINKLER)
        return compare == JD__GREATER_EQUAL || compare == JD__GREATER;
    return false;
}

/* Bound a likeness of the column's own texts. */
static bool
know_likeness(struct describing *d, const struct jd__op *op, struct jd__test *test)
{
    const struct jd__alike *alike = &op->alike;
    if (!is_bounded(alike) || !is_of_both(op->x, op->y) ||
        op->x.field != d->column->field || d->column->needs == NULL ||
        d->n_likenesses == JD__COMPARED_LIKENESSES)
        return false;
    test->kind = JD__TEST_ALIKE;
    test->likeness = d->n_likenesses++;
    test->alike = *alike;
    for (uint32_t a = 0; a <= JD__COMPARED_LONG; a++)
        for (uint32_t b = 0; b <= JD__COMPARED_LONG; b++)
            for (uint32_t head = 0; head <= 4; head++)
                d->column->needs->of[a][b][head][test->likeness] =
                    partners_needed(alike, a, b, head);
    return true;
}

/* A whole number whose differences from others like it are exact as floats. */
static bool
is_small(int64_t number)
{
    const int64_t most = INT64_C(1) << 52;
    return number <= most && number >= -most;
}

/* A constant number. */
static bool
is_constant(const struct jd_linkage *linkage, const struct jd__op *op, double *out_value)
{
    if (op->kind != JD__OP_FIELD)
        return false;
    const struct jd__field *field = jd__linkage_field(linkage, op->x);
    if (field->base != NULL || field->null_code >= JD__FAILED)
        return false;
    if (field->type == JD_TYPE_REAL) {
        *out_value = jd__dict_real(field->dict, field->null_code);
        return *out_value == *out_value;
    }
    int64_t number = jd__dict_int(field->dict, field->null_code);
    *out_value = (double)number;
    return is_small(number);
}

/* Are differences of the field's values the same as floats? */
static bool
are_floats(const struct jd__field *field)
{
    for (uint32_t code = 0; field->type != JD_TYPE_REAL && code < field->dict->n; code++)
        if (!is_small(jd__dict_int(field->dict, code)))
            return false;
    return true;
}

/* The field f of `abs(f - f)`, as the number of it, or JD_NONE. */
static uint32_t
field_of_distance(const struct jd_linkage *linkage, const struct jd__op *size)
{
    if (size->kind != JD__OP_ABS)
        return JD_NONE;
    const struct jd__op *minus = jd__linkage_op(linkage, size->first);
    if (minus->kind != JD__OP_MINUS)
        return JD_NONE;
    const struct jd__op *x = jd__linkage_op(linkage, minus->first),
                        *y = jd__linkage_op(linkage, x->next);
    bool of_fields = x->kind == JD__OP_FIELD && y->kind == JD__OP_FIELD;
    return of_fields && is_of_both(x->x, y->x) ? x->x.field : JD_NONE;
}

/* Is it `abs(f - f) <= t`, or `< t`? */
static bool
know_distance(struct describing *d, const struct jd__op *op, struct jd__test *test)
{
    const struct jd_linkage *linkage = d->linkage;
    const struct jd__op *size = jd__linkage_op(linkage, op->first);
    uint32_t number = field_of_distance(linkage, size);
    double bound = 0;
    if ((op->compare != JD__LESS_EQUAL && op->compare != JD__LESS) || number == JD_NONE ||
        !is_constant(linkage, jd__linkage_op(linkage, size->next), &bound))
        return false;
    const struct jd__field *field = jd__fields_at(&linkage->fields, number);
    if ((d->number != NULL && d->number != field) ||
        (number != d->column->field && !is_derived(d, field)) || !are_floats(field) ||
        jd__field_may_fail(field))
        return false;
    d->number = field;
    test->kind = JD__TEST_NEAR;
    test->bound = op->compare == JD__LESS ? nextafter(bound, -(double)INFINITY) : bound;
    return true;
}

/* Is it equality of what is made of the column? */
static bool
know_derived(struct describing *d, const struct jd__op *op, struct jd__test *test)
{
    const struct jd__field *field = jd__linkage_field(d->linkage, op->x);
    if (!is_derived(d, field) || (d->other != NULL && d->other != field) ||
        jd__field_may_fail(field))
        return false;
    d->other = field;
    test->kind = JD__TEST_OTHER;
    return true;
}

/* What a level asks of two values, as far as it is known. */
static struct jd__test
test_of(struct describing *d, uint32_t level)
{
    struct jd__test test = {.kind = JD__TEST_ASK, .level = level};
    uint32_t root = d->bound[level].root;
    if (root == JD__NO_EXPR) { /* ELSE */
        test.kind = JD__TEST_ANY;
        return test;
    }
    const struct jd__op *op = jd__linkage_op(d->linkage, root);
    if (op->kind == JD__OP_ALIKE)
        (void)know_likeness(d, op, &test);
    else if (op->kind == JD__OP_NUMBERS)
        (void)know_distance(d, op, &test);
    else if (is_equality(d->linkage, root))
        (void)know_derived(d, op, &test);
    return test;
}

/* Put the tests by what they ask. */
static void
sort_tests(struct jd__compared *column)
{
    for (uint32_t i = 0; i < column->n_tests; i++) {
        const struct jd__test *test = &column->tests[i];
        uint8_t bit = (uint8_t)(1u << i);
        switch (test->kind) {
        case JD__TEST_ALIKE:
            for (uint32_t set = 0; set < 1u << JD__COMPARED_LIKENESSES; set++)
                if (set >> test->likeness & 1)
                    column->alike_sets[set] |= bit;
            break;
        case JD__TEST_OTHER:
            column->other_set |= bit;
            break;
        case JD__TEST_NEAR:
            column->near_tests[column->n_near] = (uint8_t)i;
            column->near[column->n_near++] = test->bound;
            break;
        case JD__TEST_ANY:
        case JD__TEST_ASK:
            column->any_set |= bit;
            break;
        }
    }
}

/* The tests of levels, up to the first that any pair may meet. */
static void
list_tests(struct describing *d)
{
    struct jd__compared *column = d->column;
    struct jd__test test = {.kind = JD__TEST_NEAR};
    for (uint32_t level = d->first; test.kind != JD__TEST_ANY && test.kind != JD__TEST_ASK;
         level++) {
        if (level == d->comparison->n_levels)
            test = (struct jd__test){.kind = JD__TEST_ANY, .level = JD_NONE};
        else if (column->n_tests + 1 == JD__COMPARED_TESTS)
            test = (struct jd__test){.kind = JD__TEST_ASK, .level = level};
        else
            test = test_of(d, level);
        column->tests[column->n_tests++] = test;
    }
    sort_tests(column);
    column->is_known = test.kind == JD__TEST_ANY && column->null_level != JD_NONE;
}

static void
describe_text(struct jd_str text, struct jd__value *value)
{
    uint64_t once = 0, twice = 0;
    for (size_t i = 0; i < text.size; i++) {
        uint64_t bit = UINT64_C(1) << ((unsigned char)text.data[i] & 31u);
        twice |= once & bit;
        once |= bit;
        if (i < 4)
            value->head |= (uint32_t)(unsigned char)text.data[i] << (8 * i);
    }
    value->letters = once | twice << 32;
    value->size = (uint16_t)(text.size < JD__COMPARED_LONG ? text.size : JD__COMPARED_LONG);
    if (text.size < JD__COMPARED_LONG)
        value->more = (uint16_t)(text.size - jd__count_bits(value->letters));
}

static double
number_of(const struct jd__field *field, uint32_t code)
{
    if (code == JD_NONE)
        return (double)NAN;
    return field->type == JD_TYPE_REAL ? jd__dict_real(field->dict, code)
                                       : (double)jd__dict_int(field->dict, code);
}

/* What becomes of a code of the column in a field that is it, or is made of it. */
static uint32_t
code_in(const struct jd__field *field, uint32_t code)
{
    return field->map != NULL ? field->map[code] : code;
}

static enum jd_status
describe_values(const struct describing *d, struct jd_error *err)
{
    struct jd__compared *column = d->column;
    const struct jd__dict *dict = column->dict;
    column->room =
        jd__alloc_array(&d->linkage->alloc, LINE, dict->n, sizeof(*column->values));
    if (column->room == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %u values", dict->n);
    size_t over = (uintptr_t)column->room % LINE;
    column->values = (void *)((char *)column->room + (over > 0 ? LINE - over : 0));
    for (uint32_t code = 0; code < dict->n; code++) {
        struct jd__value value = {.other = JD_NONE, .number = (double)NAN};
        if (column->alike_sets[15] != 0)
            describe_text(jd__dict_text(dict, code), &value);
        if (d->number != NULL)
            value.number = number_of(d->number, code_in(d->number, code));
        if (d->other != NULL)
            value.other = code_in(d->other, code);
        column->values[code] = value;
    }
    return JD_OK;
}

/* Which levels are of nulls and of equal values; false when they are not of one column. */
static bool
find_first_levels(struct describing *d)
{
    const struct jd_linkage *linkage = d->linkage;
    struct jd__compared *column = d->column;
    uint32_t field = JD_NONE, n_levels = d->comparison->n_levels;
    if (n_levels > 0 && is_null_test(linkage, d->bound[0].root, &field))
        column->null_level = d->first++;
    if (d->first < n_levels && is_equality(linkage, d->bound[d->first].root)) {
        uint32_t equal = jd__linkage_op(linkage, d->bound[d->first].root)->x.field;
        if (field == JD_NONE || equal == field) {
            field = equal;
            column->equal_level = d->first++;
        }
    }
    if (field == JD_NONE)
        return false;
    const struct jd__field *of = jd__fields_at(&linkage->fields, field);
    if (of->base == NULL || !of->is_exact || jd__field_may_fail(of))
        return false;
    column->field = field;
    column->dict = of->dict;
    return true;
}

enum jd_status
jd__compared_init(const struct jd_linkage *linkage, uint32_t comparison,
    struct jd__compared *out_column, struct jd_error *err)
{
    struct describing d = {.linkage = linkage,
        .comparison = &linkage->model->comparisons[comparison],
        .bound = linkage->levels + linkage->first_level[comparison],
        .column = out_column};
    *out_column = (struct jd__compared){
        .field = JD_NONE, .null_level = JD_NONE, .equal_level = JD_NONE};
    if (!find_first_levels(&d))
        return JD_OK;
    if (out_column->dict->type == JD_TYPE_TEXT) {
        out_column->needs =
            jd__alloc_array(&linkage->alloc, 0, 1, sizeof(struct jd__needs));
        if (out_column->needs == NULL)
            return jd__fail(err, JD_E_NOMEM, "no memory for bounds");
    }
    list_tests(&d);
    enum jd_status status = describe_values(&d, err);
    if (status != JD_OK)
        jd__compared_done(out_column, &linkage->alloc);
    return status;
}

void
jd__compared_done(struct jd__compared *column, const struct jd_alloc *alloc)
{
    jd__alloc_free_array(alloc, column->needs, 0, 1, sizeof(struct jd__needs));
    if (column->room != NULL)
        jd__alloc_free_array(
            alloc, column->room, LINE, column->dict->n, sizeof(*column->values));
    *column = (struct jd__compared){.field = JD_NONE};
}

enum jd_status
jd__compared_ask(const struct jd__compared *column, const struct jd_alloc *alloc,
    uint32_t may, const uint32_t codes[static 2], uint32_t *out_level, struct jd_error *err)
{
    for (;; may &= may - 1) {
        const struct jd__test *test = &column->tests[jd__lowest_bit(may)];
        bool holds = true;
        if (test->kind == JD__TEST_ALIKE) {
            enum jd_status status =
                jd__alike_holds(&test->alike, alloc, jd__dict_text(column->dict, codes[0]),
                    jd__dict_text(column->dict, codes[1]), &holds, err);
            if (status != JD_OK)
                return status;
        }
        if (holds) { /* the last test always does */
            *out_level = test->level;
            return JD_OK;
        }
    }
}

enum jd_status
jd__compared_level(const struct jd__compared *column, const struct jd_alloc *alloc,
    uint32_t left, uint32_t right, uint32_t *out_level, struct jd_error *err)
{
    const uint32_t codes[2] = {left, right};
    uint32_t may = jd__compared_may(column, &column->values[left], &column->values[right]);
    return jd__compared_ask(column, alloc, may, codes, out_level, err);
}
