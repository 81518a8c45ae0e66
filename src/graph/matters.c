/* SPDX-License-Identifier: Apache-2.0 */
/*
 * matters.c - union-find over the events that are seen.
 *
 * Invariant: parent[e] <= e, so that a root is the first event of its matter.
 */
#include "graph/matters.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/forest.h"

static void
tie(uint32_t *parent, uint32_t a, uint32_t b)
{
    a = jd__forest_root(parent, a);
    b = jd__forest_root(parent, b);
    parent[a > b ? a : b] = a > b ? b : a;
}

static void
tie_by_number(const struct jd__view *view, uint32_t *parent)
{
    const struct jd__hang *events = &view->facts->events_of_case;
    for (uint32_t c = 0; c < view->facts->cases.n; c++) {
        uint32_t n = 0, first = JD_NONE;
        for (uint32_t i = events->starts[c]; i < events->starts[c + 1]; i++)
            n += jd__sees_event(view, events->items[i]);
        for (uint32_t i = events->starts[c]; i < events->starts[c + 1]; i++) {
            uint32_t event = events->items[i];
            if (n > JD__MOST_EVENTS_OF_CASE || !jd__sees_event(view, event))
                continue;
            if (first != JD_NONE)
                tie(parent, first, event);
            first = event;
        }
    }
}

static void
tie_by_relation(
    const struct jd__view *view, const struct jd__vocabulary *vocabulary, uint32_t *parent)
{
    for (uint32_t i = 0; i < view->facts->relations.n; i++) {
        const struct jd__relation *r = &jd__relations(view->facts)[i];
        if ((r->from & r->to & JD__EVENT_BIT) != 0 && jd__sees_relation(view, i) &&
            jd__tie_is_of_matter(vocabulary->tie[r->kind]))
            tie(parent, r->from & ~JD__EVENT_BIT, r->to & ~JD__EVENT_BIT);
    }
}

enum jd_status
jd__matters_new(const struct jd_alloc *alloc, const struct jd__view *view,
    const struct jd__joined *joined, const struct jd__vocabulary *vocabulary,
    uint32_t **out_matters, struct jd_error *err)
{
    uint32_t n = (uint32_t)view->facts->events.n;
    uint32_t *parent = jd__alloc_array(alloc, 0, n, sizeof(*parent));
    if (parent == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for the matters of a graph");
    for (uint32_t e = 0; e < n; e++)
        parent[e] = e;
    tie_by_number(view, parent);
    tie_by_relation(view, vocabulary, parent);
    for (uint32_t e = 0; e < n; e++)
        if (jd__one_event(joined, e) != e)
            tie(parent, e, jd__one_event(joined, e));
    for (uint32_t e = 0; e < n; e++) /* a parent comes first, so it is labelled already */
        parent[e] = parent[parent[e]];
    *out_matters = parent;
    return JD_OK;
}
