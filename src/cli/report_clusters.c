/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report_clusters.c - clusters by size, and which of them are drawn.
 *
 * **Invariant:** members[starts[c] .. starts[c + 1]) are the records of cluster c, in order of
 * their ids; the first one names the cluster.
 */
#include "cli/about.h"
#include "cli/report.h"

#include <stdlib.h>
#include <string.h>

/* ---- which records are one ---- */

/* By record the value of its cluster; null for one that no row is of. */
static enum jd_status
read_values(const struct report *report, const struct jd_table *table,
    struct jd_value *values, struct jd_error *err)
{
    struct about about;
    uint32_t cluster = JD_NONE;
    const char *name = cli_value_or(report->cli, "--column", "cluster_id");
    enum jd_status status = about_find(&about, &report->nodes, table, err);
    if (status == JD_OK)
        status = about_column(&about, name, &cluster, err);
    for (uint32_t row = 0; row < jd_table_n_rows(table) && status == JD_OK; row++) {
        uint32_t record = JD_NONE;
        if (about_record(&about, row, &record, err) != JD_OK)
            return LINKING_FAIL(err, JD_E_INPUT, "row %u of table %.100s is of no record",
                row + 1, jd_table_name(table));
        if (values[record].type != JD_TYPE_NULL)
            return LINKING_FAIL(err, JD_E_INPUT,
                "row %u of table %.100s is of a record once more", row + 1,
                jd_table_name(table));
        values[record] = jd_table_get(table, cluster, row);
    }
    return status;
}

enum jd_status
report_read_clusters(
    struct report *report, const struct jd_table *table, struct jd_error *err)
{
    uint32_t n = report->nodes.n;
    struct jd_value *values = calloc((size_t)n + 1, sizeof(*values)); /* nulls */
    report->clusters = calloc((size_t)n + 1, sizeof(*report->clusters));
    enum jd_status status = JD_OK;
    if (values == NULL || report->clusters == NULL)
        status = LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", n);
    if (status == JD_OK)
        status = read_values(report, table, values, err);
    for (uint32_t i = 0; i < n && status == JD_OK; i++)
        if (values[i].type == JD_TYPE_NULL)
            status = LINKING_FAIL(err, JD_E_INPUT,
                "record %u is in no cluster of table %.100s", i + 1, jd_table_name(table));
    if (status == JD_OK)
        status =
            evaluate_number(values, n, report->clusters, &report->n_clusters, NULL, err);
    free(values);
    return status;
}

enum jd_status
report_number_clusters(struct report *report, struct jd_error *err)
{
    uint32_t n = report->nodes.n;
    if (report->joined == NULL)
        return JD_OK;
    uint32_t *labels = calloc((size_t)n + 1, sizeof(*labels));
    report->clusters = calloc((size_t)n + 1, sizeof(*report->clusters));
    enum jd_status status = JD_OK;
    if (labels == NULL || report->clusters == NULL)
        status = LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", n);
    if (status == JD_OK)
        status = jd_clusters_label(report->joined, labels, n, err);
    for (uint32_t i = 0; i < n && status == JD_OK; i++)
        report->clusters[i] = labels[report->nodes.ranks[i]];
    report->n_clusters = jd_clusters_count(report->joined);
    free(labels);
    return status;
}

/* ---- members ---- */

/* What is known of a cluster before it is looked into. */
struct candidate {
    uint32_t cluster, n, first; /* its records, and the first rank */
    uint64_t links;
    double density; /* links of all pairs */
    uint64_t hash;
    bool is_mixed; /* records of two persons are known in it */
};

struct chosen_clusters {
    struct report *report;
    uint32_t *starts, *members;
    struct candidate *candidates; /* of two records and more */
    uint32_t n;
    bool *is_taken; /* by cluster */
    json_t *rows;
};

static enum jd_status
group_members(struct chosen_clusters *c, struct jd_error *err)
{
    const struct report *report = c->report;
    uint32_t n = report->nodes.n, n_clusters = report->n_clusters;
    c->starts = calloc((size_t)n_clusters + 2, sizeof(*c->starts));
    c->members = calloc((size_t)n + 1, sizeof(*c->members));
    c->candidates = calloc((size_t)n_clusters + 1, sizeof(*c->candidates));
    c->is_taken = calloc((size_t)n_clusters + 1, sizeof(*c->is_taken));
    if (c->starts == NULL || c->members == NULL || c->candidates == NULL ||
        c->is_taken == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u clusters", n_clusters);
    for (uint32_t i = 0; i < n; i++)
        c->starts[report->clusters[i] + 2]++;
    for (uint32_t k = 2; k <= n_clusters; k++)
        c->starts[k] += c->starts[k - 1];
    for (uint32_t rank = 0; rank < n; rank++) { /* the starts move on to the ends */
        uint32_t record = report->nodes.records[rank];
        c->members[c->starts[report->clusters[record] + 1]++] = record;
    }
    return JD_OK;
}

static struct candidate
measure_one(
    const struct report *report, uint32_t cluster, const uint32_t *members, uint32_t n)
{
    struct candidate of = {.cluster = cluster, .n = n};
    uint32_t known = 0; /* the first record whose person is known, or 0 */
    for (uint32_t i = 0; i < n; i++) {
        of.links += report->counts.degrees[members[i]];
        int truth = report_truth(report, members[known], members[i]);
        if (truth < 0 && report_truth(report, members[i], members[i]) == 1)
            known = i;
        of.is_mixed = of.is_mixed || truth == 0;
    }
    of.links /= 2;
    of.density = 2.0 * (double)of.links / n / (n - 1);
    of.first = report->nodes.ranks[members[0]];
    of.hash = report->hashes[members[0]];
    return of;
}

static void
measure(struct chosen_clusters *c)
{
    for (uint32_t k = 0; k < c->report->n_clusters; k++) {
        uint32_t n = c->starts[k + 1] - c->starts[k];
        if (n > 1)
            c->candidates[c->n++] = measure_one(c->report, k, c->members + c->starts[k], n);
    }
}

/* ---- ways of choosing ---- */

static int
by_first(const struct candidate *x, const struct candidate *y)
{
    return x->first < y->first ? -1 : x->first > y->first;
}

static int
by_size(const void *left, const void *right)
{
    const struct candidate *x = left, *y = right;
    return x->n != y->n ? (x->n > y->n ? -1 : 1) : by_first(x, y);
}

/* Two records are always dense: these come last. */
static int
by_density(const void *left, const void *right)
{
    const struct candidate *x = left, *y = right;
    if ((x->n > 2) != (y->n > 2))
        return x->n > 2 ? -1 : 1;
    return x->density != y->density ? (x->density < y->density ? -1 : 1) : by_size(x, y);
}

static int
by_hash(const void *left, const void *right)
{
    const struct candidate *x = left, *y = right;
    return x->hash != y->hash ? (x->hash < y->hash ? -1 : 1) : by_first(x, y);
}

static int
by_mixture(const void *left, const void *right)
{
    const struct candidate *x = left, *y = right;
    return x->is_mixed != y->is_mixed ? (x->is_mixed ? -1 : 1) : by_size(x, y);
}

/* A record of a large cluster, and what puts it before others. */
struct ranked {
    uint32_t links, record, rank;
    uint64_t hash;
};

static int
by_links(const void *left, const void *right)
{
    const struct ranked *x = left, *y = right;
    if (x->links != y->links)
        return x->links > y->links ? -1 : 1;
    return x->hash != y->hash ? (x->hash < y->hash ? -1 : 1)
                              : (x->rank > y->rank) - (x->rank < y->rank);
}

static int
by_own_hash(const void *left, const void *right)
{
    const struct ranked *x = left, *y = right;
    return x->hash != y->hash ? (x->hash < y->hash ? -1 : 1)
                              : (x->rank > y->rank) - (x->rank < y->rank);
}

static int
by_own_rank(const void *left, const void *right)
{
    const struct ranked *x = left, *y = right;
    return (x->rank > y->rank) - (x->rank < y->rank);
}

/* Of a large cluster half a sample with most links, which hold it together, half by hash. */
static enum jd_status
graph_of_sample(struct report *report, const uint32_t *members, uint32_t n, json_t *row,
    struct jd_error *err)
{
    uint32_t sample[REPORT_SAMPLE], half = REPORT_SAMPLE / 2;
    struct ranked *ranked = calloc(n, sizeof(*ranked));
    if (ranked == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", n);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t record = members[i];
        ranked[i] = (struct ranked){report->counts.degrees[record], record,
            report->nodes.ranks[record], report->hashes[record]};
    }
    qsort(ranked, n, sizeof(*ranked), by_links);
    qsort(ranked + half, n - half, sizeof(*ranked), by_own_hash);
    qsort(ranked, REPORT_SAMPLE, sizeof(*ranked), by_own_rank);
    for (uint32_t i = 0; i < REPORT_SAMPLE; i++)
        sample[i] = ranked[i].record;
    free(ranked);
    return report_graph(report, sample, REPORT_SAMPLE, true, row, err);
}

/* The row of a cluster, with what is drawn of it. */
static enum jd_status
put_cluster(struct chosen_clusters *c, const struct candidate *of, const char *why,
    struct jd_error *err)
{
    struct report *report = c->report;
    const uint32_t *members = c->members + c->starts[of->cluster];
    const char *name = report->nodes.names[members[0]];
    json_t *row = json_object();
    (void)json_object_set_new(row, "cluster", report_text(name, strlen(name)));
    (void)json_object_set_new(row, "chosen", json_string(why));
    (void)json_object_set_new(row, "records", json_integer(of->n));
    (void)json_object_set_new(row, "links", report_integer(of->links));
    (void)json_object_set_new(row, "density", report_number(of->density));
    if (report->has_truth)
        (void)json_object_set_new(row, "is_mixed", json_boolean(of->is_mixed));
    enum jd_status status = of->n <= REPORT_CLUSTER
                                ? report_graph(report, members, of->n, false, row, err)
                                : graph_of_sample(report, members, of->n, row, err);
    (void)json_array_append_new(c->rows, row);
    c->is_taken[of->cluster] = true;
    return status;
}

/* The first few of an order that are not there yet. */
static enum jd_status
choose(struct chosen_clusters *c, int (*order)(const void *, const void *), const char *why,
    struct jd_error *err)
{
    enum jd_status status = JD_OK;
    qsort(c->candidates, c->n, sizeof(*c->candidates), order);
    for (uint32_t i = 0, n = 0; i < c->n && n < REPORT_CHOSEN && status == JD_OK; i++) {
        const struct candidate *of = &c->candidates[i];
        if (c->is_taken[of->cluster] || (order == by_mixture && !of->is_mixed) ||
            (order == by_density && of->n == 2))
            continue;
        status = put_cluster(c, of, why, err);
        n++;
    }
    return status;
}

/* The clusters of the records that --cluster names. */
static enum jd_status
choose_asked(struct chosen_clusters *c, struct jd_error *err)
{
    const struct report *report = c->report;
    enum jd_status status = JD_OK;
    const char *name = NULL;
    for (uint32_t i = 0;
         (name = cli_nth(report->cli, "--cluster", i)) != NULL && status == JD_OK; i++) {
        uint32_t record = nodes_find(&report->nodes, name);
        if (record == JD_NONE)
            return LINKING_FAIL(err, JD_E_NOT_FOUND, "--cluster names no record");
        uint32_t cluster = report->clusters[record];
        for (uint32_t k = 0; k < c->n && status == JD_OK; k++)
            if (c->candidates[k].cluster == cluster && !c->is_taken[cluster])
                status = put_cluster(c, &c->candidates[k], "asked for", err);
    }
    return status;
}

/* ---- sizes ---- */

static void
put_sizes(struct chosen_clusters *c)
{
    json_t *sizes = json_array();
    const struct report *report = c->report;
    uint32_t at = 0, n_single = report->n_clusters - c->n;
    qsort(c->candidates, c->n, sizeof(*c->candidates), by_size);
    while (at < c->n) {
        uint32_t end = at, n = c->candidates[at].n;
        while (end < c->n && c->candidates[end].n == n)
            end++;
        json_t *row = json_object();
        (void)json_object_set_new(row, "records", json_integer(n));
        (void)json_object_set_new(row, "clusters", json_integer(end - at));
        (void)json_array_insert_new(sizes, 0, row);
        at = end;
    }
    json_t *row = json_object();
    (void)json_object_set_new(row, "records", json_integer(1));
    (void)json_object_set_new(row, "clusters", json_integer(n_single));
    (void)json_array_insert_new(sizes, 0, row);
    (void)json_object_set_new(report->body, "sizes", sizes);
}

enum jd_status
report_clusters(struct report *report, struct jd_error *err)
{
    struct chosen_clusters c = {.report = report, .rows = json_array()};
    enum jd_status status = group_members(&c, err);
    if (status == JD_OK) {
        measure(&c);
        put_sizes(&c);
        status = choose_asked(&c, err);
    }
    if (status == JD_OK)
        status = choose(&c, by_mixture, "two persons in one", err);
    if (status == JD_OK)
        status = choose(&c, by_size, "largest", err);
    if (status == JD_OK)
        status = choose(&c, by_density, "fewest links", err);
    if (status == JD_OK)
        status = choose(&c, by_hash, "by chance", err);
    (void)json_object_set_new(report->body, "clusters", c.rows);
    free(c.starts);
    free(c.members);
    free(c.candidates);
    free(c.is_taken);
    return status;
}
