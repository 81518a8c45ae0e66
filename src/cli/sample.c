/* SPDX-License-Identifier: Apache-2.0 */
/* sample.c - joinder sample: pairs for somebody to judge, drawn so that they stand for all. */
#include "cli/sample.h"

#include "cli/clustering.h"
#include "cli/evaluate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct cli_option options[] = {
    {"--records", "FILE", "the records of the pairs (needed; may be repeated)", true},
    {"--out", "REVIEW", "a file, .csv, .csv.gz, .parquet or .jsonl (needed)", false},
    {"--page", "PAGE.html", "and a page to judge them on; --out is .csv then", false},
    {"--record", "ID", "no sample: the pairs of this record, heaviest first", true},
    {"--n", "N", "how many pairs (400)", false},
    {"--outside", "N", "and how many that no blocking rule found (0)", false},
    {"--seed", "S", "another seed, another sample (1)", false},
    {"--id", "COLUMN", "the records' id column (unique_id)", false},
    {"--source", "COLUMN", "the column that says a source (source_dataset)", false},
    {NULL, NULL, NULL, false},
};

enum { MOST = 1000000 };

static enum jd_status
read_pairs(struct sampling *sampling, const struct jd_table *table,
    const struct nodes *nodes, struct jd_error *err)
{
    struct scored_file file = {0};
    enum jd_status status = scored_find(&file, table, nodes, true, err);
    uint32_t n_rows = jd_table_n_rows(table);
    sampling->pairs = calloc((size_t)n_rows + 1, sizeof(*sampling->pairs));
    if (status == JD_OK && sampling->pairs == NULL)
        status = LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u pairs", n_rows);
    for (uint32_t row = 0; row < n_rows && status == JD_OK; row++) {
        struct jd_pair p = {0};
        status = scored_read(&file, nodes, row, &p, err);
        if (status == JD_OK && isnan(p.score))
            status =
                LINKING_FAIL(err, JD_E_INPUT, "row %u of table %.100s has no match_weight",
                    row + 1, jd_table_name(table));
        if (status == JD_OK && p.a == p.b)
            status = LINKING_FAIL(err, JD_E_INPUT,
                "row %u of table %.100s is a record with itself", row + 1,
                jd_table_name(table));
        if (status == JD_OK)
            sampling->pairs[sampling->n_pairs++] =
                (struct jd_pair){p.a < p.b ? p.a : p.b, p.a < p.b ? p.b : p.a, p.score};
    }
    if (status == JD_OK)
        sampling->n_pairs = scored_keep_highest(sampling->pairs, sampling->n_pairs);
    return status;
}

/* Number the sources by rank. */
static enum jd_status
number_sources(struct sampling *sampling, const struct nodes *nodes, uint32_t *out,
    struct jd_error *err)
{
    struct jd_value *values = calloc((size_t)nodes->n + 1, sizeof(*values));
    if (values == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", nodes->n);
    for (uint32_t rank = 0; rank < nodes->n; rank++)
        values[rank] =
            jd_table_get(nodes->table, nodes->source_column, nodes->records[rank]);
    enum jd_status status =
        evaluate_number(values, nodes->n, out, &sampling->n_sources, NULL, err);
    free(values);
    for (uint32_t rank = 0; rank < nodes->n; rank++)
        if (out[rank] == JD_NONE)
            out[rank] = sampling->n_sources; /* a source of those without one */
    sampling->n_sources++;
    sampling->sources = out;
    return status;
}

/* The pairs of the records of --record. */
static enum jd_status
take_of(const struct cli *cli, const struct nodes *nodes, struct sampling *sampling,
    struct jd_error *err)
{
    bool *is_wanted = calloc((size_t)nodes->n + 1, sizeof(*is_wanted));
    const char *name = NULL;
    enum jd_status status = JD_OK;
    if (is_wanted == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", nodes->n);
    for (uint32_t i = 0; (name = cli_nth(cli, "--record", i)) != NULL && status == JD_OK;
         i++) {
        uint32_t record = nodes_find(nodes, name);
        if (record == JD_NONE)
            status = LINKING_FAIL(err, JD_E_NOT_FOUND, "--record names no record");
        else
            is_wanted[nodes->ranks[record]] = true;
    }
    if (status == JD_OK)
        status = sample_take_of(sampling, is_wanted, err);
    free(is_wanted);
    return status;
}

/* What is wrong with the options, or NULL. */
static const char *
what_is_wrong(const struct cli *cli)
{
    const char *out = cli_value(cli, "--out"), *page = cli_value(cli, "--page");
    size_t size = page != NULL ? strlen(page) : 0;
    if (!cli_has(cli, "--records") || out == NULL)
        return "--records and --out are needed";
    if (page != NULL && (size < 6 || strcmp(page + size - 5, ".html") != 0))
        return "--page ends in .html";
    size = strlen(out);
    if (page != NULL && (size < 5 || strcmp(out + size - 4, ".csv") != 0))
        return "--page needs an --out of .csv";
    if (cli_has(cli, "--record") && (cli_has(cli, "--outside") || cli_has(cli, "--seed")))
        return "--record draws nothing: --outside and --seed do not go with it";
    return NULL;
}

static enum jd_status
sample(struct cli *cli, struct linking *linking, struct sampling *sampling,
    struct jd_error *err)
{
    struct nodes nodes = {0};
    struct jd_table *all = NULL;
    uint32_t *sources = NULL;
    enum jd_status status = linking_read_records(linking, cli, cli->words[0], err);
    if (status == JD_OK)
        status = nodes_of_records(&nodes, linking, cli, &all, err);
    sampling->n_records = nodes.n;
    if (status == JD_OK)
        status = read_pairs(sampling, linking->tables[linking->n_tables - 1], &nodes, err);
    if (status == JD_OK && nodes.source_column != JD_NONE) {
        sources = calloc((size_t)nodes.n + 1, sizeof(*sources));
        if (sources == NULL)
            status = LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", nodes.n);
        else
            status = number_sources(sampling, &nodes, sources, err);
    }
    if (status == JD_OK)
        status = cli_has(cli, "--record") ? take_of(cli, &nodes, sampling, err)
                                          : sample_draw(sampling, err);
    if (status == JD_OK)
        status = sample_write_review(cli, linking, &nodes, sampling, err);
    if (status == JD_OK)
        status = sample_write_page(cli, &nodes, err);
    free(sources);
    nodes_done(&nodes);
    jd_table_free(all);
    return status;
}

static int
run(struct cli *cli)
{
    struct linking linking = {0};
    struct sampling sampling = {.seed = 1};
    struct jd_error err = {0};
    uint64_t n = 400, outside = 0;
    uint32_t threads = 0;
    if (!cli_threads(cli, &threads) || !cli_whole(cli, "--n", MOST, &n) ||
        !cli_whole(cli, "--outside", MOST, &outside) ||
        !cli_whole(cli, "--seed", UINT64_MAX, &sampling.seed))
        return CLI_USAGE;
    const char *wrong = what_is_wrong(cli);
    if (wrong != NULL)
        return cli_usage(cli, "%s", wrong);
    sampling.n = (uint32_t)n;
    sampling.n_outside = (uint32_t)outside;
    enum jd_status status = sample(cli, &linking, &sampling, &err);
    free(sampling.pairs);
    free(sampling.drawn);
    linking_done(&linking);
    return status == JD_OK ? CLI_DONE : cli_failed(cli, &err);
}

const struct cli_verb verb_sample = {"sample", "PAIRS ",
    "Draw pairs for somebody to judge, so that they stand for all.", 1, 1, options, run};
