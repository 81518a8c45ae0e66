/* SPDX-License-Identifier: Apache-2.0 */
/* test_levels.c - what is near: entities, not records; shared events and relations. */
#include "jd_test.h"

#include "world.h"

#define LINES(...) ((const char *const[]){__VA_ARGS__, NULL})

static void
check_levels(const struct world *world, const char *start, uint32_t steps,
    const uint32_t *counts, size_t n_counts)
{
    struct jd__levels levels = {0};
    struct jd_error err = {0};
    assert_jd_ok(jd__graph_reach(
        world->graph, world_name(world, start).number, steps, &levels, &err));
    assert_int_equal(levels.counts.n, n_counts);
    size_t n = 0;
    for (size_t i = 0; i < n_counts; i++) {
        assert_int_equal(((const uint32_t *)levels.counts.data)[i], counts[i]);
        n += counts[i];
    }
    assert_int_equal(levels.entities.n, n);
    jd__levels_done(&levels);
}

#define assert_levels(world, start, steps, ...)                        \
    check_levels(world, start, steps, (const uint32_t[]){__VA_ARGS__}, \
        sizeof((const uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t))

static void
a_step_is_one_shared_event_or_one_relation(void **state)
{
    (void)state;
    struct world world = world_make(
        LINES("event pd/c call 2017-01-01", "role pd/person/a caller pd/c",
            "role pd/person/b callee pd/c", "tie knows-of pd/person/b pd/person/c",
            "tie relative-of pd/person/d pd/person/c",
            "tie owns pd/person/lone pd/vehicle/v"),
        NULL);

    assert_levels(&world, "pd/person/a", 9, 1, 1, 1);
    assert_levels(&world, "pd/person/a", 2, 1, 1);
    assert_levels(&world, "pd/person/lone", 1, 1);
    check_levels(&world, "pd/person/a", 0, NULL, 0);
    world_free(&world);
}

static void
records_that_are_one_count_once(void **state)
{
    (void)state;
    struct world world = world_make(
        LINES("tie knows-of pd/person/a pd/person/b",
            "tie knows-of so/person/a so/person/b", "tie knows-of so/person/b so/person/c",
            "link pd/person/a so/person/a 0.9", "link pd/person/b so/person/b 0.9"),
        NULL);

    assert_levels(&world, "pd/person/a", 3, 1, 1);
    world_free(&world);
}

static void
an_officer_is_near_nobody(void **state)
{
    (void)state;
    struct world world =
        world_make(LINES("event pd/a arrest 2017-01-01", "role pd/person/p arrestee pd/a",
                       "role pd/person/q arrestee pd/a", "role pd/person/o officer pd/a"),
            NULL);

    assert_levels(&world, "pd/person/p", 3, 1);
    check_levels(&world, "pd/person/o", 3, NULL, 0);
    world_free(&world);
}

static void
an_early_question_and_a_late_one_differ(void **state)
{
    (void)state;
    const char *const *lines =
        LINES("event pd/c1 call 2017-01-01", "role pd/person/a caller pd/c1",
            "role pd/person/b callee pd/c1", "event pd/c2 call 2017-06-01",
            "role pd/person/b caller pd/c2", "role pd/person/c callee pd/c2");
    struct world early = world_make(lines, "2017-02-01"), late = world_make(lines, NULL);

    assert_levels(&early, "pd/person/a", 5, 1);
    assert_levels(&late, "pd/person/a", 5, 1, 1);
    world_free(&early);
    world_free(&late);
}

TEST_MAIN(cmocka_unit_test(a_step_is_one_shared_event_or_one_relation),
    cmocka_unit_test(records_that_are_one_count_once),
    cmocka_unit_test(an_officer_is_near_nobody),
    cmocka_unit_test(an_early_question_and_a_late_one_differ))
