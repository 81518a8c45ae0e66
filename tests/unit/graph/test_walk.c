/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_walk.c - the search against an enumeration of all paths, on random small worlds.
 *
 * The model makes the same moves from each label and follows every one of them, with no heap,
 * no covering and no bound but the ceilings: what it finds cheapest, the walk must find.
 */
#include "jd_test.h"

#include "graph/walk.h"
#include "world.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { EVENTS = 8, THINGS = 6, ROLES = 19, TIES = 6, LINKS = 6, MOST_LINES = 64 };

static const char *const KINDS[] = {
    "seizure", "order", "investigation", "incident", "death"};
static const char *const ROLE_NAMES[] = {"exhibit", "item", "holder", "subject", "suspect",
    "seller", "sample", "victim", "buyer"};
static const char *const TIE_NAMES[] = {
    "owns", "holds", "knows-of", "resides-at", "contains", "same-device"};
static const char *const THING_KINDS[THINGS] = {
    "person", "phone", "parcel", "handle", "substance", "document"};

static uint32_t
thing(uint64_t *random, char name[static 32])
{
    uint32_t number = test_random(random, THINGS);
    snprintf(name, 32, "%s/%s/t%u", test_random(random, 2) ? "pd" : "so",
        THING_KINDS[number], number);
    return number;
}

static void
random_lines(uint64_t *random, char (*store)[96], const char **lines)
{
    size_t n = 0;
    char a[32], b[32];
    for (int i = 0; i < EVENTS; i++)
        snprintf(store[n++], 96, "event %s/e%d %s 2017-0%u-%02u %s%u", i % 2 ? "pd" : "so",
            i, KINDS[test_random(random, 5)], 1 + test_random(random, 9),
            1 + test_random(random, 28), "C", (uint32_t)i);
    for (int i = 0; i < ROLES; i++) {
        uint32_t event = test_random(random, EVENTS);
        (void)thing(random, a);
        snprintf(store[n++], 96, "role %s %s %s/e%u", a, ROLE_NAMES[test_random(random, 9)],
            event % 2 ? "pd" : "so", event);
    }
    for (int i = 0; i < TIES; i++) {
        if (thing(random, a) != thing(random, b))
            snprintf(
                store[n++], 96, "tie %s %s %s", TIE_NAMES[test_random(random, 6)], a, b);
    }
    for (int i = 0; i < LINKS; i++) {
        uint32_t number = test_random(random, THINGS);
        snprintf(store[n++], 96, "link pd/%s/t%u so/%s/t%u 0.%02u", THING_KINDS[number],
            number, THING_KINDS[number], number, 1 + test_random(random, 98));
    }
    for (size_t i = 0; i < n; i++)
        lines[i] = store[i];
    lines[n] = NULL;
}

static void
exact(struct jd__extend_options *options, uint64_t *random)
{
    *options = jd__extend_options_default();
    options->ceiling_bits = 4 + test_random(random, 30);
    options->max_steps = 3 + test_random(random, 6);
    options->labels = options->parallel = options->work = 0;
}

/* Follow every label that the moves of `number` push. */
static void
enumerate(struct jd__walk *walk, uint32_t number, int64_t *best, size_t *n_paths)
{
    struct jd_error err = {0};
    uint32_t node = jd__labels(walk)[number].node;
    assert_true(++*n_paths < 500000);
    if (jd__is_event(node)) {
        uint32_t event = node & ~JD__EVENT_BIT, matter = walk->graph->matters[event];
        int64_t cost = jd__labels(walk)[number].cost;
        if (jd__labels(walk)[number].may_end && jd__walk_ends_at(walk, event) &&
            cost < best[matter])
            best[matter] = cost;
        assert_jd_ok(jd__move_from_event(walk, number, &err));
    } else {
        assert_jd_ok(jd__move_over_events(walk, number, &err));
        assert_jd_ok(jd__move_to_ends(walk, number, &err));
        assert_jd_ok(jd__move_over_ties(walk, number, &err));
    }
    size_t n = walk->heap.n;
    uint32_t *pushed = malloc(n * sizeof(*pushed) + 1);
    memcpy(pushed, walk->heap.data, n * sizeof(*pushed));
    walk->heap.n = 0;
    for (size_t i = 0; i < n; i++)
        enumerate(walk, pushed[i], best, n_paths);
    free(pushed);
}

static void
begin(struct jd__walk *walk, const struct world *world, uint32_t event,
    const struct jd__extend_options *options)
{
    struct jd_error err = {0};
    struct jd__buf home;
    jd__buf_init(&home, NULL, sizeof(uint32_t), 0);
    assert_jd_ok(jd__walk_init(walk, world->graph, options, &err));
    assert_jd_ok(jd__walk_start(walk, (struct jd__name){JD__NAME_EVENT, event}, &err));
    assert_jd_ok(jd__home_find(walk, &home, &err));
    jd__buf_done(&home);
}

static size_t
check_one_world(uint64_t seed)
{
    static char store[MOST_LINES][96];
    static const char *lines[MOST_LINES + 1];
    uint64_t random = seed;
    struct jd_error err = {0};
    struct jd__extend_options options;
    random_lines(&random, store, lines);
    exact(&options, &random);
    struct world world = world_make(lines, NULL);
    int64_t best[EVENTS], found[EVENTS];
    size_t n_paths = 0, n_ends = 0;
    for (int i = 0; i < EVENTS; i++)
        best[i] = found[i] = INT64_MAX;

    struct jd__walk walk;
    begin(&walk, &world, 0, &options);
    walk.heap.n = 0;
    enumerate(&walk, 0, best, &n_paths);
    jd__walk_done(&walk);
    begin(&walk, &world, 0, &options);
    assert_jd_ok(jd__walk_run(&walk, &err));
    for (size_t i = 0; i < walk.ends.n; i++) {
        const struct jd__label *end = &jd__labels(&walk)[((uint32_t *)walk.ends.data)[i]];
        found[walk.graph->matters[end->node & ~JD__EVENT_BIT]] = end->cost;
    }
    n_ends = walk.ends.n;
    jd__walk_done(&walk);

    if (memcmp(best, found, sizeof(best)) != 0) {
        for (int i = 0; i < EVENTS; i++)
            if (best[i] != found[i])
                print_error(
                    "matter %d: %" PRId64 ", found %" PRId64 "\n", i, best[i], found[i]);
        for (const char **line = lines; *line != NULL; line++)
            print_error("%s\n", *line);
        fail_msg("seed %" PRIu64, seed);
    }
    world_free(&world);
    return n_ends;
}

static void
the_walk_finds_what_an_enumeration_of_all_paths_finds(void **state)
{
    (void)state;
    size_t n_ends = 0;
    for (uint64_t seed = 0; seed < 1000; seed++)
        n_ends += check_one_world(seed);
    assert_true(n_ends > 1000); /* the worlds are not empty of chains */
}

static void
the_order_of_rows_does_not_show(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 400; seed++) {
        static char store[MOST_LINES][96];
        static const char *lines[MOST_LINES + 1];
        uint64_t random = seed;
        random_lines(&random, store, lines);
        struct world one = world_make(lines, NULL);
        size_t n = 0;
        while (lines[n] != NULL)
            n++;
        for (size_t i = n; i > 1; i--) {
            size_t k = test_random(&random, (uint32_t)i);
            const char *swap = lines[i - 1];
            lines[i - 1] = lines[k];
            lines[k] = swap;
        }
        struct world other = world_make(lines, NULL);

        char *a = world_extend(&one, "so/event/e0", NULL);
        char *b = world_extend(&other, "so/event/e0", NULL);
        if (strcmp(a, b) != 0)
            fail_msg("seed %" PRIu64 ":\n%s\n\n%s", seed, a, b);
        free(a);
        free(b);
        world_free(&one);
        world_free(&other);
    }
}

TEST_MAIN(cmocka_unit_test(the_walk_finds_what_an_enumeration_of_all_paths_finds),
    cmocka_unit_test(the_order_of_rows_does_not_show))
