/* SPDX-License-Identifier: Apache-2.0 */
/*
 * linkage.c - put a model on tables, and run it.
 *
 * Each slice of a wave is worked into a place of its own, and the sink is shown those places
 * in the order of the slices: so pairs come in one order for any number of threads.
 */
#include "link/linkage.h"

#include "base/alloc.h"
#include "base/error.h"
#include "link/compared.h"
#include "link/sieve.h"

#include <math.h>

/* Pairs of a slice of given ones. */
#define GIVEN_SLICE ((uint32_t)1 << 14)

struct jd_predict_options
jd_predict_options_default(void)
{
    return (struct jd_predict_options){
        sizeof(struct jd_predict_options), -(double)INFINITY, 0, NULL, 0, 0};
}

/* Compile the levels, and find the frequencies that they use. */
static enum jd_status
bind_level(struct jd_linkage *linkage, const struct jd__level *level,
    const struct jd_linkage_options *options, struct jd__bound_level *bound,
    struct jd_error *err)
{
    enum jd_status status = JD_OK;
    *bound = (struct jd__bound_level){
        JD__NO_EXPR, JD_NONE, JD_NONE, log2(level->tf_minimum), NULL, 0};
    if (!level->is_else)
        status =
            jd__program_add(&linkage->program, &level->condition, 0, &bound->root, err);
    if (status == JD_OK && level->tf_column.data != NULL)
        status = jd__frequency_find(
            linkage, level->tf_column, options, &bound->shown_frequency, err);
    if (status == JD_OK && jd__level_uses_tf(level))
        bound->frequency = bound->shown_frequency;
    return status;
}

static enum jd_status
bind_comparisons(struct jd_linkage *linkage, const struct jd_linkage_options *options,
    struct jd_error *err)
{
    const struct jd_model *model = linkage->model;
    for (uint32_t c = 0; c < model->n_comparisons; c++)
        linkage->n_levels += model->comparisons[c].n_levels;
    linkage->levels =
        jd__alloc_array(&linkage->alloc, 0, linkage->n_levels, sizeof(*linkage->levels));
    linkage->first_level = jd__alloc_array(
        &linkage->alloc, 0, model->n_comparisons, sizeof(*linkage->first_level));
    if (linkage->levels == NULL || linkage->first_level == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %u levels", linkage->n_levels);
    uint32_t at = 0;
    for (uint32_t c = 0; c < model->n_comparisons; c++) {
        const struct jd__comparison *comparison = &model->comparisons[c];
        linkage->first_level[c] = at;
        for (uint32_t i = 0; i < comparison->n_levels; i++, at++) {
            enum jd_status status = bind_level(
                linkage, &comparison->levels[i], options, &linkage->levels[at], err);
            if (status != JD_OK) {
                jd__report_where(err, "comparison %s, level %u", comparison->name, i + 1);
                return status;
            }
        }
    }
    return JD_OK;
}

/* See what is known of each comparison, now that its levels are bound. */
static enum jd_status
describe_compared(struct jd_linkage *linkage, struct jd_error *err)
{
    uint32_t n = linkage->model->n_comparisons;
    linkage->compared = jd__alloc_array(&linkage->alloc, 0, n, sizeof(*linkage->compared));
    if (linkage->compared == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %u comparisons", n);
    enum jd_status status = JD_OK;
    for (uint32_t c = 0; c < n && status == JD_OK; c++)
        status = jd__compared_init(linkage, c, &linkage->compared[c], err);
    return status;
}

/* What is compared has codes of its own in lines, made by SQL or not. */
static enum jd_status
settle_compared(struct jd_linkage *linkage, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t c = 0; c < linkage->model->n_comparisons && status == JD_OK; c++)
        if (linkage->compared[c].field != JD_NONE)
            status = jd__fields_settle(&linkage->fields, linkage->compared[c].field, err);
    return status;
}

/* Records, fields and levels; no blocking rule. */
static enum jd_status
build(struct jd_linkage *linkage, const struct jd_table *const *tables, uint32_t n_tables,
    const struct jd_linkage_options *options, bool all_columns, struct jd_error *err)
{
    linkage->records.n_old_tables = options->n_old_tables;
    linkage->records.span = options->span;
    enum jd_status status = jd__records_init(&linkage->records, &linkage->alloc,
        linkage->model, tables, n_tables, all_columns, err);
    if (status != JD_OK)
        return status;
    linkage->fields.table = linkage->records.table;
    status = bind_comparisons(linkage, options, err);
    return status == JD_OK ? describe_compared(linkage, err) : status;
}

/* A linkage of no records yet; the options as far as the caller knows them go to *out. */
static struct jd_linkage *
make_empty(const struct jd_alloc *alloc, const struct jd_model *model,
    const struct jd_linkage_options *options, struct jd_linkage_options *out,
    struct jd_error *err)
{
    *out = jd_linkage_options_default();
    if (options != NULL)
        memcpy(out, options,
            options->struct_size < sizeof(*out) ? options->struct_size : sizeof(*out));
    struct jd_linkage *linkage = jd__alloc_array(alloc, sizeof(*linkage), 0, 1);
    if (linkage == NULL) {
        jd__report(err, JD_E_NOMEM, "no memory for a linkage");
        return NULL;
    }
    linkage->alloc = jd__alloc_or_default(alloc);
    linkage->model = model;
    linkage->threads = out->threads;
    jd__fields_init(&linkage->fields, alloc, &model->sql, NULL);
    jd__program_init(&linkage->program, alloc, &linkage->fields);
    jd__buf_init(&linkage->frequencies, alloc, sizeof(struct jd__frequency), 0);
    jd__buf_init(&linkage->outputs, alloc, sizeof(struct jd_output), 0);
    return linkage;
}

/* To the caller when all went well, else freed. */
static enum jd_status
hand_over(
    struct jd_linkage *linkage, enum jd_status status, struct jd_linkage **out_linkage)
{
    if (status == JD_OK)
        *out_linkage = linkage;
    else
        jd_linkage_free(linkage);
    return status;
}

enum jd_status
jd_linkage_new(const struct jd_alloc *alloc, const struct jd_model *model,
    const struct jd_table *const *tables, uint32_t n_tables,
    const struct jd_linkage_options *options, struct jd_linkage **out_linkage,
    struct jd_error *err)
{
    struct jd_linkage_options o;
    struct jd_linkage *linkage = make_empty(alloc, model, options, &o, err);
    if (linkage == NULL)
        return JD_E_NOMEM;
    enum jd_status status = build(linkage, tables, n_tables, &o, false, err);
    if (status == JD_OK)
        status = jd__frequency_hoist(linkage, err);
    if (status == JD_OK)
        status = jd__blocking_init(linkage, model->rules, model->n_rules, err);
    if (status == JD_OK)
        status = jd__outputs_init(linkage, err);
    if (status == JD_OK)
        status = settle_compared(linkage, err);
    if (status == JD_OK)
        status = jd__blocking_weave(linkage, err);
    return hand_over(linkage, status, out_linkage);
}

enum jd_status
jd__linkage_for_training(const struct jd_alloc *alloc, const struct jd_model *model,
    const struct jd_table *const *tables, uint32_t n_tables,
    const struct jd_linkage_options *options, struct jd_linkage **out_linkage,
    struct jd_error *err)
{
    struct jd_linkage_options o;
    struct jd_linkage *linkage = make_empty(alloc, model, options, &o, err);
    if (linkage == NULL)
        return JD_E_NOMEM;
    enum jd_status status = build(linkage, tables, n_tables, &o, true, err);
    uint32_t first = 0;
    if (status == JD_OK)
        status = jd__fields_weave(&linkage->fields, NULL, 0, linkage->threads, &first, err);
    return hand_over(linkage, status, out_linkage);
}

void
jd_linkage_free(struct jd_linkage *linkage)
{
    if (linkage == NULL)
        return;
    struct jd_alloc alloc = linkage->alloc;
    struct jd__frequency *frequencies = linkage->frequencies.data;
    jd__outputs_done(linkage);
    jd__blocking_done(linkage);
    for (size_t i = 0; i < linkage->frequencies.n; i++)
        jd__frequency_done(&frequencies[i], &alloc);
    jd__buf_done(&linkage->frequencies);
    jd__program_done(&linkage->program);
    for (uint32_t c = 0; linkage->compared != NULL && c < linkage->model->n_comparisons;
         c++)
        jd__compared_done(&linkage->compared[c], &alloc);
    jd__alloc_free_array(&alloc, linkage->compared, 0, linkage->model->n_comparisons,
        sizeof(*linkage->compared));
    jd__fields_done(&linkage->fields);
    for (uint32_t i = 0; linkage->levels != NULL && i < linkage->n_levels; i++)
        jd__alloc_free_array(&alloc, linkage->levels[i].moves, 0,
            linkage->levels[i].n_moves, sizeof(double));
    jd__alloc_free_array(
        &alloc, linkage->levels, 0, linkage->n_levels, sizeof(*linkage->levels));
    jd__alloc_free_array(&alloc, linkage->first_level, 0, linkage->model->n_comparisons,
        sizeof(*linkage->first_level));
    jd__records_done(&linkage->records, &alloc);
    jd__alloc_free(&alloc, linkage, sizeof(*linkage));
}

uint32_t
jd_linkage_n_records(const struct jd_linkage *linkage)
{
    return linkage->records.n;
}

void
jd_linkage_record(const struct jd_linkage *linkage, uint32_t record, uint32_t *out_table,
    uint32_t *out_row)
{
    const struct jd__records *records = &linkage->records;
    uint32_t t = 0;
    while (t + 1 < records->n_tables && records->starts[t + 1] <= record)
        t++;
    *out_table = t;
    *out_row = record - records->starts[t];
}

const struct jd_table *
jd_linkage_table(const struct jd_linkage *linkage)
{
    return linkage->records.table;
}

double
jd_linkage_frequency(const struct jd_linkage *linkage, uint32_t which, uint32_t record)
{
    const struct jd__frequency *frequency = jd__frequency_at(linkage, which);
    uint32_t code =
        jd__field_code(jd__fields_at(&linkage->fields, frequency->field), record);
    return code != JD_NONE ? frequency->of[code] : (double)NAN;
}

/* What predict finds: the places of a wave. */
struct found {
    struct jd__run run;
    struct jd__sieve *sieve; /* NULL: all candidates are weighed */
    double min_weight;
    struct jd__scored *scored; /* one a slice */
};

static void
found_done(struct found *found)
{
    const struct jd_alloc *alloc = &found->run.linkage->alloc;
    for (uint32_t i = 0; found->scored != NULL && i < found->run.n_wave; i++)
        jd__scored_done(&found->scored[i]);
    jd__sieve_free(found->sieve);
    jd__alloc_free_array(
        alloc, found->scored, 0, found->run.n_wave, sizeof(*found->scored));
    jd__run_done(&found->run);
}

static enum jd_status
found_init(struct found *found, const struct jd_linkage *linkage, uint32_t threads,
    const struct jd_progress *progress, struct jd_error *err)
{
    *found = (struct found){.min_weight = -(double)INFINITY};
    enum jd_status status = jd__run_init(&found->run, linkage, threads, progress, err);
    if (status != JD_OK)
        return status;
    found->scored =
        jd__alloc_array(&linkage->alloc, 0, found->run.n_wave, sizeof(*found->scored));
    if (found->scored == NULL) {
        found_done(found);
        return jd__fail(err, JD_E_NOMEM, "no memory for a wave of pairs");
    }
    for (uint32_t i = 0; i < found->run.n_wave; i++)
        jd__scored_init(&found->scored[i], &linkage->alloc);
    return JD_OK;
}

/* Let no pair be weighed that cannot reach the least weight. */
static enum jd_status
add_sieve(struct found *found, struct jd_error *err)
{
    enum jd_status status =
        jd__sieve_new(found->run.linkage, found->min_weight, &found->sieve, err);
    for (uint32_t i = 0; i < found->run.threads && status == JD_OK; i++)
        found->run.workers[i]->sieve = found->sieve;
    return status;
}

/* A place of a wave, and from which weight on a pair is kept there. */
struct place {
    struct jd__scored *scored;
    double min_weight;
};

static enum jd_status
weigh_and_keep(void *ctx, struct jd__worker *worker, struct jd_error *err)
{
    const struct place *place = ctx;
    enum jd_status status = jd__worker_weigh(worker, err);
    if (status == JD_OK)
        status = jd__worker_keep(worker, place->min_weight, place->scored, err);
    return status;
}

static enum jd_status
work_slice(void *ctx, uint32_t slice, uint32_t thread, struct jd_error *err)
{
    const struct found *found = ctx;
    struct place place = {&found->scored[slice], found->min_weight};
    uint64_t count = 0;
    jd__scored_clear(place.scored);
    return jd__slice_work_on(found->run.workers[thread], &found->run.slices[slice], 0,
        weigh_and_keep, &place, &count, err);
}

static enum jd_status
show(const struct found *found, const struct jd__scored *scored, jd_scored_sink sink,
    void *ctx, struct jd_error *err)
{
    if (scored->left.n == 0)
        return JD_OK;
    struct jd_scored pairs = {
        .n = (uint32_t)scored->left.n,
        .n_comparisons = found->run.linkage->model->n_comparisons,
        .left = scored->left.data,
        .right = scored->right.data,
        .weight = scored->weight.data,
        .probability = scored->probability.data,
        .rules = scored->rules.data,
        .gamma = scored->gamma.data,
        .tf_weight = scored->tf_weight.data,
    };
    return sink(ctx, &pairs, err);
}

enum jd_status
jd_linkage_predict(const struct jd_linkage *linkage,
    const struct jd_predict_options *options, jd_scored_sink sink, void *ctx,
    struct jd_error *err)
{
    struct jd_predict_options o = jd_predict_options_default();
    if (options != NULL)
        memcpy(&o, options,
            options->struct_size < sizeof(o) ? options->struct_size : sizeof(o));
    if (o.n_parts > 0 && (o.part < 1 || o.part > o.n_parts))
        return jd__fail(err, JD_E_ARG, "part %u of %u", o.part, o.n_parts);
    struct found found;
    enum jd_status status = found_init(&found, linkage, o.threads, o.progress, err);
    if (status != JD_OK)
        return status;
    found.min_weight = o.min_weight;
    found.run.part = o.part;
    found.run.n_parts = o.n_parts;
    status = add_sieve(&found, err);
    for (uint32_t n = 1; n > 0 && status == JD_OK;) {
        status = jd__run_wave(&found.run, work_slice, &found, &n, err);
        for (uint32_t i = 0; i < n && status == JD_OK; i++)
            status = show(&found, &found.scored[i], sink, ctx, err);
    }
    found_done(&found);
    return status;
}

/* Count the pairs of one rule: those that none of its own earlier branches yields. */
static enum jd_status
count_rule(struct jd__run *run, uint32_t rule, uint64_t *out_count, struct jd_error *err)
{
    const struct jd__blocking *blocking = &run->linkage->blocking;
    uint32_t first = 0, last = 0;
    while (blocking->branches[first].rule != rule)
        first++;
    for (last = first; last + 1 < blocking->n_branches; last++)
        if (blocking->branches[last + 1].rule != rule)
            break;
    run->first_branch = run->earliest = first;
    run->last_branch = last;
    return jd__run_count(run, out_count, err);
}

enum jd_status
jd_linkage_count(const struct jd_linkage *linkage, uint64_t *out_counts, uint32_t n_rules,
    struct jd_error *err)
{
    struct jd__run run;
    uint64_t counts[JD__LIMIT_RULES] = {0};
    if (n_rules != linkage->model->n_rules)
        return jd__fail(err, JD_E_ARG, "room for %u counts, but %u rules", n_rules,
            linkage->model->n_rules);
    enum jd_status status = jd__run_init(&run, linkage, 0, NULL, err);
    if (status != JD_OK)
        return status;
    for (uint32_t rule = 0; rule < n_rules && status == JD_OK; rule++)
        status = count_rule(&run, rule, &counts[rule], err);
    if (status == JD_OK)
        memcpy(out_counts, counts, n_rules * sizeof(*counts));
    jd__run_done(&run);
    return status;
}

/* Weigh up to a batch of given pairs. */
static enum jd_status
score_batch(struct jd__worker *worker, const uint32_t *left, const uint32_t *right,
    uint32_t n, struct jd__scored *out, struct jd_error *err)
{
    memcpy(worker->left, left, n * sizeof(*left));
    memcpy(worker->right, right, n * sizeof(*right));
    worker->n = n;
    jd__worker_match_keys(worker);
    jd__batch_turn(&worker->batch, worker->left, worker->right, n);
    enum jd_status status = jd__worker_weigh(worker, err);
    if (status == JD_OK)
        status = jd__worker_keep(worker, -(double)INFINITY, out, err);
    return status;
}

/* Given pairs: slices of a wave are worked side by side, and shown in their order. */
struct given {
    const struct found *found;
    const uint32_t *left, *right;
    uint32_t first, end; /* of the wave */
};

static enum jd_status
score_slice(void *ctx, uint32_t slice, uint32_t thread, struct jd_error *err)
{
    const struct given *given = ctx;
    struct jd__scored *scored = &given->found->scored[slice];
    uint32_t at = given->first + slice * GIVEN_SLICE;
    uint32_t end = given->end - at < GIVEN_SLICE ? given->end : at + GIVEN_SLICE;
    enum jd_status status = JD_OK;
    jd__scored_clear(scored);
    for (; at < end && status == JD_OK; at += JD__BATCH)
        status = score_batch(given->found->run.workers[thread], given->left + at,
            given->right + at, end - at < JD__BATCH ? end - at : JD__BATCH, scored, err);
    return status;
}

enum jd_status
jd_linkage_score(const struct jd_linkage *linkage, const uint32_t *left,
    const uint32_t *right, uint32_t n, jd_scored_sink sink, void *ctx, struct jd_error *err)
{
    struct found found;
    for (uint32_t i = 0; i < n; i++)
        if (left[i] >= linkage->records.n || right[i] >= linkage->records.n)
            return jd__fail(err, JD_E_ARG, "pair %u names a record that does not exist", i);
    enum jd_status status = found_init(&found, linkage, n > GIVEN_SLICE ? 0 : 1, NULL, err);
    if (status != JD_OK)
        return status;
    struct given given = {&found, left, right, 0, 0};
    for (; given.first < n && status == JD_OK; given.first = given.end) {
        uint32_t n_slices = (n - given.first - 1) / GIVEN_SLICE + 1;
        n_slices = n_slices < found.run.n_wave ? n_slices : found.run.n_wave;
        given.end = n - given.first <= n_slices * GIVEN_SLICE
                        ? n
                        : given.first + n_slices * GIVEN_SLICE;
        status = jd__parallel(found.run.threads, n_slices, score_slice, &given, err);
        for (uint32_t i = 0; i < n_slices && status == JD_OK; i++)
            status = show(&found, &found.scored[i], sink, ctx, err);
    }
    found_done(&found);
    return status;
}
