/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hang.c - count, sum, fill: two passes over the rows, no sorting.
 *
 * Invariant: starts[0] = 0, starts never falls, starts[n] = n_items.
 */
#include "facts/hang.h"

#include "base/alloc.h"
#include "base/error.h"

#include <inttypes.h>

void
jd__hang_done(const struct jd_alloc *alloc, struct jd__hang *hang)
{
    jd__alloc_free(alloc, hang->starts, ((size_t)hang->n + 2) * sizeof(uint32_t));
    jd__alloc_free(alloc, hang->items, (size_t)hang->n_items * sizeof(uint32_t));
    *hang = (struct jd__hang){0};
}

/* Count what hangs on each node into starts[node + 2], then sum up: starts[node + 1] begins. */
static uint32_t
count(const struct jd__hang_spec *spec, uint32_t *starts)
{
    uint32_t nodes[2], item = 0;
    for (uint32_t i = 0; i < spec->rows->n; i++)
        for (int k = spec->ends(spec->rows->data, i, nodes, &item); k-- > 0;)
            starts[nodes[k] + 2]++;
    for (uint32_t node = 0; node < spec->n; node++)
        starts[node + 2] += starts[node + 1];
    return starts[spec->n + 1];
}

enum jd_status
jd__hang_make(
    const struct jd_alloc *alloc, const struct jd__hang_spec *spec, struct jd_error *err)
{
    struct jd__hang hang = {.n = spec->n};
    hang.starts = jd__alloc_array(alloc, 0, (size_t)spec->n + 2, sizeof(uint32_t));
    if (hang.starts == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %" PRIu32 " nodes", spec->n);
    hang.n_items = count(spec, hang.starts);
    hang.items = jd__alloc_array(alloc, 0, hang.n_items, sizeof(uint32_t));
    if (hang.items == NULL) {
        jd__hang_done(alloc, &hang);
        return jd__fail(err, JD_E_NOMEM, "no memory for %" PRIu32 " nodes", spec->n);
    }
    uint32_t nodes[2], item = 0;
    for (uint32_t i = 0; i < spec->rows->n; i++) {
        int ends = spec->ends(spec->rows->data, i, nodes, &item);
        for (int k = 0; k < ends;
             k++) /* filling moves starts[node + 1] to the node's end */
            hang.items[hang.starts[nodes[k] + 1]++] = item;
    }
    *spec->out = hang;
    return JD_OK;
}

int
jd__hang_role_record(
    const void *rows, uint32_t i, uint32_t out_nodes[2], uint32_t *out_item)
{
    out_nodes[0] = ((const struct jd__role *)rows)[i].record;
    *out_item = i;
    return 1;
}

int
jd__hang_role_event(const void *rows, uint32_t i, uint32_t out_nodes[2], uint32_t *out_item)
{
    out_nodes[0] = ((const struct jd__role *)rows)[i].event;
    *out_item = i;
    return 1;
}

/* The ends of a relation that are events (or that are not). */
static int
relation_ends(const void *rows, uint32_t i, bool events, uint32_t out_nodes[2])
{
    const struct jd__relation *relation = &((const struct jd__relation *)rows)[i];
    const uint32_t ends[2] = {relation->from, relation->to};
    int n = 0;
    for (int k = 0; k < 2; k++)
        if (((ends[k] & JD__EVENT_BIT) != 0) == events && (n == 0 || ends[k] != ends[0]))
            out_nodes[n++] = ends[k] & ~JD__EVENT_BIT;
    return n;
}

int
jd__hang_relation_record(
    const void *rows, uint32_t i, uint32_t out_nodes[2], uint32_t *out_item)
{
    *out_item = i;
    return relation_ends(rows, i, false, out_nodes);
}

int
jd__hang_relation_event(
    const void *rows, uint32_t i, uint32_t out_nodes[2], uint32_t *out_item)
{
    *out_item = i;
    return relation_ends(rows, i, true, out_nodes);
}

int
jd__hang_link_record(
    const void *rows, uint32_t i, uint32_t out_nodes[2], uint32_t *out_item)
{
    out_nodes[0] = ((const struct jd__link *)rows)[i].a;
    out_nodes[1] = ((const struct jd__link *)rows)[i].b;
    *out_item = i;
    return out_nodes[0] == out_nodes[1] ? 1 : 2;
}

int
jd__hang_case_event(const void *rows, uint32_t i, uint32_t out_nodes[2], uint32_t *out_item)
{
    out_nodes[0] = ((const struct jd__event_case *)rows)[i].event;
    *out_item = ((const struct jd__event_case *)rows)[i].of_case;
    return 1;
}

int
jd__hang_event_case(const void *rows, uint32_t i, uint32_t out_nodes[2], uint32_t *out_item)
{
    out_nodes[0] = ((const struct jd__event_case *)rows)[i].of_case;
    *out_item = ((const struct jd__event_case *)rows)[i].event;
    return 1;
}
