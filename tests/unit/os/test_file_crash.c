/* SPDX-License-Identifier: Apache-2.0 */
/* test_file_crash.c - the power fails, or the disk is full, while a whole file is replaced. */
#include "disk.h"

#include "os/file.h"

#include <stdlib.h>
#include <string.h>

enum { SIZE = 3000 }; /* several sectors */

static void
fill(char bytes[static SIZE], char with)
{
    memset(bytes, with, SIZE);
}

/* Is the file there as a whole, in this or that version? */
static char
version_in(const char *folder)
{
    char path[300];
    size_t size = 0;
    (void)snprintf(path, sizeof(path), "%s/file", folder);
    char *got = test_file_read(path, &size);
    char first = got[0];
    for (size_t i = 0; i < SIZE; i++)
        if (size != SIZE || got[i] != first)
            fail_msg("%s: a part of a file", path);
    free(got);
    return first;
}

static void
a_crash_at_any_step_leaves_the_old_file_or_the_new_one(void **state)
{
    (void)state;
    char folder[256], path[300], bytes[SIZE];
    struct jd_error err = {0};
    struct disk disk;
    uint64_t random = 1;
    test_folder_make(folder);
    (void)snprintf(path, sizeof(path), "%s/file", folder);
    fill(bytes, 'o');
    assert_jd_ok(jd__file_write(path, bytes, SIZE, &err));
    disk_start(&disk, folder);
    size_t first = disk.n;
    fill(bytes, 'n');
    assert_jd_ok(jd__file_write(path, bytes, SIZE, &err));

    for (size_t at = first; at <= disk.n; at++)
        for (size_t i = 0; i <= 20; i++) {
            char left[256];
            test_folder_make(left);
            disk_crash(&disk, at, i == 0 ? at : 0, i == 0 ? NULL : &random, left);
            char version = version_in(left);
            if (version != 'n' && (version != 'o' || at == disk.n))
                fail_msg("step %zu: version %c", at, version);
            test_folder_remove(left);
        }

    disk_stop(&disk);
    test_folder_remove(folder);
}

static void
a_full_disk_or_a_failed_sync_leaves_the_old_file_alone(void **state)
{
    (void)state;
    char folder[256], path[300], bytes[SIZE];
    struct jd_error err = {0};
    struct jd__names names = {0};
    struct disk disk;
    test_folder_make(folder);
    (void)snprintf(path, sizeof(path), "%s/file", folder);
    fill(bytes, 'o');
    assert_jd_ok(jd__file_write(path, bytes, SIZE, &err));
    disk_start(&disk, folder);
    disk.most = 512;
    fill(bytes, 'n');

    for (disk.room = 0; disk.room < SIZE;) {
        int64_t room = disk.room;
        assert_jd_status(jd__file_write(path, bytes, SIZE, &err), JD_E_IO);
        assert_non_null(strstr(err.message, "No space left"));
        assert_int_equal(version_in(folder), 'o');
        disk.room = room + 400;
    }
    disk.room = -1;
    disk.good_syncs = 0;
    assert_jd_status(jd__file_write(path, bytes, SIZE, &err), JD_E_IO);
    assert_int_equal(version_in(folder), 'o');
    assert_jd_ok(jd__folder_list(NULL, folder, &names, &err));
    assert_int_equal(names.n, 1); /* no half of a new one either */
    assert_jd_ok(jd__file_write(path, bytes, SIZE, &err));
    assert_int_equal(version_in(folder), 'n');

    jd__names_done(&names);
    disk_stop(&disk);
    test_folder_remove(folder);
}

TEST_MAIN(cmocka_unit_test(a_crash_at_any_step_leaves_the_old_file_or_the_new_one),
    cmocka_unit_test(a_full_disk_or_a_failed_sync_leaves_the_old_file_alone))
