/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tally.c - sightings sorted by entity and class, so that every volume is two binary searches.
 *
 * Invariant: the sightings of an entity are ordered by (class, slot, event, row), "no time"
 * last in its class; nth rises by one with each new event of a class.
 */
#include "graph/tally.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/sort.h"

#define SLOT ((int64_t)365 * 86400 * 1000000)
/* Years that are told apart; what lies outside counts with the first or last. */
#define MOST_SLOTS 1024u
/* Where there are few things of a kind, their normal volume is stated. */
#define STATED_NORMAL 2u

static int64_t
slot_of(const struct jd__span *at)
{
    int64_t time = at->earliest != JD__NO_TIME ? at->earliest : at->latest;
    return time / SLOT - (time % SLOT < 0);
}

static bool
has_time(const struct jd__span *at)
{
    return at->earliest != JD__NO_TIME || at->latest != JD__NO_TIME;
}

uint32_t
jd__tally_slot(const struct jd__tally *tally, const struct jd__span *at)
{
    if (!has_time(at))
        return JD__NO_SLOT;
    int64_t slot = slot_of(at) - tally->first_slot;
    if (slot < 0)
        return 0;
    return slot < tally->n_slots ? (uint32_t)slot : tally->n_slots - 1;
}

static void
find_slots(struct jd__tally *tally, const struct jd__view *view)
{
    const struct jd__facts *facts = view->facts;
    int64_t first = INT64_MAX, last = INT64_MIN;
    for (uint32_t i = 0; i < facts->events.n; i++) {
        const struct jd__span *at = &jd__events(facts)[i].at;
        if (!jd__sees_event(view, i) || !has_time(at))
            continue;
        int64_t slot = slot_of(at);
        first = slot < first ? slot : first;
        last = slot > last ? slot : last;
    }
    tally->first_slot = first <= last ? first : 0;
    tally->n_slots = first > last                          ? 1
                     : last - first >= (int64_t)MOST_SLOTS ? MOST_SLOTS
                                                           : (uint32_t)(last - first) + 1;
}

static enum jd_status
allocate(struct jd__tally *tally, uint32_t n_sightings, struct jd_error *err)
{
    const struct jd_alloc *alloc = &tally->alloc;
    tally->n_sightings = n_sightings;
    tally->starts = jd__alloc_array(alloc, 0, (size_t)tally->n_entities + 1, 4);
    tally->sightings = jd__alloc_array(alloc, 0, n_sightings, sizeof(*tally->sightings));
    tally->traffic = jd__alloc_array(alloc, 0, JD__N_CLASSES * (tally->n_slots + 1), 4);
    tally->normal = jd__alloc_array(alloc, 0, JD__N_THINGS * JD__N_CLASSES, 4);
    tally->bundle = jd__alloc_array(alloc, 0, JD__N_CLASSES * 64, 4);
    if (tally->bundle == NULL || tally->starts == NULL || tally->sightings == NULL ||
        tally->traffic == NULL || tally->normal == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for the volumes of a graph");
    return JD_OK;
}

/* Rows that are seen and are edges, as (class, slot, event) and the row. */
static uint32_t
collect(const struct jd__tally *tally, const struct jd__tally_source *source,
    struct jd__keyed *out_rows)
{
    const struct jd__view *view = source->view;
    const struct jd__vocabulary *vocabulary = source->vocabulary;
    const struct jd__facts *facts = view->facts;
    uint32_t n = 0;
    for (uint32_t i = 0; i < facts->roles.n; i++) {
        const struct jd__role *role = &jd__roles(facts)[i];
        uint8_t kind = vocabulary->role[role->role];
        if (!jd__sees_role(view, i) || jd__role_is_official(kind))
            continue;
        if (out_rows != NULL) {
            uint32_t one = jd__one_event(source->joined, role->event);
            const struct jd__event *event = &jd__events(facts)[one];
            uint32_t class_of = jd__class(vocabulary->event_kind[event->kind], kind);
            uint32_t where = class_of << 12 | jd__tally_slot(tally, &event->at);
            out_rows[n] = (struct jd__keyed){(uint64_t)where << 32 | one, i};
        }
        n++;
    }
    return n;
}

/* Sort the rows by entity, class, slot, event, and write them as sightings. */
static enum jd_status
sort_sightings(struct jd__tally *tally, const struct jd__view *view,
    const struct jd__joined *joined, struct jd__keyed *rows, struct jd_error *err)
{
    const struct jd__facts *facts = view->facts;
    const struct jd_alloc *alloc = &tally->alloc;
    size_t n = tally->n_sightings;
    enum jd_status status = jd__sort_keyed(alloc, rows, n, err);
    uint32_t *at = jd__alloc_array(alloc, 0, (size_t)tally->n_entities + 2, 4);
    if (status == JD_OK && at == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory for the volumes of a graph");
    if (status != JD_OK)
        goto done;
    for (size_t i = 0; i < n; i++)
        at[joined->of_record[jd__roles(facts)[rows[i].value].record] + 2]++;
    for (uint32_t e = 0; e < tally->n_entities; e++)
        at[e + 2] += at[e + 1];
    for (size_t i = 0; i < n; i++) { /* stable: (class, slot, event) order stays */
        const struct jd__role *role = &jd__roles(facts)[rows[i].value];
        struct jd__sighting *to =
            &tally->sightings[at[joined->of_record[role->record] + 1]++];
        *to = (struct jd__sighting){
            (uint32_t)(rows[i].key >> 32), role->event, (uint32_t)rows[i].value, 0};
    }
    for (uint32_t e = 0; e <= tally->n_entities; e++)
        tally->starts[e] = at[e];
done:
    jd__alloc_free(alloc, at, ((size_t)tally->n_entities + 2) * 4);
    return status;
}

static void
count_traffic(struct jd__tally *tally, const struct jd__joined *joined)
{
    for (uint32_t e = 0; e < tally->n_entities; e++) {
        uint32_t nth = 0;
        for (uint32_t i = tally->starts[e]; i < tally->starts[e + 1]; i++) {
            struct jd__sighting *s = &tally->sightings[i];
            bool again =
                i > tally->starts[e] && s[-1].where >> 12 == s->where >> 12 &&
                jd__one_event(joined, s[-1].event) == jd__one_event(joined, s->event);
            nth += again ? 0 : 1;
            s->nth = nth;
            uint32_t slot = s->where & JD__NO_SLOT;
            slot = slot == JD__NO_SLOT ? tally->n_slots : slot;
            tally->traffic[(s->where >> 12) * (tally->n_slots + 1) + slot] += again ? 0 : 1;
        }
    }
}

/* The first sighting of an entity at or behind (class, slot). */
static uint32_t
lower_bound(const struct jd__tally *tally, uint32_t entity, uint32_t where)
{
    uint32_t low = tally->starts[entity], high = tally->starts[entity + 1];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (tally->sightings[middle].where < where)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static uint32_t
count_between(const struct jd__tally *tally, uint32_t first, uint32_t end)
{
    return end > first ? tally->sightings[end - 1].nth - tally->sightings[first].nth + 1
                       : 0;
}

uint32_t
jd__tally_volume(
    const struct jd__tally *tally, uint32_t entity, uint32_t class_of, uint32_t slot)
{
    uint32_t base = class_of << 12;
    uint32_t end = lower_bound(tally, entity, (class_of + 1) << 12);
    if (slot == JD__NO_SLOT)
        return count_between(tally, lower_bound(tally, entity, base), end);
    uint32_t from = slot > 0 ? slot - 1 : 0;
    uint32_t timeless = lower_bound(tally, entity, base | JD__NO_SLOT);
    return count_between(tally, lower_bound(tally, entity, base | from),
               lower_bound(tally, entity, base | (slot + 2))) +
           count_between(tally, timeless, end);
}

uint32_t
jd__tally_traffic(const struct jd__tally *tally, uint32_t class_of, uint32_t slot)
{
    const uint32_t *row = &tally->traffic[(size_t)(size_t)class_of * (tally->n_slots + 1)];
    uint32_t n = row[tally->n_slots];
    for (uint32_t i = 0; i < tally->n_slots; i++)
        n += jd__in_window(slot, i) ? row[i] : 0;
    return n;
}

uint32_t
jd__tally_normal(
    const struct jd__tally *tally, enum jd__thing_kind thing, uint32_t class_of)
{
    return tally->normal[(uint32_t)thing * JD__N_CLASSES + class_of];
}

/* The busiest window of each entity in each class, keyed by (thing, class) and count. */
static enum jd_status
busiest_windows(const struct jd__tally *tally, const struct jd__view *view,
    const struct jd__joined *joined, const struct jd__vocabulary *vocabulary,
    struct jd__buf *out_keys, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t e = 0; status == JD_OK && e < tally->n_entities; e++) {
        uint32_t thing =
            vocabulary->thing[jd__records(view->facts)[joined->anchors[e]].kind];
        uint32_t i = tally->starts[e];
        while (status == JD_OK && i < tally->starts[e + 1]) {
            uint32_t class_of = tally->sightings[i].where >> 12, most = 0, seen = JD_NONE;
            for (; i < tally->starts[e + 1] && tally->sightings[i].where >> 12 == class_of;
                 i++) {
                uint32_t slot = tally->sightings[i].where & JD__NO_SLOT;
                uint32_t n = slot == seen ? 0 : jd__tally_volume(tally, e, class_of, slot);
                seen = slot;
                most = n > most ? n : most;
            }
            struct jd__keyed key = {
                ((uint64_t)thing * JD__N_CLASSES + class_of) << 32 | most, 0};
            status = jd__buf_append(out_keys, &key, 1, err);
        }
    }
    return status;
}

/* The lower median of each group of busiest windows. */
static enum jd_status
find_normals(struct jd__tally *tally, const struct jd__view *view,
    const struct jd__joined *joined, const struct jd__vocabulary *vocabulary,
    struct jd_error *err)
{
    for (size_t i = 0; i < JD__N_THINGS * JD__N_CLASSES; i++)
        tally->normal[i] = STATED_NORMAL;
    struct jd__buf keys;
    jd__buf_init(&keys, &tally->alloc, sizeof(struct jd__keyed), 0);
    enum jd_status status = busiest_windows(tally, view, joined, vocabulary, &keys, err);
    if (status == JD_OK)
        status = jd__sort_keyed(&tally->alloc, keys.data, keys.n, err);
    const struct jd__keyed *sorted = keys.data;
    for (size_t first = 0, end = 0; status == JD_OK && first < keys.n; first = end) {
        while (end < keys.n && sorted[end].key >> 32 == sorted[first].key >> 32)
            end++;
        if (end - first >= JD__FEW)
            tally->normal[sorted[first].key >> 32] =
                (uint32_t)sorted[first + (end - first - 1) / 2].key;
    }
    jd__buf_done(&keys);
    return status;
}

enum jd_status
jd__tally_init(struct jd__tally *tally, const struct jd_alloc *alloc,
    const struct jd__tally_source *source, struct jd_error *err)
{
    const struct jd__view *view = source->view;
    const struct jd__joined *joined = source->joined;
    *tally =
        (struct jd__tally){.alloc = jd__alloc_or_default(alloc), .n_entities = joined->n};
    find_slots(tally, view);
    uint32_t n = collect(tally, source, NULL);
    enum jd_status status = allocate(tally, n, err);
    struct jd__keyed *rows = jd__alloc_array(alloc, 0, n, sizeof(*rows));
    if (status == JD_OK && rows == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory for %u roles", (unsigned)n);
    if (status == JD_OK) {
        (void)collect(tally, source, rows); /* the same n */
        status = sort_sightings(tally, view, joined, rows, err);
    }
    if (status == JD_OK) {
        count_traffic(tally, joined);
        status = find_normals(tally, view, joined, source->vocabulary, err);
    }
    if (status == JD_OK)
        status = jd__tally_count_pairs(tally, source, err);
    jd__alloc_free(alloc, rows, n * sizeof(*rows));
    if (status != JD_OK)
        jd__tally_done(tally);
    return status;
}

void
jd__tally_done(struct jd__tally *tally)
{
    const struct jd_alloc *alloc = &tally->alloc;
    jd__alloc_free(alloc, tally->starts, ((size_t)tally->n_entities + 1) * 4);
    jd__alloc_free(alloc, tally->sightings, tally->n_sightings * sizeof(*tally->sightings));
    jd__alloc_free(alloc, tally->traffic, JD__N_CLASSES * (tally->n_slots + 1) * 4);
    jd__alloc_free(alloc, tally->normal, JD__N_THINGS * JD__N_CLASSES * 4);
    jd__alloc_free(alloc, tally->bundle, JD__N_CLASSES * 64 * 4);
    *tally = (struct jd__tally){0};
}
