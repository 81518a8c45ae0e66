/* SPDX-License-Identifier: Apache-2.0 */
/* tell_relations.c - the relations of some rows, each once, in the order of what they say. */
#include "engine/tell.h"

#include "base/error.h"
#include "base/str.h"

static int
node_order(const struct jd__facts *facts, uint32_t x, uint32_t y)
{
    bool x_event = (x & JD__EVENT_BIT) != 0, y_event = (y & JD__EVENT_BIT) != 0;
    if (x_event != y_event)
        return x_event ? 1 : -1;
    return x_event ? jd__event_order(facts, x & ~JD__EVENT_BIT, y & ~JD__EVENT_BIT)
                   : jd__record_order(facts, x, y);
}

static bool
relation_before(const void *a, const void *b, void *ctx)
{
    const struct jd__facts *facts = ((const struct jd__view *)ctx)->facts;
    uint32_t i = *(const uint32_t *)a, k = *(const uint32_t *)b;
    const struct jd__relation *x = &jd__relations(facts)[i], *y = &jd__relations(facts)[k];
    int order =
        jd__str_compare(jd__facts_text(facts, x->kind), jd__facts_text(facts, y->kind));
    if (order == 0)
        order = node_order(facts, x->from, y->from);
    if (order == 0)
        order = node_order(facts, x->to, y->to);
    if (order == 0 && x->valid_from.earliest != y->valid_from.earliest)
        order = x->valid_from.earliest < y->valid_from.earliest ? -1 : 1;
    return order != 0 ? order < 0 : i < k;
}

static void
tell_end(struct jd__teller *t, const char *key, uint32_t node)
{
    if ((node & JD__EVENT_BIT) != 0)
        jd__tell_name(t, key, JD__NAME_EVENT, node & ~JD__EVENT_BIT);
    else
        jd__tell_name(t, key, JD__NAME_RECORD, node);
}

static enum jd_status
collect(const struct jd__teller *t, const uint32_t *nodes, uint32_t n, struct jd__buf *rows,
    struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < n; i++) {
        bool is_event = (nodes[i] & JD__EVENT_BIT) != 0;
        uint32_t node = nodes[i] & ~JD__EVENT_BIT;
        const struct jd__hang *on =
            is_event ? &t->facts->event_relations : &t->facts->record_relations;
        for (uint32_t k = on->starts[node]; status == JD_OK && k < on->starts[node + 1];
             k++)
            if (jd__sees_relation(t->view, on->items[k]))
                status = jd__buf_append(rows, &on->items[k], 1, err);
    }
    if (status == JD_OK)
        status = jd__sort_told(t->view, rows, relation_before, err);
    return status;
}

void
jd__tell_relations(struct jd__teller *t, const uint32_t *nodes, uint32_t n)
{
    struct jd_error err = {0};
    struct jd__buf rows;
    jd__buf_init(&rows, &t->body->alloc, sizeof(uint32_t), 0);
    jd__teller_fail(t, collect(t, nodes, n, &rows, &err), &err);
    rows.n = jd__drop_repeats(rows.data, rows.n);
    jd__json_key(&t->json, "relations");
    jd__json_array(&t->json);
    for (size_t i = 0; i < rows.n; i++) {
        const struct jd__relation *r =
            &jd__relations(t->facts)[((const uint32_t *)rows.data)[i]];
        jd__json_object(&t->json);
        jd__tell_word(t, "kind", r->kind);
        tell_end(t, "from", r->from);
        tell_end(t, "to", r->to);
        jd__tell_span(t, "since", &r->valid_from);
        jd__tell_span(t, "until", &r->valid_until);
        jd__tell_word(t, "agency", jd__agencies(t->facts)[r->agency].id);
        jd__tell_control(t, &r->control);
        jd__json_object_end(&t->json);
    }
    jd__json_array_end(&t->json);
    jd__buf_done(&rows);
}
