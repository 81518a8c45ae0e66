/* SPDX-License-Identifier: Apache-2.0 */
/* layout.c - read what an agency's export.json says of its files; see sheet.h. */
#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "synth/how.h"
#include "synth/sheet.h"

#include <string.h>

static const char *const default_files[JD__N_TABLES] = {"person.csv", "organization.csv",
    "place.csv", "phone.csv", "account.csv", "vehicle.csv", "firearm.csv", "document.csv",
    "parcel.csv", "substance.csv", "exhibit.csv", "asset.csv", "handle.csv", "event.csv",
    "role.csv", "relation.csv"};

void
jd__sheets_init(struct jd__sheets *sheets, const struct jd_alloc *alloc)
{
    *sheets = (struct jd__sheets){.alloc = jd__alloc_or_default(alloc)};
    jd__buf_init(&sheets->list, alloc, sizeof(struct jd__sheet), 0);
    jd__buf_init(&sheets->layouts, alloc, sizeof(json_t *), 0);
}

void
jd__sheets_done(struct jd__sheets *sheets)
{
    struct jd__sheet *list = sheets->list.data;
    for (size_t i = 0; i < sheets->list.n; i++)
        jd__alloc_free(&sheets->alloc, list[i].columns,
            list[i].n_columns * sizeof(struct jd__sheet_column));
    json_t **layouts = sheets->layouts.data;
    for (size_t i = 0; i < sheets->layouts.n; i++)
        json_decref(layouts[i]);
    jd__buf_done(&sheets->list);
    jd__buf_done(&sheets->layouts);
}

static bool
column_read(const json_t *entry, struct jd__sheet_column *column)
{
    const char *source = json_string_value(json_array_get(entry, 1));
    const json_t *how = json_array_get(entry, 2);
    column->name = json_string_value(json_array_get(entry, 0));
    column->width = (uint16_t)json_integer_value(json_array_get(entry, 3));
    column->codes = json_is_object(how) ? how : NULL;
    column->how = json_is_string(how) ? jd__how_find(json_string_value(how)) : 0;
    if (column->name == NULL || source == NULL || column->how == JD__HOW_NONE)
        return false;
    column->role = source[0] == '@' ? source + 1 : NULL;
    column->attribute = source[0] == '@' ? JD__ID : jd__attribute_find(source);
    return column->attribute < JD__N_ATTRIBUTES;
}

static bool
format_read(const char *name, enum jd__format *out_format)
{
    static const char *const formats[] = {"csv", "jsonl", "fixed", "parquet"};
    for (unsigned i = 0; name != NULL && i < sizeof(formats) / sizeof(formats[0]); i++)
        if (strcmp(formats[i], name) == 0) {
            *out_format = (enum jd__format)i;
            return true;
        }
    return false;
}

static enum jd_status
columns_new(const struct jd__sheets *sheets, struct jd__sheet *sheet, size_t n,
    struct jd_error *err)
{
    sheet->columns = jd__alloc_array(&sheets->alloc, 0, n, sizeof(struct jd__sheet_column));
    sheet->n_columns = (uint32_t)n;
    return sheet->columns != NULL ? JD_OK
                                  : jd__fail(err, JD_E_NOMEM, "no memory for a layout");
}

/* Append the sheet, which then owns its columns. */
static enum jd_status
sheet_add(struct jd__sheets *sheets, struct jd__sheet *sheet, struct jd_error *err)
{
    enum jd_status status = jd__buf_append(&sheets->list, sheet, 1, err);
    if (status != JD_OK)
        jd__alloc_free(&sheets->alloc, sheet->columns,
            sheet->n_columns * sizeof(struct jd__sheet_column));
    return status;
}

static enum jd_status
sheet_read(struct jd__sheets *sheets, uint16_t who, const char *agency, const json_t *entry,
    struct jd_error *err)
{
    const json_t *columns = json_object_get(entry, "columns");
    const char *table = json_string_value(json_object_get(entry, "table"));
    const char *delimiter = json_string_value(json_object_get(entry, "delimiter"));
    struct jd__sheet sheet = {.who = who,
        .file = json_string_value(json_object_get(entry, "file")),
        .table = table != NULL ? jd__table_find(table) : JD__N_TABLES,
        .delimiter = delimiter != NULL ? delimiter[0] : ',',
        .is_latin1 = json_object_get(entry, "encoding") != NULL,
        .only = json_object_get(entry, "only")};
    if (sheet.file == NULL || sheet.table == JD__N_TABLES ||
        json_array_size(columns) == 0 ||
        !format_read(json_string_value(json_object_get(entry, "format")), &sheet.format))
        return jd__fail(
            err, JD_E_CORRUPT, "%s/export.json: a file is not described", agency);
    enum jd_status status = columns_new(sheets, &sheet, json_array_size(columns), err);
    if (status != JD_OK)
        return status;
    for (uint32_t i = 0; i < sheet.n_columns; i++)
        if (!column_read(json_array_get(columns, i), &sheet.columns[i])) {
            jd__alloc_free(&sheets->alloc, sheet.columns,
                sheet.n_columns * sizeof(struct jd__sheet_column));
            return jd__fail(err, JD_E_CORRUPT,
                "%s/export.json: %s: column %u is not described", agency, sheet.file,
                (unsigned)i + 1);
        }
    return sheet_add(sheets, &sheet, err);
}

static bool
has_rest(const struct jd__sheets *sheets, uint16_t who, enum jd__table table)
{
    const struct jd__sheet *list = sheets->list.data;
    for (size_t i = 0; i < sheets->list.n; i++)
        if (list[i].who == who && list[i].table == table && list[i].only == NULL)
            return true;
    return false;
}

static enum jd_status
default_add(
    struct jd__sheets *sheets, uint16_t who, enum jd__table table, struct jd_error *err)
{
    const uint8_t *attributes = jd__table_columns(table);
    size_t n = 0;
    while (attributes[n] != JD__N_ATTRIBUTES)
        n++;
    struct jd__sheet sheet = {.who = who,
        .file = default_files[table],
        .table = table,
        .delimiter = ',',
        .is_default = true};
    enum jd_status status = columns_new(sheets, &sheet, n, err);
    if (status != JD_OK)
        return status;
    for (size_t i = 0; i < n; i++) {
        enum jd__attribute attribute = (enum jd__attribute)attributes[i];
        sheet.columns[i] = (struct jd__sheet_column){
            .name = jd__attribute_name(attribute), .attribute = attribute};
    }
    return sheet_add(sheets, &sheet, err);
}

enum jd_status
jd__sheets_add(struct jd__sheets *sheets, uint16_t who, const char *agency,
    struct jd_str layout, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    sheets->starts[who] = (uint32_t)sheets->list.n;
    if (layout.size > 0) {
        json_t *json = json_loadb(layout.data, layout.size, 0, NULL);
        if (json == NULL)
            return jd__fail(err, JD_E_CORRUPT, "%s/export.json: not JSON", agency);
        status = jd__buf_append(&sheets->layouts, &json, 1, err);
        if (status != JD_OK) {
            json_decref(json);
            return status;
        }
        const json_t *files = json_object_get(json, "files");
        for (size_t i = 0; i < json_array_size(files) && status == JD_OK; i++)
            status = sheet_read(sheets, who, agency, json_array_get(files, i), err);
    }
    for (unsigned table = 0; table < JD__N_TABLES && status == JD_OK; table++)
        if (!has_rest(sheets, who, (enum jd__table)table))
            status = default_add(sheets, who, (enum jd__table)table, err);
    sheets->starts[who + 1] = (uint32_t)sheets->list.n;
    return status;
}

static bool
takes(const struct jd__sheet *sheet, const char *kind)
{
    for (size_t i = 0; i < json_array_size(sheet->only); i++)
        if (strcmp(json_string_value(json_array_get(sheet->only, i)), kind) == 0)
            return true;
    return false;
}

const struct jd__sheet *
jd__sheets_find(const struct jd__sheets *sheets, uint16_t who, const struct jd__row *row,
    uint32_t *out_number)
{
    const struct jd__sheet *list = sheets->list.data;
    const char *kind = jd__row_get(row, JD__KIND);
    const uint32_t end = sheets->starts[who + 1];
    uint32_t rest = end;
    for (uint32_t i = sheets->starts[who]; i < end; i++) {
        if (list[i].table != row->table)
            continue;
        if (list[i].only == NULL)
            rest = i;
        else if (takes(&list[i], kind)) {
            *out_number = i;
            return &list[i];
        }
    }
    *out_number = rest;
    return rest < end ? &list[rest] : NULL;
}
