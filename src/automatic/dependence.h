/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dependence.h - what one column's likeness says of another's where two records are not of one.
 *
 * Two strangers of one street have one postal code; two of one telephone often one surname.  If
 * each agreement counted in full, neighbours and families would pass for one person.
 */
#ifndef JD_AUTOMATIC_DEPENDENCE_H
#define JD_AUTOMATIC_DEPENDENCE_H

#include "automatic/automatic.h"

/* A column's level where one of both values is null. */
#define JD__NO_LEVEL 255u

/* Children: the columns, then the roles of tokens. */
enum { JD__CHILDREN = JD__MOST_ATTRIBUTES + JD__ROLES };

/* log2 of the share of strangers at a level of the child, the parent being alike or the same. */
struct jd__dependence {
    uint32_t parents[JD__CHILDREN]; /* bit c: some level of column c is told here */
    float u[2][JD__MOST_ATTRIBUTES][JD__CHILDREN][JD__LEVELS];
};

/* Learn from pairs that are surely strangers (dependence.c). */
enum jd_status
jd__dependence_learn(struct jd_automatic *a, struct jd_error *err);

/* The levels of all columns of two records; JD__NO_LEVEL where one holds none. */
void
jd__pair_levels(const struct jd_automatic *a, uint32_t i, uint32_t j,
    uint8_t levels[static JD__MOST_ATTRIBUTES]);

/* The higher of a level's own share and what alike parents make of it. */
static inline double
jd__u_given(const struct jd__dependence *dependence, const uint8_t *levels, uint32_t child,
    unsigned level, double u)
{
    if (dependence == NULL || level == 0)
        return u;
    for (uint32_t left = dependence->parents[child]; left != 0; left &= left - 1) {
        uint32_t parent = (uint32_t)__builtin_ctz(left);
        if (levels[parent] == JD__NO_LEVEL || levels[parent] == 0)
            continue;
        bool same = levels[parent] == JD__LEVELS - 1;
        double given = (double)dependence->u[same][parent][child][level];
        u = given > u ? given : u;
    }
    return u;
}

#endif
