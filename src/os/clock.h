/* SPDX-License-Identifier: Apache-2.0 */
/* clock.h - the time of day and time that only grows. */
#ifndef JD_OS_CLOCK_H
#define JD_OS_CLOCK_H

#include <stdint.h>

/* Microseconds since 1970-01-01 UTC.  It may jump: whoever orders by it must say how. */
int64_t
jd__clock_now(void);

/* Microseconds since some moment of the past; never goes back.  For durations. */
int64_t
jd__clock_monotonic(void);

#endif
