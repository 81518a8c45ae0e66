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

TEST_MAIN(cmocka_unit_test(codes_of_many_values_are_those_of_one_after_another),
    cmocka_unit_test(a_value_of_another_type_stops_it))
