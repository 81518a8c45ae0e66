/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tile.c - levels of many pairs at once: records of a key share values, so most pairs are told
 * by two values that were looked at before.
 *
 *                      l's values          value of l   of each left record
 *                     a   b   c   d        [ a b a c d d ]
 *     r's values  a   2   0   0   1
 *                 b   0   2   0   0        a pair's level: one byte of the table
 *                 c   0   0   2   .   <-   . is no pair of this tile, and is not looked at
 *
 * Values are numbered in the order in which they first stand among the records.  So those that
 * a value of r meets are the first ones: right j meets the first partners[j] records, and no
 * later record fewer.
 *
 * Invariant: each two values that some pair of the tile has are looked at once, no others are;
 * so a pair that raises an error does it here too.
 *
 * Workload: records of one postcode; five of a person, alike in most columns.
 */
#include "train/tile.h"

#include "base/alloc.h"
#include "base/error.h"

#include <string.h>

/* How many members ahead their codes are asked for. */
#define FAR 64u

/* One side's values in the comparison that is graded. */
struct side {
    uint32_t code[JD__TILE];  /* of each value */
    uint32_t first[JD__TILE]; /* where the first record stands that has it, */
    uint32_t last[JD__TILE];  /* and where the last does */
    struct jd__value known[JD__TILE];
};

struct jd__tile_work {
    struct side sides[2];
    uint32_t n_codes;
    uint8_t *numbers; /* by code, and of null: a value's number, or anything */
    /* Pairs of which the conditions are asked: */
    uint8_t *open[JD__BATCH]; /* where the level of each goes */
};

/* The most values of any column. */
static uint32_t
most_values(const struct jd__grading *gradings, uint32_t n)
{
    uint32_t most = 0;
    for (uint32_t i = 0; i < n; i++)
        if (gradings[i].by_value && gradings[i].n_codes > most)
            most = gradings[i].n_codes;
    return most;
}

enum jd_status
jd__tile_new(struct jd__worker *worker, const struct jd__grading *gradings,
    uint32_t n_levels, struct jd__tile **out_tile, struct jd_error *err)
{
    const struct jd_alloc *alloc = &worker->linkage->alloc;
    struct jd__tile *tile = jd__alloc_array(alloc, sizeof(*tile), 0, 1);
    if (tile == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for a tile");
    tile->worker = worker;
    tile->n_levels = n_levels;
    tile->levels = jd__alloc_array(alloc, 0, n_levels, sizeof(*tile->levels));
    tile->work = jd__alloc_array(alloc, sizeof(*tile->work), 0, 1);
    bool ok = tile->levels != NULL && tile->work != NULL;
    for (uint32_t i = 0; ok && i < n_levels; i++) {
        tile->levels[i].of = jd__alloc_array(alloc, 0, JD__TILE, JD__TILE);
        ok = tile->levels[i].of != NULL;
    }
    if (ok) {
        tile->work->n_codes = most_values(gradings, worker->linkage->model->n_comparisons);
        tile->work->numbers = jd__alloc_array(alloc, 1, tile->work->n_codes, 1);
        ok = tile->work->numbers != NULL;
    }
    if (!ok) {
        jd__tile_free(tile);
        return jd__fail(err, JD_E_NOMEM, "no memory for a tile");
    }
    *out_tile = tile;
    return JD_OK;
}

void
jd__tile_free(struct jd__tile *tile)
{
    if (tile == NULL)
        return;
    const struct jd_alloc *alloc = &tile->worker->linkage->alloc;
    for (uint32_t i = 0; tile->levels != NULL && i < tile->n_levels; i++)
        jd__alloc_free_array(alloc, tile->levels[i].of, 0, JD__TILE, JD__TILE);
    jd__alloc_free_array(alloc, tile->levels, 0, tile->n_levels, sizeof(*tile->levels));
    if (tile->work != NULL) {
        jd__alloc_free_array(alloc, tile->work->numbers, 1, tile->work->n_codes, 1);
        jd__alloc_free(alloc, tile->work, sizeof(*tile->work));
    }
    jd__alloc_free(alloc, tile, sizeof(*tile));
}

/* ---- values -------------------------------------------------------------------------------- */

/* Each record has a value of its own: the level is of the pair. */
static void
number_records(struct jd__tile *tile, struct jd__tile_levels *levels, int which)
{
    struct side *side = &tile->work->sides[which];
    for (uint32_t i = 0; i < tile->n[which]; i++) {
        levels->value[which][i] = (uint8_t)i;
        side->first[i] = side->last[i] = i;
    }
    levels->n_values[which] = tile->n[which];
}

/* Gather the codes of a side's records, and ask ahead for what is kept by code. */
static void
gather(const struct jd__tile *tile, const struct jd__grading *grading, int which,
    uint32_t codes[static JD__TILE])
{
    const uint32_t *records = tile->records[which];
    const uint8_t *numbers = tile->work->numbers;
    for (uint32_t i = 0; i < tile->n[which]; i++) {
        codes[i] = jd__field_code(&grading->field, records[i]);
        if (codes[i] == JD_NONE)
            continue;
        __builtin_prefetch(&numbers[codes[i]]);
        if (grading->known != NULL)
            __builtin_prefetch(&grading->known->values[codes[i]]);
    }
}

/*
 * Number the values of a side; null is one of them, behind all codes.  Whatever `numbers` holds
 * of a code that has no number yet, the list of codes tells: nothing needs to be cleared.  There
 * is no branch on whether a value is new, for nobody could foretell it.
 */
static void
number_values(struct jd__tile *tile, const struct jd__grading *grading,
    struct jd__tile_levels *levels, int which)
{
    struct side *side = &tile->work->sides[which];
    uint8_t *numbers = tile->work->numbers, *value = levels->value[which];
    uint32_t codes[JD__TILE], n = 0;
    gather(tile, grading, which, codes);
    for (uint32_t i = 0; i < tile->n[which]; i++) {
        uint32_t code = codes[i], slot = code != JD_NONE ? code : tile->work->n_codes;
        uint32_t at = numbers[slot];
        bool is_new = (at >= n) | (side->code[at] != code);
        at = is_new ? n : at;
        n += is_new;
        numbers[slot] = (uint8_t)at;
        side->code[at] = code;
        side->first[at] = is_new ? i : side->first[at];
        side->last[at] = i;
        value[i] = (uint8_t)at;
    }
    levels->n_values[which] = n;
}

/* Lay what is known of a side's values side by side. */
static void
lay(struct side *side, const struct jd__compared *known, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (side->code[i] != JD_NONE)
            side->known[i] = known->values[side->code[i]];
}

/* The values of both sides. */
static void
find_values(struct jd__tile *tile, const struct jd__grading *grading,
    struct jd__tile_levels *levels)
{
    bool is_one = tile->records[0] == tile->records[1] && tile->n[0] == tile->n[1];
    for (int which = 0; which < (is_one ? 1 : 2); which++) {
        if (!grading->by_value) {
            number_records(tile, levels, which);
            continue;
        }
        number_values(tile, grading, levels, which);
        if (grading->known != NULL && grading->known->n_tests > 1)
            lay(&tile->work->sides[which], grading->known, levels->n_values[which]);
    }
    if (!is_one)
        return;
    memcpy(levels->value[1], levels->value[0], tile->n[0]);
    levels->n_values[1] = levels->n_values[0];
}

/* ---- levels -------------------------------------------------------------------------------- */

static uint8_t
byte_of(uint32_t level)
{
    return level != JD_NONE ? (uint8_t)(level + 1) : 0;
}

static void
put_level(void *ctx, struct jd__worker *worker, uint32_t comparison, uint32_t level,
    const uint32_t *places, uint32_t n)
{
    const struct jd__tile_work *work = ctx;
    (void)worker;
    (void)comparison;
    for (uint32_t i = 0; i < n; i++)
        *work->open[places[i]] = byte_of(level);
}

/* Ask the conditions. */
static enum jd_status
settle(struct jd__tile *tile, uint32_t comparison, struct jd_error *err)
{
    struct jd__worker *worker = tile->worker;
    if (worker->n == 0)
        return JD_OK;
    jd__batch_turn(&worker->batch, worker->left, worker->right, worker->n);
    enum jd_status status =
        jd__worker_grade(worker, comparison, put_level, tile->work, err);
    worker->n = 0;
    return status;
}

/* The two sides of a tile in the comparison that is graded. */
struct table {
    struct jd__tile *tile;
    const struct jd__grading *grading;
    const struct side *left, *right;
    uint32_t n_left, n_right; /* values */
    uint8_t *of;
    struct jd_error *err;
};

/* The level of a value of l and one of r, by what is known of them. */
static inline enum jd_status
tell(const struct table *t, uint32_t l, uint32_t r, uint8_t *out_level)
{
    const struct jd__compared *known = t->grading->known;
    uint32_t left = t->left->code[l], right = t->right->code[r], level = JD_NONE;
    enum jd_status status = JD_OK;
    if (left == JD_NONE || right == JD_NONE) {
        level = known->null_level;
    } else if (left == right && known->equal_level != JD_NONE) {
        level = known->equal_level;
    } else {
        uint32_t may = jd__compared_may(known, &t->left->known[l], &t->right->known[r]);
        const struct jd__test *test = &known->tests[jd__lowest_bit(may)];
        level = test->level;
        const uint32_t codes[2] = {left, right};
        if (test->kind == JD__TEST_ALIKE)
            status = jd__compared_ask(
                known, &t->tile->worker->linkage->alloc, may, codes, &level, t->err);
    }
    *out_level = byte_of(level);
    return status;
}

/* The levels of a value of r with the first n of l. */
static enum jd_status
tell_row(const struct table *t, uint32_t r, uint32_t n)
{
    uint8_t *row = t->of + (size_t)r * t->n_left;
    enum jd_status status = JD_OK;
    for (uint32_t l = 0; l < n && status == JD_OK; l++)
        status = tell(t, l, r, &row[l]);
    return status;
}

/*
 * The same of a list of records with itself.  What values tell does not depend on which of them
 * is l (of a likeness see jaro.c), so it is told of both ways at once.
 */
static enum jd_status
tell_both(const struct table *t, uint32_t r)
{
    uint8_t *row = t->of + (size_t)r * t->n_left, *column = t->of + r;
    enum jd_status status = tell(t, r, r, &row[r]);
    for (uint32_t l = 0; l < r && status == JD_OK; l++, column += t->n_left) {
        status = tell(t, l, r, &row[l]);
        *column = row[l];
    }
    return status;
}

/* Ask the conditions for a value of r with the first n of l. */
static enum jd_status
ask_row(const struct table *t, uint32_t r, uint32_t n)
{
    struct jd__tile *tile = t->tile;
    struct jd__worker *worker = tile->worker;
    uint8_t *row = t->of + (size_t)r * t->n_left;
    enum jd_status status = JD_OK;
    for (uint32_t l = 0; l < n && status == JD_OK; l++) {
        worker->left[worker->n] = tile->records[JD__LEFT][t->left->first[l]];
        worker->right[worker->n] = tile->records[JD__RIGHT][t->right->first[r]];
        tile->work->open[worker->n++] = &row[l];
        if (worker->n == JD__BATCH)
            status = settle(tile, t->grading->comparison, t->err);
    }
    return status;
}

/* How many of l's values a value of r meets; `from` is that number for the one before it. */
static uint32_t
n_met(const struct table *t, uint32_t r, uint32_t from)
{
    uint32_t partners = t->tile->partners[t->right->last[r]];
    while (from < t->n_left && t->left->first[from] < partners)
        from++;
    while (from > 0 && t->left->first[from - 1] >= partners)
        from--;
    return from;
}

enum jd_status
jd__tile_grade(struct jd__tile *tile, const struct jd__grading *grading, uint32_t at,
    struct jd_error *err)
{
    struct jd__tile_levels *levels = &tile->levels[at];
    struct side *sides = tile->work->sides;
    bool is_one = tile->records[0] == tile->records[1] && tile->n[0] == tile->n[1];
    enum jd_status status = JD_OK;
    find_values(tile, grading, levels);
    struct table table = {tile, grading, &sides[0], &sides[is_one ? 0 : 1],
        levels->n_values[0], levels->n_values[1], levels->of, err};
    tile->worker->n = 0;
    for (uint32_t r = 0, n = 0; r < table.n_right && status == JD_OK; r++) {
        if (grading->known != NULL && is_one) {
            status = tell_both(&table, r);
            continue;
        }
        n = n_met(&table, r, n);
        status = grading->known != NULL ? tell_row(&table, r, n) : ask_row(&table, r, n);
    }
    return status == JD_OK ? settle(tile, grading->comparison, err) : status;
}

/* ---- tiles of a slice ---------------------------------------------------------------------- */

bool
jd__tile_suits(const struct jd_linkage *linkage)
{
    const struct jd__branch *branch = linkage->blocking.branches;
    if (linkage->blocking.n_branches != 1 || branch->explosion != NULL ||
        branch->rest != JD__NO_EXPR || branch->item_rest != JD__NO_EXPR)
        return false;
    return linkage->records.left_table != JD__NO_TABLE ||
           (branch->is_self && linkage->model->link_type != JD__LINK_ONLY);
}

static uint32_t
least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* A slice that is cut. */
struct cutting {
    struct jd__tile *tile;
    const struct jd__branch *branch;
    jd__tile_take take;
    void *ctx;
    struct jd_error *err;
};

/* Ask for the codes of members of keys to come, as many as this tile has. */
static void
look_ahead(const struct cutting *cutting, int side, uint32_t at)
{
    const struct jd__branch *branch = cutting->branch;
    const struct jd__lines *lines = &cutting->tile->worker->linkage->fields.lines;
    uint32_t n = cutting->tile->n[1];
    for (uint32_t i = at + FAR; i < branch->n_members[side] && i - at - FAR < n; i++)
        jd__line_look_ahead(lines, branch->members[side][i]);
}

/* Left members from `first` on, up to `last`, of a key. */
static enum jd_status
cut_key(struct cutting *cutting, uint32_t key, uint32_t first, uint32_t last)
{
    const struct jd__branch *branch = cutting->branch;
    struct jd__tile *tile = cutting->tile;
    bool is_self = branch->is_self;
    int side = is_self ? 0 : 1;
    const uint32_t *left = branch->members[0] + branch->starts[0][key];
    const uint32_t *right = branch->members[side] + branch->starts[side][key];
    uint32_t n_right = branch->starts[side][key + 1] - branch->starts[side][key];
    uint16_t partners[JD__TILE];
    enum jd_status status = JD_OK;
    tile->partners = partners;
    for (uint32_t l = first; l < last && status == JD_OK; l += JD__TILE) {
        uint32_t r = is_self ? l : 0, n = least(last - l, JD__TILE);
        if (is_self && l + 1 == n_right)
            break; /* the last one has no partner */
        for (; r < n_right && status == JD_OK; r += JD__TILE) {
            tile->records[0] = left + l;
            tile->records[1] = right + r;
            tile->n[0] = n;
            tile->n[1] = least(n_right - r, JD__TILE);
            look_ahead(cutting, side, (uint32_t)(tile->records[1] - branch->members[side]));
            for (uint32_t j = 0; j < tile->n[1]; j++)
                partners[j] = (uint16_t)(is_self ? least(r - l + j, n) : n);
            status = cutting->take(cutting->ctx, tile, cutting->err);
        }
    }
    return status;
}

enum jd_status
jd__tile_slice(struct jd__tile *tile, const struct jd__slice *slice, jd__tile_take take,
    void *ctx, struct jd_error *err)
{
    const struct jd__branch *branch =
        &tile->worker->linkage->blocking.branches[slice->start.branch];
    struct cutting cutting = {tile, branch, take, ctx, err};
    struct jd__cursor end = slice->end;
    enum jd_status status = JD_OK;
    if (end.branch != slice->start.branch) /* as far as this one goes */
        end = (struct jd__cursor){slice->start.branch, branch->n_keys, 0};
    for (uint32_t key = slice->start.key;
         key <= end.key && key < branch->n_keys && status == JD_OK; key++) {
        uint32_t first = key == slice->start.key ? slice->start.i : 0;
        uint32_t last =
            key == end.key ? end.i : branch->starts[0][key + 1] - branch->starts[0][key];
        status = cut_key(&cutting, key, first, last);
    }
    return status;
}
