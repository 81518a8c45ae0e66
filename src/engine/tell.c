/* SPDX-License-Identifier: Apache-2.0 */
/* tell.c - the small words: names, moments, controls, rows. */
#include "engine/tell.h"

#include "base/alloc.h"
#include "base/calendar.h"
#include "base/error.h"
#include "base/sort.h"
#include "base/str.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

void
jd__teller_init(struct jd__teller *t, struct jd__buf *body, const struct jd__view *view,
    const struct jd__entities *entities, const struct jd__event_entities *events,
    struct jd__kind_models models)
{
    *t = (struct jd__teller){.body = body,
        .facts = view->facts,
        .view = view,
        .entities = entities,
        .events = events,
        .models = models};
    jd__json_init(&t->json, body);
    jd__buf_init(&t->name, &body->alloc, 1, 0);
}

enum jd_status
jd__teller_end(struct jd__teller *t, struct jd_error *err)
{
    jd__buf_done(&t->name);
    return jd__json_end(&t->json, err);
}

void
jd__teller_fail(struct jd__teller *t, enum jd_status status, const struct jd_error *err)
{
    if (status != JD_OK && t->json.status == JD_OK) {
        t->json.status = status;
        t->json.err = *err;
    }
}

void
jd__tell_name(
    struct jd__teller *t, const char *key, enum jd__name_kind kind, uint32_t number)
{
    struct jd_error err = {0};
    struct jd__name name = {kind, number};
    t->name.n = 0;
    jd__teller_fail(t, jd__facts_write_name(t->facts, name, &t->name, &err), &err);
    struct jd_str text = {t->name.data, t->name.n};
    if (key != NULL)
        jd__json_key_text(&t->json, key, text);
    else
        jd__json_text(&t->json, text);
}

void
jd__tell_entity(struct jd__teller *t, const char *key, uint32_t record)
{
    uint32_t entity = t->entities->of_record[record];
    jd__tell_name(t, key, JD__NAME_RECORD, t->entities->anchors[entity]);
}

void
jd__tell_moment(struct jd__teller *t, const char *key, int64_t moment)
{
    char text[32];
    if (moment == JD__NO_TIME)
        return;
    jd__format_moment(moment / 1000000 - (moment % 1000000 < 0), text);
    jd__json_key_cstr(&t->json, key, text);
}

void
jd__tell_span(struct jd__teller *t, const char *key, const struct jd__span *span)
{
    char latest[32];
    jd__tell_moment(t, key, span->earliest);
    if (span->latest == span->earliest)
        return;
    (void)snprintf(latest, sizeof(latest), "%s_latest", key);
    jd__tell_moment(t, latest, span->latest);
}

void
jd__tell_word(struct jd__teller *t, const char *key, jd_word word)
{
    if (word != JD_NONE)
        jd__json_key_text(&t->json, key, jd__facts_text(t->facts, word));
}

void
jd__tell_control(struct jd__teller *t, const struct jd__control *control)
{
    jd__tell_word(t, "class", control->item_class);
    jd__tell_word(t, "handling", control->handling);
    jd__tell_word(t, "source_grade", control->source_grade);
    jd__tell_word(t, "information_grade", control->information_grade);
    jd__tell_moment(t, "known_from", control->known_from);
}

/* Columns that are made, not written, and those that stand elsewhere in an answer. */
static bool
is_told(const char *column)
{
    static const char *const endings[] = {"_norm", "_precision", "_earliest", "_latest"};
    static const char *const elsewhere[] = {"id", "class", "handling", "source_grade",
        "information_grade", "known_at", "kind", "at", "until", "case_numbers", "payload"};
    size_t size = strlen(column);
    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        size_t n = strlen(endings[i]);
        if (size > n && memcmp(column + size - n, endings[i], n) == 0)
            return false;
    }
    for (size_t i = 0; i < sizeof(elsewhere) / sizeof(elsewhere[0]); i++)
        if (strcmp(column, elsewhere[i]) == 0)
            return false;
    return true;
}

static void
tell_list(struct jd__teller *t, const struct jd_table *table, uint32_t column, uint32_t row,
    uint32_t n)
{
    jd__json_array(&t->json);
    for (uint32_t i = 0; i < n; i++)
        jd__json_text(&t->json, jd_table_item(table, column, row, i));
    jd__json_array_end(&t->json);
}

static void
tell_cell(struct jd__teller *t, const struct jd_table *table, uint32_t column, uint32_t row)
{
    struct jd_value value = jd_table_get(table, column, row);
    if (value.type == JD_TYPE_NULL)
        return;
    jd__json_key(&t->json, jd_table_column(table, column).name);
    switch (value.type) {
    case JD_TYPE_TEXT:
        jd__json_text(&t->json, value.text);
        break;
    case JD_TYPE_LIST:
        tell_list(t, table, column, row, value.n_items);
        break;
    case JD_TYPE_REAL:
        jd__json_real(&t->json, value.real);
        break;
    case JD_TYPE_BOOL:
        jd__json_bool(&t->json, value.integer != 0);
        break;
    case JD_TYPE_NULL:
    case JD_TYPE_INT:
    case JD_TYPE_DATE:
    case JD_TYPE_TIME:
        jd__json_int(&t->json, value.integer);
        break;
    }
}

/* What no standard column holds: stored as one JSON object of texts. */
static void
tell_payload(struct jd__teller *t, const struct jd_table *table, uint32_t row)
{
    uint32_t column = jd_table_find(table, "payload");
    struct jd_value value =
        column != JD_NONE ? jd_table_get(table, column, row) : jd_null();
    if (value.type != JD_TYPE_TEXT)
        return;
    json_t *payload = json_loadb(value.text.data, value.text.size, 0, NULL);
    const char *key = NULL;
    json_t *cell = NULL;
    jd__json_key(&t->json, "payload");
    jd__json_object(&t->json);
    json_object_foreach (payload, key, cell) {
        struct jd_str text = {json_string_value(cell), json_string_length(cell)};
        jd__json_key_text(&t->json, key, text);
    }
    jd__json_object_end(&t->json);
    json_decref(payload);
}

void
jd__tell_attributes(struct jd__teller *t, const struct jd_table *table, uint32_t row)
{
    if (table == NULL)
        return;
    jd__json_key(&t->json, "attributes");
    jd__json_object(&t->json);
    for (uint32_t c = 0; c < jd_table_n_columns(table); c++)
        if (is_told(jd_table_column(table, c).name))
            tell_cell(t, table, c, row);
    jd__json_object_end(&t->json);
    tell_payload(t, table, row);
}

void
jd__tell_record(struct jd__teller *t, uint32_t record)
{
    const struct jd__record *r = &jd__records(t->facts)[record];
    jd__json_object(&t->json);
    jd__tell_name(t, "name", JD__NAME_RECORD, record);
    jd__tell_word(t, "agency", jd__agencies(t->facts)[r->agency].id);
    jd__tell_control(t, &r->control);
    jd__tell_attributes(t, jd__kinds(t->facts)[r->kind].attributes, r->row);
    jd__json_object_end(&t->json);
}

void
jd__tell_event(struct jd__teller *t, uint32_t event)
{
    const struct jd__event *e = &jd__events(t->facts)[event];
    const struct jd__hang *cases = &t->facts->cases_of_event;
    jd__tell_name(t, "name", JD__NAME_EVENT, event);
    jd__tell_word(t, "kind", e->kind);
    jd__tell_span(t, "at", &e->at);
    jd__json_key(&t->json, "cases");
    jd__json_array(&t->json);
    for (uint32_t i = cases->starts[event]; i < cases->starts[event + 1]; i++)
        jd__tell_name(t, NULL, JD__NAME_CASE, cases->items[i]);
    jd__json_array_end(&t->json);
}

void
jd__tell_alibi(struct jd__teller *t, const struct jd__alibi *alibi)
{
    if (alibi->kind == JD__NO_ALIBI)
        return;
    jd__json_key(&t->json, "against");
    jd__json_object(&t->json);
    jd__json_key_cstr(&t->json, "what",
        alibi->kind == JD__DEATH ? "acted after death" : "arrested while in custody");
    jd__tell_name(t, "held", JD__NAME_EVENT, alibi->held);
    jd__tell_name(t, "act", JD__NAME_EVENT, alibi->act);
    jd__json_key_real(&t->json, "bits", alibi->bits);
    jd__json_object_end(&t->json);
}

void
jd__tell_paper(struct jd__teller *t, const struct jd__paper *paper)
{
    if (paper->a == JD_NONE)
        return;
    jd__json_key(&t->json, "for");
    jd__json_object(&t->json);
    jd__json_key_cstr(&t->json, "what", "the one person of one matter");
    jd__tell_name(t, "a", JD__NAME_EVENT, paper->a);
    jd__tell_name(t, "b", JD__NAME_EVENT, paper->b);
    jd__json_key_real(&t->json, "bits", paper->bits);
    jd__json_object_end(&t->json);
}

void
jd__tell_link(struct jd__teller *t, uint32_t link)
{
    const struct jd__link *l = &jd__view_links(t->view)[link];
    bool swap = jd__record_order(t->facts, l->a, l->b) > 0;
    jd__tell_name(t, "a", JD__NAME_RECORD, swap ? l->b : l->a);
    jd__tell_name(t, "b", JD__NAME_RECORD, swap ? l->a : l->b);
    jd__json_key_real(&t->json, "weight", l->weight);
    jd__json_key_real(&t->json, "probability", l->probability);
    const struct jd__link *stored = &jd__links(t->facts)[link];
    if (l->weight != stored->weight) {
        const struct jd__alibi_words words = jd__alibi_words(t->facts);
        struct jd__alibi alibi = jd__alibi_find(t->view, &words, l->a, l->b);
        jd__tell_alibi(t, &alibi);
    }
    if (l->weight != stored->weight && stored->band == JD__POSSIBLE) {
        const struct jd__paper_words words = jd__paper_words(t->facts);
        uint32_t a = swap ? l->b : l->a, b = swap ? l->a : l->b;
        struct jd__paper paper = jd__paper_find(t->view, &words, a, b);
        jd__tell_paper(t, &paper);
    }
}

/* One row a node's agency: sorted by id, each once. */
void
jd__tell_agencies(struct jd__teller *t, const char *key, const uint32_t *nodes, uint32_t n)
{
    const struct jd__facts *f = t->facts;
    const struct jd__agency *agencies = jd__agencies(f);
    struct jd_str last = {0};
    jd__json_key(&t->json, key);
    jd__json_array(&t->json);
    for (;;) { /* the next id in order; there are few */
        const struct jd__agency *next = NULL;
        for (uint32_t i = 0; i < n; i++) {
            uint32_t row = nodes[i] & ~JD__EVENT_BIT;
            uint32_t owner = (nodes[i] & JD__EVENT_BIT) != 0 ? jd__events(f)[row].agency
                                                             : jd__records(f)[row].agency;
            struct jd_str id = jd__facts_text(f, agencies[owner].id);
            if ((last.data == NULL || jd__str_compare(id, last) > 0) &&
                (next == NULL || jd__str_compare(id, jd__facts_text(f, next->id)) < 0))
                next = &agencies[owner];
        }
        if (next == NULL)
            break;
        last = jd__facts_text(f, next->id);
        jd__json_object(&t->json);
        jd__json_key_text(&t->json, "id", last);
        jd__tell_word(t, "name", next->name);
        jd__tell_word(t, "country", next->country);
        jd__tell_word(t, "contact", next->contact);
        jd__json_object_end(&t->json);
    }
    jd__json_array_end(&t->json);
}
