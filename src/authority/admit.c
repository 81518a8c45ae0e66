/* SPDX-License-Identifier: Apache-2.0 */
/*
 * admit.c - who asks, and may this person ask for this purpose at all?
 *
 * This is decided on the policy and the list of cases alone, before any data is read.  A case
 * that does not exist and one of another agency are refused with the same words.
 */
#include "authority/policy.h"

#include "base/error.h"
#include "base/str.h"

/* PERSON@AGENCY splits at the last @, so that a person may be a mail address. */
static bool
split_name(struct jd_str name, struct jd_str *out_person, struct jd_str *out_agency)
{
    size_t at = name.size;
    while (at > 0 && name.data[at - 1] != '@')
        at--;
    if (at < 2 || at == name.size)
        return false;
    *out_person = (struct jd_str){name.data, at - 1};
    *out_agency = (struct jd_str){name.data + at, name.size - at};
    return true;
}

static bool
find_purpose(struct jd_str text, enum jd__purpose *out_purpose)
{
    for (int p = 0; p < JD__N_PURPOSES; p++)
        if (jd__str_is(text, jd__purpose_name((enum jd__purpose)p))) {
            *out_purpose = (enum jd__purpose)p;
            return true;
        }
    return false;
}

static const struct jd__person *
find_person(const struct jd__policy *policy, struct jd_str person, struct jd_str agency)
{
    uint32_t id = jd__policy_word(policy, person);
    uint32_t of = jd__policy_word(policy, agency);
    const struct jd__person *people = policy->people.data;
    for (size_t i = 0; id != JD_NONE && of != JD_NONE && i < policy->people.n; i++)
        if (people[i].id == id && people[i].agency == of)
            return &people[i];
    return NULL;
}

uint32_t
jd__own_case(const struct jd__facts *facts, struct jd_str agency, struct jd_str number)
{
    static const char middle[] = "/case/";
    size_t head = agency.size + sizeof(middle) - 1;
    if (number.size > head && memcmp(number.data, agency.data, agency.size) == 0 &&
        memcmp(number.data + agency.size, middle, sizeof(middle) - 1) == 0)
        number = (struct jd_str){number.data + head, number.size - head};
    uint32_t of = jd__facts_agency(facts, agency);
    jd_word word = number.size > 0 ? jd__facts_find_word(facts, number) : JD_NONE;
    if (of == JD_NONE || word == JD_NONE)
        return JD_NONE;
    uint32_t found = jd__facts_case(facts, of, word);
    const uint32_t *starts = facts->events_of_case.starts;
    return found != JD_NONE && starts[found + 1] > starts[found] ? found : JD_NONE;
}

static enum jd_status
admit_operator(const struct jd__policy *policy, const struct jd__question *question,
    struct jd__asker *asker, struct jd_error *err)
{
    if (!jd__policy_is_operator(policy, question->asker))
        return jd__fail(err, JD_E_DENIED, "purpose '%s' is the operator's",
            jd__purpose_name(asker->purpose));
    asker->is_operator = true;
    return JD_OK;
}

enum jd_status
jd__admit(const struct jd__policy *policy, const struct jd__facts *facts,
    const struct jd__question *question, struct jd__asker *out_asker, struct jd_error *err)
{
    struct jd__asker asker = {0};
    if (!split_name(question->asker, &asker.person, &asker.agency))
        return jd__fail(err, JD_E_ARG, "an asker has the form PERSON@AGENCY");
    if (!find_purpose(question->purpose, &asker.purpose))
        return jd__fail(
            err, JD_E_DENIED, "a purpose is investigation, audit or evaluation");
    if (asker.purpose != JD__PURPOSE_INVESTIGATION) {
        enum jd_status status = admit_operator(policy, question, &asker, err);
        if (status == JD_OK)
            *out_asker = asker;
        return status;
    }
    const struct jd__person *person = find_person(policy, asker.person, asker.agency);
    if (person == NULL)
        return jd__fail(err, JD_E_DENIED, "no agency names this person");
    if (jd__own_case(facts, asker.agency, question->case_number) == JD_NONE)
        return jd__fail(
            err, JD_E_DENIED, "an investigation needs a case of its own agency");
    asker.role_kind = jd__dict_text(policy->words, person->role_kind);
    *out_asker = asker;
    return JD_OK;
}

enum jd_status
jd__admit_act(const struct jd__policy *policy, const struct jd__question *question,
    struct jd_str agency, struct jd__asker *out_asker, struct jd_error *err)
{
    struct jd__asker asker = {0};
    if (!split_name(question->asker, &asker.person, &asker.agency))
        return jd__fail(err, JD_E_ARG, "an asker has the form PERSON@AGENCY");
    if (!find_purpose(question->purpose, &asker.purpose))
        return jd__fail(
            err, JD_E_DENIED, "a purpose is investigation, audit or evaluation");
    asker.is_operator = jd__policy_is_operator(policy, question->asker);
    if (!asker.is_operator && (agency.size == 0 || !jd__str_equal(asker.agency, agency) ||
                                  find_person(policy, asker.person, agency) == NULL))
        return jd__fail(err, JD_E_DENIED, "this is the operator's to do, or the owner's");
    *out_asker = asker;
    return JD_OK;
}
