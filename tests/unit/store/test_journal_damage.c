/* SPDX-License-Identifier: Apache-2.0 */
/* test_journal_damage.c - torn, flipped, shortened, mixed up: cut off or named. */
#include "small_journal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* [JOURNAL-8] */
static void
a_group_torn_at_any_byte_by_a_crash_is_cut_off_and_said(void **state)
{
    (void)state;
    char folder[256];
    struct jd_error err = {0};
    struct small_seen seen;
    struct jd__journal *journal = NULL;
    struct small_files files;
    small_make(folder);
    small_load(folder, &files);

    for (size_t size = files.group_start; size < files.journal_size; size++) {
        small_put(folder, "journal", files.journal, size);
        small_put(folder, "journal.salts", files.old_salts, files.old_salts_size);
        assert_jd_ok(small_open(NULL, folder, &seen, &journal, &err));
        assert_int_equal(jd__journal_cut(journal), size - files.group_start);
        jd__journal_close(journal);
        if (strcmp(seen.text, "1 100 7 ann@a first|one|four\n") != 0)
            fail_msg("cut at byte %zu: saw %s", size, seen.text);
    }
    assert_jd_ok(small_open(NULL, folder, &seen, &journal, &err));
    assert_int_equal(jd__journal_cut(journal), 0);
    jd__journal_close(journal);

    small_free(&files);
    test_folder_remove(folder);
}

/* A file may be on the disk in its new length before all of its bytes are. */
static void
a_group_whose_bytes_did_not_all_reach_the_disk_is_cut_off(void **state)
{
    (void)state;
    char folder[256];
    struct jd_error err = {0};
    struct small_seen seen;
    struct jd__journal *journal = NULL;
    struct small_files files;
    small_make(folder);
    small_load(folder, &files);

    for (uint64_t start = 0; start < 100; start++) {
        uint64_t random = start;
        size_t size = files.journal_size - files.group_start;
        size_t from = files.group_start + test_random(&random, (uint32_t)size - 1);
        size_t n = 1 + test_random(&random, (uint32_t)(files.journal_size - from));
        char *torn = malloc(files.journal_size);
        assert_non_null(torn);
        memcpy(torn, files.journal, files.journal_size);
        memset(torn + from, 0, n);
        bool is_whole = memcmp(torn, files.journal, files.journal_size) == 0;
        small_put(folder, "journal", torn, files.journal_size);
        small_put(folder, "journal.salts", files.old_salts, files.old_salts_size);
        free(torn);
        assert_jd_ok(small_open(NULL, folder, &seen, &journal, &err));
        jd__journal_close(journal);
        if (strcmp(seen.text,
                is_whole ? small_all_three : "1 100 7 ann@a first|one|four\n") != 0)
            fail_msg("seed %" PRIu64 ": saw %s", start, seen.text);
    }

    small_free(&files);
    test_folder_remove(folder);
}

/* [JOURNAL-6] */
static void
a_whole_group_stands_though_the_crash_came_before_its_mark(void **state)
{
    (void)state;
    char folder[256];
    struct jd_error err = {0};
    struct small_seen seen;
    struct jd__journal *journal = NULL;
    struct small_files files;
    small_make(folder);
    small_load(folder, &files);

    small_put(folder, "journal.salts", files.old_salts, files.old_salts_size);
    assert_jd_ok(small_open(NULL, folder, &seen, &journal, &err));

    assert_string_equal(seen.text, small_all_three);
    jd__journal_close(journal);
    small_free(&files);
    test_folder_remove(folder);
}

/* [JOURNAL-9] */
static void
a_journal_shorter_than_what_was_committed_is_corrupt(void **state)
{
    (void)state;
    char folder[256];
    struct jd_error err = {0};
    struct small_seen seen;
    struct jd__journal *journal = NULL;
    struct small_files files;
    small_make(folder);
    small_load(folder, &files);
    small_put(folder, "journal.salts", files.salts, files.salts_size);

    for (size_t size = 0; size < files.journal_size; size += 5) {
        small_put(folder, "journal", files.journal, size);
        if (small_open(NULL, folder, &seen, &journal, &err) != JD_E_CORRUPT)
            fail_msg("cut to %zu bytes: not seen", size);
    }

    small_free(&files);
    test_folder_remove(folder);
}

/* [JOURNAL-6] */
static void
a_salts_head_that_names_another_entry_is_corrupt(void **state)
{
    (void)state;
    char folder[256], path[512];
    struct jd_error err = {0};
    struct small_seen seen;
    struct jd__journal *journal = NULL;
    struct jd__file *salts = NULL;
    struct jd__journal_end end = {0};
    small_make(folder);
    small_path(folder, "journal.salts", path);
    assert_jd_ok(jd__file_open(NULL, path, JD__FILE_UPDATE, true, &salts, &err));
    assert_jd_ok(jd__salts_read_end(salts, &end, &err));

    end.hash[0] ^= 1; /* as another journal of the same size would have it */
    assert_jd_ok(jd__salts_write_end(salts, &end, &err));
    assert_jd_status(small_open(NULL, folder, &seen, &journal, &err), JD_E_CORRUPT);
    end.hash[0] ^= 1;
    end.size -= 10; /* within an entry */
    assert_jd_ok(jd__salts_write_end(salts, &end, &err));
    assert_jd_status(small_open(NULL, folder, &seen, &journal, &err), JD_E_CORRUPT);

    jd__file_close(salts);
    test_folder_remove(folder);
}

static void
count_damage(void *ctx, const char *line)
{
    (void)line;
    ++*(unsigned *)ctx;
}

static uint64_t
check_journal(const char *folder, unsigned *out_lines)
{
    struct jd_error err = {0};
    uint64_t n = 0;
    *out_lines = 0;
    assert_jd_ok(jd__journal_check(NULL, folder, small_id,
        (struct jd__damage_listener){count_damage, out_lines}, &n, &err));
    return n;
}

/* [JOURNAL-11] */
static void
every_flipped_bit_is_found_by_check_and_a_bit_of_the_journal_when_opened(void **state)
{
    (void)state;
    char folder[256];
    struct jd_error err = {0};
    struct small_seen seen;
    struct jd__journal *journal = NULL;
    struct small_files files;
    unsigned lines = 0;
    small_make(folder);
    small_load(folder, &files);
    small_put(folder, "journal.salts", files.salts, files.salts_size);
    assert_int_equal(check_journal(folder, &lines), 0);

    for (size_t i = 0; i < files.journal_size; i++) {
        files.journal[i] = (char)(files.journal[i] ^ (1 << i % 8));
        small_put(folder, "journal", files.journal, files.journal_size);
        files.journal[i] = (char)(files.journal[i] ^ (1 << i % 8));
        if (check_journal(folder, &lines) == 0 || lines == 0)
            fail_msg("byte %zu of the journal: not found by check", i);
        if (small_open(NULL, folder, &seen, &journal, &err) != JD_E_CORRUPT)
            fail_msg("byte %zu of the journal: not found on opening", i);
        if (strstr(err.message, "byte ") == NULL)
            fail_msg("byte %zu: the message names no byte: %s", i, err.message);
    }
    small_put(folder, "journal", files.journal, files.journal_size);
    for (size_t i = 0; i < files.salts_size; i++) {
        files.salts[i] = (char)(files.salts[i] ^ (1 << i % 8));
        small_put(folder, "journal.salts", files.salts, files.salts_size);
        files.salts[i] = (char)(files.salts[i] ^ (1 << i % 8));
        if (check_journal(folder, &lines) == 0)
            fail_msg("byte %zu of the salts: not found by check", i);
    }

    small_free(&files);
    test_folder_remove(folder);
}

static void
check_goes_on_behind_a_damage_and_names_each(void **state)
{
    (void)state;
    char folder[256];
    struct small_files files;
    unsigned lines = 0;
    small_make(folder);
    small_load(folder, &files);
    small_put(folder, "journal.salts", files.salts, files.salts_size);

    files.journal[16] ^= 1;                     /* the first header */
    files.journal[files.third_start - 1] ^= 1;  /* the second payload */
    files.journal[files.journal_size - 1] ^= 1; /* the third payload */
    small_put(folder, "journal", files.journal, files.journal_size);
    assert_int_equal(check_journal(folder, &lines), 3);
    files.journal[8] ^=
        1; /* even its size is no longer believed: the next is searched for */
    small_put(folder, "journal", files.journal, files.journal_size);
    assert_int_equal(check_journal(folder, &lines), 3);

    small_free(&files);
    test_folder_remove(folder);
}

TEST_MAIN(cmocka_unit_test(a_group_torn_at_any_byte_by_a_crash_is_cut_off_and_said),
    cmocka_unit_test(a_group_whose_bytes_did_not_all_reach_the_disk_is_cut_off),
    cmocka_unit_test(a_whole_group_stands_though_the_crash_came_before_its_mark),
    cmocka_unit_test(a_journal_shorter_than_what_was_committed_is_corrupt),
    cmocka_unit_test(a_salts_head_that_names_another_entry_is_corrupt),
    cmocka_unit_test(
        every_flipped_bit_is_found_by_check_and_a_bit_of_the_journal_when_opened),
    cmocka_unit_test(check_goes_on_behind_a_damage_and_names_each))
