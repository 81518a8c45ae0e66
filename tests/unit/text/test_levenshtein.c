/* SPDX-License-Identifier: Apache-2.0 */
/* test_levenshtein.c - the distance by words against the whole matrix, and at its limits. */
#include "jd_test.h"

#include "base/str.h"
#include "text/text.h"
#include "text/text_plain.h"
#include "text_samples.h"

#include <joinder/text.h>

#include <inttypes.h>
#include <stdlib.h>

static uint32_t
distance(const char *a, const char *b)
{
    return jd__levenshtein(jd__str(a), jd__str(b));
}

static void
bytes_are_counted(void **state)
{
    (void)state;
    assert_int_equal(distance("", ""), 0);
    assert_int_equal(distance("", "abc"), 3);
    assert_int_equal(distance("kitten", "sitting"), 3);
    assert_int_equal(distance("Jos\xc3\xa9", "Jose"), 2);
    assert_int_equal(distance("\xc3\xa9", "\xc3\xa8"), 1);
    assert_int_equal(distance("ab", "ba"), 2);
}

static void
agrees_with_the_matrix(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 3000; seed++) {
        uint64_t random = seed;
        struct sample s;
        sample_make(&s, (uint32_t)seed, &random);
        struct jd_str a = sample_text(s.a, s.n_a), b = sample_text(s.b, s.n_b);
        uint32_t expected = jd__plain_levenshtein(a, b);

        if (jd__levenshtein(a, b) != expected || jd__levenshtein(b, a) != expected)
            fail_msg("another distance for seed %" PRIu64, seed);
        for (uint32_t k = 0; k < 12; k++)
            if (jd__levenshtein_at_most(a, b, k) != (expected <= k))
                fail_msg("another answer for seed %" PRIu64 ", k %u", seed, (unsigned)k);
        if (!jd__levenshtein_at_most(a, b, UINT32_MAX))
            fail_msg("seed %" PRIu64 ": over every number", seed);
        sample_text_free(a);
        sample_text_free(b);
    }
}

static void
texts_of_the_limit_are_compared_and_longer_ones_refused(void **state)
{
    (void)state;
    char *long_a = test_malloc(JD_LIMIT_CELL + 1), *long_b = test_malloc(JD_LIMIT_CELL + 1);
    memset(long_a, 'a', JD_LIMIT_CELL + 1);
    memset(long_b, 'b', JD_LIMIT_CELL + 1);
    struct jd_str a = {long_a, JD_LIMIT_CELL}, b = {long_b, JD_LIMIT_CELL};
    struct jd_error err = {0};
    uint32_t got = 7;

    assert_int_equal(jd__levenshtein(a, jd__str("a")), JD_LIMIT_CELL - 1);
    long_b[100] = 'a';
    b.size = 5000;
    assert_int_equal(jd__levenshtein(a, b), JD_LIMIT_CELL - 1);
    b.size = JD_LIMIT_CELL + 1;
    assert_jd_status(jd_levenshtein(a, b, &got, &err), JD_E_LIMIT);
    assert_jd_status(jd_levenshtein(b, a, &got, &err), JD_E_LIMIT);
    assert_int_equal(got, 7);
    test_free(long_a);
    test_free(long_b);
}

static void
the_public_function_gives_the_distance(void **state)
{
    (void)state;
    struct jd_error err = {0};
    uint32_t got = 7;

    assert_jd_ok(jd_levenshtein(jd__str("kitten"), jd__str("sitting"), &got, &err));

    assert_int_equal(got, 3);
}

TEST_MAIN(cmocka_unit_test(bytes_are_counted), cmocka_unit_test(agrees_with_the_matrix),
    cmocka_unit_test(texts_of_the_limit_are_compared_and_longer_ones_refused),
    cmocka_unit_test(the_public_function_gives_the_distance))
