/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_cook.c - any cells as an agency's table: what is taken in can be written and read again.
 *
 * The first line names the table, the second its columns; then rows, commas between the cells, no
 * quotes.  Each row is rejected for a reason or becomes a key and cells within
 * the limits, which read back as they were written; cooked again they are the same bytes.
 */
#include "norms.h"

#include "base/str.h"
#include "store/cook.h"
#include "store/incoming.h"

#include <string.h>

enum { MOST_COLUMNS = 24, MOST_ROWS = 32, NAME_SIZE = 32 };

/* Take the text up to a mark off the front; false when nothing is left. */
static bool
take(struct jd_str *rest, char mark, struct jd_str *out)
{
    if (rest->data == NULL)
        return false;
    const char *end = rest->size > 0 ? memchr(rest->data, mark, rest->size) : NULL;
    size_t size = end != NULL ? (size_t)(end - rest->data) : rest->size;
    *out = (struct jd_str){rest->data, size};
    *rest = end != NULL ? (struct jd_str){end + 1, rest->size - size - 1}
                        : (struct jd_str){NULL, 0};
    return true;
}

/* A table of the lines, or NULL where the columns' names are none. */
static struct jd_table *
table_of(struct jd_str text)
{
    static char names[MOST_COLUMNS][NAME_SIZE];
    struct jd_column_spec specs[MOST_COLUMNS];
    struct jd_table *table = NULL;
    struct jd_str line = {0}, cell = {0};
    uint32_t n = 0;
    (void)take(&text, '\n', &line);
    for (; n < MOST_COLUMNS && take(&line, ',', &cell); n++) {
        size_t size = cell.size < NAME_SIZE ? cell.size : NAME_SIZE - 1;
        memset(names[n], 0, NAME_SIZE);
        if (size > 0)
            memcpy(names[n], cell.data, size);
        specs[n] = (struct jd_column_spec){names[n], JD_TYPE_TEXT};
    }
    if (jd_table_new(NULL, "fuzz", specs, n, &table, NULL) != JD_OK)
        return NULL;
    for (int i = 0; i < MOST_ROWS && take(&text, '\n', &line); i++)
        for (uint32_t c = 0; c < n; c++) {
            bool is_there = take(&line, ',', &cell) && cell.size > 0;
            struct jd_value value = is_there ? jd_text_of(cell) : jd_null();
            if (jd_table_put(table, c, value, NULL) !=
                JD_OK) /* longer than a cell may be */
                fuzz_assert(jd_table_put(table, c, jd_null(), NULL) == JD_OK);
        }
    fuzz_assert(jd_table_finish(table, NULL) == JD_OK);
    return table;
}

/* A row that was taken: its bytes, read again, are a key and cells in order, within limits. */
static void
check_row(const struct jd__incoming *incoming, const struct jd__incoming_row *row,
    const struct jd__change_head *head)
{
    static struct jd_str items[JD_LIMIT_LIST];
    struct jd__change change = {row->op, row->flags, row->known,
        jd__incoming_key(incoming, row), jd__incoming_cells(incoming, row)};
    struct jd__change again;
    struct jd__buf bytes;
    struct jd_value value;
    uint32_t column = 0;
    jd__buf_init(&bytes, NULL, 1, 0);
    fuzz_assert(jd__change_write(&bytes, &change, NULL) == JD_OK);
    fuzz_assert(bytes.n <= JD_LIMIT_ROW);
    fuzz_assert(jd__change_read(
        (struct jd_str){(const char *)bytes.data + 4, bytes.n - 4}, &again));
    fuzz_assert(jd__str_equal(again.key, change.key));
    struct jd__cells cells = {jd__reader_of(again.cells), head, 0};
    while (jd__cells_next(&cells, items, &column, &value))
        fuzz_assert(value.type != JD_TYPE_TEXT || value.text.size <= JD_LIMIT_CELL);
    fuzz_assert(!cells.reader.bad);
    jd__buf_done(&bytes);
}

static void
cook(const struct jd__schema *schema, const struct jd_table *table,
    struct jd__incoming *incoming)
{
    const struct jd__raw raw = {table, norm_of_all(), INT64_C(1500000000000000)};
    jd__incoming_init(incoming, NULL, jd__str("pd"), schema);
    fuzz_assert(jd__cook(&raw, incoming, NULL) == JD_OK);
    fuzz_assert(jd__settle_keys(incoming, NULL) == JD_OK);
    fuzz_assert(incoming->rows.n == jd_table_n_rows(table));
}

static void
check_table(const struct jd__schema *schema, const struct jd_table *table)
{
    struct jd__incoming incoming, again;
    struct jd__change_head head;
    uint64_t n_rejected = 0;
    cook(schema, table, &incoming);
    cook(schema, table, &again);
    fuzz_assert(incoming.bytes.n == again.bytes.n &&
                (incoming.bytes.n == 0 ||
                    memcmp(incoming.bytes.data, again.bytes.data, again.bytes.n) == 0));
    fuzz_assert(
        jd__change_read_head((struct jd_str){incoming.head.data, incoming.head.n}, &head));
    const struct jd__incoming_row *rows = incoming.rows.data;
    for (size_t i = 0; i < incoming.rows.n; i++) {
        n_rejected += rows[i].fate == JD__FATE_REJECTED;
        if (rows[i].fate != JD__FATE_REJECTED)
            check_row(&incoming, &rows[i], &head);
    }
    fuzz_assert(n_rejected == incoming.rejected.n); /* each with its reason */
    jd__incoming_done(&incoming);
    jd__incoming_done(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct jd_str text = {(const char *)data, size}, line = {0};
    (void)take(&text, '\n', &line);
    const struct jd__schema *schema = jd__schema_find(line);
    if (schema == NULL || schema->noun == JD__NOUN_AGENCY || text.data == NULL)
        return 0;
    struct jd_table *table = table_of(text);
    if (table != NULL)
        check_table(schema, table);
    jd_table_free(table);
    return 0;
}
