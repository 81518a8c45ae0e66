/* SPDX-License-Identifier: Apache-2.0 */
/* test_sketch.c - a bound never says no where the kernel says yes, and often says no. */
#include "jd_test.h"

#include "base/str.h"
#include "text/text.h"
#include "text/text_plain.h"
#include "text_samples.h"

#include <inttypes.h>
#include <math.h>

static void
an_unlike_pair_is_told_by_its_letters(void **state)
{
    (void)state;
    struct jd__sketch smith = jd__sketch_of(jd__str("smith"));
    struct jd__sketch brown = jd__sketch_of(jd__str("brown"));
    struct jd__sketch smyth = jd__sketch_of(jd__str("smyth"));

    assert_false(jd__sketch_may_be_at_most(&smith, &brown, 4));
    assert_true(jd__sketch_may_be_at_most(&smith, &smyth, 1));
    assert_false(jd__sketch_may_jaro_winkler(&smith, &brown, 0.1));
    assert_true(jd__sketch_may_jaro_winkler(&smith, &smyth, 0.89));
    assert_false(jd__sketch_may_jaro_winkler(&smith, &smyth, 0.91));
    assert_false(jd__sketch_may_jaro(&smith, &smyth, 0.87));
}

static void
a_no_is_sound(void **state)
{
    (void)state;
    unsigned n_no = 0;
    for (uint64_t seed = 0; seed < 6000; seed++) {
        uint64_t random = seed;
        struct sample s;
        sample_make(&s, (uint32_t)seed, &random);
        struct jd_str a = {s.a, s.n_a}, b = {s.b, s.n_b};
        struct jd__sketch of_a = jd__sketch_of(a), of_b = jd__sketch_of(b);
        uint32_t distance = jd__plain_levenshtein(a, b);
        uint32_t damerau = jd__plain_damerau_levenshtein(a, b);
        double jaro = jd__plain_jaro(a, b), raised = jd__plain_jaro_winkler(a, b);

        bool sound = jd__sketch_may_be_at_most(&of_a, &of_b, distance) &&
                     jd__sketch_may_be_at_most(&of_b, &of_a, damerau) &&
                     jd__sketch_may_jaro(&of_a, &of_b, jaro) &&
                     jd__sketch_may_jaro_winkler(&of_b, &of_a, raised);
        if (!sound)
            fail_msg("a wrong no for seed %" PRIu64, seed);
        n_no += !jd__sketch_may_jaro_winkler(&of_a, &of_b, 0.9);
    }
    assert_true(n_no > 1000);
}

static void
empty_texts_and_odd_thresholds_are_thought_of(void **state)
{
    (void)state;
    struct jd__sketch none = jd__sketch_of((struct jd_str){NULL, 0});
    struct jd__sketch one = jd__sketch_of(jd__str("a"));

    assert_true(jd__sketch_may_be_at_most(&none, &one, 1));
    assert_false(jd__sketch_may_be_at_most(&none, &one, 0));
    assert_true(jd__sketch_may_jaro(&none, &none, 0.0));
    assert_false(jd__sketch_may_jaro(&none, &none, 0.1));
    assert_false(jd__sketch_may_jaro_winkler(&one, &one, (double)NAN));
}

TEST_MAIN(cmocka_unit_test(an_unlike_pair_is_told_by_its_letters),
    cmocka_unit_test(a_no_is_sound),
    cmocka_unit_test(empty_texts_and_odd_thresholds_are_thought_of))
