/* SPDX-License-Identifier: Apache-2.0 */
/* thread.h - parallel loops over finished objects, and a lock for what is shared all the same. */
#ifndef JD_OS_THREAD_H
#define JD_OS_THREAD_H

#include <joinder/base.h>

/* The most threads of one loop. */
#define JD__LIMIT_THREADS 256u

/* Processors online, at least 1. */
uint32_t
jd__cpu_count(void);

/* How many threads a wish means: 0 is one for each processor; never over the limit. */
uint32_t
jd__thread_count(uint32_t wanted);

/* The work of one slice.  thread is below jd__thread_count(n_threads): a place for scratch. */
typedef enum jd_status (*jd__slice_work)(
    void *ctx, uint32_t slice, uint32_t thread, struct jd_error *err);

/*
 * Do slices 0 to n_slices - 1, each once, by n_threads (0: one a processor) that take the next
 * slice as they come free.  Which thread does a slice is chance, so a slice writes to its own
 * place and the caller merges by slice number.
 *
 * After a failure no further slice is begun.  The failure returned is that of the lowest slice
 * that fails, with any number of threads.  Fewer threads are used when the system gives no more.
 */
enum jd_status
jd__parallel(uint32_t n_threads, uint32_t n_slices, jd__slice_work work, void *ctx,
    struct jd_error *err);

struct jd__mutex; /* opaque */

/* A lock that one thread holds at a time. */
enum jd_status
jd__mutex_new(
    const struct jd_alloc *alloc, struct jd__mutex **out_mutex, struct jd_error *err);

/* Free a lock that nobody holds; NULL is fine. */
void
jd__mutex_free(struct jd__mutex *mutex);

void
jd__mutex_lock(struct jd__mutex *mutex);

void
jd__mutex_unlock(struct jd__mutex *mutex);

#endif
