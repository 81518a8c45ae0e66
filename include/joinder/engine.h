/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file joinder/engine.h
 * @brief A store of many agencies' records: made, filled, joined, checked; and who asks of it.
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
 *
 * What may be asked is in joinder/questions.h.
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

/** Who hears of each damage that jd_engine_check() finds. */
struct jd_engine_damage {
    void (*say)(
        void *ctx, const char *line); /**< one line: file, place, what, what to do */
    void *ctx;                        /**< passed to say */
};

/**
 * Read every byte of a store against its hashes, changing none; the store must not be open.
 *
 * @param damage  NULL: the first one, which err tells, is enough
 * @return JD_OK; JD_E_CORRUPT naming file and place; JD_E_NOT_FOUND; JD_E_CONFLICT; JD_E_IO
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_engine_check(const struct jd_alloc *alloc, const char *dir,
    const struct jd_engine_damage *damage, struct jd_error *err);

/**
 * Make what is derived from the journal (rejected.csv, issues.csv, derived.duckdb) anew.
 *
 * @return JD_OK; what jd_engine_open() returns
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_engine_rebuild(const struct jd_alloc *alloc, const char *dir, struct jd_error *err);

/**
 * Copy a store into a new folder, in the format of this build, each entry compared with its
 * hashes; no byte of `from` is changed.  A copy that fails half-way is no store.
 *
 * @param to  not there, or an empty folder: else JD_E_CONFLICT
 * @return JD_OK; JD_E_UNSUPPORTED: `from` has a format that this build does not read;
 *     JD_E_CORRUPT; JD_E_NOT_FOUND; JD_E_CONFLICT; JD_E_IO
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_engine_upgrade(
    const struct jd_alloc *alloc, const char *from, const char *to, struct jd_error *err);

#ifdef __cplusplus
}
#endif
#endif
