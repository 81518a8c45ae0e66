/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tell_people.c - who is on a chain's way: each person with a part in one of its events, in the
 * words of the agencies, and the relatives of those whom it passes.
 *
 * So a reader sees who is a victim, a witness or merely a relative before anybody knocks.
 * Nothing here is a step, and nobody is ordered but by name.
 */
#include "engine/asks.h"

#include "base/error.h"
#include "base/sort.h"
#include "base/str.h"
#include "graph/conduct.h"

/* An event with more parts is a crowd: those whom the chain passes are told of it alone. */
enum { CROWD = 64 };

/* Why a person is told of. */
struct part {
    uint32_t entity;
    uint32_t role;     /* row, or JD_NONE */
    uint32_t relation; /* row, or JD_NONE */
};

struct people {
    struct jd__teller *t;
    const struct jd__step *steps;
    uint32_t n_steps;
    struct jd__vocabulary vocabulary;
    struct jd__buf parts; /* struct part */
};

static bool
is_passed(const struct people *p, uint32_t entity)
{
    for (uint32_t i = 0; i < p->n_steps; i++)
        if (!p->steps[i].is_event && p->steps[i].entity == entity)
            return true;
    return false;
}

static bool
is_person(const struct people *p, uint32_t record)
{
    return p->vocabulary.thing[jd__records(p->t->facts)[record].kind] == JD__T_PERSON;
}

static enum jd_status
add_part(struct people *p, uint32_t record, uint32_t role, uint32_t relation,
    struct jd_error *err)
{
    struct part part = {p->t->entities->of_record[record], role, relation};
    return is_person(p, record) ? jd__buf_append(&p->parts, &part, 1, err) : JD_OK;
}

static enum jd_status
add_event(struct people *p, uint32_t event, struct jd_error *err)
{
    const struct jd__facts *f = p->t->facts;
    const struct jd__hang *on = &f->event_roles;
    bool crowd = on->starts[event + 1] - on->starts[event] > CROWD;
    enum jd_status status = JD_OK;
    for (uint32_t i = on->starts[event]; status == JD_OK && i < on->starts[event + 1];
         i++) {
        const struct jd__role *role = &jd__roles(f)[on->items[i]];
        if (!jd__sees_role(p->t->view, on->items[i]) ||
            jd__role_is_official(p->vocabulary.role[role->role]) ||
            (crowd && !is_passed(p, p->t->entities->of_record[role->record])))
            continue;
        status = add_part(p, role->record, on->items[i], JD_NONE, err);
    }
    return status;
}

/* Those who are related to a person whom the chain passes. */
static enum jd_status
add_relatives(struct people *p, uint32_t entity, struct jd_error *err)
{
    const struct jd__facts *f = p->t->facts;
    const struct jd__hang *members = &p->t->entities->members, *on = &f->record_relations;
    enum jd_status status = JD_OK;
    for (uint32_t m = members->starts[entity]; m < members->starts[entity + 1]; m++)
        for (uint32_t i = on->starts[members->items[m]];
             status == JD_OK && i < on->starts[members->items[m] + 1]; i++) {
            const struct jd__relation *r = &jd__relations(f)[on->items[i]];
            enum jd__tie_kind kind = p->vocabulary.tie[r->kind];
            if (!jd__sees_relation(p->t->view, on->items[i]) ||
                (kind != JD__K_RELATIVE_OF && kind != JD__K_ASSOCIATE_OF) ||
                ((r->from | r->to) & JD__EVENT_BIT) != 0)
                continue;
            uint32_t other = r->from == members->items[m] ? r->to : r->from;
            status = add_part(p, other, JD_NONE, on->items[i], err);
        }
    return status;
}

static enum jd_status
add_step(struct people *p, const struct jd__step *step, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    if (!step->is_event)
        return add_relatives(p, step->entity, err);
    uint32_t event = step->event;
    do {
        status = add_event(p, event, err);
        event = p->t->events->next[event];
    } while (status == JD_OK && event != step->event);
    return status;
}

static int
relation_order(const struct jd__facts *f, uint32_t a, uint32_t b)
{
    const struct jd__relation *x = &jd__relations(f)[a], *y = &jd__relations(f)[b];
    int order = jd__str_compare(jd__facts_text(f, x->kind), jd__facts_text(f, y->kind));
    if (order == 0)
        order = jd__record_order(f, x->from, y->from);
    return order != 0 ? order : jd__record_order(f, x->to, y->to);
}

static bool
part_before(const void *a, const void *b, void *ctx)
{
    const struct people *p = ctx;
    const struct jd__facts *f = p->t->facts;
    const uint32_t *anchors = p->t->entities->anchors;
    const struct part *x = a, *y = b;
    if (x->entity != y->entity)
        return jd__record_order(f, anchors[x->entity], anchors[y->entity]) < 0;
    if ((x->role == JD_NONE) != (y->role == JD_NONE))
        return y->role == JD_NONE;
    if (x->role == JD_NONE)
        return relation_order(f, x->relation, y->relation) < 0;
    const struct jd__role *of_x = &jd__roles(f)[x->role], *of_y = &jd__roles(f)[y->role];
    int order = jd__event_order(f, of_x->event, of_y->event);
    if (order == 0)
        order =
            jd__str_compare(jd__facts_text(f, of_x->role), jd__facts_text(f, of_y->role));
    if (order == 0)
        order = jd__record_order(f, of_x->record, of_y->record);
    return order < 0;
}

static void
tell_part(struct jd__teller *t, const struct part *part, uint32_t entity)
{
    jd__json_object(&t->json);
    if (part->role != JD_NONE) {
        const struct jd__role *role = &jd__roles(t->facts)[part->role];
        jd__tell_word(t, "role", role->role);
        jd__tell_name(t, "event", JD__NAME_EVENT, role->event);
        jd__tell_name(t, "record", JD__NAME_RECORD, role->record);
    } else {
        const struct jd__relation *r = &jd__relations(t->facts)[part->relation];
        bool forward = t->entities->of_record[r->from] == entity;
        jd__tell_word(t, "relation", r->kind);
        jd__tell_entity(t, "with", forward ? r->to : r->from);
        jd__tell_name(t, "record", JD__NAME_RECORD, forward ? r->from : r->to);
    }
    jd__json_object_end(&t->json);
}

static void
tell_all(const struct people *p)
{
    struct jd__teller *t = p->t;
    const struct part *parts = p->parts.data;
    for (size_t first = 0, end = 0; first < p->parts.n; first = end) {
        uint32_t entity = parts[first].entity;
        jd__json_object(&t->json);
        jd__tell_entity(t, "entity", t->entities->anchors[entity]);
        jd__json_key_bool(&t->json, "on_path", is_passed(p, entity));
        jd__json_key(&t->json, "parts");
        jd__json_array(&t->json);
        for (; end < p->parts.n && parts[end].entity == entity; end++)
            if (end == first ||
                part_before(&parts[end - 1], &parts[end], (void *)(uintptr_t)p))
                tell_part(t, &parts[end], entity);
        jd__json_array_end(&t->json);
        jd__json_object_end(&t->json);
    }
}

void
jd__tell_people(struct jd__teller *t, const struct jd__step *steps, uint32_t n_steps)
{
    struct people p = {.t = t, .steps = steps, .n_steps = n_steps};
    struct jd_error err = {0};
    enum jd_status status =
        jd__vocabulary_init(&p.vocabulary, &t->body->alloc, t->facts, &err);
    jd__json_key(&t->json, "people");
    jd__json_array(&t->json);
    if (status == JD_OK) {
        jd__buf_init(&p.parts, &t->body->alloc, sizeof(struct part), 0);
        for (uint32_t i = 0; status == JD_OK && i < n_steps; i++)
            status = add_step(&p, &steps[i], &err);
        if (status == JD_OK)
            status = jd__sort(&t->body->alloc, p.parts.data, p.parts.n, sizeof(struct part),
                part_before, &p, &err);
        if (status == JD_OK)
            tell_all(&p);
        jd__buf_done(&p.parts);
        jd__vocabulary_done(&p.vocabulary);
    }
    jd__json_array_end(&t->json);
    jd__teller_fail(t, status, &err);
}
