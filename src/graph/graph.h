/* SPDX-License-Identifier: Apache-2.0 */
/*
 * graph.h - where a case leads, and what is near: chains and levels over one view.
 *
 * A graph is made for one closed view and the entities that hold in it, never changes, and may
 * be read by any number of threads.  How chains are weighed: docs/internals/chains.md.
 */
#ifndef JD_GRAPH_GRAPH_H
#define JD_GRAPH_GRAPH_H

#include "base/buf.h"
#include "facts/view.h"

/* Which records are one in this view, as the engine made it.  Borrowed while the graph lives. */
struct jd__joined {
    uint32_t n;                     /* entities */
    const uint32_t *of_record;      /* a record's entity; JD_NONE: it is not seen */
    const uint32_t *anchors;        /* an entity's name-giving record */
    const struct jd__hang *members; /* entity -> its records */
    const uint32_t *same_event; /* an event's anchor among those that are one; NULL: each
                                       event is one of its own */
    const uint32_t *next_event; /* ... the next of them, round and round */
};

/* The event that stands for all that are one with this one. */
static inline uint32_t
jd__one_event(const struct jd__joined *joined, uint32_t event)
{
    return joined->same_event != NULL ? joined->same_event[event] : event;
}

/* The next event that is one with this one; itself when there is no other. */
static inline uint32_t
jd__next_event(const struct jd__joined *joined, uint32_t event)
{
    return joined->next_event != NULL ? joined->next_event[event] : event;
}

struct jd__graph; /* opaque */

/* Cost: about 60 bytes a role and 40 a record and event.  The view outlives the graph. */
enum jd_status
jd__graph_new(const struct jd_alloc *alloc, const struct jd__view *view,
    const struct jd__joined *joined, struct jd__graph **out_graph, struct jd_error *err);

/* NULL is fine. */
void
jd__graph_free(struct jd__graph *graph);

/* The events tied on paper to this one: all with the same number are of one matter. */
uint32_t
jd__graph_matter(const struct jd__graph *graph, uint32_t event);

struct jd__extend_options {
    uint32_t top;        /* chains shown */
    uint32_t max_steps;  /* nodes after the start */
    double ceiling_bits; /* of a chain */
    double step_bits;    /* of a node; 0: five sixths of the chain's */
    uint32_t to_agency;  /* the end must be an event of it; JD_NONE: of any */
    jd_word to_kind;     /* ... of this kind; JD_NONE: any */
    uint32_t to_case;    /* ... of this case; JD_NONE: any */
    jd_word to_role;     /* ... in which who ends the chain has this role; JD_NONE: any */
    int64_t from;        /* events wholly before lead nowhere; JD__NO_TIME: no bound */
    int64_t until;       /* events wholly after */
    bool own_record;     /* show the other matters of the people whom home is about */
    uint32_t labels;     /* paths that stand at one entity; 0: all */
    uint32_t parallel;   /* 4, or 0: each of many like events between two things */
    uint32_t work;       /* ways looked at; 0: no bound */
};

static inline struct jd__extend_options
jd__extend_options_default(void)
{
    return (struct jd__extend_options){.top = 5,
        .max_steps = 12,
        .ceiling_bits = 5,
        .to_agency = JD_NONE,
        .to_kind = JD_NONE,
        .to_case = JD_NONE,
        .to_role = JD_NONE,
        .from = JD__NO_TIME,
        .until = JD__NO_TIME,
        .labels = 16,
        .parallel = 4,
        .work = 200000};
}

/* One node of a chain.  Costs are in millionths of a bit. */
struct jd__step {
    bool is_event;
    uint32_t entity;     /* of an entity; JD_NONE of an event */
    uint32_t record_in;  /* of an entity: entered by */
    uint32_t record_out; /* of an entity: left by; at a chain's end record_in */
    uint32_t event;      /* of an event; JD_NONE of an entity */
    uint32_t
        role_in; /* role row by which the node is entered; JD_NONE: by a relation, start */
    uint32_t role_out; /* role row by which it is left; JD_NONE: by a relation, end */
    uint32_t relation; /* relation row by which it is entered; JD_NONE */
    int64_t identity;
    int64_t sharing;
    int64_t grade;
    struct jd__span at; /* of an event; of an entity: the edge by which it was entered */
};

struct jd__chain {
    uint32_t first_step; /* in jd__chains.steps */
    uint32_t n_steps;
    int64_t cost; /* the sum of its terms */
    int64_t best; /* cost of the cheapest case that it holds: chains are ordered by it */
    uint32_t end; /* the event that it ends in */
};

/* An answer.  Free it with jd__chains_done(). */
struct jd__chains {
    struct jd__buf chains; /* struct jd__chain, best first */
    struct jd__buf steps;  /* struct jd__step */
    struct jd__buf home;   /* uint32_t: cases tied on paper to the start, by name */
    uint32_t n_found;      /* chains before `top` cut them */
    bool stopped;          /* the bound on work was met: there may be more */
};

/*
 * Follow chains from a record, event or case (jd__name of facts.h).  options NULL: defaults.
 * JD_E_NOT_FOUND when the start is not in the view, JD_E_NOMEM.
 */
enum jd_status
jd__graph_extend(const struct jd__graph *graph, struct jd__name start,
    const struct jd__extend_options *options, struct jd__chains *out_chains,
    struct jd_error *err);

void
jd__chains_done(struct jd__chains *chains);

/* Entities by distance.  Free with jd__levels_done(). */
struct jd__levels {
    struct jd__buf counts; /* uint32_t: entities at 1, 2 ... steps, while there are any */
    struct jd__buf
        entities; /* uint32_t: those of level 1, then of level 2 ..., by anchor's name */
};

/* What is within `steps` shared events or relations of a record's entity. */
enum jd_status
jd__graph_reach(const struct jd__graph *graph, uint32_t record, uint32_t steps,
    struct jd__levels *out_levels, struct jd_error *err);

void
jd__levels_done(struct jd__levels *levels);

#endif
