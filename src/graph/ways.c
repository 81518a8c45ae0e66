/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ways.c - list an entity's ways on, sort them into runs, weigh each run once.
 *
 * Workload: most entities have a handful of ways; a pill mill has ten thousand, and all of
 * them lead to a few pharmacies.
 */
#include "graph/ways.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/sort.h"

#include <math.h>

/* A way with what it is sorted by. */
struct sorted {
    uint32_t class_of; /* kind, role out, role in */
    uint32_t other;
    uint32_t slot;
    uint32_t one; /* the event, or the anchor of those that are one with it */
    struct jd__way way;
};

/* Of one class of an entity's ways: its events, and how often it meets each other. */
struct class_tally {
    struct jd__buf events; /* struct jd__keyed: (slot, event) */
    struct jd__buf totals; /* struct jd__keyed: events with one other, sorted */
};

static bool
before(const void *a, const void *b, void *ctx)
{
    const struct sorted *x = a, *y = b;
    (void)ctx;
    if (x->class_of != y->class_of)
        return x->class_of < y->class_of;
    if (x->other != y->other)
        return x->other < y->other;
    if (x->slot != y->slot)
        return x->slot < y->slot;
    if (x->one != y->one)
        return x->one < y->one;
    if (x->way.role_in != y->way.role_in)
        return x->way.role_in < y->way.role_in;
    return x->way.role_out < y->way.role_out;
}

/* Roles that an entity's role in an event leads to. */
static jd_roles
leads_to(const struct jd__graph *graph, uint32_t class_of, bool is_start)
{
    uint32_t kind = class_of / 64, role = class_of % 64;
    return is_start ? graph->conduct.any_out[kind] : graph->conduct.out[kind][role];
}

/* The ways on from one sighting over one event, as any of those that are one wrote it. */
static enum jd_status
collect_over(const struct jd__graph *graph, uint32_t entity, const struct jd__sighting *s,
    uint32_t event, jd_roles out, struct jd__buf *out_sorted, struct jd_error *err)
{
    const struct jd__hang *roles = &jd__facts_of(graph)->event_roles;
    enum jd_status status = JD_OK;
    for (uint32_t k = roles->starts[event]; status == JD_OK && k < roles->starts[event + 1];
         k++) {
        uint32_t row = roles->items[k];
        if (!jd__sees_role(graph->view, row))
            continue;
        uint32_t role = jd__role_of(graph, row);
        uint32_t other =
            graph->joined.of_record[jd__roles(jd__facts_of(graph))[row].record];
        if ((out & JD__ROLE(role)) == 0 || other == entity)
            continue;
        struct sorted way = {s->where >> 12 << 6 | role, other, s->where & JD__NO_SLOT,
            jd__one_event(&graph->joined, event), {s->event, s->role, row}};
        status = jd__buf_append(out_sorted, &way, 1, err);
    }
    return status;
}

static enum jd_status
collect(const struct jd__graph *graph, uint32_t entity, bool is_start,
    struct jd__buf *out_sorted, struct jd_error *err)
{
    const struct jd__tally *tally = &graph->tally;
    enum jd_status status = JD_OK;
    for (uint32_t i = tally->starts[entity]; i < tally->starts[entity + 1]; i++) {
        const struct jd__sighting *s = &tally->sightings[i];
        jd_roles out = leads_to(graph, s->where >> 12, is_start);
        uint32_t event = s->event;
        if (out == 0)
            continue;
        do {
            status = collect_over(graph, entity, s, event, out, out_sorted, err);
            event = jd__next_event(&graph->joined, event);
        } while (status == JD_OK && event != s->event);
        if (status != JD_OK)
            return status;
    }
    return status;
}

/* Slots and events of one class, each event once, in order. */
static enum jd_status
events_of_class(
    const struct sorted *ways, size_t n, struct jd__buf *out_events, struct jd_error *err)
{
    out_events->n = 0;
    enum jd_status status = JD_OK;
    for (size_t i = 0; status == JD_OK && i < n; i++) {
        struct jd__keyed key = {(uint64_t)ways[i].slot << 32 | ways[i].one, 0};
        status = jd__buf_append(out_events, &key, 1, err);
    }
    if (status == JD_OK)
        status = jd__sort_keyed(&out_events->alloc, out_events->data, out_events->n, err);
    if (status != JD_OK)
        return status;
    struct jd__keyed *keys = out_events->data;
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (i == 0 || keys[i].key != keys[kept - 1].key)
            keys[kept++] = keys[i];
    out_events->n = kept;
    return JD_OK;
}

static size_t
first_at(const struct jd__keyed *keys, size_t n, uint64_t slot)
{
    size_t low = 0;
    while (low < n) {
        size_t middle = low + (n - low) / 2;
        if (keys[middle].key >> 32 < slot)
            low = middle + 1;
        else
            n = middle;
    }
    return low;
}

/* Events of the class in the window of a slot. */
static size_t
in_window(const struct jd__buf *events, uint32_t slot)
{
    const struct jd__keyed *keys = events->data;
    size_t n = events->n;
    if (slot == JD__NO_SLOT)
        return n;
    size_t timeless = n - first_at(keys, n, JD__NO_SLOT);
    size_t end = first_at(keys, n, (uint64_t)slot + 2);
    return end - first_at(keys, n, slot > 0 ? slot - 1 : 0) + timeless;
}

/* Distinct events with the other side in the window; `ways` are all with it in the class. */
static size_t
shared_in_window(const struct sorted *ways, size_t n, uint32_t slot)
{
    size_t shared = 0;
    for (size_t i = 0; i < n; i++)
        if (jd__in_window(slot, ways[i].slot) && (i == 0 || ways[i].one != ways[i - 1].one))
            shared++;
    return shared;
}

int64_t
jd__busyness(
    const struct jd__graph *graph, uint32_t entity, const struct jd__volumes *volumes)
{
    int64_t cost = jd__sharing_by_busyness(volumes);
    int64_t least = jd__bit(graph->public, entity) ? 20 * JD__BIT : 0;
    return cost > least ? cost : least;
}

double
jd__background(enum jd__event_kind kind)
{
    bool contact = kind == JD__E_CALL || kind == JD__E_MESSAGE || kind == JD__E_TRANSFER;
    return contact ? JD__CONTACT : JD__BACKGROUND;
}

/* Others that are met as often, in events without this one; `totals` are sorted. */
static double
peers_of(const struct jd__buf *totals, size_t events, size_t total)
{
    const struct jd__keyed *keys = totals->data;
    size_t low = 0, high = totals->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (keys[middle].key < total)
            low = middle + 1;
        else
            high = middle;
    }
    size_t as_often = totals->n - low - 1;
    size_t room = total != 0 ? (events - total) / total : 0;
    return (double)(as_often < room ? as_often : room);
}

static void
weigh(const struct jd__graph *graph, uint32_t entity, struct jd__run *run,
    struct jd__volumes *volumes, double own_bundle, uint32_t slot)
{
    uint32_t class_in = jd__class(run->kind, run->role_in);
    uint32_t class_out = jd__class(run->kind, run->role_out);
    enum jd__thing_kind thing = jd__thing_of(graph, entity);
    double normal_bundle =
        jd__tally_bundle(&graph->tally, run->kind, run->role_out, run->role_in);
    double bundle = normal_bundle > own_bundle ? normal_bundle : own_bundle;
    double shared = floor(volumes->shared / bundle + 0.5);
    volumes->shared = shared < 1 ? 1 : shared;
    volumes->ways = volumes->ways / bundle;
    volumes->ways = volumes->ways < volumes->shared ? volumes->shared : volumes->ways;
    volumes->normal = jd__tally_normal(&graph->tally, thing, class_out) / bundle;
    volumes->of_other = jd__tally_volume(&graph->tally, run->other, class_in, slot);
    volumes->traffic = jd__tally_traffic(&graph->tally, class_in, slot);
    volumes->background = jd__background(run->kind);
    run->busyness = jd__busyness(graph, entity, volumes);
    run->fame = jd__sharing_by_fame(volumes);
    run->history = run->busyness;
    if (thing == JD__T_PERSON && jd__role_is_about(run->role_out)) {
        volumes->background = JD__HISTORY;
        run->history = jd__busyness(graph, entity, volumes);
    }
}

/* Cut the ways with one other side in one class into runs by slot. */
static enum jd_status
add_runs(const struct jd__graph *graph, uint32_t entity, const struct sorted *ways,
    size_t n, const struct class_tally *tally, struct jd__ways *out_ways,
    struct jd_error *err)
{
    size_t total = shared_in_window(ways, n, JD__NO_SLOT);
    double peers = peers_of(&tally->totals, tally->events.n, total);
    double others = (double)(tally->totals.n - 1);
    double own_bundle = others > 0 ? (double)(tally->events.n - total) / others : 1;
    enum jd_status status = JD_OK;
    for (size_t first = 0, end = 0; status == JD_OK && first < n; first = end) {
        struct jd__run run = {.other = ways[first].other,
            .kind = (uint8_t)(ways[first].class_of >> 12),
            .role_out = ways[first].class_of >> 6 & 63,
            .role_in = ways[first].class_of & 63,
            .first = (uint32_t)out_ways->ways.n};
        for (; status == JD_OK && end < n && ways[end].slot == ways[first].slot; end++)
            status = jd__buf_append(&out_ways->ways, &ways[end].way, 1, err);
        run.n = (uint32_t)(end - first);
        struct jd__volumes volumes = {
            .ways = (double)in_window(&tally->events, ways[first].slot),
            .shared = (double)shared_in_window(ways, n, ways[first].slot),
            .peers = peers};
        weigh(graph, entity, &run, &volumes, own_bundle, ways[first].slot);
        if (status == JD_OK)
            status = jd__buf_append(&out_ways->runs, &run, 1, err);
    }
    return status;
}

/* What the ways of one class have in common. */
static enum jd_status
tally_class(
    const struct sorted *ways, size_t n, struct class_tally *tally, struct jd_error *err)
{
    enum jd_status status = events_of_class(ways, n, &tally->events, err);
    tally->totals.n = 0;
    for (size_t first = 0, end = 0; status == JD_OK && first < n; first = end) {
        while (end < n && ways[end].other == ways[first].other)
            end++;
        struct jd__keyed total = {
            shared_in_window(ways + first, end - first, JD__NO_SLOT), 0};
        status = jd__buf_append(&tally->totals, &total, 1, err);
    }
    return status != JD_OK ? status
                           : jd__sort_keyed(&tally->totals.alloc, tally->totals.data,
                                 tally->totals.n, err);
}

static enum jd_status
find_runs(const struct jd__graph *graph, uint32_t entity, const struct jd__buf *sorted,
    struct jd__ways *out_ways, struct jd_error *err)
{
    const struct sorted *ways = sorted->data;
    struct class_tally tally;
    jd__buf_init(&tally.events, &graph->alloc, sizeof(struct jd__keyed), 0);
    jd__buf_init(&tally.totals, &graph->alloc, sizeof(struct jd__keyed), 0);
    enum jd_status status = JD_OK;
    for (size_t first = 0, end = 0; status == JD_OK && first < sorted->n; first = end) {
        while (end < sorted->n && ways[end].class_of == ways[first].class_of)
            end++;
        status = tally_class(ways + first, end - first, &tally, err);
        for (size_t from = first, to = first; status == JD_OK && from < end; from = to) {
            while (to < end && ways[to].other == ways[from].other)
                to++;
            status = add_runs(graph, entity, ways + from, to - from, &tally, out_ways, err);
        }
    }
    jd__buf_done(&tally.events);
    jd__buf_done(&tally.totals);
    return status;
}

static void
ways_free(const struct jd_alloc *alloc, struct jd__ways *ways)
{
    if (ways == NULL)
        return;
    jd__buf_done(&ways->ways);
    jd__buf_done(&ways->runs);
    jd__alloc_free(alloc, ways, sizeof(*ways));
}

static enum jd_status
ways_new(const struct jd__graph *graph, uint32_t entity, bool is_start,
    struct jd__ways **out_ways, struct jd_error *err)
{
    const struct jd_alloc *alloc = &graph->alloc;
    struct jd__ways *ways = jd__alloc_array(alloc, sizeof(*ways), 0, 1);
    if (ways == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for ways");
    jd__buf_init(&ways->ways, alloc, sizeof(struct jd__way), 0);
    jd__buf_init(&ways->runs, alloc, sizeof(struct jd__run), 0);
    struct jd__buf sorted;
    jd__buf_init(&sorted, alloc, sizeof(struct sorted), 0);
    enum jd_status status = collect(graph, entity, is_start, &sorted, err);
    if (status == JD_OK)
        status = jd__sort(
            alloc, sorted.data, sorted.n, sizeof(struct sorted), before, NULL, err);
    if (status == JD_OK)
        status = find_runs(graph, entity, &sorted, ways, err);
    jd__buf_done(&sorted);
    if (status == JD_OK)
        *out_ways = ways;
    else
        ways_free(alloc, ways);
    return status;
}

/* ---- those of one walk ---- */

void
jd__ways_cache_init(struct jd__ways_cache *cache, const struct jd_alloc *alloc)
{
    cache->alloc = jd__alloc_or_default(alloc);
    jd__buf_init(&cache->of_entity, alloc, sizeof(struct jd__ways *), 0);
    jd__buf_init(&cache->slots, alloc, sizeof(uint32_t), 0);
    jd__buf_init(&cache->entities, alloc, sizeof(uint32_t), 0);
}

void
jd__ways_cache_done(struct jd__ways_cache *cache)
{
    for (size_t i = 0; i < cache->of_entity.n; i++)
        ways_free(&cache->alloc, ((struct jd__ways **)cache->of_entity.data)[i]);
    jd__buf_done(&cache->of_entity);
    jd__buf_done(&cache->slots);
    jd__buf_done(&cache->entities);
}

/* The slot of an entity: its own, or the empty one where it belongs. */
static uint32_t *
slot_of(const struct jd__ways_cache *cache, uint32_t entity)
{
    uint32_t *slots = cache->slots.data;
    const uint32_t *entities = cache->entities.data;
    size_t mask = cache->slots.n - 1, at = (size_t)jd__hash_pair(entity, 0) & mask;
    while (slots[at] != 0 && entities[slots[at] - 1] != entity)
        at = (at + 1) & mask;
    return &slots[at];
}

static enum jd_status
grow(struct jd__ways_cache *cache, struct jd_error *err)
{
    size_t n = cache->slots.n == 0 ? 64 : 2 * cache->slots.n;
    if (2 * (cache->entities.n + 1) <= cache->slots.n)
        return JD_OK;
    cache->slots.n = 0;
    enum jd_status status = jd__buf_append(&cache->slots, NULL, n, err);
    for (size_t i = 0; status == JD_OK && i < cache->entities.n; i++)
        *slot_of(cache, ((uint32_t *)cache->entities.data)[i]) = (uint32_t)i + 1;
    return status;
}

enum jd_status
jd__ways_of(struct jd__ways_cache *cache, const struct jd__graph *graph, uint32_t entity,
    bool is_start, const struct jd__ways **out_ways, struct jd_error *err)
{
    struct jd__ways *ways = NULL;
    enum jd_status status = grow(cache, err);
    if (status != JD_OK)
        return status;
    uint32_t *slot = slot_of(cache, entity);
    if (*slot != 0) {
        *out_ways = ((struct jd__ways **)cache->of_entity.data)[*slot - 1];
        return JD_OK;
    }
    status = ways_new(graph, entity, is_start, &ways, err);
    if (status == JD_OK)
        status = jd__buf_reserve(&cache->entities, 1, err);
    if (status == JD_OK)
        status = jd__buf_append(&cache->of_entity, &ways, 1, err);
    if (status != JD_OK) {
        ways_free(&cache->alloc, ways);
        return status;
    }
    status = jd__buf_append(&cache->entities, &entity, 1, err); /* room was made */
    *slot = (uint32_t)cache->entities.n;
    *out_ways = ways;
    return status;
}
