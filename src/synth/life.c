/* SPDX-License-Identifier: Apache-2.0 */
/*
 * life.c - what becomes of a block of inhabitants.
 *
 * All that may lead from one person's matter to another's lies within her home, except calls
 * to other people's phones and guns that others bought; so whether an arrest leads nowhere is known here.  Victims,
 * witnesses and officials of other blocks do not conduct, and a car that was sold or a number
 * given out anew leads to another time: those starts stay in truth's `nowhere`.
 */
#include "synth/life.h"

/* Matters of one person in four years, per cent of people. */
enum { ONE = 22, TWO = 8, THREE = 4, FOUR = 2, UNTIED = 6, LIES = 3 };

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

static void
person_life(struct jd__part *part, const struct jd__person *person,
    const struct jd__person *other, unsigned n_matters, bool home_is_quiet)
{
    const bool may_be_case = n_matters == 0 && home_is_quiet;
    bool abroad = person->origin != JD__US_BORN && jd__chance(part, 2, 5);
    for (unsigned i = 0; i < n_matters; i++) {
        const struct jd__person said = said_of_herself(part, person, other);
        struct jd__matter matter = {.person = &said,
            .day = day_draw(part, person),
            .tied = !jd__chance(part, UNTIED, 100)};
        if (matter.day >= JD__LAST_DAY)
            continue;
        struct jd__ref arrest = jd__matter_write(part, &matter);
        if (n_matters == 1 && home_is_quiet && matter.tied && !matter.leads_on &&
            !jd__buys_for_others(person->number) && !abroad)
            jd__truth_nowhere(part, &arrest);
    }
    jd__report_write(part, person);
    jd__prescriptions_write(part, person);
    if (person->death_day <= JD__LAST_DAY) {
        jd__death_write(part, person);
        return;
    }
    jd__money_write(part, person, may_be_case);
    jd__trade_write(part, person, may_be_case);
    if (abroad)
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
        person_life(
            part, &persons[i], sibling(persons, n, &persons[i]), matters[i], others == 0);
    }
}
