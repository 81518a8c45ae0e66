/* SPDX-License-Identifier: Apache-2.0 */
/* hang.h - which rows hang on which node, as one array cut by starts. */
#ifndef JD_FACTS_HANG_H
#define JD_FACTS_HANG_H

#include "facts/facts.h"

/* Tells the up to two nodes that row `i` hangs on, and what is hung there; returns how many. */
typedef int (*jd__hang_ends)(
    const void *rows, uint32_t i, uint32_t out_nodes[2], uint32_t *out_item);

/* What hangs where: `rows` on n nodes, by `ends`. */
struct jd__hang_spec {
    struct jd__hang *out;
    jd__hang_ends ends;
    uint32_t n;
    const struct jd__buf *rows;
};

/* Fill *spec->out; items of a node keep the order of the rows. */
enum jd_status
jd__hang_make(
    const struct jd_alloc *alloc, const struct jd__hang_spec *spec, struct jd_error *err);

void
jd__hang_done(const struct jd_alloc *alloc, struct jd__hang *hang);

int
jd__hang_role_record(
    const void *rows, uint32_t i, uint32_t out_nodes[2], uint32_t *out_item);
int
jd__hang_role_event(
    const void *rows, uint32_t i, uint32_t out_nodes[2], uint32_t *out_item);
int
jd__hang_relation_record(
    const void *rows, uint32_t i, uint32_t out_nodes[2], uint32_t *out_item);
int
jd__hang_relation_event(
    const void *rows, uint32_t i, uint32_t out_nodes[2], uint32_t *out_item);
int
jd__hang_link_record(
    const void *rows, uint32_t i, uint32_t out_nodes[2], uint32_t *out_item);
int
jd__hang_case_event(
    const void *rows, uint32_t i, uint32_t out_nodes[2], uint32_t *out_item);
int
jd__hang_event_case(
    const void *rows, uint32_t i, uint32_t out_nodes[2], uint32_t *out_item);

#endif
