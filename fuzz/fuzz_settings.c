/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_settings.c - any bytes as settings of the automatic model: refused with one line, or what
 * it then writes is taken back, and gives the same clusters and the same settings again.
 */
#include "fuzz.h"

#include <joinder/automatic.h>

#include <string.h>

enum { RECORDS = 8, COLUMNS = 5 };

static const char *const headers[COLUMNS] = {"no", "name", "born", "town", "truth"};
static const char *const cells[RECORDS][COLUMNS] = {
    {"1", "Ann Lee", "1970-01-02", "Ohio", "a"},
    {"2", "Ann Lee", "1970-01-02", "Ohio", "a"},
    {"3", "Anne Lee", "1970-01-20", "Ohio", "a"},
    {"4", "John Smith", "1950-06-07", "Utah", "b"},
    {"5", "Jon Smith", "1950-06-07", "Utah", "b"},
    {"6", "Maria Garcia", "1999-12-31", "Ohio", "c"},
    {"7", "Omar Ali", "2001-03-04", "", "d"},
    {"8", "Olga Ivanova", "", "Utah", "e"},
};

static struct jd_table *
make_table(void)
{
    struct jd_column_spec specs[COLUMNS];
    struct jd_table *table = NULL;
    for (uint32_t c = 0; c < COLUMNS; c++)
        specs[c] = (struct jd_column_spec){headers[c], JD_TYPE_TEXT};
    fuzz_assert(jd_table_new(NULL, "people", specs, COLUMNS, &table, NULL) == JD_OK);
    for (uint32_t i = 0; i < RECORDS * COLUMNS; i++) {
        const char *cell = cells[i / COLUMNS][i % COLUMNS];
        fuzz_assert(jd_table_put(table, i % COLUMNS, jd_text(cell), NULL) == JD_OK);
    }
    fuzz_assert(jd_table_finish(table, NULL) == JD_OK);
    return table;
}

/* Run with settings; NULL when they are refused, with one line that says why. */
static struct jd_automatic *
run(const struct jd_table *table, struct jd_str settings, uint32_t labels[static RECORDS])
{
    struct jd_automatic_options options = jd_automatic_options_default();
    struct jd_automatic *found = NULL;
    struct jd_error err = {0};
    options.settings = settings;
    options.threads = 1;
    enum jd_status status = jd_automatic_new(NULL, &table, 1, &options, &found, &err);
    fuzz_assert(status == JD_OK || status == JD_E_INPUT);
    fuzz_assert((status == JD_OK) == (found != NULL));
    if (status != JD_OK) {
        fuzz_assert(err.message[0] != '\0' && strchr(err.message, '\n') == NULL);
        return NULL;
    }
    fuzz_assert(jd_automatic_label(found, labels, RECORDS, NULL) == JD_OK);
    return found;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint32_t labels[RECORDS] = {0}, again[RECORDS] = {0};
    struct jd_table *table = make_table();
    struct jd_automatic *first =
        run(table, (struct jd_str){(const char *)data, size}, labels);
    if (first != NULL) {
        struct jd_str written = jd_automatic_settings(first);
        struct jd_automatic *second = run(table, written, again);
        fuzz_assert(second != NULL);
        struct jd_str rewritten = jd_automatic_settings(second);
        fuzz_assert(memcmp(labels, again, sizeof(labels)) == 0);
        fuzz_assert(written.size == rewritten.size &&
                    memcmp(written.data, rewritten.data, written.size) == 0);
        jd_automatic_free(second);
    }
    jd_automatic_free(first);
    jd_table_free(table);
    return 0;
}
