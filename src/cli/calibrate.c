/* SPDX-License-Identifier: Apache-2.0 */
/* calibrate.c - joinder calibrate: what a weight is worth, from pairs that somebody judged. */
#include "cli/about.h"
#include "cli/figures.h"
#include "cli/judged.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct cli_option options[] = {
    {"--truth", "FILE:COLUMN", "judge all pairs by whose the records are", false},
    {"--judged", "COLUMN", "the column of judgements (is_match)", false},
    {"--out", "CALIBRATION.json", "write which weight each weight should have been", false},
    {"--folds", "N", "parts that are held out in turn (10)", false},
    {"--id", "COLUMN", "the records' id column (unique_id)", false},
    {"--source", "COLUMN", "the column that says a source (source_dataset)", false},
    {"--format", "FORMAT", "table (the default on a terminal), json or csv", false},
    {NULL, NULL, NULL, false},
};

enum { PATH_SIZE = 4096 };

static void
put(json_t *object, const char *key, double value)
{
    (void)json_object_set_new(
        object, key, isfinite(value) ? json_real(value) : json_null());
}

/* Pairs that judged ones stand for, as a whole number. */
static void
put_count(json_t *object, const char *key, double value)
{
    (void)json_object_set_new(object, key, json_integer((json_int_t)llround(value)));
}

/* NAME, NAME_low and NAME_high. */
static void
put_share(json_t *row, const char *name, struct jd_share share)
{
    char key[32];
    put(row, name, share.share);
    (void)snprintf(key, sizeof(key), "%s_low", name);
    put(row, key, share.low);
    (void)snprintf(key, sizeof(key), "%s_high", name);
    put(row, key, share.high);
}

/* Precision and recall from each edge of the strata on. */
static void
put_estimates(const struct judged *judged, json_t *body)
{
    json_t *rows = json_array();
    if (judged->n_strata > 0)
        put(body, "matches",
            jd_strata_estimate(judged->strata, judged->n_strata, -(double)INFINITY)
                .matches);
    for (int i = 0; i < JUDGED_N_EDGES && judged->n_strata > 0; i++) {
        struct jd_stratum_estimate e =
            jd_strata_estimate(judged->strata, judged->n_strata, judged_edges[i]);
        json_t *row = json_object();
        put(row, "weight", judged_edges[i]);
        put_share(row, "precision", e.precision);
        put_share(row, "recall", e.recall);
        (void)json_array_append_new(rows, row);
    }
    (void)json_object_set_new(body, "estimates", rows);
}

/* The weights from which on a calibrated probability is reached. */
static void
put_reached(const struct jd_calibration *calibration, json_t *body)
{
    static const double wanted[] = {0.5, 0.8, 0.9, 0.95, 0.99, 0.999};
    json_t *rows = json_array();
    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
        double least = jd_weight_from_probability(wanted[i]), from = (double)INFINITY;
        size_t n = jd_calibration_n_knots(calibration), at = 0;
        while (at < n && jd_calibration_knot(calibration, at).calibrated < least)
            at++;
        if (at < n) {
            struct jd_knot to = jd_calibration_knot(calibration, at), below = to;
            if (at > 0)
                below = jd_calibration_knot(calibration, at - 1);
            from = at == 0 ? to.weight
                           : below.weight + (least - below.calibrated) /
                                                (to.calibrated - below.calibrated) *
                                                (to.weight - below.weight);
        }
        json_t *row = json_object();
        put(row, "probability", wanted[i]);
        put(row, "from_weight", from);
        (void)json_array_append_new(rows, row);
    }
    (void)json_object_set_new(body, "reached", rows);
}

static void
put_bins(const struct jd_calibration_error *before,
    const struct jd_calibration_error *after, json_t *body)
{
    json_t *rows = json_array();
    for (int i = 0; i < JD_CALIBRATION_BINS; i++) {
        json_t *row = json_object();
        put(row, "probability", (double)i / JD_CALIBRATION_BINS);
        put_count(row, "pairs", before->bins[i].pairs);
        put(row, "promised", before->bins[i].promised);
        put(row, "observed", before->bins[i].observed);
        put_count(row, "pairs_calibrated", after->bins[i].pairs);
        put(row, "promised_calibrated", after->bins[i].promised);
        put(row, "observed_calibrated", after->bins[i].observed);
        (void)json_array_append_new(rows, row);
    }
    (void)json_object_set_new(body, "bins", rows);
}

static enum jd_status
write_calibration(
    const struct jd_calibration *calibration, const char *path, struct jd_error *err)
{
    json_t *knots = json_array();
    for (size_t i = 0; i < jd_calibration_n_knots(calibration); i++) {
        struct jd_knot knot = jd_calibration_knot(calibration, i);
        json_t *pair = json_array();
        (void)json_array_append_new(pair, json_real(knot.weight));
        (void)json_array_append_new(pair, json_real(knot.calibrated));
        (void)json_array_append_new(knots, pair);
    }
    json_t *file = json_object();
    (void)json_object_set_new(file, "calibration", knots);
    char *text = json_dumps(file, JSON_COMPACT | JSON_REAL_PRECISION(17));
    json_decref(file);
    if (text == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for knots");
    enum jd_status status = linking_write_text(path, text, strlen(text), err);
    free(text);
    return status;
}

static enum jd_status
tell(const struct cli *cli, const struct judged *judged, uint64_t folds, json_t *body,
    struct jd_error *err)
{
    struct jd_calibration *calibration = NULL;
    struct jd_calibration_error before, after;
    (void)json_object_set_new(body, "pairs", json_integer((json_int_t)judged->n_rows));
    (void)json_object_set_new(body, "judged", json_integer((json_int_t)judged->n));
    (void)json_object_set_new(
        body, "judged_matches", json_integer((json_int_t)judged->n_matches));
    put_estimates(judged, body);
    if (judged->n == 0)
        return LINKING_FAIL(err, JD_E_INPUT, "no pair with a weight is judged");
    enum jd_status status =
        jd_calibration_fit(NULL, judged->pairs, judged->n, &calibration, err);
    if (status == JD_OK)
        status = jd_calibration_check(
            NULL, judged->pairs, judged->n, (uint32_t)folds, &before, &after, err);
    if (status == JD_OK) {
        json_t *error = json_object();
        (void)json_object_set_new(error, "folds", json_integer((json_int_t)folds));
        put(error, "before", before.expected);
        put(error, "after", after.expected);
        (void)json_object_set_new(body, "calibration_error", error);
        put_bins(&before, &after, body);
        put_reached(calibration, body);
    }
    if (status == JD_OK && cli_has(cli, "--out"))
        status = write_calibration(calibration, cli_value(cli, "--out"), err);
    jd_calibration_free(calibration);
    return status;
}

static bool
print_tables(const json_t *body)
{
    static const char *const estimates[] = {"weight", "precision", "precision_low",
        "precision_high", "recall", "recall_low", "recall_high", NULL};
    static const char *const bins[] = {"probability", "pairs", "promised", "observed",
        "pairs_calibrated", "promised_calibrated", "observed_calibrated", NULL};
    static const char *const reached[] = {"probability", "from_weight", NULL};
    const json_t *error = json_object_get(body, "calibration_error");
    const json_t *matches = json_object_get(body, "matches");
    (void)printf("%lld pairs, %lld judged: %lld matches\n",
        (long long)json_integer_value(json_object_get(body, "pairs")),
        (long long)json_integer_value(json_object_get(body, "judged")),
        (long long)json_integer_value(json_object_get(body, "judged_matches")));
    if (json_is_real(matches))
        (void)printf(
            "matches among all pairs, estimated: %.0f\n", json_real_value(matches));
    (void)printf("expected calibration error: %.4f as the model is, %.4f calibrated "
                 "(held out in %lld parts)\n",
        json_real_value(json_object_get(error, "before")),
        json_real_value(json_object_get(error, "after")),
        (long long)json_integer_value(json_object_get(error, "folds")));
    bool ok = figures_print_rows(json_object_get(body, "estimates"), estimates);
    ok = figures_print_rows(json_object_get(body, "bins"), bins) && ok;
    return figures_print_rows(json_object_get(body, "reached"), reached) && ok;
}

static enum jd_status
read(struct cli *cli, struct linking *linking, struct judged *judged, struct jd_error *err)
{
    const char *files[2] = {cli->words[0], NULL};
    char path[PATH_SIZE] = "";
    const char *truth = cli_value(cli, "--truth");
    if (truth != NULL) {
        (void)about_split(truth, path); /* it is whole and fits: run() looked */
        files[1] = path;
    }
    enum jd_status status = linking_read(linking, cli, files, truth != NULL ? 2 : 1, err);
    if (status != JD_OK)
        return status;
    if (truth == NULL)
        return judged_read_review(
            judged, linking->tables[0], cli_value_or(cli, "--judged", "is_match"), err);
    return judged_read_truth(judged, linking->tables[0], linking->tables[1],
        strrchr(truth, ':') + 1, cli_value_or(cli, "--id", "unique_id"),
        cli_value_or(cli, "--source", "source_dataset"), err);
}

static int
run(struct cli *cli)
{
    struct linking linking = {0};
    struct judged judged = {0};
    struct jd_error err = {0};
    uint64_t folds = 10;
    uint32_t threads = 0;
    if (!cli_threads(cli, &threads) || !cli_whole(cli, "--folds", 1000, &folds) ||
        !figures_format(cli))
        return CLI_USAGE;
    if (folds < 2)
        return cli_usage(cli, "--folds is 2 or more");
    const char *truth = cli_value(cli, "--truth");
    if (truth != NULL && (!about_is_whole(truth) || strlen(truth) >= PATH_SIZE))
        return cli_usage(cli, "--truth is FILE:COLUMN");
    if (truth != NULL && cli_has(cli, "--judged"))
        return cli_usage(cli, "pairs are judged by --truth or by --judged");
    json_t *body = json_object();
    enum jd_status status = read(cli, &linking, &judged, &err);
    if (status == JD_OK)
        status = tell(cli, &judged, folds, body, &err);
    if (status == JD_OK && !figures_print(cli, body, print_tables))
        status = LINKING_FAIL(&err, JD_E_NOMEM, "the figures cannot be written");
    json_decref(body);
    judged_done(&judged);
    linking_done(&linking);
    return status == JD_OK ? CLI_DONE : cli_failed(cli, &err);
}

const struct cli_verb verb_calibrate = {"calibrate", "PAIRS ",
    "Say what a weight is worth, from pairs that were judged.", 1, 1, options, run};
