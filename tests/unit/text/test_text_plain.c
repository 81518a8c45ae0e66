/* SPDX-License-Identifier: Apache-2.0 */
/* test_text_plain.c - the definitions, against values worked out by hand or by DuckDB 1.5.5. */
#include "jd_test.h"

#include "base/str.h"
#include "text/text_plain.h"

static double
jaccard(const char *a, const char *b)
{
    double similarity = -1;
    (void)jd__plain_jaccard(jd__str(a), jd__str(b), &similarity);
    return similarity;
}

static void
the_definitions_give_the_known_values(void **state)
{
    (void)state;
    assert_int_equal(jd__plain_levenshtein(jd__str("kitten"), jd__str("sitting")), 3);
    assert_int_equal(jd__plain_levenshtein(jd__str(""), jd__str("abc")), 3);
    assert_int_equal(jd__plain_levenshtein(jd__str("Jos\xc3\xa9"), jd__str("Jose")), 2);
    assert_int_equal(jd__plain_damerau_levenshtein(jd__str("ca"), jd__str("abc")), 2);
    assert_int_equal(jd__plain_damerau_levenshtein(jd__str("ab"), jd__str("ba")), 1);
    assert_true(jd__plain_jaro(jd__str(""), jd__str("")) == 0.0);
    assert_true(jd__plain_jaro(jd__str("a"), jd__str("a")) == 1.0);
    assert_true(
        jd__plain_jaro_winkler(jd__str("ejbfd"), jd__str("ebfg")) == 0.8049999999999999);
    assert_true(jaccard("\xc3\xa9", "\xc3\xa8") == 1.0 / 3.0);
    assert_true(jaccard("", "a") == -1);
}

TEST_MAIN(cmocka_unit_test(the_definitions_give_the_known_values))
