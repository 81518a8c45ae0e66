/* SPDX-License-Identifier: Apache-2.0 */
/* vocabulary.c - look each known word up once, so that the rest compares small numbers. */
#include "graph/vocabulary.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"

static const char *const thing_names[JD__N_THINGS] = {"", "person", "organization", "place",
    "phone", "account", "vehicle", "firearm", "document", "parcel", "substance", "exhibit",
    "asset", "handle"};

static const char *const event_kind_names[JD__N_EVENT_KINDS] = {"", "incident", "arrest",
    "seizure", "examination", "investigation", "referral", "filing", "charge", "plea",
    "verdict", "sentence", "admission", "release", "supervision", "violation",
    "prescription", "inspection", "shipment", "listing", "order", "transfer", "call",
    "message", "registration", "intercept", "request", "reply", "death", "award",
    "spending"};

static const char *const role_names[JD__N_ROLES] = {"", "arrestee", "defendant", "suspect",
    "subject", "inmate", "probationer", "offender", "victim", "decedent", "witness",
    "patient", "juvenile", "complainant", "officer", "analyst", "examiner", "counsel",
    "judge", "juror", "clerk", "prescriber", "dispenser", "sender", "recipient", "carrier",
    "importer", "consignee", "caller", "callee", "payer", "payee", "seller", "buyer",
    "market", "holder", "registrant", "subscriber", "item", "exhibit", "container",
    "vehicle", "proceeds", "sample", "scene", "origin", "destination", "premises",
    "organiser"};

static const char *const tie_names[JD__N_TIES] = {"", "owns", "holds", "subscriber-of",
    "resides-at", "located-at", "works-for", "directs", "relative-of", "associate-of",
    "knows-of", "same-device", "contains", "sample-of", "results-in", "part-of",
    "refers-to", "replaces"};

bool
jd__is_role_name(struct jd_str text)
{
    for (size_t i = 1; i < JD__N_ROLES; i++)
        if (jd__str_is(text, role_names[i]))
            return true;
    return false;
}

const char *
jd__role_name(enum jd__role_kind role)
{
    return role_names[role];
}

const char *
jd__event_kind_name(enum jd__event_kind kind)
{
    return event_kind_names[kind];
}

const char *
jd__tie_name(enum jd__tie_kind tie)
{
    return tie_names[tie];
}

/* Set the numbers of those words that the facts use. */
static void
number_words(
    const struct jd__facts *facts, const char *const *words, size_t n, uint8_t *out_numbers)
{
    for (size_t i = 1; i < n; i++) {
        jd_word word = jd__facts_find_word(facts, jd__str(words[i]));
        if (word != JD_NONE)
            out_numbers[word] = (uint8_t)i;
    }
}

enum jd_status
jd__vocabulary_init(struct jd__vocabulary *vocabulary, const struct jd_alloc *alloc,
    const struct jd__facts *facts, struct jd_error *err)
{
    *vocabulary = (struct jd__vocabulary){.alloc = jd__alloc_or_default(alloc),
        .n = facts->words->n,
        .n_kinds = facts->kinds.n};
    uint8_t **arrays[] = {&vocabulary->event_kind, &vocabulary->role, &vocabulary->tie};
    bool have = true;
    for (size_t i = 0; i < sizeof(arrays) / sizeof(arrays[0]); i++) {
        *arrays[i] = jd__alloc_array(alloc, 0, vocabulary->n, 1);
        have = have && *arrays[i] != NULL;
    }
    vocabulary->thing = jd__alloc_array(alloc, 0, vocabulary->n_kinds, 1);
    if (!have || vocabulary->thing == NULL) {
        jd__vocabulary_done(vocabulary);
        return jd__fail(err, JD_E_NOMEM, "no memory for the words of a graph");
    }
    number_words(facts, event_kind_names, JD__N_EVENT_KINDS, vocabulary->event_kind);
    number_words(facts, role_names, JD__N_ROLES, vocabulary->role);
    number_words(facts, tie_names, JD__N_TIES, vocabulary->tie);
    for (size_t i = 1; i < JD__N_THINGS; i++) {
        uint32_t kind = jd__facts_kind(facts, jd__str(thing_names[i]));
        if (kind != JD_NONE)
            vocabulary->thing[kind] = (uint8_t)i;
    }
    return JD_OK;
}

void
jd__vocabulary_done(struct jd__vocabulary *vocabulary)
{
    jd__alloc_free(&vocabulary->alloc, vocabulary->event_kind, vocabulary->n);
    jd__alloc_free(&vocabulary->alloc, vocabulary->role, vocabulary->n);
    jd__alloc_free(&vocabulary->alloc, vocabulary->tie, vocabulary->n);
    jd__alloc_free(&vocabulary->alloc, vocabulary->thing, vocabulary->n_kinds);
    *vocabulary = (struct jd__vocabulary){0};
}
