/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tally.h - who was seen in which events, and how busy things are: volumes by class and window.
 *
 * A class is an event kind and a role.  A window is the year-slot of a time and the two beside
 * it; what has no time is in every window.
 */
#ifndef JD_GRAPH_TALLY_H
#define JD_GRAPH_TALLY_H

#include "facts/view.h"
#include "graph/conduct.h"
#include "graph/graph.h"

#define JD__N_CLASSES ((size_t)JD__N_EVENT_KINDS * 64)
/* Slots are numbered 0 .. n_slots - 1 from the first year seen; this one is "no time". */
#define JD__NO_SLOT 0xfffu

/* One role of one entity in one event. */
struct jd__sighting {
    uint32_t where; /* class << 12 | slot */
    uint32_t event; /* as written: of several that are one, any */
    uint32_t role;  /* row */
    uint32_t nth;   /* counts the entity's distinct (class, event entity) */
};

struct jd__tally {
    struct jd_alloc alloc;
    uint32_t n_entities;
    uint32_t *starts;               /* entity -> its sightings; n_entities + 1 */
    struct jd__sighting *sightings; /* of an entity: by class, slot, event, row */
    uint32_t n_sightings;
    int64_t first_slot;
    uint32_t n_slots;
    uint32_t *traffic; /* [class * (n_slots + 1) + slot]; the last is "no time" */
    uint32_t *normal;  /* [thing * JD__N_CLASSES + class] */
    uint32_t *bundle;  /* [class * 64 + the other's role] */
};

static inline uint32_t
jd__class(enum jd__event_kind kind, enum jd__role_kind role)
{
    return (uint32_t)kind * 64 + (uint32_t)role;
}

/* What the tally is made from. */
struct jd__tally_source {
    const struct jd__view *view;
    const struct jd__joined *joined;
    const struct jd__vocabulary *vocabulary;
    const struct jd__conduct *conduct;
};

enum jd_status
jd__tally_init(struct jd__tally *tally, const struct jd_alloc *alloc,
    const struct jd__tally_source *source, struct jd_error *err);

void
jd__tally_done(struct jd__tally *tally);

/* The slot of a time. */
uint32_t
jd__tally_slot(const struct jd__tally *tally, const struct jd__span *at);

/* Is slot b in the window of slot a? */
static inline bool
jd__in_window(uint32_t a, uint32_t b)
{
    return a == JD__NO_SLOT || b == JD__NO_SLOT || (a + 1 >= b && b + 1 >= a);
}

/* Distinct events of an entity in a class and the window of a slot. */
uint32_t
jd__tally_volume(
    const struct jd__tally *tally, uint32_t entity, uint32_t class_of, uint32_t slot);

/* The same of everything that there is. */
uint32_t
jd__tally_traffic(const struct jd__tally *tally, uint32_t class_of, uint32_t slot);

/* The normal volume of a kind of thing in a class. */
uint32_t
jd__tally_normal(
    const struct jd__tally *tally, enum jd__thing_kind thing, uint32_t class_of);

/* How often a pair normally shares: nine of ten pairs with these two roles do not more often. */
static inline uint32_t
jd__tally_bundle(const struct jd__tally *tally, enum jd__event_kind kind,
    enum jd__role_kind role, enum jd__role_kind of_other)
{
    return tally->bundle[jd__class(kind, role) * 64 + (uint32_t)of_other];
}

/* Fill tally->bundle (tally_pairs.c). */
enum jd_status
jd__tally_count_pairs(
    struct jd__tally *tally, const struct jd__tally_source *source, struct jd_error *err);

/* Fewer than this have no normal of their own: a stated one is used. */
#define JD__FEW 20u

#endif
