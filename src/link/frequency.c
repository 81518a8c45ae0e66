/* SPDX-License-Identifier: Apache-2.0 */
/*
 * frequency.c - how common a value is: given with the records, frozen with the model, or
 * counted.
 *
 * Counted: tf(v) = records with v / records with any value, over all tables, or over the old.  A value without
 * a frequency is NaN, which a level takes as unknown.
 */
#include "link/linkage.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "link/compared.h"

#include <math.h>
#include <stdio.h>

void
jd__frequency_done(struct jd__frequency *frequency, const struct jd_alloc *alloc)
{
    jd__alloc_free_array(alloc, frequency->of, 0, frequency->n, sizeof(double));
    jd__alloc_free_array(alloc, frequency->log, 0, frequency->n, sizeof(double));
}

/* Counts are whole numbers, so that their order does not matter. */
static enum jd_status
count_values(
    const struct jd_linkage *linkage, struct jd__frequency *frequency, struct jd_error *err)
{
    const struct jd__field *field = jd__fields_at(&linkage->fields, frequency->field);
    uint64_t *counts = jd__alloc_array(&linkage->alloc, 0, frequency->n, sizeof(*counts));
    uint64_t total = 0;
    if (counts == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %u values", frequency->n);
    uint32_t n = linkage->records.n_old_tables > 0 || linkage->records.span == JD_SPAN_GIVEN
                     ? linkage->records.n_old
                     : linkage->records.n;
    for (uint32_t record = 0; record < n; record++) {
        uint32_t code = jd__field_code(field, record);
        if (code != JD_NONE) {
            counts[code]++;
            total++;
        }
    }
    for (uint32_t code = 0; code < frequency->n; code++)
        frequency->of[code] =
            counts[code] > 0 ? (double)counts[code] / (double)total : (double)NAN;
    jd__alloc_free_array(&linkage->alloc, counts, 0, frequency->n, sizeof(*counts));
    return JD_OK;
}

/* Take the frozen frequency of each value that the records hold. */
static enum jd_status
look_up_values(const struct jd_linkage *linkage, struct jd__frequency *frequency,
    const struct jd_frequencies *frozen, struct jd_error *err)
{
    const struct jd__dict *dict = jd__fields_at(&linkage->fields, frequency->field)->dict;
    uint32_t value = jd_table_find(frozen->table, "value");
    uint32_t tf = jd_table_find(frozen->table, "tf");
    if (value == JD_NONE || tf == JD_NONE ||
        jd_table_column(frozen->table, value).type != JD_TYPE_TEXT ||
        jd_table_column(frozen->table, tf).type != JD_TYPE_REAL ||
        dict->type != JD_TYPE_TEXT)
        return jd__fail(err, JD_E_INPUT,
            "frequencies of %s need the columns value (text) and tf (number), and text "
            "records",
            frozen->column);
    for (uint32_t code = 0; code < frequency->n; code++)
        frequency->of[code] = frozen->unlisted > 0 ? frozen->unlisted : (double)NAN;
    const struct jd__dict *listed = jd__table_dict(frozen->table, value);
    for (uint32_t row = 0; row < jd_table_n_rows(frozen->table); row++) {
        struct jd_value number = jd_table_get(frozen->table, tf, row);
        uint32_t listed_code = jd__table_codes(frozen->table, value)[row];
        if (listed_code == JD_NONE || number.type == JD_TYPE_NULL || !(number.real > 0))
            continue; /* a frequency of 0 is a value too rare to be listed */
        if (number.real > 1)
            return jd__fail(err, JD_E_INPUT, "frequency in row %u of table %s is above 1",
                row + 1, jd_table_name(frozen->table));
        uint32_t code = jd__dict_find(dict, jd_text_of(jd__dict_text(listed, listed_code)));
        if (code != JD_NONE)
            frequency->of[code] = number.real;
    }
    return JD_OK;
}

/* Frequencies that came with the records, as a column of numbers. */
static enum jd_status
take_column(
    const struct jd_linkage *linkage, struct jd__frequency *frequency, struct jd_error *err)
{
    const struct jd__field *field = jd__fields_at(&linkage->fields, frequency->field);
    const char *name = jd_table_column(linkage->records.table, field->column).name;
    if (field->type != JD_TYPE_REAL && field->type != JD_TYPE_INT)
        return jd__fail(err, JD_E_INPUT, "column %s holds no numbers", name);
    for (uint32_t code = 0; code < frequency->n; code++) {
        double of = field->type == JD_TYPE_REAL ? jd__dict_real(field->dict, code)
                                                : (double)jd__dict_int(field->dict, code);
        if (!(of > 0 && of <= 1))
            return jd__fail(err, JD_E_INPUT,
                "column %s holds a frequency that is not above 0 and "
                "at most 1",
                name);
        frequency->of[code] = of;
    }
    return JD_OK;
}

/* The frozen frequencies of a column, or NULL. */
static const struct jd_frequencies *
find_frozen(const struct jd_linkage_options *options, struct jd_str column)
{
    for (uint32_t i = 0; i < options->n_frequencies; i++)
        if (jd__names_equal(jd__str(options->frequencies[i].column), column))
            return &options->frequencies[i];
    return NULL;
}

/* Does the table have a column of given frequencies for this one? */
static bool
has_given(const struct jd_linkage *linkage, struct jd_str column, char name[static 256])
{
    uint32_t found = JD_NONE;
    (void)snprintf(
        name, 256, "%s%.*s", linkage->model->tf_prefix, (int)column.size, column.data);
    return jd__fields_find(&linkage->fields, jd__str(name), &found, NULL) == JD_OK;
}

static enum jd_status
make(struct jd_linkage *linkage, struct jd__frequency *frequency,
    const struct jd_linkage_options *options, struct jd_error *err)
{
    char name[256];
    const struct jd_frequencies *frozen = find_frozen(options, frequency->column);
    bool given = has_given(linkage, frequency->column, name) && frozen == NULL;
    enum jd_status status = jd__fields_column(&linkage->fields,
        given ? jd__str(name) : frequency->column, &frequency->field, err);
    if (status != JD_OK)
        return status;
    frequency->n = jd__fields_at(&linkage->fields, frequency->field)->dict->n;
    frequency->of = jd__alloc_array(&linkage->alloc, 0, frequency->n, sizeof(double));
    frequency->log = jd__alloc_array(&linkage->alloc, 0, frequency->n, sizeof(double));
    if (frequency->of == NULL || frequency->log == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %u frequencies", frequency->n);
    if (frozen != NULL)
        status = look_up_values(linkage, frequency, frozen, err);
    else if (given)
        status = take_column(linkage, frequency, err);
    else
        status = count_values(linkage, frequency, err);
    for (uint32_t code = 0; code < frequency->n && status == JD_OK; code++)
        frequency->log[code] = log2(frequency->of[code]);
    return status;
}

enum jd_status
jd__frequency_find(struct jd_linkage *linkage, struct jd_str column,
    const struct jd_linkage_options *options, uint32_t *out_frequency, struct jd_error *err)
{
    for (uint32_t i = 0; i < linkage->frequencies.n; i++)
        if (jd__names_equal(jd__frequency_at(linkage, i)->column, column)) {
            *out_frequency = i;
            return JD_OK;
        }
    struct jd__frequency frequency = {.column = column, .field = JD_NONE};
    enum jd_status status = make(linkage, &frequency, options, err);
    if (status == JD_OK)
        status = jd__buf_append(&linkage->frequencies, &frequency, 1, err);
    if (status != JD_OK) {
        jd__frequency_done(&frequency, &linkage->alloc);
        return status;
    }
    *out_frequency = (uint32_t)linkage->frequencies.n - 1;
    return JD_OK;
}

/* What frequencies add to a level for two of each value. */
static enum jd_status
hoist_level(struct jd_linkage *linkage, const struct jd__level *level,
    struct jd__bound_level *bound, struct jd_error *err)
{
    const struct jd__frequency *frequency = jd__frequency_at(linkage, bound->frequency);
    bound->moves = jd__alloc_array(&linkage->alloc, 0, frequency->n, sizeof(double));
    if (bound->moves == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %u values", frequency->n);
    bound->n_moves = frequency->n;
    for (uint32_t code = 0; code < frequency->n; code++) {
        double log = jd__frequency_log(frequency, code, level, bound);
        if (!isnan(log))
            bound->moves[code] = level->tf_weight * (level->tf_log_u - log);
    }
    return JD_OK;
}

enum jd_status
jd__frequency_hoist(struct jd_linkage *linkage, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t c = 0; c < linkage->model->n_comparisons && status == JD_OK; c++) {
        const struct jd__compared *compared = &linkage->compared[c];
        uint32_t level = compared->equal_level;
        if (level == JD_NONE)
            continue;
        struct jd__bound_level *bound = &linkage->levels[linkage->first_level[c] + level];
        if (bound->frequency != JD_NONE &&
            jd__frequency_at(linkage, bound->frequency)->field == compared->field)
            status = hoist_level(
                linkage, &linkage->model->comparisons[c].levels[level], bound, err);
    }
    return status;
}
