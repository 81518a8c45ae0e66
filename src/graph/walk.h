/* SPDX-License-Identifier: Apache-2.0 */
/*
 * walk.h - the search for chains: labels, a heap of them, and the ways that they are moved on.
 *
 * A label is a path, told by its last node and the label before it.  Moves make new labels;
 * walk.c decides which of them live.
 */
#ifndef JD_GRAPH_WALK_H
#define JD_GRAPH_WALK_H

#include "graph/inside.h"
#include "graph/ways.h"

/* How a node was entered: labels of one entry compete. */
enum jd__entry { JD__BY_START, JD__BY_ROLE, JD__BY_RELATION, JD__BY_SIGHTING };

/* The terms of one node. */
struct jd__terms {
    int64_t identity;
    int64_t sharing;
    int64_t grade;
};

struct jd__label {
    uint32_t parent; /* JD_NONE at the start */
    uint32_t node;   /* an entity, or an event with JD__EVENT_BIT */
    uint8_t entry;   /* enum jd__entry */
    uint16_t steps;  /* nodes after the start */
    bool settled;
    bool may_end;        /* of an event */
    uint32_t record_in;  /* of an entity */
    uint32_t role_in;    /* row by which the node was entered; JD_NONE */
    uint32_t relation;   /* row by which it was entered; JD_NONE */
    uint32_t record_out; /* by which the parent, an entity, was left */
    uint32_t role_out;   /* row by which the parent was left; JD_NONE */
    uint32_t event; /* between the parent and this entity, if that is a step; JD_NONE */
    uint32_t next;  /* label at the same entry, settled earlier; JD_NONE */
    struct jd__edge edge; /* by which the node was entered */
    struct jd__flow flow;
    struct jd__terms out; /* of the parent, on leaving it */
    struct jd__terms of_event;
    int64_t fame; /* of this node */
    int64_t cost; /* of the whole path */
};

struct jd__walk {
    const struct jd__graph *graph;
    struct jd__extend_options options;
    int64_t ceiling; /* options in millionths of a bit */
    int64_t step_ceiling;
    struct jd__buf labels; /* struct jd__label */
    struct jd__buf heap;   /* uint32_t: labels, cheapest first */
    struct jd__buf
        slots; /* struct jd__keyed: entry + 1 -> its last label; a power of two */
    size_t n_entries;
    uint32_t *settled;   /* of each entity: how many labels stand there */
    struct jd__buf ends; /* uint32_t: labels, the cheapest into each matter */
    uint64_t *excluded;  /* matters in which no chain ends, as bits of events */
    uint64_t *met;       /* matters in which a chain has ended */
    size_t n_matter_words;
    struct jd__ways_cache ways;
    struct jd__buf costs;      /* int64_t: identity costs of one entity's members */
    struct jd__buf candidates; /* struct jd__label: like moves, one to be picked */
    uint64_t work;
    bool stopped;
};

static inline struct jd__label *
jd__labels(const struct jd__walk *walk)
{
    return walk->labels.data;
}

static inline bool
jd__is_event(uint32_t node)
{
    return (node & JD__EVENT_BIT) != 0;
}

static inline int64_t
jd__terms_sum(const struct jd__terms *terms)
{
    return terms->identity + terms->sharing + terms->grade;
}

/* A walk without sources; jd__walk_done() even after a failure. */
enum jd_status
jd__walk_init(struct jd__walk *walk, const struct jd__graph *graph,
    const struct jd__extend_options *options, struct jd_error *err);

void
jd__walk_done(struct jd__walk *walk);

/* Push the sources of a start; JD_E_NOT_FOUND. */
enum jd_status
jd__walk_start(struct jd__walk *walk, struct jd__name start, struct jd_error *err);

/* Walk from the sources that were pushed until no label is left. */
enum jd_status
jd__walk_run(struct jd__walk *walk, struct jd_error *err);

/* Put a label on the heap, unless a ceiling, a visited node or the steps forbid it. */
enum jd_status
jd__walk_push(struct jd__walk *walk, struct jd__label *label, struct jd_error *err);

/* Would it be pushed?  Sets its cost and steps. */
bool
jd__walk_admits(const struct jd__walk *walk, struct jd__label *label);

/* Is the event an end that is asked for, of a matter in which no chain has ended yet? */
bool
jd__walk_ends_at(const struct jd__walk *walk, uint32_t event);

/* Order of two paths: cost, steps, names from the end to the start. */
int
jd__path_order(const struct jd__walk *walk, uint32_t a, uint32_t b);

/* Moves of a settled label: over events, to ends, over relations; from an event. */
enum jd_status
jd__move_over_events(struct jd__walk *walk, uint32_t label, struct jd_error *err);
enum jd_status
jd__move_to_ends(struct jd__walk *walk, uint32_t label, struct jd_error *err);
enum jd_status
jd__move_over_ties(struct jd__walk *walk, uint32_t label, struct jd_error *err);
enum jd_status
jd__move_from_event(struct jd__walk *walk, uint32_t label, struct jd_error *err);

/* Mark where no chain ends, from the sources that were pushed; list the cases of home. */
enum jd_status
jd__home_find(struct jd__walk *walk, struct jd__buf *out_home, struct jd_error *err);

/* Costs of identity from one record of an entity to each of its members, into walk->costs. */
enum jd_status
jd__identity_costs(
    struct jd__walk *walk, uint32_t entity, uint32_t record, struct jd_error *err);

/* The cost of a crowd: people in this role at the event besides one in `role_in`. */
int64_t
jd__crowd_cost(const struct jd__graph *graph, uint32_t event, enum jd__role_kind role_in,
    enum jd__role_kind role_out);

/* The dearer of two rows' grades. */
int64_t
jd__weaker(const struct jd__graph *graph, const struct jd__control *a,
    const struct jd__control *b);

#endif
