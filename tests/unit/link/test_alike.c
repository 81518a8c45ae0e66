/* SPDX-License-Identifier: Apache-2.0 */
/* test_alike.c - a function of a condition, its value, and the short way to its comparison. */
#include "jd_test.h"

#include "base/str.h"
#include "link/alike.h"

#include <math.h>
#include <string.h>

static void
a_function_is_known_by_its_name_in_any_case(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum jd__likeness likeness;
    } names[] = {{"levenshtein", JD__LEVENSHTEIN}, {"EditDist3", JD__LEVENSHTEIN},
        {"Damerau_Levenshtein", JD__DAMERAU}, {"jaro_similarity", JD__JARO},
        {"JARO_WINKLER_SIMILARITY", JD__JARO_WINKLER}, {"jaccard", JD__JACCARD}};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        enum jd__likeness likeness = JD__N_LIKENESS;
        assert_true(jd__likeness_of(jd__str(names[i].name), &likeness));
        assert_int_equal(likeness, names[i].likeness);
    }
    static const char *const others[] = {"", "hamming", "jaro", "jaccard ", "levenshtein2"};
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        enum jd__likeness likeness = JD__N_LIKENESS;
        assert_false(jd__likeness_of(jd__str(others[i]), &likeness));
        assert_int_equal(likeness, JD__N_LIKENESS);
    }
}

/* By hand; the similarities are those of DuckDB 1.5.5. */
static void
a_value_is_that_of_the_sql_function(void **state)
{
    (void)state;
    static const struct {
        enum jd__likeness likeness;
        const char *a, *b;
        double value;
    } cases[] = {
        {JD__LEVENSHTEIN, "kitten", "sitting", 3},
        {JD__LEVENSHTEIN, "ab", "ba", 2},
        {JD__DAMERAU, "ab", "ba", 1},
        {JD__DAMERAU, "", "abc", 3},
        {JD__JARO, "martha", "marhta", 0.94444444444444444},
        {JD__JARO, "", "", 0},
        {JD__JARO_WINKLER, "martha", "marhta", 0.96111111111111111},
        {JD__JACCARD, "abc", "abd", 0.5},
        {JD__JACCARD, "aab", "ba", 1},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct jd_error err = {0};
        double value = -1;
        assert_jd_ok(jd__likeness_value(cases[i].likeness, NULL, jd__str(cases[i].a),
            jd__str(cases[i].b), &value, &err));
        if (fabs(value - cases[i].value) > 1e-15)
            fail_msg("case %zu: %.17g", i, value);
    }
}

static void
jaccard_of_an_empty_text_fails_as_in_sql(void **state)
{
    (void)state;
    const struct jd__sketch empty = jd__sketch_of(jd__str("")),
                            full = jd__sketch_of(jd__str("a"));
    const struct jd__alike alike = {JD__JACCARD, JD__GREATER_EQUAL, 0.5};
    struct jd_error err = {0};
    double value = -1;
    bool holds = true;

    assert_jd_status(
        jd__likeness_value(JD__JACCARD, NULL, empty.text, full.text, &value, &err),
        JD_E_INPUT);
    assert_jd_status(
        jd__likeness_holds(&alike, NULL, &full, &empty, &holds, &err), JD_E_INPUT);

    assert_true(value == -1 && holds);
}

static struct jd_str
random_text(uint64_t *seed, char room[static 80])
{
    size_t size = test_random(seed, 8) == 0 ? test_random(seed, 80) : test_random(seed, 9);
    for (size_t i = 0; i < size; i++)
        room[i] = (char)('a' + test_random(seed, 4));
    return (struct jd_str){room, size};
}

/* Where a comparison turns: at whole numbers, at values that occur, and at no number. */
static double
random_bound(uint64_t *seed, double value)
{
    switch (test_random(seed, 7)) {
    case 0:
        return (double)test_random(seed, 10) - 1;
    case 1:
        return (double)test_random(seed, 400) / 100 - 0.5;
    case 2:
        return nextafter(value, -1);
    case 3:
        return nextafter(value, 1e9);
    case 4:
        return test_random(seed, 2) == 0 ? (double)NAN : (double)INFINITY;
    case 5:
        return JD_LIMIT_CELL;
    default:
        return value;
    }
}

/* The model: the value whole, then the comparison. */
static void
the_short_way_says_what_the_value_says(void **state)
{
    (void)state;
    uint64_t seed = 11;
    uint32_t n_held = 0;
    for (int round = 0; round < 60000; round++) {
        char room[2][80];
        struct jd_error err = {0};
        double value = 0;
        bool holds = false;
        struct jd__sketch a = jd__sketch_of(random_text(&seed, room[0]));
        struct jd__sketch b = jd__sketch_of(random_text(&seed, room[1]));
        struct jd__alike alike = {(enum jd__likeness)test_random(&seed, JD__N_LIKENESS),
            (enum jd__compare)test_random(&seed, JD__GREATER_EQUAL + 1), 0};
        enum jd_status status =
            jd__likeness_value(alike.likeness, NULL, a.text, b.text, &value, &err);
        alike.bound = random_bound(&seed, value);
        assert_int_equal(jd__likeness_holds(&alike, NULL, &a, &b, &holds, &err), status);
        if (status != JD_OK)
            continue;
        n_held += holds;
        if (holds != jd__reals_compare(value, alike.bound, alike.compare))
            fail_msg("round %d: likeness %d, compare %d, value %.17g, bound %.17g: %d",
                round, alike.likeness, alike.compare, value, alike.bound, holds);
    }
    assert_in_range(n_held, 15000, 45000); /* both answers were asked for */
}

/* As DuckDB orders them. */
static void
no_number_is_equal_to_itself_and_above_all(void **state)
{
    (void)state;
    const double nan = (double)NAN, inf = (double)INFINITY;
    assert_true(jd__reals_compare(nan, nan, JD__EQUAL));
    assert_true(jd__reals_compare(nan, nan, JD__LESS_EQUAL));
    assert_true(jd__reals_compare(nan, nan, JD__GREATER_EQUAL));
    assert_false(jd__reals_compare(nan, nan, JD__NOT_EQUAL));
    assert_false(jd__reals_compare(nan, nan, JD__LESS));
    assert_true(jd__reals_compare(nan, inf, JD__GREATER));
    assert_true(jd__reals_compare(inf, nan, JD__LESS));
    assert_true(jd__reals_compare(inf, nan, JD__NOT_EQUAL));
    assert_false(jd__reals_compare(1, nan, JD__GREATER_EQUAL));
    assert_true(jd__reals_compare(-0.0, 0.0, JD__EQUAL));
}

TEST_MAIN(cmocka_unit_test(a_function_is_known_by_its_name_in_any_case),
    cmocka_unit_test(a_value_is_that_of_the_sql_function),
    cmocka_unit_test(jaccard_of_an_empty_text_fails_as_in_sql),
    cmocka_unit_test(the_short_way_says_what_the_value_says),
    cmocka_unit_test(no_number_is_equal_to_itself_and_above_all))
