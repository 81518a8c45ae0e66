/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_tile.c - pairs graded in tiles, against the same training with pairs graded one by one:
 * the model and each estimate have the same bytes.
 */
#include "fake_sql.h"
#include "jd_test.h"
#include "people.h"

#include "base/str.h"
#include "train/train.h"

#include <stdlib.h>
#include <string.h>

/* Blocks of some 250 records are larger than a tile where there are three towns. */
enum { MOST = 800, NAMES = 40 };

#define NULLS(field)                                                     \
    "{\"sql_condition\":\"" field "_l IS NULL OR " field "_r IS NULL\"," \
    "\"is_null_level\":true},"
#define LEVEL(condition)                                          \
    "{\"sql_condition\":\"" condition "\",\"m_probability\":0.5," \
    "\"u_probability\":0.25}"
#define COMPARISON(name, levels) \
    "{\"output_column_name\":\"" name "\",\"comparison_levels\":[" levels "]}"
#define NAME_NULLS                                                             \
    "{\"sql_condition\":\"\\\"name_l\\\" IS NULL OR \\\"name_r\\\" IS NULL\"," \
    "\"is_null_level\":true},"
#define ELSE LEVEL("ELSE")

/* Likenesses of three kinds, one of r and l turned about, and a derived value. */
#define LIKENESSES(name)                                                                   \
    COMPARISON(name,                                                                       \
        NAME_NULLS LEVEL("name_l = name_r") "," LEVEL(                                     \
            "jaro_winkler_similarity(\\\"name_l\\\", "                                     \
            "\\\"name_r\\\") >= 0.9") "," LEVEL("damer"                                    \
                                                "au_"                                      \
                                                "leven"                                    \
                                                "shtei"                                    \
                                                "n("                                       \
                                                "name_"                                    \
                                                "l, "                                      \
                                                "name_"                                    \
                                                "r) < "                                    \
                                                "2") "," LEVEL("jaro_winkler_"             \
                                                               "similarity("               \
                                                               "name_r, "                  \
                                                               "name_l) >= "               \
                                                               "0.75") "," LEVEL("substr(" \
                                                                                 "name_l," \
                                                                                 " 1, "    \
                                                                                 "2) = "   \
                                                                                 "substr(" \
                                                                                 "name_r," \
                                                                                 " 1, "    \
                                                                                 "2)") "," ELSE)
/* Near numbers, one bound that is told and one that is not; no ELSE, so some meet no level. */
#define NEAR(name)                                                  \
    COMPARISON(name, NULLS("age") LEVEL("age_l = age_r") "," LEVEL( \
                         "abs(age_l - age_r) <= 1") "," LEVEL("abs(age_l - age_r) < 3"))
/* Null and equal are not told, and what is asked has a side. */
static const char sided[] = COMPARISON("sided",
    LEVEL("coalesced(name_l) = coalesced(name_r)") "," LEVEL("name_l < name_r") "," ELSE);
/* Of two columns. */
static const char crossed[] = COMPARISON("crossed",
    NAME_NULLS
        LEVEL("levenshtein(name_l, name_r) - levenshtein(town_l, town_r) = 0") "," LEVEL(
            "name_l = town_r") "," ELSE);
/* Of SQL. */
static const char by_sql[] =
    COMPARISON("by_sql", NULLS("age") LEVEL("age_l + age_r = 42") "," ELSE);
/* Of values that raise errors. */
static const char failing[] =
    COMPARISON("failing", NULLS("age") LEVEL("sqrt(age_l) = sqrt(age_r)") "," ELSE);

struct people {
    struct person of[MOST];
    char ids[MOST][8];
    char names[NAMES][32];
};

/* Names are long and short ones, and the same with an edit. */
static void
make_people(struct people *people, uint64_t *seed, uint32_t n, uint32_t n_towns)
{
    static const char *const towns[] = {"Troy", "Utica", "Rome"};
    for (uint32_t i = 0; i < NAMES; i++) {
        char *name = people->names[i];
        uint32_t size = i % 8 == 7 ? 20 + test_random(seed, 11) : test_random(seed, 9);
        if (i % 2 == 1 && i % 8 != 7)
            (void)snprintf(
                name, sizeof(people->names[i]), "%s", people->names[i > 0 ? i - 1 : 0]);
        else
            for (uint32_t k = 0; k < size; k++)
                name[k] = (char)('a' + test_random(seed, 5));
        if (i % 2 == 1 && name[0] != '\0')
            name[test_random(seed, (uint32_t)strlen(name))] = 'e';
    }
    for (uint32_t i = 0; i < n; i++) {
        (void)snprintf(people->ids[i], sizeof(people->ids[i]), "%u", i * 7919 % 100003);
        people->of[i] = (struct person){people->ids[i],
            test_random(seed, 12) > 0 ? people->names[test_random(seed, NAMES)] : NULL,
            test_random(seed, 30) > 0 ? towns[test_random(seed, n_towns)] : NULL,
            test_random(seed, 12) > 0 ? (int)test_random(seed, 25) : -10};
    }
}

/* One training on one table or two. */
struct setup {
    struct fake_sql fake;
    struct jd_model *model;
    struct jd_table *tables[2];
    uint32_t n_tables;
    struct jd_training *training;
    struct jd_error err;
};

static void
start(struct setup *s, const char *link_type, const char *comparisons, bool is_plain)
{
    char json[8192];
    struct jd_linkage_options options = jd_linkage_options_default();
    options.threads = is_plain ? 1 : 2;
    (void)snprintf(json, sizeof(json),
        "{\"link_type\":\"%s\",\"probability_two_random_records_match\":0.25,"
        "\"max_iterations\":3,\"comparisons\":[%s]}",
        link_type, comparisons);
    fake_sql_init(&s->fake);
    assert_ok(s, jd_model_from_json(NULL, jd__str(json), &s->fake.sql, &s->model, &s->err));
    assert_ok(s, jd_training_new(NULL, s->model, (const struct jd_table *const *)s->tables,
                     s->n_tables, &options, &s->training, &s->err));
    s->training->is_plain = is_plain;
}

static void
stop(struct setup *s)
{
    jd_training_free(s->training);
    jd_model_free(s->model);
    fake_sql_done(&s->fake);
}

static void
same_bytes(const double *a, const double *b)
{
    assert_memory_equal(a, b, sizeof(*a));
}

/* All estimates of both, and the models that they make. */
static void
check_same(struct setup *plain, struct setup *tiled)
{
    size_t n = jd_training_n_estimates(plain->training), sizes[2] = {0, 0};
    char *json[2] = {NULL, NULL};
    assert_int_equal(jd_training_n_estimates(tiled->training), n);
    for (size_t i = 0; i < n; i++) {
        struct jd_estimate a = jd_training_estimate(plain->training, i),
                           b = jd_training_estimate(tiled->training, i);
        assert_int_equal(a.comparison, b.comparison);
        assert_int_equal(a.gamma, b.gamma);
        same_bytes(&a.m, &b.m);
        same_bytes(&a.u, &b.u);
        same_bytes(&a.prior, &b.prior);
    }
    assert_ok(plain, jd_training_json(plain->training, &json[0], &sizes[0], &plain->err));
    assert_ok(tiled, jd_training_json(tiled->training, &json[1], &sizes[1], &tiled->err));
    assert_string_equal(json[0], json[1]);
    jd_training_json_free(plain->training, json[0], sizes[0]);
    jd_training_json_free(tiled->training, json[1], sizes[1]);
}

static enum jd_status
train(struct setup *s, const struct jd_u_options *u, const struct jd_em_options *em)
{
    assert_ok(s, jd_training_u(s->training, u, &s->err));
    return jd_training_em(s->training, "l.town = r.town", em, &s->err);
}

/* Train both ways, and compare; did EM come to an end? */
static bool
compare_ways(const char *link_type, const char *comparisons, struct jd_table *const *tables,
    uint32_t n_tables, uint64_t *seed)
{
    struct setup plain = {.n_tables = n_tables}, tiled = {.n_tables = n_tables};
    struct jd_u_options u = jd_u_options_default();
    struct jd_em_options em = jd_em_options_default();
    u.min_count = test_random(seed, 4000);
    u.n_chunks = n_tables == 1 ? u.n_chunks : 1; /* whose hash the tests know */
    u.max_pairs = 20000 + test_random(seed, 100000);
    em.without_frequencies = test_random(seed, 2) == 0;
    em.fix_u = test_random(seed, 2) == 0;
    em.max_pairs = test_random(seed, 3) == 0 ? 3000 : 0;
    em.probe_share = 0.5;
    for (uint32_t i = 0; i < n_tables; i++)
        plain.tables[i] = tiled.tables[i] = tables[i];
    start(&plain, link_type, comparisons, true);
    start(&tiled, link_type, comparisons, false);

    enum jd_status status = train(&plain, &u, &em);
    assert_jd_status(train(&tiled, &u, &em), status);

    assert_string_equal(plain.err.message, tiled.err.message);
    check_same(&plain, &tiled);
    stop(&plain);
    stop(&tiled);
    return status == JD_OK;
}

static const char *
all_comparisons(char json[static 8192])
{
    (void)snprintf(json, 8192, "%s,%s,%s,%s,%s", people_name_comparison,
        LIKENESSES("likeness"), NEAR("near"), sided, crossed);
    return json;
}

static void
trainings_in_tiles_and_pair_by_pair_are_the_same_bytes(void **state)
{
    (void)state;
    char json[8192];
    uint32_t n_ended = 0;
    struct people *people = calloc(1, sizeof(*people));
    for (uint64_t round = 0; round < 8; round++) {
        uint64_t seed = round;
        uint32_t n = round == 0 ? 60 : MOST - test_random(&seed, 80);
        make_people(people, &seed, n, round % 2 == 0 ? 3 : 2);
        struct jd_table *table = people_table("people", people->of, n);
        n_ended += compare_ways("dedupe_only", all_comparisons(json), &table, 1, &seed);
        jd_table_free(table);
    }
    assert_true(n_ended > 3);
    free(people);
}

static void
two_tables_make_tiles_of_both_lists(void **state)
{
    (void)state;
    char json[8192];
    struct people *people = calloc(1, sizeof(*people));
    for (uint64_t seed = 20; seed < 23; seed++) {
        uint64_t random = seed;
        make_people(people, &random, MOST, 1);
        struct jd_table *tables[] = {people_table("y", people->of, 290),
            people_table("x", people->of + 290, MOST - 290)};
        (void)compare_ways("link_only", all_comparisons(json), tables, 2, &random);
        jd_table_free(tables[0]);
        jd_table_free(tables[1]);
    }
    free(people);
}

static void
too_many_combinations_of_levels_are_counted_as_patterns(void **state)
{
    (void)state;
    uint64_t seed = 5;
    struct people *people = calloc(1, sizeof(*people));
    make_people(people, &seed, 120, 2);
    struct jd_table *table = people_table("people", people->of, 120);
    /* 8 * 8 * 8 * 5 * 5 * 5 combinations. */
    static const char many[] = LIKENESSES("a") "," LIKENESSES("b") "," LIKENESSES(
        "c") "," NEAR("d") "," NEAR("e") "," NEAR("f");
    assert_true(compare_ways("dedupe_only", many, &table, 1, &seed));
    jd_table_free(table);
    free(people);
}

static void
parts_that_sql_evaluates_are_asked_of_pairs(void **state)
{
    (void)state;
    uint64_t seed = 9;
    struct people *people = calloc(1, sizeof(*people));
    make_people(people, &seed, 40, 2);
    struct jd_table *table = people_table("people", people->of, 40);
    assert_true(compare_ways("dedupe_only", by_sql, &table, 1, &seed));
    jd_table_free(table);
    free(people);
}

static enum jd_status
train_failing(const struct person *people, uint32_t n, bool is_plain, struct jd_error *err)
{
    struct setup s = {.tables = {people_table("people", people, n)}, .n_tables = 1};
    start(&s, "dedupe_only", failing, is_plain);
    enum jd_status status = jd_training_em(s.training, "l.town = r.town", NULL, err);
    stop(&s);
    jd_table_free(s.tables[0]);
    return status;
}

static void
a_pair_that_raises_an_error_raises_it_in_a_tile_and_no_other_does(void **state)
{
    (void)state;
    /* Of an age below 0 there is no root. */
    static const struct person raising[] = {{"a", "A", "Troy", -4}, {"b", "B", "Troy", -9}};
    static const struct person silent[] = {{"a", "A", "Troy", 4}, {"b", "B", "Troy", 4},
        {"c", "C", "Rome", -4}, {"d", "D", "Troy", 9}};
    struct jd_error plain = {0}, tiled = {0};

    assert_jd_status(train_failing(raising, 2, true, &plain), JD_E_INPUT);
    assert_jd_status(train_failing(raising, 2, false, &tiled), JD_E_INPUT);
    assert_string_equal(plain.message, tiled.message);
    assert_non_null(strstr(tiled.message, "raised an error"));

    assert_jd_status(train_failing(silent, 4, true, &plain), JD_OK);
    assert_jd_status(train_failing(silent, 4, false, &tiled), JD_OK);
}

static void
a_key_of_two_records_more_than_a_tile_loses_no_pair(void **state)
{
    (void)state;
    uint64_t seed = 4;
    char json[8192];
    struct people *people = calloc(1, sizeof(*people));
    make_people(people, &seed, 258, 1);
    for (uint32_t i = 0; i < 258; i++)
        people->of[i].town = "Troy";
    struct jd_table *table = people_table("people", people->of, 258);
    (void)compare_ways("dedupe_only", all_comparisons(json), &table, 1, &seed);
    jd_table_free(table);
    free(people);
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    static const struct person people[] = {{"a", "Anna", "Troy", 4},
        {"b", "Anne", "Troy", 5}, {"c", "Bert", "Troy", 4}, {"d", NULL, "Troy", 9},
        {"e", "Bert", "Rome", 9}};
    struct setup s = {.tables = {people_table("people", people, 5)}, .n_tables = 1};
    struct jd_linkage_options options = jd_linkage_options_default();
    options.threads = 2;
    start(&s, "dedupe_only", LIKENESSES("likeness") "," NEAR("near"), false);
    enum jd_status status = JD_E_NOMEM;
    size_t n = 0;
    for (; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        struct jd_training *training = NULL;
        test_memory_init(&mem, n);
        status = jd_training_new(&mem.alloc, s.model,
            (const struct jd_table *const *)s.tables, 1, &options, &training, NULL);
        if (status == JD_OK)
            status = jd_training_u(training, NULL, NULL);
        if (status == JD_OK)
            status = jd_training_em(training, "l.town = r.town", NULL, NULL);
        jd_training_free(training);
        assert_int_equal(mem.live_blocks, 0);
        assert_int_equal(mem.live_bytes, 0);
    }
    assert_int_equal(status, JD_OK);
    assert_true(n > 200);
    stop(&s);
    jd_table_free(s.tables[0]);
}

TEST_MAIN(cmocka_unit_test(trainings_in_tiles_and_pair_by_pair_are_the_same_bytes),
    cmocka_unit_test(two_tables_make_tiles_of_both_lists),
    cmocka_unit_test(too_many_combinations_of_levels_are_counted_as_patterns),
    cmocka_unit_test(parts_that_sql_evaluates_are_asked_of_pairs),
    cmocka_unit_test(a_key_of_two_records_more_than_a_tile_loses_no_pair),
    cmocka_unit_test(a_pair_that_raises_an_error_raises_it_in_a_tile_and_no_other_does),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks))
