/* SPDX-License-Identifier: Apache-2.0 */
/*
 * conduct_table.c - the conduct table, as data; docs/internals/chains.md says it in words.
 *
 * Official roles are in no row, and no row could open them.
 */
#include "graph/conduct.h"

#define R(role) JD__ROLE(JD__R_##role)
#define THINGS (R(ITEM) | R(EXHIBIT) | R(CONTAINER) | R(VEHICLE) | R(PROCEEDS) | R(SAMPLE))
#define PARTIES                                                                           \
    (R(SENDER) | R(RECIPIENT) | R(IMPORTER) | R(CONSIGNEE) | R(ORIGIN) | R(DESTINATION) | \
        R(ITEM))
#define TRADERS (R(BUYER) | R(SELLER) | R(SENDER) | R(PAYEE) | R(ITEM))
#define ACCUSED (R(DEFENDANT) | R(ORGANISER))
#define FOUND (R(EXHIBIT) | R(SAMPLE) | R(ITEM))
#define SPEAKERS (R(CALLER) | R(CALLEE) | R(SUBJECT))
#define KEEPERS (R(HOLDER) | R(REGISTRANT) | R(SUBSCRIBER))

const struct jd__conduct_row jd__conduct_rows[] = {
    {JD__E_INCIDENT, R(SUSPECT) | THINGS, R(SUSPECT) | THINGS},
    {JD__E_ARREST, R(ARRESTEE), R(ARRESTEE) | THINGS},
    {JD__E_ARREST, THINGS, R(ARRESTEE)},
    {JD__E_SEIZURE, R(HOLDER) | R(PREMISES) | THINGS, R(HOLDER) | R(PREMISES) | THINGS},
    {JD__E_EXAMINATION, FOUND, FOUND},
    {JD__E_REFERRAL, ACCUSED, ACCUSED},
    {JD__E_CHARGE, ACCUSED, ACCUSED},
    {JD__E_FILING, ACCUSED, ACCUSED},
    {JD__E_PLEA, ACCUSED, ACCUSED},
    {JD__E_VERDICT, ACCUSED, ACCUSED},
    {JD__E_SENTENCE, ACCUSED, ACCUSED},
    {JD__E_ADMISSION, R(INMATE), 0},
    {JD__E_RELEASE, R(INMATE), 0},
    {JD__E_SUPERVISION, R(PROBATIONER), 0},
    {JD__E_VIOLATION, R(PROBATIONER), 0},
    {JD__E_INSPECTION, R(SUBJECT), 0},
    {JD__E_PRESCRIPTION, R(ITEM), R(PRESCRIBER) | R(DISPENSER)},
    {JD__E_PRESCRIPTION, R(PRESCRIBER), R(DISPENSER)},
    {JD__E_PRESCRIPTION, R(DISPENSER), R(PRESCRIBER)},
    {JD__E_INVESTIGATION, R(SUBJECT) | R(PREMISES) | THINGS,
        R(SUBJECT) | R(PREMISES) | THINGS},
    {JD__E_SHIPMENT, PARTIES, PARTIES},
    {JD__E_LISTING, R(SELLER), R(ITEM)},
    {JD__E_LISTING, R(ITEM), R(SELLER)},
    {JD__E_ORDER, TRADERS, TRADERS},
    {JD__E_TRANSFER, R(PAYER), R(PAYEE)},
    {JD__E_TRANSFER, R(PAYEE), R(PAYER)},
    {JD__E_CALL, R(CALLER), R(CALLEE)},
    {JD__E_CALL, R(CALLEE), R(CALLER)},
    {JD__E_MESSAGE, R(SENDER), R(RECIPIENT)},
    {JD__E_MESSAGE, R(RECIPIENT), R(SENDER)},
    {JD__E_REGISTRATION, KEEPERS, THINGS},
    {JD__E_REGISTRATION, THINGS, KEEPERS},
    {JD__E_INTERCEPT, SPEAKERS, SPEAKERS},
    {JD__E_REQUEST, R(SUBJECT), THINGS},
    {JD__E_REQUEST, THINGS, R(SUBJECT)},
    {JD__E_REPLY, R(SUBJECT), THINGS},
    {JD__E_REPLY, THINGS, R(SUBJECT)},
    {JD__E_DEATH, FOUND, FOUND | R(DECEDENT)},
};
const size_t jd__n_conduct_rows = sizeof(jd__conduct_rows) / sizeof(jd__conduct_rows[0]);

const struct jd__conduct_tie jd__conduct_ties[JD__N_TIES] = {
    [JD__K_OWNS] = {true, true, false},
    [JD__K_SUBSCRIBER_OF] = {true, true, false},
    [JD__K_HOLDS] = {true, true, true},
    [JD__K_RESIDES_AT] = {true, true, false},
    [JD__K_WORKS_FOR] = {true, true, false},
    [JD__K_LOCATED_AT] = {true, true, true},
    [JD__K_DIRECTS] = {true, true, true},
    [JD__K_SAME_DEVICE] = {true, true, true},
    [JD__K_CONTAINS] = {true, true, true},
    [JD__K_SAMPLE_OF] = {true, true, true},
    [JD__K_KNOWS_OF] = {true, true, true},
    [JD__K_RESULTS_IN] = {true, true, true},
    [JD__K_PART_OF] = {true, true, true},
    [JD__K_REFERS_TO] = {true, true, true},
};

const int jd__end_ranks[JD__N_EVENT_KINDS] = {
    [JD__E_INVESTIGATION] = 3,
    [JD__E_ARREST] = 2,
    [JD__E_SEIZURE] = 2,
    [JD__E_DEATH] = 2,
    [JD__E_INCIDENT] = 1,
    [JD__E_CHARGE] = 1,
    [JD__E_FILING] = 1,
};
