/* SPDX-License-Identifier: Apache-2.0 */
/* task.h - one piece of work beside the caller's, and a lock on which threads wait for each other. */
#ifndef JD_OS_TASK_H
#define JD_OS_TASK_H

#include <joinder/base.h>

struct jd__task; /* opaque */

/* Start work(ctx) in a thread of its own. */
enum jd_status
jd__task_start(const struct jd_alloc *alloc, void (*work)(void *ctx), void *ctx,
    struct jd__task **out_task, struct jd_error *err);

/* Wait for its end, and free it; NULL is fine. */
void
jd__task_end(struct jd__task *task);

struct jd__gate; /* opaque */

/* A lock that one thread holds at a time, and that can be waited on for a change. */
enum jd_status
jd__gate_new(
    const struct jd_alloc *alloc, struct jd__gate **out_gate, struct jd_error *err);

/* Free a gate that nobody holds; NULL is fine. */
void
jd__gate_free(struct jd__gate *gate);

void
jd__gate_lock(struct jd__gate *gate);

void
jd__gate_unlock(struct jd__gate *gate);

/* Holding it: let others in until one signals, or the time is over (0: no bound); false then.
 * It may also return early: ask again whether what was waited for is there. */
bool
jd__gate_wait(struct jd__gate *gate, int64_t microseconds);

/* Wake all who wait. */
void
jd__gate_signal(struct jd__gate *gate);

#endif
