/* SPDX-License-Identifier: Apache-2.0 */
/* test_tree.c - only a marked folder is removed, and nothing that a link leads to. */
#include "jd_test.h"

#include "os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* The system's call, so that a test can make one fail: defined here, it wins over libc's. */
static unsigned unlinkat_left = UINT32_MAX; /* calls until one fails, once */

int
unlinkat(int folder, const char *name, int flags)
{
    char path[64], target[4096];
    struct stat about;
    if (unlinkat_left-- == 0) {
        errno = EIO;
        return -1;
    }
    if ((flags & AT_REMOVEDIR) == 0 &&
        fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(about.st_mode)) {
        errno = EISDIR;
        return -1;
    }
    (void)snprintf(path, sizeof(path), "/proc/self/fd/%d", folder);
    ssize_t n = readlink(path, target, sizeof(target) - 300);
    if (n <= 0)
        return -1;
    (void)snprintf(target + n, 300, "/%s", name);
    return (flags & AT_REMOVEDIR) != 0 ? rmdir(target) : unlink(target);
}

static const char *
in(const char *folder, const char *name)
{
    static char paths[4][2048];
    static unsigned next;
    char *path = paths[next++ % 4];
    (void)snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
    return path;
}

static void
a_marked_folder_is_removed_with_all_in_it(void **state)
{
    (void)state;
    char folder[256];
    struct jd_error err = {0};
    test_folder_make(folder);
    assert_jd_ok(jd__folder_make(in(folder, "store/a/b/c"), false, &err));
    test_file_write(in(folder, "store/mark"), "", 0);
    test_file_write(
        in(folder, "store/a/b/c/mark"), "", 0); /* the same name below is no marker */
    for (int i = 0; i < 500; i++) {
        char name[40];
        (void)snprintf(name, sizeof(name), "store/a/b/file-%d", i);
        test_file_write(in(folder, name), "", 0);
    }

    assert_jd_ok(jd__tree_remove(in(folder, "store"), "mark", &err));

    assert_int_equal(jd__path_kind(in(folder, "store"), false), JD__PATH_NONE);
    test_folder_remove(folder);
}

static void
a_folder_without_the_marker_is_left_alone(void **state)
{
    (void)state;
    char folder[256];
    struct jd_error err = {0};
    test_folder_make(folder);
    test_file_write(in(folder, "precious"), "x", 1);

    assert_jd_status(jd__tree_remove(folder, "mark", &err), JD_E_DENIED);
    assert_jd_ok(
        jd__folder_make(in(folder, "mark"), false, &err)); /* a folder is no marker */
    assert_jd_status(jd__tree_remove(folder, "mark", &err), JD_E_DENIED);
    assert_int_equal(rmdir(in(folder, "mark")), 0);
    assert_int_equal(symlink("precious", in(folder, "mark")), 0); /* nor is a link */
    assert_jd_status(jd__tree_remove(folder, "mark", &err), JD_E_DENIED);

    assert_int_equal(jd__path_kind(in(folder, "precious"), false), JD__PATH_FILE);
    test_folder_remove(folder);
}

static void
a_marker_is_a_plain_name(void **state)
{
    (void)state;
    char folder[256];
    struct jd_error err = {0};
    test_folder_make(folder);
    test_file_write(in(folder, "mark"), "", 0);

    assert_jd_status(jd__tree_remove(folder, "", &err), JD_E_ARG);
    assert_jd_status(jd__tree_remove(folder, "../mark", &err), JD_E_ARG);
    assert_jd_status(jd__tree_remove(in(folder, "none"), "mark", &err), JD_E_NOT_FOUND);

    assert_int_equal(jd__path_kind(in(folder, "mark"), false), JD__PATH_FILE);
    test_folder_remove(folder);
}

static void
what_a_link_leads_to_is_left_alone(void **state)
{
    (void)state;
    char folder[256];
    struct jd_error err = {0};
    test_folder_make(folder);
    assert_jd_ok(jd__folder_make(in(folder, "store"), false, &err));
    assert_jd_ok(jd__folder_make(in(folder, "outside"), false, &err));
    test_file_write(in(folder, "outside/precious"), "x", 1);
    test_file_write(in(folder, "outside/mark"), "x", 1);
    test_file_write(in(folder, "store/mark"), "", 0);
    assert_int_equal(symlink("../outside", in(folder, "store/link")), 0);
    assert_int_equal(symlink("outside", in(folder, "link")), 0);

    assert_true(jd__tree_remove(in(folder, "link"), "mark", &err) != JD_OK);
    assert_jd_ok(jd__tree_remove(in(folder, "store"), "mark", &err));

    assert_int_equal(jd__path_kind(in(folder, "outside/precious"), false), JD__PATH_FILE);
    assert_int_equal(jd__path_kind(in(folder, "store"), false), JD__PATH_NONE);
    test_folder_remove(folder);
}

static void
a_removal_that_fails_anywhere_can_be_asked_again(void **state)
{
    (void)state;
    enum jd_status status = JD_E_IO;
    unsigned n = 0;
    for (; status == JD_E_IO; n++) {
        char folder[256];
        struct jd_error err = {0};
        test_folder_make(folder);
        assert_jd_ok(jd__folder_make(in(folder, "store/a/b"), false, &err));
        test_file_write(in(folder, "store/mark"), "", 0);
        test_file_write(in(folder, "store/a/file"), "", 0);
        unlinkat_left = n;

        status = jd__tree_remove(in(folder, "store"), "mark", &err);

        unlinkat_left = UINT32_MAX;
        if (status == JD_E_IO)
            assert_jd_ok(jd__tree_remove(in(folder, "store"), "mark", &err));
        assert_int_equal(jd__path_kind(in(folder, "store"), false), JD__PATH_NONE);
        test_folder_remove(folder);
    }

    assert_jd_status(status, JD_OK);
    assert_int_equal(n - 1, 6); /* the file, each folder tried and removed, the marker */
}

static void
a_removal_that_runs_out_of_descriptors_can_be_asked_again(void **state)
{
    (void)state;
    char folder[256];
    struct jd_error err = {0};
    struct rlimit before;
    enum jd_status status = JD_E_IO;
    unsigned failures = 0;
    test_folder_make(folder);
    assert_jd_ok(jd__folder_make(in(folder, "store/a/b/c"), false, &err));
    test_file_write(in(folder, "store/mark"), "", 0);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    for (rlim_t n = 0; status == JD_E_IO; n++) {
        const struct rlimit few = {n, before.rlim_max};
        assert_int_equal(jd__path_kind(in(folder, "store/mark"), false), JD__PATH_FILE);
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
        status = jd__tree_remove(in(folder, "store"), "mark", &err);
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
        failures += status != JD_OK;
    }

    assert_jd_status(status, JD_OK);
    assert_in_range(
        failures, 5, 100); /* one for each folder that is open at once, and more */
    assert_int_equal(jd__path_kind(in(folder, "store"), false), JD__PATH_NONE);
    test_folder_remove(folder);
}

static void
a_tree_that_is_too_deep_keeps_its_marker(void **state)
{
    (void)state;
    char folder[256], deep[1024] = "store";
    struct jd_error err = {0};
    test_folder_make(folder);
    for (size_t i = 0, n = 5; i < 80; i++, n += 2)
        memcpy(deep + n, "/d", 3);
    assert_jd_ok(jd__folder_make(in(folder, deep), false, &err));
    test_file_write(in(folder, "store/mark"), "", 0);

    assert_jd_status(jd__tree_remove(in(folder, "store"), "mark", &err), JD_E_LIMIT);

    assert_int_equal(jd__path_kind(in(folder, "store/mark"), false), JD__PATH_FILE);
    test_folder_remove(folder);
}

TEST_MAIN(cmocka_unit_test(a_marked_folder_is_removed_with_all_in_it),
    cmocka_unit_test(a_folder_without_the_marker_is_left_alone),
    cmocka_unit_test(a_marker_is_a_plain_name),
    cmocka_unit_test(what_a_link_leads_to_is_left_alone),
    cmocka_unit_test(a_removal_that_fails_anywhere_can_be_asked_again),
    cmocka_unit_test(a_removal_that_runs_out_of_descriptors_can_be_asked_again),
    cmocka_unit_test(a_tree_that_is_too_deep_keeps_its_marker))
