/* SPDX-License-Identifier: Apache-2.0 */
/* clusters.h - the forest of cluster.c, for the methods and the tests. */
#ifndef JD_CLUSTER_CLUSTERS_H
#define JD_CLUSTER_CLUSTERS_H

#include <joinder/cluster.h>

struct jd_clusters {
    struct jd_alloc alloc;
    double threshold;
    uint32_t n_records;
    uint32_t n_entities;
    uint32_t parent[]; /* in the same block: one allocation to fail, one to free */
};

/* The root of a record; shortens the way for the next time. */
uint32_t
jd__clusters_root(struct jd_clusters *c, uint32_t record);

/* Make one entity of two roots that differ, and give its root. */
uint32_t
jd__clusters_unite(struct jd_clusters *c, uint32_t root_a, uint32_t root_b);

/* Do the invariants hold?  If not, the reason. */
bool
jd__clusters_check(const struct jd_clusters *c, const char **out_reason);

/* Is a pair stronger than another: score, then the smaller records?  For jd__sort(). */
bool
jd__pair_is_stronger(const void *left, const void *right, void *ctx);

/* Point every record straight at its root. */
void
jd__clusters_flatten(struct jd_clusters *c);

/*
 * The methods, on a forest that is flat and equal to the start (o->start, or each record an
 * entity of its own).  The forbidden pairs are of two records each that are not one yet.
 */

/* Join, take apart what holds a forbidden pair, and build it again. */
enum jd_status
jd__clusters_connect(struct jd_clusters *c, const struct jd_pair *pairs, size_t n_pairs,
    const struct jd_cluster_options *o, struct jd_error *err);

enum jd_status
jd__clusters_best_link(struct jd_clusters *c, const struct jd_pair *pairs, size_t n_pairs,
    const struct jd_cluster_options *o, struct jd_error *err);

/* most: records that are looked at together; JD_LIMIT_COMPONENT but in tests. */
enum jd_status
jd__clusters_average(struct jd_clusters *c, const struct jd_pair *pairs, size_t n_pairs,
    const struct jd_cluster_options *o, uint32_t most, struct jd_error *err);

#endif
