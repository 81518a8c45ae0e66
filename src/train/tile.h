/* SPDX-License-Identifier: Apache-2.0 */
/* tile.h - pairs as a rectangle of records, graded once for each two values in it. */
#ifndef JD_TRAIN_TILE_H
#define JD_TRAIN_TILE_H

#include "train/grading.h"

/* Records on each side of a tile at most; a value's number in it is a byte. */
#define JD__TILE 256u

/* The levels of one comparison in a tile. */
struct jd__tile_levels {
    uint8_t value[2][JD__TILE]; /* by side: which value each record has */
    uint32_t n_values[2];
    uint8_t *of; /* [value of r * n_values[JD__LEFT] + value of l]: level + 1, or 0 */
};

/*
 * Records left and right; right j is paired with the first partners[j] on the left, which
 * never get fewer with j.
 */
struct jd__tile {
    struct jd__worker *worker; /* borrowed: for what only a pair can tell */
    const uint32_t *records[2];
    uint32_t n[2];
    const uint16_t *partners;
    uint32_t n_levels; /* as many comparisons can be looked at together */
    struct jd__tile_levels *levels;
    struct jd__tile_work *work; /* scratch */
};

/* A tile for one thread; gradings are of all comparisons. */
enum jd_status
jd__tile_new(struct jd__worker *worker, const struct jd__grading *gradings,
    uint32_t n_levels, struct jd__tile **out_tile, struct jd_error *err);

/* NULL is fine. */
void
jd__tile_free(struct jd__tile *tile);

/* Grade the tile's pairs in a comparison; the answer is levels[at]. */
enum jd_status
jd__tile_grade(struct jd__tile *tile, const struct jd__grading *grading, uint32_t at,
    struct jd_error *err);

/* The levels of right j's pairs, by the value of l. */
static inline const uint8_t *
jd__tile_row(const struct jd__tile_levels *levels, uint32_t j)
{
    return levels->of + (size_t)levels->value[JD__RIGHT][j] * levels->n_values[JD__LEFT];
}

/* Can the candidates of a linkage's rules be cut into tiles: are they all pairs of a key? */
bool
jd__tile_suits(const struct jd_linkage *linkage);

/* What becomes of a tile of candidates. */
typedef enum jd_status (*jd__tile_take)(
    void *ctx, struct jd__tile *tile, struct jd_error *err);

/* Cut a slice into tiles. */
enum jd_status
jd__tile_slice(struct jd__tile *tile, const struct jd__slice *slice, jd__tile_take take,
    void *ctx, struct jd_error *err);

#endif
