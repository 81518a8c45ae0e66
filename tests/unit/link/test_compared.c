/* SPDX-License-Identifier: Apache-2.0 */
/* test_compared.c - levels told by descriptions of values are those of the program. */
#include "fake_sql.h"
#include "people.h"

#include "base/str.h"
#include "jd_test.h"
#include "link/compared.h"

#include <stdio.h>
#include <stdlib.h>

enum { PEOPLE = 40, MOST = PEOPLE * PEOPLE };

/* Conditions, a level each, between null (or not), equal (or not) and ELSE (or not). */
static const char *const name_levels[] = {
    "jaro_winkler_similarity(\\\"name_l\\\", \\\"name_r\\\") >= 0.9",
    "jaro_winkler_similarity(name_l, name_r) > 0.8",
    "jaro_similarity(name_l, name_r) >= 0.7",
    "levenshtein(name_l, name_r) < 1.5",
    "damerau_levenshtein(name_l, name_r) < 2",
    "substr(name_l, 1, 2) = substr(name_r, 1, 2)",
};
static const char *const age_levels[] = {
    "abs(age_l - age_r) <= 1",
    "abs(age_l - age_r) < 3",
    "abs(age_l - age_r) <= 7.5",
};

struct shown {
    uint32_t n;
    double weight[MOST];
    int8_t gamma[MOST][2];
};

static enum jd_status
take(void *ctx, const struct jd_scored *pairs, struct jd_error *err)
{
    struct shown *shown = ctx;
    (void)err;
    for (uint32_t i = 0; i < pairs->n; i++) {
        assert_true(shown->n < MOST);
        shown->weight[shown->n] = pairs->weight[i];
        for (uint32_t c = 0; c < 2; c++)
            shown->gamma[shown->n][c] = pairs->gamma[i * 2 + c];
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

/* A comparison with some of these levels in a random order. */
static void
add_comparison(char *json, size_t size, const char *column, const char *null,
    const char *const *levels, uint32_t n, uint64_t *random)
{
    size_t at = strlen(json);
    char equal[64];
    (void)snprintf(json + at, size - at,
        "{\"output_column_name\":\"%s\",\"comparison_levels\":[{\"sql_condition\":"
        "\"%s\",\"is_null_level\":true}",
        column, null);
    (void)snprintf(equal, sizeof(equal), "%s_l = %s_r", column, column);
    if (test_random(random, 4) != 0)
        add_level(json, size, equal, 0);
    for (uint32_t i = 0; i < 3; i++)
        add_level(json, size, levels[test_random(random, n)], i + 1);
    if (test_random(random, 4) != 0)
        add_level(json, size, "ELSE", 4);
    at = strlen(json);
    (void)snprintf(json + at, size - at, "]}");
}

static void
levels_are_those_of_the_program(void **state)
{
    (void)state;
    struct shown *known = calloc(1, sizeof(*known)), *plain = calloc(1, sizeof(*plain));
    uint32_t n_known = 0;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        uint64_t random = seed;
        struct person people[PEOPLE];
        char ids[PEOPLE][8], json[8192] = "";
        struct fake_sql fake;
        struct jd_model *model = NULL;
        struct jd_linkage *linkage = NULL;
        struct jd_error err = {0};
        people_random(&random, people, ids, PEOPLE);
        struct jd_table *table = people_table("people", people, PEOPLE);
        (void)snprintf(json, sizeof(json),
            "{\"link_type\":\"dedupe_only\",\"probability_two_random_records_match\":0.25,"
            "\"blocking_rules_to_generate_predictions\":[\"1 = 1\"],\"comparisons\":[");
        add_comparison(json, sizeof(json), "name",
            "\\\"name_l\\\" IS NULL OR \\\"name_r\\\" IS NULL", name_levels, 6, &random);
        strcat(json, ",");
        add_comparison(json, sizeof(json), "age", "age_l IS NULL OR age_r IS NULL",
            age_levels, 3, &random);
        strcat(json, "]}");
        fake_sql_init(&fake);
        assert_jd_ok(jd_model_from_json(NULL, jd__str(json), &fake.sql, &model, &err));
        assert_jd_ok(jd_linkage_new(
            NULL, model, (const struct jd_table *const *)&table, 1, NULL, &linkage, &err));
        known->n = plain->n = 0;
        assert_jd_ok(jd_linkage_predict(linkage, NULL, take, known, &err));
        for (uint32_t c = 0; c < 2; c++) {
            n_known += linkage->compared[c].is_known;
            linkage->compared[c].is_known = false;
        }
        assert_jd_ok(jd_linkage_predict(linkage, NULL, take, plain, &err));

        if (known->n != plain->n ||
            memcmp(known->gamma, plain->gamma, sizeof(known->gamma)) != 0 ||
            memcmp(known->weight, plain->weight, sizeof(known->weight)) != 0)
            fail_msg("seed %u: levels differ in %s", (unsigned)seed, json);
        jd_linkage_free(linkage);
        jd_model_free(model);
        jd_table_free(table);
        fake_sql_done(&fake);
    }
    assert_true(n_known > 300); /* of 400: it is their levels that are tested here */
    free(known);
    free(plain);
}

TEST_MAIN(cmocka_unit_test(levels_are_those_of_the_program))
