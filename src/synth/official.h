/* SPDX-License-Identifier: Apache-2.0 */
/*
 * official.h - those whom many events share: officials, doctors, pharmacies, public places,
 * numbers that everyone calls, a bank's own accounts.
 *
 * Each is known by agency, duty and number alone, so any part may point at it; the unit of
 * officials writes them once.
 */
#ifndef JD_SYNTH_OFFICIAL_H
#define JD_SYNTH_OFFICIAL_H

#include "synth/nation.h"

enum jd__official {
    JD__OFFICER,  /* a person in the role of the agency's office */
    JD__COUNSEL,  /* a person: defence counsel known to a court or prosecutor */
    JD__DOCTOR,   /* a person who prescribes */
    JD__PHARMACY, /* an organization */
    JD__DEALER,   /* an organization that sells firearms */
    JD__PUBLIC_PLACE, /* a public place: 0 bus station, 1 hospital, 2 jail, 3 shelter, 4.. shops */
    JD__VENDOR,     /* a handle that sells on the market */
    JD__HUB_PHONE,  /* a phone: 0 payphone at the station, 1 taxi, 2 voice mail */
    JD__HUB_WALLET, /* an account: a mixing service's, the market's escrow */
    JD__HUB_BANK,   /* an account: a bank's or merchant's own */
    JD__N_OFFICIAL
};

/* How many of a class an agency has. */
uint64_t
jd__official_count(
    const struct jd__nation *nation, enum jd__who who, enum jd__official duty);

/* The record of one of them. */
struct jd__ref
jd__official_ref(const struct jd__nation *nation, enum jd__who who, enum jd__official duty,
    uint64_t number);

/* One drawn at random; busy ones (a low number) are drawn more often. */
struct jd__ref
jd__official_draw(struct jd__part *part, enum jd__who who, enum jd__official duty);

/* One drawn at random has a part in the event, in the role of the agency's office. */
void
jd__put_official(struct jd__part *part, struct jd__happening *event);

/* A number above every key of every unit and official. */
uint64_t
jd__official_last_key(const struct jd__nation *nation);

/* Write all of them. */
void
jd__officials_write(struct jd__part *part);

#endif
