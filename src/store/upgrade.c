/* SPDX-License-Identifier: Apache-2.0 */
/*
 * upgrade.c - a store copied into this build's format, entry by entry.
 *
 * There is one format so far, so an entry is copied as its bytes; a later build reads here what
 * an earlier one wrote.
 *
 * Invariant: joinder.json is written last, after the copy was synced and read again.  Before, the
 * new folder is no store; the old one is only read, and held meanwhile.
 */
#include "base/error.h"
#include "store/held.h"
#include "store/salts.h"

#include <inttypes.h>
#include <string.h>

struct copy {
    struct jd__file *journal, *salts;         /* read */
    struct jd__file *new_journal, *new_salts; /* written */
    struct jd__found found;
    struct jd__buf room; /* bytes: a frame's salts */
    struct jd__journal_end at;
};

static enum jd_status
copy_open(struct copy *copy, const struct jd_alloc *alloc, const char *from, const char *to,
    struct jd_error *err)
{
    jd__buf_init(&copy->found.bytes, alloc, 1, 0);
    jd__buf_init(&copy->room, alloc, 1, 0);
    enum jd_status status =
        jd__journal_files(alloc, from, JD__FILE_READ, &copy->journal, &copy->salts, err);
    if (status == JD_OK)
        status = jd__journal_files(
            alloc, to, JD__FILE_UPDATE, &copy->new_journal, &copy->new_salts, err);
    return status;
}

static void
copy_done(struct copy *copy)
{
    jd__buf_done(&copy->found.bytes);
    jd__buf_done(&copy->room);
    jd__file_close(copy->journal);
    jd__file_close(copy->salts);
    jd__file_close(copy->new_journal);
    jd__file_close(copy->new_salts);
}

/* Read the next frame and compare all of it with its hashes. */
static enum jd_status
read_frame(struct copy *copy, uint64_t end, struct jd_error *err)
{
    struct jd__found *found = &copy->found;
    uint64_t offset = 0;
    enum jd_status status = jd__frame_read(copy->journal, copy->at.size, end, found, err);
    if (status == JD_OK && found->wrong == NULL)
        status = jd__frame_follow(copy->salts, &copy->at, found, err);
    if (status == JD_OK && found->wrong == NULL)
        status = jd__frame_open_rows(copy->salts, &copy->room, found, &offset, err);
    if (status == JD_OK && found->wrong != NULL)
        status = jd__fail(err, JD_E_CORRUPT, "journal: byte %" PRIu64 ": %s", copy->at.size,
            found->wrong);
    return status;
}

static enum jd_status
copy_frame(struct copy *copy, uint64_t end, struct jd_error *err)
{
    enum jd_status status = read_frame(copy, end, err);
    const struct jd__frame *frame = &copy->found.frame;
    bool whole = false;
    copy->room.n = 0;
    if (status == JD_OK)
        status =
            jd__buf_append(&copy->room, NULL, ((size_t)frame->n + 1) * JD__SALT_SIZE, err);
    if (status == JD_OK)
        status = jd__salts_read(copy->salts, frame->first_salt, (size_t)frame->n + 1,
            copy->room.data, &whole, err);
    if (status == JD_OK)
        status = jd__file_append(copy->new_salts, copy->room.data, copy->room.n, err);
    if (status == JD_OK)
        status = jd__file_append(
            copy->new_journal, copy->found.bytes.data, copy->found.bytes.n, err);
    if (status == JD_OK)
        copy->at = jd__journal_after(&copy->at, frame);
    return status;
}

/* Copy all that is committed, and bring it to the disk. */
static enum jd_status
copy_frames(struct copy *copy, const struct jd__journal_end *end, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    while (status == JD_OK && copy->at.size < end->size)
        status = copy_frame(copy, end->size, err);
    if (status == JD_OK && memcmp(copy->at.hash, end->hash, JD__HASH_SIZE) != 0)
        status = jd__fail(err, JD_E_CORRUPT, "journal: changed while it was copied");
    if (status == JD_OK)
        status = jd__file_sync(copy->new_journal, err);
    if (status == JD_OK)
        status = jd__salts_write_end(copy->new_salts, end, err);
    return status == JD_OK ? jd__file_sync(copy->new_salts, err) : status;
}

static void
keep_first(void *ctx, const char *line)
{
    char *first = ctx;
    size_t size = strlen(line) < JD_MESSAGE_SIZE ? strlen(line) : JD_MESSAGE_SIZE - 1;
    if (first[0] == '\0')
        memcpy(first, line, size);
}

/* Read the copy again, as it is on the disk. */
static enum jd_status
check_copy(const struct jd__store *store, const char *to, struct jd_error *err)
{
    char line[JD_MESSAGE_SIZE] = "";
    const struct jd__damage_listener listener = {keep_first, line};
    uint64_t n = 0;
    enum jd_status status =
        jd__journal_check(&store->alloc, to, store->id, listener, &n, err);
    if (status == JD_OK && n > 0)
        status = jd__fail(err, JD_E_CORRUPT, "the copy is damaged: %s", line);
    return status;
}

static enum jd_status
copy_store(const struct jd__store *store, const char *to, struct jd_error *err)
{
    struct copy copy = {.at = jd__journal_start(store->id)};
    enum jd_status status = jd__store_folder_make(&store->alloc, to, err);
    if (status == JD_OK)
        status = jd__journal_make(&store->alloc, to, store->id, err);
    if (status == JD_OK)
        status = copy_open(&copy, &store->alloc, store->folder, to, err);
    if (status == JD_OK)
        status = copy_frames(&copy, jd__store_end(store), err);
    copy_done(&copy);
    if (status == JD_OK)
        status = check_copy(store, to, err);
    return status == JD_OK ? jd__identity_write(to, store->id, err) : status;
}

enum jd_status
jd__store_upgrade(
    const struct jd_alloc *alloc, const char *from, const char *to, struct jd_error *err)
{
    const struct jd__store_options options = {.is_read_only = true};
    struct jd__store *store = NULL;
    enum jd_status status = jd__store_open(alloc, from, &options, &store, err);
    if (status == JD_OK)
        status = copy_store(store, to, err);
    jd__store_close(store);
    return status;
}
