/* SPDX-License-Identifier: Apache-2.0 */
/* test_cluster.c - clustering by pairs: examples, a model, and what happens without memory. */
#include "jd_test.h"

#include "cluster/clusters.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { N = 12 };

static void
only_pairs_at_the_threshold_join(void **state)
{
    (void)state;
    const struct jd_pair pairs[] = {{0, 3, 0.90}, {1, 2, 0.89}, {0, 1, (double)NAN}};
    struct jd_cluster_options options = jd_cluster_options_default();
    options.threshold = 0.90;
    struct jd_clusters *clusters = NULL;
    struct jd_error err = {0};
    uint32_t labels[4] = {0};

    assert_jd_ok(jd_clusters_new(NULL, 4, &options, &clusters, &err));
    assert_jd_ok(jd_clusters_add(clusters, pairs, 3, &err));

    assert_jd_ok(jd_clusters_label(clusters, labels, 4, &err));
    assert_memory_equal(labels, ((uint32_t[]){0, 1, 2, 0}), sizeof(labels));
    assert_int_equal(jd_clusters_count(clusters), 3);
    jd_clusters_free(clusters);
    jd_clusters_free(NULL);
}

static void
a_weight_is_a_threshold_too(void **state)
{
    (void)state;
    const struct jd_pair pairs[] = {
        {0, 1, -3.0}, {1, 2, -3.5}, {2, 3, HUGE_VAL}, {3, 4, -HUGE_VAL}};
    struct jd_cluster_options options = jd_cluster_options_default();
    options.threshold = -3.0;
    struct jd_clusters *clusters = NULL;
    struct jd_error err = {0};
    uint32_t labels[5] = {0};

    assert_jd_ok(jd_clusters_new(NULL, 5, &options, &clusters, &err));
    assert_jd_ok(jd_clusters_add(clusters, pairs, 4, &err));

    assert_jd_ok(jd_clusters_label(clusters, labels, 5, &err));
    assert_memory_equal(labels, ((uint32_t[]){0, 0, 1, 1, 2}), sizeof(labels));
    jd_clusters_free(clusters);
}

/* The model: relabel by brute force, then number the groups by their first record. */
static void
model_labels(const struct jd_pair *pairs, size_t n_pairs, uint32_t labels[static N])
{
    uint32_t group[N], next = 0;
    for (uint32_t r = 0; r < N; r++)
        group[r] = r;
    for (size_t i = 0; i < n_pairs; i++)
        for (uint32_t r = 0, from = group[pairs[i].a], to = group[pairs[i].b]; r < N; r++)
            group[r] = group[r] == from ? to : group[r];
    for (uint32_t r = 0, first = 0; r < N; r++, first = 0) {
        while (group[first] != group[r])
            first++;
        labels[r] = first == r ? next++ : labels[first];
    }
}

static void
agrees_with_the_model_however_the_pairs_are_cut(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 500; seed++) {
        uint64_t random = seed;
        struct jd_pair pairs[N] = {{0}};
        size_t n_pairs = test_random(&random, N), cut = test_random(&random, N);
        for (size_t i = 0; i < n_pairs; i++)
            pairs[i] =
                (struct jd_pair){test_random(&random, N), test_random(&random, N), 1.0};
        cut = cut < n_pairs ? cut : n_pairs;
        struct jd_clusters *clusters = NULL;
        struct jd_error err = {0};
        const char *reason = NULL;
        uint32_t labels[N] = {0}, expected[N] = {0};

        assert_jd_ok(jd_clusters_new(NULL, N, NULL, &clusters, &err));
        assert_jd_ok(jd_clusters_add(clusters, pairs + cut, n_pairs - cut, &err));
        assert_jd_ok(jd_clusters_add(clusters, pairs, cut, &err));

        assert_jd_ok(jd_clusters_label(clusters, labels, N, &err));
        if (!jd__clusters_check(clusters, &reason))
            fail_msg("%s for seed %" PRIu64, reason, seed);
        jd_clusters_free(clusters);
        model_labels(pairs, n_pairs, expected);
        if (memcmp(labels, expected, sizeof(labels)) != 0)
            fail_msg("wrong labels for seed %" PRIu64, seed);
    }
}

static void
a_pair_of_a_missing_record_is_refused_and_earlier_ones_count(void **state)
{
    (void)state;
    const struct jd_pair pairs[] = {{0, 1, 1.0}, {0, 3, 1.0}, {1, 2, 1.0}};
    struct jd_clusters *clusters = NULL;
    struct jd_error err = {0};
    assert_jd_ok(jd_clusters_new(NULL, 3, NULL, &clusters, &err));

    assert_jd_status(jd_clusters_add(clusters, pairs, 3, &err), JD_E_ARG);

    assert_string_equal(err.message, "pair (0, 3) is outside 3 records");
    assert_int_equal(jd_clusters_count(clusters), 2);
    jd_clusters_free(clusters);
}

static void
too_little_room_for_labels_is_refused_and_left_alone(void **state)
{
    (void)state;
    struct jd_clusters *clusters = NULL;
    struct jd_error err = {0};
    uint32_t labels[2] = {7, 7};
    assert_jd_ok(jd_clusters_new(NULL, 3, NULL, &clusters, &err));

    assert_jd_status(jd_clusters_label(clusters, labels, 2, &err), JD_E_ARG);

    assert_memory_equal(labels, ((uint32_t[]){7, 7}), sizeof(labels));
    jd_clusters_free(clusters);
}

static void
no_records_are_no_entities(void **state)
{
    (void)state;
    struct jd_clusters *clusters = NULL;
    struct jd_error err = {0};

    assert_jd_ok(jd_clusters_new(NULL, 0, NULL, &clusters, &err));

    assert_int_equal(jd_clusters_count(clusters), 0);
    assert_jd_ok(jd_clusters_add(clusters, NULL, 0, &err));
    assert_jd_ok(jd_clusters_label(clusters, NULL, 0, &err));
    jd_clusters_free(clusters);
}

static void
options_of_an_older_caller_keep_the_defaults(void **state)
{
    (void)state;
    struct jd_cluster_options options = {.struct_size = sizeof(size_t), .threshold = 2.0};
    const struct jd_pair pair = {0, 1, 0.95};
    struct jd_clusters *clusters = NULL;
    struct jd_error err = {0};

    assert_jd_ok(jd_clusters_new(NULL, 2, &options, &clusters, &err));
    assert_jd_ok(jd_clusters_add(clusters, &pair, 1, &err));

    assert_int_equal(jd_clusters_count(clusters), 1); /* 0.95 is the default */
    jd_clusters_free(clusters);
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    enum jd_status status = JD_E_NOMEM;
    for (size_t n = 0; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        struct jd_clusters *clusters = NULL;
        test_memory_init(&mem, n);
        status = jd_clusters_new(&mem.alloc, 3, NULL, &clusters, NULL);
        assert_int_equal(clusters != NULL, status == JD_OK);
        jd_clusters_free(clusters);
        assert_int_equal(mem.live_blocks, 0);
        assert_int_equal(mem.live_bytes, 0);
    }
    assert_int_equal(status, JD_OK);
}

TEST_MAIN(cmocka_unit_test(only_pairs_at_the_threshold_join),
    cmocka_unit_test(a_weight_is_a_threshold_too),
    cmocka_unit_test(agrees_with_the_model_however_the_pairs_are_cut),
    cmocka_unit_test(a_pair_of_a_missing_record_is_refused_and_earlier_ones_count),
    cmocka_unit_test(too_little_room_for_labels_is_refused_and_left_alone),
    cmocka_unit_test(no_records_are_no_entities),
    cmocka_unit_test(options_of_an_older_caller_keep_the_defaults),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks))
