/* SPDX-License-Identifier: Apache-2.0 */
/* system.c - the system's failures as ours, and writing until all is written. */
#define _POSIX_C_SOURCE 200809L
#include "os/system.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static enum jd_status
status_of(int code)
{
    switch (code) {
    case ENOENT:
    case ENOTDIR:
        return JD_E_NOT_FOUND;
    case EEXIST:
    case ENOTEMPTY:
        return JD_E_CONFLICT;
    case ENOMEM:
        return JD_E_NOMEM;
    case ENAMETOOLONG:
        return JD_E_LIMIT;
    default:
        return JD_E_IO;
    }
}

enum jd_status
jd__fail_system(struct jd_error *err, const char *path, const char *what, int code)
{
    char reason[80];
    if (strerror_r(code, reason, sizeof(reason)) != 0)
        (void)snprintf(reason, sizeof(reason), "error %d", code);
    /* Of a long path the end is kept: it names the file. */
    const size_t most = 120;
    size_t size = strlen(path);
    const char *cut = size > most ? "..." : "";
    const char *shown = size > most ? path + size - most : path;
    return jd__fail(err, status_of(code), "%s%s: %s: %s", cut, shown, what, reason);
}

enum jd_status
jd__write_all(int fd, const char *path, const void *data, size_t size, struct jd_error *err)
{
    const char *at = data;
    while (size > 0) {
        ssize_t n = write(fd, at, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return jd__fail_system(err, path, "cannot be written", errno);
        at += n;
        size -= (size_t)n;
    }
    return JD_OK;
}

/* The folder that a path is in: "a/b" and "a/b/" are in "a/", "b" is in ".". */
static bool
parent_of(const char *path, char folder[static JD__PATH_SIZE])
{
    size_t size = strlen(path);
    while (size > 1 && path[size - 1] == '/')
        size--;
    while (size > 0 && path[size - 1] != '/')
        size--;
    if (size >= JD__PATH_SIZE)
        return false;
    memcpy(folder, size > 0 ? path : ".", size > 0 ? size : 1);
    folder[size > 0 ? size : 1] = '\0';
    return true;
}

enum jd_status
jd__sync_parent(const char *path, struct jd_error *err)
{
    char folder[JD__PATH_SIZE];
    if (!parent_of(path, folder))
        return jd__fail_system(err, path, "cannot be synced", ENAMETOOLONG);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return jd__fail_system(err, folder, "cannot be opened", errno);
    /* Some file systems know no sync of a folder and say EINVAL: more cannot be done there. */
    int failed = fsync(fd) != 0 && errno != EINVAL ? errno : 0;
    (void)close(fd);
    return failed != 0 ? jd__fail_system(err, folder, "cannot be synced", failed) : JD_OK;
}
