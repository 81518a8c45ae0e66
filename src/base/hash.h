/* SPDX-License-Identifier: Apache-2.0 */
/* hash.h - 64-bit hash of bytes for tables in memory; never stored, never shown. */
#ifndef JD_BASE_HASH_H
#define JD_BASE_HASH_H

#include <joinder/base.h>

/* The same bytes give the same number on every machine. */
uint64_t
jd__hash_bytes(const void *data, size_t size);

/* Two hashes as one, order kept. */
uint64_t
jd__hash_pair(uint64_t a, uint64_t b);

#endif
