/* SPDX-License-Identifier: Apache-2.0 */
/* test_rounds.c - merges in rounds against one merge at a time over all pairs. */
#include "jd_test.h"

#include "automatic/rounds.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { N = 14 };

/* Weights of all pairs, symmetric. */
struct weights {
    double of[N][N];
};

static double
weigh(const void *ctx, uint32_t i, uint32_t j)
{
    return ((const struct weights *)ctx)->of[i][j];
}

static double
mean_between(const struct weights *w, const uint32_t *labels, uint32_t a, uint32_t b)
{
    double sum = 0, n = 0;
    for (uint32_t i = 0; i < N; i++)
        for (uint32_t j = 0; j < N; j++)
            if (labels[i] == a && labels[j] == b) {
                sum += w->of[i][j];
                n++;
            }
    return sum / n;
}

/* The model: merge the two clusters of the highest mean while it is over the floor. */
static void
model(const struct weights *w, double floor, uint32_t labels[static N])
{
    for (uint32_t r = 0; r < N; r++)
        labels[r] = r;
    for (double best = HUGE_VAL; best > floor;) {
        uint32_t x = 0, y = 0;
        best = -HUGE_VAL;
        for (uint32_t a = 0; a < N; a++)
            for (uint32_t b = a + 1; b < N; b++) {
                double mean = labels[a] == a && labels[b] == b
                                  ? mean_between(w, labels, a, b)
                                  : -HUGE_VAL;
                if (mean > best) {
                    best = mean;
                    x = a;
                    y = b;
                }
            }
        for (uint32_t r = 0; best > floor && r < N; r++)
            labels[r] = labels[r] == y ? x : labels[r];
    }
}

/* Random weights; pairs that are over -12 bits and, now and then, others. */
static size_t
draw(uint64_t *random, struct weights *w, struct jd_candidate pairs[static N * N])
{
    size_t n = 0;
    for (uint32_t i = 0; i < N; i++)
        for (uint32_t j = i + 1; j < N; j++) {
            w->of[i][j] = w->of[j][i] = (double)test_random(random, 100000) / 5000 - 11.5;
            pairs[n++] = (struct jd_candidate){i, j, w->of[i][j]};
        }
    return n;
}

static void
apply(const struct jd__buf *merges, uint32_t labels[static N])
{
    for (uint32_t r = 0; r < N; r++)
        labels[r] = r;
    for (size_t m = 0; m < merges->n; m++) {
        struct jd__merge merge = JD__AT(struct jd__merge, *merges, m);
        for (uint32_t r = 0; r < N; r++)
            labels[r] = labels[r] == merge.b ? merge.a : labels[r];
    }
}

static void
rounds_give_the_clusters_of_one_merge_at_a_time(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 500; seed++) {
        uint64_t random = seed;
        struct weights w = {0};
        struct jd_candidate pairs[N * N];
        struct jd__buf merges;
        struct jd_error err = {0};
        uint32_t labels[N], expected[N];
        size_t n = draw(&random, &w, pairs);
        double floor = (double)test_random(&random, 8) - 4;
        struct jd__graph graph = {{0}, 1 + (uint32_t)seed % 2, N, pairs, n, weigh, &w};
        jd__buf_init(&merges, NULL, sizeof(struct jd__merge), 0);
        graph.alloc = merges.alloc;

        assert_jd_ok(jd__average_merges(&graph, floor, &merges, &err));
        apply(&merges, labels);
        jd__buf_done(&merges);
        model(&w, floor, expected);
        if (memcmp(labels, expected, sizeof(labels)) != 0)
            fail_msg("other clusters for seed %" PRIu64, seed);
    }
}

static void
pairs_that_were_not_compared_are_weighed_when_clusters_meet(void **state)
{
    (void)state;
    /* 0-1 and 1-2 are candidates, 0-2 speaks against: the mean of 2 to {0, 1} is (4 - 10) / 2. */
    struct weights w = {0};
    const struct jd_candidate pairs[] = {{0, 1, 6}, {1, 2, 4}};
    struct jd__buf merges;
    struct jd_error err = {0};
    w.of[0][2] = w.of[2][0] = -10;
    jd__buf_init(&merges, NULL, sizeof(struct jd__merge), 0);
    struct jd__graph graph = {merges.alloc, 1, 3, pairs, 2, weigh, &w};

    assert_jd_ok(jd__average_merges(&graph, 0, &merges, &err));
    assert_int_equal(merges.n, 1);
    merges.n = 0;
    assert_jd_ok(jd__average_merges(&graph, -4, &merges, &err));
    assert_int_equal(merges.n, 2);
    assert_true(JD__AT(struct jd__merge, merges, 1).height == -3);
    assert_int_equal(JD__AT(struct jd__merge, merges, 1).n, 2);
    jd__buf_done(&merges);
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    uint64_t random = 1;
    struct weights w = {0};
    struct jd_candidate pairs[N * N];
    size_t n_pairs = draw(&random, &w, pairs);
    enum jd_status status = JD_E_NOMEM;
    for (size_t n = 0; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        struct jd__buf merges;
        test_memory_init(&mem, n);
        jd__buf_init(&merges, &mem.alloc, sizeof(struct jd__merge), 0);
        struct jd__graph graph = {mem.alloc, 1, N, pairs, n_pairs, weigh, &w};
        status = jd__average_merges(&graph, -8, &merges, NULL);
        jd__buf_done(&merges);
        assert_int_equal(mem.live_blocks, 0);
    }
    assert_int_equal(status, JD_OK);
}

TEST_MAIN(cmocka_unit_test(rounds_give_the_clusters_of_one_merge_at_a_time),
    cmocka_unit_test(pairs_that_were_not_compared_are_weighed_when_clusters_meet),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks))
