/* SPDX-License-Identifier: Apache-2.0 */
/* test_dict.c - codes of many values at once are those of one after another. */
#include "jd_test.h"

#include "data/dict.h"

#include <stdlib.h>

enum { N = 100000 };

static void
codes_of_many_values_are_those_of_one_after_another(void **state)
{
    static const enum jd_type types[] = {JD_TYPE_TEXT, JD_TYPE_INT};
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        struct jd__dict *together = jd__dict_new(NULL, types[k]);
        struct jd__dict *single = jd__dict_new(NULL, types[k]);
        struct jd_value *values = calloc(N, sizeof(*values));
        char(*texts)[16] = calloc(N, sizeof(*texts));
        uint32_t *codes = calloc(N, sizeof(*codes));
        struct jd_error err = {0};
        uint64_t seed = k;
        for (size_t i = 0; i < N; i++) {
            uint32_t number = test_random(&seed, N / 2);
            (void)snprintf(texts[i], sizeof(texts[i]), "v%u", number);
            values[i] = k == 0 ? jd_text(texts[i]) : jd_int(number);
            if (number % 50 == 0)
                values[i] = jd_null();
        }

        assert_jd_ok(jd__dict_codes(together, values, N, codes, &err));

        for (size_t i = 0; i < N; i++) {
            uint32_t code = JD_NONE;
            if (values[i].type != JD_TYPE_NULL)
                assert_jd_ok(jd__dict_code(single, values[i], &code, &err));
            assert_int_equal(codes[i], code);
        }
        assert_int_equal(together->n, single->n);
        jd__dict_free(together);
        jd__dict_free(single);
        free(values);
        free(texts);
        free(codes);
    }
}

static void
a_value_of_another_type_stops_it(void **state)
{
    (void)state;
    struct jd__dict *dict = jd__dict_new(NULL, JD_TYPE_TEXT);
    const struct jd_value values[] = {jd_text("a"), jd_int(1)};
    uint32_t codes[2];

    assert_jd_status(jd__dict_codes(dict, values, 2, codes, NULL), JD_E_ARG);

    jd__dict_free(dict);
}

/* Where a number stands among n, or JD_NONE: the model of a dictionary. */
static uint32_t
place_of(const int64_t *numbers, uint32_t n, int64_t number)
{
    for (uint32_t i = 0; i < n; i++)
        if (numbers[i] == number)
            return i;
    return JD_NONE;
}

/* Each order of numbers: without a gap, with gaps, repeated, falling at the end, any. */
static void
numbers_in_any_order_have_the_codes_of_first_sight(void **state)
{
    (void)state;
    enum { N_NUMBERS = 300, N_KINDS = 5 };
    for (uint64_t seed = 0; seed < 50; seed++) {
        struct jd__dict *dict = jd__dict_new(NULL, JD_TYPE_INT);
        struct jd_error err = {0};
        int64_t seen[N_NUMBERS], number = -100;
        uint32_t n_seen = 0;
        uint64_t random = seed;
        for (uint32_t i = 0; i < N_NUMBERS; i++) {
            uint32_t code = JD_NONE;
            uint32_t kind = (uint32_t)(seed % N_KINDS);
            number += kind == 0   ? 1
                      : kind == 1 ? 1 + test_random(&random, 9)
                      : kind == 2 ? test_random(&random, 2)
                                  : 1;
            if (kind == 4 || (kind == 3 && i > 200))
                number = (int64_t)test_random(&random, 400) - 200;
            uint32_t expected = place_of(seen, n_seen, number);
            if (expected == JD_NONE) {
                expected = n_seen;
                seen[n_seen++] = number;
            }

            assert_jd_ok(jd__dict_code(dict, jd_int(number), &code, &err));

            if (code != expected || dict->n != n_seen)
                fail_msg("seed %d, number %u", (int)seed, i);
        }
        for (int64_t k = -300; k < 3000; k++)
            if (jd__dict_find(dict, jd_int(k)) != place_of(seen, n_seen, k))
                fail_msg("seed %d, find %d", (int)seed, (int)k);
        jd__dict_free(dict);
    }
}

static void
the_lowest_and_the_highest_number_are_found(void **state)
{
    (void)state;
    struct jd__dict *dict = jd__dict_new(NULL, JD_TYPE_INT);
    const int64_t numbers[] = {INT64_MIN, -1, INT64_MAX};
    struct jd_error err = {0};
    assert_int_equal(jd__dict_find(dict, jd_int(0)), JD_NONE);
    for (uint32_t i = 0; i < 3; i++) {
        uint32_t code = JD_NONE;
        assert_jd_ok(jd__dict_code(dict, jd_int(numbers[i]), &code, &err));
        assert_int_equal(code, i);
    }
    for (uint32_t i = 0; i < 3; i++)
        assert_int_equal(jd__dict_find(dict, jd_int(numbers[i])), i);
    assert_int_equal(jd__dict_find(dict, jd_int(0)), JD_NONE);
    jd__dict_free(dict);
}

/* The first slots are for all values that came in order: a failure there must lose none. */
static void
every_failed_allocation_leaves_the_codes_that_were_given(void **state)
{
    (void)state;
    static const enum jd_type types[] = {JD_TYPE_INT, JD_TYPE_TEXT};
    for (size_t k = 0; k < 2; k++) {
        enum jd_status status = JD_E_NOMEM;
        for (size_t n = 0; status == JD_E_NOMEM; n++) {
            struct test_memory mem;
            char text[16];
            test_memory_init(&mem, SIZE_MAX);
            struct jd__dict *dict = jd__dict_new(&mem.alloc, types[k]);
            mem.requests_left = n;
            uint32_t code = JD_NONE, given = 0;
            status = JD_OK;
            for (uint32_t i = 0; i < 100 && status == JD_OK; i++) {
                int64_t number = i < 50 ? i : 149 - (int64_t)i;
                (void)snprintf(text, sizeof(text), "v%d", (int)number);
                struct jd_value value = k == 0 ? jd_int(number) : jd_text(text);
                status = jd__dict_code(dict, value, &code, NULL);
                given += status == JD_OK;
            }
            assert_int_equal(dict->n, given);
            for (uint32_t i = 0; i < given && i < 50; i++) {
                (void)snprintf(text, sizeof(text), "v%u", i);
                struct jd_value value = k == 0 ? jd_int(i) : jd_text(text);
                assert_int_equal(jd__dict_find(dict, value), i);
            }
            jd__dict_free(dict);
            assert_int_equal(mem.live_blocks, 0);
        }
        assert_jd_status(status, JD_OK);
    }
}

TEST_MAIN(cmocka_unit_test(numbers_in_any_order_have_the_codes_of_first_sight),
    cmocka_unit_test(the_lowest_and_the_highest_number_are_found),
    cmocka_unit_test(every_failed_allocation_leaves_the_codes_that_were_given),
    cmocka_unit_test(codes_of_many_values_are_those_of_one_after_another),
    cmocka_unit_test(a_value_of_another_type_stops_it))
