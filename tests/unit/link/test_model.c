/* SPDX-License-Identifier: Apache-2.0 */
/* test_model.c - models: what Splink's settings mean, and what is refused. */
#include "fake_sql.h"
#include "jd_test.h"

#include <joinder/link.h>

#include "base/str.h"

#include <math.h>
#include <string.h>

/* cmocka compares floats, not doubles. */

#define LEVELS                                                                 \
    "{\"sql_condition\":\"\\\"name_l\\\" IS NULL OR \\\"name_r\\\" IS NULL\"," \
    "\"is_null_level\":true},"                                                 \
    "{\"sql_condition\":\"\\\"name_l\\\" = "                                   \
    "\\\"name_r\\\"\",\"label_for_charts\":\"same\","                          \
    "\"m_probability\":0.5,\"u_probability\":0.125,\"tf_adjustment_column\":\"name\"},"

#define ELSE "{\"sql_condition\":\" else \",\"m_probability\":0.5,\"u_probability\":0.875}"

#define MODEL(head, levels)                                                            \
    "{\"link_type\":\"dedupe_only\"," head "\"comparisons\":[{\"output_column_name\":" \
    "\"name\",\"comparison_levels\":[" levels "]}],"                                   \
    "\"blocking_rules_to_generate_predictions\":[\"l.name = r.name\"]}"

static enum jd_status
read_model(const char *json, struct jd_model **out_model, struct jd_error *err)
{
    struct fake_sql fake;
    fake_sql_init(&fake);
    enum jd_status status =
        jd_model_from_json(NULL, jd__str(json), &fake.sql, out_model, err);
    fake_sql_done(&fake);
    return status;
}

static void
a_level_weighs_log2_of_m_over_u(void **state)
{
    (void)state;
    struct jd_model *model = NULL;
    struct jd_error err = {0};

    assert_jd_ok(read_model(
        MODEL("\"probability_two_random_records_match\":0.2,", LEVELS ELSE), &model, &err));

    assert_true(jd_model_level_weight(model, 0, 1) == 2.0);
    assert_true(jd_model_level_weight(model, 0, 0) == log2(0.5 / 0.875));
    assert_true(jd_model_level_weight(model, 0, -1) == 0.0);
    assert_true(isnan(jd_model_level_weight(model, 0, 7)));
    double m = 0, u = 0;
    jd_model_level_probabilities(model, 0, 0, &m, &u);
    assert_true(m == 0.5 && u == 0.875);
    jd_model_level_probabilities(model, 0, -1, &m, &u);
    assert_true(isnan(m) && isnan(u));
    jd_model_level_probabilities(model, 0, 7, &m, &u);
    assert_true(isnan(m) && isnan(u));
    for (int gamma = -1; gamma <= 7; gamma += gamma == 1 ? 6 : 1) {
        bool has_m = gamma < 0, has_u = gamma < 0;
        jd_model_level_is_given(model, 0, gamma, &has_m, &has_u);
        assert_int_equal(has_m, gamma == 0 || gamma == 1);
        assert_int_equal(has_u, gamma == 0 || gamma == 1);
    }
    assert_true(jd_model_prior_weight(model) == log2(0.2 / 0.8));
    assert_string_equal(jd_model_level_label(model, 0, 1), "same");
    assert_string_equal(jd_model_level_label(model, 0, 0), "0");
    assert_string_equal(jd_model_level_label(model, 0, -1), "-1");
    assert_int_equal(jd_model_n_levels(model, 0), 3);
    assert_int_equal(jd_model_n_columns(model, 0), 1);
    assert_true(jd__str_is(jd_model_column(model, 0, 0), "name"));
    assert_string_equal(jd_model_id_column(model), "unique_id");
    assert_null(jd_model_source_column(model));
    assert_string_equal(jd_model_rule(model, 0), "l.name = r.name");
    jd_model_free(model);
}

/* Splink 5.0.0, comparison_level.py: _default_m_values, _default_u_values. */
static void
untrained_levels_weigh_what_splink_says(void **state)
{
    (void)state;
    struct jd_model *model = NULL;
    struct jd_error err = {0};

    assert_jd_ok(
        read_model(MODEL("", "{\"sql_condition\":\"\\\"name_l\\\" = \\\"name_r\\\"\"},"
                             "{\"sql_condition\":\"name_l < name_r\"},"
                             "{\"sql_condition\":\"name_l = town_r\"},"
                             "{\"sql_condition\":\"ELSE\"}"),
            &model, &err));

    assert_near(jd_model_level_weight(model, 0, 3), 10, 1e-12);
    assert_near(jd_model_level_weight(model, 0, 2), 3, 1e-12);
    assert_near(jd_model_level_weight(model, 0, 1), -1, 1e-12);
    assert_near(jd_model_level_weight(model, 0, 0), -5, 1e-12);
    assert_near(jd_model_prior_weight(model), log2(0.0001 / 0.9999), 1e-12);
    jd_model_free(model);
}

static void
a_missing_m_or_u_has_its_default_beside_the_trained_other(void **state)
{
    (void)state;
    struct jd_model *model = NULL;
    struct jd_error err = {0};

    assert_jd_ok(read_model(
        MODEL("",
            "{\"sql_condition\":\"\\\"name_l\\\" = \\\"name_r\\\"\",\"u_probability\":0},"
            "{\"sql_condition\":\"name_l < name_r\",\"u_probability\":0.25},"
            "{\"sql_condition\":\"ELSE\",\"m_probability\":0.05}"),
        &model, &err));

    /* No u is below 1e-300. */
    assert_near(jd_model_level_weight(model, 0, 2), log2(0.95 / 1e-300), 1e-9);
    assert_near(jd_model_level_weight(model, 0, 1), log2(0.025 / 0.25), 1e-12);
    assert_near(jd_model_level_weight(model, 0, 0), log2(0.05 / 0.8), 1e-12);
    for (int gamma = 0; gamma <= 2; gamma++) {
        bool has_m = false, has_u = false;
        jd_model_level_is_given(model, 0, gamma, &has_m, &has_u);
        assert_int_equal(has_m, gamma == 0);
        assert_int_equal(has_u, gamma > 0);
    }
    jd_model_free(model);
}

static void
a_comparison_without_a_name_is_named_after_its_columns(void **state)
{
    (void)state;
    struct jd_model *model = NULL;
    struct jd_error err = {0};
    const char *json =
        "{\"link_type\":\"link_and_dedupe\",\"comparisons\":["
        "{\"comparison_levels\":[{\"sql_condition\":\"name_l = name_r\"}]},"
        "{\"comparison_levels\":[{\"sql_condition\":\"name_l = town_r\"}]}]}";

    assert_jd_ok(read_model(json, &model, &err));

    assert_string_equal(jd_model_comparison(model, 0), "name");
    assert_string_equal(jd_model_comparison(model, 1), "custom_name_town");
    assert_string_equal(jd_model_source_column(model), "source_dataset");
    assert_int_equal(jd_model_n_rules(model), 1);
    jd_model_free(model);
}

static void
what_is_wrong_is_refused_and_named(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        const char *said;
        enum jd_status status;
    } cases[] = {
        {"", "not JSON at line 1", JD_E_INPUT},
        {"{\"a\":1", "not JSON at line 1", JD_E_INPUT},
        {"[]", "not an object", JD_E_INPUT},
        {"{\"link_type\":\"dedupe_only\",\"link_type\":\"link_only\"}", "not JSON",
            JD_E_INPUT},
        {"{}", "link_type is none of", JD_E_INPUT},
        {"{\"link_type\":\"dedupe\"}", "link_type is none of", JD_E_INPUT},
        {"{\"link_type\":7}", "link_type is not text", JD_E_INPUT},
        {"{\"link_type\":\"dedupe_only\"}", "comparisons is missing", JD_E_INPUT},
        {MODEL("\"salt\":1,", LEVELS ELSE), "unknown key salt", JD_E_INPUT},
        {MODEL("\"sql_dialect\":\"spark\",", LEVELS ELSE), "sql_dialect", JD_E_UNSUPPORTED},
        {MODEL("\"probability_two_random_records_match\":1,", LEVELS ELSE),
            "probability_two_random_records_match", JD_E_INPUT},
        {MODEL("\"retain_matching_columns\":\"yes\",", LEVELS ELSE),
            "retain_matching_columns is neither", JD_E_INPUT},
        {MODEL("", LEVELS "{\"sql_condition\":\"ELSE\",\"m_probability\":1.5}"),
            "comparison name (number 1): level 3: m_probability is not between 0 and 1",
            JD_E_INPUT},
        {MODEL("", LEVELS "{\"sql_condition\":\"ELSE\",\"u_probability\":-0.1}"),
            "level 3: u_probability is not between 0 and 1", JD_E_INPUT},
        {MODEL("", LEVELS "{\"sql_condition\":\"ELSE\",\"m\":0.5}"),
            "level 3: unknown key m", JD_E_INPUT},
        {MODEL("", ELSE "," ELSE), "level 1: ELSE must be the last", JD_E_INPUT},
        {MODEL("", ""), "comparison_levels is missing or empty", JD_E_INPUT},
        {MODEL("", "{\"m_probability\":0.1}"), "level 1: sql_condition is missing",
            JD_E_INPUT},
        {MODEL("", LEVELS "{\"sql_condition\":\"name_l ==== \"}"),
            "level 3: syntax error at character 3", JD_E_INPUT},
        {MODEL("",
             "{\"sql_condition\":\"name_l < name_r\",\"tf_adjustment_column\":\"name\"},"
             "{\"sql_condition\":\"ELSE\"}"),
            "level 1: no level of this comparison is an exact match on name", JD_E_INPUT},
        {MODEL("\"thresholds\":{\"default\":[0.9,0.5]},", LEVELS ELSE),
            "thresholds, default: not two rising", JD_E_INPUT},
        {MODEL("\"ceilings\":[{\"comparisons\":[\"age\"],\"probability\":0.5}],",
             LEVELS ELSE),
            "ceiling 1: comparison 1 is not known", JD_E_INPUT},
        {MODEL("\"tf_tables\":{\"name\":{\"unlisted\":0.1}},", LEVELS ELSE),
            "tf_tables, name: file is missing", JD_E_INPUT},
        {"{\"link_type\":\"dedupe_only\",\"comparisons\":[{\"output_column_name\":\"a\","
         "\"comparison_levels\":[" ELSE "]},{\"output_column_name\":\"a\","
         "\"comparison_levels\":[" ELSE "]}]}",
            "comparison a (number 2): the name is taken", JD_E_INPUT},
        {"{\"link_type\":\"dedupe_only\",\"comparisons\":[{\"output_column_name\":\"a\","
         "\"comparison_levels\":[" ELSE "]}],\"blocking_rules_to_generate_predictions\":"
         "[{\"blocking_rule\":\"l.name = r.name\",\"arrays_to_explode\":[7]}]}",
            "blocking rule 0: arrays_to_explode holds what is no column's name",
            JD_E_INPUT},
        {"{\"link_type\":\"dedupe_only\",\"comparisons\":[{\"output_column_name\":\"a\","
         "\"comparison_levels\":[" ELSE "]}],\"blocking_rules_to_generate_predictions\":"
         "[{\"blocking_rule\":\"l.name = r.name\",\"arrays_to_explode\":[\"a\",\"A\"]}]}",
            "blocking rule 0: arrays_to_explode names a column twice", JD_E_INPUT},
        {"{\"link_type\":\"dedupe_only\",\"comparisons\":[{\"output_column_name\":\"a\","
         "\"comparison_levels\":[" ELSE
         "]}],\"blocking_rules_to_generate_predictions\":[7]}",
            "blocking rule 0: not an object", JD_E_INPUT},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct jd_model *model = NULL;
        struct jd_error err = {0};
        assert_jd_status(read_model(cases[i].json, &model, &err), cases[i].status);
        if (strstr(err.message, cases[i].said) == NULL)
            fail_msg("\"%s\" does not say \"%s\"", err.message, cases[i].said);
        assert_null(model);
    }
}

static void
settings_of_splink_3_and_4_are_read(void **state)
{
    (void)state;
    struct jd_model *model = NULL;
    struct jd_error err = {0};
    const char *json =
        "{\"link_type\":\"dedupe_only\",\"bayes_factor_column_prefix\":\"bf_\","
        "\"linker_uid\":null,\"comparisons\":[{\"output_column_name\":\"name\","
        "\"comparison_description\":\"x\",\"comparison_levels\":[" LEVELS ELSE "]}],"
        "\"blocking_rules_to_generate_predictions\":[{\"blocking_rule\":\"l.name = "
        "r.name\","
        "\"sql_dialect\":\"duckdb\",\"salting_partitions\":4,\"arrays_to_explode\":null}]}";

    assert_jd_ok(read_model(json, &model, &err));
    jd_model_free(model);
}

static void
what_joinder_adds_is_readable(void **state)
{
    (void)state;
    struct jd_model *model = NULL;
    struct jd_error err = {0};
    double possible = -1, joined = -1, unlisted = -1, probability = -1;
    const char *column = NULL, *file = NULL;
    uint64_t comparisons = 0;
    assert_jd_ok(read_model(
        MODEL("\"icu\":\"72\",\"source\":\"census\",\"exclusive\":[\"vin\",\"serial\"],"
              "\"thresholds\":{\"default\":[0.5,0.9],\"audit\":[0.6,0.99]},"
              "\"ceilings\":[{\"comparisons\":[\"name\"],\"probability\":0.75}],"
              "\"tf_tables\":{\"name\":{\"file\":\"name.csv\",\"unlisted\":1e-6}},",
            LEVELS ELSE),
        &model, &err));

    assert_true(jd_model_thresholds(model, "audit", &possible, &joined));
    assert_true(possible == 0.6 && joined == 0.99);
    assert_true(jd_model_thresholds(model, "investigation", &possible, &joined));
    assert_true(possible == 0.5 && joined == 0.9);
    assert_int_equal(jd_model_n_exclusive(model), 2);
    assert_string_equal(jd_model_exclusive(model, 1), "serial");
    assert_int_equal(jd_model_n_ceilings(model), 1);
    jd_model_ceiling(model, 0, &comparisons, &probability);
    assert_true(comparisons == 1 && probability == 0.75);
    assert_int_equal(jd_model_n_tf_tables(model), 1);
    jd_model_tf_table(model, 0, &column, &file, &unlisted);
    assert_string_equal(column, "name");
    assert_string_equal(file, "name.csv");
    assert_true(unlisted == 1e-6);
    assert_string_equal(jd_model_source(model), "census");
    assert_string_equal(jd_model_icu(model), "72");
    jd_model_free(model);
}

static void
a_model_that_adds_nothing_has_no_thresholds(void **state)
{
    (void)state;
    struct jd_model *model = NULL;
    struct jd_error err = {0};
    double possible = -1, joined = -1;
    assert_jd_ok(read_model(MODEL("", LEVELS ELSE), &model, &err));

    assert_false(jd_model_thresholds(model, "default", &possible, &joined));
    assert_true(possible == -1 && joined == -1);
    assert_int_equal(jd_model_n_exclusive(model), 0);
    assert_int_equal(jd_model_n_ceilings(model), 0);
    assert_int_equal(jd_model_n_tf_tables(model), 0);
    assert_null(jd_model_source(model));
    jd_model_free(model);
}

static void
probability_and_weight_are_inverse(void **state)
{
    (void)state;
    assert_true(jd_weight_from_probability(0.5) == 0);
    assert_true(jd_weight_from_probability(0) == -(double)INFINITY);
    assert_true(jd_weight_from_probability(1) == (double)INFINITY);
    assert_true(jd_probability_from_weight(0) == 0.5);
    assert_true(jd_probability_from_weight(2000) == 1);
    assert_true(jd_probability_from_weight(-2000) == 0);
    for (double weight = -40; weight < 40; weight += 0.37)
        assert_near(
            jd_weight_from_probability(jd_probability_from_weight(weight)), weight, 1e-3);
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    struct fake_sql fake;
    fake_sql_init(&fake);
    enum jd_status status = JD_E_NOMEM;
    for (size_t n = 0; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        struct jd_model *model = NULL;
        test_memory_init(&mem, n);
        status = jd_model_from_json(
            &mem.alloc, jd__str(MODEL("", LEVELS ELSE)), &fake.sql, &model, NULL);
        assert_int_equal(model != NULL, status == JD_OK);
        jd_model_free(model);
        assert_int_equal(mem.live_blocks, 0);
        assert_int_equal(mem.live_bytes, 0);
    }
    assert_int_equal(status, JD_OK);
    fake_sql_done(&fake);
}

TEST_MAIN(cmocka_unit_test(a_level_weighs_log2_of_m_over_u),
    cmocka_unit_test(untrained_levels_weigh_what_splink_says),
    cmocka_unit_test(a_missing_m_or_u_has_its_default_beside_the_trained_other),
    cmocka_unit_test(a_comparison_without_a_name_is_named_after_its_columns),
    cmocka_unit_test(what_is_wrong_is_refused_and_named),
    cmocka_unit_test(settings_of_splink_3_and_4_are_read),
    cmocka_unit_test(what_joinder_adds_is_readable),
    cmocka_unit_test(a_model_that_adds_nothing_has_no_thresholds),
    cmocka_unit_test(probability_and_weight_are_inverse),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks))
