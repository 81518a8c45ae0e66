/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tally_pairs.c - how often two things of a class normally share.
 *
 * A doctor and the pharmacy next door share prescription after prescription, and that is no
 * surprise; two telephones of an ordinary evening share one call.  So sharings are counted in
 * bundles of what nine pairs of ten do not exceed.
 *
 * Workload: one key a pair of people of each event, sorted once; pairs are told apart by a
 * 64-bit hash, which at 10^8 pairs confuses two with probability 3e-4.
 */
#include "graph/tally.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/sort.h"

/* An event with more edges than this is a crowd and tells nothing of pairs. */
#define CROWD 32u

struct edge {
    uint32_t entity;
    uint8_t role;
};

static uint32_t
edges_of(
    const struct jd__tally_source *source, uint32_t event, struct edge out_edges[CROWD])
{
    const struct jd__facts *facts = source->view->facts;
    const struct jd__hang *roles = &facts->event_roles;
    uint32_t n = 0;
    for (uint32_t i = roles->starts[event]; i < roles->starts[event + 1]; i++) {
        const struct jd__role *role = &jd__roles(facts)[roles->items[i]];
        uint8_t kind = source->vocabulary->role[role->role];
        if (!jd__sees_role(source->view, roles->items[i]) || jd__role_is_official(kind))
            continue;
        if (n == CROWD)
            return 0;
        out_edges[n++] = (struct edge){source->joined->of_record[role->record], kind};
    }
    return n;
}

static enum jd_status
add_pairs(const struct jd__tally_source *source, uint32_t event, struct jd__buf *out_keys,
    struct jd_error *err)
{
    struct edge edges[CROWD];
    uint32_t n = edges_of(source, event, edges);
    const struct jd__event *e = &jd__events(source->view->facts)[event];
    uint8_t kind = source->vocabulary->event_kind[e->kind];
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < n && status == JD_OK; k++) {
            jd_roles out = source->conduct->out[kind][edges[i].role];
            if (edges[i].entity == edges[k].entity || (out & JD__ROLE(edges[k].role)) == 0)
                continue;
            uint64_t both = jd__class(kind, edges[i].role) * 64 + edges[k].role;
            uint64_t pair = (uint64_t)edges[i].entity << 32 | edges[k].entity;
            struct jd__keyed key = {jd__hash_pair(both, pair), both};
            status = jd__buf_append(out_keys, &key, 1, err);
        }
    return status;
}

/* Turn sorted pairs into one key for each: its roles and how often it shared. */
static void
count_pairs(struct jd__buf *keys)
{
    struct jd__keyed *items = keys->data;
    size_t n = 0;
    for (size_t first = 0, end = 0; first < keys->n; first = end) {
        while (end < keys->n && items[end].key == items[first].key)
            end++;
        items[n++] = (struct jd__keyed){items[first].value << 32 | (end - first), 0};
    }
    keys->n = n;
}

enum jd_status
jd__tally_count_pairs(
    struct jd__tally *tally, const struct jd__tally_source *source, struct jd_error *err)
{
    struct jd__buf keys;
    jd__buf_init(&keys, &tally->alloc, sizeof(struct jd__keyed), 0);
    enum jd_status status = JD_OK;
    for (uint32_t e = 0; status == JD_OK && e < source->view->facts->events.n; e++)
        if (jd__sees_event(source->view, e) && jd__one_event(source->joined, e) == e)
            status = add_pairs(source, e, &keys, err);
    if (status == JD_OK)
        status = jd__sort_keyed(&tally->alloc, keys.data, keys.n, err);
    if (status == JD_OK) {
        count_pairs(&keys);
        status = jd__sort_keyed(&tally->alloc, keys.data, keys.n, err);
    }
    for (size_t i = 0; i < JD__N_CLASSES * 64; i++)
        tally->bundle[i] = 1;
    const struct jd__keyed *items = keys.data;
    for (size_t first = 0, end = 0; status == JD_OK && first < keys.n; first = end) {
        while (end < keys.n && items[end].key >> 32 == items[first].key >> 32)
            end++;
        if (end - first >= JD__FEW)
            tally->bundle[items[first].key >> 32] =
                (uint32_t)items[first + (end - first) * 9 / 10].key;
    }
    jd__buf_done(&keys);
    return status;
}
