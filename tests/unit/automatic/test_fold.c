/* SPDX-License-Identifier: Apache-2.0 */
/* test_fold.c - normal forms and days, one table of cases each. */
#include "jd_test.h"

#include "automatic/fold.h"
#include "base/str.h"

#include <string.h>

struct form {
    enum jd_column_use use;
    enum jd__day_format format;
    const char *text, *normal;
};

static void
a_value_has_one_form_however_it_is_written(void **state)
{
    (void)state;
    static const struct form forms[] = {
        {JD_USE_NAME, 0, "  O'Brien,  Se\xC3\xA1n ", "obrien sean"},
        {JD_USE_NAME, 0, "\xD0\x98\xD0\x92\xD0\x90\xD0\x9D",
            "\xD0\xB8\xD0\xB2\xD0\xB0\xD0\xBD"},
        {JD_USE_TEXT, 0,
            "Stra\xC3\x9F"
            "e 7/8",
            "strasse 7 8"},
        {JD_USE_CODE, 0, "GB-12 34.a", "gb1234a"},
        {JD_USE_POSTCODE, 0, "TQ13 8DF", "tq138df"},
        {JD_USE_PHONE, 0, "+44 (0)20 7946 0018", "079460018"},
        {JD_USE_EMAIL, 0, "J.Doe@Example.ORG", "j.doe@example.org"},
        {JD_USE_NUMBER, 0, "1.50", "1.5"},
        {JD_USE_TEXT, 0, "N/A", ""},
        {JD_USE_TEXT, 0, " - ", ""},
        {JD_USE_DATE, JD__DAY_YMD, "1971-05-24", "19710524"},
        {JD_USE_DATE, JD__DAY_YMD, "1856-86-18", "18568618"}, /* a slip stays one */
        {JD_USE_DATE, JD__DAY_YMD, "2017-07-05T14:03:00Z", "20170705"},
        {JD_USE_DATE, JD__DAY_DMY, "5.7.2017", "20170705"},
        {JD_USE_DATE, JD__DAY_DMY, "05/07/56", "19560705"},
        {JD_USE_DATE, JD__DAY_MDY, "07/05/2017", "20170705"},
        {JD_USE_DATE, JD__DAY_YMD8, "19560409", "19560409"},
        {JD_USE_DATE, JD__DAY_DMY8, "09041956", "19560409"},
        {JD_USE_DATE, JD__DAY_WORDS, "5 July 2017", "20170705"},
        {JD_USE_DATE, JD__DAY_WORDS, "Jul 5, 2017", "20170705"},
        {JD_USE_DATE, JD__DAY_WORDS, "July 5th, 2017 14:03", "20170705"},
        {JD_USE_DATE, JD__DAY_WORDS, "5 de julio de 2017", "20170705"},
        {JD_USE_DATE, JD__DAY_WORDS, "1er ao\u00fbt 1944", "19440801"},
        {JD_USE_DATE, JD__DAY_WORDS, "3. M\u00e4rz 1951", "19510303"},
        {JD_USE_DATE, JD__DAY_WORDS, "16 OTTOBRE 1943", "19431016"},
        {JD_USE_DATE, JD__DAY_YMD, "1980\u5e747\u67085\u65e5", "19800705"},
        /* In a column of several formats the others are tried where the first gives no day. */
        {JD_USE_DATE, JD__DAY_YMD, "Jul 5, 2017", "20170705"},
        {JD_USE_DATE, JD__DAY_YMD, "7/5/2017", "20170705"},
        {JD_USE_DATE, JD__DAY_YMD, "20170705", "20170705"},
        {JD_USE_DATE, JD__DAY_DMY, "05/13/2017", "20170513"},
        {JD_USE_DATE, JD__DAY_YMD, "about 1900", "about1900"},
        {JD_USE_LABEL, 0, "Q-1", "Q-1"},
        {JD_USE_NUMBER, 0, "twelve", "twelve"},
        {JD_USE_NUMBER, 0, "-1e3", "-1000"},
        {JD_USE_EMAIL, 0, " ann @\tA.org", "ann@a.org"},
        {JD_USE_PHONE, 0, "call 7 or 8", "78"},
        {JD_USE_NAME, 0, "NULL", ""},
        {JD_USE_CODE, 0, "unknown", ""},
    };
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        char out[JD__NORMAL_SIZE + 1] = "";
        struct jd__day_reading reading = {forms[i].format, true};
        size_t n = jd__normal(forms[i].use, reading, jd__str(forms[i].text), out);
        out[n] = '\0';
        if (strcmp(out, forms[i].normal) != 0)
            fail_msg("case %zu: \"%s\" became \"%s\"", i, forms[i].text, out);
    }
}

static void
only_days_of_the_calendar_are_real(void **state)
{
    (void)state;
    char day[8];

    assert_int_equal(jd__day_read(jd__str("2016-02-29"), JD__DAY_YMD, day), JD__DAY_REAL);
    assert_int_equal(jd__day_read(jd__str("2017-02-29"), JD__DAY_YMD, day), JD__DAY_SHAPED);
    assert_int_equal(jd__day_read(jd__str("17-02-29"), JD__DAY_YMD, day), JD__DAY_NONE);
    assert_int_equal(jd__day_read(jd__str("2017020"), JD__DAY_YMD8, day), JD__DAY_NONE);
    assert_int_equal(jd__day_read(jd__str(""), JD__DAY_WORDS, day), JD__DAY_NONE);
}

static void
long_texts_that_differ_at_their_end_stay_apart(void **state)
{
    (void)state;
    static char text[JD_LIMIT_CELL];
    char one[JD__NORMAL_SIZE], other[JD__NORMAL_SIZE];
    memset(text, 'a', sizeof(text));
    size_t n = jd__fold((struct jd_str){text, sizeof(text)}, false, one);
    text[sizeof(text) - 1] = 'b';
    size_t m = jd__fold((struct jd_str){text, sizeof(text)}, false, other);

    assert_true(n <= JD__NORMAL_SIZE && n == m);
    assert_memory_not_equal(one, other, n);
}

/* What has no normal form but its bytes keeps its head and a hash, too. */
static void
long_addresses_and_labels_stay_apart(void **state)
{
    (void)state;
    static const enum jd_column_use uses[] = {JD_USE_EMAIL, JD_USE_LABEL};
    static char text[JD__NORMAL_SIZE + 1];
    const struct jd__day_reading unread = {0};
    for (size_t i = 0; i < sizeof(uses) / sizeof(uses[0]); i++) {
        char whole[JD__NORMAL_SIZE], one[JD__NORMAL_SIZE], other[JD__NORMAL_SIZE];
        memset(text, 'a', sizeof(text));
        struct jd_str longer = {text, sizeof(text)}, fits = {text, sizeof(text) - 1};
        assert_int_equal(jd__normal(uses[i], unread, fits, whole), JD__NORMAL_SIZE);
        assert_memory_equal(whole, text, JD__NORMAL_SIZE);
        size_t n = jd__normal(uses[i], unread, longer, one);
        text[sizeof(text) - 1] = 'b';
        assert_int_equal(jd__normal(uses[i], unread, longer, other), n);
        assert_true(n <= JD__NORMAL_SIZE);
        assert_memory_not_equal(one, other, n);
    }
}

static void
assert_text(enum jd_type type, struct jd_value value, const char *expected)
{
    struct jd_error err = {0};
    struct jd_str text = {NULL, 0};
    struct jd__buf room;
    uint32_t code = JD_NONE;
    struct jd__dict *dict = jd__dict_new(NULL, type);
    assert_non_null(dict);
    jd__buf_init(&room, NULL, 1, 0);
    assert_jd_ok(jd__buf_text(&room, jd__str("what was there before"), &err));
    assert_jd_ok(jd__dict_code(dict, value, &code, &err));
    assert_jd_ok(jd__value_text(dict, code, &room, &text, &err));
    if (!jd__str_is(text, expected))
        fail_msg("'%.*s', not '%s'", (int)text.size, text.data, expected);
    jd__buf_done(&room);
    jd__dict_free(dict);
}

static void
a_value_of_any_type_has_a_text(void **state)
{
    (void)state;
    const struct jd_str items[] = {jd__str("Ann"), {NULL, 0}, jd__str("Bo")};
    assert_text(JD_TYPE_TEXT, jd_text("as it is"), "as it is");
    assert_text(JD_TYPE_INT, jd_int(-12), "-12");
    assert_text(JD_TYPE_BOOL, jd_int_as(JD_TYPE_BOOL, 1), "1");
    assert_text(JD_TYPE_REAL, jd_real(0.25), "0.25");
    assert_text(JD_TYPE_DATE, jd_int_as(JD_TYPE_DATE, -1), "1969-12-31");
    assert_text(JD_TYPE_TIME, jd_int_as(JD_TYPE_TIME, 1500000), "1970-01-01T00:00:01Z");
    assert_text(JD_TYPE_TIME, jd_int_as(JD_TYPE_TIME, -1), "1969-12-31T23:59:59Z");
    assert_text(JD_TYPE_LIST, jd_list(items, 3), "Ann  Bo ");
    assert_text(JD_TYPE_LIST, jd_list(items, 0), "");
}

static void
broken_bytes_fold_within_the_room(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (int i = 0; i < 20000; i++) {
        char text[200], out[JD__NORMAL_SIZE];
        size_t n = test_random(&seed, sizeof(text));
        for (size_t k = 0; k < n; k++)
            text[k] = (char)test_random(&seed, 256);
        assert_true(jd__fold((struct jd_str){text, n}, i % 2 == 0, out) <= JD__NORMAL_SIZE);
    }
}

TEST_MAIN(cmocka_unit_test(a_value_has_one_form_however_it_is_written),
    cmocka_unit_test(only_days_of_the_calendar_are_real),
    cmocka_unit_test(long_texts_that_differ_at_their_end_stay_apart),
    cmocka_unit_test(long_addresses_and_labels_stay_apart),
    cmocka_unit_test(a_value_of_any_type_has_a_text),
    cmocka_unit_test(broken_bytes_fold_within_the_room))
