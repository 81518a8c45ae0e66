/* SPDX-License-Identifier: Apache-2.0 */
/* test_clock.c - the clocks. */
#include "jd_test.h"

#include "os/clock.h"

static void
the_time_of_day_is_in_this_century(void **state)
{
    (void)state;
    int64_t year_2020 = INT64_C(1577836800) * 1000000;
    int64_t year_2100 = INT64_C(4102444800) * 1000000;

    assert_true(jd__clock_now() > year_2020);
    assert_true(jd__clock_now() < year_2100);
}

static void
the_monotonic_clock_never_goes_back(void **state)
{
    (void)state;
    int64_t before = jd__clock_monotonic();
    for (int i = 0; i < 10000; i++) {
        int64_t now = jd__clock_monotonic();
        assert_true(now >= before);
        before = now;
    }
}

TEST_MAIN(cmocka_unit_test(the_time_of_day_is_in_this_century),
    cmocka_unit_test(the_monotonic_clock_never_goes_back))
