/* SPDX-License-Identifier: Apache-2.0 */
/* json.h - write large JSON answers as they are found, never held as a tree. */
#ifndef JD_BASE_JSON_H
#define JD_BASE_JSON_H

#include "base/buf.h"

/*
 * Writes into a buf of bytes.  The first failure is kept and later calls do nothing, so that a
 * long answer is written without a check at every field; ask jd__json_end() once.
 */
struct jd__json {
    struct jd__buf *out;
    struct jd_error err; /* the first failure */
    enum jd_status status;
    unsigned depth;
    bool need_comma;
};

/* Start on an empty or filled buf of bytes, which stays the caller's. */
void
jd__json_init(struct jd__json *json, struct jd__buf *out);

/* Say how it went: JD_OK, or the first failure, copied into err. */
enum jd_status
jd__json_end(const struct jd__json *json, struct jd_error *err);

void
jd__json_object(struct jd__json *json);
void
jd__json_object_end(struct jd__json *json);
void
jd__json_array(struct jd__json *json);
void
jd__json_array_end(struct jd__json *json);

/* A member's name; the next call writes its value. */
void
jd__json_key(struct jd__json *json, const char *key);

/* Text that may be broken UTF-8 (broken bytes become U+FFFD); data NULL is null. */
void
jd__json_text(struct jd__json *json, struct jd_str text);
void
jd__json_cstr(struct jd__json *json, const char *text);
void
jd__json_int(struct jd__json *json, int64_t value);

/* The shortest text that reads back the same; nan and infinities become null. */
void
jd__json_real(struct jd__json *json, double value);
void
jd__json_bool(struct jd__json *json, bool value);
void
jd__json_null(struct jd__json *json);

/* Members in one line: key and value. */
void
jd__json_key_text(struct jd__json *json, const char *key, struct jd_str text);
void
jd__json_key_cstr(struct jd__json *json, const char *key, const char *text);
void
jd__json_key_int(struct jd__json *json, const char *key, int64_t value);
void
jd__json_key_real(struct jd__json *json, const char *key, double value);
void
jd__json_key_bool(struct jd__json *json, const char *key, bool value);

#endif
