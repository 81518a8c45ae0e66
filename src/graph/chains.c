/* SPDX-License-Identifier: Apache-2.0 */
/*
 * chains.c - start a walk, fold what it found, write chains as steps.
 *
 * A chain whose end matter lies on another shown chain is folded into it.  Longer chains are
 * looked at first, so that a chain is folded into those that go further.
 */
#include "graph/graph.h"

#include "base/alloc.h"
#include "base/error.h"
#include "graph/walk.h"

/* ---- sources ---- */

static enum jd_status
push_source(struct jd__walk *walk, uint32_t node, uint32_t record, struct jd_error *err)
{
    const struct jd__graph *graph = walk->graph;
    struct jd__label source = {.parent = JD_NONE,
        .node = node,
        .entry = JD__BY_START,
        .record_in = record,
        .role_in = JD_NONE,
        .relation = JD_NONE,
        .record_out = JD_NONE,
        .role_out = JD_NONE,
        .event = JD_NONE,
        .edge = {{JD__NO_TIME, JD__NO_TIME}, false, JD_NONE, JD__E_OTHER},
        .flow = JD__FREE_FLOW};
    if (jd__is_event(node)) {
        uint32_t event = node & ~JD__EVENT_BIT;
        source.edge = jd__edge_of_event(
            &jd__events(jd__facts_of(graph))[event], jd__kind_of(graph, event));
    }
    return jd__walk_push(walk, &source, err);
}

/* A case begins with its own agency's events; with all where it has none. */
static enum jd_status
push_case(struct jd__walk *walk, uint32_t number, struct jd_error *err)
{
    const struct jd__graph *graph = walk->graph;
    const struct jd__facts *facts = jd__facts_of(graph);
    const struct jd__hang *events = &facts->events_of_case;
    enum jd_status status = JD_OK;
    for (int own = 1; own >= 0 && status == JD_OK && walk->labels.n == 0; own--)
        for (uint32_t i = events->starts[number];
             status == JD_OK && i < events->starts[number + 1]; i++) {
            uint32_t event = events->items[i];
            bool is_own =
                jd__events(facts)[event].agency == jd__cases(facts)[number].agency;
            if (jd__sees_event(graph->view, event) && (is_own || own == 0))
                status = push_source(walk, event | JD__EVENT_BIT, JD_NONE, err);
        }
    return status;
}

enum jd_status
jd__walk_start(struct jd__walk *walk, struct jd__name start, struct jd_error *err)
{
    const struct jd__graph *graph = walk->graph;
    const struct jd__facts *facts = jd__facts_of(graph);
    uint32_t number = start.number;
    enum jd_status status = JD_OK;
    if (start.kind == JD__NAME_RECORD && number < facts->records.n &&
        jd__sees_record(graph->view, number))
        status = push_source(walk, graph->joined.of_record[number], number, err);
    else if (start.kind == JD__NAME_EVENT && number < facts->events.n &&
             jd__sees_event(graph->view, number))
        status = push_source(walk, number | JD__EVENT_BIT, JD_NONE, err);
    else if (start.kind == JD__NAME_CASE && number < facts->cases.n)
        status = push_case(walk, number, err);
    if (status == JD_OK && walk->labels.n == 0)
        return jd__fail(err, JD_E_NOT_FOUND, "no such record, event or case");
    return status;
}

/* ---- folding ---- */

/* An end that was found, and what becomes of it. */
struct found {
    uint32_t label;
    bool shown;
    int64_t best;
};

struct order {
    const struct jd__walk *walk;
};

static bool
longer_first(const void *a, const void *b, void *ctx)
{
    const struct jd__walk *walk = ((const struct order *)ctx)->walk;
    const struct found *x = a, *y = b;
    uint16_t x_steps = jd__labels(walk)[x->label].steps;
    uint16_t y_steps = jd__labels(walk)[y->label].steps;
    if (x_steps != y_steps)
        return x_steps > y_steps;
    return jd__path_order(walk, x->label, y->label) < 0;
}

static bool
best_first(const void *a, const void *b, void *ctx)
{
    const struct jd__walk *walk = ((const struct order *)ctx)->walk;
    const struct found *x = a, *y = b;
    if (x->shown != y->shown)
        return x->shown;
    if (x->best != y->best)
        return x->best < y->best;
    return jd__path_order(walk, x->label, y->label) < 0;
}

static bool
passes_matter(const struct jd__walk *walk, uint32_t number, uint32_t matter)
{
    const uint32_t *matters = walk->graph->matters;
    for (; number != JD_NONE; number = jd__labels(walk)[number].parent) {
        const struct jd__label *label = &jd__labels(walk)[number];
        if (label->event != JD_NONE && matters[label->event] == matter)
            return true;
        if (jd__is_event(label->node) && matters[label->node & ~JD__EVENT_BIT] == matter)
            return true;
    }
    return false;
}

/* Decide who is shown, and give each folded end's cost to the cheapest chain that holds it. */
static void
fold(const struct jd__walk *walk, struct found *found, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct jd__label *end = &jd__labels(walk)[found[i].label];
        uint32_t matter = walk->graph->matters[end->node & ~JD__EVENT_BIT];
        struct found *into = NULL;
        for (size_t k = 0; k < i; k++)
            if (found[k].shown && passes_matter(walk, found[k].label, matter) &&
                (into == NULL || jd__path_order(walk, found[k].label, into->label) < 0))
                into = &found[k];
        found[i].shown = into == NULL;
        found[i].best = end->cost;
        if (into != NULL && end->cost < into->best)
            into->best = end->cost;
    }
}

/* ---- writing ---- */

static struct jd__step
step_of_event(const struct jd__graph *graph, uint32_t event)
{
    return (struct jd__step){.is_event = true,
        .entity = JD_NONE,
        .record_in = JD_NONE,
        .record_out = JD_NONE,
        .event = event,
        .role_in = JD_NONE,
        .role_out = JD_NONE,
        .relation = JD_NONE,
        .at = jd__events(jd__facts_of(graph))[event].at};
}

static struct jd__step
step_of_label(const struct jd__graph *graph, const struct jd__label *label)
{
    if (jd__is_event(label->node)) {
        struct jd__step step = step_of_event(graph, label->node & ~JD__EVENT_BIT);
        step.relation = label->relation;
        if (label->entry == JD__BY_SIGHTING)
            step.role_in = label->role_out;
        step.sharing = label->of_event.sharing;
        step.grade = label->of_event.grade;
        return step;
    }
    return (struct jd__step){.entity = label->node,
        .record_in = label->record_in,
        .record_out = label->record_in,
        .event = JD_NONE,
        .role_in = label->role_in,
        .role_out = JD_NONE,
        .relation = label->relation,
        .sharing = label->fame,
        .at = label->edge.at};
}

/* Add what a label says of the node before it, and the event between the two. */
static enum jd_status
leave(const struct jd__graph *graph, const struct jd__label *label, struct jd__step *last,
    struct jd__buf *out_steps, struct jd_error *err)
{
    last->role_out = label->role_out;
    last->identity += label->out.identity;
    last->sharing += label->out.sharing;
    last->grade += label->out.grade;
    if (!last->is_event)
        last->record_out = label->record_out;
    if (label->event == JD_NONE)
        return JD_OK;
    struct jd__step between = step_of_event(graph, label->event);
    between.role_in = label->role_out;
    between.role_out = label->role_in;
    between.sharing = label->of_event.sharing;
    between.grade = label->of_event.grade;
    return jd__buf_append(out_steps, &between, 1, err);
}

static enum jd_status
write_chain(const struct jd__walk *walk, const struct found *found,
    struct jd__chains *out_chains, struct jd_error *err)
{
    const struct jd__label *end = &jd__labels(walk)[found->label];
    struct jd__chain chain = {.first_step = (uint32_t)out_chains->steps.n,
        .cost = end->cost,
        .best = found->best,
        .end = end->node & ~JD__EVENT_BIT};
    struct jd__buf path;
    jd__buf_init(&path, &walk->graph->alloc, sizeof(uint32_t), 0);
    enum jd_status status = JD_OK;
    for (uint32_t i = found->label; status == JD_OK && i != JD_NONE;
         i = jd__labels(walk)[i].parent)
        status = jd__buf_append(&path, &i, 1, err);
    for (size_t i = path.n; status == JD_OK && i-- > 0;) {
        const struct jd__label *label = &jd__labels(walk)[((uint32_t *)path.data)[i]];
        struct jd__step step = step_of_label(walk->graph, label);
        if (label->parent != JD_NONE) {
            struct jd__step *steps = out_chains->steps.data;
            struct jd__step *last = &steps[out_chains->steps.n - 1];
            status = leave(walk->graph, label, last, &out_chains->steps, err);
        }
        if (status == JD_OK)
            status = jd__buf_append(&out_chains->steps, &step, 1, err);
    }
    chain.n_steps = (uint32_t)out_chains->steps.n - chain.first_step;
    if (status == JD_OK)
        status = jd__buf_append(&out_chains->chains, &chain, 1, err);
    jd__buf_done(&path);
    return status;
}

static enum jd_status
write_chains(
    const struct jd__walk *walk, struct jd__chains *out_chains, struct jd_error *err)
{
    const struct jd_alloc *alloc = &walk->graph->alloc;
    size_t n = walk->ends.n;
    struct order order = {walk};
    struct found *found = jd__alloc_array(alloc, 0, n, sizeof(*found));
    if (found == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %zu chains", n);
    for (size_t i = 0; i < n; i++)
        found[i].label = ((const uint32_t *)walk->ends.data)[i];
    enum jd_status status =
        jd__sort(alloc, found, n, sizeof(*found), longer_first, &order, err);
    if (status == JD_OK) {
        fold(walk, found, n);
        status = jd__sort(alloc, found, n, sizeof(*found), best_first, &order, err);
    }
    for (size_t i = 0; status == JD_OK && i < n && found[i].shown; i++) {
        out_chains->n_found++;
        if (i < walk->options.top)
            status = write_chain(walk, &found[i], out_chains, err);
    }
    out_chains->stopped = walk->stopped;
    jd__alloc_free(alloc, found, n * sizeof(*found));
    return status;
}

/* ---- the whole ---- */

enum jd_status
jd__walk_init(struct jd__walk *walk, const struct jd__graph *graph,
    const struct jd__extend_options *options, struct jd_error *err)
{
    const struct jd_alloc *alloc = &graph->alloc;
    *walk = (struct jd__walk){.graph = graph,
        .options = options != NULL ? *options : jd__extend_options_default(),
        .n_matter_words = jd__facts_of(graph)->events.n / 64 + 1};
    walk->ceiling = jd__cost_of_bits(walk->options.ceiling_bits);
    walk->step_ceiling = walk->options.step_bits > 0
                             ? jd__cost_of_bits(walk->options.step_bits)
                             : walk->ceiling / 6 * 5;
    jd__buf_init(&walk->labels, alloc, sizeof(struct jd__label), JD_NONE - 1);
    jd__buf_init(&walk->heap, alloc, sizeof(uint32_t), 0);
    jd__buf_init(&walk->slots, alloc, sizeof(struct jd__keyed), 0);
    jd__buf_init(&walk->ends, alloc, sizeof(uint32_t), 0);
    jd__buf_init(&walk->costs, alloc, sizeof(int64_t), 0);
    jd__buf_init(&walk->candidates, alloc, sizeof(struct jd__label), 0);
    jd__ways_cache_init(&walk->ways, alloc);
    walk->excluded = jd__alloc_array(alloc, 0, walk->n_matter_words, sizeof(uint64_t));
    walk->met = jd__alloc_array(alloc, 0, walk->n_matter_words, sizeof(uint64_t));
    walk->settled = jd__alloc_array(alloc, 0, graph->joined.n, sizeof(uint32_t));
    if (walk->excluded == NULL || walk->met == NULL || walk->settled == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for a walk");
    return JD_OK;
}

void
jd__walk_done(struct jd__walk *walk)
{
    const struct jd_alloc *alloc = &walk->graph->alloc;
    struct jd__buf *bufs[] = {&walk->labels, &walk->heap, &walk->slots, &walk->ends,
        &walk->costs, &walk->candidates};
    for (size_t i = 0; i < sizeof(bufs) / sizeof(bufs[0]); i++)
        jd__buf_done(bufs[i]);
    jd__ways_cache_done(&walk->ways);
    jd__alloc_free(alloc, walk->excluded, walk->n_matter_words * sizeof(uint64_t));
    jd__alloc_free(alloc, walk->met, walk->n_matter_words * sizeof(uint64_t));
    jd__alloc_free(alloc, walk->settled, walk->graph->joined.n * sizeof(uint32_t));
}

enum jd_status
jd__graph_extend(const struct jd__graph *graph, struct jd__name start,
    const struct jd__extend_options *options, struct jd__chains *out_chains,
    struct jd_error *err)
{
    struct jd__walk walk;
    struct jd__chains chains = {.n_found = 0};
    jd__buf_init(&chains.chains, &graph->alloc, sizeof(struct jd__chain), 0);
    jd__buf_init(&chains.steps, &graph->alloc, sizeof(struct jd__step), JD_NONE - 1);
    jd__buf_init(&chains.home, &graph->alloc, sizeof(uint32_t), 0);
    enum jd_status status = jd__walk_init(&walk, graph, options, err);
    if (status == JD_OK)
        status = jd__walk_start(&walk, start, err);
    if (status == JD_OK)
        status = jd__home_find(&walk, &chains.home, err);
    if (status == JD_OK)
        status = jd__walk_run(&walk, err);
    if (status == JD_OK)
        status = write_chains(&walk, &chains, err);
    jd__walk_done(&walk);
    if (status == JD_OK)
        *out_chains = chains;
    else
        jd__chains_done(&chains);
    return status;
}

void
jd__chains_done(struct jd__chains *chains)
{
    jd__buf_done(&chains->chains);
    jd__buf_done(&chains->steps);
    jd__buf_done(&chains->home);
}
