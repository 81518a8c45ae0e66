/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sample.h - which pairs are drawn for review.
 *
 * Pairs of one band of weights are a stratum; those that no blocking rule found are one more.
 * Half of the sample is spread evenly over strata, half goes where a pair tells most about the
 * number of matches (Neyman 1934).  Within a stratum those with the smallest hash of the seed
 * and their two records are drawn: so a sample depends on the set of pairs and the seed alone.
 */
#ifndef JD_CLI_SAMPLE_H
#define JD_CLI_SAMPLE_H

#include "cli/judged.h"

/* Strata by weight; one behind them of pairs outside blocking, one more of what is no sample. */
enum { SAMPLE_STRATA = JUDGED_N_EDGES + 1, SAMPLE_OF_RECORD = SAMPLE_STRATA + 1 };

/* A pair that was drawn. */
struct drawn {
    uint32_t a, b;    /* ranks */
    uint32_t stratum; /* SAMPLE_STRATA: outside blocking; or SAMPLE_OF_RECORD */
    double weight;    /* NaN outside blocking */
    uint64_t hash;    /* by which they are ordered */
};

struct sampling {
    uint64_t seed;
    uint32_t n, n_outside; /* wanted */

    struct jd_pair *pairs; /* of ranks, a below b; each once, sorted by both */
    size_t n_pairs;
    const uint32_t *sources; /* by rank; NULL: none */
    uint32_t n_records, n_sources;

    uint64_t sizes[SAMPLE_STRATA + 1]; /* pairs of each stratum */
    struct drawn *drawn;
    size_t n_drawn;
};

/* The stratum of a weight. */
uint32_t
sample_stratum(double weight);

/* Fill sizes and drawn, in order of hashes; the caller frees drawn. */
enum jd_status
sample_draw(struct sampling *sampling, struct jd_error *err);

/* Instead: the pairs of these ranks (by rank: is it one?), heaviest first, n at most. */
enum jd_status
sample_take_of(struct sampling *sampling, const bool *is_wanted, struct jd_error *err);

/* Write the page of --page, if it is asked for, once the review is written. */
enum jd_status
sample_write_page(const struct cli *cli, const struct nodes *nodes, struct jd_error *err);

/* Write the review to --out: a judgement still to be made, both records, their stratum. */
enum jd_status
sample_write_review(const struct cli *cli, const struct linking *linking,
    const struct nodes *nodes, const struct sampling *sampling, struct jd_error *err);

#endif
