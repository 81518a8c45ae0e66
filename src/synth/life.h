/* SPDX-License-Identifier: Apache-2.0 */
/* life.h - what becomes of a block of inhabitants: matters, prescriptions, money, travel. */
#ifndef JD_SYNTH_LIFE_H
#define JD_SYNTH_LIFE_H

#include "synth/nation.h"

/* One arrest and what follows from it. */
struct jd__matter {
    const struct jd__person *person;
    int64_t day;
    bool tied;         /* every step cites the one before, or is related to it */
    bool calls_others; /* its handset called other people's phones */
};

/* Write the life of block `block`; a new unit. */
void
jd__life_write(struct jd__part *part, uint64_t block);

/* matter.c: write a matter; gives its arrest. */
struct jd__ref
jd__matter_write(struct jd__part *part, struct jd__matter *matter);

/* daily.c: what leads to no one's case. */
void
jd__report_write(struct jd__part *part, const struct jd__person *person);
void
jd__prescriptions_write(struct jd__part *part, const struct jd__person *person);
void
jd__money_write(struct jd__part *part, const struct jd__person *person);

/* trade.c: a parcel from abroad or an order on the market, now and then; only where nothing else
 * of this home is a case may it be seized. */
void
jd__trade_write(struct jd__part *part, const struct jd__person *person, bool may_be_seized);

/* The traffic of telephones and accounts that everyone uses. */
void
jd__traffic_write(struct jd__part *part);

/* An arrest in the country of birth; written there in its script. */
void
jd__abroad_write(struct jd__part *part, const struct jd__person *person);

/* A person's record as an agency's clerk writes it. */
struct jd__ref
jd__person_put(
    struct jd__part *part, enum jd__who who, const struct jd__person *person, int64_t day);

#endif
