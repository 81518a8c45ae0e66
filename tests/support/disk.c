/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk.c - the log of a disk, and what may be left of it.
 *
 * A node is a file's content whatever its name is; a file that was renamed keeps its node.  Node
 * numbers are found by the system's inode numbers while a file has a name below the root.
 */
#define _POSIX_C_SOURCE 200809L
#include "disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    MOST_FILES = 1024,
    NAME_SIZE = 128,
    MOST_NODES = 64,
    NO_NODE = -1,
    FOLDER_NODE = -2
};

struct disk_step {
    enum disk_what what;
    int node;              /* FOLDER_NODE: `name` says which */
    char name[NAME_SIZE];  /* below the root; "" is the root */
    char other[NAME_SIZE]; /* the new name of a rename */
    uint64_t offset;       /* of a write; the new size of a truncate */
    size_t size;
    char *bytes;
    bool failed; /* of a sync */
};

/* The system's calls know no context: one disk is logged at a time. */
static struct disk *used;

/* What an open descriptor is of. */
static struct {
    struct disk *disk;
    int node;
    char name[NAME_SIZE];
} handles[MOST_FILES];

/* ---- the log ---- */

/* A name without "/" behind. */
static void
keep_name(char to[static NAME_SIZE], const char *name)
{
    size_t size = strlen(name);
    while (size > 0 && name[size - 1] == '/')
        size--;
    assert_true(size < NAME_SIZE);
    memcpy(to, name, size);
    to[size] = '\0';
}

static struct disk_step *
add(struct disk *disk, enum disk_what what, int node, const char *name)
{
    struct disk_step *steps = realloc(disk->steps, (disk->n + 1) * sizeof(*steps));
    assert_non_null(steps);
    disk->steps = steps;
    struct disk_step *step = &steps[disk->n++];
    memset(step, 0, sizeof(*step));
    step->what = what;
    step->node = node;
    keep_name(step->name, name);
    return step;
}

static void
keep_bytes(struct disk_step *step, uint64_t offset, const void *data, size_t size)
{
    step->offset = offset;
    step->size = size;
    step->bytes = malloc(size + 1);
    assert_non_null(step->bytes);
    if (size > 0)
        memcpy(step->bytes, data, size);
}

/* The part of a path below the root; NULL when it is elsewhere. */
static const char *
below(const struct disk *disk, const char *path)
{
    size_t size = disk != NULL ? strlen(disk->root) : 0;
    if (disk == NULL || strncmp(path, disk->root, size) != 0)
        return NULL;
    while (path[size] == '/')
        size++;
    if (size == strlen(disk->root) && path[size] != '\0')
        return NULL;
    return path + size;
}

static int
node_of(struct disk *disk, const char *path)
{
    struct stat about;
    if (lstat(path, &about) != 0)
        return NO_NODE;
    for (size_t i = disk->n_nodes; i-- > 0;)
        if (disk->inodes[i] == about.st_ino)
            return (int)i;
    assert_true(disk->n_nodes < MOST_NODES);
    disk->inodes[disk->n_nodes] = about.st_ino;
    return (int)disk->n_nodes++;
}

/* A new file: an inode that was removed is given out again, its node is not. */
static int
new_node(struct disk *disk, const char *path)
{
    size_t before = disk->n_nodes;
    int node = node_of(disk, path);
    if (node == NO_NODE || disk->n_nodes > before)
        return node;
    disk->inodes[node] = 0;
    return node_of(disk, path);
}

/* What is there already lasts. */
static void
add_there(struct disk *disk)
{
    char path[600];
    DIR *dir = opendir(disk->root);
    assert_non_null(dir);
    for (const struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        struct stat about;
        size_t size = 0;
        (void)snprintf(path, sizeof(path), "%s/%s", disk->root, entry->d_name);
        if (lstat(path, &about) != 0 || !S_ISREG(about.st_mode))
            continue;
        int node = new_node(disk, path);
        char *bytes = test_file_read(path, &size);
        (void)add(disk, DISK_NAME, node, entry->d_name);
        keep_bytes(add(disk, DISK_WRITE, node, entry->d_name), 0, bytes, size);
        (void)add(disk, DISK_SYNC, node, entry->d_name);
        free(bytes);
    }
    (void)closedir(dir);
    (void)add(disk, DISK_SYNC, FOLDER_NODE, "");
}

void
disk_start(struct disk *disk, const char *root)
{
    memset(disk, 0, sizeof(*disk));
    (void)snprintf(disk->root, sizeof(disk->root), "%s", root);
    disk->room = -1;
    disk->good_syncs = SIZE_MAX;
    used = NULL;
    add_there(disk);
    used = disk;
}

void
disk_stop(struct disk *disk)
{
    if (used == disk)
        used = NULL;
    for (size_t i = 0; i < MOST_FILES; i++)
        if (handles[i].disk == disk)
            handles[i].disk = NULL;
    for (size_t i = 0; i < disk->n; i++)
        free(disk->steps[i].bytes);
    free(disk->steps);
    disk->steps = NULL;
    disk->n = 0;
}

struct disk *
disk_use(struct disk *disk)
{
    struct disk *before = used;
    used = disk;
    return before;
}

enum disk_what
disk_what(const struct disk *disk, size_t step)
{
    return disk->steps[step].what;
}

/* ---- what may be left ---- */

/* A file's content as it comes to be. */
struct content {
    char *bytes;
    size_t size;
};

/* What a folder may hold: names of nodes, and their contents. */
struct left {
    struct content nodes[MOST_NODES];
    struct {
        char name[NAME_SIZE];
        int node;
    } names[MOST_NODES];
    size_t n_names;
};

static void
resize(struct content *content, size_t size)
{
    char *bytes = realloc(content->bytes, size + 1);
    assert_non_null(bytes);
    if (size > content->size)
        memset(bytes + content->size, 0, size - content->size);
    content->bytes = bytes;
    content->size = size;
}

static void
unname(struct left *left, const char *name)
{
    for (size_t i = 0; i < left->n_names; i++)
        if (strcmp(left->names[i].name, name) == 0) {
            left->names[i] = left->names[--left->n_names];
            return;
        }
}

static void
name_node(struct left *left, const char *name, int node)
{
    unname(left, name);
    assert_true(left->n_names < MOST_NODES);
    (void)snprintf(
        left->names[left->n_names].name, sizeof(left->names[0].name), "%s", name);
    left->names[left->n_names++].node = node;
}

/* Is this name in this folder? */
static bool
is_in(const char *name, const char *folder)
{
    const char *slash = strrchr(name, '/');
    size_t size = slash != NULL ? (size_t)(slash - name) : 0;
    return strlen(folder) == size && strncmp(name, folder, size) == 0;
}

/* Does this sync bring that step to the disk? */
static bool
saves(const struct disk_step *sync, const struct disk_step *step)
{
    if (sync->what != DISK_SYNC)
        return false;
    if (step->what == DISK_WRITE || step->what == DISK_TRUNCATE)
        return sync->node == step->node;
    return sync->node == FOLDER_NODE &&
           (is_in(step->name, sync->name) ||
               (step->what == DISK_RENAME && is_in(step->other, sync->name)));
}

bool
disk_is_saved(const struct disk *disk, size_t step, size_t at)
{
    for (size_t j = step + 1; j < at; j++)
        if (saves(&disk->steps[j], &disk->steps[step]))
            return !disk->steps[j].failed; /* the first one decides: see disk.h */
    return false;
}

/* Write the sectors that get through; all without random. */
static void
write_part(struct left *left, const struct disk_step *step, uint64_t *random)
{
    struct content *content = &left->nodes[step->node];
    uint64_t end = step->offset + step->size;
    if (end > content->size && (random == NULL || test_random(random, 2) == 0))
        resize(content, end); /* the length may be there before the bytes are */
    for (uint64_t from = step->offset; from < end;) {
        uint64_t next = (from / DISK_SECTOR + 1) * DISK_SECTOR;
        uint64_t to = next < end ? next : end;
        if (random == NULL || test_random(random, 2) == 0) {
            if (to > content->size)
                resize(content, to);
            memcpy(content->bytes + from, step->bytes + (from - step->offset), to - from);
        }
        from = to;
    }
}

static void
do_step(struct left *left, const struct disk_step *step, uint64_t *random)
{
    if (step->what == DISK_WRITE) {
        write_part(left, step, random);
        return;
    }
    if (random != NULL && test_random(random, 2) == 0)
        return;
    if (step->what == DISK_TRUNCATE)
        resize(&left->nodes[step->node], step->offset);
    else if (step->what == DISK_NAME || step->what == DISK_FOLDER)
        name_node(left, step->name, step->node);
    else if (step->what == DISK_REMOVE)
        unname(left, step->name);
    else if (step->what == DISK_RENAME) {
        unname(left, step->name);
        name_node(left, step->other, step->node);
    }
}

static void
put_left(const struct left *left, const char *folder)
{
    char path[600];
    for (int round = 0; round < 2; round++) /* folders first: they are one deep */
        for (size_t i = 0; i < left->n_names; i++) {
            int node = left->names[i].node;
            (void)snprintf(path, sizeof(path), "%s/%s", folder, left->names[i].name);
            if (round == 0 && node == FOLDER_NODE)
                assert_int_equal(mkdir(path, 0700), 0);
            if (round == 1 && node != FOLDER_NODE) {
                FILE *file = fopen(path, "wb"); /* its folder may not have come to be */
                size_t size = left->nodes[node].size;
                if (file == NULL)
                    continue;
                if (size > 0)
                    assert_int_equal(fwrite(left->nodes[node].bytes, 1, size, file), size);
                assert_int_equal(fclose(file), 0);
            }
        }
}

void
disk_crash(
    const struct disk *disk, size_t at, size_t kept, uint64_t *random, const char *folder)
{
    struct disk *before = disk_use(NULL);
    struct left left = {0};
    for (size_t i = 0; i < at; i++) {
        if (disk_is_saved(disk, i, at) || (random == NULL && i < kept))
            do_step(&left, &disk->steps[i], NULL);
        else if (random != NULL)
            do_step(&left, &disk->steps[i], random);
    }
    put_left(&left, folder);
    for (size_t i = 0; i < disk->n_nodes; i++)
        free(left.nodes[i].bytes);
    (void)disk_use(before);
}

/* ---- between os/ and the system ---- */

/* The linker gives each wrapped call these two names. */
int
__real_open(const char *path, int flags, ...);
int
__wrap_open(const char *path, int flags, ...);
int
__wrap_open64(const char *path, int flags, ...);
int
__real_close(int fd);
int
__wrap_close(int fd);
ssize_t
__real_write(int fd, const void *data, size_t size);
ssize_t
__wrap_write(int fd, const void *data, size_t size);
ssize_t
__real_pwrite(int fd, const void *data, size_t size, off_t offset);
ssize_t
__wrap_pwrite(int fd, const void *data, size_t size, off_t offset);
ssize_t
__wrap_pwrite64(int fd, const void *data, size_t size, off_t offset);
int
__real_ftruncate(int fd, off_t size);
int
__wrap_ftruncate(int fd, off_t size);
int
__wrap_ftruncate64(int fd, off_t size);
int
__wrap_fsync(int fd);
int
__real_fsync(int fd);
int
__real_rename(const char *from, const char *to);
int
__wrap_rename(const char *from, const char *to);
int
__real_unlink(const char *path);
int
__wrap_unlink(const char *path);
int
__real_mkdir(const char *path, mode_t mode);
int
__wrap_mkdir(const char *path, mode_t mode);

static int
refuse(int code)
{
    errno = code;
    return -1;
}

/* The disk that an open file is on, or NULL. */
static struct disk *
disk_of(int fd)
{
    return fd >= 0 && fd < MOST_FILES ? handles[fd].disk : NULL;
}

static int
open_logged(const char *path, int flags, mode_t mode)
{
    struct disk *disk = used;
    const char *name = below(disk, path);
    struct stat about;
    if (name == NULL)
        return __real_open(path, flags, mode);
    if (disk->is_frozen)
        return refuse(EIO);
    if (disk->is_read_only && (flags & (O_RDWR | O_WRONLY)) != 0)
        return refuse(EROFS);
    bool is_new = (flags & O_CREAT) != 0 && lstat(path, &about) != 0;
    int fd = __real_open(path, flags, mode);
    if (fd < 0)
        return fd;
    assert_true(fd < MOST_FILES);
    handles[fd].disk = disk;
    handles[fd].node = (flags & O_DIRECTORY) != 0 ? FOLDER_NODE : NO_NODE;
    keep_name(handles[fd].name, name);
    if (handles[fd].node == NO_NODE)
        handles[fd].node = is_new ? new_node(disk, path) : node_of(disk, path);
    if (is_new)
        (void)add(disk, DISK_NAME, handles[fd].node, name);
    return fd;
}

int
__wrap_open(const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    mode_t mode = (flags & O_CREAT) != 0 ? (mode_t)va_arg(more, int) : 0;
    va_end(more);
    return open_logged(path, flags, mode);
}

int
__wrap_open64(const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    mode_t mode = (flags & O_CREAT) != 0 ? (mode_t)va_arg(more, int) : 0;
    va_end(more);
    return open_logged(path, flags, mode);
}

int
__wrap_close(int fd)
{
    if (fd >= 0 && fd < MOST_FILES)
        handles[fd].disk = NULL;
    return __real_close(fd);
}

/* How much of a write is taken; < 0: none, errno says why. */
static ssize_t
take_part(struct disk *disk, size_t size)
{
    if (disk->is_frozen)
        return refuse(EIO);
    if (disk->most > 0 && size > disk->most)
        size = disk->most;
    if (disk->room >= 0 && (uint64_t)disk->room < size)
        size = (size_t)disk->room;
    if (size == 0 && disk->room == 0)
        return refuse(ENOSPC);
    if (disk->room >= 0)
        disk->room -= (int64_t)size;
    return (ssize_t)size;
}

static ssize_t
write_logged(int fd, const void *data, size_t size, off_t offset)
{
    struct disk *disk = disk_of(fd);
    ssize_t part = take_part(disk, size);
    if (part < 0)
        return part;
    ssize_t n = __real_pwrite(fd, data, (size_t)part, offset);
    if (n > 0)
        keep_bytes(add(disk, DISK_WRITE, handles[fd].node, handles[fd].name),
            (uint64_t)offset, data, (size_t)n);
    return n;
}

ssize_t
__wrap_write(int fd, const void *data, size_t size)
{
    if (disk_of(fd) == NULL)
        return __real_write(fd, data, size);
    off_t at = lseek(fd, 0, SEEK_CUR);
    ssize_t n = write_logged(fd, data, size, at);
    if (n > 0)
        (void)lseek(fd, at + n, SEEK_SET);
    return n;
}

ssize_t
__wrap_pwrite(int fd, const void *data, size_t size, off_t offset)
{
    return disk_of(fd) != NULL ? write_logged(fd, data, size, offset)
                               : __real_pwrite(fd, data, size, offset);
}

ssize_t
__wrap_pwrite64(int fd, const void *data, size_t size, off_t offset)
{
    return __wrap_pwrite(fd, data, size, offset);
}

int
__wrap_ftruncate(int fd, off_t size)
{
    struct disk *disk = disk_of(fd);
    if (disk != NULL && disk->is_frozen)
        return refuse(EIO);
    int failed = __real_ftruncate(fd, size);
    if (disk != NULL && failed == 0)
        add(disk, DISK_TRUNCATE, handles[fd].node, handles[fd].name)->offset =
            (uint64_t)size;
    return failed;
}

int
__wrap_ftruncate64(int fd, off_t size)
{
    return __wrap_ftruncate(fd, size);
}

int
__wrap_fsync(int fd)
{
    struct disk *disk = disk_of(fd);
    if (disk == NULL)
        return __real_fsync(fd);
    if (disk->is_frozen)
        return refuse(EIO);
    struct disk_step *step = add(disk, DISK_SYNC, handles[fd].node, handles[fd].name);
    step->failed = disk->good_syncs == 0;
    if (disk->good_syncs != SIZE_MAX)
        disk->good_syncs--; /* behind the failed one SIZE_MAX: the next succeeds */
    return step->failed ? refuse(EIO)
                        : 0; /* the log is the disk: no need to wait for one */
}

int
__wrap_rename(const char *from, const char *to)
{
    struct disk *disk = used;
    const char *name = below(disk, from), *other = below(disk, to);
    if (name == NULL || other == NULL)
        return __real_rename(from, to);
    if (disk->is_frozen)
        return refuse(EIO);
    int node = node_of(disk, from);
    int failed = __real_rename(from, to);
    if (failed == 0)
        keep_name(add(disk, DISK_RENAME, node, name)->other, other);
    return failed;
}

int
__wrap_unlink(const char *path)
{
    struct disk *disk = used;
    const char *name = below(disk, path);
    if (name != NULL && disk->is_frozen)
        return refuse(EIO);
    int failed = __real_unlink(path);
    if (name != NULL && failed == 0)
        (void)add(disk, DISK_REMOVE, NO_NODE, name);
    return failed;
}

int
__wrap_mkdir(const char *path, mode_t mode)
{
    struct disk *disk = used;
    const char *name = below(disk, path);
    if (name != NULL && disk->is_frozen)
        return refuse(EIO);
    int failed = __real_mkdir(path, mode);
    if (name != NULL && failed == 0)
        (void)add(disk, DISK_FOLDER, FOLDER_NODE, name);
    return failed;
}
