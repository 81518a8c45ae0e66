/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demo_truth.c - the figures of a demonstration, recomputed from what was given and what is true.
 *
 * Definitions.  Pairs are of person records: given = pairs in one entity, real = pairs of one
 * person in truth, both = in both; precision = both / given, recall = both / real.  A chain is
 * true when at every step the record by which an entity is entered and the one by which it is
 * left are truly one.  A planted case is found by a true chain that holds its target and three
 * quarters of its planted steps.
 */
#include "cli/demo_truth.h"
#include "cli/demo_numbers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Names AGENCY/KIND/ID of a table's rows, sorted, each with its row and a number. */
struct named {
    char *name;
    uint32_t row;
    uint32_t number; /* truth: the entity, as a dense number */
};

struct index {
    struct named *items;
    size_t n;
};

struct truth {
    struct jd_table *records, *cases, *decoys, *nowhere, *events;
    struct index index; /* of records; number is the true entity */
    uint32_t n_entities;
    char **labels, **names; /* of starts */
    size_t n_starts;
};

static char *
join_name(struct jd_str a, struct jd_str b, struct jd_str c)
{
    size_t size = a.size + b.size + c.size + 3;
    char *name = malloc(size);
    if (name != NULL)
        (void)snprintf(name, size, "%.*s/%.*s/%.*s", (int)a.size, a.data, (int)b.size,
            b.data, (int)c.size, c.data);
    return name;
}

static struct jd_str
cell(const struct jd_table *table, const char *column, uint32_t row)
{
    return jd_table_get(table, jd_table_find(table, column), row).text;
}

static char *
row_name(const struct jd_table *table, const char *agency, const char *id, uint32_t row)
{
    return join_name(
        cell(table, agency, row), cell(table, "kind", row), cell(table, id, row));
}

static int
by_name(const void *a, const void *b)
{
    return strcmp(((const struct named *)a)->name, ((const struct named *)b)->name);
}

static void
index_done(struct index *index)
{
    for (size_t i = 0; i < index->n; i++)
        free(index->items[i].name);
    free(index->items);
    *index = (struct index){0};
}

static bool
index_rows(const struct jd_table *table, struct index *out)
{
    uint32_t n = jd_table_n_rows(table);
    struct index index = {calloc((size_t)n + 1, sizeof(struct named)), n};
    if (index.items == NULL)
        return false;
    for (uint32_t row = 0; row < n; row++) {
        index.items[row] =
            (struct named){row_name(table, "agency", "id", row), row, JD_NONE};
        if (index.items[row].name == NULL) {
            index_done(&index);
            return false;
        }
    }
    qsort(index.items, n, sizeof(struct named), by_name);
    *out = index;
    return true;
}

static const struct named *
find(const struct index *index, const char *name)
{
    const struct named key = {.name = (char *)(uintptr_t)name};
    return index->n == 0
               ? NULL
               : bsearch(&key, index->items, index->n, sizeof(struct named), by_name);
}

/* ---- reading ---- */

static bool
read_table(struct jd_io *io, const char *dir, const char *name, const char *const *columns,
    struct jd_table **out, struct jd_error *err)
{
    char path[4096];
    (void)snprintf(path, sizeof(path), "%s/truth/%s.parquet", dir, name);
    if (jd_io_read(io, path, NULL, out, err) != JD_OK)
        return false;
    for (; *columns != NULL; columns++) {
        if (jd_table_find(*out, *columns) == JD_NONE) {
            err->status = JD_E_INPUT;
            (void)snprintf(err->message, sizeof(err->message),
                "truth/%s.parquet has no column %s", name, *columns);
            return false;
        }
    }
    return true;
}

static bool
no_memory(struct jd_error *err)
{
    err->status = JD_E_NOMEM;
    (void)snprintf(err->message, sizeof(err->message), "no memory to measure the truth");
    return false;
}

/* Where a planted case starts: the node of its step 0. */
static bool
add_case_starts(struct truth *truth)
{
    const struct jd_table *cases = truth->cases;
    uint32_t step = jd_table_find(cases, "step");
    for (uint32_t row = 0; row < jd_table_n_rows(cases); row++) {
        if (jd_table_get(cases, step, row).integer != 0)
            continue;
        struct jd_str label = cell(cases, "case", row), node = cell(cases, "node", row);
        bool event = node.size == 5 && memcmp(node.data, "event", 5) == 0;
        struct jd_str kind = cell(cases, "kind", row);
        if (event)
            kind = (struct jd_str){"event", 5};
        truth->labels[truth->n_starts] = strndup(label.data, label.size);
        truth->names[truth->n_starts] =
            join_name(cell(cases, "agency", row), kind, cell(cases, "id", row));
        truth->n_starts++;
        if (truth->labels[truth->n_starts - 1] == NULL ||
            truth->names[truth->n_starts - 1] == NULL)
            return false;
    }
    return true;
}

static bool
add_starts(struct truth *truth)
{
    uint32_t n = jd_table_n_rows(truth->nowhere);
    size_t most = (size_t)n + jd_table_n_rows(truth->cases) + 1;
    truth->labels = calloc(most, sizeof(char *));
    truth->names = calloc(most, sizeof(char *));
    if (truth->labels == NULL || truth->names == NULL || !add_case_starts(truth))
        return false;
    for (uint32_t row = 0; row < n; row++) {
        struct jd_str start = cell(truth->nowhere, "start", row);
        truth->labels[truth->n_starts] = strndup(start.data, start.size);
        truth->names[truth->n_starts] = strndup(start.data, start.size);
        truth->n_starts++;
        if (truth->labels[truth->n_starts - 1] == NULL ||
            truth->names[truth->n_starts - 1] == NULL)
            return false;
    }
    return true;
}

static bool
index_truth(struct truth *truth)
{
    uint32_t *numbers =
        calloc((size_t)jd_table_n_rows(truth->records) + 1, sizeof(uint32_t));
    if (numbers == NULL)
        return false;
    truth->n_entities = demo_numbers(truth->records, "entity", numbers);
    bool ok = truth->n_entities != JD_NONE && index_rows(truth->records, &truth->index);
    for (size_t i = 0; ok && i < truth->index.n; i++)
        truth->index.items[i].number = numbers[truth->index.items[i].row];
    free(numbers);
    return ok;
}

bool
truth_read(
    struct jd_io *io, const char *dir, struct truth **out_truth, struct jd_error *err)
{
    static const char *const record_columns[] = {"agency", "kind", "id", "entity", NULL};
    static const char *const case_columns[] = {
        "case", "step", "node", "agency", "kind", "id", NULL};
    static const char *const decoy_columns[] = {
        "why", "kind", "agency_a", "id_a", "agency_b", "id_b", NULL};
    static const char *const nowhere_columns[] = {"start", NULL};
    static const char *const event_columns[] = {"agency", "id", "event", NULL};
    struct truth *truth = calloc(1, sizeof(*truth));
    if (truth == NULL)
        return no_memory(err);
    bool ok = read_table(io, dir, "records", record_columns, &truth->records, err) &&
              read_table(io, dir, "cases", case_columns, &truth->cases, err) &&
              read_table(io, dir, "decoys", decoy_columns, &truth->decoys, err) &&
              read_table(io, dir, "nowhere", nowhere_columns, &truth->nowhere, err) &&
              read_table(io, dir, "events", event_columns, &truth->events, err);
    if (ok && !(index_truth(truth) && add_starts(truth)))
        ok = no_memory(err);
    if (!ok) {
        truth_free(truth);
        return false;
    }
    *out_truth = truth;
    return true;
}

void
truth_free(struct truth *truth)
{
    if (truth == NULL)
        return;
    for (size_t i = 0; i < truth->n_starts; i++) {
        free(truth->labels[i]);
        free(truth->names[i]);
    }
    free(truth->labels);
    free(truth->names);
    index_done(&truth->index);
    jd_table_free(truth->records);
    jd_table_free(truth->cases);
    jd_table_free(truth->decoys);
    jd_table_free(truth->nowhere);
    jd_table_free(truth->events);
    free(truth);
}

const struct jd_table *
truth_table(const struct truth *truth, enum truth_part part)
{
    return part == TRUTH_EVENTS ? truth->events : truth->decoys;
}

size_t
truth_n_starts(const struct truth *truth)
{
    return truth->n_starts;
}

void
truth_start(
    const struct truth *truth, size_t i, const char **out_label, const char **out_name)
{
    *out_label = truth->labels[i];
    *out_name = truth->names[i];
}

bool
truth_ends(const struct truth *truth, const char *name, char out_start[static 1024],
    char out_target[static 1024])
{
    const struct jd_table *cases = truth->cases;
    uint32_t step = jd_table_find(cases, "step");
    int64_t last = -1;
    for (uint32_t row = 0; row < jd_table_n_rows(cases); row++) {
        struct jd_str label = cell(cases, "case", row), a = cell(cases, "agency", row),
                      k = cell(cases, "kind", row), i = cell(cases, "id", row);
        int64_t at = jd_table_get(cases, step, row).integer;
        if (strlen(name) != label.size || memcmp(name, label.data, label.size) != 0)
            continue;
        if (at == 0)
            (void)snprintf(out_start, 1024, "%.*s/%.*s/%.*s", (int)a.size, a.data,
                (int)k.size, k.data, (int)i.size, i.data);
        if (at > last)
            (void)snprintf(out_target, 1024, "%.*s/%.*s/%.*s", (int)a.size, a.data,
                (int)k.size, k.data, (int)i.size, i.data);
        last = at > last ? at : last;
    }
    return last > 0;
}

/* ---- pairs of person records ---- */

struct placed {
    uint32_t given; /* the entity joined */
    uint32_t real;  /* the entity in truth */
    const char *name;
};

static int
by_real(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;
    if (x->real != y->real)
        return x->real < y->real ? -1 : 1;
    return (x->given > y->given) - (x->given < y->given);
}

static int
by_given(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;
    if (x->given != y->given)
        return x->given < y->given ? -1 : 1;
    return (x->real > y->real) - (x->real < y->real);
}

static void
note_error(struct truth_figures *out, const char *what, const struct placed *a,
    const struct placed *b)
{
    if (out->n_errors == TRUTH_MOST_ERRORS)
        return;
    out->errors[out->n_errors++] =
        (struct truth_error){what, strdup(a->name), strdup(b->name)};
}

/*
 * Runs of one outer number, cut into runs of one inner number: the sums of pairs of both, and
 * an example wherever an outer run holds two inner ones.
 */
static void
count_pairs(const struct placed *p, size_t n, bool outer_is_given, uint64_t *out_outer,
    uint64_t *out_both, struct truth_figures *figures)
{
    uint64_t examples = 0;
    for (size_t start = 0, end = 0; start < n; start = end) {
        uint32_t outer = outer_is_given ? p[start].given : p[start].real;
        uint64_t most = 0;
        for (size_t from = start, to = start; from < n; from = to) {
            if ((outer_is_given ? p[from].given : p[from].real) != outer)
                break;
            while (to < n && p[to].given == p[from].given && p[to].real == p[from].real)
                to++;
            uint64_t run = to - from;
            *out_both += run * (run - 1) / 2;
            most = run > most ? run : most;
            end = to;
        }
        uint64_t size = end - start;
        *out_outer += size * (size - 1) / 2;
        if (size == most)
            continue;
        if (outer_is_given)
            figures->mixed_entities++;
        if (examples++ < TRUTH_MOST_ERRORS / 2)
            note_error(figures,
                outer_is_given ? "joined, but two people" : "left apart, but one person",
                &p[start], &p[end - 1]);
    }
}

static bool
measure_pairs(const struct truth *truth, const struct index *given,
    const uint32_t *given_numbers, const struct jd_table *entities,
    struct truth_figures *out)
{
    struct placed *placed = calloc(given->n + 1, sizeof(*placed));
    if (placed == NULL)
        return false;
    size_t n = 0;
    for (size_t i = 0; i < given->n; i++) {
        const struct named *item = &given->items[i];
        struct jd_str kind = cell(entities, "kind", item->row);
        const struct named *real = find(&truth->index, item->name);
        if (real == NULL || kind.size != 6 || memcmp(kind.data, "person", 6) != 0)
            continue;
        placed[n++] = (struct placed){given_numbers[item->row], real->number, item->name};
    }
    uint64_t both_again = 0;
    qsort(placed, n, sizeof(*placed), by_given);
    count_pairs(placed, n, true, &out->pairs_given, &out->pairs_both, out);
    qsort(placed, n, sizeof(*placed), by_real);
    count_pairs(placed, n, false, &out->pairs_real, &both_again, out);
    free(placed);
    double both = (double)out->pairs_both;
    out->precision = both / (double)(out->pairs_given != 0 ? out->pairs_given : 1);
    out->recall = both / (double)(out->pairs_real != 0 ? out->pairs_real : 1);
    uint64_t sum = out->pairs_given + out->pairs_real;
    out->f1 = 2 * both / (double)(sum != 0 ? sum : 1);
    return true;
}

/* ---- decoys ---- */

static bool
decoy_is_conducted(const char *a, const char *b, const struct truth_chains *chains)
{
    for (size_t c = 0; c < chains->n; c++) {
        for (uint32_t s = 0; s < chains->items[c].n_steps; s++) {
            const struct truth_step *step = &chains->items[c].steps[s];
            char in[1024], out[1024];
            (void)snprintf(
                in, sizeof(in), "%s/%s/%s", step->agency_in, step->kind, step->id_in);
            (void)snprintf(
                out, sizeof(out), "%s/%s/%s", step->agency_out, step->kind, step->id_out);
            if (!step->is_event && ((strcmp(in, a) == 0 && strcmp(out, b) == 0) ||
                                       (strcmp(in, b) == 0 && strcmp(out, a) == 0)))
                return true;
        }
    }
    return false;
}

static bool
measure_decoys(const struct truth *truth, const struct index *given,
    const uint32_t *given_numbers, const struct truth_chains *chains,
    struct truth_figures *out)
{
    out->decoys = jd_table_n_rows(truth->decoys);
    for (uint32_t row = 0; row < out->decoys; row++) {
        char *a = row_name(truth->decoys, "agency_a", "id_a", row);
        char *b = row_name(truth->decoys, "agency_b", "id_b", row);
        bool ok = a != NULL && b != NULL;
        if (ok) {
            const struct named *at_a = find(given, a), *at_b = find(given, b);
            out->decoys_joined += at_a != NULL && at_b != NULL &&
                                  given_numbers[at_a->row] == given_numbers[at_b->row];
            out->decoys_conducted += decoy_is_conducted(a, b, chains);
        }
        free(a);
        free(b);
        if (!ok)
            return false;
    }
    return true;
}

/* ---- chains ---- */

/* The thing of a node: for a record its true entity's number, for an event its own name. */
static bool
step_thing(const struct truth *truth, bool is_event, const char *agency, const char *kind,
    const char *id, char out[static 1024])
{
    (void)snprintf(out, 1024, "%s/%s/%s", agency, is_event ? "event" : kind, id);
    if (is_event)
        return true;
    const struct named *record = find(&truth->index, out);
    if (record == NULL)
        return false;
    (void)snprintf(out, 1024, "%u", record->number);
    return true;
}

static bool
chain_is_true(const struct truth *truth, const struct truth_chain *chain)
{
    for (uint32_t s = 0; s < chain->n_steps; s++) {
        const struct truth_step *step = &chain->steps[s];
        char in[1024], out[1024];
        if (step->is_event)
            continue;
        if (!step_thing(truth, false, step->agency_in, step->kind, step->id_in, in) ||
            !step_thing(truth, false, step->agency_out, step->kind, step->id_out, out) ||
            strcmp(in, out) != 0)
            return false;
    }
    return chain->n_steps > 0;
}

static bool
chain_holds(const struct truth *truth, const struct truth_chain *chain, const char *thing)
{
    for (uint32_t s = 0; s < chain->n_steps; s++) {
        const struct truth_step *step = &chain->steps[s];
        char here[1024];
        if (step_thing(
                truth, step->is_event, step->agency_in, step->kind, step->id_in, here) &&
            strcmp(here, thing) == 0)
            return true;
    }
    return false;
}

/* Does the chain hold the node in this row of the planted cases? */
static bool
chain_holds_row(const struct truth *truth, const struct truth_chain *chain, uint32_t row)
{
    const struct jd_table *cases = truth->cases;
    struct jd_str node = cell(cases, "node", row), a = cell(cases, "agency", row),
                  k = cell(cases, "kind", row), i = cell(cases, "id", row);
    char agency[256], kind[64], id[512], thing[1024];
    bool event = node.size == 5 && memcmp(node.data, "event", 5) == 0;
    (void)snprintf(agency, sizeof(agency), "%.*s", (int)a.size, a.data);
    (void)snprintf(kind, sizeof(kind), "%.*s", (int)k.size, k.data);
    (void)snprintf(id, sizeof(id), "%.*s", (int)i.size, i.data);
    return step_thing(truth, event, agency, kind, id, thing) &&
           chain_holds(truth, chain, thing);
}

/* Does the chain hold the case's target and three quarters of its distinct things? */
static bool
finds_case(const struct truth *truth, const struct truth_chain *chain, const char *name)
{
    const struct jd_table *cases = truth->cases;
    uint32_t step = jd_table_find(cases, "step");
    uint32_t things = 0, held = 0;
    int64_t last = -1;
    bool target = false;
    for (uint32_t row = 0; row < jd_table_n_rows(cases); row++) {
        struct jd_str label = cell(cases, "case", row);
        if (strlen(name) != label.size || memcmp(name, label.data, label.size) != 0)
            continue;
        bool here = chain_holds_row(truth, chain, row);
        things++;
        held += here;
        int64_t at = jd_table_get(cases, step, row).integer;
        if (at > last) {
            last = at;
            target = here;
        }
    }
    return target && 4 * (uint64_t)held >= 3 * (uint64_t)things;
}

static void
measure_chains(
    const struct truth *truth, const struct truth_chains *chains, struct truth_figures *out)
{
    for (size_t i = 0; i < truth->n_starts && out->n_cases < TRUTH_MOST_CASES; i++)
        if (strcmp(truth->labels[i], truth->names[i]) != 0)
            out->cases[out->n_cases++] = (struct truth_case){truth->labels[i], 0, 0};
    for (size_t c = 0; c < chains->n; c++) {
        const struct truth_chain *chain = &chains->items[c];
        bool is_true = chain_is_true(truth, chain);
        out->leads_shown += chain->rank <= 3;
        out->leads_true += chain->rank <= 3 && is_true;
        for (uint32_t k = 0; k < out->n_cases && is_true; k++) {
            struct truth_case *found = &out->cases[k];
            if (strcmp(chain->start, found->name) != 0 ||
                (found->rank != 0 && found->rank <= chain->rank) ||
                !finds_case(truth, chain, found->name))
                continue;
            found->rank = chain->rank;
            found->steps = chain->n_steps - 1;
        }
    }
}

bool
truth_measure(const struct truth *truth, const struct jd_table *entities,
    const struct truth_chains *chains, struct truth_figures *out, struct jd_error *err)
{
    *out = (struct truth_figures){0};
    struct index given = {0};
    uint32_t *numbers = calloc((size_t)jd_table_n_rows(entities) + 1, sizeof(uint32_t));
    bool ok = numbers != NULL && demo_numbers(entities, "entity", numbers) != JD_NONE &&
              index_rows(entities, &given) &&
              measure_pairs(truth, &given, numbers, entities, out) &&
              measure_decoys(truth, &given, numbers, chains, out);
    if (ok)
        measure_chains(truth, chains, out);
    index_done(&given);
    free(numbers);
    return ok || no_memory(err);
}

void
truth_figures_done(struct truth_figures *figures)
{
    for (uint32_t i = 0; i < figures->n_errors; i++) {
        free(figures->errors[i].a);
        free(figures->errors[i].b);
    }
    figures->n_errors = 0;
}
