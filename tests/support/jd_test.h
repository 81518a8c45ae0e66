/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jd_test.h - what every test stands on: cmocka, a status assertion, memory that fails, seeded
 * numbers, files.
 */
#ifndef JD_TEST_H
#define JD_TEST_H

#include <joinder/base.h>

/* cmocka wants these four before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

/* Run a call that takes &err last; on failure show its message. */
#define assert_jd_ok(call)                                                       \
    do {                                                                         \
        enum jd_status status_ = (call);                                         \
        if (status_ != JD_OK)                                                    \
            fail_msg("%s: %s: %s", #call, jd_status_name(status_), err.message); \
    } while (0)

/* Run a call that must end with this status. */
#define assert_jd_status(call, expected)                               \
    do {                                                               \
        enum jd_status status_ = (call);                               \
        if (status_ != (expected))                                     \
            fail_msg("%s: %s, not %s", #call, jd_status_name(status_), \
                jd_status_name(expected));                             \
    } while (0)

/* Two doubles at most so far apart; cmocka's own asks as floats.  Needs <math.h>. */
#define assert_near(a, b, most) assert_true(fabs((a) - (b)) <= (most))

/* The whole main of a test program: TEST_MAIN(cmocka_unit_test(a), cmocka_unit_test(b)).
 * With a name as argument only that test runs (a pattern with * and ? works too). */
#define TEST_MAIN(...)                                     \
    int main(int argc, char **argv)                        \
    {                                                      \
        const struct CMUnitTest tests_[] = {__VA_ARGS__};  \
        if (argc > 1)                                      \
            cmocka_set_test_filter(argv[1]);               \
        return cmocka_run_group_tests(tests_, NULL, NULL); \
    }

/* Memory that counts its live blocks and fails every request after the first n. */
struct test_memory {
    struct jd_alloc alloc; /* give &mem.alloc to what is tested */
    size_t requests_left;
    size_t live_blocks;
    size_t live_bytes; /* as told: a wrong from_size shows here, and fails the test */
};

/* requests: how many succeed; SIZE_MAX for all. */
void
test_memory_init(struct test_memory *mem, size_t requests);

/* A whole number from 0 to n - 1; the same row of numbers for the same start of *seed. */
uint32_t
test_random(uint64_t *seed, uint32_t n);

/* Make an empty folder of its own for a test. */
void
test_folder_make(char path[static 256]);

/* Remove a folder of test_folder_make() and all in it. */
void
test_folder_remove(const char *path);

/* A whole file with a NUL behind it; the caller frees it.  A file that cannot be read fails. */
char *
test_file_read(const char *path, size_t *out_size);

/* Write a whole file. */
void
test_file_write(const char *path, const void *data, size_t size);

/* The path of a file under tests/data. */
void
test_data_path(const char *name, char path[static 512]);

#endif
