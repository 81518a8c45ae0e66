/* SPDX-License-Identifier: Apache-2.0 */
/*
 * score_given.c - pairs that a file lists, or all of each cluster, scored as predict would.
 *
 * The model stands on all records, so frequencies and weights are those of predict, and the two
 * can be halves of one run: joinder block finds pairs, this scores them, elsewhere or later.
 *
 * **Invariant:** at[starts[c] .. starts[c + 1]) are the ranks of cluster c's records, rising.
 */
#include "cli/score_given.h"

#include "cli/about.h"
#include "cli/clustering.h"
#include "cli/evaluate.h"

#include <inttypes.h>
#include <stdlib.h>

/* Pairs that are scored at once: enough to fill all threads. */
enum { CHUNK = 1 << 20 };

/* Pairs on their way. */
struct given {
    struct cli *cli;
    struct linking *linking;
    struct nodes nodes;
    struct pairs_file *file;
    uint32_t *pairs; /* CHUNK left ends, then CHUNK right ones */
    uint32_t n;
    uint64_t n_done, n_all;
    struct jd_progress progress;
    /* of --clusters: */
    bool is_between; /* pairs of one source are none */
    uint32_t *clusters, n_clusters, *starts, *at;
    uint64_t *without; /* pairs of ranks that are left out, sorted */
    size_t n_without;
};

static enum jd_status
take(void *ctx, const struct jd_scored *pairs, struct jd_error *err)
{
    return pairs_file_append(ctx, pairs, err);
}

static enum jd_status
flush(struct given *given, struct jd_error *err)
{
    const struct jd_progress *progress = &given->progress;
    enum jd_status status = JD_OK;
    if (given->n > 0)
        status = jd_linkage_score(given->linking->linkage, given->pairs,
            given->pairs + CHUNK, given->n, take, given->file, err);
    given->n = 0;
    if (status == JD_OK &&
        progress->should_stop(progress->ctx, "pairs", given->n_done, given->n_all))
        status = LINKING_FAIL(err, JD_E_CANCELLED,
            "stopped after %" PRIu64 " of %" PRIu64 " pairs", given->n_done, given->n_all);
    return status;
}

static enum jd_status
add(struct given *given, uint32_t left_rank, uint32_t right_rank, struct jd_error *err)
{
    given->pairs[given->n] = given->nodes.records[left_rank];
    given->pairs[CHUNK + given->n++] = given->nodes.records[right_rank];
    return given->n == CHUNK ? flush(given, err) : JD_OK;
}

/* ---- pairs of a file ---- */

static enum jd_status
score_listed(struct given *given, const struct jd_table *table, struct jd_error *err)
{
    struct named_ends ends;
    enum jd_status status = named_ends_find(&ends, table, &given->nodes, err);
    given->n_all = jd_table_n_rows(table);
    for (uint32_t row = 0; row < given->n_all && status == JD_OK; row++) {
        uint32_t ranks[2];
        status = named_ends_read(&ends, &given->nodes, row, ranks, err);
        given->n_done++;
        if (status == JD_OK)
            status = add(given, ranks[0], ranks[1], err);
    }
    return status == JD_OK ? flush(given, err) : status;
}

/* ---- pairs of clusters ---- */

/* By record the cluster that the file says; JD_NONE for a record that is not in it. */
static enum jd_status
read_clusters(struct given *given, const struct jd_table *table, struct jd_error *err)
{
    struct about about;
    uint32_t n = given->nodes.n, column = JD_NONE, record = JD_NONE;
    const char *name = cli_value_or(given->cli, "--column", "cluster_id");
    struct jd_value *values = calloc((size_t)n + 1, sizeof(*values)); /* nulls */
    given->clusters = calloc((size_t)n + 1, sizeof(*given->clusters));
    enum jd_status status = JD_OK;
    if (values == NULL || given->clusters == NULL)
        status = LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", n);
    if (status == JD_OK)
        status = about_find(&about, &given->nodes, table, err);
    if (status == JD_OK)
        status = about_column(&about, name, &column, err);
    for (uint32_t row = 0; status == JD_OK && row < jd_table_n_rows(table); row++) {
        status = about_record(&about, row, &record, err);
        if (status == JD_OK && values[record].type != JD_TYPE_NULL)
            status = LINKING_FAIL(err, JD_E_INPUT,
                "row %u of table %.100s is of a record once more", row + 1,
                jd_table_name(table));
        if (status == JD_OK)
            values[record] = jd_table_get(table, column, row);
    }
    if (status == JD_OK)
        status = evaluate_number(values, n, given->clusters, &given->n_clusters, NULL, err);
    free(values);
    return status;
}

static enum jd_status
group(struct given *given, struct jd_error *err)
{
    const struct nodes *nodes = &given->nodes;
    given->starts = calloc((size_t)given->n_clusters + 2, sizeof(*given->starts));
    given->at = calloc((size_t)nodes->n + 1, sizeof(*given->at));
    if (given->starts == NULL || given->at == NULL)
        return LINKING_FAIL(
            err, JD_E_NOMEM, "no memory for %u clusters", given->n_clusters);
    for (uint32_t i = 0; i < nodes->n; i++)
        if (given->clusters[i] != JD_NONE)
            given->starts[given->clusters[i] + 2]++;
    for (uint32_t c = 2; c <= given->n_clusters; c++)
        given->starts[c] += given->starts[c - 1];
    for (uint32_t rank = 0; rank < nodes->n; rank++) { /* the starts move on to the ends */
        uint32_t cluster = given->clusters[nodes->records[rank]];
        if (cluster != JD_NONE)
            given->at[given->starts[cluster + 1]++] = rank;
    }
    for (uint32_t c = 0; c < given->n_clusters; c++) {
        uint64_t n = given->starts[c + 1] - given->starts[c];
        given->n_all += n * (n - 1) / 2;
    }
    return JD_OK;
}

static uint64_t
pair_of(uint32_t a, uint32_t b)
{
    return a < b ? (uint64_t)a << 32 | b : (uint64_t)b << 32 | a;
}

static int
by_pair(const void *left, const void *right)
{
    const uint64_t *x = left, *y = right;
    return (*x > *y) - (*x < *y);
}

/* The pairs of --without. */
static enum jd_status
read_without(struct given *given, struct jd_error *err)
{
    struct named_ends ends;
    struct jd_table *table = NULL;
    const char *path = cli_value(given->cli, "--without");
    if (path == NULL)
        return JD_OK;
    enum jd_status status = linking_read_one(given->linking, path, &table, err);
    if (status != JD_OK)
        return status;
    uint32_t n = jd_table_n_rows(table);
    given->without = calloc((size_t)n + 1, sizeof(*given->without));
    if (given->without == NULL)
        status = LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u pairs", n);
    if (status == JD_OK)
        status = named_ends_find(&ends, table, &given->nodes, err);
    for (uint32_t row = 0; row < n && status == JD_OK; row++) {
        uint32_t ranks[2];
        status = named_ends_read(&ends, &given->nodes, row, ranks, err);
        if (status == JD_OK)
            given->without[given->n_without++] = pair_of(ranks[0], ranks[1]);
    }
    if (given->without != NULL)
        qsort(given->without, given->n_without, sizeof(*given->without), by_pair);
    jd_table_free(table);
    return status;
}

/* Is a pair asked for: not known already, and of two sources where only these are linked? */
static bool
is_asked(const struct given *given, uint32_t left_rank, uint32_t right_rank)
{
    uint64_t pair = pair_of(left_rank, right_rank);
    const struct nodes *nodes = &given->nodes;
    if (given->n_without > 0 &&
        bsearch(&pair, given->without, given->n_without, sizeof(pair), by_pair) != NULL)
        return false;
    return !given->is_between || !nodes_share_source(nodes, nodes->records[left_rank],
                                     nodes->records[right_rank]);
}

static enum jd_status
score_cluster(struct given *given, uint32_t cluster, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t l = given->starts[cluster]; l < given->starts[cluster + 1]; l++)
        for (uint32_t r = l + 1; r < given->starts[cluster + 1] && status == JD_OK; r++) {
            given->n_done++;
            if (is_asked(given, given->at[l], given->at[r]))
                status = add(given, given->at[l], given->at[r], err);
        }
    return status;
}

static enum jd_status
score_clusters(
    struct given *given, const struct jd_table *table, uint64_t most, struct jd_error *err)
{
    enum jd_status status = read_clusters(given, table, err);
    if (status == JD_OK)
        status = group(given, err);
    if (status == JD_OK && given->n_all > most)
        status = LINKING_FAIL(err, JD_E_LIMIT,
            "%" PRIu64 " pairs lie within clusters, more than --max-pairs %" PRIu64,
            given->n_all, most);
    if (status == JD_OK)
        status = read_without(given, err);
    given->is_between = linking_is_between(cli_value(given->cli, "--model"));
    for (uint32_t c = 0; c < given->n_clusters && status == JD_OK; c++)
        status = score_cluster(given, c, err);
    return status == JD_OK ? flush(given, err) : status;
}

/* ---- both ---- */

/* The records, the model on them, and the file that says which pairs. */
static enum jd_status
start(struct given *given, struct jd_table **out_table, struct jd_error *err)
{
    struct cli *cli = given->cli;
    struct linking *linking = given->linking;
    const char *path = cli_value(cli, cli_has(cli, "--pairs") ? "--pairs" : "--clusters");
    enum jd_status status = linking_read(linking, cli, cli->words, cli->n_words, err);
    if (status == JD_OK)
        status = linking_put_model(linking, cli, cli_value(cli, "--model"), err);
    if (status == JD_OK)
        status = nodes_init(&given->nodes, jd_linkage_table(linking->linkage),
            jd_model_id_column(linking->model), jd_model_source_column(linking->model),
            err);
    (void)timings_stage(cli->timings, "reading pairs");
    if (status == JD_OK)
        status = linking_read_one(linking, path, out_table, err);
    return status;
}

enum jd_status
score_given(
    struct cli *cli, struct linking *linking, uint64_t most_pairs, struct jd_error *err)
{
    struct given given = {.cli = cli, .linking = linking, .progress = cli_progress(cli)};
    struct jd_table *table = NULL;
    enum jd_status status = start(&given, &table, err);
    given.pairs = calloc(2 * (size_t)CHUNK, sizeof(*given.pairs));
    if (status == JD_OK && given.pairs == NULL)
        status = LINKING_FAIL(err, JD_E_NOMEM, "no memory for pairs");
    if (status == JD_OK)
        status = pairs_file_new(linking, cli_value(cli, "--out"), &given.file, err);
    (void)timings_stage(cli->timings, "pairs");
    if (status == JD_OK)
        status = cli_has(cli, "--pairs") ? score_listed(&given, table, err)
                                         : score_clusters(&given, table, most_pairs, err);
    if (status == JD_OK)
        status = pairs_file_close(given.file, err);
    pairs_file_free(given.file);
    jd_table_free(table);
    nodes_done(&given.nodes);
    free(given.pairs);
    free(given.clusters);
    free(given.starts);
    free(given.at);
    free(given.without);
    return status;
}
