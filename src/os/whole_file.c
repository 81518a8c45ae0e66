/* SPDX-License-Identifier: Apache-2.0 */
/* whole_file.c - read a file whole, write one so that no crash leaves a part of it. */
#define _POSIX_C_SOURCE 200809L
#include "os/file.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "os/system.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* How much to ask for at first: a plain file at once, with one byte more to see its end. */
static size_t
first_step(int fd, size_t max)
{
    struct stat about;
    bool is_known = fstat(fd, &about) == 0 && S_ISREG(about.st_mode) &&
                    about.st_size >= 0 && (uint64_t)about.st_size <= max;
    return is_known ? (size_t)about.st_size + 1 : 65536;
}

/* Read up to the end into a buf that has room for max bytes and two more. */
static enum jd_status
read_all(int fd, const char *path, size_t max, struct jd__buf *buf, struct jd_error *err)
{
    size_t step = first_step(fd, max);
    for (;;) {
        size_t room =
            max + 1 - buf->n; /* one byte more than may be, to see that it is there */
        enum jd_status status = jd__buf_reserve(buf, room < step ? room : step, err);
        if (status != JD_OK)
            return status;
        size_t wanted = buf->capacity - buf->n < room ? buf->capacity - buf->n : room;
        ssize_t n = read(fd, (char *)buf->data + buf->n, wanted);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return jd__fail_system(err, path, "cannot be read", errno);
        if (n == 0)
            return jd__buf_append(buf, "", 1, err);
        buf->n += (size_t)n;
        if (buf->n > max)
            return jd__fail(err, JD_E_LIMIT, "%s: is larger than %zu bytes", path, max);
        step = 65536;
    }
}

enum jd_status
jd__file_read(const struct jd_alloc *alloc, const char *path, size_t max, char **out_data,
    size_t *out_size, struct jd_error *err)
{
    if (max > SIZE_MAX - 2)
        max = SIZE_MAX - 2;
    struct jd__buf buf;
    jd__buf_init(&buf, alloc, 1, max + 2);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return jd__fail_system(err, path, "cannot be opened", errno);
    enum jd_status status = read_all(fd, path, max, &buf, err);
    char *data = NULL;
    if (status != JD_OK)
        goto done;
    /* Give back what was reserved and not used, so that its size is known by its length. */
    data = jd__alloc_resize(&buf.alloc, buf.data, buf.capacity, buf.n);
    if (data == NULL) {
        status = jd__fail(err, JD_E_NOMEM, "no memory to read %s", path);
        goto done;
    }
    *out_data = data;
    *out_size = buf.n - 1;
    buf = (struct jd__buf){0}; /* handed over */
done:
    (void)close(fd);
    jd__buf_done(&buf);
    return status;
}

/* Write a file that is there and not plain: a pipe, a terminal, a device. */
static enum jd_status
write_straight(const char *path, const void *data, size_t size, struct jd_error *err)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return jd__fail_system(err, path, "cannot be opened", errno);
    enum jd_status status = jd__write_all(fd, path, data, size, err);
    if (close(fd) != 0 && status == JD_OK)
        status = jd__fail_system(err, path, "cannot be closed", errno);
    return status;
}

/* A name beside the path that nobody has: of two writers at once each gets its own. */
static enum jd_status
open_beside(
    const char *path, char temp[static JD__PATH_SIZE], int *out_fd, struct jd_error *err)
{
    for (int nth = 0;; nth++) {
        int n = snprintf(temp, JD__PATH_SIZE, "%s.new-%ld-%d", path, (long)getpid(), nth);
        if (n < 0 || n >= JD__PATH_SIZE)
            return jd__fail_system(err, path, "cannot be written", ENAMETOOLONG);
        int fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd < 0 && errno == EEXIST && nth < 1000) /* left by a crash, or in use */
            continue;
        if (fd < 0)
            return jd__fail_system(err, path, "cannot be written", errno);
        *out_fd = fd;
        return JD_OK;
    }
}

/* Fill the new file and bring it to the disk.  A file that was private stays so. */
static enum jd_status
fill(int fd, const char *path, const struct stat *old, const void *data, size_t size,
    struct jd_error *err)
{
    if (old != NULL && fchmod(fd, old->st_mode & 0777) != 0)
        return jd__fail_system(err, path, "cannot keep its permissions", errno);
    enum jd_status status = jd__write_all(fd, path, data, size, err);
    if (status == JD_OK && fsync(fd) != 0)
        status = jd__fail_system(err, path, "cannot be synced", errno);
    return status;
}

static enum jd_status
write_beside(const char *path, const struct stat *old, const void *data, size_t size,
    struct jd_error *err)
{
    char temp[JD__PATH_SIZE];
    int fd = -1;
    enum jd_status status = open_beside(path, temp, &fd, err);
    if (status != JD_OK)
        return status;
    status = fill(fd, path, old, data, size, err);
    if (close(fd) != 0 && status == JD_OK)
        status = jd__fail_system(err, path, "cannot be closed", errno);
    if (status == JD_OK && rename(temp, path) != 0)
        status = jd__fail_system(err, path, "cannot be replaced", errno);
    if (status == JD_OK)
        return jd__sync_parent(path, err);
    (void)unlink(temp); /* the failure to tell is the first one */
    return status;
}

enum jd_status
jd__file_write(const char *path, const void *data, size_t size, struct jd_error *err)
{
    struct stat old;
    if (stat(path, &old) != 0)
        return write_beside(path, NULL, data, size, err);
    if (S_ISDIR(old.st_mode))
        return jd__fail(err, JD_E_CONFLICT, "%s: is a folder", path);
    if (!S_ISREG(old.st_mode))
        return write_straight(path, data, size, err);
    if (jd__path_kind(path, false) != JD__PATH_LINK)
        return write_beside(path, &old, data, size, err);
    char *real = NULL; /* through a link: the file behind it is replaced, the link stays */
    enum jd_status status = jd__path_real(NULL, path, &real, err);
    if (status != JD_OK)
        return status;
    status = write_beside(real, &old, data, size, err);
    jd__alloc_free(NULL, real, jd__str(real).size + 1);
    return status;
}

enum jd_status
jd__file_remove(const char *path, struct jd_error *err)
{
    return unlink(path) == 0 ? JD_OK
                             : jd__fail_system(err, path, "cannot be removed", errno);
}
