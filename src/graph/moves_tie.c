/* SPDX-License-Identifier: Apache-2.0 */
/*
 * moves_tie.c - over relations, and from an event to those who take part; what moves cost.
 */
#include "graph/walk.h"

#include "base/error.h"

#include <math.h>

/* Other things tied to one by a kind of relation and direction, and those of all. */
static uint32_t
tied_to(
    const struct jd__graph *graph, uint32_t entity, enum jd__tie_kind kind, bool forward)
{
    const struct jd__facts *facts = jd__facts_of(graph);
    const struct jd__hang *members = graph->joined.members,
                          *ties = &facts->record_relations;
    uint32_t n = 0, last = JD_NONE;
    for (uint32_t m = members->starts[entity]; m < members->starts[entity + 1]; m++) {
        uint32_t record = members->items[m];
        for (uint32_t i = ties->starts[record]; i < ties->starts[record + 1]; i++) {
            const struct jd__relation *r = &jd__relations(facts)[ties->items[i]];
            uint32_t end = forward ? r->from : r->to, other = forward ? r->to : r->from;
            if (!jd__sees_relation(graph->view, ties->items[i]) || end != record ||
                jd__is_event(other) || jd__tie_of(graph, ties->items[i]) != kind)
                continue;
            uint32_t whom = graph->joined.of_record[other];
            n += whom != last && whom != entity;
            last = whom;
        }
    }
    return n;
}

/* May an entity be left over this relation, after how it was entered? */
static bool
tie_conducts(const struct jd__graph *graph, const struct jd__label *at, uint32_t relation,
    bool forward)
{
    enum jd__tie_kind kind = jd__tie_of(graph, relation);
    const struct jd__conduct_tie *tie = &jd__conduct_ties[kind];
    if (!(forward ? tie->forward : tie->back))
        return false;
    if (at->role_in != JD_NONE && jd__role_is_passive(jd__role_of(graph, at->role_in)))
        return forward && jd__tie_is_holding(kind);
    if (at->relation == JD_NONE || jd__tie_of(graph, at->relation) != kind || forward)
        return true;
    const struct jd__relation *came_by = &jd__relations(jd__facts_of(graph))[at->relation];
    bool came_forward =
        !jd__is_event(came_by->to) && graph->joined.of_record[came_by->to] == at->node;
    return !came_forward || tie->turn;
}

/* What leads over one relation from a record of an entity. */
static enum jd_status
push_tie(struct jd__walk *walk, uint32_t number, uint32_t record, uint32_t relation,
    struct jd_error *err)
{
    const struct jd__graph *graph = walk->graph;
    const struct jd__facts *facts = jd__facts_of(graph);
    const struct jd__label at = jd__labels(walk)[number];
    const struct jd__relation *r = &jd__relations(facts)[relation];
    bool forward = r->from == record;
    uint32_t other = forward ? r->to : r->from;
    struct jd__edge edges[2] = {at.edge, jd__edge_of_relation(facts, relation)};
    if (jd__is_event(other) || graph->joined.of_record[other] == at.node ||
        !tie_conducts(graph, &at, relation, forward))
        return JD_OK;
    if (at.parent != JD_NONE &&
        !jd__passes(graph->view, &graph->joined, &graph->vocabulary, at.node, edges))
        return JD_OK;
    enum jd__tie_kind kind = jd__tie_of(graph, relation);
    struct jd__label to = {.parent = number,
        .node = graph->joined.of_record[other],
        .entry = JD__BY_RELATION,
        .record_in = other,
        .role_in = JD_NONE,
        .relation = relation,
        .record_out = record,
        .role_out = JD_NONE,
        .event = JD_NONE,
        .edge = edges[1]};
    struct jd__volumes volumes = {.ways = tied_to(graph, at.node, kind, forward),
        .shared = 1,
        .of_other = tied_to(graph, to.node, kind, !forward),
        .normal = 2,
        .traffic = graph->tie_traffic[kind],
        .background = JD__BACKGROUND};
    const struct jd__record *records = jd__records(facts);
    to.flow = jd__flow_in(at.flow, jd__thing_of(graph, to.node), &to.edge);
    to.out.identity = ((const int64_t *)walk->costs.data)[graph->place[record]];
    to.out.sharing = jd__busyness(graph, at.node, &volumes);
    to.fame = jd__sharing_by_fame(&volumes);
    int64_t told = jd__grade_cost(graph, &r->control);
    to.out.grade =
        jd__weaker(graph, &records[at.record_in].control, &records[record].control);
    to.out.grade = told > to.out.grade ? told : to.out.grade;
    return jd__walk_push(walk, &to, err);
}

enum jd_status
jd__move_over_ties(struct jd__walk *walk, uint32_t label, struct jd_error *err)
{
    const struct jd__graph *graph = walk->graph;
    const struct jd__hang *members = graph->joined.members,
                          *ties = &jd__facts_of(graph)->record_relations;
    uint32_t entity = jd__labels(walk)[label].node;
    enum jd_status status =
        jd__identity_costs(walk, entity, jd__labels(walk)[label].record_in, err);
    for (uint32_t m = members->starts[entity];
         status == JD_OK && m < members->starts[entity + 1]; m++) {
        uint32_t record = members->items[m];
        for (uint32_t i = ties->starts[record];
             status == JD_OK && i < ties->starts[record + 1]; i++) {
            if (!jd__sees_relation(graph->view, ties->items[i]))
                continue;
            walk->work++;
            status = push_tie(walk, label, record, ties->items[i], err);
        }
    }
    return status;
}

/* ---- from an event ---- */

/* A tie on paper names no evidence: where a thing ties the events too, the chain shows it. */
#define PAPER (JD__BIT / 2)

static enum jd_status
push_participant(struct jd__walk *walk, uint32_t number, uint32_t row, jd_roles out,
    struct jd_error *err)
{
    const struct jd__graph *graph = walk->graph;
    const struct jd__facts *facts = jd__facts_of(graph);
    const struct jd__label at = jd__labels(walk)[number];
    const struct jd__role *role = &jd__roles(facts)[row];
    enum jd__role_kind kind = jd__role_of(graph, row);
    uint32_t event = at.node & ~JD__EVENT_BIT;
    if ((out & JD__ROLE(kind)) == 0)
        return JD_OK;
    struct jd__label to = {.parent = number,
        .node = graph->joined.of_record[role->record],
        .entry = JD__BY_ROLE,
        .record_in = role->record,
        .role_in = row,
        .relation = JD_NONE,
        .record_out = JD_NONE,
        .role_out = row,
        .event = JD_NONE,
        .edge = at.edge};
    to.flow = jd__flow_in(JD__FREE_FLOW, jd__thing_of(graph, to.node), &to.edge);
    to.out.sharing = jd__crowd_cost(graph, event, JD__R_OTHER, kind);
    to.out.grade = jd__weaker(graph, &role->control, &jd__events(facts)[event].control);
    return jd__walk_push(walk, &to, err);
}

static enum jd_status
push_event_tie(struct jd__walk *walk, uint32_t number, uint32_t event_at, uint32_t relation,
    int64_t crowd, struct jd_error *err)
{
    const struct jd__graph *graph = walk->graph;
    const struct jd__facts *facts = jd__facts_of(graph);
    const struct jd__relation *r = &jd__relations(facts)[relation];
    uint32_t other = r->from == (event_at | JD__EVENT_BIT) ? r->to : r->from;
    if (!jd__is_event(other) || !jd__sees_relation(graph->view, relation) ||
        !jd__tie_is_of_matter(jd__tie_of(graph, relation)))
        return JD_OK;
    const struct jd__event *event = &jd__events(facts)[other & ~JD__EVENT_BIT];
    if (!jd__lies_between(event, walk->options.from, walk->options.until))
        return JD_OK;
    struct jd__label to = {.parent = number,
        .node = other,
        .entry = JD__BY_RELATION,
        .may_end = true,
        .record_in = JD_NONE,
        .role_in = JD_NONE,
        .relation = relation,
        .record_out = JD_NONE,
        .role_out = JD_NONE,
        .event = JD_NONE,
        .flow = JD__FREE_FLOW,
        .edge = jd__edge_of_event(event, jd__kind_of(graph, other & ~JD__EVENT_BIT)),
        .out = {.sharing = crowd, .grade = jd__grade_cost(graph, &r->control)}};
    return jd__walk_push(walk, &to, err);
}

/* Ties of the event, as one agency wrote it. */
static enum jd_status
push_event_ties(struct jd__walk *walk, uint32_t label, uint32_t event, struct jd_error *err)
{
    const struct jd__graph *graph = walk->graph;
    const struct jd__hang *ties = &jd__facts_of(graph)->event_relations;
    uint32_t n = 0;
    for (uint32_t i = ties->starts[event]; i < ties->starts[event + 1]; i++)
        n += jd__sees_relation(graph->view, ties->items[i]);
    int64_t crowd = PAPER + jd__sharing_by_crowd(n > 1 ? n - 1 : 0);
    enum jd_status status = JD_OK;
    for (uint32_t i = ties->starts[event]; status == JD_OK && i < ties->starts[event + 1];
         i++)
        status = push_event_tie(walk, label, event, ties->items[i], crowd, err);
    return status;
}

/* Those who take part in the event, as one agency wrote it. */
static enum jd_status
push_participants(struct jd__walk *walk, uint32_t label, uint32_t event, jd_roles out,
    struct jd_error *err)
{
    const struct jd__graph *graph = walk->graph;
    const struct jd__hang *roles = &jd__facts_of(graph)->event_roles;
    enum jd_status status = JD_OK;
    for (uint32_t i = roles->starts[event]; status == JD_OK && i < roles->starts[event + 1];
         i++) {
        uint32_t row = roles->items[i];
        if (!jd__sees_role(graph->view, row) ||
            jd__role_is_official(jd__role_of(graph, row)))
            continue;
        walk->work++;
        status = push_participant(walk, label, row, out, err);
    }
    return status;
}

enum jd_status
jd__move_from_event(struct jd__walk *walk, uint32_t label, struct jd_error *err)
{
    const struct jd__graph *graph = walk->graph;
    uint32_t first = jd__labels(walk)[label].node & ~JD__EVENT_BIT, event = first;
    uint8_t entry = jd__labels(walk)[label].entry;
    jd_roles out = graph->conduct.any_out[jd__kind_of(graph, event)];
    if (entry == JD__BY_START)
        out = ~JD__ROLE(JD__R_OTHER);
    enum jd_status status = JD_OK;
    do {
        status = push_event_ties(walk, label, event, err);
        /* From a sighting over it to others: jd__move_over_events() does that. */
        if (status == JD_OK && entry != JD__BY_SIGHTING)
            status = push_participants(walk, label, event, out, err);
        event = jd__next_event(&graph->joined, event);
    } while (status == JD_OK && event != first);
    return status;
}

/* ---- costs ---- */

int64_t
jd__weaker(
    const struct jd__graph *graph, const struct jd__control *a, const struct jd__control *b)
{
    int64_t x = jd__grade_cost(graph, a), y = jd__grade_cost(graph, b);
    return x > y ? x : y;
}

int64_t
jd__crowd_cost(const struct jd__graph *graph, uint32_t event, enum jd__role_kind role_in,
    enum jd__role_kind role_out)
{
    const struct jd__hang *roles = &jd__facts_of(graph)->event_roles;
    if (jd__role_is_listed(role_out))
        return 0;
    uint32_t n = 0;
    for (uint32_t i = roles->starts[event]; i < roles->starts[event + 1]; i++)
        n += jd__sees_role(graph->view, roles->items[i]) &&
             jd__role_of(graph, roles->items[i]) == role_out;
    uint32_t of_two = role_in == role_out ? 2 : 1; /* the two sides themselves */
    return jd__sharing_by_crowd(n > of_two ? n - of_two : 0);
}

/* Lower the costs of those that a record is linked to, and queue them. */
static enum jd_status
spread(struct jd__walk *walk, uint32_t entity, uint32_t record, struct jd__buf *queue,
    struct jd_error *err)
{
    const struct jd__graph *graph = walk->graph;
    const struct jd__facts *facts = jd__facts_of(graph);
    const struct jd__hang *links = &facts->record_links;
    const struct jd__keyed *must = graph->must.data;
    int64_t *costs = walk->costs.data, here = costs[graph->place[record]];
    enum jd_status status = JD_OK;
    for (uint32_t i = links->starts[record];
         status == JD_OK && i < links->starts[record + 1]; i++) {
        const struct jd__link *link = &jd__view_links(graph->view)[links->items[i]];
        uint32_t other = link->a == record ? link->b : link->a;
        if (link->band != JD__JOINED || graph->joined.of_record[other] != entity)
            continue;
        int64_t cost = here + jd__cost_of_probability(link->probability);
        if (cost < costs[graph->place[other]]) {
            costs[graph->place[other]] = cost;
            status = jd__buf_append(queue, &other, 1, err);
        }
    }
    for (size_t i = 0; status == JD_OK && i < graph->must.n; i++) {
        uint32_t other = (uint32_t)must[i].value;
        if (must[i].key == record && graph->joined.of_record[other] == entity &&
            here < costs[graph->place[other]]) {
            costs[graph->place[other]] = here;
            status = jd__buf_append(queue, &other, 1, err);
        }
    }
    return status;
}

enum jd_status
jd__identity_costs(
    struct jd__walk *walk, uint32_t entity, uint32_t record, struct jd_error *err)
{
    const struct jd__hang *members = walk->graph->joined.members;
    uint32_t n = members->starts[entity + 1] - members->starts[entity];
    struct jd__buf queue;
    jd__buf_init(&queue, &walk->graph->alloc, sizeof(uint32_t), 0);
    walk->costs.n = 0;
    enum jd_status status = jd__buf_append(&walk->costs, NULL, n, err);
    if (status == JD_OK && n > 1)
        status = jd__buf_append(&queue, &record, 1, err);
    if (status != JD_OK)
        goto done;
    int64_t *costs = walk->costs.data;
    for (uint32_t i = 0; i < n; i++)
        costs[i] = JD__MOST_BITS;
    costs[walk->graph->place[record]] = 0;
    for (size_t i = 0; status == JD_OK && i < queue.n; i++)
        status = spread(walk, entity, ((const uint32_t *)queue.data)[i], &queue, err);
done:
    jd__buf_done(&queue);
    return status;
}
