/* SPDX-License-Identifier: Apache-2.0 */
/*
 * frame.h - one entry of the journal as bytes (docs/internals/journal.md has the layout).
 *
 * Nothing here touches a file: a frame is built into a buf and parsed from memory.
 */
#ifndef JD_STORE_FRAME_H
#define JD_STORE_FRAME_H

#include "base/buf.h"

#define JD__FRAME_FORMAT 1u
#define JD__FRAME_FIXED 120u /* bytes before the asker */
#define JD__HASH_SIZE 32u
#define JD__SALT_SIZE 16u
#define JD__LIMIT_ASKER 1024u
#define JD__LIMIT_PAYLOAD 1073741824u

/* The next frame is of the same group: this one counts only with it. */
#define JD__FRAME_MORE 1u

/* What goes into a frame. */
struct jd__entry {
    uint16_t type;
    uint16_t flags;
    struct jd_str asker;
    struct jd_str head; /* what the entry is about */
    struct jd_str rows; /* n rows, each four bytes of size and its bytes */
    uint32_t n;
};

/* Where a frame stands. */
struct jd__frame_place {
    uint64_t seq;            /* from 1 */
    int64_t time;            /* microseconds UTC */
    uint64_t first_salt;     /* the number of the first of n + 1 salts */
    const uint8_t *salts;    /* JD__SALT_SIZE each: the payload's, then one a row */
    const uint8_t *previous; /* JD__HASH_SIZE: the header's hash of the frame before */
};

/* A frame, borrowed from the bytes it was parsed from. */
struct jd__frame {
    uint64_t size; /* of all of it */
    uint64_t seq;
    int64_t time;
    uint16_t type;
    uint16_t flags;
    uint32_t n;
    uint64_t first_salt;
    struct jd_str asker;
    const uint8_t *checksum;    /* JD__HASH_SIZE */
    const uint8_t *previous;    /* JD__HASH_SIZE */
    const uint8_t *commitments; /* n of JD__HASH_SIZE */
    const uint8_t *hash;        /* JD__HASH_SIZE: of the header; the ledger's leaf */
    struct jd_str payload;
};

enum jd__frame_state {
    JD__FRAME_WHOLE, /* all of it is there and its header is sound */
    JD__FRAME_SHORT, /* the bytes end before it does */
    JD__FRAME_WRONG, /* the header fails its check */
};

/* Append a frame to `out`. */
enum jd_status
jd__frame_build(const struct jd__entry *entry, const struct jd__frame_place *place,
    struct jd__buf *out, struct jd_error *err);

/* The whole size that a fixed header tells; 0 when it is no header.  Not yet checked. */
uint64_t
jd__frame_size(const uint8_t fixed[static JD__FRAME_FIXED]);

/* Parse the frame at the start of `bytes` and check its header against its hash. */
enum jd__frame_state
jd__frame_parse(struct jd_str bytes, struct jd__frame *out_frame);

/* Does the payload agree with its checksum under its salt, and hold n rows? */
bool
jd__frame_payload_is_sound(
    const struct jd__frame *frame, const uint8_t salt[static JD__SALT_SIZE]);

/* The head of a sound payload; out_rows is what follows it. */
struct jd_str
jd__frame_head(const struct jd__frame *frame, struct jd_str *out_rows);

/* Step over the next row; false at the end or where the rows are cut short. */
bool
jd__frame_next_row(struct jd_str *rows, struct jd_str *out_row);

/* The commitment to a row under its salt. */
void
jd__frame_commit(const uint8_t salt[static JD__SALT_SIZE], struct jd_str row,
    uint8_t out[static JD__HASH_SIZE]);

#endif
