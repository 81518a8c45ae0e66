/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fold.c - normal forms of values, without a locale and without ICU (the core holds none).
 *
 * Latin letters lose their accents, Greek and Cyrillic ones their case; other scripts stay as
 * they are.  io's normal forms do more; these are for files of which nothing is known.
 */
#include "automatic/fold.h"

#include "base/calendar.h"
#include "base/hash.h"
#include "base/number.h"
#include "base/str.h"
#include "base/utf8.h"

#include <inttypes.h>
#include <stdio.h>

/* U+00C0 to U+017F without accents and in lower case, three bytes a letter. */
static const char latin[] = "a  a  a  a  a  a  ae c  e  e  e  e  i  i  i  i  d  n  o  o  o "
                            " o  o     o  u  u  u  u  "
                            "y  th ss a  a  a  a  a  a  ae c  e  e  e  e  i  i  i  i  d  n "
                            " o  o  o  o  o     o  u  "
                            "u  u  u  y  th y  a  a  a  a  a  a  c  c  c  c  c  c  c  c  d "
                            " d  d  d  e  e  e  e  e  "
                            "e  e  e  e  e  g  g  g  g  g  g  g  g  h  h  h  h  i  i  i  i "
                            " i  i  i  i  i  i  ij ij "
                            "j  j  k  k  k  l  l  l  l  l  l  l  l  l  l  n  n  n  n  n  n "
                            " n  n  n  o  o  o  o  o  "
                            "o  oe oe r  r  r  r  r  r  s  s  s  s  s  s  s  s  t  t  t  t "
                            " t  t  u  u  u  u  u  u  "
                            "u  u  u  u  u  u  w  w  y  y  y  z  z  z  z  z  z  s  ";

/* A letter of another script in lower case, or itself. */
static uint32_t
lower(uint32_t c)
{
    if ((c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F))
        return c + 0x20;
    if (c >= 0x400 && c <= 0x40F)
        return c + 0x50;
    return c;
}

/* Marks that only change the letter before them. */
static bool
is_mark(uint32_t c)
{
    return (c >= 0x300 && c <= 0x36F) || (c >= 0x64B && c <= 0x65F) || c == 0x27 ||
           c == 0x2019 || c == 0x2BC || c == 0x60 || c == 0xB4;
}

static bool
is_blank(uint32_t c)
{
    bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
    return !plain && (c < 0xC0 || c == 0xD7 || c == 0xF7 || (c >= 0x2000 && c <= 0x206F) ||
                         (c >= 0x3000 && c <= 0x3003) || c == 0xFFFD || c == 0xFEFF);
}

/* A character's bytes in normal form: up to four; 0 for a mark, a blank for a separator. */
static size_t
fold_character(uint32_t c, char out[static 4])
{
    if (c >= 0xFF01 && c <= 0xFF5E) /* full width */
        c -= 0xFEE0;
    if (c >= 'A' && c <= 'Z')
        c += 'a' - 'A';
    if (is_mark(c))
        return 0;
    if (is_blank(c)) {
        out[0] = ' ';
        return 1;
    }
    if (c < 0xC0 || c > 0x17F)
        return jd__utf8_put(lower(c), out);
    size_t n = 0;
    for (const char *at = &latin[3 * (size_t)(c - 0xC0)]; n < 3 && at[n] != ' '; n++)
        out[n] = at[n];
    return n;
}

/* Put a hash of all of a text behind its head. */
static size_t
cut_long(struct jd_str text, size_t n, char out[static JD__NORMAL_SIZE])
{
    enum { TAIL = 17 };
    char digits[TAIL + 1] = "";
    if (n > JD__NORMAL_SIZE - TAIL)
        n = JD__NORMAL_SIZE - TAIL;
    (void)snprintf(
        digits, sizeof(digits), " %016" PRIx64, jd__hash_bytes(text.data, text.size));
    memcpy(out + n, digits, TAIL);
    return n + TAIL;
}

size_t
jd__fold(struct jd_str text, bool closed, char out[static JD__NORMAL_SIZE])
{
    size_t n = 0;
    bool blank = false;
    for (size_t at = 0; at < text.size;) {
        char bytes[4] = "";
        size_t size = fold_character(jd__utf8_next(text, &at), bytes);
        if (size == 1 && bytes[0] == ' ') {
            blank = n > 0 && !closed;
            continue;
        }
        if (n + size + blank > JD__NORMAL_SIZE)
            return cut_long(text, n, out);
        if (blank && size > 0)
            out[n++] = ' ';
        blank = blank && size == 0;
        memcpy(out + n, bytes, size);
        n += size;
    }
    return n;
}

struct jd_str
jd__next_word(struct jd_str text, size_t *at)
{
    while (*at < text.size && text.data[*at] == ' ')
        ++*at;
    size_t start = *at;
    while (*at < text.size && text.data[*at] != ' ')
        ++*at;
    return (struct jd_str){text.data + start, *at - start};
}

/* An e-mail address: its blanks gone, ASCII letters small. */
static size_t
fold_email(struct jd_str text, char out[static JD__NORMAL_SIZE])
{
    size_t n = 0;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (c == ' ' || c == '\t')
            continue;
        if (n == JD__NORMAL_SIZE)
            return cut_long(text, n, out);
        out[n++] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
    }
    return n;
}

/* The last digits of a telephone number: with or without a country's code it is one number. */
static size_t
fold_phone(struct jd_str text, char out[static JD__NORMAL_SIZE])
{
    enum { LAST = 9 };
    char digits[LAST] = "";
    size_t n = 0;
    for (size_t i = text.size; i > 0 && n < LAST; i--)
        if (text.data[i - 1] >= '0' && text.data[i - 1] <= '9')
            digits[LAST - ++n] = text.data[i - 1];
    memcpy(out, digits + LAST - n, n);
    return n;
}

/* Words that stand for no value, in normal form. */
static bool
says_nothing(struct jd_str normal)
{
    static const char *const words[] = {"null", "none", "nan", "unknown", "n a",
        "not known", "not available", "unk", "undefined", "missing"};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (jd__str_is(normal, words[i]))
            return true;
    return normal.size == 0;
}

size_t
jd__normal(enum jd_column_use use, struct jd__day_reading reading, struct jd_str text,
    char out[static JD__NORMAL_SIZE])
{
    size_t n = jd__fold(text, false, out);
    if (says_nothing((struct jd_str){out, n}))
        return 0;
    if (use == JD_USE_LABEL) { /* by its bytes */
        if (text.size > JD__NORMAL_SIZE)
            return cut_long(text, n, out);
        memcpy(out, text.data, text.size);
        return text.size;
    }
    if (use == JD_USE_DATE)
        return jd__day_read_any(text, reading, out) != JD__DAY_NONE
                   ? 8
                   : jd__fold(text, true, out);
    if (use == JD_USE_EMAIL)
        return fold_email(text, out);
    if (use == JD_USE_PHONE)
        return fold_phone(text, out);
    if (use == JD_USE_NUMBER) {
        double value = 0;
        if (jd__parse_real(text, &value))
            return jd__format_real(value, out);
    }
    if (use == JD_USE_CODE || use == JD_USE_POSTCODE)
        return jd__fold(text, true, out);
    return n;
}

static enum jd_status
list_text(const struct jd__dict *dict, uint32_t code, uint32_t n, struct jd__buf *room,
    struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < n && status == JD_OK && room->n < JD_LIMIT_CELL; i++) {
        struct jd_str item = jd__dict_item(dict, code, i);
        if (item.size > 0)
            status = jd__buf_text(room, item, err);
        if (status == JD_OK)
            status = jd__buf_text(room, jd__str(" "), err);
    }
    return status;
}

enum jd_status
jd__value_text(const struct jd__dict *dict, uint32_t code, struct jd__buf *room,
    struct jd_str *out, struct jd_error *err)
{
    struct jd_value value = jd__dict_value(dict, code);
    char text[64] = "";
    enum jd_status status = JD_OK;
    room->n = 0;
    if (value.type == JD_TYPE_TEXT) {
        *out = value.text;
        return JD_OK;
    }
    if (value.type == JD_TYPE_LIST)
        status = list_text(dict, code, value.n_items, room, err);
    else if (value.type == JD_TYPE_DATE)
        jd__format_day(value.integer, text);
    else if (value.type == JD_TYPE_TIME)
        jd__format_moment(/* the second that it lies in, before 1970 too */
            value.integer / 1000000 - (value.integer % 1000000 < 0), text);
    else if (value.type == JD_TYPE_REAL)
        (void)jd__format_real(value.real, text);
    else
        (void)snprintf(text, sizeof(text), "%" PRId64, value.integer);
    if (status == JD_OK)
        status = jd__buf_text(room, jd__str(text), err);
    if (status == JD_OK)
        *out = (struct jd_str){room->data, room->n};
    return status;
}
