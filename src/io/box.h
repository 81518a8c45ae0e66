/* SPDX-License-Identifier: Apache-2.0 */
/* box.h - one SELECT over the files of one folder, and nothing else. */
#ifndef JD_IO_BOX_H
#define JD_IO_BOX_H

#include <joinder/io.h>

/* What a SELECT may use; 0 is the standard. */
struct jd__box_limits {
    uint64_t memory_bytes; /* of its engine (1 GiB) */
    uint64_t rows;         /* of its result (50 million) */
    uint32_t seconds;      /* of its work (300) */
};

/*
 * Run the one SELECT that stands in `folder`/`sql_file` on an engine of its own, locked to the
 * folder: each data file is a view under its full name and its stem, CSV and JSON columns as
 * text, a fixed-width .txt as one column `line`.  Rows come in the order of the SELECT.
 * JD_E_INPUT: naming file and place; JD_E_LIMIT: rows, memory or time ran out; JD_E_DENIED:
 * it is not one SELECT, or reaches for what is outside.
 */
enum jd_status
jd__box_select(const struct jd_alloc *alloc, const char *folder, const char *sql_file,
    const struct jd__box_limits *limits, struct jd_table **out_table, struct jd_error *err);

#endif
