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

#define DATE_FORM(name, pattern)                                               \
    static void name(                                                          \
        const struct jd__row *row, const char *value, char *text, size_t size) \
    {                                                                          \
        (void)row;                                                             \
        date_as(pattern, value, text, size);                                   \
    }
DATE_FORM(date_mdY, "m/d/Y")
DATE_FORM(date_mdY_time, "m/d/Y H:M")
DATE_FORM(date_dmY, "d.m.Y")
DATE_FORM(date_dmY_time, "d.m.Y H:M")
DATE_FORM(date_Ymd, "Ymd")
DATE_FORM(date_Ymd_time, "Ymd HM")
DATE_FORM(date_slashes, "Y/m/d")
DATE_FORM(date_slashes_time, "Y/m/d H:M")
DATE_FORM(date_dashes, "m-d-Y")
DATE_FORM(date_dashes_time, "m-d-Y H:M")
DATE_FORM(date_only, "Y-m-d")
DATE_FORM(date_space, "Y-m-d H:M")
DATE_FORM(time_only, "H:M")
DATE_FORM(date_chinese, "Y年m月d日")

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

#define DIGITS_FORM(name, pattern)                                             \
    static void name(                                                          \
        const struct jd__row *row, const char *value, char *text, size_t size) \
    {                                                                          \
        (void)row;                                                             \
        digits_as(pattern, value, text, size);                                 \
    }
DIGITS_FORM(phone_brackets, "(999) 999-9999")
DIGITS_FORM(phone_dashes, "999-999-9999")
DIGITS_FORM(phone_dots, "999.999.9999")
DIGITS_FORM(phone_plus, "+19999999999")
DIGITS_FORM(phone_plus_spaces, "+1 999 999 9999")

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
