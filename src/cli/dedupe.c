/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dedupe.c - joinder dedupe: with a model, predict and cluster in one pass (joining.c); without
 * one, the automatic model (automatic_verb.c).
 */
#include "cli/automatic_verb.h"
#include "cli/joining.h"

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
    struct joining joining = {0};
    struct jd_error err = {0};
    uint32_t threads = 0;
    const char *model = cli_value(cli, "--model");
    if (!joining_files(cli, "--out"))
        return CLI_USAGE;
    if (model == NULL || strcmp(model, "automatic") == 0)
        return run_without(cli);
    if (automatic_only(cli) != NULL)
        return cli_usage(cli, "%s goes without --model", automatic_only(cli));
    if (!joining_options(&joining, cli, "--out") || !cli_threads(cli, &threads))
        return CLI_USAGE;
    enum jd_status status = linking_read(&linking, cli, cli->words, cli->n_words, &err);
    if (status == JD_OK)
        status = linking_put_model(&linking, cli, model, &err);
    if (status == JD_OK)
        status = joining_run(&joining, cli, &linking, &err);
    joining_done(&joining);
    linking_done(&linking);
    return status == JD_OK ? CLI_DONE : cli_failed(cli, &err);
}

const struct cli_verb verb_dedupe = {"dedupe", "FILE... ",
    "Score pairs of records and join them into clusters, in one go.", 1, UINT32_MAX,
    options, run};
