/* SPDX-License-Identifier: Apache-2.0 */
/* test_error.c - a report is one line of whole characters, whatever was put into it. */
#include "jd_test.h"

#include "base/error.h"
#include "base/str.h"
#include "base/utf8.h"

#include <string.h>

static void
a_failure_is_its_status_and_its_words(void **state)
{
    (void)state;
    struct jd_error err = {0};

    assert_jd_status(jd__fail(&err, JD_E_INPUT, "row %d: no id", 7), JD_E_INPUT);

    assert_int_equal(err.status, JD_E_INPUT);
    assert_string_equal(err.message, "row 7: no id");
}

static void
nobody_has_to_listen(void **state)
{
    (void)state;
    assert_jd_status(jd__fail(NULL, JD_E_IO, "%s", "lost"), JD_E_IO);
    jd__report_where(NULL, "file %s", "a.csv");
}

static void
the_place_stands_before_the_message(void **state)
{
    (void)state;
    struct jd_error err = {0};
    jd__report(&err, JD_E_INPUT, "no id");

    jd__report_where(&err, "person.csv, row %d", 7);

    assert_string_equal(err.message, "person.csv, row 7: no id");
    assert_int_equal(err.status, JD_E_INPUT);
}

static void
a_message_is_one_line(void **state)
{
    (void)state;
    struct jd_error err = {0};

    jd__report(&err, JD_E_INPUT, "a\nb\tc\x1b[0m\x7f\xC2\x9B");

    assert_string_equal(err.message, "a?b?c?[0m???");
}

/* Texts of each length around the end, of characters of each size: the cut is never inside. */
static void
a_message_too_long_is_cut_at_a_character(void **state)
{
    (void)state;
    static const char *const characters[] = {
        "a", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"};
    for (size_t c = 0; c < 4; c++)
        for (size_t shift = 0; shift < 4; shift++) {
            char text[512] = "";
            struct jd_error err = {0};
            memset(text, '.', shift);
            while (strlen(text) < 400)
                strcat(text, characters[c]);
            jd__report(&err, JD_E_INPUT, "%s", text);
            size_t size = strlen(err.message);
            if (!jd__utf8_is_valid(jd__str(err.message)) ||
                size + 4 < sizeof(err.message) - 1)
                fail_msg("size %zu, shift %zu: %zu bytes are left", c + 1, shift, size);
            assert_memory_equal(err.message, text, size);
        }
}

static void
a_long_place_leaves_room_for_the_message(void **state)
{
    (void)state;
    char place[400];
    struct jd_error err = {0};
    memset(place, 'x', sizeof(place) - 1);
    place[sizeof(place) - 1] = '\0';
    jd__report(&err, JD_E_INPUT, "no id");

    jd__report_where(&err, "%s", place);

    assert_non_null(strstr(err.message, ": no id"));
}

static void
a_place_cut_inside_a_character_stays_whole_text(void **state)
{
    (void)state;
    for (size_t shift = 0; shift < 4; shift++) {
        char place[300] = "";
        struct jd_error err = {0};
        memset(place, '.', shift);
        while (strlen(place) < 200)
            strcat(place, "\xF0\x9F\x98\x80");
        jd__report(&err, JD_E_INPUT, "no id");
        jd__report_where(&err, "%s", place);
        if (!jd__utf8_is_valid(jd__str(err.message)))
            fail_msg("shift %zu: half a character is left", shift);
    }
}

static void
a_broken_byte_becomes_a_question_mark(void **state)
{
    (void)state;
    struct jd_error err = {0};
    char path[300];

    jd__report(&err, JD_E_IO, "%s: no such file", "caf\xE9.csv");
    assert_string_equal(err.message, "caf?.csv: no such file");

    memset(path, 'x', sizeof(path) - 1);
    path[sizeof(path) - 1] = '\0';
    path[100] = '\xE9';
    jd__report(&err, JD_E_IO, "%s", path);
    assert_int_equal(strlen(err.message), sizeof(err.message) - 1);
    assert_int_equal(err.message[100], '?');
    assert_int_equal(err.message[101], 'x');
}

TEST_MAIN(cmocka_unit_test(a_failure_is_its_status_and_its_words),
    cmocka_unit_test(nobody_has_to_listen),
    cmocka_unit_test(the_place_stands_before_the_message),
    cmocka_unit_test(a_message_is_one_line),
    cmocka_unit_test(a_message_too_long_is_cut_at_a_character),
    cmocka_unit_test(a_long_place_leaves_room_for_the_message),
    cmocka_unit_test(a_place_cut_inside_a_character_stays_whole_text),
    cmocka_unit_test(a_broken_byte_becomes_a_question_mark))
