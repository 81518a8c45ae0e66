/* SPDX-License-Identifier: Apache-2.0 */
/* calendar.c - after Howard Hinnant, "chrono-compatible low-level date algorithms" (2021). */
#include "base/calendar.h"

#include <stdio.h>

int64_t
jd__days_from_civil(int64_t year, unsigned month, unsigned day)
{
    int64_t y = month <= 2 ? year - 1 : year; /* a year begins in March: leap day last */
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * ((int64_t)month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

void
jd__civil_from_days(int64_t days, int64_t *out_year, unsigned *out_month, unsigned *out_day)
{
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t day_of_era = z - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;
    *out_day = (unsigned)(day_of_year - (153 * month_from_march + 2) / 5 + 1);
    *out_month =
        (unsigned)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
    *out_year = year_of_era + era * 400 + (*out_month <= 2 ? 1 : 0);
}

unsigned
jd__days_in_month(int64_t year, unsigned month)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : days[month - 1];
}

/* The number in digits [at, at + size); false when one is not a digit. */
static bool
digits(struct jd_str text, size_t at, size_t size, unsigned *out_number)
{
    unsigned number = 0;
    for (size_t i = at; i < at + size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
        number = number * 10 + (unsigned)(text.data[i] - '0');
    }
    *out_number = number;
    return true;
}

bool
jd__parse_day(struct jd_str text, int64_t *out_days)
{
    unsigned year = 0, month = 0, day = 0;
    if (text.size != 10 || text.data[4] != '-' || text.data[7] != '-' ||
        !digits(text, 0, 4, &year) || !digits(text, 5, 2, &month) ||
        !digits(text, 8, 2, &day))
        return false;
    if (month < 1 || month > 12 || day < 1 || day > jd__days_in_month(year, month))
        return false;
    *out_days = jd__days_from_civil(year, month, day);
    return true;
}

void
jd__format_day(int64_t days, char out[static 16])
{
    int64_t year = 0;
    unsigned month = 0, day = 0;
    jd__civil_from_days(days, &year, &month, &day);
    (void)snprintf(out, 16, "%04u-%02u-%02u", (unsigned)(year < 0 ? 0 : year) % 10000u,
        month % 100u, day % 100u);
}

void
jd__format_moment(int64_t seconds, char out[static 32])
{
    int64_t days = seconds / 86400 - (seconds % 86400 < 0);
    unsigned left = (unsigned)(seconds - days * 86400);
    char date[16];
    jd__format_day(days, date);
    (void)snprintf(
        out, 32, "%sT%02u:%02u:%02uZ", date, left / 3600, left / 60 % 60, left % 60);
}
