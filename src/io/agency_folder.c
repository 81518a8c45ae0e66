/* SPDX-License-Identifier: Apache-2.0 */
/*
 * agency_folder.c - read an agency's folder.
 *
 * Invariant: a table is given by exactly one file, and never through a symbolic link: what an
 * agency hands over lies in its folder.
 */
#include "io/folder.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "io/agency.h"
#include "io/box.h"
#include "os/file.h"

#include <jansson.h>

static const char *const table_names[] = {"person", "organization", "place", "phone",
    "account", "vehicle", "firearm", "document", "parcel", "substance", "exhibit", "asset",
    "handle", "event", "role", "relation", "assertion"};
enum { N_TABLE_NAMES = sizeof(table_names) / sizeof(table_names[0]) };

static const char *const endings[] = {".sql", ".parquet", ".csv", ".csv.gz", ".csv.zst",
    ".tsv", ".tsv.gz", ".json", ".json.gz", ".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz"};

static bool
gives(const char *file, const char *table)
{
    size_t size = strlen(table);
    if (strncmp(file, table, size) != 0)
        return false;
    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
        if (strcmp(file + size, endings[i]) == 0)
            return true;
    return false;
}

static enum jd_status
read_table(const struct jd__folder *folder, struct jd__box *box,
    struct jd__folder_table *table, struct jd_error *err)
{
    size_t size = strlen(table->file);
    bool is_sql = size > 4 && strcmp(table->file + size - 4, ".sql") == 0;
    if (!is_sql)
        return jd__box_read(box, table->file, table->name, &table->table, err);
    enum jd_status status = jd__box_run(box, table->file, table->name, &table->table, err);
    if (status != JD_OK)
        jd__report_where(err, "%s", folder->path);
    return status;
}

/* The one file that gives a table; *out_file is NULL when there is none. */
static enum jd_status
find_file(const struct jd__folder *folder, const struct jd__names *names, const char *table,
    const char **out_file, struct jd_error *err)
{
    *out_file = NULL;
    for (size_t i = 0; i < names->n; i++) {
        if (!gives(names->names[i], table))
            continue;
        if (*out_file != NULL)
            return jd__fail(err, JD_E_INPUT, "%s: %s and %s both give the table %s",
                folder->path, *out_file, names->names[i], table);
        *out_file = names->names[i];
    }
    return JD_OK;
}

static enum jd_status
add_table(struct jd__folder *folder, struct jd__box *box, const char *name,
    const char *file, struct jd_error *err)
{
    struct jd__folder_table *table = &folder->tables[folder->n_tables++];
    table->name = name;
    table->file = jd__alloc_text(&folder->alloc, jd__str(file));
    if (table->file == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for a file's name");
    enum jd_status status = jd__agency_table(folder, table, err);
    return status != JD_OK ? status : read_table(folder, box, table, err);
}

static enum jd_status
read_tables(struct jd__folder *folder, struct jd_io *io, struct jd_error *err)
{
    struct jd__names names = {0};
    struct jd__box *box = NULL;
    struct jd__buf encodings;
    jd__buf_init(&encodings, &folder->alloc, sizeof(struct jd__encoding), 0);
    enum jd_status status = jd__agency_encodings(folder, &encodings, err);
    const struct jd__box_options options = {
        .encodings = encodings.data, .n_encodings = (uint32_t)encodings.n};
    if (status == JD_OK)
        status = jd__box_open(io, folder->path, &options, &box, err);
    if (status == JD_OK)
        status = jd__folder_list(&folder->alloc, folder->path, &names, err);
    for (size_t i = 0; i < N_TABLE_NAMES && status == JD_OK; i++) {
        const char *file = NULL;
        status = find_file(folder, &names, table_names[i], &file, err);
        if (status == JD_OK && file != NULL)
            status = add_table(folder, box, table_names[i], file, err);
    }
    jd__names_done(&names);
    jd__box_close(box);
    jd__buf_done(&encodings);
    return status;
}

bool
jd__folder_has_table(const char *name)
{
    for (size_t i = 0; i < N_TABLE_NAMES; i++)
        if (strcmp(table_names[i], name) == 0)
            return true;
    return false;
}

enum jd_status
jd__folder_read(const struct jd_alloc *alloc, struct jd_io *io, const char *path,
    struct jd__folder **out_folder, struct jd_error *err)
{
    struct jd__folder *folder = jd__alloc_array(alloc, sizeof(*folder), 0, 1);
    if (folder == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for a folder");
    folder->alloc = jd__alloc_or_default(alloc);
    folder->path = jd__alloc_text(alloc, jd__str(path));
    folder->tables = jd__alloc_array(alloc, 0, N_TABLE_NAMES, sizeof(*folder->tables));
    enum jd_status status = JD_OK;
    if (folder->path == NULL || folder->tables == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory for a folder");
    if (status == JD_OK)
        status = jd__agency_read(folder, err);
    if (status == JD_OK)
        status = read_tables(folder, io, err);
    if (status != JD_OK) {
        jd__folder_free(folder);
        return status;
    }
    *out_folder = folder;
    return JD_OK;
}

void
jd__folder_free(struct jd__folder *folder)
{
    if (folder == NULL)
        return;
    struct jd_alloc alloc = folder->alloc;
    for (uint32_t i = 0; folder->tables != NULL && i < folder->n_tables; i++) {
        struct jd__folder_table *table = &folder->tables[i];
        jd_table_free(table->table);
        if (table->file != NULL)
            jd__alloc_free(&alloc, table->file, strlen(table->file) + 1);
        jd__alloc_free(
            &alloc, (void *)(uintptr_t)table->dates, table->n_dates * sizeof(char *));
    }
    jd__alloc_free(&alloc, folder->tables, N_TABLE_NAMES * sizeof(*folder->tables));
    json_decref(folder->tree);
    jd__alloc_free(&alloc, folder->json, folder->json_size + 1);
    if (folder->path != NULL)
        jd__alloc_free(&alloc, folder->path, strlen(folder->path) + 1);
    jd__alloc_free(&alloc, folder, sizeof(*folder));
}
