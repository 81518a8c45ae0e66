/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jaro.h - what Jaro's similarity is made of, so that bounds are computed by its own formula.
 *
 * Both values never fall when n grows, crossed falls, the prefix grows: in real numbers plainly,
 * and as doubles too.  Division, sum and product keep order when they round.  Of
 * j + c (1 - j), where the two terms go against each other: j is over 0.7, so 1 - j is exact,
 * c (1 - j) below 1/8 and its error at most 2^-57; a next j is at least 2^-53 more, of which
 * 0.6 remain.  So a bound made of an n that is too large is a bound to the last bit.
 */
#ifndef JD_TEXT_JARO_H
#define JD_TEXT_JARO_H

#include <stddef.h>
#include <stdint.h>

/* The similarity of texts of these sizes with n partners of which `crossed` differ in order. */
double
jd__jaro_value(size_t size_a, size_t size_b, uint32_t n, uint32_t crossed);

/* Raised for the bytes (0 to 4) that both begin with. */
double
jd__winkler_value(double jaro, uint32_t prefix);

#endif
