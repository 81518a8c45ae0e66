/* SPDX-License-Identifier: Apache-2.0 */
/*
 * norm_time.c - local times as moments, by the zones that ICU knows.
 *
 * When clocks go back, an hour comes twice: such a time is the interval between its two
 * moments.  When they go forward, an hour does not come at all: a time in it is taken as the
 * clock would have shown it unchanged, which is the moment that was meant.
 */
#include "io/norm_parts.h"

#include "base/error.h"
#include "base/str.h"

#include <stdio.h>
#include <unicode/ustring.h>

#define MICROSECONDS 1000000
#define DAY_SECONDS 86400

/* A time of day, and the zone if it says one. */
struct clock_time {
    int64_t seconds; /* since midnight */
    int64_t microseconds;
    bool has_offset;
    int64_t offset; /* seconds east of Greenwich */
};

UCalendar *
jd__norm_clock(struct jd__norm *norm, const char *zone)
{
    UErrorCode code = U_ZERO_ERROR;
    UChar wide[64];
    UChar canonical[128];
    if (norm->clock != NULL && strcmp(zone, norm->clock_zone) == 0)
        return norm->clock;
    size_t size = strlen(zone);
    if (size == 0 || size >= sizeof(norm->clock_zone))
        return NULL;
    (void)u_uastrcpy(wide, zone);
    (void)ucal_getCanonicalTimeZoneID(wide, (int32_t)size, canonical, 128, NULL, &code);
    if (U_FAILURE(code)) /* ucal_open() would silently take Greenwich */
        return NULL;
    UCalendar *clock = ucal_open(wide, (int32_t)size, "en", UCAL_GREGORIAN, &code);
    if (U_FAILURE(code))
        return NULL;
    ucal_setGregorianChange(clock, -1e18, &code); /* one calendar for all of time */
    ucal_close(norm->clock);
    norm->clock = clock;
    memcpy(norm->clock_zone, zone, size + 1);
    return clock;
}

/* ---- reading ---- */

/* Two digits (or one, when `single`) of at most `most`. */
static bool
read_two(struct jd_str text, size_t *at, bool single, int64_t most, int64_t *out)
{
    size_t n = 0;
    *out = 0;
    while (n < 2 && *at + n < text.size && jd__is_digit(text.data[*at + n])) {
        *out = *out * 10 + (text.data[*at + n] - '0');
        n++;
    }
    *at += n;
    return (n == 2 || (single && n == 1)) && *out <= most;
}

static bool
take(struct jd_str text, size_t *at, char c)
{
    bool there = *at < text.size && text.data[*at] == c;
    *at += there;
    return there;
}

/* .5 and the like, to the microsecond. */
static void
read_fraction(struct jd_str text, size_t *at, int64_t *out_microseconds)
{
    int64_t unit = MICROSECONDS / 10;
    for (; *at < text.size && jd__is_digit(text.data[*at]); *at += 1, unit /= 10)
        *out_microseconds += (text.data[*at] - '0') * unit;
}

/* AM or PM, after a blank or none. */
static bool
read_half(struct jd_str text, size_t *at, int64_t *hours)
{
    size_t i = *at;
    while (i < text.size && text.data[i] == ' ')
        i++;
    if (i + 1 >= text.size || (text.data[i + 1] | 0x20) != 'm')
        return true;
    char half = (char)(text.data[i] | 0x20);
    if (half != 'a' && half != 'p')
        return true;
    if (*hours < 1 || *hours > 12)
        return false;
    *hours = *hours % 12 + (half == 'p' ? 12 : 0);
    *at = i + 2;
    return true;
}

static bool
read_offset(struct jd_str text, size_t *at, struct clock_time *time)
{
    int64_t hours = 0;
    int64_t minutes = 0;
    while (take(text, at, ' '))
        continue;
    if (*at == text.size)
        return true;
    time->has_offset = true;
    if (take(text, at, 'Z') || take(text, at, 'z'))
        return *at == text.size;
    bool west = take(text, at, '-');
    if (!west && !take(text, at, '+'))
        return false;
    if (!read_two(text, at, false, 18, &hours))
        return false;
    (void)take(text, at, ':');
    if (*at < text.size && !read_two(text, at, false, 59, &minutes))
        return false;
    time->offset = (west ? -1 : 1) * (hours * 3600 + minutes * 60);
    return *at == text.size;
}

/* 14:03, 14:03:00.5, 2:03 PM, 1403, 140300; then Z, +02:00 or nothing. */
static bool
read_time(struct jd_str text, size_t at, struct clock_time *out_time)
{
    struct clock_time time = {0, 0, false, 0};
    int64_t hours = 0;
    int64_t minutes = 0;
    int64_t seconds = 0;
    if (!read_two(text, &at, true, 24, &hours))
        return false;
    bool colon = take(text, &at, ':');
    if (!read_two(text, &at, false, 59, &minutes))
        return false;
    bool more =
        colon ? take(text, &at, ':') : at < text.size && jd__is_digit(text.data[at]);
    if (more && !read_two(text, &at, false, 59, &seconds))
        return false;
    if (more && (take(text, &at, '.') || take(text, &at, ',')))
        read_fraction(text, &at, &time.microseconds);
    if (!read_half(text, &at, &hours) || !read_offset(text, &at, &time))
        return false;
    time.seconds = hours * 3600 + minutes * 60 + seconds;
    if (time.seconds > DAY_SECONDS ||
        (time.seconds == DAY_SECONDS && time.microseconds > 0))
        return false; /* 24:00 is the next day's beginning; 24:01 is nothing */
    *out_time = time;
    return true;
}

/* ---- local time to moments ---- */

/*
 * The moments at which a zone's clock shows a local time (seconds since 1970 as if in UTC):
 * the time less each of the offsets that are in force around it, where the clock agrees.
 */
static bool
offset_at(UCalendar *clock, int64_t seconds, int64_t *out_offset)
{
    UErrorCode code = U_ZERO_ERROR;
    ucal_setMillis(clock, (double)seconds * 1000.0, &code);
    int32_t zone = ucal_get(clock, UCAL_ZONE_OFFSET, &code);
    int32_t summer = ucal_get(clock, UCAL_DST_OFFSET, &code);
    *out_offset = ((int64_t)zone + summer) / 1000;
    return !U_FAILURE(code);
}

static enum jd_status
find_moments(
    UCalendar *clock, int64_t local, struct jd__moment *moment, struct jd_error *err)
{
    int64_t before = 0, after = 0, early_offset = 0, late_offset = 0;
    /* No zone changes twice within a day, so the offsets a day off are those around it. */
    if (!offset_at(clock, local - DAY_SECONDS, &before) ||
        !offset_at(clock, local + DAY_SECONDS, &after) ||
        !offset_at(clock, local - before, &early_offset) ||
        !offset_at(clock, local - after, &late_offset))
        return jd__fail(err, JD_E_UNSUPPORTED, "ICU knows no offset for this zone");
    bool early = early_offset == before;
    bool late = late_offset == after;
    int64_t first = local - (early || !late ? before : after);
    int64_t last = local - (late ? after : before);
    moment->skipped = !early && !late;
    moment->ambiguous = early && late && before != after;
    moment->earliest = first * MICROSECONDS;
    moment->latest = last * MICROSECONDS;
    return JD_OK;
}

/*
 * From the beginning of a day, by the clock, to the end of another.  The first of January is a
 * day like others here: things happen on it.
 */
static enum jd_status
days_as_moments(UCalendar *clock, const struct jd__date *date, struct jd__moment *moment,
    struct jd_error *err)
{
    struct jd__moment end = {0, 0, JD__PRECISION_NONE, false, false};
    int64_t last = date->lowered ? date->earliest : date->latest;
    enum jd_status status = find_moments(clock, date->earliest * DAY_SECONDS, moment, err);
    if (status == JD_OK)
        status = find_moments(clock, (last + 1) * DAY_SECONDS, &end, err);
    moment->latest = end.earliest - 1;
    moment->precision = date->lowered ? JD__PRECISION_DAY : date->precision;
    moment->ambiguous = false;
    moment->skipped = false;
    return status;
}

static enum jd_status
time_as_moments(UCalendar *clock, const struct jd__date *date,
    const struct clock_time *time, struct jd__moment *moment, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    int64_t local = date->earliest * DAY_SECONDS + time->seconds;
    if (time->has_offset)
        moment->earliest = moment->latest = (local - time->offset) * MICROSECONDS;
    else
        status = find_moments(clock, local, moment, err);
    moment->earliest += time->microseconds;
    moment->latest += time->microseconds;
    moment->precision = JD__PRECISION_TIME;
    return status;
}

enum jd_status
jd__norm_time(struct jd__norm *norm, struct jd_str text, const char *zone,
    struct jd__moment *out_moment, struct jd_error *err)
{
    char ascii[96];
    size_t end = 0;
    struct jd_str all = {ascii, 0};
    struct jd__date date;
    struct clock_time time;
    struct jd__moment moment = {0, 0, JD__PRECISION_NONE, false, false};
    zone = zone != NULL ? zone : norm->zone;
    UCalendar *clock = jd__norm_clock(norm, zone);
    if (clock == NULL)
        return jd__fail(err, JD_E_INPUT, "no such time zone");
    if (!jd__norm_digits(text, ascii, &all.size))
        return jd__fail(err, JD_E_INPUT, "too long for a time");
    enum jd_status status = jd__norm_date_at(norm, all, &date, &end, err);
    if (status != JD_OK)
        return status;
    while (end < all.size && (ascii[end] == 'T' || ascii[end] == ' '))
        end++;
    if (date.precision == JD__PRECISION_NONE) {
        *out_moment = moment;
        return JD_OK;
    }
    if (end == all.size) {
        status = days_as_moments(clock, &date, &moment, err);
    } else if (!read_time(all, end, &time)) {
        return jd__fail(err, JD_E_INPUT, "not a time of day");
    } else if (date.precision != JD__PRECISION_DAY && !date.lowered) {
        return jd__fail(err, JD_E_INPUT, "a time of day without its day");
    } else {
        status = time_as_moments(clock, &date, &time, &moment, err);
    }
    if (status == JD_OK)
        *out_moment = moment;
    return status;
}
