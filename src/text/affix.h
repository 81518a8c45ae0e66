/* SPDX-License-Identifier: Apache-2.0 */
/* affix.h - what two texts begin and end with alike. */
#ifndef JD_TEXT_AFFIX_H
#define JD_TEXT_AFFIX_H

#include <joinder/base.h>

/* How many bytes both begin with, at most `most`. */
static inline size_t
jd__common_prefix(struct jd_str a, struct jd_str b, size_t most)
{
    size_t n = 0;
    while (n < most && n < a.size && n < b.size && a.data[n] == b.data[n])
        n++;
    return n;
}

/* Cut off what both begin and end with: no shortest way of edits touches it. */
static inline void
jd__cut_affixes(struct jd_str *a, struct jd_str *b)
{
    size_t n = jd__common_prefix(*a, *b, SIZE_MAX);
    if (n > 0)
        *a = (struct jd_str){a->data + n, a->size - n},
        *b = (struct jd_str){b->data + n, b->size - n};
    while (a->size > 0 && b->size > 0 && a->data[a->size - 1] == b->data[b->size - 1]) {
        a->size--;
        b->size--;
    }
}

#endif
