/* SPDX-License-Identifier: Apache-2.0 */
/* test_read.c - files as tables: what is read, in which order, and how a failure is worded. */
#include "io_test.h"

#include "io/duck.h"

#include <inttypes.h>

static void
values_of_csv_are_text_as_written(void **state)
{
    struct io_test *t = *state;
    struct jd_error err = {0};
    struct jd_table *table = NULL;
    const char *path = io_test_file(t, "people.csv",
        "id,name,born\r\n00123,\"O\"\"Brien, "
        "José\",1970-01-02\r\n7,,\r\n8,\"two\nlines\",x\r\n");

    assert_jd_ok(jd_io_read(t->io, path, NULL, &table, &err));

    assert_string_equal(jd_table_name(table), "people");
    assert_int_equal(jd_table_n_rows(table), 3);
    assert_int_equal(jd_table_column(table, 2).type, JD_TYPE_TEXT);
    assert_cell(table, "id", 0, "00123");
    assert_cell(table, "name", 0, "O\"Brien, José");
    assert_cell(table, "name", 1, "(null)");
    assert_cell(table, "name", 2, "two\nlines");
    jd_table_free(table);
}

static void
the_header_says_how_a_file_is_cut(void **state)
{
    struct io_test *t = *state;
    static const struct {
        const char *name;
        const char *text;
    } files[] = {
        {"a.csv", "id;name, all\n1;Ann\n"},
        {"a.tsv", "id\tname, all\n1\tAnn\n"},
        {"a.txt", "\xEF\xBB\xBF id | name, all \n1|Ann\n"},
        {"b.csv", "'id','name, all'\n'1','Ann'\n"},
        {"c.csv", "\"id\",\"name, all\"\n1,Ann"},
        {"we*ird [1]?.csv", "id\tname, all\n1\tAnn\n"},
    };
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        struct jd_error err = {0};
        struct jd_table *table = NULL;
        const char *path = io_test_file(t, files[i].name, files[i].text);

        assert_jd_ok(jd_io_read(t->io, path, "t", &table, &err));

        assert_int_equal(jd_table_n_columns(table), 2);
        assert_cell(table, "id", 0, "1");
        assert_cell(table, "name, all", 0, "Ann");
        jd_table_free(table);
    }
}

static void
utf16_is_known_by_its_mark(void **state)
{
    struct io_test *t = *state;
    struct jd_error err = {0};
    struct jd_table *table = NULL;
    static const char text[] = "\xFF\xFEi\0d\0\n\0\xE9\0\n\0";
    const char *path = io_test_path(t, "wide.csv");
    test_file_write(path, text, sizeof(text) - 1);

    assert_jd_ok(jd_io_read(t->io, path, NULL, &table, &err));

    assert_cell(table, "id", 0, "é");
    jd_table_free(table);
}

static void
a_header_alone_is_a_table_without_rows(void **state)
{
    struct io_test *t = *state;
    struct jd_error err = {0};
    struct jd_table *table = NULL;

    assert_jd_ok(
        jd_io_read(t->io, io_test_file(t, "a.csv", "id,,name\n"), NULL, &table, &err));

    assert_int_equal(jd_table_n_rows(table), 0);
    assert_int_equal(jd_table_find(table, "column2"), 1);
    jd_table_free(table);
    table = NULL;
    assert_jd_ok(jd_io_read(t->io, io_test_file(t, "a.jsonl", ""), NULL, &table, &err));
    assert_int_equal(jd_table_n_columns(table), 0);
    assert_int_equal(jd_table_n_rows(table), 0);
    jd_table_free(table);
}

static void
json_is_text_but_for_lists(void **state)
{
    struct io_test *t = *state;
    struct jd_error err = {0};
    struct jd_table *table = NULL;
    const char *path = io_test_file(t, "a.jsonl",
        "{\"id\":\"00123\",\"when\":\"2020-01-01T00:00:00Z\",\"n\":12345678901234567890123,"
        "\"also\":[\"a\",null,\"b\"],\"deep\":{\"x\":[1]},\"ok\":true}\n"
        "{\"id\":\"x\",\"also\":[],\"late\":\"y\",\"mixed\":[\"a\"]}\n"
        "{\"id\":null,\"also\":null,\"mixed\":\"text\",\"n\":[[1]]}\n");

    assert_jd_ok(jd_io_read(t->io, path, NULL, &table, &err));

    assert_int_equal(jd_table_n_rows(table), 3);
    assert_int_equal(
        jd_table_column(table, jd_table_find(table, "also")).type, JD_TYPE_LIST);
    assert_cell(table, "id", 0, "00123");
    assert_cell(table, "when", 0, "2020-01-01T00:00:00Z");
    assert_cell(table, "n", 0, "12345678901234567890123");
    assert_cell(table, "also", 0, "[a|null|b]");
    assert_cell(table, "deep", 0, "{\"x\":[1]}");
    assert_cell(table, "ok", 0, "true");
    assert_cell(table, "also", 1, "[]");
    assert_cell(table, "late", 1, "y");
    assert_cell(table, "mixed", 1, "[\"a\"]");
    assert_cell(table, "id", 2, "(null)");
    assert_cell(table, "also", 2, "(null)");
    assert_cell(table, "mixed", 2, "text");
    jd_table_free(table);
}

static void
a_json_array_is_its_records(void **state)
{
    struct io_test *t = *state;
    struct jd_error err = {0};
    struct jd_table *table = NULL;
    const char *path = io_test_file(t, "a.json", "[{\"id\":\"1\"},\n {\"id\":\"2\"}]\n");

    assert_jd_ok(jd_io_read(t->io, path, NULL, &table, &err));

    assert_int_equal(jd_table_n_rows(table), 2);
    assert_cell(table, "id", 1, "2");
    jd_table_free(table);
}

/* What other programs write: types that we have, and types that we take as text. */
static void
parquet_keeps_its_types_and_nested_ones_are_json(void **state)
{
    struct io_test *t = *state;
    static const struct {
        const char *column;
        enum jd_type type;
        const char *cell;
    } expected[] = {
        {"n", JD_TYPE_INT, "7"},
        {"real", JD_TYPE_REAL, "0.5"},
        {"id", JD_TYPE_TEXT, "00123"},
        {"list", JD_TYPE_LIST, "[1|null]"},
        {"pair", JD_TYPE_LIST, "[1|2]"},
        {"structs", JD_TYPE_TEXT, "[{\"a\":1}]"},
        {"struct", JD_TYPE_TEXT, "{\"a\":[2]}"},
        {"clock", JD_TYPE_TEXT, "12:30:00"},
    };
    const struct jd__duck_options options = {1, 0, NULL, true};
    struct jd_error err = {0};
    struct jd_table *table = NULL;
    duckdb_database db = NULL;
    duckdb_connection connection = NULL;
    char sql[1024];
    (void)snprintf(sql, sizeof(sql),
        "COPY (SELECT 7 AS n, 0.5::DOUBLE AS real, '00123' AS id, [1, NULL] AS list, "
        "[1, 2]::INTEGER[2] AS pair, [{'a': 1}] AS structs, {'a': [2]} AS struct, "
        "TIME '12:30:00' AS clock) TO '%s'",
        io_test_path(t, "types.parquet"));
    assert_jd_ok(jd__duck_open(&options, &db, &err));
    assert_int_equal(duckdb_connect(db, &connection), DuckDBSuccess);
    assert_jd_ok(jd__duck_run(connection, sql, NULL, &err));

    assert_jd_ok(jd_io_read(t->io, t->path, NULL, &table, &err));

    for (uint32_t c = 0; c < sizeof(expected) / sizeof(expected[0]); c++) {
        if (jd_table_column(table, c).type != expected[c].type)
            fail_msg("%s: type %d", expected[c].column, jd_table_column(table, c).type);
        assert_cell(table, expected[c].column, 0, expected[c].cell);
    }
    jd_table_free(table);
    duckdb_disconnect(&connection);
    duckdb_close(&db);
}

static void
rows_come_in_file_order(void **state)
{
    struct io_test *t = *state;
    struct jd_error err = {0};
    struct jd_table *table = NULL;
    enum { N = 300000 };
    char *text = malloc(N * 40 + 100);
    size_t n = (size_t)sprintf(text, "id,name\n");
    for (int i = 0; i < N; i++)
        n += (size_t)sprintf(text + n, "%d,name of row %d\n", i, i % 1000);
    test_file_write(io_test_path(t, "big.csv"), text, n);
    free(text);

    assert_jd_ok(jd_io_read(t->io, t->path, NULL, &table, &err));

    assert_int_equal(jd_table_n_rows(table), N);
    for (uint32_t i = 0; i < N; i++) {
        char expected[32];
        (void)snprintf(expected, sizeof(expected), "%" PRIu32, i);
        assert_cell(table, "id", i, expected);
    }
    jd_table_free(table);
}

/* Each file holds the marker where its fault is; no message may show it. */
static void
a_failure_names_file_and_line_and_never_a_value(void **state)
{
    struct io_test *t = *state;
    static const struct {
        const char *name;
        const char *text;
        const char *expected; /* must be in the message */
        enum jd_status status;
    } files[] = {
        {"a.csv", "id,name\n1,a\n2,MARKER,x\n", "line 3: another number", JD_E_INPUT},
        {"a.csv", "id,name\n1,a\nMARKER\n", "line 3: another number", JD_E_INPUT},
        {"a.csv", "id,name\n1,\"MARKER\n2,b\n", "a quote that is not closed", JD_E_INPUT},
        {"a.csv", "id,name\n1,MARKER\xE9\n", "line 2: not UTF-8", JD_E_INPUT},
        {"a.csv", "id,name\n1,MARKER\r\n2,b\n", "line ends", JD_E_INPUT},
        {"a.csv", "id,\"name\n1,MARKER\n", "line 1: a quote", JD_E_INPUT},
        {"a.csv", "id,name,id\n1,MARKER,2\n", "two columns named id", JD_E_INPUT},
        {"a.csv", "", "no header", JD_E_INPUT},
        {"a.csv.gz", "MARKER", "gzip", JD_E_INPUT},
        {"a.csv.zst", "MARKER", "", JD_E_INPUT},
        {"a.parquet", "MARKER", "not a Parquet file", JD_E_INPUT},
        {"a.jsonl", "{\"a\":1}\n{\"a\":\"MARKER}\n", "line 2: not well-formed", JD_E_INPUT},
        {"a.jsonl", "{\"a\":\"MARKER\xE9\"}\n", "not UTF-8", JD_E_INPUT},
        {"a.jsonl", "{\"a\":1}\n\"MARKER\"\n", "record 2: not an object", JD_E_INPUT},
        {"a.jsonl", "{\"a\":1}\n[\"MARKER\"]\n", "record 2: not an object", JD_E_INPUT},
        {"a.jsonl", "{\"a\":\"MARKER\",\"a\":2}\n", "stands twice", JD_E_INPUT},
        {"a.jsonl", "{\"\":\"MARKER\"}\n", "empty key", JD_E_INPUT},
        {"a.xml", "<MARKER/>", "no known ending", JD_E_INPUT},
    };
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        struct jd_error err = {0};
        struct jd_table *table = NULL;
        const char *path = io_test_file(t, files[i].name, files[i].text);

        enum jd_status status = jd_io_read(t->io, path, NULL, &table, &err);

        if (status != files[i].status || strstr(err.message, files[i].expected) == NULL ||
            strstr(err.message, files[i].name) == NULL ||
            strstr(err.message, "MARKER") != NULL)
            fail_msg("file %zu: %s: %s", i, jd_status_name(status), err.message);
        assert_null(table);
    }
}

static void
a_file_that_is_not_there_is_not_found(void **state)
{
    struct io_test *t = *state;
    struct jd_error err = {0};
    struct jd_table *table = NULL;

    assert_jd_status(
        jd_io_read(t->io, "s3://bucket/a.csv", NULL, &table, &err), JD_E_NOT_FOUND);
    assert_jd_status(jd_io_read(t->io, io_test_path(t, "none.parquet"), NULL, &table, &err),
        JD_E_NOT_FOUND);
}

static void
a_fault_far_down_a_large_file_is_found(void **state)
{
    struct io_test *t = *state;
    struct jd_error err = {0};
    struct jd_table *table = NULL;
    enum { N = 400000 };
    char *text = malloc(N * 40 + 100);
    size_t n = (size_t)sprintf(text, "id,name\n");
    for (int i = 0; i < N; i++)
        n += (size_t)sprintf(
            text + n, "%d,name of row %d%s\n", i, i, i == N - 10 ? ",x" : "");
    test_file_write(io_test_path(t, "big.csv"), text, n);
    free(text);

    assert_jd_status(jd_io_read(t->io, t->path, NULL, &table, &err), JD_E_INPUT);

    if (strstr(err.message, "line 399992: another number") == NULL)
        fail_msg("%s", err.message);
}

static void
what_is_too_long_for_a_cell_is_refused(void **state)
{
    struct io_test *t = *state;
    struct jd_error err = {0};
    struct jd_table *table = NULL;
    char *text = malloc(JD_LIMIT_CELL + 100);
    size_t n = (size_t)sprintf(text, "id,long\n1,");
    memset(text + n, 'x', JD_LIMIT_CELL + 1);
    test_file_write(io_test_path(t, "a.csv"), text, n + JD_LIMIT_CELL + 1);
    free(text);

    assert_jd_status(jd_io_read(t->io, t->path, NULL, &table, &err), JD_E_LIMIT);

    if (strstr(err.message, "a.csv: column long: ") == NULL)
        fail_msg("%s", err.message);
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    struct io_test *t = *state;
    char path[512];
    (void)snprintf(path, sizeof(path), "%s",
        io_test_file(t, "a.jsonl", "{\"id\":\"1\",\"also\":[\"a\"]}\n"));
    enum jd_status status = JD_E_NOMEM;
    for (size_t n = 0; status == JD_E_NOMEM; n += 1 + n / 8) { /* an engine takes long */
        struct test_memory mem;
        struct jd_io *io = NULL;
        struct jd_table *table = NULL;
        struct jd_io_options options = jd_io_options_default();
        options.threads = 1; /* this memory counts for one thread */
        test_memory_init(&mem, n);
        status = jd_io_new(&mem.alloc, &options, &io, NULL);
        if (status == JD_OK)
            status = jd_io_read(io, path, NULL, &table, NULL);
        assert_int_equal(table != NULL, status == JD_OK);
        jd_table_free(table);
        jd_io_free(io);
        assert_int_equal(mem.live_blocks, 0);
    }
    assert_jd_status(status, JD_OK);
}

IO_TEST_MAIN(IO_TEST(values_of_csv_are_text_as_written),
    IO_TEST(the_header_says_how_a_file_is_cut), IO_TEST(utf16_is_known_by_its_mark),
    IO_TEST(a_header_alone_is_a_table_without_rows), IO_TEST(json_is_text_but_for_lists),
    IO_TEST(a_json_array_is_its_records), IO_TEST(rows_come_in_file_order),
    IO_TEST(parquet_keeps_its_types_and_nested_ones_are_json),
    IO_TEST(a_failure_names_file_and_line_and_never_a_value),
    IO_TEST(a_file_that_is_not_there_is_not_found),
    IO_TEST(a_fault_far_down_a_large_file_is_found),
    IO_TEST(what_is_too_long_for_a_cell_is_refused),
    IO_TEST(every_failed_allocation_is_reported_and_nothing_leaks))
