/* SPDX-License-Identifier: Apache-2.0 */
/*
 * how.c - the forms in which agencies write a value.
 *
 * A date comes as 2017-07-05 or 2017-07-05T14:03; a number of ten digits as ten digits.  A
 * value that is not so (a clerk's error) is written as it stands.
 */
#include "synth/how.h"

#include <stdio.h>
#include <string.h>

typedef void (*form)(const struct jd__row *row, const char *value, char *text, size_t size);

/* A form that writes by a pattern. */
#define FORM(name, as, pattern)                                                \
    static void name(                                                          \
        const struct jd__row *row, const char *value, char *text, size_t size) \
    {                                                                          \
        (void)row;                                                             \
        as(pattern, value, text, size);                                        \
    }

static void
as_is(const struct jd__row *row, const char *value, char *text, size_t size)
{
    (void)row;
    (void)snprintf(text, size, "%s", value);
}

static void
upper(const struct jd__row *row, const char *value, char *text, size_t size)
{
    as_is(row, value, text, size);
    for (; *text != '\0'; text++)
        if (*text >= 'a' && *text <= 'z')
            *text = (char)(*text - 'a' + 'A');
}

static void
lower(const struct jd__row *row, const char *value, char *text, size_t size)
{
    as_is(row, value, text, size);
    for (; *text != '\0'; text++)
        if (*text >= 'A' && *text <= 'Z')
            *text = (char)(*text - 'A' + 'a');
}

/* Year, month, day and time of a date or moment; false for anything else. */
static bool
is_date(const char *value)
{
    size_t size = strlen(value);
    return (size == 10 || size == 16) && value[4] == '-' && value[7] == '-';
}

/* Write by a pattern: Y m d H M stand for the parts, y for the year's last two. */
static void
date_as(const char *pattern, const char *value, char *text, size_t size)
{
    static const char parts[] = "YmdHMy";
    static const uint8_t part_starts[] = {0, 5, 8, 11, 14, 2};
    static const uint8_t part_sizes[] = {4, 2, 2, 2, 2, 2};
    size_t at = 0;
    if (!is_date(value)) {
        (void)snprintf(text, size, "%s", value);
        return;
    }
    for (; *pattern != '\0' && at + 5 < size; pattern++) {
        const char *part = strchr(parts, *pattern);
        if (part == NULL) {
            text[at++] = *pattern;
            continue;
        }
        size_t i = (size_t)(part - parts);
        if (part_starts[i] >= strlen(value)) /* a day without a time ends here */
            break;
        memcpy(text + at, value + part_starts[i], part_sizes[i]);
        at += part_sizes[i];
    }
    while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == 'T'))
        at--;
    text[at] = '\0';
}

FORM(date_mdY, date_as, "m/d/Y")
FORM(date_mdY_time, date_as, "m/d/Y H:M")
FORM(date_dmY, date_as, "d.m.Y")
FORM(date_dmY_time, date_as, "d.m.Y H:M")
FORM(date_Ymd, date_as, "Ymd")
FORM(date_Ymd_time, date_as, "Ymd HM")
FORM(date_slashes, date_as, "Y/m/d")
FORM(date_slashes_time, date_as, "Y/m/d H:M")
FORM(date_dashes, date_as, "m-d-Y")
FORM(date_dashes_time, date_as, "m-d-Y H:M")
FORM(date_dmy, date_as, "d/m/Y")
FORM(date_dmy_time, date_as, "d/m/Y H:M")
FORM(date_only, date_as, "Y-m-d")
FORM(date_space, date_as, "Y-m-d H:M")
FORM(time_only, date_as, "H:M")
FORM(date_chinese, date_as, "Y年m月d日")

/* A year of another count in a date's place, for date_as; false where there is no date. */
static bool
year_put(const char *value, int (*year_of)(const char *value), char other[static 24])
{
    if (!is_date(value))
        return false;
    (void)snprintf(other, 24, "%04d%s", year_of(value), value + 4);
    return true;
}

static int
number_at(const char *value, size_t digits)
{
    int number = 0;
    for (size_t i = 0; i < digits; i++)
        number = number * 10 + (value[i] - '0');
    return number;
}

static int
buddhist_year(const char *value)
{
    return number_at(value, 4) + JD__BUDDHIST_ERA;
}

/* The year of the emperor's reign: Heisei from 8 January 1989, Showa before. */
static bool
is_heisei(const char *value)
{
    return strncmp(value, "1989-01-08", 10) >= 0;
}

static int
reign_year(const char *value)
{
    return number_at(value, 4) - (is_heisei(value) ? 1988 : 1925);
}

/* Buddhist years, Thai digits. */
static void
thai_as(const char *pattern, const char *value, char *text, size_t size)
{
    char other[24];
    char plain[24];
    size_t at = 0;
    date_as(pattern, year_put(value, buddhist_year, other) ? other : value, plain,
        sizeof(plain));
    for (const char *c = plain; *c != '\0' && at + 4 < size; c++)
        if (*c >= '0' && *c <= '9') {
            text[at++] = (char)0xE0;
            text[at++] = (char)0xB9;
            text[at++] = (char)(0x90 + (*c - '0'));
        } else {
            text[at++] = *c;
        }
    text[at] = '\0';
}

/* H29.07.05: the reign's letter and year. */
static void
japanese_as(const char *pattern, const char *value, char *text, size_t size)
{
    char other[24];
    if (!year_put(value, reign_year, other) || size < 2) {
        date_as(pattern, value, text, size);
        return;
    }
    text[0] = is_heisei(value) ? 'H' : 'S';
    date_as(pattern, other, text + 1, size - 1);
}

FORM(date_thai, thai_as, "d/m/Y")
FORM(date_thai_time, thai_as, "d/m/Y H:M")
FORM(date_japanese, japanese_as, "y.m.d")
FORM(date_japanese_time, japanese_as, "y.m.d H:M")

/* Write digits by a pattern: 9 is the next digit; without as many digits, as it stands. */
static void
digits_as(const char *pattern, const char *value, char *text, size_t size)
{
    size_t wanted = 0;
    for (const char *p = pattern; *p != '\0'; p++)
        wanted += *p == '9';
    if (strlen(value) != wanted) {
        (void)snprintf(text, size, "%s", value);
        return;
    }
    size_t at = 0;
    for (; *pattern != '\0' && at + 1 < size; pattern++)
        text[at++] = *pattern == '9' ? *value++ : *pattern;
    text[at] = '\0';
}

FORM(phone_brackets, digits_as, "(999) 999-9999")
FORM(phone_dashes, digits_as, "999-999-9999")
FORM(phone_dots, digits_as, "999.999.9999")
FORM(phone_plus, digits_as, "+19999999999")
FORM(phone_plus_spaces, digits_as, "+1 999 999 9999")

/* "LZ 123 456 785 CN": letters and digits in groups of three after the first two. */
static void
spaced(const struct jd__row *row, const char *value, char *text, size_t size)
{
    (void)row;
    size_t at = 0;
    for (size_t i = 0; value[i] != '\0' && at + 2 < size; i++) {
        if (i >= 2 && (i - 2) % 3 == 0)
            text[at++] = ' ';
        text[at++] = value[i];
    }
    text[at] = '\0';
}

static void
in_fours(const struct jd__row *row, const char *value, char *text, size_t size)
{
    (void)row;
    size_t at = 0;
    for (size_t i = 0; value[i] != '\0' && at + 2 < size; i++) {
        if (i > 0 && i % 4 == 0)
            text[at++] = ' ';
        text[at++] = value[i];
    }
    text[at] = '\0';
}

/* "AB-123": a dash before the last three, as on a plate or a registration. */
static void
dashed(const struct jd__row *row, const char *value, char *text, size_t size)
{
    (void)row;
    size_t length = strlen(value);
    size_t cut = length > 4 ? length - 4 : 0;
    (void)snprintf(
        text, size, "%.*s%s%s", (int)cut, value, cut > 0 ? "-" : "", value + cut);
}

/* "a;b" as ["a","b"]. */
static void
json_list(const struct jd__row *row, const char *value, char *text, size_t size)
{
    (void)row;
    size_t at = 0;
    if (value[0] == '\0' || size < strlen(value) * 3 + 5) {
        text[0] = '\0';
        return;
    }
    text[at++] = '[';
    text[at++] = '"';
    for (; *value != '\0'; value++)
        if (*value == ';') {
            memcpy(text + at, "\",\"", 3);
            at += 3;
        } else {
            text[at++] = *value;
        }
    memcpy(text + at, "\"]", 3);
}

/* "SURNAME, GIVEN MIDDLE SUFFIX" */
static void
last_first(const struct jd__row *row, const char *value, char *text, size_t size)
{
    const char *given = jd__row_get(row, JD__GIVEN_NAME);
    const char *middle = jd__row_get(row, JD__MIDDLE_NAME);
    const char *suffix = jd__row_get(row, JD__SUFFIX);
    (void)value;
    (void)snprintf(text, size, "%s, %s%s%s%s%s", jd__row_get(row, JD__SURNAME), given,
        middle[0] != '\0' ? " " : "", middle, suffix[0] != '\0' ? " " : "", suffix);
}

/* "Given Middle Surname Suffix" */
static void
first_last(const struct jd__row *row, const char *value, char *text, size_t size)
{
    const char *given = jd__row_get(row, JD__GIVEN_NAME);
    const char *middle = jd__row_get(row, JD__MIDDLE_NAME);
    const char *suffix = jd__row_get(row, JD__SUFFIX);
    (void)value;
    (void)snprintf(text, size, "%s%s%s%s%s%s%s", given, given[0] != '\0' ? " " : "", middle,
        middle[0] != '\0' ? " " : "", jd__row_get(row, JD__SURNAME),
        suffix[0] != '\0' ? " " : "", suffix);
}

/* The family name first, nothing between: as Han names are written. */
static void
family_first(const struct jd__row *row, const char *value, char *text, size_t size)
{
    (void)value;
    (void)snprintf(text, size, "%s%s", jd__row_get(row, JD__SURNAME),
        jd__row_get(row, JD__GIVEN_NAME));
}

/* The family name first, a wide blank between. */
static void
family_wide_given(const struct jd__row *row, const char *value, char *text, size_t size)
{
    (void)value;
    (void)snprintf(text, size, "%s\u3000%s", jd__row_get(row, JD__SURNAME),
        jd__row_get(row, JD__GIVEN_NAME));
}

/* Of two surnames the father's, and what is left: the mother's. */
static void
first_word(const struct jd__row *row, const char *value, char *text, size_t size)
{
    (void)row;
    (void)snprintf(text, size, "%.*s", (int)strcspn(value, " "), value);
}

static void
other_words(const struct jd__row *row, const char *value, char *text, size_t size)
{
    (void)row;
    value += strcspn(value, " ");
    (void)snprintf(text, size, "%s", *value == ' ' ? value + 1 : value);
}

/* "4512 Birchwood Ave, Columbus, OH 43215" */
static void
whole_address(const struct jd__row *row, const char *value, char *text, size_t size)
{
    if (value[0] == '\0') {
        text[0] = '\0';
        return;
    }
    (void)snprintf(text, size, "%s, %s, %s %s", value, jd__row_get(row, JD__CITY),
        jd__row_get(row, JD__STATE), jd__row_get(row, JD__POSTAL_CODE));
}

static const struct {
    const char *name;
    form write;
} hows[] = {
    {"as is", as_is},
    {"upper", upper},
    {"lower", lower},
    {"m/d/Y", date_mdY},
    {"m/d/Y H:M", date_mdY_time},
    {"d.m.Y", date_dmY},
    {"d.m.Y H:M", date_dmY_time},
    {"Ymd", date_Ymd},
    {"Ymd HM", date_Ymd_time},
    {"Y/m/d", date_slashes},
    {"Y/m/d H:M", date_slashes_time},
    {"m-d-Y", date_dashes},
    {"m-d-Y H:M", date_dashes_time},
    {"d/m/Y", date_dmy},
    {"d/m/Y H:M", date_dmy_time},
    {"thai d/m/Y", date_thai},
    {"thai d/m/Y H:M", date_thai_time},
    {"japanese Gy.m.d", date_japanese},
    {"japanese Gy.m.d H:M", date_japanese_time},
    {"Y-m-d", date_only},
    {"Y-m-d H:M", date_space},
    {"H:M", time_only},
    {"Y年m月d日", date_chinese},
    {"(999) 999-9999", phone_brackets},
    {"999-999-9999", phone_dashes},
    {"999.999.9999", phone_dots},
    {"+19999999999", phone_plus},
    {"+1 999 999 9999", phone_plus_spaces},
    {"AA 999 999", spaced},
    {"9999 9999", in_fours},
    {"999-9999", dashed},
    {"[list]", json_list},
    {"LAST, FIRST", last_first},
    {"First Last", first_last},
    {"LastFirst", family_first},
    {"Last\u3000First", family_wide_given},
    {"first word", first_word},
    {"other words", other_words},
    {"whole address", whole_address},
};

uint8_t
jd__how_find(const char *name)
{
    for (size_t i = 0; i < sizeof(hows) / sizeof(hows[0]); i++)
        if (strcmp(hows[i].name, name) == 0)
            return (uint8_t)i;
    return JD__HOW_NONE;
}

void
jd__how_apply(
    uint8_t how, const struct jd__row *row, const char *value, char *text, size_t size)
{
    hows[how].write(row, value, text, size);
}
