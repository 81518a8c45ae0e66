/* SPDX-License-Identifier: Apache-2.0 */
/* demo_numbers.c - the distinct values of a column, numbered in their order. */
#include "cli/demo_numbers.h"

#include <stdlib.h>
#include <string.h>

struct value_row {
    struct jd_value value;
    uint32_t row;
};

static int
compare_values(const struct jd_value *a, const struct jd_value *b)
{
    if (a->type == JD_TYPE_TEXT && b->type == JD_TYPE_TEXT) {
        size_t size = a->text.size < b->text.size ? a->text.size : b->text.size;
        int order = size == 0 ? 0 : memcmp(a->text.data, b->text.data, size);
        return order != 0 ? order
                          : (a->text.size > b->text.size) - (a->text.size < b->text.size);
    }
    return (a->integer > b->integer) - (a->integer < b->integer);
}

static int
by_value(const void *a, const void *b)
{
    return compare_values(
        &((const struct value_row *)a)->value, &((const struct value_row *)b)->value);
}

uint32_t
demo_numbers(const struct jd_table *table, const char *column, uint32_t *out_numbers)
{
    uint32_t n = jd_table_n_rows(table), c = jd_table_find(table, column), next = 0;
    struct value_row *rows = calloc((size_t)n + 1, sizeof(*rows));
    if (rows == NULL)
        return JD_NONE;
    for (uint32_t row = 0; row < n; row++)
        rows[row] = (struct value_row){jd_table_get(table, c, row), row};
    qsort(rows, n, sizeof(*rows), by_value);
    for (uint32_t i = 0; i < n; i++) {
        if (i > 0 && compare_values(&rows[i].value, &rows[i - 1].value) != 0)
            next++;
        out_numbers[rows[i].row] = next;
    }
    free(rows);
    return n == 0 ? 0 : next + 1;
}
