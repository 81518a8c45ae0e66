/* SPDX-License-Identifier: Apache-2.0 */
/* linkage.h - a model on tables, from inside: records, frequencies, keys of blocks, program. */
#ifndef JD_LINK_LINKAGE_H
#define JD_LINK_LINKAGE_H

#include "link/explode.h"
#include "link/model.h"
#include "link/program.h"
#include "os/thread.h"

#include <math.h>

/* Most branches of all rules: a set of them is a uint64_t. */
#define JD__LIMIT_BRANCHES 64u

/* No table of a linkage has it: its two sides are whatever the order of ids says. */
#define JD__NO_TABLE UINT32_MAX

struct jd__compared;

/* All records as one table, and their order. */
struct jd__records {
    const struct jd_table *table; /* all records */
    struct jd_table *own;         /* the same, when it had to be made; else NULL */
    uint32_t n;
    uint32_t n_tables;
    uint32_t *starts;       /* first record of each table; n_tables + 1 */
    uint32_t id_column;     /* of `table` */
    uint32_t source_column; /* of `table`, or JD_NONE when the model does not need it */
    uint32_t *order;        /* place of each record in the order of ids */
    uint32_t *sorted;       /* the record at each place */
    uint32_t left_table;    /* link_only of two tables: which is l; else JD__NO_TABLE */
    uint32_t
        n_old_tables; /* the first tables, where some are old; their records come first */
    uint32_t n_old;   /* in any order, and no two of them are a pair */
    enum jd_span span;
    bool *drawn; /* which records are in a sample, while there is one; else NULL */
};

/* How often each value of a column is, and log2 of it; NaN where that is not known. */
struct jd__frequency {
    struct jd_str column; /* as the model names it */
    uint32_t field;       /* whose codes `of` is indexed by */
    uint32_t n;
    double *of;
    double *log;
};

/*
 * One of the alternatives of a blocking rule: records of equal key, of which the rest of the
 * rule must be true.
 */
struct jd__branch {
    uint32_t rule;
    bool same_keys;        /* a record has the same keys as l and as r */
    bool is_self;          /* left and right members are the same list, in order of ids */
    uint32_t rest;         /* of the program, or JD__NO_EXPR */
    uint32_t n_keys;       /* keys of both sides are below */
    uint32_t *keys[2];     /* by side: key of each record or JD_NONE, until they are laid;
                              [1] is NULL where these are the same */
    uint32_t n_members[2]; /* records with a key, ... */
    uint32_t *members[2];  /* ... by key and then by order of ids */
    uint32_t *starts[2];   /* n_keys + 1 of them */
    uint64_t n_pairs;      /* candidates: before order, rest and earlier rules */
    uint32_t n_equal;      /* equalities: which values a key is made of */
    uint32_t (*equal)[2];  /* the field of each, by side */
    /* Where the rule explodes lists, a record has several keys: */
    struct jd__explosion *explosion; /* borrowed; NULL: it does not */
    uint32_t explosion_number;
    uint32_t item_rest;            /* what is asked of items, of the explosion's program */
    struct jd__key_lists lists[2]; /* by side; [1] is [0] when same_keys */
    uint32_t *row_keys[2];         /* by side, of each row */
};

/* All branches, and the keys of each record side by side once they are laid. */
struct jd__blocking {
    uint32_t n_branches;
    struct jd__branch *branches;
    const uint32_t *keys[2]; /* by side: [record * stride + branch]; they may be the same */
    size_t stride;
    struct jd__lines lines; /* of keys, where these do not stand in the lines of fields */
    uint32_t n_explosions;
    struct jd__explosion **explosions; /* one for each rule that explodes lists */
};

/* Which operation a level is, and which frequencies it uses. */
struct jd__bound_level {
    uint32_t root;            /* of the program; JD__NO_EXPR for ELSE */
    uint32_t frequency;       /* which moves its weight, or JD_NONE */
    uint32_t shown_frequency; /* which is shown beside it, or JD_NONE */
    double log_minimum;       /* log2(tf_minimum_u_value) */
    double *moves; /* by code: what frequencies add for two of a value; NULL: not known */
    uint32_t n_moves;
};

struct jd_linkage {
    struct jd_alloc alloc;
    const struct jd_model *model;
    uint32_t threads;
    struct jd__records records;
    struct jd__fields fields;
    struct jd__program program;
    struct jd__buf frequencies;     /* of struct jd__frequency */
    struct jd__bound_level *levels; /* of all comparisons, one behind another */
    uint32_t n_levels;
    uint32_t *first_level;         /* of each comparison */
    struct jd__compared *compared; /* what is known of each comparison's column */
    struct jd__blocking blocking;
    struct jd__buf outputs; /* of struct jd_output; names owned */
};

/* With all_columns those stay that all tables have, else those that the model names. */
enum jd_status
jd__records_init(struct jd__records *records, const struct jd_alloc *alloc,
    const struct jd_model *model, const struct jd_table *const *tables, uint32_t n_tables,
    bool all_columns, struct jd_error *err);
void
jd__records_done(struct jd__records *records, const struct jd_alloc *alloc);

/* May a record be l, or r, at all?  link_only of two tables says no, what is old, a sample. */
static inline bool
jd__is_on_side(const struct jd__records *records, uint32_t record, int side)
{
    if (records->drawn != NULL && !records->drawn[record])
        return false;
    if (records->n_old_tables > 0 && record < records->n_old)
        return side == JD__LEFT && records->span != JD_SPAN_WITHIN;
    if (records->n_old_tables > 0)
        return side == JD__RIGHT || records->span != JD_SPAN_BETWEEN;
    if (records->left_table == JD__NO_TABLE)
        return true;
    uint32_t table = side == JD__LEFT ? records->left_table : 1 - records->left_table;
    return record >= records->starts[table] && record < records->starts[table + 1];
}

/* Where a record is, worded for a message: "row 17 of people". */
void
jd__records_where(const struct jd__records *records, const struct jd_table *const *tables,
    uint32_t record, char out[static 96]);

/* The frequencies of a column, made when first asked for. */
enum jd_status
jd__frequency_find(struct jd_linkage *linkage, struct jd_str column,
    const struct jd_linkage_options *options, uint32_t *out_frequency,
    struct jd_error *err);
/* Where a level is of equal values of the column it has frequencies of: hoist what these add. */
enum jd_status
jd__frequency_hoist(struct jd_linkage *linkage, struct jd_error *err);
void
jd__frequency_done(struct jd__frequency *frequency, const struct jd_alloc *alloc);

static inline const struct jd__frequency *
jd__frequency_at(const struct jd_linkage *linkage, uint32_t frequency)
{
    return (const struct jd__frequency *)linkage->frequencies.data + frequency;
}

/* An operation of the linkage's program; the field of an operand. */
static inline const struct jd__op *
jd__linkage_op(const struct jd_linkage *linkage, uint32_t op)
{
    return (const struct jd__op *)linkage->program.ops.data + op;
}

static inline const struct jd__field *
jd__linkage_field(const struct jd_linkage *linkage, struct jd__operand operand)
{
    return jd__fields_at(&linkage->fields, operand.field);
}

/* log2 of the frequency of a value, never below the level's minimum; NaN where it is not known. */
static inline double
jd__frequency_log(const struct jd__frequency *frequency, uint32_t code,
    const struct jd__level *level, const struct jd__bound_level *bound)
{
    if (isnan(frequency->of[code]))
        return (double)NAN;
    return frequency->of[code] >= level->tf_minimum ? frequency->log[code]
                                                    : bound->log_minimum;
}

/* Take the rules apart into branches, compile what is left of them, and make keys. */
enum jd_status
jd__blocking_init(struct jd_linkage *linkage, const struct jd__rule *rules,
    uint32_t n_rules, struct jd_error *err);

/* Lay the keys of each record side by side; or together with its codes, once for good. */
enum jd_status
jd__blocking_pack(struct jd_linkage *linkage, struct jd_error *err);
enum jd_status
jd__blocking_weave(struct jd_linkage *linkage, struct jd_error *err);

void
jd__blocking_done(struct jd_linkage *linkage);

/* The columns of predict's output. */
enum jd_status
jd__outputs_init(struct jd_linkage *linkage, struct jd_error *err);
void
jd__outputs_done(struct jd_linkage *linkage);

/* What a thread scores with, and what it found, pair by pair. */
struct jd__scored {
    struct jd__buf left, right;      /* uint32_t */
    struct jd__buf weight;           /* double */
    struct jd__buf probability;      /* double */
    struct jd__buf rules;            /* uint64_t */
    struct jd__buf gamma, tf_weight; /* int8_t, double: n_comparisons for each pair */
};

void
jd__scored_init(struct jd__scored *scored, const struct jd_alloc *alloc);
void
jd__scored_clear(struct jd__scored *scored);
void
jd__scored_done(struct jd__scored *scored);

/* One thread's workplace. */
struct jd__worker {
    const struct jd_linkage *linkage;
    struct jd__batch batch;
    const struct jd__sieve *sieve; /* borrowed; NULL: all candidates are worked on */
    /* The candidates of a batch that are still in: */
    uint32_t n;
    uint32_t left[JD__BATCH], right[JD__BATCH];
    uint64_t mask[JD__BATCH]; /* branches whose keys are equal, then: that are true */
    /* scratch */
    uint32_t places[JD__BATCH];
    uint8_t truth[JD__BATCH];
    uint32_t level[JD__BATCH];
    uint32_t open[JD__BATCH];
    double weight[JD__BATCH];
    int8_t *gamma;                /* JD__BATCH * n_comparisons */
    double *tf_weight;            /* the same */
    struct jd__item_work **items; /* one for each explosion */
    uint32_t n_items;
};

enum jd_status
jd__worker_new(
    const struct jd_linkage *linkage, struct jd__worker **out_worker, struct jd_error *err);
void
jd__worker_free(struct jd__worker *worker);

/* The pairs at these places met a level of the comparison; JD_NONE: none of its levels. */
typedef void (*jd__level_met)(void *ctx, struct jd__worker *worker, uint32_t comparison,
    uint32_t level, const uint32_t *places, uint32_t n);

/* Try the levels of a comparison in order, on the worker's pairs (the batch is turned to them). */
enum jd_status
jd__worker_grade(struct jd__worker *worker, uint32_t comparison, jd__level_met met,
    void *ctx, struct jd_error *err);

/*
 * log2 of the frequency that counts for a pair at a level with frequencies: the greater of the
 * two, never below the level's minimum; NaN when neither is known.
 */
double
jd__log_frequency(const struct jd_linkage *linkage, const struct jd__level *level,
    const struct jd__bound_level *bound, uint32_t left, uint32_t right);

/* Weigh the worker's pairs (the batch is turned to them): fills weight, gamma, tf_weight. */
enum jd_status
jd__worker_weigh(struct jd__worker *worker, struct jd_error *err);

/* The lowest key that two records share in a branch that explodes lists, or JD_NONE. */
static inline uint32_t
jd__branch_shared_key(const struct jd__branch *branch, uint32_t left, uint32_t right)
{
    return jd__key_lists_shared(
        &branch->lists[0], left, &branch->lists[branch->same_keys ? 0 : 1], right);
}

/* Set the mask of the worker's pairs to the branches whose keys are equal. */
void
jd__worker_match_keys(struct jd__worker *worker);

/* Keep in the mask only branches whose rest is true, asking those of the set alone. */
enum jd_status
jd__worker_test_rests(struct jd__worker *worker, uint64_t branches, struct jd_error *err);

/* Append the pairs of at least this weight, with all rules that yield them. */
enum jd_status
jd__worker_keep(struct jd__worker *worker, double min_weight, struct jd__scored *out,
    struct jd_error *err);

/* A place in the candidates of all branches: a left member of a key. */
struct jd__cursor {
    uint32_t branch;
    uint32_t key;
    uint32_t i; /* among the left members of the key */
};

/* A run of candidates: from `start` up to `end`. */
struct jd__slice {
    struct jd__cursor start, end;
    uint64_t n_pairs;
};

/* Cut the next slice of about `wanted` candidates off; false when none is left. */
bool
jd__slice_next(const struct jd__blocking *blocking, uint32_t last_branch,
    struct jd__cursor *cursor, uint64_t wanted, struct jd__slice *out_slice);

/* What becomes of the worker's pairs (the batch is turned to them; never none). */
typedef enum jd_status (*jd__batch_work)(
    void *ctx, struct jd__worker *worker, struct jd_error *err);

/*
 * Work a slice: its candidates that no branch from first_branch up to their own yields before
 * are given to `take`, batch by batch; with `take` NULL they are only counted.
 */
enum jd_status
jd__slice_work_on(struct jd__worker *worker, const struct jd__slice *slice,
    uint32_t first_branch, jd__batch_work take, void *ctx, uint64_t *out_count,
    struct jd_error *err);

/* A run over candidates under way: threads work a wave of slices at a time. */
struct jd__run {
    const struct jd_linkage *linkage;
    const char *what; /* for progress */
    const struct jd_progress *progress;
    uint32_t threads;
    struct jd__worker **workers; /* one a thread */
    uint32_t n_wave;             /* slices of a wave at most */
    struct jd__slice *slices;    /* of this wave */
    uint32_t first_branch, last_branch;
    uint32_t earliest; /* branches from this one on count as before */
    struct jd__cursor cursor;
    uint64_t n_done, n_total; /* candidates */
    uint32_t part, n_parts;   /* only slices of this part, from 1 on; 0: of all */
};

/* Over the branches of all rules; threads 0: as the linkage. */
enum jd_status
jd__run_init(struct jd__run *run, const struct jd_linkage *linkage, uint32_t threads,
    const struct jd_progress *progress, struct jd_error *err);
void
jd__run_done(struct jd__run *run);

/* Work the next wave's slices, *out_n of them; 0 at the end.  JD_E_CANCELLED by progress. */
enum jd_status
jd__run_wave(struct jd__run *run, jd__slice_work work, void *ctx, uint32_t *out_n,
    struct jd_error *err);

/* Count the pairs that the run's branches yield, each once. */
enum jd_status
jd__run_count(struct jd__run *run, uint64_t *out_count, struct jd_error *err);

/* Count the pairs of a rule that no earlier one yields. */
enum jd_status
jd__run_count_rule(
    struct jd__run *run, uint32_t rule, uint64_t *out_count, struct jd_error *err);

/*
 * As jd_linkage_new(), but without a blocking rule yet, and with all columns that its tables
 * share, for any rule to come.
 */
enum jd_status
jd__linkage_for_training(const struct jd_alloc *alloc, const struct jd_model *model,
    const struct jd_table *const *tables, uint32_t n_tables,
    const struct jd_linkage_options *options, struct jd_linkage **out_linkage,
    struct jd_error *err);

#endif
