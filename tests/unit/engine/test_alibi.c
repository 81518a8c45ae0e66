/* SPDX-License-Identifier: Apache-2.0 */
/* test_alibi.c - what two men's events say against their being one: the page's table, by hand. */
#include "jd_test.h"

#include "base/calendar.h"
#include "base/str.h"
#include "engine/alibi.h"

#include <math.h>

/* Records 0 and 1 of agencies 0 and 1; what they did is added by the test. */
static struct jd__facts *facts;
static struct jd_error err;

static jd_word
word(const char *text)
{
    jd_word made = JD_NONE;
    assert_jd_ok(jd__facts_word(facts, jd__str(text), &made, &err));
    return made;
}

static int64_t
day(const char *text)
{
    int64_t days = 0;
    if (text == NULL)
        return JD__NO_TIME;
    assert_true(jd__parse_day(jd__str(text), &days));
    return days * 86400 * 1000000;
}

static int
begin(void **state)
{
    (void)state;
    assert_jd_ok(jd__facts_new(NULL, &facts, &err));
    struct jd__agency agencies[2] = {{.id = word("a")}, {.id = word("b")}};
    assert_jd_ok(jd__facts_add_kind(facts, word("person"), NULL, &err));
    for (uint16_t i = 0; i < 2; i++) {
        struct jd__record record = {.agency = i, .id = word(i == 0 ? "1" : "2")};
        assert_jd_ok(jd__facts_add_agency(facts, &agencies[i], &err));
        assert_jd_ok(jd__facts_add_record(facts, &record, &err));
    }
    return 0;
}

static int
end(void **state)
{
    (void)state;
    jd__facts_free(facts);
    return 0;
}

/* Record `r` has a part in an event of its own agency; gives the event. */
static uint32_t
did(uint32_t r, const char *kind, const char *role, const char *at, const char *until)
{
    uint32_t number = (uint32_t)facts->events.n;
    char id[16];
    (void)snprintf(id, sizeof(id), "e%u", number);
    struct jd__event event = {.agency = (uint16_t)r,
        .id = word(id),
        .kind = word(kind),
        .at = {day(at), day(at)},
        .until = {day(until), day(until)}};
    struct jd__role part = {.record = r, .event = number, .role = word(role)};
    assert_jd_ok(jd__facts_add_event(facts, &event, &err));
    assert_jd_ok(jd__facts_add_role(facts, &part, &err));
    return number;
}

static struct jd__view *
view_of_all(void)
{
    struct jd__view *view = NULL;
    assert_jd_ok(jd__facts_finish(facts, &err));
    assert_jd_ok(jd__view_new(NULL, facts, &view, &err));
    memset(view->records, 255, view->n_words[0] * 8);
    memset(view->events, 255, view->n_words[1] * 8);
    memset(view->roles, 255, view->n_words[2] * 8);
    memset(view->relations, 255, view->n_words[3] * 8);
    return view;
}

static struct jd__alibi
found(const struct jd__view *view)
{
    const struct jd__alibi_words words = jd__alibi_words(facts);
    struct jd__alibi one = jd__alibi_find(view, &words, 0, 1);
    struct jd__alibi other = jd__alibi_find(view, &words, 1, 0);
    assert_int_equal(one.kind, other.kind);
    assert_true(one.bits == other.bits && one.held == other.held && one.act == other.act);
    return one;
}

static void
expect(double bits, enum jd__alibi_kind kind)
{
    struct jd__view *view = view_of_all();
    struct jd__alibi alibi = found(view);
    assert_int_equal(alibi.kind, kind);
    assert_true(fabs(alibi.bits - bits) < 0.00005);
    jd__view_free(view);
}

static void
a_year_in_prison_and_an_arrest_elsewhere_cost_5_6_bits(void **state)
{
    (void)state;
    (void)did(0, "admission", "inmate", "2015-03-01", "2016-03-01");
    (void)did(1, "arrest", "arrestee", "2015-09-10", NULL);
    expect(-5.6470, JD__CUSTODY);
}

static void
a_month_says_less(void **state)
{
    (void)state;
    (void)did(0, "admission", "inmate", "2015-03-01", "2015-03-31");
    (void)did(1, "arrest", "arrestee", "2015-03-15", NULL);
    expect(-2.0382, JD__CUSTODY);
}

static void
a_week_and_the_day_of_the_booking_say_nothing(void **state)
{
    (void)state;
    (void)did(0, "admission", "inmate", "2015-03-01", "2015-03-08");
    (void)did(0, "admission", "inmate", "2016-03-01", "2017-03-01");
    (void)did(1, "arrest", "arrestee", "2015-03-04", NULL);
    (void)did(1, "arrest", "arrestee", "2016-03-01", NULL);
    expect(0, JD__NO_ALIBI);
}

static void
an_admission_that_nobody_ended_says_nothing(void **state)
{
    (void)state;
    (void)did(0, "admission", "inmate", "2015-03-01", NULL);
    (void)did(1, "arrest", "arrestee", "2015-09-10", NULL);
    expect(0, JD__NO_ALIBI);
}

static void
the_release_that_it_results_in_ends_an_admission(void **state)
{
    (void)state;
    uint32_t in = did(0, "admission", "inmate", "2015-03-01", NULL);
    uint32_t out = did(0, "release", "inmate", "2016-03-01", NULL);
    struct jd__relation ends = {
        .kind = word("results-in"), .from = in | JD__EVENT_BIT, .to = out | JD__EVENT_BIT};
    assert_jd_ok(jd__facts_add_relation(facts, &ends, &err));
    (void)did(1, "arrest", "arrestee", "2015-09-10", NULL);
    expect(-5.6470, JD__CUSTODY);
}

static void
the_dead_are_not_arrested_and_the_strongest_alibi_counts_alone(void **state)
{
    (void)state;
    (void)did(0, "admission", "inmate", "2015-03-01", "2016-03-01");
    (void)did(0, "death", "decedent", "2015-05-05", NULL);
    (void)did(1, "arrest", "arrestee", "2016-01-01", NULL);
    expect(-9.9658, JD__DEATH);
}

static void
what_the_asker_may_not_see_is_no_alibi(void **state)
{
    (void)state;
    (void)did(0, "admission", "inmate", "2015-03-01", "2016-03-01");
    (void)did(1, "arrest", "arrestee", "2015-09-10", NULL);
    struct jd__view *view = view_of_all();
    memset(view->roles, 0, view->n_words[2] * 8);
    view->roles[0] = 2; /* the arrest alone */
    assert_int_equal(found(view).kind, JD__NO_ALIBI);
    jd__view_free(view);
}

static struct jd__link
weighed(double weight, double probability, double bits)
{
    const struct jd__kind_model model = {.possible = 0.01, .joined = 0.999};
    const struct jd__alibi alibi = {JD__CUSTODY, 0, 1, bits};
    const struct jd__link link = {.b = 1,
        .weight = weight,
        .probability = probability,
        .band = probability >= 0.999 ? JD__JOINED : JD__POSSIBLE};
    return jd__alibi_weigh(&link, &alibi, &model);
}

static void
an_alibi_moves_the_band_of_the_weak_and_leaves_the_strong(void **state)
{
    (void)state;
    struct jd__link weak = weighed(12, 0.99975592, -5.6470);
    struct jd__link strong = weighed(40, 1, -5.6470);
    struct jd__link capped = weighed(20, 0.99, -5.6470);
    struct jd__link gone = weighed(0, 0.5, -9.9658);

    assert_int_equal(weak.band, JD__POSSIBLE);
    assert_true(fabs(weak.weight - 6.3530) < 1e-9);
    assert_true(fabs(weak.probability - 0.98791) < 1e-5);
    assert_int_equal(strong.band, JD__JOINED);
    assert_int_equal(capped.band, JD__POSSIBLE);
    assert_true(capped.probability == 0.99); /* the ceiling is lower than what is left */
    assert_int_equal(gone.band, JD__APART);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)
TEST_MAIN(TEST(a_year_in_prison_and_an_arrest_elsewhere_cost_5_6_bits),
    TEST(a_month_says_less), TEST(a_week_and_the_day_of_the_booking_say_nothing),
    TEST(an_admission_that_nobody_ended_says_nothing),
    TEST(the_release_that_it_results_in_ends_an_admission),
    TEST(the_dead_are_not_arrested_and_the_strongest_alibi_counts_alone),
    TEST(what_the_asker_may_not_see_is_no_alibi),
    TEST(an_alibi_moves_the_band_of_the_weak_and_leaves_the_strong))
