/* SPDX-License-Identifier: Apache-2.0 */
/*
 * file.c - an open file whose end is known, for what is appended and must last.
 *
 * Invariant: `size` bytes are the file's content as far as its owner knows: bytes behind it, from
 * a write that failed half-way, do not count and are overwritten.  After a failed sync nothing
 * is written any more: the system may have dropped the dirty pages and a second fsync may
 * succeed without them (Rebello et al., "Can Applications Recover from fsync Failures?", 2020).
 */
#define _POSIX_C_SOURCE 200809L
#include "os/file.h"

#include "base/alloc.h"
#include "base/error.h"
#include "os/system.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct jd__file {
    struct jd_alloc alloc;
    uint64_t size;
    int fd;
    bool is_broken; /* a sync failed */
    size_t path_size;
    char path[]; /* for messages, NUL behind */
};

static int
flags_of(enum jd__file_mode mode)
{
    switch (mode) {
    case JD__FILE_READ:
        return O_RDONLY;
    case JD__FILE_UPDATE:
        return O_RDWR;
    case JD__FILE_APPEND:
        return O_RDWR | O_CREAT;
    case JD__FILE_NEW:
        return O_RDWR | O_CREAT | O_EXCL;
    }
    return O_RDONLY;
}

enum jd_status
jd__file_open(const struct jd_alloc *alloc, const char *path, enum jd__file_mode mode,
    bool is_private, struct jd__file **out_file, struct jd_error *err)
{
    size_t path_size = strlen(path);
    struct jd__file *file = jd__alloc_array(alloc, sizeof(*file) + 1, path_size, 1);
    if (file == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory to open a file");
    file->alloc = jd__alloc_or_default(alloc);
    file->path_size = path_size;
    memcpy(file->path, path, path_size);
    enum jd_status status = JD_OK;
    struct stat about;
    /* O_NONBLOCK: a pipe without a reader must be refused, not waited for. */
    int flags = flags_of(mode) | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    file->fd = open(path, flags, is_private ? 0600 : 0666);
    if (file->fd < 0 && errno == EISDIR) {
        status = jd__fail(err, JD_E_INPUT, "%s: is a folder", path);
        goto done;
    }
    if (file->fd < 0) {
        status = jd__fail_system(err, path,
            mode == JD__FILE_READ ? "cannot be opened" : "cannot be opened for writing",
            errno);
        goto done;
    }
    if (fstat(file->fd, &about) != 0) {
        status = jd__fail_system(err, path, "cannot be looked at", errno);
        goto done;
    }
    if (!S_ISREG(about.st_mode)) {
        status = jd__fail(err, JD_E_INPUT, "%s: is not a plain file", path);
        goto done;
    }
    file->size = (uint64_t)about.st_size;
    *out_file = file;
    file = NULL; /* handed over */
done:
    jd__file_close(file);
    return status;
}

void
jd__file_close(struct jd__file *file)
{
    if (file == NULL)
        return;
    if (file->fd >= 0)
        (void)close(
            file->fd); /* what must last was synced; there is nothing left to save */
    struct jd_alloc alloc = file->alloc;
    jd__alloc_free(&alloc, file, sizeof(*file) + 1 + file->path_size);
}

enum jd_status
jd__file_lock(struct jd__file *file, struct jd_error *err)
{
    /* flock, not fcntl: fcntl's lock is the process's, so a second opening within the process
     * would get it too, and closing any descriptor of the file would drop it. */
    int failed = 0;
    do
        failed = flock(file->fd, LOCK_EX | LOCK_NB) != 0 ? errno : 0;
    while (failed == EINTR);
    if (failed == EWOULDBLOCK)
        return jd__fail(
            err, JD_E_CONFLICT, "%s: is held by another process or handle", file->path);
    return failed != 0 ? jd__fail_system(err, file->path, "cannot be locked", failed)
                       : JD_OK;
}

uint64_t
jd__file_size(const struct jd__file *file)
{
    return file->size;
}

/* May these bytes be written here? */
static enum jd_status
check_write(const struct jd__file *file, uint64_t offset, size_t size, struct jd_error *err)
{
    if (file->is_broken)
        return jd__fail(err, JD_E_IO, "%s: an earlier sync failed", file->path);
    if (offset > file->size)
        return jd__fail(err, JD_E_ARG, "%s: a write behind the end", file->path);
    if (offset > INT64_MAX - size) /* off_t is signed */
        return jd__fail(err, JD_E_LIMIT, "%s: is larger than a file can be", file->path);
    return JD_OK;
}

enum jd_status
jd__file_write_at(struct jd__file *file, uint64_t offset, const void *data, size_t size,
    struct jd_error *err)
{
    enum jd_status status = check_write(file, offset, size, err);
    if (status != JD_OK)
        return status;
    const char *at = data;
    for (size_t done = 0; done < size;) {
        ssize_t n = pwrite(file->fd, at + done, size - done, (off_t)(offset + done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return jd__fail_system(err, file->path, "cannot be written", errno);
        done += (size_t)n;
    }
    if (offset + size > file->size)
        file->size = offset + size;
    return JD_OK;
}

enum jd_status
jd__file_append(struct jd__file *file, const void *data, size_t size, struct jd_error *err)
{
    return jd__file_write_at(file, file->size, data, size, err);
}

enum jd_status
jd__file_read_at(const struct jd__file *file, uint64_t offset, void *data, size_t size,
    size_t *out_size, struct jd_error *err)
{
    if (offset > INT64_MAX - size)
        return jd__fail(err, JD_E_ARG, "%s: a read behind any end", file->path);
    char *at = data;
    size_t done = 0;
    while (done < size) {
        ssize_t n = pread(file->fd, at + done, size - done, (off_t)(offset + done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return jd__fail_system(err, file->path, "cannot be read", errno);
        if (n == 0)
            break;
        done += (size_t)n;
    }
    *out_size = done;
    return JD_OK;
}

enum jd_status
jd__file_truncate(struct jd__file *file, uint64_t size, struct jd_error *err)
{
    enum jd_status status = check_write(file, size, 0, err);
    if (status != JD_OK)
        return status;
    int failed = 0;
    do
        failed = ftruncate(file->fd, (off_t)size) != 0 ? errno : 0;
    while (failed == EINTR);
    if (failed != 0)
        return jd__fail_system(err, file->path, "cannot be cut", failed);
    file->size = size;
    return JD_OK;
}

enum jd_status
jd__file_sync(struct jd__file *file, struct jd_error *err)
{
    if (file->is_broken)
        return jd__fail(err, JD_E_IO, "%s: an earlier sync failed", file->path);
    if (fsync(file->fd) == 0)
        return JD_OK;
    file->is_broken = true;
    return jd__fail_system(err, file->path, "cannot be synced", errno);
}
