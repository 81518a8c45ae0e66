/* SPDX-License-Identifier: Apache-2.0 */
/* graph.c - what is made once for a view: volumes, matters, public places, grades. */
#include "graph/graph.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "graph/inside.h"
#include "graph/matters.h"

/* Probabilities that an assertion of this grade is right; docs/internals/chains.md, "Grade". */
static const double grade_chances[2][4] = {{1.0, 0.9, 0.6, 0.5}, {1.0, 0.9, 0.75, 0.5}};
static const char *const grade_letters[2][4] = {{"A", "B", "C", "X"}, {"1", "2", "3", "4"}};

static void
price_grades(struct jd__graph *graph)
{
    for (int k = 0; k < 2; k++) {
        for (int i = 0; i < 4; i++) {
            graph->letters[k][i] =
                jd__facts_find_word(jd__facts_of(graph), jd__str(grade_letters[k][i]));
            graph->grades[k][i] = jd__cost_of_probability(grade_chances[k][i]);
        }
        graph->grades[k][4] = 0;
    }
}

int64_t
jd__grade_cost(const struct jd__graph *graph, const struct jd__control *control)
{
    const jd_word given[2] = {control->source_grade, control->information_grade};
    int64_t cost = 0;
    for (int k = 0; k < 2; k++) {
        int i = 0;
        while (i < 4 && (given[k] == JD_NONE || graph->letters[k][i] != given[k]))
            i++;
        cost += graph->grades[k][i];
    }
    return cost;
}

static jd_word
id_of(const struct jd__facts *facts, uint32_t row, struct jd_str out_names[2])
{
    uint32_t agency = 0;
    jd_word id = JD_NONE;
    if ((row & JD__EVENT_BIT) != 0) {
        const struct jd__event *event = &jd__events(facts)[row & ~JD__EVENT_BIT];
        agency = event->agency;
        id = event->id;
        out_names[1] = jd__str("event");
    } else {
        const struct jd__record *record = &jd__records(facts)[row];
        agency = record->agency;
        id = record->id;
        out_names[1] = jd__facts_text(facts, jd__kinds(facts)[record->kind].name);
    }
    out_names[0] = jd__facts_text(facts, jd__agencies(facts)[agency].id);
    return id;
}

/* Order of two records or events (with the bit) by name. */
static int
name_order(const struct jd__facts *facts, uint32_t a, uint32_t b)
{
    if (a == b)
        return 0;
    struct jd_str x[2], y[2];
    jd_word id_a = id_of(facts, a, x), id_b = id_of(facts, b, y);
    int order = jd__str_compare(x[0], y[0]);
    if (order == 0)
        order = jd__str_compare(x[1], y[1]);
    if (order == 0)
        order = jd__str_compare(jd__facts_text(facts, id_a), jd__facts_text(facts, id_b));
    return order;
}

int
jd__node_order(const struct jd__graph *graph, uint32_t a, uint32_t b)
{
    const uint32_t *anchors = graph->joined.anchors;
    return name_order(jd__facts_of(graph), (a & JD__EVENT_BIT) != 0 ? a : anchors[a],
        (b & JD__EVENT_BIT) != 0 ? b : anchors[b]);
}

int
jd__role_order(const struct jd__graph *graph, uint32_t a, uint32_t b)
{
    const struct jd__facts *facts = jd__facts_of(graph);
    if (a == b || a == JD_NONE || b == JD_NONE)
        return (b == JD_NONE) - (a == JD_NONE);
    const struct jd__role *x = &jd__roles(facts)[a], *y = &jd__roles(facts)[b];
    int order = name_order(facts, x->event | JD__EVENT_BIT, y->event | JD__EVENT_BIT);
    if (order == 0)
        order = name_order(facts, x->record, y->record);
    return order != 0 ? order
                      : jd__str_compare(
                            jd__facts_text(facts, x->role), jd__facts_text(facts, y->role));
}

int
jd__relation_order(const struct jd__graph *graph, uint32_t a, uint32_t b)
{
    const struct jd__facts *facts = jd__facts_of(graph);
    if (a == b || a == JD_NONE || b == JD_NONE)
        return (b == JD_NONE) - (a == JD_NONE);
    const struct jd__relation *x = &jd__relations(facts)[a], *y = &jd__relations(facts)[b];
    int order =
        jd__str_compare(jd__facts_text(facts, x->kind), jd__facts_text(facts, y->kind));
    if (order == 0)
        order = name_order(facts, x->from, y->from);
    if (order == 0)
        order = name_order(facts, x->to, y->to);
    if (order == 0 && x->valid_from.earliest != y->valid_from.earliest)
        order = x->valid_from.earliest < y->valid_from.earliest ? -1 : 1;
    return order;
}

/* A place is public when any of its records that are seen says so. */
static enum jd_status
find_public(struct jd__graph *graph, struct jd_error *err)
{
    const struct jd__facts *facts = jd__facts_of(graph);
    graph->n_public = graph->joined.n / 64 + 1;
    graph->public = jd__alloc_array(&graph->alloc, 0, graph->n_public, sizeof(uint64_t));
    if (graph->public == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for the places of a graph");
    for (uint32_t i = 0; i < facts->records.n; i++) {
        if (graph->vocabulary.thing[jd__records(facts)[i].kind] != JD__T_PLACE ||
            !jd__sees_record(graph->view, i))
            continue;
        struct jd_value value = jd__facts_attribute(facts, i, "public");
        if ((value.type == JD_TYPE_TEXT && jd__str_is(value.text, "yes")) ||
            (value.type == JD_TYPE_BOOL && value.integer != 0))
            jd__bit_set(graph->public, graph->joined.of_record[i]);
    }
    return JD_OK;
}

/* For paths of identity: where a record stands in its entity, and what binds without doubt. */
static enum jd_status
find_members(struct jd__graph *graph, struct jd_error *err)
{
    const struct jd__facts *facts = jd__facts_of(graph);
    const struct jd__hang *members = graph->joined.members;
    const struct jd__assertion *assertions = facts->assertions.data;
    graph->place = jd__alloc_array(&graph->alloc, 0, facts->records.n, sizeof(uint32_t));
    if (graph->place == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for the entities of a graph");
    for (uint32_t e = 0; e < graph->joined.n; e++)
        for (uint32_t m = members->starts[e]; m < members->starts[e + 1]; m++)
            graph->place[members->items[m]] = m - members->starts[e];
    enum jd_status status = JD_OK;
    for (size_t i = 0; status == JD_OK && i < facts->assertions.n; i++) {
        const struct jd__assertion *a = &assertions[i];
        const struct jd__keyed ways[2] = {{a->a, a->b}, {a->b, a->a}};
        if (!a->apart && jd__sees_record(graph->view, a->a) &&
            jd__sees_record(graph->view, a->b))
            status = jd__buf_append(&graph->must, ways, 2, err);
    }
    return status != JD_OK
               ? status
               : jd__sort_keyed(&graph->alloc, graph->must.data, graph->must.n, err);
}

enum jd_status
jd__graph_new(const struct jd_alloc *alloc, const struct jd__view *view,
    const struct jd__joined *joined, struct jd__graph **out_graph, struct jd_error *err)
{
    struct jd__graph *graph = jd__alloc_array(alloc, sizeof(*graph), 0, 1);
    if (graph == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for a graph");
    graph->alloc = jd__alloc_or_default(alloc);
    graph->view = view;
    graph->joined = *joined;
    jd__buf_init(&graph->must, alloc, sizeof(struct jd__keyed), 0);
    jd__conduct_init(&graph->conduct);
    const struct jd__tally_source source = {
        view, &graph->joined, &graph->vocabulary, &graph->conduct};
    enum jd_status status =
        jd__vocabulary_init(&graph->vocabulary, alloc, view->facts, err);
    if (status == JD_OK)
        status = jd__tally_init(&graph->tally, alloc, &source, err);
    if (status == JD_OK)
        status = jd__matters_new(
            alloc, view, &graph->joined, &graph->vocabulary, &graph->matters, err);
    if (status == JD_OK)
        status = find_public(graph, err);
    if (status == JD_OK)
        status = find_members(graph, err);
    if (status != JD_OK) {
        jd__graph_free(graph);
        return status;
    }
    price_grades(graph);
    for (uint32_t i = 0; i < view->facts->relations.n; i++)
        if (jd__sees_relation(view, i))
            graph->tie_traffic[jd__tie_of(graph, i)]++;
    *out_graph = graph;
    return JD_OK;
}

void
jd__graph_free(struct jd__graph *graph)
{
    if (graph == NULL)
        return;
    struct jd_alloc alloc = graph->alloc;
    size_t n_events = graph->view->facts->events.n;
    jd__buf_done(&graph->must);
    jd__alloc_free(
        &alloc, graph->place, graph->view->facts->records.n * sizeof(*graph->place));
    jd__alloc_free(&alloc, graph->public, graph->n_public * sizeof(uint64_t));
    jd__alloc_free(&alloc, graph->matters, n_events * sizeof(*graph->matters));
    if (graph->tally.alloc.resize != NULL)
        jd__tally_done(&graph->tally);
    if (graph->vocabulary.alloc.resize != NULL)
        jd__vocabulary_done(&graph->vocabulary);
    jd__alloc_free(&alloc, graph, sizeof(*graph));
}

uint32_t
jd__graph_matter(const struct jd__graph *graph, uint32_t event)
{
    return graph->matters[event];
}
