/* SPDX-License-Identifier: Apache-2.0 */
/*
 * policy.c - what agencies say of their people and of sharing, read from agency.json.
 *
 * Invariant: a file is read whole or not at all: lines and people are cut back on failure.
 */
#include "authority/policy.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"

#include <jansson.h>

static enum jd_status
add_word(
    struct jd__policy *policy, struct jd_str text, uint32_t *out_word, struct jd_error *err)
{
    struct jd_value value = {.type = JD_TYPE_TEXT, .text = text};
    return jd__dict_code(policy->words, value, out_word, err);
}

uint32_t
jd__policy_word(const struct jd__policy *policy, struct jd_str text)
{
    struct jd_value value = {.type = JD_TYPE_TEXT, .text = text};
    return jd__dict_find(policy->words, value);
}

enum jd_status
jd__policy_new(const struct jd_alloc *alloc, struct jd_str operator_name,
    struct jd__policy **out_policy, struct jd_error *err)
{
    enum jd_status status = JD_E_NOMEM;
    struct jd__policy *policy = jd__alloc_array(alloc, sizeof(*policy), 0, 1);
    if (policy == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for a policy");
    policy->alloc = jd__alloc_or_default(alloc);
    jd__buf_init(&policy->agencies, alloc, sizeof(uint32_t), 0);
    jd__buf_init(&policy->lines, alloc, sizeof(struct jd__line), 0);
    jd__buf_init(&policy->people, alloc, sizeof(struct jd__person), 0);
    policy->words = jd__dict_new(alloc, JD_TYPE_TEXT);
    if (policy->words == NULL) {
        jd__report(err, JD_E_NOMEM, "no memory for a policy");
        goto done;
    }
    status = add_word(policy, jd__str("*"), &policy->any, err);
    if (status == JD_OK)
        status = add_word(policy, operator_name, &policy->operator_name, err);
    if (status != JD_OK)
        goto done;
    *out_policy = policy;
    policy = NULL;
done:
    jd__policy_free(policy);
    return status;
}

void
jd__policy_free(struct jd__policy *policy)
{
    if (policy == NULL)
        return;
    struct jd_alloc alloc = policy->alloc;
    jd__dict_free(policy->words);
    jd__buf_done(&policy->agencies);
    jd__buf_done(&policy->lines);
    jd__buf_done(&policy->people);
    jd__alloc_free(&alloc, policy, sizeof(*policy));
}

bool
jd__policy_is_operator(const struct jd__policy *policy, struct jd_str name)
{
    return name.size > 0 && jd__policy_word(policy, name) == policy->operator_name;
}

/* The word of a member that must be a text of at least one byte. */
static enum jd_status
read_word(struct jd__policy *policy, const json_t *object, const char *key,
    uint32_t *out_word, struct jd_error *err)
{
    const json_t *value = json_object_get(object, key);
    if (!json_is_string(value) || json_string_length(value) == 0)
        return jd__fail(err, JD_E_INPUT, "'%s' must be a text", key);
    struct jd_str text = {json_string_value(value), json_string_length(value)};
    return add_word(policy, text, out_word, err);
}

static enum jd_status
read_answer(const json_t *object, enum jd__answer *out_answer, struct jd_error *err)
{
    const char *text = json_string_value(json_object_get(object, "answer"));
    for (int a = JD__ANSWER_NONE; text != NULL && a <= JD__ANSWER_FULL; a++)
        if (strcmp(text, jd__answer_name((enum jd__answer)a)) == 0) {
            *out_answer = (enum jd__answer)a;
            return JD_OK;
        }
    return jd__fail(err, JD_E_INPUT, "'answer' must be full, pointer, count or none");
}

static enum jd_status
read_line(struct jd__policy *policy, const json_t *object, struct jd__line *line,
    struct jd_error *err)
{
    enum jd_status status = read_word(policy, object, "to", &line->to, err);
    if (status == JD_OK)
        status = read_word(policy, object, "role_kind", &line->role_kind, err);
    if (status == JD_OK)
        status = read_word(policy, object, "item", &line->item, err);
    if (status == JD_OK)
        status = read_answer(object, &line->answer, err);
    if (status == JD_OK)
        status = jd__buf_append(&policy->lines, line, 1, err);
    return status;
}

static enum jd_status
read_person(struct jd__policy *policy, const json_t *object, struct jd__person *person,
    struct jd_error *err)
{
    enum jd_status status = read_word(policy, object, "id", &person->id, err);
    if (status == JD_OK)
        status = read_word(policy, object, "role_kind", &person->role_kind, err);
    if (status == JD_OK)
        status = jd__buf_append(&policy->people, person, 1, err);
    return status;
}

/* A member that is a list of objects, or not there. */
static enum jd_status
find_list(
    const json_t *root, const char *key, const json_t **out_list, struct jd_error *err)
{
    const json_t *list = json_object_get(root, key);
    if (list != NULL && !json_is_null(list) && !json_is_array(list))
        return jd__fail(err, JD_E_INPUT, "'%s' must be a list", key);
    if (json_array_size(list) > JD__LIMIT_LINES)
        return jd__fail(
            err, JD_E_LIMIT, "'%s' has more than %u lines", key, JD__LIMIT_LINES);
    *out_list = list;
    return JD_OK;
}

static enum jd_status
read_people(
    struct jd__policy *policy, const json_t *root, uint32_t agency, struct jd_error *err)
{
    const json_t *people = NULL;
    enum jd_status status = find_list(root, "people", &people, err);
    for (size_t i = 0; status == JD_OK && i < json_array_size(people); i++) {
        struct jd__person person = {.agency = agency};
        status = read_person(policy, json_array_get(people, i), &person, err);
        if (status != JD_OK)
            jd__report_where(err, "people line %zu", i + 1);
    }
    return status;
}

static enum jd_status
read_sharing(
    struct jd__policy *policy, const json_t *root, uint32_t agency, struct jd_error *err)
{
    const json_t *sharing = NULL;
    enum jd_status status = find_list(root, "sharing", &sharing, err);
    for (size_t i = 0; status == JD_OK && i < json_array_size(sharing); i++) {
        struct jd__line line = {.owner = agency, .number = (uint32_t)i};
        status = read_line(policy, json_array_get(sharing, i), &line, err);
        if (status != JD_OK)
            jd__report_where(err, "sharing line %zu", i + 1);
    }
    return status;
}

static enum jd_status
read_agency(struct jd__policy *policy, const json_t *root, struct jd_error *err)
{
    uint32_t agency = 0;
    enum jd_status status = read_word(policy, root, "id", &agency, err);
    for (size_t i = 0; status == JD_OK && i < policy->agencies.n; i++)
        if (((const uint32_t *)policy->agencies.data)[i] == agency)
            status = jd__fail(err, JD_E_INPUT, "the agency is there already");
    if (status == JD_OK)
        status = read_people(policy, root, agency, err);
    if (status == JD_OK)
        status = read_sharing(policy, root, agency, err);
    if (status == JD_OK)
        status = jd__buf_append(&policy->agencies, &agency, 1, err);
    return status;
}

enum jd_status
jd__policy_add(struct jd__policy *policy, struct jd_str agency_json, struct jd_error *err)
{
    json_error_t where;
    const char *bytes = agency_json.size > 0 ? agency_json.data : "";
    json_t *root = json_loadb(bytes, agency_json.size, JSON_REJECT_DUPLICATES, &where);
    if (root == NULL)
        return jd__fail(err, JD_E_INPUT, "agency.json is no JSON: line %d", where.line);
    size_t n_lines = policy->lines.n;
    size_t n_people = policy->people.n;
    enum jd_status status = JD_E_INPUT;
    if (json_is_object(root))
        status = read_agency(policy, root, err);
    else
        jd__report(err, status, "it must be an object");
    if (status != JD_OK) {
        policy->lines.n = n_lines;
        policy->people.n = n_people;
        jd__report_where(err, "agency.json");
    }
    json_decref(root);
    return status;
}
