/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clustering.c - one pass over the pairs, then clusters at each threshold.
 *
 * Whatever pairs connect needs no pair to be held, unless some are forbidden.  Each threshold
 * goes on from the next higher one, so that their clusters lie within each other.
 */
#include "cli/clustering.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- options ---- */

static bool
read_method(struct clustering *c, const struct cli *cli)
{
    static const char *const names[] = {"connected", "best-link", "average-linkage"};
    const char *method = cli_value(cli, "--method"), *ties = cli_value(cli, "--ties");
    for (int i = 0; i < 3; i++)
        if (method == NULL || strcmp(method, names[i]) == 0) {
            c->how.method = (enum jd_cluster_method)i;
            method = names[i];
            break;
        }
    if (method == NULL || strcmp(method, names[c->how.method]) != 0) {
        (void)cli_usage(cli, "--method is connected, best-link or average-linkage");
        return false;
    }
    c->how.drops_ties = ties != NULL && strcmp(ties, "drop") == 0;
    if (ties != NULL && !c->how.drops_ties && strcmp(ties, "lowest-id") != 0) {
        (void)cli_usage(cli, "--ties is lowest-id or drop");
        return false;
    }
    if ((ties != NULL || cli_has(cli, "--duplicate-free")) &&
        c->how.method != JD_CLUSTER_BEST_LINK) {
        (void)cli_usage(cli, "--ties and --duplicate-free are of --method best-link");
        return false;
    }
    if (cli_has(cli, "--missing") && c->how.method != JD_CLUSTER_AVERAGE) {
        (void)cli_usage(cli, "--missing is of --method average-linkage");
        return false;
    }
    return cli_real(cli, "--missing", -128, 128, &c->how.missing);
}

/* "0.95" among several probabilities is the column cluster_p_0_95, as Splink names it. */
static void
name_column(
    struct clustering_threshold *threshold, bool is_weight, const char *text, size_t size)
{
    int n = snprintf(threshold->column, sizeof(threshold->column), "cluster_%c_%.*s",
        is_weight ? 'w' : 'p', (int)size, text);
    for (int i = 0; i < n && i < CLUSTERING_COLUMN - 1; i++)
        if (strchr(".+-", threshold->column[i]) != NULL)
            threshold->column[i] = threshold->column[i] == '-' ? 'm' : '_';
}

static bool
add_threshold(struct clustering *c, const struct cli *cli, const char *option,
    const char *text, size_t size)
{
    bool is_weight = strcmp(option, "--min-weight") == 0;
    double least = is_weight ? -10000 : 0, most = is_weight ? 10000 : 1;
    char *end = NULL;
    double value = strtod(text, &end);
    if (size == 0 || size > 24 || end != text + size ||
        !(value >= least && value <= most)) {
        (void)cli_usage(cli, "%s takes numbers from %g to %g", option, least, most);
        return false;
    }
    if (c->n_thresholds == CLUSTERING_THRESHOLDS) {
        (void)cli_usage(cli, "%s takes at most %d numbers", option, CLUSTERING_THRESHOLDS);
        return false;
    }
    struct clustering_threshold *threshold = &c->thresholds[c->n_thresholds];
    threshold->score =
        c->by_weight && !is_weight ? jd_weight_from_probability(value) : value;
    name_column(threshold, is_weight, text, size);
    uint32_t at = c->n_thresholds++;
    for (; at > 0 && c->thresholds[c->order[at - 1]].score <= threshold->score; at--) {
        if (c->thresholds[c->order[at - 1]].score == threshold->score) {
            (void)cli_usage(cli, "%s has a number twice", option);
            return false;
        }
        c->order[at] = c->order[at - 1];
    }
    c->order[at] = c->n_thresholds - 1;
    return true;
}

static bool
read_thresholds(struct clustering *c, const struct cli *cli)
{
    const char *option =
        cli_has(cli, "--min-weight") ? "--min-weight" : "--min-probability";
    const char *text = cli_value(cli, option);
    if (cli_has(cli, "--min-probability") && cli_has(cli, "--min-weight")) {
        (void)cli_usage(cli, "--min-probability and --min-weight exclude each other");
        return false;
    }
    if (text == NULL)
        text = c->how.method == JD_CLUSTER_AVERAGE ? "0.5" : "0.95";
    for (bool more = true; more;) {
        size_t size = strcspn(text, ",");
        if (!add_threshold(c, cli, option, text, size))
            return false;
        more = text[size] == ',';
        text += size + 1;
    }
    if (c->n_thresholds == 1)
        (void)snprintf(c->thresholds[0].column, CLUSTERING_COLUMN, "cluster_id");
    return true;
}

bool
clustering_options(struct clustering *c, const struct cli *cli)
{
    c->how = jd_cluster_options_default();
    if (!read_method(c, cli))
        return false;
    c->by_weight = cli_has(cli, "--min-weight") || c->how.method == JD_CLUSTER_AVERAGE;
    if (!read_thresholds(c, cli))
        return false;
    double lowest = c->thresholds[c->order[c->n_thresholds - 1]].score;
    if (c->how.method == JD_CLUSTER_AVERAGE && !(c->how.missing < lowest)) {
        (void)cli_usage(cli, "--missing must be below each threshold");
        return false;
    }
    return true;
}

double
clustering_min_weight(const struct clustering *c)
{
    double lowest = c->thresholds[c->order[c->n_thresholds - 1]].score;
    return c->by_weight ? lowest : jd_weight_from_probability(lowest);
}

/* ---- assertions ---- */

/* must-link true, cannot-link false. */
static enum jd_status
read_kind(const struct jd_table *table, uint32_t column, uint32_t row, bool *out_must,
    struct jd_error *err)
{
    struct jd_value kind = jd_table_get(table, column, row);
    for (int must = 0; must < 2; must++) {
        const char *name = must ? "must-link" : "cannot-link";
        if (kind.type == JD_TYPE_TEXT && kind.text.size == strlen(name) &&
            memcmp(kind.text.data, name, kind.text.size) == 0) {
            *out_must = must;
            return JD_OK;
        }
    }
    return LINKING_FAIL(err, JD_E_INPUT,
        "row %u of table %.100s: kind is neither must-link nor cannot-link", row + 1,
        jd_table_name(table));
}

static enum jd_status
take_assertions(struct clustering *c, const struct jd_table *table, struct jd_error *err)
{
    struct named_ends ends;
    uint32_t kind = jd_table_find(table, "kind"), n = jd_table_n_rows(table);
    if (kind == JD_NONE)
        return LINKING_FAIL(err, JD_E_INPUT, "there is no column kind in table %.100s",
            jd_table_name(table));
    c->aparts = calloc((size_t)n + 1, sizeof(*c->aparts));
    if (c->aparts == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u assertions", n);
    c->how.aparts = c->aparts;
    enum jd_status status = named_ends_find(&ends, table, c->nodes, err);
    for (uint32_t row = 0; row < n && status == JD_OK; row++) {
        uint32_t ranks[2];
        bool must = false;
        status = named_ends_read(&ends, c->nodes, row, ranks, err);
        if (status == JD_OK)
            status = read_kind(table, kind, row, &must, err);
        struct jd_pair pair = {ranks[0], ranks[1], HUGE_VAL};
        if (status == JD_OK && must)
            status = jd_clusters_add(c->start, &pair, 1, err);
        else if (status == JD_OK && ranks[0] == ranks[1])
            status = LINKING_FAIL(err, JD_E_INPUT,
                "row %u of table %.100s parts a record from itself", row + 1,
                jd_table_name(table));
        else if (status == JD_OK)
            c->aparts[c->how.n_aparts++] = (struct jd_apart){ranks[0], ranks[1]};
    }
    return status;
}

/* Do must-links bring together what a cannot-link parts? */
static enum jd_status
check_assertions(const struct clustering *c, struct jd_error *err)
{
    uint32_t *labels = calloc((size_t)c->nodes->n + 1, sizeof(*labels));
    if (labels == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", c->nodes->n);
    enum jd_status status = jd_clusters_label(c->start, labels, c->nodes->n, err);
    for (size_t i = 0; i < c->how.n_aparts && status == JD_OK; i++)
        if (labels[c->aparts[i].a] == labels[c->aparts[i].b])
            status = LINKING_FAIL(err, JD_E_INPUT,
                "assertions contradict each other: must-links join what a cannot-link "
                "parts (records %u and %u)",
                c->nodes->records[c->aparts[i].a] + 1,
                c->nodes->records[c->aparts[i].b] + 1);
    free(labels);
    return status;
}

static enum jd_status
read_assertions(
    struct clustering *c, const struct cli *cli, struct jd_io *io, struct jd_error *err)
{
    const char *path = cli_value(cli, "--assertions");
    struct jd_table *table = NULL;
    if (path == NULL)
        return JD_OK;
    enum jd_status status = jd_io_read(io, path, NULL, &table, err);
    if (status == JD_OK)
        status = jd_clusters_new(NULL, c->nodes->n, NULL, &c->start, err);
    if (status == JD_OK)
        status = take_assertions(c, table, err);
    if (status == JD_OK)
        status = check_assertions(c, err);
    c->how.start = c->start;
    jd_table_free(table);
    return status;
}

/* ---- sources ---- */

static bool
is_text(struct jd_value value, const char *text)
{
    return value.type == JD_TYPE_TEXT && strlen(text) == value.text.size &&
           memcmp(value.text.data, text, value.text.size) == 0;
}

/* The number of a source among those seen so far; the i-th --duplicate-free where they are
 * given, JD_NONE for another one or none. */
static enum jd_status
number_source(const struct cli *cli, struct jd_value source, struct jd_str **inout_seen,
    uint32_t *inout_n, uint32_t *out_number, struct jd_error *err)
{
    *out_number = JD_NONE;
    if (source.type != JD_TYPE_TEXT)
        return JD_OK;
    for (uint32_t i = 0; cli_nth(cli, "--duplicate-free", i) != NULL; i++)
        if (is_text(source, cli_nth(cli, "--duplicate-free", i)))
            *out_number = i;
    if (cli_has(cli, "--duplicate-free"))
        return JD_OK;
    for (uint32_t i = *inout_n; i-- > 0 && *out_number == JD_NONE;)
        if ((*inout_seen)[i].size == source.text.size &&
            memcmp((*inout_seen)[i].data, source.text.data, source.text.size) == 0)
            *out_number = i;
    if (*out_number != JD_NONE)
        return JD_OK;
    struct jd_str *more = realloc(*inout_seen, (*inout_n + 1) * sizeof(*more));
    if (more == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u sources", *inout_n);
    more[*inout_n] = source.text;
    *inout_seen = more;
    *out_number = (*inout_n)++;
    return JD_OK;
}

static enum jd_status
find_sources(struct clustering *c, const struct cli *cli, struct jd_error *err)
{
    const struct nodes *nodes = c->nodes;
    struct jd_str *seen = NULL;
    uint32_t n_seen = 0, n_named = 0;
    enum jd_status status = JD_OK;
    if (nodes->source_column == JD_NONE)
        return LINKING_FAIL(
            err, JD_E_INPUT, "best links are between sources, and there is one only");
    c->sources = calloc((size_t)nodes->n + 1, sizeof(*c->sources));
    if (c->sources == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", nodes->n);
    for (uint32_t i = 0; i < nodes->n && status == JD_OK; i++) {
        uint32_t *source = &c->sources[nodes->ranks[i]];
        status = number_source(cli, jd_table_get(nodes->table, nodes->source_column, i),
            &seen, &n_seen, source, err);
        n_named += *source != JD_NONE;
    }
    if (status == JD_OK && nodes->n > 0 && n_named == 0)
        status = LINKING_FAIL(err, JD_E_INPUT, "no record is of a --duplicate-free source");
    c->how.sources = c->sources;
    free(seen);
    return status;
}

/* ---- pairs ---- */

/* A clustering that streams begins with what must be one. */
static enum jd_status
begin_streaming(struct clustering *c, uint32_t at, struct jd_error *err)
{
    struct jd_cluster_options how = c->how;
    how.threshold = c->thresholds[at].score;
    return jd_clusters_from_pairs(NULL, c->nodes->n, NULL, 0, &how, &c->clusters[at], err);
}

enum jd_status
clustering_begin(struct clustering *c, struct cli *cli, struct jd_io *io,
    const struct nodes *nodes, struct jd_error *err)
{
    c->nodes = nodes;
    enum jd_status status = read_assertions(c, cli, io, err);
    if (status == JD_OK && c->how.method == JD_CLUSTER_BEST_LINK)
        status = find_sources(c, cli, err);
    c->holds = c->how.method != JD_CLUSTER_CONNECTED || c->how.n_aparts > 0 || c->holds;
    for (uint32_t i = 0; i < c->n_thresholds && !c->holds && status == JD_OK; i++)
        status = begin_streaming(c, i, err);
    return status;
}

static enum jd_status
hold(
    struct clustering *c, const struct jd_pair *pairs, size_t n_pairs, struct jd_error *err)
{
    if (n_pairs > c->room - c->n_pairs) {
        size_t room = c->n_pairs + n_pairs + c->room / 2;
        struct jd_pair *more = NULL;
        if (room < SIZE_MAX / sizeof(*more))
            more = realloc(c->pairs, room * sizeof(*more));
        if (more == NULL)
            return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %zu pairs", room);
        c->pairs = more;
        c->room = room;
    }
    if (n_pairs > 0)
        memcpy(c->pairs + c->n_pairs, pairs, n_pairs * sizeof(*pairs));
    c->n_pairs += n_pairs;
    return JD_OK;
}

enum jd_status
clustering_add(
    struct clustering *c, const struct jd_pair *pairs, size_t n_pairs, struct jd_error *err)
{
    if (c->holds)
        return hold(c, pairs, n_pairs, err);
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < c->n_thresholds && status == JD_OK; i++)
        status = jd_clusters_add(c->clusters[i], pairs, n_pairs, err);
    return status;
}

void
clustering_unite(struct clustering *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_pairs; i++) {
        struct jd_pair pair = c->pairs[i];
        if (isnan(pair.score)) /* it joins nothing */
            continue;
        c->pairs[n] = pair;
        if (pair.a > pair.b)
            c->pairs[n] = (struct jd_pair){pair.b, pair.a, pair.score};
        n++;
    }
    c->n_pairs = n > 0 ? scored_keep_highest(c->pairs, n) : 0;
}

enum jd_status
clustering_finish(
    struct clustering *c, const struct jd_progress *progress, struct jd_error *err)
{
    struct jd_cluster_options how = c->how;
    enum jd_status status = JD_OK;
    how.progress = *progress;
    for (uint32_t i = 0; i < c->n_thresholds && c->holds && status == JD_OK; i++) {
        uint32_t at = c->order[i];
        how.threshold = c->thresholds[at].score;
        status = jd_clusters_from_pairs(
            NULL, c->nodes->n, c->pairs, c->n_pairs, &how, &c->clusters[at], err);
        how.start = c->clusters[at];
    }
    return status;
}

void
clustering_done(struct clustering *c)
{
    for (uint32_t i = 0; i < c->n_thresholds; i++)
        jd_clusters_free(c->clusters[i]);
    jd_clusters_free(c->start);
    free(c->aparts);
    free(c->sources);
    free(c->pairs);
}
