/* SPDX-License-Identifier: Apache-2.0 */
/* test_paper.c - what two agencies' papers say for two records being one, by hand. */
#include "jd_test.h"

#include "base/str.h"
#include "engine/paper.h"

#include <math.h>

/* Records 0 and 1 of agency 0, 2 and 3 of agency 1; what they did is added by the test. */
static struct jd__facts *facts;
static struct jd_error err;

static jd_word
word(const char *text)
{
    jd_word made = JD_NONE;
    assert_jd_ok(jd__facts_word(facts, jd__str(text), &made, &err));
    return made;
}

static int
begin(void **state)
{
    static const char *const ids[] = {"1", "2", "3", "4"};
    (void)state;
    assert_jd_ok(jd__facts_new(NULL, &facts, &err));
    struct jd__agency agencies[2] = {{.id = word("a")}, {.id = word("b")}};
    assert_jd_ok(jd__facts_add_kind(facts, word("person"), NULL, &err));
    for (int i = 0; i < 2; i++)
        assert_jd_ok(jd__facts_add_agency(facts, &agencies[i], &err));
    for (uint16_t i = 0; i < 4; i++) {
        struct jd__record record = {.agency = i / 2, .id = word(ids[i])};
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

static void
part(uint32_t event, uint32_t record, const char *role)
{
    struct jd__role row = {.record = record, .event = event, .role = word(role)};
    assert_jd_ok(jd__facts_add_role(facts, &row, &err));
}

/* An event of the record's agency, under a number of agency 0; NULL: under none. */
static uint32_t
did(uint32_t record, const char *kind, const char *role, const char *number)
{
    const uint32_t event = (uint32_t)facts->events.n;
    char id[16];
    (void)snprintf(id, sizeof(id), "e%u", event);
    struct jd__event row = {.agency = (uint16_t)(record / 2),
        .id = word(id),
        .kind = word(kind),
        .at = {JD__NO_TIME, JD__NO_TIME},
        .until = {JD__NO_TIME, JD__NO_TIME}};
    assert_jd_ok(jd__facts_add_event(facts, &row, &err));
    if (number != NULL)
        assert_jd_ok(jd__facts_add_event_case(facts, event, 0, word(number), &err));
    part(event, record, role);
    return event;
}

static void
results_in(uint32_t from, uint32_t to)
{
    struct jd__relation row = {
        .kind = word("results-in"), .from = from | JD__EVENT_BIT, .to = to | JD__EVENT_BIT};
    assert_jd_ok(jd__facts_add_relation(facts, &row, &err));
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

static struct jd__paper
found(const struct jd__view *view, uint32_t a, uint32_t b)
{
    const struct jd__paper_words words = jd__paper_words(facts);
    struct jd__paper there = jd__paper_find(view, &words, a, b);
    struct jd__paper back = jd__paper_find(view, &words, b, a);
    assert_true(there.a == back.b && there.b == back.a && there.bits == back.bits);
    return there;
}

/* Is anything said of records 0 and 2? */
static void
expect(bool says)
{
    struct jd__view *view = view_of_all();
    struct jd__paper paper = found(view, 0, 2);
    assert_int_equal(paper.a != JD_NONE, says);
    assert_true(fabs(paper.bits - (says ? 6.6439 : 0)) < 0.00005);
    jd__view_free(view);
}

static void
one_man_under_one_number_at_two_agencies_is_6_6_bits(void **state)
{
    (void)state;
    (void)did(0, "arrest", "arrestee", "C1");
    (void)did(0, "seizure", "holder", "C1");
    (void)did(2, "charge", "defendant", "C1");
    expect(true);
}

static void
two_men_under_the_number_at_either_agency_say_nothing(void **state)
{
    (void)state;
    (void)did(0, "arrest", "arrestee", "C1");
    (void)did(2, "charge", "defendant", "C1");
    (void)did(3, "charge", "defendant", "C1");
    expect(false);
}

static void
a_victim_or_an_officer_is_not_whom_the_matter_is_about(void **state)
{
    (void)state;
    uint32_t arrest = did(0, "arrest", "arrestee", "C1");
    part(arrest, 1, "victim");
    (void)did(2, "charge", "defendant", "C1");
    (void)did(3, "charge", "witness", "C1");
    struct jd__view *view = view_of_all();
    assert_true(found(view, 0, 2).a != JD_NONE);
    assert_true(found(view, 1, 2).a == JD_NONE);
    assert_true(found(view, 0, 3).a == JD_NONE);
    jd__view_free(view);
}

static void
two_of_one_agency_and_two_numbers_say_nothing(void **state)
{
    (void)state;
    (void)did(0, "arrest", "arrestee", "C1");
    (void)did(1, "charge", "defendant", "C2");
    (void)did(2, "charge", "defendant", "C3");
    struct jd__view *view = view_of_all();
    assert_true(found(view, 0, 1).a == JD_NONE);
    assert_true(found(view, 0, 2).a == JD_NONE);
    jd__view_free(view);
}

static void
what_an_event_results_in_says_it_of_two_men_under_one_number(void **state)
{
    (void)state;
    uint32_t one = did(0, "arrest", "arrestee", "C1");
    (void)did(1, "arrest", "arrestee", "C1");
    uint32_t charge = did(2, "charge", "defendant", "C1");
    (void)did(3, "charge", "defendant", "C1");
    results_in(one, charge);
    expect(true);
}

static void
what_results_in_two_charges_says_of_neither(void **state)
{
    (void)state;
    uint32_t one = did(0, "investigation", "subject", NULL);
    results_in(one, did(2, "charge", "defendant", NULL));
    results_in(one, did(3, "charge", "defendant", NULL));
    expect(false);
}

static void
what_the_asker_may_not_see_says_nothing(void **state)
{
    (void)state;
    uint32_t arrest = did(0, "arrest", "arrestee", NULL);
    uint32_t charge = did(2, "charge", "defendant", NULL);
    results_in(arrest, charge);
    struct jd__view *view = view_of_all();
    assert_true(found(view, 0, 2).a != JD_NONE);
    memset(view->relations, 0, view->n_words[3] * 8);
    assert_true(found(view, 0, 2).a == JD_NONE);
    memset(view->relations, 255, view->n_words[3] * 8);
    memset(view->roles, 0, view->n_words[2] * 8);
    assert_true(found(view, 0, 2).a == JD_NONE);
    jd__view_free(view);
}

static struct jd__link
weighed(double weight, double probability)
{
    const struct jd__kind_model model = {.possible = 0.01, .joined = 0.999};
    const struct jd__paper paper = {0, 1, log2(0.1 / 0.001)};
    const struct jd__link link = {.b = 1,
        .weight = weight,
        .probability = probability,
        .band = probability >= 0.999 ? JD__JOINED : JD__POSSIBLE};
    return jd__paper_weigh(&link, &paper, &model);
}

static void
paper_lifts_from_the_ceiling_and_not_above_it(void **state)
{
    (void)state;
    struct jd__link capped = weighed(30, 0.99), weak = weighed(1, 2 / 3.0),
                    joined = weighed(12, 0.99975592);
    assert_int_equal(capped.band, JD__JOINED);
    assert_true(fabs(capped.probability - 0.999899) < 1e-6); /* 6.63 + 6.64 bits */
    assert_int_equal(weak.band, JD__POSSIBLE);
    assert_true(fabs(weak.probability - 0.995025) < 1e-6);
    assert_true(fabs(weak.weight - 7.6439) < 1e-4);
    assert_true(joined.weight == 12); /* what is joined needs no paper */
}

static void
a_view_has_its_own_links_where_paper_raises_one(void **state)
{
    (void)state;
    struct jd__kind_model model = {.possible = 0.01, .joined = 0.999};
    const struct jd__kind_model *of_kind[] = {&model};
    const struct jd__kind_models models = {of_kind, 1};
    struct jd__link link = {
        .a = 0, .b = 2, .weight = 20, .probability = 0.99, .band = JD__POSSIBLE};
    assert_jd_ok(jd__facts_add_link(facts, &link, NULL, 0, &err));
    (void)did(0, "arrest", "arrestee", "C1");
    (void)did(2, "charge", "defendant", "C1");
    struct jd__view *view = view_of_all();
    assert_jd_ok(jd__paper_view(view, models, &err));
    assert_int_equal(jd__view_links(view)[0].band, JD__JOINED);
    assert_int_equal(jd__links(facts)[0].band, JD__POSSIBLE);
    jd__view_free(view);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)
TEST_MAIN(TEST(one_man_under_one_number_at_two_agencies_is_6_6_bits),
    TEST(two_men_under_the_number_at_either_agency_say_nothing),
    TEST(a_victim_or_an_officer_is_not_whom_the_matter_is_about),
    TEST(two_of_one_agency_and_two_numbers_say_nothing),
    TEST(what_an_event_results_in_says_it_of_two_men_under_one_number),
    TEST(what_results_in_two_charges_says_of_neither),
    TEST(what_the_asker_may_not_see_says_nothing),
    TEST(paper_lifts_from_the_ceiling_and_not_above_it),
    TEST(a_view_has_its_own_links_where_paper_raises_one))
