/* SPDX-License-Identifier: Apache-2.0 */
/*
 * store.h - many agencies' rows, each version of them, and every question that was asked.
 *
 * A store is a folder: joinder.json (format, identity), journal and journal.salts (all that
 * was ever committed: the only thing that counts), and what is derived from them and may be
 * deleted at any time: rejected.csv, issues.csv, derived.duckdb, derived.hashes.
 *
 * One thread uses a store; the facts that it gives are finished and may be shared.
 */
#ifndef JD_STORE_STORE_H
#define JD_STORE_STORE_H

#include <joinder/io.h>

#include "store/journal.h"
#include "store/links.h"
#include "store/state.h"

struct jd__store; /* opaque */

struct jd__store_options {
    int64_t now;       /* microseconds UTC; 0: the system's clock */
    uint32_t threads;  /* 0: all cores */
    bool is_read_only; /* change no byte, not even what a crash left */
};

/* Make an empty store in a folder that is not there or is empty (else JD_E_CONFLICT). */
enum jd_status
jd__store_init(const struct jd_alloc *alloc, const char *folder,
    struct jd_str operator_name, int64_t now, struct jd_error *err);

/* Open and hold a store.  JD_E_NOT_FOUND: this is none; JD_E_CONFLICT: another holds it;
 * JD_E_CORRUPT: named by file and byte, and what can be done; JD_E_UNSUPPORTED: of another
 * format; JD_E_IO: may not be written to, for one. */
enum jd_status
jd__store_open(const struct jd_alloc *alloc, const char *folder,
    const struct jd__store_options *options, struct jd__store **out_store,
    struct jd_error *err);

/* NULL is fine. */
void
jd__store_close(struct jd__store *store);

/* ---- what it is ---- */

/* PERSON@AGENCY, as init was told. */
struct jd_str
jd__store_operator(const struct jd__store *store);

/* The moment that the next entry would get: never earlier than the last one's. */
int64_t
jd__store_now(const struct jd__store *store);

/* The end of the journal: its last entry's number, time and leaf hash. */
const struct jd__journal_end *
jd__store_end(const struct jd__store *store);

/* Bytes of an unfinished group that a crash left and opening cut off. */
uint64_t
jd__store_cut(const struct jd__store *store);

/* Agencies that were ingested, by id, with their agency.json as it stands; borrowed until the
 * next ingest. */
struct jd__store_agency {
    struct jd_str id;
    struct jd_str json;
};
enum jd_status
jd__store_agencies(
    const struct jd__store *store, struct jd__buf *out_agencies, struct jd_error *err);

/* ---- rows in ---- */

struct jd__ingest_options {
    struct jd_str asker; /* PERSON@AGENCY, for the journal */
    double
        withdraw_up_to; /* the share of a table that a snapshot may withdraw; < 0: 0.02 */
    const struct jd_progress *progress; /* NULL: none */
};

/* What became of one table's rows: read = accepted + rejected, and
 * accepted = inserted + replaced + same + deleted, always. */
struct jd__table_report {
    char agency[64];
    char table[32];
    char file[64];
    uint64_t read;
    uint64_t accepted;
    uint64_t rejected;
    uint64_t issues; /* fields that became null, and what else is listed */
    uint64_t inserted;
    uint64_t replaced;
    uint64_t same;    /* as they stood already, or a second time in the file */
    uint64_t deleted; /* rows that say delete */
    uint64_t
        withdrawn; /* standing rows that the snapshot no longer has, or that were deleted */
};

/*
 * Read agencies' folders as one group: all of it or nothing.  Names of roles and relations are
 * looked up once all folders are read, so folders may name each other's rows.  Ingesting the
 * same again changes no row; the journal says that it was done.  JD_E_LIMIT: a snapshot would
 * withdraw too much.  out_reports: struct jd__table_report, made empty by the caller.
 */
enum jd_status
jd__store_ingest(struct jd__store *store, struct jd_io *io, const char *const *folders,
    uint32_t n_folders, const struct jd__ingest_options *options,
    struct jd__buf *out_reports, struct jd_error *err);

/* ---- facts out ---- */

/*
 * Finished facts as known at a moment (microseconds).  JD__NO_TIME: as of now, with the links
 * that were saved last; those of an earlier moment have none.  Free with jd__facts_free().
 */
enum jd_status
jd__store_facts(const struct jd__store *store, int64_t known_at,
    struct jd__facts **out_facts, struct jd_error *err);

/* ---- links ---- */

/* Keep the links of n kinds, made on these facts, in place of those that the kinds had. */
enum jd_status
jd__store_save_links(struct jd__store *store, const struct jd__facts *facts,
    const struct jd__store_links *links, uint32_t n, struct jd_str asker,
    struct jd_error *err);

/* Has no row changed since the links were saved? */
bool
jd__store_is_resolved(const struct jd__store *store);

/* ---- questions and acts ---- */

struct jd__log_entry {
    uint16_t type;         /* JD__ENTRY_FIRST or above */
    struct jd_str asker;   /* PERSON@AGENCY */
    struct jd_str payload; /* committed to by a salted hash; at most 1 MiB */
};

struct jd__logged {
    uint64_t seq;
    int64_t time;
    uint8_t leaf[JD__HASH_SIZE];
};

/* Write n entries as one group; it lasts on return.  out_logged has room for n. */
enum jd_status
jd__store_log(struct jd__store *store, const struct jd__log_entry *entries, uint32_t n,
    struct jd__logged *out_logged, struct jd_error *err);

/* ---- keeping ---- */

/* Rows rejected and fields listed as issues, by each agency's last ingest. */
enum jd_status
jd__store_listed(const struct jd__store *store, uint64_t *out_rejected,
    uint64_t *out_issues, struct jd_error *err);

/* Bring rejected.csv, issues.csv and derived.duckdb up to the journal, where they are not;
 * anew: whatever they are.  derived.hashes then says what they must be. */
enum jd_status
jd__store_derive(struct jd__store *store, bool anew, struct jd_error *err);

/* Copy a store into a folder that is not there or is empty, in this build's format: entry by
 * entry, each compared with its hashes, the copy read again.  No byte of `from` is changed;
 * `to` is a store once all of it is there. */
enum jd_status
jd__store_upgrade(
    const struct jd_alloc *alloc, const char *from, const char *to, struct jd_error *err);

/* Read every byte of a store that nobody holds, and say each damage in a line.  It changes
 * none. */
enum jd_status
jd__store_check(const struct jd_alloc *alloc, const char *folder,
    struct jd__damage_listener listener, uint64_t *out_n, struct jd_error *err);

#endif
