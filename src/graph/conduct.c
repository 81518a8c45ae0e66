/* SPDX-License-Identifier: Apache-2.0 */
/* conduct.c - sets of roles, and the table turned for look-up. */
#include "graph/conduct.h"

#define R(role) JD__ROLE(JD__R_##role)

static const jd_roles official_roles =
    R(OFFICER) | R(ANALYST) | R(EXAMINER) | R(COUNSEL) | R(JUDGE) | R(JUROR) | R(CLERK);
static const jd_roles passive_roles =
    R(VICTIM) | R(DECEDENT) | R(WITNESS) | R(PATIENT) | R(JUVENILE) | R(COMPLAINANT);
static const jd_roles subject_roles = R(ARRESTEE) | R(DEFENDANT) | R(SUSPECT) | R(SUBJECT) |
                                      R(INMATE) | R(PROBATIONER) | R(OFFENDER) |
                                      R(ORGANISER);
static const jd_roles listed_roles =
    R(ITEM) | R(EXHIBIT) | R(CONTAINER) | R(VEHICLE) | R(PROCEEDS) | R(SAMPLE);

void
jd__conduct_init(struct jd__conduct *conduct)
{
    *conduct = (struct jd__conduct){0};
    for (size_t i = 0; i < jd__n_conduct_rows; i++) {
        const struct jd__conduct_row *row = &jd__conduct_rows[i];
        jd_roles in = row->in & ~(official_roles | passive_roles),
                 out = row->out & ~official_roles;
        for (unsigned role = 1; role < JD__N_ROLES; role++)
            if ((in & JD__ROLE(role)) != 0)
                conduct->out[row->kind][role] |= out;
        conduct->any_out[row->kind] |= (in | out) & ~passive_roles;
        conduct->ends[row->kind] |= in;
    }
}

bool
jd__role_is_official(enum jd__role_kind role)
{
    return (official_roles & JD__ROLE(role)) != 0;
}

bool
jd__role_is_passive(enum jd__role_kind role)
{
    return (passive_roles & JD__ROLE(role)) != 0;
}

bool
jd__role_is_subject(enum jd__role_kind role)
{
    return (subject_roles & JD__ROLE(role)) != 0;
}

bool
jd__role_is_about(enum jd__role_kind role)
{
    return ((subject_roles | R(HOLDER)) & JD__ROLE(role)) != 0;
}

bool
jd__role_is_listed(enum jd__role_kind role)
{
    return (listed_roles & JD__ROLE(role)) != 0;
}

bool
jd__tie_is_holding(enum jd__tie_kind tie)
{
    return tie == JD__K_OWNS || tie == JD__K_HOLDS || tie == JD__K_SUBSCRIBER_OF;
}

bool
jd__tie_is_of_matter(enum jd__tie_kind tie)
{
    return tie == JD__K_RESULTS_IN || tie == JD__K_PART_OF || tie == JD__K_REFERS_TO;
}
