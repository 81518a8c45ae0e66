/* SPDX-License-Identifier: Apache-2.0 */
/* draft_verb.c - joinder draft: settings to be trained, written from what the columns hold. */
#include "cli/draft.h"

#include <stdlib.h>
#include <string.h>

static const struct cli_option options[] = {
    {"--out", "S.json", "where the settings go (needed)", false},
    {"--compare", "COLUMN=KIND", "compare a column; KIND[:T,T] with thresholds", true},
    {"--block", "COLUMN,COLUMN", "pairs that agree in these columns, or SQL", true},
    {"--frequency", "COLUMN", "weigh its values by how frequent they are", true},
    {"--link-type", "dedupe_only|link_only|link_and_dedupe", "which pairs (dedupe_only)",
        false},
    {"--prior", "P", "the share of pairs that match, where it is known", false},
    {"--id", "COLUMN", "the records' id column (unique_id)", false},
    {"--source", "COLUMN", "the column that says a source (source_dataset)", false},
    {"--kinds", NULL, "list the kinds of comparisons", false},
    {NULL, NULL, NULL, false},
};

/* A name, its thresholds, and what it is of. */
static void
print_kinds(json_t *kinds)
{
    const char *name = NULL;
    json_t *kind = NULL;
    json_object_foreach (kinds, name, kind) {
        const char *thresholds = json_string_value(json_object_get(kind, "thresholds"));
        char said[64];
        if (strcmp(name, "macros") == 0)
            continue;
        (void)snprintf(said, sizeof(said), "%s%s%s", name, thresholds != NULL ? ":" : "",
            thresholds != NULL ? thresholds : "");
        (void)printf("%-32s %s%s\n", said, json_string_value(json_object_get(kind, "of")),
            json_is_true(json_object_get(kind, "tf")) ? "; frequent values count less"
                                                      : "");
    }
}

/* Does a level of some comparison take this column's frequencies into account? */
static bool
is_taken_into_account(const json_t *comparisons, const char *column)
{
    for (size_t c = 0; c < json_array_size(comparisons); c++) {
        const json_t *levels =
            json_object_get(json_array_get(comparisons, c), "comparison_levels");
        for (size_t i = 0; i < json_array_size(levels); i++) {
            const char *of = json_string_value(
                json_object_get(json_array_get(levels, i), "tf_adjustment_column"));
            if (of != NULL && strcmp(of, column) == 0)
                return true;
        }
    }
    return false;
}

/* A list of what each value of an option makes. */
static enum jd_status
draft_all(const struct cli *cli, const json_t *kinds, json_t *comparisons, json_t *rules,
    struct jd_error *err)
{
    enum jd_status status = JD_OK;
    const char *said = NULL, *frequent[64];
    uint32_t n_frequent = 0;
    while (n_frequent < 64 &&
           (frequent[n_frequent] = cli_nth(cli, "--frequency", n_frequent)) != NULL)
        n_frequent++;
    for (uint32_t i = 0; status == JD_OK && (said = cli_nth(cli, "--compare", i)) != NULL;
         i++) {
        json_t *made = NULL;
        status = draft_comparison(kinds, said, frequent, n_frequent, &made, err);
        if (made != NULL)
            (void)json_array_append_new(comparisons, made);
    }
    for (uint32_t i = 0; i < n_frequent && status == JD_OK; i++)
        if (!is_taken_into_account(comparisons, frequent[i]))
            status = LINKING_FAIL(err, JD_E_ARG,
                "--frequency names a column that no level compares for equality alone");
    for (uint32_t i = 0; status == JD_OK && (said = cli_nth(cli, "--block", i)) != NULL;
         i++) {
        json_t *made = NULL;
        status = draft_rule(said, &made, err);
        if (made != NULL)
            (void)json_array_append_new(rules, made);
    }
    return status;
}

static void
put_text(const struct cli *cli, json_t *settings, const char *option, const char *key)
{
    if (cli_has(cli, option))
        (void)json_object_set_new(settings, key, json_string(cli_value(cli, option)));
}

/* Settings that a model's reader, and the columns of any files, accept. */
static enum jd_status
try_settings(
    const struct cli *cli, struct linking *linking, const char *json, struct jd_error *err)
{
    struct jd_linkage_options how = jd_linkage_options_default();
    struct jd_io_options plain = jd_io_options_default();
    enum jd_status status = JD_OK;
    if (cli->n_words > 0)
        status = linking_read(linking, cli, cli->words, cli->n_words, err);
    else
        status = jd_io_new(NULL, &plain, &linking->io, err);
    if (status == JD_OK) {
        linking->sql = jd_io_sql(linking->io);
        status = jd_model_from_json(
            NULL, (struct jd_str){json, strlen(json)}, &linking->sql, &linking->model, err);
    }
    if (status == JD_OK && cli->n_words > 0)
        status = jd_linkage_new(NULL, linking->model,
            (const struct jd_table *const *)linking->tables, linking->n_tables, &how,
            &linking->linkage, err);
    return status;
}

static enum jd_status
draft(const struct cli *cli, const json_t *kinds, double prior, struct jd_error *err)
{
    struct linking linking = {0};
    json_t *comparisons = json_array(), *rules = json_array();
    json_t *settings = json_pack("{s:s, s:o, s:o}", "link_type",
        cli_value_or(cli, "--link-type", "dedupe_only"), "comparisons", comparisons,
        "blocking_rules_to_generate_predictions", rules);
    enum jd_status status = draft_all(cli, kinds, comparisons, rules, err);
    put_text(cli, settings, "--id", "unique_id_column_name");
    put_text(cli, settings, "--source", "source_dataset_column_name");
    if (cli_has(cli, "--prior"))
        (void)json_object_set_new(
            settings, "probability_two_random_records_match", json_real(prior));
    char *json = json_dumps(settings, JSON_INDENT(1) | JSON_REAL_PRECISION(17));
    if (status == JD_OK && json == NULL)
        status = LINKING_FAIL(err, JD_E_NOMEM, "no memory for settings");
    if (status == JD_OK)
        status = try_settings(cli, &linking, json, err);
    if (status == JD_OK)
        status = linking_write_text(cli_value(cli, "--out"), json, strlen(json), err);
    free(json);
    json_decref(settings);
    linking_done(&linking);
    return status;
}

static int
run(struct cli *cli)
{
    struct jd_error err = {0};
    double prior = 0;
    json_t *kinds = json_loads(comparisons_json, 0, NULL);
    int code = CLI_DONE;
    if (kinds == NULL)
        code = cli_usage(cli, "no memory for the kinds");
    else if (cli_has(cli, "--kinds"))
        print_kinds(kinds);
    else if (!cli_has(cli, "--out") || !cli_has(cli, "--compare"))
        code = cli_usage(cli, "--out and --compare are needed");
    else if (!cli_real(cli, "--prior", 0, 1, &prior))
        code = CLI_USAGE;
    else {
        enum jd_status status = draft(cli, kinds, prior, &err);
        if (status == JD_E_ARG)
            code = cli_usage(cli, "%s", err.message);
        else if (status != JD_OK)
            code = cli_failed(cli, &err);
    }
    json_decref(kinds);
    return code;
}

const struct cli_verb verb_draft = {"draft", "[FILE]... ",
    "Write settings to train, from what the columns hold.", 0, UINT32_MAX, options, run};
