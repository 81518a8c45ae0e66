/* SPDX-License-Identifier: Apache-2.0 */
/* test_many.c - one text against many, beside the definitions and the kernels for one pair. */
#include "jd_test.h"

#include "base/str.h"
#include "text/many.h"
#include "text/text.h"
#include "text/text_plain.h"
#include "text_samples.h"

#include <inttypes.h>

enum { MOST_TEXTS = 70 };

/* What one text and each of many give. */
struct values {
    uint32_t levenshtein[MOST_TEXTS];
    uint32_t damerau[MOST_TEXTS];
    double jaro[MOST_TEXTS];
    double raised[MOST_TEXTS];
};

static void
ask(const struct jd__many *many, struct jd_str one, struct values *out)
{
    struct jd_error err = {0};
    jd__many_levenshtein(many, one, out->levenshtein);
    assert_jd_ok(jd__many_damerau_levenshtein(many, one, out->damerau, &err));
    jd__many_jaro(many, one, out->jaro);
    jd__many_jaro_winkler(many, one, out->raised);
}

/* The values of place i are those of the definitions, to the last bit. */
static bool
agrees(const struct values *got, size_t i, struct jd_str one, struct jd_str text)
{
    return got->levenshtein[i] == jd__plain_levenshtein(one, text) &&
           got->damerau[i] == jd__plain_damerau_levenshtein(one, text) &&
           got->jaro[i] == jd__plain_jaro(one, text) &&
           got->raised[i] == jd__plain_jaro_winkler(one, text);
}

/* And of the kernels for one pair, which take less time than the definitions. */
static bool
agrees_pair_by_pair(
    const struct values *got, size_t i, struct jd_str one, struct jd_str text)
{
    uint32_t damerau = 0;
    return jd__damerau_levenshtein(NULL, one, text, &damerau, NULL) == JD_OK &&
           got->damerau[i] == damerau &&
           got->levenshtein[i] == jd__levenshtein(one, text) &&
           got->jaro[i] == jd__jaro(one, text) &&
           got->raised[i] == jd__jaro_winkler(one, text);
}

static struct jd__many *
lay_out(const struct jd_str *texts, size_t n)
{
    struct jd_error err = {0};
    struct jd__many *many = NULL;
    assert_jd_ok(jd__many_new(NULL, texts, n, &many, &err));
    return many;
}

static void
values_stand_in_the_order_of_the_texts(void **state)
{
    (void)state;
    struct jd_str texts[] = {jd__str("sitting"), jd__str(""), jd__str("kitten"),
        jd__str(
            "a kitten that is far too long to stand beside the others, at seventy bytes"),
        jd__str("iktten"), jd__str("Jos\xc3\xa9")};
    struct jd__many *many = lay_out(texts, 6);
    struct values got;

    ask(many, jd__str("kitten"), &got);

    const uint32_t levenshtein[] = {3, 6, 0, 68, 2, 6}, damerau[] = {3, 6, 0, 68, 1, 6};
    assert_memory_equal(got.levenshtein, levenshtein, sizeof(levenshtein));
    assert_memory_equal(got.damerau, damerau, sizeof(damerau));
    assert_true(got.jaro[0] == ((4.0 / 6.0 + 4.0 / 7.0) + 1.0) / 3.0);
    assert_true(got.raised[0] == got.jaro[0] && got.jaro[1] == 0.0 && got.raised[2] == 1.0);
    assert_true(got.jaro[4] == ((1.0 + 1.0) + 5.0 / 6.0) / 3.0);
    jd__many_free(many);
}

static void
no_texts_give_no_values(void **state)
{
    (void)state;
    struct jd__many *many = lay_out(NULL, 0);
    struct values got = {.levenshtein = {7}, .damerau = {7}, .jaro = {7}, .raised = {7}};

    ask(many, jd__str("kitten"), &got);
    assert_true(got.levenshtein[0] == 7 && got.damerau[0] == 7);
    assert_true(got.jaro[0] == 7 && got.raised[0] == 7);
    jd__many_free(many);
    jd__many_free(NULL);
}

/* Texts of one length class of text_samples.h, or of all; every other one is an edited copy. */
static void
any_texts_give_what_the_definitions_say(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 200; seed++) {
        uint64_t random = seed;
        struct jd_str texts[MOST_TEXTS], ones[MOST_TEXTS];
        size_t n = test_random(&random, MOST_TEXTS + 1);
        for (size_t i = 0; i < n; i++) {
            struct sample s;
            uint32_t length_class = seed % 4 == 3 ? test_random(&random, 3) : seed % 4;
            sample_make(&s, length_class, &random);
            ones[i] = sample_text(s.a, s.n_a);
            texts[i] = sample_text(s.b, s.n_b);
        }
        struct jd__many *many = lay_out(texts, n);
        struct values got;
        for (size_t i = 0; i < n && i < 4; i++) {
            ask(many, ones[i], &got);
            for (size_t k = 0; k < n; k++)
                if (!agrees_pair_by_pair(&got, k, ones[i], texts[k]) ||
                    (k % 8 == i && !agrees(&got, k, ones[i], texts[k])))
                    fail_msg("other values for seed %" PRIu64 ", %zu and %zu", seed, i, k);
        }
        jd__many_free(many);
        for (size_t i = 0; i < n; i++) {
            sample_text_free(ones[i]);
            sample_text_free(texts[i]);
        }
    }
}

/* Sizes where a number takes one more byte, a text is laid out no longer, a group ends. */
static void
every_size_meets_every_other(void **state)
{
    (void)state;
    enum { MOST_SIZE = 130 };
    static const char letters[] = "aab\xc3\xa9"; /* repeated, and of two bytes */
    char one[MOST_SIZE + 1], other[MOST_SIZE + 1];
    uint64_t random = 1;
    for (size_t i = 0; i <= MOST_SIZE; i++) {
        one[i] = letters[test_random(&random, 5)];
        other[i] = i < 3 ? one[i] : letters[test_random(&random, 5)];
    }
    for (size_t from = 0; from <= MOST_SIZE; from += MOST_TEXTS) {
        struct jd_str texts[MOST_TEXTS];
        size_t n = 0;
        for (; n < MOST_TEXTS && from + n <= MOST_SIZE; n++)
            texts[n] = sample_text(other, from + n);
        struct jd__many *many = lay_out(texts, n);
        for (size_t size = 0; size <= MOST_SIZE; size++) {
            struct values got;
            struct jd_str text = sample_text(one, size);
            ask(many, text, &got);
            for (size_t k = 0; k < n; k++)
                if (!agrees(&got, k, text, texts[k]))
                    fail_msg("other values for sizes %zu and %zu", size, from + k);
            sample_text_free(text);
        }
        jd__many_free(many);
        for (size_t k = 0; k < n; k++)
            sample_text_free(texts[k]);
    }
}

/* Bytes that are no UTF-8, and zero bytes, which also stand behind a laid-out text's end. */
static void
bytes_mean_nothing(void **state)
{
    (void)state;
    static const struct jd_str texts[] = {{"\0\0\0", 3}, {"\0", 1}, {"", 0}, {"\xc3", 1},
        {"\xc3\xa9\xc3", 3}, {"\xff\xfe\xfd\xf5\x80\x80", 6}, {"\xed\xa0\x80", 3},
        {"a\0b", 3}, {"\x80\x80\x80\x80\x80\x80\x80\x80\x80", 9}, {"\0\0\0\0\0\0\0\0\0", 9},
        {"\xf0\x9f\x98\x80", 4}, {"\x0f\xf0\x0f\xf0", 4}};
    enum { N = sizeof(texts) / sizeof(texts[0]) };
    struct jd__many *many = lay_out(texts, N);
    for (size_t i = 0; i < N; i++) {
        struct values got;
        ask(many, texts[i], &got);
        for (size_t k = 0; k < N; k++)
            assert_true(agrees(&got, k, texts[i], texts[k]));
    }
    jd__many_free(many);
}

static void
texts_of_the_limit_are_compared(void **state)
{
    (void)state;
    char *data = test_malloc(JD_LIMIT_CELL);
    memset(data, 'a', JD_LIMIT_CELL);
    struct jd_str texts[] = {{data, JD_LIMIT_CELL}, {data, 3}, {data, JD_LIMIT_CELL - 1}};
    struct jd__many *many = lay_out(texts, 3);
    struct values got;

    ask(many, texts[0], &got);
    assert_true(got.levenshtein[0] == 0 && got.damerau[1] == JD_LIMIT_CELL - 3);
    assert_true(got.levenshtein[2] == 1 && got.jaro[0] == 1.0 && got.raised[0] == 1.0);
    ask(many, texts[1], &got);
    assert_true(got.levenshtein[0] == JD_LIMIT_CELL - 3 && got.damerau[1] == 0);
    assert_true(got.jaro[0] == jd__jaro(texts[1], texts[0]));
    jd__many_free(many);
    test_free(data);
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    char a[300], b[300];
    memset(a, 'a', sizeof(a));
    memset(b, 'b', sizeof(b));
    struct jd_str texts[] = {jd__str("short"), {b, sizeof(b)}, jd__str("other")};
    enum jd_status status = JD_E_NOMEM;
    size_t n = 0;
    for (; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        struct jd__many *many = NULL;
        uint32_t got[3] = {7, 7, 7};
        test_memory_init(&mem, n);
        status = jd__many_new(&mem.alloc, texts, 3, &many, NULL);
        assert_int_equal(many != NULL, status == JD_OK);
        if (status == JD_OK)
            status = jd__many_damerau_levenshtein(
                many, (struct jd_str){a, sizeof(a)}, got, NULL);
        jd__many_free(many);
        assert_int_equal(got[1], status == JD_OK ? 300 : 7);
        assert_int_equal(mem.live_blocks, 0);
        assert_int_equal(mem.live_bytes, 0);
    }
    assert_int_equal(status, JD_OK);
    assert_int_equal(n, 3); /* the layout, and a pair of long texts */
}

static void
more_than_memory_holds_is_refused(void **state)
{
    (void)state;
    struct test_memory mem;
    struct jd__many *many = NULL;
    struct jd_str texts[] = {jd__str("kitten"), jd__str("sitting")};
    struct jd_error err = {0};
    test_memory_init(&mem, 0);

    assert_jd_status(jd__many_new(&mem.alloc, texts, 2, &many, &err), JD_E_NOMEM);
    assert_null(many);
    assert_string_equal(err.message, "no memory to compare 2 texts");
}

TEST_MAIN(cmocka_unit_test(values_stand_in_the_order_of_the_texts),
    cmocka_unit_test(no_texts_give_no_values),
    cmocka_unit_test(any_texts_give_what_the_definitions_say),
    cmocka_unit_test(every_size_meets_every_other), cmocka_unit_test(bytes_mean_nothing),
    cmocka_unit_test(texts_of_the_limit_are_compared),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks),
    cmocka_unit_test(more_than_memory_holds_is_refused))
