/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_check.c - read every byte of a journal and say what is damaged.
 *
 * Opening stops at the first damage; this goes on behind it, at the size that the damaged frame
 * tells, or else at the next bytes that are a sound header.
 */
#include "base/error.h"
#include "store/salts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct check {
    const struct jd__file *file;
    const struct jd__file *salts;
    struct jd__damage_listener listener;
    struct jd__buf row_salts; /* bytes */
    struct jd__found found;
    struct jd__journal_end at;
    uint64_t committed; /* bytes of the journal, as the salts' head says */
    uint64_t n;
};

static void
say(struct check *check, const char *file, uint64_t offset, const char *what)
{
    char line[JD_MESSAGE_SIZE];
    /* Behind the committed bytes of the journal it need not be the disk's fault. */
    bool is_behind = strcmp(file, "journal") == 0 && offset >= check->committed;
    (void)snprintf(line, sizeof(line), "%s: byte %" PRIu64 ": %s%s", file, offset, what,
        is_behind
            ? " (behind what was committed: what a crash left is settled when the store "
              "is opened)"
            : "");
    check->listener.say(check->listener.ctx, line);
    check->n++;
}

/* Compare the rows with their commitments. */
static enum jd_status
check_rows(struct check *check, struct jd_error *err)
{
    uint64_t offset = 0;
    enum jd_status status =
        jd__frame_open_rows(check->salts, &check->row_salts, &check->found, &offset, err);
    if (status == JD_OK && check->found.wrong != NULL)
        say(check, "journal.salts", offset, check->found.wrong);
    return status;
}

/* The next place from `offset` on that may be a frame: where the frame's mark stands. */
static enum jd_status
find_mark(struct check *check, uint64_t end, uint64_t *offset, struct jd_error *err)
{
    static const char mark[] = {'J', 'D', 'F', JD__FRAME_FORMAT};
    enum { MARK_AT = 8, STEP = 4096 };
    char bytes[STEP];
    while (*offset + JD__FRAME_FIXED <= end) {
        size_t size = 0;
        enum jd_status status = jd__file_read_at(
            check->file, *offset + MARK_AT, bytes, sizeof(bytes), &size, err);
        if (status != JD_OK)
            return status;
        for (size_t i = 0; i + sizeof(mark) <= size; i++) {
            if (memcmp(bytes + i, mark, sizeof(mark)) == 0) {
                *offset += i;
                return JD_OK;
            }
        }
        if (size < sizeof(bytes))
            break;
        *offset += size - sizeof(mark) + 1;
    }
    *offset = end;
    return JD_OK;
}

/* Where to go on behind a frame that is none: where it says that it ends, if a sound header is
 * there; else the next sound header; else the end. */
static enum jd_status
find_next(struct check *check, uint64_t end, struct jd_error *err)
{
    struct jd__found *found = &check->found;
    enum jd_status status = JD_OK;
    uint64_t told = check->at.size + found->bytes.n, offset = check->at.size;
    if (found->bytes.n > 0 && told < end) {
        status = jd__frame_read(check->file, told, end, found, err);
        if (status == JD_OK && found->wrong == NULL) {
            check->at.size = told;
            return JD_OK;
        }
    }
    do {
        offset++;
        if (status == JD_OK)
            status = find_mark(check, end, &offset, err);
        if (status == JD_OK && offset < end)
            status = jd__frame_read(check->file, offset, end, found, err);
    } while (status == JD_OK && offset < end && found->wrong != NULL);
    check->at.size = offset;
    return status;
}

/* What the next frame must follow, when the one before it could not be read. */
static void
believe(struct check *check)
{
    const struct jd__frame *frame = &check->found.frame;
    check->at.seq = frame->seq - 1;
    check->at.n_salts = frame->first_salt;
    check->at.time = frame->time;
    memcpy(check->at.hash, frame->previous, JD__HASH_SIZE);
}

static enum jd_status
check_frame(struct check *check, uint64_t end, struct jd_error *err)
{
    struct jd__found *found = &check->found;
    uint64_t offset = check->at.size;
    enum jd_status status = jd__frame_read(check->file, offset, end, found, err);
    if (status != JD_OK)
        return status;
    if (found->wrong != NULL) {
        say(check, "journal", offset, found->wrong);
        status = find_next(check, end, err);
        if (status == JD_OK && check->at.size < end)
            believe(check);
        return status;
    }
    status = jd__frame_follow(check->salts, &check->at, found, err);
    if (status == JD_OK && found->wrong != NULL)
        say(check, "journal", offset, found->wrong);
    if (status == JD_OK && found->wrong == NULL)
        status = check_rows(check, err);
    if (status == JD_OK)
        check->at = jd__journal_after(&check->at, &found->frame);
    return status;
}

static enum jd_status
check_files(struct check *check, struct jd_error *err)
{
    struct jd__journal_end committed = {0};
    struct jd_error head = {0};
    uint64_t end = jd__file_size(check->file);
    enum jd_status status = jd__salts_read_end(check->salts, &committed, &head);
    if (status == JD_E_CORRUPT) {
        check->listener.say(check->listener.ctx, head.message);
        check->n++;
        committed.size = end + 1; /* not known: nothing is excused */
    } else if (status != JD_OK) {
        return jd__fail(err, status, "%s", head.message);
    }
    status = JD_OK;
    check->committed = committed.size;
    while (status == JD_OK && check->at.size < end)
        status = check_frame(check, end, err);
    if (status != JD_OK || head.status != JD_OK)
        return status;
    if (check->at.size < committed.size)
        say(check, "journal", end, "the journal ends before what was committed");
    else if (check->at.size > committed.size)
        say(check, "journal", committed.size, "entries that were not committed");
    else if (check->at.n_salts != committed.n_salts ||
             memcmp(check->at.hash, committed.hash, JD__HASH_SIZE) != 0)
        say(check, "journal.salts", 0, "its head names another last entry");
    else if (jd__file_size(check->salts) >
             JD__SALTS_MARK + committed.n_salts * JD__SALT_SIZE)
        say(check, "journal.salts", JD__SALTS_MARK + committed.n_salts * JD__SALT_SIZE,
            "bytes behind the last salt");
    return JD_OK;
}

enum jd_status
jd__journal_check(const struct jd_alloc *alloc, const char *folder,
    const uint8_t id[static JD__STORE_ID_SIZE], struct jd__damage_listener listener,
    uint64_t *out_n, struct jd_error *err)
{
    struct jd__file *file = NULL, *salts = NULL;
    struct check check = {.listener = listener, .at = jd__journal_start(id)};
    jd__buf_init(&check.row_salts, alloc, 1, 0);
    jd__buf_init(&check.found.bytes, alloc, 1, 0);
    enum jd_status status =
        jd__journal_files(alloc, folder, JD__FILE_READ, &file, &salts, err);
    if (status == JD_OK)
        status = jd__file_lock(file, err);
    check.file = file;
    check.salts = salts;
    if (status == JD_OK)
        status = check_files(&check, err);
    if (status == JD_OK)
        *out_n = check.n;
    jd__buf_done(&check.row_salts);
    jd__buf_done(&check.found.bytes);
    jd__file_close(salts);
    jd__file_close(file);
    return status;
}
