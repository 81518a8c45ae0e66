/* SPDX-License-Identifier: Apache-2.0 */
/*
 * build.h - from versions to facts: what was known at one moment, in an order that depends on
 * nothing else.
 *
 * Agencies come by id, kinds by name, records and events by (agency, id), roles by (record,
 * event), relations by their ends.
 */
#ifndef JD_STORE_BUILD_H
#define JD_STORE_BUILD_H

#include "facts/facts.h"
#include "store/state.h"

/* A row that is known at the moment, ready to be ordered. */
struct jd__known_row {
    uint64_t prefix;  /* of its id, behind what all ids of the table begin with */
    struct jd_str id; /* the first text of its key */
    uint32_t agency;  /* number in the facts */
    uint32_t version;
};

struct jd__build {
    const struct jd__state *state;
    struct jd__facts *facts;
    int64_t moment;
    uint32_t *agency_of_word; /* the facts' agency of a word of the state; JD_NONE */
    uint32_t *number_of;      /* of a version: its record or event in the facts; JD_NONE */
    uint32_t *set_of;         /* of a word and a table: the state's set; JD_NONE */
    struct jd_str *items;     /* room for the lists of one row */
    uint32_t *order;          /* versions that are known, those of one table together */
    size_t *starts;           /* where a table's start in `order`; one more than tables */
    struct jd__buf rows;      /* struct jd__known_row: one table's, in order */
    struct jd__buf key;       /* bytes: of the row that is looked for */
};

/* The most lists of one row. */
#define JD__MOST_LISTS 4u

/* The cells of one row by stored column of its table. */
struct jd__build_cells {
    struct jd_value values[JD__MOST_STORED];
    uint8_t set[JD__MOST_STORED]; /* which are not null */
    uint32_t n_set;
    struct jd__stored_column columns[JD__MOST_STORED];
    uint32_t n_columns;
    uint32_t frame; /* whose columns `map` maps; JD_NONE at first */
    uint8_t map[JD__LIMIT_COLUMNS];
};

/* Start on the rows of a table. */
void
jd__build_cells_init(struct jd__build_cells *cells, const struct jd__schema *schema);

/* Read a version's cells; those of the last one are gone.  Keys are not among them. */
void
jd__build_cells_read(
    const struct jd__build *build, struct jd__build_cells *cells, uint32_t version);

/* Facts as known at `moment` (JD__STILL - 1: as of the last entry). */
enum jd_status
jd__facts_build(const struct jd__state *state, const struct jd_alloc *alloc, int64_t moment,
    bool with_links, struct jd__facts **out_facts, struct jd_error *err);

/* ---- its parts, in the order in which they run ---- */

/* All rows of tables of this schema that are known, by (agency, id). */
enum jd_status
jd__build_gather(
    struct jd__build *build, const struct jd__schema *schema, struct jd_error *err);

/* Records of one kind, or events; with their attributes, and cases. */
enum jd_status
jd__build_nodes(
    struct jd__build *build, const struct jd__schema *schema, struct jd_error *err);

/* Roles, relations or assertions; one whose end is not known at the moment is left out. */
enum jd_status
jd__build_ties(
    struct jd__build *build, const struct jd__schema *schema, struct jd_error *err);

/* The last links of each kind, as far as both records are known. */
enum jd_status
jd__build_links(struct jd__build *build, struct jd_error *err);

/* A text among the cells by stored column; data NULL when it is null. */
struct jd_str
jd__build_text(const struct jd__build_cells *cells, const char *column);

/* What every row may carry. */
enum jd_status
jd__build_control(struct jd__build *build, const struct jd__build_cells *cells,
    uint32_t version, struct jd__control *out_control, struct jd_error *err);

/* Does a stored column become part of a row itself, not of its attributes? */
bool
jd__build_is_control(const char *column);

/* The time that two stored columns hold; JD__NO_TIME when they are null. */
struct jd__span
jd__build_span(
    const struct jd__build_cells *cells, const char *earliest, const char *latest);

/* The record or event of an id at an agency, or JD_NONE.  Agency data NULL: that of `own`. */
uint32_t
jd__build_find(struct jd__build *build, const struct jd__schema *schema, uint32_t own,
    struct jd_str agency, struct jd_str id);

#endif
