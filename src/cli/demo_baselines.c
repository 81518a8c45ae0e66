/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demo_baselines.c - what simple methods would have said of the same records.
 *
 * Exact: person records are one when surname and birth date are equal, as the agencies wrote
 * them; and again in our normal forms, which is more than a plain join is given.  Records without
 * either are alone.
 * Threshold: links of probability one half and more join, whatever is exclusive or possible.
 * Shortest path: with our own entities, every role and relation is a step; the rank of a planted
 * case is one more than the other case numbers strictly nearer to its start than its target is.
 * Each is as kind to the method as its definition allows: ties cost it nothing.
 */
#include "cli/demo.h"

#include <stdlib.h>
#include <string.h>

/* Where surnames stand in the table of people; birth dates stand behind them. */
enum { AS_WRITTEN = 1, IN_NORMAL_FORM = 3 };

struct edges {
    uint32_t *starts; /* node -> its neighbours */
    uint32_t *ends;
    uint32_t n_nodes;
};

static bool
no_memory(struct jd_error *err)
{
    err->status = JD_E_NOMEM;
    (void)snprintf(err->message, sizeof(err->message), "no memory for the baselines");
    return false;
}

static uint32_t
cell(const struct jd_table *table, uint32_t column, uint32_t row)
{
    return (uint32_t)jd_table_get(table, column, row).integer;
}

/* ---- groups of records as the table that truth is measured by ---- */

static uint32_t
root_of(uint32_t *parents, uint32_t node)
{
    while (parents[node] != node)
        node = parents[node] = parents[parents[node]];
    return node;
}

static void
unite(uint32_t *parents, uint32_t a, uint32_t b)
{
    a = root_of(parents, a);
    b = root_of(parents, b);
    parents[a > b ? a : b] = a > b ? b : a;
}

/* agency, kind, id, entity of the records of `nodes`; entities by number. */
static struct jd_table *
as_entities(const struct jd_table *nodes, uint32_t *parents, struct jd_error *err)
{
    static const struct jd_column_spec columns[] = {{"agency", JD_TYPE_TEXT},
        {"kind", JD_TYPE_TEXT}, {"id", JD_TYPE_TEXT}, {"entity", JD_TYPE_INT}};
    struct jd_table *table = NULL;
    enum jd_status status = jd_table_new(NULL, "entities", columns, 4, &table, err);
    for (uint32_t row = 0; status == JD_OK && row < jd_table_n_rows(nodes); row++) {
        struct jd_value kind = jd_table_get(nodes, 2, row);
        if (kind.text.size == 5 && memcmp(kind.text.data, "event", 5) == 0)
            continue;
        const struct jd_value cells[] = {jd_table_get(nodes, 1, row), kind,
            jd_table_get(nodes, 3, row), jd_int(root_of(parents, row))};
        for (uint32_t c = 0; status == JD_OK && c < 4; c++)
            status = jd_table_put(table, c, cells[c], err);
    }
    if (status == JD_OK && jd_table_finish(table, err) == JD_OK)
        return table;
    jd_table_free(table);
    return NULL;
}

static uint32_t *
each_alone(uint32_t n)
{
    uint32_t *parents = calloc((size_t)n + 1, sizeof(*parents));
    for (uint32_t i = 0; parents != NULL && i < n; i++)
        parents[i] = i;
    return parents;
}

/* Measure a grouping of records; it is freed here. */
static bool
measure(const struct truth *truth, const struct jd_table *nodes, uint32_t *parents,
    struct truth_figures *out, struct jd_error *err)
{
    const struct truth_chains none = {NULL, 0};
    struct jd_table *entities = as_entities(nodes, parents, err);
    bool ok = entities != NULL && truth_measure(truth, entities, &none, out, err);
    jd_table_free(entities);
    free(parents);
    return ok;
}

/* ---- exact ---- */

struct person {
    struct jd_str surname, birth_date;
    uint32_t node;
};

static int
compare_people(const void *a, const void *b)
{
    const struct person *x = a, *y = b;
    int order = cli_compare(x->surname, y->surname);
    return order != 0 ? order : cli_compare(x->birth_date, y->birth_date);
}

static bool
measure_exact(const struct truth *truth, const struct jd_engine_tables *tables,
    uint32_t surname_column, struct truth_figures *out, struct jd_error *err)
{
    uint32_t n = jd_table_n_rows(tables->people), kept = 0;
    uint32_t *parents = each_alone(jd_table_n_rows(tables->nodes));
    struct person *people = calloc((size_t)n + 1, sizeof(*people));
    if (parents == NULL || people == NULL) {
        free(parents);
        free(people);
        return no_memory(err);
    }
    for (uint32_t row = 0; row < n; row++) {
        struct jd_value surname = jd_table_get(tables->people, surname_column, row);
        struct jd_value date = jd_table_get(tables->people, surname_column + 1, row);
        if (surname.type == JD_TYPE_TEXT && date.type == JD_TYPE_TEXT)
            people[kept++] =
                (struct person){surname.text, date.text, cell(tables->people, 0, row)};
    }
    qsort(people, kept, sizeof(*people), compare_people);
    for (uint32_t i = 1; i < kept; i++)
        if (compare_people(&people[i - 1], &people[i]) == 0)
            unite(parents, people[i - 1].node, people[i].node);
    free(people);
    return measure(truth, tables->nodes, parents, out, err);
}

/* ---- threshold ---- */

static bool
measure_threshold(const struct truth *truth, const struct jd_engine_tables *tables,
    struct truth_figures *out, struct jd_error *err)
{
    uint32_t *parents = each_alone(jd_table_n_rows(tables->nodes));
    if (parents == NULL)
        return no_memory(err);
    for (uint32_t row = 0; row < jd_table_n_rows(tables->links); row++)
        if (jd_table_get(tables->links, 3, row).real >= 0.5)
            unite(parents, cell(tables->links, 0, row), cell(tables->links, 1, row));
    return measure(truth, tables->nodes, parents, out, err);
}

/* ---- shortest path ---- */

static void
edges_done(struct edges *edges)
{
    free(edges->starts);
    free(edges->ends);
}

/* Neighbours of each node; records stand for their entities. */
static bool
edges_make(const struct jd_engine_tables *tables, struct edges *out, struct jd_error *err)
{
    uint32_t n = jd_table_n_rows(tables->nodes), m = jd_table_n_rows(tables->edges);
    *out = (struct edges){calloc((size_t)n + 2, sizeof(uint32_t)),
        calloc(2 * (size_t)m + 1, sizeof(uint32_t)), n};
    if (out->starts == NULL || out->ends == NULL)
        return no_memory(err);
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t row = 0; row < m; row++) {
            uint32_t a = cell(tables->nodes, 4, cell(tables->edges, 0, row));
            uint32_t b = cell(tables->nodes, 4, cell(tables->edges, 1, row));
            if (pass == 0) {
                out->starts[a + 1]++;
                out->starts[b + 1]++;
            } else { /* filling moves each start to the next one's */
                out->ends[out->starts[a]++] = b;
                out->ends[out->starts[b]++] = a;
            }
        }
        for (uint32_t i = 0; pass == 0 && i < n; i++)
            out->starts[i + 1] += out->starts[i];
    }
    memmove(out->starts + 1, out->starts, (size_t)n * sizeof(uint32_t));
    out->starts[0] = 0;
    return true;
}

/* Steps from a node to each other, UINT32_MAX where there is no way; free() it. */
static uint32_t *
steps_from(const struct edges *edges, uint32_t from)
{
    uint32_t n = edges->n_nodes, done = 0, found = 0;
    uint32_t *steps = malloc(((size_t)n + 1) * sizeof(*steps));
    uint32_t *queue = calloc((size_t)n + 1, sizeof(*queue));
    if (steps == NULL || queue == NULL) {
        free(steps);
        free(queue);
        return NULL;
    }
    memset(steps, 255, ((size_t)n + 1) * sizeof(*steps));
    steps[from] = 0;
    queue[found++] = from;
    while (done < found) {
        uint32_t node = queue[done++];
        for (uint32_t i = edges->starts[node]; i < edges->starts[node + 1]; i++) {
            uint32_t next = edges->ends[i];
            if (steps[next] != UINT32_MAX)
                continue;
            steps[next] = steps[node] + 1;
            queue[found++] = next;
        }
    }
    free(queue);
    return steps;
}

struct near_case {
    struct jd_str name;
    uint32_t steps;
};

static int
compare_near(const void *a, const void *b)
{
    const struct near_case *x = a, *y = b;
    int order = cli_compare(x->name, y->name);
    return order != 0 ? order : (x->steps > y->steps) - (x->steps < y->steps);
}

/* Case numbers strictly nearer than `target`, those on the start itself left out. */
static bool
count_nearer(const struct jd_table *cases, const uint32_t *steps, uint32_t target,
    uint32_t *out_n, struct jd_error *err)
{
    uint32_t n = jd_table_n_rows(cases);
    struct near_case *near = calloc((size_t)n + 1, sizeof(*near));
    if (near == NULL)
        return no_memory(err);
    for (uint32_t row = 0; row < n; row++)
        near[row] = (struct near_case){
            jd_table_get(cases, 1, row).text, steps[cell(cases, 0, row)]};
    qsort(near, n, sizeof(*near), compare_near);
    *out_n = 0;
    for (uint32_t i = 0; i < n; i++) /* the first of a number is its nearest event */
        if (i == 0 || cli_compare(near[i - 1].name, near[i].name) != 0)
            *out_n += near[i].steps > 0 && near[i].steps < target;
    free(near);
    return true;
}

/* The node of AGENCY/KIND/ID, or UINT32_MAX. */
static uint32_t
find_node(const struct jd_table *nodes, const char *name)
{
    for (uint32_t row = 0; row < jd_table_n_rows(nodes); row++) {
        char here[1024];
        struct jd_str a = jd_table_get(nodes, 1, row).text,
                      k = jd_table_get(nodes, 2, row).text,
                      i = jd_table_get(nodes, 3, row).text;
        (void)snprintf(here, sizeof(here), "%.*s/%.*s/%.*s", (int)a.size, a.data,
            (int)k.size, k.data, (int)i.size, i.data);
        if (strcmp(here, name) == 0)
            return cell(nodes, 4, row);
    }
    return UINT32_MAX;
}

static bool
rank_case(const struct truth *truth, const struct jd_engine_tables *tables,
    const struct edges *edges, struct demo_path *path, struct jd_error *err)
{
    char start[1024], target[1024];
    uint32_t nearer = 0;
    path->rank = 0;
    if (!truth_ends(truth, path->name, start, target))
        return true;
    uint32_t from = find_node(tables->nodes, start), to = find_node(tables->nodes, target);
    if (from == UINT32_MAX || to == UINT32_MAX)
        return true;
    uint32_t *steps = steps_from(edges, from);
    if (steps == NULL)
        return no_memory(err);
    bool ok = steps[to] == UINT32_MAX ||
              count_nearer(tables->cases, steps, steps[to], &nearer, err);
    if (ok && steps[to] != UINT32_MAX) {
        path->rank = nearer + 1;
        path->steps = steps[to];
    }
    free(steps);
    return ok;
}

static bool
measure_paths(const struct truth *truth, const struct jd_engine_tables *tables,
    const struct truth_figures *figures, struct demo_baselines *out, struct jd_error *err)
{
    struct edges edges;
    bool ok = edges_make(tables, &edges, err);
    for (uint32_t i = 0; ok && i < figures->n_cases; i++) {
        out->paths[i].name = figures->cases[i].name;
        ok = rank_case(truth, tables, &edges, &out->paths[i], err);
        out->n_paths++;
    }
    edges_done(&edges);
    return ok;
}

/* ---- the whole ---- */

bool
demo_write_tables(struct jd_io *io, const char *dir, const struct jd_engine_tables *tables,
    struct jd_error *err)
{
    const struct jd_table *const all[] = {
        tables->nodes, tables->edges, tables->cases, tables->links, tables->people};
    static const char *const names[] = {"nodes", "edges", "cases", "links", "people"};
    for (int i = 0; i < 5; i++) {
        char path[4200];
        (void)snprintf(path, sizeof(path), "%s/out/%s.parquet", dir, names[i]);
        if (jd_io_write(io, path, all[i], err) != JD_OK)
            return false;
    }
    return true;
}

bool
demo_measure_baselines(const struct jd_engine_tables *tables, const struct truth *truth,
    struct demo_found *found, struct jd_error *err)
{
    struct demo_baselines *out = &found->baselines;
    *out = (struct demo_baselines){.n_paths = 0};
    bool ok = measure_exact(truth, tables, AS_WRITTEN, &out->exact, err) &&
              measure_exact(truth, tables, IN_NORMAL_FORM, &out->exact_norm, err) &&
              measure_threshold(truth, tables, &out->threshold, err) &&
              measure_paths(truth, tables, &found->figures, out, err);
    truth_figures_done(&out->exact);
    truth_figures_done(&out->exact_norm);
    truth_figures_done(&out->threshold);
    return ok;
}

static json_t *
truth_json(const struct truth_figures *f)
{
    return json_pack("{s:f, s:f, s:f, s:I}", "precision", f->precision, "recall", f->recall,
        "f1", f->f1, "decoys_joined", (json_int_t)f->decoys_joined);
}

json_t *
demo_baselines_json(const struct demo_baselines *b)
{
    json_t *paths = json_array();
    for (uint32_t i = 0; i < b->n_paths; i++) {
        const struct demo_path *path = &b->paths[i];
        json_t *rank = path->rank != 0 ? json_integer(path->rank) : json_null();
        json_t *steps = path->rank != 0 ? json_integer(path->steps) : json_null();
        (void)json_array_append_new(paths,
            json_pack("{s:s, s:o, s:o}", "name", path->name, "rank", rank, "steps", steps));
    }
    return json_pack("{s:o, s:o, s:o, s:o}", "exact", truth_json(&b->exact), "exact_norm",
        truth_json(&b->exact_norm), "threshold", truth_json(&b->threshold), "shortest_path",
        paths);
}
