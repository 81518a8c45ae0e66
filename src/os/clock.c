/* SPDX-License-Identifier: Apache-2.0 */
/* clock.c - the system's clocks, in microseconds. */
#define _POSIX_C_SOURCE 200809L
#include "os/clock.h"

#include <assert.h>
#include <time.h>

static int64_t
microseconds(clockid_t clock)
{
    struct timespec at = {0};
    int failed = clock_gettime(clock, &at);
    assert(failed == 0); /* both clocks are there on every POSIX.1-2008 system */
    (void)failed;
    return (int64_t)at.tv_sec * 1000000 + at.tv_nsec / 1000;
}

int64_t
jd__clock_now(void)
{
    return microseconds(CLOCK_REALTIME);
}

int64_t
jd__clock_monotonic(void)
{
    return microseconds(CLOCK_MONOTONIC);
}
