/* SPDX-License-Identifier: Apache-2.0 */
/* test_buf.c - growing arrays against a plain one, at their maximum, and without memory. */
#include "jd_test.h"

#include "base/buf.h"
#include "base/str.h"

#include <inttypes.h>
#include <string.h>

static void
items_stand_in_the_order_they_came(void **state)
{
    (void)state;
    struct jd__buf buf;
    struct jd_error err = {0};
    jd__buf_init(&buf, NULL, sizeof(uint32_t), 0);

    assert_jd_ok(jd__buf_append(&buf, (uint32_t[]){7, 8}, 2, &err));
    assert_jd_ok(jd__buf_append(&buf, NULL, 1, &err));
    assert_jd_ok(jd__buf_append(&buf, (uint32_t[]){9}, 1, &err));

    assert_int_equal(buf.n, 4);
    assert_memory_equal(buf.data, ((uint32_t[]){7, 8, 0, 9}), 16);
    jd__buf_done(&buf);
}

static void
the_maximum_can_be_reached_and_not_passed(void **state)
{
    (void)state;
    struct jd__buf buf;
    struct jd_error err = {0};
    jd__buf_init(&buf, NULL, 1, 10);

    assert_jd_ok(jd__buf_append(&buf, "0123456789", 10, &err));
    assert_jd_status(jd__buf_append(&buf, "x", 1, &err), JD_E_LIMIT);

    assert_int_equal(err.status, JD_E_LIMIT);
    assert_int_equal(buf.n, 10);
    assert_memory_equal(buf.data, "0123456789", 10);
    jd__buf_done(&buf);
}

static void
a_count_near_the_largest_number_is_refused(void **state)
{
    (void)state;
    struct jd__buf buf;
    jd__buf_init(&buf, NULL, 16, 0);

    assert_jd_status(jd__buf_reserve(&buf, SIZE_MAX, NULL), JD_E_LIMIT);
    assert_jd_status(jd__buf_reserve(&buf, SIZE_MAX / 16 + 1, NULL), JD_E_LIMIT);

    assert_null(buf.data);
    jd__buf_done(&buf);
}

static void
formatted_text_is_appended_without_its_nul(void **state)
{
    (void)state;
    struct jd__buf buf;
    struct jd_error err = {0};
    jd__buf_init(&buf, NULL, 1, 0);

    assert_jd_ok(jd__buf_printf(&buf, &err, "%d-%s", 12, "ab"));
    assert_jd_ok(jd__buf_text(&buf, jd__str(";"), &err));
    assert_jd_ok(jd__buf_text(&buf, jd__str(NULL), &err));
    assert_jd_ok(jd__buf_printf(&buf, &err, "%200s", "end"));

    assert_int_equal(buf.n, 206);
    assert_memory_equal(buf.data, "12-ab;", 6);
    assert_memory_equal((char *)buf.data + 203, "end", 3);
    jd__buf_done(&buf);
}

static void
a_buf_is_usable_after_done(void **state)
{
    (void)state;
    struct jd__buf buf;
    struct jd_error err = {0};
    jd__buf_init(&buf, NULL, 1, 0);
    assert_jd_ok(jd__buf_append(&buf, "a", 1, &err));

    jd__buf_done(&buf);
    jd__buf_done(&buf);
    assert_jd_ok(jd__buf_append(&buf, "b", 1, &err));

    assert_int_equal(buf.n, 1);
    assert_memory_equal(buf.data, "b", 1);
    jd__buf_done(&buf);
}

static void
agrees_with_a_plain_array(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 200; seed++) {
        uint64_t random = seed;
        unsigned char model[512] = {0};
        size_t n_model = 0;
        struct test_memory mem;
        struct jd__buf buf;
        test_memory_init(&mem, SIZE_MAX);
        jd__buf_init(&buf, &mem.alloc, 1, sizeof(model));
        for (unsigned step = 0; step < 60; step++) {
            unsigned char items[16];
            size_t n = test_random(&random, sizeof(items) + 1);
            for (size_t i = 0; i < n; i++)
                items[i] = (unsigned char)test_random(&random, 256);
            enum jd_status status = jd__buf_append(&buf, items, n, NULL);
            if (n_model + n <= sizeof(model)) {
                memcpy(model + n_model, items, n);
                n_model += n;
            }
            bool same = buf.n == n_model && buf.capacity <= sizeof(model) &&
                        (n_model == 0 || memcmp(buf.data, model, n_model) == 0);
            if (!same || (status != JD_OK && n_model + n <= sizeof(model)))
                fail_msg("seed %" PRIu64 ", step %u", seed, step);
        }
        jd__buf_done(&buf);
        assert_int_equal(mem.live_blocks, 0);
        assert_int_equal(mem.live_bytes, 0);
    }
}

static enum jd_status
fill(const struct jd_alloc *alloc)
{
    struct jd__buf buf;
    jd__buf_init(&buf, alloc, 1, 0);
    enum jd_status status = jd__buf_append(&buf, "0123456", 7, NULL);
    if (status == JD_OK)
        status = jd__buf_printf(&buf, NULL, "%100d", 1);
    if (status == JD_OK)
        status = jd__buf_append(&buf, NULL, 4096, NULL);
    jd__buf_done(&buf);
    return status;
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    enum jd_status status = JD_E_NOMEM;
    for (size_t n = 0; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        test_memory_init(&mem, n);
        status = fill(&mem.alloc);
        assert_int_equal(mem.live_blocks, 0);
    }
    assert_int_equal(status, JD_OK);
}

static void
growing_item_by_item_asks_for_memory_seldom(void **state)
{
    (void)state;
    struct test_memory mem;
    struct jd__buf buf;
    struct jd_error err = {0};
    test_memory_init(&mem, 1000);
    jd__buf_init(&buf, &mem.alloc, 1, 0);

    for (unsigned i = 0; i < 100000; i++)
        assert_jd_ok(jd__buf_append(&buf, "x", 1, &err));

    assert_in_range(
        1000 - mem.requests_left, 1, 30); /* log(100,000 / 8) / log(1.5) = 23.3 */
    jd__buf_done(&buf);
}

static void
formatted_text_fits_with_its_nul_or_is_refused(void **state)
{
    (void)state;
    struct jd__buf buf;
    struct jd_error err = {0};
    jd__buf_init(&buf, NULL, 1, 4);

    assert_jd_status(jd__buf_printf(&buf, &err, "%d", 1234), JD_E_LIMIT);
    assert_int_equal(buf.n, 0);
    assert_jd_ok(jd__buf_printf(&buf, &err, "%s", ""));
    assert_int_equal(buf.n, 0);
    assert_jd_ok(jd__buf_printf(&buf, &err, "%d", 123));

    assert_int_equal(buf.n, 3);
    assert_string_equal(buf.data, "123");
    jd__buf_done(&buf);
}

TEST_MAIN(cmocka_unit_test(items_stand_in_the_order_they_came),
    cmocka_unit_test(the_maximum_can_be_reached_and_not_passed),
    cmocka_unit_test(a_count_near_the_largest_number_is_refused),
    cmocka_unit_test(formatted_text_is_appended_without_its_nul),
    cmocka_unit_test(a_buf_is_usable_after_done),
    cmocka_unit_test(agrees_with_a_plain_array),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks),
    cmocka_unit_test(growing_item_by_item_asks_for_memory_seldom),
    cmocka_unit_test(formatted_text_fits_with_its_nul_or_is_refused))
