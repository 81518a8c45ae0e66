/* SPDX-License-Identifier: Apache-2.0 */
/*
 * salts.h - the erasable file beside the journal: how far the journal is committed, and the
 * salts of its payloads and rows.
 */
#ifndef JD_STORE_SALTS_H
#define JD_STORE_SALTS_H

#include "store/journal.h"

#define JD__SALTS_MARK 96u /* bytes before the first salt */

/* The files' paths; `out` has room for JD__STORE_PATH. */
#define JD__STORE_PATH 4096u
enum jd_status
jd__store_path(const char *folder, const char *name, char out[static JD__STORE_PATH],
    struct jd_error *err);

/* Open the two files, which must be there: JD_E_CORRUPT names the one that is not.  Both are
 * NULL on failure. */
enum jd_status
jd__journal_files(const struct jd_alloc *alloc, const char *folder, enum jd__file_mode mode,
    struct jd__file **out_journal, struct jd__file **out_salts, struct jd_error *err);

/* The end of a journal without frames: its hash binds it to the store. */
struct jd__journal_end
jd__journal_start(const uint8_t id[static JD__STORE_ID_SIZE]);

/* The head as bytes, and back; what is accepted is written back as the same bytes. */
void
jd__salts_format_end(const struct jd__journal_end *end, uint8_t out[static JD__SALTS_MARK]);

bool
jd__salts_parse_end(
    const uint8_t bytes[static JD__SALTS_MARK], struct jd__journal_end *out_end);

/* Write how far the journal is committed; it lasts by the next sync. */
enum jd_status
jd__salts_write_end(
    struct jd__file *salts, const struct jd__journal_end *end, struct jd_error *err);

/* Read it; JD_E_CORRUPT when it fails its check or the salts it counts are not there. */
enum jd_status
jd__salts_read_end(
    const struct jd__file *salts, struct jd__journal_end *out_end, struct jd_error *err);

/* Read n salts from number `first`; *out_whole says whether they are there. */
enum jd_status
jd__salts_read(const struct jd__file *salts, uint64_t first, size_t n, uint8_t *out,
    bool *out_whole, struct jd_error *err);

/* Write n new random salts from number `first` on, giving them in a buf of bytes. */
enum jd_status
jd__salts_make(struct jd__file *salts, uint64_t first, size_t n, struct jd__buf *out,
    struct jd_error *err);

/* A frame read from a file, or why it is not one. */
struct jd__found {
    struct jd__frame frame;
    struct jd__buf bytes;
    const char *wrong; /* NULL: sound as far as it was looked at */
    bool is_short;     /* the file ends before it does */
};

/* Read the frame at an offset before `end`.  A failure is the system's; damage is in *found. */
enum jd_status
jd__frame_read(const struct jd__file *file, uint64_t offset, uint64_t end,
    struct jd__found *found, struct jd_error *err);

/* Compare a frame's payload with its checksum. */
enum jd_status
jd__frame_open(const struct jd__file *salts, struct jd__found *found, struct jd_error *err);

/* Does a frame's header follow what must stand before it? */
bool
jd__frame_is_next(const struct jd__journal_end *before, const struct jd__frame *frame);

/* Compare a frame with what must stand before it, and its payload with its checksum. */
enum jd_status
jd__frame_follow(const struct jd__file *salts, const struct jd__journal_end *before,
    struct jd__found *found, struct jd_error *err);

/* Compare the rows of a sound frame with their commitments; out_offset is the byte of the salts
 * where the first one does not open.  `room` is a buf of bytes for the salts. */
enum jd_status
jd__frame_open_rows(const struct jd__file *salts, struct jd__buf *room,
    struct jd__found *found, uint64_t *out_offset, struct jd_error *err);

/* The end after a frame. */
struct jd__journal_end
jd__journal_after(const struct jd__journal_end *before, const struct jd__frame *frame);

#endif
