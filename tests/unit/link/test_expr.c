/* SPDX-License-Identifier: Apache-2.0 */
/* test_expr.c - conditions: their sides, their columns, and how parts are given back to SQL. */
#include "fake_sql.h"
#include "jd_test.h"

#include "base/str.h"
#include "link/expr.h"

#include <string.h>

static struct jd__condition
parsed(const struct fake_sql *fake, const char *text)
{
    struct jd__condition condition = {0};
    struct jd_error err = {0};
    assert_jd_ok(jd__condition_init(&condition, NULL, &fake->sql, jd__str(text), &err));
    return condition;
}

static void
assert_column(const struct jd__expr *node, const char *name, uint8_t sides)
{
    assert_int_equal(node->kind, JD__EXPR_COLUMN);
    assert_true(jd__str_is(node->name, name));
    assert_int_equal(node->sides, sides);
}

static void
a_column_is_a_name_and_a_side(void **state)
{
    (void)state;
    struct fake_sql fake;
    fake_sql_init(&fake);

    struct jd__condition of_level = parsed(&fake, "\"Name_R\" = \"NAME_l\"");
    struct jd__condition of_rule = parsed(&fake, "l.\"name\" = r.\"name\"");

    assert_column(jd__condition_node(&of_level, 1), "Name", JD__BIT(JD__RIGHT));
    assert_column(jd__condition_node(&of_level, 2), "NAME", JD__BIT(JD__LEFT));
    assert_column(jd__condition_node(&of_rule, 1), "name", JD__BIT(JD__LEFT));
    assert_column(jd__condition_node(&of_rule, 2), "name", JD__BIT(JD__RIGHT));
    assert_int_equal(jd__condition_node(&of_rule, 0)->sides, 3);
    jd__condition_done(&of_level);
    jd__condition_done(&of_rule);
    fake_sql_done(&fake);
}

static void
the_parameter_of_a_lambda_is_no_column(void **state)
{
    (void)state;
    struct fake_sql fake;
    uint32_t n_columns = 0;
    fake_sql_init(&fake);
    struct jd__condition condition =
        parsed(&fake, "list_transform([name_l], lambda x: x || name_r) IS NULL");

    for (uint32_t i = 0; i < condition.nodes.n; i++)
        n_columns += jd__condition_node(&condition, i)->kind == JD__EXPR_COLUMN;

    assert_int_equal(n_columns, 2);
    assert_int_equal(jd__condition_node(&condition, 0)->sides, 3);
    jd__condition_done(&condition);
    fake_sql_done(&fake);
}

static void
only_equality_of_one_column_on_both_sides_is_exact(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool is_exact;
    } cases[] = {{"\"name_l\" = \"name_r\"", true}, {"\"Name_R\" = \"NAME_l\"", true},
        {"name_l = town_r", false}, {"name_l = name_l", false}, {"name_l <> name_r", false},
        {"substr(name_l, 1, 2) = substr(name_r, 1, 2)", false},
        {"name_l = name_r AND NOT (town_l = town_r)", false}};
    struct fake_sql fake;
    struct jd_str column = {NULL, 0};
    fake_sql_init(&fake);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct jd__condition condition = parsed(&fake, cases[i].text);
        if (jd__condition_is_exact(&condition, &column) != cases[i].is_exact)
            fail_msg("wrong for %s", cases[i].text);
        jd__condition_done(&condition);
    }
    fake_sql_done(&fake);
}

/* The names that a part's columns have when it is given back. */
static void
assert_emitted(const struct jd__condition *condition, uint32_t node, bool paired,
    const char *first, const char *second)
{
    struct jd__buf out;
    struct jd_error err = {0};
    jd__buf_init(&out, NULL, 1, 0);
    assert_jd_ok(jd__condition_emit(condition, node, paired, &out, &err));
    json_t *tree = json_loadb(out.data, out.n, 0, NULL);
    assert_non_null(tree);
    assert_null(strstr(json_string_value(json_object_get(tree, "class")), "joinder"));
    const json_t *children = json_object_get(tree, "children");
    const json_t *a = first != NULL && children != NULL ? json_array_get(children, 0)
                                                        : json_object_get(tree, "left");
    const json_t *b = json_object_get(tree, "right");
    assert_string_equal(
        json_string_value(json_array_get(json_object_get(a, "column_names"), 0)), first);
    if (second != NULL)
        assert_string_equal(
            json_string_value(json_array_get(json_object_get(b, "column_names"), 0)),
            second);
    json_decref(tree);
    jd__buf_done(&out);
}

static void
a_part_is_given_back_with_its_columns_renamed(void **state)
{
    (void)state;
    struct fake_sql fake;
    fake_sql_init(&fake);
    struct jd__condition whole = parsed(&fake, "l.name = r.town");
    struct jd__condition part =
        parsed(&fake, "substr(l.name, 1, 2) = substr(r.name, 1, 2)");

    assert_emitted(&whole, 0, true, "name_l", "town_r");
    assert_emitted(&part, jd__condition_child(&part, 0, 1), false, "name", NULL);
    assert_emitted(&part, jd__condition_child(&part, 0, 1), true, "name_r", NULL);
    jd__condition_done(&whole);
    jd__condition_done(&part);
    fake_sql_done(&fake);
}

static void
a_column_of_neither_side_is_named(void **state)
{
    (void)state;
    static const char *const wrong[] = {"name = name_r", "x.name = r.name"};
    static const char *const named[] = {"column name ", "column x "};
    struct fake_sql fake;
    fake_sql_init(&fake);
    for (size_t i = 0; i < 2; i++) {
        struct jd__condition condition = {0};
        struct jd_error err = {0};
        assert_jd_status(
            jd__condition_init(&condition, NULL, &fake.sql, jd__str(wrong[i]), &err),
            JD_E_INPUT);
        assert_non_null(strstr(err.message, named[i]));
        assert_null(condition.tree);
    }
    fake_sql_done(&fake);
}

/* An engine whose answer is whatever ctx says. */
static enum jd_status
parse_as_told(void *ctx, const struct jd_alloc *alloc, struct jd_str expression,
    char **out_tree, size_t *out_size, struct jd_error *err)
{
    (void)expression;
    (void)err;
    struct jd__buf text;
    jd__buf_init(&text, alloc, 1, 0);
    assert_int_equal(jd__buf_text(&text, jd__str(ctx), NULL), JD_OK);
    assert_int_equal(jd__buf_append(&text, NULL, 1, NULL), JD_OK);
    text.data = text.alloc.resize(text.alloc.ctx, text.data, text.capacity, text.n);
    *out_size = text.n - 1;
    *out_tree = text.data;
    return JD_OK;
}

static void
a_tree_that_is_none_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"", "[1]", "{}", "{\"class\":", "7"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        char text[64];
        (void)snprintf(text, sizeof(text), "%s", wrong[i]);
        struct jd_sql sql = {text, parse_as_told, NULL};
        struct jd__condition condition = {0};
        assert_jd_status(jd__condition_init(&condition, NULL, &sql, jd__str("x"), NULL),
            JD_E_UNSUPPORTED);
    }
}

static void
a_condition_too_deep_is_refused(void **state)
{
    (void)state;
    struct jd__buf text;
    jd__buf_init(&text, NULL, 1, 0);
    for (int i = 0; i < 300; i++)
        assert_int_equal(
            jd__buf_printf(&text, NULL,
                "{\"class\":\"OPERATOR\",\"type\":\"OPERATOR_NOT\",\"children\":["),
            JD_OK);
    assert_int_equal(jd__buf_printf(&text, NULL, "7"), JD_OK);
    for (int i = 0; i < 300; i++)
        assert_int_equal(jd__buf_printf(&text, NULL, "]}"), JD_OK);
    struct jd_sql sql = {text.data, parse_as_told, NULL};
    struct jd__condition condition = {0};

    assert_jd_status(
        jd__condition_init(&condition, NULL, &sql, jd__str("x"), NULL), JD_E_LIMIT);
    jd__buf_done(&text);
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
        struct jd__condition condition = {0};
        test_memory_init(&mem, n);
        status = jd__condition_init(&condition, &mem.alloc, &fake.sql,
            jd__str("l.town = r.town AND levenshtein(l.name, r.name) <= 1"), NULL);
        jd__condition_done(&condition);
        assert_int_equal(mem.live_blocks, 0);
        assert_int_equal(mem.live_bytes, 0);
    }
    assert_int_equal(status, JD_OK);
    fake_sql_done(&fake);
}

TEST_MAIN(cmocka_unit_test(a_column_is_a_name_and_a_side),
    cmocka_unit_test(the_parameter_of_a_lambda_is_no_column),
    cmocka_unit_test(only_equality_of_one_column_on_both_sides_is_exact),
    cmocka_unit_test(a_part_is_given_back_with_its_columns_renamed),
    cmocka_unit_test(a_column_of_neither_side_is_named),
    cmocka_unit_test(a_tree_that_is_none_is_refused),
    cmocka_unit_test(a_condition_too_deep_is_refused),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks))
