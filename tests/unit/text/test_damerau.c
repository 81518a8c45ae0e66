/* SPDX-License-Identifier: Apache-2.0 */
/* test_damerau.c - three rows against the whole matrix; without memory. */
#include "jd_test.h"

#include "base/str.h"
#include "text/text.h"
#include "text/text_plain.h"
#include "text_samples.h"

#include <joinder/text.h>

#include <inttypes.h>

static uint32_t
distance(const char *a, const char *b)
{
    struct jd_error err = {0};
    uint32_t got = 999;
    assert_jd_ok(jd_damerau_levenshtein(NULL, jd__str(a), jd__str(b), &got, &err));
    return got;
}

static void
an_exchange_is_one_edit_and_others_may_lie_between(void **state)
{
    (void)state;
    assert_int_equal(distance("", ""), 0);
    assert_int_equal(distance("", "abc"), 3);
    assert_int_equal(distance("ab", "ba"), 1);
    assert_int_equal(distance("ca", "abc"), 2); /* 3 where no edit may lie between */
    assert_int_equal(distance("\xc3\xa9"
                              "a",
                         "a\xc3\xa9"),
        2);
    assert_int_equal(distance("a cat", "an act"), 2);
}

static void
agrees_with_the_matrix(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 2000; seed++) {
        uint64_t random = seed;
        struct sample s;
        sample_make(&s, (uint32_t)seed, &random);
        struct jd_str a = sample_text(s.a, s.n_a), b = sample_text(s.b, s.n_b);
        uint32_t expected = jd__plain_damerau_levenshtein(a, b), got = 0, back = 0;
        struct jd_error err = {0};

        assert_jd_ok(jd__damerau_levenshtein(NULL, a, b, &got, &err));
        assert_jd_ok(jd__damerau_levenshtein(NULL, b, a, &back, &err));
        if (got != expected || back != expected)
            fail_msg("another distance for seed %" PRIu64, seed);
        for (uint32_t k = 0; k < 5; k++) {
            bool answer = false;
            assert_jd_ok(jd__damerau_levenshtein_at_most(NULL, a, b, k, &answer, &err));
            if (answer != (expected <= k))
                fail_msg("another answer for seed %" PRIu64 ", k %u", seed, (unsigned)k);
        }
        sample_text_free(a);
        sample_text_free(b);
    }
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    char a[300], b[300];
    memset(a, 'a', sizeof(a));
    memset(b, 'b', sizeof(b));
    enum jd_status status = JD_E_NOMEM;
    size_t n = 0;
    for (; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        test_memory_init(&mem, n);
        uint32_t got = 7;
        status = jd_damerau_levenshtein(&mem.alloc, (struct jd_str){a, sizeof(a)},
            (struct jd_str){b, sizeof(b)}, &got, NULL);
        assert_int_equal(got, status == JD_OK ? 300 : 7);
        assert_int_equal(mem.live_blocks, 0);
        assert_int_equal(mem.live_bytes, 0);
    }
    assert_int_equal(status, JD_OK);
    assert_int_equal(n, 2); /* one request, for long texts */
}

static void
short_texts_take_no_memory(void **state)
{
    (void)state;
    struct test_memory mem;
    struct jd_error err = {0};
    char a[400], b[400];
    uint32_t got = 7;
    bool answer = true;
    memset(a, 'a', sizeof(a));
    memcpy(b, a, sizeof(a));
    memset(b + 200, 'b', 64);
    test_memory_init(&mem, 0);

    assert_jd_ok(jd_damerau_levenshtein(&mem.alloc, (struct jd_str){a, sizeof(a)},
        (struct jd_str){b, sizeof(b)}, &got, &err));
    assert_int_equal(got, 64);
    assert_jd_ok(jd__damerau_levenshtein_at_most(
        &mem.alloc, jd__str("abc"), jd__str("acb"), 1, &answer, &err));
    assert_true(answer);
}

static void
texts_over_the_limit_are_refused(void **state)
{
    (void)state;
    char *text = test_calloc(1, JD_LIMIT_CELL + 1);
    struct jd_str a = {text, JD_LIMIT_CELL + 1};
    struct jd_error err = {0};
    uint32_t got = 7;

    assert_jd_status(jd_damerau_levenshtein(NULL, a, jd__str(""), &got, &err), JD_E_LIMIT);
    assert_jd_status(jd_damerau_levenshtein(NULL, jd__str(""), a, &got, &err), JD_E_LIMIT);
    assert_int_equal(got, 7);
    a.size--;
    assert_jd_ok(jd_damerau_levenshtein(NULL, jd__str("x"), a, &got, &err));
    assert_int_equal(got, JD_LIMIT_CELL);
    test_free(text);
}

TEST_MAIN(cmocka_unit_test(an_exchange_is_one_edit_and_others_may_lie_between),
    cmocka_unit_test(agrees_with_the_matrix),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks),
    cmocka_unit_test(short_texts_take_no_memory),
    cmocka_unit_test(texts_over_the_limit_are_refused))
