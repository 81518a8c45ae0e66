/* SPDX-License-Identifier: Apache-2.0 */
/* test_whole_file.c - files read and written whole. */
#include "jd_test.h"

#include "base/alloc.h"
#include "os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The system's calls, so that a test can make them fail: defined here, they win over libc's. */
static int fsync_fails; /* with this errno */
static int rename_fails;

int
fsync(int fd)
{
    errno = fsync_fails;
    return errno != 0 ? -1 : fdatasync(fd);
}

int
rename(const char *from, const char *to)
{
    errno = rename_fails;
    return errno != 0 ? -1 : renameat(AT_FDCWD, from, AT_FDCWD, to);
}

struct place {
    char folder[256];
    char file[300];
};

static struct place
make_place(const char *name)
{
    struct place place;
    test_folder_make(place.folder);
    (void)snprintf(place.file, sizeof(place.file), "%s/%s", place.folder, name);
    return place;
}

static size_t
names_in(const char *folder)
{
    struct jd__names names = {0};
    struct jd_error err = {0};
    assert_jd_ok(jd__folder_list(NULL, folder, &names, &err));
    size_t n = names.n;
    jd__names_done(&names);
    return n;
}

static void
what_is_written_is_read_back(void **state)
{
    (void)state;
    static char data[200000];
    const size_t sizes[] = {0, 1, 65535, 65536, 65537, sizeof(data)};
    struct place place = make_place("a");
    struct jd_error err = {0};
    for (size_t i = 0; i < sizeof(data); i++)
        data[i] = (char)(i * 31 % 251);

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        char *got = NULL;
        size_t size = 0;
        assert_jd_ok(jd__file_write(place.file, data, sizes[i], &err));
        assert_jd_ok(jd__file_read(NULL, place.file, sizes[i], &got, &size, &err));
        assert_int_equal(size, sizes[i]);
        assert_memory_equal(got, data, size);
        assert_int_equal(got[size], '\0');
        jd__alloc_free(NULL, got, size + 1);
    }
    assert_int_equal(names_in(place.folder), 1); /* no temporary name is left */
    test_folder_remove(place.folder);
}

static void
a_file_over_the_maximum_is_refused(void **state)
{
    (void)state;
    struct place place = make_place("a");
    struct jd_error err = {0};
    char *got = NULL;
    size_t size = 7;
    test_file_write(place.file, "12345", 5);

    assert_jd_status(jd__file_read(NULL, place.file, 4, &got, &size, &err), JD_E_LIMIT);

    assert_null(got);
    assert_int_equal(size, 7);
    assert_non_null(strstr(err.message, "a: is larger than 4 bytes"));
    assert_jd_ok(jd__file_read(NULL, place.file, SIZE_MAX, &got, &size, &err));
    assert_int_equal(size, 5);
    jd__alloc_free(NULL, got, size + 1);
    test_folder_remove(place.folder);
}

static void
a_missing_file_is_not_found_and_named(void **state)
{
    (void)state;
    struct place place = make_place("missing.csv");
    struct jd_error err = {0};
    char *got = NULL;
    size_t size = 0;

    assert_jd_status(jd__file_read(NULL, place.file, 9, &got, &size, &err), JD_E_NOT_FOUND);

    assert_non_null(strstr(err.message, "missing.csv: cannot be opened: "));
    assert_jd_status(jd__file_remove(place.file, &err), JD_E_NOT_FOUND);
    assert_jd_status(jd__file_read(NULL, place.folder, 9, &got, &size, &err), JD_E_IO);
    assert_jd_status(jd__file_write(place.folder, "", 0, &err), JD_E_CONFLICT);
    test_folder_remove(place.folder);
}

static void
a_write_into_no_folder_leaves_nothing(void **state)
{
    (void)state;
    struct place place = make_place("no/such/file");
    struct jd_error err = {0};

    assert_jd_status(jd__file_write(place.file, "x", 1, &err), JD_E_NOT_FOUND);

    assert_int_equal(names_in(place.folder), 0);
    test_folder_remove(place.folder);
}

static void
a_private_file_stays_private_when_it_is_replaced(void **state)
{
    (void)state;
    struct place place = make_place("a");
    struct jd_error err = {0};
    struct stat about;
    test_file_write(place.file, "old", 3);
    assert_int_equal(chmod(place.file, 0600), 0);

    assert_jd_ok(jd__file_write(place.file, "new", 3, &err));

    assert_int_equal(stat(place.file, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    test_folder_remove(place.folder);
}

static void
a_link_stays_and_what_it_leads_to_is_replaced(void **state)
{
    (void)state;
    struct place place = make_place("real");
    struct jd_error err = {0};
    char link[300];
    (void)snprintf(link, sizeof(link), "%s/link", place.folder);
    test_file_write(place.file, "old", 3);
    assert_int_equal(symlink("real", link), 0);

    assert_jd_ok(jd__file_write(link, "new!", 4, &err));

    size_t size = 0;
    char *got = NULL;
    assert_int_equal(jd__path_kind(link, false), JD__PATH_LINK);
    assert_jd_ok(jd__file_read(NULL, place.file, 9, &got, &size, &err));
    assert_string_equal(got, "new!");
    jd__alloc_free(NULL, got, size + 1);
    test_folder_remove(place.folder);
}

/* A pipe stands for every device: a failing test must not replace one of the system's. */
static void
a_pipe_is_written_to_and_never_replaced(void **state)
{
    (void)state;
    struct place place = make_place("pipe");
    struct jd_error err = {0};
    char got[8] = {0};
    assert_int_equal(mkfifo(place.file, 0600), 0);
    int reader = open(place.file, O_RDONLY | O_NONBLOCK);
    assert_true(reader >= 0);

    assert_jd_ok(jd__file_write(place.file, "bytes", 5, &err));

    assert_int_equal(read(reader, got, sizeof(got)), 5);
    assert_string_equal(got, "bytes");
    assert_int_equal(jd__path_kind(place.file, false), JD__PATH_OTHER);
    (void)close(reader);
    test_folder_remove(place.folder);
}

static void
a_write_that_fails_leaves_the_old_file_and_no_other(void **state)
{
    (void)state;
    struct place place = make_place("a");
    struct jd_error err = {0};
    test_file_write(place.file, "old", 3);

    fsync_fails = EIO;
    assert_jd_status(jd__file_write(place.file, "new", 3, &err), JD_E_IO);
    fsync_fails = 0;
    rename_fails = EACCES;
    assert_jd_status(jd__file_write(place.file, "new", 3, &err), JD_E_IO);
    rename_fails = 0;

    size_t size = 0;
    char *got = NULL;
    assert_jd_ok(jd__file_read(NULL, place.file, 9, &got, &size, &err));
    assert_string_equal(got, "old");
    jd__alloc_free(NULL, got, size + 1);
    assert_int_equal(names_in(place.folder), 1);
    test_folder_remove(place.folder);
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    struct place place = make_place("a");
    enum jd_status status = JD_E_NOMEM;
    test_file_write(place.file, "12345", 5);
    for (size_t n = 0; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        char *got = NULL;
        size_t size = 0;
        test_memory_init(&mem, n);
        status = jd__file_read(&mem.alloc, place.file, 9, &got, &size, NULL);
        assert_int_equal(got != NULL, status == JD_OK);
        if (got != NULL)
            jd__alloc_free(&mem.alloc, got, size + 1);
        assert_int_equal(mem.live_blocks, 0);
        assert_int_equal(mem.live_bytes, 0);
    }
    assert_int_equal(status, JD_OK);
    test_folder_remove(place.folder);
}

TEST_MAIN(cmocka_unit_test(what_is_written_is_read_back),
    cmocka_unit_test(a_file_over_the_maximum_is_refused),
    cmocka_unit_test(a_missing_file_is_not_found_and_named),
    cmocka_unit_test(a_write_into_no_folder_leaves_nothing),
    cmocka_unit_test(a_private_file_stays_private_when_it_is_replaced),
    cmocka_unit_test(a_link_stays_and_what_it_leads_to_is_replaced),
    cmocka_unit_test(a_pipe_is_written_to_and_never_replaced),
    cmocka_unit_test(a_write_that_fails_leaves_the_old_file_and_no_other),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks))
