/* SPDX-License-Identifier: Apache-2.0 */
/* test_event_entities.c - which events are one: the rule by hand, then random worlds. */
#include "jd_test.h"

#include "base/str.h"
#include "engine/event_entities.h"

#include <inttypes.h>

#define HOUR (INT64_C(3600) * 1000000)

/* Three agencies with five people each; those of one number are one man. */
enum { AGENCIES = 3, PEOPLE = 5 };

struct world {
    struct jd__facts *facts;
    struct jd__view *view;
    struct jd__entities *entities;
    struct jd__event_entities *events;
};

static struct jd_error err;

static jd_word
word(struct jd__facts *facts, const char *text)
{
    jd_word made = JD_NONE;
    assert_jd_ok(jd__facts_word(facts, jd__str(text), &made, &err));
    return made;
}

static struct world
begin(void)
{
    struct world w = {0};
    assert_jd_ok(jd__facts_new(NULL, &w.facts, &err));
    assert_jd_ok(jd__facts_add_kind(w.facts, word(w.facts, "person"), NULL, &err));
    for (uint32_t a = 0; a < AGENCIES; a++) {
        const char name[2] = {(char)('a' + a), '\0'};
        struct jd__agency agency = {.id = word(w.facts, name)};
        assert_jd_ok(jd__facts_add_agency(w.facts, &agency, &err));
        for (uint32_t p = 0; p < PEOPLE; p++) {
            const char id[2] = {(char)('0' + p), '\0'};
            struct jd__record record = {.agency = (uint16_t)a, .id = word(w.facts, id)};
            struct jd__link link = {.a = (a - 1) * PEOPLE + p,
                .b = a * PEOPLE + p,
                .weight = 20,
                .probability = 1,
                .band = JD__JOINED};
            assert_jd_ok(jd__facts_add_record(w.facts, &record, &err));
            if (a > 0)
                assert_jd_ok(jd__facts_add_link(w.facts, &link, NULL, 0, &err));
        }
    }
    return w;
}

/* An arrest by an agency at an hour, under a case of agency a or of none ("" and NULL). */
static uint32_t
arrest(struct world *w, uint32_t agency, int64_t hour, const char *number)
{
    uint32_t event = (uint32_t)w->facts->events.n;
    char id[16];
    (void)snprintf(id, sizeof(id), "e%u", event);
    struct jd__event row = {.agency = (uint16_t)agency,
        .id = word(w->facts, id),
        .kind = word(w->facts, "arrest"),
        .at = {hour * HOUR, hour * HOUR},
        .until = {JD__NO_TIME, JD__NO_TIME},
        .control.known_from = 100 - event};
    assert_jd_ok(jd__facts_add_event(w->facts, &row, &err));
    if (number != NULL)
        assert_jd_ok(
            jd__facts_add_event_case(w->facts, event, 0, word(w->facts, number), &err));
    return event;
}

static void
take_part(struct world *w, uint32_t event, uint32_t person, const char *role)
{
    uint32_t agency = jd__events(w->facts)[event].agency;
    struct jd__role row = {
        .record = agency * PEOPLE + person, .event = event, .role = word(w->facts, role)};
    assert_jd_ok(jd__facts_add_role(w->facts, &row, &err));
}

static void
look(struct world *w)
{
    struct jd__kind_models models = {NULL, 0};
    assert_jd_ok(jd__facts_finish(w->facts, &err));
    assert_jd_ok(jd__view_new(NULL, w->facts, &w->view, &err));
    memset(w->view->records, 255, w->view->n_words[0] * 8);
    memset(w->view->events, 255, w->view->n_words[1] * 8);
    memset(w->view->roles, 255, w->view->n_words[2] * 8);
    assert_jd_ok(jd__entities_new(NULL, w->view, models, &w->entities, &err));
    assert_jd_ok(jd__event_entities_new(NULL, w->view, w->entities, &w->events, &err));
}

static void
end(struct world *w)
{
    jd__event_entities_free(w->events);
    jd__entities_free(w->entities);
    jd__view_free(w->view);
    jd__facts_free(w->facts);
}

/* The band of the one pair there may be; JD__APART for none. */
static enum jd__band
band_of(const struct world *w)
{
    assert_true(w->events->pairs.n <= 1);
    return w->events->pairs.n == 0
               ? JD__APART
               : ((const struct jd__event_pair *)w->events->pairs.data)[0].band;
}

static void
one_arrest_of_one_man_under_one_number_is_one_event(void **state)
{
    (void)state;
    struct world w = begin();
    uint32_t x = arrest(&w, 0, 5, "C1"), y = arrest(&w, 1, 20, "C1");
    take_part(&w, x, 3, "arrestee");
    take_part(&w, y, 3, "arrestee");
    look(&w);

    assert_int_equal(band_of(&w), JD__JOINED);
    assert_int_equal(w.events->n, 1);
    assert_int_equal(w.events->same[x], y); /* known first */
    assert_int_equal(w.events->same[y], y);
    assert_int_equal(w.events->next[x], y);
    assert_int_equal(w.events->next[y], x);
    end(&w);
}

static void
without_the_number_or_the_man_it_is_only_possible_or_apart(void **state)
{
    (void)state;
    static const struct {
        const char *number;
        uint32_t person;
        const char *role;
        int64_t hour;
        uint32_t agency;
        enum jd__band band;
    } rows[] = {
        {"C1", 3, "arrestee", 20, 1, JD__JOINED},
        {NULL, 3, "arrestee", 20, 1, JD__POSSIBLE}, {"C1", 4, "arrestee", 20, 1, JD__APART},
        {"C1", 3, "witness", 20, 1, JD__APART},
        {"C1", 3, "arrestee", 30, 1, JD__APART}, /* more than a day later */
        {"C1", 3, "arrestee", 20, 0, JD__APART}, /* one agency knows its own */
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct world w = begin();
        uint32_t x = arrest(&w, 0, 5, "C1");
        uint32_t y = arrest(&w, rows[i].agency, rows[i].hour, rows[i].number);
        take_part(&w, x, 3, "arrestee");
        take_part(&w, y, rows[i].person, rows[i].role);
        look(&w);
        if (band_of(&w) != rows[i].band)
            fail_msg("row %zu: band %d", i, (int)band_of(&w));
        end(&w);
    }
}

static void
at_two_places_it_is_only_possible(void **state)
{
    (void)state;
    static const struct {
        uint32_t here, there; /* 0: none is named */
        const char *role;
        enum jd__band band;
    } rows[] = {{1, 1, "scene", JD__JOINED}, {1, 2, "scene", JD__POSSIBLE},
        {1, 0, "scene", JD__JOINED}, {1, 2, "premises", JD__POSSIBLE},
        {1, 2, "witness", JD__JOINED}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct world w = begin();
        uint32_t x = arrest(&w, 0, 5, "C1"), y = arrest(&w, 1, 6, "C1");
        take_part(&w, x, 3, "arrestee");
        take_part(&w, y, 3, "arrestee");
        take_part(&w, x, rows[i].here, rows[i].role);
        if (rows[i].there != 0)
            take_part(&w, y, rows[i].there, rows[i].role);
        look(&w);
        if (band_of(&w) != rows[i].band)
            fail_msg("row %zu: band %d", i, (int)band_of(&w));
        end(&w);
    }
}

static void
the_officer_alone_makes_no_two_events_one(void **state)
{
    (void)state;
    struct world w = begin();
    uint32_t x = arrest(&w, 0, 5, "C1"), y = arrest(&w, 1, 5, "C1");
    take_part(&w, x, 3, "officer");
    take_part(&w, y, 3, "officer");
    look(&w);

    assert_int_equal(band_of(&w), JD__APART);
    end(&w);
}

static void
of_two_partners_in_one_agency_the_better_is_it(void **state)
{
    (void)state;
    struct world w = begin();
    uint32_t x = arrest(&w, 0, 5, "C1");
    uint32_t near = arrest(&w, 1, 6, "C1"), far = arrest(&w, 1, 9, "C1");
    take_part(&w, x, 3, "arrestee");
    take_part(&w, near, 3, "arrestee");
    take_part(&w, far, 3, "arrestee");
    look(&w);

    assert_int_equal(w.events->n, 2);
    assert_int_equal(w.events->same[x], w.events->same[near]);
    assert_int_equal(w.events->same[far], far);
    end(&w);
}

static void
of_two_that_fit_alike_neither_is(void **state)
{
    (void)state;
    struct world w = begin();
    uint32_t x = arrest(&w, 0, 5, "C1");
    take_part(&w, x, 3, "arrestee");
    for (int i = 0; i < 2; i++)
        take_part(&w, arrest(&w, 1, 6, "C1"), 3, "arrestee");
    look(&w);

    assert_int_equal(w.events->n, 3);
    assert_int_equal(w.events->pairs.n, 2); /* both possible */
    end(&w);
}

static struct world
random_world(uint64_t *seed)
{
    struct world w = begin();
    for (uint32_t i = 0, n = test_random(seed, 14); i < n; i++) {
        static const char *const numbers[] = {"C1", "C2", "C3", NULL};
        uint32_t event = arrest(&w, test_random(seed, AGENCIES), test_random(seed, 60),
            numbers[test_random(seed, 4)]);
        for (uint32_t k = test_random(seed, 3); k > 0; k--)
            take_part(
                &w, event, test_random(seed, PEOPLE), k == 1 ? "arrestee" : "suspect");
    }
    look(&w);
    return w;
}

/* Each event stands on one ring, whose anchor names them all; no agency is on it twice. */
static void
an_event_entity_holds_one_event_of_an_agency(void **state)
{
    (void)state;
    for (uint64_t start = 0; start < 400; start++) {
        uint64_t seed = start;
        struct world w = random_world(&seed);
        uint32_t rings = 0;
        for (uint32_t e = 0; e < w.facts->events.n; e++) {
            uint32_t agencies = 0, one = e, n = 0;
            do {
                uint32_t bit = 1u << jd__events(w.facts)[one].agency;
                if ((agencies & bit) != 0 || w.events->same[one] != w.events->same[e])
                    fail_msg("event %u, seed %" PRIu64, e, start);
                agencies |= bit;
                one = w.events->next[one];
            } while (one != e && n++ < AGENCIES);
            assert_int_equal(one, e);
            rings += w.events->same[e] == e;
        }
        assert_int_equal(rings, w.events->n);
        end(&w);
    }
}

static void
failed_allocations_are_reported_and_nothing_leaks(void **state)
{
    (void)state;
    uint64_t seed = 7;
    struct world w = random_world(&seed);
    enum jd_status status = JD_E_NOMEM;
    for (size_t n = 0; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        struct jd__event_entities *events = NULL;
        test_memory_init(&mem, n);
        status = jd__event_entities_new(&mem.alloc, w.view, w.entities, &events, NULL);
        assert_int_equal(events != NULL, status == JD_OK);
        jd__event_entities_free(events);
        assert_int_equal(mem.live_blocks, 0);
    }
    assert_int_equal(status, JD_OK);
    end(&w);
}

TEST_MAIN(cmocka_unit_test(one_arrest_of_one_man_under_one_number_is_one_event),
    cmocka_unit_test(without_the_number_or_the_man_it_is_only_possible_or_apart),
    cmocka_unit_test(at_two_places_it_is_only_possible),
    cmocka_unit_test(the_officer_alone_makes_no_two_events_one),
    cmocka_unit_test(of_two_partners_in_one_agency_the_better_is_it),
    cmocka_unit_test(of_two_that_fit_alike_neither_is),
    cmocka_unit_test(an_event_entity_holds_one_event_of_an_agency),
    cmocka_unit_test(failed_allocations_are_reported_and_nothing_leaks))
