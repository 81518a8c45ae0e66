/* SPDX-License-Identifier: Apache-2.0 */
/* test_wide.c - what an instruction does for sixteen bytes, against the loop that says the same. */
#include "jd_test.h"

#include "text/layout.h"
#include "text/wide.h"

static jd__wide
random_bytes(uint64_t *seed, uint32_t below)
{
    jd__wide out = {0};
    for (size_t i = 0; i < JD__WIDE; i++)
        out[i] = (uint8_t)test_random(seed, below);
    return out;
}

static void
assert_same(jd__wide a, jd__wide b)
{
    uint8_t of_a[JD__WIDE], of_b[JD__WIDE];
    jd__wide_store(of_a, a);
    jd__wide_store(of_b, b);
    assert_memory_equal(of_a, of_b, JD__WIDE);
}

static void
instructions_say_what_the_loops_say(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int i = 0; i < 2000; i++) {
        jd__wide a = random_bytes(&seed, 256), b = random_bytes(&seed, 256);
        jd__wide places = random_bytes(&seed, 16);

        assert_same(jd__wide_least(a, b), jd__wide_least_plain(a, b));
        assert_same(jd__wide_look_up(a, places), jd__wide_look_up_plain(a, places));
        jd__wide chosen = (jd__wide)(a < b);
        assert_int_equal(jd__wide_mask(chosen), jd__wide_mask_plain(chosen));
        assert_int_equal(
            jd__wide_mask(chosen) >> (i % JD__WIDE) & 1, a[i % JD__WIDE] < b[i % JD__WIDE]);
        assert_same(jd__wide_choose(chosen, a, b), jd__wide_least(a, b));
        assert_same(jd__wide_move_up(a, b), jd__wide_move_up_plain(a, b));
        assert_same(jd__wide_mix(a, b, false, 1), jd__wide_mix_plain(a, b, false, 1));
        assert_same(jd__wide_mix(a, b, true, 1), jd__wide_mix_plain(a, b, true, 1));
        assert_same(jd__wide_mix(a, b, false, 2), jd__wide_mix_plain(a, b, false, 2));
        assert_same(jd__wide_mix(a, b, true, 2), jd__wide_mix_plain(a, b, true, 2));
        assert_same(jd__wide_mix(a, b, false, 4), jd__wide_mix_plain(a, b, false, 4));
        assert_same(jd__wide_mix(a, b, true, 4), jd__wide_mix_plain(a, b, true, 4));
    }
}

/* For each width, whose functions are those of a constant. */
JD__INLINE void
check_numbers(uint64_t *seed, size_t run, size_t width)
{
    jd__wide planes[JD__WIDEST], joined[JD__WIDEST], others[JD__WIDEST];
    uint64_t mask = ~UINT64_C(0) >> (64 - 8 * width);
    for (size_t k = 0; k < width; k++)
        joined[k] = planes[k] = random_bytes(seed, 256);
    jd__wide_join(joined, width);
    for (size_t k = 0; k < width; k++)
        others[k] = (k + run) % 2 == 0 ? joined[k] : random_bytes(seed, 256);
    for (size_t i = 0; i < JD__WIDE; i++) {
        uint64_t expected = 0;
        for (size_t k = 0; k < width; k++)
            expected |= (uint64_t)planes[k][i] << (8 * k);
        assert_int_equal(jd__number_at(joined, i, width), expected);
        jd__wide sum[JD__WIDEST], rest[JD__WIDEST], is_equal[JD__WIDEST];
        for (size_t k = 0; k < width; k++) {
            sum[k] = jd__wide_add(joined[k], others[k], width);
            rest[k] = jd__wide_subtract(joined[k], others[k], width);
            is_equal[k] = jd__wide_equal(joined[k], others[k], width);
        }
        uint64_t other = jd__number_at(others, i, width);
        assert_int_equal(jd__number_at(sum, i, width), (expected + other) & mask);
        assert_int_equal(jd__number_at(rest, i, width), (expected - other) & mask);
        assert_int_equal(jd__number_at(is_equal, i, width), expected == other ? mask : 0);
    }
    for (size_t i = 0; i < JD__WIDE / width; i++) {
        jd__wide all = jd__wide_number(UINT64_C(0x0123456789ABCDEF), width);
        assert_int_equal(
            jd__number_at(&all, i, width), UINT64_C(0x0123456789ABCDEF) & mask);
    }
}

static void
numbers_of_each_width_are_put_together_and_reckoned_with(void **state)
{
    (void)state;
    uint64_t seed = 2;
    for (size_t i = 0; i < 500; i++) {
        check_numbers(&seed, i, 1);
        check_numbers(&seed, i, 2);
        check_numbers(&seed, i, 4);
        check_numbers(&seed, i, 8);
    }
}

static void
a_text_is_read_to_its_end_and_no_further(void **state)
{
    (void)state;
    for (size_t size = 0; size <= 20; size++) {
        uint8_t *text = test_malloc(size + (size == 0)), expected[JD__WIDE] = {0};
        uint8_t got[JD__WIDE];
        for (size_t i = 0; i < size; i++) {
            text[i] = (uint8_t)(0xA0 + i);
            if (i < JD__WIDE)
                expected[i] = text[i];
        }
        jd__wide_store(got, jd__wide_of((struct jd_str){(const char *)text, size}));
        assert_memory_equal(got, expected, JD__WIDE);
        test_free(text);
    }
}

static void
bits_are_counted(void **state)
{
    (void)state;
    for (int byte = 0; byte < 256; byte++) {
        jd__wide counted = jd__wide_count_bits(jd__wide_all((uint8_t)byte));
        assert_int_equal(counted[byte % JD__WIDE], __builtin_popcount((unsigned)byte));
    }
}

TEST_MAIN(cmocka_unit_test(instructions_say_what_the_loops_say),
    cmocka_unit_test(numbers_of_each_width_are_put_together_and_reckoned_with),
    cmocka_unit_test(a_text_is_read_to_its_end_and_no_further),
    cmocka_unit_test(bits_are_counted))
