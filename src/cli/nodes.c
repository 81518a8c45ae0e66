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

bool
nodes_share_source(const struct nodes *nodes, uint32_t left, uint32_t right)
{
    if (nodes->source_column == JD_NONE)
        return true;
    struct jd_value l = jd_table_get(nodes->table, nodes->source_column, left);
    struct jd_value r = jd_table_get(nodes->table, nodes->source_column, right);
    if (l.type != JD_TYPE_TEXT || r.type != JD_TYPE_TEXT)
        return l.type == r.type && l.integer == r.integer;
    return l.text.size == r.text.size && memcmp(l.text.data, r.text.data, l.text.size) == 0;
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

static enum jd_status
fail_id(const struct nodes *nodes, uint32_t record, struct jd_error *err)
{
    return LINKING_FAIL(err, JD_E_INPUT,
        "row %u of table %.100s has no %.100s that is text or a whole number", record + 1,
        jd_table_name(nodes->table), jd_table_column(nodes->table, nodes->id_column).name);
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
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return (x->record > y->record) - (x->record < y->record);
}

/* The same id twice among sorted numbers: told of the first record that repeats an earlier one. */
static enum jd_status
check_numbers(const struct nodes *nodes, struct jd_error *err)
{
    const int64_t *numbers = nodes->numbers;
    uint32_t first = JD_NONE, again = JD_NONE;
    for (uint32_t rank = 1; rank < nodes->n; rank++) {
        bool starts = rank == 1 || numbers[rank - 2] != numbers[rank];
        if (numbers[rank - 1] == numbers[rank] && starts && nodes->records[rank] < again) {
            first = nodes->records[rank - 1];
            again = nodes->records[rank];
        }
    }
    if (again == JD_NONE)
        return JD_OK;
    return LINKING_FAIL(err, JD_E_INPUT, "records %u and %u have the same %s", first + 1,
        again + 1, jd_table_column(nodes->table, nodes->id_column).name);
}

/* Number the records by their node ids: whole numbers by value, texts by bytes. */
static enum jd_status
sort_ids(struct nodes *nodes, struct jd_error *err)
{
    struct named *named = calloc((size_t)nodes->n + 1, sizeof(*named));
    bool is_sorted = true;
    if (named == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", nodes->n);
    for (uint32_t i = 0; i < nodes->n; i++) {
        named[i].record = i;
        if (nodes->numbers != NULL)
            named[i].number = jd_table_get(nodes->table, nodes->id_column, i).integer;
        else
            named[i].name = nodes->names[i];
        is_sorted = is_sorted && (i == 0 || by_id(&named[i - 1], &named[i]) < 0);
    }
    if (!is_sorted)
        qsort(named, nodes->n, sizeof(*named), by_id);
    for (uint32_t rank = 0; rank < nodes->n; rank++) {
        nodes->records[rank] = named[rank].record;
        nodes->ranks[named[rank].record] = rank;
        if (nodes->numbers != NULL)
            nodes->numbers[rank] = named[rank].number;
    }
    free(named);
    return nodes->numbers != NULL ? check_numbers(nodes, err) : JD_OK;
}

/* The name of each record, by which it is found. */
static enum jd_status
make_names(struct nodes *nodes, struct jd_error *err)
{
    char room[2 * JD_LIMIT_CELL + 8];
    nodes->names = calloc((size_t)nodes->n + 1, sizeof(*nodes->names));
    if (nodes->names == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", nodes->n);
    for (uint32_t i = 0; i < nodes->n; i++) {
        struct jd_value source = jd_null();
        if (nodes->source_column != JD_NONE)
            source = jd_table_get(nodes->table, nodes->source_column, i);
        if (!nodes_write(source, jd_table_get(nodes->table, nodes->id_column, i), room,
                sizeof(room)))
            return fail_id(nodes, i, err);
        nodes->names[i] = strdup(room);
        if (nodes->names[i] == NULL)
            return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", nodes->n);
    }
    return enter_names(nodes, err);
}

/* Ids that are whole numbers need no names: room for them in order. */
static enum jd_status
make_numbers(struct nodes *nodes, struct jd_error *err)
{
    for (uint32_t i = 0; i < nodes->n; i++)
        if (jd_table_get(nodes->table, nodes->id_column, i).type != JD_TYPE_INT)
            return fail_id(nodes, i, err);
    nodes->numbers = calloc((size_t)nodes->n + 1, sizeof(*nodes->numbers));
    if (nodes->numbers == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", nodes->n);
    return JD_OK;
}

static enum jd_status
init(struct nodes *nodes, const struct jd_table *table, const char *id_column,
    const char *source_column, struct jd_error *err)
{
    *nodes = (struct nodes){.n = jd_table_n_rows(table), .table = table};
    nodes->id_column = column_of(table, id_column);
    nodes->source_column = column_of(table, source_column);
    if (nodes->id_column == JD_NONE)
        return LINKING_FAIL(err, JD_E_INPUT, "there is no column %.100s in table %.100s",
            id_column, jd_table_name(table));
    nodes->records = calloc((size_t)nodes->n + 1, sizeof(*nodes->records));
    nodes->ranks = calloc((size_t)nodes->n + 1, sizeof(*nodes->ranks));
    if (nodes->records == NULL || nodes->ranks == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", nodes->n);
    enum jd_status status = JD_OK;
    if (nodes->source_column == JD_NONE &&
        jd_table_column(table, nodes->id_column).type == JD_TYPE_INT)
        status = make_numbers(nodes, err);
    return status;
}

enum jd_status
nodes_init(struct nodes *nodes, const struct jd_table *table, const char *id_column,
    const char *source_column, struct jd_error *err)
{
    enum jd_status status = init(nodes, table, id_column, source_column, err);
    if (status == JD_OK)
        status = make_names(nodes, err);
    return status == JD_OK ? sort_ids(nodes, err) : status;
}

enum jd_status
nodes_init_unnamed(struct nodes *nodes, const struct jd_table *table, const char *id_column,
    const char *source_column, struct jd_error *err)
{
    enum jd_status status = init(nodes, table, id_column, source_column, err);
    if (status == JD_OK && nodes->numbers == NULL)
        status = make_names(nodes, err);
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
               ? nodes_init_unnamed(nodes,
                     *out_table != NULL ? *out_table : linking->tables[0], id, source, err)
               : status;
}

void
nodes_done(struct nodes *nodes)
{
    for (uint32_t i = 0; nodes->names != NULL && i < nodes->n; i++)
        free(nodes->names[i]);
    free(nodes->names);
    free(nodes->numbers);
    free(nodes->slots);
    free(nodes->records);
    free(nodes->ranks);
}

/* The rank of a number, or JD_NONE.  Most ids have no gap, so the place is known. */
static uint32_t
rank_of(const struct nodes *nodes, int64_t number)
{
    const int64_t *numbers = nodes->numbers;
    uint32_t low = 0, high = nodes->n;
    if (numbers == NULL || high == 0 || number < numbers[0] || number > numbers[high - 1])
        return JD_NONE;
    if ((uint64_t)numbers[high - 1] - (uint64_t)numbers[0] == high - 1)
        return (uint32_t)((uint64_t)number - (uint64_t)numbers[0]);
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (numbers[middle] <= number)
            low = middle;
        else
            high = middle;
    }
    return numbers[low] == number ? low : JD_NONE;
}

uint32_t
nodes_find(const struct nodes *nodes, const char *name)
{
    char digits[24], *end = NULL;
    if (nodes->names != NULL)
        return nodes->slots[slot_of(nodes, name)];
    int64_t number = strtoll(name, &end, 10);
    (void)snprintf(digits, sizeof(digits), "%" PRId64, number);
    uint32_t rank = strcmp(digits, name) == 0 ? rank_of(nodes, number) : JD_NONE;
    return rank != JD_NONE ? nodes->records[rank] : JD_NONE;
}

uint32_t
nodes_find_cells(const struct nodes *nodes, struct jd_value source, struct jd_value id)
{
    char room[2 * JD_LIMIT_CELL + 8];
    if (nodes->numbers != NULL && source.type == JD_TYPE_NULL && id.type == JD_TYPE_INT) {
        uint32_t rank = rank_of(nodes, id.integer);
        return rank != JD_NONE ? nodes->records[rank] : JD_NONE;
    }
    return nodes_write(source, id, room, sizeof(room)) ? nodes_find(nodes, room) : JD_NONE;
}
