/* SPDX-License-Identifier: Apache-2.0 */
/* test_calendar.c - days by hand, every day of 800 years by walking, and text that is no day. */
#include "jd_test.h"

#include "base/calendar.h"
#include "base/str.h"

#include <inttypes.h>

static void
known_days_have_their_numbers(void **state)
{
    (void)state;
    assert_int_equal(jd__days_from_civil(1970, 1, 1), 0);
    assert_int_equal(jd__days_from_civil(1969, 12, 31), -1);
    assert_int_equal(jd__days_from_civil(2000, 2, 29), 11016);
    assert_int_equal(jd__days_from_civil(2000, 3, 1), 11017);
    assert_int_equal(jd__days_from_civil(1600, 1, 1), -135140);
}

static void
a_century_is_a_leap_year_only_by_four_hundred(void **state)
{
    (void)state;
    assert_int_equal(jd__days_in_month(1900, 2), 28);
    assert_int_equal(jd__days_in_month(2000, 2), 29);
    assert_int_equal(jd__days_in_month(2023, 2), 28);
    assert_int_equal(jd__days_in_month(2024, 2), 29);
    assert_int_equal(jd__days_in_month(2024, 12), 31);
}

static void
every_day_follows_the_day_before(void **state)
{
    (void)state;
    int64_t year = 1600, expected = -135140;
    unsigned month = 1, day = 1;
    for (; year < 2400; expected++) {
        int64_t got_year = 0;
        unsigned got_month = 0, got_day = 0;
        jd__civil_from_days(expected, &got_year, &got_month, &got_day);
        if (jd__days_from_civil(year, month, day) != expected || got_year != year ||
            got_month != month || got_day != day)
            fail_msg("wrong on %" PRId64 "-%u-%u", year, month, day);
        if (++day > jd__days_in_month(year, month)) {
            day = 1;
            month = month % 12 + 1;
            year += month == 1;
        }
    }
}

static void
a_day_reads_back_as_it_was_written(void **state)
{
    (void)state;
    for (int64_t day = -719528; day < 2932897; day += 97) { /* 0000-01-01 to 9999-12-31 */
        char text[16];
        int64_t back = INT64_MIN;
        jd__format_day(day, text);
        if (!jd__parse_day(jd__str(text), &back) || back != day)
            fail_msg("day %" PRId64 " is written %s", day, text);
    }
}

static void
what_is_no_day_is_refused_and_nothing_is_written(void **state)
{
    (void)state;
    static const char *const wrong[] = {"", "2017-7-05", "2017-07-5", "2017-07-05 ",
        " 2017-07-05", "2017/07/05", "2017/07-05", "2017-07/05", "2017-13-01", "2017-00-01",
        "2017-01-00", "2017-02-29", "1900-02-29", "2017-04-31", "2017-01-32", "-017-01-01",
        "2O17-01-01", "20170705", "2017-07-05T00:00:00Z", "+017-01-01"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        int64_t day = 42;
        if (jd__parse_day(jd__str(wrong[i]), &day) || day != 42)
            fail_msg("\"%s\" was taken for a day", wrong[i]);
    }
}

static void
a_nul_within_a_day_is_refused(void **state)
{
    (void)state;
    int64_t day = 42;
    assert_false(jd__parse_day((struct jd_str){"2017-07-0\0", 10}, &day));
    assert_int_equal(day, 42);
}

static void
moments_before_1970_count_down_to_it(void **state)
{
    (void)state;
    char text[32];
    jd__format_moment(0, text);
    assert_string_equal(text, "1970-01-01T00:00:00Z");
    jd__format_moment(-1, text);
    assert_string_equal(text, "1969-12-31T23:59:59Z");
    jd__format_moment(1499263380, text);
    assert_string_equal(text, "2017-07-05T14:03:00Z");
    jd__format_moment(-86400, text);
    assert_string_equal(text, "1969-12-31T00:00:00Z");
}

static void
days_before_year_zero_count_on(void **state)
{
    (void)state;
    for (int64_t day = -1000000; day < -700000; day++) {
        int64_t year = 0;
        unsigned month = 0, number = 0;
        jd__civil_from_days(day, &year, &month, &number);
        if (jd__days_from_civil(year, month, number) != day || year > 54)
            fail_msg("day %" PRId64 " is %" PRId64 "-%u-%u", day, year, month, number);
    }
}

static void
a_day_before_year_zero_is_written_as_year_zero(void **state)
{
    (void)state;
    char text[16];
    jd__format_day(jd__days_from_civil(-1, 12, 31), text);
    assert_string_equal(text, "0000-12-31");
    jd__format_day(jd__days_from_civil(1, 1, 1), text);
    assert_string_equal(text, "0001-01-01");
}

TEST_MAIN(cmocka_unit_test(known_days_have_their_numbers),
    cmocka_unit_test(a_century_is_a_leap_year_only_by_four_hundred),
    cmocka_unit_test(every_day_follows_the_day_before),
    cmocka_unit_test(a_day_reads_back_as_it_was_written),
    cmocka_unit_test(what_is_no_day_is_refused_and_nothing_is_written),
    cmocka_unit_test(a_nul_within_a_day_is_refused),
    cmocka_unit_test(moments_before_1970_count_down_to_it),
    cmocka_unit_test(days_before_year_zero_count_on),
    cmocka_unit_test(a_day_before_year_zero_is_written_as_year_zero))
