/* SPDX-License-Identifier: Apache-2.0 */
/* platform.c - POSIX for the command: terminal, signals, folders. */
#define _DEFAULT_SOURCE   /* struct winsize */
#define _XOPEN_SOURCE 700 /* nftw, wcwidth */
#include "cli/platform.h"

#include <dirent.h>
#include <ftw.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

static volatile sig_atomic_t interrupted;

double
platform_seconds(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

double
platform_cpu_seconds(void)
{
    struct timespec taken = {0};
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &taken);
    return (double)taken.tv_sec + (double)taken.tv_nsec / 1e9;
}

double
platform_peak_mb(void)
{
    struct rusage usage = {0};
    (void)getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024;
}

uint32_t
platform_cpus(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 0 ? (uint32_t)n : 1;
}

bool
platform_is_terminal(int stream)
{
    return isatty(stream) == 1;
}

int
platform_columns(int stream)
{
    struct winsize size = {0};
    const char *columns = getenv("COLUMNS");
    long n = columns != NULL ? strtol(columns, NULL, 10) : 0;
    if (n <= 0 && ioctl(stream, TIOCGWINSZ, &size) == 0)
        n = size.ws_col;
    n = n <= 0 ? 100 : n;
    return n < 40 ? 40 : n > 1000 ? 1000 : (int)n;
}

bool
platform_wants_colour(void)
{
    const char *no = getenv("NO_COLOR"), *terminal = getenv("TERM");
    return (no == NULL || *no == '\0') && terminal != NULL && strcmp(terminal, "dumb") != 0;
}

/* Only the sorts of characters follow the locale: numbers are read and written as in C. */
void
platform_read_utf8(void)
{
    if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
        (void)setlocale(LC_CTYPE, "");
}

size_t
platform_character(const char *text, uint32_t *out_code, int *out_columns)
{
    mbstate_t state = {0};
    wchar_t code = 0;
    size_t size = mbrtowc(&code, text, 4, &state);
    bool ok = size > 0 && size <= 4;
    *out_code = ok ? (uint32_t)code : 0;
    *out_columns = ok ? wcwidth(code) : -1;
    return ok ? size : 1;
}

void
platform_outlive_file_limit(void)
{
    struct sigaction action = {.sa_handler = SIG_IGN};
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGXFSZ, &action, NULL);
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
by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int
is_inside(const struct dirent *entry)
{
    return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

/* "FOLDER/NAME" of each entry, behind the pointers to them. */
static char **
paths_of(const char *folder, struct dirent *const *entries, size_t n)
{
    size_t before = strlen(folder) + 1, size = 0;
    for (size_t i = 0; i < n; i++)
        size += before + strlen(entries[i]->d_name) + 1;
    char **paths = malloc((n + 1) * sizeof(*paths) + size);
    if (paths == NULL)
        return NULL;
    char *at = (char *)&paths[n + 1];
    for (size_t i = 0; i < n; i++) {
        size_t room = before + strlen(entries[i]->d_name) + 1;
        (void)snprintf(at, room, "%s/%s", folder, entries[i]->d_name);
        paths[i] = at;
        at += room;
    }
    paths[n] = NULL;
    return paths;
}

char **
platform_list(const char *folder, size_t *out_n)
{
    struct dirent **entries = NULL;
    int n = scandir(folder, &entries, is_inside, by_bytes);
    if (n < 0)
        return NULL;
    char **paths = paths_of(folder, entries, (size_t)n);
    for (int i = 0; i < n; i++)
        free(entries[i]);
    free(entries);
    if (paths != NULL)
        *out_n = (size_t)n;
    return paths;
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
