/* SPDX-License-Identifier: Apache-2.0 */
/* death.c - deaths that are examined: the police's report, the examiner's findings. */
#include "synth/life.h"
#include "synth/official.h"

/* Of them, per cent by a drug; its profile is found again nowhere. */
enum { BY_DRUG = 55 };
/* Per cent of those that the police write down as a death, too, as the examiner does. */
enum { DEATH_TWICE = 60 };
/* Per cent that cite the police's number; minutes until an examiner has come, at most. */
enum { CITED = 92, FOUND_WITHIN = 1600 };

/* The police are called; nobody is arrested for it.  Gives their record of her. */
static struct jd__ref
reported(struct jd__part *part, enum jd__who police, const struct jd__person *person,
    const char *number, int minute)
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
    jd__happen(part, &event, police, "incident", day, minute);
    jd__happen_case(&event, police, number);
    jd__happen_role(&event, "decedent", &record);
    jd__happen_role(&event, "officer", &officer);
    (void)jd__happened(part, &event);
    return record;
}

/* The police's own entry of the death. */
static struct jd__ref
written(struct jd__part *part, const struct jd__ref *decedent, const char *number,
    int64_t day, int minute)
{
    struct jd__happening event;
    struct jd__ref officer = jd__official_draw(part, decedent->who, JD__OFFICER);
    jd__happen(part, &event, decedent->who, "death", day, minute);
    jd__happen_case(&event, decedent->who, number);
    jd__happen_role(&event, "decedent", decedent);
    jd__happen_role(&event, "officer", &officer);
    return jd__happened(part, &event);
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

/* The examiner's finding, hours or a day after the police were called; he cites them. */
static struct jd__ref
examined(struct jd__part *part, const struct jd__ref *record, const struct jd__ref *police,
    const char *police_number, int64_t minute)
{
    const enum jd__who who = record->who;
    struct jd__happening event;
    char number[JD__ID_SIZE];
    const int64_t day = minute / 1440;
    struct jd__ref examiner = jd__official_draw(part, who, JD__OFFICER);
    jd__case_new(part, who, day, number);
    jd__happen(part, &event, who, "death", day, (int)(minute % 1440));
    jd__happen_case(&event, who, number);
    if (jd__chance(part, CITED, 100))
        jd__happen_case(&event, police->who, police_number);
    jd__happen_role(&event, "decedent", record);
    jd__happen_role(&event, "examiner", &examiner);
    if (jd__chance(part, BY_DRUG, 100)) {
        struct jd__ref sample = sample_put(part, who, day + 25);
        jd__happen_role(&event, "sample", &sample);
    }
    return jd__happened(part, &event);
}

void
jd__death_write(struct jd__part *part, const struct jd__person *person)
{
    const struct jd__path *path = &jd__paths[person->city->state];
    const enum jd__who police = path->police[jd__below(part, 8)];
    const int64_t day = person->death_day;
    const int minute = (int)jd__below(part, 1440);
    char number[JD__ID_SIZE];
    jd__case_new(part, police, day, number);
    struct jd__ref decedent = reported(part, police, person, number, minute);
    if (path->examiner == JD__NOBODY)
        return;
    struct jd__ref record = jd__person_put(part, path->examiner, person, day);
    const int64_t found = day * 1440 + minute + (int64_t)jd__below(part, FOUND_WITHIN);
    struct jd__ref finding = examined(part, &record, &decedent, number, found);
    if (jd__chance(part, DEATH_TWICE, 100)) {
        struct jd__ref death = written(part, &decedent, number, day, minute);
        const uint64_t event = jd__entity_new(part, JD__EVENT);
        jd__truth_event(part, &death, event);
        jd__truth_event(part, &finding, event);
    }
}
