/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive.h - what is made from the journal for people: two CSV files, a DuckDB database, and
 * derived.hashes, which says what each of them must be.
 */
#ifndef JD_STORE_DERIVE_H
#define JD_STORE_DERIVE_H

#include "store/held.h"

/* Write rejected.csv and issues.csv: of each agency, what its last ingest listed. */
enum jd_status
jd__derive_lists(const struct jd__store *store, struct jd_error *err);

/* Write derived.duckdb anew, as of the last entry of the journal. */
enum jd_status
jd__derive_database(const struct jd__store *store, struct jd_error *err);

/* ---- derived.hashes ---- */

#define JD__DERIVED_HASHES "derived.hashes"
#define JD__DERIVED_SIZE 184u

enum jd__derived_name {
    JD__DERIVED_DATABASE,
    JD__DERIVED_ISSUES,
    JD__DERIVED_REJECTED,
    JD__N_DERIVED,
};

extern const char *const jd__derived_names[JD__N_DERIVED];

struct jd__derived_file {
    uint64_t size;
    uint8_t hash[JD__HASH_SIZE];
};

struct jd__derived {
    uint64_t applied_seq; /* the last entry of the journal that is in the files */
    struct jd__derived_file files[JD__N_DERIVED];
};

/* As bytes, and back: what is accepted is written back as the same bytes. */
void
jd__derived_format(const struct jd__derived *derived,
    const uint8_t id[static JD__STORE_ID_SIZE], uint8_t out[static JD__DERIVED_SIZE]);

bool
jd__derived_parse(struct jd_str bytes, const uint8_t id[static JD__STORE_ID_SIZE],
    struct jd__derived *out_derived);

/* Read every byte of a derived file; JD_E_NOT_FOUND when it is not there. */
enum jd_status
jd__derived_hash(const struct jd_alloc *alloc, const char *folder,
    enum jd__derived_name name, struct jd__derived_file *out, struct jd_error *err);

bool
jd__derived_is(const struct jd__derived_file *a, const struct jd__derived_file *b);

/* Write derived.hashes of the files as they are, standing at the end of the journal. */
enum jd_status
jd__derived_write(const struct jd__store *store, struct jd_error *err);

/* Read it; JD_E_NOT_FOUND, JD_E_CORRUPT. */
enum jd_status
jd__derived_read(
    const struct jd__store *store, struct jd__derived *out_derived, struct jd_error *err);

#endif
