/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clusters_file.c - clusters as a file: a row for each record, in the order of the files.
 *
 * A cluster's id is the lowest node id among its records, and so that of its first rank: with
 * sources a name, else a cell of the id column.
 */
#include "cli/clustering.h"

#include <stdlib.h>

/* Columns of the file: one for each threshold, the source, the id. */
enum { MOST_COLUMNS = CLUSTERING_THRESHOLDS + 2 };

struct clusters_file {
    const struct nodes *nodes;
    struct jd_table *names;                /* of the records, where there are sources */
    uint32_t *rows[CLUSTERING_THRESHOLDS]; /* each record's first record */
    struct jd_column_spec columns[MOST_COLUMNS];
    struct jd_io_slice slices[MOST_COLUMNS];
    uint32_t n_columns;
};

static enum jd_status
make_names(struct clusters_file *file, struct jd_error *err)
{
    struct jd_column_spec text = {"name", JD_TYPE_TEXT};
    enum jd_status status = jd_table_new(NULL, "names", &text, 1, &file->names, err);
    for (uint32_t i = 0; i < file->nodes->n && status == JD_OK; i++)
        status = jd_table_put(file->names, 0, jd_text(file->nodes->names[i]), err);
    return status == JD_OK ? jd_table_finish(file->names, err) : status;
}

/* Each record's first record in its cluster. */
static enum jd_status
find_firsts(const struct nodes *nodes, const struct jd_clusters *clusters,
    uint32_t **out_rows, struct jd_error *err)
{
    uint32_t *labels = calloc((size_t)nodes->n + 1, sizeof(*labels));
    uint32_t *firsts = calloc((size_t)nodes->n + 1, sizeof(*firsts));
    uint32_t *rows = calloc((size_t)nodes->n + 1, sizeof(*rows)), n = 0;
    enum jd_status status = JD_OK;
    if (labels == NULL || firsts == NULL || rows == NULL)
        status = LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", nodes->n);
    if (status == JD_OK)
        status = jd_clusters_label(clusters, labels, nodes->n, err);
    for (uint32_t rank = 0; rank < nodes->n && status == JD_OK; rank++) {
        if (labels[rank] == n) /* labels count up in order of the first ranks */
            firsts[n++] = nodes->records[rank];
        rows[nodes->records[rank]] = firsts[labels[rank]];
    }
    free(labels);
    free(firsts);
    if (status != JD_OK) {
        free(rows);
        return status;
    }
    *out_rows = rows;
    return JD_OK;
}

static void
add_column(struct clusters_file *file, const char *name, uint32_t column, uint32_t *rows)
{
    const struct nodes *nodes = file->nodes;
    uint32_t i = file->n_columns++;
    file->columns[i] = jd_table_column(nodes->table, column);
    file->slices[i] = (struct jd_io_slice){NULL, NULL, nodes->table, column, rows};
    if (name != NULL)
        file->columns[i].name = name;
    if (rows != NULL && file->names != NULL) {
        file->columns[i].type = JD_TYPE_TEXT;
        file->slices[i].table = file->names;
        file->slices[i].column = 0;
    }
}

static enum jd_status
write_columns(const struct clusters_file *file, struct jd_io *io, const char *path,
    struct jd_error *err)
{
    struct jd_io_writer *writer = NULL;
    enum jd_status status =
        jd_io_writer_new(io, path, file->columns, file->n_columns, &writer, err);
    if (status == JD_OK)
        status = jd_io_writer_append(writer, file->nodes->n, file->slices, err);
    if (status == JD_OK)
        status = jd_io_writer_close(writer, err);
    jd_io_writer_free(writer);
    return status;
}

enum jd_status
clustering_write(const struct clustering *clustering, struct jd_io *io, const char *path,
    struct jd_error *err)
{
    const struct nodes *nodes = clustering->nodes;
    struct clusters_file file = {.nodes = nodes};
    enum jd_status status = JD_OK;
    if (nodes->source_column != JD_NONE)
        status = make_names(&file, err);
    for (uint32_t i = 0; i < clustering->n_thresholds && status == JD_OK; i++) {
        status = find_firsts(nodes, clustering->clusters[i], &file.rows[i], err);
        add_column(&file, clustering->thresholds[i].column, nodes->id_column, file.rows[i]);
    }
    if (nodes->source_column != JD_NONE)
        add_column(&file, NULL, nodes->source_column, NULL);
    add_column(&file, NULL, nodes->id_column, NULL);
    if (status == JD_OK)
        status = write_columns(&file, io, path, err);
    for (uint32_t i = 0; i < clustering->n_thresholds; i++)
        free(file.rows[i]);
    jd_table_free(file.names);
    return status;
}
