/* SPDX-License-Identifier: Apache-2.0 */
/* test_file.c - an open file: append, read at, cut, lock; what it does when it may not. */
#include "jd_test.h"

#include "base/alloc.h"
#include "os/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* The system's calls, so that a test can make them fail: defined here, they win over libc's. */
static int fsync_fails;       /* with this errno, once */
static int pwrite_fails;      /* with this errno, from the second call on */
static unsigned pwrite_calls; /* since this was set to 0 */
static size_t pwrite_at_most = SIZE_MAX;

int
fsync(int fd)
{
    errno = fsync_fails;
    fsync_fails = 0;
    return errno != 0 ? -1 : fdatasync(fd);
}

ssize_t
pwrite(int fd, const void *data, size_t size, off_t offset)
{
    pwrite_calls++;
    if (pwrite_fails != 0 && pwrite_calls > 1) {
        errno = pwrite_fails;
        return -1;
    }
    if (lseek(fd, offset, SEEK_SET) != offset)
        return -1;
    return write(fd, data, size < pwrite_at_most ? size : pwrite_at_most);
}

struct place {
    char folder[256];
    char path[300];
    struct jd__file *file;
};

static struct place
open_place(enum jd__file_mode mode)
{
    struct place place = {0};
    struct jd_error err = {0};
    test_folder_make(place.folder);
    (void)snprintf(place.path, sizeof(place.path), "%s/journal", place.folder);
    assert_jd_ok(jd__file_open(NULL, place.path, mode, true, &place.file, &err));
    return place;
}

static void
close_place(struct place *place)
{
    jd__file_close(place->file);
    test_folder_remove(place->folder);
}

static void
what_is_appended_is_read_back_after_opening_again(void **state)
{
    (void)state;
    struct place place = open_place(JD__FILE_APPEND);
    struct jd_error err = {0};
    char got[16] = {0};
    size_t size = 0;

    assert_jd_ok(jd__file_append(place.file, "hello ", 6, &err));
    assert_jd_ok(jd__file_sync(place.file, &err));
    jd__file_close(place.file);
    assert_jd_ok(jd__file_open(NULL, place.path, JD__FILE_APPEND, true, &place.file, &err));
    assert_int_equal(jd__file_size(place.file), 6);
    assert_jd_ok(jd__file_append(place.file, "world", 5, &err));

    assert_jd_ok(jd__file_read_at(place.file, 3, got, sizeof(got), &size, &err));
    assert_int_equal(size, 8);
    assert_string_equal(got, "lo world");
    assert_jd_ok(jd__file_read_at(place.file, 1000, got, sizeof(got), &size, &err));
    assert_int_equal(size, 0);
    close_place(&place);
}

static void
a_file_is_made_for_its_user_alone_when_private(void **state)
{
    (void)state;
    struct place place = open_place(JD__FILE_NEW);
    struct stat about;

    assert_int_equal(stat(place.path, &about), 0);

    assert_int_equal(about.st_mode & 0777, 0600);
    close_place(&place);
}

/* The model: the file as an array of bytes. */
static void
agrees_with_an_array_of_bytes(void **state)
{
    (void)state;
    enum { MAX = 4096 };
    for (uint64_t seed = 0; seed < 20; seed++) {
        struct place place = open_place(JD__FILE_NEW);
        struct jd_error err = {0};
        uint64_t random = seed;
        char model[MAX + 64], got[MAX + 64];
        size_t n = 0, size = 0;
        for (int step = 0; step < 60; step++) {
            char bytes[64];
            size_t n_bytes = test_random(&random, sizeof(bytes));
            memset(bytes, (int)test_random(&random, 256), sizeof(bytes));
            size_t at = test_random(&random, (uint32_t)n + 1);
            switch (test_random(&random, 4)) {
            case 0:
                assert_jd_ok(jd__file_truncate(place.file, at, &err));
                n = at;
                break;
            case 1:
                assert_jd_ok(jd__file_write_at(place.file, at, bytes, n_bytes, &err));
                memcpy(model + at, bytes, n_bytes);
                n = at + n_bytes > n ? at + n_bytes : n;
                break;
            default:
                assert_jd_ok(jd__file_append(place.file, bytes, n_bytes, &err));
                memcpy(model + n, bytes, n_bytes);
                n += n_bytes;
            }
            assert_int_equal(jd__file_size(place.file), n);
        }
        assert_jd_ok(jd__file_read_at(place.file, 0, got, sizeof(got), &size, &err));
        if (size != n || memcmp(got, model, n) != 0)
            fail_msg("other bytes for seed %u", (unsigned)seed);
        close_place(&place);
    }
}

static void
nothing_is_written_or_cut_behind_the_end(void **state)
{
    (void)state;
    struct place place = open_place(JD__FILE_NEW);
    struct jd_error err = {0};

    assert_jd_status(jd__file_write_at(place.file, 1, "x", 1, &err), JD_E_ARG);
    assert_jd_status(jd__file_truncate(place.file, 1, &err), JD_E_ARG);

    assert_int_equal(jd__file_size(place.file), 0);
    assert_non_null(strstr(err.message, "journal"));
    close_place(&place);
}

static void
an_offset_that_no_file_has_is_refused(void **state)
{
    (void)state;
    struct place place = open_place(JD__FILE_NEW);
    struct jd_error err = {0};
    char byte = 0;
    size_t size = 9;

    assert_jd_status(
        jd__file_read_at(place.file, UINT64_MAX, &byte, 1, &size, &err), JD_E_ARG);

    assert_int_equal(size, 9);
    close_place(&place);
}

static void
a_mode_holds_to_its_word(void **state)
{
    (void)state;
    struct place place = open_place(JD__FILE_NEW);
    struct jd_error err = {0};
    struct jd__file *file = NULL;
    char missing[300];
    (void)snprintf(missing, sizeof(missing), "%s/missing", place.folder);

    assert_jd_status(
        jd__file_open(NULL, place.path, JD__FILE_NEW, true, &file, &err), JD_E_CONFLICT);
    assert_jd_status(
        jd__file_open(NULL, missing, JD__FILE_READ, true, &file, &err), JD_E_NOT_FOUND);
    assert_jd_status(
        jd__file_open(NULL, missing, JD__FILE_UPDATE, true, &file, &err), JD_E_NOT_FOUND);
    assert_null(file);
    assert_jd_ok(jd__file_open(NULL, place.path, JD__FILE_READ, true, &file, &err));
    assert_jd_status(jd__file_append(file, "x", 1, &err), JD_E_IO);
    jd__file_close(file);
    close_place(&place);
}

static void
what_is_no_plain_file_is_refused_at_once(void **state)
{
    (void)state;
    struct place place = open_place(JD__FILE_NEW);
    struct jd_error err = {0};
    struct jd__file *file = NULL;
    char pipe[300];
    (void)snprintf(pipe, sizeof(pipe), "%s/pipe", place.folder);
    assert_int_equal(mkfifo(pipe, 0600), 0);

    assert_jd_status(
        jd__file_open(NULL, pipe, JD__FILE_READ, true, &file, &err), JD_E_INPUT);
    assert_jd_status(
        jd__file_open(NULL, place.folder, JD__FILE_READ, true, &file, &err), JD_E_INPUT);
    assert_jd_status(
        jd__file_open(NULL, place.folder, JD__FILE_UPDATE, true, &file, &err), JD_E_INPUT);

    assert_null(file);
    close_place(&place);
}

static void
a_held_file_is_refused_to_a_second_handle_of_this_process(void **state)
{
    (void)state;
    struct place place = open_place(JD__FILE_NEW);
    struct jd_error err = {0};
    struct jd__file *second = NULL;
    assert_jd_ok(jd__file_open(NULL, place.path, JD__FILE_UPDATE, true, &second, &err));

    assert_jd_ok(jd__file_lock(place.file, &err));
    assert_jd_status(jd__file_lock(second, &err), JD_E_CONFLICT);
    jd__file_close(place.file);
    place.file = NULL;
    assert_jd_ok(jd__file_lock(second, &err));

    jd__file_close(second);
    close_place(&place);
}

static void
a_held_file_is_refused_to_another_process(void **state)
{
    (void)state;
    struct place place = open_place(JD__FILE_NEW);
    struct jd_error err = {0};
    assert_jd_ok(jd__file_lock(place.file, &err));

    pid_t child = fork();
    if (child == 0) {
        struct jd__file *other = NULL;
        if (jd__file_open(NULL, place.path, JD__FILE_UPDATE, true, &other, &err) != JD_OK)
            _exit(100);
        _exit((int)jd__file_lock(other, &err));
    }

    int how = 0;
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFEXITED(how));
    assert_int_equal(WEXITSTATUS(how), JD_E_CONFLICT);
    close_place(&place);
}

static void
a_failed_sync_is_final(void **state)
{
    (void)state;
    struct place place = open_place(JD__FILE_NEW);
    struct jd_error err = {0};
    assert_jd_ok(jd__file_append(place.file, "x", 1, &err));

    fsync_fails = EIO;
    assert_jd_status(jd__file_sync(place.file, &err), JD_E_IO);

    assert_jd_status(jd__file_sync(place.file, &err), JD_E_IO);
    assert_jd_status(jd__file_append(place.file, "x", 1, &err), JD_E_IO);
    assert_jd_status(jd__file_truncate(place.file, 0, &err), JD_E_IO);
    assert_non_null(strstr(err.message, "an earlier sync failed"));
    close_place(&place);
}

static void
a_write_that_the_system_takes_in_parts_is_whole(void **state)
{
    (void)state;
    struct place place = open_place(JD__FILE_NEW);
    struct jd_error err = {0};
    char got[8] = {0};
    size_t size = 0;

    pwrite_at_most = 2;
    assert_jd_ok(jd__file_append(place.file, "1234567", 7, &err));
    pwrite_at_most = SIZE_MAX;

    assert_jd_ok(jd__file_read_at(place.file, 0, got, 7, &size, &err));
    assert_string_equal(got, "1234567");
    close_place(&place);
}

static void
a_disk_that_fills_half_way_leaves_the_size_and_the_next_append_overwrites(void **state)
{
    (void)state;
    struct place place = open_place(JD__FILE_NEW);
    struct jd_error err = {0};
    char got[8] = {0};
    size_t size = 0;
    assert_jd_ok(jd__file_append(place.file, "ab", 2, &err));

    pwrite_calls = 0;
    pwrite_at_most = 3;
    pwrite_fails = ENOSPC;
    assert_jd_status(jd__file_append(place.file, "torn off", 8, &err), JD_E_IO);
    pwrite_at_most = SIZE_MAX;
    pwrite_fails = 0;

    assert_int_equal(jd__file_size(place.file), 2);
    assert_jd_ok(jd__file_append(place.file, "cdef", 4, &err));
    assert_jd_ok(jd__file_read_at(place.file, 0, got, 7, &size, &err));
    assert_int_equal(size, 6);
    assert_string_equal(got, "abcdef");
    close_place(&place);
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    struct place place = open_place(JD__FILE_NEW);
    enum jd_status status = JD_E_NOMEM;
    for (size_t n = 0; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        struct jd__file *file = NULL;
        test_memory_init(&mem, n);
        status = jd__file_open(&mem.alloc, place.path, JD__FILE_READ, true, &file, NULL);
        assert_int_equal(file != NULL, status == JD_OK);
        jd__file_close(file);
        assert_int_equal(mem.live_blocks, 0);
        assert_int_equal(mem.live_bytes, 0);
    }
    assert_int_equal(status, JD_OK);
    close_place(&place);
}

TEST_MAIN(cmocka_unit_test(what_is_appended_is_read_back_after_opening_again),
    cmocka_unit_test(a_file_is_made_for_its_user_alone_when_private),
    cmocka_unit_test(agrees_with_an_array_of_bytes),
    cmocka_unit_test(nothing_is_written_or_cut_behind_the_end),
    cmocka_unit_test(an_offset_that_no_file_has_is_refused),
    cmocka_unit_test(a_mode_holds_to_its_word),
    cmocka_unit_test(what_is_no_plain_file_is_refused_at_once),
    cmocka_unit_test(a_held_file_is_refused_to_a_second_handle_of_this_process),
    cmocka_unit_test(a_held_file_is_refused_to_another_process),
    cmocka_unit_test(a_failed_sync_is_final),
    cmocka_unit_test(a_write_that_the_system_takes_in_parts_is_whole),
    cmocka_unit_test(
        a_disk_that_fills_half_way_leaves_the_size_and_the_next_append_overwrites),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks))
