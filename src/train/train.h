/* SPDX-License-Identifier: Apache-2.0 */
/* train.h - a training from inside: what is known of each level, and who found it. */
#ifndef JD_TRAIN_H
#define JD_TRAIN_H

#include <joinder/train.h>

#include "train/grading.h"
#include "train/patterns.h"

/* An estimate that the median is taken over. */
struct jd__evidence {
    uint32_t level; /* of the linkage: all comparisons' levels, one behind another */
    bool is_m;      /* of m, not u */
    double value;
};

/* A session of EM, for the prior of all records. */
struct jd__session {
    double prior;
    struct jd__buf reversed; /* of uint32_t: levels that its rule makes certain */
};

struct jd_training {
    struct jd_alloc alloc;
    const struct jd_model *model;
    struct jd_linkage *linkage;         /* its blocking rules change with each step */
    struct jd_progress told;            /* the caller's progress, copied ... */
    const struct jd_progress *progress; /* ... and that, or NULL */
    uint64_t *hashes;                   /* that samples are drawn by; NULL: none yet */
    bool is_plain;                      /* grade pair by pair; what tests compare with */
    struct jd__grading *gradings;       /* of all comparisons; NULL: none yet */
    double prior;
    struct jd__parameters *now;   /* of each level; Splink's defaults where not known ... */
    struct jd__parameters *known; /* ... and NaN there */
    struct jd__buf evidence;      /* of struct jd__evidence */
    struct jd__buf sessions;      /* of struct jd__session */
    struct jd__buf steps;         /* of char *, owned */
    struct jd__buf estimates;     /* of struct jd_estimate */
};

/* The level of a comparison among all. */
static inline uint32_t
jd__training_level(const struct jd_training *training, uint32_t comparison, uint32_t level)
{
    return training->linkage->first_level[comparison] + level;
}

/* The gradings of all comparisons are there from here on. */
enum jd_status
jd__training_grade(struct jd_training *training, struct jd_error *err);

/* What EM looks at. */
struct jd__active {
    uint32_t n;
    uint32_t comparisons[JD_LIMIT_COMPARISONS]; /* in file order */
    uint32_t
        tf_place[JD_LIMIT_COMPARISONS]; /* of each: its double in a pattern, or JD_NONE */
    uint32_t n_tf;
};

/*
 * Look at each pair of the rule that is put on the linkage once, and count the patterns; these
 * stand in order of their bytes then.  Format of one: a double for each comparison with
 * frequencies, log2 of the frequency that counts, then a byte for each active comparison: its
 * level + 1, or 0 for none.
 */
enum jd_status
jd__training_patterns(struct jd_training *training, const struct jd__active *active,
    struct jd__patterns *patterns, struct jd_error *err);

/* Put rules on the training's linkage, in place of those that were there. */
enum jd_status
jd__training_block(struct jd_training *training, const char *const *rules, uint32_t n_rules,
    struct jd_error *err);

/* The same of one rule for jd__training_patterns() alone: groups will do, where they can. */
enum jd_status
jd__training_group(struct jd_training *training, const char *rule, struct jd_error *err);

/* How many pairs each rule yields that no earlier one does. */
enum jd_status
jd__training_count(struct jd_training *training, const char *const *rules, uint32_t n_rules,
    uint64_t *out_counts, struct jd_error *err);

/*
 * DuckDB's hash of each record's id (the text SOURCE-__-ID where there are sources, ID_SEED with
 * a seed), modulo a number.
 */
enum jd_status
jd__training_hash(struct jd_training *training, uint64_t modulus, const uint64_t *seed,
    uint64_t *out_hashes, struct jd_error *err);

/*
 * Let blocking see a sample of records alone, until jd__sample_end(): this share of them, of which
 * a count of pairs is to be multiplied by *out_scale; or as many as yield about so many pairs.
 */
enum jd_status
jd__sample_share(
    struct jd_training *training, double share, double *out_scale, struct jd_error *err);
enum jd_status
jd__sample_for_pairs(
    struct jd_training *training, double estimated, double wanted, struct jd_error *err);
void
jd__sample_end(struct jd_training *training);

/* Write `SIDE."NAME"`, as SQL wants a name. */
enum jd_status
jd__write_column(
    struct jd__buf *out, const char *side, const char *name, struct jd_error *err);

/* How far the training is: a step that fails goes back to there, and leaves no trace. */
struct jd__mark {
    size_t n_evidence, n_steps, n_estimates;
};

struct jd__mark
jd__training_mark(const struct jd_training *training);
void
jd__training_go_back(struct jd_training *training, struct jd__mark mark);

/* Begin a step of this name, for those who look back; prefix and text are put together. */
enum jd_status
jd__training_begin(struct jd_training *training, const char *prefix, const char *text,
    struct jd_error *err);

/* Note what the step that was begun last holds of a level. */
enum jd_status
jd__training_note(struct jd_training *training, uint32_t iteration, uint32_t comparison,
    uint32_t level, struct jd__parameters parameters, double prior, struct jd_error *err);

/* Take an estimate of a level, unless it is NaN: the level was never met. */
enum jd_status
jd__training_take(struct jd_training *training, uint32_t comparison, uint32_t level,
    bool is_m, double value, struct jd_error *err);

/* Medians of what was taken become the parameters, where these are not fixed. */
enum jd_status
jd__training_settle(struct jd_training *training, struct jd_error *err);

/* The median of the estimates of m or u of a level (of all levels in one list); NaN: none. */
enum jd_status
jd__training_median(const struct jd_training *training, uint32_t level, bool is_m,
    double *out_median, struct jd_error *err);

/* The median of n numbers, which it sorts; NaN when n is 0. */
enum jd_status
jd__median(const struct jd_alloc *alloc, double *numbers, size_t n, double *out_median,
    struct jd_error *err);

/* How many pairs of records the link type allows. */
enum jd_status
jd__possible_pairs(const struct jd_linkage *linkage, double *out_n, struct jd_error *err);

/*
 * Counts of levels as a step that estimates m, or u: n_met[level] for all comparisons, one
 * behind another.  Null levels do not count; a level that was never met has no estimate.
 */
enum jd_status
jd__training_take_counts(struct jd_training *training, uint32_t comparison, bool is_m,
    const uint64_t *n_met, struct jd_error *err);

/* A jd__level_met that adds pairs to uint64_t counts (the ctx) of all levels. */
void
jd__count_level(void *ctx, struct jd__worker *worker, uint32_t comparison, uint32_t level,
    const uint32_t *places, uint32_t n);

#endif
