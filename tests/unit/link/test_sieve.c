/* SPDX-License-Identifier: Apache-2.0 */
/* test_sieve.c - a bound on weights leaves out what weighs less, and nothing else. */
#include "fake_sql.h"
#include "people.h"

#include "base/str.h"
#include "jd_test.h"
#include "link/sieve.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { PEOPLE = 40, MOST = PEOPLE * PEOPLE };

static const char likenesses[] =
    "{\"output_column_name\":\"likeness\",\"comparison_levels\":["
    "{\"sql_condition\":\"\\\"name_l\\\" IS NULL OR \\\"name_r\\\" IS NULL\","
    "\"is_null_level\":true},"
    "{\"sql_condition\":\"jaro_winkler_similarity(\\\"name_l\\\", \\\"name_r\\\") >= 0.9\","
    "\"m_probability\":0.5,\"u_probability\":0.0625},"
    "{\"sql_condition\":\"damerau_levenshtein(name_l, name_r) < 2\",\"m_probability\":0.25,"
    "\"u_probability\":0.125},"
    "{\"sql_condition\":\"jaro_similarity(name_l, name_r) >= 0.7\",\"m_probability\":0.125,"
    "\"u_probability\":0.25},"
    "{\"sql_condition\":\"ELSE\",\"m_probability\":0.125,\"u_probability\":0.5}]}";
static const char ages[] =
    "{\"output_column_name\":\"years\",\"comparison_levels\":["
    "{\"sql_condition\":\"age_l IS NULL OR age_r IS NULL\",\"is_null_level\":true},"
    "{\"sql_condition\":\"age_l = age_r\",\"m_probability\":0.5,\"u_probability\":0.03125},"
    "{\"sql_condition\":\"abs(age_l - age_r) <= 1\",\"m_probability\":0.25,"
    "\"u_probability\":0.125},"
    "{\"sql_condition\":\"ELSE\",\"m_probability\":0.25,\"u_probability\":0.5}]}";

struct setup {
    struct fake_sql fake;
    struct jd_model *model;
    struct jd_table *table;
    struct jd_linkage *linkage;
    struct jd_error err;
};

static void
start(struct setup *s, const struct person *people, uint32_t n, const char *comparisons)
{
    char json[8192];
    (void)snprintf(json, sizeof(json),
        "{\"link_type\":\"dedupe_only\",\"probability_two_random_records_match\":0.25,"
        "\"comparisons\":[%s],\"blocking_rules_to_generate_predictions\":["
        "\"l.age = r.age\",\"l.town = r.town AND levenshtein(l.name, r.name) <= 1\","
        "\"l.town = r.town\"]}",
        comparisons);
    *s = (struct setup){.table = people_table("people", people, n)};
    fake_sql_init(&s->fake);
    assert_ok(s, jd_model_from_json(NULL, jd__str(json), &s->fake.sql, &s->model, &s->err));
    assert_ok(s, jd_linkage_new(NULL, s->model, (const struct jd_table *const *)&s->table,
                     1, NULL, &s->linkage, &s->err));
}

static void
stop(struct setup *s)
{
    jd_linkage_free(s->linkage);
    jd_model_free(s->model);
    jd_table_free(s->table);
    fake_sql_done(&s->fake);
}

struct shown {
    uint32_t n;
    uint32_t left[MOST], right[MOST];
    double weight[MOST];
    uint64_t rules[MOST];
};

static enum jd_status
take(void *ctx, const struct jd_scored *pairs, struct jd_error *err)
{
    struct shown *shown = ctx;
    (void)err;
    for (uint32_t i = 0; i < pairs->n; i++) {
        uint32_t at = shown->n++;
        assert_true(at < MOST);
        shown->left[at] = pairs->left[i];
        shown->right[at] = pairs->right[i];
        shown->weight[at] = pairs->weight[i];
        shown->rules[at] = pairs->rules[i];
    }
    return JD_OK;
}

/* Of all pairs, those of this weight must be shown, in the same order, and no others. */
static void
check_bound(struct setup *s, const struct shown *all, struct shown *some, double min_weight)
{
    struct jd_predict_options how = jd_predict_options_default();
    how.min_weight = min_weight;
    some->n = 0;
    assert_ok(s, jd_linkage_predict(s->linkage, &how, take, some, &s->err));
    uint32_t at = 0;
    for (uint32_t i = 0; i < all->n; i++) {
        if (!(all->weight[i] >= min_weight))
            continue;
        assert_true(at < some->n && some->left[at] == all->left[i] &&
                    some->right[at] == all->right[i] && some->rules[at] == all->rules[i]);
        assert_memory_equal(&some->weight[at], &all->weight[i], sizeof(double));
        at++;
    }
    assert_int_equal(at, some->n);
}

static void
every_bound_leaves_out_what_weighs_less_and_nothing_else(void **state)
{
    (void)state;
    struct person people[PEOPLE];
    char ids[PEOPLE][8], comparisons[4096];
    struct shown *all = calloc(1, sizeof(*all)), *some = calloc(1, sizeof(*some));
    (void)snprintf(comparisons, sizeof(comparisons), "%s,%s,%s", people_name_comparison,
        likenesses, ages);
    for (uint64_t round = 1; round <= 20; round++) {
        uint64_t seed = round;
        struct setup s;
        struct jd__sieve *sieve = NULL;
        people_random(&seed, people, ids, PEOPLE);
        start(&s, people, PEOPLE, comparisons);
        all->n = 0;
        assert_ok(&s, jd_linkage_predict(s.linkage, NULL, take, all, &s.err));
        assert_ok(&s, jd__sieve_new(s.linkage, 0, &sieve, &s.err));
        assert_non_null(sieve); /* it is a sieve that is tested here */
        jd__sieve_free(sieve);

        for (uint32_t i = 0; i < all->n; i += 7)
            check_bound(&s, all, some, all->weight[i]);
        check_bound(&s, all, some, 100);

        stop(&s);
    }
    free(all);
    free(some);
}

static void
without_a_bound_or_with_a_condition_that_may_fail_there_is_no_sieve(void **state)
{
    (void)state;
    static const struct person two[] = {
        {"a", "Anna", "Troy", 20}, {"b", "Anne", "Troy", 21}};
    struct setup s, failing;
    struct jd__sieve *sieve = NULL;
    start(&s, two, 2, people_name_comparison);
    start(&failing, two, 2, people_age_comparison); /* a part of it is SQL's */

    assert_ok(&s, jd__sieve_new(s.linkage, -(double)INFINITY, &sieve, &s.err));
    assert_null(sieve);
    assert_ok(&failing, jd__sieve_new(failing.linkage, 0, &sieve, &failing.err));
    assert_null(sieve);

    stop(&s);
    stop(&failing);
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    static const struct person two[] = {
        {"a", "Anna", "Troy", 20}, {"b", "Anne", "Troy", 20}};
    struct setup s;
    struct shown *shown = calloc(1, sizeof(*shown));
    struct jd_linkage_options options = jd_linkage_options_default();
    struct jd_predict_options how = jd_predict_options_default();
    options.threads = 1; /* the counting allocator is of one thread */
    how.min_weight = -5;
    start(&s, two, 2, likenesses);
    enum jd_status status = JD_E_NOMEM;
    size_t n = 0;
    for (; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        struct jd_linkage *linkage = NULL;
        test_memory_init(&mem, n);
        shown->n = 0;
        status = jd_linkage_new(&mem.alloc, s.model,
            (const struct jd_table *const *)&s.table, 1, &options, &linkage, NULL);
        if (status == JD_OK)
            status = jd_linkage_predict(linkage, &how, take, shown, NULL);
        jd_linkage_free(linkage);
        assert_int_equal(mem.live_blocks, 0);
        assert_int_equal(mem.live_bytes, 0);
    }
    assert_int_equal(status, JD_OK);
    assert_int_equal(shown->n, 1);
    free(shown);
    stop(&s);
}

TEST_MAIN(cmocka_unit_test(every_bound_leaves_out_what_weighs_less_and_nothing_else),
    cmocka_unit_test(without_a_bound_or_with_a_condition_that_may_fail_there_is_no_sieve),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks))
