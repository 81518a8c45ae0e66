/* SPDX-License-Identifier: Apache-2.0 */
/*
 * moves.c - from an entity: over an event to another entity, and to events that may be an end.
 *
 * Like moves (one class, one other record) differ in their event only: of hundreds of them the
 * cheapest, the first, the last and the nearest in time are enough to go on by.
 */
#include "graph/walk.h"

#include "base/error.h"

#include <math.h>

/* Where a move begins. */
struct from {
    uint32_t number; /* label */
    struct jd__label label;
    bool is_start;
    bool closed; /* entered in a passive role: no role of hers leads on */
};

static struct from
from_label(const struct jd__walk *walk, uint32_t number)
{
    struct from from = {.number = number, .label = jd__labels(walk)[number]};
    from.is_start = from.label.parent == JD_NONE;
    from.closed = from.label.role_in != JD_NONE &&
                  jd__role_is_passive(jd__role_of(walk->graph, from.label.role_in));
    return from;
}

/* Does leaving by this role of a person go from one matter about him into another? */
static bool
is_history(const struct jd__graph *graph, const struct from *from,
    enum jd__role_kind role_out, uint32_t event)
{
    if (from->label.role_in == JD_NONE ||
        !jd__role_is_about(jd__role_of(graph, from->label.role_in)) ||
        !jd__role_is_about(role_out))
        return false;
    uint32_t came_by = jd__roles(jd__facts_of(graph))[from->label.role_in].event;
    return graph->matters[came_by] != graph->matters[event];
}

/* May the entity be passed from the edge that it was entered by to this event? */
static bool
may_pass(const struct jd__walk *walk, const struct from *from, const struct jd__edge *edge,
    uint32_t event)
{
    const struct jd__graph *graph = walk->graph;
    const struct jd__edge edges[2] = {from->label.edge, *edge};
    if (!jd__lies_between(&jd__events(jd__facts_of(graph))[event], walk->options.from,
            walk->options.until))
        return false;
    if (from->is_start)
        return true;
    return jd__flow_out(from->label.flow, jd__thing_of(graph, from->label.node), edge) &&
           jd__passes(
               graph->view, &graph->joined, &graph->vocabulary, from->label.node, edges);
}

/* What the entity costs on leaving it by a role row; false where its records are not one. */
static void
price_entity(const struct jd__walk *walk, const struct from *from, uint32_t role_out,
    struct jd__label *to)
{
    const struct jd__graph *graph = walk->graph;
    const struct jd__record *records = jd__records(jd__facts_of(graph));
    uint32_t record = jd__roles(jd__facts_of(graph))[role_out].record;
    to->parent = from->number;
    to->role_out = role_out;
    to->record_out = record;
    to->out.identity = ((const int64_t *)walk->costs.data)[graph->place[record]];
    to->out.grade = jd__weaker(
        graph, &records[from->label.record_in].control, &records[record].control);
}

static bool
make_move(const struct jd__walk *walk, const struct from *from, const struct jd__run *run,
    const struct jd__way *way, struct jd__label *out_to)
{
    const struct jd__graph *graph = walk->graph;
    const struct jd__facts *facts = jd__facts_of(graph);
    const struct jd__event *event = &jd__events(facts)[way->event];
    const struct jd__role *out = &jd__roles(facts)[way->role_out],
                          *in = &jd__roles(facts)[way->role_in];
    struct jd__edge edge = jd__edge_of_event(event, run->kind);
    if (!may_pass(walk, from, &edge, way->event))
        return false;
    *out_to = (struct jd__label){.node = run->other,
        .entry = JD__BY_ROLE,
        .record_in = in->record,
        .role_in = way->role_in,
        .relation = JD_NONE,
        .event = way->event,
        .edge = edge,
        .fame = run->fame};
    price_entity(walk, from, way->role_out, out_to);
    out_to->flow = jd__flow_in(
        jd__flow_in(from->label.flow, jd__thing_of(graph, from->label.node), &edge),
        jd__thing_of(graph, run->other), &edge);
    out_to->out.sharing =
        is_history(graph, from, run->role_out, way->event) ? run->history : run->busyness;
    out_to->of_event.sharing =
        jd__crowd_cost(graph, way->event, run->role_out, run->role_in);
    out_to->of_event.grade = jd__weaker(graph, &out->control, &in->control);
    int64_t told = jd__grade_cost(graph, &event->control);
    out_to->of_event.grade = told > out_to->of_event.grade ? told : out_to->of_event.grade;
    return jd__walk_admits(walk, out_to);
}

/* ---- picking among like moves ---- */

static int64_t
time_of(const struct jd__label *label)
{
    return label->edge.at.earliest;
}

static uint64_t
distance(const struct jd__label *label, const struct jd__span *from)
{
    int64_t time = time_of(label);
    if (time == JD__NO_TIME || from->earliest == JD__NO_TIME)
        return 0;
    return time > from->earliest ? (uint64_t)time - (uint64_t)from->earliest
                                 : (uint64_t)from->earliest - (uint64_t)time;
}

/* By what a like move is picked. */
enum pick { CHEAPEST, FIRST, LAST, NEAREST, N_PICKS };

/* Is `a` to be picked before `b`?  Ties go to the cheaper, then to the smaller names. */
static bool
picked_before(const struct jd__walk *walk, enum pick by, const struct jd__label *a,
    const struct jd__label *b, const struct jd__span *from)
{
    uint64_t near_a = distance(a, from), near_b = distance(b, from);
    if (by == FIRST && time_of(a) != time_of(b))
        return time_of(a) < time_of(b);
    if (by == LAST && time_of(a) != time_of(b))
        return time_of(a) > time_of(b);
    if (by == NEAREST && near_a != near_b)
        return near_a < near_b;
    if (a->cost != b->cost)
        return a->cost < b->cost;
    int order = jd__role_order(walk->graph, a->role_in, b->role_in);
    if (order == 0)
        order = jd__role_order(walk->graph, a->role_out, b->role_out);
    return order < 0;
}

static enum jd_status
push_picked(struct jd__walk *walk, struct jd__label *moves, size_t n,
    const struct jd__span *from, struct jd_error *err)
{
    size_t picked[N_PICKS];
    enum jd_status status = JD_OK;
    for (int by = 0; status == JD_OK && by < N_PICKS; by++) {
        bool again = false;
        picked[by] = 0;
        for (size_t i = 1; i < n; i++)
            if (picked_before(walk, (enum pick)by, &moves[i], &moves[picked[by]], from))
                picked[by] = i;
        for (int j = 0; j < by; j++)
            again = again || picked[j] == picked[by];
        if (!again)
            status = jd__walk_push(walk, &moves[picked[by]], err);
    }
    return status;
}

/* Push the candidates: all, or four of each group that enters by one record. */
static enum jd_status
push_candidates(struct jd__walk *walk, const struct jd__span *from, struct jd_error *err)
{
    struct jd__label *moves = walk->candidates.data;
    size_t n = walk->candidates.n;
    enum jd_status status = JD_OK;
    if (walk->options.parallel == 0 || n <= walk->options.parallel) {
        for (size_t i = 0; status == JD_OK && i < n; i++)
            status = jd__walk_push(walk, &moves[i], err);
        return status;
    }
    for (size_t first = 0; status == JD_OK && first < n;) {
        size_t end = first + 1; /* bring those with the first one's record together */
        for (size_t i = end; i < n; i++) {
            if (moves[i].record_in == moves[first].record_in) {
                struct jd__label swap = moves[i];
                moves[i] = moves[end];
                moves[end++] = swap;
            }
        }
        status = push_picked(walk, moves + first, end - first, from, err);
        first = end;
    }
    return status;
}

static bool
same_class(const struct jd__run *a, const struct jd__run *b)
{
    return a->other == b->other && a->kind == b->kind && a->role_out == b->role_out &&
           a->role_in == b->role_in;
}

static bool
spend(struct jd__walk *walk, uint64_t ways)
{
    walk->work += ways;
    if (walk->options.work != 0 && walk->work > walk->options.work)
        walk->stopped = true;
    return !walk->stopped;
}

/* The moves of one run, as candidates. */
static enum jd_status
try_run(struct jd__walk *walk, const struct from *from, const struct jd__ways *ways,
    const struct jd__run *run, struct jd_error *err)
{
    const struct jd__way *all = ways->ways.data;
    enum jd_status status = JD_OK;
    if (run->busyness > walk->step_ceiling || run->fame > walk->step_ceiling)
        return JD_OK;
    walk->work += run->n;
    for (uint32_t w = run->first; status == JD_OK && w < run->first + run->n; w++) {
        struct jd__label to;
        if (make_move(walk, from, run, &all[w], &to))
            status = jd__buf_append(&walk->candidates, &to, 1, err);
    }
    return status;
}

enum jd_status
jd__move_over_events(struct jd__walk *walk, uint32_t label, struct jd_error *err)
{
    struct from from = from_label(walk, label);
    if (from.closed)
        return JD_OK;
    const struct jd__ways *ways = NULL;
    enum jd_status status =
        jd__ways_of(&walk->ways, walk->graph, from.label.node, from.is_start, &ways, err);
    if (status == JD_OK)
        status = jd__identity_costs(walk, from.label.node, from.label.record_in, err);
    if (status != JD_OK)
        return status;
    const struct jd__run *runs = ways->runs.data;
    for (size_t i = 0; status == JD_OK && i < ways->runs.n && spend(walk, 1); i++) {
        status = try_run(walk, &from, ways, &runs[i], err);
        bool last = i + 1 == ways->runs.n || !same_class(&runs[i], &runs[i + 1]);
        if (status == JD_OK && last) {
            status = push_candidates(walk, &from.label.edge.at, err);
            walk->candidates.n = 0;
        }
    }
    walk->candidates.n = 0;
    return status;
}

/* ---- ends ---- */

/* More events of one class than this: what they share with matters is not counted out. */
#define BUSY 64u

/* The entity's distinct events of the class of `s` in one matter; in its window, or at all. */
static uint32_t
shared_with_matter(const struct jd__graph *graph, uint32_t entity,
    const struct jd__sighting *s, uint32_t slot)
{
    const struct jd__tally *tally = &graph->tally;
    uint32_t n = 0, last = 0; /* sightings of one class and event have one nth */
    for (uint32_t i = tally->starts[entity]; i < tally->starts[entity + 1]; i++) {
        const struct jd__sighting *other = &tally->sightings[i];
        n += other->where >> 12 == s->where >> 12 && other->nth != last &&
             jd__in_window(slot, other->where & JD__NO_SLOT) &&
             graph->matters[other->event] == graph->matters[s->event];
        last = other->nth;
    }
    return n;
}

/* Is it the entity's first sighting of the class in its matter? */
static bool
is_first_of_matter(const struct jd__graph *graph, uint32_t entity, uint32_t number)
{
    const struct jd__sighting *all = graph->tally.sightings;
    uint32_t i = number;
    while (i > graph->tally.starts[entity] && all[i - 1].where >> 12 == all[i].where >> 12)
        if (graph->matters[all[--i].event] == graph->matters[all[number].event])
            return false;
    return true;
}

/* What the entity's other matters say of one, by a class. */
struct others {
    double peers;  /* matters that it is in as often */
    double bundle; /* how often it is in one, on the average */
};

static struct others
other_matters(const struct jd__graph *graph, uint32_t entity, const struct jd__sighting *s)
{
    const struct jd__tally *tally = &graph->tally;
    uint32_t total = shared_with_matter(graph, entity, s, JD__NO_SLOT);
    uint32_t peers = 0, n = 0, events = 0; /* whole numbers: no order of rows shows */
    for (uint32_t i = tally->starts[entity]; i < tally->starts[entity + 1]; i++) {
        const struct jd__sighting *other = &tally->sightings[i];
        if (other->where >> 12 != s->where >> 12 ||
            graph->matters[other->event] == graph->matters[s->event] ||
            !is_first_of_matter(graph, entity, i))
            continue;
        uint32_t often = shared_with_matter(graph, entity, other, JD__NO_SLOT);
        events += often;
        n++;
        peers += often >= total;
    }
    return (struct others){peers, n > 0 ? (double)events / n : 1};
}

static int64_t
end_cost(
    const struct jd__graph *graph, const struct from *from, const struct jd__sighting *s)
{
    uint32_t class_of = s->where >> 12, slot = s->where & JD__NO_SLOT;
    uint32_t entity = from->label.node;
    enum jd__thing_kind thing = jd__thing_of(graph, entity);
    bool busy = graph->tally.starts[entity + 1] - graph->tally.starts[entity] > BUSY;
    uint32_t ways = jd__tally_volume(&graph->tally, entity, class_of, slot);
    struct others others = {ways - 1, 1};
    if (!busy)
        others = other_matters(graph, entity, s);
    double n = busy ? 1 : shared_with_matter(graph, entity, s, slot);
    double shared = floor(n / others.bundle + 0.5);
    shared = shared < 1 ? 1 : shared;
    bool history =
        thing == JD__T_PERSON && is_history(graph, from, class_of % 64, s->event);
    const struct jd__volumes volumes = {
        .ways = ways / others.bundle > shared ? ways / others.bundle : shared,
        .shared = shared,
        .of_other = n,
        .normal = jd__tally_normal(&graph->tally, thing, class_of) / others.bundle,
        .traffic = jd__tally_traffic(&graph->tally, class_of, slot),
        .peers = others.peers,
        .background = history ? JD__HISTORY : jd__background(class_of / 64)};
    return jd__busyness(graph, entity, &volumes);
}

/* Is this part the one by which a chain is asked to end? */
static bool
has_wanted_role(const struct jd__walk *walk, const struct jd__sighting *s)
{
    jd_word wanted = walk->options.to_role;
    return wanted == JD_NONE ||
           jd__roles(jd__facts_of(walk->graph))[s->role].role == wanted;
}

/* A thing's end in a matter is the event that tells best; the later one; the smaller name. */
static bool
is_best_end(const struct jd__walk *walk, uint32_t entity, uint32_t event)
{
    const struct jd__graph *graph = walk->graph;
    const struct jd__tally *tally = &graph->tally;
    const struct jd__event *events = jd__events(jd__facts_of(graph));
    if (!jd__walk_ends_at(walk, event))
        return false;
    uint32_t first = tally->starts[entity], end = tally->starts[entity + 1];
    for (uint32_t i = first; i < end && end - first <= 16 * BUSY; i++) {
        const struct jd__sighting *s = &tally->sightings[i];
        uint32_t kind = s->where >> 18, role = s->where >> 12 & 63;
        if (graph->matters[s->event] != graph->matters[event] || s->event == event ||
            !has_wanted_role(walk, s) ||
            (graph->conduct.ends[kind] & JD__ROLE(role)) == 0 ||
            !jd__walk_ends_at(walk, s->event))
            continue;
        int64_t order = jd__end_ranks[kind] - jd__end_ranks[jd__kind_of(graph, event)];
        if (order == 0 && events[s->event].at.latest != events[event].at.latest)
            order = events[s->event].at.latest > events[event].at.latest ? 1 : -1;
        if (order == 0)
            order = -jd__node_order(graph, s->event | JD__EVENT_BIT, event | JD__EVENT_BIT);
        if (order > 0)
            return false;
    }
    return true;
}

static bool
has_ties(const struct jd__graph *graph, uint32_t event)
{
    const struct jd__hang *ties = &jd__facts_of(graph)->event_relations;
    return ties->starts[event + 1] > ties->starts[event];
}

enum jd_status
jd__move_to_ends(struct jd__walk *walk, uint32_t label, struct jd_error *err)
{
    const struct jd__graph *graph = walk->graph;
    const struct jd__facts *facts = jd__facts_of(graph);
    struct from from = from_label(walk, label);
    uint32_t entity = from.label.node;
    enum jd_status status = JD_OK;
    for (uint32_t i = graph->tally.starts[entity];
         status == JD_OK && !from.closed && i < graph->tally.starts[entity + 1]; i++) {
        const struct jd__sighting *s = &graph->tally.sightings[i];
        uint32_t kind = s->where >> 18, role = s->where >> 12 & 63;
        bool ends = from.is_start ? role != JD__R_OTHER
                                  : (graph->conduct.ends[kind] & JD__ROLE(role)) != 0;
        struct jd__edge edge = jd__edge_of_event(&jd__events(facts)[s->event], kind);
        if (!spend(walk, 1))
            break;
        if (!ends || !may_pass(walk, &from, &edge, s->event))
            continue;
        bool may_end = has_wanted_role(walk, s) && is_best_end(walk, entity, s->event);
        if (!may_end && !has_ties(graph, s->event))
            continue;
        struct jd__label to = {.node = s->event | JD__EVENT_BIT,
            .entry = JD__BY_SIGHTING,
            .may_end = may_end,
            .record_in = JD_NONE,
            .role_in = JD_NONE,
            .relation = JD_NONE,
            .event = JD_NONE,
            .edge = edge,
            .flow = JD__FREE_FLOW};
        price_entity(walk, &from, s->role, &to);
        to.out.sharing = end_cost(graph, &from, s);
        to.of_event.grade = jd__weaker(graph, &jd__roles(facts)[s->role].control,
            &jd__events(facts)[s->event].control);
        status = jd__walk_push(walk, &to, err);
    }
    return status;
}
