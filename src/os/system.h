/* SPDX-License-Identifier: Apache-2.0 */
/* system.h - what the files of os/ share. */
#ifndef JD_OS_SYSTEM_H
#define JD_OS_SYSTEM_H

#include <joinder/base.h>

/* Word a failed system call, "PATH: cannot be read: Permission denied", and give its status. */
enum jd_status
jd__fail_system(struct jd_error *err, const char *path, const char *what, int code);

/* Write all of it to a descriptor, however often the system takes a part. */
enum jd_status
jd__write_all(
    int fd, const char *path, const void *data, size_t size, struct jd_error *err);

/* fsync the folder that a path is in. */
enum jd_status
jd__sync_parent(const char *path, struct jd_error *err);

/* The longest path that os/ builds, with its NUL. */
#define JD__PATH_SIZE 4096

#endif
