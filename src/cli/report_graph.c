/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report_graph.c - one cluster looked into: all its pairs scored, the weak places found.
 *
 * Every pair of its records is scored, whether a rule yields it or not: so a pair that blocking
 * missed shows, and one that speaks against the cluster.
 */
#include "cli/report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Pairs of a cluster; ends are places among its members. */
struct graph {
    struct report *report;
    const uint32_t *members;
    uint32_t n;
    bool is_sample;
    struct jd_pair *links; /* the pairs from the threshold on that a rule yields */
    uint32_t n_links;
    struct jd_pair *others;
    uint32_t n_others;
    uint32_t left, right; /* the pair that is scored next */
    bool *bridges;
    uint32_t *degrees;
    bool *is_drawn;
};

static enum jd_status
take(void *ctx, const struct jd_scored *pairs, struct jd_error *err)
{
    struct graph *g = ctx;
    (void)err;
    for (uint32_t i = 0; i < pairs->n; i++) {
        struct jd_pair pair = {g->left, g->right, pairs->weight[i]};
        const struct report *report = g->report;
        bool is_candidate = pairs->rules[i] != 0;
        if (is_candidate && report->is_between) {
            json_t *l = report_source(report, pairs->left[i]);
            json_t *r = report_source(report, pairs->right[i]);
            is_candidate = !json_equal(l, r);
            json_decref(l);
            json_decref(r);
        }
        if (is_candidate && pair.score >= report->threshold)
            g->links[g->n_links++] = pair;
        else
            g->others[g->n_others++] = pair;
        if (++g->right == g->n)
            g->right = ++g->left + 1;
    }
    return JD_OK;
}

/* Score all pairs; members are in order of ids, so that the left one is a linkage's left. */
static enum jd_status
score_all(struct graph *g, struct jd_error *err)
{
    uint32_t n_pairs = g->n * (g->n - 1) / 2, at = 0;
    uint32_t *ends = calloc(2 * (size_t)n_pairs + 1, sizeof(*ends));
    g->links = calloc((size_t)n_pairs + 1, sizeof(*g->links));
    g->others = calloc((size_t)n_pairs + 1, sizeof(*g->others));
    enum jd_status status = JD_OK;
    if (ends == NULL || g->links == NULL || g->others == NULL)
        status = LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u pairs", n_pairs);
    for (uint32_t l = 0; l < g->n && status == JD_OK; l++)
        for (uint32_t r = l + 1; r < g->n; r++) {
            ends[at] = g->members[l];
            ends[n_pairs + at++] = g->members[r];
        }
    g->left = 0;
    g->right = 1;
    if (status == JD_OK)
        status = report_score(g->report, ends, ends + n_pairs, n_pairs, take, g, err);
    free(ends);
    return status;
}

/* Bridges and degrees, by the links. */
static enum jd_status
measure(struct graph *g, struct jd_error *err)
{
    struct jd_clusters *clusters = NULL;
    struct jd_cluster_measure *entities = calloc((size_t)g->n + 1, sizeof(*entities));
    g->bridges = calloc((size_t)g->n_links + 1, sizeof(*g->bridges));
    g->degrees = calloc((size_t)g->n + 1, sizeof(*g->degrees));
    g->is_drawn = calloc((size_t)g->n + 1, sizeof(*g->is_drawn));
    if (entities == NULL || g->bridges == NULL || g->degrees == NULL ||
        g->is_drawn == NULL) {
        free(entities);
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", g->n);
    }
    struct jd_cluster_options how = jd_cluster_options_default();
    how.threshold = -HUGE_VAL;
    struct jd_cluster_measures measures = {g->degrees, g->bridges, entities};
    enum jd_status status =
        jd_clusters_from_pairs(NULL, g->n, g->links, g->n_links, &how, &clusters, err);
    if (status == JD_OK)
        status = jd_clusters_measure(clusters, g->links, g->n_links, &measures, err);
    if (g->is_sample)
        memset(g->bridges, 0, g->n_links * sizeof(*g->bridges));
    jd_clusters_free(clusters);
    free(entities);
    return status;
}

/* ---- what is drawn ---- */

/* A record or pair, and what puts it before others. */
struct ranked {
    double first, second;
    uint32_t at;
};

static int
by_rank(const void *left, const void *right)
{
    const struct ranked *x = left, *y = right;
    if (x->first != y->first)
        return x->first > y->first ? -1 : 1;
    if (x->second != y->second)
        return x->second > y->second ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* The ends of bridges, then the records with most links. */
static enum jd_status
choose_records(struct graph *g, struct jd_error *err)
{
    struct ranked *ranked = calloc((size_t)g->n + 1, sizeof(*ranked));
    if (ranked == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", g->n);
    for (uint32_t i = 0; i < g->n; i++)
        ranked[i] = (struct ranked){0, g->degrees[i], i};
    for (uint32_t i = 0; i < g->n_links; i++)
        if (g->bridges[i])
            ranked[g->links[i].a].first = ranked[g->links[i].b].first = 1;
    qsort(ranked, g->n, sizeof(*ranked), by_rank);
    for (uint32_t i = 0; i < g->n && i < REPORT_NODES; i++)
        g->is_drawn[ranked[i].at] = true;
    free(ranked);
    return JD_OK;
}

/* The root of a record's tree, each step of the way made shorter. */
static uint32_t
find_root(uint32_t *parents, uint32_t at)
{
    while (parents[at] != at)
        at = parents[at] = parents[parents[at]];
    return at;
}

/* Of pairs, heaviest first, those that connect what is not connected yet come first. */
static void
prefer_tree(const struct graph *g, const struct jd_pair *pairs, struct ranked *ranked,
    uint32_t n, uint32_t *parents)
{
    for (uint32_t i = 0; i < g->n; i++)
        parents[i] = i;
    qsort(ranked, n, sizeof(*ranked), by_rank);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t a = find_root(parents, pairs[ranked[i].at].a);
        uint32_t b = find_root(parents, pairs[ranked[i].at].b);
        parents[a] = b;
        ranked[i] = (struct ranked){a != b, -ranked[i].second, ranked[i].at};
    }
}

/*
 * Of pairs between drawn records as many as there is room for: first the heaviest that connect
 * all that can be connected (every bridge is one of them), then from the lightest on.
 */
static enum jd_status
choose_pairs(const struct graph *g, const struct jd_pair *pairs, uint32_t n_pairs,
    uint32_t room, uint32_t *out_chosen, uint32_t *out_n, struct jd_error *err)
{
    struct ranked *ranked = calloc((size_t)n_pairs + 1, sizeof(*ranked));
    uint32_t *parents = calloc((size_t)g->n + 1, sizeof(*parents)), n = 0;
    if (ranked == NULL || parents == NULL) {
        free(ranked);
        free(parents);
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u pairs", n_pairs);
    }
    for (uint32_t i = 0; i < n_pairs; i++)
        if (g->is_drawn[pairs[i].a] && g->is_drawn[pairs[i].b])
            ranked[n++] =
                (struct ranked){0, isnan(pairs[i].score) ? -HUGE_VAL : pairs[i].score, i};
    prefer_tree(g, pairs, ranked, n, parents);
    qsort(ranked, n, sizeof(*ranked), by_rank);
    n = n < room ? n : room;
    for (uint32_t i = 0; i < n; i++)
        out_chosen[i] = ranked[i].at;
    free(ranked);
    free(parents);
    *out_n = n;
    return JD_OK;
}

/* Append drawn pairs as edges, with the ends' places among the cluster's drawn records. */
static enum jd_status
put_edges(struct graph *g, const struct jd_pair *pairs, const uint32_t *chosen, uint32_t n,
    const char *kind, json_t *edges, struct jd_error *err)
{
    uint32_t left[REPORT_EDGES], right[REPORT_EDGES];
    size_t from = json_array_size(edges);
    for (uint32_t i = 0; i < n; i++) {
        left[i] = g->members[pairs[chosen[i]].a];
        right[i] = g->members[pairs[chosen[i]].b];
    }
    enum jd_status status = report_put_pairs(g->report, left, right, n, edges, err);
    for (uint32_t i = 0; i < n && status == JD_OK; i++) {
        json_t *edge = json_array_get(edges, from + i);
        bool is_link = strcmp(kind, "link") == 0;
        (void)json_object_set_new(edge, "is_link", json_boolean(is_link));
        (void)json_object_set_new(
            edge, "is_bridge", json_boolean(is_link && g->bridges[chosen[i]]));
    }
    return status;
}

static json_t *
nodes_of(const struct graph *g)
{
    json_t *nodes = json_array();
    for (uint32_t i = 0; i < g->n; i++) {
        if (!g->is_drawn[i])
            continue;
        uint32_t record = g->members[i];
        json_t *node = json_object();
        (void)json_object_set_new(node, "record", report_show(g->report, record));
        (void)json_object_set_new(
            node, "degree", json_integer(g->report->counts.degrees[record]));
        (void)json_object_set_new(node, "source", report_source(g->report, record));
        if (g->report->has_truth)
            (void)json_object_set_new(node, "person",
                g->report->persons[record] != JD_NONE
                    ? json_integer(g->report->persons[record])
                    : json_null());
        (void)json_array_append_new(nodes, node);
    }
    return nodes;
}

static enum jd_status
draw(struct graph *g, json_t *cluster, struct jd_error *err)
{
    uint32_t chosen[REPORT_EDGES], n = 0, n_bridges = 0;
    json_t *edges = json_array();
    enum jd_status status = choose_records(g, err);
    if (status == JD_OK)
        status = choose_pairs(g, g->links, g->n_links, REPORT_EDGES, chosen, &n, err);
    if (status == JD_OK)
        status = put_edges(g, g->links, chosen, n, "link", edges, err);
    uint32_t room = REPORT_EDGES - n;
    if (status == JD_OK)
        status = choose_pairs(g, g->others, g->n_others, room, chosen, &n, err);
    if (status == JD_OK)
        status = put_edges(g, g->others, chosen, n, "other", edges, err);
    for (uint32_t i = 0; i < g->n_links; i++)
        n_bridges += g->bridges[i];
    (void)json_object_set_new(cluster, "looked_into", json_integer(g->n));
    (void)json_object_set_new(
        cluster, "bridges", g->is_sample ? json_null() : json_integer(n_bridges));
    (void)json_object_set_new(cluster, "other_pairs", json_integer(g->n_others));
    (void)json_object_set_new(cluster, "nodes", nodes_of(g));
    (void)json_object_set_new(cluster, "edges", edges);
    return status;
}

enum jd_status
report_graph(struct report *report, const uint32_t *members, uint32_t n, bool is_sample,
    json_t *cluster, struct jd_error *err)
{
    struct graph g = {.report = report, .members = members, .n = n, .is_sample = is_sample};
    enum jd_status status = score_all(&g, err);
    if (status == JD_OK)
        status = measure(&g, err);
    if (status == JD_OK)
        status = draw(&g, cluster, err);
    free(g.links);
    free(g.others);
    free(g.bridges);
    free(g.degrees);
    free(g.is_drawn);
    return status;
}
