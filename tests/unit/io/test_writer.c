/* SPDX-License-Identifier: Apache-2.0 */
/* test_writer.c - rows as a writer takes them: as codes of few texts, by many threads, none. */
#include "io_test.h"

/* A table of one column of TEXT: k0, k1, ..., and a null. */
static struct jd_table *
make_few(uint32_t n)
{
    const struct jd_column_spec spec = {"key", JD_TYPE_TEXT};
    struct jd_table *few = NULL;
    struct jd_error err = {0};
    char text[16];
    assert_jd_ok(jd_table_new(NULL, "few", &spec, 1, &few, &err));
    for (uint32_t i = 0; i < n; i++) {
        (void)snprintf(text, sizeof(text), "k%u", i);
        assert_jd_ok(jd_table_put(few, 0, jd_text(text), &err));
    }
    assert_jd_ok(jd_table_put(few, 0, jd_null(), &err));
    assert_jd_ok(jd_table_finish(few, &err));
    return few;
}

static void
few_texts_are_read_back_as_they_would_be_without(void **state)
{
    struct io_test *t = *state;
    static const char *const names[] = {"f.parquet", "f.csv", "f.jsonl"};
    enum { N = 5000, N_KEYS = 255 };
    const struct jd_column_spec spec = {"key", JD_TYPE_TEXT};
    struct jd_table *few = make_few(N_KEYS);
    uint32_t rows[N];
    uint64_t seed = 3;
    for (uint32_t i = 0; i < N; i++)
        rows[i] = i % 97 == 0 ? JD_NONE : test_random(&seed, N_KEYS + 1);
    const struct jd_io_slice slice = {.table = few, .rows = rows};
    for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
        struct jd_table *back[2] = {NULL, NULL};
        for (int as_codes = 0; as_codes < 2; as_codes++) {
            struct jd_error err = {0};
            struct jd_io_writer *writer = NULL;
            assert_jd_ok(jd_io_writer_new(
                t->io, io_test_path(t, names[k]), &spec, 1, &writer, &err));
            if (as_codes)
                assert_jd_ok(jd_io_writer_few(writer, 0, few, 0, &err));
            assert_jd_ok(jd_io_writer_append(writer, N, &slice, &err));
            assert_jd_ok(jd_io_writer_close(writer, &err));
            jd_io_writer_free(writer);
            assert_jd_ok(jd_io_read(t->io, t->path, NULL, &back[as_codes], &err));
        }
        assert_int_equal(jd_table_n_rows(back[1]), N);
        assert_int_equal(jd_table_column(back[1], 0).type, JD_TYPE_TEXT);
        for (uint32_t i = 0; i < N; i++) {
            char text[256], expected[256];
            assert_string_equal(io_test_cell(back[1], "key", i, text),
                io_test_cell(back[0], "key", i, expected));
        }
        jd_table_free(back[0]);
        jd_table_free(back[1]);
    }
    jd_table_free(few);
}

static void
what_are_no_few_texts_is_refused(void **state)
{
    struct io_test *t = *state;
    const struct jd_column_spec specs[] = {{"key", JD_TYPE_TEXT}, {"n", JD_TYPE_INT}};
    const struct jd_str texts[] = {{"a\0b", 3}, {"Marlowe\xFF", 8}};
    const enum jd_status expected[] = {JD_E_ARG, JD_E_INPUT};
    struct jd_table *few = make_few(3), *other = make_few(3), *many = make_few(256),
                    *none = make_few(0);
    struct jd_io_writer *writer = NULL;
    struct jd_error err = {0};
    const int64_t one = 1;
    const uint32_t row = 1;
    const struct jd_io_slice right[] = {{.table = few, .rows = &row}, {.integers = &one}};
    const struct jd_io_slice wrong[] = {{.table = other, .rows = &row}, {.integers = &one}};
    assert_jd_ok(
        jd_io_writer_new(t->io, io_test_path(t, "a.csv"), specs, 2, &writer, &err));

    assert_jd_status(jd_io_writer_few(writer, 0, many, 0, &err), JD_E_ARG);
    assert_jd_status(jd_io_writer_few(writer, 0, none, 0, &err), JD_E_ARG);
    assert_jd_status(jd_io_writer_few(writer, 0, few, 1, &err), JD_E_ARG);
    assert_jd_status(jd_io_writer_few(writer, 1, few, 0, &err), JD_E_ARG);
    assert_jd_status(jd_io_writer_few(writer, 2, few, 0, &err), JD_E_ARG);
    for (size_t i = 0; i < 2; i++) {
        struct jd_table *bad = NULL;
        assert_jd_ok(jd_table_new(NULL, "bad", specs, 1, &bad, &err));
        assert_jd_ok(jd_table_put(bad, 0, jd_text_of(texts[i]), &err));
        assert_jd_ok(jd_table_finish(bad, &err));
        assert_jd_status(jd_io_writer_few(writer, 0, bad, 0, &err), expected[i]);
        assert_null(strstr(err.message, "Marlowe"));
        jd_table_free(bad);
    }
    assert_jd_ok(jd_io_writer_few(writer, 0, few, 0, &err));
    assert_jd_status(jd_io_writer_append(writer, 1, wrong, &err), JD_E_ARG);
    assert_jd_ok(jd_io_writer_append(writer, 1, right, &err));
    assert_jd_status(jd_io_writer_few(writer, 0, few, 0, &err), JD_E_ARG); /* too late */
    assert_jd_ok(jd_io_writer_close(writer, &err));
    char *text = test_file_read(t->path, NULL);
    assert_string_equal(text, "key,n\nk1,1\n");

    free(text);
    jd_io_writer_free(writer);
    jd_table_free(few);
    jd_table_free(other);
    jd_table_free(many);
    jd_table_free(none);
}

/* Texts of all sizes, numbers and lists, as an io of so many threads writes them. */
static char *
written_by(struct io_test *t, uint32_t threads, const struct jd_table *table, size_t *size)
{
    struct jd_io_options options = jd_io_options_default();
    struct jd_error err = {0};
    struct jd_io *io = NULL;
    options.threads = threads;
    assert_jd_ok(jd_io_new(NULL, &options, &io, &err));
    assert_jd_ok(jd_io_write(io, io_test_path(t, "threads.parquet"), table, &err));
    jd_io_free(io);
    return test_file_read(t->path, size);
}

static void
any_number_of_threads_writes_the_same_bytes(void **state)
{
    struct io_test *t = *state;
    enum { N = 150000 };
    static const struct jd_column_spec specs[] = {
        {"name", JD_TYPE_TEXT}, {"n", JD_TYPE_INT}, {"also", JD_TYPE_LIST}};
    struct jd_table *table = NULL, *back = NULL;
    struct jd_error err = {0};
    uint64_t seed = 11;
    assert_jd_ok(jd_table_new(NULL, "t", specs, 3, &table, &err));
    for (uint32_t i = 0; i < N; i++) {
        char text[64];
        int size = snprintf(text, sizeof(text), "%0*u", 1 + (int)test_random(&seed, 40), i);
        const struct jd_str items[] = {{text, (size_t)size}, {NULL, 0}};
        assert_jd_ok(jd_table_put(table, 0, i % 7 == 0 ? jd_null() : jd_text(text), &err));
        assert_jd_ok(jd_table_put(table, 1, jd_int(i), &err));
        assert_jd_ok(jd_table_put(table, 2, jd_list(items, i % 3), &err));
    }
    assert_jd_ok(jd_table_finish(table, &err));
    size_t size[2];
    char *one = written_by(t, 1, table, &size[0]);

    char *four = written_by(t, 4, table, &size[1]);

    assert_int_equal(size[0], size[1]);
    assert_memory_equal(one, four, size[0]);
    assert_jd_ok(jd_io_read(t->io, t->path, NULL, &back, &err));
    assert_int_equal(jd_table_n_rows(back), N);
    for (uint32_t i = 0; i < N; i++)
        if (jd_table_get(back, 1, i).integer != i)
            fail_msg("row %u is another", i);
    free(one);
    free(four);
    jd_table_free(back);
    jd_table_free(table);
}

/* A row in the middle cannot be written: no file, and nothing more is taken. */
static void
rows_that_break_off_leave_no_file_and_end_the_writer(void **state)
{
    struct io_test *t = *state;
    enum { N = 100000, BAD = 70001 };
    const struct jd_column_spec spec = {"name", JD_TYPE_TEXT};
    const struct jd_str wrong = {"Marlowe\xFF", 8};
    struct jd_table *table = NULL;
    struct jd_io_writer *writer = NULL;
    struct jd_error err = {0};
    assert_jd_ok(jd_table_new(NULL, "t", &spec, 1, &table, &err));
    for (uint32_t i = 0; i < N; i++)
        assert_jd_ok(
            jd_table_put(table, 0, i == BAD ? jd_text_of(wrong) : jd_text("right"), &err));
    assert_jd_ok(jd_table_finish(table, &err));
    const struct jd_io_slice slice = {.table = table};
    assert_jd_ok(
        jd_io_writer_new(t->io, io_test_path(t, "b.parquet"), &spec, 1, &writer, &err));
    assert_jd_ok(jd_io_writer_append(writer, 50, &slice, &err));

    assert_jd_status(jd_io_writer_append(writer, N, &slice, &err), JD_E_INPUT);

    assert_null(strstr(err.message, "Marlowe"));
    assert_jd_status(jd_io_writer_append(writer, 50, &slice, &err), JD_E_ARG);
    assert_jd_status(jd_io_writer_close(writer, &err), JD_E_ARG);
    jd_io_writer_free(writer);
    char temporary[600];
    (void)snprintf(temporary, sizeof(temporary), "%s.tmp", t->path);
    assert_null(fopen(t->path, "rb"));
    assert_null(fopen(temporary, "rb"));
    jd_table_free(table);
}

static void
a_file_without_a_row_is_whole(void **state)
{
    struct io_test *t = *state;
    static const char *const names[] = {"none.parquet", "none.csv"};
    const struct jd_column_spec spec = {"key", JD_TYPE_TEXT};
    struct jd_table *few = make_few(2);
    for (size_t i = 0; i < 2; i++) {
        struct jd_error err = {0};
        struct jd_io_writer *writer = NULL;
        struct jd_table *back = NULL;
        assert_jd_ok(
            jd_io_writer_new(t->io, io_test_path(t, names[i]), &spec, 1, &writer, &err));
        assert_jd_ok(jd_io_writer_few(writer, 0, few, 0, &err));
        assert_jd_ok(jd_io_writer_close(writer, &err));
        assert_jd_status(jd_io_writer_close(writer, &err), JD_E_ARG);
        jd_io_writer_free(writer);
        assert_jd_ok(jd_io_read(t->io, t->path, NULL, &back, &err));
        assert_int_equal(jd_table_n_rows(back), 0);
        assert_string_equal(jd_table_column(back, 0).name, "key");
        jd_table_free(back);
    }
    jd_table_free(few);
}

static void
every_failed_allocation_of_few_texts_is_reported(void **state)
{
    struct io_test *t = *state;
    struct test_memory mem;
    struct jd_error err = {0};
    struct jd_table *few = NULL;
    const struct jd_column_spec spec = {"key", JD_TYPE_TEXT};
    struct jd_io_writer *writer = NULL;
    enum jd_status status = JD_E_NOMEM;
    test_memory_init(&mem, SIZE_MAX);
    assert_jd_ok(jd_table_new(&mem.alloc, "few", &spec, 1, &few, &err));
    assert_jd_ok(jd_table_put(few, 0, jd_text("k"), &err));
    assert_jd_ok(jd_table_finish(few, &err));
    assert_jd_ok(
        jd_io_writer_new(t->io, io_test_path(t, "m.csv"), &spec, 1, &writer, &err));
    size_t before = mem.live_blocks;
    for (size_t n = 0; status == JD_E_NOMEM; n++) {
        mem.requests_left = n;
        status = jd_io_writer_few(writer, 0, few, 0, NULL);
        assert_int_equal(mem.live_blocks, before);
    }
    assert_jd_status(status, JD_OK);
    jd_io_writer_free(writer);
    jd_table_free(few);
}

IO_TEST_MAIN(IO_TEST(few_texts_are_read_back_as_they_would_be_without),
    IO_TEST(what_are_no_few_texts_is_refused),
    IO_TEST(any_number_of_threads_writes_the_same_bytes),
    IO_TEST(rows_that_break_off_leave_no_file_and_end_the_writer),
    IO_TEST(a_file_without_a_row_is_whole),
    IO_TEST(every_failed_allocation_of_few_texts_is_reported))
