/* SPDX-License-Identifier: Apache-2.0 */
/*
 * measure.c - how well pairs hold entities together.
 *
 * Bridges are found in one walk (Tarjan 1974, "A note on finding the bridges of a graph"): the
 * pair by which the walk came to a record is a bridge if no pair leads from what was found
 * behind it to the record before or further back.  The walk keeps its way in an array, so that
 * a long chain of records needs no deep stack.
 *
 * The weakest pair of an entity is the last that its records need when pairs are taken strongest
 * first (Kruskal 1956).
 */
#include "cluster/clusters.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/sort.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

struct graph {
    const struct jd_clusters *c;
    const struct jd_pair *pairs;
    size_t n_pairs;
    const struct jd_cluster_measures *out;
    uint32_t *labels;
    uint32_t *firsts; /* of each record's half pairs, and the end */
    uint32_t *halves; /* 2 * pair + side, by the record on that side */
    uint32_t *found;  /* by record: when the walk came to it, from 1; 0: not yet */
    uint32_t *lowest; /* by record: the earliest that is reached from behind it */
    uint32_t *way;    /* the half pair by which the walk came to each record on its way */
};

static bool
counts(const struct graph *g, size_t pair)
{
    const struct jd_pair *p = &g->pairs[pair];
    return p->score >= g->c->threshold && p->a != p->b;
}

static uint32_t
end_of(const struct graph *g, uint32_t half)
{
    return half % 2 == 0 ? g->pairs[half / 2].a : g->pairs[half / 2].b;
}

static enum jd_status
reserve(struct graph *g, struct jd_error *err)
{
    const struct jd_alloc *alloc = &g->c->alloc;
    size_t n = g->c->n_records;
    g->labels = jd__alloc_array(alloc, 0, n, sizeof(*g->labels));
    g->firsts = jd__alloc_array(alloc, 0, n + 1, sizeof(*g->firsts));
    g->found = jd__alloc_array(alloc, 0, n, sizeof(*g->found));
    g->lowest = jd__alloc_array(alloc, 0, n, sizeof(*g->lowest));
    g->way = jd__alloc_array(alloc, 0, n, sizeof(*g->way));
    g->halves = jd__alloc_array(alloc, 0, 2 * g->n_pairs, sizeof(*g->halves));
    if (g->labels == NULL || g->firsts == NULL || g->found == NULL || g->lowest == NULL ||
        g->way == NULL || g->halves == NULL)
        return jd__fail(
            err, JD_E_NOMEM, "no memory to measure %" PRIu32 " records", g->c->n_records);
    return JD_OK;
}

static void
graph_done(struct graph *g)
{
    const struct jd_alloc *alloc = &g->c->alloc;
    size_t n = g->c->n_records;
    jd__alloc_free_array(alloc, g->labels, 0, n, sizeof(*g->labels));
    jd__alloc_free_array(alloc, g->firsts, 0, n + 1, sizeof(*g->firsts));
    jd__alloc_free_array(alloc, g->found, 0, n, sizeof(*g->found));
    jd__alloc_free_array(alloc, g->lowest, 0, n, sizeof(*g->lowest));
    jd__alloc_free_array(alloc, g->way, 0, n, sizeof(*g->way));
    jd__alloc_free_array(alloc, g->halves, 0, 2 * g->n_pairs, sizeof(*g->halves));
}

/* Hang the pairs on their records; degrees are a by-product. */
static enum jd_status
hang_pairs(struct graph *g, struct jd_error *err)
{
    uint32_t n = g->c->n_records, *degrees = g->out->degrees;
    memset(degrees, 0, n * sizeof(*degrees));
    for (size_t i = 0; i < g->n_pairs; i++) {
        struct jd_pair p = g->pairs[i];
        if (p.a >= n || p.b >= n)
            return jd__fail(err, JD_E_ARG,
                "pair (%" PRIu32 ", %" PRIu32 ") is outside %" PRIu32 " records", p.a, p.b,
                n);
        if (!counts(g, i))
            continue;
        degrees[p.a]++;
        degrees[p.b]++;
    }
    for (uint32_t r = 0; r < n; r++)
        g->firsts[r + 1] = g->firsts[r] + degrees[r];
    memcpy(g->way, g->firsts, n * sizeof(*g->way)); /* next free place of each record */
    for (size_t i = 0; i < g->n_pairs; i++)
        for (uint32_t side = 0; side < 2 && counts(g, i); side++) {
            uint32_t half = 2 * (uint32_t)i + side;
            g->halves[g->way[end_of(g, half)]++] = half;
        }
    return JD_OK;
}

/* ---- bridges ---- */

static void
lower(uint32_t *lowest, uint32_t to)
{
    if (to < *lowest)
        *lowest = to;
}

/* Walk what is connected with a record; `next` is each record's next half pair to look at. */
static void
walk_from(struct graph *g, uint32_t start, uint32_t *next, uint32_t *inout_time)
{
    uint32_t n_way = 1, record = start;
    g->way[0] = UINT32_MAX; /* the walk came to the start by no pair */
    g->found[start] = g->lowest[start] = ++*inout_time;
    while (n_way > 0) {
        uint32_t came_by = g->way[n_way - 1];
        if (next[record] < g->firsts[record + 1]) {
            uint32_t half = g->halves[next[record]++], other = end_of(g, half ^ 1);
            if (came_by != UINT32_MAX && half / 2 == came_by / 2)
                continue;
            if (g->found[other] != 0) {
                lower(&g->lowest[record], g->found[other]);
                continue;
            }
            g->way[n_way++] = half;
            g->found[other] = g->lowest[other] = ++*inout_time;
            record = other;
        } else if (--n_way > 0) {
            uint32_t before = end_of(g, came_by);
            g->out->bridges[came_by / 2] = g->lowest[record] > g->found[before];
            lower(&g->lowest[before], g->lowest[record]);
            record = before;
        }
    }
}

static enum jd_status
find_bridges(struct graph *g, struct jd_error *err)
{
    uint32_t n = g->c->n_records, time = 0;
    uint32_t *next = jd__alloc_array(&g->c->alloc, 0, n, sizeof(*next));
    if (next == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory to walk %" PRIu32 " records", n);
    memcpy(next, g->firsts, n * sizeof(*next));
    memset(g->out->bridges, 0, g->n_pairs * sizeof(*g->out->bridges));
    for (uint32_t r = 0; r < n; r++)
        if (g->found[r] == 0)
            walk_from(g, r, next, &time);
    jd__alloc_free_array(&g->c->alloc, next, 0, n, sizeof(*next));
    return JD_OK;
}

/* ---- entities ---- */

static void
measure_entities(const struct graph *g)
{
    struct jd_cluster_measure *entities = g->out->entities;
    uint32_t *highest = g->lowest; /* by label; the walk is over */
    for (uint32_t i = 0; i < g->c->n_entities; i++) {
        entities[i] = (struct jd_cluster_measure){.weakest = SIZE_MAX};
        highest[i] = 0;
    }
    for (uint32_t r = 0; r < g->c->n_records; r++) {
        struct jd_cluster_measure *e = &entities[g->labels[r]];
        uint32_t degree = g->out->degrees[r];
        e->n_records++;
        e->n_pairs += degree / 2.0;
        highest[g->labels[r]] =
            degree > highest[g->labels[r]] ? degree : highest[g->labels[r]];
    }
    for (uint32_t i = 0; i < g->c->n_entities; i++) {
        struct jd_cluster_measure *e = &entities[i];
        double n = e->n_records;
        e->density = n > 1 ? e->n_pairs * 2 / (n * (n - 1)) : (double)NAN;
        e->centralisation =
            n > 2 ? (n * highest[i] - e->n_pairs * 2) / ((n - 1) * (n - 2)) : (double)NAN;
    }
}

static bool
is_stronger(const void *left, const void *right, void *ctx)
{
    const struct graph *g = ctx;
    const struct jd_pair *p = &g->pairs[*(const uint32_t *)left];
    const struct jd_pair *q = &g->pairs[*(const uint32_t *)right];
    uint32_t p_low = p->a < p->b ? p->a : p->b, q_low = q->a < q->b ? q->a : q->b;
    if (p->score != q->score)
        return p->score > q->score;
    return p_low != q_low ? p_low < q_low : p->a + p->b - p_low < q->a + q->b - q_low;
}

/* Of the pairs within entities, strongest first, the last that joins what was apart. */
static enum jd_status
find_weakest(struct graph *g, struct jd_error *err)
{
    struct jd_clusters *forest = NULL;
    uint32_t *order = g->halves, n = 0; /* the walk is over */
    for (uint32_t i = 0; i < g->n_pairs; i++)
        if (counts(g, i) && g->labels[g->pairs[i].a] == g->labels[g->pairs[i].b])
            order[n++] = i;
    enum jd_status status =
        jd_clusters_new(&g->c->alloc, g->c->n_records, NULL, &forest, err);
    if (status == JD_OK)
        status = jd__sort(&g->c->alloc, order, n, sizeof(*order), is_stronger, g, err);
    for (uint32_t i = 0; i < n && status == JD_OK; i++) {
        uint32_t a = jd__clusters_root(forest, g->pairs[order[i]].a);
        uint32_t b = jd__clusters_root(forest, g->pairs[order[i]].b);
        if (a == b)
            continue;
        (void)jd__clusters_unite(forest, a, b); /* its root is not asked for */
        g->out->entities[g->labels[a]].weakest = order[i];
    }
    jd_clusters_free(forest);
    return status;
}

enum jd_status
jd_clusters_measure(const struct jd_clusters *clusters, const struct jd_pair *pairs,
    size_t n_pairs, const struct jd_cluster_measures *measures, struct jd_error *err)
{
    struct graph g = {.c = clusters, .pairs = pairs, .n_pairs = n_pairs, .out = measures};
    if (n_pairs >= UINT32_MAX / 2)
        return jd__fail(err, JD_E_LIMIT, "%zu pairs are too many to measure", n_pairs);
    enum jd_status status = reserve(&g, err);
    if (status == JD_OK)
        status = jd_clusters_label(clusters, g.labels, clusters->n_records, err);
    if (status == JD_OK)
        status = hang_pairs(&g, err);
    if (status == JD_OK)
        status = find_bridges(&g, err);
    if (status != JD_OK)
        goto done;
    measure_entities(&g);
    status = find_weakest(&g, err);
done:
    graph_done(&g);
    return status;
}
