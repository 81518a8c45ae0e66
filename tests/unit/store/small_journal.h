/* SPDX-License-Identifier: Apache-2.0 */
/* small_journal.h - a journal of three entries, for the tests that tear and flip it. */
#ifndef SMALL_JOURNAL_H
#define SMALL_JOURNAL_H

#include "jd_test.h"

#include "store/salts.h"

/* The store that it is of. */
extern const uint8_t small_id[JD__STORE_ID_SIZE];

/* What a visitor sees of it. */
extern const char small_all_three[];

/* What a visitor saw, as text. */
struct small_seen {
    char text[4096];
    size_t size;
};

/* The two files of small_make(), and the salts of before its last group was committed. */
struct small_files {
    char *journal, *salts, *old_salts;
    size_t journal_size, salts_size, old_salts_size;
    size_t group_start; /* of the last group in the journal */
    size_t third_start;
};

/* A visitor's function, with a struct small_seen. */
enum jd_status
small_note(void *ctx, const struct jd__frame *frame, uint64_t offset, struct jd__buf *bytes,
    struct jd_error *err);

/* Open it, seeing anew. */
enum jd_status
small_open(const struct jd_alloc *alloc, const char *folder, struct small_seen *seen,
    struct jd__journal **out_journal, struct jd_error *err);

/* Append an entry of two rows. */
enum jd_status
small_append(struct jd__journal *journal, const char *head, uint16_t flags, int64_t now,
    struct jd_error *err);

void
small_path(const char *folder, const char *name, char path[static 512]);

/* Write and read a file of the folder. */
void
small_put(const char *folder, const char *name, const void *data, size_t size);

char *
small_get(const char *folder, const char *name, size_t *out_size);

/* A folder whose journal holds the entries first (1), second and third (2, one group). */
void
small_make(char folder[static 256]);

/* Read the files; the salts on the disk are then those of before the last commit. */
void
small_load(const char *folder, struct small_files *files);

void
small_free(struct small_files *files);

#endif
