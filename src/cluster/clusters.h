/* SPDX-License-Identifier: Apache-2.0 */
/* clusters.h - the forest of cluster.c, for veto.c and the tests. */
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

/* Take apart what holds a forbidden pair, and build it again; see jd_clusters_from_pairs(). */
enum jd_status
jd__clusters_rebuild(struct jd_clusters *c, const struct jd_pair *pairs, size_t n_pairs,
    const struct jd_apart *aparts, size_t n_aparts, struct jd_error *err);

#endif
