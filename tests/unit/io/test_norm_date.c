/* SPDX-License-Identifier: Apache-2.0 */
/* test_norm_date.c - dates as intervals, by examples and against the calendar. */
#include "jd_test.h"

#include "base/calendar.h"
#include "io/norm.h"

#include <string.h>

static struct jd__norm *
make(const char *country, const char *pattern)
{
    struct jd_error err = {0};
    struct jd__norm *norm = NULL;
    const char *const dates[] = {pattern};
    const struct jd__norm_options options = {
        country, pattern != NULL ? dates : NULL, pattern != NULL, NULL};
    assert_jd_ok(jd__norm_new(NULL, &options, &norm, &err));
    return norm;
}

/* "earliest..latest text flags" of a date; "null"; or "!" and the message. */
static void
show(struct jd__norm *norm, const char *text, char out[128])
{
    struct jd_error err = {0};
    struct jd__date date;
    char first[16];
    char last[16];
    const struct jd_str as_written = {text, strlen(text)};
    if (jd__norm_date(norm, as_written, &date, &err) != JD_OK) {
        (void)snprintf(out, 128, "! %.100s", err.message);
        return;
    }
    if (date.precision == JD__PRECISION_NONE) {
        (void)snprintf(out, 128, "null");
        return;
    }
    jd__format_day(date.earliest, first);
    jd__format_day(date.latest, last);
    (void)snprintf(out, 128, "%s..%s %s%s%s", first, last, date.text,
        date.lowered ? " lowered" : "", date.two_digit ? " two-digit" : "");
}

static void
hold(struct jd__norm *norm, const char *const (*examples)[2], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char got[128];
        show(norm, examples[i][0], got);
        if (strcmp(got, examples[i][1]) != 0)
            fail_msg("\"%s\": \"%s\", not \"%s\"", examples[i][0], got, examples[i][1]);
    }
    jd__norm_free(norm);
}

static void
dates_are_read_in_many_ways(void **state)
{
    (void)state;
    static const char day[] = "1985-04-03..1985-04-03 1985-04-03";
    static const char guessed[] = "1985-04-03..1985-04-03 1985-04-03 two-digit";
    const char *const examples[][2] = {{"1985-04-03", day}, {" 19850403 ", day},
        {"1985/4/3", day}, {"4/3/1985", day}, {"04-03-1985", day}, {"3.4.1985", day},
        {"03-APR-1985", day}, {"3 April 1985", day}, {"03apr1985", day},
        {"Apr 3, 1985", day}, {"3-avr-1985", day}, {"1985-04-03T10:15:00Z", day},
        {"4/3/1985 10:15 AM", day}, {"4/3/85", guessed}, {"3-Apr-85", guessed},
        {"٤/٣/١٩٨٥", day}, {"15. März 1985", "1985-03-15..1985-03-15 1985-03-15"},
        {"4/3/30", "2030-04-03..2030-04-03 2030-04-03 two-digit"},
        {"4/3/31", "1931-04-03..1931-04-03 1931-04-03 two-digit"}};
    hold(make("US", NULL), examples, sizeof(examples) / sizeof(examples[0]));
}

static void
elsewhere_the_day_comes_first(void **state)
{
    (void)state;
    const char *const german[][2] = {{"3.4.1985", "1985-04-03..1985-04-03 1985-04-03"},
        {"03/04/1985", "1985-04-03..1985-04-03 1985-04-03"}};
    const char *const nowhere[][2] = {
        {"03/04/1985", "! not a date by any pattern of this file"},
        {"1985-04-03", "1985-04-03..1985-04-03 1985-04-03"}};

    hold(make("DE", NULL), german, 2);
    hold(make(NULL, NULL), nowhere, 2);
}

static void
what_was_not_known_is_not_claimed(void **state)
{
    (void)state;
    const char *const examples[][2] = {{"1985", "1985-01-01..1985-12-31 1985"},
        {"1985-02", "1985-02-01..1985-02-28 1985-02"},
        {"2/1984", "1984-02-01..1984-02-29 1984-02"},
        {"April 1985", "1985-04-01..1985-04-30 1985-04"},
        {"1985-00-00", "1985-01-01..1985-12-31 1985"},
        {"1985-04-00", "1985-04-01..1985-04-30 1985-04"},
        {"01/01/1985", "1985-01-01..1985-12-31 1985 lowered"},
        {"19850101", "1985-01-01..1985-12-31 1985 lowered"}, {"1900-01-01", "null"},
        {"01/01/1900", "null"}, {"1753-01-01 00:00:00", "null"}, {"0001-01-01", "null"},
        {"0000-00-00", "null"}, {"00/00/0000", "null"}, {"9999-12-31", "null"},
        {"99999999", "null"}, {"", "null"}, {"--", "null"},
        {"1900-01-02", "1900-01-02..1900-01-02 1900-01-02"}};
    hold(make("US", NULL), examples, sizeof(examples) / sizeof(examples[0]));
}

static void
days_that_do_not_exist_are_refused(void **state)
{
    (void)state;
    const char *const examples[][2] = {{"1985-02-29", "! a day that does not exist"},
        {"13/45/1985", "! a day that does not exist"},
        {"1985-13-01", "! a day that does not exist"},
        {"0085-04-03", "! a day that does not exist"},
        {"1985-00-03", "! a day that does not exist"},
        {"1985-04-03 MARKER", "! not a date by any pattern of this file"},
        {"MARKER", "! not a date by any pattern of this file"},
        {"198504031", "! not a date by any pattern of this file"},
        {"1985-04-03-05", "! not a date by any pattern of this file"},
        {"19-85-04", "! a day that does not exist"}};
    hold(make("SE", NULL), examples, sizeof(examples) / sizeof(examples[0]));
}

static void
other_calendars_are_read_when_a_pattern_names_them(void **state)
{
    (void)state;
    const char *const thai[][2] = {{"5/4/2528", "1985-04-05..1985-04-05 1985-04-05"},
        {"๕/๔/๒๕๒๘", "1985-04-05..1985-04-05 1985-04-05"}};
    const char *const japanese[][2] = {{"S60.4.3", "1985-04-03..1985-04-03 1985-04-03"},
        {"R1.5.1", "2019-05-01..2019-05-01 2019-05-01"}};
    const char *const persian[][2] = {{"1364/01/14", "1985-04-03..1985-04-03 1985-04-03"},
        {"۱۳۶۴/۰۱/۱۴", "1985-04-03..1985-04-03 1985-04-03"},
        {"1364/12/30", "! a day that does not exist"},
        {"1364/01/01", "1985-03-21..1986-03-20  lowered"}};
    const char *const islamic[][2] = {{"01/09/1445", "2024-03-11..2024-03-11 2024-03-11"}};
    const char *const taiwanese[][2] = {{"74/4/3", "1985-04-03..1985-04-03 1985-04-03"}};

    hold(make("TH", "buddhist:d/m/Y"), thai, 2);
    hold(make("JP", "japanese:GY.m.d"), japanese, 2);
    hold(make("IR", "persian:Y/m/d"), persian, 4);
    hold(make("SA", "islamic-umalqura:d/m/Y"), islamic, 1);
    hold(make("TW", "roc:Y/m/d"), taiwanese, 1);
}

static void
every_day_comes_back_from_every_way_of_writing_it(void **state)
{
    (void)state;
    struct jd__norm *norm = make("US", NULL);
    uint64_t seed = 3;
    for (int i = 0; i < 20000; i++) {
        int64_t days = (int64_t)test_random(&seed, 73000) - 25000; /* 1901 to 2101 */
        int64_t year = 0;
        unsigned month = 0, day = 0;
        char text[48];
        struct jd__date date;
        struct jd_error err = {0};
        jd__civil_from_days(days, &year, &month, &day);
        static const char *const formats[] = {
            "%04d-%02u-%02u", "%04d%02u%02u", "%04d/%u/%u"};
        const char *format = formats[test_random(&seed, 3)];
        if (format == formats[0])
            (void)snprintf(text, sizeof(text), "%04d-%02u-%02u", (int)year, month, day);
        else if (format == formats[1])
            (void)snprintf(text, sizeof(text), "%04d%02u%02u", (int)year, month, day);
        else
            (void)snprintf(text, sizeof(text), "%u/%u/%04d", month, day, (int)year);

        assert_jd_ok(jd__norm_date(norm, (struct jd_str){text, strlen(text)}, &date, &err));

        if (date.earliest != days || (date.latest != days) != (month == 1 && day == 1))
            fail_msg("%s", text);
    }
    jd__norm_free(norm);
}

static void
a_pattern_that_cannot_be_is_refused(void **state)
{
    (void)state;
    static const char *const patterns[] = {"m/d", "martian:Y/m/d", ""};
    for (size_t i = 0; i < 3; i++) {
        struct jd__norm *norm = NULL;
        const struct jd__norm_options options = {NULL, &patterns[i], 1, NULL};
        assert_jd_status(jd__norm_new(NULL, &options, &norm, NULL), JD_E_INPUT);
    }
    struct jd__norm *norm = NULL;
    const struct jd__norm_options options = {NULL, NULL, 0, "America/Nowhere"};
    assert_jd_status(jd__norm_new(NULL, &options, &norm, NULL), JD_E_INPUT);
}

TEST_MAIN(cmocka_unit_test(dates_are_read_in_many_ways),
    cmocka_unit_test(elsewhere_the_day_comes_first),
    cmocka_unit_test(what_was_not_known_is_not_claimed),
    cmocka_unit_test(days_that_do_not_exist_are_refused),
    cmocka_unit_test(other_calendars_are_read_when_a_pattern_names_them),
    cmocka_unit_test(every_day_comes_back_from_every_way_of_writing_it),
    cmocka_unit_test(a_pattern_that_cannot_be_is_refused))
