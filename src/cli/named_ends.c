/* SPDX-License-Identifier: Apache-2.0 */
/* named_ends.c - rows that name two records: pairs and assertions. */
#include "cli/clustering.h"

static enum jd_status
find_column(const struct jd_table *table, const char *base, const char *suffix,
    uint32_t *out_column, struct jd_error *err)
{
    char name[300];
    (void)snprintf(name, sizeof(name), "%.250s%s", base, suffix);
    *out_column = jd_table_find(table, name);
    if (*out_column == JD_NONE)
        return LINKING_FAIL(err, JD_E_INPUT, "there is no column %.100s in table %.100s",
            name, jd_table_name(table));
    return JD_OK;
}

enum jd_status
named_ends_find(struct named_ends *ends, const struct jd_table *table,
    const struct nodes *nodes, struct jd_error *err)
{
    static const char *const suffixes[2] = {"_l", "_r"};
    enum jd_status status = JD_OK;
    ends->table = table;
    for (int side = 0; side < 2 && status == JD_OK; side++) {
        ends->source[side] = JD_NONE;
        status = find_column(table, jd_table_column(nodes->table, nodes->id_column).name,
            suffixes[side], &ends->id[side], err);
        if (status == JD_OK && nodes->source_column != JD_NONE)
            status =
                find_column(table, jd_table_column(nodes->table, nodes->source_column).name,
                    suffixes[side], &ends->source[side], err);
    }
    return status;
}

enum jd_status
named_ends_read(const struct named_ends *ends, const struct nodes *nodes, uint32_t row,
    uint32_t out_ranks[2], struct jd_error *err)
{
    for (int side = 0; side < 2; side++) {
        struct jd_value source = jd_null();
        if (ends->source[side] != JD_NONE)
            source = jd_table_get(ends->table, ends->source[side], row);
        uint32_t record =
            nodes_find_cells(nodes, source, jd_table_get(ends->table, ends->id[side], row));
        if (record == JD_NONE)
            return LINKING_FAIL(err, JD_E_INPUT,
                "row %u of table %.100s names a record that is in no records file", row + 1,
                jd_table_name(ends->table));
        out_ranks[side] = nodes->ranks[record];
    }
    return JD_OK;
}
