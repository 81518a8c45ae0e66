/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evaluate_groups.c - false and missed links by group, and how unequal they are;
 * docs/reference/evaluate.md has the definitions.
 */
#include "cli/evaluate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A ratio above this is a defect. */
#define MOST_RATIO 1.5
/* The 97.5 % point of the normal distribution. */
#define Z 1.959963984540054

/* ---- what a cell is grouped by ---- */

static const char *
kind_of(const char *by)
{
    const char *colon = strrchr(by, ':');
    bool is_kind =
        colon != NULL && (strcmp(colon, ":decade") == 0 || strcmp(colon, ":script") == 0);
    return is_kind ? colon : by + strlen(by);
}

enum jd_status
grouping_find(const char *by, const struct jd_table *table, uint32_t *out_column,
    struct jd_error *err)
{
    char name[300];
    (void)snprintf(name, sizeof(name), "%.*s", (int)(kind_of(by) - by), by);
    *out_column = jd_table_find(table, name);
    if (*out_column == JD_NONE)
        return LINKING_FAIL(err, JD_E_INPUT, "there is no column %.100s in table %.100s",
            name, jd_table_name(table));
    return JD_OK;
}

/* The first four digits in a row are the year; null where there are none. */
static struct jd_value
decade_of(struct jd_value cell, char room[static 8])
{
    int64_t year = 0;
    size_t n = 0;
    for (size_t i = 0; cell.type == JD_TYPE_TEXT && i < cell.text.size && n < 4; i++) {
        bool is_digit = cell.text.data[i] >= '0' && cell.text.data[i] <= '9';
        year = !is_digit ? 0 : year * 10 + (cell.text.data[i] - '0');
        n = !is_digit ? 0 : n + 1;
    }
    if (cell.type == JD_TYPE_DATE || cell.type == JD_TYPE_TIME) {
        double days = (double)cell.integer / (cell.type == JD_TYPE_TIME ? 86400e6 : 1);
        year = (int64_t)floor(1970 + days / 365.2425); /* a day off at the turn of a year */
        n = 4;
    }
    if (n < 4 || year < 0 || year > 9999)
        return jd_null();
    (void)snprintf(room, 8, "%03d0s", (int)(year / 10) % 1000);
    return jd_text(room);
}

enum {
    LATIN,
    LATIN_MARKED,
    GREEK,
    CYRILLIC,
    HEBREW,
    ARABIC,
    INDIC,
    THAI,
    KANA,
    HANGUL,
    HAN,
    OTHER,
    N_SCRIPTS
};

/* By Unicode's blocks; what lies in none is no letter that tells. */
static int
script_of_character(uint32_t c)
{
    static const struct {
        uint32_t first, last;
        int script;
    } blocks[] = {{'A', 'Z', LATIN}, {'a', 'z', LATIN}, {0xC0, 0xD6, LATIN_MARKED},
        {0xD8, 0xF6, LATIN_MARKED}, {0xF8, 0x24F, LATIN_MARKED}, {0x370, 0x3FF, GREEK},
        {0x400, 0x52F, CYRILLIC}, {0x530, 0x58F, OTHER}, {0x590, 0x5FF, HEBREW},
        {0x600, 0x6FF, ARABIC}, {0x750, 0x77F, ARABIC}, {0x900, 0xDFF, INDIC},
        {0xE00, 0xE7F, THAI}, {0xE80, 0x10FF, OTHER}, {0x1100, 0x11FF, HANGUL},
        {0x1200, 0x1DFF, OTHER}, {0x1E00, 0x1EFF, LATIN_MARKED}, {0x1F00, 0x1FFF, GREEK},
        {0x3040, 0x30FF, KANA}, {0x3400, 0x9FFF, HAN}, {0xAC00, 0xD7AF, HANGUL},
        {0xF900, 0xFAFF, HAN}, {0xFB50, 0xFDFF, ARABIC}, {0xFE70, 0xFEFE, ARABIC},
        {0x20000, 0x3FFFF, HAN}};
    for (size_t i = 0; i < sizeof(blocks) / sizeof(*blocks); i++)
        if (c >= blocks[i].first && c <= blocks[i].last)
            return blocks[i].script;
    return N_SCRIPTS;
}

/* The next character of UTF-8 that io has checked. */
static uint32_t
next_character(struct jd_str text, size_t *inout_at)
{
    const unsigned char *s = (const unsigned char *)text.data + *inout_at;
    size_t left = text.size - *inout_at;
    size_t n = s[0] < 0x80 ? 1 : s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;
    uint32_t c = n == 1 ? s[0] : s[0] & (0x7Fu >> n);
    n = n < left ? n : left;
    for (size_t i = 1; i < n; i++)
        c = c << 6 | (s[i] & 0x3Fu);
    *inout_at += n;
    return c;
}

/* The script of the letters; Latin with and without marks is one with marks. */
static struct jd_value
script_of(struct jd_value cell)
{
    static const char *const names[] = {"Latin", "Latin with marks", "Greek", "Cyrillic",
        "Hebrew", "Arabic", "Indic", "Thai", "Kana", "Hangul", "Han", "other"};
    int found = N_SCRIPTS;
    for (size_t at = 0; cell.type == JD_TYPE_TEXT && at < cell.text.size;) {
        int script = script_of_character(next_character(cell.text, &at));
        if (script == N_SCRIPTS || script == found)
            continue;
        if (found == N_SCRIPTS || (found == LATIN && script == LATIN_MARKED))
            found = script;
        else if (!(found == LATIN_MARKED && script == LATIN))
            return jd_text("mixed");
    }
    return found != N_SCRIPTS ? jd_text(names[found]) : jd_null();
}

void
grouping_put(struct grouping *grouping, uint32_t record, struct jd_value cell)
{
    const char *kind = kind_of(grouping->by);
    struct jd_value value = cell;
    if (strcmp(kind, ":decade") == 0)
        value = decade_of(cell, grouping->room + (size_t)record * 8);
    else if (strcmp(kind, ":script") == 0)
        value = script_of(cell);
    if (value.type == JD_TYPE_TEXT && value.text.size == 0)
        value = jd_null();
    grouping->values[record] = value;
}

/* ---- a group's links ---- */

struct group {
    struct jd_value value; /* null: none */
    uint64_t n_records;
    uint64_t parts[2];  /* ends of links that are false; of real ones that are missed */
    uint64_t wholes[2]; /* ends of all links; of all real ones */
};

static json_t *
group_name(struct jd_value value)
{
    char text[40];
    switch (value.type) {
    case JD_TYPE_NULL:
        return json_string("(none)");
    case JD_TYPE_TEXT:
        return json_stringn(value.text.data, value.text.size);
    case JD_TYPE_REAL:
        (void)snprintf(text, sizeof(text), "%g", value.real);
        return json_string(text);
    case JD_TYPE_INT:
    case JD_TYPE_BOOL:
    case JD_TYPE_DATE:
    case JD_TYPE_TIME:
    case JD_TYPE_LIST:
        break;
    }
    (void)snprintf(text, sizeof(text), "%lld", (long long)value.integer);
    return json_string(text);
}

/* Groups in order of their values, that of none last. */
static void
count_groups(const struct evaluation *e, const uint32_t *numbers, struct group *groups,
    uint32_t none)
{
    for (uint32_t i = 0; i < e->n; i++) {
        struct group *group = &groups[numbers[i] != JD_NONE ? numbers[i] : none];
        const struct jd_overlap *o = &e->overlaps[i];
        group->n_records++;
        group->wholes[0] += o->n_left - 1;
        group->parts[0] += o->n_left - o->n_both;
        group->wholes[1] += o->n_right - 1;
        group->parts[1] += o->n_right - o->n_both;
    }
}

static bool
is_compared(const struct group *group, int what)
{
    return group->value.type != JD_TYPE_NULL && group->wholes[what] >= EVALUATE_LEAST;
}

static json_t *
row_of(const char *by, const struct group *group)
{
    static const char *const names[2][3] = {{"links", "false_links", "false_rate"},
        {"real_links", "missed_links", "missed_rate"}};
    json_t *row = json_object();
    (void)json_object_set_new(row, "by", json_string(by));
    (void)json_object_set_new(row, "group", group_name(group->value));
    (void)json_object_set_new(row, "records", json_integer((json_int_t)group->n_records));
    for (int what = 0; what < 2; what++) {
        (void)json_object_set_new(
            row, names[what][0], json_integer((json_int_t)group->wholes[what]));
        (void)json_object_set_new(
            row, names[what][1], json_integer((json_int_t)group->parts[what]));
        (void)json_object_set_new(
            row, names[what][2], evaluate_rate(group->parts[what], group->wholes[what]));
    }
    (void)json_object_set_new(
        row, "compared", json_boolean(is_compared(group, 0) || is_compared(group, 1)));
    return row;
}

/* ---- how unequal ---- */

/* A rate for ratios: none at all counts as half a link (Haldane 1956, Anscombe 1956). */
static double
rate_of(const struct group *group, int what)
{
    double part = (double)group->parts[what], whole = (double)group->wholes[what];
    return part > 0 ? part / whole : 0.5 / (whole + 1);
}

/* One end of Wilson's 95 % interval of a rate (Wilson 1927); side -1 the lower, 1 the upper. */
static double
wilson(const struct group *group, int what, double side)
{
    double n = (double)group->wholes[what], p = (double)group->parts[what] / n;
    double half = Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
    return (p + Z * Z / (2 * n) + side * half) / (1 + Z * Z / n);
}

/* The highest rate to the lowest, of groups that are compared; NULL for fewer than two. */
static json_t *
ratio_of(const char *by, const struct group *groups, uint32_t n, int what)
{
    const struct group *highest = NULL, *lowest = NULL;
    uint32_t n_compared = 0;
    uint64_t n_parts = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (!is_compared(&groups[i], what))
            continue;
        n_compared++;
        n_parts += groups[i].parts[what];
        if (highest == NULL || rate_of(&groups[i], what) > rate_of(highest, what))
            highest = &groups[i];
        if (lowest == NULL || rate_of(&groups[i], what) < rate_of(lowest, what))
            lowest = &groups[i];
    }
    if (n_compared < 2)
        return NULL;
    double ratio = n_parts > 0 ? rate_of(highest, what) / rate_of(lowest, what) : 1;
    json_t *row = json_object();
    (void)json_object_set_new(row, "by", json_string(by));
    (void)json_object_set_new(
        row, "of", json_string(what == 0 ? "false links" : "missed links"));
    (void)json_object_set_new(row, "highest", group_name(highest->value));
    (void)json_object_set_new(row, "lowest", group_name(lowest->value));
    (void)json_object_set_new(row, "ratio", json_real(ratio));
    (void)json_object_set_new(row, "is_defect", json_boolean(ratio > MOST_RATIO));
    (void)json_object_set_new(row, "may_be_chance",
        json_boolean(wilson(highest, what, -1) <= wilson(lowest, what, 1)));
    return row;
}

/* The rows of n groups and one of none, and what they come to. */
static void
put_groups(
    const char *by, const struct group *groups, uint32_t n, json_t *rows, json_t *ratios)
{
    for (uint32_t i = 0; i <= n; i++)
        if (groups[i].n_records > 0)
            (void)json_array_append_new(rows, row_of(by, &groups[i]));
    for (int what = 0; what < 2; what++) {
        json_t *ratio = ratio_of(by, groups, n, what);
        if (ratio != NULL)
            (void)json_array_append_new(ratios, ratio);
    }
}

static enum jd_status
add_grouping(const struct evaluation *e, const struct grouping *grouping, json_t *rows,
    json_t *ratios, struct jd_error *err)
{
    size_t room = (size_t)e->n + 1; /* there are no more groups than records, and none */
    struct jd_value *values = calloc(room, sizeof(*values));
    uint32_t *numbers = calloc(room, sizeof(*numbers));
    uint32_t *firsts = calloc(room, sizeof(*firsts)), n = 0;
    struct group *groups = calloc(room, sizeof(*groups));
    enum jd_status status = JD_OK;
    if (values == NULL || numbers == NULL || firsts == NULL || groups == NULL)
        status = LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", e->n);
    for (uint32_t i = 0; i < e->n && status == JD_OK; i++)
        values[i] = grouping->values[e->records[i]];
    if (status == JD_OK)
        status = evaluate_number(values, e->n, numbers, &n, firsts, err);
    if (status != JD_OK)
        goto done;
    for (uint32_t i = 0; i < n; i++)
        groups[i].value = values[firsts[i]];
    count_groups(e, numbers, groups, n);
    put_groups(grouping->by, groups, n, rows, ratios);
done:
    free(values);
    free(numbers);
    free(firsts);
    free(groups);
    return status;
}

enum jd_status
evaluate_groups(const struct evaluation *e, json_t *body, struct jd_error *err)
{
    json_t *rows = json_array(), *ratios = json_array();
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < e->n_groupings && status == JD_OK; i++)
        status = add_grouping(e, &e->groupings[i], rows, ratios, err);
    (void)json_object_set_new(body, "groups", rows);
    (void)json_object_set_new(body, "ratios", ratios);
    return status;
}
