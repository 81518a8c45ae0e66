/* SPDX-License-Identifier: Apache-2.0 */
/*
 * masses.c - for each value and level, the share of the population that is at that level from it.
 *
 * A frequent value agrees by chance more often, and so does one that has many near neighbours:
 * u(level | v) = records that hold a value at that level from v / records that hold any.
 * Instead of all pairs of values, those are compared that share a key (keys.c), rarest keys
 * first, up to a budget a value.  A share is never below that of one record.
 *
 * Workload: some 40 million comparisons a column, less where values are few.
 */
#include "automatic/keys.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/hash.h"
#include "os/thread.h"

#include <math.h>

enum { SLICE = 256, LEAST_BUDGET = 200, WHOLE_BUDGET = 40000000 };

struct masses {
    const struct jd__values *values;
    const struct jd__postings *postings;
    uint32_t *stamps; /* a value each, for each thread: last seen by value + 1 */
    float *u;
    uint32_t budget;
};

static size_t
length_of(const struct jd__postings *postings, uint32_t key)
{
    const uint64_t *starts = postings->starts.data;
    return (size_t)(starts[key + 1] - starts[key]);
}

/* The keys of a value, rarest first. */
static size_t
rarest_first(const struct jd__postings *postings, uint32_t v, uint32_t *out)
{
    const uint64_t *own = postings->own_starts.data;
    const uint32_t *keys = postings->own.data;
    size_t n = 0;
    for (uint64_t i = own[v]; i < own[v + 1]; i++) {
        size_t at = n++;
        for (; at > 0 && length_of(postings, out[at - 1]) > length_of(postings, keys[i]);
             at--)
            out[at] = out[at - 1];
        out[at] = keys[i];
    }
    return n;
}

/* Count the records at each level from v. */
static void
count_levels(const struct masses *m, uint32_t v, uint32_t *stamps,
    uint64_t counts[static JD__LEVELS])
{
    uint32_t keys[JD__MOST_KEYS] = {0}, left = m->budget;
    const uint32_t *held = m->values->counts.data, *items = m->postings->items.data;
    const uint64_t *starts = m->postings->starts.data;
    size_t n = rarest_first(m->postings, v, keys);
    stamps[v] = v + 1;
    for (size_t k = 0; k < n; k++)
        for (uint64_t i = starts[keys[k]]; i < starts[keys[k] + 1] && left > 0; i++) {
            uint32_t w = items[i];
            if (stamps[w] == v + 1)
                continue;
            stamps[w] = v + 1;
            left--;
            counts[jd__level(m->values, v, w)] += held[w];
        }
    counts[JD__LEVELS - 1] += held[v];
}

static enum jd_status
fill_slice(void *ctx, uint32_t slice, uint32_t thread, struct jd_error *err)
{
    (void)err;
    const struct masses *m = ctx;
    uint32_t n = m->values->dict->n, start = slice * SLICE;
    double holders = m->values->n_holders > 0 ? m->values->n_holders : 1;
    for (uint32_t v = start; v < n && v < start + SLICE; v++) {
        uint64_t counts[JD__LEVELS] = {0};
        double rest = 1;
        count_levels(m, v, m->stamps + (size_t)thread * n, counts);
        for (unsigned l = 1; l < JD__LEVELS; l++) {
            double share = fmax((double)counts[l], 1) / holders;
            share =
                fmin(share, 0.9); /* of a bag of tokens, shares may sum to more than 1 */
            m->u[(size_t)v * JD__LEVELS + l] = (float)log2(share);
            rest -= share;
        }
        m->u[(size_t)v * JD__LEVELS] = (float)log2(fmax(rest, 0.05));
    }
    return JD_OK;
}

/* Initials: a letter against the names that begin with it, which no key brings together. */
static void
count_initials(struct jd__values *values)
{
    uint64_t begin[256] = {0}, alone[256] = {0};
    const uint32_t *held = values->counts.data;
    for (uint32_t v = 0; v < values->dict->n; v++) {
        struct jd_str text = jd__dict_text(values->dict, v);
        (text.size == 1 ? alone : begin)[(unsigned char)text.data[0]] += held[v];
    }
    for (uint32_t v = 0; v < values->dict->n; v++) {
        struct jd_str text = jd__dict_text(values->dict, v);
        unsigned char first = (unsigned char)text.data[0];
        uint64_t n = text.size == 1 ? begin[first] : alone[first];
        double share = fmax((double)n, 1) / fmax(values->n_holders, 1);
        JD__AT(float, values->u, (size_t)v *JD__LEVELS + 1) = (float)log2(fmin(share, 0.9));
    }
}

static enum jd_status
file_values(const struct jd__values *values, struct jd__postings *postings,
    const struct jd_alloc *alloc, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t v = 0; v < values->dict->n && status == JD_OK; v++) {
        uint64_t keys[JD__MOST_KEYS];
        size_t n = jd__value_keys(values, v, keys);
        for (size_t k = 0; k < n && status == JD_OK; k++)
            status = jd__postings_add(postings, keys[k], v, err);
    }
    return status == JD_OK ? jd__postings_finish(postings, alloc, values->dict->n, err)
                           : status;
}

enum jd_status
jd__masses_fill(
    const struct jd_automatic *a, struct jd__values *values, struct jd_error *err)
{
    uint32_t n = values->dict->n, n_threads = jd__thread_count(a->threads);
    size_t n_stamps = (size_t)n * n_threads;
    struct jd__postings postings;
    struct masses m = {.values = values, .postings = &postings};
    jd__postings_init(&postings, &a->alloc);
    m.budget = n > 0 ? WHOLE_BUDGET / n : 0;
    m.budget = m.budget > LEAST_BUDGET ? m.budget : LEAST_BUDGET;
    m.stamps = jd__alloc_array(&a->alloc, 0, n_stamps, sizeof(*m.stamps));
    enum jd_status status = JD_OK;
    if (m.stamps == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory for %u values", n);
    if (status == JD_OK)
        status = file_values(values, &postings, &a->alloc, err);
    if (status == JD_OK)
        status = jd__buf_append(&values->u, NULL, n, err);
    m.u = values->u.data;
    if (status == JD_OK)
        status = jd__parallel(a->threads, n / SLICE + 1, fill_slice, &m, err);
    if (status == JD_OK && values->use == JD_USE_NAME)
        count_initials(values);
    jd__alloc_free_array(&a->alloc, m.stamps, 0, n_stamps, sizeof(*m.stamps));
    jd__postings_done(&postings);
    return status;
}
