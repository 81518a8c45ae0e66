/* SPDX-License-Identifier: Apache-2.0 */
/*
 * train_u.c - u: how often pairs of records drawn at random meet each level.
 *
 * Splink 5 (estimate_u.py, dialects.py, chunking.py).  A sample is as many records r as have
 * max_pairs pairs: r = (sqrt(8 max_pairs + 1) + 1) / 2, or with link_only the share
 * sqrt(max_pairs / possible pairs) of all.  A record is in it when hash(id) % 1e9 is below the
 * share in billionths; hash is DuckDB's, the id is itself with dedupe_only, else the text
 * SOURCE-__-ID, and with a seed the text ID_SEED.
 *
 * Each comparison meets all pairs of the sample in parts: those whose right record is in chunk
 * hash(id) % n_chunks.  First a tenth of chunk 0 (% 10 n_chunks); when every level was met
 * min_count times there, that is enough.  Else all begins anew, and the same is asked after
 * each chunk.  u of a level is its share of the pairs that met a level that is not null.
 *
 * Invariant: what threads count are whole numbers; which pairs are counted depends on ids alone.
 */
#include "train/tile.h"
#include "train/train.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* The resolution of the sample, pairs of a slice, and how much finer the first look is. */
#define MODULUS ((uint64_t)1000000000)
#define SLICE_PAIRS ((uint64_t)1 << 16)
/* The same in tiles, of which fewer are thin ones then. */
#define TILED_PAIRS ((uint64_t)1 << 18)
#define PROBE 10u
/* So that the modulus of all hashes fits. */
#define MOST_CHUNKS 1000000u

/* A run over the pairs of a sample under way. */
struct sampling {
    struct jd_training *training;
    struct jd_u_options options;
    struct jd__run run; /* for its workers alone */
    uint64_t *counts;   /* n_levels for each thread */
    uint64_t *totals;   /* n_levels: all threads' */
    uint64_t *hashes;   /* by record: modulo MODULUS * PROBE * n_chunks */
    uint32_t *lefts;    /* the sample's records that may be l, in order of ids ... */
    uint32_t *rights;   /* ... and that may be r; the same unless two tables are linked */
    uint32_t n_lefts, n_rights;
    const uint32_t *sources; /* NULL: pairs of one source are allowed */
    struct jd__buf chunk;    /* of uint32_t: places in `rights` of this part */
    struct jd__buf slices;   /* of uint32_t: where in `chunk` each begins, and its end */
    uint32_t comparison;
    struct jd__tile **tiles; /* one a thread; NULL: pairs are graded one by one */
};

/* Hashes are taken modulo 1e9 and all numbers of chunks. */
static uint64_t
hash_modulus(const struct sampling *s)
{
    return MODULUS * PROBE * s->options.n_chunks;
}

/* Below which hash modulo 1e9 a record is in the sample; UINT64_MAX: all are. */
static enum jd_status
find_threshold(const struct sampling *s, uint64_t *out_threshold, struct jd_error *err)
{
    const struct jd_linkage *linkage = s->training->linkage;
    double share = 0, possible = 0, max_pairs = (double)s->options.max_pairs;
    if (linkage->model->link_type == JD__LINK_ONLY) {
        enum jd_status status = jd__possible_pairs(linkage, &possible, err);
        if (status != JD_OK)
            return status;
        share = pow(max_pairs / possible, 0.5);
    } else {
        share = 0.5 * (pow(8 * max_pairs + 1, 0.5) + 1) / linkage->records.n;
    }
    *out_threshold =
        share >= 1 ? UINT64_MAX : (uint64_t)fmax(1, nearbyint(share * (double)MODULUS));
    return JD_OK;
}

/* Which records of the sample may be l, and which r. */
static enum jd_status
draw(struct sampling *s, struct jd_error *err)
{
    const struct jd_linkage *linkage = s->training->linkage;
    const struct jd__records *records = &linkage->records;
    uint64_t threshold = 0;
    s->lefts = jd__alloc_array(&linkage->alloc, 0, records->n, sizeof(*s->lefts));
    s->rights = jd__alloc_array(&linkage->alloc, 0, records->n, sizeof(*s->rights));
    uint32_t n_drawn = s->options.has_seed ? records->n : 0;
    uint64_t *drawn = jd__alloc_array(&linkage->alloc, 0, n_drawn, sizeof(*drawn));
    enum jd_status status = JD_OK;
    if (s->lefts == NULL || s->rights == NULL || drawn == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory for a sample");
    if (status == JD_OK)
        status = find_threshold(s, &threshold, err);
    if (status == JD_OK && s->options.has_seed)
        status =
            jd__training_hash(s->training, hash_modulus(s), &s->options.seed, drawn, err);
    for (uint32_t place = 0; place < records->n && status == JD_OK; place++) {
        uint32_t record = records->sorted[place];
        const uint64_t *hashes = s->options.has_seed ? drawn : s->hashes;
        if (hashes[record] % MODULUS >= threshold)
            continue;
        if (jd__is_on_side(records, record, JD__LEFT))
            s->lefts[s->n_lefts++] = record;
        if (jd__is_on_side(records, record, JD__RIGHT))
            s->rights[s->n_rights++] = record;
    }
    jd__alloc_free_array(&linkage->alloc, drawn, 0, n_drawn, sizeof(*drawn));
    return status;
}

static void
sampling_done(struct sampling *s)
{
    const struct jd_linkage *linkage = s->training->linkage;
    const struct jd_alloc *alloc = &linkage->alloc;
    uint32_t n = linkage->records.n;
    jd__alloc_free_array(alloc, s->hashes, 0, n, sizeof(*s->hashes));
    jd__alloc_free_array(alloc, s->lefts, 0, n, sizeof(*s->lefts));
    jd__alloc_free_array(alloc, s->rights, 0, n, sizeof(*s->rights));
    jd__alloc_free_array(alloc, s->totals, 0, linkage->n_levels, sizeof(*s->totals));
    jd__alloc_free_array(alloc, s->counts, 0, (size_t)s->run.threads * linkage->n_levels,
        sizeof(*s->counts));
    for (uint32_t i = 0; s->tiles != NULL && i < s->run.threads; i++)
        jd__tile_free(s->tiles[i]);
    jd__alloc_free_array(alloc, s->tiles, 0, s->run.threads, sizeof(struct jd__tile *));
    jd__buf_done(&s->chunk);
    jd__buf_done(&s->slices);
    jd__run_done(&s->run);
}

/* Let pairs be graded in tiles, where no pair of the two lists is left out. */
static enum jd_status
add_tiles(struct sampling *s, struct jd_error *err)
{
    struct jd_training *training = s->training;
    if (s->sources != NULL || training->is_plain)
        return JD_OK;
    s->tiles = jd__alloc_array(
        &training->linkage->alloc, 0, s->run.threads, sizeof(struct jd__tile *));
    enum jd_status status = JD_OK;
    if (s->tiles == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory for a sample");
    if (status == JD_OK)
        status = jd__training_grade(training, err);
    for (uint32_t i = 0; i < s->run.threads && status == JD_OK; i++)
        status = jd__tile_new(s->run.workers[i], training->gradings, 1, &s->tiles[i], err);
    return status;
}

static enum jd_status
sampling_init(struct sampling *s, struct jd_training *training,
    const struct jd_u_options *options, struct jd_error *err)
{
    const struct jd_linkage *linkage = training->linkage;
    const struct jd__records *records = &linkage->records;
    const struct jd_alloc *alloc = &linkage->alloc;
    *s = (struct sampling){.training = training, .options = *options};
    enum jd_status status = jd__run_init(&s->run, linkage, 0, training->progress, err);
    if (status != JD_OK)
        return status;
    jd__buf_init(&s->chunk, alloc, sizeof(uint32_t), 0);
    jd__buf_init(&s->slices, alloc, sizeof(uint32_t), 0);
    s->hashes = jd__alloc_array(alloc, 0, records->n, sizeof(*s->hashes));
    s->totals = jd__alloc_array(alloc, 0, linkage->n_levels, sizeof(*s->totals));
    s->counts = jd__alloc_array(
        alloc, 0, (size_t)s->run.threads * linkage->n_levels, sizeof(*s->counts));
    if (s->hashes == NULL || s->totals == NULL || s->counts == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory for a sample");
    if (linkage->model->link_type == JD__LINK_ONLY && records->left_table == JD__NO_TABLE)
        s->sources = jd__table_codes(records->table, records->source_column);
    if (status == JD_OK)
        status = jd__training_hash(training, hash_modulus(s), NULL, s->hashes, err);
    if (status == JD_OK)
        status = draw(s, err);
    if (status == JD_OK)
        status = add_tiles(s, err);
    if (status != JD_OK)
        sampling_done(s);
    return status;
}

/* How many l's the r at this place meets: those before it, where both are of one list. */
static uint32_t
n_partners(const struct sampling *s, uint32_t place)
{
    bool is_self = s->training->linkage->records.left_table == JD__NO_TABLE;
    return is_self ? place : s->n_lefts;
}

/* List the r's of chunk `number` of `n`, and cut them into slices. */
static enum jd_status
take_chunk(struct sampling *s, uint32_t number, uint32_t n, struct jd_error *err)
{
    uint64_t most = s->tiles != NULL ? TILED_PAIRS : SLICE_PAIRS;
    uint64_t n_pairs = most; /* the first r begins a slice */
    uint32_t end = 0;
    enum jd_status status = JD_OK;
    s->chunk.n = s->slices.n = 0;
    for (uint32_t place = 0; place < s->n_rights && status == JD_OK; place++) {
        if (s->hashes[s->rights[place]] % n != number)
            continue;
        end = (uint32_t)s->chunk.n;
        if (n_pairs >= most) {
            status = jd__buf_append(&s->slices, &end, 1, err);
            n_pairs = 0;
        }
        n_pairs += n_partners(s, place);
        if (status == JD_OK)
            status = jd__buf_append(&s->chunk, &place, 1, err);
    }
    end = (uint32_t)s->chunk.n;
    return status == JD_OK ? jd__buf_append(&s->slices, &end, 1, err) : status;
}

static enum jd_status
compare_batch(
    struct sampling *s, struct jd__worker *worker, uint64_t *counts, struct jd_error *err)
{
    if (worker->n == 0)
        return JD_OK;
    jd__batch_turn(&worker->batch, worker->left, worker->right, worker->n);
    enum jd_status status =
        jd__worker_grade(worker, s->comparison, jd__count_level, counts, err);
    worker->n = 0;
    return status;
}

/* All pairs of one r. */
static enum jd_status
compare_right(struct sampling *s, struct jd__worker *worker, uint32_t place,
    uint64_t *counts, struct jd_error *err)
{
    uint32_t right = s->rights[place], n = n_partners(s, place);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t left = s->lefts[i];
        if (s->sources != NULL && s->sources[left] == s->sources[right])
            continue;
        worker->left[worker->n] = left;
        worker->right[worker->n++] = right;
        enum jd_status status =
            worker->n == JD__BATCH ? compare_batch(s, worker, counts, err) : JD_OK;
        if (status != JD_OK)
            return status;
    }
    return JD_OK;
}

/* These r's (places) and n l's from place `first` on. */
static enum jd_status
compare_tile(struct sampling *s, struct jd__tile *tile, const uint32_t *places,
    uint32_t first, uint64_t *counts, struct jd_error *err)
{
    uint32_t rights[JD__TILE];
    uint16_t partners[JD__TILE] = {0};
    const struct jd__tile_levels *levels = &tile->levels[0];
    uint64_t met[JD__LIMIT_LEVELS + 1] = {0};
    for (uint32_t j = 0; j < tile->n[JD__RIGHT]; j++) {
        uint32_t n = n_partners(s, places[j]);
        n = n > first ? n - first : 0;
        partners[j] = (uint16_t)(n < tile->n[JD__LEFT] ? n : tile->n[JD__LEFT]);
        rights[j] = s->rights[places[j]];
    }
    tile->records[JD__LEFT] = s->lefts + first;
    tile->records[JD__RIGHT] = rights;
    tile->partners = partners;
    enum jd_status status =
        jd__tile_grade(tile, &s->training->gradings[s->comparison], 0, err);
    for (uint32_t j = 0; j < tile->n[JD__RIGHT] && status == JD_OK; j++) {
        const uint8_t *row = jd__tile_row(levels, j);
        for (uint32_t i = 0; i < partners[j]; i++)
            met[row[levels->value[JD__LEFT][i]]]++;
    }
    uint32_t n_levels = s->training->model->comparisons[s->comparison].n_levels;
    for (uint32_t i = 0; i < n_levels; i++)
        counts[s->training->linkage->first_level[s->comparison] + i] += met[i + 1];
    return status;
}

/* All pairs of n r's, which stand in order of their places. */
static enum jd_status
compare_in_tiles(struct sampling *s, uint32_t thread, const uint32_t *places, uint32_t n,
    uint64_t *counts, struct jd_error *err)
{
    struct jd__tile *tile = s->tiles[thread];
    enum jd_status status = JD_OK;
    for (uint32_t r = 0; r < n && status == JD_OK; r += JD__TILE) {
        tile->n[JD__RIGHT] = n - r < JD__TILE ? n - r : JD__TILE;
        uint32_t end = n_partners(s, places[r + tile->n[JD__RIGHT] - 1]);
        for (uint32_t l = 0; l < end && status == JD_OK; l += JD__TILE) {
            tile->n[JD__LEFT] = end - l < JD__TILE ? end - l : JD__TILE;
            status = compare_tile(s, tile, places + r, l, counts, err);
        }
    }
    return status;
}

/* The slices of a chunk from `first` on. */
struct wave {
    struct sampling *s;
    uint32_t first;
};

static enum jd_status
compare_slice(void *ctx, uint32_t slice, uint32_t thread, struct jd_error *err)
{
    const struct wave *wave = ctx;
    struct sampling *s = wave->s;
    const uint32_t *starts = (const uint32_t *)s->slices.data + wave->first + slice;
    const uint32_t *places = s->chunk.data;
    struct jd__worker *worker = s->run.workers[thread];
    uint64_t *counts = s->counts + (size_t)thread * s->training->linkage->n_levels;
    enum jd_status status = JD_OK;
    if (s->tiles != NULL)
        return compare_in_tiles(
            s, thread, places + starts[0], starts[1] - starts[0], counts, err);
    worker->n = 0;
    for (uint32_t i = starts[0]; i < starts[1] && status == JD_OK; i++)
        status = compare_right(s, worker, places[i], counts, err);
    return status == JD_OK ? compare_batch(s, worker, counts, err) : status;
}

/* Compare the pairs of a chunk: the totals grow. */
static enum jd_status
compare_chunk(struct sampling *s, uint32_t number, uint32_t n, struct jd_error *err)
{
    const struct jd_progress *progress = s->training->progress;
    uint32_t n_levels = s->training->linkage->n_levels;
    struct wave wave = {s, 0};
    enum jd_status status = take_chunk(s, number, n, err);
    memset(s->counts, 0, (size_t)s->run.threads * n_levels * sizeof(*s->counts));
    for (uint32_t n_slices = (uint32_t)s->slices.n - 1;
         wave.first < n_slices && status == JD_OK; wave.first += s->run.n_wave) {
        uint32_t left = n_slices - wave.first;
        if (progress != NULL &&
            progress->should_stop(progress->ctx, "pairs drawn", wave.first, n_slices))
            return jd__fail(err, JD_E_CANCELLED, "stopped while pairs were drawn");
        status = jd__parallel(s->run.threads, left < s->run.n_wave ? left : s->run.n_wave,
            compare_slice, &wave, err);
    }
    for (size_t i = 0; i < (size_t)s->run.threads * n_levels; i++)
        s->totals[i % n_levels] += s->counts[i];
    return status;
}

/* Was every level of the comparison met often enough? */
static bool
is_enough(const struct sampling *s)
{
    const struct jd_linkage *linkage = s->training->linkage;
    const struct jd__comparison *of = &linkage->model->comparisons[s->comparison];
    const uint64_t *totals = s->totals + linkage->first_level[s->comparison];
    for (uint32_t i = 0; i < of->n_levels; i++)
        if (!of->levels[i].is_null && totals[i] < s->options.min_count)
            return false;
    return s->options.min_count > 0;
}

static enum jd_status
compare(struct sampling *s, uint32_t comparison, struct jd_error *err)
{
    uint32_t n_levels = s->training->linkage->n_levels, n = s->options.n_chunks;
    enum jd_status status = JD_OK;
    bool enough = false;
    s->comparison = comparison;
    memset(s->totals, 0, n_levels * sizeof(*s->totals));
    if (n > 1 && s->options.min_count > 0) {
        status = compare_chunk(s, 0, n * PROBE, err);
        enough = is_enough(s);
    }
    if (!enough)
        memset(s->totals, 0, n_levels * sizeof(*s->totals));
    for (uint32_t chunk = 0; chunk < n && !enough && status == JD_OK; chunk++) {
        status = compare_chunk(s, chunk, n, err);
        enough = is_enough(s);
    }
    if (status == JD_OK)
        status = jd__training_take_counts(s->training, comparison, false, s->totals, err);
    return status;
}

enum jd_status
jd_training_u(
    struct jd_training *training, const struct jd_u_options *options, struct jd_error *err)
{
    struct jd_u_options o = jd_u_options_default();
    struct sampling s;
    if (options != NULL)
        memcpy(&o, options,
            options->struct_size < sizeof(o) ? options->struct_size : sizeof(o));
    if (o.max_pairs == 0)
        return jd__fail(err, JD_E_ARG, "u needs at least one pair");
    if (o.n_chunks == 0 || o.n_chunks > MOST_CHUNKS)
        return jd__fail(err, JD_E_ARG, "chunks are not 1 to %u", MOST_CHUNKS);
    struct jd__mark mark = jd__training_mark(training);
    enum jd_status status = sampling_init(&s, training, &o, err);
    if (status != JD_OK)
        return status;
    status = jd__training_begin(training, "estimate u by random sampling", "", err);
    for (uint32_t c = 0; c < training->model->n_comparisons && status == JD_OK; c++)
        status = compare(&s, c, err);
    sampling_done(&s);
    if (status == JD_OK)
        status = jd__training_settle(training, err);
    if (status != JD_OK)
        jd__training_go_back(training, mark);
    return status;
}
