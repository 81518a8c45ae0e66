/* SPDX-License-Identifier: Apache-2.0 */
/* automatic_verb.c - dedupe without a model: files in, clusters, pairs and settings out. */
#include "cli/automatic_verb.h"
#include "cli/clustering.h"
#include "cli/platform.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Files, what was found in them, and its records by name. */
struct run {
    struct cli *cli;
    struct linking linking;
    struct jd_automatic *found;
    struct jd_automatic_column *told; /* --ignore, --label-column, --id */
    uint32_t n_told;
    char *settings;
    struct jd_table *ids; /* id, and source where there are several files */
    uint32_t *labels;
};

const char *
automatic_only(const struct cli *cli)
{
    static const char *const names[] = {"--settings", "--settings-out", "--ignore",
        "--label-column", "--id", "--partners", "--max-pairs", "--format"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (cli_has(cli, names[i]))
            return names[i];
    return NULL;
}

/* A column of a table by its name without blanks around it, or JD_NONE. */
static uint32_t
find_trimmed(const struct jd_table *table, const char *name)
{
    for (uint32_t c = 0; c < jd_table_n_columns(table); c++) {
        const char *header = jd_table_column(table, c).name;
        header += strspn(header, " \t\r\n");
        size_t size = strlen(name);
        if (strncmp(header, name, size) == 0 &&
            header[size + strspn(header + size, " \t\r\n")] == '\0')
            return c;
    }
    return JD_NONE;
}

static void
tell(struct run *run, const char *name, enum jd_column_use use)
{
    run->told[run->n_told++] = (struct jd_automatic_column){.name = name, .use = use};
}

/* What the options say of columns. */
static enum jd_status
tell_columns(struct run *run, struct jd_error *err)
{
    const char *label = cli_value(run->cli, "--label-column");
    const char *id = cli_value(run->cli, "--id"), *name = NULL;
    run->told = calloc((size_t)run->cli->n_given + 2, sizeof(*run->told));
    if (run->told == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for options");
    for (uint32_t t = 0; id == NULL && t < run->linking.n_tables; t++)
        if (find_trimmed(run->linking.tables[t], "unique_id") != JD_NONE)
            id = "unique_id";
    for (uint32_t i = 0; (name = cli_nth(run->cli, "--ignore", i)) != NULL; i++)
        tell(run, name, JD_USE_IGNORED);
    if (label != NULL)
        tell(run, label, JD_USE_LABEL);
    if (id != NULL)
        tell(run, id, JD_USE_KEY);
    return JD_OK;
}

static enum jd_status
find(struct run *run, struct jd_automatic_options *how, struct jd_error *err)
{
    const char *settings = cli_value(run->cli, "--settings");
    size_t size = 0;
    enum jd_status status =
        linking_read(&run->linking, run->cli, run->cli->words, run->cli->n_words, err);
    if (status == JD_OK)
        status = tell_columns(run, err);
    if (status == JD_OK && settings != NULL)
        status = linking_read_text(settings, &run->settings, &size, err);
    if (status != JD_OK)
        return status;
    how->settings = (struct jd_str){run->settings, size};
    how->columns = run->told;
    how->n_columns = run->n_told;
    how->progress = cli_progress(run->cli);
    return jd_automatic_new(NULL, (const struct jd_table *const *)run->linking.tables,
        run->linking.n_tables, how, &run->found, err);
}

/* The column that names the records, or NULL: they are named by their rows. */
static const char *
key_of(const struct jd_automatic *found)
{
    for (uint32_t i = 0; i < jd_automatic_n_columns(found); i++)
        if (jd_automatic_column(found, i).use == JD_USE_KEY)
            return jd_automatic_column(found, i).name;
    return NULL;
}

/* The ids of one file's records, and its name where there are several. */
static enum jd_status
put_ids(
    struct run *run, const struct jd_table *table, const char *key, struct jd_error *err)
{
    uint32_t column = key != NULL ? find_trimmed(table, key) : JD_NONE;
    enum jd_status status = JD_OK;
    if (key != NULL && column == JD_NONE)
        return LINKING_FAIL(err, JD_E_INPUT, "there is no column %.100s in table %.100s",
            key, jd_table_name(table));
    for (uint32_t row = 0; status == JD_OK && row < jd_table_n_rows(table); row++) {
        struct jd_value id =
            key != NULL ? jd_table_get(table, column, row) : jd_int((int64_t)row + 1);
        status = jd_table_put(run->ids, 0, id, err);
        if (status == JD_OK && run->linking.n_tables > 1)
            status = jd_table_put(run->ids, 1, jd_text(jd_table_name(table)), err);
    }
    return status;
}

/* The records of all files as a table of id and source. */
static enum jd_status
make_ids(struct run *run, struct jd_error *err)
{
    const char *key = key_of(run->found);
    const struct linking *linking = &run->linking;
    uint32_t column = key != NULL ? find_trimmed(linking->tables[0], key) : JD_NONE;
    struct jd_column_spec specs[] = {
        {key != NULL ? key : "unique_id", JD_TYPE_INT}, {"source_dataset", JD_TYPE_TEXT}};
    if (column != JD_NONE)
        specs[0].type = jd_table_column(linking->tables[0], column).type;
    enum jd_status status =
        jd_table_new(NULL, "records", specs, linking->n_tables > 1 ? 2 : 1, &run->ids, err);
    for (uint32_t t = 0; t < linking->n_tables && status == JD_OK; t++)
        status = put_ids(run, linking->tables[t], key, err);
    return status == JD_OK ? jd_table_finish(run->ids, err) : status;
}

static enum jd_status
write_clusters(const struct run *run, struct jd_error *err)
{
    uint32_t n = jd_table_n_rows(run->ids);
    uint32_t *firsts = calloc((size_t)n + 1, sizeof(*firsts));
    struct nodes nodes = {0};
    struct clustering told = {
        .nodes = &nodes, .n_thresholds = 1, .thresholds = {{0, "cluster_id"}}};
    struct jd_cluster_options how = jd_cluster_options_default();
    how.threshold = 0;
    enum jd_status status = JD_OK;
    if (firsts == NULL)
        status = LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", n);
    if (status == JD_OK)
        status = nodes_init(&nodes, run->ids, jd_table_column(run->ids, 0).name,
            run->linking.n_tables > 1 ? "source_dataset" : NULL, err);
    if (status == JD_OK)
        status = jd_clusters_new(NULL, n, &how, &told.clusters[0], err);
    for (uint32_t r = 0, n_seen = 0; r < n && status == JD_OK; r++) {
        if (run->labels[r] == n_seen)
            firsts[n_seen++] = r;
        const struct jd_pair pair = {
            nodes.ranks[firsts[run->labels[r]]], nodes.ranks[r], 1};
        if (pair.a != pair.b)
            status = jd_clusters_add(told.clusters[0], &pair, 1, err);
    }
    if (status == JD_OK)
        status =
            clustering_write(&told, run->linking.io, cli_value(run->cli, "--out"), err);
    jd_clusters_free(told.clusters[0]);
    nodes_done(&nodes);
    free(firsts);
    return status;
}

/* Columns of PAIRS: weight, probability, then sources (of several files) and ids of both. */
enum { WEIGHT, PROBABILITY, IDS, MOST_PAIR_COLUMNS = 6 };

static enum jd_status
open_pairs(const struct run *run, uint32_t *out_n, struct jd_io_writer **out_writer,
    struct jd_error *err)
{
    struct jd_column_spec columns[MOST_PAIR_COLUMNS] = {
        {"match_weight", JD_TYPE_REAL}, {"match_probability", JD_TYPE_REAL}};
    char names[4][300];
    uint32_t n = IDS;
    for (int side = 0; side < 2; side++)
        for (uint32_t c = jd_table_n_columns(run->ids); c-- > 0; n++) {
            struct jd_column_spec spec = jd_table_column(run->ids, c);
            (void)snprintf(names[n - IDS], sizeof(names[0]), "%.290s%s", spec.name,
                side == 0 ? "_l" : "_r");
            columns[n] = (struct jd_column_spec){names[n - IDS], spec.type};
        }
    *out_n = n;
    return jd_io_writer_new(
        run->linking.io, cli_value(run->cli, "--pairs"), columns, n, out_writer, err);
}

/* Write a batch of pairs. */
static enum jd_status
append_pairs(const struct run *run, struct jd_io_writer *writer, uint32_t n,
    const double *numbers[2], const uint32_t *rows[2], struct jd_error *err)
{
    struct jd_io_slice slices[MOST_PAIR_COLUMNS] = {0};
    uint32_t at = IDS;
    slices[WEIGHT].reals = numbers[0];
    slices[PROBABILITY].reals = numbers[1];
    for (int side = 0; side < 2; side++)
        for (uint32_t c = jd_table_n_columns(run->ids); c-- > 0;)
            slices[at++] = (struct jd_io_slice){NULL, NULL, run->ids, c, rows[side]};
    return jd_io_writer_append(writer, n, slices, err);
}

/* The compared pairs whose records came into one cluster. */
static enum jd_status
write_pairs(const struct run *run, struct jd_error *err)
{
    enum { BATCH = 65536 };
    size_t n = 0;
    uint32_t n_columns = 0, in = 0;
    const struct jd_candidate *pairs = jd_automatic_pairs(run->found, &n);
    struct jd_io_writer *writer = NULL;
    double *numbers = calloc((size_t)2 * BATCH, sizeof(*numbers));
    uint32_t *rows = calloc((size_t)2 * BATCH, sizeof(*rows));
    enum jd_status status = JD_OK;
    if (numbers == NULL || rows == NULL)
        status = LINKING_FAIL(err, JD_E_NOMEM, "no memory for pairs");
    if (status == JD_OK)
        status = open_pairs(run, &n_columns, &writer, err);
    for (size_t i = 0; i <= n && status == JD_OK; i++) {
        if (i < n && run->labels[pairs[i].a] == run->labels[pairs[i].b]) {
            numbers[in] = pairs[i].weight;
            numbers[BATCH + in] = 1 / (1 + exp2(-pairs[i].weight));
            rows[in] = pairs[i].a;
            rows[BATCH + in++] = pairs[i].b;
        }
        if (in == BATCH || (i == n && in > 0)) {
            status =
                append_pairs(run, writer, in, (const double *[]){numbers, numbers + BATCH},
                    (const uint32_t *[]){rows, rows + BATCH}, err);
            in = 0;
        }
    }
    if (status == JD_OK)
        status = jd_io_writer_close(writer, err);
    jd_io_writer_free(writer);
    free(numbers);
    free(rows);
    return status;
}

static enum jd_status
write_all(struct run *run, struct jd_error *err)
{
    uint32_t n = jd_automatic_summary(run->found).n_records;
    run->labels = calloc((size_t)n + 1, sizeof(*run->labels));
    if (run->labels == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", n);
    enum jd_status status = jd_automatic_label(run->found, run->labels, n, err);
    if (status == JD_OK && (cli_has(run->cli, "--out") || cli_has(run->cli, "--pairs")))
        status = make_ids(run, err);
    if (status == JD_OK && cli_has(run->cli, "--out"))
        status = write_clusters(run, err);
    if (status == JD_OK && cli_has(run->cli, "--pairs"))
        status = write_pairs(run, err);
    struct jd_str settings = jd_automatic_settings(run->found);
    if (status == JD_OK && cli_has(run->cli, "--settings-out"))
        status = linking_write_text(
            cli_value(run->cli, "--settings-out"), settings.data, settings.size, err);
    return status;
}

/* The options that are numbers; false after a message. */
static bool
read_numbers(const struct cli *cli, struct jd_automatic_options *how)
{
    uint64_t partners = 0;
    how->fixed_threshold =
        cli_has(cli, "--min-weight") || cli_has(cli, "--min-probability");
    if (!linking_min_weight(cli, 0, &how->threshold) || !cli_threads(cli, &how->threads) ||
        !cli_whole(cli, "--partners", JD_AUTOMATIC_MOST_PARTNERS, &partners) ||
        !cli_whole(cli, "--max-pairs", UINT64_MAX, &how->max_pairs))
        return false;
    how->partners = (uint32_t)partners;
    return true;
}

int
automatic_run(struct cli *cli)
{
    const char *format = cli_value(cli, "--format");
    bool json = format != NULL && strcmp(format, "json") == 0;
    struct run run = {.cli = cli};
    struct jd_error err = {0};
    struct jd_automatic_options how = jd_automatic_options_default();
    if (format != NULL && !json && strcmp(format, "table") != 0)
        return cli_usage(cli, "--format is table or json");
    if (!read_numbers(cli, &how))
        return CLI_USAGE;
    enum jd_status status = find(&run, &how, &err);
    if (status == JD_OK)
        status = write_all(&run, &err);
    if (status == JD_OK) {
        cli_progress_done(cli);
        (json ? automatic_tell_json : automatic_tell)(run.found, stdout);
    }
    jd_automatic_free(run.found);
    jd_table_free(run.ids);
    linking_done(&run.linking);
    free(run.told);
    free(run.settings);
    free(run.labels);
    return status == JD_OK ? CLI_DONE : cli_failed(cli, &err);
}
