/* SPDX-License-Identifier: Apache-2.0 */
/* test_utf8.c - every code point there and back; every way to be broken, refused. */
#include "jd_test.h"

#include "base/str.h"
#include "base/utf8.h"

#include <inttypes.h>

static void
every_code_point_reads_back(void **state)
{
    (void)state;
    for (uint32_t code = 0; code <= 0x10FFFF; code++) {
        char text[4];
        size_t at = 0;
        if (code == 0xD800)
            code = 0xE000;
        struct jd_str written = {text, jd__utf8_put(code, text)};
        uint32_t back = jd__utf8_next(written, &at);
        if (back != code || at != written.size || !jd__utf8_is_valid(written))
            fail_msg("U+%04" PRIX32 " came back as U+%04" PRIX32, code, back);
    }
}

static void
broken_text_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC3",
        "\xE2\x82", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x8F\xBF\xBF",
        "\xF0\x9F\x98", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xFE", "\xC3(",
        "\xE2(\xA1", "\xE2\x82(", "\xF0(\x8C\xBC", "\xF0\x90(\xBC", "\xF0\x90\x8C("};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        size_t at = 0;
        if (jd__utf8_is_valid(jd__str(wrong[i])))
            fail_msg("case %zu is taken for text", i);
        assert_int_equal(jd__utf8_next(jd__str(wrong[i]), &at), 0xFFFD);
        assert_int_equal(at, 1);
    }
}

static void
a_replacement_character_of_the_text_itself_is_three_bytes(void **state)
{
    (void)state;
    size_t at = 0;
    struct jd_str text = jd__str("\xEF\xBF\xBD");

    assert_true(jd__utf8_is_valid(text));
    assert_int_equal(jd__utf8_next(text, &at), 0xFFFD);
    assert_int_equal(at, 3);
}

static void
characters_are_counted_and_a_broken_byte_is_one(void **state)
{
    (void)state;
    assert_int_equal(jd__utf8_count(jd__str("")), 0);
    assert_int_equal(jd__utf8_count(jd__str("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80")), 4);
    assert_int_equal(jd__utf8_count(jd__str("a\xC3\xFF"
                                            "b")),
        4);
    assert_int_equal(jd__utf8_count((struct jd_str){"\0\0", 2}), 2);
}

static void
characters_are_read_one_after_another(void **state)
{
    (void)state;
    static const uint32_t expected[] = {0x61, 0xE9, 0x20AC, 0xFFFD, 0x1F600};
    struct jd_str text = jd__str("a\xC3\xA9\xE2\x82\xAC\xFF\xF0\x9F\x98\x80");
    size_t at = 0;
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(jd__utf8_next(text, &at), expected[i]);
    assert_int_equal(at, text.size);
}

/* The model: the ranges of RFC 3629, section 4, row by row. */
static bool
model_is_valid(const unsigned char *s, size_t size)
{
    static const unsigned char rows[][8] = {{0x00, 0x7F}, {0xC2, 0xDF, 0x80, 0xBF},
        {0xE0, 0xE0, 0xA0, 0xBF, 0x80, 0xBF}, {0xE1, 0xEC, 0x80, 0xBF, 0x80, 0xBF},
        {0xED, 0xED, 0x80, 0x9F, 0x80, 0xBF}, {0xEE, 0xEF, 0x80, 0xBF, 0x80, 0xBF},
        {0xF0, 0xF0, 0x90, 0xBF, 0x80, 0xBF, 0x80, 0xBF},
        {0xF1, 0xF3, 0x80, 0xBF, 0x80, 0xBF, 0x80, 0xBF},
        {0xF4, 0xF4, 0x80, 0x8F, 0x80, 0xBF, 0x80, 0xBF}};
    static const size_t sizes[] = {1, 2, 3, 3, 3, 3, 4, 4, 4};
    if (size == 0)
        return true;
    for (size_t row = 0; row < 9; row++) {
        bool fits = sizes[row] <= size;
        for (size_t i = 0; fits && i < sizes[row]; i++)
            fits = s[i] >= rows[row][2 * i] && s[i] <= rows[row][2 * i + 1];
        if (fits)
            return model_is_valid(s + sizes[row], size - sizes[row]);
    }
    return false;
}

static void
agrees_with_the_table_of_the_standard(void **state)
{
    (void)state;
    static const unsigned char telling[] = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0,
        0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3,
        0xF4, 0xF5, 0xFF};
    uint64_t random = 1;
    for (unsigned i = 0; i < 200000; i++) {
        unsigned char text[6];
        size_t size = test_random(&random, sizeof(text) + 1);
        for (size_t k = 0; k < size; k++)
            text[k] = telling[test_random(&random, sizeof(telling))];
        if (jd__utf8_is_valid((struct jd_str){(const char *)text, size}) !=
            model_is_valid(text, size))
            fail_msg("wrong at text %u", i);
    }
}

TEST_MAIN(cmocka_unit_test(every_code_point_reads_back),
    cmocka_unit_test(broken_text_is_refused),
    cmocka_unit_test(a_replacement_character_of_the_text_itself_is_three_bytes),
    cmocka_unit_test(characters_are_counted_and_a_broken_byte_is_one),
    cmocka_unit_test(characters_are_read_one_after_another),
    cmocka_unit_test(agrees_with_the_table_of_the_standard))
