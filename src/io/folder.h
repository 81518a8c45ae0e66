/* SPDX-License-Identifier: Apache-2.0 */
/*
 * folder.h - an agency's folder: agency.json and the standard tables that it gives.
 *
 * docs/reference/tables.md says what a folder holds.  Here it is only read: what the columns of
 * a table mean, and which rows are good, is said by those above.
 */
#ifndef JD_IO_FOLDER_H
#define JD_IO_FOLDER_H

#include <joinder/io.h>

/* One standard table, as the folder's file or SELECT gives it. */
struct jd__folder_table {
    const char *name;         /* "person", "event", ... */
    char *file;               /* "person.csv" or "person.sql" */
    bool is_delta;            /* else a snapshot */
    const char *zone;         /* its own time zone, or the agency's */
    const char *const *dates; /* its date patterns; NULL: those of the country */
    uint32_t n_dates;
    struct jd_table *table;
};

struct jd__folder {
    struct jd_alloc alloc;
    char *path;
    const char *agency;  /* its id */
    const char *country; /* two letters, or "" */
    const char *zone;    /* IANA zone, or "UTC" */
    char *json;          /* agency.json as read, NUL-terminated */
    size_t json_size;
    void *tree; /* the same, parsed: what is borrowed above lives in it */
    struct jd__folder_table *tables;
    uint32_t n_tables; /* in the order of tables.md */
};

/*
 * Read a folder.  JD_E_NOT_FOUND: no such folder or no agency.json; JD_E_INPUT: naming the file
 * and line, key or column that is wrong, or a table that is there as file and as SELECT.
 */
enum jd_status
jd__folder_read(const struct jd_alloc *alloc, struct jd_io *io, const char *path,
    struct jd__folder **out_folder, struct jd_error *err);

/* NULL is fine. */
void
jd__folder_free(struct jd__folder *folder);

#endif
