/* SPDX-License-Identifier: Apache-2.0 */
/* asks.h - what each question tells, once the asker was admitted and the view made. */
#ifndef JD_ENGINE_ASKS_H
#define JD_ENGINE_ASKS_H

#include <joinder/questions.h>

#include "engine/tell.h"
#include "graph/graph.h"

/* What a name means in this view; JD_E_NOT_FOUND for hidden and missing alike. */
enum jd_status
jd__seen_name(const struct jd__view *view, struct jd_str text, struct jd__name *out_name,
    struct jd_error *err);

/* The events of a case that are seen, with JD__EVENT_BIT, by time and name. */
enum jd_status
jd__case_events(const struct jd__view *view, uint32_t number, struct jd__buf *out_nodes,
    struct jd_error *err);

enum jd_status
jd__tell_show(struct jd__teller *t, struct jd__name name, struct jd_error *err);

enum jd_status
jd__tell_why(
    struct jd__teller *t, struct jd__name a, struct jd__name b, struct jd_error *err);

/* Why are two events one, or not: kind, agencies, time, case numbers, who is in both. */
enum jd_status
jd__tell_why_events(struct jd__teller *t, uint32_t a, uint32_t b, struct jd_error *err);

/* Members of an event's object: entity, same_as, possible. */
void
jd__tell_event_entity(struct jd__teller *t, uint32_t event);

enum jd_status
jd__tell_how(struct jd__teller *t, struct jd__name name, struct jd_error *err);

enum jd_status
jd__tell_review(
    struct jd__teller *t, const struct jd_review_options *options, struct jd_error *err);

enum jd_status
jd__tell_overlap(struct jd__teller *t, const struct jd__graph *graph,
    const struct jd_overlap_options *options, struct jd_error *err);

enum jd_status
jd__tell_search(
    struct jd__teller *t, const struct jd_search_options *options, struct jd_error *err);

void
jd__tell_chains(
    struct jd__teller *t, struct jd__name start, const struct jd__chains *chains);

/* "people": who has a part in a chain's events, and whose relative is whose. */
void
jd__tell_people(struct jd__teller *t, const struct jd__step *steps, uint32_t n_steps);

void
jd__tell_levels(
    struct jd__teller *t, struct jd__name start, const struct jd__levels *levels);

/* "pointers": agencies that hold something of a record's entity, an event's parts or those of a
 * case's events, and whom to ask. */
void
jd__tell_pointers(struct jd__teller *t, struct jd__name start);

/* What is in the view; rejected and issues are the store's and stay 0. */
enum jd_status
jd__count(
    const struct jd__teller *t, struct jd_engine_counts *out_counts, struct jd_error *err);

void
jd__tell_counts(struct jd__json *json, const struct jd_engine_counts *counts);

/* The view as plain tables. */
enum jd_status
jd__tables_make(const struct jd_alloc *alloc, const struct jd__view *view,
    const struct jd__entities *entities, const struct jd__event_entities *events,
    struct jd_engine_tables *out_tables, struct jd_error *err);

/* agency, kind, id, entity of each record of the view, by name. */
enum jd_status
jd__entities_table(const struct jd_alloc *alloc, const struct jd__view *view,
    const struct jd__entities *entities, struct jd_table **out_table, struct jd_error *err);

#endif
