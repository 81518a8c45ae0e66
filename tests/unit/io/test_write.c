/* SPDX-License-Identifier: Apache-2.0 */
/* test_write.c - tables as files: what comes back, the same bytes, nothing left on failure. */
#include "io_test.h"

#include <math.h>
#include <signal.h>
#include <sys/resource.h>

static const struct jd_column_spec columns[] = {{"id", JD_TYPE_TEXT}, {"n", JD_TYPE_INT},
    {"p", JD_TYPE_REAL}, {"yes", JD_TYPE_BOOL}, {"day", JD_TYPE_DATE}, {"at", JD_TYPE_TIME},
    {"also", JD_TYPE_LIST}};
enum { N_COLUMNS = sizeof(columns) / sizeof(columns[0]) };

/* Two rows of every type, and one of nulls. */
static struct jd_table *
make_table(void)
{
    struct jd_error err = {0};
    struct jd_table *table = NULL;
    const struct jd_str items[] = {{"a", 1}, {NULL, 0}, {"b;\"", 3}};
    const struct jd_value rows[3][N_COLUMNS] = {
        {jd_text("00123"), jd_int(-5), jd_real(0.1), jd_int_as(JD_TYPE_BOOL, 1),
            jd_int_as(JD_TYPE_DATE, 18628), jd_int_as(JD_TYPE_TIME, 1609459200500000),
            jd_list(items, 3)},
        {jd_null(), jd_null(), jd_null(), jd_null(), jd_null(), jd_null(), jd_null()},
        {jd_text("O'Brien, \"José\"\nx"), jd_int(INT64_MAX), jd_real(1e300),
            jd_int_as(JD_TYPE_BOOL, 0), jd_int_as(JD_TYPE_DATE, -1),
            jd_int_as(JD_TYPE_TIME, 0), jd_list(items, 0)},
    };
    assert_jd_ok(jd_table_new(NULL, "t", columns, N_COLUMNS, &table, &err));
    for (uint32_t r = 0; r < 3; r++)
        for (uint32_t c = 0; c < N_COLUMNS; c++)
            assert_jd_ok(jd_table_put(table, c, rows[r][c], &err));
    assert_jd_ok(jd_table_finish(table, &err));
    return table;
}

static void
parquet_gives_back_every_type(void **state)
{
    struct io_test *t = *state;
    struct jd_error err = {0};
    struct jd_table *table = make_table();
    struct jd_table *back = NULL;

    assert_jd_ok(jd_io_write(t->io, io_test_path(t, "t.parquet"), table, &err));
    assert_jd_ok(jd_io_read(t->io, t->path, NULL, &back, &err));

    assert_int_equal(jd_table_n_rows(back), 3);
    for (uint32_t c = 0; c < N_COLUMNS; c++) {
        assert_int_equal(jd_table_column(back, c).type, columns[c].type);
        for (uint32_t r = 0; r < 3; r++) {
            char cell[256];
            assert_cell(
                back, columns[c].name, r, io_test_cell(table, columns[c].name, r, cell));
        }
    }
    jd_table_free(back);
    jd_table_free(table);
}

static void
csv_says_lists_as_json_and_times_as_iso(void **state)
{
    struct io_test *t = *state;
    struct jd_error err = {0};
    struct jd_table *table = make_table();

    assert_jd_ok(jd_io_write(t->io, io_test_path(t, "t.csv"), table, &err));

    char *text = test_file_read(t->path, NULL);
    assert_string_equal(text,
        "id,n,p,yes,day,at,also\n"
        "00123,-5,0.1,true,2021-01-01,2021-01-01T00:00:00.5Z,\"[\"\"a\"\",null,\"\"b;"
        "\\\"\"\"\"]\"\n"
        ",,,,,,\n"
        "\"O'Brien, \"\"José\"\"\nx\",9223372036854775807,1e+300,false,1969-12-31,"
        "1970-01-01T00:00:00Z,[]\n");
    free(text);
    jd_table_free(table);
}

static void
compressed_csv_and_json_lines_come_back(void **state)
{
    struct io_test *t = *state;
    static const char *const names[] = {"t.csv.gz", "t.jsonl"};
    struct jd_table *table = make_table();
    for (size_t i = 0; i < 2; i++) {
        struct jd_error err = {0};
        struct jd_table *back = NULL;

        assert_jd_ok(jd_io_write(t->io, io_test_path(t, names[i]), table, &err));
        assert_jd_ok(jd_io_read(t->io, t->path, NULL, &back, &err));

        assert_int_equal(jd_table_n_rows(back), 3);
        assert_cell(back, "id", 0, "00123");
        assert_cell(back, "at", 0, "2021-01-01T00:00:00.5Z");
        assert_cell(back, "also", 0, i == 0 ? "[\"a\",null,\"b;\\\"\"]" : "[a|null|b;\"]");
        assert_cell(back, "id", 1, "(null)");
        jd_table_free(back);
    }
    jd_table_free(table);
}

static void
slices_are_written_side_by_side(void **state)
{
    struct io_test *t = *state;
    struct jd_error err = {0};
    struct jd_table *table = make_table();
    struct jd_table *back = NULL;
    struct jd_io_writer *writer = NULL;
    const struct jd_column_spec specs[] = {
        {"w", JD_TYPE_REAL}, {"g", JD_TYPE_INT}, {"id_l", JD_TYPE_TEXT}};
    const double reals[] = {1.5, NAN, -2};
    const int64_t integers[] = {-1, 0, 7};
    const uint32_t rows[] = {2, JD_NONE, 0};
    const struct jd_io_slice slices[] = {{.reals = reals}, {.integers = integers},
        {.table = table, .column = 0, .rows = rows}};

    assert_jd_ok(
        jd_io_writer_new(t->io, io_test_path(t, "p.parquet"), specs, 3, &writer, &err));
    assert_jd_ok(jd_io_writer_append(writer, 3, slices, &err));
    assert_jd_ok(jd_io_writer_append(writer, 0, slices, &err));
    assert_jd_ok(jd_io_writer_append(writer, 1, slices, &err));
    assert_jd_ok(jd_io_writer_close(writer, &err));
    jd_io_writer_free(writer);
    assert_jd_ok(jd_io_read(t->io, t->path, NULL, &back, &err));

    assert_int_equal(jd_table_n_rows(back), 4);
    assert_cell(back, "w", 0, "1.5");
    assert_cell(back, "w", 1, "(null)");
    assert_cell(back, "g", 2, "7");
    assert_cell(back, "id_l", 1, "(null)");
    assert_cell(back, "id_l", 2, "00123");
    assert_cell(back, "w", 3, "1.5");
    jd_table_free(back);
    jd_table_free(table);
}

static void
the_same_rows_give_the_same_bytes(void **state)
{
    struct io_test *t = *state;
    static const char *const endings[] = {"parquet", "csv", "csv.gz", "jsonl"};
    enum { N = 300000 };
    struct jd_error err = {0};
    const struct jd_column_spec specs[] = {{"n", JD_TYPE_INT}, {"w", JD_TYPE_REAL}};
    int64_t *integers = malloc(N * sizeof(*integers));
    double *reals = malloc(N * sizeof(*reals));
    uint64_t seed = 7;
    for (size_t i = 0; i < N; i++) {
        integers[i] = test_random(&seed, 1000);
        reals[i] = test_random(&seed, 1000000) / 7.0;
    }
    const struct jd_io_slice slices[] = {{.integers = integers}, {.reals = reals}};
    for (size_t e = 0; e < 4; e++) {
        char *text[2];
        size_t size[2];
        for (int k = 0; k < 2; k++) {
            char name[32];
            struct jd_io_writer *writer = NULL;
            (void)snprintf(name, sizeof(name), "w%d.%s", k, endings[e]);
            assert_jd_ok(
                jd_io_writer_new(t->io, io_test_path(t, name), specs, 2, &writer, &err));
            assert_jd_ok(jd_io_writer_append(writer, N, slices, &err));
            assert_jd_ok(jd_io_writer_close(writer, &err));
            jd_io_writer_free(writer);
            text[k] = test_file_read(t->path, &size[k]);
        }
        assert_int_equal(size[0], size[1]);
        assert_memory_equal(text[0], text[1], size[0]);
        free(text[0]);
        free(text[1]);
    }
    free(integers);
    free(reals);
}

static void
a_failure_leaves_no_file(void **state)
{
    struct io_test *t = *state;
    struct jd_error err = {0};
    struct jd_table *table = make_table();
    struct jd_io_writer *writer = NULL;

    assert_jd_status(
        jd_io_write(t->io, io_test_path(t, "none/t.parquet"), table, &err), JD_E_IO);
    assert_jd_status(jd_io_write(t->io, io_test_path(t, "t.xls"), table, &err), JD_E_ARG);
    assert_jd_ok(jd_io_writer_new(
        t->io, io_test_path(t, "open.csv"), columns, N_COLUMNS, &writer, &err));
    jd_io_writer_free(writer);

    assert_null(fopen(io_test_path(t, "open.csv"), "rb"));
    assert_null(fopen(io_test_path(t, "open.csv.tmp"), "rb"));
    jd_table_free(table);
}

static void
a_full_disk_is_reported_and_nothing_is_left(void **state)
{
    struct io_test *t = *state;
    static const char *const names[] = {"full.parquet", "full.csv"};
    enum { N = 1000000 };
    const struct jd_column_spec spec = {"n", JD_TYPE_INT};
    int64_t *integers = malloc(N * sizeof(*integers));
    uint64_t seed = 1;
    for (size_t i = 0; i < N; i++)
        integers[i] = (int64_t)test_random(&seed, UINT32_MAX) << 20;
    const struct jd_io_slice slice = {.integers = integers};
    struct rlimit before;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    (void)signal(
        SIGXFSZ, SIG_IGN); /* a file that grows too large then fails like a full disk */
    for (size_t i = 0; i < 2; i++) {
        struct jd_error err = {0};
        struct jd_io_writer *writer = NULL;
        const struct rlimit limit = {100000, before.rlim_max};
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);

        enum jd_status status =
            jd_io_writer_new(t->io, io_test_path(t, names[i]), &spec, 1, &writer, &err);
        if (status == JD_OK)
            status = jd_io_writer_append(writer, N, &slice, &err);
        if (status == JD_OK)
            status = jd_io_writer_close(writer, &err);
        jd_io_writer_free(writer);

        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        assert_jd_status(status, JD_E_IO);
        char temporary[600];
        (void)snprintf(temporary, sizeof(temporary), "%s.tmp", t->path);
        assert_null(fopen(t->path, "rb"));
        assert_null(fopen(temporary, "rb"));
    }
    free(integers);
}

static void
bytes_that_are_no_utf8_are_refused_and_not_told(void **state)
{
    struct io_test *t = *state;
    static const struct jd_column_spec specs[] = {
        {"text", JD_TYPE_TEXT}, {"list", JD_TYPE_LIST}};
    const struct jd_str wrong = {"Marlowe\xFF", 8}, right = {"a", 1};
    for (int i = 0; i < 2; i++) {
        struct jd_error err = {0};
        struct jd_table *table = NULL;
        assert_jd_ok(jd_table_new(NULL, "t", specs, 2, &table, &err));
        const struct jd_str items[] = {right, i == 1 ? wrong : right};
        const struct jd_value list = {.type = JD_TYPE_LIST, .items = items, .n_items = 2};
        assert_jd_ok(jd_table_put(table, 0, jd_text_of(i == 0 ? wrong : right), &err));
        assert_jd_ok(jd_table_put(table, 1, list, &err));
        assert_jd_ok(jd_table_finish(table, &err));

        assert_jd_status(
            jd_io_write(t->io, io_test_path(t, "a.csv"), table, &err), JD_E_INPUT);

        assert_non_null(strstr(err.message, "not UTF-8"));
        assert_null(strstr(err.message, "Marlowe"));
        assert_null(fopen(t->path, "rb"));
        jd_table_free(table);
    }
}

static void
an_ending_is_known_before_there_is_a_file(void **state)
{
    (void)state;
    static const char *const known[] = {"a.parquet", "a.csv", "a.csv.gz", "b.c/a.jsonl"};
    static const char *const unknown[] = {
        "a.xlsx", "a.csv.zst", ".csv", "csv", "", "a.csv/"};
    struct jd_error err = {0};
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        assert_jd_ok(jd_io_check_ending(known[i], &err));
    for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
        assert_jd_status(jd_io_check_ending(unknown[i], &err), JD_E_ARG);
}

static void
rows_in_any_portions_give_the_same_bytes(void **state)
{
    struct io_test *t = *state;
    struct jd_error err = {0};
    enum { N = 130000 };
    const struct jd_column_spec spec = {"n", JD_TYPE_INT};
    int64_t *integers = malloc(N * sizeof(*integers));
    uint64_t seed = 7;
    char *text[2];
    size_t size[2];
    for (size_t i = 0; i < N; i++)
        integers[i] = test_random(&seed, 1000000);
    for (uint32_t k = 0; k < 2; k++) {
        struct jd_io_writer *writer = NULL;
        assert_jd_ok(jd_io_writer_new(t->io,
            io_test_path(t, k == 0 ? "a.parquet" : "b.parquet"), &spec, 1, &writer, &err));
        for (uint32_t at = 0, n = 0; at < N; at += n) {
            n = k == 0 ? N : test_random(&seed, 5000);
            n = n < N - at ? n : N - at;
            const struct jd_io_slice slice = {.integers = integers + at};
            assert_jd_ok(jd_io_writer_append(writer, n, &slice, &err));
        }
        assert_jd_ok(jd_io_writer_close(writer, &err));
        jd_io_writer_free(writer);
        text[k] = test_file_read(t->path, &size[k]);
    }
    assert_int_equal(size[0], size[1]);
    assert_memory_equal(text[0], text[1], size[0]);
    free(text[0]);
    free(text[1]);
    free(integers);
}

static void
a_file_that_was_there_stays_until_the_new_one_is_whole(void **state)
{
    struct io_test *t = *state;
    struct jd_error err = {0};
    struct jd_io_writer *writer = NULL;
    const struct jd_column_spec spec = {"n", JD_TYPE_INT};
    const int64_t one = 1;
    const struct jd_io_slice slice = {.integers = &one};
    (void)io_test_file(t, "a.csv", "old\n");

    assert_jd_ok(jd_io_writer_new(t->io, t->path, &spec, 1, &writer, &err));
    assert_jd_ok(jd_io_writer_append(writer, 1, &slice, &err));
    char *before = test_file_read(t->path, NULL);
    assert_jd_ok(jd_io_writer_close(writer, &err));
    char *after = test_file_read(t->path, NULL);

    assert_string_equal(before, "old\n");
    assert_string_equal(after, "n\n1\n");
    assert_jd_status(jd_io_writer_append(writer, 1, &slice, NULL), JD_E_ARG);
    jd_io_writer_free(writer);
    free(before);
    free(after);
}

static void
values_of_another_type_are_refused(void **state)
{
    struct io_test *t = *state;
    struct jd_error err = {0};
    struct jd_io_writer *writer = NULL;
    struct jd_table *table = make_table();
    const struct jd_column_spec spec = {"n", JD_TYPE_TEXT};
    const int64_t one = 1;
    const struct jd_io_slice numbers = {.integers = &one};
    const struct jd_io_slice cells = {.table = table, .column = 1};

    assert_jd_ok(
        jd_io_writer_new(t->io, io_test_path(t, "a.csv"), &spec, 1, &writer, &err));
    assert_jd_status(jd_io_writer_append(writer, 1, &numbers, &err), JD_E_ARG);
    assert_jd_status(jd_io_writer_append(writer, 1, &cells, &err), JD_E_ARG);

    jd_io_writer_free(writer);
    jd_table_free(table);
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    struct io_test *t = *state;
    struct jd_table *table = make_table();
    enum jd_status status = JD_E_NOMEM;
    (void)io_test_path(t, "m.jsonl");
    for (size_t n = 0; status == JD_E_NOMEM; n += 1 + n / 8) { /* an engine takes long */
        struct test_memory mem;
        struct jd_io *io = NULL;
        struct jd_error err = {0};
        struct jd_io_options options = jd_io_options_default();
        options.threads = 1; /* this memory counts for one thread */
        test_memory_init(&mem, SIZE_MAX);
        assert_jd_ok(jd_io_new(&mem.alloc, &options, &io, &err));
        mem.requests_left = n;
        status = jd_io_write(io, t->path, table, NULL);
        jd_io_free(io);
        assert_int_equal(mem.live_blocks, 0);
    }
    assert_jd_status(status, JD_OK);
    jd_table_free(table);
}

IO_TEST_MAIN(IO_TEST(parquet_gives_back_every_type),
    IO_TEST(csv_says_lists_as_json_and_times_as_iso),
    IO_TEST(compressed_csv_and_json_lines_come_back),
    IO_TEST(slices_are_written_side_by_side), IO_TEST(the_same_rows_give_the_same_bytes),
    IO_TEST(rows_in_any_portions_give_the_same_bytes),
    IO_TEST(a_full_disk_is_reported_and_nothing_is_left), IO_TEST(a_failure_leaves_no_file),
    IO_TEST(a_file_that_was_there_stays_until_the_new_one_is_whole),
    IO_TEST(values_of_another_type_are_refused),
    IO_TEST(bytes_that_are_no_utf8_are_refused_and_not_told),
    IO_TEST(an_ending_is_known_before_there_is_a_file),
    IO_TEST(every_failed_allocation_is_reported_and_nothing_leaks))
