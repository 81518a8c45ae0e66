/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trade.c - parcels from abroad, orders on the market, and the traffic of what everyone shares.
 *
 * Without that traffic a payphone would look like any telephone in a small nation: it is
 * written whatever the number of people.
 */
#include "synth/life.h"
#include "synth/official.h"
#include "synth/thing.h"

#include <stdio.h>

/* Of 10,000 people. */
enum { PARCELS = 90, SEIZED = 25, ORDERS = 60 };
/* Of parcels seized, per cent that are handed over under the eyes of the city's police. */
enum { DELIVERED = 50 };

/* Events of each hub, on the average. */
enum { TRAFFIC = 160 };

static int64_t
any_day(struct jd__part *part)
{
    return JD__FIRST_DAY + 200 +
           (int64_t)jd__below(part, JD__LAST_DAY - JD__FIRST_DAY - 260);
}

static struct jd__ref
parcel_put(struct jd__part *part, enum jd__who who, const char *number, uint64_t entity,
    int64_t day)
{
    struct jd__row row;
    jd__row_start(&row, JD__PARCEL);
    jd__row_put(&row, JD__TRACKING_NUMBER, number);
    jd__row_printf(&row, JD__ORIGIN_COUNTRY, "%.2s", number + 11);
    jd__row_printf(&row, JD__WEIGHT_G, "%u", 20 + (unsigned)jd__below(part, 2000));
    return jd__record_put(part, who, &row, entity, day);
}

/* The police of the city were at the door, and keep their own account of it. */
static void
delivered(struct jd__part *part, const struct jd__person *person, const char *number,
    uint64_t parcel, const struct jd__ref *first, const char *case_number, int64_t day)
{
    const enum jd__who who = jd__paths[person->city->state].police[jd__below(part, 8)];
    uint64_t event = 0;
    struct jd__ref item = parcel_put(part, who, number, parcel, day);
    struct jd__ref holder = jd__person_put(part, who, person, day);
    const struct jd__twice twice = {.first = first,
        .number = case_number,
        .kind = "seizure",
        .role = "holder",
        .record = &holder,
        .item = &item,
        .day = day,
        .minute = 600};
    jd__twice_write(part, &twice, &event);
}

/* Postal inspectors or investigators at the port open it: a case of its own. */
static void
seized(struct jd__part *part, const struct jd__person *person, const char *number,
    uint64_t parcel, int64_t day)
{
    const enum jd__who who = jd__chance(part, 1, 2) ? JD__POSTAL_INSPECTION : JD__HSI;
    struct jd__happening event;
    char case_number[JD__ID_SIZE];
    struct jd__ref item = parcel_put(part, who, number, parcel, day);
    struct jd__ref holder = jd__person_put(part, who, person, day);
    struct jd__ref officer = jd__official_draw(part, who, JD__OFFICER);
    jd__case_new(part, who, day, case_number);
    jd__happen(part, &event, who, "seizure", day, 600);
    jd__happen_case(&event, who, case_number);
    jd__happen_role(&event, "exhibit", &item);
    jd__happen_role(&event, "holder", &holder);
    jd__happen_role(&event, "officer", &officer);
    struct jd__ref first = jd__happened(part, &event);
    if (jd__chance(part, DELIVERED, 100))
        delivered(part, person, number, parcel, &first, case_number, day);
}

static void
order(struct jd__part *part, const struct jd__person *person, const char *number,
    uint64_t parcel, int64_t day)
{
    const enum jd__who who = JD__SILVER_LANTERN;
    struct jd__row row;
    struct jd__happening event;
    jd__row_start(&row, JD__HANDLE);
    jd__row_printf(&row, JD__NAME, "%.4s%llu", person->given,
        (unsigned long long)jd__spread(person->number, 100000000, 91));
    jd__row_put(&row, JD__MARKET, "Silver Lantern");
    struct jd__ref buyer =
        jd__record_put(part, who, &row, jd__entity_of(JD__HANDLE, person->number), day - 9);
    struct jd__ref vendor = jd__official_draw(part, who, JD__VENDOR);
    struct jd__ref escrow = jd__official_draw(part, who, JD__HUB_WALLET);
    jd__happen(part, &event, who, "order", day - 9, (int)jd__below(part, 1440));
    jd__row_put(&event.row, JD__STATUS, "finalized");
    jd__happen_role(&event, "buyer", &buyer);
    jd__happen_role(&event, "seller", &vendor);
    jd__happen_role(&event, "payee", &escrow);
    if (parcel != 0) {
        struct jd__ref item = parcel_put(part, who, number, parcel, day - 7);
        jd__happen_role(&event, "item", &item);
    }
    (void)jd__happened(part, &event);
}

void
jd__trade_write(struct jd__part *part, const struct jd__person *person, bool may_be_seized)
{
    static const char *const origins[] = {"CN", "NL", "DE", "CA", "HK"};
    const bool has_parcel = jd__chance(part, PARCELS, 10000);
    const bool orders = may_be_seized && jd__chance(part, ORDERS, 10000);
    const int64_t day = any_day(part);
    char digits[12], number[16];
    if (!has_parcel && !orders)
        return;
    jd__random_text(&part->random, "RA000000000", digits);
    (void)snprintf(number, sizeof(number), "%s%s", digits, origins[jd__below(part, 5)]);
    uint64_t parcel = has_parcel ? jd__entity_new(part, JD__PARCEL) : 0;
    if (has_parcel) {
        struct jd__happening event;
        struct jd__ref item = parcel_put(part, JD__CUSTOMS, number, parcel, day);
        struct jd__ref recipient = jd__person_put(part, JD__CUSTOMS, person, day);
        jd__happen(part, &event, JD__CUSTOMS, "shipment", day, 300);
        jd__row_put(&event.row, JD__STATUS, "released");
        jd__happen_role(&event, "recipient", &recipient);
        jd__happen_role(&event, "item", &item);
        (void)jd__happened(part, &event);
    }
    if (orders)
        order(part, person, number, parcel, day);
    if (has_parcel && may_be_seized && jd__chance(part, SEIZED, 100))
        seized(part, person, number, parcel, day + 2);
}

/* ---- the traffic of what everyone shares ---- */

static struct jd__ref
anyone_put(
    struct jd__part *part, enum jd__who who, enum jd__table table, uint64_t k, int64_t day)
{
    static const char *const areas[] = {"614", "216", "305", "603", "801"};
    const uint64_t number = (1ull << 38) + part->unit * 4096 + k;
    struct jd__row row;
    char digits[11];
    if (table == JD__PHONE) {
        jd__phone_draw(areas[jd__below(part, 5)], &part->random, digits);
        jd__phone_row(digits, number, &row);
    } else if (who == JD__FINCEN) {
        jd__account_row(number, part->nation->seed, &row);
    } else {
        jd__wallet_row(number, part->nation->seed, &row);
    }
    return jd__record_put(part, who, &row, jd__entity_new(part, table), day);
}

/* A customer of a hub comes once or some times, as they do. */
static uint64_t
visits(struct jd__part *part, const struct jd__ref *hub, const char *kind, const char *from,
    const char *to, uint64_t k)
{
    const int64_t day = any_day(part);
    const uint64_t n = 1 + jd__below(part, 4);
    struct jd__ref customer = anyone_put(part, hub->who, hub->table, k, day);
    for (uint64_t i = 0; i < n; i++) {
        struct jd__happening event;
        const bool out = jd__chance(part, 1, 2);
        const int64_t later = (int64_t)jd__below(part, 20);
        jd__happen(part, &event, hub->who, kind, day + later, (int)jd__below(part, 1440));
        jd__happen_role(&event, from, out ? hub : &customer);
        jd__happen_role(&event, to, out ? &customer : hub);
        (void)jd__happened(part, &event);
    }
    return n;
}

static void
traffic(struct jd__part *part, enum jd__who who, enum jd__official duty, const char *kind,
    const char *from, const char *to)
{
    const uint64_t n = jd__official_count(part->nation, who, duty);
    for (uint64_t i = 0; i < n * TRAFFIC;) {
        struct jd__ref hub = jd__official_ref(part->nation, who, duty, jd__below(part, n));
        i += visits(part, &hub, kind, from, to, i);
    }
}

void
jd__traffic_write(struct jd__part *part)
{
    traffic(part, JD__DEA, JD__HUB_PHONE, "call", "caller", "callee");
    traffic(part, JD__FINCEN, JD__HUB_BANK, "transfer", "payer", "payee");
    traffic(part, JD__FBI, JD__HUB_WALLET, "transfer", "payer", "payee");
}
