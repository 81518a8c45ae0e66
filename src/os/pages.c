/* SPDX-License-Identifier: Apache-2.0 */
/* pages.c - the wish for large pages, where the system has such. */
#define _DEFAULT_SOURCE /* madvise() is Linux's, not POSIX's */
#include "os/pages.h"

#include <stdint.h>
#include <sys/mman.h>

/* A large page of most machines; a block of fewer than some of them gains nothing. */
#define LARGE_PAGE ((uintptr_t)1 << 21)
#define FEW ((size_t)4)

void
jd__wish_large_pages(void *block, size_t size)
{
#ifdef MADV_HUGEPAGE
    uintptr_t start = ((uintptr_t)block + LARGE_PAGE - 1) & ~(LARGE_PAGE - 1);
    uintptr_t end = ((uintptr_t)block + size) & ~(LARGE_PAGE - 1);
    if (size < FEW * LARGE_PAGE || end <= start)
        return;
    /* A refusal leaves all as it was, so it is no error. */
    (void)madvise((char *)block + (start - (uintptr_t)block), end - start, MADV_HUGEPAGE);
#else
    (void)block;
    (void)size;
#endif
}
