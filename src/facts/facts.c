/* SPDX-License-Identifier: Apache-2.0 */
/*
 * facts.c - build and finish the facts.
 *
 * Invariant of finished facts: every number in a row names a row that exists; keys are unique
 * ((agency, kind, id) of records, (agency, id) of events, (agency, number) of cases).
 */
#include "facts/facts.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/str.h"
#include "facts/hang.h"

#include <inttypes.h>

enum jd_status
jd__facts_new(
    const struct jd_alloc *alloc, struct jd__facts **out_facts, struct jd_error *err)
{
    struct jd__facts *facts = jd__alloc_array(alloc, sizeof(*facts), 0, 1);
    if (facts == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for facts");
    facts->alloc = jd__alloc_or_default(alloc);
    size_t most = JD__EVENT_BIT - 1; /* numbers stay clear of the bit and of JD_NONE */
    jd__buf_init(&facts->agencies, alloc, sizeof(struct jd__agency), UINT16_MAX);
    jd__buf_init(&facts->kinds, alloc, sizeof(struct jd__kind), UINT16_MAX);
    jd__buf_init(&facts->records, alloc, sizeof(struct jd__record), most);
    jd__buf_init(&facts->events, alloc, sizeof(struct jd__event), most);
    jd__buf_init(&facts->roles, alloc, sizeof(struct jd__role), most);
    jd__buf_init(&facts->relations, alloc, sizeof(struct jd__relation), most);
    jd__buf_init(&facts->cases, alloc, sizeof(struct jd__case), most);
    jd__buf_init(&facts->event_cases, alloc, sizeof(struct jd__event_case), most);
    jd__buf_init(&facts->assertions, alloc, sizeof(struct jd__assertion), most);
    jd__buf_init(&facts->links, alloc, sizeof(struct jd__link), most);
    jd__buf_init(&facts->evidence, alloc, sizeof(struct jd__evidence), JD_NONE - 1);
    facts->words = jd__dict_new(alloc, JD_TYPE_TEXT);
    if (facts->words == NULL) {
        jd__facts_free(facts);
        return jd__fail(err, JD_E_NOMEM, "no memory for facts");
    }
    *out_facts = facts;
    return JD_OK;
}

static void
free_indexes(struct jd__facts *facts)
{
    struct jd__hang *hangs[] = {&facts->record_roles, &facts->event_roles,
        &facts->record_relations, &facts->event_relations, &facts->record_links,
        &facts->cases_of_event, &facts->events_of_case};
    for (size_t i = 0; i < sizeof(hangs) / sizeof(hangs[0]); i++)
        jd__hang_done(&facts->alloc, hangs[i]);
    jd__alloc_free(&facts->alloc, facts->record_slots, facts->n_record_slots * 4);
    jd__alloc_free(&facts->alloc, facts->event_slots, facts->n_event_slots * 4);
    jd__alloc_free(&facts->alloc, facts->case_slots, facts->n_case_slots * 4);
    facts->record_slots = NULL;
    facts->event_slots = NULL;
    facts->case_slots = NULL;
    facts->n_record_slots = facts->n_event_slots = facts->n_case_slots = 0;
}

void
jd__facts_free(struct jd__facts *facts)
{
    if (facts == NULL)
        return;
    struct jd_alloc alloc = facts->alloc;
    for (size_t i = 0; i < facts->kinds.n; i++)
        jd_table_free(((struct jd__kind *)facts->kinds.data)[i].attributes);
    jd_table_free(facts->event_attributes);
    free_indexes(facts);
    struct jd__buf *bufs[] = {&facts->agencies, &facts->kinds, &facts->records,
        &facts->events, &facts->roles, &facts->relations, &facts->cases,
        &facts->event_cases, &facts->assertions, &facts->links, &facts->evidence};
    for (size_t i = 0; i < sizeof(bufs) / sizeof(bufs[0]); i++)
        jd__buf_done(bufs[i]);
    jd__dict_free(facts->words);
    jd__alloc_free(&alloc, facts, sizeof(*facts));
}

enum jd_status
jd__facts_word(
    struct jd__facts *facts, struct jd_str text, jd_word *out_word, struct jd_error *err)
{
    if (text.data == NULL) {
        *out_word = JD_NONE;
        return JD_OK;
    }
    return jd__dict_code(facts->words, jd_text_of(text), out_word, err);
}

jd_word
jd__facts_find_word(const struct jd__facts *facts, struct jd_str text)
{
    return text.data == NULL ? JD_NONE : jd__dict_find(facts->words, jd_text_of(text));
}

struct jd_str
jd__facts_text(const struct jd__facts *facts, jd_word word)
{
    return word == JD_NONE ? (struct jd_str){NULL, 0} : jd__dict_text(facts->words, word);
}

/* ---- rows ---- */

static enum jd_status
add(struct jd__facts *facts, struct jd__buf *to, const void *row, struct jd_error *err)
{
    if (facts->finished && to != &facts->links && to != &facts->evidence)
        return jd__fail(err, JD_E_ARG, "the facts are finished");
    return jd__buf_append(to, row, 1, err);
}

enum jd_status
jd__facts_add_agency(
    struct jd__facts *facts, const struct jd__agency *agency, struct jd_error *err)
{
    return add(facts, &facts->agencies, agency, err);
}

enum jd_status
jd__facts_add_kind(struct jd__facts *facts, jd_word name, struct jd_table *attributes,
    struct jd_error *err)
{
    const struct jd__kind kind = {name, attributes};
    return add(facts, &facts->kinds, &kind, err);
}

enum jd_status
jd__facts_add_record(
    struct jd__facts *facts, const struct jd__record *record, struct jd_error *err)
{
    return add(facts, &facts->records, record, err);
}

enum jd_status
jd__facts_add_event(
    struct jd__facts *facts, const struct jd__event *event, struct jd_error *err)
{
    return add(facts, &facts->events, event, err);
}

enum jd_status
jd__facts_add_role(
    struct jd__facts *facts, const struct jd__role *role, struct jd_error *err)
{
    return add(facts, &facts->roles, role, err);
}

enum jd_status
jd__facts_add_relation(
    struct jd__facts *facts, const struct jd__relation *relation, struct jd_error *err)
{
    return add(facts, &facts->relations, relation, err);
}

enum jd_status
jd__facts_add_assertion(
    struct jd__facts *facts, const struct jd__assertion *assertion, struct jd_error *err)
{
    return add(facts, &facts->assertions, assertion, err);
}

enum jd_status
jd__facts_add_link(struct jd__facts *facts, const struct jd__link *link,
    const struct jd__evidence *evidence, uint32_t n, struct jd_error *err)
{
    struct jd__link row = *link;
    row.evidence = (uint32_t)facts->evidence.n;
    enum jd_status status = jd__buf_append(&facts->evidence, evidence, n, err);
    if (status == JD_OK)
        status = jd__buf_append(&facts->links, &row, 1, err);
    if (status != JD_OK)
        facts->evidence.n = row.evidence;
    return status;
}

/* ---- keys ---- */

static uint64_t
record_key(uint32_t agency, uint32_t kind, jd_word id)
{
    return jd__hash_pair((uint64_t)agency << 32 | kind, id);
}

static uint64_t
pair_key(uint32_t agency, jd_word id)
{
    return jd__hash_pair(agency, id);
}

/* A slot table for n keys: a power of two, at most half full. */
static enum jd_status
new_slots(struct jd__facts *facts, size_t n, uint32_t **out_slots, size_t *out_n,
    struct jd_error *err)
{
    size_t n_slots = 16;
    while (n_slots < 2 * n)
        n_slots *= 2;
    *out_slots = jd__alloc_array(&facts->alloc, 0, n_slots, sizeof(uint32_t));
    if (*out_slots == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %zu keys", n);
    *out_n = n_slots;
    return JD_OK;
}

uint32_t
jd__facts_record(const struct jd__facts *facts, uint32_t agency, uint32_t kind, jd_word id)
{
    if (facts->n_record_slots == 0)
        return JD_NONE;
    size_t mask = facts->n_record_slots - 1;
    size_t slot = (size_t)record_key(agency, kind, id) & mask;
    for (; facts->record_slots[slot] != 0; slot = (slot + 1) & mask) {
        uint32_t at = facts->record_slots[slot] - 1;
        const struct jd__record *record = &jd__records(facts)[at];
        if (record->agency == agency && record->kind == kind && record->id == id)
            return at;
    }
    return JD_NONE;
}

uint32_t
jd__facts_event(const struct jd__facts *facts, uint32_t agency, jd_word id)
{
    if (facts->n_event_slots == 0)
        return JD_NONE;
    size_t mask = facts->n_event_slots - 1;
    size_t slot = (size_t)pair_key(agency, id) & mask;
    for (; facts->event_slots[slot] != 0; slot = (slot + 1) & mask) {
        uint32_t at = facts->event_slots[slot] - 1;
        const struct jd__event *event = &jd__events(facts)[at];
        if (event->agency == agency && event->id == id)
            return at;
    }
    return JD_NONE;
}

uint32_t
jd__facts_case(const struct jd__facts *facts, uint32_t agency, jd_word number)
{
    if (facts->n_case_slots == 0)
        return JD_NONE;
    size_t mask = facts->n_case_slots - 1;
    size_t slot = (size_t)pair_key(agency, number) & mask;
    for (; facts->case_slots[slot] != 0; slot = (slot + 1) & mask) {
        uint32_t at = facts->case_slots[slot] - 1;
        if (jd__cases(facts)[at].agency == agency && jd__cases(facts)[at].number == number)
            return at;
    }
    return JD_NONE;
}

static void
put_slot(uint32_t *slots, size_t n_slots, uint64_t key, uint32_t number)
{
    size_t slot = (size_t)key & (n_slots - 1);
    while (slots[slot] != 0)
        slot = (slot + 1) & (n_slots - 1);
    slots[slot] = number + 1;
}

/* Cases are looked up while they are added, so their slots grow with them. */
static enum jd_status
grow_case_slots(struct jd__facts *facts, struct jd_error *err)
{
    if (facts->cases.n * 2 < facts->n_case_slots)
        return JD_OK;
    uint32_t *slots = NULL;
    size_t n_slots = 0;
    enum jd_status status = new_slots(facts, facts->cases.n * 2, &slots, &n_slots, err);
    if (status != JD_OK)
        return status;
    for (uint32_t i = 0; i < facts->cases.n; i++)
        put_slot(slots, n_slots,
            pair_key(jd__cases(facts)[i].agency, jd__cases(facts)[i].number), i);
    jd__alloc_free(&facts->alloc, facts->case_slots, facts->n_case_slots * 4);
    facts->case_slots = slots;
    facts->n_case_slots = n_slots;
    return JD_OK;
}

enum jd_status
jd__facts_add_event_case(struct jd__facts *facts, uint32_t event, uint16_t agency,
    jd_word number, struct jd_error *err)
{
    struct jd__event_case row = {event, jd__facts_case(facts, agency, number)};
    enum jd_status status = JD_OK;
    if (row.of_case == JD_NONE) {
        const struct jd__case new_case = {agency, number};
        row.of_case = (uint32_t)facts->cases.n;
        status = grow_case_slots(facts, err);
        if (status == JD_OK)
            status = add(facts, &facts->cases, &new_case, err);
        if (status == JD_OK)
            put_slot(facts->case_slots, facts->n_case_slots, pair_key(agency, number),
                row.of_case);
    }
    return status != JD_OK ? status : add(facts, &facts->event_cases, &row, err);
}

static enum jd_status
index_records(struct jd__facts *facts, struct jd_error *err)
{
    enum jd_status status = new_slots(
        facts, facts->records.n, &facts->record_slots, &facts->n_record_slots, err);
    for (uint32_t i = 0; i < facts->records.n && status == JD_OK; i++) {
        const struct jd__record *r = &jd__records(facts)[i];
        if (jd__facts_record(facts, r->agency, r->kind, r->id) != JD_NONE)
            return jd__fail(err, JD_E_CORRUPT, "record %" PRIu32 " is there twice", i);
        put_slot(facts->record_slots, facts->n_record_slots,
            record_key(r->agency, r->kind, r->id), i);
    }
    return status;
}

static enum jd_status
index_events(struct jd__facts *facts, struct jd_error *err)
{
    enum jd_status status =
        new_slots(facts, facts->events.n, &facts->event_slots, &facts->n_event_slots, err);
    for (uint32_t i = 0; i < facts->events.n && status == JD_OK; i++) {
        const struct jd__event *e = &jd__events(facts)[i];
        if (jd__facts_event(facts, e->agency, e->id) != JD_NONE)
            return jd__fail(err, JD_E_CORRUPT, "event %" PRIu32 " is there twice", i);
        put_slot(facts->event_slots, facts->n_event_slots, pair_key(e->agency, e->id), i);
    }
    return status;
}

/* ---- finish ---- */

static bool
node_exists(const struct jd__facts *facts, uint32_t node)
{
    return (node & JD__EVENT_BIT) != 0 ? (node & ~JD__EVENT_BIT) < facts->events.n
                                       : node < facts->records.n;
}

static enum jd_status
check_rows(const struct jd__facts *facts, struct jd_error *err)
{
    size_t n_records = facts->records.n, n_events = facts->events.n;
    for (size_t i = 0; i < n_records; i++)
        if (jd__records(facts)[i].agency >= facts->agencies.n ||
            jd__records(facts)[i].kind >= facts->kinds.n)
            return jd__fail(err, JD_E_CORRUPT, "record %zu has no agency or kind", i);
    for (size_t i = 0; i < n_events; i++)
        if (jd__events(facts)[i].agency >= facts->agencies.n)
            return jd__fail(err, JD_E_CORRUPT, "event %zu has no agency", i);
    for (size_t i = 0; i < facts->roles.n; i++)
        if (jd__roles(facts)[i].record >= n_records ||
            jd__roles(facts)[i].event >= n_events)
            return jd__fail(err, JD_E_CORRUPT, "role %zu names nothing", i);
    for (size_t i = 0; i < facts->relations.n; i++)
        if (!node_exists(facts, jd__relations(facts)[i].from) ||
            !node_exists(facts, jd__relations(facts)[i].to))
            return jd__fail(err, JD_E_CORRUPT, "relation %zu names nothing", i);
    for (size_t i = 0; i < facts->links.n; i++)
        if (jd__links(facts)[i].a >= n_records || jd__links(facts)[i].b >= n_records)
            return jd__fail(err, JD_E_CORRUPT, "link %zu names nothing", i);
    return JD_OK;
}

static enum jd_status
hang_all(struct jd__facts *facts, struct jd_error *err)
{
    uint32_t n_records = (uint32_t)facts->records.n, n_events = (uint32_t)facts->events.n;
    const struct jd__hang_spec specs[] = {
        {&facts->record_roles, jd__hang_role_record, n_records, &facts->roles},
        {&facts->event_roles, jd__hang_role_event, n_events, &facts->roles},
        {&facts->record_relations, jd__hang_relation_record, n_records, &facts->relations},
        {&facts->event_relations, jd__hang_relation_event, n_events, &facts->relations},
        {&facts->record_links, jd__hang_link_record, n_records, &facts->links},
        {&facts->cases_of_event, jd__hang_case_event, n_events, &facts->event_cases},
        {&facts->events_of_case, jd__hang_event_case, (uint32_t)facts->cases.n,
            &facts->event_cases},
    };
    enum jd_status status = JD_OK;
    for (size_t i = 0; i < sizeof(specs) / sizeof(specs[0]) && status == JD_OK; i++)
        status = jd__hang_make(&facts->alloc, &specs[i], err);
    return status;
}

/* A case's slots are made while cases are added; the others here, anew each time. */
enum jd_status
jd__facts_finish(struct jd__facts *facts, struct jd_error *err)
{
    uint32_t *case_slots = facts->case_slots;
    size_t n_case_slots = facts->n_case_slots;
    facts->case_slots = NULL;
    facts->n_case_slots = 0;
    free_indexes(facts);
    facts->case_slots = case_slots;
    facts->n_case_slots = n_case_slots;
    enum jd_status status = check_rows(facts, err);
    if (status == JD_OK)
        status = index_records(facts, err);
    if (status == JD_OK)
        status = index_events(facts, err);
    if (status == JD_OK)
        status = hang_all(facts, err);
    facts->finished = status == JD_OK;
    return status;
}
