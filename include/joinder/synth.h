/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file joinder/synth.h
 * @brief A synthetic nation: the folders of some thirty justice agencies, with the truth beside.
 *
 * Each agency's folder is in a format, with field names, ids and errors of its own, as
 * docs/reference/tables.md describes folders.  DIR/truth says which records are truly of one
 * person or thing, which events several agencies wrote, where the planted cases run, which rows
 * must not be joined, and which arrests lead nowhere.  No person in it is real.
 *
 *     struct jd_synth_options options = jd_synth_options_default();
 *     options.n_people = 20000;
 *     jd_synth_write(NULL, &options, io, "nation", &err);
 *
 * Promise:   the same people and seed give the same bytes, with any number of threads, on any
 *            machine; truth holds every record of every folder exactly once.
 * Ownership: nothing is kept; the io is borrowed for the call.
 * Threads:   a call uses threads of its own.
 * Cost:      20,000 people: some seconds and 40 MB of files; memory does not grow with people
 *            but by 40 bytes for each one.
 */
#ifndef JOINDER_SYNTH_H
#define JOINDER_SYNTH_H

#include <joinder/io.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The most people of one nation. */
#define JD_SYNTH_MOST_PEOPLE 100000000u

/** Start from jd_synth_options_default(), then change fields. */
struct jd_synth_options {
    size_t struct_size;              /**< so that fields can be added at the end */
    uint64_t n_people;               /**< inhabitants; 0 leaves the planted cases alone */
    uint64_t seed;                   /**< any number */
    uint32_t threads;                /**< 0: all cores */
    const struct jd_progress *watch; /**< NULL: not watched */
};

static inline struct jd_synth_options
jd_synth_options_default(void)
{
    struct jd_synth_options options = {sizeof(options), 20000, 1, 0, NULL};
    return options;
}

/**
 * Write the nation into `dir`, which is made if it is not there.
 *
 * Files of an earlier nation are replaced; other files in `dir` are left alone.
 *
 * @param alloc    where memory comes from; NULL for malloc
 * @param options  NULL for the defaults
 * @param io       writes the Parquet files
 * @return JD_OK; JD_E_ARG for more than JD_SYNTH_MOST_PEOPLE; JD_E_IO; JD_E_CANCELLED;
 *         JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_synth_write(const struct jd_alloc *alloc, const struct jd_synth_options *options,
    struct jd_io *io, const char *dir, struct jd_error *err);

#ifdef __cplusplus
}
#endif
#endif
