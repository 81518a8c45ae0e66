/* SPDX-License-Identifier: Apache-2.0 */
/* sample_draw.c - how many pairs of each stratum, and which; see sample.h. */
#include "cli/sample.h"

#include "cli/clustering.h"
#include "cli/mix.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

uint32_t
sample_stratum(double weight)
{
    uint32_t stratum = 0;
    while (stratum < JUDGED_N_EDGES && !(weight >= judged_edges[stratum]))
        stratum++;
    return stratum;
}

static uint64_t
mix(uint64_t x)
{
    return mix_number(x + MIX_GOLDEN);
}

static uint64_t
hash_of(uint64_t seed, uint32_t a, uint32_t b)
{
    return mix(mix(seed) ^ ((uint64_t)a << 32 | b));
}

/* ---- how many ---- */

/* Share out `left` by appetites, no stratum getting more than its pairs. */
static void
share_out(
    uint32_t left, const double *appetites, const uint64_t *sizes, uint32_t *inout_shares)
{
    while (left > 0) {
        double sum = 0;
        for (uint32_t s = 0; s < SAMPLE_STRATA; s++)
            sum += inout_shares[s] < sizes[s] ? appetites[s] : 0;
        if (!(sum > 0))
            return;
        uint32_t given = 0;
        for (uint32_t s = 0; s < SAMPLE_STRATA; s++) {
            uint64_t room = sizes[s] - inout_shares[s];
            double wish = room > 0 ? floor(left * appetites[s] / sum) : 0;
            uint32_t part = wish < (double)room ? (uint32_t)wish : (uint32_t)room;
            inout_shares[s] += part;
            given += part;
        }
        left -= given;
        for (uint32_t s = 0; s < SAMPLE_STRATA && given == 0 && left > 0; s++)
            if (inout_shares[s] < sizes[s] && appetites[s] > 0) { /* crumbs */
                inout_shares[s]++;
                left--;
            }
    }
}

/* Neyman's: pairs times the standard deviation of being a match, as the model promises it. */
static void
find_shares(const struct sampling *sampling, uint32_t *shares)
{
    double even[SAMPLE_STRATA], neyman[SAMPLE_STRATA], promised[SAMPLE_STRATA] = {0};
    for (size_t i = 0; i < sampling->n_pairs; i++)
        promised[sample_stratum(sampling->pairs[i].score)] +=
            jd_probability_from_weight(sampling->pairs[i].score);
    for (uint32_t s = 0; s < SAMPLE_STRATA; s++) {
        double size = (double)sampling->sizes[s], p = size > 0 ? promised[s] / size : 0;
        even[s] = size > 0;
        neyman[s] = size * sqrt(p * (1 - p));
    }
    memset(shares, 0, SAMPLE_STRATA * sizeof(*shares));
    share_out(sampling->n / 2, even, sampling->sizes, shares);
    uint32_t used = 0;
    for (uint32_t s = 0; s < SAMPLE_STRATA; s++)
        used += shares[s];
    share_out(sampling->n - used, neyman, sampling->sizes, shares);
}

/* ---- which ---- */

static int
by_stratum_and_hash(const void *left, const void *right)
{
    const struct drawn *x = left, *y = right;
    if (x->stratum != y->stratum)
        return x->stratum < y->stratum ? -1 : 1;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return x->a != y->a ? (x->a > y->a) - (x->a < y->a) : (x->b > y->b) - (x->b < y->b);
}

static int
by_hash(const void *left, const void *right)
{
    const struct drawn *x = left, *y = right;
    return (x->hash > y->hash) - (x->hash < y->hash);
}

/* Keep the first of each stratum. */
static size_t
select_pairs(struct drawn *all, size_t n, const uint32_t *shares)
{
    size_t kept = 0;
    uint32_t stratum = SAMPLE_STRATA, taken = 0;
    qsort(all, n, sizeof(*all), by_stratum_and_hash);
    for (size_t i = 0; i < n; i++) {
        taken = all[i].stratum == stratum ? taken + 1 : 0;
        stratum = all[i].stratum;
        if (taken < shares[stratum])
            all[kept++] = all[i]; /* kept <= i */
    }
    return kept;
}

/* ---- outside blocking ---- */

/* Do any two records of one source make a pair?  Else only records of two sources may. */
static bool
pairs_within_sources(const struct sampling *sampling)
{
    for (size_t i = 0; i < sampling->n_pairs; i++)
        if (sampling->sources == NULL || sampling->sources[sampling->pairs[i].a] ==
                                             sampling->sources[sampling->pairs[i].b])
            return true;
    return sampling->n_pairs == 0 || sampling->sources == NULL;
}

/* How many pairs of records there are that may be one. */
static enum jd_status
count_all(const struct sampling *sampling, bool within, uint64_t *out, struct jd_error *err)
{
    uint64_t n = sampling->n_records;
    *out = n * (n - (n > 0)) / 2;
    if (within)
        return JD_OK;
    uint64_t *sizes = calloc((size_t)sampling->n_sources + 1, sizeof(*sizes));
    if (sizes == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for sources");
    for (uint32_t r = 0; r < sampling->n_records; r++)
        sizes[sampling->sources[r]]++;
    for (uint32_t s = 0; s < sampling->n_sources; s++)
        *out -= sizes[s] * (sizes[s] - (sizes[s] > 0)) / 2;
    free(sizes);
    return JD_OK;
}

static bool
is_drawn(const struct sampling *sampling, size_t from, uint32_t a, uint32_t b)
{
    for (size_t i = from; i < sampling->n_drawn; i++)
        if (sampling->drawn[i].a == a && sampling->drawn[i].b == b)
            return true;
    return false;
}

/* Pairs at random, until there are enough that no rule found. */
static enum jd_status
draw_outside(struct sampling *sampling, struct jd_error *err)
{
    bool within = pairs_within_sources(sampling);
    uint64_t all = 0, tries = 0;
    size_t from = sampling->n_drawn;
    enum jd_status status = count_all(sampling, within, &all, err);
    if (status != JD_OK)
        return status;
    uint64_t outside = all > sampling->n_pairs ? all - sampling->n_pairs : 0;
    sampling->sizes[SAMPLE_STRATA] = outside;
    /* So few are left in small files that drawing at random might not find them. */
    uint64_t most_tries = 1000 * ((uint64_t)sampling->n_outside + 10);
    while (sampling->n_drawn - from < sampling->n_outside &&
           sampling->n_drawn - from < outside && tries < most_tries) {
        uint64_t random = mix(mix(~sampling->seed) + tries++);
        uint32_t a = (uint32_t)((random >> 32) * sampling->n_records >> 32);
        uint32_t b = (uint32_t)((random & UINT32_MAX) * sampling->n_records >> 32);
        struct jd_pair p = {a < b ? a : b, a < b ? b : a, 0};
        if (a == b || (!within && sampling->sources[a] == sampling->sources[b]) ||
            bsearch(&p, sampling->pairs, sampling->n_pairs, sizeof(p), scored_by_ends) !=
                NULL ||
            is_drawn(sampling, from, p.a, p.b))
            continue;
        sampling->drawn[sampling->n_drawn++] = (struct drawn){
            p.a, p.b, SAMPLE_STRATA, (double)NAN, hash_of(sampling->seed, p.a, p.b)};
    }
    return JD_OK;
}

enum jd_status
sample_draw(struct sampling *sampling, struct jd_error *err)
{
    uint32_t shares[SAMPLE_STRATA];
    size_t n = sampling->n_pairs + sampling->n_outside;
    sampling->drawn = calloc(n + 1, sizeof(*sampling->drawn));
    if (sampling->drawn == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %zu pairs", n);
    for (size_t i = 0; i < sampling->n_pairs; i++) {
        const struct jd_pair *p = &sampling->pairs[i];
        uint32_t stratum = sample_stratum(p->score);
        sampling->sizes[stratum]++;
        sampling->drawn[i] = (struct drawn){
            p->a, p->b, stratum, p->score, hash_of(sampling->seed, p->a, p->b)};
    }
    find_shares(sampling, shares);
    sampling->n_drawn = select_pairs(sampling->drawn, sampling->n_pairs, shares);
    enum jd_status status = sampling->n_outside > 0 ? draw_outside(sampling, err) : JD_OK;
    qsort(sampling->drawn, sampling->n_drawn, sizeof(*sampling->drawn), by_hash);
    return status;
}

/* ---- all of a record ---- */

static int
by_weight(const void *left, const void *right)
{
    const struct drawn *x = left, *y = right;
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

enum jd_status
sample_take_of(struct sampling *sampling, const bool *is_wanted, struct jd_error *err)
{
    sampling->drawn = calloc(sampling->n_pairs + 1, sizeof(*sampling->drawn));
    if (sampling->drawn == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %zu pairs", sampling->n_pairs);
    for (size_t i = 0; i < sampling->n_pairs; i++) {
        const struct jd_pair *p = &sampling->pairs[i];
        if (is_wanted[p->a] || is_wanted[p->b])
            sampling->drawn[sampling->n_drawn++] =
                (struct drawn){p->a, p->b, SAMPLE_OF_RECORD, p->score, 0};
    }
    qsort(sampling->drawn, sampling->n_drawn, sizeof(*sampling->drawn), by_weight);
    if (sampling->n_drawn > sampling->n)
        sampling->n_drawn = sampling->n;
    return JD_OK;
}
