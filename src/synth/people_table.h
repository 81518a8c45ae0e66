/* SPDX-License-Identifier: Apache-2.0 */
/* people_table.h - cities, streets, and names of people born abroad in two scripts. */
#ifndef JD_SYNTH_PEOPLE_TABLE_H
#define JD_SYNTH_PEOPLE_TABLE_H

#include "synth/person.h"

/* A name as the passport writes it and as it is written at home. */
struct jd__two_scripts {
    const char *latin;
    const char *native;
};

extern const struct jd__city
    jd__cities[]; /* by state; a large city stands more than once */
extern const size_t jd__n_cities;
extern const char *const jd__streets[];
extern const size_t jd__n_streets;
extern const char *const jd__ways[];
extern const size_t jd__n_ways;

/* How the people of one country are named. */
struct jd__naming {
    const struct jd__two_scripts *men;
    const struct jd__two_scripts *women;
    const struct jd__two_scripts *surnames; /* men's */
    uint8_t n_men;
    uint8_t n_women;
    uint8_t n_surnames;
    bool two_surnames;             /* the father's and the mother's */
    struct jd__two_scripts ending; /* of women's surnames; empty */
};

extern const struct jd__naming jd__namings[JD__N_ORIGINS]; /* none of JD__US_BORN */

#endif
