/* SPDX-License-Identifier: Apache-2.0 */
/* test_journal.c - what was committed comes back, what was not does not, damage is named. */
#include "jd_test.h"

#include "base/str.h"
#include "store/salts.h"
#include "store/wire.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const uint8_t store_id[JD__STORE_ID_SIZE] = {1, 2, 3};

/* What a visitor saw, as text. */
struct seen {
    char text[4096];
    size_t size;
};

static enum jd_status
note(void *ctx, const struct jd__frame *frame, uint64_t offset, struct jd__buf *bytes,
    struct jd_error *err)
{
    struct seen *seen = ctx;
    struct jd_str rows = {0}, row = {0};
    struct jd_str head = jd__frame_head(frame, &rows);
    (void)offset;
    (void)bytes;
    (void)err;
    seen->size += (size_t)snprintf(seen->text + seen->size, sizeof(seen->text) - seen->size,
        "%" PRIu64 " %" PRId64 " %u %.*s %.*s", frame->seq, frame->time, frame->type,
        (int)frame->asker.size, frame->asker.data, (int)head.size, head.data);
    while (jd__frame_next_row(&rows, &row))
        seen->size += (size_t)snprintf(seen->text + seen->size,
            sizeof(seen->text) - seen->size, "|%.*s", (int)row.size, row.data);
    seen->size +=
        (size_t)snprintf(seen->text + seen->size, sizeof(seen->text) - seen->size, "\n");
    return JD_OK;
}

static enum jd_status
open_journal(const struct jd_alloc *alloc, const char *folder, struct seen *seen,
    struct jd__journal **out_journal, struct jd_error *err)
{
    const struct jd__visitor visitor = {note, seen};
    seen->size = 0;
    seen->text[0] = '\0';
    return jd__journal_open(alloc, folder, store_id, visitor, out_journal, err);
}

/* Append an entry of two rows. */
static enum jd_status
append(struct jd__journal *journal, const char *head, uint16_t flags, int64_t now,
    struct jd_error *err)
{
    static const char rows[] = "\3\0\0\0one\4\0\0\0four";
    const struct jd__entry entry = {
        .type = 7,
        .flags = flags,
        .asker = {"ann@a", 5},
        .head = jd__str(head),
        .rows = {rows, sizeof(rows) - 1},
        .n = 2,
    };
    return jd__journal_append(journal, &entry, now, err);
}

static void
path_of(const char *folder, const char *name, char path[static 512])
{
    (void)snprintf(path, 512, "%s/%s", folder, name);
}

static void
put_file(const char *folder, const char *name, const void *data, size_t size)
{
    char path[512];
    path_of(folder, name, path);
    test_file_write(path, data, size);
}

static char *
get_file(const char *folder, const char *name, size_t *out_size)
{
    char path[512];
    path_of(folder, name, path);
    return test_file_read(path, out_size);
}

/* A folder whose journal holds the entries first (1), second and third (2, one group). */
static void
make_small(char folder[static 256])
{
    struct jd_error err = {0};
    struct seen seen;
    struct jd__journal *journal = NULL;
    test_folder_make(folder);
    assert_jd_ok(jd__journal_make(NULL, folder, store_id, &err));
    assert_jd_ok(open_journal(NULL, folder, &seen, &journal, &err));
    assert_jd_ok(append(journal, "first", 0, 100, &err));
    assert_jd_ok(jd__journal_commit(journal, &err));
    assert_jd_ok(append(journal, "second", JD__FRAME_MORE, 200, &err));
    assert_jd_ok(append(journal, "third", 0, 200, &err));
    assert_jd_ok(jd__journal_commit(journal, &err));
    jd__journal_close(journal);
}

static const char all_three[] = "1 100 7 ann@a first|one|four\n"
                                "2 200 7 ann@a second|one|four\n"
                                "3 200 7 ann@a third|one|four\n";

/* [JOURNAL-3] */
static void
what_was_committed_comes_back_in_order(void **state)
{
    (void)state;
    char folder[256];
    struct jd_error err = {0};
    struct seen seen;
    struct jd__journal *journal = NULL;
    make_small(folder);

    assert_jd_ok(open_journal(NULL, folder, &seen, &journal, &err));

    assert_string_equal(seen.text, all_three);
    assert_int_equal(jd__journal_end(journal)->seq, 3);
    assert_int_equal(jd__journal_cut(journal), 0);
    jd__journal_close(journal);
    test_folder_remove(folder);
}

static void
the_visitor_sees_an_entry_once_it_is_committed(void **state)
{
    (void)state;
    char folder[256];
    struct jd_error err = {0};
    struct seen seen;
    struct jd__journal *journal = NULL;
    test_folder_make(folder);
    assert_jd_ok(jd__journal_make(NULL, folder, store_id, &err));
    assert_jd_ok(open_journal(NULL, folder, &seen, &journal, &err));

    assert_jd_ok(append(journal, "x", 0, 5, &err));
    assert_string_equal(seen.text, "");
    assert_jd_ok(jd__journal_commit(journal, &err));
    assert_string_equal(seen.text, "1 5 7 ann@a x|one|four\n");

    jd__journal_close(journal);
    test_folder_remove(folder);
}

/* [JOURNAL-7] */
static void
what_was_abandoned_or_never_committed_is_gone(void **state)
{
    (void)state;
    char folder[256];
    struct jd_error err = {0};
    struct seen seen;
    struct jd__journal *journal = NULL;
    make_small(folder);
    assert_jd_ok(open_journal(NULL, folder, &seen, &journal, &err));

    assert_jd_ok(append(journal, "abandoned", 0, 300, &err));
    jd__journal_abandon(journal);
    assert_jd_ok(append(journal, "half a group", JD__FRAME_MORE, 300, &err));
    assert_jd_status(jd__journal_commit(journal, &err), JD_E_ARG);
    jd__journal_close(journal);

    assert_jd_ok(open_journal(NULL, folder, &seen, &journal, &err));
    assert_string_equal(seen.text, all_three);
    jd__journal_close(journal);
    test_folder_remove(folder);
}

/* [JOURNAL-5] */
static void
time_never_goes_back(void **state)
{
    (void)state;
    char folder[256];
    struct jd_error err = {0};
    struct seen seen;
    struct jd__journal *journal = NULL;
    make_small(folder);
    assert_jd_ok(open_journal(NULL, folder, &seen, &journal, &err));
    seen.size = 0;

    assert_jd_ok(append(journal, "late", 0, 150, &err));
    assert_jd_ok(jd__journal_commit(journal, &err));

    assert_string_equal(seen.text, "4 200 7 ann@a late|one|four\n");
    jd__journal_close(journal);
    test_folder_remove(folder);
}

/* [JOURNAL-10] */
static void
a_second_holder_is_told_so_within_one_process(void **state)
{
    (void)state;
    char folder[256];
    struct jd_error err = {0};
    struct seen seen, other;
    struct jd__journal *journal = NULL, *second = NULL;
    make_small(folder);
    assert_jd_ok(open_journal(NULL, folder, &seen, &journal, &err));

    assert_jd_status(open_journal(NULL, folder, &other, &second, &err), JD_E_CONFLICT);

    assert_null(second);
    jd__journal_close(journal);
    assert_jd_ok(open_journal(NULL, folder, &other, &second, &err));
    jd__journal_close(second);
    test_folder_remove(folder);
}

/* [JOURNAL-3] */
static void
a_journal_of_another_store_is_refused(void **state)
{
    (void)state;
    static const uint8_t other_id[JD__STORE_ID_SIZE] = {9};
    char folder[256];
    struct jd_error err = {0};
    struct seen seen = {0};
    struct jd__journal *journal = NULL;
    make_small(folder);

    assert_jd_status(jd__journal_open(NULL, folder, other_id,
                         (struct jd__visitor){note, &seen}, &journal, &err),
        JD_E_CORRUPT);

    test_folder_remove(folder);
}

/* The two files of make_small(), and those from before its last group was committed. */
struct files {
    char *journal, *salts, *old_salts;
    size_t journal_size, salts_size, old_salts_size;
    size_t group_start; /* of the last group in the journal */
    size_t third_start;
};

static void
load_files(const char *folder, struct files *files)
{
    files->journal = get_file(folder, "journal", &files->journal_size);
    files->salts = get_file(folder, "journal.salts", &files->salts_size);
    files->group_start = (size_t)jd__get_le((const uint8_t *)files->journal, 8);
    files->third_start =
        files->group_start +
        (size_t)jd__get_le((const uint8_t *)files->journal + files->group_start, 8);
    /* The salts' head as it was after the first entry. */
    struct jd_error err = {0};
    struct jd__frame frame;
    struct jd__journal_end end = jd__journal_start(store_id);
    struct jd__file *file = NULL;
    char path[512];
    assert_int_equal(
        jd__frame_parse((struct jd_str){files->journal, files->journal_size}, &frame),
        JD__FRAME_WHOLE);
    end = jd__journal_after(&end, &frame);
    path_of(folder, "journal.salts", path);
    assert_jd_ok(jd__file_open(NULL, path, JD__FILE_UPDATE, true, &file, &err));
    assert_jd_ok(jd__salts_write_end(file, &end, &err));
    jd__file_close(file);
    files->old_salts = get_file(folder, "journal.salts", &files->old_salts_size);
}

static void
free_files(struct files *files)
{
    free(files->journal);
    free(files->salts);
    free(files->old_salts);
}

/* [JOURNAL-8] */
static void
a_group_torn_at_any_byte_by_a_crash_is_cut_off_and_said(void **state)
{
    (void)state;
    char folder[256];
    struct jd_error err = {0};
    struct seen seen;
    struct jd__journal *journal = NULL;
    struct files files;
    make_small(folder);
    load_files(folder, &files);

    for (size_t size = files.group_start; size < files.journal_size; size++) {
        put_file(folder, "journal", files.journal, size);
        put_file(folder, "journal.salts", files.old_salts, files.old_salts_size);
        assert_jd_ok(open_journal(NULL, folder, &seen, &journal, &err));
        assert_int_equal(jd__journal_cut(journal), size - files.group_start);
        jd__journal_close(journal);
        if (strcmp(seen.text, "1 100 7 ann@a first|one|four\n") != 0)
            fail_msg("cut at byte %zu: saw %s", size, seen.text);
    }
    assert_jd_ok(open_journal(NULL, folder, &seen, &journal, &err));
    assert_int_equal(jd__journal_cut(journal), 0);
    jd__journal_close(journal);

    free_files(&files);
    test_folder_remove(folder);
}

/* A file may be on the disk in its new length before all of its bytes are. */
static void
a_group_whose_bytes_did_not_all_reach_the_disk_is_cut_off(void **state)
{
    (void)state;
    char folder[256];
    struct jd_error err = {0};
    struct seen seen;
    struct jd__journal *journal = NULL;
    struct files files;
    make_small(folder);
    load_files(folder, &files);

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
        put_file(folder, "journal", torn, files.journal_size);
        put_file(folder, "journal.salts", files.old_salts, files.old_salts_size);
        free(torn);
        assert_jd_ok(open_journal(NULL, folder, &seen, &journal, &err));
        jd__journal_close(journal);
        if (strcmp(seen.text, is_whole ? all_three : "1 100 7 ann@a first|one|four\n") != 0)
            fail_msg("seed %" PRIu64 ": saw %s", start, seen.text);
    }

    free_files(&files);
    test_folder_remove(folder);
}

/* [JOURNAL-6] */
static void
a_whole_group_stands_though_the_crash_came_before_its_mark(void **state)
{
    (void)state;
    char folder[256];
    struct jd_error err = {0};
    struct seen seen;
    struct jd__journal *journal = NULL;
    struct files files;
    make_small(folder);
    load_files(folder, &files);

    put_file(folder, "journal.salts", files.old_salts, files.old_salts_size);
    assert_jd_ok(open_journal(NULL, folder, &seen, &journal, &err));

    assert_string_equal(seen.text, all_three);
    jd__journal_close(journal);
    free_files(&files);
    test_folder_remove(folder);
}

/* [JOURNAL-9] */
static void
a_journal_shorter_than_what_was_committed_is_corrupt(void **state)
{
    (void)state;
    char folder[256];
    struct jd_error err = {0};
    struct seen seen;
    struct jd__journal *journal = NULL;
    struct files files;
    make_small(folder);
    load_files(folder, &files);
    put_file(folder, "journal.salts", files.salts, files.salts_size);

    for (size_t size = 0; size < files.journal_size; size += 5) {
        put_file(folder, "journal", files.journal, size);
        if (open_journal(NULL, folder, &seen, &journal, &err) != JD_E_CORRUPT)
            fail_msg("cut to %zu bytes: not seen", size);
    }

    free_files(&files);
    test_folder_remove(folder);
}

/* [JOURNAL-4] */
static void
the_chain_of_headers_holds_without_payloads_and_salts(void **state)
{
    (void)state;
    char folder[256];
    struct files files;
    make_small(folder);
    load_files(folder, &files);
    struct jd__journal_end end = jd__journal_start(store_id);
    struct jd_str bytes = {files.journal, files.journal_size};

    while (bytes.size > 0) {
        struct jd__frame frame;
        uint64_t payload_size = jd__get_le((const uint8_t *)bytes.data + 40, 8);
        uint64_t size = jd__get_le((const uint8_t *)bytes.data, 8);
        memset(files.journal + (bytes.data - files.journal) + (size - payload_size), 0,
            (size_t)payload_size);
        assert_int_equal(jd__frame_parse(bytes, &frame), JD__FRAME_WHOLE);
        assert_memory_equal(frame.previous, end.hash, JD__HASH_SIZE);
        end = jd__journal_after(&end, &frame);
        bytes = (struct jd_str){bytes.data + size, bytes.size - (size_t)size};
    }

    assert_int_equal(end.seq, 3);
    free_files(&files);
    test_folder_remove(folder);
}

/* [JOURNAL-6] */
static void
a_salts_head_that_names_another_entry_is_corrupt(void **state)
{
    (void)state;
    char folder[256], path[512];
    struct jd_error err = {0};
    struct seen seen;
    struct jd__journal *journal = NULL;
    struct jd__file *salts = NULL;
    struct jd__journal_end end = {0};
    make_small(folder);
    path_of(folder, "journal.salts", path);
    assert_jd_ok(jd__file_open(NULL, path, JD__FILE_UPDATE, true, &salts, &err));
    assert_jd_ok(jd__salts_read_end(salts, &end, &err));

    end.hash[0] ^= 1; /* as another journal of the same size would have it */
    assert_jd_ok(jd__salts_write_end(salts, &end, &err));
    assert_jd_status(open_journal(NULL, folder, &seen, &journal, &err), JD_E_CORRUPT);
    end.hash[0] ^= 1;
    end.size -= 10; /* within an entry */
    assert_jd_ok(jd__salts_write_end(salts, &end, &err));
    assert_jd_status(open_journal(NULL, folder, &seen, &journal, &err), JD_E_CORRUPT);

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
    assert_jd_ok(jd__journal_check(NULL, folder, store_id,
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
    struct seen seen;
    struct jd__journal *journal = NULL;
    struct files files;
    unsigned lines = 0;
    make_small(folder);
    load_files(folder, &files);
    put_file(folder, "journal.salts", files.salts, files.salts_size);
    assert_int_equal(check_journal(folder, &lines), 0);

    for (size_t i = 0; i < files.journal_size; i++) {
        files.journal[i] = (char)(files.journal[i] ^ (1 << i % 8));
        put_file(folder, "journal", files.journal, files.journal_size);
        files.journal[i] = (char)(files.journal[i] ^ (1 << i % 8));
        if (check_journal(folder, &lines) == 0 || lines == 0)
            fail_msg("byte %zu of the journal: not found by check", i);
        if (open_journal(NULL, folder, &seen, &journal, &err) != JD_E_CORRUPT)
            fail_msg("byte %zu of the journal: not found on opening", i);
        if (strstr(err.message, "byte ") == NULL)
            fail_msg("byte %zu: the message names no byte: %s", i, err.message);
    }
    put_file(folder, "journal", files.journal, files.journal_size);
    for (size_t i = 0; i < files.salts_size; i++) {
        files.salts[i] = (char)(files.salts[i] ^ (1 << i % 8));
        put_file(folder, "journal.salts", files.salts, files.salts_size);
        files.salts[i] = (char)(files.salts[i] ^ (1 << i % 8));
        if (check_journal(folder, &lines) == 0)
            fail_msg("byte %zu of the salts: not found by check", i);
    }

    free_files(&files);
    test_folder_remove(folder);
}

static void
check_goes_on_behind_a_damage_and_names_each(void **state)
{
    (void)state;
    char folder[256];
    struct files files;
    unsigned lines = 0;
    make_small(folder);
    load_files(folder, &files);
    put_file(folder, "journal.salts", files.salts, files.salts_size);

    files.journal[16] ^= 1;                     /* the first header */
    files.journal[files.third_start - 1] ^= 1;  /* the second payload */
    files.journal[files.journal_size - 1] ^= 1; /* the third payload */
    put_file(folder, "journal", files.journal, files.journal_size);
    assert_int_equal(check_journal(folder, &lines), 3);
    files.journal[8] ^=
        1; /* even its size is no longer believed: the next is searched for */
    put_file(folder, "journal", files.journal, files.journal_size);
    assert_int_equal(check_journal(folder, &lines), 3);

    free_files(&files);
    test_folder_remove(folder);
}

static void
a_frame_is_read_again_by_its_place(void **state)
{
    (void)state;
    char folder[256];
    struct jd_error err = {0};
    struct seen seen;
    struct jd__journal *journal = NULL;
    struct jd__frame frame;
    struct jd__buf bytes;
    jd__buf_init(&bytes, NULL, 1, 0);
    make_small(folder);
    assert_jd_ok(open_journal(NULL, folder, &seen, &journal, &err));
    uint64_t offset = 0;

    assert_jd_ok(jd__journal_read(journal, 0, &bytes, &frame, &err));
    offset = frame.size;
    assert_jd_ok(jd__journal_read(journal, offset, &bytes, &frame, &err));

    assert_int_equal(frame.seq, 2);
    assert_jd_status(jd__journal_read(journal, 1, &bytes, &frame, &err), JD_E_CORRUPT);
    jd__buf_done(&bytes);
    jd__journal_close(journal);
    test_folder_remove(folder);
}

static enum jd_status
make_open_append(const struct jd_alloc *alloc, const char *folder, struct jd_error *err)
{
    struct seen seen;
    struct jd__journal *journal = NULL;
    enum jd_status status = open_journal(alloc, folder, &seen, &journal, err);
    if (status == JD_OK)
        status = append(journal, "x", 0, 1000, err);
    if (status == JD_OK)
        status = jd__journal_commit(journal, err);
    jd__journal_close(journal);
    return status;
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    char folder[256];
    make_small(folder);
    enum jd_status status = JD_E_NOMEM;
    for (size_t n = 0; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        test_memory_init(&mem, n);
        status = make_open_append(&mem.alloc, folder, NULL);
        assert_int_equal(mem.live_blocks, 0);
    }
    assert_int_equal(status, JD_OK);
    test_folder_remove(folder);
}

static void
random_groups_and_crashes_agree_with_the_model(void **state)
{
    (void)state;
    for (uint64_t start = 0; start < 20; start++) {
        uint64_t random = start;
        char folder[256];
        struct jd_error err = {0};
        struct seen seen;
        struct jd__journal *journal = NULL;
        unsigned expected = 0;
        test_folder_make(folder);
        assert_jd_ok(jd__journal_make(NULL, folder, store_id, &err));
        for (int round = 0; round < 10; round++) {
            assert_jd_ok(open_journal(NULL, folder, &seen, &journal, &err));
            if (jd__journal_end(journal)->seq != expected)
                fail_msg("seed %" PRIu64 ": %" PRIu64 " entries, not %u", start,
                    jd__journal_end(journal)->seq, expected);
            unsigned n = 1 + test_random(&random, 3), fate = test_random(&random, 3);
            for (unsigned i = 0; i < n; i++)
                assert_jd_ok(
                    append(journal, "x", i + 1 < n ? JD__FRAME_MORE : 0, round, &err));
            if (fate == 0) {
                assert_jd_ok(jd__journal_commit(journal, &err));
                expected += n;
            } else if (fate == 1) {
                jd__journal_abandon(journal);
            }
            jd__journal_close(journal);
        }
        test_folder_remove(folder);
    }
}

TEST_MAIN(cmocka_unit_test(the_chain_of_headers_holds_without_payloads_and_salts),
    cmocka_unit_test(a_salts_head_that_names_another_entry_is_corrupt),
    cmocka_unit_test(what_was_committed_comes_back_in_order),
    cmocka_unit_test(the_visitor_sees_an_entry_once_it_is_committed),
    cmocka_unit_test(what_was_abandoned_or_never_committed_is_gone),
    cmocka_unit_test(time_never_goes_back),
    cmocka_unit_test(a_second_holder_is_told_so_within_one_process),
    cmocka_unit_test(a_journal_of_another_store_is_refused),
    cmocka_unit_test(a_group_torn_at_any_byte_by_a_crash_is_cut_off_and_said),
    cmocka_unit_test(a_group_whose_bytes_did_not_all_reach_the_disk_is_cut_off),
    cmocka_unit_test(a_whole_group_stands_though_the_crash_came_before_its_mark),
    cmocka_unit_test(a_journal_shorter_than_what_was_committed_is_corrupt),
    cmocka_unit_test(
        every_flipped_bit_is_found_by_check_and_a_bit_of_the_journal_when_opened),
    cmocka_unit_test(check_goes_on_behind_a_damage_and_names_each),
    cmocka_unit_test(a_frame_is_read_again_by_its_place),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks),
    cmocka_unit_test(random_groups_and_crashes_agree_with_the_model))
