/* SPDX-License-Identifier: Apache-2.0 */
/* test_measure.c - what pairs are to entities: examples, a model that takes pairs away. */
#include "graphs.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

struct measured {
    uint32_t degrees[GRAPH_RECORDS];
    bool bridges[GRAPH_PAIRS];
    struct jd_cluster_measure entities[GRAPH_RECORDS];
    uint32_t labels[GRAPH_RECORDS];
    uint32_t n;
};

/* Connect and measure. */
static struct measured
measure(const struct graph *graph, double threshold)
{
    struct measured m = {.n = 0};
    struct jd_cluster_measures arrays = {m.degrees, m.bridges, m.entities};
    struct jd_cluster_options options = jd_cluster_options_default();
    struct jd_clusters *clusters = NULL;
    struct jd_error err = {0};
    options.threshold = threshold;
    assert_jd_ok(jd_clusters_from_pairs(
        NULL, GRAPH_RECORDS, graph->pairs, graph->n_pairs, &options, &clusters, &err));
    assert_jd_ok(jd_clusters_label(clusters, m.labels, GRAPH_RECORDS, &err));
    m.n = jd_clusters_count(clusters);
    assert_jd_ok(
        jd_clusters_measure(clusters, graph->pairs, graph->n_pairs, &arrays, &err));
    jd_clusters_free(clusters);
    return m;
}

static void
a_triangle_with_a_tail_is_measured(void **state)
{
    (void)state;
    struct graph graph = {
        .pairs = {{0, 1, 0.9}, {1, 2, 0.8}, {2, 0, 0.7}, {3, 2, 0.75}, {4, 5, 0.1}},
        .n_pairs = 5};

    struct measured m = measure(&graph, 0.5);

    assert_memory_equal(m.degrees, ((uint32_t[]){2, 2, 3, 1, 0, 0}), 6 * sizeof(uint32_t));
    assert_memory_equal(m.bridges, ((bool[]){false, false, false, true, false}), 5);
    assert_int_equal(m.n, GRAPH_RECORDS - 3);
    assert_int_equal(m.entities[0].n_records, 4);
    assert_true(m.entities[0].n_pairs == 4);
    assert_true(m.entities[0].density == 4 / 6.0);
    assert_true(m.entities[0].centralisation == (4 * 3 - 8) / 6.0);
    assert_int_equal(
        m.entities[0].weakest, 3); /* 0.7 closes the triangle: nothing hangs on it */
}

static void
what_is_not_defined_is_nan(void **state)
{
    (void)state;
    struct graph graph = {.pairs = {{0, 1, 0.9}}, .n_pairs = 1};

    struct measured m = measure(&graph, 0.5);

    assert_true(m.entities[0].density == 1);
    assert_true(isnan(m.entities[0].centralisation));
    assert_true(isnan(m.entities[1].density));
    assert_true(m.entities[1].weakest == SIZE_MAX);
}

static void
a_pair_given_twice_is_no_bridge_and_one_with_itself_does_not_count(void **state)
{
    (void)state;
    struct graph graph = {
        .pairs = {{0, 1, 0.9}, {1, 0, 0.9}, {1, 2, 0.9}, {1, 1, 0.9}}, .n_pairs = 4};

    struct measured m = measure(&graph, 0.5);

    assert_memory_equal(m.degrees, ((uint32_t[]){2, 3, 1}), 3 * sizeof(uint32_t));
    assert_memory_equal(m.bridges, ((bool[]){false, false, true, false}), 4);
}

/* How many entities there are without pair i, and if `and_weaker` without all weaker ones. */
static uint32_t
count_without(const struct graph *graph, size_t i, bool and_weaker)
{
    struct graph less = *graph;
    for (size_t j = 0; j < graph->n_pairs; j++)
        if (j == i || (and_weaker && graph->pairs[j].score <= graph->pairs[i].score))
            less.pairs[j].score = (double)NAN;
    return measure(&less, 0).n;
}

static void
agrees_with_taking_pairs_away(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 300; seed++) {
        struct graph graph = graph_random(seed);
        struct measured m = measure(&graph, 0);
        for (size_t i = 0; i < graph.n_pairs; i++) {
            bool counts = graph.pairs[i].score >= 0 && graph.pairs[i].a != graph.pairs[i].b;
            if (m.bridges[i] != (counts && count_without(&graph, i, false) > m.n))
                fail_msg("pair %zu is wrong for seed %" PRIu64, i, seed);
        }
        for (uint32_t e = 0; e < m.n; e++) {
            size_t weakest = m.entities[e].weakest;
            assert_int_equal(weakest == SIZE_MAX, m.entities[e].n_records == 1);
            if (weakest != SIZE_MAX && count_without(&graph, weakest, true) <= m.n)
                fail_msg("entity %" PRIu32 " does not fall apart, seed %" PRIu64, e, seed);
        }
    }
}

static void
a_long_chain_is_walked(void **state)
{
    (void)state;
    enum { RECORDS = 200000 };
    static struct jd_pair pairs[RECORDS - 1];
    static uint32_t degrees[RECORDS];
    static bool bridges[RECORDS - 1];
    static struct jd_cluster_measure entity;
    struct jd_cluster_measures arrays = {degrees, bridges, &entity};
    struct jd_clusters *clusters = NULL;
    struct jd_error err = {0};
    for (uint32_t i = 0; i + 1 < RECORDS; i++)
        pairs[i] = (struct jd_pair){i, i + 1, i == 777 ? 0.96 : 1};
    assert_jd_ok(
        jd_clusters_from_pairs(NULL, RECORDS, pairs, RECORDS - 1, NULL, &clusters, &err));

    assert_jd_ok(jd_clusters_measure(clusters, pairs, RECORDS - 1, &arrays, &err));

    for (uint32_t i = 0; i + 1 < RECORDS; i++)
        assert_true(bridges[i]);
    assert_int_equal(entity.weakest, 777);
    jd_clusters_free(clusters);
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    struct graph graph = graph_random(3);
    struct measured m = {.n = 0};
    struct jd_cluster_measures arrays = {m.degrees, m.bridges, m.entities};
    enum jd_status status = JD_E_NOMEM;
    for (size_t n = 1; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        struct jd_clusters *clusters = NULL;
        struct jd_error err = {0};
        test_memory_init(&mem, n);
        assert_jd_ok(jd_clusters_new(&mem.alloc, GRAPH_RECORDS, NULL, &clusters, &err));
        status = jd_clusters_measure(clusters, graph.pairs, graph.n_pairs, &arrays, NULL);
        jd_clusters_free(clusters);
        assert_int_equal(mem.live_blocks, 0);
        assert_int_equal(mem.live_bytes, 0);
    }
    assert_int_equal(status, JD_OK);
}

static void
a_pair_of_a_missing_record_is_refused(void **state)
{
    (void)state;
    const struct jd_pair pair = {0, 2, 1};
    struct measured m = {.n = 0};
    struct jd_cluster_measures arrays = {m.degrees, m.bridges, m.entities};
    struct jd_clusters *clusters = NULL;
    struct jd_error err = {0};
    assert_jd_ok(jd_clusters_new(NULL, 2, NULL, &clusters, &err));

    assert_jd_status(jd_clusters_measure(clusters, &pair, 1, &arrays, &err), JD_E_ARG);

    assert_string_equal(err.message, "pair (0, 2) is outside 2 records");
    jd_clusters_free(clusters);
}

TEST_MAIN(cmocka_unit_test(a_triangle_with_a_tail_is_measured),
    cmocka_unit_test(what_is_not_defined_is_nan),
    cmocka_unit_test(a_pair_given_twice_is_no_bridge_and_one_with_itself_does_not_count),
    cmocka_unit_test(agrees_with_taking_pairs_away),
    cmocka_unit_test(a_long_chain_is_walked),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks),
    cmocka_unit_test(a_pair_of_a_missing_record_is_refused))
