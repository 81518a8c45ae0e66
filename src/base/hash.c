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

/* Four bytes as one little-endian number; written out, it is one load where bytes lie so. */
static uint64_t
load4(const unsigned char *data)
{
    return data[0] | (uint64_t)data[1] << 8 | (uint64_t)data[2] << 16 |
           (uint64_t)data[3] << 24;
}

static uint64_t
load8(const unsigned char *data)
{
    return data[0] | (uint64_t)data[1] << 8 | (uint64_t)data[2] << 16 |
           (uint64_t)data[3] << 24 | (uint64_t)data[4] << 32 | (uint64_t)data[5] << 40 |
           (uint64_t)data[6] << 48 | (uint64_t)data[7] << 56;
}

/* One to seven bytes as one little-endian number, by loads that may overlap. */
static uint64_t
load_few(const unsigned char *data, size_t size)
{
    if (size >= 4)
        return load4(data) | load4(data + size - 4) << (8 * (size - 4));
    return data[0] | (uint64_t)data[size / 2] << (8 * (size / 2)) |
           (uint64_t)data[size - 1] << (8 * (size - 1));
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
        hash = jd__hash_pair(hash, load8(at));
    if (left > 0)
        hash = jd__hash_pair(hash, load_few(at, left));
    return fold(hash ^ 0x589965CC75374CC3u, 0x1D8E4E27C47D124Fu);
}
