/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json.c - a streaming writer of RFC 8259 text.
 *
 * Invariant: a comma is written before a value or key exactly when one stands before it in the
 * same object or array; need_comma says so.
 */
#include "base/json.h"

#include "base/number.h"
#include "base/str.h"
#include "base/utf8.h"

#include <inttypes.h>

static void
put(struct jd__json *json, const char *data, size_t size)
{
    if (json->status == JD_OK)
        json->status = jd__buf_append(json->out, data, size, &json->err);
}

static void
before_value(struct jd__json *json)
{
    if (json->need_comma)
        put(json, ",", 1);
    json->need_comma = true;
}

void
jd__json_init(struct jd__json *json, struct jd__buf *out)
{
    *json = (struct jd__json){.out = out};
}

enum jd_status
jd__json_end(const struct jd__json *json, struct jd_error *err)
{
    if (json->status != JD_OK && err != NULL)
        *err = json->err;
    return json->status;
}

static void
open_one(struct jd__json *json, const char *bracket)
{
    before_value(json);
    put(json, bracket, 1);
    json->need_comma = false;
    json->depth++;
}

static void
close_one(struct jd__json *json, const char *bracket)
{
    put(json, bracket, 1);
    json->need_comma = true;
    json->depth--;
}

void
jd__json_object(struct jd__json *json)
{
    open_one(json, "{");
}

void
jd__json_object_end(struct jd__json *json)
{
    close_one(json, "}");
}

void
jd__json_array(struct jd__json *json)
{
    open_one(json, "[");
}

void
jd__json_array_end(struct jd__json *json)
{
    close_one(json, "]");
}

static void
put_escaped(struct jd__json *json, uint32_t code)
{
    static const char hex[] = "0123456789abcdef";
    char escape[6] = {'\\', 'u', '0', '0', hex[code >> 4 & 0xF], hex[code & 0xF]};
    switch (code) {
    case '"':
        put(json, "\\\"", 2);
        break;
    case '\\':
        put(json, "\\\\", 2);
        break;
    case '\n':
        put(json, "\\n", 2);
        break;
    case '\t':
        put(json, "\\t", 2);
        break;
    default:
        put(json, escape, 6);
    }
}

static void
put_string(struct jd__json *json, struct jd_str text)
{
    put(json, "\"", 1);
    size_t start = 0;
    for (size_t at = 0; at < text.size;) {
        size_t here = at;
        uint32_t code = jd__utf8_next(text, &at);
        bool broken = code == 0xFFFD && at - here == 1;
        bool control = code < 0x20 || (code >= 0x7F && code <= 0x9F);
        if (!broken && !control && code != '"' && code != '\\')
            continue;
        put(json, text.data + start, here - start);
        if (broken)
            put(json, "\xEF\xBF\xBD", 3);
        else
            put_escaped(json, code);
        start = at;
    }
    if (start < text.size)
        put(json, text.data + start, text.size - start);
    put(json, "\"", 1);
}

void
jd__json_key(struct jd__json *json, const char *key)
{
    before_value(json);
    put_string(json, jd__str(key));
    put(json, ":", 1);
    json->need_comma = false;
}

void
jd__json_text(struct jd__json *json, struct jd_str text)
{
    if (text.data == NULL) {
        jd__json_null(json);
        return;
    }
    before_value(json);
    put_string(json, text);
}

void
jd__json_cstr(struct jd__json *json, const char *text)
{
    jd__json_text(json, jd__str(text));
}

void
jd__json_int(struct jd__json *json, int64_t value)
{
    before_value(json);
    if (json->status == JD_OK)
        json->status = jd__buf_printf(json->out, &json->err, "%" PRId64, value);
}

void
jd__json_real(struct jd__json *json, double value)
{
    char text[JD__NUMBER_SIZE];
    size_t size = jd__format_real(value, text);
    if (text[size - 1] < '0' || text[size - 1] > '9') {
        jd__json_null(json);
        return;
    }
    before_value(json);
    put(json, text, size);
}

void
jd__json_bool(struct jd__json *json, bool value)
{
    before_value(json);
    put(json, value ? "true" : "false", value ? 4 : 5);
}

void
jd__json_null(struct jd__json *json)
{
    before_value(json);
    put(json, "null", 4);
}

void
jd__json_key_text(struct jd__json *json, const char *key, struct jd_str text)
{
    jd__json_key(json, key);
    jd__json_text(json, text);
}

void
jd__json_key_cstr(struct jd__json *json, const char *key, const char *text)
{
    jd__json_key(json, key);
    jd__json_cstr(json, text);
}

void
jd__json_key_int(struct jd__json *json, const char *key, int64_t value)
{
    jd__json_key(json, key);
    jd__json_int(json, value);
}

void
jd__json_key_real(struct jd__json *json, const char *key, double value)
{
    jd__json_key(json, key);
    jd__json_real(json, value);
}

void
jd__json_key_bool(struct jd__json *json, const char *key, bool value)
{
    jd__json_key(json, key);
    jd__json_bool(json, value);
}
