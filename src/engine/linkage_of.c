/* SPDX-License-Identifier: Apache-2.0 */
/*
 * linkage_of.c - some records of one kind as a table with just the columns that a model reads.
 *
 * A column that no agency delivers is a column of nulls: a model need not know who has what.
 */
#include "engine/models.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/number.h"
#include "base/str.h"

#include <inttypes.h>
#include <stdio.h>

/* Lists and what is not there are null; numbers are written as text. */
static struct jd_value
as_text(struct jd_value value, char room[static JD__NUMBER_SIZE])
{
    if (value.type == JD_TYPE_TEXT)
        return value;
    if (value.type == JD_TYPE_REAL) {
        (void)jd__format_real(value.real, room);
        return jd_text(room);
    }
    if (value.type == JD_TYPE_NULL || value.type == JD_TYPE_LIST)
        return jd_null();
    (void)snprintf(room, JD__NUMBER_SIZE, "%" PRId64, value.integer);
    return jd_text(room);
}

static enum jd_status
put_id(struct jd_table *table, const struct jd__facts *facts, uint32_t record,
    struct jd__buf *scratch, struct jd_error *err)
{
    struct jd__name name = {JD__NAME_RECORD, record};
    scratch->n = 0;
    enum jd_status status = jd__facts_write_name(facts, name, scratch, err);
    if (status != JD_OK)
        return status;
    return jd_table_put(
        table, 0, jd_text_of((struct jd_str){scratch->data, scratch->n}), err);
}

/* One column of all records; `from` is the column of the kind's attributes, or JD_NONE. */
static enum jd_status
put_column(struct jd_table *table, uint32_t column, const struct jd__facts *facts,
    const uint32_t *records, uint32_t n, struct jd_error *err)
{
    const struct jd_table *from =
        n > 0 ? jd__kinds(facts)[jd__records(facts)[records[0]].kind].attributes : NULL;
    uint32_t source =
        from != NULL ? jd_table_find(from, jd_table_column(table, column).name) : JD_NONE;
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; status == JD_OK && i < n; i++) {
        char room[JD__NUMBER_SIZE];
        struct jd_value value = jd_null();
        if (source != JD_NONE)
            value = as_text(
                jd_table_get(from, source, jd__records(facts)[records[i]].row), room);
        status = jd_table_put(table, column, value, err);
    }
    return status;
}

/* unique_id, then the model's columns. */
static enum jd_status
new_table(
    const struct jd__kind_model *model, struct jd_table **out_table, struct jd_error *err)
{
    struct jd__buf specs, names;
    size_t n = model->columns.n;
    const struct jd_str *columns = model->columns.data;
    jd__buf_init(&specs, &model->alloc, sizeof(struct jd_column_spec), 0);
    jd__buf_init(&names, &model->alloc, 1, 0);
    struct jd_column_spec spec = {jd_model_id_column(model->model), JD_TYPE_TEXT};
    enum jd_status status = jd__buf_append(&specs, &spec, 1, err);
    for (size_t i = 0; status == JD_OK && i < n; i++) {
        status = jd__buf_text(&names, columns[i], err);
        if (status == JD_OK)
            status = jd__buf_append(&names, "", 1, err);
        if (status == JD_OK)
            status = jd__buf_append(&specs, &spec, 1, err);
    }
    const char *name = names.data; /* the buf no longer moves */
    for (size_t i = 0; status == JD_OK && i < n; i++, name += strlen(name) + 1)
        ((struct jd_column_spec *)specs.data)[i + 1].name = name;
    if (status == JD_OK)
        status = jd_table_new(
            &model->alloc, "records", specs.data, (uint32_t)specs.n, out_table, err);
    jd__buf_done(&specs);
    jd__buf_done(&names);
    return status;
}

enum jd_status
jd__kind_linkage_init(struct jd__kind_linkage *linkage, const struct jd__kind_model *model,
    const struct jd__facts *facts, const uint32_t *records, uint32_t n,
    struct jd_error *err)
{
    struct jd__kind_linkage made = {.alloc = model->alloc};
    struct jd__buf scratch;
    struct jd_linkage_options options = jd_linkage_options_default();
    options.frequencies = model->frequencies;
    options.n_frequencies = model->n_tables;
    jd__buf_init(&scratch, &model->alloc, 1, 0);
    enum jd_status status = new_table(model, &made.table, err);
    for (uint32_t i = 0; status == JD_OK && i < n; i++)
        status = put_id(made.table, facts, records[i], &scratch, err);
    for (uint32_t c = 1; status == JD_OK && c < jd_table_n_columns(made.table); c++)
        status = put_column(made.table, c, facts, records, n, err);
    if (status == JD_OK)
        status = jd_table_finish(made.table, err);
    if (status == JD_OK) {
        const struct jd_table *tables[] = {made.table};
        status = jd_linkage_new(
            &model->alloc, model->model, tables, 1, &options, &made.linkage, err);
    }
    jd__buf_done(&scratch);
    if (status != JD_OK) {
        jd__kind_linkage_done(&made);
        return status;
    }
    *linkage = made;
    return JD_OK;
}

void
jd__kind_linkage_done(struct jd__kind_linkage *linkage)
{
    jd_linkage_free(linkage->linkage);
    jd_table_free(linkage->table);
    *linkage = (struct jd__kind_linkage){0};
}
