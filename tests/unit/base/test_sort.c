/* SPDX-License-Identifier: Apache-2.0 */
/* test_sort.c - both sorts against insertion, stable, and without memory. */
#include "jd_test.h"

#include "base/sort.h"

#include <inttypes.h>
#include <string.h>

enum { N = 70 };

static bool
key_is_smaller(const void *a, const void *b, void *ctx)
{
    const struct jd__keyed *left = a;
    const struct jd__keyed *right = b;
    if (ctx != NULL)
        (*(size_t *)ctx)++;
    return left->key < right->key;
}

/* The model: insertion sort, which keeps equal keys in order. */
static void
insertion(struct jd__keyed *items, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct jd__keyed item = items[i];
        size_t at = i;
        for (; at > 0 && item.key < items[at - 1].key; at--)
            items[at] = items[at - 1];
        items[at] = item;
    }
}

static void
both_sorts_agree_with_insertion_and_keep_equal_keys_in_order(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 1000; seed++) {
        uint64_t random = seed;
        struct jd__keyed merged[N], radixed[N], expected[N];
        size_t n = test_random(&random, N + 1);
        uint32_t range = 1 + test_random(&random, seed % 2 == 0 ? 5 : 100000);
        unsigned shift = 8 * test_random(&random, 5);
        struct jd_error err = {0};
        for (size_t i = 0; i < n; i++)
            expected[i] =
                (struct jd__keyed){(uint64_t)test_random(&random, range) << shift, i};
        memcpy(merged, expected, n * sizeof(*merged));
        memcpy(radixed, expected, n * sizeof(*radixed));

        assert_jd_ok(
            jd__sort(NULL, merged, n, sizeof(*merged), key_is_smaller, NULL, &err));
        assert_jd_ok(jd__sort_keyed(NULL, radixed, n, &err));
        uint64_t words[N];
        for (size_t i = 0; i < n; i++) /* the lowest 8 bits are what a number belongs to */
            words[i] = expected[i].key << 8 | expected[i].value;
        assert_jd_ok(jd__sort_words(NULL, words, n, 8, &err));
        insertion(expected, n);
        for (size_t i = 0; i < n; i++)
            if (words[i] != (expected[i].key << 8 | expected[i].value))
                fail_msg("jd__sort_words is wrong for seed %" PRIu64, seed);
        if (memcmp(merged, expected, n * sizeof(*merged)) != 0)
            fail_msg("jd__sort is wrong for seed %" PRIu64, seed);
        if (memcmp(radixed, expected, n * sizeof(*radixed)) != 0)
            fail_msg("jd__sort_keyed is wrong for seed %" PRIu64, seed);
    }
}

static void
the_largest_keys_come_last(void **state)
{
    (void)state;
    struct jd__keyed items[] = {{UINT64_MAX, 0}, {0, 1}, {UINT64_C(1) << 63, 2}, {255, 3}};
    const struct jd__keyed expected[] = {
        {0, 1}, {255, 3}, {UINT64_C(1) << 63, 2}, {UINT64_MAX, 0}};
    struct jd_error err = {0};

    assert_jd_ok(jd__sort_keyed(NULL, items, 4, &err));

    assert_memory_equal(items, expected, sizeof(expected));
}

static void
none_and_one_need_no_memory(void **state)
{
    (void)state;
    struct test_memory mem;
    struct jd__keyed one = {5, 6};
    struct jd_error err = {0};
    test_memory_init(&mem, 0);

    assert_jd_ok(jd__sort(&mem.alloc, NULL, 0, 8, key_is_smaller, NULL, &err));
    assert_jd_ok(jd__sort(&mem.alloc, &one, 1, sizeof(one), key_is_smaller, NULL, &err));
    assert_jd_ok(jd__sort_keyed(&mem.alloc, &one, 1, &err));
}

static void
the_context_reaches_the_comparison(void **state)
{
    (void)state;
    struct jd__keyed items[] = {{2, 0}, {1, 1}};
    size_t n_calls = 0;
    struct jd_error err = {0};

    assert_jd_ok(jd__sort(NULL, items, 2, sizeof(*items), key_is_smaller, &n_calls, &err));

    assert_int_equal(n_calls, 1);
}

static void
without_memory_nothing_has_moved(void **state)
{
    (void)state;
    struct jd__keyed items[] = {{3, 0}, {2, 1}, {1, 2}};
    struct jd__keyed before[3];
    struct test_memory mem;
    struct jd_error err = {0};
    memcpy(before, items, sizeof(items));
    test_memory_init(&mem, 0);

    assert_jd_status(
        jd__sort(&mem.alloc, items, 3, sizeof(*items), key_is_smaller, NULL, &err),
        JD_E_NOMEM);
    assert_jd_status(jd__sort_keyed(&mem.alloc, items, 3, &err), JD_E_NOMEM);

    assert_memory_equal(items, before, sizeof(items));
    assert_int_equal(mem.live_blocks, 0);
}

static void
what_was_borrowed_for_sorting_is_given_back(void **state)
{
    (void)state;
    struct jd__keyed items[] = {{3, 0}, {2, 1}, {1, 2}};
    struct test_memory mem;
    struct jd_error err = {0};
    test_memory_init(&mem, SIZE_MAX);

    assert_jd_ok(
        jd__sort(&mem.alloc, items, 3, sizeof(*items), key_is_smaller, NULL, &err));
    assert_jd_ok(jd__sort_keyed(&mem.alloc, items, 3, &err));

    assert_int_equal(mem.live_blocks, 0);
    assert_int_equal(mem.live_bytes, 0);
}

TEST_MAIN(cmocka_unit_test(both_sorts_agree_with_insertion_and_keep_equal_keys_in_order),
    cmocka_unit_test(the_largest_keys_come_last),
    cmocka_unit_test(none_and_one_need_no_memory),
    cmocka_unit_test(the_context_reaches_the_comparison),
    cmocka_unit_test(without_memory_nothing_has_moved),
    cmocka_unit_test(what_was_borrowed_for_sorting_is_given_back))
