/* SPDX-License-Identifier: Apache-2.0 */
/* test_task.c - two threads that hand numbers to each other. */
#include "jd_test.h"

#include "os/clock.h"
#include "os/task.h"

enum { N = 10000 };

struct shared {
    struct jd__gate *gate;
    bool full;
    int number;
    int64_t sum;
};

static void
add_numbers(void *ctx)
{
    struct shared *s = ctx;
    jd__gate_lock(s->gate);
    for (int i = 0; i < N; i++) {
        while (!s->full)
            (void)jd__gate_wait(s->gate, 0);
        s->sum += s->number;
        s->full = false;
        jd__gate_signal(s->gate);
    }
    jd__gate_unlock(s->gate);
}

static void
threads_wait_for_each_other(void **state)
{
    (void)state;
    struct jd_error err = {0};
    struct shared s = {NULL, false, 0, 0};
    struct jd__task *task = NULL;
    assert_jd_ok(jd__gate_new(NULL, &s.gate, &err));
    assert_jd_ok(jd__task_start(NULL, add_numbers, &s, &task, &err));

    jd__gate_lock(s.gate);
    for (int i = 0; i < N; i++) {
        while (s.full)
            (void)jd__gate_wait(s.gate, 0);
        s.number = i;
        s.full = true;
        jd__gate_signal(s.gate);
    }
    jd__gate_unlock(s.gate);
    jd__task_end(task);

    assert_int_equal(s.sum, (int64_t)N * (N - 1) / 2);
    jd__gate_free(s.gate);
}

static void
a_wait_ends_when_its_time_is_over(void **state)
{
    (void)state;
    struct jd_error err = {0};
    struct jd__gate *gate = NULL;
    assert_jd_ok(jd__gate_new(NULL, &gate, &err));

    int64_t begin = jd__clock_monotonic();
    jd__gate_lock(gate);
    while (jd__gate_wait(gate, 20000))
        continue; /* woken early, which may happen */
    jd__gate_unlock(gate);

    assert_true(jd__clock_monotonic() - begin >= 20000);
    jd__gate_free(gate);
}

static void
nothing(void *ctx)
{
    (void)ctx;
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    enum jd_status status = JD_E_NOMEM;
    for (size_t n = 0; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        struct jd__gate *gate = NULL;
        struct jd__task *task = NULL;
        test_memory_init(&mem, n);
        status = jd__gate_new(&mem.alloc, &gate, NULL);
        if (status == JD_OK)
            status = jd__task_start(&mem.alloc, nothing, NULL, &task, NULL);
        jd__task_end(task);
        jd__gate_free(gate);
        assert_int_equal(mem.live_blocks, 0);
    }
    assert_jd_status(status, JD_OK);
}

TEST_MAIN(cmocka_unit_test(threads_wait_for_each_other),
    cmocka_unit_test(a_wait_ends_when_its_time_is_over),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks))
