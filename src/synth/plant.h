/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plant.h - the three planted cases, and what their writers share.
 *
 * Every nation has them, whatever its size; steps and decoys: docs/internals/synth.md.  The
 * actors' names come from the census tables like everyone's.
 */
#ifndef JD_SYNTH_PLANT_H
#define JD_SYNTH_PLANT_H

#include "synth/life.h"
#include "synth/official.h"
#include "synth/thing.h"

/* The cast: extras, numbered from a base of each case so that no two cases share one. */
enum {
    JD__CAST_COURIER = 0,
    JD__CAST_PRESCRIPTIONS = 100,
    JD__CAST_PARCEL = 200,
    JD__CAST_NAMESAKES = 300,
    JD__CAST_TWICE = 400
};

/* Make actor k: born in the US, alone, living in a state, no one's namesake. */
void
jd__actor_make(const struct jd__nation *nation, unsigned k, enum jd__state state,
    struct jd__person *actor);

/* Make a namesake: the actor's name, a birth date one slip away, all else of a stranger. */
void
jd__actor_namesake(const struct jd__nation *nation, unsigned k,
    const struct jd__person *actor, struct jd__person *namesake);

/* Give someone the actor's surname and home. */
void
jd__actor_share_home(const struct jd__person *actor, struct jd__person *other);

/* An arrest with a case number of its own, to which a decoy would bridge; gives the record. */
struct jd__ref
jd__other_arrest(
    struct jd__part *part, enum jd__who who, const struct jd__person *person, int64_t day);

/* The same at a place and by an officer that are known. */
struct jd__ref
jd__arrest_at(struct jd__part *part, const struct jd__ref *person,
    const struct jd__ref *scene, const struct jd__ref *officer, int64_t day);

/* Three calls between two phones, or transfers between two accounts, on days in a row. */
void
jd__thrice(struct jd__part *part, const struct jd__ref *from, const struct jd__ref *to,
    int64_t day, int minute);

/* A decoy of identity that nothing settles: the actor, suspected of something `here`, and a
 * stranger, charged with something `there`; of both no more is known than name, birth date and
 * sex, and these are the same. */
void
jd__alike_write(struct jd__part *part, const struct jd__person *actor, unsigned stranger,
    enum jd__who here, enum jd__who there, int64_t day);

/* An organization's record; NULL leaves an attribute out. */
struct jd__ref
jd__organization_put(struct jd__part *part, enum jd__who who, const char *name,
    const char *registration, const char *license, uint64_t entity, int64_t day);

/* A record of a kind that one attribute identifies. */
struct jd__ref
jd__thing_put(struct jd__part *part, enum jd__who who, enum jd__table table,
    enum jd__attribute attribute, const char *value, uint64_t entity, int64_t day);

/* Two people of one name, birth date and postal code: one held, or dead, when the other acts. */
void
jd__namesakes_write(struct jd__part *part);
/* Events that cite one number, or bear one, and are two. */
void
jd__twice_decoys_write(struct jd__part *part);
void
jd__courier_write(struct jd__part *part);
void
jd__prescriptions_case_write(struct jd__part *part);
void
jd__parcel_write(struct jd__part *part);

#endif
