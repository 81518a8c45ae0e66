/* SPDX-License-Identifier: Apache-2.0 */
/*
 * official.c - those whom many events share.
 *
 * Keys: behind the units' keys, PER_CLASS for each duty.  Agencies have key spaces of their
 * own (the spread of ids is salted by agency), so a key may be used by several.
 */
#include "synth/official.h"

#include "base/calendar.h"
#include "synth/thing.h"

#include <stdio.h>
#include <string.h>

#define STREAM_PLACE (5ull << 40)

static uint64_t
per_class(const struct jd__nation *nation)
{
    return 128 + nation->people.n / 64;
}

static uint64_t
first_key(const struct jd__nation *nation)
{
    return (nation->n_blocks + JD__N_UNITS) * JD__KEYS_OF_UNIT;
}

uint64_t
jd__official_last_key(const struct jd__nation *nation)
{
    return first_key(nation) + JD__N_OFFICIAL * per_class(nation);
}

static bool
is_pdmp(enum jd__who who)
{
    return who == JD__NH_PDMP || who == JD__FLORIDA_PDMP;
}

static bool
is_police(enum jd__who who)
{
    for (int path = 0; path < JD__N_PATHS; path++)
        for (size_t i = 0; i < 8; i++)
            if (jd__paths[path].police[i] == who)
                return true;
    return false;
}

static bool
has_counsel(enum jd__who who)
{
    const char *office = jd__agencies_of_nation[who].office;
    return strcmp(office, "judge") == 0;
}

uint64_t
jd__official_count(
    const struct jd__nation *nation, enum jd__who who, enum jd__official duty)
{
    const uint64_t n = nation->people.n;
    switch (duty) {
    case JD__OFFICER:
        return jd__agencies_of_nation[who].office[0] != '\0' ? 24 + n / 1000 : 0;
    case JD__COUNSEL:
        return has_counsel(who) ? 16 + n / 1500 : 0;
    case JD__DOCTOR:
        return is_pdmp(who) ? 24 + n / 200 : 0;
    case JD__PHARMACY:
        return is_pdmp(who) ? 12 + n / 800 : 0;
    case JD__DEALER:
        return who == JD__ATF ? 12 + n / 2000 : 0;
    case JD__PUBLIC_PLACE:
        return is_police(who) ? 12 : 0;
    case JD__VENDOR:
        return who == JD__SILVER_LANTERN ? 24 + n / 2000 : 0;
    case JD__HUB_PHONE:
        return is_police(who) ? 3 : 0;
    case JD__HUB_WALLET:
        return who == JD__FBI || who == JD__SILVER_LANTERN ? 2 : 0;
    case JD__HUB_BANK:
        return who == JD__FINCEN ? 2 : 0;
    case JD__N_OFFICIAL:
        break;
    }
    return 0;
}

static enum jd__table
table_of(enum jd__official duty)
{
    static const uint8_t tables[JD__N_OFFICIAL] = {JD__PERSON, JD__PERSON, JD__PERSON,
        JD__ORGANIZATION, JD__ORGANIZATION, JD__PLACE, JD__HANDLE, JD__PHONE, JD__ACCOUNT,
        JD__ACCOUNT};
    return (enum jd__table)tables[duty];
}

struct jd__ref
jd__official_ref(const struct jd__nation *nation, enum jd__who who, enum jd__official duty,
    uint64_t number)
{
    struct jd__ref ref = {.who = who, .table = table_of(duty)};
    uint64_t key = first_key(nation) + (uint64_t)duty * per_class(nation) + number;
    jd__id_write(
        nation, who, jd__agencies_of_nation[who].record, key, JD__FIRST_DAY, ref.id);
    return ref;
}

struct jd__ref
jd__official_draw(struct jd__part *part, enum jd__who who, enum jd__official duty)
{
    uint64_t n = jd__official_count(part->nation, who, duty);
    uint64_t a = jd__below(part, n);
    uint64_t b = jd__below(part, n);
    return jd__official_ref(part->nation, who, duty, a < b ? a : b);
}

void
jd__put_official(struct jd__part *part, struct jd__happening *event)
{
    struct jd__ref official = jd__official_draw(part, event->who, JD__OFFICER);
    jd__happen_role(event, jd__agencies_of_nation[event->who].office, &official);
}

static enum jd__state
state_of(enum jd__who who)
{
    return who == JD__MIAMI_PD        ? JD__FL
           : who == JD__MANCHESTER_PD ? JD__NH
           : who == JD__SALT_LAKE_PD  ? JD__UT
                                      : JD__OH;
}

/* Hubs are the same things in every agency's records, public places in those of one state. */
static uint64_t
entity_of(enum jd__who who, enum jd__official duty, uint64_t number)
{
    uint64_t group = (uint64_t)who;
    if (duty == JD__HUB_PHONE || duty == JD__HUB_WALLET)
        group = 0;
    if (duty == JD__PUBLIC_PLACE)
        group = (uint64_t)state_of(who);
    return (uint64_t)table_of(duty) << 52 | (uint64_t)1 << 51 | group << 44 |
           (uint64_t)duty << 40 | number;
}

/* An officer abroad, as the country writes names. */
static bool
name_abroad(struct jd__part *part, enum jd__who who, bool woman, struct jd__row *row)
{
    for (int origin = 1; origin < JD__N_ORIGINS; origin++) {
        struct jd__person officer = {.sex = woman ? 'F' : 'M'};
        if (jd__partners[origin].police != who)
            continue;
        jd__person_rename(&officer, (enum jd__origin)origin, &part->random);
        jd__row_put(row, JD__GIVEN_NAME, officer.native_given);
        jd__row_put(row, JD__SURNAME, officer.native_surname);
        return true;
    }
    return false;
}

static void
person_official(struct jd__part *part, enum jd__who who, enum jd__official duty, uint64_t k,
    struct jd__row *row)
{
    const struct jd__census *census = &part->nation->census;
    bool woman = jd__chance(part, 2, 5);
    const struct jd__name_list *given = woman ? &census->female : &census->male;
    jd__row_put(row, JD__SEX, woman ? "F" : "M");
    if (name_abroad(part, who, woman, row))
        return;
    jd__row_put(
        row, JD__GIVEN_NAME, jd__name_text(given, jd__name_draw(given, &part->random)));
    jd__row_put(row, JD__SURNAME,
        jd__name_text(&census->last, jd__name_draw(&census->last, &part->random)));
    if (duty == JD__DOCTOR) /* a DEA registration: two letters, seven digits */
        jd__row_printf(row, JD__LICENSE_NUMBER, "B%c%07u", jd__row_get(row, JD__SURNAME)[0],
            (unsigned)jd__spread(k + (uint64_t)who * 1000000, 10000000, 77));
}

static void
organization_official(struct jd__part *part, enum jd__who who, enum jd__official duty,
    uint64_t k, struct jd__row *row)
{
    static const char *const first_words[] = {"Bayfront", "Corner", "Family", "Lakeside",
        "Main Street", "Parkway", "Sunrise", "Village", "Westside", "Harbor", "Granite",
        "Palm"};
    static const char *const last_words[][4] = {{"Pharmacy", "Drugs", "Apothecary", "Rx"},
        {"Outfitters", "Sporting Arms", "Pawn and Gun", "Firearms"}};
    const struct jd__city *city = jd__city_draw(who == JD__NH_PDMP        ? JD__NH
                                                : who == JD__FLORIDA_PDMP ? JD__FL
                                                                          : JD__OH,
        &part->random);
    char address[48];
    jd__address_draw(&part->random, address);
    const char *first = first_words[jd__below(part, 12)];
    const char *last = last_words[duty == JD__DEALER][jd__below(part, 4)];
    jd__row_printf(row, JD__NAME, "%s %s %s", first, last, city->name);
    jd__row_printf(row, JD__LICENSE_NUMBER, "F%c%07u", (char)('A' + jd__below(part, 26)),
        (unsigned)jd__spread(k + (uint64_t)who * 1000000, 10000000, 78));
    jd__row_put(row, JD__ADDRESS, address);
    jd__row_put(row, JD__CITY, city->name);
    jd__row_put(row, JD__STATE, jd__state_name((enum jd__state)city->state));
    jd__row_put(row, JD__COUNTRY, "US");
}

static void
place_official(struct jd__part *part, enum jd__who who, uint64_t k, struct jd__row *row)
{
    static const char *const names[] = {"Greyline Bus Station", "General Hospital",
        "County Jail", "Open Door Shelter", "Quick Stop Market", "Central Library",
        "Fairgrounds", "Riverside Park", "Main Street Garage", "Food Court", "Courthouse",
        "Truck Stop"};
    const enum jd__state state = state_of(who);
    struct jd__random random =
        jd__random_part(part->nation->seed, STREAM_PLACE + (uint64_t)state * 64 + k);
    const struct jd__city *city = jd__city_draw(state, &random);
    char address[48];
    jd__address_draw(&random, address);
    jd__row_printf(row, JD__NAME, "%s %s", city->name, names[k % 12]);
    jd__row_put(row, JD__ADDRESS, address);
    jd__row_put(row, JD__CITY, city->name);
    jd__row_put(row, JD__STATE, jd__state_name(state));
    jd__row_printf(row, JD__POSTAL_CODE, "%s%02u", city->zip3,
        (unsigned)jd__random_below(&random, 60));
    jd__row_put(row, JD__COUNTRY, "US");
    jd__row_put(row, JD__PUBLIC, "yes");
}

static void
vendor_official(struct jd__part *part, uint64_t k, struct jd__row *row)
{
    static const char *const first_words[] = {"amber", "brisk", "copper", "dusty", "early",
        "faded", "gentle", "hollow", "idle", "jolly", "keen", "lucky"};
    static const char *const last_words[] = {"anchor", "badger", "comet", "dune", "ember",
        "falcon", "gull", "harbor", "islet", "jackdaw", "kite"};
    jd__row_printf(
        row, JD__NAME, "%s%s%u", first_words[k % 12], last_words[k % 11], (unsigned)k);
    jd__row_put(row, JD__MARKET, "Silver Lantern");
    char key[33];
    jd__random_text(&part->random, "################################", key);
    jd__row_put(row, JD__KEY, key);
}

static void
official_write(struct jd__part *part, enum jd__who who, enum jd__official duty, uint64_t k)
{
    const struct jd__ref ref = jd__official_ref(part->nation, who, duty, k);
    struct jd__row row;
    jd__row_start(&row, ref.table);
    jd__row_put(&row, JD__ID, ref.id);
    switch (duty) {
    case JD__OFFICER:
    case JD__COUNSEL:
    case JD__DOCTOR:
        person_official(part, who, duty, k, &row);
        break;
    case JD__PHARMACY:
    case JD__DEALER:
        organization_official(part, who, duty, k, &row);
        break;
    case JD__PUBLIC_PLACE:
        place_official(part, who, k, &row);
        break;
    case JD__VENDOR:
        vendor_official(part, k, &row);
        break;
    case JD__HUB_PHONE:
        jd__row_printf(&row, JD__NUMBER, "8001%06u", 555000u + (unsigned)k);
        break;
    case JD__HUB_WALLET:
        jd__wallet_row((1ull << 36) + k, part->nation->seed, &row);
        jd__row_put(&row, JD__ID, ref.id);
        break;
    case JD__HUB_BANK:
        jd__row_printf(&row, JD__NUMBER, "00%010u", 4400100u + (unsigned)k);
        jd__row_put(
            &row, JD__INSTITUTION, k < 1 ? "Buckeye Plains Bank" : "Coastline Trust");
        jd__row_put(&row, JD__CURRENCY, "USD");
        break;
    case JD__N_OFFICIAL:
        return;
    }
    (void)jd__record_put(part, who, &row, entity_of(who, duty, k), JD__FIRST_DAY);
}

void
jd__officials_write(struct jd__part *part)
{
    for (int who = 0; who < JD__N_WHO; who++)
        for (int duty = 0; duty < JD__N_OFFICIAL; duty++) {
            uint64_t n = jd__official_count(
                part->nation, (enum jd__who)who, (enum jd__official)duty);
            for (uint64_t k = 0; k < n && part->status == JD_OK; k++)
                official_write(part, (enum jd__who)who, (enum jd__official)duty, k);
        }
}
