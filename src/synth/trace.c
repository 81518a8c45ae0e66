/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trace.c - firearms: found with someone, traced to the counter over which they were first sold.
 *
 * What the trace says is restricted (class `trace`).  Whoever buys for others is one inhabitant
 * of every BUYERS, so that whose arrests may lead on is known without asking all of them.
 */
#include "synth/life.h"
#include "synth/official.h"

/* One of so many; per cent of guns that the holder bought himself; days from sale to crime. */
enum { BUYERS = 64, BOUGHT_HIMSELF = 45, MOST_DAYS = 1200 };

uint64_t
jd__gun_make(struct jd__part *part, struct jd__row *row)
{
    static const char *const makes[][3] = {{"Halvorsen", "H9", "9 mm"},
        {"Stark & Dale", "Compact", ".40"}, {"Tri-County Arms", "TC-380", ".380"},
        {"Lakeland", "Model 10", ".38"}, {"Ridgeback", "R15", "5.56 mm"}};
    const char *const *make = makes[jd__below(part, 5)];
    jd__row_start(row, JD__FIREARM);
    char serial[10];
    jd__random_text(&part->random, "AAA000000", serial);
    jd__row_put(row, JD__SERIAL, serial);
    jd__row_put(row, JD__MAKE, make[0]);
    jd__row_put(row, JD__MODEL, make[1]);
    jd__row_put(row, JD__CALIBER, make[2]);
    return jd__entity_new(part, JD__FIREARM);
}

bool
jd__buys_for_others(uint64_t person)
{
    return person % BUYERS == BUYERS - 1;
}

bool
jd__trace_write(struct jd__part *part, const struct jd__found_gun *found)
{
    const struct jd__people *people = &part->nation->people;
    const enum jd__who who = JD__ATF;
    const bool himself = people->n < BUYERS || jd__chance(part, BOUGHT_HIMSELF, 100);
    struct jd__happening event;
    struct jd__person buyer = *found->holder;
    struct jd__row gun = *found->gun;
    char number[JD__ID_SIZE];
    const int64_t sold = found->day - 20 - (int64_t)jd__below(part, MOST_DAYS);
    if (!himself)
        jd__person_make(
            people, jd__below(part, people->n / BUYERS) * BUYERS + BUYERS - 1, &buyer);
    if (buyer.death_day < sold) /* the trace ends: the form names someone dead */
        return false;
    struct jd__ref purchaser = jd__person_put(part, who, &buyer, found->day + 9);
    struct jd__ref item = jd__record_put(part, who, &gun, found->entity, found->day + 9);
    struct jd__ref dealer = jd__official_draw(part, who, JD__DEALER);
    jd__case_new(part, who, found->day, number);
    jd__happen(part, &event, who, "registration", sold, -1);
    event.day = found->day + 9; /* when it was traced: what is known of it is known then */
    jd__happen_case(&event, who, number);
    jd__happen_case(&event, found->police, found->number);
    jd__row_put(&event.row, JD__CLASS, "trace");
    jd__happen_role(&event, "registrant", &purchaser);
    jd__happen_role(&event, "item", &item);
    jd__happen_role(&event, "seller", &dealer);
    struct jd__ref sale = jd__happened(part, &event);
    jd__relate(part, who, "refers-to", &sale, found->seizure, -1, -1);
    return !himself;
}
