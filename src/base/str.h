/* SPDX-License-Identifier: Apache-2.0 */
/* str.h - borrowed text: make, compare, cut. */
#ifndef JD_BASE_STR_H
#define JD_BASE_STR_H

#include <joinder/base.h>

#include <string.h>

/* The text of a C string; NULL is empty. */
static inline struct jd_str
jd__str(const char *text)
{
    return (struct jd_str){text, text != NULL ? strlen(text) : 0};
}

static inline bool
jd__str_equal(struct jd_str a, struct jd_str b)
{
    if (a.size != b.size || a.size == 0)
        return a.size == b.size;
    return a.data != NULL && b.data != NULL && memcmp(a.data, b.data, a.size) == 0;
}

/* Order by bytes, a prefix first: negative, 0 or positive. */
static inline int
jd__str_compare(struct jd_str a, struct jd_str b)
{
    size_t size = a.size < b.size ? a.size : b.size;
    int order = size == 0 ? 0 : memcmp(a.data, b.data, size);
    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

static inline bool
jd__str_is(struct jd_str a, const char *text)
{
    return jd__str_equal(a, jd__str(text));
}

#endif
