/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prescriptions.c - the planted case `prescriptions`: from a defendant in New Hampshire to the
 * federal case against a pharmacy in Miami.
 *
 * Steps 0 to 10 and the decoys are drawn in docs/internals/synth.md.
 */
#include "synth/plant.h"

#include <stdio.h>
#include <string.h>

enum {
    ARRESTED = 17227, /* 2017-03-02 */
    EXAMINED = 17266,
    DISPENSED = 17217, /* before the arrest */
    INSPECTED = 17330,
    OPENED = 17393, /* 2017-08-15 */
    PATIENTS = 48,
};

static const char *const case_name = "prescriptions";

struct story {
    struct jd__part *part;
    struct jd__person defendant;
    struct jd__person doctor;
    char number[JD__ID_SIZE]; /* the Manchester case */
    char paper_number[16];    /* on the bottle's label */
    char license[16];         /* the doctor's DEA registration */
    char pharmacy_license[16];
    uint64_t bottle;
    uint64_t paper;
    uint64_t pharmacy;
};

/* The police's own number of the bottle; the laboratory writes it without dashes. */
static void
bottle_number(const struct story *s, char separator, char text[static JD__ID_SIZE + 4])
{
    (void)snprintf(text, JD__ID_SIZE + 4, "%s-2", s->number);
    for (char *at = text; *at != '\0'; at++)
        if (*at == '-')
            *at = separator;
}

/* Steps 0 to 3. */
static struct jd__ref
manchester(struct story *s)
{
    struct jd__part *part = s->part;
    const enum jd__who who = JD__MANCHESTER_PD;
    struct jd__happening event;
    struct jd__row row;
    char exhibit_number[JD__ID_SIZE + 4];
    struct jd__ref person = jd__person_put(part, who, &s->defendant, ARRESTED);
    struct jd__ref hospital = jd__official_ref(part->nation, who, JD__PUBLIC_PLACE, 1);
    jd__case_new(part, who, ARRESTED, s->number);
    jd__happen(part, &event, who, "arrest", ARRESTED, 960);
    jd__happen_case(&event, who, s->number);
    jd__row_put(&event.row, JD__OFFENSE, "35A");
    jd__happen_role(&event, "arrestee", &person);
    jd__happen_role(&event, "scene", &hospital);
    jd__put_official(part, &event);
    struct jd__ref arrest = jd__happened(part, &event);
    bottle_number(s, '-', exhibit_number);
    jd__row_start(&row, JD__EXHIBIT);
    jd__row_put(&row, JD__NUMBER, exhibit_number);
    jd__row_put(&row, JD__DESCRIPTION, "bottle with 88 tablets, label torn");
    struct jd__ref bottle = jd__record_put(part, who, &row, s->bottle, ARRESTED);
    jd__happen(part, &event, who, "seizure", ARRESTED, 975);
    jd__happen_case(&event, who, s->number);
    jd__happen_role(&event, "holder", &person);
    jd__happen_role(&event, "exhibit", &bottle);
    jd__put_official(part, &event);
    struct jd__ref seizure = jd__happened(part, &event);
    jd__relate(part, who, "part-of", &seizure, &arrest, -1, -1);
    jd__truth_case(part, case_name, 0, &arrest);
    jd__truth_case(part, case_name, 1, &person);
    jd__truth_case(part, case_name, 2, &seizure);
    jd__truth_case(part, case_name, 3, &bottle);
    return person;
}

static struct jd__ref
paper_put(
    struct story *s, enum jd__who who, const char *number, uint64_t entity, int64_t day)
{
    struct jd__row row;
    jd__row_start(&row, JD__DOCUMENT);
    jd__row_put(&row, JD__NUMBER, number);
    jd__row_put(&row, JD__TYPE, "prescription");
    return jd__record_put(s->part, who, &row, entity, day);
}

/* Step 4: the laboratory reads what is left of the label. */
static void
laboratory(struct story *s)
{
    struct jd__part *part = s->part;
    const enum jd__who who = JD__NH_LAB;
    struct jd__happening event;
    struct jd__row row;
    char text[JD__ID_SIZE + 4];
    char number[JD__ID_SIZE];
    bottle_number(s, ' ', text);
    struct jd__ref bottle =
        jd__thing_put(part, who, JD__EXHIBIT, JD__NUMBER, text, s->bottle, EXAMINED);
    jd__row_start(&row, JD__SUBSTANCE);
    jd__row_put(&row, JD__NAME, "oxycodone 30 mg tablet");
    jd__row_put(&row, JD__IMPRINT, "SY 30");
    struct jd__ref tablets =
        jd__record_put(part, who, &row, jd__entity_new(part, JD__SUBSTANCE), EXAMINED);
    (void)snprintf(text, sizeof(text), "%.4s-%.3s-%s", s->paper_number, s->paper_number + 4,
        s->paper_number + 7);
    struct jd__ref paper = paper_put(s, who, text, s->paper, EXAMINED);
    jd__case_new(part, who, EXAMINED, number);
    jd__happen(part, &event, who, "examination", EXAMINED, 560);
    jd__happen_case(&event, who, number);
    jd__happen_case(&event, JD__MANCHESTER_PD, s->number);
    jd__happen_role(&event, "exhibit", &bottle);
    jd__happen_role(&event, "sample", &tablets);
    jd__happen_role(&event, "item", &paper);
    jd__put_official(part, &event);
    struct jd__ref done = jd__happened(part, &event);
    jd__truth_case(part, case_name, 4, &done);
    jd__truth_case(part, case_name, 5, &paper);
}

static struct jd__ref
doctor_put(struct story *s, enum jd__who who, const char *license)
{
    struct jd__row row;
    jd__person_row(&s->doctor, &row);
    jd__row_put(&row, JD__MIDDLE_NAME, "");
    jd__row_put(&row, JD__BIRTH_DATE, "");
    jd__row_put(&row, JD__RACE, "");
    jd__row_put(&row, JD__SSN4, "");
    jd__row_put(&row, JD__STATE_ID, "");
    jd__row_put(&row, JD__FBI_NUMBER, "");
    jd__row_put(&row, JD__LICENSE_NUMBER, license);
    return jd__record_put(s->part, who, &row, s->doctor.number, JD__FIRST_DAY);
}

static struct jd__ref
prescribed(struct story *s, enum jd__who who, const struct jd__ref *patient,
    const struct jd__ref *doctor, const struct jd__ref *pharmacy, int64_t day)
{
    struct jd__happening event;
    jd__happen(s->part, &event, who, "prescription", day, -1);
    jd__row_put(&event.row, JD__STATUS, "oxycodone 30 mg");
    jd__happen_role(&event, "patient", patient);
    jd__happen_role(&event, "prescriber", doctor);
    jd__happen_role(&event, "dispenser", pharmacy);
    return jd__happened(s->part, &event);
}

/* Step 6: the paper, dispensed in Nashua to a man of straw. */
static struct jd__ref
new_hampshire(struct story *s)
{
    struct jd__part *part = s->part;
    const enum jd__who who = JD__NH_PDMP;
    struct jd__person straw;
    struct jd__happening event;
    jd__actor_make(part->nation, JD__CAST_PRESCRIPTIONS + 2, JD__NH, &straw);
    struct jd__ref patient = jd__person_put(part, who, &straw, DISPENSED);
    struct jd__ref doctor = doctor_put(s, who, s->license);
    struct jd__ref pharmacy = jd__official_ref(part->nation, who, JD__PHARMACY, 0);
    struct jd__ref paper = paper_put(s, who, s->paper_number, s->paper, DISPENSED);
    jd__happen(part, &event, who, "prescription", DISPENSED, -1);
    jd__row_put(&event.row, JD__STATUS, "oxycodone 30 mg");
    jd__happen_role(&event, "patient", &patient);
    jd__happen_role(&event, "prescriber", &doctor);
    jd__happen_role(&event, "dispenser", &pharmacy);
    jd__happen_role(&event, "item", &paper);
    struct jd__ref done = jd__happened(part, &event);
    jd__truth_case(part, case_name, 6, &done);
    jd__truth_case(part, case_name, 7, &doctor);
    /* The straw man was arrested elsewhere: a patient never leads there. */
    struct jd__ref arrested =
        jd__other_arrest(part, JD__MANCHESTER_PD, &straw, ARRESTED - 300);
    (void)arrested;
    return patient;
}

/* Steps 8 and 9: hundreds of prescriptions of one doctor, nearly all at one pharmacy. */
static struct jd__ref
florida(struct story *s)
{
    struct jd__part *part = s->part;
    const enum jd__who who = JD__FLORIDA_PDMP;
    char license[16];
    (void)snprintf(license, sizeof(license), "%.2s %s", s->license, s->license + 2);
    struct jd__ref doctor = doctor_put(s, who, license);
    struct jd__row row;
    jd__row_start(&row, JD__ORGANIZATION);
    jd__row_put(&row, JD__NAME, "Calle Ocho Wellness Pharmacy");
    jd__row_put(&row, JD__LICENSE_NUMBER, s->pharmacy_license);
    jd__row_put(&row, JD__ADDRESS, "2240 SW Marigold St");
    jd__row_put(&row, JD__CITY, "Miami");
    jd__row_put(&row, JD__STATE, "FL");
    jd__row_put(&row, JD__POSTAL_CODE, "33135");
    struct jd__ref pharmacy = jd__record_put(part, who, &row, s->pharmacy, JD__FIRST_DAY);
    for (unsigned i = 0; i < PATIENTS; i++) {
        struct jd__person person;
        jd__actor_make(part->nation, JD__CAST_PRESCRIPTIONS + 10 + i, JD__FL, &person);
        struct jd__ref patient = jd__person_put(part, who, &person, DISPENSED - 300);
        for (unsigned k = 0; k < 8; k++) {
            struct jd__ref other = jd__official_draw(part, who, JD__PHARMACY);
            int64_t day = DISPENSED - 290 + (int64_t)jd__below(part, 400);
            struct jd__ref done =
                prescribed(s, who, &patient, &doctor, k == 7 ? &other : &pharmacy, day);
            if (i == 0 && k == 0)
                jd__truth_case(part, case_name, 8, &done);
        }
    }
    jd__truth_case(part, case_name, 9, &pharmacy);
    return doctor;
}

/* Step 10: the federal case, and the inspection before it. */
static void
federal(struct story *s)
{
    struct jd__part *part = s->part;
    const enum jd__who who = JD__DEA;
    struct jd__happening event;
    struct jd__person owner;
    char number[JD__ID_SIZE];
    char license[20];
    (void)snprintf(
        license, sizeof(license), "%.2s-%s", s->pharmacy_license, s->pharmacy_license + 2);
    struct jd__ref pharmacy = jd__organization_put(part, who,
        "CALLE OCHO WELLNESS PHARMACY INC", NULL, license, s->pharmacy, INSPECTED);
    jd__actor_make(part->nation, JD__CAST_PRESCRIPTIONS + 3, JD__FL, &owner);
    struct jd__ref person = jd__person_put(part, who, &owner, OPENED);
    jd__relate(part, who, "directs", &person, &pharmacy, JD__FIRST_DAY, -1);
    jd__case_new(part, who, OPENED, number);
    jd__happen(part, &event, who, "inspection", INSPECTED, 600); /* of no case yet */
    jd__happen_role(&event, "subject", &pharmacy);
    jd__put_official(part, &event);
    (void)jd__happened(part, &event);
    jd__happen(part, &event, who, "investigation", OPENED, -1);
    jd__happen_case(&event, who, number);
    jd__happen_role(&event, "subject", &pharmacy);
    jd__happen_role(&event, "subject", &person);
    jd__put_official(part, &event);
    struct jd__ref target = jd__happened(part, &event);
    jd__truth_case(part, case_name, 10, &target);
}

static void
decoys(struct story *s, const struct jd__ref *defendant, const struct jd__ref *doctor,
    const struct jd__ref *straw)
{
    struct jd__part *part = s->part;
    const struct jd__nation *nation = part->nation;
    struct jd__person other;
    jd__actor_namesake(nation, JD__CAST_PRESCRIPTIONS + 4, &s->defendant, &other);
    struct jd__ref namesake = jd__other_arrest(part, JD__MIAMI_PD, &other, ARRESTED - 40);
    jd__truth_decoy(part, "identity", defendant, &namesake);

    struct jd__row row; /* another doctor of that name, with a registration of her own */
    jd__row_start(&row, JD__PERSON);
    jd__row_put(&row, JD__GIVEN_NAME, s->doctor.given);
    jd__row_put(&row, JD__SURNAME, s->doctor.surname);
    jd__row_put(&row, JD__LICENSE_NUMBER, "MS5502817");
    struct jd__ref colleague = jd__record_put(
        part, JD__NH_PDMP, &row, jd__entity_new(part, JD__PERSON), JD__FIRST_DAY);
    jd__truth_decoy(part, "identity", doctor, &colleague);

    jd__actor_make(
        nation, JD__CAST_PRESCRIPTIONS + 5, JD__NH, &other); /* same name: straw */
    struct jd__ref clerk = jd__person_put(part, JD__NH_PDMP, &other, DISPENSED);
    jd__truth_decoy(part, "conduct", defendant, straw);
    jd__truth_decoy(part, "sharing", straw, &clerk);

    jd__actor_make(/* arrested at the same hospital */
        nation, JD__CAST_PRESCRIPTIONS + 7, JD__NH, &other);
    struct jd__ref visitor = jd__person_put(part, JD__MANCHESTER_PD, &other, ARRESTED + 2);
    struct jd__ref hospital =
        jd__official_ref(nation, JD__MANCHESTER_PD, JD__PUBLIC_PLACE, 1);
    struct jd__ref officer = jd__official_draw(part, JD__MANCHESTER_PD, JD__OFFICER);
    (void)jd__arrest_at(part, &visitor, &hospital, &officer, ARRESTED + 2);
    jd__truth_decoy(part, "sharing", defendant, &visitor);

    jd__actor_namesake(nation, JD__CAST_PRESCRIPTIONS + 6, &s->defendant, &other);
    other.birth_day = s->defendant.birth_day - 31; /* treated for addiction: Part 2 */
    jd__person_row(&other, &row);
    jd__row_put(&row, JD__STATE_ID, "");
    jd__row_put(&row, JD__FBI_NUMBER, "");
    jd__row_put(&row, JD__CLASS, "part2");
    struct jd__ref treated =
        jd__record_put(part, JD__HILLSBOROUGH_ATTORNEY, &row, other.number, ARRESTED - 500);
    jd__truth_decoy(part, "law", defendant, &treated);

    char number[16]; /* a label that differs by two digits in each other's place */
    (void)snprintf(number, sizeof(number), "%s", s->paper_number);
    char kept = number[8];
    number[8] = number[9];
    number[9] = kept;
    if (number[8] == number[9])
        number[9] = number[9] == '9' ? '0' : (char)(number[9] + 1);
    struct jd__ref right = paper_put(s, JD__NH_PDMP, s->paper_number, s->paper, DISPENSED);
    struct jd__ref wrong = paper_put(
        s, JD__NH_PDMP, number, jd__entity_new(part, JD__DOCUMENT), DISPENSED - 700);
    jd__truth_decoy(part, "time", &right, &wrong);
}

void
jd__prescriptions_case_write(struct jd__part *part)
{
    struct story s = {.part = part};
    jd__actor_make(part->nation, JD__CAST_PRESCRIPTIONS, JD__NH, &s.defendant);
    jd__actor_make(part->nation, JD__CAST_PRESCRIPTIONS + 1, JD__FL, &s.doctor);
    jd__random_text(&part->random, "5000000000", s.paper_number);
    (void)snprintf(s.license, sizeof(s.license), "F%c%07u", s.doctor.surname[0],
        1000000 + (unsigned)jd__below(part, 9000000));
    (void)snprintf(s.pharmacy_license, sizeof(s.pharmacy_license), "XC%07u",
        1000000 + (unsigned)jd__below(part, 9000000));
    s.bottle = jd__entity_new(part, JD__EXHIBIT);
    s.paper = jd__entity_new(part, JD__DOCUMENT);
    s.pharmacy = jd__entity_new(part, JD__ORGANIZATION);
    struct jd__ref defendant = manchester(&s);
    laboratory(&s);
    struct jd__ref straw = new_hampshire(&s);
    struct jd__ref doctor = florida(&s);
    federal(&s);
    decoys(&s, &defendant, &doctor, &straw);
    jd__alike_write(part, &s.defendant, JD__CAST_PRESCRIPTIONS + 8, JD__MANCHESTER_PD,
        JD__UTAH_COURT, ARRESTED - 400);
}
