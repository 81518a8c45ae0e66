/* SPDX-License-Identifier: Apache-2.0 */
/* test_sql.c - expressions of others: what is one, where it is wrong, what it gives per row. */
#include "io_test.h"

#include "data/table.h"
#include "io/sql.h"
#include "os/thread.h"

/* Parse; the tree, or a failure whose message holds `expected`. */
static char *
parse(struct io_test *t, const char *text, size_t *out_size)
{
    struct jd_error err = {0};
    struct jd_sql sql = jd_io_sql(t->io);
    char *tree = NULL;
    const struct jd_str expression = {text, strlen(text)};
    assert_jd_ok(sql.parse(sql.ctx, NULL, expression, &tree, out_size, &err));
    return tree;
}

static struct jd_table *
make_rows(void)
{
    struct jd_error err = {0};
    struct jd_table *rows = NULL;
    const struct jd_column_spec specs[] = {{"a", JD_TYPE_TEXT}, {"b", JD_TYPE_TEXT},
        {"n", JD_TYPE_INT}, {"day", JD_TYPE_DATE}, {"also", JD_TYPE_LIST},
        {"x", JD_TYPE_REAL}, {"user", JD_TYPE_TEXT}};
    const struct jd_str items[] = {{"a", 1}, {"z", 1}};
    const struct jd_value cells[3][7] = {
        {jd_text("martha"), jd_text("marhta"), jd_int(3), jd_int_as(JD_TYPE_DATE, 18628),
            jd_list(items, 2), jd_real(0.5), jd_text("u")},
        {jd_text(""), jd_text(""), jd_int(-1), jd_null(), jd_list(items, 0), jd_null(),
            jd_text("v")},
        {jd_null(), jd_text("x"), jd_null(), jd_int_as(JD_TYPE_DATE, 0), jd_null(),
            jd_real(2), jd_null()},
    };
    assert_jd_ok(jd_table_new(NULL, "rows", specs, 7, &rows, &err));
    for (uint32_t r = 0; r < 3; r++)
        for (uint32_t c = 0; c < 7; c++)
            assert_jd_ok(jd_table_put(rows, c, cells[r][c], &err));
    assert_jd_ok(jd_table_finish(rows, &err));
    return rows;
}

static void
what_is_not_one_expression_is_refused(void **state)
{
    struct io_test *t = *state;
    static const struct {
        const char *text;
        const char *expected;
    } cases[] = {
        {"a +", "at character 4: syntax error at end of input"},
        {"a b c", "at character 5: syntax error at or near \"c\""},
        {"", "selection list"},
        {"a, b", "exactly one expression"},
        {"a AS b", "exactly one expression"},
        {"a FROM t", "exactly one expression"},
        {"DISTINCT a", "exactly one expression"},
        {"a WHERE b", "exactly one expression"},
        {"a ORDER BY b", "exactly one expression"},
        {"a GROUP BY b", "exactly one expression"},
        {"a LIMIT 1", "exactly one expression"},
        {"1 UNION SELECT 2", "exactly one expression"},
        {"a; SELECT b", "exactly one expression"},
        {"(SELECT 1)", "a subquery"},
        {"a IN (SELECT b)", "a subquery"},
        {"EXISTS (FROM read_csv('/etc/passwd'))", "a subquery"},
        {"*", "a star"},
        {"COLUMNS('a')", "a star"},
        {"a = ?", "a parameter"},
        {"a = $name", "a parameter"},
        {"count(*) OVER ()", "a window"},
        {"random() < 0.5", "random()"},
        {"RANDOM()", "random()"},
        {"uuid()", "uuid()"},
        {"now()", "now()"},
        {"sum(n)", "sum()"},
        {"unnest([1, 2])", "unnest()"},
        {"getvariable('a')", "getvariable()"},
        {"age(day::TIMESTAMP)", "age()"},
        {"nextval('s')", "nextval()"},
        {"json_group_array(a)", "json_group_array()"},
    };
    struct jd_sql sql = jd_io_sql(t->io);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct jd_error err = {0};
        char *tree = NULL;
        size_t size = 0;
        const struct jd_str text = {cases[i].text, strlen(cases[i].text)};

        enum jd_status status = sql.parse(sql.ctx, NULL, text, &tree, &size, &err);

        if (status != JD_E_INPUT || strstr(err.message, cases[i].expected) == NULL)
            fail_msg("%s: %s: %s", cases[i].text, jd_status_name(status), err.message);
        assert_null(tree);
    }
}

static void
an_expression_gives_a_value_for_each_row(void **state)
{
    struct io_test *t = *state;
    static const struct {
        const char *text;
        enum jd_type type;
        const char *values[3];
    } cases[] = {
        {"jaro_winkler_similarity(a, b)", JD_TYPE_REAL, {"0.961111", "0", "(null)"}},
        {"levenshtein(a, b)", JD_TYPE_INT, {"2", "0", "(null)"}},
        {"upper(a)", JD_TYPE_TEXT, {"MARTHA", "", "(null)"}},
        {"a = b AND n > 0", JD_TYPE_BOOL, {"0", "0", "(null)"}},
        {"a IS NULL", JD_TYPE_BOOL, {"0", "0", "1"}},
        {"n + 0.5", JD_TYPE_REAL, {"3.5", "-0.5", "(null)"}},
        {"day", JD_TYPE_DATE, {"18628", "(null)", "0"}},
        {"try_strptime('2020-02-30', '%Y-%m-%d')", JD_TYPE_TIME,
            {"(null)", "(null)", "(null)"}},
        {"epoch(day)", JD_TYPE_REAL, {"1.60946e+09", "(null)", "0"}},
        {"list_intersect(also, ['z', 'y'])", JD_TYPE_LIST, {"[z]", "[]", "(null)"}},
        {"len(also)", JD_TYPE_INT, {"2", "0", "(null)"}},
        {"list_sum([n, 1])", JD_TYPE_REAL, {"4", "0", "1"}},
        {"{'a': a}", JD_TYPE_TEXT, {"{\"a\":\"martha\"}", "{\"a\":\"\"}", "{\"a\":null}"}},
        {"\"user\"", JD_TYPE_TEXT, {"u", "v", "(null)"}},
        {"x * 2", JD_TYPE_REAL, {"1", "(null)", "4"}},
        {"NULL", JD_TYPE_INT, {"(null)", "(null)", "(null)"}},
        {"'it''s'", JD_TYPE_TEXT, {"it's", "it's", "it's"}},
        {"a COLLATE NOCASE", JD_TYPE_TEXT, {"martha", "", "(null)"}},
        {"list_transform(also, lambda v: v || n)", JD_TYPE_LIST,
            {"[a3|z3]", "[]", "(null)"}},
    };
    struct jd_sql sql = jd_io_sql(t->io);
    struct jd_table *rows = make_rows();
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct jd_error err = {0};
        struct jd_table *values = NULL;
        size_t size = 0;
        char *tree = parse(t, cases[i].text, &size);

        const struct jd_str text = {tree, size};
        enum jd_status status = sql.evaluate(sql.ctx, NULL, text, rows, &values, &err);

        if (status != JD_OK)
            fail_msg("%s: %s", cases[i].text, err.message);
        assert_int_equal(jd_table_n_rows(values), 3);
        if (jd_table_column(values, 0).type != cases[i].type)
            fail_msg("%s: type %d", cases[i].text, (int)jd_table_column(values, 0).type);
        for (uint32_t r = 0; r < 3; r++) {
            char cell[256];
            if (strcmp(io_test_cell(values, "value", r, cell), cases[i].values[r]) != 0)
                fail_msg("%s: row %u: %s", cases[i].text, r,
                    io_test_cell(values, "value", r, cell));
            assert_cell(values, "failed", r, "0");
        }
        jd_table_free(values);
        free(tree);
    }
    jd_table_free(rows);
}

static void
a_row_that_fails_is_told_from_one_that_is_null(void **state)
{
    struct io_test *t = *state;
    static const struct {
        const char *text;
        const char *values[3];
        const char *failed[3];
    } cases[] = {
        {"jaccard(a, b)", {"1", "(null)", "(null)"}, {"0", "1", "0"}},
        {"CAST(a AS DATE)", {"(null)", "(null)", "(null)"}, {"1", "1", "0"}},
        {"log2(n)", {"1.58496", "(null)", "(null)"}, {"0", "1", "0"}},
        {"hamming(a, 'marhta')", {"2", "(null)", "(null)"}, {"0", "1", "0"}},
        {"CASE WHEN a = '' THEN -1 ELSE jaccard(a, b) END", {"1", "-1", "(null)"},
            {"0", "0", "0"}},
        {"jaccard('', '')", {"(null)", "(null)", "(null)"}, {"1", "1", "1"}},
    };
    struct jd_sql sql = jd_io_sql(t->io);
    struct jd_table *rows = make_rows();
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct jd_error err = {0};
        struct jd_table *values = NULL;
        size_t size = 0;
        char *tree = parse(t, cases[i].text, &size);
        const struct jd_str text = {tree, size};

        enum jd_status status = sql.evaluate(sql.ctx, NULL, text, rows, &values, &err);

        if (status != JD_OK)
            fail_msg("%s: %s", cases[i].text, err.message);
        for (uint32_t r = 0; r < 3; r++) {
            char cell[256];
            if (strcmp(io_test_cell(values, "value", r, cell), cases[i].values[r]) != 0)
                fail_msg("%s: row %u: %s", cases[i].text, r, cell);
            assert_cell(values, "failed", r, cases[i].failed[r]);
        }
        jd_table_free(values);
        free(tree);
    }
    jd_table_free(rows);
}

static void
what_cannot_be_bound_says_why(void **state)
{
    struct io_test *t = *state;
    static const struct {
        const char *text;
        const char *expected;
    } cases[] = {
        {"no_such(a)", "no_such"},
        {"nothing = 1", "nothing"},
        {"levenshtein(n, a)", "levenshtein"},
        {"current_date", "current_date cannot be used"},
        {"CURRENT_TIMESTAMP", "current_timestamp cannot be used"},
        {"session_user", "session_user cannot be used"},
        {"regexp_matches(a, '[')", "missing ]"},
    };
    struct jd_sql sql = jd_io_sql(t->io);
    struct jd_table *rows = make_rows();
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct jd_error err = {0};
        struct jd_table *values = NULL;
        size_t size = 0;
        char *tree = parse(t, cases[i].text, &size);
        const struct jd_str text = {tree, size};

        enum jd_status status = sql.evaluate(sql.ctx, NULL, text, rows, &values, &err);

        if (status != JD_E_INPUT || strstr(err.message, cases[i].expected) == NULL)
            fail_msg("%s: %s: %s", cases[i].text, jd_status_name(status), err.message);
        assert_null(values);
        free(tree);
    }
    jd_table_free(rows);
}

static void
a_tree_from_elsewhere_is_looked_through_too(void **state)
{
    struct io_test *t = *state;
    static const char *const trees[] = {"", "1", "[]", "{}", "{\"class\":\"SUBQUERY\"}",
        "{\"class\":\"FUNCTION\"}", "{\"class\":\"FUNCTION\",\"function_name\":\"random\"}",
        "{\"class\":\"COLUMN_REF\",\"type\":\"COLUMN_REF\"}", "{\"class\":\"a'b\"}"};
    struct jd_sql sql = jd_io_sql(t->io);
    struct jd_table *rows = make_rows();
    for (size_t i = 0; i < sizeof(trees) / sizeof(trees[0]); i++) {
        struct jd_error err = {0};
        struct jd_table *values = NULL;
        const struct jd_str text = {trees[i], strlen(trees[i])};

        enum jd_status status = sql.evaluate(sql.ctx, NULL, text, rows, &values, &err);

        if (status != JD_E_INPUT)
            fail_msg("%s: %s: %s", trees[i], jd_status_name(status), err.message);
    }
    jd_table_free(rows);
}

static void
rows_that_are_not_finished_are_refused(void **state)
{
    struct io_test *t = *state;
    static const struct jd_column_spec spec = {"a", JD_TYPE_TEXT};
    struct jd_error err = {0};
    struct jd_sql sql = jd_io_sql(t->io);
    struct jd_table *rows = NULL, *values = NULL;
    size_t size = 0;
    char *tree = parse(t, "1", &size);
    assert_jd_ok(jd_table_new(NULL, "rows", &spec, 1, &rows, &err));

    assert_jd_status(
        sql.evaluate(sql.ctx, NULL, (struct jd_str){tree, size}, rows, &values, &err),
        JD_E_ARG);

    assert_null(values);
    free(tree);
    jd_table_free(rows);
}

static void
many_rows_keep_their_order(void **state)
{
    struct io_test *t = *state;
    struct jd_error err = {0};
    struct jd_sql sql = jd_io_sql(t->io);
    struct jd_table *rows = NULL;
    struct jd_table *values = NULL;
    const struct jd_column_spec spec = {"n", JD_TYPE_INT};
    enum { N = 100000 };
    size_t size = 0;
    assert_jd_ok(jd_table_new(NULL, "rows", &spec, 1, &rows, &err));
    for (int64_t i = 0; i < N; i++)
        assert_jd_ok(jd_table_put(rows, 0, jd_int(i), &err));
    assert_jd_ok(jd_table_finish(rows, &err));
    char *tree =
        parse(t, "CASE WHEN n = 77777 THEN CAST('x' || n AS BIGINT) ELSE n + 1 END", &size);
    const struct jd_str text = {tree, size};

    assert_jd_ok(sql.evaluate(sql.ctx, NULL, text, rows, &values, &err));

    for (uint32_t i = 0; i < N; i++) {
        assert_int_equal(jd_table_get(values, 0, i).integer, i == 77777 ? 0 : i + 1);
        assert_int_equal(jd_table_get(values, 1, i).integer, i == 77777);
    }
    free(tree);
    jd_table_free(values);
    jd_table_free(rows);
}

/* What each thread of the next test works on. */
struct shared {
    struct jd_sql sql;
    const struct jd_table *rows;
    struct jd_table *values[16];
};

static enum jd_status
parse_and_evaluate(void *ctx, uint32_t slice, uint32_t thread, struct jd_error *err)
{
    struct shared *s = ctx;
    char *tree = NULL;
    size_t size = 0;
    const struct jd_str text = {"jaccard(a, b)", strlen("jaccard(a, b)")};
    (void)thread;
    enum jd_status status = s->sql.parse(s->sql.ctx, NULL, text, &tree, &size, err);
    if (status == JD_OK)
        status = s->sql.evaluate(
            s->sql.ctx, NULL, (struct jd_str){tree, size}, s->rows, &s->values[slice], err);
    free(tree);
    return status;
}

static void
any_thread_may_call_at_any_time(void **state)
{
    struct io_test *t = *state;
    struct jd_error err = {0};
    struct shared s = {.sql = jd_io_sql(t->io), .rows = make_rows()};

    assert_jd_ok(jd__parallel(4, 16, parse_and_evaluate, &s, &err));

    for (size_t i = 0; i < 16; i++) {
        assert_cell(s.values[i], "value", 0, "1");
        assert_cell(s.values[i], "failed", 1, "1");
        jd_table_free(s.values[i]);
    }
    union {
        const struct jd_table *lent;
        struct jd_table *mine;
    } rows = {s.rows};
    jd_table_free(rows.mine);
}

/* DuckDB itself says which functions are refused; a known one must be there, and not be such. */
static void
known_functions_are_none_that_are_refused(void **state)
{
    struct io_test *t = *state;
    struct jd_error err = {0};
    const struct jd_table *refused = NULL;
    assert_jd_ok(jd__locked_refused(t->io->locked, &refused, &err));
    assert_true(jd_table_n_rows(refused) > 100);
    assert_true(jd__dict_find(jd__table_dict(refused, 0), jd_text("random")) != JD_NONE);
    for (size_t i = 0; jd__sql_known(i) != NULL; i++)
        if (jd__dict_find(jd__table_dict(refused, 0), jd_text(jd__sql_known(i))) != JD_NONE)
            fail_msg("%s() is refused", jd__sql_known(i));
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    struct io_test *t = *state;
    struct jd_sql sql = jd_io_sql(t->io);
    struct jd_table *rows = make_rows();
    const struct jd_str text = {"jaccard(a, b)", strlen("jaccard(a, b)")};
    enum jd_status status = JD_E_NOMEM;
    for (size_t n = 0; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        struct jd_table *values = NULL;
        char *tree = NULL;
        size_t size = 0;
        test_memory_init(&mem, n);
        status = sql.parse(sql.ctx, &mem.alloc, text, &tree, &size, NULL);
        if (status == JD_OK)
            status = sql.evaluate(
                sql.ctx, &mem.alloc, (struct jd_str){tree, size}, rows, &values, NULL);
        jd_table_free(values);
        if (tree != NULL)
            mem.alloc.resize(mem.alloc.ctx, tree, size + 1, 0);
        assert_int_equal(mem.live_blocks, 0);
    }
    assert_jd_status(status, JD_OK);
    jd_table_free(rows);
}

IO_TEST_MAIN(IO_TEST(what_is_not_one_expression_is_refused),
    IO_TEST(an_expression_gives_a_value_for_each_row),
    IO_TEST(a_row_that_fails_is_told_from_one_that_is_null),
    IO_TEST(what_cannot_be_bound_says_why),
    IO_TEST(a_tree_from_elsewhere_is_looked_through_too),
    IO_TEST(rows_that_are_not_finished_are_refused), IO_TEST(many_rows_keep_their_order),
    IO_TEST(any_thread_may_call_at_any_time),
    IO_TEST(known_functions_are_none_that_are_refused),
    IO_TEST(every_failed_allocation_is_reported_and_nothing_leaks))
