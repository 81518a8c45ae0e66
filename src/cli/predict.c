/* SPDX-License-Identifier: Apache-2.0 */
/* predict.c - joinder predict: score the pairs that a model's blocking rules yield. */
#include "cli/captures.h"
#include "cli/figures.h"
#include "cli/linking.h"

#include <joinder/block.h>

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

static const struct cli_option options[] = {
    {"--model", "M.json", "the model: settings as Splink saves them (needed)", false},
    {"--out", "PAIRS", "a file, .parquet, .csv, .csv.gz or .jsonl (needed)", false},
    {"--min-probability", "P", "leave pairs out that are less probable than P", false},
    {"--min-weight", "W", "leave pairs out that weigh less than W bits", false},
    {"--captures", NULL, "tell what rules found, and what all missed", false},
    {"--format", "FORMAT", "of --captures: table (on a terminal), json or csv", false},
    {"--new", "FILE", "records to link to the others, and to each other", true},
    {"--between", NULL, "with --new: pairs of an old record and a new one", false},
    {"--within", NULL, "with --new: pairs of two new records", false},
    {"--deterministic", NULL, "pairs by the rules alone, without a score", false},
    {"--part", "K/N", "only the K-th of N parts, which are all pairs", false},
    LINKING_FREQUENCIES,
    TIMINGS_OPTION,
    {"--max-pairs", "N", "refuse, before the first pair, to weigh more than N", false},
    {NULL, NULL, NULL, false},
};

/* Refuse what `joinder block` would have told: pairs by their keys, none of them made. */
static enum jd_status
check_pairs(const struct cli *cli, const struct linking *linking, uint64_t most,
    struct jd_error *err)
{
    uint32_t n_rules = jd_model_n_rules(linking->model);
    struct jd_count_options how = jd_count_options_default();
    uint64_t n = 0;
    bool exact = true;
    how.most_tested = 0;
    if (!cli_has(cli, "--max-pairs"))
        return JD_OK;
    struct jd_rule_counts *counts = calloc(n_rules, sizeof(*counts));
    if (counts == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for counts");
    enum jd_status status =
        jd_linkage_count_rules(linking->linkage, &how, counts, n_rules, err);
    for (uint32_t i = 0; i < n_rules && status == JD_OK; i++) {
        n += counts[i].added;
        exact = exact && counts[i].added_exact;
    }
    free(counts);
    if (status == JD_OK && n > most)
        status = LINKING_FAIL(err, JD_E_LIMIT,
            "the blocking rules yield %s%" PRIu64 " pairs, more than --max-pairs %" PRIu64
            "; see joinder block",
            exact ? "" : "up to ", n, most);
    return status;
}

/* The files, old and new, and the model on them. */
static enum jd_status
start(struct cli *cli, struct linking *linking, struct jd_error *err)
{
    uint32_t n_new = 0;
    while (cli_nth(cli, "--new", n_new) != NULL)
        n_new++;
    const char **files = calloc(cli->n_words + n_new, sizeof(*files));
    if (files == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for files");
    for (uint32_t i = 0; i < cli->n_words; i++)
        files[i] = cli->words[i];
    for (uint32_t i = 0; i < n_new; i++)
        files[cli->n_words + i] = cli_nth(cli, "--new", i);
    enum jd_span span = cli_has(cli, "--between")  ? JD_SPAN_BETWEEN
                        : cli_has(cli, "--within") ? JD_SPAN_WITHIN
                                                   : JD_SPAN_NEW;
    enum jd_status status = linking_read(linking, cli, files, cli->n_words + n_new, err);
    if (status == JD_OK)
        status = linking_put_model_on(linking, cli, cli_value(cli, "--model"),
            n_new > 0 ? cli->n_words : 0, span, err);
    free(files);
    return status;
}

struct output {
    struct pairs_file *file;
    struct captures captures;
    bool is_captured; /* only then are they counted */
};

static enum jd_status
take(void *ctx, const struct jd_scored *pairs, struct jd_error *err)
{
    struct output *output = ctx;
    if (output->is_captured)
        captures_add(&output->captures, pairs);
    return pairs_file_append(output->file, pairs, err);
}

static enum jd_status
predict(struct cli *cli, struct linking *linking, struct jd_predict_options how,
    uint64_t most_pairs, struct jd_error *err)
{
    struct output output = {.is_captured = cli_has(cli, "--captures")};
    struct jd_progress progress = cli_progress(cli);
    how.progress = &progress;
    enum jd_status status = start(cli, linking, err);
    if (status == JD_OK)
        status = check_pairs(cli, linking, most_pairs, err);
    if (status == JD_OK)
        status = pairs_file_new(linking, cli_value(cli, "--out"), &output.file, err);
    if (status == JD_OK)
        status = jd_linkage_predict(linking->linkage, &how, take, &output, err);
    if (status == JD_OK)
        status = pairs_file_close(output.file, err);
    pairs_file_free(output.file);
    cli_progress_done(cli);
    if (status == JD_OK && output.is_captured &&
        !captures_print(cli, &output.captures, linking->model))
        status = LINKING_FAIL(err, JD_E_IO, "the figures cannot be written");
    return status;
}

/* Is there an option that only goes with scores? */
static bool
asks_for_scores(const struct cli *cli)
{
    return cli_has(cli, "--min-probability") || cli_has(cli, "--min-weight") ||
           cli_has(cli, "--captures") || cli_has(cli, "--frequencies");
}

/* Options that need or exclude each other: what is wrong with them, or NULL. */
static const char *
what_is_wrong(const struct cli *cli)
{
    bool between = cli_has(cli, "--between"), within = cli_has(cli, "--within");
    if ((between || within) && !cli_has(cli, "--new"))
        return "--between and --within need --new";
    if (between && within)
        return "--between and --within exclude each other";
    if (cli_has(cli, "--format") && !cli_has(cli, "--captures"))
        return "--format is of --captures";
    if (cli_has(cli, "--captures") && cli_has(cli, "--part"))
        return "--captures is of all pairs, --part of some";
    if (cli_has(cli, "--deterministic") && asks_for_scores(cli))
        return "--deterministic gives no scores, so none is bounded or counted";
    if (!cli_has(cli, "--model") || !cli_has(cli, "--out"))
        return "--model and --out are needed";
    return NULL;
}

static int
run(struct cli *cli)
{
    struct linking linking = {0};
    struct jd_error err = {0};
    struct jd_predict_options how = jd_predict_options_default();
    uint32_t threads = 0;
    uint64_t most_pairs = UINT64_MAX;
    if (!linking_min_weight(cli, -(double)INFINITY, &how.min_weight) ||
        !linking_part(cli, &how) || !cli_threads(cli, &threads) || !figures_format(cli) ||
        !cli_whole(cli, "--max-pairs", UINT64_MAX, &most_pairs))
        return CLI_USAGE;
    const char *wrong = what_is_wrong(cli);
    if (wrong != NULL)
        return cli_usage(cli, "%s", wrong);
    if (cli_has(cli, "--deterministic"))
        linking.shown = LINKING_COLUMNS;
    enum jd_status status = predict(cli, &linking, how, most_pairs, &err);
    linking_done(&linking);
    return status == JD_OK ? CLI_DONE : cli_failed(cli, &err);
}

const struct cli_verb verb_predict = {"predict", "FILE... ",
    "Score the pairs of records that may be of one person or thing.", 1, UINT32_MAX,
    options, run};
