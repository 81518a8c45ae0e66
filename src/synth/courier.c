/* SPDX-License-Identifier: Apache-2.0 */
/*
 * courier.c - the planted case `courier`: from an arrest at a bus station in Columbus to the
 * Bulgarian police's case against an importer.
 *
 * Steps 0 to 10 and the decoys are drawn in docs/internals/synth.md.
 */
#include "synth/plant.h"

#include <stdio.h>
#include <string.h>

/* Days of the story, since 1970. */
enum {
    ARRESTED = 17088, /* 2016-10-14 */
    TOLLS = 17105,
    SHIPPED = 17125,
    SEARCHED = 17137, /* 2016-12-02 */
    PAID = 17110,
    ABROAD = 17207, /* 2017-02-10 */
};

static const char *const case_name = "courier";

struct story {
    struct jd__part *part;
    struct jd__person courier;
    struct jd__person keeper; /* of the stash house */
    char number[JD__ID_SIZE]; /* the Columbus case */
    uint64_t stash;
    uint64_t importer;
    char address[48];       /* of the stash house */
    struct jd__ref officer; /* who made the arrest */
    struct jd__ref station; /* where */
};

static struct jd__ref
phone_put(
    struct jd__part *part, enum jd__who who, const struct jd__person *owner, int64_t day)
{
    struct jd__row row;
    jd__phone_row(owner->phone, owner->number, &row);
    return jd__record_put(part, who, &row, jd__entity_of(JD__PHONE, owner->number), day);
}

/* The courier as booked: with prints, whatever else a clerk gets wrong. */
static struct jd__ref
courier_put(struct story *s)
{
    struct jd__row row;
    jd__person_row(&s->courier, &row);
    jd__spoil(s->part, JD__COLUMBUS_PD, &s->courier, &row);
    jd__row_put(&row, JD__STATE_ID, s->courier.state_id);
    jd__row_put(&row, JD__FBI_NUMBER, s->courier.fbi_number);
    return jd__record_put(s->part, JD__COLUMBUS_PD, &row, s->courier.number, ARRESTED);
}

/* Steps 0 to 3; gives the courier's record. */
static struct jd__ref
columbus(struct story *s)
{
    struct jd__part *part = s->part;
    const enum jd__who who = JD__COLUMBUS_PD;
    struct jd__happening event;
    struct jd__ref person = courier_put(s);
    s->station = jd__official_ref(part->nation, who, JD__PUBLIC_PLACE, 0);
    s->officer = jd__official_draw(part, who, JD__OFFICER);
    jd__case_new(part, who, ARRESTED, s->number);
    jd__happen(part, &event, who, "arrest", ARRESTED, 1310);
    jd__happen_case(&event, who, s->number);
    jd__row_put(&event.row, JD__OFFENSE, "35A");
    jd__happen_role(&event, "arrestee", &person);
    jd__happen_role(&event, "scene", &s->station);
    jd__happen_role(&event, "officer", &s->officer);
    struct jd__ref arrest = jd__happened(part, &event);
    struct jd__ref phone = phone_put(part, who, &s->courier, ARRESTED);
    struct jd__ref bag = jd__thing_put(part, who, JD__EXHIBIT, JD__DESCRIPTION,
        "two kilograms of brown powder in a suitcase", jd__entity_new(part, JD__EXHIBIT),
        ARRESTED);
    jd__happen(part, &event, who, "seizure", ARRESTED, 1325);
    jd__happen_case(&event, who, s->number);
    jd__happen_role(&event, "holder", &person);
    jd__happen_role(&event, "exhibit", &phone);
    jd__happen_role(&event, "exhibit", &bag);
    jd__put_official(part, &event);
    struct jd__ref seizure = jd__happened(part, &event);
    jd__relate(part, who, "part-of", &seizure, &arrest, -1, -1);
    jd__truth_case(part, case_name, 0, &arrest);
    jd__truth_case(part, case_name, 1, &person);
    jd__truth_case(part, case_name, 2, &seizure);
    jd__truth_case(part, case_name, 3, &phone);
    return person;
}

/* The same matter's court: what an arrest leads to by itself. */
static void
court(struct story *s)
{
    struct jd__part *part = s->part;
    struct jd__happening event;
    char number[JD__ID_SIZE];
    struct jd__ref defendant =
        jd__person_put(part, JD__FRANKLIN_COURT, &s->courier, ARRESTED + 9);
    jd__case_new(part, JD__FRANKLIN_COURT, ARRESTED + 9, number);
    jd__happen(part, &event, JD__FRANKLIN_COURT, "filing", ARRESTED + 9, -1);
    jd__happen_case(&event, JD__FRANKLIN_COURT, number);
    jd__happen_case(&event, JD__COLUMBUS_PD, s->number);
    jd__row_put(&event.row, JD__OFFENSE, "2925.03");
    jd__happen_role(&event, "defendant", &defendant);
    jd__put_official(part, &event);
    (void)jd__happened(part, &event);
}

/* Step 4: toll records, ordered for the Columbus case; and calls to the station's payphone. */
static void
tolls(struct story *s)
{
    struct jd__part *part = s->part;
    const enum jd__who who = JD__DEA;
    struct jd__happening event;
    struct jd__ref phone = phone_put(part, who, &s->courier, TOLLS);
    struct jd__ref other = phone_put(part, who, &s->keeper, TOLLS);
    struct jd__ref payphone = jd__official_ref(part->nation, who, JD__HUB_PHONE, 0);
    for (int i = 0; i < 5; i++) {
        const bool hub = i > 2;
        jd__happen(part, &event, who, "call", ARRESTED - 6 + i, 700 + 97 * i);
        jd__happen_case(&event, JD__COLUMBUS_PD, s->number);
        jd__happen_role(&event, "caller", &phone);
        jd__happen_role(&event, "callee", hub ? &payphone : &other);
        struct jd__ref call = jd__happened(part, &event);
        if (i == 0)
            jd__truth_case(part, case_name, 4, &call);
    }
    jd__truth_case(part, case_name, 5, &other);
}

static struct jd__ref
stash_put(struct story *s, enum jd__who who, int64_t day)
{
    struct jd__row row;
    jd__row_start(&row, JD__PLACE);
    jd__row_put(&row, JD__ADDRESS, s->address);
    jd__row_put(&row, JD__CITY, "Columbus");
    jd__row_put(&row, JD__STATE, "OH");
    jd__row_put(&row, JD__POSTAL_CODE, "43217");
    jd__row_put(&row, JD__COUNTRY, "US");
    return jd__record_put(s->part, who, &row, s->stash, day);
}

static struct jd__ref
van_put(struct story *s, enum jd__who who, int64_t day)
{
    struct jd__row row;
    jd__vehicle_row(JD__OH, s->keeper.number, s->part->nation->seed, &row);
    return jd__record_put(
        s->part, who, &row, jd__entity_of(JD__VEHICLE, s->keeper.number), day);
}

/* Step 6: the sheriff searches the stash house. */
static void
search(struct story *s)
{
    struct jd__part *part = s->part;
    const enum jd__who who = JD__FRANKLIN_SO;
    struct jd__happening event;
    char number[JD__ID_SIZE];
    struct jd__ref keeper = jd__person_put(part, who, &s->keeper, SEARCHED);
    struct jd__ref phone = phone_put(part, who, &s->keeper, SEARCHED);
    struct jd__ref house = stash_put(s, who, SEARCHED);
    struct jd__ref van = van_put(s, who, SEARCHED);
    jd__case_new(part, who, SEARCHED, number);
    jd__happen(part, &event, who, "seizure", SEARCHED, 370);
    jd__happen_case(&event, who, number);
    jd__happen_role(&event, "holder", &keeper);
    jd__happen_role(&event, "exhibit", &phone);
    jd__happen_role(&event, "vehicle", &van);
    jd__happen_role(&event, "premises", &house);
    jd__put_official(part, &event);
    struct jd__ref seizure = jd__happened(part, &event);
    jd__truth_case(part, case_name, 6, &seizure);
    jd__truth_case(part, case_name, 7, &house);
    jd__happen(part, &event, who, "arrest", SEARCHED, 380);
    jd__happen_case(&event, who, number);
    jd__happen_role(&event, "arrestee", &keeper);
    jd__put_official(part, &event);
    struct jd__ref arrest = jd__happened(part, &event);
    jd__relate(part, who, "part-of", &seizure, &arrest, -1, -1);
}

/* Step 8: a container cleared for delivery at that address. */
static void
shipment(struct story *s)
{
    struct jd__part *part = s->part;
    const enum jd__who who = JD__CUSTOMS;
    struct jd__happening event;
    struct jd__ref importer = jd__organization_put(
        part, who, "MORSKA ZVEZDA TRADING EOOD", "BG203918845", NULL, s->importer, SHIPPED);
    struct jd__ref house = stash_put(s, who, SHIPPED);
    struct jd__ref van = van_put(s, who, SHIPPED);
    struct jd__ref load = jd__thing_put(part, who, JD__EXHIBIT, JD__DESCRIPTION,
        "container of ceramic tiles", jd__entity_new(part, JD__EXHIBIT), SHIPPED);
    jd__happen(part, &event, who, "shipment", SHIPPED, 480);
    jd__row_put(&event.row, JD__STATUS, "released");
    jd__happen_role(&event, "importer", &importer);
    jd__happen_role(&event, "destination", &house);
    jd__happen_role(&event, "carrier", &van);
    jd__happen_role(&event, "item", &load);
    struct jd__ref shipped = jd__happened(part, &event);
    jd__truth_case(part, case_name, 8, &shipped);
    jd__truth_case(part, case_name, 9, &importer);
}

/* Money takes the same way: the keeper pays the importer, as he pays his bank. */
static void
money(struct story *s)
{
    struct jd__part *part = s->part;
    const enum jd__who who = JD__FINCEN;
    const uint64_t seed = part->nation->seed;
    struct jd__row row;
    struct jd__happening event;
    struct jd__ref keeper = jd__person_put(part, who, &s->keeper, PAID);
    jd__account_row(s->keeper.number, seed, &row);
    struct jd__ref account =
        jd__record_put(part, who, &row, jd__entity_of(JD__ACCOUNT, s->keeper.number), PAID);
    jd__relate(part, who, "holds", &keeper, &account, PAID - 500, -1);
    jd__row_start(&row, JD__ACCOUNT);
    jd__row_put(&row, JD__NUMBER, "BG80BNBG96611020345678");
    jd__row_put(&row, JD__INSTITUTION, "Chernomorska Banka");
    jd__row_put(&row, JD__CURRENCY, "EUR");
    struct jd__ref abroad =
        jd__record_put(part, who, &row, jd__entity_new(part, JD__ACCOUNT), PAID);
    struct jd__ref bank = jd__official_ref(part->nation, who, JD__HUB_BANK, 0);
    for (int i = 0; i < 4; i++) {
        jd__happen(part, &event, who, "transfer", PAID + 6 * i, 640);
        jd__row_printf(&event.row, JD__AMOUNT, "%d", 9400 + 130 * i);
        jd__happen_role(&event, "payer", &account);
        jd__happen_role(&event, "payee", i < 2 ? &abroad : &bank);
        (void)jd__happened(part, &event);
    }
}

/* Step 10: the partner's case against the importer and the man who directs it. */
static void
abroad(struct story *s)
{
    struct jd__part *part = s->part;
    const enum jd__who who = JD__BULGARIA;
    struct jd__row row;
    struct jd__happening event;
    char number[JD__ID_SIZE];
    struct jd__ref importer = jd__organization_put(part, who, "МОРСКА ЗВЕЗДА ТРЕЙДИНГ ЕООД",
        "BG 203918845", NULL, s->importer, ABROAD);
    jd__row_start(&row, JD__PERSON);
    jd__row_put(&row, JD__GIVEN_NAME, "Цветан");
    jd__row_put(&row, JD__SURNAME, "Желязков");
    jd__row_put(&row, JD__BIRTH_DATE, "1968-04-23");
    jd__row_put(&row, JD__SEX, "M");
    jd__row_put(&row, JD__CITY, "Бургас");
    jd__row_put(&row, JD__COUNTRY, "BG");
    struct jd__ref director =
        jd__record_put(part, who, &row, jd__entity_new(part, JD__PERSON), ABROAD);
    jd__relate(part, who, "directs", &director, &importer, ABROAD - 2000, -1);
    jd__case_new(part, who, ABROAD, number);
    jd__happen(part, &event, who, "investigation", ABROAD, -1);
    jd__happen_case(&event, who, number);
    jd__happen_role(&event, "subject", &importer);
    jd__happen_role(&event, "subject", &director);
    jd__put_official(part, &event);
    struct jd__ref target = jd__happened(part, &event);
    jd__truth_case(part, case_name, 10, &target);
}

/* A number given out anew, a plate moved to another car. */
static void
decoys_of_time(struct story *s)
{
    struct jd__part *part = s->part;
    struct jd__row row;
    struct jd__person before;
    jd__actor_make(part->nation, JD__CAST_COURIER + 4, JD__OH, &before);
    (void)jd__other_arrest(part, JD__OHIO_PATROL, &before, ARRESTED - 800);
    jd__phone_row(s->courier.phone, before.number, &row); /* another handset and card */
    struct jd__ref old = jd__record_put(part, JD__OHIO_PATROL, &row,
        jd__entity_of(JD__PHONE, before.number), ARRESTED - 800);
    struct jd__ref now = phone_put(part, JD__FRANKLIN_SO, &s->courier, SEARCHED);
    jd__truth_decoy(part, "time", &old, &now);
    jd__vehicle_row(JD__OH, s->keeper.number, part->nation->seed, &row);
    char plate[16];
    (void)snprintf(plate, sizeof(plate), "%s", jd__row_get(&row, JD__PLATE));
    jd__vehicle_row(JD__OH, before.number, part->nation->seed, &row);
    jd__row_put(&row, JD__PLATE, plate);
    struct jd__ref car = jd__record_put(part, JD__OHIO_PATROL, &row,
        jd__entity_of(JD__VEHICLE, before.number), ARRESTED - 800);
    struct jd__ref van = van_put(s, JD__OHIO_PATROL, SEARCHED - 20);
    jd__truth_decoy(part, "time", &car, &van);
}

/* Another arrest at the station that day, by the same officer; another who calls its payphone. */
static void
decoys_of_the_station(struct story *s, const struct jd__ref *courier)
{
    struct jd__part *part = s->part;
    struct jd__happening event;
    struct jd__person other;
    jd__actor_make(part->nation, JD__CAST_COURIER + 8, JD__OH, &other);
    struct jd__ref arrested = jd__person_put(part, JD__COLUMBUS_PD, &other, ARRESTED);
    (void)jd__arrest_at(part, &arrested, &s->station, &s->officer, ARRESTED);
    jd__truth_decoy(part, "conduct", courier, &arrested);

    jd__actor_make(part->nation, JD__CAST_COURIER + 9, JD__OH, &other);
    struct jd__ref caller = jd__other_arrest(part, JD__FRANKLIN_SO, &other, TOLLS);
    struct jd__ref held = phone_put(part, JD__FRANKLIN_SO, &other, TOLLS);
    jd__happen(part, &event, JD__FRANKLIN_SO, "seizure", TOLLS, 1210);
    jd__happen_role(&event, "holder", &caller);
    jd__happen_role(&event, "exhibit", &held);
    (void)jd__happened(part, &event);
    struct jd__ref phone = phone_put(part, JD__DEA, &other, TOLLS);
    struct jd__ref payphone = jd__official_ref(part->nation, JD__DEA, JD__HUB_PHONE, 0);
    jd__thrice(part, &phone, &payphone, ARRESTED - 5, 860);
    jd__truth_decoy(part, "sharing", courier, &caller);
}

/* A woman of his name and address whom the prosecutor's victims' office keeps hidden. */
static void
decoy_of_a_victim(struct story *s, const struct jd__ref *courier)
{
    struct jd__part *part = s->part;
    const enum jd__who who = JD__FRANKLIN_PROSECUTOR;
    struct jd__happening event;
    struct jd__person other;
    struct jd__row row;
    char number[JD__ID_SIZE];
    jd__actor_make(part->nation, JD__CAST_COURIER + 10, JD__OH, &other);
    jd__actor_share_home(&s->courier, &other);
    jd__person_row(&other, &row);
    jd__row_put(&row, JD__STATE_ID, "");
    jd__row_put(&row, JD__FBI_NUMBER, "");
    jd__row_put(&row, JD__CLASS, "victim-service");
    struct jd__ref victim = jd__record_put(part, who, &row, other.number, ARRESTED - 200);
    jd__case_new(part, who, ARRESTED - 200, number);
    jd__happen(part, &event, who, "incident", ARRESTED - 200, -1);
    jd__happen_case(&event, who, number);
    jd__row_put(&event.row, JD__CLASS, "victim-service");
    jd__happen_role(&event, "victim", &victim);
    jd__put_official(part, &event);
    (void)jd__happened(part, &event);
    jd__truth_decoy(part, "law", courier, &victim);
}

static void
decoys(struct story *s, const struct jd__ref *courier)
{
    struct jd__part *part = s->part;
    const struct jd__nation *nation = part->nation;
    struct jd__person other;
    struct jd__row row;
    jd__actor_namesake(nation, JD__CAST_COURIER + 2, &s->courier, &other);
    struct jd__ref namesake =
        jd__other_arrest(part, JD__OHIO_PATROL, &other, ARRESTED - 90);
    jd__truth_decoy(part, "identity", courier, &namesake);

    jd__actor_make(
        nation, JD__CAST_COURIER + 7, JD__OH, &other); /* gave the courier's name */
    struct jd__person said = s->courier;
    said.number = other.number;
    memcpy(said.state_id, other.state_id, sizeof(said.state_id));
    memcpy(said.fbi_number, other.fbi_number, sizeof(said.fbi_number));
    jd__person_row(&said, &row);
    struct jd__ref brother =
        jd__record_put(part, JD__FRANKLIN_SO, &row, other.number, ARRESTED - 400);
    jd__truth_decoy(part, "identity", courier, &brother);

    jd__actor_make(nation, JD__CAST_COURIER + 3, JD__OH, &other); /* at the same shelter */
    jd__actor_share_home(&s->courier, &other);
    struct jd__ref neighbour =
        jd__other_arrest(part, JD__COLUMBUS_PD, &other, ARRESTED + 60);
    jd__truth_decoy(part, "sharing", courier, &neighbour);

    jd__actor_make(
        nation, JD__CAST_COURIER + 5, JD__OH, &other); /* saw it; has a case too */
    struct jd__ref arrested =
        jd__other_arrest(part, JD__FRANKLIN_SO, &other, ARRESTED + 200);
    struct jd__ref witness = jd__person_put(part, JD__COLUMBUS_PD, &other, ARRESTED);
    struct jd__happening event;
    jd__happen(part, &event, JD__COLUMBUS_PD, "incident", ARRESTED, 1300);
    jd__happen_case(&event, JD__COLUMBUS_PD, s->number);
    jd__happen_role(&event, "witness", &witness);
    (void)jd__happened(part, &event);
    jd__truth_decoy(part, "conduct", courier, &arrested);

    jd__actor_make(
        nation, JD__CAST_COURIER + 6, JD__OH, &other); /* a boy of the same name */
    other.given = s->courier.given;
    other.birth_day = ARRESTED - 15 * 365;
    memcpy(other.surname, s->courier.surname, sizeof(other.surname));
    jd__person_row(&other, &row);
    jd__row_put(&row, JD__CLASS, "juvenile");
    struct jd__ref boy =
        jd__record_put(part, JD__FRANKLIN_COURT, &row, other.number, ARRESTED - 30);
    jd__happen(part, &event, JD__FRANKLIN_COURT, "filing", ARRESTED - 30, -1);
    jd__row_put(&event.row, JD__CLASS, "sealed");
    jd__happen_role(&event, "defendant", &boy);
    (void)jd__happened(part, &event);
    jd__truth_decoy(part, "law", courier, &boy);
}

void
jd__courier_write(struct jd__part *part)
{
    struct story s = {.part = part};
    jd__actor_make(part->nation, JD__CAST_COURIER, JD__OH, &s.courier);
    jd__actor_make(part->nation, JD__CAST_COURIER + 1, JD__OH, &s.keeper);
    jd__address_draw(&part->random, s.address);
    s.stash = jd__entity_new(part, JD__PLACE);
    s.importer = jd__entity_new(part, JD__ORGANIZATION);
    struct jd__ref courier = columbus(&s);
    court(&s);
    tolls(&s);
    search(&s);
    shipment(&s);
    money(&s);
    abroad(&s);
    decoys_of_time(&s);
    decoys_of_the_station(&s, &courier);
    decoy_of_a_victim(&s, &courier);
    decoys(&s, &courier);
    jd__alike_write(part, &s.courier, JD__CAST_COURIER + 11, JD__OHIO_PATROL,
        JD__MIAMI_COURT, ARRESTED - 500);
}
