/* SPDX-License-Identifier: Apache-2.0 */
/* test_average.c - average linkage: examples, the plainest model, order, limits. */
#include "graphs.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static struct jd_cluster_options
average(double threshold, double missing)
{
    struct jd_cluster_options options = jd_cluster_options_default();
    options.method = JD_CLUSTER_AVERAGE;
    options.threshold = threshold;
    options.missing = missing;
    return options;
}

static void
a_wrong_pair_between_two_groups_does_not_join_them(void **state)
{
    (void)state;
    /* Two triangles, and one strong pair from one to the other. */
    struct graph graph = {.pairs = {{0, 1, 9}, {1, 2, 9}, {0, 2, 9}, {3, 4, 9}, {4, 5, 9},
                              {3, 5, 9}, {2, 3, 8}},
        .n_pairs = 7};
    uint32_t labels[GRAPH_RECORDS];

    graph_labels(&graph, average(0, -10), labels);

    assert_memory_equal(labels, ((uint32_t[]){0, 0, 0, 1, 1, 1}), 6 * sizeof(*labels));
}

static void
a_missing_pair_counts_as_is_said(void **state)
{
    (void)state;
    struct graph chain = {.pairs = {{0, 1, 9}, {1, 2, 8}}, .n_pairs = 2};
    uint32_t labels[GRAPH_RECORDS];

    graph_labels(&chain, average(0, -8), labels); /* (8 - 8) / 2 reaches 0 */
    assert_memory_equal(labels, ((uint32_t[]){0, 0, 0}), 3 * sizeof(*labels));

    graph_labels(&chain, average(0, -8.001), labels);
    assert_memory_equal(labels, ((uint32_t[]){0, 0, 1}), 3 * sizeof(*labels));
}

static void
a_pair_against_counts_too(void **state)
{
    (void)state;
    struct graph graph = {.pairs = {{0, 1, 9}, {1, 2, 8}, {0, 2, -20}}, .n_pairs = 3};
    uint32_t labels[GRAPH_RECORDS];

    graph_labels(&graph, average(0, -1), labels);

    assert_memory_equal(labels, ((uint32_t[]){0, 0, 1}), 3 * sizeof(*labels));
}

static void
an_infinite_weight_is_cut(void **state)
{
    (void)state;
    struct graph graph = {
        .pairs = {{0, 1, HUGE_VAL}, {1, 2, HUGE_VAL}, {0, 2, -HUGE_VAL}}, .n_pairs = 3};
    uint32_t labels[GRAPH_RECORDS];

    graph_labels(&graph, average(1, -10), labels); /* (128 - 128) / 2 is below 1 */

    assert_memory_equal(labels, ((uint32_t[]){0, 0, 1}), 3 * sizeof(*labels));
}

/* ---- the model: all pairs of groups, all pairs of records, for every contraction ---- */

/* The highest weight given to two records, in steps of 2^-20; the missing one's if none is. */
static int64_t
weight_of(
    const struct graph *graph, uint32_t a, uint32_t b, double missing, bool *out_given)
{
    double best = 0;
    *out_given = false;
    for (size_t i = 0; i < graph->n_pairs; i++) {
        const struct jd_pair *p = &graph->pairs[i];
        if (((p->a == a && p->b == b) || (p->a == b && p->b == a)) && !isnan(p->score) &&
            (!*out_given || p->score > best)) {
            best = p->score;
            *out_given = true;
        }
    }
    return (int64_t)((*out_given ? best : missing) * 1048576);
}

/* How good a join is: its mean, then its strongest pair, then that pair's records. */
struct join {
    double mean;
    int64_t strongest;
    uint32_t a, b; /* records */
};

static struct join
join_of(const struct graph *graph, const uint32_t *group, uint32_t x, uint32_t y,
    double missing)
{
    struct join join = {.strongest = INT64_MIN};
    int64_t sum = 0, n = 0;
    for (uint32_t a = 0; a < GRAPH_RECORDS; a++)
        for (uint32_t b = a + 1; b < GRAPH_RECORDS; b++) {
            bool given = false;
            if (!((group[a] == x && group[b] == y) || (group[a] == y && group[b] == x)))
                continue;
            int64_t weight = weight_of(graph, a, b, missing, &given);
            sum += weight;
            n++;
            if (given && weight > join.strongest) {
                join.strongest = weight;
                join.a = a;
                join.b = b;
            }
        }
    join.mean = (double)sum / (double)n;
    return join;
}

static bool
is_better(const struct join *x, const struct join *y)
{
    if (x->mean != y->mean)
        return x->mean > y->mean;
    if (x->strongest != y->strongest)
        return x->strongest > y->strongest;
    return x->a != y->a ? x->a < y->a : x->b < y->b;
}

static bool
is_forbidden(const struct graph *graph, const uint32_t *group, uint32_t x, uint32_t y)
{
    for (size_t i = 0; i < graph->n_aparts; i++) {
        uint32_t a = group[graph->aparts[i].a], b = group[graph->aparts[i].b];
        if ((a == x && b == y) || (a == y && b == x))
            return true;
    }
    return false;
}

static void
rename_group(uint32_t *group, uint32_t from, uint32_t to)
{
    for (uint32_t r = 0; r < GRAPH_RECORDS; r++)
        group[r] = group[r] == from ? to : group[r];
}

static void
model_labels(const struct graph *graph, double threshold, double missing,
    uint32_t labels[static GRAPH_RECORDS])
{
    uint32_t group[GRAPH_RECORDS];
    for (uint32_t r = 0; r < GRAPH_RECORDS; r++)
        group[r] = r;
    for (size_t i = 0; i < graph->n_musts; i++)
        rename_group(group, group[graph->musts[i].b], group[graph->musts[i].a]);
    for (bool found = true; found;) {
        struct join best = {.mean = threshold * 1048576, .strongest = INT64_MIN};
        found = false;
        for (uint32_t x = 0; x < GRAPH_RECORDS; x++)
            for (uint32_t y = x + 1; y < GRAPH_RECORDS; y++) {
                if (group[x] == group[y] || is_forbidden(graph, group, group[x], group[y]))
                    continue;
                struct join join = join_of(graph, group, group[x], group[y], missing);
                if (join.mean >= threshold * 1048576 &&
                    (!found || is_better(&join, &best))) {
                    best = join;
                    found = true;
                }
            }
        if (found)
            rename_group(group, group[best.b], group[best.a]);
    }
    graph_number(group, labels);
}

static void
agrees_with_the_plainest_model(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 3000; seed++) {
        struct graph graph = graph_random(seed);
        double threshold = 0.5 * (double)(seed % 5) - 1,
               missing = threshold - 1 - (double)(seed % 3);
        uint32_t labels[GRAPH_RECORDS], expected[GRAPH_RECORDS];

        graph_labels(&graph, average(threshold, missing), labels);

        model_labels(&graph, threshold, missing, expected);
        if (memcmp(labels, expected, sizeof(labels)) != 0)
            fail_msg("wrong labels for seed %" PRIu64, seed);
    }
}

static void
the_order_of_pairs_does_not_matter(void **state)
{
    (void)state;
    graph_try_orders(average(0, -3));
}

/* Cluster records 0 to n - 1 without assertions. */
static void
labels_of(const struct jd_pair *pairs, size_t n_pairs, uint32_t n,
    struct jd_cluster_options options, uint32_t *labels)
{
    struct jd_clusters *clusters = NULL;
    struct jd_error err = {0};
    assert_jd_ok(
        jd_clusters_from_pairs(NULL, n, pairs, n_pairs, &options, &clusters, &err));
    assert_jd_ok(jd_clusters_label(clusters, labels, n, &err));
    jd_clusters_free(clusters);
}

static void
going_on_from_a_higher_threshold_is_the_same_as_beginning_anew(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 1000; seed++) {
        struct graph graph = graph_random(seed);
        struct jd_cluster_options options = average(2, -4);
        struct jd_clusters *high = NULL;
        struct jd_error err = {0};
        uint32_t anew[GRAPH_RECORDS], on[GRAPH_RECORDS];
        options.aparts = graph.aparts;
        options.n_aparts = graph.n_aparts;
        assert_jd_ok(jd_clusters_from_pairs(
            NULL, GRAPH_RECORDS, graph.pairs, graph.n_pairs, &options, &high, &err));

        options.threshold = -1;
        labels_of(graph.pairs, graph.n_pairs, GRAPH_RECORDS, options, anew);
        options.start = high;
        labels_of(graph.pairs, graph.n_pairs, GRAPH_RECORDS, options, on);

        jd_clusters_free(high);
        if (memcmp(anew, on, sizeof(on)) != 0)
            fail_msg("other labels for seed %" PRIu64, seed);
    }
}

/* Cliques of 40 with a hub that is in a weak pair with everybody: every contraction is tried. */
static void
large_groups_around_a_hub_are_found(void **state)
{
    (void)state;
    enum { GROUPS = 20, SIZE = 40, RECORDS = GROUPS * SIZE + 1 };
    static struct jd_pair pairs[GROUPS * SIZE * SIZE];
    static uint32_t labels[RECORDS];
    size_t n = 0;
    uint64_t random = 5;
    for (uint32_t r = 1; r < RECORDS; r++) {
        pairs[n++] = (struct jd_pair){0, r, 1};
        for (uint32_t s = r + 1; s < RECORDS && (s - 1) / SIZE == (r - 1) / SIZE; s++)
            pairs[n++] = (struct jd_pair){r, s, 2 + 0.125 * test_random(&random, 64)};
    }

    labels_of(pairs, n, RECORDS, average(1.5, -5), labels);

    for (uint32_t r = 1; r < RECORDS; r++)
        assert_int_equal(labels[r], 1 + (r - 1) / SIZE);
    assert_int_equal(labels[0], 0);
}

static void
a_component_over_the_limit_is_cut_at_its_weakest_pairs(void **state)
{
    (void)state;
    /* A chain in which every mean would do, and parts of at most 3 records. */
    const struct jd_pair pairs[] = {
        {0, 1, 50}, {1, 2, 48}, {2, 3, 40}, {3, 4, 49}, {4, 5, 47}, {5, 6, 2}, {7, 8, 3}};
    struct jd_cluster_options options = average(0, -1);
    struct jd_clusters *clusters = NULL;
    struct jd_error err = {0};
    uint32_t labels[9];
    assert_jd_ok(jd_clusters_new(NULL, 9, &options, &clusters, &err));

    assert_jd_ok(jd__clusters_average(clusters, pairs, 7, &options, 3, &err));

    assert_jd_ok(jd_clusters_label(clusters, labels, 9, &err));
    assert_memory_equal(labels, ((uint32_t[]){0, 0, 0, 1, 1, 1, 2, 3, 3}), sizeof(labels));
    jd_clusters_free(clusters);
}

static void
what_is_one_from_the_start_may_be_over_the_limit(void **state)
{
    (void)state;
    const struct jd_pair musts[] = {{0, 1, 1}, {1, 2, 1}, {2, 3, 1}}, pair = {3, 4, 9};
    struct jd_cluster_options options = average(0, -1);
    struct jd_clusters *clusters = NULL;
    struct jd_error err = {0};
    uint32_t labels[5];
    assert_jd_ok(jd_clusters_new(
        NULL, 5, &(struct jd_cluster_options){.struct_size = 8}, &clusters, &err));
    assert_jd_ok(jd_clusters_add(clusters, musts, 3, &err));
    jd__clusters_flatten(clusters);

    assert_jd_ok(jd__clusters_average(clusters, &pair, 1, &options, 3, &err));

    assert_jd_ok(jd_clusters_label(clusters, labels, 5, &err));
    assert_memory_equal(labels, ((uint32_t[]){0, 0, 0, 0, 1}), sizeof(labels));
    jd_clusters_free(clusters);
}

static bool
stop(void *ctx, const char *what, uint64_t done, uint64_t total)
{
    (void)ctx, (void)what, (void)done, (void)total;
    return true;
}

static void
what_cannot_be_done_is_refused(void **state)
{
    (void)state;
    const struct jd_pair low = {0, 9, -1}, good = {0, 1, 5};
    const struct jd_apart apart = {0, 1};
    struct jd_cluster_options options = average(0, -1);
    struct jd_clusters *clusters = NULL, *start = NULL;
    struct jd_error err = {0};

    assert_jd_status(
        jd_clusters_from_pairs(NULL, 2, &low, 1, &options, &clusters, &err), JD_E_ARG);
    assert_string_equal(err.message, "pair (0, 9) is outside 2 records");
    options.missing = 0;
    assert_jd_status(
        jd_clusters_from_pairs(NULL, 2, &good, 1, &options, &clusters, &err), JD_E_ARG);
    options = average((double)NAN, -1);
    assert_jd_status(
        jd_clusters_from_pairs(NULL, 2, &good, 1, &options, &clusters, &err), JD_E_ARG);
    options = average(0, -1);
    assert_jd_ok(jd_clusters_from_pairs(NULL, 2, &good, 1, &options, &start, &err));
    options.start = start;
    assert_jd_status(
        jd_clusters_from_pairs(NULL, 3, &good, 1, &options, &clusters, &err), JD_E_ARG);
    assert_string_equal(err.message, "the start is of 2 records, not of 3");
    options.aparts = &apart;
    options.n_aparts = 1;
    assert_jd_status(jd_clusters_from_pairs(NULL, 2, &good, 1, &options, &clusters, &err),
        JD_E_CONFLICT);
    assert_string_equal(err.message, "forbidden pair (0, 1) is one from the start");
    jd_clusters_free(start);
    assert_null(clusters);
}

static void
work_stops_when_asked_to(void **state)
{
    (void)state;
    enum { RECORDS = 300000 };
    static struct jd_pair pairs[RECORDS / 2];
    struct jd_cluster_options options = average(0, -1);
    struct jd_clusters *clusters = NULL;
    struct jd_error err = {0};
    for (uint32_t i = 0; i < RECORDS / 2; i++)
        pairs[i] = (struct jd_pair){2 * i, 2 * i + 1, 1};
    options.progress.should_stop = stop;

    assert_jd_status(jd_clusters_from_pairs(
                         NULL, RECORDS, pairs, RECORDS / 2, &options, &clusters, &err),
        JD_E_CANCELLED);

    assert_null(clusters);
}

static void
nothing_is_no_entities(void **state)
{
    (void)state;
    struct jd_cluster_options options = average(0, -1);
    struct jd_clusters *clusters = NULL;
    struct jd_error err = {0};

    assert_jd_ok(jd_clusters_from_pairs(NULL, 0, NULL, 0, &options, &clusters, &err));

    assert_int_equal(jd_clusters_count(clusters), 0);
    jd_clusters_free(clusters);
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    struct graph graph = graph_random(3);
    graph.aparts[0] = (struct jd_apart){2, 3};
    graph.n_aparts = 1;

    graph_fail_allocations(&graph, average(0, -3));
}

TEST_MAIN(cmocka_unit_test(a_wrong_pair_between_two_groups_does_not_join_them),
    cmocka_unit_test(a_missing_pair_counts_as_is_said),
    cmocka_unit_test(a_pair_against_counts_too),
    cmocka_unit_test(an_infinite_weight_is_cut),
    cmocka_unit_test(agrees_with_the_plainest_model),
    cmocka_unit_test(the_order_of_pairs_does_not_matter),
    cmocka_unit_test(going_on_from_a_higher_threshold_is_the_same_as_beginning_anew),
    cmocka_unit_test(large_groups_around_a_hub_are_found),
    cmocka_unit_test(a_component_over_the_limit_is_cut_at_its_weakest_pairs),
    cmocka_unit_test(what_is_one_from_the_start_may_be_over_the_limit),
    cmocka_unit_test(what_cannot_be_done_is_refused),
    cmocka_unit_test(work_stops_when_asked_to), cmocka_unit_test(nothing_is_no_entities),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks))
