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
jd__actor_share_home(const struct jd__person *actor, struct jd__person *other)
{
    other->city = actor->city;
    memcpy(other->surname, actor->surname, sizeof(other->surname));
    memcpy(other->address, actor->address, sizeof(other->address));
    memcpy(other->zip, actor->zip, sizeof(other->zip));
}

struct jd__ref
jd__arrest_at(struct jd__part *part, const struct jd__ref *person,
    const struct jd__ref *scene, const struct jd__ref *officer, int64_t day)
{
    const enum jd__who who = person->who;
    struct jd__happening event;
    char number[JD__ID_SIZE];
    jd__case_new(part, who, day, number);
    jd__happen(part, &event, who, "arrest", day, 1200);
    jd__happen_case(&event, who, number);
    jd__row_put(&event.row, JD__OFFENSE, "35A");
    jd__happen_role(&event, "arrestee", person);
    jd__happen_role(&event, "scene", scene);
    jd__happen_role(&event, jd__agencies_of_nation[who].office, officer);
    return jd__happened(part, &event);
}

struct jd__ref
jd__other_arrest(
    struct jd__part *part, enum jd__who who, const struct jd__person *person, int64_t day)
{
    const struct jd__ref nowhere = {.who = JD__NOBODY};
    struct jd__ref record = jd__person_put(part, who, person, day);
    struct jd__ref officer = jd__official_draw(part, who, JD__OFFICER);
    (void)jd__arrest_at(part, &record, &nowhere, &officer, day);
    return record;
}

/* Someone of whom a case knows name, birth date and sex. */
static struct jd__ref
bare_put(struct jd__part *part, enum jd__who who, const struct jd__person *person,
    uint64_t entity, const char *kind, const char *role, int64_t day)
{
    static const enum jd__attribute known[] = {
        JD__GIVEN_NAME, JD__SURNAME, JD__BIRTH_DATE, JD__SEX};
    struct jd__happening event;
    struct jd__row all;
    struct jd__row row;
    char number[JD__ID_SIZE];
    jd__person_row(person, &all);
    jd__row_start(&row, JD__PERSON);
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        jd__row_put(&row, known[i], jd__row_get(&all, known[i]));
    struct jd__ref record = jd__record_put(part, who, &row, entity, day);
    jd__case_new(part, who, day, number);
    jd__happen(part, &event, who, kind, day, -1);
    jd__happen_case(&event, who, number);
    jd__happen_role(&event, role, &record);
    jd__put_official(part, &event);
    (void)jd__happened(part, &event);
    return record;
}

void
jd__alike_write(struct jd__part *part, const struct jd__person *actor, unsigned stranger,
    enum jd__who here, enum jd__who there, int64_t day)
{
    struct jd__person other;
    jd__actor_make(part->nation, stranger, (enum jd__state)actor->city->state, &other);
    struct jd__ref a =
        bare_put(part, here, actor, actor->number, "incident", "suspect", day);
    struct jd__ref b =
        bare_put(part, there, actor, other.number, "filing", "defendant", day + 50);
    jd__truth_decoy(part, "identity", &a, &b);
}

void
jd__thrice(struct jd__part *part, const struct jd__ref *from, const struct jd__ref *to,
    int64_t day, int minute)
{
    const bool calls = from->table == JD__PHONE;
    for (int i = 0; i < 3; i++) {
        struct jd__happening event;
        jd__happen(part, &event, from->who, calls ? "call" : "transfer", day + i, minute);
        jd__happen_role(&event, calls ? "caller" : "payer", from);
        jd__happen_role(&event, calls ? "callee" : "payee", to);
        (void)jd__happened(part, &event);
    }
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
