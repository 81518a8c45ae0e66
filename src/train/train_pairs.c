/* SPDX-License-Identifier: Apache-2.0 */
/*
 * train_pairs.c - the pairs of a rule, counted by what EM sees of them.
 *
 * Where all pairs of a key are wanted, they are looked at in tiles, else one by one.  A pair
 * whose levels have no frequency is one count in a table of all combinations of levels, as
 * long as that is small; any other has its pattern written out.
 *
 * Invariant: counts are whole numbers and patterns end in order of their bytes, so what is
 * found is the same for any number of threads, in tiles or one by one.
 */
#include "train/tile.h"
#include "train/train.h"

#include "base/alloc.h"
#include "base/error.h"

#include <math.h>
#include <string.h>

/* Combinations of levels that are counted in a table: 512 kB for each thread. */
#define MOST_COMBINATIONS ((uint32_t)1 << 16)

/* All threads' places. */
struct looking {
    const struct jd_training *training;
    const struct jd__active *active;
    struct jd__run run;
    struct seen *seen;
    bool in_tiles;
    uint32_t n_combinations; /* 0: too many */
    uint8_t *has_frequency;  /* of each combination: is one of its levels moved by it? */
};

/* A thread's place: what it has counted, and what it works with. */
struct seen {
    const struct looking *looking;
    uint32_t i; /* the active comparison that is graded, of pairs one by one */
    struct jd__patterns patterns;
    uint8_t *batch;         /* JD__BATCH patterns */
    struct jd__tile *tile;  /* NULL: pairs one by one */
    uint64_t *combinations; /* how many pairs met each */
};

/* ---- patterns ------------------------------------------------------------------------------ */

/* What moves the weight of an active comparison's level, or NULL. */
static const struct jd__bound_level *
frequency_of(const struct looking *looking, uint32_t i, uint32_t level)
{
    const struct jd_linkage *linkage = looking->run.linkage;
    if (level == JD_NONE || looking->active->tf_place[i] == JD_NONE)
        return NULL;
    const struct jd__bound_level *bound =
        &linkage->levels[linkage->first_level[looking->active->comparisons[i]] + level];
    return bound->frequency != JD_NONE ? bound : NULL;
}

/* Write the frequency of a pair into its pattern. */
static void
write_frequency(const struct looking *looking, uint32_t i, uint32_t level, uint32_t left,
    uint32_t right, uint8_t *pattern)
{
    const struct jd_linkage *linkage = looking->run.linkage;
    const struct jd__bound_level *bound = frequency_of(looking, i, level);
    if (bound == NULL)
        return;
    double log = jd__log_frequency(linkage,
        &linkage->model->comparisons[looking->active->comparisons[i]].levels[level], bound,
        left, right);
    log = isnan(log) ? (double)NAN : log; /* all unknown ones are of the same bits */
    memcpy(pattern + looking->active->tf_place[i] * sizeof(log), &log, sizeof(log));
}

/* Where the levels of a pattern begin. */
static size_t
levels_at(const struct looking *looking)
{
    return looking->active->n_tf * sizeof(double);
}

/* ---- pairs one by one ---------------------------------------------------------------------- */

static void
write_level(void *ctx, struct jd__worker *worker, uint32_t comparison, uint32_t level,
    const uint32_t *places, uint32_t n)
{
    const struct seen *seen = ctx;
    const struct looking *looking = seen->looking;
    (void)comparison;
    for (uint32_t k = 0; k < n; k++) {
        uint8_t *pattern = seen->batch + places[k] * seen->patterns.size;
        pattern[levels_at(looking) + seen->i] = level != JD_NONE ? (uint8_t)(level + 1) : 0;
        write_frequency(looking, seen->i, level, worker->left[places[k]],
            worker->right[places[k]], pattern);
    }
}

static enum jd_status
count_batch(void *ctx, struct jd__worker *worker, struct jd_error *err)
{
    struct seen *seen = ctx;
    const struct jd__active *active = seen->looking->active;
    enum jd_status status = JD_OK;
    memset(seen->batch, 0, worker->n * seen->patterns.size);
    for (seen->i = 0; seen->i < active->n && status == JD_OK; seen->i++)
        status =
            jd__worker_grade(worker, active->comparisons[seen->i], write_level, seen, err);
    for (uint32_t k = 0; k < worker->n && status == JD_OK; k++)
        status = jd__patterns_add(
            &seen->patterns, seen->batch + k * seen->patterns.size, 1, err);
    return status;
}

/* ---- pairs in tiles ------------------------------------------------------------------------ */

/* How many answers an active comparison can give: its levels, and none of them. */
static uint32_t
n_answers(const struct looking *looking, uint32_t i)
{
    const struct jd_model *model = looking->run.linkage->model;
    return model->comparisons[looking->active->comparisons[i]].n_levels + 1;
}

/* Count the pair of right j and left i by its pattern. */
static enum jd_status
count_pattern(struct seen *seen, uint32_t j, uint32_t i, struct jd_error *err)
{
    const struct looking *looking = seen->looking;
    const struct jd__tile *tile = seen->tile;
    uint8_t *pattern = seen->batch;
    memset(pattern, 0, seen->patterns.size);
    for (uint32_t c = 0; c < looking->active->n; c++) {
        const struct jd__tile_levels *levels = &tile->levels[c];
        uint8_t level = jd__tile_row(levels, j)[levels->value[JD__LEFT][i]];
        pattern[levels_at(looking) + c] = level;
        write_frequency(looking, c, level > 0 ? level - 1u : JD_NONE, tile->records[0][i],
            tile->records[1][j], pattern);
    }
    return jd__patterns_add(&seen->patterns, pattern, 1, err);
}

/* Number the combinations of levels of right j's pairs. */
static void
combine(const struct seen *seen, uint32_t j, uint32_t *out)
{
    const struct looking *looking = seen->looking;
    uint32_t n = seen->tile->partners[j];
    memset(out, 0, n * sizeof(*out));
    for (uint32_t c = 0; c < looking->active->n; c++) {
        const struct jd__tile_levels *levels = &seen->tile->levels[c];
        const uint8_t *row = jd__tile_row(levels, j), *value = levels->value[JD__LEFT];
        uint32_t answers = n_answers(looking, c);
        for (uint32_t i = 0; i < n; i++)
            out[i] = out[i] * answers + row[value[i]];
    }
}

/* The pairs of right j. */
static enum jd_status
count_right(struct seen *seen, uint32_t j, struct jd_error *err)
{
    const struct looking *looking = seen->looking;
    uint32_t n = seen->tile->partners[j], combinations[JD__TILE];
    enum jd_status status = JD_OK;
    if (looking->n_combinations == 0) {
        for (uint32_t i = 0; i < n && status == JD_OK; i++)
            status = count_pattern(seen, j, i, err);
        return status;
    }
    combine(seen, j, combinations);
    for (uint32_t i = 0; i < n; i++)
        seen->combinations[combinations[i]]++;
    for (uint32_t i = 0; i < n && looking->active->n_tf > 0 && status == JD_OK; i++)
        if (looking->has_frequency[combinations[i]])
            status = count_pattern(seen, j, i, err);
    return status;
}

static enum jd_status
count_tile(void *ctx, struct jd__tile *tile, struct jd_error *err)
{
    struct seen *seen = ctx;
    const struct looking *looking = seen->looking;
    const struct jd__active *active = looking->active;
    enum jd_status status = JD_OK;
    for (uint32_t c = 0; c < active->n && status == JD_OK; c++)
        status = jd__tile_grade(
            tile, &looking->training->gradings[active->comparisons[c]], c, err);
    for (uint32_t j = 0; j < tile->n[JD__RIGHT] && status == JD_OK; j++)
        status = count_right(seen, j, err);
    return status;
}

/* The levels of a combination, as a pattern has them; is one of them moved by a frequency? */
static bool
spell(const struct looking *looking, uint32_t combination, uint8_t *levels)
{
    bool has_frequency = false;
    for (uint32_t c = looking->active->n; c-- > 0;) {
        uint32_t answers = n_answers(looking, c);
        levels[c] = (uint8_t)(combination % answers);
        combination /= answers;
        has_frequency =
            has_frequency ||
            frequency_of(looking, c, levels[c] > 0 ? levels[c] - 1u : JD_NONE) != NULL;
    }
    return has_frequency;
}

/* Write out the patterns of those combinations that are counted in the table alone. */
static enum jd_status
write_out(struct seen *seen, struct jd_error *err)
{
    const struct looking *looking = seen->looking;
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < looking->n_combinations && status == JD_OK; i++) {
        if (seen->combinations[i] == 0)
            continue;
        memset(seen->batch, 0, seen->patterns.size);
        if (!spell(looking, i, seen->batch + levels_at(looking)))
            status =
                jd__patterns_add(&seen->patterns, seen->batch, seen->combinations[i], err);
    }
    return status;
}

/* Make the tables of combinations. */
static enum jd_status
make_tables(struct looking *looking, struct jd_error *err)
{
    const struct jd_alloc *alloc = &looking->training->alloc;
    uint8_t levels[JD_LIMIT_COMPARISONS];
    uint64_t n = 1;
    for (uint32_t c = 0; c < looking->active->n && n <= MOST_COMBINATIONS; c++)
        n *= n_answers(looking, c);
    if (n > MOST_COMBINATIONS)
        return JD_OK;
    looking->has_frequency = jd__alloc_array(alloc, 0, n, 1);
    if (looking->has_frequency == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for patterns");
    looking->n_combinations = (uint32_t)n;
    for (uint32_t i = 0; i < n; i++)
        looking->has_frequency[i] = spell(looking, i, levels);
    return JD_OK;
}

/* ---- all of them --------------------------------------------------------------------------- */

static enum jd_status
look_at_slice(void *ctx, uint32_t slice, uint32_t thread, struct jd_error *err)
{
    const struct looking *looking = ctx;
    struct seen *seen = &looking->seen[thread];
    uint64_t count = 0;
    if (looking->in_tiles)
        return jd__tile_slice(
            seen->tile, &looking->run.slices[slice], count_tile, seen, err);
    return jd__slice_work_on(looking->run.workers[thread], &looking->run.slices[slice], 0,
        count_batch, seen, &count, err);
}

static enum jd_status
seen_init(
    struct looking *looking, uint32_t thread, size_t pattern_size, struct jd_error *err)
{
    const struct jd_alloc *alloc = &looking->training->alloc;
    struct seen *seen = &looking->seen[thread];
    seen->looking = looking;
    jd__patterns_init(&seen->patterns, alloc, pattern_size);
    seen->batch = jd__alloc_array(alloc, 0, JD__BATCH, pattern_size);
    seen->combinations =
        jd__alloc_array(alloc, 0, looking->n_combinations, sizeof(*seen->combinations));
    if (seen->batch == NULL || seen->combinations == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for patterns");
    if (!looking->in_tiles)
        return JD_OK;
    return jd__tile_new(looking->run.workers[thread], looking->training->gradings,
        looking->active->n, &seen->tile, err);
}

static void
seen_done(struct seen *seen)
{
    const struct looking *looking = seen->looking;
    if (looking == NULL)
        return;
    const struct jd_alloc *alloc = &looking->training->alloc;
    size_t size = seen->patterns.size;
    jd__patterns_done(&seen->patterns);
    jd__alloc_free_array(alloc, seen->batch, 0, JD__BATCH, size);
    jd__alloc_free_array(
        alloc, seen->combinations, 0, looking->n_combinations, sizeof(*seen->combinations));
    jd__tile_free(seen->tile);
}

static enum jd_status
look_at_all(struct looking *looking, struct jd__patterns *patterns, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < looking->run.threads && status == JD_OK; i++)
        status = seen_init(looking, i, patterns->size, err);
    for (uint32_t n = 1; n > 0 && status == JD_OK;)
        status = jd__run_wave(&looking->run, look_at_slice, looking, &n, err);
    for (uint32_t i = 0; i < looking->run.threads && status == JD_OK; i++) {
        status = write_out(&looking->seen[i], err);
        if (status == JD_OK)
            status = jd__patterns_merge(patterns, &looking->seen[i].patterns, err);
    }
    if (status == JD_OK && jd__patterns_n(patterns) == 0)
        status = jd__fail(err, JD_E_INPUT, "the rule yields no pair of records");
    return status == JD_OK ? jd__patterns_sort(patterns, err) : status;
}

enum jd_status
jd__training_patterns(struct jd_training *training, const struct jd__active *active,
    struct jd__patterns *patterns, struct jd_error *err)
{
    const struct jd_alloc *alloc = &training->alloc;
    struct looking looking = {.training = training, .active = active};
    looking.in_tiles = !training->is_plain && jd__tile_suits(training->linkage);
    enum jd_status status =
        jd__run_init(&looking.run, training->linkage, 0, training->progress, err);
    if (status != JD_OK)
        return status;
    looking.seen = jd__alloc_array(alloc, 0, looking.run.threads, sizeof(*looking.seen));
    if (looking.seen == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory for patterns");
    if (status == JD_OK && looking.in_tiles)
        status = jd__training_grade(training, err);
    if (status == JD_OK && looking.in_tiles)
        status = make_tables(&looking, err);
    if (status == JD_OK)
        status = look_at_all(&looking, patterns, err);
    for (uint32_t i = 0; i < looking.run.threads && looking.seen != NULL; i++)
        seen_done(&looking.seen[i]);
    jd__alloc_free_array(
        alloc, looking.seen, 0, looking.run.threads, sizeof(*looking.seen));
    jd__alloc_free_array(alloc, looking.has_frequency, 0, looking.n_combinations, 1);
    jd__run_done(&looking.run);
    return status;
}
