/* SPDX-License-Identifier: Apache-2.0 */
/*
 * forest.h - the way to a root in an array of parents (union-find).
 *
 * Each item points at another of its tree, or at itself when it is the root.  Who unites two
 * roots says which one stays.
 */
#ifndef JD_BASE_FOREST_H
#define JD_BASE_FOREST_H

#include <stdint.h>

/* The root of an item.  Each item passed skips to its grandparent, which keeps paths short. */
static inline uint32_t
jd__forest_root(uint32_t *parent, uint32_t item)
{
    while (parent[item] != item) {
        parent[item] = parent[parent[item]];
        item = parent[item];
    }
    return item;
}

#endif
