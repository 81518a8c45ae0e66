/* SPDX-License-Identifier: Apache-2.0 */
/* test_thread.c - every slice once, the lowest failure, locks that hold. */
#include "jd_test.h"

#include "base/error.h"
#include "os/clock.h"
#include "os/thread.h"

#include <sched.h>
#include <stdatomic.h>

enum { N_SLICES = 1000 };

/* What the slices write: each its own place. */
struct work {
    uint32_t times[N_SLICES];
    uint32_t thread[N_SLICES];
    uint32_t fails_from; /* every slice from here on fails whose number is odd */
};

static enum jd_status
do_slice(void *ctx, uint32_t slice, uint32_t thread, struct jd_error *err)
{
    struct work *work = ctx;
    work->times[slice]++;
    work->thread[slice] = thread;
    if (slice >= work->fails_from && slice % 2 == 1)
        return jd__fail(err, JD_E_INPUT, "slice %u", (unsigned)slice);
    return JD_OK;
}

static void
each_slice_is_done_once_by_any_number_of_threads(void **state)
{
    (void)state;
    for (uint32_t n_threads = 0; n_threads <= 9; n_threads++) {
        struct work work = {.fails_from = N_SLICES};
        struct jd_error err = {0};

        assert_jd_ok(jd__parallel(n_threads, N_SLICES, do_slice, &work, &err));

        for (uint32_t s = 0; s < N_SLICES; s++) {
            assert_int_equal(work.times[s], 1);
            assert_true(work.thread[s] < jd__thread_count(n_threads));
        }
    }
}

static void
no_slices_are_no_work(void **state)
{
    (void)state;
    struct work work = {.fails_from = 0};
    struct jd_error err = {0};

    assert_jd_ok(jd__parallel(4, 0, do_slice, &work, &err));

    assert_int_equal(work.times[0], 0);
}

static void
the_failure_is_that_of_the_lowest_slice_with_any_number_of_threads(void **state)
{
    (void)state;
    for (uint32_t n_threads = 1; n_threads <= 8; n_threads++)
        for (uint32_t from = 0; from < 60; from += 7) {
            struct work work = {.fails_from = from};
            struct jd_error err = {0};
            char expected[32];
            (void)snprintf(expected, sizeof(expected), "slice %u", (unsigned)(from | 1u));

            assert_jd_status(
                jd__parallel(n_threads, N_SLICES, do_slice, &work, &err), JD_E_INPUT);

            assert_string_equal(err.message, expected);
        }
}

static void
after_a_failure_no_slice_is_begun(void **state)
{
    (void)state;
    struct work work = {.fails_from = 5};
    struct jd_error err = {0};

    assert_jd_status(jd__parallel(1, N_SLICES, do_slice, &work, &err), JD_E_INPUT);

    assert_int_equal(work.times[5], 1);
    assert_int_equal(work.times[6], 0);
}

/* Slice 1 fails only after slice 3 has, or after two seconds where no second thread is had. */
static enum jd_status
fail_late(void *ctx, uint32_t slice, uint32_t thread, struct jd_error *err)
{
    atomic_bool *has_failed = ctx;
    (void)thread;
    int64_t until = jd__clock_monotonic() + 2000000;
    while (slice == 1 && !atomic_load(has_failed) && jd__clock_monotonic() < until)
        (void)sched_yield();
    if (slice == 3)
        atomic_store(has_failed, true);
    if (slice % 2 == 1)
        return jd__fail(err, JD_E_INPUT, "slice %u", (unsigned)slice);
    return JD_OK;
}

static void
a_lower_slice_that_fails_later_is_the_one_reported(void **state)
{
    (void)state;
    atomic_bool has_failed = false;
    struct jd_error err = {0};

    assert_jd_status(jd__parallel(2, 100, fail_late, &has_failed, &err), JD_E_INPUT);

    assert_string_equal(err.message, "slice 1");
}

static void
a_failure_needs_no_report(void **state)
{
    (void)state;
    struct work work = {.fails_from = 0};

    assert_jd_status(jd__parallel(2, N_SLICES, do_slice, &work, NULL), JD_E_INPUT);
}

static void
the_number_of_threads_has_a_limit(void **state)
{
    (void)state;
    assert_int_equal(jd__thread_count(UINT32_MAX), JD__LIMIT_THREADS);
    assert_int_equal(jd__thread_count(3), 3);
    assert_int_equal(jd__thread_count(0), jd__cpu_count());
    assert_in_range(jd__cpu_count(), 1, JD__LIMIT_THREADS);
}

struct counter {
    struct jd__mutex *mutex;
    uint64_t count;
};

static enum jd_status
count_under_lock(void *ctx, uint32_t slice, uint32_t thread, struct jd_error *err)
{
    struct counter *counter = ctx;
    (void)slice;
    (void)thread;
    (void)err;
    for (int i = 0; i < 100; i++) {
        jd__mutex_lock(counter->mutex);
        counter->count++;
        jd__mutex_unlock(counter->mutex);
    }
    return JD_OK;
}

static void
a_lock_lets_one_thread_in_at_a_time(void **state)
{
    (void)state;
    struct counter counter = {0};
    struct jd_error err = {0};
    assert_jd_ok(jd__mutex_new(NULL, &counter.mutex, &err));

    assert_jd_ok(jd__parallel(4, 200, count_under_lock, &counter, &err));

    assert_int_equal(counter.count, 20000);
    jd__mutex_free(counter.mutex);
    jd__mutex_free(NULL);
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    enum jd_status status = JD_E_NOMEM;
    for (size_t n = 0; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        test_memory_init(&mem, n);
        struct jd__mutex *mutex = NULL;
        status = jd__mutex_new(&mem.alloc, &mutex, NULL);
        assert_int_equal(mutex != NULL, status == JD_OK);
        jd__mutex_free(mutex);
        assert_int_equal(mem.live_blocks, 0);
    }
    assert_int_equal(status, JD_OK);
}

TEST_MAIN(cmocka_unit_test(each_slice_is_done_once_by_any_number_of_threads),
    cmocka_unit_test(no_slices_are_no_work),
    cmocka_unit_test(the_failure_is_that_of_the_lowest_slice_with_any_number_of_threads),
    cmocka_unit_test(after_a_failure_no_slice_is_begun),
    cmocka_unit_test(a_lower_slice_that_fails_later_is_the_one_reported),
    cmocka_unit_test(a_failure_needs_no_report),
    cmocka_unit_test(the_number_of_threads_has_a_limit),
    cmocka_unit_test(a_lock_lets_one_thread_in_at_a_time),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks))
