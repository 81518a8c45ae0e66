/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal.c - append, commit, open.
 *
 * A commit syncs the salts, then the journal, then writes into the salts' head how far the
 * journal reaches.  So three things can be told apart when it is opened:
 *
 *     0 ............ committed (as the salts' head says) ............ end of the file
 *       damage here is damage                  a group that a crash cut short: cut off
 *       whole groups here: a crash came before the head was written; they stand
 *
 * The head lasts by the next commit's first sync, so at most one committed group stands behind
 * it, and behind that one no more than a single group can have been begun.
 *
 * Invariant: `end` is what is committed; `written` is what was appended, shown in `pending`.
 */
#include "store/journal.h"

#include "base/alloc.h"
#include "base/error.h"
#include "store/salts.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

/* A frame of the group that is not yet shown. */
struct pending {
    struct jd__buf bytes;
    struct jd__frame frame;
    uint64_t offset;
};

struct jd__journal {
    struct jd_alloc alloc;
    struct jd__file *file;
    struct jd__file *salts;
    struct jd__visitor visitor;
    struct jd__journal_end end;     /* committed */
    struct jd__journal_end written; /* appended */
    struct jd__buf pending;         /* struct pending */
    struct jd__buf new_salts;       /* bytes */
    uint64_t n_cut;
    bool is_told;      /* the salts' head was written since the last sync */
    bool is_broken;    /* what is in memory and on the disk may differ: open it again */
    bool is_read_only; /* the files stay as they are */
};

/* ---- the group in work ---- */

static void
drop_pending(struct jd__journal *journal)
{
    struct pending *group = journal->pending.data;
    for (size_t i = 0; i < journal->pending.n; i++)
        jd__buf_done(&group[i].bytes);
    journal->pending.n = 0;
}

/* Take a frame into the group; its bytes become the group's. */
static enum jd_status
take(struct jd__journal *journal, struct jd__found *found, struct jd_error *err)
{
    struct pending one = {found->bytes, found->frame, journal->written.size};
    enum jd_status status = jd__buf_append(&journal->pending, &one, 1, err);
    if (status != JD_OK)
        return status;
    jd__buf_init(&found->bytes, &journal->alloc, 1, 0);
    journal->written = jd__journal_after(&journal->written, &one.frame);
    return JD_OK;
}

/* The group stands: show it and let it go. */
static enum jd_status
show(struct jd__journal *journal, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    struct pending *group = journal->pending.data;
    for (size_t i = 0; i < journal->pending.n && status == JD_OK; i++)
        status = journal->visitor.frame(
            journal->visitor.ctx, &group[i].frame, group[i].offset, &group[i].bytes, err);
    drop_pending(journal);
    journal->end = journal->written;
    if (status != JD_OK)
        journal->is_broken = true;
    return status;
}

/* ---- open ---- */

static enum jd_status
damaged(uint64_t offset, const char *what, struct jd_error *err)
{
    return jd__fail(err, JD_E_CORRUPT, "journal: byte %" PRIu64 ": %s", offset, what);
}

/* Read the next frame and see that it follows; damage is told in *found.  Behind the committed
 * bytes its row's salts, too, may not all have reached the disk. */
static enum jd_status
next_frame(struct jd__journal *journal, const struct jd__journal_end *committed,
    struct jd__found *found, struct jd_error *err)
{
    uint64_t offset = journal->written.size, where = 0;
    enum jd_status status =
        jd__frame_read(journal->file, offset, jd__file_size(journal->file), found, err);
    if (status == JD_OK && found->wrong == NULL)
        status = jd__frame_follow(journal->salts, &journal->written, found, err);
    if (status == JD_OK && found->wrong == NULL && offset >= committed->size)
        status =
            jd__frame_open_rows(journal->salts, &journal->new_salts, found, &where, err);
    return status;
}

/* Is this the place that the salts' head names, and is it as it says? */
static bool
crosses(const struct jd__journal_end *committed, const struct jd__journal_end *before,
    const struct jd__journal_end *after)
{
    if (after->size == committed->size)
        return after->seq != committed->seq || after->n_salts != committed->n_salts ||
               memcmp(after->hash, committed->hash, JD__HASH_SIZE) != 0;
    return before->size < committed->size && after->size > committed->size;
}

/* The next frame is wrong, behind the committed bytes.  Is it of the last group?  Then a crash
 * cut it short.  A later one would not have been begun before this one was on the disk. */
static enum jd_status
see_a_crash(struct jd__journal *journal, struct jd__found *found, struct jd_error *err)
{
    struct jd__journal_end at = journal->written;
    uint64_t end = jd__file_size(journal->file);
    bool is_later = false;
    while (at.size < end) {
        enum jd_status status = jd__frame_read(journal->file, at.size, end, found, err);
        if (status != JD_OK)
            return status;
        if (found->wrong != NULL || !jd__frame_is_next(&at, &found->frame))
            break;
        if (is_later)
            return damaged(journal->written.size,
                "an entry does not open, but later ones are there: journal.salts may be an "
                "older copy",
                err);
        is_later = (found->frame.flags & JD__FRAME_MORE) == 0;
        at = jd__journal_after(&at, &found->frame);
    }
    return JD_OK;
}

/* Take in a sound frame, and show its group when it is the last one. */
static enum jd_status
pass(struct jd__journal *journal, const struct jd__journal_end *committed,
    struct jd__found *found, struct jd_error *err)
{
    struct jd__journal_end before = journal->written;
    bool is_last = (found->frame.flags & JD__FRAME_MORE) == 0;
    enum jd_status status = take(journal, found, err);
    if (status == JD_OK && crosses(committed, &before, &journal->written))
        status = damaged(before.size, "an entry is not the one that was committed", err);
    return status == JD_OK && is_last ? show(journal, err) : status;
}

/* Read all frames: show what stands, stop where a crash stopped. */
static enum jd_status
scan(struct jd__journal *journal, const struct jd__journal_end *committed,
    struct jd__found *found, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    while (status == JD_OK && journal->written.size < jd__file_size(journal->file)) {
        status = next_frame(journal, committed, found, err);
        if (status == JD_OK && found->wrong != NULL) {
            if (journal->written.size < committed->size)
                status = damaged(journal->written.size, found->wrong, err);
            else
                status = see_a_crash(journal, found, err);
            break;
        }
        if (status == JD_OK)
            status = pass(journal, committed, found, err);
    }
    if (status == JD_OK && journal->end.size < committed->size)
        status =
            damaged(journal->end.size, "the journal ends before what was committed", err);
    return status;
}

/* Write the bytes of a file again, from where they are. */
static enum jd_status
write_again(struct jd__file *file, uint64_t from, uint64_t to, struct jd_error *err)
{
    char bytes[16384];
    enum jd_status status = JD_OK;
    while (from < to && status == JD_OK) {
        size_t wanted = to - from < sizeof(bytes) ? (size_t)(to - from) : sizeof(bytes);
        size_t got = 0;
        status = jd__file_read_at(file, from, bytes, wanted, &got, err);
        if (status == JD_OK && got < wanted)
            status = jd__fail(err, JD_E_IO, "the journal became shorter");
        if (status == JD_OK)
            status = jd__file_write_at(file, from, bytes, wanted, err);
        from += wanted;
    }
    return status;
}

/* Groups that stand though the head does not count them may be in the system's memory alone: a
 * process was killed before its sync, or the sync failed, and then no later one would save them.
 * Before anybody sees them they must last. */
static enum jd_status
make_last(struct jd__journal *journal, const struct jd__journal_end *committed,
    uint64_t salts_end, struct jd_error *err)
{
    enum jd_status status = write_again(journal->salts,
        JD__SALTS_MARK + committed->n_salts * JD__SALT_SIZE, salts_end, err);
    if (status == JD_OK)
        status = write_again(journal->file, committed->size, journal->end.size, err);
    if (status == JD_OK)
        status = jd__file_sync(journal->salts, err);
    return status == JD_OK ? jd__file_sync(journal->file, err) : status;
}

/* Take away what does not count, and say in the salts' head what does: in any case, for an
 * earlier sync of it may have failed. */
static enum jd_status
tidy(struct jd__journal *journal, const struct jd__journal_end *committed,
    struct jd_error *err)
{
    uint64_t salts_end = JD__SALTS_MARK + journal->end.n_salts * JD__SALT_SIZE;
    enum jd_status status = JD_OK;
    if (journal->n_cut > 0)
        status = jd__file_truncate(journal->file, journal->end.size, err);
    if (status == JD_OK && jd__file_size(journal->salts) > salts_end)
        status = jd__file_truncate(journal->salts, salts_end, err);
    if (status == JD_OK && committed->size != journal->end.size)
        status = make_last(journal, committed, salts_end, err);
    if (status == JD_OK)
        status = jd__salts_write_end(journal->salts, &journal->end, err);
    journal->is_told = true;
    return status;
}

static enum jd_status
start(struct jd__journal *journal, const char *folder, struct jd_error *err)
{
    struct jd__journal_end committed = {0};
    struct jd__found found = {0};
    jd__buf_init(&found.bytes, &journal->alloc, 1, 0);
    enum jd__file_mode mode = journal->is_read_only ? JD__FILE_READ : JD__FILE_UPDATE;
    enum jd_status status = jd__journal_files(
        &journal->alloc, folder, mode, &journal->file, &journal->salts, err);
    if (status == JD_OK)
        status = jd__file_lock(journal->file, err);
    if (status == JD_OK)
        status = jd__salts_read_end(journal->salts, &committed, err);
    if (status == JD_OK)
        status = scan(journal, &committed, &found, err);
    if (status == JD_OK) {
        drop_pending(journal);
        journal->written = journal->end;
        journal->n_cut = jd__file_size(journal->file) - journal->end.size;
    }
    if (status == JD_OK && !journal->is_read_only)
        status = tidy(journal, &committed, err);
    jd__buf_done(&found.bytes);
    return status;
}

static enum jd_status
open_as(const struct jd_alloc *alloc, const char *folder,
    const uint8_t id[static JD__STORE_ID_SIZE], const struct jd__visitor *visitor,
    bool is_read_only, struct jd__journal **out_journal, struct jd_error *err)
{
    if (sodium_init() < 0)
        return jd__fail(err, JD_E_IO, "libsodium does not start");
    struct jd__journal *journal = jd__alloc_array(alloc, sizeof(*journal), 0, 1);
    if (journal == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for a journal");
    journal->alloc = jd__alloc_or_default(alloc);
    journal->visitor = *visitor;
    journal->is_read_only = is_read_only;
    journal->end = journal->written = jd__journal_start(id);
    jd__buf_init(&journal->pending, alloc, sizeof(struct pending), 0);
    jd__buf_init(&journal->new_salts, alloc, 1, 0);
    enum jd_status status = start(journal, folder, err);
    if (status != JD_OK) {
        journal->is_broken = true; /* closing must leave the files as they are */
        jd__journal_close(journal);
        return status;
    }
    *out_journal = journal;
    return JD_OK;
}

enum jd_status
jd__journal_open(const struct jd_alloc *alloc, const char *folder,
    const uint8_t id[static JD__STORE_ID_SIZE], struct jd__visitor visitor,
    struct jd__journal **out_journal, struct jd_error *err)
{
    return open_as(alloc, folder, id, &visitor, false, out_journal, err);
}

enum jd_status
jd__journal_look(const struct jd_alloc *alloc, const char *folder,
    const uint8_t id[static JD__STORE_ID_SIZE], struct jd__visitor visitor,
    struct jd__journal **out_journal, struct jd_error *err)
{
    return open_as(alloc, folder, id, &visitor, true, out_journal, err);
}

void
jd__journal_close(struct jd__journal *journal)
{
    if (journal == NULL)
        return;
    struct jd_alloc alloc = journal->alloc;
    if (!journal->is_broken && !journal->is_read_only) {
        jd__journal_abandon(journal);
        if (journal->is_told) /* a hint of how far: the rest lasts without it */
            (void)jd__file_sync(journal->salts, NULL);
    }
    drop_pending(journal);
    jd__buf_done(&journal->pending);
    jd__buf_done(&journal->new_salts);
    jd__file_close(journal->salts);
    jd__file_close(journal->file);
    jd__alloc_free(&alloc, journal, sizeof(*journal));
}

enum jd_status
jd__journal_make(const struct jd_alloc *alloc, const char *folder,
    const uint8_t id[static JD__STORE_ID_SIZE], struct jd_error *err)
{
    if (sodium_init() < 0)
        return jd__fail(err, JD_E_IO, "libsodium does not start");
    static const char *const names[] = {"journal", "journal.salts"};
    const struct jd__journal_end end = jd__journal_start(id);
    char path[JD__STORE_PATH];
    enum jd_status status = JD_OK;
    for (size_t i = 0; i < 2 && status == JD_OK; i++) {
        struct jd__file *file = NULL;
        status = jd__store_path(folder, names[i], path, err);
        if (status == JD_OK)
            status = jd__file_open(alloc, path, JD__FILE_NEW, true, &file, err);
        if (status == JD_OK && i == 1)
            status = jd__salts_write_end(file, &end, err);
        if (status == JD_OK)
            status = jd__file_sync(file, err);
        jd__file_close(file);
    }
    return status != JD_OK ? status : jd__folder_sync(folder, err);
}

/* ---- append ---- */

static enum jd_status
see_usable(const struct jd__journal *journal, struct jd_error *err)
{
    if (journal->is_broken)
        return jd__fail(err, JD_E_IO, "the journal failed earlier: open the store again");
    if (journal->is_read_only)
        return jd__fail(err, JD_E_ARG, "the journal is open to be read");
    return JD_OK;
}

enum jd_status
jd__journal_append(struct jd__journal *journal, const struct jd__entry *entry, int64_t now,
    struct jd_error *err)
{
    enum jd_status status = see_usable(journal, err);
    if (status != JD_OK)
        return status;
    struct jd__found found = {0};
    jd__buf_init(&found.bytes, &journal->alloc, 1, 0);
    const struct jd__journal_end *written = &journal->written;
    struct jd__frame_place place = {
        .seq = written->seq + 1,
        .time = now > written->time ? now : written->time,
        .first_salt = written->n_salts,
        .previous = written->hash,
    };
    status = jd__salts_make(
        journal->salts, written->n_salts, (size_t)entry->n + 1, &journal->new_salts, err);
    if (status == JD_OK) {
        place.salts = journal->new_salts.data;
        status = jd__frame_build(entry, &place, &found.bytes, err);
    }
    if (status == JD_OK)
        status = jd__file_append(journal->file, found.bytes.data, found.bytes.n, err);
    if (status == JD_OK) {
        struct jd_str bytes = {found.bytes.data, found.bytes.n};
        (void)jd__frame_parse(bytes, &found.frame); /* just built */
        status = take(journal, &found, err);
        if (status != JD_OK) /* the file must not run ahead of what is known of it */
            journal->is_broken =
                jd__file_truncate(journal->file, written->size, NULL) != JD_OK;
    }
    jd__buf_done(&found.bytes);
    return status;
}

enum jd_status
jd__journal_commit(struct jd__journal *journal, struct jd_error *err)
{
    size_t n = journal->pending.n;
    enum jd_status status = see_usable(journal, err);
    if (status != JD_OK || n == 0)
        return status;
    const struct pending *group = journal->pending.data;
    if ((group[n - 1].frame.flags & JD__FRAME_MORE) != 0)
        return jd__fail(err, JD_E_ARG, "the group of entries is not finished");
    status = jd__file_sync(journal->salts, err);
    if (status == JD_OK)
        status = jd__file_sync(journal->file, err);
    if (status == JD_OK)
        status = jd__salts_write_end(journal->salts, &journal->written, err);
    journal->is_told = true;
    if (status != JD_OK) {
        journal->is_broken = true;
        return status;
    }
    return show(journal, err);
}

void
jd__journal_abandon(struct jd__journal *journal)
{
    if (journal->is_broken || journal->pending.n == 0)
        return;
    drop_pending(journal);
    journal->written = journal->end;
    /* A tail that stays is cut off when the journal is opened. */
    if (jd__file_truncate(journal->file, journal->end.size, NULL) != JD_OK ||
        jd__file_truncate(journal->salts,
            JD__SALTS_MARK + journal->end.n_salts * JD__SALT_SIZE, NULL) != JD_OK)
        journal->is_broken = true;
}

/* ---- look ---- */

const struct jd__journal_end *
jd__journal_end(const struct jd__journal *journal)
{
    return &journal->end;
}

const struct jd__journal_end *
jd__journal_written(const struct jd__journal *journal)
{
    return &journal->written;
}

uint64_t
jd__journal_cut(const struct jd__journal *journal)
{
    return journal->n_cut;
}

enum jd_status
jd__journal_read(const struct jd__journal *journal, uint64_t offset,
    struct jd__buf *out_bytes, struct jd__frame *out_frame, struct jd_error *err)
{
    struct jd__found found = {.bytes = *out_bytes};
    if (offset >= journal->end.size)
        return jd__fail(err, JD_E_ARG, "the journal has no byte %" PRIu64, offset);
    enum jd_status status =
        jd__frame_read(journal->file, offset, journal->end.size, &found, err);
    if (status == JD_OK && found.wrong == NULL)
        status = jd__frame_open(journal->salts, &found, err);
    *out_bytes = found.bytes;
    if (status == JD_OK && found.wrong != NULL)
        return damaged(offset, found.wrong, err);
    if (status == JD_OK)
        *out_frame = found.frame;
    return status;
}
