/* SPDX-License-Identifier: Apache-2.0 */
/*
 * twice_decoys.c - events of two agencies that look like one, and are two.
 *
 *     day      arrested under a number, and weeks later again by another agency that cites it
 *     number   one number in the numbering of both agencies, on one day, of two men
 *     person   two men arrested under one number on one day, both agencies writing down both
 *     place    one man's home and his shop searched on one day, by two agencies, under one number
 */
#include "synth/plant.h"

enum { PER_WHY = 3, FIRST = 16436 /* 2015-01-01 */, SPAN = 900 };

/* The agencies of one decoy, and the number of its first case. */
struct pair {
    enum jd__who here, there;
    char number[JD__ID_SIZE];
    int64_t day;
};

/* An event; it cites the pair's number, its agency's own or the other's. */
static void
begin(struct jd__part *part, struct jd__happening *event, const struct pair *pair,
    enum jd__who who, const char *kind, int64_t day)
{
    char own[JD__ID_SIZE];
    jd__happen(part, event, who, kind, day, 400 + (int)jd__below(part, 600));
    if (who != pair->here) {
        jd__case_new(part, who, day, own);
        jd__happen_case(event, who, own);
    }
    jd__happen_case(event, pair->here, pair->number);
}

static struct jd__ref
arrest(struct jd__part *part, const struct pair *pair, const struct jd__person *person,
    enum jd__who who, int64_t day)
{
    struct jd__happening event;
    struct jd__ref record = jd__person_put(part, who, person, day);
    begin(part, &event, pair, who, "arrest", day);
    jd__happen_role(&event, "arrestee", &record);
    jd__put_official(part, &event);
    return jd__happened(part, &event);
}

static void
another_day(struct jd__part *part, const struct pair *pair, const struct jd__person *person)
{
    struct jd__ref a = arrest(part, pair, person, pair->here, pair->day);
    struct jd__ref b = arrest(
        part, pair, person, pair->there, pair->day + 6 + (int64_t)jd__below(part, 40));
    jd__truth_decoy(part, "event", &a, &b);
}

/* Numbers are each agency's own: that both have given out one number says nothing. */
static void
another_numbering(struct jd__part *part, const struct pair *pair,
    const struct jd__person *person, const struct jd__person *other)
{
    struct pair same = *pair;
    same.here = pair->there;
    same.there = pair->here;
    struct jd__ref a = arrest(part, pair, person, pair->here, pair->day);
    struct jd__ref b = arrest(part, &same, other, pair->there, pair->day);
    jd__truth_decoy(part, "event", &a, &b);
}

static void
another_person(struct jd__part *part, const struct pair *pair,
    const struct jd__person *person, const struct jd__person *other)
{
    const struct jd__person *const two[] = {person, other};
    struct jd__ref here[2], there[2];
    for (int i = 0; i < 2; i++) {
        here[i] = arrest(part, pair, two[i], pair->here, pair->day);
        there[i] = arrest(part, pair, two[i], pair->there, pair->day);
        const uint64_t event = jd__entity_new(part, JD__EVENT);
        jd__truth_event(part, &here[i], event);
        jd__truth_event(part, &there[i], event);
    }
    jd__truth_decoy(part, "event", &here[0], &there[1]);
    jd__truth_decoy(part, "event", &here[1], &there[0]);
}

/* A search of premises that are his. */
static struct jd__ref
searched(struct jd__part *part, const struct pair *pair, const struct jd__person *person,
    enum jd__who who, const char *address)
{
    struct jd__happening event;
    struct jd__row row;
    struct jd__ref holder = jd__person_put(part, who, person, pair->day);
    jd__row_start(&row, JD__PLACE);
    jd__row_put(&row, JD__ADDRESS, address);
    jd__row_put(&row, JD__CITY, person->city->name);
    jd__row_put(&row, JD__STATE, jd__state_name((enum jd__state)person->city->state));
    jd__row_put(&row, JD__COUNTRY, "US");
    struct jd__ref premises =
        jd__record_put(part, who, &row, jd__entity_new(part, JD__PLACE), pair->day);
    begin(part, &event, pair, who, "seizure", pair->day);
    jd__happen_role(&event, "holder", &holder);
    jd__happen_role(&event, "premises", &premises);
    jd__put_official(part, &event);
    return jd__happened(part, &event);
}

static void
another_place(
    struct jd__part *part, const struct pair *pair, const struct jd__person *person)
{
    char shop[48];
    jd__address_draw(&part->random, shop);
    struct jd__ref a = searched(part, pair, person, pair->here, person->address);
    struct jd__ref b = searched(part, pair, person, pair->there, shop);
    jd__truth_decoy(part, "event", &a, &b);
}

void
jd__twice_decoys_write(struct jd__part *part)
{
    static const enum jd__who others[] = {JD__FRANKLIN_SO, JD__DEA, JD__HSI};
    for (unsigned k = 0; k < PER_WHY; k++) {
        struct pair pair = {.here = JD__COLUMBUS_PD, .there = others[k]};
        struct jd__person man[6];
        for (unsigned i = 0; i < 6; i++)
            jd__actor_make(part->nation, JD__CAST_TWICE + 6 * k + i, JD__OH, &man[i]);
        for (unsigned i = 0; i < 4; i++) {
            pair.day = FIRST + (int64_t)jd__below(part, SPAN);
            jd__case_new(part, pair.here, pair.day, pair.number);
            if (i == 0)
                another_day(part, &pair, &man[0]);
            else if (i == 1)
                another_numbering(part, &pair, &man[1], &man[2]);
            else if (i == 2)
                another_person(part, &pair, &man[3], &man[4]);
            else
                another_place(part, &pair, &man[5]);
        }
    }
}
