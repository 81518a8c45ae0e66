/* SPDX-License-Identifier: Apache-2.0 */
/* dict.h - the distinct values of a column, numbered from 0 in order of first sight. */
#ifndef JD_DATA_DICT_H
#define JD_DATA_DICT_H

#include <joinder/data.h>

#include "base/buf.h"

struct jd__dict {
    struct jd_alloc alloc;
    enum jd_type type;
    uint32_t n;             /* distinct values */
    uint32_t most_text;     /* bytes of the longest text that is taken: JD_LIMIT_CELL */
    struct jd__buf starts;  /* TEXT, LIST: uint64_t, n + 1 of them */
    struct jd__buf bytes;   /* TEXT: the texts, one behind another */
    struct jd__buf numbers; /* others: int64_t or double */
    struct jd__buf items;   /* LIST: uint32_t codes into `texts`, JD_NONE for null */
    struct jd__dict *texts; /* LIST: the distinct items; NULL otherwise */
    uint64_t *slots;        /* open addressing: half a hash and code + 1, 0 for empty; NULL:
                               none yet, or numbers that ascend */
    size_t n_slots;         /* a power of two, or 0 */
};

/* An empty dictionary on the heap; NULL without memory. */
struct jd__dict *
jd__dict_new(const struct jd_alloc *alloc, enum jd_type type);

void
jd__dict_free(struct jd__dict *dict);

/* The code of a value of the dictionary's own type (not null), added when it is new. */
enum jd_status
jd__dict_code(
    struct jd__dict *dict, struct jd_value value, uint32_t *out_code, struct jd_error *err);

/*
 * The codes of n values at once (JD_NONE for a null).  Memory is asked for ahead of its use, so
 * a large dictionary is some three times as fast as one value at a time.  On failure the codes
 * are undefined.
 */
enum jd_status
jd__dict_codes(struct jd__dict *dict, const struct jd_value *values, size_t n,
    uint32_t *out_codes, struct jd_error *err);

/* The code of a value, or JD_NONE when it is not there. */
uint32_t
jd__dict_find(const struct jd__dict *dict, struct jd_value value);

/* A value by its code; JD_NONE is null.  Lists have n_items set, items read by _item. */
struct jd_value
jd__dict_value(const struct jd__dict *dict, uint32_t code);

/* Item i of list `code`; data NULL for a null item. */
struct jd_str
jd__dict_item(const struct jd__dict *dict, uint32_t code, uint32_t i);

/* Text by its code: the fast way into a dictionary of TEXT. */
static inline struct jd_str
jd__dict_text(const struct jd__dict *dict, uint32_t code)
{
    const uint64_t *starts = (const uint64_t *)dict->starts.data;
    return (struct jd_str){(const char *)dict->bytes.data + starts[code],
        (size_t)(starts[code + 1] - starts[code])};
}

static inline int64_t
jd__dict_int(const struct jd__dict *dict, uint32_t code)
{
    return ((const int64_t *)dict->numbers.data)[code];
}

static inline double
jd__dict_real(const struct jd__dict *dict, uint32_t code)
{
    return ((const double *)dict->numbers.data)[code];
}

#endif
