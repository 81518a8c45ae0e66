/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cluster.c - entities as a forest over the records (union-find).
 *
 * Each record points at another record of its entity, or at itself when it is the root.
 *
 * Invariant: parent[r] <= r.  So a root is the smallest record of its entity, in whatever
 * order the pairs came, and a pass upwards over the records meets a root before its members.
 * jd_clusters_label() stands on this.  n_entities is the number of roots.
 */
#include <joinder/cluster.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/forest.h"
#include "cluster/clusters.h"

#include <inttypes.h>
#include <string.h>

/* The part of the options that the caller knows; the rest as by default. */
static struct jd_cluster_options
options_of(const struct jd_cluster_options *options)
{
    struct jd_cluster_options o = jd_cluster_options_default();
    if (options != NULL)
        memcpy(&o, options,
            options->struct_size < sizeof(o) ? options->struct_size : sizeof(o));
    return o;
}

uint32_t
jd__clusters_root(struct jd_clusters *c, uint32_t record)
{
    return jd__forest_root(c->parent, record);
}

uint32_t
jd__clusters_unite(struct jd_clusters *c, uint32_t root_a, uint32_t root_b)
{
    uint32_t root =
        root_a < root_b ? root_a : root_b; /* the smaller one: see the invariant */
    c->parent[root_a] = root;
    c->parent[root_b] = root;
    c->n_entities--;
    return root;
}

bool
jd__clusters_check(const struct jd_clusters *c, const char **out_reason)
{
    uint32_t n_roots = 0;
    for (uint32_t r = 0; r < c->n_records; r++) {
        if (c->parent[r] > r) {
            *out_reason = "a record points upwards";
            return false;
        }
        n_roots += c->parent[r] == r;
    }
    *out_reason = "the number of entities is wrong";
    return n_roots == c->n_entities;
}

enum jd_status
jd_clusters_new(const struct jd_alloc *alloc, uint32_t n_records,
    const struct jd_cluster_options *options, struct jd_clusters **out_clusters,
    struct jd_error *err)
{
    struct jd_cluster_options o = options_of(options);
    struct jd_clusters *c =
        jd__alloc_array(alloc, sizeof(*c), n_records, sizeof(*c->parent));
    if (c == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %" PRIu32 " records", n_records);
    c->alloc = jd__alloc_or_default(alloc);
    c->threshold = o.threshold;
    c->n_records = n_records;
    c->n_entities = n_records;
    for (uint32_t r = 0; r < n_records; r++)
        c->parent[r] = r;
    *out_clusters = c;
    return JD_OK;
}

void
jd_clusters_free(struct jd_clusters *clusters)
{
    if (clusters == NULL)
        return;
    struct jd_alloc alloc =
        clusters->alloc; /* copied: it must outlive the block it is in */
    jd__alloc_free(&alloc, clusters,
        sizeof(*clusters) + clusters->n_records * sizeof(*clusters->parent));
}

enum jd_status
jd_clusters_add(struct jd_clusters *clusters, const struct jd_pair *pairs, size_t n_pairs,
    struct jd_error *err)
{
    struct jd_clusters *c = clusters;
    for (size_t i = 0; i < n_pairs; i++) {
        if (!(pairs[i].score >= c->threshold)) /* written so that NaN is left out */
            continue;
        if (pairs[i].a >= c->n_records || pairs[i].b >= c->n_records)
            return jd__fail(err, JD_E_ARG,
                "pair (%" PRIu32 ", %" PRIu32 ") is outside %" PRIu32 " records",
                pairs[i].a, pairs[i].b, c->n_records);
        uint32_t root_a = jd__clusters_root(c, pairs[i].a);
        uint32_t root_b = jd__clusters_root(c, pairs[i].b);
        if (root_a != root_b)
            (void)jd__clusters_unite(c, root_a, root_b); /* its root is not asked for */
    }
    return JD_OK;
}

enum jd_status
jd_clusters_label(const struct jd_clusters *clusters, uint32_t *out_labels, size_t n_labels,
    struct jd_error *err)
{
    const struct jd_clusters *c = clusters;
    if (n_labels != c->n_records)
        return jd__fail(err, JD_E_ARG, "room for %zu labels, but %" PRIu32 " records",
            n_labels, c->n_records);
    uint32_t next = 0;
    for (uint32_t r = 0; r < c->n_records; r++)
        out_labels[r] = c->parent[r] == r ? next++ : out_labels[c->parent[r]];
    return JD_OK;
}

uint32_t
jd_clusters_count(const struct jd_clusters *clusters)
{
    return clusters->n_entities;
}

void
jd__clusters_flatten(struct jd_clusters *c)
{
    for (uint32_t r = 0; r < c->n_records; r++)
        c->parent[r] = c->parent[c->parent[r]]; /* the parent is below r: done already */
}

bool
jd__pair_is_stronger(const void *left, const void *right, void *ctx)
{
    const struct jd_pair *a = left, *b = right;
    (void)ctx;
    if (a->score != b->score)
        return a->score > b->score;
    return a->a != b->a ? a->a < b->a : a->b < b->b;
}

/* Is each forbidden pair one of two records that there are, and not one from the start? */
static enum jd_status
check_aparts(
    struct jd_clusters *c, const struct jd_cluster_options *o, struct jd_error *err)
{
    for (size_t i = 0; i < o->n_aparts; i++) {
        uint32_t a = o->aparts[i].a, b = o->aparts[i].b;
        if (a >= c->n_records || b >= c->n_records || a == b)
            return jd__fail(err, JD_E_ARG,
                "forbidden pair (%" PRIu32 ", %" PRIu32 ") is not two of %" PRIu32
                " records",
                a, b, c->n_records);
        if (c->parent[a] == c->parent[b])
            return jd__fail(err, JD_E_CONFLICT,
                "forbidden pair (%" PRIu32 ", %" PRIu32 ") is one from the start", a, b);
    }
    return JD_OK;
}

/* What is one from the start. */
static enum jd_status
begin(struct jd_clusters *c, const struct jd_clusters *start, struct jd_error *err)
{
    if (start == NULL)
        return JD_OK;
    if (start->n_records != c->n_records)
        return jd__fail(err, JD_E_ARG,
            "the start is of %" PRIu32 " records, not of %" PRIu32, start->n_records,
            c->n_records);
    memcpy(c->parent, start->parent, c->n_records * sizeof(*c->parent));
    c->n_entities = start->n_entities;
    jd__clusters_flatten(c);
    return JD_OK;
}

static enum jd_status
apply_method(struct jd_clusters *c, const struct jd_pair *pairs, size_t n_pairs,
    const struct jd_cluster_options *o, struct jd_error *err)
{
    switch (o->method) {
    case JD_CLUSTER_CONNECTED:
        return jd__clusters_connect(c, pairs, n_pairs, o, err);
    case JD_CLUSTER_BEST_LINK:
        return jd__clusters_best_link(c, pairs, n_pairs, o, err);
    case JD_CLUSTER_AVERAGE:
        return jd__clusters_average(c, pairs, n_pairs, o, JD_LIMIT_COMPONENT, err);
    }
    return jd__fail(err, JD_E_ARG, "there is no method %d", (int)o->method);
}

enum jd_status
jd_clusters_from_pairs(const struct jd_alloc *alloc, uint32_t n_records,
    const struct jd_pair *pairs, size_t n_pairs, const struct jd_cluster_options *options,
    struct jd_clusters **out_clusters, struct jd_error *err)
{
    struct jd_cluster_options o = options_of(options);
    struct jd_clusters *c = NULL;
    enum jd_status status = jd_clusters_new(alloc, n_records, options, &c, err);
    if (status != JD_OK)
        return status;
    status = begin(c, o.start, err);
    if (status == JD_OK)
        status = check_aparts(c, &o, err);
    if (status == JD_OK)
        status = apply_method(c, pairs, n_pairs, &o, err);
    if (status != JD_OK)
        goto done;
    *out_clusters = c;
    c = NULL; /* handed over */
done:
    jd_clusters_free(c);
    return status;
}
