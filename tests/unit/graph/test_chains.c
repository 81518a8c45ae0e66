/* SPDX-License-Identifier: Apache-2.0 */
/* test_chains.c - where a case leads, in worlds of a few lines. */
#include "jd_test.h"

#include "world.h"

#include <stdlib.h>
#include <string.h>

#define LINES(...) ((const char *const[]){__VA_ARGS__, NULL})

/* An arrest, the phone seized from the man, and the same phone in another agency's case. */
#define PHONE_CASE                                                             \
    "event pd/a1 arrest 2017-03-01 C1", "role pd/person/p arrestee pd/a1",     \
        "role pd/person/o officer pd/a1", "event pd/s1 seizure 2017-03-01 C1", \
        "role pd/person/p holder pd/s1", "role pd/phone/t exhibit pd/s1",      \
        "tie part-of pd/event/s1 pd/event/a1"

static void
a_shared_phone_leads_to_the_other_case(void **state)
{
    (void)state;
    struct world world =
        world_make(LINES(PHONE_CASE, "event dea/x seizure 2017-04-01 D9",
                       "role dea/phone/t exhibit dea/x", "role dea/person/q holder dea/x",
                       "link pd/phone/t dea/phone/t 0.98"),
            NULL);

    assert_chains(&world, "pd/event/a1",
        "pd/event/a1 arrestee pd/person/p holder pd/event/s1 exhibit "
        "pd/phone/t=dea/phone/t exhibit dea/event/x");
    assert_chains(&world, "pd/case/C1",
        "pd/event/s1 exhibit pd/phone/t=dea/phone/t exhibit dea/event/x");
    assert_chains(&world, "pd/person/p",
        "pd/person/p holder pd/event/s1 exhibit pd/phone/t=dea/phone/t exhibit "
        "dea/event/x");
    world_free(&world);
}

static void
a_possible_link_never_conducts(void **state)
{
    (void)state;
    struct world world = world_make(
        LINES(PHONE_CASE, "event dea/x seizure 2017-04-01 D9",
            "role dea/phone/t exhibit dea/x", "link pd/phone/t dea/phone/t 0.98 possible"),
        NULL);

    assert_chains(&world, "pd/event/a1", "");
    world_free(&world);
}

static void
the_same_matter_is_not_a_lead(void **state)
{
    (void)state;
    struct world world = world_make(
        LINES(PHONE_CASE, "event court/f filing 2017-05-01 K1",
            "role court/person/p defendant court/f", "link pd/person/p court/person/p 0.99",
            "tie results-in pd/event/a1 court/event/f",
            "event lab/x examination 2017-03-05 L1;pd/case/C1",
            "role lab/phone/t exhibit lab/x", "link pd/phone/t lab/phone/t 0.99",
            "event court/g plea 2017-08-01 K1", "role court/person/p defendant court/g"),
        NULL);

    assert_chains(&world, "pd/event/a1", "");
    assert_chains(&world, "court/event/g", "");
    struct jd__chains chains = {0};
    struct jd_error err = {0};
    assert_jd_ok(jd__graph_extend(
        world.graph, world_name(&world, "pd/event/a1"), NULL, &chains, &err));
    assert_int_equal(chains.home.n, 3); /* court K1, lab L1, pd C1 */
    assert_int_equal(
        ((uint32_t *)chains.home.data)[0], world_name(&world, "court/case/K1").number);
    jd__chains_done(&chains);
    world_free(&world);
}

/* One search, written by police and sheriff under a number of each. */
#define SEARCH                                                                \
    "event pd/s1 seizure 2017-03-01 C1", "role pd/phone/t exhibit pd/s1",     \
        "event so/s1 seizure 2017-03-01 Z1", "role so/phone/t exhibit so/s1", \
        "link pd/phone/t so/phone/t 0.99"

static void
two_records_of_one_event_are_no_lead(void **state)
{
    (void)state;
    struct world two = world_make(LINES(SEARCH), NULL);
    struct world one = world_make(LINES(SEARCH, "same pd/s1 so/s1"), NULL);

    assert_chains(&two, "pd/event/s1",
        "pd/event/s1 exhibit pd/phone/t=so/phone/t exhibit so/event/s1");
    assert_chains(&one, "pd/event/s1", "");
    world_free(&two);
    world_free(&one);
}

static void
what_one_agency_wrote_of_an_event_leads_from_the_others_record(void **state)
{
    (void)state;
    struct world world = world_make(
        LINES("event pd/a1 arrest 2017-03-01 C1", "role pd/person/p arrestee pd/a1",
            "event so/a1 arrest 2017-03-01 Z1", "role so/person/p arrestee so/a1",
            "role so/phone/t item so/a1", "link pd/person/p so/person/p 0.99",
            "same pd/a1 so/a1", "event dea/x seizure 2017-04-01 D9",
            "role dea/phone/t exhibit dea/x", "link so/phone/t dea/phone/t 0.98"),
        NULL);

    assert_chains(&world, "pd/event/a1",
        "pd/event/a1 item so/phone/t=dea/phone/t exhibit dea/event/x");
    assert_chains(&world, "dea/event/x",
        "dea/event/x exhibit dea/phone/t=so/phone/t item so/event/a1");
    world_free(&world);
}

/* Calls of one handset to another, each in the toll records and read out of the handset. */
#define CALL(n, day)                                                   \
    "event pd/c" n " call " day, "role pd/phone/t caller pd/c" n,      \
        "role pd/phone/u callee pd/c" n, "event dea/c" n " call " day, \
        "role dea/phone/t caller dea/c" n, "role dea/phone/u callee dea/c" n
#define HANDSETS                                                               \
    "event pd/a1 seizure 2017-03-01 C1", "role pd/phone/t exhibit pd/a1",      \
        "event dea/x seizure 2017-04-01 D9", "role dea/phone/u exhibit dea/x", \
        "link pd/phone/t dea/phone/t 0.99", "link pd/phone/u dea/phone/u 0.99"

static void
a_call_that_two_agencies_wrote_is_one_call(void **state)
{
    (void)state;
    struct world two =
        world_make(LINES(HANDSETS, CALL("1", "2017-03-01"), CALL("2", "2017-03-02")), NULL);
    struct world one =
        world_make(LINES(HANDSETS, CALL("1", "2017-03-01"), "same pd/c1 dea/c1"), NULL);
    struct world three =
        world_make(LINES(HANDSETS, CALL("1", "2017-03-01"), CALL("2", "2017-03-02"),
                       CALL("3", "2017-03-03"), "same pd/c1 dea/c1", "same pd/c2 dea/c2",
                       "same pd/c3 dea/c3"),
            NULL);
    char *as_four = world_extend(&two, "pd/event/a1", NULL);
    char *as_three = world_extend(&three, "pd/event/a1", NULL);

    assert_string_not_equal(as_four, ""); /* four sharings, as far as anyone knows */
    assert_chains(&one, "pd/event/a1", "");
    assert_string_not_equal(as_three, "");
    free(as_four);
    free(as_three);
    world_free(&two);
    world_free(&one);
    world_free(&three);
}

static void
a_mans_own_other_cases_are_his_record_and_no_lead(void **state)
{
    (void)state;
    struct world world = world_make(
        LINES(PHONE_CASE, "event so/a2 arrest 2016-01-01 Z1",
            "role so/person/p arrestee so/a2", "link pd/person/p so/person/p 0.99"),
        NULL);
    struct jd__extend_options options = jd__extend_options_default();
    options.own_record = true;

    assert_chains(&world, "pd/event/a1", "");
    char *text = world_extend(&world, "pd/event/a1", &options);
    assert_string_equal(
        text, "pd/event/a1 arrestee pd/person/p=so/person/p arrestee so/event/a2");
    free(text);
    world_free(&world);
}

static void
officers_and_counsel_always_insulate(void **state)
{
    (void)state;
    struct world world = world_make(
        LINES("event pd/a1 arrest 2017-03-01 C1", "role pd/person/p arrestee pd/a1",
            "role pd/person/o officer pd/a1", "event pd/a2 arrest 2017-03-02 C2",
            "role pd/person/q arrestee pd/a2", "role pd/person/o officer pd/a2",
            "event pd/c1 charge 2017-03-03 C1", "role pd/person/p defendant pd/c1",
            "role pd/person/l counsel pd/c1", "event pd/c2 charge 2017-03-03 C2",
            "role pd/person/q defendant pd/c2", "role pd/person/l counsel pd/c2"),
        NULL);

    assert_chains(&world, "pd/event/a1", "");
    assert_chains(&world, "pd/person/o", ""); /* not even at the start */
    world_free(&world);
}

static void
a_victim_does_not_lead_on_but_what_she_held_does(void **state)
{
    (void)state;
    struct world world = world_make(
        LINES("event pd/i1 incident 2017-03-01 C1", "role pd/person/s suspect pd/i1",
            "role pd/person/v victim pd/i1", "event pd/i2 incident 2017-04-01 C2",
            "role pd/person/v suspect pd/i2", "event dea/x seizure 2017-04-02 D9",
            "role pd/phone/t exhibit dea/x", "tie subscriber-of pd/person/v pd/phone/t",
            "role pd/vehicle/c vehicle pd/i2", "event so/y seizure 2017-04-02 D7",
            "role pd/vehicle/c exhibit so/y"),
        NULL);

    assert_chains(&world, "pd/event/i1",
        "pd/event/i1 victim pd/person/v subscriber-of pd/phone/t exhibit dea/event/x");
    assert_chains(&world, "pd/person/v", /* the start always conducts */
        "pd/person/v subscriber-of pd/phone/t exhibit dea/event/x\n"
        "pd/person/v suspect pd/event/i2 vehicle pd/vehicle/c exhibit so/event/y");
    world_free(&world);
}

static void
a_hidden_role_carries_nothing(void **state)
{
    (void)state;
    /* role 3 is the phone's at the seizure */
    struct world world = world_make(LINES(PHONE_CASE, "event dea/x seizure 2017-04-01 D9",
                                        "role pd/phone/t exhibit dea/x", "hide 3"),
        NULL);

    assert_chains(&world, "pd/event/a1", "");
    world_free(&world);
}

static void
what_had_not_happened_yet_is_not_followed(void **state)
{
    (void)state;
    const char *const *lines = LINES(
        PHONE_CASE, "event dea/x seizure 2017-04-01 D9", "role pd/phone/t exhibit dea/x");
    struct world before = world_make(lines, "2017-03-15"), after = world_make(lines, NULL);

    assert_chains(&before, "pd/event/a1", "");
    assert_chains(&after, "pd/event/a1",
        "pd/event/a1 arrestee pd/person/p holder pd/event/s1 exhibit pd/phone/t exhibit "
        "dea/event/x");
    world_free(&before);
    world_free(&after);
}

static void
a_recycled_number_does_not_conduct(void **state)
{
    (void)state;
    struct world gap = world_make(LINES(PHONE_CASE, "event dea/x seizure 2018-04-01 D9",
                                      "role pd/phone/t exhibit dea/x"),
        NULL);
    struct world same =
        world_make(LINES(PHONE_CASE, "event dea/x seizure 2018-04-01 D9",
                       "role pd/phone/t exhibit dea/x",
                       "tie subscriber-of pd/person/p pd/phone/t 2016-01-01"),
            NULL);
    struct world changed =
        world_make(LINES(PHONE_CASE, "event dea/x seizure 2017-05-01 D9",
                       "role pd/phone/t exhibit dea/x",
                       "tie subscriber-of pd/person/p pd/phone/t 2016-01-01 2016-12-31",
                       "tie subscriber-of pd/person/p pd/phone/t 2016-12-31 2017-03-02",
                       "tie subscriber-of dea/person/n pd/phone/t 2017-09-01"),
            NULL);

    assert_chains(&gap, "pd/event/a1", ""); /* 13 months, and nobody says who had it */
    assert_chains(&same, "pd/event/a1",
        "pd/event/a1 arrestee pd/person/p subscriber-of pd/phone/t exhibit dea/event/x");
    /* within the window, give or take the months between the contracts: nobody is in both */
    assert_chains(&changed, "pd/event/a1",
        "pd/event/a1 arrestee pd/person/p subscriber-of pd/phone/t exhibit dea/event/x");
    world_free(&gap);
    world_free(&same);
    world_free(&changed);
}

static void
a_resold_car_does_not_conduct(void **state)
{
    (void)state;
    struct world world = world_make(
        LINES("event pd/a1 arrest 2017-03-01 C1", "role pd/person/p arrestee pd/a1",
            "role pd/vehicle/v vehicle pd/a1", "event so/x seizure 2017-09-01 D9",
            "role pd/vehicle/v exhibit so/x", "role so/person/q holder so/x",
            "tie owns pd/person/p pd/vehicle/v 2015-01-01 2017-05-01",
            "tie owns so/person/q pd/vehicle/v 2017-05-02"),
        NULL);

    assert_chains(&world, "pd/event/a1", "");
    world_free(&world);
}

static void
a_parcel_that_came_after_the_death_did_not_cause_it(void **state)
{
    (void)state;
    struct world world = world_make(
        LINES("event me/d death 2017-06-13 M1", "role me/person/c decedent me/d",
            "role me/substance/u sample me/d",
            "event pd/s seizure 2017-06-14 P1;me/case/M1",
            "role me/substance/u sample pd/s", "role pd/parcel/early exhibit pd/s",
            "role pd/parcel/late exhibit pd/s", "event pis/o1 order 2017-06-01 U1",
            "role pd/parcel/early item pis/o1", "event pis/o2 order 2017-06-20 U2",
            "role pd/parcel/late item pis/o2"),
        NULL);

    assert_chains(&world, "me/event/d",
        "me/event/d sample me/substance/u sample pd/event/s exhibit pd/parcel/early "
        "item pis/event/o1");
    world_free(&world);
}

static void
living_beside_somebody_leads_nowhere(void **state)
{
    (void)state;
    struct world world = world_make(
        LINES("event pd/a1 arrest 2017-03-01 C1", "role pd/person/p arrestee pd/a1",
            "tie resides-at pd/person/p pd/place/home",
            "tie resides-at pd/person/q pd/place/home",
            "tie relative-of pd/person/p pd/person/q", "event pd/a2 arrest 2017-04-01 C2",
            "role pd/person/q arrestee pd/a2", "event cbp/s seizure 2017-04-01 S1",
            "role pd/place/home premises cbp/s"),
        NULL);

    assert_chains(&world, "pd/event/a1",
        "pd/event/a1 arrestee pd/person/p resides-at pd/place/home premises cbp/event/s");
    world_free(&world);
}

static void
a_public_place_is_capped(void **state)
{
    (void)state;
    const char *const *open =
        LINES("event pd/s1 seizure 2017-03-01 C1", "role pd/place/h premises pd/s1",
            "event so/s2 seizure 2017-04-01 Z1", "role pd/place/h premises so/s2");
    const char *const *shut = LINES("event pd/s1 seizure 2017-03-01 C1",
        "role pd/place/h premises pd/s1", "event so/s2 seizure 2017-04-01 Z1",
        "role pd/place/h premises so/s2", "public pd/place/h");
    struct world house = world_make(open, NULL), hospital = world_make(shut, NULL);

    assert_chains(
        &house, "pd/event/s1", "pd/event/s1 premises pd/place/h premises so/event/s2");
    assert_chains(&hospital, "pd/event/s1", "");
    world_free(&house);
    world_free(&hospital);
}

/* n lines by a pattern with one number, appended to `lines`. */
static void
many(const char **lines, size_t *n_lines, char (*store)[96], size_t *n_store,
    const char *pattern, int n)
{
    for (int i = 0; i < n; i++) {
        char *text = store[(*n_store)++];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        snprintf(text, sizeof(store[0]), pattern, i, i);
#pragma GCC diagnostic pop
        lines[(*n_lines)++] = text;
    }
    lines[*n_lines] = NULL;
}

static const char *many_lines[4096];
static char many_store[4096][96];

/* A doctor with 420 prescriptions, nearly all at one mill, among ordinary doctors and shops. */
static size_t
pill_mill(const char *mill)
{
    size_t n = 0, n_store = 0;
    static char own[96];
    const char *const few[] = {"event lab/x examination 2017-02-01 L1",
        "role lab/document/d item lab/x", "event pm/rx prescription 2017-01-10",
        "role lab/document/d item pm/rx", "role pm/person/doc prescriber pm/rx",
        "role pm/person/me patient pm/rx", "role pm/organization/nashua dispenser pm/rx",
        "event dea/i inspection 2017-03-01 D1", "role pm/organization/mill subject dea/i",
        "event dea/v investigation 2017-04-01 D1",
        "role pm/organization/mill subject dea/v"};
    for (size_t i = 0; i < sizeof(few) / sizeof(few[0]); i++)
        many_lines[n++] = few[i];
    snprintf(own, sizeof(own), "role %s dispenser pm/m%%d", mill);
    many(many_lines, &n, many_store, &n_store, "event pm/m%d prescription 2017-01-05", 400);
    many(many_lines, &n, many_store, &n_store, "role pm/person/doc prescriber pm/m%d", 400);
    many(many_lines, &n, many_store, &n_store, own, 400);
    many(many_lines, &n, many_store, &n_store, "role pm/person/q%d patient pm/m%d", 400);
    many(many_lines, &n, many_store, &n_store, "event pm/o%d prescription 2017-01-06", 200);
    many(
        many_lines, &n, many_store, &n_store, "role pm/person/dr%d prescriber pm/o%d", 200);
    many(many_lines, &n, many_store, &n_store,
        "role pm/organization/shop%d dispenser pm/o%d", 200);
    many(many_lines, &n, many_store, &n_store, "event pm/e%d prescription 2017-01-07", 20);
    many(many_lines, &n, many_store, &n_store, "role pm/person/doc prescriber pm/e%d", 20);
    many(many_lines, &n, many_store, &n_store,
        "role pm/organization/shop%d dispenser pm/e%d", 20);
    many(many_lines, &n, many_store, &n_store, "event so/w%d investigation 2017-04-01 W%d",
        20);
    many(many_lines, &n, many_store, &n_store, "role pm/organization/shop%d subject so/w%d",
        20);
    return n;
}

static void
a_hub_conducts_where_it_is_shared_beyond_chance(void **state)
{
    (void)state;
    (void)pill_mill("pm/organization/mill");
    struct world world = world_make(many_lines, NULL);

    /* Over the doctor, a hub, to the mill; over neither to a shop with one of their papers.
     * Of the mill's events the investigation tells best what the case is. */
    assert_chains(&world, "lab/event/x",
        "lab/event/x item lab/document/d item pm/event/rx prescriber pm/person/doc "
        "prescriber pm/event/m0 dispenser pm/organization/mill subject dea/event/v");
    world_free(&world);
}

static void
a_hub_leads_to_none_of_those_whom_it_meets_alike(void **state)
{
    (void)state;
    (void)pill_mill("pm/organization/shop1"); /* the 400 go to an ordinary case's shop */
    struct world world = world_make(many_lines, NULL);

    /* From shop 7 over the one paper of the doctor's to the shop where his 400 went; to none of
     * the nineteen that he shares one paper with. */
    assert_chains(&world, "so/event/w7",
        "so/event/w7 subject pm/organization/shop7 dispenser pm/event/e7 prescriber "
        "pm/person/doc prescriber pm/event/e1 dispenser pm/organization/shop1 subject "
        "so/event/w1");
    world_free(&world);
}

static void
one_call_is_no_tie_and_three_are(void **state)
{
    (void)state;
    const char *const *once = LINES("event pd/s seizure 2017-01-05 C1",
        "role pd/phone/a exhibit pd/s", "event dea/c1 call 2017-01-01",
        "role pd/phone/a caller dea/c1", "role pd/phone/b callee dea/c1",
        "event so/x seizure 2017-02-01 S1", "role pd/phone/b exhibit so/x");
    const char *const *thrice = LINES("event pd/s seizure 2017-01-05 C1",
        "role pd/phone/a exhibit pd/s", "event dea/c1 call 2017-01-01",
        "role pd/phone/a caller dea/c1", "role pd/phone/b callee dea/c1",
        "event dea/c2 call 2017-01-02", "role pd/phone/a caller dea/c2",
        "role pd/phone/b callee dea/c2", "event dea/c3 call 2017-01-03",
        "role pd/phone/a caller dea/c3", "role pd/phone/b callee dea/c3",
        "event so/x seizure 2017-02-01 S1", "role pd/phone/b exhibit so/x");
    struct world one = world_make(once, NULL), three = world_make(thrice, NULL);

    assert_chains(&one, "pd/event/s", "");
    assert_chains(&three, "pd/event/s", /* of like calls: ties go to the smaller name */
        "pd/event/s exhibit pd/phone/a caller dea/event/c1 callee pd/phone/b exhibit "
        "so/event/x");
    world_free(&one);
    world_free(&three);
}

static void
who_still_stands_in_the_register_is_ended_by_the_next_owner(void **state)
{
    (void)state;
    const char *const *stale = LINES("event pd/a1 arrest 2014-03-01 C1",
        "role pd/vehicle/v vehicle pd/a1", "event so/x seizure 2017-09-01 D9",
        "role pd/vehicle/v exhibit so/x", "tie owns pd/person/p pd/vehicle/v 2013-01-01",
        "tie owns so/person/q pd/vehicle/v 2016-05-02");
    const char *const *kept = LINES("event pd/a1 arrest 2014-03-01 C1",
        "role pd/vehicle/v vehicle pd/a1", "event so/x seizure 2017-09-01 D9",
        "role pd/vehicle/v exhibit so/x", "tie owns pd/person/p pd/vehicle/v 2013-01-01");
    struct world resold = world_make(stale, NULL), same = world_make(kept, NULL);

    assert_chains(&resold, "pd/event/a1", "");
    assert_chains(
        &same, "pd/event/a1", "pd/event/a1 vehicle pd/vehicle/v exhibit so/event/x");
    world_free(&resold);
    world_free(&same);
}

static void
a_joint_account_leads_from_one_holder_to_the_other(void **state)
{
    (void)state;
    struct world world = world_make(
        LINES("event pd/a1 arrest 2017-03-01 C1", "role pd/person/p arrestee pd/a1",
            "tie holds pd/person/p fin/account/n 2016-01-01",
            "tie holds fin/organization/o fin/account/n 2016-01-01",
            "event bg/v investigation 2017-06-01 B1",
            "role fin/organization/o subject bg/v"),
        NULL);

    assert_chains(&world, "pd/event/a1",
        "pd/event/a1 arrestee pd/person/p holds fin/account/n holds fin/organization/o "
        "subject bg/event/v");
    world_free(&world);
}

static void
a_mass_arrest_ties_nobody(void **state)
{
    (void)state;
    size_t n = 0, n_store = 0;
    many_lines[n++] = "event pd/raid arrest 2017-01-05 C1";
    many(many_lines, &n, many_store, &n_store, "role pd/person/p%d arrestee pd/raid", 60);
    many(
        many_lines, &n, many_store, &n_store, "tie holds pd/person/p%d pd/account/a%d", 60);
    many(many_lines, &n, many_store, &n_store, "event so/v%d investigation 2017-02-05 S%d",
        60);
    many(many_lines, &n, many_store, &n_store, "role pd/account/a%d item so/v%d", 60);
    struct world world = world_make(many_lines, NULL);

    assert_chains(
        &world, "pd/person/p7", "pd/person/p7 holds pd/account/a7 item so/event/v7");
    assert_chains(&world, "pd/event/raid", "");
    world_free(&world);
}

static void
a_cheap_way_does_not_hide_a_short_one(void **state)
{
    (void)state;
    /* To phone a by way of b, cheap and five nodes away; or at once, over a weak link. */
    struct world world = world_make(
        LINES("event pd/s seizure 2017-01-01 C1", "role pd/phone/x exhibit pd/s",
            "link pd/phone/x so/phone/x 0.3", "role pd/phone/b exhibit pd/s",
            "event so/e2 seizure 2017-01-02", "role pd/phone/b exhibit so/e2",
            "role so/phone/x exhibit so/e2", "event so/e seizure 2017-01-03",
            "role so/phone/x exhibit so/e", "role so/phone/a exhibit so/e",
            "event bg/v investigation 2017-02-01 B1", "role so/phone/a item bg/v"),
        NULL);
    struct jd__extend_options options = jd__extend_options_default();

    assert_chains(&world, "pd/event/s",
        "pd/event/s exhibit pd/phone/b exhibit so/event/e2 exhibit so/phone/x exhibit "
        "so/event/e exhibit so/phone/a item bg/event/v");
    options.max_steps = 4;
    char *text = world_extend(&world, "pd/event/s", &options);
    assert_string_equal(text,
        "pd/event/s exhibit pd/phone/x=so/phone/x exhibit so/event/e exhibit so/phone/a "
        "item bg/event/v");
    free(text);
    options.max_steps = 5; /* a is reached by both, and only the short way goes on */
    text = world_extend(&world, "pd/event/s", &options);
    assert_string_equal(text,
        "pd/event/s exhibit pd/phone/x=so/phone/x exhibit so/event/e exhibit so/phone/a "
        "item bg/event/v");
    free(text);
    world_free(&world);
}

static void
a_cheap_way_does_not_hide_one_that_visits_less(void **state)
{
    (void)state;
    /* Cheap: over the car to y, arrested with it, to x and a.  But from a it goes on over that
     * arrest only (a car leads to the arrested alone), and the cheap way has been there. */
    struct world world = world_make(
        LINES("event pd/s seizure 2017-01-01 C1", "role pd/vehicle/d exhibit pd/s",
            "role pd/person/x exhibit pd/s", "link pd/person/x so/person/x 0.3",
            "event so/e1 arrest 2017-01-02", "role pd/vehicle/d vehicle so/e1",
            "role so/person/y arrestee so/e1", "event so/e0 prescription 2017-01-03",
            "role so/person/y item so/e0", "role so/person/x prescriber so/e0",
            "event so/e investigation 2017-01-04", "role so/person/x subject so/e",
            "role so/organization/a subject so/e", "role so/organization/a arrestee so/e1",
            "role so/account/c item so/e1", "event bg/v investigation 2017-02-01 B1",
            "role so/account/c item bg/v"),
        NULL);

    assert_chains(&world, "pd/event/s",
        "pd/event/s exhibit pd/person/x=so/person/x subject so/event/e subject "
        "so/organization/a arrestee so/event/e1 item so/account/c item bg/event/v");
    world_free(&world);
}

static void
a_cheap_way_does_not_hide_one_that_is_freer_in_time(void **state)
{
    (void)state;
    /* The paper lay by the dead of February, and no order of May went to it; but she held it,
     * and things held go on. */
    struct world world = world_make(
        LINES("event me/d death 2017-02-01 M1", "role me/person/h decedent me/d",
            "role me/document/v item me/d", "tie holds me/person/h me/document/v",
            "event pd/z seizure 2017-06-01", "role me/document/v item pd/z",
            "role pd/parcel/p exhibit pd/z", "event mk/o order 2017-05-01 O1",
            "role pd/parcel/p item mk/o"),
        NULL);

    assert_chains(&world, "me/event/d",
        "me/event/d decedent me/person/h holds me/document/v item pd/event/z exhibit "
        "pd/parcel/p item mk/event/o");
    world_free(&world);
}

static void
things_that_an_event_lists_are_no_crowd(void **state)
{
    (void)state;
    size_t n = 0, n_store = 0;
    many_lines[n++] = "event pd/s seizure 2017-01-05 C1";
    many(many_lines, &n, many_store, &n_store, "role pd/phone/t%d exhibit pd/s", 60);
    many_lines[n++] = "event dea/x seizure 2017-02-05 D1";
    many_lines[n++] = "role pd/phone/t7 exhibit dea/x";
    many_lines[n] = NULL;
    struct world world = world_make(many_lines, NULL);

    assert_chains(
        &world, "pd/event/s", "pd/event/s exhibit pd/phone/t7 exhibit dea/event/x");
    world_free(&world);
}

static void
events_outside_the_asked_time_lead_nowhere(void **state)
{
    (void)state;
    struct world world = world_make(LINES(PHONE_CASE, "event dea/x seizure 2017-04-01 D9",
                                        "role pd/phone/t exhibit dea/x"),
        NULL);
    struct jd__extend_options options = jd__extend_options_default();
    const int64_t april = (int64_t)17256 * 86400 * 1000000; /* 2017-03-31 */

    options.until = april - 1;
    char *text = world_extend(&world, "pd/event/a1", &options);
    assert_string_equal(text, "");
    free(text);
    options.until = JD__NO_TIME;
    options.from = april;
    text = world_extend(&world, "pd/phone/t", &options);
    assert_string_equal(text, "");
    free(text);
    world_free(&world);
}

static void
a_payphone_leads_nowhere(void **state)
{
    (void)state;
    size_t n = 0, n_store = 0;
    many_lines[n++] = "event pd/s1 seizure 2017-01-05 C1";
    many_lines[n++] = "role pd/phone/mine exhibit pd/s1";
    many_lines[n++] = "event dea/c call 2017-01-05";
    many_lines[n++] = "role pd/phone/mine caller dea/c";
    many_lines[n++] = "role dea/phone/booth callee dea/c";
    many(many_lines, &n, many_store, &n_store, "event dea/c%d call 2017-01-05", 40);
    many(many_lines, &n, many_store, &n_store, "role dea/phone/p%d caller dea/c%d", 40);
    many(many_lines, &n, many_store, &n_store, "role dea/phone/booth callee dea/c%d", 40);
    many(many_lines, &n, many_store, &n_store, "event so/x%d seizure 2017-01-07 S%d", 40);
    many(many_lines, &n, many_store, &n_store, "role dea/phone/p%d exhibit so/x%d", 40);
    struct world world = world_make(many_lines, NULL);

    assert_chains(&world, "pd/event/s1", "");
    world_free(&world);
}

static void
a_chain_goes_as_far_as_the_case_leads(void **state)
{
    (void)state;
    struct world world = world_make(
        LINES(PHONE_CASE, "event dea/x seizure 2017-04-01 D9",
            "role pd/phone/t exhibit dea/x", "role dea/place/h premises dea/x",
            "event cbp/s shipment 2017-03-20", "role dea/place/h destination cbp/s",
            "role cbp/organization/i importer cbp/s",
            "event bg/v investigation 2017-06-01 B1",
            "role cbp/organization/i subject bg/v"),
        NULL);

    assert_chains(&world, "pd/event/a1", /* dea/event/x is on the way: folded */
        "pd/event/a1 arrestee pd/person/p holder pd/event/s1 exhibit pd/phone/t exhibit "
        "dea/event/x premises "
        "dea/place/h destination cbp/event/s importer cbp/organization/i subject "
        "bg/event/v");
    struct jd__extend_options options = jd__extend_options_default();
    options.to_agency = jd__facts_agency(world.facts, (struct jd_str){"dea", 3});
    char *text = world_extend(&world, "pd/event/a1", &options);
    assert_string_equal(text, "pd/event/a1 arrestee pd/person/p holder pd/event/s1 exhibit "
                              "pd/phone/t exhibit dea/event/x");
    free(text);
    options = jd__extend_options_default();
    options.max_steps = 6;
    text = world_extend(&world, "pd/event/a1", &options);
    assert_string_equal(text, "pd/event/a1 arrestee pd/person/p holder pd/event/s1 exhibit "
                              "pd/phone/t exhibit dea/event/x");
    free(text);
    world_free(&world);
}

static void
the_cheapest_comes_first_and_ties_go_by_name(void **state)
{
    (void)state;
    struct world world =
        world_make(LINES("event pd/s1 seizure 2017-03-01 C1",
                       "role pd/phone/a exhibit pd/s1", "role pd/phone/b exhibit pd/s1",
                       "role pd/phone/c exhibit pd/s1", "event so/z seizure 2017-03-02 Z",
                       "role so/phone/c exhibit so/z", "link pd/phone/c so/phone/c 0.75",
                       "event so/y seizure 2017-03-02 Y", "role pd/phone/b exhibit so/y",
                       "event so/x seizure 2017-03-02 X", "role pd/phone/a exhibit so/x"),
            NULL);

    assert_chains(&world, "pd/event/s1",
        "pd/event/s1 exhibit pd/phone/a exhibit so/event/x\n"
        "pd/event/s1 exhibit pd/phone/b exhibit so/event/y\n"
        "pd/event/s1 exhibit pd/phone/c=so/phone/c exhibit so/event/z");
    struct jd__extend_options options = jd__extend_options_default();
    options.top = 1;
    char *text = world_extend(&world, "pd/event/s1", &options);
    assert_string_equal(text, "pd/event/s1 exhibit pd/phone/a exhibit so/event/x");
    free(text);
    world_free(&world);
}

static void
grades_and_links_are_paid_by_the_bit(void **state)
{
    (void)state;
    struct world world =
        world_make(LINES("event pd/s1 seizure 2017-03-01 C1",
                       "role pd/phone/a exhibit pd/s1", "event so/x seizure 2017-03-02 X",
                       "role so/phone/a exhibit so/x", "link pd/phone/a so/phone/a 0.25",
                       "link pd/phone/a pd/phone/m 0.5", "must pd/phone/m so/phone/a",
                       "link pd/phone/a so/phone/a 0.99 possible", "grade so/event/x X4"),
            NULL);
    struct jd__chains chains = {0};
    struct jd_error err = {0};

    assert_jd_ok(jd__graph_extend(
        world.graph, world_name(&world, "pd/event/s1"), NULL, &chains, &err));
    const struct jd__step *steps = chains.steps.data;
    assert_int_equal(chains.steps.n, 3);
    assert_int_equal(steps[1].identity, 1000000); /* by way of pd/phone/m: 1 bit, not 2 */
    assert_int_equal(steps[2].grade, 2000000);    /* X and 4 */
    jd__chains_done(&chains);
    world_free(&world);
}

static void
what_leads_in_circles_or_stands_alone_ends(void **state)
{
    (void)state;
    struct world world = world_make(
        LINES("event pd/s1 seizure 2017-03-01 C1", "role pd/phone/a exhibit pd/s1",
            "role pd/person/p holder pd/s1", "tie subscriber-of pd/person/p pd/phone/a",
            "event pd/c1 call 2017-03-01", "role pd/phone/a caller pd/c1",
            "role pd/phone/b callee pd/c1", "event pd/c2 call 2017-03-01",
            "role pd/phone/b caller pd/c2", "role pd/phone/a callee pd/c2",
            "tie holds pd/person/p pd/phone/b", "event so/lone arrest 2017-01-01 L",
            "role so/person/l arrestee so/lone", "tie holds so/person/n so/account/n"),
        NULL);

    assert_chains(&world, "pd/event/s1", "");
    assert_chains(&world, "so/event/lone", "");
    assert_chains(&world, "so/person/n", "");
    world_free(&world);
}

static void
a_start_that_is_not_seen_is_not_found(void **state)
{
    (void)state;
    struct world world = world_make(
        LINES(PHONE_CASE, "event so/x seizure 2017-04-01 S1",
            "role so/phone/z exhibit so/x", "hide so/event/x", "hide so/phone/z"),
        NULL);
    const char *const hidden[] = {"so/event/x", "so/phone/z", "so/case/S1"};
    struct jd__chains chains = {0};
    struct jd__levels levels = {0};

    for (int i = 0; i < 3; i++) {
        struct jd_error err = {0};
        assert_jd_status(jd__graph_extend(world.graph, world_name(&world, hidden[i]), NULL,
                             &chains, &err),
            JD_E_NOT_FOUND);
        assert_string_equal(err.message, "no such record, event or case");
    }
    assert_jd_status(jd__graph_reach(world.graph, world_name(&world, "so/phone/z").number,
                         2, &levels, NULL),
        JD_E_NOT_FOUND);
    assert_jd_status(jd__graph_extend(world.graph,
                         (struct jd__name){JD__NAME_RECORD, 1u << 30}, NULL, &chains, NULL),
        JD_E_NOT_FOUND);
    world_free(&world);
}

static void
a_bound_on_work_is_told(void **state)
{
    (void)state;
    struct world world = world_make(LINES(PHONE_CASE, "event dea/x seizure 2017-04-01 D9",
                                        "role pd/phone/t exhibit dea/x"),
        NULL);
    struct jd__extend_options options = jd__extend_options_default();
    struct jd__chains chains = {0};
    struct jd_error err = {0};
    options.work = 2;

    assert_jd_ok(jd__graph_extend(
        world.graph, world_name(&world, "pd/event/a1"), &options, &chains, &err));
    assert_true(chains.stopped);
    jd__chains_done(&chains);
    world_free(&world);
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    struct world world =
        world_make(LINES(PHONE_CASE, "event dea/x seizure 2017-04-01 D9",
                       "role dea/phone/t exhibit dea/x", "link pd/phone/t dea/phone/t 0.98",
                       "must pd/phone/t dea/phone/t"),
            NULL);
    struct jd__name start = world_name(&world, "pd/event/a1");
    enum jd_status status = JD_E_NOMEM;
    for (size_t n = 0; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        struct jd__graph *graph = NULL;
        struct jd__chains chains = {0};
        struct jd__levels levels = {0};
        test_memory_init(&mem, n);
        status = jd__graph_new(&mem.alloc, world.view, &world.joined, &graph, NULL);
        assert_int_equal(graph != NULL, status == JD_OK);
        if (status == JD_OK)
            status = jd__graph_extend(graph, start, NULL, &chains, NULL);
        if (status == JD_OK) {
            assert_int_equal(chains.chains.n, 1);
            status = jd__graph_reach(graph, 0, 3, &levels, NULL);
            jd__chains_done(&chains);
        }
        if (status == JD_OK)
            jd__levels_done(&levels);
        jd__graph_free(graph);
        assert_int_equal(mem.live_blocks, 0);
        assert_int_equal(mem.live_bytes, 0);
    }
    assert_int_equal(status, JD_OK);
    world_free(&world);
}

TEST_MAIN(cmocka_unit_test(a_shared_phone_leads_to_the_other_case),
    cmocka_unit_test(a_possible_link_never_conducts),
    cmocka_unit_test(the_same_matter_is_not_a_lead),
    cmocka_unit_test(two_records_of_one_event_are_no_lead),
    cmocka_unit_test(what_one_agency_wrote_of_an_event_leads_from_the_others_record),
    cmocka_unit_test(a_call_that_two_agencies_wrote_is_one_call),
    cmocka_unit_test(a_mans_own_other_cases_are_his_record_and_no_lead),
    cmocka_unit_test(officers_and_counsel_always_insulate),
    cmocka_unit_test(a_victim_does_not_lead_on_but_what_she_held_does),
    cmocka_unit_test(a_hidden_role_carries_nothing),
    cmocka_unit_test(what_had_not_happened_yet_is_not_followed),
    cmocka_unit_test(a_recycled_number_does_not_conduct),
    cmocka_unit_test(a_resold_car_does_not_conduct),
    cmocka_unit_test(a_parcel_that_came_after_the_death_did_not_cause_it),
    cmocka_unit_test(living_beside_somebody_leads_nowhere),
    cmocka_unit_test(a_public_place_is_capped),
    cmocka_unit_test(a_hub_conducts_where_it_is_shared_beyond_chance),
    cmocka_unit_test(a_hub_leads_to_none_of_those_whom_it_meets_alike),
    cmocka_unit_test(one_call_is_no_tie_and_three_are),
    cmocka_unit_test(who_still_stands_in_the_register_is_ended_by_the_next_owner),
    cmocka_unit_test(a_joint_account_leads_from_one_holder_to_the_other),
    cmocka_unit_test(a_mass_arrest_ties_nobody),
    cmocka_unit_test(a_cheap_way_does_not_hide_a_short_one),
    cmocka_unit_test(a_cheap_way_does_not_hide_one_that_visits_less),
    cmocka_unit_test(a_cheap_way_does_not_hide_one_that_is_freer_in_time),
    cmocka_unit_test(things_that_an_event_lists_are_no_crowd),
    cmocka_unit_test(events_outside_the_asked_time_lead_nowhere),
    cmocka_unit_test(a_payphone_leads_nowhere),
    cmocka_unit_test(a_chain_goes_as_far_as_the_case_leads),
    cmocka_unit_test(the_cheapest_comes_first_and_ties_go_by_name),
    cmocka_unit_test(grades_and_links_are_paid_by_the_bit),
    cmocka_unit_test(what_leads_in_circles_or_stands_alone_ends),
    cmocka_unit_test(a_start_that_is_not_seen_is_not_found),
    cmocka_unit_test(a_bound_on_work_is_told),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks))
