/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tables.c - what an asker sees, as plain tables: for those who measure, and hold simple methods
 * against ours.
 *
 * Nodes are numbered in the order of names (events: of time and name), so that no row number of
 * the store shows.
 */
#include "engine/door.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"

struct writer {
    const struct jd_alloc *alloc;
    const struct jd__view *view;
    const struct jd__entities *entities;
    const struct jd__event_entities *events;
    struct jd__buf order; /* uint32_t: nodes as they are numbered */
    uint32_t *of_record;  /* a record's number */
    uint32_t *of_event;   /* an event's */
};

static struct jd_value
number_of(const struct writer *w, uint32_t node)
{
    bool event = (node & JD__EVENT_BIT) != 0;
    return jd_int(event ? w->of_event[node & ~JD__EVENT_BIT] : w->of_record[node]);
}

static enum jd_status
put_row(
    struct jd_table *table, const struct jd_value *row, uint32_t n, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t c = 0; status == JD_OK && c < n; c++)
        status = jd_table_put(table, c, row[c], err);
    return status;
}

static enum jd_status
number_nodes(struct writer *w, struct jd_error *err)
{
    const struct jd__facts *f = w->view->facts;
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; status == JD_OK && i < f->records.n; i++)
        if (jd__sees_record(w->view, i))
            status = jd__buf_append(&w->order, &i, 1, err);
    for (uint32_t i = 0; status == JD_OK && i < f->events.n; i++) {
        uint32_t node = i | JD__EVENT_BIT;
        if (jd__sees_event(w->view, i))
            status = jd__buf_append(&w->order, &node, 1, err);
    }
    if (status == JD_OK)
        status = jd__sort_nodes(w->view, &w->order, err);
    for (uint32_t i = 0; status == JD_OK && i < w->order.n; i++) {
        uint32_t node = ((const uint32_t *)w->order.data)[i];
        if ((node & JD__EVENT_BIT) != 0)
            w->of_event[node & ~JD__EVENT_BIT] = i;
        else
            w->of_record[node] = i;
    }
    return status;
}

/* ---- the tables ---- */

static enum jd_status
put_nodes(const struct writer *w, struct jd_table *table, struct jd_error *err)
{
    const struct jd__facts *f = w->view->facts;
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; status == JD_OK && i < w->order.n; i++) {
        uint32_t node = ((const uint32_t *)w->order.data)[i];
        bool event = (node & JD__EVENT_BIT) != 0;
        uint32_t row = node & ~JD__EVENT_BIT;
        uint32_t agency = event ? jd__events(f)[row].agency : jd__records(f)[row].agency;
        uint32_t one = event ? w->events->same[row] | JD__EVENT_BIT
                             : w->entities->anchors[w->entities->of_record[row]];
        struct jd_str kind = jd__str("event");
        if (!event)
            kind = jd__facts_text(f, jd__kinds(f)[jd__records(f)[row].kind].name);
        const struct jd_value cells[] = {jd_int(i),
            jd_text_of(jd__facts_text(f, jd__agencies(f)[agency].id)), jd_text_of(kind),
            jd_text_of(
                jd__facts_text(f, event ? jd__events(f)[row].id : jd__records(f)[row].id)),
            number_of(w, one)};
        status = put_row(table, cells, 5, err);
    }
    return status;
}

static enum jd_status
put_edges(const struct writer *w, struct jd_table *table, struct jd_error *err)
{
    const struct jd__facts *f = w->view->facts;
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; status == JD_OK && i < f->roles.n; i++) {
        const struct jd__role *role = &jd__roles(f)[i];
        const struct jd_value cells[] = {number_of(w, role->record),
            number_of(w, role->event | JD__EVENT_BIT),
            jd_text_of(jd__facts_text(f, role->role))};
        if (jd__sees_role(w->view, i))
            status = put_row(table, cells, 3, err);
    }
    for (uint32_t i = 0; status == JD_OK && i < f->relations.n; i++) {
        const struct jd__relation *r = &jd__relations(f)[i];
        const struct jd_value cells[] = {number_of(w, r->from), number_of(w, r->to),
            jd_text_of(jd__facts_text(f, r->kind))};
        if (jd__sees_relation(w->view, i))
            status = put_row(table, cells, 3, err);
    }
    return status;
}

static enum jd_status
put_cases(const struct writer *w, struct jd_table *table, struct jd_error *err)
{
    const struct jd__facts *f = w->view->facts;
    const struct jd__hang *cases = &f->cases_of_event;
    struct jd__buf name;
    enum jd_status status = JD_OK;
    jd__buf_init(&name, w->alloc, 1, 0);
    for (uint32_t e = 0; e < f->events.n; e++)
        for (uint32_t i = cases->starts[e]; status == JD_OK && i < cases->starts[e + 1];
             i++) {
            if (!jd__sees_event(w->view, e))
                continue;
            name.n = 0;
            status = jd__facts_write_name(
                f, (struct jd__name){JD__NAME_CASE, cases->items[i]}, &name, err);
            const struct jd_value cells[] = {number_of(w, e | JD__EVENT_BIT),
                jd_text_of((struct jd_str){name.data, name.n})};
            if (status == JD_OK)
                status = put_row(table, cells, 2, err);
        }
    jd__buf_done(&name);
    return status;
}

static enum jd_status
put_links(const struct writer *w, struct jd_table *table, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (size_t i = 0; status == JD_OK && i < w->view->facts->links.n; i++) {
        const struct jd__link *link = &jd__view_links(w->view)[i];
        if (!jd__sees_record(w->view, link->a) || !jd__sees_record(w->view, link->b))
            continue;
        const struct jd_value cells[] = {number_of(w, link->a), number_of(w, link->b),
            jd_real(link->weight), jd_real(link->probability)};
        status = put_row(table, cells, 4, err);
    }
    return status;
}

static enum jd_status
put_people(const struct writer *w, struct jd_table *table, struct jd_error *err)
{
    const struct jd__facts *f = w->view->facts;
    uint32_t person = jd__facts_kind(f, jd__str("person"));
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; status == JD_OK && i < w->order.n; i++) {
        uint32_t node = ((const uint32_t *)w->order.data)[i];
        if ((node & JD__EVENT_BIT) != 0 || jd__records(f)[node].kind != person)
            continue;
        const struct jd_value cells[] = {jd_int(i), jd__facts_attribute(f, node, "surname"),
            jd__facts_attribute(f, node, "birth_date"),
            jd__facts_attribute(f, node, "surname_norm"),
            jd__facts_attribute(f, node, "birth_date_norm")};
        status = put_row(table, cells, 5, err);
    }
    return status;
}

/* ---- the whole ---- */

static const struct jd_column_spec columns[][5] = {
    {{"node", JD_TYPE_INT}, {"agency", JD_TYPE_TEXT}, {"kind", JD_TYPE_TEXT},
        {"id", JD_TYPE_TEXT}, {"entity", JD_TYPE_INT}},
    {{"a", JD_TYPE_INT}, {"b", JD_TYPE_INT}, {"what", JD_TYPE_TEXT}},
    {{"node", JD_TYPE_INT}, {"case", JD_TYPE_TEXT}},
    {{"a", JD_TYPE_INT}, {"b", JD_TYPE_INT}, {"weight", JD_TYPE_REAL},
        {"probability", JD_TYPE_REAL}},
    {{"node", JD_TYPE_INT}, {"surname", JD_TYPE_TEXT}, {"birth_date", JD_TYPE_TEXT},
        {"surname_norm", JD_TYPE_TEXT}, {"birth_date_norm", JD_TYPE_TEXT}},
};
static const uint32_t n_columns[] = {5, 3, 2, 4, 5};
static const char *const names[] = {"nodes", "edges", "cases", "links", "people"};
static enum jd_status (*const puts_rows[])(const struct writer *w, struct jd_table *table,
    struct jd_error *err) = {put_nodes, put_edges, put_cases, put_links, put_people};

static enum jd_status
make_tables(struct writer *w, struct jd_engine_tables *out, struct jd_error *err)
{
    struct jd_table **tables[] = {
        &out->nodes, &out->edges, &out->cases, &out->links, &out->people};
    size_t n_records = w->view->facts->records.n, n_events = w->view->facts->events.n;
    enum jd_status status = JD_OK;
    w->of_record = jd__alloc_array(w->alloc, 0, n_records, sizeof(uint32_t));
    w->of_event = jd__alloc_array(w->alloc, 0, n_events, sizeof(uint32_t));
    if (w->of_record == NULL || w->of_event == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory for tables");
    if (status == JD_OK)
        status = number_nodes(w, err);
    for (int i = 0; status == JD_OK && i < 5; i++) {
        status = jd_table_new(w->alloc, names[i], columns[i], n_columns[i], tables[i], err);
        if (status == JD_OK)
            status = puts_rows[i](w, *tables[i], err);
        if (status == JD_OK)
            status = jd_table_finish(*tables[i], err);
    }
    jd__alloc_free_array(w->alloc, w->of_record, 0, n_records, sizeof(uint32_t));
    jd__alloc_free_array(w->alloc, w->of_event, 0, n_events, sizeof(uint32_t));
    return status;
}

enum jd_status
jd__tables_make(const struct jd_alloc *alloc, const struct jd__view *view,
    const struct jd__entities *entities, const struct jd__event_entities *events,
    struct jd_engine_tables *out_tables, struct jd_error *err)
{
    struct jd_engine_tables made = {.struct_size = sizeof(made)};
    struct writer w = {
        .alloc = alloc, .view = view, .entities = entities, .events = events};
    jd__buf_init(&w.order, alloc, sizeof(uint32_t), 0);
    enum jd_status status = make_tables(&w, &made, err);
    jd__buf_done(&w.order);
    if (status == JD_OK)
        *out_tables = made;
    else
        jd_engine_tables_done(&made);
    return status;
}

void
jd_engine_tables_done(struct jd_engine_tables *tables)
{
    struct jd_table *const all[] = {
        tables->nodes, tables->edges, tables->cases, tables->links, tables->people};
    for (int i = 0; i < 5; i++)
        jd_table_free(all[i]);
    *tables = (struct jd_engine_tables){.struct_size = sizeof(*tables)};
}
