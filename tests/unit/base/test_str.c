/* SPDX-License-Identifier: Apache-2.0 */
/* test_str.c - borrowed text: equality and order by bytes. */
#include "jd_test.h"

#include "base/str.h"

static void
null_is_empty_and_equals_empty(void **state)
{
    (void)state;
    assert_int_equal(jd__str(NULL).size, 0);
    assert_true(jd__str_equal(jd__str(NULL), jd__str("")));
    assert_true(jd__str_is(jd__str(NULL), ""));
    assert_int_equal(jd__str_compare(jd__str(NULL), jd__str("")), 0);
}

static void
a_nul_inside_counts(void **state)
{
    (void)state;
    struct jd_str a = {"a\0b", 3};
    struct jd_str b = {"a\0c", 3};

    assert_false(jd__str_equal(a, b));
    assert_true(jd__str_compare(a, b) < 0);
    assert_false(jd__str_is(a, "a"));
}

static void
order_is_by_bytes_and_a_prefix_comes_first(void **state)
{
    (void)state;
    static const char *const sorted[] = {
        "", "A", "AB", "B", "a", "\xC3\xA9", "\xF0\x9F\x98\x80"};
    for (size_t i = 0; i < 7; i++)
        for (size_t j = 0; j < 7; j++) {
            int order = jd__str_compare(jd__str(sorted[i]), jd__str(sorted[j]));
            assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
        }
}

TEST_MAIN(cmocka_unit_test(null_is_empty_and_equals_empty),
    cmocka_unit_test(a_nul_inside_counts),
    cmocka_unit_test(order_is_by_bytes_and_a_prefix_comes_first))
