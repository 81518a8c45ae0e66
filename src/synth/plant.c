/* SPDX-License-Identifier: Apache-2.0 */
/* plant.c - what the writers of the planted cases share. */
#include "synth/plant.h"

#include "base/calendar.h"

#include <stdio.h>
#include <string.h>

void
jd__actor_make(const struct jd__nation *nation, unsigned k, enum jd__state state,
    struct jd__person *actor)
{
    const struct jd__people people = {&nation->census, nation->seed, 0}; /* no namesakes */
    const uint64_t first = (nation->n_blocks + 64 + (uint64_t)k * 256) * JD__BLOCK;
    uint64_t block = 0;
    do
        jd__person_make(&people, first + JD__BLOCK * block++, actor);
    while (!actor->alone || actor->origin != JD__US_BORN ||
           actor->second_surname[0] != '\0' || actor->city->state != (uint8_t)state);
}

void
jd__actor_namesake(const struct jd__nation *nation, unsigned k,
    const struct jd__person *actor, struct jd__person *namesake)
{
    jd__actor_make(nation, k, (enum jd__state)actor->city->state, namesake);
    namesake->given = actor->given;
    namesake->sex = actor->sex;
    namesake->birth_day = actor->birth_day + 365;
    memcpy(namesake->surname, actor->surname, sizeof(namesake->surname));
}

void
jd__put_official(struct jd__part *part, struct jd__happening *event)
{
    struct jd__ref official = jd__official_draw(part, event->who, JD__OFFICER);
    jd__happen_role(event, jd__agencies_of_nation[event->who].office, &official);
}

struct jd__ref
jd__other_arrest(
    struct jd__part *part, enum jd__who who, const struct jd__person *person, int64_t day)
{
    struct jd__happening event;
    char number[JD__ID_SIZE];
    struct jd__ref record = jd__person_put(part, who, person, day);
    jd__case_new(part, who, day, number);
    jd__happen(part, &event, who, "arrest", day, 1200);
    jd__happen_case(&event, who, number);
    jd__row_put(&event.row, JD__OFFENSE, "35A");
    jd__happen_role(&event, "arrestee", &record);
    jd__put_official(part, &event);
    (void)jd__happened(part, &event);
    return record;
}

struct jd__ref
jd__organization_put(struct jd__part *part, enum jd__who who, const char *name,
    const char *registration, const char *license, uint64_t entity, int64_t day)
{
    struct jd__row row;
    jd__row_start(&row, JD__ORGANIZATION);
    jd__row_put(&row, JD__NAME, name);
    jd__row_put(&row, JD__REGISTRATION, registration != NULL ? registration : "");
    jd__row_put(&row, JD__LICENSE_NUMBER, license != NULL ? license : "");
    return jd__record_put(part, who, &row, entity, day);
}

struct jd__ref
jd__thing_put(struct jd__part *part, enum jd__who who, enum jd__table table,
    enum jd__attribute attribute, const char *value, uint64_t entity, int64_t day)
{
    struct jd__row row;
    jd__row_start(&row, table);
    jd__row_put(&row, attribute, value);
    return jd__record_put(part, who, &row, entity, day);
}
