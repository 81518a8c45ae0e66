/* SPDX-License-Identifier: Apache-2.0 */
/* report_verb.c - joinder report: a linkage to be looked at, as a page or as tables. */
#include "cli/mix.h"
#include "cli/page.h"
#include "cli/platform.h"
#include "cli/report.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct cli_option options[] = {
    {"--model", "M.json", "the model: settings as Splink saves them", false},
    {"--pairs", "PAIRS", "instead: pairs that were scored elsewhere", false},
    {"--id", "COLUMN", "with --pairs: the records' id column (unique_id)", false},
    {"--source", "COLUMN", "with --pairs: of sources (source_dataset)", false},
    {"--out", "PAGE.html", "write a page that holds all it shows", false},
    {"--vega", "FOLDER", "write its charts there, as Vega-Lite", false},
    {"--min-probability", "P", "a link is a pair from P on (0.95)", false},
    {"--min-weight", "W", "a link is a pair from W bits on", false},
    {"--clusters", "FILE", "clusters to look at (what links connect)", false},
    {"--column", "COLUMN", "the column of clusters (cluster_id)", false},
    {"--truth", "FILE:COLUMN", "who each record is of; may be repeated", true},
    {"--by", "COLUMN", "compare groups, COLUMN[:decade|:script] of FILE", true},
    {"--history", "FILE", "what train --history wrote", false},
    {"--cluster", "ID", "draw the cluster of this record; may be repeated", true},
    {"--step", "W", "the step of weights in tables and charts (0.5)", false},
    {"--seed", "N", "draw other examples", false},
    {"--no-values", NULL, "show no value of a record but its id", false},
    TIMINGS_OPTION,
    {"--section", "TABLE", "print one table; without it, which there are", false},
    {"--format", "table|json|csv", "table (the default on a terminal), json or csv", false},
    {NULL, NULL, NULL, false},
};

/* ---- files ---- */

/* One more file, kept until the end: there is room for all truths and two others. */
static enum jd_status
read_extra(struct report *report, const char *file, const struct jd_table **out,
    struct jd_error *err)
{
    struct jd_table *table = NULL;
    enum jd_status status = linking_read_one(&report->linking, file, &table, err);
    if (status == JD_OK)
        *out = report->extras[report->n_extras++] = table;
    return status;
}

static bool
is_known(const struct report *report, struct jd_str name)
{
    for (uint32_t i = 0; i < report->n_columns; i++)
        if (name.size > 0 && report->columns[i].size == name.size &&
            memcmp(report->columns[i].data, name.data, name.size) == 0)
            return true;
    return false;
}

/* Without a model: all columns but the name of a record. */
static enum jd_status
find_all_columns(struct report *report, struct jd_error *err)
{
    const struct nodes *nodes = &report->nodes;
    uint32_t n = jd_table_n_columns(nodes->table);
    report->columns = calloc((size_t)n + 1, sizeof(*report->columns));
    report->places = calloc((size_t)n + 1, sizeof(*report->places));
    if (report->columns == NULL || report->places == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u columns", n);
    for (uint32_t c = 0; c < n; c++) {
        struct jd_column_spec column = jd_table_column(nodes->table, c);
        if (c == nodes->id_column || c == nodes->source_column ||
            column.type == JD_TYPE_LIST)
            continue;
        report->places[report->n_columns] = c;
        report->columns[report->n_columns++] =
            (struct jd_str){column.name, strlen(column.name)};
    }
    return JD_OK;
}

/* The columns that comparisons read: no other column is shown of any record. */
static enum jd_status
find_columns(struct report *report, struct jd_error *err)
{
    if (!report->has_model)
        return find_all_columns(report, err);
    const struct jd_model *model = report->linking.model;
    uint32_t room = 1;
    for (uint32_t c = 0; c < jd_model_n_comparisons(model); c++)
        room += jd_model_n_columns(model, c);
    report->columns = calloc(room, sizeof(*report->columns));
    report->places = calloc(room, sizeof(*report->places));
    if (report->columns == NULL || report->places == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u columns", room);
    for (uint32_t c = 0; c < jd_model_n_comparisons(model); c++)
        for (uint32_t i = 0; i < jd_model_n_columns(model, c); i++) {
            struct jd_str column = jd_model_column(model, c, i);
            char name[300];
            (void)snprintf(name, sizeof(name), "%.*s", (int)column.size, column.data);
            uint32_t place = jd_table_find(report->nodes.table, name);
            if (place == JD_NONE || is_known(report, column))
                continue;
            report->places[report->n_columns] = place;
            report->columns[report->n_columns++] = column;
        }
    return JD_OK;
}

/* A hash of each record's id and the seed: what is drawn does not depend on the rows' order. */
static enum jd_status
prepare_records(struct report *report, struct jd_error *err)
{
    uint32_t n = report->nodes.n;
    report->hashes = calloc((size_t)n + 1, sizeof(*report->hashes));
    report->shown = malloc(((size_t)n + 1) * sizeof(*report->shown));
    if (report->hashes == NULL || report->shown == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", n);
    memset(report->shown, 0xFF, ((size_t)n + 1) * sizeof(*report->shown));
    for (uint32_t i = 0; i < n; i++) {
        const char *name = report->nodes.names[i];
        uint64_t hash =
            mix_bytes(MIX_START ^ report->seed * MIX_GOLDEN, name, strlen(name));
        hash = (hash ^ hash >> 33) * UINT64_C(0xFF51AFD7ED558CCD);
        report->hashes[i] = hash ^ hash >> 33;
    }
    return JD_OK;
}

static enum jd_status
read_truths(struct report *report, struct jd_error *err)
{
    const struct cli *cli = report->cli;
    enum jd_status status = JD_OK;
    if (!report->has_truth)
        return JD_OK;
    report->e.nodes = report->nodes;
    status = evaluate_reserve(&report->e, cli, err);
    for (uint32_t i = 0; i < evaluate_given(cli, "--truth") && status == JD_OK; i++) {
        const char *truth = cli_nth(cli, "--truth", i), *colon = strrchr(truth, ':');
        const struct jd_table *table = NULL;
        char file[4200];
        (void)snprintf(file, sizeof(file), "%.*s", (int)(colon - truth), truth);
        status = read_extra(report, file, &table, err);
        if (status == JD_OK)
            status = evaluate_truth(&report->e, table, colon + 1, err);
    }
    report->persons = calloc((size_t)report->nodes.n + 1, sizeof(*report->persons));
    if (status == JD_OK && report->persons == NULL)
        status = LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", report->nodes.n);
    if (status == JD_OK)
        status = evaluate_number(report->e.truths, report->nodes.n, report->persons,
            &report->e.n_persons, NULL, err);
    return status;
}

/* What is known besides the records: truths, clusters, a history. */
static enum jd_status
read_extras(struct report *report, struct jd_error *err)
{
    const struct cli *cli = report->cli;
    const struct jd_table *table = NULL;
    size_t n = (size_t)evaluate_given(cli, "--truth") + 2;
    report->extras = calloc(n, sizeof(struct jd_table *));
    if (report->extras == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %zu tables", n);
    enum jd_status status = read_truths(report, err);
    if (status == JD_OK && cli_has(cli, "--clusters")) {
        status = read_extra(report, cli_value(cli, "--clusters"), &table, err);
        if (status == JD_OK)
            status = report_read_clusters(report, table, err);
    }
    if (status == JD_OK && cli_has(cli, "--history")) {
        status = read_extra(report, cli_value(cli, "--history"), &table, err);
        if (status == JD_OK)
            status = report_history(report, table, err);
    }
    return status;
}

static enum jd_status
read_all(struct report *report, struct jd_error *err)
{
    struct cli *cli = report->cli;
    struct linking *linking = &report->linking;
    enum jd_status status = linking_read(linking, cli, cli->words, cli->n_words, err);
    if (status == JD_OK)
        status = report->has_model
                     ? linking_put_model(linking, cli, cli_value(cli, "--model"), err)
                     : report_given_start(report, err);
    if (status == JD_OK)
        status = nodes_init(&report->nodes, jd_linkage_table(linking->linkage),
            jd_model_id_column(linking->model), jd_model_source_column(linking->model),
            err);
    if (status == JD_OK)
        status = find_columns(report, err);
    if (status == JD_OK)
        status = prepare_records(report, err);
    if (status == JD_OK && !report->has_model)
        status = report_given_read(report, err);
    report->is_between = report->has_model && linking_is_between(cli_value(cli, "--model"));
    return status == JD_OK ? read_extras(report, err) : status;
}

/* ---- the head ---- */

static void
put_head(struct report *report)
{
    json_t *head = json_object(), *files = json_array(), *columns = json_array();
    const struct linking *linking = &report->linking;
    for (uint32_t i = 0; i < linking->n_tables; i++) {
        const char *name = jd_table_name(linking->tables[i]);
        json_t *file = json_object();
        (void)json_object_set_new(file, "name", report_text(name, strlen(name)));
        (void)json_object_set_new(
            file, "records", json_integer(jd_table_n_rows(linking->tables[i])));
        (void)json_array_append_new(files, file);
    }
    for (uint32_t c = 0; c < report->n_columns; c++)
        (void)json_array_append_new(
            columns, report_text(report->columns[c].data, report->columns[c].size));
    (void)json_object_set_new(head, "version", json_string(jd_version()));
    (void)json_object_set_new(head, "records", json_integer(report->nodes.n));
    (void)json_object_set_new(head, "has_model", json_boolean(report->has_model));
    (void)json_object_set_new(head, "prior_weight",
        report->has_model ? report_number(jd_model_prior_weight(linking->model))
                          : json_null());
    (void)json_object_set_new(head, "threshold", report_number(report->threshold));
    (void)json_object_set_new(head, "threshold_probability",
        report_number(jd_probability_from_weight(report->threshold)));
    (void)json_object_set_new(head, "step", json_real(report->step));
    (void)json_object_set_new(head, "seed", report_integer(report->seed));
    (void)json_object_set_new(head, "shows_values", json_boolean(!report->hides_values));
    (void)json_object_set_new(
        head, "clusters_are_given", json_boolean(report->clusters != NULL));
    (void)json_object_set_new(report->body, "head", head);
    (void)json_object_set_new(report->body, "files", files);
    (void)json_object_set_new(report->body, "shown_columns", columns);
}

/* What is known when all is counted. */
static void
put_counts(struct report *report)
{
    const struct report_counts *counts = &report->counts;
    json_t *head = json_object_get(report->body, "head");
    (void)json_object_set_new(head, "pairs", report_integer(counts->n));
    (void)json_object_set_new(head, "links", report_integer(counts->n_links));
    (void)json_object_set_new(
        head, "pairs_without_weight", report_integer(counts->n_without_weight));
    (void)json_object_set_new(
        head, "pairs_of_other_vectors", report_integer(counts->n_uncounted));
    (void)json_object_set_new(head, "clusters", json_integer(report->n_clusters));
    (void)json_object_set_new(report->body, "shown", json_incref(report->records));
}

static enum jd_status
make(struct report *report, struct jd_error *err)
{
    enum jd_status status = read_all(report, err);
    if (status != JD_OK)
        return status;
    put_head(report);
    (void)timings_stage(report->cli->timings, "pairs");
    if (report->has_model)
        status = report_model(report, err);
    else
        report_given_put(report);
    if (status == JD_OK)
        status = report_pairs(report, err);
    (void)timings_stage(report->cli->timings, "tables");
    if (status == JD_OK)
        status = report_number_clusters(report, err);
    if (status == JD_OK && report->has_model)
        status = report_self(report, err);
    if (status == JD_OK)
        status = report_columns(report, err);
    if (status == JD_OK && report->has_truth)
        status = report_truths(report, err);
    (void)timings_stage(report->cli->timings, "clusters drawn");
    if (status == JD_OK)
        status = report_clusters(report, err);
    if (status == JD_OK)
        put_counts(report);
    return status;
}

/* ---- out ---- */

static enum jd_status
write_page(const struct report *report, struct jd_error *err)
{
    const char *path = cli_value(report->cli, "--out");
    if (path == NULL)
        return JD_OK;
    char *data = json_dumps(report->body, JSON_COMPACT | JSON_REAL_PRECISION(7));
    if (data == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for the page");
    enum jd_status status = page_write(path, linkage_html, data, err);
    free(data);
    return status;
}

static enum jd_status
give(const struct report *report, struct jd_error *err)
{
    const struct cli *cli = report->cli;
    enum jd_status status = write_page(report, err);
    if (status == JD_OK)
        status = report_vega(report, err);
    if (status != JD_OK)
        return status;
    bool is_written = cli_has(cli, "--out") || cli_has(cli, "--vega");
    if (is_written && !cli_has(cli, "--section") && !cli_has(cli, "--format"))
        (void)printf("%" PRIu32 " records, %" PRIu64 " pairs, %" PRIu64 " links, %" PRIu32
                     " clusters\n",
            report->nodes.n, report->counts.n, report->counts.n_links, report->n_clusters);
    else if (!report_print(report))
        status = LINKING_FAIL(err, JD_E_NOMEM, "the tables cannot be written");
    return status;
}

static void
report_done(struct report *report)
{
    struct report_counts *counts = &report->counts;
    report->e.nodes = (struct nodes){0}; /* they are the report's */
    evaluate_done(&report->e);
    nodes_done(&report->nodes);
    jd_clusters_free(report->joined);
    for (uint32_t i = 0; i < report->n_extras; i++)
        jd_table_free(report->extras[i]);
    free(report->extras);
    free(report->columns);
    free(report->places);
    free(report->hashes);
    free(report->shown);
    free(report->clusters);
    free(report->persons);
    free(report->given.pairs);
    free(counts->by_rule);
    free(counts->links_by_rule);
    free(counts->bins);
    free(counts->vectors);
    free(counts->gammas);
    free(counts->slots);
    free(counts->degrees);
    json_decref(report->body);
    json_decref(report->records);
    linking_done(&report->linking);
}

/* Is there a table of this name? */
static bool
is_section(const char *name)
{
    size_t size = strlen(name);
    for (const char *at = REPORT_SECTIONS; at != NULL; at = strchr(at, '|')) {
        at += *at == '|';
        if (strncmp(at, name, size) == 0 && (at[size] == '|' || at[size] == '\0'))
            return true;
    }
    return false;
}

/* What is wrong with one option by itself, or NULL. */
static const char *
find_wrong_value(const struct cli *cli)
{
    const char *out = cli_value(cli, "--out");
    size_t size = out != NULL ? strlen(out) : 0;
    if (out != NULL && (size < 6 || strcmp(out + size - 5, ".html") != 0))
        return "--out ends in .html";
    if (cli_has(cli, "--truth") && !evaluate_truths_are_whole(cli))
        return "--truth takes FILE:COLUMN";
    if (evaluate_given(cli, "--by") > EVALUATE_GROUPINGS)
        return "--by is given more than 16 times";
    if (evaluate_given(cli, "--cluster") > REPORT_ASKED)
        return "--cluster is given more than 24 times";
    if (cli_has(cli, "--section") && !is_section(cli_value(cli, "--section")))
        return "--section is one of " REPORT_SECTIONS;
    return NULL;
}

/* What is wrong with the options, or NULL. */
static const char *
find_fault(const struct cli *cli)
{
    static const char *const needs[][2] = {{"--by", "--truth"}, {"--column", "--clusters"},
        {"--id", "--pairs"}, {"--source", "--pairs"}, {NULL, NULL}};
    static const char *const faults[] = {"--by is of --truth", "--column is of --clusters",
        "--id is of --pairs: a model says it", "--source is of --pairs: a model says it"};
    if (cli_has(cli, "--model") == cli_has(cli, "--pairs"))
        return "--model is needed, or --pairs";
    for (int i = 0; needs[i][0] != NULL; i++)
        if (cli_has(cli, needs[i][0]) && !cli_has(cli, needs[i][1]))
            return faults[i];
    if (strcmp(cli_value_or(cli, "--format", ""), "csv") == 0 && !cli_has(cli, "--section"))
        return "--format csv needs --section";
    return find_wrong_value(cli);
}

static int
run(struct cli *cli)
{
    struct report report = {.cli = cli, .step = 0.5};
    struct jd_error err = {0};
    uint32_t threads = 0;
    const char *fault = find_fault(cli);
    if (fault != NULL)
        return cli_usage(cli, "%s", fault);
    if (!cli_threads(cli, &threads) || !cli_real(cli, "--step", 0.05, 100, &report.step) ||
        !cli_whole(cli, "--seed", UINT64_MAX, &report.seed) ||
        !linking_min_weight(cli, jd_weight_from_probability(0.95), &report.threshold))
        return CLI_USAGE;
    report.has_model = cli_has(cli, "--model");
    report.hides_values = cli_has(cli, "--no-values");
    report.has_truth = cli_has(cli, "--truth");
    report.body = json_object();
    report.records = json_array();
    enum jd_status status = make(&report, &err);
    cli_progress_done(cli);
    (void)timings_stage(cli->timings, "writing");
    if (status == JD_OK)
        status = give(&report, &err);
    report_done(&report);
    return status == JD_OK ? CLI_DONE : cli_failed(cli, &err);
}

const struct cli_verb verb_report = {"report", "FILE... ",
    "Look at a linkage: model, weights, pairs, clusters and errors.", 1, UINT32_MAX,
    options, run};
