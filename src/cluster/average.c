/* SPDX-License-Identifier: Apache-2.0 */
/*
 * average.c - average linkage over the pairs that there are.
 *
 * A block is a graph: a node for each entity, an edge where at least one pair lies between two.
 * The edge with the highest mean is contracted, as long as that reaches the threshold:
 *
 *       A --5-- B                 C's edges to A and to B become one: their sums and their
 *        \     /      A+B         counts are added.  Where an edge lies to one only, the pairs
 *         3   .        |          to the other count as missing:  (3 + missing) / 2
 *          \ .         C
 *           C
 *
 * Weights are whole numbers of 2^-20 bits, so that a sum does not depend on its order, and a
 * mean is one division of two such numbers.
 *
 * Invariant: bound >= mean, for each edge on the heap; an edge that is not on it lies below the
 * threshold, or is forbidden.  A contraction makes no mean higher than the higher of the two
 * that it brings together (Lance and Williams 1967: the method is "space-conserving"), so a bound
 * may stay as it is while the entities grow, and is mended when it comes to the top.
 *
 * Workload: an entity with few edges is worked into the one with more, so an edge gets a new end
 * at most log2(n) times, and each time is found by hash.  With a hub in the block too, that is
 * n log n; a matrix of means is n^2, as is a search of all neighbours at every contraction.
 */
#include "cluster/blocks.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/hash.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/*
 * Half of JD_LIMIT_COMPONENT records on each side, 2^34 pairs of at most 2^27 steps each: sums
 * fit into 62 bits.
 */
#define STEPS_IN_A_BIT 1048576.0
#define MOST_BITS 128.0
_Static_assert(JD_LIMIT_COMPONENT <= 1u << 18, "the sum of a cut fits into 62 bits");

/* Contractions and mended bounds between two questions whether to stop. */
enum { STEPS_BETWEEN = 1 << 20 };

struct edge {
    int64_t sum;         /* of the pairs that are given */
    uint64_t n;          /* how many are */
    double bound;        /* see the invariant */
    uint32_t ends[2];    /* entities by their names */
    uint32_t next[2];    /* the next half edge of each end, or JD_NONE: 2 * edge + side */
    uint32_t best[2];    /* the records of its strongest pair ... */
    int32_t best_weight; /* ... and its weight */
    uint32_t at;         /* on the heap; JD_NONE: is not */
    bool is_forbidden;   /* its ends stay apart */
    bool is_dead;        /* contracted, or part of another edge */
};

struct node {
    uint32_t n_records;
    uint32_t record;      /* one of them */
    uint32_t first, last; /* half edges, among them those of dead edges; JD_NONE: none */
    uint32_t n_edges;     /* the live ones */
};

struct average {
    const struct jd_cluster_options *o;
    double threshold; /* in steps */
    int64_t missing;  /* in steps */

    /* One block; the memory is kept for the next. */
    struct jd__buf edges; /* of struct edge */
    struct jd__buf nodes; /* of struct node */
    struct jd__buf heap;  /* of edges: uint32_t */
    struct jd__buf slots; /* edges by their ends: uint32_t, JD_NONE for free */
    size_t n_taken;       /* slots */
    size_t n_steps;
};

static double
steps_of(double bits)
{
    double cut = bits > MOST_BITS ? MOST_BITS : bits < -MOST_BITS ? -MOST_BITS : bits;
    return rint(cut * STEPS_IN_A_BIT);
}

static struct edge *
edge_at(const struct average *a, uint32_t edge)
{
    return (struct edge *)a->edges.data + edge;
}

static struct node *
node_at(const struct average *a, uint32_t node)
{
    return (struct node *)a->nodes.data + node;
}

static double
mean_of(const struct average *a, const struct edge *e)
{
    uint64_t all =
        (uint64_t)node_at(a, e->ends[0])->n_records * node_at(a, e->ends[1])->n_records;
    return (double)(e->sum + a->missing * (int64_t)(all - e->n)) / (double)all;
}

/* Is the strongest pair of x stronger than that of y? */
static bool
has_stronger(const struct edge *x, const struct edge *y)
{
    if (x->best_weight != y->best_weight)
        return x->best_weight > y->best_weight;
    return x->best[0] != y->best[0] ? x->best[0] < y->best[0] : x->best[1] < y->best[1];
}

/* ---- the heap of edges, highest bound first ---- */

static bool
comes_first(const struct average *a, uint32_t x, uint32_t y)
{
    const struct edge *e = edge_at(a, x), *f = edge_at(a, y);
    return e->bound != f->bound ? e->bound > f->bound : has_stronger(e, f);
}

static void
heap_put(struct average *a, size_t at, uint32_t edge)
{
    ((uint32_t *)a->heap.data)[at] = edge;
    edge_at(a, edge)->at = (uint32_t)at;
}

/* Move the edge at a place to where it belongs, upwards or downwards. */
static void
heap_mend(struct average *a, size_t at)
{
    const uint32_t *heap = a->heap.data;
    uint32_t edge = heap[at];
    for (; at > 0 && comes_first(a, edge, heap[(at - 1) / 2]); at = (at - 1) / 2)
        heap_put(a, at, heap[(at - 1) / 2]);
    for (size_t child = 0; (child = 2 * at + 1) < a->heap.n; at = child) {
        child += child + 1 < a->heap.n && comes_first(a, heap[child + 1], heap[child]);
        if (!comes_first(a, heap[child], edge))
            break;
        heap_put(a, at, heap[child]);
    }
    heap_put(a, at, edge);
}

static void
heap_remove(struct average *a, uint32_t edge)
{
    uint32_t at = edge_at(a, edge)->at;
    if (at == JD_NONE)
        return;
    uint32_t last = ((uint32_t *)a->heap.data)[--a->heap.n];
    edge_at(a, edge)->at = JD_NONE;
    if (last == edge)
        return;
    heap_put(a, at, last);
    heap_mend(a, at);
}

/* Put an edge on the heap, or where it is on it to its new place. */
static void
heap_set(struct average *a, uint32_t edge, double bound)
{
    struct edge *e = edge_at(a, edge);
    e->bound = bound;
    if (e->at == JD_NONE)
        heap_put(a, a->heap.n++, edge); /* there is room for every edge */
    heap_mend(a, e->at);
}

/* ---- edges by their ends ---- */

static bool
is_between(const struct edge *e, uint32_t x, uint32_t y)
{
    return (e->ends[0] == x && e->ends[1] == y) || (e->ends[0] == y && e->ends[1] == x);
}

/* The slot of the live edge between two entities, or the free one where it belongs. */
static size_t
slot_of(const struct average *a, uint32_t x, uint32_t y)
{
    const uint32_t *slots = a->slots.data;
    size_t mask = a->slots.n - 1;
    uint64_t key = x < y ? (uint64_t)x << 32 | y : (uint64_t)y << 32 | x;
    size_t slot = (size_t)jd__hash_pair(key, 0) & mask;
    while (slots[slot] != JD_NONE) {
        const struct edge *e = edge_at(a, slots[slot]);
        if (!e->is_dead && is_between(e, x, y))
            break;
        slot = (slot + 1) & mask;
    }
    return slot;
}

static uint32_t
edge_between(const struct average *a, uint32_t x, uint32_t y)
{
    return ((const uint32_t *)a->slots.data)[slot_of(a, x, y)];
}

static void
enter_edge(struct average *a, uint32_t edge)
{
    const struct edge *e = edge_at(a, edge);
    ((uint32_t *)a->slots.data)[slot_of(a, e->ends[0], e->ends[1])] = edge;
    a->n_taken++;
}

/* Free slots that no live edge needs any more, once half of all are taken. */
static void
tidy_slots(struct average *a)
{
    if (a->n_taken * 2 < a->slots.n)
        return;
    memset(a->slots.data, 0xFF, a->slots.n * sizeof(uint32_t));
    a->n_taken = 0;
    for (uint32_t e = 0; e < a->edges.n; e++)
        if (!edge_at(a, e)->is_dead)
            enter_edge(a, e);
}

/* ---- the graph ---- */

/* Append a half edge to its end's list. */
static void
hang(struct average *a, uint32_t half)
{
    struct edge *e = edge_at(a, half / 2);
    struct node *node = node_at(a, e->ends[half % 2]);
    e->next[half % 2] = JD_NONE;
    if (node->first == JD_NONE)
        node->first = half;
    else
        edge_at(a, node->last / 2)->next[node->last % 2] = half;
    node->last = half;
    node->n_edges++;
}

/* The edge between two entities, new if there is none. */
static enum jd_status
touch_edge(
    struct average *a, uint32_t x, uint32_t y, uint32_t *out_edge, struct jd_error *err)
{
    uint32_t edge = edge_between(a, x, y);
    if (edge == JD_NONE) {
        struct edge fresh = {.ends = {x, y}, .at = JD_NONE, .best_weight = INT32_MIN};
        edge = (uint32_t)a->edges.n;
        enum jd_status status = jd__buf_append(&a->edges, &fresh, 1, err);
        if (status != JD_OK)
            return status;
        enter_edge(a, edge);
        hang(a, 2 * edge);
        hang(a, 2 * edge + 1);
    }
    *out_edge = edge;
    return JD_OK;
}

static enum jd_status
add_pair(struct average *a, const struct jd__block *b, const struct jd_pair *pair,
    struct jd_error *err)
{
    uint32_t edge = 0, l = b->records[pair->a], r = b->records[pair->b];
    enum jd_status status =
        touch_edge(a, b->groups[pair->a], b->groups[pair->b], &edge, err);
    if (status != JD_OK)
        return status;
    int32_t weight = (int32_t)steps_of(pair->score);
    struct edge *e = edge_at(a, edge);
    struct edge own = {.best = {l < r ? l : r, l < r ? r : l}, .best_weight = weight};
    e->sum += weight;
    e->n++;
    if (has_stronger(&own, e)) {
        e->best_weight = weight;
        memcpy(e->best, own.best, sizeof(e->best));
    }
    return JD_OK;
}

/* Memory for the edges that a block can have, and all slots free. */
static enum jd_status
reserve_graph(struct average *a, const struct jd__block *b, struct jd_error *err)
{
    size_t n_edges = b->n_pairs + b->n_aparts, n_slots = 16;
    while (n_slots < 4 * n_edges)
        n_slots *= 2;
    a->edges.n = a->nodes.n = a->heap.n = a->slots.n = a->n_taken = 0;
    if (n_edges >= JD_NONE / 2)
        return jd__fail(
            err, JD_E_LIMIT, "%zu pairs in one component are too many", n_edges);
    enum jd_status status = jd__buf_reserve(&a->edges, n_edges, err);
    if (status == JD_OK)
        status = jd__buf_reserve(&a->heap, n_edges, err);
    if (status == JD_OK)
        status = jd__buf_append(&a->nodes, NULL, b->n_groups, err);
    if (status == JD_OK)
        status = jd__buf_append(&a->slots, NULL, n_slots, err);
    if (status == JD_OK)
        memset(a->slots.data, 0xFF, n_slots * sizeof(uint32_t));
    return status;
}

static enum jd_status
build_graph(struct average *a, const struct jd__block *b, struct jd_error *err)
{
    enum jd_status status = reserve_graph(a, b, err);
    if (status != JD_OK)
        return status;
    for (uint32_t g = 0; g < b->n_groups; g++)
        *node_at(a, g) = (struct node){.first = JD_NONE, .last = JD_NONE};
    for (uint32_t i = 0; i < b->n_records; i++) {
        struct node *node = node_at(a, b->groups[i]);
        node->record = b->records[i];
        node->n_records++;
    }
    for (size_t i = 0; i < b->n_pairs && status == JD_OK; i++)
        status = add_pair(a, b, &b->pairs[i], err);
    for (size_t i = 0; i < b->n_aparts && status == JD_OK; i++) {
        uint32_t edge = 0;
        status =
            touch_edge(a, b->groups[b->aparts[i].a], b->groups[b->aparts[i].b], &edge, err);
        if (status == JD_OK)
            edge_at(a, edge)->is_forbidden = true;
    }
    for (uint32_t e = 0; e < a->edges.n && status == JD_OK; e++) {
        double mean = mean_of(a, edge_at(a, e));
        if (mean >= a->threshold && !edge_at(a, e)->is_forbidden)
            heap_set(a, e, mean);
    }
    return status;
}

/* ---- contraction ---- */

/* Make edge f, of an entity that is given up, part of edge e, which lies beside it. */
static void
absorb(struct average *a, uint32_t e, uint32_t f, uint32_t other_end)
{
    struct edge *to = edge_at(a, e), *from = edge_at(a, f);
    bool was_on = to->at != JD_NONE || from->at != JD_NONE;
    double bound = to->at == JD_NONE || (from->at != JD_NONE && from->bound > to->bound)
                       ? from->bound
                       : to->bound;
    heap_remove(a, f);
    to->sum += from->sum;
    to->n += from->n;
    to->is_forbidden |= from->is_forbidden;
    if (has_stronger(from, to)) {
        to->best_weight = from->best_weight;
        memcpy(to->best, from->best, sizeof(to->best));
    }
    from->is_dead = true;
    node_at(a, other_end)->n_edges--;
    if (to->is_forbidden)
        heap_remove(a, e);
    else if (was_on)
        heap_set(a, e, bound);
}

/* Make one entity of the two ends of an edge; the one with more edges keeps its name. */
static void
contract(struct average *a, struct jd_clusters *c, uint32_t edge)
{
    struct edge *e = edge_at(a, edge);
    bool swap = node_at(a, e->ends[0])->n_edges < node_at(a, e->ends[1])->n_edges;
    uint32_t kept = e->ends[swap], gone = e->ends[!swap];
    struct node *more = node_at(a, kept), *less = node_at(a, gone);
    heap_remove(a, edge);
    e->is_dead = true;
    more->n_edges--;
    more->n_records += less->n_records;
    for (uint32_t half = less->first, next = 0; half != JD_NONE; half = next) {
        struct edge *f = edge_at(a, half / 2);
        uint32_t side = half % 2, other = f->ends[!side];
        next = f->next[side];
        if (f->is_dead)
            continue;
        uint32_t beside = edge_between(a, kept, other);
        if (beside != JD_NONE) {
            absorb(a, beside, half / 2, other);
        } else {
            f->ends[side] = kept;
            hang(a, half);
            enter_edge(a, half / 2);
            tidy_slots(a);
        }
    }
    (void)jd__clusters_unite(c, jd__clusters_root(c, more->record),
        jd__clusters_root(c, less->record)); /* its root is not asked for */
}

static enum jd_status
work_block(
    void *ctx, struct jd_clusters *c, const struct jd__block *b, struct jd_error *err)
{
    struct average *a = ctx;
    enum jd_status status = build_graph(a, b, err);
    while (status == JD_OK && a->heap.n > 0) {
        uint32_t top = *(const uint32_t *)a->heap.data;
        struct edge *e = edge_at(a, top);
        double mean = mean_of(a, e);
        if (mean < a->threshold)
            heap_remove(a, top);
        else if (mean < e->bound)
            heap_set(a, top, mean);
        else
            contract(a, c, top);
        if (++a->n_steps % STEPS_BETWEEN == 0)
            status = jd__clusters_go_on(a->o, 0, 0, err);
    }
    return status;
}

enum jd_status
jd__clusters_average(struct jd_clusters *c, const struct jd_pair *pairs, size_t n_pairs,
    const struct jd_cluster_options *o, uint32_t most, struct jd_error *err)
{
    struct average a = {.o = o, .threshold = steps_of(o->threshold)};
    if (!(steps_of(o->missing) < a.threshold))
        return jd__fail(err, JD_E_ARG, "a missing pair would reach the threshold");
    a.missing = (int64_t)steps_of(o->missing);
    jd__buf_init(&a.edges, &c->alloc, sizeof(struct edge), 0);
    jd__buf_init(&a.nodes, &c->alloc, sizeof(struct node), 0);
    jd__buf_init(&a.heap, &c->alloc, sizeof(uint32_t), 0);
    jd__buf_init(&a.slots, &c->alloc, sizeof(uint32_t), 0);
    struct jd__blocks_how how = {-HUGE_VAL, most, work_block, &a};
    enum jd_status status = jd__clusters_by_block(c, pairs, n_pairs, o, &how, err);
    jd__buf_done(&a.edges);
    jd__buf_done(&a.nodes);
    jd__buf_done(&a.heap);
    jd__buf_done(&a.slots);
    return status;
}
