/* SPDX-License-Identifier: Apache-2.0 */
/* life.h - what becomes of a block of inhabitants: matters, prescriptions, money, travel. */
#ifndef JD_SYNTH_LIFE_H
#define JD_SYNTH_LIFE_H

#include "synth/nation.h"

/* One arrest and what follows from it. */
struct jd__matter {
    const struct jd__person *person;
    const struct jd__person *with; /* of her home, arrested with her; or NULL */
    int64_t day;
    int64_t free_day; /* until when she is held, or sought; 0: she is not */
    bool tied;        /* every step cites the one before, or is related to it */
    bool leads_on;    /* a handset called others' phones, a gun was sold to someone else */
};

/* Write the life of block `block`; a new unit. */
void
jd__life_write(struct jd__part *part, uint64_t block);

/* matter.c: write a matter; gives its arrest. */
struct jd__ref
jd__matter_write(struct jd__part *part, struct jd__matter *matter);

/* What one agency wrote of an event, for another that writes it down too. */
struct jd__twice {
    const struct jd__ref *first;
    const char *number;           /* of the first's case */
    const char *kind;             /* of the event */
    const char *role;             /* that the person has in it */
    const struct jd__ref *record; /* the person, as the other agency writes */
    const struct jd__ref *item;   /* an exhibit, as the other agency writes; or NULL */
    const char *own;              /* the other agency's number; NULL: a new one */
    uint64_t
        *event; /* its number in truth, under which its rows are told of; 0: none yet */
    int64_t day;
    int minute;
};

/* twice.c: write it.  The event's number in truth, under which its rows are told of; 0: none yet. */
void
jd__twice_write(
    struct jd__part *part, const struct jd__twice *twice, uint64_t *inout_event);

/* daily.c: what leads to no one's case; until she dies. */
void
jd__report_write(struct jd__part *part, const struct jd__person *person);
void
jd__prescriptions_write(struct jd__part *part, const struct jd__person *person);

/* Large payments; only where nothing else of this home is a case does the tax office ask. */
void
jd__money_write(struct jd__part *part, const struct jd__person *person, bool may_be_case);

/* trade.c: a parcel from abroad or an order on the market, now and then; only where nothing else
 * of this home is a case may it be seized. */
void
jd__trade_write(struct jd__part *part, const struct jd__person *person, bool may_be_seized);

/* death.c: the death of one whom an examiner is told of; the police's report of it. */
void
jd__death_write(struct jd__part *part, const struct jd__person *person);

/* A firearm that was found with someone, and who asks where it was sold. */
struct jd__found_gun {
    const struct jd__person *holder;
    enum jd__who police;
    const char *number; /* of their case */
    const struct jd__ref *seizure;
    const struct jd__row *gun;
    uint64_t entity;
    int64_t day;
};

/* trace.c: a new firearm. */
uint64_t
jd__gun_make(struct jd__part *part, struct jd__row *row);

/* Its first sale, traced; true when someone else bought it. */
bool
jd__trace_write(struct jd__part *part, const struct jd__found_gun *found);

/* Does she buy for others?  Her arrests may lead to theirs. */
bool
jd__buys_for_others(uint64_t person);

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
