/* SPDX-License-Identifier: Apache-2.0 */
/* build_nodes.c - records and events with their attributes, and the cases of events. */
#include "store/build.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "data/table.h"

/* Which stored columns are attributes, in the order of the facts' table. */
struct attributes {
    uint8_t stored[JD__MOST_STORED];
    uint32_t n;
};

static bool
is_attribute(const struct jd__schema *schema, const struct jd__stored_column *column)
{
    if (jd__build_is_control(column->name) || column->part == JD__PART_EARLIEST ||
        column->part == JD__PART_LATEST)
        return false;
    return schema->noun != JD__NOUN_EVENT || strcmp(column->name, "kind") != 0;
}

/* An empty table of a kind's attributes. */
static enum jd_status
new_table(struct jd__build *build, const struct jd__schema *schema,
    const struct jd__build_cells *cells, struct attributes *out_attributes,
    struct jd_table **out_table, struct jd_error *err)
{
    struct jd_column_spec specs[JD__MOST_STORED];
    struct attributes attributes = {.n = 0};
    for (uint32_t i = jd__schema_n_keys(schema); i < cells->n_columns; i++) {
        if (!is_attribute(schema, &cells->columns[i]))
            continue;
        specs[attributes.n] =
            (struct jd_column_spec){cells->columns[i].name, cells->columns[i].type};
        attributes.stored[attributes.n++] = (uint8_t)i;
    }
    *out_attributes = attributes;
    return jd_table_new(
        &build->facts->alloc, schema->name, specs, attributes.n, out_table, err);
}

/* Rows whose attributes are coded together: a dictionary looks ahead within them. */
enum { BLOCK = 256 };

/* Attributes of up to BLOCK rows, column by column.  Texts are borrowed from the journal's
 * entries, which outlive the build; a list is borrowed for one row and coded at once. */
struct block {
    struct jd_table *table;
    const struct attributes *attributes;
    uint32_t n;
    struct jd_value values[JD__MOST_STORED][BLOCK];
};

static enum jd_status
code_column(struct block *block, uint32_t c, struct jd_error *err)
{
    uint32_t codes[BLOCK];
    struct jd__column *column = &block->table->columns[c];
    if (column->dict->type == JD_TYPE_LIST)
        return JD_OK;
    enum jd_status status =
        jd__dict_codes(column->dict, block->values[c], block->n, codes, err);
    return status != JD_OK ? status : jd__buf_append(&column->codes, codes, block->n, err);
}

static enum jd_status
code_block(struct block *block, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t c = 0; c < block->attributes->n && status == JD_OK; c++)
        status = code_column(block, c, err);
    block->n = 0;
    return status;
}

static enum jd_status
put_attributes(
    struct block *block, const struct jd__build_cells *cells, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t c = 0; c < block->attributes->n && status == JD_OK; c++) {
        const struct jd_value *value = &cells->values[block->attributes->stored[c]];
        if (block->table->columns[c].dict->type == JD_TYPE_LIST)
            status = jd_table_put(block->table, c, *value, err);
        else
            block->values[c][block->n] = *value;
    }
    if (status == JD_OK && ++block->n == BLOCK)
        status = code_block(block, err);
    return status;
}

static enum jd_status
add_record(struct jd__build *build, const struct jd__build_cells *cells,
    const struct jd__known_row *row, uint32_t number, struct jd_error *err)
{
    struct jd__record record = {.agency = (uint16_t)row->agency,
        .kind = (uint16_t)build->facts->kinds.n,
        .row = number};
    build->number_of[row->version] = (uint32_t)build->facts->records.n;
    enum jd_status status = jd__facts_word(build->facts, row->id, &record.id, err);
    if (status == JD_OK)
        status = jd__build_control(build, cells, row->version, &record.control, err);
    return status != JD_OK ? status : jd__facts_add_record(build->facts, &record, err);
}

/* ---- events ---- */

/* AGENCY/case/NUMBER of an agency that is known is that agency's; any other text is the
 * event's own agency's number. */
static enum jd_status
add_case(struct jd__build *build, uint32_t event, uint32_t agency, struct jd_str number,
    struct jd_error *err)
{
    static const char middle[] = "/case/";
    enum { SIZE = sizeof(middle) - 1 };
    const char *slash = number.size > 0 ? memchr(number.data, '/', number.size) : NULL;
    size_t before = slash != NULL ? (size_t)(slash - number.data) : 0;
    jd_word word = JD_NONE;
    if (slash != NULL && number.size > before + SIZE && memcmp(slash, middle, SIZE) == 0) {
        struct jd_str id = {number.data, before};
        uint32_t known = jd__dict_find(build->state->words, jd_text_of(id));
        if (known != JD_NONE && build->agency_of_word[known] != JD_NONE) {
            agency = build->agency_of_word[known];
            number = (struct jd_str){slash + SIZE, number.size - before - SIZE};
        }
    }
    enum jd_status status = jd__facts_word(build->facts, number, &word, err);
    return status != JD_OK
               ? status
               : jd__facts_add_event_case(build->facts, event, (uint16_t)agency, word, err);
}

static bool
is_repeated(const struct jd_str *items, uint32_t i)
{
    for (uint32_t k = 0; k < i; k++)
        if (jd__str_equal(items[k], items[i]))
            return true;
    return false;
}

static enum jd_status
add_cases(struct jd__build *build, const struct jd__build_cells *cells, uint32_t event,
    uint32_t agency, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t c = 0; c < cells->n_set && status == JD_OK; c++) {
        if (strcmp(cells->columns[cells->set[c]].name, "case_numbers") != 0)
            continue;
        const struct jd_value *list = &cells->values[cells->set[c]];
        for (uint32_t i = 0; i < list->n_items && status == JD_OK; i++)
            if (list->items[i].size > 0 && !is_repeated(list->items, i))
                status = add_case(build, event, agency, list->items[i], err);
    }
    return status;
}

static enum jd_status
add_event(struct jd__build *build, const struct jd__build_cells *cells,
    const struct jd__known_row *row, uint32_t number, struct jd_error *err)
{
    uint32_t event_number = (uint32_t)build->facts->events.n;
    struct jd__event event = {
        .agency = (uint16_t)row->agency,
        .row = number,
        .at = jd__build_span(cells, "at_earliest", "at_latest"),
        .until = jd__build_span(cells, "until_earliest", "until_latest"),
    };
    build->number_of[row->version] = event_number;
    enum jd_status status = jd__facts_word(build->facts, row->id, &event.id, err);
    if (status == JD_OK)
        status =
            jd__facts_word(build->facts, jd__build_text(cells, "kind"), &event.kind, err);
    if (status == JD_OK)
        status = jd__build_control(build, cells, row->version, &event.control, err);
    if (status == JD_OK)
        status = jd__facts_add_event(build->facts, &event, err);
    if (status == JD_OK)
        status = add_cases(build, cells, event_number, row->agency, err);
    return status;
}

/* ---- both ---- */

/* The facts take the table, of a kind of records or of the events. */
static enum jd_status
hand_over(struct jd__build *build, const struct jd__schema *schema, struct jd_table **table,
    struct jd_error *err)
{
    jd_word name = JD_NONE;
    enum jd_status status = jd_table_finish(*table, err);
    if (status == JD_OK && schema->noun == JD__NOUN_RECORD) {
        status = jd__facts_word(build->facts, jd__str(schema->name), &name, err);
        if (status == JD_OK)
            status = jd__facts_add_kind(build->facts, name, *table, err);
    } else if (status == JD_OK) {
        build->facts->event_attributes = *table;
    }
    if (status == JD_OK)
        *table = NULL; /* handed over */
    return status;
}

static enum jd_status
add_rows(struct jd__build *build, const struct jd__schema *schema,
    struct jd__build_cells *cells, struct block *block, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < build->rows.n && status == JD_OK; i++) {
        const struct jd__known_row *row = (struct jd__known_row *)build->rows.data + i;
        jd__build_cells_read(build, cells, row->version);
        status = put_attributes(block, cells, err);
        if (status == JD_OK)
            status = schema->noun == JD__NOUN_RECORD ? add_record(build, cells, row, i, err)
                                                     : add_event(build, cells, row, i, err);
    }
    return status != JD_OK ? status : code_block(block, err);
}

enum jd_status
jd__build_nodes(
    struct jd__build *build, const struct jd__schema *schema, struct jd_error *err)
{
    struct jd__build_cells cells;
    struct attributes attributes = {.n = 0};
    struct jd_table *table = NULL;
    jd__build_cells_init(&cells, schema);
    enum jd_status status = jd__build_gather(build, schema, err);
    if (status != JD_OK || (build->rows.n == 0 && schema->noun == JD__NOUN_RECORD))
        return status;
    struct block *block = jd__alloc_array(&build->facts->alloc, sizeof(*block), 0, 1);
    if (block == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for facts");
    status = new_table(build, schema, &cells, &attributes, &table, err);
    block->table = table;
    block->attributes = &attributes;
    if (status == JD_OK)
        status = add_rows(build, schema, &cells, block, err);
    if (status == JD_OK)
        status = hand_over(build, schema, &table, err);
    jd__alloc_free(&build->facts->alloc, block, sizeof(*block));
    jd_table_free(table);
    return status;
}
