/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tell_pointers.c - "agency X holds something of this: ask CONTACT", and no more.
 *
 * A pointer is told for a record that the asker's agency holds in the case that the question
 * names, when a joined link leads from that very record to one whose owner lets the asker know
 * of it, no more.  One line an agency, whatever it holds: neither kind nor number is told, and
 * the order is that of the agencies' ids.
 */
#include "engine/asks.h"

#include "base/str.h"

static bool
is_tied(const struct jd__teller *t, uint32_t event)
{
    const struct jd__hang *of = &t->facts->cases_of_event;
    for (uint32_t i = of->starts[event]; i < of->starts[event + 1]; i++)
        if (of->items[i] == t->own_case)
            return true;
    return false;
}

/* Does the asker's agency hold this record, in an event of the question's case? */
static bool
is_held(const struct jd__teller *t, uint32_t record)
{
    const struct jd__hang *of = &t->facts->record_roles;
    uint32_t agency = jd__records(t->facts)[record].agency;
    if (agency != jd__cases(t->facts)[t->own_case].agency ||
        !jd__sees_record(t->view, record))
        return false;
    for (uint32_t i = of->starts[record]; i < of->starts[record + 1]; i++)
        if (jd__sees_role(t->view, of->items[i]) &&
            is_tied(t, jd__roles(t->facts)[of->items[i]].event))
            return true;
    return false;
}

/* The records that a held record points to. */
static enum jd_status
add_pointed(const struct jd__teller *t, uint32_t record, struct jd__buf *pointed,
    struct jd_error *err)
{
    const struct jd__hang *of = &t->facts->record_links;
    enum jd_status status = JD_OK;
    if (!is_held(t, record))
        return JD_OK;
    for (uint32_t i = of->starts[record]; status == JD_OK && i < of->starts[record + 1];
         i++) {
        const struct jd__link *link = &jd__view_links(t->view)[of->items[i]];
        uint32_t other = link->a == record ? link->b : link->a;
        if (link->band == JD__JOINED && jd__sees_record(t->wider, other) &&
            !jd__sees_record(t->view, other))
            status = jd__buf_append(pointed, &other, 1, err);
    }
    return status;
}

static enum jd_status
add_node(const struct jd__teller *t, uint32_t node, struct jd__buf *pointed,
    struct jd_error *err)
{
    const struct jd__hang *of = &t->facts->event_roles;
    uint32_t event = node & ~JD__EVENT_BIT;
    enum jd_status status = JD_OK;
    if ((node & JD__EVENT_BIT) == 0)
        return add_pointed(t, node, pointed, err);
    for (uint32_t i = of->starts[event]; status == JD_OK && i < of->starts[event + 1]; i++)
        if (jd__sees_role(t->view, of->items[i]))
            status = add_pointed(t, jd__roles(t->facts)[of->items[i]].record, pointed, err);
    return status;
}

static void
tell_pointers(struct jd__teller *t, const uint32_t *nodes, uint32_t n)
{
    struct jd_error err = {0};
    struct jd__buf pointed;
    enum jd_status status = JD_OK;
    jd__buf_init(&pointed, &t->body->alloc, sizeof(uint32_t), 0);
    for (uint32_t i = 0; t->wider != NULL && status == JD_OK && i < n; i++)
        status = add_node(t, nodes[i], &pointed, &err);
    jd__teller_fail(t, status, &err);
    jd__tell_agencies(t, "pointers", pointed.data, (uint32_t)pointed.n);
    jd__buf_done(&pointed);
}

void
jd__tell_pointers(struct jd__teller *t, struct jd__name start)
{
    struct jd_error err = {0};
    struct jd__buf events;
    if (start.kind == JD__NAME_RECORD) {
        const struct jd__hang *members = &t->entities->members;
        uint32_t entity = t->entities->of_record[start.number];
        uint32_t first = members->starts[entity];
        tell_pointers(t, members->items + first, members->starts[entity + 1] - first);
        return;
    }
    jd__buf_init(&events, &t->body->alloc, sizeof(uint32_t), 0);
    uint32_t node = start.number | JD__EVENT_BIT;
    jd__teller_fail(t,
        start.kind == JD__NAME_CASE ? jd__case_events(t->view, start.number, &events, &err)
                                    : jd__buf_append(&events, &node, 1, &err),
        &err);
    tell_pointers(t, events.data, (uint32_t)events.n);
    jd__buf_done(&events);
}
