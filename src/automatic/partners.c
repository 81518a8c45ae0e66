/* SPDX-License-Identifier: Apache-2.0 */
/*
 * partners.c - candidate pairs: for each record the others that share most with it.
 *
 * Every value gives keys (keys.c); a key held by n of N records counts log2(N / n), in
 * sixteenths of a bit, so that sums are whole numbers and the same for any number of threads.
 * Keys of more than MOST_HOLDERS records tell little and cost most: they are left out, counted,
 * and reported.
 *
 * Workload: records times keys times holders; 50,578 records touch some 10^9 sums.
 */
#include "automatic/partners.h"

#include "automatic/keys.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/sort.h"
#include "os/thread.h"

#include <math.h>

enum {
    MOST_HOLDERS = 4000,
    SLICE = 256,
    HISTOGRAM = 1 << 16,
    SIXTEENTHS = 16,
    WINDOW = 4096
};

size_t
jd__best_partners(struct jd__sums sums, uint32_t most, uint32_t highest,
    uint32_t *histogram, uint32_t *out)
{
    size_t n = 0, above = 0, ties = 0;
    for (size_t i = 0; i < sums.n; i++)
        histogram[sums.score[sums.touched[i]]]++;
    uint32_t least = highest;
    while (least > 1 && above + histogram[least] < most)
        above += histogram[least--];
    for (size_t i = 0; i < sums.n; i++)
        histogram[sums.score[sums.touched[i]]] = 0;
    for (size_t i = 0; i < sums.n; i++) {
        uint32_t score = sums.score[sums.touched[i]];
        if (score > least)
            out[n++] = sums.touched[i];
    }
    /* Ties in order of records: the lowest are kept by repeated insertion. */
    size_t room = 2 * (size_t)most - n;
    uint32_t *tied = out + n;
    for (size_t i = 0; i < sums.n; i++) {
        uint32_t record = sums.touched[i];
        if (sums.score[record] != least || (ties == room && record > tied[ties - 1]))
            continue;
        size_t at = ties < room ? ties++ : ties - 1;
        for (; at > 0 && tied[at - 1] > record; at--)
            tied[at] = tied[at - 1];
        tied[at] = record;
    }
    return n + ties;
}

struct search {
    const struct jd_automatic *a;
    const struct jd__postings *postings;
    const uint32_t *bits; /* of each key, in sixteenths; 0: left out */
    uint32_t *scores;     /* a record each, for each thread */
    uint32_t *touched;
    uint32_t *histograms;
    uint32_t first;       /* the window's first record */
    uint32_t *n_partners; /* of each record of the window */
    uint32_t *partners;   /* 2 * most of each */
};

/* Sum the keys of record r over those who share them. */
static size_t
sum_up(const struct search *s, uint32_t r, uint32_t *scores, uint32_t *touched)
{
    const uint64_t *own = s->postings->own_starts.data, *starts = s->postings->starts.data;
    const uint32_t *keys = s->postings->own.data, *items = s->postings->items.data;
    size_t n = 0;
    for (uint64_t k = own[r]; k < own[r + 1]; k++) {
        uint32_t bits = s->bits[keys[k]];
        for (uint64_t i = starts[keys[k]]; bits > 0 && i < starts[keys[k] + 1]; i++) {
            touched[n] = items[i];
            n += scores[items[i]] == 0;
            scores[items[i]] += bits;
        }
    }
    return n;
}

/* The partners of the i-th record of the window. */
static void
search_record(const struct search *s, uint32_t i, uint32_t thread)
{
    uint32_t n_records = s->a->n_records, most = s->a->summary.partners;
    uint32_t *scores = s->scores + (size_t)thread * n_records;
    uint32_t *touched = s->touched + (size_t)thread * (n_records + 1);
    uint32_t r = s->first + i, highest = 0;
    size_t n = sum_up(s, r, scores, touched), n_others = 0;
    for (size_t k = 0; k < n; k++) {
        uint32_t other = touched[k], score = scores[other];
        if (other == r)
            continue;
        scores[other] = score < HISTOGRAM ? score : HISTOGRAM - 1;
        highest = scores[other] > highest ? scores[other] : highest;
        touched[n_others++] = other;
    }
    scores[r] = 0;
    struct jd__sums sums = {touched, scores, n_others};
    s->n_partners[i] = (uint32_t)jd__best_partners(sums, most, highest,
        s->histograms + (size_t)thread * HISTOGRAM, s->partners + (size_t)i * 2 * most);
    for (size_t k = 0; k < n_others; k++)
        scores[touched[k]] = 0;
}

static enum jd_status
search_slice(void *ctx, uint32_t slice, uint32_t thread, struct jd_error *err)
{
    (void)err;
    const struct search *s = ctx;
    for (uint32_t i = slice * SLICE; i < (slice + 1) * SLICE; i++)
        if (s->first + i < s->a->n_records)
            search_record(s, i, thread);
    return JD_OK;
}

/* File a record under the keys of one of its values; `salt` keeps columns apart. */
static enum jd_status
file_value(struct jd__postings *postings, const struct jd__values *values, uint64_t salt,
    uint32_t v, uint32_t r, struct jd_error *err)
{
    uint64_t keys[JD__MOST_KEYS];
    enum jd_status status = JD_OK;
    size_t n = jd__record_keys(values, v, keys);
    for (size_t k = 0; k < n && status == JD_OK; k++)
        status = jd__postings_add(postings, jd__hash_pair(keys[k], salt), r, err);
    return status;
}

static enum jd_status
file_records(
    const struct jd_automatic *a, struct jd__postings *postings, struct jd_error *err)
{
    const uint32_t *starts = a->bag.starts.data;
    enum jd_status status = JD_OK;
    for (uint32_t r = 0; r < a->n_records && status == JD_OK; r++) {
        for (uint32_t i = 0; i < a->n_attributes && status == JD_OK; i++)
            if (a->attributes[i].codes[r] != JD_NONE)
                status = file_value(postings, &a->attributes[i].values, i + 1,
                    a->attributes[i].codes[r], r, err);
        for (uint32_t t = starts[r]; t < starts[r + 1] && status == JD_OK; t++)
            status = file_value(
                postings, &a->bag.values, 0, JD__AT(uint32_t, a->bag.tokens, t), r, err);
    }
    return status == JD_OK ? jd__postings_finish(postings, &a->alloc, a->n_records, err)
                           : status;
}

/* What each key counts. */
static void
weigh_keys(struct jd_automatic *a, const struct jd__postings *postings, uint32_t *bits)
{
    const uint64_t *starts = postings->starts.data;
    a->candidates.n_keys = postings->starts.n - 1;
    for (size_t k = 0; k + 1 < postings->starts.n; k++) {
        double n = (double)(starts[k + 1] - starts[k]);
        if (n > MOST_HOLDERS)
            a->candidates.n_dropped_keys++;
        else
            bits[k] = (uint32_t)lround(SIXTEENTHS * log2(a->n_records / n));
    }
}

/* Record by record, a window at a time; `found` gathers pairs as a << 32 | b. */
static enum jd_status
search_all(struct search *s, struct jd__buf *found, struct jd_error *err)
{
    uint32_t most = s->a->summary.partners;
    enum jd_status status = JD_OK;
    for (uint32_t first = 0; first < s->a->n_records && status == JD_OK; first += WINDOW) {
        s->first = first;
        status = jd__automatic_step(s->a, "partners", first, err);
        if (status == JD_OK)
            status = jd__parallel(s->a->threads, WINDOW / SLICE, search_slice, s, err);
        for (uint32_t i = 0; i < WINDOW && first + i < s->a->n_records; i++)
            for (uint32_t k = 0; k < s->n_partners[i] && status == JD_OK; k++) {
                uint32_t r = first + i, other = s->partners[(size_t)i * 2 * most + k];
                uint64_t low = r < other ? r : other, high = r < other ? other : r;
                struct jd__keyed pair = {low << 32 | high, 0};
                status = jd__buf_append(found, &pair, 1, err);
            }
    }
    return status;
}

/* Sort the pairs found, each once. */
static enum jd_status
keep_pairs(struct jd_automatic *a, struct jd__buf *found, struct jd_error *err)
{
    struct jd__keyed *keyed = found->data;
    enum jd_status status = jd__sort_keyed(&a->alloc, keyed, found->n, err);
    for (size_t i = 0; i < found->n && status == JD_OK; i++) {
        struct jd_candidate pair = {
            (uint32_t)(keyed[i].key >> 32), (uint32_t)keyed[i].key, 0};
        if (i == 0 || keyed[i].key != keyed[i - 1].key)
            status = jd__buf_append(&a->candidates.pairs, &pair, 1, err);
    }
    return status;
}

static void
search_done(struct search *s, size_t n_keys, uint32_t n_threads, uint32_t *bits)
{
    const struct jd_alloc *alloc = &s->a->alloc;
    size_t n = s->a->n_records, most = s->a->summary.partners;
    jd__alloc_free_array(alloc, bits, 0, n_keys, sizeof(*bits));
    jd__alloc_free_array(alloc, s->scores, 0, n * n_threads, sizeof(*s->scores));
    jd__alloc_free_array(alloc, s->touched, 0, (n + 1) * n_threads, sizeof(*s->touched));
    jd__alloc_free_array(
        alloc, s->histograms, 0, (size_t)HISTOGRAM * n_threads, sizeof(*s->histograms));
    jd__alloc_free_array(alloc, s->n_partners, 0, WINDOW, sizeof(*s->n_partners));
    jd__alloc_free_array(alloc, s->partners, 0, most * 2 * WINDOW, sizeof(*s->partners));
}

static enum jd_status
search(struct jd_automatic *a, const struct jd__postings *postings, struct jd__buf *found,
    struct jd_error *err)
{
    uint32_t n_threads = jd__thread_count(a->threads);
    size_t n = a->n_records, n_keys = postings->starts.n - 1, most = a->summary.partners;
    struct search s = {.a = a, .postings = postings};
    uint32_t *bits = jd__alloc_array(&a->alloc, 0, n_keys, sizeof(*bits));
    s.scores = jd__alloc_array(&a->alloc, 0, n * n_threads, sizeof(*s.scores));
    s.touched = jd__alloc_array(&a->alloc, 0, (n + 1) * n_threads, sizeof(*s.touched));
    s.histograms =
        jd__alloc_array(&a->alloc, 0, (size_t)HISTOGRAM * n_threads, sizeof(*s.histograms));
    s.n_partners = jd__alloc_array(&a->alloc, 0, WINDOW, sizeof(*s.n_partners));
    s.partners = jd__alloc_array(&a->alloc, 0, most * 2 * WINDOW, sizeof(*s.partners));
    s.bits = bits;
    enum jd_status status = JD_OK;
    if (bits == NULL || s.scores == NULL || s.touched == NULL || s.histograms == NULL ||
        s.n_partners == NULL || s.partners == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory to find partners of %zu records", n);
    if (status == JD_OK) {
        weigh_keys(a, postings, bits);
        status = search_all(&s, found, err);
    }
    search_done(&s, n_keys, n_threads, bits);
    return status;
}

enum jd_status
jd__partners_find(struct jd_automatic *a, uint64_t max_pairs, struct jd_error *err)
{
    struct jd__postings postings;
    struct jd__buf found;
    uint64_t n = a->n_records > 0 ? a->n_records : 1;
    if (max_pairs > 0 && max_pairs < 2 * n)
        return jd__fail(err, JD_E_LIMIT,
            "at most %llu pairs for %llu records: two a record is the least",
            (unsigned long long)max_pairs, (unsigned long long)n);
    if (max_pairs > 0 && max_pairs / (2 * n) < a->summary.partners)
        a->summary.partners = (uint32_t)(max_pairs / (2 * n));
    jd__postings_init(&postings, &a->alloc);
    jd__buf_init(&found, &a->alloc, sizeof(struct jd__keyed), 0);
    enum jd_status status = file_records(a, &postings, err);
    if (status == JD_OK && postings.starts.n > 1)
        status = search(a, &postings, &found, err);
    jd__postings_done(&postings);
    if (status == JD_OK)
        status = keep_pairs(a, &found, err);
    jd__buf_done(&found);
    return status;
}
