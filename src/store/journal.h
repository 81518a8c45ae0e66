/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal.h - the append-only file that a store is, and its salts.
 *
 * Entries are appended in groups; a group counts once it was committed, all of it or nothing.
 * Whoever opens a journal gives a visitor that sees each committed frame, in order: those that
 * were there when it was opened, and each new one once it lasts.  So what is derived from the
 * journal is made by one function, whether it is read or written.
 *
 * One thread uses a journal.
 */
#ifndef JD_STORE_JOURNAL_H
#define JD_STORE_JOURNAL_H

#include "os/file.h"
#include "store/frame.h"

#define JD__STORE_ID_SIZE 16u

struct jd__journal; /* opaque */

struct jd__visitor {
    /* `bytes` hold the frame, which starts at byte `offset` of the journal; a visitor that
     * wants to keep them copies the buf and leaves an empty one. */
    enum jd_status (*frame)(void *ctx, const struct jd__frame *frame, uint64_t offset,
        struct jd__buf *bytes, struct jd_error *err);
    void *ctx;
};

/* Where the journal ends. */
struct jd__journal_end {
    uint64_t size; /* bytes */
    uint64_t seq;  /* of the last frame; 0 when there is none */
    uint64_t n_salts;
    int64_t time;                /* of the last frame; INT64_MIN when there is none */
    uint8_t hash[JD__HASH_SIZE]; /* of its header */
};

/* Make the two files of an empty journal in a folder; JD_E_CONFLICT when they are there. */
enum jd_status
jd__journal_make(const struct jd_alloc *alloc, const char *folder,
    const uint8_t id[static JD__STORE_ID_SIZE], struct jd_error *err);

/*
 * Open and hold a journal, and show its frames to the visitor.  A group that a crash cut short
 * is cut off (jd__journal_cut() says so).  JD_E_CONFLICT: another holds it.  JD_E_CORRUPT:
 * committed bytes are damaged or gone; the message names the byte.  On failure the files are as
 * they were.
 */
enum jd_status
jd__journal_open(const struct jd_alloc *alloc, const char *folder,
    const uint8_t id[static JD__STORE_ID_SIZE], struct jd__visitor visitor,
    struct jd__journal **out_journal, struct jd_error *err);

/* The same without changing a byte: what a crash left stays, and nothing can be appended. */
enum jd_status
jd__journal_look(const struct jd_alloc *alloc, const char *folder,
    const uint8_t id[static JD__STORE_ID_SIZE], struct jd__visitor visitor,
    struct jd__journal **out_journal, struct jd_error *err);

/* Give it up; what was not committed is cut off.  NULL is fine. */
void
jd__journal_close(struct jd__journal *journal);

/* Append an entry at a moment; an earlier one than the last entry's is moved to that. */
enum jd_status
jd__journal_append(struct jd__journal *journal, const struct jd__entry *entry, int64_t now,
    struct jd_error *err);

/* Make the group last, then show it to the visitor. */
enum jd_status
jd__journal_commit(struct jd__journal *journal, struct jd_error *err);

/* Take back what was appended since the last commit. */
void
jd__journal_abandon(struct jd__journal *journal);

/* The end of what is committed. */
const struct jd__journal_end *
jd__journal_end(const struct jd__journal *journal);

/* The end of what was appended, committed or not. */
const struct jd__journal_end *
jd__journal_written(const struct jd__journal *journal);

/* How many bytes of an unfinished group were found when it was opened, and cut off. */
uint64_t
jd__journal_cut(const struct jd__journal *journal);

/* Read one committed frame again, into a buf that the caller owns. */
enum jd_status
jd__journal_read(const struct jd__journal *journal, uint64_t offset,
    struct jd__buf *out_bytes, struct jd__frame *out_frame, struct jd_error *err);

/* Called with one line for each damage. */
struct jd__damage_listener {
    void (*say)(void *ctx, const char *line);
    void *ctx;
};

/* Read every byte of both files and say what is damaged; out_n counts it. */
enum jd_status
jd__journal_check(const struct jd_alloc *alloc, const char *folder,
    const uint8_t id[static JD__STORE_ID_SIZE], struct jd__damage_listener listener,
    uint64_t *out_n, struct jd_error *err);

#endif
