/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file joinder/questions.h
 * @brief The questions that may be asked of a store of many agencies' records.
 *
 * Each takes an open engine and who asks (joinder/engine.h), and gives a body of JSON, whose
 * members docs/reference/answers.md names, with a receipt.
 *
 *     struct jd_answer answer = {0};
 *     jd_engine_show(engine, &asking, "us-oh-columbus-pd/person/p-77", &answer, &err);
 *     fwrite(answer.body, 1, answer.body_size, stdout);
 *     jd_answer_done(&answer);
 *
 * Promise:   a body depends on the question and on what the asker may see, on nothing else; it
 *            scores, ranks and labels no person.
 * Ownership: the caller owns answers and tables.
 * Threads:   one call at a time.
 * Cost:      the first question of an asker reads the store once; the others touch what they
 *            show.
 */
#ifndef JOINDER_QUESTIONS_H
#define JOINDER_QUESTIONS_H

#include <joinder/engine.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Show a record with its entity, an event with its parts, or a case with its events.
 *
 * @param name  AGENCY/KIND/ID, AGENCY/event/ID or AGENCY/case/NUMBER
 * @return JD_OK; JD_E_DENIED; JD_E_ARG for another form; JD_E_NOT_FOUND; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_engine_show(struct jd_engine *engine, const struct jd_asking *asking, const char *name,
    struct jd_answer *out_answer, struct jd_error *err);

/**
 * Why are two records joined, possible or apart, and why not more: bits by comparison, what their
 * events say against it, rules that find the pair and that do not, ceilings, vetoes, what would
 * settle it, and the chain of links between them.
 *
 * Of two events: kind, agencies, time, case numbers, and who has one role in both.
 *
 * @return JD_OK; JD_E_DENIED; JD_E_ARG for other forms or two kinds; JD_E_NOT_FOUND;
 *         JD_E_UNSUPPORTED for a kind without a model; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_engine_why(struct jd_engine *engine, const struct jd_asking *asking, const char *name_a,
    const char *name_b, struct jd_answer *out_answer, struct jd_error *err);

/**
 * How did a record's entity come together: its links in the order in which they build it, each
 * with its evidence; the weakest, and what falls apart when it is cut.
 *
 * @return JD_OK; JD_E_DENIED; JD_E_ARG for what is no record; JD_E_NOT_FOUND; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_engine_how(struct jd_engine *engine, const struct jd_asking *asking, const char *name,
    struct jd_answer *out_answer, struct jd_error *err);

/** Start from jd_review_options_default(), then change fields. */
struct jd_review_options {
    size_t struct_size; /**< for fields added later */
    const char *kind;   /**< person, phone ...; NULL: every kind */
    uint32_t limit;     /**< most pairs shown */
};

static inline struct jd_review_options
jd_review_options_default(void)
{
    struct jd_review_options options = {sizeof(options), NULL, 50};
    return options;
}

/**
 * The pairs that are possible, or joined but kept apart by a veto, the likeliest first: for
 * people to decide.
 *
 * @param options  NULL for the defaults
 * @return JD_OK (also without a pair); JD_E_DENIED; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_engine_review(struct jd_engine *engine, const struct jd_asking *asking,
    const struct jd_review_options *options, struct jd_answer *out_answer,
    struct jd_error *err);

/** Start from jd_overlap_options_default(), then change fields. */
struct jd_overlap_options {
    size_t struct_size;  /**< for fields added later */
    const char *kind;    /**< phone, vehicle ...; NULL: all that cases may share */
    const char *of_case; /**< AGENCY/case/NUMBER that must be one of them; NULL: any two */
    uint32_t most_cases; /**< what more matters share says nothing, and is only counted */
    uint32_t limit;      /**< most things shown */
};

static inline struct jd_overlap_options
jd_overlap_options_default(void)
{
    struct jd_overlap_options options = {sizeof(options), NULL, NULL, 8, 50};
    return options;
}

/**
 * Which open cases, not tied on paper, share a phone, vehicle, firearm, account, address, handle,
 * parcel or document?  By the things' names; public places are left out.
 *
 * @param options  NULL for the defaults
 * @return JD_OK (also without one); JD_E_DENIED; JD_E_ARG; JD_E_NOT_FOUND for the case; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_engine_overlap(struct jd_engine *engine, const struct jd_asking *asking,
    const struct jd_overlap_options *options, struct jd_answer *out_answer,
    struct jd_error *err);

/** One field of a search: text that must stand in it, in its normal form. */
struct jd_search_field {
    const char *kind;  /**< person, phone ...; NULL: every kind */
    const char *field; /**< surname, number ...; NULL: every searched field */
    const char *text;  /**< as people write it; the engine norms it */
};

/** Start from jd_search_options_default(), then change fields. */
struct jd_search_options {
    size_t struct_size;                   /**< for fields added later */
    const struct jd_search_field *fields; /**< a record must match them all */
    uint32_t n_fields;                    /**< at least one */
    uint32_t limit;                       /**< most entities shown */
};

static inline struct jd_search_options
jd_search_options_default(void)
{
    struct jd_search_options options = {sizeof(options), NULL, 0, 50};
    return options;
}

/**
 * Find records by normal forms; the body lists their entities by name, and how many there are.
 *
 * @return JD_OK (also when nothing is found); JD_E_DENIED; JD_E_ARG; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_engine_search(struct jd_engine *engine, const struct jd_asking *asking,
    const struct jd_search_options *options, struct jd_answer *out_answer,
    struct jd_error *err);

/** Start from jd_extend_options_default(), then change fields; 0 is the standard. */
struct jd_extend_options {
    size_t struct_size; /**< for fields added later */
    uint32_t chains;    /**< most chains shown */
    uint32_t steps;     /**< longest chain, in events and entities after the start */
    double max_bits;    /**< dearest chain shown */
    const char *to;     /**< where a chain must end: an agency's id, a kind of event, a role
                             that its last person or thing has, or AGENCY/case/NUMBER; NULL:
                             anywhere */
};

/** The standard bounds. */
static inline struct jd_extend_options
jd_extend_options_default(void)
{
    struct jd_extend_options options = {sizeof(options), 0, 0, 0.0, NULL};
    return options;
}

/**
 * Follow a record, an event or a case to other cases: ranked chains, each a lead to verify.
 *
 * @param options  NULL for the defaults
 * @return JD_OK (also without a chain); JD_E_DENIED; JD_E_ARG; JD_E_NOT_FOUND; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_engine_extend(struct jd_engine *engine, const struct jd_asking *asking, const char *name,
    const struct jd_extend_options *options, struct jd_answer *out_answer,
    struct jd_error *err);

/**
 * Extend n names, and write all the questions to the journal with one wait for the disk: for
 * those who ask by the hundred.  All of them or none are answered.
 *
 * @param out_answers  room for n answers, set on success only
 * @return as jd_engine_extend(), for the first name that fails
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_engine_extend_many(struct jd_engine *engine, const struct jd_asking *asking,
    const char *const *names, uint32_t n, const struct jd_extend_options *options,
    struct jd_answer *out_answers, struct jd_error *err);

/**
 * The entities within some steps (shared events, relations) of a record's, without cost or rank.
 *
 * @param steps  1 to 12
 * @return JD_OK; JD_E_DENIED; JD_E_ARG; JD_E_NOT_FOUND; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_engine_reach(struct jd_engine *engine, const struct jd_asking *asking, const char *name,
    uint32_t steps, struct jd_answer *out_answer, struct jd_error *err);

/**
 * Each record that the asker may count, and the entity it is of: columns agency, kind, id,
 * entity (the name of the entity's anchor), all TEXT, in the order of names.
 *
 * @param out_table   set on success only; the caller frees it
 * @param out_answer  its receipt; the body is a count; NULL: not wanted
 * @return JD_OK; JD_E_DENIED; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_engine_entities(struct jd_engine *engine, const struct jd_asking *asking,
    struct jd_table **out_table, struct jd_answer *out_answer, struct jd_error *err);

/** What an asker sees, as plain tables; nodes are numbered in the order of names. */
struct jd_engine_tables {
    size_t struct_size; /**< for fields added later */
    struct jd_table *
        nodes; /**< node, agency, kind, id, entity: the node that names it, of records and of events */
    struct jd_table *edges;  /**< a, b, what: a role or a relation */
    struct jd_table *cases;  /**< node of an event, case */
    struct jd_table *links;  /**< a, b, weight, probability: joined and possible */
    struct jd_table *people; /**< node, surname, birth_date, and both in normal form */
};

/** Free the tables; it is empty again. */
JD_API void
jd_engine_tables_done(struct jd_engine_tables *tables);

/**
 * All that the asker sees in full, for measuring: the operator's, for `evaluation`.
 *
 * @param out_tables  set on success only; the caller frees it by jd_engine_tables_done()
 * @param out_answer  its receipt; the body is a count; NULL: not wanted
 * @return JD_OK; JD_E_DENIED also for any other purpose; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_engine_tables(struct jd_engine *engine, const struct jd_asking *asking,
    struct jd_engine_tables *out_tables, struct jd_answer *out_answer,
    struct jd_error *err);

/** How much there is, as far as the asker may count. */
struct jd_engine_counts {
    size_t struct_size; /**< set before the call; for fields added later */
    uint64_t agencies;  /**< with at least one row */
    uint64_t records;   /**< of all kinds */
    uint64_t events; /**< incidents, arrests, ...; what two agencies wrote of one is one */
    uint64_t roles;  /**< parts of records in events */
    uint64_t relations;  /**< between rows */
    uint64_t rejected;   /**< rows that were not taken in; the operator's, else 0 */
    uint64_t issues;     /**< fields that could not be read; the operator's, else 0 */
    uint64_t entities;   /**< records joined */
    uint64_t links;      /**< joined links between two counted records */
    uint64_t undecided;  /**< possible links between two entities */
    uint64_t event_rows; /**< events as they were written, each agency's */
};

/**
 * Count.
 *
 * @param out_answer  the counts as JSON, and its receipt; NULL: not wanted
 * @return JD_OK; JD_E_DENIED; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_engine_count(struct jd_engine *engine, const struct jd_asking *asking,
    struct jd_engine_counts *out_counts, struct jd_answer *out_answer,
    struct jd_error *err);

#ifdef __cplusplus
}
#endif
#endif
