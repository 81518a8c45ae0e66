/* SPDX-License-Identifier: Apache-2.0 */
/*
 * platform_memory.c - the wall around this process's memory.
 *
 * The wall is RLIMIT_DATA: what the process may write to and has for itself, heap and stacks,
 * counted as it is mapped (Linux 4.7 and later).  A request beyond it fails as if memory had
 * run out, which our code and DuckDB report.  RLIMIT_AS would also count what is only
 * reserved, of which allocators take many times what they use.
 *
 * Format: a line of /proc/self/cgroup is "NUMBER:CONTROLLERS:PATH"; of version 2 "0::PATH".
 * Bounds of a group hold for those below it.
 */
#define _DEFAULT_SOURCE /* _SC_PHYS_PAGES */
#include "cli/platform.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* The number in a file, if it is less than the least so far; "max" is none. */
static void
lower(const char *path, uint64_t *inout_least)
{
    uint64_t bound = 0;
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return;
    /* NOLINTNEXTLINE(cert-err34-c): what is too large for a number bounds nothing */
    if (fscanf(file, "%" SCNu64, &bound) == 1 && bound < *inout_least)
        *inout_least = bound;
    (void)fclose(file);
}

/* The bounds of a group and of all above it. */
static void
lower_by_group(const char *mount, char *group, const char *bound, uint64_t *inout_least)
{
    char path[8192];
    for (;;) {
        (void)snprintf(path, sizeof(path), "%s%s/%s", mount, group, bound);
        lower(path, inout_least);
        char *slash = strrchr(group, '/');
        if (slash == NULL)
            return;
        *slash = '\0';
    }
}

static void
lower_by_groups(uint64_t *inout_least)
{
    char line[4200];
    FILE *file = fopen("/proc/self/cgroup", "r");
    while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        char *controllers = strchr(line, ':');
        char *group = controllers != NULL ? strchr(controllers + 1, ':') : NULL;
        if (group == NULL)
            continue;
        *group++ = '\0';
        if (controllers[1] == '\0')
            lower_by_group("/sys/fs/cgroup", group, "memory.max", inout_least);
        else if (strstr(controllers, "memory") != NULL)
            lower_by_group(
                "/sys/fs/cgroup/memory", group, "memory.limit_in_bytes", inout_least);
    }
    if (file != NULL)
        (void)fclose(file);
}

uint64_t
platform_memory(void)
{
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
    uint64_t least = pages > 0 && size > 0 ? (uint64_t)pages * (uint64_t)size : UINT64_MAX;
    lower_by_groups(&least);
    return least;
}

/* What counts already: the sixth number of statm, in pages. */
static bool
mapped(uint64_t *out_size)
{
    uint64_t pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file == NULL)
        return false;
    /* NOLINTNEXTLINE(cert-err34-c): the kernel's own count of pages */
    bool ok = fscanf(file, "%*u %*u %*u %*u %*u %" SCNu64, &pages) == 1;
    (void)fclose(file);
    *out_size = pages * (uint64_t)sysconf(_SC_PAGESIZE);
    return ok;
}

bool
platform_wall_memory(uint64_t size)
{
    struct rlimit limit = {0};
    uint64_t before = 0;
    if (!mapped(&before) || getrlimit(RLIMIT_DATA, &limit) != 0)
        return false;
    if (size < UINT64_MAX - before && before + size < limit.rlim_cur)
        limit.rlim_cur = before + size;
    return setrlimit(RLIMIT_DATA, &limit) == 0;
}
