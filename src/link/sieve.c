/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sieve.c - light pairs of a block are told by what is known of values, before any kernel.
 *
 * The members of a key are laid side by side, each with what sieve_column.h keeps of its
 * values, so that a pair of them touches no other memory.  A pair's bound starts from codes
 * alone (equal, null or unlike); then each comparison of unlike values is looked at, until
 * the bound falls below the least weight that is asked for, or none is left.
 *
 * Invariant: the bound is no less than the weight that score.c gives.  It is summed in floats,
 * and what these may lose is taken off the least weight (`slack`).
 *
 * Workload: records of one postcode; of twenty pairs one or two are of one person.
 */
#include "link/sieve.h"

#include "base/alloc.h"
#include "base/error.h"
#include "link/sieve_column.h"

#include <math.h>
#include <string.h>

/* What the members of a key may take; more would leave a core's cache. */
#define BLOCK_BYTES ((size_t)1 << 20)

/* How many members ahead their codes, and then what is known of these, are asked for. */
#define FAR 16u
#define NEAR 8u

struct jd__sieve {
    const struct jd_linkage *linkage;
    float rest;      /* the prior, and the most that comparisons without a column weigh */
    float min_bound; /* pairs of a lower bound are light */
    uint32_t n_columns;
    struct jd__sieve_column columns[JD_LIMIT_COMPARISONS];
    uint32_t
        n_keys;    /* of a record that are kept in a block; 0 where sides have their own */
    uint32_t line; /* n_columns + n_keys, and what makes it some eights */
    uint32_t *lines; /* of each record: codes by column, then keys by branch */
    uint32_t most_members;
};

struct jd__sieve_block {
    const struct jd__sieve *sieve;
    uint32_t n_sides;                  /* 1: both lists of members are one */
    uint32_t first;                    /* of the left members */
    uint32_t n_right;                  /* members of the key on the right */
    struct jd__sieve_value *values[2]; /* n_columns of each member */
    uint32_t *lines[2];                /* of each member */
    uint32_t branch;
};

/* Could a pair reach an error in this operation? */
static bool
op_may_fail(const struct jd_linkage *linkage, const struct jd__op *op)
{
    bool by_value = op->kind == JD__OP_ALIKE || op->kind == JD__OP_LIKENESS;
    const int64_t most = INT64_MAX / 2;
    if (op->kind == JD__OP_SQL || (by_value && op->alike.likeness == JD__JACCARD))
        return true;
    if (op->kind != JD__OP_FIELD || op->type != JD_TYPE_INT)
        return false;
    const struct jd__dict *dict = jd__fields_at(&linkage->fields, op->x.field)->dict;
    for (uint32_t code = 0; code < dict->n; code++) /* differences overflow */
        if (jd__dict_int(dict, code) > most || jd__dict_int(dict, code) < -most)
            return true;
    return false;
}

static bool
field_may_fail(const struct jd__field *field)
{
    if (field->null_code == JD__FAILED)
        return true;
    for (size_t i = 0; i < field->n_map; i++)
        if (field->map[i] == JD__FAILED)
            return true;
    return false;
}

/* A pair that is left out raises no error: so none may be there. */
static bool
may_fail(const struct jd_linkage *linkage)
{
    const struct jd__op *ops = linkage->program.ops.data;
    for (size_t i = 0; i < linkage->program.ops.n; i++)
        if (op_may_fail(linkage, &ops[i]))
            return true;
    for (uint32_t i = 0; i < linkage->fields.items.n; i++)
        if (field_may_fail(jd__fields_at(&linkage->fields, i)))
            return true;
    return false;
}

/* The largest part of a column's sums, for what floats lose. */
static double
size_of(const struct jd__sieve_column *column)
{
    double size = isfinite(column->null) ? fabs((double)column->null) : 0;
    for (uint32_t i = 0; i < column->n_tests; i++)
        if (isfinite(column->tests[i].best))
            size = fmax(size, fabs((double)column->tests[i].best));
    for (uint32_t code = 0; code < column->n_values; code++)
        size = fmax(size, fabs((double)column->values[code].equal));
    return size;
}

static enum jd_status
describe(struct jd__sieve *sieve, double min_weight, struct jd_error *err)
{
    const struct jd_linkage *linkage = sieve->linkage;
    double rest = linkage->model->prior_weight, best = 0, size = fabs(rest);
    enum jd_status status = JD_OK;
    for (uint32_t c = 0; c < linkage->model->n_comparisons && status == JD_OK; c++) {
        struct jd__sieve_column *column = &sieve->columns[sieve->n_columns];
        status = jd__sieve_column_init(linkage, c, column, &best, err);
        if (status != JD_OK)
            break;
        if (column->field != NULL) {
            sieve->n_columns++;
            size += size_of(column);
        } else {
            rest += best;
            size += fabs(best);
        }
    }
    sieve->rest = (float)rest;
    sieve->min_bound = (float)(min_weight - 1e-3 - size * 1e-4);
    return status;
}

/* Lay what is asked of a record side by side: one look at memory for all of it. */
static enum jd_status
make_lines(struct jd__sieve *sieve, struct jd_error *err)
{
    const struct jd_linkage *linkage = sieve->linkage;
    uint32_t n = linkage->records.n, n_columns = sieve->n_columns, n_keys = sieve->n_keys;
    const uint32_t *packed = linkage->blocking.packed[0];
    sieve->line = (n_columns + n_keys + 7) / 8 * 8;
    sieve->lines =
        jd__alloc_array(&linkage->alloc, 0, (size_t)n * sieve->line, sizeof(*sieve->lines));
    if (sieve->lines == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for codes of %u records", n);
    for (uint32_t record = 0; record < n; record++) {
        uint32_t *at = sieve->lines + (size_t)record * sieve->line;
        for (uint32_t c = 0; c < n_columns; c++)
            at[c] = jd__field_code(sieve->columns[c].field, record);
        if (n_keys > 0)
            memcpy(at + n_columns, packed + (size_t)record * n_keys, n_keys * sizeof(*at));
    }
    return JD_OK;
}

enum jd_status
jd__sieve_new(const struct jd_linkage *linkage, double min_weight,
    struct jd__sieve **out_sieve, struct jd_error *err)
{
    *out_sieve = NULL;
    if (!(min_weight > -1e6) || linkage->records.n == 0 || may_fail(linkage))
        return JD_OK;
    struct jd__sieve *sieve = jd__alloc_array(&linkage->alloc, sizeof(*sieve), 0, 1);
    if (sieve == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for bounds");
    sieve->linkage = linkage;
    sieve->n_keys = linkage->blocking.packed[1] == NULL ? linkage->blocking.n_branches : 0;
    enum jd_status status = describe(sieve, min_weight, err);
    bool helps = sieve->n_columns > 0 && isfinite(sieve->min_bound);
    if (status == JD_OK && helps)
        status = make_lines(sieve, err);
    if (status != JD_OK || !helps) {
        jd__sieve_free(sieve);
        return status;
    }
    size_t member =
        sieve->n_columns * sizeof(struct jd__sieve_value) + sieve->line * sizeof(uint32_t);
    sieve->most_members = (uint32_t)(BLOCK_BYTES / member);
    *out_sieve = sieve;
    return JD_OK;
}

void
jd__sieve_free(struct jd__sieve *sieve)
{
    if (sieve == NULL)
        return;
    struct jd_alloc alloc = sieve->linkage->alloc;
    for (uint32_t c = 0; c < sieve->n_columns; c++)
        jd__sieve_column_done(&sieve->columns[c], &alloc);
    jd__alloc_free_array(&alloc, sieve->lines, 0,
        (size_t)sieve->linkage->records.n * sieve->line, sizeof(*sieve->lines));
    jd__alloc_free(&alloc, sieve, sizeof(*sieve));
}

enum jd_status
jd__sieve_block_new(
    const struct jd__sieve *sieve, struct jd__sieve_block **out_block, struct jd_error *err)
{
    const struct jd_alloc *alloc = &sieve->linkage->alloc;
    size_t n = sieve->most_members;
    struct jd__sieve_block *block = jd__alloc_array(alloc, sizeof(*block), 0, 1);
    if (block == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for a block");
    block->sieve = sieve;
    for (int side = 0; side < 2; side++) {
        block->values[side] =
            jd__alloc_array(alloc, 0, n * sieve->n_columns, sizeof(**block->values));
        block->lines[side] =
            jd__alloc_array(alloc, 0, n * sieve->line, sizeof(**block->lines));
    }
    if (block->values[0] == NULL || block->values[1] == NULL || block->lines[0] == NULL ||
        block->lines[1] == NULL) {
        jd__sieve_block_free(block);
        return jd__fail(err, JD_E_NOMEM, "no memory for a block");
    }
    *out_block = block;
    return JD_OK;
}

void
jd__sieve_block_free(struct jd__sieve_block *block)
{
    if (block == NULL)
        return;
    const struct jd__sieve *sieve = block->sieve;
    const struct jd_alloc *alloc = &sieve->linkage->alloc;
    size_t n = sieve->most_members;
    for (int side = 0; side < 2; side++) {
        jd__alloc_free_array(
            alloc, block->values[side], 0, n * sieve->n_columns, sizeof(**block->values));
        jd__alloc_free_array(
            alloc, block->lines[side], 0, n * sieve->line, sizeof(**block->lines));
    }
    jd__alloc_free(alloc, block, sizeof(*block));
}

/* Ask for memory ahead: what lies there is used some members later. */
static inline void
look_ahead(const void *at)
{
    __builtin_prefetch(at, 0, 3);
}

/* Lay members side by side.  `ahead` more members follow these in the list. */
static void
lay(struct jd__sieve_block *block, int side, const uint32_t *members, uint32_t n,
    uint32_t ahead)
{
    const struct jd__sieve *sieve = block->sieve;
    const struct jd__sieve_column *columns = sieve->columns;
    struct jd__sieve_value *values = block->values[side];
    uint32_t *lines = block->lines[side];
    const size_t size = sieve->line;
    for (uint32_t i = 0; i < n; i++) {
        if (i + FAR < n + ahead)
            look_ahead(&sieve->lines[members[i + FAR] * size]);
        const uint32_t *line =
            &sieve->lines[members[i + NEAR < n + ahead ? i + NEAR : i] * size];
        for (uint32_t c = 0; c < sieve->n_columns; c++)
            if (line[c] != JD_NONE)
                look_ahead(&columns[c].values[line[c]]);
        line = &sieve->lines[members[i] * size];
        memcpy(lines + i * size, line, size * sizeof(*lines));
        for (uint32_t c = 0; c < sieve->n_columns; c++, values++)
            if (line[c] != JD_NONE)
                *values = columns[c].values[line[c]];
    }
}

bool
jd__sieve_turn(struct jd__sieve_block *block, uint32_t branch, uint32_t key, uint32_t first)
{
    const struct jd__sieve *sieve = block->sieve;
    const struct jd__branch *of = &sieve->linkage->blocking.branches[branch];
    int side = of->is_self ? 0 : 1;
    uint32_t n_left = of->starts[0][key + 1] - of->starts[0][key] - first;
    const uint32_t *left = of->members[0] + of->starts[0][key] + first;
    if (n_left > sieve->most_members || (of->is_self && n_left < 2))
        return false;
    block->branch = branch;
    block->first = first;
    block->n_sides = of->is_self ? 1 : 2;
    block->n_right =
        of->is_self ? n_left : of->starts[side][key + 1] - of->starts[side][key];
    if (block->n_right > sieve->most_members)
        return false;
    lay(block, 0, left, n_left, of->n_members[0] - of->starts[0][key + 1]);
    if (!of->is_self)
        lay(block, 1, of->members[1] + of->starts[1][key], block->n_right,
            of->n_members[1] - of->starts[1][key + 1]);
    return true;
}

/* Do the records share a key of these branches? */
static bool
share_key(const uint32_t *left, const uint32_t *right, uint64_t branches)
{
    for (; branches != 0; branches &= branches - 1) {
        unsigned b = jd__lowest_bit(branches);
        if (left[b] == right[b] && left[b] != JD_NONE)
            return true;
    }
    return false;
}

/* Two members of a block: their lines, and what is known of their values. */
struct candidates {
    const uint32_t *left_line, *right_line;
    const struct jd__sieve_value *left, *right;
};

/* May the pair reach the least weight? */
static bool
may_be_heavy(const struct jd__sieve *sieve, const struct candidates *pair)
{
    const struct jd__sieve_column *columns = sieve->columns;
    float bound = sieve->rest;
    uint64_t unlike = 0;
    for (uint32_t c = 0; c < sieve->n_columns; c++) {
        uint32_t a = pair->left_line[c], b = pair->right_line[c];
        bool is_null = a == JD_NONE || b == JD_NONE;
        unlike |= (uint64_t)(!is_null & (a != b)) << c;
        bound += is_null  ? columns[c].null
                 : a == b ? pair->left[c].equal
                          : columns[c].tests[0].best;
    }
    for (; unlike != 0 && bound >= sieve->min_bound; unlike &= unlike - 1) {
        unsigned c = jd__lowest_bit(unlike);
        bound += jd__sieve_unlike(&columns[c], &pair->left[c], &pair->right[c]) -
                 columns[c].tests[0].best;
    }
    return bound >= sieve->min_bound;
}

uint32_t
jd__sieve_partners(const struct jd__sieve_block *block, uint32_t i, uint32_t n_right,
    uint32_t n, uint64_t earlier, uint32_t *out_partners)
{
    const struct jd__sieve *sieve = block->sieve;
    const size_t n_columns = sieve->n_columns, size = sieve->line;
    const uint32_t skip = block->n_right - n_right, side = block->n_sides - 1;
    struct candidates pair = {
        block->lines[0] + (i - block->first) * size,
        block->lines[side] + skip * size,
        block->values[0] + (i - block->first) * n_columns,
        block->values[side] + skip * n_columns,
    };
    uint32_t n_found = 0;
    if (sieve->n_keys == 0)
        earlier = 0;
    for (uint32_t k = 0; k < n; k++) {
        out_partners[n_found] = k;
        n_found +=
            !share_key(pair.left_line + n_columns, pair.right_line + n_columns, earlier) &&
            may_be_heavy(sieve, &pair);
        pair.right_line += size;
        pair.right += n_columns;
    }
    return n_found;
}
