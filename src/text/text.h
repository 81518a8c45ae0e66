/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text.h - the kernels behind <joinder/text.h>, for loops over pairs: no status where nothing
 * can fail, and questions that are answered without the whole distance.
 *
 * Every text is at most JD_LIMIT_CELL bytes, as a table's cells are: the kernels' stack is
 * bounded by it (16 KiB), and they stop on more.
 */
#ifndef JD_TEXT_TEXT_H
#define JD_TEXT_TEXT_H

#include <joinder/base.h>

uint32_t
jd__levenshtein(struct jd_str a, struct jd_str b);

/* Is the distance at most k? */
bool
jd__levenshtein_at_most(struct jd_str a, struct jd_str b, uint32_t k);

/* Fails with JD_E_NOMEM only, and only where a and b differ over more than 64 bytes. */
enum jd_status
jd__damerau_levenshtein(const struct jd_alloc *alloc, struct jd_str a, struct jd_str b,
    uint32_t *out_distance, struct jd_error *err);

/* Is the distance at most k?  Fails as jd__damerau_levenshtein(). */
enum jd_status
jd__damerau_levenshtein_at_most(const struct jd_alloc *alloc, struct jd_str a,
    struct jd_str b, uint32_t k, bool *out_answer, struct jd_error *err);

double
jd__jaro(struct jd_str a, struct jd_str b);

double
jd__jaro_winkler(struct jd_str a, struct jd_str b);

/* Is the similarity at least t, the comparison being that of doubles (false for a NaN t)? */
bool
jd__jaro_at_least(struct jd_str a, struct jd_str b, double t);

bool
jd__jaro_winkler_at_least(struct jd_str a, struct jd_str b, double t);

/* False, and no similarity, when a text is empty. */
bool
jd__jaccard(struct jd_str a, struct jd_str b, double *out_similarity);

/*
 * What one look at a value tells about all its comparisons: made once for a value, asked for
 * each pair before the kernel.  "May" is sound: when it says no, the kernel would say no.
 */
struct jd__sketch {
    struct jd_str text; /* borrowed */
    uint64_t letters;   /* a bit for the byte values, 64 for 256 */
    uint64_t head;      /* the first eight bytes, the first one lowest, 0 for none */
};

struct jd__sketch
jd__sketch_of(struct jd_str text);

/* May the Levenshtein (or Damerau-Levenshtein) distance be at most k? */
bool
jd__sketch_may_be_at_most(
    const struct jd__sketch *a, const struct jd__sketch *b, uint32_t k);

/* May the Jaro similarity be at least t? */
bool
jd__sketch_may_jaro(const struct jd__sketch *a, const struct jd__sketch *b, double t);

/* May the Jaro-Winkler similarity be at least t? */
bool
jd__sketch_may_jaro_winkler(
    const struct jd__sketch *a, const struct jd__sketch *b, double t);

#endif
