/* SPDX-License-Identifier: Apache-2.0 */
/* test_compared.c - levels told by descriptions of values are those of the program. */
#include "fake_sql.h"
#include "people.h"

#include "base/str.h"
#include "jd_test.h"
#include "link/compared.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { PEOPLE = 40, MOST = PEOPLE * PEOPLE, COMPARISONS = 3 };

/* Conditions, a level each, between null (or not), equal (or not) and ELSE (or not). */
static const char *const name_levels[] = {
    "jaro_winkler_similarity(\\\"name_l\\\", \\\"name_r\\\") >= 0.9",
    "jaro_winkler_similarity(name_l, name_r) > 0.8",
    "jaro_similarity(name_l, name_r) >= 0.7",
    "levenshtein(name_l, name_r) < 1.5",
    "damerau_levenshtein(name_l, name_r) < 2",
    "substr(name_l, 1, 2) = substr(name_r, 1, 2)",
};
static const char *const start_levels[] = {
    "levenshtein(substr(name_l, 1, 2), substr(name_r, 1, 2)) < 1.5",
    "jaro_similarity(substr(name_l, 1, 2), substr(name_r, 1, 2)) >= 0.7",
    "jaro_similarity(name_l, name_r) >= 0.7",
};
static const char *const age_levels[] = {
    "abs(age_l - age_r) <= 1",
    "abs(age_l - age_r) < 3",
    "abs(age_l - age_r) <= 7.5",
};

struct shown {
    uint32_t n;
    double weight[MOST];
    int8_t gamma[MOST][COMPARISONS];
};

static enum jd_status
take(void *ctx, const struct jd_scored *pairs, struct jd_error *err)
{
    struct shown *shown = ctx;
    (void)err;
    for (uint32_t i = 0; i < pairs->n; i++) {
        assert_true(shown->n < MOST);
        shown->weight[shown->n] = pairs->weight[i];
        for (uint32_t c = 0; c < COMPARISONS; c++)
            shown->gamma[shown->n][c] = pairs->gamma[i * COMPARISONS + c];
        shown->n++;
    }
    return JD_OK;
}

static void
add_level(char *json, size_t size, const char *condition, uint32_t number)
{
    size_t at = strlen(json);
    (void)snprintf(json + at, size - at,
        ",{\"sql_condition\":\"%s\",\"m_probability\":%g,\"u_probability\":%g}", condition,
        0.9 / (number + 2), 0.4 / (number + 3));
}

/* A comparison: its null test, its test of equality, and conditions for more levels. */
struct comparison {
    const char *name, *null, *equal;
    const char *const *levels;
    uint32_t n;
};

static const struct comparison comparisons[COMPARISONS] = {
    {"name", "\\\"name_l\\\" IS NULL OR \\\"name_r\\\" IS NULL", "name_l = name_r",
        name_levels, sizeof(name_levels) / sizeof(name_levels[0])},
    {"age", "age_l IS NULL OR age_r IS NULL", "age_l = age_r", age_levels,
        sizeof(age_levels) / sizeof(age_levels[0])},
    {"start", "substr(name_l, 1, 2) IS NULL OR substr(name_r, 1, 2) IS NULL",
        "substr(name_l, 1, 2) = substr(name_r, 1, 2)", start_levels,
        sizeof(start_levels) / sizeof(start_levels[0])},
};

/* Add it with some of its levels in a random order. */
static void
add_comparison(char *json, size_t size, const struct comparison *of, uint64_t *random)
{
    size_t at = strlen(json);
    (void)snprintf(json + at, size - at,
        "%s{\"output_column_name\":\"%s\",\"comparison_levels\":[{\"sql_condition\":"
        "\"%s\",\"is_null_level\":true}",
        of == comparisons ? "" : ",", of->name, of->null);
    if (test_random(random, 4) != 0)
        add_level(json, size, of->equal, 0);
    for (uint32_t i = 0; i < 3; i++)
        add_level(json, size, of->levels[test_random(random, of->n)], i + 1);
    if (test_random(random, 4) != 0)
        add_level(json, size, "ELSE", 4);
    at = strlen(json);
    (void)snprintf(json + at, size - at, "]}");
}

struct setup {
    struct fake_sql fake;
    struct jd_model *model;
    struct jd_table *table;
    struct jd_linkage *linkage;
    char json[8192];
    struct jd_error err;
};

static void
start(struct setup *s, uint64_t random)
{
    struct person people[PEOPLE];
    char ids[PEOPLE][8];
    people_random(&random, people, ids, PEOPLE);
    *s = (struct setup){.table = people_table("people", people, PEOPLE)};
    (void)snprintf(s->json, sizeof(s->json),
        "{\"link_type\":\"dedupe_only\",\"probability_two_random_records_match\":0.25,"
        "\"blocking_rules_to_generate_predictions\":[\"1 = 1\"],\"comparisons\":[");
    for (uint32_t c = 0; c < COMPARISONS; c++)
        add_comparison(s->json, sizeof(s->json), &comparisons[c], &random);
    strcat(s->json, "]}");
    fake_sql_init(&s->fake);
    assert_ok(
        s, jd_model_from_json(NULL, jd__str(s->json), &s->fake.sql, &s->model, &s->err));
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

static void
predict(struct setup *s, double min_weight, struct shown *shown)
{
    struct jd_predict_options how = jd_predict_options_default();
    how.min_weight = min_weight;
    shown->n = 0;
    assert_ok(s, jd_linkage_predict(s->linkage, &how, take, shown, &s->err));
}

static void
levels_are_those_of_the_program(void **state)
{
    (void)state;
    struct shown *known = calloc(1, sizeof(*known)), *plain = calloc(1, sizeof(*plain));
    uint32_t n_known = 0;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        struct setup s;
        uint32_t n_heavy = 0;
        start(&s, seed);
        predict(&s, 0, known);
        uint32_t n_shown = known->n;
        predict(&s, -(double)INFINITY, known);
        for (uint32_t c = 0; c < COMPARISONS; c++) {
            n_known += s.linkage->compared[c].is_known;
            s.linkage->compared[c].is_known = false;
        }
        predict(&s, -(double)INFINITY, plain);

        if (known->n != plain->n ||
            memcmp(known->gamma, plain->gamma, sizeof(known->gamma)) != 0 ||
            memcmp(known->weight, plain->weight, sizeof(known->weight)) != 0)
            fail_msg("seed %u: levels differ in %s", (unsigned)seed, s.json);
        for (uint32_t i = 0; i < plain->n; i++)
            n_heavy += plain->weight[i] >= 0;
        assert_int_equal(n_shown, n_heavy); /* bounds too are sound */
        stop(&s);
    }
    assert_true(n_known > 400); /* of 600: it is their levels that are tested here */
    free(known);
    free(plain);
}

TEST_MAIN(cmocka_unit_test(levels_are_those_of_the_program))
