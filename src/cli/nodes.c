/* SPDX-License-Identifier: Apache-2.0 */
/* nodes.c - records by name, and numbered in order of their ids. */
#include "cli/linking.h"
#include "cli/mix.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

bool
nodes_write(struct jd_value source, struct jd_value id, char *out, size_t size)
{
    char digits[24] = "";
    (void)snprintf(digits, sizeof(digits), "%" PRId64, id.integer);
    struct jd_str text = id.type == JD_TYPE_TEXT ? id.text : jd_text(digits).text;
    bool with_source = source.type == JD_TYPE_TEXT;
    if ((id.type != JD_TYPE_TEXT && id.type != JD_TYPE_INT) ||
        text.size + source.text.size + 6 > size ||
        memchr(text.data, '\0', text.size) != NULL)
        return false;
    char *at = out;
    if (with_source) {
        memcpy(at, source.text.data, source.text.size);
        at += source.text.size;
        memcpy(at, "-__-", 4);
        at += 4;
    }
    memcpy(at, text.data, text.size);
    at[text.size] = '\0';
    return true;
}

/* A column of the table, or JD_NONE. */
static uint32_t
column_of(const struct jd_table *table, const char *name)
{
    return name != NULL ? jd_table_find(table, name) : JD_NONE;
}

enum jd_status
nodes_unite(const struct linking *linking, uint32_t n_tables, const char *id_column,
    const char *source_column, struct jd_table **out_table, struct jd_error *err)
{
    if (n_tables < 2)
        return JD_OK;
    uint32_t id = column_of(linking->tables[0], id_column);
    enum jd_type type =
        id != JD_NONE ? jd_table_column(linking->tables[0], id).type : JD_TYPE_TEXT;
    const struct jd_column_spec columns[] = {
        {id_column, type}, {source_column, JD_TYPE_TEXT}};
    struct jd_table *all = NULL;
    enum jd_status status = jd_table_new(NULL, "records", columns, 2, &all, err);
    for (uint32_t t = 0; t < n_tables && status == JD_OK; t++) {
        const struct jd_table *table = linking->tables[t];
        uint32_t source = column_of(table, source_column);
        id = column_of(table, id_column);
        if (id == JD_NONE)
            status =
                LINKING_FAIL(err, JD_E_INPUT, "there is no column %.100s in table %.100s",
                    id_column, jd_table_name(table));
        for (uint32_t row = 0; status == JD_OK && row < jd_table_n_rows(table); row++) {
            status = jd_table_put(all, 0, jd_table_get(table, id, row), err);
            if (status == JD_OK)
                status = jd_table_put(all, 1,
                    source != JD_NONE ? jd_table_get(table, source, row)
                                      : jd_text(jd_table_name(table)),
                    err);
        }
    }
    if (status == JD_OK)
        status = jd_table_finish(all, err);
    if (status != JD_OK) {
        jd_table_free(all);
        return status;
    }
    *out_table = all;
    return JD_OK;
}

static uint32_t
slot_of(const struct nodes *nodes, const char *name)
{
    uint64_t hash = mix_bytes(MIX_START, name, strlen(name));
    uint32_t mask = nodes->n_slots - 1, slot = (uint32_t)(hash ^ hash >> 32) & mask;
    while (nodes->slots[slot] != JD_NONE &&
           strcmp(nodes->names[nodes->slots[slot]], name) != 0)
        slot = (slot + 1) & mask;
    return slot;
}

/* Find a record by its name from here on; no two may have the same. */
static enum jd_status
enter_names(struct nodes *nodes, struct jd_error *err)
{
    nodes->n_slots = 16;
    while (nodes->n_slots / 2 < nodes->n && nodes->n_slots < UINT32_MAX / 2)
        nodes->n_slots *= 2;
    nodes->slots = malloc(nodes->n_slots * sizeof(*nodes->slots));
    if (nodes->slots == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", nodes->n);
    memset(nodes->slots, 0xFF, nodes->n_slots * sizeof(*nodes->slots));
    for (uint32_t i = 0; i < nodes->n; i++) {
        uint32_t slot = slot_of(nodes, nodes->names[i]);
        if (nodes->slots[slot] != JD_NONE)
            return LINKING_FAIL(err, JD_E_INPUT, "records %u and %u have the same %s",
                nodes->slots[slot] + 1, i + 1,
                jd_table_column(nodes->table, nodes->id_column).name);
        nodes->slots[slot] = i;
    }
    return JD_OK;
}

/* A record and its node id, for sorting without a context. */
struct named {
    const char *name; /* NULL: it goes by number */
    int64_t number;
    uint32_t record;
};

static int
by_id(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    if (x->name != NULL)
        return strcmp(x->name, y->name);
    return (x->number > y->number) - (x->number < y->number);
}

/* Number the records by their node ids: whole numbers by value, texts by bytes. */
static enum jd_status
sort_ids(struct nodes *nodes, struct jd_error *err)
{
    struct named *named = calloc((size_t)nodes->n + 1, sizeof(*named));
    if (named == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", nodes->n);
    bool is_number = nodes->source_column == JD_NONE &&
                     jd_table_column(nodes->table, nodes->id_column).type == JD_TYPE_INT;
    for (uint32_t i = 0; i < nodes->n; i++) {
        named[i] = (struct named){nodes->names[i], 0, i};
        if (is_number)
            named[i] = (struct named){
                NULL, jd_table_get(nodes->table, nodes->id_column, i).integer, i};
    }
    qsort(named, nodes->n, sizeof(*named), by_id);
    for (uint32_t rank = 0; rank < nodes->n; rank++) {
        nodes->records[rank] = named[rank].record;
        nodes->ranks[named[rank].record] = rank;
    }
    free(named);
    return JD_OK;
}

enum jd_status
nodes_init(struct nodes *nodes, const struct jd_table *table, const char *id_column,
    const char *source_column, struct jd_error *err)
{
    char room[2 * JD_LIMIT_CELL + 8];
    *nodes = (struct nodes){.n = jd_table_n_rows(table), .table = table};
    nodes->id_column = column_of(table, id_column);
    nodes->source_column = column_of(table, source_column);
    if (nodes->id_column == JD_NONE)
        return LINKING_FAIL(err, JD_E_INPUT, "there is no column %.100s in table %.100s",
            id_column, jd_table_name(table));
    nodes->names = calloc((size_t)nodes->n + 1, sizeof(*nodes->names));
    nodes->records = calloc((size_t)nodes->n + 1, sizeof(*nodes->records));
    nodes->ranks = calloc((size_t)nodes->n + 1, sizeof(*nodes->ranks));
    if (nodes->names == NULL || nodes->records == NULL || nodes->ranks == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", nodes->n);
    for (uint32_t i = 0; i < nodes->n; i++) {
        struct jd_value source = jd_null();
        if (nodes->source_column != JD_NONE)
            source = jd_table_get(table, nodes->source_column, i);
        if (!nodes_write(
                source, jd_table_get(table, nodes->id_column, i), room, sizeof(room)))
            return LINKING_FAIL(err, JD_E_INPUT,
                "row %u of table %.100s has no %.100s that is text or a whole number",
                i + 1, jd_table_name(table), id_column);
        nodes->names[i] = strdup(room);
        if (nodes->names[i] == NULL)
            return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", nodes->n);
    }
    enum jd_status status = enter_names(nodes, err);
    return status == JD_OK ? sort_ids(nodes, err) : status;
}

enum jd_status
nodes_of_records(struct nodes *nodes, const struct linking *linking, const struct cli *cli,
    struct jd_table **out_table, struct jd_error *err)
{
    const char *id = cli_value_or(cli, "--id", "unique_id");
    const char *source = cli_value_or(cli, "--source", "source_dataset");
    enum jd_status status =
        nodes_unite(linking, linking->n_tables - 1, id, source, out_table, err);
    return status == JD_OK
               ? nodes_init(nodes, *out_table != NULL ? *out_table : linking->tables[0], id,
                     source, err)
               : status;
}

void
nodes_done(struct nodes *nodes)
{
    for (uint32_t i = 0; nodes->names != NULL && i < nodes->n; i++)
        free(nodes->names[i]);
    free(nodes->names);
    free(nodes->slots);
    free(nodes->records);
    free(nodes->ranks);
}

uint32_t
nodes_find(const struct nodes *nodes, const char *name)
{
    return nodes->slots[slot_of(nodes, name)];
}
