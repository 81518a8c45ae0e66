/* SPDX-License-Identifier: Apache-2.0 */
/*
 * block.c - from blocking rules to lists of records with equal keys.
 *
 * A rule is split at its ORs into branches; these are planned one by one, and keyed by threads.  Of a branch, each condition `A = B` with A of one
 * record and B of the other goes into the key (block_keys.c); what is left of it is tested pair by
 * pair.  Where a rule explodes lists (explode.c), its fields are those of the exploded rows, and
 * what is left falls in two: what reads items, and what does not.
 */
#include "link/linkage.h"

#include "base/alloc.h"
#include "base/error.h"
#include "link/block_keys.h"

#include <string.h>

/* A branch under construction: equalities by field, and the rest. */
struct plan {
    struct jd_linkage *linkage;
    const struct jd__rule *rule;
    uint32_t number;                 /* of the rule */
    struct jd__explosion *explosion; /* of the rule's lists, or NULL */
    struct jd__buf equal;            /* of uint32_t[2]: field by side */
    struct jd__buf rest;             /* of uint32_t: roots in the linkage's program ... */
    struct jd__buf item_rest;        /* ... and in the explosion's */
    struct jd_error *err;
};

static const struct jd__expr *
expr_at(const struct plan *plan, uint32_t node)
{
    return jd__condition_node(&plan->rule->condition, node);
}

/* Does a part of the rule read an item of a list that is exploded? */
static bool
reads_items(const struct plan *plan, uint32_t node)
{
    for (uint32_t i = node; plan->explosion != NULL && i < expr_at(plan, node)->end; i++)
        for (uint32_t k = 0; k < jd__rule_n_lists(plan->rule); k++)
            if (expr_at(plan, i)->kind == JD__EXPR_COLUMN &&
                jd__names_equal(expr_at(plan, i)->name, jd__rule_list(plan->rule, k)))
                return true;
    return false;
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
    struct jd__fields *fields =
        plan->explosion != NULL ? &plan->explosion->fields : &plan->linkage->fields;
    const struct jd__expr *part = expr_at(plan, node);
    uint32_t by_side[2] = {JD_NONE, JD_NONE};
    *out_done = false;
    if (part->kind != JD__EXPR_COMPARE || part->compare != JD__EQUAL)
        return JD_OK;
    for (uint32_t i = 0; i < 2; i++) {
        uint32_t child = jd__condition_child(&plan->rule->condition, node, i);
        uint8_t sides = expr_at(plan, child)->sides;
        if (sides != JD__BIT(JD__LEFT) && sides != JD__BIT(JD__RIGHT))
            return JD_OK;
        enum jd__side side = sides == JD__BIT(JD__LEFT) ? JD__LEFT : JD__RIGHT;
        enum jd_status status = jd__fields_hoist(
            fields, &plan->rule->condition, child, &by_side[side], plan->err);
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
    bool of_items = reads_items(plan, node);
    status = jd__program_add(of_items ? &plan->explosion->program : &plan->linkage->program,
        &plan->rule->condition, node, &root, plan->err);
    if (status == JD_OK)
        status =
            jd__buf_append(of_items ? &plan->item_rest : &plan->rest, &root, 1, plan->err);
    return status;
}

/* All of the conditions in a list as one. */
static enum jd_status
plan_rest(const struct plan *plan, struct jd__program *program, const struct jd__buf *roots,
    uint32_t *out_root)
{
    *out_root = JD__NO_EXPR;
    if (roots->n == 0)
        return JD_OK;
    return jd__program_all(program, roots->data, (uint32_t)roots->n, out_root, plan->err);
}

static enum jd_status
plan_branch(struct plan *plan, uint32_t node, struct jd__branch *branch)
{
    const struct jd_linkage *linkage = plan->linkage;
    struct jd__explosion *explosion = plan->explosion;
    enum jd_status status = JD_OK;
    *branch = (struct jd__branch){.rule = plan->number,
        .explosion = explosion,
        .explosion_number = linkage->blocking.n_explosions - 1,
        .rest = JD__NO_EXPR,
        .item_rest = JD__NO_EXPR};
    plan->equal.n = 0;
    plan->rest.n = 0;
    plan->item_rest.n = 0;
    if (plan->rule->condition.nodes.n > 0)
        status = plan_conjunction(plan, node);
    if (status == JD_OK)
        status = plan_rest(plan, &plan->linkage->program, &plan->rest, &branch->rest);
    if (status == JD_OK && explosion != NULL)
        status = plan_rest(plan, &explosion->program, &plan->item_rest, &branch->item_rest);
    return status == JD_OK
               ? jd__branch_take_equal(branch, &linkage->alloc, &plan->equal, plan->err)
               : status;
}

/* Make the keys of a branch, once all are planned. */
static enum jd_status
key_branch(void *ctx, uint32_t b, uint32_t thread, struct jd_error *err)
{
    struct jd_linkage *linkage = ctx;
    struct jd__branch *branch = &linkage->blocking.branches[b];
    const struct jd__explosion *explosion = branch->explosion;
    struct jd__keyed_rows rows = {
        &linkage->alloc, &linkage->records, &linkage->fields, NULL, linkage->records.n};
    (void)thread;
    if (explosion != NULL) {
        rows.fields = &explosion->fields;
        rows.record = explosion->record;
        rows.n = explosion->n;
    }
    enum jd_status status = jd__branch_key(branch, &rows, err);
    if (status != JD_OK)
        jd__report_where(err, "blocking rule %u", branch->rule);
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

/* The rows of the rule's lists, if it explodes any. */
static enum jd_status
plan_explosion(struct plan *plan)
{
    struct jd__blocking *blocking = &plan->linkage->blocking;
    plan->explosion = NULL;
    if (jd__rule_n_lists(plan->rule) == 0)
        return JD_OK;
    enum jd_status status =
        jd__explosion_new(&plan->linkage->alloc, &plan->linkage->records, plan->rule,
            plan->linkage->fields.sql, &plan->explosion, plan->err);
    if (status == JD_OK)
        blocking->explosions[blocking->n_explosions++] = plan->explosion;
    return status;
}

static enum jd_status
plan_rule(struct plan *plan, uint32_t n_branches, struct jd__branch *branches)
{
    enum jd_status status = plan_explosion(plan);
    for (uint32_t i = 0; i < n_branches && status == JD_OK; i++) {
        uint32_t node =
            n_branches > 1 ? jd__condition_child(&plan->rule->condition, 0, i) : 0;
        status = plan_branch(plan, node, &branches[i]);
    }
    if (status != JD_OK)
        jd__report_where(plan->err, "blocking rule %u", plan->number);
    return status;
}

/* Do all branches give a record the same keys as l and as r? */
static bool
all_same_keys(const struct jd__blocking *blocking)
{
    for (uint32_t b = 0; b < blocking->n_branches; b++)
        if (!blocking->branches[b].same_keys)
            return false;
    return true;
}

/* The keys by branch, those of r behind those of l; NULL where records have several. */
static uint32_t
list_keys(const struct jd__blocking *blocking, const uint32_t **out_keys)
{
    uint32_t n = 0;
    for (int side = 0; side < (all_same_keys(blocking) ? 1 : 2); side++)
        for (uint32_t b = 0; b < blocking->n_branches; b++) {
            const struct jd__branch *branch = &blocking->branches[b];
            out_keys[n++] = branch->keys[branch->same_keys ? 0 : side];
        }
    return n;
}

/* From now on keys are those in lines, from a word on. */
static void
take_keys_of(struct jd_linkage *linkage, const struct jd__lines *lines, uint32_t first)
{
    struct jd__blocking *blocking = &linkage->blocking;
    uint32_t n = linkage->records.n, n_branches = blocking->n_branches;
    blocking->stride = lines->size;
    blocking->keys[0] = lines->words + first;
    blocking->keys[1] =
        all_same_keys(blocking) ? blocking->keys[0] : blocking->keys[0] + n_branches;
    for (uint32_t b = 0; b < n_branches; b++)
        for (int side = 0; side < 2; side++) {
            uint32_t **keys = &blocking->branches[b].keys[side];
            jd__alloc_free_array(&linkage->alloc, *keys, 0, n, sizeof(**keys));
            *keys = NULL;
        }
}

enum jd_status
jd__blocking_pack(struct jd_linkage *linkage, struct jd_error *err)
{
    struct jd__blocking *blocking = &linkage->blocking;
    const uint32_t *keys[2 * JD__LIMIT_BRANCHES];
    uint32_t n_keys = list_keys(blocking, keys);
    enum jd_status status = jd__lines_init(&blocking->lines, &linkage->alloc,
        linkage->records.n, keys, n_keys, linkage->threads, err);
    if (status == JD_OK)
        take_keys_of(linkage, &blocking->lines, 0);
    return status;
}

enum jd_status
jd__blocking_weave(struct jd_linkage *linkage, struct jd_error *err)
{
    const uint32_t *keys[2 * JD__LIMIT_BRANCHES];
    uint32_t n_keys = list_keys(&linkage->blocking, keys), first = 0;
    enum jd_status status =
        jd__fields_weave(&linkage->fields, keys, n_keys, linkage->threads, &first, err);
    if (status == JD_OK)
        take_keys_of(linkage, &linkage->fields.lines, first);
    return status;
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
    blocking->explosions = jd__alloc_array(
        &linkage->alloc, 0, JD__LIMIT_RULES, sizeof(struct jd__explosion *));
    if (blocking->branches == NULL || blocking->explosions == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for blocking rules");
    struct plan plan = {.linkage = linkage, .err = err};
    jd__buf_init(&plan.equal, &linkage->alloc, sizeof(uint32_t[2]), 0);
    jd__buf_init(&plan.rest, &linkage->alloc, sizeof(uint32_t), 0);
    jd__buf_init(&plan.item_rest, &linkage->alloc, sizeof(uint32_t), 0);
    enum jd_status status = JD_OK;
    for (uint32_t r = 0; r < n_rules && status == JD_OK; r++) {
        uint32_t later = n_rules - r - 1; /* each of these needs a branch too */
        uint32_t n_left = JD__LIMIT_BRANCHES - blocking->n_branches - later;
        plan.number = r;
        plan.rule = &rules[r];
        uint32_t n = count_branches(&rules[r].condition, n_left);
        struct jd__branch *branches = blocking->branches + blocking->n_branches;
        blocking->n_branches += n;
        status = plan_rule(&plan, n, branches);
    }
    if (status == JD_OK)
        status =
            jd__parallel(linkage->threads, blocking->n_branches, key_branch, linkage, err);
    jd__buf_done(&plan.equal);
    jd__buf_done(&plan.rest);
    jd__buf_done(&plan.item_rest);
    return status;
}

void
jd__blocking_done(struct jd_linkage *linkage)
{
    struct jd__blocking *blocking = &linkage->blocking;
    const struct jd_alloc *alloc = &linkage->alloc;
    uint32_t n = linkage->records.n;
    for (uint32_t b = 0; b < blocking->n_branches; b++)
        jd__branch_done(&blocking->branches[b], alloc, n);
    for (uint32_t i = 0; i < blocking->n_explosions; i++)
        jd__explosion_free(blocking->explosions[i]);
    jd__alloc_free_array(
        alloc, blocking->explosions, 0, JD__LIMIT_RULES, sizeof(struct jd__explosion *));
    jd__alloc_free_array(
        alloc, blocking->branches, 0, JD__LIMIT_BRANCHES, sizeof(*blocking->branches));
    jd__lines_done(&blocking->lines, alloc);
    *blocking = (struct jd__blocking){0};
}
