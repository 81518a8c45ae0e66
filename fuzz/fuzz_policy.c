/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_policy.c - people and sharing lines as an agency might write them.
 *
 * What is refused says why and changes no decision; what is taken opens nothing that is
 * restricted as a pointer, and to nobody but the operator without a line of the owner's.
 */
#include "fuzz.h"

#include "authority/authority.h"
#include "base/str.h"

#include <string.h>

static const char *const words[] = {
    "a", "b", "*", "detective", "person", "event", "sealed", "intelligence", "", "other"};
enum { N_WORDS = 10 };

static struct jd_str
word(unsigned i)
{
    return jd__str(words[i % N_WORDS]);
}

static void
ask_around(const struct jd__policy *policy, bool was_taken)
{
    for (unsigned i = 0; i < N_WORDS * N_WORDS * N_WORDS; i++) {
        const struct jd__asker asker = {.person = jd__str("x"),
            .agency = word(i),
            .role_kind = word(i / N_WORDS),
            .is_operator = false};
        for (unsigned k = 0; k < N_WORDS; k++) {
            const struct jd__item item = {
                word(i / N_WORDS / N_WORDS), jd__str("person"), word(k)};
            struct jd__decision d = jd__decide(policy, &asker, &item);
            bool own = asker.agency.size > 0 && jd__str_equal(asker.agency, item.owner);
            fuzz_assert(!own || d.answer == JD__ANSWER_FULL);
            fuzz_assert(own || was_taken || d.answer == JD__ANSWER_NONE);
            fuzz_assert(own || d.answer == JD__ANSWER_NONE || d.rule == JD__RULE_LINE);
            fuzz_assert(!jd__class_is_restricted(item.item_class) ||
                        d.answer != JD__ANSWER_POINTER);
        }
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct jd_error err = {0};
    struct jd__policy *policy = NULL;
    if (jd__policy_new(NULL, jd__str("op@joinder"), &policy, &err) != JD_OK)
        return 0;
    enum jd_status status =
        jd__policy_add(policy, (struct jd_str){(const char *)data, size}, &err);
    if (status != JD_OK) {
        fuzz_assert(status != JD_E_INPUT || strncmp(err.message, "agency.json", 11) == 0);
        fuzz_assert(strchr(err.message, '\n') == NULL);
    }
    ask_around(policy, status == JD_OK);
    jd__policy_free(policy);
    return 0;
}
