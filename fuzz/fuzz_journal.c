/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_journal.c - stored bytes: frames, rows, links and lists as a damaged disk might hold them.
 *
 * The first byte says as what the rest is read.  Whatever it is: no read past its end, and what
 * is accepted is written back as the same bytes.
 */
#include "fuzz.h"

#include "store/frame.h"
#include "store/links.h"
#include "store/listed.h"

#include <string.h>

static const uint8_t no_salt[JD__SALT_SIZE];

/* A frame with these rows, its hash and checksum right, so that what lies behind them is
 * reached: two bytes of size, the head, then rows. */
static void
as_rows(struct jd_str bytes)
{
    if (bytes.size < 2)
        return;
    struct jd_str head = {
        bytes.data + 2, (uint8_t)bytes.data[0] | (size_t)(uint8_t)bytes.data[1] << 8};
    if (head.size > bytes.size - 2)
        return;
    struct jd_str rows = {head.data + head.size, bytes.size - 2 - head.size}, row = {0};
    uint32_t n = 0;
    for (struct jd_str at = rows; jd__frame_next_row(&at, &row);)
        n++;
    struct jd__buf frame;
    jd__buf_init(&frame, NULL, 1, 1u << 20);
    uint8_t *salts = calloc(n + (size_t)1, JD__SALT_SIZE);
    const struct jd__entry entry = {
        .type = JD__ENTRY_ROWS, .asker = {"x", 1}, .head = head, .rows = rows, .n = n};
    static const uint8_t previous[JD__HASH_SIZE];
    const struct jd__frame_place place = {1, 5, 0, salts, previous};
    struct jd__frame parsed;
    struct jd__state state;
    fuzz_assert(salts != NULL && jd__state_init(&state, NULL, NULL) == JD_OK);
    if (jd__frame_build(&entry, &place, &frame, NULL) == JD_OK) {
        struct jd_str whole = {frame.data, frame.n};
        fuzz_assert(jd__frame_parse(whole, &parsed) == JD__FRAME_WHOLE);
        fuzz_assert(jd__frame_payload_is_sound(&parsed, no_salt));
        enum jd_status status = jd__state_apply(&state, &parsed, 0, &frame, NULL);
        fuzz_assert(status == JD_OK || status == JD_E_CORRUPT);
    }
    jd__state_done(&state);
    jd__buf_done(&frame);
    free(salts);
}

static void
as_frame(struct jd_str bytes)
{
    struct jd__frame frame;
    if (jd__frame_parse(bytes, &frame) != JD__FRAME_WHOLE)
        return;
    fuzz_assert(frame.size <= bytes.size);
    (void)jd__frame_payload_is_sound(&frame, no_salt);
}

static void
as_links(struct jd_str bytes)
{
    struct jd__links_read read;
    struct jd__link link;
    struct jd__evidence evidence[JD__LIMIT_LEVELS];
    if (jd__links_read_start(NULL, bytes, &read, NULL) != JD_OK)
        return;
    while (jd__links_read_next(&read, &link, evidence))
        fuzz_assert(link.a < read.ends.n && link.b < read.ends.n);
    jd__links_done(&read);
}

static void
as_list(struct jd_str bytes)
{
    struct jd__buf csv;
    jd__buf_init(&csv, NULL, 1, 1u << 24);
    (void)jd__listed_to_csv(bytes, true, &csv, NULL);
    (void)jd__listed_to_csv(bytes, false, &csv, NULL);
    jd__buf_done(&csv);
}

/* A row that is accepted is written back as the same bytes. */
static void
as_change(struct jd_str bytes)
{
    struct jd__change change;
    struct jd__buf out;
    if (!jd__change_read(bytes, &change))
        return;
    jd__buf_init(&out, NULL, 1, 0);
    if (jd__change_write(&out, &change, NULL) == JD_OK)
        fuzz_assert(out.n == bytes.size + 4 &&
                    memcmp((const char *)out.data + 4, bytes.data, bytes.size) == 0);
    jd__buf_done(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const ways[])(struct jd_str) = {
        as_frame, as_rows, as_links, as_list, as_change};
    if (size == 0)
        return 0;
    struct jd_str bytes = {(const char *)data + 1, size - 1};
    ways[data[0] % (sizeof(ways) / sizeof(ways[0]))](bytes);
    return 0;
}
