/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dedupe.c - joinder dedupe: with a model, predict and cluster in one pass, no pair kept; without
 * one, the automatic model (automatic_verb.c).
 */
#include "cli/automatic_verb.h"
#include "cli/linking.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct cli_option options[] = {
    {"--model", "M.json",
        "settings as Splink saves them; without it, or \"automatic\": found by itself",
        false},
    {"--out", "CLUSTERS", "where clusters go: .parquet, .csv, .csv.gz or .jsonl", false},
    {"--pairs", "PAIRS", "where the pairs that are joined go", false},
    {"--min-probability", "P",
        "join pairs from P on (0.95; automatic: the best expected F1)", false},
    {"--min-weight", "W", "join pairs from W bits on", false},
    AUTOMATIC_OPTIONS,
    {NULL, NULL, NULL, false},
};

/* What pairs are given to. */
struct take {
    struct jd_clusters *clusters;
    struct pairs_file *file; /* NULL: none */
    struct jd_pair *pairs;
    uint32_t room;
    uint64_t n_pairs;
};

static enum jd_status
take_pairs(void *ctx, const struct jd_scored *pairs, struct jd_error *err)
{
    struct take *take = ctx;
    if (pairs->n > take->room) {
        struct jd_pair *more = realloc(take->pairs, pairs->n * sizeof(*more));
        if (more == NULL)
            return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u pairs", pairs->n);
        take->pairs = more;
        take->room = pairs->n;
    }
    for (uint32_t i = 0; i < pairs->n; i++)
        take->pairs[i] =
            (struct jd_pair){pairs->left[i], pairs->right[i], pairs->weight[i]};
    take->n_pairs += pairs->n;
    enum jd_status status = jd_clusters_add(take->clusters, take->pairs, pairs->n, err);
    if (status == JD_OK && take->file != NULL)
        status = pairs_file_append(take->file, pairs, err);
    return status;
}

static enum jd_status
run_pairs(struct cli *cli, const struct linking *linking, double min_weight,
    struct take *take, struct jd_error *err)
{
    struct jd_progress progress = cli_progress(cli);
    struct jd_predict_options how = jd_predict_options_default();
    struct jd_cluster_options joins = jd_cluster_options_default();
    const char *pairs = cli_value(cli, "--pairs");
    how.min_weight = joins.threshold = min_weight;
    how.progress = &progress;
    enum jd_status status = jd_clusters_new(
        NULL, jd_linkage_n_records(linking->linkage), &joins, &take->clusters, err);
    if (status == JD_OK && pairs != NULL)
        status = pairs_file_new(linking, pairs, &take->file, err);
    if (status == JD_OK)
        status = jd_linkage_predict(linking->linkage, &how, take_pairs, take, err);
    return status;
}

static enum jd_status
write_all(const struct cli *cli, const struct linking *linking, const struct take *take,
    struct jd_error *err)
{
    struct nodes nodes = {0};
    enum jd_status status = JD_OK;
    if (cli_has(cli, "--out")) {
        status = nodes_init(&nodes, jd_linkage_table(linking->linkage),
            jd_model_id_column(linking->model), jd_model_source_column(linking->model),
            err);
        if (status == JD_OK)
            status = clusters_write(
                linking->io, cli_value(cli, "--out"), &nodes, take->clusters, err);
        nodes_done(&nodes);
    }
    if (status == JD_OK && take->file != NULL)
        status = pairs_file_close(take->file, err);
    return status;
}

static enum jd_status
dedupe(struct cli *cli, struct linking *linking, double min_weight, struct jd_error *err)
{
    struct take take = {0};
    enum jd_status status = linking_read(linking, cli, cli->words, cli->n_words, err);
    if (status == JD_OK)
        status = linking_put_model(linking, cli, cli_value(cli, "--model"), err);
    if (status == JD_OK)
        status = run_pairs(cli, linking, min_weight, &take, err);
    if (status == JD_OK)
        status = write_all(cli, linking, &take, err);
    if (status == JD_OK) {
        cli_progress_done(cli);
        (void)printf("%" PRIu32 " records, %" PRIu64 " joined pairs, %" PRIu32
                     " clusters\n",
            jd_linkage_n_records(linking->linkage), take.n_pairs,
            jd_clusters_count(take.clusters));
    }
    pairs_file_free(take.file);
    jd_clusters_free(take.clusters);
    free(take.pairs);
    return status;
}

static int
run(struct cli *cli)
{
    struct linking linking = {0};
    struct jd_error err = {0};
    double min_weight = 0;
    uint32_t threads = 0;
    if (!linking_min_weight(cli, jd_weight_from_probability(0.95), &min_weight) ||
        !cli_threads(cli, &threads))
        return CLI_USAGE;
    const char *model = cli_value(cli, "--model");
    if (cli_has(cli, "--out") && cli_has(cli, "--pairs") &&
        strcmp(cli_value(cli, "--out"), cli_value(cli, "--pairs")) == 0)
        return cli_usage(cli, "--out and --pairs are one file");
    if (model == NULL || strcmp(model, "automatic") == 0)
        return automatic_run(cli);
    if (automatic_only(cli) != NULL)
        return cli_usage(cli, "%s goes without --model", automatic_only(cli));
    enum jd_status status = dedupe(cli, &linking, min_weight, &err);
    linking_done(&linking);
    return status == JD_OK ? CLI_DONE : cli_failed(cli, &err);
}

const struct cli_verb verb_dedupe = {"dedupe", "FILE... ",
    "Score pairs of records and join them into clusters, in one go.", 1, UINT32_MAX,
    options, run};
