/* SPDX-License-Identifier: Apache-2.0 */
/*
 * incoming.h - one table of one folder on its way into the store.
 *
 * cook.c fills it from a file's rows; settle.c decides each row's fate against the rows that
 * stand; ingest.c writes what changed.
 */
#ifndef JD_STORE_INCOMING_H
#define JD_STORE_INCOMING_H

#include "store/state.h"
#include "store/store.h"

/* Why a row or a field is listed.  Numbers are in the journal: new ones come at the end. */
enum jd__reason {
    JD__REASON_MISSING = 1,   /* rejected: a needed column is empty or cannot be read */
    JD__REASON_NAMES_NOTHING, /* rejected: an end of a role or relation is not there */
    JD__REASON_TWO_ROWS,      /* rejected: two rows of one id and unlike content */
    JD__REASON_ROW_SIZE,      /* rejected: longer than a row may be */
    JD__REASON_DATE,          /* a date or time that cannot be read */
    JD__REASON_UTF8,          /* broken UTF-8 */
    JD__REASON_CELL_SIZE,     /* longer than a cell may be */
    JD__REASON_LIST_SIZE,     /* more items than a list may have */
    JD__REASON_TWICE,         /* a local time that the clocks show twice; both are taken */
    JD__REASON_SKIPPED,       /* a local time that the clocks skip */
    JD__REASON_ZONE,          /* a zone that is not known; the agency's is taken */
    JD__REASON_FUTURE,        /* known_at in the future; now is taken */
    JD__REASON_ACTION,        /* an action that is not known; replace is taken */
    JD__REASON_PAYLOAD_SIZE,  /* more payload than a cell may hold; the rest is left out */
    JD__REASON_FORM,          /* cannot be what its column says */
    JD__REASON_END,
};

/* The words for it, which hold no value. */
const char *
jd__reason_text(uint8_t reason);

/* A row or field that is listed. */
struct jd__listed {
    uint32_t row;   /* in the file, from 1 */
    uint8_t reason; /* enum jd__reason */
    const char
        *column; /* a standard column's name; "" for none or one that is not standard */
};

enum jd__fate {
    JD__FATE_FRESH, /* not yet decided */
    JD__FATE_REJECTED,
    JD__FATE_REPEATED, /* as an earlier row of the file */
    JD__FATE_SAME,     /* as it stands */
    JD__FATE_INSERT,
    JD__FATE_REPLACE,
    JD__FATE_DELETE,  /* says delete, and stands */
    JD__FATE_NOTHING, /* says delete, and does not stand */
};

struct jd__incoming_row {
    uint64_t at; /* its key in incoming->bytes, its cells behind */
    uint32_t key_size;
    uint32_t cells_size;
    uint32_t number; /* in the file, from 1 */
    uint8_t op;      /* enum jd__op */
    uint8_t flags;   /* JD__KNOWN_BY_INGEST: `known` was not given */
    uint8_t fate;    /* enum jd__fate */
    int64_t known;
};

struct jd__incoming {
    struct jd_alloc alloc;
    struct jd_str agency; /* borrowed from the folder */
    const struct jd__schema *schema;
    bool is_snapshot;
    struct jd__buf rows;     /* struct jd__incoming_row */
    struct jd__buf bytes;    /* keys and cells */
    struct jd__buf rejected; /* struct jd__listed */
    struct jd__buf issues;   /* struct jd__listed */
    struct jd__buf head;     /* bytes: the entry's head */
    uint32_t *slots;         /* key -> row + 1 */
    size_t n_slots;
    uint32_t set;    /* in the state, JD_NONE for a new one */
    uint32_t n_seen; /* standing rows that the file has */
    struct jd__table_report report;
};

void
jd__incoming_init(struct jd__incoming *incoming, const struct jd_alloc *alloc,
    struct jd_str agency, const struct jd__schema *schema);

void
jd__incoming_done(struct jd__incoming *incoming);

static inline struct jd_str
jd__incoming_key(const struct jd__incoming *incoming, const struct jd__incoming_row *row)
{
    const char *bytes = incoming->bytes.data;
    return (struct jd_str){bytes + row->at, row->key_size};
}

static inline struct jd_str
jd__incoming_cells(const struct jd__incoming *incoming, const struct jd__incoming_row *row)
{
    const char *bytes = incoming->bytes.data;
    return (struct jd_str){bytes + row->at + row->key_size, row->cells_size};
}

/* The first row of a key, or JD_NONE. */
uint32_t
jd__incoming_find(const struct jd__incoming *incoming, struct jd_str key);

/* List a row as rejected, or a field as an issue. */
enum jd_status
jd__incoming_reject(struct jd__incoming *incoming, uint32_t row, enum jd__reason reason,
    const char *column, struct jd_error *err);
enum jd_status
jd__incoming_issue(struct jd__incoming *incoming, uint32_t number, enum jd__reason reason,
    const char *column, struct jd_error *err);

/* ---- settle.c ---- */

/* A folder of one call: its tables are tables[first] and those behind it, the first of them
 * `agency`, which is agency.json itself. */
struct jd__arrived {
    struct jd__folder *folder; /* owned; the names are borrowed from it */
    struct jd_str agency;
    uint32_t first;
    uint32_t n;
};

/* All that arrives in one call. */
struct jd__arrival {
    struct jd_alloc alloc;
    const struct jd__state *state;
    struct jd__buf folders; /* struct jd__arrived */
    struct jd__buf tables;  /* struct jd__incoming */
    int64_t now;
    double withdraw_up_to;
    const struct jd_progress *progress; /* NULL: none */
    uint32_t i_folder;                  /* which of n_folders is being read */
    uint32_t n_folders;
};

/* Find each row's key; rows of one key and unlike content are rejected. */
enum jd_status
jd__settle_keys(struct jd__incoming *incoming, struct jd_error *err);

/* Reject rows whose ends are not there: neither among what arrives nor standing after it. */
enum jd_status
jd__settle_ends(
    const struct jd__arrival *arrival, struct jd__incoming *incoming, struct jd_error *err);

/* Compare with what stands: each row's fate, and the report's counts. */
void
jd__settle_fates(const struct jd__arrival *arrival, struct jd__incoming *incoming);

/* Standing versions that a snapshot no longer has, appended to `out` (uint32_t); JD_E_LIMIT
 * when they are more than a snapshot may withdraw. */
enum jd_status
jd__settle_absent(const struct jd__arrival *arrival, struct jd__incoming *incoming,
    struct jd__buf *out, struct jd_error *err);

#endif
