/* SPDX-License-Identifier: Apache-2.0 */
/* task.c - POSIX threads and condition variables, on the clock that never goes back. */
#include "os/task.h"

#include "base/alloc.h"
#include "base/error.h"

#include <assert.h>
#include <pthread.h>
#include <time.h>

struct jd__task {
    struct jd_alloc alloc;
    pthread_t thread;
    void (*work)(void *ctx);
    void *ctx;
};

static void *
run(void *argument)
{
    const struct jd__task *task = argument;
    task->work(task->ctx);
    return NULL;
}

enum jd_status
jd__task_start(const struct jd_alloc *alloc, void (*work)(void *ctx), void *ctx,
    struct jd__task **out_task, struct jd_error *err)
{
    struct jd__task *task = jd__alloc_array(alloc, sizeof(*task), 0, 1);
    if (task == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for a thread");
    task->alloc = jd__alloc_or_default(alloc);
    task->work = work;
    task->ctx = ctx;
    if (pthread_create(&task->thread, NULL, run, task) != 0) {
        jd__alloc_free(alloc, task, sizeof(*task));
        return jd__fail(err, JD_E_LIMIT, "the system gives no more threads");
    }
    *out_task = task;
    return JD_OK;
}

void
jd__task_end(struct jd__task *task)
{
    if (task == NULL)
        return;
    int failed = pthread_join(task->thread, NULL);
    assert(failed == 0);
    (void)failed;
    struct jd_alloc alloc = task->alloc;
    jd__alloc_free(&alloc, task, sizeof(*task));
}

struct jd__gate {
    struct jd_alloc alloc;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
};

enum jd_status
jd__gate_new(const struct jd_alloc *alloc, struct jd__gate **out_gate, struct jd_error *err)
{
    pthread_condattr_t attributes;
    struct jd__gate *gate = jd__alloc_array(alloc, sizeof(*gate), 0, 1);
    if (gate == NULL || pthread_condattr_init(&attributes) != 0)
        goto failed;
    gate->alloc = jd__alloc_or_default(alloc);
    bool made = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
                pthread_cond_init(&gate->changed, &attributes) == 0;
    (void)pthread_condattr_destroy(&attributes);
    if (!made)
        goto failed;
    if (pthread_mutex_init(&gate->mutex, NULL) != 0) {
        (void)pthread_cond_destroy(&gate->changed);
        goto failed;
    }
    *out_gate = gate;
    return JD_OK;
failed:
    jd__alloc_free(alloc, gate, sizeof(*gate));
    return jd__fail(err, JD_E_NOMEM, "no memory for a lock");
}

void
jd__gate_free(struct jd__gate *gate)
{
    if (gate == NULL)
        return;
    struct jd_alloc alloc = gate->alloc;
    (void)pthread_cond_destroy(&gate->changed);
    (void)pthread_mutex_destroy(&gate->mutex);
    jd__alloc_free(&alloc, gate, sizeof(*gate));
}

void
jd__gate_lock(struct jd__gate *gate)
{
    int failed = pthread_mutex_lock(&gate->mutex);
    assert(failed == 0);
    (void)failed;
}

void
jd__gate_unlock(struct jd__gate *gate)
{
    int failed = pthread_mutex_unlock(&gate->mutex);
    assert(failed == 0);
    (void)failed;
}

bool
jd__gate_wait(struct jd__gate *gate, int64_t microseconds)
{
    if (microseconds == 0)
        return pthread_cond_wait(&gate->changed, &gate->mutex) == 0;
    struct timespec until;
    if (clock_gettime(CLOCK_MONOTONIC, &until) != 0)
        return false;
    int64_t nanoseconds = until.tv_nsec + microseconds % 1000000 * 1000;
    until.tv_sec += microseconds / 1000000 + nanoseconds / 1000000000;
    until.tv_nsec = nanoseconds % 1000000000;
    return pthread_cond_timedwait(&gate->changed, &gate->mutex, &until) == 0;
}

void
jd__gate_signal(struct jd__gate *gate)
{
    (void)pthread_cond_broadcast(&gate->changed); /* fails for what is no condition only */
}
