/* SPDX-License-Identifier: Apache-2.0 */
/* test_json.c - the writer's text, by hand and as jansson reads it back. */
#include "jd_test.h"

#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <string.h>

static void
objects_arrays_and_commas_stand_where_they_should(void **state)
{
    (void)state;
    struct jd__buf buf;
    struct jd__json json;
    struct jd_error err = {0};
    jd__buf_init(&buf, NULL, 1, 0);
    jd__json_init(&json, &buf);

    jd__json_object(&json);
    jd__json_key(&json, "a");
    jd__json_array(&json);
    jd__json_int(&json, -1);
    jd__json_array(&json);
    jd__json_array_end(&json);
    jd__json_bool(&json, true);
    jd__json_null(&json);
    jd__json_array_end(&json);
    jd__json_key_cstr(&json, "b", "x");
    jd__json_key_text(&json, "c", (struct jd_str){"yz", 1});
    jd__json_key_int(&json, "d", INT64_MIN);
    jd__json_key_real(&json, "e", 0.5);
    jd__json_key_bool(&json, "f", false);
    jd__json_key_cstr(&json, "g", NULL);
    jd__json_object_end(&json);

    assert_jd_ok(jd__json_end(&json, &err));
    assert_int_equal(json.depth, 0);
    assert_jd_ok(jd__buf_append(&buf, "", 1, &err));
    assert_string_equal(buf.data,
        "{\"a\":[-1,[],true,null],\"b\":\"x\",\"c\":\"y\",\"d\":-9223372036854775808,"
        "\"e\":0.5,\"f\":false,\"g\":null}");
    jd__buf_done(&buf);
}

static void
what_is_no_number_becomes_null(void **state)
{
    (void)state;
    struct jd__buf buf;
    struct jd__json json;
    struct jd_error err = {0};
    jd__buf_init(&buf, NULL, 1, 0);
    jd__json_init(&json, &buf);

    jd__json_array(&json);
    jd__json_real(&json, NAN);
    jd__json_real(&json, INFINITY);
    jd__json_real(&json, -INFINITY);
    jd__json_array_end(&json);

    assert_jd_ok(jd__json_end(&json, &err));
    assert_int_equal(buf.n, 16);
    assert_memory_equal(buf.data, "[null,null,null]", 16);
    jd__buf_done(&buf);
}

/* What a reader must get: broken bytes as U+FFFD. */
static size_t
repaired(struct jd_str text, char *out)
{
    size_t size = 0;
    for (size_t at = 0; at < text.size;)
        size += jd__utf8_put(jd__utf8_next(text, &at), out + size);
    return size;
}

static void
any_bytes_read_back_as_the_text_that_they_are(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 3000; seed++) {
        uint64_t random = seed;
        char text[24];
        char expected[72];
        size_t size = test_random(&random, sizeof(text));
        uint32_t range = seed % 2 == 0 ? 128 : 256;
        for (size_t i = 0; i < size; i++)
            text[i] = (char)test_random(&random, range);
        size_t n_expected = repaired((struct jd_str){text, size}, expected);
        struct jd__buf buf;
        struct jd__json json;
        struct jd_error err = {0};
        jd__buf_init(&buf, NULL, 1, 0);
        jd__json_init(&json, &buf);
        jd__json_text(&json, (struct jd_str){text, size});
        assert_jd_ok(jd__json_end(&json, &err));

        json_t *read = json_loadb(buf.data, buf.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
        if (read == NULL || json_string_length(read) != n_expected ||
            memcmp(json_string_value(read), expected, n_expected) != 0)
            fail_msg("seed %" PRIu64 ": %.*s", seed, (int)buf.n, (const char *)buf.data);
        json_decref(read);
        jd__buf_done(&buf);
    }
}

static void
the_first_failure_is_kept(void **state)
{
    (void)state;
    struct jd__buf buf;
    struct jd__json json;
    struct jd_error err = {0};
    jd__buf_init(&buf, NULL, 1, 4);
    jd__json_init(&json, &buf);

    jd__json_array(&json);
    jd__json_cstr(&json, "too long for four bytes");
    jd__json_int(&json, 1);
    jd__json_array_end(&json);

    assert_jd_status(jd__json_end(&json, &err), JD_E_LIMIT);
    assert_int_equal(err.status, JD_E_LIMIT);
    assert_jd_status(jd__json_end(&json, NULL), JD_E_LIMIT);
    jd__buf_done(&buf);
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    enum jd_status status = JD_E_NOMEM;
    for (size_t n = 0; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        struct jd__buf buf;
        struct jd__json json;
        test_memory_init(&mem, n);
        jd__buf_init(&buf, &mem.alloc, 1, 0);
        jd__json_init(&json, &buf);
        jd__json_array(&json);
        for (int i = 0; i < 20; i++)
            jd__json_int(&json, INT64_MAX);
        jd__json_array_end(&json);
        status = jd__json_end(&json, NULL);
        jd__buf_done(&buf);
        assert_int_equal(mem.live_blocks, 0);
    }
    assert_int_equal(status, JD_OK);
}

static void
numbers_of_every_last_digit_are_written(void **state)
{
    (void)state;
    struct jd__buf buf;
    struct jd__json json;
    struct jd_error err = {0};
    jd__buf_init(&buf, NULL, 1, 0);
    jd__json_init(&json, &buf);

    jd__json_array(&json);
    for (int i = 0; i <= 10; i++)
        jd__json_real(&json, i);
    jd__json_array_end(&json);

    assert_jd_ok(jd__json_end(&json, &err));
    assert_int_equal(buf.n, 24);
    assert_memory_equal(buf.data, "[0,1,2,3,4,5,6,7,8,9,10]", 24);
    jd__buf_done(&buf);
}

static void
a_space_is_not_escaped_and_a_control_character_is(void **state)
{
    (void)state;
    struct jd__buf buf;
    struct jd__json json;
    struct jd_error err = {0};
    jd__buf_init(&buf, NULL, 1, 0);
    jd__json_init(&json, &buf);

    jd__json_cstr(&json, " \x1f\n\t\"\\\x7f~\xC2\x9B\xC2\xA0");

    assert_jd_ok(jd__json_end(&json, &err));
    assert_jd_ok(jd__buf_append(&buf, "", 1, &err));
    assert_string_equal(buf.data, "\" \\u001f\\n\\t\\\"\\\\\\u007f~\\u009b\xC2\xA0\"");
    jd__buf_done(&buf);
}

TEST_MAIN(cmocka_unit_test(objects_arrays_and_commas_stand_where_they_should),
    cmocka_unit_test(what_is_no_number_becomes_null),
    cmocka_unit_test(any_bytes_read_back_as_the_text_that_they_are),
    cmocka_unit_test(the_first_failure_is_kept),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks),
    cmocka_unit_test(numbers_of_every_last_digit_are_written),
    cmocka_unit_test(a_space_is_not_escaped_and_a_control_character_is))
