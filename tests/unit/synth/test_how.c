/* SPDX-License-Identifier: Apache-2.0 */
/* test_how.c - the forms in which agencies write a value, by example. */
#include "jd_test.h"

#include "synth/how.h"

#include <string.h>

static void
assert_form(const char *how, const char *value, const char *expected)
{
    char text[256];
    struct jd__row row;
    jd__row_start(&row, JD__PERSON);
    jd__how_apply(jd__how_find(how), &row, value, text, sizeof(text));
    if (strcmp(text, expected) != 0)
        fail_msg("%s: \"%s\", not \"%s\"", how, text, expected);
}

static void
dates_are_written_as_the_agency_writes_them(void **state)
{
    (void)state;
    assert_form("m/d/Y", "2017-07-05", "07/05/2017");
    assert_form("m/d/Y", "2017-07-05T14:03", "07/05/2017");
    assert_form("m/d/Y H:M", "2017-07-05T14:03", "07/05/2017 14:03");
    assert_form("m/d/Y H:M", "2017-07-05", "07/05/2017");
    assert_form("d.m.Y", "2017-07-05", "05.07.2017");
    assert_form("Ymd", "2017-07-05", "20170705");
    assert_form("H:M", "2017-07-05T14:03", "14:03");
    assert_form("H:M", "2017-07-05", "");
    assert_form("Y年m月d日", "2017-07-05", "2017年07月05日");
}

static void
years_are_counted_as_the_country_counts_them(void **state)
{
    (void)state;
    assert_form("d/m/Y H:M", "2017-07-05T14:03", "05/07/2017 14:03");
    assert_form("thai d/m/Y", "2017-07-05", "๐๕/๐๗/๒๕๖๐");
    assert_form("thai d/m/Y H:M", "2017-07-05T14:03", "๐๕/๐๗/๒๕๖๐ ๑๔:๐๓");
    assert_form("thai d/m/Y", "unknown", "unknown");
    assert_form("japanese Gy.m.d", "2017-07-05", "H29.07.05");
    assert_form("japanese Gy.m.d H:M", "2017-07-05T14:03", "H29.07.05 14:03");
    assert_form("japanese Gy.m.d", "1989-01-08", "H01.01.08");
    assert_form("japanese Gy.m.d", "1989-01-07", "S64.01.07");
    assert_form("japanese Gy.m.d", "1960-03-15", "S35.03.15");
    assert_form("japanese Gy.m.d", "", "");
}

static void
of_two_surnames_either_is_taken(void **state)
{
    (void)state;
    assert_form("first word", "Hernández García", "Hernández");
    assert_form("other words", "Hernández García", "García");
    assert_form("first word", "Hernández", "Hernández");
    assert_form("other words", "Hernández", "");
}

static void
what_is_no_date_or_number_is_written_as_it_stands(void **state)
{
    (void)state;
    assert_form("m/d/Y", "", "");
    assert_form("m/d/Y", "unknown", "unknown");
    assert_form("(999) 999-9999", "614555", "614555");
    assert_form("(999) 999-9999", "", "");
}

static void
numbers_are_cut_in_groups(void **state)
{
    (void)state;
    assert_form("(999) 999-9999", "6141234567", "(614) 123-4567");
    assert_form("+19999999999", "6141234567", "+16141234567");
    assert_form("AA 999 999", "LZ123456785CN", "LZ 123 456 785 CN");
    assert_form("9999 9999", "ABCDEFGHI", "ABCD EFGH I");
    assert_form("999-9999", "ABC1234", "ABC-1234");
}

static void
lists_become_json(void **state)
{
    (void)state;
    assert_form("[list]", "17-1;us-dea/case/G1", "[\"17-1\",\"us-dea/case/G1\"]");
    assert_form("[list]", "17-1", "[\"17-1\"]");
    assert_form("[list]", "", "");
}

static void
names_are_put_together(void **state)
{
    (void)state;
    char text[256];
    struct jd__row row;
    jd__row_start(&row, JD__PERSON);
    jd__row_put(&row, JD__GIVEN_NAME, "Ann");
    jd__row_put(&row, JD__MIDDLE_NAME, "B");
    jd__row_put(&row, JD__SURNAME, "Roe Doe");
    jd__row_put(&row, JD__SUFFIX, "Jr");

    jd__how_apply(jd__how_find("LAST, FIRST"), &row, "", text, sizeof(text));
    assert_string_equal(text, "Roe Doe, Ann B Jr");
    jd__how_apply(jd__how_find("First Last"), &row, "", text, sizeof(text));
    assert_string_equal(text, "Ann B Roe Doe Jr");
    jd__how_apply(jd__how_find("LastFirst"), &row, "", text, sizeof(text));
    assert_string_equal(text, "Roe DoeAnn");
    jd__how_apply(jd__how_find("Last　First"), &row, "", text, sizeof(text));
    assert_string_equal(text, "Roe Doe　Ann");
}

static void
a_form_never_writes_beyond_its_room(void **state)
{
    (void)state;
    const char *const forms[] = {"as is", "upper", "m/d/Y H:M", "+1 999 999 9999",
        "AA 999 999", "9999 9999", "999-9999", "[list]", "LAST, FIRST", "First Last",
        "whole address", "thai d/m/Y H:M", "japanese Gy.m.d H:M", "Last　First",
        "first word"};
    struct jd__row row;
    jd__row_start(&row, JD__PERSON);
    jd__row_put(&row, JD__SURNAME, "Abcdefghijklmnop");
    jd__row_put(&row, JD__GIVEN_NAME, "Qrstuvw");
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
        for (size_t size = 8; size < 24; size++) {
            char text[32];
            memset(text, '#', sizeof(text));

            jd__how_apply(jd__how_find(forms[i]), &row, "2017-07-05T14:03", text, size);

            assert_true(memchr(text, '\0', size) != NULL);
            assert_int_equal(text[size], '#');
        }
}

static void
a_form_that_does_not_exist_is_none(void **state)
{
    (void)state;
    assert_int_equal(jd__how_find("no such form"), JD__HOW_NONE);
}

TEST_MAIN(cmocka_unit_test(dates_are_written_as_the_agency_writes_them),
    cmocka_unit_test(years_are_counted_as_the_country_counts_them),
    cmocka_unit_test(of_two_surnames_either_is_taken),
    cmocka_unit_test(what_is_no_date_or_number_is_written_as_it_stands),
    cmocka_unit_test(numbers_are_cut_in_groups), cmocka_unit_test(lists_become_json),
    cmocka_unit_test(names_are_put_together),
    cmocka_unit_test(a_form_never_writes_beyond_its_room),
    cmocka_unit_test(a_form_that_does_not_exist_is_none))
