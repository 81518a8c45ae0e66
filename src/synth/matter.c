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
#include "synth/life.h"
#include "synth/official.h"
#include "synth/thing.h"

#include <stdio.h>
#include <string.h>

struct offense {
    const char *code; /* NIBRS */
    uint8_t weight;
    bool has_victim;
    bool has_drug;
    bool has_gun;
};

static const struct offense offenses[] = {{"35A", 30, .has_drug = true},
    {"90D", .weight = 14}, {"13B", 16, .has_victim = true}, {"13A", 7, .has_victim = true},
    {"23C", 10, .has_victim = true}, {"220", 6, .has_victim = true},
    {"520", 6, .has_gun = true}, {"26A", 5, .has_victim = true},
    {"290", 6, .has_victim = true}};

/* Per cent: of Ohio's matters that are federal; of firearms that are traced. */
enum { FEDERAL = 8, TRACED = 60 };

/* A matter while it is written. */
struct steps {
    struct jd__part *part;
    struct jd__matter *matter;
    const struct jd__path *path;
    const struct offense *offense;
    struct jd__row said;    /* the person as last written */
    struct jd__ref last;    /* the event that the next one follows */
    enum jd__who number_of; /* whose number the next one may cite */
    char number[JD__ID_SIZE];
    unsigned untied_at; /* steps until the one that is not tied */
    int64_t day;
};

static const struct offense *
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
record_next(struct steps *s, enum jd__who who)
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
number_next(struct steps *s, struct jd__happening *event, bool new_number)
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
step_done(struct steps *s, struct jd__happening *event)
{
    struct jd__ref now = jd__happened(s->part, event);
    if (s->matter->tied || s->untied_at != 0)
        jd__relate(s->part, event->who, "results-in", &s->last, &now, -1, -1);
    if (s->untied_at > 0)
        s->untied_at--;
    s->last = now;
}

static void
put_office(struct steps *s, struct jd__happening *event)
{
    struct jd__ref official = jd__official_draw(s->part, event->who, JD__OFFICER);
    jd__happen_role(event, jd__agencies_of_nation[event->who].office, &official);
}

/* Someone else: victim, witness or complainant.  Their record is here only. */
static void
put_other(struct steps *s, struct jd__happening *event, const char *role)
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
scene_draw(struct steps *s, enum jd__who who)
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
beginning(struct steps *s, enum jd__who police, const struct jd__ref *person,
    const struct jd__ref *scene)
{
    struct jd__happening event;
    const bool federal = s->path == &jd__paths[JD__FEDERAL];
    jd__happen(s->part, &event, police, federal ? "investigation" : "incident", s->day,
        (int)jd__below(s->part, 1440));
    jd__happen_case(&event, police, s->number);
    if (federal) {
        jd__happen_role(&event, "subject", person);
        put_office(s, &event);
        return jd__happened(s->part, &event);
    }
    jd__row_put(&event.row, JD__OFFENSE, s->offense->code);
    jd__happen_role(&event, "scene", scene);
    put_office(s, &event);
    if (s->offense->has_victim)
        put_other(s, &event, "victim");
    if (jd__chance(s->part, 35, 100))
        put_other(s, &event, "witness");
    return jd__happened(s->part, &event);
}

/* The car: the person's own, or one that was someone else's before. */
static void
put_vehicle(struct steps *s, struct jd__happening *event, const struct jd__ref *person)
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
arrest(struct steps *s, enum jd__who police, const struct jd__ref *person,
    const struct jd__ref *scene)
{
    struct jd__happening event;
    s->day += (int64_t)jd__below(s->part, 3);
    jd__happen(s->part, &event, police, "arrest", s->day, (int)jd__below(s->part, 1440));
    jd__happen_case(&event, police, s->number);
    jd__row_put(&event.row, JD__OFFENSE, s->offense->code);
    jd__happen_role(&event, "arrestee", person);
    put_office(s, &event);
    jd__happen_role(&event, "scene", scene);
    put_vehicle(s, &event, person);
    step_done(s, &event);
}

/* Someone whose number is in a handset.  Only the last of each block of people ever is, so that
 * whose phone may be known to another matter is known without asking all of them. */
static uint64_t
callee_draw(struct jd__part *part)
{
    const uint64_t n = part->nation->people.n;
    uint64_t number = jd__below(part, n) | (JD__BLOCK - 1);
    return number < n ? number : n - 1;
}

static struct jd__ref
callee_put(struct steps *s, enum jd__who police)
{
    struct jd__part *part = s->part;
    struct jd__person friend;
    struct jd__row row;
    jd__person_make(&part->nation->people, callee_draw(part), &friend);
    jd__phone_row(friend.phone, friend.number, &row);
    jd__row_put(&row, JD__IMEI, ""); /* a handset knows only the number */
    jd__row_put(&row, JD__IMSI, "");
    return jd__record_put(
        part, police, &row, jd__entity_of(JD__PHONE, friend.number), s->day);
}

/* What the handset holds: calls to numbers that everyone calls, or to other people. */
static void
calls(struct steps *s, enum jd__who police, const struct jd__ref *phone)
{
    struct jd__part *part = s->part;
    const uint64_t own = s->matter->person->number;
    const bool to_others = jd__chance(part, 1, 2);
    s->matter->leads_on =
        to_others || own % JD__BLOCK == JD__BLOCK - 1 || own + 1 == part->nation->people.n;
    for (uint64_t n = 1 + jd__below(part, 6); n > 0; n--) {
        int64_t day = s->day - 1 - (int64_t)jd__below(part, 60);
        struct jd__ref other = to_others ? callee_put(s, police)
                                         : jd__official_draw(part, police, JD__HUB_PHONE);
        struct jd__happening event;
        const bool out = jd__chance(part, 1, 2);
        jd__happen(part, &event, police, "call", day, (int)jd__below(part, 1440));
        jd__happen_case(&event, police, s->number);
        jd__happen_role(&event, "caller", out ? phone : &other);
        jd__happen_role(&event, "callee", out ? &other : phone);
        (void)jd__happened(part, &event);
    }
}

static void
examination(struct steps *s, const struct jd__ref *seizure, const char *exhibit_number,
    uint64_t bag)
{
    static const char *const names[] = {
        "cocaine", "heroin", "methamphetamine", "cannabis", "oxycodone", "fentanyl"};
    const enum jd__who lab = s->path->lab;
    struct jd__part *part = s->part;
    const unsigned drug = (unsigned)jd__below(part, 6);
    const int64_t day = s->day + 20 + (int64_t)jd__below(part, 60);
    if (lab == JD__NOBODY || day > JD__LAST_DAY)
        return;
    struct jd__row row;
    jd__row_start(&row, JD__EXHIBIT);
    jd__row_put(&row, JD__NUMBER, exhibit_number);
    jd__row_put(&row, JD__DESCRIPTION, "bag");
    struct jd__ref exhibit = jd__record_put(part, lab, &row, bag, day);
    jd__row_start(&row, JD__SUBSTANCE);
    jd__row_put(&row, JD__NAME, names[drug]);
    jd__row_printf(&row, JD__PROFILE, "%c%08X", (char)('A' + drug),
        (unsigned)(jd__random_next(&part->random) & 0xFFFFFFFFu));
    struct jd__ref sample =
        jd__record_put(part, lab, &row, jd__entity_new(part, JD__SUBSTANCE), day);
    struct jd__happening event;
    char number[JD__ID_SIZE];
    jd__case_new(part, lab, day, number);
    jd__happen(part, &event, lab, "examination", day, 600);
    jd__happen_case(&event, lab, number);
    jd__happen_case(&event, s->number_of, s->number);
    jd__happen_role(&event, "exhibit", &exhibit);
    jd__happen_role(&event, "sample", &sample);
    put_office(s, &event);
    struct jd__ref done = jd__happened(part, &event);
    jd__relate(part, lab, "refers-to", &done, seizure, -1, -1);
}

static void
seizure(struct steps *s, enum jd__who police, const struct jd__ref *person)
{
    struct jd__part *part = s->part;
    const bool phone_too = jd__chance(part, 1, 8);
    const bool gun_too = s->offense->has_gun;
    if (!s->offense->has_drug && !phone_too && !gun_too)
        return;
    struct jd__row row;
    struct jd__row gun;
    const uint64_t gun_entity = gun_too ? jd__gun_make(part, &gun) : 0;
    struct jd__happening event;
    char exhibit_number[JD__ID_SIZE + 4];
    const uint64_t bag = jd__entity_new(part, JD__EXHIBIT);
    jd__happen(part, &event, police, "seizure", s->day, (int)jd__below(part, 1440));
    jd__happen_case(&event, police, s->number);
    jd__happen_role(&event, "holder", person);
    put_office(s, &event);
    (void)snprintf(exhibit_number, sizeof(exhibit_number), "%s-1", s->number);
    if (s->offense->has_drug) {
        jd__row_start(&row, JD__EXHIBIT);
        jd__row_put(&row, JD__NUMBER, exhibit_number);
        jd__row_put(&row, JD__DESCRIPTION, "bag");
        struct jd__ref exhibit = jd__record_put(part, police, &row, bag, s->day);
        jd__happen_role(&event, "exhibit", &exhibit);
    }
    struct jd__ref phone = {.who = JD__NOBODY};
    if (phone_too) {
        jd__phone_row(s->matter->person->phone, s->matter->person->number, &row);
        phone = jd__record_put(part, police, &row,
            jd__entity_of(JD__PHONE, s->matter->person->number), s->day);
        jd__happen_role(&event, "exhibit", &phone);
    }
    if (gun_too) {
        struct jd__row copy = gun;
        struct jd__ref exhibit = jd__record_put(part, police, &copy, gun_entity, s->day);
        jd__happen_role(&event, "exhibit", &exhibit);
    }
    struct jd__ref done = jd__happened(part, &event);
    jd__relate(part, police, "part-of", &done, &s->last, -1, -1);
    if (gun_too && jd__chance(part, TRACED, 100)) {
        const struct jd__found_gun found = {
            s->matter->person, police, s->number, &done, &gun, gun_entity, s->day};
        s->matter->leads_on = jd__trace_write(part, &found) || s->matter->leads_on;
    }
    if (s->offense->has_drug)
        examination(s, &done, exhibit_number, bag);
    if (phone_too)
        calls(s, police, &phone);
}

/* One step at one agency: who the person is there, an official, an outcome. */
static bool
step(struct steps *s, enum jd__who who, const char *kind, const char *role,
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
    put_office(s, &event);
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
supervise(struct steps *s, enum jd__who who)
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
}

static void
court(struct steps *s)
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
        if (step(s, s->path->prison, "admission", "inmate", &inmate, 20) &&
            step(s, s->path->prison, "release", "inmate", &inmate, 700) &&
            jd__chance(part, 60, 100))
            supervise(s, s->path->parole);
    } else if (jd__chance(part, 70, 100)) {
        supervise(s, s->path->probation);
    }
}

struct jd__ref
jd__matter_write(struct jd__part *part, struct jd__matter *matter)
{
    const unsigned state = matter->person->city->state;
    const bool federal = state == JD__OH && jd__chance(part, FEDERAL, 100);
    const struct jd__path *path = &jd__paths[federal ? JD__FEDERAL : state];
    const enum jd__who police = path->police[jd__below(part, 8)];
    struct steps s = {.part = part,
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
    arrest(&s, police, &person, &scene);
    struct jd__ref arrested = s.last;
    seizure(&s, police, &person);
    if (path->jail != JD__NOBODY && police != path->jail && jd__chance(part, 60, 100)) {
        struct steps aside = s; /* the jail keeps a number of its own, and stands aside */
        struct jd__ref inmate = record_next(&aside, path->jail);
        (void)step(&aside, path->jail, "admission", "inmate", &inmate, 1);
        s.said = aside.said;
    }
    if (jd__chance(part, 72, 100)) {
        struct jd__ref defendant = record_next(&s, path->prosecutor);
        if (step(&s, path->prosecutor, "charge", "defendant", &defendant, 25) &&
            jd__chance(part, 90, 100))
            court(&s);
    }
    return arrested;
}
