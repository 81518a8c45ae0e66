/* SPDX-License-Identifier: Apache-2.0 */
/*
 * replay.c - run a fuzz target over kept inputs, without a fuzzer.
 *
 *     replay_NAME tests/data/hostile/NAME [FILE...]
 *
 * Each file is one TAP line.  The target itself aborts when an input breaks a promise.
 */
#include "fuzz.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static unsigned n_done;

/* The whole file in a block of exactly its size, so that ASan sees a read past its end. */
static uint8_t *
read_file(const char *path, size_t size)
{
    FILE *file = fopen(path, "rb");
    uint8_t *data = malloc(size != 0 ? size : 1);
    if (file == NULL || data == NULL || fread(data, 1, size, file) != size) {
        (void)fprintf(stderr, "%s: %s\n", path, strerror(errno));
        exit(1);
    }
    (void)fclose(file);
    return data;
}

static void
replay(const char *path, size_t size)
{
    uint8_t *data = read_file(path, size);
    (void)LLVMFuzzerTestOneInput(data, size);
    free(data);
    const char *name = strrchr(path, '/');
    (void)printf("ok %u - %s\n", ++n_done, name != NULL ? name + 1 : path);
    (void)fflush(stdout);
}

static int
is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static void
replay_folder(const char *folder)
{
    struct dirent **entries = NULL;
    int n = scandir(folder, &entries, is_visible, alphasort);
    for (int i = 0; i < n; i++) {
        char path[4096];
        struct stat about;
        (void)snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
        if (stat(path, &about) == 0 && S_ISREG(about.st_mode))
            replay(path, (size_t)about.st_size);
        free(entries[i]);
    }
    free(entries);
}

int
main(int argc, char **argv)
{
    (void)LLVMFuzzerTestOneInput(
        (const uint8_t *)"", 0); /* nothing at all is an input too */
    (void)printf("ok %u - (empty)\n", ++n_done);
    for (int i = 1; i < argc; i++) {
        struct stat about;
        if (stat(argv[i], &about) != 0)
            continue; /* no corpus yet */
        if (S_ISDIR(about.st_mode))
            replay_folder(argv[i]);
        else
            replay(argv[i], (size_t)about.st_size);
    }
    (void)printf("1..%u\n", n_done);
    return 0;
}
