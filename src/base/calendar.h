/* SPDX-License-Identifier: Apache-2.0 */
/* calendar.h - days and moments of the proleptic Gregorian calendar. */
#ifndef JD_BASE_CALENDAR_H
#define JD_BASE_CALENDAR_H

#include <joinder/base.h>

/* Days since 1970-01-01 of a civil date; months and days in their normal ranges. */
int64_t
jd__days_from_civil(int64_t year, unsigned month, unsigned day);

/* The civil date of a day since 1970-01-01. */
void
jd__civil_from_days(
    int64_t days, int64_t *out_year, unsigned *out_month, unsigned *out_day);

/* Days in a month, 28 to 31. */
unsigned
jd__days_in_month(int64_t year, unsigned month);

/* "2017-07-05" exactly; false for anything else, and for days that do not exist. */
bool
jd__parse_day(struct jd_str text, int64_t *out_days);

/* "2017-07-05T14:03:00Z" of seconds since 1970 UTC (years 0 to 9999). */
void
jd__format_moment(int64_t seconds, char out[static 32]);

/* "2017-07-05" of a day since 1970. */
void
jd__format_day(int64_t days, char out[static 16]);

#endif
