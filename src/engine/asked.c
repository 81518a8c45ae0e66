/* SPDX-License-Identifier: Apache-2.0 */
/*
 * asked.c - the head of every question, and the entry of the journal that stands before each
 * answer.
 *
 * Format of an entry's payload: one JSON object of verb, about, purpose, case, basis, as_of,
 * known_at, role_kind, status, and of an answer the digests of view and body.  The journal
 * commits to it under a salt of its own.
 *
 * At the command an asker is asserted by whoever holds the files, and the receipt says so.
 */
#include "engine/door.h"

#include "base/alloc.h"
#include "base/calendar.h"
#include "base/error.h"
#include "base/str.h"

#include <string.h>

#define DAY (INT64_C(86400) * 1000000)

/* The last microsecond of a day; JD__NO_TIME for none given. */
static enum jd_status
read_day(const char *text, const char *what, int64_t *out_moment, struct jd_error *err)
{
    int64_t days = 0;
    *out_moment = JD__NO_TIME;
    if (text == NULL)
        return JD_OK;
    if (!jd__parse_day(jd__str(text), &days))
        return jd__fail(err, JD_E_ARG, "%s takes a day such as 2017-07-05", what);
    *out_moment = (days + 1) * DAY - 1;
    return JD_OK;
}

enum jd_status
jd__asked_read(const struct jd_asking *asking, const char *verb,
    struct jd__asked *out_asked, struct jd_error *err)
{
    struct jd_asking a = jd_asking_default();
    if (asking == NULL || asking->struct_size == 0)
        return jd__fail(err, JD_E_ARG, "a question needs its head: who asks what for");
    memcpy(&a, asking, asking->struct_size < sizeof(a) ? asking->struct_size : sizeof(a));
    struct jd__asked asked = {.verb = verb,
        .question = {jd__str(a.asker), jd__str(a.purpose), jd__str(a.case_number)},
        .basis = jd__str(a.basis),
        .as_of_text = jd__str(a.as_of),
        .known_at_text = jd__str(a.known_at)};
    enum jd_status status = read_day(a.as_of, "as-of", &asked.as_of, err);
    if (status == JD_OK)
        status = read_day(a.known_at, "known-at", &asked.known_at, err);
    if (status == JD_OK)
        *out_asked = asked;
    return status;
}

static void
hex(const uint8_t *bytes, size_t n, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * n] = '\0';
}

static void
key_hash(struct jd__json *json, const char *key, const uint8_t hash[static JD__HASH_SIZE])
{
    char text[2 * JD__HASH_SIZE + 1];
    hex(hash, JD__HASH_SIZE, text);
    jd__json_key_cstr(json, key, text);
}

static void
key_given(struct jd__json *json, const char *key, struct jd_str text)
{
    if (text.size > 0)
        jd__json_key_text(json, key, text);
}

/* What an answer commits to beside the question. */
struct digests {
    const uint8_t *view; /* NULL: of none */
    const uint8_t *body;
};

static enum jd_status
write_payload(const struct jd__asked *asked, enum jd_status how, struct digests digests,
    struct jd__buf *out, struct jd_error *err)
{
    struct jd__json json;
    jd__json_init(&json, out);
    jd__json_object(&json);
    jd__json_key_cstr(&json, "verb", asked->verb);
    jd__json_key(&json, "about");
    jd__json_array(&json);
    for (size_t i = 0; i < 2; i++)
        if (asked->about[i].size > 0)
            jd__json_text(&json, asked->about[i]);
    jd__json_array_end(&json);
    key_given(&json, "purpose", asked->question.purpose);
    key_given(&json, "case", asked->question.case_number);
    key_given(&json, "basis", asked->basis);
    key_given(&json, "as_of", asked->as_of_text);
    key_given(&json, "known_at", asked->known_at_text);
    key_given(&json, "role_kind", asked->who.role_kind);
    jd__json_key_cstr(&json, "status", jd_status_name(how));
    if (digests.view != NULL)
        key_hash(&json, "view", digests.view);
    if (digests.body != NULL)
        key_hash(&json, "body", digests.body);
    jd__json_object_end(&json);
    return jd__json_end(&json, err);
}

/* A refusal is an entry too; the report of the refusal stays. */
static enum jd_status
deny(struct jd_engine *engine, struct jd__asked *asked, enum jd_status refused,
    struct jd_error *err)
{
    struct jd__logged logged;
    struct jd_error trouble = {0};
    struct jd__buf payload;
    jd__buf_init(&payload, &engine->alloc, 1, JD_LIMIT_ROW);
    enum jd_status status =
        write_payload(asked, refused, (struct digests){NULL, NULL}, &payload, &trouble);
    if (status == JD_OK) {
        const struct jd__log_entry entry = {
            JD__ENTRY_DENIED, asked->question.asker, {payload.data, payload.n}};
        status = jd__store_log(engine->store, &entry, 1, &logged, &trouble);
    }
    jd__buf_done(&payload);
    if (status == JD_OK)
        return refused;
    if (err != NULL)
        *err = trouble;
    return status;
}

enum jd_status
jd__asked_admit(struct jd_engine *engine, struct jd__asked *asked, struct jd_error *err)
{
    const struct jd__policy *policy = NULL;
    struct jd__known *now = NULL;
    enum jd_status status = jd__engine_policy(engine, &policy, err);
    if (status == JD_OK)
        status = jd__engine_known(engine, JD__NO_TIME, &now, err);
    if (status != JD_OK)
        return status;
    status = jd__admit(policy, now->facts, &asked->question, &asked->who, err);
    return status == JD_E_DENIED ? deny(engine, asked, status, err) : status;
}

enum jd_status
jd__asked_admit_act(struct jd_engine *engine, struct jd__asked *asked, struct jd_str agency,
    struct jd_error *err)
{
    const struct jd__policy *policy = NULL;
    enum jd_status status = jd__engine_policy(engine, &policy, err);
    if (status != JD_OK)
        return status;
    status = jd__admit_act(policy, &asked->question, agency, &asked->who, err);
    return status == JD_E_DENIED ? deny(engine, asked, status, err) : status;
}

static enum jd_status
write_receipt(const struct jd__asked *asked, const struct jd__logged *logged,
    struct digests digests, struct jd__buf *out, struct jd_error *err)
{
    struct jd__json json;
    char moment[32];
    jd__format_moment(logged->time / 1000000, moment);
    jd__json_init(&json, out);
    jd__json_object(&json);
    jd__json_key_int(&json, "seq", (int64_t)logged->seq);
    key_hash(&json, "leaf", logged->leaf);
    jd__json_key_cstr(&json, "time", moment);
    jd__json_key_text(&json, "asker", asked->question.asker);
    jd__json_key_cstr(&json, "asker_is", "asserted");
    key_given(&json, "purpose", asked->question.purpose);
    if (digests.view != NULL)
        key_hash(&json, "view", digests.view);
    key_hash(&json, "body", digests.body);
    jd__json_object_end(&json);
    return jd__json_end(&json, err);
}

/* A text of exactly its size and a NUL; the buf is empty then. */
static enum jd_status
take_text(struct jd__buf *buf, char **out_text, size_t *out_size, struct jd_error *err)
{
    size_t size = buf->n;
    enum jd_status status = jd__buf_append(buf, "", 1, err);
    if (status != JD_OK)
        return status;
    char *text = jd__alloc_resize(&buf->alloc, buf->data, buf->capacity, size + 1);
    if (text == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for an answer");
    buf->data = NULL;
    buf->n = buf->capacity = 0;
    *out_text = text;
    *out_size = size;
    return JD_OK;
}

/* What one giving commits to. */
static struct digests
digests_of(const struct jd__giving *giving, uint8_t room[static JD__HASH_SIZE])
{
    static const uint8_t no_salt[JD__SALT_SIZE] = {0};
    jd__frame_commit(no_salt, (struct jd_str){giving->body->data, giving->body->n}, room);
    return (struct digests){giving->scene != NULL ? giving->scene->digest : NULL, room};
}

/* Write the entries of n givings as one group; `payloads` keeps their bytes meanwhile. */
static enum jd_status
write_down(struct jd_engine *engine, const struct jd__giving *givings, uint32_t n,
    struct jd__buf *payloads, struct jd__buf *entries, struct jd__logged *out_logged,
    struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; status == JD_OK && i < n; i++) {
        uint8_t hash[JD__HASH_SIZE];
        size_t start = payloads->n;
        struct jd__log_entry entry = {
            givings[i].scene != NULL ? JD__ENTRY_ASKED : JD__ENTRY_ACTED,
            givings[i].asked->question.asker, {NULL, 0}};
        status = write_payload(
            givings[i].asked, JD_OK, digests_of(&givings[i], hash), payloads, err);
        entry.payload.size = payloads->n - start;
        if (status == JD_OK)
            status = jd__buf_append(entries, &entry, 1, err);
    }
    const char *at = payloads->data; /* the buf no longer moves */
    for (size_t i = 0; status == JD_OK && i < entries->n; i++) {
        struct jd__log_entry *entry = (struct jd__log_entry *)entries->data + i;
        entry->payload.data = at;
        at += entry->payload.size;
    }
    return status == JD_OK ? jd__store_log(engine->store, entries->data, n, out_logged, err)
                           : status;
}

static enum jd_status
give_one(struct jd_engine *engine, const struct jd__giving *giving,
    const struct jd__logged *logged, struct jd_error *err)
{
    uint8_t hash[JD__HASH_SIZE];
    struct jd__buf receipt;
    struct jd_answer answer = {.alloc = engine->alloc};
    if (giving->out_answer == NULL)
        return JD_OK;
    jd__buf_init(&receipt, &engine->alloc, 1, 0);
    enum jd_status status =
        write_receipt(giving->asked, logged, digests_of(giving, hash), &receipt, err);
    if (status == JD_OK)
        status = take_text(&receipt, &answer.receipt, &answer.receipt_size, err);
    if (status == JD_OK)
        status = take_text(giving->body, &answer.body, &answer.body_size, err);
    if (status == JD_OK)
        *giving->out_answer = answer;
    else
        jd_answer_done(&answer);
    jd__buf_done(&receipt);
    return status;
}

enum jd_status
jd__asked_give(struct jd_engine *engine, const struct jd__giving *givings, uint32_t n,
    struct jd_error *err)
{
    struct jd__buf payloads, entries, logged;
    uint32_t given = 0;
    jd__buf_init(&payloads, &engine->alloc, 1, 0);
    jd__buf_init(&entries, &engine->alloc, sizeof(struct jd__log_entry), 0);
    jd__buf_init(&logged, &engine->alloc, sizeof(struct jd__logged), 0);
    enum jd_status status = jd__buf_append(&logged, NULL, n, err);
    if (status == JD_OK)
        status = write_down(engine, givings, n, &payloads, &entries, logged.data, err);
    for (; status == JD_OK && given < n; given += status == JD_OK)
        status = give_one(
            engine, &givings[given], &((const struct jd__logged *)logged.data)[given], err);
    for (uint32_t i = 0; status != JD_OK && i < given; i++)
        if (givings[i].out_answer != NULL)
            jd_answer_done(givings[i].out_answer);
    jd__buf_done(&payloads);
    jd__buf_done(&entries);
    jd__buf_done(&logged);
    return status;
}

void
jd_answer_done(struct jd_answer *answer)
{
    if (answer->body != NULL)
        jd__alloc_free(&answer->alloc, answer->body, answer->body_size + 1);
    if (answer->receipt != NULL)
        jd__alloc_free(&answer->alloc, answer->receipt, answer->receipt_size + 1);
    *answer = (struct jd_answer){0};
}
