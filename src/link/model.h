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
    double m, u;       /* as given, or Splink's defaults */
    bool has_m, has_u; /* they are given */
    bool fix_m, fix_u; /* no training changes them */
    double weight;     /* in bits, without term frequencies */
    /* Term frequencies: weight * (log2(u_exact) - log2(greatest tf)). */
    struct jd_str tf_column; /* data NULL: none */
    double tf_weight;
    double tf_minimum;
    uint32_t tf_exact; /* the level of the comparison whose u counts, and log2 of it */
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
    const char *sql;                /* of the settings, or as the caller gave it */
    struct jd__condition condition; /* empty: all pairs */
    bool explodes;                  /* has arrays_to_explode, be it empty */
    const json_t *lists;            /* the columns that are exploded, or NULL */
    json_t *own; /* what is borrowed above, if a caller gave it as JSON */
};

struct jd_model {
    struct jd_alloc alloc;
    struct jd_sql sql;
    json_t *settings; /* owned: names and labels are borrowed from it */
    enum jd__link_type link_type;
    double prior;
    double prior_weight;
    double em_convergence;
    uint32_t max_iterations;
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

/* Read a blocking rule of the settings: a text, or an object with the key blocking_rule. */
enum jd_status
jd__rule_read(struct jd__rule *rule, const struct jd_alloc *alloc, const json_t *tree,
    const struct jd_sql *sql, struct jd_error *err);

/* The same of a caller's text, which is SQL or, from a brace on, such an object. */
enum jd_status
jd__rule_parse(struct jd__rule *rule, const struct jd_alloc *alloc, const char *text,
    const struct jd_sql *sql, struct jd_error *err);

/* Free it; one that is all zeroes is fine. */
void
jd__rule_done(struct jd__rule *rule);

/* How many columns a rule explodes, and the name of one, without the quotes around it. */
static inline uint32_t
jd__rule_n_lists(const struct jd__rule *rule)
{
    return (uint32_t)json_array_size(rule->lists);
}
struct jd_str
jd__rule_list(const struct jd__rule *rule, uint32_t i);

/* Another dialect than DuckDB's means other functions under the same names. */
enum jd_status
jd__dialect_check(const json_t *object, struct jd_error *err);

/* Read the levels of a comparison; on failure what was read is freed with the model. */
enum jd_status
jd__comparison_read(struct jd__comparison *comparison, const struct jd_alloc *alloc,
    const json_t *tree, const struct jd_sql *sql, struct jd_error *err);

void
jd__comparison_done(struct jd__comparison *comparison, const struct jd_alloc *alloc);

/* log2(m / u), each at least 1e-300. */
double
jd__level_weigh(double m, double u);

/* What training found of a level: NaN where m or u was neither estimated nor given. */
struct jd__parameters {
    double m, u;
};

/*
 * The model as Splink 5 saves one, with this prior and these parameters of all levels, one
 * comparison behind another; appended to a buf of bytes.
 */
enum jd_status
jd__model_write(const struct jd_model *model, double prior,
    const struct jd__parameters *levels, struct jd__buf *out, struct jd_error *err);

/* Check what joinder adds to Splink's settings; names of comparisons must be known. */
enum jd_status
jd__extension_check(const struct jd_model *model, struct jd_error *err);

#endif
