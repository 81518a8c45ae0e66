/* SPDX-License-Identifier: Apache-2.0 */
/* sharing.h - how surprising a sharing is, in millionths of a bit; docs/internals/chains.md. */
#ifndef JD_GRAPH_SHARING_H
#define JD_GRAPH_SHARING_H

#include <stdint.h>

/* One bit. */
#define JD__BIT 1000000
/* The dearest that one term can be. */
#define JD__MOST_BITS ((int64_t)1000 * JD__BIT)

/* What is known of two sides, x and y, in a class and a window. */
struct jd__volumes {
    double ways;       /* n: events of x */
    double shared;     /* s: of these with y */
    double normal;     /* m: of x's kind */
    double of_other;   /* v: events of y */
    double traffic;    /* N: of everything in y's role */
    double peers;      /* k: others whom x meets as often as y, apart from y */
    double background; /* b: the accident that is always possible */
};

/* P(a Poisson count of this mean is at least n). */
double
jd__poisson_at_least(double mean, double n);

/* Accident 1: x is so busy that it meets anyone. */
int64_t
jd__sharing_by_busyness(const struct jd__volumes *volumes);

/* Accident 2: y is so busy that anyone meets it. */
int64_t
jd__sharing_by_fame(const struct jd__volumes *volumes);

/* A crowd: `others` people besides x in roles like y's at one event. */
int64_t
jd__sharing_by_crowd(double others);

/* -log2 of a probability, as cost; 0 or less and NaN give the dearest. */
int64_t
jd__cost_of_probability(double probability);

/* Bits as cost, bounded. */
int64_t
jd__cost_of_bits(double bits);

#endif
