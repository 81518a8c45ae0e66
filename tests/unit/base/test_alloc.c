/* SPDX-License-Identifier: Apache-2.0 */
/* test_alloc.c - sizes are checked, blocks are zeroed, and every one goes back where it came from. */
#include "jd_test.h"

#include "base/alloc.h"
#include "base/str.h"

#include <stdlib.h>
#include <string.h>

static void
null_means_malloc(void **state)
{
    (void)state;
    char *block = jd__alloc_array(NULL, 0, 3, 1);

    assert_non_null(block);

    jd__alloc_free(NULL, block, 3);
}

static void
a_new_block_is_zeroed(void **state)
{
    (void)state;
    const char zeroes[40] = {0};
    char *block = jd__alloc_array(NULL, 8, 4, 8);

    assert_non_null(block);
    assert_memory_equal(block, zeroes, sizeof(zeroes));

    jd__alloc_free(NULL, block, 40);
}

static void
a_size_that_overflows_asks_for_nothing(void **state)
{
    (void)state;
    struct test_memory mem;
    test_memory_init(&mem, SIZE_MAX);

    assert_null(jd__alloc_array(&mem.alloc, 0, SIZE_MAX / 2, 3));
    assert_null(jd__alloc_array(&mem.alloc, 2, SIZE_MAX - 1, 1));
    assert_int_equal(mem.live_blocks, 0);
}

static void
nothing_is_a_block_too(void **state)
{
    (void)state;
    struct test_memory mem;
    test_memory_init(&mem, SIZE_MAX);
    void *block = jd__alloc_array(&mem.alloc, 0, 0, 8);

    assert_non_null(block);

    jd__alloc_free_array(&mem.alloc, block, 0, 0, 8);
    assert_int_equal(mem.live_blocks, 0);
    assert_int_equal(mem.live_bytes, 0);
}

static void
an_array_is_freed_by_the_sizes_it_was_asked_for(void **state)
{
    (void)state;
    struct test_memory mem;
    test_memory_init(&mem, SIZE_MAX);

    jd__alloc_free_array(&mem.alloc, jd__alloc_array(&mem.alloc, 24, 5, 8), 24, 5, 8);
    jd__alloc_free_array(&mem.alloc, NULL, 24, 5, 8);

    assert_int_equal(mem.live_blocks, 0);
    assert_int_equal(mem.live_bytes, 0);
}

static void
a_block_that_cannot_grow_stays_as_it_was(void **state)
{
    (void)state;
    struct test_memory mem;
    test_memory_init(&mem, 1);
    char *block = jd__alloc_array(&mem.alloc, 0, 4, 1);
    assert_non_null(block);
    memcpy(block, "abc", 4);

    assert_null(jd__alloc_resize(&mem.alloc, block, 4, 400));
    assert_string_equal(block, "abc");

    jd__alloc_free(&mem.alloc, block, 4);
    assert_int_equal(mem.live_blocks, 0);
}

static void
freeing_null_does_not_ask_the_allocator(void **state)
{
    (void)state;
    struct test_memory mem;
    test_memory_init(&mem, 0);

    jd__alloc_free(&mem.alloc, NULL, 0);

    assert_int_equal(mem.live_blocks, 0);
}

static void
a_copy_of_text_ends_in_nul(void **state)
{
    (void)state;
    char *copy = jd__alloc_text(NULL, (struct jd_str){"abcdef", 3});
    char *empty = jd__alloc_text(NULL, jd__str(NULL));

    assert_string_equal(copy, "abc");
    assert_string_equal(empty, "");

    jd__alloc_free(NULL, copy, 4);
    jd__alloc_free(NULL, empty, 1);
}

static void
a_copy_without_memory_is_null(void **state)
{
    (void)state;
    struct test_memory mem;
    test_memory_init(&mem, 0);

    assert_null(jd__alloc_text(&mem.alloc, jd__str("abc")));
    assert_int_equal(mem.live_blocks, 0);
}

static void
a_block_resized_to_nothing_is_still_a_block(void **state)
{
    (void)state;
    struct test_memory mem;
    test_memory_init(&mem, SIZE_MAX);
    void *block = jd__alloc_array(&mem.alloc, 0, 4, 1);

    block = jd__alloc_resize(&mem.alloc, block, 4, 0);

    assert_non_null(block);
    assert_int_equal(mem.live_bytes, 1);
    jd__alloc_free(&mem.alloc, block, 1);
    assert_int_equal(mem.live_blocks, 0);
}

static void
a_copy_of_text_takes_its_size_and_one(void **state)
{
    (void)state;
    for (size_t size = 0; size < 4; size++) {
        struct test_memory mem;
        test_memory_init(&mem, SIZE_MAX);
        char *copy = jd__alloc_text(&mem.alloc, (struct jd_str){"abc", size});

        assert_int_equal(mem.live_bytes, size + 1);
        assert_memory_equal(copy, "abc", size);
        assert_int_equal(copy[size], '\0');
        jd__alloc_free(&mem.alloc, copy, size + 1);
    }
}

TEST_MAIN(cmocka_unit_test(null_means_malloc), cmocka_unit_test(a_new_block_is_zeroed),
    cmocka_unit_test(a_size_that_overflows_asks_for_nothing),
    cmocka_unit_test(nothing_is_a_block_too),
    cmocka_unit_test(an_array_is_freed_by_the_sizes_it_was_asked_for),
    cmocka_unit_test(a_block_that_cannot_grow_stays_as_it_was),
    cmocka_unit_test(freeing_null_does_not_ask_the_allocator),
    cmocka_unit_test(a_copy_of_text_ends_in_nul),
    cmocka_unit_test(a_copy_without_memory_is_null),
    cmocka_unit_test(a_block_resized_to_nothing_is_still_a_block),
    cmocka_unit_test(a_copy_of_text_takes_its_size_and_one))
