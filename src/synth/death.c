/* SPDX-License-Identifier: Apache-2.0 */
/* death.c - deaths that are examined: the police's report, the examiner's findings. */
#include "synth/life.h"
#include "synth/official.h"

/* Of them, per cent by a drug; its profile is found again nowhere. */
enum { BY_DRUG = 55 };

/* The police are called; nobody is arrested for it. */
static void
reported(struct jd__part *part, enum jd__who police, const struct jd__person *person,
    const char *number)
{
    const int64_t day = person->death_day;
    struct jd__happening event;
    struct jd__row row; /* no prints are taken of the dead */
    jd__person_row(person, &row);
    jd__spoil(part, police, person, &row);
    jd__row_put(&row, JD__STATE_ID, "");
    jd__row_put(&row, JD__FBI_NUMBER, "");
    struct jd__ref record = jd__record_put(part, police, &row, person->number, day);
    struct jd__ref officer = jd__official_draw(part, police, JD__OFFICER);
    jd__happen(part, &event, police, "incident", day, (int)jd__below(part, 1440));
    jd__happen_case(&event, police, number);
    jd__happen_role(&event, "decedent", &record);
    jd__happen_role(&event, "officer", &officer);
    (void)jd__happened(part, &event);
}

static struct jd__ref
sample_put(struct jd__part *part, enum jd__who who, int64_t day)
{
    static const char *const names[] = {"fentanyl", "heroin", "cocaine", "oxycodone"};
    const unsigned drug = (unsigned)jd__below(part, 4);
    struct jd__row row;
    jd__row_start(&row, JD__SUBSTANCE);
    jd__row_put(&row, JD__NAME, names[drug]);
    jd__row_printf(&row, JD__PROFILE, "%c%08X", (char)('P' + drug),
        (unsigned)(jd__random_next(&part->random) & 0xFFFFFFFFu));
    return jd__record_put(part, who, &row, jd__entity_new(part, JD__SUBSTANCE), day);
}

void
jd__death_write(struct jd__part *part, const struct jd__person *person)
{
    const struct jd__path *path = &jd__paths[person->city->state];
    const enum jd__who police = path->police[jd__below(part, 8)];
    const int64_t day = person->death_day;
    struct jd__happening event;
    char police_number[JD__ID_SIZE];
    char number[JD__ID_SIZE];
    jd__case_new(part, police, day, police_number);
    reported(part, police, person, police_number);
    if (path->examiner == JD__NOBODY)
        return;
    struct jd__ref record = jd__person_put(part, path->examiner, person, day);
    struct jd__ref examiner = jd__official_draw(part, path->examiner, JD__OFFICER);
    jd__case_new(part, path->examiner, day, number);
    jd__happen(part, &event, path->examiner, "death", day, (int)jd__below(part, 1440));
    jd__happen_case(&event, path->examiner, number);
    jd__happen_case(&event, police, police_number);
    jd__happen_role(&event, "decedent", &record);
    jd__happen_role(&event, "examiner", &examiner);
    if (jd__chance(part, BY_DRUG, 100)) {
        struct jd__ref sample = sample_put(part, path->examiner, day + 25);
        jd__happen_role(&event, "sample", &sample);
    }
    (void)jd__happened(part, &event);
}
