/* SPDX-License-Identifier: Apache-2.0 */
/* test_jaccard.c - sets of byte values. */
#include "jd_test.h"

#include "base/str.h"
#include "text/text.h"
#include "text/text_plain.h"
#include "text_samples.h"

#include <joinder/text.h>

#include <inttypes.h>

static void
the_share_of_common_byte_values_is_given(void **state)
{
    (void)state;
    struct jd_error err = {0};
    double got = 7;

    assert_jd_ok(jd_jaccard(jd__str("\xc3\xa9"), jd__str("\xc3\xa8"), &got, &err));
    assert_true(got == 1.0 / 3.0);
    assert_jd_ok(jd_jaccard(jd__str("aab"), jd__str("bba"), &got, &err));
    assert_true(got == 1.0);
    assert_jd_ok(jd_jaccard(jd__str("a"), jd__str("b"), &got, &err));
    assert_true(got == 0.0);
}

static void
an_empty_text_is_an_error_that_names_no_value(void **state)
{
    (void)state;
    struct jd_error err = {0};
    double got = 7;

    assert_jd_status(jd_jaccard(jd__str(""), jd__str("secret"), &got, &err), JD_E_INPUT);
    assert_jd_status(jd_jaccard(jd__str("secret"), jd__str(""), &got, &err), JD_E_INPUT);

    assert_true(got == 7);
    assert_null(strstr(err.message, "secret"));
}

static void
agrees_with_the_definition_to_the_last_bit(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 2000; seed++) {
        uint64_t random = seed;
        struct sample s;
        sample_make(&s, (uint32_t)seed, &random);
        struct jd_str a = sample_text(s.a, s.n_a), b = sample_text(s.b, s.n_b);
        double expected = -1, got = -1;

        bool is_one = jd__plain_jaccard(a, b, &expected);
        if (jd__jaccard(a, b, &got) != is_one || got != expected)
            fail_msg("another similarity for seed %" PRIu64, seed);
        sample_text_free(a);
        sample_text_free(b);
    }
}

TEST_MAIN(cmocka_unit_test(the_share_of_common_byte_values_is_given),
    cmocka_unit_test(an_empty_text_is_an_error_that_names_no_value),
    cmocka_unit_test(agrees_with_the_definition_to_the_last_bit))
