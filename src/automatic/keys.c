/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keys.c - keys of one value, and an index of them.
 *
 * A key is a hash of a letter (what kind of key) and some bytes of the value; two keys that meet
 * by chance cost a comparison and nothing else.
 */
#include "automatic/keys.h"

#include "automatic/fold.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/sort.h"

/* Keys being gathered. */
struct keys {
    uint64_t *out;
    size_t n;
};

static void
put(struct keys *keys, char kind, const char *data, size_t size)
{
    if (keys->n < JD__MOST_KEYS)
        keys->out[keys->n++] = jd__hash_pair(jd__hash_bytes(data, size), (uint64_t)kind);
}

/* First letter and classes of consonants, as in Soundex (US patent 1261167), five at most; for
 * Latin letters only. */
static size_t
sound_of(struct jd_str word, char out[static 5])
{
    static const char classes[] = "01230120022455012623010202"; /* of a to z */
    size_t n = 0;
    char last = '0';
    for (size_t i = 0; i < word.size && n < 5; i++) {
        char c = word.data[i];
        if (c < 'a' || c > 'z')
            return 0;
        char class = classes[c - 'a'];
        if (i == 0)
            out[n++] = c;
        else if (class != '0' && class != last)
            out[n++] = class;
        if (c != 'h' && c != 'w')
            last = class;
    }
    return n;
}

static void
token_keys(struct keys *keys, struct jd_str token)
{
    char sound[5];
    if (token.size < 2)
        return;
    put(keys, 'n', token.data, token.size);
    size_t n = sound_of(token, sound);
    if (n > 0)
        put(keys, 's', sound, n);
    size_t part = token.size < 4 ? token.size : 4;
    put(keys, 'p', token.data, part);
    put(keys, 'q', token.data + token.size - part, part);
}

/* The day, its parts, and it with one digit of the year or one part free. */
static void
day_keys(struct keys *keys, struct jd_str day)
{
    put(keys, 'd', day.data, day.size);
    if (day.size != 8)
        return;
    char free_digit[8];
    put(keys, 'y', day.data, 4);
    put(keys, 'm', day.data + 4, 4);
    for (size_t i = 2; i < 4; i++) {
        memcpy(free_digit, day.data, 8);
        free_digit[i] = '*';
        put(keys, 'w', free_digit, 8);
    }
}

static void
code_keys(struct keys *keys, struct jd_str code)
{
    put(keys, '=', code.data, code.size);
    if (code.size < 4)
        return;
    put(keys, '<', code.data, code.size - 3);
    put(keys, '>', code.data + code.size / 2, code.size - code.size / 2);
    put(keys, 'h', code.data, code.size / 2);
}

static void
text_keys(struct keys *keys, struct jd_str text)
{
    struct jd_str word;
    put(keys, '=', text.data, text.size);
    for (size_t at = 0; (word = jd__next_word(text, &at)).size > 0;)
        if (word.size > 2)
            put(keys, 't', word.data, word.size);
}

static void
email_keys(struct keys *keys, struct jd_str email)
{
    const char *sign = memchr(email.data, '@', email.size);
    size_t size = sign != NULL ? (size_t)(sign - email.data) : email.size;
    put(keys, '=', email.data, email.size);
    put(keys, 'l', email.data, size);
    put(keys, 'p', email.data, size < 5 ? size : 5);
}

size_t
jd__record_keys(
    const struct jd__values *values, uint32_t v, uint64_t out[static JD__MOST_KEYS])
{
    struct keys keys = {0};
    keys.out = out;
    struct jd_str text = jd__dict_text(values->dict, v);
    switch (values->use) {
    case JD_USE_NAME:
    case JD_USE_PART:
        token_keys(&keys, text);
        break;
    case JD_USE_DATE:
        day_keys(&keys, text);
        break;
    case JD_USE_CODE:
    case JD_USE_PHONE:
    case JD_USE_POSTCODE:
        code_keys(&keys, text);
        break;
    case JD_USE_EMAIL:
        email_keys(&keys, text);
        break;
    case JD_USE_TEXT:
        text_keys(&keys, text);
        break;
    case JD_USE_CATEGORY:
    case JD_USE_NUMBER:
        put(&keys, '=', text.data, text.size);
        break;
    case JD_USE_IGNORED:
    case JD_USE_KEY:
    case JD_USE_LABEL:
        break;
    }
    return keys.n;
}

/* The text with each one byte left out, and whole: within one edit of each other, two texts
 * share one of these (deletion neighbourhoods). */
static void
deletion_keys(struct keys *keys, struct jd_str text)
{
    char room[JD__NORMAL_SIZE];
    put(keys, 'x', text.data, text.size);
    for (size_t i = 0; i < text.size && i < 64; i++) {
        memcpy(room, text.data, i);
        memcpy(room + i, text.data + i + 1, text.size - i - 1);
        put(keys, 'x', room, text.size - 1);
    }
}

/* Three bytes at a time; two texts that are alike share some. */
static void
gram_keys(struct keys *keys, struct jd_str text)
{
    for (size_t i = 0; i + 3 <= text.size && i < 64; i++)
        put(keys, 'g', text.data + i, 3);
    put(keys, 'a', text.data, text.size < 2 ? text.size : 2);
    put(keys, 'b', text.data, text.size < 4 ? text.size : 4);
}

size_t
jd__value_keys(
    const struct jd__values *values, uint32_t v, uint64_t out[static JD__MOST_KEYS])
{
    struct keys keys = {0};
    keys.out = out;
    struct jd_str text = jd__dict_text(values->dict, v);
    switch (values->use) {
    case JD_USE_CATEGORY:
        break;
    case JD_USE_DATE:
        day_keys(&keys, text);
        deletion_keys(&keys, text);
        break;
    case JD_USE_TEXT:
        text_keys(&keys, text);
        gram_keys(&keys, text);
        break;
    case JD_USE_NUMBER:
        put(&keys, 'a', text.data, 1);
        break;
    case JD_USE_NAME:
    case JD_USE_PART:
    case JD_USE_CODE:
    case JD_USE_PHONE:
    case JD_USE_EMAIL:
    case JD_USE_POSTCODE:
        deletion_keys(&keys, text);
        gram_keys(&keys, text);
        break;
    case JD_USE_IGNORED:
    case JD_USE_KEY:
    case JD_USE_LABEL:
        break;
    }
    return keys.n;
}

void
jd__postings_init(struct jd__postings *postings, const struct jd_alloc *alloc)
{
    jd__buf_init(&postings->keyed, alloc, sizeof(struct jd__keyed), 0);
    jd__buf_init(&postings->starts, alloc, sizeof(uint64_t), 0);
    jd__buf_init(&postings->items, alloc, sizeof(uint32_t), 0);
    jd__buf_init(&postings->own_starts, alloc, sizeof(uint64_t), 0);
    jd__buf_init(&postings->own, alloc, sizeof(uint32_t), 0);
}

void
jd__postings_done(struct jd__postings *postings)
{
    jd__buf_done(&postings->keyed);
    jd__buf_done(&postings->starts);
    jd__buf_done(&postings->items);
    jd__buf_done(&postings->own_starts);
    jd__buf_done(&postings->own);
}

enum jd_status
jd__postings_add(
    struct jd__postings *postings, uint64_t key, uint32_t number, struct jd_error *err)
{
    struct jd__keyed keyed = {key, number};
    return jd__buf_append(&postings->keyed, &keyed, 1, err);
}

/* Of each number, the keys that it holds: the index the other way round. */
static enum jd_status
turn_round(struct jd__postings *postings, uint32_t n_numbers, struct jd_error *err)
{
    size_t n_keys = postings->starts.n - 1;
    const uint32_t *items = postings->items.data;
    enum jd_status status =
        jd__buf_append(&postings->own_starts, NULL, (size_t)n_numbers + 2, err);
    if (status == JD_OK)
        status = jd__buf_append(&postings->own, NULL, postings->items.n, err);
    if (status != JD_OK)
        return status;
    uint64_t *ends = (uint64_t *)postings->own_starts.data + 1;
    for (size_t i = 0; i < postings->items.n; i++)
        ends[items[i] + 1]++;
    for (uint32_t r = 0; r < n_numbers; r++)
        ends[r + 1] += ends[r];
    for (size_t k = 0; k < n_keys; k++)
        for (uint64_t i = JD__AT(uint64_t, postings->starts, k);
             i < JD__AT(uint64_t, postings->starts, k + 1); i++)
            JD__AT(uint32_t, postings->own, ends[items[i]]++) = (uint32_t)k;
    return JD_OK;
}

enum jd_status
jd__postings_finish(struct jd__postings *postings, const struct jd_alloc *alloc,
    uint32_t n_numbers, struct jd_error *err)
{
    struct jd__keyed *keyed = postings->keyed.data;
    size_t n = postings->keyed.n;
    uint64_t end = 0;
    enum jd_status status = jd__sort_keyed(alloc, keyed, n, err);
    if (status == JD_OK)
        status = jd__buf_append(&postings->starts, &end, 1, err);
    for (size_t i = 0, next = 0; i < n && status == JD_OK; i = next) {
        size_t before = postings->items.n;
        for (next = i; next < n && keyed[next].key == keyed[i].key; next++) {
            uint32_t item = (uint32_t)keyed[next].value;
            if (next == i || keyed[next].value != keyed[next - 1].value)
                status = jd__buf_append(&postings->items, &item, 1, err);
            if (status != JD_OK)
                break;
        }
        if (postings->items.n - before < 2)
            postings->items.n = before;
        end = postings->items.n;
        if (end > before && status == JD_OK)
            status = jd__buf_append(&postings->starts, &end, 1, err);
    }
    jd__buf_done(&postings->keyed);
    return status == JD_OK ? turn_round(postings, n_numbers, err) : status;
}
