/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sheet.c - a row of a standard table, as an agency writes it.
 *
 * A value is taken from the row (or the roles), put into the agency's form (how.c), and written
 * in the file's format.  Fixed columns are cut and filled by characters, not bytes.
 */
#include "synth/sheet.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"
#include "synth/how.h"

#include <string.h>

enum { CELL = 1024, MOST_COLUMNS = 64 };

/* A column's value; false: null. */
static bool
cell_text(const struct jd__sheet_column *column, const struct jd__row *row,
    struct jd__part_in *roles, uint32_t n_roles, char text[static CELL])
{
    const char *value = "";
    if (column->role == NULL)
        value = jd__row_get(row, column->attribute);
    for (uint32_t i = 0; column->role != NULL && i < n_roles; i++)
        if (!roles[i].written && strcmp(roles[i].role, column->role) == 0) {
            roles[i].written = true;
            value = roles[i].id;
            break;
        }
    const json_t *code = json_object_get(column->codes, value);
    if (code != NULL)
        value = json_string_value(code);
    jd__how_apply(column->how, row, value, text, CELL);
    return text[0] != '\0';
}

/* One byte a character; what has none there becomes a question mark. */
static void
to_latin1(char *text)
{
    struct jd_str value = jd__str(text);
    size_t n = 0;
    for (size_t at = 0; at < value.size; n++) {
        uint32_t c = jd__utf8_next(value, &at);
        text[n] = c < 256 ? (char)c : '?';
    }
    text[n] = '\0';
}

static enum jd_status
csv_cell(struct jd__buf *out, const char *text, char delimiter, struct jd_error *err)
{
    const char special[] = {delimiter, '"', '\n', '\r', '\0'};
    if (strpbrk(text, special) == NULL)
        return jd__buf_text(out, jd__str(text), err);
    enum jd_status status = jd__buf_append(out, "\"", 1, err);
    for (const char *at = text; status == JD_OK && *at != '\0'; at++) {
        status = jd__buf_append(out, at, 1, err);
        if (status == JD_OK && *at == '"')
            status = jd__buf_append(out, at, 1, err);
    }
    if (status == JD_OK)
        status = jd__buf_append(out, "\"", 1, err);
    return status;
}

static enum jd_status
fixed_cell(struct jd__buf *out, const char *text, uint16_t width, struct jd_error *err)
{
    struct jd_str value = jd__str(text);
    size_t at = 0;
    unsigned filled = 0;
    for (; at < value.size && filled < width; filled++)
        (void)jd__utf8_next(value, &at);
    enum jd_status status = jd__buf_append(out, text, at, err);
    for (; status == JD_OK && filled < width; filled++)
        status = jd__buf_append(out, " ", 1, err);
    return status;
}

static enum jd_status
text_cell(const struct jd__sheet *sheet, uint32_t number, const char *text,
    struct jd__buf *out, struct jd_error *err)
{
    if (sheet->format == JD__FIXED)
        return fixed_cell(out, text, sheet->columns[number].width, err);
    enum jd_status status = JD_OK;
    if (number > 0)
        status = jd__buf_append(out, &sheet->delimiter, 1, err);
    if (status == JD_OK)
        status = csv_cell(out, text, sheet->delimiter, err);
    return status;
}

enum jd_status
jd__sheet_write(const struct jd__sheet *sheet, const struct jd__row *row,
    struct jd__part_in *roles, uint32_t n_roles, struct jd__sheet_rows *out,
    struct jd_error *err)
{
    enum jd_status status = JD_OK;
    char text[CELL];
    struct jd__json json;
    jd__json_init(&json, &out->text);
    if (sheet->format == JD__JSONL)
        jd__json_object(&json);
    for (uint32_t i = 0; i < sheet->n_columns && status == JD_OK; i++) {
        bool has = cell_text(&sheet->columns[i], row, roles, n_roles, text);
        if (sheet->is_latin1)
            to_latin1(text);
        if (sheet->format == JD__PARQUET)
            status = jd_table_put(out->table, i, jd_text(has ? text : NULL), err);
        else if (sheet->format != JD__JSONL)
            status = text_cell(sheet, i, text, &out->text, err);
        else /* every key in every line, so that no column is ever absent */
            jd__json_key_cstr(&json, sheet->columns[i].name, has ? text : NULL);
    }
    if (sheet->format == JD__JSONL && status == JD_OK) {
        jd__json_object_end(&json);
        status = jd__json_end(&json, err);
    }
    if (sheet->format != JD__PARQUET && status == JD_OK)
        status = jd__buf_append(&out->text, "\n", 1, err);
    out->n += status == JD_OK;
    return status;
}

enum jd_status
jd__sheet_heading(const struct jd__sheet *sheet, struct jd__buf *out, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    if (sheet->format != JD__CSV)
        return JD_OK;
    for (uint32_t i = 0; i < sheet->n_columns && status == JD_OK; i++)
        status = text_cell(sheet, i, sheet->columns[i].name, out, err);
    return status == JD_OK ? jd__buf_append(out, "\n", 1, err) : status;
}

enum jd_status
jd__sheet_table(const struct jd__sheet *sheet, const struct jd_alloc *alloc,
    struct jd_table **out_table, struct jd_error *err)
{
    struct jd_column_spec specs[MOST_COLUMNS];
    if (sheet->n_columns > MOST_COLUMNS)
        return jd__fail(
            err, JD_E_CORRUPT, "%s: more than %d columns", sheet->file, MOST_COLUMNS);
    for (uint32_t i = 0; i < sheet->n_columns; i++)
        specs[i] = (struct jd_column_spec){sheet->columns[i].name, JD_TYPE_TEXT};
    return jd_table_new(alloc, sheet->file, specs, sheet->n_columns, out_table, err);
}
