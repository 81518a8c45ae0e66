/* SPDX-License-Identifier: Apache-2.0 */
/*
 * file.h - files and folders.
 *
 * A failure names the path and the system's reason.  JD_E_NOT_FOUND: nothing is there.
 * JD_E_CONFLICT: something is there already, or another holds the lock.  JD_E_IO: the rest.
 * Paths end in NUL and are the system's bytes.
 */
#ifndef JD_OS_FILE_H
#define JD_OS_FILE_H

#include "base/buf.h"

/* ---- whole files ---- */

/* Read all of a file, at most max bytes (JD_E_LIMIT), with a NUL behind; a pipe will do too.
 * Free with jd__alloc_free(alloc, data, size + 1). */
enum jd_status
jd__file_read(const struct jd_alloc *alloc, const char *path, size_t max, char **out_data,
    size_t *out_size, struct jd_error *err);

/* Write a whole file so that after a crash the old or the new one is there, never a part: a
 * new name beside it, fsync, rename, fsync of the folder.  What is no plain file (a pipe,
 * /dev/stdout) is written straight. */
enum jd_status
jd__file_write(const char *path, const void *data, size_t size, struct jd_error *err);

/* Remove a file; JD_E_NOT_FOUND when it is not there. */
enum jd_status
jd__file_remove(const char *path, struct jd_error *err);

/* ---- an open file ---- */

struct jd__file; /* opaque; one thread writes, any number may read_at meanwhile */

enum jd__file_mode {
    JD__FILE_READ,   /* must be there */
    JD__FILE_UPDATE, /* read and write; must be there */
    JD__FILE_APPEND, /* read and write; made when it is not there */
    JD__FILE_NEW,    /* read and write; JD_E_CONFLICT when it is there */
};

/* Open a plain file; anything else is JD_E_INPUT.  A made one is private to the user when
 * is_private. */
enum jd_status
jd__file_open(const struct jd_alloc *alloc, const char *path, enum jd__file_mode mode,
    bool is_private, struct jd__file **out_file, struct jd_error *err);

/* Close a file and drop its lock; NULL is fine.  It syncs nothing. */
void
jd__file_close(struct jd__file *file);

/* Hold the file alone until it is closed; JD_E_CONFLICT when any other open file holds it, in
 * this process or in another. */
enum jd_status
jd__file_lock(struct jd__file *file, struct jd_error *err);

/* Its size: as it was when opened, and as this handle changed it since. */
uint64_t
jd__file_size(const struct jd__file *file);

/* Write behind the end.  On failure the size is as before, and the next append overwrites. */
enum jd_status
jd__file_append(struct jd__file *file, const void *data, size_t size, struct jd_error *err);

/* Write at an offset of at most the size. */
enum jd_status
jd__file_write_at(struct jd__file *file, uint64_t offset, const void *data, size_t size,
    struct jd_error *err);

/* Read size bytes at an offset; fewer (told by out_size) only at the end. */
enum jd_status
jd__file_read_at(const struct jd__file *file, uint64_t offset, void *data, size_t size,
    size_t *out_size, struct jd_error *err);

/* Cut the file to a size of at most its own. */
enum jd_status
jd__file_truncate(struct jd__file *file, uint64_t size, struct jd_error *err);

/* Bring what was written to the disk.  A failed sync is final: the system may have dropped the
 * bytes, so every later write and sync of this handle fails too. */
enum jd_status
jd__file_sync(struct jd__file *file, struct jd_error *err);

/* ---- paths and folders ---- */

enum jd__path_kind {
    JD__PATH_NONE,   /* nothing is there */
    JD__PATH_FILE,   /* a plain file */
    JD__PATH_FOLDER, /* a folder */
    JD__PATH_LINK,   /* a symbolic link (only when links are not followed) */
    JD__PATH_OTHER,  /* a pipe, a device, or something that may not be looked at */
};

/* What is at a path; with follow, what a symbolic link leads to. */
enum jd__path_kind
jd__path_kind(const char *path, bool follow);

/* The absolute path without links, "." and "..", NUL behind; free with its length + 1. */
enum jd_status
jd__path_real(
    const struct jd_alloc *alloc, const char *path, char **out_path, struct jd_error *err);

/* Rename within one file system, replacing a file (or an empty folder) there; the rename is on
 * the disk when it returns. */
enum jd_status
jd__path_move(const char *from, const char *to, struct jd_error *err);

/* Make a folder and those above it; fine when it is there.  Private: for the user alone. */
enum jd_status
jd__folder_make(const char *path, bool is_private, struct jd_error *err);

/* Make a folder where nothing is; JD_E_CONFLICT when something is. */
enum jd_status
jd__folder_make_new(const char *path, bool is_private, struct jd_error *err);

/* Bring the names in a folder to the disk. */
enum jd_status
jd__folder_sync(const char *path, struct jd_error *err);

/* The most names that a folder may have to be listed. */
#define JD__LIMIT_NAMES 1000000u

/* The names in a folder. */
struct jd__names {
    struct jd_alloc alloc;
    const char *const *names; /* n of them */
    size_t n;
    size_t size; /* of the block that holds them */
};

/* List a folder without "." and "..", sorted by bytes.  End with jd__names_done(). */
enum jd_status
jd__folder_list(const struct jd_alloc *alloc, const char *path, struct jd__names *out_names,
    struct jd_error *err);

/* Free a list; an empty one ({0}) is fine. */
void
jd__names_done(struct jd__names *names);

/* Remove a folder and all in it, but only one that holds a plain file called marker: so that a
 * mistyped path costs nothing.  Links are removed, never followed.  The marker goes last:
 * a removal that was interrupted can be asked again. */
enum jd_status
jd__tree_remove(const char *path, const char *marker, struct jd_error *err);

#endif
