/* SPDX-License-Identifier: Apache-2.0 */
/* test_box.c - a stranger's SELECT: what it may read, and each way out that is shut. */
#include "io_test.h"

#include "io/box.h"

#include <sys/resource.h>
#include <unistd.h>

static struct jd__box *
open_box(struct io_test *t, const struct jd__box_options *options)
{
    struct jd_error err = {0};
    struct jd__box *box = NULL;
    assert_jd_ok(jd__box_open(t->io, t->folder, options, &box, &err));
    return box;
}

static enum jd_status
run(struct io_test *t, const struct jd__box_options *options, const char *sql,
    struct jd_table **out_table, struct jd_error *err)
{
    (void)io_test_file(t, "q.sql", sql);
    struct jd__box *box = open_box(t, options);
    enum jd_status status = jd__box_run(box, "q.sql", "q", out_table, err);
    jd__box_close(box);
    return status;
}

/* The folder that every test starts from. */
static void
fill(struct io_test *t)
{
    (void)io_test_file(t, "rms 2017.csv", "id,name\n00123,Ann\n7,Bob\n8,Cy\n");
    (void)io_test_file(t, "cad.jsonl", "{\"id\":\"00123\",\"n\":5,\"also\":[\"x\"]}\n");
    (void)io_test_file(t, "labor.txt", "A1  SMITH   \nB2,,JONES\n");
    (void)io_test_file(t, "two.csv", "a\n1\n");
    (void)io_test_file(t, "two.jsonl", "{\"a\":1}\n");
    (void)io_test_file(t, "agency.json", "{}");
}

static void
files_are_read_by_name_and_by_stem(void **state)
{
    struct io_test *t = *state;
    fill(t);
    static const struct {
        const char *sql;
        uint32_t n_rows;
        const char *first; /* of the column v */
    } cases[] = {
        {"SELECT id AS v FROM \"rms 2017\" ORDER BY name DESC", 3, "8"},
        {"SELECT id AS v FROM 'rms 2017.csv';", 3, "00123"},
        {"-- a comment\nSELECT name AS v FROM \"RMS 2017.CSV\" r JOIN cad c USING (id); -- "
         "end",
            1, "Ann"},
        {"SELECT substr(line, 5, 5) AS v FROM labor", 2, "SMITH"},
        {"WITH x AS (SELECT 1 AS a) SELECT a AS v FROM x", 1, "1"},
        {"WITH cad AS (SELECT id FROM cad) SELECT id AS v FROM cad", 1, "00123"},
        {"SELECT count(*) AS v FROM \"rms 2017\"", 1, "3"},
        {"SELECT n AS v FROM cad", 1, "5"},
        {"SELECT also AS v FROM cad", 1, "[x]"},
        {"SELECT unnest([3, 4]) AS v", 2, "3"},
        {"SELECT row_number() OVER (ORDER BY id) AS v FROM \"rms 2017\"", 3, "1"},
        {"FROM range(3) AS t(v)", 3, "0"},
        {"SELECT lpad(id, 5, '0') AS v FROM \"rms 2017\" WHERE name = 'Bob'", 1, "00007"},
        {"SELECT printf('%05d', 7) AS v", 1, "00007"},
        {"SELECT a AS v FROM \"two.csv\"", 1, "1"},
        {"SELECT v FROM (VALUES (2), (1)) AS t(v)", 2, "2"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct jd_error err = {0};
        struct jd_table *table = NULL;

        enum jd_status status = run(t, NULL, cases[i].sql, &table, &err);

        if (status != JD_OK)
            fail_msg("%s: %s", cases[i].sql, err.message);
        assert_int_equal(jd_table_n_rows(table), cases[i].n_rows);
        assert_cell(table, "v", 0, cases[i].first);
        jd_table_free(table);
    }
}

static void
what_is_not_one_select_over_the_folder_is_refused(void **state)
{
    struct io_test *t = *state;
    fill(t);
    char passwd[64] = "/etc/passwd";
    char linked[512];
    (void)snprintf(linked, sizeof(linked), "%s/linked.csv", t->folder);
    assert_int_equal(symlink(passwd, linked), 0);
    static const char *const statements[] = {
        "COPY (SELECT 1) TO 'out.csv'",
        "ATTACH 'x.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "PRAGMA database_list",
        "CREATE TABLE x AS SELECT 1",
        "DROP VIEW x",
        "SET threads = 4",
        "RESET threads",
        "CALL pragma_version()",
        "EXPORT DATABASE 'x'",
        "EXPLAIN SELECT 1",
        "SELECT 1; SELECT 2",
        "SELECT 1; COPY (SELECT 1) TO 'out.csv'",
        "",
        ";",
        "nonsense",
        "INSERT INTO cad SELECT 1",
        "UPDATE cad SET n = 1",
        "CHECKPOINT",
        "SHOW TABLES",
        "DESCRIBE cad",
        "SELECT * FROM (DESCRIBE cad)",
        "SUMMARIZE cad",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_blob('*')",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM read_csv('two.csv')",
        "SELECT * FROM sniff_csv('two.csv')",
        "SELECT * FROM parquet_metadata('x.parquet')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM '/etc/passwd.csv'",
        "SELECT * FROM '../x.csv'",
        "SELECT * FROM 'https://example.com/x.csv'",
        "SELECT * FROM two",
        "SELECT * FROM none",
        "SELECT * FROM two.csv",
        "SELECT * FROM duckdb_settings()",
        "SELECT * FROM duckdb_functions",
        "SELECT * FROM information_schema.tables",
        "SELECT * FROM pg_catalog.pg_tables",
        "SELECT * FROM sqlite_master",
        "SELECT * FROM query('SELECT 1')",
        "SELECT * FROM query_table('cad')",
        "SELECT * FROM json_execute_serialized_sql('{}')",
        "SELECT * FROM jd_rows(1)",
        "SELECT (SELECT content FROM read_text('/etc/passwd'))",
        "SELECT * FROM cad WHERE EXISTS (FROM read_text('/etc/passwd'))",
        "WITH x AS (SELECT * FROM read_csv('/etc/passwd')) SELECT 1",
        "SELECT * FROM \"linked.csv\", (WITH \"linked.csv\" AS (SELECT 1) SELECT 1)",
        "SELECT * FROM linked",
        "SELECT * FROM \"linked.csv\"",
        "SELECT getenv('HOME')",
        "SELECT current_setting('threads')",
        "SELECT random()",
        "SELECT now()",
        "SELECT current_date",
        "SELECT uuid()",
        "SELECT nextval('s')",
        "SELECT getvariable('x')",
        "SELECT * FROM cad USING SAMPLE 1",
        "SELECT $1",
        "SELECT * FROM cad TABLESAMPLE 50%",
        "SELECT * FROM cad AT (VERSION => 1)",
        "SELECT write_log('x')",
        "SELECT * FROM checkpoint()",
        "SELECT * FROM enable_logging()",
        "SELECT current_query()",
        "SELECT * FROM repeat_row(1, num_rows = 2)",
        "FROM cad SELECT pg_table_is_visible(1)",
        "SELECT x FROM cad",
        "SELECT no_such(id) FROM cad",
    };
    for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++) {
        struct jd_error err = {0};
        struct jd_table *table = NULL;

        enum jd_status status = run(t, NULL, statements[i], &table, &err);

        if (status != JD_E_INPUT && status != JD_E_DENIED && status != JD_E_NOT_FOUND)
            fail_msg("%s: %s: %s", statements[i], jd_status_name(status), err.message);
        if (strstr(err.message, "q.sql: ") != err.message || strstr(err.message, "root:"))
            fail_msg("%s: %s", statements[i], err.message);
        assert_null(table);
    }
    assert_null(fopen(io_test_path(t, "out.csv"), "rb"));
    assert_null(fopen("out.csv", "rb"));
}

static void
a_link_out_of_the_folder_is_not_followed(void **state)
{
    struct io_test *t = *state;
    struct jd_error err = {0};
    struct jd_table *table = NULL;
    assert_int_equal(symlink("/etc/passwd", io_test_path(t, "people.csv")), 0);
    assert_int_equal(symlink("/etc/passwd", io_test_path(t, "other.sql")), 0);
    struct jd__box *box = open_box(t, NULL);

    assert_jd_status(jd__box_read(box, "people.csv", "p", &table, &err), JD_E_DENIED);
    assert_jd_status(jd__box_run(box, "other.sql", "p", &table, &err), JD_E_DENIED);
    assert_jd_status(jd__box_read(box, "../x.csv", "p", &table, &err), JD_E_DENIED);
    assert_jd_status(jd__box_run(box, "none.sql", "p", &table, &err), JD_E_NOT_FOUND);

    jd__box_close(box);
}

static void
a_statement_without_end_is_stopped(void **state)
{
    struct io_test *t = *state;
    const struct jd__box_options options = {.seconds = 1, .memory_bytes = 200u << 20};
    static const char *const statements[] = {
        "WITH RECURSIVE t(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM t) SELECT i FROM t",
        "WITH RECURSIVE t(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM t) SELECT count(*) "
        "FROM t",
        "SELECT count(*) FROM range(1000000000000) a, range(1000000000000) b",
        "SELECT * FROM range(100000000000) WHERE range < 0",
        "SELECT sum(a.range * b.range) FROM range(10000000) a JOIN range(10000000) b ON "
        "a.range % 7 = b.range % 7",
    };
    for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++) {
        struct jd_error err = {0};
        struct jd_table *table = NULL;

        enum jd_status status = run(t, &options, statements[i], &table, &err);

        if (status != JD_E_LIMIT)
            fail_msg("%s: %s: %s", statements[i], jd_status_name(status), err.message);
        assert_null(table);
    }
}

/* If a bound fails, this process dies and not the machine; sanitizers need all addresses. */
static void
bound_this_process(void)
{
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    const struct rlimit limit = {(rlim_t)8 << 30, (rlim_t)8 << 30};
    assert_int_equal(setrlimit(RLIMIT_AS, &limit), 0);
#endif
}

/* Longer than a cell: store says what becomes of it. */
static void
a_text_is_taken_up_to_the_size_of_a_row(void **state)
{
    struct io_test *t = *state;
    struct jd_table *table = NULL;
    struct jd_error err = {0};

    assert_jd_ok(run(t, NULL, "SELECT repeat(repeat('x', 1024), 1024)", &table, &err));
    assert_int_equal(jd_table_get(table, 0, 0).text.size, JD_LIMIT_ROW);
    jd_table_free(table);
}

static void
memory_and_rows_are_bounded(void **state)
{
    bound_this_process();
    struct io_test *t = *state;
    const struct jd__box_options options = {
        .seconds = 20, .memory_bytes = 100u << 20, .max_rows = 1000};
    static const char *const statements[] = {
        "SELECT * FROM range(1001)",
        "SELECT list(range) FROM range(100000000)",
        "SELECT DISTINCT hash(range) FROM range(100000000)",
        "SELECT * FROM range(10000000) ORDER BY hash(range)",
        "SELECT repeat('x', 65537)",
        "SELECT repeat(repeat('x', 1024), 1024) || 'x'",
        "SELECT len(range(10000000000))",
        "SELECT range(4000000000)",
        "SELECT generate_series(1, 4000000000)",
        "SELECT repeat('x', range * 1000000) FROM range(9)",
        "SELECT len(lpad('x', 2000000000, 'y'))",
        "SELECT list_resize([1], 4000000000)",
        "SELECT format('{:>2000000000}', 'x')",
        "SELECT format('{:{}}', 'x', 2000000000)",
        "SELECT printf('%2000000000d', 1)",
        "SELECT printf('%*d', 2000000000, 1)",
    };
    for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++) {
        struct jd_error err = {0};
        struct jd_table *table = NULL;

        enum jd_status status = run(t, &options, statements[i], &table, &err);

        if (status != JD_E_LIMIT && status != JD_E_INPUT)
            fail_msg("%s: %s: %s", statements[i], jd_status_name(status), err.message);
        assert_null(table);
    }
}

static void
a_failure_names_the_line_and_never_a_value(void **state)
{
    struct io_test *t = *state;
    (void)io_test_file(t, "a.csv", "id,n\nMARKER,x\n");
    (void)io_test_file(t, "bad.csv", "id,n\nMARKER,x,y\n");
    static const struct {
        const char *sql;
        const char *expected;
    } cases[] = {
        {"SELECT id,\n  CAST(id AS DATE) FROM a", "q.sql: a value that its type"},
        {"SELECT CAST(n AS INTEGER) FROM a", "q.sql: a value that its type"},
        {"SELECT id\nFROM a\nWHERE nothing = 1",
            "q.sql: line 3: Referenced column \"nothing\""},
        {"SELECT id\nFROM", "q.sql: at character 15: syntax error"},
        {"SELECT * FROM bad", "q.sql: line 2: another number of fields"},
        {"SELECT jaccard('', id) FROM a", "q.sql: "},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct jd_error err = {0};
        struct jd_table *table = NULL;

        enum jd_status status = run(t, NULL, cases[i].sql, &table, &err);

        if (status != JD_E_INPUT || strstr(err.message, cases[i].expected) != err.message ||
            strstr(err.message, "MARKER") != NULL)
            fail_msg("%s: %s: %s", cases[i].sql, jd_status_name(status), err.message);
    }
}

static void
an_encoding_can_be_told(void **state)
{
    struct io_test *t = *state;
    struct jd_error err = {0};
    struct jd_table *table = NULL;
    const struct jd__encoding encodings[] = {{"a.csv", "latin-1"}};
    const struct jd__box_options options = {.encodings = encodings, .n_encodings = 1};
    (void)io_test_file(t, "a.csv", "id,name\n1,Jos\xE9\n");

    assert_jd_ok(run(t, &options, "SELECT name FROM a", &table, &err));
    assert_cell(table, "name", 0, "José");
    jd_table_free(table);
    struct jd__box *box = open_box(t, &options);
    assert_jd_ok(jd__box_read(box, "a.csv", "a", &table, &err));
    assert_cell(table, "name", 0, "José");
    jd__box_close(box);
    jd_table_free(table);
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    struct io_test *t = *state;
    fill(t);
    (void)io_test_file(t, "q.sql", "SELECT * FROM cad JOIN \"rms 2017\" USING (id)");
    enum jd_status status = JD_E_NOMEM;
    for (size_t n = 0; status == JD_E_NOMEM; n += 1 + n / 8) {
        struct test_memory mem;
        struct jd_io *io = NULL;
        struct jd__box *box = NULL;
        struct jd_table *table = NULL;
        struct jd_error err = {0};
        struct jd_io_options options = jd_io_options_default();
        options.threads = 1; /* this memory counts for one thread */
        test_memory_init(&mem, SIZE_MAX);
        assert_jd_ok(jd_io_new(&mem.alloc, &options, &io, &err));
        mem.requests_left = n;
        status = jd__box_open(io, t->folder, NULL, &box, NULL);
        if (status == JD_OK)
            status = jd__box_run(box, "q.sql", "q", &table, NULL);
        jd_table_free(table);
        jd__box_close(box);
        jd_io_free(io);
        assert_int_equal(mem.live_blocks, 0);
    }
    assert_jd_status(status, JD_OK);
}

IO_TEST_MAIN(IO_TEST(files_are_read_by_name_and_by_stem),
    IO_TEST(what_is_not_one_select_over_the_folder_is_refused),
    IO_TEST(a_link_out_of_the_folder_is_not_followed),
    IO_TEST(a_statement_without_end_is_stopped),
    IO_TEST(a_text_is_taken_up_to_the_size_of_a_row), IO_TEST(memory_and_rows_are_bounded),
    IO_TEST(a_failure_names_the_line_and_never_a_value), IO_TEST(an_encoding_can_be_told),
    IO_TEST(every_failed_allocation_is_reported_and_nothing_leaks))
