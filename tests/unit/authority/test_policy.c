/* SPDX-License-Identifier: Apache-2.0 */
/* test_policy.c - agency.json read or refused, and who may ask at all. */
#include "jd_test.h"

#include "authority/authority.h"
#include "base/str.h"

#include <string.h>

static const char *const A =
    "{\"id\":\"a\",\"people\":[{\"id\":\"ann\",\"role_kind\":\"detective\"},"
    "{\"id\":\"bo@mail\",\"role_kind\":\"clerk\"}],"
    "\"sharing\":[{\"to\":\"*\",\"role_kind\":\"*\",\"item\":\"*\",\"answer\":\"full\"}]}";

/* Two agencies, each with one event; case 17-1 of a, 18-1 of b. */
static struct jd__facts *
two_cases(void)
{
    struct jd_error err = {0};
    struct jd__facts *f = NULL;
    const char *const texts[] = {"a", "b", "e1", "arrest", "17-1", "18-1"};
    jd_word w[6] = {0};
    assert_jd_ok(jd__facts_new(NULL, &f, &err));
    for (int i = 0; i < 6; i++)
        assert_jd_ok(jd__facts_word(f, jd__str(texts[i]), &w[i], &err));
    for (uint16_t i = 0; i < 2; i++) {
        struct jd__agency agency = {.id = w[i]};
        struct jd__event event = {.agency = i, .id = w[2], .kind = w[3]};
        assert_jd_ok(jd__facts_add_agency(f, &agency, &err));
        assert_jd_ok(jd__facts_add_event(f, &event, &err));
        assert_jd_ok(jd__facts_add_event_case(f, i, i, w[4 + i], &err));
    }
    assert_jd_ok(jd__facts_finish(f, &err));
    return f;
}

static struct jd__policy *
policy_of_a(void)
{
    struct jd_error err = {0};
    struct jd__policy *policy = NULL;
    assert_jd_ok(jd__policy_new(NULL, jd__str("op@joinder"), &policy, &err));
    assert_jd_ok(jd__policy_add(policy, jd__str(A), &err));
    return policy;
}

static enum jd_status
admit(const char *asker, const char *purpose, const char *case_number)
{
    struct jd__policy *policy = policy_of_a();
    struct jd__facts *facts = two_cases();
    struct jd__question question = {jd__str(asker), jd__str(purpose), jd__str(case_number)};
    struct jd__asker who = {0};
    enum jd_status status = jd__admit(policy, facts, &question, &who, NULL);
    assert_int_equal(status == JD_OK, who.agency.size > 0);
    jd__facts_free(facts);
    jd__policy_free(policy);
    return status;
}

static void
a_named_person_investigates_a_case_of_her_own_agency(void **state)
{
    (void)state;
    assert_int_equal(admit("ann@a", "investigation", "17-1"), JD_OK);
    assert_int_equal(admit("ann@a", "investigation", "a/case/17-1"), JD_OK);
    assert_int_equal(admit("bo@mail@a", "investigation", "17-1"), JD_OK);
}

static void
an_investigation_without_its_own_case_is_denied(void **state)
{
    (void)state;
    const char *const cases[] = {"", "17", "17-11", "18-1", "b/case/18-1", "b/case/17-1",
        "a", "a/case/", "arrest", "e1", "/case/17-1"};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        if (admit("ann@a", "investigation", cases[i]) != JD_E_DENIED)
            fail_msg("case number %zu was let in", i);
}

static void
people_whom_no_agency_names_are_denied(void **state)
{
    (void)state;
    assert_int_equal(admit("zoe@a", "investigation", "17-1"), JD_E_DENIED);
    assert_int_equal(admit("ann@b", "investigation", "18-1"), JD_E_DENIED);
    assert_int_equal(admit("op@joinder", "investigation", "17-1"), JD_E_DENIED);
    assert_int_equal(admit("ann", "investigation", "17-1"), JD_E_ARG);
    assert_int_equal(admit("@a", "investigation", "17-1"), JD_E_ARG);
    assert_int_equal(admit("ann@", "investigation", "17-1"), JD_E_ARG);
    assert_int_equal(admit("", "investigation", "17-1"), JD_E_ARG);
}

static void
audit_and_evaluation_are_the_operators_and_no_other_purpose_is_known(void **state)
{
    (void)state;
    assert_int_equal(admit("op@joinder", "audit", ""), JD_OK);
    assert_int_equal(admit("op@joinder", "evaluation", ""), JD_OK);
    assert_int_equal(admit("ann@a", "audit", "17-1"), JD_E_DENIED);
    assert_int_equal(admit("ann@a", "evaluation", "17-1"), JD_E_DENIED);
    assert_int_equal(admit("op@joinder", "curiosity", ""), JD_E_DENIED);
    assert_int_equal(admit("op@joinder", "", ""), JD_E_DENIED);
}

static enum jd_status
admit_act(const char *asker, const char *purpose, const char *agency)
{
    struct jd__policy *policy = policy_of_a();
    struct jd__question question = {jd__str(asker), jd__str(purpose), jd__str("")};
    struct jd__asker who = {0};
    enum jd_status status = jd__admit_act(policy, &question, jd__str(agency), &who, NULL);
    assert_int_equal(status == JD_OK, who.agency.size > 0);
    jd__policy_free(policy);
    return status;
}

static void
the_operator_acts_on_all_and_an_agencys_people_on_their_own(void **state)
{
    (void)state;
    assert_int_equal(admit_act("op@joinder", "audit", ""), JD_OK);
    assert_int_equal(admit_act("op@joinder", "audit", "b"), JD_OK);
    assert_int_equal(admit_act("ann@a", "investigation", "a"), JD_OK);
    assert_int_equal(admit_act("ann@a", "investigation", ""), JD_E_DENIED);
    assert_int_equal(admit_act("ann@a", "investigation", "b"), JD_E_DENIED);
    assert_int_equal(admit_act("zoe@a", "investigation", "a"), JD_E_DENIED);
    assert_int_equal(admit_act("ann@b", "investigation", "b"), JD_E_DENIED);
    assert_int_equal(admit_act("op@joinder", "curiosity", ""), JD_E_DENIED);
    assert_int_equal(admit_act("op", "audit", ""), JD_E_ARG);
    assert_int_equal(admit_act("@joinder", "audit", ""), JD_E_ARG);
}

static void
a_wrong_file_is_refused_and_leaves_nothing_behind(void **state)
{
    (void)state;
    const char *const wrong[] = {"", "[]", "{}", "{\"id\":7}", "{\"id\":\"\"}",
        "{\"id\":\"x\"", "{\"id\":\"x\",\"people\":{}}", "{\"id\":\"x\",\"people\":[7]}",
        "{\"id\":\"x\",\"people\":[{\"id\":\"p\"}]}", "{\"id\":\"x\",\"sharing\":\"all\"}",
        "{\"id\":\"x\",\"sharing\":[{\"to\":\"*\",\"role_kind\":\"*\",\"item\":\"*\"}]}",
        "{\"id\":\"x\",\"sharing\":[{\"to\":\"*\",\"role_kind\":\"*\",\"item\":\"*\","
        "\"answer\":\"marker-7\"}]}",
        "{\"id\":\"x\",\"id\":\"y\"}",
        "{\"id\":\"x\",\"people\":[{\"id\":\"zoe\",\"role_kind\":\"chief\"}],\"sharing\":["
        "3]}"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct jd__policy *policy = policy_of_a();
        struct jd__facts *facts = two_cases();
        struct jd_error err = {0};
        if (jd__policy_add(policy, jd__str(wrong[i]), &err) != JD_E_INPUT)
            fail_msg("file %zu was read", i);
        assert_null(strstr(err.message, "marker-7"));
        assert_true(strncmp(err.message, "agency.json", 11) == 0);

        struct jd__question question = {
            jd__str("zoe@x"), jd__str("investigation"), jd__str("17-1")};
        struct jd__asker who;
        assert_jd_status(jd__admit(policy, facts, &question, &who, NULL), JD_E_DENIED);
        jd__facts_free(facts);
        jd__policy_free(policy);
    }
}

static void
an_agency_is_added_once(void **state)
{
    (void)state;
    struct jd_error err = {0};
    struct jd__policy *policy = policy_of_a();
    assert_jd_status(jd__policy_add(policy, jd__str(A), &err), JD_E_INPUT);
    jd__policy_free(policy);
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    enum jd_status status = JD_E_NOMEM;
    for (size_t n = 0; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        struct jd__policy *policy = NULL;
        test_memory_init(&mem, n);
        status = jd__policy_new(&mem.alloc, jd__str("op@joinder"), &policy, NULL);
        assert_int_equal(policy != NULL, status == JD_OK);
        if (status == JD_OK)
            status = jd__policy_add(policy, jd__str(A), NULL);
        jd__policy_free(policy);
        assert_int_equal(mem.live_blocks, 0);
    }
    assert_int_equal(status, JD_OK);
}

TEST_MAIN(cmocka_unit_test(a_named_person_investigates_a_case_of_her_own_agency),
    cmocka_unit_test(an_investigation_without_its_own_case_is_denied),
    cmocka_unit_test(people_whom_no_agency_names_are_denied),
    cmocka_unit_test(audit_and_evaluation_are_the_operators_and_no_other_purpose_is_known),
    cmocka_unit_test(the_operator_acts_on_all_and_an_agencys_people_on_their_own),
    cmocka_unit_test(a_wrong_file_is_refused_and_leaves_nothing_behind),
    cmocka_unit_test(an_agency_is_added_once),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks))
