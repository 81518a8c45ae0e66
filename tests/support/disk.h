/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk.h - a disk that loses what was not synced, below the real code.
 *
 * The linker puts it between os/ and the system (`'disk': true` in a test's meson.build wraps
 * open, write, pwrite, ftruncate, rename, unlink, mkdir, fsync).  What is done below a folder
 * reaches the real files and a log; from the log follows what the disk may hold when the power
 * fails after any of the operations: what was synced before, and of the rest each prefix, or
 * any part, torn at sectors.  A name lasts by the sync of its folder, bytes and length by that
 * of the file; after a failed sync what it should have saved may be lost for ever, though it
 * can still be read, and a later sync says nothing of it.
 *
 * kill -9 shows nothing of this: the page cache survives it.
 */
#ifndef JD_TEST_DISK_H
#define JD_TEST_DISK_H

#include "jd_test.h"

#define DISK_SECTOR 512u

/* What was done, in the log. */
enum disk_what {
    DISK_WRITE,
    DISK_TRUNCATE,
    DISK_SYNC,
    DISK_NAME,   /* a file was made */
    DISK_FOLDER, /* a folder was made */
    DISK_RENAME,
    DISK_REMOVE,
};

struct disk_step; /* one entry of the log */

struct disk {
    char root[256]; /* without "/" behind */
    struct disk_step *steps;
    size_t n;
    uint64_t inodes[64]; /* by node */
    size_t n_nodes;
    /* What is to go wrong, changed by the test at any time. */
    int64_t room;      /* bytes that can still be written, then ENOSPC; < 0: no bound */
    size_t most;       /* bytes that one write takes; 0: all */
    size_t good_syncs; /* then one fails with EIO; SIZE_MAX: none */
    bool is_frozen;    /* every operation fails: what a killed process would not do */
    bool is_read_only; /* nothing can be opened for writing */
};

/* Begin to log what is done below a folder; what is in it is on the disk. */
void
disk_start(struct disk *disk, const char *root);

/* End: the calls go to the system alone again. */
void
disk_stop(struct disk *disk);

/* What is to be logged next; NULL: nothing.  Returns what was. */
struct disk *
disk_use(struct disk *disk);

/* What a step is. */
enum disk_what
disk_what(const struct disk *disk, size_t step);

/* Would the power's failing after `at` steps find this one saved? */
bool
disk_is_saved(const struct disk *disk, size_t step, size_t at);

/*
 * Write into an empty folder what the disk may hold when the power fails after `at` steps.
 * What was synced is there.  Of the rest: without random the first `kept` of all steps; with
 * it any part of each.
 */
void
disk_crash(
    const struct disk *disk, size_t at, size_t kept, uint64_t *random, const char *folder);

#endif
