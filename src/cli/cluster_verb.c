/* SPDX-License-Identifier: Apache-2.0 */
/* cluster_verb.c - joinder cluster: from scored pairs to clusters of records. */
#include "cli/clustering.h"

static const struct cli_option options[] = {
    {"--records", "FILE", "the records of the pairs (needed; may be repeated)", true},
    {"--out", "CLUSTERS", "a file, .parquet, .csv, .csv.gz or .jsonl (needed)", false},
    CLUSTERING_OPTIONS,
    {"--every-pair", NULL, "join all pairs; they need no score", false},
    {"--metrics", "MEASURES", "measures of each cluster, with its weakest pair", false},
    {"--node-metrics", "MEASURES", "measures of each record", false},
    {"--edge-metrics", "MEASURES", "the joined pairs, and which are bridges", false},
    TIMINGS_OPTION,
    {"--id", "COLUMN", "the records' id column (unique_id)", false},
    {"--source", "COLUMN", "the column that says a source (source_dataset)", false},
    {NULL, NULL, NULL, false},
};

/* Pairs handed on at once. */
enum { BATCH = 1024 };

static enum jd_status
add_pairs(
    struct clustering *clustering, const struct scored_file *file, struct jd_error *err)
{
    struct jd_pair pairs[BATCH];
    uint32_t n = 0, n_rows = jd_table_n_rows(file->ends.table);
    enum jd_status status = JD_OK;
    for (uint32_t row = 0; row < n_rows && status == JD_OK; row++) {
        status = scored_read(file, clustering->nodes, row, &pairs[n], err);
        if (status == JD_OK && (++n == BATCH || row + 1 == n_rows)) {
            status = clustering_add(clustering, pairs, n, err);
            n = 0;
        }
    }
    return status;
}

/* All files, one after another: the edges of several models, or parts of one run.  The first
 * is read already. */
static enum jd_status
add_files(struct cli *cli, struct linking *linking, struct clustering *clustering,
    struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < cli->n_words && status == JD_OK; i++) {
        struct scored_file file = {.all_join = cli_has(cli, "--every-pair")};
        struct jd_table *more = NULL;
        if (i > 0)
            status = linking_read_one(linking, cli->words[i], &more, err);
        if (status == JD_OK)
            status = scored_find(&file,
                more != NULL ? more : linking->tables[linking->n_tables - 1],
                clustering->nodes, clustering->by_weight, err);
        if (status == JD_OK)
            status = add_pairs(clustering, &file, err);
        jd_table_free(more);
    }
    if (cli->n_words > 1)
        clustering_unite(clustering);
    return status;
}

static enum jd_status
cluster(struct cli *cli, struct linking *linking, struct clustering *clustering,
    struct jd_error *err)
{
    struct jd_progress progress = cli_progress(cli);
    struct nodes nodes = {0};
    struct jd_table *all = NULL;
    enum jd_status status = linking_read_records(linking, cli, cli->words[0], err);
    if (status == JD_OK)
        status = nodes_of_records(&nodes, linking, cli, &all, err);
    if (status == JD_OK)
        status = clustering_begin(clustering, cli, linking->io, &nodes, err);
    (void)timings_stage(cli->timings, "reading pairs");
    if (status == JD_OK)
        status = add_files(cli, linking, clustering, err);
    (void)timings_stage(cli->timings, "clustering");
    if (status == JD_OK)
        status = clustering_finish(clustering, &progress, err);
    (void)timings_stage(cli->timings, "writing clusters");
    if (status == JD_OK)
        status = clustering_write(clustering, linking->io, cli_value(cli, "--out"), err);
    if (status == JD_OK && measures_wanted(cli))
        status = measures_write(clustering, cli, linking->io, err);
    cli_progress_done(cli);
    nodes_done(&nodes);
    jd_table_free(all);
    return status;
}

static int
run(struct cli *cli)
{
    struct linking linking = {0};
    struct clustering clustering = {0};
    struct jd_error err = {0};
    uint32_t threads = 0;
    if (!clustering_options(&clustering, cli) || !cli_threads(cli, &threads))
        return CLI_USAGE;
    if (!cli_has(cli, "--records") || !cli_has(cli, "--out"))
        return cli_usage(cli, "--records and --out are needed");
    if (measures_wanted(cli) && clustering.n_thresholds > 1)
        return cli_usage(cli, "clusters are measured at one threshold");
    if (cli_has(cli, "--every-pair") &&
        (clustering.how.method != JD_CLUSTER_CONNECTED ||
            cli_has(cli, "--min-probability") || cli_has(cli, "--min-weight")))
        return cli_usage(cli, "--every-pair is of --method connected, without a threshold");
    clustering.holds = measures_wanted(cli);
    enum jd_status status = cluster(cli, &linking, &clustering, &err);
    clustering_done(&clustering);
    linking_done(&linking);
    return status == JD_OK ? CLI_DONE : cli_failed(cli, &err);
}

const struct cli_verb verb_cluster = {"cluster", "PAIRS... ",
    "Join scored pairs into clusters, each named by its first record.", 1, UINT32_MAX,
    options, run};
