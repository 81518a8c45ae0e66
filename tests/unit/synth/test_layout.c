/* SPDX-License-Identifier: Apache-2.0 */
/* test_layout.c - an agency's layout: what it says, and what it may not say. */
#include "jd_test.h"

#include "base/str.h"
#include "synth/sheet.h"

#include <string.h>

static enum jd_status
read_layout(const char *layout, struct jd_error *err)
{
    struct jd__sheets sheets;
    jd__sheets_init(&sheets, NULL);
    enum jd_status status = jd__sheets_add(&sheets, 0, "us-test", jd__str(layout), err);
    jd__sheets_done(&sheets);
    return status;
}

static void
a_row_goes_to_the_sheet_of_its_kind_or_to_the_rest(void **state)
{
    (void)state;
    const char layout[] = "{\"files\":[{\"file\":\"a.csv\",\"table\":\"event\",\"format\":"
                          "\"csv\",\"only\":[\"arrest\"],"
                          "\"columns\":[[\"NO\",\"id\"]]},"
                          "{\"file\":\"b.csv\",\"table\":\"event\",\"format\":\"csv\","
                          "\"columns\":[[\"NO\",\"id\"]]}]}";
    struct jd__sheets sheets;
    struct jd__row row;
    struct jd_error err = {0};
    uint32_t number = 0;
    jd__sheets_init(&sheets, NULL);
    assert_jd_ok(jd__sheets_add(&sheets, 0, "us-test", jd__str(layout), &err));

    jd__row_start(&row, JD__EVENT);
    jd__row_put(&row, JD__KIND, "arrest");
    assert_string_equal(jd__sheets_find(&sheets, 0, &row, &number)->file, "a.csv");
    jd__row_put(&row, JD__KIND, "call");
    assert_string_equal(jd__sheets_find(&sheets, 0, &row, &number)->file, "b.csv");
    jd__row_start(&row, JD__ROLE);
    assert_string_equal(jd__sheets_find(&sheets, 0, &row, &number)->file, "role.csv");
    assert_true(jd__sheets_find(&sheets, 0, &row, &number)->is_default);

    jd__sheets_done(&sheets);
}

static void
write_one(
    const char *layout, struct jd__sheet_rows *out, struct jd__part_in *roles, uint32_t n)
{
    struct jd__sheets sheets;
    struct jd__row row;
    struct jd_error err = {0};
    uint32_t number = 0;
    jd__sheets_init(&sheets, NULL);
    assert_jd_ok(jd__sheets_add(&sheets, 0, "us-test", jd__str(layout), &err));
    jd__row_start(&row, JD__EVENT);
    jd__row_put(&row, JD__ID, "e;1");
    jd__row_put(&row, JD__KIND, "arrest");
    jd__row_put(&row, JD__STATUS, "he said \"Ω\"");
    jd__buf_init(&out->text, NULL, 1, 0);
    const struct jd__sheet *sheet = jd__sheets_find(&sheets, 0, &row, &number);
    assert_jd_ok(jd__sheet_heading(sheet, &out->text, &err));
    assert_jd_ok(jd__sheet_write(sheet, &row, roles, n, out, &err));
    jd__sheets_done(&sheets);
}

static void
assert_written(struct jd__sheet_rows *out, const char *expected)
{
    assert_int_equal(out->text.n, strlen(expected));
    assert_memory_equal(out->text.data, expected, strlen(expected));
    assert_int_equal(out->n, 1);
    jd__buf_done(&out->text);
}

static void
csv_quotes_what_needs_it_and_takes_the_role_it_names(void **state)
{
    (void)state;
    struct jd__sheet_rows out = {0};
    struct jd__part_in roles[2] = {{.kind = JD__PERSON, .role = "officer", .id = "o1"},
        {.kind = JD__PERSON, .role = "arrestee", .id = "p1"}};

    write_one("{\"files\":[{\"file\":\"a.csv\",\"table\":\"event\",\"format\":\"csv\","
              "\"delimiter\":\";\",\"columns\":[[\"NO\",\"id\"],[\"WHO\",\"@arrestee\"],"
              "[\"TYPE\",\"kind\",{\"arrest\":\"ARR\"}],[\"SAID\",\"status\"]]}]}",
        &out, roles, 2);

    assert_written(&out, "NO;WHO;TYPE;SAID\n\"e;1\";p1;ARR;\"he said \"\"Ω\"\"\"\n");
    assert_true(roles[1].written);
    assert_false(roles[0].written);
}

static void
fixed_columns_are_counted_in_characters(void **state)
{
    (void)state;
    struct jd__sheet_rows out = {0};

    write_one("{\"files\":[{\"file\":\"a.txt\",\"table\":\"event\",\"format\":\"fixed\","
              "\"columns\":[[\"\",\"status\",null,10],[\"\",\"id\",null,5],[\"\",\"kind\","
              "null,3]]}]}",
        &out, NULL, 0);

    assert_written(&out, "he said \"Ωe;1  arr\n");
}

static void
a_text_in_latin_1_has_one_byte_a_character(void **state)
{
    (void)state;
    struct jd__sheet_rows out = {0};

    write_one("{\"files\":[{\"file\":\"a.csv\",\"table\":\"event\",\"format\":\"csv\","
              "\"encoding\":\"latin-1\",\"columns\":[[\"NO\",\"id\"],[\"TIPO\",\"kind\","
              "{\"arrest\":\"detenci\u00f3n\"}],[\"SAID\",\"status\"]]}]}",
        &out, NULL, 0);

    assert_written(&out, "NO,TIPO,SAID\ne;1,detenci\xF3n,\"he said \"\"?\"\"\"\n");
}

static void
json_has_every_key_in_every_line(void **state)
{
    (void)state;
    struct jd__sheet_rows out = {0};

    write_one(
        "{\"files\":[{\"file\":\"a.jsonl\",\"table\":\"event\",\"format\":\"jsonl\","
        "\"columns\":[[\"no\",\"id\"],[\"until\",\"until\"],[\"judge\",\"@judge\"]]}]}",
        &out, NULL, 0);

    assert_written(&out, "{\"no\":\"e;1\",\"until\":null,\"judge\":null}\n");
}

static void
a_layout_that_is_wrong_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"[", "{\"files\":[{}]}",
        "{\"files\":[{\"file\":\"a\",\"table\":\"event\",\"format\":\"csv\",\"columns\":[]}"
        "]}",
        "{\"files\":[{\"file\":\"a\",\"table\":\"even\",\"format\":\"csv\",\"columns\":[["
        "\"A\",\"id\"]]}]}",
        "{\"files\":[{\"file\":\"a\",\"table\":\"event\",\"format\":\"xls\",\"columns\":[["
        "\"A\",\"id\"]]}]}",
        "{\"files\":[{\"file\":\"a\",\"table\":\"event\",\"format\":\"csv\",\"columns\":[["
        "\"A\"]]}]}",
        "{\"files\":[{\"file\":\"a\",\"table\":\"event\",\"format\":\"csv\",\"columns\":[["
        "\"A\",\"no\"]]}]}",
        "{\"files\":[{\"file\":\"a\",\"table\":\"event\",\"format\":\"csv\","
        "\"columns\":[[\"A\",\"id\",\"no form\"]]}]}"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct jd_error err = {0};
        if (read_layout(wrong[i], &err) != JD_E_CORRUPT)
            fail_msg("layout %zu is taken", i);
        assert_non_null(strstr(err.message, "us-test"));
    }
}

TEST_MAIN(cmocka_unit_test(a_row_goes_to_the_sheet_of_its_kind_or_to_the_rest),
    cmocka_unit_test(csv_quotes_what_needs_it_and_takes_the_role_it_names),
    cmocka_unit_test(fixed_columns_are_counted_in_characters),
    cmocka_unit_test(a_text_in_latin_1_has_one_byte_a_character),
    cmocka_unit_test(json_has_every_key_in_every_line),
    cmocka_unit_test(a_layout_that_is_wrong_is_refused))
