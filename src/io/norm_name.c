/* SPDX-License-Identifier: Apache-2.0 */
/*
 * norm_name.c - words: names, addresses, and the few words for a sex.
 *
 * A word is a run of letters and digits; an apostrophe inside joins (O'Brien is obrien), any
 * other sign parts (Smith-Jones is smith jones).  Particles stay: de la cruz.
 */
#include "io/norm_parts.h"

#include "base/error.h"
#include "base/str.h"
#include "io/norm_words.h"

/* What a character does to words. */
enum sign {
    SIGN_LETTER, /* it belongs to a word */
    SIGN_JOIN,   /* it is left out, and the word goes on */
    SIGN_GAP,    /* it parts words */
    SIGN_WORD,   /* it is a word of its own */
};

static enum sign
sign_of(char c, bool with_number_sign)
{
    if ((c >= 'a' && c <= 'z') || jd__is_digit(c))
        return SIGN_LETTER;
    if (c == '\'' || c == '`' || c == '"')
        return SIGN_JOIN;
    return with_number_sign && c == '#' ? SIGN_WORD : SIGN_GAP;
}

/* Write a text's words with single blanks. */
static enum jd_status
write_words(struct jd__norm *norm, struct jd_str text, bool with_number_sign,
    struct jd__buf *words, struct jd_error *err)
{
    struct jd__buf ascii;
    jd__buf_init(&ascii, &norm->alloc, 1, 0);
    enum jd_status status = jd__norm_ascii(norm, text, &ascii, err);
    if (status == JD_OK) /* each sign may become a word with a blank before it */
        status = jd__buf_reserve(words, 2 * ascii.n + 1, err);
    const char *from = ascii.data;
    bool gap = false;
    for (size_t i = 0; status == JD_OK && i < ascii.n; i++) {
        char c = jd__lower(from[i]);
        enum sign sign = sign_of(c, with_number_sign);
        bool word = sign == SIGN_LETTER || sign == SIGN_WORD;
        if (word && (gap || sign == SIGN_WORD) && words->n > 0)
            status = jd__buf_append(words, " ", 1, err);
        if (word && status == JD_OK)
            status = jd__buf_append(words, &c, 1, err);
        if (sign != SIGN_JOIN)
            gap = sign != SIGN_LETTER;
    }
    jd__buf_done(&ascii);
    return status;
}

enum jd_status
jd__norm_name(struct jd__norm *norm, struct jd_str text, struct jd_error *err)
{
    return write_words(norm, text, false, &norm->out, err);
}

static struct jd_str
short_form(struct jd_str word)
{
    size_t low = 0;
    size_t high = jd__n_address_words;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = jd__str_compare(word, jd__str(jd__address_words[middle].word));
        if (order == 0)
            return jd__str(jd__address_words[middle].form);
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return word;
}

enum jd_status
jd__norm_address(struct jd__norm *norm, struct jd_str text, struct jd_error *err)
{
    struct jd__buf words;
    jd__buf_init(&words, &norm->alloc, 1, 0);
    enum jd_status status = write_words(norm, text, true, &words, err);
    size_t end = 0;
    bool after_unit = false;
    for (size_t at = 0; at < words.n && status == JD_OK; at = end + 1) {
        const char *data = words.data;
        const char *gap = memchr(data + at, ' ', words.n - at);
        end = gap != NULL ? (size_t)(gap - data) : words.n;
        struct jd_str form = short_form((struct jd_str){data + at, end - at});
        bool unit = jd__str_is(form, "apt");
        if (form.size == 0 || (unit && after_unit)) /* Apartment #4B says it twice */
            continue;
        after_unit = unit;
        if (norm->out.n > 0)
            status = jd__buf_append(&norm->out, " ", 1, err);
        if (status == JD_OK)
            status = jd__buf_text(&norm->out, form, err);
    }
    jd__buf_done(&words);
    return status;
}

enum jd_status
jd__norm_sex(struct jd__norm *norm, struct jd_str text, struct jd_error *err)
{
    enum jd_status status = jd__norm_name(norm, text, err);
    if (status != JD_OK)
        return status;
    struct jd_str word = {norm->out.data, norm->out.n};
    for (size_t i = 0; i < jd__n_sex_words; i++) {
        if (!jd__str_is(word, jd__sex_words[i].word))
            continue;
        norm->out.n = 0;
        return jd__buf_text(&norm->out, jd__str(jd__sex_words[i].form), err);
    }
    return jd__fail(err, JD_E_INPUT, "no known word for a sex");
}
