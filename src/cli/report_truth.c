/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report_truth.c - where the truth is known: how right clusters and links are, and what is wrong.
 *
 * False links are met in the pass over pairs.  Missed ones may be no pair of it at all, so they
 * are looked for among the real pairs: of persons in the order of a hash, until enough pairs are
 * scored.
 */
#include "cli/report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Real pairs, as many as are looked at. */
struct real {
    uint32_t *left, *right, n;
    uint64_t n_all;
};

/* ---- missed links ---- */

struct person {
    uint64_t hash;
    uint32_t start, n; /* of its records in the order of persons */
};

static int
by_hash(const void *left, const void *right)
{
    const struct person *x = left, *y = right;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return x->start < y->start ? -1 : x->start > y->start;
}

/* Records of persons, one person behind another, each in order of ids. */
static enum jd_status
group_records(const struct report *report, uint32_t **out_records,
    struct person **out_persons, struct jd_error *err)
{
    uint32_t n_persons = report->e.n_persons, n = report->nodes.n, at = 0;
    uint32_t *records = calloc((size_t)n + 1, sizeof(*records));
    struct person *persons = calloc((size_t)n_persons + 1, sizeof(*persons));
    if (records == NULL || persons == NULL) {
        free(records);
        free(persons);
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u persons", n_persons);
    }
    for (uint32_t i = 0; i < n; i++)
        if (report->persons[i] != JD_NONE)
            persons[report->persons[i]].n++;
    for (uint32_t p = 0; p < n_persons; p++) {
        persons[p].start = at;
        at += persons[p].n;
        persons[p].n = 0;
    }
    for (uint32_t rank = 0; rank < n; rank++) {
        uint32_t record = report->nodes.records[rank];
        if (report->persons[record] == JD_NONE)
            continue;
        struct person *person = &persons[report->persons[record]];
        if (person->n == 0)
            person->hash = report->hashes[record];
        records[person->start + person->n++] = record;
    }
    *out_records = records;
    *out_persons = persons;
    return JD_OK;
}

/* The real pairs of persons, as long as there is room. */
static void
fill_real(
    struct real *real, struct person *persons, uint32_t n_persons, const uint32_t *records)
{
    qsort(persons, n_persons, sizeof(*persons), by_hash);
    for (uint32_t p = 0; p < n_persons; p++) {
        const uint32_t *of = records + persons[p].start;
        real->n_all += (uint64_t)persons[p].n * (persons[p].n - 1) / 2;
        for (uint32_t l = 0; l < persons[p].n && real->n < REPORT_REAL; l++)
            for (uint32_t r = l + 1; r < persons[p].n && real->n < REPORT_REAL; r++) {
                real->left[real->n] = of[l];
                real->right[real->n++] = of[r];
            }
    }
}

/* Missed pairs as they are found: those with the smallest hashes are kept. */
struct missing {
    const struct report *report;
    struct report_error kept[REPORT_ERRORS];
    uint32_t n_kept;
    uint64_t n, n_by_no_rule;
};

static void
keep(struct missing *missing, struct report_error error)
{
    uint32_t at = missing->n_kept;
    for (; at > 0 && missing->kept[at - 1].hash > error.hash; at--)
        if (at < REPORT_ERRORS)
            missing->kept[at] = missing->kept[at - 1];
    if (at < REPORT_ERRORS)
        missing->kept[at] = error;
    missing->n_kept += missing->n_kept < REPORT_ERRORS;
}

static bool
is_of_one_source(const struct report *report, uint32_t left, uint32_t right)
{
    json_t *l = report_source(report, left), *r = report_source(report, right);
    bool same = json_equal(l, r);
    json_decref(l);
    json_decref(r);
    return same;
}

static enum jd_status
take(void *ctx, const struct jd_scored *pairs, struct jd_error *err)
{
    struct missing *missing = ctx;
    const struct report *report = missing->report;
    (void)err;
    for (uint32_t i = 0; i < pairs->n; i++) {
        uint32_t left = pairs->left[i], right = pairs->right[i];
        bool is_found = pairs->rules[i] != 0 &&
                        !(report->is_between && is_of_one_source(report, left, right));
        if (is_found && pairs->weight[i] >= report->threshold)
            continue;
        missing->n++;
        missing->n_by_no_rule += !is_found;
        keep(missing, (struct report_error){pairs->weight[i],
                          report_hash_pair(report, left, right), left, right});
    }
    return JD_OK;
}

/* ---- the list ---- */

/* Append errors of a kind, and whether their records are in one cluster all the same. */
static enum jd_status
put_errors(struct report *report, const char *kind, const struct report_error *errors,
    uint32_t n, json_t *rows, struct jd_error *err)
{
    uint32_t left[REPORT_ERRORS], right[REPORT_ERRORS];
    size_t from = json_array_size(rows);
    for (uint32_t i = 0; i < n; i++) {
        left[i] = errors[i].left;
        right[i] = errors[i].right;
        report_order(report, &left[i], &right[i]);
    }
    enum jd_status status = report_put_pairs(report, left, right, n, rows, err);
    for (uint32_t i = 0; i < n && status == JD_OK; i++) {
        json_t *row = json_array_get(rows, from + i);
        (void)json_object_set_new(row, "error", json_string(kind));
        (void)json_object_set_new(row, "in_one_cluster",
            json_boolean(report->clusters[left[i]] == report->clusters[right[i]]));
    }
    return status;
}

static enum jd_status
find_missing(
    struct report *report, struct missing *missing, json_t *found, struct jd_error *err)
{
    struct real real = {NULL, NULL, 0, 0};
    uint32_t *records = NULL;
    struct person *persons = NULL;
    real.left = calloc(REPORT_REAL, sizeof(*real.left));
    real.right = calloc(REPORT_REAL, sizeof(*real.right));
    enum jd_status status = JD_OK;
    if (real.left == NULL || real.right == NULL)
        status = LINKING_FAIL(err, JD_E_NOMEM, "no memory for real pairs");
    if (status == JD_OK)
        status = group_records(report, &records, &persons, err);
    if (status == JD_OK) {
        fill_real(&real, persons, report->e.n_persons, records);
        status = real.n == 0 ? JD_OK
                             : report_score(report, real.left, real.right, real.n, take,
                                   missing, err);
    }
    (void)json_object_set_new(found, "real", report_integer(real.n_all));
    (void)json_object_set_new(found, "looked_at", report_integer(real.n));
    free(records);
    free(persons);
    free(real.left);
    free(real.right);
    return status;
}

static enum jd_status
put_all_errors(struct report *report, struct jd_error *err)
{
    const struct report_counts *counts = &report->counts;
    struct missing missing = {.report = report};
    json_t *rows = json_array(), *found = json_object();
    enum jd_status status = find_missing(report, &missing, found, err);
    if (status == JD_OK)
        status =
            put_errors(report, "false link", counts->errors, counts->n_errors, rows, err);
    if (status == JD_OK)
        status = put_errors(report, "missed link", missing.kept, missing.n_kept, rows, err);
    (void)json_object_set_new(found, "false", report_integer(counts->n_false));
    (void)json_object_set_new(found, "missed", report_integer(missing.n));
    (void)json_object_set_new(found, "by_no_rule", report_integer(missing.n_by_no_rule));
    (void)json_object_set_new(json_object_get(report->body, "truth"), "links", found);
    (void)json_object_set_new(report->body, "errors", rows);
    return status;
}

/* Of many groups those with most records stay, in their order. */
static void
bound_groups(struct report *report)
{
    json_t *groups = json_object_get(report->body, "groups"), *group = NULL;
    size_t n = json_array_size(groups), i = 0;
    json_int_t least = 1;
    (void)json_object_set_new(
        json_object_get(report->body, "truth"), "groups", report_integer(n));
    while (n > REPORT_GROUPS) {
        json_int_t more = INT64_MAX;
        for (n = 0, i = 0; i < json_array_size(groups); i++) {
            json_int_t records =
                json_integer_value(json_object_get(json_array_get(groups, i), "records"));
            n += records > least;
            more = records > least && records < more ? records : more;
        }
        least = more;
    }
    for (i = json_array_size(groups); i-- > 0;) {
        group = json_array_get(groups, i);
        if (json_integer_value(json_object_get(group, "records")) < least)
            (void)json_array_remove(groups, i);
    }
}

enum jd_status
report_truths(struct report *report, struct jd_error *err)
{
    uint32_t n = report->nodes.n;
    json_t *truth = json_object();
    struct jd_value *clusters = calloc((size_t)n + 1, sizeof(*clusters));
    enum jd_status status = JD_OK;
    if (clusters == NULL)
        status = LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", n);
    for (uint32_t i = 0; i < n && status == JD_OK; i++)
        clusters[i] = jd_int(report->clusters[i]);
    if (status == JD_OK)
        status = evaluate_compare(&report->e, clusters, err);
    free(clusters);
    if (status == JD_OK)
        status = evaluate_whole(&report->e, truth, err);
    (void)json_object_set_new(report->body, "truth", truth);
    if (status == JD_OK)
        status = report_thresholds(report, err);
    if (status == JD_OK && report->e.n_groupings > 0)
        status = evaluate_groups(&report->e, report->body, err);
    bound_groups(report);
    return status == JD_OK ? put_all_errors(report, err) : status;
}
