/* SPDX-License-Identifier: Apache-2.0 */
/*
 * train.c - a training: what is known of each level, and how estimates become parameters.
 *
 * Splink 5 (linker.py, comparison_level.py): each step records estimates; after it, m and u of
 * a level become the median of all that were recorded for it, unless the settings fix them.  A
 * level that a step never met gives no estimate there, and keeps what it had.
 *
 * Invariant: `now` is what the next step starts from; `known` is the same, but NaN where it is
 * only Splink's default.
 */
#include "train/train.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/sort.h"
#include "base/str.h"

#include <math.h>

/* Take over what the model says. */
static enum jd_status
read_parameters(struct jd_training *training, struct jd_error *err)
{
    const struct jd_model *model = training->model;
    uint32_t n = training->linkage->n_levels, at = 0;
    training->now = jd__alloc_array(&training->alloc, 0, n, sizeof(*training->now));
    training->known = jd__alloc_array(&training->alloc, 0, n, sizeof(*training->known));
    if (training->now == NULL || training->known == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for parameters of %u levels", n);
    for (uint32_t c = 0; c < model->n_comparisons; c++)
        for (uint32_t i = 0; i < model->comparisons[c].n_levels; i++, at++) {
            const struct jd__level *level = &model->comparisons[c].levels[i];
            training->now[at] = (struct jd__parameters){level->m, level->u};
            training->known[at] =
                (struct jd__parameters){level->has_m ? level->m : (double)NAN,
                    level->has_u ? level->u : (double)NAN};
        }
    return JD_OK;
}

enum jd_status
jd_training_new(const struct jd_alloc *alloc, const struct jd_model *model,
    const struct jd_table *const *tables, uint32_t n_tables,
    const struct jd_linkage_options *options, struct jd_training **out_training,
    struct jd_error *err)
{
    struct jd_training *training = jd__alloc_array(alloc, sizeof(*training), 0, 1);
    if (training == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for a training");
    training->alloc = jd__alloc_or_default(alloc);
    training->model = model;
    training->prior = model->prior;
    struct jd_linkage_options o = jd_linkage_options_default();
    if (options != NULL)
        memcpy(&o, options,
            options->struct_size < sizeof(o) ? options->struct_size : sizeof(o));
    if (o.progress != NULL) {
        training->told = *o.progress;
        training->progress = &training->told;
    }
    jd__buf_init(&training->evidence, alloc, sizeof(struct jd__evidence), 0);
    jd__buf_init(&training->sessions, alloc, sizeof(struct jd__session), 0);
    jd__buf_init(&training->steps, alloc, sizeof(char *), 0);
    jd__buf_init(&training->estimates, alloc, sizeof(struct jd_estimate), 0);
    enum jd_status status = jd__linkage_for_training(
        alloc, model, tables, n_tables, options, &training->linkage, err);
    if (status == JD_OK)
        status = read_parameters(training, err);
    if (status != JD_OK) {
        jd_training_free(training);
        return status;
    }
    *out_training = training;
    return JD_OK;
}

void
jd_training_free(struct jd_training *training)
{
    if (training == NULL)
        return;
    struct jd_alloc alloc = training->alloc;
    uint32_t n = training->linkage != NULL ? training->linkage->n_levels : 0;
    struct jd__session *sessions = training->sessions.data;
    char **steps = training->steps.data;
    for (size_t i = 0; i < training->sessions.n; i++)
        jd__buf_done(&sessions[i].reversed);
    for (size_t i = 0; i < training->steps.n; i++)
        jd__alloc_free(&alloc, steps[i], strlen(steps[i]) + 1);
    jd__alloc_free_array(&alloc, training->now, 0, n, sizeof(*training->now));
    jd__alloc_free_array(&alloc, training->known, 0, n, sizeof(*training->known));
    jd__alloc_free_array(&alloc, training->gradings, 0, training->model->n_comparisons,
        sizeof(*training->gradings));
    if (training->linkage != NULL)
        jd__alloc_free_array(&alloc, training->hashes, 0, training->linkage->records.n,
            sizeof(*training->hashes));
    jd__buf_done(&training->evidence);
    jd__buf_done(&training->sessions);
    jd__buf_done(&training->steps);
    jd__buf_done(&training->estimates);
    jd_linkage_free(training->linkage);
    jd__alloc_free(&alloc, training, sizeof(*training));
}

enum jd_status
jd__training_grade(struct jd_training *training, struct jd_error *err)
{
    uint32_t n = training->model->n_comparisons;
    if (training->gradings != NULL)
        return JD_OK;
    training->gradings =
        jd__alloc_array(&training->alloc, 0, n, sizeof(*training->gradings));
    if (training->gradings == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %u comparisons", n);
    for (uint32_t c = 0; c < n; c++)
        jd__grading_init(&training->gradings[c], training->linkage, c);
    return JD_OK;
}

enum jd_status
jd__write_column(
    struct jd__buf *out, const char *side, const char *name, struct jd_error *err)
{
    enum jd_status status = jd__buf_printf(out, err, "%s.\"", side);
    for (; *name != '\0' && status == JD_OK; name++)
        status = jd__buf_printf(out, err, *name == '"' ? "\"%c" : "%c", *name);
    return status == JD_OK ? jd__buf_text(out, jd__str("\""), err) : status;
}

struct jd__mark
jd__training_mark(const struct jd_training *training)
{
    return (struct jd__mark){
        training->evidence.n, training->steps.n, training->estimates.n};
}

void
jd__training_go_back(struct jd_training *training, struct jd__mark mark)
{
    char **steps = training->steps.data;
    while (training->steps.n > mark.n_steps) {
        char *step = steps[--training->steps.n];
        jd__alloc_free(&training->alloc, step, strlen(step) + 1);
    }
    training->evidence.n = mark.n_evidence;
    training->estimates.n = mark.n_estimates;
}

enum jd_status
jd__training_begin(struct jd_training *training, const char *prefix, const char *text,
    struct jd_error *err)
{
    struct jd__buf name;
    jd__buf_init(&name, &training->alloc, 1, 0);
    char *copy = NULL;
    enum jd_status status = jd__buf_printf(&name, err, "%s%s", prefix, text);
    if (status == JD_OK) {
        copy = jd__alloc_text(&training->alloc, (struct jd_str){name.data, name.n});
        if (copy == NULL)
            status = jd__fail(err, JD_E_NOMEM, "no memory for a name");
    }
    if (status == JD_OK)
        status = jd__buf_append(&training->steps, &copy, 1, err);
    if (status != JD_OK && copy != NULL)
        jd__alloc_free(&training->alloc, copy, name.n + 1);
    jd__buf_done(&name);
    return status;
}

enum jd_status
jd__training_note(struct jd_training *training, uint32_t iteration, uint32_t comparison,
    uint32_t level, struct jd__parameters parameters, double prior, struct jd_error *err)
{
    struct jd_estimate estimate = {(uint32_t)training->steps.n - 1, iteration, comparison,
        training->model->comparisons[comparison].levels[level].gamma, parameters.m,
        parameters.u, prior};
    return jd__buf_append(&training->estimates, &estimate, 1, err);
}

enum jd_status
jd__training_take(struct jd_training *training, uint32_t comparison, uint32_t level,
    bool is_m, double value, struct jd_error *err)
{
    struct jd__evidence evidence = {
        jd__training_level(training, comparison, level), is_m, value};
    if (isnan(value))
        return JD_OK;
    return jd__buf_append(&training->evidence, &evidence, 1, err);
}

void
jd__count_level(void *ctx, struct jd__worker *worker, uint32_t comparison, uint32_t level,
    const uint32_t *places, uint32_t n)
{
    uint64_t *counts = ctx;
    (void)places;
    if (level != JD_NONE)
        counts[worker->linkage->first_level[comparison] + level] += n;
}

enum jd_status
jd__training_take_counts(struct jd_training *training, uint32_t comparison, bool is_m,
    const uint64_t *n_met, struct jd_error *err)
{
    const struct jd__comparison *of = &training->model->comparisons[comparison];
    const uint64_t *counts = n_met + training->linkage->first_level[comparison];
    uint64_t total = 0;
    for (uint32_t i = 0; i < of->n_levels; i++)
        total += of->levels[i].is_null ? 0 : counts[i];
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < of->n_levels && status == JD_OK; i++) {
        if (of->levels[i].is_null)
            continue;
        double share = counts[i] > 0 ? (double)counts[i] / (double)total : (double)NAN;
        struct jd__parameters parameters = {
            is_m ? share : (double)NAN, is_m ? (double)NAN : share};
        status = jd__training_take(training, comparison, i, is_m, share, err);
        if (status == JD_OK)
            status =
                jd__training_note(training, 0, comparison, i, parameters, (double)NAN, err);
    }
    return status;
}

static bool
is_less(const void *a, const void *b, void *ctx)
{
    (void)ctx;
    return *(const double *)a < *(const double *)b;
}

enum jd_status
jd__median(const struct jd_alloc *alloc, double *numbers, size_t n, double *out_median,
    struct jd_error *err)
{
    enum jd_status status = jd__sort(alloc, numbers, n, sizeof(double), is_less, NULL, err);
    if (status != JD_OK)
        return status;
    *out_median = n == 0       ? (double)NAN
                  : n % 2 == 1 ? numbers[n / 2]
                               : (numbers[n / 2 - 1] + numbers[n / 2]) / 2;
    return JD_OK;
}

enum jd_status
jd__training_median(const struct jd_training *training, uint32_t level, bool is_m,
    double *out_median, struct jd_error *err)
{
    const struct jd__evidence *evidence = training->evidence.data;
    struct jd__buf found;
    jd__buf_init(&found, &training->alloc, sizeof(double), 0);
    enum jd_status status = JD_OK;
    for (size_t i = 0; i < training->evidence.n && status == JD_OK; i++)
        if (evidence[i].level == level && evidence[i].is_m == is_m)
            status = jd__buf_append(&found, &evidence[i].value, 1, err);
    if (status == JD_OK)
        status = jd__median(&training->alloc, found.data, found.n, out_median, err);
    jd__buf_done(&found);
    return status;
}

/* The median of one parameter, unless there is none. */
static enum jd_status
settle_one(const struct jd_training *training, uint32_t level, bool is_m, double *now,
    double *known, struct jd_error *err)
{
    double median = (double)NAN;
    enum jd_status status = jd__training_median(training, level, is_m, &median, err);
    if (status == JD_OK && !isnan(median))
        *now = *known = median;
    return status;
}

enum jd_status
jd__training_settle(struct jd_training *training, struct jd_error *err)
{
    const struct jd_model *model = training->model;
    enum jd_status status = JD_OK;
    uint32_t at = 0;
    for (uint32_t c = 0; c < model->n_comparisons; c++)
        for (uint32_t i = 0; i < model->comparisons[c].n_levels; i++, at++) {
            const struct jd__level *level = &model->comparisons[c].levels[i];
            struct jd__parameters *now = &training->now[at], *known = &training->known[at];
            if (status == JD_OK && !level->fix_m)
                status = settle_one(training, at, true, &now->m, &known->m, err);
            if (status == JD_OK && !level->fix_u)
                status = settle_one(training, at, false, &now->u, &known->u, err);
        }
    return status;
}

double
jd_training_prior_now(const struct jd_training *training)
{
    return training->prior;
}

void
jd_training_level(const struct jd_training *training, uint32_t comparison, int gamma,
    double *out_m, double *out_u)
{
    const struct jd__comparison *of = &training->model->comparisons[comparison];
    struct jd__parameters found = {(double)NAN, (double)NAN};
    for (uint32_t i = 0; i < of->n_levels; i++)
        if (of->levels[i].gamma == gamma && !of->levels[i].is_null)
            found = training->known[jd__training_level(training, comparison, i)];
    *out_m = found.m;
    *out_u = found.u;
}

enum jd_status
jd_training_json(const struct jd_training *training, char **out_json, size_t *out_size,
    struct jd_error *err)
{
    struct jd__buf text;
    jd__buf_init(&text, &training->alloc, 1, 0);
    enum jd_status status =
        jd__model_write(training->model, training->prior, training->known, &text, err);
    if (status == JD_OK) {
        char *copy = jd__alloc_text(&training->alloc, (struct jd_str){text.data, text.n});
        if (copy == NULL)
            status = jd__fail(err, JD_E_NOMEM, "no memory for a model");
        else {
            *out_json = copy;
            *out_size = text.n;
        }
    }
    jd__buf_done(&text);
    return status;
}

void
jd_training_json_free(const struct jd_training *training, char *json, size_t size)
{
    if (json != NULL)
        jd__alloc_free(&training->alloc, json, size + 1);
}

uint32_t
jd_training_n_steps(const struct jd_training *training)
{
    return (uint32_t)training->steps.n;
}

const char *
jd_training_step(const struct jd_training *training, uint32_t step)
{
    return ((char *const *)training->steps.data)[step];
}

size_t
jd_training_n_estimates(const struct jd_training *training)
{
    return training->estimates.n;
}

struct jd_estimate
jd_training_estimate(const struct jd_training *training, size_t i)
{
    return ((const struct jd_estimate *)training->estimates.data)[i];
}
