/* SPDX-License-Identifier: Apache-2.0 */
/*
 * models.h - the frozen model of a kind: how its records are linked, and when they are joined.
 *
 * A model says all by itself: term frequencies come from its own tables, so no record of the
 * store moves the weight of two others.
 */
#ifndef JD_ENGINE_MODELS_H
#define JD_ENGINE_MODELS_H

#include <joinder/io.h>
#include <joinder/link.h>

#include "facts/facts.h"
#include "store/frame.h"

/* Most frozen tables of one model. */
#define JD__LIMIT_TF_TABLES 8u

struct jd__kind_model {
    struct jd_alloc alloc;
    uint8_t hash[JD__HASH_SIZE]; /* over its files */
    char version[40];            /* the kind and the hash's first digits */
    struct jd_model *model;
    struct jd_table *tables[JD__LIMIT_TF_TABLES];
    struct jd_frequencies frequencies[JD__LIMIT_TF_TABLES];
    uint32_t n_tables;
    double possible; /* probabilities from which on a pair is so */
    double joined;
    struct jd__buf columns;   /* struct jd_str: what the model reads, each once */
    struct jd__buf exclusive; /* const char *: columns whose unlike values are a veto */
};

/* The model in DIR/KIND.json; *out_model stays NULL when there is no such file. */
enum jd_status
jd__kind_model_load(const struct jd_alloc *alloc, struct jd_io *io, const char *dir,
    struct jd_str kind, struct jd__kind_model **out_model, struct jd_error *err);

/* NULL is fine. */
void
jd__kind_model_free(struct jd__kind_model *model);

/* One model a kind of the facts, NULL for none. */
struct jd__kind_models {
    const struct jd__kind_model *const *of_kind;
    uint32_t n;
};

/* A model put on some records of its kind; records[i] is the linkage's record i. */
struct jd__kind_linkage {
    struct jd_alloc alloc;
    struct jd_table *table;
    struct jd_linkage *linkage;
};

enum jd_status
jd__kind_linkage_init(struct jd__kind_linkage *linkage, const struct jd__kind_model *model,
    const struct jd__facts *facts, const uint32_t *records, uint32_t n,
    struct jd_error *err);

void
jd__kind_linkage_done(struct jd__kind_linkage *linkage);

/* The comparisons of pair i that speak for a match: bits above 0, term frequencies included. */
uint64_t
jd__pair_speaking(const struct jd_model *model, const struct jd_scored *pairs, uint32_t i);

/* How a pair of a linkage stands under its model's ceilings, thresholds and vetoes. */
struct jd__standing {
    double probability; /* under the ceilings */
    enum jd__band band;
    bool is_capped;       /* a ceiling bounds the probability */
    const char *conflict; /* the exclusive column whose values are unlike, or NULL */
};

/* Pair i of what a sink was shown; a and b are its records in the facts. */
struct jd__standing
jd__pair_standing(const struct jd__kind_model *model, const struct jd_scored *pairs,
    uint32_t i, const struct jd__facts *facts, uint32_t a, uint32_t b);

/* The first exclusive column whose values in both records are unlike, or NULL. */
const char *
jd__pair_conflict(const struct jd__kind_model *model, const struct jd__facts *facts,
    uint32_t a, uint32_t b);

#endif
