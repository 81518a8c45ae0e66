/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evaluate_count.c - the numbers of the whole, and of thresholds; docs/reference/evaluate.md has
 * the definitions.
 */
#include "cli/evaluate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- numbers for values ---- */

struct valued {
    struct jd_value value;
    uint32_t place;
};

static int
by_value(const void *left, const void *right)
{
    const struct valued *l = left, *r = right;
    const struct jd_value *x = &l->value, *y = &r->value;
    if (x->type != y->type)
        return x->type < y->type ? -1 : 1;
    if (x->type == JD_TYPE_REAL)
        return (x->real > y->real) - (x->real < y->real);
    if (x->type != JD_TYPE_TEXT)
        return (x->integer > y->integer) - (x->integer < y->integer);
    return cli_compare(x->text, y->text);
}

enum jd_status
evaluate_number(const struct jd_value *values, uint32_t n, uint32_t *out_numbers,
    uint32_t *out_n, uint32_t *firsts, struct jd_error *err)
{
    struct valued *sorted = calloc((size_t)n + 1, sizeof(*sorted));
    if (sorted == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u values", n);
    for (uint32_t i = 0; i < n; i++)
        sorted[i] = (struct valued){values[i], i};
    qsort(sorted, n, sizeof(*sorted), by_value);
    *out_n = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t place = sorted[i].place;
        out_numbers[place] = JD_NONE;
        if (sorted[i].value.type == JD_TYPE_NULL)
            continue; /* the first in this order */
        if (*out_n == 0 || by_value(&sorted[i - 1], &sorted[i]) != 0) {
            if (firsts != NULL)
                firsts[*out_n] = place;
            ++*out_n;
        }
        out_numbers[place] = *out_n - 1;
    }
    free(sorted);
    return JD_OK;
}

/* ---- the whole ---- */

json_t *
evaluate_rate(uint64_t numerator, uint64_t denominator)
{
    return denominator != 0 ? json_real((double)numerator / (double)denominator)
                            : json_null();
}

/* F1 = 2 both / (given + real). */
void
evaluate_put_f1(json_t *object, uint64_t both, uint64_t given, uint64_t real)
{
    (void)json_object_set_new(object, "precision", evaluate_rate(both, given));
    (void)json_object_set_new(object, "recall", evaluate_rate(both, real));
    (void)json_object_set_new(object, "f1", evaluate_rate(2 * both, given + real));
}

static json_t *
integer(uint64_t value)
{
    return json_integer((json_int_t)value);
}

static json_t *
pairs_of(const struct evaluation *e)
{
    uint64_t both = 0, given = 0, real = 0; /* ends: each pair is counted twice */
    for (uint32_t i = 0; i < e->n; i++) {
        both += e->overlaps[i].n_both - 1;
        given += e->overlaps[i].n_left - 1;
        real += e->overlaps[i].n_right - 1;
    }
    json_t *pairs = json_object();
    (void)json_object_set_new(pairs, "both", integer(both / 2));
    (void)json_object_set_new(pairs, "given", integer(given / 2));
    (void)json_object_set_new(pairs, "real", integer(real / 2));
    evaluate_put_f1(pairs, both / 2, given / 2, real / 2);
    return pairs;
}

/* B-cubed (Bagga and Baldwin 1998): the mean over records of their cluster's share. */
static json_t *
b_cubed_of(const struct evaluation *e)
{
    double precision = 0, recall = 0;
    for (uint32_t i = 0; i < e->n; i++) {
        precision += (double)e->overlaps[i].n_both / e->overlaps[i].n_left;
        recall += (double)e->overlaps[i].n_both / e->overlaps[i].n_right;
    }
    precision /= e->n;
    recall /= e->n;
    json_t *b_cubed = json_object();
    const char *const names[] = {"precision", "recall", "f1"};
    const double values[] = {
        precision, recall, 2 * precision * recall / (precision + recall)};
    for (int i = 0; i < 3; i++)
        (void)json_object_set_new(
            b_cubed, names[i], e->n > 0 ? json_real(values[i]) : json_null());
    return b_cubed;
}

/* The same of reals. */
static json_t *
rate(double numerator, double denominator)
{
    return denominator != 0 ? json_real(numerator / denominator) : json_null();
}

/* How many persons (or clusters) have a record of which this is true. */
static uint32_t
count_marked(const bool *marks, uint32_t n)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < n; i++)
        count += marks[i];
    return count;
}

static json_t *
per_10000(uint32_t n_marked, uint32_t n)
{
    json_t *object = json_object();
    (void)json_object_set_new(object, "persons", integer(n_marked));
    (void)json_object_set_new(
        object, "per_10000", evaluate_rate((uint64_t)n_marked * 10000, n));
    return object;
}

enum jd_status
evaluate_whole(const struct evaluation *e, json_t *body, struct jd_error *err)
{
    bool *marks = calloc((size_t)e->n * 3 + 1, sizeof(*marks));
    if (marks == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u persons", e->n);
    bool *wrong = marks, *split = marks + e->n, *mixed = marks + 2 * (size_t)e->n;
    for (uint32_t i = 0; i < e->n; i++) {
        const struct jd_overlap *o = &e->overlaps[i];
        wrong[e->person[i]] |= o->n_left > o->n_both;
        split[e->person[i]] |= o->n_right > o->n_both;
        mixed[e->cluster[i]] |= o->n_left > o->n_both;
    }
    json_t *harm = per_10000(count_marked(wrong, e->n_persons), e->n_persons);
    (void)json_object_set_new(
        harm, "clusters", integer(count_marked(mixed, e->n_clusters)));
    (void)json_object_set_new(body, "records", integer(e->nodes.n));
    (void)json_object_set_new(body, "labelled", integer(e->n));
    (void)json_object_set_new(body, "persons", integer(e->n_persons));
    (void)json_object_set_new(body, "clusters", integer(e->n_clusters));
    (void)json_object_set_new(body, "pairs", pairs_of(e));
    (void)json_object_set_new(body, "b_cubed", b_cubed_of(e));
    (void)json_object_set_new(body, "wrong", harm);
    (void)json_object_set_new(
        body, "split", per_10000(count_marked(split, e->n_persons), e->n_persons));
    free(marks);
    return JD_OK;
}

/* ---- thresholds ---- */

/* By rank the place of each labelled record, JD_NONE for the others; NULL without memory. */
static uint32_t *
find_places(const struct evaluation *e)
{
    size_t n = (size_t)e->nodes.n + 1;
    uint32_t *places = malloc(n * sizeof(*places));
    if (places == NULL)
        return NULL;
    memset(places, 0xFF, n * sizeof(*places));
    for (uint32_t i = 0; i < e->n; i++)
        places[e->nodes.ranks[e->records[i]]] = i;
    return places;
}

/* Pairs of labelled records with a weight, by place among the labelled. */
static enum jd_status
fill_pairs(const struct evaluation *e, const struct jd_table *table, const uint32_t *places,
    struct jd_pair *pairs, uint32_t *out_n, struct jd_error *err)
{
    struct scored_file file = {0};
    uint32_t n = 0;
    enum jd_status status = scored_find(&file, table, &e->nodes, true, err);
    for (uint32_t row = 0; row < jd_table_n_rows(table) && status == JD_OK; row++) {
        struct jd_pair p = {0};
        status = scored_read(&file, &e->nodes, row, &p, err);
        uint32_t a = places[p.a], b = places[p.b];
        if (status == JD_OK && a != JD_NONE && b != JD_NONE && a != b && !isnan(p.score))
            pairs[n++] = (struct jd_pair){a < b ? a : b, a < b ? b : a, p.score};
    }
    *out_n = n;
    return status;
}

static enum jd_status
read_pairs(const struct evaluation *e, const struct jd_table *table,
    struct jd_pair **out_pairs, uint32_t *out_n, struct jd_error *err)
{
    uint32_t n = 0;
    struct jd_pair *pairs = calloc((size_t)jd_table_n_rows(table) + 1, sizeof(*pairs));
    uint32_t *places = find_places(e);
    enum jd_status status = JD_OK;
    if (pairs == NULL || places == NULL)
        status =
            LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u pairs", jd_table_n_rows(table));
    if (status == JD_OK)
        status = fill_pairs(e, table, places, pairs, &n, err);
    free(places);
    if (status != JD_OK) {
        free(pairs);
        return status;
    }
    *out_n = (uint32_t)scored_keep_highest(pairs, n);
    *out_pairs = pairs;
    return JD_OK;
}

long
evaluate_step(double weight, double step)
{
    const double most = EVALUATE_MOST_WEIGHT;
    double cut = weight > most ? most : weight < -most ? -most : weight;
    return (long)floor(cut / step + 1e-9); /* 0.3 reaches the third step of 0.1 */
}

/* Of what Splink tells besides: definitions in docs/reference/evaluate.md. */
static void
put_truth_space(json_t *row, uint64_t tp, uint64_t fp, uint64_t fn, uint64_t tn)
{
    double p = (double)tp, q = (double)fp, m = (double)fn, n = (double)tn;
    double all = sqrt((p + q) * (p + m) * (n + q) * (n + m));
    (void)json_object_set_new(row, "tn", integer(tn));
    (void)json_object_set_new(row, "specificity", evaluate_rate(tn, tn + fp));
    (void)json_object_set_new(row, "npv", evaluate_rate(tn, tn + fn));
    (void)json_object_set_new(row, "accuracy", evaluate_rate(tp + tn, tp + fp + fn + tn));
    (void)json_object_set_new(row, "f2", rate(5 * p, 5 * p + 4 * m + q));
    (void)json_object_set_new(row, "f0_5", rate(1.25 * p, 1.25 * p + 0.25 * m + q));
    (void)json_object_set_new(row, "p4", rate(4 * p * n, 4 * p * n + (p + n) * (q + m)));
    (void)json_object_set_new(row, "phi", rate(p * n - q * m, all));
}

static json_t *
row_of(double weight, uint64_t tp, uint64_t fp, uint64_t real, uint64_t unreal)
{
    json_t *row = json_object();
    (void)json_object_set_new(row, "weight", json_real(weight));
    (void)json_object_set_new(row, "probability", json_real(1 / (1 + exp2(-weight))));
    (void)json_object_set_new(row, "tp", integer(tp));
    (void)json_object_set_new(row, "fp", integer(fp));
    (void)json_object_set_new(row, "fn", integer(real - tp));
    evaluate_put_f1(row, tp, tp + fp, real);
    put_truth_space(row, tp, fp, real - tp, unreal - fp);
    return row;
}

/* From the highest step down each row adds the pairs of its step. */
json_t *
evaluate_rows(const uint64_t *counts, long least, long most, double step, uint64_t real,
    uint64_t unreal)
{
    json_t *rows = json_array();
    uint64_t tp = 0, fp = 0;
    for (long at = most; at >= least; at--) {
        tp += counts[2 * (at - least) + 1];
        fp += counts[2 * (at - least)];
        (void)json_array_insert_new(
            rows, 0, row_of((double)at * step, tp, fp, real, unreal));
    }
    return rows;
}

uint64_t
evaluate_real(const struct evaluation *e)
{
    uint64_t ends = 0; /* each pair is counted at both */
    for (uint32_t i = 0; i < e->n; i++)
        ends += e->overlaps[i].n_right - 1;
    return ends / 2;
}

uint64_t
evaluate_unreal(const struct evaluation *e)
{
    return e->n > 0 ? (uint64_t)e->n * (e->n - 1) / 2 - evaluate_real(e) : 0;
}

enum jd_status
evaluate_thresholds(const struct evaluation *e, const struct jd_table *table, double step,
    json_t *body, struct evaluate_errors *errors, struct jd_error *err)
{
    struct jd_pair *pairs = NULL;
    uint32_t n = 0;
    enum jd_status status = read_pairs(e, table, &pairs, &n, err);
    if (status != JD_OK)
        return status;
    long least = 0, most = -1; /* no rows */
    for (uint32_t i = 0; i < n; i++) {
        long at = evaluate_step(pairs[i].score, step);
        least = i == 0 || at < least ? at : least;
        most = i == 0 || at > most ? at : most;
    }
    uint64_t *counts = calloc(2 * (size_t)(most - least + 1) + 1, sizeof(*counts));
    if (counts == NULL)
        status = LINKING_FAIL(err, JD_E_NOMEM, "no memory for thresholds");
    for (uint32_t i = 0; i < n && status == JD_OK; i++) {
        bool right = e->person[pairs[i].a] == e->person[pairs[i].b];
        counts[2 * (evaluate_step(pairs[i].score, step) - least) + right]++;
    }
    if (status == JD_OK)
        (void)json_object_set_new(body, "thresholds",
            evaluate_rows(counts, least, most, step, evaluate_real(e), evaluate_unreal(e)));
    if (status == JD_OK && errors != NULL)
        status = evaluate_errors_find(errors, e, pairs, n, err);
    free(counts);
    free(pairs);
    return status;
}
