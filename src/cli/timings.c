/* SPDX-License-Identifier: Apache-2.0 */
/*
 * timings.c - where the time of a verb goes: seconds, cores at work, memory, by stage.
 *
 * **Invariant:** every moment counts for one stage, so the stages' seconds are the whole.
 */
#include "cli/timings.h"

#include "cli/platform.h"

#include <string.h>

/* What no stage is named for: options, the last files closed. */
static const char rest[] = "other";

static void
close_stage(struct timings *timings)
{
    struct timings_stage *stage = &timings->stages[timings->now];
    double seconds = platform_seconds(), cpu = platform_cpu_seconds();
    stage->seconds += seconds - timings->since;
    stage->cpu += cpu - timings->since_cpu;
    stage->memory_mb = platform_peak_mb();
    timings->since = seconds;
    timings->since_cpu = cpu;
}

/* The place of a stage; what there is no room for is of the rest, which is the first. */
static uint32_t
place_of(struct timings *timings, const char *name)
{
    uint32_t at = 0;
    while (at < timings->n && strcmp(timings->stages[at].name, name) != 0)
        at++;
    if (at == TIMINGS_STAGES)
        return 0;
    if (at == timings->n)
        timings->stages[timings->n++].name = name;
    return at;
}

const char *
timings_stage(struct timings *timings, const char *name)
{
    if (timings == NULL)
        return NULL;
    if (timings->n == 0) {
        timings->since = platform_seconds();
        timings->since_cpu = platform_cpu_seconds();
        timings->now = place_of(timings, rest);
    }
    const char *before = timings->stages[timings->now].name;
    if (name == NULL)
        name = rest;
    if (strcmp(before, name) != 0) {
        close_stage(timings);
        timings->now = place_of(timings, name);
    }
    return before;
}

static void
print_stage(const struct timings_stage *stage, double whole)
{
    (void)fprintf(stderr, "%-24s %10.3f s %5.1f %% %6.2f cores %8.0f MB\n", stage->name,
        stage->seconds, whole > 0 ? 100 * stage->seconds / whole : 0,
        stage->seconds > 0 ? stage->cpu / stage->seconds : 0, stage->memory_mb);
}

void
timings_print(struct timings *timings, const struct cli *cli)
{
    struct timings_stage all = {.name = cli->verb->name};
    if (timings == NULL || timings->n == 0)
        return;
    close_stage(timings);
    for (uint32_t i = 0; i < timings->n; i++) {
        all.seconds += timings->stages[i].seconds;
        all.cpu += timings->stages[i].cpu;
    }
    all.memory_mb = platform_peak_mb();
    for (uint32_t i = 1; i < timings->n; i++) /* the rest comes last */
        print_stage(&timings->stages[i], all.seconds);
    print_stage(&timings->stages[0], all.seconds);
    print_stage(&all, all.seconds);
}
