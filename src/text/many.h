/* SPDX-License-Identifier: Apache-2.0 */
/*
 * many.h - many texts, laid out once to be compared with one text after another.
 *
 * What a candidate block asks: each of these with each of those.  The values are those of the
 * kernels for one pair (text.h) to the last bit; a pair of names takes some three nanoseconds
 * (bench_kernels) where those take forty.  Texts over 64 bytes are compared pair by pair.
 *
 *     struct jd__many *many = NULL;
 *     status = jd__many_new(alloc, rights, n_rights, &many, err);
 *     for each left: jd__many_jaro_winkler(many, left, values);    n_rights values
 *
 * A finished layout may be asked by any number of threads.
 */
#ifndef JD_TEXT_MANY_H
#define JD_TEXT_MANY_H

#include <joinder/base.h>

struct jd__many;

/* Lay out n texts (below JD_NONE, each at most JD_LIMIT_CELL bytes), which are borrowed until
 * it is freed, as is the array of them.  Fails with JD_E_NOMEM only. */
JD_CHECK_RESULT enum jd_status
jd__many_new(const struct jd_alloc *alloc, const struct jd_str *texts, size_t n,
    struct jd__many **out_many, struct jd_error *err);

void
jd__many_free(struct jd__many *many);

/* Compare one text (at most JD_LIMIT_CELL bytes) with each: n values, in the order of texts. */
void
jd__many_levenshtein(
    const struct jd__many *many, struct jd_str one, uint32_t *out_distances);

/* Fails with JD_E_NOMEM only, and only where two texts differ over more than 64 bytes; the
 * distances are then no values. */
JD_CHECK_RESULT enum jd_status
jd__many_damerau_levenshtein(const struct jd__many *many, struct jd_str one,
    uint32_t *out_distances, struct jd_error *err);

void
jd__many_jaro(const struct jd__many *many, struct jd_str one, double *out_similarities);

void
jd__many_jaro_winkler(
    const struct jd__many *many, struct jd_str one, double *out_similarities);

#endif
