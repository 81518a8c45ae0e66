/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file joinder/automatic.h
 * @brief From tables as they are to clusters of records, without a model and without labels.
 *
 * What each column holds is recognised from its values; values are brought into a normal form;
 * each record is compared with those that share most with it; weights are learned from the
 * records themselves; the threshold is the one that promises the best F1.
 *
 *     struct jd_automatic *found = NULL;
 *     jd_automatic_new(NULL, tables, n_tables, NULL, &found, &err);
 *     jd_automatic_label(found, labels, jd_automatic_summary(found).n_records, &err);
 *
 * Promise:   the same tables and options give the same clusters, for any number of threads.
 * Ownership: the caller frees the object; what it gives out is borrowed from it.  The tables
 *            may go once jd_automatic_new() has returned.
 * Threads:   it is built by one call; once built it is shared freely.
 * Cost:      some 50 bytes a candidate pair, of which there are at most twice `partners` a
 *            record; time grows with records times the records that share a key.
 */
#ifndef JOINDER_AUTOMATIC_H
#define JOINDER_AUTOMATIC_H

#include <joinder/data.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Best partners kept for a record, unless told otherwise. */
#define JD_AUTOMATIC_PARTNERS 40u
/** The most that may be asked for. */
#define JD_AUTOMATIC_MOST_PARTNERS 1000u

/** What a column was taken as. */
enum jd_column_use {
    JD_USE_IGNORED = 0,   /**< constant, empty, derived from another, or told to be */
    JD_USE_KEY = 1,       /**< names the row; never compared */
    JD_USE_NAME = 2,      /**< a person's whole name */
    JD_USE_PART = 3,      /**< a part of a person's name: given, middle, last */
    JD_USE_DATE = 4,      /**< a day */
    JD_USE_CODE = 5,      /**< an identifier or number of something */
    JD_USE_PHONE = 6,     /**< a telephone number */
    JD_USE_EMAIL = 7,     /**< an e-mail address */
    JD_USE_POSTCODE = 8,  /**< a postal code */
    JD_USE_TEXT = 9,      /**< words: a place, a street, a firm, a remark */
    JD_USE_CATEGORY = 10, /**< one of a few values */
    JD_USE_NUMBER = 11,   /**< a quantity */
    JD_USE_LABEL = 12, /**< the true entity, where known: for choosing and reporting only */
};

/** A column, and what it was taken as. */
struct jd_automatic_column {
    const char *name;       /**< as in the tables, without blanks around it */
    enum jd_column_use use; /**< what it is compared as */
    const char *why;        /**< of an ignored one, in some words; else NULL */
    uint32_t n_values;      /**< distinct values as written */
    uint32_t n_null;        /**< records without one */
};

/** Start from jd_automatic_options_default(), then change fields. */
struct jd_automatic_options {
    size_t struct_size;     /**< so that fields can be added at the end without a new ABI */
    uint32_t threads;       /**< 0: all cores */
    uint32_t partners;      /**< best partners kept for a record; 0: 40 */
    uint64_t max_pairs;     /**< bound on candidate pairs; 0: twice partners a record */
    bool fixed_threshold;   /**< false: the threshold is the one of the best expected F1 */
    double threshold;       /**< if fixed: bits from which clusters merge */
    struct jd_str settings; /**< JSON of jd_automatic_settings(), edited or not; or empty */
    const struct jd_automatic_column *columns; /**< uses that are told (name and use) */
    uint32_t n_columns;                        /**< how many */
    struct jd_progress progress;               /**< asked between steps; zeros: nobody */
};

static inline struct jd_automatic_options
jd_automatic_options_default(void)
{
    struct jd_automatic_options options;
    memset(&options, 0, sizeof(options));
    options.struct_size = sizeof(options);
    return options;
}

/** What came out.  Shares are of pairs of records. */
struct jd_automatic_summary {
    uint32_t n_records;        /**< of all tables */
    uint32_t n_clusters;       /**< records alone included */
    uint32_t partners;         /**< best partners kept for a record */
    uint64_t n_keys;           /**< distinct keys that two or more records share */
    uint64_t n_dropped_keys;   /**< keys of so many records that they tell nothing */
    uint64_t n_candidates;     /**< pairs compared */
    uint64_t n_joined;         /**< pairs within clusters */
    double threshold;          /**< bits from which clusters were merged */
    double n_expected_matches; /**< matches among all pairs, as the weights say */
    double precision;          /**< expected: matches within clusters / pairs within them */
    double recall;             /**< expected: matches within clusters / all matches */
    double f1;                 /**< their harmonic mean */
    uint32_t n_labelled;       /**< records with a label */
    double true_precision;     /**< by labels, over labelled records; NaN without any */
    double true_recall;        /**< by labels */
    double true_f1;            /**< by labels */
};

/** Two records that were compared. */
struct jd_candidate {
    uint32_t a, b; /**< records, a below b; numbered through all tables in order */
    double weight; /**< bits for a match, the prior included */
};

struct jd_automatic; /* opaque */

/**
 * Recognise, compare, learn and cluster the records of all tables, columns joined by name.
 *
 * @param tables   finished; at least one
 * @param options  NULL for the defaults
 * @param out      set on success only; the caller frees it
 * @return JD_OK; JD_E_ARG for a use that is none; JD_E_INPUT for settings that cannot be read
 *         and a told column that is in no table; JD_E_LIMIT over 2^31 records or for less than
 *         two pairs a record; JD_E_CANCELLED; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_automatic_new(const struct jd_alloc *alloc, const struct jd_table *const *tables,
    uint32_t n_tables, const struct jd_automatic_options *options,
    struct jd_automatic **out, struct jd_error *err);

/** Free it; NULL is fine. */
JD_API void
jd_automatic_free(struct jd_automatic *automatic);

/** What came out. */
JD_API struct jd_automatic_summary
jd_automatic_summary(const struct jd_automatic *automatic);

/** How many columns there are in all tables. */
JD_API uint32_t
jd_automatic_n_columns(const struct jd_automatic *automatic);

/** A column, in order of first sight. */
JD_API struct jd_automatic_column
jd_automatic_column(const struct jd_automatic *automatic, uint32_t i);

/** The word for a use, such as "date"; NULL for a number that is none. */
JD_API const char *
jd_column_use_name(enum jd_column_use use);

/**
 * Number each record's cluster, from 0 in order of their first records.
 *
 * @return JD_OK; JD_E_ARG when n_labels is not the number of records
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_automatic_label(const struct jd_automatic *automatic, uint32_t *out_labels,
    size_t n_labels, struct jd_error *err);

/** The candidate pairs with their weights in bits, sorted by records; borrowed. */
JD_API const struct jd_candidate *
jd_automatic_pairs(const struct jd_automatic *automatic, size_t *out_n);

/** What was chosen and learned, as JSON to be edited and given back; borrowed. */
JD_API struct jd_str
jd_automatic_settings(const struct jd_automatic *automatic);

#ifdef __cplusplus
}
#endif
#endif
