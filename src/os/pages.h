/* SPDX-License-Identifier: Apache-2.0 */
/* pages.h - large pages for what is looked at in no order: fewer misses of the page tables. */
#ifndef JD_OS_PAGES_H
#define JD_OS_PAGES_H

#include <stddef.h>

/*
 * Ask the system to hold a block in large pages, before it is written.  A wish: where there are
 * none, or the block is small, nothing happens.  The block stays its owner's.
 */
void
jd__wish_large_pages(void *block, size_t size);

#endif
