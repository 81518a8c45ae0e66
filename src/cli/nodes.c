/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nodes.c - records by name, and clusters named after their first record.
 *
 * A cluster's id is the lowest node id among its records: whole numbers by value, texts and
 * SOURCE-__-ID by bytes.
 */
#include "cli/linking.h"

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

/* A record and its name, for sorting without a context. */
struct named {
    const char *name;
    uint32_t record;
};

static int
by_name(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    return strcmp(x->name, y->name);
}

static enum jd_status
sort_names(struct nodes *nodes, struct jd_error *err)
{
    struct named *named = calloc((size_t)nodes->n + 1, sizeof(*named));
    if (named == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", nodes->n);
    for (uint32_t i = 0; i < nodes->n; i++)
        named[i] = (struct named){nodes->names[i], i};
    qsort(named, nodes->n, sizeof(*named), by_name);
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < nodes->n && status == JD_OK; i++) {
        nodes->sorted[i] = named[i].record;
        if (i > 0 && strcmp(named[i - 1].name, named[i].name) == 0) {
            uint32_t a = named[i - 1].record, b = named[i].record;
            status = LINKING_FAIL(err, JD_E_INPUT, "records %u and %u have the same %s",
                (a < b ? a : b) + 1, (a < b ? b : a) + 1,
                jd_table_column(nodes->table, nodes->id_column).name);
        }
    }
    free(named);
    return status;
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
    nodes->sorted = calloc((size_t)nodes->n + 1, sizeof(*nodes->sorted));
    if (nodes->names == NULL || nodes->sorted == NULL)
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
    return sort_names(nodes, err);
}

void
nodes_done(struct nodes *nodes)
{
    for (uint32_t i = 0; nodes->names != NULL && i < nodes->n; i++)
        free(nodes->names[i]);
    free(nodes->names);
    free(nodes->sorted);
}

uint32_t
nodes_find(const struct nodes *nodes, const char *name)
{
    uint32_t low = 0, high = nodes->n;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = strcmp(nodes->names[nodes->sorted[middle]], name);
        if (order == 0)
            return nodes->sorted[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return JD_NONE;
}

/* Is record a's node id below record b's? */
static bool
is_below(const struct nodes *nodes, uint32_t a, uint32_t b)
{
    struct jd_value x = jd_table_get(nodes->table, nodes->id_column, a);
    struct jd_value y = jd_table_get(nodes->table, nodes->id_column, b);
    if (nodes->source_column == JD_NONE && x.type == JD_TYPE_INT)
        return x.integer < y.integer;
    return strcmp(nodes->names[a], nodes->names[b]) < 0;
}

/* The first record of each record's cluster, by node id. */
static enum jd_status
find_firsts(const struct nodes *nodes, const struct jd_clusters *clusters, uint32_t *labels,
    uint32_t *firsts, struct jd_error *err)
{
    enum jd_status status = jd_clusters_label(clusters, labels, nodes->n, err);
    if (status != JD_OK)
        return status;
    for (uint32_t i = 0; i < nodes->n; i++)
        firsts[i] = JD_NONE;
    for (uint32_t i = 0; i < nodes->n; i++) {
        uint32_t *first = &firsts[labels[i]];
        if (*first == JD_NONE || is_below(nodes, i, *first))
            *first = i;
    }
    return JD_OK;
}

/* cluster_id is an id itself: with sources a name, else a cell of the id column. */
static enum jd_status
write_rows(struct jd_io *io, const char *path, const struct nodes *nodes,
    const uint32_t *rows, struct jd_error *err)
{
    bool with_source = nodes->source_column != JD_NONE;
    struct jd_column_spec id = jd_table_column(nodes->table, nodes->id_column);
    struct jd_column_spec columns[3] = {{"cluster_id", id.type}, id, id};
    struct jd_io_slice slices[3] = {{NULL, NULL, nodes->table, nodes->id_column, rows},
        {NULL, NULL, nodes->table, nodes->id_column, NULL}, {0}};
    struct jd_table *names = NULL;
    struct jd_io_writer *writer = NULL;
    enum jd_status status = JD_OK;
    if (with_source) {
        struct jd_column_spec text = {"name", JD_TYPE_TEXT};
        status = jd_table_new(NULL, "names", &text, 1, &names, err);
        for (uint32_t i = 0; i < nodes->n && status == JD_OK; i++)
            status = jd_table_put(names, 0, jd_text(nodes->names[rows[i]]), err);
        if (status == JD_OK)
            status = jd_table_finish(names, err);
        columns[0].type = JD_TYPE_TEXT;
        columns[1] = jd_table_column(nodes->table, nodes->source_column);
        slices[0] = (struct jd_io_slice){NULL, NULL, names, 0, NULL};
        slices[2] = slices[1];
        slices[1].column = nodes->source_column;
    }
    if (status == JD_OK)
        status = jd_io_writer_new(io, path, columns, with_source ? 3 : 2, &writer, err);
    if (status == JD_OK)
        status = jd_io_writer_append(writer, nodes->n, slices, err);
    if (status == JD_OK)
        status = jd_io_writer_close(writer, err);
    jd_io_writer_free(writer);
    jd_table_free(names);
    return status;
}

enum jd_status
clusters_write(struct jd_io *io, const char *path, const struct nodes *nodes,
    const struct jd_clusters *clusters, struct jd_error *err)
{
    uint32_t *labels = calloc((size_t)nodes->n + 1, sizeof(*labels));
    uint32_t *firsts = calloc((size_t)nodes->n + 1, sizeof(*firsts));
    enum jd_status status = JD_OK;
    if (labels == NULL || firsts == NULL)
        status = LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", nodes->n);
    if (status == JD_OK)
        status = find_firsts(nodes, clusters, labels, firsts, err);
    for (uint32_t i = 0; i < nodes->n && status == JD_OK; i++)
        labels[i] = firsts[labels[i]];
    if (status == JD_OK)
        status = write_rows(io, path, nodes, labels, err);
    free(labels);
    free(firsts);
    return status;
}
