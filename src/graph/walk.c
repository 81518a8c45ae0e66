/* SPDX-License-Identifier: Apache-2.0 */
/*
 * walk.c - labels leave a heap, the cheapest first; those that another covers are dropped.
 *
 * Invariant: a settled label is not dearer, longer or later by name than any label that leaves
 * the heap after it; parents come before their children in `labels`; no path holds a node twice.
 *
 * One settled label covers another at its entry when every way on that the other has, it has
 * too at no higher cost: no dearer, its flow no tighter, and no node visited that the other has
 * not visited (so no longer either).
 */
#include "graph/walk.h"

#include "base/error.h"
#include "base/hash.h"

/* ---- order ---- */

/* Order of two labels of equal cost by the names of their last nodes and edges. */
static int
name_order(
    const struct jd__graph *graph, const struct jd__label *x, const struct jd__label *y)
{
    int order = jd__node_order(graph, x->node, y->node);
    if (order == 0)
        order = jd__role_order(graph, x->role_in, y->role_in);
    if (order == 0)
        order = jd__role_order(graph, x->role_out, y->role_out);
    return order != 0 ? order : jd__relation_order(graph, x->relation, y->relation);
}

int
jd__path_order(const struct jd__walk *walk, uint32_t a, uint32_t b)
{
    const struct jd__label *x = &jd__labels(walk)[a], *y = &jd__labels(walk)[b];
    if (x->cost != y->cost)
        return x->cost < y->cost ? -1 : 1;
    if (x->steps != y->steps)
        return x->steps < y->steps ? -1 : 1;
    for (;;) {
        int order = name_order(walk->graph, x, y);
        if (order != 0)
            return order;
        if (x->parent == y->parent || x->parent == JD_NONE || y->parent == JD_NONE)
            return a < b ? -1 : a > b;
        x = &jd__labels(walk)[x->parent];
        y = &jd__labels(walk)[y->parent];
    }
}

static void
heap_up(struct jd__walk *walk, size_t at)
{
    uint32_t *heap = walk->heap.data, label = heap[at];
    for (; at > 0 && jd__path_order(walk, label, heap[(at - 1) / 2]) < 0; at = (at - 1) / 2)
        heap[at] = heap[(at - 1) / 2];
    heap[at] = label;
}

static uint32_t
heap_pop(struct jd__walk *walk)
{
    uint32_t *heap = walk->heap.data, first = heap[0];
    size_t n = --walk->heap.n, at = 0;
    if (n == 0)
        return first;
    uint32_t label = heap[n];
    for (size_t child = 1; child < n; child = 2 * at + 1) {
        if (child + 1 < n && jd__path_order(walk, heap[child + 1], heap[child]) < 0)
            child++;
        if (jd__path_order(walk, label, heap[child]) <= 0)
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = label;
    return first;
}

/* ---- paths ---- */

/* Events that are one are one node. */
static uint32_t
one_node(const struct jd__walk *walk, uint32_t node)
{
    return jd__is_event(node)
               ? jd__one_event(&walk->graph->joined, node & ~JD__EVENT_BIT) | JD__EVENT_BIT
               : node;
}

static bool
visits(const struct jd__walk *walk, const struct jd__label *label, uint32_t node)
{
    node = one_node(walk, node);
    for (;;) {
        if (one_node(walk, label->node) == node)
            return true;
        if (label->event != JD_NONE && one_node(walk, label->event | JD__EVENT_BIT) == node)
            return true;
        if (label->parent == JD_NONE)
            return false;
        label = &jd__labels(walk)[label->parent];
    }
}

static bool
visits_no_more(
    const struct jd__walk *walk, const struct jd__label *a, const struct jd__label *b)
{
    for (;;) {
        if (!visits(walk, b, a->node))
            return false;
        if (a->event != JD_NONE && !visits(walk, b, a->event | JD__EVENT_BIT))
            return false;
        if (a->parent == JD_NONE)
            return true;
        a = &jd__labels(walk)[a->parent];
    }
}

bool
jd__walk_admits(const struct jd__walk *walk, struct jd__label *label)
{
    label->cost =
        jd__terms_sum(&label->out) + jd__terms_sum(&label->of_event) + label->fame;
    label->steps = 0;
    if (label->parent != JD_NONE) {
        const struct jd__label *parent = &jd__labels(walk)[label->parent];
        bool over_event = label->event != JD_NONE;
        label->cost += parent->cost;
        label->steps = (uint16_t)(parent->steps + (over_event ? 2 : 1));
        if (jd__terms_sum(&label->out) + parent->fame > walk->step_ceiling ||
            jd__terms_sum(&label->of_event) > walk->step_ceiling ||
            label->fame > walk->step_ceiling)
            return false;
        if (visits(walk, parent, label->node) ||
            (over_event && visits(walk, parent, label->event | JD__EVENT_BIT)))
            return false;
    }
    return label->cost <= walk->ceiling && label->steps <= walk->options.max_steps;
}

enum jd_status
jd__walk_push(struct jd__walk *walk, struct jd__label *label, struct jd_error *err)
{
    if (!jd__walk_admits(walk, label))
        return JD_OK;
    uint32_t number = (uint32_t)walk->labels.n;
    label->next = JD_NONE;
    label->settled = false;
    enum jd_status status = jd__buf_append(&walk->labels, label, 1, err);
    if (status == JD_OK)
        status = jd__buf_append(&walk->heap, &number, 1, err);
    if (status == JD_OK)
        heap_up(walk, walk->heap.n - 1);
    return status;
}

/* ---- entries ---- */

/* Labels with one key have the same ways on. */
static uint64_t
entry_key(const struct jd__walk *walk, const struct jd__label *label)
{
    uint64_t number = label->node;
    if (label->entry == JD__BY_ROLE) {
        number = label->role_in;
    } else if (label->entry == JD__BY_RELATION) {
        const struct jd__relation *r =
            &jd__relations(jd__facts_of(walk->graph))[label->relation];
        uint32_t from =
            jd__is_event(r->from) ? r->from : walk->graph->joined.of_record[r->from];
        number = (uint64_t)label->relation * 2 + (from == label->node);
    }
    return ((uint64_t)label->entry << 40 | number) + 1;
}

/* The slot of a key: its own, or the empty one where it belongs. */
static struct jd__keyed *
slot_of(const struct jd__walk *walk, uint64_t key)
{
    struct jd__keyed *slots = walk->slots.data;
    size_t mask = walk->slots.n - 1, at = (size_t)jd__hash_pair(key, 0) & mask;
    while (slots[at].key != 0 && slots[at].key != key)
        at = (at + 1) & mask;
    return &slots[at];
}

static enum jd_status
grow_slots(struct jd__walk *walk, struct jd_error *err)
{
    if (2 * (walk->n_entries + 1) <= walk->slots.n)
        return JD_OK;
    struct jd__buf old = walk->slots;
    struct jd__buf wider;
    jd__buf_init(&wider, &old.alloc, sizeof(struct jd__keyed), 0);
    enum jd_status status = jd__buf_append(&wider, NULL, old.n == 0 ? 256 : 2 * old.n, err);
    if (status != JD_OK)
        return status;
    walk->slots = wider;
    for (size_t i = 0; i < old.n; i++) {
        const struct jd__keyed *slot = &((struct jd__keyed *)old.data)[i];
        if (slot->key != 0)
            *slot_of(walk, slot->key) = *slot;
    }
    jd__buf_done(&old);
    return JD_OK;
}

/* Who visits no more is no longer either: steps need no look of their own. */
static bool
covers(const struct jd__walk *walk, const struct jd__label *a, const struct jd__label *b)
{
    return a->cost <= b->cost && a->flow.before >= b->flow.before &&
           a->flow.after <= b->flow.after && visits_no_more(walk, a, b);
}

/* Settle a label at its entry, unless those there cover it or are enough. */
static enum jd_status
settle(struct jd__walk *walk, uint32_t number, struct jd_error *err)
{
    enum jd_status status = grow_slots(walk, err);
    if (status != JD_OK)
        return status;
    struct jd__label *label = &jd__labels(walk)[number];
    struct jd__keyed *slot = slot_of(walk, entry_key(walk, label));
    uint32_t last = slot->key != 0 ? (uint32_t)slot->value : JD_NONE;
    for (uint32_t i = last; i != JD_NONE; i = jd__labels(walk)[i].next)
        if (covers(walk, &jd__labels(walk)[i], label))
            return JD_OK;
    uint32_t enough = walk->options.labels;
    if (!jd__is_event(label->node) && ++walk->settled[label->node] > enough && enough != 0)
        return JD_OK;
    walk->n_entries += slot->key == 0;
    label->next = last;
    label->settled = true;
    *slot = (struct jd__keyed){entry_key(walk, label), number};
    return JD_OK;
}

/* ---- the walk ---- */

/* Does anybody who is seen have this role in the event? */
static bool
has_role(const struct jd__graph *graph, uint32_t event, jd_word role)
{
    const struct jd__hang *on = &jd__facts_of(graph)->event_roles;
    for (uint32_t i = on->starts[event]; i < on->starts[event + 1]; i++)
        if (jd__sees_role(graph->view, on->items[i]) &&
            jd__roles(jd__facts_of(graph))[on->items[i]].role == role)
            return true;
    return false;
}

bool
jd__walk_ends_at(const struct jd__walk *walk, uint32_t event)
{
    const struct jd__graph *graph = walk->graph;
    const struct jd__event *e = &jd__events(jd__facts_of(graph))[event];
    const struct jd__extend_options *o = &walk->options;
    const struct jd__hang *cases = &jd__facts_of(graph)->cases_of_event;
    uint32_t matter = graph->matters[event];
    if (!jd__has_case(graph, event) || jd__bit(walk->excluded, matter) ||
        jd__bit(walk->met, matter))
        return false;
    if ((o->to_agency != JD_NONE && e->agency != o->to_agency) ||
        (o->to_kind != JD_NONE && e->kind != o->to_kind))
        return false;
    if (o->to_role != JD_NONE && !has_role(graph, event, o->to_role))
        return false;
    bool in_case = o->to_case == JD_NONE;
    for (uint32_t i = cases->starts[event]; !in_case && i < cases->starts[event + 1]; i++)
        in_case = cases->items[i] == o->to_case;
    return in_case;
}

static enum jd_status
move(struct jd__walk *walk, uint32_t number, struct jd_error *err)
{
    uint32_t node = jd__labels(walk)[number].node;
    enum jd_status status = JD_OK;
    if (jd__is_event(node)) {
        uint32_t event = node & ~JD__EVENT_BIT;
        if (jd__labels(walk)[number].may_end && jd__walk_ends_at(walk, event)) {
            jd__bit_set(walk->met, walk->graph->matters[event]);
            status = jd__buf_append(&walk->ends, &number, 1, err);
        }
        return status != JD_OK ? status : jd__move_from_event(walk, number, err);
    }
    status = jd__move_over_events(walk, number, err);
    if (status == JD_OK)
        status = jd__move_to_ends(walk, number, err);
    return status != JD_OK ? status : jd__move_over_ties(walk, number, err);
}

enum jd_status
jd__walk_run(struct jd__walk *walk, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    while (status == JD_OK && walk->heap.n > 0 && !walk->stopped) {
        uint32_t number = heap_pop(walk);
        status = settle(walk, number, err);
        if (status == JD_OK && jd__labels(walk)[number].settled)
            status = move(walk, number, err);
    }
    return status;
}
