/* SPDX-License-Identifier: Apache-2.0 */
/*
 * salts.c - the file beside the journal, and reading frames against it.
 *
 * Format of STORE/journal.salts (numbers little-endian):
 *
 *       0  u8[8] "JDSALTS1"
 *       8  u64 committed bytes, 16 u64 last seq, 24 u64 salts, 32 i64 time of the last frame
 *      40  u8[32] hash of the last header
 *      72  u8[24] check: BLAKE2b of the 72 bytes before it
 *      96  salts of 16 bytes: for each frame its payload's, then one a row
 *
 * The first 96 bytes lie in one sector, so a crash leaves the old ones or the new ones.
 *
 * Invariant: they are written after the journal's sync, so what they count is on the disk.
 */
#include "store/salts.h"

#include "base/error.h"
#include "base/str.h"
#include "store/wire.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>

static const uint8_t file_mark[8] = {'J', 'D', 'S', 'A', 'L', 'T', 'S', '1'};

enum { CHECKED = 72, CHECK_SIZE = 24 };

enum jd_status
jd__store_path(const char *folder, const char *name, char out[static JD__STORE_PATH],
    struct jd_error *err)
{
    int size = snprintf(out, JD__STORE_PATH, "%s/%s", folder, name);
    if (size < 0 || (unsigned)size >= JD__STORE_PATH)
        return jd__fail(err, JD_E_LIMIT, "the store's path is too long");
    return JD_OK;
}

static enum jd_status
open_file(const struct jd_alloc *alloc, const char *folder, const char *name,
    enum jd__file_mode mode, struct jd__file **out_file, struct jd_error *err)
{
    char path[JD__STORE_PATH];
    enum jd_status status = jd__store_path(folder, name, path, err);
    if (status != JD_OK)
        return status;
    status = jd__file_open(alloc, path, mode, true, out_file, err);
    if (status == JD_E_NOT_FOUND)
        return jd__fail(err, JD_E_CORRUPT, "%s: is not there", name);
    return status;
}

enum jd_status
jd__journal_files(const struct jd_alloc *alloc, const char *folder, enum jd__file_mode mode,
    struct jd__file **out_journal, struct jd__file **out_salts, struct jd_error *err)
{
    struct jd__file *journal = NULL, *salts = NULL;
    enum jd_status status = open_file(alloc, folder, "journal", mode, &journal, err);
    if (status == JD_OK)
        status = open_file(alloc, folder, "journal.salts", mode, &salts, err);
    if (status != JD_OK) {
        jd__file_close(journal);
        return status;
    }
    *out_journal = journal;
    *out_salts = salts;
    return JD_OK;
}

struct jd__journal_end
jd__journal_start(const uint8_t id[static JD__STORE_ID_SIZE])
{
    static const char name[] = "joinder journal 1";
    struct jd__journal_end end = {.time = INT64_MIN};
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const uint8_t *)name, sizeof(name) - 1);
    crypto_hash_sha256_update(&state, id, JD__STORE_ID_SIZE);
    crypto_hash_sha256_final(&state, end.hash);
    return end;
}

static void
check_of(const uint8_t *bytes, uint8_t out[static CHECK_SIZE])
{
    (void)crypto_generichash(out, CHECK_SIZE, bytes, CHECKED, NULL, 0);
}

void
jd__salts_format_end(const struct jd__journal_end *end, uint8_t out[static JD__SALTS_MARK])
{
    memcpy(out, file_mark, sizeof(file_mark));
    jd__put_le(out + 8, end->size, 8);
    jd__put_le(out + 16, end->seq, 8);
    jd__put_le(out + 24, end->n_salts, 8);
    jd__put_le(out + 32, (uint64_t)end->time, 8);
    memcpy(out + 40, end->hash, JD__HASH_SIZE);
    check_of(out, out + CHECKED);
}

enum jd_status
jd__salts_write_end(
    struct jd__file *salts, const struct jd__journal_end *end, struct jd_error *err)
{
    uint8_t bytes[JD__SALTS_MARK];
    jd__salts_format_end(end, bytes);
    return jd__file_write_at(salts, 0, bytes, sizeof(bytes), err);
}

/* How many salts the file has room for. */
static uint64_t
salts_in(const struct jd__file *salts)
{
    uint64_t size = jd__file_size(salts);
    return size < JD__SALTS_MARK ? 0 : (size - JD__SALTS_MARK) / JD__SALT_SIZE;
}

bool
jd__salts_parse_end(
    const uint8_t bytes[static JD__SALTS_MARK], struct jd__journal_end *out_end)
{
    uint8_t check[CHECK_SIZE];
    check_of(bytes, check);
    if (memcmp(bytes, file_mark, sizeof(file_mark)) != 0 ||
        memcmp(bytes + CHECKED, check, sizeof(check)) != 0)
        return false;
    *out_end = (struct jd__journal_end){
        .size = jd__get_le(bytes + 8, 8),
        .seq = jd__get_le(bytes + 16, 8),
        .n_salts = jd__get_le(bytes + 24, 8),
        .time = (int64_t)jd__get_le(bytes + 32, 8),
    };
    memcpy(out_end->hash, bytes + 40, JD__HASH_SIZE);
    return true;
}

enum jd_status
jd__salts_read_end(
    const struct jd__file *salts, struct jd__journal_end *out_end, struct jd_error *err)
{
    uint8_t bytes[JD__SALTS_MARK];
    struct jd__journal_end end = {0};
    size_t size = 0;
    enum jd_status status = jd__file_read_at(salts, 0, bytes, sizeof(bytes), &size, err);
    if (status != JD_OK)
        return status;
    if (size < sizeof(bytes) || !jd__salts_parse_end(bytes, &end))
        return jd__fail(err, JD_E_CORRUPT, "journal.salts: byte 0: its head is damaged");
    if (end.n_salts > salts_in(salts))
        return jd__fail(err, JD_E_CORRUPT,
            "journal.salts: ends at byte %" PRIu64 ", before its last salt",
            jd__file_size(salts));
    *out_end = end;
    return JD_OK;
}

enum jd_status
jd__salts_read(const struct jd__file *salts, uint64_t first, size_t n, uint8_t *out,
    bool *out_whole, struct jd_error *err)
{
    size_t size = 0;
    uint64_t room = salts_in(salts);
    *out_whole = false;
    if (first > room || n > room - first)
        return JD_OK;
    enum jd_status status = jd__file_read_at(
        salts, JD__SALTS_MARK + first * JD__SALT_SIZE, out, n * JD__SALT_SIZE, &size, err);
    if (status == JD_OK)
        *out_whole = size == n * JD__SALT_SIZE;
    return status;
}

enum jd_status
jd__salts_make(struct jd__file *salts, uint64_t first, size_t n, struct jd__buf *out,
    struct jd_error *err)
{
    out->n = 0;
    enum jd_status status = jd__buf_append(out, NULL, n * JD__SALT_SIZE, err);
    if (status != JD_OK)
        return status;
    randombytes_buf(out->data, out->n);
    return jd__file_write_at(
        salts, JD__SALTS_MARK + first * JD__SALT_SIZE, out->data, out->n, err);
}

/* ---- frames against the files ---- */

enum jd_status
jd__frame_read(const struct jd__file *file, uint64_t offset, uint64_t end,
    struct jd__found *found, struct jd_error *err)
{
    uint8_t fixed[JD__FRAME_FIXED];
    size_t got = 0;
    found->bytes.n = 0;
    found->wrong = NULL;
    found->is_short = end - offset < sizeof(fixed);
    if (found->is_short) {
        found->wrong = "an entry's header is cut short";
        return JD_OK;
    }
    enum jd_status status = jd__file_read_at(file, offset, fixed, sizeof(fixed), &got, err);
    uint64_t size = status == JD_OK && got == sizeof(fixed) ? jd__frame_size(fixed) : 0;
    if (status != JD_OK)
        return status;
    found->is_short = size > end - offset;
    if (size == 0 || found->is_short) {
        found->wrong = size == 0 ? "no entry's header" : "an entry is cut short";
        return JD_OK;
    }
    status = jd__buf_append(&found->bytes, NULL, (size_t)size, err);
    if (status == JD_OK)
        status = jd__file_read_at(file, offset, found->bytes.data, (size_t)size, &got, err);
    if (status != JD_OK)
        return status;
    struct jd_str bytes = {found->bytes.data, got};
    if (jd__frame_parse(bytes, &found->frame) != JD__FRAME_WHOLE)
        found->wrong = "an entry's header is damaged";
    return JD_OK;
}

enum jd_status
jd__frame_open(const struct jd__file *salts, struct jd__found *found, struct jd_error *err)
{
    uint8_t salt[JD__SALT_SIZE];
    bool whole = false;
    enum jd_status status =
        jd__salts_read(salts, found->frame.first_salt, 1, salt, &whole, err);
    if (status != JD_OK)
        return status;
    if (!whole)
        found->wrong = "an entry's salts are not there";
    else if (!jd__frame_payload_is_sound(&found->frame, salt))
        found->wrong = "an entry's payload is damaged";
    return JD_OK;
}

bool
jd__frame_is_next(const struct jd__journal_end *before, const struct jd__frame *frame)
{
    return frame->seq == before->seq + 1 && frame->time >= before->time &&
           frame->first_salt == before->n_salts &&
           memcmp(frame->previous, before->hash, JD__HASH_SIZE) == 0;
}

enum jd_status
jd__frame_follow(const struct jd__file *salts, const struct jd__journal_end *before,
    struct jd__found *found, struct jd_error *err)
{
    if (!jd__frame_is_next(before, &found->frame))
        found->wrong = "an entry does not follow the one before it";
    return found->wrong == NULL ? jd__frame_open(salts, found, err) : JD_OK;
}

/* The first row that its salt does not open; n when all do. */
static uint32_t
first_closed_row(const struct jd__frame *frame, const uint8_t *salts)
{
    struct jd_str rows = {0}, row = {0};
    uint32_t i = 0;
    (void)jd__frame_head(frame, &rows);
    for (; i < frame->n && jd__frame_next_row(&rows, &row); i++) {
        uint8_t hash[JD__HASH_SIZE];
        jd__frame_commit(salts + (size_t)i * JD__SALT_SIZE, row, hash);
        if (memcmp(hash, frame->commitments + (size_t)i * JD__HASH_SIZE, sizeof(hash)) != 0)
            break;
    }
    return i;
}

enum jd_status
jd__frame_open_rows(const struct jd__file *salts, struct jd__buf *room,
    struct jd__found *found, uint64_t *out_offset, struct jd_error *err)
{
    const struct jd__frame *frame = &found->frame;
    bool whole = false;
    if (frame->n == 0)
        return JD_OK;
    room->n = 0;
    enum jd_status status =
        jd__buf_append(room, NULL, (size_t)frame->n * JD__SALT_SIZE, err);
    if (status == JD_OK)
        status =
            jd__salts_read(salts, frame->first_salt + 1, frame->n, room->data, &whole, err);
    if (status != JD_OK)
        return status;
    uint32_t row = whole ? first_closed_row(frame, room->data) : 0;
    if (!whole)
        found->wrong = "the salts end before an entry's last one";
    else if (row < frame->n)
        found->wrong = "a row's commitment does not open";
    *out_offset = JD__SALTS_MARK + (frame->first_salt + 1 + row) * JD__SALT_SIZE;
    return JD_OK;
}

struct jd__journal_end
jd__journal_after(const struct jd__journal_end *before, const struct jd__frame *frame)
{
    struct jd__journal_end end = {before->size + frame->size, frame->seq,
        frame->first_salt + 1 + frame->n, frame->time, {0}};
    memcpy(end.hash, frame->hash, JD__HASH_SIZE);
    return end;
}
