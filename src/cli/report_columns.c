/* SPDX-License-Identifier: Apache-2.0 */
/* report_columns.c - the columns that the model reads: how full, and how often their values. */
#include "cli/report.h"

#include <stdlib.h>
#include <string.h>

/* Most sources that completeness is told of one by one. */
enum { MOST_SOURCES = 64 };

/* ---- completeness ---- */

/* By record the number of its source; records beyond the most are of none. */
static uint32_t
number_sources(const struct report *report, uint32_t *out_sources, json_t *names)
{
    json_t *known = json_object();
    for (uint32_t i = 0; i < report->nodes.n; i++) {
        json_t *source = report_source(report, i);
        const char *name = json_is_string(source) ? json_string_value(source) : "(none)";
        json_t *number = json_object_get(known, name);
        if (number == NULL && json_array_size(names) < MOST_SOURCES) {
            number = json_integer((json_int_t)json_array_size(names));
            (void)json_object_set_new(known, name, number);
            (void)json_array_append_new(names, json_string(name));
        }
        out_sources[i] = number != NULL ? (uint32_t)json_integer_value(number) : JD_NONE;
        json_decref(source);
    }
    json_decref(known);
    return (uint32_t)json_array_size(names);
}

/* Places of names, in their order. */
static void
sort_names(const json_t *names, uint32_t order[static MOST_SOURCES])
{
    for (uint32_t i = 0; i < json_array_size(names); i++) {
        const char *name = json_string_value(json_array_get(names, i));
        uint32_t at = i;
        for (; at > 0; at--) {
            if (strcmp(json_string_value(json_array_get(names, order[at - 1])), name) < 0)
                break;
            order[at] = order[at - 1];
        }
        order[at] = i;
    }
}

/* By source: how many records have something in each column, and last how many there are. */
static void
count_filled(const struct report *report, const uint32_t *sources, uint64_t *counts)
{
    size_t n_columns = report->n_columns;
    for (uint32_t i = 0; i < report->nodes.n; i++) {
        if (sources[i] == JD_NONE)
            continue;
        uint64_t *of = counts + sources[i] * (n_columns + 1);
        of[n_columns]++;
        for (size_t c = 0; c < n_columns; c++)
            of[c] += !report_is_missing(report, report->places[c], i);
    }
}

static json_t *
completeness_of(const struct report *report, json_t *source, uint32_t column,
    uint64_t filled, uint64_t n)
{
    json_t *row = json_object();
    (void)json_object_set(row, "source", source);
    (void)json_object_set_new(row, "column",
        report_text(report->columns[column].data, report->columns[column].size));
    (void)json_object_set_new(row, "records", report_integer(n));
    (void)json_object_set_new(row, "filled", report_integer(filled));
    (void)json_object_set_new(row, "share", evaluate_rate(filled, n));
    return row;
}

static enum jd_status
put_completeness(struct report *report, struct jd_error *err)
{
    uint32_t n_columns = report->n_columns, order[MOST_SOURCES] = {0};
    uint32_t *sources = calloc((size_t)report->nodes.n + 1, sizeof(*sources));
    uint64_t *counts = calloc((size_t)MOST_SOURCES * (n_columns + 1), sizeof(*counts));
    json_t *names = json_array(), *rows = json_array();
    enum jd_status status = JD_OK;
    if (sources == NULL || counts == NULL) {
        status = LINKING_FAIL(err, JD_E_NOMEM, "no memory to count records");
        goto done;
    }
    uint32_t n_sources = number_sources(report, sources, names);
    count_filled(report, sources, counts);
    sort_names(names, order);
    for (uint32_t at = 0; at < n_sources; at++)
        for (uint32_t c = 0; c < n_columns; c++) {
            const uint64_t *of = counts + (size_t)order[at] * (n_columns + 1);
            (void)json_array_append_new(
                rows, completeness_of(report, json_array_get(names, order[at]), c, of[c],
                          of[n_columns]));
        }
    (void)json_object_set(report->body, "completeness", rows);
done:
    json_decref(names);
    json_decref(rows);
    free(sources);
    free(counts);
    return status;
}

/* ---- values ---- */

/* A distinct value: how often it is there, and one record that has it. */
struct counted {
    uint32_t n, number, record;
};

static int
by_frequency(const void *left, const void *right)
{
    const struct counted *x = left, *y = right;
    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    return x->number < y->number ? -1 : 1;
}

/* The values of a column, null for what is missing and for lists, which have no order. */
static void
fill_values(const struct report *report, uint32_t place, struct jd_value *values)
{
    for (uint32_t i = 0; i < report->nodes.n; i++) {
        values[i] = jd_table_get(report->nodes.table, place, i);
        if (report_is_missing(report, place, i) || values[i].type == JD_TYPE_LIST)
            values[i] = jd_null();
    }
}

/* The distinct values of a column, the most frequent first. */
static enum jd_status
count_values(const struct report *report, uint32_t place, struct counted **out_counted,
    uint32_t *out_n, struct jd_error *err)
{
    uint32_t n = report->nodes.n, n_distinct = 0;
    struct jd_value *values = calloc((size_t)n + 1, sizeof(*values));
    uint32_t *numbers = calloc((size_t)n + 1, sizeof(*numbers));
    struct counted *counted = calloc((size_t)n + 1, sizeof(*counted));
    enum jd_status status = JD_OK;
    if (values == NULL || numbers == NULL || counted == NULL)
        status = LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u values", n);
    if (status == JD_OK)
        fill_values(report, place, values);
    if (status == JD_OK)
        status = evaluate_number(values, n, numbers, &n_distinct, NULL, err);
    for (uint32_t i = n; i-- > 0 && status == JD_OK;)
        if (numbers[i] != JD_NONE) {
            struct counted *of = &counted[numbers[i]];
            *of =
                (struct counted){of->n + 1, numbers[i], i}; /* at last: the first record */
        }
    free(values);
    free(numbers);
    if (status != JD_OK) {
        free(counted);
        return status;
    }
    qsort(counted, n_distinct, sizeof(*counted), by_frequency);
    *out_counted = counted;
    *out_n = n_distinct;
    return JD_OK;
}

/* What frequencies add to a comparison in pairs that are scored. */
struct adjustments {
    uint32_t comparison, n;
    double bits[REPORT_VALUES];
};

static enum jd_status
take_adjustments(void *ctx, const struct jd_scored *pairs, struct jd_error *err)
{
    struct adjustments *taken = ctx;
    (void)err;
    for (uint32_t i = 0; i < pairs->n && taken->n < REPORT_VALUES; i++)
        taken->bits[taken->n++] =
            pairs->tf_weight[(size_t)i * pairs->n_comparisons + taken->comparison];
    return JD_OK;
}

/* The comparison that reads this column alone, or JD_NONE. */
static uint32_t
find_comparison(const struct report *report, uint32_t column)
{
    const struct jd_model *model = report->linking.model;
    for (uint32_t c = 0; c < jd_model_n_comparisons(model); c++) {
        if (jd_model_n_columns(model, c) != 1)
            continue;
        struct jd_str name = jd_model_column(model, c, 0);
        if (name.size == report->columns[column].size &&
            memcmp(name.data, report->columns[column].data, name.size) == 0)
            return c;
    }
    return JD_NONE;
}

/* Rows of a column's most frequent values; what frequency adds is asked of a record that has the
 * value against itself. */
static enum jd_status
put_values(struct report *report, uint32_t column, const struct counted *counted,
    uint32_t n, json_t *rows, struct jd_error *err)
{
    struct adjustments taken = {.comparison = find_comparison(report, column)};
    uint32_t ends[REPORT_VALUES];
    enum jd_status status = JD_OK;
    n = n < REPORT_VALUES ? n : REPORT_VALUES;
    for (uint32_t i = 0; i < n; i++)
        ends[i] = counted[i].record;
    if (taken.comparison != JD_NONE && n > 0)
        status = jd_linkage_score(
            report->linking.linkage, ends, ends, n, take_adjustments, &taken, err);
    for (uint32_t i = 0; i < n && status == JD_OK; i++) {
        json_t *row = json_object();
        (void)json_object_set_new(row, "column",
            report_text(report->columns[column].data, report->columns[column].size));
        (void)json_object_set_new(row, "rank", json_integer(i + 1));
        (void)json_object_set_new(row, "value",
            report->hides_values ? json_null()
                                 : report_cell(report, report->places[column], ends[i]));
        (void)json_object_set_new(row, "records", json_integer(counted[i].n));
        (void)json_object_set_new(
            row, "adjustment", i < taken.n ? report_number(taken.bits[i]) : json_null());
        (void)json_array_append_new(rows, row);
    }
    return status;
}

static json_t *
column_of(
    const struct report *report, uint32_t column, const struct counted *counted, uint32_t n)
{
    uint64_t filled = 0, top = 0;
    uint32_t n_once = 0;
    for (uint32_t i = 0; i < report->nodes.n; i++)
        filled += !report_is_missing(report, report->places[column], i);
    for (uint32_t i = 0; i < n; i++) {
        n_once += counted[i].n == 1;
        top += i < REPORT_VALUES ? counted[i].n : 0;
    }
    bool is_list =
        jd_table_column(report->nodes.table, report->places[column]).type == JD_TYPE_LIST;
    json_t *row = json_object();
    (void)json_object_set_new(row, "column",
        report_text(report->columns[column].data, report->columns[column].size));
    (void)json_object_set_new(row, "filled", report_integer(filled));
    (void)json_object_set_new(row, "missing", report_integer(report->nodes.n - filled));
    (void)json_object_set_new(row, "distinct", is_list ? json_null() : json_integer(n));
    (void)json_object_set_new(row, "once", is_list ? json_null() : json_integer(n_once));
    (void)json_object_set_new(
        row, "most", n > 0 ? json_integer(counted[0].n) : json_null());
    (void)json_object_set_new(
        row, "share_of_most", n > 0 ? evaluate_rate(counted[0].n, filled) : json_null());
    (void)json_object_set_new(row, "share_of_top", evaluate_rate(top, filled));
    return row;
}

enum jd_status
report_columns(struct report *report, struct jd_error *err)
{
    json_t *columns = json_array(), *values = json_array();
    enum jd_status status = put_completeness(report, err);
    for (uint32_t c = 0; c < report->n_columns && status == JD_OK; c++) {
        struct counted *counted = NULL;
        uint32_t n = 0;
        status = count_values(report, report->places[c], &counted, &n, err);
        if (status != JD_OK)
            break;
        (void)json_array_append_new(columns, column_of(report, c, counted, n));
        status = put_values(report, c, counted, n, values, err);
        free(counted);
    }
    (void)json_object_set(report->body, "columns", columns);
    (void)json_object_set(report->body, "values", values);
    json_decref(columns);
    json_decref(values);
    return status;
}
