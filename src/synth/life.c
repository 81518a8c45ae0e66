/* SPDX-License-Identifier: Apache-2.0 */
/*
 * life.c - what becomes of a block of inhabitants.
 *
 * All that may lead from one person's matter to another's lies within her home, except calls
 * to other people's phones and guns that others bought; so whether an arrest leads nowhere is known here.  Victims,
 * witnesses and officials of other blocks do not conduct, who is arrested with her is of her home, and a car that was sold or a number
 * given out anew leads to another time: those starts stay in truth's `nowhere`.
 */
#include "synth/life.h"

/* Matters of one person in four years, per cent of people. */
enum { ONE = 22, TWO = 8, THREE = 4, FOUR = 2, MOST = 4, UNTIED = 6, LIES = 3 };

/* Per cent of those who share a home: arrested with one who lives there. */
enum { TOGETHER = 12 };

static unsigned
matters_draw(struct jd__part *part)
{
    uint64_t drawn = jd__below(part, 100);
    if (drawn < FOUR)
        return 4;
    if (drawn < FOUR + THREE)
        return 3;
    if (drawn < FOUR + THREE + TWO)
        return 2;
    return drawn < FOUR + THREE + TWO + ONE ? 1 : 0;
}

/* A day on which the person is at least 18; JD__LAST_DAY and after: she is too young. */
static int64_t
day_draw(struct jd__part *part, const struct jd__person *person)
{
    int64_t of_age = person->birth_day + (int64_t)18 * 366;
    int64_t first = of_age > JD__FIRST_DAY ? of_age : JD__FIRST_DAY;
    if (first >= JD__LAST_DAY - 40)
        return JD__LAST_DAY;
    return first + (int64_t)jd__below(part, (uint64_t)(JD__LAST_DAY - 40 - first));
}

/* Someone of the home and sex whose name and birth date she could give for her own, or NULL. */
static const struct jd__person *
sibling(const struct jd__person *members, unsigned n, const struct jd__person *person)
{
    for (unsigned i = 0; i < n; i++)
        if (&members[i] != person && members[i].home == person->home && !person->alone &&
            members[i].sex == person->sex)
            return &members[i];
    return NULL;
}

/* What a person under arrest says of herself; prints are her own all the same. */
static struct jd__person
said_of_herself(
    struct jd__part *part, const struct jd__person *person, const struct jd__person *other)
{
    struct jd__person said = *person;
    if (other == NULL || !jd__chance(part, LIES, 100))
        return said;
    said.given = other->given;
    said.middle = other->middle;
    said.suffix = other->suffix;
    said.birth_day = other->birth_day;
    return said;
}

/* One of the home who could be arrested with her at any time, for no matter of his own holds him;
 * or NULL. */
static const struct jd__person *
companion(const struct jd__person *members, const unsigned *matters, unsigned n,
    const struct jd__person *person)
{
    for (unsigned i = 0; i < n; i++)
        if (&members[i] != person && matters[i] == 0 && members[i].home == person->home &&
            !person->alone && members[i].birth_day < JD__FIRST_DAY - (int64_t)18 * 366 &&
            members[i].death_day > JD__LAST_DAY)
            return &members[i];
    return NULL;
}

/* The days on which a person's matters begin, in their order. */
static void
days_draw(struct jd__part *part, const struct jd__person *person, int64_t *days, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        unsigned at = i;
        const int64_t day = day_draw(part, person);
        for (; at > 0 && days[at - 1] > day; at--)
            days[at] = days[at - 1];
        days[at] = day;
    }
}

/* Whose life is written, and those she shares a home with. */
struct life {
    const struct jd__person *person;
    const struct jd__person *sibling;
    const struct jd__person *companion;
    unsigned n_matters;
    bool home_is_quiet; /* no one else there has a matter */
    bool abroad;        /* she has one in the country of her birth */
};

/* Her matters, one after the other: who is held or sought is not arrested for another. */
static void
matters_write(struct jd__part *part, const struct life *life)
{
    const struct jd__person *person = life->person;
    int64_t days[MOST];
    int64_t free_day = 0;
    days_draw(part, person, days, life->n_matters);
    for (unsigned i = 0; i < life->n_matters; i++) {
        const struct jd__person said = said_of_herself(part, person, life->sibling);
        struct jd__matter matter = {.person = &said,
            .day = days[i],
            .with = jd__chance(part, TOGETHER, 100) ? life->companion : NULL,
            .tied = !jd__chance(part, UNTIED, 100)};
        if (matter.day <= free_day)
            matter.day = free_day + 1 + (int64_t)jd__below(part, 60);
        if (matter.day >= JD__LAST_DAY - 40)
            continue;
        struct jd__ref arrest = jd__matter_write(part, &matter);
        free_day = matter.free_day > free_day ? matter.free_day : free_day;
        if (life->n_matters == 1 && life->home_is_quiet && matter.tied &&
            !matter.leads_on && !jd__buys_for_others(person->number) && !life->abroad &&
            (matter.with == NULL || !jd__buys_for_others(matter.with->number)))
            jd__truth_nowhere(part, &arrest);
    }
}

static void
person_life(struct jd__part *part, const struct life *life)
{
    const struct jd__person *person = life->person;
    const bool may_be_case = life->n_matters == 0 && life->home_is_quiet;
    matters_write(part, life);
    jd__report_write(part, person);
    jd__prescriptions_write(part, person);
    if (person->death_day <= JD__LAST_DAY) {
        jd__death_write(part, person);
        return;
    }
    jd__money_write(part, person, may_be_case);
    jd__trade_write(part, person, may_be_case);
    if (life->abroad)
        jd__abroad_write(part, person);
}

void
jd__life_write(struct jd__part *part, uint64_t block)
{
    const struct jd__people *people = &part->nation->people;
    struct jd__person persons[JD__BLOCK];
    unsigned matters[JD__BLOCK] = {0};
    unsigned n = 0;
    jd__part_unit(part, block);
    for (; n < JD__BLOCK && block * JD__BLOCK + n < people->n; n++) {
        jd__person_make(people, block * JD__BLOCK + n, &persons[n]);
        matters[n] = persons[n].death_day <= JD__LAST_DAY ? 0 : matters_draw(part);
    }
    for (unsigned i = 0; i < n; i++) {
        unsigned others = 0;
        for (unsigned k = 0; k < n; k++)
            others += k != i && persons[k].home == persons[i].home ? matters[k] : 0;
        const struct life life = {.person = &persons[i],
            .sibling = sibling(persons, n, &persons[i]),
            .companion = companion(persons, matters, n, &persons[i]),
            .n_matters = matters[i],
            .home_is_quiet = others == 0,
            .abroad = persons[i].origin != JD__US_BORN && jd__chance(part, 2, 5)};
        person_life(part, &life);
    }
}
