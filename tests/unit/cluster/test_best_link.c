/* SPDX-License-Identifier: Apache-2.0 */
/* test_best_link.c - best links: examples by hand, Splink's rounds as a model, order. */
#include "graphs.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static struct jd_cluster_options
best_link(double threshold)
{
    struct jd_cluster_options options = jd_cluster_options_default();
    options.method = JD_CLUSTER_BEST_LINK;
    options.threshold = threshold;
    return options;
}

/* Sources 0, 1, 2 and on, in turn. */
static void
put_sources(struct graph *graph, const uint32_t *sources, uint32_t n)
{
    memset(graph->sources, 0xFF, sizeof(graph->sources));
    for (uint32_t i = 0; i < n; i++)
        graph->sources[i] = sources[i];
}

static void
a_record_goes_to_the_better_of_two_of_one_source(void **state)
{
    (void)state;
    struct graph graph = {.pairs = {{0, 2, 0.9}, {1, 2, 0.95}}, .n_pairs = 2};
    uint32_t labels[GRAPH_RECORDS];
    put_sources(&graph, (uint32_t[]){0, 0, 1}, 3);

    graph_labels(&graph, best_link(0.5), labels);

    assert_memory_equal(labels, ((uint32_t[]){0, 1, 1}), 3 * sizeof(*labels));
}

static void
of_equal_pairs_the_smaller_record_wins_or_none_counts(void **state)
{
    (void)state;
    struct graph graph = {.pairs = {{0, 2, 0.9}, {1, 2, 0.9}}, .n_pairs = 2};
    struct jd_cluster_options options = best_link(0.5);
    uint32_t labels[GRAPH_RECORDS];
    put_sources(&graph, (uint32_t[]){0, 0, 1}, 3);

    graph_labels(&graph, options, labels);
    assert_memory_equal(labels, ((uint32_t[]){0, 1, 0}), 3 * sizeof(*labels));

    options.drops_ties = true;
    graph_labels(&graph, options, labels);
    assert_memory_equal(labels, ((uint32_t[]){0, 1, 2}), 3 * sizeof(*labels));
}

static void
without_duplicate_free_sources_what_is_connected_is_one(void **state)
{
    (void)state;
    struct graph graph = {
        .pairs = {{0, 1, 0.9}, {1, 2, 0.7}, {2, 3, 0.8}, {4, 5, 0.4}}, .n_pairs = 4};
    uint32_t labels[GRAPH_RECORDS];
    put_sources(&graph, NULL, 0);

    graph_labels(&graph, best_link(0.5), labels);

    assert_memory_equal(labels, ((uint32_t[]){0, 0, 0, 0, 1, 2}), 6 * sizeof(*labels));
}

/* ---- the model: the statements of one_to_one_clustering.py, row by row ---- */

/* What is one from the start is one node, named by its first record. */
struct model {
    const struct graph *graph;
    uint32_t node[GRAPH_RECORDS];  /* by record */
    uint32_t label[GRAPH_RECORDS]; /* by node */
    bool dropped[GRAPH_PAIRS];
    double threshold;
};

static uint32_t
label_of(const struct model *m, uint32_t record)
{
    return m->label[m->node[record]];
}

static bool
may_be_one(const struct model *m, uint32_t x, uint32_t y)
{
    const struct graph *g = m->graph;
    for (uint32_t r = 0; r < GRAPH_RECORDS; r++)
        for (uint32_t s = 0; s < GRAPH_RECORDS; s++)
            if (label_of(m, r) == x && label_of(m, s) == y &&
                g->sources[r] == g->sources[s] && g->sources[r] != JD_NONE)
                return false;
    for (size_t i = 0; i < g->n_aparts; i++) {
        uint32_t a = label_of(m, g->aparts[i].a), b = label_of(m, g->aparts[i].b);
        if ((a == x && b == y) || (a == y && b == x))
            return false;
    }
    return true;
}

/* The ends of pair i, from side to the other; false when it is not in Splink's ranked table. */
static bool
row_of(
    const struct model *m, size_t i, int side, uint32_t *out_node, uint32_t *out_neighbour)
{
    const struct jd_pair *p = &m->graph->pairs[i];
    *out_node = side == 0 ? p->a : p->b;
    *out_neighbour = side == 0 ? p->b : p->a;
    uint32_t l = label_of(m, *out_node), r = label_of(m, *out_neighbour);
    return p->score >= m->threshold && !m->dropped[i] && l != r && may_be_one(m, l, r);
}

/* rank() = 1 within the label of this end: no row of it comes before. */
static bool
is_first(const struct model *m, size_t i, int side)
{
    uint32_t node = 0, neighbour = 0, x = 0, y = 0;
    if (!row_of(m, i, side, &node, &neighbour))
        return false;
    for (size_t j = 0; j < m->graph->n_pairs; j++)
        for (int other = 0; other < 2; other++) {
            double p = m->graph->pairs[i].score, q = m->graph->pairs[j].score;
            if (row_of(m, j, other, &x, &y) && label_of(m, x) == label_of(m, node) &&
                (q > p || (q == p && y < neighbour)))
                return false;
        }
    return true;
}

static bool
is_tied(const struct model *m, size_t i, int side)
{
    const struct graph *g = m->graph;
    uint32_t from = side == 0 ? g->pairs[i].a : g->pairs[i].b;
    uint32_t to = side == 0 ? g->pairs[i].b : g->pairs[i].a;
    for (size_t j = 0; j < g->n_pairs; j++)
        for (int other = 0; other < 2; other++) {
            uint32_t x = other == 0 ? g->pairs[j].a : g->pairs[j].b;
            uint32_t y = other == 0 ? g->pairs[j].b : g->pairs[j].a;
            if (x == from && y != to && g->sources[y] == g->sources[to] &&
                g->sources[to] != JD_NONE && g->pairs[j].score == g->pairs[i].score)
                return true;
        }
    return false;
}

static bool
model_round(struct model *m)
{
    uint32_t next[GRAPH_RECORDS];
    memcpy(next, m->label, sizeof(next));
    for (size_t i = 0; i < m->graph->n_pairs; i++) {
        const struct jd_pair *p = &m->graph->pairs[i];
        if (!is_first(m, i, 0) || !is_first(m, i, 1))
            continue;
        uint32_t a = m->node[p->a], b = m->node[p->b];
        next[a] = m->label[b] < next[a] ? m->label[b] : next[a];
        next[b] = m->label[a] < next[b] ? m->label[a] : next[b];
    }
    bool changed = memcmp(next, m->label, sizeof(next)) != 0;
    memcpy(m->label, next, sizeof(next));
    return changed;
}

/* A pair within what is one from the start is none, nor is one that a record has with itself. */
static struct graph
between_nodes(const struct graph *graph, const uint32_t *node)
{
    struct graph other = *graph;
    other.n_pairs = 0;
    for (size_t i = 0; i < graph->n_pairs; i++)
        if (node[graph->pairs[i].a] != node[graph->pairs[i].b])
            other.pairs[other.n_pairs++] = graph->pairs[i];
    return other;
}

/* Of one pair given twice the higher score counts, as in the other methods. */
static void
keep_highest(struct graph *graph)
{
    for (size_t i = 0; i < graph->n_pairs; i++)
        for (size_t j = 0; j < graph->n_pairs; j++) {
            struct jd_pair *p = &graph->pairs[i], *q = &graph->pairs[j];
            bool is_same = (p->a == q->a && p->b == q->b) || (p->a == q->b && p->b == q->a);
            if (is_same && q->score > p->score)
                p->score = (double)NAN;
        }
}

static void
model_labels(const struct graph *graph, double threshold, bool drops_ties,
    uint32_t labels[static GRAPH_RECORDS])
{
    struct model m = {.threshold = threshold};
    uint32_t group[GRAPH_RECORDS];
    for (uint32_t r = 0; r < GRAPH_RECORDS; r++)
        m.node[r] = m.label[r] = r;
    for (size_t n = 0; n < GRAPH_RECORDS; n++) /* often enough to reach everything */
        for (size_t i = 0; i < graph->n_musts; i++) {
            uint32_t a = m.node[graph->musts[i].a], b = m.node[graph->musts[i].b];
            m.node[graph->musts[i].a] = m.node[graph->musts[i].b] = a < b ? a : b;
        }
    struct graph between = between_nodes(graph, m.node);
    keep_highest(&between);
    m.graph = &between;
    for (size_t i = 0; i < between.n_pairs && drops_ties; i++)
        m.dropped[i] = is_tied(&m, i, 0) || is_tied(&m, i, 1);
    while (model_round(&m))
        continue;
    for (uint32_t r = 0; r < GRAPH_RECORDS; r++)
        group[r] = label_of(&m, r);
    graph_number(group, labels);
}

static void
agrees_with_splinks_rounds(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 3000; seed++) {
        struct graph graph = graph_random(seed);
        struct jd_cluster_options options = best_link(-2);
        uint32_t labels[GRAPH_RECORDS], expected[GRAPH_RECORDS];
        options.drops_ties = seed % 2 == 1;

        graph_labels(&graph, options, labels);

        model_labels(&graph, -2, options.drops_ties, expected);
        if (memcmp(labels, expected, sizeof(labels)) != 0)
            fail_msg("wrong labels for seed %" PRIu64, seed);
    }
}

static void
the_order_of_pairs_does_not_matter(void **state)
{
    (void)state;
    graph_try_orders(best_link(0));
}

static void
no_entity_holds_two_records_of_a_source_nor_a_forbidden_pair(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 2000; seed++) {
        struct graph graph = graph_random(seed);
        uint32_t labels[GRAPH_RECORDS];
        graph.n_musts = 0;

        graph_labels(&graph, best_link(-3), labels);

        for (uint32_t a = 0; a < GRAPH_RECORDS; a++)
            for (uint32_t b = 0; b < a; b++)
                if (labels[a] == labels[b] && graph.sources[a] != JD_NONE &&
                    graph.sources[a] == graph.sources[b])
                    fail_msg("two records of one source for seed %" PRIu64, seed);
        for (size_t i = 0; i < graph.n_aparts; i++)
            if (labels[graph.aparts[i].a] == labels[graph.aparts[i].b])
                fail_msg("a forbidden pair is one for seed %" PRIu64, seed);
    }
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    struct graph graph = graph_random(3);
    struct jd_cluster_options options = best_link(-2);
    graph.aparts[0] = (struct jd_apart){2, 3};
    graph.n_aparts = 1;
    options.drops_ties = true;

    graph_fail_allocations(&graph, options);
}

TEST_MAIN(cmocka_unit_test(a_record_goes_to_the_better_of_two_of_one_source),
    cmocka_unit_test(of_equal_pairs_the_smaller_record_wins_or_none_counts),
    cmocka_unit_test(without_duplicate_free_sources_what_is_connected_is_one),
    cmocka_unit_test(agrees_with_splinks_rounds),
    cmocka_unit_test(the_order_of_pairs_does_not_matter),
    cmocka_unit_test(no_entity_holds_two_records_of_a_source_nor_a_forbidden_pair),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks))
