/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file joinder/block.h
 * @brief What a model's blocking rules cost on these records, before a pair is made.
 *
 * Pairs are counted by the sizes of blocks: records that agree in all that a rule asks to be
 * equal.  Ten million records of one key are 5e13 pairs, and that is told in seconds.
 *
 *     struct jd_rule_counts counts[JD_LIMIT_RULES];
 *     jd_linkage_new(NULL, model, tables, 1, NULL, &linkage, &err);
 *     jd_linkage_count_rules(linkage, NULL, counts, jd_model_n_rules(model), &err);
 *
 * Promise:   counts are exact, or said to be an upper bound; the same for any number of threads.
 * Ownership: nothing is handed over.
 * Threads:   as a linkage: finished, and shared freely.
 * Cost:      time linear in the records, for most data; never in the pairs, but for those that
 *            `most_tested` allows to be looked at one by one.
 */
#ifndef JOINDER_BLOCK_H
#define JOINDER_BLOCK_H

#include <joinder/link.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Start from jd_count_options_default(), then change fields. */
struct jd_count_options {
    size_t struct_size; /**< for fields added later */
    /** A rule that asks for more than equal values, or comes behind one that does, or explodes
     * lists, is counted pair by pair if it has at most so many candidates. */
    uint64_t most_tested;
    const struct jd_progress *progress; /**< NULL: none */
};

static inline struct jd_count_options
jd_count_options_default(void)
{
    struct jd_count_options options = {sizeof(options), 20000000, NULL};
    return options;
}

/** What a rule yields. */
struct jd_rule_counts {
    uint64_t alone;   /**< pairs, before earlier rules are taken off */
    uint64_t added;   /**< pairs that no earlier rule yields: predict weighs their sum */
    bool alone_exact; /**< else at most `alone` */
    bool added_exact; /**< else at most `added` */
};

/**
 * Count the pairs of each rule (n_rules places).
 *
 * @return JD_OK; JD_E_ARG for another number of rules than the model has; JD_E_INPUT when a pair
 *         reaches a condition that raises an error; JD_E_CANCELLED; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_linkage_count_rules(const struct jd_linkage *linkage,
    const struct jd_count_options *options, struct jd_rule_counts *out_counts,
    uint32_t n_rules, struct jd_error *err);

/** A block: the records of one key. */
struct jd_block {
    uint32_t n_left;      /**< records that may be l */
    uint32_t n_right;     /**< records that may be r; of one list both are its records */
    uint64_t n_pairs;     /**< before what the rule asks beyond equal values */
    uint32_t branch, key; /**< for jd_linkage_block_value() */
};

/**
 * The blocks of a rule with the most pairs, from large to small: at most *inout_n of them, and
 * then *inout_n is how many there are.  Of blocks of one size those that were found first.
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_linkage_largest_blocks(const struct jd_linkage *linkage, uint32_t rule,
    struct jd_block *out_blocks, uint32_t *inout_n, struct jd_error *err);

/** Value i of a block's key, borrowed; false behind the last.  A list has n_items set alone. */
JD_API bool
jd_linkage_block_value(const struct jd_linkage *linkage, const struct jd_block *block,
    uint32_t i, struct jd_value *out_value);

/**
 * At most n candidate pairs, spread over all blocks by their sizes: what a run meets, to try it
 * on.  They are pairs of equal keys; some a run would not weigh.
 *
 * @param out_n  how many there are: none only where no rule has a candidate
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_linkage_try_pairs(const struct jd_linkage *linkage, uint32_t n, uint32_t *out_left,
    uint32_t *out_right, uint32_t *out_n, struct jd_error *err);

/** Has the rule no part that is given back to SQL, pair by pair? */
JD_API bool
jd_linkage_rule_is_native(const struct jd_linkage *linkage, uint32_t rule);
/** Of the levels of a comparison, how many have such a part. */
JD_API uint32_t
jd_linkage_n_sql_levels(const struct jd_linkage *linkage, uint32_t comparison);

#ifdef __cplusplus
}
#endif
#endif
