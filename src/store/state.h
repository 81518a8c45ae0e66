/* SPDX-License-Identifier: Apache-2.0 */
/*
 * state.h - what the journal says, in memory: the versions of every row, by key.
 *
 * It is made by showing it each frame of the journal in order, and in no other way, so what is
 * held after an ingest is what a later opening finds.
 */
#ifndef JD_STORE_STATE_H
#define JD_STORE_STATE_H

#include "data/dict.h"
#include "store/changes.h"
#include "store/frame.h"
#include "store/schema.h"

/* What an entry of the journal is. */
enum jd__entry_type {
    JD__ENTRY_INIT = 1,     /* a store was made */
    JD__ENTRY_ROWS = 2,     /* rows of one table of one agency changed */
    JD__ENTRY_INGESTED = 3, /* an agency's folder was read: counts, rejected rows, issues */
    JD__ENTRY_LINKS = 4,    /* the records of one kind were linked anew */
    JD__ENTRY_MORE = 5,     /* more of these links, which one entry does not hold */
    JD__ENTRY_FIRST = 16,   /* questions and acts: the engine's, from here on */
};

/* A version that nothing ended yet is known until this. */
#define JD__STILL INT64_MAX

/* One version of one row. */
struct jd__version {
    int64_t known_from;
    int64_t known_to;
    uint32_t set;
    uint32_t frame; /* where its bytes are: kept frame, place and size in it */
    uint32_t at;
    uint32_t size;
    uint32_t older; /* the version before of this key, or JD_NONE */
    uint8_t flags;  /* JD__KNOWN_BY_INGEST */
};

/* The rows of one table of one agency. */
struct jd__set {
    uint32_t agency; /* code in state->words */
    const struct jd__schema *schema;
    uint32_t n_standing;
};

/* A frame whose bytes are kept. */
struct jd__kept {
    struct jd__buf bytes;
    uint64_t seq;
    int64_t time;
    struct jd__change_head *head; /* of ROWS; its texts lie in bytes */
    struct jd_str head_bytes;
    uint32_t set;
};

/* The last links of one kind, or a part of them; parts stand in order. */
struct jd__kept_links {
    struct jd__buf bytes;
    struct jd_str payload; /* the entry's head, in bytes */
    uint64_t seq;
    uint32_t kind; /* code in state->words */
};

/* The last time that an agency's folder was read. */
struct jd__kept_ingest {
    uint32_t agency;
    uint64_t offset; /* of its INGESTED entry */
};

struct jd__state {
    struct jd_alloc alloc;
    struct jd__dict *words;  /* agencies' ids, kinds */
    struct jd__buf frames;   /* struct jd__kept */
    struct jd__buf sets;     /* struct jd__set */
    struct jd__buf versions; /* struct jd__version */
    struct jd__buf links;    /* struct jd__kept_links */
    struct jd__buf ingests;  /* struct jd__kept_ingest */
    uint64_t *slots;         /* (set, key) -> newest version + 1, and the hash above it */
    size_t n_slots;
    size_t n_keys;
    uint64_t rows_seq;      /* the last entry that changed a row */
    uint32_t operator_name; /* code in words; JD_NONE before the first entry */
};

enum jd_status
jd__state_init(struct jd__state *state, const struct jd_alloc *alloc, struct jd_error *err);

void
jd__state_done(struct jd__state *state);

/* Take in the next frame; bytes that are kept are taken out of *bytes. */
enum jd_status
jd__state_apply(struct jd__state *state, const struct jd__frame *frame, uint64_t offset,
    struct jd__buf *bytes, struct jd_error *err);

static inline const struct jd__set *
jd__sets(const struct jd__state *state)
{
    return state->sets.data;
}

static inline const struct jd__version *
jd__versions(const struct jd__state *state)
{
    return state->versions.data;
}

static inline const struct jd__kept *
jd__kept(const struct jd__state *state)
{
    return state->frames.data;
}

/* The set of an agency's table, or JD_NONE. */
uint32_t
jd__state_set(
    const struct jd__state *state, struct jd_str agency, const struct jd__schema *schema);

/* The newest version of a key in a set, standing or not; JD_NONE when there was none. */
uint32_t
jd__state_find(const struct jd__state *state, uint32_t set, struct jd_str key);

/* The version that was known at a moment, from the newest of its key backwards; or JD_NONE. */
uint32_t
jd__state_known(const struct jd__state *state, uint32_t newest, int64_t moment);

/* A version's row. */
struct jd__change
jd__state_row(const struct jd__state *state, uint32_t version);

#endif
