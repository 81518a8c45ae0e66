/* SPDX-License-Identifier: Apache-2.0 */
/*
 * score.c - the weight of pairs: levels tried in order, weights summed in file order.
 *
 * Splink 5 (predict.py, comparison_level.py):
 *     weight      = log2(p / (1 - p)) + sum over comparisons of (level + term frequencies)
 *     frequencies = tf_weight * (log2(u of the exact level) - log2(max(tf_l, tf_r, minimum)))
 *     probability = 1 / (1 + 2^-w) for w >= 0, else 2^w / (1 + 2^w)
 * A tf that is not known is taken from the other record; both unknown count 0.  A comparison
 * of which no level is met has no weight, and so has the pair.
 */
#include "link/linkage.h"

#include "base/alloc.h"
#include "base/error.h"
#include "link/compared.h"

#include <math.h>
#include <string.h>

double
jd_weight_from_probability(double probability)
{
    if (probability >= 1)
        return (double)INFINITY;
    return log2(probability / (1 - probability));
}

double
jd_probability_from_weight(double weight)
{
    if (weight >= 0)
        return 1.0 / (1.0 + pow(2, -weight));
    return pow(2, weight) / (1.0 + pow(2, weight));
}

/* Room for conditions on items of lists that rules explode. */
static enum jd_status
make_item_work(struct jd__worker *worker, struct jd_error *err)
{
    const struct jd_linkage *linkage = worker->linkage;
    const struct jd__blocking *blocking = &linkage->blocking;
    worker->items = jd__alloc_array(
        &linkage->alloc, 0, blocking->n_explosions, sizeof(struct jd__item_work *));
    if (worker->items == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for a worker");
    worker->n_items = blocking->n_explosions;
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < worker->n_items && status == JD_OK; i++)
        status = jd__item_work_new(blocking->explosions[i], &worker->items[i], err);
    return status;
}

enum jd_status
jd__worker_new(
    const struct jd_linkage *linkage, struct jd__worker **out_worker, struct jd_error *err)
{
    size_t n_cells = (size_t)JD__BATCH * linkage->model->n_comparisons;
    struct jd__worker *worker = jd__alloc_array(&linkage->alloc, sizeof(*worker), 0, 1);
    if (worker == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for a worker");
    worker->linkage = linkage;
    worker->gamma = jd__alloc_array(&linkage->alloc, 0, n_cells, 1);
    worker->tf_weight =
        jd__alloc_array(&linkage->alloc, 0, n_cells, sizeof(*worker->tf_weight));
    enum jd_status status = JD_OK;
    if (worker->gamma == NULL || worker->tf_weight == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory for a worker");
    if (status == JD_OK)
        status = jd__batch_init(&worker->batch, &linkage->alloc, &linkage->program, err);
    if (status == JD_OK)
        status = make_item_work(worker, err);
    if (status != JD_OK) {
        jd__worker_free(worker);
        return status;
    }
    *out_worker = worker;
    return JD_OK;
}

void
jd__worker_free(struct jd__worker *worker)
{
    if (worker == NULL)
        return;
    const struct jd_linkage *linkage = worker->linkage;
    size_t n_cells = (size_t)JD__BATCH * linkage->model->n_comparisons;
    if (worker->batch.program != NULL)
        jd__batch_done(&worker->batch);
    for (uint32_t i = 0; i < worker->n_items; i++)
        jd__item_work_free(worker->items[i]);
    jd__alloc_free_array(
        &linkage->alloc, worker->items, 0, worker->n_items, sizeof(struct jd__item_work *));
    jd__alloc_free_array(&linkage->alloc, worker->gamma, 0, n_cells, 1);
    jd__alloc_free_array(
        &linkage->alloc, worker->tf_weight, 0, n_cells, sizeof(*worker->tf_weight));
    jd__alloc_free(&linkage->alloc, worker, sizeof(*worker));
}

double
jd__log_frequency(const struct jd_linkage *linkage, const struct jd__level *level,
    const struct jd__bound_level *bound, uint32_t left, uint32_t right)
{
    const struct jd__frequency *frequency = jd__frequency_at(linkage, bound->frequency);
    const struct jd__field *field = jd__fields_at(&linkage->fields, frequency->field);
    uint32_t codes[2] = {jd__field_code(field, left), jd__field_code(field, right)};
    double tf[2];
    for (int side = 0; side < 2; side++)
        tf[side] = codes[side] != JD_NONE ? frequency->of[codes[side]] : (double)NAN;
    uint32_t greater = codes[isnan(tf[0]) || tf[1] > tf[0] ? 1 : 0];
    return greater != JD_NONE ? jd__frequency_log(frequency, greater, level, bound)
                              : (double)NAN;
}

/* A pair met a level, or none, and so has no weight. */
static inline void
add_level(struct jd__worker *worker, uint32_t comparison, uint32_t level, uint32_t place)
{
    const struct jd_linkage *linkage = worker->linkage;
    size_t cell = (size_t)place * linkage->model->n_comparisons + comparison;
    if (level == JD_NONE) {
        worker->gamma[cell] = JD_GAMMA_NONE;
        worker->weight[place] = (double)NAN;
        return;
    }
    const struct jd__level *of = &linkage->model->comparisons[comparison].levels[level];
    const struct jd__bound_level *bound =
        &linkage->levels[linkage->first_level[comparison] + level];
    worker->gamma[cell] = of->gamma;
    worker->weight[place] += of->weight;
    if (bound->frequency == JD_NONE)
        return;
    double log =
        jd__log_frequency(linkage, of, bound, worker->left[place], worker->right[place]);
    worker->tf_weight[cell] = isnan(log) ? 0 : of->tf_weight * (of->tf_log_u - log);
    worker->weight[place] += worker->tf_weight[cell];
}

static void
take_level(void *ctx, struct jd__worker *worker, uint32_t comparison, uint32_t level,
    const uint32_t *places, uint32_t n)
{
    (void)ctx;
    for (uint32_t i = 0; i < n; i++)
        add_level(worker, comparison, level, places[i]);
}

/* The level of two values of a column that is known. */
static inline enum jd_status
level_of(const struct jd__compared *compared, const struct jd_alloc *alloc, uint32_t left,
    uint32_t right, uint32_t *out_level, struct jd_error *err)
{
    if (left == JD_NONE || right == JD_NONE)
        *out_level = compared->null_level;
    else if (left == right && compared->equal_level != JD_NONE)
        *out_level = compared->equal_level;
    else
        return jd__compared_level(compared, alloc, left, right, out_level, err);
    return JD_OK;
}

/* Grade and weigh by a column that is known; what frequencies add to equal values is hoisted. */
static enum jd_status
weigh_by_values(struct jd__worker *worker, uint32_t comparison, struct jd_error *err)
{
    const struct jd_linkage *linkage = worker->linkage;
    const struct jd__compared *compared = &linkage->compared[comparison];
    const struct jd__field *field = jd__fields_at(&linkage->fields, compared->field);
    const uint32_t equal = compared->equal_level, n = linkage->model->n_comparisons;
    const struct jd__level *of = NULL;
    const double *moves = NULL;
    if (equal != JD_NONE) {
        of = &linkage->model->comparisons[comparison].levels[equal];
        moves = linkage->levels[linkage->first_level[comparison] + equal].moves;
    }
    for (uint32_t i = 0; i < worker->n; i++) {
        uint32_t left = jd__field_code(field, worker->left[i]), level = 0;
        uint32_t right = jd__field_code(field, worker->right[i]);
        if (moves != NULL && left == right && left != JD_NONE) {
            size_t cell = (size_t)i * n + comparison;
            worker->gamma[cell] = of->gamma;
            worker->tf_weight[cell] = moves[left];
            worker->weight[i] += of->weight;
            worker->weight[i] += moves[left];
            continue;
        }
        enum jd_status status =
            level_of(compared, &linkage->alloc, left, right, &level, err);
        if (status != JD_OK)
            return status;
        add_level(worker, comparison, level, i);
    }
    return JD_OK;
}

/* The level of each of the worker's pairs, by what is known of the column's values. */
static enum jd_status
find_levels(
    struct jd__worker *worker, const struct jd__compared *column, struct jd_error *err)
{
    const struct jd_linkage *linkage = worker->linkage;
    const struct jd__field *field = jd__fields_at(&linkage->fields, column->field);
    for (uint32_t i = 0; i < worker->n; i++) {
        enum jd_status status =
            level_of(column, &linkage->alloc, jd__field_code(field, worker->left[i]),
                jd__field_code(field, worker->right[i]), &worker->level[i], err);
        if (status != JD_OK)
            return status;
    }
    return JD_OK;
}

/* Give each level, in order, the places of the pairs that met it. */
static void
tell_levels(struct jd__worker *worker, uint32_t comparison, jd__level_met met, void *ctx)
{
    uint32_t n_levels = worker->linkage->model->comparisons[comparison].n_levels;
    for (uint32_t level = 0; level <= n_levels; level++) {
        uint32_t wanted = level < n_levels ? level : JD_NONE, n = 0;
        for (uint32_t i = 0; i < worker->n; i++) {
            worker->places[n] = i;
            n += worker->level[i] == wanted;
        }
        if (n > 0)
            met(ctx, worker, comparison, wanted, worker->places, n);
    }
}

/* By the program of conditions, level by level. */
static enum jd_status
grade_by_program(struct jd__worker *worker, uint32_t comparison, jd__level_met met,
    void *ctx, struct jd_error *err)
{
    const struct jd_linkage *linkage = worker->linkage;
    const struct jd__comparison *of = &linkage->model->comparisons[comparison];
    uint32_t n_open = worker->n;
    for (uint32_t i = 0; i < n_open; i++)
        worker->open[i] = i;
    for (uint32_t level = 0; level < of->n_levels && n_open > 0; level++) {
        uint32_t root = linkage->levels[linkage->first_level[comparison] + level].root;
        uint32_t n_met = 0, n_left = 0;
        if (root == JD__NO_EXPR) { /* ELSE */
            met(ctx, worker, comparison, level, worker->open, n_open);
            return JD_OK;
        }
        enum jd_status status =
            jd__batch_test(&worker->batch, root, worker->open, n_open, worker->truth, err);
        if (status != JD_OK) {
            jd__report_where(err, "comparison %s, level %u", of->name, level + 1);
            return status;
        }
        for (uint32_t i = 0; i < n_open; i++) {
            if (worker->truth[i] == JD__TRUE)
                worker->places[n_met++] = worker->open[i];
            else
                worker->open[n_left++] = worker->open[i];
        }
        if (n_met > 0)
            met(ctx, worker, comparison, level, worker->places, n_met);
        n_open = n_left;
    }
    if (n_open > 0) /* no level is met, and there is no ELSE */
        met(ctx, worker, comparison, JD_NONE, worker->open, n_open);
    return JD_OK;
}

enum jd_status
jd__worker_grade(struct jd__worker *worker, uint32_t comparison, jd__level_met met,
    void *ctx, struct jd_error *err)
{
    const struct jd__compared *column = &worker->linkage->compared[comparison];
    if (!column->is_known)
        return grade_by_program(worker, comparison, met, ctx, err);
    enum jd_status status = find_levels(worker, column, err);
    if (status != JD_OK) {
        jd__report_where(
            err, "comparison %s", worker->linkage->model->comparisons[comparison].name);
        return status;
    }
    tell_levels(worker, comparison, met, ctx);
    return JD_OK;
}

enum jd_status
jd__worker_weigh(struct jd__worker *worker, struct jd_error *err)
{
    const struct jd_model *model = worker->linkage->model;
    size_t n_cells = (size_t)worker->n * model->n_comparisons;
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < worker->n; i++)
        worker->weight[i] = model->prior_weight;
    memset(worker->tf_weight, 0, n_cells * sizeof(*worker->tf_weight));
    for (uint32_t c = 0; c < model->n_comparisons && status == JD_OK; c++)
        status = worker->linkage->compared[c].is_known
                     ? weigh_by_values(worker, c, err)
                     : grade_by_program(worker, c, take_level, NULL, err);
    return status;
}

/* The rules of a set of branches. */
static uint64_t
rules_of(const struct jd__blocking *blocking, uint64_t mask)
{
    uint64_t rules = 0;
    for (uint32_t b = 0; b < blocking->n_branches; b++)
        if (mask >> b & 1)
            rules |= 1ull << blocking->branches[b].rule;
    return rules;
}

/* Room for n more pairs. */
static enum jd_status
make_room(struct jd__scored *out, uint32_t n, uint32_t n_comparisons, struct jd_error *err)
{
    struct jd__buf *const bufs[] = {
        &out->left, &out->right, &out->weight, &out->probability, &out->rules};
    enum jd_status status = JD_OK;
    for (size_t i = 0; i < sizeof(bufs) / sizeof(bufs[0]) && status == JD_OK; i++)
        status = jd__buf_reserve(bufs[i], n, err);
    if (status == JD_OK)
        status = jd__buf_reserve(&out->gamma, (size_t)n * n_comparisons, err);
    if (status == JD_OK)
        status = jd__buf_reserve(&out->tf_weight, (size_t)n * n_comparisons, err);
    return status;
}

/* Append a pair, for which there is room. */
static void
keep_pair(const struct jd__worker *worker, uint32_t i, struct jd__scored *out)
{
    uint32_t n_comparisons = worker->linkage->model->n_comparisons;
    size_t at = out->left.n++, cell = (size_t)i * n_comparisons;
    out->right.n = out->weight.n = out->probability.n = out->rules.n = out->left.n;
    ((uint32_t *)out->left.data)[at] = worker->left[i];
    ((uint32_t *)out->right.data)[at] = worker->right[i];
    ((double *)out->weight.data)[at] = worker->weight[i];
    ((double *)out->probability.data)[at] = jd_probability_from_weight(worker->weight[i]);
    ((uint64_t *)out->rules.data)[at] =
        rules_of(&worker->linkage->blocking, worker->mask[i]);
    if (n_comparisons == 0)
        return;
    memcpy((int8_t *)out->gamma.data + out->gamma.n, worker->gamma + cell, n_comparisons);
    memcpy((double *)out->tf_weight.data + out->tf_weight.n, worker->tf_weight + cell,
        n_comparisons * sizeof(double));
    out->gamma.n += n_comparisons;
    out->tf_weight.n += n_comparisons;
}

/* Leave in the masks only what is kept, so that rests are asked for no pair in vain. */
static uint32_t
clear_light_masks(struct jd__worker *worker, double min_weight)
{
    uint32_t n_kept = 0;
    for (uint32_t i = 0; i < worker->n; i++) {
        /* Without a bound a pair without weight is kept too. */
        if (worker->weight[i] >= min_weight || min_weight == -(double)INFINITY)
            n_kept++;
        else
            worker->mask[i] = 0;
    }
    return n_kept;
}

enum jd_status
jd__worker_keep(struct jd__worker *worker, double min_weight, struct jd__scored *out,
    struct jd_error *err)
{
    uint32_t n_kept = clear_light_masks(worker, min_weight);
    if (n_kept == 0)
        return JD_OK;
    enum jd_status status = jd__worker_test_rests(worker, UINT64_MAX, err);
    if (status == JD_OK)
        status = make_room(out, n_kept, worker->linkage->model->n_comparisons, err);
    for (uint32_t i = 0; i < worker->n && status == JD_OK; i++)
        if (worker->weight[i] >= min_weight || min_weight == -(double)INFINITY)
            keep_pair(worker, i, out);
    return status;
}

void
jd__scored_init(struct jd__scored *scored, const struct jd_alloc *alloc)
{
    jd__buf_init(&scored->left, alloc, sizeof(uint32_t), 0);
    jd__buf_init(&scored->right, alloc, sizeof(uint32_t), 0);
    jd__buf_init(&scored->weight, alloc, sizeof(double), 0);
    jd__buf_init(&scored->probability, alloc, sizeof(double), 0);
    jd__buf_init(&scored->rules, alloc, sizeof(uint64_t), 0);
    jd__buf_init(&scored->gamma, alloc, sizeof(int8_t), 0);
    jd__buf_init(&scored->tf_weight, alloc, sizeof(double), 0);
}

void
jd__scored_clear(struct jd__scored *scored)
{
    scored->left.n = scored->right.n = scored->weight.n = scored->probability.n = 0;
    scored->rules.n = scored->gamma.n = scored->tf_weight.n = 0;
}

void
jd__scored_done(struct jd__scored *scored)
{
    jd__buf_done(&scored->left);
    jd__buf_done(&scored->right);
    jd__buf_done(&scored->weight);
    jd__buf_done(&scored->probability);
    jd__buf_done(&scored->rules);
    jd__buf_done(&scored->gamma);
    jd__buf_done(&scored->tf_weight);
}
