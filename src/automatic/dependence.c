/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dependence.c - learn how columns hang together among strangers.
 *
 * The parent alike.  Pairs of records are drawn at random; likely matches are left out:
 *
 *     u(level of d | c alike)  =  (pairs at the level + 1/2) / (pairs + 5/2)
 *
 * The parent the same.  Pairs are drawn of records that hold one value of c: a mixture of matches
 * and strangers (families, neighbours, twins), told apart by all other columns.  EM for two
 * classes with levels of their own gives the strangers' levels and how many they are.  A file of
 * many duplicates has hardly a stranger there, and then EM tells clean matches from spoilt
 * ones: so the class is taken for strangers only if they are hardly more often the same than any
 * two records in what makes most of the bits of what a person is.  And who has another address
 * may have moved, while who has another name and birth date is another: parents are what a
 * person has, not what a person is.
 *
 * The chain rule takes columns in order of what they tell: the parent is the one whose values are
 * worth more bits, so that a street explains a town and no town a street.  Of several parents
 * the one counts that explains most.  A share is kept when it is over twice that of pairs at
 * random, and surely so.
 *
 * Workload: some 4,000 pairs a column and 32,000 at random, all their levels.
 */
#include "automatic/dependence.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/random.h"

#include <math.h>

enum { OF_A_VALUE = 4000, AT_RANDOM = 32000 }; /* pairs */
enum { LEAST = 40, ROUNDS = 60, SURE = 4 };    /* strangers, of EM, standard deviations */
static const double telling = -5;              /* log2 of the share of any two that agree */
static const double rarely = 0.05; /* the share of strangers that do so, at most */

/* The levels of a pair. */
struct parts {
    uint8_t levels[JD__MOST_ATTRIBUTES];
    uint8_t tokens[JD__ROLES]; /* the best level of a role; JD__NO_LEVEL: none */
};

struct learner {
    const struct jd_automatic *a;
    struct jd__dependence *dependence;
    double worth[JD__MOST_ATTRIBUTES];    /* mean bits of agreement */
    double own[JD__CHILDREN][JD__LEVELS]; /* log2 of shares of pairs at random */
    uint32_t *starts;                     /* records by value of one column */
    uint32_t *records;
    struct parts *drawn;
    uint32_t n_drawn;
};

void
jd__pair_levels(const struct jd_automatic *a, uint32_t i, uint32_t j,
    uint8_t levels[static JD__MOST_ATTRIBUTES])
{
    for (uint32_t k = 0; k < a->n_attributes; k++) {
        const struct jd__attribute *attribute = &a->attributes[k];
        uint32_t v = attribute->codes[i], w = attribute->codes[j];
        levels[k] = v == JD_NONE || w == JD_NONE
                        ? JD__NO_LEVEL
                        : (uint8_t)jd__level(&attribute->values, v, w);
    }
}

/* The best level of each role among the tokens of j, by their best partner in the other. */
static void
take_tokens(
    const struct jd_automatic *a, uint32_t j, const uint8_t *levels, struct parts *p)
{
    const uint32_t *starts = a->bag.starts.data;
    for (uint32_t t = starts[j]; t < starts[j + 1]; t++) {
        uint8_t level = levels[t - starts[j]], role = JD__AT(uint8_t, a->bag.roles, t);
        if (p->tokens[role] == JD__NO_LEVEL || level > p->tokens[role])
            p->tokens[role] = level;
    }
}

static void
take_apart(const struct jd_automatic *a, uint32_t i, uint32_t j, struct parts *p)
{
    const uint32_t *starts = a->bag.starts.data;
    jd__pair_levels(a, i, j, p->levels);
    memset(p->tokens, (int)JD__NO_LEVEL, sizeof(p->tokens));
    if (starts[i + 1] > starts[i] && starts[j + 1] > starts[j]) {
        uint8_t of_i[JD__MOST_TOKENS], of_j[JD__MOST_TOKENS];
        jd__token_levels(a, i, j, of_i, of_j);
        take_tokens(a, i, of_i, p);
        take_tokens(a, j, of_j, p);
    }
}

static unsigned
level_of(const struct parts *p, uint32_t child)
{
    return child < JD__MOST_ATTRIBUTES ? p->levels[child]
                                       : p->tokens[child - JD__MOST_ATTRIBUTES];
}

/* May c explain d? */
static bool
is_parent(const struct learner *l, uint32_t c, uint32_t d)
{
    if (d >= JD__MOST_ATTRIBUTES)
        return true;
    if (c == d || d >= l->a->n_attributes)
        return false;
    return l->worth[c] != l->worth[d] ? l->worth[c] > l->worth[d] : c < d;
}

/* Keep what a parent makes of a child, of so many strangers at each level. */
static void
keep(const struct learner *l, uint32_t c, bool same, uint32_t d,
    const double counts[static JD__LEVELS])
{
    float *out = l->dependence->u[same][c][d];
    double n = 0;
    for (unsigned level = 0; level < JD__LEVELS; level++)
        n += counts[level];
    for (unsigned level = 0; level < JD__LEVELS; level++) {
        double given = log2((counts[level] + 0.5) / (n + 2.5));
        double any = n * exp2(l->own[d][level]);
        bool tells = level > 0 && n >= LEAST && given > l->own[d][level] + 1 &&
                     counts[level] > any + SURE * sqrt(any + 1);
        out[level] = tells ? (float)given : -1000;
        if (tells)
            l->dependence->parents[d] |= (uint32_t)1 << c;
    }
}

static enum jd_column_use
use_of(const struct jd_automatic *a, uint32_t d)
{
    return d < JD__MOST_ATTRIBUTES ? a->attributes[d].values.use : JD_USE_NAME;
}

static bool
is_child(const struct learner *l, uint32_t c, uint32_t d)
{
    return d != c && (d < l->a->n_attributes || d >= JD__MOST_ATTRIBUTES);
}

/* Is a pair rather a match, under shares as learning starts with them? */
static bool
is_likely(const struct learner *l, const struct parts *p)
{
    double bits = jd__start_prior(l->a);
    for (uint32_t d = 0; d < JD__CHILDREN; d++)
        if (is_child(l, JD_NONE, d) && level_of(p, d) != JD__NO_LEVEL)
            bits += log2(jd__start_share(use_of(l->a, d), level_of(p, d))) -
                    l->own[d][level_of(p, d)];
    return bits > 0;
}

/* Of all drawn pairs that are likely of strangers those whose parent is alike. */
static void
learn_alike(const struct learner *l, uint32_t c)
{
    for (uint32_t d = 0; d < JD__CHILDREN; d++) {
        double counts[JD__LEVELS] = {0};
        if (!is_parent(l, c, d))
            continue;
        for (uint32_t i = 0; i < l->n_drawn; i++) {
            const struct parts *p = &l->drawn[i];
            bool alike = p->levels[c] > 0 && p->levels[c] < JD__LEVELS - 1;
            if (alike && level_of(p, d) != JD__NO_LEVEL)
                counts[level_of(p, d)]++;
        }
        keep(l, c, false, d, counts);
    }
}

/* Matches and strangers among pairs of one value. */
struct mixture {
    double bits[JD__CHILDREN][JD__LEVELS]; /* log2 of match's share over stranger's */
    double of_matches[JD__CHILDREN][JD__LEVELS], of_strangers[JD__CHILDREN][JD__LEVELS];
    double matches, strangers;
};

/* What a person is, and not where: names, days, numbers of their own. */
static bool
is_personal(const struct learner *l, uint32_t d)
{
    enum jd_column_use use = use_of(l->a, d);
    return use == JD_USE_NAME || use == JD_USE_DATE || use == JD_USE_CODE;
}

/* At first by what a person is alone, strangers half way between matches and any two records. */
static void
start_mixture(const struct learner *l, struct mixture *m)
{
    for (uint32_t d = 0; d < JD__CHILDREN; d++)
        for (unsigned level = 0; level < JD__LEVELS; level++)
            if (is_child(l, JD_NONE, d) && is_personal(l, d))
                m->bits[d][level] = 0.5 * (log2(jd__start_share(use_of(l->a, d), level)) -
                                              l->own[d][level]);
    m->matches = m->strangers = 1;
}

static void
expect(const struct learner *l, uint32_t c, struct mixture *m)
{
    double prior = log2(m->matches / m->strangers);
    memset(m->of_matches, 0, sizeof(m->of_matches));
    memset(m->of_strangers, 0, sizeof(m->of_strangers));
    m->matches = m->strangers = 0.5;
    for (uint32_t i = 0; i < l->n_drawn; i++) {
        const struct parts *p = &l->drawn[i];
        double bits = prior;
        for (uint32_t d = 0; d < JD__CHILDREN; d++)
            if (is_child(l, c, d) && level_of(p, d) != JD__NO_LEVEL)
                bits += m->bits[d][level_of(p, d)];
        double match = 1 / (1 + exp2(-bits));
        m->matches += match;
        m->strangers += 1 - match;
        for (uint32_t d = 0; d < JD__CHILDREN; d++)
            if (is_child(l, c, d) && level_of(p, d) != JD__NO_LEVEL) {
                m->of_matches[d][level_of(p, d)] += match;
                m->of_strangers[d][level_of(p, d)] += 1 - match;
            }
    }
}

static void
maximise(struct mixture *m)
{
    for (uint32_t d = 0; d < JD__CHILDREN; d++) {
        double n_matches = 2.5, n_strangers = 2.5;
        for (unsigned level = 0; level < JD__LEVELS; level++) {
            n_matches += m->of_matches[d][level];
            n_strangers += m->of_strangers[d][level];
        }
        for (unsigned level = 0; level < JD__LEVELS; level++)
            m->bits[d][level] = log2((m->of_matches[d][level] + 0.5) / n_matches) -
                                log2((m->of_strangers[d][level] + 0.5) / n_strangers);
    }
}

/* Is a child among strangers hardly more often the same, or nearly, than of any two records? */
static bool
is_as_any(const struct learner *l, const struct mixture *m, uint32_t d)
{
    double n = 0, near = 0, any = 0;
    for (unsigned level = 0; level < JD__LEVELS; level++)
        n += m->of_strangers[d][level];
    for (unsigned level = JD__LEVELS - 2; level < JD__LEVELS; level++) {
        near += m->of_strangers[d][level];
        any += exp2(l->own[d][level]);
    }
    return n >= LEAST && near <= n * (any + rarely);
}

static bool
are_strangers(const struct learner *l, uint32_t c, const struct mixture *m)
{
    double telling_bits = 0, bits = 0; /* of all, and of those that agree as any two do */
    for (uint32_t d = 0; d < JD__CHILDREN; d++)
        if (is_child(l, c, d) && is_personal(l, d) &&
            l->own[d][JD__LEVELS - 1] <= telling) {
            telling_bits -= l->own[d][JD__LEVELS - 1];
            bits -= is_as_any(l, m, d) ? l->own[d][JD__LEVELS - 1] : 0;
        }
    return 2 * bits > telling_bits;
}

static void
learn_same(const struct learner *l, uint32_t c)
{
    struct mixture m = {0};
    double moved = 1;
    start_mixture(l, &m);
    for (int i = 0; i < ROUNDS && moved > 1e-4; i++) {
        double before = m.matches / (m.matches + m.strangers);
        expect(l, c, &m);
        maximise(&m);
        moved = fabs(m.matches / (m.matches + m.strangers) - before);
    }
    bool told = are_strangers(l, c, &m);
    static const double none[JD__LEVELS] = {0};
    for (uint32_t d = 0; d < JD__CHILDREN; d++)
        if (is_parent(l, c, d))
            keep(l, c, true, d, told ? m.of_strangers[d] : none);
}

/* Records in order of their values of a column; starts has one more than values. */
static void
sort_by_value(struct learner *l, const struct jd__attribute *attribute)
{
    uint32_t n_values = attribute->values.dict->n, n = l->a->n_records;
    memset(l->starts, 0, ((size_t)n_values + 2) * sizeof(*l->starts));
    for (uint32_t r = 0; r < n; r++)
        if (attribute->codes[r] != JD_NONE)
            l->starts[attribute->codes[r] + 2]++;
    for (uint32_t v = 0; v < n_values; v++)
        l->starts[v + 2] += l->starts[v + 1];
    for (uint32_t r = 0; r < n; r++)
        if (attribute->codes[r] != JD_NONE)
            l->records[l->starts[attribute->codes[r] + 1]++] = r;
}

/* Records drawn in turn, each with another one of its value. */
static void
draw_of_values(struct learner *l, uint32_t c)
{
    const struct jd_automatic *a = l->a;
    const struct jd__attribute *attribute = &a->attributes[c];
    struct jd__random random = jd__random_part(c, 1);
    l->n_drawn = 0;
    sort_by_value(l, attribute);
    for (uint32_t i = 0; i < OF_A_VALUE; i++) {
        uint32_t r = (uint32_t)jd__random_below(&random, a->n_records);
        uint32_t v = attribute->codes[r];
        if (v == JD_NONE)
            continue;
        uint32_t held = l->starts[v + 1] - l->starts[v];
        uint32_t s = l->records[l->starts[v] + (uint32_t)jd__random_below(&random, held)];
        if (s != r)
            take_apart(a, r, s, &l->drawn[l->n_drawn++]);
    }
}

/* Mean bits of agreement of a column, over records that hold it. */
static double
worth_of(const struct jd__values *values)
{
    double bits = 0, n = 0;
    for (uint32_t v = 0; v < values->dict->n; v++) {
        double held = JD__AT(uint32_t, values->counts, v);
        bits -=
            held * (double)JD__AT(float, values->u, (size_t)v *JD__LEVELS + JD__LEVELS - 1);
        n += held;
    }
    return n > 0 ? bits / n : 0;
}

/* Pairs of all records, and what levels come to among them. */
static void
draw_at_random(struct learner *l)
{
    const struct jd_automatic *a = l->a;
    struct jd__random random = jd__random_part(0, 2);
    double counts[JD__CHILDREN][JD__LEVELS] = {{0}}, n[JD__CHILDREN] = {0};
    l->n_drawn = 0;
    for (uint32_t i = 0; i < AT_RANDOM; i++) {
        uint32_t r = (uint32_t)jd__random_below(&random, a->n_records);
        uint32_t s = (uint32_t)jd__random_below(&random, a->n_records);
        if (r != s)
            take_apart(a, r, s, &l->drawn[l->n_drawn++]);
    }
    for (uint32_t i = 0; i < l->n_drawn; i++)
        for (uint32_t d = 0; d < JD__CHILDREN; d++)
            if (level_of(&l->drawn[i], d) != JD__NO_LEVEL) {
                counts[d][level_of(&l->drawn[i], d)]++;
                n[d]++;
            }
    for (uint32_t d = 0; d < JD__CHILDREN; d++)
        for (unsigned level = 0; level < JD__LEVELS; level++)
            l->own[d][level] = log2((counts[d][level] + 0.5) / (n[d] + 2.5));
}

static void
learn(struct learner *l)
{
    for (uint32_t c = 0; c < l->a->n_attributes; c++)
        l->worth[c] = worth_of(&l->a->attributes[c].values);
    draw_at_random(l);
    uint32_t n = l->n_drawn;
    l->n_drawn = 0;
    for (uint32_t i = 0; i < n; i++)
        if (!is_likely(l, &l->drawn[i]))
            l->drawn[l->n_drawn++] = l->drawn[i];
    for (uint32_t c = 0; c < l->a->n_attributes; c++)
        learn_alike(l, c);
    for (uint32_t c = 0; c < l->a->n_attributes; c++)
        if (!is_personal(l, c)) {
            draw_of_values(l, c);
            learn_same(l, c);
        }
}

enum jd_status
jd__dependence_learn(struct jd_automatic *a, struct jd_error *err)
{
    uint32_t n_values = 0;
    if (a->n_records < 2 || a->n_attributes == 0)
        return JD_OK;
    for (uint32_t k = 0; k < a->n_attributes; k++)
        if (a->attributes[k].values.dict->n > n_values)
            n_values = a->attributes[k].values.dict->n;
    struct learner l = {.a = a};
    l.drawn = jd__alloc_array(&a->alloc, 0, AT_RANDOM, sizeof(*l.drawn));
    l.starts = jd__alloc_array(&a->alloc, 0, (size_t)n_values + 2, sizeof(*l.starts));
    l.records = jd__alloc_array(&a->alloc, 0, a->n_records, sizeof(*l.records));
    a->dependence = jd__alloc_array(&a->alloc, sizeof(*a->dependence), 0, 1);
    l.dependence = a->dependence;
    enum jd_status status = JD_OK;
    if (l.drawn == NULL || l.starts == NULL || l.records == NULL || a->dependence == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory for what columns have in common");
    else
        learn(&l);
    jd__alloc_free_array(&a->alloc, l.records, 0, a->n_records, sizeof(*l.records));
    jd__alloc_free_array(&a->alloc, l.starts, 0, (size_t)n_values + 2, sizeof(*l.starts));
    jd__alloc_free_array(&a->alloc, l.drawn, 0, AT_RANDOM, sizeof(*l.drawn));
    return status;
}
