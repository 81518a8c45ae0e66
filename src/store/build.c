/* SPDX-License-Identifier: Apache-2.0 */
/*
 * build.c - facts as known at one moment: agencies, the order of rows, who is who.
 *
 * Invariant: number_of[v] is set only for a version that is in the facts.
 */
#include "store/build.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/sort.h"
#include "base/str.h"

#include <jansson.h>

/* ---- rows in order ---- */

static uint32_t
table_number(const struct jd__schema *schema)
{
    uint32_t n = 0;
    return (uint32_t)(schema - jd__schema_all(&n));
}

static bool
is_known(const struct jd__version *version, int64_t moment)
{
    return version->known_from <= moment && moment < version->known_to;
}

/* Sort the versions that are known at a moment by table: one pass to count, one to place. */
static void
find_known(struct jd__build *build, int64_t moment)
{
    const struct jd__state *state = build->state;
    const struct jd__version *versions = jd__versions(state);
    uint32_t n_tables = 0;
    (void)jd__schema_all(&n_tables);
    memset(build->starts, 0, (n_tables + (size_t)1) * sizeof(*build->starts));
    for (uint32_t v = 0; v < state->versions.n; v++)
        if (is_known(&versions[v], moment))
            build->starts[table_number(jd__sets(state)[versions[v].set].schema)]++;
    size_t end = 0;
    for (uint32_t i = 0; i <= n_tables; i++) {
        end += build->starts[i];
        build->starts[i] = end;
    }
    for (uint32_t v = (uint32_t)state->versions.n; v-- > 0;)
        if (is_known(&versions[v], moment))
            build->order[--build->starts[table_number(
                jd__sets(state)[versions[v].set].schema)]] = v;
}

static bool
comes_before(const void *a, const void *b, void *ctx)
{
    const struct jd__known_row *x = a, *y = b;
    (void)ctx;
    if (x->agency != y->agency)
        return x->agency < y->agency;
    if (x->prefix != y->prefix)
        return x->prefix < y->prefix;
    return jd__str_compare(x->id, y->id) < 0;
}

/* The first eight bytes of each id behind what they have in common, as a number that orders
 * them as their bytes do. */
static void
set_prefixes(struct jd__known_row *rows, size_t n)
{
    size_t common = n > 0 ? rows[0].id.size : 0;
    for (size_t i = 1; i < n; i++) {
        size_t k = 0;
        while (
            k < common && k < rows[i].id.size && rows[i].id.data[k] == rows[0].id.data[k])
            k++;
        common = k;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t k = common; k < common + 8; k++)
            rows[i].prefix = rows[i].prefix << 8 |
                             (k < rows[i].id.size ? (uint8_t)rows[i].id.data[k] : 0);
}

enum jd_status
jd__build_gather(
    struct jd__build *build, const struct jd__schema *schema, struct jd_error *err)
{
    const struct jd__state *state = build->state;
    uint32_t table = table_number(schema);
    enum jd_status status = JD_OK;
    build->rows.n = 0;
    for (size_t i = build->starts[table]; i < build->starts[table + 1] && status == JD_OK;
         i++) {
        uint32_t version = build->order[i];
        uint32_t word = jd__sets(state)[jd__versions(state)[version].set].agency;
        struct jd__reader key = jd__reader_of(jd__state_row(state, version).key);
        const struct jd__known_row row = {.id = jd__read_text(&key),
            .agency = build->agency_of_word[word],
            .version = version};
        if (row.agency != JD_NONE)
            status = jd__buf_append(&build->rows, &row, 1, err);
    }
    set_prefixes(build->rows.data, build->rows.n);
    if (status == JD_OK)
        status = jd__sort(&state->alloc, build->rows.data, build->rows.n,
            sizeof(struct jd__known_row), comes_before, NULL, err);
    return status;
}

static uint32_t *
set_of(const struct jd__build *build, uint32_t word, const struct jd__schema *schema)
{
    uint32_t n = 0;
    (void)jd__schema_all(&n);
    return &build->set_of[(size_t)word * n + table_number(schema)];
}

uint32_t
jd__build_find(struct jd__build *build, const struct jd__schema *schema, uint32_t own,
    struct jd_str agency, struct jd_str id)
{
    const struct jd__state *state = build->state;
    uint32_t word =
        agency.data != NULL ? jd__dict_find(state->words, jd_text_of(agency)) : own;
    if (schema == NULL || word == JD_NONE)
        return JD_NONE;
    build->key.n = 0;
    if (jd__wire_text(&build->key, id, NULL) != JD_OK)
        return JD_NONE; /* larger than any key that is there */
    struct jd_str key = {build->key.data, build->key.n};
    uint32_t newest = jd__state_find(state, *set_of(build, word, schema), key);
    uint32_t version = jd__state_known(state, newest, build->moment);
    return version != JD_NONE ? build->number_of[version] : JD_NONE;
}

/* ---- agencies ---- */

/* An agency.json's text under a name, or null. */
static enum jd_status
word_of(struct jd__build *build, const json_t *agency, const char *name, jd_word *out_word,
    struct jd_error *err)
{
    const json_t *value = json_object_get(agency, name);
    struct jd_str text = {json_string_value(value), json_string_length(value)};
    return jd__facts_word(build->facts, text, out_word, err);
}

static enum jd_status
add_agency(
    struct jd__build *build, struct jd_str id, struct jd_str text, struct jd_error *err)
{
    struct jd__agency agency = {0};
    json_t *parsed = json_loadb(text.data, text.size, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(parsed)) {
        json_decref(parsed);
        return jd__fail(err, JD_E_CORRUPT, "an agency's description is no JSON object");
    }
    enum jd_status status = jd__facts_word(build->facts, id, &agency.id, err);
    if (status == JD_OK)
        status = word_of(build, parsed, "name", &agency.name, err);
    if (status == JD_OK)
        status = word_of(build, parsed, "kind", &agency.kind, err);
    if (status == JD_OK)
        status = word_of(build, parsed, "country", &agency.country, err);
    if (status == JD_OK)
        status = word_of(build, parsed, "contact", &agency.contact, err);
    if (status == JD_OK)
        status = jd__facts_add_agency(build->facts, &agency, err);
    json_decref(parsed);
    return status;
}

/* Agencies are who they are today, whatever the moment: their rows may be older than the day on
 * which they were first ingested. */
static enum jd_status
add_agencies(struct jd__build *build, struct jd_error *err)
{
    const struct jd__state *state = build->state;
    const struct jd__schema *schema = jd__schema_find(jd__str("agency"));
    for (uint32_t word = 0; word < state->words->n; word++)
        build->agency_of_word[word] = 0; /* any: they are only now being numbered */
    find_known(build, JD__STILL - 1);
    struct jd__build_cells cells;
    jd__build_cells_init(&cells, schema);
    enum jd_status status = jd__build_gather(build, schema, err);
    for (uint32_t word = 0; word < state->words->n; word++)
        build->agency_of_word[word] = JD_NONE;
    for (uint32_t i = 0; i < build->rows.n && status == JD_OK; i++) {
        const struct jd__known_row *row = (struct jd__known_row *)build->rows.data + i;
        jd__build_cells_read(build, &cells, row->version);
        status = add_agency(build, row->id, jd__build_text(&cells, "json"), err);
        build->agency_of_word[jd__sets(state)[jd__versions(state)[row->version].set]
                                  .agency] = i;
    }
    find_known(build, build->moment);
    return status;
}

/* ---- all ---- */

static enum jd_status
fill(struct jd__build *build, bool with_links, struct jd_error *err)
{
    uint32_t n = 0;
    const struct jd__schema *tables = jd__schema_all(&n);
    enum jd_status status = add_agencies(build, err);
    for (uint32_t i = 0; i < n && status == JD_OK; i++) {
        if (tables[i].noun == JD__NOUN_RECORD || tables[i].noun == JD__NOUN_EVENT)
            status = jd__build_nodes(build, &tables[i], err);
        else if (tables[i].noun != JD__NOUN_AGENCY)
            status = jd__build_ties(build, &tables[i], err);
    }
    if (status == JD_OK && with_links)
        status = jd__build_links(build, err);
    return status != JD_OK ? status : jd__facts_finish(build->facts, err);
}

static enum jd_status
build_init(struct jd__build *build, const struct jd_alloc *alloc, struct jd_error *err)
{
    uint32_t n_tables = 0;
    (void)jd__schema_all(&n_tables);
    size_t n_words = build->state->words->n, n_versions = build->state->versions.n;
    jd__buf_init(&build->rows, alloc, sizeof(struct jd__known_row), 0);
    jd__buf_init(&build->key, alloc, 1, JD_LIMIT_ROW);
    build->agency_of_word = jd__alloc_array(alloc, 0, n_words + 1, sizeof(uint32_t));
    build->number_of = jd__alloc_array(alloc, 0, n_versions + 1, sizeof(uint32_t));
    build->set_of = jd__alloc_array(alloc, 0, n_words * n_tables + 1, sizeof(uint32_t));
    build->order = jd__alloc_array(alloc, 0, n_versions + 1, sizeof(uint32_t));
    build->starts = jd__alloc_array(alloc, 0, n_tables + (size_t)1, sizeof(size_t));
    build->items = jd__alloc_array(
        alloc, 0, (size_t)JD__MOST_LISTS * JD_LIMIT_LIST, sizeof(struct jd_str));
    if (build->agency_of_word == NULL || build->number_of == NULL ||
        build->set_of == NULL || build->order == NULL || build->starts == NULL ||
        build->items == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for facts");
    memset(build->number_of, 0xFF, (n_versions + 1) * sizeof(uint32_t)); /* JD_NONE */
    memset(build->set_of, 0xFF, (n_words * n_tables + 1) * sizeof(uint32_t));
    for (uint32_t i = 0; i < build->state->sets.n; i++) {
        const struct jd__set *set = &jd__sets(build->state)[i];
        *set_of(build, set->agency, set->schema) = i;
    }
    return jd__facts_new(alloc, &build->facts, err);
}

static void
build_done(struct jd__build *build, const struct jd_alloc *given)
{
    const struct jd_alloc alloc = jd__alloc_or_default(given);
    uint32_t n_tables = 0;
    (void)jd__schema_all(&n_tables);
    size_t n_words = build->state->words->n, n_versions = build->state->versions.n;
    jd__facts_free(build->facts);
    jd__buf_done(&build->rows);
    jd__buf_done(&build->key);
    jd__alloc_free(&alloc, build->agency_of_word, (n_words + 1) * sizeof(uint32_t));
    jd__alloc_free(&alloc, build->order, (n_versions + 1) * sizeof(uint32_t));
    jd__alloc_free(&alloc, build->starts, (n_tables + (size_t)1) * sizeof(size_t));
    jd__alloc_free(&alloc, build->number_of, (n_versions + 1) * sizeof(uint32_t));
    jd__alloc_free(&alloc, build->set_of, (n_words * n_tables + 1) * sizeof(uint32_t));
    jd__alloc_free(&alloc, build->items,
        (size_t)JD__MOST_LISTS * JD_LIMIT_LIST * sizeof(struct jd_str));
}

enum jd_status
jd__facts_build(const struct jd__state *state, const struct jd_alloc *alloc, int64_t moment,
    bool with_links, struct jd__facts **out_facts, struct jd_error *err)
{
    struct jd__build build = {.state = state, .moment = moment};
    enum jd_status status = build_init(&build, alloc, err);
    if (status == JD_OK)
        status = fill(&build, with_links, err);
    if (status == JD_OK) {
        *out_facts = build.facts;
        build.facts = NULL; /* handed over */
    }
    build_done(&build, alloc);
    return status;
}
