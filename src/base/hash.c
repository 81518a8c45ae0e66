/* SPDX-License-Identifier: Apache-2.0 */
/* hash.c - multiply and fold, eight bytes at a time, little-endian on every machine. */
#include "base/hash.h"

#include <string.h>

static uint64_t
fold(uint64_t a, uint64_t b)
{
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Up to eight bytes as one little-endian number. */
static uint64_t
load(const unsigned char *data, size_t size)
{
    uint64_t word = 0;
    for (size_t i = 0; i < size; i++)
        word |= (uint64_t)data[i] << (8 * i);
    return word;
}

uint64_t
jd__hash_pair(uint64_t a, uint64_t b)
{
    return fold(a ^ 0xA0761D6478BD642Fu, b ^ 0xE7037ED1A0B428DBu);
}

uint64_t
jd__hash_bytes(const void *data, size_t size)
{
    const unsigned char *at = data;
    uint64_t hash = 0x8EBC6AF09C88C6E3u ^ size;
    size_t left = size;
    for (; left >= 8; at += 8, left -= 8)
        hash = jd__hash_pair(hash, load(at, 8));
    if (left > 0)
        hash = jd__hash_pair(hash, load(at, left));
    return fold(hash ^ 0x589965CC75374CC3u, 0x1D8E4E27C47D124Fu);
}
