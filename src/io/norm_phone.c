/* SPDX-License-Identifier: Apache-2.0 */
/*
 * norm_phone.c - telephone numbers as E.164 has them: + and 8 to 15 digits.
 *
 * The rules, in order: an extension is cut off; a number with + has its country's code; so has
 * one with the international prefix (00, and 011 where the code is 1) before it, or of eleven
 * digits and more that begin with the agency's own code; any other is a national one, to which
 * the agency's country is added in place of the trunk prefix.  In
 * North America a national number has ten digits: seven alone cannot be placed.
 */
#include "io/norm_parts.h"

#include "base/error.h"
#include "base/str.h"
#include "io/norm_words.h"

/* The digits of a number, and what stood before them. */
struct number {
    char digits[40];
    size_t n;
    bool has_plus;
};

/* An extension begins with one of these, or with # or ; behind the digits. */
static bool
starts_extension(struct jd_str text, size_t at, size_t n_digits)
{
    char c = text.data[at];
    return n_digits >= 7 && (c == 'x' || c == 'X' || c == '#' || c == ';' || c == ',' ||
                                c == 'e' || c == 'E' || c == '/');
}

/* Signs that stand between digits. */
static bool
is_filler(char c)
{
    return c == ' ' || c == '-' || c == '.' || c == '(' || c == ')' || c == '/' ||
           c == '\t';
}

static bool
read_number(struct jd_str text, struct number *number)
{
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (starts_extension(text, i, number->n))
            break;
        if (text.size - i >= 3 && memcmp(text.data + i, "(0)", 3) == 0 &&
            number->has_plus) {
            i += 2; /* +44 (0)20: the trunk prefix, for those who dial inside */
            continue;
        }
        if (c == '+' && number->n == 0)
            number->has_plus = true;
        else if (jd__is_digit(c) && number->n < sizeof(number->digits))
            number->digits[number->n++] = c;
        else if (!is_filler(c) && !(number->n == 0 && (c == ':' || jd__is_letter(c))))
            return false; /* letters may stand before a number, such as tel: */
    }
    return true;
}

static const struct jd__dialling *
dialling_of(const char *country)
{
    for (size_t i = 0; i < jd__n_dialling; i++)
        if (strcmp(jd__dialling[i].country, country) == 0)
            return &jd__dialling[i];
    return NULL;
}

/* Drop digits from the front. */
static void
drop(struct number *number, size_t n)
{
    number->n -= n;
    memmove(number->digits, number->digits + n, number->n);
}

static bool
starts_with(const struct number *number, const char *digits, size_t at_least)
{
    size_t size = strlen(digits);
    return number->n >= at_least && number->n > size &&
           memcmp(number->digits, digits, size) == 0;
}

/* Is a country's code in front?  An international prefix before it is dropped. */
static bool
has_code(struct number *number, const struct jd__dialling *home, bool american)
{
    bool abroad = american && starts_with(number, "011", 12);
    if (number->has_plus)
        return true;
    if (abroad || starts_with(number, "00", 11)) {
        drop(number, abroad ? 3 : 2);
        return true;
    }
    /* No national number is that long: the code is there, only the + is not. */
    return home != NULL && !american && starts_with(number, home->code, 11);
}

/* Make a number international; false when it cannot be placed. */
static bool
place(struct number *number, const struct jd__dialling *home)
{
    bool american = home != NULL && strcmp(home->code, "1") == 0;
    if (has_code(number, home, american))
        return true;
    if (home == NULL)
        return false;
    size_t code = strlen(home->code);
    size_t trunk = strlen(home->trunk);
    bool dialled = american ? number->n == 11 : number->n > 6 + trunk;
    if (dialled && trunk > 0 && starts_with(number, home->trunk, 0))
        drop(number, trunk);
    if ((american && number->n != 10) || number->n + code > 15)
        return false;
    memmove(number->digits + code, number->digits, number->n);
    memcpy(number->digits, home->code, code);
    number->n += code;
    return true;
}

enum jd_status
jd__norm_phone(struct jd__norm *norm, struct jd_str text, struct jd_error *err)
{
    struct number number = {.n = 0};
    enum jd_status status = jd__norm_ascii(norm, text, &norm->out, err);
    if (status != JD_OK)
        return status;
    struct jd_str ascii = {norm->out.data, norm->out.n};
    if (!read_number(ascii, &number) || number.n == 0)
        return jd__fail(err, JD_E_INPUT, "not a telephone number");
    size_t same = 0;
    while (same < number.n && number.digits[same] == number.digits[0])
        same++;
    norm->out.n = 0;
    if (same ==
        number.n) /* 000-0000, 999 999 9999: filled in where a number was asked for */
        return JD_OK;
    if (!place(&number, dialling_of(norm->country)))
        return jd__fail(err, JD_E_INPUT, "a telephone number without its area or country");
    if (number.n < 8 || number.n > 15)
        return jd__fail(err, JD_E_INPUT, "not the 8 to 15 digits of a telephone number");
    status = jd__buf_append(&norm->out, "+", 1, err);
    return status != JD_OK ? status
                           : jd__buf_append(&norm->out, number.digits, number.n, err);
}
