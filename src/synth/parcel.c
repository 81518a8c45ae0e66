/* SPDX-License-Identifier: Apache-2.0 */
/*
 * parcel.c - the planted case `parcel`: from a child's death in Utah to the Chinese police's
 * case against the chemical works that sent it.
 *
 * Steps 0 to 8 and the decoys are drawn in docs/internals/synth.md.
 */
#include "synth/plant.h"

#include <stdio.h>
#include <string.h>

enum {
    ORDERED = 17046, /* 2016-09-02 */
    DIED = 17057,    /* 2016-09-13 */
    BOUGHT = 17146,  /* the test buy */
    ABROAD = 17288,  /* 2017-05-02 */
};

static const char *const case_name = "parcel";

struct story {
    struct jd__part *part;
    struct jd__person child;
    char number[JD__ID_SIZE]; /* the Salt Lake City case */
    char tracking[16];
    char profile[16];
    char key[48]; /* of the vendor, hexadecimal */
    uint64_t substance;
    uint64_t parcel;
    uint64_t vendor;
    uint64_t wallet;
    uint64_t sender;
};

static struct jd__ref
substance_put(struct story *s, enum jd__who who, int64_t day)
{
    struct jd__row row;
    jd__row_start(&row, JD__SUBSTANCE);
    jd__row_put(
        &row, JD__NAME, who == JD__SALT_LAKE_PD ? "U-47700" : "u-47700 (3,4-dichloro)");
    jd__row_put(&row, JD__PROFILE, s->profile);
    return jd__record_put(s->part, who, &row, s->substance, day);
}

static struct jd__ref
parcel_put(
    struct story *s, enum jd__who who, const char *tracking, uint64_t entity, int64_t day)
{
    struct jd__row row;
    jd__row_start(&row, JD__PARCEL);
    jd__row_put(&row, JD__TRACKING_NUMBER, tracking);
    jd__row_put(&row, JD__ORIGIN_COUNTRY, "CN");
    return jd__record_put(s->part, who, &row, entity, day);
}

/* Steps 0 to 3; gives the child's record. */
static struct jd__ref
utah(struct story *s)
{
    struct jd__part *part = s->part;
    struct jd__happening event;
    char number[JD__ID_SIZE];
    jd__case_new(part, JD__SALT_LAKE_PD, DIED, s->number);
    struct jd__ref child = jd__person_put(part, JD__UTAH_EXAMINER, &s->child, DIED);
    struct jd__ref sample = substance_put(s, JD__UTAH_EXAMINER, DIED + 30);
    jd__case_new(part, JD__UTAH_EXAMINER, DIED, number);
    jd__happen(part, &event, JD__UTAH_EXAMINER, "death", DIED, 450);
    jd__happen_case(&event, JD__UTAH_EXAMINER, number);
    jd__happen_case(&event, JD__SALT_LAKE_PD, s->number);
    jd__happen_role(&event, "decedent", &child);
    jd__happen_role(&event, "sample", &sample);
    jd__put_official(part, &event);
    struct jd__ref death = jd__happened(part, &event);
    struct jd__ref police_child = jd__person_put(part, JD__SALT_LAKE_PD, &s->child, DIED);
    jd__happen(part, &event, JD__SALT_LAKE_PD, "incident", DIED, 460);
    jd__happen_case(&event, JD__SALT_LAKE_PD, s->number);
    jd__happen_role(&event, "victim", &police_child);
    jd__put_official(part, &event);
    (void)jd__happened(part, &event);
    struct jd__ref powder = substance_put(s, JD__SALT_LAKE_PD, DIED);
    struct jd__ref parcel = parcel_put(s, JD__SALT_LAKE_PD, s->tracking, s->parcel, DIED);
    struct jd__row row;
    jd__phone_row(s->child.phone, s->child.number, &row);
    struct jd__ref handset = jd__record_put(
        part, JD__SALT_LAKE_PD, &row, jd__entity_of(JD__PHONE, s->child.number), DIED);
    jd__happen(part, &event, JD__SALT_LAKE_PD, "seizure", DIED, 500);
    jd__happen_case(&event, JD__SALT_LAKE_PD, s->number);
    jd__happen_role(&event, "sample", &powder);
    jd__happen_role(&event, "exhibit", &parcel);
    jd__happen_role(&event, "exhibit", &handset);
    jd__put_official(part, &event);
    struct jd__ref seizure = jd__happened(part, &event);
    jd__truth_case(part, case_name, 0, &death);
    jd__truth_case(part, case_name, 1, &sample);
    jd__truth_case(part, case_name, 2, &seizure);
    jd__truth_case(part, case_name, 3, &parcel);
    return police_child;
}

static struct jd__ref
handle_put(struct jd__part *part, enum jd__who who, const char *name, const char *key,
    uint64_t entity, int64_t day)
{
    struct jd__row row;
    jd__row_start(&row, JD__HANDLE);
    jd__row_put(&row, JD__NAME, name);
    jd__row_put(&row, JD__MARKET, "Silver Lantern");
    jd__row_put(&row, JD__KEY, key);
    return jd__record_put(part, who, &row, entity, day);
}

/* One order of a buyer at the vendor's; the parcel may be NULL. */
static struct jd__ref
order_put(struct jd__part *part, const char *buyer_name, const struct jd__ref *vendor,
    const struct jd__ref *wallet, const struct jd__ref *parcel, int64_t day)
{
    const enum jd__who who = JD__SILVER_LANTERN;
    struct jd__happening event;
    struct jd__ref buyer =
        handle_put(part, who, buyer_name, "", jd__entity_new(part, JD__HANDLE), day);
    jd__happen(part, &event, who, "order", day, (int)jd__below(part, 1440));
    jd__row_put(&event.row, JD__STATUS, "finalized");
    jd__happen_role(&event, "buyer", &buyer);
    jd__happen_role(&event, "seller", vendor);
    jd__happen_role(&event, "payee", wallet);
    if (parcel != NULL)
        jd__happen_role(&event, "item", parcel);
    return jd__happened(part, &event);
}

/* Steps 4 and 5: the market's server. */
static void
market(struct story *s)
{
    struct jd__part *part = s->part;
    const enum jd__who who = JD__SILVER_LANTERN;
    struct jd__happening event;
    struct jd__row row;
    char key[64] = "";
    for (size_t i = 0; s->key[i] != '\0'; i++) /* in groups of four, as keys are shown */
        (void)snprintf(key + strlen(key), sizeof(key) - strlen(key), "%s%c",
            i > 0 && i % 4 == 0 ? " " : "", s->key[i]);
    struct jd__ref vendor =
        handle_put(part, who, "quietheron", key, s->vendor, ORDERED - 200);
    jd__wallet_row(s->child.number, part->nation->seed, &row);
    struct jd__ref wallet = jd__record_put(part, who, &row, s->wallet, ORDERED - 200);
    struct jd__ref goods = jd__thing_put(part, who, JD__SUBSTANCE, JD__NAME,
        "research chemical, 1 g, discreet", jd__entity_new(part, JD__SUBSTANCE),
        ORDERED - 200);
    jd__happen(part, &event, who, "listing", ORDERED - 200, 30);
    jd__happen_role(&event, "seller", &vendor);
    jd__happen_role(&event, "item", &goods);
    (void)jd__happened(part, &event);
    struct jd__ref parcel = parcel_put(s, who, s->tracking, s->parcel, ORDERED);
    struct jd__ref order =
        order_put(part, "powderdays_801", &vendor, &wallet, &parcel, ORDERED);
    jd__truth_case(part, case_name, 4, &order);
    jd__truth_case(part, case_name, 5, &vendor);
    for (int i = 0; i < 24; i++) {
        char name[32];
        (void)snprintf(
            name, sizeof(name), "buyer%02d%03u", i, (unsigned)jd__below(part, 1000));
        (void)order_put(part, name, &vendor, &wallet, NULL, ORDERED - 180 + 9 * i);
    }
}

/* Where the wallet leads: a service that mixes the coins of thousands. */
static void
wallet(struct story *s)
{
    struct jd__part *part = s->part;
    const enum jd__who who = JD__FBI;
    struct jd__row row;
    jd__wallet_row(s->child.number, part->nation->seed, &row);
    struct jd__ref from = jd__record_put(part, who, &row, s->wallet, ORDERED + 10);
    struct jd__ref mixer = jd__official_ref(part->nation, who, JD__HUB_WALLET, 0);
    jd__thrice(part, &from, &mixer, ORDERED + 10, 60);
}

/* Steps 6 and 7: postal inspectors buy from the same key and read the sender's label. */
static void
test_buy(struct story *s)
{
    struct jd__part *part = s->part;
    const enum jd__who who = JD__POSTAL_INSPECTION;
    struct jd__happening event;
    char number[JD__ID_SIZE];
    struct jd__ref vendor = handle_put(part, who, "QuietHeron", s->key, s->vendor, BOUGHT);
    struct jd__ref sender =
        jd__organization_put(part, who, "Foshan Hengtai Huagong Youxian Gongsi",
            "91440600MA4X7Q2L5T", NULL, s->sender, BOUGHT);
    struct jd__ref parcel =
        parcel_put(s, who, "LZ770215338CN", jd__entity_new(part, JD__PARCEL), BOUGHT + 12);
    jd__case_new(part, who, BOUGHT, number);
    jd__happen(part, &event, who, "order", BOUGHT, 840);
    jd__happen_case(&event, who, number);
    jd__happen_role(&event, "seller", &vendor);
    jd__happen_role(&event, "sender", &sender);
    jd__happen_role(&event, "item", &parcel);
    jd__put_official(part, &event);
    struct jd__ref bought = jd__happened(part, &event);
    jd__truth_case(part, case_name, 6, &bought);
    jd__truth_case(part, case_name, 7, &sender);
}

/* Step 8: the partner's case against the sender. */
static void
guangdong(struct story *s)
{
    struct jd__part *part = s->part;
    const enum jd__who who = JD__GUANGDONG;
    struct jd__happening event;
    struct jd__row row;
    char number[JD__ID_SIZE];
    struct jd__ref works = jd__organization_put(
        part, who, "佛山恒泰化工有限公司", "91440600-MA4X7Q2L5T", NULL, s->sender, ABROAD);
    jd__row_start(&row, JD__PERSON);
    jd__row_put(&row, JD__SURNAME, "梁");
    jd__row_put(&row, JD__GIVEN_NAME, "国庆");
    jd__row_put(&row, JD__BIRTH_DATE, "1974-10-01");
    jd__row_put(&row, JD__SEX, "M");
    jd__row_put(&row, JD__COUNTRY, "CN");
    struct jd__ref director =
        jd__record_put(part, who, &row, jd__entity_new(part, JD__PERSON), ABROAD);
    jd__relate(part, who, "directs", &director, &works, ABROAD - 1500, -1);
    jd__case_new(part, who, ABROAD, number);
    jd__happen(part, &event, who, "investigation", ABROAD, -1);
    jd__happen_case(&event, who, number);
    jd__happen_role(&event, "subject", &works);
    jd__happen_role(&event, "subject", &director);
    jd__put_official(part, &event);
    struct jd__ref target = jd__happened(part, &event);
    jd__truth_case(part, case_name, 8, &target);
}

/* Another death, in Miami: its parcel came from the same vendor. */
static void
other_death(struct story *s)
{
    struct jd__part *part = s->part;
    struct jd__happening event;
    struct jd__person victim;
    char number[JD__ID_SIZE];
    const uint64_t entity = jd__entity_new(part, JD__PARCEL);
    jd__actor_make(part->nation, JD__CAST_PARCEL + 1, JD__FL, &victim);
    struct jd__ref person = jd__person_put(part, JD__MIAMI_PD, &victim, DIED + 40);
    struct jd__ref found = parcel_put(s, JD__MIAMI_PD, "LZ770198841CN", entity, DIED + 40);
    jd__case_new(part, JD__MIAMI_PD, DIED + 40, number);
    jd__happen(part, &event, JD__MIAMI_PD, "death", DIED + 40, 300);
    jd__happen_case(&event, JD__MIAMI_PD, number);
    jd__happen_role(&event, "decedent", &person);
    jd__happen_role(&event, "exhibit", &found);
    (void)jd__happened(part, &event);
    struct jd__ref parcel =
        parcel_put(s, JD__SILVER_LANTERN, "LZ770198841CN", entity, DIED + 20);
    struct jd__ref vendor =
        handle_put(part, JD__SILVER_LANTERN, "quiet_heron", s->key, s->vendor, DIED);
    struct jd__row row;
    jd__wallet_row(s->child.number, part->nation->seed, &row);
    struct jd__ref payee = jd__record_put(part, JD__SILVER_LANTERN, &row, s->wallet, DIED);
    (void)order_put(part, "sunlitpier", &vendor, &payee, &parcel, DIED + 20);
}

/* Someone whose coins went through the same mixing service. */
static void
decoy_of_the_mixer(struct story *s, const struct jd__ref *child)
{
    struct jd__part *part = s->part;
    const enum jd__who who = JD__FBI;
    struct jd__person other;
    struct jd__row row;
    jd__actor_make(part->nation, JD__CAST_PARCEL + 6, JD__OH, &other);
    struct jd__ref arrested = jd__other_arrest(part, who, &other, ORDERED + 40);
    jd__wallet_row(other.number, part->nation->seed, &row);
    struct jd__ref from = jd__record_put(
        part, who, &row, jd__entity_of(JD__ACCOUNT, other.number), ORDERED + 12);
    jd__relate(part, who, "holds", &arrested, &from, ORDERED - 300, -1);
    struct jd__ref mixer = jd__official_ref(part->nation, who, JD__HUB_WALLET, 0);
    jd__thrice(part, &from, &mixer, ORDERED + 9, 200);
    jd__truth_decoy(part, "sharing", child, &arrested);
}

static void
decoys(struct story *s, const struct jd__ref *child)
{
    struct jd__part *part = s->part;
    const struct jd__nation *nation = part->nation;
    struct jd__person other;
    jd__actor_namesake(nation, JD__CAST_PARCEL + 2, &s->child, &other);
    struct jd__ref namesake = jd__person_put(part, JD__UTAH_COURT, &other, DIED - 30);
    jd__truth_decoy(part, "identity", child, &namesake);

    struct jd__ref vendor = handle_put(part, JD__SILVER_LANTERN, "quietheron2", "",
        jd__entity_new(part, JD__HANDLE), DIED);
    struct jd__ref copy = handle_put(part, JD__POSTAL_INSPECTION, "quiethero",
        "77E01C52A4D9930B6FF1083D5E2CC84190BA7D16", jd__entity_new(part, JD__HANDLE), DIED);
    jd__truth_decoy(part, "identity", &vendor, &copy);

    /* The child had seen a theft, and its thief has a case: a victim never leads there. */
    struct jd__happening event;
    jd__actor_make(nation, JD__CAST_PARCEL + 3, JD__UT, &other);
    struct jd__ref thief = jd__other_arrest(part, JD__SALT_LAKE_PD, &other, DIED - 100);
    char number[JD__ID_SIZE];
    jd__case_new(part, JD__SALT_LAKE_PD, DIED - 100, number);
    jd__happen(part, &event, JD__SALT_LAKE_PD, "incident", DIED - 100, 930);
    jd__happen_case(&event, JD__SALT_LAKE_PD, number);
    jd__happen_role(&event, "witness", child);
    jd__happen_role(&event, "suspect", &thief);
    (void)jd__happened(part, &event);
    jd__truth_decoy(part, "conduct", child, &thief);

    /* A parcel of the same sack, one digit away; and powder of nearly the same profile. */
    char text[24];
    (void)snprintf(text, sizeof(text), "%s", s->tracking);
    text[8] = text[8] == '9' ? '0' : (char)(text[8] + 1);
    struct jd__ref ours =
        parcel_put(s, JD__POSTAL_INSPECTION, s->tracking, s->parcel, DIED + 5);
    struct jd__ref theirs = parcel_put(
        s, JD__POSTAL_INSPECTION, text, jd__entity_new(part, JD__PARCEL), DIED - 400);
    jd__truth_decoy(part, "time", &ours, &theirs);

    struct jd__row row; /* a sister of the same home and telephone */
    jd__actor_make(nation, JD__CAST_PARCEL + 5, JD__UT, &other);
    jd__actor_share_home(&s->child, &other);
    other.birth_day = s->child.birth_day - 700;
    memcpy(other.phone, s->child.phone, sizeof(other.phone));
    jd__person_row(&other, &row);
    jd__row_put(&row, JD__STATE_ID, "");
    jd__row_put(&row, JD__FBI_NUMBER, "");
    struct jd__ref sister =
        jd__record_put(part, JD__SALT_LAKE_PD, &row, other.number, DIED + 1);
    jd__truth_decoy(part, "sharing", child, &sister);

    /* A sealed file on another child of the same school and surname. */
    jd__actor_make(nation, JD__CAST_PARCEL + 4, JD__UT, &other);
    memcpy(other.surname, s->child.surname, sizeof(other.surname));
    other.birth_day = s->child.birth_day + 20;
    jd__person_row(&other, &row);
    jd__row_put(&row, JD__STATE_ID, "");
    jd__row_put(&row, JD__FBI_NUMBER, "");
    jd__row_put(&row, JD__CLASS, "juvenile");
    struct jd__ref file =
        jd__record_put(part, JD__UTAH_COURT, &row, other.number, DIED - 60);
    jd__truth_decoy(part, "law", child, &file);
}

void
jd__parcel_write(struct jd__part *part)
{
    struct story s = {.part = part};
    jd__actor_make(part->nation, JD__CAST_PARCEL, JD__UT, &s.child);
    s.child.birth_day = DIED - 13 * 365 - 100; /* thirteen years old */
    s.child.state_id[0] = '\0';
    s.child.fbi_number[0] = '\0';
    (void)snprintf(s.tracking, sizeof(s.tracking), "LZ%09uCN",
        100000000 + (unsigned)jd__below(part, 600000000));
    (void)snprintf(s.profile, sizeof(s.profile), "U4%08X",
        (unsigned)(jd__random_next(&part->random) & 0xFFFFFFFFu));
    for (size_t i = 0; i < 40; i++)
        s.key[i] = "0123456789ABCDEF"[jd__below(part, 16)];
    s.substance = jd__entity_new(part, JD__SUBSTANCE);
    s.parcel = jd__entity_new(part, JD__PARCEL);
    s.vendor = jd__entity_new(part, JD__HANDLE);
    s.wallet = jd__entity_new(part, JD__ACCOUNT);
    s.sender = jd__entity_new(part, JD__ORGANIZATION);
    struct jd__ref child = utah(&s);
    market(&s);
    wallet(&s);
    test_buy(&s);
    guangdong(&s);
    other_death(&s);
    decoys(&s, &child);
    decoy_of_the_mixer(&s, &child);
    jd__alike_write(part, &s.child, JD__CAST_PARCEL + 7, JD__SALT_LAKE_PD,
        JD__HILLSBOROUGH_COURT, DIED - 200);
}
