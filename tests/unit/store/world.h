/* SPDX-License-Identifier: Apache-2.0 */
/* world.h - a store and agencies' folders in a folder of their own, for the tests of the store. */
#ifndef STORE_WORLD_H
#define STORE_WORLD_H

#include "jd_test.h"

#include "store/store.h"

#define DAY INT64_C(86400000000)

struct world {
    char folder[256]; /* holds the store and agencies' folders */
    char store_path[300];
    struct jd_io *io;
    struct jd__store *store;
    struct jd__buf reports;
};

/* Noon of a day of January 2018. */
int64_t
january(int day);

/* Open the store, again if need be, at noon of a day. */
void
world_open(struct world *w, int day);

/* Make a folder and an open store in it; remove both. */
void
world_start(struct world *w);

void
world_stop(struct world *w);

/* The same with one agency's rows in it, all derived, the store closed. */
void
world_start_derived(struct world *w);

/* Write a file of an agency's folder, making the folder and its agency.json when it is new. */
void
world_put(struct world *w, const char *agency, const char *file, const char *text);

/* Ingest agencies' folders, named with spaces between. */
enum jd_status
world_ingest_with(
    struct world *w, const char *agencies, double withdraw_up_to, struct jd_error *err);

void
world_ingest(struct world *w, const char *agencies);

const struct jd__table_report *
world_report(const struct world *w, const char *agency, const char *table);

/* Facts; free with jd__facts_free(). */
struct jd__facts *
world_facts_at(const struct world *w, int64_t moment);

struct jd__facts *
world_facts(const struct world *w);

/* The number of what a name names; JD_NONE when it is not there. */
uint32_t
world_number(const struct jd__facts *facts, const char *text);

/* expected: NULL for null. */
void
world_assert_attribute(const struct jd__facts *facts, const char *name, const char *column,
    const char *expected);

/* A file of the store; the lists are derived first.  The caller frees it. */
char *
world_file(const struct world *w, const char *name);

void
world_assert_file(const struct world *w, const char *name, const char *expected);

/* How many damages `check` finds; the store must be closed. */
uint64_t
world_check(const struct world *w);

/* The path of a file of the store. */
void
world_path(const struct world *w, const char *name, char path[static 600]);

/* Close the store. */
void
world_close(struct world *w);

#endif
