/* SPDX-License-Identifier: Apache-2.0 */
/*
 * settle.c - what becomes of each row that arrives.
 *
 * Invariant: every row leaves with a fate that is not FRESH, and each fate is counted once, so
 * that read = accepted + rejected.
 */
#include "store/incoming.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/str.h"
#include "store/ends.h"

#include <inttypes.h>

/* ---- keys ---- */

static bool
is_alike(const struct jd__incoming *incoming, const struct jd__incoming_row *a,
    const struct jd__incoming_row *b)
{
    return a->op == b->op &&
           jd__str_equal(jd__incoming_cells(incoming, a), jd__incoming_cells(incoming, b));
}

static enum jd_status
new_slots(struct jd__incoming *incoming, struct jd_error *err)
{
    size_t n = 16;
    while (n < 2 * incoming->rows.n)
        n *= 2;
    incoming->slots = jd__alloc_array(&incoming->alloc, 0, n, sizeof(*incoming->slots));
    if (incoming->slots == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %zu rows", incoming->rows.n);
    incoming->n_slots = n;
    return JD_OK;
}

/* Put a row under its key, or say that it is there already.  A rejected row is put there too:
 * the file has it, so what stands of it is not withdrawn. */
static enum jd_status
put_key(struct jd__incoming *incoming, uint32_t row, struct jd_error *err)
{
    struct jd__incoming_row *rows = incoming->rows.data;
    struct jd_str key = jd__incoming_key(incoming, &rows[row]);
    uint32_t first = jd__incoming_find(incoming, key);
    bool is_fresh = rows[row].fate == JD__FATE_FRESH;
    if (first == JD_NONE) {
        size_t mask = incoming->n_slots - 1;
        size_t slot = (size_t)jd__hash_bytes(key.data, key.size) & mask;
        while (incoming->slots[slot] != 0)
            slot = (slot + 1) & mask;
        incoming->slots[slot] = row + 1;
        return JD_OK;
    }
    if (is_fresh && rows[first].fate == JD__FATE_FRESH &&
        is_alike(incoming, &rows[first], &rows[row])) {
        rows[row].fate = JD__FATE_REPEATED;
        return JD_OK;
    }
    enum jd_status status = JD_OK;
    if (rows[first].fate == JD__FATE_FRESH)
        status = jd__incoming_reject(incoming, first, JD__REASON_TWO_ROWS, "", err);
    if (status == JD_OK && is_fresh)
        status = jd__incoming_reject(incoming, row, JD__REASON_TWO_ROWS, "", err);
    return status;
}

enum jd_status
jd__settle_keys(struct jd__incoming *incoming, struct jd_error *err)
{
    struct jd__incoming_row *rows = incoming->rows.data;
    enum jd_status status = new_slots(incoming, err);
    for (uint32_t i = 0; i < incoming->rows.n && status == JD_OK; i++)
        status = put_key(incoming, i, err);
    /* A repetition of a row that an unlike one spoilt later. */
    for (uint32_t i = 0; i < incoming->rows.n && status == JD_OK; i++) {
        if (rows[i].fate != JD__FATE_REPEATED)
            continue;
        uint32_t first = jd__incoming_find(incoming, jd__incoming_key(incoming, &rows[i]));
        if (rows[first].fate == JD__FATE_REJECTED)
            status = jd__incoming_reject(incoming, i, JD__REASON_TWO_ROWS, "", err);
    }
    return status;
}

/* ---- ends ---- */

static const struct jd__incoming *
table_of(const struct jd__arrival *arrival, struct jd_str agency,
    const struct jd__schema *schema)
{
    const struct jd__incoming *tables = arrival->tables.data;
    for (size_t i = 0; i < arrival->tables.n; i++)
        if (tables[i].schema == schema && jd__str_equal(tables[i].agency, agency))
            return &tables[i];
    return NULL;
}

static bool
stands(const struct jd__state *state, uint32_t set, struct jd_str key)
{
    uint32_t newest = jd__state_find(state, set, key);
    return newest != JD_NONE && jd__versions(state)[newest].known_to == JD__STILL;
}

/* Will there be a row of this id once the arrival is in? */
static bool
will_be_there(const struct jd__arrival *arrival, const struct jd__end *end,
    struct jd_str own, struct jd__buf *key)
{
    struct jd_str agency = end->agency.data != NULL ? end->agency : own;
    key->n = 0;
    if (end->schema == NULL || jd__wire_text(key, end->id, NULL) != JD_OK)
        return false;
    struct jd_str bytes = {key->data, key->n};
    const struct jd__incoming *table = table_of(arrival, agency, end->schema);
    uint32_t row = table != NULL ? jd__incoming_find(table, bytes) : JD_NONE;
    if (row != JD_NONE) {
        const struct jd__incoming_row *found =
            (struct jd__incoming_row *)table->rows.data + row;
        if (found->fate != JD__FATE_REJECTED)
            return found->op == JD__PUT;
    } else if (table != NULL && table->is_snapshot) {
        return false; /* the snapshot withdraws it */
    }
    return stands(
        arrival->state, jd__state_set(arrival->state, agency, end->schema), bytes);
}

static enum jd_status
check_ends(const struct jd__arrival *arrival, struct jd__incoming *incoming, uint32_t row,
    struct jd__buf *key, struct jd_error *err)
{
    const struct jd__incoming_row *rows = incoming->rows.data;
    struct jd__end ends[2];
    jd__key_ends(incoming->schema->noun, jd__incoming_key(incoming, &rows[row]), ends);
    for (int i = 0; i < 2; i++) {
        if (will_be_there(arrival, &ends[i], incoming->agency, key))
            continue;
        const char *column =
            ends[i].schema == NULL ? ends[i].kind_column : ends[i].id_column;
        return jd__incoming_reject(incoming, row, JD__REASON_NAMES_NOTHING, column, err);
    }
    return JD_OK;
}

enum jd_status
jd__settle_ends(
    const struct jd__arrival *arrival, struct jd__incoming *incoming, struct jd_error *err)
{
    enum jd__noun noun = incoming->schema->noun;
    if (noun != JD__NOUN_ROLE && noun != JD__NOUN_RELATION && noun != JD__NOUN_ASSERTION)
        return JD_OK;
    struct jd__buf key;
    jd__buf_init(&key, &incoming->alloc, 1, 0);
    enum jd_status status = jd__buf_reserve(&key, JD_LIMIT_ROW, err);
    const struct jd__incoming_row *rows = incoming->rows.data;
    for (uint32_t i = 0; i < incoming->rows.n && status == JD_OK; i++)
        if (rows[i].op == JD__PUT &&
            (rows[i].fate == JD__FATE_FRESH || rows[i].fate == JD__FATE_REPEATED))
            status = check_ends(arrival, incoming, i, &key, err);
    jd__buf_done(&key);
    return status;
}

/* ---- fates ---- */

/* Does the version say the same as the row, in the same columns? */
static bool
says_the_same(const struct jd__state *state, uint32_t version,
    const struct jd__incoming *incoming, const struct jd__incoming_row *row)
{
    const struct jd__kept *kept = &jd__kept(state)[jd__versions(state)[version].frame];
    struct jd_str head = {incoming->head.data, incoming->head.n};
    return jd__str_equal(
               jd__state_row(state, version).cells, jd__incoming_cells(incoming, row)) &&
           jd__str_equal(kept->head_bytes, head);
}

static enum jd__fate
fate_of(const struct jd__state *state, const struct jd__incoming *incoming,
    const struct jd__incoming_row *row, uint32_t standing)
{
    if (row->op == JD__WITHDRAW)
        return standing == JD_NONE ? JD__FATE_NOTHING : JD__FATE_DELETE;
    if (standing == JD_NONE)
        return JD__FATE_INSERT;
    return says_the_same(state, standing, incoming, row) ? JD__FATE_SAME : JD__FATE_REPLACE;
}

static void
count_fate(struct jd__table_report *report, uint8_t fate)
{
    report->read++;
    report->accepted += fate != JD__FATE_REJECTED;
    report->rejected += fate == JD__FATE_REJECTED;
    report->inserted += fate == JD__FATE_INSERT;
    report->replaced += fate == JD__FATE_REPLACE;
    report->same += fate == JD__FATE_SAME || fate == JD__FATE_REPEATED;
    report->deleted += fate == JD__FATE_DELETE || fate == JD__FATE_NOTHING;
    report->withdrawn += fate == JD__FATE_DELETE;
}

void
jd__settle_fates(const struct jd__arrival *arrival, struct jd__incoming *incoming)
{
    const struct jd__state *state = arrival->state;
    struct jd__incoming_row *rows = incoming->rows.data;

    for (uint32_t i = 0; i < incoming->rows.n; i++) {
        struct jd__incoming_row *row = &rows[i];
        if (row->fate == JD__FATE_FRESH) {
            uint32_t version =
                jd__state_find(state, incoming->set, jd__incoming_key(incoming, row));
            if (version != JD_NONE && jd__versions(state)[version].known_to != JD__STILL)
                version = JD_NONE;
            row->fate = (uint8_t)fate_of(state, incoming, row, version);
            /* A change is known after what it changes, whatever the agency says of it. */
            bool is_given = (row->flags & JD__KNOWN_BY_INGEST) == 0;
            if (!is_given || (version != JD_NONE &&
                                 row->known <= jd__versions(state)[version].known_from)) {
                row->known = arrival->now;
                row->flags |= JD__KNOWN_BY_INGEST;
            }
        }
        count_fate(&incoming->report, row->fate);
        incoming->n_seen += row->fate == JD__FATE_SAME || row->fate == JD__FATE_REPLACE ||
                            row->fate == JD__FATE_DELETE;
    }
    incoming->report.issues = incoming->issues.n;
}

/* ---- what is no longer there ---- */

static enum jd_status
find_absent(const struct jd__state *state, const struct jd__incoming *incoming,
    struct jd__buf *out, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t v = 0; v < state->versions.n && status == JD_OK; v++) {
        const struct jd__version *version = &jd__versions(state)[v];
        if (version->set == incoming->set && version->known_to == JD__STILL &&
            jd__incoming_find(incoming, jd__state_row(state, v).key) == JD_NONE)
            status = jd__buf_append(out, &v, 1, err);
    }
    return status;
}

enum jd_status
jd__settle_absent(const struct jd__arrival *arrival, struct jd__incoming *incoming,
    struct jd__buf *out, struct jd_error *err)
{
    if (!incoming->is_snapshot || incoming->set == JD_NONE)
        return JD_OK;
    uint64_t standing = jd__sets(arrival->state)[incoming->set].n_standing;
    struct jd__table_report *report = &incoming->report;
    if (incoming->n_seen == standing)
        return JD_OK;
    enum jd_status status = find_absent(arrival->state, incoming, out, err);
    if (status != JD_OK)
        return status;
    double share = standing > 0 ? (double)out->n / (double)standing : 0.0;
    if (!(share <= arrival->withdraw_up_to))
        return jd__fail(err, JD_E_LIMIT,
            "%s/%s: the snapshot would withdraw %zu of %" PRIu64
            " rows, more than the share that it may",
            report->agency, report->table, out->n, standing);
    report->withdrawn += out->n;
    return JD_OK;
}
