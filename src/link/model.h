/* SPDX-License-Identifier: Apache-2.0 */
/* model.h - a model from inside: comparisons with their levels, and blocking rules. */
#ifndef JD_LINK_MODEL_H
#define JD_LINK_MODEL_H

#include <joinder/link.h>

#include "link/expr.h"

/* Most levels of one comparison: gamma is an int8_t. */
#define JD__LIMIT_LEVELS 120u
/* Most blocking rules: a set of them is a uint64_t. */
#define JD__LIMIT_RULES 64u

enum jd__link_type { JD__DEDUPE_ONLY, JD__LINK_ONLY, JD__LINK_AND_DEDUPE };

struct jd__level {
    struct jd__condition condition; /* empty for ELSE */
    const char *label;              /* of the settings, or NULL */
    char number[8];                 /* gamma as text, which stands for a missing label */
    bool is_null;
    bool is_else;
    int8_t gamma;
    double m, u;
    double weight; /* in bits, without term frequencies */
    /* Term frequencies: weight * (log2(u_exact) - log2(greatest tf)). */
    struct jd_str tf_column; /* data NULL: none */
    double tf_weight;
    double tf_minimum;
    double tf_log_u;
    bool tf_own_u; /* disable_tf_exact_match_detection */
};

struct jd__comparison {
    char *name; /* output_column_name */
    bool has_tf;
    struct jd__buf columns; /* of struct jd_str: what its conditions read, each once */
    uint32_t n_levels;
    struct jd__level *levels; /* in file order */
};

struct jd__rule {
    const char *sql;
    struct jd__condition condition; /* empty: all pairs */
};

struct jd_model {
    struct jd_alloc alloc;
    struct jd_sql sql;
    json_t *settings; /* owned: names and labels are borrowed from it */
    enum jd__link_type link_type;
    double prior_weight;
    const char *id_column;
    const char *source_column;
    const char *gamma_prefix, *weight_prefix, *tf_prefix;
    bool retain_matching;
    bool retain_intermediate;
    uint32_t n_comparisons;
    struct jd__comparison *comparisons;
    uint32_t n_rules;
    struct jd__rule *rules;
};

/* Does the level's weight depend on term frequencies? */
static inline bool
jd__level_uses_tf(const struct jd__level *level)
{
    return level->tf_column.data != NULL && !level->is_null && !level->is_else &&
           level->tf_weight != 0;
}

/* Read the levels of a comparison; on failure what was read is freed with the model. */
enum jd_status
jd__comparison_read(struct jd__comparison *comparison, const struct jd_alloc *alloc,
    const json_t *tree, const struct jd_sql *sql, struct jd_error *err);

void
jd__comparison_done(struct jd__comparison *comparison, const struct jd_alloc *alloc);

/* Check what joinder adds to Splink's settings; names of comparisons must be known. */
enum jd_status
jd__extension_check(const struct jd_model *model, struct jd_error *err);

#endif
