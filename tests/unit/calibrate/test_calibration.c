/* SPDX-License-Identifier: Apache-2.0 */
/* test_calibration.c - fitted by hand, by the min-max formula, held out, without memory. */
#include "jd_test.h"

#include <joinder/calibrate.h>

#include <math.h>
#include <string.h>

enum { WEIGHTS = 6, EACH = 400, N = WEIGHTS * EACH };

static double
probability_of(const struct jd_calibration *calibration, double weight)
{
    return 1 / (1 + exp2(-jd_calibration_weight(calibration, weight)));
}

static struct jd_judged
pair(double weight, bool is_match)
{
    return (struct jd_judged){weight, 1, 0, is_match};
}

static void
blocks_lines_and_ends_are_as_by_hand(void **state)
{
    (void)state;
    /* 1 and 2 violate the order: one block of four with two matches. */
    const struct jd_judged judged[] = {pair(0, false), pair(0, false), pair(1, true),
        pair(1, true), pair(2, false), pair(2, false), pair(8, true)};
    struct jd_calibration *calibration = NULL;
    struct jd_error err = {0};

    assert_jd_ok(jd_calibration_fit(NULL, judged, 7, &calibration, &err));

    assert_int_equal(jd_calibration_n_knots(calibration), 4);
    assert_near(probability_of(calibration, 0), 0.5 / 3, 1e-12);
    assert_near(probability_of(calibration, 1), 0.5, 1e-12);
    assert_near(probability_of(calibration, 1.7), 0.5, 1e-12);
    assert_near(probability_of(calibration, 8), 0.75, 1e-12);
    assert_near(jd_calibration_weight(calibration, 5), log2(3) / 2, 1e-12);
    assert_true(
        jd_calibration_weight(calibration, -90) == jd_calibration_weight(calibration, 0));
    assert_true(
        jd_calibration_weight(calibration, 1e300) == jd_calibration_weight(calibration, 8));
    assert_true(isnan(jd_calibration_weight(calibration, (double)NAN)));
    assert_true(jd_calibration_weight(NULL, 3) == 3);
    jd_calibration_free(calibration);
    jd_calibration_free(NULL);
}

/* Barlow and others: the highest over starts of the lowest over ends of the mean between. */
static double
min_max(const double *shares, int at)
{
    double highest = -1;
    for (int from = 0; from <= at; from++) {
        double lowest = 2;
        for (int to = at; to < WEIGHTS; to++) {
            double sum = 0;
            for (int i = from; i <= to; i++)
                sum += shares[i];
            lowest = fmin(lowest, sum / (to - from + 1));
        }
        highest = fmax(highest, lowest);
    }
    return highest;
}

static void
agrees_with_the_min_max_formula_in_any_order(void **state)
{
    (void)state;
    static struct jd_judged judged[N], turned[N];
    for (uint64_t seed = 0; seed < 100; seed++) {
        uint64_t random = seed;
        double shares[WEIGHTS] = {0};
        struct jd_calibration *calibration = NULL, *other = NULL;
        struct jd_error err = {0};
        for (int w = 0; w < WEIGHTS; w++) {
            uint32_t matches = test_random(&random, EACH + 1);
            shares[w] = (double)matches / EACH;
            for (uint32_t i = 0; i < EACH; i++)
                judged[w * EACH + (int)i] = pair(w, i < matches);
        }
        for (int i = 0; i < N; i++)
            turned[i] = judged[(i * 7 + 3) % N]; /* 7 does not divide N */

        assert_jd_ok(jd_calibration_fit(NULL, judged, N, &calibration, &err));
        assert_jd_ok(jd_calibration_fit(NULL, turned, N, &other, &err));

        for (int w = 0; w < WEIGHTS; w++) {
            double found = probability_of(calibration, w);
            /* A block is drawn towards 1/2, and perhaps poured into its neighbour: by 1/n. */
            assert_near(found, min_max(shares, w), 1.0 / EACH);
            assert_true(w == 0 || found >= probability_of(calibration, w - 1));
            assert_true(
                jd_calibration_weight(other, w) == jd_calibration_weight(calibration, w));
        }
        jd_calibration_free(calibration);
        jd_calibration_free(other);
    }
}

static void
a_pair_counts_for_as_many_as_it_stands_for(void **state)
{
    (void)state;
    const struct jd_judged judged[] = {
        {0, 30, 0, false}, {0, 10, 0, true}, {1, 1, 0, true}, {1, 1, 0, true}};
    struct jd_calibration *calibration = NULL;
    struct jd_error err = {0};

    assert_jd_ok(jd_calibration_fit(NULL, judged, 4, &calibration, &err));

    double n = 40.0 * 40 / (900 + 100); /* as many equal pairs */
    assert_near(probability_of(calibration, 0), (0.25 * n + 0.5) / (n + 1), 1e-12);
    jd_calibration_free(calibration);
}

static void
held_out_pairs_show_what_a_model_promises_too_much(void **state)
{
    (void)state;
    static struct jd_judged judged[N];
    struct jd_calibration_error before, after;
    struct jd_error err = {0};
    for (int i = 0; i < N; i++) /* 0.999 is promised, 0.5 is kept; groups hold both */
        judged[i] = (struct jd_judged){10, 1, (uint64_t)i / 4, i % 2 == 0};

    assert_jd_ok(jd_calibration_check(NULL, judged, N, 5, &before, &after, &err));

    double promised = 1 / (1 + exp2(-10));
    assert_near(before.expected, promised - 0.5, 1e-12);
    assert_near(before.bins[JD_CALIBRATION_BINS - 1].pairs, N, 0);
    assert_near(before.bins[JD_CALIBRATION_BINS - 1].promised, promised, 1e-12);
    assert_near(before.bins[JD_CALIBRATION_BINS - 1].observed, 0.5, 0);
    assert_true(after.expected < 0.001);
    for (int i = 0; i < N; i++) /* one group: nothing is left to learn from */
        judged[i].group = 7;
    assert_jd_ok(jd_calibration_check(NULL, judged, N, 5, &before, &after, &err));
    assert_near(after.expected, before.expected, 0);
}

static void
what_was_held_out_was_not_seen(void **state)
{
    (void)state;
    static struct jd_judged judged[N];
    struct jd_calibration_error before, after;
    struct jd_error err = {0};
    uint64_t random = 5;
    for (int i = 0; i < N;
         i++) /* pure chance: a fit of these very pairs would seem perfect */
        judged[i] =
            (struct jd_judged){(double)i / N, 1, (uint64_t)i, test_random(&random, 2) == 0};

    assert_jd_ok(jd_calibration_check(NULL, judged, N, 2, &before, &after, &err));

    assert_true(after.expected > 0.001 && after.expected < 0.06);
}

static void
what_is_no_judgement_is_refused(void **state)
{
    (void)state;
    struct jd_calibration *calibration = NULL;
    struct jd_calibration_error before, after;
    const struct jd_knot falls[] = {{0, 1}, {1, 0}}, same[] = {{1, 0}, {1, 1}};
    struct jd_error err = {0};
    const struct jd_judged bad[] = {{(double)INFINITY, 1, 0, true},
        {(double)NAN, 1, 0, true}, {0, 0, 0, true}, {0, -1, 0, true},
        {0, (double)NAN, 0, true}, {0, (double)INFINITY, 0, true}};

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_jd_status(
            jd_calibration_fit(NULL, &bad[i], 1, &calibration, &err), JD_E_ARG);
    assert_jd_status(jd_calibration_fit(NULL, NULL, 0, &calibration, &err), JD_E_ARG);
    assert_jd_status(jd_calibration_check(NULL, (struct jd_judged[]){{0, 1, 0, true}}, 1, 1,
                         &before, &after, &err),
        JD_E_ARG);
    assert_jd_status(jd_calibration_new(NULL, falls, 2, &calibration, &err), JD_E_ARG);
    assert_jd_status(jd_calibration_new(NULL, same, 2, &calibration, &err), JD_E_ARG);
    assert_jd_status(jd_calibration_new(NULL, same, 0, &calibration, &err), JD_E_ARG);
    assert_null(calibration);
}

static void
every_lack_of_memory_is_told(void **state)
{
    (void)state;
    struct jd_judged judged[8];
    for (int i = 0; i < 8; i++)
        judged[i] = (struct jd_judged){i % 4, 1, (uint64_t)i, i > 3};
    for (size_t requests = 0;; requests++) {
        struct test_memory mem;
        struct jd_calibration *calibration = NULL;
        struct jd_calibration_error before, after;
        struct jd_error err = {0};
        test_memory_init(&mem, requests);
        enum jd_status status =
            jd_calibration_fit(&mem.alloc, judged, 8, &calibration, &err);
        if (status == JD_OK)
            status = jd_calibration_check(&mem.alloc, judged, 8, 2, &before, &after, &err);
        jd_calibration_free(calibration);
        assert_int_equal(mem.live_blocks, 0);
        if (status == JD_OK)
            break;
        assert_int_equal(status, JD_E_NOMEM);
    }
}

TEST_MAIN(cmocka_unit_test(blocks_lines_and_ends_are_as_by_hand),
    cmocka_unit_test(agrees_with_the_min_max_formula_in_any_order),
    cmocka_unit_test(a_pair_counts_for_as_many_as_it_stands_for),
    cmocka_unit_test(held_out_pairs_show_what_a_model_promises_too_much),
    cmocka_unit_test(what_was_held_out_was_not_seen),
    cmocka_unit_test(what_is_no_judgement_is_refused),
    cmocka_unit_test(every_lack_of_memory_is_told))
