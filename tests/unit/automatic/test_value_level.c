/* SPDX-License-Identifier: Apache-2.0 */
/* test_value_level.c - how alike two values are, use by use. */
#include "jd_test.h"

#include "automatic/automatic.h"
#include "base/str.h"

#include <string.h>

static unsigned
level(enum jd_column_use use, const char *a, const char *b)
{
    struct jd__values values = {.use = use};
    struct jd__sketch sketches[] = {jd__sketch_of(jd__str(a)), jd__sketch_of(jd__str(b))};
    values.sketches.data = sketches;
    unsigned there = jd__level(&values, 0, 1), back = jd__level(&values, 1, 0);
    if (there != back)
        fail_msg("%s and %s: %u, and the other way %u", a, b, there, back);
    assert_int_equal(jd__level(&values, 1, 1), JD__LEVELS - 1);
    return there;
}

static const struct {
    enum jd_column_use use;
    const char *a, *b;
    unsigned level;
} CASES[] = {
    /* A slip, two slips or a beginning that is the same, an initial, another name. */
    {JD_USE_NAME, "margaret", "margaert", 3},
    {JD_USE_NAME, "jon", "john", 3},
    {JD_USE_NAME, "j", "john", 1},
    {JD_USE_NAME, "j", "karl", 0},
    {JD_USE_NAME, "j", "k", 0},
    {JD_USE_NAME, "al", "alan", 0},
    {JD_USE_NAME, "alexander", "alejandro", 2},
    {JD_USE_NAME, "peter", "mary", 0},
    /* One digit; day and month crossed, or two parts the same; the year; nothing. */
    {JD_USE_DATE, "19710524", "19710525", 3},
    {JD_USE_DATE, "19710504", "19710405", 2},
    {JD_USE_DATE, "19710524", "19710511", 2},
    {JD_USE_DATE, "19710524", "19711109", 1},
    {JD_USE_DATE, "19710524", "20030524", 1},
    {JD_USE_DATE, "19710524", "20031109", 0},
    {JD_USE_DATE, "about1900", "about1901", 3},
    {JD_USE_DATE, "about1900", "about1912", 2},
    {JD_USE_DATE, "about1900", "19000101", 0},
    /* A slip; but for the last three; half; nothing. */
    {JD_USE_CODE, "ab1234", "ab1243", 3},
    {JD_USE_POSTCODE, "tq138df", "tq139xx", 2},
    {JD_USE_PHONE, "079460018", "079461234", 1},
    {JD_USE_CODE, "ab1234", "xy9876", 0},
    {JD_USE_CODE, "a", "b", 0},
    /* A slip; the same name at another place; a name like it; nothing. */
    {JD_USE_EMAIL, "ann@a.org", "anm@a.org", 3},
    {JD_USE_EMAIL, "ann.lee@a.org", "ann.lee@elsewhere.net", 2},
    {JD_USE_EMAIL, "ann.lee@a.org", "ann.leigh@elsewhere.net", 1},
    {JD_USE_EMAIL, "ann.lee@a.org", "bob@elsewhere.net", 0},
    {JD_USE_EMAIL, "al@a.org", "al@elsewhere.net", 1}, /* too short to tell */
    {JD_USE_EMAIL, "no sign", "nothing alike", 0},
    /* One in a thousand, in a hundred, in ten; what is no number is unlike. */
    {JD_USE_NUMBER, "1000", "1001", 3},
    {JD_USE_NUMBER, "1000", "1009", 2},
    {JD_USE_NUMBER, "-1000", "-1090", 1},
    {JD_USE_NUMBER, "1000", "-1000", 0},
    {JD_USE_NUMBER, "0", "0.0", 3},
    {JD_USE_NUMBER, "0", "1e-300", 0},
    {JD_USE_NUMBER, "1000", "many", 0},
    {JD_USE_NUMBER, "many", "1000", 0},
    {JD_USE_CATEGORY, "male", "mal", 0},
};

static void
a_difference_has_its_level(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
        unsigned is = level(CASES[i].use, CASES[i].a, CASES[i].b);
        if (is != CASES[i].level)
            fail_msg("%s and %s: %u, not %u", CASES[i].a, CASES[i].b, is, CASES[i].level);
    }
}

TEST_MAIN(cmocka_unit_test(a_difference_has_its_level))
