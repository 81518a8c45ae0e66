/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_store.c - the small files of a store: joinder.json, the head of journal.salts,
 * derived.hashes.
 *
 * The first byte says which.  What is accepted is written back as the same bytes; what is
 * refused says why and touches nothing.  Few random bytes carry a right check, so the second
 * byte may ask to put one in.
 */
#include "fuzz.h"

#include "base/str.h"
#include "store/derive.h"
#include "store/salts.h"

#include <sodium.h>
#include <string.h>

static const uint8_t id[JD__STORE_ID_SIZE] = {1, 2, 3};

static void
as_identity(struct jd_str bytes)
{
    static const uint8_t untouched[JD__STORE_ID_SIZE] = {9};
    uint8_t out[JD__STORE_ID_SIZE] = {9};
    struct jd_error err = {0};
    char hex[2 * JD__STORE_ID_SIZE + 1];
    enum jd_status status = jd__identity_parse(bytes, out, &err);
    if (status != JD_OK) {
        fuzz_assert(status == JD_E_CORRUPT || status == JD_E_UNSUPPORTED);
        fuzz_assert(err.message[0] != '\0' && memcmp(out, untouched, sizeof(out)) == 0);
        return;
    }
    (void)sodium_bin2hex(hex, sizeof(hex), out, sizeof(out));
    fuzz_assert(bytes.size == 58 || bytes.size == 59);
    fuzz_assert(strncmp(bytes.data + 24, hex, sizeof(hex) - 1) == 0);
}

static void
as_salts(struct jd_str bytes)
{
    uint8_t head[JD__SALTS_MARK], again[JD__SALTS_MARK];
    struct jd__journal_end end;
    if (bytes.size < sizeof(head))
        return;
    memcpy(head, bytes.data, sizeof(head));
    if (!jd__salts_parse_end(head, &end))
        return;
    jd__salts_format_end(&end, again);
    fuzz_assert(memcmp(head, again, sizeof(head)) == 0);
}

static void
as_derived(struct jd_str bytes)
{
    uint8_t again[JD__DERIVED_SIZE];
    struct jd__derived derived;
    if (!jd__derived_parse(bytes, id, &derived))
        return;
    jd__derived_format(&derived, id, again);
    fuzz_assert(
        bytes.size == sizeof(again) && memcmp(bytes.data, again, sizeof(again)) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t bytes[512];
    if (size < 2 || size - 2 > sizeof(bytes))
        return 0;
    size -= 2;
    memcpy(bytes, data + 2, size);
    if (data[0] % 3 == 1 && data[1] != 0 && size >= JD__SALTS_MARK)
        (void)crypto_generichash(bytes + 72, 24, bytes, 72, NULL, 0);
    if (data[0] % 3 == 2 && data[1] != 0 && size == JD__DERIVED_SIZE)
        (void)crypto_generichash(bytes + 152, 32, bytes, 152, NULL, 0);
    static void (*const ways[])(struct jd_str) = {as_identity, as_salts, as_derived};
    ways[data[0] % 3]((struct jd_str){(const char *)bytes, size});
    return 0;
}
