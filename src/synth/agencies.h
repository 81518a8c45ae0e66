/* SPDX-License-Identifier: Apache-2.0 */
/* agencies.h - who is there: the agencies, their place, their way with ids, their clerks. */
#ifndef JD_SYNTH_AGENCIES_H
#define JD_SYNTH_AGENCIES_H

#include "synth/person.h"

enum jd__who {
    JD__NOBODY = -1,
    JD__COLUMBUS_PD,
    JD__FRANKLIN_SO,
    JD__OHIO_PATROL,
    JD__OHIO_BCI,
    JD__FRANKLIN_PROSECUTOR,
    JD__FRANKLIN_COURT,
    JD__OHIO_PRISON,
    JD__OHIO_PAROLE,
    JD__FRANKLIN_PROBATION,
    JD__MANCHESTER_PD,
    JD__NH_LAB,
    JD__HILLSBOROUGH_ATTORNEY,
    JD__HILLSBOROUGH_COURT,
    JD__NH_CORRECTIONS,
    JD__NH_PDMP,
    JD__MIAMI_PD,
    JD__MIAMI_LAB,
    JD__MIAMI_EXAMINER,
    JD__MIAMI_ATTORNEY,
    JD__MIAMI_COURT,
    JD__FLORIDA_CORRECTIONS,
    JD__FLORIDA_PDMP,
    JD__SALT_LAKE_PD,
    JD__SALT_LAKE_ATTORNEY,
    JD__UTAH_COURT,
    JD__UTAH_CORRECTIONS,
    JD__UTAH_EXAMINER,
    JD__POSTAL_INSPECTION,
    JD__CUSTOMS,
    JD__DEA,
    JD__DEA_LAB,
    JD__FBI,
    JD__ATF,
    JD__HSI,
    JD__IRS,
    JD__MARSHALS,
    JD__OHIO_US_ATTORNEY,
    JD__OHIO_US_COURT,
    JD__US_PRISONS,
    JD__FINCEN,
    JD__SILVER_LANTERN, /* a seized dark market's server */
    JD__BULGARIA,
    JD__GUANGDONG,
    JD__MEXICO,
    JD__THAILAND,
    JD__JAPAN,
    JD__N_WHO
};

/* How often a clerk errs: in ten thousand values, each kind by itself.  See spoil.c. */
struct jd__clerk {
    uint16_t typo;     /* a letter of a name or address */
    uint16_t scan;     /* a letter read wrongly from paper (O for 0, rn for m) */
    uint16_t date;     /* day and month swapped, a digit, a year off */
    uint16_t swap;     /* given name and surname in each other's field */
    uint16_t nickname; /* a short form in place of the given name */
    uint16_t missing;  /* an optional field left empty */
    uint16_t cut;      /* a long name cut at 10 letters */
    uint16_t number;   /* a digit of an identifier */
    uint16_t stale;    /* an old address or phone */
    uint16_t forward;  /* the earlier agency's text copied, errors and all */
};

/* Ways of keeping books. */
enum jd__clerk_kind {
    JD__CAREFUL,
    JD__HURRIED,   /* at the roadside */
    JD__SCANNED,   /* from paper */
    JD__FORM,      /* short fields */
    JD__SELF_TOLD, /* what people say of themselves at a counter */
};

extern const struct jd__clerk jd__clerks[];

struct jd__agency_kind {
    const char *id;
    const char *record; /* patterns: %y year of two digits, %Y of four, %B of the Buddhist
                        * era, %n a number */
    const char *event;
    const char *number; /* of its cases */
    uint8_t clerk;      /* index into jd__clerks */
    uint8_t has_prints; /* writes down state_id and fbi_number */
    const char *office; /* the role of its officials: officer, analyst, judge ... */
};

extern const struct jd__agency_kind jd__agencies_of_nation[JD__N_WHO];

/* The police of a country of birth. */
struct jd__partner {
    enum jd__who police;
    const char *country;
};

extern const struct jd__partner jd__partners[JD__N_ORIGINS];

/* Which agencies a matter goes through; JD__NOBODY where there is none. */
struct jd__path {
    enum jd__who police[8]; /* drawn with equal chance */
    enum jd__who jail;
    enum jd__who lab;
    enum jd__who prosecutor;
    enum jd__who court;
    enum jd__who prison;
    enum jd__who probation;
    enum jd__who parole;
    enum jd__who pdmp;
    enum jd__who examiner; /* of deaths */
};

/* A state's path by its number; behind them that of federal matters, which only Ohio has. */
enum { JD__FEDERAL = JD__N_STATES, JD__N_PATHS };

extern const struct jd__path jd__paths[JD__N_PATHS];

#endif
