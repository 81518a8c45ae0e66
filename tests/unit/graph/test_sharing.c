/* SPDX-License-Identifier: Apache-2.0 */
/* test_sharing.c - the formula, against the table computed by hand in chains.md. */
#include "jd_test.h"

#include "graph/sharing.h"

#include <math.h>
#include <stdlib.h>

static const struct {
    struct jd__volumes volumes;
    double busyness, fame; /* bits */
} BY_HAND[] = {
    {{1, 1, 2, 1, 1, 0, .2}, .2883, .0143},
    {{1, 1, 2, 3, 1900, 0, 4.5}, 6.4703, .0022},
    {{5, 3, 2, 3, 1900, 0, 4.5}, .0001, 0},
    {{60, 3, 2, 4, 1900, 19, 4.5}, 24.8006, .0004},
    {{40, 30, 8, 50, 900, 0, .2}, 0, 0},
    {{40, 1, 8, 1, 900, 39, .2}, 53.5205, .0577},
};

/* The rows of docs/decisions/0005: a mixer, a doctor, an importer, a telephone; bits in all. */
static const struct {
    struct jd__volumes volumes;
    double bits;
} OF_HUBS[] = {
    {{160, 3, 2, 3, 1000, 1, 4.5}, 5.26},
    {{160, 3, 2, 3, 4000, 1, 4.5}, .48},
    {{160, 3, 2, 3, 1000, 38, 4.5}, 52.08},
    {{40, 30, 8, 50, 900, 0, .2}, 0},
    {{60, 12, 2, 14, 900, 0, .2}, 0},
    {{5, 3, 2, 3, 1900, 0, 4.5}, 0},
};

static void
what_many_share_costs_by_accident_and_not_by_degree(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(OF_HUBS) / sizeof(OF_HUBS[0]); i++) {
        double bits = (double)jd__sharing_by_busyness(&OF_HUBS[i].volumes) / JD__BIT;
        if (fabs(bits - OF_HUBS[i].bits) > 5e-3)
            fail_msg("row %zu: %.6f", i, bits);
    }
}

static void
the_worked_example_comes_out(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(BY_HAND) / sizeof(BY_HAND[0]); i++) {
        double busyness = (double)jd__sharing_by_busyness(&BY_HAND[i].volumes) / JD__BIT;
        double fame = (double)jd__sharing_by_fame(&BY_HAND[i].volumes) / JD__BIT;
        if (fabs(busyness - BY_HAND[i].busyness) > 1e-4 ||
            fabs(fame - BY_HAND[i].fame) > 1e-4)
            fail_msg("row %zu: %.6f and %.6f", i, busyness, fame);
    }
}

/* Poisson tails of R 4.2: ppois(n - 1, mean, lower.tail = FALSE). */
static void
tails_are_those_of_a_poisson_count(void **state)
{
    (void)state;
    assert_true(fabs(jd__poisson_at_least(1, 1) - 0.6321205588285577) < 1e-15);
    assert_true(fabs(jd__poisson_at_least(2, 5) - 0.05265301734371112) < 1e-15);
    assert_true(fabs(jd__poisson_at_least(10, 5) - 0.970747311923039) < 1e-14);
    assert_true(jd__poisson_at_least(0, 1) == 0);
    assert_true(jd__poisson_at_least(NAN, 3) == 0);
    assert_true(jd__poisson_at_least(5, 0) == 1);
    assert_true(jd__poisson_at_least(1e9, 128) == 1);
}

static void
every_tail_agrees_with_its_complement_summed_plainly(void **state)
{
    (void)state;
    for (double mean = .001; mean < 200; mean *= 1.7)
        for (int n = 1; n <= 128; n += 3) {
            double below = 0, term = exp(-mean);
            for (int k = 0; k < n; term *= mean / ++k)
                below += term;
            if (fabs(jd__poisson_at_least(mean, n) - (1 - below)) > 1e-12)
                fail_msg("mean %g, at least %d", mean, n);
        }
}

static void
no_volumes_give_more_than_the_most_or_less_than_nothing(void **state)
{
    (void)state;
    const double odd[] = {0, 1, 2, 1e3, 1e9, 4294967295.0};
    for (int i = 0; i < 6 * 6 * 6 * 6; i++) {
        struct jd__volumes v = {odd[i % 6], odd[i / 6 % 6], odd[i / 36 % 6],
            odd[i / 216] > 0 ? odd[i / 216] : 1, odd[i % 6], odd[i / 6 % 6], .05};
        if (v.shared < 1 || v.shared > v.ways)
            continue;
        int64_t busyness = jd__sharing_by_busyness(&v), fame = jd__sharing_by_fame(&v);
        assert_true(busyness >= 0 && busyness <= JD__MOST_BITS);
        assert_true(fame >= 0 && fame <= JD__MOST_BITS);
    }
    assert_true(jd__cost_of_probability(0) == JD__MOST_BITS);
    assert_true(jd__cost_of_probability(NAN) == JD__MOST_BITS);
    assert_true(jd__cost_of_probability(1) == 0);
    assert_true(jd__cost_of_probability(.5) == JD__BIT);
}

static void
a_crowd_is_dear_and_a_pair_is_not(void **state)
{
    (void)state;
    assert_true(jd__sharing_by_crowd(0) == 0);
    assert_true(jd__sharing_by_crowd(1) < JD__BIT / 2);
    assert_true(jd__sharing_by_crowd(98) > 100 * (int64_t)JD__BIT);
}

TEST_MAIN(cmocka_unit_test(the_worked_example_comes_out),
    cmocka_unit_test(what_many_share_costs_by_accident_and_not_by_degree),
    cmocka_unit_test(tails_are_those_of_a_poisson_count),
    cmocka_unit_test(every_tail_agrees_with_its_complement_summed_plainly),
    cmocka_unit_test(no_volumes_give_more_than_the_most_or_less_than_nothing),
    cmocka_unit_test(a_crowd_is_dear_and_a_pair_is_not))
