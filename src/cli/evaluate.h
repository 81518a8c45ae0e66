/* SPDX-License-Identifier: Apache-2.0 */
/* evaluate.h - clusters beside a truth: what the files of joinder evaluate share. */
#ifndef JD_CLI_EVALUATE_H
#define JD_CLI_EVALUATE_H

#include "cli/clustering.h"

#include <jansson.h>

/* Denominators below this are shown, not compared between groups. */
enum { EVALUATE_LEAST = 100, EVALUATE_GROUPINGS = 16 };

/* A way to group records: --by COLUMN, COLUMN:decade or COLUMN:script. */
struct grouping {
    const char *by;          /* as it was given */
    struct jd_value *values; /* by record; text is borrowed, or of `room` */
    char *room;              /* eight bytes a record, for decades */
};

/* Records are rows of CLUSTERS; labelled ones are those with a truth. */
struct evaluation {
    struct nodes nodes;
    struct jd_value *truths; /* by record; null: not labelled */
    uint32_t cluster_column; /* in the records' table */
    struct grouping groupings[EVALUATE_GROUPINGS];
    uint32_t n_groupings;

    uint32_t n;        /* labelled records, and of each: */
    uint32_t *records; /* its row */
    uint32_t *cluster; /* its cluster, numbered from 0 */
    uint32_t *person;
    uint32_t n_clusters, n_persons;
    struct jd_overlap *overlaps;
};

/*
 * Number n values from 0 in their order, equal ones alike; null is JD_NONE.  *out_n: how many;
 * firsts (NULL: not wanted), room for n: one place of each.
 */
enum jd_status
evaluate_number(const struct jd_value *values, uint32_t n, uint32_t *out_numbers,
    uint32_t *out_n, uint32_t *firsts, struct jd_error *err);

/* How often an option is given. */
uint32_t
evaluate_given(const struct cli *cli, const char *option);

/* Is each --truth a file and a column? */
bool
evaluate_truths_are_whole(const struct cli *cli);

/* Make room for the records of e->nodes and the groupings of --by. */
enum jd_status
evaluate_reserve(struct evaluation *e, const struct cli *cli, struct jd_error *err);

/* Take what a file says of who its records are of; its table must outlive the evaluation. */
enum jd_status
evaluate_truth(struct evaluation *e, const struct jd_table *table, const char *truth,
    struct jd_error *err);

/* Keep the labelled records, and compare their clusters, a value by record, with their persons. */
enum jd_status
evaluate_compare(struct evaluation *e, struct jd_value *clusters, struct jd_error *err);

void
evaluate_done(struct evaluation *e);

/* The column that a --by names in a table, and how its value is made of the cell. */
enum jd_status
grouping_find(const char *by, const struct jd_table *table, uint32_t *out_column,
    struct jd_error *err);
void
grouping_put(struct grouping *grouping, uint32_t record, struct jd_value cell);

/* Pairs of ranks that a threshold gets wrong, with their weights (NaN: none).  Free `all`. */
struct evaluate_errors {
    struct evaluate_error {
        struct jd_pair pair;
        bool is_match;
    } *all;
    uint32_t n, room;
    double threshold; /* links weigh at least so much */
};
enum jd_status
evaluate_errors_add(struct evaluate_errors *errors, struct jd_pair pair, bool is_match,
    struct jd_error *err);

/* Of a truth: `pairs` are of places among the labelled, sorted, each once. */
enum jd_status
evaluate_errors_find(struct evaluate_errors *errors, const struct evaluation *e,
    const struct jd_pair *pairs, uint32_t n, struct jd_error *err);

/* Numbers of the whole, of groups, and of thresholds over pairs, added to the body. */
enum jd_status
evaluate_whole(const struct evaluation *e, json_t *body, struct jd_error *err);
enum jd_status
evaluate_groups(const struct evaluation *e, json_t *body, struct jd_error *err);
enum jd_status
evaluate_thresholds(const struct evaluation *e, const struct jd_table *table, double step,
    json_t *body, struct evaluate_errors *errors, struct jd_error *err);

/* The highest step that a weight reaches, where all are cut to this many bits. */
enum { EVALUATE_MOST_WEIGHT = 200 };
long
evaluate_step(double weight, double step);

/*
 * A row for each step from least to most; counts[2 * (step - least) + is_right] are its pairs, real
 * and unreal all pairs that are and are not of one person, counted or not.
 */
json_t *
evaluate_rows(const uint64_t *counts, long least, long most, double step, uint64_t real,
    uint64_t unreal);

/* Pairs of labelled records that are of two persons. */
uint64_t
evaluate_unreal(const struct evaluation *e);

/* False links, then missed ones: is_match, match_weight, both ids. */
enum jd_status
evaluate_errors_write(struct evaluate_errors *errors, const struct nodes *nodes,
    struct jd_io *io, const char *path, struct jd_error *err);

/* Add what --labels tell of PAIRS to the body, and write --errors. */
enum jd_status
evaluate_labels(struct cli *cli, struct linking *linking, double step, double threshold,
    json_t *body, struct jd_error *err);

/* Pairs of labelled records that are of one person. */
uint64_t
evaluate_real(const struct evaluation *e);

/* JSON, CSV or tables on stdout; false when memory ran out. */
bool
evaluate_print(const struct cli *cli, json_t *body);

/* numerator / denominator, or null. */
json_t *
evaluate_rate(uint64_t numerator, uint64_t denominator);

/* Precision, recall and their harmonic mean, added to an object. */
void
evaluate_put_f1(json_t *object, uint64_t both, uint64_t given, uint64_t real);

#endif
