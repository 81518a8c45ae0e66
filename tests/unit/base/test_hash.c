/* SPDX-License-Identifier: Apache-2.0 */
/* test_hash.c - equal bytes, equal numbers; and a number for each of many texts. */
#include "jd_test.h"

#include "base/hash.h"
#include "base/sort.h"

#include <inttypes.h>
#include <string.h>

static void
the_same_bytes_give_the_same_number_wherever_they_lie(void **state)
{
    (void)state;
    const char text[] = "a record is a record is a record";
    uint64_t expected = jd__hash_bytes(text, sizeof(text));
    for (size_t shift = 0; shift < 8; shift++) {
        char place[64] = {0};
        memcpy(place + shift, text, sizeof(text));
        assert_int_equal(jd__hash_bytes(place + shift, sizeof(text)), expected);
    }
}

static void
the_numbers_are_the_same_on_every_machine(void **state)
{
    (void)state;
    assert_true(jd__hash_bytes("", 0) == UINT64_C(0xE283B3CA639AE497));
    assert_true(jd__hash_bytes("abcdefghi", 9) == UINT64_C(0x9E58DCE29A17ED87));
}

static void
trailing_zeroes_count(void **state)
{
    (void)state;
    const char zeroes[20] = {0};
    for (size_t a = 0; a < sizeof(zeroes); a++)
        for (size_t b = 0; b < a; b++)
            assert_true(jd__hash_bytes(zeroes, a) != jd__hash_bytes(zeroes, b));
}

static void
the_order_of_a_pair_counts(void **state)
{
    (void)state;
    assert_true(jd__hash_pair(1, 2) != jd__hash_pair(2, 1));
}

static void
a_hundred_thousand_texts_have_as_many_numbers(void **state)
{
    (void)state;
    enum { N = 100000 };
    static struct jd__keyed keys[N];
    struct jd_error err = {0};
    for (uint32_t i = 0; i < N; i++) {
        char text[16];
        int size = snprintf(text, sizeof(text), "%" PRIu32, i);
        keys[i] = (struct jd__keyed){jd__hash_bytes(text, (size_t)size), i};
    }
    assert_jd_ok(jd__sort_keyed(NULL, keys, N, &err));
    for (uint32_t i = 1; i < N; i++)
        if (keys[i].key == keys[i - 1].key)
            fail_msg("%" PRIu64 " and %" PRIu64 " share a hash", keys[i].value,
                keys[i - 1].value);
}

TEST_MAIN(cmocka_unit_test(the_same_bytes_give_the_same_number_wherever_they_lie),
    cmocka_unit_test(the_numbers_are_the_same_on_every_machine),
    cmocka_unit_test(trailing_zeroes_count), cmocka_unit_test(the_order_of_a_pair_counts),
    cmocka_unit_test(a_hundred_thousand_texts_have_as_many_numbers))
