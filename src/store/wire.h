/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wire.h - numbers and texts as stored bytes: little-endian, or seven bits a byte (LEB128).
 *
 * The reader never leaves its bytes: what is not there makes it `bad`, and every later call
 * gives 0 or empty.  So a parser reads a whole row and asks once.
 */
#ifndef JD_STORE_WIRE_H
#define JD_STORE_WIRE_H

#include "base/buf.h"

/* Fixed numbers at a place. */
static inline void
jd__put_le(uint8_t *to, uint64_t value, size_t n_bytes)
{
    for (size_t i = 0; i < n_bytes; i++)
        to[i] = (uint8_t)(value >> (8 * i));
}

static inline uint64_t
jd__get_le(const uint8_t *from, size_t n_bytes)
{
    uint64_t value = 0;
    for (size_t i = 0; i < n_bytes; i++)
        value |= (uint64_t)from[i] << (8 * i);
    return value;
}

/* Append n_bytes of a number. */
enum jd_status
jd__wire_le(struct jd__buf *out, uint64_t value, size_t n_bytes, struct jd_error *err);

/* Append a number, small ones in one byte. */
enum jd_status
jd__wire_number(struct jd__buf *out, uint64_t value, struct jd_error *err);

/* Append a whole number that may be negative (zigzag). */
enum jd_status
jd__wire_int(struct jd__buf *out, int64_t value, struct jd_error *err);

/* Append size + 1 and the bytes; data NULL is a 0. */
enum jd_status
jd__wire_text(struct jd__buf *out, struct jd_str text, struct jd_error *err);

struct jd__reader {
    const uint8_t *data;
    size_t size;
    size_t at;
    bool bad;
};

static inline struct jd__reader
jd__reader_of(struct jd_str bytes)
{
    struct jd__reader reader = {(const uint8_t *)bytes.data, bytes.size, 0, false};
    return reader;
}

/* n bytes as they are. */
struct jd_str
jd__read_bytes(struct jd__reader *reader, uint64_t n);

uint64_t
jd__read_le(struct jd__reader *reader, size_t n_bytes);

uint64_t
jd__read_number(struct jd__reader *reader);

int64_t
jd__read_int(struct jd__reader *reader);

/* What jd__wire_text() wrote; data NULL for a null (and when the reader is bad). */
struct jd_str
jd__read_text(struct jd__reader *reader);

static inline bool
jd__reader_is_done(const struct jd__reader *reader)
{
    return !reader->bad && reader->at == reader->size;
}

#endif
