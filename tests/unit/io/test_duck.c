/* SPDX-License-Identifier: Apache-2.0 */
/* test_duck.c - DuckDB as we open it, what it says when it fails, and what is quoted for it. */
#include "io_test.h"

#include "base/str.h"
#include "io/duck.h"
#include "io/rows.h"

#define SECRET "Marlowe"

static void
an_error_has_our_words_and_never_the_data(void **state)
{
    (void)state;
    static const struct {
        const char *theirs;
        enum jd_status status;
        const char *ours;
    } cases[] = {
        {"Parser Error: near \"x\"\n\nLINE 1: " SECRET, JD_E_INPUT, "f: near \"x\""},
        {"Out of Memory Error: " SECRET, JD_E_LIMIT,
            "f: more memory is needed than the "
            "limit allows"},
        {"INTERRUPT Error: Interrupted!", JD_E_CANCELLED, "f: stopped"},
        {"Permission Error: " SECRET, JD_E_DENIED, "f: not allowed"},
        {"Not implemented Error: " SECRET, JD_E_UNSUPPORTED, "f: DuckDB cannot do this"},
        {"INTERNAL Error: " SECRET, JD_E_UNSUPPORTED, "f: DuckDB cannot do this"},
        {"IO Error: " SECRET, JD_E_IO, "f: the system could not read or write"},
        {"IO Error: " SECRET " No space left on device", JD_E_IO,
            "f: no space left on the device"},
        {"IO Error: " SECRET " File too large", JD_E_IO,
            "f: the file is larger than the system lets it be"},
        {"IO Error: " SECRET " Disk quota exceeded", JD_E_IO,
            "f: no space left: the quota is used up"},
        {"Fatal Error: " SECRET, JD_E_IO, "f: the system could not read or write"},
        {"Invalid Input Error: CSV Error on Line: 7 " SECRET, JD_E_INPUT, "f: line 7: "},
        {"Invalid Input Error: CSV Error on Line: " SECRET, JD_E_INPUT,
            "f: cannot be read"},
        {"Quite another Error: " SECRET, JD_E_INPUT,
            "f: cannot be read as what it is said "
            "to be"},
        {"", JD_E_INPUT, "f: "},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct jd_error err = {0};

        enum jd_status status = jd__duck_fail(cases[i].theirs, "f", &err);

        if (status != cases[i].status ||
            strstr(err.message, cases[i].ours) != err.message ||
            strstr(err.message, SECRET) != NULL)
            fail_msg("%s: %s: %s", cases[i].theirs, jd_status_name(status), err.message);
    }
}

static void
quotes_are_doubled_and_a_nul_is_refused(void **state)
{
    (void)state;
    struct jd_error err = {0};
    struct jd__buf sql;
    const char *text = NULL;
    jd__buf_init(&sql, NULL, 1, 0);

    assert_jd_ok(jd__duck_literal(&sql, jd__str("O'Brien"), &err));
    assert_jd_ok(jd__duck_name(&sql, jd__str("a\"b"), &err));
    assert_jd_ok(jd__duck_text(&sql, &text, &err));
    assert_string_equal(text, "'O''Brien'\"a\"\"b\"");
    assert_jd_status(jd__duck_name(&sql, (struct jd_str){"a\0b", 3}, &err), JD_E_INPUT);

    jd__buf_done(&sql);
}

/* Open, connect, and say what a query's one cell is. */
static void
assert_query(const struct jd__duck_options *options, const char *sql, const char *expected)
{
    struct jd_error err = {0};
    struct jd__rows rows = {0};
    duckdb_database db = NULL;
    duckdb_connection connection = NULL;
    assert_jd_ok(jd__duck_open(options, &db, &err));
    assert_int_equal(duckdb_connect(db, &connection), DuckDBSuccess);
    assert_jd_ok(jd__rows_open(&rows, connection, sql, NULL, &err));
    assert_jd_ok(jd__rows_next(&rows, &err));
    struct jd_str text = jd__rows_text(&rows, 0, 0);
    if (expected == NULL)
        assert_null(text.data);
    else if (!jd__str_equal(text, jd__str(expected)))
        fail_msg("%s: %.*s", sql, (int)text.size, text.data);
    jd__rows_close(&rows);
    duckdb_disconnect(&connection);
    duckdb_close(&db);
}

static void
a_database_spills_where_it_is_told_and_is_of_no_zone(void **state)
{
    struct io_test *t = *state;
    const struct jd__duck_options options = {1, 1 << 30, t->folder, true};
    assert_query(&options, "SELECT current_setting('temp_directory')", t->folder);
    assert_query(&options, "SELECT current_setting('TimeZone')", "UTC");
    assert_query(&options, "SELECT CAST(NULL AS VARCHAR)", NULL);
}

static void
a_database_that_does_not_start_is_told(void **state)
{
    (void)state;
    const struct jd__duck_options options = {UINT32_MAX, 0, NULL, false};
    struct jd_error err = {0};
    duckdb_database db = NULL;

    assert_jd_status(jd__duck_open(&options, &db, &err), JD_E_IO);

    assert_string_equal(err.message, "DuckDB does not start");
    assert_null(db);
}

static void
a_reader_keeps_its_own_copy_of_where_it_spills(void **state)
{
    struct io_test *t = *state;
    struct jd_io_options options = jd_io_options_default();
    enum jd_status status = JD_E_NOMEM;
    for (size_t n = 0; status == JD_E_NOMEM; n += 1 + n / 8) { /* an engine takes long */
        struct test_memory mem;
        struct jd_io *io = NULL;
        struct jd_error err = {0};
        char folder[256];
        (void)snprintf(folder, sizeof(folder), "%s", t->folder);
        options.temp_dir = folder;
        test_memory_init(&mem, n);

        status = jd_io_new(&mem.alloc, &options, &io, &err);

        memset(folder, 'x', sizeof(folder));
        struct jd_table *table = NULL;
        if (status == JD_OK)
            status =
                jd_io_read(io, io_test_file(t, "a.csv", "id\n1\n"), NULL, &table, &err);
        jd_table_free(table);
        jd_io_free(io);
        assert_int_equal(mem.live_blocks, 0);
    }
    assert_jd_status(status, JD_OK);
}

static void
a_query_that_fails_is_told_when_it_does(void **state)
{
    (void)state;
    const struct jd__duck_options options = {1, 0, NULL, false};
    struct jd_error err = {0};
    struct jd__rows rows = {0};
    duckdb_database db = NULL;
    duckdb_connection connection = NULL;
    assert_jd_ok(jd__duck_open(&options, &db, &err));
    assert_int_equal(duckdb_connect(db, &connection), DuckDBSuccess);

    assert_jd_status(
        jd__rows_open(&rows, connection, "SELECT FROM", "f", &err), JD_E_INPUT);
    assert_jd_status(
        jd__rows_open(&rows, connection, "SELECT nobody", "f", &err), JD_E_INPUT);
    enum jd_status status = jd__rows_open(&rows, connection,
        "SELECT CAST(CASE WHEN i = 90000 THEN '" SECRET "' ELSE '1' END AS INTEGER) "
        "FROM range(100000) AS t(i)",
        "f", &err);
    while (status == JD_OK && (status = jd__rows_next(&rows, &err)) == JD_OK &&
           rows.chunk != NULL)
        ;
    assert_jd_status(status, JD_E_INPUT);
    assert_null(strstr(err.message, SECRET));

    jd__rows_close(&rows);
    duckdb_disconnect(&connection);
    duckdb_close(&db);
}

IO_TEST_MAIN(IO_TEST(an_error_has_our_words_and_never_the_data),
    IO_TEST(quotes_are_doubled_and_a_nul_is_refused),
    IO_TEST(a_database_spills_where_it_is_told_and_is_of_no_zone),
    IO_TEST(a_database_that_does_not_start_is_told),
    IO_TEST(a_reader_keeps_its_own_copy_of_where_it_spills),
    IO_TEST(a_query_that_fails_is_told_when_it_does))
