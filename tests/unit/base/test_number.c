/* SPDX-License-Identifier: Apache-2.0 */
/* test_number.c - numbers as text: exact, strict, and the same in every locale. */
#include "jd_test.h"

#include "base/number.h"
#include "base/str.h"

#include <float.h>
#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void
whole_numbers_reach_both_ends(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t value;
    } cases[] = {{"0", 0}, {"-0", 0}, {"+7", 7}, {"00123", 123},
        {"9223372036854775807", INT64_MAX}, {"-9223372036854775808", INT64_MIN}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t value = 42;
        if (!jd__parse_int(jd__str(cases[i].text), &value) || value != cases[i].value)
            fail_msg("\"%s\" became %" PRId64, cases[i].text, value);
    }
}

static void
what_is_no_whole_number_is_refused_and_nothing_is_written(void **state)
{
    (void)state;
    static const char *const wrong[] = {"", "-", "+", " 1", "1 ", "1.0", "1e3", "0x1",
        "--1", "9223372036854775808", "-9223372036854775809", "99999999999999999999",
        "\xD9\xA1"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        int64_t value = 42;
        if (jd__parse_int(jd__str(wrong[i]), &value) || value != 42)
            fail_msg("\"%s\" was taken for a number", wrong[i]);
    }
}

static void
decimal_numbers_are_rounded_correctly(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double value;
    } cases[] = {{"0", 0.0}, {".5", 0.5}, {"5.", 5.0}, {"-1.5", -1.5}, {"2e-3", 0.002},
        {"1E+2", 100.0}, {"0.1", 0.1}, {"9007199254740993", 9007199254740992.0},
        {"2.2250738585072011e-308", 0x0.fffffffffffffp-1022},
        {"1.7976931348623157e308", DBL_MAX}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        double value = 42;
        if (!jd__parse_real(jd__str(cases[i].text), &value) || value != cases[i].value)
            fail_msg("\"%s\" became %a", cases[i].text, value);
    }
}

static void
what_is_no_decimal_number_is_refused_and_nothing_is_written(void **state)
{
    (void)state;
    static const char *const wrong[] = {"", ".", "-", "e5", "1e", "1e+", "inf", "nan",
        "Infinity", "0x1p3", " 1", "1 ", "1,5", "1.2.3", "1_000", "--1"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        double value = 42;
        if (jd__parse_real(jd__str(wrong[i]), &value) || value != 42)
            fail_msg("\"%s\" was taken for a number", wrong[i]);
    }
}

static void
a_number_of_too_many_digits_is_refused(void **state)
{
    (void)state;
    char digits[600];
    double value = 42;
    memset(digits, '1', sizeof(digits));

    assert_false(jd__parse_real((struct jd_str){digits, sizeof(digits)}, &value));
    assert_true(value == 42);
}

static void
familiar_numbers_are_written_as_people_write_them(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } cases[] = {{0.1, "0.1"}, {1.0, "1"}, {-2.5, "-2.5"},
        {1.0 / 3.0, "0.3333333333333333"}, {100000, "100000"}, {NAN, "nan"},
        {INFINITY, "inf"}, {-INFINITY, "-inf"}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[JD__NUMBER_SIZE];
        size_t size = jd__format_real(cases[i].value, text);
        assert_string_equal(text, cases[i].text);
        assert_int_equal(size, strlen(text));
    }
}

/* The model: the first precision of printf that reads back the same. */
static void
any_number_reads_back_from_its_shortest_text(void **state)
{
    (void)state;
    uint64_t random = 1;
    for (uint32_t i = 0; i < 20000; i++) {
        uint64_t bits = (uint64_t)test_random(&random, UINT32_MAX) << 32 |
                        test_random(&random, UINT32_MAX);
        double value = 0, back = 0;
        char text[JD__NUMBER_SIZE];
        char expected[64];
        memcpy(&value, &bits, sizeof(value));
        if (!isfinite(value))
            continue;
        size_t size = jd__format_real(value, text);
        for (int digits = 1; digits <= 17; digits++) {
            (void)snprintf(expected, sizeof(expected), "%.*g", digits, value);
            if (strtod(expected, NULL) == value)
                break;
        }
        if (!jd__parse_real((struct jd_str){text, size}, &back) || back != value ||
            strcmp(text, expected) != 0)
            fail_msg("%a is written %s, not %s", value, text, expected);
    }
}

static void
the_smallest_numbers_have_short_texts_too(void **state)
{
    (void)state;
    char text[JD__NUMBER_SIZE];
    jd__format_real(0x1p-1074, text);
    assert_string_equal(text, "5e-324");
}

static void
a_locale_with_a_comma_changes_nothing(void **state)
{
    (void)state;
    static const char *const names[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE.utf8"};
    bool found = false;
    for (size_t i = 0; i < 3 && !found; i++)
        found = setlocale(LC_NUMERIC, names[i]) != NULL;
    char text[JD__NUMBER_SIZE];
    double value = 0;
    jd__format_real(1.5, text);
    bool parsed = jd__parse_real(jd__str("2.5"), &value);
    (void)setlocale(LC_NUMERIC, "C");

    assert_string_equal(text, "1.5");
    assert_true(parsed && value == 2.5);
}

/* Each text alone at the end of a block, so that ASan sees a look at what is behind it. */
static void
nothing_behind_the_text_is_looked_at(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "", "-", "1", "12", "1.", "1.5", ".", "1e", "1e+", "1e5"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        size_t size = strlen(texts[i]);
        char *alone = malloc(size != 0 ? size : 1);
        int64_t whole = 0;
        double real = 0;
        assert_non_null(alone);
        memcpy(alone, texts[i], size);
        assert_int_equal(jd__parse_int((struct jd_str){alone, size}, &whole),
            strspn(texts[i], "0123456789") == size && size > 0);
        assert_int_equal(jd__parse_real((struct jd_str){alone, size}, &real),
            size > 0 && texts[i][size - 1] != 'e' && texts[i][size - 1] != '+' &&
                strpbrk(texts[i], "0123456789") != NULL);
        free(alone);
    }
    assert_true(jd__parse_int((struct jd_str){"12-", 2}, &(int64_t){0}));
}

static void
a_number_may_have_511_digits(void **state)
{
    (void)state;
    char digits[513];
    double value = 42;
    memset(digits, '0', sizeof(digits));
    digits[0] = '7';
    digits[1] = '.';
    assert_true(jd__parse_real((struct jd_str){digits, 511}, &value));
    assert_true(value == 7);
    assert_false(jd__parse_real((struct jd_str){digits, 512}, &value));
}

static void
a_sign_may_stand_first_only(void **state)
{
    (void)state;
    double value = 0;
    int64_t whole = 0;
    assert_true(jd__parse_real(jd__str("+3"), &value) && value == 3);
    assert_true(jd__parse_real(jd__str("-3"), &value) && value == -3);
    assert_false(jd__parse_real(jd__str("3+"), &value));
    assert_false(jd__parse_real(jd__str("3-"), &value));
    assert_true(jd__parse_int(jd__str("-3"), &whole) && whole == -3);
    assert_true(jd__parse_int(jd__str("3"), &whole) && whole == 3);
}

TEST_MAIN(cmocka_unit_test(whole_numbers_reach_both_ends),
    cmocka_unit_test(what_is_no_whole_number_is_refused_and_nothing_is_written),
    cmocka_unit_test(decimal_numbers_are_rounded_correctly),
    cmocka_unit_test(what_is_no_decimal_number_is_refused_and_nothing_is_written),
    cmocka_unit_test(a_number_of_too_many_digits_is_refused),
    cmocka_unit_test(familiar_numbers_are_written_as_people_write_them),
    cmocka_unit_test(any_number_reads_back_from_its_shortest_text),
    cmocka_unit_test(the_smallest_numbers_have_short_texts_too),
    cmocka_unit_test(a_locale_with_a_comma_changes_nothing),
    cmocka_unit_test(nothing_behind_the_text_is_looked_at),
    cmocka_unit_test(a_number_may_have_511_digits),
    cmocka_unit_test(a_sign_may_stand_first_only))
