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
static const int64_t WINDOW_DAYS[JD__N_THINGS] = {
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
    return (struct jd__edge){{begin, end > latest ? end : latest}, false, kind};
}

struct jd__edge
jd__edge_of_relation(const struct jd__relation *relation)
{
    struct jd__span at = {
        or_else(relation->valid_from.earliest, relation->valid_from.latest),
        or_else(relation->valid_until.latest, relation->valid_until.earliest)};
    return (struct jd__edge){at, true, JD__E_OTHER};
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

/* Who had the thing, at which of two times. */
struct holders {
    uint32_t entity[MOST_HOLDERS];
    bool at[MOST_HOLDERS][2];
    uint32_t n;
};

static void
add_holder(struct holders *holders, uint32_t entity, const struct jd__relation *relation,
    const struct jd__edge edges[2])
{
    struct jd__edge held = jd__edge_of_relation(relation);
    uint32_t i = 0;
    while (i < holders->n && holders->entity[i] != entity)
        i++;
    if (i == MOST_HOLDERS)
        return;
    if (i == holders->n) {
        holders->entity[holders->n++] = entity;
        holders->at[i][0] = holders->at[i][1] = false;
    }
    for (int k = 0; k < 2; k++)
        if (gap(&held.at, &edges[k].at) == 0)
            holders->at[i][k] = true;
}

/* Holding says something of both times: then a common holder is needed, and enough. */
enum holding { HOLDING_UNKNOWN, HOLDING_SAME, HOLDING_CHANGED };

static enum holding
holding(const struct jd__view *view, const struct jd__joined *joined,
    const struct jd__vocabulary *vocabulary, uint32_t entity,
    const struct jd__edge edges[2])
{
    const struct jd__facts *facts = view->facts;
    const struct jd__hang *members = joined->members, *ties = &facts->record_relations;
    struct holders holders;
    holders.n = 0;
    for (uint32_t m = members->starts[entity]; m < members->starts[entity + 1]; m++) {
        uint32_t record = members->items[m];
        for (uint32_t i = ties->starts[record]; i < ties->starts[record + 1]; i++) {
            const struct jd__relation *r = &jd__relations(facts)[ties->items[i]];
            if (jd__sees_relation(view, ties->items[i]) && r->to == record &&
                (r->from & JD__EVENT_BIT) == 0 &&
                jd__tie_is_holding(vocabulary->tie[r->kind]))
                add_holder(&holders, joined->of_record[r->from], r, edges);
        }
    }
    bool known[2] = {false, false}, same = false;
    for (uint32_t i = 0; i < holders.n; i++) {
        known[0] = known[0] || holders.at[i][0];
        known[1] = known[1] || holders.at[i][1];
        same = same || (holders.at[i][0] && holders.at[i][1]);
    }
    if (same)
        return HOLDING_SAME;
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
    enum holding held = changes_hands(thing)
                            ? holding(view, joined, vocabulary, entity, edges)
                            : HOLDING_UNKNOWN;
    if (held == HOLDING_CHANGED)
        return false;
    if (edges[0].is_relation || edges[1].is_relation)
        return apart <= RELATION_DAYS * DAY;
    return held == HOLDING_SAME || WINDOW_DAYS[thing] == 0 ||
           apart <= WINDOW_DAYS[thing] * DAY;
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
