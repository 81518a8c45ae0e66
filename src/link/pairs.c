/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pairs.c - candidates, slice by slice: which pairs a branch yields, and yields first.
 *
 * A slice is a run of left members; each meets the right members of its key.  Pairs are
 * gathered into batches; those of the wrong order, those whose rest is not true and those that
 * an earlier branch yields already fall out; the others are weighed.
 *
 * Invariant: the slices of a linkage depend on its records alone, so pairs come in one order
 * for any number of threads.
 */
#include "link/linkage.h"

#include "base/alloc.h"
#include "base/error.h"
#include "link/sieve.h"

/* How many pairs ahead their keys are asked for. */
#define FAR 16u

/* The set of branches below b. */
static uint64_t
below(uint32_t b)
{
    return b < 64 ? (1ull << b) - 1 : UINT64_MAX;
}

/* The right partners of left member i of a key: how many, and from which member on. */
static uint32_t
partners(
    const struct jd__branch *branch, uint32_t key, uint32_t i, const uint32_t **out_first)
{
    int side = branch->is_self ? 0 : 1;
    const uint32_t *starts = branch->starts[side];
    uint32_t skip = branch->is_self ? i + 1 : 0;
    *out_first = branch->members[side] + starts[key] + skip;
    return starts[key + 1] - starts[key] - skip;
}

/* Step over keys without candidates; false at the end of all branches. */
static bool
settle(const struct jd__blocking *blocking, uint32_t last_branch, struct jd__cursor *at)
{
    const uint32_t *first = NULL;
    while (at->branch <= last_branch) {
        const struct jd__branch *branch = &blocking->branches[at->branch];
        if (at->key == branch->n_keys) {
            *at = (struct jd__cursor){at->branch + 1, 0, 0};
            continue;
        }
        uint32_t n_left = branch->starts[0][at->key + 1] - branch->starts[0][at->key];
        if (at->i < n_left && partners(branch, at->key, at->i, &first) > 0)
            return true;
        *at = (struct jd__cursor){at->branch, at->key + 1, 0};
    }
    return false;
}

bool
jd__slice_next(const struct jd__blocking *blocking, uint32_t last_branch,
    struct jd__cursor *cursor, uint64_t wanted, struct jd__slice *out_slice)
{
    if (!settle(blocking, last_branch, cursor))
        return false;
    struct jd__slice slice = {*cursor, *cursor, 0};
    const uint32_t *first = NULL;
    /* A slice stays in one branch. */
    while (slice.n_pairs < wanted && settle(blocking, last_branch, cursor) &&
           cursor->branch == slice.start.branch) {
        const struct jd__branch *branch = &blocking->branches[cursor->branch];
        slice.n_pairs += partners(branch, cursor->key, cursor->i, &first);
        cursor->i++;
    }
    slice.end = *cursor;
    *out_slice = slice;
    return true;
}

/* The same for branches that explode lists, where a record has several keys. */
static void
match_lists(struct jd__worker *worker)
{
    const struct jd__blocking *blocking = &worker->linkage->blocking;
    for (uint32_t b = 0; b < blocking->n_branches; b++) {
        const struct jd__branch *branch = &blocking->branches[b];
        for (uint32_t i = 0; i < worker->n && branch->explosion != NULL; i++)
            if (jd__branch_shared_key(branch, worker->left[i], worker->right[i]) != JD_NONE)
                worker->mask[i] |= 1ull << b;
    }
}

void
jd__worker_match_keys(struct jd__worker *worker)
{
    const struct jd__blocking *blocking = &worker->linkage->blocking;
    uint32_t n_branches = blocking->n_branches;
    for (uint32_t i = 0; i < worker->n; i++) {
        if (i + FAR < worker->n)
            __builtin_prefetch(
                blocking->keys[1] + worker->right[i + FAR] * blocking->stride);
        const uint32_t *left = blocking->keys[0] + worker->left[i] * blocking->stride;
        const uint32_t *right = blocking->keys[1] + worker->right[i] * blocking->stride;
        uint64_t mask = 0;
        for (uint32_t b = 0; b < n_branches; b++)
            mask |= (uint64_t)((left[b] == right[b]) & (left[b] != JD_NONE)) << b;
        worker->mask[i] = mask;
    }
    if (blocking->n_explosions > 0)
        match_lists(worker);
}

/* Is the branch just its key? */
static bool
is_pure(const struct jd__branch *branch)
{
    return branch->rest == JD__NO_EXPR && branch->item_rest == JD__NO_EXPR;
}

/* Take a branch out of the masks of those pairs that its rest is not true of. */
static enum jd_status
test_rest(struct jd__worker *worker, uint32_t b, bool of_items, struct jd_error *err)
{
    const struct jd__branch *branch = &worker->linkage->blocking.branches[b];
    enum jd_status status = JD_OK;
    uint32_t n = 0;
    for (uint32_t i = 0; i < worker->n; i++)
        if (worker->mask[i] >> b & 1)
            worker->places[n++] = i;
    if (n > 0 && of_items)
        status = jd__items_test(worker, branch, worker->places, n, worker->truth, err);
    else if (n > 0)
        status = jd__batch_test(
            &worker->batch, branch->rest, worker->places, n, worker->truth, err);
    for (uint32_t i = 0; i < n && status == JD_OK; i++)
        if (worker->truth[i] != JD__TRUE)
            worker->mask[worker->places[i]] &= ~(1ull << b);
    return status;
}

enum jd_status
jd__worker_test_rests(struct jd__worker *worker, uint64_t branches, struct jd_error *err)
{
    const struct jd__blocking *blocking = &worker->linkage->blocking;
    for (uint32_t b = 0; b < blocking->n_branches; b++) {
        const struct jd__branch *branch = &blocking->branches[b];
        enum jd_status status = JD_OK;
        if ((branches >> b & 1) == 0)
            continue;
        if (branch->rest != JD__NO_EXPR)
            status = test_rest(worker, b, false, err);
        if (status == JD_OK && branch->item_rest != JD__NO_EXPR)
            status = test_rest(worker, b, true, err);
        if (status != JD_OK) {
            jd__report_where(err, "blocking rule %u", branch->rule);
            return status;
        }
    }
    return JD_OK;
}

/* Do order of ids and sources allow the pair? */
static bool
is_allowed(const struct jd_linkage *linkage, uint32_t left, uint32_t right)
{
    const struct jd__records *records = &linkage->records;
    if (records->left_table != JD__NO_TABLE)
        return true;
    if (records->order[left] >= records->order[right])
        return false;
    if (linkage->model->link_type != JD__LINK_ONLY)
        return true;
    const uint32_t *sources = jd__table_codes(records->table, records->source_column);
    return sources[left] != sources[right];
}

/* Keep pairs whose mask has the branch and none of the earlier ones. */
static void
drop_earlier(struct jd__worker *worker, uint32_t branch, uint64_t earlier)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < worker->n; i++) {
        if ((worker->mask[i] >> branch & 1) == 0 || (worker->mask[i] & earlier) != 0)
            continue;
        worker->left[kept] = worker->left[i];
        worker->right[kept] = worker->right[i];
        worker->mask[kept++] = worker->mask[i];
    }
    worker->n = kept;
}

/* Branches that are their key alone. */
static uint64_t
pure_branches(const struct jd__blocking *blocking)
{
    uint64_t pure = 0;
    for (uint32_t b = 0; b < blocking->n_branches; b++)
        pure |= (uint64_t)is_pure(&blocking->branches[b]) << b;
    return pure;
}

/* Of these, branches of which a record has one key. */
static uint64_t
single_keys(const struct jd__blocking *blocking)
{
    uint64_t single = pure_branches(blocking);
    for (uint32_t b = 0; b < blocking->n_branches; b++)
        if (blocking->branches[b].explosion != NULL)
            single &= ~(1ull << b);
    return single;
}

/* One slice under work. */
struct work {
    struct jd__worker *worker;
    const struct jd__branch *branch;
    uint32_t number;         /* of the branch */
    uint64_t earlier;        /* branches that come first */
    uint64_t sieved_earlier; /* those of them that are one key alone */
    uint64_t told;           /* to the sieve, by the branch's key */
    bool all_allowed;        /* no candidate is of the wrong order or source */
    jd__batch_work take;
    void *ctx;
    uint64_t count;
    struct jd_error *err;
};

/* A full batch of candidates: filter, and hand on what stays. */
static enum jd_status
work_batch(struct work *work)
{
    struct jd__worker *worker = work->worker;
    uint64_t pure = pure_branches(&worker->linkage->blocking);
    uint64_t tested = (work->earlier | 1ull << work->number) & ~pure;
    enum jd_status status = JD_OK;
    jd__worker_match_keys(worker);
    drop_earlier(worker, work->number, work->earlier & pure);
    if (tested != 0 && worker->n > 0) {
        jd__batch_turn(&worker->batch, worker->left, worker->right, worker->n);
        status = jd__worker_test_rests(worker, tested, work->err);
        if (status != JD_OK)
            return status;
        drop_earlier(worker, work->number, work->earlier);
    }
    work->count += worker->n;
    if (work->take != NULL && worker->n > 0) {
        jd__batch_turn(&worker->batch, worker->left, worker->right, worker->n);
        status = work->take(work->ctx, worker, work->err);
    }
    worker->n = 0;
    return status;
}

/* Partners of one left member of a key. */
static enum jd_status
work_partners(
    struct work *work, uint32_t key, uint32_t left, const uint32_t *right, uint32_t n_right)
{
    struct jd__worker *worker = work->worker;
    const struct jd__branch *branch = work->branch;
    for (uint32_t k = 0; k < n_right; k++) {
        if (!work->all_allowed && !is_allowed(worker->linkage, left, right[k]))
            continue;
        /* Records that share several keys are a pair under the lowest. */
        if (branch->explosion != NULL &&
            jd__branch_shared_key(branch, left, right[k]) != key)
            continue;
        worker->left[worker->n] = left;
        worker->right[worker->n++] = right[k];
        enum jd_status status = worker->n == JD__BATCH ? work_batch(work) : JD_OK;
        if (status != JD_OK)
            return status;
    }
    return JD_OK;
}

/* All partners of one left member; where there is a sieve, those that pass. */
static enum jd_status
work_member(struct work *work, uint32_t key, uint32_t i)
{
    const struct jd__branch *branch = work->branch;
    uint32_t left = branch->members[0][branch->starts[0][key] + i];
    const uint32_t *right = NULL;
    uint32_t n_right = partners(branch, key, i, &right), passed[JD__BATCH];
    enum jd_status status = JD_OK;
    struct jd__sieve_left sieved;
    if (work->worker->sieve == NULL || n_right == 0)
        return work_partners(work, key, left, right, n_right);
    jd__sieve_turn(work->worker->sieve, work->told, left, work->sieved_earlier, &sieved);
    for (uint32_t at = 0; at < n_right && status == JD_OK; at += JD__BATCH) {
        uint32_t n = n_right - at < JD__BATCH ? n_right - at : JD__BATCH;
        n = jd__sieve_partners(&sieved, right + at, n, passed);
        status = work_partners(work, key, left, passed, n);
    }
    return status;
}

/* Ask for what the sieve looks at of a key's members, and of the first of the next keys. */
static void
look_ahead(const struct work *work, uint32_t key, uint32_t i)
{
    const struct jd__branch *branch = work->branch;
    for (int side = 0; side < (branch->is_self ? 1 : 2); side++) {
        uint32_t first = branch->starts[side][key] + (side == 0 ? i : 0);
        jd__sieve_look_ahead(work->worker->sieve, work->told, branch->members[side] + first,
            branch->starts[side][key + 1] - first, branch->n_members[side] - first);
    }
}

/* Work these left members of a key. */
static enum jd_status
work_key(struct work *work, uint32_t key, uint32_t i, uint32_t end)
{
    const uint32_t *right = NULL;
    enum jd_status status = JD_OK;
    if (i == end || partners(work->branch, key, i, &right) == 0)
        return JD_OK;
    if (work->worker->sieve != NULL)
        look_ahead(work, key, i);
    for (; i < end && status == JD_OK; i++)
        status = work_member(work, key, i);
    return status;
}

enum jd_status
jd__slice_work_on(struct jd__worker *worker, const struct jd__slice *slice,
    uint32_t first_branch, jd__batch_work take, void *ctx, uint64_t *out_count,
    struct jd_error *err)
{
    const struct jd_linkage *linkage = worker->linkage;
    uint32_t b = slice->start.branch;
    const struct jd__branch *branch = &linkage->blocking.branches[b];
    uint64_t earlier = below(b) & ~below(first_branch);
    struct work work = {worker, branch, b, earlier,
        earlier & single_keys(&linkage->blocking),
        worker->sieve != NULL ? jd__sieve_told(worker->sieve, branch) : 0,
        branch->is_self && linkage->model->link_type != JD__LINK_ONLY, take, ctx, 0, err};
    /* A slice that ends in another branch ends at this one's end. */
    struct jd__cursor end = slice->end;
    if (end.branch != b)
        end = (struct jd__cursor){b, branch->n_keys, 0};
    enum jd_status status = JD_OK;
    worker->n = 0;
    for (uint32_t key = slice->start.key; key <= end.key && key < branch->n_keys; key++) {
        uint32_t n_left = branch->starts[0][key + 1] - branch->starts[0][key];
        uint32_t last = key == end.key ? end.i : n_left;
        uint32_t i = key == slice->start.key ? slice->start.i : 0;
        if (status == JD_OK)
            status = work_key(&work, key, i, last);
    }
    if (status == JD_OK && worker->n > 0)
        status = work_batch(&work);
    if (status == JD_OK)
        *out_count = work.count;
    return status;
}
