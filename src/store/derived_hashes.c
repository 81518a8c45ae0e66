/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derived_hashes.c - derived.hashes: what each derived file must be, and which entry it stands at.
 *
 * Format of STORE/derived.hashes (numbers little-endian):
 *
 *       0  u8[8] "JDDERIV1"
 *       8  u8[16] the store
 *      24  u64 the last entry of the journal that is in the files
 *      32  for each of derived.duckdb, issues.csv, rejected.csv: u64 size, u8[32] BLAKE2b
 *     152  u8[32] check: BLAKE2b of the 152 bytes above
 *
 * Invariant: it is written after the files; until then they do not agree with it, and are made
 * again.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "store/derive.h"
#include "store/salts.h"
#include "store/wire.h"

#include <sodium.h>
#include <string.h>

static const uint8_t file_mark[8] = {'J', 'D', 'D', 'E', 'R', 'I', 'V', '1'};

enum { AT_FILES = 32, FILE_SIZE = 8 + JD__HASH_SIZE, STEP = 65536 };
enum { CHECKED = AT_FILES + JD__N_DERIVED * FILE_SIZE };
_Static_assert(CHECKED + JD__HASH_SIZE == JD__DERIVED_SIZE, "see the format above");

const char *const jd__derived_names[JD__N_DERIVED] = {
    "derived.duckdb", "issues.csv", "rejected.csv"};

/* ---- as bytes ---- */

void
jd__derived_format(const struct jd__derived *derived,
    const uint8_t id[static JD__STORE_ID_SIZE], uint8_t out[static JD__DERIVED_SIZE])
{
    memcpy(out, file_mark, sizeof(file_mark));
    memcpy(out + 8, id, JD__STORE_ID_SIZE);
    jd__put_le(out + 24, derived->applied_seq, 8);
    for (size_t i = 0; i < JD__N_DERIVED; i++) {
        uint8_t *at = out + AT_FILES + i * FILE_SIZE;
        jd__put_le(at, derived->files[i].size, 8);
        memcpy(at + 8, derived->files[i].hash, JD__HASH_SIZE);
    }
    (void)crypto_generichash(out + CHECKED, JD__HASH_SIZE, out, CHECKED, NULL, 0);
}

bool
jd__derived_parse(struct jd_str bytes, const uint8_t id[static JD__STORE_ID_SIZE],
    struct jd__derived *out_derived)
{
    uint8_t expected[JD__DERIVED_SIZE];
    struct jd__derived derived = {0};
    if (bytes.size != JD__DERIVED_SIZE)
        return false;
    const uint8_t *from = (const uint8_t *)bytes.data;
    derived.applied_seq = jd__get_le(from + 24, 8);
    for (size_t i = 0; i < JD__N_DERIVED; i++) {
        const uint8_t *at = from + AT_FILES + i * FILE_SIZE;
        derived.files[i].size = jd__get_le(at, 8);
        memcpy(derived.files[i].hash, at + 8, JD__HASH_SIZE);
    }
    jd__derived_format(&derived, id, expected);
    if (memcmp(expected, bytes.data, sizeof(expected)) != 0)
        return false;
    *out_derived = derived;
    return true;
}

/* ---- of the files ---- */

static enum jd_status
hash_file(const struct jd__file *file, struct jd__derived_file *out, struct jd_error *err)
{
    uint8_t bytes[STEP];
    crypto_generichash_state state;
    enum jd_status status = JD_OK;
    uint64_t size = 0;
    (void)crypto_generichash_init(&state, NULL, 0, JD__HASH_SIZE);
    for (size_t got = STEP; got == STEP && status == JD_OK; size += got) {
        got = 0;
        status = jd__file_read_at(file, size, bytes, sizeof(bytes), &got, err);
        (void)crypto_generichash_update(&state, bytes, got);
    }
    if (status != JD_OK)
        return status;
    out->size = size;
    (void)crypto_generichash_final(&state, out->hash, JD__HASH_SIZE);
    return JD_OK;
}

enum jd_status
jd__derived_hash(const struct jd_alloc *alloc, const char *folder,
    enum jd__derived_name name, struct jd__derived_file *out, struct jd_error *err)
{
    char path[JD__STORE_PATH];
    struct jd__file *file = NULL;
    enum jd_status status = jd__store_path(folder, jd__derived_names[name], path, err);
    if (status == JD_OK)
        status = jd__file_open(alloc, path, JD__FILE_READ, true, &file, err);
    if (status == JD_OK)
        status = hash_file(file, out, err);
    jd__file_close(file);
    return status;
}

bool
jd__derived_is(const struct jd__derived_file *a, const struct jd__derived_file *b)
{
    return a->size == b->size && memcmp(a->hash, b->hash, JD__HASH_SIZE) == 0;
}

enum jd_status
jd__derived_write(const struct jd__store *store, struct jd_error *err)
{
    struct jd__derived derived = {.applied_seq = jd__store_end(store)->seq};
    uint8_t bytes[JD__DERIVED_SIZE];
    char path[JD__STORE_PATH];
    enum jd_status status = jd__store_path(store->folder, JD__DERIVED_HASHES, path, err);
    for (size_t i = 0; i < JD__N_DERIVED && status == JD_OK; i++)
        status = jd__derived_hash(
            &store->alloc, store->folder, (enum jd__derived_name)i, &derived.files[i], err);
    if (status != JD_OK)
        return status;
    jd__derived_format(&derived, store->id, bytes);
    return jd__file_write(path, bytes, sizeof(bytes), err);
}

enum jd_status
jd__derived_read(
    const struct jd__store *store, struct jd__derived *out_derived, struct jd_error *err)
{
    char path[JD__STORE_PATH];
    char *data = NULL;
    size_t size = 0;
    enum jd_status status = jd__store_path(store->folder, JD__DERIVED_HASHES, path, err);
    if (status == JD_OK)
        status = jd__file_read(&store->alloc, path, JD__DERIVED_SIZE, &data, &size, err);
    if (status == JD_E_LIMIT)
        return jd__fail(err, JD_E_CORRUPT, "derived.hashes: is damaged");
    if (status != JD_OK)
        return status;
    if (!jd__derived_parse((struct jd_str){data, size}, store->id, out_derived))
        status = jd__fail(err, JD_E_CORRUPT, "derived.hashes: is damaged");
    jd__alloc_free(&store->alloc, data, size + 1);
    return status;
}
