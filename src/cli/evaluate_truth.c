/* SPDX-License-Identifier: Apache-2.0 */
/* evaluate_truth.c - who each record is of, as files of truth say, beside its cluster. */
#include "cli/about.h"
#include "cli/evaluate.h"

#include <stdlib.h>

uint32_t
evaluate_given(const struct cli *cli, const char *option)
{
    uint32_t n = 0;
    while (cli_nth(cli, option, n) != NULL)
        n++;
    return n;
}

bool
evaluate_truths_are_whole(const struct cli *cli)
{
    for (uint32_t i = 0; cli_nth(cli, "--truth", i) != NULL; i++)
        if (!about_is_whole(cli_nth(cli, "--truth", i)))
            return false;
    return cli_has(cli, "--truth");
}

enum jd_status
evaluate_reserve(struct evaluation *e, const struct cli *cli, struct jd_error *err)
{
    size_t n = (size_t)e->nodes.n + 1;
    e->truths = calloc(n, sizeof(*e->truths));
    e->records = calloc(n, sizeof(*e->records));
    e->cluster = calloc(n, sizeof(*e->cluster));
    e->person = calloc(n, sizeof(*e->person));
    e->overlaps = calloc(n, sizeof(*e->overlaps));
    bool ok = e->truths != NULL && e->records != NULL && e->cluster != NULL &&
              e->person != NULL && e->overlaps != NULL;
    for (e->n_groupings = 0; ok && cli_nth(cli, "--by", e->n_groupings) != NULL;) {
        struct grouping *grouping = &e->groupings[e->n_groupings];
        grouping->by = cli_nth(cli, "--by", e->n_groupings++);
        grouping->values = calloc(n, sizeof(*grouping->values));
        grouping->room = calloc(n, 8);
        ok = grouping->values != NULL && grouping->room != NULL;
    }
    return ok ? JD_OK
              : LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", e->nodes.n);
}

enum jd_status
evaluate_truth(struct evaluation *e, const struct jd_table *table, const char *truth,
    struct jd_error *err)
{
    struct about about;
    uint32_t column = JD_NONE, by[EVALUATE_GROUPINGS], record = JD_NONE;
    enum jd_status status = about_find(&about, &e->nodes, table, err);
    if (status == JD_OK)
        status = about_column(&about, truth, &column, err);
    for (uint32_t i = 0; i < e->n_groupings && status == JD_OK; i++)
        status = grouping_find(e->groupings[i].by, table, &by[i], err);
    for (uint32_t row = 0; status == JD_OK && row < jd_table_n_rows(table); row++) {
        status = about_record(&about, row, &record, err);
        if (status != JD_OK)
            return status;
        if (e->truths[record].type != JD_TYPE_NULL)
            return LINKING_FAIL(err, JD_E_INPUT,
                "row %u of table %.100s: the record has a truth already", row + 1,
                jd_table_name(table));
        e->truths[record] = jd_table_get(table, column, row);
        if (e->truths[record].type == JD_TYPE_TEXT && e->truths[record].text.size == 0)
            e->truths[record] = jd_null();
        for (uint32_t i = 0; i < e->n_groupings; i++)
            grouping_put(&e->groupings[i], record, jd_table_get(table, by[i], row));
    }
    return status;
}

/* Number the clusters and persons of the labelled records. */
static enum jd_status
number_both(struct evaluation *e, struct jd_value *clusters, struct jd_error *err)
{
    uint32_t n = e->nodes.n;
    for (uint32_t i = 0; i < n; i++)
        if (e->truths[i].type == JD_TYPE_NULL)
            clusters[i] = jd_null();
    enum jd_status status =
        evaluate_number(clusters, n, e->cluster, &e->n_clusters, NULL, err);
    if (status == JD_OK)
        status = evaluate_number(e->truths, n, e->person, &e->n_persons, NULL, err);
    return status;
}

enum jd_status
evaluate_compare(struct evaluation *e, struct jd_value *clusters, struct jd_error *err)
{
    enum jd_status status = number_both(e, clusters, err);
    uint32_t n = 0;
    for (uint32_t i = 0; i < e->nodes.n && status == JD_OK; i++) {
        if (e->person[i] == JD_NONE)
            continue;
        e->records[n] = i;
        e->person[n] = e->person[i]; /* n <= i */
        e->cluster[n++] = e->cluster[i];
    }
    e->n = n;
    return status == JD_OK ? jd_overlaps(NULL, e->cluster, e->person, n, e->overlaps, err)
                           : status;
}

void
evaluate_done(struct evaluation *e)
{
    for (uint32_t i = 0; i < e->n_groupings; i++) {
        free(e->groupings[i].values);
        free(e->groupings[i].room);
    }
    free(e->truths);
    free(e->records);
    free(e->cluster);
    free(e->person);
    free(e->overlaps);
    nodes_done(&e->nodes);
}
