/* SPDX-License-Identifier: Apache-2.0 */
/* test_norm_time.c - local times as moments, at the hours that clocks repeat or skip. */
#include "jd_test.h"

#include "base/calendar.h"
#include "io/norm.h"

#include <string.h>

static struct jd__norm *
make(const char *zone)
{
    struct jd_error err = {0};
    struct jd__norm *norm = NULL;
    const struct jd__norm_options options = {"US", NULL, 0, zone};
    assert_jd_ok(jd__norm_new(NULL, &options, &norm, &err));
    return norm;
}

static void
write_moment(int64_t microseconds, char out[40])
{
    int64_t seconds = microseconds / 1000000 - (microseconds % 1000000 < 0);
    int64_t rest = microseconds - seconds * 1000000;
    char shown[32];
    jd__format_moment(seconds, shown);
    if (rest != 0)
        (void)snprintf(out, 40, "%s.%06d", shown, (int)rest);
    else
        (void)snprintf(out, 40, "%s", shown);
}

static void
show(struct jd__norm *norm, const char *text, char out[160])
{
    struct jd_error err = {0};
    struct jd__moment moment;
    char first[40];
    char last[40];
    const struct jd_str as_written = {text, strlen(text)};
    if (jd__norm_time(norm, as_written, NULL, &moment, &err) != JD_OK) {
        (void)snprintf(out, 160, "! %.100s", err.message);
        return;
    }
    if (moment.precision == JD__PRECISION_NONE) {
        (void)snprintf(out, 160, "null");
        return;
    }
    write_moment(moment.earliest, first);
    write_moment(moment.latest, last);
    (void)snprintf(out, 160, "%s%s%s%s%s", first,
        moment.latest > moment.earliest ? ".." : "",
        moment.latest > moment.earliest ? last : "", moment.ambiguous ? " ambiguous" : "",
        moment.skipped ? " skipped" : "");
}

static void
hold(struct jd__norm *norm, const char *const (*examples)[2], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char got[160];
        show(norm, examples[i][0], got);
        if (strcmp(got, examples[i][1]) != 0)
            fail_msg("\"%s\": \"%s\", not \"%s\"", examples[i][0], got, examples[i][1]);
    }
    jd__norm_free(norm);
}

static void
local_times_become_utc(void **state)
{
    (void)state;
    const char *const examples[][2] = {{"2017-07-05 14:03", "2017-07-05T18:03:00Z"},
        {"2017-01-05T14:03:09", "2017-01-05T19:03:09Z"},
        {"7/5/2017 2:03 PM", "2017-07-05T18:03:00Z"},
        {"7/5/2017 12:00am", "2017-07-05T04:00:00Z"},
        {"7/5/2017 12:30 p.m.", "! not a time of day"},
        {"20170705 1403", "2017-07-05T18:03:00Z"},
        {"20170705T140309", "2017-07-05T18:03:09Z"},
        {"2017-07-05 14:03:00.25", "2017-07-05T18:03:00Z.250000"},
        {"2017-07-05 24:00", "2017-07-06T04:00:00Z"},
        {"2017-07-05 24:01", "! not a time of day"},
        {"2017-07-05 14:60", "! not a time of day"},
        {"2017-07-05 13:00 PM", "! not a time of day"},
        {"2017-02-30 14:00", "! a day that does not exist"}, {"1900-01-01 00:00", "null"},
        {"2017 14:00", "! a time of day without its day"},
        {"2017-07-05 MARKER", "! not a time of day"}};
    hold(make("America/New_York"), examples, sizeof(examples) / sizeof(examples[0]));
}

static void
a_zone_in_the_text_wins(void **state)
{
    (void)state;
    const char *const examples[][2] = {{"2017-07-05T14:03:00Z", "2017-07-05T14:03:00Z"},
        {"2017-07-05T14:03:00-05:00", "2017-07-05T19:03:00Z"},
        {"2017-07-05 14:03:00 +0530", "2017-07-05T08:33:00Z"},
        {"2017-07-05T14:03:00.5+08", "2017-07-05T06:03:00Z.500000"},
        {"2017-07-05T14:03:00Q", "! not a time of day"},
        {"2017-07-05T14:03:00+99:00", "! not a time of day"}};
    hold(make("America/New_York"), examples, sizeof(examples) / sizeof(examples[0]));
}

static void
an_hour_that_comes_twice_is_ambiguous(void **state)
{
    (void)state;
    const char *const examples[][2] = {
        {"2017-11-05 01:30", "2017-11-05T05:30:00Z..2017-11-05T06:30:00Z ambiguous"},
        {"2017-11-05 00:59", "2017-11-05T04:59:00Z"},
        {"2017-11-05 02:00", "2017-11-05T07:00:00Z"}};
    hold(make("America/New_York"), examples, 3);
}

static void
an_hour_that_never_came_is_taken_as_meant(void **state)
{
    (void)state;
    const char *const examples[][2] = {{"2017-03-12 02:30", "2017-03-12T07:30:00Z skipped"},
        {"2017-03-12 01:59", "2017-03-12T06:59:00Z"},
        {"2017-03-12 03:00", "2017-03-12T07:00:00Z"}};
    hold(make("America/New_York"), examples, 3);
}

static void
a_day_alone_is_from_midnight_to_midnight(void **state)
{
    (void)state;
    const char *const examples[][2] = {
        {"2017-11-05", "2017-11-05T04:00:00Z..2017-11-06T04:59:59Z.999999"},
        {"2017-01-01", "2017-01-01T05:00:00Z..2017-01-02T04:59:59Z.999999"},
        {"2017-07", "2017-07-01T04:00:00Z..2017-08-01T03:59:59Z.999999"}};
    hold(make("America/New_York"), examples, 3);
}

/* Each moment of some years, shown by a clock and read back, is in the interval. */
static void
every_moment_comes_back_through_its_zone(void **state)
{
    (void)state;
    struct jd__norm *norm = make("UTC");
    uint64_t seed = 5;
    /* Offsets of New York in 2017: five hours, four from 12 March 7:00 to 5 November 6:00. */
    for (int i = 0; i < 20000; i++) {
        int64_t begin = jd__days_from_civil(2017, 1, 2) * 86400;
        int64_t moment = begin + test_random(&seed, 363 * 24 * 60) * 60;
        int64_t summer = jd__days_from_civil(2017, 3, 12) * 86400 + 7 * 3600;
        int64_t winter = jd__days_from_civil(2017, 11, 5) * 86400 + 6 * 3600;
        int64_t offset = moment >= summer && moment < winter ? -4 * 3600 : -5 * 3600;
        char text[32];
        struct jd__moment out;
        struct jd_error err = {0};
        jd__format_moment(moment + offset, text);
        text[19] = '\0'; /* without its Z */

        const struct jd_str as_written = {text, strlen(text)};
        assert_jd_ok(jd__norm_time(norm, as_written, "America/New_York", &out, &err));

        if (out.skipped ||
            (out.earliest != moment * 1000000 && out.latest != moment * 1000000))
            fail_msg("%s", text);
    }
    jd__norm_free(norm);
}

static void
a_form_of_time_is_its_moment(void **state)
{
    (void)state;
    struct jd__norm *norm = make("America/New_York");
    static const char *const examples[][2] = {{"7/5/2017 2:03 PM", "2017-07-05T18:03:00Z"},
        {"1/1/2017", "2017-01-01"}, {"2017-07", "2017-07"}};
    for (size_t i = 0; i < 3; i++) {
        struct jd_error err = {0};
        struct jd_str out = {NULL, 0};
        const struct jd_str text = {examples[i][0], strlen(examples[i][0])};
        assert_jd_ok(jd__norm(norm, JD__FORM_TIME, text, &out, &err));
        assert_int_equal(out.size, strlen(examples[i][1]));
        assert_memory_equal(out.data, examples[i][1], out.size);
    }
    struct jd__moment moment;
    const struct jd_str text = {"2017-07-05", 10};
    assert_jd_status(
        jd__norm_time(norm, text, "Nowhere/At_All", &moment, NULL), JD_E_INPUT);
    jd__norm_free(norm);
}

TEST_MAIN(cmocka_unit_test(local_times_become_utc),
    cmocka_unit_test(a_zone_in_the_text_wins),
    cmocka_unit_test(an_hour_that_comes_twice_is_ambiguous),
    cmocka_unit_test(an_hour_that_never_came_is_taken_as_meant),
    cmocka_unit_test(a_day_alone_is_from_midnight_to_midnight),
    cmocka_unit_test(every_moment_comes_back_through_its_zone),
    cmocka_unit_test(a_form_of_time_is_its_moment))
