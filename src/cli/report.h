/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report.h - a linkage looked at: what the parts of joinder report share.
 *
 * Each part adds tables to one JSON object, the body: an array of flat objects is a table, an
 * object is a list of figures.  The page draws the body; --section prints one of its tables.
 */
#ifndef JD_CLI_REPORT_H
#define JD_CLI_REPORT_H

#include "cli/evaluate.h"

/* What is taken at most.  Where more is there, the page says of how much this is a sample. */
enum {
    REPORT_VECTORS = 400,     /* combinations of levels shown ... */
    REPORT_EXAMPLES = 2,      /* ... with so many pairs each ... */
    REPORT_COUNTED = 1 << 18, /* ... of so many that are told apart */
    REPORT_VALUES = 10,       /* most frequent values of a column */
    REPORT_CELL = 160,        /* bytes of a value */
    REPORT_CHOSEN = 8,        /* clusters by each way of choosing */
    REPORT_ASKED = 24,        /* clusters asked for by --cluster */
    REPORT_CLUSTER = 800,     /* records of a cluster that is looked into whole ... */
    REPORT_SAMPLE = 400,      /* ... and of a larger one */
    REPORT_NODES = 80,        /* records of a cluster that are drawn ... */
    REPORT_EDGES = 240,       /* ... and pairs of it */
    REPORT_ERRORS = 60,       /* false links, and missed ones */
    REPORT_REAL = 200000,     /* real pairs in which missed ones are looked for */
    REPORT_GROUPS = 200,      /* those with most records */
    REPORT_HISTORY = 20000,   /* rows of a history */
};

/* Pairs from a step of weight on to the next. */
struct report_bin {
    uint64_t n, right, wrong; /* right and wrong: of labelled records */
};

/* A combination of levels. */
struct report_vector {
    uint64_t n, right, wrong;
    double base;        /* its weight without term frequencies; NaN: none */
    double least, most; /* its pairs' weights */
    uint64_t hashes[REPORT_EXAMPLES];
    uint32_t left[REPORT_EXAMPLES], right_ends[REPORT_EXAMPLES]; /* JD_NONE: none */
};

/* A link between two persons. */
struct report_error {
    double weight;
    uint64_t hash;
    uint32_t left, right;
};

/* What one pass over the pairs counts. */
struct report_counts {
    uint64_t n, n_links, n_without_weight, n_uncounted;
    uint64_t n_false;                  /* links between two persons */
    uint64_t *by_rule, *links_by_rule; /* of the lowest rule */
    struct report_bin *bins;           /* from -EVALUATE_MOST_WEIGHT on */
    struct report_vector *vectors;
    int8_t *gammas; /* of each vector */
    uint32_t n_vectors, room;
    uint32_t *slots, n_slots;
    struct report_error errors[REPORT_ERRORS]; /* heaviest first */
    uint32_t n_errors;
    uint32_t *degrees; /* by record: its links within its cluster */
};

/* Pairs of a file, where there is no model. */
struct report_given {
    struct report_given_pair {
        struct jd_pair pair; /* of ranks, a below b */
        uint32_t rule;
    } *pairs;
    uint32_t n;
    bool has_rules;
};

struct report {
    struct cli *cli;
    struct report_given given; /* where there is no model */
    struct linking linking;
    struct nodes nodes;     /* records of the linkage */
    struct jd_str *columns; /* what the comparisons read, each once ... */
    uint32_t *places;       /* ... and where in the linkage's table */
    uint32_t n_columns;
    uint64_t *hashes; /* by record, of its id and the seed */
    uint64_t seed;
    double threshold, step;   /* bits */
    struct jd_table **extras; /* truths, clusters, history */
    uint32_t n_extras;
    bool hides_values, has_truth;
    bool has_model;             /* else pairs are given */
    bool is_between;            /* pairs within a source are no candidates */
    struct jd_clusters *joined; /* NULL: clusters are from a file */
    uint32_t *clusters;         /* by record, numbered from 0 */
    uint32_t n_clusters;
    struct evaluation e; /* its nodes are `nodes`; with a truth alone */
    uint32_t *persons;   /* by record; JD_NONE: no truth */
    struct report_counts counts;
    json_t *body;
    json_t *records; /* those that the page shows ... */
    uint32_t *shown; /* ... and which place of it is a record's, or JD_NONE */
};

/* ---- what the parts share: report_records.c ---- */

/* A cell as JSON: text, cut to REPORT_CELL bytes, or null. */
json_t *
report_cell(const struct report *report, uint32_t place, uint32_t record);

/* Is there nothing in the cell: null, or an empty text? */
bool
report_is_missing(const struct report *report, uint32_t place, uint32_t record);

/* Where a record is from, as JSON. */
json_t *
report_source(const struct report *report, uint32_t record);

/* The place of a record among those that the page shows; it is one of them from here on. */
json_t *
report_show(struct report *report, uint32_t record);

/* Text of data that may be no UTF-8. */
json_t *
report_text(const char *text, size_t size);

/* A number as JSON; null for what is none or infinite. */
json_t *
report_number(double number);
json_t *
report_integer(uint64_t number);

/* The same for both orders of two records, and the same wherever they stand. */
uint64_t
report_hash_pair(const struct report *report, uint32_t left, uint32_t right);

/* Put two records in the order of ids, as a linkage has them. */
void
report_order(const struct report *report, uint32_t *inout_left, uint32_t *inout_right);

/* Are two records of one person?  1 yes, 0 no, -1 not known. */
int
report_truth(const struct report *report, uint32_t left, uint32_t right);

/* ---- where pairs are from: report_given.c ---- */

/* Without a model: put the records in order, then read the file of --pairs. */
enum jd_status
report_given_start(struct report *report, struct jd_error *err);
enum jd_status
report_given_read(struct report *report, struct jd_error *err);

/* Add the tables that only a model fills, empty. */
void
report_given_put(struct report *report);

/* All pairs, as the model's rules yield them or as they are given. */
enum jd_status
report_walk(struct report *report, jd_scored_sink sink, void *ctx, struct jd_error *err);

/* Score these pairs as jd_linkage_score(), or say what is given of them. */
enum jd_status
report_score(const struct report *report, const uint32_t *left, const uint32_t *right,
    uint32_t n, jd_scored_sink sink, void *ctx, struct jd_error *err);

/* Score n pairs, and append an object for each to an array. */
enum jd_status
report_put_pairs(struct report *report, const uint32_t *left, const uint32_t *right,
    uint32_t n, json_t *array, struct jd_error *err);

/* ---- the parts, in the order in which they are made ---- */

/* levels, rules, history: report_model.c */
enum jd_status
report_model(struct report *report, struct jd_error *err);
enum jd_status
report_history(struct report *report, const struct jd_table *table, struct jd_error *err);

/* The pass over all pairs, then weights, rules, vectors, examples: report_pairs.c,
 * report_vectors.c */
enum jd_status
report_pairs(struct report *report, struct jd_error *err);
enum jd_status
report_count_vectors(
    struct report *report, const struct jd_scored *pairs, struct jd_error *err);
enum jd_status
report_vectors(struct report *report, struct jd_error *err);

/* thresholds, of what the pass counted */
enum jd_status
report_thresholds(struct report *report, struct jd_error *err);

/* unlinkable, adjustments: report_self.c */
enum jd_status
report_self(struct report *report, struct jd_error *err);

/* completeness, columns, values: report_columns.c */
enum jd_status
report_columns(struct report *report, struct jd_error *err);

/* Read clusters from a file, or number those that links made: report_clusters.c */
enum jd_status
report_read_clusters(
    struct report *report, const struct jd_table *table, struct jd_error *err);
enum jd_status
report_number_clusters(struct report *report, struct jd_error *err);
/* sizes, clusters */
enum jd_status
report_clusters(struct report *report, struct jd_error *err);
/*
 * One cluster's members, numbered by record in the order of ids, as drawn: records and pairs;
 * report_graph.c.  Of some of its members (is_sample) no bridge is told: others may hold what
 * seems apart.
 */
enum jd_status
report_graph(struct report *report, const uint32_t *members, uint32_t n, bool is_sample,
    json_t *cluster, struct jd_error *err);

/* truth, groups, ratios, errors: report_truth.c */
enum jd_status
report_truths(struct report *report, struct jd_error *err);

/* ---- out: report_print.c ---- */

/* A file of each chart that has data, in the folder of --vega: report_vega.c. */
enum jd_status
report_vega(const struct report *report, struct jd_error *err);

/* The names of the sections, for --section. */
#define REPORT_SECTIONS                                                                  \
    "levels|rules|weights|vectors|examples|unlinkable|adjustments|completeness|columns|" \
    "values|sizes|clusters|truth|thresholds|groups|ratios|errors|history"

/* The body, or a section of it, as --format says; false when memory ran out. */
bool
report_print(const struct report *report);

#endif
