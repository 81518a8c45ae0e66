/* SPDX-License-Identifier: Apache-2.0 */
/* predict.c - joinder predict: score the pairs that a model's blocking rules yield. */
#include "cli/captures.h"
#include "cli/figures.h"
#include "cli/linking.h"

#include <math.h>

static const struct cli_option options[] = {
    {"--model", "M.json", "the model: settings as Splink saves them (needed)", false},
    {"--out", "PAIRS", "a file, .parquet, .csv, .csv.gz or .jsonl (needed)", false},
    {"--min-probability", "P", "leave pairs out that are less probable than P", false},
    {"--min-weight", "W", "leave pairs out that weigh less than W bits", false},
    {"--captures", NULL, "tell what rules found, and what all missed", false},
    {"--format", "FORMAT", "of --captures: table (on a terminal), json or csv", false},
    {NULL, NULL, NULL, false},
};

struct output {
    struct pairs_file *file;
    struct captures captures;
};

static enum jd_status
take(void *ctx, const struct jd_scored *pairs, struct jd_error *err)
{
    struct output *output = ctx;
    captures_add(&output->captures, pairs);
    return pairs_file_append(output->file, pairs, err);
}

static enum jd_status
predict(struct cli *cli, struct linking *linking, double min_weight, struct jd_error *err)
{
    struct output output = {0};
    struct jd_progress progress = cli_progress(cli);
    struct jd_predict_options how = jd_predict_options_default();
    how.min_weight = min_weight;
    how.progress = &progress;
    enum jd_status status = linking_read(linking, cli, cli->words, cli->n_words, err);
    if (status == JD_OK)
        status = linking_put_model(linking, cli, cli_value(cli, "--model"), err);
    if (status == JD_OK)
        status = pairs_file_new(linking, cli_value(cli, "--out"), &output.file, err);
    if (status == JD_OK)
        status = jd_linkage_predict(linking->linkage, &how, take, &output, err);
    if (status == JD_OK)
        status = pairs_file_close(output.file, err);
    pairs_file_free(output.file);
    cli_progress_done(cli);
    if (status == JD_OK && cli_has(cli, "--captures") &&
        !captures_print(cli, &output.captures, linking->model))
        status = LINKING_FAIL(err, JD_E_IO, "the figures cannot be written");
    return status;
}

static int
run(struct cli *cli)
{
    struct linking linking = {0};
    struct jd_error err = {0};
    double min_weight = 0;
    uint32_t threads = 0;
    if (!linking_min_weight(cli, -(double)INFINITY, &min_weight) ||
        !cli_threads(cli, &threads) || !figures_format(cli))
        return CLI_USAGE;
    if (cli_has(cli, "--format") && !cli_has(cli, "--captures"))
        return cli_usage(cli, "--format is of --captures");
    if (!cli_has(cli, "--model") || !cli_has(cli, "--out"))
        return cli_usage(cli, "--model and --out are needed");
    enum jd_status status = predict(cli, &linking, min_weight, &err);
    linking_done(&linking);
    return status == JD_OK ? CLI_DONE : cli_failed(cli, &err);
}

const struct cli_verb verb_predict = {"predict", "FILE... ",
    "Score the pairs of records that may be of one person or thing.", 1, UINT32_MAX,
    options, run};
