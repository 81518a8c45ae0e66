/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cook_column.c - one distinct value of one column, made ready.
 *
 * A field that cannot be read becomes null; its text is kept in the payload as NAME_as_written
 * (its beginning, where it is long), and it is listed.
 */
#include "store/cook.h"

#include "base/alloc.h"
#include "base/calendar.h"
#include "base/error.h"
#include "base/json.h"
#include "base/number.h"
#include "base/str.h"
#include "base/utf8.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>

/* What is kept of a text that cannot be read. */
enum { KEPT_BYTES = 1024 };

#define SECOND INT64_C(1000000)

static const char *const precisions[] = {
    [JD__PRECISION_NONE] = NULL,
    [JD__PRECISION_YEAR] = "year",
    [JD__PRECISION_MONTH] = "month",
    [JD__PRECISION_DAY] = "day",
    [JD__PRECISION_TIME] = "time",
};

/* A value's parts before they are bytes. */
struct parts {
    struct jd_value written;
    struct jd_value norm;
    struct jd_str precision;
    bool has_moment;
    int64_t earliest;
    int64_t latest;
    char text[40]; /* of a date's normal form */
};

/* ---- text of a value ---- */

static bool
is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct jd_str
trimmed(struct jd_str text)
{
    while (text.size > 0 && is_space(text.data[0]))
        text = (struct jd_str){text.data + 1, text.size - 1};
    while (text.size > 0 && is_space(text.data[text.size - 1]))
        text.size--;
    return text;
}

static void
format_number(const struct jd_value *value, char out[static 64])
{
    char number[JD__NUMBER_SIZE];
    switch (value->type) {
    case JD_TYPE_REAL:
        (void)jd__format_real(value->real, number);
        (void)snprintf(out, 64, "%s", number);
        break;
    case JD_TYPE_BOOL:
        (void)snprintf(out, 64, "%s", value->integer != 0 ? "true" : "false");
        break;
    case JD_TYPE_DATE:
        jd__format_day(value->integer, number);
        (void)snprintf(out, 64, "%s", number);
        break;
    case JD_TYPE_TIME: {
        int64_t second = value->integer / SECOND - (value->integer % SECOND < 0);
        int64_t rest = value->integer - second * SECOND;
        jd__format_moment(second, number);
        number[19] = '\0'; /* before the Z */
        (void)snprintf(out, 64, rest != 0 ? "%s.%06" PRId64 "Z" : "%sZ", number, rest);
        break;
    }
    case JD_TYPE_NULL:
    case JD_TYPE_TEXT:
    case JD_TYPE_INT:
    case JD_TYPE_LIST:
        (void)snprintf(out, 64, "%" PRId64, value->integer);
        break;
    }
}

/* The text of a file's value, borrowed from it or from kitchen->text; data NULL for none. */
static enum jd_status
text_of(struct jd__kitchen *kitchen, const struct jd__raw_column *column, uint32_t code,
    struct jd_str *out_text, struct jd_error *err)
{
    const struct jd__dict *dict = jd__table_dict(kitchen->raw->rows, column->column);
    struct jd_value value = jd__dict_value(dict, code);
    struct jd__buf *text = &kitchen->text;
    enum jd_status status = JD_OK;
    text->n = 0;
    if (value.type == JD_TYPE_TEXT) {
        *out_text = value.text;
    } else if (value.type == JD_TYPE_LIST) {
        for (uint32_t i = 0; i < value.n_items && status == JD_OK; i++) {
            struct jd_str item = jd__dict_item(dict, code, i);
            if (text->n > 0)
                status = jd__buf_append(text, "; ", 2, err);
            if (status == JD_OK)
                status = jd__buf_text(text, item, err);
        }
        *out_text = (struct jd_str){text->data, text->n};
    } else {
        char number[64];
        format_number(&value, number);
        status = jd__buf_text(text, jd__str(number), err);
        *out_text = (struct jd_str){text->data, text->n};
    }
    if (status == JD_OK && trimmed(*out_text).size == 0)
        *out_text = (struct jd_str){NULL, 0};
    return status;
}

/* ---- payload ---- */

/* Append "NAME": "TEXT" of a map of text to text. */
static enum jd_status
put_payload(struct jd__kitchen *kitchen, const char *name, const char *suffix,
    struct jd_str text, struct jd__cooked *cooked, struct jd_error *err)
{
    char full[128];
    struct jd__json json;
    size_t before = kitchen->bytes.n;
    int size = snprintf(full, sizeof(full), "%s%s", name, suffix);
    struct jd_str key = {full, (size_t)size};
    if (size < 0 || (size_t)size >= sizeof(full)) /* a header this long is still a name */
        key = jd__str(name);
    jd__json_init(&json, &kitchen->bytes);
    jd__json_text(&json, key);
    enum jd_status status = jd__json_end(&json, err);
    if (status == JD_OK)
        status = jd__buf_append(&kitchen->bytes, ":", 1, err);
    if (status != JD_OK)
        return status;
    jd__json_init(&json, &kitchen->bytes);
    jd__json_text(&json, text);
    status = jd__json_end(&json, err);
    if (status == JD_OK)
        cooked->payload_size = (uint32_t)(kitchen->bytes.n - before);
    return status;
}

/* The field becomes null: keep its text, list it. */
static enum jd_status
spoil(struct jd__kitchen *kitchen, const struct jd__raw_column *column, struct jd_str text,
    enum jd__reason reason, struct jd__cooked *cooked, struct jd_error *err)
{
    struct jd_str kept = text;
    if (kept.size > KEPT_BYTES) {
        kept.size = KEPT_BYTES;
        while (kept.size > 0 && ((uint8_t)kept.data[kept.size] & 0xC0) == 0x80)
            kept.size--;
    }
    cooked->is_null = true;
    cooked->reason = (uint8_t)reason;
    return put_payload(kitchen, column->standard->name, "_as_written", kept, cooked, err);
}

/* ---- forms ---- */

static enum jd_status
norm_date(struct jd__kitchen *kitchen, struct jd_str text, struct parts *parts,
    struct jd_error *err)
{
    struct jd__date date;
    enum jd_status status = jd__norm_date(kitchen->raw->norm, text, &date, err);
    if (status != JD_OK)
        return status;
    (void)snprintf(parts->text, sizeof(parts->text), "%s", date.text);
    if (parts->text[0] != '\0')
        parts->norm = jd_text(parts->text);
    parts->precision = jd__str(precisions[date.precision]);
    return JD_OK;
}

static enum jd_status
norm_time(struct jd__kitchen *kitchen, struct jd_str text, const char *zone,
    struct parts *parts, struct jd__cooked *cooked, struct jd_error *err)
{
    struct jd__moment moment;
    struct jd_str form = {NULL, 0};
    struct jd__norm *norm = kitchen->raw->norm;
    enum jd_status status = jd__norm_time(norm, text, zone, &moment, err);
    if (status != JD_OK || moment.precision == JD__PRECISION_NONE)
        return status;
    parts->has_moment = true;
    parts->earliest = moment.earliest;
    parts->latest = moment.latest;
    parts->precision = jd__str(precisions[moment.precision]);
    if (moment.ambiguous)
        cooked->reason = JD__REASON_TWICE;
    else if (moment.skipped)
        cooked->reason = JD__REASON_SKIPPED;
    if (moment.precision == JD__PRECISION_TIME) {
        int64_t second = moment.earliest / SECOND - (moment.earliest % SECOND < 0 ? 1 : 0);
        jd__format_moment(second, parts->text);
    } else { /* a day is a day in any zone */
        status = jd__norm(norm, JD__FORM_TIME, text, &form, err);
        if (status == JD_OK && form.size < sizeof(parts->text))
            (void)snprintf(
                parts->text, sizeof(parts->text), "%.*s", (int)form.size, form.data);
    }
    if (parts->text[0] != '\0')
        parts->norm = jd_text(parts->text);
    return status;
}

/* Fill the parts of a text; JD_E_INPUT when it is not of its column's form. */
static enum jd_status
norm_text(struct jd__kitchen *kitchen, const struct jd__raw_column *column,
    struct jd_str text, const char *zone, struct parts *parts, struct jd__cooked *cooked,
    struct jd_error *err)
{
    enum jd__form form = column->standard->form;
    struct jd_str norm = {NULL, 0};
    parts->written = jd_text_of(text);
    if (form == JD__FORM_NONE)
        return JD_OK;
    if (form == JD__FORM_DATE)
        return norm_date(kitchen, text, parts, err);
    if (form == JD__FORM_TIME)
        return norm_time(kitchen, text, zone, parts, cooked, err);
    enum jd_status status = jd__norm(kitchen->raw->norm, form, text, &norm, err);
    if (status == JD_OK)
        parts->norm = jd_text_of(norm); /* borrowed until the next norm: written before */
    return status;
}

/* ---- bytes ---- */

static enum jd_status
put_cell(struct jd__kitchen *kitchen, const struct jd__raw_column *column,
    enum jd__part part, struct jd_value value, struct jd_error *err)
{
    if (column->stored[part] == JD_NONE || value.type == JD_TYPE_NULL)
        return JD_OK;
    return jd__change_write_cell(&kitchen->bytes, column->stored[part], &value, err);
}

static enum jd_status
put_cells(struct jd__kitchen *kitchen, const struct jd__raw_column *column,
    const struct parts *parts, struct jd__cooked *cooked, struct jd_error *err)
{
    size_t before = kitchen->bytes.n;
    struct jd_value none = jd_null();
    const struct jd_value values[] = {
        [JD__PART_AS_WRITTEN] = parts->written,
        [JD__PART_NORM] = parts->norm,
        [JD__PART_PRECISION] = jd_text_of(parts->precision),
        [JD__PART_EARLIEST] = parts->has_moment ? jd_int(parts->earliest) : none,
        [JD__PART_LATEST] = parts->has_moment ? jd_int(parts->latest) : none,
    };
    enum jd_status status = JD_OK;
    for (int part = 0; part <= JD__PART_LATEST && status == JD_OK; part++)
        status = put_cell(kitchen, column, (enum jd__part)part, values[part], err);
    cooked->cells_size = (uint32_t)(kitchen->bytes.n - before);
    return status;
}

static enum jd_status
put_key(struct jd__kitchen *kitchen, const struct jd__raw_column *column,
    const struct parts *parts, struct jd__cooked *cooked, struct jd_error *err)
{
    size_t before = kitchen->bytes.n;
    struct jd_str text =
        column->key_part == JD__PART_NORM ? parts->norm.text : parts->written.text;
    bool is_own = (column->standard->flags & JD__COLUMN_AGENCY) != 0 &&
                  jd__str_equal(text, kitchen->agency);
    if (is_own)
        text = (struct jd_str){NULL, 0};
    enum jd_status status = jd__wire_text(&kitchen->bytes, text, err);
    cooked->key_size = (uint32_t)(kitchen->bytes.n - before);
    cooked->is_null = text.data == NULL;
    return status;
}

static enum jd_status
cook_text(struct jd__kitchen *kitchen, const struct jd__raw_column *column,
    struct jd_str text, const char *zone, struct jd__cooked *cooked, struct jd_error *err)
{
    struct parts parts = {.written = jd_null(), .norm = jd_null()};
    enum jd__form form = column->standard->form;
    if (!jd__utf8_is_valid(text))
        return spoil(kitchen, column, text, JD__REASON_UTF8, cooked, err);
    if (text.size > JD_LIMIT_CELL)
        return spoil(kitchen, column, text, JD__REASON_CELL_SIZE, cooked, err);
    enum jd_status status = norm_text(kitchen, column, text, zone, &parts, cooked, err);
    if (status == JD_E_INPUT)
        return spoil(kitchen, column, text,
            form == JD__FORM_DATE || form == JD__FORM_TIME ? JD__REASON_DATE
                                                           : JD__REASON_FORM,
            cooked, err);
    if (status == JD_OK && column->is_key)
        status = put_key(kitchen, column, &parts, cooked, err);
    return status != JD_OK ? status : put_cells(kitchen, column, &parts, cooked, err);
}

/* ---- lists ---- */

/* Count an item; those over the limit are counted, not kept. */
static void
add_item(struct jd__kitchen *kitchen, struct jd_str item, uint32_t *n)
{
    item = trimmed(item);
    if (item.size == 0)
        return;
    if (*n < JD_LIMIT_LIST)
        kitchen->items[*n] = item;
    ++*n;
}

static void
split_text(struct jd__kitchen *kitchen, struct jd_str text, uint32_t *n)
{
    size_t start = 0;
    for (size_t i = 0; i <= text.size; i++) {
        if (i < text.size && text.data[i] != ';')
            continue;
        add_item(kitchen, (struct jd_str){text.data + start, i - start}, n);
        start = i + 1;
    }
}

/* Items of a JSON array of texts and nulls; false for anything else. */
static bool
split_json(struct jd__kitchen *kitchen, const json_t *array, uint32_t *n)
{
    size_t i = 0;
    const json_t *item = NULL;
    json_array_foreach (array, i, item) {
        if (!json_is_string(item) && !json_is_null(item))
            return false;
        add_item(
            kitchen, (struct jd_str){json_string_value(item), json_string_length(item)}, n);
    }
    return json_is_array(array);
}

/* The normal forms of n items, behind them in kitchen->items; texts in kitchen->forms. */
static enum jd_status
norm_items(struct jd__kitchen *kitchen, enum jd__form form, uint32_t n,
    struct jd__cooked *cooked, uint32_t *out_n, struct jd_error *err)
{
    struct jd__buf *forms = &kitchen->forms;
    uint32_t n_forms = 0;
    enum jd_status status = JD_OK;
    forms->n = 0;
    for (uint32_t i = 0; i < n && status == JD_OK; i++) {
        struct jd_str norm = {NULL, 0};
        status = jd__norm(kitchen->raw->norm, form, kitchen->items[i], &norm, err);
        if (status == JD_E_INPUT) {
            cooked->reason = JD__REASON_FORM;
            status = JD_OK;
        } else if (status == JD_OK && norm.data != NULL) {
            kitchen->items[n + n_forms++].size = norm.size;
            status = jd__buf_text(forms, norm, err);
        }
    }
    const char *at = forms->data; /* once it grows no more */
    for (uint32_t i = 0; i < n_forms && status == JD_OK; i++) {
        kitchen->items[n + i].data = at;
        at += kitchen->items[n + i].size;
    }
    *out_n = n_forms;
    return status;
}

static enum jd_status
cook_items(struct jd__kitchen *kitchen, const struct jd__raw_column *column, uint32_t n,
    struct jd__cooked *cooked, struct jd_error *err)
{
    struct parts parts = {.written = jd_null(), .norm = jd_null()};
    enum jd__form form = column->standard->form;
    uint32_t n_forms = 0;
    enum jd_status status = JD_OK;
    if (form != JD__FORM_NONE)
        status = norm_items(kitchen, form, n, cooked, &n_forms, err);
    if (n > 0)
        parts.written = jd_list(kitchen->items, n);
    if (n_forms > 0)
        parts.norm = jd_list(kitchen->items + n, n_forms);
    cooked->is_null = n == 0;
    return status != JD_OK ? status : put_cells(kitchen, column, &parts, cooked, err);
}

static enum jd_status
cook_list(struct jd__kitchen *kitchen, const struct jd__raw_column *column, uint32_t code,
    struct jd_str text, struct jd__cooked *cooked, struct jd_error *err)
{
    const struct jd__dict *dict = jd__table_dict(kitchen->raw->rows, column->column);
    json_t *json = NULL;
    uint32_t n = 0;
    if (!jd__utf8_is_valid(text))
        return spoil(kitchen, column, text, JD__REASON_UTF8, cooked, err);
    if (dict->type == JD_TYPE_LIST) {
        uint32_t n_items = jd__dict_value(dict, code).n_items;
        for (uint32_t i = 0; i < n_items; i++)
            add_item(kitchen, jd__dict_item(dict, code, i), &n);
    } else {
        if (trimmed(text).data[0] == '[')
            json = json_loadb(text.data, text.size, JSON_REJECT_DUPLICATES, NULL);
        if (json == NULL || !split_json(kitchen, json, &n)) {
            n = 0;
            split_text(kitchen, text, &n);
        }
    }
    enum jd_status status =
        n > JD_LIMIT_LIST ? spoil(kitchen, column, text, JD__REASON_LIST_SIZE, cooked, err)
                          : cook_items(kitchen, column, n, cooked, err);
    json_decref(json);
    return status;
}

/* ---- all ---- */

static enum jd_status
cook_known_at(struct jd__kitchen *kitchen, struct jd_str text, const char *zone,
    struct jd__cooked *cooked, struct jd_error *err)
{
    struct jd__moment moment;
    enum jd_status status = jd__norm_time(kitchen->raw->norm, text, zone, &moment, err);
    cooked->is_null = true;
    if (status == JD_E_INPUT)
        cooked->reason = JD__REASON_DATE;
    if (status == JD_E_INPUT || (status == JD_OK && moment.precision == JD__PRECISION_NONE))
        return JD_OK;
    if (status != JD_OK)
        return status;
    int64_t now = kitchen->raw->now;
    if (moment.earliest > now) {
        cooked->reason = JD__REASON_FUTURE;
        return JD_OK;
    }
    cooked->is_null = false;
    cooked->number = moment.latest < now ? moment.latest : now; /* a day: by its end */
    return JD_OK;
}

static void
cook_action(struct jd_str text, struct jd__cooked *cooked)
{
    text = trimmed(text);
    bool is_delete = jd__str_is(text, "delete");
    cooked->number = is_delete ? JD__WITHDRAW : JD__PUT;
    if (!is_delete && !jd__str_is(text, "insert") && !jd__str_is(text, "replace"))
        cooked->reason = JD__REASON_ACTION;
}

static enum jd_status
cook(struct jd__kitchen *kitchen, const struct jd__raw_column *column, uint32_t code,
    const char *zone, struct jd__cooked *cooked, struct jd_error *err)
{
    struct jd_str text = {NULL, 0};
    cooked->at = kitchen->bytes.n;
    enum jd_status status = text_of(kitchen, column, code, &text, err);
    if (status != JD_OK)
        return status;
    cooked->is_null = text.data == NULL;
    if (cooked->is_null)
        return JD_OK;
    switch (column->use) {
    case JD__USE_STANDARD:
        return (column->standard->flags & JD__COLUMN_LIST) != 0
                   ? cook_list(kitchen, column, code, text, cooked, err)
                   : cook_text(kitchen, column, text, zone, cooked, err);
    case JD__USE_PAYLOAD:
        return put_payload(kitchen,
            jd_table_column(kitchen->raw->rows, column->column).name, "", text, cooked,
            err);
    case JD__USE_KNOWN_AT:
        return cook_known_at(kitchen, text, zone, cooked, err);
    case JD__USE_ACTION:
        cook_action(text, cooked);
        return JD_OK;
    }
    return JD_OK;
}

enum jd_status
jd__cook_value(struct jd__kitchen *kitchen, struct jd__raw_column *column, uint32_t code,
    uint32_t zone, struct jd__cooked **out_cooked, struct jd_error *err)
{
    if (column->values[zone] == NULL) {
        column->values[zone] = jd__alloc_array(
            &kitchen->alloc, 0, column->n_values, sizeof(struct jd__cooked));
        if (column->values[zone] == NULL)
            return jd__fail(err, JD_E_NOMEM, "no memory for a column's values");
    }
    struct jd__cooked *cooked = &column->values[zone][code];
    if (!cooked->is_done || zone == JD__MOST_ZONES) {
        struct jd_error why = {0};
        *cooked = (struct jd__cooked){0};
        enum jd_status status =
            cook(kitchen, column, code, kitchen->zones[zone], cooked, &why);
        if (status != JD_OK)
            return jd__fail(err, status, "%s", why.message);
        cooked->is_done = true;
    }
    *out_cooked = cooked;
    return JD_OK;
}
