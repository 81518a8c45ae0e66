/* SPDX-License-Identifier: Apache-2.0 */
/* test_system.c - what the system refuses, in our statuses and words. */
#include "jd_test.h"

#include "os/system.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static void
each_failure_has_its_status_and_the_systems_reason(void **state)
{
    (void)state;
    static const struct {
        int code;
        enum jd_status status;
    } cases[] = {
        {ENOENT, JD_E_NOT_FOUND},
        {ENOTDIR, JD_E_NOT_FOUND},
        {EEXIST, JD_E_CONFLICT},
        {ENOTEMPTY, JD_E_CONFLICT},
        {ENOMEM, JD_E_NOMEM},
        {ENAMETOOLONG, JD_E_LIMIT},
        {EIO, JD_E_IO},
        {ENOSPC, JD_E_IO},
        {EACCES, JD_E_IO},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct jd_error err = {0};
        char expected[200];
        (void)snprintf(
            expected, sizeof(expected), "a/b: cannot be read: %s", strerror(cases[i].code));

        assert_jd_status(
            jd__fail_system(&err, "a/b", "cannot be read", cases[i].code), cases[i].status);

        assert_string_equal(err.message, expected);
    }
}

static void
an_error_that_the_system_does_not_know_is_told_by_its_number(void **state)
{
    (void)state;
    struct jd_error err = {0};

    assert_jd_status(jd__fail_system(&err, "a", "cannot be read", 99999), JD_E_IO);

    assert_non_null(strstr(err.message, "99999"));
}

static void
of_a_long_path_the_end_is_told(void **state)
{
    (void)state;
    struct jd_error err = {0};
    char path[1001];
    memset(path, 'x', sizeof(path) - 1);
    memcpy(path + sizeof(path) - 9, "/journal", 9);

    assert_jd_status(jd__fail_system(&err, path, "cannot be read", EIO), JD_E_IO);

    assert_memory_equal(err.message, "...xxx", 6);
    assert_non_null(strstr(err.message, "/journal: cannot be read: "));
}

static void
a_full_disk_is_told(void **state)
{
    (void)state;
    struct jd_error err = {0};
    int fd = open("/dev/full", O_WRONLY);

    assert_jd_status(jd__write_all(fd, "the file", "abc", 3, &err), JD_E_IO);

    assert_non_null(strstr(err.message, "the file: cannot be written: "));
    assert_int_equal(close(fd), 0);
}

static void
a_folder_that_is_not_there_cannot_be_synced(void **state)
{
    (void)state;
    struct jd_error err = {0};
    static char path[8192];
    char folder[256];
    test_folder_make(folder);

    (void)snprintf(path, sizeof(path), "%s/a", folder);
    assert_jd_ok(jd__sync_parent(path, &err));
    (void)snprintf(path, sizeof(path), "%s/", folder);
    assert_jd_ok(jd__sync_parent(path, &err));
    (void)snprintf(path, sizeof(path), "%s/none/a", folder);
    assert_jd_status(jd__sync_parent(path, &err), JD_E_NOT_FOUND);
    memset(path, '/', sizeof(path) - 2);
    path[sizeof(path) - 2] = 'a';
    assert_jd_status(jd__sync_parent(path, &err), JD_E_LIMIT);

    test_folder_remove(folder);
}

TEST_MAIN(cmocka_unit_test(each_failure_has_its_status_and_the_systems_reason),
    cmocka_unit_test(an_error_that_the_system_does_not_know_is_told_by_its_number),
    cmocka_unit_test(of_a_long_path_the_end_is_told), cmocka_unit_test(a_full_disk_is_told),
    cmocka_unit_test(a_folder_that_is_not_there_cannot_be_synced))
