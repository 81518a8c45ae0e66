/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file joinder/link.h
 * @brief Which pairs of records are of one person or thing: Fellegi-Sunter, as Splink does it.
 *
 * A model (Splink's settings JSON) is read and compiled; a linkage is a model on tables; its
 * predict gives every pair that a blocking rule yields, scored, block by block.
 *
 *     jd_model_from_json(NULL, json, &sql, &model, &err);
 *     jd_linkage_new(NULL, model, tables, 1, NULL, &linkage, &err);
 *     jd_linkage_predict(linkage, NULL, take_pairs, ctx, &err);
 *
 * Promise:   pairs, match keys and levels are Splink 5's; weights within 1e-12 of it; the same
 *            pairs in the same order for any number of threads.
 * Ownership: the caller owns models and linkages; a model borrows what `sql` stands on, a
 *            linkage borrows model and tables: these must outlive it.  What a sink is shown is valid during the call only.
 * Threads:   models and linkages never change once made; a sink is called by one thread at a
 *            time.
 * Cost:      memory grows with records and distinct values, never with pairs.
 */
#ifndef JOINDER_LINK_H
#define JOINDER_LINK_H

#include <joinder/data.h>
#include <joinder/sql.h>

#ifdef __cplusplus
extern "C" {
#endif

struct jd_model;   /* opaque */
struct jd_linkage; /* opaque */

/** Most comparisons of a model, and most blocking rules. */
#define JD_LIMIT_COMPARISONS 64u
/** The comparison vector value when no level is met: the pair then has no weight (NaN). */
#define JD_GAMMA_NONE INT8_MIN

/**
 * Read and compile a model: Splink's settings JSON as versions 3, 4 and 5 write it.
 *
 * @return JD_OK; JD_E_INPUT naming comparison and level, key, or position of a syntax error;
 *         JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_model_from_json(const struct jd_alloc *alloc, struct jd_str json,
    const struct jd_sql *sql, struct jd_model **out_model, struct jd_error *err);

/** Free a model; NULL is fine. */
JD_API void
jd_model_free(struct jd_model *model);

/** How many comparisons and rules there are, and their names (borrowed). */
JD_API uint32_t
jd_model_n_comparisons(const struct jd_model *model);
/** The output_column_name of a comparison. */
JD_API const char *
jd_model_comparison(const struct jd_model *model, uint32_t comparison);
/** Levels of a comparison, in file order (the null level included). */
JD_API uint32_t
jd_model_n_levels(const struct jd_model *model, uint32_t comparison);
/** The label_for_charts of the level with this comparison_vector_value (-1: null level). */
JD_API const char *
jd_model_level_label(const struct jd_model *model, uint32_t comparison, int gamma);
/** The weight in bits of a level, without term frequencies. */
JD_API double
jd_model_level_weight(const struct jd_model *model, uint32_t comparison, int gamma);
/** m and u of a level, Splink's defaults where the model has none; NaN of the null level. */
JD_API void
jd_model_level_probabilities(const struct jd_model *model, uint32_t comparison, int gamma,
    double *out_m, double *out_u);
/** Are m and u of a level given by the model?  Else they are defaults, as of the null level. */
JD_API void
jd_model_level_is_given(
    const struct jd_model *model, uint32_t comparison, int gamma, bool *out_m, bool *out_u);
/** How many blocking rules there are. */
JD_API uint32_t
jd_model_n_rules(const struct jd_model *model);
/** The SQL of a blocking rule. */
JD_API const char *
jd_model_rule(const struct jd_model *model, uint32_t rule);
/**
 * The match_key of a pair that these rules yield (jd_scored's `rules`), or JD_NONE for none.  It
 * is the lowest; but a rule that explodes lists hides no later one, and then the lowest as text
 * counts, as in Splink: "10" is before "2".
 */
JD_API uint32_t
jd_model_match_key(const struct jd_model *model, uint64_t rules);
/** log2 of the prior odds. */
JD_API double
jd_model_prior_weight(const struct jd_model *model);
/** The name of the column that is the records' key, "unique_id" unless the model says else. */
JD_API const char *
jd_model_id_column(const struct jd_model *model);

/** The name of the column that tells sources apart, or NULL with dedupe_only. */
JD_API const char *
jd_model_source_column(const struct jd_model *model);

/** How many columns the conditions of a comparison read, each once. */
JD_API uint32_t
jd_model_n_columns(const struct jd_model *model, uint32_t comparison);
/** The name of such a column, in order of appearance; not NUL-terminated. */
JD_API struct jd_str
jd_model_column(const struct jd_model *model, uint32_t comparison, uint32_t i);

/*
 * What joinder adds to Splink's settings, for models that stand in a store:
 *
 *     "tf_tables":  {COLUMN: {"file": NAME, "unlisted": NUMBER}}
 *     "icu":        TEXT
 *     "source":     TEXT
 *     "thresholds": {PURPOSE: [POSSIBLE, JOINED]}
 *     "exclusive":  [COLUMN...]
 *     "ceilings":   [{"comparisons": [NAME...], "probability": NUMBER}]
 */

/**
 * From which probabilities on a pair is possible and joined, for a purpose or else "default".
 * False when the model says it for neither; then nothing is set.
 */
JD_API bool
jd_model_thresholds(const struct jd_model *model, const char *purpose, double *out_possible,
    double *out_joined);
/** How many columns are exclusive: unlike values are a veto. */
JD_API uint32_t
jd_model_n_exclusive(const struct jd_model *model);
/** The name of an exclusive column. */
JD_API const char *
jd_model_exclusive(const struct jd_model *model, uint32_t i);
/** How many ceilings there are. */
JD_API uint32_t
jd_model_n_ceilings(const struct jd_model *model);
/**
 * A ceiling: bit c of out_comparisons is comparison c.  A pair for which no other comparison
 * than these speaks has at most this probability.
 */
JD_API void
jd_model_ceiling(const struct jd_model *model, uint32_t i, uint64_t *out_comparisons,
    double *out_probability);
/** How many frozen term frequency tables there are. */
JD_API uint32_t
jd_model_n_tf_tables(const struct jd_model *model);
/** A frozen table: of which column, in which file, and the frequency of what is not in it. */
JD_API void
jd_model_tf_table(const struct jd_model *model, uint32_t i, const char **out_column,
    const char **out_file, double *out_unlisted);
/** Where the frequencies are from, or NULL. */
JD_API const char *
jd_model_source(const struct jd_model *model);
/** The version of ICU that made the normal forms, or NULL. */
JD_API const char *
jd_model_icu(const struct jd_model *model);

/** A frozen frequency of a column's values: columns `value` (TEXT) and `tf` (REAL). */
struct jd_frequencies {
    const char *column;           /**< the column that it is of */
    const struct jd_table *table; /**< borrowed */
    double unlisted; /**< the frequency of a value that is not listed; 0: none */
};

/** Which pairs there are once some tables are old. */
enum jd_span {
    JD_SPAN_NEW = 0,     /**< all that have a new record */
    JD_SPAN_BETWEEN = 1, /**< of an old record, which is l, and a new one */
    JD_SPAN_WITHIN = 2,  /**< of two new records */
    JD_SPAN_GIVEN =
        3, /**< only those that jd_linkage_score() is given, old or not, whose ids
                              may repeat; without an old table no frequency is counted */
};

/** Start from jd_linkage_options_default(), then change fields. */
struct jd_linkage_options {
    size_t struct_size;                       /**< for fields added later */
    uint32_t threads;                         /**< 0: all cores */
    const struct jd_frequencies *frequencies; /**< frozen ones; the others are taken from
                                                   columns tf_NAME, or counted */
    uint32_t n_frequencies;                   /**< how many of them */
    const struct jd_progress *progress;       /**< NULL: none */
    uint32_t
        n_old_tables;  /**< so many tables come first whose records were linked before: no
                                two of them are a pair, and what is counted of frequencies is
                                counted over them; 0: none is old */
    enum jd_span span; /**< where tables are old: which pairs */
};

static inline struct jd_linkage_options
jd_linkage_options_default(void)
{
    struct jd_linkage_options options = {sizeof(options), 0, NULL, 0, NULL, 0, JD_SPAN_NEW};
    return options;
}

/**
 * Put a model on tables: columns are found, one-sided parts of conditions computed once per
 * distinct value, keys of blocks made.  Records are numbered through: those of the first
 * table, then those of the second, ...; jd_linkage_record() tells table and row.
 *
 * @return JD_OK; JD_E_INPUT naming a missing column, a duplicate key's row, or a condition that
 *         cannot be bound; JD_E_LIMIT; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_linkage_new(const struct jd_alloc *alloc, const struct jd_model *model,
    const struct jd_table *const *tables, uint32_t n_tables,
    const struct jd_linkage_options *options, struct jd_linkage **out_linkage,
    struct jd_error *err);

/** Free a linkage; NULL is fine. */
JD_API void
jd_linkage_free(struct jd_linkage *linkage);

/** How many records all tables have together. */
JD_API uint32_t
jd_linkage_n_records(const struct jd_linkage *linkage);

/** Table and row of a record. */
JD_API void
jd_linkage_record(const struct jd_linkage *linkage, uint32_t record, uint32_t *out_table,
    uint32_t *out_row);

/**
 * All records as one table, row by record number; borrowed from the linkage.  It is the table
 * that was given, or for several tables one of the columns that the model names, with the
 * source's column.
 */
JD_API const struct jd_table *
jd_linkage_table(const struct jd_linkage *linkage);

/** What a column of Splink's predict output holds of a pair. */
enum jd_output_kind {
    JD_OUTPUT_WEIGHT = 0,       /**< match_weight */
    JD_OUTPUT_PROBABILITY = 1,  /**< match_probability */
    JD_OUTPUT_CELL = 2,         /**< column `which` of jd_linkage_table(), of one record */
    JD_OUTPUT_GAMMA = 3,        /**< vector value of comparison `which`; null if no level */
    JD_OUTPUT_FREQUENCY = 4,    /**< jd_linkage_frequency() `which` of one record */
    JD_OUTPUT_LEVEL_WEIGHT = 5, /**< jd_model_level_weight() of comparison `which` */
    JD_OUTPUT_TF_WEIGHT = 6,    /**< tf_weight of comparison `which` */
    JD_OUTPUT_MATCH_KEY = 7,    /**< jd_model_match_key(), as text */
};

/** A column of predict's output. */
struct jd_output {
    const char *name;         /**< borrowed from the linkage */
    enum jd_type type;        /**< of its values */
    enum jd_output_kind kind; /**< what it holds */
    uint32_t which;           /**< of what */
    bool right;               /**< of r, not l */
};

/** How many columns predict's output has, by the model's retain flags. */
JD_API uint32_t
jd_linkage_n_outputs(const struct jd_linkage *linkage);
/** A column of predict's output, in Splink's order. */
JD_API struct jd_output
jd_linkage_output(const struct jd_linkage *linkage, uint32_t i);
/** How frequent a record's value is, by the `which` of an output; NaN where not known. */
JD_API double
jd_linkage_frequency(const struct jd_linkage *linkage, uint32_t which, uint32_t record);

/** Scored pairs, side by side in arrays of n; comparison c of pair i is at [i * n_comparisons + c]. */
struct jd_scored {
    uint32_t n;             /**< pairs shown */
    uint32_t n_comparisons; /**< of the model */
    const uint32_t *left;   /**< record numbers; left is Splink's l */
    const uint32_t *right;  /**< Splink's r */
    const double *weight;   /**< in bits, prior included; NaN: a comparison met no level */
    const double *probability; /**< of being one */
    const uint64_t *rules;     /**< bit k: rule k yields the pair; jd_model_match_key() */
    const int8_t *gamma;       /**< comparison vector values; -1 null, JD_GAMMA_NONE none */
    const double *tf_weight;   /**< the term frequency part of each comparison, in bits */
};

/** Takes scored pairs (never none); anything but JD_OK stops the work with that status. */
typedef enum jd_status (*jd_scored_sink)(
    void *ctx, const struct jd_scored *pairs, struct jd_error *err);

/** Start from jd_predict_options_default(), then change fields. */
struct jd_predict_options {
    size_t struct_size;                 /**< for fields added later */
    double min_weight;                  /**< pairs below are not shown; -INFINITY: all */
    uint32_t threads;                   /**< 0: as the linkage */
    const struct jd_progress *progress; /**< NULL: none */
    uint32_t part;    /**< of n_parts, from 1 on: only the pairs of this part */
    uint32_t n_parts; /**< one behind another, parts are all pairs in their order; 0: one */
};

/** All pairs, no bound. */
JD_API struct jd_predict_options
jd_predict_options_default(void);

/** The weight at which the probability is p; -INFINITY for 0, INFINITY for 1. */
JD_API double
jd_weight_from_probability(double probability);

/** The probability of a weight. */
JD_API double
jd_probability_from_weight(double weight);

/**
 * Block and score, and show each pair once to the sink.
 *
 * @return JD_OK; JD_E_INPUT when a pair reaches a condition that raises an error; JD_E_ARG when
 *         there is no such part; JD_E_CANCELLED; JD_E_NOMEM; or what the sink returned
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_linkage_predict(const struct jd_linkage *linkage,
    const struct jd_predict_options *options, jd_scored_sink sink, void *ctx,
    struct jd_error *err);

/** Pairs that each rule yields alone, before earlier rules are taken off (n_rules numbers). */
JD_API JD_CHECK_RESULT enum jd_status
jd_linkage_count(const struct jd_linkage *linkage, uint64_t *out_counts, uint32_t n_rules,
    struct jd_error *err);

/**
 * Score given pairs without blocking (n of them); same order in what the sink is shown.  The
 * linkage's threads share more than 16,384 of them.
 * `rules` says which conditions are true, 0 when none.
 *
 * @return JD_OK; JD_E_ARG for a record that does not exist; or as jd_linkage_predict()
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_linkage_score(const struct jd_linkage *linkage, const uint32_t *left,
    const uint32_t *right, uint32_t n, jd_scored_sink sink, void *ctx,
    struct jd_error *err);

#ifdef __cplusplus
}
#endif
#endif
