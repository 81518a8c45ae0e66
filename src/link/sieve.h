/* SPDX-License-Identifier: Apache-2.0 */
/* sieve.h - which pairs may reach a weight: a bound for each pair, before any kernel. */
#ifndef JD_LINK_SIEVE_H
#define JD_LINK_SIEVE_H

#include "link/linkage.h"

/* What a linkage's values tell about weights; shared by all threads. */
struct jd__sieve;

/* One thread's: the members of a key side by side. */
struct jd__sieve_block;

/*
 * A sieve for this least weight, on the branches of a linkage.  *out_sieve is NULL where it
 * could not help (no bound is asked for) or would hide an error that a pair raises.
 */
enum jd_status
jd__sieve_new(const struct jd_linkage *linkage, double min_weight,
    struct jd__sieve **out_sieve, struct jd_error *err);

/* NULL is fine. */
void
jd__sieve_free(struct jd__sieve *sieve);

enum jd_status
jd__sieve_block_new(const struct jd__sieve *sieve, struct jd__sieve_block **out_block,
    struct jd_error *err);

/* NULL is fine. */
void
jd__sieve_block_free(struct jd__sieve_block *block);

/*
 * Turn to a key's members from left member `first` on.  False where they are too many to lie
 * side by side, or make no pair.
 */
bool
jd__sieve_turn(
    struct jd__sieve_block *block, uint32_t branch, uint32_t key, uint32_t first);

/*
 * Left member i of the key has n_right partners: the last so many right members.  Of the first
 * n of these, list those that may reach the weight together with it, by their numbers from 0.
 * Sound: one that is left out weighs less, or is yielded by a branch of `earlier`, which are
 * branches that are their key alone.
 */
uint32_t
jd__sieve_partners(const struct jd__sieve_block *block, uint32_t i, uint32_t n_right,
    uint32_t n, uint64_t earlier, uint32_t *out_partners);

#endif
