/* SPDX-License-Identifier: Apache-2.0 */
/* wire.c - numbers and texts as stored bytes. */
#include "store/wire.h"

enum jd_status
jd__wire_le(struct jd__buf *out, uint64_t value, size_t n_bytes, struct jd_error *err)
{
    uint8_t bytes[8];
    jd__put_le(bytes, value, n_bytes);
    return jd__buf_append(out, bytes, n_bytes, err);
}

enum jd_status
jd__wire_number(struct jd__buf *out, uint64_t value, struct jd_error *err)
{
    uint8_t bytes[10];
    size_t n = 0;
    for (; value >= 0x80; value >>= 7)
        bytes[n++] = (uint8_t)(value | 0x80);
    bytes[n++] = (uint8_t)value;
    return jd__buf_append(out, bytes, n, err);
}

enum jd_status
jd__wire_int(struct jd__buf *out, int64_t value, struct jd_error *err)
{
    uint64_t bits = (uint64_t)value;
    return jd__wire_number(out, value < 0 ? ~(bits << 1) : bits << 1, err);
}

enum jd_status
jd__wire_text(struct jd__buf *out, struct jd_str text, struct jd_error *err)
{
    if (text.data == NULL)
        return jd__wire_number(out, 0, err);
    enum jd_status status = jd__wire_number(out, (uint64_t)text.size + 1, err);
    return status != JD_OK ? status : jd__buf_text(out, text, err);
}

struct jd_str
jd__read_bytes(struct jd__reader *reader, uint64_t n)
{
    if (reader->bad || n > reader->size - reader->at) {
        reader->bad = true;
        return (struct jd_str){NULL, 0};
    }
    struct jd_str bytes = {(const char *)reader->data + reader->at, (size_t)n};
    reader->at += (size_t)n;
    return bytes;
}

uint64_t
jd__read_le(struct jd__reader *reader, size_t n_bytes)
{
    struct jd_str bytes = jd__read_bytes(reader, n_bytes);
    return bytes.data != NULL ? jd__get_le((const uint8_t *)bytes.data, n_bytes) : 0;
}

/* At most ten bytes, the last of them at most 1, and no useless zero at the end: one number
 * has one spelling, so that equal rows are equal bytes. */
uint64_t
jd__read_number(struct jd__reader *reader)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !reader->bad; shift += 7) {
        if (reader->at == reader->size)
            break;
        uint8_t byte = reader->data[reader->at++];
        if ((shift == 63 && byte > 1) || (shift > 0 && byte == 0))
            break;
        value |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80)
            return value;
    }
    reader->bad = true;
    return 0;
}

int64_t
jd__read_int(struct jd__reader *reader)
{
    uint64_t bits = jd__read_number(reader);
    return (int64_t)((bits >> 1) ^ (0 - (bits & 1)));
}

struct jd_str
jd__read_text(struct jd__reader *reader)
{
    uint64_t n = jd__read_number(reader);
    return n == 0 ? (struct jd_str){NULL, 0} : jd__read_bytes(reader, n - 1);
}
