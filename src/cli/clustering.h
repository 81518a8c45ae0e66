/* SPDX-License-Identifier: Apache-2.0 */
/* clustering.h - from pairs to clusters at one or more thresholds, for cluster and dedupe. */
#ifndef JD_CLI_CLUSTERING_H
#define JD_CLI_CLUSTERING_H

#include "cli/linking.h"

enum { CLUSTERING_THRESHOLDS = 16, CLUSTERING_COLUMN = 64 };

/* The options of a verb that clusters. */
#define CLUSTERING_OPTIONS                                                             \
    {"--min-probability", "P[,P]...", "join from P on (0.95; average linkage 0.5)",    \
        false},                                                                        \
        {"--min-weight", "W[,W]...", "join from W bits on", false},                    \
        {"--method", "connected|best-link|average-linkage",                            \
            "what makes clusters (connected)", false},                                 \
        {"--missing", "W", "average linkage: what an absent pair weighs (-5)", false}, \
        {"--duplicate-free", "SOURCE", "best-link: a source without duplicates (all)", \
            true},                                                                     \
        {"--ties", "lowest-id|drop", "best-link: which of equal pairs counts", false}, \
    {                                                                                  \
        "--assertions", "FILE", "pairs that must or cannot be one: id_l, id_r, kind",  \
            false                                                                      \
    }

/* A threshold, and the column of its clusters. */
struct clustering_threshold {
    double score;
    char column[CLUSTERING_COLUMN]; /* "cluster_id", or of several "cluster_p_0_95" */
};

/* All zero at first. */
struct clustering {
    struct jd_cluster_options how;
    bool by_weight; /* scores are weights, else probabilities */
    bool holds;     /* all pairs are held, else they stream */
    struct clustering_threshold thresholds[CLUSTERING_THRESHOLDS]; /* as they were given */
    uint32_t order[CLUSTERING_THRESHOLDS];                         /* from high to low */
    uint32_t n_thresholds;
    const struct nodes *nodes;
    struct jd_clusters *start; /* what must be one */
    struct jd_apart *aparts;   /* what cannot be */
    uint32_t *sources;         /* of best links, by rank */
    struct jd_pair *pairs;     /* of ranks */
    size_t n_pairs, room;
    struct jd_clusters *clusters[CLUSTERING_THRESHOLDS]; /* as the thresholds */
};

/* Read the options but the files; false (with a message) when they are wrong. */
bool
clustering_options(struct clustering *clustering, const struct cli *cli);

/* The lowest threshold as a weight. */
double
clustering_min_weight(const struct clustering *clustering);

/* Begin on these records, which stay borrowed: assertions are read, sources numbered. */
enum jd_status
clustering_begin(struct clustering *clustering, struct cli *cli, struct jd_io *io,
    const struct nodes *nodes, struct jd_error *err);

/* Take pairs of ranks; their scores are weights or probabilities, as by_weight says. */
enum jd_status
clustering_add(struct clustering *clustering, const struct jd_pair *pairs, size_t n_pairs,
    struct jd_error *err);

/* Of several files: a pair of more than one counts once, with its highest score. */
void
clustering_unite(struct clustering *clustering);

/* All pairs are there: cluster at each threshold. */
enum jd_status
clustering_finish(struct clustering *clustering, const struct jd_progress *progress,
    struct jd_error *err);

/* Write a column of clusters for each threshold, [source_dataset,] unique_id, in file order. */
enum jd_status
clustering_write(const struct clustering *clustering, struct jd_io *io, const char *path,
    struct jd_error *err);

/* By record the first of its cluster at the i-th threshold; the caller frees it. */
enum jd_status
clustering_firsts(const struct clustering *clustering, uint32_t at, uint32_t **out_firsts,
    struct jd_error *err);

void
clustering_done(struct clustering *clustering);

/* Are measures asked for?  Pairs must be held then. */
bool
measures_wanted(const struct cli *cli);

/* Write the files of --metrics, --node-metrics and --edge-metrics. */
enum jd_status
measures_write(const struct clustering *clustering, const struct cli *cli, struct jd_io *io,
    struct jd_error *err);

/* The rank of the record that a row names on one side; an error says where it does not. */
struct named_ends {
    const struct jd_table *table;
    uint32_t id[2], source[2]; /* columns of l and r; source JD_NONE: none */
};

/* Find ID_l, ID_r and, where the records have sources, SOURCE_l, SOURCE_r. */
enum jd_status
named_ends_find(struct named_ends *ends, const struct jd_table *table,
    const struct nodes *nodes, struct jd_error *err);

/* The ranks of both records of a row. */
enum jd_status
named_ends_read(const struct named_ends *ends, const struct nodes *nodes, uint32_t row,
    uint32_t out_ranks[2], struct jd_error *err);

/* A file of scored pairs, as predict or Splink writes it. */
struct scored_file {
    struct named_ends ends;
    uint32_t score; /* its column */
    bool by_weight; /* weights are given out ... */
    bool is_weight; /* ... and the column holds them; else it holds probabilities */
    bool
        all_join; /* set before scored_find(): no score is read, each is a probability of 1 */
};

/* Find its columns.  by_weight: match_weight, or where there is none, of match_probability. */
enum jd_status
scored_find(struct scored_file *file, const struct jd_table *table,
    const struct nodes *nodes, bool by_weight, struct jd_error *err);

/* The pair of a row, in ranks; its score is NaN for none, which joins nothing. */
enum jd_status
scored_read(const struct scored_file *file, const struct nodes *nodes, uint32_t row,
    struct jd_pair *out_pair, struct jd_error *err);

/* Sort pairs by their records; of those given more than once keep the highest score (none is
 * NaN).  How many are left. */
size_t
scored_keep_highest(struct jd_pair *pairs, size_t n);

/* The order of their records, for bsearch(). */
int
scored_by_ends(const void *left, const void *right);

#endif
