/* SPDX-License-Identifier: Apache-2.0 */
/*
 * norm_date.c - dates as they are written, as intervals of days.
 *
 * A pattern says the order: Y a year of four digits, y one of four or two, m and d a month and
 * a day of one or two (of two where nothing parts them from a neighbour), MON a month's name
 * (English, Spanish, French, German; its first letters count), G a Japanese era's letter; any
 * other sign stands for itself, a blank for any number of blanks.  `persian:Y/m/d` names a
 * calendar.  Patterns are tried in order; the first that fits the whole text and names a day
 * that exists wins.
 *
 * What the writer may not have known is not claimed: month or day 00 leaves the year or month;
 * the first day of a year leaves the year; the days that systems fill in leave nothing.  Two
 * digits mean the years 1931 to 2030.
 */
#include "io/norm_parts.h"

#include "base/calendar.h"
#include "base/error.h"
#include "base/str.h"
#include "base/utf8.h"

#include <stdio.h>
#include <unicode/uchar.h>
#include <unicode/ustring.h>

/* Two digits from here to 99 are of the last century. */
#define FIRST_OF_LAST_CENTURY 31

/* The first year that is taken for one; a smaller one is a slip. */
#define FIRST_YEAR 1000

static const struct calendar {
    const char *name;
    const char *locale; /* NULL: our own */
    bool
        short_years; /* it counts from a time near enough for years of one to three digits */
} calendars[JD__N_CALENDARS] = {
    {"gregorian", NULL, false},
    {"buddhist", "en@calendar=buddhist", false},
    {"japanese", "en@calendar=japanese", true},
    {"persian", "en@calendar=persian", false},
    {"islamic-umalqura", "en@calendar=islamic-umalqura", false},
    {"islamic-civil", "en@calendar=islamic-civil", false},
    {"roc", "en@calendar=roc", true},
    {"ethiopic", "en@calendar=ethiopic", false},
};

/* The eras of ICU's Japanese calendar by their letters. */
static const struct era {
    char letter;
    int32_t number;
} eras[] = {{'m', 232}, {'t', 233}, {'s', 234}, {'h', 235}, {'r', 236}};

/* What a text said. */
struct said {
    int64_t year;
    unsigned month;
    unsigned day;
    int32_t era; /* 0: none said */
    bool has_month;
    bool has_day;
    bool short_year; /* in: may the year have less than four digits? */
    bool two_digit;
};

static const char *const patterns_of_all[] = {"Y-m-d", "Ymd", "Y/m/d", "Y.m.d", "d-MON-y",
    "d MON y", "dMONY", "MON d, y", "MON d y", "d. MON Y", "MON Y", "MON-Y", "Y-m", "Y"};
static const char *const patterns_month_first[] = {"m/d/y", "m-d-y", "m/Y", "d.m.y"};
static const char *const patterns_day_first[] = {"d/m/y", "d-m-y", "m/Y", "d.m.y"};

/* Where the month is written first. */
static const char *const month_first[] = {"US", "PR", "VI", "GU", "AS", "MP", "PH", "FM"};

/* ---- patterns ---- */

static enum jd_status
add_pattern(struct jd__norm *norm, const char *text, struct jd_error *err)
{
    struct jd__date_pattern pattern = {0, text};
    const char *colon = strchr(text, ':');
    if (colon != NULL) {
        size_t size = (size_t)(colon - text);
        uint8_t i = 0;
        while (i < JD__N_CALENDARS && (strlen(calendars[i].name) != size ||
                                          memcmp(calendars[i].name, text, size) != 0))
            i++;
        if (i == JD__N_CALENDARS)
            return jd__fail(
                err, JD_E_INPUT, "date pattern %s names no known calendar", text);
        pattern = (struct jd__date_pattern){i, colon + 1};
    }
    if (strchr(pattern.text, 'Y') == NULL && strchr(pattern.text, 'y') == NULL)
        return jd__fail(err, JD_E_INPUT, "date pattern %s has no year (Y or y)", text);
    return jd__buf_append(&norm->patterns, &pattern, 1, err);
}

static enum jd_status
add_patterns(
    struct jd__norm *norm, const char *const *texts, size_t n, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (size_t i = 0; i < n && status == JD_OK; i++)
        status = add_pattern(norm, texts[i], err);
    return status;
}

enum jd_status
jd__norm_set_dates(
    struct jd__norm *norm, const char *const *dates, uint32_t n, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    size_t size = 0;
    if (dates == NULL) {
        bool first = false;
        for (size_t i = 0; i < sizeof(month_first) / sizeof(month_first[0]); i++)
            first = first || strcmp(month_first[i], norm->country) == 0;
        status = add_patterns(norm, patterns_of_all,
            sizeof(patterns_of_all) / sizeof(patterns_of_all[0]), err);
        if (status == JD_OK &&
            norm->country[0] != '\0') /* unknown: neither order is safe */
            status = add_patterns(
                norm, first ? patterns_month_first : patterns_day_first, 4, err);
        return status;
    }
    for (uint32_t i = 0; i < n; i++)
        size += strlen(dates[i]) + 1;
    status = jd__buf_reserve(&norm->text, size, err); /* once: patterns point into it */
    for (uint32_t i = 0; i < n && status == JD_OK; i++) {
        const char *copy = (const char *)norm->text.data + norm->text.n;
        status = jd__buf_append(&norm->text, dates[i], strlen(dates[i]) + 1, err);
        if (status == JD_OK)
            status = add_pattern(norm, copy, err);
    }
    return status;
}

/* ---- reading by a pattern ---- */

/* A number of at most `most` digits and, if `exact`, no fewer. */
static bool
read_digits(struct jd_str text, size_t *at, size_t most, bool exact, int64_t *out,
    size_t *out_digits)
{
    size_t n = 0;
    *out = 0;
    while (n < most && *at + n < text.size && jd__is_digit(text.data[*at + n])) {
        *out = *out * 10 + (text.data[*at + n] - '0');
        n++;
    }
    *at += n;
    *out_digits = n;
    return n > 0 && (!exact || n == most);
}

static bool
read_year(struct jd_str text, size_t *at, char sign, struct said *said)
{
    size_t n = 0;
    if (!read_digits(text, at, 4, false, &said->year, &n))
        return false;
    if (n == 4 || said->short_year)
        return true;
    if (sign != 'y' || n != 2)
        return false;
    said->two_digit = true;
    said->year += said->year >= FIRST_OF_LAST_CENTURY ? 1900 : 2000;
    return true;
}

/* A month by the first letters of its name. */
static bool
read_month_name(struct jd_str text, size_t *at, struct said *said)
{
    static const struct month {
        const char *start;
        unsigned number;
    } months[] = {{"jan", 1}, {"ene", 1}, {"feb", 2}, {"fev", 2}, {"mar", 3}, {"mrz", 3},
        {"apr", 4}, {"abr", 4}, {"avr", 4}, {"may", 5}, {"mai", 5}, {"jun", 6}, {"juin", 6},
        {"jul", 7}, {"juil", 7}, {"aug", 8}, {"ago", 8}, {"aou", 8}, {"sep", 9}, {"set", 9},
        {"oct", 10}, {"okt", 10}, {"nov", 11}, {"dec", 12}, {"dic", 12}, {"dez", 12}};
    char word[12];
    size_t n = 0;
    while (*at + n < text.size && jd__is_letter(text.data[*at + n])) {
        if (n == sizeof(word) - 1)
            return false;
        word[n] = (char)(text.data[*at + n] | 0x20);
        n++;
    }
    word[n] = '\0';
    for (size_t i = 0; i < sizeof(months) / sizeof(months[0]); i++) {
        if (strncmp(word, months[i].start, strlen(months[i].start)) != 0)
            continue;
        *at += n;
        if (*at < text.size && text.data[*at] == '.')
            *at += 1; /* Sept. */
        said->month = months[i].number;
        said->has_month = true;
        return true;
    }
    return false;
}

static bool
read_era(struct jd_str text, size_t *at, struct said *said)
{
    for (size_t i = 0; *at < text.size && i < sizeof(eras) / sizeof(eras[0]); i++) {
        if ((text.data[*at] | 0x20) != eras[i].letter)
            continue;
        said->era = eras[i].number;
        *at += 1;
        return true;
    }
    return false;
}

/* Is a sign of a pattern one of a number? */
static bool
is_number(char sign)
{
    return sign == 'Y' || sign == 'y' || sign == 'm' || sign == 'd';
}

/* A month or a day in digits. */
static bool
read_part(struct jd_str text, size_t *at, char sign, bool exact, struct said *said)
{
    size_t digits = 0;
    int64_t number = 0;
    if (!read_digits(text, at, 2, exact, &number, &digits))
        return false;
    *(sign == 'm' ? &said->month : &said->day) = (unsigned)number;
    *(sign == 'm' ? &said->has_month : &said->has_day) = true;
    return true;
}

/* A sign that stands for itself; a blank for any number of them. */
static bool
read_literal(struct jd_str text, size_t *at, char sign)
{
    size_t before = *at;
    while (*at < text.size && text.data[*at] == sign && (sign == ' ' || *at == before))
        *at += 1;
    return *at > before;
}

/* One sign of the pattern; *at_sign goes to the next. */
static bool
read_sign(
    struct jd_str text, size_t *at, const char *pattern, size_t *at_sign, struct said *said)
{
    size_t i = *at_sign;
    char sign = pattern[i];
    if (strncmp(pattern + i, "MON", 3) == 0) {
        *at_sign += 3;
        return read_month_name(text, at, said);
    }
    *at_sign += 1;
    bool exact = is_number(pattern[i + 1]) || (i > 0 && is_number(pattern[i - 1]));
    switch (sign) {
    case 'Y':
    case 'y':
        return read_year(text, at, sign, said);
    case 'G':
        return read_era(text, at, said);
    case 'm':
    case 'd':
        return read_part(text, at, sign, exact, said);
    default:
        return read_literal(text, at, sign);
    }
}

static bool
read_by(struct jd_str text, const struct jd__date_pattern *pattern, struct said *said,
    size_t *out_end)
{
    size_t at = 0;
    *said = (struct said){.short_year = calendars[pattern->calendar].short_years};
    for (size_t i = 0; pattern->text[i] != '\0';)
        if (!read_sign(text, &at, pattern->text, &i, said))
            return false;
    *out_end = at;
    return at == text.size || text.data[at] == 'T' || text.data[at] == ' ';
}

/* ---- what was said as days ---- */

/* The day of a date in another calendar; false when there is none. */
static bool
days_of(struct jd__norm *norm, uint8_t calendar, const struct said *said, unsigned month,
    unsigned day, int64_t *out_days)
{
    UErrorCode code = U_ZERO_ERROR;
    if (calendar == 0) {
        if (month < 1 || month > 12 || day < 1 ||
            day > jd__days_in_month(said->year, month))
            return false;
        *out_days = jd__days_from_civil(said->year, month, day);
        return true;
    }
    if (norm->calendars[calendar] == NULL) {
        UChar utc[4];
        (void)u_uastrcpy(utc, "UTC");
        UCalendar *opened =
            ucal_open(utc, 3, calendars[calendar].locale, UCAL_DEFAULT, &code);
        if (U_FAILURE(code))
            return false;
        ucal_setAttribute(opened, UCAL_LENIENT, 0);
        norm->calendars[calendar] = opened;
    }
    UCalendar *c = norm->calendars[calendar];
    ucal_clear(c);
    if (said->era != 0)
        ucal_set(c, UCAL_ERA, said->era);
    ucal_set(c, UCAL_YEAR, (int32_t)said->year);
    ucal_set(c, UCAL_MONTH, (int32_t)month - 1);
    ucal_set(c, UCAL_DATE, (int32_t)day);
    double milliseconds = ucal_getMillis(c, &code);
    if (U_FAILURE(code))
        return false;
    double days = milliseconds / 86400000.0;
    int64_t whole = (int64_t)days;
    *out_days = whole - (days < (double)whole);
    return true;
}

/* The last day of a month (0: of the year): the greatest that exists. */
static bool
last_of(struct jd__norm *norm, uint8_t calendar, const struct said *said, unsigned month,
    int64_t *out_days)
{
    for (unsigned m = month != 0 ? month : 13; m >= (month != 0 ? month : 1); m--)
        for (unsigned day = 31; day >= 1; day--)
            if (days_of(norm, calendar, said, m, day, out_days))
                return true;
    return false;
}

static bool
is_filled_in(int64_t year, unsigned month, unsigned day)
{
    return year == 0 || year == 1 || year >= 9000 ||
           (month == 1 && day == 1 && (year == 1753 || year == 1800 || year == 1900));
}

/* The text of an interval that is a day, month or year of ours. */
static void
write_text(struct jd__date *date)
{
    int64_t year = 0, last_year = 0;
    unsigned month = 0, day = 0, last_month = 0, last_day = 0;
    jd__civil_from_days(date->earliest, &year, &month, &day);
    jd__civil_from_days(date->latest, &last_year, &last_month, &last_day);
    bool ours = day == 1 && year == last_year &&
                last_day == jd__days_in_month(last_year, last_month);
    if (date->precision == JD__PRECISION_DAY)
        jd__format_day(date->earliest, date->text);
    else if (date->precision == JD__PRECISION_MONTH && ours && month == last_month)
        (void)snprintf(date->text, sizeof(date->text), "%04d-%02u", (int)year, month);
    else if (date->precision == JD__PRECISION_YEAR && ours && month == 1 &&
             last_month == 12)
        (void)snprintf(date->text, sizeof(date->text), "%04d", (int)year);
    else
        date->text[0] = '\0';
}

/* How much was said; false for a day without its month. */
static bool
find_precision(const struct said *said, struct jd__date *date)
{
    bool month = said->has_month && said->month != 0;
    bool day = said->has_day && said->day != 0;
    if (day && !month)
        return false;
    date->lowered = day && said->month == 1 && said->day == 1;
    if (!month || date->lowered)
        date->precision = JD__PRECISION_YEAR;
    else
        date->precision = day ? JD__PRECISION_DAY : JD__PRECISION_MONTH;
    return true;
}

static bool
find_interval(
    struct jd__norm *norm, uint8_t calendar, const struct said *said, struct jd__date *date)
{
    if (date->precision == JD__PRECISION_DAY) {
        bool found = days_of(norm, calendar, said, said->month, said->day, &date->earliest);
        date->latest = date->earliest;
        return found;
    }
    bool year = date->precision == JD__PRECISION_YEAR;
    return days_of(norm, calendar, said, year ? 1 : said->month, 1, &date->earliest) &&
           last_of(norm, calendar, said, year ? 0 : said->month, &date->latest);
}

static bool
settle(struct jd__norm *norm, uint8_t calendar, const struct said *said,
    struct jd__date *out_date)
{
    struct jd__date date = {.two_digit = said->two_digit};
    bool ours = calendar == 0;
    if (ours && is_filled_in(said->year, said->month, said->day)) {
        *out_date = (struct jd__date){.precision = JD__PRECISION_NONE};
        return true;
    }
    if ((ours && said->year < FIRST_YEAR) || !find_precision(said, &date) ||
        !find_interval(norm, calendar, said, &date))
        return false;
    write_text(&date);
    *out_date = date;
    return true;
}

/* ---- the doors ---- */

enum jd_status
jd__norm_date_at(struct jd__norm *norm, struct jd_str ascii, struct jd__date *out_date,
    size_t *out_end, struct jd_error *err)
{
    const struct jd__date_pattern *patterns = norm->patterns.data;
    bool read = false;
    for (size_t i = 0; i < norm->patterns.n; i++) {
        struct said said;
        if (!read_by(ascii, &patterns[i], &said, out_end))
            continue;
        read = true;
        if (settle(norm, patterns[i].calendar, &said, out_date))
            return JD_OK;
    }
    return jd__fail(err, JD_E_INPUT,
        read ? "a day that does not exist" : "not a date by any pattern of this file");
}

/* One character as ASCII: a digit of any script, a blank, a letter without its mark; NUL for
 * the marks that say in which direction a text is written. */
static char
plain(uint32_t c)
{
    static const struct other {
        uint32_t c;
        char plain;
    } others[] = {{'\t', ' '}, {0xA0, ' '}, {0x202F, ' '}, {0x3000, ' '}, {0x200E, '\0'},
        {0x200F, '\0'}, {0xE4, 'a'}, {0xC4, 'a'}, {0xE9, 'e'}, {0xC9, 'e'}, {0xFB, 'u'},
        {0xDB, 'u'}, {0x2010, '-'}, {0x2011, '-'}, {0x2013, '-'}, {0x2212, '-'}};
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        if (others[i].c == c)
            return others[i].plain;
    if (c < 0x80)
        return c != 0 ? (char)c : '?';
    int32_t digit = u_charDigitValue((UChar32)c);
    return digit >= 0 ? (char)('0' + digit) : '?';
}

bool
jd__norm_digits(struct jd_str text, char out[static 96], size_t *out_size)
{
    size_t at = 0;
    size_t n = 0;
    while (at < text.size) {
        char c = plain(jd__utf8_next(text, &at));
        if (c == '\0' || (c == ' ' && n == 0))
            continue;
        if (n == 96)
            return false;
        out[n++] = c;
    }
    while (n > 0 && out[n - 1] == ' ')
        n--;
    *out_size = n;
    return true;
}

/* All zeros or all nines between the signs: nothing was known. */
static bool
is_filler(struct jd_str ascii)
{
    size_t digits = 0;
    size_t same = 0;
    char first = '0';
    for (size_t i = 0; i < ascii.size; i++) {
        if (jd__is_letter(ascii.data[i]))
            return false;
        if (!jd__is_digit(ascii.data[i]))
            continue;
        first = digits == 0 ? ascii.data[i] : first;
        same += ascii.data[i] == first;
        digits++;
    }
    return digits == 0 || (same == digits && digits >= 6 && (first == '0' || first == '9'));
}

enum jd_status
jd__norm_date(struct jd__norm *norm, struct jd_str text, struct jd__date *out_date,
    struct jd_error *err)
{
    char ascii[96];
    size_t size = 0;
    size_t end = 0;
    struct jd__date date;
    if (!jd__norm_digits(text, ascii, &size))
        return jd__fail(err, JD_E_INPUT, "too long for a date");
    struct jd_str all = {ascii, size};
    if (is_filler(all)) {
        *out_date = (struct jd__date){.precision = JD__PRECISION_NONE};
        return JD_OK;
    }
    enum jd_status status = jd__norm_date_at(norm, all, &date, &end, err);
    if (status != JD_OK)
        return status;
    for (size_t i = end; i < size; i++) /* a time of day may follow, and is left */
        if (!jd__is_digit(ascii[i]) && strchr("T :.+-ZAPMapm", ascii[i]) == NULL)
            return jd__fail(err, JD_E_INPUT, "not a date by any pattern of this file");
    *out_date = date;
    return JD_OK;
}
