/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file joinder/text.h
 * @brief How alike two texts are, byte for byte as DuckDB 1.5.5 counts it.
 *
 * Two agencies spell one name in two ways.  These functions measure the difference exactly as
 * the SQL functions of the same names do, so that a model trained in one place means the same
 * in the other.  They see bytes, not characters: an accented letter counts as two.
 *
 *     uint32_t distance = 0;
 *     jd_levenshtein(a, b, &distance, &err);
 *
 * Promise:   the same bits as DuckDB's functions, for any bytes; each is symmetric.
 * Ownership: nothing is kept.
 * Threads:   pure; any thread at any time.
 * Cost:      tens of nanoseconds for names.  For long texts levenshtein takes a step for each
 *            64 bytes of one and byte of the other, damerau one for each pair of bytes, the
 *            others one for each byte.  Only damerau takes memory, 16 bytes for each byte.
 */
#ifndef JOINDER_TEXT_H
#define JOINDER_TEXT_H

#include <joinder/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Fewest insertions, deletions and replacements of a byte that make one text of the other.
 *
 * @return JD_OK; JD_E_LIMIT when a text is over JD_LIMIT_CELL
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_levenshtein(
    struct jd_str a, struct jd_str b, uint32_t *out_distance, struct jd_error *err);

/**
 * The same with the exchange of neighbours as one more edit, and edits between the exchanged
 * allowed ("ca" to "abc" is 2): the unrestricted distance.
 *
 * @param alloc  for texts that differ over a long part; NULL for malloc
 * @return JD_OK; JD_E_LIMIT when a text is over JD_LIMIT_CELL; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_damerau_levenshtein(const struct jd_alloc *alloc, struct jd_str a, struct jd_str b,
    uint32_t *out_distance, struct jd_error *err);

/**
 * Jaro similarity, 0 to 1; 0 when a text is empty, also when both are.
 *
 * @return JD_OK; JD_E_LIMIT when a text is over JD_LIMIT_CELL
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_jaro(struct jd_str a, struct jd_str b, double *out_similarity, struct jd_error *err);

/**
 * Jaro similarity, raised by a tenth of what is missing for each of up to four bytes that
 * both begin with, when it is over 0.7.
 *
 * @return JD_OK; JD_E_LIMIT when a text is over JD_LIMIT_CELL
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_jaro_winkler(
    struct jd_str a, struct jd_str b, double *out_similarity, struct jd_error *err);

/**
 * Of the byte values in either text, the share that is in both.
 *
 * @return JD_OK; JD_E_INPUT when a text is empty (DuckDB ends the query there)
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_jaccard(struct jd_str a, struct jd_str b, double *out_similarity, struct jd_error *err);

#ifdef __cplusplus
}
#endif
#endif
