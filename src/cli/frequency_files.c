/* SPDX-License-Identifier: Apache-2.0 */
/*
 * frequency_files.c - --frequencies C=FILE: how frequent values are, by another's count.
 *
 * A file has the columns `value` and `tf`, or as Splink's lookup tables COLUMN and tf_COLUMN.  Numbers
 * may be text, as in CSV.
 */
#include "cli/linking.h"

#include <stdlib.h>
#include <string.h>

/* A column of either name, or JD_NONE. */
static uint32_t
find_column(const struct jd_table *table, const char *name, const char *prefix,
    const char *column, struct jd_error *err)
{
    char other[300];
    uint32_t found = jd_table_find(table, name);
    (void)snprintf(other, sizeof(other), "%s%.250s", prefix, column);
    if (found == JD_NONE)
        found = jd_table_find(table, other);
    if (found == JD_NONE)
        linking_report(err, JD_E_INPUT, "table %.80s has neither column %s nor %.80s",
            jd_table_name(table), name, other);
    return found;
}

/* A cell as a frequency; null where it is no number. */
static struct jd_value
number_of(struct jd_value cell)
{
    char text[64], *end = NULL;
    if (cell.type == JD_TYPE_REAL)
        return cell;
    if (cell.type == JD_TYPE_INT)
        return jd_real((double)cell.integer);
    if (cell.type != JD_TYPE_TEXT || cell.text.size == 0 || cell.text.size >= sizeof(text))
        return jd_null();
    memcpy(text, cell.text.data, cell.text.size);
    text[cell.text.size] = '\0';
    double number = strtod(text, &end);
    return *end == '\0' ? jd_real(number) : jd_null();
}

/* The table that the library wants. */
static enum jd_status
make_table(const struct jd_table *from, const char *column, struct jd_table **out_table,
    struct jd_error *err)
{
    static const struct jd_column_spec specs[] = {
        {"value", JD_TYPE_TEXT}, {"tf", JD_TYPE_REAL}};
    uint32_t value = find_column(from, "value", "", column, err), tf = JD_NONE;
    if (value != JD_NONE)
        tf = find_column(from, "tf", "tf_", column, err);
    if (tf == JD_NONE)
        return JD_E_INPUT;
    if (jd_table_column(from, value).type != JD_TYPE_TEXT)
        return LINKING_FAIL(
            err, JD_E_INPUT, "the values of table %.80s are not text", jd_table_name(from));
    struct jd_table *table = NULL;
    enum jd_status status = jd_table_new(NULL, jd_table_name(from), specs, 2, &table, err);
    for (uint32_t row = 0; row < jd_table_n_rows(from) && status == JD_OK; row++) {
        struct jd_value cell = jd_table_get(from, tf, row), number = number_of(cell);
        if (cell.type != JD_TYPE_NULL && number.type == JD_TYPE_NULL)
            status = LINKING_FAIL(err, JD_E_INPUT, "row %u of table %.80s has no number",
                row + 1, jd_table_name(from));
        if (status == JD_OK)
            status = jd_table_put(table, 0, jd_table_get(from, value, row), err);
        if (status == JD_OK)
            status = jd_table_put(table, 1, number, err);
    }
    if (status == JD_OK)
        status = jd_table_finish(table, err);
    if (status == JD_OK)
        *out_table = table;
    else
        jd_table_free(table);
    return status;
}

/* One C=FILE: a column and its file. */
static enum jd_status
read_one(struct linking *linking, const char *text, struct jd_error *err)
{
    const char *equals = strchr(text, '=');
    size_t size = equals != NULL ? (size_t)(equals - text) : 0;
    struct jd_table *read = NULL, *made = NULL;
    if (size == 0 || size > 255)
        return LINKING_FAIL(err, JD_E_ARG, "--frequencies takes C=FILE");
    char *column = calloc(size + 1, 1);
    if (column == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for frequencies");
    memcpy(column, text, size);
    enum jd_status status = jd_io_read(linking->io, equals + 1, NULL, &read, err);
    if (status == JD_OK)
        status = make_table(read, column, &made, err);
    jd_table_free(read);
    if (status != JD_OK) {
        free(column);
        return status;
    }
    linking->frequencies[linking->n_frequencies++] =
        (struct jd_frequencies){column, made, 0};
    return JD_OK;
}

enum jd_status
linking_read_frequencies(
    struct linking *linking, const struct cli *cli, struct jd_error *err)
{
    uint32_t n = 0;
    while (cli_nth(cli, "--frequencies", n) != NULL)
        n++;
    linking->frequencies = calloc((size_t)n + 1, sizeof(*linking->frequencies));
    if (linking->frequencies == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for frequencies");
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < n && status == JD_OK; i++)
        status = read_one(linking, cli_nth(cli, "--frequencies", i), err);
    return status;
}

void
linking_frequencies_done(struct linking *linking)
{
    for (uint32_t i = 0; i < linking->n_frequencies; i++) {
        jd_table_free((struct jd_table *)(uintptr_t)linking->frequencies[i].table);
        free((char *)(uintptr_t)linking->frequencies[i].column);
    }
    free(linking->frequencies);
}
