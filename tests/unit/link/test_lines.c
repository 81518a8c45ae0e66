/* SPDX-License-Identifier: Apache-2.0 */
/* test_lines.c - numbers of each record side by side, for any number of sources and threads. */
#include "jd_test.h"
#include "link/lines.h"

#include <stdlib.h>

enum { MOST_SOURCES = 21 };

static void
check(uint32_t n, uint32_t n_sources, uint32_t threads)
{
    uint32_t *columns[MOST_SOURCES] = {NULL};
    const uint32_t *sources[MOST_SOURCES] = {NULL};
    struct jd__lines lines;
    struct jd_error err = {0};
    for (uint32_t i = 0; i < n_sources; i++) {
        if (i % 5 == 3) /* a source that is not there */
            continue;
        sources[i] = columns[i] = malloc((n + 1) * sizeof(uint32_t));
        for (uint32_t r = 0; r < n; r++)
            columns[i][r] = r * 31 + i;
    }
    assert_jd_ok(jd__lines_init(&lines, NULL, n, sources, n_sources, threads, &err));

    assert_int_equal(lines.n_used, n_sources);
    assert_true(lines.size >= n_sources && lines.size % 4 == 0);
    assert_int_equal((uintptr_t)lines.words % 64, 0);
    for (uint32_t r = 0; r < n; r++)
        for (uint32_t i = 0; i < lines.size; i++) {
            bool is_there = i < n_sources && sources[i] != NULL;
            if (jd__line_of(&lines, r)[i] != (is_there ? r * 31 + i : JD_NONE))
                fail_msg("word %u of record %u of %u", i, r, n);
        }
    jd__lines_done(&lines, NULL);
    for (uint32_t i = 0; i < n_sources; i++)
        free(columns[i]);
}

static void
words_are_those_of_the_sources(void **state)
{
    (void)state;
    static const uint32_t numbers[] = {0, 1, 7, 65536, 65537};
    for (uint32_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        for (uint32_t n_sources = 0; n_sources <= MOST_SOURCES; n_sources += 4 + i) {
            check(numbers[i], n_sources, 1);
            check(numbers[i], n_sources, 2);
        }
}

static void
without_memory_nothing_is_kept(void **state)
{
    (void)state;
    const uint32_t column[] = {1, 2, 3};
    const uint32_t *const sources[] = {column};
    struct jd__lines lines = {0};
    struct test_memory memory;
    test_memory_init(&memory, 0);

    assert_int_equal(
        jd__lines_init(&lines, &memory.alloc, 3, sources, 1, 1, NULL), JD_E_NOMEM);

    assert_null(lines.words);
    jd__lines_done(&lines, &memory.alloc); /* zeroed lines are fine */
    assert_int_equal(memory.live_blocks, 0);
}

TEST_MAIN(cmocka_unit_test(words_are_those_of_the_sources),
    cmocka_unit_test(without_memory_nothing_is_kept))
