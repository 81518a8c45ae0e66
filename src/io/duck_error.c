/* SPDX-License-Identifier: Apache-2.0 */
/*
 * duck_error.c - what DuckDB says when it fails, as a status and a line of our own.
 *
 * DuckDB quotes the rows that it cannot read.  So its text is searched for what we know (the
 * kind of error, a line number, a known phrase) and never copied, but for the kinds of error
 * that speak of the statement alone.
 */
#include "io/duck.h"

#include "base/error.h"
#include "base/number.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* The kinds of error, by the words in front. */
static const struct kind {
    const char *prefix;
    enum jd_status status;
    bool shown; /* it speaks of the statement, never of data */
} kinds[] = {
    {"Parser Error: ", JD_E_INPUT, true},
    {"Syntax Error: ", JD_E_INPUT, true},
    {"Binder Error: ", JD_E_INPUT, true},
    {"Catalog Error: ", JD_E_INPUT, true},
    {"Out of Memory Error: ", JD_E_LIMIT, false},
    {"INTERRUPT Error: ", JD_E_CANCELLED, false},
    {"Permission Error: ", JD_E_DENIED, false},
    {"Conversion Error: ", JD_E_INPUT, false},
    {"IO Error: ", JD_E_IO, false},
    {"Fatal Error: ", JD_E_IO, false},
    {"INTERNAL Error: ", JD_E_UNSUPPORTED, false},
    {"Not implemented Error: ", JD_E_UNSUPPORTED, false},
    {"", JD_E_INPUT, false},
};

/* Phrases of DuckDB's readers, the most telling first.  Wrong bytes are the file's fault, not the
 * system's, whatever DuckDB calls it. */
static const struct phrase {
    const char *theirs;
    const char *ours;
    enum jd_status status; /* JD_OK: that of the kind */
} phrases[] = {
    {"not utf-8 encoded", "not UTF-8", JD_E_INPUT},
    {"invalid UTF-8", "not UTF-8", JD_E_INPUT},
    {"Invalid string encoding", "not UTF-8", JD_E_INPUT},
    {"is not utf-16 encoded", "not UTF-16", JD_E_INPUT},
    {"Maximum line size", "a row that is longer than the limit", JD_E_INPUT},
    {"maximum_object_size", "a record that is longer than the limit", JD_E_INPUT},
    {"Expected Number of Columns", "another number of fields than the header has",
        JD_E_INPUT},
    {"unterminated quote", "a quote that is not closed", JD_E_INPUT},
    {"reached an invalid state", "mixed line ends, or a quote out of place", JD_E_INPUT},
    {"duplicate key", "a key that stands twice in one record", JD_E_INPUT},
    {"Malformed JSON", "not well-formed JSON", JD_E_INPUT},
    {"No magic bytes", "not a Parquet file", JD_E_INPUT},
    {"too small to be a Parquet file", "not a Parquet file", JD_E_INPUT},
    {"No files found", "no such file", JD_E_NOT_FOUND},
    {"No such file", "no such file", JD_E_NOT_FOUND},
    {"Is a directory", "a folder, not a file", JD_OK},
    {"Permission denied", "the system gives no access", JD_OK},
    {"No space left", "no space left on the device", JD_OK},
    {"File too large", "the file is larger than the system lets it be", JD_OK},
    {"Disk quota exceeded", "no space left: the quota is used up", JD_OK},
    {"Input is not a GZIP stream", "not a gzip file", JD_E_INPUT},
    {"Failed to decode gzip", "a damaged gzip file", JD_E_INPUT},
    {"ZSTD", "a damaged Zstandard file, or too little memory for one", JD_E_INPUT},
    {"Unknown frame descriptor", "not a Zstandard file", JD_E_INPUT},
    {"Conversion Error", "a value that its type does not take (TRY_CAST gives null for it)",
        JD_OK},
    {"Could not convert",
        "a value that its type does not take (TRY_CAST gives null for it)", JD_OK},
    {"TProtocolException", "a damaged Parquet file", JD_E_INPUT},
};

static const struct phrase *
phrase_of(const char *text)
{
    for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++)
        if (strstr(text, phrases[i].theirs) != NULL)
            return &phrases[i];
    return NULL;
}

static const char *
ours_of(const struct kind *kind)
{
    switch (kind->status) {
    case JD_E_LIMIT:
        return "more memory is needed than the limit allows";
    case JD_E_CANCELLED:
        return "stopped";
    case JD_E_DENIED:
        return "not allowed";
    case JD_E_UNSUPPORTED:
        return "DuckDB cannot do this";
    case JD_E_IO:
        return "the system could not read or write";
    case JD_OK:
    case JD_E_NOMEM:
    case JD_E_ARG:
    case JD_E_INPUT:
    case JD_E_NOT_FOUND:
    case JD_E_CONFLICT:
    case JD_E_CORRUPT:
        break;
    }
    return "cannot be read as what it is said to be";
}

static bool
ends_with(const char *text, const char *ending)
{
    size_t size = strlen(text);
    size_t end = strlen(ending);
    return size >= end && strcmp(text + size - end, ending) == 0;
}

/*
 * Where a reader stood, as "line 7: "; empty if it does not say.  Of malformed JSON, DuckDB
 * 1.5 names the line behind the one that is wrong.  A line of the statement counts where the
 * statement is a file, and speaks of itself: a failed cast in a view names a line of ours.
 */
static void
find_place(const char *text, bool of_statement, char out[static 48])
{
    static const struct {
        const char *theirs;
        const char *ours;
    } places[] = {
        {"CSV Error on Line: ", "line"}, {" in line ", "line"},
        {" in record/value ", "record"}, {"\nLINE ", "line"}, /* of the statement */
    };
    int64_t number = 0;
    out[0] = '\0';
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        const char *at = strstr(text, places[i].theirs);
        if (at == NULL || (places[i].theirs[0] == '\n' && !of_statement))
            continue;
        at += strlen(places[i].theirs);
        struct jd_str digits = {at, strspn(at, "0123456789")};
        if (!jd__parse_int(digits, &number))
            continue;
        if (strstr(text, "Malformed JSON") != NULL && number > 1)
            number--;
        (void)snprintf(out, 48, "%s %" PRId64 ": ", places[i].ours, number);
        return;
    }
}

enum jd_status
jd__duck_fail(const char *text, const char *where, struct jd_error *err)
{
    text = text != NULL ? text : "";
    const struct kind *kind = kinds;
    while (strncmp(text, kind->prefix, strlen(kind->prefix)) != 0)
        kind++;
    const char *gap = where != NULL ? ": " : "";
    where = where != NULL ? where : "";
    char place[48];
    find_place(text, kind->shown && ends_with(where, ".sql"), place);
    if (kind->shown) {
        text += strlen(kind->prefix);
        return jd__fail(err, kind->status, "%.100s%s%s%.*s", where, gap, place,
            (int)strcspn(text, "\n"), text);
    }
    const struct phrase *phrase = phrase_of(text);
    const char *ours = phrase != NULL ? phrase->ours : ours_of(kind);
    enum jd_status status =
        phrase != NULL && phrase->status != JD_OK ? phrase->status : kind->status;
    return jd__fail(err, status, "%.100s%s%s%s", where, gap, place, ours);
}

enum jd_status
jd__duck_fail_bind(const char *text, const char *where, struct jd_error *err)
{
    const char *kind = text != NULL ? strstr(text, "Error: ") : NULL;
    text = kind != NULL ? kind + strlen("Error: ") : "this cannot be bound";
    return jd__fail(err, JD_E_INPUT, "%s%s%.*s", where != NULL ? where : "",
        where != NULL ? ": " : "", (int)strcspn(text, "\n"), text);
}
