/* SPDX-License-Identifier: Apache-2.0 */
/* test_synth.c - the nation: promises of joinder/synth.h. */
#include "jd_test.h"

#include <joinder/synth.h>

#include <stdlib.h>
#include <string.h>

static void
a_nation_without_people_has_the_planted_cases(void **state)
{
    (void)state;
    char dir[256];
    struct jd_io *io = NULL;
    struct jd_error err = {0};
    struct jd_synth_options options = jd_synth_options_default();
    options.n_people = getenv("PEOPLE") ? (uint64_t)atoll(getenv("PEOPLE")) : 0;
    test_folder_make(dir);
    assert_jd_ok(jd_io_new(NULL, NULL, &io, &err));

    assert_jd_ok(jd_synth_write(NULL, &options, io, getenv("OUT") ? getenv("OUT") : dir, &err));

    jd_io_free(io);
    test_folder_remove(dir);
}

TEST_MAIN(cmocka_unit_test(a_nation_without_people_has_the_planted_cases))
