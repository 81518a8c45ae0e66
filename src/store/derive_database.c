/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_database.c - derived.duckdb: the facts as tables, for those who know SQL.
 *
 * agency, record_KIND (agency, id, its attributes), event, role, relation, and applied (seq:
 * the last entry of the journal that is in it).  It is written beside and moved into its place
 * when it is whole, so it is never half a one.
 */
#include "base/error.h"
#include "base/str.h"
#include "facts/facts.h"
#include "io/give.h"
#include "store/derive.h"
#include "store/salts.h"

#include <inttypes.h>
#include <stdio.h>

enum { MOST_COLUMNS = 16 };

/* A database that is being written. */
struct database {
    const struct jd__facts *facts;
    duckdb_database db;
    duckdb_connection connection;
    struct jd__buf sql; /* bytes */
};

/* ---- a table from two: keys of our making, attributes as the facts hold them ---- */

static enum jd_status
create(struct database *to, const char *name, struct jd_table *keys,
    const struct jd_table *attributes, struct jd_error *err)
{
    struct jd__given given[2] = {
        {keys, 0, jd_table_n_rows(keys)}, {attributes, 0, jd_table_n_rows(keys)}};
    const char *text = NULL;
    to->sql.n = 0;
    enum jd_status status = jd_table_finish(keys, err);
    if (status == JD_OK)
        status = jd__buf_printf(
            &to->sql, err, "CREATE TABLE store.\"%s\" AS SELECT * FROM ", name);
    if (status == JD_OK)
        status = jd__give_from(&to->sql, &given[0], err);
    if (status == JD_OK && attributes != NULL)
        status = jd__buf_text(&to->sql, jd__str(" POSITIONAL JOIN "), err);
    if (status == JD_OK && attributes != NULL)
        status = jd__give_from(&to->sql, &given[1], err);
    if (status == JD_OK)
        status = jd__duck_text(&to->sql, &text, err);
    if (status == JD_OK)
        status = jd__duck_run(to->connection, text, "derived.duckdb", err);
    return status;
}

static const char *const controls[] = {
    "class", "handling", "source_grade", "information_grade", "known_from"};
enum { N_CONTROLS = 5 };

/* An empty table of these columns (types: T text, M moment) and the controls behind them. */
static enum jd_status
new_keys(const struct database *to, const char *const *names, const char *types, uint32_t n,
    struct jd_table **out, struct jd_error *err)
{
    struct jd_column_spec specs[MOST_COLUMNS];
    for (uint32_t i = 0; i < n; i++)
        specs[i] = (struct jd_column_spec){
            names[i], types[i] == 'M' ? JD_TYPE_TIME : JD_TYPE_TEXT};
    for (uint32_t i = 0; i < N_CONTROLS; i++)
        specs[n + i] = (struct jd_column_spec){
            controls[i], i + 1 == N_CONTROLS ? JD_TYPE_TIME : JD_TYPE_TEXT};
    return jd_table_new(&to->facts->alloc, "keys", specs, n + N_CONTROLS, out, err);
}

static struct jd_value
word(const struct database *to, jd_word code)
{
    return jd_text_of(jd__facts_text(to->facts, code));
}

static struct jd_value
moment(int64_t time)
{
    return time == JD__NO_TIME ? jd_null() : jd_int_as(JD_TYPE_TIME, time);
}

static enum jd_status
put_row(const struct database *to, struct jd_table *keys, struct jd_value *values,
    uint32_t n, const struct jd__control *control, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    values[n] = word(to, control->item_class);
    values[n + 1] = word(to, control->handling);
    values[n + 2] = word(to, control->source_grade);
    values[n + 3] = word(to, control->information_grade);
    values[n + 4] = moment(control->known_from);
    for (uint32_t i = 0; i < n + N_CONTROLS && status == JD_OK; i++)
        status = jd_table_put(keys, i, values[i], err);
    return status;
}

static struct jd_value
agency(const struct database *to, uint32_t number)
{
    return word(to, jd__agencies(to->facts)[number].id);
}

/* ---- the nouns ---- */

static enum jd_status
create_agencies(struct database *to, struct jd_error *err)
{
    static const struct jd_column_spec specs[] = {{"id", JD_TYPE_TEXT},
        {"name", JD_TYPE_TEXT}, {"kind", JD_TYPE_TEXT}, {"country", JD_TYPE_TEXT},
        {"contact", JD_TYPE_TEXT}};
    struct jd_table *table = NULL;
    enum jd_status status =
        jd_table_new(&to->facts->alloc, "agency", specs, 5, &table, err);
    for (size_t i = 0; i < to->facts->agencies.n && status == JD_OK; i++) {
        const struct jd__agency *a = &jd__agencies(to->facts)[i];
        const jd_word words[] = {a->id, a->name, a->kind, a->country, a->contact};
        for (uint32_t c = 0; c < 5 && status == JD_OK; c++)
            status = jd_table_put(table, c, word(to, words[c]), err);
    }
    if (status == JD_OK)
        status = create(to, "agency", table, NULL, err);
    jd_table_free(table);
    return status;
}

static enum jd_status
create_kind(struct database *to, uint32_t kind, struct jd_error *err)
{
    static const char *const names[] = {"agency", "id"};
    const struct jd__facts *facts = to->facts;
    struct jd_value values[MOST_COLUMNS];
    struct jd_table *keys = NULL;
    char name[64];
    struct jd_str text = jd__facts_text(facts, jd__kinds(facts)[kind].name);
    (void)snprintf(name, sizeof(name), "record_%.*s", (int)text.size, text.data);
    enum jd_status status = new_keys(to, names, "TT", 2, &keys, err);
    for (size_t i = 0; i < facts->records.n && status == JD_OK; i++) {
        const struct jd__record *r = &jd__records(facts)[i];
        if (r->kind != kind)
            continue;
        values[0] = agency(to, r->agency);
        values[1] = word(to, r->id);
        status = put_row(to, keys, values, 2, &r->control, err);
    }
    if (status == JD_OK)
        status = create(to, name, keys, jd__kinds(facts)[kind].attributes, err);
    jd_table_free(keys);
    return status;
}

static enum jd_status
create_events(struct database *to, struct jd_error *err)
{
    static const char *const names[] = {"agency", "id", "kind", "at_earliest", "at_latest",
        "until_earliest", "until_latest"};
    const struct jd__facts *facts = to->facts;
    struct jd_value values[MOST_COLUMNS];
    struct jd_table *keys = NULL;
    enum jd_status status = new_keys(to, names, "TTTMMMM", 7, &keys, err);
    for (size_t i = 0; i < facts->events.n && status == JD_OK; i++) {
        const struct jd__event *e = &jd__events(facts)[i];
        values[0] = agency(to, e->agency);
        values[1] = word(to, e->id);
        values[2] = word(to, e->kind);
        values[3] = moment(e->at.earliest);
        values[4] = moment(e->at.latest);
        values[5] = moment(e->until.earliest);
        values[6] = moment(e->until.latest);
        status = put_row(to, keys, values, 7, &e->control, err);
    }
    if (status == JD_OK)
        status = create(to, "event", keys, facts->event_attributes, err);
    jd_table_free(keys);
    return status;
}

/* Agency, kind and id of a record or event. */
static void
put_node(const struct database *to, uint32_t node, struct jd_value out[static 3])
{
    if ((node & JD__EVENT_BIT) != 0) {
        const struct jd__event *e = &jd__events(to->facts)[node & ~JD__EVENT_BIT];
        out[0] = agency(to, e->agency);
        out[1] = jd_text("event");
        out[2] = word(to, e->id);
        return;
    }
    const struct jd__record *r = &jd__records(to->facts)[node];
    out[0] = agency(to, r->agency);
    out[1] = word(to, jd__kinds(to->facts)[r->kind].name);
    out[2] = word(to, r->id);
}

static enum jd_status
create_roles(struct database *to, struct jd_error *err)
{
    static const char *const names[] = {"record_agency", "record_kind", "record_id",
        "event_agency", "event_kind", "event_id", "role"};
    struct jd_value values[MOST_COLUMNS];
    struct jd_table *keys = NULL;
    enum jd_status status = new_keys(to, names, "TTTTTTT", 7, &keys, err);
    for (size_t i = 0; i < to->facts->roles.n && status == JD_OK; i++) {
        const struct jd__role *r = &jd__roles(to->facts)[i];
        put_node(to, r->record, values);
        put_node(to, r->event | JD__EVENT_BIT, values + 3);
        values[4] = word(to, jd__events(to->facts)[r->event].kind);
        values[6] = word(to, r->role);
        status = put_row(to, keys, values, 7, &r->control, err);
    }
    if (status == JD_OK)
        status = create(to, "role", keys, NULL, err);
    jd_table_free(keys);
    return status;
}

static enum jd_status
create_relations(struct database *to, struct jd_error *err)
{
    static const char *const names[] = {"kind", "agency", "from_agency", "from_kind",
        "from_id", "to_agency", "to_kind", "to_id", "from", "until"};
    struct jd_value values[MOST_COLUMNS];
    struct jd_table *keys = NULL;
    enum jd_status status = new_keys(to, names, "TTTTTTTTMM", 10, &keys, err);
    for (size_t i = 0; i < to->facts->relations.n && status == JD_OK; i++) {
        const struct jd__relation *r = &jd__relations(to->facts)[i];
        values[0] = word(to, r->kind);
        values[1] = agency(to, r->agency);
        put_node(to, r->from, values + 2);
        put_node(to, r->to, values + 5);
        values[8] = moment(r->valid_from.earliest);
        values[9] = moment(r->valid_until.latest);
        status = put_row(to, keys, values, 10, &r->control, err);
    }
    if (status == JD_OK)
        status = create(to, "relation", keys, NULL, err);
    jd_table_free(keys);
    return status;
}

static enum jd_status
create_applied(struct database *to, uint64_t seq, struct jd_error *err)
{
    const char *text = NULL;
    to->sql.n = 0;
    enum jd_status status = jd__buf_printf(&to->sql, err,
        "CREATE TABLE store.applied AS SELECT %" PRIu64 "::UBIGINT AS seq", seq);
    if (status == JD_OK)
        status = jd__duck_text(&to->sql, &text, err);
    return status != JD_OK ? status
                           : jd__duck_run(to->connection, text, "derived.duckdb", err);
}

/* ---- all ---- */

static enum jd_status
attach(struct database *to, const char *path, const char *how, struct jd_error *err)
{
    const struct jd__duck_options options = {.threads = 1, .files = true};
    const char *text = NULL;
    to->sql.n = 0;
    enum jd_status status = jd__duck_open(&options, &to->db, err);
    if (status == JD_OK && duckdb_connect(to->db, &to->connection) != DuckDBSuccess)
        status = jd__fail(err, JD_E_IO, "DuckDB takes no connection");
    if (status == JD_OK)
        status = jd__buf_text(&to->sql, jd__str("ATTACH "), err);
    if (status == JD_OK)
        status = jd__duck_literal(&to->sql, jd__str(path), err);
    if (status == JD_OK)
        status = jd__buf_printf(&to->sql, err, " AS store%s", how);
    if (status == JD_OK)
        status = jd__duck_text(&to->sql, &text, err);
    if (status == JD_OK)
        status = jd__duck_run(to->connection, text, "derived.duckdb", err);
    return status;
}

static void
detach(struct database *to)
{
    duckdb_disconnect(&to->connection);
    duckdb_close(&to->db);
    jd__buf_done(&to->sql);
}

static enum jd_status
write_database(const struct jd__store *store, const struct jd__facts *facts,
    const char *path, struct jd_error *err)
{
    struct database to = {.facts = facts};
    jd__buf_init(&to.sql, &store->alloc, 1, 0);
    enum jd_status status = attach(&to, path, "", err);
    if (status == JD_OK)
        status = jd__give_register(to.connection, err);
    if (status == JD_OK)
        status = create_agencies(&to, err);
    for (uint32_t kind = 0; kind < facts->kinds.n && status == JD_OK; kind++)
        status = create_kind(&to, kind, err);
    if (status == JD_OK)
        status = create_events(&to, err);
    if (status == JD_OK)
        status = create_roles(&to, err);
    if (status == JD_OK)
        status = create_relations(&to, err);
    if (status == JD_OK)
        status = create_applied(&to, jd__store_end(store)->seq, err);
    if (status == JD_OK)
        status = jd__duck_run(to.connection, "DETACH store", "derived.duckdb", err);
    detach(&to);
    return status;
}

enum jd_status
jd__derive_database(const struct jd__store *store, struct jd_error *err)
{
    char path[JD__STORE_PATH], made[JD__STORE_PATH], wal[JD__STORE_PATH];
    struct jd__facts *facts = NULL;
    enum jd_status status = jd__store_path(store->folder, "derived.duckdb", path, err);
    if (status == JD_OK)
        status = jd__store_path(store->folder, "derived.duckdb.new", made, err);
    if (status == JD_OK)
        status = jd__store_path(store->folder, "derived.duckdb.new.wal", wal, err);
    if (status != JD_OK)
        return status;
    (void)jd__file_remove(made, NULL); /* left by a crash, or not there */
    (void)jd__file_remove(wal, NULL);
    status = jd__store_facts(store, JD__NO_TIME, &facts, err);
    if (status == JD_OK)
        status = write_database(store, facts, made, err);
    if (status == JD_OK)
        status = jd__path_move(made, path, err);
    jd__facts_free(facts);
    return status;
}
