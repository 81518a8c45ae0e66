/* SPDX-License-Identifier: Apache-2.0 */
/* table.h - a table from inside: codes and dictionaries, for those who work on columns. */
#ifndef JD_DATA_TABLE_H
#define JD_DATA_TABLE_H

#include "data/dict.h"

struct jd__column {
    char *name;
    size_t name_size;
    struct jd__dict *dict;
    struct jd__buf codes; /* uint32_t, one a row; JD_NONE is null */
};

struct jd_table {
    struct jd_alloc alloc;
    char *name;
    size_t size; /* of this block */
    bool finished;
    uint32_t n_columns;
    struct jd__column columns[];
};

/* A column's codes, one a row. */
static inline const uint32_t *
jd__table_codes(const struct jd_table *table, uint32_t column)
{
    return table->columns[column].codes.data;
}

static inline const struct jd__dict *
jd__table_dict(const struct jd_table *table, uint32_t column)
{
    return table->columns[column].dict;
}

#endif
