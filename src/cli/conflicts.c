/* SPDX-License-Identifier: Apache-2.0 */
/*
 * conflicts.c - joinder conflicts: clusters with two numbers of a kind, and numbers of two clusters.
 *
 * A fingerprint-backed number is of one person, and a person has one: so each cluster with two
 * is a suspect join (or a person with two numbers), each number in two clusters a suspect miss
 * (or one number given out twice).
 */
#include "cli/about.h"
#include "cli/evaluate.h"
#include "cli/figures.h"

#include <stdlib.h>
#include <string.h>

static const struct cli_option options[] = {
    {"--of", "FILE:COLUMN", "ids of which a person has one (needed; repeatable)", true},
    {"--top", "N", "list the N with most (20)", false},
    {"--column", "COLUMN", "the column of clusters (cluster_id)", false},
    {"--id", "COLUMN", "the records' id column (unique_id)", false},
    {"--source", "COLUMN", "the column that says a source (source_dataset)", false},
    {"--format", "FORMAT", "table (the default on a terminal), json or csv", false},
    {NULL, NULL, NULL, false},
};

enum { MOST_FILES = 16 };

/* A record with a number: its cluster and the value, both numbered from 0. */
struct held {
    uint32_t cluster, value;
};

/* The numbers of one kind, from all files with a column of this name. */
struct numbers {
    const char *column;
    struct jd_value *cells; /* that are not null; text is borrowed from the tables */
    uint32_t *clusters;     /* beside them */
    uint32_t *values;       /* and which value of all */
    struct held *held;
    uint32_t n, n_clusters, n_values;
    uint32_t *firsts; /* a cell of each value */
};

/* Both ways of looking: the side that is counted, and the other one. */
struct view {
    const char *key;  /* of the rows in the body */
    const char *many; /* what a row counts */
    bool by_cluster;
};

static const struct view of_clusters = {"clusters", "values", true},
                         of_values = {"values", "clusters", false};

static int
by_cluster(const void *left, const void *right)
{
    const struct held *x = left, *y = right;
    if (x->cluster != y->cluster)
        return x->cluster < y->cluster ? -1 : 1;
    return (x->value > y->value) - (x->value < y->value);
}

static int
by_value(const void *left, const void *right)
{
    const struct held *x = left, *y = right;
    if (x->value != y->value)
        return x->value < y->value ? -1 : 1;
    return (x->cluster > y->cluster) - (x->cluster < y->cluster);
}

/* One that has more than one of the other side. */
struct found {
    uint32_t of, n_others, n_records;
};

static int
most_first(const void *left, const void *right)
{
    const struct found *x = left, *y = right;
    if (x->n_others != y->n_others)
        return x->n_others > y->n_others ? -1 : 1;
    if (x->n_records != y->n_records)
        return x->n_records > y->n_records ? -1 : 1;
    return (x->of > y->of) - (x->of < y->of);
}

/* Of what is sorted by one side, those with two or more of the other; most first. */
static uint32_t
find_many(const struct held *held, uint32_t n, bool clusters, struct found *found)
{
    uint32_t n_found = 0;
    for (uint32_t from = 0, to = 0; from < n; from = to) {
        struct found f = {clusters ? held[from].cluster : held[from].value, 0, 0};
        for (; to < n && (clusters ? held[to].cluster : held[to].value) == f.of; to++) {
            f.n_others +=
                to == from || memcmp(&held[to], &held[to - 1], sizeof(*held)) != 0;
            f.n_records++;
        }
        if (f.n_others > 1)
            found[n_found++] = f;
    }
    qsort(found, n_found, sizeof(*found), most_first);
    return n_found;
}

static json_t *
text_of(struct jd_value value)
{
    if (value.type == JD_TYPE_TEXT)
        return json_stringn(value.text.data, value.text.size);
    return value.type == JD_TYPE_REAL ? json_real(value.real) : json_integer(value.integer);
}

/* How many there are, and the first of them as rows. */
static enum jd_status
put_view(const struct numbers *numbers, struct view view, const struct jd_value *names,
    uint64_t top, json_t *sums, json_t *rows, struct jd_error *err)
{
    char key[32];
    struct found *found = calloc((size_t)numbers->n + 1, sizeof(*found));
    if (found == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u numbers", numbers->n);
    qsort(numbers->held, numbers->n, sizeof(*numbers->held),
        view.by_cluster ? by_cluster : by_value);
    uint32_t n = find_many(numbers->held, numbers->n, view.by_cluster, found);
    (void)snprintf(key, sizeof(key), "%s_with_more", view.key);
    (void)json_object_set_new(sums, key, json_integer((json_int_t)n));
    for (uint32_t i = 0; i < n && i < top; i++) {
        json_t *row = json_object();
        struct jd_value name = view.by_cluster
                                   ? names[found[i].of]
                                   : numbers->cells[numbers->firsts[found[i].of]];
        (void)json_object_set_new(row, "by", json_string(numbers->column));
        (void)json_object_set_new(row, "group", text_of(name));
        (void)json_object_set_new(
            row, view.many, json_integer((json_int_t)found[i].n_others));
        (void)json_object_set_new(
            row, "records", json_integer((json_int_t)found[i].n_records));
        (void)json_array_append_new(rows, row);
    }
    free(found);
    return JD_OK;
}

/* Take what a file holds, beside the clusters of its records; there is room. */
static enum jd_status
take_file(struct numbers *numbers, const struct about *about, const uint32_t *clusters,
    struct jd_error *err)
{
    uint32_t n_rows = jd_table_n_rows(about->table), column = JD_NONE, record = JD_NONE;
    enum jd_status status = about_column(about, numbers->column, &column, err);
    for (uint32_t row = 0; row < n_rows && status == JD_OK; row++) {
        struct jd_value cell = jd_table_get(about->table, column, row);
        status = about_record(about, row, &record, err);
        if (status != JD_OK || cell.type == JD_TYPE_NULL ||
            (cell.type == JD_TYPE_TEXT && cell.text.size == 0))
            continue;
        numbers->cells[numbers->n] = cell;
        numbers->clusters[numbers->n++] = clusters[record];
    }
    return status;
}

/* Make room for the rows of so many. */
static enum jd_status
reserve(struct numbers *numbers, size_t n, struct jd_error *err)
{
    numbers->cells = calloc(n + 1, sizeof(*numbers->cells));
    numbers->clusters = calloc(n + 1, sizeof(*numbers->clusters));
    numbers->values = calloc(n + 1, sizeof(*numbers->values));
    numbers->held = calloc(n + 1, sizeof(*numbers->held));
    numbers->firsts = calloc(n + 1, sizeof(*numbers->firsts));
    bool ok = numbers->cells != NULL && numbers->clusters != NULL &&
              numbers->values != NULL && numbers->held != NULL && numbers->firsts != NULL;
    return ok ? JD_OK : LINKING_FAIL(err, JD_E_NOMEM, "no memory for %zu numbers", n);
}

/* All is taken: number the values. */
static enum jd_status
settle(struct numbers *numbers, struct jd_error *err)
{
    enum jd_status status = evaluate_number(numbers->cells, numbers->n, numbers->values,
        &numbers->n_values, numbers->firsts, err);
    for (uint32_t i = 0; i < numbers->n && status == JD_OK; i++)
        numbers->held[i] = (struct held){numbers->clusters[i], numbers->values[i]};
    return status;
}

static void
numbers_done(struct numbers *numbers)
{
    free(numbers->cells);
    free(numbers->clusters);
    free(numbers->values);
    free(numbers->held);
    free(numbers->firsts);
}

/* One kind of numbers: sums, and rows of both views. */
static enum jd_status
tell_kind(const struct cli *cli, struct numbers *numbers,
    const struct given_clusters *clusters, json_t *body, struct jd_error *err)
{
    uint64_t top = 20;
    json_t *sums = json_object();
    enum jd_status status = settle(numbers, err);
    (void)cli_whole(cli, "--top", UINT32_MAX, &top); /* run() looked */
    (void)json_object_set_new(sums, "by", json_string(numbers->column));
    (void)json_object_set_new(sums, "records", json_integer((json_int_t)numbers->n));
    (void)json_object_set_new(sums, "values", json_integer((json_int_t)numbers->n_values));
    if (status == JD_OK)
        status = put_view(numbers, of_clusters, clusters->names, top, sums,
            json_object_get(body, of_clusters.key), err);
    if (status == JD_OK)
        status = put_view(numbers, of_values, clusters->names, top, sums,
            json_object_get(body, of_values.key), err);
    (void)json_array_append_new(json_object_get(body, "numbers"), sums);
    return status;
}

/* From the i-th --of on, all files with a column of that name; NULL is behind the last. */
static enum jd_status
tell_column(const struct cli *cli, const struct linking *linking,
    const struct given_clusters *clusters, const char *const *columns, uint32_t i,
    json_t *body, struct jd_error *err)
{
    struct numbers numbers = {.column = columns[i]};
    size_t n = 0;
    for (uint32_t t = 1; t < linking->n_tables; t++)
        n += jd_table_n_rows(linking->tables[t]);
    enum jd_status status = reserve(&numbers, n, err);
    for (uint32_t j = i; columns[j] != NULL && status == JD_OK; j++) {
        struct about about;
        if (strcmp(columns[j], columns[i]) != 0)
            continue;
        status = about_find(&about, clusters->nodes, linking->tables[j + 1], err);
        if (status == JD_OK)
            status = take_file(&numbers, &about, clusters->of_record, err);
    }
    if (status == JD_OK)
        status = tell_kind(cli, &numbers, clusters, body, err);
    numbers_done(&numbers);
    return status;
}

static bool
came_before(const char *const *columns, uint32_t i)
{
    for (uint32_t j = 0; j < i; j++)
        if (strcmp(columns[j], columns[i]) == 0)
            return true;
    return false;
}

static enum jd_status
tell(struct cli *cli, struct linking *linking, json_t *body, struct jd_error *err)
{
    char *rooms[MOST_FILES] = {NULL};
    const char *files[MOST_FILES + 1] = {cli->words[0]}, *columns[MOST_FILES + 1] = {NULL};
    struct nodes nodes = {0};
    struct given_clusters clusters = {0};
    enum jd_status status = JD_OK;
    uint32_t n = 0;
    for (const char *of = NULL; (of = cli_nth(cli, "--of", n)) != NULL; n++) {
        rooms[n] = malloc(strlen(of) + 1);
        if (rooms[n] == NULL) {
            status = LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u files", n);
            break;
        }
        columns[n] = about_split(of, rooms[n]);
        files[n + 1] = rooms[n];
    }
    if (status == JD_OK)
        status = linking_read(linking, cli, files, n + 1, err);
    if (status == JD_OK)
        status =
            nodes_init(&nodes, linking->tables[0], cli_value_or(cli, "--id", "unique_id"),
                cli_value_or(cli, "--source", "source_dataset"), err);
    if (status == JD_OK)
        status = given_clusters_read(
            &clusters, &nodes, cli_value_or(cli, "--column", "cluster_id"), err);
    for (uint32_t i = 0; i < n && status == JD_OK; i++)
        if (!came_before(columns, i))
            status = tell_column(cli, linking, &clusters, columns, i, body, err);
    given_clusters_done(&clusters);
    nodes_done(&nodes);
    for (uint32_t i = 0; i < MOST_FILES; i++)
        free(rooms[i]);
    return status;
}

static bool
print_tables(const json_t *body)
{
    static const char *const sums[] = {
        "by", "records", "values", "clusters_with_more", "values_with_more", NULL};
    static const char *const clusters[] = {"by", "group", "values", "records", NULL};
    static const char *const values[] = {"by", "group", "clusters", "records", NULL};
    bool ok = figures_print_rows(json_object_get(body, "numbers"), sums);
    if (json_array_size(json_object_get(body, "clusters")) > 0)
        (void)puts("\nclusters with more than one");
    ok = figures_print_rows(json_object_get(body, "clusters"), clusters) && ok;
    if (json_array_size(json_object_get(body, "values")) > 0)
        (void)puts("\nvalues in more than one cluster");
    return figures_print_rows(json_object_get(body, "values"), values) && ok;
}

static int
run(struct cli *cli)
{
    struct linking linking = {0};
    struct jd_error err = {0};
    uint64_t top = 0;
    uint32_t threads = 0, n = 0;
    if (!cli_threads(cli, &threads) || !cli_whole(cli, "--top", UINT32_MAX, &top) ||
        !figures_format(cli))
        return CLI_USAGE;
    for (const char *of = NULL; (of = cli_nth(cli, "--of", n)) != NULL; n++)
        if (!about_is_whole(of))
            return cli_usage(cli, "--of is FILE:COLUMN");
    if (n == 0 || n > MOST_FILES)
        return cli_usage(cli, "--of FILE:COLUMN is needed, %d times at most", MOST_FILES);
    json_t *body = json_object();
    (void)json_object_set_new(body, "numbers", json_array());
    (void)json_object_set_new(body, "clusters", json_array());
    (void)json_object_set_new(body, "values", json_array());
    enum jd_status status = tell(cli, &linking, body, &err);
    if (status == JD_OK && !figures_print(cli, body, print_tables))
        status = LINKING_FAIL(&err, JD_E_NOMEM, "the figures cannot be written");
    json_decref(body);
    linking_done(&linking);
    return status == JD_OK ? CLI_DONE : cli_failed(cli, &err);
}

const struct cli_verb verb_conflicts = {"conflicts", "CLUSTERS ",
    "Which clusters hold two ids of a kind, and which ids are in two?", 1, 1, options, run};
