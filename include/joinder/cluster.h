/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file joinder/cluster.h
 * @brief From scored pairs of records to entities.
 *
 * A pair says "records a and b are of one entity, with this score".  A clustering takes the
 * pairs that reach a threshold, and puts all records that they connect into one entity.  Pairs
 * are streamed: add as many blocks as there are, then label.
 *
 *     jd_clusters_new(NULL, n_records, NULL, &clusters, &err);
 *     jd_clusters_add(clusters, pairs, n_pairs, &err);
 *     jd_clusters_label(clusters, labels, n_records, &err);
 *
 * Promise:   the labels depend on the set of pairs alone, never on their order.
 * Ownership: the caller owns a clustering until jd_clusters_free(); it borrows nothing.
 * Threads:   one thread adds; once no more is added, any number of threads may read it.
 * Cost:      4 bytes a record; time near-linear in the pairs.
 */
#ifndef JOINDER_CLUSTER_H
#define JOINDER_CLUSTER_H

#include <joinder/base.h>

#ifdef __cplusplus
extern "C" {
#endif

struct jd_clusters; /* opaque */

/** Two records and how likely they are of one entity. */
struct jd_pair {
    uint32_t a; /**< one record, numbered from 0 */
    uint32_t b; /**< the other */
    double
        score; /**< probability or weight, as the threshold; NaN is below every threshold */
};

/** Two records that may never be in one entity (assertion or conflicting exclusive identifier). */
struct jd_apart {
    uint32_t a; /**< one record */
    uint32_t b; /**< the other */
};

/** Start from jd_cluster_options_default(), then change fields. */
struct jd_cluster_options {
    size_t struct_size; /**< so that fields can be added at the end without a new ABI */
    double threshold;   /**< pairs that score at least this are joined */
    const struct jd_apart
        *aparts;     /**< of jd_clusters_from_pairs() alone: forbidden pairs */
    size_t n_aparts; /**< how many; 0 if not said */
};

static inline struct jd_cluster_options
jd_cluster_options_default(void)
{
    struct jd_cluster_options options = {sizeof(options), 0.95, NULL, 0};
    return options;
}

/**
 * Start with every record an entity of its own.
 *
 * @param options       NULL for the defaults
 * @param out_clusters  set on success only; the caller frees it
 * @return JD_OK; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_clusters_new(const struct jd_alloc *alloc, uint32_t n_records,
    const struct jd_cluster_options *options, struct jd_clusters **out_clusters,
    struct jd_error *err);

/** Free a clustering; NULL is fine. */
JD_API void
jd_clusters_free(struct jd_clusters *clusters);

/**
 * Join by the pairs that reach the threshold.
 *
 * @return JD_OK; JD_E_ARG when a pair names a record that does not exist (earlier ones count)
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_clusters_add(struct jd_clusters *clusters, const struct jd_pair *pairs, size_t n_pairs,
    struct jd_error *err);

/**
 * Number the entities 0, 1, 2... by their first record, and write each record's number.
 *
 * @param out_labels  the caller's array of n_labels, one for each record
 * @return JD_OK; JD_E_ARG when n_labels is not the number of records
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_clusters_label(const struct jd_clusters *clusters, uint32_t *out_labels, size_t n_labels,
    struct jd_error *err);

/** How many entities there are now. */
JD_API uint32_t
jd_clusters_count(const struct jd_clusters *clusters);

/**
 * Cluster under vetoes: a component of the plain clustering that holds a forbidden pair is
 * rebuilt from its own pairs, strongest first (ties by the smaller records), leaving out each
 * union that would bring a forbidden pair together.  What is added to it afterwards knows
 * nothing of the vetoes.
 *
 * Takes 17 bytes more a record while it works, where there are vetoes, and what it needs for
 * the pairs of such components.
 *
 * @param pairs    every pair at or above the threshold that may matter; order is free
 * @param options  with the forbidden pairs; NULL for none and the default threshold
 * @return JD_OK; JD_E_ARG when a pair names a record that does not exist, or a forbidden pair
 *         one record twice; JD_E_LIMIT for 2^31 forbidden pairs; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_clusters_from_pairs(const struct jd_alloc *alloc, uint32_t n_records,
    const struct jd_pair *pairs, size_t n_pairs, const struct jd_cluster_options *options,
    struct jd_clusters **out_clusters, struct jd_error *err);

#ifdef __cplusplus
}
#endif
#endif
