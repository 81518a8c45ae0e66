/* SPDX-License-Identifier: Apache-2.0 */
/*
 * measures_file.c - what pairs are to clusters, as files: of clusters, of records, of pairs.
 *
 * Columns are named as in Splink's compute_graph_metrics(), ids as in CLUSTERS and PAIRS.
 */
#include "cli/clustering.h"
#include "cli/column_file.h"

#include <math.h>
#include <stdlib.h>

/* Everything is by rank or label as measured; what is written is by record. */
struct measured {
    const struct clustering *c;
    struct jd_io *io;
    struct jd_cluster_measures m;
    uint32_t n_clusters;
    uint32_t *firsts; /* by record */
};

/* Columns of one file, n rows each. */
struct columns {
    uint32_t *records[3];
    int64_t *integers[2];
    double *reals[4];
};

static bool
columns_make(struct columns *columns, size_t n)
{
    bool ok = true;
    for (int i = 0; i < 4; i++) {
        columns->reals[i] = calloc(n + 1, sizeof(double));
        if (i < 3)
            columns->records[i] = calloc(n + 1, sizeof(uint32_t));
        if (i < 2)
            columns->integers[i] = calloc(n + 1, sizeof(int64_t));
        ok = ok && columns->reals[i] != NULL && (i >= 3 || columns->records[i] != NULL) &&
             (i >= 2 || columns->integers[i] != NULL);
    }
    return ok;
}

static void
columns_done(struct columns *columns)
{
    for (int i = 0; i < 4; i++) {
        free(columns->reals[i]);
        free(i < 3 ? columns->records[i] : NULL);
        free(i < 2 ? columns->integers[i] : NULL);
    }
}

static const char *
score_name(const struct clustering *c)
{
    return c->by_weight ? "match_weight" : "match_probability";
}

/* Clusters in order of their first ranks, which is that of labels. */
static uint32_t
fill_clusters(const struct measured *m, struct column_file *file, struct columns *columns)
{
    const struct nodes *nodes = m->c->nodes;
    uint32_t n = 0;
    for (uint32_t rank = 0; rank < nodes->n; rank++) {
        uint32_t record = nodes->records[rank];
        if (m->firsts[record] != record)
            continue;
        const struct jd_cluster_measure *e = &m->m.entities[n];
        const struct jd_pair *weakest =
            e->weakest != SIZE_MAX ? &m->c->pairs[e->weakest] : NULL;
        columns->records[0][n] = record;
        columns->records[1][n] = weakest != NULL ? nodes->records[weakest->a] : JD_NONE;
        columns->records[2][n] = weakest != NULL ? nodes->records[weakest->b] : JD_NONE;
        columns->integers[0][n] = e->n_records;
        columns->reals[0][n] = e->n_pairs;
        columns->reals[1][n] = e->density;
        columns->reals[2][n] = e->centralisation;
        columns->reals[3][n++] = weakest != NULL ? weakest->score : (double)NAN;
    }
    column_file_nodes(file, "cluster_id", columns->records[0]);
    column_file_integers(file, "n_nodes", JD_TYPE_INT, columns->integers[0]);
    column_file_reals(file, "n_edges", columns->reals[0]);
    column_file_reals(file, "density", columns->reals[1]);
    column_file_reals(file, "cluster_centralisation", columns->reals[2]);
    column_file_nodes(file, "weakest_l", columns->records[1]);
    column_file_nodes(file, "weakest_r", columns->records[2]);
    column_file_reals(file,
        m->c->by_weight ? "weakest_match_weight" : "weakest_match_probability",
        columns->reals[3]);
    return n;
}

/* Records in the order of the files. */
static uint32_t
fill_nodes(const struct measured *m, struct column_file *file, struct columns *columns,
    char room[static 600])
{
    const struct nodes *nodes = m->c->nodes;
    for (uint32_t rank = 0, label = 0; rank < nodes->n; rank++) {
        uint32_t record = nodes->records[rank], first = m->firsts[record];
        if (first == record) /* a first comes before its cluster's other ranks */
            columns->records[0][record] = label++;
        columns->records[0][record] = columns->records[0][first];
        uint32_t size = m->m.entities[columns->records[0][record]].n_records;
        uint32_t degree = m->m.degrees[rank];
        columns->integers[0][record] = degree;
        columns->reals[0][record] = size > 1 ? degree / (size - 1.0) : 0;
    }
    column_file_ids(file, "", NULL, room);
    column_file_nodes(file, "cluster_id", m->firsts);
    column_file_integers(file, "node_degree", JD_TYPE_INT, columns->integers[0]);
    column_file_reals(file, "node_centrality", columns->reals[0]);
    return nodes->n;
}

/* The pairs from the threshold on, in the order of PAIRS. */
static uint32_t
fill_edges(const struct measured *m, struct column_file *file, struct columns *columns,
    char room[static 1200])
{
    const struct clustering *c = m->c;
    uint32_t n = 0;
    for (size_t i = 0; i < c->n_pairs; i++) {
        if (!(c->pairs[i].score >= c->thresholds[0].score))
            continue;
        columns->records[0][n] = c->nodes->records[c->pairs[i].a];
        columns->records[1][n] = c->nodes->records[c->pairs[i].b];
        columns->integers[0][n] = m->m.bridges[i];
        columns->reals[0][n++] = c->pairs[i].score;
    }
    column_file_ids(file, "_l", columns->records[0], room);
    column_file_ids(file, "_r", columns->records[1], room + 600);
    column_file_reals(file, score_name(c), columns->reals[0]);
    column_file_integers(file, "is_bridge", JD_TYPE_BOOL, columns->integers[0]);
    return n;
}

/* what: 0 clusters, 1 records, 2 pairs. */
static enum jd_status
write_one(const struct measured *m, int what, const char *path, struct jd_error *err)
{
    size_t n = what < 2 ? m->c->nodes->n : m->c->n_pairs;
    struct columns columns = {{NULL}, {NULL}, {NULL}};
    struct column_file file;
    char room[1200];
    enum jd_status status = column_file_begin(&file, m->c->nodes, err);
    if (status == JD_OK && !columns_make(&columns, n))
        status = LINKING_FAIL(err, JD_E_NOMEM, "no memory for %zu rows", n);
    if (status == JD_OK) {
        uint32_t n_rows = what == 0   ? fill_clusters(m, &file, &columns)
                          : what == 1 ? fill_nodes(m, &file, &columns, room)
                                      : fill_edges(m, &file, &columns, room);
        status = column_file_write(&file, m->io, path, n_rows, err);
    }
    columns_done(&columns);
    column_file_done(&file);
    return status;
}

enum jd_status
measures_write(const struct clustering *c, const struct cli *cli, struct jd_io *io,
    struct jd_error *err)
{
    static const char *const options[] = {"--metrics", "--node-metrics", "--edge-metrics"};
    struct measured m = {.c = c, .io = io, .n_clusters = jd_clusters_count(c->clusters[0])};
    m.m.degrees = calloc((size_t)c->nodes->n + 1, sizeof(*m.m.degrees));
    m.m.bridges = calloc(c->n_pairs + 1, sizeof(*m.m.bridges));
    m.m.entities = calloc((size_t)m.n_clusters + 1, sizeof(*m.m.entities));
    enum jd_status status = JD_OK;
    if (m.m.degrees == NULL || m.m.bridges == NULL || m.m.entities == NULL)
        status = LINKING_FAIL(err, JD_E_NOMEM, "no memory to measure clusters");
    if (status == JD_OK)
        status = jd_clusters_measure(c->clusters[0], c->pairs, c->n_pairs, &m.m, err);
    if (status == JD_OK)
        status = clustering_firsts(c, 0, &m.firsts, err);
    for (int what = 0; what < 3 && status == JD_OK; what++)
        if (cli_has(cli, options[what]))
            status = write_one(&m, what, cli_value(cli, options[what]), err);
    free(m.m.degrees);
    free(m.m.bridges);
    free(m.m.entities);
    free(m.firsts);
    return status;
}

bool
measures_wanted(const struct cli *cli)
{
    return cli_has(cli, "--metrics") || cli_has(cli, "--node-metrics") ||
           cli_has(cli, "--edge-metrics");
}
