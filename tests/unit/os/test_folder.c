/* SPDX-License-Identifier: Apache-2.0 */
/* test_folder.c - paths and folders. */
#include "jd_test.h"

#include "base/alloc.h"
#include "os/file.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* folder/name, in one of a few static places so that two can be used at once. */
static const char *
in(const char *folder, const char *name)
{
    static char paths[4][512];
    static unsigned next;
    char *path = paths[next++ % 4];
    (void)snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
    return path;
}

static void
names_come_sorted_by_bytes(void **state)
{
    (void)state;
    const char *const made[] = {"b", "a", "B", "\xc3\xa9", "a b", ".hidden", "ab"};
    const char *const expected[] = {".hidden", "B", "a", "a b", "ab", "b", "\xc3\xa9"};
    char folder[256];
    struct jd__names names = {0};
    struct jd_error err = {0};
    test_folder_make(folder);
    for (size_t i = 0; i < 7; i++)
        test_file_write(in(folder, made[i]), "", 0);

    assert_jd_ok(jd__folder_list(NULL, folder, &names, &err));

    assert_int_equal(names.n, 7);
    for (size_t i = 0; i < 7; i++)
        assert_string_equal(names.names[i], expected[i]);
    jd__names_done(&names);
    jd__names_done(&names); /* an empty list is fine */
    test_folder_remove(folder);
}

static void
an_empty_folder_has_no_names(void **state)
{
    (void)state;
    char folder[256];
    struct jd__names names = {.n = 9};
    struct jd_error err = {0};
    test_folder_make(folder);

    assert_jd_ok(jd__folder_list(NULL, folder, &names, &err));

    assert_int_equal(names.n, 0);
    jd__names_done(&names);
    test_folder_remove(folder);
}

static void
what_is_no_folder_cannot_be_listed(void **state)
{
    (void)state;
    char folder[256];
    struct jd__names names = {.n = 9};
    struct jd_error err = {0};
    test_folder_make(folder);
    test_file_write(in(folder, "file"), "", 0);

    assert_jd_status(
        jd__folder_list(NULL, in(folder, "file"), &names, &err), JD_E_NOT_FOUND);
    assert_jd_status(
        jd__folder_list(NULL, in(folder, "none"), &names, &err), JD_E_NOT_FOUND);

    assert_int_equal(names.n, 9);
    test_folder_remove(folder);
}

static void
the_kind_of_a_path_is_told(void **state)
{
    (void)state;
    char folder[256];
    test_folder_make(folder);
    test_file_write(in(folder, "file"), "", 0);
    assert_int_equal(symlink("file", in(folder, "link")), 0);
    assert_int_equal(symlink("nowhere", in(folder, "dangling")), 0);

    assert_int_equal(jd__path_kind(folder, false), JD__PATH_FOLDER);
    assert_int_equal(jd__path_kind(in(folder, "file"), false), JD__PATH_FILE);
    assert_int_equal(jd__path_kind(in(folder, "link"), false), JD__PATH_LINK);
    assert_int_equal(jd__path_kind(in(folder, "link"), true), JD__PATH_FILE);
    assert_int_equal(jd__path_kind(in(folder, "dangling"), true), JD__PATH_NONE);
    assert_int_equal(jd__path_kind(in(folder, "none"), false), JD__PATH_NONE);
    assert_int_equal(jd__path_kind(in(folder, "file/below"), false), JD__PATH_NONE);
    assert_int_equal(jd__path_kind("/dev/null", false), JD__PATH_OTHER);
    test_folder_remove(folder);
}

static void
a_folder_is_made_with_those_above_it_and_again(void **state)
{
    (void)state;
    char folder[256];
    struct stat about;
    struct jd_error err = {0};
    test_folder_make(folder);

    assert_jd_ok(jd__folder_make(in(folder, "a//b/c/"), true, &err));
    assert_jd_ok(jd__folder_make(in(folder, "a/b/c"), true, &err));

    assert_int_equal(err.status, JD_OK);
    assert_int_equal(stat(in(folder, "a/b/c"), &about), 0);
    assert_int_equal(about.st_mode & 0777, 0700);
    assert_jd_ok(jd__folder_sync(in(folder, "a/b"), &err));
    test_folder_remove(folder);
}

static void
a_new_folder_is_refused_where_something_is(void **state)
{
    (void)state;
    char folder[256];
    struct jd_error err = {0};
    test_folder_make(folder);
    test_file_write(in(folder, "file"), "", 0);

    assert_jd_status(jd__folder_make_new(folder, false, &err), JD_E_CONFLICT);
    assert_jd_status(jd__folder_make(in(folder, "file"), false, &err), JD_E_CONFLICT);
    assert_jd_status(jd__folder_make(in(folder, "file/x"), false, &err), JD_E_CONFLICT);
    assert_jd_status(jd__folder_make_new(in(folder, "no/x"), false, &err), JD_E_NOT_FOUND);
    test_folder_remove(folder);
}

static void
a_real_path_has_no_links_and_dots(void **state)
{
    (void)state;
    char folder[256];
    char *real = NULL, *again = NULL;
    struct jd_error err = {0};
    test_folder_make(folder);
    test_file_write(in(folder, "file"), "", 0);
    assert_int_equal(symlink(".", in(folder, "here")), 0);

    assert_jd_ok(jd__path_real(NULL, in(folder, "here/./here/file"), &real, &err));
    assert_jd_ok(jd__path_real(NULL, in(folder, "file"), &again, &err));
    assert_string_equal(real, again);
    jd__alloc_free(NULL, real, strlen(real) + 1);
    jd__alloc_free(NULL, again, strlen(again) + 1);
    assert_jd_status(jd__path_real(NULL, in(folder, "none"), &real, &err), JD_E_NOT_FOUND);
    test_folder_remove(folder);
}

static void
a_move_replaces_a_file(void **state)
{
    (void)state;
    char folder[256];
    struct jd_error err = {0};
    test_folder_make(folder);
    test_file_write(in(folder, "a"), "new", 3);
    test_file_write(in(folder, "b"), "old", 3);

    assert_jd_ok(jd__path_move(in(folder, "a"), in(folder, "b"), &err));

    size_t size = 0;
    char *got = NULL;
    assert_jd_ok(jd__file_read(NULL, in(folder, "b"), 9, &got, &size, &err));
    assert_string_equal(got, "new");
    jd__alloc_free(NULL, got, size + 1);
    assert_int_equal(jd__path_kind(in(folder, "a"), false), JD__PATH_NONE);
    assert_jd_status(jd__path_move(in(folder, "a"), in(folder, "b"), &err), JD_E_NOT_FOUND);
    test_folder_remove(folder);
}

static void
a_path_that_is_too_long_is_refused_and_its_end_is_shown(void **state)
{
    (void)state;
    static char path[6000];
    struct jd_error err = {0};
    char *got = NULL;
    size_t size = 0;
    memset(path, 'x', sizeof(path) - 1);
    memcpy(path, "/tmp/", 5);
    memcpy(path + sizeof(path) - 9, "/the-end", 8);

    assert_jd_status(jd__folder_make(path, false, &err), JD_E_LIMIT);
    assert_jd_status(jd__file_write(path, "", 0, &err), JD_E_LIMIT);
    assert_jd_status(jd__file_read(NULL, path, 1, &got, &size, &err), JD_E_LIMIT);

    assert_non_null(strstr(err.message, "/the-end: cannot be opened: "));
    assert_memory_equal(err.message, "...x", 4);
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    char folder[256];
    enum jd_status status = JD_E_NOMEM;
    test_folder_make(folder);
    test_file_write(in(folder, "a"), "", 0);
    test_file_write(in(folder, "b"), "", 0);
    for (size_t n = 0; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        struct jd__names names = {0};
        char *real = NULL;
        test_memory_init(&mem, n);
        status = jd__folder_list(&mem.alloc, folder, &names, NULL);
        assert_int_equal(names.n, status == JD_OK ? 2 : 0);
        if (status == JD_OK)
            status = jd__path_real(&mem.alloc, folder, &real, NULL);
        if (real != NULL)
            jd__alloc_free(&mem.alloc, real, strlen(real) + 1);
        jd__names_done(&names);
        assert_int_equal(mem.live_blocks, 0);
        assert_int_equal(mem.live_bytes, 0);
    }
    assert_int_equal(status, JD_OK);
    test_folder_remove(folder);
}

TEST_MAIN(cmocka_unit_test(names_come_sorted_by_bytes),
    cmocka_unit_test(an_empty_folder_has_no_names),
    cmocka_unit_test(what_is_no_folder_cannot_be_listed),
    cmocka_unit_test(the_kind_of_a_path_is_told),
    cmocka_unit_test(a_folder_is_made_with_those_above_it_and_again),
    cmocka_unit_test(a_new_folder_is_refused_where_something_is),
    cmocka_unit_test(a_real_path_has_no_links_and_dots),
    cmocka_unit_test(a_move_replaces_a_file),
    cmocka_unit_test(a_path_that_is_too_long_is_refused_and_its_end_is_shown),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks))
