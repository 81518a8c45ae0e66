/* SPDX-License-Identifier: Apache-2.0 */
/* test_table.c - tables give back what was put: examples, a model, no memory, hostile input. */
#include "jd_test.h"

#include "base/str.h"
#include "data/table.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

static const struct jd_column_spec every_type[] = {{"t", JD_TYPE_TEXT}, {"i", JD_TYPE_INT},
    {"r", JD_TYPE_REAL}, {"b", JD_TYPE_BOOL}, {"d", JD_TYPE_DATE}, {"m", JD_TYPE_TIME},
    {"l", JD_TYPE_LIST}};
enum { N_TYPES = sizeof(every_type) / sizeof(every_type[0]) };

static void
a_value_of_every_type_comes_back(void **state)
{
    (void)state;
    const struct jd_str items[] = {{"a", 1}, {NULL, 0}, {"", 0}};
    const struct jd_value put[N_TYPES] = {jd_text("x"), jd_int(-5), jd_real(0.5),
        jd_int_as(JD_TYPE_BOOL, 1), jd_int_as(JD_TYPE_DATE, 17352),
        jd_int_as(JD_TYPE_TIME, 1), jd_list(items, 3)};
    struct jd_error err = {0};
    struct jd_table *table = NULL;
    assert_jd_ok(jd_table_new(NULL, "t", every_type, N_TYPES, &table, &err));

    for (uint32_t c = 0; c < N_TYPES; c++) {
        assert_jd_ok(jd_table_put(table, c, put[c], &err));
        assert_jd_ok(jd_table_put(table, c, jd_null(), &err));
    }
    assert_jd_ok(jd_table_finish(table, &err));

    assert_int_equal(jd_table_n_rows(table), 2);
    for (uint32_t c = 0; c < N_TYPES; c++) {
        struct jd_value got = jd_table_get(table, c, 0);
        assert_int_equal(got.type, every_type[c].type);
        assert_true(got.integer == put[c].integer && got.real == put[c].real);
        assert_true(jd__str_equal(got.text, put[c].text));
        assert_int_equal(jd_table_get(table, c, 1).type, JD_TYPE_NULL);
    }
    assert_int_equal(jd_table_get(table, 6, 0).n_items, 3);
    assert_true(jd__str_is(jd_table_item(table, 6, 0, 0), "a"));
    assert_null(jd_table_item(table, 6, 0, 1).data);
    assert_non_null(jd_table_item(table, 6, 0, 2).data);
    jd_table_free(table);
}

static void
equal_values_share_one_code_and_unlike_ones_never(void **state)
{
    (void)state;
    struct jd_error err = {0};
    struct jd__dict *reals = jd__dict_new(NULL, JD_TYPE_REAL);
    struct jd__dict *texts = jd__dict_new(NULL, JD_TYPE_TEXT);
    uint32_t a = 0, b = 0;

    assert_jd_ok(jd__dict_code(reals, jd_real(0.0), &a, &err));
    assert_jd_ok(jd__dict_code(reals, jd_real(-0.0), &b, &err));
    assert_int_equal(a, b);
    assert_jd_ok(jd__dict_code(reals, jd_real((double)NAN), &a, &err));
    assert_jd_ok(jd__dict_code(reals, jd_real(-(double)NAN), &b, &err));
    assert_int_equal(a, b);
    assert_jd_ok(jd__dict_code(texts, jd_text("a"), &a, &err));
    assert_jd_ok(jd__dict_code(texts, jd_text("A"), &b, &err));
    assert_int_not_equal(a, b);
    assert_int_equal(jd__dict_find(texts, jd_text("A")), b);
    assert_int_equal(jd__dict_find(texts, jd_text("b")), JD_NONE);

    jd__dict_free(reals);
    jd__dict_free(texts);
}

/* The model: every cell kept as it was put, in an array. */
static void
agrees_with_plain_arrays(void **state)
{
    (void)state;
    enum { ROWS = 3000 };
    static char model[ROWS][12];
    uint64_t seed = 7;
    struct jd_error err = {0};
    struct jd_table *table = NULL;
    assert_jd_ok(jd_table_new(NULL, "t", every_type, 1, &table, &err));

    for (int row = 0; row < ROWS; row++) {
        (void)snprintf(model[row], sizeof(model[row]), "%" PRIu32, test_random(&seed, 900));
        assert_jd_ok(jd_table_put(table, 0, jd_text(model[row]), &err));
    }
    assert_jd_ok(jd_table_finish(table, &err));

    for (uint32_t row = 0; row < ROWS; row++)
        assert_true(jd__str_is(jd_table_get(table, 0, row).text, model[row]));
    assert_true(jd__table_dict(table, 0)->n <= 900);
    jd_table_free(table);
}

static enum jd_status
build_a_table(const struct jd_alloc *alloc)
{
    const struct jd_str items[] = {{"a", 1}, {"b", 1}};
    struct jd_table *table = NULL;
    enum jd_status status = jd_table_new(alloc, "t", every_type, N_TYPES, &table, NULL);
    for (int64_t row = 0; row < 20 && status == JD_OK; row++) {
        char text[24];
        (void)snprintf(text, sizeof(text), "%" PRId64, row);
        status = jd_table_put(table, 0, jd_text(text), NULL);
        if (status == JD_OK)
            status = jd_table_put(table, 1, jd_int(row), NULL);
        if (status == JD_OK)
            status = jd_table_put(table, 6, jd_list(items, (uint32_t)row % 3), NULL);
    }
    jd_table_free(table);
    return status;
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    enum jd_status status = JD_E_NOMEM;
    for (size_t n = 0; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        test_memory_init(&mem, n);
        status = build_a_table(&mem.alloc);
        assert_int_equal(mem.live_blocks, 0);
    }
    assert_int_equal(status, JD_OK);
}

static void
what_does_not_fit_is_refused_by_column_and_not_by_value(void **state)
{
    (void)state;
    struct jd_error err = {0};
    struct jd_table *table = NULL;
    const struct jd_column_spec twice[] = {{"a", JD_TYPE_TEXT}, {"a", JD_TYPE_INT}};
    assert_jd_status(jd_table_new(NULL, "t", twice, 2, &table, &err), JD_E_ARG);
    assert_null(table);
    assert_jd_ok(jd_table_new(NULL, "t", every_type, N_TYPES, &table, &err));
    char *large = calloc(JD_LIMIT_CELL + 2, 1);
    memset(large, 'M', JD_LIMIT_CELL + 1);
    static struct jd_str many[JD_LIMIT_LIST + 1];

    assert_jd_status(jd_table_put(table, 0, jd_text(large), &err), JD_E_LIMIT);
    assert_non_null(strstr(err.message, "column t"));
    assert_null(strstr(err.message, "MMM"));
    assert_jd_status(jd_table_put(table, 1, jd_text("MMM"), &err), JD_E_ARG);
    assert_null(strstr(err.message, "MMM"));
    assert_jd_status(
        jd_table_put(table, 6, jd_list(many, JD_LIMIT_LIST + 1), &err), JD_E_LIMIT);
    assert_jd_status(jd_table_put(table, N_TYPES, jd_null(), &err), JD_E_ARG);
    assert_jd_ok(jd_table_put(table, 0, jd_null(), &err));
    assert_jd_status(jd_table_finish(table, &err), JD_E_ARG);
    assert_int_equal(jd_table_n_rows(table), 0);

    free(large);
    jd_table_free(table);
}

TEST_MAIN(cmocka_unit_test(a_value_of_every_type_comes_back),
    cmocka_unit_test(equal_values_share_one_code_and_unlike_ones_never),
    cmocka_unit_test(agrees_with_plain_arrays),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks),
    cmocka_unit_test(what_does_not_fit_is_refused_by_column_and_not_by_value))
