/* SPDX-License-Identifier: Apache-2.0 */
/*
 * characters.c - text for a reader's eyes, character by character.
 *
 * A value of a record may hold anything.  What could move the cursor, colour, or turn round
 * what stands beside it is shown as '?', and so is a byte that is no UTF-8: a terminal might
 * take it for a control of its own.
 */
#include "cli/cli.h"
#include "cli/platform.h"

#include <string.h>

/* What makes a terminal with the algorithm of UAX 9 write to the left from here on. */
static bool
is_leftward(uint32_t code)
{
    return (code >= 0x590 && code < 0x900) || (code >= 0xFB1D && code < 0xFE00) ||
           (code >= 0xFE70 && code < 0xFEFF) || (code >= 0x10800 && code < 0x11000) ||
           (code >= 0x1E800 && code < 0x1F000);
}

/* U+2028 to U+202E and U+2066 to U+2069: new lines, and what turns the text round. */
static bool
is_turn(uint32_t code)
{
    return (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

struct cli_character
cli_character(const char *text)
{
    uint32_t code = 0;
    struct cli_character c = {0};
    c.size = platform_character(text, &code, &c.columns);
    c.is_safe = c.columns >= 0 && !is_turn(code);
    c.is_leftward = is_leftward(code);
    if (!c.is_safe)
        c.columns = 1;
    return c;
}

static void
put_character(const char *text, const struct cli_character *c, FILE *to)
{
    if (c->is_safe)
        (void)fwrite(text, 1, c->size, to);
    else
        (void)fputc('?', to);
}

void
cli_put(const char *text, FILE *to)
{
    while (*text != '\0') {
        struct cli_character c = cli_character(text);
        put_character(text, &c, to);
        text += c.size;
    }
}

int
cli_columns(const char *text)
{
    int columns = 0;
    while (*text != '\0') {
        struct cli_character c = cli_character(text);
        columns += c.columns;
        text += c.size;
    }
    return columns;
}

/* A part of a text that is written at once. */
struct part {
    const char *end;
    int left; /* columns that it does not fill */
    bool is_leftward;
};

/* What fills at most `columns`, one character at least; behind a blank or a slash, if one is
 * in the second half. */
static struct part
find_part(const char *text, int columns, bool at_blanks)
{
    struct part part = {text, columns, false}, blank = part;
    while (*part.end != '\0') {
        struct cli_character c = cli_character(part.end);
        if (c.columns > part.left && part.end > text)
            return at_blanks && 2 * blank.left < columns ? blank : part;
        part.end += c.size;
        part.left = part.left > c.columns ? part.left - c.columns : 0;
        part.is_leftward |= c.is_leftward;
        if (part.end[-1] == ' ' || part.end[-1] == '/')
            blank = part;
    }
    return part;
}

int
cli_put_part(const char **inout_text, int columns, bool is_last, FILE *to)
{
    /* Marks to write on to the right: else a terminal turns the cells beside it as well. */
    static const char rightward[] = "\u200E";
    const char *text = *inout_text;
    bool cut = is_last && cli_columns(text) > columns;
    struct part part = find_part(text, columns - cut, !is_last);
    *inout_text = part.end;
    if (part.is_leftward)
        (void)fputs(rightward, to);
    while (text < part.end) {
        struct cli_character c = cli_character(text);
        put_character(text, &c, to);
        text += c.size;
    }
    if (cut)
        (void)fputs("…", to);
    if (part.is_leftward)
        (void)fputs(rightward, to);
    return part.left;
}

int
cli_compare(struct jd_str a, struct jd_str b)
{
    size_t size = a.size < b.size ? a.size : b.size;
    int order = size > 0 ? memcmp(a.data, b.data, size) : 0;
    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}
