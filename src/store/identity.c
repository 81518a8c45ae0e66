/* SPDX-License-Identifier: Apache-2.0 */
/*
 * identity.c - joinder.json: what format a store has, and which store it is.
 *
 *     {"format": 1, "store": "32 hexadecimal digits"}
 */
#include "store/held.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "store/salts.h"

#include <jansson.h>
#include <sodium.h>
#include <stdio.h>

enum { MOST_BYTES = 4096 };

static size_t
write_text(const uint8_t id[static JD__STORE_ID_SIZE], char out[static 128])
{
    char hex[2 * JD__STORE_ID_SIZE + 1];
    (void)sodium_bin2hex(hex, sizeof(hex), id, JD__STORE_ID_SIZE);
    int size =
        snprintf(out, 128, "{\"format\": %d, \"store\": \"%s\"}\n", JD__STORE_FORMAT, hex);
    return (size_t)size;
}

enum jd_status
jd__identity_write(
    const char *folder, const uint8_t id[static JD__STORE_ID_SIZE], struct jd_error *err)
{
    char path[JD__STORE_PATH], text[128];
    enum jd_status status = jd__store_path(folder, "joinder.json", path, err);
    return status != JD_OK ? status : jd__file_write(path, text, write_text(id, text), err);
}

enum jd_status
jd__identity_parse(
    struct jd_str text, uint8_t out_id[static JD__STORE_ID_SIZE], struct jd_error *err)
{
    char expected[128];
    uint8_t id[JD__STORE_ID_SIZE];
    json_t *json = json_loadb(text.data, text.size, JSON_REJECT_DUPLICATES, NULL);
    const json_t *format = json_object_get(json, "format");
    const char *hex = json_string_value(json_object_get(json, "store"));
    enum jd_status status = JD_OK;
    size_t size = 0;
    if (json_is_integer(format) && json_integer_value(format) != JD__STORE_FORMAT)
        status = jd__fail(err, JD_E_UNSUPPORTED,
            "joinder.json: the store has format %" JSON_INTEGER_FORMAT
            ", this build reads %d",
            json_integer_value(format), JD__STORE_FORMAT);
    else if (hex == NULL || strlen(hex) != (size_t)2 * JD__STORE_ID_SIZE ||
             sodium_hex2bin(id, sizeof(id), hex, strlen(hex), NULL, &size, NULL) != 0 ||
             size != sizeof(id) || write_text(id, expected) != text.size ||
             memcmp(expected, text.data, text.size) != 0)
        status = jd__fail(err, JD_E_CORRUPT, "joinder.json: byte 0: is damaged");
    else
        memcpy(out_id, id, sizeof(id));
    json_decref(json);
    return status;
}

enum jd_status
jd__identity_read(const struct jd_alloc *alloc, const char *folder,
    uint8_t out_id[static JD__STORE_ID_SIZE], struct jd_error *err)
{
    char path[JD__STORE_PATH];
    char *text = NULL;
    size_t size = 0;
    enum jd_status status = jd__store_path(folder, "joinder.json", path, err);
    if (status == JD_OK)
        status = jd__file_read(alloc, path, MOST_BYTES, &text, &size, err);
    if (status == JD_E_NOT_FOUND)
        return jd__fail(err, status, "%s: is no store (no joinder.json)", folder);
    if (status != JD_OK)
        return status;
    status = jd__identity_parse((struct jd_str){text, size}, out_id, err);
    const struct jd_alloc from = jd__alloc_or_default(alloc);
    jd__alloc_free(&from, text, size + 1);
    return status;
}
