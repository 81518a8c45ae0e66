/* SPDX-License-Identifier: Apache-2.0 */
/*
 * value_level.c - how alike two values of one use are: 4 the same, 3 a slip, 2 and 1 less, 0 unlike.
 *
 * A level says what kind of difference there is; what it weighs is learned (fit.c) and set
 * against how many values of the column are at that level by chance (masses.c).
 */
#include "automatic/automatic.h"

#include "base/number.h"
#include "base/str.h"
#include "text/affix.h"

#include <math.h>
#include <stdlib.h>

/* Is the distance at most k?  Normal forms are short, so the kernel asks for no memory but for
 * what differs over more than 64 bytes: those are further apart than any k here. */
static bool
within(const struct jd__sketch *a, const struct jd__sketch *b, uint32_t k)
{
    bool answer = false;
    if (!jd__sketch_may_be_at_most(a, b, k))
        return false;
    struct jd_str x = a->text, y = b->text;
    jd__cut_affixes(&x, &y);
    if (x.size > 64 || y.size > 64)
        return false;
    return jd__damerau_levenshtein_at_most(NULL, x, y, k, &answer, NULL) == JD_OK && answer;
}

static bool
alike(const struct jd__sketch *a, const struct jd__sketch *b, double t)
{
    return jd__sketch_may_jaro_winkler(a, b, t) &&
           jd__jaro_winkler_at_least(a->text, b->text, t);
}

/* A token of a name. */
static unsigned
token_level(const struct jd__sketch *a, const struct jd__sketch *b)
{
    size_t least = a->text.size < b->text.size ? a->text.size : b->text.size;
    size_t most = a->text.size + b->text.size - least;
    if (least == 1)
        return most > 1 && a->text.data[0] == b->text.data[0] ? 1 : 0;
    if (least < 3)
        return 0;
    if (within(a, b, least >= 6 ? 2 : 1) || (least >= 4 && alike(a, b, 0.93)))
        return 3;
    return alike(a, b, 0.85) ? 2 : 0;
}

/* YYYYMMDD; a date that could not be read is another text. */
static unsigned
day_level(const struct jd__sketch *a, const struct jd__sketch *b)
{
    if (within(a, b, 1))
        return 3;
    if (a->text.size != 8 || b->text.size != 8)
        return within(a, b, 2) ? 2 : 0;
    const char *x = a->text.data, *y = b->text.data;
    bool year = memcmp(x, y, 4) == 0, month = memcmp(x + 4, y + 4, 2) == 0;
    bool day = memcmp(x + 6, y + 6, 2) == 0;
    bool crossed = memcmp(x + 4, y + 6, 2) == 0 && memcmp(x + 6, y + 4, 2) == 0;
    if ((year && (month || day || crossed)) || within(a, b, 2))
        return 2;
    return year || (month && day) ? 1 : 0;
}

/* A code, a telephone number, a postal code: what they begin with tells, too. */
static unsigned
code_level(const struct jd__sketch *a, const struct jd__sketch *b)
{
    size_t most = a->text.size > b->text.size ? a->text.size : b->text.size;
    size_t least = a->text.size + b->text.size - most;
    size_t same = jd__common_prefix(a->text, b->text, most);
    if (least >= 2 && within(a, b, 1))
        return 3;
    if (same >= 2 && same + 3 >= most)
        return 2;
    return (same >= 2 && same * 2 + 1 >= most) || (least >= 4 && within(a, b, 2)) ? 1 : 0;
}

/* The part before the @. */
static struct jd_str
local_part(struct jd_str address)
{
    const char *sign = memchr(address.data, '@', address.size);
    if (sign != NULL)
        address.size = (size_t)(sign - address.data);
    return address;
}

static unsigned
email_level(const struct jd__sketch *a, const struct jd__sketch *b)
{
    struct jd_str x = local_part(a->text), y = local_part(b->text);
    if (within(a, b, 2))
        return 3;
    if (x.size >= 3 && jd__str_equal(x, y))
        return 2;
    return jd__jaro_winkler_at_least(x, y, 0.9) ? 1 : 0;
}

static unsigned
number_level(struct jd_str a, struct jd_str b)
{
    double x = 0, y = 0;
    if (!jd__parse_real(a, &x) || !jd__parse_real(b, &y))
        return 0;
    double most = fmax(fabs(x), fabs(y)), apart = fabs(x - y);
    return apart <= 0.001 * most  ? 3
           : apart <= 0.01 * most ? 2
           : apart <= 0.1 * most  ? 1
                                  : 0;
}

/* The share of words, weighted by how rare they are in the column, that two texts have both. */
static double
shared_words(const struct jd__values *values, uint32_t v, uint32_t w)
{
    const uint32_t *starts = values->part_starts.data, *codes = values->part_codes.data;
    const uint32_t *counts = values->part_counts.data;
    double shared = 0, of_v = 0, of_w = 0;
    for (uint32_t j = starts[w]; j < starts[w + 1]; j++)
        of_w += log2(1.0 + (double)values->dict->n / counts[codes[j]]);
    for (uint32_t i = starts[v]; i < starts[v + 1]; i++) {
        double rare = log2(1.0 + (double)values->dict->n / counts[codes[i]]);
        of_v += rare;
        for (uint32_t j = starts[w]; j < starts[w + 1]; j++)
            if (codes[i] == codes[j]) {
                shared += rare;
                break;
            }
    }
    double least = of_v < of_w ? of_v : of_w;
    return least > 0 ? shared / least : 0;
}

static unsigned
text_level(const struct jd__values *values, uint32_t v, uint32_t w)
{
    const struct jd__sketch *sketches = values->sketches.data;
    const struct jd__sketch *a = &sketches[v], *b = &sketches[w];
    const uint32_t *starts = values->part_starts.data;
    bool single = starts[v + 1] - starts[v] == 1 && starts[w + 1] - starts[w] == 1;
    double shared = single ? 0 : shared_words(values, v, w);
    if (alike(a, b, 0.92) || shared >= 0.9)
        return 3;
    return shared >= 0.4 ? 2 : alike(a, b, 0.8) ? 1 : 0;
}

unsigned
jd__level(const struct jd__values *values, uint32_t v, uint32_t w)
{
    if (v == w)
        return JD__LEVELS - 1;
    const struct jd__sketch *sketches = values->sketches.data;
    const struct jd__sketch *a = &sketches[v], *b = &sketches[w];
    switch (values->use) {
    case JD_USE_NAME:
    case JD_USE_PART:
        return token_level(a, b);
    case JD_USE_DATE:
        return day_level(a, b);
    case JD_USE_CODE:
    case JD_USE_PHONE:
    case JD_USE_POSTCODE:
        return code_level(a, b);
    case JD_USE_EMAIL:
        return email_level(a, b);
    case JD_USE_NUMBER:
        return number_level(a->text, b->text);
    case JD_USE_TEXT:
        return text_level(values, v, w);
    case JD_USE_CATEGORY:
    case JD_USE_IGNORED:
    case JD_USE_KEY:
    case JD_USE_LABEL:
        break;
    }
    return 0;
}

/* The first digits of a day as a number; -1 where there is another letter among them. */
static int
leading_number(struct jd_str day, size_t n)
{
    int number = 0;
    for (size_t i = 0; i < n; i++) {
        if (day.data[i] < '0' || day.data[i] > '9')
            return -1;
        number = number * 10 + (day.data[i] - '0');
    }
    return number;
}

bool
jd__is_far(const struct jd__values *values, uint32_t v, uint32_t w)
{
    enum { GENERATION = 13 }; /* years */
    struct jd_str a = jd__dict_text(values->dict, v), b = jd__dict_text(values->dict, w);
    if (values->use != JD_USE_DATE || a.size != 8 || b.size != 8)
        return false;
    int x = leading_number(a, 4), y = leading_number(b, 4);
    return x >= 0 && y >= 0 && abs(x - y) >= GENERATION;
}

double
jd__far_m(const struct jd__values *values)
{
    static const double mostly = 0.5, rarely = 0.001;
    const double *m = values->m[0];
    bool agree = exp2(m[JD__LEVELS - 1]) + exp2(m[JD__LEVELS - 2]) >= mostly;
    return values->of_birth || agree ? fmin(m[0], log2(rarely)) : m[0];
}
