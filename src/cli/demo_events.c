/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demo_events.c - how the joining of events fared: what two agencies wrote of one.
 *
 * Pairs are of event rows: given = pairs in one event entity, real = pairs of one event in truth,
 * both = in both; precision = both / given, recall = both / real.  Truth names only events that
 * more than one agency wrote: every other row is an event of its own.
 */
#include "cli/demo.h"
#include "cli/demo_numbers.h"

#include <stdlib.h>
#include <string.h>

struct row {
    struct jd_str agency, id;
    uint32_t given; /* the event entity joined */
    uint32_t real;  /* the event in truth; JD_NONE: one of its own */
};

static int
by_name(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    int order = cli_compare(x->agency, y->agency);
    return order != 0 ? order : cli_compare(x->id, y->id);
}

static int
by_given(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    return (x->given > y->given) - (x->given < y->given);
}

static int
by_real(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    return (x->real > y->real) - (x->real < y->real);
}

static int
by_both(const void *a, const void *b)
{
    int order = by_real(a, b);
    return order != 0 ? order : by_given(a, b);
}

/* Pairs within runs of rows that compare as equal; the rows are in that order. */
static uint64_t
count_pairs(const struct row *rows, size_t n, int (*compare)(const void *a, const void *b))
{
    uint64_t pairs = 0;
    for (size_t start = 0, end = 0; start < n; start = end) {
        while (end < n && compare(&rows[end], &rows[start]) == 0)
            end++;
        uint64_t run = end - start;
        pairs += run * (run - 1) / 2;
    }
    return pairs;
}

/* The events of `nodes`, by name; free() them. */
static struct row *
list_events(const struct jd_table *nodes, size_t *out_n)
{
    uint32_t columns[4], n = jd_table_n_rows(nodes);
    static const char *const names[] = {"agency", "kind", "id", "entity"};
    struct row *rows = calloc((size_t)n + 1, sizeof(*rows));
    size_t kept = 0;
    for (int i = 0; i < 4; i++)
        columns[i] = jd_table_find(nodes, names[i]);
    for (uint32_t i = 0; rows != NULL && i < n; i++) {
        struct jd_str kind = jd_table_get(nodes, columns[1], i).text;
        if (kind.size == 5 && memcmp(kind.data, "event", 5) == 0)
            rows[kept++] = (struct row){jd_table_get(nodes, columns[0], i).text,
                jd_table_get(nodes, columns[2], i).text,
                (uint32_t)jd_table_get(nodes, columns[3], i).integer, JD_NONE};
    }
    if (rows != NULL)
        qsort(rows, kept, sizeof(*rows), by_name);
    *out_n = kept;
    return rows;
}

static struct row *
find(struct row *rows, size_t n, struct jd_str agency, struct jd_str id)
{
    const struct row key = {agency, id, 0, 0};
    return n == 0 ? NULL : bsearch(&key, rows, n, sizeof(*rows), by_name);
}

static struct jd_str
cell(const struct jd_table *table, const char *column, uint32_t row)
{
    return jd_table_get(table, jd_table_find(table, column), row).text;
}

static void
count_decoys(
    const struct jd_table *decoys, struct row *rows, size_t n, struct truth_events *out)
{
    for (uint32_t i = 0; i < jd_table_n_rows(decoys); i++) {
        struct jd_str kind = cell(decoys, "kind", i);
        if (kind.size != 5 || memcmp(kind.data, "event", 5) != 0)
            continue;
        const struct row *a =
            find(rows, n, cell(decoys, "agency_a", i), cell(decoys, "id_a", i));
        const struct row *b =
            find(rows, n, cell(decoys, "agency_b", i), cell(decoys, "id_b", i));
        out->decoys++;
        out->decoys_joined += a != NULL && b != NULL && a->given == b->given;
    }
}

/* Note of each row which event it is of; false without memory. */
static bool
take_truth(const struct jd_table *events, struct row *rows, size_t n)
{
    uint32_t *numbers = calloc((size_t)jd_table_n_rows(events) + 1, sizeof(*numbers));
    bool ok = numbers != NULL && demo_numbers(events, "event", numbers) != JD_NONE;
    for (uint32_t i = 0; ok && i < jd_table_n_rows(events); i++) {
        struct row *row = find(rows, n, cell(events, "agency", i), cell(events, "id", i));
        if (row != NULL)
            row->real = numbers[i];
    }
    free(numbers);
    return ok;
}

bool
demo_measure_events(const struct jd_table *nodes, const struct truth *truth,
    struct truth_events *out, struct jd_error *err)
{
    size_t n = 0, told = 0;
    struct row *rows = list_events(nodes, &n);
    *out = (struct truth_events){.pairs_both = 0};
    if (rows == NULL || !take_truth(truth_table(truth, TRUTH_EVENTS), rows, n)) {
        free(rows);
        err->status = JD_E_NOMEM;
        (void)snprintf(err->message, sizeof(err->message), "no memory for the events");
        return false;
    }
    count_decoys(truth_table(truth, TRUTH_DECOYS), rows, n, out);
    qsort(rows, n, sizeof(*rows), by_given);
    out->pairs_given = count_pairs(rows, n, by_given);
    qsort(rows, n, sizeof(*rows), by_both);
    while (
        told < n && rows[told].real != JD_NONE) /* the largest number: behind all others */
        told++;
    out->pairs_real = count_pairs(rows, told, by_real);
    out->pairs_both = count_pairs(rows, told, by_both);
    free(rows);
    double both = (double)out->pairs_both;
    uint64_t sum = out->pairs_given + out->pairs_real;
    out->precision = both / (double)(out->pairs_given != 0 ? out->pairs_given : 1);
    out->recall = both / (double)(out->pairs_real != 0 ? out->pairs_real : 1);
    out->f1 = 2 * both / (double)(sum != 0 ? sum : 1);
    return true;
}

json_t *
demo_events_json(const struct truth_events *events)
{
    return json_pack("{s:I, s:I, s:I, s:f, s:f, s:f}", "real",
        (json_int_t)events->pairs_real, "given", (json_int_t)events->pairs_given, "both",
        (json_int_t)events->pairs_both, "precision", events->precision, "recall",
        events->recall, "f1", events->f1);
}
