/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file joinder/cluster.h
 * @brief From scored pairs of records to entities.
 *
 * A pair says "records a and b are of one entity, with this score".  The plain clustering takes
 * the pairs that reach a threshold, and puts all records that they connect into one entity.
 * Pairs are streamed: add as many blocks as there are, then label.
 *
 *     jd_clusters_new(NULL, n_records, NULL, &clusters, &err);
 *     jd_clusters_add(clusters, pairs, n_pairs, &err);
 *     jd_clusters_label(clusters, labels, n_records, &err);
 *
 * One wrong pair is enough to make two people one in this way.  The methods of
 * jd_clusters_from_pairs() look at more than one pair for a join; they hold all pairs.
 *
 * Promise:   the labels depend on the set of pairs alone, never on their order; ties go by the
 *            records' numbers, so number records by their ids.
 * Ownership: the caller owns a clustering until jd_clusters_free(); it borrows nothing.
 * Threads:   one thread adds; once no more is added, any number of threads may read it.
 * Cost:      4 bytes a record; time near-linear in the pairs.  Methods: see them.
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

/** How pairs become entities. */
enum jd_cluster_method {
    /** Whatever pairs connect is one. */
    JD_CLUSTER_CONNECTED = 0,
    /**
     * Two entities become one when each holds the other's best pair, and they hold no two
     * records of one duplicate-free source (`sources`): rounds as in Splink 5's
     * cluster_using_single_best_links().  Time goes with pairs times rounds of a component.
     */
    JD_CLUSTER_BEST_LINK = 1,
    /**
     * The two entities with the highest mean score of all pairs of records between them become
     * one, as long as that mean reaches the threshold; a pair that is not given counts as
     * `missing`.  Scores are weights in bits (cut to -128 to 128, and counted in steps of
     * 2^-20, so that sums are exact).  Time goes with n log n of a component's pairs.
     */
    JD_CLUSTER_AVERAGE = 2,
};

/** What a pair that is not given weighs, in bits: a chance of 1 in 33. */
#define JD_CLUSTER_MISSING (-5.0)

/**
 * The most records that average linkage looks at together.  A larger component is cut: its
 * strongest pairs connect parts of at most so many records, and no pair counts between parts.
 */
#define JD_LIMIT_COMPONENT 262144u

/** Start from jd_cluster_options_default(), then change fields. */
struct jd_cluster_options {
    size_t struct_size; /**< so that fields can be added at the end without a new ABI */
    double threshold;   /**< pairs that score at least this are joined */

    /* Of jd_clusters_from_pairs() alone: */
    const struct jd_apart *aparts; /**< forbidden pairs */
    size_t n_aparts;               /**< how many; 0 if not said */
    enum jd_cluster_method method;
    const struct jd_clusters *start; /**< one already: asserted, or at a higher threshold */
    const uint32_t *sources; /**< of best links: each record's duplicate-free source, or
                                  JD_NONE; NULL: none has one */
    bool drops_ties; /**< of best links: of equal pairs of a record into one duplicate-free
                          source none counts; else that of the smaller record */
    double missing;  /**< of average linkage, in bits; below the threshold */
    struct jd_progress progress; /**< asked now and then; zeros: nobody */
};

static inline struct jd_cluster_options
jd_cluster_options_default(void)
{
    struct jd_cluster_options options = {sizeof(options), 0.95, NULL, 0,
        JD_CLUSTER_CONNECTED, NULL, NULL, false, JD_CLUSTER_MISSING, {NULL, NULL}};
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
 * Cluster by a method, under assertions: what is one at the start stays one, and no forbidden
 * pair comes together.  Given what it made at a higher threshold as the start, it goes on from
 * there: thresholds from high to low give entities that lie within each other.
 *
 * Connected: a component that holds a forbidden pair is rebuilt from its own pairs, strongest
 * first (ties by the smaller records), leaving out each union that would bring a forbidden pair
 * together.  Takes 17 bytes more a record while it works, where there are such pairs, and 16 a
 * pair of these components.  What is added to it afterwards knows nothing of the vetoes.
 *
 * The other methods take 32 bytes a pair and 20 a record while they work, and for the largest
 * component 24 a pair more (best links) or about 110 (average linkage).  Of two scores of one
 * pair the higher counts.  Of equal means that of
 * the entities with the strongest pair comes first, then that of the smaller records.
 *
 * @param pairs    every pair that may matter; order is free.  Average linkage wants those below
 *                 the threshold too: they are evidence against
 * @param options  NULL for the defaults
 * @return JD_OK; JD_E_ARG when a pair names a record that does not exist, a forbidden pair one
 *         record twice, the start is of other records, or `missing` reaches the threshold;
 *         JD_E_CONFLICT when a forbidden pair is one from the start; JD_E_LIMIT for 2^31
 *         forbidden pairs or 2^32 pairs; JD_E_CANCELLED; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_clusters_from_pairs(const struct jd_alloc *alloc, uint32_t n_records,
    const struct jd_pair *pairs, size_t n_pairs, const struct jd_cluster_options *options,
    struct jd_clusters **out_clusters, struct jd_error *err);

/** What the pairs from the threshold on are to one entity.  NaN: not defined. */
struct jd_cluster_measure {
    uint32_t n_records;
    double
        n_pairs; /**< half the sum of its records' degrees: a pair out of it counts half */
    double density; /**< n_pairs of the n (n - 1) / 2 that could be; NaN for one record */
    /** Freeman's: (n * highest degree - sum) / ((n - 1) (n - 2)); NaN below three records. */
    double centralisation;
    /**
     * The weakest of the pairs that hold it together, as an index: without it and all weaker
     * ones the entity falls apart.  SIZE_MAX for one record, or where no pairs connect it.
     */
    size_t weakest;
};

/** Arrays of the caller, to be filled. */
struct jd_cluster_measures {
    uint32_t *degrees; /**< by record: in how many pairs it is */
    bool *bridges;     /**< by pair: without it alone its two records are not connected */
    struct jd_cluster_measure *entities; /**< by label: as many as jd_clusters_count() */
};

/**
 * Measure finished entities by the pairs that reach their threshold, as Splink 5's
 * compute_graph_metrics() does.  A pair given twice counts twice, and is no bridge; one of a
 * record with itself does not count.  Takes 28 bytes a record and 12 a pair.
 *
 * @return JD_OK; JD_E_ARG when a pair names a record that does not exist; JD_E_LIMIT for 2^31
 *         pairs; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_clusters_measure(const struct jd_clusters *clusters, const struct jd_pair *pairs,
    size_t n_pairs, const struct jd_cluster_measures *measures, struct jd_error *err);

/** How two divisions of the records overlap at one of them, itself counted. */
struct jd_overlap {
    uint32_t n_left;  /**< records with its label in the left division */
    uint32_t n_right; /**< in the right one */
    uint32_t n_both;  /**< in both */
};

/**
 * Compare two divisions of the same records, such as entities and the truth: for each record,
 * with how many it shares its label.  All that is said of entities against a truth (pairwise
 * and B-cubed precision and recall) is a sum over these.  Takes 52 bytes a record.
 *
 * @param left          a label for each record, below n_records; right the same
 * @param out_overlaps  the caller's array of n_records
 * @return JD_OK; JD_E_ARG for a label that is too large; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_overlaps(const struct jd_alloc *alloc, const uint32_t *left, const uint32_t *right,
    uint32_t n_records, struct jd_overlap *out_overlaps, struct jd_error *err);

#ifdef __cplusplus
}
#endif
#endif
