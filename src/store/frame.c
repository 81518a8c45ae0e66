/* SPDX-License-Identifier: Apache-2.0 */
/*
 * frame.c - build and parse one entry of the journal.
 *
 * Format (numbers little-endian):
 *
 *       0  u64 size of the frame        48  u64 number of its first salt
 *       8  u8[4] "JDF" and format 1     56  u8[32] payload's checksum
 *      12  u16 type, u16 flags          88  u8[32] hash of the header before
 *      16  u64 seq                     120  asker
 *      24  i64 time                      …  n commitments of 32 bytes
 *      32  u32 n, u32 size of asker      …  u8[32] hash of all before it: the header's
 *      40  u64 size of payload           …  payload: u32 size of head, head, n rows
 *
 * Invariant: the header's hash covers everything but the payload; the payload is covered by
 * the checksum, which is keyed by an erasable salt.  So a payload and its salts can go, and the
 * chain of headers still verifies and tells nothing of what was there.
 */
#include "store/frame.h"

#include "base/error.h"
#include "store/wire.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

enum { AT_CHECKSUM = 56, AT_PREVIOUS = 88 };

static const uint8_t mark[4] = {'J', 'D', 'F', JD__FRAME_FORMAT};

/* RFC 6962 section 2.1 puts a zero byte before what a leaf hashes. */
static void
hash_header(const uint8_t *header, size_t size, uint8_t out[static JD__HASH_SIZE])
{
    const uint8_t leaf = 0;
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, &leaf, 1);
    crypto_hash_sha256_update(&state, header, size);
    crypto_hash_sha256_final(&state, out);
}

void
jd__frame_commit(const uint8_t salt[static JD__SALT_SIZE], struct jd_str row,
    uint8_t out[static JD__HASH_SIZE])
{
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, salt, JD__SALT_SIZE);
    crypto_hash_sha256_update(&state, (const uint8_t *)row.data, row.size);
    crypto_hash_sha256_final(&state, out);
}

static void
checksum(const uint8_t salt[static JD__SALT_SIZE], struct jd_str payload,
    uint8_t out[static JD__HASH_SIZE])
{
    (void)crypto_generichash(out, JD__HASH_SIZE, (const uint8_t *)payload.data,
        payload.size, salt, JD__SALT_SIZE); /* fails for wrong sizes only */
}

static uint64_t
header_size(uint64_t asker_size, uint64_t n)
{
    return JD__FRAME_FIXED + asker_size + n * JD__HASH_SIZE + JD__HASH_SIZE;
}

/* ---- build ---- */

static enum jd_status
check_entry(const struct jd__entry *entry, struct jd_error *err)
{
    if (entry->asker.size > JD__LIMIT_ASKER)
        return jd__fail(
            err, JD_E_LIMIT, "an asker's name is longer than %u bytes", JD__LIMIT_ASKER);
    if (entry->head.size > JD__LIMIT_PAYLOAD || entry->rows.size > JD__LIMIT_PAYLOAD ||
        entry->head.size + entry->rows.size + 4 > JD__LIMIT_PAYLOAD)
        return jd__fail(
            err, JD_E_LIMIT, "a journal entry is larger than %u bytes", JD__LIMIT_PAYLOAD);
    struct jd_str rows = entry->rows, row = {0};
    uint32_t n = 0;
    while (jd__frame_next_row(&rows, &row))
        n++;
    if (rows.size != 0 || n != entry->n)
        return jd__fail(err, JD_E_ARG,
            "a journal entry holds %" PRIu32 " rows, not %" PRIu32, n, entry->n);
    return JD_OK;
}

static void
put_fixed(const struct jd__entry *entry, const struct jd__frame_place *place, uint8_t *to)
{
    uint64_t payload_size = 4 + (uint64_t)entry->head.size + entry->rows.size;
    jd__put_le(to, header_size(entry->asker.size, entry->n) + payload_size, 8);
    memcpy(to + 8, mark, sizeof(mark));
    jd__put_le(to + 12, entry->type, 2);
    jd__put_le(to + 14, entry->flags, 2);
    jd__put_le(to + 16, place->seq, 8);
    jd__put_le(to + 24, (uint64_t)place->time, 8);
    jd__put_le(to + 32, entry->n, 4);
    jd__put_le(to + 36, entry->asker.size, 4);
    jd__put_le(to + 40, payload_size, 8);
    jd__put_le(to + 48, place->first_salt, 8);
    memcpy(to + AT_PREVIOUS, place->previous, JD__HASH_SIZE);
}

static void
put_commitments(const struct jd__entry *entry, const uint8_t *salts, uint8_t *to)
{
    struct jd_str rows = entry->rows, row = {0};
    for (uint32_t i = 0; jd__frame_next_row(&rows, &row); i++)
        jd__frame_commit(
            salts + (size_t)(i + 1) * JD__SALT_SIZE, row, to + (size_t)i * JD__HASH_SIZE);
}

enum jd_status
jd__frame_build(const struct jd__entry *entry, const struct jd__frame_place *place,
    struct jd__buf *out, struct jd_error *err)
{
    size_t start = out->n;
    size_t head_size = (size_t)header_size(entry->asker.size, entry->n);
    enum jd_status status = check_entry(entry, err);
    if (status == JD_OK)
        status = jd__buf_append(out, NULL, head_size, err);
    if (status == JD_OK)
        status = jd__wire_le(out, entry->head.size, 4, err);
    if (status == JD_OK)
        status = jd__buf_text(out, entry->head, err);
    if (status == JD_OK)
        status = jd__buf_text(out, entry->rows, err);
    if (status != JD_OK) {
        out->n = start;
        return status;
    }
    uint8_t *frame = (uint8_t *)out->data + start;
    struct jd_str payload = {(const char *)frame + head_size, out->n - start - head_size};
    put_fixed(entry, place, frame);
    checksum(place->salts, payload, frame + AT_CHECKSUM);
    if (entry->asker.size > 0)
        memcpy(frame + JD__FRAME_FIXED, entry->asker.data, entry->asker.size);
    put_commitments(entry, place->salts, frame + JD__FRAME_FIXED + entry->asker.size);
    hash_header(frame, head_size - JD__HASH_SIZE, frame + head_size - JD__HASH_SIZE);
    return JD_OK;
}

/* ---- parse ---- */

uint64_t
jd__frame_size(const uint8_t fixed[static JD__FRAME_FIXED])
{
    uint64_t size = jd__get_le(fixed, 8), payload_size = jd__get_le(fixed + 40, 8);
    uint64_t n = jd__get_le(fixed + 32, 4), asker_size = jd__get_le(fixed + 36, 4);
    bool is_frame = memcmp(fixed + 8, mark, sizeof(mark)) == 0 &&
                    asker_size <= JD__LIMIT_ASKER && payload_size <= JD__LIMIT_PAYLOAD &&
                    payload_size >= 4 && size == header_size(asker_size, n) + payload_size;
    return is_frame ? size : 0;
}

enum jd__frame_state
jd__frame_parse(struct jd_str bytes, struct jd__frame *out_frame)
{
    const uint8_t *at = (const uint8_t *)bytes.data;
    if (bytes.size < JD__FRAME_FIXED)
        return JD__FRAME_SHORT;
    uint64_t size = jd__frame_size(at);
    if (size == 0)
        return JD__FRAME_WRONG;
    if (size > bytes.size)
        return JD__FRAME_SHORT;
    uint64_t payload_size = jd__get_le(at + 40, 8);
    size_t head_size = (size_t)(size - payload_size);
    uint8_t hash[JD__HASH_SIZE];
    hash_header(at, head_size - JD__HASH_SIZE, hash);
    if (memcmp(hash, at + head_size - JD__HASH_SIZE, sizeof(hash)) != 0)
        return JD__FRAME_WRONG;
    size_t asker_size = (size_t)jd__get_le(at + 36, 4);
    *out_frame = (struct jd__frame){
        .size = size,
        .type = (uint16_t)jd__get_le(at + 12, 2),
        .flags = (uint16_t)jd__get_le(at + 14, 2),
        .seq = jd__get_le(at + 16, 8),
        .time = (int64_t)jd__get_le(at + 24, 8),
        .n = (uint32_t)jd__get_le(at + 32, 4),
        .first_salt = jd__get_le(at + 48, 8),
        .asker = {(const char *)at + JD__FRAME_FIXED, asker_size},
        .checksum = at + AT_CHECKSUM,
        .previous = at + AT_PREVIOUS,
        .commitments = at + JD__FRAME_FIXED + asker_size,
        .hash = at + head_size - JD__HASH_SIZE,
        .payload = {(const char *)at + head_size, (size_t)payload_size},
    };
    return JD__FRAME_WHOLE;
}

bool
jd__frame_next_row(struct jd_str *rows, struct jd_str *out_row)
{
    if (rows->size < 4)
        return false;
    uint64_t size = jd__get_le((const uint8_t *)rows->data, 4);
    if (size > rows->size - 4)
        return false;
    *out_row = (struct jd_str){rows->data + 4, (size_t)size};
    *rows = (struct jd_str){rows->data + 4 + size, rows->size - 4 - (size_t)size};
    return true;
}

struct jd_str
jd__frame_head(const struct jd__frame *frame, struct jd_str *out_rows)
{
    struct jd__reader reader = jd__reader_of(frame->payload);
    struct jd_str head = jd__read_bytes(&reader, jd__read_le(&reader, 4));
    *out_rows = jd__read_bytes(&reader, reader.size - reader.at);
    return head;
}

bool
jd__frame_payload_is_sound(
    const struct jd__frame *frame, const uint8_t salt[static JD__SALT_SIZE])
{
    uint8_t sum[JD__HASH_SIZE];
    checksum(salt, frame->payload, sum);
    if (memcmp(sum, frame->checksum, sizeof(sum)) != 0)
        return false;
    struct jd_str rows = {0}, row = {0};
    if (jd__frame_head(frame, &rows).data == NULL)
        return false;
    uint32_t n = 0;
    while (jd__frame_next_row(&rows, &row))
        n++;
    return n == frame->n && rows.size == 0;
}
