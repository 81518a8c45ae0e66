/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text_plain.h - the definitions as written down: what the kernels are tested against.
 *
 * For short texts only: at most JD__PLAIN_SIZE bytes, for they keep whole matrices.
 */
#ifndef JD_TEXT_TEXT_PLAIN_H
#define JD_TEXT_TEXT_PLAIN_H

#include <joinder/base.h>

#define JD__PLAIN_SIZE 256u

uint32_t
jd__plain_levenshtein(struct jd_str a, struct jd_str b);

uint32_t
jd__plain_damerau_levenshtein(struct jd_str a, struct jd_str b);

double
jd__plain_jaro(struct jd_str a, struct jd_str b);

double
jd__plain_jaro_winkler(struct jd_str a, struct jd_str b);

bool
jd__plain_jaccard(struct jd_str a, struct jd_str b, double *out_similarity);

#endif
