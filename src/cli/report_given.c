/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report_given.c - pairs that were scored elsewhere, without their model: report --pairs.
 *
 * A model that compares nothing stands on the records, so that they are read, named and numbered as
 * always.  What no file says of a pair is not known: its weight is none, and no rule yields it.
 *
 * **Invariant:** given.pairs are sorted by their ranks, each pair of records once.
 */
#include "cli/report.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 4096, RULES = 64 };

/* ---- reading ---- */

/* Do all files have the column, and none a list in it? */
static bool
is_common(const struct linking *linking, const char *name)
{
    for (uint32_t t = 0; t < linking->n_tables; t++) {
        uint32_t column = jd_table_find(linking->tables[t], name);
        if (column == JD_NONE ||
            jd_table_column(linking->tables[t], column).type == JD_TYPE_LIST)
            return false;
    }
    return true;
}

/* Settings without a comparison that show every column which all files have. */
static json_t *
settings_of(const struct report *report)
{
    const struct linking *linking = &report->linking;
    const char *id = cli_value_or(report->cli, "--id", "unique_id");
    const char *source = cli_value_or(report->cli, "--source", "source_dataset");
    const struct jd_table *first = linking->tables[0];
    bool is_one = linking->n_tables == 1 && jd_table_find(first, source) == JD_NONE;
    json_t *columns = json_array();
    for (uint32_t c = 0; c < jd_table_n_columns(first); c++) {
        const char *name = jd_table_column(first, c).name;
        if (strcmp(name, id) != 0 && strcmp(name, source) != 0 && is_common(linking, name))
            (void)json_array_append_new(columns, json_string(name));
    }
    return json_pack("{s:s, s:s, s:s, s:b, s:o, s:[{s:s, s:[{s:s, s:f, s:f}]}]}",
        "link_type", is_one ? "dedupe_only" : "link_and_dedupe", "unique_id_column_name",
        id, "source_dataset_column_name", source, "retain_matching_columns", 0,
        "additional_columns_to_retain", columns, "comparisons", "output_column_name",
        "none", "comparison_levels", "sql_condition", "ELSE", "m_probability", 0.5,
        "u_probability", 0.5);
}

enum jd_status
report_given_start(struct report *report, struct jd_error *err)
{
    struct linking *linking = &report->linking;
    struct jd_linkage_options how = jd_linkage_options_default();
    json_t *settings = settings_of(report);
    char *json = json_dumps(settings, JSON_COMPACT);
    enum jd_status status = JD_OK;
    json_decref(settings);
    if (json == NULL)
        return LINKING_FAIL(err, JD_E_INPUT, "the names of the columns are no text");
    (void)cli_threads(report->cli, &how.threads); /* it is a number: run() looked */
    status = jd_model_from_json(
        NULL, (struct jd_str){json, strlen(json)}, &linking->sql, &linking->model, err);
    free(json);
    return status != JD_OK ? status
                           : jd_linkage_new(NULL, linking->model,
                                 (const struct jd_table *const *)linking->tables,
                                 linking->n_tables, &how, &linking->linkage, err);
}

/* The rule of a row: its match_key, or 0 where the file has none. */
static enum jd_status
read_rule(const struct jd_table *table, uint32_t column, uint32_t row, uint32_t *out_rule,
    struct jd_error *err)
{
    double rule = 0;
    if (column != JD_NONE) {
        struct jd_value value = jd_table_get(table, column, row);
        if (!linking_number(value, &rule) || !(rule >= 0 && rule < RULES))
            return LINKING_FAIL(err, JD_E_INPUT,
                "row %u of table %.100s has no match_key from 0 to %d", row + 1,
                jd_table_name(table), RULES - 1);
    }
    *out_rule = (uint32_t)rule;
    return JD_OK;
}

static int
by_given(const void *left, const void *right)
{
    const struct report_given_pair *x = left, *y = right;
    int order = scored_by_ends(&x->pair, &y->pair);
    if (order != 0)
        return order;
    if (isnan(x->pair.score) || isnan(y->pair.score))
        return isnan(x->pair.score) - isnan(y->pair.score);
    return (x->pair.score < y->pair.score) - (x->pair.score > y->pair.score);
}

/* Of a pair that is there more than once the highest score stays. */
static void
keep_highest(struct report_given *given)
{
    uint32_t n = 0;
    if (given->pairs == NULL)
        return;
    qsort(given->pairs, given->n, sizeof(*given->pairs), by_given);
    for (uint32_t i = 0; i < given->n; i++)
        if (n == 0 || scored_by_ends(&given->pairs[n - 1].pair, &given->pairs[i].pair) != 0)
            given->pairs[n++] = given->pairs[i];
    given->n = n;
}

enum jd_status
report_given_read(struct report *report, struct jd_error *err)
{
    struct report_given *given = &report->given;
    struct jd_table *table = NULL;
    struct scored_file file = {0};
    enum jd_status status =
        linking_read_one(&report->linking, cli_value(report->cli, "--pairs"), &table, err);
    if (status != JD_OK)
        return status;
    uint32_t n = jd_table_n_rows(table), key = jd_table_find(table, "match_key");
    given->has_rules = key != JD_NONE;
    given->pairs = calloc((size_t)n + 1, sizeof(*given->pairs));
    if (given->pairs == NULL)
        status = LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u pairs", n);
    if (status == JD_OK)
        status = scored_find(&file, table, &report->nodes, true, err);
    for (uint32_t row = 0; row < n && status == JD_OK; row++) {
        struct report_given_pair *of = &given->pairs[row];
        struct jd_pair p = {0};
        status = scored_read(&file, &report->nodes, row, &p, err);
        of->pair = (struct jd_pair){p.a < p.b ? p.a : p.b, p.a < p.b ? p.b : p.a, p.score};
        if (status == JD_OK)
            status = read_rule(table, key, row, &of->rule, err);
        given->n += status == JD_OK;
    }
    jd_table_free(table);
    keep_highest(given);
    return status;
}

/* ---- giving ---- */

/* Pairs on their way to a sink. */
struct shown {
    uint32_t left[CHUNK], right[CHUNK];
    double weight[CHUNK], probability[CHUNK];
    uint64_t rules[CHUNK];
};

static void
fill(const struct report *report, struct shown *shown, uint32_t i,
    const struct report_given_pair *of)
{
    shown->weight[i] = of != NULL ? of->pair.score : (double)NAN;
    shown->rules[i] = of != NULL ? UINT64_C(1) << of->rule : 0;
    shown->probability[i] = jd_probability_from_weight(shown->weight[i]);
    if (of == NULL)
        return;
    shown->left[i] = report->nodes.records[of->pair.a];
    shown->right[i] = report->nodes.records[of->pair.b];
}

static enum jd_status
give(const struct shown *shown, uint32_t n, jd_scored_sink sink, void *ctx,
    struct jd_error *err)
{
    const struct jd_scored pairs = {.n = n,
        .left = shown->left,
        .right = shown->right,
        .weight = shown->weight,
        .probability = shown->probability,
        .rules = shown->rules};
    return n > 0 ? sink(ctx, &pairs, err) : JD_OK;
}

static int
by_ends(const void *left, const void *right)
{
    const struct report_given_pair *x = left, *y = right;
    return scored_by_ends(&x->pair, &y->pair);
}

static enum jd_status
walk_given(
    const struct report *report, jd_scored_sink sink, void *ctx, struct jd_error *err)
{
    const struct report_given *given = &report->given;
    struct shown *shown = malloc(sizeof(*shown));
    enum jd_status status = JD_OK;
    if (shown == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for pairs");
    for (uint32_t at = 0; at < given->n && status == JD_OK; at += CHUNK) {
        uint32_t n = given->n - at < CHUNK ? given->n - at : CHUNK;
        for (uint32_t i = 0; i < n; i++)
            fill(report, shown, i, &given->pairs[at + i]);
        status = give(shown, n, sink, ctx, err);
    }
    free(shown);
    return status;
}

enum jd_status
report_walk(struct report *report, jd_scored_sink sink, void *ctx, struct jd_error *err)
{
    struct jd_progress progress = cli_progress(report->cli);
    struct jd_predict_options how = jd_predict_options_default();
    how.progress = &progress;
    return report->has_model
               ? jd_linkage_predict(report->linking.linkage, &how, sink, ctx, err)
               : walk_given(report, sink, ctx, err);
}

enum jd_status
report_score(const struct report *report, const uint32_t *left, const uint32_t *right,
    uint32_t n, jd_scored_sink sink, void *ctx, struct jd_error *err)
{
    const struct report_given *given = &report->given;
    const uint32_t *ranks = report->nodes.ranks;
    if (report->has_model)
        return jd_linkage_score(report->linking.linkage, left, right, n, sink, ctx, err);
    struct shown *shown = malloc(sizeof(*shown));
    enum jd_status status = JD_OK;
    if (shown == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for pairs");
    for (uint32_t at = 0; at < n && status == JD_OK; at += CHUNK) {
        uint32_t size = n - at < CHUNK ? n - at : CHUNK;
        for (uint32_t i = 0; i < size; i++) {
            uint32_t a = ranks[left[at + i]], b = ranks[right[at + i]];
            struct report_given_pair key = {{a < b ? a : b, a < b ? b : a, 0}, 0};
            shown->left[i] = left[at + i];
            shown->right[i] = right[at + i];
            fill(report, shown, i,
                given->n > 0 ? bsearch(&key, given->pairs, given->n, sizeof(key), by_ends)
                             : NULL);
        }
        status = give(shown, size, sink, ctx, err);
    }
    free(shown);
    return status;
}

void
report_given_put(struct report *report)
{
    static const char *const none[] = {
        "comparisons", "levels", "vectors", "examples", "unlinkable", "adjustments", NULL};
    for (int i = 0; none[i] != NULL; i++)
        (void)json_object_set_new(report->body, none[i], json_array());
}
