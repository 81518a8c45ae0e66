/* SPDX-License-Identifier: Apache-2.0 */
/*
 * home.c - what belongs to the start already: its matter, and the other matters of the people
 * whom it is about.  No chain ends there.
 */
#include "graph/walk.h"

#include "base/error.h"
#include "base/str.h"

/* Exclude the matters that an entity is a subject of. */
static void
exclude_record_of(struct jd__walk *walk, uint32_t entity)
{
    const struct jd__tally *tally = &walk->graph->tally;
    for (uint32_t i = tally->starts[entity]; i < tally->starts[entity + 1]; i++) {
        const struct jd__sighting *s = &tally->sightings[i];
        if (jd__role_is_subject(s->where >> 12 & 63))
            jd__bit_set(walk->excluded, walk->graph->matters[s->event]);
    }
}

/* The matters of the events that a record has a part in. */
static void
take_record(struct jd__walk *walk, uint32_t record)
{
    const struct jd__graph *graph = walk->graph;
    const struct jd__hang *roles = &jd__facts_of(graph)->record_roles;
    for (uint32_t i = roles->starts[record]; i < roles->starts[record + 1]; i++) {
        uint32_t row = roles->items[i];
        if (jd__sees_role(graph->view, row) &&
            !jd__role_is_official(jd__role_of(graph, row)))
            jd__bit_set(
                walk->excluded, graph->matters[jd__roles(jd__facts_of(graph))[row].event]);
    }
}

/* Mark home; the sources are events already, or one record. */
static void
take_sources(struct jd__walk *walk)
{
    for (size_t i = 0; i < walk->labels.n; i++) {
        const struct jd__label *label = &jd__labels(walk)[i];
        if (jd__is_event(label->node))
            jd__bit_set(walk->excluded, walk->graph->matters[label->node & ~JD__EVENT_BIT]);
        else
            take_record(walk, label->record_in);
    }
}

static bool
case_before(const void *a, const void *b, void *ctx)
{
    const struct jd__facts *facts = *(const struct jd__facts **)ctx;
    const struct jd__case *x = &jd__cases(facts)[*(const uint32_t *)a];
    const struct jd__case *y = &jd__cases(facts)[*(const uint32_t *)b];
    int order = jd__str_compare(jd__facts_text(facts, jd__agencies(facts)[x->agency].id),
        jd__facts_text(facts, jd__agencies(facts)[y->agency].id));
    if (order == 0)
        order = jd__str_compare(
            jd__facts_text(facts, x->number), jd__facts_text(facts, y->number));
    return order < 0;
}

/* The cases of home, each once, by name. */
static enum jd_status
list_cases(const struct jd__walk *walk, struct jd__buf *out_home, struct jd_error *err)
{
    const struct jd__graph *graph = walk->graph;
    const struct jd__hang *events = &jd__facts_of(graph)->events_of_case;
    enum jd_status status = JD_OK;
    for (uint32_t c = 0; status == JD_OK && c < jd__facts_of(graph)->cases.n; c++) {
        bool home = false;
        for (uint32_t i = events->starts[c]; !home && i < events->starts[c + 1]; i++)
            home = jd__sees_event(graph->view, events->items[i]) &&
                   jd__bit(walk->excluded, graph->matters[events->items[i]]);
        if (home)
            status = jd__buf_append(out_home, &c, 1, err);
    }
    const struct jd__facts *facts = jd__facts_of(graph);
    if (status == JD_OK)
        status = jd__sort(&graph->alloc, out_home->data, out_home->n, sizeof(uint32_t),
            case_before, &facts, err);
    return status;
}

/* Add the entities that an event is about. */
static enum jd_status
add_subjects(const struct jd__graph *graph, uint32_t event, struct jd__buf *own,
    struct jd_error *err)
{
    const struct jd__facts *facts = jd__facts_of(graph);
    const struct jd__hang *roles = &facts->event_roles;
    enum jd_status status = JD_OK;
    for (uint32_t i = roles->starts[event]; status == JD_OK && i < roles->starts[event + 1];
         i++) {
        uint32_t row = roles->items[i];
        uint32_t entity = graph->joined.of_record[jd__roles(facts)[row].record];
        if (jd__sees_role(graph->view, row) && jd__role_is_subject(jd__role_of(graph, row)))
            status = jd__buf_append(own, &entity, 1, err);
    }
    return status;
}

enum jd_status
jd__home_find(struct jd__walk *walk, struct jd__buf *out_home, struct jd_error *err)
{
    const struct jd__graph *graph = walk->graph;
    struct jd__buf own; /* entities that home is about */
    jd__buf_init(&own, &graph->alloc, sizeof(uint32_t), 0);
    take_sources(walk);
    enum jd_status status = list_cases(walk, out_home, err);
    const struct jd__label *first = jd__labels(walk);
    if (status == JD_OK && walk->labels.n > 0 && !jd__is_event(first->node))
        status = jd__buf_append(&own, &first->node, 1, err);
    for (uint32_t e = 0; status == JD_OK && e < jd__facts_of(graph)->events.n; e++)
        if (jd__sees_event(graph->view, e) && jd__bit(walk->excluded, graph->matters[e]))
            status = add_subjects(graph, e, &own, err);
    for (size_t i = 0; status == JD_OK && !walk->options.own_record && i < own.n; i++)
        exclude_record_of(walk, ((const uint32_t *)own.data)[i]);
    jd__buf_done(&own);
    return status;
}
