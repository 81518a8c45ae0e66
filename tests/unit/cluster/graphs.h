/* SPDX-License-Identifier: Apache-2.0 */
/* graphs.h - small random graphs with assertions, for the tests of every method. */
#ifndef JD_TEST_GRAPHS_H
#define JD_TEST_GRAPHS_H

#include "jd_test.h"

#include "cluster/clusters.h"

enum { GRAPH_RECORDS = 14, GRAPH_PAIRS = 60, GRAPH_APARTS = 6, GRAPH_SOURCES = 4 };

struct graph {
    struct jd_pair pairs[GRAPH_PAIRS];
    struct jd_apart aparts[GRAPH_APARTS];
    struct jd_pair musts[GRAPH_APARTS]; /* score 1: one from the start */
    uint32_t sources[GRAPH_RECORDS];
    size_t n_pairs, n_aparts, n_musts;
};

/* A graph of few scores (so that there are ties), with pairs given twice, loops and NaN. */
struct graph
graph_random(uint64_t seed);

/* The same graph in another order, with the sides of pairs exchanged. */
struct graph
graph_shuffled(const struct graph *graph, uint64_t seed);

/* What is one from the start; the caller frees it. */
struct jd_clusters *
graph_start(const struct graph *graph);

/* Cluster and label.  The graph's forbidden pairs, sources and start are put into `options`. */
void
graph_labels(const struct graph *graph, struct jd_cluster_options options,
    uint32_t labels[static GRAPH_RECORDS]);

/* Number groups by their first record, as jd_clusters_label() does. */
void
graph_number(const uint32_t *group, uint32_t labels[static GRAPH_RECORDS]);

/* A thousand graphs give the same labels in another order. */
void
graph_try_orders(struct jd_cluster_options options);

/* Each failing allocation in turn; the last run succeeds. */
void
graph_fail_allocations(const struct graph *graph, struct jd_cluster_options options);

#endif
