/* SPDX-License-Identifier: Apache-2.0 */
/* alike.h - how alike two texts are, by the functions that conditions name. */
#ifndef JD_LINK_ALIKE_H
#define JD_LINK_ALIKE_H

#include "link/expr.h"
#include "text/text.h"

enum jd__likeness {
    JD__LEVENSHTEIN, /* whole numbers: these two */
    JD__DAMERAU,
    JD__JARO,
    JD__JARO_WINKLER,
    JD__JACCARD,
    JD__N_LIKENESS,
};

/* A likeness compared with a bound. */
struct jd__alike {
    enum jd__likeness likeness;
    enum jd__compare compare;
    double bound;
};

/* The likeness that a SQL function is; false for any other function. */
bool
jd__likeness_of(struct jd_str function, enum jd__likeness *out_likeness);

/* Its value.  JD_E_INPUT where SQL raises an error (jaccard of an empty text); JD_E_NOMEM. */
enum jd_status
jd__likeness_value(enum jd__likeness likeness, const struct jd_alloc *alloc,
    struct jd_str a, struct jd_str b, double *out_value, struct jd_error *err);

/* Does its value compare so with a bound?  Often known without computing it whole. */
enum jd_status
jd__alike_holds(const struct jd__alike *alike, const struct jd_alloc *alloc,
    struct jd_str a, struct jd_str b, bool *out_holds, struct jd_error *err);

/* The same, for texts of which sketches are at hand: they are looked at first. */
enum jd_status
jd__likeness_holds(const struct jd__alike *alike, const struct jd_alloc *alloc,
    const struct jd__sketch *a, const struct jd__sketch *b, bool *out_holds,
    struct jd_error *err);

/* Do two numbers compare so?  As DuckDB orders them: NaN is equal to itself and above all. */
static inline bool
jd__reals_compare(double a, double b, enum jd__compare compare)
{
    bool a_nan = a != a, b_nan = b != b;
    int order = a_nan || b_nan ? a_nan - b_nan : (a > b) - (a < b);
    switch (compare) {
    case JD__EQUAL:
        return order == 0;
    case JD__NOT_EQUAL:
        return order != 0;
    case JD__LESS:
        return order < 0;
    case JD__LESS_EQUAL:
        return order <= 0;
    case JD__GREATER:
        return order > 0;
    case JD__GREATER_EQUAL:
        return order >= 0;
    }
    return false;
}

#endif
