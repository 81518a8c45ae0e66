/* SPDX-License-Identifier: Apache-2.0 */
/* test_overlap.c - two divisions compared: by hand, by brute force, without memory. */
#include "jd_test.h"

#include <joinder/cluster.h>

#include <inttypes.h>
#include <string.h>

enum { N = 20 };

static void
shared_labels_are_counted(void **state)
{
    (void)state;
    const uint32_t left[] = {0, 0, 0, 1, 2}, right[] = {4, 4, 1, 1, 0};
    const struct jd_overlap expected[] = {
        {3, 2, 2}, {3, 2, 2}, {3, 2, 1}, {1, 2, 1}, {1, 1, 1}};
    struct jd_overlap overlaps[5];
    struct jd_error err = {0};

    assert_jd_ok(jd_overlaps(NULL, left, right, 5, overlaps, &err));

    assert_memory_equal(overlaps, expected, sizeof(expected));
    assert_jd_ok(jd_overlaps(NULL, NULL, NULL, 0, NULL, &err));
}

static void
agrees_with_looking_at_all_records(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 500; seed++) {
        uint64_t random = seed;
        uint32_t left[N], right[N];
        struct jd_overlap overlaps[N];
        struct jd_error err = {0};
        for (uint32_t r = 0; r < N; r++) {
            left[r] = test_random(&random, 6);
            right[r] = test_random(&random, N);
        }

        assert_jd_ok(jd_overlaps(NULL, left, right, N, overlaps, &err));

        for (uint32_t r = 0; r < N; r++) {
            struct jd_overlap o = {0};
            for (uint32_t s = 0; s < N; s++) {
                o.n_left += left[s] == left[r];
                o.n_right += right[s] == right[r];
                o.n_both += left[s] == left[r] && right[s] == right[r];
            }
            if (memcmp(&o, &overlaps[r], sizeof(o)) != 0)
                fail_msg("record %" PRIu32 " is wrong for seed %" PRIu64, r, seed);
        }
    }
}

static void
a_label_that_is_too_large_is_refused(void **state)
{
    (void)state;
    const uint32_t good[] = {0, 1}, bad[] = {0, 2};
    struct jd_overlap overlaps[2] = {{7, 7, 7}, {7, 7, 7}};
    struct jd_error err = {0};

    assert_jd_status(jd_overlaps(NULL, good, bad, 2, overlaps, &err), JD_E_ARG);
    assert_jd_status(jd_overlaps(NULL, bad, good, 2, overlaps, &err), JD_E_ARG);

    assert_string_equal(err.message, "label 2 of 2 records");
    assert_int_equal(overlaps[0].n_left, 7);
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    const uint32_t left[] = {0, 1, 1}, right[] = {2, 0, 0};
    struct jd_overlap overlaps[3];
    enum jd_status status = JD_E_NOMEM;
    for (size_t n = 0; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        test_memory_init(&mem, n);
        status = jd_overlaps(&mem.alloc, left, right, 3, overlaps, NULL);
        assert_int_equal(mem.live_blocks, 0);
        assert_int_equal(mem.live_bytes, 0);
    }
    assert_int_equal(status, JD_OK);
}

TEST_MAIN(cmocka_unit_test(shared_labels_are_counted),
    cmocka_unit_test(agrees_with_looking_at_all_records),
    cmocka_unit_test(a_label_that_is_too_large_is_refused),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks))
