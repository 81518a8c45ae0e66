/* SPDX-License-Identifier: Apache-2.0 */
/*
 * matter.c - one arrest and what follows: incident, arrest, seizure, laboratory, charge, court,
 * prison or supervision, parole; each agency with its own record of the person and its own
 * number.  A federal matter begins with an investigation in place of an incident.
 *
 * Each step cites the number before it, or is related to the event before it, or both; in a
 * matter that is not tied one step lacks either.  A clerk who has the earlier agency's paper
 * copies it with its errors: the row that was last written is kept and, by the agency's rate,
 * taken over.  What would come after the data's last day has not happened yet.
 */
#include "synth/official.h"
#include "synth/steps.h"
#include "synth/thing.h"

#include <stdio.h>
#include <string.h>

static const struct jd__offense offenses[] = {{"35A", 30, .has_drug = true},
    {"90D", .weight = 14}, {"13B", 16, .has_victim = true}, {"13A", 7, .has_victim = true},
    {"23C", 10, .has_victim = true}, {"220", 6, .has_victim = true},
    {"520", 6, .has_gun = true}, {"26A", 5, .has_victim = true},
    {"290", 6, .has_victim = true}};

/* Per cent: of Ohio's matters that are federal; of those booked whose arrest the jail writes down as the police do. */
enum { FEDERAL = 8, BOOKED_TWICE = 50 };
/* Per cent of arrests that another agency has a part in: for drugs, for a gun, for neither;
 * of federal ones the city's police.  Of those for drugs it searches the home, too. */
enum { WITH_DEA = 12, WITH_ATF = 15, WITH_FBI = 3, WITH_POLICE = 15, SEARCHED = 15 };
/* Per cent that are arrested anew on the same number, some weeks later, by the county. */
enum { ARRESTED_ANEW = 3 };

static const struct jd__offense *
offense_draw(struct jd__part *part)
{
    uint64_t drawn = jd__below(part, 100);
    size_t i = 0;
    for (; drawn >= offenses[i].weight; i++)
        drawn -= offenses[i].weight;
    return &offenses[i];
}

/* The person's record at the next agency: copied forward, or asked anew. */
static struct jd__ref
record_next(struct jd__steps *s, enum jd__who who)
{
    struct jd__part *part = s->part;
    const struct jd__agency_kind *agency = &jd__agencies_of_nation[who];
    bool copied = jd__chance(part, jd__clerks[agency->clerk].forward, 10000);
    struct jd__row row;
    if (copied && s->said.used > 1) {
        row = s->said;
        jd__row_put(&row, JD__ID, "");
        jd__row_put(
            &row, JD__STATE_ID, agency->has_prints ? s->matter->person->state_id : "");
        if (jd__chance(part, 30, 100))
            jd__row_put(&row, JD__PHONE_NUMBER, "");
    } else {
        jd__person_row(s->matter->person, &row);
        jd__spoil(part, who, s->matter->person, &row);
    }
    s->said = row;
    return jd__record_put(part, who, &row, s->matter->person->number, s->day);
}

/* Number and citation of the next event. */
static void
number_next(struct jd__steps *s, struct jd__happening *event, bool new_number)
{
    const bool untied = !s->matter->tied && s->untied_at == 0;
    if (new_number) {
        char number[JD__ID_SIZE];
        jd__case_new(s->part, event->who, event->day, number);
        jd__happen_case(event, event->who, number);
        if (!untied && jd__chance(s->part, 70, 100))
            jd__happen_case(event, s->number_of, s->number);
        memcpy(s->number, number, sizeof(number));
        s->number_of = event->who;
    } else {
        jd__happen_case(event, s->number_of, s->number);
    }
}

/* Write the event and tie it to the one before. */
static void
step_done(struct jd__steps *s, struct jd__happening *event)
{
    struct jd__ref now = jd__happened(s->part, event);
    if (s->matter->tied || s->untied_at != 0)
        jd__relate(s->part, event->who, "results-in", &s->last, &now, -1, -1);
    if (s->untied_at > 0)
        s->untied_at--;
    s->last = now;
}

/* Someone else: victim, witness or complainant.  Their record is here only. */
static void
put_other(struct jd__steps *s, struct jd__happening *event, const char *role)
{
    const struct jd__people *people = &s->part->nation->people;
    struct jd__person other;
    uint64_t number = jd__below(s->part, people->n);
    if (number == s->matter->person->number)
        return;
    jd__person_make(people, number, &other);
    if (other.death_day <= s->day)
        return;
    struct jd__row row;
    jd__person_row(&other, &row);
    jd__spoil(s->part, event->who, &other, &row);
    jd__row_put(&row, JD__STATE_ID, "");
    jd__row_put(&row, JD__FBI_NUMBER, "");
    struct jd__ref record = jd__record_put(s->part, event->who, &row, number, event->day);
    jd__happen_role(event, role, &record);
}

static struct jd__ref
scene_draw(struct jd__steps *s, enum jd__who who)
{
    struct jd__part *part = s->part;
    if (jd__chance(part, 1, 2))
        return jd__official_draw(part, who, JD__PUBLIC_PLACE);
    const struct jd__city *city = s->matter->person->city;
    char address[48];
    struct jd__row row;
    jd__address_draw(&part->random, address);
    jd__row_start(&row, JD__PLACE);
    jd__row_put(&row, JD__ADDRESS, address);
    jd__row_put(&row, JD__CITY, city->name);
    jd__row_put(&row, JD__STATE, jd__state_name((enum jd__state)city->state));
    jd__row_printf(
        &row, JD__POSTAL_CODE, "%s%02u", city->zip3, (unsigned)jd__below(part, 60));
    jd__row_put(&row, JD__COUNTRY, "US");
    return jd__record_put(part, who, &row, jd__entity_new(part, JD__PLACE), s->day);
}

/* How it began: what the police were called to, or what agents had looked into. */
static struct jd__ref
beginning(struct jd__steps *s, enum jd__who police, const struct jd__ref *person,
    const struct jd__ref *scene)
{
    struct jd__happening event;
    const bool federal = s->path == &jd__paths[JD__FEDERAL];
    jd__happen(s->part, &event, police, federal ? "investigation" : "incident", s->day,
        (int)jd__below(s->part, 1440));
    jd__happen_case(&event, police, s->number);
    if (federal) {
        jd__happen_role(&event, "subject", person);
        jd__put_official(s->part, &event);
        return jd__happened(s->part, &event);
    }
    jd__row_put(&event.row, JD__OFFENSE, s->offense->code);
    jd__happen_role(&event, "scene", scene);
    jd__put_official(s->part, &event);
    if (s->offense->has_victim)
        put_other(s, &event, "victim");
    if (jd__chance(s->part, 35, 100))
        put_other(s, &event, "witness");
    return jd__happened(s->part, &event);
}

/* The car: the person's own, or one that was someone else's before. */
static void
put_vehicle(struct jd__steps *s, struct jd__happening *event, const struct jd__ref *person)
{
    struct jd__part *part = s->part;
    const uint64_t seed = part->nation->seed;
    uint64_t owner = s->matter->person->number;
    enum jd__state state = (enum jd__state)s->matter->person->city->state;
    if (!jd__chance(part, 12, 100))
        return;
    bool sold = jd__chance(part, 4, 100);
    if (sold)
        owner = jd__below(part, part->nation->people.n);
    struct jd__row row;
    jd__vehicle_row(state, owner, seed, &row);
    if (sold) {
        char plate[8];
        jd__random_text(&part->random, "ZAA0000", plate);
        jd__row_put(&row, JD__PLATE, plate);
    }
    struct jd__ref car = jd__record_put(
        part, event->who, &row, jd__entity_of(JD__VEHICLE, owner), event->day);
    jd__happen_role(event, "vehicle", &car);
    jd__relate(part, event->who, "owns", person, &car,
        event->day - 30 - (int64_t)jd__below(part, 300), -1);
}

static void
arrest(struct jd__steps *s, enum jd__who police, const struct jd__ref *person,
    const struct jd__ref *scene)
{
    struct jd__happening event;
    jd__happen(s->part, &event, police, "arrest", s->day, s->minute);
    jd__happen_case(&event, police, s->number);
    jd__row_put(&event.row, JD__OFFENSE, s->offense->code);
    jd__happen_role(&event, "arrestee", person);
    jd__put_official(s->part, &event);
    jd__happen_role(&event, "scene", scene);
    put_vehicle(s, &event, person);
    step_done(s, &event);
}

/* One step at one agency: who the person is there, an official, an outcome. */
static bool
step(struct jd__steps *s, enum jd__who who, const char *kind, const char *role,
    const struct jd__ref *person, unsigned after)
{
    struct jd__happening event;
    s->day += 1 + (int64_t)jd__below(s->part, after);
    if (s->day > JD__LAST_DAY)
        return false;
    const bool is_first = s->number_of != who;
    jd__happen(s->part, &event, who, kind, s->day, -1);
    number_next(s, &event, is_first);
    jd__row_put(&event.row, JD__OFFENSE, s->offense->code);
    if (strcmp(kind, "sentence") == 0)
        jd__row_printf(&event.row, JD__MONTHS, "%u", 3 + (unsigned)jd__below(s->part, 60));
    if (strcmp(kind, "filing") == 0 && jd__chance(s->part, 1, 100))
        jd__row_put(&event.row, JD__CLASS, "sealed");
    jd__happen_role(&event, role, person);
    jd__put_official(s->part, &event);
    if (strcmp(role, "defendant") == 0 &&
        jd__official_count(s->part->nation, who, JD__COUNSEL) > 0) {
        struct jd__ref counsel = jd__official_draw(s->part, who, JD__COUNSEL);
        jd__happen_role(&event, "counsel", &counsel);
    }
    step_done(s, &event);
    return true;
}

/* On probation or parole; who breaks its terms and is gone is sought by the marshals. */
static void
supervise(struct jd__steps *s, enum jd__who who)
{
    struct jd__part *part = s->part;
    if (who == JD__NOBODY)
        return;
    struct jd__ref probationer = record_next(s, who);
    if (!step(s, who, "supervision", "probationer", &probationer, 20) ||
        !jd__chance(part, 25, 100) ||
        !step(s, who, "violation", "probationer", &probationer, 300) ||
        !jd__chance(part, 30, 100))
        return;
    struct jd__ref fugitive = record_next(s, JD__MARSHALS);
    (void)step(s, JD__MARSHALS, "arrest", "arrestee", &fugitive, 60);
    s->matter->free_day = s->day;
}

static void
court(struct jd__steps *s)
{
    struct jd__part *part = s->part;
    const enum jd__who who = s->path->court;
    struct jd__ref person = record_next(s, who);
    if (!step(s, who, "filing", "defendant", &person, 30) || jd__chance(part, 18, 100))
        return; /* dismissed */
    const char *ending = jd__chance(part, 93, 100) ? "plea" : "verdict";
    if (!step(s, who, ending, "defendant", &person, 200) ||
        !step(s, who, "sentence", "defendant", &person, 45))
        return;
    if (jd__chance(part, 30, 100)) {
        struct jd__ref inmate = record_next(s, s->path->prison);
        bool admitted = step(s, s->path->prison, "admission", "inmate", &inmate, 20);
        bool released =
            admitted && step(s, s->path->prison, "release", "inmate", &inmate, 700);
        s->matter->free_day = s->day;
        if (released && jd__chance(part, 60, 100))
            supervise(s, s->path->parole);
    } else if (jd__chance(part, 70, 100)) {
        supervise(s, s->path->probation);
    }
}

/* ---- who else is there ---- */

/* The agency that takes part in an arrest and keeps a file of its own, or JD__NOBODY. */
static enum jd__who
partner_draw(struct jd__steps *s)
{
    if (s->path == &jd__paths[JD__FEDERAL])
        return jd__chance(s->part, WITH_POLICE, 100) ? JD__COLUMBUS_PD : JD__NOBODY;
    if (s->offense->has_drug)
        return jd__chance(s->part, WITH_DEA, 100) ? JD__DEA : JD__NOBODY;
    if (s->offense->has_gun)
        return jd__chance(s->part, WITH_ATF, 100) ? JD__ATF : JD__NOBODY;
    return jd__chance(s->part, WITH_FBI, 100) ? JD__FBI : JD__NOBODY;
}

/* Her home, searched under the number of the arrest: another event than the police's seizure. */
static void
search(struct jd__steps *s, const struct jd__ref *holder)
{
    const struct jd__person *person = s->matter->person;
    const enum jd__who who = holder->who;
    struct jd__part *part = s->part;
    struct jd__happening event;
    struct jd__row row;
    jd__row_start(&row, JD__PLACE);
    jd__row_put(&row, JD__ADDRESS, person->address);
    jd__row_put(&row, JD__CITY, person->city->name);
    jd__row_put(&row, JD__STATE, jd__state_name((enum jd__state)person->city->state));
    jd__row_put(&row, JD__POSTAL_CODE, person->zip);
    jd__row_put(&row, JD__COUNTRY, "US");
    struct jd__ref home =
        jd__record_put(part, who, &row, jd__entity_of(JD__PLACE, person->home), s->day + 1);
    jd__happen(part, &event, who, "seizure", s->day + 1, 390);
    jd__happen_case(&event, s->number_of, s->number);
    jd__happen_role(&event, "holder", holder);
    jd__happen_role(&event, "premises", &home);
    jd__put_official(s->part, &event);
    (void)jd__happened(part, &event);
}

/* Her arrest as another agency writes it; `own`: its number of the case, or NULL. */
static void
arrest_again(
    struct jd__steps *s, const struct jd__ref *record, const char *own, uint64_t *event)
{
    const struct jd__twice twice = {.first = &s->last,
        .number = s->number,
        .kind = "arrest",
        .role = "arrestee",
        .record = record,
        .own = own,
        .day = s->day,
        .minute = s->minute};
    jd__twice_write(s->part, &twice, event);
}

/* The jail keeps a number of its own, and stands aside. */
static void
book(struct jd__steps *s, bool twice, uint64_t *event)
{
    struct jd__part *part = s->part;
    const enum jd__who jail = s->path->jail;
    struct jd__steps aside = *s;
    struct jd__ref inmate = record_next(&aside, jail);
    if (!step(&aside, jail, "admission", "inmate", &inmate, 1))
        return;
    if (twice)
        arrest_again(s, &inmate, aside.number, event);
    if (twice && jd__chance(part, ARRESTED_ANEW, 100) && s->day < JD__LAST_DAY - 40) {
        struct jd__happening anew; /* she had not come to court */
        jd__happen(part, &anew, jail, "arrest", s->day + 5 + (int64_t)jd__below(part, 30),
            (int)jd__below(part, 1440));
        jd__happen_case(&anew, jail, aside.number);
        jd__happen_case(&anew, s->number_of, s->number);
        jd__happen_role(&anew, "arrestee", &inmate);
        jd__put_official(s->part, &anew);
        (void)jd__happened(part, &anew);
    }
    s->said = aside.said;
}

/* Which other agencies write the arrest down. */
struct others {
    enum jd__who partner;
    bool jail;
    bool jail_twice;
};

static void
written_by_others(struct jd__steps *s, const struct others *others)
{
    uint64_t event = 0;
    if (others->jail)
        book(s, others->jail_twice, &event);
    if (others->partner == JD__NOBODY)
        return;
    struct jd__steps aside = *s;
    struct jd__ref record = record_next(&aside, others->partner);
    arrest_again(s, &record, NULL, &event);
    if (others->partner == JD__DEA && jd__chance(s->part, SEARCHED, 100))
        search(s, &record);
}

static struct others
others_draw(struct jd__steps *s, enum jd__who police)
{
    struct jd__part *part = s->part;
    const enum jd__who jail = s->path->jail;
    struct others others = {.partner = partner_draw(s)};
    others.jail = jail != JD__NOBODY && police != jail && jd__chance(part, 60, 100);
    others.jail_twice = jail == JD__FRANKLIN_SO && jd__chance(part, BOOKED_TWICE, 100);
    return others;
}

/* One of her home, arrested with her under one number; before the prosecutor with her, if at all. */
static void
arrest_with(struct jd__steps *with, enum jd__who police, const struct jd__ref *scene,
    const struct others *others)
{
    with->said.used = 0;
    struct jd__ref person = record_next(with, police);
    arrest(with, police, &person, scene);
    written_by_others(with, others);
}

static void
charge_with(struct jd__steps *with, const struct jd__steps *s)
{
    const enum jd__who prosecutor = s->path->prosecutor;
    with->day = s->day;
    with->number_of = prosecutor;
    memcpy(with->number, s->number, sizeof(with->number));
    struct jd__ref defendant = record_next(with, prosecutor);
    (void)step(with, prosecutor, "charge", "defendant", &defendant, 1);
}

struct jd__ref
jd__matter_write(struct jd__part *part, struct jd__matter *matter)
{
    const unsigned state = matter->person->city->state;
    const bool federal = state == JD__OH && jd__chance(part, FEDERAL, 100);
    const struct jd__path *path = &jd__paths[federal ? JD__FEDERAL : state];
    const enum jd__who police = path->police[jd__below(part, 8)];
    struct jd__steps s = {.part = part,
        .matter = matter,
        .path = path,
        .offense = offense_draw(part),
        .number_of = police,
        .day = matter->day,
        .untied_at = 1 + (unsigned)jd__below(part, 3)};
    jd__case_new(part, police, s.day, s.number);
    struct jd__ref scene = scene_draw(&s, police);
    struct jd__ref person = record_next(&s, police);
    s.last = beginning(&s, police, &person, &scene);
    s.day += (int64_t)jd__below(part, 3);
    s.minute = (int)jd__below(part, 1440);
    struct jd__matter other = {.person = matter->with, .tied = true};
    struct jd__steps with = s;
    with.matter = &other;
    arrest(&s, police, &person, &scene);
    struct jd__ref arrested = s.last;
    jd__seizure_write(&s, police, &person);
    const struct others others = others_draw(&s, police);
    written_by_others(&s, &others);
    if (matter->with != NULL)
        arrest_with(&with, police, &scene, &others);
    if (jd__chance(part, 72, 100)) {
        struct jd__ref defendant = record_next(&s, path->prosecutor);
        bool charged = step(&s, path->prosecutor, "charge", "defendant", &defendant, 25);
        if (charged && matter->with != NULL)
            charge_with(&with, &s);
        if (charged && jd__chance(part, 90, 100))
            court(&s);
    }
    return arrested;
}
