/* SPDX-License-Identifier: Apache-2.0 */
/*
 * block_count.c - how many pairs each rule adds, by keys alone.
 *
 * The pairs of a set of records that agree in none of the keys 1..j are those that agree in none
 * of 1..j-1, less, for each value of key j, those of its records that agree in none of 1..j-1:
 *
 *     f(S, 0) = pairs of S       f(S, j) = f(S, j-1) - sum over groups G of key j in S: f(G, j-1)
 *
 * A branch adds f(block, keys of earlier branches) for each of its blocks.  Groups become small
 * at once, and of a small set each pair is looked at.  With link_only of several tables the
 * source is one more key to differ in.
 *
 * Invariant: lists of records stand in order of ids, so that of two records the first is l.
 */
#include <joinder/block.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/sort.h"
#include "link/linkage.h"

#include <string.h>

/* Sets of at most so many pairs are looked at pair by pair. */
#define FEW_PAIRS 2048u
/* Blocks are counted in so many parts of about equal work. */
#define N_PARTS 64u

/* A key in which counted pairs must differ: of each record, by side, `step` apart. */
struct key {
    const uint32_t *of[2];
    size_t step;
};

/* What is counted: the pairs of a branch that agree in none of these keys. */
struct counting {
    const struct jd_linkage *linkage;
    const struct jd__branch *branch;
    struct key keys[JD__LIMIT_BRANCHES + 1];
    uint32_t n_keys;
    uint32_t starts[N_PARTS + 1]; /* blocks of each part */
    uint64_t counts[N_PARTS];
};

/* Records that may be l, and those that may be r. */
struct sides {
    const uint32_t *of[2];
    uint32_t n[2];
};

static bool
is_one_list(const struct sides *sides)
{
    return sides->of[0] == sides->of[1];
}

static uint32_t
key_of(const struct key *key, int side, uint32_t record)
{
    return key->of[side][record * key->step];
}

/* All pairs of two lists that the order of ids allows. */
static uint64_t
count_all(const struct counting *counting, const struct sides *sides)
{
    const struct jd__records *records = &counting->linkage->records;
    uint64_t n_left = sides->n[0], n_right = sides->n[1], n = 0;
    if (records->left_table != JD__NO_TABLE)
        return n_left * n_right;
    if (is_one_list(sides))
        return n_left > 0 ? n_left * (n_left - 1) / 2 : 0;
    for (uint32_t l = 0, r = 0; r < n_right; r++) {
        while (
            l < n_left && records->order[sides->of[0][l]] < records->order[sides->of[1][r]])
            l++;
        n += l;
    }
    return n;
}

/* Do two records differ in each of the first n keys? */
static bool
differ(const struct counting *counting, uint32_t n_keys, uint32_t left, uint32_t right)
{
    for (uint32_t i = 0; i < n_keys; i++) {
        uint32_t key = key_of(&counting->keys[i], 0, left);
        if (key != JD_NONE && key == key_of(&counting->keys[i], 1, right))
            return false;
    }
    return true;
}

static uint64_t
count_few(const struct counting *counting, const struct sides *sides, uint32_t n_keys)
{
    const struct jd__records *records = &counting->linkage->records;
    bool any_order = records->left_table != JD__NO_TABLE;
    uint64_t n = 0;
    for (uint32_t l = 0; l < sides->n[0]; l++)
        for (uint32_t r = is_one_list(sides) ? l + 1 : 0; r < sides->n[1]; r++) {
            uint32_t left = sides->of[0][l], right = sides->of[1][r];
            if (any_order || records->order[left] < records->order[right])
                n += differ(counting, n_keys, left, right);
        }
    return n;
}

static enum jd_status
count(const struct counting *counting, const struct sides *sides, uint32_t n_keys,
    uint64_t *out_n, struct jd_error *err);

/* The records of a list by a key, each with its key; those without fall out. */
struct sorted {
    uint32_t *records;
    uint32_t *keys;
    uint32_t n, room;
};

static void
sorted_done(const struct counting *counting, struct sorted *sorted)
{
    const struct jd_alloc *alloc = &counting->linkage->alloc;
    jd__alloc_free_array(alloc, sorted->records, 0, sorted->room, sizeof(uint32_t));
    jd__alloc_free_array(alloc, sorted->keys, 0, sorted->room, sizeof(uint32_t));
}

static enum jd_status
sort_by_key(const struct counting *counting, const struct key *key,
    const struct sides *sides, int side, struct sorted *out, struct jd_error *err)
{
    const struct jd_alloc *alloc = &counting->linkage->alloc;
    uint32_t n = sides->n[side];
    struct jd__keyed *keyed = jd__alloc_array(alloc, 0, n, sizeof(*keyed));
    out->records = jd__alloc_array(alloc, 0, n, sizeof(uint32_t));
    out->keys = jd__alloc_array(alloc, 0, n, sizeof(uint32_t));
    out->room = n;
    enum jd_status status = JD_OK;
    if (keyed == NULL || out->records == NULL || out->keys == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory to count pairs of %u records", n);
    for (uint32_t i = 0; i < n && status == JD_OK; i++) {
        uint32_t record = sides->of[side][i], value = key_of(key, side, record);
        if (value != JD_NONE)
            keyed[out->n++] = (struct jd__keyed){value, record};
    }
    if (status == JD_OK)
        status = jd__sort_keyed(alloc, keyed, out->n, err);
    for (uint32_t i = 0; i < out->n && status == JD_OK; i++) {
        out->records[i] = (uint32_t)keyed[i].value;
        out->keys[i] = (uint32_t)keyed[i].key;
    }
    jd__alloc_free_array(alloc, keyed, 0, n, sizeof(*keyed));
    return status;
}

/* From a place on, the records of the same key. */
static uint32_t
end_of_group(const struct sorted *sorted, uint32_t at)
{
    uint32_t end = at + 1;
    while (end < sorted->n && sorted->keys[end] == sorted->keys[at])
        end++;
    return end;
}

/* Walk the groups that both sides have. */
static enum jd_status
count_groups(const struct counting *counting, const struct sorted *left,
    const struct sorted *right, uint32_t n_keys, uint64_t *out_n, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    uint64_t total = 0;
    for (uint32_t l = 0, r = 0; l < left->n && r < right->n && status == JD_OK;) {
        uint32_t l_end = end_of_group(left, l), r_end = end_of_group(right, r);
        uint64_t n = 0;
        if (left->keys[l] < right->keys[r]) {
            l = l_end;
            continue;
        }
        if (right->keys[r] < left->keys[l]) {
            r = r_end;
            continue;
        }
        struct sides group = {
            {left->records + l, right->records + r}, {l_end - l, r_end - r}};
        status = count(counting, &group, n_keys, &n, err);
        total += n;
        l = l_end;
        r = r_end;
    }
    *out_n = total;
    return status;
}

/* Pairs that agree in the last of n_keys keys, and in none of those before it. */
static enum jd_status
count_agreeing(const struct counting *counting, const struct sides *sides, uint32_t n_keys,
    uint64_t *out_n, struct jd_error *err)
{
    const struct key *key = &counting->keys[n_keys - 1];
    struct sorted sorted[2] = {{NULL, NULL, 0, 0}, {NULL, NULL, 0, 0}};
    bool one = is_one_list(sides) && key->of[0] == key->of[1];
    enum jd_status status = sort_by_key(counting, key, sides, 0, &sorted[0], err);
    if (status == JD_OK && !one)
        status = sort_by_key(counting, key, sides, 1, &sorted[1], err);
    if (status == JD_OK)
        status = count_groups(
            counting, &sorted[0], &sorted[one ? 0 : 1], n_keys - 1, out_n, err);
    sorted_done(counting, &sorted[0]);
    sorted_done(counting, &sorted[1]);
    return status;
}

/* Pairs that agree in none of the first n_keys keys.  It calls itself as deep as there are keys. */
static enum jd_status
count(const struct counting *counting, const struct sides *sides, uint32_t n_keys,
    uint64_t *out_n, struct jd_error *err)
{
    uint64_t less = 0;
    if (n_keys == 0) {
        *out_n = count_all(counting, sides);
        return JD_OK;
    }
    if ((uint64_t)sides->n[0] * sides->n[1] <= FEW_PAIRS) {
        *out_n = count_few(counting, sides, n_keys);
        return JD_OK;
    }
    enum jd_status status = count(counting, sides, n_keys - 1, out_n, err);
    if (status == JD_OK)
        status = count_agreeing(counting, sides, n_keys, &less, err);
    *out_n -= less;
    return status;
}

static struct sides
sides_of(const struct jd__branch *branch, uint32_t key)
{
    int right = branch->is_self ? 0 : 1;
    const uint32_t *starts[2] = {branch->starts[0], branch->starts[right]};
    return (struct sides){
        {branch->members[0] + starts[0][key], branch->members[right] + starts[1][key]},
        {starts[0][key + 1] - starts[0][key], starts[1][key + 1] - starts[1][key]}};
}

static enum jd_status
count_part(void *ctx, uint32_t part, uint32_t thread, struct jd_error *err)
{
    struct counting *counting = ctx;
    enum jd_status status = JD_OK;
    (void)thread;
    counting->counts[part] = 0;
    for (uint32_t key = counting->starts[part];
         key < counting->starts[part + 1] && status == JD_OK; key++) {
        struct sides sides = sides_of(counting->branch, key);
        uint64_t n = 0;
        status = count(counting, &sides, counting->n_keys, &n, err);
        counting->counts[part] += n;
    }
    return status;
}

/* Share the blocks out: one is about as much work as it has members. */
static void
cut_parts(struct counting *counting)
{
    const struct jd__branch *branch = counting->branch;
    uint64_t each = branch->n_members[0] / N_PARTS + 1;
    uint32_t part = 0;
    for (uint32_t key = 0; key < branch->n_keys; key++)
        while (part < N_PARTS && branch->starts[0][key] >= part * each)
            counting->starts[part++] = key;
    while (part <= N_PARTS)
        counting->starts[part++] = branch->n_keys;
}

/* A branch that is its key alone, and one key a record. */
static bool
is_countable(const struct jd__branch *branch)
{
    return branch->rest == JD__NO_EXPR && branch->explosion == NULL;
}

/*
 * The pairs of a branch that no countable branch from `first` up to it yields.  Of one that
 * explodes lists, where a pair may have several keys, all candidates.
 */
static enum jd_status
count_branch(const struct jd_linkage *linkage, uint32_t b, uint32_t first, uint64_t *out_n,
    struct jd_error *err)
{
    const struct jd__blocking *blocking = &linkage->blocking;
    struct counting *counting = jd__alloc_array(&linkage->alloc, sizeof(*counting), 0, 1);
    if (counting == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory to count pairs");
    counting->linkage = linkage;
    counting->branch = &blocking->branches[b];
    if (linkage->model->link_type == JD__LINK_ONLY &&
        linkage->records.left_table == JD__NO_TABLE) {
        const uint32_t *sources =
            jd__table_codes(linkage->records.table, linkage->records.source_column);
        counting->keys[counting->n_keys++] = (struct key){{sources, sources}, 1};
    }
    for (uint32_t i = first; i < b; i++) {
        if (!is_countable(&blocking->branches[i]))
            continue;
        counting->keys[counting->n_keys++] =
            (struct key){{blocking->keys[0] + i, blocking->keys[1] + i}, blocking->stride};
    }
    cut_parts(counting);
    enum jd_status status =
        jd__parallel(linkage->threads, N_PARTS, count_part, counting, err);
    for (uint32_t i = 0; i < N_PARTS; i++)
        *out_n += counting->counts[i];
    jd__alloc_free(&linkage->alloc, counting, sizeof(*counting));
    return status;
}

/* The branches of a rule: from first up to end. */
static void
branches_of(const struct jd__blocking *blocking, uint32_t rule, uint32_t *out_first,
    uint32_t *out_end)
{
    uint32_t first = 0;
    while (blocking->branches[first].rule != rule)
        first++;
    *out_first = *out_end = first;
    while (*out_end < blocking->n_branches && blocking->branches[*out_end].rule == rule)
        ++*out_end;
}

/* Count a rule's pairs by keys: those that no branch from `earliest` on yields before. */
static enum jd_status
count_keys(const struct jd_linkage *linkage, uint32_t rule, uint32_t earliest,
    uint64_t *out_n, struct jd_error *err)
{
    uint32_t first = 0, end = 0;
    enum jd_status status = JD_OK;
    branches_of(&linkage->blocking, rule, &first, &end);
    *out_n = 0;
    for (uint32_t b = first; b < end && status == JD_OK; b++)
        status = count_branch(linkage, b, earliest, out_n, err);
    return status;
}

/* Are all branches from first up to end counted by their keys? */
static bool
are_countable(const struct jd__blocking *blocking, uint32_t first, uint32_t end)
{
    for (uint32_t b = first; b < end; b++)
        if (!is_countable(&blocking->branches[b]))
            return false;
    return true;
}

/* Pair by pair. */
static enum jd_status
count_pairs(struct jd__run *run, uint32_t first, uint32_t end, uint32_t earliest,
    uint64_t *out_n, struct jd_error *err)
{
    run->first_branch = first;
    run->last_branch = end - 1;
    run->earliest = earliest;
    run->n_done = run->n_total = 0;
    for (uint32_t b = first; b < end; b++)
        run->n_total += run->linkage->blocking.branches[b].n_pairs;
    return jd__run_count(run, out_n, err);
}

/* By keys where that is exact, else pair by pair if they are few, else a bound by keys. */
static enum jd_status
count_from(struct jd__run *run, uint32_t rule, uint32_t earliest, uint64_t most_tested,
    uint64_t *out_n, bool *out_exact, struct jd_error *err)
{
    const struct jd__blocking *blocking = &run->linkage->blocking;
    uint32_t first = 0, end = 0;
    bool few = true;
    branches_of(blocking, rule, &first, &end);
    for (uint32_t b = first; b < end; b++) { /* their sum may be more than a number holds */
        few = few && blocking->branches[b].n_pairs <= most_tested;
        most_tested -= few ? blocking->branches[b].n_pairs : 0;
    }
    bool by_keys = are_countable(blocking, earliest, end);
    *out_exact = by_keys || few;
    if (!by_keys && few)
        return count_pairs(run, first, end, earliest, out_n, err);
    return count_keys(run->linkage, rule, earliest, out_n, err);
}

enum jd_status
jd_linkage_count_rules(const struct jd_linkage *linkage,
    const struct jd_count_options *options, struct jd_rule_counts *out_counts,
    uint32_t n_rules, struct jd_error *err)
{
    struct jd_count_options o = jd_count_options_default();
    struct jd_rule_counts counts[JD__LIMIT_RULES] = {{0, 0, false, false}};
    struct jd__run run;
    if (options != NULL)
        memcpy(&o, options,
            options->struct_size < sizeof(o) ? options->struct_size : sizeof(o));
    if (n_rules != linkage->model->n_rules)
        return jd__fail(err, JD_E_ARG, "room for %u counts, but %u rules", n_rules,
            linkage->model->n_rules);
    enum jd_status status = jd__run_init(&run, linkage, 0, o.progress, err);
    if (status != JD_OK)
        return status;
    for (uint32_t rule = 0; rule < n_rules && status == JD_OK; rule++) {
        struct jd_rule_counts *c = &counts[rule];
        uint32_t first = 0, end = 0;
        branches_of(&linkage->blocking, rule, &first, &end);
        status =
            count_from(&run, rule, first, o.most_tested, &c->alone, &c->alone_exact, err);
        if (status == JD_OK)
            status =
                count_from(&run, rule, 0, o.most_tested, &c->added, &c->added_exact, err);
        if (o.progress != NULL && status == JD_OK &&
            o.progress->should_stop(o.progress->ctx, "rules", rule + 1, n_rules))
            status = jd__fail(err, JD_E_CANCELLED, "stopped after %u rules", rule + 1);
    }
    if (status == JD_OK)
        memcpy(out_counts, counts, n_rules * sizeof(*counts));
    jd__run_done(&run);
    return status;
}
