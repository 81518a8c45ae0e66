/* SPDX-License-Identifier: Apache-2.0 */
/*
 * model.c - Splink's settings JSON, versions 3 to 5, and what joinder adds to it.
 *
 * Every key must be known: a misspelled one would silently change a score.  Names and labels
 * are borrowed from the JSON, which the model keeps.
 */
#include "link/model.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "link/settings.h"

#include <math.h>

static const char *const model_keys[] = {"link_type", "comparisons",
    "blocking_rules_to_generate_predictions", "probability_two_random_records_match",
    "em_convergence", "max_iterations", "retain_matching_columns",
    "retain_intermediate_calculation_columns", "additional_columns_to_retain",
    "unique_id_column_name", "source_dataset_column_name", "match_weight_column_prefix",
    "bayes_factor_column_prefix", "term_frequency_adjustment_column_prefix",
    "comparison_vector_value_column_prefix", "linker_uid", "sql_dialect",
    /* joinder's own */
    "tf_tables", "icu", "source", "thresholds", "exclusive", "ceilings", NULL};

static enum jd_status
read_link_type(struct jd_model *model, struct jd_error *err)
{
    static const char *const names[] = {"dedupe_only", "link_only", "link_and_dedupe"};
    const char *name = NULL;
    enum jd_status status = jd__settings_text(model->settings, "link_type", &name, err);
    if (status != JD_OK)
        return status;
    for (int i = 0; name != NULL && i < 3; i++)
        if (strcmp(name, names[i]) == 0) {
            model->link_type = (enum jd__link_type)i;
            return JD_OK;
        }
    return jd__fail(
        err, JD_E_INPUT, "link_type is none of dedupe_only, link_only, link_and_dedupe");
}

static enum jd_status
read_prior(struct jd_model *model, struct jd_error *err)
{
    static const char key[] = "probability_two_random_records_match";
    double prior = 0.0001;
    enum jd_status status = jd__settings_probability(model->settings, key, &prior, err);
    if (status == JD_OK && !(prior > 0 && prior < 1))
        status = jd__fail(err, JD_E_INPUT, "%s is not above 0 and below 1", key);
    model->prior = prior;
    model->prior_weight = jd_weight_from_probability(prior);
    return status;
}

/* When EM stops; more iterations than this would be a mistake. */
static enum jd_status
read_stops(struct jd_model *model, struct jd_error *err)
{
    double iterations = 25;
    model->em_convergence = 0.0001;
    enum jd_status status =
        jd__settings_real(model->settings, "em_convergence", &model->em_convergence, err);
    if (status == JD_OK)
        status = jd__settings_real(model->settings, "max_iterations", &iterations, err);
    if (status == JD_OK && !(model->em_convergence >= 0))
        status = jd__fail(err, JD_E_INPUT, "em_convergence is below 0");
    if (status == JD_OK &&
        !(iterations >= 1 && iterations <= 1e6 && iterations == floor(iterations)))
        status =
            jd__fail(err, JD_E_INPUT, "max_iterations is no whole number from 1 to 1e6");
    if (status == JD_OK)
        model->max_iterations = (uint32_t)iterations;
    return status;
}

static enum jd_status
read_names(struct jd_model *model, struct jd_error *err)
{
    struct {
        const char *key;
        const char **out;
        const char *otherwise;
    } names[] = {
        {"unique_id_column_name", &model->id_column, "unique_id"},
        {"source_dataset_column_name", &model->source_column, "source_dataset"},
        {"comparison_vector_value_column_prefix", &model->gamma_prefix, "gamma_"},
        {"match_weight_column_prefix", &model->weight_prefix, "mw_"},
        {"term_frequency_adjustment_column_prefix", &model->tf_prefix, "tf_"},
    };
    enum jd_status status = JD_OK;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && status == JD_OK; i++) {
        *names[i].out = names[i].otherwise;
        status = jd__settings_text(model->settings, names[i].key, names[i].out, err);
    }
    return status;
}

static enum jd_status
read_flags(struct jd_model *model, struct jd_error *err)
{
    model->retain_matching = true;
    enum jd_status status = jd__settings_bool(
        model->settings, "retain_matching_columns", &model->retain_matching, err);
    if (status == JD_OK)
        status = jd__settings_bool(model->settings,
            "retain_intermediate_calculation_columns", &model->retain_intermediate, err);
    return status;
}

static enum jd_status
read_comparisons(struct jd_model *model, const struct jd_sql *sql, struct jd_error *err)
{
    const json_t *trees = NULL;
    enum jd_status status = jd__settings_array(model->settings, "comparisons", &trees, err);
    if (status != JD_OK)
        return status;
    size_t n = json_array_size(trees);
    if (n == 0)
        return jd__fail(err, JD_E_INPUT, "comparisons is missing or empty");
    if (n > JD_LIMIT_COMPARISONS)
        return jd__fail(err, JD_E_LIMIT, "more than %u comparisons", JD_LIMIT_COMPARISONS);
    model->comparisons = jd__alloc_array(&model->alloc, 0, n, sizeof(*model->comparisons));
    if (model->comparisons == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %zu comparisons", n);
    model->n_comparisons = (uint32_t)n;
    for (uint32_t i = 0; i < n; i++) {
        struct jd__comparison *comparison = &model->comparisons[i];
        status = jd__comparison_read(
            comparison, &model->alloc, json_array_get(trees, i), sql, err);
        for (uint32_t k = 0; k < i && status == JD_OK; k++)
            if (strcmp(model->comparisons[k].name, comparison->name) == 0)
                status = jd__fail(err, JD_E_INPUT, "the name is taken by an earlier one");
        if (status != JD_OK) {
            jd__report_where(err, "comparison %s (number %u)",
                comparison->name != NULL ? comparison->name : "without name", i + 1);
            return status;
        }
    }
    return JD_OK;
}

static enum jd_status
read_rules(struct jd_model *model, const struct jd_sql *sql, struct jd_error *err)
{
    const json_t *trees = NULL;
    enum jd_status status = jd__settings_array(
        model->settings, "blocking_rules_to_generate_predictions", &trees, err);
    if (status != JD_OK)
        return status;
    size_t n = json_array_size(trees);
    if (n > JD__LIMIT_RULES)
        return jd__fail(err, JD_E_LIMIT, "more than %u blocking rules", JD__LIMIT_RULES);
    /* No rule at all means every pair: one rule without a condition. */
    model->n_rules = n > 0 ? (uint32_t)n : 1;
    model->rules = jd__alloc_array(&model->alloc, 0, model->n_rules, sizeof(*model->rules));
    if (model->rules == NULL) {
        model->n_rules = 0;
        return jd__fail(err, JD_E_NOMEM, "no memory for %zu rules", n);
    }
    model->rules[0].sql = "1=1";
    for (uint32_t i = 0; i < n; i++) {
        model->rules[i].sql = NULL;
        status = jd__rule_read(
            &model->rules[i], &model->alloc, json_array_get(trees, i), sql, err);
        if (status != JD_OK) {
            jd__report_where(err, "blocking rule %u", i);
            return status;
        }
    }
    return JD_OK;
}

static enum jd_status
read_model(struct jd_model *model, struct jd_str json, const struct jd_sql *sql,
    struct jd_error *err)
{
    enum jd_status status = jd__settings_load(json, &model->settings, err);
    if (status == JD_OK)
        status = jd__settings_keys(model->settings, model_keys, err);
    if (status == JD_OK)
        status = read_link_type(model, err);
    if (status == JD_OK)
        status = jd__dialect_check(model->settings, err);
    if (status == JD_OK)
        status = read_prior(model, err);
    if (status == JD_OK)
        status = read_stops(model, err);
    if (status == JD_OK)
        status = read_names(model, err);
    if (status == JD_OK)
        status = read_flags(model, err);
    if (status == JD_OK)
        status = read_comparisons(model, sql, err);
    if (status == JD_OK)
        status = read_rules(model, sql, err);
    if (status == JD_OK)
        status = jd__extension_check(model, err);
    return status;
}

enum jd_status
jd_model_from_json(const struct jd_alloc *alloc, struct jd_str json,
    const struct jd_sql *sql, struct jd_model **out_model, struct jd_error *err)
{
    struct jd_model *model = jd__alloc_array(alloc, sizeof(*model), 0, 1);
    if (model == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for a model");
    model->alloc = jd__alloc_or_default(alloc);
    model->sql = *sql;
    enum jd_status status = read_model(model, json, sql, err);
    if (status != JD_OK) {
        jd__report_where(err, "model");
        jd_model_free(model);
        return status;
    }
    *out_model = model;
    return JD_OK;
}

void
jd_model_free(struct jd_model *model)
{
    if (model == NULL)
        return;
    struct jd_alloc alloc = model->alloc;
    for (uint32_t i = 0; i < model->n_comparisons; i++)
        jd__comparison_done(&model->comparisons[i], &alloc);
    for (uint32_t i = 0; i < model->n_rules; i++)
        jd__rule_done(&model->rules[i]);
    jd__alloc_free_array(
        &alloc, model->comparisons, 0, model->n_comparisons, sizeof(*model->comparisons));
    jd__alloc_free_array(&alloc, model->rules, 0, model->n_rules, sizeof(*model->rules));
    json_decref(model->settings);
    jd__alloc_free(&alloc, model, sizeof(*model));
}

uint32_t
jd_model_n_comparisons(const struct jd_model *model)
{
    return model->n_comparisons;
}

const char *
jd_model_comparison(const struct jd_model *model, uint32_t comparison)
{
    return model->comparisons[comparison].name;
}

uint32_t
jd_model_n_levels(const struct jd_model *model, uint32_t comparison)
{
    return model->comparisons[comparison].n_levels;
}

/* The first level with a gamma, or NULL. */
static const struct jd__level *
find_level(const struct jd_model *model, uint32_t comparison, int gamma)
{
    const struct jd__comparison *in = &model->comparisons[comparison];
    for (uint32_t i = 0; i < in->n_levels; i++)
        if (in->levels[i].gamma == gamma)
            return &in->levels[i];
    return NULL;
}

const char *
jd_model_level_label(const struct jd_model *model, uint32_t comparison, int gamma)
{
    const struct jd__level *level = find_level(model, comparison, gamma);
    if (level == NULL)
        return "no level";
    return level->label != NULL ? level->label : level->number;
}

double
jd_model_level_weight(const struct jd_model *model, uint32_t comparison, int gamma)
{
    const struct jd__level *level = find_level(model, comparison, gamma);
    return level != NULL ? level->weight : (double)NAN;
}

void
jd_model_level_probabilities(const struct jd_model *model, uint32_t comparison, int gamma,
    double *out_m, double *out_u)
{
    const struct jd__level *level = find_level(model, comparison, gamma);
    bool has = level != NULL && !level->is_null;
    *out_m = has ? level->m : (double)NAN;
    *out_u = has ? level->u : (double)NAN;
}

void
jd_model_level_is_given(
    const struct jd_model *model, uint32_t comparison, int gamma, bool *out_m, bool *out_u)
{
    const struct jd__level *level = find_level(model, comparison, gamma);
    *out_m = level != NULL && !level->is_null && level->has_m;
    *out_u = level != NULL && !level->is_null && level->has_u;
}

uint32_t
jd_model_n_rules(const struct jd_model *model)
{
    return model->n_rules;
}

const char *
jd_model_rule(const struct jd_model *model, uint32_t rule)
{
    return model->rules[rule].sql;
}

/* Where a number comes in the order of texts: 10 before 2. */
static uint32_t
order_as_text(uint32_t rule)
{
    return rule < 10 ? rule * 11 : rule / 10 * 11 + rule % 10 + 1;
}

uint32_t
jd_model_match_key(const struct jd_model *model, uint64_t rules)
{
    uint32_t key = JD_NONE;
    for (uint32_t rule = 0; rule < model->n_rules; rule++) {
        if ((rules >> rule & 1) == 0)
            continue;
        if (key == JD_NONE || order_as_text(rule) < order_as_text(key))
            key = rule;
        if (!model->rules[rule].explodes)
            break;
    }
    return key;
}

double
jd_model_prior_weight(const struct jd_model *model)
{
    return model->prior_weight;
}

const char *
jd_model_id_column(const struct jd_model *model)
{
    return model->id_column;
}

const char *
jd_model_source_column(const struct jd_model *model)
{
    return model->link_type != JD__DEDUPE_ONLY ? model->source_column : NULL;
}

uint32_t
jd_model_n_columns(const struct jd_model *model, uint32_t comparison)
{
    return (uint32_t)model->comparisons[comparison].columns.n;
}

struct jd_str
jd_model_column(const struct jd_model *model, uint32_t comparison, uint32_t i)
{
    return ((const struct jd_str *)model->comparisons[comparison].columns.data)[i];
}
