/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tell_show.c - one entity with its records side by side, one event with its parts, or one case
 * with its events.
 */
#include "engine/asks.h"

#include "base/error.h"
#include "base/str.h"

static bool
role_before(const void *a, const void *b, void *ctx)
{
    const struct jd__facts *facts = ((const struct jd__view *)ctx)->facts;
    uint32_t i = *(const uint32_t *)a, k = *(const uint32_t *)b;
    const struct jd__role *x = &jd__roles(facts)[i], *y = &jd__roles(facts)[k];
    int order = jd__event_order(facts, x->event, y->event);
    if (order == 0)
        order =
            jd__str_compare(jd__facts_text(facts, x->role), jd__facts_text(facts, y->role));
    if (order == 0)
        order = jd__record_order(facts, x->record, y->record);
    return order != 0 ? order < 0 : i < k;
}

/* The roles that hang on n nodes and are seen, by event, role, record. */
static enum jd_status
collect_roles(const struct jd__teller *t, const struct jd__hang *on, const uint32_t *nodes,
    uint32_t n, struct jd__buf *rows, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t node = nodes[i] & ~JD__EVENT_BIT;
        for (uint32_t k = on->starts[node]; status == JD_OK && k < on->starts[node + 1];
             k++)
            if (jd__sees_role(t->view, on->items[k]))
                status = jd__buf_append(rows, &on->items[k], 1, err);
    }
    if (status == JD_OK)
        status = jd__sort_told(t->view, rows, role_before, err);
    return status;
}

/* "events": in which events these records have a part. */
static void
tell_parts(struct jd__teller *t, const uint32_t *records, uint32_t n)
{
    struct jd_error err = {0};
    struct jd__buf rows;
    jd__buf_init(&rows, &t->body->alloc, sizeof(uint32_t), 0);
    jd__teller_fail(
        t, collect_roles(t, &t->facts->record_roles, records, n, &rows, &err), &err);
    jd__json_key(&t->json, "events");
    jd__json_array(&t->json);
    for (size_t i = 0; i < rows.n; i++) {
        const struct jd__role *role =
            &jd__roles(t->facts)[((const uint32_t *)rows.data)[i]];
        jd__json_object(&t->json);
        jd__tell_event(t, role->event);
        jd__tell_word(t, "role", role->role);
        jd__tell_name(t, "record", JD__NAME_RECORD, role->record);
        jd__json_object_end(&t->json);
    }
    jd__json_array_end(&t->json);
    jd__buf_done(&rows);
}

/* The event as every agency wrote it. */
static enum jd_status
collect_ring(const struct jd__teller *t, uint32_t event, struct jd__buf *events,
    struct jd_error *err)
{
    enum jd_status status = jd__buf_append(events, &event, 1, err);
    for (uint32_t one = t->events->next[event]; status == JD_OK && one != event;
         one = t->events->next[one])
        status = jd__buf_append(events, &one, 1, err);
    return status;
}

/* "roles": who and what has a part in an event; "event" says whose row it is, if another's. */
static void
tell_roles(struct jd__teller *t, uint32_t event)
{
    struct jd_error err = {0};
    struct jd__buf rows, events;
    jd__buf_init(&rows, &t->body->alloc, sizeof(uint32_t), 0);
    jd__buf_init(&events, &t->body->alloc, sizeof(uint32_t), 0);
    enum jd_status status = collect_ring(t, event, &events, &err);
    if (status == JD_OK)
        status = collect_roles(
            t, &t->facts->event_roles, events.data, (uint32_t)events.n, &rows, &err);
    jd__teller_fail(t, status, &err);
    jd__json_key(&t->json, "roles");
    jd__json_array(&t->json);
    for (size_t i = 0; i < rows.n; i++) {
        const struct jd__role *role =
            &jd__roles(t->facts)[((const uint32_t *)rows.data)[i]];
        jd__json_object(&t->json);
        jd__tell_word(t, "role", role->role);
        jd__tell_name(t, "name", JD__NAME_RECORD, role->record);
        jd__tell_entity(t, "entity", role->record);
        if (role->event != event)
            jd__tell_name(t, "event", JD__NAME_EVENT, role->event);
        jd__json_object_end(&t->json);
    }
    jd__json_array_end(&t->json);
    jd__buf_done(&events);
    jd__buf_done(&rows);
}

/* "links": those that hold the entity together, strongest first; the last is its weakest. */
static void
tell_links(struct jd__teller *t, uint32_t entity)
{
    struct jd_error err = {0};
    struct jd__buf links;
    jd__buf_init(&links, &t->body->alloc, sizeof(uint32_t), 0);
    jd__teller_fail(t, jd__entity_tree(t, entity, &links, &err), &err);
    jd__json_key(&t->json, "links");
    jd__json_array(&t->json);
    for (size_t i = 0; i < links.n; i++) {
        jd__json_object(&t->json);
        jd__tell_link(t, ((const uint32_t *)links.data)[i]);
        jd__json_object_end(&t->json);
    }
    jd__json_array_end(&t->json);
    jd__buf_done(&links);
}

/* A link from a record of the entity to one that is not of it. */
struct outside {
    uint32_t link;
    uint32_t other;
};

static bool
outside_before(const void *a, const void *b, void *ctx)
{
    const struct jd__view *view = ctx;
    const struct outside *x = a, *y = b;
    double p = jd__view_links(view)[x->link].weight;
    double q = jd__view_links(view)[y->link].weight;
    if (p != q)
        return p > q;
    int order = jd__record_order(view->facts, x->other, y->other);
    return order != 0 ? order < 0 : x->link < y->link;
}

static enum jd_status
collect_outside(
    const struct jd__teller *t, uint32_t entity, struct jd__buf *rows, struct jd_error *err)
{
    const struct jd__hang *members = &t->entities->members, *on = &t->facts->record_links;
    enum jd_status status = JD_OK;
    for (uint32_t m = members->starts[entity]; m < members->starts[entity + 1]; m++) {
        uint32_t record = members->items[m];
        for (uint32_t i = on->starts[record]; i < on->starts[record + 1]; i++) {
            const struct jd__link *link = &jd__view_links(t->view)[on->items[i]];
            struct outside row = {on->items[i], link->a == record ? link->b : link->a};
            if (status == JD_OK && link->band != JD__APART &&
                jd__sees_record(t->view, row.other) &&
                t->entities->of_record[row.other] != entity)
                status = jd__buf_append(rows, &row, 1, err);
        }
    }
    if (status == JD_OK)
        status = jd__sort_told(t->view, rows, outside_before, err);
    return status;
}

void
jd__tell_possible(struct jd__teller *t, uint32_t entity)
{
    struct jd_error err = {0};
    struct jd__buf rows;
    jd__buf_init(&rows, &t->body->alloc, sizeof(struct outside), 0);
    jd__teller_fail(t, collect_outside(t, entity, &rows, &err), &err);
    jd__json_key(&t->json, "possible");
    jd__json_array(&t->json);
    for (size_t i = 0; i < rows.n; i++) {
        const struct outside *row = &((const struct outside *)rows.data)[i];
        jd__json_object(&t->json);
        jd__tell_link(t, row->link);
        jd__tell_entity(t, "entity", row->other);
        jd__json_object_end(&t->json);
    }
    jd__json_array_end(&t->json);
    jd__buf_done(&rows);
}

void
jd__tell_assertions(struct jd__teller *t, uint32_t entity)
{
    const struct jd__facts *f = t->facts;
    const struct jd__assertion *assertions = f->assertions.data;
    const uint32_t *of = t->entities->of_record;
    jd__json_key(&t->json, "assertions");
    jd__json_array(&t->json);
    for (size_t i = 0; i < f->assertions.n; i++) {
        const struct jd__assertion *a = &assertions[i];
        if (!jd__sees_record(t->view, a->a) || !jd__sees_record(t->view, a->b) ||
            (of[a->a] != entity && of[a->b] != entity))
            continue;
        jd__json_object(&t->json);
        jd__json_key_cstr(&t->json, "kind", a->apart ? "cannot-link" : "must-link");
        jd__tell_name(t, "a", JD__NAME_RECORD, a->a);
        jd__tell_name(t, "b", JD__NAME_RECORD, a->b);
        jd__tell_word(t, "basis", a->basis);
        jd__tell_word(t, "reason", a->reason);
        jd__tell_control(t, &a->control);
        jd__json_object_end(&t->json);
    }
    jd__json_array_end(&t->json);
}

static void
show_record(struct jd__teller *t, uint32_t record)
{
    uint32_t entity = t->entities->of_record[record];
    const struct jd__hang *members = &t->entities->members;
    const uint32_t *records = members->items + members->starts[entity];
    uint32_t n = members->starts[entity + 1] - members->starts[entity];
    jd__tell_name(t, "name", JD__NAME_RECORD, record);
    jd__json_key_cstr(&t->json, "node", "record");
    jd__tell_word(t, "kind", jd__kinds(t->facts)[jd__records(t->facts)[record].kind].name);
    jd__tell_entity(t, "entity", record);
    jd__json_key_cstr(&t->json, "standing", "unverified");
    jd__json_key(&t->json, "records");
    jd__json_array(&t->json);
    for (uint32_t i = 0; i < n; i++)
        jd__tell_record(t, records[i]);
    jd__json_array_end(&t->json);
    tell_links(t, entity);
    jd__tell_possible(t, entity);
    jd__tell_assertions(t, entity);
    tell_parts(t, records, n);
    jd__tell_relations(t, records, n);
    jd__tell_agencies(t, "owners", records, n);
}

static void
show_event(struct jd__teller *t, uint32_t event)
{
    const struct jd__event *e = &jd__events(t->facts)[event];
    uint32_t node = event | JD__EVENT_BIT;
    jd__json_key_cstr(&t->json, "node", "event");
    jd__tell_event(t, event);
    jd__tell_span(t, "until", &e->until);
    jd__tell_word(t, "agency", jd__agencies(t->facts)[e->agency].id);
    jd__tell_control(t, &e->control);
    jd__tell_attributes(t, t->facts->event_attributes, e->row);
    jd__tell_event_entity(t, event);
    tell_roles(t, event);
    jd__tell_relations(t, &node, 1);
    jd__tell_agencies(t, "owners", &node, 1);
}

static void
show_case(struct jd__teller *t, uint32_t number, struct jd__buf *events)
{
    const struct jd__case *c = &jd__cases(t->facts)[number];
    uint32_t *nodes = events->data;
    jd__tell_name(t, "name", JD__NAME_CASE, number);
    jd__json_key_cstr(&t->json, "node", "case");
    jd__tell_word(t, "agency", jd__agencies(t->facts)[c->agency].id);
    jd__json_key(&t->json, "events");
    jd__json_array(&t->json);
    for (size_t i = 0; i < events->n; i++) {
        jd__json_object(&t->json);
        jd__tell_event(t, nodes[i] & ~JD__EVENT_BIT);
        tell_roles(t, nodes[i] & ~JD__EVENT_BIT);
        jd__json_object_end(&t->json);
    }
    jd__json_array_end(&t->json);
    jd__tell_relations(t, nodes, (uint32_t)events->n);
    jd__tell_agencies(t, "owners", nodes, (uint32_t)events->n);
}

enum jd_status
jd__tell_show(struct jd__teller *t, struct jd__name name, struct jd_error *err)
{
    struct jd__buf events;
    jd__buf_init(&events, &t->body->alloc, sizeof(uint32_t), 0);
    enum jd_status status = JD_OK;
    if (name.kind == JD__NAME_CASE)
        status = jd__case_events(t->view, name.number, &events, err);
    if (status != JD_OK)
        goto done;
    jd__json_object(&t->json);
    if (name.kind == JD__NAME_RECORD)
        show_record(t, name.number);
    else if (name.kind == JD__NAME_EVENT)
        show_event(t, name.number);
    else
        show_case(t, name.number, &events);
    jd__tell_pointers(t, name);
    jd__json_object_end(&t->json);
done:
    jd__buf_done(&events);
    return status;
}
