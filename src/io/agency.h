/* SPDX-License-Identifier: Apache-2.0 */
/* agency.h - agency.json: read, and checked key by key. */
#ifndef JD_IO_AGENCY_H
#define JD_IO_AGENCY_H

#include "base/buf.h"
#include "io/folder.h"

/* Is there a standard table of this name? */
bool
jd__folder_has_table(const char *name);

/* Read folder->path/agency.json into the folder.  JD_E_INPUT names line or key. */
enum jd_status
jd__agency_read(struct jd__folder *folder, struct jd_error *err);

/* Check folder->json, and fill what it says of the agency; the tree is the folder's. */
enum jd_status
jd__agency_parse(struct jd__folder *folder, struct jd_error *err);

/* Fill what agency.json says of one table: delivery, dates, zone. */
enum jd_status
jd__agency_table(
    struct jd__folder *folder, struct jd__folder_table *table, struct jd_error *err);

/* Add the files that are not UTF-8 to a buf of struct jd__encoding, borrowed from the folder. */
enum jd_status
jd__agency_encodings(
    const struct jd__folder *folder, struct jd__buf *out_encodings, struct jd_error *err);

#endif
