/* SPDX-License-Identifier: Apache-2.0 */
/*
 * decide.c - one item, one asker, one answer and the rule that gave it.
 *
 * In this order:
 *   1. an agency sees its own in full;
 *   2. the operator, for audit and evaluation, sees all but restricted classes in full, and
 *      those as counts;
 *   3. otherwise the owner's sharing lines decide: of those that name this asker, role and
 *      item, the one that names most without `*`; at a tie the stricter;
 *   4. a restricted class is opened only by a line that names the class, and never as pointer;
 *   5. what no line opens is none.
 */
#include "authority/policy.h"

#include "base/str.h"

bool
jd__class_is_restricted(struct jd_str item_class)
{
    return item_class.size > 0 && !jd__str_is(item_class, "intelligence") &&
           !jd__str_is(item_class, "trace");
}

/* What a line is held against, as words of the policy. */
struct target {
    uint32_t owner;
    uint32_t to;
    uint32_t role_kind;
    uint32_t kind;
    uint32_t item_class;
    bool restricted;
};

/* 1 for a word that is named, 0 for `*`, and far below 0 for another. */
static int
part(uint32_t said, uint32_t is, uint32_t any)
{
    if (said == is)
        return 1;
    return said == any ? 0 : -100;
}

/* How many of a line's three parts name this target; below 0 when it is not about it. */
static int
fit(const struct jd__line *line, const struct target *target, uint32_t any)
{
    if (line->owner != target->owner ||
        (target->restricted && line->item != target->item_class))
        return -1;
    int item = line->item == target->kind ? 1 : part(line->item, target->item_class, any);
    return part(line->to, target->to, any) + part(line->role_kind, target->role_kind, any) +
           item;
}

static const struct jd__line *
best_line(const struct jd__policy *policy, const struct target *target)
{
    const struct jd__line *lines = policy->lines.data;
    const struct jd__line *best = NULL;
    int best_fit = -1;
    for (size_t i = 0; i < policy->lines.n; i++) {
        int f = fit(&lines[i], target, policy->any);
        if (f < 0 || f < best_fit)
            continue;
        if (f > best_fit || lines[i].answer < best->answer) {
            best = &lines[i];
            best_fit = f;
        }
    }
    return best;
}

/* A text that no line uses must not equal "*" or another unknown one. */
static uint32_t
word_or_unknown(const struct jd__policy *policy, struct jd_str text)
{
    uint32_t word = text.size > 0 ? jd__policy_word(policy, text) : JD_NONE;
    return word == policy->any ? JD_NONE : word;
}

static struct jd__decision
decide_by_lines(const struct jd__policy *policy, const struct jd__asker *asker,
    const struct jd__item *item, bool restricted)
{
    const struct target target = {word_or_unknown(policy, item->owner),
        word_or_unknown(policy, asker->agency), word_or_unknown(policy, asker->role_kind),
        word_or_unknown(policy, item->kind), word_or_unknown(policy, item->item_class),
        restricted};
    const struct jd__line *line = best_line(policy, &target);
    if (line == NULL)
        return (struct jd__decision){
            JD__ANSWER_NONE, restricted ? JD__RULE_RESTRICTED : JD__RULE_NO_LINE, JD_NONE};
    if (restricted && line->answer == JD__ANSWER_POINTER)
        return (struct jd__decision){JD__ANSWER_NONE, JD__RULE_NEVER_POINTER, line->number};
    return (struct jd__decision){line->answer, JD__RULE_LINE, line->number};
}

struct jd__decision
jd__decide(const struct jd__policy *policy, const struct jd__asker *asker,
    const struct jd__item *item)
{
    bool restricted = jd__class_is_restricted(item->item_class);
    if (!asker->is_operator && asker->agency.size > 0 &&
        jd__str_equal(asker->agency, item->owner))
        return (struct jd__decision){JD__ANSWER_FULL, JD__RULE_OWN, JD_NONE};
    if (asker->is_operator)
        return restricted
                   ? (struct jd__decision){JD__ANSWER_COUNT, JD__RULE_RESTRICTED, JD_NONE}
                   : (struct jd__decision){JD__ANSWER_FULL, JD__RULE_OPERATOR, JD_NONE};
    return decide_by_lines(policy, asker, item, restricted);
}

const char *
jd__answer_name(enum jd__answer answer)
{
    static const char *const names[] = {"none", "count", "pointer", "full"};
    return names[answer];
}

const char *
jd__purpose_name(enum jd__purpose purpose)
{
    static const char *const names[JD__N_PURPOSES] = {
        "investigation", "audit", "evaluation"};
    return names[purpose];
}

const char *
jd__rule_name(enum jd__rule rule)
{
    static const char *const names[] = {
        "own", "operator", "restricted-class", "never-pointer", "sharing-line", "no-line"};
    return names[rule];
}
