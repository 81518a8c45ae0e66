/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evaluate_labels.c - scored pairs beside pairs that were judged: --labels.
 *
 * As Splink's accuracy_analysis_from_labels_table: only judged pairs count.  One that is not among
 * the scored ones was not found by a blocking rule, and so is no link at any threshold.
 */
#include "cli/evaluate.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A judged pair, in ranks; its score is what the judges gave it, from 0 to 1. */
struct judging {
    struct jd_pair *pairs;
    uint32_t n;
    int64_t n_found, n_matches;
    double *weights; /* of each; NaN: not found */
};

static enum jd_status
read_label(const struct jd_table *table, uint32_t column, uint32_t row, double *out_label,
    struct jd_error *err)
{
    struct jd_value value = jd_table_get(table, column, row);
    bool ok = value.type == JD_TYPE_BOOL || linking_number(value, out_label);
    if (value.type == JD_TYPE_BOOL)
        *out_label = (double)value.integer;
    for (int word = 0; word < 2 && !ok && value.type == JD_TYPE_TEXT; word++) {
        const char *said = word == 1 ? "true" : "false";
        ok = value.text.size == strlen(said) &&
             memcmp(value.text.data, said, strlen(said)) == 0;
        *out_label = word;
    }
    return ok && *out_label >= 0 && *out_label <= 1
               ? JD_OK
               : LINKING_FAIL(err, JD_E_INPUT,
                     "row %u of table %.100s has no number from 0 to 1 in column %.100s",
                     row + 1, jd_table_name(table), jd_table_column(table, column).name);
}

/* The judged pairs, each once: of several judgements the highest counts. */
static enum jd_status
read_labels(struct judging *judging, const struct cli *cli, const struct nodes *nodes,
    const struct jd_table *table, struct jd_error *err)
{
    const char *name = cli_value_or(cli, "--judged", "clerical_match_score");
    uint32_t column = jd_table_find(table, name), n = jd_table_n_rows(table);
    struct named_ends ends;
    if (column == JD_NONE)
        return LINKING_FAIL(err, JD_E_INPUT, "there is no column %.100s in table %.100s",
            name, jd_table_name(table));
    judging->pairs = calloc((size_t)n + 1, sizeof(*judging->pairs));
    judging->weights = calloc((size_t)n + 1, sizeof(*judging->weights));
    if (judging->pairs == NULL || judging->weights == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u pairs", n);
    enum jd_status status = named_ends_find(&ends, table, nodes, err);
    for (uint32_t row = 0; row < n && status == JD_OK; row++) {
        uint32_t ranks[2];
        double label = 0;
        status = named_ends_read(&ends, nodes, row, ranks, err);
        if (status == JD_OK)
            status = read_label(table, column, row, &label, err);
        if (status != JD_OK)
            return status;
        bool turn = ranks[0] > ranks[1];
        judging->pairs[row] = (struct jd_pair){ranks[turn], ranks[!turn], label};
        judging->weights[row] = (double)NAN;
    }
    judging->n = n > 0 ? (uint32_t)scored_keep_highest(judging->pairs, n) : 0;
    for (uint32_t i = 0; i < judging->n && status == JD_OK; i++)
        judging->n_matches += judging->pairs[i].score >= 0.5;
    return status;
}

/* The weights of the judged pairs that the scored ones hold; of several the highest. */
static enum jd_status
find_weights(struct judging *judging, const struct nodes *nodes,
    const struct jd_table *table, struct jd_error *err)
{
    struct scored_file file = {0};
    enum jd_status status = scored_find(&file, table, nodes, true, err);
    for (uint32_t row = 0; row < jd_table_n_rows(table) && status == JD_OK; row++) {
        struct jd_pair p = {0};
        status = scored_read(&file, nodes, row, &p, err);
        if (status != JD_OK || isnan(p.score))
            continue;
        struct jd_pair key = {p.a < p.b ? p.a : p.b, p.a < p.b ? p.b : p.a, 0};
        const struct jd_pair *found =
            bsearch(&key, judging->pairs, judging->n, sizeof(key), scored_by_ends);
        if (found == NULL)
            continue;
        double *weight = &judging->weights[found - judging->pairs];
        judging->n_found += isnan(*weight);
        *weight = isnan(*weight) ? p.score : fmax(*weight, p.score);
    }
    return status;
}

static enum jd_status
put_thresholds(
    const struct judging *judging, double step, json_t *body, struct jd_error *err)
{
    long least = 0, most = -1; /* no rows */
    for (uint32_t i = 0; i < judging->n; i++) {
        if (isnan(judging->weights[i]))
            continue;
        long at = evaluate_step(judging->weights[i], step);
        bool is_first = most < least;
        least = is_first || at < least ? at : least;
        most = is_first || at > most ? at : most;
    }
    uint64_t *counts = calloc(2 * (size_t)(most - least + 1) + 1, sizeof(*counts));
    if (counts == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for thresholds");
    for (uint32_t i = 0; i < judging->n; i++)
        if (!isnan(judging->weights[i]))
            counts[2 * (evaluate_step(judging->weights[i], step) - least) +
                   (judging->pairs[i].score >= 0.5)]++;
    (void)json_object_set_new(body, "thresholds",
        evaluate_rows(counts, least, most, step, (uint64_t)judging->n_matches,
            (uint64_t)(judging->n - judging->n_matches)));
    free(counts);
    return JD_OK;
}

static enum jd_status
write_errors(const struct judging *judging, const struct cli *cli, double threshold,
    const struct nodes *nodes, struct jd_io *io, struct jd_error *err)
{
    struct evaluate_errors errors = {0};
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < judging->n && status == JD_OK; i++) {
        struct jd_pair pair = judging->pairs[i];
        bool is_match = pair.score >= 0.5;
        pair.score = judging->weights[i];
        if (is_match != (pair.score >= threshold))
            status = evaluate_errors_add(&errors, pair, is_match, err);
    }
    if (status == JD_OK)
        status = evaluate_errors_write(&errors, nodes, io, cli_value(cli, "--errors"), err);
    free(errors.all);
    return status;
}

enum jd_status
evaluate_labels(struct cli *cli, struct linking *linking, double step, double threshold,
    json_t *body, struct jd_error *err)
{
    struct nodes nodes = {0};
    struct judging judging = {0};
    struct jd_table *all = NULL, *labels = NULL;
    enum jd_status status = linking_read_records(linking, cli, cli->words[0], err);
    if (status == JD_OK)
        status = nodes_of_records(&nodes, linking, cli, &all, err);
    if (status == JD_OK)
        status = linking_read_one(linking, cli_value(cli, "--labels"), &labels, err);
    if (status == JD_OK)
        status = read_labels(&judging, cli, &nodes, labels, err);
    if (status == JD_OK)
        status =
            find_weights(&judging, &nodes, linking->tables[linking->n_tables - 1], err);
    (void)json_object_set_new(body, "judged", json_integer(judging.n));
    (void)json_object_set_new(body, "judged_matches", json_integer(judging.n_matches));
    (void)json_object_set_new(body, "found", json_integer(judging.n_found));
    if (status == JD_OK)
        status = put_thresholds(&judging, step, body, err);
    if (status == JD_OK && cli_has(cli, "--errors"))
        status = write_errors(&judging, cli, threshold, &nodes, linking->io, err);
    jd_table_free(labels);
    jd_table_free(all);
    nodes_done(&nodes);
    free(judging.pairs);
    free(judging.weights);
    return status;
}
