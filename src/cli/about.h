/* SPDX-License-Identifier: Apache-2.0 */
/* about.h - a file of clusters, and files that say something of its records: FILE:COLUMN. */
#ifndef JD_CLI_ABOUT_H
#define JD_CLI_ABOUT_H

#include "cli/linking.h"

/* Is this FILE:COLUMN? */
bool
about_is_whole(const char *text);

/* The path without its column goes to `room`, as long as the text; gives the column. */
const char *
about_split(const char *text, char *room);

/* Where a table says which record a row is about. */
struct about {
    const struct nodes *nodes;
    const struct jd_table *table;
    uint32_t id, source; /* its columns; source JD_NONE: the table's name is the source */
};

/* Its columns are named as those of the nodes. */
enum jd_status
about_find(struct about *about, const struct nodes *nodes, const struct jd_table *table,
    struct jd_error *err);

/* A column of the table. */
enum jd_status
about_column(const struct about *about, const char *name, uint32_t *out_column,
    struct jd_error *err);

/* The record that a row is about; an error names a row of none. */
enum jd_status
about_record(
    const struct about *about, uint32_t row, uint32_t *out_record, struct jd_error *err);

/* A column of clusters, numbered from 0. */
struct given_clusters {
    const struct nodes *nodes;
    uint32_t *of_record;
    struct jd_value *names; /* by cluster */
    uint32_t n;
};

/* The records' own table has the column; a record without a cluster is an error. */
enum jd_status
given_clusters_read(struct given_clusters *clusters, const struct nodes *nodes,
    const char *column, struct jd_error *err);

void
given_clusters_done(struct given_clusters *clusters);

#endif
