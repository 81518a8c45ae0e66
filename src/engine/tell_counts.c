/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tell_counts.c - how much there is, and the declared table of entities: keys, no content.
 */
#include "engine/asks.h"

#include "base/alloc.h"
#include "base/error.h"

static uint64_t
count_bits(const uint64_t *bits, size_t n)
{
    uint64_t count = 0;
    for (uint32_t i = 0; i < n; i++)
        count += jd__bit(bits, i);
    return count;
}

/* Agencies with at least one record or event that is seen. */
static enum jd_status
count_agencies(const struct jd__view *view, uint64_t *out_n, struct jd_error *err)
{
    const struct jd__facts *f = view->facts;
    size_t n = f->agencies.n;
    uint8_t *seen = jd__alloc_array(&view->alloc, 1, n, 1);
    if (seen == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %zu agencies", n);
    for (uint32_t i = 0; i < f->records.n; i++)
        seen[jd__records(f)[i].agency] |= jd__sees_record(view, i);
    for (uint32_t i = 0; i < f->events.n; i++)
        seen[jd__events(f)[i].agency] |= jd__sees_event(view, i);
    uint64_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += seen[i];
    jd__alloc_free(&view->alloc, seen, n + 1);
    *out_n = count;
    return JD_OK;
}

enum jd_status
jd__count(
    const struct jd__teller *t, struct jd_engine_counts *out_counts, struct jd_error *err)
{
    const struct jd__view *view = t->view;
    const struct jd__facts *f = view->facts;
    const uint32_t *of = t->entities->of_record;
    struct jd_engine_counts counts = {.struct_size = sizeof(counts),
        .records = count_bits(view->records, f->records.n),
        .events = t->events->n,
        .event_rows = count_bits(view->events, f->events.n),
        .roles = count_bits(view->roles, f->roles.n),
        .relations = count_bits(view->relations, f->relations.n),
        .entities = t->entities->n};
    for (size_t i = 0; i < f->links.n; i++) {
        const struct jd__link *link = &jd__view_links(view)[i];
        if (jd__link_joins(view, link))
            counts.links++;
        else if (link->band == JD__POSSIBLE && jd__sees_record(view, link->a) &&
                 jd__sees_record(view, link->b))
            counts.undecided += of[link->a] != of[link->b];
    }
    enum jd_status status = count_agencies(view, &counts.agencies, err);
    if (status == JD_OK)
        *out_counts = counts;
    return status;
}

void
jd__tell_counts(struct jd__json *json, const struct jd_engine_counts *counts)
{
    jd__json_object(json);
    jd__json_key_int(json, "agencies", (int64_t)counts->agencies);
    jd__json_key_int(json, "records", (int64_t)counts->records);
    jd__json_key_int(json, "events", (int64_t)counts->events);
    jd__json_key_int(json, "event_rows", (int64_t)counts->event_rows);
    jd__json_key_int(json, "roles", (int64_t)counts->roles);
    jd__json_key_int(json, "relations", (int64_t)counts->relations);
    jd__json_key_int(json, "rejected", (int64_t)counts->rejected);
    jd__json_key_int(json, "issues", (int64_t)counts->issues);
    jd__json_key_int(json, "entities", (int64_t)counts->entities);
    jd__json_key_int(json, "links", (int64_t)counts->links);
    jd__json_key_int(json, "undecided", (int64_t)counts->undecided);
    jd__json_object_end(json);
}

static enum jd_status
put_record(struct jd_table *table, const struct jd__facts *f, uint32_t record,
    struct jd_str entity, struct jd_error *err)
{
    const struct jd__record *r = &jd__records(f)[record];
    const struct jd_str cells[] = {jd__facts_text(f, jd__agencies(f)[r->agency].id),
        jd__facts_text(f, jd__kinds(f)[r->kind].name), jd__facts_text(f, r->id), entity};
    enum jd_status status = JD_OK;
    for (uint32_t c = 0; status == JD_OK && c < 4; c++)
        status = jd_table_put(table, c, jd_text_of(cells[c]), err);
    return status;
}

static enum jd_status
put_all(struct jd_table *table, const struct jd__view *view,
    const struct jd__entities *entities, struct jd__buf *order, struct jd_error *err)
{
    struct jd__buf name;
    enum jd_status status = JD_OK;
    jd__buf_init(&name, &view->alloc, 1, 0);
    for (uint32_t i = 0; status == JD_OK && i < view->facts->records.n; i++)
        if (jd__sees_record(view, i))
            status = jd__buf_append(order, &i, 1, err);
    if (status == JD_OK)
        status = jd__sort_nodes(view, order, err);
    for (size_t i = 0; status == JD_OK && i < order->n; i++) {
        uint32_t record = ((const uint32_t *)order->data)[i];
        struct jd__name anchor = {
            JD__NAME_RECORD, entities->anchors[entities->of_record[record]]};
        name.n = 0;
        status = jd__facts_write_name(view->facts, anchor, &name, err);
        if (status == JD_OK)
            status = put_record(
                table, view->facts, record, (struct jd_str){name.data, name.n}, err);
    }
    jd__buf_done(&name);
    return status;
}

enum jd_status
jd__entities_table(const struct jd_alloc *alloc, const struct jd__view *view,
    const struct jd__entities *entities, struct jd_table **out_table, struct jd_error *err)
{
    static const struct jd_column_spec columns[] = {{"agency", JD_TYPE_TEXT},
        {"kind", JD_TYPE_TEXT}, {"id", JD_TYPE_TEXT}, {"entity", JD_TYPE_TEXT}};
    struct jd_table *table = NULL;
    struct jd__buf order;
    jd__buf_init(&order, alloc, sizeof(uint32_t), 0);
    enum jd_status status = jd_table_new(alloc, "entities", columns, 4, &table, err);
    if (status == JD_OK)
        status = put_all(table, view, entities, &order, err);
    if (status == JD_OK)
        status = jd_table_finish(table, err);
    if (status == JD_OK) {
        *out_table = table;
        table = NULL;
    }
    jd_table_free(table);
    jd__buf_done(&order);
    return status;
}
