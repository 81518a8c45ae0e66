/* SPDX-License-Identifier: Apache-2.0 */
/* text_plain.c - each comparison as it is defined, with no thought of speed. */
#include "text/text_plain.h"

#include <assert.h>
#include <string.h>

enum { ROOM = (int)JD__PLAIN_SIZE + 2 };

static uint32_t
least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* The whole matrix of distances between prefixes (Wagner and Fischer 1974). */
uint32_t
jd__plain_levenshtein(struct jd_str a, struct jd_str b)
{
    uint32_t d[ROOM][ROOM];
    assert(a.size <= JD__PLAIN_SIZE && b.size <= JD__PLAIN_SIZE);
    for (uint32_t i = 0; i <= a.size; i++)
        for (uint32_t j = 0; j <= b.size; j++) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            d[i][j] = d[i - 1][j - 1] + (a.data[i - 1] != b.data[j - 1]);
            d[i][j] = least(d[i][j], least(d[i - 1][j], d[i][j - 1]) + 1);
        }
    return d[a.size][b.size];
}

/* Lowrance and Wagner 1975, "An Extension of the String-to-String Correction Problem": the
 * last row and column where the exchanged bytes met each other's partner. */
uint32_t
jd__plain_damerau_levenshtein(struct jd_str a, struct jd_str b)
{
    uint32_t d[ROOM][ROOM];
    uint32_t last_row[256] = {0};
    assert(a.size <= JD__PLAIN_SIZE && b.size <= JD__PLAIN_SIZE);
    for (uint32_t i = 0; i <= a.size; i++)
        d[i][0] = i;
    for (uint32_t j = 0; j <= b.size; j++)
        d[0][j] = j;
    for (uint32_t i = 1; i <= a.size; i++) {
        uint32_t last_column = 0;
        for (uint32_t j = 1; j <= b.size; j++) {
            uint32_t row = last_row[(unsigned char)b.data[j - 1]], column = last_column;
            bool same = a.data[i - 1] == b.data[j - 1];
            d[i][j] = least(d[i - 1][j - 1] + !same, least(d[i - 1][j], d[i][j - 1]) + 1);
            if (row > 0 && column > 0)
                d[i][j] = least(
                    d[i][j], d[row - 1][column - 1] + (i - row - 1) + 1 + (j - column - 1));
            if (same)
                last_column = j;
        }
        last_row[(unsigned char)a.data[i - 1]] = i;
    }
    return d[a.size][b.size];
}

/* Mark the bytes of b that find an unmarked partner in a, the first one within the window. */
static uint32_t
mark(struct jd_str a, struct jd_str b, bool *in_a, bool *in_b)
{
    size_t longer = a.size > b.size ? a.size : b.size;
    size_t window = longer / 2 > 0 ? longer / 2 - 1 : 0;
    uint32_t n = 0;
    for (size_t j = 0; j < b.size; j++)
        for (size_t i = j > window ? j - window : 0; i < a.size && i <= j + window; i++)
            if (!in_a[i] && a.data[i] == b.data[j]) {
                in_a[i] = in_b[j] = true;
                n++;
                break;
            }
    return n;
}

double
jd__plain_jaro(struct jd_str a, struct jd_str b)
{
    assert(a.size <= JD__PLAIN_SIZE && b.size <= JD__PLAIN_SIZE);
    bool in_a[ROOM] = {false}, in_b[ROOM] = {false};
    uint32_t n = mark(a, b, in_a, in_b), crossed = 0;
    if (n == 0)
        return 0.0;
    for (size_t i = 0, j = 0; i < a.size; i++) {
        if (!in_a[i])
            continue;
        while (!in_b[j])
            j++;
        crossed += a.data[i] != b.data[j++];
    }
    uint32_t exchanges = crossed / 2; /* rounded down */
    double m = n, t = exchanges;
    return ((m / (double)a.size + m / (double)b.size) + (m - t) / m) / 3.0;
}

double
jd__plain_jaro_winkler(struct jd_str a, struct jd_str b)
{
    double similarity = jd__plain_jaro(a, b);
    unsigned prefix = 0;
    while (prefix < 4 && prefix < a.size && prefix < b.size &&
           a.data[prefix] == b.data[prefix])
        prefix++;
    if (similarity > 0.7)
        similarity += (prefix * 0.1) * (1.0 - similarity);
    return similarity;
}

bool
jd__plain_jaccard(struct jd_str a, struct jd_str b, double *out_similarity)
{
    if (a.size == 0 || b.size == 0)
        return false;
    double both = 0, either = 0;
    for (int byte = 0; byte < 256; byte++) {
        bool in_a = memchr(a.data, byte, a.size) != NULL;
        bool in_b = memchr(b.data, byte, b.size) != NULL;
        both += in_a && in_b;
        either += in_a || in_b;
    }
    *out_similarity = both / either;
    return true;
}
