/* SPDX-License-Identifier: Apache-2.0 */
/* mix.h - hashes of names and numbers: for tables in memory, and to draw by. */
#ifndef JD_CLI_MIX_H
#define JD_CLI_MIX_H

#include <stddef.h>
#include <stdint.h>

/* Where a hash begins, and what parts seeds that follow each other. */
#define MIX_START UINT64_C(14695981039346656037)
#define MIX_GOLDEN UINT64_C(0x9E3779B97F4A7C15)

/* Bytes added to a hash (FNV-1a: Fowler, Noll, Vo). */
static inline uint64_t
mix_bytes(uint64_t hash, const void *bytes, size_t size)
{
    for (const unsigned char *c = bytes; size > 0; c++, size--)
        hash = (hash ^ *c) * UINT64_C(1099511628211);
    return hash;
}

/* A number whose every bit hangs on every bit of this one (SplitMix64's last step). */
static inline uint64_t
mix_number(uint64_t x)
{
    x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
    return x ^ x >> 31;
}

#endif
