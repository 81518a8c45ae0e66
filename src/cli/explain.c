/* SPDX-License-Identifier: Apache-2.0 */
/* explain.c - joinder explain: why two records are, or are not, taken for one. */
#include "cli/linking.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct cli_option options[] = {
    {"--model", "M.json", "the model: settings as Splink saves them (needed)", false},
    LINKING_FREQUENCIES,
    {NULL, NULL, NULL, false},
};

/* The columns of a value. */
enum { SHOWN = 24 };

/* Text in so many columns, cut or filled up. */
static void
print_cell(const char *text, int columns)
{
    int left = cli_put_part(&text, columns, true, stdout);
    (void)printf("%*s", left, "");
}

static void
print_text(struct jd_str text, int columns)
{
    char *copy = malloc(text.size + 1);
    if (copy != NULL) {
        memcpy(copy, text.data, text.size);
        copy[text.size] = '\0';
    }
    print_cell(copy != NULL ? copy : "", columns);
    free(copy);
}

static void
print_value(const struct linking *linking, struct jd_str name, uint32_t record)
{
    const struct jd_table *table = jd_linkage_table(linking->linkage);
    char column[300], shown[SHOWN + 1] = "-";
    (void)snprintf(column, sizeof(column), "%.*s", (int)name.size, name.data);
    uint32_t at = jd_table_find(table, column);
    struct jd_value value = at != JD_NONE ? jd_table_get(table, at, record) : jd_null();
    (void)fputs("  ", stdout);
    if (value.type == JD_TYPE_TEXT) {
        print_text(value.text, SHOWN);
        return;
    }
    if (value.type == JD_TYPE_REAL)
        (void)snprintf(shown, sizeof(shown), "%.15g", value.real);
    else if (value.type == JD_TYPE_LIST)
        (void)snprintf(shown, sizeof(shown), "list of %u", value.n_items);
    else if (value.type != JD_TYPE_NULL)
        (void)snprintf(shown, sizeof(shown), "%lld", (long long)value.integer);
    (void)printf("%-*s", SHOWN, shown);
}

/* One comparison: its level and bits, and below it the values that it read. */
static void
print_comparison(const struct linking *linking, const struct jd_scored *pairs, uint32_t c)
{
    int8_t gamma = pairs->gamma[c];
    double weight = jd_model_level_weight(linking->model, c, gamma);
    print_cell(jd_model_comparison(linking->model, c), 28);
    (void)fputs("  ", stdout);
    print_cell(jd_model_level_label(linking->model, c, gamma), 40);
    (void)printf("  %8.3f", weight);
    if (pairs->tf_weight[c] != 0)
        (void)printf("  %8.3f", pairs->tf_weight[c]);
    (void)putchar('\n');
    for (uint32_t i = 0; i < jd_model_n_columns(linking->model, c); i++) {
        struct jd_str name = jd_model_column(linking->model, c, i);
        (void)fputs("  ", stdout);
        print_text(name, 26);
        print_value(linking, name, pairs->left[0]);
        print_value(linking, name, pairs->right[0]);
        (void)putchar('\n');
    }
}

static enum jd_status
print_pair(void *ctx, const struct jd_scored *pairs, struct jd_error *err)
{
    const struct linking *linking = ctx;
    (void)err;
    (void)printf("%-28s  %-40s  %8s  %8s\n", "comparison", "level", "bits", "of tf");
    (void)printf("%-28s  %-40s  %8.3f\n", "prior", "two records at random",
        jd_model_prior_weight(linking->model));
    for (uint32_t c = 0; c < pairs->n_comparisons; c++)
        print_comparison(linking, pairs, c);
    (void)printf("%-28s  %-40s  %8.3f\n", "match weight", "", pairs->weight[0]);
    (void)printf("%-28s  %-40s  %.9g\n", "match probability", "", pairs->probability[0]);
    if (pairs->rules[0] == 0)
        (void)printf("no blocking rule yields this pair\n");
    for (uint32_t rule = 0; rule < jd_model_n_rules(linking->model); rule++)
        if (pairs->rules[0] >> rule & 1) {
            (void)printf("blocking rule %u: ", rule);
            cli_put(jd_model_rule(linking->model, rule), stdout);
            (void)putchar('\n');
        }
    return JD_OK;
}

/* A record by its name, or by its bare id when only one record has that. */
static enum jd_status
find_record(
    const struct nodes *nodes, const char *name, uint32_t *out_record, struct jd_error *err)
{
    uint32_t found = nodes_find(nodes, name);
    char id[1024];
    if (found == JD_NONE && nodes->source_column != JD_NONE) {
        uint32_t n = 0;
        for (uint32_t i = 0; i < nodes->n; i++)
            if (nodes_write(jd_null(), jd_table_get(nodes->table, nodes->id_column, i), id,
                    sizeof(id)) &&
                strcmp(id, name) == 0) {
                found = i;
                n++;
            }
        if (n > 1)
            return LINKING_FAIL(err, JD_E_NOT_FOUND,
                "%u records have this id: name one as SOURCE-__-ID", n);
    }
    if (found == JD_NONE)
        return LINKING_FAIL(err, JD_E_NOT_FOUND, "there is no such record");
    *out_record = found;
    return JD_OK;
}

static enum jd_status
explain(struct cli *cli, struct linking *linking, struct jd_error *err)
{
    uint32_t n_files = cli->n_words - 2, ends[2] = {JD_NONE, JD_NONE};
    struct nodes nodes = {0};
    enum jd_status status = linking_read(linking, cli, cli->words, n_files, err);
    if (status == JD_OK)
        status = linking_put_model(linking, cli, cli_value(cli, "--model"), err);
    if (status == JD_OK)
        status = nodes_init(&nodes, jd_linkage_table(linking->linkage),
            jd_model_id_column(linking->model), jd_model_source_column(linking->model),
            err);
    for (int i = 0; i < 2 && status == JD_OK; i++)
        status = find_record(&nodes, cli->words[n_files + (uint32_t)i], &ends[i], err);
    if (status == JD_OK)
        status = jd_linkage_score(
            linking->linkage, &ends[0], &ends[1], 1, print_pair, linking, err);
    nodes_done(&nodes);
    return status;
}

static int
run(struct cli *cli)
{
    struct linking linking = {0};
    struct jd_error err = {0};
    uint32_t threads = 0;
    if (!cli_threads(cli, &threads))
        return CLI_USAGE;
    if (!cli_has(cli, "--model"))
        return cli_usage(cli, "--model is needed");
    enum jd_status status = explain(cli, &linking, &err);
    linking_done(&linking);
    return status == JD_OK ? CLI_DONE : cli_failed(cli, &err);
}

const struct cli_verb verb_explain = {"explain", "FILE... ID ID ",
    "Why two records are taken for one or not, bit by bit.", 3, UINT32_MAX, options, run};
