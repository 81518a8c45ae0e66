/* SPDX-License-Identifier: Apache-2.0 */
/* why.h - one pair of records asked about: what was scored, and what is missing. */
#ifndef JD_ENGINE_WHY_H
#define JD_ENGINE_WHY_H

#include "engine/tell.h"

struct why {
    struct jd__teller *t;
    const struct jd__kind_model *model;
    uint32_t a; /* the smaller record, as the linkage numbers them */
    uint32_t b;
    uint32_t entity; /* of both, or JD_NONE */
    struct jd__alibi alibi;
    struct jd__paper paper; /* weighs only where the pair is possible without it */
};

/* A column as an agency knows it: without the ending of its normal form. */
struct jd_str
jd__column_as_written(struct jd_str column);

/*
 * What keeps a pair from more: "thresholds"; "silent", the rules that do not yield it and why;
 * "ceilings" that bound it; "open", the comparisons of which one record has no value, with what
 * each could add or take; "kept_apart", what forbids both entities to be one.
 */
void
jd__tell_why_not(const struct why *why, const struct jd_scored *pairs);

#endif
