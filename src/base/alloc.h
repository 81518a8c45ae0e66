/* SPDX-License-Identifier: Apache-2.0 */
/* alloc.h - memory from the allocator that the caller passed in. */
#ifndef JD_BASE_ALLOC_H
#define JD_BASE_ALLOC_H

#include <joinder/base.h>

/* The caller's allocator, or malloc's where that is NULL. */
struct jd_alloc
jd__alloc_or_default(const struct jd_alloc *alloc);

/* A zeroed block of head_size + n * item_size bytes; NULL when memory or the sum runs out. */
void *
jd__alloc_array(const struct jd_alloc *alloc, size_t head_size, size_t n, size_t item_size);

/* The same without a head, not zeroed: for much memory that is written whole anyway. */
void *
jd__alloc_raw(const struct jd_alloc *alloc, size_t n, size_t item_size);

/* Change a block's size; the grown part is not zeroed.  NULL leaves the block as it was. */
void *
jd__alloc_resize(
    const struct jd_alloc *alloc, void *block, size_t from_size, size_t to_size);

/* Free a block of known size; NULL is fine. */
void
jd__alloc_free(const struct jd_alloc *alloc, void *block, size_t size);

/* Free what jd__alloc_array() gave for the same sizes, 0 included; NULL is fine. */
void
jd__alloc_free_array(const struct jd_alloc *alloc, void *block, size_t head_size, size_t n,
    size_t item_size);

/* A copy of text with a NUL behind it (free with size + 1). */
char *
jd__alloc_text(const struct jd_alloc *alloc, struct jd_str text);

#endif
