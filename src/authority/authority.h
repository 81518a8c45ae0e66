/* SPDX-License-Identifier: Apache-2.0 */
/*
 * authority.h - who may see what, for which purpose, and by which rule.
 *
 * A policy is what the agencies say in their agency.json: their people, and what they share
 * with whom.  jd__admit() turns a question's head into an asker or refuses it; jd__decide()
 * answers for one item; jd__view_for() answers for all rows at once, as bitmaps.
 */
#ifndef JD_AUTHORITY_AUTHORITY_H
#define JD_AUTHORITY_AUTHORITY_H

#include "facts/view.h"

/* How much of an item the asker gets, the strictest first, so that the smaller one wins. */
enum jd__answer {
    JD__ANSWER_NONE = 0,    /* no trace */
    JD__ANSWER_COUNT = 1,   /* enters declared tables and figures only */
    JD__ANSWER_POINTER = 2, /* "agency X holds something: ask CONTACT" */
    JD__ANSWER_FULL = 3,
};

/* The closed list of purposes. */
enum jd__purpose {
    JD__PURPOSE_INVESTIGATION = 0, /* names a case of the asker's agency */
    JD__PURPOSE_AUDIT = 1,         /* the operator's */
    JD__PURPOSE_EVALUATION = 2,    /* the operator's: how well does it join? */
};
#define JD__N_PURPOSES 3

/* The rule that decided. */
enum jd__rule {
    JD__RULE_OWN = 0,           /* an agency sees its own in full */
    JD__RULE_OPERATOR = 1,      /* the operator audits or evaluates */
    JD__RULE_RESTRICTED = 2,    /* a restricted class, which no line of its owner names */
    JD__RULE_NEVER_POINTER = 3, /* a restricted class, which its line would only point to */
    JD__RULE_LINE = 4,          /* a line of the owner's sharing */
    JD__RULE_NO_LINE = 5,       /* what no line opens is none */
};

/* Who asks, once admitted.  Texts are borrowed from the policy or the question. */
struct jd__asker {
    struct jd_str person;
    struct jd_str agency;
    struct jd_str role_kind; /* "" for the operator */
    enum jd__purpose purpose;
    bool is_operator; /* with a purpose that is the operator's */
};

/* What is asked for. */
struct jd__item {
    struct jd_str owner;      /* an agency's id */
    struct jd_str kind;       /* a record's kind, "event" or "relation" */
    struct jd_str item_class; /* "" for none */
};

struct jd__decision {
    enum jd__answer answer;
    enum jd__rule rule;
    uint32_t line; /* which of the owner's sharing lines, from 0; JD_NONE: none */
};

/* The head of a question, as it came. */
struct jd__question {
    struct jd_str asker; /* PERSON@AGENCY */
    struct jd_str purpose;
    struct jd_str case_number; /* NUMBER of the asker's agency, or AGENCY/case/NUMBER */
};

struct jd__policy; /* opaque */

/* A policy that opens nothing.  `operator` is PERSON@AGENCY. */
enum jd_status
jd__policy_new(const struct jd_alloc *alloc, struct jd_str operator_name,
    struct jd__policy **out_policy, struct jd_error *err);

void
jd__policy_free(struct jd__policy *policy);

/*
 * Add what an agency.json says of people and sharing.  JD_E_INPUT for what is no such file,
 * an answer that is not known, or an agency that is there already; nothing is added then.
 */
enum jd_status
jd__policy_add(struct jd__policy *policy, struct jd_str agency_json, struct jd_error *err);

/* Is this PERSON@AGENCY the operator? */
bool
jd__policy_is_operator(const struct jd__policy *policy, struct jd_str name);

/*
 * Who asks?  JD_E_ARG for another form than PERSON@AGENCY; JD_E_DENIED for a person whom no
 * agency names, a purpose that is not on the list or not this asker's, or an investigation
 * without a case of the asker's own agency.
 */
enum jd_status
jd__admit(const struct jd__policy *policy, const struct jd__facts *facts,
    const struct jd__question *question, struct jd__asker *out_asker, struct jd_error *err);

/* The case that NUMBER, or AGENCY/case/NUMBER with this agency, names and that has an event;
 * JD_NONE: there is none. */
uint32_t
jd__own_case(const struct jd__facts *facts, struct jd_str agency, struct jd_str number);

/*
 * Who acts (ingests, resolves)?  The operator; or, where `agency` is not empty, a person whom
 * that agency names.  The purpose is one of the list; JD_E_ARG and JD_E_DENIED as above.
 */
enum jd_status
jd__admit_act(const struct jd__policy *policy, const struct jd__question *question,
    struct jd_str agency, struct jd__asker *out_asker, struct jd_error *err);

/* How much of the item the asker gets.  Pure and total. */
struct jd__decision
jd__decide(const struct jd__policy *policy, const struct jd__asker *asker,
    const struct jd__item *item);

/*
 * Everything that the asker gets with at least this answer, as of a moment (JD__NO_TIME: no
 * bound).  A role is as its two ends, and closed further by a class of its own; a relation is
 * its owner's to open, and as its two ends.
 */
enum jd_status
jd__view_for(const struct jd__policy *policy, const struct jd__asker *asker,
    enum jd__answer least, int64_t as_of, const struct jd__facts *facts,
    struct jd__view **out_view, struct jd_error *err);

/*
 * Classes that are never pointers and that only a line naming them opens: juvenile, sealed,
 * part2, grand-jury, victim-service, and any that is not known here (a rule that was not read
 * may only close).
 */
bool
jd__class_is_restricted(struct jd_str item_class);

/* Names for answers, purposes and rules, as they stand in files and answers. */
const char *
jd__answer_name(enum jd__answer answer);
const char *
jd__purpose_name(enum jd__purpose purpose);
const char *
jd__rule_name(enum jd__rule rule);

#endif
