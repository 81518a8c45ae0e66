/* SPDX-License-Identifier: Apache-2.0 */
/* block_largest.c - the largest blocks, pairs to try, and what is left to SQL. */
#include <joinder/block.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/random.h"
#include "link/linkage.h"

#include <string.h>

/* ---- the largest blocks -------------------------------------------------------------------- */

static struct jd_block
block_at(const struct jd__blocking *blocking, uint32_t b, uint32_t key)
{
    const struct jd__branch *branch = &blocking->branches[b];
    const uint32_t *left = branch->starts[0],
                   *right = branch->starts[branch->is_self ? 0 : 1];
    uint64_t n_left = left[key + 1] - left[key], n_right = right[key + 1] - right[key];
    uint64_t n_pairs = !branch->is_self ? n_left * n_right
                       : n_left > 0     ? n_left * (n_left - 1) / 2
                                        : 0;
    return (struct jd_block){(uint32_t)n_left, (uint32_t)n_right, n_pairs, b, key};
}

/* Put a block among the n largest so far, if it is one; behind those as large. */
static void
take_block(struct jd_block *blocks, uint32_t room, uint32_t *inout_n, struct jd_block block)
{
    uint32_t at = *inout_n;
    while (at > 0 && blocks[at - 1].n_pairs < block.n_pairs)
        at--;
    if (block.n_pairs == 0 || at >= room)
        return;
    if (*inout_n < room)
        ++*inout_n;
    memmove(blocks + at + 1, blocks + at, (*inout_n - at - 1) * sizeof(*blocks));
    blocks[at] = block;
}

enum jd_status
jd_linkage_largest_blocks(const struct jd_linkage *linkage, uint32_t rule,
    struct jd_block *out_blocks, uint32_t *inout_n, struct jd_error *err)
{
    const struct jd__blocking *blocking = &linkage->blocking;
    uint32_t room = *inout_n, n = 0;
    if (rule >= linkage->model->n_rules)
        return jd__fail(err, JD_E_ARG, "there is no blocking rule %u", rule);
    for (uint32_t b = 0; b < blocking->n_branches; b++)
        for (uint32_t key = 0;
             key < blocking->branches[b].n_keys && blocking->branches[b].rule == rule;
             key++)
            take_block(out_blocks, room, &n, block_at(blocking, b, key));
    *inout_n = n;
    return JD_OK;
}

/* A row of the branch that has the key: a record, or one of the rows that it explodes into. */
static uint32_t
row_of(const struct jd__branch *branch, uint32_t key)
{
    uint32_t record = branch->members[0][branch->starts[0][key]];
    if (branch->explosion == NULL)
        return record;
    uint32_t row = branch->explosion->first[record];
    while (branch->row_keys[0][row] != key)
        row++;
    return row;
}

bool
jd_linkage_block_value(const struct jd_linkage *linkage, const struct jd_block *block,
    uint32_t i, struct jd_value *out_value)
{
    const struct jd__branch *branch = &linkage->blocking.branches[block->branch];
    const struct jd__fields *fields =
        branch->explosion != NULL ? &branch->explosion->fields : &linkage->fields;
    if (i >= branch->n_equal)
        return false;
    const struct jd__field *field = jd__fields_at(fields, branch->equal[i][JD__LEFT]);
    *out_value =
        jd__dict_value(field->dict, jd__field_code(field, row_of(branch, block->key)));
    return true;
}

/* ---- pairs to try -------------------------------------------------------------------------- */

/* Two members of a block by chance; false when they are one record. */
static bool
draw_pair(const struct jd__branch *branch, uint32_t key, struct jd__random *random,
    uint32_t *out_left, uint32_t *out_right)
{
    int side = branch->is_self ? 0 : 1;
    const uint32_t *left = branch->members[0] + branch->starts[0][key];
    const uint32_t *right = branch->members[side] + branch->starts[side][key];
    uint32_t n_left = branch->starts[0][key + 1] - branch->starts[0][key];
    uint32_t n_right = branch->starts[side][key + 1] - branch->starts[side][key];
    uint32_t l = (uint32_t)jd__random_below(random, n_left);
    uint32_t r =
        (uint32_t)jd__random_below(random, branch->is_self ? n_right - 1 : n_right);
    r += branch->is_self && r >= l;
    *out_left = left[branch->is_self && r < l ? r : l];
    *out_right = right[branch->is_self && r < l ? l : r];
    return *out_left != *out_right;
}

/* Draw n pairs of a branch, from its blocks in turn, each as often as its share of pairs. */
static uint32_t
draw_branch(const struct jd__blocking *blocking, uint32_t b, uint32_t n,
    struct jd__random *random, uint32_t *out_left, uint32_t *out_right)
{
    const struct jd__branch *branch = &blocking->branches[b];
    double step = (double)branch->n_pairs / n, behind = 0;
    uint32_t n_drawn = 0, i = 0;
    for (uint32_t key = 0; key < branch->n_keys && i < n; key++) {
        behind += (double)block_at(blocking, b, key).n_pairs;
        for (; i < n && step * (i + 0.5) < behind; i++)
            n_drawn +=
                draw_pair(branch, key, random, &out_left[n_drawn], &out_right[n_drawn]);
    }
    return n_drawn;
}

enum jd_status
jd_linkage_try_pairs(const struct jd_linkage *linkage, uint32_t n, uint32_t *out_left,
    uint32_t *out_right, uint32_t *out_n, struct jd_error *err)
{
    const struct jd__blocking *blocking = &linkage->blocking;
    double total = 0;
    uint32_t n_drawn = 0;
    struct jd__random random = {1};
    if (n == 0)
        return jd__fail(err, JD_E_ARG, "no pair is asked for");
    for (uint32_t b = 0; b < blocking->n_branches; b++)
        total += (double)blocking->branches[b].n_pairs;
    for (uint32_t b = 0; b < blocking->n_branches && n_drawn < n; b++) {
        double share = (double)blocking->branches[b].n_pairs / total * n;
        uint32_t most = n - n_drawn;
        uint32_t wanted = share < 1 ? 1 : share < most ? (uint32_t)share : most;
        if (blocking->branches[b].n_pairs > 0)
            n_drawn += draw_branch(
                blocking, b, wanted, &random, out_left + n_drawn, out_right + n_drawn);
    }
    *out_n = n_drawn;
    return JD_OK;
}

/* ---- what is left to SQL ------------------------------------------------------------------- */

/* Has an operation, or one below it, a part in SQL? */
static bool
has_sql(const struct jd__program *program, uint32_t root)
{
    if (root == JD__NO_EXPR)
        return false;
    const struct jd__op *ops = program->ops.data;
    if (ops[root].kind == JD__OP_SQL)
        return true;
    for (uint32_t child = ops[root].first; child != JD__NO_EXPR; child = ops[child].next)
        if (has_sql(program, child))
            return true;
    return false;
}

bool
jd_linkage_rule_is_native(const struct jd_linkage *linkage, uint32_t rule)
{
    const struct jd__blocking *blocking = &linkage->blocking;
    for (uint32_t b = 0; b < blocking->n_branches; b++) {
        const struct jd__branch *branch = &blocking->branches[b];
        if (branch->rule == rule &&
            (has_sql(&linkage->program, branch->rest) ||
                (branch->explosion != NULL &&
                    has_sql(&branch->explosion->program, branch->item_rest))))
            return false;
    }
    return true;
}

uint32_t
jd_linkage_n_sql_levels(const struct jd_linkage *linkage, uint32_t comparison)
{
    const struct jd__comparison *of = &linkage->model->comparisons[comparison];
    uint32_t n = 0;
    for (uint32_t i = 0; i < of->n_levels; i++)
        n += has_sql(
            &linkage->program, linkage->levels[linkage->first_level[comparison] + i].root);
    return n;
}
