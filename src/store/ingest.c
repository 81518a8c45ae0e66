/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ingest.c - folders into the journal: read all, settle all, write what changed as one group.
 *
 * The tables of all folders are in memory until the group is written, because a role of the
 * first folder may name a record of the last.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "store/arrive.h"
#include "store/derive.h"
#include "store/held.h"
#include "store/listed.h"

/* Rows of one entry: above this an entry is closed and the next one begun. */
enum { ENTRY_BYTES = 64 * 1024 * 1024 };

#define STANDARD_SHARE 0.02

/* ---- write ---- */

/* An entry that is being filled. */
struct filling {
    struct jd__store *store;
    const struct jd__incoming *table;
    struct jd_str asker;
    struct jd__buf rows; /* bytes */
    uint32_t n;
};

static enum jd_status
flush(struct filling *filling, struct jd_error *err)
{
    if (filling->n == 0)
        return JD_OK;
    const struct jd__entry entry = {
        .type = JD__ENTRY_ROWS,
        .flags = JD__FRAME_MORE, /* the last of the group says what was ingested */
        .asker = filling->asker,
        .head = {filling->table->head.data, filling->table->head.n},
        .rows = {filling->rows.data, filling->rows.n},
        .n = filling->n,
    };
    filling->rows.n = 0;
    filling->n = 0;
    return jd__journal_append(
        filling->store->journal, &entry, jd__store_now(filling->store), err);
}

static enum jd_status
put_change(struct filling *filling, const struct jd__change *change, struct jd_error *err)
{
    enum jd_status status = jd__change_write(&filling->rows, change, err);
    filling->n += status == JD_OK;
    if (status == JD_OK && filling->rows.n > ENTRY_BYTES)
        status = flush(filling, err);
    return status;
}

static enum jd_status
write_rows(struct filling *filling, struct jd_error *err)
{
    const struct jd__incoming *table = filling->table;
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < table->rows.n && status == JD_OK; i++) {
        const struct jd__incoming_row *row =
            (struct jd__incoming_row *)table->rows.data + i;
        if (row->fate != JD__FATE_INSERT && row->fate != JD__FATE_REPLACE &&
            row->fate != JD__FATE_DELETE)
            continue;
        struct jd__change change = {
            row->op, row->flags, row->known, jd__incoming_key(table, row), {NULL, 0}};
        if (row->op == JD__PUT)
            change.cells = jd__incoming_cells(table, row);
        status = put_change(filling, &change, err);
    }
    return status;
}

static enum jd_status
write_absent(struct filling *filling, const struct jd__buf *absent, int64_t now,
    struct jd_error *err)
{
    const uint32_t *versions = absent->data;
    enum jd_status status = JD_OK;
    for (size_t i = 0; i < absent->n && status == JD_OK; i++) {
        const struct jd__change change = {JD__WITHDRAW, JD__KNOWN_BY_INGEST, now,
            jd__state_row(&filling->store->state, versions[i]).key, {NULL, 0}};
        status = put_change(filling, &change, err);
    }
    return status;
}

static enum jd_status
write_table(struct jd__store *store, const struct jd__arrival *arrival,
    struct jd__incoming *table, struct jd_str asker, struct jd_error *err)
{
    struct filling filling = {.store = store, .table = table, .asker = asker};
    struct jd__buf absent;
    jd__buf_init(&filling.rows, &store->alloc, 1, JD__LIMIT_PAYLOAD);
    jd__buf_init(&absent, &store->alloc, sizeof(uint32_t), 0);
    enum jd_status status = jd__settle_absent(arrival, table, &absent, err);
    if (status == JD_OK)
        status = write_rows(&filling, err);
    if (status == JD_OK)
        status = write_absent(&filling, &absent, arrival->now, err);
    if (status == JD_OK)
        status = flush(&filling, err);
    jd__buf_done(&filling.rows);
    jd__buf_done(&absent);
    return status;
}

/* Say that a folder was read, whether or not it changed anything. */
static enum jd_status
write_ingested(struct jd__store *store, const struct jd__arrival *arrival, uint32_t i,
    struct jd_str asker, struct jd_error *err)
{
    const struct jd__arrived *folder = (struct jd__arrived *)arrival->folders.data + i;
    const struct jd__incoming *tables = arrival->tables.data;
    struct jd__buf head;
    jd__buf_init(&head, &store->alloc, 1, JD__LIMIT_PAYLOAD);
    enum jd_status status = jd__listed_write(
        &head, folder->agency, tables + folder->first + 1, folder->n - 1, err);
    if (status == JD_OK) {
        const struct jd__entry entry = {
            .type = JD__ENTRY_INGESTED,
            .flags = i + 1 < arrival->folders.n ? JD__FRAME_MORE : 0,
            .asker = asker,
            .head = {head.data, head.n},
        };
        status = jd__journal_append(store->journal, &entry, arrival->now, err);
    }
    jd__buf_done(&head);
    return status;
}

static enum jd_status
write_all(struct jd__store *store, const struct jd__arrival *arrival, struct jd_str asker,
    struct jd_error *err)
{
    struct jd__incoming *tables = arrival->tables.data;
    enum jd_status status = JD_OK;
    for (size_t i = 0; i < arrival->tables.n && status == JD_OK; i++) {
        status = jd__arrival_tell(arrival, "tables written", i, arrival->tables.n, err);
        if (status == JD_OK)
            status = write_table(store, arrival, &tables[i], asker, err);
    }
    for (uint32_t i = 0; i < arrival->folders.n && status == JD_OK; i++)
        status = write_ingested(store, arrival, i, asker, err);
    if (status == JD_OK)
        status = jd__journal_commit(store->journal, err);
    if (status != JD_OK)
        jd__journal_abandon(store->journal);
    return status;
}

/* ---- settle ---- */

static enum jd_status
settle(const struct jd__arrival *arrival, struct jd_error *err)
{
    struct jd__incoming *tables = arrival->tables.data;
    enum jd_status status = JD_OK;
    for (size_t i = 0; i < arrival->tables.n && status == JD_OK; i++) {
        status = jd__arrival_tell(arrival, "tables compared", i, arrival->tables.n, err);
        if (status != JD_OK)
            return status;
        tables[i].set = jd__state_set(arrival->state, tables[i].agency, tables[i].schema);
        status = jd__settle_keys(&tables[i], err);
    }
    for (size_t i = 0; i < arrival->tables.n && status == JD_OK; i++)
        status = jd__settle_ends(arrival, &tables[i], err);
    for (size_t i = 0; i < arrival->tables.n && status == JD_OK; i++)
        jd__settle_fates(arrival, &tables[i]);
    return status;
}

static enum jd_status
give_reports(const struct jd__arrival *arrival, struct jd__buf *out, struct jd_error *err)
{
    const struct jd__incoming *tables = arrival->tables.data;
    const struct jd__schema *agency = jd__schema_find(jd__str("agency"));
    enum jd_status status = jd__buf_reserve(out, arrival->tables.n, err);
    for (size_t i = 0; i < arrival->tables.n && status == JD_OK; i++)
        if (tables[i].schema != agency)
            status = jd__buf_append(out, &tables[i].report, 1, err);
    return status;
}

/* Read all folders, then settle what names what. */
static enum jd_status
arrive_all(struct jd__arrival *arrival, struct jd_io *io, const char *const *folders,
    uint32_t n_folders, struct jd_error *err)
{
    for (uint32_t i = 0; i < n_folders; i++) {
        arrival->i_folder = i;
        arrival->n_folders = n_folders;
        enum jd_status status = jd__arrive(arrival, io, folders[i], err);
        if (status != JD_OK)
            return status;
    }
    return settle(arrival, err);
}

enum jd_status
jd__store_ingest(struct jd__store *store, struct jd_io *io, const char *const *folders,
    uint32_t n_folders, const struct jd__ingest_options *options,
    struct jd__buf *out_reports, struct jd_error *err)
{
    struct jd__arrival arrival;
    size_t before = out_reports->n;
    if (n_folders == 0)
        return jd__fail(err, JD_E_ARG, "no folder to ingest");
    jd__arrival_init(&arrival, &store->alloc, &store->state, jd__store_now(store));
    arrival.withdraw_up_to =
        options->withdraw_up_to >= 0 ? options->withdraw_up_to : STANDARD_SHARE;
    arrival.progress = options->progress;
    enum jd_status status = arrive_all(&arrival, io, folders, n_folders, err);
    if (status == JD_OK) /* nothing may fail between the commit and the return */
        status = jd__buf_reserve(out_reports, arrival.tables.n, err);
    if (status == JD_OK)
        status = write_all(store, &arrival, options->asker, err);
    if (status == JD_OK)
        status = give_reports(&arrival, out_reports, err);
    if (status != JD_OK)
        out_reports->n = before;
    jd__arrival_done(&arrival);
    return status;
}
