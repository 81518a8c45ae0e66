/* SPDX-License-Identifier: Apache-2.0 */
/*
 * grading.c - does a comparison's level follow from two values?
 *
 * It does where all that its conditions read is one column, or is made of one column's values.
 * Then the same two values meet the same level in any pair, be it by what is kept of them
 * (compared.h) or by the conditions.
 */
#include "train/grading.h"

/* How many fields an operation reads itself: x, or x and y. */
static uint32_t
n_operands(const struct jd__op *op)
{
    switch (op->kind) {
    case JD__OP_SAME:
    case JD__OP_TEXTS:
    case JD__OP_ALIKE:
    case JD__OP_LIKENESS:
        return 2;
    case JD__OP_FLAG:
    case JD__OP_IS_NULL:
    case JD__OP_IS_NOT_NULL:
    case JD__OP_FIELD:
        return 1;
    case JD__OP_AND:
    case JD__OP_OR:
    case JD__OP_NOT:
    case JD__OP_NUMBERS:
    case JD__OP_ABS:
    case JD__OP_MINUS:
    case JD__OP_SQL:
        break;
    }
    return 0;
}

/*
 * Find the field whose codes all of a condition reads, its parts included: *inout_field, or the
 * first that is met where it is NULL.  False: there are several, or SQL reads them.
 */
static bool
reads_one(
    const struct jd_linkage *linkage, uint32_t root, const struct jd__field **inout_field)
{
    const struct jd__op *op = jd__linkage_op(linkage, root);
    uint32_t n = n_operands(op);
    bool is_one = op->kind != JD__OP_SQL;
    for (uint32_t i = 0; i < n && is_one; i++) {
        const struct jd__field *field = jd__linkage_field(linkage, i == 0 ? op->x : op->y);
        if (field->base == NULL)
            continue; /* a constant */
        if (*inout_field == NULL)
            *inout_field = field;
        is_one = field->base == (*inout_field)->base;
    }
    for (uint32_t child = n == 0 ? op->first : JD__NO_EXPR; child != JD__NO_EXPR && is_one;
         child = jd__linkage_op(linkage, child)->next)
        is_one = reads_one(linkage, child, inout_field);
    return is_one;
}

/* Do all levels read one column alone?  Then its codes are what the level depends on. */
static bool
find_codes(struct jd__grading *grading, const struct jd_linkage *linkage)
{
    const struct jd__bound_level *levels =
        linkage->levels + linkage->first_level[grading->comparison];
    const struct jd__field *field = NULL;
    bool is_one = true;
    for (uint32_t i = 0;
         i < linkage->model->comparisons[grading->comparison].n_levels && is_one; i++)
        if (levels[i].root != JD__NO_EXPR)
            is_one = reads_one(linkage, levels[i].root, &field);
    if (!is_one || field == NULL)
        return false;
    grading->field = *field;
    grading->n_codes = field->map != NULL ? (uint32_t)field->n_map : field->dict->n;
    grading->field.map = NULL;
    grading->field.null_code = JD_NONE;
    return true;
}

void
jd__grading_init(
    struct jd__grading *grading, const struct jd_linkage *linkage, uint32_t comparison)
{
    const struct jd__compared *compared = &linkage->compared[comparison];
    *grading = (struct jd__grading){.comparison = comparison};
    grading->by_value = find_codes(grading, linkage);
    if (!grading->by_value || !compared->is_known)
        return;
    grading->known = compared;
    grading->field = *jd__fields_at(&linkage->fields, compared->field);
    grading->n_codes = compared->dict->n;
}
