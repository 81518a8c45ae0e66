/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tell_overlap.c - the things that two open cases share and nobody has tied on paper.
 *
 * A case is open until one of its events is a sentence or has the status closed, dismissed or
 * acquitted.  Cases tied by number, citation or relation are one matter, and share nothing with
 * themselves.  Things are told by name: none comes before another.
 */
#include "engine/asks.h"

#include "base/error.h"
#include "base/str.h"
#include "graph/conduct.h"

struct overlap {
    struct jd__teller *t;
    const struct jd__graph *graph;
    const struct jd_overlap_options *options;
    struct jd__vocabulary vocabulary;
    uint32_t only_case;  /* one of the cases must be this; JD_NONE: any two */
    struct jd__buf rows; /* struct sighting: of one thing */
    uint32_t n_busy;     /* things that more cases share than are asked for */
};

/* A thing's part in an event of an open case. */
struct sighting {
    uint32_t role;
    uint32_t of_case;
};

static const enum jd__thing_kind told_kinds[] = {JD__T_PHONE, JD__T_VEHICLE, JD__T_FIREARM,
    JD__T_ACCOUNT, JD__T_PLACE, JD__T_HANDLE, JD__T_PARCEL, JD__T_DOCUMENT};

static bool
is_told(const struct overlap *o, uint32_t record)
{
    const struct jd__facts *f = o->t->facts;
    uint32_t kind = jd__records(f)[record].kind;
    if (o->options->kind != NULL)
        return jd__str_is(jd__facts_text(f, jd__kinds(f)[kind].name), o->options->kind);
    for (size_t i = 0; i < sizeof(told_kinds) / sizeof(told_kinds[0]); i++)
        if (o->vocabulary.thing[kind] == told_kinds[i])
            return true;
    return false;
}

static bool
is_public(const struct overlap *o, uint32_t record)
{
    struct jd_value value = jd__facts_attribute(o->t->facts, record, "public");
    return (value.type == JD_TYPE_TEXT && jd__str_is(value.text, "yes")) ||
           (value.type == JD_TYPE_BOOL && value.integer != 0);
}

static bool
closes(const struct overlap *o, uint32_t event)
{
    static const char *const words[] = {"closed", "dismissed", "acquitted"};
    const struct jd__facts *f = o->t->facts;
    struct jd_value status = jd__facts_event_attribute(f, event, "status");
    if (o->vocabulary.event_kind[jd__events(f)[event].kind] == JD__E_SENTENCE)
        return true;
    for (size_t i = 0; status.type == JD_TYPE_TEXT && i < 3; i++)
        if (jd__str_is(status.text, words[i]))
            return true;
    return false;
}

static bool
is_open(const struct overlap *o, uint32_t of_case)
{
    const struct jd__hang *events = &o->t->facts->events_of_case;
    for (uint32_t i = events->starts[of_case]; i < events->starts[of_case + 1]; i++)
        if (jd__sees_event(o->t->view, events->items[i]) && closes(o, events->items[i]))
            return false;
    return true;
}

/* Does this part say anything of the thing?  To be arrested somewhere ties nobody to a place. */
static bool
counts(const struct overlap *o, uint32_t row)
{
    enum jd__role_kind role = o->vocabulary.role[jd__roles(o->t->facts)[row].role];
    return jd__sees_role(o->t->view, row) && !jd__role_is_official(role) &&
           role != JD__R_SCENE;
}

static enum jd_status
add_sightings(struct overlap *o, uint32_t record, struct jd_error *err)
{
    const struct jd__facts *f = o->t->facts;
    const struct jd__hang *on = &f->record_roles, *cases = &f->cases_of_event;
    enum jd_status status = JD_OK;
    for (uint32_t i = on->starts[record]; i < on->starts[record + 1]; i++) {
        uint32_t event = jd__roles(f)[on->items[i]].event;
        for (uint32_t c = cases->starts[event];
             status == JD_OK && c < cases->starts[event + 1]; c++) {
            struct sighting row = {on->items[i], cases->items[c]};
            if (counts(o, row.role) && is_open(o, row.of_case))
                status = jd__buf_append(&o->rows, &row, 1, err);
        }
    }
    return status;
}

static uint32_t
matter_of(const struct overlap *o, const struct sighting *row)
{
    return jd__graph_matter(o->graph, jd__roles(o->t->facts)[row->role].event);
}

/* Distinct matters among the sightings, but no more than `most` and one. */
static uint32_t
count_matters(const struct overlap *o, uint32_t most, bool *out_has_case)
{
    const struct sighting *rows = o->rows.data;
    uint32_t n = 0;
    *out_has_case = o->only_case == JD_NONE;
    for (size_t i = 0; i < o->rows.n; i++) {
        bool again = false;
        for (size_t k = 0; n <= most && k < i && !again; k++)
            again = matter_of(o, &rows[k]) == matter_of(o, &rows[i]);
        n += n <= most && !again;
        *out_has_case = *out_has_case || rows[i].of_case == o->only_case;
    }
    return n;
}

static bool
sighting_before(const void *a, const void *b, void *ctx)
{
    const struct jd__facts *f = ((const struct jd__view *)ctx)->facts;
    const struct sighting *x = a, *y = b;
    const struct jd__case *of_x = &jd__cases(f)[x->of_case],
                          *of_y = &jd__cases(f)[y->of_case];
    int order =
        jd__event_order(f, jd__roles(f)[x->role].event, jd__roles(f)[y->role].event);
    if (order == 0)
        order = jd__str_compare(jd__facts_text(f, jd__agencies(f)[of_x->agency].id),
            jd__facts_text(f, jd__agencies(f)[of_y->agency].id));
    if (order == 0)
        order = jd__str_compare(
            jd__facts_text(f, of_x->number), jd__facts_text(f, of_y->number));
    return order < 0;
}

static void
tell_sighting(struct jd__teller *t, const struct sighting *row)
{
    const struct jd__role *role = &jd__roles(t->facts)[row->role];
    const struct jd__event *event = &jd__events(t->facts)[role->event];
    jd__json_object(&t->json);
    jd__tell_name(t, "case", JD__NAME_CASE, row->of_case);
    jd__tell_name(t, "event", JD__NAME_EVENT, role->event);
    jd__tell_word(t, "kind", event->kind);
    jd__tell_span(t, "at", &event->at);
    jd__tell_word(t, "role", role->role);
    jd__tell_name(t, "record", JD__NAME_RECORD, role->record);
    jd__tell_word(t, "owner", jd__agencies(t->facts)[event->agency].id);
    jd__json_object_end(&t->json);
}

/* "weakest": the link without which the thing would be two; left out of a single record. */
static enum jd_status
tell_weakest(struct jd__teller *t, uint32_t entity, struct jd_error *err)
{
    struct jd__buf links;
    jd__buf_init(&links, &t->body->alloc, sizeof(uint32_t), 0);
    enum jd_status status = jd__entity_tree(t, entity, &links, err);
    if (status == JD_OK && links.n > 0) {
        jd__json_key(&t->json, "weakest");
        jd__json_object(&t->json);
        jd__tell_link(t, ((const uint32_t *)links.data)[links.n - 1]);
        jd__json_object_end(&t->json);
    }
    jd__buf_done(&links);
    return status;
}

static enum jd_status
tell_thing(struct overlap *o, uint32_t anchor, struct jd_error *err)
{
    struct jd__teller *t = o->t;
    enum jd_status status = jd__sort_told(t->view, &o->rows, sighting_before, err);
    if (status != JD_OK)
        return status;
    jd__json_object(&t->json);
    jd__tell_name(t, "entity", JD__NAME_RECORD, anchor);
    jd__tell_word(t, "kind", jd__kinds(t->facts)[jd__records(t->facts)[anchor].kind].name);
    status = tell_weakest(t, t->entities->of_record[anchor], err);
    jd__json_key(&t->json, "cases");
    jd__json_array(&t->json);
    for (size_t i = 0; i < o->rows.n; i++)
        tell_sighting(t, &((const struct sighting *)o->rows.data)[i]);
    jd__json_array_end(&t->json);
    jd__json_object_end(&t->json);
    return status;
}

/* Tell an entity if two matters or more share it, and not too many. */
static enum jd_status
look_at(struct overlap *o, uint32_t anchor, uint32_t *inout_found, struct jd_error *err)
{
    const struct jd__hang *members = &o->t->entities->members;
    uint32_t entity = o->t->entities->of_record[anchor];
    enum jd_status status = JD_OK;
    bool has_case = false, public = false;
    o->rows.n = 0;
    for (uint32_t m = members->starts[entity]; m < members->starts[entity + 1]; m++) {
        public = public || is_public(o, members->items[m]);
        if (status == JD_OK)
            status = add_sightings(o, members->items[m], err);
    }
    uint32_t n = count_matters(o, o->options->most_cases, &has_case);
    if (status != JD_OK || public || n < 2 || !has_case)
        return status;
    if (n > o->options->most_cases) {
        o->n_busy++;
        return JD_OK;
    }
    return (*inout_found)++ < o->options->limit ? tell_thing(o, anchor, err) : JD_OK;
}

static enum jd_status
look_at_all(struct overlap *o, struct jd_error *err)
{
    struct jd__teller *t = o->t;
    struct jd__buf anchors;
    uint32_t found = 0;
    enum jd_status status = JD_OK;
    jd__buf_init(&anchors, &t->body->alloc, sizeof(uint32_t), 0);
    for (uint32_t e = 0; status == JD_OK && e < t->entities->n; e++)
        if (is_told(o, t->entities->anchors[e]))
            status = jd__buf_append(&anchors, &t->entities->anchors[e], 1, err);
    if (status == JD_OK)
        status = jd__sort_nodes(t->view, &anchors, err);
    jd__json_object(&t->json);
    jd__json_key(&t->json, "things");
    jd__json_array(&t->json);
    for (size_t i = 0; status == JD_OK && i < anchors.n; i++)
        status = look_at(o, ((const uint32_t *)anchors.data)[i], &found, err);
    jd__json_array_end(&t->json);
    jd__json_key_int(&t->json, "found", found);
    jd__json_key_int(
        &t->json, "shown", found < o->options->limit ? found : o->options->limit);
    jd__json_key_int(&t->json, "busy", o->n_busy);
    jd__json_object_end(&t->json);
    jd__buf_done(&anchors);
    return status;
}

enum jd_status
jd__tell_overlap(struct jd__teller *t, const struct jd__graph *graph,
    const struct jd_overlap_options *options, struct jd_error *err)
{
    struct jd__name name = {JD__NAME_CASE, JD_NONE};
    struct overlap o = {.t = t, .graph = graph, .options = options};
    enum jd_status status = JD_OK;
    if (options->of_case != NULL)
        status = jd__seen_name(t->view, jd__str(options->of_case), &name, err);
    if (status == JD_OK && name.kind != JD__NAME_CASE)
        status = jd__fail(err, JD_E_ARG, "overlap asks of a case");
    if (status == JD_OK)
        status = jd__vocabulary_init(&o.vocabulary, &t->body->alloc, t->facts, err);
    if (status != JD_OK)
        return status;
    o.only_case = name.number;
    jd__buf_init(&o.rows, &t->body->alloc, sizeof(struct sighting), 0);
    status = look_at_all(&o, err);
    jd__buf_done(&o.rows);
    jd__vocabulary_done(&o.vocabulary);
    return status;
}
