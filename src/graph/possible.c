/* SPDX-License-Identifier: Apache-2.0 */
/*
 * possible.c - windows, holders, relations, the flow of things.
 *
 * What is unknown forbids nothing.
 */
#include "graph/possible.h"

#define DAY ((int64_t)86400 * 1000000)
/* A relation's dates are rarely exact. */
#define RELATION_DAYS 90
/* Holders of one thing that are looked at. */
#define MOST_HOLDERS 64

/* Days that the two edges of a thing may lie apart; 0: any number. */
static const int64_t window_days[JD__N_THINGS] = {
    [JD__T_PHONE] = 180,
    [JD__T_PARCEL] = 180,
    [JD__T_VEHICLE] = 365,
    [JD__T_PLACE] = 730,
    [JD__T_ACCOUNT] = 1095,
    [JD__T_HANDLE] = 1095,
    [JD__T_FIREARM] = 1825,
};

static int64_t
or_else(int64_t time, int64_t other)
{
    return time != JD__NO_TIME ? time : other;
}

struct jd__edge
jd__edge_of_event(const struct jd__event *event, enum jd__event_kind kind)
{
    int64_t begin = or_else(event->at.earliest, event->at.latest);
    int64_t end = or_else(event->until.latest, or_else(event->until.earliest, begin));
    int64_t latest = or_else(event->at.latest, begin);
    return (struct jd__edge){{begin, end > latest ? end : latest}, false, JD_NONE, kind};
}

struct jd__edge
jd__edge_of_relation(const struct jd__facts *facts, uint32_t number)
{
    const struct jd__relation *relation = &jd__relations(facts)[number];
    struct jd__span at = {
        or_else(relation->valid_from.earliest, relation->valid_from.latest),
        or_else(relation->valid_until.latest, relation->valid_until.earliest)};
    return (struct jd__edge){at, true, number, JD__E_OTHER};
}

/* Microseconds between two spans; 0 where they meet or something is not known. */
static int64_t
gap(const struct jd__span *a, const struct jd__span *b)
{
    if (a->latest != JD__NO_TIME && b->earliest != JD__NO_TIME && b->earliest > a->latest)
        return b->earliest - a->latest;
    if (b->latest != JD__NO_TIME && a->earliest != JD__NO_TIME && a->earliest > b->latest)
        return a->earliest - b->latest;
    return 0;
}

static bool
changes_hands(enum jd__thing_kind thing)
{
    return thing == JD__T_PHONE || thing == JD__T_VEHICLE || thing == JD__T_ACCOUNT ||
           thing == JD__T_FIREARM;
}

/* Who had a thing, by which relation, when. */
struct holder {
    uint32_t entity;
    struct jd__edge held;
};

static uint32_t
find_holders(const struct jd__view *view, const struct jd__joined *joined,
    const struct jd__vocabulary *vocabulary, uint32_t entity,
    struct holder out_holders[MOST_HOLDERS])
{
    const struct jd__facts *facts = view->facts;
    const struct jd__hang *members = joined->members, *ties = &facts->record_relations;
    uint32_t n = 0;
    for (uint32_t m = members->starts[entity]; m < members->starts[entity + 1]; m++) {
        uint32_t record = members->items[m];
        for (uint32_t i = ties->starts[record]; i < ties->starts[record + 1]; i++) {
            const struct jd__relation *r = &jd__relations(facts)[ties->items[i]];
            if (n < MOST_HOLDERS && jd__sees_relation(view, ties->items[i]) &&
                r->to == record && (r->from & JD__EVENT_BIT) == 0 &&
                jd__tie_is_holding(vocabulary->tie[r->kind]))
                out_holders[n++] = (struct holder){joined->of_record[r->from],
                    jd__edge_of_relation(facts, ties->items[i])};
        }
    }
    return n;
}

/* A car is registered to one owner: where nobody wrote an end, the next beginning is one. */
static void
end_by_the_next(struct holder *holders, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        struct jd__span *at = &holders[i].held.at;
        bool open = at->latest == JD__NO_TIME && at->earliest != JD__NO_TIME;
        for (uint32_t k = 0; k < n && open; k++) {
            int64_t begin = holders[k].held.at.earliest;
            if (holders[k].entity != holders[i].entity && begin != JD__NO_TIME &&
                begin > at->earliest && (at->latest == JD__NO_TIME || begin < at->latest))
                at->latest = begin;
        }
    }
}

/* Did this holder have the thing at the time of the edge, or is the edge his holding? */
static bool
had_it(const struct holder *holder, const struct jd__edge *edge)
{
    return edge->is_relation ? edge->relation == holder->held.relation
                             : gap(&holder->held.at, &edge->at) == 0;
}

/* Holding says something of both edges: then a common holder is needed, and enough. */
enum holding { HOLDING_UNKNOWN, HOLDING_SAME, HOLDING_CHANGED };

static enum holding
holding(const struct jd__view *view, const struct jd__joined *joined,
    const struct jd__vocabulary *vocabulary, uint32_t entity,
    const struct jd__edge edges[2])
{
    struct holder holders[MOST_HOLDERS];
    uint32_t n = find_holders(view, joined, vocabulary, entity, holders);
    end_by_the_next(holders, n);
    bool known[2] = {false, false};
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < n; k++) {
            bool first = had_it(&holders[i], &edges[0]);
            bool second = had_it(&holders[k], &edges[1]);
            if (first && second && holders[i].entity == holders[k].entity)
                return HOLDING_SAME;
            known[0] = known[0] || first;
            known[1] = known[1] || second;
        }
    return known[0] && known[1] ? HOLDING_CHANGED : HOLDING_UNKNOWN;
}

bool
jd__passes(const struct jd__view *view, const struct jd__joined *joined,
    const struct jd__vocabulary *vocabulary, uint32_t entity,
    const struct jd__edge edges[2])
{
    int64_t apart = gap(&edges[0].at, &edges[1].at);
    enum jd__thing_kind thing =
        vocabulary->thing[jd__records(view->facts)[joined->anchors[entity]].kind];
    bool both =
        edges[0].is_relation && edges[1].is_relation; /* two holders of one account */
    enum holding held = changes_hands(thing) && !both
                            ? holding(view, joined, vocabulary, entity, edges)
                            : HOLDING_UNKNOWN;
    if (held == HOLDING_CHANGED)
        return false;
    if (edges[0].is_relation || edges[1].is_relation)
        return apart <= RELATION_DAYS * DAY;
    return held == HOLDING_SAME || window_days[thing] == 0 ||
           apart <= window_days[thing] * DAY;
}

static bool
is_moving(enum jd__thing_kind thing)
{
    return thing == JD__T_PARCEL || thing == JD__T_SUBSTANCE || thing == JD__T_EXHIBIT ||
           thing == JD__T_DOCUMENT;
}

static bool
is_source(enum jd__event_kind kind)
{
    return kind == JD__E_ORDER || kind == JD__E_SHIPMENT || kind == JD__E_PRESCRIPTION ||
           kind == JD__E_TRANSFER;
}

/* A substance is a batch: seizing some of it ends nothing. */
static bool
is_sink(enum jd__event_kind kind, enum jd__thing_kind thing)
{
    bool custody = kind == JD__E_SEIZURE || kind == JD__E_EXAMINATION;
    return kind == JD__E_DEATH || (custody && thing != JD__T_SUBSTANCE);
}

struct jd__flow
jd__flow_in(struct jd__flow before, enum jd__thing_kind thing, const struct jd__edge *edge)
{
    if (!is_moving(thing))
        return JD__FREE_FLOW;
    struct jd__flow flow = before;
    if (edge->is_relation || edge->at.earliest == JD__NO_TIME)
        return flow;
    if (is_sink(edge->kind, thing) && edge->at.latest < flow.before)
        flow.before = edge->at.latest;
    if (is_source(edge->kind) && edge->at.earliest > flow.after)
        flow.after = edge->at.earliest;
    return flow;
}

bool
jd__flow_out(struct jd__flow flow, enum jd__thing_kind thing, const struct jd__edge *edge)
{
    if (edge->is_relation || edge->at.earliest == JD__NO_TIME)
        return true;
    if (is_source(edge->kind) && edge->at.earliest > flow.before)
        return false;
    return !is_sink(edge->kind, thing) || edge->at.latest >= flow.after;
}

bool
jd__lies_between(const struct jd__event *event, int64_t from, int64_t until)
{
    struct jd__edge edge = jd__edge_of_event(event, JD__E_OTHER);
    if (edge.at.earliest == JD__NO_TIME)
        return true;
    return (from == JD__NO_TIME || edge.at.latest >= from) &&
           (until == JD__NO_TIME || edge.at.earliest <= until);
}
