/* SPDX-License-Identifier: Apache-2.0 */
/*
 * train_verb.c - joinder train: estimate a model's parameters from records; if asked, join these
 * records by it at once, which reads them only once.
 */
#include "cli/joining.h"
#include "cli/platform.h"

#include <joinder/train.h>

#include <inttypes.h>
#include <math.h>
#include <string.h>

static const struct cli_option options[] = {
    {"--settings", "S.json", "comparisons and rules, Splink's settings (needed)", false},
    {"--out", "M.json", "where the model goes, as Splink saves it (needed)", false},
    {"--deterministic", "SQL", "a rule that finds matches, for the prior", true},
    {"--recall", "R", "the share of all matches that these rules find", false},
    {"--prior-sample", "P", "count these pairs in a share P of the records (1)", false},
    {"--u-pairs", "N", "estimate u on some N pairs of records (10000000)", false},
    {"--seed", "N", "draw these pairs from another sample", false},
    {"--u-least", "N", "u is done once each level was met N times (100)", false},
    {"--u-chunks", "N", "ask for that after each of N parts (10)", false},
    {"--keep-u", NULL, "estimate no u: the settings have it", false},
    LINKING_FREQUENCIES,
    {"--frequencies-out", "FOLDER", "write those of these records, for other runs", false},
    {"--label-column", "C", "estimate m on records with the same value in C", false},
    {"--labels", "PAIRS", "estimate m on these pairs of ids, which are matches", false},
    {"--em", "SQL", "estimate m by EM on the pairs of this rule", true},
    {"--em-pairs", "N", "sample records so that a rule has about N pairs", false},
    {"--em-probe", "P", "by pairs of a share P of the records (0.01)", false},
    {"--em-without-frequencies", NULL, "leave term frequencies out of EM: faster", false},
    {"--em-free-u", NULL, "let EM estimate u too", false},
    {"--em-fix-m", NULL, "let EM estimate no m (with --em-free-u)", false},
    {"--em-fix-prior", NULL, "let EM keep the prior", false},
    {"--prior-from-em", NULL, "take the prior from the sessions of EM", false},
    TIMINGS_OPTION,
    {"--history", "FILE", "write what each step and iteration found", false},
    {"--pairs", "PAIRS", "score the records by the new model: where pairs go", false},
    {"--clusters", "CLUSTERS", "the same: where clusters go, as of dedupe --out", false},
    CLUSTERING_OPTIONS,
    {NULL, NULL, NULL, false},
};

/* One training under way. */
struct run {
    struct cli *cli;
    struct linking linking;
    struct jd_training *training;
    struct jd_u_options u;
    struct jd_em_options em;
    double recall, prior_sample;
    struct joining joining;
    char *json; /* the new model, of the training */
    size_t json_size;
};

static enum jd_status
start(struct run *run, struct jd_error *err)
{
    struct cli *cli = run->cli;
    struct linking *linking = &run->linking;
    struct jd_linkage_options how = jd_linkage_options_default();
    struct jd_progress progress = cli_progress(cli);
    how.progress = &progress;
    if (!cli_threads(cli, &how.threads))
        return LINKING_FAIL(err, JD_E_ARG, "--threads is no number");
    enum jd_status status = linking_read(linking, cli, cli->words, cli->n_words, err);
    if (status == JD_OK)
        status = linking_read_frequencies(linking, cli, err);
    how.frequencies = linking->frequencies;
    how.n_frequencies = linking->n_frequencies;
    if (status == JD_OK)
        status = linking_read_model(linking, cli_value(cli, "--settings"), err);
    if (status == JD_OK)
        status = jd_training_new(NULL, linking->model,
            (const struct jd_table *const *)linking->tables, linking->n_tables, &how,
            &run->training, err);
    return status;
}

static enum jd_status
find_prior(struct run *run, struct jd_error *err)
{
    enum { MOST_RULES = 64 };
    const char *rules[MOST_RULES];
    uint32_t n = 0;
    const char *rule = NULL;
    while ((rule = cli_nth(run->cli, "--deterministic", n)) != NULL && n < MOST_RULES)
        rules[n++] = rule;
    if (n == 0)
        return JD_OK;
    return jd_training_prior_of_sample(
        run->training, rules, n, run->recall, run->prior_sample, err);
}

/* m by labels: of a column, of a file. */
static enum jd_status
read_labels(struct run *run, struct jd_error *err)
{
    const char *column = cli_value(run->cli, "--label-column");
    const char *path = cli_value(run->cli, "--labels");
    struct jd_table *labels = NULL;
    uint32_t n_unknown = 0;
    enum jd_status status = JD_OK;
    if (column != NULL)
        status = jd_training_m_from_column(run->training, column, err);
    if (status != JD_OK || path == NULL)
        return status;
    status = jd_io_read(run->linking.io, path, "labels", &labels, err);
    if (status == JD_OK)
        status = jd_training_m_from_pairs(run->training, labels, &n_unknown, err);
    if (status == JD_OK && n_unknown > 0) {
        cli_progress_done(run->cli);
        (void)fprintf(stderr,
            "joinder train: %" PRIu32 " of %" PRIu32
            " labels name a record that is not there\n",
            n_unknown, jd_table_n_rows(labels));
    }
    jd_table_free(labels);
    return status;
}

static enum jd_status
run_sessions(struct run *run, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    const char *rule = NULL;
    for (uint32_t i = 0; (rule = cli_nth(run->cli, "--em", i)) != NULL && status == JD_OK;
         i++)
        status = jd_training_em(run->training, rule, &run->em, err);
    if (status == JD_OK && cli_has(run->cli, "--prior-from-em"))
        status = jd_training_prior_from_sessions(run->training, err);
    return status;
}

/* Write the model: it is whole, or not there. */
static enum jd_status
write_model(struct run *run, struct jd_error *err)
{
    enum jd_status status =
        jd_training_json(run->training, &run->json, &run->json_size, err);
    if (status != JD_OK)
        return status;
    return linking_write_text(cli_value(run->cli, "--out"), run->json, run->json_size, err);
}

static void
training_done(struct run *run)
{
    if (run->json != NULL)
        jd_training_json_free(run->training, run->json, run->json_size);
    jd_training_free(run->training);
    run->training = NULL;
    run->json = NULL;
}

/* Is the new model to be used at once? */
static bool
joins(const struct cli *cli)
{
    return cli_has(cli, "--pairs") || cli_has(cli, "--clusters");
}

/* Join the records by the new model, as dedupe does by one that it reads. */
static enum jd_status
join(struct run *run, struct jd_error *err)
{
    struct jd_model *model = NULL;
    enum jd_status status = jd_model_from_json(
        NULL, (struct jd_str){run->json, run->json_size}, &run->linking.sql, &model, err);
    if (status != JD_OK)
        return status;
    training_done(run); /* it stands on the settings' model, which the new one replaces */
    status = linking_replace_model(&run->linking, run->cli, model, err);
    return status == JD_OK ? joining_run(&run->joining, run->cli, &run->linking, err)
                           : status;
}

enum { N_HISTORY = 8 };

/* A row of the history: step, iteration, comparison, level, label, m, u, prior. */
static enum jd_status
put_estimate(const struct run *run, struct jd_table *table,
    const struct jd_estimate *estimate, struct jd_error *err)
{
    const struct jd_model *model = run->linking.model;
    struct jd_value row[N_HISTORY] = {
        jd_text(jd_training_step(run->training, estimate->step)),
        jd_int(estimate->iteration),
        jd_text(jd_model_comparison(model, estimate->comparison)), jd_int(estimate->gamma),
        jd_text(jd_model_level_label(model, estimate->comparison, estimate->gamma)),
        isnan(estimate->m) ? jd_null() : jd_real(estimate->m),
        isnan(estimate->u) ? jd_null() : jd_real(estimate->u),
        isnan(estimate->prior) ? jd_null() : jd_real(estimate->prior)};
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < N_HISTORY && status == JD_OK; i++)
        status = jd_table_put(table, i, row[i], err);
    return status;
}

static enum jd_status
write_history(const struct run *run, struct jd_error *err)
{
    static const struct jd_column_spec columns[N_HISTORY] = {{"step", JD_TYPE_TEXT},
        {"iteration", JD_TYPE_INT}, {"comparison", JD_TYPE_TEXT}, {"level", JD_TYPE_INT},
        {"label", JD_TYPE_TEXT}, {"m_probability", JD_TYPE_REAL},
        {"u_probability", JD_TYPE_REAL},
        {"probability_two_random_records_match", JD_TYPE_REAL}};
    const char *path = cli_value(run->cli, "--history");
    struct jd_table *table = NULL;
    if (path == NULL)
        return JD_OK;
    enum jd_status status = jd_table_new(NULL, "history", columns, N_HISTORY, &table, err);
    for (size_t i = 0; i < jd_training_n_estimates(run->training) && status == JD_OK; i++) {
        struct jd_estimate estimate = jd_training_estimate(run->training, i);
        status = put_estimate(run, table, &estimate, err);
    }
    if (status == JD_OK)
        status = jd_table_finish(table, err);
    if (status == JD_OK)
        status = jd_io_write(run->linking.io, path, table, err);
    jd_table_free(table);
    return status;
}

/* Say how many levels have no m or u: predict takes Splink's defaults for these. */
static void
tell_gaps(const struct run *run)
{
    const struct jd_model *model = run->linking.model;
    uint32_t n = 0;
    for (uint32_t c = 0; c < jd_model_n_comparisons(model); c++)
        for (int gamma = 0; gamma < (int)jd_model_n_levels(model, c); gamma++) {
            double m = 0, u = 0;
            jd_training_level(run->training, c, gamma, &m, &u);
            bool is_level = !isnan(jd_model_level_weight(model, c, gamma));
            n += is_level && (isnan(m) || isnan(u));
        }
    cli_progress_done(run->cli);
    if (n > 0)
        (void)fprintf(stderr,
            "joinder train: %" PRIu32 " levels have no m or no u: predict takes defaults\n",
            n);
}

static enum jd_status
train(struct run *run, struct jd_error *err)
{
    enum jd_status status = start(run, err);
    if (status == JD_OK)
        status = find_prior(run, err);
    if (status == JD_OK && !cli_has(run->cli, "--keep-u"))
        status = jd_training_u(run->training, &run->u, err);
    if (status == JD_OK)
        status = read_labels(run, err);
    if (status == JD_OK)
        status = run_sessions(run, err);
    if (status == JD_OK)
        status = write_history(run, err);
    if (status == JD_OK)
        status = write_model(run, err);
    if (status == JD_OK && cli_has(run->cli, "--frequencies-out"))
        status = linking_write_frequencies(&run->linking,
            cli_value(run->cli, "--frequencies-out"), cli_value(run->cli, "--settings"),
            err);
    if (status == JD_OK)
        tell_gaps(run);
    return status == JD_OK && joins(run->cli) ? join(run, err) : status;
}

/* Options that need or exclude each other: what is wrong with them, or NULL. */
static const char *
what_is_wrong(const struct run *run)
{
    const struct cli *cli = run->cli;
    if (!cli_has(cli, "--settings") || !cli_has(cli, "--out"))
        return "--settings and --out are needed";
    if (cli_has(cli, "--deterministic") != cli_has(cli, "--recall"))
        return "--deterministic and --recall need each other";
    if (cli_nth(cli, "--deterministic", 64) != NULL)
        return "--deterministic is given more than 64 times";
    if (run->em.fix_m && run->em.fix_u)
        return "--em-fix-m leaves nothing to estimate without --em-free-u";
    if (cli_has(cli, "--prior-from-em") && !cli_has(cli, "--em"))
        return "--prior-from-em needs --em";
    if (!joins(cli) && (cli_has(cli, "--min-probability") || cli_has(cli, "--min-weight")))
        return "a threshold needs --pairs or --clusters";
    return NULL;
}

/* Options that are numbers; false (with a message) when they are none. */
static bool
read_numbers(struct run *run)
{
    const struct cli *cli = run->cli;
    const uint64_t most_pairs = (uint64_t)1 << 50;
    uint64_t n_chunks = run->u.n_chunks;
    run->u.max_pairs = 10000000;
    run->prior_sample = 1;
    bool ok = cli_real(cli, "--recall", 0, 1, &run->recall) &&
              cli_real(cli, "--prior-sample", 0, 1, &run->prior_sample) &&
              cli_whole(cli, "--u-pairs", most_pairs, &run->u.max_pairs) &&
              cli_whole(cli, "--u-least", most_pairs, &run->u.min_count) &&
              cli_whole(cli, "--u-chunks", 1000000, &n_chunks) &&
              cli_whole(cli, "--seed", UINT64_MAX, &run->u.seed) &&
              cli_whole(cli, "--em-pairs", most_pairs, &run->em.max_pairs) &&
              cli_real(cli, "--em-probe", 0, 1, &run->em.probe_share);
    run->u.n_chunks = (uint32_t)n_chunks;
    return ok;
}

/* False (with a message) when the options are wrong. */
static bool
read_options(struct run *run)
{
    const struct cli *cli = run->cli;
    run->u.has_seed = cli_has(cli, "--seed");
    run->em.without_frequencies = cli_has(cli, "--em-without-frequencies");
    run->em.fix_prior = cli_has(cli, "--em-fix-prior");
    run->em.fix_m = cli_has(cli, "--em-fix-m");
    run->em.fix_u = !cli_has(cli, "--em-free-u");
    const char *wrong = what_is_wrong(run);
    if (wrong != NULL)
        (void)cli_usage(cli, "%s", wrong);
    return wrong == NULL && read_numbers(run) && joining_files(cli, "--clusters") &&
           joining_options(&run->joining, cli, "--clusters");
}

static int
run_verb(struct cli *cli)
{
    struct run run = {
        .cli = cli, .u = jd_u_options_default(), .em = jd_em_options_default()};
    struct jd_error err = {0};
    uint32_t threads = 0;
    if (!read_options(&run) || !cli_threads(cli, &threads))
        return CLI_USAGE;
    enum jd_status status = train(&run, &err);
    training_done(&run);
    joining_done(&run.joining);
    linking_done(&run.linking);
    return status == JD_OK ? CLI_DONE : cli_failed(cli, &err);
}

const struct cli_verb verb_train = {"train", "FILE... ",
    "Estimate a model's parameters from records.", 1, UINT32_MAX, options, run_verb};
