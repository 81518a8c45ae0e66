/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clusters_file.c - clusters as a file: a row for each record, in the order of the files.
 *
 * A cluster's id is the lowest node id among its records, and so that of its first rank.
 */
#include "cli/clustering.h"
#include "cli/column_file.h"

#include <stdlib.h>

enum jd_status
clustering_firsts(const struct clustering *clustering, uint32_t at, uint32_t **out_firsts,
    struct jd_error *err)
{
    const struct nodes *nodes = clustering->nodes;
    uint32_t *labels = calloc((size_t)nodes->n + 1, sizeof(*labels));
    uint32_t *by_label = calloc((size_t)nodes->n + 1, sizeof(*by_label));
    uint32_t *firsts = calloc((size_t)nodes->n + 1, sizeof(*firsts)), n = 0;
    enum jd_status status = JD_OK;
    if (labels == NULL || by_label == NULL || firsts == NULL)
        status = LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", nodes->n);
    if (status == JD_OK)
        status = jd_clusters_label(clustering->clusters[at], labels, nodes->n, err);
    for (uint32_t rank = 0; rank < nodes->n && status == JD_OK; rank++) {
        if (labels[rank] == n) /* labels count up in order of the first ranks */
            by_label[n++] = nodes->records[rank];
        firsts[nodes->records[rank]] = by_label[labels[rank]];
    }
    free(labels);
    free(by_label);
    if (status != JD_OK) {
        free(firsts);
        return status;
    }
    *out_firsts = firsts;
    return JD_OK;
}

enum jd_status
clustering_write(const struct clustering *clustering, struct jd_io *io, const char *path,
    struct jd_error *err)
{
    uint32_t *firsts[CLUSTERING_THRESHOLDS] = {NULL};
    char room[600];
    struct column_file file;
    enum jd_status status = column_file_begin(&file, clustering->nodes, err);
    for (uint32_t i = 0; i < clustering->n_thresholds && status == JD_OK; i++) {
        status = clustering_firsts(clustering, i, &firsts[i], err);
        column_file_nodes(&file, clustering->thresholds[i].column, firsts[i]);
    }
    column_file_ids(&file, "", NULL, room);
    if (status == JD_OK)
        status = column_file_write(&file, io, path, clustering->nodes->n, err);
    for (uint32_t i = 0; i < CLUSTERING_THRESHOLDS; i++)
        free(firsts[i]);
    column_file_done(&file);
    return status;
}
