/* SPDX-License-Identifier: Apache-2.0 */
/*
 * schema.c - from the standard columns to the stored ones.
 *
 * Order: key columns, then the other parts of each column in the table's order, then what every
 * table may have, then the payload.
 */
#include "store/schema.h"

#include "base/str.h"

#include <stdio.h>

const struct jd__schema *
jd__schema_find(struct jd_str name)
{
    uint32_t n = 0;
    const struct jd__schema *tables = jd__schema_all(&n);
    for (uint32_t i = 0; i < n; i++)
        if (jd__str_is(name, tables[i].name))
            return &tables[i];
    return NULL;
}

uint32_t
jd__schema_n_keys(const struct jd__schema *schema)
{
    uint32_t n = 0;
    while (n < schema->n_columns && (schema->columns[n].flags & JD__COLUMN_KEY) != 0)
        n++;
    return n;
}

static const char *const suffixes[] = {
    [JD__PART_AS_WRITTEN] = "",
    [JD__PART_NORM] = "_norm",
    [JD__PART_PRECISION] = "_precision",
    [JD__PART_EARLIEST] = "_earliest",
    [JD__PART_LATEST] = "_latest",
    [JD__PART_PAYLOAD] = "payload",
};

static enum jd_type
type_of(const struct jd__schema_column *source, enum jd__part part)
{
    if (part == JD__PART_EARLIEST || part == JD__PART_LATEST)
        return JD_TYPE_INT;
    return source != NULL && (source->flags & JD__COLUMN_LIST) != 0 ? JD_TYPE_LIST
                                                                    : JD_TYPE_TEXT;
}

/* A key that is a time is keyed by its normal form: two spellings of a day are one key. */
static enum jd__part
key_part(const struct jd__schema_column *source)
{
    return source->form == JD__FORM_TIME ? JD__PART_NORM : JD__PART_AS_WRITTEN;
}

static bool
has_part(const struct jd__schema_column *source, enum jd__part part)
{
    if (part == JD__PART_AS_WRITTEN)
        return true;
    if (part == JD__PART_NORM)
        return source->form != JD__FORM_NONE;
    if (part == JD__PART_PRECISION)
        return source->form == JD__FORM_DATE || source->form == JD__FORM_TIME;
    return source->form == JD__FORM_TIME && part != JD__PART_PAYLOAD;
}

static uint32_t
put(struct jd__stored_column *out, uint32_t n, const struct jd__schema_column *source,
    enum jd__part part)
{
    struct jd__stored_column *column = &out[n];
    (void)snprintf(column->name, sizeof(column->name), "%s%s",
        source != NULL ? source->name : "", suffixes[part]);
    column->type = type_of(source, part);
    column->part = part;
    column->source = source;
    return n + 1;
}

static uint32_t
put_parts(struct jd__stored_column *out, uint32_t n, const struct jd__schema_column *source)
{
    bool is_key = (source->flags & JD__COLUMN_KEY) != 0;
    for (int part = JD__PART_AS_WRITTEN; part < JD__PART_PAYLOAD; part++)
        if (has_part(source, (enum jd__part)part) &&
            !(is_key && (enum jd__part)part == key_part(source)))
            n = put(out, n, source, (enum jd__part)part);
    return n;
}

uint32_t
jd__schema_stored(
    const struct jd__schema *schema, struct jd__stored_column out[static JD__MOST_STORED])
{
    uint32_t n = 0, n_common = 0, n_keys = jd__schema_n_keys(schema);
    const struct jd__schema_column *common = jd__schema_common(&n_common);
    for (uint32_t i = 0; i < n_keys; i++)
        n = put(out, n, &schema->columns[i], key_part(&schema->columns[i]));
    for (uint32_t i = 0; i < schema->n_columns; i++)
        n = put_parts(out, n, &schema->columns[i]);
    for (uint32_t i = 0; i < n_common; i++)
        n = put_parts(out, n, &common[i]);
    return put(out, n, NULL, JD__PART_PAYLOAD);
}
