/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ways.h - the ways on from an entity over its events, with what sharing them costs.
 *
 * Ways between the same two things in one class and year are one run: they share their volumes
 * and so their cost.
 */
#ifndef JD_GRAPH_WAYS_H
#define JD_GRAPH_WAYS_H

#include "graph/inside.h"

struct jd__way {
    uint32_t event;
    uint32_t role_out; /* row by which the entity is left */
    uint32_t role_in;  /* row by which the other is entered */
};

struct jd__run {
    uint32_t other; /* entity */
    uint8_t kind;   /* enum jd__event_kind */
    uint8_t role_out;
    uint8_t role_in;
    uint32_t first; /* way */
    uint32_t n;
    int64_t busyness; /* accident 1 */
    int64_t
        history;  /* accident 1 when the way leads out of the matter that it came in by */
    int64_t fame; /* accident 2 */
};

/* The ways of one entity. */
struct jd__ways {
    struct jd__buf ways; /* struct jd__way, by run */
    struct jd__buf runs; /* struct jd__run, by class, other, slot */
};

/* Ways that were asked for in one walk. */
struct jd__ways_cache {
    struct jd_alloc alloc;
    struct jd__buf of_entity; /* struct jd__ways * */
    struct jd__buf slots;     /* uint32_t: open addressing by entity; index + 1 */
    struct jd__buf entities;  /* uint32_t */
};

void
jd__ways_cache_init(struct jd__ways_cache *cache, const struct jd_alloc *alloc);

void
jd__ways_cache_done(struct jd__ways_cache *cache);

/* The ways on from an entity; `is_start`: every role but official ones leads on. */
enum jd_status
jd__ways_of(struct jd__ways_cache *cache, const struct jd__graph *graph, uint32_t entity,
    bool is_start, const struct jd__ways **out_ways, struct jd_error *err);

/* Accident 1 under a public place's ceiling. */
int64_t
jd__busyness(
    const struct jd__graph *graph, uint32_t entity, const struct jd__volumes *volumes);

/*
 * The accident that is always possible (b): of anything; of one call, message or payment, which
 * people make for a thousand reasons; of a man whom two matters are about.
 */
#define JD__BACKGROUND 0.2
#define JD__CONTACT 4.5
#define JD__HISTORY 2.0

/* b over an event of this kind. */
double
jd__background(enum jd__event_kind kind);

#endif
