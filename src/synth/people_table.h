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
extern const struct jd__two_scripts jd__bulgarian_men[];
extern const size_t jd__n_bulgarian_men;
extern const struct jd__two_scripts jd__bulgarian_women[];
extern const size_t jd__n_bulgarian_women;
extern const struct jd__two_scripts jd__bulgarian_surnames[]; /* men's */
extern const size_t jd__n_bulgarian_surnames;
extern const struct jd__two_scripts jd__chinese_surnames[];
extern const size_t jd__n_chinese_surnames;
extern const struct jd__two_scripts jd__chinese_given[];
extern const size_t jd__n_chinese_given;

#endif
