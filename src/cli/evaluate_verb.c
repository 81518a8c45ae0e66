/* SPDX-License-Identifier: Apache-2.0 */
/* evaluate_verb.c - joinder evaluate: how right clusters are, against records whose truth is known. */
#include "cli/about.h"
#include "cli/evaluate.h"
#include "cli/figures.h"

#include <stdlib.h>
#include <string.h>

static const struct cli_option options[] = {
    {"--truth", "FILE:COLUMN", "who each record is of; may be repeated", true},
    {"--labels", "PAIRS", "instead: pairs that were judged; PAIRS for CLUSTERS", false},
    {"--judged", "COLUMN", "of these, from 0 to 1 (clerical_match_score)", false},
    {"--records", "FILE", "with --labels: the records of the pairs", true},
    {"--by", "COLUMN", "compare groups, COLUMN[:decade|:script] of FILE", true},
    {"--pairs", "PAIRS", "count right and wrong pairs at steps of weight", false},
    {"--errors", "PAIRS", "write false and missed links of --pairs, --labels", false},
    {"--min-probability", "P", "of --errors: a link is a pair from P on (0.5)", false},
    {"--min-weight", "W", "of --errors: from W bits on", false},
    {"--step", "W", "the step, in bits (1)", false},
    {"--column", "COLUMN", "the column of clusters (cluster_id)", false},
    {"--id", "COLUMN", "the records' id column (unique_id)", false},
    {"--source", "COLUMN", "the column that says a source (source_dataset)", false},
    {"--format", "FORMAT", "table (the default on a terminal), json or csv", false},
    {NULL, NULL, NULL, false},
};

/* Files: CLUSTERS, those of truth without their columns, and last PAIRS. */
static enum jd_status
read_files(struct cli *cli, struct linking *linking, struct jd_error *err)
{
    uint32_t n = 0, n_truths = evaluate_given(cli, "--truth");
    size_t size = 1;
    for (uint32_t i = 0; i < n_truths; i++)
        size += strlen(cli_nth(cli, "--truth", i)) + 1;
    const char **files = calloc((size_t)n_truths + 2, sizeof(*files));
    char *room = malloc(size), *at = room;
    enum jd_status status = JD_OK;
    if (files == NULL || room == NULL) {
        status = LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u files", n_truths);
        goto done;
    }
    files[n++] = cli->words[0];
    for (uint32_t i = 0; i < n_truths; i++) {
        (void)about_split(cli_nth(cli, "--truth", i), at); /* it is whole: run() looked */
        files[n++] = at;
        at += strlen(at) + 1;
    }
    if (cli_has(cli, "--pairs"))
        files[n++] = cli_value(cli, "--pairs");
    status = linking_read(linking, cli, files, n, err);
done:
    free(room);
    free(files);
    return status;
}

static enum jd_status
find_clusters(struct evaluation *e, const struct cli *cli, struct jd_error *err)
{
    const struct jd_table *table = e->nodes.table;
    const char *name = cli_value_or(cli, "--column", "cluster_id");
    e->cluster_column = jd_table_find(table, name);
    if (e->cluster_column == JD_NONE)
        return LINKING_FAIL(err, JD_E_INPUT, "there is no column %.100s in table %.100s",
            name, jd_table_name(table));
    for (uint32_t i = 0; i < e->nodes.n; i++)
        if (jd_table_get(table, e->cluster_column, i).type == JD_TYPE_NULL)
            return LINKING_FAIL(err, JD_E_INPUT, "row %u of table %.100s has no cluster",
                i + 1, jd_table_name(table));
    return JD_OK;
}

/* Compare the clusters, as the file says them, with the persons. */
static enum jd_status
compare(struct evaluation *e, struct jd_error *err)
{
    struct jd_value *clusters = calloc((size_t)e->nodes.n + 1, sizeof(*clusters));
    if (clusters == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", e->nodes.n);
    for (uint32_t i = 0; i < e->nodes.n; i++)
        clusters[i] = jd_table_get(e->nodes.table, e->cluster_column, i);
    enum jd_status status = evaluate_compare(e, clusters, err);
    free(clusters);
    return status;
}

static enum jd_status
evaluate(struct cli *cli, struct linking *linking, struct evaluation *e, double step,
    struct evaluate_errors *errors, json_t *body, struct jd_error *err)
{
    const char *errors_path = cli_value(cli, "--errors");
    uint32_t n_truths = evaluate_given(cli, "--truth");
    enum jd_status status = read_files(cli, linking, err);
    if (status == JD_OK)
        status = nodes_init(&e->nodes, linking->tables[0],
            cli_value_or(cli, "--id", "unique_id"),
            cli_value_or(cli, "--source", "source_dataset"), err);
    if (status == JD_OK)
        status = evaluate_reserve(e, cli, err);
    if (status == JD_OK)
        status = find_clusters(e, cli, err);
    for (uint32_t i = 0; i < n_truths && status == JD_OK; i++)
        status = evaluate_truth(
            e, linking->tables[1 + i], strrchr(cli_nth(cli, "--truth", i), ':') + 1, err);
    if (status == JD_OK)
        status = compare(e, err);
    if (status == JD_OK)
        status = evaluate_whole(e, body, err);
    if (status == JD_OK && e->n_groupings > 0)
        status = evaluate_groups(e, body, err);
    if (status == JD_OK && cli_has(cli, "--pairs"))
        status = evaluate_thresholds(e, linking->tables[1 + n_truths], step, body,
            errors_path != NULL ? errors : NULL, err);
    if (status == JD_OK && errors_path != NULL)
        status = evaluate_errors_write(errors, &e->nodes, linking->io, errors_path, err);
    return status;
}

/* Is any of these options given? */
static bool
has_any(const struct cli *cli, const char *const *names)
{
    for (int i = 0; names[i] != NULL; i++)
        if (cli_has(cli, names[i]))
            return true;
    return false;
}

/* What is wrong with the options, or NULL. */
static const char *
what_is_wrong(const struct cli *cli)
{
    static const char *const of_labels[] = {"--records", "--judged", NULL};
    static const char *const of_pairs[] = {"--step", "--errors", NULL};
    static const char *const of_errors[] = {"--min-probability", "--min-weight", NULL};
    if (has_any(cli, of_labels))
        return "--records and --judged are of --labels";
    if (!evaluate_truths_are_whole(cli))
        return "--truth FILE:COLUMN is needed, or --labels";
    if (!cli_has(cli, "--pairs") && has_any(cli, of_pairs))
        return "--step and --errors are of --pairs";
    if (!cli_has(cli, "--errors") && has_any(cli, of_errors))
        return "--min-probability and --min-weight are of --errors";
    return evaluate_given(cli, "--by") > EVALUATE_GROUPINGS ? "--by may be given 16 times"
                                                            : NULL;
}

/* The same where pairs were judged. */
static const char *
what_is_wrong_with_labels(const struct cli *cli)
{
    static const char *const of_truth[] = {"--truth", "--by", "--pairs", "--column", NULL};
    if (has_any(cli, of_truth))
        return "--labels goes without --truth and what is of it";
    return cli_has(cli, "--records") ? NULL : "--labels needs --records";
}

static int
run(struct cli *cli)
{
    struct linking linking = {0};
    struct evaluation e = {0};
    struct jd_error err = {0};
    struct evaluate_errors errors = {0};
    double step = 1;
    uint32_t threads = 0;
    if (!cli_threads(cli, &threads) || !cli_real(cli, "--step", 0.05, 100, &step) ||
        !linking_min_weight(cli, 0, &errors.threshold))
        return CLI_USAGE;
    const char *wrong =
        cli_has(cli, "--labels") ? what_is_wrong_with_labels(cli) : what_is_wrong(cli);
    if (wrong != NULL)
        return cli_usage(cli, "%s", wrong);
    if (!figures_format(cli))
        return CLI_USAGE;
    json_t *body = json_object();
    enum jd_status status =
        cli_has(cli, "--labels")
            ? evaluate_labels(cli, &linking, step, errors.threshold, body, &err)
            : evaluate(cli, &linking, &e, step, &errors, body, &err);
    free(errors.all);
    if (status == JD_OK && !evaluate_print(cli, body))
        status = LINKING_FAIL(&err, JD_E_NOMEM, "the figures cannot be written");
    json_decref(body);
    evaluate_done(&e);
    linking_done(&linking);
    return status == JD_OK ? CLI_DONE : cli_failed(cli, &err);
}

const struct cli_verb verb_evaluate = {"evaluate", "CLUSTERS ",
    "Say how right clusters are where the truth is known, and for whom.", 1, 1, options,
    run};
