/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tell_events.c - an event as several agencies wrote it, and why two events are one or not.
 */
#include "engine/asks.h"

#include "base/error.h"

static void
tell_band(struct jd__teller *t, const struct jd__event_pair *pair)
{
    static const char *const names[] = {"apart", "possible", "joined"};
    jd__json_key_cstr(&t->json, "band", names[pair->band]);
}

/* "same_as": the event as other agencies wrote it. */
static void
tell_same(struct jd__teller *t, uint32_t event)
{
    jd__json_key(&t->json, "same_as");
    jd__json_array(&t->json);
    for (uint32_t one = t->events->next[event]; one != event; one = t->events->next[one]) {
        const struct jd__event *e = &jd__events(t->facts)[one];
        jd__json_object(&t->json);
        jd__tell_event(t, one);
        jd__tell_word(t, "agency", jd__agencies(t->facts)[e->agency].id);
        jd__tell_control(t, &e->control);
        jd__tell_attributes(t, t->facts->event_attributes, e->row);
        jd__json_object_end(&t->json);
    }
    jd__json_array_end(&t->json);
}

/* The other event of a pair that is not decided; JD_NONE when the pair is not this event's. */
static uint32_t
undecided_with(
    const struct jd__teller *t, const struct jd__event_pair *pair, uint32_t event)
{
    const uint32_t *same = t->events->same;
    if (same[pair->a] == same[pair->b] || (pair->a != event && pair->b != event))
        return JD_NONE;
    return pair->a == event ? pair->b : pair->a;
}

static enum jd_status
collect_undecided(
    const struct jd__teller *t, uint32_t event, struct jd__buf *nodes, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (size_t i = 0; status == JD_OK && i < t->events->pairs.n; i++) {
        uint32_t other = undecided_with(
            t, &((const struct jd__event_pair *)t->events->pairs.data)[i], event);
        uint32_t node = other | JD__EVENT_BIT;
        if (other != JD_NONE)
            status = jd__buf_append(nodes, &node, 1, err);
    }
    return status == JD_OK ? jd__sort_nodes(t->view, nodes, err) : status;
}

void
jd__tell_event_entity(struct jd__teller *t, uint32_t event)
{
    struct jd_error err = {0};
    struct jd__buf nodes;
    jd__buf_init(&nodes, &t->body->alloc, sizeof(uint32_t), 0);
    jd__tell_name(t, "entity", JD__NAME_EVENT, t->events->same[event]);
    tell_same(t, event);
    jd__teller_fail(t, collect_undecided(t, event, &nodes, &err), &err);
    jd__json_key(&t->json, "possible");
    jd__json_array(&t->json);
    for (size_t i = 0; i < nodes.n; i++)
        jd__tell_name(
            t, NULL, JD__NAME_EVENT, ((const uint32_t *)nodes.data)[i] & ~JD__EVENT_BIT);
    jd__json_array_end(&t->json);
    jd__buf_done(&nodes);
}

/* ---- why ---- */

/* "cases": the numbers that both carry. */
static void
tell_cases(struct jd__teller *t, const struct jd__event_pair *pair)
{
    const struct jd__hang *cases = &t->facts->cases_of_event;
    jd__json_key(&t->json, "cases");
    jd__json_array(&t->json);
    for (uint32_t i = cases->starts[pair->a]; i < cases->starts[pair->a + 1]; i++)
        for (uint32_t k = cases->starts[pair->b]; k < cases->starts[pair->b + 1]; k++)
            if (cases->items[i] == cases->items[k])
                jd__tell_name(t, NULL, JD__NAME_CASE, cases->items[i]);
    jd__json_array_end(&t->json);
}

/* "shared": who is in both in one role, by the records of each. */
static void
tell_shared(struct jd__teller *t, const struct jd__event_pair *pair,
    const struct jd__vocabulary *vocabulary)
{
    const struct jd__hang *on = &t->facts->event_roles;
    const struct jd__role *roles = jd__roles(t->facts);
    jd__json_key(&t->json, "shared");
    jd__json_array(&t->json);
    for (uint32_t i = on->starts[pair->a]; i < on->starts[pair->a + 1]; i++)
        for (uint32_t k = on->starts[pair->b]; k < on->starts[pair->b + 1]; k++) {
            const struct jd__role *a = &roles[on->items[i]], *b = &roles[on->items[k]];
            if (!jd__event_shares(
                    t->view, t->entities, vocabulary, on->items[i], on->items[k]))
                continue;
            jd__json_object(&t->json);
            jd__tell_word(t, "role", a->role);
            jd__tell_name(t, "a", JD__NAME_RECORD, a->record);
            jd__tell_name(t, "b", JD__NAME_RECORD, b->record);
            jd__json_object_end(&t->json);
        }
    jd__json_array_end(&t->json);
}

/* The pair as it was decided, where a better partner may have been found for one of them. */
static enum jd__band
decided(const struct jd__teller *t, const struct jd__event_pair *pair)
{
    const struct jd__event_pair *pairs = t->events->pairs.data;
    for (size_t i = 0; i < t->events->pairs.n; i++)
        if ((pairs[i].a == pair->a && pairs[i].b == pair->b) ||
            (pairs[i].a == pair->b && pairs[i].b == pair->a))
            return pairs[i].band;
    return pair->band;
}

enum jd_status
jd__tell_why_events(struct jd__teller *t, uint32_t a, uint32_t b, struct jd_error *err)
{
    struct jd__vocabulary vocabulary;
    if (a == b)
        return jd__fail(err, JD_E_ARG, "why asks of two records or two events");
    enum jd_status status =
        jd__vocabulary_init(&vocabulary, &t->body->alloc, t->facts, err);
    if (status != JD_OK)
        return status;
    bool swap = jd__event_order(t->facts, a, b) > 0;
    struct jd__event_pair pair =
        jd__event_compare(t->view, t->entities, &vocabulary, swap ? b : a, swap ? a : b);
    bool better_elsewhere = pair.band == JD__JOINED && decided(t, &pair) != JD__JOINED;
    pair.band = decided(t, &pair);
    jd__json_object(&t->json);
    jd__tell_name(t, "a", JD__NAME_EVENT, pair.a);
    jd__tell_name(t, "b", JD__NAME_EVENT, pair.b);
    jd__json_key_bool(
        &t->json, "one_entity", t->events->same[pair.a] == t->events->same[pair.b]);
    tell_band(t, &pair);
    jd__json_key_bool(&t->json, "same_kind", pair.same_kind);
    jd__json_key_bool(&t->json, "two_agencies", pair.two_agencies);
    jd__json_key_bool(&t->json, "near_in_time", pair.near);
    if (pair.gap >= 0)
        jd__json_key_int(&t->json, "seconds_between", pair.gap / 1000000);
    if (pair.other_place)
        jd__json_key_bool(&t->json, "other_place", true);
    if (better_elsewhere)
        jd__json_key_bool(&t->json, "another_fits_as_well", true);
    tell_cases(t, &pair);
    tell_shared(t, &pair, &vocabulary);
    jd__json_object_end(&t->json);
    jd__vocabulary_done(&vocabulary);
    return JD_OK;
}
