/* SPDX-License-Identifier: Apache-2.0 */
/* daily.c - prescriptions, money, travel: of most people, and leading to no case. */
#include "base/str.h"
#include "base/utf8.h"
#include "synth/life.h"
#include "synth/official.h"
#include "synth/thing.h"

#include <string.h>

/* Of those whose payments a bank reports, per cent. */
enum { TAXED = 12 };

/* Names abroad with a letter left out, per cent. */
enum { SLIPS_ABROAD = 4 };

struct jd__ref
jd__person_put(
    struct jd__part *part, enum jd__who who, const struct jd__person *person, int64_t day)
{
    struct jd__row row;
    jd__person_row(person, &row);
    jd__spoil(part, who, person, &row);
    return jd__record_put(part, who, &row, person->number, day);
}

/* A day of hers. */
static int64_t
any_day(struct jd__part *part, const struct jd__person *person)
{
    const int64_t last =
        person->death_day < JD__LAST_DAY ? person->death_day : JD__LAST_DAY;
    return JD__FIRST_DAY + (int64_t)jd__below(part, (uint64_t)(last - JD__FIRST_DAY) + 1);
}

/* She tells the police of something; nobody is arrested for it. */
void
jd__report_write(struct jd__part *part, const struct jd__person *person)
{
    static const char *const offenses[] = {"23F", "23D", "290", "220", "26A", "240"};
    const enum jd__who police = jd__paths[person->city->state].police[jd__below(part, 8)];
    for (uint64_t n = jd__below(part, 3); n > 0; n--) {
        const int64_t day = any_day(part, person);
        struct jd__happening event;
        char number[JD__ID_SIZE];
        struct jd__ref officer = jd__official_draw(part, police, JD__OFFICER);
        struct jd__row row; /* no prints are taken of those who report */
        jd__person_row(person, &row);
        jd__spoil(part, police, person, &row);
        jd__row_put(&row, JD__STATE_ID, "");
        jd__row_put(&row, JD__FBI_NUMBER, "");
        if (day < person->birth_day + (int64_t)18 * 365)
            jd__row_put(&row, JD__CLASS, "juvenile");
        struct jd__ref record = jd__record_put(part, police, &row, person->number, day);
        jd__case_new(part, police, day, number);
        jd__happen(part, &event, police, "incident", day, (int)jd__below(part, 1440));
        jd__happen_case(&event, police, number);
        jd__row_put(&event.row, JD__OFFENSE, offenses[jd__below(part, 6)]);
        jd__happen_role(&event, jd__chance(part, 1, 2) ? "victim" : "complainant", &record);
        jd__happen_role(&event, "officer", &officer);
        if (jd__chance(part, 1, 3)) {
            struct jd__ref scene = jd__official_draw(part, police, JD__PUBLIC_PLACE);
            jd__happen_role(&event, "scene", &scene);
        }
        (void)jd__happened(part, &event);
    }
}

/* One prescription; its paper is on file now and then. */
static void
prescription(struct jd__part *part, enum jd__who pdmp, int64_t day,
    const struct jd__ref *patient, const struct jd__ref *doctor,
    const struct jd__ref *pharmacy)
{
    static const char *const drugs[] = {"oxycodone 30 mg", "hydrocodone 10 mg",
        "alprazolam 2 mg", "zolpidem 10 mg", "methylphenidate 20 mg", "tramadol 50 mg"};
    struct jd__happening event;
    jd__happen(part, &event, pdmp, "prescription", day, -1);
    jd__row_put(&event.row, JD__STATUS, drugs[jd__below(part, 6)]);
    jd__happen_role(&event, "patient", patient);
    jd__happen_role(&event, "prescriber", doctor);
    jd__happen_role(&event, "dispenser", pharmacy);
    if (jd__chance(part, 1, 8)) {
        struct jd__row row;
        jd__row_start(&row, JD__DOCUMENT);
        jd__row_printf(&row, JD__NUMBER, "%07u", (unsigned)jd__below(part, 10000000));
        jd__row_printf(&row, JD__ISSUER, "%s", pharmacy->id);
        jd__row_put(&row, JD__TYPE, "prescription");
        struct jd__ref paper =
            jd__record_put(part, pdmp, &row, jd__entity_new(part, JD__DOCUMENT), day);
        jd__happen_role(&event, "item", &paper);
    }
    (void)jd__happened(part, &event);
}

void
jd__prescriptions_write(struct jd__part *part, const struct jd__person *person)
{
    const enum jd__who pdmp = jd__paths[person->city->state].pdmp;
    if (pdmp == JD__NOBODY || !jd__chance(part, 45, 100))
        return;
    uint64_t n = 1 + jd__below(part, 4) + jd__below(part, 4);
    struct jd__ref doctor = jd__official_draw(part, pdmp, JD__DOCTOR);
    struct jd__ref pharmacy = jd__official_draw(part, pdmp, JD__PHARMACY);
    /* A pharmacy tells of a person anew when she moves or marries: two records for some. */
    struct jd__ref patient = jd__person_put(part, pdmp, person, JD__FIRST_DAY);
    for (uint64_t i = 0; i < n; i++) {
        if (jd__chance(part, 12, 100))
            patient = jd__person_put(part, pdmp, person, any_day(part, person));
        if (jd__chance(part, 15, 100))
            pharmacy = jd__official_draw(part, pdmp, JD__PHARMACY);
        if (jd__chance(part, 10, 100))
            doctor = jd__official_draw(part, pdmp, JD__DOCTOR);
        prescription(part, pdmp, any_day(part, person), &patient, &doctor, &pharmacy);
    }
}

/* What a bank reported is looked into: by the tax office, a case of its own. */
static void
taxed(struct jd__part *part, const struct jd__person *person, int64_t day)
{
    const enum jd__who who = JD__IRS;
    struct jd__happening event;
    struct jd__row row;
    char number[JD__ID_SIZE];
    struct jd__ref subject = jd__person_put(part, who, person, day);
    jd__account_row(person->number, part->nation->seed, &row);
    struct jd__ref account =
        jd__record_put(part, who, &row, jd__entity_of(JD__ACCOUNT, person->number), day);
    struct jd__ref officer = jd__official_draw(part, who, JD__OFFICER);
    jd__case_new(part, who, day, number);
    jd__happen(part, &event, who, "investigation", day, 540);
    jd__happen_case(&event, who, number);
    jd__happen_role(&event, "subject", &subject);
    jd__happen_role(&event, "item", &account);
    jd__happen_role(&event, "officer", &officer);
    (void)jd__happened(part, &event);
}

/* A bank reports some transfers: mostly to the bank's own accounts, or a merchant's. */
void
jd__money_write(struct jd__part *part, const struct jd__person *person, bool may_be_case)
{
    if (!jd__chance(part, 2, 100))
        return;
    struct jd__row row;
    int64_t day = any_day(part, person);
    struct jd__ref holder = jd__person_put(part, JD__FINCEN, person, day);
    jd__account_row(person->number, part->nation->seed, &row);
    struct jd__ref account = jd__record_put(
        part, JD__FINCEN, &row, jd__entity_of(JD__ACCOUNT, person->number), day);
    jd__relate(part, JD__FINCEN, "holds", &holder, &account, day - 400, -1);
    for (uint64_t i = 1 + jd__below(part, 4); i > 0; i--) {
        struct jd__happening event;
        struct jd__ref bank = jd__official_draw(part, JD__FINCEN, JD__HUB_BANK);
        jd__happen(part, &event, JD__FINCEN, "transfer", day, 600);
        jd__row_printf(
            &event.row, JD__AMOUNT, "%u", 9000 + (unsigned)jd__below(part, 40000));
        jd__happen_role(&event, jd__chance(part, 1, 2) ? "payer" : "payee", &account);
        jd__happen_role(
            &event, strcmp(event.roles[0].role, "payer") == 0 ? "payee" : "payer", &bank);
        (void)jd__happened(part, &event);
    }
    if (may_be_case && jd__chance(part, TAXED, 100))
        taxed(part, person, day + (JD__LAST_DAY - day) / 2);
}

/* A letter that a clerk abroad leaves out. */
static void
leave_letter_out(struct jd__part *part, struct jd__row *row, enum jd__attribute attribute)
{
    const struct jd_str name = jd__str(jd__row_get(row, attribute));
    size_t ends[64];
    size_t n = 0;
    for (size_t at = 0; at < name.size && n < sizeof(ends) / sizeof(ends[0]);) {
        (void)jd__utf8_next(name, &at);
        ends[n++] = at;
    }
    if (n < 4 || !jd__chance(part, SLIPS_ABROAD, 100))
        return;
    const size_t k = 1 + jd__below(part, n - 1);
    jd__row_printf(
        row, attribute, "%.*s%s", (int)ends[k - 1], name.data, name.data + ends[k]);
}

void
jd__abroad_write(struct jd__part *part, const struct jd__person *person)
{
    const enum jd__who who = jd__partners[person->origin].police;
    const int64_t day = any_day(part, person);
    struct jd__row all;
    struct jd__row row;
    char number[JD__ID_SIZE];
    jd__person_row(person, &all);
    jd__spoil(part, who, person, &all);
    jd__row_start(&row, JD__PERSON); /* of what is known here, this is known there */
    jd__row_put(&row, JD__GIVEN_NAME, person->native_given);
    jd__row_put(&row, JD__SURNAME, person->native_surname);
    leave_letter_out(part, &row, JD__GIVEN_NAME);
    leave_letter_out(part, &row, JD__SURNAME);
    jd__row_put(&row, JD__BIRTH_DATE, jd__row_get(&all, JD__BIRTH_DATE));
    jd__row_put(&row, JD__SEX, jd__row_get(&all, JD__SEX));
    jd__row_put(&row, JD__COUNTRY, jd__partners[person->origin].country);
    jd__row_put(&row, JD__PASSPORT, person->passport);
    struct jd__ref record = jd__record_put(part, who, &row, person->number, day);
    struct jd__happening event;
    jd__case_new(part, who, day, number);
    jd__happen(part, &event, who, "arrest", day, 700);
    jd__happen_case(&event, who, number);
    jd__happen_role(&event, "arrestee", &record);
    struct jd__ref officer = jd__official_draw(part, who, JD__OFFICER);
    jd__happen_role(&event, "officer", &officer);
    (void)jd__happened(part, &event);
}
