/* SPDX-License-Identifier: Apache-2.0 */
/*
 * twice.c - what one agency wrote of an event, written down by another that was there, too.
 *
 * The other has an id and a number of its own, and mostly cites the first's.  It writes when
 * there is time: within hours, the next day, or when the papers come; and not all clerks cite.
 */
#include "synth/life.h"
#include "synth/official.h"

/* Per cent: that cite the first's number; written by the next day, or days after. */
enum { CITES = 88, NEXT_DAY = 8, LATER = 4 };

/* Minutes from the first's time to the other's. */
static int64_t
delay_draw(struct jd__part *part)
{
    const uint64_t drawn = jd__below(part, 100);
    if (drawn < LATER)
        return 2880 + (int64_t)jd__below(part, 4320);
    if (drawn < LATER + NEXT_DAY)
        return 300 + (int64_t)jd__below(part, 1080);
    return (int64_t)jd__below(part, 240);
}

void
jd__twice_write(struct jd__part *part, const struct jd__twice *twice, uint64_t *inout_event)
{
    const enum jd__who who = twice->record->who;
    const int64_t minute = twice->minute + delay_draw(part);
    const int64_t day = twice->day + minute / 1440;
    struct jd__happening event;
    char number[JD__ID_SIZE];
    if (day > JD__LAST_DAY)
        return;
    if (twice->own == NULL)
        jd__case_new(part, who, day, number);
    jd__happen(part, &event, who, twice->kind, day, (int)(minute % 1440));
    jd__happen_case(&event, who, twice->own != NULL ? twice->own : number);
    if (jd__chance(part, CITES, 100))
        jd__happen_case(&event, twice->first->who, twice->number);
    jd__happen_role(&event, twice->role, twice->record);
    if (twice->item != NULL)
        jd__happen_role(&event, "exhibit", twice->item);
    jd__put_official(part, &event);
    struct jd__ref second = jd__happened(part, &event);
    if (*inout_event == 0) {
        *inout_event = jd__entity_new(part, JD__EVENT);
        jd__truth_event(part, twice->first, *inout_event);
    }
    jd__truth_event(part, &second, *inout_event);
}
