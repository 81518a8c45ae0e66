/* SPDX-License-Identifier: Apache-2.0 */
/* about.c - clusters as given, and which of their records a row of another file is about. */
#include "cli/about.h"

#include "cli/evaluate.h"

#include <stdlib.h>
#include <string.h>

bool
about_is_whole(const char *text)
{
    const char *colon = strrchr(text, ':');
    return colon != NULL && colon > text && colon[1] != '\0';
}

const char *
about_split(const char *text, char *room)
{
    const char *colon = strrchr(text, ':');
    memcpy(room, text, (size_t)(colon - text));
    room[colon - text] = '\0';
    return colon + 1;
}

enum jd_status
about_column(
    const struct about *about, const char *name, uint32_t *out_column, struct jd_error *err)
{
    *out_column = jd_table_find(about->table, name);
    return *out_column != JD_NONE
               ? JD_OK
               : LINKING_FAIL(err, JD_E_INPUT, "there is no column %.100s in table %.100s",
                     name, jd_table_name(about->table));
}

enum jd_status
about_find(struct about *about, const struct nodes *nodes, const struct jd_table *table,
    struct jd_error *err)
{
    *about = (struct about){nodes, table, JD_NONE, JD_NONE};
    if (nodes->source_column != JD_NONE)
        about->source =
            jd_table_find(table, jd_table_column(nodes->table, nodes->source_column).name);
    return about_column(
        about, jd_table_column(nodes->table, nodes->id_column).name, &about->id, err);
}

enum jd_status
about_record(
    const struct about *about, uint32_t row, uint32_t *out_record, struct jd_error *err)
{
    char room[2 * JD_LIMIT_CELL + 8];
    struct jd_value source = jd_null();
    uint32_t record = JD_NONE;
    if (about->nodes->source_column != JD_NONE)
        source = about->source != JD_NONE ? jd_table_get(about->table, about->source, row)
                                          : jd_text(jd_table_name(about->table));
    if (nodes_write(source, jd_table_get(about->table, about->id, row), room, sizeof(room)))
        record = nodes_find(about->nodes, room);
    if (record == JD_NONE)
        return LINKING_FAIL(err, JD_E_INPUT, "row %u of table %.100s is in no cluster",
            row + 1, jd_table_name(about->table));
    *out_record = record;
    return JD_OK;
}

enum jd_status
given_clusters_read(struct given_clusters *clusters, const struct nodes *nodes,
    const char *column, struct jd_error *err)
{
    size_t n = (size_t)nodes->n + 1;
    uint32_t at = jd_table_find(nodes->table, column);
    if (at == JD_NONE)
        return LINKING_FAIL(err, JD_E_INPUT, "there is no column %.100s in table %.100s",
            column, jd_table_name(nodes->table));
    enum jd_status status = JD_OK;
    uint32_t *firsts = calloc(n, sizeof(*firsts));
    struct jd_value *cells = calloc(n, sizeof(*cells));
    *clusters = (struct given_clusters){nodes, calloc(n, sizeof(*clusters->of_record)),
        calloc(n, sizeof(*clusters->names)), 0};
    if (firsts == NULL || cells == NULL || clusters->of_record == NULL ||
        clusters->names == NULL)
        status = LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", nodes->n);
    for (uint32_t i = 0; i < nodes->n && status == JD_OK; i++) {
        cells[i] = jd_table_get(nodes->table, at, i);
        if (cells[i].type == JD_TYPE_NULL)
            status = LINKING_FAIL(err, JD_E_INPUT, "row %u of table %.100s has no cluster",
                i + 1, jd_table_name(nodes->table));
    }
    if (status == JD_OK)
        status = evaluate_number(
            cells, nodes->n, clusters->of_record, &clusters->n, firsts, err);
    for (uint32_t i = 0; i < clusters->n && status == JD_OK; i++)
        clusters->names[i] = cells[firsts[i]];
    free(firsts);
    free(cells);
    return status;
}

void
given_clusters_done(struct given_clusters *clusters)
{
    free(clusters->of_record);
    free(clusters->names);
}
