/* SPDX-License-Identifier: Apache-2.0 */
/*
 * score_verb.c - joinder score: each record of one file with each of another, without blocking.
 *
 * As Splink's score_pairs: all parts of a weight are written, whatever the model retains; match_key
 * is the rule that would yield the pair, or null.
 */
#include "cli/linking.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const struct cli_option options[] = {
    {"--model", "M.json", "the model: settings as Splink saves them (needed)", false},
    {"--out", "PAIRS", "a file, .parquet, .csv, .csv.gz or .jsonl (needed)", false},
    {"--records", "FILE", "records in which frequencies are counted", true},
    LINKING_FREQUENCIES,
    {"--max-pairs", "N", "refuse to score more than N pairs (1000000)", false},
    {NULL, NULL, NULL, false},
};

enum { CHUNK = 1 << 16 };

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

static int
run(struct cli *cli)
{
    struct linking linking = {0};
    struct jd_error err = {0};
    uint32_t threads = 0;
    uint64_t most = 1000000;
    if (!cli_threads(cli, &threads) || !cli_whole(cli, "--max-pairs", UINT64_MAX, &most))
        return CLI_USAGE;
    if (!cli_has(cli, "--model") || !cli_has(cli, "--out"))
        return cli_usage(cli, "--model and --out are needed");
    enum jd_status status = score(cli, &linking, most, &err);
    linking_done(&linking);
    return status == JD_OK ? CLI_DONE : cli_failed(cli, &err);
}

const struct cli_verb verb_score = {"score", "FILE FILE ",
    "Score each record of one file with each of another.", 2, 2, options, run};
