/* SPDX-License-Identifier: Apache-2.0 */
/*
 * event_entities.h - which events of two agencies are one: the same arrest, written twice.
 *
 * A declared rule, on what one asker sees: docs/internals/joining.md, "Events of two agencies".
 */
#ifndef JD_ENGINE_EVENT_ENTITIES_H
#define JD_ENGINE_EVENT_ENTITIES_H

#include "engine/entities.h"
#include "graph/vocabulary.h"

/* What two events have in common. */
struct jd__event_pair {
    uint32_t a;
    uint32_t b;
    bool same_kind;
    bool two_agencies;
    bool near;          /* in time */
    bool shares_case;   /* a case number */
    bool other_place;   /* both name a scene, or premises, and not the same */
    bool may_share;     /* two of their records are linked, though not of one entity */
    uint32_t n_shared;  /* entities in one role in both, official roles apart */
    int64_t gap;        /* microseconds between them; 0 when they overlap */
    enum jd__band band; /* of this pair by itself */
};

struct jd__event_entities {
    struct jd_alloc alloc;
    uint32_t n;           /* event entities that are seen */
    uint32_t n_events;    /* of the facts */
    uint32_t *same;       /* of each event: its entity's anchor, the one known first */
    uint32_t *next;       /* ... the next event of its entity, round and round */
    struct jd__buf pairs; /* struct jd__event_pair: joined and possible ones, by events */
};

enum jd_status
jd__event_entities_new(const struct jd_alloc *alloc, const struct jd__view *view,
    const struct jd__entities *entities, struct jd__event_entities **out_events,
    struct jd_error *err);

/* NULL is fine. */
void
jd__event_entities_free(struct jd__event_entities *events);

/* Compare any two events that are seen. */
struct jd__event_pair
jd__event_compare(const struct jd__view *view, const struct jd__entities *entities,
    const struct jd__vocabulary *vocabulary, uint32_t a, uint32_t b);

/* Do these two rows put one entity in one role that is not official? */
bool
jd__event_shares(const struct jd__view *view, const struct jd__entities *entities,
    const struct jd__vocabulary *vocabulary, uint32_t role_a, uint32_t role_b);

#endif
