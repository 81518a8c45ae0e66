/* SPDX-License-Identifier: Apache-2.0 */
/* report_records.c - records and pairs as the page shows them. */
#include "cli/mix.h"
#include "cli/report.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

json_t *
report_text(const char *text, size_t size)
{
    json_t *made = json_stringn(text != NULL ? text : "", size);
    return made != NULL ? made : json_string("?");
}

json_t *
report_number(double number)
{
    return isfinite(number) ? json_real(number) : json_null();
}

json_t *
report_integer(uint64_t number)
{
    return json_integer((json_int_t)number);
}

/* Text cut before a character that does not fit. */
static json_t *
cut(const char *text, size_t size)
{
    char room[REPORT_CELL + 4];
    if (size <= REPORT_CELL)
        return report_text(text, size);
    size = REPORT_CELL;
    while (size > 0 && ((unsigned char)text[size] & 0xC0) == 0x80)
        size--;
    memcpy(room, text, size);
    memcpy(room + size, "\xE2\x80\xA6", 3); /* an ellipsis */
    return report_text(room, size + 3);
}

/* Year, month and day of days since 1970 (Hinnant 2021, civil_from_days). */
static json_t *
date(int64_t days)
{
    char text[80];
    int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    int64_t month = mp < 10 ? mp + 3 : mp - 9;
    (void)snprintf(text, sizeof(text), "%04lld-%02lld-%02lld",
        (long long)(yoe + era * 400 + (month <= 2)), (long long)month,
        (long long)(doy - (153 * mp + 2) / 5 + 1));
    return json_string(text);
}

/* The items of a list, as many as fit. */
static json_t *
list(const struct jd_table *table, uint32_t place, uint32_t record, uint32_t n)
{
    char room[REPORT_CELL + 1];
    size_t size = 0;
    for (uint32_t i = 0; i < n && size < REPORT_CELL; i++) {
        struct jd_str item = jd_table_item(table, place, record, i);
        if (i > 0 && size + 2 < REPORT_CELL) {
            memcpy(room + size, ", ", 2);
            size += 2;
        }
        size_t fits = item.size < REPORT_CELL - size ? item.size : REPORT_CELL - size;
        while (
            fits < item.size && fits > 0 && ((unsigned char)item.data[fits] & 0xC0) == 0x80)
            fits--;
        if (fits > 0)
            memcpy(room + size, item.data, fits);
        size += fits;
    }
    return report_text(room, size);
}

json_t *
report_cell(const struct report *report, uint32_t place, uint32_t record)
{
    const struct jd_table *table = report->nodes.table;
    struct jd_value value = jd_table_get(table, place, record);
    char text[40];
    switch (value.type) {
    case JD_TYPE_TEXT:
        return cut(value.text.data, value.text.size);
    case JD_TYPE_LIST:
        return list(table, place, record, value.n_items);
    case JD_TYPE_DATE:
        return date(value.integer);
    case JD_TYPE_BOOL:
        return json_string(value.integer != 0 ? "true" : "false");
    case JD_TYPE_REAL:
        (void)snprintf(text, sizeof(text), "%.15g", value.real);
        return json_string(text);
    case JD_TYPE_INT:
    case JD_TYPE_TIME:
        (void)snprintf(text, sizeof(text), "%lld", (long long)value.integer);
        return json_string(text);
    case JD_TYPE_NULL:
        break;
    }
    return json_null();
}

bool
report_is_missing(const struct report *report, uint32_t place, uint32_t record)
{
    struct jd_value value = jd_table_get(report->nodes.table, place, record);
    return value.type == JD_TYPE_NULL ||
           (value.type == JD_TYPE_TEXT && value.text.size == 0);
}

json_t *
report_source(const struct report *report, uint32_t record)
{
    if (report->nodes.source_column != JD_NONE)
        return report_cell(report, report->nodes.source_column, record);
    uint32_t table = 0, row = 0;
    jd_linkage_record(report->linking.linkage, record, &table, &row);
    const char *name = jd_table_name(report->linking.tables[table]);
    return report_text(name, strlen(name));
}

json_t *
report_show(struct report *report, uint32_t record)
{
    if (report->shown[record] == JD_NONE) {
        const char *name = report->nodes.names[record];
        json_t *object = json_object(), *values = json_array();
        (void)json_object_set_new(object, "id", cut(name, strlen(name)));
        for (uint32_t c = 0; c < report->n_columns && !report->hides_values; c++)
            (void)json_array_append_new(
                values, report_cell(report, report->places[c], record));
        (void)json_object_set_new(object, "values", values);
        report->shown[record] = (uint32_t)json_array_size(report->records);
        (void)json_array_append_new(report->records, object);
    }
    return json_integer(report->shown[record]);
}

uint64_t
report_hash_pair(const struct report *report, uint32_t left, uint32_t right)
{
    uint64_t sum = report->hashes[left] + report->hashes[right];
    uint64_t both = report->hashes[left] ^ report->hashes[right];
    return mix_number(sum ^ both * MIX_GOLDEN);
}

void
report_order(const struct report *report, uint32_t *inout_left, uint32_t *inout_right)
{
    if (report->nodes.ranks[*inout_left] < report->nodes.ranks[*inout_right])
        return;
    uint32_t left = *inout_left;
    *inout_left = *inout_right;
    *inout_right = left;
}

int
report_truth(const struct report *report, uint32_t left, uint32_t right)
{
    if (report->persons == NULL || report->persons[left] == JD_NONE ||
        report->persons[right] == JD_NONE)
        return -1;
    return report->persons[left] == report->persons[right];
}

/* ---- pairs ---- */

struct putting {
    struct report *report;
    json_t *array;
};

/* The lowest rule that yields a pair; null for none, or for records of one source where
 * these are not compared. */
static json_t *
rule_of(const struct report *report, uint64_t rules, uint32_t left, uint32_t right)
{
    json_t *l = report_source(report, left), *r = report_source(report, right);
    bool is_none = rules == 0 || (report->is_between && json_equal(l, r));
    json_int_t rule = 0;
    while (rule < 63 && (rules >> rule & 1) == 0)
        rule++;
    json_decref(l);
    json_decref(r);
    return is_none ? json_null() : json_integer(rule);
}

static json_t *
one_pair(struct report *report, const struct jd_scored *pairs, uint32_t i)
{
    uint32_t left = pairs->left[i], right = pairs->right[i];
    json_t *pair = json_object(), *gammas = json_array(), *adjustments = json_array();
    const char *l = report->nodes.names[left], *r = report->nodes.names[right];
    for (uint32_t c = 0; c < pairs->n_comparisons; c++) {
        size_t at = (size_t)i * pairs->n_comparisons + c;
        int8_t gamma = pairs->gamma[at];
        (void)json_array_append_new(
            gammas, gamma != JD_GAMMA_NONE ? json_integer(gamma) : json_null());
        (void)json_array_append_new(
            adjustments, report_number(gamma != JD_GAMMA_NONE ? pairs->tf_weight[at] : 0));
    }
    (void)json_object_set_new(pair, "id_l", cut(l, strlen(l)));
    (void)json_object_set_new(pair, "id_r", cut(r, strlen(r)));
    (void)json_object_set_new(pair, "weight", report_number(pairs->weight[i]));
    (void)json_object_set_new(pair, "probability", report_number(pairs->probability[i]));
    (void)json_object_set_new(pair, "rule", rule_of(report, pairs->rules[i], left, right));
    int truth = report_truth(report, left, right);
    if (report->has_truth)
        (void)json_object_set_new(
            pair, "is_right", truth < 0 ? json_null() : json_boolean(truth));
    (void)json_object_set_new(pair, "l", report_show(report, left));
    (void)json_object_set_new(pair, "r", report_show(report, right));
    (void)json_object_set_new(pair, "gamma", gammas);
    (void)json_object_set_new(pair, "tf", adjustments);
    return pair;
}

static enum jd_status
take(void *ctx, const struct jd_scored *pairs, struct jd_error *err)
{
    const struct putting *putting = ctx;
    for (uint32_t i = 0; i < pairs->n; i++)
        if (json_array_append_new(putting->array, one_pair(putting->report, pairs, i)) != 0)
            return LINKING_FAIL(err, JD_E_NOMEM, "no memory for pairs");
    return JD_OK;
}

enum jd_status
report_put_pairs(struct report *report, const uint32_t *left, const uint32_t *right,
    uint32_t n, json_t *array, struct jd_error *err)
{
    struct putting putting = {report, array};
    if (n == 0)
        return JD_OK;
    return report_score(report, left, right, n, take, &putting, err);
}
