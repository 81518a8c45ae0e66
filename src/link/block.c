/* SPDX-License-Identifier: Apache-2.0 */
/*
 * block.c - from blocking rules to lists of records with equal keys.
 *
 * A rule is split at its ORs into branches.  Of a branch, each condition `A = B` with A of one
 * record and B of the other goes into the key; what is left of it is tested pair by pair.  A
 * record's key is the number of its combination of values; null joins with nothing.
 *
 * Invariant: two records have the same key exactly when all equalities of the branch hold;
 * the members of a key stand in order of ids.  Keys follow codes, so that the order of blocks
 * depends on the input alone.
 */
#include "link/linkage.h"

#include "base/alloc.h"
#include "base/error.h"

#include <string.h>

/* A branch under construction: equalities by field, and the rest. */
struct plan {
    struct jd_linkage *linkage;
    const struct jd__condition *condition;
    uint32_t rule;
    struct jd__buf equal; /* of uint32_t[2]: field by side */
    struct jd__buf rest;  /* of uint32_t: roots in the program */
    struct jd_error *err;
};

static const struct jd__expr *
expr_at(const struct plan *plan, uint32_t node)
{
    return jd__condition_node(plan->condition, node);
}

/* Can a key be made of these two fields? */
static bool
are_comparable(const struct jd__field *x, const struct jd__field *y)
{
    return x->is_exact && y->is_exact && x->type == y->type && x->type != JD_TYPE_LIST;
}

/* Is it `A = B` of two sides?  Then hoist both; *out_done when it went into the key. */
static enum jd_status
plan_equality(struct plan *plan, uint32_t node, bool *out_done)
{
    struct jd__fields *fields = &plan->linkage->fields;
    const struct jd__expr *part = expr_at(plan, node);
    uint32_t by_side[2] = {JD_NONE, JD_NONE};
    *out_done = false;
    if (part->kind != JD__EXPR_COMPARE || part->compare != JD__EQUAL)
        return JD_OK;
    for (uint32_t i = 0; i < 2; i++) {
        uint32_t child = jd__condition_child(plan->condition, node, i);
        uint8_t sides = expr_at(plan, child)->sides;
        if (sides != JD__BIT(JD__LEFT) && sides != JD__BIT(JD__RIGHT))
            return JD_OK;
        enum jd__side side = sides == JD__BIT(JD__LEFT) ? JD__LEFT : JD__RIGHT;
        enum jd_status status =
            jd__fields_hoist(fields, plan->condition, child, &by_side[side], plan->err);
        if (status != JD_OK)
            return status;
    }
    if (by_side[JD__LEFT] == JD_NONE || by_side[JD__RIGHT] == JD_NONE ||
        !are_comparable(jd__fields_at(fields, by_side[JD__LEFT]),
            jd__fields_at(fields, by_side[JD__RIGHT])))
        return JD_OK;
    *out_done = true;
    return jd__buf_append(&plan->equal, by_side, 1, plan->err);
}

/* Sort the parts of a conjunction into key and rest. */
static enum jd_status
plan_conjunction(struct plan *plan, uint32_t node)
{
    const struct jd__expr *part = expr_at(plan, node);
    enum jd_status status = JD_OK;
    if (part->kind == JD__EXPR_AND) {
        for (uint32_t child = part->first; child != JD__NO_EXPR && status == JD_OK;
             child = expr_at(plan, child)->next)
            status = plan_conjunction(plan, child);
        return status;
    }
    bool done = false;
    uint32_t root = JD__NO_EXPR;
    status = plan_equality(plan, node, &done);
    if (status != JD_OK || done)
        return status;
    status =
        jd__program_add(&plan->linkage->program, plan->condition, node, &root, plan->err);
    if (status == JD_OK)
        status = jd__buf_append(&plan->rest, &root, 1, plan->err);
    return status;
}

/* The codes of a field on one side of the linkage, JD_NONE for records that are not there. */
static enum jd_status
key_codes(const struct plan *plan, uint32_t field, enum jd__side side, uint32_t *codes)
{
    const struct jd_linkage *linkage = plan->linkage;
    const struct jd__records *records = &linkage->records;
    const struct jd__field *from = jd__fields_at(&linkage->fields, field);
    for (uint32_t record = 0; record < records->n; record++) {
        codes[record] = jd__field_code(from, record);
        if (codes[record] == JD__FAILED)
            return jd__fail(plan->err, JD_E_INPUT,
                "a key that is computed from record %u raised an error", record + 1);
    }
    if (records->left_table == JD__NO_TABLE)
        return JD_OK;
    uint32_t table = side == JD__LEFT ? records->left_table : 1 - records->left_table;
    for (uint32_t record = 0; record < records->n; record++)
        if (record < records->starts[table] || record >= records->starts[table + 1])
            codes[record] = JD_NONE;
    return JD_OK;
}

/* Codes of another field's dictionary as codes of this one's; what is not in it cannot join. */
static enum jd_status
translate(const struct plan *plan, const struct jd__field *from, const struct jd__field *to,
    uint32_t *codes, uint32_t n)
{
    if (from->dict == to->dict)
        return JD_OK;
    const struct jd_alloc *alloc = &plan->linkage->alloc;
    uint32_t *map = jd__alloc_array(alloc, 0, from->dict->n, sizeof(*map));
    if (map == NULL)
        return jd__fail(plan->err, JD_E_NOMEM, "no memory for %u values", from->dict->n);
    for (uint32_t code = 0; code < from->dict->n; code++)
        map[code] = jd__dict_find(to->dict, jd__dict_value(from->dict, code));
    for (uint32_t i = 0; i < n; i++)
        codes[i] = codes[i] != JD_NONE ? map[codes[i]] : JD_NONE;
    jd__alloc_free_array(alloc, map, 0, from->dict->n, sizeof(*map));
    return JD_OK;
}

/*
 * Join one more equality into the keys of both sides, which lie one behind another in `keys`
 * (left first) so that they are numbered together.
 */
static enum jd_status
add_equality(const struct plan *plan, const uint32_t *by_side, bool is_first,
    uint32_t *keys, uint32_t *codes, uint32_t *n_keys)
{
    const struct jd_linkage *linkage = plan->linkage;
    uint32_t n = linkage->records.n;
    const struct jd__field *left = jd__fields_at(&linkage->fields, by_side[JD__LEFT]);
    const struct jd__field *right = jd__fields_at(&linkage->fields, by_side[JD__RIGHT]);
    enum jd_status status = key_codes(plan, by_side[JD__LEFT], JD__LEFT, codes);
    if (status == JD_OK)
        status = key_codes(plan, by_side[JD__RIGHT], JD__RIGHT, codes + n);
    if (status == JD_OK)
        status = translate(plan, right, left, codes + n, n);
    if (status != JD_OK)
        return status;
    if (is_first) { /* codes are numbers from 0 already */
        memcpy(keys, codes, (size_t)n * 2 * sizeof(*keys));
        *n_keys = left->dict->n;
        return JD_OK;
    }
    for (size_t i = 0; i < (size_t)n * 2; i++)
        if (codes[i] == JD_NONE)
            keys[i] = JD_NONE;
    return jd__rank_combine(&linkage->alloc, keys, codes, n * 2, n_keys, plan->err);
}

/* Keys of both sides from all equalities; one key for all without any. */
static enum jd_status
make_keys(const struct plan *plan, struct jd__branch *branch)
{
    const struct jd_linkage *linkage = plan->linkage;
    const struct jd_alloc *alloc = &linkage->alloc;
    uint32_t n = linkage->records.n;
    uint32_t *codes = jd__alloc_array(alloc, 0, (size_t)n * 2, sizeof(*codes));
    uint32_t *keys = jd__alloc_array(alloc, 0, (size_t)n * 2, sizeof(*keys));
    const uint32_t(*equal)[2] = plan->equal.data;
    enum jd_status status = JD_OK;
    branch->n_keys = 1;
    if (codes == NULL || keys == NULL)
        status = jd__fail(plan->err, JD_E_NOMEM, "no memory for keys of %u records", n);
    for (size_t i = 0; i < plan->equal.n && status == JD_OK; i++)
        status = add_equality(plan, equal[i], i == 0, keys, codes, &branch->n_keys);
    for (int side = 0; side < 2 && status == JD_OK; side++) {
        branch->keys[side] = jd__alloc_array(alloc, 0, n, sizeof(**branch->keys));
        if (branch->keys[side] == NULL)
            status = jd__fail(plan->err, JD_E_NOMEM, "no memory for keys of %u records", n);
        else
            memcpy(branch->keys[side], keys + (size_t)side * n, n * sizeof(*keys));
    }
    jd__alloc_free_array(alloc, codes, 0, (size_t)n * 2, sizeof(*codes));
    jd__alloc_free_array(alloc, keys, 0, (size_t)n * 2, sizeof(*keys));
    return status;
}

/* List the records of a side by key, those of one key in order of ids (a counting sort). */
static enum jd_status
list_members(const struct plan *plan, struct jd__branch *branch, int side)
{
    const struct jd__records *records = &plan->linkage->records;
    const struct jd_alloc *alloc = &plan->linkage->alloc;
    const uint32_t *keys = branch->keys[side];
    uint32_t *starts =
        jd__alloc_array(alloc, 0, (size_t)branch->n_keys + 1, sizeof(*starts));
    uint32_t *members = NULL;
    branch->starts[side] = starts;
    if (starts == NULL)
        return jd__fail(plan->err, JD_E_NOMEM, "no memory for %u keys", branch->n_keys);
    for (uint32_t record = 0; record < records->n; record++)
        if (keys[record] != JD_NONE && jd__is_on_side(records, record, side))
            starts[keys[record] + 1]++;
    for (uint32_t key = 0; key < branch->n_keys; key++)
        starts[key + 1] += starts[key];
    branch->n_members[side] = starts[branch->n_keys];
    members = jd__alloc_array(alloc, 0, branch->n_members[side], sizeof(*members));
    branch->members[side] = members;
    if (members == NULL)
        return jd__fail(plan->err, JD_E_NOMEM, "no memory for members of keys");
    for (uint32_t place = records->n; place-- > 0;) {
        uint32_t record = records->sorted[place];
        if (keys[record] != JD_NONE && jd__is_on_side(records, record, side))
            members[--starts[keys[record] + 1]] = record;
    }
    /* Each start has now become the one before it. */
    memmove(starts, starts + 1, branch->n_keys * sizeof(*starts));
    starts[branch->n_keys] = branch->n_members[side];
    return JD_OK;
}

/* Count candidates; one list serves both sides when their keys are the same. */
static enum jd_status
finish_members(const struct plan *plan, struct jd__branch *branch)
{
    const struct jd__records *records = &plan->linkage->records;
    branch->is_self =
        records->left_table == JD__NO_TABLE &&
        memcmp(branch->keys[0], branch->keys[1], records->n * sizeof(uint32_t)) == 0;
    enum jd_status status = list_members(plan, branch, JD__LEFT);
    if (status == JD_OK && !branch->is_self)
        status = list_members(plan, branch, JD__RIGHT);
    for (uint32_t key = 0; key < branch->n_keys && status == JD_OK; key++) {
        const uint32_t *left = branch->starts[0];
        const uint32_t *right = branch->is_self ? left : branch->starts[1];
        uint64_t n_left = left[key + 1] - left[key], n_right = right[key + 1] - right[key];
        branch->n_pairs += branch->is_self && n_left > 0 ? n_left * (n_left - 1) / 2
                           : branch->is_self             ? 0
                                                         : n_left * n_right;
    }
    return status;
}

static enum jd_status
plan_branch(struct plan *plan, uint32_t node, struct jd__branch *branch)
{
    enum jd_status status = JD_OK;
    branch->rule = plan->rule;
    branch->rest = JD__NO_EXPR;
    plan->equal.n = 0;
    plan->rest.n = 0;
    if (plan->condition->nodes.n > 0)
        status = plan_conjunction(plan, node);
    if (status == JD_OK && plan->rest.n > 0)
        status = jd__program_all(&plan->linkage->program, plan->rest.data,
            (uint32_t)plan->rest.n, &branch->rest, plan->err);
    if (status == JD_OK)
        status = make_keys(plan, branch);
    if (status == JD_OK)
        status = finish_members(plan, branch);
    return status;
}

/* How many branches a rule has: one for each part of an OR, unless they become too many. */
static uint32_t
count_branches(const struct jd__condition *rule, uint32_t n_left)
{
    if (rule->nodes.n == 0)
        return 1;
    const struct jd__expr *whole = jd__condition_node(rule, 0);
    return whole->kind == JD__EXPR_OR && whole->n_children <= n_left ? whole->n_children
                                                                     : 1;
}

static enum jd_status
plan_rule(struct plan *plan, uint32_t n_branches, struct jd__branch *branches)
{
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < n_branches && status == JD_OK; i++) {
        uint32_t node = n_branches > 1 ? jd__condition_child(plan->condition, 0, i) : 0;
        status = plan_branch(plan, node, &branches[i]);
    }
    if (status != JD_OK)
        jd__report_where(plan->err, "blocking rule %u", plan->rule);
    return status;
}

/* Put the keys of each record side by side: one look at a pair then tells all its branches. */
static enum jd_status
pack_keys(struct jd_linkage *linkage, struct jd_error *err)
{
    struct jd__blocking *blocking = &linkage->blocking;
    uint32_t n = linkage->records.n, n_branches = blocking->n_branches;
    bool all_self = true;
    for (uint32_t b = 0; b < n_branches; b++)
        all_self = all_self && blocking->branches[b].is_self;
    for (int side = 0; side < (all_self ? 1 : 2); side++) {
        uint32_t *packed =
            jd__alloc_array(&linkage->alloc, 0, (size_t)n * n_branches, sizeof(*packed));
        if (packed == NULL)
            return jd__fail(err, JD_E_NOMEM, "no memory for keys of %u records", n);
        blocking->packed[side] = packed;
        for (uint32_t b = 0; b < n_branches; b++) {
            const uint32_t *keys = blocking->branches[b].keys[side];
            for (uint32_t record = 0; record < n; record++)
                packed[(size_t)record * n_branches + b] = keys[record];
        }
    }
    for (uint32_t b = 0; b < n_branches; b++)
        for (int side = 0; side < 2; side++) {
            jd__alloc_free_array(
                &linkage->alloc, blocking->branches[b].keys[side], 0, n, sizeof(uint32_t));
            blocking->branches[b].keys[side] = NULL;
        }
    return JD_OK;
}

enum jd_status
jd__blocking_init(struct jd_linkage *linkage, const struct jd__rule *rules,
    uint32_t n_rules, struct jd_error *err)
{
    struct jd__blocking *blocking = &linkage->blocking;
    if (linkage->records.n > JD__FAILED / 2)
        return jd__fail(err, JD_E_LIMIT, "more than %u records", JD__FAILED / 2);
    blocking->branches = jd__alloc_array(
        &linkage->alloc, 0, JD__LIMIT_BRANCHES, sizeof(*blocking->branches));
    if (blocking->branches == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for blocking rules");
    struct plan plan = {.linkage = linkage, .err = err};
    jd__buf_init(&plan.equal, &linkage->alloc, sizeof(uint32_t[2]), 0);
    jd__buf_init(&plan.rest, &linkage->alloc, sizeof(uint32_t), 0);
    enum jd_status status = JD_OK;
    for (uint32_t r = 0; r < n_rules && status == JD_OK; r++) {
        uint32_t later = n_rules - r - 1; /* each of these needs a branch too */
        uint32_t n_left = JD__LIMIT_BRANCHES - blocking->n_branches - later;
        plan.rule = r;
        plan.condition = &rules[r].condition;
        uint32_t n = count_branches(plan.condition, n_left);
        struct jd__branch *branches = blocking->branches + blocking->n_branches;
        blocking->n_branches += n;
        status = plan_rule(&plan, n, branches);
    }
    if (status == JD_OK)
        status = pack_keys(linkage, err);
    jd__buf_done(&plan.equal);
    jd__buf_done(&plan.rest);
    return status;
}

void
jd__blocking_done(struct jd_linkage *linkage)
{
    struct jd__blocking *blocking = &linkage->blocking;
    const struct jd_alloc *alloc = &linkage->alloc;
    uint32_t n = linkage->records.n;
    for (uint32_t b = 0; b < blocking->n_branches; b++)
        for (int side = 0; side < 2; side++) {
            struct jd__branch *branch = &blocking->branches[b];
            jd__alloc_free_array(alloc, branch->keys[side], 0, n, sizeof(uint32_t));
            jd__alloc_free_array(
                alloc, branch->members[side], 0, branch->n_members[side], sizeof(uint32_t));
            jd__alloc_free_array(alloc, branch->starts[side], 0, (size_t)branch->n_keys + 1,
                sizeof(uint32_t));
        }
    jd__alloc_free_array(
        alloc, blocking->branches, 0, JD__LIMIT_BRANCHES, sizeof(*blocking->branches));
    for (int side = 0; side < 2; side++)
        jd__alloc_free_array(alloc, blocking->packed[side], 0,
            (size_t)n * blocking->n_branches, sizeof(uint32_t));
    *blocking = (struct jd__blocking){0};
}
