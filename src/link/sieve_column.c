/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sieve_column.c - from a comparison's levels to what is asked of two values' descriptions.
 *
 * Known are levels that start from one column c, tried in this order:
 *
 *     c is null on a side                      first, or not at all
 *     c equal                                  next, or not at all
 *     likeness of c at least or at most t      no more partners than common bytes
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
#include "link/sieve_column.h"

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
    struct jd__sieve_column *column;
    const struct jd__field *other;  /* whose codes are `other`, or NULL */
    const struct jd__field *number; /* whose numbers are `number`, or NULL */
    uint32_t n_likenesses;
    uint32_t exact; /* the level of equal values, or JD_NONE */
    uint32_t first; /* the first level behind null and exact */
};

static const struct jd__op *
op_at(const struct jd_linkage *linkage, uint32_t op)
{
    return (const struct jd__op *)linkage->program.ops.data + op;
}

static const struct jd__field *
field_at(const struct jd_linkage *linkage, struct jd__operand operand)
{
    return jd__fields_at(&linkage->fields, operand.field);
}

/* The most that a level weighs, with the frequency that suits it best. */
static double
most_of_level(const struct describing *d, uint32_t level)
{
    const struct jd__level *of = &d->comparison->levels[level];
    const struct jd__bound_level *bound = &d->bound[level];
    double most = 0;
    if (bound->frequency == JD_NONE)
        return of->weight;
    const struct jd__frequency *frequency = jd__frequency_at(d->linkage, bound->frequency);
    for (uint32_t code = 0; code < frequency->n; code++) {
        double log = frequency->of[code] >= of->tf_minimum ? frequency->log[code]
                                                           : bound->log_minimum;
        if (!isnan(frequency->of[code]))
            most = fmax(most, of->tf_weight * (of->tf_log_u - log));
    }
    return of->weight + most;
}

/* The most that this level or a later one weighs; none met: no weight, which is below all. */
static double
most_from(const struct describing *d, uint32_t level)
{
    double most = -(double)INFINITY;
    for (; level < d->comparison->n_levels; level++)
        most = fmax(most, most_of_level(d, level));
    return most;
}

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
    const struct jd__op *op = root != JD__NO_EXPR ? op_at(linkage, root) : NULL;
    if (op == NULL || op->kind != JD__OP_OR || op->first == JD__NO_EXPR)
        return false;
    const struct jd__op *x = op_at(linkage, op->first);
    const struct jd__op *y = x->next != JD__NO_EXPR ? op_at(linkage, x->next) : NULL;
    *out_field = x->x.field;
    return y != NULL && y->next == JD__NO_EXPR && x->kind == JD__OP_IS_NULL &&
           y->kind == JD__OP_IS_NULL && is_of_both(x->x, y->x);
}

/* Is it equality of one field's values? */
static bool
is_equality(const struct jd_linkage *linkage, uint32_t root)
{
    const struct jd__op *op = root != JD__NO_EXPR ? op_at(linkage, root) : NULL;
    return op != NULL && op->kind == JD__OP_SAME && op->compare == JD__EQUAL &&
           is_of_both(op->x, op->y);
}

/* A field that is made of the column's codes. */
static bool
is_derived(const struct describing *d, const struct jd__field *field)
{
    return field->base == d->column->field->base && field->map != NULL;
}

/* The fewest partners with which a likeness may hold; one more than there can be: none do. */
static uint8_t
partners_needed(const struct jd__alike *alike, uint32_t a, uint32_t b, uint32_t head)
{
    uint32_t most = a < b ? a : b, n = 0;
    if (a == JD__SIEVE_LONG || b == JD__SIEVE_LONG)
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
know_likeness(struct describing *d, const struct jd__op *op, struct jd__sieve_test *test)
{
    const struct jd__alike *alike = &op->alike;
    if (!is_bounded(alike) || !is_of_both(op->x, op->y) ||
        field_at(d->linkage, op->x) != d->column->field || d->column->needs == NULL ||
        d->n_likenesses == JD__SIEVE_LIKENESSES)
        return false;
    *test =
        (struct jd__sieve_test){.kind = JD__SIEVE_PARTNERS, .likeness = d->n_likenesses++};
    for (uint32_t a = 0; a <= JD__SIEVE_LONG; a++)
        for (uint32_t b = 0; b <= JD__SIEVE_LONG; b++)
            for (uint32_t head = 0; head <= 4; head++)
                (*d->column->needs)[a][b][head][test->likeness] =
                    partners_needed(alike, a, b, head);
    d->column->has_texts = true;
    return true;
}

/* A constant number. */
static bool
is_constant(const struct jd_linkage *linkage, const struct jd__op *op, double *out_value)
{
    if (op->kind != JD__OP_FIELD)
        return false;
    const struct jd__field *field = field_at(linkage, op->x);
    if (field->base != NULL || field->null_code >= JD__FAILED)
        return false;
    *out_value = field->type == JD_TYPE_REAL
                     ? jd__dict_real(field->dict, field->null_code)
                     : (double)jd__dict_int(field->dict, field->null_code);
    return true;
}

/* Is each value of the field the same number as a float? */
static bool
are_floats(const struct jd__field *field)
{
    const int64_t most = INT64_C(1) << 53;
    for (uint32_t code = 0; field->type != JD_TYPE_REAL && code < field->dict->n; code++)
        if (jd__dict_int(field->dict, code) > most ||
            jd__dict_int(field->dict, code) < -most)
            return false;
    return true;
}

/* Bound `abs(f - f) <= t`. */
static bool
know_distance(struct describing *d, const struct jd__op *op, struct jd__sieve_test *test)
{
    const struct jd_linkage *linkage = d->linkage;
    const struct jd__op *size = op_at(linkage, op->first),
                        *limit = op_at(linkage, size->next);
    double bound = 0;
    if ((op->compare != JD__LESS_EQUAL && op->compare != JD__LESS) ||
        size->kind != JD__OP_ABS || !is_constant(linkage, limit, &bound))
        return false;
    const struct jd__op *minus = op_at(linkage, size->first);
    if (minus->kind != JD__OP_MINUS)
        return false;
    const struct jd__op *x = op_at(linkage, minus->first), *y = op_at(linkage, x->next);
    if (x->kind != JD__OP_FIELD || y->kind != JD__OP_FIELD || !is_of_both(x->x, y->x))
        return false;
    const struct jd__field *field = field_at(linkage, x->x);
    if ((d->number != NULL && d->number != field) ||
        (field != d->column->field && !is_derived(d, field)) || !are_floats(field))
        return false;
    d->number = field;
    *test = (struct jd__sieve_test){.kind = JD__SIEVE_NEAR, .bound = bound};
    return true;
}

/* What a level asks of two values, as far as it is known. */
static struct jd__sieve_test
test_of(struct describing *d, uint32_t level)
{
    struct jd__sieve_test test = {.kind = JD__SIEVE_MAYBE};
    uint32_t root = d->bound[level].root;
    const struct jd__op *op = root != JD__NO_EXPR ? op_at(d->linkage, root) : NULL;
    bool is_known = false;
    if (op != NULL && op->kind == JD__OP_ALIKE)
        is_known = know_likeness(d, op, &test);
    else if (op != NULL && op->kind == JD__OP_NUMBERS)
        is_known = know_distance(d, op, &test);
    else if (is_equality(d->linkage, root)) {
        const struct jd__field *field = field_at(d->linkage, op->x);
        is_known = is_derived(d, field) && (d->other == NULL || d->other == field);
        if (is_known) {
            d->other = field;
            test.kind = JD__SIEVE_OTHER;
        }
    }
    if (!is_known)
        test.kind = JD__SIEVE_MAYBE;
    test.best = (float)most_from(d, level);
    return test;
}

/* The tests of levels, up to the first that any pair may meet. */
static void
list_tests(struct describing *d)
{
    struct jd__sieve_column *column = d->column;
    for (uint32_t level = d->first; column->n_tests + 1 < JD__SIEVE_TESTS; level++) {
        struct jd__sieve_test last = {
            .kind = JD__SIEVE_MAYBE, .best = -(float)INFINITY}; /* no level is met */
        bool is_end = level == d->comparison->n_levels;
        column->tests[column->n_tests++] = is_end ? last : test_of(d, level);
        if (column->tests[column->n_tests - 1].kind == JD__SIEVE_MAYBE)
            return;
    }
    float best = column->tests[column->n_tests - 1].best; /* of later levels too */
    column->tests[column->n_tests++] =
        (struct jd__sieve_test){.kind = JD__SIEVE_MAYBE, .best = best};
}

static void
describe_text(struct jd_str text, struct jd__sieve_value *value)
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
    value->size = (uint16_t)(text.size < JD__SIEVE_LONG ? text.size : JD__SIEVE_LONG);
    if (text.size < JD__SIEVE_LONG)
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

/* The most that two of a value weigh. */
static double
most_of_equals(const struct describing *d, uint32_t code, double most)
{
    if (d->exact == JD_NONE)
        return most;
    const struct jd__level *of = &d->comparison->levels[d->exact];
    const struct jd__bound_level *bound = &d->bound[d->exact];
    if (bound->frequency == JD_NONE)
        return of->weight;
    const struct jd__frequency *frequency = jd__frequency_at(d->linkage, bound->frequency);
    if (jd__fields_at(&d->linkage->fields, frequency->field) != d->column->field)
        return most_of_level(d, d->exact);
    double log = frequency->log[code];
    if (isnan(log))
        return of->weight;
    log = frequency->of[code] >= of->tf_minimum ? log : bound->log_minimum;
    return of->weight + of->tf_weight * (of->tf_log_u - log);
}

static enum jd_status
describe_values(struct describing *d, double most, struct jd_error *err)
{
    struct jd__sieve_column *column = d->column;
    const struct jd__dict *dict = column->field->dict;
    column->room =
        jd__alloc_array(&d->linkage->alloc, LINE, dict->n, sizeof(*column->values));
    if (column->room == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %u values", dict->n);
    column->n_values = dict->n;
    size_t over = (uintptr_t)column->room % LINE;
    column->values = (void *)((char *)column->room + (over > 0 ? LINE - over : 0));
    for (uint32_t code = 0; code < dict->n; code++) {
        struct jd__sieve_value value = {.other = JD_NONE, .number = (double)NAN};
        if (column->has_texts)
            describe_text(jd__dict_text(dict, code), &value);
        if (d->number != NULL)
            value.number = number_of(d->number, code_in(d->number, code));
        if (d->other != NULL)
            value.other = code_in(d->other, code);
        value.equal = (float)most_of_equals(d, code, most);
        column->values[code] = value;
    }
    return JD_OK;
}

/* Which levels are of nulls and of equal values; false when they are not of one column. */
static bool
find_first_levels(struct describing *d)
{
    const struct jd_linkage *linkage = d->linkage;
    uint32_t field = JD_NONE, n_levels = d->comparison->n_levels;
    if (n_levels > 0 && is_null_test(linkage, d->bound[0].root, &field)) {
        d->column->null = (float)most_of_level(d, 0);
        d->first = 1;
    }
    if (d->first < n_levels && is_equality(linkage, d->bound[d->first].root)) {
        uint32_t equal = op_at(linkage, d->bound[d->first].root)->x.field;
        if (field == JD_NONE || equal == field) {
            field = equal;
            d->exact = d->first++;
        }
    }
    if (field == JD_NONE || jd__fields_at(&linkage->fields, field)->column == JD_NONE)
        return false;
    d->column->field = jd__fields_at(&linkage->fields, field);
    return true;
}

enum jd_status
jd__sieve_column_init(const struct jd_linkage *linkage, uint32_t comparison,
    struct jd__sieve_column *out_column, double *out_best, struct jd_error *err)
{
    struct describing d = {.linkage = linkage,
        .comparison = &linkage->model->comparisons[comparison],
        .bound = linkage->levels + linkage->first_level[comparison],
        .column = out_column,
        .exact = JD_NONE};
    *out_column = (struct jd__sieve_column){0};
    double most = most_from(&d, 0);
    *out_best = most;
    out_column->null = (float)most;
    if (!find_first_levels(&d))
        return JD_OK;
    if (out_column->field->type == JD_TYPE_TEXT) {
        out_column->needs = jd__alloc_array(&linkage->alloc, 0, 1, sizeof(jd__sieve_needs));
        if (out_column->needs == NULL)
            return jd__fail(err, JD_E_NOMEM, "no memory for bounds");
    }
    list_tests(&d);
    enum jd_status status = describe_values(&d, most, err);
    if (status != JD_OK)
        jd__sieve_column_done(out_column, &linkage->alloc);
    return status;
}

void
jd__sieve_column_done(struct jd__sieve_column *column, const struct jd_alloc *alloc)
{
    jd__alloc_free_array(alloc, column->needs, 0, 1, sizeof(jd__sieve_needs));
    jd__alloc_free_array(
        alloc, column->room, LINE, column->n_values, sizeof(*column->values));
    *column = (struct jd__sieve_column){0};
}
