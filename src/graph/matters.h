/* SPDX-License-Identifier: Apache-2.0 */
/* matters.h - events that are tied on paper: one case number, a citation, results-in ...; or that
 * are one. */
#ifndef JD_GRAPH_MATTERS_H
#define JD_GRAPH_MATTERS_H

#include "facts/view.h"
#include "graph/conduct.h"
#include "graph/graph.h"

/* A case number on more events than this is a placeholder and ties nothing. */
#define JD__MOST_EVENTS_OF_CASE 1000u

/* Label each event by the first event of its matter: facts->events.n labels, the caller's. */
enum jd_status
jd__matters_new(const struct jd_alloc *alloc, const struct jd__view *view,
    const struct jd__joined *joined, const struct jd__vocabulary *vocabulary,
    uint32_t **out_matters, struct jd_error *err);

#endif
