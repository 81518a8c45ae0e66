/* SPDX-License-Identifier: Apache-2.0 */
/* policy.h - a policy from inside. */
#ifndef JD_AUTHORITY_POLICY_H
#define JD_AUTHORITY_POLICY_H

#include "authority/authority.h"

/* Most sharing lines, and most people, that one agency may state. */
#define JD__LIMIT_LINES 10000u

/* One line of an owner's sharing; words are codes of the policy's dictionary. */
struct jd__line {
    uint32_t owner;
    uint32_t number; /* its place in the owner's list */
    uint32_t to;
    uint32_t role_kind;
    uint32_t item;
    enum jd__answer answer;
};

struct jd__person {
    uint32_t agency;
    uint32_t id;
    uint32_t role_kind;
};

struct jd__policy {
    struct jd_alloc alloc;
    struct jd__dict *words;
    uint32_t any; /* the word "*" */
    uint32_t operator_name;
    struct jd__buf agencies; /* uint32_t: ids of those that were added */
    struct jd__buf lines;    /* struct jd__line; those of one owner together */
    struct jd__buf people;   /* struct jd__person */
};

/* A word's code, or JD_NONE. */
uint32_t
jd__policy_word(const struct jd__policy *policy, struct jd_str text);

#endif
