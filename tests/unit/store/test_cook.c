/* SPDX-License-Identifier: Apache-2.0 */
/* test_cook.c - values of any type as the store's text, lists, what cannot be kept. */
#include "jd_test.h"

#include "base/str.h"
#include "store/cook.h"

#include <stdlib.h>
#include <string.h>

/* Ten in the morning UTC of 1 June 2018. */
#define NOW INT64_C(1527847200000000)

/* Cook one row of one table, and read it again. */
struct cooked {
    struct jd__norm *norm;
    struct jd__incoming incoming;
    struct jd__change_head head;
    struct jd_str items[JD_LIMIT_LIST];
};

static struct jd_table *
table_of(const char *id, const char *column, enum jd_type type, struct jd_value value)
{
    struct jd_error err = {0};
    struct jd_table *table = NULL;
    const struct jd_column_spec specs[] = {{"id", JD_TYPE_TEXT}, {column, type}};
    assert_jd_ok(jd_table_new(NULL, "t", specs, 2, &table, &err));
    table->columns[1].dict->most_text = JD_LIMIT_ROW; /* as the SQL box gives them */
    assert_jd_ok(jd_table_put(table, 0, jd_text(id), &err));
    assert_jd_ok(jd_table_put(table, 1, value, &err));
    assert_jd_ok(jd_table_finish(table, &err));
    return table;
}

static struct cooked *
cook(const char *schema, const char *column, enum jd_type type, struct jd_value value)
{
    struct jd_error err = {0};
    struct cooked *c = calloc(1, sizeof(*c));
    const struct jd__norm_options options = {"US", NULL, 0, "America/New_York"};
    assert_non_null(c);
    assert_jd_ok(jd__norm_new(NULL, &options, &c->norm, &err));
    struct jd_table *table = table_of("1", column, type, value);
    const struct jd__raw raw = {table, c->norm, NOW};
    jd__incoming_init(&c->incoming, NULL, jd__str("pd"), jd__schema_find(jd__str(schema)));
    assert_jd_ok(jd__cook(&raw, &c->incoming, &err));
    assert_true(jd__change_read_head(
        (struct jd_str){c->incoming.head.data, c->incoming.head.n}, &c->head));
    jd_table_free(table);
    return c;
}

static void
done(struct cooked *c)
{
    jd__incoming_done(&c->incoming);
    jd__norm_free(c->norm);
    free(c);
}

static const struct jd__incoming_row *
row_of(const struct cooked *c)
{
    assert_int_equal(c->incoming.rows.n, 1);
    return c->incoming.rows.data;
}

/* The cell of a stored column: its type is NULL when there is none. */
static struct jd_value
cell_of(struct cooked *c, const char *column)
{
    struct jd_value value;
    uint32_t at = 0;
    struct jd_str bytes = jd__incoming_cells(&c->incoming, row_of(c));
    struct jd__cells cells = {jd__reader_of(bytes), &c->head, 0};
    while (jd__cells_next(&cells, c->items, &at, &value))
        if (jd__str_is(c->head.names[at], column))
            return value;
    assert_false(cells.reader.bad);
    return jd_null();
}

static void
assert_cell(struct cooked *c, const char *column, const char *expected)
{
    struct jd_value value = cell_of(c, column);
    if (value.type != JD_TYPE_TEXT || !jd__str_is(value.text, expected))
        fail_msg("%s is '%.*s', not '%s'", column, (int)value.text.size, value.text.data,
            expected);
}

static void
assert_list(struct cooked *c, const char *column, const char *expected)
{
    char text[256] = "";
    struct jd_value value = cell_of(c, column);
    assert_true(value.type == JD_TYPE_LIST || value.type == JD_TYPE_NULL);
    for (uint32_t i = 0; i < value.n_items; i++) {
        size_t at = strlen(text);
        (void)snprintf(text + at, sizeof(text) - at, "%s%.*s", i > 0 ? "|" : "",
            (int)c->items[i].size, c->items[i].data);
    }
    assert_string_equal(text, expected);
}

/* The one field that is listed, and why; 0 for none. */
static enum jd__reason
issue_of(const struct cooked *c)
{
    assert_in_range(c->incoming.issues.n, 0, 1);
    const struct jd__listed *listed = c->incoming.issues.data;
    return c->incoming.issues.n > 0 ? (enum jd__reason)listed->reason : (enum jd__reason)0;
}

/* ---- types ---- */

/* What Parquet gives in its types is the same text that CSV would have given. */
static void
a_value_of_any_type_is_kept_as_text(void **state)
{
    (void)state;
    const struct {
        enum jd_type type;
        struct jd_value value;
        const char *expected;
    } cases[] = {
        {JD_TYPE_TEXT, jd_text("  as it is "), "  as it is "},
        {JD_TYPE_INT, jd_int(INT64_MIN), "-9223372036854775808"},
        {JD_TYPE_INT, jd_int(0), "0"},
        {JD_TYPE_REAL, jd_real(0.1), "0.1"},
        {JD_TYPE_REAL, jd_real(-2.5e-300), "-2.5e-300"},
        {JD_TYPE_BOOL, jd_int_as(JD_TYPE_BOOL, 1), "true"},
        {JD_TYPE_BOOL, jd_int_as(JD_TYPE_BOOL, 0), "false"},
        {JD_TYPE_DATE, jd_int_as(JD_TYPE_DATE, 0), "1970-01-01"},
        {JD_TYPE_DATE, jd_int_as(JD_TYPE_DATE, -1), "1969-12-31"},
        {JD_TYPE_TIME, jd_int_as(JD_TYPE_TIME, 0), "1970-01-01T00:00:00Z"},
        {JD_TYPE_TIME, jd_int_as(JD_TYPE_TIME, 1500000), "1970-01-01T00:00:01.500000Z"},
        {JD_TYPE_TIME, jd_int_as(JD_TYPE_TIME, -1), "1969-12-31T23:59:59.999999Z"},
        {JD_TYPE_TIME, jd_int_as(JD_TYPE_TIME, -1000000), "1969-12-31T23:59:59Z"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct cooked *c = cook("vehicle", "model", cases[i].type, cases[i].value);
        assert_cell(c, "model", cases[i].expected);
        assert_int_equal(issue_of(c), 0);
        done(c);
    }
}

static void
a_day_of_a_typed_column_is_the_day_of_a_written_one(void **state)
{
    (void)state;
    struct cooked *typed =
        cook("person", "birth_date", JD_TYPE_DATE, jd_int_as(JD_TYPE_DATE, 539));
    struct cooked *written =
        cook("person", "birth_date", JD_TYPE_TEXT, jd_text("06/24/1971"));

    assert_cell(typed, "birth_date_norm", "1971-06-24");
    assert_cell(written, "birth_date_norm", "1971-06-24");
    assert_cell(written, "birth_date", "06/24/1971");

    done(typed);
    done(written);
}

static void
a_moment_of_a_typed_column_is_utc_whatever_the_zone(void **state)
{
    (void)state;
    const int64_t moment = INT64_C(1489302000123456); /* 2017-03-12 07:00 and a bit */
    struct cooked *c = cook("event", "at", JD_TYPE_TIME, jd_int_as(JD_TYPE_TIME, moment));

    assert_int_equal(cell_of(c, "at_earliest").integer / 1000000, moment / 1000000);
    assert_cell(c, "at_norm", "2017-03-12T07:00:00Z");

    done(c);
}

static void
what_is_blank_is_no_value_and_a_nul_is_no_blank(void **state)
{
    (void)state;
    struct cooked *blank = cook("vehicle", "model", JD_TYPE_TEXT, jd_text(" \t\r\n"));
    assert_int_equal(cell_of(blank, "model").type, JD_TYPE_NULL);
    done(blank);

    struct cooked *nul =
        cook("vehicle", "model", JD_TYPE_TEXT, jd_text_of((struct jd_str){"\0", 1}));
    assert_int_equal(cell_of(nul, "model").text.size, 1);
    done(nul);

    /* Of a list, one byte that is NUL is an item, and nothing behind it is looked at. */
    struct cooked *list =
        cook("person", "aliases", JD_TYPE_TEXT, jd_text_of((struct jd_str){"\0", 1}));
    assert_int_equal(cell_of(list, "aliases").n_items, 1);
    assert_int_equal(list->items[0].size, 1);
    done(list);
}

/* ---- lists ---- */

static void
a_list_is_a_column_of_lists_or_json_or_cut_at_semicolons(void **state)
{
    (void)state;
    static const char *const texts[][2] = {
        {"Al; Bo ;;\tCy", "Al|Bo|Cy"},
        {"Al", "Al"},
        {" [\"Al\", \" Bo \", null, \"\"]", "Al|Bo"},
        {"[\"A;l\"]", "A;l"},
        {"[]", ""},
        {"[\"Al\", 7]", "[\"Al\", 7]"}, /* not a list of texts: as it is written */
        {"[\"Al\"", "[\"Al\""},
        {"[Al; Bo]", "[Al|Bo]"},
        {"; ;", ""},
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct cooked *c = cook("person", "aliases", JD_TYPE_TEXT, jd_text(texts[i][0]));
        assert_list(c, "aliases", texts[i][1]);
        done(c);
    }
    const struct jd_str items[] = {
        jd__str("Al"), {NULL, 0}, jd__str(" Bo; Bob "), jd__str("")};
    struct cooked *c = cook("person", "aliases", JD_TYPE_LIST, jd_list(items, 4));
    assert_list(c, "aliases", "Al|Bo; Bob");
    assert_list(c, "aliases_norm", "al|bo bob");
    done(c);
}

static void
a_list_in_a_column_for_one_text_is_one_text(void **state)
{
    (void)state;
    const struct jd_str items[] = {jd__str("red"), jd__str("blue")};
    struct cooked *c = cook("vehicle", "model", JD_TYPE_LIST, jd_list(items, 2));
    assert_cell(c, "model", "red; blue");
    done(c);
}

static void
a_list_of_too_many_is_listed_and_its_start_is_kept(void **state)
{
    (void)state;
    size_t size = 2 * ((size_t)JD_LIMIT_LIST + 1);
    char *text = malloc(size);
    assert_non_null(text);
    for (size_t i = 0; i < size; i++)
        text[i] = i % 2 == 0 ? 'a' : ';';

    struct cooked *c =
        cook("person", "aliases", JD_TYPE_TEXT, jd_text_of((struct jd_str){text, size}));
    assert_int_equal(issue_of(c), JD__REASON_LIST_SIZE);
    assert_int_equal(cell_of(c, "aliases").type, JD_TYPE_NULL);
    done(c);
    c = cook(
        "person", "aliases", JD_TYPE_TEXT, jd_text_of((struct jd_str){text, size - 2}));
    assert_int_equal(issue_of(c), 0);
    assert_int_equal(cell_of(c, "aliases").n_items, JD_LIMIT_LIST);
    done(c);
    free(text);
}

/* ---- what cannot be kept ---- */

static void
a_field_that_cannot_be_read_is_null_and_kept_as_written(void **state)
{
    (void)state;
    static const struct {
        const char *schema, *column, *text;
        enum jd__reason reason;
    } cases[] = {
        {"person", "birth_date", "2020-02-30", JD__REASON_DATE},
        {"event", "at", "yesterday", JD__REASON_DATE},
        {"vehicle", "model", "a\xff", JD__REASON_UTF8},
        {"person", "aliases", "a;\xff", JD__REASON_UTF8},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char key[64];
        struct cooked *c =
            cook(cases[i].schema, cases[i].column, JD_TYPE_TEXT, jd_text(cases[i].text));
        (void)snprintf(key, sizeof(key), "\"%s_as_written\":", cases[i].column);
        assert_int_equal(issue_of(c), cases[i].reason);
        assert_int_equal(cell_of(c, cases[i].column).type, JD_TYPE_NULL);
        struct jd_value payload = cell_of(c, "payload");
        assert_int_equal(payload.type, JD_TYPE_TEXT);
        char *text = strndup(payload.text.data, payload.text.size);
        assert_non_null(strstr(text, key));
        free(text);
        done(c);
    }
}

/* The start that is kept of a long text ends with a whole character. */
static void
a_text_that_is_too_long_is_kept_in_part(void **state)
{
    (void)state;
    enum { SIZE = JD_LIMIT_CELL + 3 };
    char *text = malloc(SIZE);
    assert_non_null(text);
    for (int shift = 0; shift < 3; shift++) {
        memset(text, 'x', SIZE);
        for (int i = shift; i + 3 <= SIZE; i += 3)
            memcpy(text + i, "\u20ac", 3);
        struct cooked *c =
            cook("vehicle", "model", JD_TYPE_TEXT, jd_text_of((struct jd_str){text, SIZE}));
        assert_int_equal(issue_of(c), JD__REASON_CELL_SIZE);
        struct jd_str kept = cell_of(c, "payload").text;
        static const char head[] = "{\"model_as_written\":\"";
        assert_in_range(kept.size, 100, JD_LIMIT_CELL);
        assert_memory_equal(kept.data, head, sizeof(head) - 1);
        assert_memory_equal(kept.data + kept.size - 5, "\u20ac\"}", 5);
        done(c);
    }
    free(text);
}

static void
a_column_of_a_long_name_is_kept_by_its_name(void **state)
{
    (void)state;
    char name[300], expected[320];
    memset(name, 'n', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    struct cooked *c = cook("vehicle", name, JD_TYPE_BOOL, jd_int_as(JD_TYPE_BOOL, 1));
    (void)snprintf(expected, sizeof(expected), "{\"%s\":\"true\"}", name);
    assert_cell(c, "payload", expected);
    done(c);
}

/* ---- known_at and action ---- */

static void
a_row_is_known_by_the_end_of_its_day_and_never_after_now(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t known;
        enum jd__reason reason;
    } cases[] = {
        {"2018-05-01T12:00:00Z", INT64_C(1525176000000000), (enum jd__reason)0},
        {"2018-06-01", NOW, (enum jd__reason)0}, /* a day that is not over */
        {"2999-01-01", NOW, JD__REASON_FUTURE},
        {"soon", NOW, JD__REASON_DATE},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct cooked *c =
            cook("vehicle", "known_at", JD_TYPE_TEXT, jd_text(cases[i].text));
        assert_int_equal(row_of(c)->known / 1000000, cases[i].known / 1000000);
        assert_int_equal(issue_of(c), cases[i].reason);
        done(c);
    }
}

static void
an_action_that_is_not_known_replaces_and_is_listed(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum jd__op op;
        enum jd__reason reason;
    } cases[] = {
        {" delete ", JD__WITHDRAW, (enum jd__reason)0},
        {"insert", JD__PUT, (enum jd__reason)0},
        {"replace", JD__PUT, (enum jd__reason)0},
        {"DELETE", JD__PUT, JD__REASON_ACTION},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct cooked *c = cook("vehicle", "action", JD_TYPE_TEXT, jd_text(cases[i].text));
        assert_int_equal(row_of(c)->op, cases[i].op);
        assert_int_equal(issue_of(c), cases[i].reason);
        done(c);
    }
}

/* ---- memory ---- */

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    const struct jd__norm_options options = {"US", NULL, 0, "America/New_York"};
    const struct jd_str items[] = {jd__str("Al"), jd__str("Bo")};
    struct jd_error err = {0};
    struct jd__norm *norm = NULL;
    struct jd_table *table = table_of("1", "aliases", JD_TYPE_LIST, jd_list(items, 2));
    enum jd_status status = JD_E_NOMEM;
    assert_jd_ok(jd__norm_new(NULL, &options, &norm, &err));
    const struct jd__raw raw = {table, norm, NOW};

    for (size_t n = 0; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        struct jd__incoming incoming;
        assert_in_range(n, 0, 1000);
        test_memory_init(&mem, n);
        jd__incoming_init(
            &incoming, &mem.alloc, jd__str("pd"), jd__schema_find(jd__str("person")));
        status = jd__cook(&raw, &incoming, &err);
        assert_true(status == JD_OK || status == JD_E_NOMEM);
        jd__incoming_done(&incoming);
        assert_int_equal(mem.live_blocks, 0);
    }
    assert_int_equal(status, JD_OK);
    jd_table_free(table);
    jd__norm_free(norm);
}

TEST_MAIN(cmocka_unit_test(a_value_of_any_type_is_kept_as_text),
    cmocka_unit_test(a_day_of_a_typed_column_is_the_day_of_a_written_one),
    cmocka_unit_test(a_moment_of_a_typed_column_is_utc_whatever_the_zone),
    cmocka_unit_test(what_is_blank_is_no_value_and_a_nul_is_no_blank),
    cmocka_unit_test(a_list_is_a_column_of_lists_or_json_or_cut_at_semicolons),
    cmocka_unit_test(a_list_in_a_column_for_one_text_is_one_text),
    cmocka_unit_test(a_list_of_too_many_is_listed_and_its_start_is_kept),
    cmocka_unit_test(a_field_that_cannot_be_read_is_null_and_kept_as_written),
    cmocka_unit_test(a_text_that_is_too_long_is_kept_in_part),
    cmocka_unit_test(a_column_of_a_long_name_is_kept_by_its_name),
    cmocka_unit_test(a_row_is_known_by_the_end_of_its_day_and_never_after_now),
    cmocka_unit_test(an_action_that_is_not_known_replaces_and_is_listed),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks))
