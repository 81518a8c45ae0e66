/* SPDX-License-Identifier: Apache-2.0 */
/*
 * grouping.c - first the plain components; then those that hold a forbidden pair are rebuilt,
 * strongest pair first.
 */
#include "engine/grouping.h"

#include <joinder/cluster.h>

#include "base/buf.h"

#include <math.h>

/* Most pairs that may be forbidden. */
#define MOST_APARTS ((size_t)50 << 20)

void
jd__grouping_init(struct jd__grouping *g, const struct jd_alloc *alloc, uint32_t n)
{
    *g = (struct jd__grouping){.n = n};
    jd__buf_init(&g->pairs, alloc, sizeof(struct jd_pair), 0);
    jd__buf_init(&g->aparts, alloc, sizeof(struct jd_apart), MOST_APARTS);
    g->alloc = g->pairs.alloc;
}

void
jd__grouping_done(struct jd__grouping *g)
{
    jd__buf_done(&g->pairs);
    jd__buf_done(&g->aparts);
}

static int
hang_label(const void *rows, uint32_t i, uint32_t out_nodes[2], uint32_t *out_item)
{
    out_nodes[0] = ((const uint32_t *)rows)[i];
    *out_item = i;
    return out_nodes[0] != JD_NONE;
}

enum jd_status
jd__grouping_hang(const struct jd_alloc *alloc, const uint32_t *labels, uint32_t n_labels,
    uint32_t n_groups, struct jd__hang *out_hang, struct jd_error *err)
{
    struct jd__buf rows = {
        .data = (void *)(uintptr_t)labels, .n = n_labels}; /* only read */
    const struct jd__hang_spec spec = {out_hang, hang_label, n_groups, &rows};
    return jd__hang_make(alloc, &spec, err);
}

/* Ask of each group of the pairs alone what must stay apart in it. */
static enum jd_status
forbid_in_groups(struct jd__grouping *g, uint32_t *labels, struct jd_error *err)
{
    struct jd_clusters *plain = NULL;
    struct jd__hang groups = {0};
    uint32_t n_groups = 0;
    struct jd_cluster_options options = jd_cluster_options_default();
    options.threshold = -INFINITY;
    enum jd_status status = jd_clusters_new(&g->alloc, g->n, &options, &plain, err);
    if (status == JD_OK)
        status = jd_clusters_add(plain, g->pairs.data, g->pairs.n, err);
    if (status == JD_OK)
        status = jd_clusters_label(plain, labels, g->n, err);
    if (status == JD_OK) {
        n_groups = jd_clusters_count(plain);
        status = jd__grouping_hang(&g->alloc, labels, g->n, n_groups, &groups, err);
    }
    for (uint32_t i = 0; status == JD_OK && i < n_groups; i++) {
        uint32_t size = groups.starts[i + 1] - groups.starts[i];
        if (size > 1)
            status = g->forbid(g, groups.items + groups.starts[i], size, g->ctx, err);
    }
    jd__hang_done(&g->alloc, &groups);
    jd_clusters_free(plain);
    return status;
}

enum jd_status
jd__grouping_label(struct jd__grouping *g, uint32_t *out_labels, struct jd_error *err)
{
    struct jd_clusters *clusters = NULL;
    struct jd_cluster_options options = jd_cluster_options_default();
    options.threshold = -INFINITY;
    enum jd_status status = forbid_in_groups(g, out_labels, err);
    options.aparts = g->aparts.data;
    options.n_aparts = g->aparts.n;
    if (status == JD_OK)
        status = jd_clusters_from_pairs(
            &g->alloc, g->n, g->pairs.data, g->pairs.n, &options, &clusters, err);
    if (status == JD_OK)
        status = jd_clusters_label(clusters, out_labels, g->n, err);
    jd_clusters_free(clusters);
    return status;
}

uint32_t
jd__grouping_keep(uint32_t *labels, uint32_t n, const uint64_t *seen, uint32_t *scratch)
{
    uint32_t next = 0;
    for (uint32_t r = 0; r < n; r++)
        scratch[r] = JD_NONE;
    for (uint32_t r = 0; r < n; r++) {
        if ((seen[r >> 6] >> (r & 63) & 1) == 0) {
            labels[r] = JD_NONE;
            continue;
        }
        if (scratch[labels[r]] == JD_NONE)
            scratch[labels[r]] = next++;
        labels[r] = scratch[labels[r]];
    }
    return next;
}
