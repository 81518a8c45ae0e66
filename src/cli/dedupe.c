/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dedupe.c - joinder dedupe: with a model, predict and cluster in one pass; without one, the
 * automatic model (automatic_verb.c).
 *
 * No pair is kept where whatever pairs connect is one; another method holds them, 16 bytes each.
 * Average linkage is shown the pairs below the threshold too, down to what a missing pair weighs.
 */
#include "cli/automatic_verb.h"
#include "cli/clustering.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const struct cli_option options[] = {
    {"--model", "M.json", "settings as Splink saves them (found by itself)", false},
    {"--out", "CLUSTERS", "a file, .parquet, .csv, .csv.gz or .jsonl", false},
    {"--pairs", "PAIRS", "the same for the pairs from which clusters are made", false},
    CLUSTERING_OPTIONS,
    LINKING_FREQUENCIES,
    TIMINGS_OPTION,
    AUTOMATIC_OPTIONS,
    {NULL, NULL, NULL, false},
};

/* What pairs are given to. */
struct take {
    struct clustering clustering;
    struct nodes nodes;
    double min_weight;       /* the lowest threshold: these pairs are counted */
    struct pairs_file *file; /* NULL: none */
    struct jd_pair *pairs;
    uint32_t room;
    uint64_t n_joined;
};

static enum jd_status
take_pairs(void *ctx, const struct jd_scored *pairs, struct jd_error *err)
{
    struct take *take = ctx;
    const uint32_t *ranks = take->nodes.ranks;
    const double *scores = take->clustering.by_weight ? pairs->weight : pairs->probability;
    if (pairs->n > take->room) {
        struct jd_pair *more = realloc(take->pairs, pairs->n * sizeof(*more));
        if (more == NULL)
            return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u pairs", pairs->n);
        take->pairs = more;
        take->room = pairs->n;
    }
    for (uint32_t i = 0; i < pairs->n; i++) {
        take->pairs[i] =
            (struct jd_pair){ranks[pairs->left[i]], ranks[pairs->right[i]], scores[i]};
        take->n_joined += pairs->weight[i] >= take->min_weight;
    }
    enum jd_status status = clustering_add(&take->clustering, take->pairs, pairs->n, err);
    if (status == JD_OK && take->file != NULL)
        status = pairs_file_append(take->file, pairs, err);
    return status;
}

static enum jd_status
run_pairs(
    struct cli *cli, const struct linking *linking, struct take *take, struct jd_error *err)
{
    struct jd_progress progress = cli_progress(cli);
    struct jd_predict_options how = jd_predict_options_default();
    const struct clustering *clustering = &take->clustering;
    const char *pairs = cli_value(cli, "--pairs");
    how.min_weight = clustering->how.method == JD_CLUSTER_AVERAGE ? clustering->how.missing
                                                                  : take->min_weight;
    how.progress = &progress;
    enum jd_status status = nodes_init_unnamed(&take->nodes,
        jd_linkage_table(linking->linkage), jd_model_id_column(linking->model),
        jd_model_source_column(linking->model), err);
    if (status == JD_OK)
        status = clustering_begin(&take->clustering, cli, linking->io, &take->nodes, err);
    if (status == JD_OK && pairs != NULL)
        status = pairs_file_new(linking, pairs, &take->file, err);
    if (status == JD_OK)
        status = jd_linkage_predict(linking->linkage, &how, take_pairs, take, err);
    (void)timings_stage(cli->timings, "clustering");
    if (status == JD_OK)
        status = clustering_finish(&take->clustering, &progress, err);
    return status;
}

static enum jd_status
write_all(const struct cli *cli, const struct linking *linking, const struct take *take,
    struct jd_error *err)
{
    enum jd_status status = JD_OK;
    (void)timings_stage(cli->timings, "writing clusters");
    if (cli_has(cli, "--out"))
        status =
            clustering_write(&take->clustering, linking->io, cli_value(cli, "--out"), err);
    if (status == JD_OK && take->file != NULL)
        status = pairs_file_close(take->file, err);
    return status;
}

/* How many clusters there are, at each threshold. */
static void
print_counts(const struct take *take)
{
    const struct clustering *c = &take->clustering;
    (void)printf(
        "%" PRIu32 " records, %" PRIu64 " joined pairs", take->nodes.n, take->n_joined);
    for (uint32_t i = 0; i < c->n_thresholds; i++) {
        (void)printf(", %" PRIu32 " clusters", jd_clusters_count(c->clusters[i]));
        if (c->n_thresholds > 1)
            (void)printf(" (%s)", c->thresholds[i].column);
    }
    (void)putchar('\n');
}

static enum jd_status
dedupe(struct cli *cli, struct linking *linking, struct take *take, struct jd_error *err)
{
    enum jd_status status = linking_read(linking, cli, cli->words, cli->n_words, err);
    if (status == JD_OK)
        status = linking_put_model(linking, cli, cli_value(cli, "--model"), err);
    if (status == JD_OK)
        status = run_pairs(cli, linking, take, err);
    if (status == JD_OK)
        status = write_all(cli, linking, take, err);
    cli_progress_done(cli);
    if (status == JD_OK)
        print_counts(take);
    pairs_file_free(take->file);
    clustering_done(&take->clustering);
    nodes_done(&take->nodes);
    free(take->pairs);
    return status;
}

/* Without a model; what only goes with one is refused. */
static int
run_without(struct cli *cli)
{
    static const char *const with_model[] = {"--frequencies", "--method", "--missing",
        "--duplicate-free", "--ties", "--assertions"};
    for (size_t i = 0; i < sizeof(with_model) / sizeof(with_model[0]); i++)
        if (cli_has(cli, with_model[i]))
            return cli_usage(cli, "%s needs --model", with_model[i]);
    return automatic_run(cli);
}

static int
run(struct cli *cli)
{
    struct linking linking = {0};
    struct take take = {0};
    struct jd_error err = {0};
    uint32_t threads = 0;
    const char *model = cli_value(cli, "--model");
    if (cli_has(cli, "--out") && cli_has(cli, "--pairs") &&
        strcmp(cli_value(cli, "--out"), cli_value(cli, "--pairs")) == 0)
        return cli_usage(cli, "--out and --pairs are one file");
    if (model == NULL || strcmp(model, "automatic") == 0)
        return run_without(cli);
    if (automatic_only(cli) != NULL)
        return cli_usage(cli, "%s goes without --model", automatic_only(cli));
    if (!clustering_options(&take.clustering, cli) || !cli_threads(cli, &threads))
        return CLI_USAGE;
    take.min_weight = clustering_min_weight(&take.clustering);
    enum jd_status status = dedupe(cli, &linking, &take, &err);
    linking_done(&linking);
    return status == JD_OK ? CLI_DONE : cli_failed(cli, &err);
}

const struct cli_verb verb_dedupe = {"dedupe", "FILE... ",
    "Score pairs of records and join them into clusters, in one go.", 1, UINT32_MAX,
    options, run};
