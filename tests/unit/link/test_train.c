/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_train.c - training: examples by hand, EM and sampling against the plainest
 * implementation, any number of threads, no memory, and what is refused.
 */
#include "fake_sql.h"
#include "jd_test.h"
#include "people.h"

#include <joinder/train.h>

#include "base/hash.h"
#include "base/str.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 80, LEVELS = 3 };

/* One training on one table or two. */
struct setup {
    struct fake_sql fake;
    struct jd_model *model;
    struct jd_table *tables[2];
    uint32_t n_tables;
    struct jd_training *training;
    struct jd_error err;
};

/* A model of these comparisons, and what else its settings say (", \"key\": value"). */
static void
start(struct setup *s, const char *link_type, const char *comparisons, const char *more,
    uint32_t threads)
{
    char json[8192];
    struct jd_linkage_options options = jd_linkage_options_default();
    options.threads = threads;
    (void)snprintf(json, sizeof(json),
        "{\"link_type\":\"%s\",\"probability_two_random_records_match\":0.25,"
        "\"comparisons\":[%s]%s}",
        link_type, comparisons, more);
    fake_sql_init(&s->fake);
    assert_ok(s, jd_model_from_json(NULL, jd__str(json), &s->fake.sql, &s->model, &s->err));
    assert_ok(s, jd_training_new(NULL, s->model, (const struct jd_table *const *)s->tables,
                     s->n_tables, &options, &s->training, &s->err));
}

static void
stop(struct setup *s)
{
    jd_training_free(s->training);
    jd_model_free(s->model);
    for (uint32_t i = 0; i < s->n_tables; i++)
        jd_table_free(s->tables[i]);
    fake_sql_done(&s->fake);
}

/* Both comparisons, one behind the other. */
static const char *
both(char json[static 4096])
{
    (void)snprintf(json, 4096, "%s,%s", people_name_comparison, people_age_comparison);
    return json;
}

static double
m_of(const struct setup *s, uint32_t comparison, int gamma)
{
    double m = 0, u = 0;
    jd_training_level(s->training, comparison, gamma, &m, &u);
    return m;
}

static double
u_of(const struct setup *s, uint32_t comparison, int gamma)
{
    double m = 0, u = 0;
    jd_training_level(s->training, comparison, gamma, &m, &u);
    return u;
}

/* Pairs: a-b same name and town, a-c near ages, the others unlike. */
static const struct person four[] = {{"a", "Anna", "Troy", 20}, {"b", "Anna", "Troy", 30},
    {"c", "Bert", "Troy", 21}, {"d", "Anne", "Rome", -10}};

/* ---- examples ------------------------------------------------------------------------------ */

static void
the_prior_is_found_pairs_by_recall_and_all_pairs(void **state)
{
    (void)state;
    static const char *const rules[] = {"l.name = r.name", "l.town = r.town"};
    struct setup s = {.tables = {people_table("people", four, 4)}, .n_tables = 1};
    char json[4096];
    start(&s, "dedupe_only", both(json), "", 1);

    assert_ok(&s, jd_training_prior(s.training, rules, 2, 0.75, &s.err));

    /* a-b, which both rules find, a-c, b-c. */
    assert_true(jd_training_prior_now(s.training) == 3 / 0.75 / 6);
    stop(&s);
}

static void
with_link_only_pairs_of_one_source_are_impossible(void **state)
{
    (void)state;
    static const char *const rules[] = {"l.town = r.town"};
    struct setup s = {
        .tables = {people_table("y", four, 3), people_table("x", four, 4)}, .n_tables = 2};
    char json[4096];
    start(&s, "link_only", both(json), "", 1);

    assert_ok(&s, jd_training_prior(s.training, rules, 1, 1, &s.err));

    assert_true(jd_training_prior_now(s.training) == 9.0 / 12);
    stop(&s);
}

static void
u_is_the_share_of_all_pairs_that_meet_a_level(void **state)
{
    (void)state;
    struct setup s = {.tables = {people_table("people", four, 4)}, .n_tables = 1};
    char json[4096];
    start(&s, "dedupe_only", both(json), "", 1);

    assert_ok(&s, jd_training_u(s.training, NULL, &s.err));

    /* Names: a-b is equal; a-d and b-d are near; the other three are unlike. */
    assert_true(u_of(&s, 0, 2) == 1.0 / 6);
    assert_true(u_of(&s, 0, 1) == 2.0 / 6);
    assert_true(u_of(&s, 0, 0) == 3.0 / 6);
    /* Ages: d has none; of three pairs one is near, none sums to 42: that level keeps its u. */
    assert_true(u_of(&s, 1, 2) == 1.0 / 3);
    assert_true(u_of(&s, 1, 1) == 0.0625);
    assert_true(u_of(&s, 1, 0) == 2.0 / 3);
    assert_true(m_of(&s, 0, 2) == 0.5); /* as the settings say */
    assert_true(isnan(u_of(&s, 0, -1)));
    assert_string_equal(jd_training_step(s.training, 0), "estimate u by random sampling");
    stop(&s);
}

static void
m_is_the_share_of_labelled_pairs(void **state)
{
    (void)state;
    struct setup s = {.tables = {people_table("people", four, 4)}, .n_tables = 1};
    char json[4096];
    start(&s, "dedupe_only", both(json), "", 1);

    assert_ok(&s, jd_training_m_from_column(s.training, "town", &s.err));

    /* Troy: a-b, a-c, b-c. */
    assert_true(m_of(&s, 0, 2) == 1.0 / 3);
    assert_true(m_of(&s, 0, 1) == 0.25);
    assert_true(m_of(&s, 0, 0) == 2.0 / 3);
    assert_true(m_of(&s, 1, 2) == 1.0 / 3);
    stop(&s);
}

/* A table of pairs of ids. */
static struct jd_table *
pairs_table(const char *const (*pairs)[2], uint32_t n)
{
    static const struct jd_column_spec columns[] = {
        {"unique_id_l", JD_TYPE_TEXT}, {"unique_id_r", JD_TYPE_TEXT}};
    struct jd_table *table = NULL;
    struct jd_error err = {0};
    assert_jd_ok(jd_table_new(NULL, "labels", columns, 2, &table, &err));
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t side = 0; side < 2; side++)
            assert_jd_ok(jd_table_put(table, side, jd_text(pairs[i][side]), &err));
    assert_jd_ok(jd_table_finish(table, &err));
    return table;
}

static void
of_several_estimates_the_median_counts(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"b", "a"}, {"d", "a"}, {"a", "nobody"}};
    struct setup s = {.tables = {people_table("people", four, 4)}, .n_tables = 1};
    struct jd_table *labels = pairs_table(pairs, 3);
    char json[4096];
    uint32_t n_unknown = 0;
    start(&s, "dedupe_only", both(json), "", 1);

    /* By town 1/3, by labels 1/2 (a-b of a-b and a-d). */
    assert_ok(&s, jd_training_m_from_column(s.training, "town", &s.err));
    assert_ok(&s, jd_training_m_from_pairs(s.training, labels, &n_unknown, &s.err));
    assert_true(m_of(&s, 0, 2) == (1.0 / 3 + 0.5) / 2);
    assert_true(m_of(&s, 0, 1) == 0.5); /* of one estimate: no pair of a town is near */
    assert_int_equal(n_unknown, 1);

    assert_ok(&s, jd_training_m_from_column(s.training, "town", &s.err));
    assert_true(m_of(&s, 0, 2) == 1.0 / 3);
    assert_int_equal(jd_training_n_steps(s.training), 3);
    jd_table_free(labels);
    stop(&s);
}

static void
what_the_settings_fix_no_step_moves(void **state)
{
    (void)state;
    static const char comparison[] =
        "{\"output_column_name\":\"name\",\"comparison_levels\":["
        "{\"sql_condition\":\"name_l = name_r\",\"m_probability\":0.75,"
        "\"fix_m_probability\":true,\"u_probability\":0.5},"
        "{\"sql_condition\":\"ELSE\",\"u_probability\":0.125,"
        "\"fix_u_probability\":true}]}";
    struct setup s = {.tables = {people_table("people", four, 4)}, .n_tables = 1};
    struct jd_em_options free_u = jd_em_options_default();
    free_u.fix_u = false;
    start(&s, "dedupe_only", comparison, "", 1);

    assert_ok(&s, jd_training_m_from_column(s.training, "town", &s.err));
    assert_ok(&s, jd_training_u(s.training, NULL, &s.err));
    assert_ok(&s, jd_training_em(s.training, "l.town = r.town", &free_u, &s.err));

    assert_true(m_of(&s, 0, 1) == 0.75);
    assert_true(u_of(&s, 0, 0) == 0.125);
    assert_true(m_of(&s, 0, 0) != 0.05 && u_of(&s, 0, 1) != 0.5);
    stop(&s);
}

static void
a_rule_uses_up_the_comparisons_of_its_columns(void **state)
{
    (void)state;
    struct setup s = {.tables = {people_table("people", four, 4)}, .n_tables = 1};
    struct jd_em_options keep = jd_em_options_default();
    char json[4096];
    keep.fix_prior = true;
    start(&s, "dedupe_only", both(json), "", 1);

    assert_ok(&s, jd_training_em(s.training, "l.name = r.name", &keep, &s.err));

    for (size_t i = 0; i < jd_training_n_estimates(s.training); i++) {
        struct jd_estimate estimate = jd_training_estimate(s.training, i);
        assert_int_equal(estimate.comparison, 1);
        /* Odds of 1/3 times the m/u of an equal name, 0.5/0.0625. */
        assert_true(fabs(estimate.prior - (8.0 / 3) / (1 + 8.0 / 3)) < 1e-15);
    }
    assert_true(jd_training_n_estimates(s.training) >= 6);
    assert_true(
        jd_training_prior_now(s.training) == 0.25); /* a session's own stays there */
    assert_true(m_of(&s, 0, 2) == 0.5);

    /* Back from the rule's pairs to all: the same prior. */
    assert_ok(&s, jd_training_prior_from_sessions(s.training, &s.err));
    assert_true(fabs(jd_training_prior_now(s.training) - 0.25) < 1e-15);
    stop(&s);
}

static void
a_trained_model_reads_back_as_it_is(void **state)
{
    (void)state;
    struct setup s = {.tables = {people_table("people", four, 4)}, .n_tables = 1};
    struct jd_model *again = NULL;
    char comparisons[4096], *json = NULL;
    size_t size = 0;
    start(&s, "dedupe_only", both(comparisons),
        ",\"linker_uid\":\"\\u00e9\\n\\\"x\",\"bayes_factor_column_prefix\":\"bf_\","
        "\"blocking_rules_to_generate_predictions\":[\"l.town = r.town\"],"
        "\"additional_columns_to_retain\":[\"town\"],\"source\":\"tests\"",
        1);
    assert_ok(&s, jd_training_u(s.training, NULL, &s.err));

    assert_ok(&s, jd_training_json(s.training, &json, &size, &s.err));

    assert_int_equal(strlen(json), size);
    assert_ok(&s,
        jd_model_from_json(NULL, (struct jd_str){json, size}, &s.fake.sql, &again, &s.err));
    assert_true(jd_model_prior_weight(again) == jd_model_prior_weight(s.model));
    assert_true(jd_model_level_weight(again, 0, 2) == log2(0.5 / (1.0 / 6)));
    assert_true(jd_model_level_weight(again, 1, 1) == 2);
    assert_string_equal(jd_model_rule(again, 0), "l.town = r.town");
    assert_string_equal(jd_model_level_label(again, 1, 2), "2");
    assert_string_equal(jd_model_source(again), "tests");
    assert_non_null(strstr(json, "\"linker_uid\": \"\u00e9\\n\\\"x\""));
    assert_null(strstr(json, "bf_"));
    jd_model_free(again);
    jd_training_json_free(s.training, json, size);
    stop(&s);
}

/* ---- the plainest implementation ----------------------------------------------------------- */

/* m and u of both comparisons by gamma, and the prior. */
struct naive {
    double m[2][LEVELS], u[2][LEVELS], prior;
};

static double
naive_frequency(const struct person *people, uint32_t n, const char *name)
{
    double with = 0, all = 0;
    for (uint32_t i = 0; i < n; i++) {
        with += people_same(people[i].name, name);
        all += people[i].name != NULL;
    }
    return with / all;
}

static double
naive_probability(const struct naive *now, const int *gamma, double frequency)
{
    double weight = log2(now->prior / (1 - now->prior));
    for (int c = 0; c < 2; c++)
        if (gamma[c] >= 0)
            weight += log2(now->m[c][gamma[c]] / now->u[c][gamma[c]]);
    if (gamma[0] == 2 && frequency > 0)
        weight += log2(now->u[0][2]) - log2(frequency);
    return 1 / (1 + pow(2, -weight));
}

/* One iteration over the pairs of a town; what moved most. */
static double
naive_iterate(struct naive *now, const struct person *people, uint32_t n,
    const struct jd_em_options *options)
{
    struct naive sum = {.prior = 0}, old = *now;
    double pairs = 0, met[2][LEVELS] = {{0}}, change = 0;
    for (uint32_t l = 0; l < n; l++)
        for (uint32_t r = 0; r < n; r++) {
            if (strcmp(people[l].id, people[r].id) >= 0 ||
                !people_same(people[l].town, people[r].town))
                continue;
            int gamma[2] = {people_name_gamma(&people[l], &people[r]),
                people_age_gamma(&people[l], &people[r])};
            double frequency = options->without_frequencies
                                   ? 0
                                   : naive_frequency(people, n, people[l].name);
            double p = naive_probability(now, gamma, frequency);
            pairs++;
            sum.prior += p;
            for (int c = 0; c < 2; c++)
                if (gamma[c] >= 0) {
                    sum.m[c][gamma[c]] += p;
                    sum.u[c][gamma[c]] += 1 - p;
                    met[c][gamma[c]]++;
                }
        }
    for (int c = 0; c < 2; c++)
        for (int g = 0; g < LEVELS; g++) {
            double m = sum.m[c][0] + sum.m[c][1] + sum.m[c][2];
            double u = sum.u[c][0] + sum.u[c][1] + sum.u[c][2];
            if (!options->fix_m)
                now->m[c][g] = met[c][g] > 0 ? sum.m[c][g] / m : 1e-6;
            if (!options->fix_u)
                now->u[c][g] = met[c][g] > 0 ? sum.u[c][g] / u : 1e-6;
            change = fmax(change, fabs(now->m[c][g] - old.m[c][g]));
            change = fmax(change, fabs(now->u[c][g] - old.u[c][g]));
        }
    if (!options->fix_prior)
        now->prior = sum.prior / pairs;
    return fmax(change, fabs(now->prior - old.prior));
}

/* Hold one level of the last iteration against the plain one. */
static bool
is_close(double found, double plain)
{
    return isnan(found) ? plain == 1e-6 : fabs(found - plain) < 1e-10;
}

static void
em_agrees_with_a_plain_loop_over_pairs(void **state)
{
    (void)state;
    uint32_t n_trained = 0;
    for (uint64_t seed = 0; seed < 60; seed++) {
        uint64_t random = seed;
        char ids[MOST][8], json[4096];
        struct person people[MOST];
        struct jd_em_options options = jd_em_options_default();
        struct naive plain = {{{0.25, 0.25, 0.5}, {0.25, 0.25, 0.5}},
            {{0.5, 0.125, 0.0625}, {0.5, 0.0625, 0.125}}, 0.25};
        double change = INFINITY;
        uint32_t n_iterations = 0;
        people_random(&random, people, ids, MOST);
        options.without_frequencies = test_random(&random, 2) == 0;
        options.fix_prior = test_random(&random, 3) == 0;
        options.fix_u = test_random(&random, 2) == 0;
        options.fix_m = !options.fix_u && test_random(&random, 3) == 0;
        struct setup s = {.tables = {people_table("people", people, MOST)}, .n_tables = 1};
        start(&s, "dedupe_only", both(json), ",\"em_convergence\":0.001", 2);

        assert_ok(&s, jd_training_em(s.training, "l.town = r.town", &options, &s.err));

        for (; n_iterations < 25 && !(change < 0.001); n_iterations++)
            change = naive_iterate(&plain, people, MOST, &options);
        for (size_t i = 0; i < jd_training_n_estimates(s.training); i++) {
            struct jd_estimate found = jd_training_estimate(s.training, i);
            if (found.iteration > n_iterations)
                fail_msg("seed %llu: too many iterations", (unsigned long long)seed);
            if (found.iteration == n_iterations &&
                !(is_close(found.m, plain.m[found.comparison][found.gamma]) &&
                    is_close(found.u, plain.u[found.comparison][found.gamma]) &&
                    fabs(found.prior - plain.prior) < 1e-10))
                fail_msg("seed %llu: comparison %u, gamma %d is estimated wrong",
                    (unsigned long long)seed, found.comparison, found.gamma);
            n_trained += found.iteration == n_iterations;
        }
        stop(&s);
    }
    assert_int_equal(n_trained, 60 * 2 * LEVELS);
}

/* The hash of fake_sql.c, of an id or SOURCE-__-ID, with or without a seed. */
static uint64_t
naive_hash(const char *id, const char *more)
{
    char text[64];
    (void)snprintf(text, sizeof(text), "%s%s", id, more);
    return jd__hash_bytes(text, strlen(text)) >> 14;
}

/* Count the levels of pairs of the sample whose r is in chunk `number` of n. */
static void
naive_count(const struct person *people, uint32_t n_people, uint64_t threshold,
    const char *more, uint32_t number, uint32_t n, double counts[static LEVELS])
{
    for (uint32_t l = 0; l < n_people; l++)
        for (uint32_t r = 0; r < n_people; r++) {
            int gamma = people_name_gamma(&people[l], &people[r]);
            if (strcmp(people[l].id, people[r].id) < 0 && gamma >= 0 &&
                naive_hash(people[l].id, more) % 1000000000 < threshold &&
                naive_hash(people[r].id, more) % 1000000000 < threshold &&
                naive_hash(people[r].id, "") % n == number)
                counts[gamma]++;
        }
}

static bool
naive_is_enough(const double counts[static LEVELS], uint64_t least)
{
    bool enough = true;
    for (int g = 0; g < LEVELS; g++)
        enough = enough && counts[g] >= (double)least;
    return enough;
}

static void
u_is_of_the_sample_and_stops_when_it_is_enough(void **state)
{
    (void)state;
    uint32_t n_early = 0;
    for (uint64_t seed = 0; seed < 30; seed++) {
        uint64_t random = seed;
        char ids[MOST][8], json[4096];
        struct person people[MOST];
        struct jd_u_options options = jd_u_options_default();
        double counts[LEVELS] = {0};
        people_random(&random, people, ids, MOST);
        options.max_pairs = 600 + test_random(&random, 3000);
        options.min_count = test_random(&random, 20);
        options.n_chunks = 1 + test_random(&random, 2);
        options.has_seed = options.n_chunks == 1 && seed % 2 == 0;
        options.seed = 7;
        const char *more = options.has_seed ? "_7" : "";
        struct setup s = {.tables = {people_table("people", people, MOST)}, .n_tables = 1};
        start(&s, "dedupe_only", both(json), "", 2);

        assert_ok(&s, jd_training_u(s.training, &options, &s.err));

        double share = 0.5 * (sqrt(8 * (double)options.max_pairs + 1) + 1) / MOST;
        uint64_t threshold = share >= 1 ? UINT64_MAX : (uint64_t)nearbyint(share * 1e9);
        bool enough = false, stops = options.min_count > 0;
        if (options.n_chunks > 1) {
            naive_count(people, MOST, threshold, more, 0, options.n_chunks * 10, counts);
            enough = stops && naive_is_enough(counts, options.min_count);
        }
        if (!enough)
            memset(counts, 0, sizeof(counts));
        for (uint32_t chunk = 0; chunk < options.n_chunks && !enough; chunk++) {
            naive_count(people, MOST, threshold, more, chunk, options.n_chunks, counts);
            enough = stops && naive_is_enough(counts, options.min_count);
            n_early += enough && chunk + 1 < options.n_chunks;
        }
        for (int g = 0; g < LEVELS; g++)
            if (counts[g] > 0 &&
                u_of(&s, 0, g) != counts[g] / (counts[0] + counts[1] + counts[2]))
                fail_msg("seed %llu: u of gamma %d is wrong", (unsigned long long)seed, g);
        stop(&s);
    }
    assert_true(n_early > 3);
}

/* ---- promises ------------------------------------------------------------------------------ */

/* All steps that there are; the model as text. */
static enum jd_status
train_all(struct jd_training *training, const struct jd_table *labels, char **out_json,
    size_t *out_size, struct jd_error *err)
{
    static const char *const rules[] = {"l.name = r.name AND l.town = r.town"};
    struct jd_em_options free_u = jd_em_options_default();
    free_u.fix_u = false;
    enum jd_status status = jd_training_prior(training, rules, 1, 0.5, err);
    if (status == JD_OK)
        status = jd_training_u(training, NULL, err);
    if (status == JD_OK)
        status = jd_training_m_from_column(training, "town", err);
    if (status == JD_OK)
        status = jd_training_m_from_pairs(training, labels, NULL, err);
    if (status == JD_OK)
        status = jd_training_em(training, "l.town = r.town", &free_u, err);
    if (status == JD_OK)
        status = jd_training_em(training, "l.name = r.name", NULL, err);
    if (status == JD_OK)
        status = jd_training_prior_from_sessions(training, err);
    if (status == JD_OK)
        status = jd_training_json(training, out_json, out_size, err);
    return status;
}

static void
any_number_of_threads_gives_the_same_bytes(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"11", "48"}, {"85", "21"}};
    uint64_t random = 3;
    char ids[MOST][8], json[4096], *first = NULL;
    struct person people[MOST];
    struct jd_table *labels = pairs_table(pairs, 2);
    size_t first_size = 0;
    people_random(&random, people, ids, MOST);
    for (uint32_t threads = 1; threads <= 5; threads += 2) {
        struct setup s = {.tables = {people_table("people", people, MOST)}, .n_tables = 1};
        char *text = NULL;
        size_t size = 0;
        start(&s, "dedupe_only", both(json), "", threads);
        assert_ok(&s, train_all(s.training, labels, &text, &size, &s.err));
        if (first == NULL) {
            first = malloc(size + 1);
            assert_non_null(first);
            memcpy(first, text, size + 1);
            first_size = size;
        }
        assert_int_equal(size, first_size);
        assert_memory_equal(text, first, size);
        jd_training_json_free(s.training, text, size);
        stop(&s);
    }
    free(first);
    jd_table_free(labels);
}

static enum jd_status
train_within(struct test_memory *mem, const struct setup *s, const struct jd_table *labels)
{
    struct jd_training *training = NULL;
    struct jd_linkage_options options = jd_linkage_options_default();
    char *json = NULL;
    size_t size = 0;
    options.threads = 2;
    enum jd_status status = jd_training_new(&mem->alloc, s->model,
        (const struct jd_table *const *)s->tables, s->n_tables, &options, &training, NULL);
    if (status == JD_OK) {
        status = train_all(training, labels, &json, &size, NULL);
        jd_training_json_free(training, json, size);
    }
    jd_training_free(training);
    return status;
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"a", "b"}, {"d", "a"}};
    static const struct person five[] = {{"a", "Anna", "Troy", 20},
        {"b", "Anna", "Troy", 30}, {"c", "Bert", "Troy", 21}, {"d", "Anne", "Rome", 22},
        {"e", "Bert", "Rome", 20}};
    struct setup s = {.tables = {people_table("people", five, 5)}, .n_tables = 1};
    struct jd_table *labels = pairs_table(pairs, 2);
    char json[4096];
    start(&s, "dedupe_only", both(json), "", 1);
    enum jd_status status = JD_E_NOMEM;
    size_t n = 0;
    for (; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        test_memory_init(&mem, n);
        status = train_within(&mem, &s, labels);
        assert_int_equal(mem.live_blocks, 0);
        assert_int_equal(mem.live_bytes, 0);
    }
    assert_int_equal(status, JD_OK);
    assert_true(n > 300);
    jd_table_free(labels);
    stop(&s);
}

/* ---- what is refused ----------------------------------------------------------------------- */

static void
what_cannot_be_trained_is_refused_in_one_line(void **state)
{
    (void)state;
    static const char *const rules[] = {"l.name = r.name"}, *const wrong[] = {"l.x ="},
                             *const all[] = {"1 = 1"};
    struct setup s = {.tables = {people_table("people", four, 4)}, .n_tables = 1};
    struct jd_u_options u = jd_u_options_default();
    struct jd_em_options em = jd_em_options_default();
    char json[4096];
    start(&s, "dedupe_only", both(json), "", 1);
    struct jd_training *t = s.training;

    assert_jd_status(jd_training_prior(t, rules, 1, 0, &s.err), JD_E_ARG);
    assert_jd_status(jd_training_prior(t, rules, 1, 1.5, &s.err), JD_E_ARG);
    assert_jd_status(jd_training_prior(t, rules, 1, (double)NAN, &s.err), JD_E_ARG);
    assert_jd_status(jd_training_prior(t, rules, 0, 1, &s.err), JD_E_ARG);
    assert_jd_status(jd_training_prior(t, rules, 65, 1, &s.err), JD_E_LIMIT);
    assert_jd_status(jd_training_prior(t, wrong, 1, 1, &s.err), JD_E_INPUT);
    assert_string_equal(
        s.err.message, "prior: blocking rule 0: syntax error at character 3");
    assert_jd_status(jd_training_prior(t, all, 1, 1, &s.err), JD_E_INPUT);
    assert_jd_status(jd_training_prior(t, rules, 1, 0.1, &s.err), JD_E_INPUT);
    assert_string_equal(s.err.message,
        "prior: the rules yield 1 of 6 possible pairs: recall must be at least 0.1667");
    u.max_pairs = 0;
    assert_jd_status(jd_training_u(t, &u, &s.err), JD_E_ARG);
    u.max_pairs = 1;
    u.n_chunks = 0;
    assert_jd_status(jd_training_u(t, &u, &s.err), JD_E_ARG);
    assert_jd_status(jd_training_prior_from_sessions(t, &s.err), JD_E_ARG);
    assert_jd_status(jd_training_em(t, "l.x =", NULL, &s.err), JD_E_INPUT);
    assert_jd_status(jd_training_em(t, "l.nobody = r.nobody", NULL, &s.err), JD_E_INPUT);
    assert_string_equal(s.err.message,
        "EM session 1: blocking rule 0: there is no column nobody in table people");
    em.fix_m = true;
    assert_jd_status(jd_training_em(t, "l.town = r.town", &em, &s.err), JD_E_ARG);
    assert_jd_status(jd_training_m_from_column(t, "nobody", &s.err), JD_E_INPUT);
    /* None of it left a trace. */
    assert_int_equal(jd_training_n_steps(t), 0);
    assert_true(jd_training_prior_now(t) == 0.25);
    stop(&s);
}

static void
records_that_nothing_can_be_learnt_from_are_refused(void **state)
{
    (void)state;
    static const struct person unlike[] = {
        {"a", "Anna", NULL, 20}, {"b", "Bert", NULL, 30}, {"c", NULL, NULL, 40}};
    static const char *const rules[] = {"l.town = r.town"};
    static const char *const pairs[][2] = {{"x", "y"}};
    struct setup s = {.tables = {people_table("people", unlike, 3)}, .n_tables = 1};
    struct jd_table *labels = pairs_table(pairs, 1);
    char json[4096];
    start(&s, "dedupe_only", both(json), "", 1);

    assert_jd_status(jd_training_prior(s.training, rules, 1, 1, &s.err), JD_E_INPUT);
    assert_string_equal(s.err.message, "prior: the rules yield no pair of records");
    assert_jd_status(jd_training_em(s.training, rules[0], NULL, &s.err), JD_E_INPUT);
    assert_string_equal(s.err.message, "EM session 1: the rule yields no pair of records");
    assert_jd_status(jd_training_m_from_column(s.training, "town", &s.err), JD_E_INPUT);
    assert_jd_status(
        jd_training_m_from_pairs(s.training, labels, NULL, &s.err), JD_E_INPUT);
    /* u of a column of nulls, and of no pair at all, is not known. */
    assert_ok(&s, jd_training_u(s.training, NULL, &s.err));
    jd_table_free(labels);
    stop(&s);
}

/* Stop when so many questions (the ctx) were asked. */
static bool
stop_after(void *ctx, const char *what, uint64_t done, uint64_t total)
{
    uint32_t *left = ctx;
    (void)what;
    (void)done;
    (void)total;
    return *left == 0 || (*left)-- == 0;
}

static void
each_step_stops_when_it_is_told_to_and_leaves_no_trace(void **state)
{
    (void)state;
    static const char *const rules[] = {"l.town = r.town"};
    struct setup s = {.tables = {people_table("people", four, 4)}, .n_tables = 1};
    uint32_t n_left = 0;
    struct jd_progress progress = {stop_after, &n_left};
    struct jd_linkage_options options = jd_linkage_options_default();
    struct jd_training *told = NULL;
    char json[4096];
    start(&s, "dedupe_only", both(json), "", 1);
    options.progress = &progress;
    assert_ok(&s, jd_training_new(NULL, s.model, (const struct jd_table *const *)s.tables,
                      1, &options, &told, &s.err));

    assert_jd_status(jd_training_prior(told, rules, 1, 1, &s.err), JD_E_CANCELLED);
    assert_jd_status(jd_training_u(told, NULL, &s.err), JD_E_CANCELLED);
    assert_jd_status(jd_training_em(told, rules[0], NULL, &s.err), JD_E_CANCELLED);
    assert_jd_status(jd_training_m_from_column(told, "town", &s.err), JD_E_CANCELLED);
    /* In the midst of u: the first comparison was done with. */
    n_left = 3;
    assert_jd_status(jd_training_u(told, NULL, &s.err), JD_E_CANCELLED);
    assert_int_equal(jd_training_n_steps(told), 0);
    assert_int_equal(jd_training_n_estimates(told), 0);
    jd_training_free(told);
    stop(&s);
}

TEST_MAIN(cmocka_unit_test(the_prior_is_found_pairs_by_recall_and_all_pairs),
    cmocka_unit_test(with_link_only_pairs_of_one_source_are_impossible),
    cmocka_unit_test(u_is_the_share_of_all_pairs_that_meet_a_level),
    cmocka_unit_test(m_is_the_share_of_labelled_pairs),
    cmocka_unit_test(of_several_estimates_the_median_counts),
    cmocka_unit_test(what_the_settings_fix_no_step_moves),
    cmocka_unit_test(a_rule_uses_up_the_comparisons_of_its_columns),
    cmocka_unit_test(a_trained_model_reads_back_as_it_is),
    cmocka_unit_test(em_agrees_with_a_plain_loop_over_pairs),
    cmocka_unit_test(u_is_of_the_sample_and_stops_when_it_is_enough),
    cmocka_unit_test(any_number_of_threads_gives_the_same_bytes),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks),
    cmocka_unit_test(what_cannot_be_trained_is_refused_in_one_line),
    cmocka_unit_test(records_that_nothing_can_be_learnt_from_are_refused),
    cmocka_unit_test(each_step_stops_when_it_is_told_to_and_leaves_no_trace))
