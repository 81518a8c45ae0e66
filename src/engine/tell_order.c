/* SPDX-License-Identifier: Apache-2.0 */
/* tell_order.c - the order in which answers tell, and the tree that holds an entity together. */
#include "engine/tell.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/sort.h"
#include "base/str.h"

int
jd__event_order(const struct jd__facts *facts, uint32_t a, uint32_t b)
{
    const struct jd__event *x = &jd__events(facts)[a], *y = &jd__events(facts)[b];
    if (x->at.earliest != y->at.earliest)
        return x->at.earliest < y->at.earliest ? -1 : 1;
    int order = jd__str_compare(jd__facts_text(facts, jd__agencies(facts)[x->agency].id),
        jd__facts_text(facts, jd__agencies(facts)[y->agency].id));
    if (order == 0)
        order = jd__str_compare(jd__facts_text(facts, x->id), jd__facts_text(facts, y->id));
    return order;
}

static bool
node_before(const void *a, const void *b, void *ctx)
{
    const struct jd__facts *facts = ((const struct jd__view *)ctx)->facts;
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    if ((x & JD__EVENT_BIT) != (y & JD__EVENT_BIT))
        return x < y;
    return (x & JD__EVENT_BIT) != 0
               ? jd__event_order(facts, x & ~JD__EVENT_BIT, y & ~JD__EVENT_BIT) < 0
               : jd__record_order(facts, x, y) < 0;
}

enum jd_status
jd__sort_told(const struct jd__view *view, struct jd__buf *rows,
    bool (*before)(const void *a, const void *b, void *view), struct jd_error *err)
{
    union {
        const struct jd__view *view;
        void *ctx; /* the order only reads */
    } look = {view};
    if (rows->n < 2)
        return JD_OK;
    return jd__sort(
        &rows->alloc, rows->data, rows->n, rows->item_size, before, look.ctx, err);
}

enum jd_status
jd__sort_nodes(const struct jd__view *view, struct jd__buf *nodes, struct jd_error *err)
{
    return jd__sort_told(view, nodes, node_before, err);
}

size_t
jd__drop_repeats(uint32_t *nodes, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || nodes[kept - 1] != nodes[i])
            nodes[kept++] = nodes[i];
    return kept;
}

/* The records of a link by name, whichever the store numbered first. */
static void
by_name(const struct jd__facts *facts, const struct jd__link *link, uint32_t out[2])
{
    bool swap = jd__record_order(facts, link->a, link->b) > 0;
    out[0] = swap ? link->b : link->a;
    out[1] = swap ? link->a : link->b;
}

int
jd__link_order(
    const struct jd__facts *facts, const struct jd__link *x, const struct jd__link *y)
{
    uint32_t of_x[2], of_y[2];
    by_name(facts, x, of_x);
    by_name(facts, y, of_y);
    int order = jd__record_order(facts, of_x[0], of_y[0]);
    return order != 0 ? order : jd__record_order(facts, of_x[1], of_y[1]);
}

/* Strongest first, ties by names. */
static bool
link_before(const void *a, const void *b, void *ctx)
{
    const struct jd__view *view = ctx;
    const struct jd__link *x = &jd__view_links(view)[*(const uint32_t *)a],
                          *y = &jd__view_links(view)[*(const uint32_t *)b];
    if (x->weight != y->weight)
        return x->weight > y->weight;
    return jd__link_order(view->facts, x, y) < 0;
}

enum jd_status
jd__entity_links(const struct jd__teller *t, uint32_t entity, struct jd__buf *links,
    struct jd_error *err)
{
    const struct jd__hang *members = &t->entities->members, *on = &t->facts->record_links;
    enum jd_status status = JD_OK;
    for (uint32_t m = members->starts[entity]; m < members->starts[entity + 1]; m++) {
        uint32_t record = members->items[m];
        for (uint32_t i = on->starts[record]; i < on->starts[record + 1]; i++) {
            const struct jd__link *link = &jd__view_links(t->view)[on->items[i]];
            if (status == JD_OK && link->a == record && jd__link_joins(t->view, link) &&
                t->entities->of_record[link->b] == entity)
                status = jd__buf_append(links, &on->items[i], 1, err);
        }
    }
    if (status == JD_OK)
        status = jd__sort_told(t->view, links, link_before, err);
    return status;
}

/* Where a record stands among an entity's members. */
static uint32_t
place_of(const struct jd__teller *t, uint32_t entity, uint32_t record)
{
    const struct jd__hang *members = &t->entities->members;
    uint32_t m = members->starts[entity];
    while (members->items[m] != record)
        m++;
    return m - members->starts[entity];
}

static uint32_t
root_of(const uint32_t *parents, uint32_t place)
{
    while (parents[place] != place)
        place = parents[place];
    return place;
}

enum jd_status
jd__entity_tree(const struct jd__teller *t, uint32_t entity, struct jd__buf *out_links,
    struct jd_error *err)
{
    const struct jd__hang *members = &t->entities->members;
    uint32_t n = members->starts[entity + 1] - members->starts[entity];
    uint32_t *links = NULL;
    size_t kept = 0;
    uint32_t *parents = jd__alloc_array(&out_links->alloc, 0, n, sizeof(*parents));
    if (parents == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %u records", n);
    for (uint32_t i = 0; i < n; i++)
        parents[i] = i;
    enum jd_status status = jd__entity_links(t, entity, out_links, err);
    links = out_links->data;
    for (size_t i = 0; status == JD_OK && i < out_links->n; i++) {
        const struct jd__link *link = &jd__view_links(t->view)[links[i]];
        uint32_t a = root_of(parents, place_of(t, entity, link->a));
        uint32_t b = root_of(parents, place_of(t, entity, link->b));
        if (a == b)
            continue;
        parents[a] = b;
        links[kept++] = links[i];
    }
    out_links->n = status == JD_OK ? kept : 0;
    jd__alloc_free(&out_links->alloc, parents, n * sizeof(*parents));
    return status;
}
