/* SPDX-License-Identifier: Apache-2.0 */
/*
 * train_labels.c - m by pairs that are known to be matches: m of a level is its share of those
 * that met a level that is not null (Splink 5: m_training.py, m_from_labels.py).
 *
 * Pairs come from a column that says who is who, or from a table of pairs; in the table a pair
 * may stand either way round, and counts as often as it stands there.
 */
#include "train/train.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/number.h"
#include "base/sort.h"
#include "base/str.h"

#include <stdio.h>
#include <string.h>

/* Matches under work: how often each level was met. */
struct matches {
    struct jd_training *training;
    struct jd__run run;
    uint64_t *counts; /* n_levels for each thread */
    uint64_t n;       /* matches */
};

static void
matches_done(struct matches *matches)
{
    const struct jd_linkage *linkage = matches->training->linkage;
    jd__alloc_free_array(&linkage->alloc, matches->counts, 0,
        (size_t)matches->run.threads * linkage->n_levels, sizeof(*matches->counts));
    jd__run_done(&matches->run);
}

static enum jd_status
matches_init(struct matches *matches, struct jd_training *training, struct jd_error *err)
{
    const struct jd_linkage *linkage = training->linkage;
    *matches = (struct matches){.training = training};
    enum jd_status status =
        jd__run_init(&matches->run, linkage, 0, training->progress, err);
    if (status != JD_OK)
        return status;
    matches->counts = jd__alloc_array(&linkage->alloc, 0,
        (size_t)matches->run.threads * linkage->n_levels, sizeof(*matches->counts));
    if (matches->counts == NULL) {
        matches_done(matches);
        return jd__fail(err, JD_E_NOMEM, "no memory for counts");
    }
    return JD_OK;
}

/* Count the levels of a batch (the ctx: a thread's counts). */
static enum jd_status
count_batch(void *ctx, struct jd__worker *worker, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t c = 0; c < worker->linkage->model->n_comparisons && status == JD_OK; c++)
        status = jd__worker_grade(worker, c, jd__count_level, ctx, err);
    return status;
}

/* All threads' counts become a step. */
static enum jd_status
take_matches(struct matches *matches, const char *step, struct jd_error *err)
{
    struct jd_training *training = matches->training;
    struct jd__mark mark = jd__training_mark(training);
    uint32_t n_levels = training->linkage->n_levels;
    enum jd_status status = jd__training_begin(training, step, "", err);
    for (size_t i = n_levels; i < (size_t)matches->run.threads * n_levels; i++)
        matches->counts[i % n_levels] += matches->counts[i];
    for (uint32_t c = 0; c < training->model->n_comparisons && status == JD_OK; c++)
        status = jd__training_take_counts(training, c, true, matches->counts, err);
    if (status == JD_OK)
        status = jd__training_settle(training, err);
    if (status != JD_OK)
        jd__training_go_back(training, mark);
    return status;
}

/* ---- a column ------------------------------------------------------------------------------ */

static enum jd_status
count_slice(void *ctx, uint32_t slice, uint32_t thread, struct jd_error *err)
{
    const struct matches *matches = ctx;
    const struct jd__run *run = &matches->run;
    uint64_t count = 0;
    return jd__slice_work_on(run->workers[thread], &run->slices[slice], 0, count_batch,
        matches->counts + (size_t)thread * run->linkage->n_levels, &count, err);
}

/* Block on equal values of a column. */
static enum jd_status
block_on(struct jd_training *training, const char *column, struct jd_error *err)
{
    struct jd__buf rule;
    jd__buf_init(&rule, &training->alloc, 1, 0);
    enum jd_status status = jd__write_column(&rule, "l", column, err);
    if (status == JD_OK)
        status = jd__buf_text(&rule, jd__str(" = "), err);
    if (status == JD_OK)
        status = jd__write_column(&rule, "r", column, err);
    if (status == JD_OK)
        status = jd__buf_append(&rule, "", 1, err);
    const char *text = rule.data;
    if (status == JD_OK)
        status = jd__training_block(training, &text, 1, err);
    jd__buf_done(&rule);
    return status;
}

static enum jd_status
count_matches(struct matches *matches, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    if (matches->run.n_total == 0)
        return jd__fail(err, JD_E_INPUT, "no two records share a value");
    for (uint32_t n = 1; n > 0 && status == JD_OK;)
        status = jd__run_wave(&matches->run, count_slice, matches, &n, err);
    return status;
}

enum jd_status
jd_training_m_from_column(
    struct jd_training *training, const char *column, struct jd_error *err)
{
    struct matches matches;
    enum jd_status status = block_on(training, column, err);
    if (status == JD_OK)
        status = matches_init(&matches, training, err);
    if (status == JD_OK) {
        status = count_matches(&matches, err);
        if (status == JD_OK)
            status = take_matches(&matches, "estimate m from label column", err);
        matches_done(&matches);
    }
    if (status != JD_OK)
        jd__report_where(err, "label column");
    return status;
}

/* ---- a table of pairs ---------------------------------------------------------------------- */

/* From ids and sources of labels to records. */
struct labels {
    const struct jd_linkage *linkage;
    const struct jd_table *table;
    struct jd__keyed
        *records;          /* by source << 32 | id, both as codes of the records' table */
    uint32_t *codes[2][2]; /* by side, source and id: each row's code in that table */
    uint32_t score;        /* a column, or JD_NONE */
};

static void
labels_done(struct labels *labels)
{
    const struct jd_alloc *alloc = &labels->linkage->alloc;
    uint32_t n_rows = jd_table_n_rows(labels->table);
    jd__alloc_free_array(
        alloc, labels->records, 0, labels->linkage->records.n, sizeof(*labels->records));
    for (int side = 0; side < 2; side++)
        for (int part = 0; part < 2; part++)
            jd__alloc_free_array(
                alloc, labels->codes[side][part], 0, n_rows, sizeof(uint32_t));
}

static enum jd_status
index_records(struct labels *labels, struct jd_error *err)
{
    const struct jd_linkage *linkage = labels->linkage;
    const struct jd__records *records = &linkage->records;
    const uint32_t *ids = jd__table_codes(records->table, records->id_column);
    const uint32_t *sources = records->source_column != JD_NONE
                                  ? jd__table_codes(records->table, records->source_column)
                                  : NULL;
    labels->records =
        jd__alloc_array(&linkage->alloc, 0, records->n, sizeof(*labels->records));
    if (labels->records == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %u records", records->n);
    for (uint32_t i = 0; i < records->n; i++) {
        uint64_t source = sources != NULL ? sources[i] : 0;
        labels->records[i] = (struct jd__keyed){source << 32 | ids[i], i};
    }
    return jd__sort_keyed(&linkage->alloc, labels->records, records->n, err);
}

/* The code of a label's value among the records', whose column may be of the other type. */
static uint32_t
translate(const struct jd__dict *to, struct jd_value value)
{
    char digits[24];
    int64_t number = 0;
    if (value.type == JD_TYPE_TEXT && to->type == JD_TYPE_INT) {
        if (!jd__parse_int(value.text, &number))
            return JD_NONE;
        value = jd_int(number);
    } else if (value.type == JD_TYPE_INT && to->type == JD_TYPE_TEXT) {
        (void)snprintf(digits, sizeof(digits), "%lld", (long long)value.integer);
        value = jd_text(digits);
    }
    return value.type == to->type ? jd__dict_find(to, value) : JD_NONE;
}

/* Find one column of the labels, NAME_l or NAME_r, and translate it. */
static enum jd_status
read_column(
    struct labels *labels, uint32_t column, int side, int part, struct jd_error *err)
{
    const struct jd_table *records = labels->linkage->records.table;
    uint32_t n_rows = jd_table_n_rows(labels->table);
    char name[256];
    (void)snprintf(name, sizeof(name), "%.250s_%c", jd_table_column(records, column).name,
        side == JD__LEFT ? 'l' : 'r');
    uint32_t at = jd_table_find(labels->table, name);
    if (at == JD_NONE)
        return jd__fail(err, JD_E_INPUT, "there is no column %s in table %s", name,
            jd_table_name(labels->table));
    uint32_t *codes = jd__alloc_array(&labels->linkage->alloc, 0, n_rows, sizeof(*codes));
    labels->codes[side][part] = codes;
    if (codes == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %u labels", n_rows);
    const struct jd__dict *to = jd__table_dict(records, column);
    for (uint32_t row = 0; row < n_rows; row++)
        codes[row] = translate(to, jd_table_get(labels->table, at, row));
    return JD_OK;
}

static enum jd_status
labels_init(struct labels *labels, const struct jd_linkage *linkage,
    const struct jd_table *table, struct jd_error *err)
{
    const struct jd__records *records = &linkage->records;
    *labels = (struct labels){.linkage = linkage, .table = table};
    labels->score = jd_table_find(table, "clerical_match_score");
    enum jd_status status = index_records(labels, err);
    for (int side = 0; side < 2 && status == JD_OK; side++) {
        status = read_column(labels, records->id_column, side, 1, err);
        if (status == JD_OK && records->source_column != JD_NONE)
            status = read_column(labels, records->source_column, side, 0, err);
    }
    if (status != JD_OK)
        labels_done(labels);
    return status;
}

/* The record that a row names on a side, or JD_NONE. */
static uint32_t
find_record(const struct labels *labels, uint32_t row, int side)
{
    const uint32_t *sources = labels->codes[side][0];
    uint64_t source = sources != NULL ? sources[row] : 0;
    uint64_t id = labels->codes[side][1][row], key = source << 32 | id;
    size_t low = 0, high = labels->linkage->records.n;
    if (source == JD_NONE || id == JD_NONE)
        return JD_NONE;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (labels->records[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    bool is_found = low < labels->linkage->records.n && labels->records[low].key == key;
    return is_found ? (uint32_t)labels->records[low].value : JD_NONE;
}

/* Does the row say that the two are one?  Without a score it does. */
static enum jd_status
is_match(const struct labels *labels, uint32_t row, bool *out_is, struct jd_error *err)
{
    double score = 1;
    *out_is = true;
    if (labels->score == JD_NONE)
        return JD_OK;
    struct jd_value value = jd_table_get(labels->table, labels->score, row);
    bool is_number = value.type == JD_TYPE_REAL || value.type == JD_TYPE_INT;
    if (is_number)
        score = value.type == JD_TYPE_REAL ? value.real : (double)value.integer;
    else if (value.type != JD_TYPE_TEXT || !jd__parse_real(value.text, &score))
        return jd__fail(err, JD_E_INPUT,
            "clerical_match_score in row %u of table %s is no number", row + 1,
            jd_table_name(labels->table));
    *out_is = score >= 0.5;
    return JD_OK;
}

/* Put a row's pair into the batch, the lower id left. */
static enum jd_status
add_row(const struct labels *labels, struct matches *matches, uint32_t row,
    uint32_t *inout_n_unknown, struct jd_error *err)
{
    struct jd__worker *worker = matches->run.workers[0];
    const uint32_t *order = labels->linkage->records.order;
    uint32_t a = find_record(labels, row, JD__LEFT);
    uint32_t b = find_record(labels, row, JD__RIGHT);
    bool is_one = false;
    enum jd_status status = is_match(labels, row, &is_one, err);
    if (status != JD_OK || !is_one)
        return status;
    if (a == JD_NONE || b == JD_NONE) {
        (*inout_n_unknown)++;
        return JD_OK;
    }
    worker->left[worker->n] = order[a] < order[b] ? a : b;
    worker->right[worker->n++] = order[a] < order[b] ? b : a;
    matches->n++;
    return JD_OK;
}

static enum jd_status
count_rows(const struct labels *labels, struct matches *matches, uint32_t *out_n_unknown,
    struct jd_error *err)
{
    struct jd__worker *worker = matches->run.workers[0];
    uint32_t n_rows = jd_table_n_rows(labels->table);
    enum jd_status status = JD_OK;
    worker->n = 0;
    for (uint32_t row = 0; row < n_rows && status == JD_OK; row++) {
        status = add_row(labels, matches, row, out_n_unknown, err);
        if (status == JD_OK &&
            (worker->n == JD__BATCH || (worker->n > 0 && row + 1 == n_rows))) {
            jd__batch_turn(&worker->batch, worker->left, worker->right, worker->n);
            status = count_batch(matches->counts, worker, err);
            worker->n = 0;
        }
    }
    if (status == JD_OK && matches->n == 0)
        status = jd__fail(err, JD_E_INPUT, "no row of table %s names two records",
            jd_table_name(labels->table));
    return status;
}

enum jd_status
jd_training_m_from_pairs(struct jd_training *training, const struct jd_table *labels,
    uint32_t *out_n_unknown, struct jd_error *err)
{
    struct labels read;
    struct matches matches;
    uint32_t n_unknown = 0;
    enum jd_status status = labels_init(&read, training->linkage, labels, err);
    if (status != JD_OK)
        return status;
    status = matches_init(&matches, training, err);
    if (status == JD_OK) {
        status = count_rows(&read, &matches, &n_unknown, err);
        if (status == JD_OK)
            status = take_matches(&matches, "estimate m from pairwise labels", err);
        matches_done(&matches);
    }
    labels_done(&read);
    if (status == JD_OK && out_n_unknown != NULL)
        *out_n_unknown = n_unknown;
    return status;
}
