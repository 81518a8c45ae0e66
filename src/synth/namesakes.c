/* SPDX-License-Identifier: Apache-2.0 */
/*
 * namesakes.c - two people of one name, birth date, sex and postal code, of whom one is in
 * prison, or dead, when the other is arrested: the alibis of docs/internals/joining.md.
 *
 * Their names are neither the commonest nor rare (NAMES_FROM ...): what agrees would join them,
 * and what they did at one time takes as much away as it takes to leave them undecided.
 */
#include "synth/plant.h"

#include <string.h>

enum {
    N_HELD = 6,
    N_DEAD = 3,
    SURNAMES_FROM = 120,
    N_SURNAMES = 160,
    GIVEN_FROM = 20,
    N_GIVEN = 30,
    FIRST = 16301, /* 2014-08-19 */
};

/* Where one is held and the other arrested. */
static const struct place {
    enum jd__state state;
    enum jd__who prison, court, police, examiner;
} places[] = {{JD__OH, JD__OHIO_PRISON, JD__FRANKLIN_COURT, JD__COLUMBUS_PD, JD__NOBODY},
    {JD__FL, JD__FLORIDA_CORRECTIONS, JD__MIAMI_COURT, JD__MIAMI_PD, JD__MIAMI_EXAMINER},
    {JD__UT, JD__UTAH_CORRECTIONS, JD__UTAH_COURT, JD__SALT_LAKE_PD, JD__UTAH_EXAMINER}};

/* Two men whom a name, a birth date and a postal code do not tell apart. */
static void
two_make(struct jd__part *part, enum jd__state state, unsigned k, struct jd__person *one,
    struct jd__person *other)
{
    const struct jd__census *census = &part->nation->census;
    jd__actor_make(part->nation, JD__CAST_NAMESAKES + 2 * k, state, one);
    jd__actor_make(part->nation, JD__CAST_NAMESAKES + 2 * k + 1, state, other);
    one->given =
        jd__name_text(&census->male, GIVEN_FROM + (uint32_t)jd__below(part, N_GIVEN));
    const char *surname =
        jd__name_text(&census->last, SURNAMES_FROM + (uint32_t)jd__below(part, N_SURNAMES));
    (void)snprintf(one->surname, sizeof(one->surname), "%s", surname);
    one->sex = 'M';
    one->middle = "";
    one->suffix = "";
    other->given = one->given;
    other->middle = one->middle;
    other->suffix = one->suffix;
    other->sex = one->sex;
    other->birth_day = one->birth_day;
    other->city = one->city;
    memcpy(other->surname, one->surname, sizeof(other->surname));
    memcpy(other->zip, one->zip, sizeof(other->zip));
}

/* His record without an error, and without what a namesake has not in common with him. */
static struct jd__ref
record_put(
    struct jd__part *part, enum jd__who who, const struct jd__person *person, int64_t day)
{
    static const enum jd__attribute left_out[] = {
        JD__PHONE_NUMBER, JD__STATE_ID, JD__FBI_NUMBER, JD__SSN4};
    struct jd__row row;
    jd__person_row(person, &row);
    for (size_t i = 0; i < sizeof(left_out) / sizeof(left_out[0]); i++)
        jd__row_put(&row, left_out[i], "");
    return jd__record_put(part, who, &row, person->number, day);
}

/* A case of its agency's own. */
static struct jd__ref
happened(struct jd__part *part, const char *kind, const char *role,
    const struct jd__ref *record, int64_t day)
{
    struct jd__happening event;
    char number[JD__ID_SIZE];
    jd__case_new(part, record->who, day, number);
    jd__happen(part, &event, record->who, kind, day, -1);
    jd__happen_case(&event, record->who, number);
    jd__happen_role(&event, role, record);
    jd__put_official(part, &event);
    return jd__happened(part, &event);
}

/* Sentenced, and a year or two in prison. */
static struct jd__ref
imprisoned(struct jd__part *part, const struct place *place,
    const struct jd__person *person, int64_t day, int64_t days)
{
    struct jd__ref defendant = record_put(part, place->court, person, day);
    struct jd__ref sentence = happened(part, "sentence", "defendant", &defendant, day - 20);
    struct jd__ref inmate = record_put(part, place->prison, person, day);
    struct jd__ref admission = happened(part, "admission", "inmate", &inmate, day);
    struct jd__ref release = happened(part, "release", "inmate", &inmate, day + days);
    jd__relate(part, place->court, "results-in", &sentence, &admission, -1, -1);
    jd__relate(part, place->prison, "results-in", &admission, &release, -1, -1);
    return inmate;
}

void
jd__namesakes_write(struct jd__part *part)
{
    for (unsigned k = 0; k < N_HELD + N_DEAD; k++) {
        const bool dead = k >= N_HELD;
        const struct place *place = &places[dead ? 1 + k % 2 : k % 3];
        const int64_t day = FIRST + (int64_t)jd__below(part, 200);
        const int64_t days = 420 + (int64_t)jd__below(part, 300);
        struct jd__person one, other;
        two_make(part, place->state, k, &one, &other);
        struct jd__ref held;
        if (dead) {
            held = record_put(part, place->examiner, &one, day);
            (void)happened(part, "death", "decedent", &held, day);
        } else {
            held = imprisoned(part, place, &one, day, days);
        }
        const int64_t acted = day + 60 + (int64_t)jd__below(part, (uint64_t)days - 120);
        struct jd__ref arrested = record_put(part, place->police, &other, acted);
        (void)happened(part, "arrest", "arrestee", &arrested, acted);
        jd__truth_decoy(part, dead ? "death" : "custody", &held, &arrested);
    }
}
