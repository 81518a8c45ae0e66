/* SPDX-License-Identifier: Apache-2.0 */
/*
 * event_entities.c - candidates by case number and by who takes part; compared; of several
 * partners in one agency the best, or none; grouped.
 *
 * Invariant: an event entity holds at most one event of an agency.
 */
#include "engine/event_entities.h"

#include <joinder/cluster.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/sort.h"
#include "engine/grouping.h"
#include "engine/tell.h"
#include "graph/conduct.h"

#define MINUTE (INT64_C(60) * 1000000)
#define DAY (INT64_C(24) * 60 * MINUTE)
/* What has more parts than this is met by accident, and is no candidate by itself. */
enum { MOST_PARTS = 64 };
/* A case number on more events is a placeholder. */
enum { MOST_OF_CASE = 1000 };

struct maker {
    const struct jd__view *view;
    const struct jd__entities *entities;
    struct jd__vocabulary vocabulary;
    struct jd__buf keys; /* struct jd__keyed: candidates, both events in one number */
};

/* ---- two events ---- */

/* Two calls within a day are two; an arrest is written down when there is time. */
static int64_t
nearness(enum jd__event_kind kind)
{
    bool moment = kind == JD__E_CALL || kind == JD__E_MESSAGE || kind == JD__E_TRANSFER;
    return moment ? 2 * MINUTE : DAY;
}

/* The time between two events; -1 when one of them has none. */
static int64_t
gap_between(const struct jd__event *a, const struct jd__event *b)
{
    if (a->at.earliest == JD__NO_TIME || a->at.latest == JD__NO_TIME ||
        b->at.earliest == JD__NO_TIME || b->at.latest == JD__NO_TIME)
        return -1;
    if (a->at.earliest > b->at.latest)
        return a->at.earliest - b->at.latest;
    return b->at.earliest > a->at.latest ? b->at.earliest - a->at.latest : 0;
}

static bool
share_case(const struct jd__facts *facts, uint32_t a, uint32_t b)
{
    const struct jd__hang *cases = &facts->cases_of_event;
    for (uint32_t i = cases->starts[a]; i < cases->starts[a + 1]; i++)
        for (uint32_t k = cases->starts[b]; k < cases->starts[b + 1]; k++)
            if (cases->items[i] == cases->items[k])
                return true;
    return false;
}

static bool
are_linked(const struct jd__view *view, uint32_t a, uint32_t b)
{
    const struct jd__hang *on = &view->facts->record_links;
    for (uint32_t i = on->starts[a]; i < on->starts[a + 1]; i++) {
        const struct jd__link *link = &jd__view_links(view)[on->items[i]];
        if ((link->a == b || link->b == b) && link->band != JD__APART)
            return true;
    }
    return false;
}

/* Two parts in one role that is not official, both seen. */
static bool
are_alike(const struct jd__view *view, const struct jd__vocabulary *vocabulary, uint32_t a,
    uint32_t b)
{
    const struct jd__role *roles = jd__roles(view->facts);
    return roles[a].role == roles[b].role && jd__sees_role(view, a) &&
           jd__sees_role(view, b) && !jd__role_is_official(vocabulary->role[roles[a].role]);
}

bool
jd__event_shares(const struct jd__view *view, const struct jd__entities *entities,
    const struct jd__vocabulary *vocabulary, uint32_t role_a, uint32_t role_b)
{
    const struct jd__role *roles = jd__roles(view->facts);
    const uint32_t *of = entities->of_record;
    return are_alike(view, vocabulary, role_a, role_b) &&
           of[roles[role_a].record] == of[roles[role_b].record];
}

/* Does the role say where it happened? */
static bool
is_where(const struct jd__vocabulary *vocabulary, const struct jd__role *role)
{
    enum jd__role_kind kind = vocabulary->role[role->role];
    return kind == JD__R_SCENE || kind == JD__R_PREMISES;
}

/* Does each name a place in one role, and no place of one the same as, or like, the other's? */
static bool
are_elsewhere(const struct jd__view *view, const struct jd__entities *entities,
    const struct jd__vocabulary *vocabulary, uint32_t x, uint32_t y)
{
    const struct jd__hang *on = &view->facts->event_roles;
    const struct jd__role *roles = jd__roles(view->facts);
    bool both_say = false;
    for (uint32_t i = on->starts[x]; i < on->starts[x + 1]; i++)
        for (uint32_t k = on->starts[y]; k < on->starts[y + 1]; k++) {
            uint32_t a = on->items[i], b = on->items[k];
            if (!is_where(vocabulary, &roles[a]) || !are_alike(view, vocabulary, a, b))
                continue;
            both_say = true;
            if (jd__event_shares(view, entities, vocabulary, a, b) ||
                are_linked(view, roles[a].record, roles[b].record))
                return false;
        }
    return both_say;
}

static void
compare_parts(const struct jd__view *view, const struct jd__entities *entities,
    const struct jd__vocabulary *vocabulary, struct jd__event_pair *pair)
{
    const struct jd__hang *on = &view->facts->event_roles;
    const struct jd__role *roles = jd__roles(view->facts);
    uint32_t end_a = on->starts[pair->a + 1], end_b = on->starts[pair->b + 1];
    for (uint32_t i = on->starts[pair->a]; i < end_a; i++)
        for (uint32_t k = on->starts[pair->b]; k < end_b; k++) {
            uint32_t a = on->items[i], b = on->items[k];
            if (jd__event_shares(view, entities, vocabulary, a, b)) {
                pair->n_shared++;
                break; /* a record of b's that says it twice is one part */
            }
            pair->may_share =
                pair->may_share || (are_alike(view, vocabulary, a, b) &&
                                       are_linked(view, roles[a].record, roles[b].record));
        }
}

struct jd__event_pair
jd__event_compare(const struct jd__view *view, const struct jd__entities *entities,
    const struct jd__vocabulary *vocabulary, uint32_t a, uint32_t b)
{
    const struct jd__event *x = &jd__events(view->facts)[a],
                           *y = &jd__events(view->facts)[b];
    struct jd__event_pair pair = {.a = a,
        .b = b,
        .same_kind = x->kind == y->kind,
        .two_agencies = x->agency != y->agency,
        .shares_case = share_case(view->facts, a, b),
        .gap = gap_between(x, y)};
    pair.near = pair.gap >= 0 && pair.gap <= nearness(vocabulary->event_kind[x->kind]);
    pair.other_place = are_elsewhere(view, entities, vocabulary, a, b);
    compare_parts(view, entities, vocabulary, &pair);
    if (!pair.same_kind || !pair.two_agencies || !pair.near)
        return pair;
    if (pair.shares_case && pair.n_shared > 0 && !pair.other_place)
        pair.band = JD__JOINED;
    else if (pair.n_shared > 0 || (pair.shares_case && pair.may_share))
        pair.band = JD__POSSIBLE;
    return pair;
}

/* ---- candidates ---- */

static enum jd_status
add_candidate(struct maker *m, uint32_t a, uint32_t b, struct jd_error *err)
{
    const struct jd__event *x = &jd__events(m->view->facts)[a],
                           *y = &jd__events(m->view->facts)[b];
    int64_t gap = gap_between(x, y);
    if (x->kind != y->kind || x->agency == y->agency || gap < 0 || gap > DAY)
        return JD_OK;
    struct jd__keyed key = {a < b ? (uint64_t)a << 32 | b : (uint64_t)b << 32 | a, 0};
    return jd__buf_append(&m->keys, &key, 1, err);
}

/* Every two of some events. */
static enum jd_status
add_pairs(struct maker *m, const struct jd__buf *events, struct jd_error *err)
{
    const uint32_t *all = events->data;
    enum jd_status status = JD_OK;
    for (size_t i = 0; i < events->n; i++)
        for (size_t k = i + 1; status == JD_OK && k < events->n; k++)
            status = add_candidate(m, all[i], all[k], err);
    return status;
}

static enum jd_status
find_by_case(struct maker *m, struct jd__buf *events, struct jd_error *err)
{
    const struct jd__facts *facts = m->view->facts;
    const struct jd__hang *of = &facts->events_of_case;
    enum jd_status status = JD_OK;
    for (uint32_t c = 0; status == JD_OK && c < facts->cases.n; c++) {
        events->n = 0;
        for (uint32_t i = of->starts[c]; status == JD_OK && i < of->starts[c + 1]; i++)
            if (jd__sees_event(m->view, of->items[i]))
                status = jd__buf_append(events, &of->items[i], 1, err);
        if (status == JD_OK && events->n <= MOST_OF_CASE)
            status = add_pairs(m, events, err);
    }
    return status;
}

static enum jd_status
find_by_entity(struct maker *m, struct jd__buf *events, struct jd_error *err)
{
    const struct jd__facts *facts = m->view->facts;
    const struct jd__hang *members = &m->entities->members, *on = &facts->record_roles;
    enum jd_status status = JD_OK;
    for (uint32_t e = 0; status == JD_OK && e < m->entities->n; e++) {
        events->n = 0;
        for (uint32_t r = members->starts[e]; r < members->starts[e + 1]; r++)
            for (uint32_t i = on->starts[members->items[r]];
                 status == JD_OK && i < on->starts[members->items[r] + 1]; i++) {
                const struct jd__role *role = &jd__roles(facts)[on->items[i]];
                if (jd__sees_role(m->view, on->items[i]) && events->n <= MOST_PARTS &&
                    !jd__role_is_official(m->vocabulary.role[role->role]))
                    status = jd__buf_append(events, &role->event, 1, err);
            }
        if (status == JD_OK && events->n <= MOST_PARTS)
            status = add_pairs(m, events, err);
    }
    return status;
}

/* Compare each candidate once, and keep those that are not apart. */
static enum jd_status
compare_candidates(struct maker *m, struct jd__buf *out_pairs, struct jd_error *err)
{
    const struct jd__keyed *keys = m->keys.data;
    enum jd_status status = JD_OK;
    for (size_t i = 0; status == JD_OK && i < m->keys.n; i++) {
        if (i > 0 && keys[i].key == keys[i - 1].key)
            continue;
        struct jd__event_pair pair = jd__event_compare(m->view, m->entities, &m->vocabulary,
            (uint32_t)(keys[i].key >> 32), (uint32_t)keys[i].key);
        if (pair.band != JD__APART)
            status = jd__buf_append(out_pairs, &pair, 1, err);
    }
    return status;
}

/* ---- one partner an agency ---- */

static bool
is_better(const struct jd__event_pair *a, const struct jd__event_pair *b)
{
    return a->n_shared != b->n_shared ? a->n_shared > b->n_shared : a->gap < b->gap;
}

/* Of the pairs of one event with one agency, the one that is better than all others wins. */
static void
find_winner(const struct jd__event_pair *pairs, const struct jd__keyed *rows, size_t n,
    uint8_t *wins)
{
    size_t best = 0;
    bool tied = false;
    for (size_t i = 1; i < n; i++) {
        const struct jd__event_pair *here = &pairs[rows[i].value],
                                    *there = &pairs[rows[best].value];
        bool better = is_better(here, there);
        tied = better ? false : tied || !is_better(there, here);
        best = better ? i : best;
    }
    if (!tied)
        wins[rows[best].value]++;
}

/* A pair stays joined when it wins at both its ends. */
static enum jd_status
keep_winners(const struct jd__facts *facts, struct jd__buf *buf, struct jd_error *err)
{
    struct jd__event_pair *pairs = buf->data;
    struct jd__buf rows;
    enum jd_status status = JD_OK;
    uint8_t *wins = jd__alloc_array(&buf->alloc, 0, buf->n, 1);
    if (wins == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %zu pairs of events", buf->n);
    jd__buf_init(&rows, &buf->alloc, sizeof(struct jd__keyed), 0);
    for (size_t i = 0; status == JD_OK && i < buf->n; i++) {
        struct jd__keyed ends[2] = {
            {(uint64_t)pairs[i].a << 32 | jd__events(facts)[pairs[i].b].agency, i},
            {(uint64_t)pairs[i].b << 32 | jd__events(facts)[pairs[i].a].agency, i}};
        if (pairs[i].band == JD__JOINED)
            status = jd__buf_append(&rows, ends, 2, err);
    }
    if (status == JD_OK)
        status = jd__sort_keyed(&buf->alloc, rows.data, rows.n, err);
    const struct jd__keyed *sorted = rows.data;
    for (size_t first = 0, end = 0; status == JD_OK && first < rows.n; first = end) {
        while (end < rows.n && sorted[end].key == sorted[first].key)
            end++;
        find_winner(pairs, sorted + first, end - first, wins);
    }
    for (size_t i = 0; status == JD_OK && i < buf->n; i++)
        if (pairs[i].band == JD__JOINED && wins[i] < 2)
            pairs[i].band = JD__POSSIBLE;
    jd__buf_done(&rows);
    jd__alloc_free_array(&buf->alloc, wins, 0, buf->n, 1);
    return status;
}

/* ---- groups ---- */

static enum jd_status
forbid_one_agency(struct jd__grouping *g, const uint32_t *events, uint32_t n,
    const void *ctx, struct jd_error *err)
{
    const struct jd__event *all = jd__events(ctx);
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = i + 1; status == JD_OK && k < n; k++) {
            struct jd_apart apart = {events[i], events[k]};
            if (all[events[i]].agency == all[events[k]].agency)
                status = jd__buf_append(&g->aparts, &apart, 1, err);
        }
    return status;
}

static bool
event_before(const void *a, const void *b, void *ctx)
{
    return jd__event_order(ctx, *(const uint32_t *)a, *(const uint32_t *)b) < 0;
}

/* Tie the events of one group into a ring, and name it after the one known first. */
static enum jd_status
make_ring(struct jd__event_entities *e, const struct jd__facts *facts, uint32_t *events,
    uint32_t n, struct jd_error *err)
{
    const struct jd__event *all = jd__events(facts);
    union {
        const struct jd__facts *facts;
        void *ctx;
    } look = {facts};
    enum jd_status status =
        jd__sort(&e->alloc, events, n, sizeof(*events), event_before, look.ctx, err);
    uint32_t anchor = events[0];
    for (uint32_t i = 1; i < n; i++)
        if (all[events[i]].control.known_from < all[anchor].control.known_from)
            anchor = events[i];
    for (uint32_t i = 0; i < n; i++) {
        e->same[events[i]] = anchor;
        e->next[events[i]] = events[(i + 1) % n];
    }
    return status;
}

static enum jd_status
make_rings(struct jd__event_entities *e, const struct jd__view *view, uint32_t *labels,
    struct jd_error *err)
{
    struct jd__hang groups = {0};
    e->n = jd__grouping_keep(labels, e->n_events, view->events, e->next);
    enum jd_status status =
        jd__grouping_hang(&e->alloc, labels, e->n_events, e->n, &groups, err);
    for (uint32_t i = 0; i < e->n_events; i++)
        e->same[i] = e->next[i] = i;
    for (uint32_t g = 0; status == JD_OK && g < e->n; g++) {
        uint32_t n = groups.starts[g + 1] - groups.starts[g];
        if (n > 1)
            status = make_ring(e, view->facts, groups.items + groups.starts[g], n, err);
    }
    jd__hang_done(&e->alloc, &groups);
    return status;
}

static enum jd_status
group(struct jd__event_entities *e, const struct jd__view *view, struct jd_error *err)
{
    struct jd__grouping grouping;
    enum jd_status status = JD_OK;
    jd__grouping_init(&grouping, &e->alloc, e->n_events);
    grouping.forbid = forbid_one_agency;
    grouping.ctx = view->facts;
    for (size_t i = 0; status == JD_OK && i < e->pairs.n; i++) {
        const struct jd__event_pair *p = &((const struct jd__event_pair *)e->pairs.data)[i];
        struct jd_pair pair = {p->a, p->b, p->n_shared};
        if (p->band == JD__JOINED)
            status = jd__buf_append(&grouping.pairs, &pair, 1, err);
    }
    if (status == JD_OK)
        status = jd__grouping_label(&grouping, e->same, err);
    if (status == JD_OK)
        status = make_rings(e, view, e->same, err);
    jd__grouping_done(&grouping);
    return status;
}

/* ---- the whole ---- */

static enum jd_status
fill(struct jd__event_entities *e, struct maker *m, struct jd_error *err)
{
    struct jd__buf events;
    jd__buf_init(&events, &e->alloc, sizeof(uint32_t), 0);
    enum jd_status status = find_by_case(m, &events, err);
    if (status == JD_OK)
        status = find_by_entity(m, &events, err);
    jd__buf_done(&events);
    if (status == JD_OK)
        status = jd__sort_keyed(&e->alloc, m->keys.data, m->keys.n, err);
    if (status == JD_OK)
        status = compare_candidates(m, &e->pairs, err);
    if (status == JD_OK)
        status = keep_winners(m->view->facts, &e->pairs, err);
    return status == JD_OK ? group(e, m->view, err) : status;
}

enum jd_status
jd__event_entities_new(const struct jd_alloc *alloc, const struct jd__view *view,
    const struct jd__entities *entities, struct jd__event_entities **out_events,
    struct jd_error *err)
{
    struct maker m = {.view = view, .entities = entities};
    struct jd__event_entities *e = jd__alloc_array(alloc, sizeof(*e), 0, 1);
    if (e == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for events");
    e->alloc = jd__alloc_or_default(alloc);
    e->n_events = (uint32_t)view->facts->events.n;
    jd__buf_init(&e->pairs, alloc, sizeof(struct jd__event_pair), 0);
    jd__buf_init(&m.keys, alloc, sizeof(struct jd__keyed), 0);
    e->same = jd__alloc_array(alloc, 0, e->n_events, sizeof(uint32_t));
    e->next = jd__alloc_array(alloc, 0, e->n_events, sizeof(uint32_t));
    enum jd_status status = JD_OK;
    if (e->same == NULL || e->next == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory for %u events", e->n_events);
    if (status == JD_OK)
        status = jd__vocabulary_init(&m.vocabulary, alloc, view->facts, err);
    if (status == JD_OK) {
        status = fill(e, &m, err);
        jd__vocabulary_done(&m.vocabulary);
    }
    jd__buf_done(&m.keys);
    if (status != JD_OK) {
        jd__event_entities_free(e);
        return status;
    }
    *out_events = e;
    return JD_OK;
}

void
jd__event_entities_free(struct jd__event_entities *e)
{
    if (e == NULL)
        return;
    struct jd_alloc alloc = e->alloc;
    jd__alloc_free_array(&alloc, e->same, 0, e->n_events, sizeof(uint32_t));
    jd__alloc_free_array(&alloc, e->next, 0, e->n_events, sizeof(uint32_t));
    jd__buf_done(&e->pairs);
    jd__alloc_free(&alloc, e, sizeof(*e));
}
