/* SPDX-License-Identifier: Apache-2.0 */
/* test_patterns.c - a histogram of patterns, against a plain list of counts. */
#include "jd_test.h"

#include "train/patterns.h"

#include <string.h>

/* Patterns of two bytes below this: few enough to meet again, enough to make the table grow. */
enum { SIDE = 32 };

static void
agrees_with_a_plain_list_and_comes_in_order(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 20; seed++) {
        uint64_t random = seed, expected[SIDE * SIDE] = {0};
        struct jd__patterns parts[2];
        struct jd_error err = {0};
        uint32_t n_distinct = 0, n_added = test_random(&random, 3000);
        for (int part = 0; part < 2; part++)
            jd__patterns_init(&parts[part], NULL, 2);
        for (uint32_t i = 0; i < n_added; i++) {
            uint8_t pattern[2] = {
                (uint8_t)test_random(&random, SIDE), (uint8_t)test_random(&random, SIDE)};
            uint64_t n = 1 + test_random(&random, 3);
            uint64_t *count = &expected[pattern[0] * SIDE + pattern[1]];
            n_distinct += *count == 0;
            *count += n;
            assert_jd_ok(
                jd__patterns_add(&parts[test_random(&random, 2)], pattern, n, &err));
        }

        assert_jd_ok(jd__patterns_merge(&parts[0], &parts[1], &err));
        assert_jd_ok(jd__patterns_sort(&parts[0], &err));

        assert_int_equal(jd__patterns_n(&parts[0]), n_distinct);
        for (uint32_t i = 0; i < n_distinct; i++) {
            const uint8_t *pattern = jd__patterns_at(&parts[0], i);
            if (jd__patterns_count(&parts[0], i) !=
                expected[pattern[0] * SIDE + pattern[1]])
                fail_msg(
                    "seed %llu: pattern %u is counted wrong", (unsigned long long)seed, i);
            if (i > 0 && memcmp(jd__patterns_at(&parts[0], i - 1), pattern, 2) >= 0)
                fail_msg(
                    "seed %llu: pattern %u is out of order", (unsigned long long)seed, i);
        }
        for (int part = 0; part < 2; part++)
            jd__patterns_done(&parts[part]);
    }
}

static enum jd_status
count_within(struct test_memory *mem, uint32_t *out_n)
{
    struct jd__patterns patterns;
    enum jd_status status = JD_OK;
    jd__patterns_init(&patterns, &mem->alloc, sizeof(uint32_t));
    for (uint32_t i = 0; i < 1000 && status == JD_OK; i++)
        status = jd__patterns_add(&patterns, &i, 1, NULL);
    if (status == JD_OK)
        status = jd__patterns_sort(&patterns, NULL);
    *out_n = jd__patterns_n(&patterns);
    jd__patterns_done(&patterns);
    return status;
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    enum jd_status status = JD_E_NOMEM;
    uint32_t n_found = 0;
    for (size_t n = 0; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        test_memory_init(&mem, n);
        status = count_within(&mem, &n_found);
        assert_int_equal(mem.live_blocks, 0);
        assert_int_equal(mem.live_bytes, 0);
    }
    assert_int_equal(status, JD_OK);
    assert_int_equal(n_found, 1000);
}

TEST_MAIN(cmocka_unit_test(agrees_with_a_plain_list_and_comes_in_order),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks))
