/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file joinder/engine.h
 * @brief A store of many agencies' records, and the questions that may be asked of it.
 *
 * The one door to a store.  Every call says who asks, for which purpose and on which case; it
 * is decided before any data is read, written to the journal before the answer is given, and
 * answered on what this asker may see, as if the rest had never been there.
 *
 *     struct jd_engine *engine = NULL;
 *     jd_engine_open(NULL, "store", NULL, &engine, &err);
 *     struct jd_asking asking = jd_asking_default();
 *     asking.asker = "analyst-1@us-oh-columbus-pd";
 *     asking.purpose = "investigation";
 *     asking.case_number = "17-004411";
 *     struct jd_answer answer = {0};
 *     jd_engine_show(engine, &asking, "us-oh-columbus-pd/person/p-77", &answer, &err);
 *     fwrite(answer.body, 1, answer.body_size, stdout);
 *     jd_answer_done(&answer);
 *
 * Promise:   a body depends on the question and on what the asker may see, on nothing else; the
 *            same bytes for any number of threads.  Hidden and not there are one answer, with
 *            one message: JD_E_NOT_FOUND.
 * Ownership: the caller owns the engine, answers and tables.
 * Threads:   one call at a time; an engine uses threads of its own inside.
 * Cost:      the first question of an asker reads the store once; the others touch what they
 *            show.
 */
#ifndef JOINDER_ENGINE_H
#define JOINDER_ENGINE_H

#include <joinder/data.h>

#ifdef __cplusplus
extern "C" {
#endif

struct jd_engine; /* opaque */

/** Start from jd_engine_options_default(), then change fields. */
struct jd_engine_options {
    size_t struct_size;                 /**< for fields added later */
    uint32_t threads;                   /**< 0: all cores */
    uint64_t memory_bytes;              /**< bound for the SQL engine; 0: its own default */
    int64_t now;                        /**< microseconds UTC; 0: the system's clock */
    const char *models_dir;             /**< NULL: the models that came with this build */
    const struct jd_progress *progress; /**< NULL: none */
};

static inline struct jd_engine_options
jd_engine_options_default(void)
{
    struct jd_engine_options options = {sizeof(options), 0, 0, 0, NULL, NULL};
    return options;
}

/** Who asks what for: the head of every question.  Start from jd_asking_default(). */
struct jd_asking {
    size_t struct_size;      /**< for fields added later */
    const char *asker;       /**< PERSON@AGENCY */
    const char *purpose;     /**< investigation, audit or evaluation */
    const char *case_number; /**< a case of the asker's agency; an investigation needs it */
    const char *basis;    /**< order, consent or process; goes into the journal; or NULL */
    const char *as_of;    /**< a day: what had happened by its end; NULL: all */
    const char *known_at; /**< a day: what was known by its end; NULL: all */
};

static inline struct jd_asking
jd_asking_default(void)
{
    struct jd_asking asking = {sizeof(asking), NULL, NULL, NULL, NULL, NULL, NULL};
    return asking;
}

/** What came of a question.  `struct jd_answer answer = {0}` is empty. */
struct jd_answer {
    char *body;          /**< JSON, one object; NUL-terminated */
    size_t body_size;    /**< without the NUL */
    char *receipt;       /**< JSON: journal position, leaf hash, time, digest of the view */
    size_t receipt_size; /**< without the NUL */
    struct jd_alloc alloc; /**< where both came from */
};

/** Free an answer's texts; it is empty again.  An empty one is fine. */
JD_API void
jd_answer_done(struct jd_answer *answer);

/**
 * Make an empty store.
 *
 * @param dir            made when it is not there; else it must be empty
 * @param operator_name  PERSON@AGENCY: who may ingest, resolve, audit and evaluate
 * @param now            microseconds UTC; 0: the system's clock
 * @return JD_OK; JD_E_ARG for another form of name; JD_E_CONFLICT when something is there;
 *         JD_E_IO; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_engine_init(const struct jd_alloc *alloc, const char *dir, const char *operator_name,
    int64_t now, struct jd_error *err);

/**
 * Open a store and hold it until jd_engine_close().
 *
 * @param options  NULL for the defaults
 * @return JD_OK; JD_E_NOT_FOUND; JD_E_CONFLICT when another process holds it; JD_E_CORRUPT;
 *         JD_E_IO; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_engine_open(const struct jd_alloc *alloc, const char *dir,
    const struct jd_engine_options *options, struct jd_engine **out_engine,
    struct jd_error *err);

/** Let the store go; NULL is fine. */
JD_API void
jd_engine_close(struct jd_engine *engine);

/**
 * Take in agencies' folders.  The operator may take in all, an agency's person her agency's.
 * The body counts, for each table, rows read, accepted, rejected and fields with issues.
 *
 * @param withdraw_up_to  the share (0 to 1) of a table that a snapshot may withdraw; below 0:
 *                        the standard 0.02
 * @return JD_OK; JD_E_INPUT naming file and row; JD_E_LIMIT for too much withdrawn;
 *         JD_E_DENIED; JD_E_NOT_FOUND; JD_E_IO; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_engine_ingest(struct jd_engine *engine, const struct jd_asking *asking,
    const char *const *folders, uint32_t n_folders, double withdraw_up_to,
    struct jd_answer *out_answer, struct jd_error *err);

/**
 * Link the records of every kind that has a model, all agencies together.  The operator's.
 * The body counts, for each kind, records, candidate pairs, joined and possible links.
 *
 * @return JD_OK; JD_E_DENIED; JD_E_INPUT for a model that is wrong; JD_E_CANCELLED; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_engine_resolve(struct jd_engine *engine, const struct jd_asking *asking,
    struct jd_answer *out_answer, struct jd_error *err);

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
    size_t struct_size;      /**< for fields added later */
    struct jd_table *nodes;  /**< node, agency, kind, id, entity: the node that names it */
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

/**
 * Read every byte of a store against its hashes; the store must not be open.
 *
 * @return JD_OK; JD_E_CORRUPT naming file and place; JD_E_NOT_FOUND; JD_E_CONFLICT; JD_E_IO
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_engine_check(const struct jd_alloc *alloc, const char *dir, struct jd_error *err);

#ifdef __cplusplus
}
#endif
#endif
