/* SPDX-License-Identifier: Apache-2.0 */
/* test_api_base.c - base.h as a program sees it that links libjoinder.so and nothing else. */
#include "jd_test.h"

#include <joinder/base.h>

#include <string.h>

static void
the_version_is_three_numbers(void **state)
{
    (void)state;
    unsigned parts[3] = {0};
    char rest = 0;

    int n = sscanf(jd_version(), "%u.%u.%u%c", &parts[0], &parts[1], &parts[2], &rest);

    assert_int_equal(n, 3);
}

static void
every_status_has_its_own_name(void **state)
{
    (void)state;
    for (int a = JD_OK; a <= JD_E_UNSUPPORTED; a++) {
        assert_string_not_equal(jd_status_name((enum jd_status)a), "JD_E_UNKNOWN");
        for (int b = JD_OK; b < a; b++)
            assert_string_not_equal(
                jd_status_name((enum jd_status)a), jd_status_name((enum jd_status)b));
    }
}

static void
a_status_of_a_later_version_is_unknown(void **state)
{
    (void)state;
    assert_string_equal(
        jd_status_name((enum jd_status)(JD_E_UNSUPPORTED + 1)), "JD_E_UNKNOWN");
    assert_string_equal(jd_status_name((enum jd_status) - 1), "JD_E_UNKNOWN");
}

TEST_MAIN(cmocka_unit_test(the_version_is_three_numbers),
    cmocka_unit_test(every_status_has_its_own_name),
    cmocka_unit_test(a_status_of_a_later_version_is_unknown))
