/* SPDX-License-Identifier: Apache-2.0 */
/* sample_review.c - the drawn pairs as a file in which somebody writes what they are. */
#include "cli/sample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The columns of the records that a reviewer sees, both sides of each. */
struct shown {
    const struct linking *linking;
    uint32_t n_tables; /* of records */
    uint32_t *columns; /* in the first table */
    uint32_t n;
};

static bool
is_shown(const struct jd_table *table, uint32_t column, const struct nodes *nodes)
{
    struct jd_column_spec spec = jd_table_column(table, column);
    return spec.type != JD_TYPE_LIST &&
           strcmp(spec.name, jd_table_column(nodes->table, nodes->id_column).name) != 0 &&
           (nodes->source_column == JD_NONE ||
               strcmp(spec.name,
                   jd_table_column(nodes->table, nodes->source_column).name) != 0);
}

/* A cell of a record, which lies in one of the tables; null where its table has no such column. */
static struct jd_value
cell_of(const struct shown *shown, uint32_t which, uint32_t record)
{
    uint32_t t = 0;
    while (record >= jd_table_n_rows(shown->linking->tables[t]))
        record -= jd_table_n_rows(shown->linking->tables[t++]);
    const struct jd_table *table = shown->linking->tables[t];
    struct jd_column_spec wanted =
        jd_table_column(shown->linking->tables[0], shown->columns[which]);
    uint32_t column = jd_table_find(table, wanted.name);
    struct jd_value value =
        column != JD_NONE ? jd_table_get(table, column, record) : jd_null();
    return value.type == wanted.type ? value : jd_null();
}

enum { OWN_BEFORE = 1, OWN_AFTER = 8, NAME = 300 };

/* The judgement, both sides of each column, then ids, weight and stratum. */
static enum jd_status
make_columns(const struct shown *shown, const struct nodes *nodes, char (*names)[NAME],
    struct jd_column_spec *columns, uint32_t *out_n, struct jd_error *err)
{
    uint32_t n = 0;
    const char *id = jd_table_column(nodes->table, nodes->id_column).name;
    bool sourced = nodes->source_column != JD_NONE;
    const char *source =
        sourced ? jd_table_column(nodes->table, nodes->source_column).name : "";
    columns[n++] = (struct jd_column_spec){"is_match", JD_TYPE_TEXT};
    for (uint32_t i = 0; i < 2 * shown->n; i++, n++) {
        struct jd_column_spec spec =
            jd_table_column(shown->linking->tables[0], shown->columns[i / 2]);
        (void)snprintf(names[n], NAME, "%.250s_%c", spec.name, "lr"[i % 2]);
        columns[n] = (struct jd_column_spec){names[n], spec.type};
    }
    for (int i = 0; i < (sourced ? 4 : 2); i++, n++) {
        bool is_source = sourced && i % 2 == 0;
        (void)snprintf(names[n], NAME, "%.250s_%c", is_source ? source : id,
            "lr"[sourced ? i / 2 : i]);
        columns[n] = (struct jd_column_spec){
            names[n], is_source ? JD_TYPE_TEXT
                                : jd_table_column(nodes->table, nodes->id_column).type};
    }
    columns[n++] = (struct jd_column_spec){"match_weight", JD_TYPE_REAL};
    columns[n++] = (struct jd_column_spec){JUDGED_STRATUM, JD_TYPE_TEXT};
    columns[n++] = (struct jd_column_spec){JUDGED_FROM, JD_TYPE_REAL};
    columns[n++] = (struct jd_column_spec){JUDGED_PAIRS, JD_TYPE_INT};
    *out_n = n;
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < i; j++)
            if (strcmp(columns[i].name, columns[j].name) == 0)
                return LINKING_FAIL(err, JD_E_INPUT,
                    "records have a column that the review needs itself: %.100s",
                    columns[i].name);
    return JD_OK;
}

static struct jd_value
name_of(uint32_t stratum, char room[static 40])
{
    if (stratum == SAMPLE_OF_RECORD)
        return jd_text("of a record");
    if (stratum == SAMPLE_STRATA)
        return jd_text("outside blocking");
    if (stratum == JUDGED_N_EDGES)
        (void)snprintf(room, 40, "below %g", judged_edges[stratum - 1]);
    else if (stratum == 0)
        (void)snprintf(room, 40, "%g and more", judged_edges[0]);
    else
        (void)snprintf(
            room, 40, "%g to %g", judged_edges[stratum], judged_edges[stratum - 1]);
    return jd_text(room);
}

static enum jd_status
put_row(struct jd_table *review, const struct shown *shown, const struct nodes *nodes,
    const struct sampling *sampling, const struct drawn *drawn, struct jd_error *err)
{
    const uint32_t records[2] = {nodes->records[drawn->a], nodes->records[drawn->b]};
    uint32_t at = 0;
    char room[40];
    bool has_edge = drawn->stratum < JUDGED_N_EDGES;
    enum jd_status status = jd_table_put(review, at++, jd_null(), err);
    for (uint32_t i = 0; i < 2 * shown->n && status == JD_OK; i++)
        status = jd_table_put(review, at++, cell_of(shown, i / 2, records[i % 2]), err);
    for (int side = 0; side < 2 && status == JD_OK; side++) {
        if (nodes->source_column != JD_NONE)
            status = jd_table_put(review, at++,
                jd_table_get(nodes->table, nodes->source_column, records[side]), err);
        if (status == JD_OK)
            status = jd_table_put(review, at++,
                jd_table_get(nodes->table, nodes->id_column, records[side]), err);
    }
    const struct jd_value last[] = {
        isnan(drawn->weight) ? jd_null() : jd_real(drawn->weight),
        name_of(drawn->stratum, room),
        has_edge ? jd_real(judged_edges[drawn->stratum]) : jd_null(),
        drawn->stratum <= SAMPLE_STRATA ? jd_int((int64_t)sampling->sizes[drawn->stratum])
                                        : jd_null()};
    for (int i = 0; i < 4 && status == JD_OK; i++)
        status = jd_table_put(review, at++, last[i], err);
    return status;
}

static enum jd_status
make_review(const struct shown *shown, const struct nodes *nodes,
    const struct sampling *sampling, struct jd_table **out, struct jd_error *err)
{
    size_t most = OWN_BEFORE + 2 * (size_t)shown->n + OWN_AFTER;
    char(*names)[NAME] = calloc(most, NAME);
    struct jd_column_spec *columns = calloc(most, sizeof(*columns));
    struct jd_table *review = NULL;
    uint32_t n = 0;
    enum jd_status status = JD_OK;
    if (names == NULL || columns == NULL)
        status = LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u columns", shown->n);
    if (status == JD_OK)
        status = make_columns(shown, nodes, names, columns, &n, err);
    if (status == JD_OK)
        status = jd_table_new(NULL, "review", columns, n, &review, err);
    for (size_t i = 0; i < sampling->n_drawn && status == JD_OK; i++)
        status = put_row(review, shown, nodes, sampling, &sampling->drawn[i], err);
    if (status == JD_OK)
        status = jd_table_finish(review, err);
    free(names);
    free(columns);
    if (status != JD_OK) {
        jd_table_free(review);
        return status;
    }
    *out = review;
    return JD_OK;
}

enum jd_status
sample_write_review(const struct cli *cli, const struct linking *linking,
    const struct nodes *nodes, const struct sampling *sampling, struct jd_error *err)
{
    struct shown shown = {linking, linking->n_tables - 1, NULL, 0};
    struct jd_table *review = NULL;
    uint32_t n = jd_table_n_columns(linking->tables[0]);
    shown.columns = calloc((size_t)n + 1, sizeof(*shown.columns));
    if (shown.columns == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u columns", n);
    for (uint32_t i = 0; i < n; i++)
        if (is_shown(linking->tables[0], i, nodes))
            shown.columns[shown.n++] = i;
    enum jd_status status = make_review(&shown, nodes, sampling, &review, err);
    if (status == JD_OK)
        status = jd_io_write(linking->io, cli_value(cli, "--out"), review, err);
    jd_table_free(review);
    free(shown.columns);
    return status;
}
