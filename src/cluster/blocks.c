/* SPDX-License-Identifier: Apache-2.0 */
/*
 * blocks.c - pairs cut into components that know nothing of each other.
 *
 * No method joins two entities without a pair between them that reaches the threshold (a mean
 * is not above all that it is made of).  So components of these pairs are worked one by one,
 * each in memory of its own size, and a pair between two components, however weak, is dropped.
 *
 *     records    0  1  2  3  4  5  6       blocks {0, 3, 5}, {1, 2}, {4, 6}; start {0, 5}
 *     order      0  5  3 | 1  2 | 4  6     by block, then by entity of the start
 *     place      0  3  4  2  5  1  6       order[place[r]] == r
 *
 * Invariant: a root is the smallest record of its block and of its entity, so a block begins at
 * its root's place, and so does an entity.
 */
#include "cluster/blocks.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/sort.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* Pairs between two questions whether to stop. */
enum { PAIRS_BETWEEN = 65536 };

struct cut {
    struct jd_clusters *c;
    const struct jd_cluster_options *o;
    const struct jd__blocks_how *how;
    struct jd_clusters *homes; /* flat: a record's parent is its block's root */
    uint32_t *order, *place;
    uint32_t *room;          /* for a number a record, while the order is made */
    struct jd__keyed *items; /* places (a << 32 | b) and the bits of the score */
    size_t n_items, n_item_room;
    struct jd__keyed *aparts; /* places */
    size_t n_aparts, n_apart_room;

    /* One block, in memory for the largest. */
    uint32_t *groups;
    struct jd_pair *pairs;
    struct jd_apart *own_aparts;
    uint32_t most_records;
    size_t most_pairs;
};

enum jd_status
jd__clusters_go_on(
    const struct jd_cluster_options *o, uint64_t done, uint64_t total, struct jd_error *err)
{
    const struct jd_progress *p = &o->progress;
    if (p->should_stop != NULL && p->should_stop(p->ctx, "clustering", done, total))
        return jd__fail(err, JD_E_CANCELLED, "clustering was stopped");
    return JD_OK;
}

/* ---- which block each record is in ---- */

/* The pairs of components that are too large, strongest first. */
static enum jd_status
gather_large(const struct cut *cut, const struct jd_pair *pairs, size_t n_pairs,
    struct jd_pair **out_pairs, size_t *out_n, struct jd_error *err)
{
    const uint32_t *home = cut->homes->parent, *sizes = cut->room;
    uint32_t most = cut->how->most;
    size_t n = 0;
    for (size_t i = 0; i < n_pairs; i++)
        n += pairs[i].score >= cut->o->threshold && sizes[home[pairs[i].a]] > most;
    struct jd_pair *large = jd__alloc_array(&cut->c->alloc, 0, n, sizeof(*large));
    if (large == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %zu pairs", n);
    size_t at = 0;
    for (size_t i = 0; i < n_pairs; i++)
        if (pairs[i].score >= cut->o->threshold && sizes[home[pairs[i].a]] > most)
            large[at++] = pairs[i].a < pairs[i].b
                              ? pairs[i]
                              : (struct jd_pair){pairs[i].b, pairs[i].a, pairs[i].score};
    *out_pairs = large;
    *out_n = n;
    return jd__sort(
        &cut->c->alloc, large, n, sizeof(*large), jd__pair_is_stronger, NULL, err);
}

/* Records of each component, by its root; the largest. */
static uint32_t
count_sizes(struct cut *cut, const struct jd_clusters *of)
{
    uint32_t largest = 0, *sizes = cut->room;
    memset(sizes, 0, of->n_records * sizeof(*sizes));
    for (uint32_t r = 0; r < of->n_records; r++) {
        uint32_t size = ++sizes[of->parent[r]];
        largest = size > largest ? size : largest;
    }
    return largest;
}

/* Take too large components apart, and connect their records again as far as they may grow. */
static enum jd_status
cut_large(
    struct cut *cut, const struct jd_pair *pairs, size_t n_pairs, struct jd_error *err)
{
    struct jd_clusters *homes = cut->homes;
    struct jd_pair *large = NULL;
    uint32_t *sizes = cut->room, most = cut->how->most;
    size_t n = 0;
    enum jd_status status = gather_large(cut, pairs, n_pairs, &large, &n, err);
    if (status != JD_OK)
        goto done;
    for (uint32_t r = homes->n_records; r-- > 0;) /* downwards: roots are seen last */
        if (sizes[homes->parent[r]] > most) {
            homes->n_entities += cut->c->parent[r] == r && homes->parent[r] != r;
            homes->parent[r] = cut->c->parent[r];
        }
    (void)count_sizes(cut, cut->c); /* the largest is not asked for */
    for (size_t i = 0; i < n; i++) {
        uint32_t a = jd__clusters_root(homes, large[i].a);
        uint32_t b = jd__clusters_root(homes, large[i].b);
        uint64_t together = (uint64_t)sizes[a] + sizes[b];
        if (a != b && together <= most)
            sizes[jd__clusters_unite(homes, a, b)] = (uint32_t)together;
    }
    jd__clusters_flatten(homes);
done:
    jd__alloc_free_array(&cut->c->alloc, large, 0, n, sizeof(*large));
    return status;
}

static enum jd_status
find_homes(
    struct cut *cut, const struct jd_pair *pairs, size_t n_pairs, struct jd_error *err)
{
    struct jd_cluster_options plain = {.struct_size = sizeof(size_t) + sizeof(double)};
    plain.threshold = cut->o->threshold;
    const struct jd_clusters *c = cut->c;
    enum jd_status status =
        jd_clusters_new(&c->alloc, c->n_records, &plain, &cut->homes, err);
    if (status != JD_OK)
        return status;
    memcpy(cut->homes->parent, c->parent, c->n_records * sizeof(*c->parent));
    cut->homes->n_entities = c->n_entities;
    status = jd_clusters_add(cut->homes, pairs, n_pairs, err);
    if (status != JD_OK)
        return status;
    jd__clusters_flatten(cut->homes);
    if (count_sizes(cut, cut->homes) > cut->how->most)
        status = cut_large(cut, pairs, n_pairs, err);
    return status;
}

/* ---- their order ---- */

/* See the drawing.  Until it is filled, `order` holds each block's next free place. */
static void
find_places(struct cut *cut)
{
    const uint32_t *home = cut->homes->parent, *entity = cut->c->parent;
    uint32_t n = cut->c->n_records, sum = 0, *next = cut->order, *sizes = cut->room;
    (void)count_sizes(cut, cut->homes); /* the largest is not asked for */
    for (uint32_t r = 0; r < n; r++) {
        next[r] = sum;
        sum += sizes[r];
    }
    (void)count_sizes(cut, cut->c);
    for (uint32_t r = 0; r < n; r++) {
        if (entity[r] == r) { /* its members, all above it, get the places behind it */
            uint32_t size = sizes[r];
            sizes[r] = next[home[r]];
            next[home[r]] += size;
        }
        cut->place[r] = sizes[entity[r]]++;
    }
    for (uint32_t r = 0; r < n; r++)
        cut->order[cut->place[r]] = r;
}

static uint64_t
key_of(const struct cut *cut, uint32_t a, uint32_t b)
{
    uint64_t x = cut->place[a], y = cut->place[b];
    return x < y ? x << 32 | y : y << 32 | x;
}

/* Does a pair lie within a block, between two entities of the start? */
static bool
is_within(const struct cut *cut, uint32_t a, uint32_t b)
{
    return cut->homes->parent[a] == cut->homes->parent[b] &&
           cut->c->parent[a] != cut->c->parent[b];
}

/* Of the scores of one pair keep the highest. */
static void
keep_highest(struct cut *cut)
{
    size_t n = 0;
    for (size_t i = 0; i < cut->n_items; i++) {
        double score = 0, other = 0;
        memcpy(&score, &cut->items[i].value, sizeof(score));
        if (n > 0 && cut->items[n - 1].key == cut->items[i].key) {
            memcpy(&other, &cut->items[n - 1].value, sizeof(other));
            if (score > other)
                cut->items[n - 1].value = cut->items[i].value;
        } else {
            cut->items[n++] = cut->items[i];
        }
    }
    cut->n_items = n;
}

static enum jd_status
order_pairs(
    struct cut *cut, const struct jd_pair *pairs, size_t n_pairs, struct jd_error *err)
{
    double least = cut->how->least;
    uint32_t n_records = cut->c->n_records;
    size_t n = 0;
    for (size_t i = 0; i < n_pairs; i++) {
        struct jd_pair p = pairs[i];
        if (p.a >= n_records || p.b >= n_records)
            return jd__fail(err, JD_E_ARG,
                "pair (%" PRIu32 ", %" PRIu32 ") is outside %" PRIu32 " records", p.a, p.b,
                n_records);
        n += p.score >= least && is_within(cut, p.a, p.b);
    }
    if (n >= UINT32_MAX)
        return jd__fail(err, JD_E_LIMIT, "%zu pairs are too many", n);
    cut->items = jd__alloc_array(&cut->c->alloc, 0, n, sizeof(*cut->items));
    if (cut->items == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %zu pairs", n);
    cut->n_item_room = n;
    for (size_t i = 0; i < n_pairs; i++) {
        struct jd_pair p = pairs[i];
        if (!(p.score >= least) || !is_within(cut, p.a, p.b)) /* NaN is left out */
            continue;
        struct jd__keyed *item = &cut->items[cut->n_items++];
        item->key = key_of(cut, p.a, p.b);
        memcpy(&item->value, &p.score, sizeof(item->value));
    }
    enum jd_status status = jd__sort_keyed(&cut->c->alloc, cut->items, n, err);
    if (status == JD_OK)
        keep_highest(cut);
    return status;
}

static enum jd_status
order_aparts(struct cut *cut, struct jd_error *err)
{
    const struct jd_cluster_options *o = cut->o;
    size_t n = o->n_aparts;
    cut->aparts = jd__alloc_array(&cut->c->alloc, 0, n, sizeof(*cut->aparts));
    cut->own_aparts = jd__alloc_array(&cut->c->alloc, 0, n, sizeof(*cut->own_aparts));
    if (cut->aparts == NULL || cut->own_aparts == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %zu forbidden pairs", n);
    cut->n_apart_room = n;
    for (size_t i = 0; i < n; i++)
        if (is_within(cut, o->aparts[i].a, o->aparts[i].b))
            cut->aparts[cut->n_aparts++].key = key_of(cut, o->aparts[i].a, o->aparts[i].b);
    return jd__sort_keyed(&cut->c->alloc, cut->aparts, cut->n_aparts, err);
}

/* ---- block by block ---- */

static uint32_t
home_of(const struct cut *cut, uint32_t place)
{
    return cut->homes->parent[cut->order[place]];
}

static uint32_t
first_place(struct jd__keyed item)
{
    return (uint32_t)(item.key >> 32);
}

/* The end of the block whose items begin at `from`, in items and in places. */
static void
find_end(const struct cut *cut, size_t from, size_t *out_item, uint32_t *out_place)
{
    uint32_t home = home_of(cut, first_place(cut->items[from]));
    uint32_t place = cut->place[home];
    size_t item = from;
    while (place < cut->c->n_records && home_of(cut, place) == home)
        place++;
    while (item < cut->n_items && first_place(cut->items[item]) < place)
        item++;
    *out_item = item;
    *out_place = place;
}

/* Memory for the largest block. */
static enum jd_status
reserve_block(struct cut *cut, struct jd_error *err)
{
    for (size_t i = 0, end = 0; i < cut->n_items; i = end) {
        uint32_t place = 0;
        find_end(cut, i, &end, &place);
        uint32_t n = place - cut->place[home_of(cut, first_place(cut->items[i]))];
        cut->most_records = n > cut->most_records ? n : cut->most_records;
        cut->most_pairs = end - i > cut->most_pairs ? end - i : cut->most_pairs;
    }
    const struct jd_alloc *alloc = &cut->c->alloc;
    cut->groups = jd__alloc_array(alloc, 0, cut->most_records, sizeof(*cut->groups));
    cut->pairs = jd__alloc_array(alloc, 0, cut->most_pairs, sizeof(*cut->pairs));
    if (cut->groups == NULL || cut->pairs == NULL)
        return jd__fail(
            err, JD_E_NOMEM, "no memory for a component of %zu pairs", cut->most_pairs);
    return JD_OK;
}

/* The block of items from `from` to `end`, and of forbidden pairs from *inout_apart on. */
static struct jd__block
block_of(struct cut *cut, size_t from, size_t end, uint32_t end_place, size_t *inout_apart)
{
    uint32_t first = cut->place[home_of(cut, first_place(cut->items[from]))];
    struct jd__block block = {.records = cut->order + first,
        .groups = cut->groups,
        .n_records = end_place - first,
        .pairs = cut->pairs,
        .n_pairs = end - from,
        .aparts = cut->own_aparts};
    for (uint32_t i = 0; i < block.n_records; i++) {
        uint32_t r = block.records[i];
        block.n_groups += cut->c->parent[r] == r;
        cut->groups[i] = block.n_groups - 1;
    }
    for (size_t i = from; i < end; i++) {
        struct jd_pair *pair = &cut->pairs[i - from];
        pair->a = first_place(cut->items[i]) - first;
        pair->b = (uint32_t)cut->items[i].key - first;
        memcpy(&pair->score, &cut->items[i].value, sizeof(pair->score));
    }
    size_t at = *inout_apart;
    while (at < cut->n_aparts && first_place(cut->aparts[at]) < first)
        at++; /* of a block without items: all its pairs were asserted */
    for (; at < cut->n_aparts && first_place(cut->aparts[at]) < end_place; at++)
        cut->own_aparts[block.n_aparts++] = (struct jd_apart){
            first_place(cut->aparts[at]) - first, (uint32_t)cut->aparts[at].key - first};
    *inout_apart = at;
    return block;
}

static enum jd_status
show_blocks(struct cut *cut, struct jd_error *err)
{
    enum jd_status status = reserve_block(cut, err);
    size_t apart = 0, asked = 0, end = 0;
    for (size_t i = 0; i < cut->n_items && status == JD_OK; i = end) {
        uint32_t end_place = 0;
        find_end(cut, i, &end, &end_place);
        struct jd__block block = block_of(cut, i, end, end_place, &apart);
        status = cut->how->work(cut->how->ctx, cut->c, &block, err);
        if (status == JD_OK && end - asked >= PAIRS_BETWEEN) {
            asked = end;
            status = jd__clusters_go_on(cut->o, end, cut->n_items, err);
        }
    }
    return status;
}

static void
cut_done(struct cut *cut)
{
    const struct jd_alloc *alloc = &cut->c->alloc;
    size_t n = cut->c->n_records;
    jd__alloc_free_array(alloc, cut->pairs, 0, cut->most_pairs, sizeof(*cut->pairs));
    jd__alloc_free_array(alloc, cut->groups, 0, cut->most_records, sizeof(*cut->groups));
    jd__alloc_free_array(
        alloc, cut->own_aparts, 0, cut->o->n_aparts, sizeof(*cut->own_aparts));
    jd__alloc_free_array(alloc, cut->aparts, 0, cut->o->n_aparts, sizeof(*cut->aparts));
    jd__alloc_free_array(alloc, cut->items, 0, cut->n_item_room, sizeof(*cut->items));
    jd__alloc_free_array(alloc, cut->room, 0, n, sizeof(*cut->room));
    jd__alloc_free_array(alloc, cut->place, 0, n, sizeof(*cut->place));
    jd__alloc_free_array(alloc, cut->order, 0, n, sizeof(*cut->order));
    jd_clusters_free(cut->homes);
}

enum jd_status
jd__clusters_by_block(struct jd_clusters *c, const struct jd_pair *pairs, size_t n_pairs,
    const struct jd_cluster_options *o, const struct jd__blocks_how *how,
    struct jd_error *err)
{
    struct cut cut = {.c = c, .o = o, .how = how};
    cut.order = jd__alloc_array(&c->alloc, 0, c->n_records, sizeof(*cut.order));
    cut.place = jd__alloc_array(&c->alloc, 0, c->n_records, sizeof(*cut.place));
    cut.room = jd__alloc_array(&c->alloc, 0, c->n_records, sizeof(*cut.room));
    enum jd_status status = JD_OK;
    if (cut.order == NULL || cut.place == NULL || cut.room == NULL) {
        status = jd__fail(
            err, JD_E_NOMEM, "no memory to order %" PRIu32 " records", c->n_records);
        goto done;
    }
    status = find_homes(&cut, pairs, n_pairs, err);
    if (status != JD_OK)
        goto done;
    find_places(&cut);
    status = order_pairs(&cut, pairs, n_pairs, err);
    if (status == JD_OK)
        status = order_aparts(&cut, err);
    if (status == JD_OK)
        status = show_blocks(&cut, err);
done:
    cut_done(&cut);
    return status;
}
