/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fit.c - learn m and the prior from the candidates, by expectation and maximisation.
 *
 * Every pair that is no candidate counts as a non-match, so that the prior is matches expected
 * among the candidates / all pairs, and u is known from the population (masses.c): only m is
 * left to learn (Dempster, Laird and Rubin 1977; Winkler 1988).
 *
 * EM finds what is near its start.  Started with many matches on a file of few, it takes for
 * matches what strangers often share (a town, a street).  So it starts with one match in the file,
 * whose m is that of most files, and m stays there until matches are seen:
 *
 *     m(level) = (matches expected at the level + S m0(level)) / (matches expected + S)
 *
 * with m0 of jd__start_share() and S = 20 matches.  Should what was found not stand out even so
 * (the mean probability of a match, sum p^2 / sum p, is low), m is m0 and only the prior is
 * learned.
 *
 * A pair's levels do not change while m does: they are taken once, a byte a column, with the
 * part of the weight that is fixed.  Probabilities are summed as whole numbers of 2^-24, so the
 * sums are the same for any number of threads.
 *
 * Workload: candidates times columns times rounds; the levels are most of it.
 */
#include "automatic/dependence.h"

#include "base/alloc.h"
#include "base/error.h"
#include "os/thread.h"

#include <math.h>

enum { SLICE = 8192, MOST_ROUNDS = 40, ONE = 1 << 24 };
static const double believed = 20;     /* S: matches that m0 counts for */
static const double start_moved = 0.1; /* share of matches that moved, as of m0 */
static const double pinned = 1e12;     /* S: nothing is learned */
static const double stands_out = 0.7;  /* mean probability of a match, at least */
enum { FAR = JD__LEVELS }; /* a pair's level 0 where its days are a generation apart */
enum { N_TOKEN_COUNTS = JD__ROLES * JD__LEVELS };

/* What is summed in a round. */
struct sums {
    uint64_t matches, squares; /* sums of p and of p^2 */
    uint64_t stayed, moved;    /* sums of p of matches with columns that move */
    uint64_t levels[JD__MOST_ATTRIBUTES][JD__LEVELS];
    uint64_t tokens[JD__ROLES][JD__LEVELS];
};

struct fit {
    struct jd_automatic *a;
    float *fixed;  /* of each pair: the part of its weight without m and prior, */
    float *moving; /* and that of its columns that move */
    uint8_t
        *levels; /* of each pair: a level a column, then counts of tokens at each level */
    size_t stride;
    struct sums *sums; /* of each slice */
    uint32_t n_slices;
    double strength;  /* S */
    double certainty; /* sum p^2 / sum p of the last round */
};

static double
u_of(const struct jd__values *values, uint32_t v, unsigned level)
{
    return JD__AT(float, values->u, (size_t)v *JD__LEVELS + level);
}

/* The levels of one name's tokens: counted by role, their u added up. */
static double
count_tokens(const struct jd_automatic *a, uint32_t r, const uint8_t *levels,
    uint8_t *counts, const uint8_t *columns)
{
    const uint32_t *starts = a->bag.starts.data;
    double u = 0;
    for (uint32_t t = starts[r]; t < starts[r + 1]; t++) {
        uint8_t level = levels[t - starts[r]];
        uint8_t role = JD__AT(uint8_t, a->bag.roles, t);
        counts[role * JD__LEVELS + level]++;
        u += jd__u_given(a->dependence, columns, JD__MOST_ATTRIBUTES + role, level,
            u_of(&a->bag.values, JD__AT(uint32_t, a->bag.tokens, t), level));
    }
    return u;
}

static void
take_levels(const struct fit *fit, size_t p)
{
    const struct jd_automatic *a = fit->a;
    struct jd_candidate pair = JD__AT(struct jd_candidate, a->candidates.pairs, p);
    uint8_t *levels = fit->levels + p * fit->stride;
    const uint32_t *starts = a->bag.starts.data;
    double fixed = 0, moving = 0;
    uint8_t columns[JD__MOST_ATTRIBUTES];
    jd__pair_levels(a, pair.a, pair.b, columns);
    for (uint32_t k = 0; k < a->n_attributes; k++) {
        const struct jd__attribute *attribute = &a->attributes[k];
        levels[k] = columns[k];
        if (columns[k] == 0 && jd__is_far(&attribute->values, attribute->codes[pair.a],
                                   attribute->codes[pair.b]))
            levels[k] = FAR;
        if (columns[k] != JD__NO_LEVEL)
            *(attribute->values.moves ? &moving : &fixed) -= jd__u_given(a->dependence,
                columns, k, columns[k],
                0.5 * (u_of(&attribute->values, attribute->codes[pair.a], columns[k]) +
                          u_of(&attribute->values, attribute->codes[pair.b], columns[k])));
    }
    if (starts[pair.a + 1] > starts[pair.a] && starts[pair.b + 1] > starts[pair.b]) {
        uint8_t of_a[JD__MOST_TOKENS], of_b[JD__MOST_TOKENS];
        jd__token_levels(a, pair.a, pair.b, of_a, of_b);
        fixed -= 0.5 * count_tokens(a, pair.a, of_a, levels + a->n_attributes, columns);
        fixed -= 0.5 * count_tokens(a, pair.b, of_b, levels + a->n_attributes, columns);
    }
    fit->fixed[p] = (float)fixed;
    fit->moving[p] = (float)moving;
}

static enum jd_status
levels_slice(void *ctx, uint32_t slice, uint32_t thread, struct jd_error *err)
{
    (void)thread;
    (void)err;
    const struct fit *fit = ctx;
    size_t start = (size_t)slice * SLICE, n = fit->a->candidates.pairs.n;
    for (size_t p = start; p < n && p < start + SLICE; p++)
        take_levels(fit, p);
    return JD_OK;
}

/* A pair as the parameters stand. */
struct standing {
    double bits;
    double moved; /* the share of it, as a match, that moved; negative: nothing moves */
};

static struct standing
weight_of(const struct fit *fit, size_t p)
{
    const struct jd_automatic *a = fit->a;
    const uint8_t *levels = fit->levels + p * fit->stride;
    const double *tokens = &a->bag.values.m[0][0];
    double bits = a->prior + (double)fit->fixed[p], moving = (double)fit->moving[p];
    bool any_moving = false, apart = false;
    for (uint32_t k = 0; k < a->n_attributes; k++)
        if (levels[k] != JD__NO_LEVEL) {
            const struct jd__values *values = &a->attributes[k].values;
            any_moving |= values->moves;
            apart |= !values->moves && (levels[k] == 0 || levels[k] == FAR) &&
                     jd__tells_apart(values, 0);
            *(values->moves ? &moving : &bits) +=
                levels[k] == FAR ? jd__far_m(values) : values->m[0][levels[k]];
        }
    for (size_t t = 0; t < N_TOKEN_COUNTS; t++)
        if (levels[a->n_attributes + t] > 0) {
            bits += 0.5 * levels[a->n_attributes + t] * tokens[t];
            apart |= t % JD__LEVELS == 0 &&
                     jd__tells_apart(&a->bag.values, (unsigned)(t / JD__LEVELS));
        }
    if (!any_moving)
        return (struct standing){bits, -1};
    double together = jd__with_moves(a, moving, apart);
    return (struct standing){bits + together, jd__moved_share(a, apart) * exp2(-together)};
}

static enum jd_status
sum_slice(void *ctx, uint32_t slice, uint32_t thread, struct jd_error *err)
{
    (void)thread;
    (void)err;
    const struct fit *fit = ctx;
    const struct jd_automatic *a = fit->a;
    struct sums *sums = &fit->sums[slice];
    size_t start = (size_t)slice * SLICE, n = a->candidates.pairs.n;
    *sums = (struct sums){0};
    for (size_t p = start; p < n && p < start + SLICE; p++) {
        const uint8_t *levels = fit->levels + p * fit->stride;
        struct standing standing = weight_of(fit, p);
        uint64_t share = (uint64_t)lrint(ONE / (1 + exp2(-standing.bits)));
        if (share == 0)
            continue;
        uint64_t moved = (uint64_t)lrint((double)share * fmin(fmax(standing.moved, 0), 1));
        sums->moved += moved;
        sums->stayed += standing.moved < 0 ? 0 : share - moved;
        sums->matches += share;
        sums->squares += share * share / ONE;
        for (uint32_t k = 0; k < a->n_attributes; k++)
            if (levels[k] != JD__NO_LEVEL)
                sums->levels[k][levels[k] == FAR ? 0 : levels[k]] +=
                    a->attributes[k].values.moves ? share - moved : share;
        for (size_t t = 0; t < N_TOKEN_COUNTS; t++)
            sums->tokens[t / JD__LEVELS][t % JD__LEVELS] +=
                share * levels[a->n_attributes + t];
    }
    return JD_OK;
}

/* Shares as logarithms. */
static void
set_m(struct jd__values *values, unsigned role, double strength,
    const uint64_t sums[static JD__LEVELS])
{
    double counts[JD__LEVELS], all = 0;
    for (unsigned l = 0; l < JD__LEVELS; l++) {
        counts[l] = (double)sums[l] / ONE + strength * jd__start_share(values->use, l);
        all += counts[l];
    }
    for (unsigned l = 0; l < JD__LEVELS; l++) {
        values->shares[role][l] = counts[l] / all;
        values->m[role][l] = log2(counts[l] / all);
    }
}

static void
add_sums(struct sums *all, const struct sums *more)
{
    all->matches += more->matches;
    all->squares += more->squares;
    all->stayed += more->stayed;
    all->moved += more->moved;
    for (unsigned l = 0; l < JD__LEVELS; l++) {
        for (uint32_t k = 0; k < JD__MOST_ATTRIBUTES; k++)
            all->levels[k][l] += more->levels[k][l];
        for (unsigned role = 0; role < JD__ROLES; role++)
            all->tokens[role][l] += more->tokens[role][l];
    }
}

/* One round: matches expected, then parameters from them.  Gives the prior's change. */
static enum jd_status
run_round(struct fit *fit, double *out_change, struct jd_error *err)
{
    struct jd_automatic *a = fit->a;
    struct sums all = {0};
    enum jd_status status = jd__parallel(a->threads, fit->n_slices, sum_slice, fit, err);
    if (status != JD_OK)
        return status;
    for (uint32_t s = 0; s < fit->n_slices; s++)
        add_sums(&all, &fit->sums[s]);
    double n = a->n_records, before = a->prior;
    a->prior_share = ((double)all.matches / ONE + 0.5) / (n * (n - 1) / 2 + 1);
    a->prior = log2(a->prior_share);
    fit->certainty = all.matches > 0 ? (double)all.squares / (double)all.matches : 0;
    *out_change = fabs(a->prior - before);
    double moved = (double)all.moved / ONE, stayed = (double)all.stayed / ONE;
    if (a->moved > 0)
        a->moved = (moved + fit->strength * start_moved) / (moved + stayed + fit->strength);
    for (uint32_t k = 0; k < a->n_attributes; k++)
        set_m(&a->attributes[k].values, 0, fit->strength, all.levels[k]);
    for (unsigned role = 0; role < JD__ROLES; role++)
        set_m(&a->bag.values, role, fit->strength, all.tokens[role]);
    return JD_OK;
}

double
jd__start_share(enum jd_column_use use, unsigned level)
{
    static const double shares[] = {0.1, 0.05, 0.1, 0.15, 0.6};
    static const double few[] = {0.1, 1e-6, 1e-6, 1e-6, 0.9};
    static const double tokens[] = {0.2, 0.03, 0.05, 0.07, 0.65};
    return use == JD_USE_CATEGORY                     ? few[level]
           : use == JD_USE_NAME || use == JD_USE_PART ? tokens[level]
                                                      : shares[level];
}

double
jd__start_prior(const struct jd_automatic *a)
{
    double n = a->n_records;
    return log2(n / (n * (n - 1) / 2 + 1));
}

static void
start_values(struct jd_automatic *a)
{
    double n = a->n_records;
    uint32_t n_moving = 0;
    bool has_name = a->bag.values.n_holders > 0, has_more = false;
    a->prior = -log2(n * (n - 1) / 2 + 1);
    for (uint32_t k = 0; k < a->n_attributes; k++) {
        const struct jd__values *values = &a->attributes[k].values;
        n_moving += values->moves;
        has_more |=
            values->use == JD_USE_DATE || (values->use == JD_USE_CODE && !values->moves);
    }
    /* One alone has its own m; and a name by itself does not find who moved: firms share it. */
    a->moved = n_moving > 1 && has_name && has_more ? start_moved : 0;
    for (unsigned l = 0; l < JD__LEVELS; l++) {
        for (uint32_t k = 0; k < a->n_attributes; k++)
            a->attributes[k].values.m[0][l] =
                log2(jd__start_share(a->attributes[k].values.use, l));
        for (unsigned role = 0; role < JD__ROLES; role++)
            a->bag.values.m[role][l] = log2(jd__start_share(JD_USE_NAME, l));
    }
}

static enum jd_status
run_rounds(struct fit *fit, double strength, struct jd_error *err)
{
    double change = 1;
    enum jd_status status = JD_OK;
    start_values(fit->a);
    fit->strength = strength;
    for (uint32_t i = 0; i < MOST_ROUNDS && change > 0.002 && status == JD_OK; i++) {
        status = jd__automatic_step(fit->a, "weights", i, err);
        if (status == JD_OK)
            status = run_round(fit, &change, err);
    }
    return status;
}

enum jd_status
jd__fit(struct jd_automatic *a, struct jd_error *err)
{
    size_t n = a->candidates.pairs.n;
    struct fit fit = {.a = a, .n_slices = (uint32_t)(n / SLICE + 1)};
    if (a->fitted || a->n_records < 2)
        return JD_OK;
    fit.stride = a->n_attributes + N_TOKEN_COUNTS;
    fit.fixed = jd__alloc_array(&a->alloc, 0, n, sizeof(*fit.fixed));
    fit.moving = jd__alloc_array(&a->alloc, 0, n, sizeof(*fit.moving));
    fit.levels = jd__alloc_array(&a->alloc, 0, n, fit.stride);
    fit.sums = jd__alloc_array(&a->alloc, 0, fit.n_slices, sizeof(*fit.sums));
    enum jd_status status = JD_OK;
    if (fit.fixed == NULL || fit.moving == NULL || fit.levels == NULL || fit.sums == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory to compare %zu pairs", n);
    if (status == JD_OK)
        status = jd__parallel(a->threads, fit.n_slices, levels_slice, &fit, err);
    if (status == JD_OK)
        status = run_rounds(&fit, believed, err);
    if (status == JD_OK && fit.certainty < stands_out)
        status = run_rounds(&fit, pinned, err);
    jd__alloc_free_array(&a->alloc, fit.fixed, 0, n, sizeof(*fit.fixed));
    jd__alloc_free_array(&a->alloc, fit.moving, 0, n, sizeof(*fit.moving));
    jd__alloc_free_array(&a->alloc, fit.levels, 0, n, fit.stride);
    jd__alloc_free_array(&a->alloc, fit.sums, 0, fit.n_slices, sizeof(*fit.sums));
    return status;
}
