/* SPDX-License-Identifier: Apache-2.0 */
/* joining.h - pairs of a linkage, scored and clustered in one pass. */
#ifndef JD_CLI_JOINING_H
#define JD_CLI_JOINING_H

#include "cli/clustering.h"

/* All zero at first. */
struct joining {
    struct clustering clustering;
    const char *clusters, *pairs; /* files; NULL: none */
    struct nodes nodes;
    double min_weight;       /* the lowest threshold: these pairs are counted */
    struct pairs_file *file; /* of pairs, NULL: none */
    struct jd_pair *batch;
    uint32_t room; /* of the batch */
    uint64_t n_joined;
};

/* Do the option that names the file of clusters and --pairs name two?  Else false, with a message. */
bool
joining_files(const struct cli *cli, const char *clusters);

/* Read CLUSTERING_OPTIONS, --pairs and the option that names the file of clusters; false (with a
 * message) when they are wrong. */
bool
joining_options(struct joining *joining, const struct cli *cli, const char *clusters);

/* Score the linkage's pairs, cluster, write both and print the counts. */
enum jd_status
joining_run(struct joining *joining, struct cli *cli, const struct linking *linking,
    struct jd_error *err);

void
joining_done(struct joining *joining);

#endif
