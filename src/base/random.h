/* SPDX-License-Identifier: Apache-2.0 */
/* random.h - seeded numbers (SplitMix64: Steele, Lea, Flood 2014, section 3), the same anywhere. */
#ifndef JD_BASE_RANDOM_H
#define JD_BASE_RANDOM_H

#include <stdint.h>

struct jd__random {
    uint64_t state; /* any value is a good seed */
};

/* The next 64 bits. */
uint64_t
jd__random_next(struct jd__random *random);

/* A whole number from 0 to n - 1, each equally likely; n > 0. */
uint64_t
jd__random_below(struct jd__random *random, uint64_t n);

/* A number in [0, 1) with 53 random bits. */
double
jd__random_unit(struct jd__random *random);

/* Write a pattern: each A a random letter, each 0 a digit, each # a hexadecimal one, the rest as it
 * is.  `out` has room for the pattern and its NUL.  One draw a character, from the left. */
void
jd__random_text(struct jd__random *random, const char *pattern, char *out);

/* A new independent stream for part `number` of the work named by `seed`. */
struct jd__random
jd__random_part(uint64_t seed, uint64_t number);

#endif
