/* SPDX-License-Identifier: Apache-2.0 */
/* test_partners.c - the best K of some sums, against sorting them all. */
#include "jd_test.h"

#include "automatic/partners.h"

#include <inttypes.h>
#include <string.h>

enum { N = 60, HIGHEST = 20 };

/* Is x before y: the higher score, then the lower record? */
static bool
is_before(const uint32_t *score, uint32_t x, uint32_t y)
{
    return score[x] != score[y] ? score[x] > score[y] : x < y;
}

static void
sort_records(uint32_t *records, size_t n, const uint32_t *score)
{
    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k > 0 && is_before(score, records[k], records[k - 1]); k--) {
            uint32_t swap = records[k];
            records[k] = records[k - 1];
            records[k - 1] = swap;
        }
}

/* The model: sort all, take `most`, go on while they tie, up to twice as many. */
static size_t
model(uint32_t *records, size_t n, const uint32_t *score, uint32_t most)
{
    sort_records(records, n, score);
    size_t kept = n < most ? n : most;
    while (kept < n && kept < 2 * (size_t)most &&
           score[records[kept]] == score[records[most - 1]])
        kept++;
    return kept;
}

static void
the_best_and_their_ties_are_kept_as_the_model_says(void **state)
{
    (void)state;
    static uint32_t histogram[HIGHEST + 1];
    for (uint64_t seed = 0; seed < 3000; seed++) {
        uint64_t random = seed;
        uint32_t touched[N], records[N], score[N] = {0}, out[2 * N], highest = 0;
        uint32_t most = 1 + test_random(&random, 12),
                 spread = 1 + test_random(&random, HIGHEST);
        size_t n = 0;
        for (uint32_t r = 0; r < N; r++)
            if (test_random(&random, 3) > 0) {
                score[r] = 1 + test_random(&random, spread);
                highest = score[r] > highest ? score[r] : highest;
                touched[n++] = r;
            }
        memcpy(records, touched, sizeof(records));

        size_t got = jd__best_partners(
            (struct jd__sums){touched, score, n}, most, highest, histogram, out);
        size_t expected = model(records, n, score, most);
        sort_records(out, got, score);
        if (got != expected || memcmp(out, records, got * sizeof(*out)) != 0)
            fail_msg(
                "other partners for seed %" PRIu64 ": %zu, not %zu", seed, got, expected);
        for (uint32_t s = 0; s <= HIGHEST; s++)
            assert_int_equal(histogram[s], 0);
    }
}

static void
nobody_has_no_partners(void **state)
{
    (void)state;
    uint32_t histogram[1] = {0}, out[2] = {0};

    assert_int_equal(
        jd__best_partners((struct jd__sums){NULL, NULL, 0}, 1, 0, histogram, out), 0);
}

TEST_MAIN(cmocka_unit_test(the_best_and_their_ties_are_kept_as_the_model_says),
    cmocka_unit_test(nobody_has_no_partners))
