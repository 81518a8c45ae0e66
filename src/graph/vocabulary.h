/* SPDX-License-Identifier: Apache-2.0 */
/* vocabulary.h - the words of docs/reference/tables.md as small numbers; 0 for any other word. */
#ifndef JD_GRAPH_VOCABULARY_H
#define JD_GRAPH_VOCABULARY_H

#include "facts/facts.h"

enum jd__thing_kind {
    JD__T_OTHER,
    JD__T_PERSON,
    JD__T_ORGANIZATION,
    JD__T_PLACE,
    JD__T_PHONE,
    JD__T_ACCOUNT,
    JD__T_VEHICLE,
    JD__T_FIREARM,
    JD__T_DOCUMENT,
    JD__T_PARCEL,
    JD__T_SUBSTANCE,
    JD__T_EXHIBIT,
    JD__T_ASSET,
    JD__T_HANDLE,
    JD__N_THINGS
};

enum jd__event_kind {
    JD__E_OTHER,
    JD__E_INCIDENT,
    JD__E_ARREST,
    JD__E_SEIZURE,
    JD__E_EXAMINATION,
    JD__E_INVESTIGATION,
    JD__E_REFERRAL,
    JD__E_FILING,
    JD__E_CHARGE,
    JD__E_PLEA,
    JD__E_VERDICT,
    JD__E_SENTENCE,
    JD__E_ADMISSION,
    JD__E_RELEASE,
    JD__E_SUPERVISION,
    JD__E_VIOLATION,
    JD__E_PRESCRIPTION,
    JD__E_INSPECTION,
    JD__E_SHIPMENT,
    JD__E_LISTING,
    JD__E_ORDER,
    JD__E_TRANSFER,
    JD__E_CALL,
    JD__E_MESSAGE,
    JD__E_REGISTRATION,
    JD__E_INTERCEPT,
    JD__E_REQUEST,
    JD__E_REPLY,
    JD__E_DEATH,
    JD__E_AWARD,
    JD__E_SPENDING,
    JD__N_EVENT_KINDS
};

enum jd__role_kind {
    JD__R_OTHER,
    JD__R_ARRESTEE,
    JD__R_DEFENDANT,
    JD__R_SUSPECT,
    JD__R_SUBJECT,
    JD__R_INMATE,
    JD__R_PROBATIONER,
    JD__R_OFFENDER,
    JD__R_VICTIM,
    JD__R_DECEDENT,
    JD__R_WITNESS,
    JD__R_PATIENT,
    JD__R_JUVENILE,
    JD__R_COMPLAINANT,
    JD__R_OFFICER,
    JD__R_ANALYST,
    JD__R_EXAMINER,
    JD__R_COUNSEL,
    JD__R_JUDGE,
    JD__R_JUROR,
    JD__R_CLERK,
    JD__R_PRESCRIBER,
    JD__R_DISPENSER,
    JD__R_SENDER,
    JD__R_RECIPIENT,
    JD__R_CARRIER,
    JD__R_IMPORTER,
    JD__R_CONSIGNEE,
    JD__R_CALLER,
    JD__R_CALLEE,
    JD__R_PAYER,
    JD__R_PAYEE,
    JD__R_SELLER,
    JD__R_BUYER,
    JD__R_MARKET,
    JD__R_HOLDER,
    JD__R_REGISTRANT,
    JD__R_SUBSCRIBER,
    JD__R_ITEM,
    JD__R_EXHIBIT,
    JD__R_CONTAINER,
    JD__R_VEHICLE,
    JD__R_PROCEEDS,
    JD__R_SAMPLE,
    JD__R_SCENE,
    JD__R_ORIGIN,
    JD__R_DESTINATION,
    JD__R_PREMISES,
    JD__R_ORGANISER,
    JD__N_ROLES
};

enum jd__tie_kind {
    JD__K_OTHER,
    JD__K_OWNS,
    JD__K_HOLDS,
    JD__K_SUBSCRIBER_OF,
    JD__K_RESIDES_AT,
    JD__K_LOCATED_AT,
    JD__K_WORKS_FOR,
    JD__K_DIRECTS,
    JD__K_RELATIVE_OF,
    JD__K_ASSOCIATE_OF,
    JD__K_KNOWS_OF,
    JD__K_SAME_DEVICE,
    JD__K_CONTAINS,
    JD__K_SAMPLE_OF,
    JD__K_RESULTS_IN,
    JD__K_PART_OF,
    JD__K_REFERS_TO,
    JD__K_REPLACES,
    JD__N_TIES
};

_Static_assert(JD__N_ROLES <= 64, "a set of roles is 64 bits");

/* What each word of the facts means as a kind of event, role, relation. */
struct jd__vocabulary {
    struct jd_alloc alloc;
    size_t n;            /* words */
    uint8_t *event_kind; /* enum jd__event_kind of a word */
    uint8_t *role;       /* enum jd__role_kind */
    uint8_t *tie;        /* enum jd__tie_kind */
    uint8_t *thing; /* enum jd__thing_kind of a record's kind number; n_kinds of them */
    size_t n_kinds;
};

enum jd_status
jd__vocabulary_init(struct jd__vocabulary *vocabulary, const struct jd_alloc *alloc,
    const struct jd__facts *facts, struct jd_error *err);

void
jd__vocabulary_done(struct jd__vocabulary *vocabulary);

/* Is this text the word of a role? */
bool
jd__is_role_name(struct jd_str text);

/* The word of a number: for tests and documents. */
const char *
jd__role_name(enum jd__role_kind role);
const char *
jd__event_kind_name(enum jd__event_kind kind);
const char *
jd__tie_name(enum jd__tie_kind tie);

#endif
