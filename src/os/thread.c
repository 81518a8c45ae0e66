/* SPDX-License-Identifier: Apache-2.0 */
/*
 * thread.c - parallel loops.
 *
 * Invariant: slices are begun in ascending order and a begun slice is finished.  So when slice s
 * fails, every slice below s was or will be done, and the lowest failure among those begun is the
 * lowest of all: it does not depend on the number of threads.
 */
#define _POSIX_C_SOURCE 200809L
#include "os/thread.h"

#include "base/alloc.h"
#include "base/error.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

uint32_t
jd__cpu_count(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > (long)JD__LIMIT_THREADS ? JD__LIMIT_THREADS : (uint32_t)n;
}

uint32_t
jd__thread_count(uint32_t wanted)
{
    uint32_t n = wanted != 0 ? wanted : jd__cpu_count();
    return n < JD__LIMIT_THREADS ? n : JD__LIMIT_THREADS;
}

/* One loop under way. */
struct loop {
    jd__slice_work work;
    void *ctx;
    uint32_t n_slices;
    atomic_uint_fast64_t next; /* the next slice; wider than n_slices, so it cannot wrap */
    atomic_uint_fast64_t next_thread;
    atomic_bool has_failed;
    pthread_mutex_t mutex; /* guards the three below */
    uint32_t failed_slice;
    enum jd_status status;
    struct jd_error err;
};

static void
keep_lowest(
    struct loop *loop, uint32_t slice, enum jd_status status, const struct jd_error *err)
{
    (void)pthread_mutex_lock(&loop->mutex);
    if (loop->status == JD_OK || slice < loop->failed_slice) {
        loop->failed_slice = slice;
        loop->status = status;
        loop->err = *err;
    }
    (void)pthread_mutex_unlock(&loop->mutex);
    atomic_store(&loop->has_failed, true);
}

static void *
take_slices(void *arg)
{
    struct loop *loop = arg;
    uint32_t thread = (uint32_t)atomic_fetch_add(&loop->next_thread, 1);
    while (!atomic_load(&loop->has_failed)) {
        uint64_t slice = atomic_fetch_add(&loop->next, 1);
        if (slice >= loop->n_slices)
            break;
        struct jd_error err = {0};
        enum jd_status status = loop->work(loop->ctx, (uint32_t)slice, thread, &err);
        if (status != JD_OK)
            keep_lowest(loop, (uint32_t)slice, status, &err);
    }
    return NULL;
}

enum jd_status
jd__parallel(uint32_t n_threads, uint32_t n_slices, jd__slice_work work, void *ctx,
    struct jd_error *err)
{
    struct loop loop = {.work = work, .ctx = ctx, .n_slices = n_slices, .status = JD_OK};
    n_threads = jd__thread_count(n_threads);
    if (n_threads > n_slices)
        n_threads = n_slices;
    if (pthread_mutex_init(&loop.mutex, NULL) != 0)
        return jd__fail(err, JD_E_NOMEM, "no memory for a lock");
    pthread_t threads[JD__LIMIT_THREADS];
    uint32_t n_begun = 0;
    while (n_begun + 1 < n_threads) { /* the caller's own thread is one of them */
        if (pthread_create(&threads[n_begun], NULL, take_slices, &loop) != 0)
            break;
        n_begun++;
    }
    (void)take_slices(&loop);
    for (uint32_t i = 0; i < n_begun; i++) {
        int failed = pthread_join(threads[i], NULL);
        assert(failed == 0);
        (void)failed;
    }
    (void)pthread_mutex_destroy(&loop.mutex);
    if (loop.status != JD_OK && err != NULL)
        *err = loop.err;
    return loop.status;
}

struct jd__mutex {
    struct jd_alloc alloc;
    pthread_mutex_t mutex;
};

enum jd_status
jd__mutex_new(
    const struct jd_alloc *alloc, struct jd__mutex **out_mutex, struct jd_error *err)
{
    struct jd__mutex *mutex = jd__alloc_array(alloc, sizeof(*mutex), 0, 0);
    if (mutex == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for a lock");
    mutex->alloc = jd__alloc_or_default(alloc);
    if (pthread_mutex_init(&mutex->mutex, NULL) != 0) {
        jd__alloc_free(alloc, mutex, sizeof(*mutex));
        return jd__fail(err, JD_E_NOMEM, "no memory for a lock");
    }
    *out_mutex = mutex;
    return JD_OK;
}

void
jd__mutex_free(struct jd__mutex *mutex)
{
    if (mutex == NULL)
        return;
    int failed = pthread_mutex_destroy(&mutex->mutex);
    assert(failed == 0); /* somebody holds it */
    (void)failed;
    struct jd_alloc alloc = mutex->alloc;
    jd__alloc_free(&alloc, mutex, sizeof(*mutex));
}

void
jd__mutex_lock(struct jd__mutex *mutex)
{
    int failed = pthread_mutex_lock(&mutex->mutex);
    assert(failed == 0);
    (void)failed;
}

void
jd__mutex_unlock(struct jd__mutex *mutex)
{
    int failed = pthread_mutex_unlock(&mutex->mutex);
    assert(failed == 0);
    (void)failed;
}
