/* SPDX-License-Identifier: Apache-2.0 */
/* platform.c - POSIX for the command: terminal, signals, folders. */
#define _DEFAULT_SOURCE   /* struct winsize */
#define _XOPEN_SOURCE 700 /* nftw */
#include "cli/platform.h"

#include <dirent.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t interrupted;

double
platform_seconds(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

double
platform_peak_mb(void)
{
    struct rusage usage = {0};
    (void)getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024;
}

bool
platform_is_terminal(int stream)
{
    return isatty(stream) == 1;
}

int
platform_columns(void)
{
    struct winsize size = {0};
    const char *columns = getenv("COLUMNS");
    long n = columns != NULL ? strtol(columns, NULL, 10) : 0;
    if (n < 40 && ioctl(1, TIOCGWINSZ, &size) == 0)
        n = size.ws_col;
    return n >= 40 && n <= 400 ? (int)n : 100;
}

static void
on_interrupt(int signal_number)
{
    if (interrupted)
        _exit(130);
    interrupted = signal_number;
}

void
platform_catch_interrupt(void)
{
    struct sigaction action = {.sa_handler = on_interrupt};
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
}

bool
platform_was_interrupted(void)
{
    return interrupted != 0;
}

static int
by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

char **
platform_list(const char *path, size_t *out_n)
{
    DIR *folder = opendir(path);
    char **names = folder != NULL ? calloc(16, sizeof(*names)) : NULL;
    size_t n = 0, room = 16;
    bool ok = names != NULL;
    for (struct dirent *entry; ok && (entry = readdir(folder)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (n == room) {
            char **more = realloc(names, 2 * room * sizeof(*names));
            ok = more != NULL;
            if (!ok)
                break;
            names = more;
            room *= 2;
        }
        names[n] = strdup(entry->d_name);
        ok = names[n] != NULL;
        n += ok;
    }
    if (folder != NULL)
        (void)closedir(folder);
    if (!ok) {
        platform_list_free(names, n);
        return NULL;
    }
    qsort(names, n, sizeof(*names), by_bytes);
    *out_n = n;
    return names;
}

void
platform_list_free(char **names, size_t n)
{
    for (size_t i = 0; names != NULL && i < n; i++)
        free(names[i]);
    free(names);
}

bool
platform_is_folder(const char *path)
{
    struct stat info = {0};
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

bool
platform_exists(const char *path)
{
    struct stat info = {0};
    return lstat(path, &info) == 0;
}

bool
platform_make_folder(const char *path)
{
    return mkdir(path, 0777) == 0 || platform_is_folder(path);
}

static int
remove_one(const char *path, const struct stat *info, int what, struct FTW *where)
{
    (void)info;
    (void)what;
    (void)where;
    return remove(path);
}

bool
platform_remove(const char *path)
{
    return !platform_exists(path) || nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0;
}

bool
platform_rename(const char *from, const char *to)
{
    return rename(from, to) == 0;
}
