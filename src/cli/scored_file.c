/* SPDX-License-Identifier: Apache-2.0 */
/* scored_file.c - a file of scored pairs, as predict or Splink writes it, read as pairs of ranks. */
#include "cli/clustering.h"

#include <math.h>
#include <stdlib.h>

enum jd_status
scored_find(struct scored_file *file, const struct jd_table *table,
    const struct nodes *nodes, bool by_weight, struct jd_error *err)
{
    file->by_weight = by_weight;
    file->is_weight = by_weight;
    if (file->all_join)
        return named_ends_find(&file->ends, table, nodes, err);
    file->score = jd_table_find(table, by_weight ? "match_weight" : "match_probability");
    if (file->score == JD_NONE && by_weight) {
        file->score = jd_table_find(table, "match_probability");
        file->is_weight = false;
    }
    if (file->score == JD_NONE)
        return LINKING_FAIL(err, JD_E_INPUT, "there is no column %s in table %.100s",
            by_weight ? "match_weight" : "match_probability", jd_table_name(table));
    return named_ends_find(&file->ends, table, nodes, err);
}

enum jd_status
scored_read(const struct scored_file *file, const struct nodes *nodes, uint32_t row,
    struct jd_pair *out_pair, struct jd_error *err)
{
    const struct jd_table *table = file->ends.table;
    double number = (double)NAN;
    uint32_t ranks[2];
    enum jd_status status = named_ends_read(&file->ends, nodes, row, ranks, err);
    if (status != JD_OK)
        return status;
    if (file->all_join) {
        *out_pair = (struct jd_pair){ranks[0], ranks[1], 1};
        return JD_OK;
    }
    struct jd_value value = jd_table_get(table, file->score, row);
    bool ok = value.type == JD_TYPE_NULL || linking_number(value, &number);
    if (ok && !file->is_weight)
        ok = isnan(number) || (number >= 0 && number <= 1);
    if (!ok)
        return LINKING_FAIL(err, JD_E_INPUT, "row %u of table %.100s: %s", row + 1,
            jd_table_name(table),
            file->is_weight ? "match_weight is not a number"
                            : "match_probability is not a number from 0 to 1");
    if (file->by_weight && !file->is_weight && !isnan(number))
        number = jd_weight_from_probability(number);
    *out_pair = (struct jd_pair){ranks[0], ranks[1], number};
    return JD_OK;
}

int
scored_by_ends(const void *left, const void *right)
{
    const struct jd_pair *x = left, *y = right;
    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

static int
by_ends_and_score(const void *left, const void *right)
{
    const struct jd_pair *x = left, *y = right;
    int order = scored_by_ends(left, right);
    return order != 0 ? order : (x->score < y->score) - (x->score > y->score);
}

size_t
scored_keep_highest(struct jd_pair *pairs, size_t n)
{
    size_t kept = 0;
    qsort(pairs, n, sizeof(*pairs), by_ends_and_score);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || scored_by_ends(&pairs[kept - 1], &pairs[i]) != 0)
            pairs[kept++] = pairs[i];
    return kept;
}
