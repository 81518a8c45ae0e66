/* SPDX-License-Identifier: Apache-2.0 */
/* io_test.h - a folder, an engine and short ways to look at a table. */
#ifndef IO_TEST_H
#define IO_TEST_H

#include "jd_test.h"

#include <joinder/io.h>

#include <stdlib.h>
#include <string.h>

struct io_test {
    char folder[256];
    char path[512];
    struct jd_io *io;
};

/* One engine for all tests of a file: starting it takes as long as most of them. */
static inline int
io_test_start_all(void **state)
{
    struct io_test *t = calloc(1, sizeof(*t));
    struct jd_io_options options = jd_io_options_default();
    struct jd_error err = {0};
    assert_non_null(t);
    options.threads = 2;
    assert_jd_ok(jd_io_new(NULL, &options, &t->io, &err));
    *state = t;
    return 0;
}

static inline int
io_test_end_all(void **state)
{
    struct io_test *t = *state;
    jd_io_free(t->io);
    free(t);
    return 0;
}

/* A folder for each test. */
static inline int
io_test_start(void **state)
{
    struct io_test *t = *state;
    test_folder_make(t->folder);
    return 0;
}

static inline int
io_test_end(void **state)
{
    struct io_test *t = *state;
    test_folder_remove(t->folder);
    return 0;
}

/* A test of this kind, and the whole main of a file of them. */
#define IO_TEST(f) cmocka_unit_test_setup_teardown(f, io_test_start, io_test_end)
#define IO_TEST_MAIN(...)                                                          \
    int main(int argc, char **argv)                                                \
    {                                                                              \
        const struct CMUnitTest tests_[] = {__VA_ARGS__};                          \
        if (argc > 1)                                                              \
            cmocka_set_test_filter(argv[1]);                                       \
        return cmocka_run_group_tests(tests_, io_test_start_all, io_test_end_all); \
    }

/* The path of a name in the test's folder, until the next call. */
static inline const char *
io_test_path(struct io_test *t, const char *name)
{
    (void)snprintf(t->path, sizeof(t->path), "%s/%s", t->folder, name);
    return t->path;
}

static inline const char *
io_test_file(struct io_test *t, const char *name, const char *text)
{
    test_file_write(io_test_path(t, name), text, strlen(text));
    return t->path;
}

/* A cell as text: (null), the text, the number, or items between brackets. */
static inline const char *
io_test_cell(const struct jd_table *table, const char *column, uint32_t row, char out[256])
{
    uint32_t c = jd_table_find(table, column);
    if (c == JD_NONE)
        fail_msg("no column %s", column);
    struct jd_value v = jd_table_get(table, c, row);
    switch (v.type) {
    case JD_TYPE_NULL:
        return "(null)";
    case JD_TYPE_TEXT:
        (void)snprintf(out, 256, "%.*s", (int)v.text.size, v.text.data);
        break;
    case JD_TYPE_REAL:
        (void)snprintf(out, 256, "%g", v.real);
        break;
    case JD_TYPE_LIST: {
        size_t n = 0;
        n += (size_t)snprintf(out, 256, "[");
        for (uint32_t i = 0; i < v.n_items && n < 200; i++) {
            struct jd_str item = jd_table_item(table, c, row, i);
            n += (size_t)snprintf(out + n, 256 - n, "%s%.*s", i == 0 ? "" : "|",
                item.data != NULL ? (int)item.size : 4,
                item.data != NULL ? item.data : "null");
        }
        (void)snprintf(out + n, 256 - n, "]");
        break;
    }
    case JD_TYPE_INT:
    case JD_TYPE_BOOL:
    case JD_TYPE_DATE:
    case JD_TYPE_TIME:
        (void)snprintf(out, 256, "%lld", (long long)v.integer);
        break;
    }
    return out;
}

#define assert_cell(table, column, row, expected)                                       \
    do {                                                                                \
        char cell_[256];                                                                \
        assert_string_equal(io_test_cell((table), (column), (row), cell_), (expected)); \
    } while (0)

#endif
