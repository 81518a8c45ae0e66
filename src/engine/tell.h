/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tell.h - the words of answers: records, events, links and names as JSON.
 *
 * What is told comes from the view alone, in an order that no row number of the store can
 * change: by name, by time and name, by weight and name.
 */
#ifndef JD_ENGINE_TELL_H
#define JD_ENGINE_TELL_H

#include "base/json.h"
#include "engine/alibi.h"
#include "engine/event_entities.h"
#include "engine/paper.h"

/* One answer being written. */
struct jd__teller {
    struct jd__json json;
    struct jd__buf *body; /* bytes; the caller's */
    struct jd__buf name;  /* scratch */
    const struct jd__facts *facts;
    const struct jd__view *view;
    const struct jd__entities *entities;
    const struct jd__event_entities *events;
    struct jd__kind_models models;
    const struct jd__view *wider; /* with what is pointed to; NULL: nothing is */
    uint32_t own_case;            /* the question's; where `wider` is set */
};

void
jd__teller_init(struct jd__teller *t, struct jd__buf *body, const struct jd__view *view,
    const struct jd__entities *entities, const struct jd__event_entities *events,
    struct jd__kind_models models);

/* End the answer; JD_OK, or the first failure of all that was told. */
enum jd_status
jd__teller_end(struct jd__teller *t, struct jd_error *err);

/* Keep a failure of something beside the JSON; the first one stays. */
void
jd__teller_fail(struct jd__teller *t, enum jd_status status, const struct jd_error *err);

/* "key": "AGENCY/KIND/ID" */
void
jd__tell_name(
    struct jd__teller *t, const char *key, enum jd__name_kind kind, uint32_t number);

/* "key": the name of the anchor of a record's entity. */
void
jd__tell_entity(struct jd__teller *t, const char *key, uint32_t record);

/* "key": when it began, and where that is not one moment "key_latest"; left out when unknown. */
void
jd__tell_span(struct jd__teller *t, const char *key, const struct jd__span *span);

/* "key": "2017-03-01T00:00:00Z" of microseconds; left out when there is none. */
void
jd__tell_moment(struct jd__teller *t, const char *key, int64_t moment);

/* "key": a shared word, left out when there is none. */
void
jd__tell_word(struct jd__teller *t, const char *key, jd_word word);

/* Class, handling, grades and when it became known; what is not there is left out. */
void
jd__tell_control(struct jd__teller *t, const struct jd__control *control);

/* A whole record as an object: name, agency, control, attributes as written. */
void
jd__tell_record(struct jd__teller *t, uint32_t record);

/* Members of an event's object: name, kind, time, cases. */
void
jd__tell_event(struct jd__teller *t, uint32_t event);

/* "attributes": {...} and "payload": {...} of a row, as written. */
void
jd__tell_attributes(struct jd__teller *t, const struct jd_table *table, uint32_t row);

/* "relations": those among n nodes' (records, or events with JD__EVENT_BIT) that are seen. */
void
jd__tell_relations(struct jd__teller *t, const uint32_t *nodes, uint32_t n);

/* "key": the agencies of these records and events, each once, with whom to ask. */
void
jd__tell_agencies(struct jd__teller *t, const char *key, const uint32_t *nodes, uint32_t n);

/* ---- order ---- */

/* Sort a buf by an order that looks into the view. */
enum jd_status
jd__sort_told(const struct jd__view *view, struct jd__buf *rows,
    bool (*before)(const void *a, const void *b, void *view), struct jd_error *err);

/* Sort nodes (records, or events with JD__EVENT_BIT): records by name; events by time, name. */
enum jd_status
jd__sort_nodes(const struct jd__view *view, struct jd__buf *nodes, struct jd_error *err);

/* Order of two events by time, then name. */
int
jd__event_order(const struct jd__facts *facts, uint32_t a, uint32_t b);

/* Drop repeated neighbours of a sorted array; returns how many stay. */
size_t
jd__drop_repeats(uint32_t *nodes, size_t n);

/* Order of two links by the names of their records: negative, 0 or positive. */
int
jd__link_order(
    const struct jd__facts *facts, const struct jd__link *x, const struct jd__link *y);

/* The joined links inside an entity, each once, strongest first. */
enum jd_status
jd__entity_links(const struct jd__teller *t, uint32_t entity, struct jd__buf *out_links,
    struct jd_error *err);

/* The links that hold an entity together, strongest first: a spanning tree of them. */
enum jd_status
jd__entity_tree(const struct jd__teller *t, uint32_t entity, struct jd__buf *out_links,
    struct jd_error *err);

/* "possible": who else an entity may be; never counted as one, never followed. */
void
jd__tell_possible(struct jd__teller *t, uint32_t entity);

/* "assertions": what a person or court said of its records, as far as both are seen. */
void
jd__tell_assertions(struct jd__teller *t, uint32_t entity);

/* "against": what both records' events say against their being one; left out for nothing. */
void
jd__tell_alibi(struct jd__teller *t, const struct jd__alibi *alibi);

/* "for": what paper says for a link, if it says anything. */
void
jd__tell_paper(struct jd__teller *t, const struct jd__paper *paper);

/* Members of a link's object: a, b, weight, probability, against. */
void
jd__tell_link(struct jd__teller *t, uint32_t link);

#endif
