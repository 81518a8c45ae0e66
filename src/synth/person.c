/* SPDX-License-Identifier: Apache-2.0 */
/*
 * person.c - inhabitants, made anew from seed and number.
 *
 * A block of four is drawn from the stream HOME + block, a person from PERSON + number, so that
 * what members share comes from the one and what is their own from the other.
 */
#include "synth/person.h"

#include "base/calendar.h"
#include "base/str.h"
#include "synth/people_table.h"

#include <stdio.h>

/* Streams of one seed; each has 2^40 numbers. */
#define STREAM_HOME (1ull << 40)
#define STREAM_PERSON (2ull << 40)
#define STREAM_NAMESAKE (3ull << 40)
#define STREAM_POOL (8ull << 40)

/* Per cent of blocks; the rest are four singles. */
enum { FAMILIES = 20, COUPLES = 30, SHELTERS = 4 };

/*
 * A state of 10 million has, for a random inhabitant, some 0.05 others of the same name whose
 * birth date is one slip away and 0.0013 with the same one (docs/internals/synth.md).  A small
 * nation gets them as extra namesakes, so that names and dates settle no more here than there.
 */
enum { NAMESAKES_PER_1000 = 50, SAME_DAY_PER_1000_NAMESAKES = 26 };

/*
 * And 0.38 others of the same surname and birth date, whatever their given name: 0.19 pairs a
 * person.  One in nine is given a stranger's; several may have the same stranger's.
 */
enum {
    FELLOWS_PER_1000 = 113,
    LIKE_PER_1000 = NAMESAKES_PER_1000 + FELLOWS_PER_1000,
    LIKE_PER_1000_SINGLES = LIKE_PER_1000 * 100 / 65
};

/* Deaths in four years that a medical examiner is told of. */
enum { ABROAD_PER_100_SINGLES = 3, DEATHS_PER_1000 = 10 };

/* Numbers that are given out anew: so many people have one of a pool half that size. */
enum { RECYCLED_PER_1000 = 20 };

enum block_kind { SINGLES, COUPLE, FAMILY, SHELTER };

static bool
chance(struct jd__random *random, uint64_t part, uint64_t of)
{
    return jd__random_below(random, of) < part;
}

uint64_t
jd__spread(uint64_t number, uint64_t range, uint64_t salt)
{
    /* A prime that does not divide the range is a unit of it; the salt moves the start. */
    const uint64_t prime = 2654435761u;
    uint64_t product = salt % range;
    uint64_t term = prime % range;
    for (uint64_t bits = number % range; bits != 0; bits >>= 1) { /* without overflow */
        if (bits & 1u)
            product = (product + term) % range;
        term = term * 2 % range;
    }
    return product;
}

const char *
jd__state_name(enum jd__state state)
{
    static const char *const names[JD__N_STATES] = {"OH", "FL", "NH", "UT"};
    return names[state];
}

const struct jd__city *
jd__city_draw(enum jd__state state, struct jd__random *random)
{
    size_t first = 0;
    while (jd__cities[first].state != state)
        first++;
    size_t n = 0;
    while (first + n < jd__n_cities && jd__cities[first + n].state == state)
        n++;
    return &jd__cities[first + jd__random_below(random, n)];
}

void
jd__address_draw(struct jd__random *random, char address[static 48])
{
    unsigned house =
        1 + (unsigned)jd__random_below(random, chance(random, 1, 2) ? 999 : 9999);
    const char *street = jd__streets[jd__random_below(random, jd__n_streets)];
    const char *way = jd__ways[jd__random_below(random, jd__n_ways)];
    const char *side = chance(random, 1, 5) ? "N " : chance(random, 1, 5) ? "W " : "";
    if (chance(random, 1, 6))
        (void)snprintf(address, 48, "%u %s%s %s Apt %u", house, side, street, way,
            1 + (unsigned)jd__random_below(random, 40));
    else
        (void)snprintf(address, 48, "%u %s%s %s", house, side, street, way);
}

void
jd__phone_draw(const char *area, struct jd__random *random, char phone[static 11])
{
    (void)snprintf(
        phone, 11, "%.3s%07u", area, (unsigned)jd__random_below(random, 2000000));
}

static bool
is_hispanic(const char *surname)
{
    static const char *const names[] = {"Garcia", "Rivera", "Torres", "Flores", "Diaz",
        "Reyes", "Cruz", "Morales", "Ortiz", "Ramos", "Ruiz", "Mendoza", "Romero",
        "Herrera", "Medina", "Castillo", "Vargas", "Soto", "Delgado", "Silva", "Rojas",
        "Pena"};
    size_t size = strlen(surname);
    if (size > 3 && strcmp(surname + size - 2, "ez") == 0)
        return true;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(names[i], surname) == 0)
            return true;
    return false;
}

/* A day of birth of someone between the ages, on the first day of 2016. */
static int64_t
birth_draw(struct jd__random *random, unsigned youngest, unsigned oldest)
{
    unsigned span = (oldest - youngest) * 365;
    uint64_t a = jd__random_below(random, span);
    uint64_t b = jd__random_below(random, span);
    int64_t age =
        (int64_t)(youngest * 365) + (int64_t)(a < b ? a : b); /* more young ones */
    return jd__days_from_civil(2016, 1, 1) - age - age / 1461;
}

static const char *
given_draw(const struct jd__census *census, char sex, struct jd__random *random)
{
    const struct jd__name_list *list = sex == 'F' ? &census->female : &census->male;
    return jd__name_text(list, jd__name_draw(list, random));
}

/* What members of a household share. */
struct home {
    enum block_kind kind;
    const struct jd__city *city;
    const char *surname;
    uint32_t surname_weight;
    char address[48];
    char zip[6];
    bool has_twins;
    bool has_junior;
    int64_t children_born;
};

/* Does a member live by herself? */
static bool
is_alone(const struct home *home, uint64_t number)
{
    return home->kind == SINGLES || (home->kind == COUPLE && number % JD__BLOCK > 1);
}

static void
home_make(
    const struct jd__people *people, uint64_t block, uint64_t member, struct home *home)
{
    struct jd__random random = jd__random_part(people->seed, STREAM_HOME + block);
    uint64_t drawn = jd__random_below(&random, 100);
    home->kind = drawn < FAMILIES                        ? FAMILY
                 : drawn < FAMILIES + COUPLES            ? COUPLE
                 : drawn < FAMILIES + COUPLES + SHELTERS ? SHELTER
                                                         : SINGLES;
    if (is_alone(home, member))
        random = jd__random_part(people->seed, STREAM_HOME + ((member + 1) << 36) + block);
    uint64_t place = jd__random_below(&random, 100);
    enum jd__state state = place < 50   ? JD__OH
                           : place < 75 ? JD__FL
                           : place < 87 ? JD__NH
                                        : JD__UT;
    home->city = jd__city_draw(state, &random);
    uint32_t name = jd__name_draw(&people->census->last, &random);
    home->surname = jd__name_text(&people->census->last, name);
    home->surname_weight = jd__name_weight(&people->census->last, name);
    jd__address_draw(&random, home->address);
    (void)snprintf(home->zip, sizeof(home->zip), "%s%02u", home->city->zip3,
        (unsigned)jd__random_below(&random, 60));
    home->has_twins = chance(&random, 12, 100);
    home->has_junior = chance(&random, 20, 100);
    home->children_born = birth_draw(&random, 14, 24);
}

/* Names and birth of a member of a family: father, mother, two children. */
static void
family_member(const struct jd__people *people, const struct home *home, uint64_t member,
    struct jd__person *person, struct jd__random *random)
{
    if (member < 2) {
        person->sex = member == 0 ? 'M' : 'F';
        person->birth_day = birth_draw(random, 38, 60);
    } else {
        person->sex = chance(random, 1, 2) || (member == 2 && home->has_junior) ? 'M' : 'F';
        person->birth_day = home->children_born;
        if (member == 3 && !home->has_twins)
            person->birth_day += 400 + (int64_t)jd__random_below(random, 900);
    }
    person->given = given_draw(people->census, person->sex, random);
    if (member == 1)
        person->maiden = jd__name_text(
            &people->census->last, jd__name_draw(&people->census->last, random));
    if (home->has_junior && (member == 0 || member == 2)) {
        struct jd__random shared =
            jd__random_part(people->seed, STREAM_NAMESAKE + person->home);
        person->given = given_draw(people->census, 'M', &shared);
        person->middle = given_draw(people->census, 'M', &shared);
        person->suffix = member == 0 ? "Sr" : "Jr";
    }
}

static const struct jd__two_scripts *
name_of(const struct jd__two_scripts *list, uint8_t n, struct jd__random *random)
{
    return &list[jd__random_below(random, n)];
}

void
jd__person_rename(
    struct jd__person *person, enum jd__origin origin, struct jd__random *random)
{
    const struct jd__naming *naming = &jd__namings[origin];
    const bool woman = person->sex == 'F';
    const struct jd__two_scripts *given = name_of(woman ? naming->women : naming->men,
        woman ? naming->n_women : naming->n_men, random);
    const struct jd__two_scripts *surname =
        name_of(naming->surnames, naming->n_surnames, random);
    const struct jd__two_scripts *second =
        name_of(naming->surnames, naming->n_surnames, random);
    person->origin = origin;
    person->given = given->latin;
    person->native_given = given->native;
    person->middle = "";
    person->second_surname = naming->two_surnames ? second->latin : "";
    (void)snprintf(person->surname, sizeof(person->surname), "%s%s", surname->latin,
        woman ? naming->ending.latin : "");
    (void)snprintf(person->native_surname, sizeof(person->native_surname), "%s%s%s%s",
        surname->native, woman ? naming->ending.native : "",
        naming->two_surnames ? " " : "", naming->two_surnames ? second->native : "");
}

/* The birth date of a namesake: the same day, or one slip away. */
static int64_t
near_birth(int64_t day, struct jd__random *random)
{
    if (chance(random, SAME_DAY_PER_1000_NAMESAKES, 1000))
        return day;
    int64_t year = 0;
    unsigned month = 0;
    unsigned dom = 0;
    jd__civil_from_days(day, &year, &month, &dom);
    switch (jd__random_below(random, 4)) {
    case 0:
        year += chance(random, 1, 2) ? 1 : -1;
        break;
    case 1:
        if (dom <= 12) {
            unsigned kept = month;
            month = dom;
            dom = kept;
        }
        year += month == dom ? 1 : 0;
        break;
    case 2:
        dom = dom > 20 ? dom - 10 : dom + 8;
        break;
    default:
        month = month % 12 + 1;
        break;
    }
    if (dom > jd__days_in_month(year, month))
        dom = 1;
    return jd__days_from_civil(year, month, dom);
}

/* A stranger with a frequent name, from a household: those keep the names that they share. */
static bool
stranger_draw(const struct jd__people *people, const struct jd__person *person,
    struct jd__random *random, struct jd__person *stranger)
{
    const struct jd__people plain = {people->census, people->seed, 0};
    for (unsigned tries = 0; tries < 64; tries++) {
        uint64_t other = jd__random_below(random, people->n);
        struct home home = {0};
        home_make(people, other / JD__BLOCK, other % JD__BLOCK, &home);
        if (other / JD__BLOCK == person->number / JD__BLOCK || is_alone(&home, other) ||
            home.kind == SHELTER || home.has_junior ||
            jd__random_below(random, 200000) > home.surname_weight)
            continue;
        jd__person_make(&plain, other, stranger);
        return true;
    }
    return false;
}

/* Give a single the surname of a stranger and the same birth date, or name and nearly that. */
static void
become_like(const struct jd__people *people, struct jd__person *person, bool namesake,
    struct jd__random *random)
{
    struct jd__person model = {0};
    if (!stranger_draw(people, person, random, &model))
        return;
    (void)snprintf(person->surname, sizeof(person->surname), "%s", model.surname);
    person->second_surname = "";
    person->birth_day = model.birth_day;
    if (!namesake)
        return;
    person->given = model.given;
    person->sex = model.sex;
    person->middle = chance(random, 1, 8) ? model.middle : person->middle;
    person->birth_day = near_birth(model.birth_day, random);
}

static void
identifiers_make(
    const struct jd__people *people, struct jd__person *person, struct jd__random *random)
{
    const uint64_t seed = people->seed;
    const char *state = jd__state_name((enum jd__state)person->city->state);
    jd__phone_draw(person->city->area, random, person->phone);
    if (people->n > 0 && chance(random, RECYCLED_PER_1000, 1000)) {
        struct jd__random pool = jd__random_part(
            seed, STREAM_POOL + jd__random_below(random, 1 + people->n / 100));
        jd__phone_draw("614", &pool, person->phone);
    }
    (void)snprintf(person->ssn4, sizeof(person->ssn4), "%04u",
        (unsigned)jd__random_below(random, 10000));
    (void)snprintf(person->state_id, sizeof(person->state_id), "%s%08u", state,
        (unsigned)jd__spread(person->number, 100000000, seed + 11));
    uint64_t fbi = jd__spread(person->number, 676000000, seed + 12);
    (void)snprintf(person->fbi_number, sizeof(person->fbi_number), "%06u%c%c%c",
        (unsigned)(fbi / 676), (char)('A' + fbi % 26), (char)('A' + fbi / 26 % 26),
        (char)('1' + fbi % 9));
    (void)snprintf(person->passport, sizeof(person->passport), "%09u",
        (unsigned)jd__spread(person->number, 1000000000, seed + 13));
}

/* The date of those whose papers say only a year. */
static void
first_of_january(struct jd__person *person)
{
    int64_t year = 0;
    unsigned month = 0;
    unsigned day = 0;
    jd__civil_from_days(person->birth_day, &year, &month, &day);
    person->birth_day = jd__days_from_civil(year, 1, 1);
}

static const char *
surname_draw(const struct jd__census *census, struct jd__random *random)
{
    return jd__name_text(&census->last, jd__name_draw(&census->last, random));
}

/* A second surname for half of those who may have one; "" for all others. */
static const char *
second_surname_draw(
    const struct jd__census *census, const char *surname, struct jd__random *random)
{
    if (!is_hispanic(surname))
        return "";
    const char *second = surname_draw(census, random);
    return is_hispanic(second) || chance(random, 1, 2) ? second : "";
}

static void
names_make(const struct jd__people *people, const struct home *home, uint64_t member,
    struct jd__person *person, struct jd__random *random)
{
    const struct jd__census *census = people->census;
    (void)snprintf(person->surname, sizeof(person->surname), "%s", home->surname);
    person->sex =
        chance(random, 62, 100) ? 'M' : 'F'; /* as arrests are, not as people are */
    person->birth_day = birth_draw(random, 16, 75);
    if (home->kind == COUPLE && member < 2)
        person->sex = member == 0 ? 'M' : 'F';
    person->given = given_draw(census, person->sex, random);
    person->middle = chance(random, 70, 100) ? given_draw(census, person->sex, random) : "";
    if (home->kind == FAMILY)
        family_member(people, home, member, person, random);
    if (home->kind == COUPLE && member == 1)
        person->maiden = surname_draw(census, random);
    if (home->kind == SHELTER) /* strangers at one address */
        (void)snprintf(
            person->surname, sizeof(person->surname), "%s", surname_draw(census, random));
    person->second_surname = second_surname_draw(census, person->surname, random);
    if (chance(random, 1, 100))
        first_of_january(person);
}

void
jd__person_make(const struct jd__people *people, uint64_t number, struct jd__person *person)
{
    static const char races[] = {'W', 'W', 'W', 'W', 'W', 'B', 'B', 'B', 'A', 'U'};
    const uint64_t member = number % JD__BLOCK;
    const uint64_t block = number / JD__BLOCK;
    struct home home = {0};
    home_make(people, block, member, &home);
    struct jd__random random = jd__random_part(people->seed, STREAM_PERSON + number);
    *person = (struct jd__person){.number = number,
        .middle = "",
        .second_surname = "",
        .maiden = "",
        .suffix = "",
        .native_given = "",
        .death_day = INT64_MAX,
        .city = home.city};
    person->alone = is_alone(&home, member);
    person->home = person->alone ? number : block * JD__BLOCK;
    person->race = races[jd__random_below(&random, sizeof(races))];
    memcpy(person->address, home.address, sizeof(person->address));
    memcpy(person->zip, home.zip, sizeof(person->zip));
    names_make(people, &home, member, person, &random);
    identifiers_make(people, person, &random);
    if (person->alone && chance(&random, ABROAD_PER_100_SINGLES, 100))
        jd__person_rename(person,
            (enum jd__origin)(1 + jd__random_below(&random, JD__N_ORIGINS - 1)), &random);
    else if (person->alone && people->n > 8 && chance(&random, LIKE_PER_1000_SINGLES, 1000))
        become_like(
            people, person, chance(&random, NAMESAKES_PER_1000, LIKE_PER_1000), &random);
    if (number < people->n && chance(&random, DEATHS_PER_1000, 1000))
        person->death_day = JD__FIRST_DAY + (int64_t)jd__random_below(
                                                &random, JD__LAST_DAY - JD__FIRST_DAY);
}
