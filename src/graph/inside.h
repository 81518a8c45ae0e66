/* SPDX-License-Identifier: Apache-2.0 */
/* inside.h - a graph from inside, and small looks into it. */
#ifndef JD_GRAPH_INSIDE_H
#define JD_GRAPH_INSIDE_H

#include "base/sort.h"
#include "graph/conduct.h"
#include "graph/graph.h"
#include "graph/possible.h"
#include "graph/sharing.h"
#include "graph/tally.h"

struct jd__graph {
    struct jd_alloc alloc;
    const struct jd__view *view;
    struct jd__joined joined;
    struct jd__vocabulary vocabulary;
    struct jd__conduct conduct;
    struct jd__tally tally;
    uint32_t *matters;   /* event -> first event of its matter */
    uint32_t *place;     /* record -> its place among its entity's members */
    struct jd__buf must; /* struct jd__keyed: must-links, both ways, by record */
    uint64_t *public;    /* entities that are public places, as bits */
    size_t n_public;     /* words of it */
    int64_t grades[2]
                  [5]; /* costs of source A B C X and none, information 1 2 3 4 and none */
    jd_word letters[2][4];            /* their words */
    uint32_t tie_traffic[JD__N_TIES]; /* relations that are seen, by kind */
};

static inline const struct jd__facts *
jd__facts_of(const struct jd__graph *graph)
{
    return graph->view->facts;
}

static inline enum jd__thing_kind
jd__thing_of(const struct jd__graph *graph, uint32_t entity)
{
    uint32_t anchor = graph->joined.anchors[entity];
    return graph->vocabulary.thing[jd__records(graph->view->facts)[anchor].kind];
}

static inline enum jd__event_kind
jd__kind_of(const struct jd__graph *graph, uint32_t event)
{
    return graph->vocabulary.event_kind[jd__events(graph->view->facts)[event].kind];
}

static inline enum jd__role_kind
jd__role_of(const struct jd__graph *graph, uint32_t role_row)
{
    return graph->vocabulary.role[jd__roles(graph->view->facts)[role_row].role];
}

static inline enum jd__tie_kind
jd__tie_of(const struct jd__graph *graph, uint32_t relation)
{
    return graph->vocabulary.tie[jd__relations(graph->view->facts)[relation].kind];
}

static inline bool
jd__has_case(const struct jd__graph *graph, uint32_t event)
{
    const struct jd__hang *cases = &graph->view->facts->cases_of_event;
    return cases->starts[event + 1] > cases->starts[event];
}

/* The cost of a row's grades. */
int64_t
jd__grade_cost(const struct jd__graph *graph, const struct jd__control *control);

/* A node is an entity, or an event with JD__EVENT_BIT.  Order by name: negative, 0, positive. */
int
jd__node_order(const struct jd__graph *graph, uint32_t a, uint32_t b);

/* Order of two rows of roles or relations by the names in them; JD_NONE is last. */
int
jd__role_order(const struct jd__graph *graph, uint32_t a, uint32_t b);
int
jd__relation_order(const struct jd__graph *graph, uint32_t a, uint32_t b);

#endif
