/* SPDX-License-Identifier: Apache-2.0 */
/* test_journal.c - what was committed comes back, what was not does not. */
#include "small_journal.h"

#include "base/str.h"
#include "store/wire.h"

#include <inttypes.h>
#include <string.h>

/* [JOURNAL-3] */
static void
what_was_committed_comes_back_in_order(void **state)
{
    (void)state;
    char folder[256];
    struct jd_error err = {0};
    struct small_seen seen;
    struct jd__journal *journal = NULL;
    small_make(folder);

    assert_jd_ok(small_open(NULL, folder, &seen, &journal, &err));

    assert_string_equal(seen.text, small_all_three);
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
    struct small_seen seen;
    struct jd__journal *journal = NULL;
    test_folder_make(folder);
    assert_jd_ok(jd__journal_make(NULL, folder, small_id, &err));
    assert_jd_ok(small_open(NULL, folder, &seen, &journal, &err));

    assert_jd_ok(small_append(journal, "x", 0, 5, &err));
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
    struct small_seen seen;
    struct jd__journal *journal = NULL;
    small_make(folder);
    assert_jd_ok(small_open(NULL, folder, &seen, &journal, &err));

    assert_jd_ok(small_append(journal, "abandoned", 0, 300, &err));
    jd__journal_abandon(journal);
    assert_jd_ok(small_append(journal, "half a group", JD__FRAME_MORE, 300, &err));
    assert_jd_status(jd__journal_commit(journal, &err), JD_E_ARG);
    jd__journal_close(journal);

    assert_jd_ok(small_open(NULL, folder, &seen, &journal, &err));
    assert_string_equal(seen.text, small_all_three);
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
    struct small_seen seen;
    struct jd__journal *journal = NULL;
    small_make(folder);
    assert_jd_ok(small_open(NULL, folder, &seen, &journal, &err));
    seen.size = 0;

    assert_jd_ok(small_append(journal, "late", 0, 150, &err));
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
    struct small_seen seen, other;
    struct jd__journal *journal = NULL, *second = NULL;
    small_make(folder);
    assert_jd_ok(small_open(NULL, folder, &seen, &journal, &err));

    assert_jd_status(small_open(NULL, folder, &other, &second, &err), JD_E_CONFLICT);

    assert_null(second);
    jd__journal_close(journal);
    assert_jd_ok(small_open(NULL, folder, &other, &second, &err));
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
    struct small_seen seen = {0};
    struct jd__journal *journal = NULL;
    small_make(folder);

    assert_jd_status(jd__journal_open(NULL, folder, other_id,
                         (struct jd__visitor){small_note, &seen}, &journal, &err),
        JD_E_CORRUPT);

    test_folder_remove(folder);
}

/* [JOURNAL-4] */
static void
the_chain_of_headers_holds_without_payloads_and_salts(void **state)
{
    (void)state;
    char folder[256];
    struct small_files files;
    small_make(folder);
    small_load(folder, &files);
    struct jd__journal_end end = jd__journal_start(small_id);
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
    small_free(&files);
    test_folder_remove(folder);
}

static void
a_frame_is_read_again_by_its_place(void **state)
{
    (void)state;
    char folder[256];
    struct jd_error err = {0};
    struct small_seen seen;
    struct jd__journal *journal = NULL;
    struct jd__frame frame;
    struct jd__buf bytes;
    jd__buf_init(&bytes, NULL, 1, 0);
    small_make(folder);
    assert_jd_ok(small_open(NULL, folder, &seen, &journal, &err));
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
    struct small_seen seen;
    struct jd__journal *journal = NULL;
    enum jd_status status = small_open(alloc, folder, &seen, &journal, err);
    if (status == JD_OK)
        status = small_append(journal, "x", 0, 1000, err);
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
    small_make(folder);
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
        struct small_seen seen;
        struct jd__journal *journal = NULL;
        unsigned expected = 0;
        test_folder_make(folder);
        assert_jd_ok(jd__journal_make(NULL, folder, small_id, &err));
        for (int round = 0; round < 10; round++) {
            assert_jd_ok(small_open(NULL, folder, &seen, &journal, &err));
            if (jd__journal_end(journal)->seq != expected)
                fail_msg("seed %" PRIu64 ": %" PRIu64 " entries, not %u", start,
                    jd__journal_end(journal)->seq, expected);
            unsigned n = 1 + test_random(&random, 3), fate = test_random(&random, 3);
            for (unsigned i = 0; i < n; i++)
                assert_jd_ok(small_append(
                    journal, "x", i + 1 < n ? JD__FRAME_MORE : 0, round, &err));
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

TEST_MAIN(cmocka_unit_test(what_was_committed_comes_back_in_order),
    cmocka_unit_test(the_visitor_sees_an_entry_once_it_is_committed),
    cmocka_unit_test(what_was_abandoned_or_never_committed_is_gone),
    cmocka_unit_test(time_never_goes_back),
    cmocka_unit_test(a_second_holder_is_told_so_within_one_process),
    cmocka_unit_test(a_journal_of_another_store_is_refused),
    cmocka_unit_test(the_chain_of_headers_holds_without_payloads_and_salts),
    cmocka_unit_test(a_frame_is_read_again_by_its_place),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks),
    cmocka_unit_test(random_groups_and_crashes_agree_with_the_model))
