/* SPDX-License-Identifier: Apache-2.0 */
/*
 * number.c - numbers from and to text.
 *
 * The exact work is libc's (correct rounding is its promise); only the decimal
 * sign, which follows the locale, is put right here.
 */
#include "base/number.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool
jd__parse_int(struct jd_str text, int64_t *out_value)
{
    size_t i = 0;
    bool negative = text.size > 0 && text.data[0] == '-';
    if (text.size > 0 && (text.data[0] == '-' || text.data[0] == '+'))
        i = 1;
    if (i == text.size)
        return false;
    int64_t value = 0;
    for (; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, text.data[i] - '0', &value))
            return false;
    }
    if (!negative && value == INT64_MIN)
        return false;
    *out_value = negative ? value : -value;
    return true;
}

static size_t
count_digits(struct jd_str text, size_t from)
{
    size_t i = from;
    while (i < text.size && text.data[i] >= '0' && text.data[i] <= '9')
        i++;
    return i - from;
}

/* sign? digits (. digits)? (e sign? digits)?  with at least one digit before
 * the e */
static bool
is_decimal(struct jd_str text, size_t *out_point)
{
    size_t i = text.size > 0 && (text.data[0] == '-' || text.data[0] == '+') ? 1 : 0;
    size_t digits = count_digits(text, i);
    i += digits;
    *out_point = SIZE_MAX;
    if (i < text.size && text.data[i] == '.') {
        *out_point = i++;
        size_t fraction = count_digits(text, i);
        digits += fraction;
        i += fraction;
    }
    if (digits == 0)
        return false;
    if (i < text.size && (text.data[i] == 'e' || text.data[i] == 'E')) {
        i++;
        if (i < text.size && (text.data[i] == '-' || text.data[i] == '+'))
            i++;
        size_t exponent = count_digits(text, i);
        if (exponent == 0)
            return false;
        i += exponent;
    }
    return i == text.size;
}

bool
jd__parse_real(struct jd_str text, double *out_value)
{
    char copy[512];
    size_t point = SIZE_MAX;
    if (text.size >= sizeof(copy) || !is_decimal(text, &point))
        return false;
    memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    if (point != SIZE_MAX)
        copy[point] = localeconv()->decimal_point[0];
    *out_value = strtod(copy, NULL); /* the one call: the point is the locale's own */
    return true;
}

size_t
jd__format_real(double value, char out[static JD__NUMBER_SIZE])
{
    if (!isfinite(value)) {
        const char *name = isnan(value) ? "nan" : value < 0 ? "-inf" : "inf";
        memcpy(out, name, strlen(name) + 1);
        return strlen(name);
    }
    int size = 0;
    /* 15 digits always survive, but for numbers below DBL_MIN, which have fewer.
   */
    for (int digits = fabs(value) < DBL_MIN ? 1 : 15; digits <= 17; digits++) {
        size = snprintf(out, JD__NUMBER_SIZE, "%.*g", digits, value);
        if (strtod(out, NULL) == value)
            break;
    }
    char *point = strchr(out, localeconv()->decimal_point[0]);
    if (point != NULL)
        *point = '.';
    return (size_t)size;
}
