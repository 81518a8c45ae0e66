/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_linkage.c - pairs, levels and weights: by example, against the plainest implementation,
 * for any number of threads, without memory, and with records that are wrong.
 */
#include "fake_sql.h"
#include "jd_test.h"
#include "people.h"

#include <joinder/link.h>

#include "base/str.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_PAIRS = 4096, MAX_COMPARISONS = 3 };

/* One model and one linkage on one or more tables. */
struct setup {
    struct fake_sql fake;
    struct jd_model *model;
    struct jd_table *tables[3];
    uint32_t n_tables;
    struct jd_linkage *linkage;
    struct jd_error err;
};

/* Read a model of these comparisons and rules (JSON), and put it on the tables. */
static enum jd_status
start(struct setup *s, const char *link_type, const char *comparisons, const char *rules,
    const struct jd_linkage_options *options)
{
    char json[8192];
    (void)snprintf(json, sizeof(json),
        "{\"link_type\":\"%s\",\"probability_two_random_records_match\":0.25,"
        "\"comparisons\":[%s],\"blocking_rules_to_generate_predictions\":[%s]}",
        link_type, comparisons, rules);
    fake_sql_init(&s->fake);
    enum jd_status status =
        jd_model_from_json(NULL, jd__str(json), &s->fake.sql, &s->model, &s->err);
    if (status != JD_OK)
        return status;
    return jd_linkage_new(NULL, s->model, (const struct jd_table *const *)s->tables,
        s->n_tables, options, &s->linkage, &s->err);
}

static void
stop(struct setup *s)
{
    jd_linkage_free(s->linkage);
    jd_model_free(s->model);
    for (uint32_t i = 0; i < s->n_tables; i++)
        jd_table_free(s->tables[i]);
    fake_sql_done(&s->fake);
}

/* Pairs that a sink was shown. */
struct shown {
    uint32_t n, n_comparisons;
    uint32_t left[MAX_PAIRS], right[MAX_PAIRS];
    double weight[MAX_PAIRS];
    uint64_t rules[MAX_PAIRS];
    int8_t gamma[MAX_PAIRS * MAX_COMPARISONS];
    double tf[MAX_PAIRS * MAX_COMPARISONS];
};

static enum jd_status
take(void *ctx, const struct jd_scored *pairs, struct jd_error *err)
{
    struct shown *shown = ctx;
    (void)err;
    assert_true(pairs->n > 0 && shown->n + pairs->n <= MAX_PAIRS);
    shown->n_comparisons = pairs->n_comparisons;
    for (uint32_t i = 0; i < pairs->n; i++) {
        uint32_t at = shown->n++, n = pairs->n_comparisons;
        shown->left[at] = pairs->left[i];
        shown->right[at] = pairs->right[i];
        shown->weight[at] = pairs->weight[i];
        shown->rules[at] = pairs->rules[i];
        memcpy(shown->gamma + at * n, pairs->gamma + i * n, n);
        memcpy(shown->tf + at * n, pairs->tf_weight + i * n, n * sizeof(double));
    }
    return JD_OK;
}

/* The place of a pair among those shown, or MAX_PAIRS. */
static uint32_t
find(const struct shown *shown, uint32_t left, uint32_t right)
{
    uint32_t found = MAX_PAIRS;
    for (uint32_t i = 0; i < shown->n; i++)
        if (shown->left[i] == left && shown->right[i] == right) {
            if (found != MAX_PAIRS)
                fail_msg("pair (%u, %u) is shown twice", left, right);
            found = i;
        }
    return found;
}

static const struct person four[] = {{"d", "Anna", "Troy", 20}, {"c", "Anna", "Rome", 22},
    {"b", "Anne", "Troy", 21}, {"a", NULL, "Troy", -10}};

static void
a_weight_is_the_prior_and_one_level_of_each_comparison(void **state)
{
    (void)state;
    struct setup s = {.tables = {people_table("people", four, 4)}, .n_tables = 1};
    struct shown *shown = calloc(1, sizeof(*shown));
    char comparisons[4096];
    (void)snprintf(comparisons, sizeof(comparisons), "%s,%s", people_name_comparison,
        people_age_comparison);
    assert_ok(&s, start(&s, "dedupe_only", comparisons,
                      "\"l.town = r.town\",\"l.name = r.name\"", NULL));

    assert_ok(&s, jd_linkage_predict(s.linkage, NULL, take, shown, &s.err));

    /* l is the lower id: c before d, b before d. */
    assert_int_equal(shown->n, 4);
    double prior = log2(0.25 / 0.75);
    uint32_t same = find(shown, 1, 0), near = find(shown, 2, 0), null = find(shown, 3, 0);
    assert_true(same < MAX_PAIRS && near < MAX_PAIRS && null < MAX_PAIRS);
    /* Anna is two of three names: log2(0.0625) - log2(2/3). */
    assert_true(shown->tf[same * 2] == log2(0.0625) - log2(2.0 / 3.0));
    assert_true(shown->weight[same] == prior + 3.0 + shown->tf[same * 2] + 2.0);
    assert_int_equal(shown->gamma[same * 2], 2);
    assert_int_equal(shown->gamma[same * 2 + 1], 1); /* 20 + 22 = 42 */
    assert_int_equal(shown->rules[same], 2);
    assert_true(shown->weight[near] == prior + 1.0 + 2.0);
    assert_int_equal(shown->rules[near], 1);
    assert_true(shown->weight[null] == prior);
    assert_int_equal(shown->gamma[null * 2], -1);
    free(shown);
    stop(&s);
}

/* ---- the plainest implementation ---------------------------------------------------------- */

static const char *const model_rules[] = {
    "\"l.name = r.name\"",
    "\"l.town = r.town AND levenshtein(l.name, r.name) <= 1\"",
    "\"l.name = r.name OR l.town = r.town\"",
    "\"l.name = r.town\"",
    "\"substr(l.name, 1, 2) = substr(r.name, 1, 2)\"",
    "\"l.town = r.town AND l.age < r.age\"",
    "\"levenshtein(l.name, r.name) <= 1\"",
    "\"l.name = r.name AND l.town = r.town\"",
};
enum { N_RULES = sizeof(model_rules) / sizeof(model_rules[0]) };

static bool
rule_holds(int rule, const struct person *l, const struct person *r)
{
    bool ages = l->age >= -9 && r->age >= -9;
    switch (rule) {
    case 0:
        return people_same(l->name, r->name);
    case 1:
        return people_same(l->town, r->town) && people_near(l->name, r->name);
    case 2:
        return people_same(l->name, r->name) || people_same(l->town, r->town);
    case 3:
        return people_same(l->name, r->town);
    case 4:
        return l->name != NULL && r->name != NULL && strncmp(l->name, r->name, 2) == 0;
    case 5:
        return people_same(l->town, r->town) && ages && l->age < r->age;
    case 6:
        return people_near(l->name, r->name);
    default:
        return people_same(l->name, r->name) && people_same(l->town, r->town);
    }
}

/* Hold what was shown against every pair of records. */
static void
check_pairs(const struct shown *shown, const struct person *people, uint32_t n,
    const int *rules, uint32_t n_rules, uint64_t seed)
{
    uint32_t expected = 0;
    for (uint32_t l = 0; l < n; l++)
        for (uint32_t r = 0; r < n; r++) {
            uint64_t mask = 0;
            if (l == r || strcmp(people[l].id, people[r].id) > 0)
                continue;
            for (uint32_t k = 0; k < n_rules; k++)
                mask |= (uint64_t)rule_holds(rules[k], &people[l], &people[r]) << k;
            uint32_t at = find(shown, l, r);
            if ((mask != 0) != (at != MAX_PAIRS))
                fail_msg(
                    "seed %llu: pair (%u, %u) is wrong", (unsigned long long)seed, l, r);
            if (mask == 0)
                continue;
            expected++;
            if (shown->rules[at] != mask ||
                shown->gamma[at * 2] != people_name_gamma(&people[l], &people[r]) ||
                shown->gamma[at * 2 + 1] != people_age_gamma(&people[l], &people[r]))
                fail_msg("seed %llu: pair (%u, %u) is scored wrong",
                    (unsigned long long)seed, l, r);
        }
    assert_int_equal(shown->n, expected);
}

static void
agrees_with_the_model_for_any_rules_and_threads(void **state)
{
    (void)state;
    enum { N = 60 };
    struct shown *shown = calloc(1, sizeof(*shown)), *again = calloc(1, sizeof(*again));
    char comparisons[4096];
    (void)snprintf(comparisons, sizeof(comparisons), "%s,%s", people_name_comparison,
        people_age_comparison);
    for (uint64_t seed = 0; seed < 60; seed++) {
        uint64_t random = seed;
        char ids[N][8], rules[512] = "";
        struct person people[N];
        int chosen[3];
        uint32_t n_rules = 1 + test_random(&random, 3);
        people_random(&random, people, ids, N);
        for (uint32_t k = 0; k < n_rules; k++) {
            size_t at = strlen(rules);
            chosen[k] = (int)test_random(&random, N_RULES);
            (void)snprintf(rules + at, sizeof(rules) - at, "%s%s", k > 0 ? "," : "",
                model_rules[chosen[k]]);
        }
        struct setup s = {.tables = {people_table("people", people, N)}, .n_tables = 1};
        struct jd_predict_options how = jd_predict_options_default();
        shown->n = again->n = 0;
        assert_ok(&s, start(&s, "dedupe_only", comparisons, rules, NULL));

        how.threads = 1;
        assert_ok(&s, jd_linkage_predict(s.linkage, &how, take, shown, &s.err));
        how.threads = 3;
        assert_ok(&s, jd_linkage_predict(s.linkage, &how, take, again, &s.err));

        check_pairs(shown, people, N, chosen, n_rules, seed);
        if (memcmp(shown, again, sizeof(*shown)) != 0)
            fail_msg("seed %llu: threads give something else", (unsigned long long)seed);
        stop(&s);
    }
    free(shown);
    free(again);
}

static void
counts_are_of_each_rule_alone(void **state)
{
    (void)state;
    enum { N = 60 };
    uint64_t random = 7, counts[N_RULES] = {0}, expected[N_RULES] = {0};
    char ids[N][8], rules[1024] = "";
    struct person people[N];
    people_random(&random, people, ids, N);
    for (int k = 0; k < N_RULES; k++) {
        size_t at = strlen(rules);
        (void)snprintf(
            rules + at, sizeof(rules) - at, "%s%s", k > 0 ? "," : "", model_rules[k]);
        for (int l = 0; l < N; l++)
            for (int r = 0; r < N; r++)
                if (l != r && strcmp(people[l].id, people[r].id) < 0)
                    expected[k] += rule_holds(k, &people[l], &people[r]);
    }
    struct setup s = {.tables = {people_table("people", people, N)}, .n_tables = 1};
    assert_ok(&s, start(&s, "dedupe_only", people_name_comparison, rules, NULL));

    assert_ok(&s, jd_linkage_count(s.linkage, counts, N_RULES, &s.err));

    assert_memory_equal(counts, expected, sizeof(counts));
    stop(&s);
}

/* ---- link types, order, frequencies ------------------------------------------------------- */

static const struct person left_two[] = {
    {"2", "Abe", "Troy", 20}, {"10", "Bea", "Rome", 30}};
static const struct person right_two[] = {
    {"1", "Abe", "Rome", 20}, {"3", "Bea", "Troy", 30}};

static void
in_link_modes_ids_are_ordered_as_text_behind_their_source(void **state)
{
    (void)state;
    struct setup s = {
        .tables = {people_table("b", left_two, 2), people_table("a", right_two, 2)},
        .n_tables = 2};
    struct shown *shown = calloc(1, sizeof(*shown));
    assert_ok(&s, start(&s, "link_and_dedupe", people_name_comparison, "", NULL));

    assert_ok(&s, jd_linkage_predict(s.linkage, NULL, take, shown, &s.err));

    /* a-__-1 < a-__-3 < b-__-10 < b-__-2: records 2, 3, 1, 0. */
    assert_int_equal(shown->n, 6);
    assert_true(find(shown, 2, 3) < MAX_PAIRS && find(shown, 1, 0) < MAX_PAIRS);
    assert_true(find(shown, 2, 0) < MAX_PAIRS && find(shown, 3, 1) < MAX_PAIRS);
    uint32_t table = 7, row = 7;
    jd_linkage_record(s.linkage, 3, &table, &row);
    assert_true(table == 1 && row == 1 && jd_linkage_n_records(s.linkage) == 4);
    assert_string_equal(jd_linkage_output(s.linkage, 2).name, "source_dataset_l");
    free(shown);
    stop(&s);
}

static void
link_only_of_two_tables_takes_the_lower_name_as_left(void **state)
{
    (void)state;
    struct setup s = {
        .tables = {people_table("b", left_two, 2), people_table("a", right_two, 2)},
        .n_tables = 2};
    struct shown *shown = calloc(1, sizeof(*shown));
    assert_ok(&s, start(&s, "link_only", people_name_comparison,
                      "\"l.name = r.name\",\"l.town = r.town\"", NULL));

    assert_ok(&s, jd_linkage_predict(s.linkage, NULL, take, shown, &s.err));

    assert_int_equal(shown->n, 4);
    for (uint32_t i = 0; i < shown->n; i++)
        assert_true(shown->left[i] >= 2 && shown->right[i] < 2);
    free(shown);
    stop(&s);
}

static void
link_only_of_three_tables_leaves_pairs_of_one_source_out(void **state)
{
    (void)state;
    struct setup s = {.tables = {people_table("b", left_two, 2),
                          people_table("a", right_two, 2), people_table("c", left_two, 2)},
        .n_tables = 3};
    struct shown *shown = calloc(1, sizeof(*shown));
    assert_ok(&s, start(&s, "link_only", people_name_comparison, "", NULL));

    assert_ok(&s, jd_linkage_predict(s.linkage, NULL, take, shown, &s.err));

    assert_int_equal(shown->n, 12);
    for (uint32_t i = 0; i < shown->n; i++)
        assert_true(shown->left[i] / 2 != shown->right[i] / 2);
    free(shown);
    stop(&s);
}

static void
whole_number_ids_are_ordered_as_numbers(void **state)
{
    (void)state;
    static const struct jd_column_spec columns[] = {
        {"unique_id", JD_TYPE_INT}, {"name", JD_TYPE_TEXT}};
    struct setup s = {.n_tables = 1};
    struct shown *shown = calloc(1, sizeof(*shown));
    assert_ok(&s, jd_table_new(NULL, "people", columns, 2, &s.tables[0], &s.err));
    for (int i = 0; i < 2; i++) {
        assert_ok(&s, jd_table_put(s.tables[0], 0, jd_int(i == 0 ? 10 : 2), &s.err));
        assert_ok(&s, jd_table_put(s.tables[0], 1, jd_text("Abe"), &s.err));
    }
    assert_ok(&s, jd_table_finish(s.tables[0], &s.err));
    assert_ok(&s, start(&s, "dedupe_only", people_name_comparison, "", NULL));

    assert_ok(&s, jd_linkage_predict(s.linkage, NULL, take, shown, &s.err));

    assert_int_equal(shown->n, 1);
    assert_true(shown->left[0] == 1 && shown->right[0] == 0);
    free(shown);
    stop(&s);
}

static void
a_frozen_frequency_stands_for_a_counted_one(void **state)
{
    (void)state;
    static const struct jd_column_spec columns[] = {
        {"value", JD_TYPE_TEXT}, {"tf", JD_TYPE_REAL}};
    struct setup s = {.tables = {people_table("people", four, 4)}, .n_tables = 1};
    struct shown *shown = calloc(1, sizeof(*shown));
    struct jd_table *frozen = NULL;
    assert_ok(&s, jd_table_new(NULL, "frozen", columns, 2, &frozen, &s.err));
    assert_ok(&s, jd_table_put(frozen, 0, jd_text("Anna"), &s.err));
    assert_ok(&s, jd_table_put(frozen, 1, jd_real(0.03125), &s.err));
    assert_ok(&s, jd_table_finish(frozen, &s.err));
    struct jd_frequencies frequencies = {"name", frozen, 0.001};
    struct jd_linkage_options options = jd_linkage_options_default();
    options.frequencies = &frequencies;
    options.n_frequencies = 1;
    assert_ok(&s,
        start(&s, "dedupe_only", people_name_comparison, "\"l.name = r.name\"", &options));

    assert_ok(&s, jd_linkage_predict(s.linkage, NULL, take, shown, &s.err));

    assert_int_equal(shown->n, 1);
    assert_true(shown->tf[0] == 1.0); /* log2(0.0625) - log2(0.03125) */
    assert_true(jd_linkage_frequency(s.linkage, 0, 2) == 0.001);
    assert_true(isnan(jd_linkage_frequency(s.linkage, 0, 3)));
    jd_table_free(frozen);
    free(shown);
    stop(&s);
}

/* Of two values' frequencies the greater counts, and none below the stated minimum. */
static void
the_more_frequent_value_counts(void **state)
{
    (void)state;
    static const char comparison[] =
        "{\"output_column_name\":\"name\",\"comparison_levels\":["
        "{\"sql_condition\":\"\\\"name_l\\\" = \\\"name_r\\\"\",\"u_probability\":0.25},"
        "{\"sql_condition\":\"levenshtein(\\\"name_l\\\", \\\"name_r\\\") <= 1\","
        "\"tf_adjustment_column\":\"name\",\"tf_adjustment_weight\":0.5,"
        "\"tf_minimum_u_value\":%s},{\"sql_condition\":\"ELSE\"}]}";
    static const char *const minima[] = {"0.0", "0.75"};
    /* Anna is half of the names, Anne and Anno a quarter each. */
    static const struct person people[] = {{"a", "Anna", "Troy", 1},
        {"b", "Anna", "Rome", 1}, {"c", "Anne", "Troy", 1}, {"d", "Anno", "Oslo", 1}};
    const double expected[2][2] = {{0.5 * -1.0, 0.5 * 0.0}, {0.5 * (-2 - log2(0.75)), 0}};
    struct shown *shown = calloc(1, sizeof(*shown));
    for (int i = 0; i < 2; i++) {
        char text[1024];
        struct setup s = {.tables = {people_table("people", people, 4)}, .n_tables = 1};
        (void)snprintf(text, sizeof(text), comparison, minima[i]);
        shown->n = 0;
        assert_ok(&s, start(&s, "dedupe_only", text, "", NULL));

        assert_ok(&s, jd_linkage_predict(s.linkage, NULL, take, shown, &s.err));

        assert_true(shown->tf[find(shown, 0, 2)] == expected[i][0]);
        if (i == 0)
            assert_true(shown->tf[find(shown, 2, 3)] == expected[i][1]);
        stop(&s);
    }
    free(shown);
}

/* Many slices: their pairs come in order of the slices, whichever thread is first. */
static enum jd_status
take_in_order(void *ctx, const struct jd_scored *pairs, struct jd_error *err)
{
    uint64_t *last = ctx;
    (void)err;
    for (uint32_t i = 0; i < pairs->n; i++) {
        uint64_t place = (uint64_t)pairs->left[i] << 32 | pairs->right[i];
        assert_true(place > last[0]);
        last[0] = place;
        last[1]++;
    }
    return JD_OK;
}

/* Records that differ in their ids alone, so that each two are a pair. */
static struct jd_table *
people_alike(uint32_t n)
{
    struct person *people = calloc(n, sizeof(*people));
    char(*ids)[8] = calloc(n, sizeof(*ids));
    for (uint32_t i = 0; i < n; i++) {
        (void)snprintf(ids[i], sizeof(ids[i]), "%04u", i);
        people[i] = (struct person){ids[i], "Abe", "Troy", 20};
    }
    struct jd_table *table = people_table("people", people, n);
    free(people);
    free(ids);
    return table;
}

static void
slices_are_shown_in_order(void **state)
{
    (void)state;
    enum { MANY = 1000 };
    struct setup s = {.tables = {people_alike(MANY)}, .n_tables = 1};
    struct jd_predict_options how = jd_predict_options_default();
    how.threads = 4;
    uint64_t last[2] = {0, 0};
    assert_ok(
        &s, start(&s, "dedupe_only", people_name_comparison, "\"l.name = r.name\"", NULL));

    assert_ok(&s, jd_linkage_predict(s.linkage, &how, take_in_order, last, &s.err));

    assert_int_equal(last[1], MANY * (MANY - 1) / 2);
    stop(&s);
}

/* Parts one behind another are the whole in its order, however many threads make each. */
static void
parts_are_all_pairs_in_their_order(void **state)
{
    (void)state;
    enum { MANY = 1000 };
    struct setup s = {.tables = {people_alike(MANY)}, .n_tables = 1};
    struct jd_predict_options how = jd_predict_options_default();
    assert_ok(
        &s, start(&s, "dedupe_only", people_name_comparison, "\"l.name = r.name\"", NULL));
    for (how.n_parts = 1; how.n_parts <= 12; how.n_parts += how.n_parts == 4 ? 8 : 1) {
        uint64_t last[2] = {0, 0}, most = 0;
        for (how.part = 1; how.part <= how.n_parts; how.part++) {
            uint64_t before = last[1];
            how.threads = 1 + how.part % 3;
            assert_ok(&s, jd_linkage_predict(s.linkage, &how, take_in_order, last, &s.err));
            most = last[1] - before > most ? last[1] - before : most;
        }
        assert_int_equal(last[1], MANY * (MANY - 1) / 2);
        assert_true(how.n_parts == 1 || most < last[1]);
    }
    uint64_t none[2] = {0, 0};
    how.n_parts = 3;
    for (how.part = 0; how.part <= 4; how.part += 4)
        assert_int_equal(
            jd_linkage_predict(s.linkage, &how, take_in_order, none, &s.err), JD_E_ARG);
    stop(&s);
}

/* More of them than one thread is given at once, and not a whole number of slices. */
static void
many_given_pairs_are_shown_in_their_order(void **state)
{
    (void)state;
    enum { MANY = 1000, PAIRS = MANY * (MANY - 1) / 2 };
    struct person *people = calloc(MANY, sizeof(*people));
    char(*ids)[8] = calloc(MANY, sizeof(*ids));
    uint32_t *ends = calloc(2 * (size_t)PAIRS, sizeof(*ends)), n = 0;
    for (int i = 0; i < MANY; i++) {
        (void)snprintf(ids[i], 8, "%04d", i);
        people[i] = (struct person){ids[i], "Abe", "Troy", 20};
    }
    for (uint32_t l = 0; l < MANY; l++)
        for (uint32_t r = l + 1; r < MANY; r++, n++) {
            ends[n] = l;
            ends[PAIRS + n] = r;
        }
    struct setup s = {.tables = {people_table("people", people, MANY)}, .n_tables = 1};
    struct jd_linkage_options how = jd_linkage_options_default();
    how.threads = 3;
    assert_ok(
        &s, start(&s, "dedupe_only", people_name_comparison, "\"l.name = r.name\"", &how));
    const uint32_t sizes[] = {PAIRS, 16384, 16385, 3 * 8 * 16384, 3 * 8 * 16384 + 1};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        uint64_t last[2] = {0, 0};
        assert_ok(&s, jd_linkage_score(s.linkage, ends, ends + PAIRS, sizes[i],
                          take_in_order, last, &s.err));
        assert_int_equal(last[1], sizes[i]);
    }
    free(ends);
    free(people);
    free(ids);
    stop(&s);
}

static void
a_bound_leaves_lighter_pairs_out(void **state)
{
    (void)state;
    struct setup s = {.tables = {people_table("people", four, 4)}, .n_tables = 1};
    struct shown *all = calloc(1, sizeof(*all)), *some = calloc(1, sizeof(*some));
    struct jd_predict_options how = jd_predict_options_default();
    assert_ok(&s, start(&s, "dedupe_only", people_name_comparison, "", NULL));
    assert_ok(&s, jd_linkage_predict(s.linkage, &how, take, all, &s.err));

    how.min_weight = all->weight[find(all, 2, 1)];
    assert_ok(&s, jd_linkage_predict(s.linkage, &how, take, some, &s.err));

    uint32_t expected = 0;
    for (uint32_t i = 0; i < all->n; i++)
        expected += all->weight[i] >= how.min_weight;
    assert_true(some->n == expected && expected < all->n);
    free(all);
    free(some);
    stop(&s);
}

static void
given_pairs_are_scored_without_blocking(void **state)
{
    (void)state;
    struct setup s = {.tables = {people_table("people", four, 4)}, .n_tables = 1};
    struct shown *shown = calloc(1, sizeof(*shown));
    const uint32_t left[] = {1, 2, 0}, right[] = {2, 0, 0}, beyond[] = {1, 2, 4};
    assert_ok(
        &s, start(&s, "dedupe_only", people_name_comparison, "\"l.town = r.town\"", NULL));

    assert_ok(&s, jd_linkage_score(s.linkage, left, right, 3, take, shown, &s.err));

    assert_int_equal(shown->n, 3);
    assert_true(shown->rules[0] == 0 && shown->rules[1] == 1 && shown->rules[2] == 1);
    assert_int_equal(shown->gamma[0], 1);
    assert_jd_status(
        jd_linkage_score(s.linkage, beyond, right, 3, take, shown, NULL), JD_E_ARG);
    free(shown);
    stop(&s);
}

static void
a_pair_that_meets_no_level_has_no_weight(void **state)
{
    (void)state;
    static const char comparison[] =
        "{\"output_column_name\":\"name\",\"comparison_levels\":["
        "{\"sql_condition\":\"name_l = name_r\"},{\"sql_condition\":\"name_l = town_r\"}]}";
    struct setup s = {.tables = {people_table("people", four, 4)}, .n_tables = 1};
    struct shown *shown = calloc(1, sizeof(*shown));
    struct jd_predict_options how = jd_predict_options_default();
    assert_ok(&s, start(&s, "dedupe_only", comparison, "\"l.town = r.town\"", NULL));

    assert_ok(&s, jd_linkage_predict(s.linkage, &how, take, shown, &s.err));
    uint32_t n_all = shown->n;
    how.min_weight = -1000;
    shown->n = 0;
    assert_ok(&s, jd_linkage_predict(s.linkage, &how, take, shown, &s.err));

    assert_int_equal(n_all, 3);
    assert_int_equal(shown->n, 0);
    assert_true(isnan(jd_model_level_weight(s.model, 0, JD_GAMMA_NONE)));
    free(shown);
    stop(&s);
}

/* ---- what is wrong ------------------------------------------------------------------------ */

static const char marker[] = "Xyzzy-4711";

static void
assert_refused(struct setup *s, enum jd_status status, const char *said)
{
    if (status != JD_E_INPUT || strstr(s->err.message, said) == NULL)
        fail_msg(
            "%s: \"%s\" does not say \"%s\"", jd_status_name(status), s->err.message, said);
    assert_null(strstr(s->err.message, marker));
    stop(s);
}

static void
wrong_records_are_refused_without_their_values(void **state)
{
    (void)state;
    const struct person twice[] = {
        {marker, "Abe", "Troy", 1}, {"b", "Abe", "Troy", 1}, {marker, "Bea", marker, 1}};
    const struct person no_id[] = {{"a", "Abe", "Troy", 1}, {NULL, "Abe", marker, 1}};
    struct setup a = {.tables = {people_table("people", twice, 3)}, .n_tables = 1};
    assert_refused(&a, start(&a, "dedupe_only", people_name_comparison, "", NULL),
        "row 1 of table people and row 3 of table people have the same unique_id");

    struct setup b = {.tables = {people_table("people", no_id, 2)}, .n_tables = 1};
    assert_refused(&b, start(&b, "dedupe_only", people_name_comparison, "", NULL),
        "row 2 of table people has no unique_id");

    struct setup c = {.tables = {people_table("people", twice, 1)}, .n_tables = 1};
    assert_refused(&c,
        start(&c, "dedupe_only", people_name_comparison, "\"l.nobody = r.nobody\"", NULL),
        "blocking rule 0: there is no column nobody in table people");

    struct setup d = {
        .tables = {people_table("x", left_two, 2), people_table("y", left_two, 2)},
        .n_tables = 2};
    assert_refused(
        &d, start(&d, "dedupe_only", people_name_comparison, "", NULL), "dedupe_only");

    struct setup e = {
        .tables = {people_table("x", left_two, 2), people_table("x", left_two, 2)},
        .n_tables = 2};
    assert_refused(
        &e, start(&e, "link_only", people_name_comparison, "", NULL), "two tables");

    struct setup f = {.tables = {people_table("x", left_two, 2)}, .n_tables = 1};
    assert_refused(
        &f, start(&f, "link_only", people_name_comparison, "", NULL), "source_dataset");
}

static void
a_condition_that_is_no_truth_is_refused(void **state)
{
    (void)state;
    static const char comparison[] = "{\"output_column_name\":\"name\",\"comparison_"
                                     "levels\":[{\"sql_condition\":\"name_l\"},"
                                     "{\"sql_condition\":\"ELSE\"}]}";
    struct setup s = {.tables = {people_table("people", four, 4)}, .n_tables = 1};
    assert_refused(&s, start(&s, "dedupe_only", comparison, "", NULL),
        "comparison name, level 1: a condition is neither true nor false");
}

/* The ages: sqrt() of a negative one raises an error, but only for a pair that reaches it. */
static void
an_error_is_raised_only_by_a_pair_that_reaches_it(void **state)
{
    (void)state;
    static const char comparison[] =
        "{\"output_column_name\":\"age\",\"comparison_levels\":["
        "{\"sql_condition\":\"%s\"},{\"sql_condition\":\"ELSE\"}]}";
    const struct person people[] = {{"a", marker, "Troy", -4}, {"b", marker, "Troy", 9},
        {"c", "Abe", "Rome", 9}, {"d", "Abe", "Rome", 9}};
    char text[512];
    struct shown *shown = calloc(1, sizeof(*shown));

    struct setup apart = {.tables = {people_table("people", people, 4)}, .n_tables = 1};
    (void)snprintf(
        text, sizeof(text), comparison, "age_l = age_r AND sqrt(age_l) = sqrt(age_r)");
    assert_ok(&apart, start(&apart, "dedupe_only", text, "\"l.town = r.town\"", NULL));
    assert_ok(&apart, jd_linkage_predict(apart.linkage, NULL, take, shown, &apart.err));
    assert_int_equal(shown->n, 2);
    stop(&apart);

    struct setup reached = {.tables = {people_table("people", people, 4)}, .n_tables = 1};
    (void)snprintf(text, sizeof(text), comparison, "sqrt(age_l) = sqrt(age_r)");
    assert_ok(&reached, start(&reached, "dedupe_only", text, "\"l.town = r.town\"", NULL));
    assert_refused(&reached,
        jd_linkage_predict(reached.linkage, NULL, take, shown, &reached.err),
        "comparison age, level 1: a value that the condition computes raised an error");

    struct setup key = {.tables = {people_table("people", people, 4)}, .n_tables = 1};
    assert_refused(&key,
        start(&key, "dedupe_only", people_name_comparison, "\"sqrt(l.age) = sqrt(r.age)\"",
            NULL),
        "blocking rule 0: a key that is computed from record 1 raised an error");
    free(shown);
}

static void
an_empty_table_has_no_pairs(void **state)
{
    (void)state;
    struct setup s = {.tables = {people_table("people", four, 0)}, .n_tables = 1};
    struct shown *shown = calloc(1, sizeof(*shown));
    uint64_t counts[2] = {7, 7};
    assert_ok(&s, start(&s, "dedupe_only", people_name_comparison,
                      "\"l.name = r.name\",\"levenshtein(l.name, r.name) <= 1\"", NULL));

    assert_ok(&s, jd_linkage_predict(s.linkage, NULL, take, shown, &s.err));
    assert_ok(&s, jd_linkage_count(s.linkage, counts, 2, &s.err));

    assert_int_equal(shown->n, 0);
    assert_true(counts[0] == 0 && counts[1] == 0);
    free(shown);
    stop(&s);
}

/* Stops at once, and a sink that refuses. */
static bool
stop_now(void *ctx, const char *what, uint64_t done, uint64_t total)
{
    (void)what;
    (void)done;
    *(uint64_t *)ctx = total;
    return true;
}

static enum jd_status
refuse(void *ctx, const struct jd_scored *pairs, struct jd_error *err)
{
    (void)ctx;
    (void)pairs;
    (void)err;
    return JD_E_DENIED;
}

static void
the_caller_can_stop_it(void **state)
{
    (void)state;
    struct setup s = {.tables = {people_table("people", four, 4)}, .n_tables = 1};
    uint64_t total = 0;
    struct jd_progress progress = {stop_now, &total};
    struct jd_predict_options how = jd_predict_options_default();
    how.progress = &progress;
    assert_ok(&s, start(&s, "dedupe_only", people_name_comparison, "", NULL));

    assert_jd_status(
        jd_linkage_predict(s.linkage, &how, take, NULL, &s.err), JD_E_CANCELLED);
    assert_int_equal(total, 6);
    assert_jd_status(
        jd_linkage_predict(s.linkage, NULL, refuse, NULL, &s.err), JD_E_DENIED);
    stop(&s);
}

static enum jd_status
link_within(struct test_memory *mem, const struct setup *s, struct shown *shown)
{
    struct jd_linkage *linkage = NULL;
    struct jd_linkage_options options = jd_linkage_options_default();
    options.threads = 1; /* the counting allocator is of one thread */
    enum jd_status status = jd_linkage_new(&mem->alloc, s->model,
        (const struct jd_table *const *)s->tables, s->n_tables, &options, &linkage, NULL);
    shown->n = 0;
    if (status == JD_OK)
        status = jd_linkage_predict(linkage, NULL, take, shown, NULL);
    jd_linkage_free(linkage);
    return status;
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    struct setup s = {
        .tables = {people_table("b", left_two, 2), people_table("a", right_two, 2)},
        .n_tables = 2};
    struct shown *shown = calloc(1, sizeof(*shown));
    char comparisons[4096];
    (void)snprintf(comparisons, sizeof(comparisons), "%s,%s", people_name_comparison,
        people_age_comparison);
    assert_ok(&s, start(&s, "link_and_dedupe", comparisons,
                      "\"substr(l.name, 1, 2) = substr(r.name, 1, 2)\","
                      "\"l.town = r.town AND levenshtein(l.name, r.name) <= 1\","
                      "\"l.name || l.town = r.name || r.town\"",
                      NULL));
    enum jd_status status = JD_E_NOMEM;
    size_t n = 0;
    for (; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        test_memory_init(&mem, n);
        status = link_within(&mem, &s, shown);
        assert_int_equal(mem.live_blocks, 0);
        assert_int_equal(mem.live_bytes, 0);
    }
    assert_int_equal(status, JD_OK);
    assert_int_equal(shown->n, 2);
    assert_true(n > 100);
    free(shown);
    stop(&s);
}

TEST_MAIN(cmocka_unit_test(a_weight_is_the_prior_and_one_level_of_each_comparison),
    cmocka_unit_test(agrees_with_the_model_for_any_rules_and_threads),
    cmocka_unit_test(counts_are_of_each_rule_alone),
    cmocka_unit_test(in_link_modes_ids_are_ordered_as_text_behind_their_source),
    cmocka_unit_test(link_only_of_two_tables_takes_the_lower_name_as_left),
    cmocka_unit_test(link_only_of_three_tables_leaves_pairs_of_one_source_out),
    cmocka_unit_test(whole_number_ids_are_ordered_as_numbers),
    cmocka_unit_test(a_frozen_frequency_stands_for_a_counted_one),
    cmocka_unit_test(the_more_frequent_value_counts),
    cmocka_unit_test(slices_are_shown_in_order),
    cmocka_unit_test(parts_are_all_pairs_in_their_order),
    cmocka_unit_test(many_given_pairs_are_shown_in_their_order),
    cmocka_unit_test(a_bound_leaves_lighter_pairs_out),
    cmocka_unit_test(given_pairs_are_scored_without_blocking),
    cmocka_unit_test(a_pair_that_meets_no_level_has_no_weight),
    cmocka_unit_test(wrong_records_are_refused_without_their_values),
    cmocka_unit_test(a_condition_that_is_no_truth_is_refused),
    cmocka_unit_test(an_error_is_raised_only_by_a_pair_that_reaches_it),
    cmocka_unit_test(an_empty_table_has_no_pairs), cmocka_unit_test(the_caller_can_stop_it),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks))
