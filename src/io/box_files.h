/* SPDX-License-Identifier: Apache-2.0 */
/* box_files.h - the files of a folder that a statement may read, by name. */
#ifndef JD_IO_BOX_FILES_H
#define JD_IO_BOX_FILES_H

#include <joinder/base.h>

#include "os/file.h"

/* A folder's files, listed once. */
struct jd__box_files {
    struct jd_alloc alloc;
    char *folder; /* absolute, without links, with a slash behind */
    struct jd__names names;
};

/* List a folder.  End with _done, {0} too. */
enum jd_status
jd__box_files_list(const struct jd_alloc *alloc, const char *folder,
    struct jd__box_files *out_files, struct jd_error *err);

void
jd__box_files_done(struct jd__box_files *files);

/* The data file that a table's name means: its whole name, or its stem if one file alone has
 * it; JD_E_NOT_FOUND with the name, JD_E_DENIED for what is no plain file. */
enum jd_status
jd__box_files_find(const struct jd__box_files *files, const char *table,
    const char **out_file, struct jd_error *err);

/* Is a name of the folder a plain file?  JD_E_DENIED for links and the like. */
enum jd_status
jd__box_files_check(
    const struct jd__box_files *files, const char *file, struct jd_error *err);

/* Read a file of the folder; free with size + 1. */
enum jd_status
jd__box_files_load(const struct jd__box_files *files, const char *file, size_t max,
    char **out_text, size_t *out_size, struct jd_error *err);

/* Is it a text of fixed width, or of anything: .txt? */
bool
jd__box_files_is_text(const char *file);

/* Two names alike but for the case of ASCII letters, as SQL compares them. */
bool
jd__box_files_same(const char *a, const char *b);

/* The name before its last ending (and .gz or .zst): "people" of people.csv.gz. */
struct jd_str
jd__box_files_stem(const char *file);

#endif
