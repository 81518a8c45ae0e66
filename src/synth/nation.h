/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nation.h - what all writers of the nation share, and the part that one of them fills.
 *
 * The nation is cut into units: blocks of people, then the planted cases and the officials.  A
 * part is some units in a row, filled by one thread; parts are written out in order.  Ids come
 * from the unit and a counter in it, so no part waits for another.
 *
 * The first failure is kept in the part and later calls do nothing: ask part->status once.
 */
#ifndef JD_SYNTH_NATION_H
#define JD_SYNTH_NATION_H

#include "synth/agencies.h"
#include "synth/sheet.h"

/* Units behind the blocks of people. */
enum jd__unit {
    JD__UNIT_COURIER,
    JD__UNIT_PRESCRIPTIONS,
    JD__UNIT_PARCEL,
    JD__UNIT_TRAFFIC,
    JD__UNIT_NAMESAKES,
    JD__UNIT_TWICE,
    JD__UNIT_OFFICIALS, /* its ids come from what an official is, not from a counter */
    JD__N_UNITS
};

enum { JD__KEYS_OF_UNIT = 4096, JD__ID_SIZE = 32 };

struct jd__nation {
    struct jd_alloc alloc;
    uint64_t seed;
    struct jd__census census;
    struct jd__people people;
    struct jd__sheets sheets;
    uint64_t n_blocks;
    uint64_t id_range; /* a power of ten above every key */
    int id_digits;
};

/* The truth of some units: tables of the columns that truth.c names. */
struct jd__truth {
    struct jd_table *records;
    struct jd_table *cases;
    struct jd_table *decoys;
    struct jd_table *nowhere;
    struct jd_table *events;
};

struct jd__part {
    const struct jd__nation *nation;
    struct jd__random random;
    uint64_t unit;
    uint32_t keys_used[JD__N_WHO];
    uint32_t things_used;
    int64_t known_day;             /* when the row last written became known */
    struct jd__sheet_rows *sheets; /* one for each of nation->sheets */
    struct jd__truth truth;
    enum jd_status status;
    struct jd_error err;
};

/* Something that happens, while it is being written. */
struct jd__happening {
    enum jd__who who;
    int64_t day;
    char id[JD__ID_SIZE];
    struct jd__row row;
    struct jd__part_in roles[24];
    uint32_t n_roles;
};

/* One record or event of an agency: what roles, relations and truth point at. */
struct jd__ref {
    enum jd__who who;
    enum jd__table table; /* JD__EVENT: an event */
    char id[JD__ID_SIZE];
};

/* ---- nation.c ---- */

enum jd_status
jd__nation_init(struct jd__nation *nation, const struct jd_alloc *alloc, uint64_t n_people,
    uint64_t seed, struct jd_error *err);
void
jd__nation_done(struct jd__nation *nation);

/* The agency's id for a key (pattern: see agencies.h). */
void
jd__id_write(const struct jd__nation *nation, enum jd__who who, const char *pattern,
    uint64_t key, int64_t day, char id[static JD__ID_SIZE]);

/* ---- part.c ---- */

enum jd_status
jd__part_init(struct jd__part *part, const struct jd__nation *nation, struct jd_error *err);
/* Close its tables, so that they can be read. */
enum jd_status
jd__part_finish(struct jd__part *part, struct jd_error *err);
void
jd__part_done(struct jd__part *part);

/* Begin a unit: its own random stream and ids. */
void
jd__part_unit(struct jd__part *part, uint64_t unit);

/* A random whole number below n; true in `part` of `of` cases. */
uint64_t
jd__below(struct jd__part *part, uint64_t n);
bool
jd__chance(struct jd__part *part, uint64_t some, uint64_t of);

/* A new entity that is not an inhabitant. */
uint64_t
jd__entity_new(struct jd__part *part, enum jd__table table);

/* The thing of one kind that is a person's own: her phone, car, account. */
uint64_t
jd__entity_of(enum jd__table table, uint64_t person);

/* A new record: gives it an id, writes it, and tells truth whose it is. */
struct jd__ref
jd__record_put(struct jd__part *part, enum jd__who who, struct jd__row *row,
    uint64_t entity, int64_t day);

/* A new number of a case. */
void
jd__case_new(
    struct jd__part *part, enum jd__who who, int64_t day, char number[static JD__ID_SIZE]);

/* Begin an event; minute of the day below 0: without a time of day. */
void
jd__happen(struct jd__part *part, struct jd__happening *event, enum jd__who who,
    const char *kind, int64_t day, int minute);

/* The event carries a case number, its agency's own or (cited) another's. */
void
jd__happen_case(struct jd__happening *event, enum jd__who who, const char *number);

/* A record has a part in it. */
void
jd__happen_role(
    struct jd__happening *event, const char *role, const struct jd__ref *record);

/* Write the event and the roles that are not in its sheet. */
struct jd__ref
jd__happened(struct jd__part *part, struct jd__happening *event);

/* A relation as `who` tells it; days below 0: not known.  It becomes known with the row that was
 * written before it. */
void
jd__relate(struct jd__part *part, enum jd__who who, const char *kind,
    const struct jd__ref *from, const struct jd__ref *to, int64_t first, int64_t last);

/* Truth's other tables. */
void
jd__truth_case(
    struct jd__part *part, const char *name, int step, const struct jd__ref *node);
void
jd__truth_decoy(struct jd__part *part, const char *why, const struct jd__ref *a,
    const struct jd__ref *b);
void
jd__truth_nowhere(struct jd__part *part, const struct jd__ref *start);
/* A row of an event that several agencies wrote down; `event` is its number. */
void
jd__truth_event(struct jd__part *part, const struct jd__ref *row, uint64_t event);

/* ---- spoil.c ---- */

/* Write a person's names, dates, address and numbers into a row, without error. */
void
jd__person_row(const struct jd__person *person, struct jd__row *row);

/* Err as the agency's clerks do. */
void
jd__spoil(struct jd__part *part, enum jd__who who, const struct jd__person *person,
    struct jd__row *row);

#endif
