/* SPDX-License-Identifier: Apache-2.0 */
/* folder.c - paths and folders: what is there, make, rename, list. */
#define _XOPEN_SOURCE 700 /* for realpath */
#include "os/file.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/sort.h"
#include "base/str.h"
#include "os/system.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum jd__path_kind
jd__path_kind(const char *path, bool follow)
{
    struct stat about;
    if ((follow ? stat(path, &about) : lstat(path, &about)) != 0)
        return errno == ENOENT || errno == ENOTDIR ? JD__PATH_NONE : JD__PATH_OTHER;
    if (S_ISREG(about.st_mode))
        return JD__PATH_FILE;
    if (S_ISDIR(about.st_mode))
        return JD__PATH_FOLDER;
    return S_ISLNK(about.st_mode) ? JD__PATH_LINK : JD__PATH_OTHER;
}

enum jd_status
jd__path_real(
    const struct jd_alloc *alloc, const char *path, char **out_path, struct jd_error *err)
{
    char real[PATH_MAX];
    if (realpath(path, real) == NULL)
        return jd__fail_system(err, path, "cannot be found", errno);
    char *copy = jd__alloc_text(alloc, jd__str(real));
    if (copy == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for a path");
    *out_path = copy;
    return JD_OK;
}

enum jd_status
jd__path_move(const char *from, const char *to, struct jd_error *err)
{
    if (rename(from, to) != 0)
        return jd__fail_system(err, from, "cannot be renamed", errno);
    enum jd_status status = jd__sync_parent(to, err);
    return status == JD_OK ? jd__sync_parent(from, err) : status;
}

enum jd_status
jd__folder_make_new(const char *path, bool is_private, struct jd_error *err)
{
    if (mkdir(path, is_private ? 0700 : 0777) != 0)
        return jd__fail_system(err, path, "cannot be made", errno);
    return jd__sync_parent(path, err);
}

/* Make one folder unless it is there. */
static enum jd_status
make_one(const char *path, bool is_private, struct jd_error *err)
{
    if (jd__path_kind(path, true) == JD__PATH_FOLDER)
        return JD_OK;
    struct jd_error why = {0};
    enum jd_status status = jd__folder_make_new(path, is_private, &why);
    if (status == JD_E_CONFLICT && jd__path_kind(path, true) == JD__PATH_FOLDER)
        return JD_OK; /* another made it meanwhile */
    if (status != JD_OK && err != NULL)
        *err = why;
    return status;
}

enum jd_status
jd__folder_make(const char *path, bool is_private, struct jd_error *err)
{
    char part[JD__PATH_SIZE];
    size_t size = strlen(path);
    if (size >= sizeof(part))
        return jd__fail_system(err, path, "cannot be made", ENAMETOOLONG);
    memcpy(part, path, size + 1);
    for (size_t i = 1; i < size; i++) {
        if (part[i] != '/')
            continue;
        part[i] = '\0';
        enum jd_status status = make_one(part, is_private, err);
        part[i] = '/';
        if (status != JD_OK)
            return status;
    }
    return make_one(path, is_private, err);
}

enum jd_status
jd__folder_sync(const char *path, struct jd_error *err)
{
    char inside[JD__PATH_SIZE];
    int n = snprintf(inside, sizeof(inside), "%s/.", path);
    if (n < 0 || (size_t)n >= sizeof(inside))
        return jd__fail_system(err, path, "cannot be synced", ENAMETOOLONG);
    return jd__sync_parent(inside, err);
}

static bool
is_dots(const char *name)
{
    return name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'));
}

/* Collect the names of an open folder, one NUL behind each, and count them. */
static enum jd_status
collect(
    DIR *dir, const char *path, struct jd__buf *text, size_t *out_n, struct jd_error *err)
{
    size_t n = 0;
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(dir);
        if (entry == NULL && errno != 0)
            return jd__fail_system(err, path, "cannot be listed", errno);
        if (entry == NULL)
            break;
        if (is_dots(entry->d_name))
            continue;
        if (++n > JD__LIMIT_NAMES)
            return jd__fail(
                err, JD_E_LIMIT, "%s: holds more than %u names", path, JD__LIMIT_NAMES);
        enum jd_status status =
            jd__buf_append(text, entry->d_name, strlen(entry->d_name) + 1, err);
        if (status != JD_OK)
            return status;
    }
    *out_n = n;
    return JD_OK;
}

static bool
name_before(const void *a, const void *b, void *ctx)
{
    (void)ctx;
    const char *const *name_a = a, *const *name_b = b;
    return strcmp(*name_a, *name_b) < 0; /* strcmp orders by bytes in every locale */
}

/* One block: the sorted pointers, then the names that they point at. */
static enum jd_status
arrange(
    const struct jd__buf *text, size_t n, struct jd__names *out_names, struct jd_error *err)
{
    size_t head = n * sizeof(char *);
    char *block = jd__alloc_array(&text->alloc, head, text->n, 1);
    if (block == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %zu names", n);
    char *at = block + head;
    if (text->n > 0)
        memcpy(at, text->data, text->n);
    const char **names = (const char **)(void *)block;
    for (size_t i = 0; i < n; i++, at += strlen(at) + 1)
        names[i] = at;
    size_t size = head + text->n;
    enum jd_status status =
        jd__sort(&text->alloc, names, n, sizeof(*names), name_before, NULL, err);
    if (status != JD_OK) {
        jd__alloc_free(&text->alloc, block, size != 0 ? size : 1);
        return status;
    }
    *out_names = (struct jd__names){text->alloc, names, n, size != 0 ? size : 1};
    return JD_OK;
}

/* List an open folder and close it. */
static enum jd_status
list_and_close(const struct jd_alloc *alloc, DIR *dir, const char *path,
    struct jd__names *out_names, struct jd_error *err)
{
    struct jd__buf text;
    jd__buf_init(&text, alloc, 1, 0);
    size_t n = 0;
    enum jd_status status = collect(dir, path, &text, &n, err);
    (void)closedir(dir);
    if (status == JD_OK)
        status = arrange(&text, n, out_names, err);
    jd__buf_done(&text);
    return status;
}

enum jd_status
jd__folder_list(const struct jd_alloc *alloc, const char *path, struct jd__names *out_names,
    struct jd_error *err)
{
    DIR *dir = opendir(path);
    if (dir == NULL)
        return jd__fail_system(err, path, "cannot be listed", errno);
    return list_and_close(alloc, dir, path, out_names, err);
}

void
jd__names_done(struct jd__names *names)
{
    if (names->names != NULL)
        jd__alloc_free(&names->alloc, (void *)(uintptr_t)names->names, names->size);
    *names = (struct jd__names){0};
}
