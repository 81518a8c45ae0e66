/* SPDX-License-Identifier: Apache-2.0 */
/* test_synth.c - the nation on disk: the promises of joinder/synth.h. */
#include "jd_test.h"

#include "os/file.h"

#include <joinder/synth.h>

#include <stdlib.h>
#include <string.h>

static struct jd_io *io;

static int
io_start(void **state)
{
    (void)state;
    return jd_io_new(NULL, NULL, &io, NULL) == JD_OK ? 0 : 1;
}

static int
io_stop(void **state)
{
    (void)state;
    jd_io_free(io);
    return 0;
}

static void
write_into(const char *dir, uint64_t n_people, uint64_t seed, uint32_t threads)
{
    struct jd_error err = {0};
    struct jd_synth_options options = jd_synth_options_default();
    options.n_people = n_people;
    options.seed = seed;
    options.threads = threads;
    assert_jd_ok(jd_synth_write(NULL, &options, io, dir, &err));
}

/* How many files of two trees differ or are in one alone; *n_files is how many a has. */
static unsigned
differences(const char *a, const char *b, unsigned *n_files)
{
    struct jd__names names = {0};
    struct jd_error err = {0};
    unsigned n = 0;
    assert_jd_ok(jd__folder_list(NULL, a, &names, &err));
    for (size_t i = 0; i < names.n; i++) {
        char path_a[512], path_b[512];
        (void)snprintf(path_a, sizeof(path_a), "%s/%s", a, names.names[i]);
        (void)snprintf(path_b, sizeof(path_b), "%s/%s", b, names.names[i]);
        if (jd__path_kind(path_a, false) == JD__PATH_FOLDER) {
            n += differences(path_a, path_b, n_files);
            continue;
        }
        *n_files += 1;
        if (jd__path_kind(path_b, false) != JD__PATH_FILE) {
            n++;
            continue;
        }
        size_t size_a = 0, size_b = 0;
        char *data_a = test_file_read(path_a, &size_a);
        char *data_b = test_file_read(path_b, &size_b);
        n += size_a != size_b || memcmp(data_a, data_b, size_a) != 0;
        free(data_a);
        free(data_b);
    }
    jd__names_done(&names);
    return n;
}

static void
the_same_people_and_seed_give_the_same_bytes_with_any_threads(void **state)
{
    (void)state;
    char a[256], b[256], c[256];
    unsigned n_files = 0;
    test_folder_make(a);
    test_folder_make(b);
    test_folder_make(c);

    write_into(a, 2500, 9, 1);
    write_into(b, 2500, 9, 3);
    write_into(c, 2500, 10, 2);

    assert_int_equal(differences(a, b, &n_files), 0);
    assert_int_equal(differences(b, a, &n_files), 0);
    assert_true(n_files > 200);
    assert_true(differences(a, c, &n_files) > 100);
    test_folder_remove(a);
    test_folder_remove(b);
    test_folder_remove(c);
}

static void
a_nation_takes_the_place_of_an_earlier_one(void **state)
{
    (void)state;
    char a[256], b[256], other[512];
    unsigned n_files = 0;
    test_folder_make(a);
    test_folder_make(b);
    (void)snprintf(other, sizeof(other), "%s/notes.txt", a);
    test_file_write(other, "mine", 4);

    write_into(a, 400, 1, 0);
    write_into(a, 8, 2, 0);
    write_into(b, 8, 2, 0);

    assert_int_equal(differences(b, a, &n_files), 0);
    assert_int_equal(differences(a, b, &n_files), 1); /* the notes alone */
    test_folder_remove(a);
    test_folder_remove(b);
}

static struct jd_table *
truth_of(const char *dir, const char *name)
{
    char path[512];
    struct jd_error err = {0};
    struct jd_table *table = NULL;
    (void)snprintf(path, sizeof(path), "%s/truth/%s.parquet", dir, name);
    assert_jd_ok(jd_io_read(io, path, NULL, &table, &err));
    return table;
}

static void
nations_of_any_size_have_the_planted_cases(void **state)
{
    (void)state;
    static const uint64_t sizes[] = {1, 5, 50};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        char dir[256];
        test_folder_make(dir);

        write_into(dir, sizes[i], 4, 0);

        struct jd_table *cases = truth_of(dir, "cases");
        assert_int_equal(jd_table_n_rows(cases), 31);
        jd_table_free(cases);
        test_folder_remove(dir);
    }
}

static void
a_thousand_starts_lead_nowhere_where_there_are_so_many(void **state)
{
    (void)state;
    char dir[256];
    test_folder_make(dir);

    write_into(dir, 12000, 1, 0);

    struct jd_table *nowhere = truth_of(dir, "nowhere");
    assert_int_equal(jd_table_n_rows(nowhere), 1000);
    jd_table_free(nowhere);
    test_folder_remove(dir);
}

static void
every_folder_says_who_it_is(void **state)
{
    (void)state;
    char dir[256], path[512];
    struct jd__names names = {0};
    struct jd_error err = {0};
    test_folder_make(dir);

    write_into(dir, 0, 1, 0);

    assert_jd_ok(jd__folder_list(NULL, dir, &names, &err));
    assert_int_equal(names.n, 47); /* 46 agencies and truth */
    for (size_t i = 0; i < names.n; i++) {
        char expected[128];
        if (strcmp(names.names[i], "truth") == 0)
            continue;
        (void)snprintf(path, sizeof(path), "%s/%s/agency.json", dir, names.names[i]);
        (void)snprintf(expected, sizeof(expected), "\"id\": \"%s\"", names.names[i]);
        char *json = test_file_read(path, NULL);
        assert_non_null(strstr(json, expected));
        free(json);
    }
    jd__names_done(&names);
    test_folder_remove(dir);
}

static bool
stop_at_once(void *ctx, const char *what, uint64_t done, uint64_t total)
{
    (void)ctx;
    assert_non_null(what);
    assert_true(done <= total);
    return true;
}

static void
what_cannot_be_written_is_reported(void **state)
{
    (void)state;
    char dir[256], path[512];
    struct jd_error err = {0};
    struct jd_synth_options options = jd_synth_options_default();
    const struct jd_progress watch = {stop_at_once, NULL};
    test_folder_make(dir);
    (void)snprintf(path, sizeof(path), "%s/file", dir);
    test_file_write(path, "", 0);

    options.n_people = (uint64_t)JD_SYNTH_MOST_PEOPLE + 1;
    assert_jd_status(jd_synth_write(NULL, &options, io, dir, &err), JD_E_ARG);
    options.n_people = 10;
    options.watch = &watch;
    assert_jd_status(jd_synth_write(NULL, &options, io, dir, &err), JD_E_CANCELLED);
    options.watch = NULL;
    assert_true(jd_synth_write(NULL, &options, io, path, &err) != JD_OK);
    assert_non_null(strstr(err.message, "file"));
    test_folder_remove(dir);
}

/* A nation asks for memory some thousand times; a sample of them fails. */
static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    char dir[256];
    struct jd_synth_options options = jd_synth_options_default();
    struct test_memory mem;
    options.n_people = 4;
    options.threads = 1;
    test_folder_make(dir);
    test_memory_init(&mem, 1u << 20);
    assert_int_equal(jd_synth_write(&mem.alloc, &options, io, dir, NULL), JD_OK);
    assert_int_equal(mem.live_blocks, 0);
    const size_t asked = (1u << 20) - mem.requests_left;

    for (size_t n = 0; n < asked; n += n < 8 ? 1 : asked / 16) {
        test_memory_init(&mem, n);
        assert_int_equal(jd_synth_write(&mem.alloc, &options, io, dir, NULL), JD_E_NOMEM);
        assert_int_equal(mem.live_blocks, 0);
    }
    test_folder_remove(dir);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_people_and_seed_give_the_same_bytes_with_any_threads),
        cmocka_unit_test(a_nation_takes_the_place_of_an_earlier_one),
        cmocka_unit_test(nations_of_any_size_have_the_planted_cases),
        cmocka_unit_test(a_thousand_starts_lead_nowhere_where_there_are_so_many),
        cmocka_unit_test(every_folder_says_who_it_is),
        cmocka_unit_test(what_cannot_be_written_is_reported),
        cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks)};
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, io_start, io_stop);
}
