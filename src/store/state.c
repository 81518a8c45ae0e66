/* SPDX-License-Identifier: Apache-2.0 */
/*
 * state.c - versions of rows, found by key.
 *
 * Invariant: slots holds the newest version of every (set, key) that there ever was; from it
 * `older` leads back through the key's versions.  At any moment at most one of a key's versions
 * is known; one that is known until JD__STILL is the newest.
 */
#include "store/state.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/str.h"

#include <inttypes.h>

enum jd_status
jd__state_init(struct jd__state *state, const struct jd_alloc *alloc, struct jd_error *err)
{
    *state =
        (struct jd__state){.alloc = jd__alloc_or_default(alloc), .operator_name = JD_NONE};
    jd__buf_init(&state->frames, alloc, sizeof(struct jd__kept), JD_NONE - 1);
    jd__buf_init(&state->sets, alloc, sizeof(struct jd__set), JD_NONE - 1);
    jd__buf_init(&state->versions, alloc, sizeof(struct jd__version), JD_NONE - 1);
    jd__buf_init(&state->links, alloc, sizeof(struct jd__kept_links), UINT16_MAX);
    jd__buf_init(&state->ingests, alloc, sizeof(struct jd__kept_ingest), UINT16_MAX);
    state->words = jd__dict_new(alloc, JD_TYPE_TEXT);
    return state->words != NULL ? JD_OK
                                : jd__fail(err, JD_E_NOMEM, "no memory for a store");
}

void
jd__state_done(struct jd__state *state)
{
    struct jd__kept *frames = state->frames.data;
    for (size_t i = 0; i < state->frames.n; i++) {
        jd__buf_done(&frames[i].bytes);
        jd__alloc_free(&state->alloc, frames[i].head, sizeof(*frames[i].head));
    }
    struct jd__kept_links *links = state->links.data;
    for (size_t i = 0; i < state->links.n; i++)
        jd__buf_done(&links[i].bytes);
    struct jd__buf *bufs[] = {
        &state->frames, &state->sets, &state->versions, &state->links, &state->ingests};
    for (size_t i = 0; i < sizeof(bufs) / sizeof(bufs[0]); i++)
        jd__buf_done(bufs[i]);
    jd__alloc_free(&state->alloc, state->slots, state->n_slots * sizeof(*state->slots));
    jd__dict_free(state->words);
    *state = (struct jd__state){0};
}

/* ---- keys ---- */

struct jd__change
jd__state_row(const struct jd__state *state, uint32_t version)
{
    const struct jd__version *v = &jd__versions(state)[version];
    const char *bytes = jd__kept(state)[v->frame].bytes.data;
    struct jd__change change = {0};
    (void)jd__change_read(
        (struct jd_str){bytes + v->at, v->size}, &change); /* was read once */
    return change;
}

static uint32_t
hash_of(uint32_t set, struct jd_str key)
{
    return (uint32_t)jd__hash_pair(jd__hash_bytes(key.data, key.size), set);
}

static uint32_t
version_in(uint64_t slot)
{
    return (uint32_t)slot - 1;
}

/* A slot holds its key's hash, so that another key is told without a look at its row. */
static size_t
slot_of(const struct jd__state *state, uint32_t set, struct jd_str key)
{
    uint32_t hash = hash_of(set, key);
    size_t mask = state->n_slots - 1, slot = hash & mask;
    for (; state->slots[slot] != 0; slot = (slot + 1) & mask) {
        uint32_t version = version_in(state->slots[slot]);
        if (state->slots[slot] >> 32 == hash && jd__versions(state)[version].set == set &&
            jd__str_equal(jd__state_row(state, version).key, key))
            break;
    }
    return slot;
}

static enum jd_status
grow(struct jd__state *state, struct jd_error *err)
{
    if ((state->n_keys + 1) * 2 <= state->n_slots)
        return JD_OK;
    size_t n = state->n_slots == 0 ? 1024 : state->n_slots * 2;
    uint64_t *slots = jd__alloc_array(&state->alloc, 0, n, sizeof(*slots));
    if (slots == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %zu rows", n / 2);
    for (size_t i = 0; i < state->n_slots; i++) {
        if (state->slots[i] == 0)
            continue;
        size_t slot = (size_t)(state->slots[i] >> 32) & (n - 1);
        while (slots[slot] != 0)
            slot = (slot + 1) & (n - 1);
        slots[slot] = state->slots[i];
    }
    jd__alloc_free(&state->alloc, state->slots, state->n_slots * sizeof(*slots));
    state->slots = slots;
    state->n_slots = n;
    return JD_OK;
}

uint32_t
jd__state_set(
    const struct jd__state *state, struct jd_str agency, const struct jd__schema *schema)
{
    uint32_t word = jd__dict_find(state->words, jd_text_of(agency));
    for (uint32_t i = 0; word != JD_NONE && i < state->sets.n; i++)
        if (jd__sets(state)[i].agency == word && jd__sets(state)[i].schema == schema)
            return i;
    return JD_NONE;
}

uint32_t
jd__state_find(const struct jd__state *state, uint32_t set, struct jd_str key)
{
    if (state->n_slots == 0 || set == JD_NONE)
        return JD_NONE;
    uint64_t found = state->slots[slot_of(state, set, key)];
    return found != 0 ? version_in(found) : JD_NONE;
}

uint32_t
jd__state_known(const struct jd__state *state, uint32_t newest, int64_t moment)
{
    const struct jd__version *versions = jd__versions(state);
    for (uint32_t v = newest; v != JD_NONE; v = versions[v].older)
        if (versions[v].known_from <= moment && moment < versions[v].known_to)
            return v;
    return JD_NONE;
}

/* ---- rows ---- */

static enum jd_status
malformed(const struct jd__frame *frame, const char *what, struct jd_error *err)
{
    return jd__fail(err, JD_E_CORRUPT, "journal: entry %" PRIu64 ": %s", frame->seq, what);
}

static enum jd_status
add_set(struct jd__state *state, struct jd_str agency, const struct jd__schema *schema,
    uint32_t *out_set, struct jd_error *err)
{
    *out_set = jd__state_set(state, agency, schema);
    if (*out_set != JD_NONE)
        return JD_OK;
    struct jd__set set = {.schema = schema};
    *out_set = (uint32_t)state->sets.n;
    enum jd_status status =
        jd__dict_code(state->words, jd_text_of(agency), &set.agency, err);
    return status != JD_OK ? status : jd__buf_append(&state->sets, &set, 1, err);
}

/* A key's versions never overlap: what is told later of a moment is what was known then.  A
 * version that is told to be older than those before it leaves them no time at all. */
static void
end_versions(struct jd__state *state, uint32_t newest, int64_t moment)
{
    struct jd__version *versions = state->versions.data;
    for (uint32_t v = newest; versions != NULL && v != JD_NONE; v = versions[v].older)
        if (versions[v].known_to > moment)
            versions[v].known_to = moment;
}

static enum jd_status
apply_row(struct jd__state *state, const struct jd__version *place,
    const struct jd__change *change, const struct jd__frame *frame, struct jd_error *err)
{
    enum jd_status status = grow(state, err);
    if (status != JD_OK)
        return status;
    struct jd__set *set = (struct jd__set *)state->sets.data + place->set;
    size_t slot = slot_of(state, place->set, change->key);
    uint32_t newest = state->slots[slot] != 0 ? version_in(state->slots[slot]) : JD_NONE;
    struct jd__version *old =
        newest != JD_NONE ? (struct jd__version *)state->versions.data + newest : NULL;
    bool stands = old != NULL && old->known_to == JD__STILL;
    if (change->op == JD__WITHDRAW && !stands)
        return malformed(frame, "withdraws a row that does not stand", err);
    set->n_standing -= stands;
    end_versions(state, newest, change->known);
    if (change->op == JD__WITHDRAW)
        return JD_OK;
    struct jd__version new_version = *place;
    new_version.known_from = change->known;
    new_version.known_to = JD__STILL;
    new_version.older = newest;
    new_version.flags = change->flags;
    status = jd__buf_append(&state->versions, &new_version, 1, err);
    if (status != JD_OK)
        return status;
    set->n_standing++;
    state->n_keys += newest == JD_NONE;
    state->slots[slot] =
        (uint64_t)hash_of(place->set, change->key) << 32 | (uint32_t)state->versions.n;
    return JD_OK;
}

/* The key has its n texts, and the cells are what the head says. */
static bool
is_well_formed(const struct jd__change *change, const struct jd__change_head *head,
    struct jd_str *items)
{
    struct jd__reader key = jd__reader_of(change->key);
    for (uint32_t i = 0; i < head->n_keys; i++)
        (void)jd__read_text(&key);
    struct jd__cells cells = {jd__reader_of(change->cells), head, 0};
    uint32_t column = 0;
    struct jd_value value;
    while (jd__cells_next(&cells, items, &column, &value))
        continue;
    return jd__reader_is_done(&key) && !cells.reader.bad;
}

static enum jd_status
apply_all(struct jd__state *state, const struct jd__frame *frame, struct jd__kept *kept,
    struct jd_str *items, struct jd_error *err)
{
    struct jd_str rows = {0}, row = {0};
    struct jd_str head = jd__frame_head(frame, &rows);
    kept->head_bytes = head;
    if (!jd__change_read_head(head, kept->head))
        return malformed(frame, "its head is not one of rows", err);
    const struct jd__schema *schema = jd__schema_find(kept->head->table);
    if (schema == NULL || jd__schema_n_keys(schema) != kept->head->n_keys)
        return malformed(frame, "names a table that is not known", err);
    enum jd_status status = add_set(state, kept->head->agency, schema, &kept->set, err);
    const char *bytes = kept->bytes.data;
    while (status == JD_OK && jd__frame_next_row(&rows, &row)) {
        struct jd__change change = {0};
        const struct jd__version place = {.set = kept->set,
            .frame = (uint32_t)state->frames.n - 1,
            .at = (uint32_t)(row.data - bytes),
            .size = (uint32_t)row.size};
        if (!jd__change_read(row, &change) || !is_well_formed(&change, kept->head, items))
            return malformed(frame, "a row is not as its head says", err);
        status = apply_row(state, &place, &change, frame, err);
    }
    return status;
}

static enum jd_status
apply_rows(struct jd__state *state, const struct jd__frame *frame, struct jd__buf *bytes,
    struct jd_error *err)
{
    struct jd__kept kept = {.seq = frame->seq, .time = frame->time};
    struct jd_str *items = jd__alloc_array(&state->alloc, 0, JD_LIMIT_LIST, sizeof(*items));
    kept.head = jd__alloc_array(&state->alloc, sizeof(*kept.head), 0, 1);
    if (kept.head == NULL || items == NULL) {
        jd__alloc_free(&state->alloc, items, JD_LIMIT_LIST * sizeof(*items));
        jd__alloc_free(&state->alloc, kept.head, sizeof(*kept.head));
        return jd__fail(err, JD_E_NOMEM, "no memory for an entry");
    }
    enum jd_status status = jd__buf_append(&state->frames, &kept, 1, err);
    if (status != JD_OK) {
        jd__alloc_free(&state->alloc, kept.head, sizeof(*kept.head));
    } else { /* its rows point into the bytes, so they are the state's from here on */
        struct jd__kept *last =
            (struct jd__kept *)state->frames.data + (state->frames.n - 1);
        last->bytes = *bytes;
        jd__buf_init(bytes, &state->alloc, 1, 0);
        status = apply_all(state, frame, last, items, err);
        state->rows_seq = frame->seq;
    }
    jd__alloc_free(&state->alloc, items, JD_LIMIT_LIST * sizeof(*items));
    return status;
}

/* ---- the other entries ---- */

/* The kind or agency that an entry's head begins with. */
static enum jd_status
first_word(struct jd__state *state, const struct jd__frame *frame, uint32_t *out_word,
    struct jd_error *err)
{
    struct jd_str rows = {0};
    struct jd__reader reader = jd__reader_of(jd__frame_head(frame, &rows));
    struct jd_str word = jd__read_text(&reader);
    if (word.data == NULL)
        return malformed(frame, "its head names nothing", err);
    return jd__dict_code(state->words, jd_text_of(word), out_word, err);
}

/* Those before are history: in the journal, not here. */
static void
drop_links(struct jd__state *state, uint32_t kind)
{
    struct jd__kept_links *links = state->links.data;
    size_t n_kept = 0;
    for (size_t i = 0; i < state->links.n; i++)
        if (links[i].kind == kind)
            jd__buf_done(&links[i].bytes);
        else
            links[n_kept++] = links[i];
    state->links.n = n_kept;
}

static bool
has_links(const struct jd__state *state, uint32_t kind)
{
    const struct jd__kept_links *links = state->links.data;
    for (size_t i = 0; i < state->links.n; i++)
        if (links[i].kind == kind)
            return true;
    return false;
}

static enum jd_status
apply_links(struct jd__state *state, const struct jd__frame *frame, struct jd__buf *bytes,
    struct jd_error *err)
{
    struct jd__kept_links one = {.seq = frame->seq, .kind = JD_NONE};
    struct jd_str rows = {0};
    enum jd_status status = first_word(state, frame, &one.kind, err);
    if (status == JD_OK && frame->type == JD__ENTRY_MORE && !has_links(state, one.kind))
        status = malformed(frame, "it goes on with links that are not there", err);
    if (status == JD_OK) /* room first: a failure changes nothing */
        status = jd__buf_reserve(&state->links, 1, err);
    if (status != JD_OK)
        return status;
    if (frame->type == JD__ENTRY_LINKS)
        drop_links(state, one.kind);
    one.payload = jd__frame_head(frame, &rows);
    one.bytes = *bytes;
    jd__buf_init(bytes, &state->alloc, 1, 0);
    return jd__buf_append(&state->links, &one, 1, err); /* there is room */
}

static enum jd_status
apply_ingested(struct jd__state *state, const struct jd__frame *frame, uint64_t offset,
    struct jd_error *err)
{
    uint32_t agency = JD_NONE;
    enum jd_status status = first_word(state, frame, &agency, err);
    if (status != JD_OK)
        return status;
    struct jd__kept_ingest *ingests = state->ingests.data;
    for (size_t i = 0; i < state->ingests.n; i++) {
        if (ingests[i].agency == agency) {
            ingests[i].offset = offset;
            return JD_OK;
        }
    }
    const struct jd__kept_ingest one = {agency, offset};
    return jd__buf_append(&state->ingests, &one, 1, err);
}

enum jd_status
jd__state_apply(struct jd__state *state, const struct jd__frame *frame, uint64_t offset,
    struct jd__buf *bytes, struct jd_error *err)
{
    switch (frame->type) {
    case JD__ENTRY_INIT:
        return first_word(state, frame, &state->operator_name, err);
    case JD__ENTRY_ROWS:
        return apply_rows(state, frame, bytes, err);
    case JD__ENTRY_INGESTED:
        return apply_ingested(state, frame, offset, err);
    case JD__ENTRY_LINKS:
    case JD__ENTRY_MORE:
        return apply_links(state, frame, bytes, err);
    default:
        return JD_OK; /* questions and acts change no row */
    }
}
