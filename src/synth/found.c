/* SPDX-License-Identifier: Apache-2.0 */
/* found.c - what is found on those arrested: drugs, which a laboratory examines; a gun, which is
 * traced; a handset, and whom it called. */
#include "synth/official.h"
#include "synth/steps.h"
#include "synth/thing.h"

#include <stdio.h>

/* Of firearms that are traced, per cent. */
enum { TRACED = 60 };

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
callee_put(struct jd__steps *s, enum jd__who police)
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
calls(struct jd__steps *s, enum jd__who police, const struct jd__ref *phone)
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
examination(struct jd__steps *s, const struct jd__ref *seizure, const char *exhibit_number,
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
    jd__put_official(s->part, &event);
    struct jd__ref done = jd__happened(part, &event);
    jd__relate(part, lab, "refers-to", &done, seizure, -1, -1);
}

void
jd__seizure_write(struct jd__steps *s, enum jd__who police, const struct jd__ref *person)
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
    jd__put_official(s->part, &event);
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
