/* SPDX-License-Identifier: Apache-2.0 */
/*
 * best_link.c - best links between sources of which some hold no duplicates.
 *
 * In rounds, as Splink 5's cluster_using_single_best_links() does it
 * (splink/internals/one_to_one_clustering.py).  Each entity of the start carries a label, first
 * its own number.  Of each label the best pair to another is looked for (score, then the smaller
 * record at the other end), among pairs of labels that hold no two records of one duplicate-free
 * source.  Where two labels have the same best pair, its two ends take the lower of the labels.
 * The ends only: what else bore the higher label keeps it, and is drawn after, or not, by its
 * own pairs in a later round.  So a group may be parted; the answer is Splink's.  The rounds end
 * when no label changes.
 *
 * Invariant: labels only fall, so the rounds end.
 */
#include "cluster/blocks.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/sort.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A label's best pair. */
struct best {
    double score;
    uint32_t record; /* at the other end; JD_NONE: no pair */
};

struct best_link {
    const struct jd_clusters *c;
    const struct jd_cluster_options *o;
    uint64_t n_pairs; /* looked at so far */

    /* One block; the memory is kept for the next. */
    const struct jd__block *block;
    struct jd__buf labels;  /* by group: uint32_t */
    struct jd__buf next;    /* those of the next round */
    struct jd__buf bests;   /* by label: struct best */
    struct jd__buf dropped; /* by pair: bool */
    struct jd__buf held;    /* (label << 32 | source): struct jd__keyed, sorted */
    struct jd__buf
        apart; /* (label << 32 | label), smaller first: struct jd__keyed, sorted */
    struct jd__buf firsts; /* of each label's sources in `held`, and the end: uint32_t */
};

static uint32_t
label_of(const struct best_link *b, uint32_t record)
{
    return ((const uint32_t *)b->labels.data)[b->block->groups[record]];
}

static uint32_t
source_of(const struct best_link *b, uint32_t record)
{
    return b->o->sources != NULL ? b->o->sources[b->block->records[record]] : JD_NONE;
}

/* ---- ties ---- */

/* One end of a pair, seen from the other. */
struct seen {
    double score;
    uint32_t from, source, to;
    uint32_t pair;
};

static bool
is_seen_before(const void *left, const void *right, void *ctx)
{
    const struct seen *x = left, *y = right;
    (void)ctx;
    if (x->from != y->from)
        return x->from < y->from;
    if (x->source != y->source)
        return x->source < y->source;
    return x->score != y->score ? x->score > y->score : x->to < y->to;
}

static bool
is_a_tie(const struct seen *x, const struct seen *y)
{
    return x->from == y->from && x->source == y->source && x->score == y->score;
}

/* Drop the pairs of a record that are equally good to records of one duplicate-free source. */
static enum jd_status
drop_ties(struct best_link *b, struct jd_error *err)
{
    const struct jd__block *block = b->block;
    const struct jd_alloc *alloc = &b->c->alloc;
    size_t n = 0, room = 2 * block->n_pairs;
    struct seen *seen = jd__alloc_array(alloc, 0, room, sizeof(*seen));
    if (seen == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %zu ends of pairs", room);
    for (uint32_t i = 0; i < block->n_pairs; i++) {
        struct jd_pair p = block->pairs[i];
        uint32_t source_a = source_of(b, p.a), source_b = source_of(b, p.b);
        if (source_b != JD_NONE)
            seen[n++] = (struct seen){p.score, p.a, source_b, p.b, i};
        if (source_a != JD_NONE)
            seen[n++] = (struct seen){p.score, p.b, source_a, p.a, i};
    }
    enum jd_status status =
        jd__sort(alloc, seen, n, sizeof(*seen), is_seen_before, NULL, err);
    bool *dropped = b->dropped.data;
    for (size_t i = 1; i < n && status == JD_OK; i++)
        if (is_a_tie(&seen[i - 1], &seen[i]))
            dropped[seen[i - 1].pair] = dropped[seen[i].pair] = true;
    jd__alloc_free_array(alloc, seen, 0, room, sizeof(*seen));
    return status;
}

/* ---- what labels hold ---- */

static enum jd_status
gather(struct jd__buf *keys, uint32_t high, uint32_t low, struct jd_error *err)
{
    struct jd__keyed key = {(uint64_t)high << 32 | low, 0};
    return jd__buf_append(keys, &key, 1, err);
}

/* Which sources and which forbidden partners each label has in this round. */
static enum jd_status
look_at_labels(struct best_link *b, struct jd_error *err)
{
    const struct jd__block *block = b->block;
    enum jd_status status = JD_OK;
    b->held.n = b->apart.n = 0;
    for (uint32_t r = 0; r < block->n_records && status == JD_OK; r++)
        if (source_of(b, r) != JD_NONE)
            status = gather(&b->held, label_of(b, r), source_of(b, r), err);
    for (size_t i = 0; i < block->n_aparts && status == JD_OK; i++) {
        uint32_t x = label_of(b, block->aparts[i].a), y = label_of(b, block->aparts[i].b);
        status = gather(&b->apart, x < y ? x : y, x < y ? y : x, err);
    }
    if (status == JD_OK)
        status = jd__sort_keyed(&b->c->alloc, b->held.data, b->held.n, err);
    if (status == JD_OK)
        status = jd__sort_keyed(&b->c->alloc, b->apart.data, b->apart.n, err);
    uint32_t *firsts = b->firsts.data;
    const struct jd__keyed *held = b->held.data;
    uint32_t at = 0;
    for (uint32_t label = 0; label <= block->n_groups && status == JD_OK; label++) {
        while (at < b->held.n && held[at].key >> 32 < label)
            at++;
        firsts[label] = at;
    }
    return status;
}

static int
by_key(const void *left, const void *right)
{
    const struct jd__keyed *x = left, *y = right;
    return (x->key > y->key) - (x->key < y->key);
}

/* May these two labels be one?  Their sources lie in order. */
static bool
may_be_one(const struct best_link *b, uint32_t x, uint32_t y)
{
    const struct jd__keyed *held = b->held.data;
    const uint32_t *firsts = b->firsts.data;
    uint32_t i = firsts[x], j = firsts[y];
    while (i < firsts[x + 1] && j < firsts[y + 1]) {
        uint32_t source_x = (uint32_t)held[i].key, source_y = (uint32_t)held[j].key;
        if (source_x == source_y)
            return false;
        i += source_x < source_y;
        j += source_y < source_x;
    }
    struct jd__keyed key = {x < y ? (uint64_t)x << 32 | y : (uint64_t)y << 32 | x, 0};
    return b->apart.n == 0 ||
           bsearch(&key, b->apart.data, b->apart.n, sizeof(key), by_key) == NULL;
}

/* ---- a round ---- */

static void
offer(struct best *best, double score, uint32_t record)
{
    if (best->record == JD_NONE || score > best->score ||
        (score == best->score && record < best->record))
        *best = (struct best){score, record};
}

/* Is the pair between two labels that may be one?  If so, these. */
static bool
counts(const struct best_link *b, size_t pair, uint32_t out_labels[2])
{
    struct jd_pair p = b->block->pairs[pair];
    out_labels[0] = label_of(b, p.a);
    out_labels[1] = label_of(b, p.b);
    return !((const bool *)b->dropped.data)[pair] && out_labels[0] != out_labels[1] &&
           may_be_one(b, out_labels[0], out_labels[1]);
}

static void
find_bests(struct best_link *b)
{
    const struct jd__block *block = b->block;
    struct best *bests = b->bests.data;
    uint32_t labels[2];
    for (uint32_t i = 0; i < block->n_groups; i++)
        bests[i].record = JD_NONE;
    for (size_t i = 0; i < block->n_pairs; i++) {
        struct jd_pair p = block->pairs[i];
        if (!counts(b, i, labels))
            continue;
        offer(&bests[labels[0]], p.score, block->records[p.b]);
        offer(&bests[labels[1]], p.score, block->records[p.a]);
    }
}

static void
lower(uint32_t *label, uint32_t to)
{
    if (to < *label)
        *label = to;
}

/* Give the ends of mutual best pairs the lower label; false when there are none. */
static bool
follow_bests(struct best_link *b)
{
    const struct jd__block *block = b->block;
    const struct best *bests = b->bests.data;
    uint32_t labels[2], *next = b->next.data;
    memcpy(next, b->labels.data, block->n_groups * sizeof(*next));
    for (size_t i = 0; i < block->n_pairs; i++) {
        struct jd_pair p = block->pairs[i];
        const uint32_t ends[2] = {block->records[p.a], block->records[p.b]};
        if (!counts(b, i, labels) || bests[labels[0]].record != ends[1] ||
            bests[labels[1]].record != ends[0] || bests[labels[0]].score != p.score)
            continue;
        lower(&next[block->groups[p.a]], labels[1]);
        lower(&next[block->groups[p.b]], labels[0]);
    }
    bool changed = memcmp(next, b->labels.data, block->n_groups * sizeof(*next)) != 0;
    memcpy(b->labels.data, next, block->n_groups * sizeof(*next));
    return changed;
}

/* ---- a block ---- */

static enum jd_status
reserve(struct best_link *b, struct jd_error *err)
{
    size_t n = b->block->n_groups;
    b->labels.n = b->next.n = b->bests.n = b->firsts.n = b->dropped.n = 0;
    enum jd_status status = jd__buf_append(&b->labels, NULL, n, err);
    if (status == JD_OK)
        status = jd__buf_append(&b->next, NULL, n, err);
    if (status == JD_OK)
        status = jd__buf_append(&b->bests, NULL, n, err);
    if (status == JD_OK)
        status = jd__buf_append(&b->firsts, NULL, n + 1, err);
    if (status == JD_OK)
        status = jd__buf_append(&b->dropped, NULL, b->block->n_pairs, err);
    return status;
}

/* Unite the records of each label with the first one that bears it. */
static void
unite_labels(struct best_link *b, struct jd_clusters *c)
{
    const struct jd__block *block = b->block;
    uint32_t *firsts = b->next.data;
    for (uint32_t i = 0; i < block->n_groups; i++)
        firsts[i] = JD_NONE;
    for (uint32_t i = 0; i < block->n_records; i++) {
        uint32_t *first = &firsts[label_of(b, i)];
        if (*first == JD_NONE)
            *first = block->records[i];
        uint32_t x = jd__clusters_root(c, *first);
        uint32_t y = jd__clusters_root(c, block->records[i]);
        if (x != y)
            (void)jd__clusters_unite(c, x, y); /* its root is not asked for */
    }
}

static enum jd_status
work_block(
    void *ctx, struct jd_clusters *c, const struct jd__block *block, struct jd_error *err)
{
    struct best_link *b = ctx;
    b->block = block;
    enum jd_status status = reserve(b, err);
    if (status != JD_OK)
        return status;
    uint32_t *labels = b->labels.data;
    for (uint32_t i = 0; i < block->n_groups; i++)
        labels[i] = i;
    if (b->o->drops_ties)
        status = drop_ties(b, err);
    for (bool changed = true; changed && status == JD_OK;) {
        status = look_at_labels(b, err);
        if (status != JD_OK)
            return status;
        find_bests(b);
        changed = follow_bests(b);
        status = jd__clusters_go_on(b->o, b->n_pairs += block->n_pairs, 0, err);
    }
    if (status == JD_OK)
        unite_labels(b, c);
    return status;
}

enum jd_status
jd__clusters_best_link(struct jd_clusters *c, const struct jd_pair *pairs, size_t n_pairs,
    const struct jd_cluster_options *o, struct jd_error *err)
{
    struct best_link b = {.c = c, .o = o};
    struct {
        struct jd__buf *buf;
        size_t item_size;
    } bufs[] = {{&b.labels, sizeof(uint32_t)}, {&b.next, sizeof(uint32_t)},
        {&b.bests, sizeof(struct best)}, {&b.dropped, sizeof(bool)},
        {&b.held, sizeof(struct jd__keyed)}, {&b.apart, sizeof(struct jd__keyed)},
        {&b.firsts, sizeof(uint32_t)}};
    enum { N_BUFS = sizeof(bufs) / sizeof(*bufs) };
    for (size_t i = 0; i < N_BUFS; i++)
        jd__buf_init(bufs[i].buf, &c->alloc, bufs[i].item_size, 0);
    struct jd__blocks_how how = {o->threshold, UINT32_MAX, work_block, &b};
    enum jd_status status = jd__clusters_by_block(c, pairs, n_pairs, o, &how, err);
    for (size_t i = 0; i < N_BUFS; i++)
        jd__buf_done(bufs[i].buf);
    return status;
}
