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
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    if ((x & JD__EVENT_BIT) != (y & JD__EVENT_BIT))
        return x < y;
    return (x & JD__EVENT_BIT) != 0
               ? jd__event_order(ctx, x & ~JD__EVENT_BIT, y & ~JD__EVENT_BIT) < 0
               : jd__record_order(ctx, x, y) < 0;
}

enum jd_status
jd__sort_told(const struct jd__facts *facts, struct jd__buf *rows,
    bool (*before)(const void *a, const void *b, void *facts), struct jd_error *err)
{
    union {
        const struct jd__facts *facts;
        void *ctx; /* the order only reads */
    } look = {facts};
    if (rows->n < 2)
        return JD_OK;
    return jd__sort(
        &rows->alloc, rows->data, rows->n, rows->item_size, before, look.ctx, err);
}

enum jd_status
jd__sort_nodes(const struct jd__facts *facts, struct jd__buf *nodes, struct jd_error *err)
{
    return jd__sort_told(facts, nodes, node_before, err);
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

/* Strongest first, ties by names. */
static bool
link_before(const void *a, const void *b, void *ctx)
{
    const struct jd__facts *facts = ctx;
    const struct jd__link *x = &jd__links(facts)[*(const uint32_t *)a],
                          *y = &jd__links(facts)[*(const uint32_t *)b];
    if (x->weight != y->weight)
        return x->weight > y->weight;
    int order = jd__record_order(facts, x->a, y->a);
    return (order != 0 ? order : jd__record_order(facts, x->b, y->b)) < 0;
}

/* The joined links inside an entity, each once, strongest first. */
static enum jd_status
inner_links(const struct jd__teller *t, uint32_t entity, struct jd__buf *links,
    struct jd_error *err)
{
    const struct jd__hang *members = &t->entities->members, *on = &t->facts->record_links;
    enum jd_status status = JD_OK;
    for (uint32_t m = members->starts[entity]; m < members->starts[entity + 1]; m++) {
        uint32_t record = members->items[m];
        for (uint32_t i = on->starts[record]; i < on->starts[record + 1]; i++) {
            const struct jd__link *link = &jd__links(t->facts)[on->items[i]];
            if (status == JD_OK && link->a == record && jd__link_joins(t->view, link) &&
                t->entities->of_record[link->b] == entity)
                status = jd__buf_append(links, &on->items[i], 1, err);
        }
    }
    if (status == JD_OK)
        status = jd__sort_told(t->facts, links, link_before, err);
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
    enum jd_status status = inner_links(t, entity, out_links, err);
    links = out_links->data;
    for (size_t i = 0; status == JD_OK && i < out_links->n; i++) {
        const struct jd__link *link = &jd__links(t->facts)[links[i]];
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
