/* SPDX-License-Identifier: Apache-2.0 */
/* arrive.c - a folder's tables as rows that are ready to be settled. */
#include "store/arrive.h"

#include "base/error.h"
#include "base/str.h"
#include "io/folder.h"
#include "store/cook.h"

#include <stdio.h>

void
jd__arrival_init(struct jd__arrival *arrival, const struct jd_alloc *alloc,
    const struct jd__state *state, int64_t now)
{
    *arrival = (struct jd__arrival){.alloc = *alloc, .state = state, .now = now};
    jd__buf_init(&arrival->folders, alloc, sizeof(struct jd__arrived), UINT16_MAX);
    jd__buf_init(&arrival->tables, alloc, sizeof(struct jd__incoming), UINT16_MAX);
}

void
jd__arrival_done(struct jd__arrival *arrival)
{
    struct jd__incoming *tables = arrival->tables.data;
    for (size_t i = 0; i < arrival->tables.n; i++)
        jd__incoming_done(&tables[i]);
    struct jd__arrived *folders = arrival->folders.data;
    for (size_t i = 0; i < arrival->folders.n; i++)
        jd__folder_free(folders[i].folder);
    jd__buf_done(&arrival->tables);
    jd__buf_done(&arrival->folders);
}

enum jd_status
jd__arrival_tell(const struct jd__arrival *arrival, const char *what, uint64_t done,
    uint64_t total, struct jd_error *err)
{
    const struct jd_progress *progress = arrival->progress;
    if (progress != NULL && progress->should_stop != NULL &&
        progress->should_stop(progress->ctx, what, done, total))
        return jd__fail(err, JD_E_CANCELLED, "the ingest was stopped");
    return JD_OK;
}

/* A new table at the end of the arrival. */
static enum jd_status
add_table(struct jd__arrival *arrival, struct jd_str agency,
    const struct jd__schema *schema, struct jd__incoming **out_table, struct jd_error *err)
{
    struct jd__incoming table;
    jd__incoming_init(&table, &arrival->alloc, agency, schema);
    enum jd_status status = jd__buf_append(&arrival->tables, &table, 1, err);
    if (status == JD_OK)
        *out_table = (struct jd__incoming *)arrival->tables.data + (arrival->tables.n - 1);
    return status;
}

/* agency.json as a table of one row. */
static enum jd_status
add_agency(
    struct jd__arrival *arrival, const struct jd__folder *folder, struct jd_error *err)
{
    static const struct jd_column_spec columns[] = {
        {"id", JD_TYPE_TEXT}, {"json", JD_TYPE_TEXT}};
    struct jd_table *rows = NULL;
    struct jd__incoming *table = NULL;
    struct jd__norm *norm = NULL;
    if (folder->json_size > JD_LIMIT_CELL)
        return jd__fail(
            err, JD_E_LIMIT, "agency.json: is larger than %u bytes", JD_LIMIT_CELL);
    enum jd_status status = jd_table_new(&arrival->alloc, "agency", columns, 2, &rows, err);
    if (status == JD_OK)
        status = jd_table_put(rows, 0, jd_text(folder->agency), err);
    if (status == JD_OK)
        status = jd_table_put(
            rows, 1, jd_text_of((struct jd_str){folder->json, folder->json_size}), err);
    if (status == JD_OK)
        status = jd_table_finish(rows, err);
    if (status == JD_OK)
        status = jd__norm_new(&arrival->alloc, NULL, &norm, err);
    if (status == JD_OK)
        status = add_table(arrival, jd__str(folder->agency),
            jd__schema_find(jd__str("agency")), &table, err);
    if (status == JD_OK) {
        const struct jd__raw raw = {rows, norm, arrival->now};
        status = jd__cook(&raw, table, err);
    }
    jd__norm_free(norm);
    jd_table_free(rows);
    return status;
}

/* A column `action` says of each row what to do: such a table is never a snapshot. */
static bool
has_action(const struct jd_table *rows)
{
    return jd_table_find(rows, "action") != JD_NONE;
}

static enum jd_status
add_rows(struct jd__arrival *arrival, const struct jd__folder *folder,
    const struct jd__folder_table *from, struct jd_error *err)
{
    const struct jd__schema *schema = jd__schema_find(jd__str(from->name));
    struct jd__incoming *table = NULL;
    struct jd__norm *norm = NULL;
    const struct jd__norm_options options = {
        folder->country, from->dates, from->n_dates, from->zone};
    if (schema == NULL || schema->noun == JD__NOUN_AGENCY)
        return jd__fail(err, JD_E_UNSUPPORTED, "%s: is not a table of a store", from->file);
    enum jd_status status = jd__arrival_tell(
        arrival, "folders read", arrival->i_folder, arrival->n_folders, err);
    if (status == JD_OK)
        status = jd__norm_new(&arrival->alloc, &options, &norm, err);
    if (status == JD_OK)
        status = add_table(arrival, jd__str(folder->agency), schema, &table, err);
    if (status == JD_OK) {
        const struct jd__raw raw = {from->table, norm, arrival->now};
        table->is_snapshot = !from->is_delta && !has_action(from->table);
        (void)snprintf(table->report.file, sizeof(table->report.file), "%s", from->file);
        status = jd__cook(&raw, table, err);
    }
    if (status != JD_OK)
        jd__report_where(err, "%s/%s", folder->agency, from->file);
    jd__norm_free(norm);
    return status;
}

static enum jd_status
check_agency(const struct jd__arrival *arrival, const struct jd__folder *folder,
    struct jd_error *err)
{
    const struct jd__arrived *folders = arrival->folders.data;
    for (size_t i = 0; i < arrival->folders.n; i++)
        if (jd__str_is(folders[i].agency, folder->agency))
            return jd__fail(
                err, JD_E_INPUT, "%s: two folders of one agency", folder->agency);
    return JD_OK;
}

enum jd_status
jd__arrive(
    struct jd__arrival *arrival, struct jd_io *io, const char *path, struct jd_error *err)
{
    struct jd__folder *folder = NULL;
    enum jd_status status = jd__folder_read(&arrival->alloc, io, path, &folder, err);
    if (status == JD_OK)
        status = check_agency(arrival, folder, err);
    if (status == JD_OK)
        status = jd__buf_reserve(&arrival->folders, 1, err);
    if (status != JD_OK) {
        jd__folder_free(folder);
        return status;
    }
    struct jd__arrived arrived = {
        folder, jd__str(folder->agency), (uint32_t)arrival->tables.n, 0};
    (void)jd__buf_append(&arrival->folders, &arrived, 1, NULL); /* there is room */
    status = add_agency(arrival, folder, err);
    for (uint32_t i = 0; i < folder->n_tables && status == JD_OK; i++) {
        status = add_rows(arrival, folder, &folder->tables[i], err);
        jd_table_free(folder->tables[i].table); /* cooked: its bytes are ours now */
        folder->tables[i].table = NULL;
    }
    struct jd__arrived *last =
        (struct jd__arrived *)arrival->folders.data + (arrival->folders.n - 1);
    last->n = (uint32_t)(arrival->tables.n - last->first);
    return status;
}
