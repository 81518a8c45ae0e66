/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cut.c - where to stop merging: the threshold of the best expected F1.
 *
 * Of the merges in falling order of height, those above the threshold are made.  A merge brings
 * as many matches as the probabilities of the pairs across it, 1 / (1 + 2^-weight), sum to.
 * With M, the matches of all merges down to the floor, expected
 *
 *     precision = matches made / pairs made,   recall = matches made / M,
 *     F1 = 2 * matches made / (pairs made + M)
 *
 * and the threshold lies halfway (in bits) below the merge after which F1 is highest.  Labels,
 * where there are some, take the place of p: F1 is then that over labelled records.
 */
#include "automatic/automatic.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/forest.h"
#include "base/sort.h"

#include <math.h>

/* Where next to nothing is to be found, E[F1] would have anything joined: a merge has to be more
 * likely right than one in five. */
static const double least_height = -2;

/* Counts as merges are made. */
struct tally {
    double pairs, matches, all; /* all: matches there are */
};

static double
f1_of(struct tally tally)
{
    double sum = tally.pairs + tally.all;
    return sum > 0 ? 2 * tally.matches / sum : 0;
}

static bool
is_higher(const void *a, const void *b, void *ctx)
{
    (void)ctx;
    return ((const struct jd__merge *)a)->height > ((const struct jd__merge *)b)->height;
}

/* Clusters while merges are made, as chains of members. */
struct growth {
    uint32_t *parents, *next, *last;
    uint32_t n;
};

static enum jd_status
growth_init(
    const struct jd_alloc *alloc, struct growth *g, uint32_t n, struct jd_error *err)
{
    g->n = n;
    g->parents = jd__alloc_array(alloc, 0, n, sizeof(uint32_t));
    g->next = jd__alloc_array(alloc, 0, n, sizeof(uint32_t));
    g->last = jd__alloc_array(alloc, 0, n, sizeof(uint32_t));
    if (g->parents == NULL || g->next == NULL || g->last == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %u records", n);
    for (uint32_t r = 0; r < n; r++) {
        g->parents[r] = g->last[r] = r;
        g->next[r] = JD_NONE;
    }
    return JD_OK;
}

static void
growth_done(const struct jd_alloc *alloc, struct growth *g)
{
    jd__alloc_free_array(alloc, g->parents, 0, g->n, sizeof(uint32_t));
    jd__alloc_free_array(alloc, g->next, 0, g->n, sizeof(uint32_t));
    jd__alloc_free_array(alloc, g->last, 0, g->n, sizeof(uint32_t));
}

/* Make a merge; with labels, the labelled pairs across and how many of them are one. */
static void
grow(struct growth *g, const struct jd__merge *merge, const uint32_t *truth,
    struct tally *labelled)
{
    uint32_t a = jd__forest_root(g->parents, merge->a),
             b = jd__forest_root(g->parents, merge->b);
    if (a == b)
        return;
    for (uint32_t i = a; truth != NULL && i != JD_NONE; i = g->next[i])
        for (uint32_t j = b; truth[i] != JD_NONE && j != JD_NONE; j = g->next[j]) {
            labelled->pairs += truth[j] != JD_NONE;
            labelled->matches += truth[i] == truth[j];
        }
    uint32_t low = a < b ? a : b, high = a < b ? b : a;
    g->next[g->last[low]] = high;
    g->last[low] = g->last[high];
    g->parents[high] = low;
}

/* Pairs of records of one label. */
static enum jd_status
count_truth(const struct jd_automatic *a, double *out_pairs, struct jd_error *err)
{
    uint32_t *counts = jd__alloc_array(&a->alloc, 0, a->n_records, sizeof(*counts));
    if (counts == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %u labels", a->n_records);
    for (uint32_t r = 0; r < a->n_records; r++)
        if (a->truth[r] != JD_NONE)
            *out_pairs += counts[a->truth[r]]++;
    jd__alloc_free_array(&a->alloc, counts, 0, a->n_records, sizeof(*counts));
    return JD_OK;
}

/* Matches expected of each merge, and of all. */
static double
expect_matches(struct jd_automatic *a)
{
    double all = 0;
    for (size_t m = 0; m < a->merges.n; m++) {
        all += JD__AT(struct jd__merge, a->merges, m).matches;
    }
    return all;
}

/* Make merges in order of height, and find after how many F1 is highest. */
static enum jd_status
best_cut(
    struct jd_automatic *a, struct tally *labelled, size_t *out_n, struct jd_error *err)
{
    struct growth g = {0};
    struct tally expected = {.all = expect_matches(a)};
    double best = -1;
    enum jd_status status = JD_OK;
    if (a->truth != NULL)
        status = count_truth(a, &labelled->all, err);
    if (status == JD_OK)
        status = growth_init(&a->alloc, &g, a->n_records, err);
    const struct jd__merge *merges = a->merges.data;
    for (size_t m = 0; m < a->merges.n && status == JD_OK; m++) {
        if (merges[m].height < (a->truth != NULL ? JD__FLOOR : least_height))
            break;
        grow(&g, &merges[m], a->truth, labelled);
        expected.pairs += (double)merges[m].n;
        expected.matches += merges[m].matches;
        double f1 = f1_of(a->truth != NULL ? *labelled : expected);
        bool is_last = m + 1 == a->merges.n || merges[m + 1].height < merges[m].height;
        if (f1 > best && is_last) {
            best = f1;
            *out_n = m + 1;
        }
    }
    growth_done(&a->alloc, &g);
    return status;
}

/* The threshold that makes n merges and no more. */
static double
threshold_after(const struct jd_automatic *a, size_t n, double floor)
{
    const struct jd__merge *merges = a->merges.data;
    double above = n > 0 ? merges[n - 1].height : 0;
    double below = n < a->merges.n ? merges[n].height : floor;
    return n > 0 ? below + (above - below) / 2 : fmax(below, 0);
}

/* A share of nothing is whole. */
static double
share_of(double part, double whole)
{
    return whole > 0 ? part / whole : 1;
}

static void
sum_up(struct jd_automatic_summary *summary, struct tally expected,
    const struct tally *labelled)
{
    const double unknown = (double)NAN;
    summary->n_joined = (uint64_t)expected.pairs;
    summary->n_expected_matches = expected.all;
    summary->precision = share_of(expected.matches, expected.pairs);
    summary->recall = share_of(expected.matches, expected.all);
    summary->f1 = f1_of(expected);
    summary->true_precision = summary->true_recall = summary->true_f1 = unknown;
    if (labelled != NULL) {
        summary->true_precision = share_of(labelled->matches, labelled->pairs);
        summary->true_recall = share_of(labelled->matches, labelled->all);
        summary->true_f1 = f1_of(*labelled);
    }
}

/* Make the merges above the threshold, label the records, and sum up. */
static enum jd_status
apply(struct jd_automatic *a, struct jd_error *err)
{
    struct growth g = {0};
    struct tally expected = {.all = expect_matches(a)}, labelled = {0};
    struct jd_automatic_summary *summary = &a->summary;
    enum jd_status status = growth_init(&a->alloc, &g, a->n_records, err);
    if (status == JD_OK && a->truth != NULL)
        status = count_truth(a, &labelled.all, err);
    const struct jd__merge *merges = a->merges.data;
    for (size_t m = 0; m < a->merges.n && status == JD_OK; m++) {
        if (!(merges[m].height > summary->threshold))
            break;
        grow(&g, &merges[m], a->truth, &labelled);
        expected.pairs += (double)merges[m].n;
        expected.matches += merges[m].matches;
    }
    summary->n_clusters = 0;
    for (uint32_t r = 0; r < a->n_records && status == JD_OK; r++) {
        uint32_t root =
            jd__forest_root(g.parents, r); /* the lowest record of its cluster */
        a->labels[r] = root == r ? summary->n_clusters++ : a->labels[root];
    }
    growth_done(&a->alloc, &g);
    sum_up(summary, expected, a->truth != NULL ? &labelled : NULL);
    return status;
}

enum jd_status
jd__cut(struct jd_automatic *a, const double *fixed_threshold, struct jd_error *err)
{
    const double floor = JD__FLOOR;
    struct tally labelled = {0};
    size_t n = 0;
    enum jd_status status = jd__sort(&a->alloc, a->merges.data, a->merges.n,
        sizeof(struct jd__merge), is_higher, NULL, err);
    if (fixed_threshold != NULL) {
        a->summary.threshold = *fixed_threshold;
    } else if (status == JD_OK) {
        status = best_cut(a, &labelled, &n, err);
        if (status == JD_OK)
            a->summary.threshold = threshold_after(a, n, floor);
    }
    return status == JD_OK ? apply(a, err) : status;
}
