/* SPDX-License-Identifier: Apache-2.0 */
/*
 * score_verb.c - joinder score: each record of one file with each of another, without blocking; or
 * pairs that are given (score_given.c).
 *
 * As Splink's score_pairs: all parts of a weight are written, whatever the model retains; match_key
 * is the rule that would yield the pair, or null.
 */
#include "cli/linking.h"
#include "cli/score_given.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const struct cli_option options[] = {
    {"--model", "M.json", "the model: settings as Splink saves them (needed)", false},
    {"--out", "PAIRS", "a file, .parquet, .csv, .csv.gz or .jsonl (needed)", false},
    {"--pairs", "PAIRS", "score these pairs, as block --pairs writes them", false},
    {"--clusters", "CLUSTERS", "score all pairs of each cluster", false},
    {"--column", "COLUMN", "the column of clusters (cluster_id)", false},
    {"--without", "PAIRS", "with --clusters: but these pairs", false},
    {"--records", "FILE", "records in which frequencies are counted", true},
    LINKING_FREQUENCIES,
    TIMINGS_OPTION,
    {"--max-pairs", "N", "refuse to score more than N pairs (1000000)", false},
    {NULL, NULL, NULL, false},
};

/* Pairs that are scored at once: enough to fill all threads. */
enum { CHUNK = 1 << 20 };

/* The settings as they are, but with all that a pair has shown. */
static enum jd_status
read_model(struct linking *linking, const char *path, struct jd_error *err)
{
    char *text = NULL, *shown = NULL;
    size_t size = 0;
    enum jd_status status = linking_read_text(path, &text, &size, err);
    if (status != JD_OK)
        return status;
    json_t *settings = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
    if (json_is_object(settings)) {
        (void)json_object_set_new(settings, "retain_matching_columns", json_true());
        (void)json_object_set_new(
            settings, "retain_intermediate_calculation_columns", json_true());
        shown = json_dumps(settings, JSON_REAL_PRECISION(17));
    }
    json_decref(settings);
    /* What is no object is refused by the model's own reader, with its place. */
    const char *json = shown != NULL ? shown : text;
    status = jd_model_from_json(NULL,
        (struct jd_str){json, shown != NULL ? strlen(shown) : size}, &linking->sql,
        &linking->model, err);
    free(shown);
    free(text);
    return status;
}

/* All files: --records, then the two. */
static enum jd_status
read_files(struct cli *cli, struct linking *linking, uint32_t n_old, struct jd_error *err)
{
    const char **files = calloc((size_t)n_old + 2, sizeof(*files));
    if (files == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for files");
    for (uint32_t i = 0; i < n_old; i++)
        files[i] = cli_nth(cli, "--records", i);
    files[n_old] = cli->words[0];
    files[n_old + 1] = cli->words[1];
    enum jd_status status = linking_read(linking, cli, files, n_old + 2, err);
    free(files);
    return status;
}

static enum jd_status
put_model(struct cli *cli, struct linking *linking, uint32_t n_old, struct jd_error *err)
{
    struct jd_linkage_options how = jd_linkage_options_default();
    how.n_old_tables = n_old;
    how.span = JD_SPAN_GIVEN;
    if (!cli_threads(cli, &how.threads))
        return LINKING_FAIL(err, JD_E_ARG, "--threads is no number");
    enum jd_status status = linking_read_frequencies(linking, cli, err);
    how.frequencies = linking->frequencies;
    how.n_frequencies = linking->n_frequencies;
    if (status == JD_OK)
        status = read_model(linking, cli_value(cli, "--model"), err);
    if (status == JD_OK)
        status = jd_linkage_new(NULL, linking->model,
            (const struct jd_table *const *)linking->tables, linking->n_tables, &how,
            &linking->linkage, err);
    return status;
}

static enum jd_status
take(void *ctx, const struct jd_scored *pairs, struct jd_error *err)
{
    return pairs_file_append(ctx, pairs, err);
}

/* Each of the n records from `first` on with each of the m behind these. */
static enum jd_status
score_all(struct cli *cli, const struct linking *linking, uint32_t first, uint32_t n,
    uint32_t m, struct pairs_file *file, struct jd_error *err)
{
    struct jd_progress progress = cli_progress(cli);
    uint32_t *pairs = calloc(2 * (size_t)CHUNK, sizeof(*pairs)), at = 0;
    uint64_t n_done = 0, n_all = (uint64_t)n * m;
    enum jd_status status = JD_OK;
    if (pairs == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for pairs");
    while (n_done < n_all && status == JD_OK) {
        for (at = 0; at < CHUNK && n_done < n_all; at++, n_done++) {
            pairs[at] = first + (uint32_t)(n_done / m);
            pairs[CHUNK + at] = first + n + (uint32_t)(n_done % m);
        }
        status =
            jd_linkage_score(linking->linkage, pairs, pairs + CHUNK, at, take, file, err);
        if (status == JD_OK && progress.should_stop(progress.ctx, "pairs", n_done, n_all))
            status = LINKING_FAIL(err, JD_E_CANCELLED,
                "stopped after %" PRIu64 " of %" PRIu64 " pairs", n_done, n_all);
    }
    free(pairs);
    return status;
}

static enum jd_status
score(struct cli *cli, struct linking *linking, uint64_t most, struct jd_error *err)
{
    struct pairs_file *file = NULL;
    uint32_t n_old = 0, first = 0;
    while (cli_nth(cli, "--records", n_old) != NULL)
        n_old++;
    enum jd_status status = read_files(cli, linking, n_old, err);
    if (status != JD_OK)
        return status;
    for (uint32_t i = 0; i < n_old; i++)
        first += jd_table_n_rows(linking->tables[i]);
    uint32_t n = jd_table_n_rows(linking->tables[n_old]);
    uint32_t m = jd_table_n_rows(linking->tables[n_old + 1]);
    if ((uint64_t)n * m > most)
        return LINKING_FAIL(err, JD_E_LIMIT,
            "%" PRIu32 " times %" PRIu32
            " records are more pairs than --max-pairs %" PRIu64,
            n, m, most);
    status = put_model(cli, linking, n_old, err);
    if (status == JD_OK)
        status = pairs_file_new(linking, cli_value(cli, "--out"), &file, err);
    if (status == JD_OK)
        status = score_all(cli, linking, first, n, m, file, err);
    if (status == JD_OK)
        status = pairs_file_close(file, err);
    pairs_file_free(file);
    return status;
}

static const char of_clusters[] = "--column and --without are of --clusters";
static const char of_two_files[] = "--records is of two files; given pairs are of FILE...";

/* Options that need or exclude each other: what is wrong with them, or NULL. */
static const char *
what_is_wrong(const struct cli *cli)
{
    static const struct {
        const char *one, *other, *said;
    } apart[] = {
        {"--pairs", "--clusters", "--pairs and --clusters exclude each other"},
        {"--pairs", "--max-pairs",
            "--pairs lists what is scored; --max-pairs bounds what is not listed"},
        {"--pairs", "--column", of_clusters},
        {"--pairs", "--without", of_clusters},
        {"--pairs", "--records", of_two_files},
        {"--clusters", "--records", of_two_files},
    };
    for (size_t i = 0; i < sizeof(apart) / sizeof(apart[0]); i++)
        if (cli_has(cli, apart[i].one) && cli_has(cli, apart[i].other))
            return apart[i].said;
    bool given = cli_has(cli, "--pairs") || cli_has(cli, "--clusters");
    if (!given && (cli_has(cli, "--column") || cli_has(cli, "--without")))
        return of_clusters;
    if (!given && cli->n_words != 2)
        return "two files are needed, or --pairs or --clusters";
    if (!cli_has(cli, "--model") || !cli_has(cli, "--out"))
        return "--model and --out are needed";
    return NULL;
}

static int
run(struct cli *cli)
{
    struct linking linking = {0};
    struct jd_error err = {0};
    uint32_t threads = 0;
    uint64_t most = 1000000;
    if (!cli_threads(cli, &threads) || !cli_whole(cli, "--max-pairs", UINT64_MAX, &most))
        return CLI_USAGE;
    const char *wrong = what_is_wrong(cli);
    if (wrong != NULL)
        return cli_usage(cli, "%s", wrong);
    bool given = cli_has(cli, "--pairs") || cli_has(cli, "--clusters");
    enum jd_status status =
        given ? score_given(cli, &linking, most, &err) : score(cli, &linking, most, &err);
    cli_progress_done(cli);
    linking_done(&linking);
    return status == JD_OK ? CLI_DONE : cli_failed(cli, &err);
}

const struct cli_verb verb_score = {"score", "FILE... ",
    "Score each record of one file with each of another, or pairs.", 1, UINT32_MAX, options,
    run};
