/* SPDX-License-Identifier: Apache-2.0 */
/* test_strata.c - estimates by hand; intervals that hold as often as they say; recapture. */
#include "jd_test.h"

#include <joinder/calibrate.h>

#include <math.h>

static void
shares_are_as_by_hand(void **state)
{
    (void)state;
    const struct jd_stratum strata[] = {
        {8, 1000, 10, 10}, {0, 400, 20, 10}, {-(double)INFINITY, 9000, 90, 1}};
    struct jd_stratum_estimate e = jd_strata_estimate(strata, 3, 0);

    assert_near(e.matches, 1000 + 200 + 100, 1e-9);
    assert_near(e.precision.share, 1200.0 / 1400, 1e-12);
    assert_near(e.recall.share, 1200.0 / 1300, 1e-12);
    assert_true(
        e.precision.low < e.precision.share && e.precision.share < e.precision.high);
    assert_true(e.recall.low < e.recall.share && e.recall.high <= 1);
    /* All alike in a stratum is not certain of those that were not judged. */
    e = jd_strata_estimate(strata, 3, 8);
    assert_near(e.precision.share, 1, 0);
    assert_true(e.precision.low < 0.9 && e.precision.low > 0.5);
}

static void
all_judged_is_certain_and_none_judged_is_unknown(void **state)
{
    (void)state;
    const struct jd_stratum all[] = {{0, 10, 10, 9}, {-5, 10, 10, 1}};
    const struct jd_stratum none[] = {{0, 10, 10, 9}, {-5, 10, 0, 0}};
    struct jd_stratum_estimate e = jd_strata_estimate(all, 2, 0);
    assert_true(e.precision.low == 0.9 && e.precision.high == 0.9);
    assert_true(e.recall.low == 0.9 && e.recall.high == 0.9);

    e = jd_strata_estimate(none, 2, 0);
    assert_true(e.precision.share == 0.9);
    assert_true(isnan(e.matches) && isnan(e.recall.share) && isnan(e.recall.low));
    assert_true(isnan(jd_strata_estimate(none, 2, -5).precision.share));
    assert_true(isnan(jd_strata_estimate(none, 2, 99).precision.share)); /* no pair */
    assert_true(isnan(jd_strata_estimate(none, 0, 0).recall.share));
}

/* How many of n drawn without putting back, from `all` of which `matches` match. */
static uint64_t
draw(uint64_t *random, uint32_t all, uint32_t matches, uint32_t n)
{
    uint64_t found = 0;
    for (uint32_t i = 0; i < n; i++) {
        bool hit = test_random(random, all - i) < matches;
        matches -= hit;
        found += hit;
    }
    return found;
}

static void
intervals_hold_the_truth_as_often_as_they_say(void **state)
{
    (void)state;
    enum { DRAWS = 4000 };
    uint64_t random = 11;
    uint32_t precise = 0, recalled = 0;
    for (int i = 0; i < DRAWS; i++) {
        const struct jd_stratum strata[] = {{5, 2000, 50, draw(&random, 2000, 1980, 50)},
            {0, 500, 80, draw(&random, 500, 300, 80)},
            {-5, 3000, 80, draw(&random, 3000, 150, 80)}};
        struct jd_stratum_estimate e = jd_strata_estimate(strata, 3, 0);
        double precision = 2280.0 / 2500, recall = 2280.0 / 2430;
        precise += e.precision.low <= precision && precision <= e.precision.high;
        recalled += e.recall.low <= recall && recall <= e.recall.high;
    }
    assert_true(precise > 0.93 * DRAWS && precise < 0.995 * DRAWS);
    assert_true(recalled > 0.93 * DRAWS && recalled < 0.995 * DRAWS);
}

static void
rules_that_are_independent_tell_what_all_of_them_missed(void **state)
{
    (void)state;
    enum { MATCHES = 200000, RULES = 3 };
    const uint32_t percent[RULES] = {90, 60, 20}; /* unlike */
    double alone[RULES] = {0}, twice = 0, missed = 0;
    uint64_t random = 3;
    for (int i = 0; i < MATCHES; i++) {
        int n = 0, last = 0;
        for (int rule = 0; rule < RULES; rule++)
            if (test_random(&random, 100) < percent[rule]) {
                n++;
                last = rule;
            }
        alone[last] += n == 1;
        twice += n == 2;
        missed += n == 0;
    }
    assert_near(jd_captures_missed(alone, RULES, twice), missed, 0.05 * missed);
    /* Chapman by hand: 30 * 20 / (9 + 1) */
    assert_near(jd_captures_missed((double[]){30, 20}, 2, 9), 60, 1e-12);
    assert_true(isnan(jd_captures_missed((double[]){30}, 1, 0)));
    assert_near(jd_captures_missed((double[]){30, 0}, 2, 0), 0, 0);
}

TEST_MAIN(cmocka_unit_test(shares_are_as_by_hand),
    cmocka_unit_test(all_judged_is_certain_and_none_judged_is_unknown),
    cmocka_unit_test(intervals_hold_the_truth_as_often_as_they_say),
    cmocka_unit_test(rules_that_are_independent_tell_what_all_of_them_missed))
