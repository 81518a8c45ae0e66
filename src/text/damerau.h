/* SPDX-License-Identifier: Apache-2.0 */
/* damerau.h - the unrestricted distance where one text has few bytes. */
#ifndef JD_TEXT_DAMERAU_H
#define JD_TEXT_DAMERAU_H

#include <joinder/base.h>

enum { JD__DIAGONAL_ROWS = 16, JD__DIAGONAL_COLUMNS = 64 };

/* For a of at most 16 bytes and b of at most 64. */
uint32_t
jd__damerau_by_diagonals(struct jd_str a, struct jd_str b);

#endif
