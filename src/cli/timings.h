/* SPDX-License-Identifier: Apache-2.0 */
/* timings.h - how long each stage of a verb took: --timings. */
#ifndef JD_CLI_TIMINGS_H
#define JD_CLI_TIMINGS_H

#include "cli/cli.h"

/* The option of a verb whose stages are told of. */
#define TIMINGS_OPTION                                                     \
    {                                                                      \
        "--timings", NULL, "say on stderr how long each stage took", false \
    }

enum { TIMINGS_STAGES = 24 };

/* Time counts for one stage at a time; a stage may be gone on with.  All zero at first. */
struct timings {
    struct timings_stage {
        const char *name; /* it lasts as long as the process */
        double seconds, cpu;
        double memory_mb; /* the most that the process held up to its end */
    } stages[TIMINGS_STAGES];
    uint32_t n, now; /* now: the stage that time counts for; of none when n is 0 */
    double since, since_cpu;
};

/*
 * From here on time counts for this stage; NULL: for none that is named.  Gives the stage that it
 * counted for, so that one that lies within another can hand back.  NULL timings: nothing is done.
 */
const char *
timings_stage(struct timings *timings, const char *name);

/* A line for each stage, in the order in which they began, and one for all. */
void
timings_print(struct timings *timings, const struct cli *cli);

#endif
