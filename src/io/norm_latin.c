/* SPDX-License-Identifier: Apache-2.0 */
/*
 * norm_latin.c - any script into ASCII, by ICU.
 *
 * One rule for all scripts gives bad names, so some have their own: Cyrillic by the BGN rules,
 * which passports are nearer to than to ISO 9, with Ukrainian and Serbian told by the letters
 * that only they have; Chinese with the readings that surnames have, and the surname (one
 * character, or a double one) apart from the given name, which is written as one word, as it
 * is abroad; Korean likewise.  Arabic has no short vowels to write: its forms are skeletons
 * (محمد is mhmd), with the endings of فاطمة and مصطفى as the a that they are.
 */
#include "io/norm_parts.h"

#include "base/error.h"
#include "base/utf8.h"

#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

static const char *const ids[JD__N_SCRIPTS] = {
    [JD__SCRIPT_LATIN] = "Latin-ASCII",
    [JD__SCRIPT_RUSSIAN] = "Russian-Latin/BGN; Any-Latin; Latin-ASCII",
    [JD__SCRIPT_UKRAINIAN] =
        "Ukrainian-Latin/BGN; Russian-Latin/BGN; Any-Latin; Latin-ASCII",
    [JD__SCRIPT_SERBIAN] = "Serbian-Latin/BGN; Russian-Latin/BGN; Any-Latin; Latin-ASCII",
    [JD__SCRIPT_HAN] = "Han-Latin/Names; Any-Latin; Latin-ASCII",
    [JD__SCRIPT_ANY] = "Any-Latin; Latin-ASCII",
};

/* Surnames of two characters, simplified and traditional. */
static const UChar double_surnames[][2] = {
    {0x6B27, 0x9633}, {0x6B50, 0x967D}, /* Ouyang */
    {0x53F8, 0x9A6C}, {0x53F8, 0x99AC}, /* Sima */
    {0x4E0A, 0x5B98},                   /* Shangguan */
    {0x8BF8, 0x845B}, {0x8AF8, 0x845B}, /* Zhuge */
    {0x53F8, 0x5F92},                   /* Situ */
    {0x7687, 0x752B},                   /* Huangfu */
    {0x5C09, 0x8FDF}, {0x5C09, 0x9072}, /* Yuchi */
    {0x516C, 0x5B59}, {0x516C, 0x5B6B}, /* Gongsun */
    {0x6155, 0x5BB9},                   /* Murong */
    {0x590F, 0x4FAF},                   /* Xiahou */
    {0x4EE4, 0x72D0},                   /* Linghu */
    {0x5357, 0x5BAB}, {0x5357, 0x5BAE}, /* Nangong */
};

static bool
is_ascii(struct jd_str text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] >= 0x80)
            return false;
    return true;
}

/* NFKC of a text in norm->wide, with room behind it for `grow` times its length. */
static enum jd_status
widen(struct jd__norm *norm, struct jd_str text, size_t grow, int32_t *out_n,
    struct jd_error *err)
{
    UErrorCode code = U_ZERO_ERROR;
    const UNormalizer2 *nfkc = unorm2_getNFKCInstance(&code);
    size_t room = text.size * 18 + 32; /* NFKC's longest: one character becomes 18 */
    norm->wide.n = 0;
    enum jd_status status =
        jd__buf_reserve(&norm->wide, text.size + room * (grow + 1), err);
    if (status != JD_OK)
        return status;
    UChar *wide = norm->wide.data;
    UChar *as_given = wide + room; /* behind, so that both fit */
    int32_t n = 0;
    (void)u_strFromUTF8WithSub(as_given, (int32_t)text.size, &n, text.data,
        (int32_t)text.size, 0xFFFD, NULL, &code);
    if (code == U_STRING_NOT_TERMINATED_WARNING)
        code = U_ZERO_ERROR; /* nobody looks for a NUL */
    *out_n = unorm2_normalize(nfkc, as_given, n, wide, (int32_t)room, &code);
    if (U_FAILURE(code))
        return jd__fail(
            err, JD_E_UNSUPPORTED, "ICU cannot normalize: %s", u_errorName(code));
    return JD_OK;
}

static enum jd_status
narrow(const UChar *wide, int32_t n, struct jd__buf *out, struct jd_error *err)
{
    UErrorCode code = U_ZERO_ERROR;
    int32_t size = 0;
    enum jd_status status = jd__buf_reserve(out, (size_t)n * 3 + 1, err);
    if (status != JD_OK)
        return status;
    char *to = (char *)out->data + out->n;
    (void)u_strToUTF8WithSub(to, n * 3 + 1, &size, wide, n, 0xFFFD, NULL, &code);
    if (U_FAILURE(code))
        return jd__fail(err, JD_E_UNSUPPORTED, "ICU cannot write: %s", u_errorName(code));
    out->n += (size_t)size;
    return JD_OK;
}

/* A Cyrillic letter that only Ukrainian or only Serbian has says which it is. */
static enum jd__script
cyrillic_of(UChar32 c, enum jd__script before)
{
    static const char ukrainian[] = "іїєґІЇЄҐ";
    static const char serbian[] = "ђћџљњјЂЋЏЉЊЈ";
    size_t at = 0;
    while (at < sizeof(ukrainian) - 1)
        if (jd__utf8_next((struct jd_str){ukrainian, sizeof(ukrainian) - 1}, &at) ==
            (uint32_t)c)
            return JD__SCRIPT_UKRAINIAN;
    at = 0;
    while (at < sizeof(serbian) - 1)
        if (jd__utf8_next((struct jd_str){serbian, sizeof(serbian) - 1}, &at) ==
            (uint32_t)c)
            return JD__SCRIPT_SERBIAN;
    return before == JD__SCRIPT_LATIN ? JD__SCRIPT_RUSSIAN : before;
}

/* The character at *i, of one or two units; steps over it. */
static UChar32
next_character(const UChar *wide, int32_t *i, int32_t n)
{
    UChar32 c = wide[(*i)++];
    if ((c & 0xFC00) == 0xD800 && *i < n && (wide[*i] & 0xFC00) == 0xDC00)
        c = 0x10000 + ((c - 0xD800) << 10) + (wide[(*i)++] - 0xDC00);
    return c;
}

/* Which way a text takes: by its letters, and any script's way when they are mixed. */
static enum jd__script
script_of(const UChar *wide, int32_t n)
{
    enum jd__script script = JD__SCRIPT_LATIN;
    for (int32_t i = 0; i < n;) {
        UErrorCode code = U_ZERO_ERROR;
        UChar32 c = next_character(wide, &i, n);
        UScriptCode found = uscript_getScript(c, &code);
        if (found == USCRIPT_HAN)
            script = script == JD__SCRIPT_LATIN ? JD__SCRIPT_HAN : script;
        else if (found == USCRIPT_CYRILLIC)
            script = cyrillic_of(c, script);
        else if (found != USCRIPT_LATIN && found != USCRIPT_COMMON &&
                 found != USCRIPT_INHERITED)
            return JD__SCRIPT_ANY;
    }
    return script;
}

/* How long the surname of a name of nothing but 2 to 4 Han or Hangul characters is; else 0. */
static int32_t
surname_length(const UChar *wide, int32_t n)
{
    UErrorCode code = U_ZERO_ERROR;
    if (n < 2 || n > 4)
        return 0;
    UScriptCode script = uscript_getScript(wide[0], &code);
    for (int32_t i = 0; i < n; i++)
        if (uscript_getScript(wide[i], &code) != script)
            return 0;
    if (script != USCRIPT_HAN && script != USCRIPT_HANGUL)
        return 0;
    for (size_t i = 0; i < sizeof(double_surnames) / sizeof(double_surnames[0]); i++)
        if (n > 2 && double_surnames[i][0] == wide[0] && double_surnames[i][1] == wide[1])
            return 2;
    return 1;
}

/* Arabic's silent endings sound as an a; its stretching stroke is no letter. */
static int32_t
settle_arabic(UChar *wide, int32_t n)
{
    int32_t kept = 0;
    for (int32_t i = 0; i < n; i++) {
        if (wide[i] == 0x0640)
            continue;
        wide[kept++] = wide[i] == 0x0629 || wide[i] == 0x0649 ? 0x0627 : wide[i];
    }
    return kept;
}

static enum jd_status
open_latin(struct jd__norm *norm, enum jd__script script, struct jd_error *err)
{
    UErrorCode code = U_ZERO_ERROR;
    UChar id[96];
    if (norm->latin[script] != NULL)
        return JD_OK;
    (void)u_uastrcpy(id, ids[script]); /* all ASCII, and shorter than 96 */
    norm->latin[script] = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &code);
    if (U_FAILURE(code))
        return jd__fail(err, JD_E_UNSUPPORTED, "ICU has no rules %s", ids[script]);
    return JD_OK;
}

/* Transliterate n characters of `wide`; a word is written without the gaps between syllables. */
static enum jd_status
write_part(struct jd__norm *norm, enum jd__script script, const UChar *wide, int32_t n,
    bool as_word, struct jd__buf *out, struct jd_error *err)
{
    UErrorCode code = U_ZERO_ERROR;
    struct jd__buf part;
    int32_t limit = n;
    int32_t size = n;
    int32_t room = n * 12 + 64; /* the longest syllables, and then some */
    jd__buf_init(&part, &norm->alloc, sizeof(UChar), 0);
    enum jd_status status = jd__buf_reserve(&part, (size_t)room, err);
    if (status == JD_OK) {
        (void)u_memcpy(part.data, wide, n);
        utrans_transUChars(norm->latin[script], part.data, &size, room, 0, &limit, &code);
        if (U_FAILURE(code))
            status = jd__fail(
                err, JD_E_UNSUPPORTED, "ICU cannot transliterate: %s", u_errorName(code));
    }
    UChar *text = part.data;
    int32_t kept = 0;
    for (int32_t i = 0; status == JD_OK && i < size; i++)
        if (!as_word || (text[i] != ' ' && text[i] != '-'))
            text[kept++] = text[i];
    if (status == JD_OK)
        status = narrow(text, kept, out, err);
    jd__buf_done(&part);
    return status;
}

enum jd_status
jd__norm_ascii(
    struct jd__norm *norm, struct jd_str text, struct jd__buf *out, struct jd_error *err)
{
    int32_t n = 0;
    if (is_ascii(text))
        return jd__buf_text(out, text, err);
    enum jd_status status = widen(norm, text, 0, &n, err);
    if (status != JD_OK)
        return status;
    UChar *wide = norm->wide.data;
    n = settle_arabic(wide, n);
    enum jd__script script = script_of(wide, n);
    int32_t surname = surname_length(wide, n);
    status = open_latin(norm, script, err);
    if (status == JD_OK && surname > 0) {
        status = write_part(norm, script, wide, surname, true, out, err);
        if (status == JD_OK)
            status = jd__buf_append(out, " ", 1, err);
    }
    if (status == JD_OK)
        status =
            write_part(norm, script, wide + surname, n - surname, surname > 0, out, err);
    return status;
}

/* Lower-case ASCII and single blanks, in place; returns what is left of n bytes. */
static size_t
squeeze(char *at, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        bool blank = at[i] == ' ' || (at[i] >= '\t' && at[i] <= '\r');
        if (!blank)
            at[kept++] = jd__lower(at[i]);
        else if (kept > 0 && at[kept - 1] != ' ')
            at[kept++] = ' ';
    }
    return kept > 0 && at[kept - 1] == ' ' ? kept - 1 : kept;
}

/* Lower case of any script. */
static enum jd_status
write_lower(
    struct jd__norm *norm, struct jd_str text, struct jd__buf *out, struct jd_error *err)
{
    UErrorCode code = U_ZERO_ERROR;
    int32_t n = 0;
    enum jd_status status = widen(norm, text, 4, &n, err);
    if (status != JD_OK)
        return status;
    UChar *wide = norm->wide.data;
    int32_t room = n * 3 + 16; /* the root locale's lower case at most triples */
    int32_t size = u_strToLower(wide + n, room, wide, n, "", &code);
    if (U_FAILURE(code))
        return jd__fail(err, JD_E_UNSUPPORTED, "ICU cannot lower: %s", u_errorName(code));
    return narrow(wide + n, size, out, err);
}

enum jd_status
jd__norm_lower(
    struct jd__norm *norm, struct jd_str text, struct jd__buf *out, struct jd_error *err)
{
    size_t before = out->n;
    enum jd_status status =
        is_ascii(text) ? jd__buf_text(out, text, err) : write_lower(norm, text, out, err);
    if (status == JD_OK && out->n > before)
        out->n = before + squeeze((char *)out->data + before, out->n - before);
    return status;
}
