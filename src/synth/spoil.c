/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spoil.c - a person as an agency's clerk writes her down.
 *
 * Rates are per ten thousand values and the agency's own (agencies_table.c); their reasons
 * stand in docs/internals/synth.md.  What people themselves vary (a maiden name, which of two
 * surnames, an initial for the middle name) is not a clerk's error and has one rate for all.
 */
#include "synth/nation.h"

#include "base/calendar.h"

#include <stdio.h>
#include <string.h>

#define STREAM_EARLIER (6ull << 40)

enum { TEN_THOUSAND = 10000, CUT_AT = 10 };

static bool
errs(struct jd__part *part, unsigned rate)
{
    return jd__chance(part, rate, TEN_THOUSAND);
}

void
jd__person_row(const struct jd__person *person, struct jd__row *row)
{
    char day[16];
    jd__format_day(person->birth_day, day);
    jd__row_start(row, JD__PERSON);
    jd__row_put(row, JD__GIVEN_NAME, person->given);
    jd__row_put(row, JD__MIDDLE_NAME, person->middle);
    jd__row_put(row, JD__SURNAME, person->surname);
    jd__row_put(row, JD__SUFFIX, person->suffix);
    jd__row_put(row, JD__BIRTH_DATE, day);
    jd__row_printf(row, JD__SEX, "%c", person->sex);
    jd__row_printf(row, JD__RACE, "%c", person->race);
    jd__row_put(row, JD__ADDRESS, person->address);
    jd__row_put(row, JD__CITY, person->city->name);
    jd__row_put(row, JD__STATE, jd__state_name((enum jd__state)person->city->state));
    jd__row_put(row, JD__POSTAL_CODE, person->zip);
    jd__row_put(row, JD__COUNTRY, "US");
    jd__row_put(row, JD__PHONE_NUMBER, person->phone);
    jd__row_put(row, JD__SSN4, person->ssn4);
    jd__row_put(row, JD__STATE_ID, person->state_id);
    jd__row_put(row, JD__FBI_NUMBER, person->fbi_number);
    if (person->origin != JD__US_BORN)
        jd__row_put(row, JD__PASSPORT, person->passport);
}

/* One slip of a finger: a letter replaced, dropped, doubled, or two swapped. */
static void
slip(struct jd__part *part, struct jd__row *row, enum jd__attribute attribute)
{
    static const char keyboard[] =
        "qwertyuiopasdfghjklzxcvbnm"; /* neighbours on the keyboard */
    char text[128];
    size_t size = strlen(jd__row_get(row, attribute));
    if (size < 3 || size > sizeof(text) - 3)
        return;
    memcpy(text, jd__row_get(row, attribute), size + 1);
    size_t at = 1 + jd__below(part, size - 1);
    const char *key = text[at] != '\0' ? strchr(keyboard, text[at]) : NULL;
    switch (jd__below(part, 4)) {
    case 0:
        if (key != NULL && key[0] != '\0')
            text[at] = keyboard[(size_t)(key - keyboard + 1) % 26];
        break;
    case 1:
        memmove(text + at, text + at + 1, size - at);
        break;
    case 2:
        memmove(text + at + 1, text + at, size - at + 1);
        break;
    default:
        if (at + 1 < size) {
            char kept = text[at];
            text[at] = text[at + 1];
            text[at + 1] = kept;
        }
        break;
    }
    jd__row_put(row, attribute, text);
}

/* What a scanner makes of a printed letter. */
static void
misread(struct jd__part *part, struct jd__row *row, enum jd__attribute attribute)
{
    static const char *const misreadings[][2] = {{"rn", "m"}, {"m", "rn"}, {"l", "1"},
        {"O", "0"}, {"o", "0"}, {"S", "5"}, {"B", "8"}, {"cl", "d"}, {"e", "c"},
        {"i", "j"}};
    char text[128];
    const char *value = jd__row_get(row, attribute);
    size_t first = jd__below(part, sizeof(misreadings) / sizeof(misreadings[0]));
    for (size_t i = 0; i < sizeof(misreadings) / sizeof(misreadings[0]); i++) {
        const char *const *pair =
            misreadings[(first + i) % (sizeof(misreadings) / sizeof(misreadings[0]))];
        const char *at = strstr(value, pair[0]);
        if (at == NULL)
            continue;
        (void)snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - value), value, pair[1],
            at + strlen(pair[0]));
        jd__row_put(row, attribute, text);
        return;
    }
}

static void
wrong_date(struct jd__part *part, const struct jd__person *person, struct jd__row *row)
{
    int64_t year = 0;
    unsigned month = 0;
    unsigned day = 0;
    jd__civil_from_days(person->birth_day, &year, &month, &day);
    uint64_t kind = jd__below(part, 10);
    if (kind < 4 && day <= 12 && day != month) {
        unsigned kept = day;
        day = month;
        month = kept;
    } else if (kind < 7) {
        day = day > 10 ? day - 10 : day < 19 ? day + 10 : day;
    } else if (kind < 9) {
        year += jd__chance(part, 1, 2) ? 1 : -1;
    } else {
        year += jd__chance(part, 1, 2) ? 10 : -10;
    }
    if (day > jd__days_in_month(year, month))
        day = jd__days_in_month(year, month);
    jd__row_printf(row, JD__BIRTH_DATE, "%04d-%02u-%02u", (int)year, month, day);
}

static void
wrong_digit(struct jd__part *part, struct jd__row *row, enum jd__attribute attribute)
{
    char text[64];
    (void)snprintf(text, sizeof(text), "%s", jd__row_get(row, attribute));
    size_t size = strlen(text);
    if (size < 4)
        return;
    char *at = &text[2 + jd__below(part, size - 2)];
    if (*at >= '0' && *at <= '9')
        *at = (char)('0' + (*at - '0' + 1 + (int)jd__below(part, 9)) % 10);
    jd__row_put(row, attribute, text);
}

/* What the person herself varies from one office to the next. */
static void
say_otherwise(struct jd__part *part, const struct jd__person *person, struct jd__row *row)
{
    if (person->maiden[0] != '\0' && jd__chance(part, 12, 100))
        jd__row_put(row, JD__SURNAME, person->maiden);
    else if (person->second_surname[0] != '\0' && jd__chance(part, 45, 100))
        jd__row_printf(row, JD__SURNAME, "%s%s%s", person->surname,
            jd__chance(part, 1, 2) ? " " : "-", person->second_surname);
    if (person->middle[0] != '\0' && jd__chance(part, 35, 100))
        jd__row_printf(row, JD__MIDDLE_NAME, "%c", person->middle[0]);
    else if (jd__chance(part, 30, 100))
        jd__row_put(row, JD__MIDDLE_NAME, "");
    if (jd__chance(part, 30, 100))
        jd__row_put(row, JD__SUFFIX, "");
}

/* Where she lived, and her number, some years before. */
static void
earlier_home(struct jd__part *part, const struct jd__person *person, struct jd__row *row)
{
    struct jd__random random =
        jd__random_part(part->nation->seed, STREAM_EARLIER + person->number);
    const struct jd__city *city =
        jd__city_draw((enum jd__state)person->city->state, &random);
    char address[48];
    char phone[11];
    jd__address_draw(&random, address);
    jd__phone_draw(city->area, &random, phone);
    jd__row_put(row, JD__ADDRESS, address);
    jd__row_put(row, JD__CITY, city->name);
    jd__row_printf(row, JD__POSTAL_CODE, "%s%02u", city->zip3,
        (unsigned)jd__random_below(&random, 60));
    if (jd__chance(part, 1, 2))
        jd__row_put(row, JD__PHONE_NUMBER, phone);
}

static void
leave_out(struct jd__part *part, enum jd__who who, struct jd__row *row)
{
    const struct jd__agency_kind *agency = &jd__agencies_of_nation[who];
    const unsigned missing = jd__clerks[agency->clerk].missing;
    if (errs(part, 2500))
        jd__row_put(row, JD__PHONE_NUMBER, "");
    if (errs(part, 5500))
        jd__row_put(row, JD__SSN4, "");
    if (errs(part, 4000)) /* not all have it with them */
        jd__row_put(row, JD__PASSPORT, "");
    if (errs(part, missing))
        jd__row_put(row, JD__ADDRESS, "");
    if (errs(part, missing))
        jd__row_put(row, JD__POSTAL_CODE, "");
    if (errs(part, missing))
        jd__row_put(row, JD__RACE, "");
    if (errs(part, missing / 4))
        jd__row_put(row, JD__BIRTH_DATE, "");
    if (!agency->has_prints || errs(part, 700))
        jd__row_put(row, JD__STATE_ID, "");
    if (!agency->has_prints || errs(part, 2500))
        jd__row_put(row, JD__FBI_NUMBER, "");
}

static void
spoil_names(struct jd__part *part, const struct jd__clerk *clerk, struct jd__row *row)
{
    static const enum jd__attribute typed[] = {
        JD__GIVEN_NAME, JD__MIDDLE_NAME, JD__SURNAME, JD__ADDRESS, JD__CITY};
    const char *nickname = jd__nickname_draw(
        &part->nation->census, jd__row_get(row, JD__GIVEN_NAME), &part->random);
    if (nickname != NULL && errs(part, clerk->nickname))
        jd__row_put(row, JD__GIVEN_NAME, nickname);
    for (size_t i = 0; i < sizeof(typed) / sizeof(typed[0]); i++) {
        const unsigned hard = typed[i] == JD__SURNAME ? 3 : 2; /* few are common words */
        if (errs(part, clerk->typo * hard / 2))
            slip(part, row, typed[i]);
        if (errs(part, clerk->scan))
            misread(part, row, typed[i]);
    }
    const char *surname = jd__row_get(row, JD__SURNAME);
    if (strlen(surname) > CUT_AT && errs(part, clerk->cut * 10u))
        jd__row_printf(row, JD__SURNAME, "%.*s", CUT_AT, surname);
    if (errs(part, clerk->swap)) {
        char given[64];
        (void)snprintf(given, sizeof(given), "%s", jd__row_get(row, JD__GIVEN_NAME));
        jd__row_put(row, JD__GIVEN_NAME, jd__row_get(row, JD__SURNAME));
        jd__row_put(row, JD__SURNAME, given);
    }
}

void
jd__spoil(struct jd__part *part, enum jd__who who, const struct jd__person *person,
    struct jd__row *row)
{
    const struct jd__clerk *clerk = &jd__clerks[jd__agencies_of_nation[who].clerk];
    say_otherwise(part, person, row);
    if (errs(part, clerk->stale))
        earlier_home(part, person, row);
    spoil_names(part, clerk, row);
    if (errs(part, clerk->date))
        wrong_date(part, person, row);
    leave_out(part, who, row);
    if (errs(part, clerk->number))
        wrong_digit(part, row, JD__STATE_ID);
    if (errs(part, clerk->number))
        wrong_digit(part, row, JD__FBI_NUMBER);
    if (errs(part, clerk->number))
        wrong_digit(part, row, JD__PHONE_NUMBER);
    if (errs(part, clerk->number * 6u)) /* asked for, not read from a card */
        wrong_digit(part, row, JD__SSN4);
}
