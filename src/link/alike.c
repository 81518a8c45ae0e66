/* SPDX-License-Identifier: Apache-2.0 */
/*
 * alike.c - from a function's name in a condition to the comparator of texts.
 *
 * Most levels ask whether a distance is at most, or a similarity at least, a bound: these
 * questions have kernels that seldom compute the number.  The others compute it.
 */
#include "link/alike.h"

#include "base/error.h"
#include "base/str.h"

bool
jd__likeness_of(struct jd_str function, enum jd__likeness *out_likeness)
{
    static const char *const names[] = {[JD__LEVENSHTEIN] = "levenshtein",
        [JD__DAMERAU] = "damerau_levenshtein",
        [JD__JARO] = "jaro_similarity",
        [JD__JARO_WINKLER] = "jaro_winkler_similarity",
        [JD__JACCARD] = "jaccard"};
    for (int i = 0; i < JD__N_LIKENESS; i++)
        if (jd__names_equal(function, jd__str(names[i]))) {
            *out_likeness = (enum jd__likeness)i;
            return true;
        }
    if (!jd__names_equal(function, jd__str("editdist3"))) /* DuckDB's other name */
        return false;
    *out_likeness = JD__LEVENSHTEIN;
    return true;
}

enum jd_status
jd__likeness_value(enum jd__likeness likeness, const struct jd_alloc *alloc,
    struct jd_str a, struct jd_str b, double *out_value, struct jd_error *err)
{
    uint32_t distance = 0;
    enum jd_status status = JD_OK;
    switch (likeness) {
    case JD__LEVENSHTEIN:
        *out_value = jd__levenshtein(a, b);
        return JD_OK;
    case JD__DAMERAU:
        status = jd__damerau_levenshtein(alloc, a, b, &distance, err);
        *out_value = distance;
        return status;
    case JD__JARO:
        *out_value = jd__jaro(a, b);
        return JD_OK;
    case JD__JARO_WINKLER:
        *out_value = jd__jaro_winkler(a, b);
        return JD_OK;
    case JD__JACCARD:
    case JD__N_LIKENESS:
        break;
    }
    if (!jd__jaccard(a, b, out_value))
        return jd__fail(err, JD_E_INPUT, "jaccard() of an empty text raised an error");
    return JD_OK;
}

/* A distance's bound as the whole number that "at most" means by it. */
static bool
at_most(const struct jd__alike *alike, uint32_t *out_k)
{
    double bound = alike->bound;
    if (!(bound >= 0 && bound < JD_LIMIT_CELL))
        return false;
    uint32_t k = (uint32_t)bound;
    bool is_less = alike->compare == JD__LESS && bound > 0;
    if (is_less && (double)k == bound)
        k--;
    *out_k = k;
    return is_less || alike->compare == JD__LESS_EQUAL;
}

/* Is it a similarity that is at least a number? */
static bool
is_least(const struct jd__alike *alike)
{
    return alike->compare == JD__GREATER_EQUAL && alike->bound == alike->bound;
}

enum jd_status
jd__alike_holds(const struct jd__alike *alike, const struct jd_alloc *alloc,
    struct jd_str a, struct jd_str b, bool *out_holds, struct jd_error *err)
{
    double value = 0, bound = alike->bound;
    uint32_t k = 0;
    if (alike->likeness == JD__JARO_WINKLER && is_least(alike)) {
        *out_holds = jd__jaro_winkler_at_least(a, b, bound);
        return JD_OK;
    }
    if (alike->likeness == JD__JARO && is_least(alike)) {
        *out_holds = jd__jaro_at_least(a, b, bound);
        return JD_OK;
    }
    if (alike->likeness == JD__DAMERAU && at_most(alike, &k))
        return jd__damerau_levenshtein_at_most(alloc, a, b, k, out_holds, err);
    if (alike->likeness == JD__LEVENSHTEIN && at_most(alike, &k)) {
        *out_holds = jd__levenshtein_at_most(a, b, k);
        return JD_OK;
    }
    enum jd_status status = jd__likeness_value(alike->likeness, alloc, a, b, &value, err);
    if (status == JD_OK)
        *out_holds = jd__reals_compare(value, bound, alike->compare);
    return status;
}

/* May it hold, as far as sketches tell? */
static bool
may_hold(
    const struct jd__alike *alike, const struct jd__sketch *a, const struct jd__sketch *b)
{
    uint32_t k = 0;
    if (alike->likeness == JD__JARO_WINKLER && is_least(alike))
        return jd__sketch_may_jaro_winkler(a, b, alike->bound);
    if (alike->likeness == JD__JARO && is_least(alike))
        return jd__sketch_may_jaro(a, b, alike->bound);
    if (alike->likeness <= JD__DAMERAU && at_most(alike, &k))
        return jd__sketch_may_be_at_most(a, b, k);
    return true;
}

enum jd_status
jd__likeness_holds(const struct jd__alike *alike, const struct jd_alloc *alloc,
    const struct jd__sketch *a, const struct jd__sketch *b, bool *out_holds,
    struct jd_error *err)
{
    if (may_hold(alike, a, b))
        return jd__alike_holds(alike, alloc, a->text, b->text, out_holds, err);
    *out_holds = false;
    return JD_OK;
}
