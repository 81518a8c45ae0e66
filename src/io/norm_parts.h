/* SPDX-License-Identifier: Apache-2.0 */
/* norm_parts.h - what the files of the normal forms share. */
#ifndef JD_IO_NORM_PARTS_H
#define JD_IO_NORM_PARTS_H

#include "base/buf.h"
#include "io/norm.h"

#include <unicode/ucal.h>
#include <unicode/utrans.h>

/* The longest text that has a form other than TEXT, in bytes. */
#define JD__LIMIT_NORM 1024u

/* The ways into Latin letters, in the order of the identifiers in norm_latin.c. */
enum jd__script {
    JD__SCRIPT_LATIN,
    JD__SCRIPT_RUSSIAN,
    JD__SCRIPT_UKRAINIAN,
    JD__SCRIPT_SERBIAN,
    JD__SCRIPT_HAN,
    JD__SCRIPT_ANY,
};
#define JD__N_SCRIPTS 6

/* The calendars that a date pattern may name, in the order of the table in norm_date.c. */
#define JD__N_CALENDARS 8

struct jd__date_pattern {
    uint8_t calendar;
    const char *text; /* behind the calendar's name; borrowed from `patterns` */
};

struct jd__norm {
    struct jd_alloc alloc;
    char country[3];         /* upper case; empty: not known */
    struct jd__buf text;     /* char: the texts of the patterns, each with its NUL */
    struct jd__buf patterns; /* struct jd__date_pattern */
    char zone[64];
    UCalendar *clock; /* of `clock_zone` */
    char clock_zone[64];
    UCalendar *calendars[JD__N_CALENDARS]; /* opened when first needed */
    UTransliterator *latin[JD__N_SCRIPTS]; /* opened when first needed */
    struct jd__buf wide;                   /* UChar: scratch */
    struct jd__buf out;                    /* char: what jd__norm() gives */
};

/* ASCII letters and digits, whatever the locale says. */
static inline bool
jd__is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool
jd__is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline char
jd__lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Write text as ASCII: NFKC, then Latin letters, then ASCII.  Appended to `out`. */
enum jd_status
jd__norm_ascii(
    struct jd__norm *norm, struct jd_str text, struct jd__buf *out, struct jd_error *err);

/* Lower-case NFKC with single spaces, appended to `out`. */
enum jd_status
jd__norm_lower(
    struct jd__norm *norm, struct jd_str text, struct jd__buf *out, struct jd_error *err);

/* One form each, written into norm->out, which is empty before. */
enum jd_status
jd__norm_name(struct jd__norm *norm, struct jd_str text, struct jd_error *err);
enum jd_status
jd__norm_address(struct jd__norm *norm, struct jd_str text, struct jd_error *err);
enum jd_status
jd__norm_phone(struct jd__norm *norm, struct jd_str text, struct jd_error *err);
enum jd_status
jd__norm_sex(struct jd__norm *norm, struct jd_str text, struct jd_error *err);

/* Read the patterns of the options, or those of the country. */
enum jd_status
jd__norm_set_dates(
    struct jd__norm *norm, const char *const *dates, uint32_t n, struct jd_error *err);

/*
 * Read a date at the start of ASCII text, by the first pattern that fits it up to its end or
 * up to a time of day; *out_end is where it stops.
 */
enum jd_status
jd__norm_date_at(struct jd__norm *norm, struct jd_str ascii, struct jd__date *out_date,
    size_t *out_end, struct jd_error *err);

/* Text with its digits of any script as ASCII and blanks trimmed, for dates and times; false
 * when it is longer than any date. */
bool
jd__norm_digits(struct jd_str text, char out[static 96], size_t *out_size);

/* Open the clock of a zone, or find it open; NULL when there is no such zone. */
UCalendar *
jd__norm_clock(struct jd__norm *norm, const char *zone);

#endif
