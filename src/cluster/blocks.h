/* SPDX-License-Identifier: Apache-2.0 */
/* blocks.h - pairs component by component, for the methods that look at more than one pair. */
#ifndef JD_CLUSTER_BLOCKS_H
#define JD_CLUSTER_BLOCKS_H

#include "base/buf.h"
#include "cluster/clusters.h"

/*
 * A component of the pairs that reach the threshold.  Its records are numbered from 0: those of
 * one entity of the start follow each other, entities and their records in order of records.
 */
struct jd__block {
    const uint32_t *records; /* by number */
    const uint32_t *groups;  /* by number: the entity of the start, from 0 upwards */
    uint32_t n_records, n_groups;
    const struct jd_pair
        *pairs; /* of numbers, a < b, ascending, each once, between groups */
    size_t n_pairs;
    const struct jd_apart *aparts; /* of numbers */
    size_t n_aparts;
};

/* What is done with a block: unite records of `c`. */
typedef enum jd_status (*jd__block_work)(
    void *ctx, struct jd_clusters *c, const struct jd__block *block, struct jd_error *err);

/* Which pairs are kept, and what is done. */
struct jd__blocks_how {
    double least;  /* pairs from here on are kept */
    uint32_t most; /* a component of more records is cut, see JD_LIMIT_COMPONENT */
    jd__block_work work;
    void *ctx;
};

/* Show the blocks in order of their first records. */
enum jd_status
jd__clusters_by_block(struct jd_clusters *c, const struct jd_pair *pairs, size_t n_pairs,
    const struct jd_cluster_options *o, const struct jd__blocks_how *how,
    struct jd_error *err);

/* Has somebody asked to stop?  done and total: pairs. */
enum jd_status
jd__clusters_go_on(const struct jd_cluster_options *o, uint64_t done, uint64_t total,
    struct jd_error *err);

#endif
