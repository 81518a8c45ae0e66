/* SPDX-License-Identifier: Apache-2.0 */
/*
 * aliases.c - values that stand for each other: tom and thomas, a town and its county.
 *
 * Within the clusters found so far, count how often value w stands in another record of a
 * cluster that holds v, each record spreading one vote over the others of its cluster:
 *
 *     P(w | v) = (votes of v for w, less those of the cluster with most) / (votes of v + 1)
 *
 * Pairs of at least three clusters count, and their bits are log2 P(w | v) / share of w.  For
 * columns both ways are averaged.  What is learned overrides a level's bits where it says more.
 *
 * Workload: pairs within clusters; clusters of more than MOST_MEMBERS are left out.
 */
#include "automatic/automatic.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/sort.h"

#include <math.h>

enum { MOST_MEMBERS = 60, LEAST_CLUSTERS = 3 };

/* One vote: in cluster `cluster`, v for w. */
struct vote {
    uint32_t v, w, cluster;
    float share;
};

double
jd__alias(const struct jd__aliases *aliases, uint32_t v, uint32_t w)
{
    if (aliases->n_slots == 0)
        return 0;
    uint64_t key = ((uint64_t)v << 32 | w) + 1;
    size_t mask = aliases->n_slots - 1, slot = (size_t)jd__hash_pair(key, 1) & mask;
    while (aliases->keys[slot] != 0 && aliases->keys[slot] != key)
        slot = (slot + 1) & mask;
    return aliases->keys[slot] == key ? (double)aliases->bits[slot] : 0;
}

/* Put n pairs in; there is at most one of each. */
static enum jd_status
set_aliases(const struct jd_alloc *alloc, struct jd__aliases *aliases,
    const struct vote *pairs, size_t n, struct jd_error *err)
{
    size_t n_slots = 16;
    while (n_slots < 2 * n)
        n_slots *= 2;
    jd__alloc_free_array(alloc, aliases->keys, 0, aliases->n_slots, sizeof(uint64_t));
    jd__alloc_free_array(alloc, aliases->bits, 0, aliases->n_slots, sizeof(float));
    aliases->n_slots = n_slots;
    aliases->keys = jd__alloc_array(alloc, 0, n_slots, sizeof(uint64_t));
    aliases->bits = jd__alloc_array(alloc, 0, n_slots, sizeof(float));
    if (aliases->keys == NULL || aliases->bits == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %zu aliases", n);
    for (size_t i = 0; i < n; i++) {
        uint64_t key = ((uint64_t)pairs[i].v << 32 | pairs[i].w) + 1;
        size_t slot = (size_t)jd__hash_pair(key, 1) & (n_slots - 1);
        while (aliases->keys[slot] != 0)
            slot = (slot + 1) & (n_slots - 1);
        aliases->keys[slot] = key;
        aliases->bits[slot] = pairs[i].share;
    }
    return JD_OK;
}

static bool
vote_before(const void *a, const void *b, void *ctx)
{
    (void)ctx;
    const struct vote *x = a, *y = b;
    if (x->v != y->v)
        return x->v < y->v;
    return x->w != y->w ? x->w < y->w : x->cluster < y->cluster;
}

/* Of sorted votes, the pairs that enough clusters support, in the place of the votes; a pair's
 * share is then its bits. */
static size_t
count_votes(
    const struct jd__values *values, struct vote *votes, size_t n, const double *all)
{
    size_t n_pairs = 0;
    for (size_t i = 0, end = 0; i < n; i = end) {
        double sum = 0, most = 0, own = 0;
        uint32_t n_clusters = 0;
        for (end = i; end < n && votes[end].v == votes[i].v && votes[end].w == votes[i].w;
             end++) {
            bool starts = end == i || votes[end].cluster != votes[end - 1].cluster;
            n_clusters += starts;
            own = (starts ? 0 : own) + (double)votes[end].share;
            most = own > most ? own : most;
            sum += (double)votes[end].share;
        }
        double held = JD__AT(uint32_t, values->counts, votes[i].w);
        double p = (sum - most) / (all[votes[i].v] + 1);
        if (n_clusters < LEAST_CLUSTERS || p <= 0)
            continue;
        votes[n_pairs] = votes[i];
        votes[n_pairs++].share = (float)log2(p * values->n_holders / held);
    }
    return n_pairs;
}

/* Records by cluster. */
struct members {
    uint32_t *starts, *records;
    uint32_t n_clusters, n_records;
};

static enum jd_status
members_init(const struct jd_automatic *a, struct members *m, struct jd_error *err)
{
    m->n_clusters = a->summary.n_clusters;
    m->n_records = a->n_records;
    m->starts = jd__alloc_array(&a->alloc, 0, (size_t)m->n_clusters + 2, sizeof(uint32_t));
    m->records = jd__alloc_array(&a->alloc, 0, m->n_records, sizeof(uint32_t));
    if (m->starts == NULL || m->records == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %u clusters", m->n_clusters);
    for (uint32_t r = 0; r < a->n_records; r++)
        m->starts[a->labels[r] + 2]++;
    for (uint32_t c = 1; c < m->n_clusters; c++)
        m->starts[c + 1] += m->starts[c];
    for (uint32_t r = 0; r < a->n_records; r++)
        m->records[m->starts[a->labels[r] + 1]++] = r;
    return JD_OK;
}

static void
members_done(const struct jd_automatic *a, struct members *m)
{
    jd__alloc_free_array(
        &a->alloc, m->starts, 0, (size_t)m->n_clusters + 2, sizeof(uint32_t));
    jd__alloc_free_array(&a->alloc, m->records, 0, m->n_records, sizeof(uint32_t));
}

/* What votes are given to. */
struct ballot {
    struct jd__buf votes; /* struct vote */
    double *all;          /* by value: what it has given */
};

/* Votes of the ordered pair of records i, j. */
typedef enum jd_status (*vote_of_pair)(const struct jd_automatic *a, const void *what,
    uint32_t i, uint32_t j, struct vote vote, struct ballot *ballot, struct jd_error *err);

static enum jd_status
vote_values(const struct jd_automatic *a, const void *what, uint32_t i, uint32_t j,
    struct vote vote, struct ballot *ballot, struct jd_error *err)
{
    (void)a;
    const struct jd__attribute *attribute = what;
    vote.v = attribute->codes[i];
    vote.w = attribute->codes[j];
    if (vote.v == JD_NONE || vote.w == JD_NONE)
        return JD_OK;
    ballot->all[vote.v] += (double)vote.share;
    return vote.v != vote.w ? jd__buf_append(&ballot->votes, &vote, 1, err) : JD_OK;
}

/* Tokens that found no partner, for tokens of the same role that found none. */
static enum jd_status
vote_tokens(const struct jd_automatic *a, const void *what, uint32_t i, uint32_t j,
    struct vote vote, struct ballot *ballot, struct jd_error *err)
{
    (void)what;
    const uint32_t *starts = a->bag.starts.data, *tokens = a->bag.tokens.data;
    const uint8_t *roles = a->bag.roles.data;
    uint8_t of_i[JD__MOST_TOKENS], of_j[JD__MOST_TOKENS];
    enum jd_status status = JD_OK;
    jd__token_levels(a, i, j, of_i, of_j);
    for (uint32_t s = starts[i]; s < starts[i + 1]; s++) {
        ballot->all[tokens[s]] += (double)vote.share;
        for (uint32_t t = starts[j]; t < starts[j + 1] && status == JD_OK; t++) {
            if (of_i[s - starts[i]] >= 3 || of_j[t - starts[j]] >= 3 ||
                roles[s] != roles[t])
                continue;
            vote.v = tokens[s];
            vote.w = tokens[t];
            status = jd__buf_append(&ballot->votes, &vote, 1, err);
        }
    }
    return status;
}

static enum jd_status
gather_votes(const struct jd_automatic *a, const struct members *m, vote_of_pair vote_of,
    const void *what, struct ballot *ballot, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t c = 0; c < m->n_clusters && status == JD_OK; c++) {
        uint32_t start = m->starts[c], end = m->starts[c + 1];
        if (end - start < 2 || end - start > MOST_MEMBERS)
            continue;
        struct vote vote = {.cluster = c, .share = 1.0F / (float)(end - start - 1)};
        for (uint32_t i = start; i < end; i++)
            for (uint32_t j = start; j < end && status == JD_OK; j++)
                if (i != j)
                    status =
                        vote_of(a, what, m->records[i], m->records[j], vote, ballot, err);
    }
    return status;
}

/* Of a column's pairs: the mean of both ways; 0 where only one way was seen. */
static void
average_ways(const struct jd__aliases *aliases, struct vote *pairs, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        double back = jd__alias(aliases, pairs[i].w, pairs[i].v);
        pairs[i].share = back != 0 ? (float)(((double)pairs[i].share + back) / 2) : 0;
    }
}

static enum jd_status
learn(struct jd_automatic *a, const struct members *m, struct jd__values *values,
    vote_of_pair vote_of, const void *what, struct jd_error *err)
{
    struct ballot ballot = {0};
    ballot.all = jd__alloc_array(&a->alloc, 0, values->dict->n, sizeof(*ballot.all));
    jd__buf_init(&ballot.votes, &a->alloc, sizeof(struct vote), 0);
    enum jd_status status = JD_OK;
    if (ballot.all == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory for %u values", values->dict->n);
    if (status == JD_OK)
        status = gather_votes(a, m, vote_of, what, &ballot, err);
    if (status == JD_OK)
        status = jd__sort(&a->alloc, ballot.votes.data, ballot.votes.n, sizeof(struct vote),
            vote_before, NULL, err);
    if (status == JD_OK) {
        size_t n = count_votes(values, ballot.votes.data, ballot.votes.n, ballot.all);
        status = set_aliases(&a->alloc, &values->aliases, ballot.votes.data, n, err);
        if (status == JD_OK && what != NULL) {
            average_ways(&values->aliases, ballot.votes.data, n);
            status = set_aliases(&a->alloc, &values->aliases, ballot.votes.data, n, err);
        }
    }
    jd__buf_done(&ballot.votes);
    jd__alloc_free_array(&a->alloc, ballot.all, 0, values->dict->n, sizeof(*ballot.all));
    return status;
}

enum jd_status
jd__aliases_learn(struct jd_automatic *a, struct jd_error *err)
{
    struct members members = {0};
    enum jd_status status = members_init(a, &members, err);
    for (uint32_t k = 0; k < a->n_attributes && status == JD_OK; k++) {
        struct jd__attribute *attribute = &a->attributes[k];
        uint32_t n = attribute->values.dict->n;
        /* A column in which most values are rare has no room for what repeats. */
        if (n >= 3 && n <= 0.25 * attribute->values.n_holders)
            status = learn(a, &members, &attribute->values, vote_values, attribute, err);
    }
    if (status == JD_OK)
        status = learn(a, &members, &a->bag.values, vote_tokens, NULL, err);
    members_done(a, &members);
    return status;
}
