/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cook.c - the columns of a file's table, and its rows put together from their values.
 *
 * Invariant: the cells of a row come in the order of its stored columns, because columns are
 * sorted by their first stored one; the payload's pieces come by the names of their columns,
 * so that a file with its columns in another order is the same.
 */
#include "store/cook.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/sort.h"
#include "base/str.h"

#include <inttypes.h>

/* ---- columns ---- */

static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Are the names alike but for the case of ASCII letters? */
static bool
is_named(const char *name, const char *standard)
{
    while (*name != '\0' && lower(*name) == *standard) {
        name++;
        standard++;
    }
    return *name == '\0' && *standard == '\0';
}

static const struct jd__schema_column *
standard_column(const struct jd__schema *schema, const char *name)
{
    uint32_t n = 0;
    const struct jd__schema_column *common = jd__schema_common(&n);
    for (uint32_t i = 0; i < schema->n_columns; i++)
        if (is_named(name, schema->columns[i].name))
            return &schema->columns[i];
    for (uint32_t i = 0; i < n; i++)
        if (is_named(name, common[i].name))
            return &common[i];
    return NULL;
}

/* A second column of one standard name is payload. */
static bool
is_taken(const struct jd__kitchen *kitchen, const struct jd__schema_column *standard)
{
    const struct jd__raw_column *columns = kitchen->columns.data;
    for (size_t i = 0; i < kitchen->columns.n; i++)
        if (columns[i].standard == standard)
            return true;
    return false;
}

static struct jd__raw_column
describe(
    const struct jd__kitchen *kitchen, const struct jd__incoming *incoming, uint32_t number)
{
    const char *name = jd_table_column(kitchen->raw->rows, number).name;
    struct jd__raw_column column = {.column = number,
        .use = JD__USE_PAYLOAD,
        .stored = {JD_NONE, JD_NONE, JD_NONE, JD_NONE, JD_NONE},
        .n_values = (size_t)jd__table_dict(kitchen->raw->rows, number)->n + 1};
    const struct jd__schema_column *standard = standard_column(incoming->schema, name);
    if (is_named(name, "known_at"))
        column.use = JD__USE_KNOWN_AT;
    else if (is_named(name, "action") && !incoming->is_snapshot)
        column.use = JD__USE_ACTION;
    if (standard == NULL || is_taken(kitchen, standard))
        return column;
    column.use = JD__USE_STANDARD;
    column.standard = standard;
    column.is_key = (standard->flags & JD__COLUMN_KEY) != 0;
    column.key_part = standard->form == JD__FORM_TIME ? JD__PART_NORM : JD__PART_AS_WRITTEN;
    uint32_t n_keys = jd__schema_n_keys(incoming->schema);
    for (uint32_t i = n_keys; i < kitchen->n_stored; i++)
        if (kitchen->stored[i].source == standard)
            column.stored[kitchen->stored[i].part] = i;
    return column;
}

static uint32_t
first_stored(const struct jd__raw_column *column)
{
    uint32_t first = JD_NONE;
    for (size_t i = 0; i < sizeof(column->stored) / sizeof(column->stored[0]); i++)
        first = column->stored[i] < first ? column->stored[i] : first;
    return first;
}

static bool
comes_before(const void *a, const void *b, void *ctx)
{
    const struct jd__raw_column *x = a, *y = b;
    const struct jd_table *rows = ctx;
    if (first_stored(x) != first_stored(y))
        return first_stored(x) < first_stored(y);
    return strcmp(jd_table_column(rows, x->column).name,
               jd_table_column(rows, y->column).name) < 0;
}

/* Where the schema's own columns are among the file's. */
static void
find_columns(struct jd__kitchen *kitchen, const struct jd__schema *schema)
{
    const struct jd__raw_column *columns = kitchen->columns.data;
    kitchen->zone_column = JD_NONE;
    for (uint32_t i = 0; i < schema->n_columns; i++) {
        kitchen->of_schema[i] = JD_NONE;
        for (uint32_t k = 0; k < kitchen->columns.n; k++)
            if (columns[k].standard == &schema->columns[i])
                kitchen->of_schema[i] = k;
        if (strcmp(schema->columns[i].name, "zone") == 0)
            kitchen->zone_column = kitchen->of_schema[i];
    }
}

static enum jd_status
open_kitchen(struct jd__kitchen *kitchen, const struct jd__raw *raw,
    const struct jd__incoming *incoming, struct jd_error *err)
{
    const struct jd_alloc *alloc = &incoming->alloc;
    *kitchen =
        (struct jd__kitchen){.alloc = *alloc, .raw = raw, .agency = incoming->agency};
    jd__buf_init(&kitchen->columns, alloc, sizeof(struct jd__raw_column), 0);
    jd__buf_init(&kitchen->bytes, alloc, 1, 0);
    jd__buf_init(&kitchen->text, alloc, 1, 0);
    jd__buf_init(&kitchen->forms, alloc, 1, 0);
    kitchen->n_stored = jd__schema_stored(incoming->schema, kitchen->stored);
    kitchen->items =
        jd__alloc_array(alloc, 0, (size_t)2 * JD_LIMIT_LIST, sizeof(struct jd_str));
    if (kitchen->items == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory to read a table");
    /* An empty text must have an address: it is not null. */
    enum jd_status status = jd__buf_reserve(&kitchen->text, 1, err);
    if (status == JD_OK)
        status = jd__buf_reserve(&kitchen->forms, 1, err);
    for (uint32_t i = 0; i < jd_table_n_columns(raw->rows) && status == JD_OK; i++) {
        struct jd__raw_column column = describe(kitchen, incoming, i);
        status = jd__buf_append(&kitchen->columns, &column, 1, err);
    }
    union { /* the context is only read */
        const struct jd_table *rows;
        void *ctx;
    } order = {raw->rows};
    if (status == JD_OK)
        status = jd__sort(alloc, kitchen->columns.data, kitchen->columns.n,
            sizeof(struct jd__raw_column), comes_before, order.ctx, err);
    if (status == JD_OK)
        find_columns(kitchen, incoming->schema);
    return status;
}

static void
close_kitchen(struct jd__kitchen *kitchen)
{
    struct jd__raw_column *columns = kitchen->columns.data;
    for (size_t i = 0; i < kitchen->columns.n; i++)
        for (size_t z = 0; z <= JD__MOST_ZONES; z++)
            jd__alloc_free(&kitchen->alloc, columns[i].values[z],
                columns[i].n_values * sizeof(struct jd__cooked));
    jd__buf_done(&kitchen->columns);
    jd__buf_done(&kitchen->bytes);
    jd__buf_done(&kitchen->text);
    jd__buf_done(&kitchen->forms);
    jd__alloc_free(
        &kitchen->alloc, kitchen->items, (size_t)2 * JD_LIMIT_LIST * sizeof(struct jd_str));
}

/* ---- one row ---- */

/* A row while it is put together. */
struct plate {
    struct jd__kitchen *kitchen;
    struct jd__incoming *incoming;
    uint32_t row;     /* from 0 */
    uint32_t zone;    /* of kitchen->zones */
    uint8_t rejected; /* enum jd__reason; 0: not */
    const char *rejected_column;
    struct jd__buf payload; /* bytes: pieces with commas between */
};

/* A column's value in this row; NULL when it is null. */
static enum jd_status
value_of(
    struct plate *plate, uint32_t column, struct jd__cooked **out, struct jd_error *err)
{
    struct jd__raw_column *c =
        (struct jd__raw_column *)plate->kitchen->columns.data + column;
    const uint32_t *codes = jd__table_codes(plate->kitchen->raw->rows, c->column);
    *out = NULL;
    if (codes[plate->row] == JD_NONE)
        return JD_OK;
    bool has_zone = c->use == JD__USE_KNOWN_AT ||
                    (c->standard != NULL && c->standard->form == JD__FORM_TIME);
    return jd__cook_value(
        plate->kitchen, c, codes[plate->row], has_zone ? plate->zone : 0, out, err);
}

static enum jd_status
list_issue(struct plate *plate, uint8_t reason, const char *column, struct jd_error *err)
{
    return jd__incoming_issue(
        plate->incoming, plate->row + 1, (enum jd__reason)reason, column, err);
}

/* The row's own zone, when it names one that there is. */
static enum jd_status
choose_zone(struct plate *plate, struct jd_error *err)
{
    struct jd__kitchen *kitchen = plate->kitchen;
    plate->zone = 0;
    if (kitchen->zone_column == JD_NONE)
        return JD_OK;
    const struct jd__raw_column *c =
        (struct jd__raw_column *)kitchen->columns.data + kitchen->zone_column;
    const struct jd__dict *dict = jd__table_dict(kitchen->raw->rows, c->column);
    uint32_t code = jd__table_codes(kitchen->raw->rows, c->column)[plate->row];
    if (code == JD_NONE || dict->type != JD_TYPE_TEXT)
        return JD_OK;
    struct jd_str name = jd__dict_text(dict, code);
    static const char noon[] = "2000-01-01T12:00:00";
    char text[64];
    struct jd__moment moment;
    if (name.size == 0)
        return JD_OK;
    uint32_t zone = code + 1 < JD__MOST_ZONES ? code + 1 : JD__MOST_ZONES;
    if (name.size < sizeof(text)) {
        memcpy(text, name.data, name.size);
        text[name.size] = '\0';
        if (jd__norm_time(kitchen->raw->norm, (struct jd_str){noon, sizeof(noon) - 1}, text,
                &moment, NULL) == JD_OK) {
            plate->zone = zone;
            memcpy(kitchen->zone_texts[zone], text, name.size + 1);
            kitchen->zones[zone] = kitchen->zone_texts[zone];
            return JD_OK;
        }
    }
    return list_issue(plate, JD__REASON_ZONE, "zone", err);
}

static enum jd_status
put_key(struct plate *plate, struct jd__incoming_row *row, struct jd_error *err)
{
    struct jd__incoming *incoming = plate->incoming;
    uint32_t n_keys = jd__schema_n_keys(incoming->schema);
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < n_keys && status == JD_OK; i++) {
        const struct jd__schema_column *standard = &incoming->schema->columns[i];
        uint32_t column = plate->kitchen->of_schema[i];
        struct jd__cooked *value = NULL;
        if (column != JD_NONE)
            status = value_of(plate, column, &value, err);
        if (status != JD_OK)
            break;
        bool is_null = value == NULL || value->is_null;
        if (is_null && (standard->flags & JD__COLUMN_NEEDED) != 0 && plate->rejected == 0) {
            plate->rejected = JD__REASON_MISSING;
            plate->rejected_column = standard->name;
        }
        if (value == NULL || value->key_size == 0)
            status = jd__wire_text(&incoming->bytes, (struct jd_str){NULL, 0}, err);
        else
            status = jd__buf_append(&incoming->bytes,
                (const char *)plate->kitchen->bytes.data + value->at, value->key_size, err);
    }
    row->key_size = (uint32_t)(incoming->bytes.n - row->at);
    return status;
}

/* A piece of payload; what would make the payload too long is left out. */
static enum jd_status
put_payload(struct plate *plate, const struct jd__cooked *value, struct jd_error *err)
{
    struct jd__buf *payload = &plate->payload;
    const char *bytes = plate->kitchen->bytes.data;
    if (payload->n + value->payload_size + 2 > JD_LIMIT_CELL)
        return list_issue(plate, JD__REASON_PAYLOAD_SIZE, "", err);
    enum jd_status status = jd__buf_append(payload, payload->n == 0 ? "{" : ",", 1, err);
    if (status == JD_OK)
        status =
            jd__buf_append(payload, bytes + value->at + value->key_size + value->cells_size,
                value->payload_size, err);
    return status;
}

/* A column's name as it is listed: a standard one's, for any other may be a value. */
static const char *
listed_name(const struct jd__raw_column *column)
{
    switch (column->use) {
    case JD__USE_STANDARD:
        return column->standard->name;
    case JD__USE_KNOWN_AT:
        return "known_at";
    case JD__USE_ACTION:
        return "action";
    case JD__USE_PAYLOAD:
        break;
    }
    return "";
}

static enum jd_status
put_value(struct plate *plate, uint32_t column, struct jd__incoming_row *row,
    struct jd_error *err)
{
    const struct jd__raw_column *c =
        (struct jd__raw_column *)plate->kitchen->columns.data + column;
    struct jd__cooked *value = NULL;
    enum jd_status status = value_of(plate, column, &value, err);
    if (status != JD_OK || value == NULL)
        return status;
    const char *bytes = plate->kitchen->bytes.data;
    if (value->reason != 0)
        status = list_issue(plate, value->reason, listed_name(c), err);
    if (status == JD_OK && value->cells_size > 0)
        status = jd__buf_append(&plate->incoming->bytes,
            bytes + value->at + value->key_size, value->cells_size, err);
    if (status == JD_OK && value->payload_size > 0)
        status = put_payload(plate, value, err);
    if (c->use == JD__USE_KNOWN_AT && !value->is_null) {
        row->known = value->number;
        row->flags = 0;
    } else if (c->use == JD__USE_ACTION && !value->is_null) {
        row->op = (uint8_t)value->number;
    }
    return status;
}

/* All cells in stored order; the payload is the last of them. */
static enum jd_status
put_cells(struct plate *plate, struct jd__incoming_row *row, struct jd_error *err)
{
    struct jd__incoming *incoming = plate->incoming;
    enum jd_status status = JD_OK;
    plate->payload.n = 0;
    for (uint32_t i = 0; i < plate->kitchen->columns.n && status == JD_OK; i++)
        status = put_value(plate, i, row, err);
    if (status == JD_OK && plate->payload.n > 0)
        status = jd__buf_append(&plate->payload, "}", 1, err);
    if (status == JD_OK && plate->payload.n > 0) {
        struct jd_value payload =
            jd_text_of((struct jd_str){plate->payload.data, plate->payload.n});
        status = jd__change_write_cell(
            &incoming->bytes, plate->kitchen->n_stored - 1, &payload, err);
    }
    row->cells_size = (uint32_t)(incoming->bytes.n - row->at - row->key_size);
    return status;
}

/* A column that is needed but no key (an event's kind). */
static enum jd_status
check_needed(struct plate *plate, struct jd_error *err)
{
    const struct jd__schema *schema = plate->incoming->schema;
    enum jd_status status = JD_OK;
    for (uint32_t i = jd__schema_n_keys(schema); i < schema->n_columns; i++) {
        if ((schema->columns[i].flags & JD__COLUMN_NEEDED) == 0 || plate->rejected != 0)
            continue;
        struct jd__cooked *value = NULL;
        uint32_t column = plate->kitchen->of_schema[i];
        if (column != JD_NONE)
            status = value_of(plate, column, &value, err);
        if (status != JD_OK)
            return status;
        if (value == NULL || value->is_null) {
            plate->rejected = JD__REASON_MISSING;
            plate->rejected_column = schema->columns[i].name;
        }
    }
    return status;
}

enum { ROW_OVERHEAD = 64 }; /* what changes.c puts around key and cells, and to spare */

static enum jd_status
cook_row(struct plate *plate, struct jd_error *err)
{
    struct jd__incoming *incoming = plate->incoming;
    struct jd__incoming_row row = {.at = incoming->bytes.n,
        .number = plate->row + 1,
        .op = JD__PUT,
        .flags = JD__KNOWN_BY_INGEST,
        .known = plate->kitchen->raw->now};
    plate->rejected = 0;
    plate->rejected_column = "";
    enum jd_status status = choose_zone(plate, err);
    if (status == JD_OK)
        status = put_key(plate, &row, err);
    if (status == JD_OK)
        status = put_cells(plate, &row, err);
    if (status == JD_OK && row.op == JD__PUT)
        status = check_needed(plate, err);
    if (status == JD_OK &&
        (size_t)row.key_size + row.cells_size + ROW_OVERHEAD > JD_LIMIT_ROW &&
        plate->rejected == 0)
        plate->rejected = JD__REASON_ROW_SIZE;
    if (status == JD_OK)
        status = jd__buf_append(&incoming->rows, &row, 1, err);
    if (status == JD_OK && plate->rejected != 0)
        status = jd__incoming_reject(incoming, plate->row, (enum jd__reason)plate->rejected,
            plate->rejected_column, err);
    return status;
}

/* ---- all ---- */

/* The head of the table's entries: the stored columns as they are today. */
static enum jd_status
write_head(
    const struct jd__kitchen *kitchen, struct jd__incoming *incoming, struct jd_error *err)
{
    struct jd__change_head *head = jd__alloc_array(&incoming->alloc, sizeof(*head), 0, 1);
    if (head == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for a table's columns");
    head->agency = incoming->agency;
    head->table = jd__str(incoming->schema->name);
    head->n_keys = jd__schema_n_keys(incoming->schema);
    head->n_columns = kitchen->n_stored;
    for (uint32_t i = 0; i < kitchen->n_stored; i++) {
        head->names[i] = jd__str(kitchen->stored[i].name);
        head->columns[i].type = kitchen->stored[i].type;
    }
    enum jd_status status = jd__change_write_head(&incoming->head, head, err);
    jd__alloc_free(&incoming->alloc, head, sizeof(*head));
    return status;
}

enum jd_status
jd__cook(const struct jd__raw *raw, struct jd__incoming *incoming, struct jd_error *err)
{
    struct jd__kitchen *kitchen = jd__alloc_array(&incoming->alloc, sizeof(*kitchen), 0, 1);
    if (kitchen == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory to read a table");
    struct plate plate = {.kitchen = kitchen, .incoming = incoming};
    jd__buf_init(&plate.payload, &incoming->alloc, 1, 0);
    enum jd_status status = open_kitchen(kitchen, raw, incoming, err);
    if (status == JD_OK)
        status = write_head(kitchen, incoming, err);
    if (status == JD_OK)
        status = jd__buf_reserve(&incoming->rows, jd_table_n_rows(raw->rows), err);
    for (; plate.row < jd_table_n_rows(raw->rows) && status == JD_OK; plate.row++)
        status = cook_row(&plate, err);
    jd__buf_done(&plate.payload);
    close_kitchen(kitchen);
    jd__alloc_free(&incoming->alloc, kitchen, sizeof(*kitchen));
    return status;
}
