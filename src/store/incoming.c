/* SPDX-License-Identifier: Apache-2.0 */
/* incoming.c - rows on their way in: their keys, and what is listed of them. */
#include "store/incoming.h"

#include "base/alloc.h"
#include "base/hash.h"
#include "base/str.h"

#include <stdio.h>

static const char *const texts[] = {
    [JD__REASON_MISSING] = "has no value, or none that can be read",
    [JD__REASON_NAMES_NOTHING] =
        "names nothing that is known (ingest the agency that it names before or with it)",
    [JD__REASON_TWO_ROWS] = "two rows of one id and unlike content",
    [JD__REASON_ROW_SIZE] = "longer than a row may be",
    [JD__REASON_DATE] = "not a date or time that can be read",
    [JD__REASON_UTF8] = "not UTF-8",
    [JD__REASON_CELL_SIZE] = "longer than a field may be",
    [JD__REASON_LIST_SIZE] = "more items than a list may have",
    [JD__REASON_TWICE] = "a local time that comes twice when clocks are put back",
    [JD__REASON_SKIPPED] = "a local time that is skipped when clocks are put forward",
    [JD__REASON_ZONE] = "not a zone that is known; the agency's is taken",
    [JD__REASON_FUTURE] = "lies in the future; the time of ingest is taken",
    [JD__REASON_ACTION] = "not an action that is known; replace is taken",
    [JD__REASON_PAYLOAD_SIZE] = "more payload than a row may hold; the rest is left out",
    [JD__REASON_FORM] = "cannot be what its column says",
};
_Static_assert(
    sizeof(texts) / sizeof(texts[0]) == JD__REASON_END, "every reason has words");

const char *
jd__reason_text(uint8_t reason)
{
    bool is_known = reason > 0 && reason < JD__REASON_END;
    return is_known ? texts[reason] : "a reason that this build does not know";
}

void
jd__incoming_init(struct jd__incoming *incoming, const struct jd_alloc *alloc,
    struct jd_str agency, const struct jd__schema *schema)
{
    *incoming = (struct jd__incoming){.alloc = jd__alloc_or_default(alloc),
        .agency = agency,
        .schema = schema,
        .set = JD_NONE};
    jd__buf_init(&incoming->rows, alloc, sizeof(struct jd__incoming_row), JD_NONE - 1);
    jd__buf_init(&incoming->bytes, alloc, 1, 0);
    jd__buf_init(&incoming->rejected, alloc, sizeof(struct jd__listed), 0);
    jd__buf_init(&incoming->issues, alloc, sizeof(struct jd__listed), 0);
    jd__buf_init(&incoming->head, alloc, 1, 0);
    struct jd__table_report *report = &incoming->report;
    (void)snprintf(report->agency, sizeof(report->agency), "%.*s", (int)agency.size,
        agency.size > 0 ? agency.data : "");
    (void)snprintf(report->table, sizeof(report->table), "%s", schema->name);
}

void
jd__incoming_done(struct jd__incoming *incoming)
{
    struct jd__buf *bufs[] = {&incoming->rows, &incoming->bytes, &incoming->rejected,
        &incoming->issues, &incoming->head};
    for (size_t i = 0; i < sizeof(bufs) / sizeof(bufs[0]); i++)
        jd__buf_done(bufs[i]);
    jd__alloc_free(
        &incoming->alloc, incoming->slots, incoming->n_slots * sizeof(*incoming->slots));
    incoming->slots = NULL;
    incoming->n_slots = 0;
}

uint32_t
jd__incoming_find(const struct jd__incoming *incoming, struct jd_str key)
{
    if (incoming->n_slots == 0)
        return JD_NONE;
    const struct jd__incoming_row *rows = incoming->rows.data;
    size_t mask = incoming->n_slots - 1;
    size_t slot = (size_t)jd__hash_bytes(key.data, key.size) & mask;
    for (; incoming->slots[slot] != 0; slot = (slot + 1) & mask) {
        uint32_t row = incoming->slots[slot] - 1;
        if (jd__str_equal(jd__incoming_key(incoming, &rows[row]), key))
            return row;
    }
    return JD_NONE;
}

enum jd_status
jd__incoming_reject(struct jd__incoming *incoming, uint32_t row, enum jd__reason reason,
    const char *column, struct jd_error *err)
{
    struct jd__incoming_row *rows = incoming->rows.data;
    const struct jd__listed one = {rows[row].number, (uint8_t)reason, column};
    rows[row].fate = JD__FATE_REJECTED;
    return jd__buf_append(&incoming->rejected, &one, 1, err);
}

enum jd_status
jd__incoming_issue(struct jd__incoming *incoming, uint32_t number, enum jd__reason reason,
    const char *column, struct jd_error *err)
{
    const struct jd__listed one = {number, (uint8_t)reason, column};
    return jd__buf_append(&incoming->issues, &one, 1, err);
}
