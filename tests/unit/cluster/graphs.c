/* SPDX-License-Identifier: Apache-2.0 */
#include "graphs.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static struct jd_apart
two_records(uint64_t *random)
{
    uint32_t a = test_random(random, GRAPH_RECORDS);
    uint32_t b = test_random(random, GRAPH_RECORDS - 1);
    return (struct jd_apart){a, b + (b >= a)};
}

/* Forbid pairs, but not what is one already. */
static void
forbid(struct graph *graph, uint64_t *random)
{
    struct jd_clusters *start = graph_start(graph);
    uint32_t labels[GRAPH_RECORDS];
    struct jd_error err = {0};
    assert_jd_ok(jd_clusters_label(start, labels, GRAPH_RECORDS, &err));
    jd_clusters_free(start);
    for (size_t i = test_random(random, GRAPH_APARTS + 1); i > 0; i--) {
        struct jd_apart apart = two_records(random);
        if (labels[apart.a] != labels[apart.b])
            graph->aparts[graph->n_aparts++] = apart;
    }
}

struct graph
graph_random(uint64_t seed)
{
    uint64_t random = seed;
    struct graph graph = {.n_pairs = test_random(&random, GRAPH_PAIRS + 1)};
    for (size_t i = 0; i < graph.n_pairs; i++) {
        double score = -4.0 + 0.5 * test_random(&random, 20);
        graph.pairs[i] = (struct jd_pair){test_random(&random, GRAPH_RECORDS),
            test_random(&random, GRAPH_RECORDS),
            test_random(&random, 30) == 0 ? (double)NAN : score};
    }
    for (uint32_t r = 0; r < GRAPH_RECORDS; r++)
        graph.sources[r] =
            test_random(&random, 5) == 0 ? JD_NONE : test_random(&random, GRAPH_SOURCES);
    if (test_random(&random, 2) == 0) {
        graph.n_musts = test_random(&random, GRAPH_APARTS + 1);
        for (size_t i = 0; i < graph.n_musts; i++) {
            struct jd_apart must = two_records(&random);
            graph.musts[i] = (struct jd_pair){must.a, must.b, 1};
        }
        forbid(&graph, &random);
    }
    return graph;
}

struct graph
graph_shuffled(const struct graph *graph, uint64_t seed)
{
    struct graph other = *graph;
    uint64_t random = seed;
    for (size_t i = graph->n_pairs; i > 0; i--) {
        size_t j = test_random(&random, (uint32_t)i);
        struct jd_pair moved = other.pairs[j];
        other.pairs[j] = other.pairs[i - 1];
        other.pairs[i - 1] = (struct jd_pair){moved.b, moved.a, moved.score};
    }
    for (size_t i = 0; i < graph->n_aparts; i++) {
        struct jd_apart apart = graph->aparts[graph->n_aparts - 1 - i];
        other.aparts[i] = (struct jd_apart){apart.b, apart.a};
    }
    return other;
}

struct jd_clusters *
graph_start(const struct graph *graph)
{
    struct jd_clusters *start = NULL;
    struct jd_error err = {0};
    assert_jd_ok(jd_clusters_new(NULL, GRAPH_RECORDS, NULL, &start, &err));
    assert_jd_ok(jd_clusters_add(start, graph->musts, graph->n_musts, &err));
    return start;
}

void
graph_labels(const struct graph *graph, struct jd_cluster_options options,
    uint32_t labels[static GRAPH_RECORDS])
{
    struct jd_clusters *start = graph_start(graph), *clusters = NULL;
    struct jd_error err = {0};
    const char *reason = NULL;
    options.aparts = graph->aparts;
    options.n_aparts = graph->n_aparts;
    options.sources = graph->sources;
    options.start = start;
    assert_jd_ok(jd_clusters_from_pairs(
        NULL, GRAPH_RECORDS, graph->pairs, graph->n_pairs, &options, &clusters, &err));
    assert_jd_ok(jd_clusters_label(clusters, labels, GRAPH_RECORDS, &err));
    if (!jd__clusters_check(clusters, &reason))
        fail_msg("%s", reason);
    jd_clusters_free(clusters);
    jd_clusters_free(start);
}

void
graph_number(const uint32_t *group, uint32_t labels[static GRAPH_RECORDS])
{
    uint32_t next = 0;
    for (uint32_t r = 0, first = 0; r < GRAPH_RECORDS; r++, first = 0) {
        while (group[first] != group[r])
            first++;
        labels[r] = first == r ? next++ : labels[first];
    }
}

void
graph_try_orders(struct jd_cluster_options options)
{
    for (uint64_t seed = 0; seed < 1000; seed++) {
        struct graph graph = graph_random(seed), other = graph_shuffled(&graph, seed + 7);
        uint32_t labels[GRAPH_RECORDS], others[GRAPH_RECORDS];
        graph_labels(&graph, options, labels);
        graph_labels(&other, options, others);
        if (memcmp(labels, others, sizeof(labels)) != 0)
            fail_msg("other labels for seed %" PRIu64, seed);
    }
}

void
graph_fail_allocations(const struct graph *graph, struct jd_cluster_options options)
{
    enum jd_status status = JD_E_NOMEM;
    options.aparts = graph->aparts;
    options.n_aparts = graph->n_aparts;
    options.sources = graph->sources;
    for (size_t n = 0; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        struct jd_clusters *clusters = NULL;
        test_memory_init(&mem, n);
        status = jd_clusters_from_pairs(&mem.alloc, GRAPH_RECORDS, graph->pairs,
            graph->n_pairs, &options, &clusters, NULL);
        assert_int_equal(clusters != NULL, status == JD_OK);
        jd_clusters_free(clusters);
        assert_int_equal(mem.live_blocks, 0);
        assert_int_equal(mem.live_bytes, 0);
    }
    assert_int_equal(status, JD_OK);
}
