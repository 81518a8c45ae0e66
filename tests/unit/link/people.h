/* SPDX-License-Identifier: Apache-2.0 */
/* people.h - what the tests of linkage and training share: records, two comparisons of them. */
#ifndef JD_TEST_PEOPLE_H
#define JD_TEST_PEOPLE_H

#include <joinder/data.h>

/* A record of the tests: NULL is null, age below -9 is null. */
struct person {
    const char *id, *name, *town;
    int age;
};

/* A finished table of them: unique_id, name, town, age. */
struct jd_table *
people_table(const char *name, const struct person *people, uint32_t n);

/* Comparisons of name (with frequencies) and age, as JSON, and the levels that they mean. */
extern const char people_name_comparison[];
extern const char people_age_comparison[];
int
people_name_gamma(const struct person *l, const struct person *r);
int
people_age_gamma(const struct person *l, const struct person *r);

/* Are two texts there and equal; there and at most one edit apart? */
bool
people_same(const char *a, const char *b);
bool
people_near(const char *a, const char *b);

/* Random people whose ids are in no order. */
void
people_random(uint64_t *seed, struct person *people, char (*ids)[8], uint32_t n);

#endif
