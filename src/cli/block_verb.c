/* SPDX-License-Identifier: Apache-2.0 */
/*
 * block_verb.c - joinder block: what a model's blocking rules cost on these records.
 *
 * Pairs are counted by blocks, not made; the time of a run is that of some pairs, drawn from all
 * blocks and weighed, times all pairs.
 */
#include "cli/figures.h"
#include "cli/linking.h"
#include "cli/platform.h"

#include <joinder/block.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const struct cli_option options[] = {
    {"--model", "M.json", "the model: settings as Splink saves them (needed)", false},
    {"--pairs", "PAIRS", "write the pairs, and count nothing", false},
    {"--part", "K/N", "with --pairs: only the K-th of N parts", false},
    {"--largest", "N", "show the N largest blocks of each rule (3)", false},
    {"--values", NULL, "show the values of these blocks, the records' own", false},
    {"--test-pairs", "N", "count up to N pairs one by one (20000000)", false},
    TIMINGS_OPTION,
    {"--format", "FORMAT", "table (the default on a terminal), json or csv", false},
    {NULL, NULL, NULL, false},
};

enum {
    TRIED = 50000,         /* pairs that are weighed for the forecast */
    BY_ONE = 10000,        /* pairs at once, so few that one thread weighs them */
    MOST_LARGEST = 1000,   /* blocks of a rule */
    WAVE = 8 << 16,        /* pairs that a thread holds, at most */
    CELL_NANOSECONDS = 35, /* to write one cell of Parquet; docs/internals/link.md */
};

/* What is asked, and what it is told as. */
struct asked {
    struct cli *cli;
    struct linking linking;
    uint64_t n_largest, most_tested;
    struct jd_rule_counts *counts;
    uint64_t n_pairs; /* of all rules */
    bool exact;
    json_t *body;
    struct jd_error *err;
};

static void
put_whole(json_t *object, const char *key, uint64_t value)
{
    (void)json_object_set_new(object, key, json_integer((json_int_t)value));
}

static void
put_text(json_t *object, const char *key, const char *text)
{
    (void)json_object_set_new(object, key, json_string(text));
}

/* The values of a key, as text with commas; numbers and days by their number. */
static void
put_values(const struct asked *asked, json_t *row, const struct jd_block *block)
{
    char text[512] = "", one[300];
    size_t at = 0;
    struct jd_value value = jd_null();
    for (uint32_t i = 0;
         jd_linkage_block_value(asked->linking.linkage, block, i, &value) && at < 400;
         i++) {
        if (value.type == JD_TYPE_TEXT)
            (void)snprintf(one, sizeof(one), "%.*s",
                (int)(value.text.size < 200 ? value.text.size : 200), value.text.data);
        else if (value.type == JD_TYPE_REAL)
            (void)snprintf(one, sizeof(one), "%.15g", value.real);
        else
            (void)snprintf(one, sizeof(one), "%" PRId64, value.integer);
        int size = snprintf(text + at, sizeof(text) - at, "%s%s", i > 0 ? ", " : "", one);
        at += size > 0 ? (size_t)size : 0;
    }
    json_t *said = json_string(text);
    /* A text may be cut within a character: then it is not said at all. */
    (void)json_object_set_new(row, "values", said != NULL ? said : json_string("..."));
}

static enum jd_status
tell_blocks(const struct asked *asked, uint32_t rule, json_t *rows, uint64_t *out_largest)
{
    struct jd_block *blocks = calloc(asked->n_largest + 1, sizeof(*blocks));
    char by[32], group[32];
    uint32_t n = (uint32_t)asked->n_largest + 1; /* one at least, for the rule's row */
    if (blocks == NULL)
        return LINKING_FAIL(asked->err, JD_E_NOMEM, "no memory for blocks");
    enum jd_status status =
        jd_linkage_largest_blocks(asked->linking.linkage, rule, blocks, &n, asked->err);
    *out_largest = status == JD_OK && n > 0 ? blocks[0].n_pairs : 0;
    (void)snprintf(by, sizeof(by), "rule %u", rule);
    for (uint32_t i = 0; i < n && i < asked->n_largest && status == JD_OK; i++) {
        json_t *row = json_object();
        (void)snprintf(group, sizeof(group), "%u", i + 1);
        put_text(row, "by", by);
        put_text(row, "group", group);
        put_whole(row, "left", blocks[i].n_left);
        put_whole(row, "right", blocks[i].n_right);
        put_whole(row, "pairs", blocks[i].n_pairs);
        if (cli_has(asked->cli, "--values"))
            put_values(asked, row, &blocks[i]);
        (void)json_array_append_new(rows, row);
    }
    free(blocks);
    return status;
}

/* "12" or, where it is a bound, "<= 12". */
static void
put_count(json_t *row, const char *key, uint64_t n, bool exact)
{
    char name[32];
    put_whole(row, key, n);
    (void)snprintf(name, sizeof(name), "%s_exact", key);
    (void)json_object_set_new(row, name, json_boolean(exact));
}

static enum jd_status
tell_rules(struct asked *asked)
{
    const struct linking *linking = &asked->linking;
    json_t *rules = json_array(), *blocks = json_array();
    enum jd_status status = JD_OK;
    asked->exact = true;
    for (uint32_t r = 0; r < jd_model_n_rules(linking->model) && status == JD_OK; r++) {
        const struct jd_rule_counts *counts = &asked->counts[r];
        json_t *row = json_object();
        uint64_t largest = 0;
        char group[16];
        asked->n_pairs += counts->added;
        asked->exact = asked->exact && counts->added_exact;
        status = tell_blocks(asked, r, blocks, &largest);
        (void)snprintf(group, sizeof(group), "%u", r);
        put_text(row, "by", "rule");
        put_text(row, "group", group);
        put_count(row, "alone", counts->alone, counts->alone_exact);
        put_count(row, "added", counts->added, counts->added_exact);
        put_count(row, "together", asked->n_pairs, asked->exact);
        put_whole(row, "largest_block", largest);
        (void)json_object_set_new(
            row, "native", json_boolean(jd_linkage_rule_is_native(linking->linkage, r)));
        put_text(row, "condition", jd_model_rule(linking->model, r));
        (void)json_array_append_new(rules, row);
    }
    (void)json_object_set_new(asked->body, "rules", rules);
    (void)json_object_set_new(asked->body, "blocks", blocks);
    return status;
}

static void
tell_comparisons(const struct asked *asked)
{
    const struct linking *linking = &asked->linking;
    json_t *rows = json_array();
    for (uint32_t c = 0; c < jd_model_n_comparisons(linking->model); c++) {
        json_t *row = json_object();
        put_text(row, "by", "comparison");
        put_text(row, "group", jd_model_comparison(linking->model, c));
        put_whole(row, "levels", jd_model_n_levels(linking->model, c));
        put_whole(row, "levels_by_sql", jd_linkage_n_sql_levels(linking->linkage, c));
        (void)json_array_append_new(rows, row);
    }
    (void)json_object_set_new(asked->body, "comparisons", rows);
}

static enum jd_status
count_shown(void *ctx, const struct jd_scored *pairs, struct jd_error *err)
{
    (void)err;
    *(uint64_t *)ctx += pairs->n;
    return JD_OK;
}

/* How long one pair takes, by weighing some: seconds of one core. */
static enum jd_status
try_pairs(const struct asked *asked, double *out_seconds)
{
    uint32_t n = 0, *pairs = calloc(2 * (size_t)TRIED, sizeof(*pairs));
    uint64_t n_shown = 0;
    if (pairs == NULL)
        return LINKING_FAIL(asked->err, JD_E_NOMEM, "no memory for pairs");
    const struct jd_linkage *linkage = asked->linking.linkage;
    enum jd_status status =
        jd_linkage_try_pairs(linkage, TRIED, pairs, pairs + TRIED, &n, asked->err);
    double before = platform_seconds();
    for (uint32_t at = 0; at < n && status == JD_OK; at += BY_ONE)
        status = jd_linkage_score(linkage, pairs + at, pairs + TRIED + at,
            n - at < BY_ONE ? n - at : BY_ONE, count_shown, &n_shown, asked->err);
    *out_seconds = n > 0 ? (platform_seconds() - before) / n : 0;
    free(pairs);
    return status;
}

static enum jd_status
tell_forecast(struct asked *asked)
{
    const struct linking *linking = &asked->linking;
    uint32_t threads = 0, n_outputs = jd_linkage_n_outputs(linking->linkage);
    double each = 0, n = (double)asked->n_pairs;
    enum jd_status status = try_pairs(asked, &each);
    (void)cli_threads(asked->cli, &threads);
    threads = threads != 0 ? threads : platform_cpus();
    json_t *forecast = json_object();
    double held = 41 + 9.0 * jd_model_n_comparisons(linking->model);
    put_whole(forecast, "pairs", asked->n_pairs);
    (void)json_object_set_new(forecast, "pairs_exact", json_boolean(asked->exact));
    put_whole(forecast, "threads", threads);
    (void)json_object_set_new(forecast, "weigh_seconds", json_real(n * each / threads));
    (void)json_object_set_new(
        forecast, "write_all_seconds", json_real(n * n_outputs * CELL_NANOSECONDS * 1e-9));
    (void)json_object_set_new(forecast, "memory_mb",
        json_real(
            platform_peak_mb() +
            (n < (double)WAVE * threads ? n : (double)WAVE * threads) * held / 1048576));
    (void)json_object_set_new(asked->body, "forecast", forecast);
    return status;
}

/* ---- for a reader --------------------------------------------------------------------------- */

static void
print_seconds(double seconds)
{
    if (seconds < 120)
        (void)printf("%.1f s", seconds);
    else if (seconds < 7200)
        (void)printf("%.0f min", seconds / 60);
    else if (seconds < 172800)
        (void)printf("%.1f h", seconds / 3600);
    else
        (void)printf("%.0f days", seconds / 86400);
}

static bool
print_tables(const json_t *body)
{
    static const char *const rules[] = {"group", "alone", "added", "together",
        "together_exact", "largest_block", "native", "condition", NULL};
    static const char *const comparisons[] = {"group", "levels", "levels_by_sql", NULL};
    static const char *const blocks[] = {
        "by", "group", "left", "right", "pairs", "values", NULL};
    const json_t *forecast = json_object_get(body, "forecast");
    const json_t *pairs = json_object_get(forecast, "pairs");
    (void)printf("%" JSON_INTEGER_FORMAT " records, %s%" JSON_INTEGER_FORMAT " pairs\n",
        json_integer_value(json_object_get(body, "records")),
        json_is_true(json_object_get(forecast, "pairs_exact")) ? "" : "at most ",
        json_integer_value(pairs));
    (void)fputs("predict, about: ", stdout);
    print_seconds(json_real_value(json_object_get(forecast, "weigh_seconds")));
    (void)printf(" with %" JSON_INTEGER_FORMAT " threads, and ",
        json_integer_value(json_object_get(forecast, "threads")));
    print_seconds(json_real_value(json_object_get(forecast, "write_all_seconds")));
    (void)printf(" to write all pairs; %.0f MB\n",
        json_real_value(json_object_get(forecast, "memory_mb")));
    return figures_print_rows(json_object_get(body, "rules"), rules) &&
           figures_print_rows(json_object_get(body, "comparisons"), comparisons) &&
           figures_print_rows(json_object_get(body, "blocks"), blocks);
}

/* ---- pairs ---------------------------------------------------------------------------------- */

static enum jd_status
take(void *ctx, const struct jd_scored *pairs, struct jd_error *err)
{
    return pairs_file_append(ctx, pairs, err);
}

/* Ids and rule of each pair, as score --pairs reads them. */
static enum jd_status
write_pairs(struct asked *asked, struct jd_predict_options how)
{
    struct cli *cli = asked->cli;
    struct linking *linking = &asked->linking;
    struct jd_progress progress = cli_progress(cli);
    struct pairs_file *file = NULL;
    how.progress = &progress;
    linking->shown = LINKING_IDS;
    enum jd_status status =
        linking_read(linking, cli, cli->words, cli->n_words, asked->err);
    if (status == JD_OK)
        status = linking_put_model(linking, cli, cli_value(cli, "--model"), asked->err);
    if (status == JD_OK)
        status = pairs_file_new(linking, cli_value(cli, "--pairs"), &file, asked->err);
    if (status == JD_OK)
        status = jd_linkage_predict(linking->linkage, &how, take, file, asked->err);
    if (status == JD_OK)
        status = pairs_file_close(file, asked->err);
    pairs_file_free(file);
    cli_progress_done(cli);
    return status;
}

/* ---- the verb ------------------------------------------------------------------------------ */

static enum jd_status
answer(struct asked *asked)
{
    struct cli *cli = asked->cli;
    struct linking *linking = &asked->linking;
    struct jd_progress progress = cli_progress(cli);
    struct jd_count_options how = jd_count_options_default();
    how.most_tested = asked->most_tested;
    how.progress = &progress;
    enum jd_status status =
        linking_read(linking, cli, cli->words, cli->n_words, asked->err);
    if (status == JD_OK)
        status = linking_put_model(linking, cli, cli_value(cli, "--model"), asked->err);
    if (status != JD_OK)
        return status;
    uint32_t n_rules = jd_model_n_rules(linking->model);
    asked->counts = calloc(n_rules, sizeof(*asked->counts));
    if (asked->counts == NULL)
        return LINKING_FAIL(asked->err, JD_E_NOMEM, "no memory for counts");
    status =
        jd_linkage_count_rules(linking->linkage, &how, asked->counts, n_rules, asked->err);
    put_whole(asked->body, "records", jd_linkage_n_records(linking->linkage));
    if (status == JD_OK)
        status = tell_rules(asked);
    if (status == JD_OK)
        status = tell_forecast(asked);
    tell_comparisons(asked);
    cli_progress_done(cli);
    return status;
}

/* Options that need or exclude each other: what is wrong with them, or NULL. */
static const char *
what_is_wrong(const struct cli *cli)
{
    static const char *const of_counts[] = {
        "--largest", "--values", "--test-pairs", "--format", NULL};
    if (!cli_has(cli, "--model"))
        return "--model is needed";
    if (!cli_has(cli, "--pairs"))
        return cli_has(cli, "--part") ? "--part is of --pairs" : NULL;
    for (int i = 0; of_counts[i] != NULL; i++)
        if (cli_has(cli, of_counts[i]))
            return "--pairs counts nothing, so no option of counts goes with it";
    return NULL;
}

static int
run(struct cli *cli)
{
    struct jd_error err = {0};
    struct asked asked = {.cli = cli, .n_largest = 3, .most_tested = 20000000, .err = &err};
    struct jd_predict_options how = jd_predict_options_default();
    uint32_t threads = 0;
    int code = CLI_DONE;
    if (!cli_threads(cli, &threads) || !linking_part(cli, &how) ||
        !cli_whole(cli, "--largest", MOST_LARGEST, &asked.n_largest) ||
        !cli_whole(cli, "--test-pairs", (uint64_t)1 << 50, &asked.most_tested) ||
        !figures_format(cli))
        return CLI_USAGE;
    const char *wrong = what_is_wrong(cli);
    if (wrong != NULL)
        return cli_usage(cli, "%s", wrong);
    bool counts = !cli_has(cli, "--pairs");
    asked.body = json_object();
    if ((counts ? answer(&asked) : write_pairs(&asked, how)) != JD_OK)
        code = cli_failed(cli, &err);
    else if (counts && !figures_print(cli, asked.body, print_tables))
        code = CLI_IO;
    json_decref(asked.body);
    free(asked.counts);
    linking_done(&asked.linking);
    return code;
}

const struct cli_verb verb_block = {"block", "FILE... ",
    "How many pairs blocking rules yield, and what they would cost.", 1, UINT32_MAX,
    options, run};
