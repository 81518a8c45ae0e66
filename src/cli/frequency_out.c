/* SPDX-License-Identifier: Apache-2.0 */
/*
 * frequency_out.c - how frequent values are in these records, written for other runs.
 *
 * The files are what --frequencies reads and Splink's register_term_frequency_lookup takes: a value's
 * share of all records that have one.
 */
#include "cli/evaluate.h"
#include "cli/platform.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* Values of a column over all tables, numbered; `counts` and `firsts` are by number. */
struct counting {
    struct jd_value *values;
    uint32_t *numbers, *firsts, *counts;
    uint32_t n, n_values;
    uint64_t n_filled;
};

/* The records of all tables; JD_NONE for more than can be numbered. */
static uint32_t
count_records(const struct linking *linking)
{
    uint64_t n = 0;
    for (uint32_t t = 0; t < linking->n_tables; t++)
        n += jd_table_n_rows(linking->tables[t]);
    return n < JD_NONE ? (uint32_t)n : JD_NONE;
}

static enum jd_status
count(struct counting *counting, const struct linking *linking, const char *column,
    struct jd_error *err)
{
    size_t at = 0;
    for (uint32_t t = 0; t < linking->n_tables; t++) {
        const struct jd_table *table = linking->tables[t];
        uint32_t place = jd_table_find(table, column), rows = jd_table_n_rows(table);
        for (uint32_t row = 0; row < rows; row++)
            counting->values[at++] =
                place != JD_NONE ? jd_table_get(table, place, row) : jd_null();
    }
    enum jd_status status = evaluate_number(counting->values, counting->n,
        counting->numbers, &counting->n_values, counting->firsts, err);
    for (uint32_t i = 0; i < counting->n && status == JD_OK; i++) {
        if (counting->numbers[i] == JD_NONE)
            continue;
        counting->counts[counting->numbers[i]]++;
        counting->n_filled++;
    }
    return status;
}

static enum jd_status
write_file(const struct counting *counting, const struct linking *linking,
    const char *column, const char *path, struct jd_error *err)
{
    char name[300];
    (void)snprintf(name, sizeof(name), "tf_%.250s", column);
    const struct jd_column_spec specs[] = {{column, JD_TYPE_TEXT}, {name, JD_TYPE_REAL}};
    struct jd_table *table = NULL;
    enum jd_status status = jd_table_new(NULL, "frequencies", specs, 2, &table, err);
    for (uint32_t i = 0; i < counting->n_values && status == JD_OK; i++) {
        double share = (double)counting->counts[i] / (double)counting->n_filled;
        status = jd_table_put(table, 0, counting->values[counting->firsts[i]], err);
        if (status == JD_OK)
            status = jd_table_put(table, 1, jd_real(share), err);
    }
    if (status == JD_OK)
        status = jd_table_finish(table, err);
    if (status == JD_OK)
        status = jd_io_write(linking->io, path, table, err);
    jd_table_free(table);
    return status;
}

/* Count and write; there is room for all values. */
static enum jd_status
count_and_write(struct counting *counting, const struct linking *linking,
    const char *column, const char *path, struct jd_error *err)
{
    enum jd_status status = count(counting, linking, column, err);
    bool is_text = true;
    for (uint32_t i = 0; i < counting->n_values && status == JD_OK; i++)
        is_text = is_text && counting->values[counting->firsts[i]].type == JD_TYPE_TEXT;
    if (status == JD_OK && !is_text)
        status = LINKING_FAIL(err, JD_E_UNSUPPORTED,
            "frequencies are written of text alone, and column %.100s is none", column);
    return status == JD_OK ? write_file(counting, linking, column, path, err) : status;
}

static enum jd_status
write_column(const struct linking *linking, const char *folder, const char *column,
    struct jd_error *err)
{
    size_t n = count_records(linking);
    if (n == JD_NONE)
        return LINKING_FAIL(err, JD_E_LIMIT, "more than %u records", JD_NONE - 1);
    char path[4400], name[260];
    (void)snprintf(name, sizeof(name), "%.250s", column);
    for (char *c = name; *c != '\0'; c++) /* the name of a file, in this folder */
        *c = *c == '/' || (c == name && *c == '.') ? '_' : *c;
    (void)snprintf(path, sizeof(path), "%.4000s/%s.parquet", folder, name);
    struct jd_value *values = calloc(n + 1, sizeof(*values));
    uint32_t *room = calloc(3 * n + 1, sizeof(*room));
    if (values == NULL || room == NULL) {
        free(values);
        free(room);
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %zu values", n);
    }
    struct counting counting = {.values = values,
        .numbers = room,
        .firsts = room + n,
        .counts = room + 2 * n,
        .n = (uint32_t)n};
    enum jd_status status = count_and_write(&counting, linking, column, path, err);
    free(values);
    free(room);
    return status;
}

enum jd_status
linking_write_frequencies(const struct linking *linking, const char *folder,
    const char *settings_path, struct jd_error *err)
{
    json_t *settings = json_load_file(settings_path, 0, NULL);
    const json_t *comparisons = json_object_get(settings, "comparisons");
    json_t *seen = json_object();
    enum jd_status status = JD_OK;
    if (!platform_make_folder(folder))
        status =
            LINKING_FAIL(err, JD_E_IO, "%.200s is no folder, and cannot be one", folder);
    for (size_t c = 0; c < json_array_size(comparisons) && status == JD_OK; c++) {
        const json_t *levels =
            json_object_get(json_array_get(comparisons, c), "comparison_levels");
        for (size_t i = 0; i < json_array_size(levels) && status == JD_OK; i++) {
            const char *column = json_string_value(
                json_object_get(json_array_get(levels, i), "tf_adjustment_column"));
            if (column == NULL || json_object_get(seen, column) != NULL)
                continue;
            (void)json_object_set_new(seen, column, json_true());
            status = write_column(linking, folder, column, err);
        }
    }
    json_decref(seen);
    json_decref(settings);
    return status;
}
