/* SPDX-License-Identifier: Apache-2.0 */
/* test_decide.c - every answer of the small domain against a model, and the rules by name. */
#include "jd_test.h"

#include "authority/authority.h"
#include "base/str.h"

#include <string.h>

/* One sharing line as text, for the model. */
struct said {
    const char *to, *role_kind, *item, *answer;
};

static const char *const TO[] = {"*", "b"};
static const char *const ROLES[] = {"*", "detective"};
static const char *const ITEMS[] = {"*", "person", "sealed", "intelligence"};
static const char *const ANSWERS[] = {"none", "count", "pointer", "full"};
enum { N_LINES = 2 * 2 * 4 * 4 };

static struct said
line_number(unsigned i)
{
    return (struct said){TO[i % 2], ROLES[i / 2 % 2], ITEMS[i / 4 % 4], ANSWERS[i / 16]};
}

static struct jd__policy *
policy_of(const struct said *lines, size_t n)
{
    struct jd_error err = {0};
    struct jd__policy *policy = NULL;
    char json[1024];
    int at = snprintf(json, sizeof(json), "{\"id\":\"a\",\"sharing\":[");
    for (size_t i = 0; i < n; i++)
        at += snprintf(json + at, sizeof(json) - (size_t)at,
            "%s{\"to\":\"%s\",\"role_kind\":\"%s\",\"item\":\"%s\",\"answer\":\"%s\"}",
            i > 0 ? "," : "", lines[i].to, lines[i].role_kind, lines[i].item,
            lines[i].answer);
    (void)snprintf(json + at, sizeof(json) - (size_t)at, "]}");
    assert_jd_ok(jd__policy_new(NULL, jd__str("op@joinder"), &policy, &err));
    assert_jd_ok(jd__policy_add(policy, jd__str(json), &err));
    return policy;
}

static const struct {
    const char *agency, *role_kind;
    bool is_operator;
} ASKERS[] = {{"a", "clerk", false}, {"b", "detective", false}, {"b", "clerk", false},
    {"c", "detective", false}, {"joinder", "", true}};

static const struct {
    const char *kind, *item_class;
} THINGS[] = {{"person", ""}, {"person", "sealed"}, {"person", "intelligence"},
    {"person", "never-heard-of"}, {"event", ""}, {"event", "sealed"},
    {"event", "intelligence"}, {"*", "*"}};

/* The model: try the most specific kind of line first, and take its strictest answer. */
static int
model(const struct said *lines, size_t n, size_t asker, size_t thing)
{
    const char *agency = ASKERS[asker].agency, *kind = THINGS[thing].kind,
               *item_class = THINGS[thing].item_class;
    bool closed = strcmp(item_class, "") != 0 && strcmp(item_class, "intelligence") != 0;
    if (strcmp(agency, "a") == 0)
        return JD__ANSWER_FULL;
    if (ASKERS[asker].is_operator)
        return closed ? JD__ANSWER_COUNT : JD__ANSWER_FULL;
    for (int named = 3; named >= 0; named--) {
        int strictest = JD__ANSWER_FULL + 1;
        for (size_t i = 0; i < n; i++) {
            const struct said *l = &lines[i];
            bool any_to = l->to[0] == '*', any_role = l->role_kind[0] == '*',
                 any_item = l->item[0] == '*';
            bool about = (any_to || strcmp(l->to, agency) == 0) &&
                         (any_role || strcmp(l->role_kind, ASKERS[asker].role_kind) == 0) &&
                         (any_item || strcmp(l->item, kind) == 0 ||
                             strcmp(l->item, item_class) == 0);
            if (closed && (any_item || strcmp(l->item, item_class) != 0))
                about = false;
            if (!about || 3 - any_to - any_role - any_item != named)
                continue;
            for (int a = 0; a < 4; a++)
                if (strcmp(ANSWERS[a], l->answer) == 0 && a < strictest)
                    strictest = a;
        }
        if (strictest <= JD__ANSWER_FULL)
            return closed && strictest == JD__ANSWER_POINTER ? JD__ANSWER_NONE : strictest;
    }
    return JD__ANSWER_NONE;
}

static struct jd__decision
decide(const struct jd__policy *policy, size_t asker, size_t thing)
{
    struct jd__asker who = {jd__str("x"), jd__str(ASKERS[asker].agency),
        jd__str(ASKERS[asker].role_kind), JD__PURPOSE_INVESTIGATION,
        ASKERS[asker].is_operator};
    struct jd__item item = {
        jd__str("a"), jd__str(THINGS[thing].kind), jd__str(THINGS[thing].item_class)};
    return jd__decide(policy, &who, &item);
}

static void
agrees_with_the_model_for_every_pair_of_lines(void **state)
{
    (void)state;
    for (unsigned i = 0; i < N_LINES; i++)
        for (unsigned j = 0; j < N_LINES; j++) {
            const struct said lines[] = {line_number(i), line_number(j)};
            struct jd__policy *policy = policy_of(lines, 2);
            for (size_t a = 0; a < sizeof(ASKERS) / sizeof(ASKERS[0]); a++)
                for (size_t t = 0; t < sizeof(THINGS) / sizeof(THINGS[0]); t++)
                    if ((int)decide(policy, a, t).answer != model(lines, 2, a, t))
                        fail_msg("lines %u %u, asker %zu, thing %zu", i, j, a, t);
            jd__policy_free(policy);
        }
}

static void
a_restricted_class_is_never_a_pointer_and_opens_by_its_name_only(void **state)
{
    (void)state;
    const char *const restricted[] = {
        "juvenile", "sealed", "part2", "grand-jury", "victim-service"};
    for (size_t c = 0; c < 5; c++)
        for (unsigned i = 0; i < N_LINES; i++) {
            struct said line = line_number(i);
            struct jd__policy *policy = policy_of(&line, 1);
            struct jd__asker who = {jd__str("x"), jd__str("b"), jd__str("detective"),
                JD__PURPOSE_INVESTIGATION, false};
            struct jd__item item = {
                jd__str("a"), jd__str("person"), jd__str(restricted[c])};
            enum jd__answer answer = jd__decide(policy, &who, &item).answer;
            assert_true(answer != JD__ANSWER_POINTER);
            if (strcmp(line.item, restricted[c]) != 0)
                assert_int_equal(answer, JD__ANSWER_NONE);
            jd__policy_free(policy);
            assert_true(jd__class_is_restricted(jd__str(restricted[c])));
        }
}

static void
the_rule_that_decided_is_named(void **state)
{
    (void)state;
    const struct said lines[] = {{"*", "*", "*", "none"}, {"b", "*", "person", "full"},
        {"b", "*", "sealed", "pointer"}};
    struct jd__policy *policy = policy_of(lines, 3);

    assert_string_equal(jd__rule_name(decide(policy, 0, 0).rule), "own");
    assert_string_equal(jd__rule_name(decide(policy, 4, 0).rule), "operator");
    assert_string_equal(jd__rule_name(decide(policy, 4, 1).rule), "restricted-class");
    assert_string_equal(jd__rule_name(decide(policy, 1, 0).rule), "sharing-line");
    assert_int_equal(decide(policy, 1, 0).line, 1);
    assert_string_equal(jd__rule_name(decide(policy, 1, 1).rule), "never-pointer");
    assert_string_equal(jd__rule_name(decide(policy, 1, 3).rule), "restricted-class");
    jd__policy_free(policy);

    policy = policy_of(NULL, 0);
    assert_string_equal(jd__rule_name(decide(policy, 1, 0).rule), "no-line");
    jd__policy_free(policy);
}

TEST_MAIN(cmocka_unit_test(agrees_with_the_model_for_every_pair_of_lines),
    cmocka_unit_test(a_restricted_class_is_never_a_pointer_and_opens_by_its_name_only),
    cmocka_unit_test(the_rule_that_decided_is_named))
