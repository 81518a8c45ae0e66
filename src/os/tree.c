/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tree.c - remove a folder and all in it, if it is one of ours.
 *
 * Invariant: removal goes from folder to folder by descriptors (openat), never by paths, and
 * follows no link: whoever swaps a folder for a link meanwhile cannot lead it elsewhere.  The
 * marker goes last, so that what is left of an interrupted removal is still marked.
 */
#define _POSIX_C_SOURCE 200809L
#include "os/file.h"

#include "base/error.h"
#include "os/system.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* How deep a tree may be: one descriptor a level. */
enum { MAX_DEPTH = 64 };

/* A removal under way. */
struct removal {
    const char *path;   /* of the tree, for messages */
    const char *marker; /* kept in the topmost folder */
};

static enum jd_status
empty_folder(const struct removal *r, int fd, unsigned depth, struct jd_error *err);

/* Remove one name of an open folder, and what is in it. */
static enum jd_status
remove_entry(const struct removal *r, int folder, const char *name, unsigned depth,
    struct jd_error *err)
{
    if (unlinkat(folder, name, 0) == 0)
        return JD_OK;
    if (errno != EISDIR && errno != EPERM) /* POSIX says EPERM for a folder, Linux EISDIR */
        return jd__fail_system(err, r->path, "cannot be emptied", errno);
    int fd = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return jd__fail_system(err, r->path, "cannot be emptied", errno);
    enum jd_status status = empty_folder(r, fd, depth + 1, err);
    if (status == JD_OK && unlinkat(folder, name, AT_REMOVEDIR) != 0)
        status = jd__fail_system(err, r->path, "cannot be emptied", errno);
    return status;
}

static bool
is_kept(const struct removal *r, unsigned depth, const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
           (depth == 0 && strcmp(name, r->marker) == 0);
}

/* Remove every name that a reading of the folder shows, and say whether there was any. */
static enum jd_status
empty_once(
    const struct removal *r, DIR *dir, unsigned depth, bool *out_any, struct jd_error *err)
{
    rewinddir(dir);
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(dir);
        if (entry == NULL && errno != 0)
            return jd__fail_system(err, r->path, "cannot be listed", errno);
        if (entry == NULL)
            return JD_OK;
        if (is_kept(r, depth, entry->d_name))
            continue;
        enum jd_status status = remove_entry(r, dirfd(dir), entry->d_name, depth, err);
        if (status != JD_OK)
            return status;
        *out_any = true;
    }
}

/* Remove all in an open folder but the topmost marker, and close it. */
static enum jd_status
empty_folder(const struct removal *r, int fd, unsigned depth, struct jd_error *err)
{
    if (depth >= MAX_DEPTH) {
        (void)close(fd);
        return jd__fail(
            err, JD_E_LIMIT, "%s: is deeper than %d folders", r->path, MAX_DEPTH);
    }
    DIR *dir = fdopendir(fd);
    if (dir == NULL) {
        int code = errno;
        (void)close(fd);
        return jd__fail_system(err, r->path, "cannot be listed", code);
    }
    /* What a reading shows after a removal is not defined: read again until nothing is left. */
    enum jd_status status = JD_OK;
    for (bool any = true; any && status == JD_OK;) {
        any = false;
        status = empty_once(r, dir, depth, &any, err);
    }
    (void)closedir(dir);
    return status;
}

/* Is there a plain file of this name in the open folder? */
static bool
holds_file(int fd, const char *name)
{
    struct stat about;
    return fstatat(fd, name, &about, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(about.st_mode);
}

/* Remove what an open marked folder holds, the marker last. */
static enum jd_status
empty_marked(const struct removal *r, int fd, struct jd_error *err)
{
    if (!holds_file(fd, r->marker))
        return jd__fail(err, JD_E_DENIED, "%s: is left alone, for it holds no file %s",
            r->path, r->marker);
    int inside = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (inside < 0)
        return jd__fail_system(err, r->path, "cannot be listed", errno);
    enum jd_status status = empty_folder(r, inside, 0, err);
    if (status == JD_OK && unlinkat(fd, r->marker, 0) != 0)
        status = jd__fail_system(err, r->path, "cannot be emptied", errno);
    return status;
}

enum jd_status
jd__tree_remove(const char *path, const char *marker, struct jd_error *err)
{
    if (marker[0] == '\0' || strchr(marker, '/') != NULL)
        return jd__fail(err, JD_E_ARG, "a marker is the name of a file");
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return jd__fail_system(err, path, "cannot be removed", errno);
    struct removal removal = {path, marker};
    enum jd_status status = empty_marked(&removal, fd, err);
    (void)close(fd);
    if (status == JD_OK && rmdir(path) != 0)
        status = jd__fail_system(err, path, "cannot be removed", errno);
    return status;
}
