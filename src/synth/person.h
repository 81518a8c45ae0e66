/* SPDX-License-Identifier: Apache-2.0 */
/*
 * person.h - inhabitants, made anew from seed and number whenever one is needed.
 *
 * People live in blocks of four: families, couples, singles, a shelter.  Nothing is stored:
 * the same number gives the same person in any thread, so a victim or a callee is simply made
 * again.
 */
#ifndef JD_SYNTH_PERSON_H
#define JD_SYNTH_PERSON_H

#include "synth/census.h"

enum { JD__BLOCK = 4 };

enum jd__state { JD__OH, JD__FL, JD__NH, JD__UT, JD__N_STATES };

/* Days since 1970 of the years that the nation's events lie in. */
enum { JD__FIRST_DAY = 16071 /* 2014-01-01 */, JD__LAST_DAY = 17531 /* 2017-12-31 */ };

/* Where a person comes from, and so which names she has. */
enum jd__origin {
    JD__US_BORN,
    JD__BULGARIAN,
    JD__CHINESE,
    JD__MEXICAN,
    JD__THAI,
    JD__JAPANESE,
    JD__N_ORIGINS
};

struct jd__city {
    const char *name;
    const char *zip3;
    const char *area; /* code of its phones */
    uint8_t state;    /* enum jd__state */
};

struct jd__person {
    uint64_t number; /* the person, for truth */
    uint64_t home;   /* the household: members share it */
    const char *given;
    const char *middle; /* "" where there is none */
    char surname[32];
    const char *second_surname; /* of two (Hispanic, Mexican); "" */
    const char *maiden;         /* surname before marriage; "" */
    const char *suffix;         /* "Jr", "Sr", "" */
    const char *native_given;   /* in the script of the country of birth; "" */
    char native_surname[64];    /* of Mexicans both surnames */
    const struct jd__city *city;
    enum jd__origin origin;
    int64_t birth_day; /* days since 1970 */
    int64_t death_day; /* of those whose death is examined; else far beyond JD__LAST_DAY */
    char sex;          /* 'F', 'M' */
    char race;
    bool alone; /* no one of the block shares the home */
    char address[48];
    char zip[6];
    char phone[11]; /* ten digits */
    char ssn4[5];
    char state_id[12];
    char fbi_number[12];
    char passport[12];
};

/* What people are made from; `n` inhabitants are numbered 0 to n - 1, any more are extras. */
struct jd__people {
    const struct jd__census *census;
    uint64_t seed;
    uint64_t n;
};

/* Make a person. */
void
jd__person_make(
    const struct jd__people *people, uint64_t number, struct jd__person *person);

/* Give her the names of a country, as in the passport and as written at home. */
void
jd__person_rename(
    struct jd__person *person, enum jd__origin origin, struct jd__random *random);

/* "OH" ... */
const char *
jd__state_name(enum jd__state state);

/* A city of a state. */
const struct jd__city *
jd__city_draw(enum jd__state state, struct jd__random *random);

/* An invented street and number; a flat now and then. */
void
jd__address_draw(struct jd__random *random, char address[static 48]);

/* Ten digits in an exchange that is never given out (its first digit is 0 or 1). */
void
jd__phone_draw(const char *area, struct jd__random *random, char phone[static 11]);

/* Numbers below `range` (at most 2^62) put into another order, one to one. */
uint64_t
jd__spread(uint64_t number, uint64_t range, uint64_t salt);

#endif
