/* SPDX-License-Identifier: Apache-2.0 */
/* derive.h - what is made from the journal for people: two CSV files and a DuckDB database. */
#ifndef JD_STORE_DERIVE_H
#define JD_STORE_DERIVE_H

#include "store/held.h"

/* Write rejected.csv and issues.csv: of each agency, what its last ingest listed. */
enum jd_status
jd__derive_lists(const struct jd__store *store, struct jd_error *err);

/* Write derived.duckdb anew, as of the last entry of the journal. */
enum jd_status
jd__derive_database(const struct jd__store *store, struct jd_error *err);

/* The last entry that derived.duckdb holds; 0 when it is not there or cannot be read. */
uint64_t
jd__derived_seq(const struct jd_alloc *alloc, const char *folder);

#endif
