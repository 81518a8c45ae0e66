/* SPDX-License-Identifier: Apache-2.0 */
/*
 * levels.c - what is near: breadth first over shared events and relations.
 *
 * Workload: each event and relation is looked at once, whoever of its people comes first.
 */
#include "graph/graph.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/sort.h"
#include "graph/inside.h"

struct reach {
    const struct jd__graph *graph;
    uint64_t *seen;        /* entities */
    uint64_t *seen_events; /* whose people are all known */
    struct jd__buf level;  /* uint32_t: entities found in this step */
};

static enum jd_status
meet(struct reach *reach, uint32_t record, struct jd_error *err)
{
    uint32_t entity = reach->graph->joined.of_record[record];
    if (jd__bit(reach->seen, entity))
        return JD_OK;
    jd__bit_set(reach->seen, entity);
    return jd__buf_append(&reach->level, &entity, 1, err);
}

static bool
is_edge(const struct jd__graph *graph, uint32_t row)
{
    return jd__sees_role(graph->view, row) &&
           !jd__role_is_official(jd__role_of(graph, row));
}

/* Who has a part in an event, as one agency wrote it. */
static enum jd_status
meet_at_row(struct reach *reach, uint32_t event, struct jd_error *err)
{
    const struct jd__facts *facts = jd__facts_of(reach->graph);
    const struct jd__hang *roles = &facts->event_roles;
    enum jd_status status = JD_OK;
    if (jd__bit(reach->seen_events, event))
        return JD_OK;
    jd__bit_set(reach->seen_events, event);
    for (uint32_t i = roles->starts[event]; status == JD_OK && i < roles->starts[event + 1];
         i++)
        if (is_edge(reach->graph, roles->items[i]))
            status = meet(reach, jd__roles(facts)[roles->items[i]].record, err);
    return status;
}

static enum jd_status
meet_at_event(struct reach *reach, uint32_t event, struct jd_error *err)
{
    uint32_t one = event;
    enum jd_status status = JD_OK;
    do {
        status = meet_at_row(reach, one, err);
        one = jd__next_event(&reach->graph->joined, one);
    } while (status == JD_OK && one != event);
    return status;
}

static enum jd_status
step_from(struct reach *reach, uint32_t record, struct jd_error *err)
{
    const struct jd__graph *graph = reach->graph;
    const struct jd__facts *facts = jd__facts_of(graph);
    const struct jd__hang *roles = &facts->record_roles, *ties = &facts->record_relations;
    enum jd_status status = JD_OK;
    for (uint32_t i = roles->starts[record];
         status == JD_OK && i < roles->starts[record + 1]; i++)
        if (is_edge(graph, roles->items[i]))
            status = meet_at_event(reach, jd__roles(facts)[roles->items[i]].event, err);
    for (uint32_t i = ties->starts[record]; status == JD_OK && i < ties->starts[record + 1];
         i++) {
        const struct jd__relation *r = &jd__relations(facts)[ties->items[i]];
        uint32_t other = r->from == record ? r->to : r->from;
        if (jd__sees_relation(graph->view, ties->items[i]) && (other & JD__EVENT_BIT) == 0)
            status = meet(reach, other, err);
    }
    return status;
}

static bool
entity_before(const void *a, const void *b, void *ctx)
{
    const struct reach *reach = ctx;
    return jd__node_order(reach->graph, *(const uint32_t *)a, *(const uint32_t *)b) < 0;
}

/* One more level from the last n of the entities that were found. */
static enum jd_status
next_level(
    struct reach *reach, struct jd__levels *levels, size_t first, struct jd_error *err)
{
    const struct jd__hang *members = reach->graph->joined.members;
    size_t end = levels->entities.n;
    enum jd_status status = JD_OK;
    reach->level.n = 0;
    for (size_t i = first; status == JD_OK && i < end; i++) {
        uint32_t entity = ((const uint32_t *)levels->entities.data)[i];
        for (uint32_t m = members->starts[entity];
             status == JD_OK && m < members->starts[entity + 1]; m++)
            status = step_from(reach, members->items[m], err);
    }
    if (status == JD_OK)
        status = jd__sort(&reach->graph->alloc, reach->level.data, reach->level.n,
            sizeof(uint32_t), entity_before, reach, err);
    if (status == JD_OK)
        status = jd__buf_append(&levels->entities, reach->level.data, reach->level.n, err);
    uint32_t n = (uint32_t)reach->level.n;
    if (status == JD_OK && n > 0)
        status = jd__buf_append(&levels->counts, &n, 1, err);
    return status;
}

/* The levels, with the start as level 0 in front. */
static enum jd_status
find_levels(struct reach *reach, uint32_t record, uint32_t steps, struct jd__levels *levels,
    struct jd_error *err)
{
    enum jd_status status = meet(reach, record, err);
    if (status == JD_OK)
        status = jd__buf_append(&levels->entities, reach->level.data, 1, err);
    size_t first = 0;
    for (uint32_t i = 0; status == JD_OK && i < steps && first < levels->entities.n; i++) {
        size_t end = levels->entities.n;
        status = next_level(reach, levels, first, err);
        first = end;
    }
    return status;
}

enum jd_status
jd__graph_reach(const struct jd__graph *graph, uint32_t record, uint32_t steps,
    struct jd__levels *out_levels, struct jd_error *err)
{
    const struct jd__facts *facts = jd__facts_of(graph);
    if (record >= facts->records.n || !jd__sees_record(graph->view, record))
        return jd__fail(err, JD_E_NOT_FOUND, "no such record, event or case");
    size_t n_seen = graph->joined.n / 64 + 1, n_events = facts->events.n / 64 + 1;
    struct reach reach = {.graph = graph,
        .seen = jd__alloc_array(&graph->alloc, 0, n_seen, sizeof(uint64_t)),
        .seen_events = jd__alloc_array(&graph->alloc, 0, n_events, sizeof(uint64_t))};
    struct jd__levels levels;
    jd__buf_init(&reach.level, &graph->alloc, sizeof(uint32_t), 0);
    jd__buf_init(&levels.counts, &graph->alloc, sizeof(uint32_t), 0);
    jd__buf_init(&levels.entities, &graph->alloc, sizeof(uint32_t), 0);
    enum jd_status status = JD_OK;
    if (reach.seen == NULL || reach.seen_events == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory for levels");
    if (status == JD_OK)
        status = find_levels(&reach, record, steps, &levels, err);
    if (status == JD_OK) { /* the start is not reached */
        uint32_t *entities = levels.entities.data;
        levels.entities.n--;
        for (size_t i = 0; i < levels.entities.n; i++)
            entities[i] = entities[i + 1];
        *out_levels = levels;
    } else {
        jd__levels_done(&levels);
    }
    jd__buf_done(&reach.level);
    jd__alloc_free(&graph->alloc, reach.seen, n_seen * sizeof(uint64_t));
    jd__alloc_free(&graph->alloc, reach.seen_events, n_events * sizeof(uint64_t));
    return status;
}

void
jd__levels_done(struct jd__levels *levels)
{
    jd__buf_done(&levels->counts);
    jd__buf_done(&levels->entities);
}
