/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rounds.c - clusters by average linkage, in rounds in which each cluster merges with its best
 * if it is the best's best.
 *
 * Mean weight is reducible: a merge brings no two clusters closer than the nearer one was, so
 * the rounds find the merges that one at a time would (Bruynooghe 1977; Murtagh 1983), and
 * many at once.  An edge keeps the sum over all pairs between its two clusters: when clusters
 * merge, sums add up, and only pairs between parts that had no edge are weighed.
 *
 * Invariant: edges are between roots, a below b, sorted, each once; an edge whose mean is under
 * dropped bits is forgotten, for it will not come back over the floor by much.
 */
#include "automatic/rounds.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/sort.h"
#include "os/thread.h"

#include <math.h>

enum { SLICE = 256 };

static const double dropped = -12;

struct edge {
    uint32_t a, b;
    double sum;     /* of weights */
    double matches; /* of their probabilities */
};

/* Two clusters of the round before between which there was no edge. */
struct missing {
    uint32_t a, b; /* their roots then */
    uint32_t edge; /* where the sums go */
    double sum, matches;
};

struct state {
    const struct jd__graph *graph;
    uint32_t *root; /* of a cluster of the round before: its root now */
    uint32_t *size;
    uint32_t *next; /* the members of a cluster: a chain from its root; JD_NONE ends */
    uint32_t *last;
    uint32_t *best; /* by root: its best edge's number, JD_NONE: none */
    uint32_t
        *partner; /* by root that grew in this round: the root it took in; else JD_NONE */
    struct jd__buf edges, fresh; /* struct edge */
    struct jd__buf order;        /* struct jd__keyed */
    struct jd__buf missing;      /* struct missing */
};

static double
probability_of(double weight)
{
    return 1 / (1 + exp2(-weight));
}

static double
mean_of(const struct state *s, const struct edge *edge)
{
    return edge->sum / ((double)s->size[edge->a] * s->size[edge->b]);
}

/* Is edge x better than y?  The order is total, so the best of all is its ends' best. */
static bool
is_better(const struct state *s, const struct edge *x, const struct edge *y)
{
    double of_x = mean_of(s, x), of_y = mean_of(s, y);
    if (of_x != of_y)
        return of_x > of_y;
    return x->a != y->a ? x->a < y->a : x->b < y->b;
}

static void
find_best(struct state *s)
{
    const struct edge *edges = s->edges.data;
    for (uint32_t r = 0; r < s->graph->n; r++)
        s->best[r] = JD_NONE;
    for (uint32_t e = 0; e < s->edges.n; e++) {
        uint32_t ends[2] = {edges[e].a, edges[e].b};
        for (int side = 0; side < 2; side++) {
            uint32_t *best = &s->best[ends[side]];
            if (*best == JD_NONE || is_better(s, &edges[e], &edges[*best]))
                *best = e;
        }
    }
}

/* Merge each two clusters that are each other's best; sizes change after the sums are used. */
static enum jd_status
merge_best(struct state *s, double floor, struct jd__buf *merges, struct jd_error *err)
{
    const struct edge *edges = s->edges.data;
    enum jd_status status = JD_OK;
    for (uint32_t r = 0; r < s->graph->n; r++) {
        s->root[r] = r;
        s->partner[r] = JD_NONE;
    }
    for (uint32_t e = 0; e < s->edges.n && status == JD_OK; e++) {
        const struct edge *edge = &edges[e];
        double mean = mean_of(s, edge);
        if (s->best[edge->a] != e || s->best[edge->b] != e || !(mean > floor))
            continue;
        uint64_t n = (uint64_t)s->size[edge->a] * s->size[edge->b];
        struct jd__merge merge = {edge->a, edge->b, mean, edge->matches, n};
        status = jd__buf_append(merges, &merge, 1, err);
        s->root[edge->b] = edge->a;
        s->partner[edge->a] = edge->b;
    }
    return status;
}

/* Note the parts of two clusters between which no edge was. */
static enum jd_status
note_missing(struct state *s, const struct edge *edge, size_t start, size_t end,
    struct jd_error *err)
{
    const struct jd__keyed *order = s->order.data;
    const struct edge *edges = s->edges.data;
    uint32_t parts_a[2] = {edge->a, s->partner[edge->a]};
    uint32_t parts_b[2] = {edge->b, s->partner[edge->b]};
    enum jd_status status = JD_OK;
    for (int x = 0; x < 2; x++)
        for (int y = 0; y < 2; y++) {
            uint32_t a = parts_a[x], b = parts_b[y];
            bool there = a == JD_NONE || b == JD_NONE;
            for (size_t i = start; i < end && !there; i++) {
                const struct edge *old = &edges[order[i].value];
                there = (old->a == a && old->b == b) || (old->a == b && old->b == a);
            }
            struct missing missing = {a, b, (uint32_t)s->fresh.n, 0, 0};
            if (!there && status == JD_OK)
                status = jd__buf_append(&s->missing, &missing, 1, err);
        }
    return status;
}

/* Edges between the new roots: sums of the old ones. */
static enum jd_status
gather_edges(struct state *s, struct jd_error *err)
{
    const struct edge *edges = s->edges.data;
    s->order.n = s->fresh.n = s->missing.n = 0;
    enum jd_status status = JD_OK;
    for (uint32_t e = 0; e < s->edges.n && status == JD_OK; e++) {
        uint32_t x = s->root[edges[e].a], y = s->root[edges[e].b];
        uint64_t low = x < y ? x : y, high = x < y ? y : x;
        struct jd__keyed keyed = {low << 32 | high, e};
        if (x != y && mean_of(s, &edges[e]) > dropped)
            status = jd__buf_append(&s->order, &keyed, 1, err);
    }
    const struct jd__keyed *order = s->order.data;
    if (status == JD_OK)
        status = jd__sort_keyed(&s->graph->alloc, s->order.data, s->order.n, err);
    for (size_t i = 0, end = 0; i < s->order.n && status == JD_OK; i = end) {
        struct edge edge = {(uint32_t)(order[i].key >> 32), (uint32_t)order[i].key, 0, 0};
        for (end = i; end < s->order.n && order[end].key == order[i].key; end++) {
            edge.sum += edges[order[end].value].sum;
            edge.matches += edges[order[end].value].matches;
        }
        if (s->partner[edge.a] != JD_NONE || s->partner[edge.b] != JD_NONE)
            status = note_missing(s, &edge, i, end, err);
        if (status == JD_OK)
            status = jd__buf_append(&s->fresh, &edge, 1, err);
    }
    return status;
}

static enum jd_status
weigh_missing(void *ctx, uint32_t slice, uint32_t thread, struct jd_error *err)
{
    (void)thread;
    (void)err;
    const struct state *s = ctx;
    struct missing *missing = s->missing.data;
    for (size_t m = (size_t)slice * SLICE; m < (size_t)(slice + 1) * SLICE; m++) {
        if (m >= s->missing.n)
            break;
        for (uint32_t i = missing[m].a; i != JD_NONE; i = s->next[i])
            for (uint32_t j = missing[m].b; j != JD_NONE; j = s->next[j]) {
                double weight = s->graph->weigh(s->graph->ctx, i, j);
                missing[m].sum += weight;
                missing[m].matches += probability_of(weight);
            }
    }
    return JD_OK;
}

/* The members of the clusters that were taken in follow those of the ones that took them. */
static void
join_members(struct state *s)
{
    for (uint32_t a = 0; a < s->graph->n; a++) {
        uint32_t b = s->partner[a];
        if (b == JD_NONE)
            continue;
        s->next[s->last[a]] = b;
        s->last[a] = s->last[b];
        s->size[a] += s->size[b];
    }
}

/* One round; *out_merged is how many merges it made. */
static enum jd_status
run_round(struct state *s, double floor, struct jd__buf *merges, size_t *out_merged,
    struct jd_error *err)
{
    size_t before = merges->n;
    find_best(s);
    enum jd_status status = merge_best(s, floor, merges, err);
    if (status == JD_OK)
        status = gather_edges(s, err);
    if (status == JD_OK)
        status = jd__parallel(
            s->graph->threads, (uint32_t)(s->missing.n / SLICE + 1), weigh_missing, s, err);
    if (status != JD_OK)
        return status;
    const struct missing *missing = s->missing.data;
    for (size_t m = 0; m < s->missing.n; m++) {
        struct edge *edge = &JD__AT(struct edge, s->fresh, missing[m].edge);
        edge->sum += missing[m].sum;
        edge->matches += missing[m].matches;
    }
    join_members(s);
    struct jd__buf swap = s->edges;
    s->edges = s->fresh;
    s->fresh = swap;
    *out_merged = merges->n - before;
    return JD_OK;
}

static enum jd_status
start(struct state *s, struct jd_error *err)
{
    const struct jd__graph *graph = s->graph;
    uint32_t **arrays[] = {&s->root, &s->size, &s->next, &s->last, &s->best, &s->partner};
    for (size_t i = 0; i < sizeof(arrays) / sizeof(arrays[0]); i++) {
        *arrays[i] = jd__alloc_array(&graph->alloc, 0, graph->n, sizeof(uint32_t));
        if (*arrays[i] == NULL)
            return jd__fail(err, JD_E_NOMEM, "no memory for %u clusters", graph->n);
    }
    for (uint32_t r = 0; r < graph->n; r++) {
        s->size[r] = 1;
        s->last[r] = r;
        s->next[r] = JD_NONE;
    }
    enum jd_status status = JD_OK;
    for (size_t p = 0; p < graph->n_pairs && status == JD_OK; p++) {
        double weight = graph->pairs[p].weight;
        struct edge edge = {
            graph->pairs[p].a, graph->pairs[p].b, weight, probability_of(weight)};
        if (edge.sum > dropped)
            status = jd__buf_append(&s->edges, &edge, 1, err);
    }
    return status;
}

enum jd_status
jd__average_merges(const struct jd__graph *graph, double floor, struct jd__buf *merges,
    struct jd_error *err)
{
    struct state s = {.graph = graph};
    jd__buf_init(&s.edges, &graph->alloc, sizeof(struct edge), UINT32_MAX - 1);
    jd__buf_init(&s.fresh, &graph->alloc, sizeof(struct edge), UINT32_MAX - 1);
    jd__buf_init(&s.order, &graph->alloc, sizeof(struct jd__keyed), 0);
    jd__buf_init(&s.missing, &graph->alloc, sizeof(struct missing), 0);
    enum jd_status status = start(&s, err);
    for (size_t merged = 1; merged > 0 && status == JD_OK;)
        status = run_round(&s, floor, merges, &merged, err);
    uint32_t *arrays[] = {s.root, s.size, s.next, s.last, s.best, s.partner};
    for (size_t i = 0; i < sizeof(arrays) / sizeof(arrays[0]); i++)
        jd__alloc_free_array(&graph->alloc, arrays[i], 0, graph->n, sizeof(uint32_t));
    jd__buf_done(&s.edges);
    jd__buf_done(&s.fresh);
    jd__buf_done(&s.order);
    jd__buf_done(&s.missing);
    return status;
}

static double
weigh_records(const void *ctx, uint32_t i, uint32_t j)
{
    return jd__weigh(ctx, i, j);
}

enum jd_status
jd__average(struct jd_automatic *a, double floor, struct jd_error *err)
{
    struct jd__graph graph = {a->alloc, a->threads, a->n_records, a->candidates.pairs.data,
        a->candidates.pairs.n, weigh_records, a};
    a->merges.n = 0;
    return jd__average_merges(&graph, floor, &a->merges, err);
}
