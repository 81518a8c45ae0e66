/* SPDX-License-Identifier: Apache-2.0 */
/* utf8.h - reading UTF-8 that may be broken. */
#ifndef JD_BASE_UTF8_H
#define JD_BASE_UTF8_H

#include <joinder/base.h>

/* Is all of it well-formed (RFC 3629: no surrogates, no overlong forms, at most U+10FFFF)? */
bool
jd__utf8_is_valid(struct jd_str text);

/* Decode the character at *at and step over it; U+FFFD and one byte for a broken one. */
uint32_t
jd__utf8_next(struct jd_str text, size_t *at);

/* Count characters (code points); a broken byte counts as one. */
size_t
jd__utf8_count(struct jd_str text);

/* Write a code point; returns its 1 to 4 bytes. */
size_t
jd__utf8_put(uint32_t code, char out[static 4]);

#endif
