/* SPDX-License-Identifier: Apache-2.0 */
/* test_veto.c - forbidden pairs stay apart, and nothing else changes. */
#include "graphs.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { N = 12, MAX_PAIRS = 40, MAX_APARTS = 10 };

struct problem {
    struct jd_pair pairs[MAX_PAIRS];
    struct jd_apart aparts[MAX_APARTS];
    size_t n_pairs;
    size_t n_aparts;
};

static void
labels_of(const struct problem *p, uint32_t labels[static N])
{
    struct jd_cluster_options options = jd_cluster_options_default();
    struct jd_clusters *clusters = NULL;
    struct jd_error err = {0};
    const char *reason = NULL;
    options.threshold = 0.5;
    options.aparts = p->aparts;
    options.n_aparts = p->n_aparts;
    assert_jd_ok(
        jd_clusters_from_pairs(NULL, N, p->pairs, p->n_pairs, &options, &clusters, &err));
    assert_jd_ok(jd_clusters_label(clusters, labels, N, &err));
    if (!jd__clusters_check(clusters, &reason))
        fail_msg("%s", reason);
    jd_clusters_free(clusters);
}

static void
the_weakest_pair_gives_way(void **state)
{
    (void)state;
    /* 0 - 1 - 2 - 3 in a chain; 0 and 3 are two people, and 1 - 2 is the weakest. */
    struct problem p = {.pairs = {{0, 1, 0.9}, {1, 2, 0.6}, {2, 3, 0.8}},
        .n_pairs = 3,
        .aparts = {{3, 0}},
        .n_aparts = 1};
    uint32_t labels[N];

    labels_of(&p, labels);

    assert_memory_equal(labels, ((uint32_t[]){0, 0, 1, 1}), 4 * sizeof(uint32_t));
}

static void
of_equal_pairs_that_of_the_smaller_records_is_kept(void **state)
{
    (void)state;
    struct problem p = {.pairs = {{2, 1, 0.9}, {1, 0, 0.9}},
        .n_pairs = 2,
        .aparts = {{0, 2}},
        .n_aparts = 1};
    uint32_t labels[N];

    labels_of(&p, labels);

    assert_memory_equal(labels, ((uint32_t[]){0, 0, 1}), 3 * sizeof(uint32_t));
}

static void
an_entity_without_a_forbidden_pair_is_left_as_it_is(void **state)
{
    (void)state;
    struct problem p = {.pairs = {{0, 1, 0.9}, {2, 3, 0.9}, {3, 4, 0.5}, {0, 4, 0.4}},
        .n_pairs = 4,
        .aparts = {{0, 2}, {1, 4}}, /* no pairs connect them */
        .n_aparts = 2};
    uint32_t labels[N];

    labels_of(&p, labels);

    assert_memory_equal(labels, ((uint32_t[]){0, 0, 1, 1, 1}), 5 * sizeof(uint32_t));
}

/* ---- the model: groups of letters, every pair of members looked at for every union ---- */

static bool
may_be_one(const struct problem *p, const uint32_t *group, uint32_t a, uint32_t b)
{
    for (size_t i = 0; i < p->n_aparts; i++) {
        uint32_t x = group[p->aparts[i].a], y = group[p->aparts[i].b];
        if ((x == a && y == b) || (x == b && y == a))
            return false;
    }
    return true;
}

/* The pair that comes next after `before`, strongest first, ties by records. */
static const struct jd_pair *
next_pair(const struct problem *p, const bool *is_done)
{
    const struct jd_pair *best = NULL;
    for (size_t i = 0; i < p->n_pairs; i++) {
        const struct jd_pair *q = &p->pairs[i];
        if (is_done[i] || !(q->score >= 0.5))
            continue;
        uint32_t q_low = q->a < q->b ? q->a : q->b, q_high = q->a ^ q->b ^ q_low;
        uint32_t low = best == NULL ? 0 : best->a < best->b ? best->a : best->b;
        uint32_t high = best == NULL ? 0 : best->a ^ best->b ^ low;
        if (best == NULL || q->score > best->score ||
            (q->score == best->score && (q_low < low || (q_low == low && q_high < high))))
            best = q;
    }
    return best;
}

/* Kruskal over all pairs with all vetoes: in an entity without a veto it unites all, so that
 * rebuilding only some entities must give the same. */
static void
model_labels(const struct problem *p, uint32_t labels[static N])
{
    uint32_t group[N], next = 0;
    bool is_done[MAX_PAIRS] = {false};
    for (uint32_t r = 0; r < N; r++)
        group[r] = r;
    for (const struct jd_pair *q = NULL; (q = next_pair(p, is_done)) != NULL;) {
        is_done[q - p->pairs] = true;
        uint32_t from = group[q->a], to = group[q->b];
        bool unites = from != to && may_be_one(p, group, from, to);
        for (uint32_t r = 0; unites && r < N; r++)
            group[r] = group[r] == from ? to : group[r];
    }
    for (uint32_t r = 0, first = 0; r < N; r++, first = 0) {
        while (group[first] != group[r])
            first++;
        labels[r] = first == r ? next++ : labels[first];
    }
}

static struct problem
random_problem(uint64_t seed)
{
    uint64_t random = seed;
    struct problem p = {.n_pairs = test_random(&random, MAX_PAIRS + 1),
        .n_aparts = test_random(&random, MAX_APARTS + 1)};
    for (size_t i = 0; i < p.n_pairs; i++) {
        /* Few scores, so that there are ties; some below the threshold, some NaN. */
        double score = 0.4 + 0.1 * test_random(&random, 5);
        p.pairs[i] = (struct jd_pair){test_random(&random, N), test_random(&random, N),
            test_random(&random, 20) == 0 ? (double)NAN : score};
    }
    for (size_t i = 0; i < p.n_aparts; i++) {
        uint32_t a = test_random(&random, N), b = test_random(&random, N - 1);
        p.aparts[i] = (struct jd_apart){a, b + (b >= a)};
    }
    return p;
}

static void
agrees_with_brute_force_and_keeps_every_veto(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 5000; seed++) {
        struct problem p = random_problem(seed);
        uint32_t labels[N] = {0}, expected[N] = {0};

        labels_of(&p, labels);

        model_labels(&p, expected);
        if (memcmp(labels, expected, sizeof(labels)) != 0)
            fail_msg("wrong labels for seed %" PRIu64, seed);
        for (size_t i = 0; i < p.n_aparts; i++)
            if (labels[p.aparts[i].a] == labels[p.aparts[i].b])
                fail_msg("a forbidden pair is one for seed %" PRIu64, seed);
    }
}

static void
the_order_of_pairs_and_vetoes_does_not_matter(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 500; seed++) {
        struct problem p = random_problem(seed), q = p;
        uint64_t random = seed + 1000000;
        uint32_t labels[N] = {0}, others[N] = {0};
        for (size_t i = p.n_pairs; i > 1; i--) {
            size_t j = test_random(&random, (uint32_t)i);
            struct jd_pair swap = q.pairs[i - 1];
            q.pairs[i - 1] = (struct jd_pair){q.pairs[j].b, q.pairs[j].a, q.pairs[j].score};
            q.pairs[j] = swap;
        }
        for (size_t i = 0; i < p.n_aparts; i++)
            q.aparts[i] = (struct jd_apart){
                p.aparts[p.n_aparts - 1 - i].b, p.aparts[p.n_aparts - 1 - i].a};

        labels_of(&p, labels);
        labels_of(&q, others);

        if (memcmp(labels, others, sizeof(labels)) != 0)
            fail_msg("other labels for seed %" PRIu64, seed);
    }
}

/* Kruskal from the start; a union that would bring a forbidden pair together is left out. */
static void
model_from_start(const struct graph *graph, uint32_t labels[static GRAPH_RECORDS])
{
    uint32_t group[GRAPH_RECORDS];
    bool is_done[GRAPH_PAIRS] = {false};
    struct problem p = {.n_pairs = 0, .n_aparts = graph->n_aparts};
    memcpy(p.aparts, graph->aparts, sizeof(graph->aparts));
    for (uint32_t r = 0; r < GRAPH_RECORDS; r++)
        group[r] = r;
    for (size_t i = 0; i < graph->n_musts; i++)
        for (uint32_t r = 0, from = group[graph->musts[i].b]; r < GRAPH_RECORDS; r++)
            group[r] = group[r] == from ? group[graph->musts[i].a] : group[r];
    for (size_t n = 0; n < graph->n_pairs; n++) {
        size_t best = SIZE_MAX;
        struct jd_pair top = {0};
        for (size_t i = 0; i < graph->n_pairs; i++) {
            struct jd_pair q = graph->pairs[i];
            if (q.a > q.b)
                q = (struct jd_pair){q.b, q.a, q.score};
            if (!is_done[i] && !isnan(q.score) &&
                (best == SIZE_MAX || jd__pair_is_stronger(&q, &top, NULL))) {
                best = i;
                top = q;
            }
        }
        if (best == SIZE_MAX || !(top.score >= 0.5))
            break;
        is_done[best] = true;
        uint32_t from = group[top.a], to = group[top.b];
        bool unites = from != to && may_be_one(&p, group, from, to);
        for (uint32_t r = 0; unites && r < GRAPH_RECORDS; r++)
            group[r] = group[r] == from ? to : group[r];
    }
    graph_number(group, labels);
}

static void
what_is_one_from_the_start_stays_one(void **state)
{
    (void)state;
    struct jd_cluster_options options = jd_cluster_options_default();
    options.threshold = 0.5;
    for (uint64_t seed = 0; seed < 3000; seed++) {
        struct graph graph = graph_random(seed);
        uint32_t labels[GRAPH_RECORDS], expected[GRAPH_RECORDS];

        graph_labels(&graph, options, labels);

        model_from_start(&graph, expected);
        if (memcmp(labels, expected, sizeof(labels)) != 0)
            fail_msg("wrong labels for seed %" PRIu64, seed);
    }
}

static void
a_forbidden_pair_of_no_two_records_is_refused(void **state)
{
    (void)state;
    const struct jd_pair pair = {0, 1, 1.0};
    const struct jd_apart missing = {0, 2}, same = {1, 1};
    struct jd_cluster_options options = jd_cluster_options_default();
    struct jd_clusters *clusters = NULL;
    struct jd_error err = {0};

    options.n_aparts = 1;
    options.aparts = &missing;
    assert_jd_status(
        jd_clusters_from_pairs(NULL, 2, &pair, 1, &options, &clusters, &err), JD_E_ARG);
    assert_string_equal(err.message, "forbidden pair (0, 2) is not two of 2 records");
    options.aparts = &same;
    assert_jd_status(
        jd_clusters_from_pairs(NULL, 2, &pair, 1, &options, &clusters, &err), JD_E_ARG);
    assert_jd_status(
        jd_clusters_from_pairs(NULL, 1, &pair, 1, NULL, &clusters, &err), JD_E_ARG);
    assert_null(clusters);
}

/* Every pair is strong and every two records of different groups are forbidden to each other. */
static void
many_vetoes_in_one_entity_are_kept(void **state)
{
    (void)state;
    enum { RECORDS = 300, GROUPS = 5 };
    static struct jd_pair pairs[RECORDS * RECORDS / 2];
    static struct jd_apart aparts[RECORDS * RECORDS / 2];
    size_t n_pairs = 0, n_aparts = 0;
    struct jd_clusters *clusters = NULL;
    struct jd_error err = {0};
    uint32_t labels[RECORDS];
    for (uint32_t a = 0; a < RECORDS; a++)
        for (uint32_t b = 0; b < a; b++) {
            pairs[n_pairs++] = (struct jd_pair){a, b, 0.96 + 0.0001 * ((a * 7 + b) % 300)};
            if (a % GROUPS != b % GROUPS)
                aparts[n_aparts++] = (struct jd_apart){a, b};
        }

    struct jd_cluster_options options = jd_cluster_options_default();
    options.aparts = aparts;
    options.n_aparts = n_aparts;
    assert_jd_ok(
        jd_clusters_from_pairs(NULL, RECORDS, pairs, n_pairs, &options, &clusters, &err));

    assert_jd_ok(jd_clusters_label(clusters, labels, RECORDS, &err));
    for (uint32_t r = 0; r < RECORDS; r++)
        assert_int_equal(labels[r], r % GROUPS);
    jd_clusters_free(clusters);
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    enum { RECORDS = 40 };
    struct jd_pair pairs[RECORDS];
    struct jd_apart aparts[RECORDS];
    for (uint32_t i = 0; i < RECORDS; i++) {
        pairs[i] = (struct jd_pair){i, (i + 1) % RECORDS, 1.0};
        aparts[i] = (struct jd_apart){i, (i + 7) % RECORDS};
    }
    struct jd_cluster_options options = jd_cluster_options_default();
    options.aparts = aparts;
    options.n_aparts = RECORDS;
    enum jd_status status = JD_E_NOMEM;
    for (size_t n = 0; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        struct jd_clusters *clusters = NULL;
        test_memory_init(&mem, n);
        status = jd_clusters_from_pairs(
            &mem.alloc, RECORDS, pairs, RECORDS, &options, &clusters, NULL);
        assert_int_equal(clusters != NULL, status == JD_OK);
        jd_clusters_free(clusters);
        assert_int_equal(mem.live_blocks, 0);
        assert_int_equal(mem.live_bytes, 0);
    }
    assert_int_equal(status, JD_OK);
}

TEST_MAIN(cmocka_unit_test(the_weakest_pair_gives_way),
    cmocka_unit_test(of_equal_pairs_that_of_the_smaller_records_is_kept),
    cmocka_unit_test(an_entity_without_a_forbidden_pair_is_left_as_it_is),
    cmocka_unit_test(agrees_with_brute_force_and_keeps_every_veto),
    cmocka_unit_test(the_order_of_pairs_and_vetoes_does_not_matter),
    cmocka_unit_test(what_is_one_from_the_start_stays_one),
    cmocka_unit_test(a_forbidden_pair_of_no_two_records_is_refused),
    cmocka_unit_test(many_vetoes_in_one_entity_are_kept),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks))
