/* SPDX-License-Identifier: Apache-2.0 */
/*
 * listed.h - what became of an agency's folder: counts, rejected rows and issues, as an entry
 * of the journal and as rejected.csv and issues.csv.
 */
#ifndef JD_STORE_LISTED_H
#define JD_STORE_LISTED_H

#include "store/incoming.h"

/* Append the head of an INGESTED entry: n tables of one agency. */
enum jd_status
jd__listed_write(struct jd__buf *out, struct jd_str agency,
    const struct jd__incoming *tables, uint32_t n, struct jd_error *err);

/* Add how many rows and fields an entry lists. */
enum jd_status
jd__listed_count(struct jd_str head, uint64_t *inout_rejected, uint64_t *inout_issues,
    struct jd_error *err);

/* Append an entry's rejected rows (or its issues) as lines of CSV, in file order; JD_E_CORRUPT
 * for what no such head is. */
enum jd_status
jd__listed_to_csv(
    struct jd_str head, bool issues, struct jd__buf *out, struct jd_error *err);

/* The CSV's first line. */
#define JD__LISTED_HEADER "agency,file,row,column,reason\n"

#endif
