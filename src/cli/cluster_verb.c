/* SPDX-License-Identifier: Apache-2.0 */
/* cluster_verb.c - joinder cluster: from scored pairs to clusters of records. */
#include "cli/linking.h"

#include <math.h>
#include <stdlib.h>

static const struct cli_option options[] = {
    {"--records", "FILE", "the records of the pairs (needed; may be repeated)", true},
    {"--out", "CLUSTERS", "a file, .parquet, .csv, .csv.gz or .jsonl (needed)", false},
    {"--min-probability", "P", "join pairs from P on (0.95)", false},
    {"--min-weight", "W", "join pairs from W bits on", false},
    {"--id", "COLUMN", "the records' id column (unique_id)", false},
    {"--source", "COLUMN", "the column that says a source (source_dataset)", false},
    {NULL, NULL, NULL, false},
};

/* Columns of a pairs file. */
struct edges {
    const struct jd_table *table;
    uint32_t id[2], source[2]; /* of l and of r */
    uint32_t score;
    bool is_weight; /* else a probability */
};

static enum jd_status
find_column(const struct jd_table *table, const char *base, const char *suffix,
    uint32_t *out_column, struct jd_error *err)
{
    char name[300];
    (void)snprintf(name, sizeof(name), "%.250s%s", base, suffix);
    *out_column = jd_table_find(table, name);
    if (*out_column == JD_NONE)
        return LINKING_FAIL(err, JD_E_INPUT, "there is no column %.100s in table %.100s",
            name, jd_table_name(table));
    return JD_OK;
}

static enum jd_status
find_edges(const struct cli *cli, const struct jd_table *table, bool with_source,
    struct edges *edges, struct jd_error *err)
{
    static const char *const suffixes[2] = {"_l", "_r"};
    const char *id = cli_has(cli, "--id") ? cli_value(cli, "--id") : "unique_id";
    const char *source =
        cli_has(cli, "--source") ? cli_value(cli, "--source") : "source_dataset";
    const char *score = cli_has(cli, "--min-weight") ? "match_weight" : "match_probability";
    enum jd_status status = find_column(table, score, "", &edges->score, err);
    edges->table = table;
    edges->is_weight = cli_has(cli, "--min-weight");
    for (int side = 0; side < 2 && status == JD_OK; side++) {
        edges->source[side] = JD_NONE;
        status = find_column(table, id, suffixes[side], &edges->id[side], err);
        if (status == JD_OK && with_source)
            status = find_column(table, source, suffixes[side], &edges->source[side], err);
    }
    return status;
}

/* A number, which a CSV file holds as text. */
static bool
read_number(struct jd_value value, double *out_number)
{
    char text[64], *end = text;
    *out_number = value.type == JD_TYPE_REAL ? value.real : (double)value.integer;
    if (value.type == JD_TYPE_REAL || value.type == JD_TYPE_INT)
        return true;
    if (value.type != JD_TYPE_TEXT || value.text.size >= sizeof(text))
        return false;
    (void)snprintf(text, sizeof(text), "%.*s", (int)value.text.size, value.text.data);
    *out_number = strtod(text, &end);
    return end > text && *end == '\0';
}

/* The score of a pair; NaN for none, which joins nothing. */
static enum jd_status
read_score(const struct edges *edges, uint32_t row, double *out_score, struct jd_error *err)
{
    struct jd_value value = jd_table_get(edges->table, edges->score, row);
    double number = (double)NAN;
    bool ok = value.type == JD_TYPE_NULL || read_number(value, &number);
    if (ok && !edges->is_weight)
        ok = isnan(number) || (number >= 0 && number <= 1);
    if (!ok)
        return LINKING_FAIL(err, JD_E_INPUT, "row %u of table %.100s: %s", row + 1,
            jd_table_name(edges->table),
            edges->is_weight ? "match_weight is not a number"
                             : "match_probability is not a number from 0 to 1");
    *out_score = number;
    return JD_OK;
}

static enum jd_status
add_edges(struct jd_clusters *clusters, const struct nodes *nodes,
    const struct edges *edges, struct jd_error *err)
{
    char room[2 * JD_LIMIT_CELL + 8];
    for (uint32_t row = 0; row < jd_table_n_rows(edges->table); row++) {
        uint32_t ends[2] = {JD_NONE, JD_NONE};
        for (int side = 0; side < 2; side++) {
            struct jd_value source = jd_null();
            if (edges->source[side] != JD_NONE)
                source = jd_table_get(edges->table, edges->source[side], row);
            if (nodes_write(source, jd_table_get(edges->table, edges->id[side], row), room,
                    sizeof(room)))
                ends[side] = nodes_find(nodes, room);
            if (ends[side] == JD_NONE)
                return LINKING_FAIL(err, JD_E_INPUT,
                    "row %u of table %.100s names a record that is in no records file",
                    row + 1, jd_table_name(edges->table));
        }
        struct jd_pair pair = {ends[0], ends[1], 0};
        enum jd_status status = read_score(edges, row, &pair.score, err);
        if (status == JD_OK)
            status = jd_clusters_add(clusters, &pair, 1, err);
        if (status != JD_OK)
            return status;
    }
    return JD_OK;
}

static bool
read_threshold(const struct cli *cli, double *out_threshold)
{
    double weight = 0;
    *out_threshold = 0.95;
    if (!linking_min_weight(cli, 0, &weight)) /* checks both options */
        return false;
    if (cli_has(cli, "--min-weight"))
        *out_threshold = weight;
    else
        (void)cli_real(cli, "--min-probability", 0, 1, out_threshold);
    return true;
}

/* Files: the records, and last the pairs. */
static enum jd_status
read_files(struct cli *cli, struct linking *linking, struct jd_error *err)
{
    uint32_t n = 0;
    while (cli_nth(cli, "--records", n) != NULL)
        n++;
    const char **files = calloc((size_t)n + 1, sizeof(*files));
    if (files == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u files", n);
    for (uint32_t i = 0; i < n; i++)
        files[i] = cli_nth(cli, "--records", i);
    files[n] = cli->words[0];
    enum jd_status status = linking_read(linking, cli, files, n + 1, err);
    free(files);
    return status;
}

static enum jd_status
cluster(struct cli *cli, struct linking *linking, double threshold, struct jd_error *err)
{
    const char *id = cli_has(cli, "--id") ? cli_value(cli, "--id") : "unique_id";
    const char *source =
        cli_has(cli, "--source") ? cli_value(cli, "--source") : "source_dataset";
    struct nodes nodes = {0};
    struct edges edges = {0};
    struct jd_table *all = NULL;
    struct jd_clusters *clusters = NULL;
    struct jd_cluster_options how = jd_cluster_options_default();
    how.threshold = threshold;
    enum jd_status status = read_files(cli, linking, err);
    if (status == JD_OK)
        status = nodes_unite(linking, linking->n_tables - 1, id, source, &all, err);
    if (status == JD_OK)
        status =
            nodes_init(&nodes, all != NULL ? all : linking->tables[0], id, source, err);
    if (status == JD_OK)
        status = find_edges(cli, linking->tables[linking->n_tables - 1],
            nodes.source_column != JD_NONE, &edges, err);
    if (status == JD_OK)
        status = jd_clusters_new(NULL, nodes.n, &how, &clusters, err);
    if (status == JD_OK)
        status = add_edges(clusters, &nodes, &edges, err);
    if (status == JD_OK)
        status =
            clusters_write(linking->io, cli_value(cli, "--out"), &nodes, clusters, err);
    jd_clusters_free(clusters);
    nodes_done(&nodes);
    jd_table_free(all);
    return status;
}

static int
run(struct cli *cli)
{
    struct linking linking = {0};
    struct jd_error err = {0};
    double threshold = 0;
    uint32_t threads = 0;
    if (!read_threshold(cli, &threshold) || !cli_threads(cli, &threads))
        return CLI_USAGE;
    if (!cli_has(cli, "--records") || !cli_has(cli, "--out"))
        return cli_usage(cli, "--records and --out are needed");
    enum jd_status status = cluster(cli, &linking, threshold, &err);
    linking_done(&linking);
    return status == JD_OK ? CLI_DONE : cli_failed(cli, &err);
}

const struct cli_verb verb_cluster = {"cluster", "PAIRS ",
    "Join scored pairs into clusters, each named by its first record.", 1, 1, options, run};
