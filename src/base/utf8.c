/* SPDX-License-Identifier: Apache-2.0 */
/* utf8.c - by the table of RFC 3629, section 4. */
#include "base/utf8.h"

static bool
is_tail(unsigned char byte)
{
    return (byte & 0xC0u) == 0x80u;
}

/* Whether a second byte may stand behind a head: no overlong form, no
 * surrogate, no more than U+10FFFF. */
static bool
is_second(unsigned char head, unsigned char byte)
{
    switch (head) {
    case 0xE0:
        return byte >= 0xA0 && byte <= 0xBF;
    case 0xED:
        return byte >= 0x80 && byte <= 0x9F;
    case 0xF0:
        return byte >= 0x90 && byte <= 0xBF;
    case 0xF4:
        return byte >= 0x80 && byte <= 0x8F;
    default:
        return is_tail(byte);
    }
}

/* The length of a well-formed character at text[at], or 0. */
static size_t
length_at(struct jd_str text, size_t at)
{
    const unsigned char *s = (const unsigned char *)text.data + at;
    if (s[0] < 0x80)
        return 1;
    size_t size = s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : 2;
    if (s[0] < 0xC2 || s[0] > 0xF4 || text.size - at < size || !is_second(s[0], s[1]))
        return 0;
    for (size_t i = 2; i < size; i++)
        if (!is_tail(s[i]))
            return 0;
    return size;
}

bool
jd__utf8_is_valid(struct jd_str text)
{
    for (size_t at = 0; at < text.size;) {
        size_t size = length_at(text, at);
        if (size == 0)
            return false;
        at += size;
    }
    return true;
}

uint32_t
jd__utf8_next(struct jd_str text, size_t *at)
{
    size_t size = length_at(text, *at);
    const unsigned char *s = (const unsigned char *)text.data + *at;
    *at += size != 0 ? size : 1;
    switch (size) {
    case 1:
        return s[0];
    case 2:
        return (s[0] & 0x1Fu) << 6 | (s[1] & 0x3Fu);
    case 3:
        return (s[0] & 0x0Fu) << 12 | (s[1] & 0x3Fu) << 6 | (s[2] & 0x3Fu);
    case 4:
        return (s[0] & 0x07u) << 18 | (s[1] & 0x3Fu) << 12 | (s[2] & 0x3Fu) << 6 |
               (s[3] & 0x3Fu);
    default:
        return 0xFFFD;
    }
}

size_t
jd__utf8_count(struct jd_str text)
{
    size_t n = 0;
    for (size_t at = 0; at < text.size; n++)
        (void)jd__utf8_next(text, &at);
    return n;
}

size_t
jd__utf8_put(uint32_t code, char out[static 4])
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    size_t size = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const unsigned char head[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = size - 1; i > 0; i--, code >>= 6)
        out[i] = (char)(0x80u | (code & 0x3Fu));
    out[0] = (char)(head[size] | code);
    return size;
}
