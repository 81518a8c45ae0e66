/* SPDX-License-Identifier: Apache-2.0 */
/*
 * store.c - a journal and what is made of it.
 *
 * Invariant: `state` is what the visitor was shown, and nothing else changes it.
 */
#include "store/held.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/sort.h"
#include "base/str.h"
#include "os/clock.h"
#include "store/build.h"
#include "store/derive.h"

#include <sodium.h>

static enum jd_status
visit(void *ctx, const struct jd__frame *frame, uint64_t offset, struct jd__buf *bytes,
    struct jd_error *err)
{
    return jd__state_apply(ctx, frame, offset, bytes, err);
}

/* ---- init ---- */

enum jd_status
jd__store_folder_make(
    const struct jd_alloc *alloc, const char *folder, struct jd_error *err)
{
    struct jd__names names = {0};
    enum jd_status status = jd__folder_make(folder, true, err);
    if (status == JD_OK)
        status = jd__folder_list(alloc, folder, &names, err);
    if (status == JD_OK && names.n > 0)
        status = jd__fail(err, JD_E_CONFLICT, "%s: is not empty", folder);
    jd__names_done(&names);
    return status;
}

/* The first entry says who runs the store. */
static enum jd_status
write_init(const struct jd_alloc *alloc, const char *folder,
    const uint8_t id[static JD__STORE_ID_SIZE], struct jd_str operator_name, int64_t now,
    struct jd_error *err)
{
    struct jd__state state = {0};
    struct jd__journal *journal = NULL;
    struct jd__buf head;
    jd__buf_init(&head, alloc, 1, 0);
    enum jd_status status = jd__state_init(&state, alloc, err);
    if (status == JD_OK)
        status = jd__journal_open(
            alloc, folder, id, (struct jd__visitor){visit, &state}, &journal, err);
    if (status == JD_OK)
        status = jd__wire_text(&head, operator_name, err);
    if (status == JD_OK) {
        const struct jd__entry entry = {
            .type = JD__ENTRY_INIT, .asker = operator_name, .head = {head.data, head.n}};
        status = jd__journal_append(journal, &entry, now, err);
    }
    if (status == JD_OK)
        status = jd__journal_commit(journal, err);
    jd__journal_close(journal);
    jd__state_done(&state);
    jd__buf_done(&head);
    return status;
}

enum jd_status
jd__store_init(const struct jd_alloc *alloc, const char *folder,
    struct jd_str operator_name, int64_t now, struct jd_error *err)
{
    uint8_t id[JD__STORE_ID_SIZE];
    if (sodium_init() < 0)
        return jd__fail(err, JD_E_IO, "libsodium does not start");
    if (operator_name.size == 0 || operator_name.size > JD__LIMIT_ASKER)
        return jd__fail(err, JD_E_ARG, "a store needs an operator's name");
    randombytes_buf(id, sizeof(id));
    enum jd_status status = jd__store_folder_make(alloc, folder, err);
    if (status == JD_OK)
        status = jd__journal_make(alloc, folder, id, err);
    if (status == JD_OK)
        status = write_init(
            alloc, folder, id, operator_name, now != 0 ? now : jd__clock_now(), err);
    /* Last: a folder without it is no store. */
    return status != JD_OK ? status : jd__identity_write(folder, id, err);
}

/* ---- open ---- */

static enum jd_status
open_journal(struct jd__store *store, struct jd_error *err)
{
    const struct jd__visitor visitor = {visit, &store->state};
    struct jd_error why = {0};
    if (store->options.is_read_only)
        return jd__journal_look(
            &store->alloc, store->folder, store->id, visitor, &store->journal, err);
    enum jd_status status = jd__journal_open(
        &store->alloc, store->folder, store->id, visitor, &store->journal, &why);
    if (status == JD_E_CORRUPT) /* nothing here repairs what was committed */
        return jd__fail(err, status,
            "%s (nothing was changed: `joinder check` names every damage, a copy of the "
            "whole "
            "folder brings the store back)",
            why.message);
    return status == JD_OK ? JD_OK : jd__fail(err, status, "%s", why.message);
}

static enum jd_status
fill(struct jd__store *store, const char *folder, struct jd_error *err)
{
    enum jd_status status = jd__identity_read(&store->alloc, folder, store->id, err);
    if (status == JD_OK)
        status = jd__state_init(&store->state, &store->alloc, err);
    if (status != JD_OK)
        return status;
    store->folder = jd__alloc_text(&store->alloc, jd__str(folder));
    if (store->folder == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for a store");
    status = open_journal(store, err);
    if (status == JD_OK && store->state.operator_name == JD_NONE)
        status = jd__fail(err, JD_E_CORRUPT, "journal: byte 0: does not say who runs it");
    return status;
}

enum jd_status
jd__store_open(const struct jd_alloc *alloc, const char *folder,
    const struct jd__store_options *options, struct jd__store **out_store,
    struct jd_error *err)
{
    struct jd__store *store = jd__alloc_array(alloc, sizeof(*store), 0, 1);
    if (store == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for a store");
    store->alloc = jd__alloc_or_default(alloc);
    store->options = options != NULL ? *options : (struct jd__store_options){0};
    enum jd_status status = fill(store, folder, err);
    if (status != JD_OK) {
        jd__store_close(store);
        return status;
    }
    *out_store = store;
    return JD_OK;
}

void
jd__store_close(struct jd__store *store)
{
    if (store == NULL)
        return;
    struct jd_alloc alloc = store->alloc;
    jd__journal_close(store->journal);
    jd__state_done(&store->state);
    if (store->folder != NULL)
        jd__alloc_free(&alloc, store->folder, strlen(store->folder) + 1);
    jd__alloc_free(&alloc, store, sizeof(*store));
}

/* ---- what it is ---- */

struct jd_str
jd__store_operator(const struct jd__store *store)
{
    return jd__dict_text(store->state.words, store->state.operator_name);
}

int64_t
jd__store_now(const struct jd__store *store)
{
    int64_t now = store->options.now != 0 ? store->options.now : jd__clock_now();
    int64_t last = jd__journal_end(store->journal)->time;
    return now > last ? now : last;
}

const struct jd__journal_end *
jd__store_end(const struct jd__store *store)
{
    return jd__journal_end(store->journal);
}

uint64_t
jd__store_cut(const struct jd__store *store)
{
    return jd__journal_cut(store->journal);
}

static bool
id_before(const void *a, const void *b, void *ctx)
{
    const struct jd__store_agency *x = a, *y = b;
    (void)ctx;
    return jd__str_compare(x->id, y->id) < 0;
}

enum jd_status
jd__store_agencies(
    const struct jd__store *store, struct jd__buf *out_agencies, struct jd_error *err)
{
    const struct jd__state *state = &store->state;
    const struct jd__schema *schema = jd__schema_find(jd__str("agency"));
    enum jd_status status = JD_OK;
    size_t before = out_agencies->n;
    for (uint32_t v = 0; v < state->versions.n && status == JD_OK; v++) {
        const struct jd__version *version = &jd__versions(state)[v];
        const struct jd__set *set = &jd__sets(state)[version->set];
        if (set->schema != schema || version->known_to != JD__STILL)
            continue;
        struct jd__cells cells = {jd__reader_of(jd__state_row(state, v).cells),
            jd__kept(state)[version->frame].head, 0};
        struct jd__store_agency agency = {jd__dict_text(state->words, set->agency), {0}};
        struct jd_value value = jd_null();
        uint32_t column = 0;
        while (jd__cells_next(&cells, NULL, &column, &value)) /* the table has no lists */
            if (jd__str_is(cells.head->names[column], "json"))
                agency.json = value.text;
        status = jd__buf_append(out_agencies, &agency, 1, err);
    }
    if (status == JD_OK)
        status = jd__sort(&store->alloc, out_agencies->data, out_agencies->n,
            sizeof(struct jd__store_agency), id_before, NULL, err);
    if (status != JD_OK)
        out_agencies->n = before;
    return status;
}

/* ---- facts and links ---- */

enum jd_status
jd__store_facts(const struct jd__store *store, int64_t known_at,
    struct jd__facts **out_facts, struct jd_error *err)
{
    bool is_latest = known_at == JD__NO_TIME;
    return jd__facts_build(&store->state, &store->alloc,
        is_latest ? JD__STILL - 1 : known_at, is_latest, out_facts, err);
}

/* Append a kind's links, in as many entries as they need. */
static enum jd_status
append_links(struct jd__store *store, const struct jd__facts *facts,
    const struct jd__store_links *links, bool more_follow, struct jd_str asker,
    struct jd__buf *head, struct jd_error *err)
{
    const uint32_t most =
        links->most != 0 ? links->most : jd__links_of_entry(links->n_levels);
    struct jd__store_links part = *links;
    uint32_t first = 0;
    enum jd_status status = JD_OK;
    do {
        part.links = links->links + first;
        part.n = links->n - first < most ? links->n - first : most;
        bool is_last = !more_follow && first + part.n == links->n;
        head->n = 0;
        status = jd__links_write(head, facts, &part, err);
        const struct jd__entry entry = {
            .type = first == 0 ? JD__ENTRY_LINKS : JD__ENTRY_MORE,
            .flags = is_last ? 0 : JD__FRAME_MORE,
            .asker = asker,
            .head = {head->data, head->n},
        };
        if (status == JD_OK)
            status = jd__journal_append(store->journal, &entry, jd__store_now(store), err);
        first += part.n;
    } while (status == JD_OK && first < links->n);
    return status;
}

enum jd_status
jd__store_save_links(struct jd__store *store, const struct jd__facts *facts,
    const struct jd__store_links *links, uint32_t n, struct jd_str asker,
    struct jd_error *err)
{
    struct jd__buf head;
    enum jd_status status = JD_OK;
    jd__buf_init(&head, &store->alloc, 1, JD__LIMIT_PAYLOAD);
    for (uint32_t i = 0; i < n && status == JD_OK; i++)
        status = append_links(store, facts, &links[i], i + 1 < n, asker, &head, err);
    if (status == JD_OK)
        status = jd__journal_commit(store->journal, err);
    if (status != JD_OK)
        jd__journal_abandon(store->journal);
    jd__buf_done(&head);
    return status;
}

bool
jd__store_is_resolved(const struct jd__store *store)
{
    const struct jd__kept_links *links = store->state.links.data;
    for (size_t i = 0; i < store->state.links.n; i++)
        if (links[i].seq < store->state.rows_seq)
            return false;
    return store->state.links.n > 0;
}

/* ---- questions and acts ---- */

static enum jd_status
append_entry(struct jd__store *store, const struct jd__log_entry *entry, bool more,
    struct jd__buf *rows, struct jd_error *err)
{
    if (entry->type < JD__ENTRY_FIRST)
        return jd__fail(err, JD_E_ARG, "an entry's type is the store's own");
    if (entry->payload.size > JD_LIMIT_ROW)
        return jd__fail(err, JD_E_LIMIT, "an entry is larger than %u bytes", JD_LIMIT_ROW);
    rows->n = 0;
    enum jd_status status = jd__wire_le(rows, entry->payload.size, 4, err);
    if (status == JD_OK)
        status = jd__buf_text(rows, entry->payload, err);
    if (status != JD_OK)
        return status;
    const struct jd__entry made = {
        .type = entry->type,
        .flags = more ? JD__FRAME_MORE : 0,
        .asker = entry->asker,
        .rows = {rows->data, rows->n},
        .n = 1,
    };
    return jd__journal_append(store->journal, &made, jd__store_now(store), err);
}

enum jd_status
jd__store_log(struct jd__store *store, const struct jd__log_entry *entries, uint32_t n,
    struct jd__logged *out_logged, struct jd_error *err)
{
    struct jd__buf rows, logged;
    enum jd_status status = JD_OK;
    jd__buf_init(&rows, &store->alloc, 1, 0);
    jd__buf_init(&logged, &store->alloc, sizeof(struct jd__logged), 0);
    for (uint32_t i = 0; i < n && status == JD_OK; i++) {
        struct jd__logged one = {0};
        status = append_entry(store, &entries[i], i + 1 < n, &rows, err);
        if (status != JD_OK)
            break;
        const struct jd__journal_end *end = jd__journal_written(store->journal);
        one.seq = end->seq;
        one.time = end->time;
        memcpy(one.leaf, end->hash, sizeof(one.leaf));
        status = jd__buf_append(&logged, &one, 1, err);
    }
    if (status == JD_OK)
        status = jd__journal_commit(store->journal, err);
    if (status == JD_OK && n > 0)
        memcpy(out_logged, logged.data, n * sizeof(*out_logged));
    else
        jd__journal_abandon(store->journal);
    jd__buf_done(&rows);
    jd__buf_done(&logged);
    return status;
}

/* ---- keeping ---- */

/* Is derived.duckdb what it was written as, with every row that was committed? */
static bool
database_stands(const struct jd__store *store)
{
    struct jd__derived derived;
    struct jd__derived_file is;
    return jd__derived_read(store, &derived, NULL) == JD_OK &&
           derived.applied_seq >= store->state.rows_seq &&
           derived.applied_seq <= jd__store_end(store)->seq &&
           jd__derived_hash(
               &store->alloc, store->folder, JD__DERIVED_DATABASE, &is, NULL) == JD_OK &&
           jd__derived_is(&is, &derived.files[JD__DERIVED_DATABASE]);
}

enum jd_status
jd__store_derive(struct jd__store *store, bool anew, struct jd_error *err)
{
    bool stands = !anew && database_stands(store);
    enum jd_status status = jd__derive_lists(store, err);
    if (status == JD_OK && !stands)
        status = jd__derive_database(store, err);
    return status == JD_OK ? jd__derived_write(store, err) : status;
}
