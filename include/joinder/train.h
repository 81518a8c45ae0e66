/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file joinder/train.h
 * @brief The parameters of a model, estimated from records: as Splink 5 does it.
 *
 * A training is a model on tables.  Each step below estimates some parameters; a step starts
 * from what the steps before it found.  Where several steps estimate the same m or u, their
 * median counts.
 *
 *     jd_training_new(NULL, model, tables, 1, NULL, &training, &err);
 *     jd_training_prior(training, rules, n_rules, 0.8, &err);
 *     jd_training_u(training, NULL, &err);
 *     jd_training_em(training, "l.dob = r.dob", NULL, &err);
 *     jd_training_json(training, &json, &size, &err);
 *
 * Promise:   a step that fails leaves no trace but memory.  u is Splink 5's to the last bit, m and the prior within 1e-9 after full training;
 *            the same bytes for any number of threads.
 * Ownership: the caller owns a training; it borrows model and tables, which must outlive it.
 * Threads:   one thread at a time; each step uses several.
 * Cost:      memory grows with records and with distinct patterns of levels and frequencies;
 *            EM looks at the pairs of its rule once, whatever the number of iterations.
 */
#ifndef JOINDER_TRAIN_H
#define JOINDER_TRAIN_H

#include <joinder/link.h>

#ifdef __cplusplus
extern "C" {
#endif

struct jd_training; /* opaque */

/**
 * Start from the parameters that the model has, or else Splink's defaults.  Of the model's
 * blocking rules nothing is used.
 *
 * @return as jd_linkage_new()
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_training_new(const struct jd_alloc *alloc, const struct jd_model *model,
    const struct jd_table *const *tables, uint32_t n_tables,
    const struct jd_linkage_options *options, struct jd_training **out_training,
    struct jd_error *err);

/** Free a training; NULL is fine. */
JD_API void
jd_training_free(struct jd_training *training);

/**
 * The prior: pairs that at least one of the rules yields, divided by recall and by all
 * possible pairs.
 *
 * @param recall  the share of true matches that the rules are thought to find
 * @return JD_OK; JD_E_ARG for a recall that is not above 0 and at most 1, or no rule;
 *         JD_E_INPUT for a rule that cannot be parsed or bound, when no pair is found, or more
 *         than that recall allows; JD_E_LIMIT; JD_E_CANCELLED; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_training_prior(struct jd_training *training, const char *const *rules, uint32_t n_rules,
    double recall, struct jd_error *err);

/** The same; the pairs are counted in a share of the records and scaled up (1: in all). */
JD_API JD_CHECK_RESULT enum jd_status
jd_training_prior_of_sample(struct jd_training *training, const char *const *rules,
    uint32_t n_rules, double recall, double share, struct jd_error *err);

/** Start from jd_u_options_default(), then change fields. */
struct jd_u_options {
    size_t struct_size; /**< for fields added later */
    uint64_t max_pairs; /**< as many records are sampled as have about so many pairs */
    uint64_t
        min_count; /**< a comparison has seen enough once each level was met so often; 0:
                             all of the sample is used */
    uint32_t
        n_chunks;  /**< it is asked after each of so many parts, and after a tenth of the
                             first; 1: never */
    bool has_seed; /**< another sample than without */
    uint64_t seed; /**< which */
};

static inline struct jd_u_options
jd_u_options_default(void)
{
    struct jd_u_options options = {sizeof(options), 1000000, 100, 10, false, 0};
    return options;
}

/**
 * u of all levels: how often each is met among pairs of a sample of records.  The sample is
 * Splink 5's, by DuckDB's hash of ids, so another type of the ids gives another sample.
 *
 * @return JD_OK; JD_E_ARG for no pairs or no chunks; JD_E_INPUT when a pair reaches a condition
 *         that raises an error; JD_E_CANCELLED; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_training_u(
    struct jd_training *training, const struct jd_u_options *options, struct jd_error *err);

/** Start from jd_em_options_default(), then change fields. */
struct jd_em_options {
    size_t struct_size;       /**< for fields added later */
    bool without_frequencies; /**< leave term frequencies out of the weights: faster */
    bool fix_prior;           /**< do not move the prior of the session */
    bool fix_m;               /**< do not estimate m */
    bool fix_u;               /**< do not estimate u; true by default */
    uint64_t
        max_pairs; /**< sample records so that the rule has about so many pairs; 0: all */
    double probe_share; /**< the share of records by which its pairs are estimated before */
};

static inline struct jd_em_options
jd_em_options_default(void)
{
    struct jd_em_options options = {sizeof(options), false, false, false, true, 0, 0.01};
    return options;
}

/**
 * One session of expectation maximisation, over the pairs that a rule yields.  Comparisons
 * that read a column of the rule are left out; the others get an estimate.
 *
 * @return JD_OK; JD_E_ARG when m and u are both fixed; JD_E_INPUT for a rule that cannot be
 *         parsed or bound, that yields no pair, that leaves no comparison, or whose estimates
 *         fall to 0; JD_E_CANCELLED; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_training_em(struct jd_training *training, const char *rule,
    const struct jd_em_options *options, struct jd_error *err);

/**
 * The prior by the sessions so far: of each the prior that it ended with, taken back from its
 * rule's pairs to all; then the median of the reciprocals.
 *
 * @return JD_OK; JD_E_ARG without a session; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_training_prior_from_sessions(struct jd_training *training, struct jd_error *err);

/**
 * m of all levels: how often each is met among pairs with the same value in a column.
 *
 * @return JD_OK; JD_E_INPUT for a column that is not there, or that no two records share a value
 *         of; JD_E_CANCELLED; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_training_m_from_column(
    struct jd_training *training, const char *column, struct jd_error *err);

/**
 * m of all levels by pairs that are known to be matches: a table with the columns of id and
 * source (where there are sources), each with _l and _r behind its name.  If it has a column
 * clerical_match_score, rows below 0.5 are left out.
 *
 * @param out_n_unknown  how many rows named a record that is not there; NULL: not wanted
 * @return JD_OK; JD_E_INPUT for a column that is not there, or no row that names two records;
 *         JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_training_m_from_pairs(struct jd_training *training, const struct jd_table *labels,
    uint32_t *out_n_unknown, struct jd_error *err);

/** The probability that two records drawn at random are one, as it stands. */
JD_API double
jd_training_prior_now(const struct jd_training *training);

/** m and u of a level as they stand; NaN where it was neither estimated nor given. */
JD_API void
jd_training_level(const struct jd_training *training, uint32_t comparison, int gamma,
    double *out_m, double *out_u);

/**
 * The model with its parameters as they stand, as Splink 5 saves it; NUL-terminated.  It is
 * freed with the training's allocator, size + 1 bytes: jd_training_json_free().
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_training_json(const struct jd_training *training, char **out_json, size_t *out_size,
    struct jd_error *err);

/** Free what jd_training_json() gave. */
JD_API void
jd_training_json_free(const struct jd_training *training, char *json, size_t size);

/** A step that estimated m or u, in words: "EM, blocked on: RULE". */
JD_API const char *
jd_training_step(const struct jd_training *training, uint32_t step);
/** How many of them there were. */
JD_API uint32_t
jd_training_n_steps(const struct jd_training *training);

/** What a step held of a level; of EM, after so many iterations (0: what it began with). */
struct jd_estimate {
    uint32_t step;       /**< jd_training_step() */
    uint32_t iteration;  /**< the last one's is the step's estimate */
    uint32_t comparison; /**< of the model */
    int gamma;           /**< comparison vector value of the level */
    double m;            /**< NaN where the step tells nothing, or never met the level */
    double u;            /**< the same */
    double prior;        /**< of the session; NaN but for EM */
};

/** How many there are: by step, iteration, comparison, level in file order. */
JD_API size_t
jd_training_n_estimates(const struct jd_training *training);
/** One of them. */
JD_API struct jd_estimate
jd_training_estimate(const struct jd_training *training, size_t i);

#ifdef __cplusplus
}
#endif
#endif
