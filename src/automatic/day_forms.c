/* SPDX-License-Identifier: Apache-2.0 */
/* day_forms.c - days as people write them, read by one format for a whole column. */
#include "automatic/fold.h"

#include "base/calendar.h"
#include "base/str.h"

/* The numbers and words of a text, at most `MOST_GROUPS`. */
enum { MOST_GROUPS = 8 };

struct groups {
    struct jd_str at[MOST_GROUPS];
    bool is_number[MOST_GROUPS];
    size_t n;
};

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static struct groups
split(struct jd_str text)
{
    struct groups groups = {0};
    for (size_t i = 0; i < text.size && groups.n < MOST_GROUPS;) {
        size_t start = i;
        bool number = is_digit(text.data[i]);
        while (i < text.size && (number ? is_digit(text.data[i]) : is_letter(text.data[i])))
            i++;
        if (i == start) {
            i++;
            continue;
        }
        groups.at[groups.n] = (struct jd_str){text.data + start, i - start};
        groups.is_number[groups.n++] = number;
    }
    return groups;
}

static bool
begins(struct jd_str word, const char *with)
{
    size_t size = strlen(with);
    return word.size >= size && memcmp(word.data, with, size) == 0;
}

/* The month of a word in normal form by what it begins with, or 0: English, German, Dutch,
 * French, Spanish, Portuguese, Italian and their like. */
static unsigned
month_of(struct jd_str word)
{
    static const char *const months[12][5] = {{"jan", "ene", "gen"}, {"feb", "fev"},
        {"mar", "maa", "mrz"}, {"apr", "avr", "abr"}, {"may", "mai", "mag", "mei", "maj"},
        {"jun", "juin", "giu"}, {"jul", "juil", "lug"}, {"aug", "aou", "ago", "avg"},
        {"sep", "set"}, {"oct", "okt", "ott", "out"}, {"nov"},
        {"dec", "dez", "dic", "des"}};
    for (unsigned m = 0; m < 12; m++)
        for (size_t i = 0; i < 5 && months[m][i] != NULL; i++)
            if (begins(word, months[m][i]))
                return m + 1;
    return 0;
}

static unsigned
number_of(struct jd_str digits)
{
    unsigned number = 0;
    for (size_t i = 0; i < digits.size && i < 4; i++)
        number = number * 10 + (unsigned)(digits.data[i] - '0');
    return number;
}

/* Four digits, or two: those up to 30 are of this century. */
static bool
year_of(struct jd_str digits, unsigned *out_year)
{
    *out_year = number_of(digits);
    if (digits.size == 2)
        *out_year += *out_year <= 30 ? 2000 : 1900;
    return digits.size == 4 || digits.size == 2;
}

static enum jd__day_fit
write_day(unsigned year, unsigned month, unsigned day, char out[static 8])
{
    const unsigned parts[] = {year / 100 % 100, year % 100, month % 100, day % 100};
    for (size_t i = 0; i < 4; i++) {
        out[2 * i] = (char)('0' + parts[i] / 10);
        out[2 * i + 1] = (char)('0' + parts[i] % 10);
    }
    bool real = year >= 1000 && year <= 2200 && month >= 1 && month <= 12 && day >= 1 &&
                day <= jd__days_in_month(year, month);
    return real ? JD__DAY_REAL : JD__DAY_SHAPED;
}

/* Eight digits and nothing else. */
static enum jd__day_fit
read_eight(struct jd_str text, bool year_first, char out[static 8])
{
    if (text.size != 8)
        return JD__DAY_NONE;
    for (size_t i = 0; i < 8; i++)
        if (!is_digit(text.data[i]))
            return JD__DAY_NONE;
    const char *at = text.data;
    unsigned pair[4] = {0};
    for (size_t i = 0; i < 4; i++)
        pair[i] = number_of((struct jd_str){at + 2 * i, 2});
    return year_first ? write_day(pair[0] * 100 + pair[1], pair[2], pair[3], out)
                      : write_day(pair[2] * 100 + pair[3], pair[1], pair[0], out);
}

/* 5 July 2017; July 5th, 2017; 2017 Jul 5; 5 de julio de 2017: behind these a time may stand. */
static enum jd__day_fit
read_words(const struct groups *g, char out[static 8])
{
    unsigned month = 0, day = 0, year = 0;
    for (size_t i = 0; i < g->n && (month == 0 || day == 0 || year == 0); i++) {
        if (!g->is_number[i])
            month = month == 0 ? month_of(g->at[i]) : month;
        else if (g->at[i].size <= 2 && day == 0)
            day = number_of(g->at[i]);
        else if (!year_of(g->at[i], &year))
            return JD__DAY_NONE;
    }
    bool whole = month != 0 && day != 0 && year != 0;
    return whole ? write_day(year, month, day, out) : JD__DAY_NONE;
}

static enum jd__day_fit
read_groups(const struct groups *g, enum jd__day_format format, char out[static 8])
{
    static const uint8_t places[][3] = {/* of year, month, day */
        [JD__DAY_YMD] = {0, 1, 2},
        [JD__DAY_DMY] = {2, 1, 0},
        [JD__DAY_MDY] = {2, 0, 1}};
    unsigned year = 0;
    for (size_t i = 0; i < 3; i++)
        if (g->n < 3 || !g->is_number[i] || (i != places[format][0] && g->at[i].size > 2))
            return JD__DAY_NONE;
    if (!year_of(g->at[places[format][0]], &year) ||
        (format == JD__DAY_YMD && g->at[0].size != 4))
        return JD__DAY_NONE;
    return write_day(year, number_of(g->at[places[format][1]]),
        number_of(g->at[places[format][2]]), out);
}

enum jd__day_fit
jd__day_read(struct jd_str text, enum jd__day_format format, char out[static 8])
{
    while (text.size > 0 && text.data[0] == ' ')
        text.data++, text.size--;
    while (text.size > 0 && text.data[text.size - 1] == ' ')
        text.size--;
    if (text.size < 6 || text.size > 40)
        return JD__DAY_NONE;
    if (format == JD__DAY_YMD8 || format == JD__DAY_DMY8)
        return read_eight(text, format == JD__DAY_YMD8, out);
    struct groups groups = split(text);
    if (format == JD__DAY_WORDS) {
        char room[JD__NORMAL_SIZE];
        groups = split((struct jd_str){room, jd__fold(text, false, room)});
        return read_words(&groups, out);
    }
    /* Behind the day a time may stand, before it nothing. */
    if (!is_digit(text.data[0]) || (groups.n > 3 && text.size < 13))
        return JD__DAY_NONE;
    return read_groups(&groups, format, out);
}

enum jd__day_fit
jd__day_read_any(struct jd_str text, struct jd__day_reading reading, char out[static 8])
{
    const enum jd__day_format others[] = {JD__DAY_YMD, JD__DAY_WORDS,
        reading.month_first ? JD__DAY_MDY : JD__DAY_DMY,
        reading.month_first ? JD__DAY_DMY : JD__DAY_MDY, JD__DAY_YMD8};
    char other[8] = "";
    enum jd__day_fit fit = jd__day_read(text, reading.first, out);
    for (size_t i = 0; fit != JD__DAY_REAL && i < sizeof(others) / sizeof(others[0]); i++)
        if (jd__day_read(text, others[i], other) == JD__DAY_REAL) {
            memcpy(out, other, sizeof(other));
            fit = JD__DAY_REAL;
        }
    return fit;
}
