/* SPDX-License-Identifier: Apache-2.0 */
/*
 * alloc.c - the only file that calls realloc and free.
 *
 * Invariant: every size is a sum or product that was checked for overflow before the request.
 */
#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

static void *
resize_by_malloc(void *ctx, void *block, size_t from_size, size_t to_size)
{
    (void)ctx;
    (void)from_size;
    if (to_size == 0) {
        free(block);
        return NULL;
    }
    return realloc(block, to_size);
}

struct jd_alloc
jd__alloc_or_default(const struct jd_alloc *alloc)
{
    return alloc != NULL ? *alloc : (struct jd_alloc){resize_by_malloc, NULL};
}

void *
jd__alloc_array(const struct jd_alloc *alloc, size_t head_size, size_t n, size_t item_size)
{
    size_t size = 0;
    if (__builtin_mul_overflow(n, item_size, &size) ||
        __builtin_add_overflow(size, head_size, &size))
        return NULL;
    if (size == 0)
        size = 1; /* so that NULL always means failure */
    struct jd_alloc from = jd__alloc_or_default(alloc);
    void *block = from.resize(from.ctx, NULL, 0, size);
    if (block != NULL)
        memset(block, 0, size);
    return block;
}

void *
jd__alloc_raw(const struct jd_alloc *alloc, size_t n, size_t item_size)
{
    size_t size = 0;
    if (__builtin_mul_overflow(n, item_size, &size))
        return NULL;
    return jd__alloc_resize(alloc, NULL, 0, size);
}

void *
jd__alloc_resize(
    const struct jd_alloc *alloc, void *block, size_t from_size, size_t to_size)
{
    struct jd_alloc from = jd__alloc_or_default(alloc);
    return from.resize(from.ctx, block, from_size, to_size != 0 ? to_size : 1);
}

void
jd__alloc_free(const struct jd_alloc *alloc, void *block, size_t size)
{
    if (block == NULL)
        return;
    struct jd_alloc from = jd__alloc_or_default(alloc);
    (void)from.resize(from.ctx, block, size, 0);
}

void
jd__alloc_free_array(
    const struct jd_alloc *alloc, void *block, size_t head_size, size_t n, size_t item_size)
{
    size_t size = head_size + n * item_size; /* was checked when it was asked for */
    jd__alloc_free(alloc, block, size != 0 ? size : 1);
}

char *
jd__alloc_text(const struct jd_alloc *alloc, struct jd_str text)
{
    char *copy = jd__alloc_array(alloc, 1, text.size, 1);
    if (copy != NULL && text.size != 0)
        memcpy(copy, text.data, text.size);
    return copy;
}
