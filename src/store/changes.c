/* SPDX-License-Identifier: Apache-2.0 */
/*
 * changes.c - changed rows as bytes.
 *
 * Format, in the terms of wire.h:
 *
 *     head   text agency, text table, number n_keys, number n_columns,
 *            n_columns times: text name, number type (enum jd_type)
 *     row    u8 op, u8 flags, i64 known, number size of key, key, cells
 *     key    n_keys texts
 *     cells  number column, then TEXT: text · INT: int · LIST: number n, n texts; ascending
 */
#include "store/changes.h"

#include "base/error.h"

#include <inttypes.h>

enum jd_status
jd__change_write_head(
    struct jd__buf *out, const struct jd__change_head *head, struct jd_error *err)
{
    enum jd_status status = jd__wire_text(out, head->agency, err);
    if (status == JD_OK)
        status = jd__wire_text(out, head->table, err);
    if (status == JD_OK)
        status = jd__wire_number(out, head->n_keys, err);
    if (status == JD_OK)
        status = jd__wire_number(out, head->n_columns, err);
    for (uint32_t i = 0; i < head->n_columns && status == JD_OK; i++) {
        status = jd__wire_text(out, head->names[i], err);
        if (status == JD_OK)
            status = jd__wire_number(out, (uint64_t)head->columns[i].type, err);
    }
    return status;
}

static bool
is_stored_type(uint64_t type)
{
    return type == JD_TYPE_TEXT || type == JD_TYPE_INT || type == JD_TYPE_LIST;
}

bool
jd__change_read_head(struct jd_str bytes, struct jd__change_head *out_head)
{
    struct jd__reader reader = jd__reader_of(bytes);
    out_head->agency = jd__read_text(&reader);
    out_head->table = jd__read_text(&reader);
    uint64_t n_keys = jd__read_number(&reader), n_columns = jd__read_number(&reader);
    if (reader.bad || n_columns > JD__LIMIT_COLUMNS || n_keys > n_columns ||
        out_head->agency.data == NULL || out_head->table.data == NULL)
        return false;
    out_head->n_keys = (uint32_t)n_keys;
    out_head->n_columns = (uint32_t)n_columns;
    for (uint32_t i = 0; i < out_head->n_columns; i++) {
        out_head->names[i] = jd__read_text(&reader);
        uint64_t type = jd__read_number(&reader);
        if (out_head->names[i].data == NULL || !is_stored_type(type) ||
            (i < out_head->n_keys && type != JD_TYPE_TEXT))
            return false;
        out_head->columns[i] = (struct jd_column_spec){NULL, (enum jd_type)type};
    }
    return jd__reader_is_done(&reader);
}

enum jd_status
jd__change_write(struct jd__buf *out, const struct jd__change *change, struct jd_error *err)
{
    size_t start = out->n;
    const uint8_t first[2] = {change->op, change->flags};
    enum jd_status status = jd__buf_append(out, NULL, 4, err);
    if (status == JD_OK)
        status = jd__buf_append(out, first, 2, err);
    if (status == JD_OK)
        status = jd__wire_le(out, (uint64_t)change->known, 8, err);
    if (status == JD_OK)
        status = jd__wire_number(out, change->key.size, err);
    if (status == JD_OK)
        status = jd__buf_text(out, change->key, err);
    if (status == JD_OK)
        status = jd__buf_text(out, change->cells, err);
    if (status == JD_OK && out->n - start > JD_LIMIT_ROW)
        status = jd__fail(err, JD_E_LIMIT, "a row is longer than %u bytes", JD_LIMIT_ROW);
    if (status != JD_OK) {
        out->n = start;
        return status;
    }
    jd__put_le((uint8_t *)out->data + start, out->n - start - 4, 4);
    return JD_OK;
}

bool
jd__change_read(struct jd_str row, struct jd__change *out_change)
{
    enum { FIXED = 10 };
    const uint8_t *fixed = (const uint8_t *)row.data;
    if (row.size < FIXED)
        return false;
    out_change->op = fixed[0];
    out_change->flags = fixed[1];
    out_change->known = (int64_t)jd__get_le(fixed + 2, 8);
    struct jd__reader reader = {fixed, row.size, FIXED, false};
    out_change->key = jd__read_bytes(&reader, jd__read_number(&reader));
    out_change->cells = jd__read_bytes(&reader, reader.size - reader.at);
    return !reader.bad && (out_change->op == JD__PUT || (out_change->op == JD__WITHDRAW &&
                                                            out_change->cells.size == 0));
}

enum jd_status
jd__change_write_cell(struct jd__buf *out, uint32_t column, const struct jd_value *value,
    struct jd_error *err)
{
    enum jd_status status = jd__wire_number(out, column, err);
    if (status != JD_OK)
        return status;
    if (value->type == JD_TYPE_TEXT)
        return jd__wire_text(out, value->text, err);
    if (value->type != JD_TYPE_LIST)
        return jd__wire_int(out, value->integer, err);
    status = jd__wire_number(out, value->n_items, err);
    for (uint32_t i = 0; i < value->n_items && status == JD_OK; i++)
        status = jd__wire_text(out, value->items[i], err);
    return status;
}

static void
read_list(struct jd__reader *reader, struct jd_str *items, struct jd_value *out_value)
{
    uint64_t n = jd__read_number(reader);
    if (n > JD_LIMIT_LIST)
        reader->bad = true;
    for (uint64_t i = 0; i < n && !reader->bad; i++)
        items[i] = jd__read_text(reader);
    *out_value = jd_list(items, reader->bad ? 0 : (uint32_t)n);
}

bool
jd__cells_next(struct jd__cells *cells, struct jd_str *items, uint32_t *out_column,
    struct jd_value *out_value)
{
    struct jd__reader *reader = &cells->reader;
    if (reader->bad || reader->at == reader->size)
        return false;
    uint64_t column = jd__read_number(reader);
    if (reader->bad || column < cells->next || column < cells->head->n_keys ||
        column >= cells->head->n_columns) {
        reader->bad = true;
        return false;
    }
    cells->next = (uint32_t)column + 1;
    enum jd_type type = cells->head->columns[column].type;
    if (type == JD_TYPE_LIST) {
        read_list(reader, items, out_value);
    } else if (type == JD_TYPE_INT) {
        *out_value = jd_int(jd__read_int(reader));
    } else {
        struct jd_str text = jd__read_text(reader);
        reader->bad |= text.data == NULL || text.size > JD_LIMIT_CELL;
        *out_value = jd_text_of(text);
    }
    *out_column = (uint32_t)column;
    return !reader->bad;
}
