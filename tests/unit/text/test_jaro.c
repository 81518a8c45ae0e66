/* SPDX-License-Identifier: Apache-2.0 */
/* test_jaro.c - to the last bit: against the definition, at thresholds, for long texts. */
#include "jd_test.h"

#include "base/str.h"
#include "text/jaro.h"
#include "text/text.h"
#include "text/text_plain.h"
#include "text_samples.h"

#include <joinder/text.h>

#include <inttypes.h>
#include <math.h>

static double
jaro(const char *a, const char *b)
{
    return jd__jaro(jd__str(a), jd__str(b));
}

static double
jaro_winkler(const char *a, const char *b)
{
    return jd__jaro_winkler(jd__str(a), jd__str(b));
}

static void
the_similarity_is_exact(void **state)
{
    (void)state;
    assert_true(jaro("", "") == 0.0);
    assert_true(jaro("a", "") == 0.0);
    assert_true(jaro("a", "a") == 1.0);
    assert_true(jaro("a", "b") == 0.0);
    assert_true(jaro("ab", "ba") == 0.0); /* the window is 0 */
    assert_true(jaro("martha", "marhta") == (1.0 + 1.0 + 5.0 / 6.0) / 3.0);
    assert_true(jaro("dixon", "dicksonx") == ((4.0 / 5.0 + 4.0 / 8.0) + 1.0) / 3.0);
}

static void
a_common_beginning_raises_what_is_over_seven_tenths(void **state)
{
    (void)state;
    /* A fused multiply-add would give 0.805. */
    assert_true(jaro_winkler("ejbfd", "ebfg") == 0.8049999999999999);
    assert_true(jaro_winkler("abcdef", "abcdef") == 1.0);
    assert_true(jaro_winkler("dixon", "dicksonx") > jaro("dixon", "dicksonx"));
    assert_true(jaro("abxxxx", "abyyyy") < 0.7);
    assert_true(jaro_winkler("abxxxx", "abyyyy") == jaro("abxxxx", "abyyyy"));
}

static bool
at_least_agrees(struct jd_str a, struct jd_str b, double t)
{
    return jd__jaro_at_least(a, b, t) == (jd__plain_jaro(a, b) >= t) &&
           jd__jaro_winkler_at_least(a, b, t) == (jd__plain_jaro_winkler(a, b) >= t);
}

static void
agrees_with_the_definition_to_the_last_bit(void **state)
{
    (void)state;
    static const double thresholds[] = {0.5, 0.7, 0.8, 0.85, 0.88, 0.9, 0.92, 0.95, 1.0};
    for (uint64_t seed = 0; seed < 6000; seed++) {
        uint64_t random = seed;
        struct sample s;
        sample_make(&s, (uint32_t)seed, &random);
        struct jd_str a = sample_text(s.a, s.n_a), b = sample_text(s.b, s.n_b);
        double expected = jd__plain_jaro(a, b), raised = jd__plain_jaro_winkler(a, b);

        if (jd__jaro(a, b) != expected || jd__jaro(b, a) != expected)
            fail_msg("another similarity for seed %" PRIu64, seed);
        if (jd__jaro_winkler(a, b) != raised || jd__jaro_winkler(b, a) != raised)
            fail_msg("another raised similarity for seed %" PRIu64, seed);
        bool agree = at_least_agrees(a, b, expected) && at_least_agrees(a, b, raised) &&
                     at_least_agrees(a, b, nextafter(raised, 2)) &&
                     at_least_agrees(a, b, nextafter(expected, 2));
        for (size_t i = 0; i < sizeof(thresholds) / sizeof(thresholds[0]); i++)
            agree = agree && at_least_agrees(a, b, thresholds[i]);
        if (!agree)
            fail_msg("another answer for seed %" PRIu64, seed);
        sample_text_free(a);
        sample_text_free(b);
    }
}

static void
every_text_reaches_zero_and_none_reaches_nan(void **state)
{
    (void)state;
    struct jd_str none = {NULL, 0};

    assert_true(jd__jaro_at_least(none, none, 0.0));
    assert_true(jd__jaro_winkler_at_least(none, jd__str("a"), -1.0));
    assert_false(jd__jaro_at_least(none, none, 1e-300));
    assert_false(jd__jaro_winkler_at_least(jd__str("a"), jd__str("a"), (double)NAN));
    assert_false(jd__jaro_winkler_at_least(jd__str("a"), jd__str("a"), 1.5));
}

/* The promise of jaro.h, for all sizes and counts of names. */
static void
a_bound_is_sound_and_close(void **state)
{
    (void)state;
    for (uint32_t a = 1; a <= 40; a++)
        for (uint32_t b = a; b <= 40; b++)
            for (uint32_t n = 1; n <= a; n++)
                for (uint32_t prefix = 0; prefix <= 4 && prefix <= n; prefix++) {
                    double best = jd__winkler_value(jd__jaro_value(a, b, n, 0), prefix);
                    double less = jd__winkler_value(jd__jaro_value(a, b, n, n), prefix);
                    assert_true(jd__jaro_may_reach(a, b, n, prefix, best));
                    assert_true(jd__jaro_may_reach(a, b, n, prefix, less));
                    assert_true(jd__jaro_may_reach(a, b, n + (n < a), prefix, best));
                    assert_true(jd__jaro_may_reach(a, b, n, prefix + (prefix < 4), best));
                    if (fabs(best - 0.7) > 1e-6) /* just there the bound is one-sided */
                        assert_false(jd__jaro_may_reach(a, b, n, prefix, best + 1e-8));
                }
}

/* Longer than the plain version takes: half of each text is a reordered copy of the other. */
static void
texts_of_the_limit_are_compared_and_longer_ones_refused(void **state)
{
    (void)state;
    char *data = test_malloc(JD_LIMIT_CELL + 1);
    memset(data, 'a', JD_LIMIT_CELL + 1);
    struct jd_str a = {data, JD_LIMIT_CELL}, half = {data, JD_LIMIT_CELL / 2};
    struct jd_error err = {0};
    double got = 7;

    assert_true(jd__jaro(a, a) == 1.0);
    assert_true(jd__jaro(a, half) == ((0.5 + 1.0) + 1.0) / 3.0);
    for (size_t i = 0; i < JD_LIMIT_CELL; i++)
        data[i] = (char)(i * 7 % 256);
    assert_true(jd__jaro_winkler(a, a) == 1.0);
    a.size++;
    assert_jd_status(jd_jaro(a, half, &got, &err), JD_E_LIMIT);
    assert_jd_status(jd_jaro_winkler(half, a, &got, &err), JD_E_LIMIT);
    assert_true(got == 7);
    test_free(data);
}

static void
the_public_functions_give_the_similarities(void **state)
{
    (void)state;
    struct jd_error err = {0};
    double plain = 7, raised = 7;

    assert_jd_ok(jd_jaro(jd__str("ejbfd"), jd__str("ebfg"), &plain, &err));
    assert_jd_ok(jd_jaro_winkler(jd__str("ejbfd"), jd__str("ebfg"), &raised, &err));

    assert_true(plain == ((3.0 / 5.0 + 3.0 / 4.0) + 1.0) / 3.0);
    assert_true(raised == 0.8049999999999999);
}

TEST_MAIN(cmocka_unit_test(the_similarity_is_exact),
    cmocka_unit_test(a_common_beginning_raises_what_is_over_seven_tenths),
    cmocka_unit_test(agrees_with_the_definition_to_the_last_bit),
    cmocka_unit_test(every_text_reaches_zero_and_none_reaches_nan),
    cmocka_unit_test(a_bound_is_sound_and_close),
    cmocka_unit_test(texts_of_the_limit_are_compared_and_longer_ones_refused),
    cmocka_unit_test(the_public_functions_give_the_similarities))
