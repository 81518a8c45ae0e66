/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tell_search.c - find records by normal forms, and tell their entities.
 *
 * A column fits a text when its value is the text's normal form, or, of names, addresses and
 * free words, holds all the text's words; the words of a name may stand in several columns
 * (given name here, surname there).  Each distinct value is held against the text once.
 *
 * Invariant: a mask has bit w for word w of the text, and ALL once a column fits by itself.
 */
#include "engine/asks.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "data/table.h"
#include "store/schema.h"

#include <stdio.h>

/* Words of one text that are looked at, fields of one question, countries of its numbers. */
enum { MOST_WORDS = 15, MOST_FIELDS = 16, MOST_COUNTRIES = 8 };
#define ALL ((uint16_t)0x8000u)

/* A text in the normal form of one column. */
struct wanted {
    struct jd_str whole;
    struct jd_str words[MOST_WORDS];
    uint32_t n_words;
    bool by_words;     /* words count, not only the whole */
    bool across;       /* words may stand in several columns */
    uint16_t complete; /* the mask that holds every word */
};

static void
cut(struct wanted *wanted)
{
    struct jd_str rest = wanted->whole;
    while (rest.size > 0 && wanted->n_words < MOST_WORDS) {
        const char *blank = memchr(rest.data, ' ', rest.size);
        size_t size = blank != NULL ? (size_t)(blank - rest.data) : rest.size;
        if (size > 0)
            wanted->words[wanted->n_words++] = (struct jd_str){rest.data, size};
        size += blank != NULL;
        rest = (struct jd_str){rest.data + size, rest.size - size};
    }
    wanted->complete = (uint16_t)((1u << wanted->n_words) - 1);
}

static bool
holds_word(struct jd_str value, struct jd_str word)
{
    for (size_t at = 0; at + word.size <= value.size; at++) {
        bool starts = at == 0 || value.data[at - 1] == ' ';
        bool ends = at + word.size == value.size || value.data[at + word.size] == ' ';
        if (starts && ends && memcmp(value.data + at, word.data, word.size) == 0)
            return true;
    }
    return false;
}

static uint16_t
mask_of(const struct wanted *wanted, struct jd_str value)
{
    uint16_t mask = 0;
    if (value.data == NULL || value.size == 0)
        return 0;
    if (jd__str_equal(value, wanted->whole))
        return ALL;
    for (uint32_t w = 0; wanted->by_words && w < wanted->n_words; w++)
        if (holds_word(value, wanted->words[w]))
            mask |= (uint16_t)(1u << w);
    if (mask == wanted->complete && wanted->n_words > 0)
        return ALL;
    return wanted->across ? mask : 0;
}

static uint16_t
mask_of_code(const struct wanted *wanted, const struct jd__dict *dict, uint32_t code)
{
    struct jd_value value = jd__dict_value(dict, code);
    uint16_t mask = 0;
    if (value.type == JD_TYPE_TEXT)
        return mask_of(wanted, value.text);
    for (uint32_t i = 0; value.type == JD_TYPE_LIST && i < value.n_items; i++)
        mask |= mask_of(wanted, jd__dict_item(dict, code, i));
    return mask;
}

/* One search under way; arrays are of the kind that is looked through. */
struct search {
    struct jd__teller *t;
    struct jd__norm *norms[MOST_COUNTRIES]; /* a telephone's form depends on the country */
    size_t n_norms;
    const struct jd_search_options *options;
    const struct jd_table *table;
    const struct jd__schema *schema;
    uint32_t n_rows;
    uint16_t *masks;  /* of one field: what its columns hold, a row */
    uint8_t *matched; /* fields that a row matches so far */
};

/* Hold one column's distinct values against the text, then look up each row. */
static enum jd_status
look_at_column(
    struct search *s, uint32_t column, const struct wanted *wanted, struct jd_error *err)
{
    const struct jd__dict *dict = jd__table_dict(s->table, column);
    const uint32_t *codes = jd__table_codes(s->table, column);
    struct jd_alloc alloc = s->t->body->alloc;
    uint16_t *of_code = jd__alloc_array(&alloc, 2, dict->n, sizeof(*of_code));
    if (of_code == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for a search");
    for (uint32_t code = 0; code < dict->n; code++)
        of_code[code] = mask_of_code(wanted, dict, code);
    for (uint32_t row = 0; row < s->n_rows; row++)
        if (codes[row] != JD_NONE)
            s->masks[row] |= of_code[codes[row]];
    jd__alloc_free(&alloc, of_code, 2 + dict->n * sizeof(*of_code));
    return JD_OK;
}

/* A text that is not of the column's form is in none of its values. */
static enum jd_status
look_for(struct search *s, struct jd__norm *norm, const struct jd__schema_column *column,
    const struct jd_search_field *field, uint16_t *complete, struct jd_error *err)
{
    char name[64];
    struct wanted wanted = {.by_words = column->form == JD__FORM_NAME ||
                                        column->form == JD__FORM_ADDRESS ||
                                        column->form == JD__FORM_TEXT,
        .across = column->form == JD__FORM_NAME};
    (void)snprintf(name, sizeof(name), "%s_norm", column->name);
    uint32_t stored = jd_table_find(s->table, name);
    if (stored == JD_NONE)
        return JD_OK;
    enum jd_status status =
        jd__norm(norm, column->form, jd__str(field->text), &wanted.whole, NULL);
    if (status == JD_E_INPUT || (status == JD_OK && wanted.whole.size == 0))
        return JD_OK;
    if (status != JD_OK)
        return jd__fail(err, status, "the search text has no normal form");
    cut(&wanted);
    if (wanted.across)
        *complete = wanted.complete;
    return look_at_column(s, stored, &wanted, err);
}

/* One column, read as each country reads it. */
static enum jd_status
look_in(struct search *s, const struct jd__schema_column *column,
    const struct jd_search_field *field, uint16_t *complete, struct jd_error *err)
{
    bool of_country = column->form == JD__FORM_PHONE || column->form == JD__FORM_DATE;
    size_t n = of_country ? s->n_norms : 1;
    enum jd_status status = JD_OK;
    if (column->form == JD__FORM_NONE ||
        (field->field != NULL && strcmp(field->field, column->name) != 0))
        return JD_OK;
    for (size_t i = 0; status == JD_OK && i < n; i++)
        status = look_for(s, s->norms[i], column, field, complete, err);
    return status;
}

static enum jd_status
match_field(struct search *s, const struct jd_search_field *field, struct jd_error *err)
{
    uint16_t complete = ALL;
    enum jd_status status = JD_OK;
    for (uint32_t row = 0; row < s->n_rows; row++)
        s->masks[row] = 0;
    for (uint32_t c = 0; status == JD_OK && c < s->schema->n_columns; c++)
        status = look_in(s, &s->schema->columns[c], field, &complete, err);
    for (uint32_t row = 0; row < s->n_rows; row++)
        if ((s->masks[row] & ALL) != 0 || (s->masks[row] & complete) == complete)
            s->matched[row]++;
    return status;
}

static enum jd_status
match_rows(struct search *s, struct jd_str kind, struct jd_error *err)
{
    const struct jd_search_options *o = s->options;
    enum jd_status status = JD_OK;
    for (uint32_t f = 0; status == JD_OK && f < o->n_fields; f++)
        if (o->fields[f].kind == NULL || jd__str_is(kind, o->fields[f].kind))
            status = match_field(s, &o->fields[f], err);
    return status;
}

/* Append the records of a kind that match every field and are seen. */
static enum jd_status
take_hits(const struct search *s, uint32_t kind, struct jd__buf *hits, struct jd_error *err)
{
    const struct jd__facts *facts = s->t->facts;
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; status == JD_OK && i < facts->records.n; i++) {
        const struct jd__record *record = &jd__records(facts)[i];
        if (record->kind == kind && jd__sees_record(s->t->view, i) &&
            s->matched[record->row] == s->options->n_fields)
            status = jd__buf_append(hits, &i, 1, err);
    }
    return status;
}

static enum jd_status
search_kind(struct search *s, uint32_t kind, struct jd__buf *hits, struct jd_error *err)
{
    const struct jd__facts *facts = s->t->facts;
    struct jd_alloc alloc = s->t->body->alloc;
    struct jd_str name = jd__facts_text(facts, jd__kinds(facts)[kind].name);
    enum jd_status status = JD_E_NOMEM;
    s->table = jd__kinds(facts)[kind].attributes;
    s->schema = jd__schema_find(name);
    if (s->table == NULL || s->schema == NULL)
        return JD_OK;
    s->n_rows = jd_table_n_rows(s->table);
    size_t n = s->n_rows;
    s->masks = jd__alloc_array(&alloc, 2, n, sizeof(*s->masks));
    s->matched = jd__alloc_array(&alloc, 1, n, 1);
    if (s->masks != NULL && s->matched != NULL)
        status = match_rows(s, name, err);
    else
        jd__report(err, status, "no memory for a search");
    if (status == JD_OK)
        status = take_hits(s, kind, hits, err);
    jd__alloc_free(&alloc, s->masks, s->masks != NULL ? 2 + n * sizeof(*s->masks) : 0);
    jd__alloc_free(&alloc, s->matched, s->matched != NULL ? 1 + n : 0);
    return status;
}

/* ---- telling ---- */

static void
tell_hit(struct jd__teller *t, uint32_t anchor, const uint32_t *hits, size_t n_hits)
{
    uint32_t entity = t->entities->of_record[anchor];
    const struct jd__record *r = &jd__records(t->facts)[anchor];
    jd__json_object(&t->json);
    jd__tell_name(t, "entity", JD__NAME_RECORD, anchor);
    jd__tell_word(t, "kind", jd__kinds(t->facts)[r->kind].name);
    jd__json_key_int(&t->json, "records",
        t->entities->members.starts[entity + 1] - t->entities->members.starts[entity]);
    jd__json_key(&t->json, "matched");
    jd__json_array(&t->json);
    for (size_t i = 0; i < n_hits; i++)
        if (t->entities->of_record[hits[i]] == entity)
            jd__tell_name(t, NULL, JD__NAME_RECORD, hits[i]);
    jd__json_array_end(&t->json);
    jd__tell_attributes(t, jd__kinds(t->facts)[r->kind].attributes, r->row);
    jd__json_object_end(&t->json);
}

static enum jd_status
tell_hits(struct jd__teller *t, struct jd__buf *hits, uint32_t limit, struct jd_error *err)
{
    struct jd__buf anchors;
    jd__buf_init(&anchors, &t->body->alloc, sizeof(uint32_t), 0);
    enum jd_status status = jd__sort_nodes(t->view, hits, err);
    for (size_t i = 0; status == JD_OK && i < hits->n; i++) {
        uint32_t record = ((const uint32_t *)hits->data)[i];
        status = jd__buf_append(
            &anchors, &t->entities->anchors[t->entities->of_record[record]], 1, err);
    }
    if (status == JD_OK)
        status = jd__sort_nodes(t->view, &anchors, err);
    if (status != JD_OK)
        goto done;
    anchors.n = jd__drop_repeats(anchors.data, anchors.n);
    size_t shown = anchors.n < limit ? anchors.n : limit;
    jd__json_object(&t->json);
    jd__json_key_int(&t->json, "found", (int64_t)anchors.n);
    jd__json_key_int(&t->json, "shown", (int64_t)shown);
    jd__json_key(&t->json, "entities");
    jd__json_array(&t->json);
    for (size_t i = 0; i < shown; i++)
        tell_hit(t, ((const uint32_t *)anchors.data)[i], hits->data, hits->n);
    jd__json_array_end(&t->json);
    jd__json_object_end(&t->json);
done:
    jd__buf_done(&anchors);
    return status;
}

static enum jd_status
check(const struct jd_search_options *options, struct jd_error *err)
{
    if (options->n_fields == 0 || options->n_fields > MOST_FIELDS ||
        options->fields == NULL)
        return jd__fail(err, JD_E_ARG, "a search has 1 to %d fields", MOST_FIELDS);
    for (uint32_t i = 0; i < options->n_fields; i++) {
        const struct jd_search_field *field = &options->fields[i];
        if (field->text == NULL || field->text[0] == '\0')
            return jd__fail(err, JD_E_ARG, "field %u of the search is empty", i + 1);
        if (field->kind != NULL && jd__schema_find(jd__str(field->kind)) == NULL)
            return jd__fail(err, JD_E_ARG, "field %u names no kind of record", i + 1);
    }
    return JD_OK;
}

/* A way of reading numbers and dates for each country that shows in the view. */
static enum jd_status
make_norms(struct search *s, struct jd_error *err)
{
    const struct jd__view *view = s->t->view;
    const struct jd__facts *facts = view->facts;
    jd_word done[MOST_COUNTRIES] = {JD_NONE};
    enum jd_status status = jd__norm_new(&s->t->body->alloc, NULL, &s->norms[0], err);
    s->n_norms = status == JD_OK;
    for (uint32_t i = 0; status == JD_OK && i < facts->records.n; i++) {
        jd_word country = jd__agencies(facts)[jd__records(facts)[i].agency].country;
        struct jd_str text = jd__facts_text(facts, country);
        char name[4] = "";
        size_t k = 0;
        while (k < s->n_norms && done[k] != country)
            k++;
        if (k < s->n_norms || k == MOST_COUNTRIES || text.size >= sizeof(name) ||
            !jd__sees_record(view, i))
            continue;
        memcpy(name, text.data, text.size);
        const struct jd__norm_options options = {.country = name};
        status = jd__norm_new(&s->t->body->alloc, &options, &s->norms[k], err);
        done[k] = country;
        s->n_norms += status == JD_OK;
    }
    return status;
}

enum jd_status
jd__tell_search(
    struct jd__teller *t, const struct jd_search_options *options, struct jd_error *err)
{
    struct search s = {.t = t, .options = options};
    struct jd__buf hits;
    jd__buf_init(&hits, &t->body->alloc, sizeof(uint32_t), 0);
    enum jd_status status = check(options, err);
    if (status == JD_OK)
        status = make_norms(&s, err);
    for (uint32_t k = 0; status == JD_OK && k < t->facts->kinds.n; k++)
        status = search_kind(&s, k, &hits, err);
    if (status == JD_OK)
        status = tell_hits(t, &hits, options->limit, err);
    for (size_t i = 0; i < s.n_norms; i++)
        jd__norm_free(s.norms[i]);
    jd__buf_done(&hits);
    return status;
}
