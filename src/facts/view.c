/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view.c - bitmaps over the facts.
 *
 * Invariant of a closed view: a role or relation that is seen has both its ends seen.
 */
#include "facts/view.h"

#include "base/alloc.h"
#include "base/error.h"

enum jd_status
jd__view_new(const struct jd_alloc *alloc, const struct jd__facts *facts,
    struct jd__view **out_view, struct jd_error *err)
{
    struct jd__view *view = jd__alloc_array(alloc, sizeof(*view), 0, 1);
    if (view == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for a view");
    view->alloc = jd__alloc_or_default(alloc);
    view->facts = facts;
    const size_t n[4] = {
        facts->records.n, facts->events.n, facts->roles.n, facts->relations.n};
    uint64_t **bits[4] = {&view->records, &view->events, &view->roles, &view->relations};
    for (int i = 0; i < 4; i++) {
        view->n_words[i] = n[i] / 64 + 1;
        *bits[i] = jd__alloc_array(alloc, 0, view->n_words[i], sizeof(uint64_t));
        if (*bits[i] == NULL) {
            jd__view_free(view);
            return jd__fail(err, JD_E_NOMEM, "no memory for a view");
        }
    }
    *out_view = view;
    return JD_OK;
}

void
jd__view_free(struct jd__view *view)
{
    if (view == NULL)
        return;
    struct jd_alloc alloc = view->alloc;
    uint64_t *bits[4] = {view->records, view->events, view->roles, view->relations};
    for (int i = 0; i < 4; i++)
        jd__alloc_free(&alloc, bits[i], view->n_words[i] * sizeof(uint64_t));
    jd__alloc_free_array(
        &alloc, view->links, 0, view->facts->links.n, sizeof(*view->links));
    jd__alloc_free(&alloc, view, sizeof(*view));
}

enum jd_status
jd__view_own_links(struct jd__view *view, struct jd_error *err)
{
    size_t n = view->facts->links.n;
    if (view->links != NULL)
        return JD_OK;
    view->links = jd__alloc_array(&view->alloc, 0, n, sizeof(*view->links));
    if (view->links == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %zu links", n);
    if (n > 0)
        memcpy(view->links, jd__links(view->facts), n * sizeof(*view->links));
    return JD_OK;
}

static void
take_out(uint64_t *bits, size_t i)
{
    bits[i >> 6] &= ~((uint64_t)1 << (i & 63));
}

static bool
is_after(const struct jd__span *at, int64_t as_of)
{
    return as_of != JD__NO_TIME && at->earliest != JD__NO_TIME && at->earliest > as_of;
}

static bool
sees_node(const struct jd__view *view, uint32_t node)
{
    return (node & JD__EVENT_BIT) != 0 ? jd__sees_event(view, node & ~JD__EVENT_BIT)
                                       : jd__sees_record(view, node);
}

void
jd__view_close(struct jd__view *view, int64_t as_of)
{
    const struct jd__facts *facts = view->facts;
    for (size_t i = 0; i < facts->events.n; i++)
        if (is_after(&jd__events(facts)[i].at, as_of))
            take_out(view->events, i);
    for (size_t i = 0; i < facts->roles.n; i++) {
        const struct jd__role *role = &jd__roles(facts)[i];
        if (!jd__sees_record(view, role->record) || !jd__sees_event(view, role->event))
            take_out(view->roles, i);
    }
    for (size_t i = 0; i < facts->relations.n; i++) {
        const struct jd__relation *relation = &jd__relations(facts)[i];
        if (!sees_node(view, relation->from) || !sees_node(view, relation->to) ||
            is_after(&relation->valid_from, as_of))
            take_out(view->relations, i);
    }
}
