/* SPDX-License-Identifier: Apache-2.0 */
/* possible.h - could it have been?  The rules of time of docs/internals/chains.md. */
#ifndef JD_GRAPH_POSSIBLE_H
#define JD_GRAPH_POSSIBLE_H

#include "facts/view.h"
#include "graph/conduct.h"
#include "graph/graph.h"

/* Rule 4: what a run of things still allows. */
struct jd__flow {
    int64_t before; /* a source must have begun by then; INT64_MAX: no bound */
    int64_t after;  /* a sink must not have ended before; INT64_MIN: no bound */
};

#define JD__FREE_FLOW ((struct jd__flow){INT64_MAX, INT64_MIN})

/* One edge of an entity: by a role in an event, or by a relation. */
struct jd__edge {
    struct jd__span at; /* from beginning to end; JD__NO_TIME at a side that is open */
    bool is_relation;
    uint32_t relation;        /* its row; JD_NONE of a role */
    enum jd__event_kind kind; /* of the event */
};

/* The whole time of an event. */
struct jd__edge
jd__edge_of_event(const struct jd__event *event, enum jd__event_kind kind);

/* The time in which a relation holds. */
struct jd__edge
jd__edge_of_relation(const struct jd__facts *facts, uint32_t number);

/* Rules 1 to 3: may a chain come in by one edge of an entity and leave by the other? */
bool
jd__passes(const struct jd__view *view, const struct jd__joined *joined,
    const struct jd__vocabulary *vocabulary, uint32_t entity,
    const struct jd__edge edges[2]);

/* The flow behind an entity of this kind that is entered by `edge`. */
struct jd__flow
jd__flow_in(struct jd__flow before, enum jd__thing_kind thing, const struct jd__edge *edge);

/* May an entity of this kind be left by this edge under the flow? */
bool
jd__flow_out(struct jd__flow flow, enum jd__thing_kind thing, const struct jd__edge *edge);

/* Does the event lie, at least in part, between two times (JD__NO_TIME: no bound)? */
bool
jd__lies_between(const struct jd__event *event, int64_t from, int64_t until);

#endif
