/* SPDX-License-Identifier: Apache-2.0 */
/* test_random.c - the published numbers, bounds, and streams that do not follow each other. */
#include "jd_test.h"

#include "base/random.h"

#include <string.h>

/* SplitMix64 from seed 1234567, as the reference implementation (Vigna 2015) prints it. */
static void
the_numbers_are_the_published_ones(void **state)
{
    (void)state;
    struct jd__random random = {1234567};
    assert_true(jd__random_next(&random) == UINT64_C(6457827717110365317));
    assert_true(jd__random_next(&random) == UINT64_C(3203168211198807973));
    assert_true(jd__random_next(&random) == UINT64_C(9817491932198370423));
}

static void
a_bounded_number_is_below_its_bound_and_reaches_all(void **state)
{
    (void)state;
    struct jd__random random = {7};
    unsigned seen[6] = {0};
    for (unsigned i = 0; i < 6000; i++) {
        uint64_t drawn = jd__random_below(&random, 6);
        assert_true(drawn < 6);
        seen[drawn]++;
    }
    for (unsigned i = 0; i < 6; i++)
        assert_in_range(seen[i], 850, 1150); /* 1000 expected; five deviations of 29 */
}

static void
the_largest_bounds_work(void **state)
{
    (void)state;
    struct jd__random random = {7};
    assert_true(jd__random_below(&random, 1) == 0);
    for (unsigned i = 0; i < 100; i++)
        assert_true(jd__random_below(&random, UINT64_MAX) < UINT64_MAX);
    for (unsigned i = 0; i < 100; i++) /* half of all draws are thrown away here */
        assert_true(
            jd__random_below(&random, (UINT64_C(1) << 63) + 1) <= UINT64_C(1) << 63);
}

static void
a_unit_number_is_below_one(void **state)
{
    (void)state;
    struct jd__random random = {7};
    double sum = 0;
    for (unsigned i = 0; i < 10000; i++) {
        double unit = jd__random_unit(&random);
        assert_true(unit >= 0 && unit < 1);
        sum += unit;
    }
    assert_true(sum > 4850 && sum < 5150); /* 5000 expected, five deviations of 29 */
}

static void
parts_depend_on_seed_and_number_alone(void **state)
{
    (void)state;
    for (uint64_t a = 0; a < 50; a++)
        for (uint64_t b = 0; b < 50; b++) {
            struct jd__random one = jd__random_part(a, b);
            struct jd__random same = jd__random_part(a, b);
            struct jd__random other = jd__random_part(b, a);
            uint64_t first = jd__random_next(&one);
            assert_true(first == jd__random_next(&same));
            assert_true(a == b || first != jd__random_next(&other));
        }
}

static void
a_pattern_is_filled_from_the_left(void **state)
{
    (void)state;
    struct jd__random random = {11}, again = {11};
    char text[16];
    for (int i = 0; i < 200; i++) {
        jd__random_text(&random, "Z-AA00#", text);
        assert_true(text[0] == 'Z' && text[1] == '-' && strlen(text) == 7);
        assert_int_equal(text[2], 'A' + (int)jd__random_below(&again, 26));
        assert_int_equal(text[3], 'A' + (int)jd__random_below(&again, 26));
        assert_int_equal(text[4], '0' + (int)jd__random_below(&again, 10));
        assert_int_equal(text[5], '0' + (int)jd__random_below(&again, 10));
        assert_int_equal(text[6], "0123456789ABCDEF"[jd__random_below(&again, 16)]);
    }
    jd__random_text(&random, "", text);
    assert_string_equal(text, "");
}

TEST_MAIN(cmocka_unit_test(the_numbers_are_the_published_ones),
    cmocka_unit_test(a_bounded_number_is_below_its_bound_and_reaches_all),
    cmocka_unit_test(the_largest_bounds_work), cmocka_unit_test(a_unit_number_is_below_one),
    cmocka_unit_test(a_pattern_is_filled_from_the_left),
    cmocka_unit_test(parts_depend_on_seed_and_number_alone))
