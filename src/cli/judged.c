/* SPDX-License-Identifier: Apache-2.0 */
/* judged.c - pairs with what somebody knows of them, from a review or from a truth. */
#include "cli/judged.h"

#include "cli/clustering.h"
#include "cli/evaluate.h"
#include "cli/mix.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const double judged_edges[JUDGED_N_EDGES] = {10, 8, 6, 4, 2, 0, -2, -4, -6, -8, -10};

static enum jd_status
reserve(struct judged *judged, uint32_t n, struct jd_error *err)
{
    judged->n_rows = n;
    judged->pairs = calloc((size_t)n + 1, sizeof(*judged->pairs));
    judged->strata = calloc((size_t)n + 1, sizeof(*judged->strata));
    return judged->pairs != NULL && judged->strata != NULL
               ? JD_OK
               : LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u pairs", n);
}

/* A sure pair's weight is infinite; so far out it is sure all the same. */
static double
cut(double weight)
{
    return fmin(fmax(weight, -JUDGED_SURE), JUDGED_SURE);
}

/* ---- a review ---- */

static int
verdict_of_word(struct jd_str word)
{
    static const struct {
        const char *word;
        int verdict;
    } words[] = {{"", -1}, {"1", 1}, {"0", 0}, {"true", 1}, {"false", 0}, {"yes", 1},
        {"no", 0}, {"y", 1}, {"n", 0}};
    char lower[8] = "";
    if (word.size >= sizeof(lower))
        return -2;
    for (size_t i = 0; i < word.size; i++) {
        char c = word.data[i];
        lower[i] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strcmp(lower, words[i].word) == 0)
            return words[i].verdict;
    return -2;
}

/* 1: a match; 0: none; -1: not judged; -2: no judgement. */
static int
verdict_of(struct jd_value value)
{
    if (value.type == JD_TYPE_NULL)
        return -1;
    if (value.type == JD_TYPE_TEXT)
        return verdict_of_word(value.text);
    double number = (double)NAN;
    if (value.type == JD_TYPE_BOOL)
        number = (double)value.integer;
    else if (!linking_number(value, &number))
        return -2;
    return number == 0 || number == 1 ? (int)number : -2;
}

struct review_columns {
    uint32_t verdict, weight, stratum, from, pairs, id;
};

static enum jd_status
find_columns(const struct jd_table *table, const char *column,
    struct review_columns *columns, struct jd_error *err)
{
    *columns = (struct review_columns){jd_table_find(table, column),
        jd_table_find(table, "match_weight"), jd_table_find(table, JUDGED_STRATUM),
        jd_table_find(table, JUDGED_FROM), jd_table_find(table, JUDGED_PAIRS),
        jd_table_find(table, "unique_id_l")};
    const char *missing = columns->verdict == JD_NONE  ? column
                          : columns->weight == JD_NONE ? "match_weight"
                                                       : NULL;
    if (missing == NULL && columns->stratum != JD_NONE)
        missing = columns->from == JD_NONE    ? JUDGED_FROM
                  : columns->pairs == JD_NONE ? JUDGED_PAIRS
                                              : NULL;
    return missing == NULL
               ? JD_OK
               : LINKING_FAIL(err, JD_E_INPUT, "there is no column %.100s in table %.100s",
                     missing, jd_table_name(table));
}

/* A number or null (NaN); false for anything else. */
static bool
read_real(const struct jd_table *table, uint32_t column, uint32_t row, double *out)
{
    struct jd_value value = jd_table_get(table, column, row);
    *out = (double)NAN;
    return value.type == JD_TYPE_NULL || (linking_number(value, out) && !isnan(*out));
}

/* Strata by number, and the number of each row's. */
static enum jd_status
read_strata(struct judged *judged, const struct jd_table *table,
    const struct review_columns *columns, uint32_t *of_row, struct jd_error *err)
{
    struct jd_value *names = calloc((size_t)judged->n_rows + 1, sizeof(*names));
    uint32_t n = 0;
    if (names == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u pairs", judged->n_rows);
    for (uint32_t row = 0; row < judged->n_rows; row++)
        names[row] = jd_table_get(table, columns->stratum, row);
    enum jd_status status = evaluate_number(names, judged->n_rows, of_row, &n, NULL, err);
    free(names);
    for (uint32_t row = 0; row < judged->n_rows && status == JD_OK; row++) {
        double from = 0, pairs = 0;
        bool ok = read_real(table, columns->from, row, &from) &&
                  read_real(table, columns->pairs, row, &pairs) && pairs >= 1 &&
                  pairs < 0x1p63 && of_row[row] != JD_NONE;
        if (!ok)
            return LINKING_FAIL(err, JD_E_INPUT, "row %u of table %.100s is of no stratum",
                row + 1, jd_table_name(table));
        struct jd_stratum *s = &judged->strata[of_row[row]];
        s->least_weight = isnan(from) ? -(double)INFINITY : from;
        s->n_pairs = (uint64_t)pairs;
    }
    judged->n_strata = n;
    return status;
}

/* Pairs of one left record are one group. */
static uint64_t
group_of(struct jd_value id)
{
    if (id.type != JD_TYPE_TEXT)
        return id.type == JD_TYPE_INT ? (uint64_t)id.integer : 0;
    return mix_bytes(MIX_START, id.text.data, id.text.size);
}

/* The judged rows; what each stands for is known only when all are read. */
static enum jd_status
read_verdicts(struct judged *judged, const struct jd_table *table,
    const struct review_columns *columns, uint32_t *of_row, struct jd_error *err)
{
    for (uint32_t row = 0; row < judged->n_rows; row++) {
        int verdict = verdict_of(jd_table_get(table, columns->verdict, row));
        double weight = (double)NAN;
        if (verdict == -2)
            return LINKING_FAIL(err, JD_E_INPUT,
                "row %u of table %.100s: the judgement is not 1 or 0, yes or no", row + 1,
                jd_table_name(table));
        if (!read_real(table, columns->weight, row, &weight))
            return LINKING_FAIL(err, JD_E_INPUT,
                "row %u of table %.100s: match_weight is not a number", row + 1,
                jd_table_name(table));
        if (verdict == -1)
            continue;
        if (judged->n_strata > 0) {
            judged->strata[of_row[row]].n_judged++;
            judged->strata[of_row[row]].n_matches += verdict == 1;
        }
        judged->n_matches += verdict == 1;
        if (isnan(weight))
            continue;                    /* outside blocking: of its stratum only */
        of_row[judged->n] = of_row[row]; /* n <= row */
        judged->pairs[judged->n++] = (struct jd_judged){cut(weight), 1,
            columns->id != JD_NONE ? group_of(jd_table_get(table, columns->id, row)) : row,
            verdict == 1};
    }
    return JD_OK;
}

enum jd_status
judged_read_review(struct judged *judged, const struct jd_table *table, const char *column,
    struct jd_error *err)
{
    struct review_columns columns;
    uint32_t *of_row = NULL;
    enum jd_status status = find_columns(table, column, &columns, err);
    if (status == JD_OK)
        status = reserve(judged, jd_table_n_rows(table), err);
    if (status != JD_OK)
        return status;
    of_row = calloc((size_t)judged->n_rows + 1, sizeof(*of_row));
    if (of_row == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u pairs", judged->n_rows);
    if (columns.stratum != JD_NONE)
        status = read_strata(judged, table, &columns, of_row, err);
    if (status == JD_OK)
        status = read_verdicts(judged, table, &columns, of_row, err);
    for (size_t i = 0; i < judged->n && judged->n_strata > 0; i++) {
        const struct jd_stratum *s = &judged->strata[of_row[i]];
        judged->pairs[i].stands_for = (double)s->n_pairs / (double)s->n_judged;
    }
    for (size_t i = 0; i < judged->n_strata && status == JD_OK; i++)
        if (judged->strata[i].n_judged > judged->strata[i].n_pairs)
            status = LINKING_FAIL(err, JD_E_INPUT,
                "a stratum of table %.100s has more judged pairs than pairs",
                jd_table_name(table));
    free(of_row);
    return status;
}

/* ---- a truth ---- */

/* By rank the number of each record's person, JD_NONE where it is not known. */
static enum jd_status
number_persons(
    const struct nodes *nodes, const char *truth, uint32_t *persons, struct jd_error *err)
{
    uint32_t column = jd_table_find(nodes->table, truth), n = 0;
    if (column == JD_NONE)
        return LINKING_FAIL(err, JD_E_INPUT, "there is no column %.100s in table %.100s",
            truth, jd_table_name(nodes->table));
    struct jd_value *values = calloc((size_t)nodes->n + 1, sizeof(*values));
    if (values == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", nodes->n);
    for (uint32_t rank = 0; rank < nodes->n; rank++) {
        values[rank] = jd_table_get(nodes->table, column, nodes->records[rank]);
        if (values[rank].type == JD_TYPE_TEXT && values[rank].text.size == 0)
            values[rank] = jd_null();
    }
    enum jd_status status = evaluate_number(values, nodes->n, persons, &n, NULL, err);
    free(values);
    return status;
}

static enum jd_status
judge_all(struct judged *judged, const struct jd_table *table, const struct nodes *nodes,
    const uint32_t *persons, struct jd_error *err)
{
    struct scored_file file = {0};
    enum jd_status status = scored_find(&file, table, nodes, true, err);
    for (uint32_t row = 0; row < judged->n_rows && status == JD_OK; row++) {
        struct jd_pair p = {0};
        status = scored_read(&file, nodes, row, &p, err);
        if (status != JD_OK || persons[p.a] == JD_NONE || persons[p.b] == JD_NONE ||
            isnan(p.score))
            continue;
        bool is_match = persons[p.a] == persons[p.b];
        judged->n_matches += is_match;
        judged->pairs[judged->n++] =
            (struct jd_judged){cut(p.score), 1, persons[p.a], is_match};
    }
    return status;
}

enum jd_status
judged_read_truth(struct judged *judged, const struct jd_table *pairs,
    const struct jd_table *records, const char *truth, const char *id, const char *source,
    struct jd_error *err)
{
    struct nodes nodes = {0};
    uint32_t *persons = NULL;
    enum jd_status status = nodes_init(&nodes, records, id, source, err);
    if (status == JD_OK)
        status = reserve(judged, jd_table_n_rows(pairs), err);
    if (status == JD_OK) {
        persons = calloc((size_t)nodes.n + 1, sizeof(*persons));
        if (persons == NULL)
            status = LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", nodes.n);
    }
    if (status == JD_OK)
        status = number_persons(&nodes, truth, persons, err);
    if (status == JD_OK)
        status = judge_all(judged, pairs, &nodes, persons, err);
    free(persons);
    nodes_done(&nodes);
    return status;
}

void
judged_done(struct judged *judged)
{
    free(judged->pairs);
    free(judged->strata);
}
