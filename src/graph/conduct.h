/* SPDX-License-Identifier: Apache-2.0 */
/*
 * conduct.h - what may lead on: from which role over which event to which role, and over which
 * relation.  What no row of conduct_table.c opens is closed.
 */
#ifndef JD_GRAPH_CONDUCT_H
#define JD_GRAPH_CONDUCT_H

#include "graph/vocabulary.h"

/* A set of roles. */
typedef uint64_t jd_roles;

#define JD__ROLE(role) ((jd_roles)1 << (role))

/* Over an event of this kind, from any role in `in` to any in `out`. */
struct jd__conduct_row {
    enum jd__event_kind kind;
    jd_roles in;
    jd_roles out; /* none: a chain may end here, and leads no further */
};

/* Over a relation: from its `from` to its `to`, back, and in and out again by the same kind. */
struct jd__conduct_tie {
    bool forward;
    bool back;
    bool turn;
};

extern const struct jd__conduct_row jd__conduct_rows[];
extern const size_t jd__n_conduct_rows;
extern const struct jd__conduct_tie jd__conduct_ties[JD__N_TIES];

/* Of the events of one matter that a thing is in: the higher, the better it tells the case. */
extern const int jd__end_ranks[JD__N_EVENT_KINDS];

/* The table, turned: for each kind and role what it leads to. */
struct jd__conduct {
    jd_roles out[JD__N_EVENT_KINDS][JD__N_ROLES];
    jd_roles
        any_out[JD__N_EVENT_KINDS];   /* from the start, or from a relation of the event */
    jd_roles ends[JD__N_EVENT_KINDS]; /* roles by which a chain may end in it */
};

void
jd__conduct_init(struct jd__conduct *conduct);

/* No edge at all: officers, analysts, counsel, judges ... */
bool
jd__role_is_official(enum jd__role_kind role);

/* Victims, witnesses, patients ...: left only by what they held. */
bool
jd__role_is_passive(enum jd__role_kind role);

/* The event is about this person or organization. */
bool
jd__role_is_subject(enum jd__role_kind role);

/* ... or found something with him. */
bool
jd__role_is_about(enum jd__role_kind role);

/* A thing that the event lists: never there by accident. */
bool
jd__role_is_listed(enum jd__role_kind role);

/* owns, holds, subscriber-of: says who has a thing. */
bool
jd__tie_is_holding(enum jd__tie_kind tie);

/* results-in, part-of, refers-to: two events of one matter. */
bool
jd__tie_is_of_matter(enum jd__tie_kind tie);

#endif
